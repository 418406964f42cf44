"""The calendar file that leaves the office: what other programs read back, and what must never be in it."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any  # a component of icalendar holds values of any kind
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from officer_app.core.database import Database
from officer_app.core.folding import without_hidden
from officer_app.core.work import OFFICE_ZONE
from officer_app.visits.calendar_feed import Feed, FeedPlan, as_calendar, calendar_feed
from officer_app.visits.drafts import Mode
from officer_app.visits.plans import PlanDraft, call_off_plan, move_plan, plan_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork

STAMP = datetime(2026, 9, 1, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def planned(work: Fieldwork, enterprise: int, day: date = TODAY, **more: object) -> int:
    draft = PlanDraft(str(uuid4()), enterprise, work.liaison.id or 0, day, **more)  # type: ignore[arg-type] # by name
    return work.bureau.office.perform(plan_visit, work.liaison, draft).value.plan_id


def written(work: Fieldwork, officer_id: int | None) -> bytes:
    return as_calendar(work.bureau.office.read(calendar_feed, work.liaison, officer_id))


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_visit_with_a_time_is_an_event_in_shanghai_and_one_without_takes_the_day(work: Fieldwork) -> None:
    one, other = work.enterprise("甲公司", work.liaison), work.enterprise("乙公司", work.liaison)
    planned(work, one, starts_at=time(9, 30), ends_at=time(10, 15), purpose="回访公寓")
    planned(work, other, TODAY + timedelta(days=1), mode=Mode.PHONE)
    content = written(work, work.liaison.id)
    first, second = events(content)
    assert first["DTSTART"].dt == datetime(2026, 9, 17, 1, 30, tzinfo=UTC)
    assert first["DTEND"].dt == datetime(2026, 9, 17, 2, 15, tzinfo=UTC)
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (first["SUMMARY"], first["DESCRIPTION"], first["STATUS"]) == ("甲公司·上门", "回访公寓", "CONFIRMED")
    assert (second["DTSTART"].dt, second["DTEND"].dt) == (date(2026, 9, 18), date(2026, 9, 19))
    planned(work, one, TODAY + timedelta(days=2), starts_at=time(9), ends_at=time(9))
    # An end has to lie after the beginning.
    assert "DTEND" not in events(written(work, work.liaison.id))[2]
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    assert {part["TZOFFSETTO"].td for part in zone.subcomponents} == {timedelta(hours=8)}


def test_a_moved_visit_keeps_its_uid_and_counts_on_and_one_called_off_is_cancelled(work: Fieldwork) -> None:
    key = planned(work, work.enterprise(liaison=work.liaison))
    (before,) = events(written(work, work.liaison.id))
    work.bureau.clock.now += timedelta(hours=2)
    office = work.bureau.office
    moved = office.perform(move_plan, work.liaison, key, TODAY + timedelta(days=1), time(10), None, version=1).value
    (after,) = events(written(work, work.liaison.id))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt - before["LAST-MODIFIED"].dt == timedelta(hours=2)
    office.perform(call_off_plan, work.liaison, key, "企业改期", version=moved.version)
    (off,) = events(written(work, work.liaison.id))
    assert (off["UID"], off["STATUS"], off["SEQUENCE"] > after["SEQUENCE"]) == (before["UID"], "CANCELLED", True)


def test_no_phone_no_person_and_nothing_that_was_said_leaves_in_it(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    work.contact(key, "何总监", "13812345678")
    work.visit(key, content="两名骨干想落户")
    planned(work, key, purpose="回访，约何总 138 1234 5678 或 021-56785678，9 月 17 日（2026-09-17）")
    text = written(work, None).decode()
    assert "2026-09-17" in text.replace("\r\n ", "")
    for hidden in ("13812345678", "1234 5678", "56785678", "何总监", "两名骨干", "想落户"):
        assert hidden not in text.replace("\r\n ", "")


def test_one_officers_file_has_their_visits_and_everybodys_says_whose_each_is(work: Fieldwork) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    other = work.enterprise("乙公司", work.colleague)
    draft = PlanDraft(str(uuid4()), other, work.colleague.id or 0, TODAY)
    work.bureau.office.perform(plan_visit, work.colleague, draft)
    assert [event["SUMMARY"] for event in events(written(work, work.liaison.id))] == ["甲公司·上门"]
    summaries = sorted(event["SUMMARY"] for event in events(written(work, None)))
    assert summaries == ["乙公司·上门·何静", "甲公司·上门·王敏"]


def test_what_is_long_past_is_left_out_and_an_empty_calendar_is_still_one(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    work.bureau.clock.set(days_ago(200))
    planned(work, key, days_ago(200))
    work.bureau.clock.set(TODAY)
    content = written(work, work.liaison.id)
    assert events(content) == []
    assert b"BEGIN:VTIMEZONE" in content


def test_the_same_plans_give_the_same_bytes(work: Fieldwork) -> None:
    planned(work, work.enterprise(liaison=work.liaison))
    first = written(work, work.liaison.id)
    work.bureau.clock.now += timedelta(minutes=5)
    assert written(work, work.liaison.id) == first


TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(list(";,\\:\"'\n\t 😀𬭎\u200b\u2028\x85\x0b"))),
    max_size=200,
)
PLANS = st.builds(
    FeedPlan,
    uid=st.uuids().map(lambda key: f"{key}@officer-app"),
    sequence=st.integers(0, 10_000),
    changed_at=st.just(STAMP),
    day=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    starts_at=st.none() | st.times().map(lambda at: at.replace(microsecond=0, fold=0)),
    ends_at=st.none(),
    enterprise=TEXTS,
    mode=st.sampled_from(Mode),
    place=TEXTS,
    purpose=TEXTS,
    cancelled=st.booleans(),
)


@settings(max_examples=40)
@given(st.lists(PLANS, max_size=3, unique_by=lambda plan: plan.uid))
def test_whatever_is_written_is_read_back_the_same(plans: list[FeedPlan]) -> None:
    content = as_calendar(Feed("王敏", tuple(plans)))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    content.decode("utf-8")
    read = events(content)
    assert [event["UID"] for event in read] == [plan.uid for plan in plans]
    for event, plan in zip(read, plans, strict=True):
        if plan.starts_at is None:
            assert event["DTSTART"].dt == plan.day
        else:
            assert event["DTSTART"].dt == datetime.combine(plan.day, plan.starts_at, OFFICE_ZONE)
        assert event["SEQUENCE"] == plan.sequence
        for name, words in (("LOCATION", plan.place), ("DESCRIPTION", plan.purpose)):
            assert str(event.get(name, "")) == one_line_end(without_hidden(words))
        assert event["STATUS"] == ("CANCELLED" if plan.cancelled else "CONFIRMED")


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    "name", ["上海；澜启, 生物; 科技\\有限公司", "澜" * 200, "第一行\n第二行", "😀" * 60 + "𬭎", 'A "quoted" name: x=1']
)
def test_hard_names_are_folded_and_escaped(name: str, tmp_path: Path) -> None:
    plan = FeedPlan("a@officer-app", 0, STAMP, TODAY, time(9), time(10), name, Mode.ON_SITE)
    file = tmp_path / "visits.ics"
    file.write_bytes(as_calendar(Feed("", (plan,))))
    (event,) = events(file.read_bytes())
    assert event["SUMMARY"] == f"{name}·上门"

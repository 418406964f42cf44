"""Publicity as the office runs it: one notice for several cases, what it shows, objections, what stands in its way."""

from collections.abc import Callable
from dataclasses import astuple
from datetime import date, timedelta
from typing import cast
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.cases.lists import CaseFilter, CasePage, list_cases
from officer_app.cases.model import Publicity, TalentCase
from officer_app.cases.words import ClockLight, DayUnit, Masking, ObjectionChannel, ObjectionState, State, Step, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict, IllegalTransition, Invalid
from officer_app.core.work import Actor
from officer_app.directory.industries import Industry
from officer_app.people.settings import store_setting
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.objections import (
    ObjectionDraft,
    answer_objection,
    note_handling,
    record_objection,
    reveal_contact,
)
from officer_app.quota.publicity import (
    NoticeDraft,
    NoticeFile,
    NotPublishable,
    PublicityPlan,
    awaiting_publicity,
    public_notice,
    publicity_plan,
    publish,
    publish_cases,
)
from officer_app.quota.reasons import NotReady, why_not
from officer_app.quota.service import decide, settle
from tests.casework import Casework, casework


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.grant(6)
    return made


def shown(house: Casework, case_id: int) -> CaseFile:
    return cast(CaseFile, house.ask(case_file, house.decider, case_id))


def notice(house: Casework, notice_id: object) -> NoticeFile:
    return cast(NoticeFile, house.ask(public_notice, house.staff, notice_id))


def refused(kind: type[AppError], act: Callable[[], object]) -> AppError:
    with pytest.raises(kind) as raised:
        act()
    return raised.value


def objection(day: date, **changes: object) -> ObjectionDraft:
    values: dict[str, object] = {
        "draft_id": str(uuid4()),
        "received_on": day,
        "raised_by": "李某",
        "content": "学历存疑",
        **changes,
    }
    return ObjectionDraft(**values)  # type: ignore[arg-type] # fields by name


def test_one_notice_holds_several_cases_and_is_put_up_once(house: Casework) -> None:
    cases = tuple(house.walk(State.PUBLICITY_DUE) for _ in range(3))
    draft = NoticeDraft(str(uuid4()), cases, masking=Masking.NAME_AND_UNIT)
    number = house.do(publish_cases, house.staff, draft)
    assert house.do(publish_cases, house.staff, draft) == number
    found = notice(house, number)
    assert (found.year, found.sequence, found.published_by) == (2026, 1, house.staff.name)
    assert [line.case_id for line in found.lines] == list(cases)
    assert all(house.state(case_id) is State.PUBLICITY for case_id in cases)
    other = house.walk(State.PUBLICITY_DUE)
    assert notice(house, house.do(publish, house.staff, other)).sequence == 2


def test_a_notice_is_put_up_for_all_its_cases_or_for_none(house: Casework) -> None:
    ready, early = house.walk(State.PUBLICITY_DUE), house.walk(State.PANEL)
    error = refused(
        NotPublishable, lambda: house.do(publish_cases, house.staff, NoticeDraft(str(uuid4()), (ready, early)))
    )
    assert "2 号" in error.cause
    assert house.state(ready) is State.PUBLICITY_DUE
    for wrong in ((), (ready, ready)):
        refused(Invalid, lambda wrong=wrong: house.do(publish_cases, house.staff, NoticeDraft(str(uuid4()), wrong)))
    stale = NoticeDraft(str(uuid4()), (ready,), versions={ready: 1})
    refused(Conflict, lambda: house.do(publish_cases, house.staff, stale))
    yesterday = NoticeDraft(str(uuid4()), (ready,), house.today - timedelta(days=1))
    refused(Invalid, lambda: house.do(publish_cases, house.staff, yesterday))


@pytest.mark.parametrize(
    ("masking", "name", "employer"),
    [
        (Masking.NAME, "欧阳建国", ""),
        (Masking.MASKED, "欧阳*国", "上海衡枢机器人有限公司"),
        (Masking.NAME_AND_UNIT, "欧阳建国", "上海衡枢机器人有限公司"),
    ],
)
def test_a_notice_shows_what_its_masking_says_and_never_a_number(
    house: Casework, masking: Masking, name: str, employer: str
) -> None:
    case_id = house.walk(State.PUBLICITY_DUE, house.file(name="欧阳建国"))
    waiting = cast("list[object]", house.ask(awaiting_publicity, house.staff, masking))
    found = notice(house, house.do(publish, house.staff, case_id, masking=masking))
    assert (found.lines[0].name, found.lines[0].employer) == (name, employer)
    assert list(found.lines) == waiting
    printed = str(astuple(found))
    with house.bureau.office.database.transaction(writes=False) as connection:
        number = connection.execute(sa.select(TalentCase.id_number)).scalar_one()
    assert number not in printed
    assert number[-6:] not in printed


def test_the_usual_masking_and_the_period_are_dated_settings(house: Casework) -> None:
    house.do(store_setting, house.admin, "publicity.masking", date(2026, 1, 1), "name", "局务会")
    house.do(store_setting, house.admin, "publicity.unit", date(2026, 1, 1), "calendar", "局务会")
    house.do(store_setting, house.admin, "publicity.days", date(2026, 1, 1), 7, "局务会")
    plan = cast(PublicityPlan, house.ask(publicity_plan, house.staff))
    assert (plan.masking, plan.unit, plan.ends_on) == (
        Masking.NAME,
        DayUnit.CALENDAR,
        house.today + timedelta(days=6),
    )
    case_id = house.walk(State.PUBLICITY)
    row = shown(house, case_id).publicity
    assert row is not None
    assert (row.masking, row.days, row.last_day) == (Masking.NAME, 7, plan.ends_on)


def test_a_period_into_a_year_without_holidays_is_provisional(house: Casework) -> None:
    plan = cast(PublicityPlan, house.ask(publicity_plan, house.staff, date(2030, 1, 2)))
    assert plan.provisional


def test_several_objections_are_looked_into_and_answered_before_the_decision(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    first = objection(house.today, contact="139 1234 5678", channel=ObjectionChannel.PHONE)
    one = house.do(record_objection, house.staff, case_id, first)
    assert house.do(record_objection, house.staff, case_id, first) == one
    two = house.do(record_objection, house.staff, case_id, objection(house.today, contact="li.si@example.com"))
    house.do(note_handling, house.staff, one, "向学信网核验")
    house.later(30)
    with pytest.raises(NotReady):
        house.do(decide, house.decider, case_id, Verdict.PASS, "同意。")
    house.do(answer_objection, house.decider, one, "学历属实。", sustained=False)
    house.do(answer_objection, house.decider, two, "查无此事。", sustained=False, handling="走访核实")
    rows = shown(house, case_id).objections
    assert [(row.contact, row.handling, row.handler) for row in rows] == [
        ("139****5678", "向学信网核验", house.staff.name),
        ("l***@example.com", "走访核实", house.decider.name),
    ]
    assert {row.state for row in rows} == {ObjectionState.DISMISSED}
    for late in (
        lambda: house.do(note_handling, house.staff, one, "再查"),
        lambda: house.do(answer_objection, house.decider, one, "再答", sustained=False),
    ):
        assert "已" in refused(Invalid, late).cause
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意。")
    refused(IllegalTransition, lambda: house.do(record_objection, house.staff, case_id, objection(house.today)))


def test_an_objection_after_the_last_day_is_recorded_as_late_and_holds_the_decision_back(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    house.do(record_objection, house.staff, case_id, objection(house.today))
    house.later(30)
    late = house.do(record_objection, house.staff, case_id, objection(house.today))
    assert [row.late for row in shown(house, case_id).objections] == [False, True]
    assert any("2" in reason for reason in cast("list[str]", house.ask(why_not, house.decider, case_id, Step.DECIDE)))
    house.do(answer_objection, house.decider, late, "经查属实，撤销。", sustained=True)
    assert house.state(case_id) is State.REJECTED
    assert house.counters() == (6, 0, 0)
    assert shown(house, case_id).objections[0].state is ObjectionState.OPEN


def test_the_contact_of_an_objector_is_shown_whole_for_a_purpose_that_stays_on_record(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    one = house.do(record_objection, house.staff, case_id, objection(house.today, contact="13912345678"))
    refused(Invalid, lambda: house.do(reveal_contact, house.decider, one, " "))
    assert house.do(reveal_contact, house.decider, one, "当面核实") == "13912345678"
    with house.bureau.office.database.transaction(writes=False) as connection:
        kept = connection.execute(sa.select(AuditEntry).where(AuditEntry.entity == "objection")).all()
    assert any(row.action == "reveal" and row.after["purpose"] == "当面核实" for row in kept)
    assert "13912345678" not in str([(row.before, row.after) for row in kept])


def test_the_day_of_the_decision_stands_on_the_case_and_goes_with_a_correction(house: Casework) -> None:
    rejected, approved = house.walk(State.REJECTED), house.walk(State.SETTLEMENT)

    def decided() -> dict[int, date | None]:
        with house.bureau.office.database.transaction(writes=False) as connection:
            found = connection.execute(sa.select(TalentCase.id, TalentCase.decided_on))
            return {row.id: row.decided_on for row in found}

    assert decided()[approved] == house.today
    assert decided()[rejected] is not None
    refused(
        Invalid,
        lambda: house.do(settle, house.staff, approved, house.today - timedelta(days=1), "准迁字第 2 号"),
    )
    house.do(settle, house.staff, approved, house.today, "准迁字第 2 号", station="顾村派出所")
    settled = shown(house, approved).settlement
    assert settled is not None
    assert (settled.station, settled.by) == ("顾村派出所", house.staff.name)
    with house.bureau.office.database.transaction(writes=False) as connection:
        rounds = connection.execute(sa.select(Publicity.round, Publicity.notice_id)).all()
    assert [(row.round, row.notice_id is not None) for row in rounds] == [(1, True)]


def found(house: Casework, actor: Actor, wanted: CaseFilter) -> set[int]:
    page = cast(CasePage, house.ask(list_cases, actor, wanted))
    assert page.count == len(page.rows)
    return {row.id for row in page.rows}


def test_a_case_waits_for_the_decision_when_its_publicity_is_over_or_objected_to(house: Casework) -> None:
    quiet, objected = house.walk(State.PUBLICITY), house.walk(State.PUBLICITY)
    waiting = CaseFilter(waiting=True)
    assert found(house, house.decider, waiting) == set()
    house.do(record_objection, house.staff, objected, objection(house.today))
    assert found(house, house.decider, waiting) == {objected}
    assert found(house, house.reviewer, waiting) == set()
    house.later(30)
    assert found(house, house.decider, waiting) == {quiet, objected}


def test_cases_are_listed_by_clock_pool_and_industry(house: Casework) -> None:
    late, standing = house.walk(State.FIRST_REVIEW), house.walk(State.REVIEW_SUPPLEMENT)
    lights = {light: found(house, house.reviewer, CaseFilter(light=light)) for light in ClockLight}
    assert lights == {ClockLight.GREEN: {late}, ClockLight.AMBER: set(), ClockLight.RED: set()}
    house.later(20)
    fresh = house.walk(State.FIRST_REVIEW)
    assert found(house, house.reviewer, CaseFilter(light=ClockLight.RED)) == {late}
    assert found(house, house.reviewer, CaseFilter(light=ClockLight.GREEN)) == {fresh}
    assert found(house, house.reviewer, CaseFilter(pool="general")) == {late, standing, fresh}
    assert found(house, house.reviewer, CaseFilter(pool="招商专项")) == set()
    assert found(house, house.reviewer, CaseFilter(industries=(Industry.ROBOTICS,))) == set()
    assert found(house, house.reviewer, CaseFilter(industries=(Industry.ROBOTICS, None))) == {late, standing, fresh}

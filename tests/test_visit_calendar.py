"""The calendar's days: what was visited, what is planned, who is due without a date, holidays and unknown years."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.core.work import Actor
from officer_app.directory.lists.browsing import list_subdistricts
from officer_app.directory.service import load_subdistricts
from officer_app.visits import calendar as calendar_module
from officer_app.visits.calendar import (
    MOST_OF_A_DAY,
    DayKind,
    DayOfCalendar,
    EntryKind,
    UndatedContacts,
    Whose,
    calendar_days,
    undated_contacts,
    with_overdue,
)
from officer_app.visits.drafts import Mode, Outcome
from officer_app.visits.plans import PlanDraft, call_off_plan, plan_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork

MONTH = (date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def planned(work: Fieldwork, enterprise: int, day: date, officer: Actor | None = None, **more: object) -> int:
    officer = officer or work.liaison
    draft = PlanDraft(str(uuid4()), enterprise, officer.id or 0, day, **more)  # type: ignore[arg-type] # by name
    return work.bureau.office.perform(plan_visit, officer, draft).value.plan_id


def days(
    work: Fieldwork, whose: Whose | None = None, first: date = MONTH[0], last: date = MONTH[1]
) -> dict[date, DayOfCalendar]:
    whose = whose or Whose(work.liaison.id)
    return {one.day: one for one in work.bureau.office.read(calendar_days, work.liaison, whose, first, last)}


def undated(work: Fieldwork, whose: Whose | None = None, until: date = MONTH[1]) -> UndatedContacts:
    return work.bureau.office.read(undated_contacts, work.liaison, whose or Whose(work.liaison.id), until)


def test_a_day_shows_what_was_visited_and_what_is_planned_each_with_its_time(work: Fieldwork) -> None:
    one, other = work.enterprise("甲公司", work.liaison), work.enterprise("乙公司", work.liaison)
    work.visit(one, starts_at=time(9), ends_at=time(10))
    planned(work, other, TODAY, starts_at=time(14), ends_at=time(15), mode=Mode.PHONE, purpose="回访")
    day = days(work)[TODAY]
    assert [(e.kind, e.enterprise, e.starts_at, e.mode) for e in day.entries] == [
        (EntryKind.PLANNED, "乙公司", time(14), Mode.PHONE),
        (EntryKind.DONE, "甲公司", time(9), Mode.ON_SITE),
    ]
    assert (day.visits, day.plans, day.entries[0].purpose) == (1, 1, "回访")


def test_a_visit_nothing_came_of_is_told_from_one_that_was_made(work: Fieldwork) -> None:
    work.visit(work.enterprise(liaison=work.liaison), day=days_ago(1), outcome=Outcome.REFUSED)
    assert [entry.kind for entry in days(work)[days_ago(1)].entries] == [EntryKind.FRUITLESS]


def test_a_plan_whose_day_has_passed_is_missed_and_one_called_off_is_gone(work: Fieldwork) -> None:
    one, other = work.enterprise(liaison=work.liaison), work.enterprise(liaison=work.liaison)
    work.bureau.clock.set(days_ago(3))
    planned(work, one, days_ago(2))
    off = planned(work, other, days_ago(2))
    work.bureau.office.perform(call_off_plan, work.liaison, off, "企业改期", version=1)
    work.bureau.clock.set(TODAY)
    day = days(work)[days_ago(2)]
    assert [entry.kind for entry in day.entries] == [EntryKind.MISSED]
    assert day.plans == 1


def test_days_off_and_make_up_workdays_carry_their_names_and_other_years_are_not_certain(work: Fieldwork) -> None:
    shown = days(work, first=date(2026, 9, 14), last=date(2026, 10, 11))
    assert (shown[date(2026, 9, 20)].special, shown[date(2026, 9, 20)].working) == (DayKind.WORK, True)
    assert shown[date(2026, 9, 25)].special is DayKind.OFF
    assert "中秋" in shown[date(2026, 9, 25)].name
    assert not shown[date(2026, 9, 19)].working
    assert shown[date(2026, 9, 19)].special is None
    later = days(work, first=date(2026, 12, 28), last=date(2027, 1, 3))
    assert [day.certain for day in later.values()] == [True] * 4 + [False] * 3


def test_one_officers_calendar_leaves_the_others_out_and_everybodys_has_all(work: Fieldwork) -> None:
    mine, theirs = work.enterprise(liaison=work.liaison), work.enterprise(liaison=work.colleague)
    planned(work, mine, TODAY)
    planned(work, theirs, TODAY, work.colleague)
    work.visit(theirs, work.colleague, days_ago(1))
    assert [entry.officer for entry in days(work)[TODAY].entries] == ["王敏"]
    assert days(work)[days_ago(1)].entries == ()
    everybody = days(work, Whose())
    assert sorted(entry.officer for entry in everybody[TODAY].entries) == ["何静", "王敏"]
    assert everybody[days_ago(1)].visits == 1


def test_a_sub_district_narrows_visits_plans_and_who_is_due(work: Fieldwork) -> None:
    office = work.bureau.office
    office.perform(load_subdistricts, work.administrator)
    towns = office.read(list_subdistricts, work.liaison)
    here = work.bureau.enterprise("此地公司", towns[0].id)
    there = work.bureau.enterprise("彼地公司", towns[1].id)
    office.perform(
        assign,
        work.supervisor,
        [here, there],
        work.liaison.id or 0,
        Duty.LIAISON,
        starts_on=date(2026, 1, 5),
        reason="分工",
    )
    whose = Whose(work.liaison.id, towns[0].id)
    assert [(row.enterprise, row.subdistrict) for row in undated(work, whose).rows] == [("此地公司", towns[0].name)]
    for one in (here, there):
        planned(work, one, TODAY)
        work.visit(one, day=days_ago(1))
    shown = days(work, whose)
    assert [entry.enterprise for entry in shown[TODAY].entries] == ["此地公司"]
    assert (shown[TODAY].plans, shown[days_ago(1)].visits) == (1, 1)
    assert shown[days_ago(1)].entries[0].subdistrict == towns[0].name


def test_who_is_due_has_no_date_until_a_visit_is_planned_for_today_or_later(work: Fieldwork) -> None:
    late, dated = work.enterprise("逾期公司", work.liaison), work.enterprise("已约公司", work.liaison)
    assert {row.enterprise for row in undated(work).rows} == {"逾期公司", "已约公司"}
    planned(work, dated, TODAY + timedelta(days=5))
    (row,) = undated(work).rows
    assert (row.enterprise_id, row.days_left < 0, row.last_on) == (late, True, None)


def test_what_was_due_stands_overdue_on_its_day_before_what_is_planned_there(work: Fieldwork) -> None:
    late = work.enterprise("逾期公司", work.liaison)
    work.visit(late, day=days_ago(30), next_contact_on=days_ago(3))
    shown = with_overdue(tuple(days(work).values()), undated(work).rows, TODAY)
    day = next(one for one in shown if one.day == days_ago(3))
    assert [(entry.kind, entry.enterprise) for entry in day.entries] == [(EntryKind.OVERDUE, "逾期公司")]


def test_an_enterprise_due_after_the_span_is_not_among_those_without_a_date(work: Fieldwork) -> None:
    later = work.enterprise(liaison=work.liaison)
    work.visit(later, day=days_ago(1), next_contact_on=date(2026, 10, 20))
    assert undated(work).count == 0
    assert undated(work, until=date(2026, 10, 31)).count == 1


def test_of_a_crowded_span_each_day_tells_its_number_and_its_first_entries(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_module, "_AT_ONCE", 10)
    keys = [work.enterprise(liaison=work.liaison) for _ in range(MOST_OF_A_DAY + 2)]
    for key in keys:
        work.visit(key, day=days_ago(1))
    work.visit(keys[0], day=days_ago(2))
    shown = days(work, Whose())
    assert (shown[days_ago(1)].visits, len(shown[days_ago(1)].entries)) == (MOST_OF_A_DAY + 2, MOST_OF_A_DAY)
    assert (shown[days_ago(2)].visits, len(shown[days_ago(2)].entries)) == (1, 1)


@pytest.mark.parametrize("last", [date(2026, 8, 31), date(2026, 12, 1)])
def test_a_span_backwards_or_too_long_is_refused(work: Fieldwork, last: date) -> None:
    with pytest.raises(Invalid):
        days(work, last=last)

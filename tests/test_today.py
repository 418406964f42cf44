"""Today: an officer sees their own work by urgency, and the figures add up."""

from datetime import date

import pytest
import sqlalchemy as sa

from officer_app.assignments.service import assign_subdistrict, duties_of, end_duty, subdistricts
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.demands.service import Rating, answer_demand, rate_demand
from officer_app.directory.service import load_subdistricts
from officer_app.overview.today import DayMark, Today, today
from officer_app.people.access import Role
from officer_app.people.service import change_account
from officer_app.visits.drafts import Outcome
from officer_app.visits.model import VisitPlan
from officer_app.visits.plans import plan_visit
from officer_app.visits.route import propose_route
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.test_plans import draft


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def day_of(work: Fieldwork, actor: Actor | None = None) -> Today:
    return work.bureau.office.read(today, actor or work.liaison)


def test_an_office_in_which_nothing_happened_has_an_empty_day(work: Fieldwork) -> None:
    day = day_of(work)
    assert (day.overdue, day.due_today, day.soon, day.demands, day.cases, day.gap_count) == ((), (), (), (), (), 0)
    assert (day.month.planned, day.month.held, day.month.answered_days) == (0, 0, None)
    assert (day.day, day.hour, len(day.week)) == (TODAY, 9, 7)


def test_contacts_are_grouped_by_urgency_and_named(work: Fieldwork) -> None:
    overdue = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(overdue, "何建平", first=False)
    work.contact(overdue, "刘芳")
    now = work.enterprise(liaison=work.liaison)
    later = work.enterprise(liaison=work.liaison)
    work.enterprise(liaison=work.liaison, since=days_ago(3))
    for key, agreed in ((overdue, days_ago(6)), (now, TODAY), (later, date(2026, 9, 20))):
        work.visit(key, day=days_ago(30), next_contact_on=agreed)
    day = day_of(work)
    assert [row.enterprise_id for row in day.overdue] == [overdue]
    assert [row.enterprise_id for row in day.due_today] == [now]
    assert [row.enterprise_id for row in day.soon] == [later]
    assert day.contacts == {overdue: "刘芳"}
    # Friday 11 to Thursday 17: four working days.
    assert day.overdue[0].days_left == -4
    assert (day.month.held, day.month.overdue) == (4, 1)


def test_an_officer_sees_their_own_work_and_a_supervisor_everybodys(work: Fieldwork) -> None:
    for officer in (work.liaison, work.colleague):
        key = work.enterprise(liaison=officer)
        work.visit(key, officer, days_ago(30), next_contact_on=TODAY)
    assert len(day_of(work).due_today) == len(day_of(work, work.colleague).due_today) == 1
    assert len(day_of(work, work.supervisor).due_today) == len(day_of(work, work.staff).due_today) == 2
    assert day_of(work, work.specialist).due_today == ()


def test_demands_near_their_limit_are_shown_to_who_collected_and_who_handles_them(work: Fieldwork) -> None:
    work.bureau.clock.set(date(2026, 9, 3))
    near = work.demand(work.enterprise(), handler=work.specialist)
    work.bureau.clock.set(date(2026, 9, 15))
    work.demand(work.enterprise())
    work.bureau.clock.set(TODAY)
    for actor in (work.liaison, work.specialist, work.supervisor):
        assert [row.id for row in day_of(work, actor).demands] == [near.id]
    assert day_of(work, work.colleague).demands == ()


def test_of_very_many_late_demands_the_first_are_shown_and_all_are_counted(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("officer_app.overview.today.SHOWN", 2)
    where = work.enterprise()
    for on, count in ((date(2026, 8, 3), 3), (date(2026, 9, 3), 1)):
        work.bureau.clock.set(on)
        ids = [work.demand(where, handler=work.specialist).id for _n in range(count)]
    work.bureau.clock.set(TODAY)
    day = day_of(work, work.specialist)
    # One near its limit is not lost behind those past theirs.
    assert [row.due_on < TODAY for row in day.demands] == [True, True, False]
    assert (len(day.limits), day.demands[-1].id) == (4, ids[-1])


def test_the_week_shows_what_was_done_missed_and_is_planned(work: Fieldwork) -> None:
    done, missed, planned = (work.enterprise(liaison=work.liaison, since=days_ago(30)) for _n in range(3))
    work.visit(done, day=date(2026, 9, 14))
    work.visit(missed, day=days_ago(20), next_contact_on=date(2026, 9, 15))
    work.visit(planned, day=date(2026, 9, 16), outcome=Outcome.RESCHEDULED, next_contact_on=date(2026, 9, 20))
    week = {one.day.day: one for one in day_of(work).week}
    assert week[14].marks == (DayMark.DONE,)
    assert week[15].marks == week[16].marks == (DayMark.MISSED,)
    assert week[20].marks == (DayMark.PLANNED,)
    assert (week[19].working, week[20].working, week[20].makeup) == (False, True, True)


def test_the_months_figures_have_numerator_and_denominator(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    key = work.enterprise(liaison=work.liaison, since=days_ago(30))
    work.visit(key, day=date(2026, 8, 31))
    work.visit(key, day=date(2026, 9, 1))
    due = work.enterprise(liaison=work.liaison, since=days_ago(30))
    work.visit(due, day=date(2026, 9, 2), next_contact_on=date(2026, 9, 30))
    work.visit(due, day=date(2026, 9, 3), outcome=Outcome.REFUSED, next_contact_on=date(2026, 9, 30))
    for rating, day in ((Rating.CONTENT, 4), (Rating.NOT_CONTENT, 8), (Rating.MOSTLY, 9)):
        clock.set(date(2026, 9, 1))
        demand = work.demand(key)
        clock.set(date(2026, 9, day))
        office.perform(answer_demand, work.liaison, demand.id, "已答复", version=1)
        office.perform(rate_demand, work.liaison, demand.id, rating, version=2)
    clock.set(TODAY)
    month = day_of(work).month
    assert (month.done, month.planned) == (2, 3)
    assert month.answered == 2  # the answer that did not hold is none
    assert month.answered_days == pytest.approx((3 + 6) / 2)
    assert (month.content, month.rated) == (2, 2)


def test_an_enterprise_without_liaison_stands_among_the_gaps(work: Fieldwork) -> None:
    gap = work.enterprise("上海珂域诊断技术有限公司")
    work.enterprise(liaison=work.liaison)
    day = day_of(work)
    assert (day.gap_count, [row.enterprise_id for row in day.gaps]) == (1, [gap])


def test_what_stands_in_the_name_of_somebody_who_left_is_told(work: Fieldwork) -> None:
    office = work.bureau.office
    work.enterprise("甲公司", work.liaison)
    work.enterprise("乙公司", work.colleague)
    assert day_of(work).left_behind == ()
    for officer, role, active in ((work.liaison, Role.LIAISON, False), (work.colleague, Role.STAFF, True)):
        office.perform(change_account, work.administrator, officer.id or 0, role=role, active=active, version=1)
    day = office.read(today, work.supervisor)
    assert [(row.name, row.active, row.enterprises) for row in day.left_behind] == [
        (work.liaison.name, False, 1),
        (work.colleague.name, True, 1),
    ]


def test_what_will_be_a_gap_is_told_with_its_day(work: Fieldwork) -> None:
    key = work.enterprise("甲公司", work.liaison)
    office = work.bureau.office
    office.perform(load_subdistricts, work.administrator)
    duty = office.read(duties_of, work.supervisor, key)[0]
    office.perform(end_duty, work.supervisor, duty.id, ends_on=date(2026, 10, 9), reason="退休")
    town = office.read(subdistricts, work.supervisor)[0]
    office.perform(
        assign_subdistrict, work.supervisor, town.id, work.liaison.id or 0, starts_on=date(2026, 1, 5), reason="分工"
    )
    day = day_of(work)
    assert (day.gap_count, day.ahead_count) == (0, 1)
    assert [(row.last, row.since) for row in day.ahead] == [(work.liaison.name, date(2026, 10, 9))]
    assert len(day.vacant_towns) == 12
    assert town.name not in day.vacant_towns
    work.bureau.clock.set(date(2026, 10, 9))
    assert (day_of(work).gap_count, day_of(work).ahead_count) == (1, 0)


def test_a_plan_whose_day_passed_without_a_visit_leaves_the_enterprise_without_a_plan(work: Fieldwork) -> None:
    missed, ahead = (work.enterprise(liaison=work.liaison, since=days_ago(400)) for _n in range(2))
    for key in (missed, ahead):
        work.bureau.office.perform(plan_visit, work.liaison, draft(key, work.liaison, date(2026, 9, 18)))
    assert day_of(work).no_plan == ()
    with work.bureau.office.database.transaction(writes=True) as connection:
        plans = sa.update(VisitPlan).where(VisitPlan.enterprise_id == missed)
        connection.execute(plans.values(planned_on=days_ago(70)))
    day = day_of(work)
    assert [row.enterprise_id for row in day.no_plan] == [missed]
    assert {row.enterprise_id: row.planned_on for row in day.overdue} == {missed: None, ahead: date(2026, 9, 18)}
    route = work.bureau.office.read(propose_route, work.liaison, work.liaison.id, date(2026, 9, 21))
    assert [stop.enterprise_id for one in route.days for stop in one.stops] == [missed]

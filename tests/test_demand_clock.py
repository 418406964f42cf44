"""The limits of demands: by category and urgency, standing still while suspended, counted anew with the calendar."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_app.core.calendar import Pause
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, IllegalTransition, Invalid
from officer_app.core.holidays import calendar_in_force, shipped_years
from officer_app.core.work import Work, asks
from officer_app.demands.clock import days_to_solve
from officer_app.demands.file import DemandFile, demand_file
from officer_app.demands.older import complete_demands, limits_by_category
from officer_app.demands.service import (
    Category,
    DemandDraft,
    DemandState,
    DemandStep,
    Rating,
    Urgency,
    accept_demand,
    answer_demand,
    assign_demand,
    escalate_demand,
    first_answer,
    list_demands,
    raise_demand,
    rate_demand,
    reopen_demand,
    resume_demand,
    return_demand,
    suspend_demand,
    take_up_demand,
)
from officer_app.people.access import Permission
from officer_app.people.holidays import remove_holiday_year, save_holiday_year
from officer_app.people.settings import settings_on, store_setting
from tests.fieldwork import TODAY, Fieldwork, a_demand, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Fieldwork:
    return fieldwork(Database(sqlite_url))


def whole(work: Fieldwork, demand_id: int) -> DemandFile:
    return work.bureau.office.read(demand_file, work.supervisor, demand_id)


def in_progress(work: Fieldwork) -> int:
    """A demand the specialist works on."""
    demand = work.demand(work.enterprise(), handler=work.specialist)
    work.bureau.office.perform(take_up_demand, work.specialist, demand.id, version=demand.version)
    return demand.id


def version(work: Fieldwork, demand_id: int) -> int:
    return work.of_demand(demand_id).version


def test_a_demand_is_taken_up_in_one_working_day_and_first_answered_in_two(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise())
    # Friday 18, make-up Sunday 20.
    assert (demand.accept_due_on, demand.first_answer_due_on) == (None, date(2026, 9, 20))
    work.bureau.clock.set(date(2026, 9, 18))
    work.bureau.office.perform(assign_demand, work.liaison, demand.id, work.specialist.id or 0, version=1)
    handed = work.of_demand(demand.id)
    assert (handed.accept_due_on, handed.accepted_on) == (date(2026, 9, 20), None)
    work.bureau.office.perform(accept_demand, work.specialist, demand.id, version=handed.version)
    assert work.of_demand(demand.id).state is DemandState.ACCEPTED
    assert work.of_demand(demand.id).accepted_on == date(2026, 9, 18)
    work.bureau.clock.set(date(2026, 9, 20))
    work.bureau.office.perform(first_answer, work.specialist, demand.id, "已转公寓运营方", version=handed.version + 1)
    assert work.of_demand(demand.id).first_answered_on == date(2026, 9, 20)
    assert work.of_demand(demand.id).state is DemandState.ACCEPTED


def test_the_limit_follows_the_category_as_the_administrator_set_it(work: Fieldwork) -> None:
    office = work.bureau.office
    (value,) = [one.value for one in office.read(settings_on, work.administrator, TODAY) if one.key == "demand.limit"]
    assert isinstance(value, dict)
    assert value["apartment"] == [5, 10, 25]
    office.perform(
        store_setting, work.administrator, "demand.limit", TODAY, {**value, "apartment": [2, 3, 4]}, "主管会议"
    )
    assert work.demand(work.enterprise()).limit_days == 3
    other = DemandDraft("d-1", Category.TITLES, "职称评定咨询")
    assert work.of_demand(office.perform(raise_demand, work.liaison, work.enterprise(), other).value).limit_days == 10
    for wrong in ({**value, "apartment": [2, 3]}, {"apartment": [2, 3, 4]}):
        with pytest.raises(Invalid):
            office.perform(store_setting, work.administrator, "demand.limit", TODAY, wrong, "主管会议")


def test_while_suspended_the_clock_stands_and_then_the_limits_move_by_the_working_days(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = in_progress(work)
    clock.set(date(2026, 9, 18))
    office.perform(suspend_demand, work.specialist, demand, "二期公寓未交付", version=version(work, demand))
    still = work.of_demand(demand)
    assert (still.state, still.days_left, still.paused, still.due_provisional) == (
        DemandState.SUSPENDED,
        None,
        True,
        True,
    )
    assert still.paused_since == date(2026, 9, 18)
    # Sunday 20 to Thursday 24 are five working days.
    clock.set(date(2026, 9, 24))
    office.perform(resume_demand, work.specialist, demand, "已交付", version=still.version)
    again = work.of_demand(demand)
    assert (again.state, again.due_provisional) == (DemandState.IN_PROGRESS, False)
    assert again.due_on == date(2026, 10, 14)  # 10-08 and then 9, make-up Saturday 10, 12, 13, 14
    assert again.first_answer_due_on == date(2026, 9, 28)  # 18, the pause, and 28 after the holiday
    (pause,) = whole(work, demand).pauses
    assert (pause.stopped, pause.resumed, pause.days) == (date(2026, 9, 18), date(2026, 9, 24), 5)


def test_a_demand_with_the_city_is_answered_from_there_and_its_pause_ends(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = in_progress(work)
    office.perform(suspend_demand, work.specialist, demand, "等待政策", version=version(work, demand))
    clock.set(date(2026, 9, 21))
    with pytest.raises(Invalid) as refused:
        office.perform(escalate_demand, work.specialist, demand, " ", version=version(work, demand))
    assert refused.value.field == "to"
    office.perform(escalate_demand, work.specialist, demand, "市人才服务中心", "个案", version=version(work, demand))
    assert work.of_demand(demand).escalated_to == "市人才服务中心"
    clock.set(date(2026, 9, 23))
    office.perform(answer_demand, work.specialist, demand, "市里已批复", version=version(work, demand))
    file = whole(work, demand)
    assert [(one.state, one.stopped, one.resumed) for one in file.pauses] == [
        (DemandState.SUSPENDED, TODAY, date(2026, 9, 21)),
        (DemandState.ESCALATED, date(2026, 9, 21), date(2026, 9, 23)),
    ]
    assert file.row.paused_since is None
    assert file.row.due_on > date(2026, 10, 8)
    assert file.history[-1].due_on == file.row.due_on


def test_a_suspended_demand_changes_hands_without_its_clock_running_on(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = in_progress(work)
    office.perform(suspend_demand, work.specialist, demand, "等待政策", version=version(work, demand))
    office.perform(assign_demand, work.supervisor, demand, work.colleague.id or 0, version=version(work, demand))
    row = work.of_demand(demand)
    assert (row.state, row.handler, row.paused) == (DemandState.SUSPENDED, "何静", True)
    office.perform(resume_demand, work.colleague, demand, "", version=row.version)
    assert work.of_demand(demand).state is DemandState.IN_PROGRESS


def test_only_the_handler_or_a_supervisor_does_what_is_the_handlers(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise(), handler=work.specialist)
    for step in (accept_demand, take_up_demand):
        with pytest.raises(Forbidden):
            office.perform(step, work.colleague, demand.id, version=demand.version)
        with pytest.raises(Forbidden):
            office.perform(step, work.liaison, demand.id, version=demand.version)
    with pytest.raises(Forbidden):
        office.perform(answer_demand, work.colleague, demand.id, "已答复", version=demand.version)
    seen = {
        person: set(office.read(demand_file, person, demand.id).steps)
        for person in (work.specialist, work.liaison, work.colleague, work.supervisor, work.staff)
    }
    assert {DemandStep.ACCEPT, DemandStep.RETURN, DemandStep.ANSWER} <= seen[work.specialist]
    assert DemandStep.ACCEPT not in seen[work.liaison]
    assert DemandStep.ANSWER in seen[work.liaison]
    assert not {DemandStep.ACCEPT, DemandStep.ANSWER, DemandStep.HURRY} & seen[work.colleague]
    assert {DemandStep.ACCEPT, DemandStep.HURRY} <= seen[work.supervisor]
    assert seen[work.staff] == set()
    office.perform(accept_demand, work.supervisor, demand.id, version=demand.version)


def test_a_returned_demand_goes_back_to_whoever_collected_it_with_its_reason(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise(), handler=work.specialist)
    with pytest.raises(Invalid):
        office.perform(return_demand, work.specialist, demand.id, "  ", version=demand.version)
    office.perform(return_demand, work.specialist, demand.id, "不属本科职责", version=demand.version)
    back = work.of_demand(demand.id)
    assert (back.state, back.handler_id, back.accept_due_on, back.due_on) == (
        DemandState.COLLECTED,
        None,
        None,
        demand.due_on,
    )
    assert whole(work, demand.id).history[-1].note == "不属本科职责"


def test_nobody_gets_a_demand_who_cannot_handle_it(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise())
    with pytest.raises(Invalid) as refused:
        work.bureau.office.perform(assign_demand, work.liaison, demand.id, work.staff.id or 0, version=1)
    assert refused.value.field == "handler"
    with pytest.raises(Invalid):
        work.bureau.office.perform(
            raise_demand, work.liaison, demand.enterprise_id, a_demand("另一件", handler=work.staff)
        )


def test_a_reopened_demand_has_its_limit_from_that_day(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = in_progress(work)
    office.perform(answer_demand, work.specialist, demand, "无房源", version=version(work, demand))
    clock.set(date(2026, 11, 2))
    office.perform(
        rate_demand, work.liaison, demand, Rating.NOT_CONTENT, by="陈芳", note="仍需", version=version(work, demand)
    )
    row = work.of_demand(demand)
    assert (row.state, row.reopened, row.due_on, row.answered_on) == (
        DemandState.IN_PROGRESS,
        1,
        date(2026, 11, 16),
        None,
    )
    assert (row.rating, row.rated_by, row.rated_on, row.rating_note) == (
        Rating.NOT_CONTENT,
        "陈芳",
        date(2026, 11, 2),
        "仍需",
    )
    assert [event.step for event in whole(work, demand).history][-2:] == [DemandStep.RATE, DemandStep.REOPEN]
    office.perform(answer_demand, work.specialist, demand, "已安排", version=row.version)
    assert work.of_demand(demand).rating is None
    office.perform(reopen_demand, work.liaison, demand, "企业又来电", version=version(work, demand))
    assert work.of_demand(demand).reopened == 2


def test_an_answer_on_the_spot_is_stored_with_the_demand(work: Fieldwork) -> None:
    draft = replace(a_demand("咨询积分办理"), answered="已当场说明材料清单")
    office = work.bureau.office
    key = office.perform(raise_demand, work.liaison, work.enterprise(), draft).value
    row = work.of_demand(key)
    assert (row.state, row.answer, row.answered_on, row.first_answered_on) == (
        DemandState.ANSWERED,
        "已当场说明材料清单",
        TODAY,
        TODAY,
    )
    assert [event.step for event in whole(work, key).history] == [DemandStep.ANSWER]


def test_a_demand_answered_during_a_visit_is_stored_answered_with_the_visit(work: Fieldwork) -> None:
    draft = replace(a_demand("咨询积分办理", handler=work.specialist), answered="已当场说明材料清单")
    visit = work.visit(work.enterprise(), demands=(draft,))
    (row,) = work.bureau.office.read(list_demands, work.liaison, visit_id=visit)
    assert (row.state, row.handler, row.answered_on) == (DemandState.ANSWERED, "周颖", TODAY)
    assert whole(work, row.id).visit_number.startswith("ZF-2026-")


def test_open_demands_are_counted_anew_when_holidays_change(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    clock.set(date(2026, 12, 28))
    late = work.demand(work.enterprise(), handler=work.specialist)
    assert late.due_provisional
    before = late.due_on
    answered = work.demand(work.enterprise())
    office.perform(answer_demand, work.liaison, answered.id, "已答复", version=answered.version)
    (known,) = [year for year in shipped_years() if year.year == 2026]
    moved = [replace(day, day=day.day.replace(year=2027)) for day in known.days if day.day.month in (1, 2)]
    office.perform(save_holiday_year, work.administrator, replace(known, year=2027, days=tuple(moved)))
    row = work.of_demand(late.id)
    assert not row.due_provisional
    assert row.due_on > before
    assert row.version == late.version + 1
    assert work.of_demand(answered.id).due_on == answered.due_on
    with office.database.transaction(writes=False) as connection:
        noted = connection.execute(
            sa.text("SELECT after FROM audit_entry WHERE action = 'recount' AND entity = 'demand'")
        ).scalars()
        assert any(late.number in str(after) for after in noted)
    office.perform(remove_holiday_year, work.administrator, 2027)
    assert (work.of_demand(late.id).due_on, work.of_demand(late.id).due_provisional) == (before, True)
    with pytest.raises(Conflict):
        office.perform(accept_demand, work.specialist, late.id, version=late.version)


def test_a_demand_of_an_earlier_office_keeps_its_limit_and_counts_in_the_figures(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = in_progress(work)
    closed = work.demand(work.enterprise())
    office.perform(answer_demand, work.liaison, closed.id, "已答复", version=1)
    office.perform(rate_demand, work.liaison, closed.id, Rating.CONTENT, version=2)
    with office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.text(
                "UPDATE demand SET limit_from = NULL, limit_days = NULL, first_answer_due_on = NULL,"
                " first_answered_on = NULL, rated_on = NULL, accept_due_on = NULL"
            )
        )
        complete_demands(connection)
    row = work.of_demand(closed.id)
    assert (row.first_answered_on, row.rated_on) == (TODAY, TODAY)
    clock.set(date(2026, 9, 18))
    office.perform(suspend_demand, work.specialist, demand, "等待", version=version(work, demand))
    clock.set(date(2026, 9, 21))
    office.perform(resume_demand, work.specialist, demand, "", version=version(work, demand))
    assert work.of_demand(demand).due_on == date(2026, 10, 10)


def test_limits_by_urgency_become_those_of_every_category(database: Database) -> None:
    with database.transaction(writes=True) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO setting (key, valid_from, value, source, version) VALUES"
                " ('demand.limit', '2026-01-01', '{\"urgent\": 3, \"normal\": 8, \"hard\": 30}', '主管会议', 1)"
            )
        )
        limits_by_category(connection)
    work = fieldwork(database)

    @asks(Permission.DEMAND_READ)
    def limits(asking: Work) -> set[tuple[int, ...]]:
        return {tuple(days_to_solve(asking, TODAY, category, urgency) for urgency in Urgency) for category in Category}

    assert work.bureau.office.read(limits, work.liaison) == {(3, 8, 30)}


@asks(Permission.DEMAND_READ)
def _due(asking: Work, start: date, days: int, pauses: list[Pause]) -> date:
    return calendar_in_force(asking.session).add_working_days(start, days, pauses).day


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_however_often_the_clock_stood_the_limit_is_what_the_calendar_says(
    on_sqlite: Fieldwork, gaps: list[int]
) -> None:
    work = on_sqlite
    office, clock = work.bureau.office, work.bureau.clock
    clock.set(TODAY)
    demand = in_progress(work)
    pauses: list[Pause] = []
    day = TODAY
    for place, gap in enumerate(gaps):
        day = date.fromordinal(day.toordinal() + gap)
        clock.set(day)
        if place % 2 == 0:
            office.perform(suspend_demand, work.specialist, demand, "等待", version=version(work, demand))
            pauses.append(Pause(day))
        else:
            office.perform(resume_demand, work.specialist, demand, "", version=version(work, demand))
            pauses[-1] = Pause(pauses[-1].stopped, day)
    row = work.of_demand(demand)
    ended = [pause for pause in pauses if pause.resumed is not None]
    assert row.due_on == office.read(_due, work.liaison, TODAY, 10, ended)
    assert row.paused == (len(ended) < len(pauses))


def test_what_the_table_does_not_know_changes_nothing(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise(), handler=work.specialist)
    for use_case, arguments in (
        (suspend_demand, ("等待",)),
        (escalate_demand, ("市人才服务中心",)),
        (resume_demand, ("",)),
    ):
        with pytest.raises(IllegalTransition):
            office.perform(use_case, work.specialist, demand.id, *arguments, version=demand.version)  # type: ignore[arg-type] # of several shapes
    assert work.of_demand(demand.id) == demand

"""Demands: due in working days, worked on in the order of the table, closed only when the enterprise is content."""

from datetime import date

import pytest
import sqlalchemy as sa

from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from officer_app.demands.board import (
    MOST_CARDS,
    DemandFilter,
    count_demands,
    days_waiting,
    demand_board,
    demand_figures,
    demand_file,
    find_demands,
)
from officer_app.demands.guess import likely_category
from officer_app.demands.service import (
    DEMAND_WORKFLOW,
    Category,
    DemandState,
    DemandStep,
    Rating,
    Urgency,
    answer_demand,
    assign_demand,
    close_demand,
    demand_limits,
    first_answer,
    join_handler,
    raise_demand,
    rate_demand,
    reopen_demand,
    suspend_demand,
    take_up_demand,
)
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.people.model import Account
from tests.fieldwork import TODAY, Fieldwork, a_demand, days_ago, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def test_the_limit_counts_working_days_with_the_make_up_sunday_and_without_holidays(work: Fieldwork) -> None:
    limits = work.bureau.office.read(demand_limits, work.liaison)
    # 18, make-up Sunday 20, 21 to 24; the 25th is a holiday, and so is the first week of October.
    assert (limits[Urgency.URGENT].days, limits[Urgency.URGENT].due_on) == (5, date(2026, 9, 23))
    assert (limits[Urgency.NORMAL].days, limits[Urgency.NORMAL].due_on) == (10, date(2026, 10, 8))
    assert not limits[Urgency.HARD].provisional
    demand = work.demand(work.enterprise())
    assert (demand.due_on, demand.limit_days, demand.days_left) == (date(2026, 10, 8), 10, 10)
    work.bureau.clock.set(date(2026, 10, 9))
    assert work.of_demand(demand.id).days_left == -1


def test_a_limit_in_a_year_whose_holidays_are_not_loaded_is_provisional(work: Fieldwork) -> None:
    work.bureau.clock.set(date(2026, 12, 28))
    assert work.demand(work.enterprise()).due_provisional
    limit = work.bureau.office.read(demand_limits, work.liaison)[Urgency.URGENT]
    assert limit.provisional
    assert limit.due_on > date(2027, 1, 1)


def test_a_demand_goes_from_hand_to_hand_and_every_step_is_on_record(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise()).id
    office.perform(assign_demand, work.liaison, demand, work.specialist.id or 0, version=1, note="请周颖牵头")
    office.perform(take_up_demand, work.specialist, demand, version=2)
    office.perform(answer_demand, work.specialist, demand, "已排入 12 月批次", version=3)
    office.perform(rate_demand, work.liaison, demand, Rating.CONTENT, version=4, close=False)
    assert work.of_demand(demand).state is DemandState.RATED
    office.perform(close_demand, work.liaison, demand, version=5)
    file = office.read(demand_file, work.liaison, demand)
    assert [(event.step, event.by) for event in file.history] == [
        (DemandStep.ASSIGN, "王敏"),
        (DemandStep.ACCEPT, "周颖"),
        (DemandStep.TAKE_UP, "周颖"),
        (DemandStep.ANSWER, "周颖"),
        (DemandStep.RATE, "王敏"),
        (DemandStep.CLOSE, "王敏"),
    ]
    assert file.history[0].note == "请周颖牵头"
    assert (file.row.state, file.row.days_left, file.row.answer) == (DemandState.CLOSED, None, "已排入 12 月批次")


def test_an_enterprise_that_is_not_content_gets_its_demand_taken_up_again(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise(), handler=work.specialist)
    office.perform(answer_demand, work.specialist, demand.id, "无房源", version=demand.version)
    office.perform(rate_demand, work.liaison, demand.id, Rating.NOT_CONTENT, version=demand.version + 1)
    again = work.of_demand(demand.id)
    assert (again.state, again.rating) == (DemandState.IN_PROGRESS, Rating.NOT_CONTENT)
    assert again.days_left is not None


def test_a_closed_demand_is_reopened_with_a_reason_only(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise()).id
    office.perform(answer_demand, work.liaison, demand, "已答复", version=1)
    office.perform(rate_demand, work.liaison, demand, Rating.MOSTLY, version=2)
    closed = work.of_demand(demand)
    assert closed.state is DemandState.CLOSED
    with pytest.raises(Invalid) as refused:
        office.perform(reopen_demand, work.liaison, demand, " ", version=closed.version)
    assert refused.value.field == "note"
    office.perform(reopen_demand, work.liaison, demand, "企业又来电", version=closed.version)
    assert work.of_demand(demand).state is DemandState.IN_PROGRESS


@pytest.mark.parametrize("state", list(DemandState))
@pytest.mark.parametrize("step", list(DemandStep))
def test_a_step_that_the_table_does_not_know_raises(state: DemandState, step: DemandStep) -> None:
    if step in DEMAND_WORKFLOW.steps(state):
        assert DEMAND_WORKFLOW.after(state, step) in DemandState
    else:
        with pytest.raises(IllegalTransition):
            DEMAND_WORKFLOW.after(state, step)


def test_an_illegal_step_changes_nothing(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise())
    for use_case, arguments in ((take_up_demand, ()), (rate_demand, (Rating.CONTENT,)), (close_demand, ())):
        with pytest.raises(IllegalTransition):
            office.perform(use_case, work.liaison, demand.id, *arguments, version=demand.version)
    assert work.of_demand(demand.id) == demand
    assert office.read(demand_file, work.liaison, demand.id).history == ()


def test_a_stale_step_is_refused(work: Fieldwork) -> None:
    office = work.bureau.office
    demand = work.demand(work.enterprise())
    office.perform(assign_demand, work.liaison, demand.id, work.specialist.id or 0, version=demand.version)
    with pytest.raises(Conflict):
        office.perform(answer_demand, work.liaison, demand.id, "已答复", version=demand.version)


def test_a_demand_without_a_visit_is_stored_once_and_needs_words_and_an_enterprise(work: Fieldwork) -> None:
    office, key, draft = work.bureau.office, work.enterprise(), a_demand("来电咨询职称评定")
    first = office.perform(raise_demand, work.liaison, key, draft).value
    assert office.perform(raise_demand, work.liaison, key, draft).value == first
    assert work.of_demand(first).visit_id is None
    with pytest.raises(Invalid) as refused:
        office.perform(raise_demand, work.liaison, key, a_demand("  "))
    assert refused.value.field == "demand"
    with pytest.raises(NotFound):
        office.perform(raise_demand, work.liaison, 999, a_demand())
    with pytest.raises(Forbidden):
        office.perform(raise_demand, work.staff, key, a_demand())


def test_the_board_shows_each_demand_under_its_state_and_counts_what_is_late(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    key = work.enterprise()
    clock.set(days_ago(40))
    late = work.demand(key)
    clock.set(date(2026, 9, 3))
    near = work.demand(key, handler=work.specialist)
    clock.set(TODAY)
    answered = work.demand(key)
    office.perform(answer_demand, work.liaison, answered.id, "已答复", version=1)
    closed = work.demand(key)
    office.perform(answer_demand, work.liaison, closed.id, "已答复", version=1)
    office.perform(rate_demand, work.liaison, closed.id, Rating.CONTENT, version=2)
    board = office.read(demand_board, work.liaison, DemandFilter())
    shown = {state: [row.id for row in rows] for state, rows in board.columns.items() if rows}
    assert shown == {
        DemandState.COLLECTED: [late.id],
        DemandState.ASSIGNED: [near.id],
        DemandState.ANSWERED: [answered.id],
    }
    assert (board.figures.open, board.figures.overdue, board.figures.near, board.figures.closed) == (2, 1, 1, 1)
    assert days_waiting(work.of_demand(answered.id), TODAY) == 1
    listed = office.read(find_demands, work.liaison, DemandFilter())
    assert [row.id for row in listed] == [late.id, near.id, answered.id, closed.id]


def test_the_list_is_narrowed_by_every_filter(work: Fieldwork) -> None:
    office = work.bureau.office
    own = work.demand(work.enterprise(), handler=work.specialist)
    other = office.perform(raise_demand, work.colleague, work.enterprise(), a_demand("另一件", Urgency.URGENT)).value

    def found(**wanted: object) -> set[int]:
        filter_ = DemandFilter(**wanted)  # type: ignore[arg-type] # fields by name
        rows = office.read(find_demands, work.staff, filter_)
        assert office.read(count_demands, work.staff, filter_) == len(rows)
        assert office.read(demand_figures, work.staff, filter_).open == len(rows)
        return {row.id for row in rows}

    assert found() == {own.id, other}
    assert found(of=work.liaison.id) == found(of=work.specialist.id) == found(handler_id=work.specialist.id) == {own.id}
    assert found(of=work.colleague.id) == found(state=DemandState.COLLECTED) == {other}
    assert found(enterprise_id=own.enterprise_id, open_only=True) == {own.id}
    assert found(category=Category.SCHOOLING) == set()
    assert MOST_CARDS >= 50


def test_the_list_is_narrowed_by_place_period_helper_and_what_nobody_holds(work: Fieldwork) -> None:
    office, clock, known = work.bureau.office, work.bureau.clock, work.enterprise()
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Enterprise).where(Enterprise.id == known).values(industry=Industry.CRUISE))
    clock.set(days_ago(40))
    early = work.demand(known, handler=work.specialist)
    clock.set(TODAY)
    late = work.demand(work.enterprise())
    office.perform(take_up_demand, work.specialist, early.id, version=early.version)
    office.perform(join_handler, work.specialist, early.id, work.colleague.id or 0, version=early.version + 1)
    office.perform(suspend_demand, work.specialist, early.id, "等待", version=work.of_demand(early.id).version)

    def found(**wanted: object) -> list[int]:
        filter_ = DemandFilter(**wanted)  # type: ignore[arg-type] # fields by name
        return [row.id for row in office.read(find_demands, work.staff, filter_)]

    assert found(industry=Industry.CRUISE) == found(paused=True) == found(helper_id=work.colleague.id) == [early.id]
    assert found(collected_until=days_ago(40)) == [early.id]
    assert found(collected_from=TODAY) == found(unheld=True) == [late.id]
    assert found(subdistrict_id=1) == found(industry=Industry.BIOMEDICINE) == []
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Account).where(Account.id == work.specialist.id).values(active=False))
    assert found(unheld=True) == [early.id, late.id]
    figures = office.read(demand_figures, work.staff, DemandFilter())
    assert (figures.open, figures.overdue) == (2, 0)  # the clock of the one past its day stands still


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("申请 6 套人才公寓，12 月前入住", Category.APARTMENT),
        ("3 名骨干人才引进落户，需一对一指导", Category.SETTLEMENT),
        ("11 月居住证积分续签希望错峰预约", Category.POINTS),
        ("两名骨干子女入学咨询", Category.SCHOOLING),
        ("厂区公交末班过早", None),
    ],
)
def test_the_words_of_a_demand_suggest_its_category(text: str, category: Category | None) -> None:
    assert likely_category(text) is category


def test_whoever_has_a_demand_is_not_given_it_again(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise(), handler=work.specialist)
    work.bureau.clock.set(date(2026, 9, 28))
    with pytest.raises(Invalid) as refused:
        work.bureau.office.perform(
            assign_demand, work.liaison, demand.id, work.specialist.id or 0, version=demand.version
        )
    assert refused.value.field == "handler"
    assert work.of_demand(demand.id).accept_due_on == demand.accept_due_on


def test_a_first_answer_of_who_collected_it_does_not_take_it_up_for_the_handler(work: Fieldwork) -> None:
    office, demand = work.bureau.office, work.demand(work.enterprise(), handler=work.specialist)
    office.perform(first_answer, work.liaison, demand.id, "已转专员", version=demand.version)
    row = work.of_demand(demand.id)
    assert (row.state, row.accepted_on, row.first_answered_on) == (DemandState.ASSIGNED, None, TODAY)
    office.perform(first_answer, work.specialist, demand.id, "已受理", version=row.version)
    assert work.of_demand(demand.id).state is DemandState.ACCEPTED


def test_who_answered_does_not_say_how_content_the_enterprise_is(work: Fieldwork) -> None:
    office, demand = work.bureau.office, work.demand(work.enterprise(), handler=work.specialist)
    office.perform(answer_demand, work.specialist, demand.id, "已办", version=demand.version)
    version = work.of_demand(demand.id).version
    with pytest.raises(Forbidden):
        office.perform(rate_demand, work.specialist, demand.id, Rating.CONTENT, version=version)
    steps = {person: office.read(demand_file, person, demand.id).steps for person in (work.specialist, work.liaison)}
    assert [DemandStep.RATE in found for found in steps.values()] == [False, True]
    office.perform(rate_demand, work.liaison, demand.id, Rating.CONTENT, version=version)
    assert work.of_demand(demand.id).state is DemandState.CLOSED


def test_the_verdict_on_an_answer_that_does_not_hold_is_taken_back(work: Fieldwork) -> None:
    office, demand = work.bureau.office, work.demand(work.enterprise(), handler=work.specialist)
    office.perform(answer_demand, work.specialist, demand.id, "已办", version=demand.version)
    office.perform(rate_demand, work.liaison, demand.id, Rating.CONTENT, version=work.of_demand(demand.id).version)
    office.perform(reopen_demand, work.liaison, demand.id, "又来电", version=work.of_demand(demand.id).version)
    row = work.of_demand(demand.id)
    assert (row.state, row.rating, row.rated_on) == (DemandState.IN_PROGRESS, None, None)

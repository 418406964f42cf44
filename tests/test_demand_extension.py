"""A longer limit is asked for and decided by somebody else; a supervisor hurries; several handle one demand."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, IllegalTransition, Invalid
from officer_app.demands.file import DemandFile, demand_file
from officer_app.demands.service import (
    DemandState,
    DemandStep,
    answer_demand,
    ask_extension,
    assign_demand,
    contribute,
    decide_extension,
    hurry_demand,
    join_handler,
    leave_handler,
    reply_to_hurry,
    resume_demand,
    return_demand,
    suspend_demand,
    take_up_demand,
)
from officer_app.people.access import Role
from tests.fieldwork import TODAY, Fieldwork, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


@pytest.fixture
def demand(work: Fieldwork) -> int:
    """A demand the specialist works on."""
    row = work.demand(work.enterprise(), handler=work.specialist)
    work.bureau.office.perform(take_up_demand, work.specialist, row.id, version=row.version)
    return row.id


def whole(work: Fieldwork, demand_id: int) -> DemandFile:
    return work.bureau.office.read(demand_file, work.supervisor, demand_id)


def version(work: Fieldwork, demand_id: int) -> int:
    return work.of_demand(demand_id).version


def asked(work: Fieldwork, demand_id: int, days: int = 5) -> int:
    return work.bureau.office.perform(
        ask_extension, work.specialist, demand_id, days, "等待房源腾退", version=version(work, demand_id)
    ).value


def test_an_approved_extension_moves_the_limit_by_working_days(work: Fieldwork, demand: int) -> None:
    key = asked(work, demand)
    (waiting,) = whole(work, demand).extensions
    assert (waiting.pending, waiting.days, waiting.asked_by, waiting.due_before) == (True, 5, "周颖", date(2026, 10, 8))
    work.bureau.office.perform(decide_extension, work.supervisor, key, True, "同意")
    (granted,) = whole(work, demand).extensions
    assert (granted.approved, granted.decided_by, granted.due_after) == (True, "李国强", date(2026, 10, 14))
    row = work.of_demand(demand)
    assert (row.due_on, row.limit_days) == (date(2026, 10, 14), 15)
    assert whole(work, demand).history[-1].due_on == row.due_on


def test_a_supervisor_may_grant_other_days_than_were_asked_for(work: Fieldwork, demand: int) -> None:
    work.bureau.office.perform(decide_extension, work.supervisor, asked(work, demand), True, "", days=2)
    assert work.of_demand(demand).due_on == date(2026, 10, 10)


def test_a_refusal_needs_words_and_leaves_the_limit(work: Fieldwork, demand: int) -> None:
    office, key = work.bureau.office, asked(work, demand)
    with pytest.raises(Invalid) as refused:
        office.perform(decide_extension, work.supervisor, key, False, " ")
    assert refused.value.field == "note"
    office.perform(decide_extension, work.supervisor, key, False, "尚有时间")
    assert work.of_demand(demand).due_on == date(2026, 10, 8)
    assert whole(work, demand).history[-1].step is DemandStep.REFUSE_EXTENSION
    with pytest.raises(Invalid):
        office.perform(decide_extension, work.supervisor, key, True)


def test_who_asks_does_not_decide(work: Fieldwork, demand: int) -> None:
    office = work.bureau.office
    key = office.perform(ask_extension, work.supervisor, demand, 5, "等待房源腾退", version=version(work, demand)).value
    with pytest.raises(Forbidden):
        office.perform(decide_extension, work.supervisor, key, True)
    with pytest.raises(Forbidden):
        office.perform(decide_extension, work.specialist, key, True)
    assert DemandStep.EXTEND not in office.read(demand_file, work.supervisor, demand).steps
    office.perform(decide_extension, work.bureau.person(Role.SUPERVISOR), key, True)


def test_only_one_request_waits_at_a_time_and_its_days_are_sane(work: Fieldwork, demand: int) -> None:
    for days in (0, -1, 1000):
        with pytest.raises(Invalid) as refused:
            asked(work, demand, days)
        assert refused.value.field == "days"
    asked(work, demand)
    with pytest.raises(Invalid):
        asked(work, demand)
    assert len(whole(work, demand).extensions) == 1


def test_a_request_lapses_when_the_demand_is_answered_or_goes_to_other_hands(work: Fieldwork, demand: int) -> None:
    office, key = work.bureau.office, asked(work, demand)
    office.perform(return_demand, work.specialist, demand, "不属本科职责", version=version(work, demand))
    (lapsed,) = whole(work, demand).extensions
    assert (lapsed.pending, lapsed.approved) == (False, None)
    with pytest.raises(Invalid):
        office.perform(decide_extension, work.supervisor, key, True)
    office.perform(assign_demand, work.liaison, demand, work.specialist.id or 0, version=version(work, demand))
    with pytest.raises(IllegalTransition):
        asked(work, demand)
    office.perform(take_up_demand, work.specialist, demand, version=version(work, demand))
    asked(work, demand)
    office.perform(answer_demand, work.specialist, demand, "已安排", version=version(work, demand))
    assert whole(work, demand).extension is None


def test_an_extension_granted_while_the_clock_stands_counts_when_it_runs_again(work: Fieldwork, demand: int) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    key = asked(work, demand, 2)
    office.perform(suspend_demand, work.specialist, demand, "等待", version=version(work, demand))
    office.perform(decide_extension, work.supervisor, key, True)
    clock.set(date(2026, 9, 21))
    office.perform(resume_demand, work.specialist, demand, "", version=version(work, demand))
    assert work.of_demand(demand).due_on == date(2026, 10, 14)  # 10-08, two days more, three in which it stood


def test_a_hurry_note_is_sent_by_a_supervisor_and_replied_to_once(work: Fieldwork, demand: int) -> None:
    office, soon = work.bureau.office, TODAY + timedelta(days=1)
    with pytest.raises(Forbidden):
        office.perform(hurry_demand, work.liaison, demand, "请抓紧", soon, version=version(work, demand))
    with pytest.raises(Invalid) as refused:
        office.perform(hurry_demand, work.supervisor, demand, "请抓紧", date(2026, 9, 1), version=version(work, demand))
    assert refused.value.field == "reply_due_on"
    note = office.perform(hurry_demand, work.supervisor, demand, "请抓紧", soon, version=version(work, demand)).value
    assert [one.id for one in whole(work, demand).hurried] == [note]
    work.bureau.clock.set(TODAY + timedelta(days=3))
    assert whole(work, demand).hurry_notes[0].late
    with pytest.raises(Forbidden):
        office.perform(reply_to_hurry, work.colleague, note, "已联系")
    office.perform(reply_to_hurry, work.specialist, note, "已联系运营方，周五前答复")
    (replied,) = whole(work, demand).hurry_notes
    assert (replied.reply, replied.replied_by, replied.late) == ("已联系运营方，周五前答复", "周颖", False)
    with pytest.raises(Invalid):
        office.perform(reply_to_hurry, work.specialist, note, "再次回复")
    assert [event.step for event in whole(work, demand).history][-2:] == [DemandStep.HURRY, DemandStep.REPLY]


def test_several_handle_a_demand_and_one_leads(work: Fieldwork, demand: int) -> None:
    office, helper = work.bureau.office, work.colleague.id or 0
    office.perform(join_handler, work.specialist, demand, helper, "核对人员名单", version=version(work, demand))
    with pytest.raises(Invalid):
        office.perform(join_handler, work.specialist, demand, helper, version=version(work, demand))
    with pytest.raises(Forbidden):
        office.perform(contribute, work.liaison, demand, "名单已核对", version=version(work, demand))
    office.perform(contribute, work.colleague, demand, "名单已核对", version=version(work, demand))
    (part,) = whole(work, demand).helpers
    assert (part.name, part.task, part.contribution, part.contributed_on) == (
        "何静",
        "核对人员名单",
        "名单已核对",
        TODAY,
    )
    assert DemandStep.CONTRIBUTE in office.read(demand_file, work.colleague, demand).steps
    assert DemandStep.CONTRIBUTE not in office.read(demand_file, work.specialist, demand).steps
    office.perform(leave_handler, work.specialist, demand, helper, version=version(work, demand))
    assert whole(work, demand).helpers == ()
    assert any(event.note == "名单已核对" for event in whole(work, demand).history)


def test_a_helper_who_gets_the_lead_has_no_part_beside_it(work: Fieldwork, demand: int) -> None:
    office, helper = work.bureau.office, work.colleague.id or 0
    office.perform(join_handler, work.specialist, demand, helper, "核对", version=version(work, demand))
    office.perform(assign_demand, work.liaison, demand, helper, version=version(work, demand))
    assert whole(work, demand).helpers == ()
    assert work.of_demand(demand).handler == "何静"


def test_what_is_typed_too_long_is_refused_beside_its_field(work: Fieldwork, demand: int) -> None:
    office = work.bureau.office
    with pytest.raises(Invalid) as refused:
        office.perform(
            join_handler, work.specialist, demand, work.colleague.id or 0, "长" * 201, version=version(work, demand)
        )
    assert refused.value.field == "task"
    with pytest.raises(Invalid) as refused:
        office.perform(suspend_demand, work.specialist, demand, "长" * 20_001, version=version(work, demand))
    assert refused.value.field == "note"
    office.perform(suspend_demand, work.specialist, demand, "😀<b>长</b>" * 2_000, version=version(work, demand))
    assert work.of_demand(demand).state is DemandState.SUSPENDED


def test_one_request_at_most_waits_whoever_writes_it(work: Fieldwork, demand: int) -> None:
    """The database refuses a second one as well."""
    asked(work, demand)
    again = sa.text(
        "INSERT INTO demand_extension (demand_id, days, reason, asked_by, asked_at, decision_note, due_before)"
        " SELECT demand_id, days, reason, asked_by, asked_at, '', due_before FROM demand_extension"
    )
    with (
        pytest.raises(sa.exc.IntegrityError),
        work.bureau.office.database.transaction(writes=True) as connection,
    ):
        connection.execute(again)

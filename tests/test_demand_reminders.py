"""No demand is forgotten: whoever has to do something next is told, and what nobody has stands before supervisors."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.assignments.cover import CoverDraft, arrange_cover
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.demands.model import OPEN_STATES, Demand
from officer_app.demands.reminders import Reminder, demand_reminders
from officer_app.demands.service import (
    Rating,
    accept_demand,
    answer_demand,
    ask_extension,
    first_answer,
    hurry_demand,
    join_handler,
    rate_demand,
    reopen_demand,
    return_demand,
    suspend_demand,
    take_up_demand,
)
from officer_app.people.access import Role
from officer_app.people.model import Account
from tests.fieldwork import TODAY, Fieldwork, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def told(work: Fieldwork, person: Actor) -> list[tuple[Reminder, int]]:
    return [(row.kind, row.demand.id) for row in work.bureau.office.read(demand_reminders, person)]


def test_the_handler_is_told_to_take_it_up_and_of_the_first_answer_and_the_limit(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = work.demand(work.enterprise(), handler=work.specialist).id
    assert told(work, work.specialist) == [(Reminder.TO_ACCEPT, demand), (Reminder.FIRST_ANSWER, demand)]
    office.perform(accept_demand, work.specialist, demand, version=work.of_demand(demand).version)
    assert told(work, work.specialist) == [(Reminder.FIRST_ANSWER, demand)]
    office.perform(first_answer, work.specialist, demand, "已转办", version=work.of_demand(demand).version)
    assert told(work, work.specialist) == []
    clock.set(date(2026, 9, 30))
    assert told(work, work.specialist) == told(work, work.liaison) == [(Reminder.NEAR, demand)]
    clock.set(date(2026, 10, 9))
    (late,) = office.read(demand_reminders, work.specialist)
    assert (late.kind, late.days_left, late.due_on) == (Reminder.OVERDUE, -1, date(2026, 10, 8))


def test_whoever_collected_it_is_told_of_returns_of_call_backs_and_of_what_nobody_has(work: Fieldwork) -> None:
    office, clock, key = work.bureau.office, work.bureau.clock, work.enterprise()
    nobody = work.demand(key, "无人承办").id
    returned = work.demand(key, "退回", handler=work.specialist)
    office.perform(return_demand, work.specialist, returned.id, "不属本科", version=returned.version)
    for demand in (nobody, returned.id):
        office.perform(first_answer, work.liaison, demand, "已收悉", version=work.of_demand(demand).version)
    assert told(work, work.liaison) == [(Reminder.RETURNED, returned.id), (Reminder.NO_HANDLER, nobody)]
    assert (Reminder.NO_HANDLER, returned.id) in told(work, work.supervisor)
    answered = work.demand(key, "已答")
    office.perform(answer_demand, work.liaison, answered.id, "已答复", version=answered.version)
    assert Reminder.CALL_BACK not in [kind for kind, _key in told(work, work.liaison)]
    clock.set(date(2026, 9, 22))  # three working days: 18, 20, 21
    assert (Reminder.CALL_BACK, answered.id) in told(work, work.liaison)
    office.perform(
        rate_demand,
        work.liaison,
        answered.id,
        Rating.CONTENT,
        version=work.of_demand(answered.id).version,
        close=False,
    )
    assert (Reminder.TO_CLOSE, answered.id) in told(work, work.liaison)


def test_a_return_is_told_with_its_reason(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise(), handler=work.specialist)
    work.bureau.office.perform(return_demand, work.specialist, demand.id, "不属本科", version=demand.version)
    (back,) = [
        row
        for row in work.bureau.office.read(demand_reminders, work.liaison)
        if row.kind in (Reminder.RETURNED, Reminder.NO_HANDLER)
    ]
    assert (back.kind, back.said) == (Reminder.RETURNED, "不属本科")


def test_notes_requests_parts_and_long_pauses_are_told(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = work.demand(work.enterprise(), handler=work.specialist)
    office.perform(take_up_demand, work.specialist, demand.id, version=demand.version)
    now = work.of_demand(demand.id).version
    note = office.perform(hurry_demand, work.supervisor, demand.id, "请抓紧", TODAY, version=now).value
    asked = office.perform(ask_extension, work.specialist, demand.id, 5, "等待房源", version=now).value
    office.perform(join_handler, work.specialist, demand.id, work.colleague.id or 0, "核对", version=now)
    hurried = office.read(demand_reminders, work.specialist)[0]
    assert (hurried.kind, hurried.about_id, hurried.said) == (Reminder.HURRIED, note, "请抓紧")
    (request,) = [row for row in office.read(demand_reminders, work.supervisor) if row.kind is Reminder.EXTENSION]
    assert (request.about_id, request.said) == (asked, "等待房源")
    assert told(work, work.colleague) == [(Reminder.MY_PART, demand.id)]
    office.perform(suspend_demand, work.specialist, demand.id, "等待", version=work.of_demand(demand.id).version)
    clock.set(TODAY + timedelta(days=60))
    kinds = {kind for kind, _key in told(work, work.specialist)}
    assert kinds == {Reminder.HURRIED, Reminder.LOOK_AGAIN}


def test_a_demand_whose_handler_left_stands_before_the_supervisors(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise(), handler=work.specialist)
    with work.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Account).where(Account.id == work.specialist.id).values(active=False))
    assert (Reminder.NO_HANDLER, demand.id) in told(work, work.supervisor)
    assert work.of_demand(demand.id).handler_left


def test_a_stand_in_is_told_of_what_is_the_absent_officers(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise(), handler=work.specialist)
    draft = CoverDraft(
        str(uuid4()), work.specialist.id or 0, work.colleague.id or 0, TODAY, TODAY + timedelta(days=3), "休假"
    )
    work.bureau.office.perform(arrange_cover, work.supervisor, draft)
    rows = work.bureau.office.read(demand_reminders, work.colleague)
    assert {(row.demand.id, row.for_whom) for row in rows} == {(demand.id, "周颖")}


def test_every_open_demand_reminds_somebody_sooner_or_later(work: Fieldwork) -> None:
    """A year on, whatever state a demand is in, somebody is told of it."""
    office, key = work.bureau.office, work.enterprise()
    work.demand(key, "收集")
    for number in range(4):
        row = work.demand(key, f"第{number}件", handler=work.specialist)
        if number > 0:
            office.perform(take_up_demand, work.specialist, row.id, version=row.version)
        if number == 2:
            office.perform(suspend_demand, work.specialist, row.id, "等待", version=work.of_demand(row.id).version)
        if number == 3:
            office.perform(answer_demand, work.specialist, row.id, "已答", version=work.of_demand(row.id).version)
    work.bureau.clock.set(date(2026, 12, 28))
    everybody = {key for person in (work.liaison, work.specialist) for _kind, key in told(work, person)}
    with office.database.transaction(writes=False) as connection:
        wanted = connection.scalars(sa.select(Demand.id).where(Demand.state.in_([*OPEN_STATES, "answered"]))).all()
    assert everybody == set(wanted)
    assert told(work, work.staff) == []


def test_a_note_without_a_reply_comes_back_to_who_issued_it(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    demand = work.demand(work.enterprise(), handler=work.specialist)
    office.perform(hurry_demand, work.supervisor, demand.id, "请速办", TODAY, version=demand.version)
    assert (Reminder.SILENT, demand.id) not in told(work, work.supervisor)
    clock.set(TODAY + timedelta(days=1))
    assert (Reminder.SILENT, demand.id) in told(work, work.supervisor)
    assert (Reminder.SILENT, demand.id) not in told(work, work.specialist)


def test_a_handler_who_has_other_work_now_has_no_demand_in_hand(work: Fieldwork) -> None:
    demand = work.demand(work.enterprise(), handler=work.specialist)
    with work.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Account).where(Account.id == work.specialist.id).values(role=Role.ADMINISTRATOR))
    assert (Reminder.NO_HANDLER, demand.id) in told(work, work.supervisor)
    assert work.of_demand(demand.id).handler_left


def test_supervisors_close_what_was_rated_when_its_collector_has_left(work: Fieldwork) -> None:
    office, demand = work.bureau.office, work.demand(work.enterprise())
    office.perform(answer_demand, work.liaison, demand.id, "已办", version=demand.version)
    version = work.of_demand(demand.id).version
    office.perform(rate_demand, work.liaison, demand.id, Rating.MOSTLY, version=version, close=False)
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Account).where(Account.id == work.liaison.id).values(active=False))
    assert (Reminder.TO_CLOSE, demand.id) in told(work, work.supervisor)


def test_a_demand_answered_at_once_and_reopened_is_told_as_without_a_handler(work: Fieldwork) -> None:
    office, demand = work.bureau.office, work.demand(work.enterprise())
    office.perform(answer_demand, work.liaison, demand.id, "当场答复", version=demand.version)
    office.perform(reopen_demand, work.liaison, demand.id, "不满意", version=work.of_demand(demand.id).version)
    assert (Reminder.NO_HANDLER, demand.id) in told(work, work.liaison)

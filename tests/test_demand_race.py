"""Two people at the same demand at the same moment: one of them is told, and nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict
from officer_app.demands.file import demand_file
from officer_app.demands.service import (
    DemandState,
    DemandStep,
    accept_demand,
    answer_demand,
    ask_extension,
    decide_extension,
    hurry_demand,
    merge_demands,
    reply_to_hurry,
    take_up_demand,
)
from officer_app.people.access import Role
from tests.fieldwork import TODAY, Fieldwork, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def race(*runners: Callable[[], object]) -> list[AppError]:
    """Let all begin at once; the refusals."""
    gate = Barrier(len(runners))

    def run(runner: Callable[[], object]) -> AppError | None:
        gate.wait()
        try:
            runner()
        except AppError as error:
            return error
        return None

    with ThreadPoolExecutor(len(runners)) as crowd:
        return [error for error in crowd.map(run, runners) if error is not None]


def steps_of(work: Fieldwork, demand_id: int) -> list[DemandStep]:
    return [event.step for event in work.bureau.office.read(demand_file, work.supervisor, demand_id).history]


def test_two_who_take_up_a_demand_at_once_take_it_up_once(work: Fieldwork) -> None:
    perform, key = work.bureau.office.perform, work.enterprise()
    for _round in range(3):
        demand = work.demand(key, handler=work.specialist)
        refused = race(
            lambda demand=demand: perform(accept_demand, work.specialist, demand.id, version=demand.version),  # type: ignore[misc] # bound now
            lambda demand=demand: perform(accept_demand, work.supervisor, demand.id, version=demand.version),  # type: ignore[misc] # bound now
        )
        assert [type(error) for error in refused] == [Conflict]
        assert steps_of(work, demand.id).count(DemandStep.ACCEPT) == 1


def test_an_extension_is_decided_once_whatever_two_supervisors_say(work: Fieldwork) -> None:
    perform, key, other = work.bureau.office.perform, work.enterprise(), work.bureau.person(Role.SUPERVISOR)
    for _round in range(3):
        demand = work.demand(key, handler=work.specialist)
        perform(take_up_demand, work.specialist, demand.id, version=demand.version)
        now = work.of_demand(demand.id).version
        asked = perform(ask_extension, work.specialist, demand.id, 5, "等待", version=now).value
        refused = race(
            lambda asked=asked: perform(decide_extension, work.supervisor, asked, True, "同意"),  # type: ignore[misc] # bound now
            lambda asked=asked: perform(decide_extension, other, asked, False, "不同意"),  # type: ignore[misc] # bound now
        )
        assert len(refused) == 1
        (decided,) = work.bureau.office.read(demand_file, work.supervisor, demand.id).extensions
        assert work.of_demand(demand.id).due_on == (decided.due_after or demand.due_on)


def test_a_demand_is_answered_or_merged_never_both(work: Fieldwork) -> None:
    perform, key = work.bureau.office.perform, work.enterprise()
    for _round in range(3):
        kept, gone = work.demand(key, "甲"), work.demand(key, "乙")
        refused = race(
            lambda gone=gone: perform(answer_demand, work.liaison, gone.id, "已答复", version=gone.version),  # type: ignore[misc] # bound now
            lambda kept=kept, gone=gone: perform(merge_demands, work.liaison, kept.id, [gone.id], version=kept.version),  # type: ignore[misc] # bound now
        )
        assert len(refused) == 1
        row = work.of_demand(gone.id)
        assert (row.state is DemandState.MERGED) == (row.merged_into_id == kept.id) == (row.answered_on is None)


def test_demands_merged_crosswise_at_once_do_not_become_part_of_each_other(work: Fieldwork) -> None:
    perform, key = work.bureau.office.perform, work.enterprise()
    one, two = work.demand(key, "甲"), work.demand(key, "乙")
    refused = race(
        lambda: perform(merge_demands, work.liaison, one.id, [two.id], version=one.version),
        lambda: perform(merge_demands, work.supervisor, two.id, [one.id], version=two.version),
    )
    assert len(refused) == 1
    states = sorted(work.of_demand(key).state.value for key in (one.id, two.id))
    assert states == ["collected", "merged"]


def test_a_hurry_note_has_one_reply(work: Fieldwork) -> None:
    perform = work.bureau.office.perform
    demand = work.demand(work.enterprise(), handler=work.specialist)
    note = perform(hurry_demand, work.supervisor, demand.id, "请抓紧", TODAY, version=demand.version).value
    refused = race(
        lambda: perform(reply_to_hurry, work.specialist, note, "已联系"),
        lambda: perform(reply_to_hurry, work.liaison, note, "已转告"),
    )
    assert len(refused) == 1
    assert steps_of(work, demand.id).count(DemandStep.REPLY) == 1

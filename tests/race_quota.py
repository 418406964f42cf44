"""Processes that compete for units: the other side of tests/test_quota_race.py.

`python -m tests.race_quota URL ROUNDS` runs the race for the last unit for as long as one likes, on a migrated,
empty database.
"""

import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import uuid4

from officer_app.cases.words import Verdict
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.work import Actor, Office
from officer_app.office import load_models
from officer_app.people.access import AccessTable
from officer_app.quota.pool import GrantDraft, adjust_quota, grant_quota
from officer_app.quota.service import decide, first_review, withdraw
from tests.casework import Casework, casework
from tests.factories import Clock

PATIENCE = 60.0
Task = tuple[str, tuple[Any, ...]]  # a command and what it works on


def _attempt(act: Callable[[], object]) -> str:
    """What came of it: won, or the name of the error."""
    try:
        act()
    except AppError as error:
        return error.code
    return "won"


def _mixed(office: Office, hands: dict[str, Actor], cases: list[int], seed: int) -> Counter[str]:
    """Approvals of one's own cases, withdrawals, grants and lowered totals in random order."""
    draw = random.Random(seed)
    reserved: list[int] = []
    done: Counter[str] = Counter()
    while cases:
        what = draw.choice(["approve", "approve", "approve", "withdraw", "grant", "lower"])
        if what == "approve":
            case_id = cases.pop()
            result = _attempt(lambda: office.perform(first_review, hands["reviewer"], case_id, Verdict.PASS, "同意"))  # noqa: B023 # called at once
            if result == "won":
                reserved.append(case_id)
        elif what == "withdraw":
            if not reserved:
                continue
            result = _attempt(lambda: office.perform(withdraw, hands["filer"], reserved.pop(), "企业撤回"))
        else:
            use_case, units = (grant_quota, 1) if what == "grant" else (adjust_quota, -1)
            draft = GrantDraft(str(uuid4()), 2026, units, "文号", "调剂")
            result = _attempt(lambda: office.perform(use_case, hands["decider"], draft))  # noqa: B023 # called at once
        done[f"{what} {result}"] += 1
    return done


def _competitor(url: str, hands: dict[str, Actor], start: Barrier, line: Connection) -> None:
    """A process of its own: does what it is told, all of them at the same moment, and tells what came of it."""
    load_models()
    office = Office(Database(url), AccessTable(), Clock())
    try:
        while True:
            command, subject = line.recv()
            if command == "stop":
                return
            start.wait(PATIENCE)
            if command == "review":
                (case_id,) = subject
                line.send(
                    _attempt(lambda: office.perform(first_review, hands["reviewer"], case_id, Verdict.PASS, "同意"))  # noqa: B023 # called at once
                )
            elif command == "decide":
                (case_id,) = subject
                line.send(_attempt(lambda: office.perform(decide, hands["decider"], case_id, Verdict.PASS, "同意")))  # noqa: B023 # called at once
            elif command == "withdraw":
                (case_id,) = subject
                line.send(_attempt(lambda: office.perform(withdraw, hands["filer"], case_id, "企业撤回")))  # noqa: B023 # called at once
            else:
                line.send(_mixed(office, hands, *subject))
    finally:
        office.close()


class Race:
    """Processes that wait for a common start."""

    def __init__(self, lines: list[Connection]) -> None:
        self._lines = lines

    def run(self, tasks: list[Task]) -> list[Any]:
        """Give each process its task; what came of them, in the same order."""
        self.begin(tasks)
        return self.results()

    def begin(self, tasks: list[Task]) -> None:
        """Let them start, without waiting."""
        for line, task in zip(self._lines, tasks, strict=True):
            line.send(task)

    def running(self) -> bool:
        """Whether somebody has not finished."""
        return not all(line.poll() for line in self._lines)

    def results(self) -> list[Any]:
        """Wait for all."""
        found = []
        for line in self._lines:
            if not line.poll(PATIENCE):
                raise TimeoutError("a process does not answer")
            found.append(line.recv())
        return found


@contextmanager
def race(url: str, house: Casework, processes: int) -> Iterator[Race]:
    """Start processes on the database; they are gone afterwards."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(processes)
    hands = {"reviewer": house.reviewer, "filer": house.filer, "decider": house.decider}
    ends = [spawn.Pipe() for _ in range(processes)]
    children = [spawn.Process(target=_competitor, args=(url, hands, start, theirs)) for _ours, theirs in ends]
    for child in children:
        child.start()
    try:
        yield Race([ours for ours, _theirs in ends])
    finally:
        for ours, theirs in ends:
            ours.send(("stop", ()))
            theirs.close()
        for child in children:
            child.join(PATIENCE)
            if child.is_alive():
                child.kill()
                child.join()
        for ours, _theirs in ends:
            ours.close()


def last_unit(house: Casework, runners: Race, processes: int, rounds: int) -> None:
    """In each round one unit is left and every process asks for it with a case of its own."""
    for turn in range(1, rounds + 1):
        cases = [house.ready() for _ in range(processes)]
        house.grant(1)
        results = Counter(runners.run([("review", (case_id,)) for case_id in cases]))
        assert results == {"won": 1, "QuotaExhausted": processes - 1}, (turn, results)
        assert house.counters() == (turn, turn, 0)


def main(url: str, rounds: int) -> None:
    load_models()
    database = Database(url)
    database.prepare()
    house = casework(database)
    house.ask_for_one_paper()
    with race(url, house, 4) as runners:
        last_unit(house, runners, 4, rounds)
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""Units used by several processes at once: correct decisions a second through our layer, against a bare conditional
UPDATE in the same run; both engines. Half of the decisions find no unit left, and none too many is ever used.
"""

import multiprocessing
from collections import Counter
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import sqlalchemy as sa

from officer_app.cases.words import Verdict
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.work import Actor, Office, Work, changes
from officer_app.office import load_models
from officer_app.people.access import AccessTable, Permission
from officer_app.quota.service import first_review
from tests.bench.measure import Report
from tests.bench.panel import engines
from tests.casework import Casework, a_draft, casework, to_first_review
from tests.factories import Clock, open_keys

PROCESSES = 4
# What a person does not notice.
GOAL_MS = 100
_TAKE = sa.text("UPDATE bare SET used = used + 1 WHERE id = 1 AND used < total")


def measure(size: int, folder: Path) -> Report:
    report = Report("race", size)
    for engine, url in engines(folder):
        with url as address:
            # A handful of decisions is no measure: two processes show that it works.
            _one(report, engine, address, size, PROCESSES if size > PROCESSES else 2)
    return report


@changes(Permission.SETTINGS)
def _await_review(work: Work, house: Casework, count: int) -> list[int]:
    """So many cases of which all that is left of first review is to pass it, in one transaction."""
    return [to_first_review(work, house, a_draft(house.enterprise_id)) for _number in range(count)]


def _one(report: Report, engine: str, url: str, size: int, processes: int) -> None:
    load_models()
    database = Database(url)
    database.prepare()
    house = casework(database)
    house.ask_for_one_paper()
    units = max(1, size // 2)
    house.grant(units)
    cases = cast(list[int], house.do(_await_review, house.admin, house, size))
    with database.transaction(writes=True) as connection:
        connection.execute(sa.text("CREATE TABLE bare (id INTEGER PRIMARY KEY, total INTEGER, used INTEGER)"))
        connection.execute(sa.text("INSERT INTO bare VALUES (1, :units, 0)"), {"units": units})
    seconds, came = _together(url, house.reviewer, [cases[place::processes] for place in range(processes)])
    assert came == Counter(won=units, QuotaExhausted=size - units), came
    assert house.counters() == (units, units, 0)
    bare, taken = _together(url, None, [[0] * len(cases[place::processes]) for place in range(processes)])
    assert taken == Counter(won=units, none=size - units), taken
    report.add({f"{engine}: decision": [seconds / size], f"{engine}: bare update": [bare / size]})
    report.takes(f"{engine}: decision", f"{engine}: bare update")
    report.limit(f"{engine}: a decision among {processes} processes, ms", seconds * 1000 / size, GOAL_MS)
    report.facts[engine] = {
        "decisions a second": round(size / seconds, 1),
        "bare updates a second": round(size / bare, 1),
        "units": units,
        "won": came["won"],
        "processes": processes,
    }
    house.bureau.office.close()


def _together(url: str, reviewer: Actor | None, shares: list[list[int]]) -> tuple[float, Counter[str]]:
    """Let a process work on each share, all from the same moment; seconds until the last is done, and what came."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(len(shares) + 1)
    ends = [spawn.Pipe() for _share in shares]
    children = [
        spawn.Process(target=_work, args=(url, reviewer, share, start, theirs))
        for share, (_ours, theirs) in zip(shares, ends, strict=True)
    ]
    for child in children:
        child.start()
    start.wait(120)
    began = perf_counter()
    came = sum((ours.recv() for ours, _theirs in ends), Counter[str]())
    seconds = perf_counter() - began
    for child in children:
        child.join()
    for end in ends:
        for connection in end:
            connection.close()
    return seconds, came


def _work(url: str, reviewer: Actor | None, share: list[int], start: Barrier, line: Connection) -> None:
    load_models()
    office = Office(Database(url), AccessTable(), Clock())
    open_keys(office)
    came: Counter[str] = Counter()
    start.wait(120)
    for case_id in share:
        came[_taken(office) if reviewer is None else _passed(office, reviewer, case_id)] += 1
    line.send(came)
    office.close()


def _passed(office: Office, reviewer: Actor, case_id: int) -> str:
    while True:
        try:
            office.perform(first_review, reviewer, case_id, Verdict.PASS, "同意")
        except AppError as error:
            # Nothing was done; a person would try again.
            if error.code != "Busy":
                return error.code
        else:
            return "won"


def _taken(office: Office) -> str:
    with office.database.transaction(writes=True) as connection:
        found: Any = connection.execute(_TAKE)
        return "won" if found.rowcount == 1 else "none"

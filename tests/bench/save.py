"""A visit with two demands and its trail, stored for good: against the same statements raw, and against the disk alone.

On a disk the time is that of the disk; in memory (`--folder /dev/shm`) it is that of our layers.
"""

import os
import shutil
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from time import process_time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from officer_app.core.work import Actor
from officer_app.demands.model import Category
from officer_app.demands.service import DemandDraft
from officer_app.people.access import Role
from officer_app.visits.drafts import Companion, PersonMet, VisitDraft
from officer_app.visits.logging import save_visit
from tests.bench import data
from tests.bench.measure import Report, once
from tests.bench.office import FIRST_LIAISON, furnish

OFFICER = Actor(FIRST_LIAISON, data.PEOPLE[0], Role.LIAISON)
_WARM = 10
_PAGES = b"\x5a" * 12 * 1024


def measure(size: int, folder: Path) -> Report:
    report = Report("save", size)
    office = furnish(folder / "ours.sqlite", 1_000)
    office.close()
    shutil.copyfile(folder / "ours.sqlite", folder / "raw.sqlite")
    statements: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append((statement, parameters))

    sa.event.listen(office.database.engine, "before_cursor_execute", keep)
    raw = _plain_connection(office.database.engine, folder / "raw.sqlite")
    handle = os.open(folder / "pages", os.O_WRONLY | os.O_CREAT)
    times: dict[str, list[float]] = {}
    try:
        for number in range(size + _WARM):
            statements.clear()
            draft = draft_of(number)
            round_: dict[str, float] = {}
            for name, work in (
                ("save", lambda draft=draft: office.perform(save_visit, OFFICER, draft)),
                ("raw", lambda: _replay(raw, statements)),
                ("disk", lambda: _write(handle)),
            ):
                began = process_time()
                round_[name] = once(work)
                round_[f"{name}, processor"] = process_time() - began
            if number >= _WARM:
                for name, seconds in round_.items():
                    times.setdefault(name, []).append(seconds)
        stored = raw.execute("SELECT count(*) FROM visit").fetchone()[0]
    finally:
        os.close(handle)
        raw.close()
        office.close()
    report.add(times)
    in_memory = _in_memory(folder)
    report.takes("save", "disk", None if in_memory else 1.25)
    report.takes("save", "raw")
    report.takes("raw", "disk")
    # What our layers add does not depend on the disk; the processor's time is not disturbed by other programs.
    report.takes("save, processor", "raw, processor", 20)
    report.facts = {"statements": len(statements), "in_memory": in_memory, "stored_by_both": stored == size + _WARM}
    return report


def _plain_connection(engine: sa.Engine, path: Path) -> Any:  # the driver ships no types
    """The driver alone on a copy, with the pragmas of ours."""
    dialect: Any = engine.dialect
    connection = dialect.dbapi.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _replay(connection: Any, statements: list[tuple[str, Any]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters in statements:
        run: Callable[..., Any] = connection.executemany if isinstance(parameters, list) else connection.execute
        cursor = run(statement, parameters)
        if "RETURNING" in statement:
            cursor.fetchall()
    connection.execute("COMMIT")


def _write(handle: int) -> None:
    os.pwrite(handle, _PAGES, 0)
    os.fdatasync(handle)


def _in_memory(folder: Path) -> bool:
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    place = max((mount for mount in mounts if folder.is_relative_to(mount[0])), key=lambda mount: len(mount[0]))
    return place[1] == "tmpfs"


def draft_of(number: int) -> VisitDraft:
    """A visit with two demands; every number is another."""
    return VisitDraft(
        draft_id=str(UUID(int=number + 1)),
        enterprise_id=number % 1_000 + 1,
        officer_id=FIRST_LIAISON,
        visited_on=date(2026, 9, 17),
        content=data.visit_text(number),
        starts_at=time(14),
        ends_at=time(15, 20),
        place="企业会议室",
        follow_up="由专员送达材料清单。",
        next_contact_on=date(2026, 12, 17),
        people=(PersonMet("何㛃", "人力资源总监", "13800000026"), PersonMet("陈屹", "行政经理")),
        companions=(Companion(data.PEOPLE[6], "专员", FIRST_LIAISON + 6),),
        demands=(
            DemandDraft(str(UUID(int=number + 1_000_000)), Category.SETTLEMENT, data.WISHES[0]),
            DemandDraft(str(UUID(int=number + 2_000_000)), Category.APARTMENT, data.WISHES[1]),
        ),
    )

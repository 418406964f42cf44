"""R13: the server cuts a connection, or crashes, at any stage of a write."""

import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final  # the driver ships no types

import sqlalchemy as sa

from officer_app.cases.model import CaseStep
from officer_app.cases.words import State, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.directory.model import Enterprise
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.quota.service import first_review
from officer_app.sample.enterprises import uscc
from tests.casework import Casework, casework
from tests.faults.catalogue import CannotBeDone, Outcome, fault
from tests.faults.kills import counted, faults_found, rows_of
from tests.postgres import Cluster

_MOST: Final = 40  # statements of one of these writes, at the most
_CRASH_EVERY: Final = 5  # a crash of the whole server among cut connections: it takes a second
STAGES: Final = ("statement", "before commit", "after commit")


@dataclass
class Cutter:
    """Cuts the connection of a write at one place, once."""

    cluster: Cluster
    url: str
    engine: sa.Engine
    stage: str = ""
    number: int = 0
    crash: bool = False
    done: bool = False

    def cut(self, driver: Any) -> None:
        """End the connection's other end, or the server."""
        import psycopg

        self.done = True
        if self.crash:
            self.cluster.stop(signal.SIGQUIT)
            self.cluster.start()
            return
        with psycopg.connect(self.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (driver.info.backend_pid,))

    def statement(self, connection: sa.Connection, *_told: object) -> None:
        """Before each statement."""
        if self.done or self.stage != "statement" or not connection.get_execution_options().get("writes"):
            return
        self.number -= 1
        if self.number < 0:
            self.cut(connection.connection.dbapi_connection)

    def commit(self, connection: sa.Connection) -> None:
        """Before the transaction is stored; or after it, so that the answer is lost."""
        if self.done or not connection.get_execution_options().get("writes"):
            return
        driver: Any = connection.connection.dbapi_connection
        if self.stage == "after commit":
            driver.commit()
        if self.stage != "statement":
            self.cut(driver)


@contextmanager
def _cutting(cluster: Cluster, url: str, database: Database) -> Iterator[Cutter]:
    cutter = Cutter(cluster, url, database.engine)
    sa.event.listen(database.engine, "before_cursor_execute", cutter.statement)
    sa.event.listen(database.engine, "commit", cutter.commit)
    try:
        yield cutter
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", cutter.statement)
        sa.event.remove(database.engine, "commit", cutter.commit)


def _twice(act: Callable[[], object]) -> str:
    """Do it, and once more if it did not come through, as a person does with the same form; what came of it first."""
    try:
        act()
    except AppError as error:
        act()
        return error.code
    return "came through"


def _save(house: Casework, number: int) -> Callable[[], object]:
    draft = EnterpriseDraft(f"draft-{number}", f"上海断线{number}号科技有限公司", uscc(random.Random(number)))
    return lambda: house.do(save_enterprise, house.staff, draft)


def _approve(house: Casework, case_id: int) -> Callable[[], object]:
    return lambda: house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")


@fault("R13", "server cuts the connection, or crashes, in a write", quick=6, full=120, postgresql=True)
def cut_off(rounds: int, _folder: Path) -> Outcome:
    """Whatever the stage, the write is told as it ended, and is there once: case, ledger and trail."""
    from tests.postgres import programs

    if programs() is None:
        raise CannotBeDone("there is no PostgreSQL server program")
    draw = random.Random(13)
    came: Counter[str] = Counter()
    with Cluster(durable=True) as cluster:
        url = cluster.create("office")
        database = Database(url)
        database.prepare()
        house = casework(database)
        house.ask_for_one_paper()
        house.grant(rounds)
        with _cutting(cluster, url, database) as cutter:
            for number in range(rounds):
                case_id = house.ready() if number % 2 else 0
                act = _approve(house, case_id) if case_id else _save(house, number)
                cutter.stage = STAGES[number % 3]
                cutter.number, cutter.crash = draw.randrange(_MOST), number % _CRASH_EVERY == _CRASH_EVERY - 1
                cutter.done = False
                first = _twice(act)
                came[f"{cutter.stage}: {first}" if cutter.done else "not reached"] += 1
                cutter.done = True
                if case_id:
                    assert house.state(case_id) is State.PANEL
                    assert house.entries(case_id) == ["reserve"], house.entries(case_id)
                    steps = CaseStep.case_id == case_id, CaseStep.state_after == State.PANEL
                    stored = counted(database, rows_of(CaseStep, *steps))
                else:
                    mine = Enterprise.draft_id == f"draft-{number}"
                    trail = AuditEntry.use_case == "save_enterprise", AuditEntry.action == "insert"
                    with database.transaction(writes=False) as connection:
                        key = connection.scalar(sa.select(Enterprise.id).where(mine))
                    entity = AuditEntry.entity == "enterprise"
                    of_it = rows_of(AuditEntry, *trail, entity, AuditEntry.entity_id == key)
                    stored = counted(database, rows_of(Enterprise, mine), of_it)
                assert set(stored) == {1}, (cutter.stage, cutter.crash, first, stored)
        assert faults_found(house) == []
        kept = counted(database, rows_of(AuditEntry, AuditEntry.entity == "quota_entry"))
        assert kept[0] == len(house.entries()), kept
        database.close()
    told = ", ".join(f"{what} {count}" for what, count in sorted(came.items()))
    return Outcome(rounds, rounds, f"each there once; {told}")

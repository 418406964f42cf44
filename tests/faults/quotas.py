"""R12: many hands at the last unit. S13: a hand past the program in the ledger."""

import random
from collections import Counter
from pathlib import Path
from typing import cast

import sqlalchemy as sa

from officer_app.cases.words import Verdict
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.quota.proving import ChainVerdict, chain_verdict
from officer_app.quota.service import first_review
from officer_app.quota.verify import LedgerVerdict, ledger_verdict
from tests.casework import Casework, casework
from tests.faults import offices
from tests.faults.catalogue import CannotBeDone, Outcome, fault
from tests.race_quota import killed, last_units, sums

_KILLS = 40


def _raced(url: str, rounds: int) -> Outcome:
    database = Database(url)
    database.prepare()
    house = casework(database)
    few = rounds < 1000
    units = last_units(url, house, rounds, processes=2 if few else 3)
    winners = sum(units.wins.values())
    totals = sums(house)
    died = Counter() if few else killed(url, house, _KILLS, random.Random(1))
    sums(house)
    database.close()
    told = ", ".join(f"{what} {count}" for what, count in units.wins.most_common(3))
    killing = f"; {sum(died.values())} killed meanwhile" if died else ""
    return Outcome(rounds, winners, f"one winner each ({told} …), {totals['entries']} entries add up{killing}")


@fault("R12", "race for the last unit, SQLite", quick=12, full=10_000, proven_by="tests/test_quota_race.py")
def race_sqlite(rounds: int, folder: Path) -> Outcome:
    """Exactly one wins; the ledger adds up to what is used, and no more is used than there is."""
    return _raced(f"sqlite:///{folder / 'office.sqlite'}", rounds)


@fault("R12", "race for the last unit, PostgreSQL", quick=12, full=10_000, proven_by="tests/test_quota_race.py")
def race_postgresql(rounds: int, _folder: Path) -> Outcome:
    """The same between processes that a server lets write at the same time."""
    from tests.postgres import Cluster, programs

    if programs() is None:
        raise CannotBeDone("there is no PostgreSQL server program")
    with Cluster() as cluster:
        return _raced(cluster.create("race"), rounds)


# What somebody with the open database in hand may try, after removing the guards.
_COUNTERS = ("total", "reserved", "used", "entries")
_AMOUNTS = ("d_total", "d_reserved", "d_used", "total", "reserved", "used", "seq", "quota_id")


def _tampering(draw: random.Random, entries: int) -> str:
    which = draw.randrange(1, entries + 1)
    by = draw.choice((-3, -1, 1, 2))
    return draw.choice(
        (
            f"UPDATE quota SET {draw.choice(_COUNTERS)} = {draw.choice(_COUNTERS)} + {by + 10}",
            f"UPDATE quota_entry SET {(column := draw.choice(_AMOUNTS))} = {column} + {by} WHERE id = {which}",
            f"UPDATE quota_entry SET d_used = d_used + {by}, used = used + {by} WHERE id = {which}",
            f"DELETE FROM quota_entry WHERE id = {which}",
            f"DELETE FROM quota_entry WHERE id >= {which}",
            f"UPDATE quota_entry SET case_id = 1 + (case_id + {which}) % 3 WHERE case_id IS NOT NULL AND id = 3",
            "UPDATE quota_entry SET kind = 'release' WHERE kind = 'consume'",
            "UPDATE talent_case SET state = 'settlement' WHERE state = 'publicity'",
        )
    )


def _struck(path: Path, statement: str, *, guarded: bool) -> bool:
    """Whether the statement changed the file; without the guards, as somebody with the file and its key can have it."""
    database = Database(str(path), key=offices.KEY)
    try:
        with database.transaction(writes=True) as connection:
            if not guarded:
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
                for (name,) in connection.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                ).all():
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            before = _ledger(connection)
            connection.exec_driver_sql(statement)
            return _ledger(connection) != before
    except sa.exc.DBAPIError:
        return False
    finally:
        database.close()


def _ledger(connection: sa.Connection) -> list[tuple[object, ...]]:
    rows = [
        tuple(row) for table in ("quota", "quota_entry") for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
    ]
    return rows + [tuple(row) for row in connection.exec_driver_sql("SELECT id, state FROM talent_case")]


def _stopped(house: Casework) -> bool:
    """Whether nothing can be approved any more."""
    try:
        house.do(first_review, house.reviewer, offices.prepared().ready, Verdict.PASS, "同意")
    except AppError:
        return True
    return False


@fault("S13", "ledger changed past the program", quick=8, full=300)
def tampered_ledger(rounds: int, folder: Path) -> Outcome:
    """The guards refuse it; without them it is found and named, and nothing is approved from a pool so changed."""
    draw = random.Random(13)
    let_in = frozen = done = 0
    while done < rounds:
        statement = _tampering(draw, 4)
        let_in += _struck(offices.copied(folder), statement, guarded=True)
        path = offices.copied(folder)
        if not _struck(path, statement, guarded=False):
            continue
        house = offices.opened(path)
        found = cast(LedgerVerdict, house.ask(ledger_verdict, house.decider)).faults
        signed = cast(ChainVerdict, house.ask(chain_verdict, house.decider))
        assert found or not signed.sound, f"not found: {statement}"
        # A case or a kind changed by hand is found when everything is proven; what no pool adds up to freezes it.
        amounts = bool(found) and "kind" not in statement and "case" not in statement
        stopped = _stopped(house)
        assert stopped or not amounts, f"approved in spite of {statement}"
        frozen += stopped
        house.bureau.office.close()
        done += 1
    assert not let_in, f"{let_in} changes were let in by the guards"
    return Outcome(rounds, rounds, f"guards refused all; without them all found and named, {frozen} froze approvals")

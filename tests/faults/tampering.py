"""S12 and R9: hands at the audit trail, and a log that is gone. Each is told, with the row it concerns."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.core.trail_breaks import TrailBroken
from officer_app.core.trail_chain import head, link_what_stands
from officer_app.overview.trail_heads import HeadAnswer, acknowledge_break, trail_breaks, verify_head
from officer_app.overview.verifying import verify
from officer_app.quota.pool import GrantDraft, grant_quota
from tests.casework import Casework
from tests.faults import children, offices
from tests.faults.catalogue import Outcome, fault

Hand = Callable[[sa.Connection, int], str]


@contextmanager
def own_home(folder: Path) -> Iterator[Path]:
    """What this computer knows begins anew."""
    before = os.environ.get("OFFICER_APP_HOME")
    os.environ["OFFICER_APP_HOME"] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            del os.environ["OFFICER_APP_HOME"]
        else:
            os.environ["OFFICER_APP_HOME"] = before


def _edit(connection: sa.Connection, row: int) -> str:
    connection.exec_driver_sql(f"UPDATE audit_entry SET actor_name = '别人' WHERE id = {row}")
    return f"第 {row} 条被改动"


def _delete(connection: sa.Connection, row: int) -> str:
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id = {row}")
    return f"第 {row} 条缺失"


def _reorder(connection: sa.Connection, row: int) -> str:
    for old, new in ((row, -1), (row + 1, row), (-1, row + 1)):
        connection.exec_driver_sql(f"UPDATE audit_entry SET id = {new} WHERE id = {old}")
    return f"原第 {row} 条现在排成第 {row + 1} 条"


def _truncate(connection: sa.Connection, row: int) -> str:
    last = head(connection).seq
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id > {last - row % 5 - 1}")
    connection.exec_driver_sql(f"DELETE FROM audit_link WHERE entry_id > {last - row % 5 - 1}")
    return f"缺少 {row % 5 + 1} 条"


def _rebuild(connection: sa.Connection, row: int) -> str:
    _edit(connection, row)
    connection.exec_driver_sql("DELETE FROM audit_link")
    link_what_stands(connection)
    return "被重写"


_HANDS: Final[dict[str, Hand]] = {
    "edit": _edit,
    "delete": _delete,
    "reorder": _reorder,
    "truncate": _truncate,
    "rebuild": _rebuild,
}


def _entries(house: Casework) -> int:
    with house.bureau.office.database.transaction(writes=False) as connection:
        return head(connection).seq


def _said(house: Casework) -> str:
    findings = house.bureau.office.read(verify, house.admin)
    return " ".join(fault for one in findings for fault in one.faults)


@fault(
    "S12",
    "the trail edited, shortened, reordered, cut, written anew, or an old database put in its place",
    quick=6,
    full=120,
)
def tampered(rounds: int, folder: Path) -> Outcome:
    """Whoever does it has taken the guards away first, and puts them back; the row is named all the same."""
    held, kinds = 0, [*_HANDS, "swap"]
    for round_ in range(rounds):
        kind = kinds[round_ % len(kinds)]
        with own_home(folder / f"home-{round_}"):
            held += _one(kind, round_, folder / "office")
    return Outcome(rounds, held, f"{', '.join(kinds)}: the row named each time; approvals froze after the swap")


def _one(kind: str, round_: int, folder: Path) -> bool:
    path = offices.copied(folder)
    house = offices.opened(path)
    old = folder / "old"
    shutil.copyfile(path, old)
    for _ in range(3):
        house.bureau.enterprise()
    with house.bureau.office.database.transaction(writes=False) as connection:
        paper = head(connection).short
    row = 5 + round_ * 7 % (_entries(house) - 10)
    assert _said(house) == "", _said(house)
    if kind == "swap":
        house.bureau.office.close()
        for companion in ("-wal", "-shm"):
            Path(f"{path}{companion}").unlink(missing_ok=True)
        shutil.copyfile(old, path)
        house = offices.opened(path)
        expected = _frozen(house)
    else:
        with house.bureau.office.database.transaction(writes=True) as connection:
            guards = _without_guards(connection)
            expected = _HANDS[kind](connection, row)
            for guard in guards:
                connection.exec_driver_sql(guard)
    said = _said(house)
    assert expected in said, f"{kind}: {expected} is not in: {said}"
    if kind in ("truncate", "rebuild", "swap"):
        answer = house.bureau.office.read(verify_head, house.admin, paper).answer
        assert answer is not HeadAnswer.STANDS, f"{kind}: the foot of a paper still agrees"
    house.bureau.office.close()
    return True


def _without_guards(connection: sa.Connection) -> list[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('audit_entry', 'audit_link')"
    found = connection.exec_driver_sql(query).all()
    for name, _sql in found:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return [sql for _name, sql in found]


def _frozen(house: Casework) -> str:
    """Opened as it lies: what is gone is told, and nothing is approved."""
    office = house.bureau.office
    found = office.look_at_trail()
    assert found is not None, "nothing is told at opening"
    try:
        office.perform(grant_quota, house.decider, GrantDraft("frozen", house.today.year, 1, "文号"))
    except TrailBroken:
        return f"已保存的 {found.known.seq - found.kept.seq} 条丢失"
    raise AssertionError("approvals go on")


@fault("R9", "the log of a crashed office deleted", quick=2, full=100)
def log_deleted(rounds: int, folder: Path) -> Outcome:
    """Killed while it stores; then the log is deleted. The file is sound by itself, and what is gone is told."""
    held, gone = 0, 0
    path = offices.copied(folder / "office")
    staff = offices.prepared().house.staff
    auditor = offices.prepared().house.admin
    for round_ in range(rounds):
        offices.copied(folder / "office")
        with own_home(folder / f"home-{round_}"):
            child, line = children.begin(children.saving, str(path), offices.KEY, staff, round_ * 1_000)
            assert line.poll(children.PATIENCE)
            for _ in range(4):  # that it began, and three that are stored
                line.recv()
            told = 3 + children.kill_soon(child, line, 0.01)
            for companion in ("-wal", "-shm"):
                Path(f"{path}{companion}").unlink(missing_ok=True)
            house = offices.opened(path)
            found = house.bureau.office.look_at_trail()
            assert found is not None, f"{told} acknowledged saves are gone and nothing is told"
            lost = found.known.seq - found.kept.seq
            assert lost >= told, f"{told} saves are gone, {lost} entries are told"
            [broken] = house.bureau.office.read(trail_breaks, auditor)
            house.bureau.office.perform(acknowledge_break, auditor, broken.id, "断电后日志文件被删")
            assert house.bureau.office.look_at_trail() is None
            house.bureau.office.close()
            held, gone = held + 1, gone + lost
    return Outcome(rounds, held, f"{gone} entries that were stored and gone were told; frozen until answered for")

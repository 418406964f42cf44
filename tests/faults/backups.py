"""R3, R4, R5, R6, R8, R11: backups that are killed, upgrades that are killed, full and read-only disks, damaged files,
clocks that jump.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from officer_app.core import schema
from officer_app.core.audit import AuditEntry
from officer_app.core.backup.checking import damage
from officer_app.core.backup.keeping import Rules, prune
from officer_app.core.backup.making import make
from officer_app.core.backup.manifest import Why, listed
from officer_app.core.backup.places import own_place
from officer_app.core.database import Database
from officer_app.core.documents.writing import write_whole
from officer_app.core.errors import DamagedDatabase, DatabaseUnavailable, DiskTrouble, NewerDatabase, NotFound, ViewOnly
from officer_app.core.work import OFFICE_ZONE, Actor, Office
from officer_app.directory.model import Enterprise
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.overview.backups import adds_up, backup_state, check
from officer_app.overview.bringing_back import practise
from officer_app.people.access import AccessTable
from officer_app.sample.enterprises import uscc
from tests.factories import Clock
from tests.faults import offices
from tests.faults.catalogue import CannotBeDone, Outcome, fault
from tests.faults.children import PATIENCE, begin, kill_soon

_SEED = 6


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def backing_up(path: str, key: bytes, place: Path, line: Connection) -> None:
    """Make one backup after the other; each is told by its number."""
    database = Database(path, key=key)
    line.send("began")
    while True:
        row = make(database, place, Why.ASKED, Clock()(), checks=(adds_up,))
        line.send(row.number)


@fault("R3", "kill -9 while backups are made", quick=3, full=200)
def backups_killed(rounds: int, folder: Path) -> Outcome:
    """Every folder that is listed is a whole backup; those made before are as they were."""
    path, draw, place = offices.copied(folder), random.Random(_SEED), folder / "backups"
    seen: dict[Path, str] = {}
    told = 0
    for _ in range(rounds):
        child, line = begin(backing_up, str(path), offices.KEY, place)
        told += kill_soon(child, line, draw.uniform(0, 0.8)) - 1
        rows = [row for office in (place.iterdir() if place.exists() else ()) for row in listed(place, office.name)]
        assert len(rows) >= told, f"{told} were told, {len(rows)} are there"
        for row in rows:
            check(row)
            digest = _digest(row.database)
            assert seen.setdefault(row.folder, digest) == digest, "one that was made before has changed"
    if rows:
        copy = Database(str(rows[0].database), key=offices.KEY, view_only=True)
        assert damage(copy) == []
        copy.close()
    return Outcome(rounds, rounds, f"{len(seen)} backups whole, {told} of them told before the kill, none by half")


def upgrading(path: str, at: int, line: Connection) -> None:
    """Bring an earlier office up to date; killed before the statement of that number, if there are as many."""
    done = 0

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def count(*_asked: object) -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database(path)
    database.prepare()
    line.send(done)


@fault("R4", "kill -9 while the schema is upgraded", quick=2, full=100)
def upgrades_killed(rounds: int, folder: Path) -> Outcome:
    """The schema is the earlier or the present one, never a mixture; a proven backup is there before it changes."""
    from tests.test_upgrade import first_office

    folder.mkdir(parents=True, exist_ok=True)
    releases = [f"{number:04d}" for number in range(1, int(schema.head()))]
    prepared: dict[str, Path] = {}
    statements: dict[str, int] = {}
    draw, old, new = random.Random(_SEED), 0, 0
    for turn in range(rounds):
        release = releases[turn % len(releases)]
        if release not in prepared:
            made = folder / f"release-{release}.db"
            first_office(f"sqlite:///{made}")
            if release != "0001":
                database = Database(str(made))
                schema.upgrade(database, release)
                database.close()
            prepared[release] = made
        path = folder / f"killed-{turn}.db"
        shutil.copyfile(prepared[release], path)
        if release not in statements:
            spare = folder / "spare.db"
            shutil.copyfile(path, spare)
            child, line = begin(upgrading, str(spare), 0)
            assert line.poll(PATIENCE), "it was never upgraded"
            statements[release] = line.recv()
            child.join()
        child, line = begin(upgrading, str(path), draw.randint(1, statements[release]))
        child.join()
        line.close()
        database = Database(str(path))
        with database.transaction(writes=False) as connection:
            present = schema.found(connection, "")
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
        assert whole == "ok", whole
        assert present in (release, schema.head()), present
        assert (present == schema.head()) == ("audit_link" in names), "half of one schema, half of another"
        new, old = new + (present == schema.head()), old + (present == release)
        database.prepare()
        database.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
    whole_backups = [row for one in own_place().iterdir() for row in listed(own_place(), one.name)]
    assert len(whole_backups) >= new
    for row in whole_backups:
        check(row)
    shutil.rmtree(own_place(), ignore_errors=True)
    told = (
        f"{len(statements)} earlier schemas, killed before any of {max(statements.values())} statements; {old} stayed, "
    )
    told += f"{new} were upgraded, {len(whole_backups)} backups whole"
    return Outcome(rounds, rounds, told)


def _draft(number: int, note: str = "") -> EnterpriseDraft:
    return EnterpriseDraft(f"full-{number}", f"上海满盘{number}号有限公司", uscc(random.Random(number)), note=note)


@fault("R5", "disk full in a save, a backup, a paper and an export", quick=2, full=50)
def disk_full(rounds: int, folder: Path) -> Outcome:
    """What was begun is rolled back and said plainly; no file is left by half; when there is room it works again."""
    path = offices.copied(folder)
    said: set[str] = set()
    for turn in range(rounds):
        house = offices.opened(path)
        office, staff = house.bureau.office, house.staff
        with office.database.transaction(writes=False) as connection:
            before = connection.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

        @sa.event.listens_for(office.database.engine, "begin")
        def no_room(connection: sa.Connection, pages: int = pages) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        try:
            for number in range(400):
                office.perform(save_enterprise, staff, _draft(turn * 1000 + number, "备注" * 800))
            raise AssertionError("the disk never filled")
        except DiskTrouble as error:
            said.add(error.cause)
        sa.event.remove(office.database.engine, "begin", no_room)
        stored = number
        office.close()
        house = offices.opened(path)
        database = house.bureau.office.database
        with database.transaction(writes=False) as connection:
            now = connection.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one()
            kept = connection.execute(
                sa.select(sa.func.count()).select_from(Enterprise).where(Enterprise.draft_id.like(f"full-{turn}%"))
            ).scalar_one()
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert now - before == stored, (before, now, stored)
        assert kept >= stored
        house.bureau.office.perform(save_enterprise, staff, _draft(turn * 1000 + number))
        with little_room(folder / "full", 1) as small, pytest.MonkeyPatch.context() as patch:
            # So that it is found out only while the copy is written.
            patch.setattr(shutil, "disk_usage", _ample)
            content = os.urandom(4_000_000)
            for act in (
                partial(make, database, small, Why.ASKED, Clock()()),
                partial(write_whole, small / "paper.pdf", content),
                partial(write_whole, small / "list.xlsx", content),
            ):
                said.add(_refused(act))
                left = [one for one in small.rglob("*") if one.is_file()]
                assert left == [], left
        house.bureau.office.close()
    return Outcome(rounds, rounds, f"{len(said)} plain sentences; nothing half-written, saving went on afterwards")


def viewing(path: str, spare: str, key: bytes, staff: Actor, line: Connection) -> None:
    """Look at an office, and try to save, as somebody who may not write there."""
    line.send("began")
    # What is imported late is read while that is still allowed.
    _view(spare, key, staff)
    if os.getuid() == 0:
        import pwd

        nobody = pwd.getpwnam("nobody")
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    try:
        line.send(_view(path, key, staff))
    except BaseException as error:
        line.send(f"{type(error).__name__}: {error}")


def _view(path: str, key: bytes, staff: Actor) -> str:
    office = Office(Database(path, key=key), AccessTable(), Clock())
    try:
        with office.database.transaction(writes=False) as connection:
            seen = connection.execute(sa.select(sa.func.count()).select_from(Enterprise)).scalar_one()
        assert office.read(backup_state, staff).office
        try:
            office.perform(save_enterprise, staff, _draft(1))
        except ViewOnly as error:
            return f"viewed {seen}: {error.cause}"
        return "a save went through"
    finally:
        office.close()


@fault("R6", "read-only file, read-only folder", quick=2, full=20)
def read_only(rounds: int, folder: Path) -> Outcome:
    """Opened for viewing: everything is read, a save is refused plainly, and nothing is written."""
    if sys.platform == "win32":
        raise CannotBeDone("there is no other user to be")
    # Where nobody in particular comes: what is above a test's own folder is closed to others.
    with tempfile.TemporaryDirectory(prefix="officer_app-readonly-") as place:
        Path(place).chmod(0o755)
        home = Path(place) / "office"
        path, spare = offices.copied(home), offices.copied(folder)
        staff = offices.prepared().house.staff
        before = _digest(path)
        came = ""
        for turn in range(rounds):
            path.chmod(0o444)
            home.chmod(0o555 if turn % 2 == 0 else 0o777)
            child, line = begin(viewing, str(path), str(spare), offices.KEY, staff)
            assert line.poll(PATIENCE), "the process does not begin"
            line.recv()
            assert line.poll(PATIENCE), "it was never opened"
            came = line.recv()
            child.join()
            line.close()
            assert came.startswith("viewed"), came
            assert not came.startswith("viewed 0"), came
            home.chmod(0o755)
            assert _digest(path) == before
            for end in ("-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)
    return Outcome(rounds, rounds, f"{came.partition(': ')[2]}; the file is byte for byte the same")


@fault("R8", "bits flipped, end cut off, wrong beginning", quick=40, full=400)
def damaged(rounds: int, folder: Path) -> Outcome:
    """Each is found when the file is opened and proven; the file stays byte for byte as it was."""
    path, draw = offices.copied(folder), random.Random(_SEED)
    sound = path.read_bytes()
    at_once = proven = 0
    for turn in range(rounds):
        content = bytearray(sound)
        if turn % 10 == 8:
            del content[draw.randrange(len(content)) :]
        elif turn % 10 == 9:
            content[:16] = b"PK\3\4" + bytes(12)
        else:
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        path.write_bytes(content)
        database = Database(str(path), key=offices.KEY, view_only=True)
        try:
            database.prepare(create=False)
            found = damage(database)
            proven += bool(found)
            assert found, f"round {turn} passed as sound"
        except (DamagedDatabase, DatabaseUnavailable):
            at_once += 1
        except NotFound:
            # Cut off at nothing at all: an empty file is no office.
            at_once += not content
        finally:
            database.close()
        assert path.read_bytes() == content
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
    return Outcome(rounds, rounds, f"{at_once} found on opening, {proven} by proving every page; no file was changed")


@fault("R10", "database of a newer program", quick=2, full=20)
def newer(rounds: int, folder: Path) -> Outcome:
    """Refused before any write, byte for byte; the version that is needed is named."""
    path = offices.copied(folder)
    database = Database(str(path), key=offices.KEY)
    with database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    before = _digest(path)
    for _ in range(rounds):
        database = Database(str(path), key=offices.KEY)
        with pytest.raises(NewerDatabase, match="9999"):
            database.prepare()
        database.close()
        assert _digest(path) == before
    return Outcome(rounds, rounds, "refused, version named, file byte for byte the same")


@fault("R11", "clock that jumps by days and years, while backups are made and pruned", quick=8, full=100)
def jumps(rounds: int, folder: Path) -> Outcome:
    """Backups stay in the order they were made, the newest stays, and pruning empties nothing."""
    path, draw, place = offices.copied(folder), random.Random(_SEED), folder / "backups"
    database, now = Database(str(path), key=offices.KEY), Clock()()
    office, fewest = "", 10**6
    for turn in range(1, rounds + 1):
        now += timedelta(days=draw.choice([1, -1, 3650, -3650]))
        row = make(database, place, Why.DAILY, now)
        office = row.folder.parent.name
        before = listed(place, office)
        days = {one.manifest.at.astimezone(OFFICE_ZONE).date() for one in before if one.manifest is not None}
        left = prune(before, Rules())
        assert left[0].number == row.number == turn, (left[0].number, row.number)
        assert len(left) >= min(len(days), 7), f"{len(left)} left of {len(days)} days"
        fewest = min(fewest, len(left)) if turn > 7 else fewest
    assert practise(listed(place, office)[0], offices.KEY) == ""
    database.close()
    return Outcome(rounds, rounds, f"order kept; never fewer than {fewest} backups after the first week")


def _ample(_folder: Path) -> SimpleNamespace:
    return SimpleNamespace(free=10**12)


def _refused(act: Callable[[], object]) -> str:
    try:
        act()
    except DiskTrouble as error:
        return str(error.params["reason"])
    raise AssertionError("there was room")


@contextmanager
def little_room(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A file system of that many mebibytes; needs a machine that lets one be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    if sys.platform != "linux" or shutil.which("mount") is None:
        raise CannotBeDone("no small file system can be mounted here")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise CannotBeDone("no small file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)

"""Putting a backup in the place of the present database, which is set aside under another name and never overwritten.

The copy is made and proven beside the present file before anything is moved. What is moved in which order is written
down first, so that a program stopped in the middle finishes it at the next start.
"""

import contextlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from officer_app.core.backup.checking import Check, verify_bytes, verify_copy
from officer_app.core.backup.making import copy_through, write_through
from officer_app.core.backup.manifest import BackupRow, Manifest
from officer_app.core.database import Database
from officer_app.core.errors import Busy, DatabaseUnavailable, DiskTrouble, reason_of
from officer_app.core.keyfile import beside, sync_folder
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.core.work import OFFICE_ZONE

# What belongs to a database and lies beside it, by what is put behind its name.
_COMPANIONS: Final = ("", "-wal", "-shm", "-journal")
_PLAN: Final = ".restoring.json"
_READY: Final = ".restoring-"

# The key of the database in a backup.
Opener = Callable[[BackupRow], bytes]


@dataclass(frozen=True)
class Beside:
    """A backup made ready beside the present database: a copy that was proven, with its key file."""

    target: Path
    database: Path
    manifest: Manifest
    key: bytes | None

    def drop(self) -> None:
        """Throw it away."""
        for end in _COMPANIONS:
            Path(f"{self.database}{end}").unlink(missing_ok=True)
        beside(self.database).unlink(missing_ok=True)


def make_ready(
    row: BackupRow,
    target: Path,
    opener: Opener,
    checks: Sequence[Check] = (),
    progress: Progress = unwatched,
) -> Beside:
    """Copy a backup beside the database it is to replace, open it and prove it. Nothing else is touched.

    Raises UnsoundBackup, DamagedDatabase, DiskTrouble, Cancelled and whatever `opener` raises for a wrong password.
    """
    manifest = verify_bytes(row, portion(progress, 0.0, 0.25))
    # Asked before anything is copied: a wrong password costs nothing.
    key = opener(row) if manifest.encrypted else None
    copy = target.with_name(f"{_READY}{os.getpid()}-{target.name}")
    ready = Beside(target, copy, manifest, key)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        ready.drop()
        _sweep(target)
        copy_through(row.database, copy, portion(progress, 0.25, 0.6))
        if manifest.keys:
            copy_through(row.key_file, beside(copy), unwatched)
        database = Database(str(copy), key=key, view_only=True)
        try:
            verify_copy(database, checks, portion(progress, 0.6, 0.95))
        finally:
            database.close()
    except OSError as error:
        ready.drop()
        raise DiskTrouble(path=copy, reason=reason_of(error)) from error
    except BaseException:
        ready.drop()
        raise
    return ready


def swap(ready: Beside, now: datetime) -> Path | None:
    """Set the present database aside and put what was made ready in its place. Answers where the former one is.

    Raises Busy while another program has it open, DiskTrouble. After a crash in between `finish` ends it.
    """
    target = ready.target
    _require_unused(target)
    aside = _free_name(target, f"{target.stem}-set-aside-{now.astimezone(OFFICE_ZONE):%Y%m%d-%H%M%S}")
    moves = [
        *((source, Path(f"{aside}{end}")) for end in _COMPANIONS if (source := Path(f"{target}{end}")).exists()),
        *((source, beside(aside)) for source in (beside(target),) if source.exists()),
        *((source, beside(target)) for source in (beside(ready.database),) if source.exists()),
        (ready.database, target),
    ]
    plan = _plan_of(target)
    try:
        steps = [[source.name, goal.name] for source, goal in moves]
        write_through(plan.with_name(plan.name + ".part"), json.dumps(steps).encode())
        plan.with_name(plan.name + ".part").replace(plan)
        sync_folder(plan.parent)
    except OSError as error:
        raise DiskTrouble(path=plan, reason=reason_of(error)) from error
    finish(target)
    return aside if aside.exists() else None


def finish(target: Path) -> bool:
    """End a restoring that was cut short: whatever of it was moved already stays moved. Whether there was one.

    Raises DatabaseUnavailable where a file of it has vanished, DiskTrouble.
    """
    plan = _plan_of(target)
    try:
        steps: Any = json.loads(plan.read_text("utf-8"))  # names of files in this folder
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise DatabaseUnavailable(place=plan, reason=str(error)) from error
    try:
        for one, other in steps:
            source, goal = (target.parent / Path(str(name)).name for name in (one, other))
            # Two programs that start at the same moment may both be at it.
            with contextlib.suppress(FileNotFoundError):
                if source.exists() and not goal.exists():
                    source.rename(goal)
        sync_folder(target.parent)
        plan.unlink(missing_ok=True)
        sync_folder(target.parent)
    except OSError as error:
        raise DiskTrouble(path=target, reason=reason_of(error)) from error
    return True


def _sweep(target: Path) -> None:
    """Remove what a restore left that was stopped before anything was moved; what still is to be moved stays."""
    from officer_app.core.private_copies import is_running

    if _plan_of(target).exists():
        return
    ours = (*(f"{target.name}{end}" for end in _COMPANIONS), beside(target).name)
    for left in target.parent.iterdir():
        number, _dash, name = left.name.removeprefix(_READY).partition("-")
        if left.name.startswith(_READY) and name in ours and number.isdecimal() and not is_running(int(number)):
            with contextlib.suppress(OSError):
                left.unlink()


def _plan_of(target: Path) -> Path:
    return target.with_name(f".{target.name}{_PLAN}")


def _free_name(target: Path, stem: str) -> Path:
    for number in range(1, 1_000):
        aside = target.with_name(f"{stem}{'' if number == 1 else f'-{number}'}{target.suffix}")
        if not any(Path(f"{aside}{end}").exists() for end in _COMPANIONS) and not beside(aside).exists():
            return aside
    raise DiskTrouble(path=target, reason=stem)


def _require_unused(target: Path) -> None:
    """Raises Busy while another program has the present database open, as far as it says so."""
    shared = Path(f"{target}-shm")
    if not target.exists() or not shared.exists():
        return
    try:
        import fcntl
    except ImportError:  # Windows refuses to rename a file that is open
        return
    import struct

    # SQLite's own lock on the first byte of its dead-man's switch: whoever is connected in WAL mode shares it.
    with shared.open("r+b") as file:
        asked = struct.pack("hhqqhh", fcntl.F_WRLCK, os.SEEK_SET, 128, 1, 0, 0)
        try:
            told = fcntl.fcntl(file.fileno(), fcntl.F_GETLK, asked)
        except OSError:
            return
    if struct.unpack("hhqqhh", told)[0] != fcntl.F_UNLCK:
        raise Busy()

"""Keeping backups of the office: making one and proving it, how old the last is, the monthly drill.

Backups are made by the program, whoever works with it; looking at them, choosing places and restoring is for who keeps
the office's machines.
"""

import contextlib
import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.core.audit import AuditEntry
from officer_app.core.backup.checking import facts_of, look_at, verify_bytes
from officer_app.core.backup.keeping import DEFAULT, Rules, is_due, prune, remove
from officer_app.core.backup.making import copy_to, make
from officer_app.core.backup.manifest import BackupRow, Facts, Manifest, Why, known_by_path, listed
from officer_app.core.backup.places import Places, choose, own_place, places
from officer_app.core.database import Database
from officer_app.core.errors import AppError, DiskTrouble, reason_of
from officer_app.core.identity import office_uuid
from officer_app.core.policy import Dated
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.core.work import Actor, Office, Work, asks, changes
from officer_app.overview.retention.journal import keep_with
from officer_app.people.access import Permission
from officer_app.quota.verify import verify_ledger

_KEEP: Final = Dated("backup.keep", dict)
_PAUSE: Final = Dated("backup.pause", int)
_DRILL: Final = Dated("backup.drill", int)
# What the trail calls a drill and a restore.
ENTITY: Final = "backup"


@dataclass(frozen=True)
class Drill:
    """A restore that was practised: when, which backup, what was wrong with it (empty: nothing)."""

    at: datetime
    number: int
    fault: str

    @property
    def sound(self) -> bool:
        """Whether the backup could have been restored."""
        return not self.fault


@dataclass(frozen=True)
class BackupState:
    """What there is to know of the office's backups: the rules in force, the last drill, whether one is overdue."""

    office: str
    rules: Rules
    drill: Drill | None
    drill_overdue: bool


@asks(Permission.OWN_ACCOUNT)
def backup_state(work: Work) -> BackupState:
    """The rules in force and the last drill. A drill is overdue after the days that are set, or where there is none."""
    rules = _rules(work, work.today)
    entry = work.session.scalar(
        sa.select(AuditEntry)
        .where(AuditEntry.entity == ENTITY, AuditEntry.action == "drill")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    drill = None
    if entry is not None:
        told = entry.after or {}
        drill = Drill(entry.at, entry.entity_id or 0, str(told.get("fault", "")))
    overdue = drill is None or is_due_after(drill.at, work.now, rules.drill) or not drill.sound
    return BackupState(office_uuid(work.session.connection()), rules, drill, overdue)


@changes(Permission.BACKUP_NOTE)
def note_drill(work: Work, number: int, fault: str) -> None:
    """Put a drill on record: which backup was opened and proven, and what was wrong with it."""
    work.note("drill", ENTITY, number, after={"fault": fault})


@changes(Permission.BACKUP)
def choose_places(work: Work, chosen: Places) -> None:
    """Keep this machine's backups there from now on. Raises PlaceRefused, DiskTrouble."""
    choose(chosen, _path_of(work))
    work.note("change", ENTITY, after={"first": str(chosen.first), "second": str(chosen.second or "")})


@asks(Permission.BACKUP)
def may_keep_backups(work: Work) -> str:
    """Asked before backups are listed, checked or restored; answers the office's identifier."""
    return office_uuid(work.session.connection())


def is_due_after(last: datetime, now: datetime, days: int) -> bool:
    """Whether so many days have passed; a moment in the future says that the clock was set back, and nothing else."""
    return is_due_since(last, now, timedelta(days=days))


def is_due_since(last: datetime, now: datetime, span: timedelta) -> bool:
    """The same for any span."""
    return not timedelta(0) <= now - last < span


def backups_of(database: Database, office: str, chosen: Places | None = None) -> list[BackupRow]:
    """The backups of an office in both places, the newest first; one that lies in both is shown once."""
    chosen = chosen or places()
    rows: list[BackupRow] = []
    for place in chosen.every:
        known = {row.folder.name for row in rows}
        rows += [row for row in listed(place, office) if row.folder.name not in known]
    rows.sort(key=lambda row: row.number, reverse=True)
    if database.path is not None:
        rows += listed(chosen.first, known_by_path(database.path))
    return rows


def newest(rows: Sequence[BackupRow]) -> Manifest | None:
    """What the newest readable one says of itself."""
    return next((row.manifest for row in rows if row.manifest is not None), None)


@dataclass(frozen=True)
class Overlook:
    """Everything about the backups of an open office. `present` is what it holds now, where that was asked for."""

    rows: Sequence[BackupRow]
    state: BackupState
    places: Places
    on_server: bool
    now: datetime
    present: Facts | None = None

    @property
    def newest(self) -> Manifest | None:
        """What the newest readable one says of itself."""
        return newest(self.rows)


def overlook(office: Office, actor: Actor, *, counted: bool = False) -> Overlook:
    """What there is to know of an office's backups, asked by the program for whoever is signed in."""
    state = office.read(backup_state, actor)
    database = office.database
    if database.path is None:
        return Overlook((), state, places(), True, office.clock())
    rows = backups_of(database, state.office)
    present = None
    if counted:
        with database.transaction(writes=False) as connection:
            present = facts_of(connection)
    return Overlook(rows, state, places(), False, office.clock(), present)


def is_wanted(office: Office, actor: Actor, why: Why) -> bool:
    """Whether the program is to make a backup of an office for this reason now."""
    if office.database.path is None or office.view_only:
        return False
    seen = overlook(office, actor)
    return needs_one(seen.rows, office.database, seen.now, why, seen.state.rules)


@dataclass(frozen=True)
class Made:
    """A backup that was made, where its second copy is, and why there is none although one was wanted."""

    row: BackupRow
    second: Path | None
    trouble: AppError | None


def back_up(
    database: Database,
    why: Why,
    now: datetime,
    *,
    rules: Rules = DEFAULT,
    progress: Progress = unwatched,
) -> Made:
    """Make a backup, prove it, copy it to the second place where it is there, and let go of those not kept.

    Raises what `make` raises. A second place that is not there (a stick that is not plugged in) stops nothing.
    """
    chosen = places()
    share = 1.0 if chosen.second is None else 0.7
    _require_there(chosen.first)
    row = make(database, chosen.first, why, now, checks=(adds_up,), progress=portion(progress, 0.0, share))
    assert row.manifest is not None
    second, trouble = None, None
    if chosen.second is not None:
        try:
            _require_there(chosen.second)
            second = copy_to(row, chosen.second, portion(progress, share, 1.0)).folder
        except AppError as error:
            trouble = error
    office = row.manifest.facts.office
    for place in chosen.every if trouble is None else (chosen.first,):
        with contextlib.suppress(OSError):
            keep_with(office, place / office)
        prune(listed(place, office), rules)
        if database.is_keyed and database.path is not None:
            # Nothing readable stays beside an encrypted office.
            for plain in (*listed(place, office), *listed(place, known_by_path(database.path))):
                if plain.manifest is not None and not plain.manifest.encrypted:
                    remove(plain)
    return Made(row, second, trouble)


def _require_there(place: Path) -> None:
    """Raises DiskTrouble for a place that was chosen and is gone: made anew, it would lie on another disk unseen."""
    if place != own_place() and not place.is_dir():
        raise DiskTrouble(path=place, reason=reason_of(OSError(errno.ENOENT, os.strerror(errno.ENOENT))))


def adds_up(database: Database) -> Sequence[str]:
    """What is wrong with the ledger of an office, in words."""
    with Session(database.engine) as session:
        if not sa.inspect(session.connection()).has_table("quota_entry"):
            return ()
        return tuple(fault.text for fault in verify_ledger(session).faults)


def check(row: BackupRow, progress: Progress = unwatched) -> Manifest:
    """That the files of a backup are as they were written. Raises UnsoundBackup, DamagedDatabase, DiskTrouble."""
    manifest = verify_bytes(row, progress)
    look_at(row.database, keyed=manifest.encrypted)
    return manifest


def needs_one(rows: Sequence[BackupRow], database: Database, now: datetime, why: Why, rules: Rules) -> bool:
    """Whether a backup is to be made now for this reason.

    Once a day; on leaving where something was stored since the last one; before a large change unless one was made a
    few minutes ago.
    """
    last = newest(rows)
    if last is None or why in (Why.ASKED, Why.MIGRATION, Why.CONVERSION):
        return True
    if why is Why.CHANGE:
        return is_due_since(last.at, now, timedelta(minutes=rules.pause))
    if why is Why.EXIT:
        with database.transaction(writes=False) as connection:
            from officer_app.core.trail_chain import head

            reached = head(connection)
        return (reached.seq, reached.chain) != (last.facts.seq, last.facts.chain)
    return is_due(last, now)


class Safeguard:
    """Makes a backup before a use case that changes many rows; put it in `Office.before_many`."""

    def __init__(self, office: Office, rules: Rules = DEFAULT) -> None:
        self._office = office
        self._rules = rules

    def __call__(self, progress: Progress) -> None:
        database, now = self._office.database, self._office.clock()
        if database.path is None:
            return
        with database.transaction(writes=False) as connection:
            office = office_uuid(connection)
        if needs_one(backups_of(database, office), database, now, Why.CHANGE, self._rules):
            back_up(database, Why.CHANGE, now, rules=self._rules, progress=progress)


def _rules(work: Work, day: date) -> Rules:
    keep = _KEEP.on(work, day)
    return Rules(
        daily=int(keep.get("daily", DEFAULT.daily)),
        weekly=int(keep.get("weekly", DEFAULT.weekly)),
        monthly=int(keep.get("monthly", DEFAULT.monthly)),
        steps=int(keep.get("steps", DEFAULT.steps)),
        pause=_PAUSE.on(work, day),
        drill=max(1, _DRILL.on(work, day)),
    )


def _path_of(work: Work) -> Path | None:
    if not work.on_sqlite:
        return None
    file = work.session.connection().exec_driver_sql("PRAGMA database_list").first()
    return Path(file[2]) if file is not None and file[2] else None

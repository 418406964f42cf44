"""Restoring a backup, and practising it.

A restore never overwrites: the present database is set aside under another name. It is recorded in the trail of what
was restored, and where entries are lost by it, that is on record as well, with the name of whoever restored.
"""

import contextlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from officer_app import paths
from officer_app.core import schema, trail_chain
from officer_app.core.anchors import Anchors, missed, record_break
from officer_app.core.audit import OfficeSession
from officer_app.core.backup.checking import facts_of
from officer_app.core.backup.manifest import (
    BackupRow,
    Facts,
    Manifest,
    known_by_path,
    listed,
    offices_in,
    read_manifest,
)
from officer_app.core.backup.places import places
from officer_app.core.backup.restoring import Opener, make_ready, swap
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Forbidden, SignInFailed
from officer_app.core.identity import office_uuid
from officer_app.core.keyfile import KeyFile, beside
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.core.rekeying import working_key
from officer_app.core.trail_breaks import TrailBreak
from officer_app.core.trail_chain import Head
from officer_app.core.work import NOBODY, Actor, Office, Work, changes
from officer_app.i18n import N_, _
from officer_app.overview.backups import ENTITY, adds_up
from officer_app.overview.retention.journal import learn_from
from officer_app.overview.verifying import Finding, verify
from officer_app.people.access import AccessTable, Permission, may
from officer_app.people.codes import as_password
from officer_app.people.model import Account
from officer_app.people.passwords import is_password


@dataclass(frozen=True)
class Credentials:
    """What a backup is opened with: a name and password of its own time, or the recovery key."""

    name: str = ""
    password: str = field(default="", repr=False)
    recovery: bytes = field(default=b"", repr=False)

    def opener(self) -> Opener:
        """For encrypted backups. Raises SignInFailed, RecoveryKeyWrong, KeyFileMissing, KeyFileDamaged."""

        def key_of(row: BackupRow) -> bytes:
            file = KeyFile.read(row.key_file)
            if self.recovery:
                keys = file.recovery_keys(self.recovery)
            else:
                keys = file.opened(self.name, as_password(self.password))[1]
            key = working_key(row.database, keys)
            if key is None:
                raise SignInFailed()
            return key

        return key_of


@dataclass(frozen=True)
class Lost:
    """What the present office holds and a backup does not: entries of the trail, and rows by table (below nought: more
    in the backup). Empty counts where the present one cannot be read.
    """

    entries: int | None
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Restored:
    """What was done: which backup, where the former database is, what was lost by it."""

    manifest: Manifest
    aside: Path | None
    entries_lost: int


def restorable(target: Path) -> list[BackupRow]:
    """The backups that could take the place of a database which may not open any more: of the office that its key file
    names, or of every office where that cannot be read; the newest first.
    """
    known = {known_by_path(target)}
    with contextlib.suppress(AppError):
        known.add(KeyFile.read(beside(target)).office)
    chosen = places()
    found: dict[str, BackupRow] = {}
    for place in chosen.every:
        offices = offices_in(place)
        for office in [one for one in offices if one in known] or offices:
            for row in listed(place, office):
                found.setdefault(f"{office}/{row.folder.name}", row)
    return sorted(found.values(), key=lambda row: row.number, reverse=True)


def backups_under(folder: Path) -> list[BackupRow]:
    """The backups in a folder that somebody points at: one, those of an office, or a place; the newest first."""
    if (manifest := read_manifest(folder)) is not None:
        return [BackupRow(folder, manifest)]
    rows = listed(folder.parent, folder.name)
    found = [row for row in rows if row.manifest is not None]
    for office in offices_in(folder):
        found += [row for row in listed(folder, office) if row.manifest is not None]
    return sorted(found, key=lambda row: row.number, reverse=True)


def what_is_lost(manifest: Manifest, present: Facts | None) -> Lost:
    """What a restore of this backup would lose, by trail and counts; without the present office, by the anchor."""
    if present is not None:
        rows = {name: count - manifest.facts.counts.get(name, 0) for name, count in present.counts.items()}
        return Lost(max(0, present.seq - manifest.facts.seq), rows)
    noted = Anchors(paths.user_data() / "anchors").last(manifest.facts.office)
    return Lost(None if noted is None else max(0, noted.seq - manifest.facts.seq), {})


def present_facts(database: Database) -> Facts:
    """What the office holds now."""
    with database.transaction(writes=False) as connection:
        return facts_of(connection)


@changes(Permission.BACKUP)
def note_restore(work: Work, manifest: Manifest, present: Head | None) -> None:
    """Put on record that the office was restored, from what, and where the trail had come to before."""
    work.note(
        "restore",
        ENTITY,
        manifest.number,
        before=None if present is None else {"seq": present.seq, "chain": present.chain},
        after={"seq": manifest.facts.seq, "chain": manifest.facts.chain, "made_at": manifest.at.isoformat()},
    )


def restore(
    row: BackupRow,
    target: Path,
    by: Credentials,
    now: datetime,
    progress: Progress = unwatched,
    opener: Opener | None = None,
) -> Restored:
    """Put a backup in the place of the database at `target`, which is set aside. Nobody may have it open meanwhile.

    Whoever restores keeps the office's backups by what the backup says, or has the recovery key. Raises SignInFailed,
    RecoveryKeyWrong, Forbidden, UnsoundBackup, DamagedDatabase, NewerDatabase, Busy, DiskTrouble, Cancelled: then
    nothing has changed.
    """
    ready = make_ready(row, target, opener or by.opener(), (adds_up,), portion(progress, 0.0, 0.8))
    # What is noted of its trail meanwhile counts only once it is in its place.
    with tempfile.TemporaryDirectory(prefix="officer_app-restore-") as aside_of_it:
        try:
            database = Database(str(ready.database), key=ready.key)
            office = Office(database, _Program() if by.recovery else AccessTable(), lambda: now)
            office.anchors = Anchors(Path(aside_of_it))
            try:
                actor = NOBODY if by.recovery else _restorer(database, by)
                if ready.manifest.facts.schema != schema.head():
                    schema.refuse_newer(ready.manifest.facts.schema)
                    schema.upgrade(database)
                progress(900, 1000)
                lost = _put_on_record(office, actor, ready.manifest, now)
                with database.transaction(writes=False) as connection:
                    reached = trail_chain.head(connection)
                    uuid = office_uuid(connection)
                _end_log(database)
            finally:
                office.close()
            # Before the office is in its place: nobody signs in to it who would not remove it again.
            with contextlib.suppress(OSError):
                learn_from(uuid, row.folder.parent)
            aside = swap(ready, now)
        except BaseException:
            ready.drop()
            raise
    Anchors(paths.user_data() / "anchors").note(uuid, reached)
    progress(1000, 1000)
    return Restored(ready.manifest, aside, lost)


def practise(row: BackupRow, key: bytes | None, progress: Progress = unwatched) -> str:
    """Restore a backup into a place of its own, open it and prove everything in it; what is wrong, empty if nothing.

    `key` is that of the office, which opened its backups since it was last changed. Raises Cancelled alone.
    """
    with tempfile.TemporaryDirectory(prefix="officer_app-drill-") as folder:
        try:
            target = Path(folder) / "office.db"
            ready = make_ready(row, target, lambda _row: key or b"", (adds_up,), portion(progress, 0.0, 0.6))
            swap(ready, ready.manifest.at)
            database = Database(str(target), key=ready.key)
            office = Office(database, _Program(), lambda: ready.manifest.at)
            # Others were noted after it was made, or after a restore; it is compared with its own manifest.
            office.anchors = Anchors(Path(folder))
            try:
                if ready.manifest.facts.schema != schema.head():
                    schema.upgrade(database)
                written = Head(ready.manifest.facts.seq, ready.manifest.facts.chain)
                findings = office.read(verify, NOBODY, portion(progress, 0.6, 1.0), written=written)
            finally:
                office.close()
        except AppError as error:
            return error.cause
        return next((_fault(finding) for finding in findings if not finding.sound), "")


def _fault(finding: Finding) -> str:
    return finding.faults[0]


class _Program:
    """The program looks through a copy of its own making, for nobody in particular."""

    def confirm(self, session: OfficeSession, actor: Actor) -> Actor:
        return actor

    def require(self, *_asked: object) -> str:
        return ""


def _restorer(database: Database, by: Credentials) -> Actor:
    """Who restores, as the backup knows them. Raises SignInFailed, Forbidden."""
    with OfficeSession(database.engine) as session:
        account = session.scalar(sa.select(Account).where(Account.name == by.name.strip(), Account.active))
        if account is None or not is_password(account.password_hash, as_password(by.password)):
            raise SignInFailed()
        if not may(account.role, Permission.BACKUP):
            raise Forbidden(
                N_("Only an administrator restores a backup."),
                remedy=N_("Let an administrator of the office type their name and password, or use the recovery key."),
            )
        return Actor(account.id, account.name, account.role)


def _put_on_record(office: Office, actor: Actor, manifest: Manifest, now: datetime) -> int:
    """The restore in the trail of what is restored, and the break it makes, answered for by whoever restores.

    Answers how many entries are lost.
    """
    lost = 0
    known: Head | None = None
    with office.database.transaction(writes=True) as connection:
        gone = missed(connection, Anchors(paths.user_data() / "anchors"))
        if gone is not None:
            known, lost = gone.known, gone.known.seq - gone.kept.seq
            record_break(connection, gone, now)
    office.perform(note_restore, actor, manifest, known)
    # With the recovery key nobody has answered for it: that is done under Verification, after a sign-in.
    if gone is not None and actor.id is not None:
        office.perform(answer_for_break, actor, _("Restored from the backup of {when}.").format(when=_day(manifest)))
    return lost


@changes(Permission.BACKUP)
def answer_for_break(work: Work, reason: str) -> None:
    """Say why entries of the trail are gone that a restore did away with."""
    for one in work.session.scalars(sa.select(TrailBreak).where(TrailBreak.acknowledged_at.is_(None))):
        one.acknowledged_by, one.acknowledged_at, one.reason = work.actor.id, work.now, reason


def _day(manifest: Manifest) -> str:
    return manifest.at.astimezone().strftime("%Y-%m-%d %H:%M")


def _end_log(database: Database) -> None:
    """Everything into the one file that is put in place."""
    with database.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute("PRAGMA journal_mode = DELETE")

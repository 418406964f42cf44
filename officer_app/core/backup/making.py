"""Making a backup: a copy of one moment, read back and proven before it has the name of a backup."""

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa

from officer_app import __version__
from officer_app.core.backup.checking import Check, facts_of, verify_copy
from officer_app.core.backup.keeping import sweep
from officer_app.core.backup.manifest import (
    DATABASE,
    KEYS,
    MANIFEST,
    UNFINISHED,
    BackupRow,
    Facts,
    Manifest,
    Why,
    known_by_path,
    listed,
    read_manifest,
    sha256_of,
)
from officer_app.core.database import Database, raw_connection, said_plainly
from officer_app.core.errors import AppError, DiskTrouble, reason_of
from officer_app.core.keyfile import beside, sync_folder
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.i18n import N_

_PAGES: Final = 256  # copied at a time: a megabyte, some milliseconds
_TRIES: Final = 20
# Room that is to be left beside what is copied, in bytes.
_SPARE: Final = 4 << 20


class NoBackupOfServer(AppError):
    """The office is on a server."""

    message = N_("This office is kept by a PostgreSQL server: its backups are the server's business.")
    remedy = N_(
        "Have the server's administrator run pg_dump every day, or archive its log, and try a restore regularly."
    )


def make(
    database: Database,
    place: Path,
    why: Why,
    now: datetime,
    *,
    schema: str | None = None,
    checks: Sequence[Check] = (),
    progress: Progress = unwatched,
) -> BackupRow:
    """Copy an office as it stands at one moment into a new folder of the place, prove the copy, and name it.

    Others may work on. Raises DiskTrouble, DamagedDatabase, UnsoundBackup, NoBackupOfServer, Cancelled; whatever is
    raised, nothing is left that looks like a backup, and the ones there are stay.
    """
    if database.path is None:
        raise NoBackupOfServer()
    try:
        with said_plainly(database.place), database.connect(writes=False) as connection, connection.begin():
            facts = facts_of(connection, schema)
            if not facts.office:
                facts = replace(facts, office=known_by_path(database.path))
            home = place / facts.office
            home.mkdir(parents=True, exist_ok=True)
            sweep(home)
            _require_room(database.path, home)
            part = home / f"{UNFINISHED}{os.getpid()}-{uuid4().hex[:8]}"
            part.mkdir(mode=0o700)
            try:
                manifest = _fill(database, connection, part, facts, why, now, portion(progress, 0.0, 0.6))
                copy = database.same_key(part / DATABASE, view_only=True)
                try:
                    verify_copy(copy, checks, portion(progress, 0.6, 0.85))
                    _require_same(copy, facts)
                finally:
                    copy.close()
                digest = sha256_of(part / DATABASE, portion(progress, 0.85, 1.0))
                row = _name(part, home, replace(manifest, sha256=digest))
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except OSError as error:
        raise DiskTrouble(path=place, reason=reason_of(error)) from error
    progress(1000, 1000)
    return row


def copy_to(row: BackupRow, place: Path, progress: Progress = unwatched) -> BackupRow:
    """The same backup in a second place, such as a stick, read back there. Raises DiskTrouble, UnsoundBackup."""
    from officer_app.core.backup.checking import verify_bytes

    manifest = row.manifest
    assert manifest is not None
    home = place / manifest.facts.office
    part = home / f"{UNFINISHED}{os.getpid()}-{uuid4().hex[:8]}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        sweep(home)
        _require_room(row.database, home)
        part.mkdir(mode=0o700)
        try:
            for number, source in enumerate(sorted(row.folder.iterdir())):
                copy_through(source, part / source.name, portion(progress, 0.0, 0.7) if number == 0 else unwatched)
            verify_bytes(BackupRow(part, read_manifest(part)), portion(progress, 0.7, 1.0))
            target = home / row.folder.name
            if target.exists():
                shutil.rmtree(part, ignore_errors=True)
            else:
                part.rename(target)
                sync_folder(home)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    except OSError as error:
        raise DiskTrouble(path=place, reason=reason_of(error)) from error
    return BackupRow(target, read_manifest(target))


def _fill(
    database: Database,
    connection: sa.Connection,
    part: Path,
    facts: Facts,
    why: Why,
    now: datetime,
    progress: Progress,
) -> Manifest:
    """Database and key file of the moment, down to the disk."""
    target = part / DATABASE
    keys = b""
    if database.is_keyed and database.path is not None:
        # Read before the copy: a key file only ever gains or loses slots for the same database.
        keys = _key_file(database.path)
        if keys:
            write_through(part / KEYS, keys)
    copy_pages(database, connection, target, progress)
    _sync(target)
    size = target.stat().st_size
    digest = sha256_of(part / KEYS) if keys else ""
    return Manifest(0, now, why, __version__, facts, "", size, digest, database.is_keyed)


def copy_pages(database: Database, connection: sa.Connection, target: Path, progress: Progress = unwatched) -> None:
    """The database of this connection's snapshot, page by page, in a file of its own without a log.

    The snapshot is held meanwhile, so that others who write neither wait nor make the copy begin anew.
    """
    source: Any = connection.connection.dbapi_connection  # the driver ships no types
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    copy = raw_connection(target, database.key)
    try:
        # Whatever happens before the copy is named, it is thrown away.
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")

        def report(_state: int, left: int, total: int) -> None:
            progress(total - left, total)

        source.backup(copy, pages=_PAGES, progress=report, sleep=0.0)
        copy.execute("PRAGMA journal_mode = DELETE")
    except Exception as error:
        driver = database.engine.dialect.loaded_dbapi
        if isinstance(error, driver.Error):
            raise sa.exc.DBAPIError("backup", None, error) from error
        raise
    finally:
        copy.close()


def _name(part: Path, home: Path, manifest: Manifest) -> BackupRow:
    """Give what was proven the name of a backup: the next number, and the day for people."""
    for _try in range(_TRIES):
        number = max((row.number for row in listed(home.parent, home.name)), default=0) + 1
        numbered = replace(manifest, number=number)
        write_through(part / MANIFEST, numbered.text().encode())
        sync_folder(part)
        target = home / f"{number:06d}-{manifest.at:%Y%m%d-%H%M%S}"
        try:
            part.rename(target)
        except FileExistsError:
            continue
        except OSError:
            if target.exists():  # another program was faster
                continue
            raise
        sync_folder(home)
        return BackupRow(target, numbered)
    raise DiskTrouble(path=home, reason=f"{_TRIES}")


def _require_same(copy: Database, facts: Facts) -> None:
    """The copy holds what the office held at that moment."""
    from officer_app.core.backup.checking import UnsoundBackup

    with copy.transaction(writes=False) as connection:
        held = facts_of(connection)
    if replace(held, office=facts.office) != facts:
        raise UnsoundBackup(when="–", reason=f"{held.seq} ≠ {facts.seq}")


def _require_room(database: Path, home: Path) -> None:
    log = Path(f"{database}-wal")
    needed = database.stat().st_size + (log.stat().st_size if log.is_file() else 0) + _SPARE
    if shutil.disk_usage(home).free < needed:
        raise OSError(28, os.strerror(28))


def _key_file(database: Path) -> bytes:
    with contextlib.suppress(FileNotFoundError):
        return beside(database).read_bytes()
    return b""


def copy_through(source: Path, target: Path, progress: Progress) -> None:
    size, done = source.stat().st_size, 0
    with source.open("rb") as given, target.open("xb") as taken:
        while piece := given.read(1 << 20):
            taken.write(piece)
            done += len(piece)
            progress(done, size)
        taken.flush()
        os.fsync(taken.fileno())


def write_through(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())

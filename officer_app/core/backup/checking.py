"""Reading a database back: whether it is what was written, and what it holds.

An encrypted page carries an HMAC: every flipped bit shows in `cipher_integrity_check` (300 of 300 in trials), while
`integrity_check` looks at structure alone and misses most of them. A plain file has only the latter.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.core import trail_chain
from officer_app.core.backup.manifest import COUNTED, BackupRow, Facts, Manifest, sha256_of
from officer_app.core.database import Database, said_plainly
from officer_app.core.errors import AppError, DamagedDatabase, DiskTrouble, UnreadableFile, reason_of
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.i18n import N_, _

_MAGIC: Final = b"SQLite format 3\0"
_PAGE: Final = 4096
# What a feature knows to look at in an open office: faults in words.
Check = Callable[[Database], Sequence[str]]


class UnsoundBackup(AppError):
    """A backup is not what was written, or what it holds does not prove."""

    message = N_("The backup of {when} is not sound: {reason}")
    remedy = N_("Use an older one; keep this one until the cause is known.")


def look_at(path: Path, *, keyed: bool) -> None:
    """What shows before a database is opened: that it is one, and that its end is there. Raises DamagedDatabase.

    An empty file is a database in which nothing was stored yet.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            begin = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise UnreadableFile(path=path, reason=reason_of(error)) from error
    if size == 0:
        return
    if not keyed and not begin.startswith(_MAGIC):
        raise DamagedDatabase(place=path, reason=_("it does not begin as a database does"))
    page = _PAGE if keyed else int.from_bytes(begin[16:18], "big") or 0
    page = 65_536 if page == 1 else page
    if page < 512 or size % page:
        raise DamagedDatabase(place=path, reason=_("its end is missing"))


def facts_of(connection: sa.Connection, schema: str | None = None) -> Facts:
    """What an office holds, on the snapshot of this connection; of the schema that it names unless one is given."""
    tables = set(sa.inspect(connection).get_table_names())
    if schema is None and "alembic_version" in tables:
        schema = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    office, seq, chain = "", 0, ""
    if "office_identity" in tables:
        office = connection.exec_driver_sql("SELECT uuid FROM office_identity").scalar() or ""
    if "audit_link" in tables and office:
        head = trail_chain.head(connection)
        seq, chain = head.seq, head.chain
    counts = {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        for name in COUNTED
        if name in tables
    }
    return Facts(office, schema or "", seq, chain, counts)


def damage(database: Database, progress: Progress = unwatched) -> list[str]:
    """Every page read and proven; what is wrong, in words, empty for a sound file.

    May run beside the work on it. A page that another program is just writing may read as damaged: only what is found
    twice counts.
    """
    found = _damage(database, progress)
    if found and not database.view_only:
        # A power cut may have torn a page that the log holds whole; written back, it is whole in the file as well.
        _write_back(database)
    return [line for line in _damage(database, progress) if line in found] if found else []


def _write_back(database: Database) -> None:
    connection = database.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def _damage(database: Database, progress: Progress) -> list[str]:
    from officer_app.core.cancelling import stopping

    progress(0, None)
    with said_plainly(database.place), database.connect(writes=False) as connection, stopping(connection, progress):
        if database.is_keyed:
            rows = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
        else:
            rows = [row for row in connection.exec_driver_sql("PRAGMA quick_check").all() if row[0] != "ok"]
    return [str(row[0]).partition("\n")[0] for row in rows]


def verify_copy(copy: Database, checks: Sequence[Check], progress: Progress = unwatched) -> None:
    """Prove a file that was just written or is about to be used. Raises DamagedDatabase, UnsoundBackup."""
    faults = _damage(copy, portion(progress, 0.0, 0.5))
    if faults:
        raise DamagedDatabase(place=copy.place, reason=faults[0])
    for number, check in enumerate(checks):
        progress(500 + 500 * number // len(checks), 1000)
        if faults := list(check(copy)):
            raise UnsoundBackup(when="–", reason=faults[0])


def verify_bytes(row: BackupRow, progress: Progress = unwatched) -> Manifest:
    """That the files of a backup are those its manifest names. Raises UnsoundBackup, DiskTrouble."""
    manifest = row.manifest
    if manifest is None:
        raise UnsoundBackup(when=row.folder.name, reason=_("its manifest cannot be read"))
    when = manifest.at.astimezone().strftime("%Y-%m-%d %H:%M")
    try:
        if row.database.stat().st_size != manifest.size or sha256_of(row.database, progress) != manifest.sha256:
            raise UnsoundBackup(when=when, reason=_("the file is not the one that was written"))
        if manifest.keys and sha256_of(row.key_file) != manifest.keys:
            raise UnsoundBackup(when=when, reason=_("its key file is not the one that was written"))
    except FileNotFoundError as error:
        raise UnsoundBackup(when=when, reason=_("a file of it is missing")) from error
    except OSError as error:
        raise DiskTrouble(path=row.folder, reason=reason_of(error)) from error
    return manifest

"""Having a database file to oneself: for what must not happen while anybody else has it open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from officer_app.core.database import raw_connection
from officer_app.core.errors import Busy, DatabaseUnavailable, DiskTrouble
from officer_app.i18n import N_, _

# The log and its index, and the journal of a rolled-back transaction.
COMPANIONS: Final = ("-wal", "-shm", "-journal")
_SECONDS: Final = 1.0


class OthersInFile(Busy):
    """Another window, command or person has the database open."""

    message = N_("The database is open in another program or window: this has to wait until it is closed there.")
    remedy = N_("Close the other windows and commands that use this office; it is done at the next sign-in.")


@contextmanager
def alone(path: Path, key: bytes | None) -> Iterator[Any]:  # the driver ships no types
    """A connection that nobody else reads or writes beside, with a rollback journal and no log. Raises OthersInFile.

    Even somebody who only has the file open and does nothing is in the way: the log could not be put away.
    """
    from sqlcipher3 import dbapi2

    connection = raw_connection(path, key, seconds=_SECONDS)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise OthersInFile()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection
    except dbapi2.Error as error:
        said = str(error)
        if "locked" in said or "busy" in said:
            raise OthersInFile() from error
        if "full" in said:
            raise DiskTrouble(path=path, reason=_("the disk is full")) from error
        raise DatabaseUnavailable(place=path, reason=said) from error
    finally:
        connection.close()


def troubles(path: Path, key: bytes | None, *, rows: bool = True) -> list[str]:
    """What SQLCipher and SQLite find wrong with a file, page by page and row by row; empty for a sound one.

    Without `rows` it is enough that every page is what was written under this key.
    """
    from sqlcipher3 import dbapi2

    try:
        connection = raw_connection(path, key, seconds=_SECONDS)
        try:
            found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")] if key else []
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not rows:
                return found
            found += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check").fetchmany(3)]
        finally:
            connection.close()
    except dbapi2.Error as error:
        return [str(error)]
    return found


def forget_companions(path: Path) -> None:
    """Remove what a closed database may have left beside it."""
    for ending in COMPANIONS:
        Path(str(path) + ending).unlink(missing_ok=True)

"""The database: embedded SQLite (encryption-capable) or PostgreSQL behind one small class.

Writes begin with the write lock, reads with a snapshot. Default driver transactions take the lock only at the first
write, which lets two people read the same last unit of quota and both use it.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Dialect, Engine, make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from officer_app.core.errors import (
    AppError,
    Busy,
    DamagedDatabase,
    DatabaseUnavailable,
    DiskTrouble,
    NotFound,
    Unstorable,
)
from officer_app.core.lock_holder import holder
from officer_app.i18n import N_, _

# Whoever waits for another program is told so before five seconds are over.
BUSY_SECONDS: Final = 4
# Earlier versions of SQLite can corrupt a database in WAL mode.
SAFE_SQLITE: Final = (3, 51, 3)


class Base(DeclarativeBase):
    """Every table. Constraints are named, because migrations must be able to name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    @classmethod
    def why_missing(cls, _connection: Connection, _key: int) -> NotFound:
        """What to tell somebody who asks for a row that is not there."""
        return NotFound()


class Moment(TypeDecorator[datetime]):
    """An aware UTC timestamp; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("timestamps carry a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def raw_connection(
    place: str | Path, key: bytes | None, *, seconds: float = BUSY_SECONDS, uri: bool = False
) -> Any:  # the driver ships no types
    """A connection of the driver's, keyed before anything else is asked of it; nothing has been read yet.

    `key` is 32 bytes, or 48 with those that the file begins with; None for a plain file.
    """
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(place), timeout=seconds, isolation_level=None, check_same_thread=False, uri=uri)
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA temp_store = MEMORY")
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def choice(words: type[StrEnum]) -> sa.Enum:
    """A column that holds one member of a closed list, by value."""
    return sa.Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Database:
    """An open database, known by its URL.

    Connections take the execution options `writes` (the write lock first) and `patience` (seconds to wait for it).

    `sqlite:///path`, a bare path, or `postgresql://user@host/name`. `key` is the raw 256-bit key of an encrypted
    SQLite file. Nothing is read or created until the first transaction; `prepare` brings the schema up to date.
    With `view_only` an embedded file is opened for reading alone, and nothing is written beside it.
    """

    def __init__(self, url: str, *, key: bytes | None = None, view_only: bool = False) -> None:
        self.url: URL = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._key = key
        # Closed while the file is being re-keyed: a connection under the former key would find no database.
        self._gate = threading.RLock()
        self._closed_for_good = False
        self.view_only = self.is_sqlite and (view_only or _is_read_only(Path(self.url.database or "")))
        self.engine: Engine = self._sqlite_engine() if self.is_sqlite else self._postgresql_engine()
        self._writer = self.engine.execution_options(writes=True)

    @property
    def path(self) -> Path | None:
        """The file of an embedded database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def is_keyed(self) -> bool:
        """Whether the file is encrypted."""
        return self._key is not None

    @property
    def place(self) -> str:
        """Where the data lives, for people; without a password."""
        if self.is_sqlite:
            return str(self.path)
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)

    def _sqlite_engine(self) -> Engine:
        from sqlcipher3 import dbapi2

        if dbapi2.sqlite_version_info < SAFE_SQLITE:
            raise DatabaseUnavailable(place=self.place, reason=f"SQLite {dbapi2.sqlite_version} < 3.51.3")

        def connect() -> Any:  # the driver ships no types
            assert self.path is not None
            with self._gate:
                if self._closed_for_good:
                    raise dbapi2.OperationalError("the database was closed, and its key dropped")
                place = _read_only_address(self.path) if self.view_only else self.path
                connection = raw_connection(place, self._key, uri=self.view_only)
            try:
                for pragma in (
                    *(() if self.view_only else ("journal_mode = WAL",)),
                    "synchronous = FULL",
                    "foreign_keys = ON",
                    f"busy_timeout = {BUSY_SECONDS * 1000}",
                ):
                    connection.execute(f"PRAGMA {pragma}")
            except dbapi2.Error:
                connection.close()
                raise
            return connection

        engine = sa.create_engine(
            "sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=sa.QueuePool, hide_parameters=True
        )

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            options = connection.get_execution_options()
            patience = options.get("patience")
            if patience is not None:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
            finally:
                if patience is not None:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

        return engine

    def _postgresql_engine(self) -> Engine:
        # The driver warns on stderr when a statement in a pipeline fails; the error itself is raised as well.
        logging.getLogger("psycopg").setLevel(logging.ERROR)
        # Values stay out of the messages of errors: they may be a person's data.
        engine = sa.create_engine(self.url, pool_pre_ping=True, hide_parameters=True)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            options = connection.get_execution_options()
            if not options.get("writes"):
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            elif (patience := options.get("patience")) is not None:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience * 1000)}")

        return engine

    def same_key(self, path: Path, *, view_only: bool = False) -> "Database":
        """Another file under the same key."""
        return Database(str(path), key=self._key, view_only=view_only)

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Connection]:
        """One transaction; rolled back unless the block ends without an exception."""
        with said_plainly(self.place), (self._writer if writes else self.engine).begin() as connection:
            yield connection

    def connect(self, *, writes: bool) -> Connection:
        """A connection whose transaction the caller ends."""
        return (self._writer if writes else self.engine).connect()

    def prepare(self, *, create: bool = True) -> None:
        """Create or upgrade the schema; without `create` an empty database is refused.

        Raises NewerDatabase, DatabaseUnavailable, NotFound, Busy.
        """
        from officer_app.core.schema import prepare

        prepare(self, create=create)

    @property
    def key(self) -> bytes | None:
        """The raw key of an encrypted file while it is open."""
        return self._key

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let go of the idle connections and open no other until the block ends; those in use stay in the way."""
        with self._gate:
            self.engine.dispose()
            yield

    def go_on_with(self, key: bytes) -> None:
        """The file has been given another key."""
        self._key = key

    def close(self) -> None:
        """Let go of every connection and of the key: an encrypted database cannot be opened through this any more."""
        with self._gate:
            self._closed_for_good = self._closed_for_good or self._key is not None
            self._key = None
            self.engine.dispose()


def _is_read_only(path: Path) -> bool:
    """Whether a file that is there, or its folder, may not be written to."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _read_only_address(path: Path) -> str:
    """The address of a file that is only to be read.

    The log beside it is read as well where there is one. Without a log, nothing may be made in a folder that cannot be
    written to: the file is taken as it lies.
    """
    log, shared = (Path(f"{path}{end}") for end in ("-wal", "-shm"))
    has_log = log.is_file() and (log.stat().st_size > 0 or shared.is_file())
    lies_still = not has_log and not os.access(path.parent, os.W_OK)
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if lies_still else ''}"


def file_of(url: str) -> Path | None:
    """The file of an embedded database, by its URL or path; None for a server's. Raises DatabaseUnavailable."""
    parsed = _parsed(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _parsed(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        parsed = make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise DatabaseUnavailable(place=url, reason=_ADDRESSES) from error
    if parsed.get_backend_name() in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise DatabaseUnavailable(place=parsed.render_as_string(hide_password=True), reason=_ADDRESSES)
    return parsed


LOCKED: Final = (
    "database is locked",
    "database table is locked",
    "lock timeout",
    "deadlock",
    "could not serialize",
)


def is_contention(error: BaseException) -> bool:
    """Somebody else holds the lock: the same work may succeed when tried again."""
    return isinstance(error, sa.exc.OperationalError) and any(word in str(error.orig) for word in LOCKED)


def is_collision(error: BaseException) -> bool:
    """A row with the same key was stored in between, or the row referred to has gone (PostgreSQL)."""
    return isinstance(error, sa.exc.IntegrityError) and getattr(error.orig, "sqlstate", None) in ("23505", "23503")


_ADDRESSES: Final = "sqlite:///… / postgresql://…"
_FULL: Final = ("disk is full", "No space left")
# What the drivers say, and the same for people; an empty one is passed on as it is.
_TROUBLE: Final = {
    "not a database": N_("the file is not a database, or it is encrypted"),
    "malformed": "",
    "readonly": N_("the file or its folder is read-only"),
    "unable to open": N_("there is no such place, or it may not be opened"),
    "failed to resolve": N_("no server of that name is known"),
    "Connection refused": N_("the server does not answer"),
    "authentication failed": N_("the server refuses the name or the password"),
    'FATAL:  database "': N_("the server has no such database"),
    "connection failed": "",
    "disk": "",
    "closed": "",
}


def _busy(place: str) -> Busy:
    who = "" if "://" in place else holder(Path(place))
    return Busy(N_("The database is in use by {who}."), who=who) if who else Busy()


@contextmanager
def said_plainly(place: str) -> Iterator[None]:
    """Turn the driver's complaints that a person can act on into AppErrors; everything else passes."""
    try:
        yield
    except AppError:
        raise
    except UnicodeEncodeError as error:
        raise Unstorable() from error
    except sa.exc.DBAPIError as error:
        if is_contention(error):
            raise _busy(place) from error
        if isinstance(error, sa.exc.DataError) and "NUL" in str(error.orig):
            raise Unstorable() from error
        reason = str(error.orig).strip()
        if any(sign in reason for sign in _FULL):
            raise DiskTrouble(path=place, reason=_("the disk is full")) from error
        # Without a statement it was the connection itself that failed.
        no_connection = isinstance(error, sa.exc.OperationalError) and error.statement is None
        known = next((words for sign, words in _TROUBLE.items() if sign in reason), None)
        if known is None and not no_connection and not error.connection_invalidated:
            raise
        shown = _(known) if known else reason.partition("\n")[0]
        if "malformed" in reason:
            raise DamagedDatabase(place=place, reason=_("what it holds is not what was written")) from error
        raise DatabaseUnavailable(place=place, reason=shown or "?") from error

"""Wrong passwords: how long the next try has to wait, name by name, whether there is such a name or not.

A try is counted before the password is looked at, so that tries at the same moment do not slip through; the right
password takes the count back. The first three wrong ones cost nothing, the next wait 5 seconds, 10, 20 and so on up to
a quarter of an hour: 96 tries a day at most. Source: SP 800-63B-4 §3.2.2 (limit consecutive failures, let the wait
grow), GB/T 22239-2019 8.1.4.1 b (limit wrong sign-ins). While a name waits, the password is not even looked at.

The waits are measured on a clock that nobody can set: that of the machine since it started, or the server's. A machine
that was started anew has waited at least as long as it runs. Beside a database in a file the counts lie in NAME.tries,
because that database is closed while a password is wrong; a server keeps them in a table. Names are kept as one of
65,536 buckets: there is room for every name anybody may type, and none can be read back, nor a password that was typed
in the wrong line. Two names that share a bucket wait for each other.

Whoever can delete the file begins anew: they can copy the office away as well, and are then up against the key slots
alone (core/keyfile.py).
"""

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, cast

import sqlalchemy as sa

from officer_app.core.database import is_contention
from officer_app.core.errors import Busy, SignInFailed
from officer_app.core.folding import fold
from officer_app.core.words import waiting_words
from officer_app.core.work import Work, utc_now
from officer_app.i18n import N_
from officer_app.people.model import SignInTry

FREE: Final = 3
FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 900.0
_DOUBLINGS: Final = 8
_BUCKET_BYTES: Final = 2
_PATIENCE: Final = 20
# More wrong ones are no longer told apart.
_MOST: Final = 1_000_000

_TABLE: Final = cast(sa.Table, SignInTry.__table__)


class TooManyTries(SignInFailed):
    """So many wrong passwords were typed for this name that the next one has to wait; `seconds` says how long."""

    message = N_("Too many wrong passwords for this name. Try again in {wait}.")
    remedy = N_("Whoever has forgotten the password asks the administrator for a one-time code.")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(wait=waiting_words(seconds))


@dataclass(frozen=True, slots=True)
class Refused:
    """Wrong passwords that the trail does not know yet: for which bucket, how many, from when to when."""

    bucket: int
    count: int
    first_at: datetime | None
    last_at: datetime | None


class Store(Protocol):
    """Where the counts are kept."""

    def transaction(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that no other one comes between."""

    def seconds(self, connection: sa.Connection) -> float:
        """A clock that nobody can set."""

    def locked(self, connection: sa.Connection, bucket: int) -> sa.Row[Any] | None:  # columns of the table
        """The row of a bucket, others waiting for it until the transaction ends."""


@dataclass
class Attempt:
    """A try that was counted as wrong, until `succeeded` says that it was right."""

    tries: "Tries"
    bucket: int
    _open: bool = field(default=True, repr=False)

    def succeeded(self) -> None:
        """The password was right: the next one need not wait."""
        if self._open:
            self._open = False
            self.tries.take_back(self.bucket)


class Tries:
    """The wrong passwords of an office. `wall` dates them for people; nothing is measured on it."""

    def __init__(self, store: Store, wall: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._wall = wall

    def begin(self, name: str) -> Attempt:
        """Count a try before the password is looked at. Raises TooManyTries."""
        bucket = bucket_of(name)
        with self._store.transaction() as connection:
            row = self._store.locked(connection, bucket)
            now, wall = self._store.seconds(connection), self._wall()
            failures, since = (0, now) if row is None else (row.failures, row.since)
            values = {
                "unnoted": (0 if row is None else row.unnoted) + 1,
                "first_at": wall if row is None or not row.unnoted else row.first_at,
                "last_at": wall,
            }
            left = wait_after(failures) - (now - since)
            if now < since:
                # The machine was started anew: what it ran before is not known, and the wait begins again.
                left, since = wait_after(failures), now
            if left <= 0:
                failures, since = min(failures + 1, _MOST), now
            values |= {"failures": failures, "since": since}
            if row is None:
                connection.execute(sa.insert(_TABLE).values(bucket=bucket, **values))
            else:
                connection.execute(sa.update(_TABLE).where(_TABLE.c.bucket == bucket).values(**values))
        if left > 0:
            raise TooManyTries(left)
        return Attempt(self, bucket)

    @contextlib.contextmanager
    def counted(self, name: str) -> Iterator[Attempt]:
        """Count a try; what ends without an exception was right. Raises TooManyTries."""
        attempt = self.begin(name)
        yield attempt
        attempt.succeeded()

    def take_back(self, bucket: int) -> None:
        """A counted try was right: what was wrong before it is forgotten, save what the trail is still to know."""
        fewer = sa.case((_TABLE.c.unnoted > 0, _TABLE.c.unnoted - 1), else_=0)
        with self._store.transaction() as connection:
            connection.execute(sa.update(_TABLE).where(_TABLE.c.bucket == bucket).values(failures=0, unnoted=fewer))

    def forget(self, name: str) -> None:
        """Let a name wait no more: it has been given a one-time code."""
        with self._store.transaction() as connection:
            connection.execute(sa.update(_TABLE).where(_TABLE.c.bucket == bucket_of(name)).values(failures=0))

    def unnoted(self) -> list[Refused]:
        """What the trail does not know yet."""
        query = sa.select(_TABLE.c.bucket, _TABLE.c.unnoted, _TABLE.c.first_at, _TABLE.c.last_at)
        with self._store.transaction() as connection:
            return [Refused(*row) for row in connection.execute(query.where(_TABLE.c.unnoted > 0))]

    def noted(self, refused: Iterable[Refused]) -> None:
        """The trail knows of these now."""
        with self._store.transaction() as connection:
            count = sa.bindparam("count", type_=sa.Integer)
            rest = sa.case((_TABLE.c.unnoted > count, _TABLE.c.unnoted - count), else_=0)
            known = sa.update(_TABLE).where(_TABLE.c.bucket == sa.bindparam("which")).values(unnoted=rest)
            if told := [{"which": one.bucket, "count": one.count} for one in refused]:
                connection.execute(known, told)


def wait_after(failures: int) -> float:
    """Seconds to wait after so many wrong passwords in a row."""
    if failures < FREE:
        return 0.0
    return min(FIRST_WAIT * 2.0 ** min(failures - FREE, _DOUBLINGS), LONGEST_WAIT)


def bucket_of(name: str) -> int:
    """One of 65,536, the same for every way of writing a name."""
    digest = hashlib.blake2b(fold(name).encode(), digest_size=_BUCKET_BYTES, person=b"officer tries")
    return int.from_bytes(digest.digest(), "big")


class FileStore:
    """The counts beside a database in a file; kept as long as the program runs where nothing can be written."""

    def __init__(self, path: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._seconds = seconds
        self._engine = _file_engine(path)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Raises Busy while another program keeps the file locked: no try goes uncounted for that."""
        try:
            connection = self._opened()
        except sa.exc.OperationalError as error:
            if is_contention(error):
                raise Busy() from error
            with _in_memory(self._path) as connection:
                yield connection
            return
        except sa.exc.DatabaseError:
            # Not what was written here. To keep people out for good would be worse than to begin anew.
            self._path.unlink(missing_ok=True)
            connection = self._opened()
        with connection:
            yield connection
            connection.commit()

    def _opened(self) -> sa.Connection:
        """A connection that nobody else writes beside."""
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def seconds(self, _connection: sa.Connection) -> float:
        return self._seconds()

    def locked(self, connection: sa.Connection, bucket: int) -> sa.Row[Any] | None:  # columns of the table
        return connection.execute(sa.select(_TABLE).where(_TABLE.c.bucket == bucket)).one_or_none()


def _file_engine(path: Path) -> sa.Engine:
    """An engine that holds the file open no longer than a transaction takes."""
    from sqlcipher3 import dbapi2

    def connect() -> Any:  # the driver ships no types
        connection = dbapi2.connect(str(path), timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sign_in_try'").fetchone():
                connection.execute(_SCHEMA)
        except dbapi2.Error:
            connection.close()
            raise
        return connection

    engine = sa.create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=sa.NullPool, hide_parameters=True
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# The same table as a server has.
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS sign_in_try (bucket INTEGER PRIMARY KEY, failures INTEGER NOT NULL,"
    " since REAL NOT NULL, unnoted INTEGER NOT NULL, first_at DATETIME, last_at DATETIME)"
)
_memory_lock: Final = threading.RLock()
_memories: Final[dict[Path, sa.Engine]] = {}


@contextlib.contextmanager
def _in_memory(path: Path) -> Iterator[sa.Connection]:
    """The counts of this process for an office whose folder cannot be written to."""
    with _memory_lock:
        engine = _memories.get(path)
        if engine is None:
            engine = _memories[path] = sa.create_engine(
                "sqlite+pysqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False}
            )
            _TABLE.metadata.create_all(engine, tables=[_TABLE])
        with engine.begin() as connection:
            yield connection


class ServerStore:
    """The counts in the office's database on a server, on connections of their own."""

    def __init__(self, url: sa.URL) -> None:
        # What holds a connection of the office's must never wait here for another of the same.
        self._engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def seconds(self, connection: sa.Connection) -> float:
        return float(connection.execute(sa.text("SELECT EXTRACT(EPOCH FROM clock_timestamp())")).scalar_one())

    def locked(self, connection: sa.Connection, bucket: int) -> sa.Row[Any] | None:  # columns of the table
        # A row that is not there yet cannot be locked; the lock of its number ends with the transaction as well.
        wait = sa.text("SELECT pg_advisory_xact_lock(hashtext('sign_in_try'), :bucket)")
        connection.execute(wait, {"bucket": bucket})
        return connection.execute(sa.select(_TABLE).where(_TABLE.c.bucket == bucket)).one_or_none()


def tries_beside(database: Path) -> Tries:
    """The wrong passwords of an office in a file, whether it can be opened or not."""
    return Tries(FileStore(database.with_suffix(".tries")))


def tries_of(work: Work) -> Tries:
    """The wrong passwords of the office that is open."""
    if not work.on_sqlite:
        return Tries(ServerStore(work.session.get_bind().engine.url))
    file = work.session.scalar(sa.text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    return tries_beside(Path(file or "office.db"))

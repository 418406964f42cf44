"""Use cases and the office that performs them.

A use case is a function whose first argument is a `Work`. It is declared with the permission it needs
(`@changes(Permission.X)` or `@asks(Permission.X)`); an undeclared function is refused, so that nothing is reachable by
being forgotten. It never commits: one use case is one transaction, and `Office` owns the transaction.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Concatenate, Final, Generic, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm.exc import StaleDataError

from officer_app import paths
from officer_app.core import cut_off
from officer_app.core.anchors import Anchors, Missed, missed, record_break
from officer_app.core.audit import OfficeSession, as_json, entry_of
from officer_app.core.database import Base, Database, is_collision, is_contention, said_plainly
from officer_app.core.denials import Denial, Denials, denial, record_denial
from officer_app.core.errors import AppError, Conflict, Forbidden, ViewOnly
from officer_app.core.identity import office_uuid
from officer_app.core.progress import Progress, unwatched
from officer_app.core.readings import Reading, Readings, put_on_record
from officer_app.core.signing import Keyring
from officer_app.core.slots import Slots
from officer_app.core.trail_chain import Head
from officer_app.i18n import _

P = ParamSpec("P")
T = TypeVar("T")
Entity = TypeVar("Entity", bound=Base)

OFFICE_ZONE: Final = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]
UseCase = Callable[Concatenate["Work", P], T]

LOG: Final = logging.getLogger("officer_app")

_ATTEMPTS: Final = 4
# What the trail keeps of somebody who only looks: nothing changes, and no page has to read anew.
_LOOKS: Final = frozenset({"reveal", "open", "save", "read", "export", "sign_in", "refuse"})
# Seconds for which a reader waits while somebody else writes; then the entry waits instead.
_PATIENCE: Final = 0.05


def utc_now() -> datetime:
    """The real clock. The only place that reads it for a use case is the Office."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Actor:
    """Who acts: an account, or the program itself (id None) before anybody has signed in.

    `held` is somebody who decides nothing until a colleague has vouched for them (people/holding.py).
    """

    id: int | None
    name: str
    role: str
    held: bool = False


NOBODY: Final = Actor(None, "", "nobody")


class Policy(Protocol):
    """Who may do what; the one implementation is people/access.py."""

    def confirm(self, session: OfficeSession, actor: Actor) -> Actor:
        """The actor as the database knows them now. Raises Forbidden for one who left or was changed."""

    def require(
        self, session: OfficeSession, actor: Actor, permission: StrEnum, target: object | None, day: date
    ) -> str:
        """Raises Forbidden unless the actor may do this (to this target) on that day.

        Answers for whom: empty in one's own right, else the name of the one the actor stands in for.
        """


class Work:
    """What a use case works with: the session, the actor, the time, and the right to ask for permission."""

    def __init__(
        self,
        session: OfficeSession,
        actor: Actor,
        now: datetime,
        policy: Policy,
        use_case: str,
        keyring: Keyring | None = None,
        slots: Slots | None = None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.use_case = use_case
        # Whom the actor stands in for in what this use case does; empty for one's own acts.
        self.on_behalf_of = ""
        self.changed: set[str] = set()
        # Whose data this use case has handed out: table and id.
        self.seen: set[tuple[str, int]] = set()
        # The lists it has written to a file: about what, and how many rows.
        self.lists: list[tuple[str, int]] = []
        self.keyring = keyring if keyring is not None else Keyring()
        # What opens the database beside it; None where nothing is given or taken.
        self.slots = slots
        self._policy = policy
        self._after_commit: list[Callable[[], object]] = []
        self._after_rollback: list[Callable[[], object]] = []

    @property
    def today(self) -> date:
        """The office's date."""
        return self.now.astimezone(OFFICE_ZONE).date()

    @property
    def author(self) -> tuple[int | None, str]:
        """For the audit trail."""
        return self.actor.id, self.actor.name

    @cached_property
    def on_sqlite(self) -> bool:
        """Whether the embedded engine is in use."""
        return self.session.connection().dialect.name == "sqlite"

    def require(self, permission: StrEnum, target: object | None = None) -> None:
        """Raises Forbidden unless the actor may do this to the target.

        Where they may because they stand in for somebody, all this use case does is recorded as done for them.
        """
        try:
            for_whom = self._policy.require(self.session, self.actor, permission, target, self.today)
        except Forbidden as error:
            error.permission, error.target = permission.value, target
            raise
        self.on_behalf_of = self.on_behalf_of or for_whom

    def get(self, kind: type[Entity], key: int, *, version: int | None = None, lock: bool = False) -> Entity:
        """The row with this id. Raises NotFound (MergedAway), and Conflict if it is not the version the caller saw.

        `lock` makes other writers of this row wait (PostgreSQL; on SQLite every writer already waits).
        """
        row = self.session.get(kind, key, with_for_update=True if lock and not self.on_sqlite else None)
        if row is None:
            raise kind.why_missing(self.session.connection(), key)
        if version is not None and row.version != version:  # type: ignore[attr-defined] # versioned rows have one
            raise Conflict()
        return row

    def after_commit(self, act: Callable[[], object]) -> None:
        """Do something outside the database once this is stored. It must not matter whether it ever happens."""
        self._after_commit.append(act)

    def after_rollback(self, act: Callable[[], object]) -> None:
        """Undo something outside the database if this comes to nothing; the latest is undone first."""
        self._after_rollback.append(act)

    def settle(self, *, stored: bool) -> None:
        """Do what was left until the transaction had ended. What fails here changes nothing about the outcome."""
        for act in self._after_commit if stored else reversed(self._after_rollback):
            try:
                act()
            except (AppError, OSError) as error:
                LOG.warning("after %s of %s: %s", "the end" if stored else "the undoing", self.use_case, error)

    def add(self, entity: Entity) -> Entity:
        """Store a new row; its id is known afterwards."""
        self.session.add(entity)
        self.session.flush()
        return entity

    def saw(self, entity: str, *entity_ids: int) -> None:
        """This query hands out these people's data: who read whom goes on record after it."""
        self.seen.update((entity, entity_id) for entity_id in entity_ids)

    def took_out(self, about: str, rows: int) -> None:
        """This query writes a list to a file: that it left goes on record after it."""
        self.lists.append((about, rows))

    def note(
        self,
        action: str,
        entity: str,
        entity_id: int | None = None,
        *,
        before: object = None,
        after: object = None,
    ) -> None:
        """An audit entry for what the ORM does not see: bulk statements, prints, reveals."""
        if action not in _LOOKS:
            self.changed.add(entity)
        self.session.write([entry_of(self, action, entity, entity_id, _plain(before), _plain(after))])


def _plain(values: object) -> object:
    if isinstance(values, dict):
        return {key: _plain(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [_plain(value) for value in values]
    return as_json(values)


@dataclass(frozen=True)
class Declared:
    """A registered use case."""

    permission: StrEnum
    writes: bool
    many: bool = False


USE_CASES: Final[dict[Callable[..., object], Declared]] = {}


def changes(permission: StrEnum, *, many: bool = False) -> Callable[[UseCase[P, T]], UseCase[P, T]]:
    """Declare a use case that writes. The permission is checked before it runs; ownership it checks itself.

    One that changes `many` rows at once has a backup made before it, where somebody keeps backups.
    """
    return _declare(Declared(permission, writes=True, many=many))


def asks(permission: StrEnum) -> Callable[[UseCase[P, T]], UseCase[P, T]]:
    """Declare a query."""
    return _declare(Declared(permission, writes=False))


def _declare(declared: Declared) -> Callable[[UseCase[P, T]], UseCase[P, T]]:
    def keep(use_case: UseCase[P, T]) -> UseCase[P, T]:
        USE_CASES[use_case] = declared
        return use_case

    return keep


@dataclass(frozen=True)
class Done(Generic[T]):
    """The result of a use case that writes: its value, and the tables it changed."""

    value: T
    changed: frozenset[str]


class Office:
    """The office: performs use cases, each in its own transaction. The only place that opens a session."""

    def __init__(self, database: Database, policy: Policy, clock: Clock = utc_now) -> None:
        self.database = database
        self.clock = clock
        self.keyring = Keyring()
        self.slots = Slots(database)
        self._policy = policy
        # Where the trail ends is kept in the user's profile as well, by the office's identifier.
        self.anchors = Anchors(paths.user_data() / "anchors")
        self._uuid = ""
        self._denials = Denials(self._write_denial)
        self._readings = Readings(self._write_readings)
        # Why nothing can be stored, in words; empty while it can.
        self.view_only = _("the file or its folder is read-only") if database.view_only else ""
        # Called before a use case that changes many rows, with its progress; what it raises stops the use case.
        self.before_many: Callable[[Progress], object] | None = None

    def perform(self, use_case: UseCase[P, T], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Done[T]:
        """Run a use case that writes, with its audit entries, in one transaction; roll back on any error.

        Waits for other writers; raises Busy when one holds the database too long, Conflict for a stale row, ViewOnly
        where nothing can be stored, OutcomeUnknown where a server was lost and did not come back to tell.
        """
        declared = self._declared(use_case, writes=True)
        if self.view_only:
            raise ViewOnly(reason=self.view_only)
        if declared.many and self.before_many is not None:
            self.before_many(unwatched)
        lost = 0
        for attempt in range(1, _ATTEMPTS + 1):
            work: Work | None = None
            stored = False
            linked: Head | None = None
            try:
                with (
                    self._watched(use_case, actor, args, kwargs),
                    said_plainly(self.database.place),
                    self._session(writes=True) as session,
                ):
                    work = self._begin(session, actor, declared, use_case)
                    session.author = work
                    value = use_case(work, *args, **kwargs)
                    session.flush()
                    try:
                        session.commit()
                    finally:
                        linked = session.head
                    stored = True
                    self._anchor(session)
                    return Done(value, frozenset(work.changed))
            except StaleDataError as error:
                raise Conflict() from error
            except Exception as error:
                if cut_off.is_cut(error) and not self.database.is_sqlite and not stored:
                    # The server went away. What it stored all the same is told as stored; else once more.
                    stored = cut_off.was_stored(self.database, linked)
                    if stored and work is not None:
                        return Done(value, frozenset(work.changed))
                    lost += 1
                    if lost > 1:
                        raise
                    continue
                # Only on PostgreSQL is another try worth it: SQLite has already waited for the lock. Whoever collided
                # with a row that somebody else stored meanwhile sees it the next time, and can say so.
                again = is_contention(error.__cause__ or error) or is_collision(error)
                if self.database.is_sqlite or not again or attempt == _ATTEMPTS:
                    raise
                time.sleep(0.02 * 2**attempt)
            finally:
                if work is not None:
                    work.settle(stored=stored)
                    if stored:
                        self._note_readings(work)
        raise AssertionError("unreachable")

    def read(self, query: UseCase[P, T], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on one consistent snapshot; it cannot change anything."""
        try:
            return self._read(query, actor, *args, **kwargs)
        except Exception as error:
            # A connection that broke is no reason to bother anybody, if there is another.
            if self.database.is_sqlite or not cut_off.is_cut(error):
                raise
            cut_off.was_stored(self.database, None)
            return self._read(query, actor, *args, **kwargs)

    def _read(self, query: UseCase[P, T], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        declared = self._declared(query, writes=False)
        with (
            self._watched(query, actor, args, kwargs),
            said_plainly(self.database.place),
            self._session(writes=False) as session,
        ):
            work = self._begin(session, actor, declared, query)
            value = query(work, *args, **kwargs)
        self._note_readings(work)
        return value

    def close(self) -> None:
        """Let go of the database, and of the keys."""
        self._readings.settle()
        self.keyring.clear()
        self.database.close()

    def _note_readings(self, work: Work) -> None:
        """Put on record whose data was handed out, as soon as that can be done."""
        if work.seen or work.lists:
            self._readings.note(work, work.use_case)
        self._readings.settle()

    def _write_readings(self, readings: Sequence[Reading]) -> None:
        bind = self.database.engine.execution_options(writes=True, patience=_PATIENCE)
        with said_plainly(self.database.place), OfficeSession(bind, expire_on_commit=False) as session:
            first = readings[0]
            work = Work(session, first.actor, first.at, self._policy, first.what, self.keyring)
            session.author = work
            put_on_record(work, readings)
            session.commit()
            self._anchor(session)

    @contextmanager
    def _watched(
        self, use_case: Callable[..., object], actor: Actor, args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> Iterator[None]:
        """Put on record what is refused, after all else of it was rolled back."""
        try:
            yield
        except Forbidden as error:
            self._denials.note(denial(error, actor, self.clock().astimezone(UTC), use_case, args, kwargs))
            raise

    def _write_denial(self, refused: Denial) -> None:
        with self._session(writes=True) as session:
            work = Work(session, refused.actor, refused.at, self._policy, refused.use_case)
            session.author = work
            record_denial(work, refused)
            session.commit()
            self._anchor(session)

    def look_at_trail(self) -> Missed | None:
        """Compare where the trail ends with what was noted of it outside; what is gone goes on record.

        Where that cannot be stored, since the file is read-only, it is only answered.
        """
        with self.database.transaction(writes=False) as connection:
            found = missed(connection, self.anchors)
            self._uuid = office_uuid(connection)
        if found is not None and not self.view_only:
            with self.database.transaction(writes=True) as connection:
                now = record_break(connection, found, self.clock().astimezone(UTC))
            self.anchors.note(self._uuid, now)
        return found

    def _anchor(self, session: OfficeSession) -> None:
        """Note outside the database where the trail ends now that this is stored."""
        if session.head is not None:
            if not self._uuid:
                with self.database.transaction(writes=False) as connection:
                    self._uuid = office_uuid(connection)
            self.anchors.note(self._uuid, session.head)

    def _session(self, *, writes: bool) -> OfficeSession:
        bind = self.database.engine.execution_options(writes=True) if writes else self.database.engine
        return OfficeSession(bind, expire_on_commit=False, autoflush=True)

    def _begin(self, session: OfficeSession, actor: Actor, declared: Declared, use_case: Callable[..., object]) -> Work:
        actor = self._policy.confirm(session, actor)
        now, name = self.clock().astimezone(UTC), use_case.__name__
        work = Work(session, actor, now, self._policy, name, self.keyring, self.slots)
        work.require(declared.permission)
        return work

    @staticmethod
    def _declared(use_case: Callable[..., object], *, writes: bool) -> Declared:
        declared = USE_CASES.get(use_case)
        if declared is None or declared.writes is not writes:
            raise RuntimeError(
                f"{use_case.__name__} is not declared as a use case that {'writes' if writes else 'reads'}"
            )
        return declared

"""What was refused: whoever tries what their role, their portfolio or the state of a thing does not allow is on record.

The Office writes the entry in a transaction of its own, since what was refused is rolled back. It never stands in the
way: where it cannot be written now it waits for the next refusal, and the refusal itself reaches the caller unchanged.
A program that tries again and again fills no disk: the same try is written once a minute, with how often it was made,
and of one person a hundred an hour at most.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from inspect import signature
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.errors import Forbidden

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Work

DENIED: Final = "denied"
# The kind that an entry is about where no row is.
OFFICE: Final = "office"
# The same try of the same person within this time is one entry.
WITHIN: Final = timedelta(minutes=1)
# Entries of one person in an hour.
MOST: Final = 100
HOUR: Final = timedelta(hours=1)
_WAITING_AT_MOST: Final = 200
_REMEMBERED: Final = 2_000
_LOG: Final = logging.getLogger("officer_app")
# Arguments are named after what they are about; these tables are called otherwise.
_TABLES: Final = {"case": "talent_case", "view": "saved_view", "plan": "visit_plan", "meeting": "panel_meeting"}


@dataclass(frozen=True)
class Denial:
    """A refused try: who, when, which use case, about which row, for want of which permission, how often."""

    actor: "Actor"
    at: datetime
    use_case: str
    entity: str
    entity_id: int | None
    permission: str
    error: str
    times: int = 1

    @property
    def what(self) -> tuple[int | None, str, str, int | None]:
        """What makes two tries the same."""
        return self.actor.id, self.use_case, self.entity, self.entity_id


def denial(
    error: Forbidden,
    actor: "Actor",
    at: datetime,
    use_case: Callable[..., object],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> Denial:
    """What a refusal says of itself; never what was typed."""
    entity, entity_id = _row(error.target) or _named(use_case, args, kwargs) or (OFFICE, None)
    return Denial(actor, at, use_case.__name__, entity, entity_id, error.permission, error.code)


def _row(target: object) -> tuple[str, int | None] | None:
    table, key = getattr(target, "__tablename__", None), getattr(target, "id", None)
    return (table, key if isinstance(key, int) else None) if isinstance(table, str) else None


def _named(
    use_case: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> tuple[str, int | None] | None:
    """The first argument that is the number of a row."""
    names = list(signature(use_case).parameters)[1:]
    for name, value in (*zip(names, args, strict=False), *kwargs.items()):
        if name.endswith("_id") and isinstance(value, int):
            word = name.removesuffix("_id")
            return _TABLES.get(word, word)[:40], value
    return None


@dataclass
class Denials:
    """The refusals of an open office. `write` stores one in a transaction of its own, and may fail."""

    write: Callable[[Denial], None]
    _waiting: deque[Denial] = field(default_factory=lambda: deque(maxlen=_WAITING_AT_MOST))
    # When a try was last written, and how often it was made since.
    _known: dict[tuple[int | None, str, str, int | None], tuple[datetime, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, refused: Denial) -> None:
        """Put a refusal on record, unless the same one just was. Raises nothing."""
        with self._lock:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            last, since = self._known.get(refused.what, (None, 0))
            # A clock set back begins anew.
            if last is not None and timedelta(0) <= refused.at - last < WITHIN:
                self._known[refused.what] = (last, since + 1)
                return
            self._known[refused.what] = (refused.at, 0)
            self._waiting.append(replace(refused, times=since + 1))
        while self._waiting:
            one = self._waiting.popleft()
            try:
                self.write(one)
            except Exception as error:
                # Whatever goes wrong here must not hide why the person was refused.
                self._waiting.appendleft(one)
                _LOG.warning("a refusal of %s waits to be put on record: %s", one.use_case, type(error).__name__)
                return


def record_denial(work: "Work", refused: Denial) -> None:
    """Write the entry, unless the person has had as many as are kept of an hour; the last of them says so."""
    entry = sa.inspect(AuditEntry).local_table.c
    lately = (
        sa.select(entry.id)
        .where(
            entry.at > refused.at - HOUR,
            entry.at <= refused.at,
            entry.action == DENIED,
            entry.actor_id.is_not_distinct_from(refused.actor.id),
        )
        .limit(MOST)
    )
    count = work.session.connection().scalar(sa.select(sa.func.count()).select_from(lately.subquery())) or 0
    if count >= MOST:
        return
    said: dict[str, object] = {"permission": refused.permission, "error": refused.error, "times": refused.times}
    if count == MOST - 1:
        said["silent_until"] = refused.at + HOUR
    work.note(DENIED, refused.entity, refused.entity_id, after=said)

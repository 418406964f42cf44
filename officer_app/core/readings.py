"""Who read an applicant's data, or took a list out: put on record after the read, without holding it up.

A query says whose data it handed out (`Work.saw`); the Office writes one entry per person, applicant and ten minutes.
One that writes a list to a file says which and how long (`Work.took_out`); each is an entry.
Where somebody else is writing just then, or the disk refuses, the entry waits for the next use case: a reader is never
turned away for it.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.errors import AppError

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Work

READ: Final = "read"
EXPORT: Final = "export"
# The kind that an entry about a list is of.
LIST: Final = "list"
# What of one person is one reading: pages read anew when something changes.
WITHIN: Final = timedelta(minutes=10)
_WAITING_AT_MOST: Final = 10_000
_REMEMBERED: Final = 5_000
_LOG: Final = logging.getLogger("officer_app")


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody was handed the data of one applicant, or a list (which is none's); `what` names the query."""

    actor: "Actor"
    at: datetime
    what: str
    entity: str
    entity_id: int | None
    # Of a list: what it is about, and how many rows.
    about: str = ""
    rows: int = 0


# Writes some readings of one actor in a transaction of their own; raises AppError where that cannot be done now.
Write = Callable[[Sequence[Reading]], None]


class Readings:
    """The readings of an open office that wait to be written, and those that need not be written again."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: deque[Reading] = deque(maxlen=_WAITING_AT_MOST)
        self._written: dict[tuple[int | None, str, int], datetime] = {}
        self._lock = threading.Lock()
        self._told = False

    def note(self, work: "Work", what: str) -> None:
        """Keep what a query handed out, to be written by `settle`."""
        with self._lock:
            if len(self._written) > _REMEMBERED:
                self._written.clear()
            for entity, entity_id in work.seen:
                key = (work.actor.id, entity, entity_id)
                last = self._written.get(key)
                # A clock set back begins anew.
                if last is None or not timedelta(0) <= work.now - last < WITHIN:
                    self._written[key] = work.now
                    self._waiting.append(Reading(work.actor, work.now, what, entity, entity_id))
            for about, rows in work.lists:
                self._waiting.append(Reading(work.actor, work.now, what, LIST, None, about, rows))

    def settle(self) -> None:
        """Write what waits; what cannot be written now goes on waiting."""
        while self._waiting:
            with self._lock:
                if not self._waiting:
                    return
                first = self._waiting[0]
                together = [one for one in self._waiting if (one.actor, one.at) == (first.actor, first.at)]
            try:
                self._write(together)
            except (AppError, sa.exc.SQLAlchemyError) as error:
                if not self._told:
                    self._told = True
                    _LOG.info("readings wait to be put on record: %s", type(error).__name__)
                return
            with self._lock:
                for one in together:
                    with suppress(ValueError):
                        self._waiting.remove(one)


def put_on_record(work: "Work", readings: Iterable[Reading]) -> None:
    """The entries of these readings; one that another program has just written for the same person is left out."""
    for one in readings:
        if one.entity == LIST:
            work.note(EXPORT, LIST, after={"about": one.about, "rows": one.rows})
            continue
        known = sa.select(AuditEntry.id).where(
            AuditEntry.entity == one.entity,
            AuditEntry.entity_id == one.entity_id,
            AuditEntry.action == READ,
            AuditEntry.actor_id == one.actor.id,
            AuditEntry.at > one.at - WITHIN,
            AuditEntry.at <= one.at,
        )
        if work.session.connection().execute(known.limit(1)).first() is None:
            work.note(READ, one.entity, one.entity_id)

"""Heads of the trail kept outside the database, in the profile of whoever works with it.

After each commit a line is added with where the trail ends: a database that was put back, shortened or written anew
since shows, although everything in it agrees with itself. There is one file per office, under `anchors` in the user's
data; several programs may add to it, and a line half written is told apart. A save never fails for it, and nothing
waits for the disk: a power cut may take the last lines, which is no more than nothing known of them.
"""

import contextlib
import logging
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.core.identity import office_uuid
from officer_app.core.trail_chain import Head, head_at

_LINE: Final = re.compile(rb"^(\d{1,12}) ([0-9a-f]{32})$", re.MULTILINE)
_SIGNS: Final = 32
# How much of the end is read at opening: some two hundred lines.
_TAIL: Final = 10_000
_LOG: Final = logging.getLogger("officer_app")


class Anchors:
    """The heads that were noted in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = False

    def path(self, uuid: str) -> Path:
        """The file of an office."""
        return self._folder / f"{uuid}.heads"

    def note(self, uuid: str, at: Head) -> None:
        """Add where the trail of an office ends now. Where that cannot be written it is said in the log, once."""
        try:
            handle = self._open(uuid)
            try:
                # In one piece; the new line first, so that what another program left unfinished ends there.
                os.write(handle, f"\n{at.seq} {at.chain[:_SIGNS]}".encode())
            finally:
                os.close(handle)
        except OSError as error:
            if not self._told:
                _LOG.warning("where the trail ends could not be noted: %s", error.strerror)
            self._told = True

    def last(self, uuid: str) -> Head | None:
        """The head noted last; None where none is."""
        noted = self._read(uuid, _TAIL)
        return noted[-1] if noted else None

    def latest(self, uuid: str) -> list[Head]:
        """The heads noted lately, in the order of noting; their chains are shortened."""
        return self._read(uuid, _TAIL)

    def every(self, uuid: str) -> list[Head]:
        """All heads noted, in the order of noting; their chains are shortened."""
        return self._read(uuid, None)

    def lines_lost(self, uuid: str) -> int:
        """How many lines of the file are none."""
        with contextlib.suppress(OSError):
            content = self.path(uuid).read_bytes()
            return sum(1 for line in content.split(b"\n") if line) - len(_LINE.findall(content))
        return 0

    def _open(self, uuid: str) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            return os.open(self.path(uuid), flags, 0o600)
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self.path(uuid), flags, 0o600)

    def _read(self, uuid: str, end: int | None) -> list[Head]:
        try:
            with self.path(uuid).open("rb") as file:
                if end is not None and file.seek(0, os.SEEK_END) > end:
                    file.seek(-end, os.SEEK_END)
                    file.readline()  # the rest of a line
                else:
                    file.seek(0)
                content = file.read()
        except OSError:
            return []
        return [Head(int(seq), chain.decode()) for seq, chain in _LINE.findall(content)]


@dataclass(frozen=True, slots=True)
class Missed:
    """What was noted and is not there: the trail had come to `known`, and only what ends at `kept` still stands."""

    known: Head
    kept: Head


def stands(connection: sa.Connection, noted: Head) -> bool:
    """Whether the trail still runs through a head that was noted."""
    now = head_at(connection, noted.seq)
    return now is not None and now.chain.startswith(noted.chain)


def unexplained(noted: Sequence[Head], known_breaks: Iterable[tuple[int, str, int]]) -> list[Head]:
    """The heads that must stand: all but those lost in a break that is on record.

    A break is what was known, its chain, and what was kept; it explains what was noted before it was found.
    """
    explained: set[int] = set()
    for known_seq, known_chain, kept_seq in known_breaks:
        places = [n for n, one in enumerate(noted) if (one.seq, one.chain) == (known_seq, known_chain[:_SIGNS])]
        if places:
            explained.update(n for n in range(places[-1] + 1) if noted[n].seq > kept_seq)
    return [one for n, one in enumerate(noted) if n not in explained]


def breaks_on_record(connection: sa.Connection) -> list[tuple[int, str, int]]:
    """Of each break: what was known, its chain, what was kept."""
    query = "SELECT known_seq, known_chain, kept_seq FROM trail_break ORDER BY id"
    return [(row[0], row[1], row[2]) for row in connection.exec_driver_sql(query)]


def missed(connection: sa.Connection, anchors: Anchors) -> Missed | None:
    """What was noted lately and is gone; None where all of it stands, or where nothing was noted."""
    noted = unexplained(anchors.latest(office_uuid(connection)), breaks_on_record(connection))
    newest = max(noted, key=lambda one: one.seq, default=None)
    if newest is None or stands(connection, newest):
        return None
    gone = [one for one in noted if not stands(connection, one)]
    kept = max((one for one in noted if one not in gone), key=lambda one: one.seq, default=None)
    if kept is None:
        # Further back than was looked at now.
        every = unexplained(anchors.every(office_uuid(connection)), breaks_on_record(connection))
        kept = next((one for one in reversed(every) if stands(connection, one)), Head(0, ""))
    return Missed(newest, kept)


def record_break(connection: sa.Connection, found: Missed, at: datetime) -> Head:
    """Put a break on record, in a transaction of the program's own; answers the new head of the trail."""
    from officer_app.core.audit import AuditEntry
    from officer_app.core.trail_breaks import TrailBreak
    from officer_app.core.trail_chain import link_entries

    values = {
        "found_at": at,
        "known_seq": found.known.seq,
        "known_chain": found.known.chain,
        "kept_seq": found.kept.seq,
        "kept_chain": found.kept.chain,
        "version": 1,
    }
    key = connection.scalar(sa.insert(TrailBreak).values(values).returning(TrailBreak.id))
    entry = {
        "at": at,
        "actor_id": None,
        "actor_name": "",
        "on_behalf_of": "",
        "use_case": "open",
        "action": "insert",
        "entity": TrailBreak.__tablename__,
        "entity_id": key,
        "after": {**values, "found_at": at.isoformat()},
    }
    entry_id = connection.scalar(sa.insert(AuditEntry).values(entry).returning(AuditEntry.id))
    assert entry_id is not None
    now = link_entries(connection, [entry_id])
    assert now is not None
    return now

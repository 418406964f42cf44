"""Proving the audit trail: entry by entry against its chain, and the chain against heads that were kept outside."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: values of a JSON object

import sqlalchemy as sa

from officer_app.core.progress import Progress, unwatched
from officer_app.core.signing import short_form
from officer_app.core.trail_chain import (
    OWN,
    Head,
    Raw,
    chain_of,
    digest_of,
    identity,
    linked,
    seal_of,
    text_of,
    values_of,
)
from officer_app.i18n import N_, _

# More are counted, not told.
TOLD_AT_MOST: Final = 20

# What is wrong with an entry, in words: keys of TrailFault.
FAULTS: Final = {
    "changed": N_("Entry {entry} of the audit trail was changed (no. {seq} of the chain)."),
    "missing": N_("Entry {entry} of the audit trail is missing (no. {seq} of the chain)."),
    "added": N_("Entry {entry} of the audit trail was put in by another hand."),
    "link": N_("The link of entry {entry} was changed (no. {seq} of the chain)."),
    "moved": N_("What was entry {other} of the audit trail stands as entry {entry} now (no. {seq} of the chain)."),
    "gap": N_("No. {seq} of the audit trail's chain is missing."),
    "cut": N_("The audit trail ends at no. {seq}, but {source} knows of no. {other}: {count} entries are missing."),
    "rebuilt": N_("The audit trail was written anew between no. {seq} and no. {other}: {source} knows another one."),
}


@dataclass(frozen=True, slots=True)
class TrailFault:
    """Something wrong: `kind` is a key of FAULTS, `facts` what its sentence names."""

    kind: str
    facts: Mapping[str, object]

    @property
    def text(self) -> str:
        """In one sentence, in the language in force."""
        return _(FAULTS[self.kind]).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Outside:
    """A head that was kept outside the chain: by whom, in words; the chain, its beginning, or its short form."""

    source: str
    seq: int
    chain: str = ""
    short: str = ""

    def agrees(self, chain: str) -> bool:
        """Whether this is the chain up to that number."""
        return chain.startswith(self.chain) if self.chain else short_form(chain) == self.short


@dataclass(frozen=True, slots=True)
class TrailVerdict:
    """What was proven: entries looked at, what is wrong, how many faults were not told, where the trail ends, how many
    heads outside agree with it.
    """

    count: int
    faults: tuple[TrailFault, ...]
    untold: int
    head: Head
    agreeing: int

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class _Odd:
    """An entry that does not fit its place."""

    seq: int
    entry_id: int
    previous: str
    seal: str
    values: Mapping[str, Any]


def prove_trail(
    connection: sa.Connection,
    outside: Iterable[Outside] = (),
    progress: Progress = unwatched,
    each: Callable[[Mapping[str, Any]], object] | None = None,
) -> TrailVerdict:
    """Walk the whole trail, from the first entry on, and compare it with heads kept outside.

    `each` is shown every entry that stands, by its columns. `progress` may raise to stop it. Memory is bounded but for
    what `outside` holds.
    """
    return _Walk(connection, outside, progress, each).walk()


class _Walk:
    def __init__(
        self,
        connection: sa.Connection,
        outside: Iterable[Outside],
        progress: Progress,
        each: Callable[[Mapping[str, Any]], object] | None,
    ) -> None:
        self._connection = connection
        self._progress = progress
        self._each = each
        self._heads: dict[int, list[Outside]] = {}
        for one in outside:
            self._heads.setdefault(one.seq, []).append(one)
        self._faults: list[TrailFault] = []
        self._untold = 0
        self._odd: list[_Odd] = []
        self._agreeing = 0
        # Of the heads outside: the last that agrees before the first that does not, and that one; the furthest beyond.
        self._agreed = 0
        self._differs: Outside | None = None

    def walk(self) -> TrailVerdict:
        uuid, self._key = identity(self._connection)
        total = self._connection.exec_driver_sql("SELECT count(*) FROM audit_link").scalar_one()
        count, at = 0, Head(0, uuid)
        while rows := linked(self._connection, at.seq):
            for row in rows:
                at = self._follow(at, row)
            count += len(rows)
            self._progress(count, total)
        self._unlinked()
        self._name_moved()
        self._tell_outside(at.seq)
        return TrailVerdict(count, tuple(self._faults), self._untold, at, self._agreeing)

    def _follow(self, before: Head, row: Raw) -> Head:
        seq, seal, chain, entry_id = row[:OWN]
        if seq != before.seq + 1:
            self._fault("gap", seq=before.seq + 1)
        if row[OWN] is None:
            self._fault("missing", entry=entry_id, seq=seq)
            return self._at(seq, chain)
        values = values_of(row[OWN:])
        digest = digest_of(text_of(values))
        if seq != before.seq + 1:
            # What came before it is unknown, so its seal cannot be proven; the chain goes on from it.
            return self._at(seq, chain)
        if seal_of(self._key, before.chain, seq, digest) != seal:
            self._odd.append(_Odd(seq, entry_id, before.chain, seal, values))
            if len(self._odd) <= TOLD_AT_MOST:
                self._fault("changed", entry=entry_id, seq=seq)
            else:
                self._untold += 1
            return self._at(seq, chain)
        should = chain_of(before.chain, seq, digest, seal)
        if should != chain:
            self._fault("link", entry=entry_id, seq=seq)
        if self._each is not None:
            self._each(values)
        return self._at(seq, should)

    def _at(self, seq: int, chain: str) -> Head:
        for one in self._heads.get(seq, ()):
            if not one.agrees(chain):
                self._differs = self._differs or one
            else:
                self._agreeing += 1
                if self._differs is None:
                    self._agreed = seq
        return Head(seq, chain)

    def _tell_outside(self, end: int) -> None:
        """What the heads outside show that the trail itself does not."""
        if self._differs is not None:
            first = self._differs
            self._fault("rebuilt", seq=self._agreed + 1, other=first.seq, source=first.source)
        furthest = max(self._heads, default=0)
        if furthest > end:
            source = self._heads[furthest][0].source
            self._fault("cut", seq=end, other=furthest, source=source, count=furthest - end)

    def _unlinked(self) -> None:
        """Entries that no transaction of the program wrote."""
        query = "SELECT e.id FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.entry_id = e.id)"
        for (entry_id,) in self._connection.exec_driver_sql(f"{query} ORDER BY e.id"):
            self._fault("added", entry=entry_id)

    def _name_moved(self) -> None:
        """Of entries that do not fit their places, those that fit another one's: they were exchanged."""
        places = self._odd[:TOLD_AT_MOST]
        for here in places:
            for other in places:
                if here is other:
                    continue
                # Either the rows changed their numbers, or the links their rows.
                if any(self._fits({**here.values, "id": key}, other) for key in (other.entry_id, here.entry_id)):
                    was = TrailFault("changed", {"entry": here.entry_id, "seq": here.seq})
                    now = TrailFault("moved", {"entry": here.entry_id, "other": other.entry_id, "seq": here.seq})
                    self._faults = [now if fault == was else fault for fault in self._faults]

    def _fits(self, values: Mapping[str, Any], place: _Odd) -> bool:
        digest = digest_of(text_of(values))
        return seal_of(self._key, place.previous, place.seq, digest) == place.seal

    def _fault(self, kind: str, **facts: object) -> None:
        if len(self._faults) < TOLD_AT_MOST:
            self._faults.append(TrailFault(kind, facts))
        else:
            self._untold += 1

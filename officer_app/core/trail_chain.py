"""The chain of the audit trail: what makes a changed, missing, moved or added entry show.

Entry n, as canonical JSON (`text_of`), has a digest; with it are stored

    seal(n)  = HMAC-SHA256(audit key, chain(n-1) | n | digest(n))
    chain(n) = SHA-256(chain(n-1) | n | digest(n) | seal(n)),    chain(0) = the office's identifier

in hexadecimal, joined by "|". The seals need the key, so that nobody without the open database can write an entry or
close a gap; the chain needs none, so that an export can be proven anywhere against a head that was kept outside: in the
profile of a user, with a backup, on an issued paper. Whoever has the open database has the key too and can write the
whole trail anew: that is what the heads outside are for.

Links are made at the end of a transaction, after everything else it writes; on PostgreSQL one transaction at a time
makes them, and waits for no row of another one while it does.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias  # Any: values of a JSON object, and columns of raw rows

import sqlalchemy as sa

from officer_app.core.signing import read_short_form, short_form

# Rows of raw statements: a number, a text, or nothing, column by column.
Raw: TypeAlias = Sequence[Any]

AT_ONCE: Final = 2_000
# The lock under which links are made on PostgreSQL: no other part of the program takes it.
_LOCK: Final = 0x7472_6169
_COLUMNS: Final = ("id", "actor_id", "actor_name", "on_behalf_of", "use_case", "action", "entity", "entity_id")
_JSON: Final = ("before", "after", "commitments")
# As texts, so that what somebody put there by force is read like everything else.
_STORED: Final = {
    "sqlite": "e.at, e.before, e.after, e.commitments",
    "postgresql": "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), "
    "e.before::text, e.after::text, e.commitments::text",
}
# Made once: a hundred thousand entries are read and written with them. What comes from JSON holds no circles.
_decoded: Final = json.JSONDecoder().decode
_encoded: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
_NAMES: Final = (*_COLUMNS, "at", *_JSON)
_SHORT: Final = re.compile(r"\s*(\d{1,12})\s*[·.:#/\-—– ]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail ends: the number of its last entry, and the chain up to it. An empty trail has number 0."""

    seq: int
    chain: str

    @property
    def short(self) -> str:
        """As papers carry it: 1204·7F3K-29QD-M4XA-0Z1B."""
        return f"{self.seq}·{short_form(self.chain)}"


def read_short(typed: str) -> tuple[int, str] | None:
    """The number and the short form of a head as somebody typed it; None for what is none."""
    found = _SHORT.fullmatch(typed)
    if found is None:
        return None
    short = read_short_form(found[2])
    return (int(found[1]), short) if short else None


def _asked(connection: sa.Connection, source: str, *first: str) -> str:
    """A query of what `values_of` takes, after some columns of its own; its parameters are written %s."""
    dialect = connection.dialect.name
    names = ", ".join((*first, *(f"e.{name}" for name in _COLUMNS), _STORED[dialect]))
    query = f"SELECT {names} {source}"
    return query.replace("%s", "?") if dialect == "sqlite" else query


def values_of(row: Raw) -> dict[str, Any]:
    """An entry by the names of its columns, the moment in UTC."""
    values = dict(zip(_NAMES, row, strict=False))
    values["at"] = f"{values['at']}Z".replace(" ", "T", 1)
    for name in _JSON:
        held = values[name]
        if held is not None:
            try:
                values[name] = _decoded(held)
            except (TypeError, ValueError):
                values[name] = f"not JSON: {held!r}"
    return values


def text_of(values: Mapping[str, Any]) -> str:
    """The canonical JSON of an entry: its columns by name, sorted, without blanks."""
    return _encoded(values)


def digest_of(text: str) -> str:
    """What stands for an entry in the chain."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal_of(key: bytes, previous: str, seq: int, digest: str) -> str:
    """The seal of an entry at its place."""
    return hmac.digest(key, f"{previous}|{seq}|{digest}".encode(), "sha256").hex()


def chain_of(previous: str, seq: int, digest: str, seal: str) -> str:
    """The chain up to an entry."""
    return hashlib.sha256(f"{previous}|{seq}|{digest}|{seal}".encode()).hexdigest()


def identity(connection: sa.Connection) -> tuple[str, bytes]:
    """The office's identifier, which the chain begins with, and the key of its seals."""
    uuid, key = connection.exec_driver_sql("SELECT uuid, audit_key FROM office_identity").one()
    return uuid, bytes.fromhex(key)


def head(connection: sa.Connection) -> Head:
    """Where the trail ends now, what this transaction itself writes left out."""
    row = connection.exec_driver_sql("SELECT seq, chain FROM audit_link ORDER BY seq DESC LIMIT 1").one_or_none()
    if row is not None:
        return Head(*row)
    return Head(0, connection.exec_driver_sql("SELECT uuid FROM office_identity").scalar_one())


def head_at(connection: sa.Connection, seq: int) -> Head | None:
    """The chain up to an earlier entry; None where there is none of that number."""
    if seq == 0:
        return Head(0, connection.exec_driver_sql("SELECT uuid FROM office_identity").scalar_one())
    row = connection.execute(sa.text("SELECT seq, chain FROM audit_link WHERE seq = :seq"), {"seq": seq}).one_or_none()
    return None if row is None else Head(*row)


def take_turn(connection: sa.Connection) -> None:
    """Wait until nobody else is storing what they linked; others wait until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def link_entries(connection: sa.Connection, ids: Sequence[int]) -> Head | None:
    """Link entries of this transaction to the trail, in the order of their ids: the last thing a transaction does.

    Answers the new head; None where none of them is there any more.
    """
    take_turn(connection)
    uuid, key = identity(connection)
    last = connection.exec_driver_sql("SELECT seq, chain FROM audit_link ORDER BY seq DESC LIMIT 1").one_or_none()
    began = Head(*last) if last is not None else Head(0, uuid)
    now = _store(connection, key, began, _rows_of(connection, sorted(ids)))
    return now if now.seq > began.seq else None


def link_what_stands(connection: sa.Connection) -> None:
    """For the migration: the chain of a trail that has none yet, in the order of its entries."""
    uuid, key = identity(connection)
    query = _asked(connection, "FROM audit_entry e WHERE e.id > %s ORDER BY e.id LIMIT %s")

    def rows() -> Iterator[Raw]:
        after = -(2**62) if connection.dialect.name == "sqlite" else -(2**31)
        while found := connection.exec_driver_sql(query, (after, AT_ONCE)).all():
            yield from found
            after = found[-1][0]

    _store(connection, key, Head(0, uuid), rows())


def _rows_of(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Raw]:
    query = _asked(connection, "FROM audit_entry e WHERE e.id BETWEEN %s AND %s ORDER BY e.id")
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        own = set(some)
        # On PostgreSQL entries of others may lie between; they link their own.
        for row in connection.exec_driver_sql(query, (some[0], some[-1])).all():
            if row[0] in own:
                yield row


def linked(connection: sa.Connection, after: int, most: int = AT_ONCE) -> Sequence[Raw]:
    """Links from behind a number on, in order: number, seal, chain and id of the entry, then what `values_of` takes."""
    source = "FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id WHERE l.seq > %s ORDER BY l.seq LIMIT %s"
    query = _asked(connection, source, "l.seq", "l.seal", "l.chain", "l.entry_id")
    return connection.exec_driver_sql(query, (after, most)).all()


# How many columns of `linked` come before the entry.
OWN: Final = 4


def _store(connection: sa.Connection, key: bytes, began: Head, rows: Iterable[Raw]) -> Head:
    marks = "?, ?, ?, ?" if connection.dialect.name == "sqlite" else "%s, %s, %s, %s"
    statement = f"INSERT INTO audit_link (entry_id, seq, seal, chain) VALUES ({marks})"
    seq, chain = began.seq, began.chain
    links: list[tuple[int, int, str, str]] = []
    for row in rows:
        digest = digest_of(text_of(values_of(row)))
        seq += 1
        seal = seal_of(key, chain, seq, digest)
        chain = chain_of(chain, seq, digest, seal)
        links.append((row[0], seq, seal, chain))
        if len(links) == AT_ONCE:
            connection.exec_driver_sql(statement, links)
            links = []
    if links:
        connection.exec_driver_sql(statement, links)
    return Head(seq, chain)

"""The audit trail: who changed what, when, and what was there before; written in the same flush as the change.

Rows of classes that derive from `Audited` are recorded by themselves. Bulk statements bypass the ORM, so a use case
that makes them calls `Work.note` with what it did. Either way the entries are linked to the trail when the transaction
commits (core/trail_chain.py). The tables are append-only by trigger on both engines.

Personal values stand masked in an entry, with a commitment to the whole value: HMAC-SHA256 over it and a salt of the
entry. So a value that somebody claims can be checked against an entry, and what an entry was about is lost for good
when its salt is removed with the person's data.
"""

import hmac
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, Final, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Mapper, Session, UOWTransaction, mapped_column, object_mapper
from sqlalchemy.orm.attributes import get_history

from officer_app.core.database import Base, Moment
from officer_app.core.signing import canonical
from officer_app.core.trail_chain import Head, identity, link_entries
from officer_app.core.words import Word

# Column values as JSON holds them.
json_value = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


# Somebody was shown an applicant's data, a number whole, or took a list of people out.
LOOKS: Final = ("read", "reveal", "export")
# What changed a row, in contrast to what only speaks of one: a look at it, a paper issued, a try that was refused.
CHANGES: Final = ("insert", "update", "delete")
_LOOKS: Final = sa.text("action IN ({})".format(", ".join(f"'{action}'" for action in LOOKS)))


_SALT_BYTES: Final = 16
_KEY: Final = "audit key"


class AuditEntry(Base):
    """One change. `before` and `after` hold only the columns that changed; personal values are masked."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    # No foreign key: the trail outlives what it speaks of.
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(80))
    # Whom the actor stood in for; empty for one's own acts.
    on_behalf_of: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    use_case: Mapped[str] = mapped_column(sa.String(80))
    action: Mapped[str] = mapped_column(sa.String(32))
    entity: Mapped[str] = mapped_column(sa.String(40))
    entity_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # any JSON value
    after: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # any JSON value
    # Of personal values: {"salt": name of the salt, "before": {column: commitment}, "after": {column: commitment}}.
    commitments: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # as described

    __table_args__ = (
        sa.Index(None, "entity", "entity_id"),
        sa.Index(None, "at"),
        # Who read whom is asked by person and time; these are few among all.
        sa.Index("ix_audit_entry_looks", "actor_id", "at", sqlite_where=_LOOKS, postgresql_where=_LOOKS),
    )


class AuditLink(Base):
    """The place of an entry in the chain: its number in order of commit, its own seal, and the chain up to it."""

    __tablename__ = "audit_link"

    # No foreign key: an entry that was removed by force is to be named, not to take its link with it.
    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(unique=True)
    seal: Mapped[str] = mapped_column(sa.String(64))
    chain: Mapped[str] = mapped_column(sa.String(64))


class AuditSalt(Base):
    """The salt of an entry's commitments; removed when the personal data it speaks of are removed."""

    __tablename__ = "audit_salt"

    name: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    entity: Mapped[str] = mapped_column(sa.String(40))
    entity_id: Mapped[int | None]

    __table_args__ = (sa.Index(None, "entity", "entity_id"),)


class Audited:
    """Marks a mapped class whose every insert, update and delete is recorded."""


class Author(Protocol):
    """What the trail needs to know of the running use case."""

    now: datetime
    use_case: str
    on_behalf_of: str
    changed: set[str]

    @property
    def author(self) -> tuple[int | None, str]: ...


def stored_word(table: str, column: str, value: object) -> Word | None:
    """The member of the closed list that a value of a column stands for; None where the column holds something else."""
    stored = Base.metadata.tables.get(table)
    kind = None if stored is None or column not in stored.c else stored.c[column].type
    words = kind.enum_class if isinstance(kind, sa.Enum) else None
    if words is None or not issubclass(words, Word):
        return None
    return next((member for member in words if member.value == value), None)


def as_json(value: object) -> object:
    """A column value as JSON can hold it, lossless for what columns hold."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def commitment(key: bytes, salt: str, entity: str, entity_id: int | None, column: str, value: object) -> str:
    """What an entry holds of a personal value besides its mask."""
    text = canonical([salt, entity, entity_id, column, str(as_json(value))])
    return hmac.digest(key, text.encode(), "sha256").hex()


def _shown(value: object, *, personal: bool) -> object:
    if value is None or not personal:
        return as_json(value)
    text = str(value)
    return f"{text[:1]}***{text[-2:]}" if len(text) > 6 else "***"


@cache
def _recorded(kind: Mapper[Any]) -> tuple[tuple[str, bool], ...]:
    """The attributes of a mapped class that are recorded, and whether each is personal."""
    columns = ((attribute.key, attribute.columns[0].info) for attribute in kind.column_attrs)
    return tuple((key, "personal" in info) for key, info in columns if not info.get("derived"))


@cache
def _committed(kind: Mapper[Any]) -> frozenset[str]:
    """Those that the trail commits to: personal, but no secret."""
    columns = ((attribute.key, attribute.columns[0].info) for attribute in kind.column_attrs)
    return frozenset(key for key, info in columns if "personal" in info and "secret" not in info)


Values: TypeAlias = dict[str, object]


def _stored_before(entity: object, key: str) -> object:
    history = get_history(entity, key)
    kept = history.deleted or history.unchanged
    return kept[0] if kept else None


def _sides(entity: object, action: str) -> tuple[Values | None, Values | None]:
    """What stood in the columns before and after, of a change only those that changed; as they are."""
    recorded = _recorded(object_mapper(entity))
    if action == "insert":
        return None, {key: getattr(entity, key) for key, _personal in recorded}
    if action == "delete":
        return {key: _stored_before(entity, key) for key, _personal in recorded}, None
    changed = [key for key, _personal in recorded if get_history(entity, key).has_changes()]
    return {key: _stored_before(entity, key) for key in changed}, {key: getattr(entity, key) for key in changed}


def entry_of(
    author: "Author", action: str, entity: str, entity_id: int | None, before: object, after: object
) -> dict[str, object]:
    """A row of the trail."""
    actor_id, actor_name = author.author
    return {
        "at": author.now,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "on_behalf_of": author.on_behalf_of,
        "use_case": author.use_case,
        "action": action,
        "entity": entity,
        "entity_id": entity_id,
        "before": before,
        "after": after,
        "commitments": None,
    }


def _entries(session: "OfficeSession", author: "Author", entities: Iterable[object], action: str) -> Iterable[Values]:
    for entity in entities:
        table = entity.__tablename__  # type: ignore[attr-defined] # mapped classes have one
        author.changed.add(table)
        if not isinstance(entity, Audited):
            continue
        before, after = _sides(entity, action)
        if not (before or after):
            continue
        kind = object_mapper(entity)
        personal = dict(_recorded(kind))
        entity_id = entity.id  # type: ignore[attr-defined] # every audited table has one
        told = [
            side and {name: _shown(value, personal=personal[name]) for name, value in side.items()}
            for side in (before, after)
        ]
        entry = entry_of(author, action, table, entity_id, *told)
        if committed := _committed(kind):
            entry["commitments"] = session.commit_to(table, entity_id, committed, before, after)
        yield entry


class OfficeSession(Session):
    """A session that knows who works with it; without an author it refuses to write.

    What it writes to the trail is linked when it commits, after everything else.
    """

    author: Author | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # what Session takes
        super().__init__(*args, **kwargs)
        # Where the trail ends once this session's entries are stored; None while it has written none.
        self.head: Head | None = None
        self._written: list[int] = []
        self._salts: list[dict[str, object]] = []
        # Of the session, not of its class: so it comes after what the features do before a commit, however late.
        event.listen(self, "before_commit", _link_what_was_written)

    def write(self, entries: Sequence[Values]) -> None:
        """Put entries into the trail."""
        if self._salts:
            self.connection().execute(sa.insert(AuditSalt), self._salts)
            self._salts = []
        self.track(self.connection().scalars(sa.insert(AuditEntry).returning(AuditEntry.id), entries))

    def track(self, ids: Iterable[int]) -> None:
        """Entries that this transaction has put into the trail by a statement of its own."""
        self._written.extend(ids)

    def commit_to(
        self,
        entity: str,
        entity_id: int | None,
        columns: frozenset[str],
        before: Values | None,
        after: Values | None,
    ) -> Values | None:
        """Commitments to the personal values of an entry that is about to be written; None where it has none."""
        sides = {
            side: {name: value for name in sorted(columns & values.keys()) if (value := values[name]) not in (None, "")}
            for side, values in (("before", before or {}), ("after", after or {}))
        }
        if not any(sides.values()):
            return None
        key: bytes | None = self.info.get(_KEY)
        if key is None:
            key = self.info[_KEY] = identity(self.connection())[1]
        name, salt = os.urandom(_SALT_BYTES).hex(), os.urandom(_SALT_BYTES).hex()
        self._salts.append({"name": name, "salt": salt, "entity": entity, "entity_id": entity_id})
        return {
            "salt": name,
            **{
                side: {
                    column: commitment(key, salt, entity, entity_id, column, value) for column, value in kept.items()
                }
                for side, kept in sides.items()
                if kept
            },
        }

    def link(self) -> None:
        """Link what was written: nothing may be written after it."""
        if self._written:
            self.head = link_entries(self.connection(), self._written)
            self._written = []


def _link_what_was_written(session: OfficeSession) -> None:
    if not session.in_nested_transaction():
        session.flush()
        session.link()


@event.listens_for(OfficeSession, "before_flush")
def _refuse_stray_writes(session: OfficeSession, _context: UOWTransaction, _instances: object) -> None:
    if session.author is None:
        raise RuntimeError("a query must not change anything")


@event.listens_for(OfficeSession, "after_flush")
def _record(session: OfficeSession, _context: UOWTransaction) -> None:
    author = session.author
    assert author is not None
    rows = [
        *_entries(session, author, session.new, "insert"),
        *_entries(session, author, (e for e in session.dirty if session.is_modified(e)), "update"),
        *_entries(session, author, session.deleted, "delete"),
    ]
    if rows:
        session.write(rows)

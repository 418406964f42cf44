"""The audit trail: who changed what, when, and what was there before; written in the same flush as the change.

Rows of classes that derive from `Audited` are recorded by themselves. Bulk statements bypass the ORM, so a use case
that makes them calls `Work.note` with what it did. The table is append-only by trigger on both engines.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Mapper, Session, UOWTransaction, mapped_column, object_mapper
from sqlalchemy.orm.attributes import get_history

from officer_app.core.database import Base, Moment

# Column values as JSON holds them.
json_value = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


# Somebody was shown an applicant's data, a number whole, or took a list of people out.
LOOKS: Final = ("read", "reveal", "export")
_LOOKS: Final = sa.text("action IN ({})".format(", ".join(f"'{action}'" for action in LOOKS)))


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


def as_json(value: object) -> object:
    """A column value as JSON can hold it, lossless for what columns hold."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


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


def _new(entity: object) -> dict[str, object]:
    return {key: _shown(getattr(entity, key), personal=personal) for key, personal in _recorded(object_mapper(entity))}


def _old(entity: object) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, personal in _recorded(object_mapper(entity)):
        history = get_history(entity, key)
        kept = history.deleted or history.unchanged
        values[key] = _shown(kept[0] if kept else None, personal=personal)
    return values


def _changes(entity: object) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after of the columns that changed."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for key, personal in _recorded(object_mapper(entity)):
        history = get_history(entity, key)
        if history.has_changes():
            before[key] = _shown(history.deleted[0] if history.deleted else None, personal=personal)
            after[key] = _shown(getattr(entity, key), personal=personal)
    return before, after


def _entries(author: Author, entities: Iterable[object], action: str) -> Iterable[dict[str, object]]:
    actor_id, actor_name = author.author
    for entity in entities:
        author.changed.add(entity.__tablename__)  # type: ignore[attr-defined] # mapped classes have one
        if not isinstance(entity, Audited):
            continue
        before = after = None
        if action == "insert":
            after = _new(entity)
        elif action == "update":
            before, after = _changes(entity)
            if not after:
                continue
        else:
            before = _old(entity)
        yield {
            "at": author.now,
            "actor_id": actor_id,
            "actor_name": actor_name,
            "on_behalf_of": author.on_behalf_of,
            "use_case": author.use_case,
            "action": action,
            "entity": entity.__tablename__,  # type: ignore[attr-defined] # mapped classes have one
            "entity_id": entity.id,  # type: ignore[attr-defined] # every audited table has one
            "before": before,
            "after": after,
        }


class OfficeSession(Session):
    """A session that knows who works with it; without an author it refuses to write."""

    author: Author | None = None


@event.listens_for(OfficeSession, "before_flush")
def _refuse_stray_writes(session: OfficeSession, _context: UOWTransaction, _instances: object) -> None:
    if session.author is None:
        raise RuntimeError("a query must not change anything")


@event.listens_for(OfficeSession, "after_flush")
def _record(session: OfficeSession, _context: UOWTransaction) -> None:
    assert session.author is not None
    rows = [
        *_entries(session.author, session.new, "insert"),
        *_entries(session.author, (e for e in session.dirty if session.is_modified(e)), "update"),
        *_entries(session.author, session.deleted, "delete"),
    ]
    if rows:
        session.connection().execute(sa.insert(AuditEntry), rows)

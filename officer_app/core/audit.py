"""The audit trail: who changed what, when, and what was there before; written in the same flush as the change.

Rows of classes that derive from `Audited` are recorded by themselves. Bulk statements bypass the ORM, so a use case
that makes them calls `Work.note` with what it did. The table is append-only by trigger on both engines.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column
from sqlalchemy.orm.attributes import get_history

from officer_app.core.database import Base, Moment

# Column values as JSON holds them.
json_value = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class AuditEntry(Base):
    """One change. `before` and `after` hold only the columns that changed; personal values are masked."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    # No foreign key: the trail outlives what it speaks of.
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(80))
    use_case: Mapped[str] = mapped_column(sa.String(80))
    action: Mapped[str] = mapped_column(sa.String(32))
    entity: Mapped[str] = mapped_column(sa.String(40))
    entity_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # any JSON value
    after: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # any JSON value

    __table_args__ = (sa.Index(None, "entity", "entity_id"), sa.Index(None, "at"))


class Audited:
    """Marks a mapped class whose every insert, update and delete is recorded."""


class Author(Protocol):
    """What the trail needs to know of the running use case."""

    now: datetime
    use_case: str
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


def _shown(column: sa.Column[Any], value: object) -> object:
    if value is None or "personal" not in column.info:
        return as_json(value)
    text = str(value)
    return f"{text[:1]}***{text[-2:]}" if len(text) > 6 else "***"


def _values(entity: object, *, changed_only: bool, old: bool) -> dict[str, object]:
    values: dict[str, object] = {}
    for attribute in sa.inspect(type(entity)).column_attrs:
        column = attribute.columns[0]
        if column.info.get("derived"):
            continue
        history = get_history(entity, attribute.key)
        if changed_only and not history.has_changes():
            continue
        if old:
            kept = history.deleted or (() if changed_only else history.unchanged)
            values[attribute.key] = _shown(column, kept[0] if kept else None)
        else:
            values[attribute.key] = _shown(column, getattr(entity, attribute.key))
    return values


def _entries(author: Author, entities: Iterable[object], action: str) -> Iterable[dict[str, object]]:
    actor_id, actor_name = author.author
    for entity in entities:
        author.changed.add(entity.__tablename__)  # type: ignore[attr-defined] # mapped classes have one
        if not isinstance(entity, Audited):
            continue
        before = after = None
        if action == "insert":
            after = _values(entity, changed_only=False, old=False)
        elif action == "update":
            before = _values(entity, changed_only=True, old=True)
            after = _values(entity, changed_only=True, old=False)
            if not after:
                continue
        else:
            before = _values(entity, changed_only=False, old=True)
        yield {
            "at": author.now,
            "actor_id": actor_id,
            "actor_name": actor_name,
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

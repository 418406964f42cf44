"""The audit trail as it is read: who changed what, when, and what was there before."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.people.access import Permission


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry; `at` is local time, `fields` are (column, before, after), `on_behalf_of` whom `by` stood in for.

    Personal values were masked when written.
    """

    number: int
    at: datetime
    by: str
    use_case: str
    action: str
    entity: str
    entity_id: int | None
    fields: tuple[tuple[str, object, object], ...]
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries, the latest first, and how many there are."""

    rows: tuple[TrailRow, ...]
    count: int


@asks(Permission.AUDIT_READ)
def audit_trail(work: Work, *, by: str = "", entity: str = "", offset: int = 0, limit: int = 200) -> TrailPage:
    """A page of the trail: of one person (what others did for them included), of one kind of thing, or all."""
    wanted: list[sa.ColumnElement[bool]] = []
    if by:
        wanted.append((AuditEntry.actor_name == by) | (AuditEntry.on_behalf_of == by))
    if entity:
        wanted.append(AuditEntry.entity == entity)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*wanted)) or 0
    query = sa.select(AuditEntry).where(*wanted).order_by(AuditEntry.id.desc()).offset(offset).limit(limit)
    return TrailPage(tuple(_row(entry) for entry in work.session.scalars(query)), count)


@asks(Permission.AUDIT_READ)
def trail_authors(work: Work) -> list[str]:
    """Everybody the trail names."""
    query = sa.select(AuditEntry.actor_name).distinct().order_by(AuditEntry.actor_name)
    return [name for name in work.session.scalars(query) if name]


def _row(entry: AuditEntry) -> TrailRow:
    before, after = entry.before or {}, entry.after or {}
    names = list(dict.fromkeys((*after, *before)))
    return TrailRow(
        entry.id,
        entry.at.astimezone(OFFICE_ZONE),
        entry.actor_name,
        entry.use_case,
        entry.action,
        entry.entity,
        entry.entity_id,
        tuple((name, before.get(name), after.get(name)) for name in names),
        entry.on_behalf_of,
    )

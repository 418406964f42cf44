"""What was changed in an enterprise's file, from the audit trail, in words; and which earlier values can come back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final  # rows of several classes, values of whatever their columns hold

import sqlalchemy as sa

from officer_app.assignments.model import Assignment
from officer_app.core.audit import CHANGES, AuditEntry, as_json, stored_word
from officer_app.core.database import Base
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.directory.model import (
    Attachment,
    Contact,
    CustomField,
    CustomValue,
    DirectoryEdition,
    Enterprise,
    EnterpriseYear,
    Listing,
    Subdistrict,
)
from officer_app.directory.service import KEPT as _OWN
from officer_app.i18n import _
from officer_app.people.access import Permission, may
from officer_app.people.model import Account

MOST: Final = 200
_FILED: Final[tuple[type[Base], ...]] = (Contact, Listing, EnterpriseYear, CustomValue, Assignment, Attachment)
_UNTOLD: Final = frozenset(("id", "version", "draft_id", "created_at", "enterprise_id", "field_id")) | frozenset(
    ("content_hash", "size", "added_at", "added_by")
)
# What can be brought back through the forms of the file.
RESTORABLE: Final[dict[str, frozenset[str]]] = {
    Enterprise.__tablename__: frozenset(_OWN),
    Contact.__tablename__: frozenset(("name", "title", "hr_level")),
    CustomValue.__tablename__: frozenset(("text", "number", "day")),
    EnterpriseYear.__tablename__: frozenset(("headcount", "revenue", "source")),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A column before and after, in words; empty for nothing.

    `restorable`: what stood there before differs from what stands there now, and can be brought back. `personal`: it
    was masked when it was written, so that nothing can be brought back.
    """

    column: str
    before: str
    after: str
    restorable: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the trail that concerns the file, in local time.

    `what` names the contact, year, field or paper it speaks of. `version` is that row's now, for bringing back.
    """

    entry_id: int
    at: datetime
    by: str
    on_behalf_of: str
    action: str
    entity: str
    what: str
    version: int | None
    fields: tuple[FieldChange, ...]


def history_of(work: Work, enterprise_id: int, most: int = MOST) -> tuple[Change, ...]:
    """The latest changes of an enterprise and of all that is in its file, the latest first."""
    names = _Names(work, enterprise_id)
    found: list[AuditEntry] = []
    # Who looked at something, or tried what was refused, is the auditor's to know.
    for table, ids in names.ids.items():
        found += work.session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.entity == table, AuditEntry.entity_id.in_(ids), AuditEntry.action.in_(CHANGES))
            .order_by(AuditEntry.id.desc())
            .limit(most)
        )
    found.sort(key=lambda entry: -entry.id)
    return tuple(names.told(entry) for entry in found[:most])


class _Names:
    """The rows of a file as they stand now, and the words for what the trail says of them."""

    def __init__(self, work: Work, enterprise_id: int) -> None:
        session = work.session
        self._now: dict[tuple[str, int], Base] = {}
        self.ids: dict[str, list[int]] = {}
        rows: dict[type[Base], Iterable[Any]] = {Enterprise: [work.get(Enterprise, enterprise_id)]}
        readable = [k for k in _FILED if k is not Attachment or may(work.actor.role, Permission.PAPER_READ)]
        for kind in readable:
            rows[kind] = session.scalars(
                sa.select(kind).where(kind.enterprise_id == enterprise_id)  # type: ignore[attr-defined] # each has one
            )
        for kind, present in rows.items():
            for row in present:
                self._now[kind.__tablename__, row.id] = row
                self.ids.setdefault(kind.__tablename__, []).append(row.id)
        self._fields = {row.id: row.name for row in session.scalars(sa.select(CustomField))}
        self._towns = {row.id: row.name for row in session.scalars(sa.select(Subdistrict))}
        self._people = {row.id: row.name for row in session.scalars(sa.select(Account))}
        self._editions = {row.id: row for row in session.scalars(sa.select(DirectoryEdition))}
        self._lookups: dict[str, Callable[[Any], str]] = {
            "subdistrict_id": lambda key: self._towns.get(key, str(key)),
            "account_id": lambda key: self._people.get(key, str(key)),
            "edition_id": self._edition,
        }

    def told(self, entry: AuditEntry) -> Change:
        """An entry in words."""
        row = self._now.get((entry.entity, entry.entity_id or 0))
        before, after = entry.before or {}, entry.after or {}
        told = [self._field(entry, name, row) for name in dict.fromkeys((*after, *before)) if name not in _UNTOLD]
        return Change(
            entry.id,
            entry.at.astimezone(OFFICE_ZONE),
            entry.actor_name,
            entry.on_behalf_of,
            entry.action,
            entry.entity,
            self._what(entry.entity, row),
            getattr(row, "version", None),
            tuple(change for change in told if change.before or change.after),
        )

    def _field(self, entry: AuditEntry, name: str, row: Base | None) -> FieldChange:
        before, after = (entry.before or {}).get(name), (entry.after or {}).get(name)
        personal = is_personal(entry.entity, name)
        can = (
            entry.action == "update"
            and not personal
            and name in RESTORABLE.get(entry.entity, ())
            and row is not None
            and as_json(getattr(row, name)) != before
        )
        said_before, said_after = (self._word(entry.entity, name, value) for value in (before, after))
        return FieldChange(name, said_before, said_after, can, personal)

    def _word(self, entity: str, name: str, value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name in self._lookups:
            return self._lookups[name](value)
        if (word := stored_word(entity, name, value)) is not None:
            return word.label
        if name in ("capital_amount", "revenue", "number"):
            return f"{Decimal(str(value)).normalize():,f}"
        if name.endswith("_at"):
            return f"{datetime.fromisoformat(str(value)).astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
        return f"{value:,}" if isinstance(value, int) and name != "year" else str(value)

    def _edition(self, key: int) -> str:
        edition = self._editions.get(key)
        return _("Edition {year}").format(year=edition.year) if edition else str(key)

    def _what(self, entity: str, row: Base | None) -> str:
        if isinstance(row, Contact | Attachment):
            return row.name
        if isinstance(row, EnterpriseYear):
            return str(row.year)
        if isinstance(row, Listing):
            return self._edition(row.edition_id)
        if isinstance(row, CustomValue):
            return self._fields.get(row.field_id, "")
        return f"{row.role.label} {self._people.get(row.account_id, '')}" if isinstance(row, Assignment) else ""


def is_personal(entity: str, column: str) -> bool:
    """Whether a column's values are masked in the trail."""
    table = Base.metadata.tables.get(entity)
    return table is not None and column in table.c and "personal" in table.c[column].info

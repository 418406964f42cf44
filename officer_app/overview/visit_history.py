"""Who changed what of a visit, from what to what: its audit trail in words, one entry for each time it was saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final  # values of whatever the columns hold

import sqlalchemy as sa

from officer_app.core.audit import CHANGES, AuditEntry, stored_word
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_, _
from officer_app.overview.history import FieldChange
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import (
    ChecklistItem,
    Visit,
    VisitAnswer,
    VisitCompanion,
    VisitPerson,
    VisitPolicy,
)


class VisitDeed(Word):
    """What was done to a visit."""

    LOGGED = "logged", N_("Logged")
    CORRECTED = "corrected", N_("Corrected")
    RETURNED = "returned", N_("Returned for completion")
    COMPLETED = "completed", N_("Completed after the return")


@dataclass(frozen=True, slots=True)
class VisitChange:
    """A time the visit was saved, in local time; of the first one no fields are told.

    The `column` of a field is that of the visit, `people`, `companions`, `policies`, or the question that was answered.
    """

    at: datetime
    by: str
    on_behalf_of: str
    deed: VisitDeed
    fields: tuple[FieldChange, ...]
    note: str = ""


_OF_VISIT: Final = {
    VisitPerson.__tablename__: "people",
    VisitCompanion.__tablename__: "companions",
    VisitPolicy.__tablename__: "policies",
}
_ANSWER: Final = VisitAnswer.__tablename__
_UNTOLD: Final = frozenset(("id", "version", "plan_id", "returned_at", "returned_by", "return_note", "on_behalf_of"))


@asks(Permission.VISIT_READ)
def visit_history(work: Work, visit_id: int) -> tuple[VisitChange, ...]:
    """Every time the visit was saved or returned, the latest first. Raises NotFound."""
    work.get(Visit, visit_id)
    session = work.session
    own = list(
        session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.entity == Visit.__tablename__, AuditEntry.entity_id == visit_id)
            .where(AuditEntry.action.in_(CHANGES))
            .order_by(AuditEntry.id)
        )
    )
    query = (
        sa.select(AuditEntry)
        .where(AuditEntry.at.in_({entry.at for entry in own}), AuditEntry.entity.in_((*_OF_VISIT, _ANSWER)))
        .where(AuditEntry.action.in_(CHANGES))
        .order_by(AuditEntry.id)
    )
    parts = _of_this_visit(session.scalars(query), visit_id)
    words = _Words(work, own, parts)
    told = [_told(words, entry, [part for part in parts if part.at == entry.at]) for entry in own]
    return tuple(change for change in reversed(told) if change is not None)


def _of_this_visit(entries: Iterable[AuditEntry], visit_id: int) -> list[AuditEntry]:
    """Those of the entries that concern the visit: an update does not name it, but its row was stored before."""
    known: set[tuple[str, int | None]] = set()
    found = []
    for entry in entries:
        if (entry.after or {}).get("visit_id", (entry.before or {}).get("visit_id")) == visit_id:
            known.add((entry.entity, entry.entity_id))
        if (entry.entity, entry.entity_id) in known:
            found.append(entry)
    return found


def _told(words: "_Words", entry: AuditEntry, parts: Sequence[AuditEntry]) -> VisitChange | None:
    before, after = entry.before or {}, entry.after or {}
    at, deed, note = entry.at.astimezone(OFFICE_ZONE), VisitDeed.CORRECTED, ""
    fields: list[FieldChange] = []
    if entry.action == "insert":
        deed = VisitDeed.LOGGED
    else:
        fields = [words.field(name, before.get(name), value) for name, value in after.items() if name not in _UNTOLD]
        fields += [*words.names(parts), *words.answers(parts)]
    if after.get("returned_at"):
        deed, note = VisitDeed.RETURNED, str(after.get("return_note", ""))
    elif "returned_at" in after and entry.action == "update":
        deed = VisitDeed.COMPLETED
    fields = [field for field in fields if field.before != field.after]
    if deed is VisitDeed.CORRECTED and not fields:
        return None
    return VisitChange(at, entry.actor_name, entry.on_behalf_of, deed, tuple(fields), note)


class _Words:
    """What the ids that the trail speaks of are called now."""

    def __init__(self, work: Work, own: Sequence[AuditEntry], parts: Sequence[AuditEntry]) -> None:
        session = work.session
        values = [values for entry in (*own, *parts) for values in (entry.before or {}, entry.after or {})]

        def named(kind: Any, name: str, column: str) -> dict[int, str]:
            ids = {value[column] for value in values if value.get(column)}
            query = sa.select(kind.id, getattr(kind, name)).where(kind.id.in_(ids))
            return dict(session.execute(query).all()) if ids else {}

        self._names = {
            "officer_id": named(Account, "name", "officer_id"),
            "enterprise_id": named(Enterprise, "name", "enterprise_id"),
            "item_id": named(ChecklistItem, "question", "item_id"),
        }
        # What an answer was given to is named when it is stored, and not again when it is changed.
        self._asked = {
            entry.entity_id: given["item_id"]
            for entry in parts
            if entry.entity == _ANSWER and (given := entry.after or entry.before or {}).get("item_id")
        }

    def field(self, column: str, before: object, after: object) -> FieldChange:
        """A column of the visit."""
        return FieldChange(column, self._word(column, before), self._word(column, after))

    def names(self, parts: Sequence[AuditEntry]) -> list[FieldChange]:
        """Who took part and what was explained: each row is stored anew when one of them changes."""
        found = []
        for table, column in _OF_VISIT.items():
            gone = [part.before for part in parts if part.entity == table and part.action == "delete" and part.before]
            come = [part.after for part in parts if part.entity == table and part.action == "insert" and part.after]
            if gone or come:
                found.append(FieldChange(column, _joined(gone), _joined(come)))
        return found

    def answers(self, parts: Sequence[AuditEntry]) -> list[FieldChange]:
        """What was answered to each question."""
        found = []
        for part in parts:
            if part.entity == _ANSWER:
                question = self._names["item_id"].get(self._asked.get(part.entity_id, 0), "")
                found.append(FieldChange(question, _answer(part.before), _answer(part.after)))
        return found

    def _word(self, column: str, value: object) -> str:
        if value is None or value == "":
            return ""
        if column in self._names and isinstance(value, int):
            return self._names[column].get(value, str(value))
        if (word := stored_word(Visit.__tablename__, column, value)) is not None:
            return word.label
        return str(value)[:5] if column.endswith("s_at") else str(value)


def _joined(rows: Iterable[dict[str, Any]]) -> str:
    return "、".join(f"{row['name']}（{more}）" if (more := _more(row)) else row["name"] for row in rows)


def _more(row: dict[str, Any]) -> str:
    return " ".join(row[name] for name in ("department", "role", "title") if row.get(name))


def _answer(values: dict[str, Any] | None) -> str:
    held = [value for name in ("yes", "number", "text") if (value := (values or {}).get(name)) is not None]
    if not held:
        return ""
    if isinstance(held[0], bool):
        return _("yes") if held[0] else _("no")
    return f"{Decimal(held[0]).normalize():f}" if (values or {}).get("number") is not None else str(held[0])

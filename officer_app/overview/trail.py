"""The audit trail as it is read: who changed, saw, tried or entered what, when, and what was there before."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.audit import LOOKS, AuditEntry, AuditLink, AuditSalt, commitment, stored_word
from officer_app.core.denials import DENIED
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.trail_chain import identity
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.i18n import N_, _
from officer_app.people.access import Permission

_SIGN_INS: Final = ("sign_in", "sign_out", "refuse")
_READS: Final = (*LOOKS, "open", "save", "check")


class Deed(Word):
    """What kind of thing an entry tells of."""

    CHANGE = "change", N_("Changes")
    READ = "read", N_("Personal data seen")
    DENIAL = "denial", N_("Refused tries")
    SIGN_IN = "sign_in", N_("Sign-ins")


_OF_DEED: Final[dict[Deed, sa.ColumnElement[bool]]] = {
    Deed.CHANGE: AuditEntry.action.not_in((*_SIGN_INS, *_READS, DENIED)),
    Deed.READ: AuditEntry.action.in_(_READS),
    Deed.DENIAL: AuditEntry.action == DENIED,
    Deed.SIGN_IN: AuditEntry.action.in_(_SIGN_INS),
}


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries: of one person (what others did for them included), of a kind of thing, about one row of it, of a
    kind of deed, from day to day in the office's days.
    """

    by: str = ""
    entity: str = ""
    entity_id: int | None = None
    deed: Deed | None = None
    first: date | None = None
    last: date | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As a query takes them."""
        wanted: list[sa.ColumnElement[bool]] = []
        if self.by:
            wanted.append((AuditEntry.actor_name == self.by) | (AuditEntry.on_behalf_of == self.by))
        if self.entity:
            wanted.append(AuditEntry.entity == self.entity)
        if self.entity_id is not None:
            wanted.append(AuditEntry.entity_id == self.entity_id)
        if self.deed is not None:
            wanted.append(_OF_DEED[self.deed])
        if self.first is not None:
            wanted.append(AuditEntry.at >= datetime.combine(self.first, time(), OFFICE_ZONE))
        if self.last is not None:
            wanted.append(AuditEntry.at < datetime.combine(self.last + timedelta(days=1), time(), OFFICE_ZONE))
        return wanted


EVERY: Final = TrailFilter()


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry; `at` is local time, `fields` are (column, before, after), `on_behalf_of` whom `by` stood in for.

    Personal values were masked when written; those named in `committed` can be checked against a claim. `seq` is its
    number in the chain, None of an entry that has none.
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
    seq: int | None = None
    committed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries, the latest first, and how many there are."""

    rows: tuple[TrailRow, ...]
    count: int


@asks(Permission.AUDIT_READ)
def audit_trail(work: Work, wanted: TrailFilter = EVERY, *, offset: int = 0, limit: int = 200) -> TrailPage:
    """A page of the trail."""
    conditions = wanted.conditions()
    count = work.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*conditions)) or 0
    some = sa.select(AuditEntry.id).where(*conditions).order_by(AuditEntry.id.desc()).offset(offset).limit(limit)
    query = (
        sa.select(AuditEntry, AuditLink.seq)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.id.in_(some))
        .order_by(AuditEntry.id.desc())
    )
    return TrailPage(tuple(_row(entry, seq) for entry, seq in work.session.execute(query)), count)


@asks(Permission.AUDIT_READ)
def trail_authors(work: Work) -> list[str]:
    """Everybody the trail names."""
    query = sa.select(AuditEntry.actor_name).distinct().order_by(AuditEntry.actor_name)
    return [name for name in work.session.scalars(query) if name]


@changes(Permission.AUDIT_READ)
def claimed(work: Work, entry_id: int, column: str, value: str) -> bool:
    """Whether a personal value is the one that an entry holds masked, before or after the change. The check itself
    goes on record. Raises NotFound, Invalid where nothing can be checked.
    """
    entry = work.session.get(AuditEntry, entry_id)
    if entry is None:
        raise NotFound()
    held = entry.commitments or {}
    told = [side[column] for side in (held.get("before", {}), held.get("after", {})) if column in side]
    if not told:
        raise Invalid(N_("This entry holds no commitment to such a value."), field="value")
    salt = work.session.scalar(sa.select(AuditSalt.salt).where(AuditSalt.name == held["salt"]))
    if salt is None:
        raise Invalid(N_("The person's data were removed; nothing can be checked any more."), field="value")
    key = identity(work.session.connection())[1]
    same = commitment(key, salt, entry.entity, entry.entity_id, column, value.strip()) in told
    after = {"field": column, "entry": entry_id, "agrees": same}
    work.note("check", entry.entity, entry.entity_id, after=after)
    return same


def value_in_words(entity: str, column: str, value: object) -> str:
    """A value of an entry as people say it; empty for nothing. What is no single value stays as it is stored."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    word = stored_word(entity, column, value)
    if word is None and column == "permission":
        word = next((one for one in Permission if one.value == value), None)
    if word is not None:
        return word.label
    if column.endswith(("_at", "_until", "_since")) and isinstance(value, str):
        with suppress(ValueError):
            return f"{datetime.fromisoformat(value).astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
    return str(value)


def forget_commitments(work: Work, entity: str, ids: Sequence[int]) -> None:
    """Remove what personal values of these rows could be checked with; for the use case that removes the values."""
    work.session.execute(
        sa.delete(AuditSalt).where(AuditSalt.entity == entity, among(AuditSalt.__table__.c.entity_id, ids))
    )


def _row(entry: AuditEntry, seq: int | None) -> TrailRow:
    before, after = entry.before or {}, entry.after or {}
    names = list(dict.fromkeys((*after, *before)))
    held = entry.commitments or {}
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
        seq,
        tuple(sorted({*held.get("before", {}), *held.get("after", {})})),
    )

"""One change for many enterprises: what it would do to each, doing it, and taking it back.

A row is changed only as it was shown: one that somebody saved since is named and left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final  # Any: values of several types, as the columns hold them

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.progress import Progress, unwatched
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.custom_fields import Value, fields_of, held_as, parse_value, value_text, values_of
from officer_app.directory.industries import Industry
from officer_app.directory.model import (
    CustomField,
    CustomValue,
    DirectoryEdition,
    EditionStatus,
    Enterprise,
    Listing,
    Subdistrict,
)
from officer_app.i18n import N_
from officer_app.people.access import Permission

# More at once would be a change nobody has looked at.
MOST_AT_ONCE: Final = 20_000
_AT_ONCE: Final = 500
_LONGEST_NOTE: Final = 20_000

Period = tuple[date | None, date | None]


class BulkField(Word):
    """What can be changed for many at once."""

    SUBDISTRICT = "subdistrict", N_("Sub-district or town")
    INDUSTRY = "industry", N_("Industry")
    TIER = "tier", N_("Tier in the draft edition")
    LARGE_CLIENT = "large_client", N_("Large client")
    HIGH_TECH = "high_tech", N_("High-tech enterprise")
    KEY_BODY = "key_body", N_("Key body")
    CUSTOM = "custom", N_("Field of the office's own")
    NOTE = "note", N_("Add to the note")


@dataclass(frozen=True, slots=True)
class BulkChange:
    """The change: `value` is an id, an Industry, a tier, a truth, a Period, a field's value, or words for the note.

    None takes away what is there, where that is possible. `field_id` names a field of the office's own.
    """

    what: BulkField
    value: Any = None
    field_id: int | None = None


class BulkVerdict(Word):
    """What becomes, or became, of a row."""

    WILL = "will", N_("will change")
    DONE = "done", N_("changed")
    RESTORED = "restored", N_("as it was before")
    SAME = "same", N_("has it already")
    UNLISTED = "unlisted", N_("not in the draft edition")
    TOO_LONG = "too_long", N_("the note would be too long")
    CHANGED_SINCE = "changed_since", N_("changed by somebody since")
    GONE = "gone", N_("no longer in the directory")


@dataclass(frozen=True, slots=True)
class BulkRow:
    """An enterprise, what it holds and would hold, and what becomes of it; `version` is that of the row looked at."""

    id: int
    name: str
    version: int
    before: object
    after: object
    verdict: BulkVerdict


@dataclass(frozen=True, slots=True)
class BulkUndo:
    """What takes a change back: for each row its id, what it held, and its version after the change.

    `edition_id` is that of the draft a tier was changed in.
    """

    change: BulkChange
    rows: tuple[tuple[int, Any, int], ...]
    edition_id: int | None = None


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of each row, and the way back."""

    rows: tuple[BulkRow, ...]
    undo: BulkUndo


def too_many() -> Invalid:
    """The refusal of more than `MOST_AT_ONCE`."""
    return Invalid(
        N_("More than {most} enterprises are chosen."),
        remedy=N_("Narrow the list with a filter, and take the parts one after the other."),
        most=f"{MOST_AT_ONCE:,}",
    )


@asks(Permission.DIRECTORY_EDIT)
def preview_bulk(work: Work, ids: Sequence[int], change: BulkChange) -> list[BulkRow]:
    """What the change would do to each, in the order given. Raises Invalid naming `value`."""
    return [row for part in _parts(ids) for row in _judged(work, part, _checked(work, change))]


@changes(Permission.DIRECTORY_EDIT, many=True)
def bulk_edit(
    work: Work, change: BulkChange, seen: Sequence[tuple[int, int]], progress: Progress = unwatched
) -> BulkResult:
    """Change every row that still has the version seen, given as (id, version); all in one transaction."""
    _hold_field(work, change)
    change = _checked(work, change)
    edition = _draft(work) if change.what is BulkField.TIER else None
    versions = dict(seen)
    rows: list[BulkRow] = []
    undo: list[tuple[int, Any, int]] = []
    for part in _parts(list(versions)):
        _hold(work, part, change)
        judged = [
            replace(row, verdict=BulkVerdict.CHANGED_SINCE)
            if row.verdict is not BulkVerdict.GONE and row.version != versions[row.id]
            else row
            for row in _judged(work, part, change)
        ]
        wanted = {row.id: row.after for row in judged if row.verdict is BulkVerdict.WILL}
        before = _held(work, list(wanted), change)
        after = _store(work, change, wanted)
        undo += [(key, before[key].value, version) for key, version in after.items()]
        rows += [replace(row, verdict=BulkVerdict.DONE) if row.id in after else row for row in judged]
        progress(len(rows), len(versions))
    return BulkResult(tuple(rows), BulkUndo(change, tuple(undo), edition))


@changes(Permission.DIRECTORY_EDIT)
def undo_bulk(work: Work, undo: BulkUndo, progress: Progress = unwatched) -> list[BulkRow]:
    """Every row that nobody saved since holds again what it held; the others are named and left.

    Raises Invalid where what was held is not admitted any more: the edition was published, a choice or field is gone.
    """
    rows: list[BulkRow] = []
    kept = {key: (value, version) for key, value, version in undo.rows}
    if undo.change.what is BulkField.TIER and _draft(work) != undo.edition_id:
        raise _no_draft()
    if undo.change.what is BulkField.CUSTOM:
        _hold_field(work, undo.change)
        for value in {value for value, _version in kept.values()}:
            _checked(work, replace(undo.change, value=value))
    for part in _parts(list(kept)):
        _hold(work, part, undo.change)
        now = _held(work, part, undo.change)
        wanted = {key: kept[key][0] for key, held in now.items() if held.version == kept[key][1]}
        restored = _store(work, undo.change, wanted)
        for key in part:
            held = now.get(key)
            verdict = (
                BulkVerdict.GONE
                if held is None
                else BulkVerdict.RESTORED
                if key in restored
                else BulkVerdict.CHANGED_SINCE
            )
            was = held.value if held else None
            rows.append(
                BulkRow(key, held.name if held else "", held.version if held else 0, was, kept[key][0], verdict)
            )
        progress(len(rows), len(kept))
    return rows


@dataclass(frozen=True, slots=True)
class _Held:
    """What a row holds of what is to be changed; without a listing `version` is 0."""

    name: str
    version: int
    value: Any


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    if len(ids) > MOST_AT_ONCE:
        raise too_many()
    for start in range(0, len(ids), _AT_ONCE):
        yield list(ids[start : start + _AT_ONCE])


def _checked(work: Work, change: BulkChange) -> BulkChange:
    """The change with its value as the columns hold it."""
    what, value = change.what, change.value
    if what is BulkField.SUBDISTRICT and value is not None and work.session.get(Subdistrict, value) is None:
        raise Invalid(N_("This sub-district does not exist."), field="value")
    if what is BulkField.INDUSTRY and value is not None:
        return replace(change, value=Industry(value))
    if what is BulkField.TIER:
        if value not in {1, 2, 3}:
            raise Invalid(N_("A tier is 1, 2 or 3."), field="value")
        _draft(work)
    if what is BulkField.LARGE_CLIENT:
        return replace(change, value=bool(value))
    if what in {BulkField.HIGH_TECH, BulkField.KEY_BODY}:
        since, until = value or (None, None)
        if until is not None and (since is None or until < since):
            raise Invalid(N_("The recognition ends before it begins."), field="value")
        return replace(change, value=(since, until))
    if what is BulkField.NOTE:
        words = str(value or "").strip()
        if not words:
            raise Invalid(N_("There is nothing to add yet."), field="value")
        return replace(change, value=words)
    if what is BulkField.CUSTOM:
        field = next((one for one in fields_of(work) if one.id == change.field_id), None)
        if field is None:
            raise Invalid(
                N_("This field is no longer in use."),
                remedy=N_("Reload the page; the administrator has changed the fields."),
                field="value",
            )
        typed = value if isinstance(value, str) else value_text(value)
        return replace(change, value=parse_value(field, typed))
    return change


def _draft(work: Work) -> int:
    newest = DirectoryEdition.year.desc(), DirectoryEdition.revision.desc()
    query = sa.select(DirectoryEdition.id).where(DirectoryEdition.status == EditionStatus.DRAFT).order_by(*newest)
    found = work.session.scalars(query.limit(1)).first()
    if found is None:
        raise _no_draft()
    return found


def _no_draft() -> Invalid:
    return Invalid(
        N_("There is no draft edition to change."),
        remedy=N_("A published edition stays as it is: begin a revision first."),
        field="value",
    )


def _hold(work: Work, ids: Sequence[int], change: BulkChange) -> None:
    """Nobody saves these rows between a look at them and their change."""
    rows = sa.select(Enterprise.id).where(Enterprise.id.in_(ids)).order_by(Enterprise.id)
    if change.what is BulkField.TIER:
        listed = Listing.edition_id == _draft(work), Listing.removed_on.is_(None), Listing.enterprise_id.in_(ids)
        rows = sa.select(Listing.id).where(*listed).order_by(Listing.id)
    work.session.execute(rows.with_for_update())


def _hold_field(work: Work, change: BulkChange) -> None:
    """Nobody retires the field or takes a choice away meanwhile."""
    if change.what is BulkField.CUSTOM:
        work.session.execute(
            sa.select(CustomField.id).where(CustomField.id == change.field_id).with_for_update(read=True)
        )


def _judged(work: Work, ids: Sequence[int], change: BulkChange) -> Iterator[BulkRow]:
    held = _held(work, ids, change)
    towns: dict[int | None, str] = {}
    if change.what is BulkField.SUBDISTRICT:
        named = work.session.execute(sa.select(Subdistrict.id, Subdistrict.name))
        towns = {row.id: row.name for row in named}
    for key in ids:
        row = held.get(key)
        if row is None:
            yield BulkRow(key, "", 0, None, None, BulkVerdict.GONE)
            continue
        after: Any = change.value
        if change.what is BulkField.NOTE:
            after = f"{row.value}\n{change.value}" if row.value else change.value
        verdict = BulkVerdict.WILL
        if change.what is BulkField.TIER and row.version == 0:
            verdict = BulkVerdict.UNLISTED
        elif after == row.value:
            verdict = BulkVerdict.SAME
        elif change.what is BulkField.NOTE and len(after) > _LONGEST_NOTE:
            verdict = BulkVerdict.TOO_LONG
        yield BulkRow(key, row.name, row.version, towns.get(row.value, row.value), after, verdict)


_COLUMNS: Final[Mapping[BulkField, str]] = {
    BulkField.SUBDISTRICT: "subdistrict_id",
    BulkField.INDUSTRY: "industry",
    BulkField.LARGE_CLIENT: "large_client",
    BulkField.NOTE: "note",
}
_PERIODS: Final[Mapping[BulkField, tuple[str, str]]] = {
    BulkField.HIGH_TECH: ("high_tech_since", "high_tech_until"),
    BulkField.KEY_BODY: ("key_body_since", "key_body_until"),
}


def _held(work: Work, ids: Sequence[int], change: BulkChange) -> dict[int, _Held]:
    what, session = change.what, work.session
    chosen = Enterprise.id.in_(ids)
    if what is BulkField.TIER:
        listed = sa.and_(
            Listing.enterprise_id == Enterprise.id, Listing.edition_id == _draft(work), Listing.removed_on.is_(None)
        )
        tiers = sa.select(Enterprise.id, Enterprise.name, Listing.version, Listing.tier).outerjoin(Listing, listed)
        return {key: _Held(name, at or 0, tier) for key, name, at, tier in session.execute(tiers.where(chosen))}
    names = [_COLUMNS[what]] if what in _COLUMNS else _PERIODS.get(what, ())
    columns = [getattr(Enterprise, name) for name in names]
    rows = session.execute(sa.select(Enterprise.id, Enterprise.name, Enterprise.version, *columns).where(chosen))
    if what is BulkField.CUSTOM:
        values = values_of(work, ids)
        return {key: _Held(name, at, values.get(key, {}).get(change.field_id or 0)) for key, name, at in rows}
    if what in _PERIODS:
        return {key: _Held(name, at, (since, until)) for key, name, at, since, until in rows}
    return {key: _Held(name, at, value) for key, name, at, value in rows}


def _store(work: Work, change: BulkChange, wanted: Mapping[int, Any]) -> dict[int, int]:
    """Set the rows to these values and return their versions afterwards."""
    session, what = work.session, change.what
    rows: dict[int, Any] = {}
    if what is BulkField.TIER:
        listed = sa.select(Listing).where(
            Listing.edition_id == _draft(work), Listing.removed_on.is_(None), Listing.enterprise_id.in_(wanted)
        )
        rows = {row.enterprise_id: row for row in session.scalars(listed)}
    else:
        rows = {row.id: row for row in session.scalars(sa.select(Enterprise).where(Enterprise.id.in_(wanted)))}
    if what is BulkField.CUSTOM:
        _store_values(work, change.field_id or 0, wanted, rows)
    for key, row in rows.items():
        if what is BulkField.TIER:
            row.tier = wanted[key]
        elif what in _PERIODS:
            for name, day in zip(_PERIODS[what], wanted[key], strict=True):
                setattr(row, name, day)
        elif what in _COLUMNS:
            setattr(row, _COLUMNS[what], wanted[key])
    session.flush()
    return {key: row.version for key, row in rows.items()}


def _store_values(work: Work, field_id: int, wanted: Mapping[int, Value | None], rows: Mapping[int, Any]) -> None:
    """A change of a value is one of the enterprise: a form opened before does not overwrite it unseen.

    A value that was taken away leaves an empty row, to which its history stays tied.
    """
    query = sa.select(CustomValue).where(CustomValue.field_id == field_id, CustomValue.enterprise_id.in_(rows))
    stored = {value.enterprise_id: value for value in work.session.scalars(query)}
    for key, row in rows.items():
        value, kept = wanted[key], stored.get(key)
        row.version += 1
        if kept is None:
            kept = CustomValue(field_id=field_id, enterprise_id=key)
            work.session.add(kept)
        for name, held in held_as(value).items():
            setattr(kept, name, held)

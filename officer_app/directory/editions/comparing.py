"""Two editions side by side: who entered, who left and why, who moved to another category or tier."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.sheets import Column, SheetToWrite, write_workbook
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import DirectoryEdition, EditionStatus, Enterprise, Listing, Subdistrict
from officer_app.i18n import N_, _
from officer_app.people.access import Permission


class Change(Word):
    """What became of an enterprise from one edition to the other."""

    ENTERED = "entered", N_("Entered")
    LEFT = "left", N_("Left the edition")
    MOVED = "moved", N_("Moved category")
    TIER = "tier", N_("Changed tier")


class ChangeRow(NamedTuple):
    """An enterprise that differs. `before` and `after` are None where it is not listed; `reason` is that of entry or
    of removal, as the change is."""

    change: Change
    enterprise_id: int
    name: str
    uscc: str
    subdistrict: str
    industry_before: Industry | None
    industry_after: Industry | None
    tier_before: int | None
    tier_after: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class EditionName:
    """An edition as papers name it."""

    id: int
    year: int
    revision: int
    draft: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, by change, industry and name; who moved and changed tier stands under both."""

    before: EditionName
    after: EditionName
    listed_before: int
    listed_after: int
    rows: tuple[ChangeRow, ...]

    def counts(self) -> dict[Change, int]:
        """How many of each change."""
        found = Counter(row.change for row in self.rows)
        return {change: found[change] for change in Change}


class _Listed(NamedTuple):
    name: str
    uscc: str
    subdistrict: str
    industry: Industry | None
    tier: int
    reason: str


@asks(Permission.DIRECTORY_READ)
def compare_editions(work: Work, before_id: int, after_id: int) -> Comparison:
    """What differs from the one edition to the other. Raises NotFound."""
    before, after = work.get(DirectoryEdition, before_id), work.get(DirectoryEdition, after_id)
    old, new = _listed(work, before_id), _listed(work, after_id)
    # Whoever was taken off the later draft left for that reason.
    left = _removals(work, before_id) | _removals(work, after_id)
    rows: list[ChangeRow] = []
    for key, now in new.items():
        was = old.get(key)
        if was is None:
            rows.append(_row(Change.ENTERED, key, None, now, now.reason))
            continue
        if was.industry is not now.industry:
            rows.append(_row(Change.MOVED, key, was, now, now.reason))
        if was.tier != now.tier:
            rows.append(_row(Change.TIER, key, was, now, now.reason))
    rows += [_row(Change.LEFT, key, was, None, left.get(key, "")) for key, was in old.items() if key not in new]
    changes, industries = list(Change), list(Industry)
    rows.sort(
        key=lambda row: (
            changes.index(row.change),
            industries.index(shown) if (shown := row.industry_after or row.industry_before) else len(industries),
            row.name,
        )
    )
    return Comparison(edition_name(before), edition_name(after), len(old), len(new), tuple(rows))


def edition_name(edition: DirectoryEdition) -> EditionName:
    """How a paper names it."""
    return EditionName(edition.id, edition.year, edition.revision, edition.status is EditionStatus.DRAFT)


def _row(change: Change, key: int, was: _Listed | None, now: _Listed | None, reason: str) -> ChangeRow:
    shown = now or was
    assert shown is not None
    return ChangeRow(
        change=change,
        enterprise_id=key,
        name=shown.name,
        uscc=shown.uscc,
        subdistrict=shown.subdistrict,
        industry_before=was.industry if was else None,
        industry_after=now.industry if now else None,
        tier_before=was.tier if was else None,
        tier_after=now.tier if now else None,
        reason=reason,
    )


def _listed(work: Work, edition_id: int) -> dict[int, _Listed]:
    query = (
        sa.select(
            Enterprise.id,
            Enterprise.name,
            Enterprise.uscc,
            sa.func.coalesce(Subdistrict.name, ""),
            Listing.industry,
            Listing.tier,
            Listing.reason,
        )
        .join(Enterprise, Enterprise.id == Listing.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(Listing.edition_id == edition_id, Listing.removed_on.is_(None))
    )
    return {row[0]: _Listed._make(row[1:]) for row in work.session.execute(query)}


def _removals(work: Work, edition_id: int) -> dict[int, str]:
    """Why enterprises were taken off an edition; the last time counts."""
    query = (
        sa.select(Listing.enterprise_id, Listing.removal_reason)
        .where(Listing.edition_id == edition_id, Listing.removed_on.is_not(None))
        .order_by(Listing.removed_on, Listing.id)
    )
    return dict(work.session.execute(query).all())


_COLUMNS: Final = (
    Column(N_("What changed"), 14),
    Column(N_("Enterprise name"), 36),
    Column(N_("Unified social credit code"), 22),
    Column(N_("Sub-district or town"), 16),
    Column(N_("Industry before"), 22),
    Column(N_("Industry after"), 22),
    Column(N_("Tier before"), 10, "number"),
    Column(N_("Tier after"), 10, "number"),
    Column(N_("Reason"), 40),
)


@asks(Permission.DIRECTORY_EXPORT)
def export_comparison(work: Work, before_id: int, after_id: int, path: Path) -> int:
    """Write what differs to a workbook; returns the rows. Raises NotFound, DiskTrouble."""
    found = compare_editions(work, before_id, after_id)
    work.took_out(_("Differences"), len(found.rows))
    columns = [Column(_(column.title), column.width, column.kind) for column in _COLUMNS]
    return write_workbook(path, SheetToWrite(_("Differences"), columns, _cells(found.rows)))


def _cells(rows: Iterable[ChangeRow]) -> Iterable[tuple[str | int | None, ...]]:
    for row in rows:
        yield (
            row.change.label,
            row.name,
            row.uscc,
            row.subdistrict,
            row.industry_before.label if row.industry_before else None,
            row.industry_after.label if row.industry_after else None,
            row.tier_before,
            row.tier_after,
            row.reason,
        )

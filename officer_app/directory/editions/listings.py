"""What an edition of the directory lists: every enterprise with its category, tier, reason and evidence.

Only a draft changes. What is taken off stays on record with the day and the reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Invalid, NotFound
from officer_app.core.progress import Progress, unwatched
from officer_app.core.search import Query
from officer_app.core.sheets import Column, SheetToWrite, write_workbook
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.editions.service import Hindrance, has, open_draft
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import literally
from officer_app.directory.model import DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.i18n import N_, _
from officer_app.people.access import Permission

TIERS: Final = (1, 2, 3)
_MOST: Final = {"reason": 200, "evidence": 400}


class Standing(Word):
    """Whether an enterprise stands in the edition or was taken off it."""

    LISTED = "listed", N_("Listed")
    REMOVED = "removed", N_("Taken off")


class ListingSort(Word):
    """What listings are sorted by."""

    NAME = "name", N_("Enterprise name")
    INDUSTRY = "industry", N_("Industry")
    TIER = "tier", N_("Tier")
    SUBDISTRICT = "subdistrict", N_("Sub-district or town")
    ENTERED = "entered", N_("Listed since")


@dataclass(frozen=True, slots=True)
class ListingFilter:
    """Which listings of an edition; what is None or empty does not filter."""

    text: str = ""
    industry: Industry | None = None
    tier: int | None = None
    subdistrict_id: int | None = None
    standing: Standing | None = Standing.LISTED
    with_hindrance: Hindrance | None = None


class ListingLine(NamedTuple):
    """An enterprise as an edition lists it. `own_industry` is what its file says now."""

    id: int
    version: int
    enterprise_id: int
    name: str
    uscc: str
    industry: Industry | None
    own_industry: Industry | None
    tier: int
    reason: str
    evidence: str
    subdistrict: str
    liaison: str
    entered_on: date
    removed_on: date | None
    removal_reason: str


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Some lines and how many there are."""

    rows: tuple[ListingLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """A listing as a page holds it; `version` is the one the page was filled from."""

    industry: Industry | None
    tier: int = 3
    reason: str = ""
    evidence: str = ""
    version: int | None = None


@asks(Permission.DIRECTORY_READ)
def list_listings(
    work: Work,
    edition_id: int,
    wanted: ListingFilter = ListingFilter(),
    sort: ListingSort = ListingSort.NAME,
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> ListingPage:
    """A page of what an edition lists."""
    chosen = _lines(work, edition_id, wanted)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    rows = work.session.execute(chosen.order_by(*_order(sort, descending=descending)).offset(offset).limit(limit))
    return ListingPage(tuple(map(ListingLine._make, rows)), count)


def _lines(work: Work, edition_id: int, wanted: ListingFilter) -> sa.Select[*tuple[Any, ...]]:  # of several types
    today = work.today
    conditions: list[sa.ColumnElement[bool]] = [Listing.edition_id == edition_id]
    if query := Query.of(wanted.text):
        conditions.append(literally(work, query))
    if wanted.industry is not None:
        conditions.append(Listing.industry == wanted.industry)
    if wanted.tier is not None:
        conditions.append(Listing.tier == wanted.tier)
    if wanted.subdistrict_id is not None:
        conditions.append(Enterprise.subdistrict_id == wanted.subdistrict_id)
    if wanted.standing is not None:
        removed = Listing.removed_on.is_not(None)
        conditions.append(removed if wanted.standing is Standing.REMOVED else ~removed)
    if wanted.with_hindrance is not None:
        conditions.append(has(wanted.with_hindrance, today))
    liaison = sa.and_(ASSIGNMENT.c.enterprise_id == Enterprise.id, serves(today, "liaison"))
    return (
        sa.select(
            Listing.id,
            Listing.version,
            Listing.enterprise_id,
            Enterprise.name,
            Enterprise.uscc,
            Listing.industry,
            Enterprise.industry.label("own_industry"),
            Listing.tier,
            Listing.reason,
            Listing.evidence,
            sa.func.coalesce(Subdistrict.name, ""),
            sa.func.coalesce(ACCOUNT.c.name, ""),
            Listing.entered_on,
            Listing.removed_on,
            Listing.removal_reason,
        )
        .join(Enterprise, Enterprise.id == Listing.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .outerjoin(ASSIGNMENT, liaison)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
        .where(*conditions)
    )


def _order(sort: ListingSort, *, descending: bool) -> tuple[Any, ...]:  # columns and their orders
    column: Any = {
        ListingSort.NAME: Enterprise.name_key,
        ListingSort.INDUSTRY: Listing.industry,
        ListingSort.TIER: Listing.tier,
        ListingSort.SUBDISTRICT: Subdistrict.code,
        ListingSort.ENTERED: Listing.entered_on,
    }[sort]
    return (column.desc() if descending else column.asc()).nulls_last(), Enterprise.name_key, Listing.id


@changes(Permission.DIRECTORY_EDIT)
def list_enterprise(
    work: Work,
    edition_id: int,
    enterprise_id: int,
    *,
    industry: Industry | None,
    tier: int = 3,
    reason: str = "",
    evidence: str = "",
    anew: bool = False,
) -> int:
    """List an enterprise in a draft edition, or change its listing there; returns the listing's id.

    With `anew` one that is listed already is refused, so that nothing entered before is lost unseen.
    A category given to an enterprise without an industry of its own becomes its industry, too.
    """
    open_draft(work, edition_id)
    listing = work.session.scalars(
        sa.select(Listing).where(
            Listing.edition_id == edition_id, Listing.enterprise_id == enterprise_id, Listing.removed_on.is_(None)
        )
    ).one_or_none()
    if listing is None:
        listing = Listing(edition_id=edition_id, enterprise_id=enterprise_id, entered_on=work.today)
    elif anew:
        raise Invalid(
            N_("This enterprise is listed already."), remedy=N_("Change its listing instead."), field="enterprise_id"
        )
    return _put(work, listing, ListingDraft(industry, tier, reason, evidence))


@changes(Permission.DIRECTORY_EDIT)
def save_listing(work: Work, listing_id: int, draft: ListingDraft) -> None:
    """Change the category, tier, reason and evidence of a listing. Raises Conflict if it was changed meanwhile."""
    _put(work, _standing(work, listing_id, draft.version), draft)


def _put(work: Work, listing: Listing, draft: ListingDraft) -> int:
    enterprise = work.get(Enterprise, listing.enterprise_id)
    if draft.tier not in TIERS:
        raise Invalid(N_("The tier is 1, 2 or 3."), field="tier")
    told = {"reason": draft.reason.strip(), "evidence": draft.evidence.strip()}
    for field, text in told.items():
        if len(text) > _MOST[field]:
            raise Invalid(
                N_("{length} characters are too many; there is room for {most}."),
                field=field,
                length=len(text),
                most=_MOST[field],
            )
    listing.industry, listing.tier = draft.industry, draft.tier
    listing.reason, listing.evidence = told["reason"], told["evidence"]
    # Whoever gives the category has confirmed the industry; what another officer confirmed before stays.
    if enterprise.industry is None and draft.industry not in (None, Industry.OTHER_CONTRIBUTOR):
        enterprise.industry = draft.industry
    return work.add(listing).id


@changes(Permission.DIRECTORY_EDIT)
def remove_listing(work: Work, listing_id: int, *, reason: str, version: int | None = None) -> None:
    """Take an enterprise off a draft edition, with the reason; the listing stays on record."""
    listing = _standing(work, listing_id, version)
    if not reason.strip():
        raise Invalid(N_("Say why the enterprise is taken off."), field="removal_reason")
    if len(reason.strip()) > _MOST["reason"]:
        raise Invalid(
            N_("{length} characters are too many; there is room for {most}."),
            field="removal_reason",
            length=len(reason.strip()),
            most=_MOST["reason"],
        )
    listing.removed_on, listing.removal_reason = work.today, reason.strip()


@changes(Permission.DIRECTORY_EDIT)
def restore_listing(work: Work, listing_id: int) -> None:
    """Take a removal back. Raises Invalid if the enterprise has been listed again since."""
    listing = work.get(Listing, listing_id)
    open_draft(work, listing.edition_id)
    if listing.removed_on is None:
        raise NotFound()
    again = sa.select(Listing.id).where(
        Listing.edition_id == listing.edition_id,
        Listing.enterprise_id == listing.enterprise_id,
        Listing.removed_on.is_(None),
    )
    if work.session.scalar(again) is not None:
        raise Invalid(N_("This enterprise is listed again already."))
    listing.removed_on, listing.removal_reason = None, ""


def _standing(work: Work, listing_id: int, version: int | None) -> Listing:
    """A listing of a draft that has not been taken off."""
    listing = work.get(Listing, listing_id)
    open_draft(work, listing.edition_id)
    if listing.removed_on is not None:
        raise NotFound()
    if version is not None and listing.version != version:
        raise Conflict()
    return listing


@changes(Permission.DIRECTORY_EDIT)
def take_own_industries(work: Work, edition_id: int) -> int:
    """Give listings of a draft without a category the industry confirmed in the enterprise's file; tells how many."""
    open_draft(work, edition_id)
    unsaid = work.session.execute(
        sa.select(Listing, Enterprise.industry)
        .join(Enterprise, Enterprise.id == Listing.enterprise_id)
        .where(
            Listing.edition_id == edition_id,
            Listing.removed_on.is_(None),
            Listing.industry.is_(None),
            Enterprise.industry.is_not(None),
        )
    ).all()
    for listing, industry in unsaid:
        listing.industry = industry
    return len(unsaid)


_EXPORTED: Final = (
    Column(N_("Industry"), 22),
    Column(N_("Enterprise name"), 36),
    Column(N_("Unified social credit code"), 22),
    Column(N_("Tier"), 8, "number"),
    Column(N_("Sub-district or town"), 16),
    Column(N_("Liaison officer"), 12),
    Column(N_("Reason of entry"), 30),
    Column(N_("Evidence"), 30),
    Column(N_("Listed since"), 12, "date"),
    Column(N_("Taken off on"), 12, "date"),
    Column(N_("Reason of removal"), 30),
)


@asks(Permission.DIRECTORY_EXPORT)
def export_edition(work: Work, edition_id: int, path: Path, progress: Progress = unwatched) -> int:
    """Write an edition to a workbook: a sheet of what it lists, one of what was taken off. Returns what it lists.

    The first sheet can be imported again. Raises NotFound, DiskTrouble, Cancelled.
    """
    work.get(DirectoryEdition, edition_id)
    listed, removed = (
        work.session.execute(
            _lines(work, edition_id, ListingFilter(standing=standing)).order_by(
                *_order(ListingSort.INDUSTRY, descending=False)
            )
        ).all()
        for standing in (Standing.LISTED, Standing.REMOVED)
    )
    columns = [Column(_(column.title), column.width, column.kind) for column in _EXPORTED]
    sheets = [SheetToWrite(_("Listed"), columns[:-2], (cells[:-2] for cells in _cells(listed)))]
    if removed:
        sheets.append(SheetToWrite(_("Taken off"), columns, _cells(removed)))
    total = len(listed) + len(removed)
    work.took_out(_("Edition of the directory"), total)
    write_workbook(path, *sheets, progress=lambda done: progress(done, total))
    return len(listed)


def _cells(rows: Iterable[Any]) -> Iterable[tuple[Any, ...]]:  # cells of several types
    for row in map(ListingLine._make, rows):
        yield (
            row.industry.label if row.industry else None,
            row.name,
            row.uscc,
            row.tier,
            row.subdistrict,
            row.liaison,
            row.reason,
            row.evidence,
            row.entered_on,
            row.removed_on,
            row.removal_reason,
        )

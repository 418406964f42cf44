"""Editions of the directory and what they list."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.core.errors import Invalid, NotFound
from officer_app.core.work import Work, asks, changes
from officer_app.directory.industries import Industry
from officer_app.directory.model import DirectoryEdition, Enterprise, Listing
from officer_app.directory.model import EditionStatus as EditionStatus
from officer_app.i18n import N_
from officer_app.people.access import Permission


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition with the number of enterprises it lists."""

    id: int
    year: int
    revision: int
    status: EditionStatus
    published_on: date | None
    listed: int
    unconfirmed: int
    version: int


@asks(Permission.DIRECTORY_READ)
def list_editions(work: Work) -> list[EditionRow]:
    """All editions, latest first; `unconfirmed` counts listings whose industry nobody has confirmed."""
    counted = (
        sa.select(
            Listing.edition_id,
            sa.func.count().label("listed"),
            sa.func.count().filter(Listing.industry.is_(None)).label("unconfirmed"),
        )
        .where(Listing.removed_on.is_(None))
        .group_by(Listing.edition_id)
        .subquery()
    )
    query = (
        sa.select(DirectoryEdition, counted.c.listed, counted.c.unconfirmed)
        .outerjoin(counted, counted.c.edition_id == DirectoryEdition.id)
        .order_by(DirectoryEdition.year.desc(), DirectoryEdition.revision.desc())
    )
    return [
        EditionRow(e.id, e.year, e.revision, e.status, e.published_on, listed or 0, unconfirmed or 0, e.version)
        for e, listed, unconfirmed in work.session.execute(query)
    ]


def draft_of(work: Work, year: int) -> DirectoryEdition:
    """The draft edition of a year, begun if there is none. Raises Invalid if the year's edition is published."""
    return draft_present(work, year, lock=True) or _begun(work, year, 1)


def draft_present(work: Work, year: int, *, lock: bool = False) -> DirectoryEdition | None:
    """The draft edition of a year, None if it would have to be begun. Raises Invalid as `draft_of` does.

    `lock` keeps it from being published until this transaction ends.
    """
    query = (
        sa.select(DirectoryEdition)
        .where(DirectoryEdition.year == year)
        .order_by(DirectoryEdition.revision.desc())
        .limit(1)
    )
    latest = work.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if latest is None:
        _check_year(year)
        return None
    if latest.status is EditionStatus.PUBLISHED:
        raise Invalid(
            N_("The {year} edition is published and can no longer be changed."),
            remedy=N_("Begin a revision of it first."),
            field="edition",
            year=year,
        )
    return latest


def _check_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise Invalid(N_("The year {year} cannot be right."), field="edition", year=year)


def _begun(work: Work, year: int, revision: int) -> DirectoryEdition:
    _check_year(year)
    return work.add(DirectoryEdition(year=year, revision=revision, status=EditionStatus.DRAFT))


@changes(Permission.DIRECTORY_IMPORT)
def begin_edition(work: Work, year: int) -> int:
    """Begin the draft edition of a year, or a revision of a published one that starts with the same listings."""
    latest = work.session.scalars(
        sa.select(DirectoryEdition)
        .where(DirectoryEdition.year == year)
        .order_by(DirectoryEdition.revision.desc())
        .limit(1)
    ).one_or_none()
    if latest is None:
        return _begun(work, year, 1).id
    if latest.status is EditionStatus.DRAFT:
        raise Invalid(N_("The {year} edition is a draft already."), field="edition", year=year)
    revision = _begun(work, year, latest.revision + 1)
    kept = work.session.scalars(sa.select(Listing).where(Listing.edition_id == latest.id, Listing.removed_on.is_(None)))
    for listing in kept.all():
        work.session.add(
            Listing(
                edition_id=revision.id,
                enterprise_id=listing.enterprise_id,
                industry=listing.industry,
                tier=listing.tier,
                reason=listing.reason,
                entered_on=listing.entered_on,
            )
        )
    work.session.flush()
    return revision.id


@changes(Permission.DIRECTORY_PUBLISH)
def publish_edition(work: Work, edition_id: int, *, version: int) -> None:
    """Put an edition in force. Raises Invalid if it is empty, published, or lists an unconfirmed industry."""
    edition = work.get(DirectoryEdition, edition_id, version=version, lock=True)
    if edition.status is EditionStatus.PUBLISHED:
        raise Invalid(N_("This edition is published already."))
    listed, confirmed = work.session.execute(
        sa.select(sa.func.count(), sa.func.count(Listing.industry)).where(
            Listing.edition_id == edition_id, Listing.removed_on.is_(None)
        )
    ).one()
    if listed == 0:
        raise Invalid(N_("This edition lists no enterprise."), remedy=N_("Import or add enterprises first."))
    if confirmed < listed:
        raise Invalid(
            N_("{count} listings have no confirmed industry."),
            remedy=N_("Confirm the industry of each before publishing."),
            count=listed - confirmed,
        )
    edition.status = EditionStatus.PUBLISHED
    edition.published_on = work.today


@changes(Permission.DIRECTORY_EDIT)
def list_enterprise(
    work: Work, edition_id: int, enterprise_id: int, *, industry: Industry | None, tier: int = 3, reason: str = ""
) -> int:
    """List an enterprise in a draft edition, or change its listing there; returns the listing's id."""
    _draft(work, edition_id)
    work.get(Enterprise, enterprise_id)
    if tier not in (1, 2, 3):
        raise Invalid(N_("The tier is 1, 2 or 3."), field="tier")
    listing = work.session.scalars(
        sa.select(Listing).where(
            Listing.edition_id == edition_id, Listing.enterprise_id == enterprise_id, Listing.removed_on.is_(None)
        )
    ).one_or_none()
    if listing is None:
        listing = Listing(edition_id=edition_id, enterprise_id=enterprise_id, entered_on=work.today)
    listing.industry, listing.tier, listing.reason = industry, tier, reason
    return work.add(listing).id


@changes(Permission.DIRECTORY_EDIT)
def remove_listing(work: Work, listing_id: int, *, reason: str) -> None:
    """Take an enterprise off a draft edition, with the reason; the listing stays on record."""
    listing = work.get(Listing, listing_id)
    _draft(work, listing.edition_id)
    if listing.removed_on is not None:
        raise NotFound()
    if not reason.strip():
        raise Invalid(N_("Say why the enterprise is taken off."), field="reason")
    listing.removed_on, listing.removal_reason = work.today, reason.strip()


def _draft(work: Work, edition_id: int) -> None:
    edition = work.get(DirectoryEdition, edition_id)
    if edition.status is EditionStatus.PUBLISHED:
        raise Invalid(
            N_("The {year} edition is published and can no longer be changed."),
            remedy=N_("Begin a revision of it first."),
            field="edition",
            year=edition.year,
        )

"""Editions of the directory: begun as drafts, published by a supervisor, revised and never edited away."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Invalid
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import DirectoryEdition, Enterprise, Listing
from officer_app.directory.model import EditionStatus as EditionStatus
from officer_app.directory.serving import ASSIGNMENT, serves
from officer_app.i18n import N_
from officer_app.people.access import Permission

_LISTED: Final = Listing.removed_on.is_(None)


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
    removed: int = 0
    published_by: str = ""


class Hindrance(Word):
    """What is the matter with a draft's listings."""

    EMPTY = "empty", N_("It lists no enterprise")
    NO_INDUSTRY = "no_industry", N_("No confirmed industry")
    NO_REASON = "no_reason", N_("No reason of entry")
    NO_SUBDISTRICT = "no_subdistrict", N_("No sub-district")
    NO_LIAISON = "no_liaison", N_("No liaison officer")

    @property
    def blocks(self) -> bool:
        """Whether the edition cannot be published like this; the others are remarks."""
        return self in (Hindrance.EMPTY, Hindrance.NO_INDUSTRY)


@dataclass(frozen=True, slots=True)
class Found:
    """How many listings have it."""

    what: Hindrance
    count: int


@asks(Permission.DIRECTORY_READ)
def list_editions(work: Work) -> list[EditionRow]:
    """All editions, latest first; `unconfirmed` counts listings whose industry nobody has confirmed."""
    counted = (
        sa.select(
            Listing.edition_id,
            sa.func.count().filter(_LISTED).label("listed"),
            sa.func.count().filter(_LISTED, Listing.industry.is_(None)).label("unconfirmed"),
            sa.func.count().filter(~_LISTED).label("removed"),
        )
        .group_by(Listing.edition_id)
        .subquery()
    )
    query = (
        sa.select(DirectoryEdition, counted.c.listed, counted.c.unconfirmed, counted.c.removed)
        .outerjoin(counted, counted.c.edition_id == DirectoryEdition.id)
        .order_by(DirectoryEdition.year.desc(), DirectoryEdition.revision.desc())
    )
    return [
        EditionRow(
            id=e.id,
            year=e.year,
            revision=e.revision,
            status=e.status,
            published_on=e.published_on,
            listed=listed or 0,
            unconfirmed=unconfirmed or 0,
            version=e.version,
            removed=removed or 0,
            published_by=e.published_by,
        )
        for e, listed, unconfirmed, removed in work.session.execute(query)
    ]


@asks(Permission.DIRECTORY_READ)
def hindrances(work: Work, edition_id: int) -> list[Found]:
    """What hinders publishing, and what is worth a look before it; what blocks comes first."""
    work.get(DirectoryEdition, edition_id)
    listed = sa.and_(Listing.edition_id == edition_id, _LISTED)
    conditions = {what: has(what, work.today) for what in Hindrance if what is not Hindrance.EMPTY}
    counts = work.session.execute(
        sa.select(sa.func.count(), *(sa.func.count().filter(condition) for condition in conditions.values()))
        .join(Enterprise, Enterprise.id == Listing.enterprise_id)
        .where(listed)
    ).one()
    if not counts[0]:
        return [Found(Hindrance.EMPTY, 0)]
    return [Found(what, count) for what, count in zip(conditions, counts[1:], strict=True) if count]


def has(what: Hindrance, today: date) -> sa.ColumnElement[bool]:
    """The condition that a listing, joined with its enterprise, has this the matter with it."""
    if what is Hindrance.NO_INDUSTRY:
        return Listing.industry.is_(None)
    if what is Hindrance.NO_REASON:
        return Listing.reason == ""
    if what is Hindrance.NO_SUBDISTRICT:
        return Enterprise.subdistrict_id.is_(None)
    if what is Hindrance.NO_LIAISON:
        return ~sa.exists().where(ASSIGNMENT.c.enterprise_id == Enterprise.id, serves(today, "liaison"))
    return sa.false()


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
        raise _no_longer(year)
    return latest


def _check_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise Invalid(N_("The year {year} cannot be right."), field="edition", year=year)


def _begun(work: Work, year: int, revision: int) -> DirectoryEdition:
    _check_year(year)
    return work.add(DirectoryEdition(year=year, revision=revision, status=EditionStatus.DRAFT))


@changes(Permission.DIRECTORY_IMPORT)
def begin_edition(work: Work, year: int, *, like: int | None = None) -> int:
    """Begin the draft edition of a year, or a revision of a published one that starts with the same listings.

    The first draft of a year may start with the listings of the edition `like`; it starts empty otherwise. Raises
    Invalid if there is a draft already.
    """
    latest = work.session.scalars(
        sa.select(DirectoryEdition)
        .where(DirectoryEdition.year == year)
        .order_by(DirectoryEdition.revision.desc())
        .limit(1)
    ).one_or_none()
    if latest is not None and latest.status is EditionStatus.DRAFT:
        raise Invalid(N_("The {year} edition is a draft already."), field="edition", year=year)
    model = latest.id if latest is not None else like
    if model is not None:
        work.get(DirectoryEdition, model)
    begun = _begun(work, year, latest.revision + 1 if latest is not None else 1)
    kept = work.session.scalars(sa.select(Listing).where(Listing.edition_id == model, _LISTED).order_by(Listing.id))
    work.session.add_all(
        Listing(
            edition_id=begun.id,
            enterprise_id=listing.enterprise_id,
            industry=listing.industry,
            tier=listing.tier,
            reason=listing.reason,
            evidence=listing.evidence,
            entered_on=listing.entered_on,
        )
        for listing in kept.all()
    )
    work.session.flush()
    return begun.id


@changes(Permission.DIRECTORY_PUBLISH)
def publish_edition(work: Work, edition_id: int, *, version: int) -> None:
    """Put an edition in force. Raises Invalid if it is empty, published, or lists an unconfirmed industry."""
    edition = work.get(DirectoryEdition, edition_id, lock=True)
    if edition.status is EditionStatus.PUBLISHED:
        # Before the version is compared: whoever comes second learns who was first.
        raise Invalid(
            N_("This edition is published already, by {name} on {day}."),
            remedy=N_("Begin a revision to change it."),
            name=edition.published_by or "–",
            day=edition.published_on.isoformat() if edition.published_on else "–",
        )
    if edition.version != version:
        raise Conflict()
    for found in hindrances(work, edition_id):
        if found.what is Hindrance.EMPTY:
            raise Invalid(N_("This edition lists no enterprise."), remedy=N_("Import or add enterprises first."))
        if found.what.blocks:
            raise Invalid(
                N_("{count} listings have no confirmed industry."),
                remedy=N_("Confirm the industry of each before publishing."),
                count=found.count,
            )
    edition.status = EditionStatus.PUBLISHED
    edition.published_on, edition.published_by = work.today, work.actor.name


def open_draft(work: Work, edition_id: int) -> DirectoryEdition:
    """The edition, which stays a draft until this transaction ends. Raises NotFound, and Invalid if it is published."""
    edition = work.get(DirectoryEdition, edition_id, lock=True)
    if edition.status is EditionStatus.PUBLISHED:
        raise _no_longer(edition.year)
    return edition


def _no_longer(year: int) -> Invalid:
    return Invalid(
        N_("The {year} edition is published and can no longer be changed."),
        remedy=N_("Begin a revision of it first."),
        field="edition",
        year=year,
    )

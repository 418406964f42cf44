"""The queue of industries to confirm: enterprises whose industry nobody has confirmed, each with what is suggested.

Suggestions are worked out while the queue is read, a stretch of enterprises at a time, so that a million of them cost
no more than those looked at. Nothing is entered before an officer answers; a suggestion declined is not shown again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple  # Any: a column's value

import sqlalchemy as sa

from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.industries import Industry
from officer_app.directory.model import DirectoryEdition, EditionStatus, Enterprise, Listing, Subdistrict
from officer_app.directory.suggesting import Suggestion, suggest
from officer_app.i18n import N_
from officer_app.people.access import Permission

# So many enterprises are read at once, and at most looked at for one page.
_STRETCH: Final = 400
_MOST: Final = 3_200
# A confirmed industry is questioned only by so many points.
_PLAIN: Final = 7

_enterprise = sa.inspect(Enterprise).local_table
_subdistrict = sa.inspect(Subdistrict).local_table
_listing = sa.inspect(Listing).local_table


class Waiting(Word):
    """Why an enterprise stands in the queue."""

    SUGGESTED = "suggested", N_("Suggested")
    CONTRADICTED = "contradicted", N_("In doubt")
    UNKNOWN = "unknown", N_("No suggestion")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which enterprises; what is None does not filter. `industry` is the one suggested."""

    waiting: Waiting = Waiting.SUGGESTED
    industry: Industry | None = None
    subdistrict_id: int | None = None
    edition_id: int | None = None


class QueueRow(NamedTuple):
    """An enterprise to answer for. `industry` is the confirmed one, `declined` a suggestion turned down before."""

    enterprise_id: int
    version: int
    name: str
    uscc: str
    business_scope: str
    gbt4754: str
    subdistrict: str
    industry: Industry | None
    declined: Industry | None
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A stretch of the queue. `after` is where to go on, None at its end; `looked_at` counts what was gone through."""

    rows: tuple[QueueRow, ...]
    after: int | None
    looked_at: int


@asks(Permission.DIRECTORY_READ)
def industry_queue(work: Work, wanted: QueueFilter = QueueFilter(), *, after: int = 0, limit: int = 50) -> QueuePage:
    """Enterprises of the queue in the order of entry, from the one behind `after` on.

    A page may hold fewer than `limit`, even none, where many were looked at in vain; `after` then goes on.
    """
    found: list[QueueRow] = []
    looked_at = 0
    while looked_at < _MOST:
        stretch = _stretch(work, wanted, after)
        for told in stretch:
            row = QueueRow._make((*told, suggest(told.name, told.business_scope, told.gbt4754)))
            after, looked_at = row.enterprise_id, looked_at + 1
            if _waits(row, wanted):
                found.append(row)
                if len(found) == limit:
                    return QueuePage(tuple(found), after, looked_at)
        if len(stretch) < _STRETCH:
            return QueuePage(tuple(found), None, looked_at)
    return QueuePage(tuple(found), after, looked_at)


def _stretch(work: Work, wanted: QueueFilter, after: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The next enterprises that may wait, as QueueRow has them but for the suggestion."""
    columns = _enterprise.c
    conditions: list[sa.ColumnElement[bool]] = [columns.id > after]
    if wanted.waiting is Waiting.CONTRADICTED:
        # Other contributors may be of any trade.
        conditions.append(columns.industry.in_([one for one in Industry if one is not Industry.OTHER_CONTRIBUTOR]))
    else:
        conditions.append(columns.industry.is_(None))
    if wanted.subdistrict_id is not None:
        conditions.append(columns.subdistrict_id == wanted.subdistrict_id)
    if wanted.edition_id is not None:
        listed = sa.select(_listing.c.enterprise_id).where(
            _listing.c.edition_id == wanted.edition_id, _listing.c.removed_on.is_(None)
        )
        conditions.append(columns.id.in_(listed))
    query = (
        sa.select(
            columns.id,
            columns.version,
            columns.name,
            columns.uscc,
            columns.business_scope,
            columns.gbt4754,
            sa.func.coalesce(_subdistrict.c.name, ""),
            columns.industry,
            columns.industry_declined,
        )
        .select_from(_enterprise)
        .outerjoin(_subdistrict, _subdistrict.c.id == columns.subdistrict_id)
        .where(*conditions)
        .order_by(columns.id)
        .limit(_STRETCH)
    )
    return work.session.execute(query).all()


def _waits(row: QueueRow, wanted: QueueFilter) -> bool:
    shown = row.suggestion
    if shown is not None and shown.industry is row.declined:
        shown = None
    if wanted.waiting is Waiting.UNKNOWN:
        return shown is None
    if shown is None or (wanted.industry is not None and shown.industry is not wanted.industry):
        return False
    return wanted.waiting is Waiting.SUGGESTED or (shown.industry is not row.industry and shown.score >= _PLAIN)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer says of one enterprise: its industry, or that the suggestion `declined` is wrong.

    `version` is the one the officer saw.
    """

    enterprise_id: int
    version: int
    industry: Industry | None = None
    declined: Industry | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """How an enterprise stood before an answer; with it the answer is taken back."""

    enterprise_id: int
    version: int
    industry: Industry | None
    declined: Industry | None
    listings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What was entered, and the enterprises somebody else had changed meanwhile, which were left as they are."""

    done: tuple[Before, ...]
    changed_meanwhile: tuple[int, ...]


@changes(Permission.DIRECTORY_EDIT)
def answer_industries(work: Work, answers: Sequence[Answer]) -> Answered:
    """Enter what an officer confirms or declines. A draft's listing without a category gets the industry, too."""
    enterprises = _by_id(work, [answer.enterprise_id for answer in answers])
    listings = _unsaid_listings(work, [answer.enterprise_id for answer in answers if answer.industry is not None])
    done: list[tuple[Enterprise, Before]] = []
    stale: list[int] = []
    for answer in answers:
        enterprise = enterprises.get(answer.enterprise_id)
        if enterprise is None or enterprise.version != answer.version:
            stale.append(answer.enterprise_id)
            continue
        given = listings.get(enterprise.id, []) if answer.industry is not None else []
        before = Before(
            enterprise.id,
            enterprise.version,
            enterprise.industry,
            enterprise.industry_declined,
            tuple(listing.id for listing in given),
        )
        if answer.industry is not None:
            enterprise.industry = answer.industry
        else:
            enterprise.industry_declined = answer.declined
        for listing in given:
            listing.industry = answer.industry
        done.append((enterprise, before))
    work.session.flush()
    return Answered(
        tuple(
            Before(before.enterprise_id, enterprise.version, before.industry, before.declined, before.listings)
            for enterprise, before in done
        ),
        tuple(stale),
    )


@changes(Permission.DIRECTORY_EDIT)
def take_back_answers(work: Work, done: Sequence[Before]) -> tuple[int, ...]:
    """Put enterprises, and the drafts' listings that followed, back as they were; returns those changed since."""
    enterprises = _by_id(work, [before.enterprise_id for before in done])
    stale: list[int] = []
    for before in done:
        enterprise = enterprises.get(before.enterprise_id)
        if enterprise is None or enterprise.version != before.version:
            stale.append(before.enterprise_id)
            continue
        listings = work.session.scalars(
            _in_drafts().where(Listing.id.in_(before.listings), Listing.industry == enterprise.industry)
        )
        for listing in listings.all() if before.listings else ():
            listing.industry = None
        enterprise.industry, enterprise.industry_declined = before.industry, before.declined
    work.session.flush()
    return tuple(stale)


def _by_id(work: Work, ids: Sequence[int]) -> dict[int, Enterprise]:
    query = sa.select(Enterprise).where(Enterprise.id.in_(ids)).order_by(Enterprise.id)
    rows = work.session.scalars(query.with_for_update())
    return {row.id: row for row in rows}


def _in_drafts() -> sa.Select[Any]:  # of one listing
    """Listings that may still change; their editions stay drafts until this transaction ends."""
    return (
        sa.select(Listing)
        .join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
        .where(DirectoryEdition.status == EditionStatus.DRAFT, Listing.removed_on.is_(None))
        .with_for_update()
    )


def _unsaid_listings(work: Work, ids: Sequence[int]) -> dict[int, list[Listing]]:
    found: dict[int, list[Listing]] = {}
    unsaid = _in_drafts().where(Listing.enterprise_id.in_(ids), Listing.industry.is_(None))
    for listing in work.session.scalars(unsaid):
        found.setdefault(listing.enterprise_id, []).append(listing)
    return found

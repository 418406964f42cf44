"""The directory as a list of any length: filters, order, pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.search import ENTERPRISES, Query
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.lists.filters import ENTERPRISE, Between, DirectoryFilter, FieldFilter
from officer_app.directory.lists.indexing import columns_of
from officer_app.directory.lists.ordering import INDEXED, FieldSort, Order, Sort, SortBy, order_of
from officer_app.directory.lists.walking import COUNT_CAP, NO_ANCHORS, Anchors, Walk, rows_for
from officer_app.directory.model import Subdistrict
from officer_app.people.access import Permission

__all__ = [
    "EVERYTHING",
    "NO_ANCHORS",
    "Anchors",
    "Between",
    "DirectoryFilter",
    "DirectoryPage",
    "EnterpriseRow",
    "FieldFilter",
    "FieldSort",
    "Sort",
    "SortBy",
    "SubdistrictName",
    "found_walk",
    "list_enterprises",
    "list_subdistricts",
    "literally",
    "plain_walk",
    "rows_for",
]

# So many hits are read and sorted. With more, the sort order is walked instead: up to so many are kept at hand to tell
# them by their ids, and where there are more still, they are so frequent that looking at each row soon finds enough.
_FEW: Final = 2_000
_MANY: Final = 15_000
EVERYTHING: Final = DirectoryFilter()


class EnterpriseRow(NamedTuple):
    """A line of the directory. `industry` and `tier` are those of the edition asked for, if one was."""

    id: int
    name: str
    uscc: str
    industry: Industry | None
    subdistrict: str
    liaison_id: int | None
    liaison: str
    headcount: int | None
    large_client: bool
    tier: int | None
    founded_on: date | None
    capital_amount: Decimal | None = None
    capital_currency: str = ""
    high_tech_since: date | None = None
    high_tech_until: date | None = None
    key_body_since: date | None = None
    key_body_until: date | None = None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """Some lines of a list and how many there are; `more` means at least so many."""

    rows: tuple[EnterpriseRow, ...]
    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class SubdistrictName:
    """A sub-district, town or park."""

    id: int
    code: str
    name: str


@asks(Permission.DIRECTORY_READ)
def list_subdistricts(work: Work) -> list[SubdistrictName]:
    """All sub-districts by code."""
    query = sa.select(Subdistrict.id, Subdistrict.code, Subdistrict.name).order_by(Subdistrict.code)
    return [SubdistrictName(*row) for row in work.session.execute(query)]


@asks(Permission.DIRECTORY_READ)
def list_enterprises(
    work: Work,
    wanted: DirectoryFilter = EVERYTHING,
    sort: Sort = SortBy.ENTRY,
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
    anchors: Anchors = NO_ANCHORS,
) -> DirectoryPage:
    """A page of the directory. Counting stops at 1,000 while searching for something frequent.

    With the anchors of the same list a row far down is reached as quickly as the first.
    """
    if not wanted.text.strip():
        walk: Walk | None = plain_walk(wanted, sort, work.today, descending)
        hits = None
    else:
        walk, hits = found_walk(work, wanted, order_of(sort, wanted, work.today), descending=descending, sort=sort)
    if walk is None:
        return DirectoryPage((), 0, more=False)
    rows = walk.page(work, offset, limit, anchors)
    if hits is not None:
        count, more = (hits, False) if hits <= COUNT_CAP else (COUNT_CAP, True)
    else:
        count, more = walk.count(work, capped=bool(wanted.text.strip()))
    return DirectoryPage(tuple(map(EnterpriseRow._make, rows)), count, more)


@lru_cache(maxsize=64)
def plain_walk(wanted: DirectoryFilter, sort: Sort, today: date, descending: bool) -> Walk:
    """The walk through a list that nothing is searched in."""
    return Walk(wanted, order_of(sort, wanted, today), today, descending=descending)


def found_walk(
    work: Work,
    wanted: DirectoryFilter,
    order: Order,
    *,
    descending: bool,
    sort: object = None,
    conditions: Sequence[sa.ColumnElement[bool]] = (),
) -> tuple[Walk | None, int | None]:
    """The walk through what a search found, None for nothing; and the number of hits where nothing else narrows."""
    query = Query.of(wanted.text)
    if not query:
        return None, None
    found = ENTERPRISES.candidates(query.everywhere, sqlite=work.on_sqlite).subquery("found")
    few = list(work.session.scalars(sa.select(found.c[0]).limit(_FEW + 1)))
    if not few:
        return None, None
    hits = len(few) if len(few) <= _FEW else _hits(work, found)
    # Frequent hits in the order of an index are met soon on a walk along it; else the search index leads.
    walks = hits > _FEW and sort in INDEXED
    narrowed = list(conditions)
    if hits <= _FEW:
        # The index is asked once.
        found = sa.select(ENTERPRISE.c.id).where(ENTERPRISE.c.id.in_(few)).subquery("found")
    elif walks and hits <= _MANY:
        # Not the id itself, or the engine would begin with the hits and sort them.
        narrowed.append((ENTERPRISE.c.id + 0).in_(sa.select(found.c[0])))
    if walks or not query.is_exact:
        narrowed.append(literally(work, query))
    walk = Walk(
        wanted,
        order,
        work.today,
        descending=descending,
        conditions=narrowed,
        found=None if walks else found,
        counted=found if walks else None,
    )
    alone = not conditions and wanted == DirectoryFilter(text=wanted.text)
    return walk, hits if query.is_exact and alone else None


def literally(work: Work, query: Query) -> sa.ColumnElement[bool]:
    """The condition that every term stands literally in something by which an enterprise is found."""
    return query.everywhere.literally(columns_of(sqlite=work.on_sqlite), sqlite=work.on_sqlite)


def _hits(work: Work, found: sa.Subquery) -> int:
    """How many rows the search index knows; it stops counting where all could no longer be read and sorted."""
    some = sa.select(found.c[0]).limit(_MANY + 1).subquery()
    return work.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0

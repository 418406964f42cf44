"""The directory as a list of any length: filters, order, pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.among import Gathered, among, gathered
from officer_app.core.search import ENTERPRISES, Query
from officer_app.core.walking import COUNT_CAP, NO_ANCHORS, Anchors, Order
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.lists.filters import ENTERPRISE, Between, DirectoryFilter, FieldFilter
from officer_app.directory.lists.indexing import columns_of
from officer_app.directory.lists.ordering import INDEXED, FieldSort, Sort, SortBy, order_of
from officer_app.directory.lists.walking import Walk, rows_for
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

# Up to so many hits of the search index are kept at hand to tell rows by their ids; where there are more, they are so
# frequent that looking at each row soon finds enough.
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
    """The walk through what a search found, None for nothing; and how many, where it is known, up to the cap."""
    query = Query.of(wanted.text)
    if not query:
        return None, None
    found = ENTERPRISES.candidates(query.everywhere, sqlite=work.on_sqlite)
    # The search index is asked once; what it knows is handed on from statement to statement.
    hits = gathered(work.session.connection(), found.limit(_MANY + 1))
    if not hits.count:
        return None, None

    def walk(conditions: Sequence[sa.ColumnElement[bool]], **led: sa.Subquery | None) -> Walk:
        return Walk(wanted, order, work.today, descending=descending, conditions=conditions, **led)

    narrowed = [*conditions] if query.is_exact else [*conditions, literally(work, query)]
    alone = query.is_exact and not conditions and wanted == DirectoryFilter(text=wanted.text)
    all_known = hits.count <= _MANY
    every = _rows(hits) if all_known else found.subquery("found")
    passing = hits if alone else walk(narrowed, found=every).first_ids(work)
    if passing.count <= COUNT_CAP:
        return walk((), found=_rows(passing)), passing.count
    if sort not in INDEXED:
        return walk(narrowed, found=every), passing.count
    # So many are met soon on a walk along the index of the order. Told not by the id itself, or the engine would begin
    # with the hits and sort them.
    if all_known:
        narrowed.insert(0, among(ENTERPRISE.c.id + 0, hits))
    return walk(narrowed, counted=every), passing.count


def _rows(hits: Gathered) -> sa.Subquery:
    return sa.select(ENTERPRISE.c.id).where(among(ENTERPRISE.c.id, hits)).subquery("found")


def literally(work: Work, query: Query) -> sa.ColumnElement[bool]:
    """The condition that every term stands literally in something by which an enterprise is found."""
    return query.everywhere.literally(columns_of(sqlite=work.on_sqlite), sqlite=work.on_sqlite)

"""The directory as a list of any length: filters, order, pages."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.search import ENTERPRISES, Query
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise, Listing, Subdistrict
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.i18n import N_
from officer_app.people.access import Permission

# So many hits are read and sorted; with more, the sort order is walked instead, where hits are then frequent.
_FEW: Final = 7_000
COUNT_CAP: Final = 1_000

# Lists ask the tables themselves: two hundred rows through the mapper take longer than finding them.
_enterprise = sa.inspect(Enterprise).local_table
_subdistrict = sa.inspect(Subdistrict).local_table
_listing = sa.inspect(Listing).local_table


class SortBy(Word):
    """What a list of enterprises is sorted by."""

    ENTRY = "entry", N_("Order of entry")
    NAME = "name", N_("Enterprise name")
    USCC = "uscc", N_("Unified social credit code")
    INDUSTRY = "industry", N_("Industry")
    SUBDISTRICT = "subdistrict", N_("Sub-district or town")
    LIAISON = "liaison", N_("Liaison officer")
    HEADCOUNT = "headcount", N_("Headcount")
    FOUNDED = "founded", N_("Date of founding")


_INDEXED: Final = frozenset({SortBy.NAME, SortBy.USCC, SortBy.HEADCOUNT, SortBy.FOUNDED})


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """Which enterprises; what is None or empty does not filter.

    `officer_id` finds those an officer serves in either role, `without_liaison` those nobody serves as liaison;
    `among` are ids that a layer above has chosen.
    """

    text: str = ""
    industry: Industry | None = None
    subdistrict_id: int | None = None
    officer_id: int | None = None
    without_liaison: bool = False
    edition_id: int | None = None
    large_client: bool | None = None
    among: tuple[int, ...] | None = None


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
    wanted: DirectoryFilter = DirectoryFilter(),
    sort: SortBy = SortBy.ENTRY,
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> DirectoryPage:
    """A page of the directory. Counting stops at 1,000 while searching for something frequent."""
    query = Query.of(wanted.text)
    if wanted.text.strip() and not query:
        return DirectoryPage((), 0, more=False)
    conditions = _conditions(wanted, work.today)
    hits = 0
    found: sa.Subquery | None = None
    if query:
        found = ENTERPRISES.candidates(query, sqlite=work.on_sqlite).subquery("found")
        hits = _hits(work, found)
        if hits == 0:
            return DirectoryPage((), 0, more=False)
    alone = not conditions and wanted.edition_id is None
    walks = hits > _FEW and sort in _INDEXED
    if query and (walks or not query.is_exact):
        conditions.append(literally(work, query))
    # Which rows and in what order is decided on few columns; the others are read for the rows of the page only.
    # Frequent hits in the order of an index are met soon on a walk along it; else the search index leads.
    chosen = _chosen(wanted, conditions, None if walks else found, work.today, sort)
    if found is not None and not walks and sort is SortBy.ENTRY and not descending:
        chosen = chosen.order_by(found.c[0])
    else:
        chosen = chosen.order_by(*_order(sort, wanted, descending=descending))
    page = chosen.offset(offset).limit(limit).subquery("page")
    rows = work.session.execute(
        rows_for(wanted, page, work.today).order_by(*_order(sort, wanted, descending=descending))
    )
    if query and query.is_exact and alone:
        count, more = (hits, False) if hits <= COUNT_CAP else (COUNT_CAP, True)
    else:
        count, more = _count(work, _chosen(wanted, conditions, found, work.today), capped=bool(query))
    return DirectoryPage(tuple(map(EnterpriseRow._make, rows)), count, more)


def _conditions(wanted: DirectoryFilter, today: date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.industry is not None:
        conditions.append(_industry(wanted) == wanted.industry)
    if wanted.subdistrict_id is not None:
        conditions.append(_enterprise.c.subdistrict_id == wanted.subdistrict_id)
    if wanted.among is not None:
        conditions.append(_enterprise.c.id.in_(wanted.among))
    if wanted.large_client is not None:
        conditions.append(_enterprise.c.large_client.is_(wanted.large_client))
    if wanted.officer_id is not None:
        conditions.append(
            _enterprise.c.id.in_(
                sa.select(ASSIGNMENT.c.enterprise_id).where(ASSIGNMENT.c.account_id == wanted.officer_id, serves(today))
            )
        )
    if wanted.without_liaison:
        served = ASSIGNMENT.alias("served")
        conditions.append(
            ~sa.exists().where(served.c.enterprise_id == _enterprise.c.id, serves(today, "liaison", of=served))
        )
    return conditions


def _industry(wanted: DirectoryFilter) -> sa.ColumnElement[Any]:  # a column of either table
    return (_listing if wanted.edition_id is not None else _enterprise).c.industry


def _listed(wanted: DirectoryFilter) -> sa.ColumnElement[bool]:
    return sa.and_(
        _listing.c.enterprise_id == _enterprise.c.id,
        _listing.c.edition_id == wanted.edition_id,
        _listing.c.removed_on.is_(None),
    )


def _chosen(
    wanted: DirectoryFilter,
    conditions: list[sa.ColumnElement[bool]],
    found: sa.Subquery | None,
    today: date,
    sort: SortBy | None = None,
) -> sa.Select[tuple[int]]:
    """The ids of the enterprises that meet the conditions, with what else the sort order looks at."""
    chosen = sa.select(_enterprise.c.id).where(*conditions)
    if found is not None:
        chosen = chosen.join(found, found.c[0] == _enterprise.c.id)
    if wanted.edition_id is not None:
        chosen = chosen.join(_listing, _listed(wanted))
    if sort is SortBy.SUBDISTRICT:
        chosen = chosen.outerjoin(_subdistrict, _subdistrict.c.id == _enterprise.c.subdistrict_id)
    if sort is SortBy.LIAISON:
        chosen = chosen.outerjoin(ASSIGNMENT, _serves(today)).outerjoin(
            ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id
        )
    return chosen


def _serves(today: date) -> sa.ColumnElement[bool]:
    """Joins an enterprise with the liaison officer it has now."""
    return sa.and_(ASSIGNMENT.c.enterprise_id == _enterprise.c.id, serves(today, "liaison"))


def rows_for(wanted: DirectoryFilter, page: sa.Subquery, today: date) -> sa.Select[Any]:  # columns of several types
    """The columns of EnterpriseRow, in its order, for the ids of a page."""
    listed = wanted.edition_id is not None
    statement = (
        sa.select(
            _enterprise.c.id,
            _enterprise.c.name,
            _enterprise.c.uscc,
            _industry(wanted),
            sa.func.coalesce(_subdistrict.c.name, ""),
            ACCOUNT.c.id,
            sa.func.coalesce(ACCOUNT.c.name, ""),
            _enterprise.c.headcount,
            _enterprise.c.large_client,
            _listing.c.tier if listed else sa.null(),
            _enterprise.c.founded_on,
        )
        .select_from(page)
        .join(_enterprise, _enterprise.c.id == page.c.id)
        .outerjoin(_subdistrict, _subdistrict.c.id == _enterprise.c.subdistrict_id)
        .outerjoin(ASSIGNMENT, _serves(today))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
    )
    return statement.join(_listing, _listed(wanted)) if listed else statement


def _order(sort: SortBy, wanted: DirectoryFilter, *, descending: bool) -> tuple[sa.ColumnElement[Any], ...]:
    columns: dict[SortBy, Any] = {  # mapped attributes and columns alike
        SortBy.ENTRY: _enterprise.c.id,
        SortBy.NAME: _enterprise.c.name_key,
        SortBy.USCC: _enterprise.c.uscc,
        SortBy.INDUSTRY: _industry(wanted),
        SortBy.SUBDISTRICT: _subdistrict.c.code,
        SortBy.LIAISON: ACCOUNT.c.name,
        SortBy.HEADCOUNT: _enterprise.c.headcount,
        SortBy.FOUNDED: _enterprise.c.founded_on,
    }
    column = columns[sort]
    # Both engines put what is empty at the end.
    first = column.desc() if descending else column.asc()
    if sort is SortBy.ENTRY:
        return (first,)
    if sort in {SortBy.NAME, SortBy.USCC}:
        return first, _enterprise.c.id.asc()
    return first.nulls_last(), _enterprise.c.id.asc()


def literally(work: Work, query: Query) -> sa.ColumnElement[bool]:
    """The condition that every term stands literally in the name, the initials or the code."""
    columns = (_enterprise.c.name_key, _enterprise.c.initials)
    return query.literally(*columns, code=_enterprise.c.uscc, sqlite=work.on_sqlite)


def _hits(work: Work, found: sa.Subquery) -> int:
    """How many rows the search index knows; it stops counting where all could no longer be read and sorted."""
    some = sa.select(found.c[0]).limit(_FEW + 1).subquery()
    return work.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _count(work: Work, chosen: sa.Select[tuple[int]], *, capped: bool) -> tuple[int, bool]:
    if capped:
        chosen = chosen.limit(COUNT_CAP + 1)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    return (COUNT_CAP, True) if capped and count > COUNT_CAP else (count, False)

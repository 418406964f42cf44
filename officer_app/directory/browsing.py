"""The directory as pages and the command line show it: lists, search, one enterprise's file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.privacy import mask_phone
from officer_app.core.search import ENTERPRISES, Query
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry, suggest_industry
from officer_app.directory.model import Contact, DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.directory.model import EditionStatus as EditionStatus
from officer_app.directory.model import HrLevel as HrLevel
from officer_app.i18n import N_
from officer_app.people.access import Permission

# So many hits are read and sorted; with more, the sort order is walked instead, where hits are then frequent.
_FEW: Final = 7_000
COUNT_CAP: Final = 1_000

# The layer above owns these tables; their names are enough to ask who serves an enterprise.
_assignment = sa.table(
    "assignment",
    sa.column("enterprise_id", sa.Integer),
    sa.column("account_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("ends_on", sa.Date),
)
_account = sa.table("account", sa.column("id", sa.Integer), sa.column("name", sa.String))
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
class ContactRow:
    """A person at an enterprise; the phone is masked."""

    id: int
    name: str
    title: str
    phone: str
    is_primary: bool
    hr_level: HrLevel | None
    version: int


@dataclass(frozen=True, slots=True)
class ListingRow:
    """An enterprise in an edition."""

    id: int
    edition_id: int
    year: int
    revision: int
    status: EditionStatus
    industry: Industry | None
    tier: int
    reason: str
    entered_on: date
    removed_on: date | None
    removal_reason: str


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """One enterprise's file 一企一档. The capital is in whole units of its currency."""

    id: int
    version: int
    name: str
    uscc: str
    former_names: str
    enterprise_type: str
    founded_on: date | None
    capital_amount: Decimal | None
    capital_currency: str
    business_scope: str
    registered_address: str
    actual_site: str
    subdistrict_id: int | None
    subdistrict: str
    industry: Industry | None
    suggested_industry: Industry | None
    headcount: int | None
    large_client: bool
    note: str
    created_at: datetime
    liaison_id: int | None
    liaison: str
    specialists: tuple[tuple[int, str], ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    listings: tuple[ListingRow, ...] = field(default=())


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
    conditions = _conditions(wanted)
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
        conditions.append(_literally(work, query))
    # Which rows and in what order is decided on few columns; the others are read for the rows of the page only.
    # Frequent hits in the order of an index are met soon on a walk along it; else the search index leads.
    chosen = _chosen(wanted, conditions, None if walks else found, sort)
    if found is not None and not walks and sort is SortBy.ENTRY and not descending:
        chosen = chosen.order_by(found.c[0])
    else:
        chosen = chosen.order_by(*_order(sort, wanted, descending=descending))
    page = chosen.offset(offset).limit(limit).subquery("page")
    rows = work.session.execute(_rows(wanted, page).order_by(*_order(sort, wanted, descending=descending)))
    if query and query.is_exact and alone:
        count, more = (hits, False) if hits <= COUNT_CAP else (COUNT_CAP, True)
    else:
        count, more = _count(work, _chosen(wanted, conditions, found), capped=bool(query))
    return DirectoryPage(tuple(map(EnterpriseRow._make, rows)), count, more)


@asks(Permission.DIRECTORY_READ)
def search_enterprises(work: Work, text: str, limit: int = 20) -> list[EnterpriseRow]:
    """The first hits while somebody types: any part of a name, pinyin initials, a part of a code."""
    query = Query.of(text)
    everything = DirectoryFilter()
    if not query:
        return list(list_enterprises(work, DirectoryFilter(text=text), limit=limit).rows)
    # Nobody counts here: the index is walked only until there are enough.
    found = ENTERPRISES.candidates(query, sqlite=work.on_sqlite).subquery("found")
    conditions = [] if query.is_exact else [_literally(work, query)]
    page = _chosen(everything, conditions, found).order_by(found.c[0]).limit(limit).subquery("page")
    rows = work.session.execute(_rows(everything, page).order_by(_enterprise.c.id))
    return list(map(EnterpriseRow._make, rows))


@asks(Permission.DIRECTORY_READ)
def enterprise_file(work: Work, enterprise_id: int) -> EnterpriseFile:
    """Everything the directory knows of an enterprise. Raises NotFound."""
    enterprise = work.get(Enterprise, enterprise_id)
    session = work.session
    serving = session.execute(
        sa.select(_assignment.c.role, _account.c.id, _account.c.name)
        .join_from(_assignment, _account, _account.c.id == _assignment.c.account_id)
        .where(_assignment.c.enterprise_id == enterprise_id, _assignment.c.ends_on.is_(None))
        .order_by(_account.c.name)
    ).all()
    liaison = next(((row.id, row.name) for row in serving if row.role == "liaison"), (None, ""))
    contacts = session.scalars(
        sa.select(Contact)
        .where(Contact.enterprise_id == enterprise_id, Contact.left_on.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.id)
    )
    listings = session.execute(
        sa.select(Listing, DirectoryEdition)
        .join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
        .where(Listing.enterprise_id == enterprise_id)
        .order_by(DirectoryEdition.year.desc(), DirectoryEdition.revision.desc(), Listing.id.desc())
    )
    subdistrict = session.get(Subdistrict, enterprise.subdistrict_id) if enterprise.subdistrict_id else None
    return EnterpriseFile(
        id=enterprise.id,
        version=enterprise.version,
        name=enterprise.name,
        uscc=enterprise.uscc,
        former_names=enterprise.former_names,
        enterprise_type=enterprise.enterprise_type,
        founded_on=enterprise.founded_on,
        capital_amount=enterprise.capital_amount,
        capital_currency=enterprise.capital_currency,
        business_scope=enterprise.business_scope,
        registered_address=enterprise.registered_address,
        actual_site=enterprise.actual_site,
        subdistrict_id=enterprise.subdistrict_id,
        subdistrict=subdistrict.name if subdistrict else "",
        industry=enterprise.industry,
        suggested_industry=suggest_industry(enterprise.name, enterprise.business_scope),
        headcount=enterprise.headcount,
        large_client=enterprise.large_client,
        note=enterprise.note,
        created_at=enterprise.created_at,
        liaison_id=liaison[0],
        liaison=liaison[1],
        specialists=tuple((row.id, row.name) for row in serving if row.role == "specialist"),
        contacts=tuple(
            ContactRow(c.id, c.name, c.title, mask_phone(c.phone), c.is_primary, c.hr_level, c.version)
            for c in contacts
        ),
        listings=tuple(
            ListingRow(
                entry.id,
                edition.id,
                edition.year,
                edition.revision,
                edition.status,
                entry.industry,
                entry.tier,
                entry.reason,
                entry.entered_on,
                entry.removed_on,
                entry.removal_reason,
            )
            for entry, edition in listings
        ),
    )


def _conditions(wanted: DirectoryFilter) -> list[sa.ColumnElement[bool]]:
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
                sa.select(_assignment.c.enterprise_id).where(
                    _assignment.c.account_id == wanted.officer_id, _assignment.c.ends_on.is_(None)
                )
            )
        )
    if wanted.without_liaison:
        served = _assignment.alias("served")
        conditions.append(
            ~sa.exists().where(
                served.c.enterprise_id == _enterprise.c.id, served.c.role == "liaison", served.c.ends_on.is_(None)
            )
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
        chosen = chosen.outerjoin(_assignment, _serves()).outerjoin(_account, _account.c.id == _assignment.c.account_id)
    return chosen


def _serves() -> sa.ColumnElement[bool]:
    """Joins an enterprise with the liaison officer it has now."""
    return sa.and_(
        _assignment.c.enterprise_id == _enterprise.c.id,
        _assignment.c.role == "liaison",
        _assignment.c.ends_on.is_(None),
    )


def _rows(wanted: DirectoryFilter, page: sa.Subquery) -> sa.Select[Any]:  # columns of several types
    """The columns of EnterpriseRow, in its order, for the ids of a page."""
    listed = wanted.edition_id is not None
    statement = (
        sa.select(
            _enterprise.c.id,
            _enterprise.c.name,
            _enterprise.c.uscc,
            _industry(wanted),
            sa.func.coalesce(_subdistrict.c.name, ""),
            _account.c.id,
            sa.func.coalesce(_account.c.name, ""),
            _enterprise.c.headcount,
            _enterprise.c.large_client,
            _listing.c.tier if listed else sa.null(),
            _enterprise.c.founded_on,
        )
        .select_from(page)
        .join(_enterprise, _enterprise.c.id == page.c.id)
        .outerjoin(_subdistrict, _subdistrict.c.id == _enterprise.c.subdistrict_id)
        .outerjoin(_assignment, _serves())
        .outerjoin(_account, _account.c.id == _assignment.c.account_id)
    )
    return statement.join(_listing, _listed(wanted)) if listed else statement


def _order(sort: SortBy, wanted: DirectoryFilter, *, descending: bool) -> tuple[sa.ColumnElement[Any], ...]:
    columns: dict[SortBy, Any] = {  # mapped attributes and columns alike
        SortBy.ENTRY: _enterprise.c.id,
        SortBy.NAME: _enterprise.c.name_key,
        SortBy.USCC: _enterprise.c.uscc,
        SortBy.INDUSTRY: _industry(wanted),
        SortBy.SUBDISTRICT: _subdistrict.c.code,
        SortBy.LIAISON: _account.c.name,
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


def _literally(work: Work, query: Query) -> sa.ColumnElement[bool]:
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

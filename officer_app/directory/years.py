"""Headcount and revenue of an enterprise by year, and how they changed from one year to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Invalid
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise, EnterpriseYear
from officer_app.i18n import N_
from officer_app.people.access import Permission

_FIRST_YEAR: Final = 1949
_MOST_PEOPLE: Final = 10_000_000
_LARGEST: Final = Decimal(10) ** 15
_LONGEST_SOURCE: Final = 200


@dataclass(frozen=True, slots=True)
class YearDraft:
    """A year as a page holds it: heads at its end, revenue in yuan. `version` is None for one not entered yet."""

    enterprise_id: int
    year: int
    headcount: int | None = None
    revenue: Decimal | None = None
    source: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year with its change over the year before in percent; None where that year is not known or was nothing."""

    id: int
    year: int
    headcount: int | None
    revenue: Decimal | None
    source: str
    version: int
    headcount_change: Decimal | None
    revenue_change: Decimal | None


@asks(Permission.DIRECTORY_READ)
def years_of(work: Work, enterprise_id: int) -> tuple[YearRow, ...]:
    """The years that are known, the latest first."""
    rows = {row.year: row for row in _stored(work, enterprise_id) if _says(row)}
    return tuple(
        YearRow(
            row.id,
            row.year,
            row.headcount,
            row.revenue,
            row.source,
            row.version,
            _change(row.headcount, before.headcount if before else None),
            _change(row.revenue, before.revenue if before else None),
        )
        for row in rows.values()
        for before in (rows.get(row.year - 1),)
    )


@changes(Permission.DIRECTORY_EDIT)
def save_year(work: Work, draft: YearDraft) -> int:
    """Store or change a year; returns its id. Raises Invalid naming the field, Conflict, NotFound.

    The enterprise's headcount follows the latest year, unless somebody has typed another one there.
    """
    enterprise = work.get(Enterprise, draft.enterprise_id, lock=True)
    source = _checked(work, draft)
    stored = {row.year: row for row in _stored(work, draft.enterprise_id)}
    row = stored.get(draft.year)
    before = _latest_headcount(stored.values())
    wanted = (draft.headcount, draft.revenue, source)
    if row is None:
        row = EnterpriseYear(enterprise_id=draft.enterprise_id, year=draft.year)
        stored[draft.year] = row
    elif draft.version is None and _says(row):
        if (row.headcount, row.revenue, row.source) == wanted:
            return row.id
        raise Invalid(
            N_("{year} is entered already."),
            remedy=N_("Change that line instead."),
            field="year",
            year=draft.year,
        )
    elif draft.version is not None and draft.version != row.version:
        raise Conflict()
    row.headcount, row.revenue, row.source = wanted
    work.add(row)
    _follow(enterprise, before, _latest_headcount(stored.values()))
    return row.id


@changes(Permission.DIRECTORY_EDIT)
def remove_year(work: Work, year_id: int, *, version: int) -> None:
    """Nothing is known of the year any more; its empty line keeps the history."""
    row = work.get(EnterpriseYear, year_id, version=version)
    enterprise = work.get(Enterprise, row.enterprise_id, lock=True)
    years = _stored(work, row.enterprise_id)
    before = _latest_headcount(years)
    row.headcount, row.revenue, row.source = None, None, ""
    _follow(enterprise, before, _latest_headcount(years))


def _stored(work: Work, enterprise_id: int) -> list[EnterpriseYear]:
    query = sa.select(EnterpriseYear).where(EnterpriseYear.enterprise_id == enterprise_id)
    return list(work.session.scalars(query.order_by(EnterpriseYear.year.desc())))


def _says(row: EnterpriseYear) -> bool:
    return row.headcount is not None or row.revenue is not None


def _latest_headcount(rows: Iterable[EnterpriseYear]) -> int | None:
    counted = [row for row in rows if row.headcount is not None]
    return max(counted, key=lambda row: row.year).headcount if counted else None


def _follow(enterprise: Enterprise, before: int | None, now: int | None) -> None:
    if now is not None and now != before and enterprise.headcount in (None, before):
        enterprise.headcount = now


def _change(now: int | Decimal | None, before: int | Decimal | None) -> Decimal | None:
    if now is None or not before:
        return None
    return round((Decimal(now) / Decimal(before) - 1) * 100, 1)


def _checked(work: Work, draft: YearDraft) -> str:
    if not _FIRST_YEAR <= draft.year <= work.today.year:
        raise Invalid(
            N_("The year must lie between {first} and {last}."), field="year", first=_FIRST_YEAR, last=work.today.year
        )
    if draft.headcount is None and draft.revenue is None:
        raise Invalid(N_("Enter the headcount or the revenue."), field="headcount")
    if draft.headcount is not None and not 0 <= draft.headcount <= _MOST_PEOPLE:
        raise Invalid(N_("The headcount cannot be right."), field="headcount")
    if draft.revenue is not None and not (draft.revenue.is_finite() and abs(draft.revenue) < _LARGEST):
        raise Invalid(N_("The revenue cannot be right."), field="revenue")
    if draft.revenue is not None and draft.revenue != round(draft.revenue, 2):
        raise Invalid(N_("The revenue has more than two decimal places of a yuan."), field="revenue")
    source = draft.source.strip()
    if len(source) > _LONGEST_SOURCE:
        message = N_("The text has {length} characters; at most {most} fit.")
        raise Invalid(message, field="source", length=len(source), most=_LONGEST_SOURCE)
    return source

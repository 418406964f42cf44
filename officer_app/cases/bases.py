"""The contribution base by month, and how many times the average wage it is.

The wage is the one in force in each month (setting wage.average): the last twelve months span two of them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import sqlalchemy as sa

from officer_app.cases.drafts import CaseDraft, MonthBase, uneven
from officer_app.cases.model import CaseBase
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work
from officer_app.i18n import N_

AVERAGE_WAGE: Final = Dated("wage.average", int)
MONTHS: Final = Dated("base.months", int)
# Whole months that may be missing at the end: the record of the last ones is issued late.
_LATE: Final = 2


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The base of a month in yuan, and its multiple of the average wage in force then, cut after two places."""

    month: date
    base: Decimal
    multiple: Decimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What the months come to: their mean base, and the mean of their multiples, each cut after two places."""

    months: tuple[MonthRow, ...]
    base: Decimal
    multiple: Decimal


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def months_earlier(month: date, count: int) -> date:
    """The month so many months before another; after it, where the count is below zero."""
    year, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(year, place + 1, 1)


def months_through(first: date, last: date) -> tuple[date, ...]:
    """Every month from one to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(months_earlier(first, -place) for place in range(count + 1))


def usual_months(day: date, count: int, joined_on: date | None = None) -> tuple[date, ...]:
    """The last `count` whole months before a day, not those before joining; the month of the day where there is none.

    >>> [month.month for month in usual_months(date(2026, 3, 9), 12, date(2026, 1, 20))]
    [1, 2]
    """
    last = months_earlier(month_of(day), 1)
    first = months_earlier(last, count - 1)
    if joined_on is not None:
        first = max(first, month_of(joined_on))
    return months_through(first, last) if first <= last else (month_of(day),)


def contribution_of(work: Work, draft: CaseDraft, filed_on: date | None = None) -> Contribution:
    """The months of a draft, checked and reckoned. Raises Invalid, naming the field or the row (bases.3).

    `filed_on` is the day a case was first filed, where it is filed again: its months then still count.
    """
    given = draft.bases
    if not given:
        if uneven(draft.contribution_base) or draft.contribution_base <= 0:
            raise Invalid(N_("Enter the monthly base in yuan, above zero."), field="contribution_base")
        months = usual_months(work.today, MONTHS.on(work, work.today), draft.joined_on)
        given = tuple(MonthBase(month, draft.contribution_base) for month in months)
    else:
        _check(work, given, draft.joined_on, filed_on or work.today)
    return reckoned(
        tuple(
            (row.month.replace(day=1), row.base, AVERAGE_WAGE.on(work, month_of(row.month)))
            for row in sorted(given, key=lambda row: row.month)
        )
    )


def reckoned(months: tuple[tuple[date, Decimal, int], ...]) -> Contribution:
    """Mean and multiples of months, each with its base and the average wage in force in it.

    Cut, not rounded, and only once: a base just under three times the wage must not appear as three times, and what is
    cut off a month's own multiple must not be lost from their mean.
    """
    exact = [Fraction(base) / wage for _month, base, wage in months]
    rows = tuple(MonthRow(month, base, _cut(times)) for (month, base, _wage), times in zip(months, exact, strict=True))
    mean = sum((Fraction(base) for _month, base, _wage in months), Fraction()) / len(months)
    return Contribution(rows, _cut(mean), _cut(sum(exact, Fraction()) / len(exact)))


def bases_of(work: Work, case_id: int) -> tuple[MonthRow, ...]:
    """The months on record of a case, the first one first; none for a case filed before months were kept."""
    rows = work.session.scalars(sa.select(CaseBase).where(CaseBase.case_id == case_id).order_by(CaseBase.month))
    return tuple(MonthRow(row.month, row.base, row.multiple) for row in rows)


def store_bases(work: Work, case_id: int, found: Contribution) -> None:
    """Put these months on record in place of those before."""
    work.session.execute(sa.delete(CaseBase).where(CaseBase.case_id == case_id))
    work.session.add_all(
        CaseBase(case_id=case_id, month=row.month, base=row.base, multiple=row.multiple) for row in found.months
    )
    work.session.flush()


def _check(work: Work, given: tuple[MonthBase, ...], joined_on: date, filed_on: date) -> None:
    """Raises Invalid for a month that is there twice, lies ahead, is missing, or has no base that can be."""
    this, seen = month_of(work.today), set[date]()
    count = MONTHS.on(work, work.today)
    earliest = usual_months(filed_on, count)[0]
    for place, row in enumerate(given):
        month, said = month_of(row.month), {"month": f"{row.month:%Y-%m}", "field": f"bases.{place}"}
        if month > this:
            raise Invalid(N_("Month {month} lies in the future."), **said)
        if month in seen:
            raise Invalid(N_("Month {month} is there twice."), **said)
        if month < earliest:
            raise Invalid(N_("Month {month} is before the {count} months asked for."), count=count, **said)
        if uneven(row.base) or row.base < 0:
            raise Invalid(N_("Month {month}: enter the base in yuan, zero if nothing was paid."), **said)
        seen.add(month)
    if not any(row.base for row in given):
        raise Invalid(N_("Enter the monthly base in yuan, above zero."), field="bases.0")
    # The month of joining may have been paid for elsewhere.
    first = min(*seen, max(earliest, months_earlier(month_of(joined_on), -1)))
    until = max(*seen, months_earlier(month_of(filed_on), _LATE))
    for month in months_through(first, until):
        if month not in seen:
            after = next((place for place, row in enumerate(given) if month_of(row.month) > month), len(given) - 1)
            raise Invalid(
                N_("Month {month} is missing."),
                remedy=N_("Every month since joining is asked for, {count} at most; enter 0 if nothing was paid."),
                field=f"bases.{after}",
                month=f"{month:%Y-%m}",
                count=count,
            )


def _cut(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator * 100 // exact.denominator).scaleb(-2)

"""Closing a month: its visits stay as they are until a supervisor reopens it, with a reason.

A closing is never taken away: a month that was reopened and closed again has two. The database refuses what would
change the visits of a closed month, too (guards.py).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from officer_app.assignments.service import stated_reason
from officer_app.core.errors import AppError, Invalid
from officer_app.core.holidays import check_year
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.visits.model import MonthClosing, Visit


class MonthClosed(AppError):
    """The visits of a closed month are not changed, and none is added."""

    message = N_("{month} was closed by {who} on {day}: its visits stay as they are.")
    remedy = N_("Ask a supervisor to reopen the month; what you typed is kept as a draft.")


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A closing, and the reopening that ended it; `month` is its first day, moments in local time."""

    id: int
    month: date
    closed_at: datetime
    closed_by: str
    reopened_at: datetime | None
    reopened_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month with its visits, those of them that wait to be completed, and the closing in force."""

    month: date
    visits: int
    returned: int
    closing: ClosingRow | None


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def require_open(work: Work, *days: date) -> None:
    """Raises MonthClosed if the month of one of the days is closed; while this transaction runs none is closed.

    The current month is never closed, so that nothing is asked for it.
    """
    months = sorted({first_of(day) for day in days} - {first_of(work.today)})
    if not months:
        return
    for month in months:
        _hold(work, month)
    query = sa.select(MonthClosing).where(MonthClosing.month.in_(months), MonthClosing.reopened_at.is_(None))
    for closing in work.session.scalars(query.order_by(MonthClosing.month)):
        raise MonthClosed(
            field="visited_on",
            month=f"{closing.month:%Y-%m}",
            who=closing.closed_by,
            day=f"{closing.closed_at.astimezone(OFFICE_ZONE):%Y-%m-%d}",
        )


@changes(Permission.VISIT_CLOSE_MONTH)
def close_month(work: Work, month: date) -> int:
    """Close a past month, given by any of its days; returns the closing's id.

    Raises Invalid for a month that is not over or closed already, and while a visit of it waits to be completed.
    """
    month = first_of(month)
    check_year(month.year, "month")
    if month >= first_of(work.today):
        raise Invalid(
            N_("{month} is not over yet."), remedy=N_("A month is closed after its last day."), month=f"{month:%Y-%m}"
        )
    _hold(work, month)
    there = _in_force(work, month)
    if there is not None:
        raise Invalid(
            N_("{month} was closed already, by {who} on {day}."),
            month=f"{month:%Y-%m}",
            who=there.closed_by,
            day=f"{there.closed_at.astimezone(OFFICE_ZONE):%Y-%m-%d}",
        )
    waiting = _returned(work).get(month, 0)
    if waiting:
        raise Invalid(
            N_("{count} visits of {month} were returned and wait to be completed."),
            remedy=N_("Have their officers complete them first."),
            count=waiting,
            month=f"{month:%Y-%m}",
        )
    return work.add(MonthClosing(month=month, closed_at=work.now, closed_by=work.actor.name)).id


@changes(Permission.VISIT_CLOSE_MONTH)
def reopen_month(work: Work, month: date, reason: str) -> None:
    """Open a closed month again; the reason stays on record. Raises Invalid for none, and for an open month."""
    month, reason = first_of(month), stated_reason(reason)
    _hold(work, month)
    closing = _in_force(work, month)
    if closing is None:
        raise Invalid(N_("{month} is not closed."), month=f"{month:%Y-%m}")
    closing.reopened_at, closing.reopened_by, closing.reopen_reason = work.now, work.actor.name, reason


@asks(Permission.VISIT_READ)
def month_closings(work: Work) -> list[ClosingRow]:
    """Every closing with its reopening, the latest month first."""
    query = sa.select(MonthClosing).order_by(MonthClosing.month.desc(), MonthClosing.id.desc())
    return [_told(closing) for closing in work.session.scalars(query)]


@asks(Permission.VISIT_READ)
def months_of(work: Work, year: int) -> list[MonthRow]:
    """The months of a year up to the current one, the latest first. Raises Invalid for a year that cannot be."""
    check_year(year, "year")
    last = min(12, work.today.month) if year == work.today.year else 12 if year < work.today.year else 0
    months = [date(year, number, 1) for number in range(last, 0, -1)]
    in_force = {row.month: row for row in month_closings(work) if row.reopened_at is None}
    returned = _returned(work)
    return [MonthRow(month, _counted(work, month), returned.get(month, 0), in_force.get(month)) for month in months]


def _hold(work: Work, month: date) -> None:
    """Whoever writes visits of the month, or closes it, waits for each other; the guards wait for the same lock."""
    if not work.on_sqlite:
        key = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("visit"), month.year * 12 + month.month))
        work.session.execute(key)


def _in_force(work: Work, month: date) -> MonthClosing | None:
    query = sa.select(MonthClosing).where(MonthClosing.month == month, MonthClosing.reopened_at.is_(None))
    return work.session.scalars(query).one_or_none()


def _counted(work: Work, month: date) -> int:
    query = sa.select(sa.func.count()).where(Visit.visited_on >= month, Visit.visited_on < _next(month))
    return work.session.scalar(query) or 0


def _returned(work: Work) -> Counter[date]:
    """The visits that wait to be completed, by month; there are never many."""
    query = sa.select(Visit.visited_on).where(Visit.returned_at.is_not(None))
    return Counter(first_of(day) for day in work.session.scalars(query))


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _told(closing: MonthClosing) -> ClosingRow:
    return ClosingRow(
        closing.id,
        closing.month,
        closing.closed_at.astimezone(OFFICE_ZONE),
        closing.closed_by,
        closing.reopened_at.astimezone(OFFICE_ZONE) if closing.reopened_at else None,
        closing.reopened_by,
        closing.reopen_reason,
    )

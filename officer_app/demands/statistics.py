"""How well demands are answered: counts, shares with numerator and denominator, and working days.

A demand that became part of another one is counted with that one alone. An answer that did not hold, because the
enterprise was not content, is none: the demand counts as answered on the day of the answer that stands. It was in time
if that day was not after the limit as it stood then, extensions and pauses included. Working days run from the day a
demand was collected, without those in which its clock stood.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any  # Any: columns and keys of several types

import sqlalchemy as sa

from officer_app.core.calendar import Pause, WorkingCalendar
from officer_app.core.errors import Invalid
from officer_app.core.holidays import calendar_in_force
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import (
    OPEN_STATES,
    Category,
    Demand,
    DemandEvent,
    DemandPause,
    DemandState,
    DemandStep,
    Rating,
)
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account

_D = sa.inspect(Demand).local_table.c
_ENTERPRISE = sa.table("enterprise", sa.column("id"), sa.column("industry", sa.String), sa.column("subdistrict_id"))
_SUBDISTRICT = sa.table("subdistrict", sa.column("id"), sa.column("name"))


class Dimension(Word):
    """By what the figures are told apart."""

    HANDLER = "handler", N_("Handled by")
    CATEGORY = "category", N_("Category")
    INDUSTRY = "industry", N_("Industry")
    SUBDISTRICT = "subdistrict", N_("Sub-district")
    MONTH = "month", N_("Month")


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def part(self) -> float | None:
        """As a fraction; None of nothing."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True)
class Spread:
    """Working days and how often each occurred, the fewest first."""

    counts: tuple[tuple[int, int], ...] = ()

    @property
    def of(self) -> int:
        """How many were measured."""
        return sum(count for _days, count in self.counts)

    @property
    def mean(self) -> float | None:
        """The average; None of nothing."""
        return sum(days * count for days, count in self.counts) / self.of if self.counts else None

    @property
    def median(self) -> float | None:
        """The middle one, or between the two in the middle."""
        size = self.of
        return (self._nth((size - 1) // 2) + self._nth(size // 2)) / 2 if size else None

    @property
    def ninth_tenth(self) -> int | None:
        """The fewest days within which nine of ten were done."""
        size = self.of
        return self._nth(-(-size * 9 // 10) - 1) if size else None

    def _nth(self, place: int) -> int:
        for days, count in self.counts:
            if place < count:
                return days
            place -= count
        raise IndexError(place)


@dataclass(frozen=True)
class DemandFigures:
    """The figures of a period. `answered` holds how many in time of all; `taken_up_again` how many of those answered,
    or reopened and still open, were reopened; `open` are open at the end of the period.
    """

    collected: int
    answered: Share
    to_first_answer: Spread
    to_answer: Spread
    ratings: tuple[tuple[Rating, int], ...]
    taken_up_again: Share
    open: int

    @property
    def rated(self) -> int:
        """How many have a verdict."""
        return sum(count for _rating, count in self.ratings)

    def share(self, *ratings: Rating) -> Share:
        """How many of those rated have one of these verdicts."""
        return Share(sum(count for rating, count in self.ratings if rating in ratings), self.rated)


@dataclass(frozen=True)
class StatisticsRow:
    """The figures of one handler, category …; `key` is its id or word, None where there is none (`name` says so)."""

    key: Any
    name: str
    figures: DemandFigures


@dataclass(frozen=True)
class DemandStatistics:
    """The rows, and all of them together."""

    rows: tuple[StatisticsRow, ...]
    total: DemandFigures


@dataclass(frozen=True)
class Flow:
    """A week, from its Monday: demands that came (collected, reopened), that were answered or became part of another
    one, and those open at its end.
    """

    monday: date
    came: int
    done: int
    open: int


@dataclass
class _Tally:
    collected: int = 0
    answered: int = 0
    in_time: int = 0
    first: Counter[int] = field(default_factory=Counter)
    whole: Counter[int] = field(default_factory=Counter)
    ratings: Counter[str] = field(default_factory=Counter)
    base: int = 0
    again: int = 0
    open: int = 0

    def add(self, other: "_Tally") -> None:
        """Count another one in."""
        for name in ("collected", "answered", "in_time", "base", "again", "open"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("first", "whole", "ratings"):
            getattr(self, name).update(getattr(other, name))

    def figures(self) -> DemandFigures:
        """As they are told."""
        return DemandFigures(
            self.collected,
            Share(self.in_time, self.answered),
            Spread(tuple(sorted(self.first.items()))),
            Spread(tuple(sorted(self.whole.items()))),
            tuple((rating, self.ratings[rating.value]) for rating in Rating),
            Share(self.again, self.base),
            self.open,
        )


@asks(Permission.DEMAND_READ)
def demand_statistics(work: Work, first: date, last: date, by: Dimension) -> DemandStatistics:
    """The figures of the days from the first to the last, both included. Raises Invalid if they lie the wrong way."""
    if last < first:
        raise Invalid(N_("The last day lies before the first."), field="last")
    tallies = _tallied(work, first, last, by)
    total = _Tally()
    for tally in tallies.values():
        total.add(tally)
    if by is Dimension.MONTH:
        # What is open at the end of a month may be open at that of the next one too.
        total.open = tallies[last.replace(day=1)].open if last.replace(day=1) in tallies else 0
    names = _names(work, by, tallies)
    rows = [StatisticsRow(key, names[key], tally.figures()) for key, tally in tallies.items()]
    order = {key: place for place, key in enumerate(names)}
    return DemandStatistics(tuple(sorted(rows, key=lambda row: order[row.key])), total.figures())


def _key(by: Dimension) -> sa.ColumnElement[Any]:
    """What tells the rows apart; the enterprise where the key is one of its own."""
    match by:
        case Dimension.HANDLER:
            # Who answered on the spot what was handed on to nobody had it in hand.
            at_once = sa.and_(_D.answered_on.is_not(None), _D.handler_id.is_(None))
            return sa.case((at_once, _D.collected_by), else_=_D.handler_id)
        case Dimension.CATEGORY:
            return sa.type_coerce(_D.category, sa.String)
        case Dimension.MONTH:
            return sa.literal(None)
        case _:
            return _D.enterprise_id


def _of_enterprises(work: Work, by: Dimension) -> dict[int, Any]:
    """The industry or the sub-district of each enterprise. Asked for apart: as a join it takes twice as long."""
    column = {Dimension.INDUSTRY: _ENTERPRISE.c.industry, Dimension.SUBDISTRICT: _ENTERPRISE.c.subdistrict_id}.get(by)
    if column is None:
        return {}
    return dict(work.session.execute(sa.select(_ENTERPRISE.c.id, column)).all())


def _tallied(work: Work, first: date, last: date, by: Dimension) -> dict[Any, _Tally]:
    lives = sa.or_(_D.answered_on.is_(None), _D.answered_on > last)
    query = (
        sa.select(
            _D.id,
            _key(by),
            _D.collected_on,
            _D.first_answered_on,
            _D.answered_on,
            _D.due_on,
            _D.rated_on,
            sa.type_coerce(_D.rating, sa.String),
            _D.reopened,
            _D.limit_from,
        )
        .select_from(_D.id.table)
        .where(
            _D.state != DemandState.MERGED,
            _D.collected_on <= last,
            sa.or_(
                lives,
                _D.collected_on >= first,
                _D.answered_on >= first,
                _D.first_answered_on >= first,
                _D.rated_on >= first,
            ),
        )
    )
    days = _Days(calendar_in_force(work.session), _paused(work))
    tallies: dict[Any, _Tally] = defaultdict(_Tally)
    monthly, enterprises = by is Dimension.MONTH, _of_enterprises(work, by)
    period = (first, last)
    for found in work.session.connection().execute(query):
        demand, own, collected, first_answered, answered, due, rated, rating, reopened, limit_from = found
        if enterprises:
            own = enterprises[own]

        def of(day: date, own: Any = own) -> _Tally:
            return tallies[day.replace(day=1) if monthly else own]

        if first <= collected:
            of(collected).collected += 1
        if first_answered is not None and first <= first_answered <= last:
            of(first_answered).first[days.between(demand, collected, first_answered)] += 1
        if answered is not None and first <= answered <= last:
            tally = of(answered)
            tally.answered += 1
            tally.in_time += answered <= due
            tally.whole[days.between(demand, collected, answered)] += 1
            tally.base += 1
            tally.again += reopened > 0
        elif answered is None and reopened and limit_from is not None and first <= limit_from <= last:
            tally = of(limit_from)
            tally.base += 1
            tally.again += 1
        if rating is not None and rated is not None and first <= rated <= last:
            of(rated).ratings[rating] += 1
        if not monthly:
            tallies[own].open += answered is None or answered > last
        else:
            _open_months(tallies, period, collected, answered)
    return tallies


def _open_months(tallies: dict[Any, _Tally], period: tuple[date, date], collected: date, answered: date | None) -> None:
    """Count a demand in every month of the period at whose end it was open; the period's end ends its last month."""
    first, last = period
    month = max(first, collected).replace(day=1)
    while month <= last:
        following = (month + timedelta(days=32)).replace(day=1)
        end = min(last, following - timedelta(days=1))
        if answered is not None and answered <= end:
            return
        tallies[month].open += 1
        month = following


class _Days:
    """Working days between days, each looked up once; without those in which a demand's clock stood."""

    def __init__(self, calendar: WorkingCalendar, pauses: dict[int, list[Pause]]) -> None:
        self._calendar, self._pauses = calendar, pauses
        self._known: dict[tuple[date, date], int] = {}

    def between(self, demand_id: int, start: date, end: date) -> int:
        """From the one day (not counted) to the other."""
        if demand_id in self._pauses:
            return self._calendar.working_days_between(start, end, self._pauses[demand_id]).days
        known = self._known.get((start, end))
        if known is None:
            known = self._known[start, end] = self._calendar.working_days_between(start, end).days
        return known


def _paused(work: Work) -> dict[int, list[Pause]]:
    columns = sa.inspect(DemandPause).local_table.c
    found: dict[int, list[Pause]] = defaultdict(list)
    query = sa.select(columns.demand_id, columns.stopped, columns.resumed)
    for key, stopped, resumed in work.session.connection().execute(query):
        found[key].append(Pause(stopped, resumed))
    return found


def _names(work: Work, by: Dimension, keys: Iterable[Any]) -> dict[Any, str]:
    """What the rows are called, in the order they are shown."""
    wanted = set(keys)
    names: dict[Any, str] = {}
    if by is Dimension.HANDLER:
        names = dict(work.session.execute(sa.select(Account.id, Account.name).order_by(Account.name)).all())
    elif by is Dimension.SUBDISTRICT:
        names = dict(work.session.execute(sa.select(_SUBDISTRICT).order_by(_SUBDISTRICT.c.id)).all())
    elif by is Dimension.CATEGORY:
        names = {word.value: word.label for word in Category}
    elif by is Dimension.INDUSTRY:
        names = {word.value: word.label for word in Industry}
    else:
        names = {month: f"{month:%Y-%m}" for month in sorted(wanted)}
    nobody = {Dimension.HANDLER: _("nobody yet"), Dimension.INDUSTRY: _("not confirmed")}
    names[None] = nobody.get(by, _("none"))
    return names


@asks(Permission.DEMAND_READ)
def demand_flows(work: Work, first: date, last: date) -> list[Flow]:
    """Week by week, from the week of the first day to that of the last: what came, what was done, what stayed open."""
    monday = first - timedelta(days=first.weekday())
    mondays = [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]
    came: Counter[date] = Counter()
    done: Counter[date] = Counter()
    run = work.session.connection().execute
    collected = sa.select(_D.collected_on, sa.func.count()).where(_D.collected_on >= monday).group_by(_D.collected_on)
    for day, count in run(collected):
        came[_week_of(day)] += count
    event = sa.inspect(DemandEvent).local_table.c
    since = work.now.astimezone(OFFICE_ZONE).replace(
        year=monday.year, month=monday.month, day=monday.day, hour=0, minute=0, second=0, microsecond=0
    )
    coming, going = (DemandStep.REOPEN, DemandStep.SEPARATE), (DemandStep.ANSWER, DemandStep.MERGE)
    steps = sa.select(event.step, event.at).where(event.step.in_((*coming, *going)), event.at >= since)
    for step, at in run(steps):
        (came if step in coming else done)[_week_of(at.astimezone(OFFICE_ZONE).date())] += 1
    open_now: int = run(
        sa.select(sa.func.count()).select_from(_D.id.table).where(_D.state.in_(OPEN_STATES))
    ).scalar_one()
    flows: list[Flow] = []
    for week in sorted({*mondays, *came, *done}, reverse=True):
        if week in mondays:
            flows.append(Flow(week, came[week], done[week], open_now))
        open_now += done[week] - came[week]
    return flows[::-1]


def _week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())

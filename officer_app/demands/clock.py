"""Until when a demand must be taken up, first answered and solved.

Limits count working days: demand.accept_limit from the day it was handed on, demand.first_answer_limit from the day it
was collected, demand.limit, by category and urgency, from the day it was collected or reopened; extensions add to it.
While a demand is suspended or with the city its clock stands still, and the limits are known again when it resumes. A
limit that reaches into a year whose holidays are not loaded is provisional; loading a year counts open demands anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.core.calendar import Pause, WorkingCalendar
from officer_app.core.holidays import calendar_in_force, follow_calendar
from officer_app.core.policy import Dated
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import (
    OPEN_STATES,
    Category,
    Demand,
    DemandEvent,
    DemandPause,
    DemandState,
    DemandStep,
    Urgency,
)
from officer_app.people.access import Permission

LIMIT: Final = Dated("demand.limit", dict)
ACCEPT_LIMIT: Final = Dated("demand.accept_limit", dict)
FIRST_ANSWER_LIMIT: Final = Dated("demand.first_answer_limit", dict)

_URGENCIES: Final = tuple(Urgency)


@dataclass(frozen=True)
class Limit:
    """How long a demand collected today may take: working days, and the day that makes."""

    days: int
    due_on: date
    provisional: bool


def days_to_solve(work: Work, day: date, category: Category, urgency: Urgency) -> int:
    """The working days a demand may take by the setting of a day."""
    return int(LIMIT.on(work, day)[category.value][_URGENCIES.index(urgency)])


@asks(Permission.DEMAND_READ)
def demand_limits(work: Work, category: Category = Category.OTHER) -> dict[Urgency, Limit]:
    """Until when a demand of a category collected today is due, by urgency."""
    return all_demand_limits(work)[category]


@asks(Permission.DEMAND_READ)
def all_demand_limits(work: Work) -> dict[Category, dict[Urgency, Limit]]:
    """Until when a demand collected today is due, by category and urgency."""
    calendar, table = calendar_in_force(work.session), LIMIT.on(work, work.today)
    known: dict[int, Limit] = {}

    def limit(days: int) -> Limit:
        if days not in known:
            due = calendar.add_working_days(work.today, days)
            known[days] = Limit(days, due.day, due.provisional)
        return known[days]

    return {
        category: {urgency: limit(int(days)) for urgency, days in zip(Urgency, table[category.value], strict=True)}
        for category in Category
    }


def start_clock(work: Work, demand: Demand) -> None:
    """Its limits begin today: it was collected, or reopened."""
    demand.limit_from = work.today
    demand.limit_days = days_to_solve(work, work.today, demand.category, demand.urgency)
    _count(work, demand, ())


def start_accepting(work: Work, demand: Demand) -> None:
    """It was handed on today: until when it must be taken up."""
    calendar = calendar_in_force(work.session)
    days = int(ACCEPT_LIMIT.on(work, work.today)[demand.urgency.value])
    demand.accepted_on = None
    demand.accept_due_on = calendar.add_working_days(work.today, days).day


def stop_clock(work: Work, demand: Demand) -> None:
    """The clock stands from today on, in the state the demand has come to."""
    demand.paused_since = demand.paused_since or work.today
    demand.due_provisional = True
    work.session.add(DemandPause(demand_id=demand.id, state=demand.state, stopped=work.today))


def end_pause(work: Work, demand: Demand) -> None:
    """The pause ends today; the limits move by the working days in it."""
    for pause in _pauses_of(work, [demand.id]).get(demand.id, ()):
        if pause.resumed is None:
            pause.resumed = work.today
    demand.paused_since = None
    count_anew(work, demand)


def extend_limit(work: Work, demand: Demand, days: int) -> None:
    """Give it some working days more."""
    demand.limit_from, limit = limit_of(work, demand)
    demand.limit_days = limit + days
    count_anew(work, demand)


def limit_of(work: Work, demand: Demand) -> tuple[date, int]:
    """From when its limit runs and for how many working days."""
    if demand.limit_from is not None and demand.limit_days is not None:
        return demand.limit_from, demand.limit_days
    # Collected before limits were kept with the demand: by the setting of its day.
    return demand.collected_on, days_to_solve(work, demand.collected_on, demand.category, demand.urgency)


def pauses_of(work: Work, demand_ids: Iterable[int]) -> dict[int, tuple[Pause, ...]]:
    """The times in which demands stood still, by demand."""
    found = _pauses_of(work, demand_ids)
    return {key: tuple(Pause(one.stopped, one.resumed) for one in pauses) for key, pauses in found.items()}


def _pauses_of(work: Work, demand_ids: Iterable[int]) -> dict[int, list[DemandPause]]:
    found: dict[int, list[DemandPause]] = defaultdict(list)
    query = sa.select(DemandPause).where(DemandPause.demand_id.in_(list(demand_ids))).order_by(DemandPause.id)
    for pause in work.session.scalars(query):
        found[pause.demand_id].append(pause)
    return found


def count_anew(work: Work, demand: Demand) -> None:
    """Its limits by the calendar in force, its pauses and its extensions."""
    with work.session.no_autoflush:  # reading its pauses must not make a version of its own
        _count(work, demand, pauses_of(work, [demand.id]).get(demand.id, ()))


def _count(work: Work, demand: Demand, pauses: tuple[Pause, ...]) -> None:
    calendar = calendar_in_force(work.session)
    ended = tuple(pause for pause in pauses if pause.resumed is not None)
    start, days = limit_of(work, demand)
    due = calendar.add_working_days(start, days, ended)
    demand.due_on = due.day
    demand.due_provisional = due.provisional or demand.paused_since is not None
    if demand.first_answered_on is None:
        demand.first_answer_due_on = _first_answer_due(work, demand, calendar, ended)


def _first_answer_due(work: Work, demand: Demand, calendar: WorkingCalendar, pauses: tuple[Pause, ...]) -> date:
    days = int(FIRST_ANSWER_LIMIT.on(work, demand.collected_on)[demand.urgency.value])
    return calendar.add_working_days(demand.collected_on, days, pauses).day


@follow_calendar
def _count_open_ones(work: Work, _year: int) -> None:
    """Count the limits of the open demands anew: holidays were loaded, changed or forgotten."""
    demands = work.session.scalars(sa.select(Demand).where(Demand.state.in_(OPEN_STATES)).order_by(Demand.id)).all()
    pauses = _pauses_of_open_ones(work)
    handed_on = _handed_on(work)
    calendar = calendar_in_force(work.session)
    moved: dict[str, object] = {}
    for demand in demands:
        before = demand.due_on
        # A demand collected before first answers had a limit gets none now.
        had_first = demand.first_answer_due_on is not None
        _count(work, demand, pauses.get(demand.id, ()))
        if not had_first:
            demand.first_answer_due_on = None
        if demand.state is DemandState.ASSIGNED and demand.accept_due_on is not None and demand.id in handed_on:
            day = handed_on[demand.id]
            days = int(ACCEPT_LIMIT.on(work, day)[demand.urgency.value])
            demand.accept_due_on = calendar.add_working_days(day, days).day
        if demand.due_on != before:
            moved[demand.number] = [before, demand.due_on]
    if moved:
        work.note("recount", "demand", after=moved)


def _pauses_of_open_ones(work: Work) -> dict[int, tuple[Pause, ...]]:
    found: dict[int, tuple[Pause, ...]] = {}
    query = (
        sa.select(DemandPause.demand_id, DemandPause.stopped, DemandPause.resumed)
        .join(Demand, Demand.id == DemandPause.demand_id)
        .where(Demand.state.in_(OPEN_STATES))
        .order_by(DemandPause.id)
    )
    for key, stopped, resumed in work.session.execute(query):
        found[key] = (*found.get(key, ()), Pause(stopped, resumed))
    return found


def _handed_on(work: Work) -> dict[int, date]:
    """The day on which each demand that waits to be taken up was handed on last."""
    query = (
        sa.select(DemandEvent.demand_id, sa.func.max(DemandEvent.at, type_=DemandEvent.at.type))
        .join(Demand, Demand.id == DemandEvent.demand_id)
        .where(Demand.state == DemandState.ASSIGNED, DemandEvent.step == DemandStep.ASSIGN)
        .group_by(DemandEvent.demand_id)
    )
    return {key: at.astimezone(OFFICE_ZONE).date() for key, at in work.session.execute(query)}

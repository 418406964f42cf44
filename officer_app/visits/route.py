"""A route for a week: who is overdue or due soon and has no plan yet, one sub-district after another.

Proposed only; accepting it plans every visit of it in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.holidays import calendar_in_force, check_year
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.directory.addresses import along_the_road
from officer_app.directory.lists.filters import ENTERPRISE
from officer_app.directory.model import Subdistrict
from officer_app.people.access import Permission
from officer_app.visits.cadence import DUE_SOON
from officer_app.visits.plan import DueRow, due_contacts
from officer_app.visits.plans import PlanDraft, Planned, call_off_plan, plan_visit, plans_between

# Visits an officer is proposed for one day, those planned already included.
PER_DAY: Final = Dated("visit.per_day", int)


@dataclass(frozen=True)
class Stop:
    """An enterprise to go to; `place` sorts neighbours of a sub-district beside each other."""

    enterprise_id: int
    enterprise: str
    subdistrict: str
    due_on: date
    place: str = ""


@dataclass(frozen=True)
class RouteDay:
    """A working day of the week: the stops in their order, and how many visits are planned already."""

    day: date
    planned: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Route:
    """The days from Monday, or from today in the week that has begun; `left` are those the week has no room for."""

    officer_id: int
    days: tuple[RouteDay, ...]
    left: tuple[Stop, ...] = ()

    @property
    def count(self) -> int:
        """How many visits are proposed."""
        return sum(len(day.stops) for day in self.days)


@asks(Permission.VISIT_READ)
def propose_route(work: Work, officer_id: int, day: date) -> Route:
    """A route for the week of a day, of the officer's enterprises that have no open plan from today on.

    Those overdue and due soon, or due by the end of that week. Days off and days that have passed are left out; on
    none are there more visits than the setting visit.per_day, those planned already included. Raises Invalid for a day
    of a year that cannot be.
    """
    check_year(day.year, "day")
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    calendar = calendar_in_force(work.session)
    soon = calendar.add_working_days(work.today, DUE_SOON.on(work, work.today)).day
    due = due_contacts(work, officer_id=officer_id, until=max(soon, sunday))
    stops = _stops(work, [row for row in due if row.planned_on is None])
    days = [monday + timedelta(days=n) for n in range(7)]
    days = [one for one in days if one >= work.today and calendar.is_working(one)]
    planned = dict.fromkeys(days, 0)
    for plan in plans_between(work, monday, sunday, officer_id):
        if plan.planned_on in planned:
            planned[plan.planned_on] += 1
    most = PER_DAY.on(work, work.today)
    spread = spread_over(stops, {one: max(0, most - planned[one]) for one in days})
    placed = {stop.enterprise_id for own in spread.values() for stop in own}
    return Route(
        officer_id,
        tuple(RouteDay(one, planned[one], tuple(spread[one])) for one in days),
        tuple(stop for stop in stops if stop.enterprise_id not in placed),
    )


def spread_over(stops: Sequence[Stop], room: Mapping[date, int]) -> dict[date, list[Stop]]:
    """The stops for each of the days, at most as many as it has room for, about as many on one as on another.

    Where there is not room for all, the most urgent are taken. Those of a sub-district follow each other, and are on
    one day where they fit; the sub-district with the most urgent one comes first.
    """
    days = sorted(room)
    chosen = sorted(stops, key=lambda stop: (stop.due_on, stop.enterprise_id))[: sum(room.values())]
    order = {town: n for n, town in enumerate(dict.fromkeys(stop.subdistrict for stop in chosen))}
    chosen.sort(key=lambda stop: (order[stop.subdistrict], stop.place, stop.due_on, stop.enterprise_id))
    spread: dict[date, list[Stop]] = {day: [] for day in days}
    waiting, place = len(chosen), 0
    share = -(-len(chosen) // max(1, len(days)))
    for _town, of_town in groupby(chosen, lambda stop: stop.subdistrict):
        own = list(of_town)
        while own:
            here = spread[days[place]]
            free, later = room[days[place]] - len(here), sum(room[day] for day in days[place + 1 :])
            # A day with its share is over, and one into which the sub-district does not fit whole, if the rest of the
            # week has room for all that are waiting.
            over = bool(here) and (len(here) >= share or len(own) > free)
            if free <= 0 or (over and waiting <= later):
                place += 1
                continue
            taken = min(len(own), free)
            here += own[:taken]
            waiting -= taken
            del own[:taken]
    return spread


def _stops(work: Work, due: Sequence[DueRow]) -> list[Stop]:
    query = (
        sa.select(ENTERPRISE.c.id, Subdistrict.name, ENTERPRISE.c.actual_site, ENTERPRISE.c.registered_address)
        .outerjoin(Subdistrict, Subdistrict.id == ENTERPRISE.c.subdistrict_id)
        .where(among(ENTERPRISE.c.id, [row.enterprise_id for row in due]))
    )
    sites = {
        key: (town or "", along_the_road(site or address)) for key, town, site, address in work.session.execute(query)
    }
    return [
        Stop(row.enterprise_id, row.enterprise, sites[row.enterprise_id][0], row.due_on, sites[row.enterprise_id][1])
        for row in due
    ]


@changes(Permission.VISIT_PLAN)
def accept_route(work: Work, drafts: Sequence[PlanDraft]) -> list[Planned]:
    """Plan the visits of a route, all or none. Raises as plan_visit; the same drafts twice are planned once."""
    return [plan_visit(work, draft) for draft in drafts]


@changes(Permission.VISIT_PLAN)
def call_off_route(work: Work, planned: Sequence[Planned], reason: str) -> None:
    """Take an accepted route back: call its plans off, all or none. Raises as call_off_plan."""
    for one in planned:
        call_off_plan(work, one.plan_id, reason, version=one.version)

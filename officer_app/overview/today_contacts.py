"""Today, whom to contact: overdue, due today, due soon, planned; and who is due and has no plan.

Every figure comes from one pass over the days the database works out, so that an office that serves very many is told
as fast as one officer; names are read of those alone that are shown.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from typing import Final

import sqlalchemy as sa

from officer_app.core.holidays import calendar_in_force
from officer_app.core.work import Work
from officer_app.visits.cadence import DUE_SOON
from officer_app.visits.due_order import due_days
from officer_app.visits.model import PlanState, VisitPlan
from officer_app.visits.plan import DueRow, due_of
from officer_app.visits.plans import PlanRow, plans_between

# Of each group; nobody works off more in a day.
SHOWN: Final = 100
_GAPS_SHOWN: Final = 3
# A plan nobody carried out is shown that long; calendar days.
_MISSED_FOR: Final = 60
_Near = tuple[date, int]


@dataclass(frozen=True)
class Contacts:
    """Whom to contact, the soonest first, at most SHOWN of each kind; the counts are of all.

    `planned` are the open plans for today, after them those of earlier days; who is among them is in none of the other
    groups. `no_plan` are the first of those overdue or due soon for whom nothing is planned. `own_days` counts the
    actor's own by the day they are due, `own_unplanned` those of them without a plan.
    """

    overdue: tuple[DueRow, ...]
    due_today: tuple[DueRow, ...]
    soon: tuple[DueRow, ...]
    planned: tuple[PlanRow, ...]
    no_plan: tuple[DueRow, ...]
    overdue_count: int
    due_today_count: int
    soon_count: int
    no_plan_count: int
    own_days: Counter[date]
    own_unplanned: Counter[date]

    @property
    def shown(self) -> list[int]:
        """The enterprises that are shown."""
        due = (row.enterprise_id for row in (*self.overdue, *self.due_today, *self.soon))
        return list(dict.fromkeys((*due, *(plan.enterprise_id for plan in self.planned))))


def contacts_of(work: Work, own: int | None, standing_for: Collection[int]) -> Contacts:
    """The contacts of an officer and of those they stand in for; of everybody without one."""
    today = work.today
    soon_until = calendar_in_force(work.session).add_working_days(today, DUE_SOON.on(work, today)).day
    found = due_days(work, None if own is None else {own, *standing_for})
    plans = plans_between(work, today - timedelta(days=_MISSED_FOR), today, own, standing_for=standing_for)
    in_plans = {plan.enterprise_id for plan in plans}
    # A plan whose day passed without a visit is none: as long as it is shown it asks for another day itself.
    ahead = sa.select(VisitPlan.enterprise_id).where(
        VisitPlan.state == PlanState.PLANNED, VisitPlan.planned_on >= today
    )
    anything = in_plans.union(work.session.scalars(ahead))
    own_days: Counter[date] = Counter()
    unplanned: Counter[date] = Counter()
    late, now, soon, without = list[_Near](), list[_Near](), list[_Near](), list[_Near]()
    # One loop: an office that serves very many has as many rows.
    for key, officer_id, day in found:
        planned = key in anything
        if own is None or officer_id == own:
            own_days[day] += 1
            if not planned:
                unplanned[day] += 1
        if day <= soon_until:
            if not planned:
                without.append((day, key))
            if key not in in_plans:
                (late if day < today else now if day == today else soon).append((day, key))
    groups = [[key for _day, key in nsmallest(SHOWN, group)] for group in (late, now, soon)]
    groups.append([key for _day, key in nsmallest(_GAPS_SHOWN, without)])
    told = due_of(work, {key for group in groups for key in group})
    overdue, due_today, due_soon, no_plan = (tuple(told[key] for key in group) for group in groups)
    return Contacts(
        overdue=overdue,
        due_today=due_today,
        soon=due_soon,
        planned=tuple(sorted(plans, key=lambda plan: plan.planned_on < today)[:SHOWN]),
        no_plan=no_plan,
        overdue_count=len(late),
        due_today_count=len(now),
        soon_count=len(soon),
        no_plan_count=len(without),
        own_days=own_days,
        own_unplanned=unplanned,
    )

"""The day's work list of one officer, and the figures of the month."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.cover import covered_by
from officer_app.assignments.gaps import vacant_subdistricts
from officer_app.assignments.holders import HolderRow, left_behind
from officer_app.assignments.service import GapRow, gaps, liaisons_of
from officer_app.cases.lists import CaseFilter, CaseRow, list_cases
from officer_app.core.among import among
from officer_app.core.holidays import calendar_in_force
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import RUNNING_STATES, Demand, DemandState, Rating
from officer_app.demands.reminders import NEAR, Reminder, ReminderRow, demand_reminders
from officer_app.demands.service import DemandRow, demand_rows
from officer_app.directory.model import Contact
from officer_app.directory.questions import count_questions
from officer_app.i18n import N_
from officer_app.overview.today_contacts import SHOWN, contacts_of
from officer_app.people.access import Permission, Role, may
from officer_app.visits.model import Outcome, Visit
from officer_app.visits.plan import DueRow
from officer_app.visits.plans import PlanRow, plans_between
from officer_app.visits.returning import ReturnedRow, returned_visits

_GAPS_SHOWN: Final = 3
_CASES_SHOWN: Final = 50
_IDS_AT_ONCE: Final = 500


class DayMark(Word):
    """What a day of the week strip holds."""

    DONE = "done", N_("Done")
    PLANNED = "planned", N_("Planned")
    MISSED = "missed", N_("Missed")


@dataclass(frozen=True)
class DayOfWeek:
    """A day of this week: working or free by the calendar, and its visits."""

    day: date
    working: bool
    makeup: bool
    marks: tuple[DayMark, ...]


@dataclass(frozen=True)
class MonthFigures:
    """This month so far; each share with numerator and denominator.

    `done` of `planned` visits (those still due this month included), `overdue` of `held` enterprises. Of the demands
    answered this month: working days on average, and how many of the `rated` found the enterprise content.
    """

    done: int
    planned: int
    overdue: int
    held: int
    answered_days: float | None
    answered: int
    content: int
    rated: int


@dataclass(frozen=True)
class WaitingCase:
    """A special-talent case in which the actor has the next step."""

    case_id: int
    number: str
    enterprise_id: int
    enterprise: str
    applicant: str
    what: str
    since: date


@dataclass(frozen=True)
class Today:
    """Everything the first page shows. `logged` are today's visits already written down; `hour` is the local one.

    The groups of contacts are cut short (overview/today_contacts.py); their counts are of all. `planned` are the open
    plans for today and those of earlier days that nobody carried out; `no_plan` the first of the enterprises due for
    which nothing is planned. `limits` has the limit of every demand near it, by id; `demands` are the first of those
    past it and the first of the others. `contacts` names the first to call of the enterprises shown. `covering` names
    the absent officers the actor stands in for, by account; what is theirs is shown too, `demands_for` naming them by
    demand and `cases_for` by case. `ahead` are enterprises that will lose their liaison officer; `vacant_towns` the
    sub-districts without one; `left_behind` are those who can no longer serve and still hold enterprises or sub-
    districts. `returned` are the officer's own visits that a supervisor waits for to be completed; `reminders` the
    demands that wait for the actor for another reason than their limit.
    """

    day: date
    hour: int
    overdue: tuple[DueRow, ...]
    due_today: tuple[DueRow, ...]
    soon: tuple[DueRow, ...]
    demands: tuple[DemandRow, ...]
    limits: dict[int, date]
    week: tuple[DayOfWeek, ...]
    gap_count: int
    gaps: tuple[GapRow, ...]
    month: MonthFigures
    logged: tuple[tuple[str, time | None], ...]
    contacts: dict[int, str]
    cases: tuple[WaitingCase, ...]
    covering: dict[int, str] = field(default_factory=dict)
    demands_for: dict[int, str] = field(default_factory=dict)
    cases_for: dict[int, str] = field(default_factory=dict)
    ahead_count: int = 0
    ahead: tuple[GapRow, ...] = ()
    vacant_towns: tuple[str, ...] = ()
    left_behind: tuple[HolderRow, ...] = ()
    reminders: tuple[ReminderRow, ...] = ()
    planned: tuple[PlanRow, ...] = ()
    overdue_count: int = 0
    due_today_count: int = 0
    soon_count: int = 0
    no_plan_count: int = 0
    no_plan: tuple[DueRow, ...] = ()
    returned: tuple[ReturnedRow, ...] = ()
    questions: int = 0


@asks(Permission.VISIT_READ)
def today(work: Work) -> Today:
    """The actor's day: a liaison officer's or specialist's own work and that of those they stand in for; everybody's
    for the other roles. The figures of the month and the week are the actor's own.
    """
    own = work.actor.id if work.actor.role in (Role.LIAISON, Role.SPECIALIST) else None
    covering = covered_by(work, work.actor.id, work.today) if work.actor.id is not None else {}
    due = contacts_of(work, own, covering)
    limits, demands, demands_for = _near_demands(work, own, covering)
    cases, cases_for = _cases(work, covering)
    gap_count, gap_rows = gaps(work, limit=_GAPS_SHOWN)
    ahead_count, ahead = gaps(work, ahead=True, limit=_GAPS_SHOWN)
    return Today(
        day=work.today,
        hour=work.now.astimezone(OFFICE_ZONE).hour,
        overdue=due.overdue,
        due_today=due.due_today,
        soon=due.soon,
        planned=due.planned,
        overdue_count=due.overdue_count,
        due_today_count=due.due_today_count,
        soon_count=due.soon_count,
        no_plan_count=due.no_plan_count,
        no_plan=due.no_plan,
        returned=() if own is None else tuple(returned_visits(work, own)),
        questions=count_questions(work),
        demands=tuple(demands),
        limits=limits,
        week=_week(work, own, due.own_unplanned),
        gap_count=gap_count,
        gaps=tuple(gap_rows),
        ahead_count=ahead_count,
        ahead=tuple(ahead),
        vacant_towns=tuple(vacant_subdistricts(work)),
        left_behind=tuple(left_behind(work)),
        month=_month(work, own, due.own_days),
        logged=_logged(work, own),
        contacts=_first_contacts(work, due.shown),
        cases=cases,
        covering=covering,
        demands_for=demands_for,
        cases_for=cases_for,
        reminders=tuple(row for row in demand_reminders(work) if row.kind not in (Reminder.OVERDUE, Reminder.NEAR)),
    )


def _near_demands(
    work: Work, own: int | None, covering: dict[int, str]
) -> tuple[dict[int, date], list[DemandRow], dict[int, str]]:
    """The limits of the open demands near them, the demands that are shown, and for whom the actor has those that are
    not their own.
    """
    whose = {} if own is None else {own: "", **covering}
    near = calendar_in_force(work.session).add_working_days(work.today, NEAR).day
    conditions: list[sa.ColumnElement[bool]] = [Demand.state.in_(RUNNING_STATES), Demand.due_on <= near]
    if own is not None:
        conditions.append(Demand.handler_id.in_(whose) | Demand.collected_by.in_(whose))
    found = sa.select(Demand.id, Demand.due_on).where(*conditions).order_by(Demand.due_on, Demand.id)
    limits = dict(work.session.execute(found).all())
    late = [key for key, due_on in limits.items() if due_on < work.today]
    shown = [*late[:SHOWN], *list(limits)[len(late) :][:SHOWN]]
    rows = demand_rows(work, [among(Demand.__table__.c.id, shown)]) if shown else []
    wanted = shown if covering else []
    for_whom = {}
    query = sa.select(Demand.id, Demand.handler_id, Demand.collected_by).where(Demand.id.in_(wanted))
    for key, handler, collector in work.session.execute(query) if wanted else ():
        if work.actor.id not in (handler, collector):
            for_whom[key] = covering.get(handler or 0) or covering.get(collector, "")
    return limits, rows, {key: name for key, name in for_whom.items() if name}


def _cases(work: Work, covering: dict[int, str]) -> tuple[tuple[WaitingCase, ...], dict[int, str]]:
    """What waits for the actor, and for whom; for a liaison officer only at the enterprises they hold or cover."""
    if not may(work.actor.role, Permission.CASE_READ):
        return (), {}
    rows = list_cases(work, CaseFilter(waiting=True), limit=_CASES_SHOWN).rows
    for_whom: dict[int, str] = {}
    if work.actor.role == Role.LIAISON:
        held = liaisons_of(work, [row.enterprise_id for row in rows])
        rows = tuple(row for row in rows if held.get(row.enterprise_id, (None,))[0] in (work.actor.id, *covering))
        for_whom = {row.id: covering.get(held[row.enterprise_id][0], "") for row in rows}
    return _waiting(rows), {key: name for key, name in for_whom.items() if name}


def _waiting(rows: tuple[CaseRow, ...]) -> tuple[WaitingCase, ...]:
    return tuple(
        WaitingCase(
            row.id,
            row.number,
            row.enterprise_id,
            row.enterprise,
            row.applicant,
            row.state.label,
            row.accepted_on or row.filed_on,
        )
        for row in rows
    )


def _first_contacts(work: Work, enterprise_ids: list[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for start in range(0, len(enterprise_ids), _IDS_AT_ONCE):
        query = (
            sa.select(Contact.enterprise_id, Contact.name)
            .where(Contact.enterprise_id.in_(enterprise_ids[start : start + _IDS_AT_ONCE]), Contact.left_on.is_(None))
            .order_by(Contact.is_primary, Contact.id.desc())
        )
        # The first to call comes last and stays.
        names.update(work.session.execute(query).all())
    return names


def _whose(own: int | None) -> list[sa.ColumnElement[bool]]:
    return [] if own is None else [Visit.officer_id == own]


def _logged(work: Work, own: int | None) -> tuple[tuple[str, time | None], ...]:
    enterprise = sa.table("enterprise", sa.column("id"), sa.column("name"))
    query = (
        sa.select(enterprise.c.name, Visit.starts_at)
        .join(enterprise, enterprise.c.id == Visit.enterprise_id)
        .where(Visit.visited_on == work.today, *_whose(own))
        .order_by(Visit.starts_at)
    )
    return tuple((name, at) for name, at in work.session.execute(query))


def _week(work: Work, own: int | None, unplanned: Counter[date]) -> tuple[DayOfWeek, ...]:
    """What was done, what is planned, and what falls due without a plan; a plan of a day that has passed was missed."""
    calendar = calendar_in_force(work.session)
    monday = work.today - timedelta(days=work.today.weekday())
    to_do = unplanned + Counter(row.planned_on for row in plans_between(work, monday, monday + timedelta(days=6), own))
    visited = work.session.execute(
        sa.select(Visit.visited_on, Visit.outcome).where(
            Visit.visited_on.between(monday, monday + timedelta(days=6)), *_whose(own)
        )
    ).all()
    days = []
    for offset in range(7):
        day = monday + timedelta(days=offset)
        marks = [DayMark.DONE if outcome == Outcome.DONE else DayMark.MISSED for on, outcome in visited if on == day]
        marks += [DayMark.MISSED if day < work.today else DayMark.PLANNED] * to_do[day]
        working = calendar.is_working(day)
        days.append(DayOfWeek(day, working, working and day.weekday() >= 5, tuple(marks)))
    return tuple(days)


def _month(work: Work, own: int | None, due: Counter[date]) -> MonthFigures:
    first = work.today.replace(day=1)
    made = sa.select(sa.func.count(Visit.id)).where(
        Visit.visited_on.between(first, work.today), Visit.outcome == Outcome.DONE, *_whose(own)
    )
    done = work.session.scalar(made) or 0
    planned = done + sum(n for day, n in due.items() if day <= _last_day(first))
    # Added to nothing, so that the few demands answered in the month are read and not all that the officer ever had.
    whose = [] if own is None else [(Demand.handler_id + 0 == own) | (Demand.collected_by + 0 == own)]
    answered = work.session.execute(
        sa.select(Demand.collected_on, Demand.answered_on, Demand.rating, Demand.state).where(
            Demand.answered_on.between(first, work.today), *whose
        )
    ).all()
    calendar = calendar_in_force(work.session)
    days = [calendar.working_days_between(row.collected_on, row.answered_on).days for row in answered]
    rated = [row.rating for row in answered if row.rating is not None and row.state != DemandState.IN_PROGRESS]
    return MonthFigures(
        done=done,
        planned=planned,
        overdue=sum(n for day, n in due.items() if day < work.today),
        held=due.total(),
        answered_days=sum(days) / len(days) if days else None,
        answered=len(days),
        content=sum(1 for rating in rated if rating in (Rating.CONTENT, Rating.MOSTLY)),
        rated=len(rated),
    )


def _last_day(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

"""Planned visits: made, moved, called off with a reason, and done by the visit that was logged.

A plan is its officer's. While it is open and that officer has handed the enterprise over, it is the liaison officer's
of its day: nothing is written for that, so that a handover arranged for a later day, or taken back, needs no repair.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any, Final  # Any: rows of columns of several types

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.assignments.model import Assignment, Duty
from officer_app.assignments.service import serving_officer, stated_reason
from officer_app.core.errors import IllegalTransition, Invalid
from officer_app.core.holidays import calendar_in_force, check_year
from officer_app.core.typed import checked_text
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Mode, Outcome, PlanState, Visit, VisitPlan

_PLAN: Final = sa.inspect(VisitPlan).local_table
_LONGEST_PURPOSE: Final = 200


class PlanWarning(Word):
    """What somebody who plans a visit should know; the plan is made all the same."""

    DAY_OFF = "day_off", N_("This is a day off.")
    OVERLAPS = "overlaps", N_("The officer has another visit at this time.")
    TWICE = "twice", N_("Another visit to this enterprise is planned.")
    NOT_SERVED = "not_served", N_("The officer does not serve this enterprise.")


@dataclass(frozen=True)
class PlanDraft:
    """A visit as it is planned. Times are local; an end without a beginning is refused."""

    draft_id: str
    enterprise_id: int
    officer_id: int
    planned_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    mode: Mode = Mode.ON_SITE
    purpose: str = ""


@dataclass(frozen=True)
class PlanRow:
    """A planned visit as lists show it; `officer_id` is whose it is today (see the module)."""

    id: int
    enterprise_id: int
    enterprise: str
    subdistrict: str
    officer_id: int
    officer: str
    planned_on: date
    starts_at: time | None
    ends_at: time | None
    mode: Mode
    purpose: str
    state: PlanState
    reason: str
    visit_id: int | None
    version: int


@dataclass(frozen=True)
class Planned:
    """What planning or moving came to: the plan, its version for the next change, and what is odd about it."""

    plan_id: int
    version: int
    warnings: tuple[PlanWarning, ...] = ()


@dataclass(frozen=True)
class _Whose:
    """Who may change an open plan."""

    owner_ids: frozenset[int]


@changes(Permission.VISIT_PLAN)
def plan_visit(work: Work, draft: PlanDraft) -> Planned:
    """Plan a visit. The same draft twice is stored once.

    Raises Invalid with the field: a day in the past, an end before the beginning, an officer who cannot serve;
    MergedAway for an enterprise that was merged; Forbidden for a plan of another officer.
    """
    known = work.session.scalar(sa.select(VisitPlan).where(VisitPlan.draft_id == draft.draft_id))
    if known is not None:
        work.require(Permission.VISIT_PLAN, _Whose(_owners(work, known)))
        return Planned(known.id, known.version)
    _check_day(work, draft.planned_on)
    _check_times(draft.starts_at, draft.ends_at)
    purpose = checked_text(draft.purpose, "purpose", _LONGEST_PURPOSE)
    work.get(Enterprise, draft.enterprise_id)
    officer = serving_officer(work, draft.officer_id)
    plan = VisitPlan(
        draft_id=draft.draft_id,
        enterprise_id=draft.enterprise_id,
        officer_id=officer.id,
        planned_on=draft.planned_on,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        mode=draft.mode,
        purpose=purpose,
        state=PlanState.PLANNED,
        created_by=work.actor.name,
        created_at=work.now,
    )
    work.require(Permission.VISIT_PLAN, plan)
    work.add(plan)
    return Planned(plan.id, plan.version, _warnings(work, plan))


@changes(Permission.VISIT_PLAN)
def move_plan(
    work: Work,
    plan_id: int,
    planned_on: date,
    starts_at: time | None,
    ends_at: time | None,
    *,
    version: int,
    reason: str = "",
) -> Planned:
    """Put an open plan on another day or time. Raises as plan_visit, Conflict for a stale version.

    A plan of a former officer becomes that of the officer who serves the enterprise now.
    """
    plan = _open_plan(work, plan_id, version)
    if planned_on != plan.planned_on:
        _check_day(work, planned_on)
    _check_times(starts_at, ends_at)
    plan.planned_on, plan.starts_at, plan.ends_at = planned_on, starts_at, ends_at
    plan.reason = stated_reason(reason) if reason.strip() else ""
    work.session.flush()
    return Planned(plan.id, plan.version, _warnings(work, plan))


@changes(Permission.VISIT_PLAN)
def call_off_plan(work: Work, plan_id: int, reason: str, *, version: int) -> Planned:
    """Call an open plan off, with the reason. Raises Invalid without one, Conflict for a stale version."""
    plan = _open_plan(work, plan_id, version)
    plan.reason = stated_reason(reason)
    plan.state = PlanState.CANCELLED
    work.session.flush()
    return Planned(plan.id, plan.version)


@changes(Permission.VISIT_PLAN)
def reinstate_plan(
    work: Work,
    plan_id: int,
    *,
    version: int,
    planned_on: date | None = None,
    starts_at: time | None = None,
    ends_at: time | None = None,
) -> Planned:
    """Take back what was done to a plan: one called off stands again; with `planned_on` it is where it was before.

    The day may have passed: that is where the plan stood. Raises IllegalTransition for a plan that was carried out.
    """
    plan = work.get(VisitPlan, plan_id, version=version, lock=True)
    work.require(Permission.VISIT_PLAN, _Whose(_owners(work, plan)))
    if plan.state is PlanState.DONE:
        raise IllegalTransition(step=_("Plan again"), state=plan.state.label)
    if planned_on is not None:
        _check_times(starts_at, ends_at)
        plan.planned_on, plan.starts_at, plan.ends_at = planned_on, starts_at, ends_at
    plan.state, plan.reason = PlanState.PLANNED, ""
    work.session.flush()
    return Planned(plan.id, plan.version)


@asks(Permission.VISIT_READ)
def plans_between(
    work: Work,
    first: date,
    last: date,
    officer_id: int | None = None,
    *,
    standing_for: Iterable[int] = (),
    states: Collection[PlanState] = (PlanState.PLANNED,),
) -> list[PlanRow]:
    """The plans from one day to another, both included, by day and time; the open ones unless `states` says more.

    With `officer_id` those of that officer, and of those the officer stands in for.
    """
    conditions: list[sa.ColumnElement[bool]] = [
        _PLAN.c.planned_on.between(first, last),
        _PLAN.c.state.in_(list(states)),
    ]
    if officer_id is not None:
        conditions.append(whose_plan(work.today).in_((officer_id, *standing_for)))
    return _rows(work, conditions)


@asks(Permission.VISIT_READ)
def plans_of(work: Work, enterprise_id: int) -> list[PlanRow]:
    """The open plans of an enterprise, the soonest first."""
    return _rows(work, [_PLAN.c.enterprise_id == enterprise_id, _PLAN.c.state == PlanState.PLANNED])


@asks(Permission.VISIT_READ)
def plan_row(work: Work, plan_id: int) -> PlanRow:
    """One plan, in whatever state. Raises NotFound."""
    work.get(VisitPlan, plan_id)
    return _rows(work, [_PLAN.c.id == plan_id])[0]


@lru_cache(maxsize=4)
def whose_plan(today: date) -> sa.ColumnElement[int]:
    """Whose the plan of a row of visit_plan is: its officer's, or that of the liaison officer it was handed over to."""
    day = sa.case((_PLAN.c.planned_on > today, _PLAN.c.planned_on), else_=today)
    held, left, liaison = (sa.alias(sa.inspect(Assignment).local_table) for _ in range(3))
    here = [_PLAN.c.enterprise_id == duty.c.enterprise_id for duty in (held, left, liaison)]
    holds = sa.exists().where(here[0], held.c.account_id == _PLAN.c.officer_id, _serves(held, day))
    ended = sa.exists().where(here[1], left.c.account_id == _PLAN.c.officer_id, left.c.ends_on <= day)
    now = (
        sa.select(liaison.c.account_id)
        .where(here[2], liaison.c.role == Duty.LIAISON, _serves(liaison, day))
        .limit(1)
        .scalar_subquery()
    )
    handed_over = sa.and_(_PLAN.c.state == PlanState.PLANNED, ended, ~holds)
    return sa.case((handed_over, sa.func.coalesce(now, _PLAN.c.officer_id)), else_=_PLAN.c.officer_id)


def _serves(duty: sa.FromClause, day: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    return sa.and_(duty.c.starts_on <= day, sa.or_(duty.c.ends_on.is_(None), duty.c.ends_on > day))


def settle_plan(work: Work, visit: Visit) -> None:
    """Let a stored visit carry out its plan; called in the transaction that stores or corrects the visit.

    The plan is the one the visit names, else the open one of its officer (or of the one they stand in for) for the
    enterprise on that day. The plan is done, whatever came of the visit, except one that was rescheduled: that plan
    stays open and may be moved. A plan which a correction takes from the visit is open again.
    """
    if visit.plan_id is None:
        visit.plan_id = _plan_meant(work, visit)
    for carried_out in work.session.scalars(sa.select(VisitPlan).where(VisitPlan.visit_id == visit.id)):
        if carried_out.id != visit.plan_id or visit.outcome is Outcome.RESCHEDULED:
            carried_out.state, carried_out.visit_id = PlanState.PLANNED, None
    plan = None if visit.plan_id is None else work.session.get(VisitPlan, visit.plan_id)
    if plan is None or plan.enterprise_id != visit.enterprise_id or plan.visit_id not in (None, visit.id):
        visit.plan_id = None
        return
    if visit.planned_starts_at is None and visit.planned_ends_at is None:
        visit.planned_starts_at, visit.planned_ends_at = plan.starts_at, plan.ends_at
    if visit.outcome is not Outcome.RESCHEDULED and plan.state is not PlanState.DONE:
        plan.state, plan.visit_id = PlanState.DONE, visit.id


def _plan_meant(work: Work, visit: Visit) -> int | None:
    found = work.session.execute(
        sa.select(_PLAN.c.id, whose_plan(work.today).label("whose"))
        .where(
            _PLAN.c.enterprise_id == visit.enterprise_id,
            _PLAN.c.state == PlanState.PLANNED,
            _PLAN.c.planned_on == visit.visited_on,
        )
        .order_by(_PLAN.c.starts_at, _PLAN.c.id)
    ).all()
    own = [key for key, whose in found if whose == visit.officer_id]
    if own or not found:
        return own[0] if own else None
    return found[0][0] if visit.on_behalf_of and len(found) == 1 else None


def _open_plan(work: Work, plan_id: int, version: int) -> VisitPlan:
    """An open plan that the actor may change, as that of the officer who has it now."""
    plan = work.get(VisitPlan, plan_id, version=version, lock=True)
    owners = _owners(work, plan)
    work.require(Permission.VISIT_PLAN, _Whose(owners))
    if plan.state is not PlanState.PLANNED:
        raise IllegalTransition(step=_("Change the plan"), state=plan.state.label)
    (plan.officer_id,) = owners
    return plan


def _owners(work: Work, plan: VisitPlan) -> frozenset[int]:
    whose = work.session.scalar(sa.select(whose_plan(work.today)).select_from(_PLAN).where(_PLAN.c.id == plan.id))
    return frozenset({plan.officer_id if whose is None else whose})


def _check_day(work: Work, day: date) -> None:
    check_year(day.year, "planned_on")
    if day < work.today:
        raise Invalid(
            N_("{day} has passed; a visit is planned for today or later."),
            remedy=N_("Choose a later day, or log the visit if it was made."),
            field="planned_on",
            day=day.isoformat(),
        )


def _check_times(starts_at: time | None, ends_at: time | None) -> None:
    if ends_at is not None and starts_at is None:
        raise Invalid(N_("Say when the visit begins."), field="starts_at")
    if starts_at is not None and ends_at is not None and ends_at < starts_at:
        raise Invalid(N_("The visit ends before it begins."), remedy=N_("Correct the times."), field="ends_at")


def _warnings(work: Work, plan: VisitPlan) -> tuple[PlanWarning, ...]:
    found = []
    if not calendar_in_force(work.session).is_working(plan.planned_on):
        found.append(PlanWarning.DAY_OFF)
    others = work.session.execute(
        sa.select(_PLAN.c.enterprise_id, _PLAN.c.officer_id, _PLAN.c.planned_on, _PLAN.c.starts_at, _PLAN.c.ends_at)
        .where(_PLAN.c.state == PlanState.PLANNED, _PLAN.c.id != plan.id)
        .where(
            sa.or_(
                sa.and_(_PLAN.c.planned_on == plan.planned_on, _PLAN.c.officer_id == plan.officer_id),
                sa.and_(_PLAN.c.enterprise_id == plan.enterprise_id, _PLAN.c.planned_on >= work.today),
            )
        )
    ).all()
    same_day = [row for row in others if (row.officer_id, row.planned_on) == (plan.officer_id, plan.planned_on)]
    if any(_overlap(plan.starts_at, plan.ends_at, row.starts_at, row.ends_at) for row in same_day):
        found.append(PlanWarning.OVERLAPS)
    if any(row.enterprise_id == plan.enterprise_id for row in others):
        found.append(PlanWarning.TWICE)
    serving = sa.select(Assignment.id).where(
        Assignment.enterprise_id == plan.enterprise_id,
        Assignment.account_id == plan.officer_id,
        Assignment.starts_on <= plan.planned_on,
        sa.or_(Assignment.ends_on.is_(None), Assignment.ends_on > plan.planned_on),
    )
    if work.session.scalar(serving.limit(1)) is None:
        found.append(PlanWarning.NOT_SERVED)
    return tuple(found)


def _overlap(start: time | None, end: time | None, other_start: time | None, other_end: time | None) -> bool:
    """Whether two visits of a day meet; one without an end lasts until its beginning only, one without times never."""
    if start is None or other_start is None:
        return False
    if start == other_start:
        return True
    return start < (other_end or other_start) and other_start < (end or start)


def _rows(work: Work, conditions: Sequence[sa.ColumnElement[bool]]) -> list[PlanRow]:
    officer = aliased(Account)
    query = (
        sa.select(VisitPlan, Enterprise.name, Subdistrict.name, officer.id, officer.name)
        .join(Enterprise, Enterprise.id == VisitPlan.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .join(officer, officer.id == whose_plan(work.today))
        .where(*conditions)
        .order_by(VisitPlan.planned_on, VisitPlan.starts_at.is_(None), VisitPlan.starts_at, VisitPlan.id)
    )
    return [_row(*found) for found in work.session.execute(query)]


def _row(plan: Any, enterprise: str, town: str | None, officer_id: int, officer: str) -> PlanRow:  # Any: a row's plan
    return PlanRow(
        id=plan.id,
        enterprise_id=plan.enterprise_id,
        enterprise=enterprise,
        subdistrict=town or "",
        officer_id=officer_id,
        officer=officer,
        planned_on=plan.planned_on,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        mode=plan.mode,
        purpose=plan.purpose,
        state=plan.state,
        reason=plan.reason,
        visit_id=plan.visit_id,
        version=plan.version,
    )

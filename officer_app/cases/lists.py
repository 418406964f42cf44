"""The queue of cases: which are where, whom they wait for, how much time is left."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import sqlalchemy as sa

from officer_app.cases.deadlines import light_on
from officer_app.cases.model import CaseRecusal, CaseStep, Objection, Publicity, TalentCase, case_number
from officer_app.cases.pools import pools_of
from officer_app.cases.words import (
    CHAIN,
    PAUSED,
    Capacity,
    ClockLight,
    ObjectionState,
    State,
    Step,
    capacity_of,
)
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.folding import fold
from officer_app.core.holidays import calendar_in_force
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission, delegators, may

SortBy = Literal["queue", "number", "applicant", "enterprise", "base", "filed"]

# Steps that lead a case on; by them a case waits for somebody.
_LEADING: Final = {
    Step.PRE_REVIEW: Permission.CASE_PRE_REVIEW,
    Step.ACCEPT: Permission.CASE_ACCEPT,
    Step.FIRST_REVIEW: Permission.CASE_FIRST_REVIEW,
    Step.PANEL: Permission.CASE_PANEL,
    Step.PUBLISH: Permission.CASE_PUBLICITY,
    Step.DECIDE: Permission.CASE_DECIDE,
    Step.SETTLE: Permission.CASE_SETTLE,
}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list.

    `text` looks in applicant, post, enterprise and number; `waiting` takes what waits for the actor. `light` takes
    running first reviews by how their clock stands, `pool` the cases that are to get a unit of that pool, `industries`
    those of the enterprises, None for one without.
    """

    text: str = ""
    states: frozenset[State] = frozenset()
    year: int | None = None
    enterprise_id: int | None = None
    waiting: bool = False
    light: ClockLight | None = None
    pool: str = ""
    industries: tuple[Industry | None, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it.

    `days_left` counts working days to the limit of first review, negative when overdue; None, like `light`, when no
    clock runs.
    """

    id: int
    number: str
    state: State
    enterprise_id: int
    enterprise: str
    applicant: str
    post: str
    base_multiple: Decimal
    filed_on: date
    accepted_on: date | None
    due_on: date | None
    due_provisional: bool
    days_left: int | None
    light: ClockLight | None
    standing: bool
    version: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some of the cases found, and how many there are in all."""

    rows: tuple[CaseRow, ...]
    count: int


@asks(Permission.CASE_READ)
def list_cases(
    work: Work,
    wanted: CaseFilter = CaseFilter(),
    *,
    sort: SortBy = "queue",
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> CasePage:
    """A page of cases and how many there are; the queue puts those with the nearest limit first, then the oldest."""
    calendar = calendar_in_force(work.session)
    query = (
        sa.select(TalentCase, Enterprise.name)
        .join(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .where(*_conditions(work, wanted))
        .order_by(*_order(sort, descending))
        .offset(offset)
        .limit(limit)
    )
    rows = [_row(calendar, work.today, case, enterprise) for case, enterprise in work.session.execute(query)]
    return CasePage(tuple(rows), count_cases(work, wanted))


@asks(Permission.CASE_READ)
def count_cases(work: Work, wanted: CaseFilter = CaseFilter()) -> int:
    """How many cases the filter finds."""
    query = (
        sa.select(sa.func.count())
        .select_from(TalentCase)
        .join(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .where(*_conditions(work, wanted))
    )
    return work.session.scalar(query) or 0


def states_waiting_for(role: str) -> frozenset[State]:
    """The states from which somebody in this role leads a case on."""
    return frozenset(
        state for state in State for step in CHAIN.steps(state) if step in _LEADING and may(role, _LEADING[step])
    )


def _conditions(work: Work, wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        found.append(TalentCase.state.in_(wanted.states))
    if wanted.waiting:
        found.append(_waits_for(work))
    if wanted.year is not None:
        found.append(TalentCase.year == wanted.year)
    if wanted.enterprise_id is not None:
        found.append(TalentCase.enterprise_id == wanted.enterprise_id)
    if wanted.pool:
        found.append(TalentCase.pool == wanted.pool)
    if wanted.industries:
        named = [industry for industry in wanted.industries if industry is not None]
        either_of = Enterprise.industry.in_(named)
        found.append(sa.or_(either_of, Enterprise.industry.is_(None)) if None in wanted.industries else either_of)
    if wanted.light is not None:
        found += [TalentCase.state == State.FIRST_REVIEW, *_lit(wanted.light, work.today)]
    text = wanted.text.strip()
    if text:
        either = [
            TalentCase.name.contains(text, autoescape=True),
            TalentCase.post.contains(text, autoescape=True),
            Enterprise.name_key.contains(fold(text), autoescape=True),
        ]
        number = re.fullmatch(r"(?:.*?(\d{4})\D+)?(\d{1,6})\s*号?", text)
        if number is not None:
            year, sequence = number.groups()
            same = TalentCase.sequence == int(sequence)
            either.append(same if year is None else same & (TalentCase.year == int(year)))
        found.append(sa.or_(*either))
    return found


def _lit(light: ClockLight, today: date) -> list[sa.ColumnElement[bool]]:
    """As deadlines.light_on, by the limits kept on the case."""
    if light is ClockLight.RED:
        return [TalentCase.review_due_on < today]
    past_target = sa.func.coalesce(TalentCase.review_target_on < today, sa.false())
    return [TalentCase.review_due_on >= today, past_target if light is ClockLight.AMBER else ~past_target]


def _waits_for(work: Work) -> sa.ColumnElement[bool]:
    """In a state from which the actor leads on, in their own right or in an absent colleague's place.

    Not a case on which the actor (or the absent one) acted in another capacity, or from which they stand aside.
    """
    own = states_waiting_for(work.actor.role)
    aside = sa.exists().where(CaseRecusal.case_id == TalentCase.id, CaseRecusal.account_id == work.actor.id)
    here = [TalentCase.id < 0]
    for state in State:
        for step in CHAIN.steps(state):
            if step not in _LEADING:
                continue
            capacity, there = capacity_of(step, state), TalentCase.state == state
            if step is Step.DECIDE:
                there &= _decidable(work.today)
            if capacity is None:
                here += [there] if state in own else []
            elif may(work.actor.role, _LEADING[step]):
                here.append(there & ~_acted_otherwise(work.actor.id, capacity) & ~aside)
            else:
                here += [
                    there & ~_acted_otherwise(work.actor.id, capacity) & ~_acted_otherwise(absent.id, capacity) & ~aside
                    for absent in delegators(work.session, work.actor, _LEADING[step], work.today)
                ]
    return sa.or_(*here)


def _decidable(today: date) -> sa.ColumnElement[bool]:
    """No notice of the case is up, or there is an objection to answer meanwhile."""
    up = sa.exists().where(Publicity.case_id == TalentCase.id, Publicity.ends_on >= today)
    objected = sa.exists().where(Objection.case_id == TalentCase.id, Objection.state == ObjectionState.OPEN)
    return ~up | objected


def _acted_otherwise(account_id: int | None, capacity: Capacity) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        CaseStep.case_id == TalentCase.id,
        sa.or_(CaseStep.account_id == account_id, CaseStep.for_account_id == account_id),
        CaseStep.capacity != capacity,
    )


def _order(sort: SortBy, descending: bool) -> tuple[sa.ColumnElement[Any], ...]:  # columns of several types
    columns: dict[SortBy, tuple[Any, ...]] = {
        "queue": (_limit(), TalentCase.year, TalentCase.sequence),
        "number": (TalentCase.year, TalentCase.sequence),
        "applicant": (TalentCase.name, TalentCase.id),
        "enterprise": (Enterprise.name_key, TalentCase.id),
        "base": (TalentCase.base_multiple, TalentCase.id),
        "filed": (TalentCase.filed_on, TalentCase.id),
    }
    return tuple(column.desc() if descending else column for column in columns[sort])


def _limit() -> sa.ColumnElement[date]:
    """The limit of first review while it runs; a case that has passed it is no longer pressed by it."""
    running = TalentCase.state == State.FIRST_REVIEW
    return sa.case((running, sa.func.coalesce(TalentCase.review_due_on, date.max)), else_=sa.literal(date.max))


def _row(calendar: WorkingCalendar, today: date, case: TalentCase, enterprise: str) -> CaseRow:
    days_left = None
    if case.state is State.FIRST_REVIEW and case.review_due_on is not None:
        days_left = calendar.working_days_between(today, case.review_due_on).days
    return CaseRow(
        id=case.id,
        number=case_number(case.prefix, case.year, case.sequence),
        state=case.state,
        enterprise_id=case.enterprise_id,
        enterprise=enterprise,
        applicant=case.name,
        post=case.post,
        base_multiple=case.base_multiple,
        filed_on=case.filed_on,
        accepted_on=case.accepted_on,
        due_on=case.review_due_on if case.state is State.FIRST_REVIEW else None,
        due_provisional=case.review_due_provisional,
        days_left=days_left,
        light=light_on(today, case.review_target_on, case.review_due_on) if days_left is not None else None,
        standing=case.state in PAUSED,
        version=case.version,
    )


@asks(Permission.CASE_READ)
def case_pools(work: Work) -> list[str]:
    """The names of the pools of this year, which cases can be listed by; the general one first."""
    return list(pools_of(work, work.today.year))

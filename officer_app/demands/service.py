"""Collecting demands, handing them on, answering and closing them.

A demand's limit counts working days from the day it was collected (setting demand.limit, by urgency).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.cover import act_for
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.holidays import calendar_in_force
from officer_app.core.numbering import next_number
from officer_app.core.policy import Dated
from officer_app.core.words import acted_by
from officer_app.core.work import Work, asks, changes
from officer_app.demands.model import DEMAND_WORKFLOW as DEMAND_WORKFLOW
from officer_app.demands.model import OPEN_STATES as OPEN_STATES
from officer_app.demands.model import Category as Category
from officer_app.demands.model import Demand, DemandEvent, demand_number
from officer_app.demands.model import DemandState as DemandState
from officer_app.demands.model import DemandStep as DemandStep
from officer_app.demands.model import Rating as Rating
from officer_app.demands.model import Urgency as Urgency
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

LIMIT: Final = Dated("demand.limit", dict)

_enterprise = sa.table("enterprise", sa.column("id"), sa.column("name"))


@dataclass(frozen=True)
class Limit:
    """How long a demand collected today may take: working days, and the day that makes."""

    days: int
    due_on: date
    provisional: bool


@dataclass(frozen=True)
class DemandDraft:
    """A demand as it is typed; saving the same `draft_id` again stores nothing new."""

    draft_id: str
    category: Category
    text: str
    urgency: Urgency = Urgency.NORMAL
    handler_id: int | None = None


@dataclass(frozen=True)
class DemandRow:
    """A demand as lists and papers show it.

    `days_left` counts working days, negative when overdue; None when settled.
    """

    id: int
    number: str
    enterprise_id: int
    enterprise: str
    visit_id: int | None
    category: Category
    urgency: Urgency
    text: str
    state: DemandState
    handler_id: int | None
    handler: str
    collected_on: date
    due_on: date
    due_provisional: bool
    limit_days: int
    days_left: int | None
    answer: str
    answered_on: date | None
    rating: Rating | None
    version: int


@dataclass(frozen=True)
class DemandEventRow:
    """A step taken: who (and for whom), when, what was said."""

    step: DemandStep
    state_after: DemandState
    at: datetime
    by: str
    note: str
    on_behalf_of: str = ""


def collect_demand(work: Work, enterprise_id: int, visit_id: int | None, draft: DemandDraft) -> int:
    """Store a demand in state collected, or assigned when a handler is named; for use cases that have checked access.

    Returns the id; of the demand stored before if this draft was saved already. Raises Invalid for an empty text.
    """
    known = work.session.scalar(sa.select(Demand.id).where(Demand.draft_id == draft.draft_id))
    if known is not None:
        return known
    text = draft.text.strip()
    if not text:
        raise Invalid(N_("Say what the enterprise asks for."), field="demand")
    assert work.actor.id is not None
    act_for(work, enterprise_id)
    limit = LIMIT.on(work, work.today)[draft.urgency.value]
    due = calendar_in_force(work.session).add_working_days(work.today, int(limit))
    sequence = next_number(work, "SQ", work.today.year)
    demand = work.add(
        Demand(
            draft_id=draft.draft_id,
            year=work.today.year,
            sequence=sequence,
            enterprise_id=enterprise_id,
            visit_id=visit_id,
            category=draft.category,
            urgency=draft.urgency,
            text=text,
            state=DemandState.COLLECTED,
            due_on=due.day,
            due_provisional=due.provisional,
            collected_by=work.actor.id,
            collected_on=work.today,
        )
    )
    if draft.handler_id is not None:
        _step(work, demand, DemandStep.ASSIGN, "", handler_id=draft.handler_id)
    return demand.id


def _step(work: Work, demand: Demand, step: DemandStep, note: str, *, handler_id: int | None = None) -> None:
    before = demand.state
    for_whom = act_for(work, demand.enterprise_id, holder_id=demand.handler_id)
    if handler_id is not None:
        # Looked up before anything changes: a step makes one version of the demand, not two.
        demand.handler_id = work.get(Account, handler_id).id
    demand.state = DEMAND_WORKFLOW.after(before, step)
    assert work.actor.id is not None
    work.session.add(
        DemandEvent(
            demand_id=demand.id,
            step=step,
            state_before=before,
            state_after=demand.state,
            account_id=work.actor.id,
            on_behalf_of=for_whom,
            at=work.now,
            note=note.strip(),
            due_on=demand.due_on,
            handler_id=demand.handler_id,
        )
    )


@changes(Permission.DEMAND_HANDLE)
def raise_demand(work: Work, enterprise_id: int, draft: DemandDraft) -> int:
    """Store a demand that reached the office without a visit; returns its id. Raises Invalid, NotFound."""
    if work.session.scalar(sa.select(_enterprise.c.id).where(_enterprise.c.id == enterprise_id)) is None:
        raise NotFound()
    return collect_demand(work, enterprise_id, None, draft)


@asks(Permission.DEMAND_READ)
def demand_limits(work: Work) -> dict[Urgency, Limit]:
    """Until when a demand collected today is due, by urgency."""
    calendar, days = calendar_in_force(work.session), LIMIT.on(work, work.today)
    limits = {}
    for urgency in Urgency:
        due = calendar.add_working_days(work.today, int(days[urgency.value]))
        limits[urgency] = Limit(int(days[urgency.value]), due.day, due.provisional)
    return limits


@changes(Permission.DEMAND_HANDLE)
def assign_demand(work: Work, demand_id: int, handler_id: int, *, version: int, note: str = "") -> None:
    """Hand a demand to somebody."""
    demand = work.get(Demand, demand_id, version=version, lock=True)
    _step(work, demand, DemandStep.ASSIGN, note, handler_id=handler_id)


@changes(Permission.DEMAND_HANDLE)
def take_up_demand(work: Work, demand_id: int, *, version: int) -> None:
    """Begin to work on a demand that was handed on; whoever begins has accepted it."""
    demand = work.get(Demand, demand_id, version=version, lock=True)
    with work.session.no_autoflush:  # two steps make one version of the demand
        _accept(work, demand)
        _step(work, demand, DemandStep.TAKE_UP, "")


def _accept(work: Work, demand: Demand) -> None:
    if demand.state is DemandState.ASSIGNED:
        _step(work, demand, DemandStep.ACCEPT, "")
        demand.accepted_on = work.today


@changes(Permission.DEMAND_HANDLE)
def answer_demand(work: Work, demand_id: int, answer: str, *, version: int) -> None:
    """Give the enterprise its answer. Raises Invalid for an empty one."""
    if not answer.strip():
        raise Invalid(N_("An answer is needed."), field="answer")
    demand = work.get(Demand, demand_id, version=version, lock=True)
    with work.session.no_autoflush:  # two steps make one version of the demand
        _accept(work, demand)
        _step(work, demand, DemandStep.ANSWER, answer)
    demand.answer = answer.strip()
    demand.answered_on = work.today


@changes(Permission.DEMAND_HANDLE)
def rate_demand(
    work: Work, demand_id: int, rating: Rating, *, version: int, note: str = "", close: bool = True
) -> None:
    """Record how the enterprise found the answer, and close the demand unless it is to stay rated.

    One that is not content gets its demand reopened, not closed.
    """
    demand = work.get(Demand, demand_id, version=version, lock=True)
    if rating is Rating.NOT_CONTENT:
        demand.rating = rating
        _step(work, demand, DemandStep.REOPEN, note)
        return
    _step(work, demand, DemandStep.RATE, note)
    demand.rating = rating
    if close:
        _step(work, demand, DemandStep.CLOSE, "")
        demand.closed_on = work.today


@changes(Permission.DEMAND_HANDLE)
def close_demand(work: Work, demand_id: int, *, version: int) -> None:
    """Close a demand whose answer was rated."""
    demand = work.get(Demand, demand_id, version=version, lock=True)
    _step(work, demand, DemandStep.CLOSE, "")
    demand.closed_on = work.today


@changes(Permission.DEMAND_HANDLE)
def reopen_demand(work: Work, demand_id: int, reason: str, *, version: int) -> None:
    """Take a demand up again that was answered or closed. Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), field="note")
    demand = work.get(Demand, demand_id, version=version, lock=True)
    _step(work, demand, DemandStep.REOPEN, reason)
    demand.answered_on = demand.closed_on = None


@asks(Permission.DEMAND_READ)
def list_demands(
    work: Work,
    *,
    enterprise_id: int | None = None,
    handler_id: int | None = None,
    visit_id: int | None = None,
    open_only: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> list[DemandRow]:
    """Demands, the soonest due first."""
    conditions: list[sa.ColumnElement[bool]] = []
    if enterprise_id is not None:
        conditions.append(Demand.enterprise_id == enterprise_id)
    if handler_id is not None:
        conditions.append(Demand.handler_id == handler_id)
    if visit_id is not None:
        conditions.append(Demand.visit_id == visit_id)
    if open_only:
        conditions.append(Demand.state.in_(OPEN_STATES))
    return demand_rows(work, conditions, offset=offset, limit=limit)


def demand_rows(
    work: Work,
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    offset: int = 0,
    limit: int | None = None,
    open_first: bool = False,
) -> list[DemandRow]:
    """Rows of the demands that meet the conditions, the soonest due first."""
    calendar = calendar_in_force(work.session)
    query = (
        sa.select(Demand, _enterprise.c.name, Account.name)
        .join(_enterprise, _enterprise.c.id == Demand.enterprise_id)
        .outerjoin(Account, Account.id == Demand.handler_id)
        .where(*conditions)
        .order_by(*([Demand.state.not_in(OPEN_STATES)] if open_first else []), Demand.due_on, Demand.id)
        .offset(offset)
        .limit(limit)
    )
    rows: list[DemandRow] = []
    for demand, enterprise, handler in work.session.execute(query):
        days_left = None
        if demand.state in OPEN_STATES:
            days_left = calendar.working_days_between(work.today, demand.due_on).days
        rows.append(
            DemandRow(
                id=demand.id,
                number=demand_number(demand.year, demand.sequence),
                enterprise_id=demand.enterprise_id,
                enterprise=enterprise,
                visit_id=demand.visit_id,
                category=demand.category,
                urgency=demand.urgency,
                text=demand.text,
                state=demand.state,
                handler_id=demand.handler_id,
                handler=handler or "",
                collected_on=demand.collected_on,
                due_on=demand.due_on,
                due_provisional=demand.due_provisional,
                limit_days=calendar.working_days_between(demand.collected_on, demand.due_on).days,
                days_left=days_left,
                answer=demand.answer,
                answered_on=demand.answered_on,
                rating=demand.rating,
                version=demand.version,
            )
        )
    return rows


@asks(Permission.DEMAND_READ)
def demand_history(work: Work, demand_id: int) -> list[DemandEventRow]:
    """The steps taken on a demand, the first one first."""
    query = (
        sa.select(DemandEvent, Account.name)
        .join(Account, Account.id == DemandEvent.account_id)
        .where(DemandEvent.demand_id == demand_id)
        .order_by(DemandEvent.id)
    )
    return [
        DemandEventRow(
            event.step,
            event.state_after,
            event.at,
            acted_by(name, event.on_behalf_of),
            event.note,
            event.on_behalf_of,
        )
        for event, name in work.session.execute(query)
    ]

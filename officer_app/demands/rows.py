"""Demands as lists, papers and other features show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.holidays import calendar_in_force
from officer_app.core.words import acted_by
from officer_app.core.work import Work, asks
from officer_app.demands.model import (
    OPEN_STATES,
    PAUSED_STATES,
    Category,
    Demand,
    DemandEvent,
    DemandState,
    DemandStep,
    Rating,
    Urgency,
    demand_number,
)
from officer_app.people.access import Permission
from officer_app.people.model import Account

_enterprise = sa.table("enterprise", sa.column("id"), sa.column("name"))
_Collector = aliased(Account)


@dataclass(frozen=True)
class DemandRow:
    """A demand as lists and papers show it.

    `days_left` counts working days, negative when overdue; None when settled, and while the clock stands (`paused`).
    `limit_days` are the working days from collecting to the limit. `handler_left` tells that the handler's account is
    no longer active: nobody has the demand in hand.
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
    collected_by: int
    collector: str
    handler_left: bool
    accept_due_on: date | None
    accepted_on: date | None
    first_answer_due_on: date | None
    first_answered_on: date | None
    paused_since: date | None
    escalated_to: str
    rated_on: date | None
    rated_by: str
    rating_note: str
    closed_on: date | None
    reopened: int
    merged_into_id: int | None
    case_id: int | None

    @property
    def paused(self) -> bool:
        """Whether its clock stands still."""
        return self.state in PAUSED_STATES


@dataclass(frozen=True)
class DemandEventRow:
    """A step taken: who (and for whom), when, what was said; limit and handler as they stood after it."""

    step: DemandStep
    state_after: DemandState
    at: datetime
    by: str
    note: str
    on_behalf_of: str = ""
    due_on: date | None = None
    handler: str = ""


def demand_rows(
    work: Work,
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    offset: int = 0,
    limit: int | None = None,
    open_first: bool = False,
) -> list[DemandRow]:
    """Rows of the demands that meet the conditions, the soonest due first."""
    query = (
        sa.select(Demand, _enterprise.c.name, Account.name, Account.active, _Collector.name)
        .join(_enterprise, _enterprise.c.id == Demand.enterprise_id)
        .join(_Collector, _Collector.id == Demand.collected_by)
        .outerjoin(Account, Account.id == Demand.handler_id)
        .where(*conditions)
        .order_by(*([Demand.state.not_in(OPEN_STATES)] if open_first else []), Demand.due_on, Demand.id)
        .offset(offset)
        .limit(limit)
    )
    return [_row(work, *found) for found in work.session.execute(query)]


def _row(
    work: Work, demand: Demand, enterprise: str, handler: str | None, active: bool | None, collector: str
) -> DemandRow:
    calendar = calendar_in_force(work.session)
    running = demand.state in OPEN_STATES and demand.state not in PAUSED_STATES
    return DemandRow(
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
        days_left=calendar.working_days_between(work.today, demand.due_on).days if running else None,
        answer=demand.answer,
        answered_on=demand.answered_on,
        rating=demand.rating,
        version=demand.version,
        collected_by=demand.collected_by,
        collector=collector,
        handler_left=active is False,
        accept_due_on=demand.accept_due_on,
        accepted_on=demand.accepted_on,
        first_answer_due_on=demand.first_answer_due_on,
        first_answered_on=demand.first_answered_on,
        paused_since=demand.paused_since,
        escalated_to=demand.escalated_to,
        rated_on=demand.rated_on,
        rated_by=demand.rated_by,
        rating_note=demand.rating_note,
        closed_on=demand.closed_on,
        reopened=demand.reopened,
        merged_into_id=demand.merged_into_id,
        case_id=demand.case_id,
    )


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


@asks(Permission.DEMAND_READ)
def demand_history(work: Work, demand_id: int) -> list[DemandEventRow]:
    """The steps taken on a demand, the first one first."""
    handler = aliased(Account)
    query = (
        sa.select(DemandEvent, Account.name, handler.name)
        .join(Account, Account.id == DemandEvent.account_id)
        .outerjoin(handler, handler.id == DemandEvent.handler_id)
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
            event.due_on,
            handled or "",
        )
        for event, name, handled in work.session.execute(query)
    ]

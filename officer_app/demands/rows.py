"""Demands as lists, papers and other features show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final  # Any: the columns of SQLAlchemy

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.holidays import calendar_in_force
from officer_app.core.words import acted_by
from officer_app.core.work import Work, asks
from officer_app.demands.model import (
    OPEN_STATES,
    PAUSED_STATES,
    RUNNING_STATES,
    Category,
    Demand,
    DemandEvent,
    DemandState,
    DemandStep,
    Rating,
    Urgency,
    demand_number,
)
from officer_app.people.access import Permission, Role, may
from officer_app.people.model import Account

_enterprise = sa.table("enterprise", sa.column("id"), sa.column("name"))
_D: Final = sa.inspect(Demand).local_table.c
_Collector, _Handler = aliased(Account), aliased(Account)
_ABLE: Final = tuple(role for role in Role if may(role, Permission.DEMAND_WORK))
# As the fields of a row are called.
_COLUMNS: Final = (
    *(
        _D[name]
        for name in (
            "id", "year", "sequence", "enterprise_id", "visit_id", "category", "urgency", "text", "state", "handler_id",
            "collected_on", "due_on", "due_provisional", "answer", "answered_on", "rating", "version", "collected_by",
            "accept_due_on", "accepted_on", "first_answer_due_on", "first_answered_on", "paused_since", "escalated_to",
            "rated_on", "rated_by", "rating_note", "closed_on", "reopened", "merged_into_id", "case_id",
        )
    ),
    _enterprise.c.name.label("enterprise"),
    sa.func.coalesce(_Handler.name, "").label("handler"),
    sa.case(
        (_Handler.id.is_(None), False), (sa.and_(_Handler.active, _Handler.role.in_(_ABLE)), False), else_=True
    ).label("handler_left"),
    _Collector.name.label("collector"),
)  # fmt: skip


def gone_handlers() -> sa.Select[int]:
    """The accounts in whose hands no demand is: they left, or work in a role without demands now."""
    return sa.select(Account.id).where(sa.or_(~Account.active, Account.role.not_in(_ABLE)))


@dataclass(frozen=True)
class DemandRow:
    """A demand as lists and papers show it.

    `days_left` counts working days, negative when overdue; None when settled, and while the clock stands (`paused`).
    `limit_days` are the working days from collecting to the limit. `handler_left` tells that the handler's account is
    no longer active, or has a role without demands now: nobody has the demand in hand.
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
        sa.select(*_COLUMNS)
        .join_from(_D.id.table, _enterprise, _enterprise.c.id == _D.enterprise_id)
        .join(_Collector, _Collector.id == _D.collected_by)
        .outerjoin(_Handler, _Handler.id == _D.handler_id)
        .where(*conditions)
        .order_by(*([_D.state.not_in(OPEN_STATES)] if open_first else []), _D.due_on, _D.id)
        .offset(offset)
        .limit(limit)
    )
    # What was changed and not yet stored is to be read too; entities are not needed, and take three times as long.
    work.session.flush()
    days = _DaysLeft(work)
    return [_row(found, days) for found in work.session.connection().execute(query)]


class _DaysLeft:
    """Working days up to limits; many demands share theirs."""

    def __init__(self, work: Work) -> None:
        self._calendar, self._today = calendar_in_force(work.session), work.today
        self._known: dict[tuple[date, date], int] = {}

    def between(self, after: date, until: date) -> int:
        """From the one day to the other."""
        known = self._known.get((after, until))
        if known is None:
            known = self._known[after, until] = self._calendar.working_days_between(after, until).days
        return known

    def left(self, due_on: date) -> int:
        """From today."""
        return self.between(self._today, due_on)


def _row(found: sa.Row[Any], days: _DaysLeft) -> DemandRow:
    told = found._asdict()
    year, sequence = told.pop("year"), told.pop("sequence")
    state, due_on = told["state"], told["due_on"]
    running = state in RUNNING_STATES
    return DemandRow(
        **told,
        number=demand_number(year, sequence),
        limit_days=days.between(told["collected_on"], due_on),
        days_left=days.left(due_on) if running else None,
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

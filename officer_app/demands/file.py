"""One demand whole: everything that was done with it, and what the person who looks may do next."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.assignments.cover import covered_by
from officer_app.core.errors import Forbidden
from officer_app.core.holidays import calendar_in_force
from officer_app.core.numbering import visit_number
from officer_app.core.work import Work, asks
from officer_app.demands.merging import case_of
from officer_app.demands.model import (
    DEMAND_WORKFLOW,
    Demand,
    DemandExtension,
    DemandHelper,
    DemandPause,
    DemandState,
    DemandStep,
    HurryNote,
)
from officer_app.demands.rows import DemandEventRow, DemandRow, demand_history, demand_rows
from officer_app.demands.steps import Hands, may_rate
from officer_app.people.access import Permission, may
from officer_app.people.model import Account

_VISIT = sa.table("visit", sa.column("id"), sa.column("year"), sa.column("sequence"), sa.column("visited_on", sa.Date))
_S = DemandStep
# Steps for its handler, who stands in for them, or a supervisor.
_HANDLERS = frozenset({_S.ACCEPT, _S.RETURN, _S.TAKE_UP, _S.ASK_EXTENSION, _S.SUSPEND, _S.ESCALATE, _S.RESUME})
# Steps for whoever collected it and the other handlers too.
_WIDER = frozenset({_S.FIRST_ANSWER, _S.ANSWER, _S.REPLY})


@dataclass(frozen=True)
class PauseRow:
    """A time in which the clock stood; `days` are the working days in it so far."""

    state: DemandState
    stopped: date
    resumed: date | None
    days: int


@dataclass(frozen=True)
class ExtensionRow:
    """A longer limit that was asked for. `approved` is None while it waits, and where it lapsed (`decided_at`)."""

    id: int
    days: int
    reason: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    approved: bool | None
    decision_note: str
    due_before: date
    due_after: date | None

    @property
    def pending(self) -> bool:
        """Whether it waits for a supervisor."""
        return self.decided_at is None


@dataclass(frozen=True)
class HurryRow:
    """A hurry-up note; `late` when its day is over and nobody has replied."""

    id: int
    issued_by: str
    issued_at: datetime
    text: str
    reply_due_on: date
    reply: str
    replied_by: str
    replied_at: datetime | None
    late: bool


@dataclass(frozen=True)
class HelperRow:
    """Somebody with a part of the demand."""

    account_id: int
    name: str
    task: str
    contribution: str
    contributed_on: date | None
    left: bool


@dataclass(frozen=True)
class DemandFile:
    """A demand with all that belongs to it.

    `merged` are the demands that became part of it, `kept` the one it became part of, whose answer is its own too.
    `steps` are those the table and the permissions leave to the person who looks, in the order of the table.
    """

    row: DemandRow
    history: tuple[DemandEventRow, ...]
    collected_by: int
    pauses: tuple[PauseRow, ...] = ()
    extensions: tuple[ExtensionRow, ...] = ()
    hurry_notes: tuple[HurryRow, ...] = ()
    helpers: tuple[HelperRow, ...] = ()
    merged: tuple[DemandRow, ...] = ()
    kept: DemandRow | None = None
    case_number: str = ""
    visit_number: str = ""
    visited_on: date | None = None
    steps: tuple[DemandStep, ...] = ()

    @property
    def extension(self) -> ExtensionRow | None:
        """The one that waits for a supervisor."""
        return next((row for row in self.extensions if row.pending), None)

    @property
    def hurried(self) -> tuple[HurryRow, ...]:
        """The hurry-up notes without a reply."""
        return tuple(row for row in self.hurry_notes if row.replied_at is None)


@asks(Permission.DEMAND_READ)
def demand_file(work: Work, demand_id: int) -> DemandFile:
    """One demand with everything that belongs to it. Raises NotFound."""
    demand = work.get(Demand, demand_id)
    helpers, extensions, notes = _helpers(work, demand_id), _extensions(work, demand_id), _hurry_notes(work, demand_id)
    kept = demand_rows(work, [Demand.id == demand.merged_into_id]) if demand.merged_into_id is not None else []
    number, visited_on = _visit(work, demand.visit_id)
    return DemandFile(
        row=demand_rows(work, [Demand.id == demand_id])[0],
        history=tuple(demand_history(work, demand_id)),
        collected_by=demand.collected_by,
        pauses=_pauses(work, demand_id),
        extensions=extensions,
        hurry_notes=notes,
        helpers=helpers,
        merged=tuple(demand_rows(work, [Demand.merged_into_id == demand_id])),
        kept=kept[0] if kept else None,
        case_number=case_of(work, demand.case_id) if demand.case_id is not None else "",
        visit_number=number,
        visited_on=visited_on,
        steps=_steps(work, demand, helpers, extensions, notes),
    )


def _steps(
    work: Work,
    demand: Demand,
    helpers: tuple[HelperRow, ...],
    extensions: tuple[ExtensionRow, ...],
    notes: tuple[HurryRow, ...],
) -> tuple[DemandStep, ...]:
    """What the table allows, less what this person may not do or what has no object."""
    if not may(work.actor.role, Permission.DEMAND_HANDLE):
        return ()
    in_lead = {demand.handler_id if demand.handler_id is not None else demand.collected_by}
    parts = {row.account_id for row in helpers}
    mine = _mine(work, in_lead)
    nearly_mine = mine or _mine(work, in_lead | parts | {demand.collected_by})
    waiting = next((row for row in extensions if row.pending), None)
    decides = (
        waiting is not None and may(work.actor.role, Permission.DEMAND_EXTEND) and waiting.asked_by_id != work.actor.id
    )
    offered = {
        **dict.fromkeys(_HANDLERS, mine),
        **dict.fromkeys(_WIDER, nearly_mine),
        _S.ASK_EXTENSION: mine and waiting is None,
        _S.EXTEND: decides,
        _S.REFUSE_EXTENSION: decides,
        _S.RATE: may_rate(work, demand),
        _S.HURRY: may(work.actor.role, Permission.DEMAND_HURRY),
        _S.REPLY: nearly_mine and any(note.replied_at is None for note in notes),
        _S.CONTRIBUTE: bool(parts) and _holds_part(work, parts),
        _S.LEAVE: bool(parts),
        _S.LINK_CASE: demand.case_id is None,
        _S.UNLINK_CASE: demand.case_id is not None,
    }
    steps = list(DEMAND_WORKFLOW.steps(demand.state))
    if demand.state is DemandState.ASSIGNED and nearly_mine:
        # Whoever begins with it or answers it has taken it up.
        steps[2:2] = [_S.TAKE_UP, _S.ANSWER] if mine else [_S.ANSWER]
    return tuple(step for step in steps if offered.get(step, True))


def _mine(work: Work, account_ids: set[int]) -> bool:
    before = work.on_behalf_of
    try:
        work.require(Permission.DEMAND_WORK, Hands(frozenset(account_ids)))
    except Forbidden:
        return False
    finally:
        work.on_behalf_of = before
    return True


def _holds_part(work: Work, account_ids: set[int]) -> bool:
    assert work.actor.id is not None
    return bool(account_ids & {work.actor.id, *covered_by(work, work.actor.id, work.today)})


def _pauses(work: Work, demand_id: int) -> tuple[PauseRow, ...]:
    calendar = calendar_in_force(work.session)
    query = sa.select(DemandPause).where(DemandPause.demand_id == demand_id).order_by(DemandPause.id)
    return tuple(
        PauseRow(
            one.state,
            one.stopped,
            one.resumed,
            calendar.working_days_between(one.stopped, one.resumed or work.today).days,
        )
        for one in work.session.scalars(query)
    )


def _extensions(work: Work, demand_id: int) -> tuple[ExtensionRow, ...]:
    asker, decider = aliased(Account), aliased(Account)
    query = (
        sa.select(DemandExtension, asker.name, decider.name)
        .join(asker, asker.id == DemandExtension.asked_by)
        .outerjoin(decider, decider.id == DemandExtension.decided_by)
        .where(DemandExtension.demand_id == demand_id)
        .order_by(DemandExtension.id)
    )
    return tuple(
        ExtensionRow(
            id=one.id,
            days=one.days,
            reason=one.reason,
            asked_by_id=one.asked_by,
            asked_by=asked_by,
            asked_at=one.asked_at,
            decided_by=decided_by or "",
            decided_at=one.decided_at,
            approved=one.approved,
            decision_note=one.decision_note,
            due_before=one.due_before,
            due_after=one.due_after,
        )
        for one, asked_by, decided_by in work.session.execute(query)
    )


def _hurry_notes(work: Work, demand_id: int) -> tuple[HurryRow, ...]:
    issuer, replier = aliased(Account), aliased(Account)
    query = (
        sa.select(HurryNote, issuer.name, replier.name)
        .join(issuer, issuer.id == HurryNote.issued_by)
        .outerjoin(replier, replier.id == HurryNote.replied_by)
        .where(HurryNote.demand_id == demand_id)
        .order_by(HurryNote.id)
    )
    return tuple(
        HurryRow(
            id=one.id,
            issued_by=issued_by,
            issued_at=one.issued_at,
            text=one.text,
            reply_due_on=one.reply_due_on,
            reply=one.reply,
            replied_by=replied_by or "",
            replied_at=one.replied_at,
            late=one.replied_at is None and one.reply_due_on < work.today,
        )
        for one, issued_by, replied_by in work.session.execute(query)
    )


def _helpers(work: Work, demand_id: int) -> tuple[HelperRow, ...]:
    query = (
        sa.select(DemandHelper, Account.name, Account.active)
        .join(Account, Account.id == DemandHelper.account_id)
        .where(DemandHelper.demand_id == demand_id)
        .order_by(DemandHelper.id)
    )
    return tuple(
        HelperRow(one.account_id, name, one.task, one.contribution, one.contributed_on, not active)
        for one, name, active in work.session.execute(query)
    )


def _visit(work: Work, visit_id: int | None) -> tuple[str, date | None]:
    row = work.session.execute(sa.select(_VISIT).where(_VISIT.c.id == visit_id)).one_or_none()
    return (visit_number(row.year, row.sequence), row.visited_on) if row is not None else ("", None)

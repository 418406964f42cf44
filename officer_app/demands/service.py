"""The main way of a demand: collected, handed on, taken up, worked on, answered, rated, closed.

What else is done with a demand stands in modules of its own (waiting, extension, hurrying, sharing, merging); they are
all to be had from here.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.cover import act_for
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.numbering import next_number
from officer_app.core.work import Work, changes
from officer_app.demands.clock import Limit as Limit
from officer_app.demands.clock import all_demand_limits as all_demand_limits
from officer_app.demands.clock import demand_limits as demand_limits
from officer_app.demands.clock import end_pause, start_accepting, start_clock
from officer_app.demands.extension import ask_extension as ask_extension
from officer_app.demands.extension import decide_extension as decide_extension
from officer_app.demands.hurrying import hurry_demand as hurry_demand
from officer_app.demands.hurrying import reply_to_hurry as reply_to_hurry
from officer_app.demands.merging import link_case as link_case
from officer_app.demands.merging import merge_demands as merge_demands
from officer_app.demands.merging import separate_demand as separate_demand
from officer_app.demands.merging import unlink_case as unlink_case
from officer_app.demands.model import DEMAND_WORKFLOW as DEMAND_WORKFLOW
from officer_app.demands.model import OPEN_STATES as OPEN_STATES
from officer_app.demands.model import PAUSED_STATES as PAUSED_STATES
from officer_app.demands.model import Category as Category
from officer_app.demands.model import Demand
from officer_app.demands.model import DemandState as DemandState
from officer_app.demands.model import DemandStep as DemandStep
from officer_app.demands.model import Rating as Rating
from officer_app.demands.model import Urgency as Urgency
from officer_app.demands.rows import DemandEventRow as DemandEventRow
from officer_app.demands.rows import DemandRow as DemandRow
from officer_app.demands.rows import demand_history as demand_history
from officer_app.demands.rows import demand_rows as demand_rows
from officer_app.demands.rows import list_demands as list_demands
from officer_app.demands.sharing import contribute as contribute
from officer_app.demands.sharing import join_handler as join_handler
from officer_app.demands.sharing import leads_now
from officer_app.demands.sharing import leave_handler as leave_handler
from officer_app.demands.steps import (
    LONGEST_NAME,
    able_to_handle,
    allowed,
    fitting,
    holds,
    in_hands,
    in_wider_hands,
    lapse_extension,
    may_rate,
    said,
    take_step,
)
from officer_app.demands.waiting import escalate_demand as escalate_demand
from officer_app.demands.waiting import resume_demand as resume_demand
from officer_app.demands.waiting import suspend_demand as suspend_demand
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

ANSWER_NEEDED: Final = N_("An answer is needed.")
REASON_NEEDED: Final = N_("A reason is needed.")


@dataclass(frozen=True)
class DemandDraft:
    """A demand as it is typed; saving the same `draft_id` again stores nothing new.

    `answered` is the answer given on the spot, if one was: the demand then only waits for the enterprise's verdict.
    """

    draft_id: str
    category: Category
    text: str
    urgency: Urgency = Urgency.NORMAL
    handler_id: int | None = None
    answered: str = ""


def collect_demand(work: Work, enterprise_id: int, visit_id: int | None, draft: DemandDraft) -> int:
    """Store a demand in state collected, or assigned when a handler is named, or answered when that was done at once;
    for use cases that have checked access.

    Returns the id; of the demand stored before if this draft was saved already. Raises Invalid for an empty text.
    """
    known = work.session.scalar(sa.select(Demand.id).where(Demand.draft_id == draft.draft_id))
    if known is not None:
        return known
    text = said(draft.text, N_("Say what the enterprise asks for."), "demand")
    answered = fitting(draft.answered, "answer")
    assert work.actor.id is not None
    act_for(work, enterprise_id)
    handler = able_to_handle(work, draft.handler_id) if draft.handler_id is not None else None
    demand = Demand(
        draft_id=draft.draft_id,
        year=work.today.year,
        sequence=next_number(work, "SQ", work.today.year),
        enterprise_id=enterprise_id,
        visit_id=visit_id,
        category=draft.category,
        urgency=draft.urgency,
        text=text,
        state=DemandState.COLLECTED,
        collected_by=work.actor.id,
        collected_on=work.today,
    )
    start_clock(work, demand)
    work.add(demand)
    if answered:
        demand.handler_id = handler.id if handler is not None else None
        _answer(work, demand, answered)
    elif handler is not None:
        _hand_on(work, demand, handler.id, "")
    return demand.id


@changes(Permission.DEMAND_HANDLE)
def raise_demand(work: Work, enterprise_id: int, draft: DemandDraft) -> int:
    """Store a demand that reached the office without a visit; returns its id. Raises Invalid, NotFound (MergedAway)."""
    work.get(Enterprise, enterprise_id)
    return collect_demand(work, enterprise_id, None, draft)


@changes(Permission.DEMAND_HANDLE)
def assign_demand(work: Work, demand_id: int, handler_id: int, *, version: int, note: str = "") -> None:
    """Hand a demand to somebody, who is to take it up within the limit. Raises Invalid for one who cannot handle it.

    A demand whose clock stands changes hands without being taken up anew. Who has it already is not given it again:
    the limit for taking it up would begin anew.
    """
    demand = work.get(Demand, demand_id, version=version, lock=True)
    handler = able_to_handle(work, handler_id)
    allowed(demand, DemandStep.ASSIGN)
    if handler.id == demand.handler_id:
        raise Invalid(N_("{name} handles this demand already."), field="handler", name=handler.name)
    _hand_on(work, demand, handler.id, fitting(note))


def _hand_on(work: Work, demand: Demand, handler_id: int, note: str) -> None:
    with work.session.no_autoflush:  # what changes with a step makes one version of the demand
        former = demand.handler_id
        demand.handler_id = handler_id
        if demand.paused_since is None:
            start_accepting(work, demand)
            lapse_extension(work, demand)
        leads_now(work, demand)
        take_step(work, demand, DemandStep.ASSIGN, note, holder_id=former)


@changes(Permission.DEMAND_HANDLE)
def accept_demand(work: Work, demand_id: int, *, version: int) -> None:
    """Take up a demand that was handed on (接办). Raises Forbidden for anybody but its handler, or a supervisor."""
    demand = in_hands(work, demand_id, version=version)
    _accept(work, demand)


def _accept(work: Work, demand: Demand) -> None:
    take_step(work, demand, DemandStep.ACCEPT)
    demand.accepted_on = work.today


def _accept_first(work: Work, demand: Demand) -> None:
    """Whoever begins with it, or answers it, has taken it up."""
    if demand.state is DemandState.ASSIGNED:
        _accept(work, demand)


@changes(Permission.DEMAND_HANDLE)
def return_demand(work: Work, demand_id: int, reason: str, *, version: int) -> None:
    """Give a demand back to whoever collected it: it is for somebody else. Raises Invalid without a reason."""
    reason = said(reason, REASON_NEEDED)
    demand = in_hands(work, demand_id, version=version)
    with work.session.no_autoflush:
        former = demand.handler_id
        lapse_extension(work, demand)
        demand.handler_id = demand.accept_due_on = demand.accepted_on = None
        take_step(work, demand, DemandStep.RETURN, reason, holder_id=former)


@changes(Permission.DEMAND_HANDLE)
def take_up_demand(work: Work, demand_id: int, *, version: int) -> None:
    """Begin the work on a demand that was handed on; whoever begins has taken it up."""
    demand = in_hands(work, demand_id, version=version)
    with work.session.no_autoflush:  # two steps make one version of the demand
        _accept_first(work, demand)
        take_step(work, demand, DemandStep.TAKE_UP)


@changes(Permission.DEMAND_HANDLE)
def first_answer(work: Work, demand_id: int, text: str, *, version: int) -> None:
    """Tell the enterprise for the first time how its demand stands. Raises Invalid for nothing said.

    Telling it again is on record too; the first day counts. A handler who answers has taken it up; if somebody else
    does, it still waits for its handler.
    """
    text = said(text, ANSWER_NEEDED, "answer")
    demand = in_wider_hands(work, demand_id, version=version)
    mine = holds(work, demand)
    with work.session.no_autoflush:
        if mine:
            _accept_first(work, demand)
        demand.first_answered_on = demand.first_answered_on or work.today
        take_step(work, demand, DemandStep.FIRST_ANSWER, text)


@changes(Permission.DEMAND_HANDLE)
def answer_demand(work: Work, demand_id: int, answer: str, *, version: int) -> None:
    """Give the enterprise its answer. Raises Invalid for an empty one."""
    answer = said(answer, ANSWER_NEEDED, "answer")
    demand = in_wider_hands(work, demand_id, version=version)
    with work.session.no_autoflush:  # what goes with an answer makes one version of the demand
        _accept_first(work, demand)
        _answer(work, demand, answer)


def _answer(work: Work, demand: Demand, answer: str) -> None:
    if demand.paused_since is not None:
        allowed(demand, DemandStep.ANSWER)
        end_pause(work, demand)
    lapse_extension(work, demand)
    demand.answer = answer
    demand.answered_on = work.today
    demand.first_answered_on = demand.first_answered_on or work.today
    demand.rating = demand.rated_on = None
    take_step(work, demand, DemandStep.ANSWER, answer)


@changes(Permission.DEMAND_HANDLE)
def rate_demand(
    work: Work, demand_id: int, rating: Rating, *, version: int, by: str = "", note: str = "", close: bool = True
) -> None:
    """Record how the enterprise (`by`: who there) found the answer when called back; close the demand unless it is to
    stay rated.

    One that is not content gets its demand reopened, not closed. Raises Forbidden for the handler of a demand that
    somebody else brought home.
    """
    note, by = fitting(note), fitting(by, "by", most=LONGEST_NAME)
    demand = work.get(Demand, demand_id, version=version, lock=True)
    allowed(demand, DemandStep.RATE)
    if not may_rate(work, demand):
        raise Forbidden(
            N_("Who answered a demand does not call back about it."),
            remedy=N_("{name} collected it and calls back."),
            name=work.get(Account, demand.collected_by).name,
        )
    with work.session.no_autoflush:
        demand.rating = rating
        demand.rated_on = work.today
        demand.rated_by = by
        demand.rating_note = note
        take_step(work, demand, DemandStep.RATE, note)
        if rating is Rating.NOT_CONTENT:
            _reopen(work, demand, note)
        elif close:
            _close(work, demand)


@changes(Permission.DEMAND_HANDLE)
def close_demand(work: Work, demand_id: int, *, version: int) -> None:
    """Close a demand whose answer was rated."""
    _close(work, work.get(Demand, demand_id, version=version, lock=True))


def _close(work: Work, demand: Demand) -> None:
    take_step(work, demand, DemandStep.CLOSE)
    demand.closed_on = work.today


@changes(Permission.DEMAND_HANDLE)
def reopen_demand(work: Work, demand_id: int, reason: str, *, version: int) -> None:
    """Take a demand up again that was answered or closed, with a limit from today. Raises Invalid without a reason."""
    reason = said(reason, REASON_NEEDED)
    demand = work.get(Demand, demand_id, version=version, lock=True)
    with work.session.no_autoflush:
        # The verdict was on an answer that does not hold.
        demand.rating = demand.rated_on = None
        demand.rated_by = demand.rating_note = ""
        _reopen(work, demand, reason)


def _reopen(work: Work, demand: Demand, reason: str) -> None:
    allowed(demand, DemandStep.REOPEN)
    demand.reopened += 1
    demand.answered_on = demand.closed_on = None
    start_clock(work, demand)
    take_step(work, demand, DemandStep.REOPEN, reason)

"""Several handlers of one demand: one in the lead, the others each with a part of it."""

import sqlalchemy as sa

from officer_app.assignments.cover import covered_by
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.work import Work, changes
from officer_app.demands.model import Demand, DemandHelper, DemandStep
from officer_app.demands.steps import LONGEST_TASK, able_to_handle, allowed, fitting, said, take_step
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account


@changes(Permission.DEMAND_HANDLE)
def join_handler(work: Work, demand_id: int, account_id: int, task: str = "", *, version: int) -> int:
    """Bring somebody in for a part of a demand; returns the part's id. Raises Invalid for who has it already."""
    task = fitting(task, "task", most=LONGEST_TASK)
    person = able_to_handle(work, account_id)
    demand = work.get(Demand, demand_id, version=version, lock=True)
    allowed(demand, DemandStep.JOIN)
    if person.id == demand.handler_id or _part(work, demand_id, person.id) is not None:
        raise Invalid(N_("{name} handles this demand already."), field="handler", name=person.name)
    part = work.add(DemandHelper(demand_id=demand_id, account_id=person.id, task=task))
    take_step(work, demand, DemandStep.JOIN, f"{person.name}：{task}" if task else person.name)
    return part.id


@changes(Permission.DEMAND_HANDLE)
def leave_handler(work: Work, demand_id: int, account_id: int, *, version: int, note: str = "") -> None:
    """Somebody no longer has a part of a demand. What they contributed stays in its history. Raises Invalid."""
    note = fitting(note)
    demand = work.get(Demand, demand_id, version=version, lock=True)
    part = _part(work, demand_id, account_id)
    name = work.get(Account, account_id).name
    if part is None:
        raise Invalid(N_("{name} has no part of this demand."), field="handler", name=name)
    take_step(work, demand, DemandStep.LEAVE, f"{name}：{note}" if note else name)
    work.session.delete(part)


@changes(Permission.DEMAND_HANDLE)
def contribute(work: Work, demand_id: int, text: str, *, version: int) -> None:
    """Hand in one's own part. Raises Invalid for nothing said, Forbidden for who has no part of the demand."""
    text = said(text, N_("Say what your part came to."), "text")
    demand = work.get(Demand, demand_id, version=version, lock=True)
    assert work.actor.id is not None
    covered = covered_by(work, work.actor.id, work.today)
    mine = [part for key in (work.actor.id, *covered) if (part := _part(work, demand_id, key)) is not None]
    if not mine:
        raise Forbidden(N_("You have no part of this demand."), remedy=N_("Ask its handler to bring you in."))
    with work.session.no_autoflush:
        mine[0].contribution, mine[0].contributed_on = text, work.today
        take_step(work, demand, DemandStep.CONTRIBUTE, text, holder_id=mine[0].account_id)


def leads_now(work: Work, demand: Demand) -> None:
    """Who gets the lead has no part beside it; what they contributed stays in the history."""
    if demand.handler_id is not None:
        part = _part(work, demand.id, demand.handler_id)
        if part is not None:
            work.session.delete(part)


def _part(work: Work, demand_id: int, account_id: int) -> DemandHelper | None:
    return work.session.scalar(
        sa.select(DemandHelper).where(DemandHelper.demand_id == demand_id, DemandHelper.account_id == account_id)
    )

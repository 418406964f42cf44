"""Demands that change hands because their enterprise does: the state stays, the event says why."""

from collections.abc import Iterable

import sqlalchemy as sa

from officer_app.core.work import Work
from officer_app.demands.model import OPEN_STATES, Demand, DemandEvent, DemandHelper, DemandStep
from officer_app.people.model import Account


def open_demands_of(work: Work, handler_id: int, enterprise_ids: Iterable[int], *, lock: bool = False) -> list[Demand]:
    """The open demands an officer handles of some enterprises, the soonest due first."""
    query = (
        sa.select(Demand)
        .where(
            Demand.handler_id == handler_id,
            Demand.state.in_(OPEN_STATES),
            Demand.enterprise_id.in_(list(enterprise_ids)),
        )
        .order_by(Demand.due_on, Demand.id)
    )
    return list(work.session.scalars(query.with_for_update() if lock and not work.on_sqlite else query))


def pass_on(work: Work, demand: Demand, by_id: int, to_id: int, note: str) -> None:
    """Another officer handles it from now on; for use cases that have checked access."""
    demand.handler_id = to_id
    _record(work, demand, DemandStep.ASSIGN, by_id, note)


def open_parts_of(work: Work, account_id: int, to_id: int, enterprise_ids: Iterable[int]) -> list[DemandHelper]:
    """The parts of open demands of some enterprises that an officer has not handed in yet; those of demands in which
    the successor has a part already stay.
    """
    theirs = sa.select(DemandHelper.demand_id).where(DemandHelper.account_id == to_id)
    query = (
        sa.select(DemandHelper)
        .join(Demand, Demand.id == DemandHelper.demand_id)
        .where(
            DemandHelper.account_id == account_id,
            DemandHelper.contributed_on.is_(None),
            Demand.state.in_(OPEN_STATES),
            Demand.enterprise_id.in_(list(enterprise_ids)),
            Demand.id.not_in(theirs),
        )
        .order_by(DemandHelper.id)
    )
    return list(work.session.scalars(query))


def pass_part(work: Work, part: DemandHelper, by_id: int, to_id: int, note: str) -> Demand:
    """Another officer has the part from now on; for use cases that have checked access. Tells of which demand."""
    demand = work.get(Demand, part.demand_id, lock=True)
    part.account_id = to_id
    _record(work, demand, DemandStep.JOIN, by_id, f"{work.get(Account, to_id).name}：{note}")
    return demand


def part_still_with(work: Work, part_id: int, account_id: int) -> DemandHelper | None:
    """The part, if this officer still has it and has not handed it in."""
    part = work.session.get(DemandHelper, part_id)
    kept = part is not None and part.account_id == account_id and part.contributed_on is None
    return part if kept else None


def _record(work: Work, demand: Demand, step: DemandStep, by_id: int, note: str) -> None:
    work.session.add(
        DemandEvent(
            demand_id=demand.id,
            step=step,
            state_before=demand.state,
            state_after=demand.state,
            account_id=by_id,
            at=work.now,
            note=note,
            due_on=demand.due_on,
            handler_id=demand.handler_id,
        )
    )


def untouched_since(work: Work, demand_id: int, handler_id: int) -> Demand | None:
    """The demand, if it is still open with this handler and being handed on was the last thing done with it."""
    demand = work.get(Demand, demand_id, lock=True)
    last = work.session.scalar(
        sa.select(DemandEvent).where(DemandEvent.demand_id == demand_id).order_by(DemandEvent.id.desc()).limit(1)
    )
    kept = last is not None and last.step is DemandStep.ASSIGN and last.state_before is last.state_after
    return demand if kept and demand.handler_id == handler_id and demand.state in OPEN_STATES else None

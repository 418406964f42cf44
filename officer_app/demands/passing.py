"""Demands that change hands because their enterprise does: the state stays, the event says why."""

from collections.abc import Iterable

import sqlalchemy as sa

from officer_app.core.work import Work
from officer_app.demands.model import OPEN_STATES, Demand, DemandEvent, DemandStep


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
    work.session.add(
        DemandEvent(
            demand_id=demand.id,
            step=DemandStep.ASSIGN,
            state_before=demand.state,
            state_after=demand.state,
            account_id=by_id,
            at=work.now,
            note=note,
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

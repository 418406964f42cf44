"""One matter, one demand: the same demand collected twice is merged; a demand may belong to a special-talent case."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.errors import Invalid, NotFound
from officer_app.core.numbering import case_number
from officer_app.core.work import Work, changes
from officer_app.demands.clock import count_anew, end_pause
from officer_app.demands.model import OPEN_STATES, Demand, DemandStep
from officer_app.demands.steps import allowed, fitting, lapse_extension, said, take_step
from officer_app.i18n import N_
from officer_app.people.access import Permission

# Cases lie above demands: their table is known, their feature is not.
_CASE = sa.table("talent_case", *(sa.column(name) for name in ("id", "enterprise_id", "prefix", "year", "sequence")))


@changes(Permission.DEMAND_HANDLE)
def merge_demands(work: Work, kept_id: int, ids: Sequence[int], *, version: int, note: str = "") -> None:
    """Let demands of one enterprise become part of an open one (`version` is its own): its answer answers them.

    Raises Invalid for a demand of another enterprise or one that is not open.
    """
    note = fitting(note)
    gone_ids = [key for key in dict.fromkeys(ids) if key != kept_id]
    if not gone_ids:
        raise Invalid(N_("Choose the demands to merge."), field="ids")
    # Always in the same order, so that nobody waits twice.
    found = {key: work.get(Demand, key, lock=True) for key in sorted({kept_id, *gone_ids})}
    kept = work.get(Demand, kept_id, version=version)
    if kept.state not in OPEN_STATES:
        raise Invalid(N_("{number} is no longer open."), field="ids", number=kept.number)
    gone = [found[key] for key in gone_ids]
    for demand in gone:
        if demand.enterprise_id != kept.enterprise_id:
            raise Invalid(N_("{number} is a demand of another enterprise."), field="ids", number=demand.number)
        allowed(demand, DemandStep.MERGE)
    with work.session.no_autoflush:
        for demand in gone:
            if demand.paused_since is not None:
                end_pause(work, demand)
            lapse_extension(work, demand)
            demand.merged_into_id = kept.id
            take_step(work, demand, DemandStep.MERGE, f"{kept.number} {note}")
            # What had become part of it goes along.
            for part in work.session.scalars(sa.select(Demand).where(Demand.merged_into_id == demand.id)):
                part.merged_into_id = kept.id


@changes(Permission.DEMAND_HANDLE)
def separate_demand(work: Work, demand_id: int, reason: str, *, version: int) -> None:
    """Let a demand stand for itself again: it goes back to whoever collected it, with its limits by the calendar now in
    force. Raises Invalid without a reason.
    """
    reason = said(reason, N_("A reason is needed."))
    _separate(work, work.get(Demand, demand_id, version=version, lock=True), reason)


def separate_strays(work: Work, enterprise_id: int, reason: str) -> None:
    """The demands of an enterprise that had become part of one of another enterprise stand for themselves again, and
    those of others that had become part of its own; for use cases that have checked access.
    """
    kept = aliased(Demand)
    query = (
        sa.select(Demand)
        .join(kept, kept.id == Demand.merged_into_id)
        .where(
            Demand.enterprise_id != kept.enterprise_id,
            sa.or_(Demand.enterprise_id == enterprise_id, kept.enterprise_id == enterprise_id),
        )
        .order_by(Demand.id)
    )
    for demand in work.session.scalars(query.execution_options(populate_existing=True)).all():
        _separate(work, demand, reason)


def _separate(work: Work, demand: Demand, reason: str) -> None:
    with work.session.no_autoflush:
        allowed(demand, DemandStep.SEPARATE)
        demand.merged_into_id = demand.handler_id = demand.accept_due_on = demand.accepted_on = None
        count_anew(work, demand)
        take_step(work, demand, DemandStep.SEPARATE, reason)


@changes(Permission.DEMAND_HANDLE)
def link_case(work: Work, demand_id: int, case_id: int, *, version: int) -> None:
    """Tie a demand to a case of its enterprise. Raises NotFound, Invalid for a case of another enterprise."""
    demand = work.get(Demand, demand_id, version=version, lock=True)
    row = work.session.execute(sa.select(_CASE).where(_CASE.c.id == case_id)).one_or_none()
    if row is None:
        raise NotFound()
    if row.enterprise_id != demand.enterprise_id:
        raise Invalid(N_("This case is another enterprise's."), field="case")
    with work.session.no_autoflush:
        demand.case_id = case_id
        take_step(work, demand, DemandStep.LINK_CASE, case_number(row.prefix, row.year, row.sequence))


@changes(Permission.DEMAND_HANDLE)
def unlink_case(work: Work, demand_id: int, *, version: int) -> None:
    """Untie a demand from its case. Raises Invalid if there is none."""
    demand = work.get(Demand, demand_id, version=version, lock=True)
    if demand.case_id is None:
        raise Invalid(N_("This demand is tied to no case."))
    number = case_of(work, demand.case_id)
    with work.session.no_autoflush:
        demand.case_id = None
        take_step(work, demand, DemandStep.UNLINK_CASE, number)


def case_of(work: Work, case_id: int) -> str:
    """The number of a case; empty if there is none."""
    row = work.session.execute(sa.select(_CASE).where(_CASE.c.id == case_id)).one_or_none()
    return case_number(row.prefix, row.year, row.sequence) if row is not None else ""

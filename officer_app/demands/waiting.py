"""Demands whose clock stands still: conditions are not ripe, or the city has them."""

from officer_app.core.work import Work, changes
from officer_app.demands.clock import end_pause, stop_clock
from officer_app.demands.model import DemandStep
from officer_app.demands.steps import LONGEST_NAME, allowed, fitting, in_hands, said, take_step
from officer_app.i18n import N_
from officer_app.people.access import Permission


@changes(Permission.DEMAND_HANDLE)
def suspend_demand(work: Work, demand_id: int, reason: str, *, version: int) -> None:
    """Put a demand off until its conditions are ripe; its clock stands from today. Raises Invalid without a reason."""
    reason = said(reason, N_("A reason is needed."))
    demand = in_hands(work, demand_id, version=version)
    with work.session.no_autoflush:
        take_step(work, demand, DemandStep.SUSPEND, reason)
        stop_clock(work, demand)


@changes(Permission.DEMAND_HANDLE)
def escalate_demand(work: Work, demand_id: int, to: str, note: str = "", *, version: int) -> None:
    """Pass a demand to the city: `to` is the office there. Its clock stands. Raises Invalid without an office."""
    office = said(to, N_("Say which office of the city has it."), "to", most=LONGEST_NAME)
    note = fitting(note)
    demand = in_hands(work, demand_id, version=version)
    allowed(demand, DemandStep.ESCALATE)
    with work.session.no_autoflush:
        if demand.paused_since is not None:
            end_pause(work, demand)
        demand.escalated_to = office
        take_step(work, demand, DemandStep.ESCALATE, f"{office}：{note}" if note else office)
        stop_clock(work, demand)


@changes(Permission.DEMAND_HANDLE)
def resume_demand(work: Work, demand_id: int, note: str = "", *, version: int) -> None:
    """Go on with it: its limits move by the working days in which the clock stood."""
    note = fitting(note)
    demand = in_hands(work, demand_id, version=version)
    allowed(demand, DemandStep.RESUME)
    with work.session.no_autoflush:
        end_pause(work, demand)
        take_step(work, demand, DemandStep.RESUME, note)

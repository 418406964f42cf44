"""A longer limit: the handler asks for it, a supervisor who did not ask decides."""

import sqlalchemy as sa

from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.work import Work, changes
from officer_app.demands.clock import extend_limit
from officer_app.demands.model import Demand, DemandExtension, DemandStep
from officer_app.demands.steps import allowed, fitting, in_hands, said, take_step
from officer_app.i18n import N_
from officer_app.people.access import Permission

# Working days; half a year. A longer one is a suspension.
MOST_DAYS = 120


@changes(Permission.DEMAND_HANDLE)
def ask_extension(work: Work, demand_id: int, days: int, reason: str, *, version: int) -> int:
    """Ask for some working days more; returns the request's id. Raises Invalid without a reason, or if one waits."""
    _check(days)
    reason = said(reason, N_("A reason is needed."))
    demand = in_hands(work, demand_id, version=version)
    allowed(demand, DemandStep.ASK_EXTENSION)
    assert work.actor.id is not None
    if _pending(work, demand_id) is not None:
        raise Invalid(
            N_("An extension was asked for already and waits for a supervisor."),
            remedy=N_("Wait for the decision."),
            field="days",
        )
    asked = work.add(
        DemandExtension(
            demand_id=demand.id,
            days=days,
            reason=reason,
            asked_by=work.actor.id,
            asked_at=work.now,
            due_before=demand.due_on,
        )
    )
    take_step(work, demand, DemandStep.ASK_EXTENSION, reason)
    return asked.id


@changes(Permission.DEMAND_EXTEND)
def decide_extension(work: Work, extension_id: int, approved: bool, note: str = "", *, days: int | None = None) -> None:
    """Grant a longer limit, by `days` if others than were asked for, or refuse it with a reason.

    Raises Invalid for one decided already and for a refusal without words, Forbidden for who asked.
    """
    asked = work.get(DemandExtension, extension_id)
    # The demand first, as everybody does: two who decide wait for each other here.
    demand = work.get(Demand, asked.demand_id, lock=True)
    work.session.refresh(asked)
    if asked.decided_at is not None:
        raise Invalid(N_("This extension was decided already."), remedy=N_("Reload the demand."))
    if asked.asked_by == work.actor.id:
        raise Forbidden(
            N_("Who asks for an extension does not decide it."), remedy=N_("Another supervisor has to decide.")
        )
    note = fitting(note) if approved else said(note, N_("A reason is needed."))
    granted = asked.days if days is None else days
    _check(granted)
    with work.session.no_autoflush:
        asked.decided_by, asked.decided_at = work.actor.id, work.now
        asked.approved, asked.decision_note = approved, note
        if approved:
            asked.days = granted
            extend_limit(work, demand, granted)
            asked.due_after = demand.due_on
        take_step(work, demand, DemandStep.EXTEND if approved else DemandStep.REFUSE_EXTENSION, note)


def _pending(work: Work, demand_id: int) -> int | None:
    return work.session.scalar(
        sa.select(DemandExtension.id).where(
            DemandExtension.demand_id == demand_id, DemandExtension.decided_at.is_(None)
        )
    )


def _check(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(N_("Between 1 and {most} working days can be added."), field="days", most=MOST_DAYS)

"""督办: a supervisor asks how a demand stands, until a day; whoever has it in hand replies."""

from datetime import date

from officer_app.core.errors import Invalid
from officer_app.core.work import Work, changes
from officer_app.demands.model import Demand, DemandStep, HurryNote
from officer_app.demands.steps import Hands, allowed, helpers_of, said, take_step
from officer_app.i18n import N_
from officer_app.people.access import Permission


@changes(Permission.DEMAND_HURRY)
def hurry_demand(work: Work, demand_id: int, text: str, reply_due_on: date, *, version: int) -> int:
    """Send a hurry-up note on a demand; returns its id. Raises Invalid for nothing said, or a day in the past."""
    text = said(text, N_("Say what is to be done."), "text")
    if reply_due_on < work.today:
        raise Invalid(N_("That day is over."), remedy=N_("Choose today or a later day."), field="reply_due_on")
    demand = work.get(Demand, demand_id, version=version, lock=True)
    allowed(demand, DemandStep.HURRY)
    assert work.actor.id is not None
    note = work.add(
        HurryNote(
            demand_id=demand.id,
            issued_by=work.actor.id,
            issued_at=work.now,
            text=text,
            reply_due_on=reply_due_on,
        )
    )
    take_step(work, demand, DemandStep.HURRY, text)
    return note.id


@changes(Permission.DEMAND_HANDLE)
def reply_to_hurry(work: Work, note_id: int, text: str) -> None:
    """Say how it stands. Raises Invalid for nothing said and for a note that has its reply, Forbidden for strangers."""
    text = said(text, N_("Say how it stands."), "text")
    note = work.get(HurryNote, note_id)
    demand = work.get(Demand, note.demand_id, lock=True)
    work.session.refresh(note)
    hands = {demand.handler_id or demand.collected_by, demand.collected_by} | helpers_of(work, demand.id)
    work.require(Permission.DEMAND_WORK, Hands(frozenset(hands)))
    if note.replied_at is not None:
        raise Invalid(N_("This note has its reply already."), remedy=N_("Reload the demand."))
    with work.session.no_autoflush:
        note.reply, note.replied_by, note.replied_at = text, work.actor.id, work.now
        take_step(work, demand, DemandStep.REPLY, text)

"""Objections to the publicity of a case: recorded, looked into, answered; a sustained one ends the case.

One that comes in after the last day is recorded all the same, as late, as long as the case is not decided: what is
true does not lapse with a date. Like every other it is answered before the decision; the answer may say that it came
too late.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.model import Objection, TalentCase
from officer_app.cases.service import require_reason
from officer_app.cases.words import ObjectionChannel, ObjectionState, Step
from officer_app.core.errors import IllegalTransition, Invalid
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.revealing import put_on_record
from officer_app.quota.reasons import publicity_of
from officer_app.quota.service import give_back


@dataclass(frozen=True)
class ObjectionDraft:
    """An objection as it is typed; saving the same `draft_id` again stores nothing new."""

    draft_id: str
    received_on: date
    raised_by: str
    content: str
    contact: str = ""
    channel: ObjectionChannel = ObjectionChannel.LETTER


@changes(Permission.CASE_PUBLICITY)
def record_objection(work: Work, case_id: int, draft: ObjectionDraft, *, version: int | None = None) -> int:
    """Record an objection to a case that is published and not decided; returns its id. Raises Invalid."""
    known = work.session.scalar(sa.select(Objection.id).where(Objection.draft_id == draft.draft_id))
    if known is not None:
        return known
    case = open_case(work, case_id, Step.OBJECTION, version)
    known = work.session.scalar(sa.select(Objection.id).where(Objection.draft_id == draft.draft_id))
    if known is not None:
        return known
    publicity = publicity_of(work, case.id)
    if publicity is None:
        raise IllegalTransition(step=Step.OBJECTION.label, state=case.state.label)
    if not publicity.starts_on <= draft.received_on <= work.today:
        raise Invalid(N_("The day lies before the publicity or in the future."), field="received_on")
    for field, value in (("raised_by", draft.raised_by), ("content", draft.content)):
        if not value.strip():
            raise Invalid(N_("This must not be empty."), field=field)
    take_step(work, case, Step.OBJECTION)
    return work.add(
        Objection(
            draft_id=draft.draft_id,
            case_id=case.id,
            received_on=draft.received_on,
            raised_by=draft.raised_by.strip(),
            contact=draft.contact.strip(),
            channel=draft.channel,
            content=draft.content.strip(),
            state=ObjectionState.OPEN,
        )
    ).id


@changes(Permission.CASE_PUBLICITY)
def note_handling(work: Work, objection_id: int, handling: str, *, version: int | None = None) -> None:
    """Put on record what was done to look into an open objection; `version` is that of the case. What stood there
    before stays in the trail.
    """
    objection = work.get(Objection, objection_id)
    work.get(TalentCase, objection.case_id, version=version, lock=True)
    objection = work.get(Objection, objection_id, lock=True)
    _require_open(objection)
    if not handling.strip():
        raise Invalid(N_("This must not be empty."), field="handling")
    objection.handling = handling.strip()
    objection.handler_id = actor_id(work)
    work.session.flush()


@changes(Permission.CASE_DECIDE)
def answer_objection(
    work: Work, objection_id: int, answer: str, *, sustained: bool, handling: str = "", version: int | None = None
) -> None:
    """Answer an objection. A sustained one ends the case and gives its unit back; `version` is that of the case.

    `handling`, if given, says what was done to look into it; else what is on record about that stays.
    """
    objection = work.get(Objection, objection_id)
    step = Step.SUSTAIN_OBJECTION if sustained else Step.DISMISS_OBJECTION
    case = open_case(work, objection.case_id, step, version)
    objection = work.get(Objection, objection_id, lock=True)
    _require_open(objection)
    require_reason(answer)
    take_step(work, case, step, answer)
    objection.state = ObjectionState.SUSTAINED if sustained else ObjectionState.DISMISSED
    objection.answer = answer.strip()
    objection.answered_by = actor_id(work)
    objection.answered_on = work.today
    if handling.strip() and handling.strip() != objection.handling:
        objection.handling = handling.strip()
        objection.handler_id = actor_id(work)
    work.session.flush()
    if sustained:
        give_back(work, case, answer)


def _require_open(objection: Objection) -> None:
    if objection.state is not ObjectionState.OPEN:
        raise Invalid(N_("This objection has been answered already."))


@changes(Permission.REVEAL)
def reveal_contact(work: Work, objection_id: int, purpose: str) -> str:
    """How to reach whoever objected, whole; who asked, and what for, goes into the audit trail."""
    objection = work.get(Objection, objection_id)
    work.require(Permission.REVEAL, work.get(TalentCase, objection.case_id))
    put_on_record(work, "objection", objection.id, "contact", purpose)
    return objection.contact

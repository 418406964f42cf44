"""Objections raised while the notice of a case is up, and their answers."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.model import Objection, Publicity
from officer_app.cases.service import require_reason
from officer_app.cases.words import ObjectionState, Step
from officer_app.core.errors import Invalid
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.service import give_back


@dataclass(frozen=True)
class ObjectionDraft:
    """An objection as it is typed; saving the same `draft_id` again stores nothing new."""

    draft_id: str
    received_on: date
    raised_by: str
    content: str


@changes(Permission.CASE_PUBLICITY)
def record_objection(work: Work, case_id: int, draft: ObjectionDraft, *, version: int | None = None) -> int:
    """Record an objection raised while the notice is up; returns its id. Raises Invalid."""
    known = work.session.scalar(sa.select(Objection.id).where(Objection.draft_id == draft.draft_id))
    if known is not None:
        return known
    case = open_case(work, case_id, Step.OBJECTION, version)
    known = work.session.scalar(sa.select(Objection.id).where(Objection.draft_id == draft.draft_id))
    if known is not None:
        return known
    publicity = work.session.scalars(sa.select(Publicity).where(Publicity.case_id == case.id)).one()
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
            content=draft.content.strip(),
            state=ObjectionState.OPEN,
        )
    ).id


@changes(Permission.CASE_DECIDE)
def answer_objection(
    work: Work, objection_id: int, answer: str, *, sustained: bool, version: int | None = None
) -> None:
    """Answer an objection. A sustained one ends the case and gives its unit back; `version` is that of the case."""
    objection = work.get(Objection, objection_id)
    step = Step.SUSTAIN_OBJECTION if sustained else Step.DISMISS_OBJECTION
    case = open_case(work, objection.case_id, step, version)
    objection = work.get(Objection, objection_id, lock=True)
    if objection.state is not ObjectionState.OPEN:
        raise Invalid(N_("This objection has been answered already."))
    require_reason(answer)
    take_step(work, case, step, answer)
    objection.state = ObjectionState.SUSTAINED if sustained else ObjectionState.DISMISSED
    objection.answer = answer.strip()
    objection.answered_by = actor_id(work)
    objection.answered_on = work.today
    work.session.flush()
    if sustained:
        give_back(work, case, answer)

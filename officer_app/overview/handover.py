"""移交, whole: what goes along with the duties, done in one step, carried out on its day, undone until then.

Duties follow by their dates alone. Open demands that the former officer handles go to the successor on the effective
day: at once where that is today, else when `carry_out_handovers` runs next. Visits that are planned follow the liaison
duty; cases follow the role. A handover can be undone before its day, and on the day itself for as long as neither its
duties nor its demands were touched and the successor has logged no visit there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.handover import (
    HandoverDraft,
    HeldDuty,
    held_duties,
    move_duties,
    put_back_duties,
)
from officer_app.assignments.handover_towns import HeldTown, held_towns
from officer_app.assignments.model import Assignment, Duty, Handover, HandoverItem
from officer_app.cases.lists import states_waiting_for
from officer_app.cases.model import TalentCase, case_number
from officer_app.core.errors import Conflict, Invalid
from officer_app.core.privacy import mask_phone
from officer_app.core.work import Work, asks, changes
from officer_app.demands.model import Demand, demand_number
from officer_app.demands.passing import (
    open_demands_of,
    open_parts_of,
    part_still_with,
    pass_on,
    pass_part,
    untouched_since,
)
from officer_app.directory.model import Contact
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Outcome, Visit, VisitDraftRow
from officer_app.visits.plan import due_of

DEMAND: Final = "demand"
_PART: Final = "demand_helper"
# Demands go along with these; a backup handles none as such.
BRINGS_WORK: Final = frozenset({Duty.LIAISON, Duty.SPECIALIST})


@dataclass(frozen=True)
class Along:
    """What goes along with an enterprise: numbers of demands and cases, the next contact and when it was last visited.

    `agreed` tells a day agreed with the enterprise from one the cadence gives; `drafts` counts the former officer's
    unfinished visit records, which stay theirs to finish. `contact` is the first to call, the phone masked.
    """

    contact: str = ""
    title: str = ""
    phone: str = ""
    last_visit_on: date | None = None
    next_contact_on: date | None = None
    agreed: bool = False
    drafts: int = 0
    demands: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandoverLine:
    """A duty with what goes along."""

    duty: HeldDuty
    along: Along


@dataclass(frozen=True)
class HandoverPreview:
    """What a handover would move: duties for enterprises and for sub-districts. `later` counts duties of the officer
    that begin after the day and stay; `has_left` tells one who cannot keep anything."""

    from_name: str
    effective_on: date
    lines: tuple[HandoverLine, ...]
    later: int
    towns: tuple[HeldTown, ...] = ()
    has_left: bool = False


@asks(Permission.ASSIGN)
def preview_handover(
    work: Work, from_id: int, to_id: int | None, effective_on: date, roles: Sequence[Duty] = tuple(Duty)
) -> HandoverPreview:
    """What an officer holds on the day in these roles, and what would go along to the successor."""
    former = work.get(Account, from_id)
    held = held_duties(work, from_id, to_id, effective_on, roles)
    along = what_goes_along(work, former, [duty.enterprise_id for duty in held], _working(held))
    later = work.session.scalar(
        sa.select(sa.func.count())
        .select_from(Assignment)
        .where(
            Assignment.account_id == from_id,
            Assignment.role.in_(roles),
            Assignment.starts_on > effective_on,
            sa.or_(Assignment.ends_on.is_(None), Assignment.ends_on > Assignment.starts_on),
        )
    )
    lines = tuple(HandoverLine(duty, along[duty.enterprise_id]) for duty in held)
    towns = tuple(held_towns(work, from_id, effective_on))
    return HandoverPreview(former.name, effective_on, lines, later or 0, towns, not former.active)


def _working(held: Sequence[HeldDuty]) -> set[int]:
    return {duty.enterprise_id for duty in held if duty.role in BRINGS_WORK}


def what_goes_along(work: Work, former: Account, enterprise_ids: Sequence[int], working: set[int]) -> dict[int, Along]:
    """What goes along with each of these enterprises; demands only with those the officer works for (`working`)."""
    keys = list(dict.fromkeys(enterprise_ids))
    found = {key: Along() for key in keys}
    contacts = sa.select(Contact).where(Contact.enterprise_id.in_(keys), Contact.left_on.is_(None))
    for contact in work.session.scalars(contacts.order_by(Contact.is_primary, Contact.id.desc())):
        found[contact.enterprise_id] = replace(
            found[contact.enterprise_id], contact=contact.name, title=contact.title, phone=mask_phone(contact.phone)
        )
    last = (
        sa.select(Visit.enterprise_id, sa.func.max(Visit.visited_on))
        .where(Visit.enterprise_id.in_(keys), Visit.outcome == Outcome.DONE)
        .group_by(Visit.enterprise_id)
    )
    for key, day in work.session.execute(last):
        found[key] = replace(found[key], last_visit_on=day)
    for key, due in due_of(work, keys).items():
        found[key] = replace(found[key], next_contact_on=due.due_on, agreed=due.agreed)
    payloads = work.session.scalars(sa.select(VisitDraftRow.payload).where(VisitDraftRow.account_id == former.id))
    picked = [payload["enterprise"] for payload in payloads if payload.get("enterprise")]
    for key, drafts in Counter(int(enterprise[0]) for enterprise in picked).items():
        if key in found:
            found[key] = replace(found[key], drafts=drafts)
    for demand in open_demands_of(work, former.id, working):
        along = found[demand.enterprise_id]
        found[demand.enterprise_id] = replace(along, demands=(*along.demands, demand.number))
    cases = (
        sa.select(TalentCase)
        .where(TalentCase.enterprise_id.in_(keys), TalentCase.state.in_(states_waiting_for(former.role)))
        .order_by(TalentCase.year, TalentCase.sequence)
    )
    for case in work.session.scalars(cases):
        along = found[case.enterprise_id]
        number = case_number(case.prefix, case.year, case.sequence)
        found[case.enterprise_id] = replace(along, cases=(*along.cases, number))
    return found


@changes(Permission.ASSIGN, many=True)
def hand_over(work: Work, draft: HandoverDraft) -> int:
    """Hand duties over, from the day on; returns the id. The same draft is stored once.

    Raises Invalid and Conflict as `move_duties` says; then nothing was handed over.
    """
    handover = move_duties(work, draft)
    waits = handover.carried_out_at is None and handover.undone_at is None
    if waits and handover.effective_on <= work.today:
        _carry_out(work, handover)
    return handover.id


# Whoever comes first on the day does what a supervisor has ordered; an auditor changes nothing.
@changes(Permission.ASSIGNMENT_READ)
def carry_out_handovers(work: Work) -> int:
    """Let demands go along with the handovers whose day has come; returns how many there were. May run at any time."""
    query = (
        sa.select(Handover)
        .where(Handover.carried_out_at.is_(None), Handover.undone_at.is_(None), Handover.effective_on <= work.today)
        .order_by(Handover.effective_on, Handover.id)
    )
    due = work.session.scalars(query if work.on_sqlite else query.with_for_update()).all()
    for handover in due:
        _carry_out(work, handover)
    return len(due)


@asks(Permission.ASSIGNMENT_READ)
def handovers_due(work: Work) -> bool:
    """Whether `carry_out_handovers` has anything to do: asked first, so that most days write nothing."""
    waiting = sa.exists().where(
        Handover.carried_out_at.is_(None), Handover.undone_at.is_(None), Handover.effective_on <= work.today
    )
    return bool(work.session.scalar(sa.select(waiting)))


def _carry_out(work: Work, handover: Handover) -> None:
    handed = (
        sa.select(HandoverItem.enterprise_id)
        .join(Assignment, Assignment.id == HandoverItem.ended_id)
        .where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.enterprise_id.is_not(None),
            Assignment.account_id == handover.from_id,
            Assignment.role.in_(BRINGS_WORK),
        )
    )
    # Somebody may have been assigned anew in the meantime; demands go only to who served there on the day, or handed
    # over on that day what came that day: then they go on from there.
    onward = (
        sa.select(HandoverItem.ended_id)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .where(
            Handover.from_id == handover.to_id,
            Handover.effective_on == handover.effective_on,
            Handover.undone_at.is_(None),
            HandoverItem.ended_id.is_not(None),
            HandoverItem.enterprise_id.is_not(None),
        )
    )
    served = sa.select(Assignment.enterprise_id).where(
        Assignment.account_id == handover.to_id,
        sa.or_(serves_on(handover.effective_on), Assignment.id.in_(onward)),
        Assignment.enterprise_id.in_(handed),
    )
    enterprises = work.session.scalars(served).all()
    for demand in open_demands_of(work, handover.from_id, enterprises, lock=True):
        pass_on(work, demand, handover.from_id, handover.to_id, handover.reason)
        work.session.add(
            HandoverItem(
                handover_id=handover.id, enterprise_id=demand.enterprise_id, entity=DEMAND, entity_id=demand.id
            )
        )
    for part in open_parts_of(work, handover.from_id, handover.to_id, enterprises):
        demand = pass_part(work, part, handover.from_id, handover.to_id, handover.reason)
        work.session.add(
            HandoverItem(handover_id=handover.id, enterprise_id=demand.enterprise_id, entity=_PART, entity_id=part.id)
        )
    handover.carried_out_at = work.now
    work.session.flush()


@changes(Permission.ASSIGN)
def undo_handover(work: Work, handover_id: int) -> None:
    """Put everything back as it was before the handover.

    Raises Invalid once its day is over or it was undone already, and Conflict where something was done since.
    """
    handover = work.get(Handover, handover_id, lock=True)
    if handover.undone_at is not None:
        raise Invalid(N_("This handover has been undone already."))
    if handover.effective_on < work.today:
        raise Invalid(
            N_("The handover took effect on {day} and can no longer be undone."),
            remedy=N_("Hand the enterprises back by another handover."),
            day=handover.effective_on.isoformat(),
        )
    items = work.session.scalars(sa.select(HandoverItem).where(HandoverItem.handover_id == handover.id)).all()
    visited = sa.exists().where(
        Visit.officer_id == handover.to_id,
        Visit.created_at >= handover.made_at,
        Visit.visited_on >= handover.effective_on,
        Visit.enterprise_id.in_({item.enterprise_id for item in items if item.enterprise_id is not None}),
    )
    if work.session.scalar(sa.select(visited)):
        raise Conflict(N_("The successor has logged a visit since the handover; nothing was undone."))
    for item in items:
        if item.entity != DEMAND or item.entity_id is None:
            continue
        demand = untouched_since(work, item.entity_id, handover.to_id)
        if demand is None:
            raise Conflict(
                N_("Demand {number} was worked on since the handover; nothing was undone."),
                number=_number(work, item.entity_id),
            )
        pass_on(work, demand, handover.to_id, handover.from_id, handover.reason)
    for item in items:
        part = part_still_with(work, item.entity_id or 0, handover.to_id) if item.entity == _PART else None
        if part is not None:
            pass_part(work, part, handover.to_id, handover.from_id, handover.reason)
    put_back_duties(work, handover)
    handover.undone_at, handover.undone_by = work.now, work.actor.name


def _number(work: Work, demand_id: int) -> str:
    demand = work.get(Demand, demand_id)
    return demand_number(demand.year, demand.sequence)

"""Taking a step: the chain, the record, and that nobody acts on a case in two capacities.

Who acts in an absent colleague's place counts with what both of them did (people/delegation.py). Whoever stands aside
from a case acts on it no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from officer_app.assignments.cover import act_for
from officer_app.cases.model import CasePaper, CaseRecusal, CaseStep, Panel, PanelMember, SupplementNotice, TalentCase
from officer_app.cases.words import CHAIN, Attendance, Capacity, State, Step, capacity_of
from officer_app.core.errors import Forbidden, IllegalTransition
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.i18n import N_
from officer_app.people.access import Absent, Permission, delegators, may, reaches
from officer_app.people.model import Account

# The steps by which this office decides a case for good; their day is the case's.
_DECIDING: Final = frozenset({Step.DECIDE, Step.REJECT, Step.SUSTAIN_OBJECTION})

PERMISSIONS: Final = {
    Capacity.FILER: Permission.CASE_FILE,
    Capacity.PRE_REVIEWER: Permission.CASE_PRE_REVIEW,
    Capacity.ACCEPTOR: Permission.CASE_ACCEPT,
    Capacity.REVIEWER: Permission.CASE_FIRST_REVIEW,
    Capacity.CHAIR: Permission.CASE_PANEL,
    Capacity.COUNTERSIGNER: Permission.CASE_COUNTERSIGN,
    Capacity.DECIDER: Permission.CASE_DECIDE,
}


class ActedBefore(Forbidden):
    """The person already acted on this case in another capacity."""

    message = N_("{name} has already acted on this case and {acted} on {day}.")
    remedy = N_("Ask a colleague who has not acted on this case.")


class StandsAside(Forbidden):
    """The person stands aside from this case."""

    message = N_("{name} stands aside from this case: {reason}.")
    remedy = N_("Ask a colleague who has no interest in it.")


@dataclass(frozen=True)
class Involvement:
    """That somebody acted on a case: as what, and on which day."""

    account_id: int
    name: str
    capacity: Capacity
    day: date


def office_day(moment: datetime) -> date:
    """The office's date of a moment."""
    return moment.astimezone(OFFICE_ZONE).date()


def actor_id(work: Work) -> int:
    """The account that acts; a case is never touched by the program itself."""
    if work.actor.id is None:
        raise Forbidden()
    return work.actor.id


def involved(work: Work, case_id: int) -> list[Involvement]:
    """Who acted on a case in which capacity, with the day of the first act of each.

    What was done in an absent colleague's place was done by both.
    """
    found: dict[tuple[int, Capacity], Involvement] = {}
    steps = (
        sa.select(Account.id, Account.name, CaseStep.capacity, CaseStep.at)
        .join(Account, sa.or_(Account.id == CaseStep.account_id, Account.id == CaseStep.for_account_id))
        .where(CaseStep.case_id == case_id, CaseStep.capacity.is_not(None))
        .order_by(CaseStep.id, Account.id)
    )
    for account_id, name, capacity, at in work.session.execute(steps):
        if capacity is not None:
            found.setdefault((account_id, capacity), Involvement(account_id, name, capacity, office_day(at)))
    members = (
        sa.select(PanelMember.account_id, Account.name, Panel.held_on)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .join(Account, Account.id == PanelMember.account_id)
        .where(Panel.case_id == case_id, PanelMember.attendance == Attendance.PRESENT)
    )
    for member_id, name, held_on in work.session.execute(members):
        if member_id is not None:
            found[member_id, Capacity.MEMBER] = Involvement(member_id, name, Capacity.MEMBER, held_on)
    # Also of a vote that moved the case nowhere, because no unit was left for it.
    chairs = (
        sa.select(Account.id, Account.name, Panel.held_on)
        .join(Panel, Panel.chair_id == Account.id)
        .where(Panel.case_id == case_id)
        .order_by(Panel.round)
    )
    for chair_id, name, held_on in work.session.execute(chairs):
        found.setdefault((chair_id, Capacity.CHAIR), Involvement(chair_id, name, Capacity.CHAIR, held_on))
    return list(found.values())


def other_act(work: Work, case_id: int, account_id: int, capacity: Capacity) -> Involvement | None:
    """How this person already acted on the case in a capacity other than this one."""
    return _other(involved(work, case_id), account_id, capacity)


def _other(acts: Iterable[Involvement], account_id: int, capacity: Capacity) -> Involvement | None:
    return next((act for act in acts if act.account_id == account_id and act.capacity is not capacity), None)


def recusals(work: Work, case_id: int) -> dict[int, str]:
    """Who stands aside from a case, with their reasons."""
    query = sa.select(CaseRecusal.account_id, CaseRecusal.reason).where(CaseRecusal.case_id == case_id)
    return dict(work.session.execute(query).all())


def require_entitled(work: Work, case: TalentCase, step: Step) -> Absent | None:
    """In whose place the actor takes the step; None in their own right, and for a step that only records.

    Raises IllegalTransition where the permission does not reach the state of the case, Forbidden if neither the
    actor's role nor a delegation reaches to the capacity of the step, ActedBefore if the actor, or the absent one,
    acted in another one on this case, StandsAside if one of them stands aside from it.

    An absent colleague's place is taken where the actor's role does not reach, and where the absent one has begun
    what the step goes on with: scored the case, answered an objection.
    """
    capacity = capacity_of(step, case.state)
    if capacity is None:
        return None
    permission, actor = PERMISSIONS[capacity], actor_id(work)
    if not reaches(permission, case.state):
        raise IllegalTransition(step=step.label, state=case.state.label)
    absent = delegators(work.session, work.actor, permission, work.today)
    own = may(work.actor.role, permission)
    if not (own or absent):
        work.require(permission)
    acts, aside = involved(work, case.id), recusals(work, case.id)
    _require_free(work, actor, capacity, acts, aside)
    # To countersign is nothing that is gone on with: an absent one who did has agreed already.
    begun = {act.account_id for act in acts if act.capacity is capacity and capacity is not Capacity.COUNTERSIGNER}
    for one in sorted(absent, key=lambda one: one.id not in begun):
        if own and one.id not in begun:
            continue
        if one.id not in aside and _other(acts, one.id, capacity) is None:
            return one
    if not own:
        _require_free(work, absent[0].id, capacity, acts, aside)
    return None


def _require_free(
    work: Work, account_id: int, capacity: Capacity, acts: Iterable[Involvement], aside: Mapping[int, str]
) -> None:
    act = _other(acts, account_id, capacity)
    if act is not None:
        raise ActedBefore(name=act.name, acted=act.capacity.label, day=act.day.isoformat())
    if account_id in aside:
        raise StandsAside(name=work.get(Account, account_id).name, reason=aside[account_id])


def take_step(work: Work, case: TalentCase, step: Step, opinion: str = "") -> int:
    """Take a step on a locked case: record it, then move the case; returns the id of the record.

    Raises IllegalTransition, Forbidden, ActedBefore and StandsAside. The record is written first, because the database
    moves a case only after the step that leads there.
    """
    before = case.state
    after = CHAIN.after(before, step)
    absent = require_entitled(work, case, step)
    capacity = capacity_of(step, before)
    if capacity is not None:
        # Of a batch, each step anew.
        work.on_behalf_of = "" if absent is None else absent.name
    if absent is None and capacity is Capacity.PRE_REVIEWER:
        # The pre-review is the liaison officer's. Who stands in for them does it in their own capacity, which counts.
        act_for(work, case.enterprise_id)
    taken = work.add(
        CaseStep(
            case_id=case.id,
            step=step,
            capacity=capacity,
            state_before=before,
            state_after=after,
            account_id=actor_id(work),
            for_account_id=None if absent is None else absent.id,
            at=work.now,
            opinion=opinion.strip(),
        )
    )
    case.state = after
    if step in _DECIDING:
        case.decided_on = work.today
    elif step is Step.CORRECT:
        case.decided_on = None
    case.changed_at = work.now
    # Even two steps in one instant are two versions of the case.
    flag_modified(case, "changed_at")
    work.session.flush()
    return taken.id


def open_case(work: Work, case_id: int, step: Step, version: int | None) -> TalentCase:
    """The case, locked, for a step the actor may take from where it stands.

    Raises NotFound, IllegalTransition, Forbidden, ActedBefore, StandsAside, Conflict; the state goes
    first: that a case has moved on says more than that its row changed.
    """
    case = work.get(TalentCase, case_id, lock=True)
    CHAIN.after(case.state, step)
    require_entitled(work, case, step)
    return work.get(TalentCase, case_id, version=version)


def papers_of(work: Work, case_id: int) -> list[CasePaper]:
    """The checklist of a case, in its order."""
    return list(
        work.session.scalars(sa.select(CasePaper).where(CasePaper.case_id == case_id).order_by(CasePaper.id)).all()
    )


def notices_of(work: Work, case_id: int) -> list[SupplementNotice]:
    """The notices of gaps of a case, the first one first."""
    query = sa.select(SupplementNotice).where(SupplementNotice.case_id == case_id).order_by(SupplementNotice.id)
    return list(work.session.scalars(query).all())


def entitled(work: Work, permission: Permission) -> bool:
    """Whether the actor has a permission now, in their own right or in an absent colleague's place."""
    return may(work.actor.role, permission) or bool(delegators(work.session, work.actor, permission, work.today))


def permission_of(step: Step, state: State) -> Permission | None:
    """The permission a step asks for in the capacity it is taken in; None for a step that records."""
    capacity = capacity_of(step, state)
    return None if capacity is None else PERMISSIONS[capacity]


def not_possible(step: Step, state: State) -> str:
    """Why the chain does not allow a step, in the language in force."""
    return IllegalTransition(step=step.label, state=state.label).cause

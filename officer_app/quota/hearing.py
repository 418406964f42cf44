"""The panel's vote, the publicity of a case and the objections raised in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import ActedBefore, actor_id, involved, open_case, take_step
from officer_app.cases.model import Objection, Panel, PanelMember, Publicity
from officer_app.cases.service import require_reason
from officer_app.cases.words import Attendance, DayUnit, ObjectionState, Step
from officer_app.core.errors import Invalid
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.reasons import publicity_end
from officer_app.quota.service import give_back

QUORUM: Final = Dated("panel.quorum", float)
MAJORITY: Final = Dated("panel.majority", float)
PUBLICITY_DAYS: Final = Dated("publicity.days", int)
PUBLICITY_UNIT: Final = Dated("publicity.unit", str)


@dataclass(frozen=True)
class Member:
    """Somebody who should attend the panel besides its chair; an expert from outside has no account."""

    name: str
    attendance: Attendance
    account_id: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class PanelDraft:
    """A panel's meeting on one case. The votes are those of everybody present, the chair among them.

    `recused` members are present and do not vote; their reason is needed, as is that of an absent one.
    """

    held_on: date
    members: tuple[Member, ...]
    votes_for: int
    votes_against: int
    abstentions: int


@dataclass(frozen=True)
class PanelRules:
    """The shares in force: of those expected who must be able to vote, and of the votes that must be exceeded."""

    quorum: float
    majority: float


@asks(Permission.CASE_READ)
def panel_rules(work: Work, held_on: date | None = None) -> PanelRules:
    """The rules of a panel that meets on a day (today)."""
    day = held_on or work.today
    return PanelRules(QUORUM.on(work, day), MAJORITY.on(work, day))


@changes(Permission.CASE_PANEL)
def hold_panel(work: Work, case_id: int, draft: PanelDraft, opinion: str = "", *, version: int | None = None) -> bool:
    """Record the panel, chaired by the actor, and what it voted; True if the case passed.

    It passes if the votes for exceed the share panel.majority of the votes cast, abstentions included; otherwise the
    case ends and its unit is given back. Raises Invalid (votes that do not add up, no quorum by panel.quorum, a day
    before first review or in the future) and ActedBefore for a chair or voting member who acted on the case.
    """
    case = open_case(work, case_id, Step.PANEL, version)
    present, recused = _counted(draft)
    expected = len(draft.members) + 1
    if draft.held_on > work.today or (case.reviewed_on is not None and draft.held_on < case.reviewed_on):
        raise Invalid(N_("The panel meets after first review and not in the future."), field="held_on")
    votes = (draft.votes_for, draft.votes_against, draft.abstentions)
    if min(votes) < 0 or sum(votes) != present:
        raise Invalid(
            N_("{votes} votes do not fit {present} who may vote."),
            remedy=N_("Count the chair; leave out who was absent or recused."),
            field="votes_for",
            votes=sum(votes),
            present=present,
        )
    quorum, majority = QUORUM.on(work, draft.held_on), MAJORITY.on(work, draft.held_on)
    if present < quorum * expected:
        raise Invalid(
            N_("There is no quorum: {present} of {expected} may vote."),
            remedy=N_("Meet again with more members."),
            field="members",
            present=present,
            expected=expected,
        )
    _require_disinterested(work, case.id, draft.members)
    passed = draft.votes_for > majority * present
    # The chair's own step comes first: the members' rows are checked against the steps taken.
    take_step(work, case, Step.PANEL if passed else Step.REJECT, opinion)
    panel = work.add(
        Panel(
            case_id=case.id,
            held_on=draft.held_on,
            chair_id=actor_id(work),
            expected=expected,
            present=present,
            recused=recused,
            votes_for=draft.votes_for,
            votes_against=draft.votes_against,
            abstentions=draft.abstentions,
            passed=passed,
            rule=f"> {majority:.0%}, >= {quorum:.0%}",
        )
    )
    work.session.add_all(
        PanelMember(
            panel_id=panel.id,
            account_id=member.account_id,
            name=member.name.strip(),
            attendance=member.attendance,
            reason=member.reason.strip(),
        )
        for member in draft.members
    )
    work.session.flush()
    if not passed:
        give_back(work, case, opinion or Step.REJECT.label)
    return passed


def _counted(draft: PanelDraft) -> tuple[int, int]:
    """Who may vote, the chair among them, and who stands aside. Raises Invalid."""
    names = [member.name.strip() for member in draft.members]
    if not all(names):
        raise Invalid(N_("This must not be empty."), field="members")
    for member in draft.members:
        if member.attendance is Attendance.RECUSED and not member.reason.strip():
            raise Invalid(N_("Say why {name} stands aside."), field="members", name=member.name)
    ours = [member.account_id for member in draft.members if member.account_id is not None]
    if len(set(ours)) != len(ours) or len(set(names)) != len(names):
        raise Invalid(N_("A member is listed twice."), field="members")
    attendance = [member.attendance for member in draft.members]
    return attendance.count(Attendance.PRESENT) + 1, attendance.count(Attendance.RECUSED)


def _require_disinterested(work: Work, case_id: int, members: Sequence[Member]) -> None:
    """Nobody votes on a case they acted on; they are recused."""
    acts = {act.account_id: act for act in reversed(involved(work, case_id))}
    for member in members:
        if member.account_id is None:
            continue
        if member.account_id == work.actor.id:
            raise Invalid(N_("The chair is not listed among the members."), field="members")
        work.get(Account, member.account_id)
        act = acts.get(member.account_id)
        if act is not None and member.attendance is Attendance.PRESENT:
            raise ActedBefore(
                remedy=N_("Record this member as recused."),
                field="members",
                name=act.name,
                acted=act.capacity.label,
                day=act.day.isoformat(),
            )


@dataclass(frozen=True)
class PublicityPlan:
    """How long a notice would be up: `ends_on` is the last day, both ends counted."""

    starts_on: date
    ends_on: date
    days: int
    unit: DayUnit
    provisional: bool


@asks(Permission.CASE_READ)
def publicity_plan(work: Work, starts_on: date | None = None) -> PublicityPlan:
    """The period of a notice put up on a day (today)."""
    starts_on = starts_on or work.today
    days, unit = PUBLICITY_DAYS.on(work, starts_on), DayUnit(PUBLICITY_UNIT.on(work, starts_on))
    end = publicity_end(calendar_in_force(work.session), starts_on, days, unit)
    return PublicityPlan(starts_on, end.day, days, unit, end.provisional)


@changes(Permission.CASE_PUBLICITY)
def publish(work: Work, case_id: int, starts_on: date | None = None, *, version: int | None = None) -> int:
    """Put up the notice from a day on (today); returns its id.

    The period is publicity.days in publicity.unit, the first day counted. It is provisional where the holidays of a
    year are not loaded; the decision waits for the later of the announced and the newly reckoned last day.
    """
    case = open_case(work, case_id, Step.PUBLISH, version)
    starts_on = starts_on or work.today
    if starts_on < work.today:
        raise Invalid(N_("A notice cannot be put up in the past."), field="starts_on")
    plan = publicity_plan(work, starts_on)
    take_step(work, case, Step.PUBLISH)
    return work.add(
        Publicity(
            case_id=case.id,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            days=plan.days,
            unit=plan.unit,
            provisional=plan.provisional,
            published_by=actor_id(work),
        )
    ).id


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

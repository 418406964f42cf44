"""The panel's vote on one case, recorded after it met; meetings with an agenda: see meetings/."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.cases.agendas import agenda_of
from officer_app.cases.chain import ActedBefore, StandsAside, actor_id, involved, open_case, recusals, take_step
from officer_app.cases.model import Panel, PanelMember, TalentCase
from officer_app.cases.words import Attendance, Capacity, Step, Vote
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.service import give_back

QUORUM: Final = Dated("panel.quorum", float)
MAJORITY: Final = Dated("panel.majority", float)
# A setting says two thirds with four places.
TWO_THIRDS: Final = (0.666, 0.667)
HALF: Final = 0.5


def share_told(share: float) -> str:
    """A share of people as a rule states it: two thirds, half, or a percentage with as many places as it has."""
    if TWO_THIRDS[0] <= share <= TWO_THIRDS[1]:
        return _("two thirds")
    return _("half") if share == HALF else f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True)
class Member:
    """Somebody who should attend the panel besides its chair; an expert from outside has no account."""

    name: str
    attendance: Attendance
    account_id: int | None = None
    reason: str = ""
    vote: Vote | None = None  # where the vote was open


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

    @property
    def stored(self) -> str:
        """As it is kept with the vote."""
        return f"> {self.majority:.2%}, >= {self.quorum:.2%}"

    def met(self, voting: int, expected: int) -> bool:
        """Whether so many who may vote are a quorum of those expected, the chair among them."""
        return voting >= self.quorum * expected

    def passes(self, votes_for: int, cast: int) -> bool:
        """Whether a case passes by so many votes for it of all those cast, abstentions included."""
        return votes_for > self.majority * cast


@dataclass(frozen=True)
class Held:
    """What is put on record of a vote; `votes` are those for, against and abstained."""

    held_on: date
    chair_id: int
    members: tuple[Member, ...]
    votes: tuple[int, int, int]
    passed: bool
    rules: PanelRules
    meeting_id: int | None = None
    secret: bool = False


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
    _require_on_no_agenda(work, case)
    _check_members(draft)
    present = len(_voting(draft.members)) + 1
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
    rules = panel_rules(work, draft.held_on)
    if not rules.met(present, expected):
        raise Invalid(
            N_("There is no quorum: {present} of {expected} may vote."),
            remedy=N_("Meet again with more members."),
            field="members",
            present=present,
            expected=expected,
        )
    _require_disinterested(work, case.id, draft.members)
    passed = rules.passes(draft.votes_for, present)
    # The chair's own step comes first: the members' rows are checked against the steps taken.
    take_step(work, case, Step.PANEL if passed else Step.REJECT, opinion)
    held = Held(draft.held_on, actor_id(work), draft.members, votes, passed, rules)
    enter_panel(work, case.id, next_round(work, case.id), held)
    if not passed:
        give_back(work, case, opinion or Step.REJECT.label)
    return passed


def next_round(work: Work, case_id: int) -> int:
    """The number of the next vote on a case: one that was sent back is voted on again."""
    latest = work.session.scalar(sa.select(sa.func.max(Panel.round)).where(Panel.case_id == case_id))
    return (latest or 0) + 1


def enter_panel(work: Work, case_id: int, turn: int, held: Held) -> None:
    """Put a panel's vote and who took part on record; after the step it led to, if it led to one."""
    panel = work.add(
        Panel(
            case_id=case_id,
            round=turn,
            meeting_id=held.meeting_id,
            secret=held.secret,
            held_on=held.held_on,
            chair_id=held.chair_id,
            expected=len(held.members) + 1,
            present=len(_voting(held.members)) + 1,
            recused=sum(member.attendance is Attendance.RECUSED for member in held.members),
            votes_for=held.votes[0],
            votes_against=held.votes[1],
            abstentions=held.votes[2],
            passed=held.passed,
            rule=held.rules.stored,
        )
    )
    work.session.add_all(
        PanelMember(
            panel_id=panel.id,
            account_id=member.account_id,
            name=member.name.strip(),
            attendance=member.attendance,
            reason=member.reason.strip(),
            vote=member.vote,
        )
        for member in held.members
    )
    work.session.flush()


def _voting(members: Sequence[Member]) -> list[Member]:
    return [member for member in members if member.attendance is Attendance.PRESENT]


def _require_on_no_agenda(work: Work, case: TalentCase) -> None:
    """A case that a meeting is to vote on is voted on there."""
    meeting = agenda_of(work, case.id)
    if meeting:
        raise Invalid(
            N_("Case {number} stands on the agenda of {meeting}."),
            remedy=N_("Take it off there first."),
            number=case.number,
            meeting=meeting,
        )


def _check_members(draft: PanelDraft) -> None:
    names = [member.name.strip() for member in draft.members]
    if not all(names):
        raise Invalid(N_("This must not be empty."), field="members")
    for member in draft.members:
        if member.attendance is Attendance.RECUSED and not member.reason.strip():
            raise Invalid(N_("Say why {name} stands aside."), field="members", name=member.name)
    ours = [member.account_id for member in draft.members if member.account_id is not None]
    if len(set(ours)) != len(ours) or len(set(names)) != len(names):
        raise Invalid(N_("A member is listed twice."), field="members")


def _require_disinterested(work: Work, case_id: int, members: Sequence[Member]) -> None:
    """Nobody votes on a case they acted on; they are recused. Who voted on it in an earlier round may again."""
    acts = {act.account_id: act for act in reversed(involved(work, case_id)) if act.capacity is not Capacity.MEMBER}
    aside = recusals(work, case_id)
    for member in members:
        if member.account_id is None:
            continue
        if member.account_id == work.actor.id:
            raise Invalid(N_("The chair is not listed among the members."), field="members")
        work.get(Account, member.account_id)
        if member.attendance is not Attendance.PRESENT:
            continue
        if member.account_id in aside:
            raise StandsAside(
                remedy=N_("Record this member as recused."),
                field="members",
                name=member.name,
                reason=aside[member.account_id],
            )
        act = acts.get(member.account_id)
        if act is not None:
            raise ActedBefore(
                remedy=N_("Record this member as recused."),
                field="members",
                name=act.name,
                acted=act.capacity.label,
                day=act.day.isoformat(),
            )

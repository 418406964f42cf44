"""Votes: by member where the vote is open; as sums where it is secret, so that nobody can find out who voted how."""

from collections.abc import Sequence
from dataclasses import dataclass

from officer_app.cases.model import AgendaItem, MeetingMember, PanelMeeting
from officer_app.cases.words import Attendance, ItemOutcome, MeetingState, Vote
from officer_app.core.errors import Conflict, Invalid, NotFound
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.meetings.acts import CHAIR
from officer_app.quota.meetings.agenda import awaited_meeting
from officer_app.quota.meetings.sitting import items_of, members_of


@dataclass(frozen=True)
class Cast:
    """How a member ("chair", or the id as text) votes on a case; None takes the vote back.

    `instead_of` is the vote the recorder sees on record: a member votes once, and what was recorded meanwhile by
    another hand is not written over.
    """

    item_id: int
    member: str
    vote: Vote | None
    instead_of: Vote | None = None


@dataclass(frozen=True)
class Tally:
    """The sums of a secret vote on a case."""

    item_id: int
    votes_for: int
    votes_against: int
    abstentions: int

    @property
    def cast(self) -> int:
        return self.votes_for + self.votes_against + self.abstentions


def voters_of(item: AgendaItem, members: Sequence[MeetingMember]) -> list[str]:
    """Who may vote on a case: the chair, and who is present and does not stand aside."""
    present = [str(member.id) for member in members if member.attendance is Attendance.PRESENT]
    return [CHAIR, *(key for key in present if key not in item.recusals)]


def tally_of(item: AgendaItem, *, secret: bool) -> Tally | None:
    """The sums of a case; None while a secret vote has not been counted."""
    if secret:
        if item.votes_for is None:
            return None
        return Tally(item.id, item.votes_for, item.votes_against or 0, item.abstentions or 0)
    votes = list(item.votes.values())
    return Tally(item.id, *(votes.count(vote.value) for vote in (Vote.FOR, Vote.AGAINST, Vote.ABSTAIN)))


@changes(Permission.CASE_MEETING)
def record_votes(work: Work, meeting_id: int, casts: Sequence[Cast]) -> None:
    """Record open votes. Raises Invalid for somebody who may not vote on a case or has voted otherwise already.

    All of them are recorded, or none.
    """
    meeting = _in_session(work, meeting_id, secret=False)
    items, members = {item.id: item for item in items_of(work, meeting.id)}, members_of(work, meeting.id)
    names = {CHAIR: work.get(Account, meeting.chair_id).name, **{str(one.id): one.name for one in members}}
    for cast in casts:
        item = _voted_on(items, cast.item_id)
        if cast.member not in voters_of(item, members):
            raise Invalid(
                N_("{name} does not vote on this case."), field="member", name=names.get(cast.member, cast.member)
            )
        known = item.votes.get(cast.member)
        if known == cast.vote:
            continue
        if known != cast.instead_of:
            raise Invalid(
                N_("A vote of {name} is on record already: {vote}."),
                remedy=N_("Look at the votes as they stand now; a member votes once."),
                field="member",
                name=names[cast.member],
                vote=Vote(known).label if known is not None else "—",
            )
        others = {key: vote for key, vote in item.votes.items() if key != cast.member}
        item.votes = others if cast.vote is None else {**others, cast.member: cast.vote.value}


@changes(Permission.CASE_MEETING)
def record_tallies(work: Work, meeting_id: int, tallies: Sequence[Tally], *, versions: Sequence[int] = ()) -> None:
    """Record the sums of secret votes, as the counting found them. `versions` are those of the items as seen.

    Raises Invalid for sums that do not fit those who may vote, Conflict for an item changed meanwhile.
    """
    meeting = _in_session(work, meeting_id, secret=True)
    items, members = {item.id: item for item in items_of(work, meeting.id)}, members_of(work, meeting.id)
    for place, tally in enumerate(tallies):
        item = _voted_on(items, tally.item_id)
        if versions and item.version != versions[place]:
            raise Conflict()
        entitled = len(voters_of(item, members))
        if min(tally.votes_for, tally.votes_against, tally.abstentions) < 0 or tally.cast != entitled:
            raise Invalid(
                N_("{votes} votes do not fit {present} who may vote."),
                remedy=N_("Count the chair; leave out who was absent or recused."),
                field="votes_for",
                votes=tally.cast,
                present=entitled,
            )
        item.votes_for, item.votes_against = tally.votes_for, tally.votes_against
        item.abstentions = tally.abstentions


def _in_session(work: Work, meeting_id: int, *, secret: bool) -> PanelMeeting:
    meeting = awaited_meeting(work, meeting_id, MeetingState.OPEN)
    if meeting.secret is not secret:
        raise Invalid(
            N_("This meeting votes in secret: only sums are kept.")
            if meeting.secret
            else N_("This meeting votes openly: each vote is kept.")
        )
    return meeting


def _voted_on(items: dict[int, AgendaItem], item_id: int) -> AgendaItem:
    item = items.get(item_id)
    if item is None:
        raise NotFound()
    if item.outcome is not ItemOutcome.PENDING:
        raise Invalid(N_("This case is not voted on: {outcome}."), outcome=item.outcome.label)
    return item

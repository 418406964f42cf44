"""A meeting in session: it is opened, who came and who did not, who stands aside from which case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from officer_app.cases.model import AgendaItem, MeetingMember
from officer_app.cases.words import Attendance, ItemOutcome, MeetingState
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.meetings.acts import CHAIR, follows_from_acts, recuse_by_acts, stand_aside
from officer_app.quota.meetings.agenda import agenda_item, awaited_meeting, meeting_day


@dataclass(frozen=True)
class Attended:
    """Whether a member came; a reason is needed where they did not."""

    attendance: Attendance
    reason: str = ""


def members_of(work: Work, meeting_id: int) -> Sequence[MeetingMember]:
    """Who is invited besides the chair, in the order they were entered."""
    query = sa.select(MeetingMember).where(MeetingMember.meeting_id == meeting_id).order_by(MeetingMember.id)
    return work.session.scalars(query).all()


def items_of(work: Work, meeting_id: int) -> Sequence[AgendaItem]:
    """The agenda in its order."""
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    return work.session.scalars(query).all()


@changes(Permission.CASE_MEETING)
def open_meeting(work: Work, meeting_id: int, attended: Mapping[int, Attended], *, version: int | None = None) -> int:
    """Open a meeting: who came, by the id of the member. Returns how many recusals the program made.

    A member who acted on a case stands aside from it. Raises Invalid for a member not spoken of, an absence without a
    reason, an empty agenda, or a day in the future.
    """
    meeting = awaited_meeting(work, meeting_id, MeetingState.PLANNED, version=version)
    if meeting_day(meeting) > work.today:
        raise Invalid(N_("The meeting is planned for {day}."), day=meeting_day(meeting).isoformat())
    items, members = items_of(work, meeting.id), members_of(work, meeting.id)
    if not items:
        raise Invalid(N_("There is no case on the agenda."), remedy=N_("Choose cases first."))
    _attend(members, attended)
    missing = [member.name for member in members if member.attendance is None]
    if missing:
        raise Invalid(N_("Say whether {name} has come."), field="members", name=missing[0])
    meeting.state, meeting.opened_at = MeetingState.OPEN, work.now
    return recuse_by_acts(work, members, items)


@changes(Permission.CASE_MEETING)
def record_attendance(work: Work, meeting_id: int, attended: Mapping[int, Attended]) -> None:
    """Correct who came, while the meeting is in session. Raises Invalid for one who has voted already."""
    meeting = awaited_meeting(work, meeting_id, MeetingState.OPEN)
    members = members_of(work, meeting.id)
    before = {member.id: member.attendance for member in members}
    _attend(members, attended)
    moved = [member for member in members if before[member.id] is not member.attendance]
    for item in items_of(work, meeting.id):
        for member in moved:
            if str(member.id) in item.votes:
                raise Invalid(
                    N_("{name} has voted already."),
                    remedy=N_("Who leaves early stands aside from the cases still to come, with that as the reason."),
                    field="members",
                    name=member.name,
                )
        if moved and item.outcome is ItemOutcome.PENDING:
            # The sums were counted for other voters.
            item.votes_for = item.votes_against = item.abstentions = None


def _attend(members: Sequence[MeetingMember], attended: Mapping[int, Attended]) -> None:
    by_id = {member.id: member for member in members}
    for member_id, entry in attended.items():
        member = by_id.get(member_id)
        if member is None:
            raise NotFound()
        reason = entry.reason.strip()
        if entry.attendance is Attendance.ABSENT and not reason:
            raise Invalid(N_("Say why {name} is absent."), field="members", name=member.name)
        if entry.attendance is Attendance.RECUSED:
            raise Invalid(N_("A member stands aside from a case, not from a meeting."), field="members")
        member.attendance, member.reason = entry.attendance, reason


@changes(Permission.CASE_MEETING)
def recuse(work: Work, item_id: int, member: str, reason: str) -> None:
    """Have a member stand aside from a case, with the reason; a vote of theirs is taken out.

    Raises Invalid for the chair: a case the chair cannot take is postponed.
    """
    meeting, item = agenda_item(work, item_id, MeetingState.OPEN)
    if member == CHAIR:
        raise Invalid(
            N_("The chair does not stand aside."),
            remedy=N_("Postpone the case to a meeting with another chair."),
            field="member",
        )
    if member not in {str(one.id) for one in members_of(work, meeting.id)}:
        raise NotFound()
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), field="reason")
    stand_aside(item, member, reason.strip())


@changes(Permission.CASE_MEETING)
def take_recusal_back(work: Work, item_id: int, member: str) -> None:
    """Let a member vote after all. Raises Invalid where they acted on the case."""
    _meeting, item = agenda_item(work, item_id, MeetingState.OPEN)
    reason = item.recusals.get(member)
    if reason is None:
        return
    if follows_from_acts(reason):
        raise Invalid(N_("Whoever acted on a case does not vote on it."))
    item.recusals = {key: kept for key, kept in item.recusals.items() if key != member}
    item.votes_for = item.votes_against = item.abstentions = None

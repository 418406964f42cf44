"""Planning a meeting: when and where, who chairs, who is invited, how it votes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import office_day
from officer_app.cases.model import MEETING_SERIES, AgendaItem, MeetingMember, PanelMeeting
from officer_app.cases.words import ItemOutcome, MeetingState
from officer_app.core.errors import Invalid
from officer_app.core.numbering import next_number
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission, may
from officer_app.people.model import Account
from officer_app.quota.meetings.agenda import awaited_meeting, require_chair_untouched

_MOST_UNITS: Final = 10_000
_MOST_MEMBERS: Final = 60


@dataclass(frozen=True)
class Invited:
    """Somebody who should attend besides the chair; an expert from outside has no account."""

    name: str
    post: str = ""
    account_id: int | None = None


@dataclass(frozen=True)
class MeetingDraft:
    """A meeting as it is typed; planning the same `draft_id` again stores nothing new.

    `units` are those that its ranked list may give out: passed cases beyond them keep waiting. None: all that pass do.
    """

    draft_id: str
    meets_at: datetime
    place: str
    chair_id: int
    members: tuple[Invited, ...]
    title: str = ""
    secretary_id: int | None = None
    secret: bool = False
    units: int | None = None
    remarks: str = ""


@changes(Permission.CASE_MEETING)
def plan_meeting(work: Work, draft: MeetingDraft) -> int:
    """Plan a meeting; returns its id. Raises Invalid."""
    known = work.session.scalar(sa.select(PanelMeeting.id).where(PanelMeeting.draft_id == draft.draft_id))
    if known is not None:
        return known
    _check(work, draft)
    if draft.meets_at < work.now and office_day(draft.meets_at) < work.today:
        raise Invalid(N_("A meeting is planned for today or later."), field="meets_at")
    year = office_day(draft.meets_at).year
    meeting = PanelMeeting(
        draft_id=draft.draft_id, year=year, sequence=next_number(work, MEETING_SERIES, year), state=MeetingState.PLANNED
    )
    _write(meeting, draft)
    work.add(meeting)
    _invite(work, meeting.id, draft.members)
    return meeting.id


@changes(Permission.CASE_MEETING)
def change_meeting(work: Work, meeting_id: int, draft: MeetingDraft, *, version: int | None = None) -> None:
    """Change what was planned, while the meeting has not been opened. Raises Invalid, ActedBefore, Conflict.

    The number stays, and with it the year; a new chair must not have acted on a case of the agenda.
    """
    meeting = awaited_meeting(work, meeting_id, MeetingState.PLANNED, version=version)
    _check(work, draft)
    if office_day(draft.meets_at).year != meeting.year:
        raise Invalid(
            N_("A meeting keeps its number, and with it its year."),
            remedy=N_("Call it off and plan another one."),
            field="meets_at",
        )
    if draft.chair_id != meeting.chair_id:
        listed = work.session.scalars(sa.select(AgendaItem.case_id).where(AgendaItem.meeting_id == meeting.id))
        require_chair_untouched(work, draft.chair_id, list(listed))
    _write(meeting, draft)
    before = work.session.scalars(sa.select(MeetingMember).where(MeetingMember.meeting_id == meeting.id)).all()
    kept = {(member.name, member.post, member.account_id): member for member in before}
    wanted = [(one.name.strip(), one.post.strip(), one.account_id) for one in draft.members]
    for key, member in kept.items():
        if key not in wanted:
            work.session.delete(member)
    work.session.flush()
    _invite(work, meeting.id, tuple(Invited(*one) for one in wanted if one not in kept))


@changes(Permission.CASE_MEETING)
def call_off(work: Work, meeting_id: int, reason: str, *, version: int | None = None) -> None:
    """Call a meeting off before it has decided anything; its cases wait for another one. A reason is needed."""
    meeting = awaited_meeting(work, meeting_id, MeetingState.PLANNED, MeetingState.OPEN, version=version)
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), field="reason")
    meeting.state = MeetingState.CANCELLED
    meeting.remarks = f"{meeting.remarks}\n{reason.strip()}".strip()
    for item in work.session.scalars(sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)):
        item.outcome = ItemOutcome.POSTPONED


def _check(work: Work, draft: MeetingDraft) -> None:
    chair = work.get(Account, draft.chair_id)
    if not chair.active or not may(chair.role, Permission.CASE_PANEL):
        raise Invalid(N_("{name} may not chair the panel."), field="chair_id", name=chair.name)
    if draft.secretary_id is not None:
        secretary = work.get(Account, draft.secretary_id)
        if not secretary.active or not may(secretary.role, Permission.CASE_MEETING):
            raise Invalid(N_("{name} may not keep the record."), field="secretary_id", name=secretary.name)
    if draft.units is not None and not 0 <= draft.units <= _MOST_UNITS:
        raise Invalid(N_("Units go from 0 to {most}."), field="units", most=_MOST_UNITS)
    names = [one.name.strip() for one in draft.members]
    if not names:
        raise Invalid(N_("Enter who should attend besides the chair."), field="members")
    if len(names) > _MOST_MEMBERS:
        raise Invalid(N_("At most {most} members."), field="members", most=_MOST_MEMBERS)
    if not all(names):
        raise Invalid(N_("This must not be empty."), field="members")
    ours = [one.account_id for one in draft.members if one.account_id is not None]
    if len(set(ours)) != len(ours) or len(set(names)) != len(names):
        raise Invalid(N_("A member is listed twice."), field="members")
    if draft.chair_id in ours or chair.name in names:
        raise Invalid(N_("The chair is not listed among the members."), field="members")
    known = set(work.session.scalars(sa.select(Account.id).where(Account.id.in_(ours), Account.active)))
    if known != set(ours):
        raise Invalid(N_("A member's account is not in use."), field="members")


def _write(meeting: PanelMeeting, draft: MeetingDraft) -> None:
    meeting.title = draft.title.strip()
    meeting.meets_at = draft.meets_at
    meeting.place = draft.place.strip()
    meeting.chair_id, meeting.secretary_id = draft.chair_id, draft.secretary_id
    meeting.secret, meeting.units = draft.secret, draft.units
    meeting.remarks = draft.remarks.strip()


def _invite(work: Work, meeting_id: int, members: tuple[Invited, ...]) -> None:
    work.session.add_all(
        MeetingMember(meeting_id=meeting_id, account_id=one.account_id, name=one.name.strip(), post=one.post.strip())
        for one in members
    )
    work.session.flush()

"""Meetings of the panel for tests: planned, opened and voted on in one line each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from officer_app.cases.words import Attendance, Vote
from officer_app.quota.meetings.agenda import put_on_agenda
from officer_app.quota.meetings.closing import MeetingReport, close_meeting
from officer_app.quota.meetings.lists import ItemRow, Meeting, meeting_file
from officer_app.quota.meetings.planning import Invited, MeetingDraft, plan_meeting
from officer_app.quota.meetings.sitting import Attended, open_meeting
from officer_app.quota.meetings.voting import Cast, record_votes
from tests.casework import Casework

EXPERTS = (Invited("钱怀瑾", "高校教授"), Invited("蒋文渊", "行业协会秘书长"))


def a_meeting(house: Casework, **changes: object) -> MeetingDraft:
    """A meeting in the afternoon of today, chaired by the chair, with two experts from outside."""
    values: dict[str, object] = {
        "draft_id": str(uuid4()),
        "meets_at": datetime.combine(house.today, datetime.min.time(), house.bureau.clock.now.tzinfo)
        + timedelta(hours=6),
        "place": "局三楼会议室",
        "chair_id": house.chair.id,
        "members": EXPERTS,
        "secretary_id": house.staff.id,
        **changes,
    }
    return MeetingDraft(**values)  # type: ignore[arg-type] # fields by name


def planned(house: Casework, cases: Sequence[int], **changes: object) -> int:
    """A planned meeting with these cases on its agenda."""
    meeting_id = house.do(plan_meeting, house.staff, a_meeting(house, **changes))
    assert isinstance(meeting_id, int)
    house.do(put_on_agenda, house.staff, meeting_id, cases)
    return meeting_id


def opened(house: Casework, cases: Sequence[int], *, absent: Sequence[str] = (), **changes: object) -> int:
    """A meeting in session; everybody has come but those named."""
    meeting_id = planned(house, cases, **changes)
    attended = {
        int(seat.key): Attended(Attendance.ABSENT, "出差") if seat.name in absent else Attended(Attendance.PRESENT)
        for seat in seen(house, meeting_id).seats[1:]
    }
    house.do(open_meeting, house.staff, meeting_id, attended)
    return meeting_id


def seen(house: Casework, meeting_id: int) -> Meeting:
    """The meeting as everybody sees it."""
    meeting = house.ask(meeting_file, house.staff, meeting_id)
    assert isinstance(meeting, Meeting)
    return meeting


def item_of(house: Casework, meeting_id: int, case_id: int) -> ItemRow:
    """A case of the agenda."""
    return next(item for item in seen(house, meeting_id).items if item.case_id == case_id)


def vote(house: Casework, meeting_id: int, case_id: int, votes: str) -> None:
    """Open votes in the order of the voters, a letter each: F for, A against, S abstained."""
    item = item_of(house, meeting_id, case_id)
    words = {"F": Vote.FOR, "A": Vote.AGAINST, "S": Vote.ABSTAIN}
    casts = [Cast(item.id, key, words[letter]) for key, letter in zip(item.voters, votes, strict=True)]
    house.do(record_votes, house.staff, meeting_id, casts)


def closed(house: Casework, meeting_id: int) -> MeetingReport:
    """What came of the meeting when its chair closed it."""
    report = house.do(close_meeting, house.chair, meeting_id)
    assert isinstance(report, MeetingReport)
    return report

"""Invented meetings of the panel: one that was held, with a recusal and a tie, and the next one, planned."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from officer_app.cases.words import Attendance, ItemOutcome, Vote
from officer_app.core.work import OFFICE_ZONE, Actor, Office
from officer_app.quota.meetings.agenda import conclude, put_on_agenda
from officer_app.quota.meetings.closing import MeetingReport, close_meeting
from officer_app.quota.meetings.lists import meeting_file
from officer_app.quota.meetings.planning import Invited, MeetingDraft, plan_meeting
from officer_app.quota.meetings.sitting import Attended, open_meeting
from officer_app.quota.meetings.voting import Cast, record_votes

EXPERTS: Final = (
    Invited("钱怀瑾", "高校教授"),
    Invited("蒋文渊", "行业协会秘书长"),
    Invited("卢思远", "投资机构合伙人"),
    Invited("丁若水", "检验机构总工程师"),
)
_PLACE: Final = "局机关三楼会议室"
UNITS: Final = 3


def plan_sitting(
    office: Office, staff: Actor, chair: Actor, day: date, draft_id: str, colleague: Actor, cases: Sequence[int]
) -> int:
    """Plan a meeting of the afternoon of a day with these cases; a colleague sits in it beside the experts."""
    assert chair.id is not None
    draft = MeetingDraft(
        draft_id=draft_id,
        meets_at=datetime.combine(day, time(14), OFFICE_ZONE),
        place=_PLACE,
        chair_id=chair.id,
        members=(*EXPERTS, Invited(colleague.name, "人才科专员", colleague.id)),
        secretary_id=staff.id,
        units=UNITS,
    )
    meeting_id = office.perform(plan_meeting, staff, draft).value
    office.perform(put_on_agenda, staff, meeting_id, cases)
    return meeting_id


def hold(office: Office, staff: Actor, chair: Actor, meeting_id: int) -> MeetingReport:
    """Open the meeting, vote on every case, and close it; one expert is away."""
    seats = office.read(meeting_file, staff, meeting_id).seats[1:]
    away = EXPERTS[-1].name
    attended = {
        int(seat.key): Attended(Attendance.ABSENT, "出差") if seat.name == away else Attended(Attendance.PRESENT)
        for seat in seats
    }
    office.perform(open_meeting, staff, meeting_id, attended)
    meeting = office.read(meeting_file, staff, meeting_id)
    casts = [
        Cast(item.id, key, Vote.ABSTAIN if item.position == len(meeting.items) and key == item.voters[-1] else Vote.FOR)
        for item in meeting.items
        for key in item.voters
    ]
    office.perform(record_votes, staff, meeting_id, casts)
    office.perform(conclude, staff, meeting.items[0].id, "同意提交公示。")
    return office.perform(close_meeting, chair, meeting_id).value


def passed(report: MeetingReport) -> list[int]:
    """The cases that go on."""
    return [result.case_id for result in report.results if result.outcome is ItemOutcome.PASSED]

"""What the papers about a meeting are drawn from."""

from dataclasses import dataclass
from datetime import datetime

from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE
from officer_app.quota.meetings.lists import Meeting, SeatRow
from officer_app.quota.panel import HALF, TWO_THIRDS


@dataclass(frozen=True, slots=True)
class MeetingPrint:
    """A meeting, the office that prints it, and when."""

    office: str
    made_at: datetime
    meeting: Meeting
    stamp: Stamp = DRAFT

    @property
    def day(self) -> str:
        """2026年11月20日."""
        return chinese_day(self.meeting.meets_on)

    @property
    def time(self) -> str:
        """14:00."""
        return f"{self.meeting.meets_at.astimezone(OFFICE_ZONE):%H:%M}"

    @property
    def votes(self) -> str:
        """How it votes."""
        return "无记名投票" if self.meeting.secret else "记名投票"


def named(seat: SeatRow) -> str:
    """A member with the post, as papers name them."""
    return f"{seat.name}（{seat.post}）" if seat.post else seat.name


def percent(share: float) -> str:
    """三分之二, 半数, 60%."""
    if TWO_THIRDS[0] <= share <= TWO_THIRDS[1]:
        return "三分之二"
    return "半数" if share == HALF else f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def rule(found: MeetingPrint) -> str:
    """The rule of the vote as papers state it."""
    rules = found.meeting.rules
    return (
        f"每件可表决人数（含主持人）不少于应到人数的{percent(rules.quorum)}方可表决；同意票超过所投票数（含弃权票）的"
        f"{percent(rules.majority)}为通过。对案件履行过职责或者有利害关系的委员回避，不参加该案件表决。"
    )

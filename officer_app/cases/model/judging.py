"""How a case is judged: scores, the meetings of the panel and what they voted, countersignatures."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.cases.words import Attendance, Criterion, ItemOutcome, MeetingState, Vote
from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.directory.model import Money

# 评审会
MEETING_SERIES: Final = "PSH"


def meeting_number(year: int, sequence: int) -> str:
    """The number of a meeting of the panel: PSH-2026-003."""
    return f"{MEETING_SERIES}-{year}-{sequence:03d}"


class Score(Audited, Base):
    """A reviewer's points for a criterion, 0 to 100, and what they rest on."""

    __tablename__ = "case_score"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    criterion: Mapped[Criterion] = mapped_column(choice(Criterion))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    points: Mapped[int]
    basis: Mapped[str] = mapped_column(sa.String(400))
    remark: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")
    # The papers of the case that the points rest on.
    paper_ids: Mapped[list[int]] = mapped_column(json_value, default=list, server_default="[]")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("case_id", "criterion", "reviewer_id"),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name="points"),
    )


class PanelMeeting(Audited, Base):
    """A meeting of the panel with its agenda. `units` are those that its ranked list may give out; None: not ranked.

    The shares in force when it is closed stay with it. What it voted in secret is kept as sums.
    """

    __tablename__ = "panel_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    meets_at: Mapped[datetime] = mapped_column(Moment, index=True)
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    secretary_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState))
    secret: Mapped[bool] = mapped_column(default=False)
    units: Mapped[int | None]
    quorum: Mapped[float | None]
    majority: Mapped[float | None]
    remarks: Mapped[str] = mapped_column(sa.Text, default="")
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    @property
    def number(self) -> str:
        """As papers show it: PSH-2026-003."""
        return meeting_number(self.year, self.sequence)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.CheckConstraint("units IS NULL OR units >= 0", name="units"),
    )


class MeetingMember(Audited, Base):
    """Somebody invited to a meeting besides its chair; an expert from outside has no account."""

    __tablename__ = "meeting_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_meeting.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    post: Mapped[str] = mapped_column(sa.String(120), default="")
    attendance: Mapped[Attendance | None] = mapped_column(choice(Attendance))  # known when it has met
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.UniqueConstraint("meeting_id", "account_id"),)


class AgendaItem(Audited, Base):
    """A case on a meeting's agenda: its place, who stands aside, how it was voted on, and what came of it.

    `recusals` and `votes` go by member id ("chair" for the chair); votes are kept by member in an open vote alone.
    `score` and `rank` are those of the ranked list; `tie` says by which rule a tie was resolved.
    """

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("panel_meeting.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    position: Mapped[int]
    outcome: Mapped[ItemOutcome] = mapped_column(choice(ItemOutcome))
    recusals: Mapped[dict[str, str]] = mapped_column(json_value, default=dict)  # member: reason
    votes: Mapped[dict[str, str]] = mapped_column(json_value, default=dict)  # member: vote
    # The trail says that votes were counted, not what: the sums before and after somebody stands aside tell their vote.
    votes_for: Mapped[int | None] = mapped_column(info={"personal": True})
    votes_against: Mapped[int | None] = mapped_column(info={"personal": True})
    abstentions: Mapped[int | None] = mapped_column(info={"personal": True})
    score: Mapped[Decimal | None] = mapped_column(Money)
    rank: Mapped[int | None]
    tie: Mapped[str] = mapped_column(sa.String(200), default="")
    remark: Mapped[str] = mapped_column(sa.String(400), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.UniqueConstraint("meeting_id", "case_id"),)


class Panel(Audited, Base):
    """What a panel voted on a case. The votes of those present, the chair among them, add up.

    `round` counts the votes on the case: one that was sent back is voted on again.
    """

    __tablename__ = "panel"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("panel_meeting.id"), index=True)
    secret: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    held_on: Mapped[date]
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    expected: Mapped[int]
    present: Mapped[int]
    recused: Mapped[int]
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    abstentions: Mapped[int]
    passed: Mapped[bool]
    rule: Mapped[str] = mapped_column(sa.String(80))

    __table_args__ = (
        sa.UniqueConstraint("case_id", "round"),
        sa.CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name="votes"),
        sa.CheckConstraint("votes_for + votes_against + abstentions = present", name="sum"),
        sa.CheckConstraint("present + recused <= expected", name="attendance"),
    )


class PanelMember(Audited, Base):
    """Somebody who should attend besides the chair; `account_id` for one of us, else an expert from outside."""

    __tablename__ = "panel_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    attendance: Mapped[Attendance] = mapped_column(choice(Attendance))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    vote: Mapped[Vote | None] = mapped_column(choice(Vote))  # in an open vote

    __table_args__ = (sa.UniqueConstraint("panel_id", "account_id"),)


class Countersignature(Audited, Base):
    """That a decision was countersigned, or not agreed to: by whom, and with what opinion. Made once, never changed."""

    __tablename__ = "countersignature"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    step_id: Mapped[int] = mapped_column(sa.ForeignKey("case_step.id"), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    agrees: Mapped[bool]
    opinion: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment)

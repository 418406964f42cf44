"""Demands and the steps taken on them."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.audit import Audited
from officer_app.core.database import Base, Moment, choice
from officer_app.core.numbering import demand_number as demand_number
from officer_app.core.texts import TextIndex
from officer_app.core.words import Word
from officer_app.core.workflow import Workflow
from officer_app.i18n import N_


class Category(Word):
    """What a demand is about."""

    SETTLEMENT = "settlement", N_("Settlement")
    POINTS = "points", N_("Residence points")
    HOUSING = "housing", N_("Housing aid")
    APARTMENT = "apartment", N_("Talent apartment")
    INCENTIVE = "incentive", N_("Key-staff incentive")
    SCHOOLING = "schooling", N_("Schooling of children")
    RECRUITMENT = "recruitment", N_("Recruitment")
    TITLES = "titles", N_("Professional titles")
    TRAINING = "training", N_("Training")
    OTHER = "other", N_("Other matter")


class Urgency(Word):
    """How soon a demand must be solved; the working days are the dated setting demand.limit."""

    URGENT = "urgent", N_("Urgent")
    NORMAL = "normal", N_("Normal")
    HARD = "hard", N_("Hard to solve")


class DemandState(Word):
    """Where a demand stands."""

    COLLECTED = "collected", N_("Collected")
    ASSIGNED = "assigned", N_("Handed on")
    ACCEPTED = "accepted", N_("Taken up")
    IN_PROGRESS = "in_progress", N_("In progress")
    SUSPENDED = "suspended", N_("Suspended")
    ESCALATED = "escalated", N_("With the city")
    ANSWERED = "answered", N_("Answered")
    RATED = "rated", N_("Rated")
    CLOSED = "closed", N_("Closed")
    MERGED = "merged", N_("Merged")


class DemandStep(Word):
    """What can be done with a demand."""

    ASSIGN = "assign", N_("Hand on")
    ACCEPT = "accept", N_("Take up")
    RETURN = "return", N_("Return")
    TAKE_UP = "take_up", N_("Begin the work")
    FIRST_ANSWER = "first_answer", N_("First answer")
    ASK_EXTENSION = "ask_extension", N_("Ask for an extension")
    EXTEND = "extend", N_("Approve the extension")
    REFUSE_EXTENSION = "refuse_extension", N_("Refuse the extension")
    SUSPEND = "suspend", N_("Suspend")
    ESCALATE = "escalate", N_("Pass to the city")
    RESUME = "resume", N_("Resume")
    ANSWER = "answer", N_("Answer")
    RATE = "rate", N_("Rate")
    CLOSE = "close", N_("Close")
    REOPEN = "reopen", N_("Reopen")
    HURRY = "hurry", N_("Hurry up")
    REPLY = "reply", N_("Reply to the hurry-up note")
    JOIN = "join", N_("Bring in a handler")
    LEAVE = "leave", N_("Release a handler")
    CONTRIBUTE = "contribute", N_("Contribute")
    LINK_CASE = "link_case", N_("Link to a case")
    UNLINK_CASE = "unlink_case", N_("Unlink the case")
    MERGE = "merge", N_("Merge")
    SEPARATE = "separate", N_("Separate")


class Rating(Word):
    """The enterprise's verdict on an answer."""

    CONTENT = "content", N_("Satisfied")
    MOSTLY = "mostly", N_("Mostly satisfied")
    NOT_CONTENT = "not_content", N_("Not satisfied")


_S = DemandState
_Step = DemandStep
# What one person is working on; the clock runs.
RUNNING_STATES: Final = (_S.COLLECTED, _S.ASSIGNED, _S.ACCEPTED, _S.IN_PROGRESS)
# The clock stands still: conditions are not ripe, or the city has it.
PAUSED_STATES: Final = (_S.SUSPENDED, _S.ESCALATED)
OPEN_STATES: Final = (*RUNNING_STATES, *PAUSED_STATES)
_TOUCHABLE: Final = (*OPEN_STATES, _S.ANSWERED, _S.RATED)


def _staying(step: DemandStep, *states: DemandState) -> list[tuple[DemandStep, list[DemandState], DemandState]]:
    """A step that is on record and leaves the demand where it stands."""
    return [(step, [state], state) for state in states]


DEMAND_WORKFLOW: Final = Workflow[DemandState, DemandStep](
    [
        (_Step.ASSIGN, [_S.COLLECTED, _S.ASSIGNED, _S.ACCEPTED, _S.IN_PROGRESS], _S.ASSIGNED),
        # It may change hands while its clock stands, and the clock stands on.
        *_staying(_Step.ASSIGN, *PAUSED_STATES),
        (_Step.ACCEPT, [_S.ASSIGNED], _S.ACCEPTED),
        (_Step.RETURN, [_S.ASSIGNED, _S.ACCEPTED, _S.IN_PROGRESS], _S.COLLECTED),
        (_Step.TAKE_UP, [_S.ACCEPTED], _S.IN_PROGRESS),
        *_staying(_Step.FIRST_ANSWER, _S.COLLECTED, _S.ASSIGNED, _S.ACCEPTED, _S.IN_PROGRESS, *PAUSED_STATES),
        *_staying(_Step.ASK_EXTENSION, _S.ACCEPTED, _S.IN_PROGRESS),
        *_staying(_Step.EXTEND, _S.ACCEPTED, _S.IN_PROGRESS, *PAUSED_STATES),
        *_staying(_Step.REFUSE_EXTENSION, *OPEN_STATES),
        (_Step.SUSPEND, [_S.ACCEPTED, _S.IN_PROGRESS], _S.SUSPENDED),
        (_Step.ESCALATE, [_S.ACCEPTED, _S.IN_PROGRESS, _S.SUSPENDED], _S.ESCALATED),
        (_Step.RESUME, [*PAUSED_STATES], _S.IN_PROGRESS),
        # A liaison officer who knows the answer gives it on the spot; what the city has decided ends its part.
        (_Step.ANSWER, [_S.COLLECTED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ESCALATED], _S.ANSWERED),
        (_Step.RATE, [_S.ANSWERED], _S.RATED),
        (_Step.CLOSE, [_S.RATED], _S.CLOSED),
        # An enterprise that is not content gets its demand taken up again.
        (_Step.REOPEN, [_S.ANSWERED, _S.RATED, _S.CLOSED], _S.IN_PROGRESS),
        *_staying(_Step.HURRY, *OPEN_STATES),
        *_staying(_Step.REPLY, *_TOUCHABLE),
        *_staying(_Step.JOIN, *OPEN_STATES),
        *_staying(_Step.LEAVE, *OPEN_STATES),
        *_staying(_Step.CONTRIBUTE, *OPEN_STATES),
        *_staying(_Step.LINK_CASE, *_TOUCHABLE, _S.CLOSED),
        *_staying(_Step.UNLINK_CASE, *_TOUCHABLE, _S.CLOSED),
        (_Step.MERGE, [*OPEN_STATES], _S.MERGED),
        (_Step.SEPARATE, [_S.MERGED], _S.COLLECTED),
    ]
)


class Demand(Audited, Base):
    """A demand of an enterprise, usually brought home from a visit. Number SQ-year-sequence.

    `handler_id` is the handler in the lead; others are `DemandHelper`s. `accept_due_on`, `first_answer_due_on` and
    `due_on` are the limits for taking it up, the first answer and the solution; the last one lies `limit_days` working
    days after `limit_from`, pauses not counted (clock.py). While the clock stands, since `paused_since`, it is
    provisional. `rated_by` is who at the enterprise gave the verdict.
    """

    __tablename__ = "demand"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    category: Mapped[Category] = mapped_column(choice(Category))
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency))
    text: Mapped[str]
    state: Mapped[DemandState] = mapped_column(choice(DemandState), default=DemandState.COLLECTED)
    handler_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    due_on: Mapped[date]
    due_provisional: Mapped[bool]
    collected_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    collected_on: Mapped[date] = mapped_column(index=True)
    answer: Mapped[str] = mapped_column(default="")
    rating: Mapped[Rating | None] = mapped_column(choice(Rating))
    answered_on: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    accept_due_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    first_answer_due_on: Mapped[date | None]
    first_answered_on: Mapped[date | None]
    limit_from: Mapped[date | None]
    limit_days: Mapped[int | None]
    paused_since: Mapped[date | None]
    escalated_to: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    rated_on: Mapped[date | None]
    rated_by: Mapped[str] = mapped_column(sa.String(80), default="", server_default="", info={"personal": True})
    rating_note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    merged_into_id: Mapped[int | None] = mapped_column(index=True)
    case_id: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.Index("ix_demand_queue", "state", "due_on"),
        sa.Index("ix_demand_handler", "handler_id", "state"),
        sa.Index("ix_demand_collector", "collected_by", "state"),
        sa.Index("ix_demand_category", "category", "due_on"),
        sa.Index("ix_demand_urgency", "urgency", "due_on"),
    )

    @property
    def number(self) -> str:
        """As papers print it."""
        return demand_number(self.year, self.sequence)


DEMAND_TEXTS: Final = TextIndex("demand_search")
DEMAND_TEXTS.follow(Demand, "text")


class DemandEvent(Base):
    """A step taken on a demand; never edited. `due_on` and `handler_id` are as they stood after it."""

    __tablename__ = "demand_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    step: Mapped[DemandStep] = mapped_column(choice(DemandStep))
    state_before: Mapped[DemandState] = mapped_column(choice(DemandState))
    state_after: Mapped[DemandState] = mapped_column(choice(DemandState))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    on_behalf_of: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    handler_id: Mapped[int | None]

    __table_args__ = (sa.Index("ix_demand_event_step", "step", "at"),)


class DemandHelper(Audited, Base):
    """Somebody who handles a part of a demand beside the handler in the lead."""

    __tablename__ = "demand_helper"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("demand.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    task: Mapped[str] = mapped_column(sa.String(200), default="")
    contribution: Mapped[str] = mapped_column(sa.Text, default="")
    contributed_on: Mapped[date | None]

    __table_args__ = (sa.UniqueConstraint("demand_id", "account_id"),)


class DemandPause(Base):
    """A time in which a demand's clock stood still; still does while `resumed` is empty."""

    __tablename__ = "demand_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    state: Mapped[DemandState] = mapped_column(choice(DemandState))
    stopped: Mapped[date]
    resumed: Mapped[date | None]


class DemandExtension(Audited, Base):
    """A longer limit that was asked for: how many working days more, and why; who approved or refused it."""

    __tablename__ = "demand_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    approved: Mapped[bool | None]
    decision_note: Mapped[str] = mapped_column(sa.Text, default="")
    due_before: Mapped[date]
    due_after: Mapped[date | None]

    __table_args__ = (
        sa.Index(
            "uq_demand_extension_pending",
            "demand_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
        sa.CheckConstraint("days > 0", name="days"),
    )


class HurryNote(Audited, Base):
    """督办: a supervisor asks how a demand stands, until a day; the handler replies."""

    __tablename__ = "hurry_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(sa.ForeignKey("demand.id"), index=True)
    issued_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(sa.Text)
    reply_due_on: Mapped[date]
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    replied_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    replied_at: Mapped[datetime | None] = mapped_column(Moment)

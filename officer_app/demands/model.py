"""Demands and the steps taken on them."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.audit import Audited
from officer_app.core.database import Base, Moment, choice
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
    IN_PROGRESS = "in_progress", N_("In progress")
    ANSWERED = "answered", N_("Answered")
    RATED = "rated", N_("Rated")
    CLOSED = "closed", N_("Closed")


class DemandStep(Word):
    """What can be done with a demand."""

    ASSIGN = "assign", N_("Hand on")
    TAKE_UP = "take_up", N_("Take up")
    ANSWER = "answer", N_("Answer")
    RATE = "rate", N_("Rate")
    CLOSE = "close", N_("Close")
    REOPEN = "reopen", N_("Reopen")


class Rating(Word):
    """The enterprise's verdict on an answer."""

    CONTENT = "content", N_("Content")
    MOSTLY = "mostly", N_("Mostly content")
    NOT_CONTENT = "not_content", N_("Not content")


_S = DemandState
DEMAND_WORKFLOW: Final = Workflow[DemandState, DemandStep](
    [
        (DemandStep.ASSIGN, [_S.COLLECTED, _S.ASSIGNED, _S.IN_PROGRESS], _S.ASSIGNED),
        (DemandStep.TAKE_UP, [_S.ASSIGNED], _S.IN_PROGRESS),
        (DemandStep.ANSWER, [_S.COLLECTED, _S.ASSIGNED, _S.IN_PROGRESS], _S.ANSWERED),
        (DemandStep.RATE, [_S.ANSWERED], _S.RATED),
        (DemandStep.CLOSE, [_S.RATED], _S.CLOSED),
        # An enterprise that is not content gets its demand taken up again.
        (DemandStep.REOPEN, [_S.ANSWERED, _S.RATED, _S.CLOSED], _S.IN_PROGRESS),
    ]
)
OPEN_STATES: Final = (_S.COLLECTED, _S.ASSIGNED, _S.IN_PROGRESS)


class Demand(Audited, Base):
    """A demand of an enterprise, usually brought home from a visit. Number SQ-year-sequence."""

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
    collected_on: Mapped[date]
    answer: Mapped[str] = mapped_column(default="")
    rating: Mapped[Rating | None] = mapped_column(choice(Rating))
    answered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.Index("ix_demand_queue", "state", "due_on"),
        sa.Index("ix_demand_handler", "handler_id", "state"),
    )

    @property
    def number(self) -> str:
        """As papers print it."""
        return demand_number(self.year, self.sequence)


DEMAND_TEXTS: Final = TextIndex("demand_search")
DEMAND_TEXTS.follow(Demand, "text")


def demand_number(year: int, sequence: int) -> str:
    """SQ-2026-0388."""
    return f"SQ-{year}-{sequence:04d}"


class DemandEvent(Base):
    """A step taken on a demand; never edited."""

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

"""Visits: planned, made, and what belongs to them: people, policies, answers to checklists, papers, drafts.

A month that was closed keeps its visits as they are (visits/guards.py).
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.core.numbering import visit_number as visit_number
from officer_app.core.texts import TextIndex
from officer_app.core.words import Word
from officer_app.directory.model import Money
from officer_app.i18n import N_


class Mode(Word):
    """How contact was made."""

    ON_SITE = "on_site", N_("On site")
    PHONE = "phone", N_("Phone")
    VIDEO = "video", N_("Video")
    AT_OFFICE = "at_office", N_("At our office")


class Trigger(Word):
    """Why contact was made."""

    PERIODIC = "periodic", N_("Periodic")
    ON_DEMAND = "on_demand", N_("On demand")


class Outcome(Word):
    """What came of it."""

    DONE = "done", N_("Done")
    RESCHEDULED = "rescheduled", N_("Rescheduled")
    NOT_FOUND = "not_found", N_("Enterprise not found")
    MOVED = "moved", N_("Moved away")
    REFUSED = "refused", N_("Refused")


class PlanState(Word):
    """What became of a planned visit."""

    PLANNED = "planned", N_("Planned")
    DONE = "done", N_("Visited")
    CANCELLED = "cancelled", N_("Called off")


class PaperKind(Word):
    """What a paper of a visit is."""

    PHOTO = "photo", N_("Photo")
    SIGNED = "signed", N_("Signed page")
    OTHER = "other", N_("Other paper")


class AnswerKind(Word):
    """What a question of a checklist is answered with."""

    YES_NO = "yes_no", N_("Yes or no")
    NUMBER = "number", N_("A number")
    CHOICE = "choice", N_("Choice")
    TEXT = "text", N_("Text")


class Visit(Audited, Base):
    """One contact with an enterprise. Number ZF-year-sequence; times are local.

    `planned_starts_at` and `planned_ends_at` are what was planned, by the plan `plan_id` if there was one. `answered`
    is what was answered on the spot. `entered_by` is who wrote it down where that was not the officer; `imported_from`
    the file it came from. `returned_at` is set while a supervisor waits for it to be completed.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"))
    officer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    on_behalf_of: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    visited_on: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    mode: Mapped[Mode] = mapped_column(choice(Mode))
    trigger: Mapped[Trigger] = mapped_column(choice(Trigger))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    content: Mapped[str]
    follow_up: Mapped[str] = mapped_column(default="")
    next_contact_on: Mapped[date | None]
    plan_id: Mapped[int | None] = mapped_column(index=True)
    planned_starts_at: Mapped[time | None]
    planned_ends_at: Mapped[time | None]
    answered: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    entered_by: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    imported_from: Mapped[str] = mapped_column(sa.String(255), default="", server_default="")
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    returned_by: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    return_note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    people: Mapped[list["VisitPerson"]] = relationship(
        order_by="VisitPerson.id", cascade="all, delete-orphan", lazy="selectin"
    )
    companions: Mapped[list["VisitCompanion"]] = relationship(
        order_by="VisitCompanion.id", cascade="all, delete-orphan", lazy="selectin"
    )
    policies: Mapped[list["VisitPolicy"]] = relationship(
        order_by="VisitPolicy.id", cascade="all, delete-orphan", lazy="select"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.Index("ix_visit_history", "enterprise_id", "visited_on"),
        # A list narrowed by several things looks at all of them without opening the visits themselves.
        sa.Index("ix_visit_day", "visited_on", "id", "officer_id", "mode", "trigger", "outcome", "enterprise_id"),
        sa.Index("ix_visit_officer", "officer_id", "visited_on", "id", "mode", "trigger", "outcome", "enterprise_id"),
        sa.Index("ix_visit_mode", "mode", "visited_on", "id"),
        sa.Index("ix_visit_trigger", "trigger", "visited_on", "id"),
        sa.Index("ix_visit_outcome", "outcome", "visited_on", "id"),
        sa.Index(
            "ix_visit_next",
            "next_contact_on",
            "visited_on",
            "id",
            sqlite_where=sa.text("next_contact_on IS NOT NULL"),
            postgresql_where=sa.text("next_contact_on IS NOT NULL"),
        ),
        sa.Index(
            "ix_visit_returned",
            "visited_on",
            "id",
            sqlite_where=sa.text("returned_at IS NOT NULL"),
            postgresql_where=sa.text("returned_at IS NOT NULL"),
        ),
        sa.CheckConstraint("ends_at IS NULL OR starts_at IS NULL OR ends_at >= starts_at", name="order"),
    )

    @property
    def number(self) -> str:
        """As papers print it."""
        return visit_number(self.year, self.sequence)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose visit it is."""
        return frozenset({self.officer_id})


VISIT_TEXTS: Final = TextIndex("visit_search")
VISIT_TEXTS.follow(Visit, "content")


class VisitPerson(Audited, Base):
    """Somebody of the enterprise who was met."""

    __tablename__ = "visit_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="", info={"personal": True})


class VisitCompanion(Audited, Base):
    """One of us who came along, besides the officer."""

    __tablename__ = "visit_companion"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    role: Mapped[str] = mapped_column(sa.String(80), default="")
    department: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")


class VisitPolicy(Audited, Base):
    """A policy that was explained during a visit, by its name in the setting `visit.policies` or as typed."""

    __tablename__ = "visit_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80), index=True)


class VisitPaper(Audited, Base):
    """A paper of the enterprise's file that belongs to a visit."""

    __tablename__ = "visit_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachment.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))

    __table_args__ = (sa.UniqueConstraint("visit_id", "attachment_id"),)


class Checklist(Audited, Base):
    """A list of questions on a topic. Never edited once in force: a change is a new `edition`, from a day on.

    `position` orders the topics.
    """

    __tablename__ = "checklist"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(40))
    edition: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    valid_from: Mapped[date]
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.UniqueConstraint("topic", "edition"),)


class ChecklistItem(Audited, Base):
    """A question. `code` stays the same through the editions, so that answers are counted together.

    `choices` are the words of a choice, in order; `unit` is what a number counts.
    """

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40), index=True)
    question: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[AnswerKind] = mapped_column(choice(AnswerKind))
    choices: Mapped[list[str]] = mapped_column(json_value, default=list)
    unit: Mapped[str] = mapped_column(sa.String(20), default="")

    __table_args__ = (sa.UniqueConstraint("checklist_id", "code"),)


class VisitAnswer(Audited, Base):
    """What was answered to a question during a visit, in the column of its kind; a choice is text."""

    __tablename__ = "visit_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_item.id"), index=True)
    yes: Mapped[bool | None]
    number: Mapped[Decimal | None] = mapped_column(Money)
    text: Mapped[str | None] = mapped_column(sa.Text)

    __table_args__ = (sa.UniqueConstraint("visit_id", "item_id"),)


class VisitPlan(Audited, Base):
    """A visit that is to be made. Moved or called off with a reason; done by the visit `visit_id`."""

    __tablename__ = "visit_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"))
    officer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    planned_on: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    mode: Mapped[Mode] = mapped_column(choice(Mode))
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[PlanState] = mapped_column(choice(PlanState), default=PlanState.PLANNED)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    visit_id: Mapped[int | None] = mapped_column(index=True)
    created_by: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index("ix_visit_plan_day", "planned_on", "officer_id"),
        sa.Index("ix_visit_plan_enterprise", "enterprise_id", "state", "planned_on"),
        sa.CheckConstraint("ends_at IS NULL OR starts_at IS NULL OR ends_at >= starts_at", name="order"),
    )

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose plan it is."""
        return frozenset({self.officer_id})


class MonthClosing(Audited, Base):
    """A month whose visits are settled: nothing of it is entered or changed until it is reopened, with a reason."""

    __tablename__ = "month_closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]  # its first day
    closed_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[str] = mapped_column(sa.String(80))
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_by: Mapped[str] = mapped_column(sa.String(80), default="")
    reopen_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index(
            "uq_month_closing_once",
            "month",
            unique=True,
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        ),
    )


class VisitDraftPaper(Base):
    """A paper dropped on a visit that is not finished; it moves into the enterprise's file when the visit is saved."""

    __tablename__ = "visit_draft_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    content_hash: Mapped[str] = mapped_column(sa.ForeignKey("stored_content.hash"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255), info={"personal": True})
    size: Mapped[int]
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))
    added_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (sa.UniqueConstraint("draft_id", "content_hash"),)


class VisitDraftRow(Base):
    """What somebody has typed and not finished; `payload` is the form as the page keeps it."""

    __tablename__ = "visit_draft"

    draft_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    # A form's fields, of any JSON kind; what is not finished is its author's alone.
    payload: Mapped[dict[str, Any]] = mapped_column(json_value, info={"personal": True})
    saved_at: Mapped[datetime] = mapped_column(Moment)

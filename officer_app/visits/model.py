"""Visits and who took part in them."""

from datetime import date, datetime, time
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.core.texts import TextIndex
from officer_app.core.words import Word
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


class Visit(Audited, Base):
    """One contact with an enterprise. Number ZF-year-sequence; times are local."""

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
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    people: Mapped[list["VisitPerson"]] = relationship(
        order_by="VisitPerson.id", cascade="all, delete-orphan", lazy="selectin"
    )
    companions: Mapped[list["VisitCompanion"]] = relationship(
        order_by="VisitCompanion.id", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.Index("ix_visit_history", "enterprise_id", "visited_on"),
        sa.Index("ix_visit_month", "visited_on", "officer_id"),
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


def visit_number(year: int, sequence: int) -> str:
    """ZF-2026-1147."""
    return f"ZF-{year}-{sequence:04d}"


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


class VisitDraftRow(Base):
    """What somebody has typed and not finished; `payload` is the form as the page keeps it."""

    __tablename__ = "visit_draft"

    draft_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    # A form's fields, of any JSON kind; what is not finished is its author's alone.
    payload: Mapped[dict[str, Any]] = mapped_column(json_value, info={"personal": True})
    saved_at: Mapped[datetime] = mapped_column(Moment)

"""Dated responsibility of officers for enterprises and sub-districts, handovers, and cover during leave."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.audit import Audited
from officer_app.core.database import Base, Moment, choice
from officer_app.core.words import Word
from officer_app.i18n import N_


class Duty(Word):
    """In which role an officer serves an enterprise."""

    LIAISON = "liaison", N_("Liaison officer")
    SPECIALIST = "specialist", N_("Specialist")
    BACKUP = "backup", N_("Backup")


class Assignment(Audited, Base):
    """An officer's duty for an enterprise, from `starts_on` up to the day before `ends_on`; without an end it goes on.

    Both days may lie ahead. The database admits one liaison and one backup per enterprise on any day (guards.py).
    """

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Duty] = mapped_column(choice(Duty))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(200))
    end_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index(
            "uq_assignment_one_liaison",
            "enterprise_id",
            unique=True,
            sqlite_where=sa.text("role = 'liaison' AND ends_on IS NULL"),
            postgresql_where=sa.text("role = 'liaison' AND ends_on IS NULL"),
        ),
        sa.Index(
            "uq_assignment_once",
            "enterprise_id",
            "account_id",
            "role",
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        ),
        sa.Index("ix_assignment_open", "account_id", "role", "ends_on"),
        # Who serves on a day is read from this index alone.
        sa.Index("ix_assignment_serving", "enterprise_id", "role", "starts_on", "ends_on"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
    )


class SubdistrictDuty(Audited, Base):
    """The officer of a sub-district or town; at most one on any day."""

    __tablename__ = "subdistrict_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    subdistrict_id: Mapped[int] = mapped_column(sa.ForeignKey("subdistrict.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(200))
    end_reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index(
            "uq_subdistrict_duty_one",
            "subdistrict_id",
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
    )


class Handover(Audited, Base):
    """Duties that pass from one officer to another on a day; it can be undone until that day."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(200))
    made_by: Mapped[str] = mapped_column(sa.String(80))
    made_at: Mapped[datetime] = mapped_column(Moment)
    carried_out_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str] = mapped_column(sa.String(80), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class HandoverItem(Audited, Base):
    """Something that goes along: `ended_id` and `begun_id` are duties, `entity` and `entity_id` other work.

    Both are duties for the enterprise or, without one, for a sub-district. `was_until` and `was_end_reason` are what
    the ended duty said before, for undoing.
    """

    __tablename__ = "handover_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handover.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    ended_id: Mapped[int | None]
    begun_id: Mapped[int | None]
    was_until: Mapped[date | None]
    was_end_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    entity: Mapped[str] = mapped_column(sa.String(40), default="")
    entity_id: Mapped[int | None]


class Cover(Audited, Base):
    """代管: a colleague stands in for an absent officer, from the first day to the last, both included."""

    __tablename__ = "cover"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    absent_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(200))
    made_by: Mapped[str] = mapped_column(sa.String(80))
    cancelled_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint("last_on >= first_on", name="order"),
        sa.CheckConstraint("absent_id <> stand_in_id", name="other"),
    )

"""The publicity of cases, objections to them, and their settlement."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.cases.model.case import PERSONAL
from officer_app.cases.words import DayUnit, Masking, ObjectionChannel, ObjectionState
from officer_app.core.audit import Audited
from officer_app.core.database import Base, choice


class PublicNotice(Audited, Base):
    """A notice put up for one or several cases, in one way of masking; numbered by year."""

    __tablename__ = "public_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    masking: Mapped[Masking] = mapped_column(choice(Masking))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days: Mapped[int]
    unit: Mapped[DayUnit] = mapped_column(choice(DayUnit))
    provisional: Mapped[bool]
    published_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.CheckConstraint("ends_on >= starts_on", name="order"),
    )


class Publicity(Audited, Base):
    """The publicity of a case, from the first to the last day, both included; `round` counts them."""

    __tablename__ = "publicity"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("public_notice.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days: Mapped[int]
    unit: Mapped[DayUnit] = mapped_column(choice(DayUnit))
    provisional: Mapped[bool]
    published_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("case_id", "round"),
        sa.CheckConstraint("ends_on >= starts_on", name="order"),
    )


class Objection(Audited, Base):
    """An objection raised during publicity, and its answer."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    received_on: Mapped[date]
    raised_by: Mapped[str] = mapped_column(sa.String(80), info=PERSONAL)
    contact: Mapped[str] = mapped_column(sa.String(80), default="", server_default="", info=PERSONAL)
    channel: Mapped[ObjectionChannel] = mapped_column(
        choice(ObjectionChannel), default=ObjectionChannel.LETTER, server_default=ObjectionChannel.LETTER.value
    )
    content: Mapped[str]
    # What was done to look into it, and by whom.
    handling: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    handler_id: Mapped[int | None]
    state: Mapped[ObjectionState] = mapped_column(choice(ObjectionState))
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    answered_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint("state = 'open' OR (answer <> '' AND answered_on IS NOT NULL)", name="answer"),
    )


class Settlement(Audited, Base):
    """What the police recorded; this office only takes note."""

    __tablename__ = "settlement"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), unique=True)
    settled_on: Mapped[date]
    permit_number: Mapped[str] = mapped_column(sa.String(60))
    station: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

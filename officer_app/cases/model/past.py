"""Cases of earlier years and of the other channels, brought in from a file: for figures, never led any further."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.cases.words import Channel, PastState
from officer_app.core.database import Base, choice
from officer_app.directory.model import Money


class PastCase(Base):
    """A case as the file knows it; applicants go by a code. `review_days` are working days.

    It came with an import and goes when that is taken back; nobody edits it.
    """

    __tablename__ = "past_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"), index=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    condition: Mapped[str] = mapped_column(sa.String(80), default="")
    applicant_code: Mapped[str] = mapped_column(sa.String(40), default="")
    uscc: Mapped[str] = mapped_column(sa.String(18), default="")
    enterprise_name: Mapped[str] = mapped_column(sa.String(200))
    enterprise_id: Mapped[int | None] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    subdistrict: Mapped[str] = mapped_column(sa.String(40), default="")
    base_multiple: Mapped[Decimal | None] = mapped_column(Money)
    accepted_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    review_days: Mapped[int | None]
    finished_on: Mapped[date | None] = mapped_column(index=True)
    state: Mapped[PastState] = mapped_column(choice(PastState))
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (
        # Holds all that figures count, so that they read no row.
        sa.Index("ix_past_case_count", "channel", "state", "finished_on", "condition", "review_days"),
        sa.CheckConstraint("review_days IS NULL OR review_days >= 0", name="review_days"),
    )

"""The papers of a case by its checklist, and the one notice that lists every gap."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.cases.words import DefectCode, PaperForm, PaperKind, PaperSource, State
from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, choice


class CasePaper(Audited, Base):
    """A paper of the checklist: expected, received, checked, or lacking something."""

    __tablename__ = "case_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    needed: Mapped[bool]
    source: Mapped[PaperSource] = mapped_column(choice(PaperSource))
    pages: Mapped[int] = mapped_column(default=0)
    received_on: Mapped[date | None]
    checked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    checked_on: Mapped[date | None]
    gap: Mapped[str] = mapped_column(sa.String(200), default="")
    # What is wrong with it, as a code that can be counted; none where nothing is.
    defect: Mapped[DefectCode | None] = mapped_column(choice(DefectCode))
    # Under which condition it is needed; empty for one that every case needs.
    condition: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    form: Mapped[PaperForm | None] = mapped_column(choice(PaperForm))  # as it arrived
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint("pages >= 0", name="pages"),
        # Nothing is checked that is not there, or that lacks something.
        sa.CheckConstraint("checked_on IS NULL OR (received_on IS NOT NULL AND gap = '')", name="checked"),
    )

    @property
    def label(self) -> str:
        """Its own title, else the word for its kind."""
        return self.title or self.kind.label


class SupplementNotice(Audited, Base):
    """The one notice of a stage that lists every gap. The clock stands still from notice to completion."""

    __tablename__ = "supplement_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    stage: Mapped[State] = mapped_column(choice(State))
    # A case that was returned and filed again is pre-reviewed anew.
    round: Mapped[int]
    noticed_on: Mapped[date]
    due_on: Mapped[date]
    arrived_on: Mapped[date | None]
    # By paper: its id, its name, what it lacks, and the code of the defect.
    gaps: Mapped[list[dict[str, object]]] = mapped_column(json_value)
    # Why the clock stands still.
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    noticed_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("case_id", "stage", "round"),
        sa.CheckConstraint("arrived_on IS NULL OR arrived_on >= noticed_on", name="order"),
    )

"""Papers that were issued: kept as they were, to be printed again byte for byte."""

from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.core.words import Word
from officer_app.i18n import N_
from officer_app.overview.words import PurgeState


class IssuedKind(Word):
    """What was issued."""

    VISIT_REPORT = "visit_report", N_("Visit report")
    OVERDUE_LIST = "overdue_list", N_("Overdue contacts")
    DEMAND_LEDGER = "demand_ledger", N_("Demand ledger")
    TALENT_SUMMARY = "talent_summary", N_("Summary of special talent")
    APPROVAL_FORM = "approval_form", N_("Approval form")
    CASE_CHECKLIST = "case_checklist", N_("Checklist of papers")
    GAP_NOTICE = "gap_notice", N_("Notice of gaps")
    EVALUATION_SHEET = "evaluation_sheet", N_("Evaluation sheet")
    PUBLIC_NOTICE = "public_notice", N_("Public notice")
    OBJECTION_ANSWER = "objection_answer", N_("Answer to an objection")
    DECISION_LETTER = "decision_letter", N_("Decision letter")
    PANEL_AGENDA = "panel_agenda", N_("Agenda of the panel")
    PANEL_MINUTES = "panel_minutes", N_("Minutes of the panel")
    RANKED_LIST = "ranked_list", N_("Ranked list of the panel")
    QUOTA_LEDGER = "quota_ledger", N_("Quota ledger")

    @property
    def series(self) -> str:
        """What the numbers of this kind begin with, or the series of those numbered as official documents."""
        return _SERIES[self.value]

    @property
    def is_letter(self) -> bool:
        """Whether it is numbered as an official document, by the setting letter.prefixes: 宝人社公〔2026〕9 号."""
        return self in _LETTERS

    @property
    def of_one(self) -> bool:
        """Whether it is about one thing, such as a case, and not about a period."""
        return self not in _OF_A_PERIOD


_SERIES: Final = {
    "visit_report": "ZB",
    "overdue_list": "YQ",
    "demand_ledger": "TZ",
    "talent_summary": "NJ",
    "approval_form": "SP",
    "case_checklist": "QD",
    "gap_notice": "gap_notice",
    "evaluation_sheet": "PJ",
    "public_notice": "public_notice",
    "objection_answer": "answer",
    "decision_letter": "decision",
    "panel_agenda": "YC",
    "panel_minutes": "JY",
    "ranked_list": "PX",
    "quota_ledger": "ED",
}
_OF_A_PERIOD: Final = frozenset(
    {IssuedKind.VISIT_REPORT, IssuedKind.OVERDUE_LIST, IssuedKind.DEMAND_LEDGER, IssuedKind.TALENT_SUMMARY}
)
_LETTERS: Final = frozenset(
    {IssuedKind.GAP_NOTICE, IssuedKind.PUBLIC_NOTICE, IssuedKind.OBJECTION_ANSWER, IssuedKind.DECISION_LETTER}
)


class IssuedPaper(Base):
    """A paper as it was issued; never edited, never deleted (append-only by trigger).

    `scope` says of whom and what it was made, `scope_key` names kind, period and scope: a second paper of the same
    replaces the first and says so. `number` is printed on it.
    """

    __tablename__ = "issued_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[IssuedKind] = mapped_column(choice(IssuedKind))
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    first_on: Mapped[date]
    last_on: Mapped[date]
    scope: Mapped[dict[str, Any]] = mapped_column(json_value)  # what was chosen, by name
    scope_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[str] = mapped_column(sa.String(80))
    content_hash: Mapped[str] = mapped_column(sa.ForeignKey("stored_content.hash"), index=True)
    size: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issued_paper.id"), unique=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    # Where the audit trail ended when the paper was drawn: its foot carries both in short. 0 of earlier papers.
    trail_seq: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    trail_chain: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")


class Purge(Audited, Base):
    """Personal data past its period that one person proposes to remove and another removes, or keeps.

    `items` are keys of the kind (overview/retention/kinds.py): they tell which rows, never what was in them.
    """

    __tablename__ = "purge"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(32), index=True)
    cutoff: Mapped[date]
    items: Mapped[list[str]] = mapped_column(json_value)
    reason: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[PurgeState] = mapped_column(choice(PurgeState))
    # No foreign keys: a restored backup may be older than who decided what is removed again.
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    removed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        # Nobody removes anything alone; the database refuses it as well.
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two"),
        sa.CheckConstraint("state = 'proposed' OR decided_by IS NOT NULL", name="decided"),
    )

"""Cases and what is recorded about them: papers, steps, notices, scores, panel, publicity, settlement."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.cases.words import (
    FINAL,
    Attendance,
    Capacity,
    Criterion,
    DayUnit,
    Degree,
    Education,
    IdKind,
    ObjectionState,
    PaperKind,
    PaperSource,
    Sex,
    State,
    Step,
)
from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.core.numbering import case_number as case_number
from officer_app.directory.model import Money

_PERSONAL = {"personal": True}
_OPEN = sa.text("state NOT IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(FINAL))))


class TalentCase(Audited, Base):
    """A special-talent application that an employer files for one person. Amounts are yuan.

    The database admits one open case per person, and a change of state only after the step that leads to it.
    """

    __tablename__ = "talent_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    prefix: Mapped[str] = mapped_column(sa.String(20))
    year: Mapped[int]
    sequence: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    state: Mapped[State] = mapped_column(choice(State))

    name: Mapped[str] = mapped_column(sa.String(80))
    id_kind: Mapped[IdKind] = mapped_column(choice(IdKind))
    id_number: Mapped[str] = mapped_column(sa.String(40), info=_PERSONAL)
    born_on: Mapped[date] = mapped_column(info=_PERSONAL)
    sex: Mapped[Sex] = mapped_column(choice(Sex))
    education: Mapped[Education] = mapped_column(choice(Education))
    degree: Mapped[Degree] = mapped_column(choice(Degree))
    school: Mapped[str] = mapped_column(sa.String(120), default="")
    major: Mapped[str] = mapped_column(sa.String(120), default="")
    graduated_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    post: Mapped[str] = mapped_column(sa.String(120))
    joined_on: Mapped[date]
    contract_end: Mapped[date | None]
    contribution_base: Mapped[Decimal] = mapped_column(Money, info=_PERSONAL)
    base_multiple: Mapped[Decimal] = mapped_column(Money)
    income_tax: Mapped[Decimal] = mapped_column(Money, info=_PERSONAL)
    dependants: Mapped[int]
    dependants_note: Mapped[str] = mapped_column(sa.String(80), default="")
    reason: Mapped[str]

    filed_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    filed_on: Mapped[date]
    checklist_from: Mapped[date]
    window_visits: Mapped[int] = mapped_column(default=0)
    # Set by acceptance: the rules, the evaluation sheet and the deadline that stay with the case.
    accepted_on: Mapped[date | None]
    rules: Mapped[str] = mapped_column(sa.String(40), default="")
    sheet_from: Mapped[date | None]
    sheet: Mapped[dict[str, int] | None] = mapped_column(json_value)
    review_due_on: Mapped[date | None]
    review_due_provisional: Mapped[bool] = mapped_column(default=False)
    review_target_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.Index(
            "uq_talent_case_open", "id_kind", "id_number", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_talent_case_queue", "state", "review_due_on"),
        sa.CheckConstraint("contribution_base >= 0 AND base_multiple >= 0 AND income_tax >= 0", name="amounts"),
        sa.CheckConstraint("dependants >= 0 AND window_visits >= 0", name="counts"),
    )

    @property
    def number(self) -> str:
        """As papers print it."""
        return case_number(self.prefix, self.year, self.sequence)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose applicant it is."""
        return frozenset({self.filed_by})


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


class CaseStep(Base):
    """A step taken: who, when, from which state to which, with what opinion. Append-only."""

    __tablename__ = "case_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    step: Mapped[Step] = mapped_column(choice(Step))
    capacity: Mapped[Capacity | None] = mapped_column(choice(Capacity))
    state_before: Mapped[State | None] = mapped_column(choice(State))
    state_after: Mapped[State] = mapped_column(choice(State))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    opinion: Mapped[str]


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
    gaps: Mapped[list[dict[str, object]]] = mapped_column(json_value)
    noticed_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("case_id", "stage", "round"),
        sa.CheckConstraint("arrived_on IS NULL OR arrived_on >= noticed_on", name="order"),
    )


class Score(Audited, Base):
    """A reviewer's points for a criterion, 0 to 100, and what they rest on."""

    __tablename__ = "case_score"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    criterion: Mapped[Criterion] = mapped_column(choice(Criterion))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    points: Mapped[int]
    basis: Mapped[str] = mapped_column(sa.String(400))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("case_id", "criterion", "reviewer_id"),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name="points"),
    )


class Panel(Audited, Base):
    """The meeting that voted on a case. The votes of those present, the chair among them, add up."""

    __tablename__ = "panel"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), unique=True)
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

    __table_args__ = (sa.UniqueConstraint("panel_id", "account_id"),)


class Publicity(Audited, Base):
    """The notice of a case, shown from the first to the last day, both included."""

    __tablename__ = "publicity"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days: Mapped[int]
    unit: Mapped[DayUnit] = mapped_column(choice(DayUnit))
    provisional: Mapped[bool]
    published_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="order"),)


class Objection(Audited, Base):
    """An objection raised during publicity, and its answer."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    received_on: Mapped[date]
    raised_by: Mapped[str] = mapped_column(sa.String(80), info=_PERSONAL)
    content: Mapped[str]
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
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

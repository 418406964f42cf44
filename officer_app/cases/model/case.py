"""A case, the steps taken on it, what was filed each time, and its limits."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.cases.words import (
    FINAL,
    ApplicantKind,
    Capacity,
    Degree,
    Education,
    IdKind,
    Relation,
    Sex,
    State,
    Step,
)
from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.core.numbering import case_number as case_number
from officer_app.directory.model import Money

PERSONAL: Final = {"personal": True}
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
    id_number: Mapped[str] = mapped_column(sa.String(40), info=PERSONAL)
    born_on: Mapped[date] = mapped_column(info=PERSONAL)
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
    contribution_base: Mapped[Decimal] = mapped_column(Money, info=PERSONAL)
    base_multiple: Mapped[Decimal] = mapped_column(Money)
    income_tax: Mapped[Decimal] = mapped_column(Money, info=PERSONAL)
    dependants: Mapped[int]
    dependants_note: Mapped[str] = mapped_column(sa.String(80), default="")
    reason: Mapped[str]
    # Before taxes, of the last twelve months.
    income: Mapped[Decimal | None] = mapped_column(Money, info=PERSONAL)
    recommendation: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    applicant_kind: Mapped[ApplicantKind] = mapped_column(
        choice(ApplicantKind), default=ApplicantKind.INNOVATOR, server_default=ApplicantKind.INNOVATOR.value
    )
    # Condition of the list of talent urgently needed by key bodies (reply 8E112).
    urgently_needed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Since when the enterprise has been in the district, where it came from elsewhere or was newly set up.
    introduced_on: Mapped[date | None]
    # The pool whose unit the case is to get: a name of the year's pools.
    pool: Mapped[str] = mapped_column(sa.String(80), default="general", server_default="general")

    filed_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    filed_on: Mapped[date]
    checklist_from: Mapped[date]
    window_visits: Mapped[int] = mapped_column(default=0)
    # Set by acceptance: the rules, the evaluation sheet and the deadline that stay with the case.
    accepted_on: Mapped[date | None]
    rules: Mapped[str] = mapped_column(sa.String(40), default="")
    sheet_from: Mapped[date | None]
    sheet: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # see cases/evaluation_sheet.py
    review_due_on: Mapped[date | None]
    review_due_provisional: Mapped[bool] = mapped_column(default=False)
    review_target_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    # The day of the approval or of the rejection, whoever rejected it; not that of a withdrawal or an expiry.
    decided_on: Mapped[date | None] = mapped_column(index=True)
    # Since when the applicant's numbers, amounts and family are removed, their period being over; `identity` is the
    # digest that signatures cover in place of the identity number.
    purged_on: Mapped[date | None]
    identity: Mapped[str | None] = mapped_column(sa.String(64))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("year", "sequence"),
        sa.Index(
            "uq_talent_case_open", "id_kind", "id_number", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_talent_case_queue", "state", "review_due_on"),
        # These hold all that lists are ordered and searched by, and all that figures count: rows are read for a page.
        sa.Index("ix_talent_case_number", "year", "sequence", "state"),
        sa.Index("ix_talent_case_name", "name", "post", "enterprise_id", "state"),
        sa.Index("ix_talent_case_base", "base_multiple", "state"),
        sa.Index("ix_talent_case_filed", "filed_on", "state"),
        sa.Index(
            "ix_talent_case_admitted",
            "state",
            "decided_on",
            "base_multiple",
            "accepted_on",
            "reviewed_on",
            "introduced_on",
            "filed_on",
            "urgently_needed",
            "enterprise_id",
            "post",
        ),
        # The former cases of a person.
        sa.Index("ix_talent_case_person", "id_number"),
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

    @property
    def standing(self) -> str:
        """Where it stands, for the permission table."""
        return self.state.value


class CaseBase(Base):
    """The contribution base of a month, in yuan, and how many times the average wage of that month it is.

    Part of what was filed: replaced as a whole when the case is filed again; the trail is that of the snapshots.
    """

    __tablename__ = "case_base"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    base: Mapped[Decimal] = mapped_column(Money, info=PERSONAL)
    multiple: Mapped[Decimal] = mapped_column(Money)

    __table_args__ = (sa.CheckConstraint("base >= 0 AND multiple >= 0", name="amounts"),)


class CaseDependant(Base):
    """Somebody who moves along with the applicant; replaced as a whole like the bases."""

    __tablename__ = "case_dependant"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    relation: Mapped[Relation] = mapped_column(choice(Relation))
    name: Mapped[str] = mapped_column(sa.String(80), info=PERSONAL)
    born_on: Mapped[date | None] = mapped_column(info=PERSONAL)


class CaseTrip(Audited, Base):
    """A trip of the employer to the window, and what it was for; the case counts them."""

    __tablename__ = "case_trip"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    day: Mapped[date]
    purpose: Mapped[str] = mapped_column(sa.String(200))
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


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
    # The absent person in whose place the step was taken; both count as having acted.
    for_account_id: Mapped[int | None]

    __table_args__ = (
        # What was reached, or done, in the last months is found without reading all steps of ten years.
        sa.Index("ix_case_step_reached", "state_after", "at", "case_id"),
        sa.Index("ix_case_step_taken", "step", "at", "case_id"),
    )


class CaseRecusal(Audited, Base):
    """That somebody stands aside from a case, and why: they act on it no more. Append-only."""

    __tablename__ = "case_recusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (sa.UniqueConstraint("case_id", "account_id"),)


class CaseSnapshot(Base):
    """What was filed, as it stood at one submission; `round` counts them from 1. Append-only.

    `content` holds what cases/snapshots.py reads back; `digest` is the SHA-256 of its canonical text.
    """

    __tablename__ = "case_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"))
    round: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    occasion: Mapped[Step] = mapped_column(choice(Step))
    content: Mapped[dict[str, Any]] = mapped_column(json_value, info=PERSONAL)  # see cases/snapshots.py
    digest: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.UniqueConstraint("case_id", "round"),)


class DeadlineChange(Base):
    """That the limit of first review moved, from when to when, and why. Append-only."""

    __tablename__ = "deadline_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None]
    due_before: Mapped[date]
    due_after: Mapped[date]
    provisional: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(200))  # see cases/deadlines.py

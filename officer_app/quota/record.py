"""What is on record about a case: steps, notices, panel, publicity, objections, settlement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import notices_of
from officer_app.cases.model import CaseStep, Objection, Panel, PanelMember, Publicity, Settlement
from officer_app.cases.words import Attendance, Capacity, DayUnit, ObjectionState, State, Step
from officer_app.core.holidays import calendar_in_force
from officer_app.core.work import Work
from officer_app.people.access import Role
from officer_app.people.model import Account
from officer_app.quota.reasons import last_day_of


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice of gaps; `paused` counts the working days the clock stood still, so far or altogether."""

    stage: State
    noticed_on: date
    due_on: date
    arrived_on: date | None
    gaps: tuple[tuple[str, str], ...]
    by: str
    paused: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step taken."""

    step: Step
    capacity: Capacity | None
    state_before: State | None
    state_after: State
    at: datetime
    by: str
    role: Role
    opinion: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the panel besides its chair."""

    name: str
    attendance: Attendance
    reason: str


@dataclass(frozen=True, slots=True)
class PanelRow:
    """The panel and its vote."""

    held_on: date
    chair: str
    expected: int
    present: int
    recused: int
    votes_for: int
    votes_against: int
    abstentions: int
    passed: bool
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class PublicityRow:
    """The notice; `last_day` is the later of the announced end and the end by the holidays known now."""

    starts_on: date
    ends_on: date
    last_day: date
    days: int
    unit: DayUnit
    provisional: bool


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection and its answer."""

    id: int
    received_on: date
    raised_by: str
    content: str
    state: ObjectionState
    answer: str
    answered_by: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """What the police recorded."""

    settled_on: date
    permit_number: str
    note: str


def step_rows(work: Work, case_id: int) -> tuple[StepRow, ...]:
    """The steps taken, the first one first; the role is the one the person has now."""
    query = (
        sa.select(CaseStep, Account.name, Account.role)
        .join(Account, Account.id == CaseStep.account_id)
        .where(CaseStep.case_id == case_id)
        .order_by(CaseStep.id)
    )
    return tuple(
        StepRow(step.step, step.capacity, step.state_before, step.state_after, step.at, name, role, step.opinion)
        for step, name, role in work.session.execute(query)
    )


_UNDONE: Final = {State.FIRST_REVIEW: Step.FIRST_REVIEW, State.PUBLICITY: Step.DECIDE}


def standing(steps: Sequence[StepRow]) -> tuple[StepRow, ...]:
    """The steps that still stand: those since the case was last filed, without what a correction undid."""
    kept: list[StepRow] = []
    for step in steps:
        if step.step is Step.REFILE:
            kept.clear()
        if step.step is Step.CORRECT:
            undone = _UNDONE[step.state_after]
            kept = [earlier for earlier in kept if earlier.step is not undone]
        kept.append(step)
    return tuple(kept)


def notice_rows(work: Work, case_id: int, names: dict[int, str]) -> tuple[NoticeRow, ...]:
    """The notices of gaps, the first one first."""
    calendar = calendar_in_force(work.session)
    return tuple(
        NoticeRow(
            stage=notice.stage,
            noticed_on=notice.noticed_on,
            due_on=notice.due_on,
            arrived_on=notice.arrived_on,
            gaps=tuple((str(gap["name"]), str(gap["gap"])) for gap in notice.gaps),
            by=names[notice.noticed_by],
            paused=calendar.working_days_between(notice.noticed_on, notice.arrived_on or work.today).days,
        )
        for notice in notices_of(work, case_id)
    )


def panel_row(work: Work, case_id: int, names: dict[int, str]) -> PanelRow | None:
    """The panel, once it has met."""
    panel = work.session.scalar(sa.select(Panel).where(Panel.case_id == case_id))
    if panel is None:
        return None
    members = work.session.scalars(
        sa.select(PanelMember).where(PanelMember.panel_id == panel.id).order_by(PanelMember.id)
    )
    return PanelRow(
        held_on=panel.held_on,
        chair=names[panel.chair_id],
        expected=panel.expected,
        present=panel.present,
        recused=panel.recused,
        votes_for=panel.votes_for,
        votes_against=panel.votes_against,
        abstentions=panel.abstentions,
        passed=panel.passed,
        members=tuple(MemberRow(member.name, member.attendance, member.reason) for member in members),
    )


def publicity_row(work: Work, case_id: int) -> PublicityRow | None:
    """The notice, once it has been put up."""
    publicity = work.session.scalar(sa.select(Publicity).where(Publicity.case_id == case_id))
    if publicity is None:
        return None
    return PublicityRow(
        starts_on=publicity.starts_on,
        ends_on=publicity.ends_on,
        last_day=last_day_of(work, publicity),
        days=publicity.days,
        unit=publicity.unit,
        provisional=publicity.provisional,
    )


def objection_rows(work: Work, case_id: int, names: dict[int, str]) -> tuple[ObjectionRow, ...]:
    """The objections, the first one first."""
    query = sa.select(Objection).where(Objection.case_id == case_id).order_by(Objection.id)
    return tuple(
        ObjectionRow(
            id=row.id,
            received_on=row.received_on,
            raised_by=row.raised_by,
            content=row.content,
            state=row.state,
            answer=row.answer,
            answered_by=names[row.answered_by] if row.answered_by is not None else "",
            answered_on=row.answered_on,
        )
        for row in work.session.scalars(query)
    )


def settlement_row(work: Work, case_id: int) -> SettlementRow | None:
    """What the police recorded, once they have."""
    row = work.session.scalar(sa.select(Settlement).where(Settlement.case_id == case_id))
    return None if row is None else SettlementRow(row.settled_on, row.permit_number, row.note)

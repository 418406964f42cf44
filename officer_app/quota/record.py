"""What is on record about a case: steps, notices, panel, publicity, objections, settlement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.cases.chain import notices_of
from officer_app.cases.model import CaseStep, Objection, Panel, PanelMember, Publicity, PublicNotice, Settlement
from officer_app.cases.words import (
    Attendance,
    Capacity,
    DayUnit,
    DefectCode,
    Masking,
    ObjectionChannel,
    ObjectionState,
    State,
    Step,
)
from officer_app.core.holidays import calendar_in_force
from officer_app.core.privacy import mask_contact
from officer_app.core.work import Work
from officer_app.people.access import Role
from officer_app.people.model import Account
from officer_app.quota.reasons import last_day_of
from officer_app.quota.signatures import short_forms


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice of gaps, `reason` why the clock stops; `paused` counts the working days it stood still, so far or
    altogether. `codes` are those of the gaps, in their order; an earlier version noticed them without.
    """

    stage: State
    noticed_on: date
    due_on: date
    arrived_on: date | None
    gaps: tuple[tuple[str, str], ...]
    by: str
    paused: int
    codes: tuple[DefectCode | None, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step taken; `in_place_of` names the absent colleague in whose place it was taken, empty in one's own right.

    `signed` is the number and the short form of the signature under a verdict; None where nothing is signed.
    """

    step: Step
    capacity: Capacity | None
    state_before: State | None
    state_after: State
    at: datetime
    by: str
    role: Role
    opinion: str
    in_place_of: str = ""
    signed: tuple[int, str] | None = None


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
    """The notice; `last_day` is the later of the announced end and the end by the holidays known now.

    `round` counts the publicities of the case. One put up by an earlier version is in no numbered notice.
    """

    round: int
    notice_id: int | None
    year: int | None
    sequence: int | None
    masking: Masking | None
    by: str
    starts_on: date
    ends_on: date
    last_day: date
    days: int
    unit: DayUnit
    provisional: bool


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection and its answer; `contact` is masked, `late` says that it came after the last day."""

    id: int
    received_on: date
    raised_by: str
    contact: str
    channel: ObjectionChannel
    late: bool
    content: str
    handling: str
    handler: str
    state: ObjectionState
    answer: str
    answered_by: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """What the police recorded."""

    settled_on: date
    permit_number: str
    station: str
    note: str
    by: str


def step_rows(work: Work, case_id: int) -> tuple[StepRow, ...]:
    """The steps taken, the first one first; the role is the one the person has now."""
    absent = aliased(Account)
    query = (
        sa.select(CaseStep, Account.name, Account.role, absent.name)
        .join(Account, Account.id == CaseStep.account_id)
        .outerjoin(absent, absent.id == CaseStep.for_account_id)
        .where(CaseStep.case_id == case_id)
        .order_by(CaseStep.id)
    )
    signed = short_forms(work, case_id)
    return tuple(
        StepRow(
            step.step,
            step.capacity,
            step.state_before,
            step.state_after,
            step.at,
            name,
            role,
            step.opinion,
            absent_name or "",
            signed.get(step.id),
        )
        for step, name, role, absent_name in work.session.execute(query)
    )


# What a step back undoes: the steps that led on from there, and what was built on them.
_SINCE_PANEL: Final = frozenset({Step.PANEL, Step.PUBLISH, Step.COUNTERSIGN})
_SINCE_REVIEW: Final = frozenset({Step.FIRST_REVIEW, *_SINCE_PANEL})
_UNDONE: Final = {
    (Step.CORRECT, State.FIRST_REVIEW): _SINCE_REVIEW,
    (Step.CORRECT, State.PUBLICITY): frozenset({Step.DECIDE}),
    (Step.BACK_TO_PRE_REVIEW, State.PRE_REVIEW): frozenset({Step.PRE_REVIEW, Step.ACCEPT}),
    (Step.BACK_TO_FIRST_REVIEW, State.FIRST_REVIEW): _SINCE_REVIEW,
    (Step.BACK_TO_PANEL, State.PANEL): _SINCE_PANEL,
}


def standing(steps: Sequence[StepRow]) -> tuple[StepRow, ...]:
    """The steps that still stand: those since the case was last filed, without what a correction or a step back undid.

    Scores, checked papers and answered objections stand until somebody changes them.
    """
    kept: list[StepRow] = []
    for step in steps:
        if step.step is Step.REFILE:
            kept.clear()
        undone = _UNDONE.get((step.step, step.state_after), frozenset())
        kept = [earlier for earlier in kept if earlier.step not in undone]
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
            codes=tuple(DefectCode(str(gap["code"])) if gap.get("code") else None for gap in notice.gaps),
            reason=notice.reason,
            paused=calendar.working_days_between(notice.noticed_on, notice.arrived_on or work.today).days,
        )
        for notice in notices_of(work, case_id)
    )


def panel_rows(work: Work, case_id: int, names: Mapping[int, str]) -> tuple[PanelRow, ...]:
    """The votes of the panel, the first one first; the last one counts."""
    panels = work.session.scalars(sa.select(Panel).where(Panel.case_id == case_id).order_by(Panel.round)).all()
    members: dict[int, list[MemberRow]] = {panel.id: [] for panel in panels}
    for member in work.session.scalars(
        sa.select(PanelMember).where(PanelMember.panel_id.in_(members)).order_by(PanelMember.id)
    ):
        members[member.panel_id].append(MemberRow(member.name, member.attendance, member.reason))
    return tuple(
        PanelRow(
            held_on=panel.held_on,
            chair=names[panel.chair_id],
            expected=panel.expected,
            present=panel.present,
            recused=panel.recused,
            votes_for=panel.votes_for,
            votes_against=panel.votes_against,
            abstentions=panel.abstentions,
            passed=panel.passed,
            members=tuple(members[panel.id]),
        )
        for panel in panels
    )


def panel_row(work: Work, case_id: int, names: Mapping[int, str]) -> PanelRow | None:
    """The vote of the panel that counts, once it has met."""
    return next(reversed(panel_rows(work, case_id, names)), None)


def publicity_rows(work: Work, case_id: int, names: Mapping[int, str]) -> tuple[PublicityRow, ...]:
    """The notices put up for a case, the first one first; the last one counts."""
    query = (
        sa.select(Publicity, PublicNotice)
        .outerjoin(PublicNotice, PublicNotice.id == Publicity.notice_id)
        .where(Publicity.case_id == case_id)
        .order_by(Publicity.round)
    )
    return tuple(
        PublicityRow(
            round=publicity.round,
            notice_id=publicity.notice_id,
            year=notice.year if notice is not None else None,
            sequence=notice.sequence if notice is not None else None,
            masking=notice.masking if notice is not None else None,
            by=names[publicity.published_by],
            starts_on=publicity.starts_on,
            ends_on=publicity.ends_on,
            last_day=last_day_of(work, publicity),
            days=publicity.days,
            unit=publicity.unit,
            provisional=publicity.provisional,
        )
        for publicity, notice in work.session.execute(query)
    )


def publicity_row(work: Work, case_id: int, names: Mapping[int, str]) -> PublicityRow | None:
    """The notice that counts, once one has been put up."""
    return next(reversed(publicity_rows(work, case_id, names)), None)


def objection_rows(
    work: Work, case_id: int, names: Mapping[int, str], publicities: Sequence[PublicityRow]
) -> tuple[ObjectionRow, ...]:
    """The objections, the first one first."""
    query = sa.select(Objection).where(Objection.case_id == case_id).order_by(Objection.id)
    return tuple(
        ObjectionRow(
            id=row.id,
            received_on=row.received_on,
            raised_by=row.raised_by,
            contact=mask_contact(row.contact),
            channel=row.channel,
            late=_is_late(row.received_on, publicities),
            content=row.content,
            handling=row.handling,
            handler=names.get(row.handler_id, "") if row.handler_id is not None else "",
            state=row.state,
            answer=row.answer,
            answered_by=names[row.answered_by] if row.answered_by is not None else "",
            answered_on=row.answered_on,
        )
        for row in work.session.scalars(query)
    )


def _is_late(received_on: date, publicities: Sequence[PublicityRow]) -> bool:
    """Whether the latest publicity that had begun by that day was over."""
    begun = [publicity for publicity in publicities if publicity.starts_on <= received_on]
    return bool(begun) and received_on > begun[-1].last_day


def settlement_row(work: Work, case_id: int, names: Mapping[int, str]) -> SettlementRow | None:
    """What the police recorded, once they have."""
    row = work.session.scalar(sa.select(Settlement).where(Settlement.case_id == case_id))
    if row is None:
        return None
    return SettlementRow(row.settled_on, row.permit_number, row.station, row.note, names[row.recorded_by])

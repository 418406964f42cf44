"""The first-review clock: until when a case must be reviewed, and what moved that day.

Source: reply 8E112 (five working days, in practice three); limit and target are dated settings, those of the day of
acceptance. The clock starts the working day after acceptance. It stands still from a notice of gaps to the day the
papers arrive, and while the case has passed first review and was not sent back to it. It does not stand still, nor
start anew, while the case was sent back to pre-review: the employer need not pay for that with time.

A limit that reaches into a year whose holidays are not loaded is provisional. When the holidays change, the limits of
open cases are counted anew in the same transaction. Whatever moves a limit leaves a trace, `DeadlineChange`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import office_day
from officer_app.cases.model import CaseStep, DeadlineChange, Publicity, SupplementNotice, TalentCase
from officer_app.cases.words import FINAL, RESERVED, ClockLight, DayUnit, DeadlineCause, State
from officer_app.core.calendar import Deadline, Pause, WorkingCalendar
from officer_app.core.holidays import calendar_in_force, follow_calendar
from officer_app.core.policy import Dated
from officer_app.core.work import Work
from officer_app.people.model import Account

REVIEW_LIMIT: Final = Dated("first_review.limit", int)
REVIEW_TARGET: Final = Dated("first_review.target", int)


@dataclass(frozen=True)
class ReviewClock:
    """The first-review clock: working days gone, limit and target.

    `days` counts up to the end of the review or the day asked for, pauses left out. `due_on` is the limit as a date;
    it moves while the clock stands still, and is provisional where a year's holidays are not loaded.
    """

    days: int
    limit: int
    target: int
    due_on: date
    target_on: date
    provisional: bool
    standing: bool
    finished: bool

    @property
    def days_left(self) -> int:
        """Working days until the limit, negative when overdue."""
        return self.limit - self.days

    @property
    def light(self) -> ClockLight:
        """Green within the target, amber past it, red past the limit."""
        if self.days <= self.target:
            return ClockLight.GREEN
        return ClockLight.AMBER if self.days <= self.limit else ClockLight.RED


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """That a limit moved: from when to when, on which occasion; `by` is who caused it."""

    at: datetime
    due_before: date
    due_after: date
    provisional: bool
    reason: str
    by: str


def light_on(day: date, target_on: date | None, due_on: date | None) -> ClockLight | None:
    """The light of a running clock by its dates, for lists; None where no clock runs."""
    if due_on is None:
        return None
    if day > due_on:
        return ClockLight.RED
    return ClockLight.AMBER if target_on is not None and day > target_on else ClockLight.GREEN


def review_clock(work: Work, case: TalentCase, day: date | None = None) -> ReviewClock | None:
    """The first-review clock of a case on a day (today); None before acceptance."""
    if case.accepted_on is None:
        return None
    return _count(
        calendar_in_force(work.session),
        case,
        _pauses(work, [case.id]).get(case.id, ()),
        (REVIEW_LIMIT.on(work, case.accepted_on), REVIEW_TARGET.on(work, case.accepted_on)),
        day or work.today,
    )


def _count(
    calendar: WorkingCalendar, case: TalentCase, stood: Iterable[Pause], limits: tuple[int, int], today: date
) -> ReviewClock:
    assert case.accepted_on is not None
    limit, target = limits
    until = case.reviewed_on or today
    # Before acceptance there was no clock to stop.
    pauses = [pause for pause in stood if pause.resumed is None or pause.resumed > case.accepted_on]
    counted = calendar.working_days_between(case.accepted_on, until, pauses)
    # While the clock stands still, the date moves with today.
    closed = [Pause(pause.stopped, pause.resumed or max(until, pause.stopped)) for pause in pauses]
    due = calendar.add_working_days(case.accepted_on, limit, closed)
    return ReviewClock(
        days=counted.days,
        limit=limit,
        target=target,
        due_on=due.day,
        target_on=calendar.add_working_days(case.accepted_on, target, closed).day,
        provisional=due.provisional or counted.provisional,
        standing=any(pause.resumed is None for pause in pauses),
        finished=case.reviewed_on is not None,
    )


def _pauses(work: Work, case_ids: Iterable[int] | sa.Select[int]) -> dict[int, tuple[Pause, ...]]:
    """When the clocks of cases stood still, by case."""
    found: dict[int, list[Pause]] = defaultdict(list)
    wanted = case_ids if isinstance(case_ids, sa.Select) else list(case_ids)
    notices = (
        sa.select(SupplementNotice.case_id, SupplementNotice.noticed_on, SupplementNotice.arrived_on)
        .where(SupplementNotice.case_id.in_(wanted))
        .order_by(SupplementNotice.id)
    )
    for case_id, noticed_on, arrived_on in work.session.execute(notices):
        found[case_id].append(Pause(noticed_on, arrived_on))
    passed: dict[int, date] = {}
    moves = (
        sa.select(CaseStep.case_id, CaseStep.state_before, CaseStep.state_after, CaseStep.at)
        .where(
            CaseStep.case_id.in_(wanted),
            CaseStep.state_before != CaseStep.state_after,
            sa.or_(CaseStep.state_before == State.FIRST_REVIEW, CaseStep.state_after == State.FIRST_REVIEW),
        )
        .order_by(CaseStep.id)
    )
    for case_id, before, after, at in work.session.execute(moves):
        if after is State.PANEL:
            passed[case_id] = office_day(at)
        elif after is State.FIRST_REVIEW and before in RESERVED:
            found[case_id].append(Pause(passed.pop(case_id), office_day(at)))
    return {case_id: tuple(pauses) for case_id, pauses in found.items()}


def set_review_deadline(work: Work, case: TalentCase, cause: DeadlineCause | None = None) -> None:
    """Keep the deadline on the case, so that lists can sort by it; a move of it is traced with its cause."""
    clock = review_clock(work, case)
    if clock is not None:
        _keep(work, case, clock, "" if cause is None else cause.value)


def _keep(work: Work, case: TalentCase, clock: ReviewClock, reason: str) -> bool:
    before = (case.review_due_on, case.review_due_provisional)
    moved = before[0] is not None and before != (clock.due_on, clock.provisional)
    if before[0] is not None and moved and reason:
        _trace(work, case.id, before[0], clock.due_on, provisional=clock.provisional, reason=reason)
    if before != (clock.due_on, clock.provisional) or case.review_target_on != clock.target_on:
        case.review_due_on, case.review_due_provisional = clock.due_on, clock.provisional
        case.review_target_on = clock.target_on
    return moved


def _trace(work: Work, case_id: int, before: date, after: date, *, provisional: bool, reason: str) -> None:
    work.session.add(
        DeadlineChange(
            case_id=case_id,
            at=work.now,
            account_id=work.actor.id,
            due_before=before,
            due_after=after,
            provisional=provisional,
            reason=reason,
        )
    )


# A returned case has no clock: it is filed and accepted anew.
_CLOCKED: Final = tuple(state for state in State if state not in FINAL | {State.RETURNED})


@follow_calendar
def _count_open_ones(work: Work, year: int) -> None:
    """Count the limits of open cases, and the ends of publicity, anew: the holidays of a year changed."""
    running = (TalentCase.state.in_(_CLOCKED), TalentCase.accepted_on.is_not(None), TalentCase.reviewed_on.is_(None))
    cases = work.session.scalars(sa.select(TalentCase).where(*running).order_by(TalentCase.id)).all()
    stood = _pauses(work, sa.select(TalentCase.id).where(*running))
    calendar = calendar_in_force(work.session)
    reason = f"{DeadlineCause.HOLIDAYS.value}:{year}"

    @cache
    def limits(day: date) -> tuple[int, int]:
        return REVIEW_LIMIT.on(work, day), REVIEW_TARGET.on(work, day)

    moved: dict[str, object] = {}
    for case in cases:
        assert case.accepted_on is not None
        before = case.review_due_on
        if _keep(
            work, case, _count(calendar, case, stood.get(case.id, ()), limits(case.accepted_on), work.today), reason
        ):
            moved[case.number] = [before, case.review_due_on]
    moved |= _recount_publicity(work, calendar, f"{DeadlineCause.PUBLICITY.value}:{year}")
    if moved:
        work.note("recount", "talent_case", after=moved)


def publicity_end(calendar: WorkingCalendar, starts_on: date, days: int, unit: DayUnit) -> Deadline:
    """The last day of a publicity of so many days, the first day counted if it counts at all."""
    eve = starts_on - timedelta(days=1)
    if unit is DayUnit.WORKING:
        return calendar.add_working_days(eve, days)
    return Deadline(eve + timedelta(days=days), False)


def _recount_publicity(work: Work, calendar: WorkingCalendar, reason: str) -> dict[str, object]:
    """Publicity that runs ends on the later of the day announced and the day by the holidays known now.

    The day announced stays as it was put up; what the holidays do to it is reckoned whenever it is asked for. Only
    whether it is certain is kept, and the trace.
    """
    query = (
        sa.select(TalentCase, Publicity)
        .join(Publicity, Publicity.case_id == TalentCase.id)
        .where(TalentCase.state == State.PUBLICITY)
        .order_by(TalentCase.id, Publicity.round)
    )
    latest = {case.id: (case, publicity) for case, publicity in work.session.execute(query)}
    traced = sa.select(sa.func.max(DeadlineChange.id)).where(
        DeadlineChange.case_id.in_(latest), DeadlineChange.reason.startswith(DeadlineCause.PUBLICITY.value)
    )
    known = {
        row.case_id: row.due_after
        for row in work.session.scalars(
            sa.select(DeadlineChange).where(DeadlineChange.id.in_(traced.group_by(DeadlineChange.case_id)))
        )
    }
    moved: dict[str, object] = {}
    for case, publicity in latest.values():
        end = publicity_end(calendar, publicity.starts_on, publicity.days, publicity.unit)
        last = max(publicity.ends_on, end.day)
        before = max(publicity.ends_on, known.get(case.id, publicity.ends_on))
        if (before, publicity.provisional) == (last, end.provisional):
            continue
        _trace(work, case.id, before, last, provisional=end.provisional, reason=reason)
        publicity.provisional = end.provisional
        if before != last:
            moved[case.number] = [before, last]
    return moved


def deadline_rows(work: Work, case_id: int) -> tuple[DeadlineRow, ...]:
    """What moved the limits of a case, the first move first; reasons in the language in force."""
    query = (
        sa.select(DeadlineChange, Account.name)
        .outerjoin(Account, Account.id == DeadlineChange.account_id)
        .where(DeadlineChange.case_id == case_id)
        .order_by(DeadlineChange.id)
    )
    return tuple(
        DeadlineRow(row.at, row.due_before, row.due_after, row.provisional, _said(row.reason), name or "")
        for row, name in work.session.execute(query)
    )


def _said(reason: str) -> str:
    cause, _colon, year = reason.partition(":")
    return DeadlineCause(cause).label.format(year=year)

"""Taking a step: the chain, the record, the clock, and that nobody acts on a case in two capacities.

Source of the clock: reply 8E112 (five working days, in practice three); the limits are dated settings.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from officer_app.assignments.cover import act_for
from officer_app.cases.model import CasePaper, CaseStep, Panel, PanelMember, SupplementNotice, TalentCase
from officer_app.cases.words import CHAIN, Attendance, Capacity, State, Step, capacity_of
from officer_app.core.calendar import Pause
from officer_app.core.errors import Forbidden, IllegalTransition
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

REVIEW_LIMIT: Final = Dated("first_review.limit", int)
REVIEW_TARGET: Final = Dated("first_review.target", int)


PERMISSIONS: Final = {
    Capacity.FILER: Permission.CASE_FILE,
    Capacity.PRE_REVIEWER: Permission.CASE_PRE_REVIEW,
    Capacity.ACCEPTOR: Permission.CASE_ACCEPT,
    Capacity.REVIEWER: Permission.CASE_FIRST_REVIEW,
    Capacity.CHAIR: Permission.CASE_PANEL,
    Capacity.COUNTERSIGNER: Permission.CASE_DECIDE,
    Capacity.DECIDER: Permission.CASE_DECIDE,
}


class ActedBefore(Forbidden):
    """The person already acted on this case in another capacity."""

    message = N_("{name} has already acted on this case and {acted} on {day}.")
    remedy = N_("Ask a colleague who has not acted on this case.")


@dataclass(frozen=True)
class Involvement:
    """That somebody acted on a case: as what, and on which day."""

    account_id: int
    name: str
    capacity: Capacity
    day: date


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


def office_day(moment: datetime) -> date:
    """The office's date of a moment."""
    return moment.astimezone(OFFICE_ZONE).date()


def actor_id(work: Work) -> int:
    """The account that acts; a case is never touched by the program itself."""
    if work.actor.id is None:
        raise Forbidden()
    return work.actor.id


def involved(work: Work, case_id: int) -> list[Involvement]:
    """Who acted on a case in which capacity, with the day of the first act of each."""
    found: dict[tuple[int, Capacity], Involvement] = {}
    steps = (
        sa.select(CaseStep.account_id, Account.name, CaseStep.capacity, CaseStep.at)
        .join(Account, Account.id == CaseStep.account_id)
        .where(CaseStep.case_id == case_id, CaseStep.capacity.is_not(None))
        .order_by(CaseStep.id)
    )
    for account_id, name, capacity, at in work.session.execute(steps):
        if capacity is not None:
            found.setdefault((account_id, capacity), Involvement(account_id, name, capacity, office_day(at)))
    members = (
        sa.select(PanelMember.account_id, Account.name, Panel.held_on)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .join(Account, Account.id == PanelMember.account_id)
        .where(Panel.case_id == case_id, PanelMember.attendance == Attendance.PRESENT)
    )
    for member_id, name, held_on in work.session.execute(members):
        if member_id is not None:
            found[member_id, Capacity.MEMBER] = Involvement(member_id, name, Capacity.MEMBER, held_on)
    return list(found.values())


def other_act(work: Work, case_id: int, account_id: int, capacity: Capacity) -> Involvement | None:
    """How this person already acted on the case in a capacity other than this one."""
    return next(
        (act for act in involved(work, case_id) if act.account_id == account_id and act.capacity is not capacity), None
    )


def require_untouched(work: Work, case_id: int, account_id: int, capacity: Capacity) -> None:
    """Raises ActedBefore if the person acted on the case in another capacity."""
    act = other_act(work, case_id, account_id, capacity)
    if act is not None:
        raise ActedBefore(name=act.name, acted=act.capacity.label, day=act.day.isoformat())


def require_entitled(work: Work, case: TalentCase, step: Step) -> None:
    """Raises Forbidden if the actor's role does not reach to the capacity of the step, ActedBefore if they acted in
    another one on this case.
    """
    capacity = capacity_of(step, case.state)
    if capacity is not None:
        work.require(PERMISSIONS[capacity])
        require_untouched(work, case.id, actor_id(work), capacity)


def take_step(work: Work, case: TalentCase, step: Step, opinion: str = "") -> None:
    """Take a step on a locked case: record it, then move the case.

    Raises IllegalTransition, Forbidden and ActedBefore. The record is written first, because the database moves a case
    only after the step that leads there.
    """
    before = case.state
    after = CHAIN.after(before, step)
    require_entitled(work, case, step)
    if capacity_of(step, before) is Capacity.PRE_REVIEWER:
        # The pre-review is the liaison officer's. Who stands in for them does it in their own capacity, which counts.
        act_for(work, case.enterprise_id)
    work.add(
        CaseStep(
            case_id=case.id,
            step=step,
            capacity=capacity_of(step, before),
            state_before=before,
            state_after=after,
            account_id=actor_id(work),
            at=work.now,
            opinion=opinion.strip(),
        )
    )
    case.state = after
    case.changed_at = work.now
    # Even two steps in one instant are two versions of the case.
    flag_modified(case, "changed_at")
    work.session.flush()


def open_case(work: Work, case_id: int, step: Step, version: int | None) -> TalentCase:
    """The case, locked, for a step the actor may take from where it stands.

    Raises NotFound, IllegalTransition, Forbidden, ActedBefore, Conflict; the state goes first: that a case has moved
    on says more than that its row changed.
    """
    case = work.get(TalentCase, case_id, lock=True)
    CHAIN.after(case.state, step)
    require_entitled(work, case, step)
    return work.get(TalentCase, case_id, version=version)


def papers_of(work: Work, case_id: int) -> list[CasePaper]:
    """The checklist of a case, in its order."""
    return list(
        work.session.scalars(sa.select(CasePaper).where(CasePaper.case_id == case_id).order_by(CasePaper.id)).all()
    )


def notices_of(work: Work, case_id: int) -> list[SupplementNotice]:
    """The notices of gaps of a case, the first one first."""
    query = sa.select(SupplementNotice).where(SupplementNotice.case_id == case_id).order_by(SupplementNotice.id)
    return list(work.session.scalars(query).all())


def review_clock(work: Work, case: TalentCase, day: date | None = None) -> ReviewClock | None:
    """The first-review clock of a case on a day (today); None before acceptance.

    It starts the working day after acceptance and stands still from a notice of gaps to the day the papers arrive.
    """
    if case.accepted_on is None:
        return None
    calendar = calendar_in_force(work.session)
    pauses = [
        Pause(notice.noticed_on, notice.arrived_on)
        for notice in notices_of(work, case.id)
        if notice.stage is State.FIRST_REVIEW and notice.noticed_on >= case.accepted_on
    ]
    limit, target = REVIEW_LIMIT.on(work, case.accepted_on), REVIEW_TARGET.on(work, case.accepted_on)
    until = case.reviewed_on or day or work.today
    counted = calendar.working_days_between(case.accepted_on, until, pauses)
    # While the clock stands still, the date moves with today.
    closed = [Pause(pause.stopped, pause.resumed or until) for pause in pauses]
    due = calendar.add_working_days(case.accepted_on, limit, closed)
    return ReviewClock(
        days=counted.days,
        limit=limit,
        target=target,
        due_on=due.day,
        target_on=calendar.add_working_days(case.accepted_on, target, closed).day,
        provisional=due.provisional or counted.provisional,
        standing=case.state is State.REVIEW_SUPPLEMENT,
        finished=case.reviewed_on is not None,
    )


def set_review_deadline(work: Work, case: TalentCase) -> None:
    """Keep the deadline on the case, so that lists can sort by it."""
    clock = review_clock(work, case)
    if clock is not None:
        case.review_due_on = clock.due_on
        case.review_due_provisional = clock.provisional
        case.review_target_on = clock.target_on


def permission_of(step: Step, state: State) -> Permission | None:
    """The permission a step asks for in the capacity it is taken in; None for a step that records."""
    capacity = capacity_of(step, state)
    return None if capacity is None else PERMISSIONS[capacity]


def not_possible(step: Step, state: State) -> str:
    """Why the chain does not allow a step, in the language in force."""
    return IllegalTransition(step=step.label, state=state.label).cause

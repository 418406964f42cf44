"""Why a step is or is not available now: the same conditions guard the step and explain the button."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.cases.agendas import agenda_of
from officer_app.cases.chain import (
    PERMISSIONS,
    ActedBefore,
    StandsAside,
    actor_id,
    entitled,
    involved,
    not_possible,
    office_day,
    other_act,
    papers_of,
    require_entitled,
)
from officer_app.cases.deadlines import publicity_end
from officer_app.cases.gaps import gaps_of
from officer_app.cases.model import CaseStep, Objection, Publicity, TalentCase
from officer_app.cases.service import SUPPLEMENT_LIMIT, waiting_notice
from officer_app.cases.words import CHAIN, PAUSED, RESERVED, Capacity, ObjectionState, State, Step, capacity_of
from officer_app.core.errors import AppError
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.countersigning import needed_countersignatures, standing_countersignatures
from officer_app.quota.evaluation import readiness
from officer_app.quota.ledger import frozen_of, holding_of
from officer_app.quota.model import Quota

RESERVATION_LIMIT: Final = Dated("reservation.limit", int)

RECORDING: Final = {
    Step.SUPPLEMENT_ARRIVED: Permission.CASE_FILE,
    Step.WITHDRAW: Permission.CASE_FILE,
    Step.EXPIRE: Permission.CASE_FILE,
    Step.PUBLISH: Permission.CASE_PUBLICITY,
    Step.OBJECTION: Permission.CASE_PUBLICITY,
    Step.SETTLE: Permission.CASE_SETTLE,
    Step.CORRECT: Permission.QUOTA_GRANT,
}


class NotReady(AppError):
    """Something the step needs is still missing."""

    message = N_("“{step}” is not possible yet: {reasons}")
    remedy = N_("Complete what is missing, then try again.")


@dataclass(frozen=True)
class Condition:
    """Something a step needs: whether it is met, in a sentence.

    `about` names the part of the case: chain, role, person, place, paper, score, quota, rules, panel, publicity,
    objection, countersign, expiry; `key` the paper's id or the criterion.
    """

    about: str
    met: bool
    text: str
    key: str = ""


@asks(Permission.CASE_READ)
def conditions(work: Work, case_id: int, step: Step) -> list[Condition]:
    """Everything a step needs from this actor now, met or not, the unmet first."""
    case = work.get(TalentCase, case_id)
    found = [*_of_chain(work, case, step), *_of_step(work, case, step)]
    return sorted(found, key=lambda condition: condition.met)


@asks(Permission.CASE_READ)
def why_not(work: Work, case_id: int, step: Step) -> list[str]:
    """What the step still lacks, in sentences; empty when the button is on."""
    return [condition.text for condition in conditions(work, case_id, step) if not condition.met]


def prospects(work: Work, case: TalentCase) -> dict[Step, list[Condition]]:
    """Of every step the chain allows from here, what it needs from the actor now, the unmet first."""
    who: dict[tuple[Capacity | None, Permission], list[Condition]] = {}
    found: dict[Step, list[Condition]] = {}
    for step in CHAIN.steps(case.state):
        # The same person in the same capacity is asked about once, whatever the step.
        asked = (capacity_of(step, case.state), permission_to(step, case.state))
        if asked not in who:
            who[asked] = list(_of_chain(work, case, step))
        needed = (*who[asked], *_of_step(work, case, step))
        found[step] = sorted(needed, key=lambda condition: condition.met)
    return found


def permission_to(step: Step, state: State) -> Permission:
    """The permission a step asks for, in the capacity it is taken in or as something that is only recorded."""
    capacity = capacity_of(step, state)
    return PERMISSIONS[capacity] if capacity is not None else RECORDING.get(step, Permission.CASE_FILE)


def require_ready(work: Work, case: TalentCase, step: Step) -> None:
    """Raises NotReady with everything the case lacks for a step.

    Role and person are asked for by the step, and the ledger says itself that no unit is left.
    """
    needed = (condition for condition in _of_step(work, case, step) if condition.about != "quota")
    lacking = [condition.text for condition in needed if not condition.met]
    if lacking:
        raise NotReady(step=step.label, reasons=_("; ").join(lacking))


def _of_chain(work: Work, case: TalentCase, step: Step) -> Iterator[Condition]:
    if step not in CHAIN.steps(case.state):
        yield Condition("chain", False, not_possible(step, case.state))
        return
    capacity = capacity_of(step, case.state)
    if not entitled(work, permission_to(step, case.state)):
        yield Condition("role", False, _("Your role does not allow this.").rstrip(".。"))
    elif capacity is not None:
        yield from _of_person(work, case, step, capacity)


def _of_person(work: Work, case: TalentCase, step: Step, capacity: Capacity) -> Iterator[Condition]:
    try:
        absent = require_entitled(work, case, step)
    except (ActedBefore, StandsAside) as refused:
        act = other_act(work, case.id, actor_id(work), capacity)
        if act is None:
            yield Condition("person", False, refused.cause.rstrip(".。"))
            return
        text = _("You have already acted on this case and {acted} on {day}")
        yield Condition("person", False, text.format(acted=act.capacity.label, day=act.day.isoformat()))
        return
    others = _(", ").join(
        f"{other.name}·{other.capacity.label}" for other in involved(work, case.id) if other.capacity != capacity
    )
    text = _("You have not acted on this case in another capacity ({others})")
    yield Condition("person", True, text.format(others=others))
    if absent is not None:
        text = _("You act in the place of {name}, who has not acted on it in another capacity either")
        yield Condition("place", True, text.format(name=absent.name))


def _of_step(work: Work, case: TalentCase, step: Step) -> Iterator[Condition]:
    match step:
        case Step.PRE_REVIEW:
            yield from _papers_complete(work, case)
        case Step.FIRST_REVIEW:
            yield from _scored(work, case)
            yield from _papers_checked(work, case)
            yield _unit_left(work, case)
            yield from _frozen(work, sa.and_(Quota.year == work.today.year, Quota.name == case.pool))
            text = _("Rules of {rules}; evaluation sheet in force since {day}")
            yield Condition("rules", True, text.format(rules=case.rules, day=case.sheet_from))
        case Step.DECIDE:
            yield from _publicity_over(work, case)
            yield from _countersigned(work, case)
            yield from _frozen(work, Quota.id == holding_of(work, case.id))
        case Step.PANEL:
            meeting = agenda_of(work, case.id)
            if meeting:
                text = _("Stands on the agenda of {meeting} and is voted on there")
                yield Condition("panel", False, text.format(meeting=meeting))
        case Step.EXPIRE:
            yield from _overdue(work, case)
        case Step.COUNTERSIGN if any(
            one.account_id == work.actor.id for one in standing_countersignatures(work, case.id)
        ):
            yield Condition("countersign", False, _("You have countersigned this case already"))
        case Step.DISMISS_OBJECTION | Step.SUSTAIN_OBJECTION if not open_objections(work, case.id):
            yield Condition("objection", False, _("No objection is open"))
        case _:
            return


def _papers_complete(work: Work, case: TalentCase) -> Iterator[Condition]:
    papers = papers_of(work, case.id)
    gaps = gaps_of(papers)
    for paper in papers:
        if paper.id in gaps:
            text = _("{paper}: {gap}").format(paper=paper.label, gap=gaps[paper.id].words)
            yield Condition("paper", False, text, str(paper.id))
    if not gaps:
        yield Condition("paper", True, _("All papers have been handed in"))


def _papers_checked(work: Work, case: TalentCase) -> Iterator[Condition]:
    unchecked = [paper for paper in papers_of(work, case.id) if paper.needed and paper.checked_on is None]
    for paper in unchecked:
        text = _("{paper} has not been checked yet").format(paper=paper.label)
        yield Condition("paper", False, text, str(paper.id))
    if not unchecked:
        yield Condition("paper", True, _("All papers have been checked"))


def _scored(work: Work, case: TalentCase) -> Iterator[Condition]:
    for one in readiness(work, case):
        yield Condition("score", one.met, one.text, one.key)


def _unit_left(work: Work, case: TalentCase) -> Condition:
    query = sa.select(Quota.total - Quota.reserved - Quota.used).where(
        Quota.year == work.today.year, Quota.name == case.pool
    )
    left = work.session.scalar(query) or 0
    return Condition("quota", left > 0, _("{left} units of the quota are left").format(left=left))


def _frozen(work: Work, which: sa.ColumnElement[bool]) -> Iterator[Condition]:
    """That the pool is frozen, if it is; the ledger refuses the step itself."""
    pool = work.session.scalar(sa.select(Quota).where(which))
    frozen = frozen_of(pool) if pool is not None else None
    if frozen is not None:
        yield Condition("quota", False, frozen.cause.rstrip(".。"))


def publicity_of(work: Work, case_id: int) -> Publicity | None:
    """The latest publicity of a case; there is one a round."""
    return work.session.scalar(
        sa.select(Publicity).where(Publicity.case_id == case_id).order_by(Publicity.round.desc()).limit(1)
    )


def last_day_of(work: Work, publicity: Publicity) -> date:
    """The last day by the holidays known now, if that is later than the day announced."""
    end = publicity_end(calendar_in_force(work.session), publicity.starts_on, publicity.days, publicity.unit)
    return max(publicity.ends_on, end.day)


def open_objections(work: Work, case_id: int) -> int:
    """How many objections to a case have not been answered."""
    query = sa.select(sa.func.count()).where(Objection.case_id == case_id, Objection.state == ObjectionState.OPEN)
    return work.session.scalar(query) or 0


def _publicity_over(work: Work, case: TalentCase) -> Iterator[Condition]:
    publicity = publicity_of(work, case.id)
    if publicity is None:
        return
    last = last_day_of(work, publicity)
    text = _("Publicity until {day}").format(day=last.isoformat())
    yield Condition("publicity", work.today > last, text)
    unanswered = open_objections(work, case.id)
    if unanswered:
        text = _("Objections not answered yet: {count}").format(count=unanswered)
        yield Condition("objection", False, text)
    else:
        yield Condition("objection", True, _("No objection is open"))


def _countersigned(work: Work, case: TalentCase) -> Iterator[Condition]:
    needed, made = needed_countersignatures(work, case), standing_countersignatures(work, case.id)
    opposed = [one for one in made if not one.agrees]
    for one in opposed:
        text = _("{name} does not countersign it: {opinion}")
        name = work.get(Account, one.account_id).name
        yield Condition("countersign", False, text.format(name=name, opinion=one.opinion), str(one.id))
    agreed = len(made) - len(opposed)
    if needed or agreed:
        text = _("Countersigned by {agreed}; {needed} needed")
        yield Condition("countersign", agreed >= needed, text.format(agreed=agreed, needed=needed))


def expires_on(work: Work, case: TalentCase) -> date | None:
    """The last day before a case may be ended as expired; None while nothing runs out.

    Papers asked for (setting supplement.limit), a returned case not filed again (the same), a reserved unit not used
    (setting reservation.limit); calendar days.
    """
    if case.state in PAUSED:
        notice = waiting_notice(work, case.id)
        return notice.due_on if notice is not None else None
    if case.state is State.RETURNED:
        returned = work.session.scalar(sa.select(sa.func.max(CaseStep.at)).where(CaseStep.case_id == case.id))
        if returned is None:
            return None
        day = office_day(returned)
        return day + timedelta(days=SUPPLEMENT_LIMIT.on(work, day))
    if case.state in RESERVED and case.reviewed_on is not None:
        return case.reviewed_on + timedelta(days=RESERVATION_LIMIT.on(work, case.reviewed_on))
    return None


def _overdue(work: Work, case: TalentCase) -> Iterator[Condition]:
    last = expires_on(work, case)
    if last is not None:
        text = _("The time allowed runs until {day}").format(day=last.isoformat())
        yield Condition("expiry", work.today > last, text)

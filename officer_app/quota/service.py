"""The steps of a case that move a unit: first review reserves it, the decision uses it, every other end gives it back.

Nobody takes two of these steps, or one of them and an earlier one; see cases/chain.py.
"""

from datetime import date
from typing import Final

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.deadlines import set_review_deadline
from officer_app.cases.model import Settlement, TalentCase
from officer_app.cases.service import require_reason
from officer_app.cases.words import RESERVED, State, Step, Verdict
from officer_app.core.errors import IllegalTransition, Invalid, QuotaExhausted
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.ledger import CONSUME, RELEASE, RESERVE, enter, holding_of, pool_of
from officer_app.quota.model import GENERAL, EntryKind, pool_label
from officer_app.quota.pools import NoPool
from officer_app.quota.reasons import require_ready

_REVIEW_STEPS: Final = {Verdict.PASS: Step.FIRST_REVIEW, Verdict.RETURN: Step.RETURN, Verdict.REJECT: Step.REJECT}
_DECISION_STEPS: Final = {Verdict.PASS: Step.DECIDE, Verdict.REJECT: Step.REJECT}


@changes(Permission.CASE_FIRST_REVIEW)
def first_review(work: Work, case_id: int, verdict: Verdict, opinion: str, *, version: int | None = None) -> None:
    """Pass (reserves one unit of this year's quota), return or reject a case; an opinion is needed.

    Raises NotReady while papers are unchecked or criteria unscored, QuotaExhausted when no unit is left, ActedBefore,
    IllegalTransition, Conflict.
    """
    step = _REVIEW_STEPS[verdict]
    case = _open_in(work, case_id, State.FIRST_REVIEW, step, version)
    require_reason(opinion)
    require_ready(work, case, step)
    take_step(work, case, step, opinion)
    if verdict is not Verdict.RETURN:
        case.reviewed_on = work.today
        set_review_deadline(work, case)
    if verdict is Verdict.PASS:
        reserve_unit(work, case)


def reserve_unit(work: Work, case: TalentCase) -> None:
    """Reserve one unit of this year's pool the case names. Raises QuotaExhausted, NoPool, PoolFrozen.

    A unit of one pool never takes the place of another's: where the case's pool is not open, a person decides.
    """
    year = work.today.year
    quota_id = pool_of(work, year, case.pool)
    if quota_id is None and case.pool != GENERAL:
        raise NoPool(pool=pool_label(case.pool), year=year)
    if quota_id is None:
        raise QuotaExhausted(year=year, granted=0, used=0, reserved=0)
    enter(work, quota_id, EntryKind.RESERVE, RESERVE, case_id=case.id)


def give_back(work: Work, case: TalentCase, reason: str) -> None:
    """Release the unit a case holds, if it holds one; after the step that ended it."""
    quota_id = holding_of(work, case.id)
    if quota_id is not None:
        enter(work, quota_id, EntryKind.RELEASE, RELEASE, case_id=case.id, reason=reason)


@changes(Permission.CASE_DECIDE)
def decide(work: Work, case_id: int, verdict: Verdict, opinion: str, *, version: int | None = None) -> None:
    """Approve a case after its publicity (uses the reserved unit), or reject it (gives the unit back).

    An opinion is needed. Raises NotReady while publicity runs or an objection is open, Invalid for a verdict to
    return, ActedBefore, IllegalTransition, Conflict.
    """
    if verdict not in _DECISION_STEPS:
        raise Invalid(N_("A decision approves or rejects."), field="verdict")
    step = _DECISION_STEPS[verdict]
    case = _open_in(work, case_id, State.PUBLICITY, step, version)
    require_reason(opinion)
    require_ready(work, case, step)
    take_step(work, case, step, opinion)
    if verdict is Verdict.REJECT:
        give_back(work, case, opinion)
        return
    quota_id = holding_of(work, case.id)
    if quota_id is None:
        raise RuntimeError(f"case {case.id} in publicity holds no unit")
    enter(work, quota_id, EntryKind.CONSUME, CONSUME, case_id=case.id)


def _open_in(work: Work, case_id: int, state: State, step: Step, version: int | None) -> TalentCase:
    """The case, locked, if it stands in this state; a rejection is possible from several."""
    case = open_case(work, case_id, step, version)
    if case.state is not state:
        raise IllegalTransition(step=step.label, state=case.state.label)
    return case


@changes(Permission.CASE_SETTLE)
def settle(
    work: Work,
    case_id: int,
    settled_on: date,
    permit_number: str,
    note: str = "",
    *,
    station: str = "",
    version: int | None = None,
) -> None:
    """Record the settlement by the police: the day, the number of the permit, the station.

    Raises Invalid for a day before the approval or in the future, or an empty permit number.
    """
    case = open_case(work, case_id, Step.SETTLE, version)
    if settled_on > work.today:
        raise Invalid(N_("The day of settlement lies in the future."), field="settled_on")
    if case.decided_on is not None and settled_on < case.decided_on:
        raise Invalid(N_("The day of settlement lies before the approval."), field="settled_on")
    if not permit_number.strip():
        raise Invalid(N_("Enter the number of the permit."), field="permit_number")
    take_step(work, case, Step.SETTLE, note)
    work.add(
        Settlement(
            case_id=case.id,
            settled_on=settled_on,
            permit_number=permit_number.strip(),
            station=station.strip(),
            note=note.strip(),
            recorded_by=actor_id(work),
        )
    )


@changes(Permission.CASE_FILE)
def withdraw(work: Work, case_id: int, reason: str, *, version: int | None = None) -> None:
    """The employer withdraws the case before it is decided; a reserved unit is given back. A reason is needed."""
    case = open_case(work, case_id, Step.WITHDRAW, version)
    require_reason(reason)
    _end(work, case, Step.WITHDRAW, reason)


@changes(Permission.CASE_FILE)
def expire(work: Work, case_id: int, reason: str = "", *, version: int | None = None) -> None:
    """End a case whose time has run out; a reserved unit is given back. Raises NotReady before that day.

    See reasons.expires_on for what runs out when.
    """
    case = open_case(work, case_id, Step.EXPIRE, version)
    require_ready(work, case, Step.EXPIRE)
    _end(work, case, Step.EXPIRE, reason)


def _end(work: Work, case: TalentCase, step: Step, reason: str) -> None:
    held = case.state in RESERVED
    take_step(work, case, step, reason)
    if held:
        give_back(work, case, reason or step.label)

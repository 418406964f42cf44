"""What is to be done next with a case, by whom, and what keeps this person from each step that could be taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.model import Assignment, Duty
from officer_app.cases.chain import involved, recusals
from officer_app.cases.model import TalentCase
from officer_app.cases.service import waiting_notice
from officer_app.cases.words import FINAL, Capacity, State, Step, capacity_of
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks
from officer_app.i18n import _
from officer_app.people.access import Permission, Role, may
from officer_app.people.model import Account
from officer_app.quota.countersigning import needed_countersignatures, standing_countersignatures
from officer_app.quota.reasons import (
    Condition,
    last_day_of,
    open_objections,
    permission_to,
    prospects,
    publicity_of,
)

# The usual words of an opinion, by the value of its step.
USUAL_OPINIONS: Final = Dated("opinion.usual", dict)
# More names than these are counted, not read out.
_NAMED: Final = 4
# What keeps a person from a step, whatever the case lacks.
_PERSONAL: Final = frozenset({"chain", "role", "person"})

LEADING: Final = {
    State.PRE_REVIEW: Step.PRE_REVIEW,
    State.SUPPLEMENT: Step.SUPPLEMENT_ARRIVED,
    State.ACCEPTANCE: Step.ACCEPT,
    State.FIRST_REVIEW: Step.FIRST_REVIEW,
    State.REVIEW_SUPPLEMENT: Step.SUPPLEMENT_ARRIVED,
    State.PANEL: Step.PANEL,
    State.PUBLICITY_DUE: Step.PUBLISH,
    State.PUBLICITY: Step.DECIDE,
    State.SETTLEMENT: Step.SETTLE,
    State.RETURNED: Step.REFILE,
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is next: one sentence. `mine` says that it waits for this person; `stuck` that nobody can do it."""

    step: Step | None
    sentence: str
    mine: bool = False
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be done from here.

    `conditions` are those of the leading step, the unmet first; `hindrances` says of every step the chain allows why
    this person cannot take it now, in sentences, empty where they can. `usual` is the opinion offered for the leading
    step, if there is one.
    """

    case_id: int
    next: NextStep
    conditions: tuple[Condition, ...] = ()
    hindrances: Mapping[Step, tuple[str, ...]] = field(default_factory=dict)
    usual: str = ""


@asks(Permission.CASE_READ)
def outlook(work: Work, case_id: int) -> Outlook:
    """What can be done with a case from where it stands, for this person. Raises NotFound."""
    case = work.get(TalentCase, case_id)
    lead = LEADING.get(case.state)
    usual = USUAL_OPINIONS.on(work, work.today)
    found = prospects(work, case)
    return Outlook(
        case_id=case.id,
        next=_next_step(work, case, found),
        conditions=tuple(found.get(lead, ())) if lead is not None else (),
        hindrances={step: tuple(one.text for one in needed if not one.met) for step, needed in found.items()},
        usual=str(usual.get(lead.value, "")) if lead is not None else "",
    )


def _next_step(work: Work, case: TalentCase, found: Mapping[Step, Sequence[Condition]]) -> NextStep:
    """What is next with the case, and by whom it can be done."""
    if case.state in FINAL:
        return NextStep(None, _("Nothing more is to be done."))
    step = _due(work, case)
    names, mine = _who(work, case, step, found.get(step, ()))
    by = _("you") if mine else _named(names)
    return NextStep(step, _sentence(work, case, step, by), mine, stuck=not by)


def _due(work: Work, case: TalentCase) -> Step:
    """The step that is due: the leading one, or what has to come before it."""
    if case.state is State.PUBLICITY:
        if open_objections(work, case.id):
            return Step.DISMISS_OBJECTION
        made = standing_countersignatures(work, case.id)
        if len(made) < needed_countersignatures(work, case):
            return Step.COUNTERSIGN
    return LEADING[case.state]


def _sentence(work: Work, case: TalentCase, step: Step, by: str) -> str:
    match step:
        case Step.SUPPLEMENT_ARRIVED:
            notice = waiting_notice(work, case.id)
            until = notice.due_on if notice is not None else work.today
            return _("Next: the employer completes the papers, until {day}; they are recorded here.").format(
                day=until.isoformat()
            )
        case Step.REFILE:
            return _("Next: the employer mends the application, then it is filed again.")
        case Step.SETTLE:
            return _("Next: settlement by the police, recorded by {who}.").format(who=by)
        case _ if not by:
            return _("Next: {step}. Nobody who may do it is free of an earlier act on this case.").format(
                step=step.label
            )
        case Step.DECIDE | Step.COUNTERSIGN if (last := _up_until(work, case)) is not None:
            return _("In publicity until {day}. Next: {step}, by {who}.").format(
                day=last.isoformat(), step=step.label, who=by
            )
        case _:
            return _("Next: {step}, by {who}.").format(step=step.label, who=by)


def _up_until(work: Work, case: TalentCase) -> date | None:
    """The last day of the notice, while it is up."""
    publicity = publicity_of(work, case.id)
    last = last_day_of(work, publicity) if publicity is not None else None
    return last if last is not None and last >= work.today else None


def _named(names: list[str]) -> str:
    some = _(", ").join(names[:_NAMED])
    if len(names) <= _NAMED:
        return some
    return _("{names} and {n} others").format(names=some, n=len(names) - _NAMED)


def _who(work: Work, case: TalentCase, step: Step, needed: Sequence[Condition]) -> tuple[list[str], bool]:
    """Who may take a step in their own right and has not acted in another capacity, and whether this person may.

    The liaison officer of the enterprise goes before all others who may pre-review.
    """
    permission, capacity = permission_to(step, case.state), capacity_of(step, case.state)
    people = work.session.execute(
        sa.select(Account.id, Account.name)
        .where(Account.active, Account.role.in_([role for role in Role if may(role, permission)]))
        .order_by(Account.id)
    ).all()
    barred = _barred(work, case, capacity) if capacity is not None else frozenset[int]()
    if step is Step.COUNTERSIGN:
        barred |= {one.account_id for one in standing_countersignatures(work, case.id)}
    free = [(key, name) for key, name in people if key not in barred]
    if step is Step.PRE_REVIEW:
        holder = work.session.scalar(
            sa.select(Assignment.account_id).where(
                Assignment.enterprise_id == case.enterprise_id,
                Assignment.role == Duty.LIAISON,
                Assignment.starts_on <= work.today,
                sa.or_(Assignment.ends_on.is_(None), Assignment.ends_on > work.today),
            )
        )
        free = [one for one in free if one[0] == holder] or free
    kept_from = any(one.about in _PERSONAL and not one.met for one in needed)
    # In an absent colleague's place.
    in_place = not may(work.actor.role, permission) and not kept_from
    return [name for _key, name in free], in_place or work.actor.id in {key for key, _name in free}


def _barred(work: Work, case: TalentCase, capacity: Capacity) -> frozenset[int]:
    acted: Iterable[int] = (act.account_id for act in involved(work, case.id) if act.capacity is not capacity)
    return frozenset((*acted, *recusals(work, case.id)))

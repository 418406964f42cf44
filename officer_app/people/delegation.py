"""授权代办, delegation during leave: a colleague acts on special-talent cases in an absent one's place for some days.

An absent supervisor leaves chosen permissions of their own role to somebody, or another supervisor arranges it for an
officer who fell ill; nobody takes a place by their own act. Officers may be left what prepares a case; to chair,
countersign and decide is left to supervisors alone (people/access.py). It ends by itself, or earlier when it is ended.
It is not passed on: who acts for somebody leaves nothing to others meanwhile, and who is absent acts for nobody. Each
absent one has one delegate at a time. The database refuses a second as well (cases/guards.py).

What is done so is recorded for both, and both have acted: neither may have acted on the case in another capacity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.policy import Dated
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import DELEGABLE, RECEIVABLE, Permission, Role, delegable, forget_delegations, may
from officer_app.people.model import Account, Delegation

# Calendar days, the first and the last included.
LONGEST: Final = Dated("delegation.longest", int)


class DelegationState(Word):
    """Where a delegation stands today."""

    RUNNING = "running", N_("In force now")
    PLANNED = "planned", N_("In force later")
    ENDED = "ended", N_("Run out")
    CANCELLED = "cancelled", N_("Ended early")


class Task(Word):
    """What can be left to a colleague, by the value of its permission."""

    PRE_REVIEW = Permission.CASE_PRE_REVIEW.value, N_("Pre-review cases")
    ACCEPT = Permission.CASE_ACCEPT.value, N_("Accept cases")
    FIRST_REVIEW = Permission.CASE_FIRST_REVIEW.value, N_("Review cases")
    PANEL = Permission.CASE_PANEL.value, N_("Chair the panel")
    COUNTERSIGN = Permission.CASE_COUNTERSIGN.value, N_("Countersign decisions")
    DECIDE = Permission.CASE_DECIDE.value, N_("Decide cases")


@dataclass(frozen=True)
class DelegationDraft:
    """A delegation as it is given, from the first day to the last, both included; the same draft is stored once."""

    draft_id: str
    from_id: int
    to_id: int
    tasks: tuple[Task, ...]
    first_on: date
    last_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A delegation with its people; `ended_on` is the first day without it."""

    id: int
    from_id: int
    absent: str
    to_id: int
    delegate: str
    tasks: tuple[Task, ...]
    first_on: date
    last_on: date
    ended_on: date | None
    state: DelegationState
    reason: str
    made_by: str
    version: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be absent or stand in: what they have of their own role, and may receive."""

    id: int
    name: str
    role: Role
    own: tuple[Task, ...]
    receivable: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class DelegationStart:
    """What the form begins with: who there is, the longest time in calendar days."""

    colleagues: tuple[Colleague, ...]
    longest: int


@changes(Permission.CASE_DELEGATE)
def delegate(work: Work, draft: DelegationDraft) -> int:
    """Have a colleague act in an absent one's place; returns the delegation's id.

    Raises Invalid with the field: a day in the past, longer than delegation.longest, what is not of the absent one's
    own role or cannot be received, two delegates at a time, and what would pass a delegation on.
    """
    # Always in the same order, so that two who delegate at once never wait for each other both.
    for key in sorted({draft.from_id, draft.to_id}):
        work.get(Account, key, lock=True)
    known = work.session.scalar(sa.select(Delegation.id).where(Delegation.draft_id == draft.draft_id))
    if known is not None:
        return known
    absent, to = work.get(Account, draft.from_id), work.get(Account, draft.to_id)
    _check_people(work, absent, to)
    _check_tasks(absent, to, draft.tasks)
    _check_days(work, draft)
    reason = draft.reason.strip()
    if not reason:
        raise Invalid(N_("A reason is needed."), field="reason")
    for other in _sharing_a_day(work, draft):
        _refuse(work, other, absent, to)
    assert work.actor.id is not None
    made = work.add(
        Delegation(
            draft_id=draft.draft_id,
            from_id=absent.id,
            to_id=to.id,
            permissions=[task.value for task in Task if task in draft.tasks],
            first_on=draft.first_on,
            last_on=draft.last_on,
            reason=reason,
            made_at=work.now,
            made_by=work.actor.id,
        )
    )
    forget_delegations(work.session)
    return made.id


def _check_people(work: Work, absent: Account, to: Account) -> None:
    if absent.id == to.id:
        raise Invalid(N_("Nobody acts in their own place."), remedy=N_("Choose a colleague."), field="delegate")
    if to.id == work.actor.id:
        raise Invalid(
            N_("Nobody takes an absent colleague's place by their own act."),
            remedy=N_("Let the absent one, or another supervisor, arrange it."),
            field="delegate",
        )
    for account, field in ((absent, "absent"), (to, "delegate")):
        if not account.active or account.role not in RECEIVABLE:
            raise Invalid(
                N_("{name} cannot act on cases: {role}."),
                remedy=N_("Choose an officer or a supervisor."),
                field=field,
                name=account.name,
                role=account.role.label,
            )


def _check_tasks(absent: Account, to: Account, tasks: Iterable[Task]) -> None:
    wanted = set(tasks)
    if not wanted:
        raise Invalid(N_("Choose what is left to the colleague."), field="tasks")
    possible = {permission.value for permission in delegable(absent.role, to.role)}
    for task in Task:
        if task not in wanted or task.value in possible:
            continue
        if not may(absent.role, Permission(task.value)):
            raise Invalid(
                N_("“{task}” does not belong to {name}'s own role; what was delegated is not passed on."),
                field="tasks",
                task=task.label,
                name=absent.name,
            )
        raise Invalid(
            N_("“{task}” can only be left to a supervisor; {name} is: {role}."),
            field="tasks",
            task=task.label,
            name=to.name,
            role=to.role.label,
        )


def _check_days(work: Work, draft: DelegationDraft) -> None:
    if draft.first_on < work.today:
        raise Invalid(N_("A delegation begins today at the earliest."), field="first_on")
    if draft.last_on < draft.first_on:
        raise Invalid(N_("The last day lies before the first."), field="last_on")
    longest = LONGEST.on(work, draft.first_on)
    if (draft.last_on - draft.first_on).days >= longest:
        latest = draft.first_on + timedelta(days=longest - 1)
        raise Invalid(
            N_("A delegation lasts at most {days} calendar days: until {day}."),
            remedy=N_("Delegate again when it has run out."),
            field="last_on",
            days=longest,
            day=latest.isoformat(),
        )


def _sharing_a_day(work: Work, draft: DelegationDraft) -> list[Delegation]:
    """The others with a day in common that this one must not share it with, the plainest reason first."""
    query = sa.select(Delegation).where(
        sa.or_(Delegation.from_id.in_([draft.from_id, draft.to_id]), Delegation.to_id == draft.from_id),
        Delegation.first_on <= draft.last_on,
        Delegation.last_on >= draft.first_on,
        sa.or_(
            Delegation.ended_on.is_(None),
            sa.and_(Delegation.ended_on > Delegation.first_on, Delegation.ended_on > draft.first_on),
        ),
    )
    return sorted(work.session.scalars(query), key=lambda other: (other.from_id != draft.from_id, other.first_on))


def _refuse(work: Work, other: Delegation, absent: Account, to: Account) -> None:
    days = {"first": other.first_on.isoformat(), "last": other.last_on.isoformat()}
    if other.from_id == absent.id:
        raise Invalid(
            N_("{delegate} acts in {absent}'s place from {first} to {last} already."),
            remedy=N_("Choose other days, or end that delegation first."),
            field="first_on",
            absent=absent.name,
            delegate=work.get(Account, other.to_id).name,
            **days,
        )
    if other.from_id == to.id:
        raise Invalid(
            N_("{name} is absent from {first} to {last} and cannot act for others."),
            remedy=N_("Choose another colleague."),
            field="delegate",
            name=to.name,
            **days,
        )
    raise Invalid(
        N_("{name} acts in {other}'s place from {first} to {last}; a delegation is not passed on."),
        remedy=N_("End that delegation first."),
        field="absent",
        name=absent.name,
        other=work.get(Account, other.from_id).name,
        **days,
    )


@changes(Permission.CASE_DELEGATE)
def end_delegation(work: Work, delegation_id: int, *, version: int | None = None) -> None:
    """End a delegation at once, or call off a planned one; what was done under it stays. Raises Invalid for an ended
    one, Forbidden for the delegate themselves.
    """
    found = work.get(Delegation, delegation_id, version=version, lock=True)
    if found.to_id == work.actor.id:
        raise Forbidden(N_("A delegation is ended by the absent one or another supervisor."))
    if _state(found, work.today) not in (DelegationState.RUNNING, DelegationState.PLANNED):
        raise Invalid(N_("This delegation has ended already."))
    found.ended_on = work.today
    work.session.flush()
    forget_delegations(work.session)


def _state(row: Delegation, today: date) -> DelegationState:
    if row.ended_on is not None:
        return DelegationState.CANCELLED
    if today < row.first_on:
        return DelegationState.PLANNED
    return DelegationState.RUNNING if today <= row.last_on else DelegationState.ENDED


@asks(Permission.CASE_READ)
def list_delegations(work: Work) -> list[DelegationRow]:
    """Every delegation: those in force, then the planned ones, the next first, then the past, the latest first."""
    absent, to, maker = aliased(Account), aliased(Account), aliased(Account)
    query = (
        sa.select(Delegation, absent.name, to.name, maker.name)
        .join(absent, absent.id == Delegation.from_id)
        .join(to, to.id == Delegation.to_id)
        .join(maker, maker.id == Delegation.made_by)
        .order_by(Delegation.first_on, Delegation.id)
    )
    rows = [
        DelegationRow(
            id=row.id,
            from_id=row.from_id,
            absent=absent_name,
            to_id=row.to_id,
            delegate=to_name,
            tasks=tuple(task for task in Task if task.value in row.permissions),
            first_on=row.first_on,
            last_on=row.last_on,
            ended_on=row.ended_on,
            state=_state(row, work.today),
            reason=row.reason,
            made_by=maker_name,
            version=row.version,
        )
        for row, absent_name, to_name, maker_name in work.session.execute(query)
    ]
    order = list(DelegationState)
    open_rows = [row for row in rows if row.state in order[:2]]
    past = [row for row in reversed(rows) if row.state not in order[:2]]
    return [*sorted(open_rows, key=lambda row: order.index(row.state)), *past]


@asks(Permission.CASE_DELEGATE)
def delegation_start(work: Work) -> DelegationStart:
    """Who can be absent and who can act for them, and for how long."""
    accounts = work.session.scalars(
        sa.select(Account)
        .where(Account.active, Account.role.in_(list(RECEIVABLE)))
        .order_by(Account.role, Account.name)
    )
    colleagues = tuple(
        Colleague(
            account.id,
            account.name,
            account.role,
            _tasks(one for one in DELEGABLE if may(account.role, one)),
            _tasks(RECEIVABLE[account.role]),
        )
        for account in accounts
    )
    return DelegationStart(colleagues, LONGEST.on(work, work.today))


def _tasks(permissions: Iterable[Permission]) -> tuple[Task, ...]:
    values = {permission.value for permission in permissions}
    return tuple(task for task in Task if task.value in values)

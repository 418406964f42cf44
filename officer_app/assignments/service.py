"""Giving and ending duties: who is responsible for which enterprise and which sub-district, from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.dated import holds_on, in_charge_from, touch
from officer_app.assignments.gaps import GapRow as GapRow
from officer_app.assignments.gaps import PortfolioRow as PortfolioRow
from officer_app.assignments.gaps import SubdistrictRow as SubdistrictRow
from officer_app.assignments.gaps import gaps as gaps
from officer_app.assignments.gaps import liaisons_of as liaisons_of
from officer_app.assignments.gaps import portfolios as portfolios
from officer_app.assignments.gaps import subdistricts as subdistricts
from officer_app.assignments.model import Assignment, SubdistrictDuty
from officer_app.assignments.model import Duty as Duty
from officer_app.core.errors import Invalid
from officer_app.core.typed import checked_text
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import N_
from officer_app.people.access import Permission, Role
from officer_app.people.model import Account

# One officer at a time in these roles.
ALONE = (Duty.LIAISON, Duty.BACKUP)
LONGEST_REASON: Final = 200
# The roles in which somebody can hold enterprises.
SERVING: Final = (Role.LIAISON, Role.SPECIALIST, Role.SUPERVISOR)


class AssignResult(Word):
    """What became of one enterprise of a bulk assignment."""

    ASSIGNED = "assigned", N_("Assigned")
    HANDED_OVER = "handed_over", N_("Handed over")
    UNCHANGED = "unchanged", N_("Already so")
    KEPT = "kept", N_("Has another officer in this role; kept")
    BOTH = "both", N_("Is its liaison officer; left as it is")


@dataclass(frozen=True)
class AssignedRow:
    """The result for one enterprise; `before` is the officer in this role until now, if any."""

    enterprise_id: int
    enterprise: str
    result: AssignResult
    before: str


@dataclass(frozen=True)
class DutyRow:
    """An officer's duty for an enterprise: past, present (`serving`) or to come."""

    id: int
    account_id: int
    officer: str
    role: Duty
    starts_on: date
    ends_on: date | None
    reason: str
    end_reason: str
    serving: bool


def can_serve(account: Account) -> bool:
    """Whether an account can hold enterprises."""
    return account.active and account.role in SERVING


def serving_officer(work: Work, account_id: int, field: str = "officer") -> Account:
    """An account that can hold enterprises. Raises Invalid for one that has left or works in another capacity."""
    account = work.get(Account, account_id)
    if not can_serve(account):
        raise Invalid(
            N_("{name} cannot hold enterprises."),
            remedy=N_("Choose an active liaison officer, specialist or supervisor."),
            field=field,
            name=account.name,
        )
    return account


def stated_reason(reason: str) -> str:
    """The reason without blanks round it. Raises Invalid for none, and for one that is too long."""
    reason = checked_text(reason, "reason", LONGEST_REASON)
    if not reason:
        raise Invalid(N_("A reason is needed."), field="reason")
    return reason


@changes(Permission.ASSIGN)
def assign(
    work: Work,
    enterprise_ids: Sequence[int],
    account_id: int,
    role: Duty,
    *,
    starts_on: date,
    reason: str,
    hand_over: bool = False,
    ends_on: date | None = None,
) -> list[AssignedRow]:
    """Make an officer responsible for enterprises, all in one transaction; one result per enterprise.

    The duty holds from `starts_on` up to the day before `ends_on`, or goes on. An enterprise that has another liaison
    officer (or backup, for that role) on the first day keeps them unless `hand_over` is set; then the former duty ends
    the day the new one starts. Whoever becomes liaison officer is no longer its backup. Raises Invalid for a missing
    reason, an officer who cannot serve, days in the wrong order, a start that lies before the former duty's, and days
    that overlap with a duty arranged already.
    """
    officer = serving_officer(work, account_id)
    reason = stated_reason(reason)
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid(N_("The duty would end before it begins."), remedy=N_("Choose a later end."), field="ends_on")
    return [
        _assign(work, work.get(Enterprise, key, lock=True), officer, role, starts_on, ends_on, reason, hand_over)
        for key in dict.fromkeys(enterprise_ids)
    ]


def _assign(
    work: Work,
    enterprise: Enterprise,
    officer: Account,
    role: Duty,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    hand_over: bool,
) -> AssignedRow:
    held = duties_touching(work, enterprise.id, starts_on, ends_on)
    if role is Duty.BACKUP and any(duty.role is Duty.LIAISON and duty.account_id == officer.id for duty in held):
        return AssignedRow(enterprise.id, enterprise.name, AssignResult.BOTH, officer.name)
    rivals = [duty for duty in held if duty.role is role and (role in ALONE or duty.account_id == officer.id)]
    former = next((duty for duty in rivals if holds_on(starts_on, duty.starts_on, duty.ends_on)), None)
    result, before = AssignResult.ASSIGNED, ""
    if former is not None:
        before = work.get(Account, former.account_id).name
        if former.account_id == officer.id and (former.ends_on is None or former.ends_on == ends_on):
            return AssignedRow(enterprise.id, enterprise.name, AssignResult.UNCHANGED, officer.name)
        if former.account_id != officer.id:
            if not hand_over:
                return AssignedRow(enterprise.id, enterprise.name, AssignResult.KEPT, before)
            rivals.remove(former)
            result = AssignResult.HANDED_OVER
    elif hand_over and role in ALONE and rivals and rivals[0].ends_on is None and ends_on is None:
        _refuse_earlier(rivals[0], starts_on, enterprise.name)
    refuse_overlap(work, rivals, enterprise.name)
    if former is not None:
        end_on(former, starts_on, reason, enterprise.name)
        work.session.flush()
    if role is Duty.LIAISON:
        end_backup(work, held, officer, starts_on, reason, enterprise.name)
    work.add(
        Assignment(
            enterprise_id=enterprise.id,
            account_id=officer.id,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
        )
    )
    return AssignedRow(enterprise.id, enterprise.name, result, before)


def duties_touching(work: Work, enterprise_id: int, starts_on: date, ends_on: date | None = None) -> list[Assignment]:
    """The duties for an enterprise that have days in common with these, the earliest first."""
    query = sa.select(Assignment).where(Assignment.enterprise_id == enterprise_id, touch(starts_on, ends_on))
    return list(work.session.scalars(query.order_by(Assignment.starts_on, Assignment.id)))


def refuse_overlap(work: Work, rivals: Sequence[Assignment], enterprise: str) -> None:
    """Raises Invalid where somebody else, or the same officer, is arranged for some of the days."""
    for duty in rivals:
        days = {"start": duty.starts_on.isoformat(), "end": duty.ends_on.isoformat() if duty.ends_on else ""}
        raise Invalid(
            N_("{enterprise}: the dates overlap with the duty of {name} from {start} to {end}.")
            if duty.ends_on
            else N_("{enterprise}: the dates overlap with the duty of {name} from {start} on."),
            remedy=N_("Choose other days, or end or undo that duty first."),
            field="starts_on",
            enterprise=enterprise,
            name=work.get(Account, duty.account_id).name,
            **days,
        )


def end_backup(
    work: Work, held: Sequence[Assignment], officer: Account, day: date, reason: str, enterprise: str
) -> list[Assignment]:
    """Whoever becomes liaison officer stops being backup; returns the duties that were ended."""
    ended = [duty for duty in held if duty.role is Duty.BACKUP and duty.account_id == officer.id]
    for duty in ended:
        end_on(duty, max(day, duty.starts_on), reason, enterprise)
    work.session.flush()
    return ended


def _refuse_earlier(duty: Assignment, day: date, enterprise: str) -> None:
    raise Invalid(
        N_("{enterprise}: the duty began on {start} and cannot end on {end}."),
        remedy=N_("Choose a later day."),
        field="starts_on",
        enterprise=enterprise,
        start=duty.starts_on.isoformat(),
        end=day.isoformat(),
    )


def end_on(duty: Assignment, day: date, reason: str, enterprise: str) -> None:
    """Let a duty end on a day. Raises Invalid for one before it began."""
    if day < duty.starts_on:
        _refuse_earlier(duty, day, enterprise)
    duty.ends_on = day
    duty.end_reason = reason


@changes(Permission.ASSIGN)
def end_duty(work: Work, assignment_id: int, *, ends_on: date, reason: str) -> None:
    """End a duty without a successor, today or on another day; the enterprise then stands in the list of gaps.

    An end that lies ahead can still be changed. Raises Invalid.
    """
    duty = work.get(Assignment, assignment_id, lock=True)
    if duty.ends_on is not None and duty.ends_on <= work.today:
        raise Invalid(N_("This duty has ended already."))
    enterprise = work.get(Enterprise, duty.enterprise_id, lock=True).name
    if duty.ends_on is not None and ends_on > duty.ends_on:
        held = duties_touching(work, duty.enterprise_id, duty.ends_on, ends_on)
        same = [one for one in held if one.role is duty.role and one.id != duty.id]
        alone = duty.role in ALONE
        refuse_overlap(work, [one for one in same if alone or one.account_id == duty.account_id], enterprise)
    end_on(duty, ends_on, stated_reason(reason), enterprise)


@changes(Permission.ASSIGN)
def assign_subdistrict(work: Work, subdistrict_id: int, account_id: int, *, starts_on: date, reason: str) -> None:
    """Make an officer responsible for a sub-district; the former officer's duty ends that day. Raises Invalid."""
    officer = serving_officer(work, account_id)
    reason = stated_reason(reason)
    former = _last_in_charge(work, subdistrict_id, starts_on)
    if former is not None:
        if former.account_id == officer.id and former.ends_on is None and former.starts_on <= starts_on:
            return
        _end_in_charge(work, former, starts_on, reason)
    work.add(SubdistrictDuty(subdistrict_id=subdistrict_id, account_id=officer.id, starts_on=starts_on, reason=reason))


@changes(Permission.ASSIGN)
def end_subdistrict(work: Work, subdistrict_id: int, *, ends_on: date, reason: str) -> None:
    """Let nobody be responsible for a sub-district from a day on; it then counts as vacant.

    It is the last duty arranged that ends: one that is to begin is called off by its own first day. Raises Invalid.
    """
    duty = _last_in_charge(work, subdistrict_id, work.today)
    if duty is None:
        raise Invalid(N_("This duty has ended already."))
    _end_in_charge(work, duty, ends_on, stated_reason(reason))


def _last_in_charge(work: Work, subdistrict_id: int, day: date) -> SubdistrictDuty | None:
    """The duty for a sub-district that holds on a day or is arranged for later, the last of them."""
    work.get(Subdistrict, subdistrict_id, lock=True)
    query = sa.select(SubdistrictDuty).where(SubdistrictDuty.subdistrict_id == subdistrict_id, in_charge_from(day))
    return work.session.scalar(query.order_by(SubdistrictDuty.starts_on.desc(), SubdistrictDuty.id.desc()).limit(1))


def _end_in_charge(work: Work, duty: SubdistrictDuty, day: date, reason: str) -> None:
    if day < duty.starts_on:
        raise Invalid(
            N_("The duty of {name} begins on {start}."),
            remedy=N_("Choose that day or a later one."),
            field="starts_on",
            name=work.get(Account, duty.account_id).name,
            start=duty.starts_on.isoformat(),
        )
    duty.ends_on, duty.end_reason = day, reason
    work.session.flush()


@asks(Permission.ASSIGNMENT_READ)
def duties_of(work: Work, enterprise_id: int) -> list[DutyRow]:
    """Every duty for an enterprise: those that hold or will, by role and day, then the past, the latest first."""
    over = sa.and_(Assignment.ends_on.is_not(None), Assignment.ends_on <= work.today)
    order = sa.case({role: place for place, role in enumerate(Duty)}, value=Assignment.role)
    query = (
        sa.select(Assignment, Account.name)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id == enterprise_id)
        .order_by(over, order, Assignment.starts_on.desc(), Assignment.id)
    )
    return [
        DutyRow(
            duty.id,
            duty.account_id,
            name,
            duty.role,
            duty.starts_on,
            duty.ends_on,
            duty.reason,
            duty.end_reason,
            holds_on(work.today, duty.starts_on, duty.ends_on),
        )
        for duty, name in work.session.execute(query)
    ]

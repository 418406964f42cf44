"""Who is responsible for which enterprise and which sub-district."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.assignments.model import Assignment, SubdistrictDuty
from officer_app.assignments.model import Duty as Duty
from officer_app.core.errors import Invalid
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import N_
from officer_app.people.access import Permission, Role
from officer_app.people.model import Account


class AssignResult(Word):
    """What became of one enterprise of a bulk assignment."""

    ASSIGNED = "assigned", N_("Assigned")
    HANDED_OVER = "handed_over", N_("Handed over")
    UNCHANGED = "unchanged", N_("Already so")
    KEPT = "kept", N_("Has another liaison officer; kept")


@dataclass(frozen=True)
class AssignedRow:
    """The result for one enterprise; `before` is the liaison officer until now, if any."""

    enterprise_id: int
    enterprise: str
    result: AssignResult
    before: str


@dataclass(frozen=True)
class DutyRow:
    """An officer's duty for an enterprise, present or past."""

    id: int
    account_id: int
    officer: str
    role: Duty
    starts_on: date
    ends_on: date | None
    reason: str
    end_reason: str


@dataclass(frozen=True)
class GapRow:
    """An enterprise without a liaison officer; `last` is the one it had, until `since`."""

    enterprise_id: int
    enterprise: str
    uscc: str
    subdistrict: str
    last: str
    since: date | None


@dataclass(frozen=True)
class SubdistrictRow:
    """A sub-district with its officer (empty if none), its enterprises and how many lack a liaison officer."""

    id: int
    name: str
    officer_id: int | None
    officer: str
    since: date | None
    enterprises: int
    gaps: int


@dataclass(frozen=True)
class PortfolioRow:
    """An officer with the number of enterprises held in each role."""

    account_id: int
    officer: str
    role: Role
    liaison: int
    specialist: int


def _open(role: Duty) -> sa.ColumnElement[bool]:
    return sa.and_(Assignment.role == role, Assignment.ends_on.is_(None))


def _officer(work: Work, account_id: int) -> Account:
    account = work.get(Account, account_id)
    if not account.active or account.role not in (Role.LIAISON, Role.SPECIALIST, Role.SUPERVISOR):
        raise Invalid(
            N_("{name} cannot hold enterprises."),
            remedy=N_("Choose an active liaison officer, specialist or supervisor."),
            field="officer",
            name=account.name,
        )
    return account


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), field="reason")
    return reason.strip()


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
) -> list[AssignedRow]:
    """Make an officer responsible for enterprises, all in one transaction; one result per enterprise.

    An enterprise that has another liaison officer keeps them unless `hand_over` is set; then the former duty ends the
    day the new one starts. Raises Invalid for a missing reason, an officer who cannot serve, or a start that lies
    before the former duty's.
    """
    officer = _officer(work, account_id)
    reason = _reason(reason)
    results: list[AssignedRow] = []
    for enterprise_id in dict.fromkeys(enterprise_ids):
        enterprise = work.get(Enterprise, enterprise_id, lock=True)
        held = work.session.scalars(
            sa.select(Assignment).where(Assignment.enterprise_id == enterprise_id, _open(role))
        ).all()
        same = next((duty for duty in held if duty.account_id == officer.id), None)
        before = ""
        if same is not None:
            results.append(AssignedRow(enterprise_id, enterprise.name, AssignResult.UNCHANGED, officer.name))
            continue
        result = AssignResult.ASSIGNED
        if role is Duty.LIAISON and held:
            former = held[0]
            before = work.get(Account, former.account_id).name
            if not hand_over:
                results.append(AssignedRow(enterprise_id, enterprise.name, AssignResult.KEPT, before))
                continue
            _end(former, starts_on, reason, enterprise.name)
            work.session.flush()
            result = AssignResult.HANDED_OVER
        work.add(
            Assignment(
                enterprise_id=enterprise_id, account_id=officer.id, role=role, starts_on=starts_on, reason=reason
            )
        )
        results.append(AssignedRow(enterprise_id, enterprise.name, result, before))
    return results


def _end(duty: Assignment, day: date, reason: str, enterprise: str) -> None:
    if day < duty.starts_on:
        raise Invalid(
            N_("{enterprise}: the duty began on {start} and cannot end on {end}."),
            remedy=N_("Choose a later day."),
            field="starts_on",
            enterprise=enterprise,
            start=duty.starts_on.isoformat(),
            end=day.isoformat(),
        )
    duty.ends_on = day
    duty.end_reason = reason


@changes(Permission.ASSIGN)
def end_duty(work: Work, assignment_id: int, *, ends_on: date, reason: str) -> None:
    """End a duty without a successor; the enterprise then stands in the list of gaps."""
    duty = work.get(Assignment, assignment_id, lock=True)
    if duty.ends_on is not None:
        raise Invalid(N_("This duty has ended already."))
    _end(duty, ends_on, _reason(reason), work.get(Enterprise, duty.enterprise_id).name)


@changes(Permission.ASSIGN)
def assign_subdistrict(work: Work, subdistrict_id: int, account_id: int, *, starts_on: date, reason: str) -> None:
    """Make an officer responsible for a sub-district; the former officer's duty ends that day."""
    officer = _officer(work, account_id)
    reason = _reason(reason)
    work.get(Subdistrict, subdistrict_id, lock=True)
    former = work.session.scalar(
        sa.select(SubdistrictDuty).where(
            SubdistrictDuty.subdistrict_id == subdistrict_id, SubdistrictDuty.ends_on.is_(None)
        )
    )
    if former is not None:
        if former.account_id == officer.id:
            return
        if starts_on < former.starts_on:
            raise Invalid(
                N_("The present officer's duty began on {start}."),
                remedy=N_("Choose a later day."),
                field="starts_on",
                start=former.starts_on.isoformat(),
            )
        former.ends_on = starts_on
        work.session.flush()
    work.add(SubdistrictDuty(subdistrict_id=subdistrict_id, account_id=officer.id, starts_on=starts_on, reason=reason))


@asks(Permission.ASSIGNMENT_READ)
def duties_of(work: Work, enterprise_id: int) -> list[DutyRow]:
    """Every duty for an enterprise, open ones first, then the latest."""
    query = (
        sa.select(Assignment, Account.name)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id == enterprise_id)
        .order_by(Assignment.ends_on.is_not(None), Assignment.role, Assignment.starts_on.desc())
    )
    return [
        DutyRow(duty.id, duty.account_id, name, duty.role, duty.starts_on, duty.ends_on, duty.reason, duty.end_reason)
        for duty, name in work.session.execute(query)
    ]


def _without_liaison() -> sa.ColumnElement[bool]:
    return ~sa.exists().where(Assignment.enterprise_id == Enterprise.id, _open(Duty.LIAISON))


@asks(Permission.ASSIGNMENT_READ)
def gaps(
    work: Work, *, subdistrict_id: int | None = None, offset: int = 0, limit: int = 200
) -> tuple[int, list[GapRow]]:
    """How many enterprises have no liaison officer, and a page of them by name."""
    conditions = [_without_liaison()]
    if subdistrict_id is not None:
        conditions.append(Enterprise.subdistrict_id == subdistrict_id)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(Enterprise).where(*conditions)) or 0
    query = (
        sa.select(Enterprise.id, Enterprise.name, Enterprise.uscc, Subdistrict.name.label("subdistrict"))
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(*conditions)
        .order_by(Enterprise.name)
        .offset(offset)
        .limit(limit)
    )
    rows = work.session.execute(query).all()
    former = _last_liaisons(work, [row.id for row in rows])
    return count, [
        GapRow(row.id, row.name, row.uscc, row.subdistrict or "", *former.get(row.id, ("", None))) for row in rows
    ]


def _last_liaisons(work: Work, enterprise_ids: Iterable[int]) -> dict[int, tuple[str, date | None]]:
    query = (
        sa.select(Assignment.enterprise_id, Account.name, Assignment.ends_on)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id.in_(list(enterprise_ids)), Assignment.role == Duty.LIAISON)
        .order_by(Assignment.ends_on, Assignment.id)
    )
    return {enterprise: (name, ended) for enterprise, name, ended in work.session.execute(query)}


def liaisons_of(work: Work, enterprise_ids: Iterable[int]) -> dict[int, tuple[int, str, date]]:
    """The open liaison officer of each enterprise that has one: account id, name, since."""
    query = (
        sa.select(Assignment.enterprise_id, Account.id, Account.name, Assignment.starts_on)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id.in_(list(enterprise_ids)), _open(Duty.LIAISON))
    )
    return {enterprise: (account, name, since) for enterprise, account, name, since in work.session.execute(query)}


def enterprises_of(account_id: int) -> sa.Select[int]:
    """A select of the enterprises an officer serves now, in any role; for filters of the layers above."""
    return sa.select(Assignment.enterprise_id).where(Assignment.account_id == account_id, Assignment.ends_on.is_(None))


@asks(Permission.ASSIGNMENT_READ)
def subdistricts(work: Work) -> list[SubdistrictRow]:
    """Every sub-district by code, with its officer and its gaps."""
    totals: Counter[int | None] = Counter()
    missing: Counter[int | None] = Counter()
    per = sa.select(Enterprise.subdistrict_id, sa.func.count()).group_by(Enterprise.subdistrict_id)
    totals.update(dict(work.session.execute(per).all()))
    missing.update(dict(work.session.execute(per.where(_without_liaison())).all()))
    query = (
        sa.select(Subdistrict.id, Subdistrict.name, SubdistrictDuty.account_id, Account.name, SubdistrictDuty.starts_on)
        .outerjoin(
            SubdistrictDuty,
            sa.and_(SubdistrictDuty.subdistrict_id == Subdistrict.id, SubdistrictDuty.ends_on.is_(None)),
        )
        .outerjoin(Account, Account.id == SubdistrictDuty.account_id)
        .order_by(Subdistrict.code)
    )
    return [
        SubdistrictRow(key, name, account, officer or "", since, totals[key], missing[key])
        for key, name, account, officer, since in work.session.execute(query)
    ]


@asks(Permission.ASSIGNMENT_READ)
def portfolios(work: Work) -> list[PortfolioRow]:
    """Every active officer with the number of enterprises they serve."""
    counts: dict[tuple[int, Duty], int] = {
        (account, role): n
        for account, role, n in work.session.execute(
            sa.select(Assignment.account_id, Assignment.role, sa.func.count())
            .where(Assignment.ends_on.is_(None))
            .group_by(Assignment.account_id, Assignment.role)
        )
    }
    officers = work.session.scalars(
        sa.select(Account)
        .where(Account.active, Account.role.in_((Role.LIAISON, Role.SPECIALIST, Role.SUPERVISOR)))
        .order_by(Account.role, Account.name)
    )
    return [
        PortfolioRow(
            officer.id,
            officer.name,
            officer.role,
            counts.get((officer.id, Duty.LIAISON), 0),
            counts.get((officer.id, Duty.SPECIALIST), 0),
        )
        for officer in officers
    ]

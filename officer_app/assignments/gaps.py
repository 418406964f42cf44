"""Where nobody is responsible, now or from a day on; and how much everybody holds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.assignments.dated import in_charge_from, in_charge_on, serves_on
from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.people.access import Permission, Role
from officer_app.people.model import Account


@dataclass(frozen=True)
class GapRow:
    """An enterprise without a liaison officer since a day, or from a day to come.

    `last` is the one it had or still has; `since` is None where it never had one. `next` takes over on `until`, if
    that is arranged.
    """

    enterprise_id: int
    enterprise: str
    uscc: str
    subdistrict: str
    last: str
    since: date | None
    next: str = ""
    until: date | None = None


@dataclass(frozen=True)
class SubdistrictRow:
    """A sub-district with its officer (empty if none), its enterprises and how many lack a liaison officer now.

    `until` is the day from which nobody is arranged to follow, if there is one; `next` the officer who is arranged to
    begin on `next_on`.
    """

    id: int
    name: str
    officer_id: int | None
    officer: str
    since: date | None
    enterprises: int
    gaps: int
    until: date | None = None
    next: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class PortfolioRow:
    """An officer with the number of enterprises held in each role."""

    account_id: int
    officer: str
    role: Role
    liaison: int
    specialist: int
    backup: int = 0


@asks(Permission.ASSIGNMENT_READ)
def gaps(
    work: Work, *, subdistrict_id: int | None = None, ahead: bool = False, offset: int = 0, limit: int = 200
) -> tuple[int, list[GapRow]]:
    """How many enterprises have no liaison officer today, and a page of them by name.

    With `ahead`: those that have one today, whose duty ends with nobody arranged to follow on that day.
    """
    conditions = [_loses_liaison(work.today) if ahead else _without_liaison(work.today)]
    if subdistrict_id is not None:
        conditions.append(Enterprise.subdistrict_id == subdistrict_id)
    if ahead or subdistrict_id is not None:
        count = work.session.scalar(sa.select(sa.func.count()).select_from(Enterprise).where(*conditions)) or 0
    else:
        count = _gap_count(work)
    query = (
        sa.select(Enterprise.id, Enterprise.name, Enterprise.uscc, Subdistrict.name.label("subdistrict"))
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(*conditions)
        .order_by(Enterprise.name_key, Enterprise.id)
        .offset(offset)
        .limit(limit)
    )
    rows = work.session.execute(query).all()
    before, after = _around(work, [row.id for row in rows], ahead=ahead)
    return count, [
        GapRow(
            row.id,
            row.name,
            row.uscc,
            row.subdistrict or "",
            *before.get(row.id, ("", None)),
            *after.get(row.id, ("", None)),
        )
        for row in rows
    ]


def _gap_count(work: Work) -> int:
    """All enterprises but those that are served: twice as fast as asking each whether it is not."""
    served = sa.select(sa.func.count(sa.distinct(Assignment.enterprise_id))).where(serves_on(work.today, Duty.LIAISON))
    every = sa.select(sa.func.count()).select_from(Enterprise)
    return (work.session.scalar(every) or 0) - (work.session.scalar(served) or 0)


def _without_liaison(day: date) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(Assignment.enterprise_id == Enterprise.id, serves_on(day, Duty.LIAISON))


def _loses_liaison(day: date) -> sa.ColumnElement[bool]:
    """A liaison duty, of today or to come, ends with nobody to follow on the day it ends."""
    follows = sa.alias(Assignment.__table__, "follows")
    nobody = ~sa.exists().where(
        follows.c.enterprise_id == Assignment.enterprise_id,
        follows.c.role == Duty.LIAISON,
        follows.c.starts_on <= Assignment.ends_on,
        sa.or_(follows.c.ends_on.is_(None), follows.c.ends_on > Assignment.ends_on),
    )
    # Few duties have an end ahead: they are looked for first, not every enterprise asked.
    ending = sa.select(Assignment.enterprise_id).where(
        Assignment.role == Duty.LIAISON,
        Assignment.ends_on > day,
        Assignment.ends_on > Assignment.starts_on,
        nobody,
    )
    return sa.and_(Enterprise.id.in_(ending), sa.not_(_without_liaison(day)))


_Known = dict[int, tuple[str, date | None]]


def _around(work: Work, enterprise_ids: list[int], *, ahead: bool) -> tuple[_Known, _Known]:
    """Of each enterprise: the liaison officer before its gap with the gap's first day, and who comes after, when."""
    duties: dict[int, list[tuple[date, date | None, str]]] = {}
    query = (
        sa.select(Assignment.enterprise_id, Assignment.starts_on, Assignment.ends_on, Account.name)
        .join(Account, Account.id == Assignment.account_id)
        .where(
            Assignment.enterprise_id.in_(enterprise_ids),
            Assignment.role == Duty.LIAISON,
            sa.or_(Assignment.ends_on.is_(None), Assignment.ends_on > Assignment.starts_on),
        )
        .order_by(Assignment.starts_on, Assignment.id)
    )
    for enterprise, starts_on, ends_on, name in work.session.execute(query):
        duties.setdefault(enterprise, []).append((starts_on, ends_on, name))
    before: _Known = {}
    after: _Known = {}
    for enterprise, spent in duties.items():
        at = work.today
        if ahead:  # the end of the unbroken run of duties that holds today
            for starts_on, ends_on, _name in spent:
                if starts_on <= at and ends_on is not None and ends_on > at:
                    at = ends_on
        ended = [(ends_on, name) for _starts, ends_on, name in spent if ends_on is not None and ends_on <= at]
        if ended:
            since, last = max(ended)
            before[enterprise] = (last, since)
        coming = [(starts_on, name) for starts_on, _ends, name in spent if starts_on > at]
        if coming:
            until, following = min(coming)
            after[enterprise] = (following, until)
    return before, after


def liaisons_of(work: Work, enterprise_ids: Iterable[int]) -> dict[int, tuple[int, str, date]]:
    """The liaison officer today of each enterprise that has one: account id, name, since."""
    query = (
        sa.select(Assignment.enterprise_id, Account.id, Account.name, Assignment.starts_on)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id.in_(list(enterprise_ids)), serves_on(work.today, Duty.LIAISON))
    )
    return {enterprise: (account, name, since) for enterprise, account, name, since in work.session.execute(query)}


@asks(Permission.ASSIGNMENT_READ)
def subdistricts(work: Work) -> list[SubdistrictRow]:
    """Every sub-district by code, with its officer and its gaps today."""
    totals: Counter[int | None] = Counter()
    missing: Counter[int | None] = Counter()
    per = sa.select(Enterprise.subdistrict_id, sa.func.count()).group_by(Enterprise.subdistrict_id)
    totals.update(dict(work.session.execute(per).all()))
    missing.update(dict(work.session.execute(per.where(_without_liaison(work.today))).all()))
    query = (
        sa.select(
            Subdistrict.id,
            Subdistrict.name,
            SubdistrictDuty.account_id,
            Account.name,
            SubdistrictDuty.starts_on,
            SubdistrictDuty.ends_on,
        )
        .outerjoin(
            SubdistrictDuty,
            sa.and_(SubdistrictDuty.subdistrict_id == Subdistrict.id, in_charge_on(work.today)),
        )
        .outerjoin(Account, Account.id == SubdistrictDuty.account_id)
        .order_by(Subdistrict.code)
    )
    coming = (
        sa.select(SubdistrictDuty.subdistrict_id, Account.name, SubdistrictDuty.starts_on)
        .join(Account, Account.id == SubdistrictDuty.account_id)
        .where(SubdistrictDuty.starts_on > work.today, in_charge_from(work.today))
        .order_by(SubdistrictDuty.starts_on.desc())
    )
    # The first to come is the last one read.
    following = {key: (name, day) for key, name, day in work.session.execute(coming)}
    return [
        SubdistrictRow(
            key,
            name,
            account,
            officer or "",
            since,
            totals[key],
            missing[key],
            until if key not in following or following[key][1] != until else None,
            *following.get(key, ("", None)),
        )
        for key, name, account, officer, since, until in work.session.execute(query)
    ]


def vacant_subdistricts(work: Work) -> list[str]:
    """The sub-districts that have no officer today, by code; for use cases that have checked access."""
    served = sa.exists().where(SubdistrictDuty.subdistrict_id == Subdistrict.id, in_charge_on(work.today))
    return list(work.session.scalars(sa.select(Subdistrict.name).where(~served).order_by(Subdistrict.code)))


@asks(Permission.ASSIGNMENT_READ)
def portfolios(work: Work) -> list[PortfolioRow]:
    """Every active officer with the number of enterprises they serve today."""
    counts: dict[tuple[int, Duty], int] = {
        (account, role): n
        for account, role, n in work.session.execute(
            sa.select(Assignment.account_id, Assignment.role, sa.func.count())
            .where(serves_on(work.today))
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
            counts.get((officer.id, Duty.BACKUP), 0),
        )
        for officer in officers
    ]

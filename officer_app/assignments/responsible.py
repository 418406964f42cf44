"""Who was responsible on a day, is today, or will be as arranged so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.assignments.dated import in_charge_on, serves_on
from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.core.folding import fold
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.people.access import Permission
from officer_app.people.model import Account


@dataclass(frozen=True)
class InCharge:
    """An officer with the day the duty began and its end, if one is set."""

    account_id: int
    officer: str
    since: date
    until: date | None


@dataclass(frozen=True)
class ResponsibleRow:
    """An enterprise and who serves it on the day asked for; `town_officer` is the officer of its sub-district."""

    enterprise_id: int
    enterprise: str
    uscc: str
    subdistrict: str
    liaison: InCharge | None
    specialists: tuple[InCharge, ...]
    backup: InCharge | None
    town_officer: str


@asks(Permission.ASSIGNMENT_READ)
def responsible_on(
    work: Work,
    day: date,
    *,
    enterprise_id: int | None = None,
    text: str = "",
    officer_id: int | None = None,
    subdistrict_id: int | None = None,
    offset: int = 0,
    limit: int = 200,
) -> tuple[int, list[ResponsibleRow]]:
    """How many enterprises are meant, and a page of them by name with who serves them on `day`.

    `text` is a part of the name or of the credit code; `officer_id` takes those the officer serves on that day in any
    role. An enterprise that nobody serves that day is there too, unless an officer is asked for.
    """
    conditions = _meant(day, enterprise_id, text, officer_id, subdistrict_id)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(Enterprise).where(*conditions)) or 0
    query = (
        sa.select(Enterprise.id, Enterprise.name, Enterprise.uscc, Enterprise.subdistrict_id, Subdistrict.name)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(*conditions)
        .order_by(Enterprise.name_key, Enterprise.id)
        .offset(offset)
        .limit(limit)
    )
    found = work.session.execute(query).all()
    serving = in_charge_of(work, [row[0] for row in found], day)
    towns = dict(
        work.session.execute(
            sa.select(SubdistrictDuty.subdistrict_id, Account.name)
            .join(Account, Account.id == SubdistrictDuty.account_id)
            .where(in_charge_on(day))
        ).all()
    )
    rows = []
    for key, name, uscc, town_id, town in found:
        held = serving.get(key, {})
        liaisons, backups = held.get(Duty.LIAISON, []), held.get(Duty.BACKUP, [])
        rows.append(
            ResponsibleRow(
                key,
                name,
                uscc,
                town or "",
                liaisons[-1] if liaisons else None,
                tuple(held.get(Duty.SPECIALIST, ())),
                backups[-1] if backups else None,
                towns.get(town_id or 0, ""),
            )
        )
    return count, rows


def _meant(
    day: date, enterprise_id: int | None, text: str, officer_id: int | None, subdistrict_id: int | None
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if enterprise_id is not None:
        conditions.append(Enterprise.id == enterprise_id)
    if subdistrict_id is not None:
        conditions.append(Enterprise.subdistrict_id == subdistrict_id)
    if officer_id is not None:
        served = sa.select(Assignment.enterprise_id).where(Assignment.account_id == officer_id, serves_on(day))
        conditions.append(Enterprise.id.in_(served))
    if wanted := text.strip():
        conditions.append(
            sa.or_(
                Enterprise.name_key.contains(fold(wanted), autoescape=True),
                Enterprise.uscc.contains(wanted.upper(), autoescape=True),
            )
        )
    return conditions


def in_charge_of(work: Work, enterprise_ids: Sequence[int], day: date) -> dict[int, dict[Duty, list[InCharge]]]:
    """Who serves some enterprises on a day, by role, the longest in duty first."""
    query = (
        sa.select(
            Assignment.enterprise_id,
            Assignment.role,
            Account.id,
            Account.name,
            Assignment.starts_on,
            Assignment.ends_on,
        )
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id.in_(enterprise_ids), serves_on(day))
        .order_by(Assignment.starts_on, Assignment.id)
    )
    found: dict[int, dict[Duty, list[InCharge]]] = {}
    for enterprise, role, account, name, since, until in work.session.execute(query):
        found.setdefault(enterprise, {}).setdefault(role, []).append(InCharge(account, name, since, until))
    return found

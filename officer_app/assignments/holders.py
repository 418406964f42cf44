"""Who holds duties, today or later: the portfolios that can be handed over, and those that must be."""

from dataclasses import dataclass

import sqlalchemy as sa

from officer_app.assignments.dated import in_charge_from, serves_on, touch
from officer_app.assignments.model import Assignment, SubdistrictDuty
from officer_app.assignments.service import SERVING
from officer_app.core.work import Work, asks
from officer_app.people.access import Permission
from officer_app.people.model import Account


@dataclass(frozen=True)
class HolderRow:
    """Somebody who holds duties today or later, also one who has left; `enterprises` counts those of today, `towns` the
    sub-districts."""

    account_id: int
    name: str
    active: bool
    enterprises: int
    towns: int = 0


@asks(Permission.ASSIGN)
def holders(work: Work) -> list[HolderRow]:
    """Whose portfolio can be handed over: those who have left first, then by name."""
    return _holding(work, sa.true())


def left_behind(work: Work) -> list[HolderRow]:
    """Those who have left, or work in another capacity now, and still hold something; for use cases that have checked
    access."""
    return _holding(work, sa.or_(~Account.active, Account.role.not_in(SERVING)))


def _holding(work: Work, who: sa.ColumnElement[bool]) -> list[HolderRow]:
    accounts = work.session.execute(
        sa.select(Account.id, Account.name, Account.active).where(who).order_by(Account.active, Account.name)
    ).all()
    keys = [key for key, _name, _active in accounts]
    today = sa.func.count(sa.distinct(sa.case((serves_on(work.today), Assignment.enterprise_id))))
    served = sa.select(Assignment.account_id, today).where(Assignment.account_id.in_(keys), touch(work.today, None))
    enterprises = dict(work.session.execute(served.group_by(Assignment.account_id)).all())
    charge = (
        sa.select(SubdistrictDuty.account_id, sa.func.count(sa.distinct(SubdistrictDuty.subdistrict_id)))
        .where(SubdistrictDuty.account_id.in_(keys), in_charge_from(work.today))
        .group_by(SubdistrictDuty.account_id)
    )
    towns = dict(work.session.execute(charge).all())
    return [
        HolderRow(key, name, active, enterprises.get(key, 0), towns.get(key, 0))
        for key, name, active in accounts
        if key in enterprises or key in towns
    ]

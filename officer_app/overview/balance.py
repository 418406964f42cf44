"""Who carries how much: officers with what they serve, what is open and what is late at it, against the office's mean.

A load is counted in points. Enterprises served in each duty, open demands and overdue contacts weigh as the setting
balance.weights says, in hundredths of an enterprise served as liaison officer. Above and below which share of the mean
somebody is over- or underloaded is the setting balance.limits, in percent.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.cover import Standing, covered_today
from officer_app.assignments.dated import in_charge_on, serves_on
from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.core.policy import Dated
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.model import OPEN_STATES, Demand
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import N_
from officer_app.people.access import Permission, Role
from officer_app.people.model import Account
from officer_app.visits.due_order import DueCount, due_counts

WEIGHTS: Final = Dated("balance.weights", dict)
LIMITS: Final = Dated("balance.limits", dict)
# Calendar days ahead in which a contact that falls due counts as planned, or due soon; the Chinese title of the column
# says the number.
AHEAD: Final = 30
_WHOLE: Final = 100
_ROLES: Final = (Role.LIAISON, Role.SPECIALIST, Role.SUPERVISOR)


class Verdict(Word):
    """How somebody's load compares with the office's mean."""

    OVER = "over", N_("Overloaded")
    EVEN = "even", N_("Even")
    UNDER = "under", N_("Underloaded")


@dataclass(frozen=True)
class LoadRow:
    """An officer's load. `industries` and `towns` count the enterprises served as liaison officer, the most first.

    `counted` tells those whose load makes the mean: liaison officers, and whoever else carries anything. `in_charge`
    names the officer's own sub-districts, `covered` who stands in for them today.
    """

    account_id: int
    officer: str
    role: Role
    active: bool
    liaison: int
    specialist: int
    backup: int
    demands: int
    overdue: int
    planned: int
    points: float
    counted: bool
    verdict: Verdict
    industries: tuple[tuple[Industry | None, int], ...]
    towns: tuple[tuple[str, int], ...]
    in_charge: tuple[str, ...]
    covered: Standing | None


@dataclass(frozen=True)
class Balance:
    """Every officer's load, the heaviest first; the mean, and the points above and below which it is out of balance."""

    rows: tuple[LoadRow, ...]
    mean: float
    over: float
    under: float

    @property
    def heaviest(self) -> float:
        """The largest load, for bars."""
        return max((row.points for row in self.rows), default=0.0)


@dataclass(frozen=True)
class _Held:
    duties: dict[tuple[int, Duty], int]
    industries: dict[int, Counter[Industry | None]]
    towns: dict[int, Counter[str]]
    demands: dict[int, int]
    due: dict[int, DueCount]


@asks(Permission.ASSIGNMENT_READ)
def balance(work: Work) -> Balance:
    """The load of every active officer, and of those who left and still hold something. Rows are counted, not read."""
    held = _held(work)
    holding = {account for account, _duty in held.duties} | set(held.demands)
    officers = work.session.execute(
        sa.select(Account.id, Account.name, Account.role, Account.active).where(
            sa.or_(sa.and_(Account.active, Account.role.in_(_ROLES)), Account.id.in_(holding))
        )
    ).all()
    weights = WEIGHTS.on(work, work.today)
    points = {key: _points(held, key, weights) for key, *_rest in officers}
    counted = {key for key, _name, role, active in officers if points[key] or (role == Role.LIAISON and active)}
    mean = sum(points[key] for key in counted) / len(counted) if counted else 0.0
    limits = LIMITS.on(work, work.today)
    over, under = mean * limits["over"] / _WHOLE, mean * limits["under"] / _WHOLE
    covered, in_charge = covered_today(work), _in_charge(work)
    rows = []
    for key, name, role, active in officers:
        due = held.due.get(key, DueCount(0, 0))
        verdict = Verdict.EVEN
        if key in counted and len(counted) > 1:
            verdict = Verdict.OVER if points[key] > over else Verdict.UNDER if points[key] < under else Verdict.EVEN
        rows.append(
            LoadRow(
                account_id=key,
                officer=name,
                role=role,
                active=active,
                liaison=held.duties.get((key, Duty.LIAISON), 0),
                specialist=held.duties.get((key, Duty.SPECIALIST), 0),
                backup=held.duties.get((key, Duty.BACKUP), 0),
                demands=held.demands.get(key, 0),
                overdue=due.overdue,
                planned=due.planned,
                points=points[key],
                counted=key in counted,
                verdict=verdict,
                industries=tuple(held.industries.get(key, Counter()).most_common()),
                towns=tuple(held.towns.get(key, Counter()).most_common()),
                in_charge=tuple(in_charge.get(key, ())),
                covered=covered.get(key),
            )
        )
    return Balance(tuple(sorted(rows, key=lambda row: (-row.points, row.officer))), mean, over, under)


def _held(work: Work) -> _Held:
    duties = {
        (account, role): count
        for account, role, count in work.session.execute(
            sa.select(Assignment.account_id, Assignment.role, sa.func.count())
            .where(serves_on(work.today))
            .group_by(Assignment.account_id, Assignment.role)
        )
    }
    industries: dict[int, Counter[Industry | None]] = {}
    towns: dict[int, Counter[str]] = {}
    query = (
        sa.select(Assignment.account_id, Enterprise.industry, Subdistrict.name, sa.func.count())
        .join(Enterprise, Enterprise.id == Assignment.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(serves_on(work.today, Duty.LIAISON))
        .group_by(Assignment.account_id, Enterprise.industry, Subdistrict.name)
    )
    for account, industry, town, count in work.session.execute(query):
        industries.setdefault(account, Counter())[industry] += count
        towns.setdefault(account, Counter())[town or ""] += count
    handled = (
        sa.select(Demand.handler_id, sa.func.count()).where(Demand.state.in_(OPEN_STATES)).group_by(Demand.handler_id)
    )
    demands = {handler: count for handler, count in work.session.execute(handled) if handler is not None}
    return _Held(duties, industries, towns, demands, due_counts(work, work.today + timedelta(days=AHEAD)))


def _points(held: _Held, account_id: int, weights: dict[str, int]) -> float:
    due = held.due.get(account_id, DueCount(0, 0))
    hundredths = sum(held.duties.get((account_id, duty), 0) * weights[duty.value] for duty in Duty)
    hundredths += held.demands.get(account_id, 0) * weights["demand"] + due.overdue * weights["overdue"]
    return hundredths / _WHOLE


def _in_charge(work: Work) -> dict[int, list[str]]:
    query = (
        sa.select(SubdistrictDuty.account_id, Subdistrict.name)
        .join(Subdistrict, Subdistrict.id == SubdistrictDuty.subdistrict_id)
        .where(in_charge_on(work.today))
        .order_by(Subdistrict.code)
    )
    found: dict[int, list[str]] = {}
    for account, town in work.session.execute(query):
        found.setdefault(account, []).append(town)
    return found

"""Who could take the enterprises that nobody serves: by sub-district and by load, each with its reason.

Nothing is assigned by itself: a supervisor confirms some of the suggestions, which is then an ordinary assignment.
The officer of the sub-district comes first, then whoever serves most enterprises there already, then the least loaded
liaison officer. Whoever is overloaded, what is suggested here counted in, or absent, is passed over while anybody else
is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.assignments.dated import in_charge_on, serves_on, touch
from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.assignments.service import AssignedRow, assign
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise, Listing, Subdistrict
from officer_app.i18n import N_
from officer_app.overview.balance import WEIGHTS, Balance, LoadRow, balance
from officer_app.people.access import Permission, Role

# Id, name, sub-district with its name, tier.
_Gap = tuple[int, str, int | None, str, int | None]


class Ground(Word):
    """Why an officer is suggested."""

    IN_CHARGE = "in_charge", N_("Officer of the sub-district")
    SERVES_MOST = "serves_most", N_("Serves most enterprises there")
    LEAST_LOADED = "least_loaded", N_("Least loaded")


@dataclass(frozen=True)
class Suggestion:
    """An enterprise without a liaison officer, and the officer suggested for it.

    `there` counts the enterprises the officer serves in that sub-district; `points` is the load with this one and those
    suggested above it, `mean` the office's. `passed_over` names the officer of the sub-district where that is another.
    """

    enterprise_id: int
    enterprise: str
    subdistrict: str
    tier: int | None
    account_id: int
    officer: str
    ground: Ground
    there: int
    points: float
    mean: float
    passed_over: str


@dataclass(frozen=True)
class Suggestions:
    """The first of `gaps` enterprises without a liaison officer, those listed in an edition before the others."""

    gaps: int
    rows: tuple[Suggestion, ...]


@asks(Permission.ASSIGN)
def suggest_officers(work: Work, *, subdistrict_id: int | None = None, limit: int = 200) -> Suggestions:
    """Suggestions for enterprises nobody serves, at most `limit` at a time; none in an office without officers."""
    gap = [_unserved(work)]
    if subdistrict_id is not None:
        gap.append(Enterprise.subdistrict_id == subdistrict_id)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(Enterprise).where(*gap)) or 0
    loads = balance(work)
    able = [row for row in loads.rows if row.active]
    if not able or not count:
        return Suggestions(count, ())
    choice = _Choice(work, loads, able)
    return Suggestions(count, tuple(choice.suggest(*row) for row in _gaps(work, gap, limit)))


@changes(Permission.ASSIGN)
def confirm_suggestions(
    work: Work, confirmed: Sequence[tuple[int, int]], *, starts_on: date, reason: str
) -> list[AssignedRow]:
    """Make each officer the liaison officer of the enterprise named with them, all in one transaction.

    An enterprise that was given an officer meanwhile keeps them, and its row says so. Raises Invalid, NotFound.
    """
    wanted: dict[int, list[int]] = {}
    for enterprise_id, account_id in dict(confirmed).items():
        wanted.setdefault(account_id, []).append(enterprise_id)
    results: dict[int, AssignedRow] = {}
    for account_id, enterprise_ids in wanted.items():
        rows = assign(work, enterprise_ids, account_id, Duty.LIAISON, starts_on=starts_on, reason=reason)
        results.update((row.enterprise_id, row) for row in rows)
    return [results[enterprise_id] for enterprise_id in dict(confirmed)]


def _unserved(work: Work) -> sa.ColumnElement[bool]:
    """Nobody is its liaison officer, today or as arranged for later."""
    return ~sa.exists().where(
        Assignment.enterprise_id == Enterprise.id,
        Assignment.role == Duty.LIAISON,
        touch(work.today, None),
    )


def _gaps(work: Work, gap: list[sa.ColumnElement[bool]], limit: int) -> list[_Gap]:
    """Id, name, sub-district and tier of the first gaps: those listed by tier, then the others."""
    tier = sa.func.min(Listing.tier)
    columns = (Enterprise.id, Enterprise.name, Enterprise.subdistrict_id, Subdistrict.name)
    listed = (
        sa.select(*columns, tier)
        .join(Listing, Listing.enterprise_id == Enterprise.id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(Listing.removed_on.is_(None), *gap)
        .group_by(*columns)
        .order_by(tier, Enterprise.id)
        .limit(limit)
    )
    found = _read(work, listed)
    if len(found) < limit:
        on_a_list = sa.exists().where(Listing.enterprise_id == Enterprise.id, Listing.removed_on.is_(None))
        others = (
            sa.select(*columns, sa.null())
            .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
            .where(~on_a_list, *gap)
            .order_by(Enterprise.id)
            .limit(limit - len(found))
        )
        found += _read(work, others)
    return found


def _read(
    work: Work, query: sa.Select[int, str, int | None, str, int] | sa.Select[int, str, int | None, str, None]
) -> list[_Gap]:
    return [
        (key, name, town, town_name or "", rank) for key, name, town, town_name, rank in work.session.execute(query)
    ]


class _Choice:
    """Chooses for one enterprise after the other, what it has chosen counted in."""

    def __init__(self, work: Work, loads: Balance, able: list[LoadRow]) -> None:
        self._mean, self._over = loads.mean, loads.over
        self._weight = WEIGHTS.on(work, work.today)["liaison"] / 100
        self._able = {row.account_id: row for row in able}
        self._points = {row.account_id: row.points for row in able}
        liaisons = [row.account_id for row in able if row.role is Role.LIAISON]
        self._anybody = liaisons or list(self._able)
        self._in_charge = dict(
            work.session.execute(
                sa.select(SubdistrictDuty.subdistrict_id, SubdistrictDuty.account_id).where(in_charge_on(work.today))
            ).all()
        )
        self._there: dict[int | None, dict[int, int]] = {}
        served = (
            sa.select(Enterprise.subdistrict_id, Assignment.account_id, sa.func.count())
            .join(Enterprise, Enterprise.id == Assignment.enterprise_id)
            .where(serves_on(work.today, Duty.LIAISON), Enterprise.subdistrict_id.is_not(None))
            .group_by(Enterprise.subdistrict_id, Assignment.account_id)
        )
        for town, account, number in work.session.execute(served):
            self._there.setdefault(town, {})[account] = number

    def suggest(self, enterprise_id: int, name: str, town: int | None, town_name: str, tier: int | None) -> Suggestion:
        there = self._there.setdefault(town, {})
        chief = self._in_charge.get(town) if town is not None else None
        most = max((key for key in there if key in self._able), key=lambda key: (there[key], -key), default=None)
        least = min(self._anybody, key=lambda key: (self._pressed(key), self._points[key], key))
        account, ground = least, Ground.LEAST_LOADED
        for candidate, why in ((chief, Ground.IN_CHARGE), (most, Ground.SERVES_MOST)):
            if candidate in self._able and (not self._pressed(candidate) or self._pressed(least)):
                account, ground = candidate, why
                break
        self._points[account] += self._weight
        held = there.get(account, 0)
        if town is not None:
            there[account] = held + 1
        return Suggestion(
            enterprise_id=enterprise_id,
            enterprise=name,
            subdistrict=town_name,
            tier=tier,
            account_id=account,
            officer=self._able[account].officer,
            ground=ground,
            there=held,
            points=self._points[account],
            mean=self._mean,
            passed_over=self._able[chief].officer if chief in self._able and chief != account else "",
        )

    def _pressed(self, account_id: int) -> bool:
        """Absent today, or overloaded with one more."""
        row = self._able[account_id]
        return row.covered is not None or (self._mean > 0 and self._points[account_id] + self._weight > self._over)

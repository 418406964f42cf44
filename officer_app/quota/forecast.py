"""How many units a year's pool will use: what is left, the cases under way, and when none would be left.

Every share is a fraction with its numerator and denominator, taken from the cases that were approved or ended in the
last twelve months. With too few of them nothing is foretold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import sqlalchemy as sa

from officer_app.cases.model import CaseStep, TalentCase
from officer_app.cases.words import State, Step
from officer_app.core.errors import AppError
from officer_app.core.work import Work, asks
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.lists import quota_status
from officer_app.quota.model import GENERAL

LEAST: Final = 10  # cases that ended in the window; fewer tell nothing
_LEAST_OF_STATE: Final = 5  # below it the share of all cases stands for the state
WINDOW: Final = 365  # days
_PIPE: Final = (
    State.PRE_REVIEW,
    State.SUPPLEMENT,
    State.ACCEPTANCE,
    State.FIRST_REVIEW,
    State.REVIEW_SUPPLEMENT,
    State.PANEL,
    State.PUBLICITY_DUE,
    State.PUBLICITY,
)
_ENDED: Final = (State.REJECTED, State.WITHDRAWN, State.EXPIRED)


class TooLittleHistory(AppError):
    """A forecast would be a guess."""

    message = N_("Only {count} cases were approved or ended in the last twelve months; a forecast needs {least}.")
    remedy = N_("It is made as soon as there are enough.")


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many cases that came through a state and ended, how many were approved."""

    approved: int
    ended: int

    @property
    def fraction(self) -> Fraction:
        """Nought where none has ended."""
        return Fraction(self.approved, self.ended) if self.ended else Fraction(0)


@dataclass(frozen=True, slots=True)
class PipeRow:
    """The cases that stand in a state now, and the share of such cases that usually is approved."""

    state: State
    count: int
    share: Share

    @property
    def expected(self) -> Fraction:
        """Units they are expected to use."""
        return self.count * self.share.fraction


@dataclass(frozen=True, slots=True)
class MonthUse:
    """Units expected to be used from `first` to the end of its month, and what would be left of the pool then."""

    first: date
    expected: Fraction
    left: Fraction


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is foretold for a pool on a day, and what it rests on.

    `unused` counts the units granted and not used, `days` the usual days from filing to approval, `filed` the cases
    filed in the window; `empty_on` is the day on which every unit would be used, None if not in this year.
    """

    day: date
    unused: int
    left: int
    pipe: tuple[PipeRow, ...]
    overall: Share
    days: int
    filed: int
    months: tuple[MonthUse, ...]
    empty_on: date | None

    @property
    def expected(self) -> Fraction:
        """Units expected to be used by the end of the year."""
        return sum((month.expected for month in self.months), Fraction(0))


@asks(Permission.QUOTA_READ)
def forecast(work: Work, year: int, pool: str = GENERAL) -> Forecast:
    """Foretell the use of a pool of this year. Raises TooLittleHistory.

    Cases under way are taken to end evenly over the usual time from filing to approval; after that time those filed
    from now on end, as many a day as were filed in the last twelve months.
    """
    today = work.today
    since = work.now - timedelta(days=WINDOW)
    shares, overall = _shares(work, since)
    if overall.ended < LEAST:
        raise TooLittleHistory(count=overall.ended, least=LEAST)
    found = work.session.execute(
        sa.select(TalentCase.state, sa.func.count())
        .where(TalentCase.state.in_(_PIPE), TalentCase.pool == pool)
        .group_by(TalentCase.state)
    )
    counts: dict[State, int] = {state: count for state, count in found}  # noqa: C416 # rows are no pairs to a checker
    pipe = []
    for state in _PIPE:
        own = shares.get(state, Share(0, 0))
        share = own if own.ended >= _LEAST_OF_STATE else overall
        pipe.append(PipeRow(state, counts.get(state, 0), share))
    filed = (
        work.session.scalar(
            sa.select(sa.func.count())
            .select_from(TalentCase)
            .where(TalentCase.filed_on > today - timedelta(days=WINDOW), TalentCase.pool == pool)
        )
        or 0
    )
    days = _usual_days(work, since)
    status = quota_status(work, year, pool)
    unused = status.granted - status.used
    under_way = sum((row.expected for row in pipe), Fraction(0))
    coming = Fraction(filed, WINDOW) * overall.fraction
    months, empty_on = _by_month(today, year, unused, under_way / days, coming, days)
    return Forecast(today, unused, status.left, tuple(pipe), overall, days, filed, tuple(months), empty_on)


def _ends(since: object) -> "sa.Subquery":
    """The cases that were approved or ended in the window and still stand so."""
    final = TalentCase.state.in_((State.SETTLEMENT, State.SETTLED, *_ENDED))
    return (
        sa.select(
            CaseStep.case_id,
            sa.func.max(CaseStep.at).label("at"),
            sa.func.max(sa.case((TalentCase.state.in_(_ENDED), 0), else_=1)).label("approved"),
        )
        .join(TalentCase, TalentCase.id == CaseStep.case_id)
        .where(CaseStep.at >= since, final, CaseStep.state_after.in_((State.SETTLEMENT, *_ENDED)))
        .group_by(CaseStep.case_id)
        .subquery()
    )


def _shares(work: Work, since: object) -> tuple[dict[State, Share], Share]:
    """Per state the share of those that came through it, and of all."""
    ended = _ends(since)
    through = (
        sa.select(CaseStep.state_after, CaseStep.case_id, ended.c.approved)
        .join(ended, ended.c.case_id == CaseStep.case_id)
        .where(CaseStep.state_after.in_(_PIPE))
        .distinct()
        .subquery()
    )
    rows = work.session.execute(
        sa.select(through.c.state_after, sa.func.sum(through.c.approved), sa.func.count()).group_by(
            through.c.state_after
        )
    )
    shares = {State(state): Share(int(approved), count) for state, approved, count in rows}
    approved, count = work.session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(ended.c.approved), 0), sa.func.count()).select_from(ended)
    ).one()
    return shares, Share(int(approved), count)


def _usual_days(work: Work, since: object) -> int:
    """The middle of the days from filing to approval; half of all approvals take no longer. At least one."""
    rows = work.session.execute(
        sa.select(TalentCase.filed_on, CaseStep.at)
        .join(CaseStep, CaseStep.case_id == TalentCase.id)
        .where(CaseStep.at >= since, CaseStep.step == Step.DECIDE)
    )
    taken = sorted((at.date() - filed_on).days for filed_on, at in rows)
    return max(1, taken[len(taken) // 2]) if taken else 30


def _by_month(
    today: date, year: int, unused: int, under_way: Fraction, coming: Fraction, days: int
) -> tuple[Sequence[MonthUse], date | None]:
    """Day by day to the end of the year, `under_way` units a day first, then `coming` a day."""
    months: list[MonthUse] = []
    empty_on: date | None = None
    used = in_month = Fraction(0)
    day = first = today + timedelta(days=1)
    while day.year == year:
        a_day = under_way if (day - today).days <= days else coming
        used += a_day
        in_month += a_day
        if empty_on is None and unused and used >= unused:
            empty_on = day
        following = day + timedelta(days=1)
        if following.month != day.month:
            months.append(MonthUse(first, in_month, max(Fraction(0), unused - used)))
            first, in_month = following, Fraction(0)
        day = following
    return months, empty_on

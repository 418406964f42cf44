"""The figures of a report, read from the office."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final  # Any: rows of columns of several types

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.calendar import Pause
from officer_app.core.holidays import calendar_in_force
from officer_app.core.work import Work, asks
from officer_app.demands.model import Demand, DemandPause, DemandState
from officer_app.directory.industries import Industry
from officer_app.directory.model import DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.figures import (
    Compared,
    DemandFact,
    DemandFigures,
    ReportFigures,
    VisitFact,
    count_demands_of,
    count_facts,
)
from officer_app.visits.model import Outcome, Visit, VisitPolicy
from officer_app.visits.periods import Period
from officer_app.visits.plan import due_rows

# A period counts as known from the office's own records if they begin within its first days.
_FIRST_DAYS: Final = timedelta(days=6)
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose and which visits a report tells of; every field that is set narrows it.

    A visit is its officer's; sub-district and industry are those of the enterprise, the industry as its latest edition
    lists it.
    """

    officer_id: int | None = None
    subdistrict_id: int | None = None
    industry: Industry | None = None


@dataclass(frozen=True, slots=True)
class ScopeNames:
    """A scope as papers name it; `industry` is its code."""

    officer: str = ""
    subdistrict: str = ""
    industry: str = ""


EVERYTHING: Final = Scope()


def scope_names(work: Work, scope: Scope) -> ScopeNames:
    """The names of what a scope narrows to. Raises NotFound."""
    return ScopeNames(
        officer=work.get(Account, scope.officer_id).name if scope.officer_id is not None else "",
        subdistrict=work.get(Subdistrict, scope.subdistrict_id).name if scope.subdistrict_id is not None else "",
        industry=scope.industry.value if scope.industry else "",
    )


def listed_industry() -> sa.ColumnElement[Any]:
    """The industry of the enterprise of a row: as its latest edition lists it, else its own."""
    listed = (
        sa.select(Listing.industry)
        .join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
        .where(Listing.enterprise_id == Enterprise.id, Listing.removed_on.is_(None))
        .order_by(DirectoryEdition.year.desc(), DirectoryEdition.revision.desc())
        .limit(1)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    return sa.func.coalesce(listed, Enterprise.industry, type_=Enterprise.industry.type)


def _of_enterprise(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The conditions a scope sets to the enterprise of a row."""
    conditions: list[sa.ColumnElement[bool]] = []
    if scope.subdistrict_id is not None:
        conditions.append(Enterprise.subdistrict_id == scope.subdistrict_id)
    if scope.industry is not None:
        conditions.append(listed_industry() == scope.industry)
    return conditions


def visits_in(period: Period, scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The conditions for the visits of a period."""
    whose = [] if scope.officer_id is None else [Visit.officer_id == scope.officer_id]
    return [Visit.visited_on.between(period.first, period.last), *whose, *_among(Visit.enterprise_id, scope)]


def _among(column: sa.orm.InstrumentedAttribute[int], scope: Scope) -> list[sa.ColumnElement[bool]]:
    """That a column names an enterprise of the scope; nothing where all are."""
    narrowed = _of_enterprise(scope)
    return [column.in_(sa.select(Enterprise.id).where(*narrowed))] if narrowed else []


@asks(Permission.REPORT)
def visits_counted(work: Work, first: date, last: date, scope: Scope = EVERYTHING) -> int:
    """How many visits a report of these days would tell of."""
    query = sa.select(sa.func.count()).select_from(Visit).where(*visits_in(Period(first, last), scope))
    return work.session.scalar(query) or 0


@asks(Permission.REPORT)
def report_figures(work: Work, first: date, last: date, scope: Scope = EVERYTHING) -> ReportFigures:
    """What the report of these days says in numbers; exactly what it prints. Raises NotFound."""
    scope_names(work, scope)
    return figures_for(work, Period(first, last), scope)


def figures_for(work: Work, period: Period, scope: Scope) -> ReportFigures:
    """The figures of a period, for use cases that have asked for permission."""
    due, seen = _due(work, period, scope)
    over = period.last < work.today
    return ReportFigures(
        period=period,
        visits=count_facts(_visit_facts(work, period, scope), period),
        demands=_demand_figures(work, period, scope),
        due=len(due),
        visited_due=len(due & seen),
        # What is not over cannot be compared with what is.
        before=_compared(work, period.before, scope) if over else None,
        year_ago=_compared(work, period.year_ago, scope) if over and period.year_ago else None,
        as_of=work.today if period.last > work.today else None,
    )


def _visit_facts(work: Work, period: Period, scope: Scope) -> list[VisitFact]:
    conditions = visits_in(period, scope)
    found = work.session.execute(
        sa.select(
            Visit.id, Visit.visited_on, Visit.mode, Visit.trigger, Visit.outcome, Visit.enterprise_id,
            listed_industry().label("industry"), Subdistrict.name,
        )
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(*conditions)
    ).all()  # fmt: skip
    ids = sa.select(Visit.id).where(*conditions)
    demands: dict[int | None, int] = dict(
        work.session.execute(
            sa.select(Demand.visit_id, sa.func.count()).where(Demand.visit_id.in_(ids)).group_by(Demand.visit_id)
        ).all()
    )
    policies: dict[int, list[str]] = {}
    for visit_id, name in work.session.execute(
        sa.select(VisitPolicy.visit_id, VisitPolicy.name).where(VisitPolicy.visit_id.in_(ids))
    ):
        policies.setdefault(visit_id, []).append(name)
    return [
        VisitFact(
            day, mode.value, trigger.value, outcome.value, enterprise, industry.value if industry else "", town or "",
            demands.get(key, 0), tuple(policies.get(key, ())),
        )
        for key, day, mode, trigger, outcome, enterprise, industry, town in found
    ]  # fmt: skip


def _due(work: Work, period: Period, scope: Scope) -> tuple[set[int], set[int]]:
    """The enterprises that were to be visited in the period, by what was known when it began, and those visited.

    They count for whoever is responsible at its end, or today while it runs.
    """
    conditions = [serves_on(min(period.last, max(period.first, work.today)), Duty.LIAISON)]
    if scope.officer_id is not None:
        conditions.append(Assignment.account_id == scope.officer_id)
    # On the assignment, since the query of what is due reads that several times.
    conditions += _among(Assignment.enterprise_id, scope)
    rows = due_rows(work, conditions, seen_before=period.first)
    due = {row.enterprise_id for row in rows if row.due_on <= period.last}
    seen = set(
        work.session.scalars(
            sa.select(Visit.enterprise_id).where(*visits_in(period, scope), Visit.outcome == Outcome.DONE)
        )
    )
    return due, seen


def _demand_figures(work: Work, period: Period, scope: Scope) -> DemandFigures:
    # A demand that was merged is the same as the one it was merged into, and is counted there.
    whose = [Demand.state != DemandState.MERGED, *_among(Demand.enterprise_id, scope)]
    if scope.officer_id is not None:
        whose.append(Demand.collected_by == scope.officer_id)
    carried_over = work.session.scalar(
        sa.select(sa.func.count())
        .select_from(Demand)
        .where(
            *whose,
            Demand.collected_on < period.first,
            sa.or_(Demand.closed_on.is_(None), Demand.closed_on >= period.first),
        )
    )
    days = (Demand.collected_on, Demand.closed_on, Demand.first_answered_on)
    rows = work.session.execute(
        sa.select(Demand.id, Demand.collected_on, Demand.closed_on, Demand.category, Demand.rating, days[2]).where(
            *whose, sa.or_(*(day.between(period.first, period.last) for day in days))
        )
    ).all()
    pauses = _pauses(work, [row.id for row in rows])
    calendar = calendar_in_force(work.session)
    known: dict[tuple[date, date], int] = {}

    def taken(demand_id: int, begun: date, answered: date) -> int:
        """Working days without those in which the clock stood; most share their days with others."""
        if demand_id in pauses:
            return calendar.working_days_between(begun, answered, pauses[demand_id]).days
        if (begun, answered) not in known:
            known[begun, answered] = calendar.working_days_between(begun, answered).days
        return known[begun, answered]

    with speaking(CHINESE):
        facts = [
            DemandFact(
                begun, closed, category.label, rating.value if rating else "", answered,
                taken(key, begun, answered) if answered else 0,
            )
            for key, begun, closed, category, rating, answered in rows
        ]  # fmt: skip
    return count_demands_of(facts, carried_over or 0, period)


def _pauses(work: Work, demand_ids: list[int]) -> dict[int, list[Pause]]:
    query = sa.select(DemandPause.demand_id, DemandPause.stopped, DemandPause.resumed)
    found: dict[int, list[Pause]] = {}
    for start in range(0, len(demand_ids), _AT_ONCE):
        part = demand_ids[start : start + _AT_ONCE]
        for key, stopped, resumed in work.session.execute(query.where(DemandPause.demand_id.in_(part))):
            found.setdefault(key, []).append(Pause(stopped, resumed))
    return found


def _compared(work: Work, period: Period, scope: Scope) -> Compared | None:
    """Visits of another period; None where the office's records do not reach back to its beginning."""
    earliest = work.session.scalar(sa.select(sa.func.min(Visit.visited_on)))
    if earliest is None or earliest > period.first + _FIRST_DAYS:
        return None
    visits, enterprises = work.session.execute(
        sa.select(sa.func.count(), sa.func.count(Visit.enterprise_id.distinct()))
        .select_from(Visit)
        .where(*visits_in(period, scope))
    ).one()
    return Compared(visits, enterprises)

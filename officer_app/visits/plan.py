"""When the next contact is due.

An enterprise is due on the day agreed at its last visit, else one cadence (visits/cadence.py, working days) after its
last contact, else one cadence after its liaison officer took over. What is planned does not put it off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any  # Any: rows of columns of several types

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.among import among
from officer_app.core.holidays import calendar_in_force
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.cadence import Cadence, cadence_in_force, due_after
from officer_app.visits.model import Mode, Outcome, PlanState, Visit, VisitPlan


@dataclass(frozen=True)
class DueRow:
    """When an enterprise must be contacted. `days_left` counts working days, negative when overdue.

    `agreed` tells a day agreed with the enterprise from one the cadence gives; `planned_on` is its soonest open plan
    from today on: one whose day passed without a visit sends nobody there.
    """

    enterprise_id: int
    enterprise: str
    officer_id: int
    officer: str
    last_on: date | None
    last_mode: Mode | None
    due_on: date
    agreed: bool
    days_left: int
    planned_on: date | None = None


@asks(Permission.VISIT_READ)
def due_contacts(
    work: Work, *, officer_id: int | None = None, standing_for: Iterable[int] = (), until: date | None = None
) -> list[DueRow]:
    """The next contact of every enterprise with a liaison officer, the soonest first.

    With `officer_id` of that officer's only, and of those the officer stands in for.
    """
    conditions = [serves_on(work.today, Duty.LIAISON)]
    if officer_id is not None:
        conditions.append(Assignment.account_id.in_((officer_id, *standing_for)))
    rows = due_rows(work, conditions)
    return [row for row in rows if until is None or row.due_on <= until]


def due_of(work: Work, enterprise_ids: Iterable[int]) -> dict[int, DueRow]:
    """The next contact of some enterprises; those without a liaison officer are left out."""
    query = _query_of_some(work.today, cadence_in_force(work))
    return {row.enterprise_id: row for row in _told(work, work.session.execute(query, {"ids": list(enterprise_ids)}))}


def cadence_of(work: Work, enterprise_id: int) -> int:
    """Working days from one periodic contact of an enterprise to the next."""
    days = cadence_in_force(work).of_enterprise(sa.literal(enterprise_id))
    return int(work.session.execute(sa.select(days)).scalar_one())


def due_rows(work: Work, conditions: list[sa.ColumnElement[bool]], *, seen_before: date | None = None) -> list[DueRow]:
    """Rows for the liaison duties that meet the conditions, the soonest first.

    With `seen_before` only visits before that day count: what was due then.
    """
    counted = [] if seen_before is None else [Visit.visited_on < seen_before]
    return _told(work, work.session.execute(_query(work.today, conditions, counted, cadence_in_force(work))))


@lru_cache(maxsize=4)
def _query_of_some(today: date, cadence: Cadence) -> sa.Select[Any]:
    """The query for the enterprises `ids`: every page of a list asks it, and building it takes longer than running."""
    among_them = among(Assignment.__table__.c.enterprise_id, "ids")
    return _query(today, [serves_on(today, Duty.LIAISON), among_them], [], cadence)


def _query(
    today: date, conditions: list[sa.ColumnElement[bool]], counted: list[sa.ColumnElement[bool]], cadence: Cadence
) -> sa.Select[Any]:
    """What `_told` reads, for the duties that meet the conditions and the visits that are counted."""
    # Looked up enterprise by enterprise, by index: ranking all visits of each would read its whole history.
    here = Visit.enterprise_id == Assignment.enterprise_id
    latest = (Visit.visited_on.desc(), Visit.id.desc())

    def one(of: sa.Select[Any]) -> sa.ScalarSelect[Any]:
        return of.where(here, *counted).correlate(Assignment).scalar_subquery()

    last = aliased(Visit, name="last_visit")
    last_id = one(sa.select(Visit.id).order_by(*latest).limit(1))
    agreed = one(sa.select(Visit.next_contact_on).where(*cadence.speaks()).order_by(*latest).limit(1))
    # A contact that did not come about does not start the cadence anew.
    done = one(sa.select(sa.func.max(Visit.visited_on)).where(Visit.outcome == Outcome.DONE, *cadence.resets()))
    plan = sa.inspect(VisitPlan).local_table
    planned = (
        sa.select(sa.func.min(plan.c.planned_on))
        .where(plan.c.enterprise_id == Enterprise.id, plan.c.state == PlanState.PLANNED, plan.c.planned_on >= today)
        .scalar_subquery()
    )
    return (
        sa.select(
            Enterprise.id,
            Enterprise.name,
            Account.id,
            Account.name,
            Assignment.starts_on,
            last.visited_on,
            last.mode,
            agreed,
            done,
            cadence.of_enterprise(sa.inspect(Enterprise).local_table.c.id),
            planned,
        )
        .join(Assignment, Assignment.enterprise_id == Enterprise.id)
        .join(Account, Account.id == Assignment.account_id)
        .outerjoin(last, last.id == last_id)
        .where(*conditions)
    )


def _told(work: Work, found: Iterable[Any]) -> list[DueRow]:
    """What the rows of `_query` say, the soonest first."""
    calendar = calendar_in_force(work.session)

    after = due_after(calendar)

    @cache
    def left(due_on: date) -> int:
        return calendar.working_days_between(work.today, due_on).days

    rows = []
    for key, name, officer_id, officer, since, last_on, mode, agreed, done_on, step, planned_on in found:
        due_on = agreed or after(done_on or since, step)
        rows.append(
            DueRow(
                enterprise_id=key,
                enterprise=name,
                officer_id=officer_id,
                officer=officer,
                last_on=last_on,
                last_mode=mode,
                due_on=due_on,
                agreed=agreed is not None,
                days_left=left(due_on),
                planned_on=planned_on,
            )
        )
    return sorted(rows, key=lambda row: (row.due_on, row.enterprise_id))

"""The day of the next contact as the database works it out, to sort, narrow and count lists of any length by it.

The rule is that of visits/plan.py, which tells the day of single enterprises with its reasons.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from officer_app.assignments.model import Duty
from officer_app.core.holidays import COUNTED_FROM, WorkingDay, calendar_in_force
from officer_app.core.work import Work
from officer_app.directory.serving import ASSIGNMENT, serves
from officer_app.visits.cadence import Cadence, due_after
from officer_app.visits.cadence import cadence_in_force as cadence_in_force
from officer_app.visits.model import Outcome, Visit

_VISIT = sa.inspect(Visit).local_table
_DAY = sa.inspect(WorkingDay).local_table


@lru_cache(maxsize=8)
def next_contacts(today: date, cadence: Cadence) -> sa.Subquery:
    """`id`, `officer_id` and `key`: every enterprise with a liaison officer, and the day its next contact is due."""
    agreed, since, days = _reasons(cadence)
    due = working_days_after(since, days)
    key = sa.type_coerce(sa.func.coalesce(agreed, due, sa.literal(COUNTED_FROM, sa.Date)), sa.Date).label("key")
    return (
        sa.select(ASSIGNMENT.c.enterprise_id.label("id"), ASSIGNMENT.c.account_id.label("officer_id"), key)
        .where(serves(today, Duty.LIAISON.value))
        .subquery("due")
    )


def _reasons(cadence: Cadence) -> tuple[sa.ColumnElement[date], sa.ColumnElement[date], sa.ColumnElement[int]]:
    """For a row of the table of duties: the day agreed, the last contact (or the first day), the cadence."""
    here = _VISIT.c.enterprise_id == ASSIGNMENT.c.enterprise_id
    agreed = (
        sa.select(_VISIT.c.next_contact_on)
        .where(here, *cadence.speaks())
        .order_by(_VISIT.c.visited_on.desc(), _VISIT.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    # A contact that did not come about does not start the cadence anew.
    done = (
        sa.select(sa.func.max(_VISIT.c.visited_on))
        .where(here, _VISIT.c.outcome == Outcome.DONE, *cadence.resets())
        .correlate_except(_VISIT)
        .scalar_subquery()
    )
    since = sa.type_coerce(sa.func.coalesce(done, ASSIGNMENT.c.starts_on), sa.Date)
    return agreed, since, cadence.of_enterprise(ASSIGNMENT.c.enterprise_id)


def working_days_after(since: sa.ColumnElement[date], days: sa.ColumnElement[int]) -> sa.ColumnElement[date]:
    """The n-th working day after a day, looked up; nothing for a day before COUNTED_FROM."""
    before, then = _DAY.alias(), _DAY.alias()
    last = sa.select(before.c.ordinal).where(before.c.day <= since).order_by(before.c.day.desc()).limit(1)
    ordinal = last.correlate_except(before).scalar_subquery()
    return sa.select(then.c.day).where(then.c.ordinal == ordinal + days).correlate_except(then).scalar_subquery()


class DueDay(NamedTuple):
    """When an enterprise is due, and whose it is."""

    enterprise_id: int
    officer_id: int
    due_on: date


def due_days(work: Work, officer_ids: Collection[int] | None = None) -> list[DueDay]:
    """When every enterprise with a liaison officer is due, or those of some officers.

    Where all are read anyhow, the working days are counted here: few days and cadences occur, and each is counted once.
    """
    agreed, since, days = _reasons(cadence_in_force(work))
    query = sa.select(ASSIGNMENT.c.enterprise_id, ASSIGNMENT.c.account_id, agreed, since, days)
    query = query.where(serves(work.today, Duty.LIAISON.value))
    if officer_ids is not None:
        query = query.where(ASSIGNMENT.c.account_id.in_(list(officer_ids)))
    after = due_after(calendar_in_force(work.session))
    found = work.session.connection().execute(query).all()
    return [DueDay(key, officer, said or after(since, days)) for key, officer, said, since, days in found]


@dataclass(frozen=True)
class DueCount:
    """How many contacts are overdue, and how many fall due from today up to a day."""

    overdue: int
    planned: int


def due_counts(work: Work, until: date) -> dict[int, DueCount]:
    """What is due at each liaison officer's enterprises, counted by the database: for offices that serve very many."""
    due = next_contacts(work.today, cadence_in_force(work))
    # Looked up once for each duty: asked again for every sum, it would take several times as long.
    held = sa.select(due.c.officer_id, due.c.key).cte("held").prefix_with("MATERIALIZED")
    late = sa.case((held.c.key < work.today, 1), else_=0)
    planned = sa.case((held.c.key.between(work.today, until), 1), else_=0)
    query = sa.select(held.c.officer_id, sa.func.sum(late), sa.func.sum(planned)).group_by(held.c.officer_id)
    return {officer: DueCount(*counts) for officer, *counts in work.session.execute(query)}


def last_contacts() -> sa.Subquery:
    """`id` and `key`: every enterprise that was contacted, and the day of the last time."""
    latest = sa.func.max(_VISIT.c.visited_on).label("key")
    return sa.select(_VISIT.c.enterprise_id.label("id"), latest).group_by(_VISIT.c.enterprise_id).subquery("last")

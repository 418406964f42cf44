"""When the next contact is due.

An enterprise is due on the day agreed at its last visit, else one cadence after its last contact (setting
visit.cadence, calendar days by tier of its listing), else one cadence after its liaison officer took over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final  # Any: rows of columns of several types

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.among import among
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise, Listing
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Mode, Outcome, Visit

CADENCE: Final = Dated("visit.cadence", dict)
# An enterprise without a listing is contacted as the lowest tier.
_LOWEST_TIER: Final = 3


@dataclass(frozen=True)
class DueRow:
    """When an enterprise must be contacted. `days_left` counts working days, negative when overdue.

    `agreed` tells a day agreed with the enterprise from one the cadence gives.
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
    rows = work.session.execute(_query_of_some(work.today), {"ids": list(enterprise_ids)})
    return {row.enterprise_id: row for row in _told(work, rows)}


def cadence_of(work: Work, enterprise_id: int) -> int:
    """Calendar days from one periodic contact of an enterprise to the next, by the tier of its listing."""
    tier = work.session.scalar(
        sa.select(sa.func.min(Listing.tier)).where(Listing.enterprise_id == enterprise_id, Listing.removed_on.is_(None))
    )
    return int(CADENCE.on(work, work.today)[f"tier{tier or _LOWEST_TIER}"])


def due_rows(work: Work, conditions: list[sa.ColumnElement[bool]], *, seen_before: date | None = None) -> list[DueRow]:
    """Rows for the liaison duties that meet the conditions, the soonest first.

    With `seen_before` only visits before that day count: what was due then.
    """
    counted = [] if seen_before is None else [Visit.visited_on < seen_before]
    return _told(work, work.session.execute(_query(conditions, counted)))


@lru_cache(maxsize=4)
def _query_of_some(today: date) -> sa.Select[Any]:
    """The query for the enterprises `ids`: every page of a list asks it, and building it takes longer than running."""
    return _query([serves_on(today, Duty.LIAISON), among(Assignment.__table__.c.enterprise_id, "ids")], [])


def _query(conditions: list[sa.ColumnElement[bool]], counted: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    """What `_told` reads, for the duties that meet the conditions and the visits that are counted."""
    ranked = (
        sa.select(
            Visit.enterprise_id,
            Visit.visited_on,
            Visit.mode,
            Visit.next_contact_on,
            sa.func.row_number()
            .over(partition_by=Visit.enterprise_id, order_by=(Visit.visited_on.desc(), Visit.id.desc()))
            .label("rank"),
        )
        .join(Assignment, Assignment.enterprise_id == Visit.enterprise_id)
        .where(*conditions, *counted)
        .subquery()
    )
    # A contact that did not come about does not start the cadence anew.
    done = (
        sa.select(Visit.enterprise_id, sa.func.max(Visit.visited_on).label("on"))
        .join(Assignment, Assignment.enterprise_id == Visit.enterprise_id)
        .where(Visit.outcome == Outcome.DONE, *conditions, *counted)
        .group_by(Visit.enterprise_id)
        .subquery()
    )
    last = sa.select(ranked).where(ranked.c.rank == 1).subquery()
    tier = (
        sa.select(Listing.enterprise_id, sa.func.min(Listing.tier).label("tier"))
        .where(Listing.removed_on.is_(None))
        .group_by(Listing.enterprise_id)
        .subquery()
    )
    return (
        sa.select(
            Enterprise.id,
            Enterprise.name,
            Account.id,
            Account.name,
            Assignment.starts_on,
            last.c.visited_on,
            last.c.mode,
            last.c.next_contact_on,
            done.c.on,
            tier.c.tier,
        )
        .join(Assignment, Assignment.enterprise_id == Enterprise.id)
        .join(Account, Account.id == Assignment.account_id)
        .outerjoin(last, last.c.enterprise_id == Enterprise.id)
        .outerjoin(done, done.c.enterprise_id == Enterprise.id)
        .outerjoin(tier, tier.c.enterprise_id == Enterprise.id)
        .where(*conditions)
    )


def _told(work: Work, found: Iterable[Any]) -> list[DueRow]:
    """What the rows of `_query` say, the soonest first."""
    cadence = CADENCE.on(work, work.today)
    calendar = calendar_in_force(work.session)
    rows = []
    for key, name, officer_id, officer, since, last_on, mode, agreed, done_on, rank in found:
        step = timedelta(days=int(cadence[f"tier{rank or _LOWEST_TIER}"]))
        due_on = agreed or ((done_on or since) + step)
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
                days_left=calendar.working_days_between(work.today, due_on).days,
            )
        )
    return sorted(rows, key=lambda row: (row.due_on, row.enterprise_id))

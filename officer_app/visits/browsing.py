"""Lists of visits: which, how many, and a page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final  # Any: rows of columns of several types

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.walking import COUNT_CAP, NO_ANCHORS, Anchors
from officer_app.core.words import acted_by
from officer_app.core.work import Work, asks
from officer_app.people.access import Permission
from officer_app.visits.filtering import ACCOUNT, DEMAND, ENTERPRISE, VISIT, VisitFilter, VisitSort
from officer_app.visits.finding import found_walk
from officer_app.visits.model import Mode, MonthClosing, Outcome, Trigger, VisitPerson, visit_number

__all__ = [
    "EVERYTHING",
    "NO_ANCHORS",
    "Anchors",
    "VisitFilter",
    "VisitPage",
    "VisitRow",
    "VisitSort",
    "all_visits",
    "browse_visits",
    "count_visits",
    "list_visits",
    "visit_anchors",
    "visit_rows",
]

PERSON = sa.inspect(VisitPerson).local_table


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as lists show it. `returned` waits to be completed; `closed` lies in a month that was closed."""

    id: int
    number: str
    enterprise_id: int
    enterprise: str
    officer_id: int
    officer: str
    visited_on: date
    starts_at: time | None
    ends_at: time | None
    mode: Mode
    trigger: Trigger
    outcome: Outcome
    content: str
    people: str
    demands: int
    next_contact_on: date | None
    on_behalf_of: str = ""
    returned: bool = False
    closed: bool = False

    @property
    def by(self) -> str:
        """The officer, and for whom they stood in."""
        return acted_by(self.officer, self.on_behalf_of)


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Some visits and how many there are; `more` means at least so many."""

    rows: tuple[VisitRow, ...]
    count: int
    more: bool


EVERYTHING: Final = VisitFilter()


@asks(Permission.VISIT_READ)
def browse_visits(
    work: Work,
    wanted: VisitFilter = EVERYTHING,
    sort: VisitSort = VisitSort.DAY,
    *,
    descending: bool = True,
    offset: int = 0,
    limit: int = 200,
    anchors: Anchors = NO_ANCHORS,
) -> VisitPage:
    """A page of visits. Where there are too many to gather, 1,000 or more are taken for granted; `count_visits` counts.

    With the anchors of the same list a row far down is reached as quickly as the first.
    """
    walk, count = found_walk(work, wanted, sort, rows_for, descending=descending)
    if walk is None:
        return VisitPage((), 0, more=False)
    rows = walk.page(work, offset, limit, anchors)
    if count is None and 0 < len(rows) < limit:
        count = offset + len(rows)
    return VisitPage(tuple(_told(work, rows)), COUNT_CAP if count is None else count, more=count is None)


@asks(Permission.VISIT_READ)
def visit_anchors(work: Work, wanted: VisitFilter, sort: VisitSort, *, descending: bool) -> Anchors:
    """The places from which any row of a long list is near; takes a walk through the whole list."""
    walk, _count = found_walk(work, wanted, sort, rows_for, descending=descending)
    return NO_ANCHORS if walk is None else walk.anchors(work)


@asks(Permission.VISIT_READ)
def count_visits(work: Work, wanted: VisitFilter = EVERYTHING, *, capped: bool = False) -> int:
    """How many visits a list shows: all counted, or one more than 1,000 for any more than these."""
    walk, count = found_walk(work, wanted, VisitSort.DAY, rows_for, descending=True)
    if count is not None or walk is None:
        return count or 0
    counted, more = walk.count(work, capped=capped)
    return counted + more


@asks(Permission.VISIT_READ)
def list_visits(work: Work, wanted: VisitFilter, *, offset: int = 0, limit: int = 200) -> list[VisitRow]:
    """A page of visits, the latest first."""
    return list(browse_visits(work, wanted, offset=offset, limit=limit).rows)


def all_visits(work: Work, wanted: VisitFilter, sort: VisitSort, *, descending: bool) -> list[int]:
    """The ids of a whole list in its order."""
    walk, _count = found_walk(work, wanted, sort, rows_for, descending=descending)
    return [] if walk is None else walk.ids(work, 0, None)


def visit_rows(work: Work, ids: Sequence[int]) -> list[VisitRow]:
    """Visits as lists show them, in the order of the ids."""
    known = sa.select(VISIT.c.id).where(among(VISIT.c.id, ids)).subquery()
    rows = {row.id: row for row in _told(work, work.session.connection().execute(rows_for(known)).all())}
    return [rows[key] for key in ids if key in rows]


def rows_for(page: sa.Subquery) -> sa.Select[Any]:
    """What is read of each visit of a page."""
    v = VISIT.c
    return (
        sa.select(
            v.id,
            v.year,
            v.sequence,
            v.enterprise_id,
            ENTERPRISE.c.name.label("enterprise"),
            v.officer_id,
            ACCOUNT.c.name.label("officer"),
            v.visited_on,
            v.starts_at,
            v.ends_at,
            v.mode,
            v.trigger,
            v.outcome,
            v.content,
            v.next_contact_on,
            v.on_behalf_of,
            v.returned_at,
        )
        .select_from(page)
        .join(VISIT, v.id == page.c.id)
        .join(ENTERPRISE, ENTERPRISE.c.id == v.enterprise_id)
        .join(ACCOUNT, ACCOUNT.c.id == v.officer_id)
    )


# Built once: building takes longer than answering.
_MET: Final = sa.select(PERSON.c.visit_id, PERSON.c.name).where(among(PERSON.c.visit_id, "ids")).order_by(PERSON.c.id)
_RAISED: Final = (
    sa.select(DEMAND.c.visit_id, sa.func.count()).where(among(DEMAND.c.visit_id, "ids")).group_by(DEMAND.c.visit_id)
)
_CLOSED: Final = sa.select(MonthClosing.month).where(MonthClosing.reopened_at.is_(None))


def _told(work: Work, rows: Sequence[sa.Row[Any]]) -> list[VisitRow]:
    run = work.session.connection().execute
    ids = [row.id for row in rows]
    met: dict[int, list[str]] = {}
    for key, name in run(_MET, {"ids": ids}):
        met.setdefault(key, []).append(name)
    raised: dict[int, int] = dict(run(_RAISED, {"ids": ids}).all())
    closed = {(month.year, month.month) for month in run(_CLOSED).scalars()}
    return [
        VisitRow(
            id=row.id,
            number=visit_number(row.year, row.sequence),
            enterprise_id=row.enterprise_id,
            enterprise=row.enterprise,
            officer_id=row.officer_id,
            officer=row.officer,
            visited_on=row.visited_on,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            mode=row.mode,
            trigger=row.trigger,
            outcome=row.outcome,
            content=row.content,
            people="、".join(met.get(row.id, ())),
            demands=raised.get(row.id, 0),
            next_contact_on=row.next_contact_on,
            on_behalf_of=row.on_behalf_of,
            returned=row.returned_at is not None,
            closed=(row.visited_on.year, row.visited_on.month) in closed,
        )
        for row in rows
    ]

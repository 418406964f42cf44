"""Lists of visits: which, how many, and a page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa

from officer_app.core.words import acted_by
from officer_app.core.work import Work, asks
from officer_app.demands.model import Demand
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Mode, Outcome, Trigger, Visit, visit_number


@dataclass(frozen=True)
class VisitRow:
    """A visit as lists show it."""

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

    @property
    def by(self) -> str:
        """The officer, and for whom they stood in."""
        return acted_by(self.officer, self.on_behalf_of)


@dataclass(frozen=True)
class VisitFilter:
    """Which visits a list shows; every field that is set narrows it. `first` and `last` are inclusive days."""

    enterprise_id: int | None = None
    officer_id: int | None = None
    first: date | None = None
    last: date | None = None
    mode: Mode | None = None
    outcome: Outcome | None = None
    text: str = ""


def _where(filter_: VisitFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filter_.enterprise_id is not None:
        conditions.append(Visit.enterprise_id == filter_.enterprise_id)
    if filter_.officer_id is not None:
        conditions.append(Visit.officer_id == filter_.officer_id)
    if filter_.first is not None:
        conditions.append(Visit.visited_on >= filter_.first)
    if filter_.last is not None:
        conditions.append(Visit.visited_on <= filter_.last)
    if filter_.mode is not None:
        conditions.append(Visit.mode == filter_.mode)
    if filter_.outcome is not None:
        conditions.append(Visit.outcome == filter_.outcome)
    conditions += [
        Visit.content.icontains(word, autoescape=True) | Enterprise.name.icontains(word, autoescape=True)
        for word in filter_.text.split()
    ]
    return conditions


@asks(Permission.VISIT_READ)
def count_visits(work: Work, filter_: VisitFilter) -> int:
    """How many visits a list shows."""
    return (
        work.session.scalar(
            sa.select(sa.func.count())
            .select_from(Visit)
            .join(Enterprise, Enterprise.id == Visit.enterprise_id)
            .where(*_where(filter_))
        )
        or 0
    )


@asks(Permission.VISIT_READ)
def list_visits(work: Work, filter_: VisitFilter, *, offset: int = 0, limit: int = 200) -> list[VisitRow]:
    """A page of visits, the latest first."""
    query = (
        sa.select(Visit, Enterprise.name, Account.name)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .join(Account, Account.id == Visit.officer_id)
        .where(*_where(filter_))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return visit_rows(work, work.session.execute(query).all())


def visit_rows(work: Work, found: Sequence[tuple[Visit, str, str]]) -> list[VisitRow]:
    """Visits with the names of their enterprise and officer, as lists show them."""
    counted = (
        sa.select(Demand.visit_id, sa.func.count())
        .where(Demand.visit_id.in_([visit.id for visit, _enterprise, _officer in found]))
        .group_by(Demand.visit_id)
    )
    demands: dict[int | None, int] = dict(work.session.execute(counted).all())
    return [
        VisitRow(
            id=visit.id,
            number=visit_number(visit.year, visit.sequence),
            enterprise_id=visit.enterprise_id,
            enterprise=enterprise,
            officer_id=visit.officer_id,
            officer=officer,
            visited_on=visit.visited_on,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            mode=visit.mode,
            trigger=visit.trigger,
            outcome=visit.outcome,
            content=visit.content,
            people="、".join(person.name for person in visit.people),
            demands=demands.get(visit.id, 0),
            next_contact_on=visit.next_contact_on,
            on_behalf_of=visit.on_behalf_of,
        )
        for visit, enterprise, officer in found
    ]

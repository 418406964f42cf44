"""The directory as a work list: each enterprise with its last and next contact and its open demands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.model import OPEN_STATES, Demand
from officer_app.directory.browsing import DirectoryFilter, EnterpriseRow, SortBy, list_enterprises
from officer_app.i18n import N_
from officer_app.people.access import Permission, may
from officer_app.visits.model import Visit
from officer_app.visits.plan import DueRow, due_contacts, due_of


class Within(Word):
    """When the next contact is due."""

    OVERDUE = "overdue", N_("overdue")
    WEEK = "week", N_("within 7 days")
    MONTH = "month", N_("within 30 days")
    QUARTER = "quarter", N_("within 90 days")


_EVERYTHING: Final = DirectoryFilter()
_DAYS: Final = {Within.OVERDUE: -1, Within.WEEK: 7, Within.MONTH: 30, Within.QUARTER: 90}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the directory. `days_left` counts working days, negative when overdue; None without a liaison officer.

    `overdue` says that the day of the next contact is over.
    """

    enterprise: EnterpriseRow
    last_on: date | None
    due_on: date | None
    days_left: int | None
    overdue: bool
    open_demands: int


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some lines and how many there are; `more` means at least so many. `overdue` is known where contacts filter."""

    rows: tuple[RegisterRow, ...]
    count: int
    more: bool
    overdue: int | None = None


@asks(Permission.DIRECTORY_READ)
def register(
    work: Work,
    wanted: DirectoryFilter = _EVERYTHING,
    sort: SortBy | None = SortBy.ENTRY,
    *,
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
    within: Within | None = None,
) -> RegisterPage:
    """A page of the directory with what is known of the contacts, as far as the actor may read it.

    With `within`, only enterprises whose next contact is due by then; `sort` None then orders them by that day.
    """
    if within is not None and may(work.actor.role, Permission.VISIT_READ):
        return _by_due(work, wanted, sort, within, descending=descending, offset=offset, limit=limit)
    page = list_enterprises(work, wanted, sort or SortBy.ENTRY, descending=descending, offset=offset, limit=limit)
    return RegisterPage(_with_contacts(work, page.rows), page.count, page.more)


def _by_due(
    work: Work,
    wanted: DirectoryFilter,
    sort: SortBy | None,
    within: Within,
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> RegisterPage:
    due = {row.enterprise_id: row for row in due_contacts(work, until=work.today + timedelta(days=_DAYS[within]))}
    narrowed = replace(wanted, among=tuple(due))
    whole = sort is None
    found = list_enterprises(
        work,
        narrowed,
        sort or SortBy.ENTRY,
        descending=descending,
        offset=0 if whole else offset,
        limit=max(len(due), 1) if whole else limit,
    )
    rows: Sequence[EnterpriseRow] = found.rows
    if whole:
        rank = {key: place for place, key in enumerate(due)}
        rows = sorted(rows, key=lambda row: rank[row.id], reverse=descending)[offset : offset + limit]
    matching = found.rows if whole else list_enterprises(work, narrowed, limit=max(len(due), 1)).rows
    overdue = sum(1 for row in matching if due[row.id].due_on < work.today)
    return RegisterPage(_with_contacts(work, rows, due), found.count, found.more, overdue)


def _with_contacts(
    work: Work, rows: Sequence[EnterpriseRow], due: dict[int, DueRow] | None = None
) -> tuple[RegisterRow, ...]:
    ids = [row.id for row in rows]
    last: dict[int, date] = {}
    demands: dict[int, int] = {}
    if may(work.actor.role, Permission.VISIT_READ):
        due = due if due is not None else due_of(work, ids)
        visited = (
            sa.select(Visit.enterprise_id, sa.func.max(Visit.visited_on))
            .where(Visit.enterprise_id.in_(ids))
            .group_by(Visit.enterprise_id)
        )
        last = dict(work.session.execute(visited).all())
    if may(work.actor.role, Permission.DEMAND_READ):
        waiting = (
            sa.select(Demand.enterprise_id, sa.func.count())
            .where(Demand.enterprise_id.in_(ids), Demand.state.in_(OPEN_STATES))
            .group_by(Demand.enterprise_id)
        )
        demands = dict(work.session.execute(waiting).all())
    made = []
    for row in rows:
        next_ = (due or {}).get(row.id)
        made.append(
            RegisterRow(
                row,
                last.get(row.id),
                next_.due_on if next_ else None,
                next_.days_left if next_ else None,
                next_ is not None and next_.due_on < work.today,
                demands.get(row.id, 0),
            )
        )
    return tuple(made)

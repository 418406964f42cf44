"""The directory as a work list: each enterprise with its last and next contact and its open demands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.walking import COUNT_CAP, STEP, Order
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.model import OPEN_STATES, Demand
from officer_app.directory.custom_fields import Value, values_of
from officer_app.directory.lists import bulk_edit
from officer_app.directory.lists.browsing import (
    EVERYTHING,
    NO_ANCHORS,
    Anchors,
    DirectoryFilter,
    EnterpriseRow,
    Sort,
    SortBy,
    found_walk,
    plain_walk,
)
from officer_app.directory.lists.filters import ENTERPRISE
from officer_app.directory.lists.ordering import by_rank, order_of
from officer_app.directory.lists.walking import Walk, rows_for
from officer_app.i18n import N_
from officer_app.people.access import Permission, may
from officer_app.visits.cadence import Cadence, cadence_in_force
from officer_app.visits.due_order import last_contacts, next_contacts
from officer_app.visits.model import Visit
from officer_app.visits.plan import DueRow, due_of


class Within(Word):
    """When the next contact is due."""

    OVERDUE = "overdue", N_("overdue")
    WEEK = "week", N_("within 7 days")
    MONTH = "month", N_("within 30 days")
    QUARTER = "quarter", N_("within 90 days")


class ContactSort(Word):
    """What else the list can be sorted by; those without it come last."""

    DUE = "due", N_("Next due")
    LAST = "last", N_("Last visit")
    DEMANDS = "demands", N_("Demands")


_DAYS: Final = {Within.OVERDUE: -1, Within.WEEK: 7, Within.MONTH: 30, Within.QUARTER: 90}
_NEEDS: Final = {
    ContactSort.DUE: Permission.VISIT_READ,
    ContactSort.LAST: Permission.VISIT_READ,
    ContactSort.DEMANDS: Permission.DEMAND_READ,
}
_demand, _visit = sa.inspect(Demand).local_table, sa.inspect(Visit).local_table
# Built once: building takes longer than answering.
_VISITED: Final = (
    sa.select(_visit.c.enterprise_id, sa.func.max(_visit.c.visited_on))
    .where(among(_visit.c.enterprise_id, "ids"))
    .group_by(_visit.c.enterprise_id)
)
_OPEN: Final = (
    sa.select(_demand.c.enterprise_id, sa.func.count())
    .where(among(_demand.c.enterprise_id, "ids"), sa.or_(*(_demand.c.state == state for state in OPEN_STATES)))
    .group_by(_demand.c.enterprise_id)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which enterprises and in what order. What the actor may not read neither narrows nor sorts."""

    filter: DirectoryFilter = EVERYTHING
    within: Within | None = None
    open_demands: bool = False
    sort: Sort | ContactSort = SortBy.ENTRY
    descending: bool = False


_EVERYTHING: Final = Wanted()


class RegisterRow(NamedTuple):
    """A line of the directory. `days_left` counts working days, negative when overdue; None without a liaison officer.

    `overdue` says that the day of the next contact is over; `values` are those of the office's own fields.
    """

    enterprise: EnterpriseRow
    last_on: date | None
    due_on: date | None
    days_left: int | None
    overdue: bool
    open_demands: int
    values: Mapping[int, Value] = {}


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some lines and how many there are; `more` means at least so many. `overdue` is known where contacts filter."""

    rows: tuple[RegisterRow, ...]
    count: int
    more: bool
    overdue: int | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """An enterprise picked from a list; `liaison` is its liaison officer now, empty if none."""

    id: int
    name: str
    subdistrict: str
    liaison: str


@asks(Permission.DIRECTORY_READ)
def register(work: Work, wanted: Wanted = _EVERYTHING, *, limit: int = 200) -> RegisterPage:
    """The first page of the directory with what is known of the contacts, as far as the actor may read it."""
    walk, hits = _walk(work, wanted)
    if walk is None:
        return RegisterPage((), 0, more=False)
    rows = with_contacts(work, [EnterpriseRow._make(row) for row in walk.page(work, 0, limit)])
    if hits is not None:
        count, more = (hits, False) if hits <= COUNT_CAP else (COUNT_CAP, True)
    else:
        count, more = walk.count(work, capped=bool(wanted.filter.text.strip()))
    return RegisterPage(rows, count, more, _overdue(work, wanted))


@asks(Permission.DIRECTORY_READ)
def register_rows(
    work: Work, wanted: Wanted, *, offset: int, limit: int, anchors: Anchors = NO_ANCHORS
) -> tuple[RegisterRow, ...]:
    """Further lines of the same list, without counting again; quick at any depth with the list's anchors."""
    walk, _hits = _walk(work, wanted)
    if walk is None:
        return ()
    return with_contacts(work, [EnterpriseRow._make(row) for row in walk.page(work, offset, limit, anchors)])


@asks(Permission.DIRECTORY_READ)
def register_anchors(work: Work, wanted: Wanted) -> Anchors:
    """The places from which any row of the list is near."""
    walk, _hits = _walk(work, wanted)
    return walk.anchors(work) if walk is not None else NO_ANCHORS


@asks(Permission.DIRECTORY_READ)
def pick(work: Work, wanted: Wanted, ranges: Sequence[tuple[int, int | None]] = ((0, None),)) -> list[Picked]:
    """The enterprises at these places of the list, (first, one after the last); None stands for its end.

    Raises Invalid for more than can be changed at once.
    """
    walk, _hits = _walk(work, wanted)
    if walk is None:
        return []
    ids: dict[int, None] = {}
    for first, end in ranges:
        room = bulk_edit.MOST_AT_ONCE + 1 - len(ids)
        ids |= dict.fromkeys(walk.ids(work, first, room if end is None else min(room, end - first)))
        if len(ids) > bulk_edit.MOST_AT_ONCE:
            raise bulk_edit.too_many()
    rows = {row.id: row for row in enterprise_rows(work, list(ids))}
    return [Picked(key, rows[key].name, rows[key].subdistrict, rows[key].liaison) for key in ids if key in rows]


def enterprise_rows(work: Work, ids: Sequence[int], wanted: DirectoryFilter | None = None) -> list[EnterpriseRow]:
    """The lines of some enterprises, in the order of entry."""
    found: list[EnterpriseRow] = []
    for start in range(0, len(ids), STEP):
        some = sa.select(ENTERPRISE.c.id).where(among(ENTERPRISE.c.id, sorted(ids[start : start + STEP])))
        query = rows_for(wanted or EVERYTHING, some.subquery("page"), work.today).order_by(ENTERPRISE.c.id)
        found += map(EnterpriseRow._make, work.session.execute(query))
    return found


def all_ids(work: Work, wanted: Wanted) -> list[int]:
    """Every enterprise of the list, in its order."""
    walk, _hits = _walk(work, wanted)
    return walk.ids(work, 0, None) if walk is not None else []


def _allowed(work: Work, wanted: Wanted) -> Wanted:
    """Without what the actor may not read."""
    role = work.actor.role
    sees_visits, sees_demands = may(role, Permission.VISIT_READ), may(role, Permission.DEMAND_READ)
    sort = wanted.sort
    if isinstance(sort, ContactSort) and not may(role, _NEEDS[sort]):
        sort = SortBy.ENTRY
    return Wanted(
        filter=wanted.filter,
        within=wanted.within if sees_visits else None,
        open_demands=wanted.open_demands and sees_demands,
        sort=sort,
        descending=wanted.descending,
    )


def _walk(work: Work, wanted: Wanted) -> tuple[Walk | None, int | None]:
    wanted = _allowed(work, wanted)
    sort, today = wanted.sort, work.today
    plain = not isinstance(sort, ContactSort) and wanted.within is None and not wanted.open_demands
    if wanted.filter.text.strip():
        cadence = cadence_in_force(work)
        order, conditions = _ordered_and_narrowed(wanted, today, cadence)
        return found_walk(
            work, wanted.filter, order, descending=wanted.descending, sort=wanted.sort, conditions=conditions
        )
    if plain and not isinstance(sort, ContactSort):
        return plain_walk(wanted.filter, sort, today, wanted.descending), None
    return _contact_walk(wanted, today, cadence_in_force(work)), None


@lru_cache(maxsize=32)
def _contact_walk(wanted: Wanted, today: date, cadence: Cadence) -> Walk:
    order, conditions = _ordered_and_narrowed(wanted, today, cadence)
    return Walk(wanted.filter, order, today, descending=wanted.descending, conditions=conditions)


def _ordered_and_narrowed(wanted: Wanted, today: date, cadence: Cadence) -> tuple[Order, list[sa.ColumnElement[bool]]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.within is not None:
        due = next_contacts(today, cadence)
        latest = today + timedelta(days=_DAYS[wanted.within])
        conditions.append(ENTERPRISE.c.id.in_(sa.select(due.c.id).where(due.c.key <= latest)))
    if wanted.open_demands:
        conditions.append(ENTERPRISE.c.id.in_(sa.select(_waiting().c.id)))
    if wanted.sort is ContactSort.DUE:
        return by_rank(next_contacts(today, cadence)), conditions
    if wanted.sort is ContactSort.LAST:
        return by_rank(last_contacts()), conditions
    if wanted.sort is ContactSort.DEMANDS:
        return by_rank(_waiting()), conditions
    return order_of(wanted.sort, wanted.filter, today), conditions


def _waiting() -> sa.Subquery:
    """`id` and `key`: every enterprise with open demands, and how many."""
    count = sa.func.count().label("key")
    return (
        sa.select(_demand.c.enterprise_id.label("id"), count)
        .where(_demand.c.state.in_(OPEN_STATES))
        .group_by(_demand.c.enterprise_id)
        .subquery("waiting")
    )


def _overdue(work: Work, wanted: Wanted) -> int | None:
    if _allowed(work, wanted).within is None:
        return None
    late = Wanted(wanted.filter, Within.OVERDUE, wanted.open_demands)
    walk, _hits = _walk(work, late)
    return walk.count(work, capped=False)[0] if walk is not None else 0


def with_contacts(work: Work, rows: Sequence[EnterpriseRow], *, contacts: bool = True) -> tuple[RegisterRow, ...]:
    """The lines with what is known of the contacts, as far as the actor may read it and it is asked for."""
    ids = [row.id for row in rows]
    asked = {"ids": ids}
    run = work.session.connection().execute  # the session's way takes longer
    due: dict[int, DueRow] = {}
    last: dict[int, date] = {}
    demands: dict[int, int] = {}
    if contacts and may(work.actor.role, Permission.VISIT_READ):
        # Nobody is due without an officer who would go.
        served = [row.id for row in rows if row.liaison_id is not None]
        due = due_of(work, served) if served else {}
        last = dict(run(_VISITED, asked).all())
    if contacts and may(work.actor.role, Permission.DEMAND_READ):
        demands = dict(run(_OPEN, asked).all())
    values = values_of(work, ids)
    if not (due or last or demands or values):
        return tuple([RegisterRow(row, None, None, None, overdue=False, open_demands=0) for row in rows])
    made = []
    for row in rows:
        next_ = due.get(row.id)
        made.append(
            RegisterRow(
                row,
                last.get(row.id),
                next_.due_on if next_ else None,
                next_.days_left if next_ else None,
                next_ is not None and next_.due_on < work.today,
                demands.get(row.id, 0),
                values.get(row.id, {}),
            )
        )
    return tuple(made)

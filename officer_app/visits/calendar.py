"""A range of days as the calendar shows it: visits made and planned, days off, and who is due without a date.

Of a day on which everybody does more than a calendar has room for, the first entries are told and how many there are:
what is read depends on what is shown, not on how many visits the office keeps.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any, Final  # Any: rows and conditions of columns of several types

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.holidays import CalendarDay as SpecialDayRow
from officer_app.core.holidays import DayKind as DayKind
from officer_app.core.holidays import calendar_in_force
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.due_order import cadence_in_force, next_contacts
from officer_app.visits.model import Mode, Outcome, PlanState, Visit, VisitPlan
from officer_app.visits.plans import whose_plan

LONGEST_SPAN: Final = 62  # days asked for at once
MOST_OF_A_DAY: Final = 12
MOST_UNDATED: Final = 200
# A span with fewer visits is read whole: one question is quicker than one for each day.
_AT_ONCE: Final = 400

_VISIT: Final = sa.inspect(Visit).local_table
_PLAN: Final = sa.inspect(VisitPlan).local_table
_ENTERPRISE: Final = sa.inspect(Enterprise).local_table
_TOWN: Final = sa.inspect(Subdistrict).local_table
_ACCOUNT: Final = sa.inspect(Account).local_table


class EntryKind(Word):
    """What an entry of the calendar is."""

    OVERDUE = "overdue", N_("Overdue")
    MISSED = "missed", N_("Planned, not made")
    PLANNED = "planned", N_("Planned")
    DONE = "done", N_("Visited")
    FRUITLESS = "fruitless", N_("Nothing came of it")


# What waits stands first, so that it is never among what a full day does not show.
_ORDER: Final = {kind: place for place, kind in enumerate(EntryKind)}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar it is: one officer's, or everybody's without `officer_id`; of one sub-district if named."""

    officer_id: int | None = None
    subdistrict_id: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A visit made (`visit_id`), a planned one (`plan_id`), or a contact that was due on the day and has no date."""

    kind: EntryKind
    day: date
    enterprise_id: int
    enterprise: str
    officer_id: int
    officer: str
    subdistrict: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    mode: Mode | None = None
    purpose: str = ""
    outcome: Outcome | None = None
    plan_id: int | None = None
    visit_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class DayOfCalendar:
    """One day. `special` tells a day off from a make-up workday, with its `name`; without its year it is not `certain`.

    `visits` and `plans` count all; `entries` are the first of them.
    """

    day: date
    working: bool
    certain: bool
    special: DayKind | None = None
    name: str = ""
    visits: int = 0
    plans: int = 0
    entries: tuple[CalendarEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Undated:
    """A contact that is due and has no date yet. `days_left` counts working days, negative when overdue."""

    enterprise_id: int
    enterprise: str
    officer_id: int
    officer: str
    subdistrict: str
    due_on: date
    days_left: int
    last_on: date | None

    def as_entry(self) -> CalendarEntry:
        """As it stands on the day it was due."""
        return CalendarEntry(
            EntryKind.OVERDUE,
            self.due_on,
            self.enterprise_id,
            self.enterprise,
            self.officer_id,
            self.officer,
            self.subdistrict,
        )


@dataclass(frozen=True, slots=True)
class UndatedContacts:
    """How many are due without a date, and the soonest of them."""

    count: int
    rows: tuple[Undated, ...]


@asks(Permission.VISIT_READ)
def calendar_days(work: Work, whose: Whose, first: date, last: date) -> tuple[DayOfCalendar, ...]:
    """Every day from the first to the last, with what was visited and what is planned. Raises Invalid."""
    length = (last - first).days + 1
    if not 0 < length <= LONGEST_SPAN:
        raise Invalid(N_("At most {most} days can be shown at once."), most=LONGEST_SPAN)
    visits, visit_rows = _of_span(work, False, whose, first, last)
    plans, plan_rows = _of_span(work, True, whose, first, last)
    entries: dict[date, list[CalendarEntry]] = {}
    for entry in (*map(_visited, visit_rows), *(_planned(work.today, row) for row in plan_rows)):
        entries.setdefault(entry.day, []).append(entry)
    special = SpecialDayRow.__table__.c
    known = {
        day: (kind, name)
        for day, kind, name in work.session.connection().execute(
            sa.select(special.day, special.kind, special.name).where(special.day.between(first, last))
        )
    }
    calendar = calendar_in_force(work.session)
    days = []
    for day in (first + timedelta(days=offset) for offset in range(length)):
        kind, name = known.get(day, (None, ""))
        days.append(
            DayOfCalendar(
                day,
                calendar.is_working(day),
                calendar.is_certain(day),
                kind,
                name,
                visits.get(day, 0),
                plans.get(day, 0),
                in_order(entries.get(day, ())),
            )
        )
    return tuple(days)


@asks(Permission.VISIT_READ)
def undated_contacts(work: Work, whose: Whose, until: date) -> UndatedContacts:
    """Who is due up to a day, or overdue, without a visit planned for today or later; the soonest first."""
    due = next_contacts(work.today, cadence_in_force(work))
    dated = sa.exists().where(
        _PLAN.c.enterprise_id == due.c.id, _PLAN.c.state == PlanState.PLANNED, _PLAN.c.planned_on >= work.today
    )
    query = sa.select(due.c.id, due.c.officer_id, due.c.key, sa.func.count().over().label("many"))
    query = query.where(due.c.key <= until, ~dated)
    if whose.officer_id is not None:
        query = query.where(due.c.officer_id == whose.officer_id)
    if whose.subdistrict_id is not None:
        query = query.join(_ENTERPRISE, _ENTERPRISE.c.id == due.c.id).where(
            _ENTERPRISE.c.subdistrict_id == whose.subdistrict_id
        )
    # Names are looked up for those told only.
    told = query.order_by(due.c.key, due.c.id).limit(MOST_UNDATED).subquery("told")
    last = sa.select(sa.func.max(_VISIT.c.visited_on)).where(_VISIT.c.enterprise_id == told.c.id).scalar_subquery()
    found = work.session.execute(
        sa.select(told, _ENTERPRISE.c.name, _ACCOUNT.c.name, _TOWN.c.name, sa.type_coerce(last, sa.Date))
        .join(_ENTERPRISE, _ENTERPRISE.c.id == told.c.id)
        .join(_ACCOUNT, _ACCOUNT.c.id == told.c.officer_id)
        .outerjoin(_TOWN, _TOWN.c.id == _ENTERPRISE.c.subdistrict_id)
        .order_by(told.c.key, told.c.id)
    ).all()
    calendar = calendar_in_force(work.session)
    rows = [
        Undated(
            key,
            enterprise,
            officer_id,
            officer,
            town or "",
            due_on,
            calendar.working_days_between(work.today, due_on).days,
            last_on,
        )
        for key, officer_id, due_on, _many, enterprise, officer, town, last_on in found
    ]
    return UndatedContacts(found[0].many if found else 0, tuple(rows))


def with_overdue(days: Iterable[DayOfCalendar], undated: Iterable[Undated], today: date) -> tuple[DayOfCalendar, ...]:
    """The days with those on them who were due there and have no date yet."""
    late: dict[date, list[CalendarEntry]] = {}
    for row in undated:
        if row.due_on < today:
            late.setdefault(row.due_on, []).append(row.as_entry())
    return tuple(
        replace(day, entries=in_order((*late[day.day], *day.entries))) if day.day in late else day for day in days
    )


def in_order(entries: Iterable[CalendarEntry]) -> tuple[CalendarEntry, ...]:
    """What waits first, then by time; what has no time comes after what has."""

    def place(one: CalendarEntry) -> tuple[int, time, str, int]:
        return _ORDER[one.kind], one.starts_at or time.max, one.enterprise, one.enterprise_id

    return tuple(sorted(entries, key=place))


def _of_span(work: Work, plans: bool, whose: Whose, first: date, last: date) -> tuple[dict[date, int], list[Any]]:
    """How many there are on each day, and the rows: all of them, or the first of each day where there are very many."""
    run = work.session.connection().execute
    values = {"first": first, "last": last, "officer": whose.officer_id, "town": whose.subdistrict_id}
    # What was visited stays with whoever did it; an open plan goes along when its enterprise is handed over.
    asked = (work.today if plans else None, whose.officer_id is not None, whose.subdistrict_id is not None)
    counts: dict[date, int] = dict(run(_counting(*asked), values).all())
    if sum(counts.values()) <= _AT_ONCE:
        return counts, list(run(_telling(*asked), {**values, "most": _AT_ONCE})) if counts else []
    rows: list[Any] = []
    for day in counts:
        rows += run(_telling(*asked), {**values, "first": day, "last": day, "most": MOST_OF_A_DAY})
    return counts, rows


@lru_cache(maxsize=16)
def _counting(today: date | None, officer: bool, town: bool) -> sa.Select[Any]:
    """How many a day, of the plans as they stand today or of the visits; building it takes longer than running it."""
    table, day, whose = _columns(today)
    source: sa.FromClause = table
    if town:
        source = table.join(_ENTERPRISE, _ENTERPRISE.c.id == table.c.enterprise_id)
    conditions = _conditions(today, day, whose, officer, town)
    return sa.select(day, sa.func.count()).select_from(source).where(*conditions).group_by(day)


@lru_cache(maxsize=16)
def _telling(today: date | None, officer: bool, town: bool) -> sa.Select[Any]:
    """The rows of some days, at most so many."""
    table, day, whose = _columns(today)
    own = (_VISIT.c.outcome,) if today is None else (_PLAN.c.purpose, _PLAN.c.version)
    return (
        sa.select(
            table.c.id,
            day,
            table.c.enterprise_id,
            _ENTERPRISE.c.name,
            _ACCOUNT.c.id.label("officer_id"),
            _ACCOUNT.c.name.label("officer"),
            _TOWN.c.name.label("town"),
            table.c.starts_at,
            table.c.ends_at,
            table.c.mode,
            *own,
        )
        .select_from(
            table.join(_ENTERPRISE, _ENTERPRISE.c.id == table.c.enterprise_id)
            .join(_ACCOUNT, _ACCOUNT.c.id == whose)
            .outerjoin(_TOWN, _TOWN.c.id == _ENTERPRISE.c.subdistrict_id)
        )
        .where(*_conditions(today, day, whose, officer, town))
        .order_by(day, table.c.officer_id)
        .limit(sa.bindparam("most"))
    )


def _columns(today: date | None) -> tuple[sa.FromClause, sa.ColumnElement[Any], sa.ColumnElement[int]]:
    """The table, its day, and whose a row is: of the plans as they stand today, else of the visits."""
    if today is None:
        return _VISIT, _VISIT.c.visited_on, _VISIT.c.officer_id
    return _PLAN, _PLAN.c.planned_on, whose_plan(today)


def _conditions(
    today: date | None, day: sa.ColumnElement[Any], whose: sa.ColumnElement[int], officer: bool, town: bool
) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [day.between(sa.bindparam("first"), sa.bindparam("last"))]
    if today is not None:
        found.append(_PLAN.c.state == PlanState.PLANNED)
    if officer:
        found.append(whose == sa.bindparam("officer"))
    if town:
        found.append(_ENTERPRISE.c.subdistrict_id == sa.bindparam("town"))
    return found


def _visited(row: Any) -> CalendarEntry:
    key, day, enterprise_id, enterprise, officer_id, officer, town, starts_at, ends_at, mode, outcome = row
    return CalendarEntry(
        EntryKind.DONE if outcome is Outcome.DONE else EntryKind.FRUITLESS,
        day,
        enterprise_id,
        enterprise,
        officer_id,
        officer,
        town or "",
        starts_at,
        ends_at,
        mode,
        outcome=outcome,
        visit_id=key,
    )


def _planned(today: date, row: Any) -> CalendarEntry:
    key, day, enterprise_id, enterprise, officer_id, officer, town, starts_at, ends_at, mode, purpose, version = row
    return CalendarEntry(
        EntryKind.MISSED if day < today else EntryKind.PLANNED,
        day,
        enterprise_id,
        enterprise,
        officer_id,
        officer,
        town or "",
        starts_at,
        ends_at,
        mode,
        purpose,
        plan_id=key,
        version=version,
    )

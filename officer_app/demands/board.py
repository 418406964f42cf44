"""Demands as their pages ask for them: filtered lists, the board by state, figures above them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # Any: columns of several types

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.holidays import calendar_in_force
from officer_app.core.search import Query
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.file import DemandFile as DemandFile
from officer_app.demands.file import demand_file as demand_file
from officer_app.demands.model import (
    DEMAND_TEXTS,
    OPEN_STATES,
    PAUSED_STATES,
    RUNNING_STATES,
    Category,
    Demand,
    DemandExtension,
    DemandHelper,
    DemandState,
    HurryNote,
    Urgency,
)
from officer_app.demands.reminders import NEAR
from officer_app.demands.rows import DemandRow, demand_rows, gone_handlers
from officer_app.directory.industries import Industry
from officer_app.directory.lists.finding import found_enterprises
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission

_table = sa.inspect(Demand).local_table
# More cards than this in one column are looked for in the list, not on the board.
MOST_CARDS: Final = 100
_RARE: Final = 1_000  # demands with a text, at most, that are looked up by it
_ENTERPRISES: Final = 50  # so many of those a text finds are looked at for their demands
_NUMBER: Final = re.compile(r"(?:SQ-?)?(\d{4})-(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True)
class DemandFilter:
    """Which demands are shown; every field that is set narrows it.

    `of`: collected or handled by this account, in the lead or with a part of it; `text` stands in the demand, its
    enterprise's name or is its number; `late` are those past their limit, `paused` those whose clock stands, `unheld`
    those nobody has in hand. The period is that of collecting, both days included; industry and sub-district are the
    enterprise's. `helper_id` has a part of it.
    """

    enterprise_id: int | None = None
    of: int | None = None
    handler_id: int | None = None
    category: Category | None = None
    state: DemandState | None = None
    open_only: bool = False
    collected_by: int | None = None
    states: tuple[DemandState, ...] = ()
    categories: tuple[Category, ...] = ()
    urgency: Urgency | None = None
    late: bool = False
    text: str = ""
    industry: Industry | None = None
    subdistrict_id: int | None = None
    helper_id: int | None = None
    paused: bool = False
    unheld: bool = False
    collected_from: date | None = None
    collected_until: date | None = None


@dataclass(frozen=True)
class BoardFigures:
    """Open demands, how many of them are past their limit or near it, and how many were closed this month."""

    open: int
    overdue: int
    near: int
    closed: int


class Sign(Word):
    """What is out of the ordinary about a demand, the most pressing first."""

    HURRIED = "hurried", N_("Hurried up, no reply yet")
    EXTENSION = "extension", N_("Extension asked for")
    REOPENED = "reopened", N_("Taken up again")
    HELPERS = "helpers", N_("Several handlers")
    MERGED = "merged", N_("Others merged with it")


@dataclass(frozen=True)
class DemandBoard:
    """The demands that are not closed, by state, the soonest due first; `counts` where a column shows not all.

    `signs` are those of the demands shown, by id.
    """

    columns: dict[DemandState, tuple[DemandRow, ...]]
    counts: dict[DemandState, int]
    figures: BoardFigures
    signs: dict[int, tuple[Sign, ...]]


BOARD_STATES: Final = (*OPEN_STATES, DemandState.ANSWERED, DemandState.RATED)


def conditions_of(work: Work, filter_: DemandFilter) -> list[sa.ColumnElement[bool]]:
    """The conditions on Demand that a filter makes."""
    conditions: list[sa.ColumnElement[bool]] = []
    if filter_.enterprise_id is not None:
        conditions.append(Demand.enterprise_id == filter_.enterprise_id)
    if filter_.of is not None:
        helped = sa.select(DemandHelper.demand_id).where(DemandHelper.account_id == filter_.of)
        conditions.append(
            (Demand.handler_id == filter_.of) | (Demand.collected_by == filter_.of) | Demand.id.in_(helped)
        )
    for column, value in (
        (Demand.handler_id, filter_.handler_id),
        (Demand.collected_by, filter_.collected_by),
        (Demand.category, filter_.category),
        (Demand.state, filter_.state),
        (Demand.urgency, filter_.urgency),
    ):
        if value is not None:
            conditions.append(column == value)
    if filter_.states:
        conditions.append(Demand.state.in_(filter_.states))
    if filter_.categories:
        conditions.append(Demand.category.in_(filter_.categories))
    if filter_.open_only:
        conditions.append(Demand.state.in_(OPEN_STATES))
    if filter_.late:
        conditions += [Demand.state.in_(RUNNING_STATES), Demand.due_on < work.today]
    if filter_.paused:
        conditions.append(Demand.state.in_(PAUSED_STATES))
    if filter_.unheld:
        nobody = Demand.handler_id.is_(None) | Demand.handler_id.in_(gone_handlers())
        conditions += [Demand.state.in_(OPEN_STATES), nobody]
    if filter_.helper_id is not None:
        parts = sa.select(DemandHelper.demand_id).where(DemandHelper.account_id == filter_.helper_id)
        conditions.append(Demand.id.in_(parts))
    if filter_.collected_from is not None:
        conditions.append(Demand.collected_on >= filter_.collected_from)
    if filter_.collected_until is not None:
        conditions.append(Demand.collected_on <= filter_.collected_until)
    place = [
        column == value
        for column, value in (
            (Enterprise.industry, filter_.industry),
            (Enterprise.subdistrict_id, filter_.subdistrict_id),
        )
        if value is not None
    ]
    if place:
        # Not by the index of enterprises: so many of them have so many demands that any other way is shorter.
        conditions.append((Demand.enterprise_id + 0).in_(sa.select(Enterprise.id).where(*place)))
    if filter_.text.strip():
        conditions.append(_said(work, filter_.text))
    return conditions


def _said(work: Work, text: str) -> sa.ColumnElement[bool]:
    """The text is the demand's number, or stands in it, or an enterprise of the first found by it has the demand."""
    words = text.split()
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", "".join(words)))
    if number is not None:
        return sa.and_(Demand.year == int(number[1]), Demand.sequence == int(number[2]))
    query = Query.of(" ".join(words))
    if not query:
        return sa.false()
    # On SQLite capitals are small letters to LIKE anyway; making them so takes as long again.
    holding = Demand.text.contains if work.on_sqlite else Demand.text.icontains
    literally = sa.and_(*(holding(word, autoescape=True) for word in words))
    of = [hit.row.id for hit in found_enterprises(work, text, _ENTERPRISES)]
    found = DEMAND_TEXTS.found(query, sqlite=work.on_sqlite)
    ids = work.session.scalars(sa.select(found.c[0]).limit(_RARE + 1)).all()
    # A frequent word is met soon by whoever walks along the list; looking all its demands up takes longer.
    holds = literally if len(ids) > _RARE else sa.and_(among(sa.inspect(Demand).local_table.c.id, ids), literally)
    return sa.or_(holds, Demand.enterprise_id.in_(of)) if of else holds


@asks(Permission.DEMAND_READ)
def count_demands(work: Work, filter_: DemandFilter) -> int:
    """How many demands a list shows."""
    return work.session.scalar(sa.select(sa.func.count()).select_from(Demand).where(*conditions_of(work, filter_))) or 0


@asks(Permission.DEMAND_READ)
def find_demands(work: Work, filter_: DemandFilter, *, offset: int = 0, limit: int = 200) -> list[DemandRow]:
    """A page of demands: the open ones first, the soonest due before the others."""
    return demand_rows(work, conditions_of(work, filter_), offset=offset, limit=limit, open_first=True)


@asks(Permission.DEMAND_READ)
def demand_board(work: Work, filter_: DemandFilter) -> DemandBoard:
    """The board; at most MOST_CARDS cards in a column."""
    where = conditions_of(work, filter_)
    by_state = _alive(work, where)
    shown = [key for keys in by_state.values() for key in keys[:MOST_CARDS]]
    rows = demand_rows(work, [among(_table.c.id, shown)]) if shown else []
    return DemandBoard(
        {state: tuple(row for row in rows if row.state is state) for state in BOARD_STATES},
        {state: len(keys) for state, keys in by_state.items()},
        _figures(work, where),
        signs_of(work, rows),
    )


def _alive(work: Work, where: list[sa.ColumnElement[bool]]) -> dict[DemandState, list[int]]:
    """The demands on the board by state, the soonest due first.

    What is alive is little beside what is closed: it is found first, by the index, and filtered then.
    """
    query = sa.select(Demand.id, Demand.state).where(Demand.state.in_(BOARD_STATES))
    alive = work.session.execute(query.order_by(Demand.due_on, Demand.id)).all()
    if where and alive:
        left = sa.select(Demand.id).where(among(_table.c.id, [key for key, _state in alive]), *where)
        kept = set(work.session.scalars(left))
        alive = [row for row in alive if row.id in kept]
    found: dict[DemandState, list[int]] = {state: [] for state in BOARD_STATES}
    for key, state in alive:
        found[state].append(key)
    return found


def signs_of(work: Work, rows: Sequence[DemandRow]) -> dict[int, tuple[Sign, ...]]:
    """What is out of the ordinary about these demands; those about which nothing is are left out."""
    ids = [row.id for row in rows]
    asked: tuple[tuple[Sign, Any, tuple[Any, ...]], ...] = (
        (Sign.HURRIED, HurryNote.demand_id, (HurryNote.replied_at.is_(None),)),
        (Sign.EXTENSION, DemandExtension.demand_id, (DemandExtension.decided_at.is_(None),)),
        (Sign.HELPERS, DemandHelper.demand_id, ()),
        (Sign.MERGED, Demand.merged_into_id, ()),
    )
    found: dict[int, set[Sign]] = {row.id: {Sign.REOPENED} for row in rows if row.reopened}
    for sign, column, conditions in asked:
        query = sa.select(column).where(among(column, ids), *conditions).distinct()
        for key in work.session.scalars(query):
            found.setdefault(key, set()).add(sign)
    return {key: tuple(sign for sign in Sign if sign in signs) for key, signs in found.items()}


@asks(Permission.DEMAND_READ)
def demand_figures(work: Work, filter_: DemandFilter) -> BoardFigures:
    """The figures above a list."""
    return _figures(work, conditions_of(work, filter_))


def _figures(work: Work, where: list[sa.ColumnElement[bool]]) -> BoardFigures:
    def count(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(Demand).where(*where, *conditions).scalar_subquery()

    told: Sequence[int] = work.session.execute(sa.select(*(count(*one) for one in _counted(work)))).one()
    return BoardFigures(*told)


def count_and_figures(work: Work, filter_: DemandFilter) -> tuple[int, BoardFigures]:
    """How many demands a list shows, and the figures above it."""
    where = conditions_of(work, filter_)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(Demand).where(*where))
    return count or 0, _figures(work, where)


def _counted(work: Work) -> tuple[tuple[sa.ColumnElement[bool], ...], ...]:
    """What the figures count: open ones; those past their limit and near it, whose clock runs; closed this month."""
    near_until = calendar_in_force(work.session).add_working_days(work.today, NEAR).day
    running = Demand.state.in_(RUNNING_STATES)
    return (
        (Demand.state.in_(OPEN_STATES),),
        (running, Demand.due_on < work.today),
        (running, Demand.due_on.between(work.today, near_until)),
        # Only what is closed has a day for it.
        (Demand.closed_on >= work.today.replace(day=1),),
    )


def days_waiting(row: DemandRow, today: date) -> int:
    """For how many days an answered demand has waited for the enterprise's verdict, the first one counted."""
    return (today - row.answered_on).days + 1 if row.answered_on is not None else 0

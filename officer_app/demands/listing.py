"""The table of demands: filtered, sorted by any column, by the page; and the ids of a whole list, for its export."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final  # Any: a column of whatever type

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.among import among
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.board import BoardFigures, DemandFilter, conditions_of, count_and_figures
from officer_app.demands.model import OPEN_STATES, Category, Demand, DemandState, Rating, Urgency
from officer_app.demands.service import DemandRow, demand_rows
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

_enterprise = sa.table("enterprise", sa.column("id"), sa.column("name"))
_Collector = aliased(Account)
_Conditions = list[sa.ColumnElement[bool]]
_table = sa.inspect(Demand).local_table
EVERY_DEMAND: Final = DemandFilter()


class DemandSort(Word):
    """What the table can be sorted by."""

    SOONEST = "soonest", N_("Soonest due")  # the open ones; after them the others, the newest first
    NUMBER = "number", N_("Demand no.")
    TEXT = "text", N_("Demand")
    ENTERPRISE = "enterprise", N_("Enterprise")
    CATEGORY = "category", N_("Category")
    URGENCY = "urgency", N_("Urgency")
    STATE = "state", N_("State")
    HANDLER = "handler", N_("Handled by")
    COLLECTOR = "collector", N_("Collected by")
    COLLECTED = "collected", N_("Collected")
    DUE = "due", N_("Due")
    ANSWERED = "answered", N_("Answered on")
    RATING = "rating", N_("Rating")


@dataclass(frozen=True)
class DemandList:
    """Which demands a table shows and in what order."""

    filter: DemandFilter = EVERY_DEMAND
    sort: DemandSort = DemandSort.SOONEST
    descending: bool = False


@dataclass(frozen=True)
class _Part:
    """A part of a list that stands together: which demands, and in what order."""

    where: sa.ColumnElement[bool]
    order: tuple[sa.ColumnElement[Any], ...]


# Words stand in the order of their list, not of their letters: each is a part of the list of its own.
_BY_WORD: Final[dict[DemandSort, tuple[Any, tuple[Any, ...]]]] = {
    DemandSort.CATEGORY: (Demand.category, tuple(Category)),
    DemandSort.URGENCY: (Demand.urgency, tuple(Urgency)),
    DemandSort.STATE: (Demand.state, tuple(DemandState)),
    DemandSort.RATING: (Demand.rating, (*Rating, None)),
}
_BY_COLUMN: Final[dict[DemandSort, tuple[Any, ...]]] = {
    DemandSort.NUMBER: (Demand.year, Demand.sequence),
    DemandSort.TEXT: (Demand.text,),
    DemandSort.COLLECTED: (Demand.collected_on,),
    DemandSort.DUE: (Demand.due_on,),
    DemandSort.ANSWERED: (Demand.answered_on,),
}


@dataclass(frozen=True)
class DemandPage:
    """The first rows of a table, how many there are, and the figures above it."""

    rows: tuple[DemandRow, ...]
    count: int
    figures: BoardFigures


@asks(Permission.DEMAND_READ)
def demand_page(work: Work, wanted: DemandList, *, limit: int = 200) -> DemandPage:
    """The beginning of the table, with what stands above it."""
    count, figures = count_and_figures(work, wanted.filter)
    rows = listed_demands(work, wanted, limit=limit) if count else []
    return DemandPage(tuple(rows), count, figures)


@asks(Permission.DEMAND_READ)
def listed_demands(work: Work, wanted: DemandList, *, offset: int = 0, limit: int = 200) -> list[DemandRow]:
    """A page of the table."""
    return rows_of(work, listed_ids(work, wanted, offset=offset, limit=limit))


@asks(Permission.DEMAND_READ)
def listed_ids(work: Work, wanted: DemandList, *, offset: int = 0, limit: int | None = None) -> list[int]:
    """The ids of a part of the table, or of all of it, in its order."""
    where = conditions_of(work, wanted.filter)
    if wanted.sort in (DemandSort.ENTERPRISE, DemandSort.HANDLER, DemandSort.COLLECTOR):
        return _by_name(work, wanted, where, offset, limit)
    parts = _parts(wanted)
    if len(parts) == 1:
        return _slice(work, where, parts[0], offset, limit)
    ids: list[int] = []
    for part in parts:
        room = None if limit is None else limit - len(ids)
        if room == 0:
            break
        if offset and (count := _count(work, [*where, part.where])) <= offset:
            offset -= count
            continue
        ids += _slice(work, where, part, offset, room)
        offset = 0
    return ids


def rows_of(work: Work, ids: Sequence[int]) -> list[DemandRow]:
    """The rows of these demands, in this order."""
    found = {row.id: row for row in demand_rows(work, [among(_table.c.id, list(ids))])}
    return [found[key] for key in ids if key in found]


def _parts(wanted: DemandList) -> list[_Part]:
    down = wanted.descending
    soonest = (Demand.due_on.asc(), Demand.id.asc())
    if wanted.sort is DemandSort.SOONEST:
        is_open = Demand.state.in_(OPEN_STATES)
        return [_Part(is_open, soonest), _Part(~is_open, (Demand.id.desc(),))]
    if wanted.sort in _BY_WORD:
        column, words = _BY_WORD[wanted.sort]
        parts = [_Part(column.is_(None) if word is None else column == word, soonest) for word in words]
        return parts[::-1] if down else parts
    columns = (*_BY_COLUMN[wanted.sort], Demand.id)
    return [_Part(sa.true(), tuple(column.desc() if down else column.asc() for column in columns))]


def _slice(work: Work, where: _Conditions, part: _Part, offset: int, limit: int | None) -> list[int]:
    query = sa.select(Demand.id).where(*where, part.where).order_by(*part.order).offset(offset).limit(limit)
    return list(work.session.scalars(query))


def _count(work: Work, where: _Conditions) -> int:
    return work.session.scalar(sa.select(sa.func.count()).select_from(Demand).where(*where)) or 0


def _by_name(work: Work, wanted: DemandList, where: _Conditions, offset: int, limit: int | None) -> list[int]:
    query = sa.select(Demand.id).where(*where)
    name: Any
    if wanted.sort is DemandSort.ENTERPRISE:
        name = _enterprise.c.name
        query = query.join(_enterprise, _enterprise.c.id == Demand.enterprise_id)
    elif wanted.sort is DemandSort.HANDLER:
        name = Account.name
        query = query.outerjoin(Account, Account.id == Demand.handler_id)
    else:
        name = _Collector.name
        query = query.join(_Collector, _Collector.id == Demand.collected_by)
    down = wanted.descending
    order = [name.is_(None), name.desc() if down else name, Demand.id.desc() if down else Demand.id]
    return list(work.session.scalars(query.order_by(*order).offset(offset).limit(limit)))

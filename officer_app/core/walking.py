"""A list of any length, walked by the page from any row.

A row far down is not reached by skipping all before it: every thousandth row is an anchor, looked up once, and a page
begins at the anchor before it. A list comes in two parts: the rows that have what it is sorted by, in that order, then
those that have not, in the order of their ids. Each part is a plain walk along one index; sorting what is empty to the
end would be none. What a list asks is built once and kept, since building takes longer than answering.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final  # Any: rows and keys of several types

import sqlalchemy as sa

from officer_app.core.among import Gathered, gathered
from officer_app.core.work import Work

COUNT_CAP: Final = 1_000
STEP: Final = 1_000
_OFFSET, _LIMIT = sa.bindparam("skipped", type_=sa.Integer), sa.bindparam("most", type_=sa.Integer)
_FROM_ID, _BEFORE = sa.bindparam("from_id", type_=sa.Integer), sa.bindparam("before", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class Order:
    """How to walk: `join` adds what holds the columns, `absent` are those without the first, None where each has one.

    Where `column` is the same, rows are in the order of the columns of `then`, at last of their ids.
    """

    column: sa.ColumnElement[Any]
    join: Callable[[sa.Select[Any]], sa.Select[Any]]
    absent: sa.ColumnElement[bool] | None
    then: tuple[sa.ColumnElement[Any], ...] = ()


def as_is(chosen: sa.Select[Any]) -> sa.Select[Any]:
    """The join of an order by a column that is there already."""
    return chosen


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a row stands: its keys and id; `present` tells whether it has what the list is sorted by."""

    keys: tuple[Any, ...]
    id: int
    present: bool


@dataclass(frozen=True, slots=True)
class Anchors:
    """Every thousandth row of a list, the first included, as the list was when they were looked up."""

    rows: tuple[Anchor, ...] = ()

    def before(self, place: int) -> tuple[Anchor | None, int]:
        """The last anchor not after a place, and how many rows lie between."""
        if not self.rows:
            return None, place
        nearest = min(place // STEP, len(self.rows) - 1)
        return self.rows[nearest], place - nearest * STEP


NO_ANCHORS: Final = Anchors()


class Walk(ABC):
    """The statements of one list of rows known by `row_id`. `key` stands for the order's column where it is another."""

    def __init__(
        self,
        row_id: sa.ColumnElement[int],
        order: Order,
        *,
        descending: bool,
        key: sa.ColumnElement[Any] | None = None,
    ) -> None:
        self._row_id, self._order, self._descending = row_id, order, descending
        self._by_id = order.column is row_id
        self._keys = (order.column if key is None else key, *order.then)
        self._starts = [sa.bindparam(_start(place), type_=one.type) for place, one in enumerate(self._keys)]

    @abstractmethod
    def _chosen(self) -> sa.Select[Any]:
        """The ids of the rows of the list, in no order."""

    @abstractmethod
    def _read(self, page: sa.Subquery) -> sa.Select[Any]:
        """What is read of each row of a page, by its `id`."""

    def _whole(self) -> sa.Select[Any]:
        """The same as `_chosen`, for counting."""
        return self._chosen()

    @cached_property
    def _count(self) -> sa.Select[Any]:
        return sa.select(sa.func.count()).select_from(self._whole().subquery())

    # Each statement is built when it is first asked for: a search as one types needs two of them, and is quick.

    @cached_property
    def _present(self) -> sa.Select[Any]:
        return self._order.join(self._chosen())

    @cached_property
    def _absent(self) -> sa.Select[Any]:
        assert self._order.absent is not None
        return self._chosen().where(self._order.absent)

    @cached_property
    def _first(self) -> sa.Select[Any]:
        return self._page(self._present)

    @cached_property
    def _from(self) -> sa.Select[Any]:
        return self._page(self._reached(self._present))

    @cached_property
    def _rest(self) -> sa.Select[Any]:
        return self._page(self._absent, keyed=False)

    @cached_property
    def _rest_from(self) -> sa.Select[Any]:
        from_id = self._row_id <= _FROM_ID if self._descending else self._row_id >= _FROM_ID
        return self._page(self._absent.where(from_id), keyed=False)

    @cached_property
    def _capped(self) -> sa.Select[Any]:
        return sa.select(sa.func.count()).select_from(self._whole().limit(COUNT_CAP + 1).subquery())

    def page(self, work: Work, place: int, limit: int, anchors: Anchors = NO_ANCHORS) -> list[sa.Row[Any]]:
        """`limit` rows from a place on."""
        anchor, skipped = anchors.before(place)
        # The connection itself: lists load no entities, and the session's way takes longer.
        run = work.session.connection().execute
        asked: dict[str, Any] = {"skipped": skipped, "most": limit}
        rows: list[sa.Row[Any]] = []
        if anchor is None or anchor.present:
            reached = {} if anchor is None else self._reaching(anchor)
            rows = list(run(self._first if anchor is None else self._from, asked | reached).all())
            if self._order.absent is None or len(rows) == limit:
                return rows
            if skipped and not rows:
                before = self._present if anchor is None else self._reached(self._present)
                count = sa.select(sa.func.count()).select_from(before.limit(_LIMIT).subquery())
                skipped -= work.session.scalar(count, {"most": skipped} | reached) or 0
            else:
                skipped = 0
            anchor = None
        asked = {"skipped": skipped, "most": limit - len(rows)}
        if anchor is None:
            return [*rows, *run(self._rest, asked)]
        return [*rows, *run(self._rest_from, asked | {"from_id": anchor.id})]

    def count(self, work: Work, *, capped: bool) -> tuple[int, bool]:
        """How many there are, and whether there are more than were counted."""
        if not capped:
            return work.session.scalar(self._count) or 0, False
        count = work.session.scalar(self._capped) or 0
        return (COUNT_CAP, True) if count > COUNT_CAP else (count, False)

    def first_ids(self, work: Work, most: int = COUNT_CAP) -> Gathered:
        """The ids of rows of the list, in no order: all, or one more than `most`."""
        return gathered(work.session.connection(), self._whole().limit(most + 1))

    def anchors(self, work: Work) -> Anchors:
        """Every thousandth row; takes a walk through the whole list."""
        rows = work.session.execute(self._every_step(self._present), {"before": 0})
        found = [Anchor(tuple(row)[1:], row.id, True) for row in rows]
        if self._order.absent is not None:
            before = work.session.scalar(sa.select(sa.func.count()).select_from(self._present.subquery())) or 0
            rest = work.session.execute(self._every_step(self._absent, keyed=False), {"before": before})
            found += [Anchor((), row.id, False) for row in rest]
        return Anchors(tuple(found))

    def ids(self, work: Work, place: int, limit: int | None) -> list[int]:
        """The ids from a place on, all of them without a limit."""
        found: list[int] = []
        parts = [self._ordered(self._present)]
        if self._order.absent is not None:
            parts.append(self._ordered(self._absent, keyed=False))
        for statement in parts:
            if limit is not None and len(found) >= place + limit:
                break
            cut = statement if limit is None else statement.limit(place + limit - len(found))
            found += work.session.scalars(cut)
        return found[place:]

    def _sorted_by(self, keys: tuple[Any, ...], row_id: sa.ColumnElement[int], *, keyed: bool) -> list[Any]:
        columns = [row_id] if not keyed else [keys[0]] if self._by_id else [*keys, row_id]
        return [column.desc() if self._descending else column.asc() for column in columns]

    def _ordered(self, chosen: sa.Select[Any], *, keyed: bool = True) -> sa.Select[Any]:
        return chosen.order_by(*self._sorted_by(self._keys, self._row_id, keyed=keyed))

    def _reaching(self, anchor: Anchor) -> dict[str, Any]:
        told = {} if self._by_id else {_start(place): key for place, key in enumerate(anchor.keys)}
        return told | {"from_id": anchor.id}

    def _reached(self, present: sa.Select[Any]) -> sa.Select[Any]:
        """From an anchor on. The plain comparison comes first: it is what an index can be entered by."""
        down = self._descending
        reached = self._row_id <= _FROM_ID if down else self._row_id >= _FROM_ID
        if self._by_id:
            return present.where(reached)
        for key, start in reversed(list(zip(self._keys, self._starts, strict=True))):
            beyond, at = (key < start, key <= start) if down else (key > start, key >= start)
            reached = sa.and_(at, sa.or_(beyond, reached))
        return present.where(reached)

    def _page(self, chosen: sa.Select[Any], *, keyed: bool = True) -> sa.Select[Any]:
        # Which rows and in what order is decided on few columns; the others are read for the rows of the page only.
        labels = [] if self._by_id or not keyed else [_start(place) for place in range(len(self._keys))]
        if labels:
            chosen = chosen.add_columns(*(key.label(label) for key, label in zip(self._keys, labels, strict=True)))
        page = self._ordered(chosen, keyed=keyed).offset(_OFFSET).limit(_LIMIT).subquery("page")
        keys = tuple(page.c[label] for label in labels) or (page.c.id,)
        return self._read(page).order_by(*self._sorted_by(keys, page.c.id, keyed=keyed))

    def _every_step(self, chosen: sa.Select[Any], *, keyed: bool = True) -> sa.Select[Any]:
        order = self._sorted_by(self._keys, self._row_id, keyed=keyed)
        place = sa.func.row_number().over(order_by=order).label("place")
        keys = [key.label(_start(place)) for place, key in enumerate(self._keys)] if keyed else []
        numbered = chosen.with_only_columns(self._row_id, *keys, place, maintain_column_froms=True).subquery()
        at_step = (numbered.c.place - 1 + _BEFORE) % STEP == 0
        told = [numbered.c[_start(place)] for place in range(len(keys))]
        return sa.select(numbered.c.id, *told).where(at_step).order_by(numbered.c.place)


def _start(place: int) -> str:
    """What the parameter and the column of a key are called."""
    return "from_key" if place == 0 else f"from_key{place}"

"""A list of enterprises of any length, walked by the page from any row.

A row far down is not reached by skipping all before it: every thousandth row is an anchor, looked up once, and a page
begins at the anchor before it. What a list asks is built once and kept, since building takes longer than answering.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final  # Any: rows and keys of several types

import sqlalchemy as sa

from officer_app.core.among import Gathered, gathered
from officer_app.core.work import Work
from officer_app.directory.lists.filters import (
    ENTERPRISE,
    LISTING,
    DirectoryFilter,
    conditions_of,
    has_liaison,
    industry_of,
)
from officer_app.directory.lists.ordering import SUBDISTRICT, Order
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves

COUNT_CAP: Final = 1_000
STEP: Final = 1_000
_OFFSET, _LIMIT = sa.bindparam("skipped", type_=sa.Integer), sa.bindparam("most", type_=sa.Integer)
_FROM_ID, _BEFORE = sa.bindparam("from_id", type_=sa.Integer), sa.bindparam("before", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a row stands: its key and id; `present` tells whether it has what the list is sorted by."""

    key: Any
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


class Walk:
    """The statements of one list. `rows_for` says what is read of each row.

    `found` are the hits of a search that leads; `counted` those that only the count goes by, where another index leads.
    """

    def __init__(
        self,
        wanted: DirectoryFilter,
        order: Order,
        today: date,
        *,
        descending: bool,
        conditions: Sequence[sa.ColumnElement[bool]] = (),
        found: sa.Subquery | None = None,
        counted: sa.Subquery | None = None,
    ) -> None:
        self._wanted, self._order, self._today = wanted, order, today
        self._descending = descending
        self._conditions = [*conditions_of(wanted, today), *conditions]
        self._found, self._counted = found, counted
        key = order.column
        if found is not None and key is ENTERPRISE.c.id and not descending:
            key = found.c[0]  # hits come in the order of entry by themselves
        self._key = key
        self._by_id = order.column is ENTERPRISE.c.id
        self._start = sa.bindparam("from_key", type_=order.column.type)

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
        from_id = ENTERPRISE.c.id <= _FROM_ID if self._descending else ENTERPRISE.c.id >= _FROM_ID
        return self._page(self._absent.where(from_id), keyed=False)

    @cached_property
    def _capped(self) -> sa.Select[int]:
        return sa.select(sa.func.count()).select_from(self._whole().limit(COUNT_CAP + 1).subquery())

    def page(self, work: Work, place: int, limit: int, anchors: Anchors = NO_ANCHORS) -> list[sa.Row[Any]]:
        """`limit` rows from a place on."""
        anchor, skipped = anchors.before(place)
        # The connection itself: lists load no entities, and the session's way takes longer.
        run = work.session.connection().execute
        asked: dict[str, Any] = {"skipped": skipped, "most": limit}
        rows: list[sa.Row[Any]] = []
        if anchor is None or anchor.present:
            reached = {} if anchor is None else {"from_key": anchor.key, "from_id": anchor.id}
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

    def first_ids(self, work: Work) -> Gathered:
        """The ids of rows of the list, in no order: all, or one more than are counted."""
        return gathered(work.session.connection(), self._whole().limit(COUNT_CAP + 1))

    def anchors(self, work: Work) -> Anchors:
        """Every thousandth row; takes a walk through the whole list."""
        rows = work.session.execute(self._every_step(self._present), {"before": 0})
        found = [Anchor(row.key, row.id, True) for row in rows]
        if self._order.absent is not None:
            before = work.session.scalar(sa.select(sa.func.count()).select_from(self._present.subquery())) or 0
            rest = work.session.execute(self._every_step(self._absent, keyed=False), {"before": before})
            found += [Anchor(None, row.id, False) for row in rest]
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

    def _chosen(self) -> sa.Select[Any]:
        free = [~has_liaison(self._today)] if self._wanted.without_liaison else []
        return self._join(sa.select(ENTERPRISE.c.id).where(*self._conditions, *free))

    def _whole(self) -> sa.Select[Any]:
        """What is counted: by the hits, where another index leads."""
        chosen = self._chosen()
        if self._counted is None:
            return chosen
        return chosen.join(self._counted, self._counted.c[0] == ENTERPRISE.c.id)

    def _join(self, chosen: sa.Select[Any]) -> sa.Select[Any]:
        if self._found is not None:
            chosen = chosen.join(self._found, self._found.c[0] == ENTERPRISE.c.id)
        if self._wanted.edition_id is not None:
            chosen = chosen.join(LISTING, _listed(self._wanted))
        return chosen

    def _sorted_by(self, key: sa.ColumnElement[Any], row_id: sa.ColumnElement[int], *, keyed: bool) -> list[Any]:
        columns = [row_id] if not keyed else [key] if self._by_id else [key, row_id]
        return [column.desc() if self._descending else column.asc() for column in columns]

    def _ordered(self, chosen: sa.Select[Any], *, keyed: bool = True) -> sa.Select[Any]:
        return chosen.order_by(*self._sorted_by(self._key, ENTERPRISE.c.id, keyed=keyed))

    def _reached(self, present: sa.Select[Any]) -> sa.Select[Any]:
        """From an anchor on. The plain comparison comes first: it is what an index can be entered by."""
        if self._by_id:
            return present.where(ENTERPRISE.c.id <= _FROM_ID if self._descending else ENTERPRISE.c.id >= _FROM_ID)
        key, row_id, start = self._key, ENTERPRISE.c.id, self._start
        if self._descending:
            return present.where(key <= start, sa.or_(key < start, row_id <= _FROM_ID))
        return present.where(key >= start, sa.or_(key > start, row_id >= _FROM_ID))

    def _page(self, chosen: sa.Select[Any], *, keyed: bool = True) -> sa.Select[Any]:
        # Which rows and in what order is decided on few columns; the others are read for the rows of the page only.
        if keyed and not self._by_id:
            chosen = chosen.add_columns(self._key.label("key"))
        page = self._ordered(chosen, keyed=keyed).offset(_OFFSET).limit(_LIMIT).subquery("page")
        key = page.c.key if keyed and not self._by_id else page.c.id
        return rows_for(self._wanted, page, self._today).order_by(*self._sorted_by(key, page.c.id, keyed=keyed))

    def _every_step(self, chosen: sa.Select[Any], *, keyed: bool = True) -> sa.Select[Any]:
        order = self._sorted_by(self._key, ENTERPRISE.c.id, keyed=keyed)
        place = sa.func.row_number().over(order_by=order).label("place")
        key = self._key.label("key") if keyed else sa.null().label("key")
        numbered = chosen.with_only_columns(ENTERPRISE.c.id, key, place, maintain_column_froms=True).subquery()
        at_step = (numbered.c.place - 1 + _BEFORE) % STEP == 0
        return sa.select(numbered.c.key, numbered.c.id).where(at_step).order_by(numbered.c.place)

    @cached_property
    def _count(self) -> sa.Select[int]:
        if not self._wanted.without_liaison or self._found is not None or self._counted is not None:
            return sa.select(sa.func.count()).select_from(self._whole().subquery())
        # Few are served, and counting them is quick; looking for a duty of every enterprise is not.
        every = self._join(sa.select(sa.func.count(ENTERPRISE.c.id)).where(*self._conditions))
        served = every.where(has_liaison(self._today))
        return sa.select(every.scalar_subquery() - served.scalar_subquery())


def _listed(wanted: DirectoryFilter) -> sa.ColumnElement[bool]:
    return sa.and_(
        LISTING.c.enterprise_id == ENTERPRISE.c.id,
        LISTING.c.edition_id == wanted.edition_id,
        LISTING.c.removed_on.is_(None),
    )


def rows_for(wanted: DirectoryFilter, page: sa.Subquery, today: date) -> sa.Select[Any]:
    """The columns of EnterpriseRow, in its order, for the ids of a page."""
    listed = wanted.edition_id is not None
    serving = sa.and_(ASSIGNMENT.c.enterprise_id == ENTERPRISE.c.id, serves(today, "liaison"))
    statement = (
        sa.select(
            ENTERPRISE.c.id,
            ENTERPRISE.c.name,
            ENTERPRISE.c.uscc,
            industry_of(wanted),
            sa.func.coalesce(SUBDISTRICT.c.name, ""),
            ACCOUNT.c.id,
            sa.func.coalesce(ACCOUNT.c.name, ""),
            ENTERPRISE.c.headcount,
            ENTERPRISE.c.large_client,
            LISTING.c.tier if listed else sa.null(),
            ENTERPRISE.c.founded_on,
            ENTERPRISE.c.capital_amount,
            ENTERPRISE.c.capital_currency,
            ENTERPRISE.c.high_tech_since,
            ENTERPRISE.c.high_tech_until,
            ENTERPRISE.c.key_body_since,
            ENTERPRISE.c.key_body_until,
        )
        .select_from(page)
        .join(ENTERPRISE, ENTERPRISE.c.id == page.c.id)
        .outerjoin(SUBDISTRICT, SUBDISTRICT.c.id == ENTERPRISE.c.subdistrict_id)
        .outerjoin(ASSIGNMENT, serving)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
    )
    return statement.join(LISTING, _listed(wanted)) if listed else statement

"""Which visits a filter or a search finds, at once however many there are.

What narrows a list to few rows leads: those rows are gathered and sorted. What does not is met soon on a walk along the
index of the order. A word is found in what was said, and in the name of the enterprise.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final  # Any: rows of columns of several types

import sqlalchemy as sa

from officer_app.core.among import Gathered, among, gathered
from officer_app.core.folding import fold
from officer_app.core.search import ENTERPRISES, Query, Stage
from officer_app.core.terms import Kind
from officer_app.core.walking import Order, Walk
from officer_app.core.work import Work
from officer_app.visits.filtering import (
    ENTERPRISE,
    VISIT,
    VisitFilter,
    VisitSort,
    conditions_of,
    leads_of,
    looked_up_by,
    order_of,
)
from officer_app.visits.model import VISIT_TEXTS

# Up to so many visits that a search finds, or a filter lets through, are gathered and sorted; more are so frequent that
# a walk soon meets enough of them.
SAID: Final = 5_000
MANY: Final = 20_000
# Up to so many enterprises of a name are known by their ids.
NAMED: Final = 200
_MOST_WORDS: Final = 8
Read = Callable[[sa.Subquery], sa.Select[Any]]


class VisitWalk(Walk):
    """The statements of one list of visits. `read` says what is read of each row; `names` that conditions ask for the
    enterprise."""

    def __init__(
        self,
        conditions: Sequence[sa.ColumnElement[bool]],
        order: Order,
        read: Read,
        *,
        descending: bool,
        names: bool = False,
    ) -> None:
        super().__init__(VISIT.c.id, order, descending=descending)
        self._conditions, self._reads, self._names = conditions, read, names

    def _chosen(self) -> sa.Select[Any]:
        # The order by enterprise brings the table with it.
        brought = self._order.column is ENTERPRISE.c.name_key
        return _ids(self._conditions, names=self._names and not brought)

    def _whole(self) -> sa.Select[Any]:
        return _ids(self._conditions, names=self._names)

    def _read(self, page: sa.Subquery) -> sa.Select[Any]:
        return self._reads(page)


@lru_cache(maxsize=64)
def plain_walk(wanted: VisitFilter, sort: VisitSort, read: Read, *, descending: bool, sqlite: bool) -> VisitWalk:
    """The walk along the index of the order, where so many are wanted that they are soon met."""
    words = words_of(wanted.text)
    by = looked_up_by(wanted, sort) if sqlite else None
    conditions = [*conditions_of(wanted, by), *map(_stands, words)]
    return VisitWalk(conditions, order_of(sort), read, descending=descending, names=bool(words))


def found_walk(
    work: Work, wanted: VisitFilter, sort: VisitSort, read: Read, *, descending: bool
) -> tuple[VisitWalk | None, int | None]:
    """The walk through what is wanted, None for nothing; and how many there are, None for more than were gathered."""
    connection = work.session.connection()
    words = words_of(wanted.text)
    conditions = conditions_of(wanted, looked_up_by(wanted) if work.on_sqlite else None)
    hits = _lead(work, wanted, words)
    if hits is None:
        # What is frequent alone is soon met; whether what else narrows lets few through is worth a look.
        others = replace(wanted, text="", policy="", checklist="", returned=False)
        alone = others == VisitFilter() and others != wanted
        hits = None if alone else gathered(connection, _let_through(wanted, work.on_sqlite, MANY + 1))
        if hits is None or hits.count > MANY:
            return plain_walk(wanted, sort, read, descending=descending, sqlite=work.on_sqlite), None
        conditions = []
    narrowed = [*conditions, *map(_stands, words)]
    if hits.count and narrowed:
        hits = gathered(connection, _ids([among(VISIT.c.id, hits), *narrowed], names=bool(words)))
    if not hits.count:
        return None, 0
    return VisitWalk([among(VISIT.c.id, hits)], order_of(sort), read, descending=descending), hits.count


@lru_cache(maxsize=64)
def _let_through(wanted: VisitFilter, sqlite: bool, most: int) -> sa.Select[tuple[int]]:
    """The ids of visits that the filter lets through, whatever is searched."""
    return _ids(conditions_of(wanted, looked_up_by(wanted) if sqlite else None)).limit(most)


def words_of(text: str) -> tuple[str, ...]:
    """What was typed, word by word; all must be found."""
    return tuple(dict.fromkeys(text.split()))[:_MOST_WORDS]


def _ids(conditions: Sequence[sa.ColumnElement[bool]], *, names: bool = False) -> sa.Select[tuple[int]]:
    chosen = sa.select(VISIT.c.id).where(*conditions)
    return chosen.join(ENTERPRISE, ENTERPRISE.c.id == VISIT.c.enterprise_id) if names else chosen


def _stands(word: str) -> sa.ColumnElement[bool]:
    """The word stands literally in what was said, or in the name of the enterprise."""
    named = ENTERPRISE.c.name_key.contains(fold(word), autoescape=True)
    return sa.or_(VISIT.c.content.icontains(word, autoescape=True), named)


def _lead(work: Work, wanted: VisitFilter, words: Sequence[str]) -> Gathered | None:
    """Visits among which are all that is wanted, where some table or index knows of few; None where none does."""
    connection = work.session.connection()
    for lead in leads_of(wanted):
        hits = gathered(connection, lead.distinct().limit(SAID + 1))
        if hits.count <= SAID:
            return hits
    said: list[str] = []
    for word in words:
        query = Query.of(word)
        if not query:
            continue
        named = gathered(connection, named_so(work, query).limit(NAMED + 1))
        if not named.count:
            said.append(word)
        elif named.count <= NAMED:
            visits = sa.select(VISIT.c.id).where(among(VISIT.c.enterprise_id, named)).limit(SAID + 1).subquery()
            both = sa.union(sa.select(visits), sa.select(_texts(work, query).limit(SAID + 1).subquery()))
            hits = gathered(connection, sa.select(both.subquery()).limit(SAID + 1))
            if hits.count <= SAID:
                return hits
    if said:
        # Words that no enterprise is called by stand all in what was said.
        hits = gathered(connection, _texts(work, Query.of(" ".join(said))).limit(SAID + 1))
        if hits.count <= SAID:
            return hits
    return None


def _texts(work: Work, query: Query) -> sa.Select[tuple[int]]:
    found = VISIT_TEXTS.found(query, sqlite=work.on_sqlite)
    return sa.select(found.c[0])


def named_so(work: Work, query: Query) -> sa.Select[tuple[int]]:
    """The enterprises in whose name the words stand."""
    stage = Stage(query, Kind.NAME, (frozenset({Kind.START, Kind.NAME}),) * len(query.words))
    candidates = ENTERPRISES.candidates(stage, sqlite=work.on_sqlite).subquery()
    contains = (ENTERPRISE.c.name_key.contains(term, autoescape=True) for term in query.terms)
    return sa.select(ENTERPRISE.c.id).join(candidates, candidates.c[0] == ENTERPRISE.c.id).where(*contains)

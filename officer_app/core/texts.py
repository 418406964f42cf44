"""Finding longer texts, such as what was said at a visit, by any part of them. On both engines.

An index holds of each text its characters and pairs of them, folded. Whoever asks compares literally what is found.
"""

import itertools
from collections.abc import Iterable
from operator import add
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction

from officer_app.core.audit import OfficeSession
from officer_app.core.database import Base
from officer_app.core.folding import fold
from officer_app.core.grams import widened
from officer_app.core.search import Query, SearchIndex

_BATCH: Final = 1_000


class TextIndex:
    """The texts in one column of a table, by the row's id."""

    def __init__(self, table: str) -> None:
        self._index = SearchIndex(table)

    def follow(self, model: type[Base], attribute: str) -> None:
        """Index what sessions store in an attribute of a model from now on."""

        @event.listens_for(OfficeSession, "after_flush")
        def _index(session: OfficeSession, _context: UOWTransaction) -> None:
            entities = [entity for entity in itertools.chain(session.new, session.dirty) if isinstance(entity, model)]
            rows = [
                (entity.id, getattr(entity, attribute))  # type: ignore[attr-defined] # every audited table has one
                for entity in entities
                if sa.inspect(entity).attrs[attribute].history.has_changes()
            ]
            if rows:
                self.put(session.connection(), rows)

    def create(self, connection: sa.Connection, table: str, column: str) -> None:
        """Create it, with the texts there are in a column of a table, for migrations. Memory is bounded."""
        self._index.create(connection)
        held = sa.table(table, sa.column("id", sa.Integer), sa.column(column, sa.Text))
        last = 0
        while True:
            batch = sa.select(held.c.id, held.c[column]).where(held.c.id > last).order_by(held.c.id).limit(_BATCH)
            rows = [(key, text) for key, text in connection.execute(batch)]
            if not rows:
                return
            self.put(connection, rows, new=True)
            last = rows[-1][0]

    def put(self, connection: sa.Connection, rows: Iterable[tuple[int, str]], *, new: bool = False) -> None:
        """Index texts as (id, text), in place of what was there."""
        self._index.put(connection, [(key, _grams(text)) for key, text in rows], new=new)

    def found(self, query: Query, *, sqlite: bool) -> sa.Subquery:
        """The ids of rows that hold all pieces of what was typed, the newest first."""
        pieces = dict.fromkeys(piece for term in query.terms for piece in _pieces(widened(term)))
        asked = " AND ".join(f'"{piece}"' for piece in pieces) if sqlite else " & ".join(f"'{one}'" for one in pieces)
        chosen = self._index.matching(sa.literal(asked), sqlite=sqlite)
        return chosen.order_by(chosen.selected_columns[0].desc()).subquery()


def _pieces(text: str) -> list[str]:
    return [text] if len(text) < 2 else list(map(add, text, text[1:]))


def _grams(text: str) -> str:
    folded = widened(fold(text))
    return " ".join({*folded, *map(add, folded, folded[1:])})

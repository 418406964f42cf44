"""Many ids in one statement, handed over as one value: the statement stays the same for any number of them.

A list of parameters is written anew for each length, which takes longer than finding the rows of a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final  # Any: what the hooks of SQLAlchemy hand over

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


@dataclass(frozen=True, slots=True)
class Gathered:
    """Ids that one statement found, as the engine hands them over, to be asked for by the next."""

    count: int
    ids: Any


class _Ids(sa.types.TypeDecorator[Sequence[int]]):
    """Ids as the engine takes them: SQLite as a text in JSON."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else ARRAY(sa.Integer()))

    def process_bind_param(self, value: Sequence[int] | Gathered | None, dialect: sa.Dialect) -> Any:
        if isinstance(value, Gathered):
            return value.ids
        ids = list(value or ())
        return str(ids) if dialect.name == "sqlite" else ids


_IDS: Final = _Ids()


def gathered(connection: sa.Connection, some: sa.Select[tuple[int]]) -> Gathered:
    """The ids that a statement finds, without making numbers of them here."""
    found = some.subquery()
    gather = sa.func.json_group_array if connection.dialect.name == "sqlite" else sa.func.array_agg
    count, ids = connection.execute(sa.select(sa.func.count(), gather(found.c[0]))).one()
    return Gathered(count, ids)


class _Among(FunctionElement[bool]):
    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        # Already a condition: compared to 1, as booleans are on SQLite, it could not be looked up in an index.
        return self


def among(column: sa.ColumnElement[int], ids: Sequence[int] | Gathered | str) -> sa.ColumnElement[bool]:
    """The condition that a column holds one of the ids; a text names the parameter that will hand them over."""
    held = sa.bindparam(ids, type_=_IDS) if isinstance(ids, str) else sa.bindparam(None, ids, type_=_IDS)
    return _Among(column, held)


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: Any, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY ({ids})"

"""Storing many rows at once, past SQLAlchemy's handling of each row's parameters, which takes as long as the rest.

Nothing is recorded in the audit trail here: whoever stores in bulk notes it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any  # a value of whatever the column holds

import sqlalchemy as sa


class _Converted(dict[Any, object]):
    """What the driver takes for each value: dates and amounts repeat."""

    def __init__(self, convert: Callable[[Any], object]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> object:
        self[value] = taken = self._convert(value)
        return taken


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows whose values stand in the order of the columns; column defaults do not apply."""
    by_column = list(zip(*rows, strict=True))
    if by_column:
        insert_columns(connection, table, dict(zip(columns, by_column, strict=True)))


def insert_columns(connection: sa.Connection, table: sa.Table, columns: Mapping[str, Iterable[object]]) -> None:
    """Insert rows given column by column, at least one; column defaults do not apply."""
    dialect = connection.dialect
    statement = sa.insert(table).values({name: sa.bindparam(name, type_=table.c[name].type) for name in columns})
    compiled = statement.compile(dialect=dialect)
    taken: dict[str, Iterable[object]] = {}
    for name, values in columns.items():
        convert: Callable[[Any], object] | None = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is None:
            taken[name] = values
        elif isinstance(table.c[name].type, sa.JSON):
            taken[name] = map(convert, values)
        else:
            taken[name] = map(_Converted(convert).__getitem__, values)
    if compiled.positional:
        # The statement names its columns in the order of the table.
        ordered = [taken[name] for name in compiled.positiontup or ()]
        connection.exec_driver_sql(str(compiled), list(zip(*ordered, strict=True)))
    else:
        rows = zip(*taken.values(), strict=True)
        connection.exec_driver_sql(str(compiled), [dict(zip(taken, row, strict=True)) for row in rows])

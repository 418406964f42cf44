"""Storing many rows at once, past SQLAlchemy's handling of each row's parameters, which takes as long as the rest.

Nothing is recorded in the audit trail here: whoever stores in bulk notes it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any  # a value of whatever the column holds

import sqlalchemy as sa


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows whose values stand in the order of the columns; column defaults do not apply."""
    dialect = connection.dialect
    statement = sa.insert(table).values({name: sa.bindparam(name, type_=table.c[name].type) for name in columns})
    compiled = statement.compile(dialect=dialect)
    told = list(rows)
    if not told:
        return
    by_column: list[Iterable[object]] = list(zip(*told, strict=True))
    for place, name in enumerate(columns):
        convert: Callable[[Any], object] | None = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            by_column[place] = map(convert, by_column[place])
    if compiled.positional:
        # The statement names its columns in the order of the table.
        ordered = [by_column[columns.index(name)] for name in compiled.positiontup or ()]
        connection.exec_driver_sql(str(compiled), list(zip(*ordered, strict=True)))
    else:
        values = zip(*by_column, strict=True)
        connection.exec_driver_sql(str(compiled), [dict(zip(columns, row, strict=True)) for row in values])

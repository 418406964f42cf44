"""Steps on rows, written down so that they can be taken back: what a merge of two enterprises is made of.

Each step is a dictionary that JSON can hold: rows of a table move from one enterprise to another, a row changes, a row
is dropped (and kept whole), a row is added. Taking back goes through the steps from the last to the first. A step whose
row has been changed since is left as it is and named; nothing that was entered after a step is lost by taking it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final  # a step is any JSON value

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from officer_app.core.database import Base
from officer_app.core.folding import fold
from officer_app.core.kept_rows import as_kept, as_stored
from officer_app.core.work import Work
from officer_app.directory.likeness import former_names

Step = dict[str, Any]
_AT_ONCE: Final = 500
# Texts that hold several names: each is taken back by itself, whatever was added or taken away since.
_LISTS: Final = frozenset({("enterprise", "former_names")})


@dataclass(frozen=True, slots=True)
class Left:
    """A row that could not be put back: its table and key, and the columns that were changed since."""

    entity: str
    key: object
    columns: tuple[str, ...] = ()


def table_of(name: str) -> sa.Table:
    """A table by its name."""
    return Base.metadata.tables[name]


def references(target: str) -> list[sa.Column[Any]]:  # keys of any type
    """Every column of every table that refers to a table, found by its foreign keys."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for foreign in column.foreign_keys
        if foreign.column.table.name == target
    ]


def key_of(table: sa.Table) -> sa.Column[Any]:  # keys of any type
    """The one column of a table's primary key."""
    (column,) = table.primary_key.columns
    return column


def row_of(connection: sa.Connection, table: sa.Table, key: object) -> dict[str, Any] | None:
    """A row by its key."""
    row = connection.execute(sa.select(table).where(key_of(table) == key)).mappings().one_or_none()
    return None if row is None else {str(name): value for name, value in row.items()}


class Steps:
    """Makes steps and writes them down, in `done` and in the audit trail."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.session.connection()
        self.done: list[Step] = []
        # Rows that stand for others now: (table, key) of the one dropped to the key of the one that says the same.
        self.became: dict[tuple[str, object], object] = {}

    def row(self, table: sa.Table, key: object) -> dict[str, Any] | None:  # column values of any type
        """A row as it is now."""
        return row_of(self._connection, table, key)

    def move(self, column: sa.Column[Any], of: int, to: int) -> None:
        """Every row that refers to one enterprise refers to the other."""
        table, key = column.table, key_of(column.table)
        keys = list(self._connection.scalars(sa.select(key).where(column == of).order_by(key)))
        if not keys:
            return
        _refer(self._connection, column, keys, of, to)
        self.done.append({"do": "move", "table": table.name, "column": column.name, "of": of, "to": to, "keys": keys})
        self._work.note(
            "merge", table.name, None, before={column.name: of}, after={column.name: to, "rows": keys[:_AT_ONCE]}
        )

    def change(self, table: sa.Table, key: object, values: Mapping[str, object]) -> None:
        """Give columns of a row other values."""
        row = self.row(table, key)
        assert row is not None
        values = {name: value for name, value in values.items() if row[name] != value}
        if not values:
            return
        _set(self._connection, table, key, values)
        now = self.row(table, key)
        assert now is not None
        before, after = ({name: version[name] for name in values} for version in (row, now))
        self.done.append(
            {"do": "change", "table": table.name, "key": key, "before": as_kept(before), "after": as_kept(after)}
        )
        self._note("update", table, key, before, after)

    def drop(self, table: sa.Table, key: object) -> None:
        """Take a row away; it is kept whole in the step."""
        row = self.row(table, key)
        assert row is not None
        self._connection.execute(sa.delete(table).where(key_of(table) == key))
        self.done.append({"do": "drop", "table": table.name, "key": key, "row": as_kept(row)})
        self._note("delete", table, key, row, None)

    def add(self, table: sa.Table, values: Mapping[str, object]) -> None:
        """Store a new row."""
        key = self._connection.execute(sa.insert(table).values(values).returning(key_of(table))).scalar_one()
        row = self.row(table, key)
        assert row is not None
        self.done.append({"do": "add", "table": table.name, "key": key, "row": as_kept(row)})
        self._note("insert", table, key, None, row)

    def _note(
        self,
        action: str,
        table: sa.Table,
        key: object,
        before: Mapping[str, object] | None,
        after: Mapping[str, object] | None,
    ) -> None:
        note_row(self._work, action, table, key, before, after)


def note_row(
    work: Work,
    action: str,
    table: sa.Table,
    key: object,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    """An entry of the audit trail for one row, without what is personal or derived."""
    told = [
        {name: value for name, value in values.items() if not table.c[name].info} if values is not None else None
        for values in (before, after)
    ]
    work.note(action, table.name, key if isinstance(key, int) else None, before=told[0], after=told[1])


def _refer(connection: sa.Connection, column: sa.Column[Any], keys: Sequence[object], of: int, to: int) -> None:
    table = column.table
    values: dict[str, object] = {column.name: to}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        connection.execute(sa.update(table).where(key_of(table).in_(some), column == of).values(values))


def _set(connection: sa.Connection, table: sa.Table, key: object, values: Mapping[str, object]) -> None:
    more = {"version": table.c.version + 1} if "version" in table.c and "version" not in values else {}
    connection.execute(sa.update(table).where(key_of(table) == key).values({**values, **more}))


def _without(now: str, after: str, before: str) -> str:
    """A list of names without those that a step has added."""
    added = set(map(fold, former_names(after))) - set(map(fold, former_names(before)))
    return "、".join(name for name in former_names(now) if fold(name) not in added)


class TakingBack:
    """Takes steps back, the last first. `left` names what was changed since and therefore stays."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.session.connection()
        self.left: list[Left] = []
        # Rows that got another key, because theirs had been given away: (table, old key) to the new one.
        self._renumbered: dict[tuple[str, object], object] = {}

    def take_back(self, steps: Iterable[Step]) -> None:
        """Take all of them back."""
        for step in reversed(list(steps)):
            table = table_of(step["table"])
            # What the database refuses, because of what was entered since, is left and named like the rest.
            point = self._connection.begin_nested()
            try:
                getattr(self, f"_un{step['do']}")(table, step)
                point.commit()
            except OperationalError:
                # A full disk, somebody else's lock: the whole fails, and may be tried again.
                raise
            except DatabaseError:
                point.rollback()
                self.left.append(Left(table.name, step.get("key")))

    def _unmove(self, table: sa.Table, step: Step) -> None:
        column, keys = table.c[step["column"]], step["keys"]
        there = set(self._of(column, step["to"], keys))
        _refer(self._connection, column, [key for key in keys if key in there], step["to"], step["of"])
        self._work.note(
            "undo_merge",
            table.name,
            None,
            before={column.name: step["to"]},
            after={column.name: step["of"], "rows": keys[:_AT_ONCE]},
        )
        self.left += [Left(table.name, key) for key in keys if key not in there]

    def _of(self, column: sa.Column[Any], to: int, keys: Sequence[object]) -> Iterable[object]:
        key = key_of(column.table)
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            yield from self._connection.scalars(sa.select(key).where(key.in_(some), column == to))

    def _unchange(self, table: sa.Table, step: Step) -> None:
        before, after, changed = self.pending(table, step)
        if before:
            back = self._with_new_keys(table, as_stored(table, before))
            _set(self._connection, table, step["key"], back)
            note_row(self._work, "update", table, step["key"], as_stored(table, after), back)
        if changed:
            self.left.append(Left(table.name, step["key"], changed))

    def pending(self, table: sa.Table, step: Step) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
        """What a changed row gets back, what it holds instead, and the columns that were changed again since."""
        row = row_of(self._connection, table, step["key"])
        if row is None:
            return {}, {}, tuple(step["before"])
        now = as_kept(row)
        back: dict[str, Any] = {}
        changed = []
        for name, value in step["after"].items():
            if now[name] == value:
                back[name] = step["before"][name]
            elif (table.name, name) in _LISTS:
                back[name] = _without(str(now[name]), str(value), str(step["before"][name]))
            elif "derived" not in table.c[name].info:
                changed.append(name)
        return back, {name: now[name] for name in back}, tuple(changed)

    def _undrop(self, table: sa.Table, step: Step) -> None:
        key = key_of(table)
        row = self._with_new_keys(table, as_stored(table, step["row"]))
        if self._connection.scalar(sa.select(key).where(key == step["key"])) is not None:
            del row[key.name]
        fresh = self._connection.execute(sa.insert(table).values(row).returning(key)).scalar_one()
        self._renumbered[table.name, step["key"]] = fresh
        note_row(self._work, "insert", table, fresh, None, row)

    def _unadd(self, table: sa.Table, step: Step) -> None:
        row = row_of(self._connection, table, step["key"])
        if row is None:
            return
        now = as_kept(row)
        changed = tuple(name for name, value in step["row"].items() if now[name] != value and name != "version")
        if changed:
            self.left.append(Left(table.name, step["key"], changed))
            return
        self._connection.execute(sa.delete(table).where(key_of(table) == step["key"]))
        note_row(self._work, "delete", table, step["key"], row, None)

    def _with_new_keys(self, table: sa.Table, row: dict[str, object]) -> dict[str, object]:
        for column in table.columns:
            for foreign in column.foreign_keys:
                if column.name in row:
                    old = foreign.column.table.name, row[column.name]
                    row[column.name] = self._renumbered.get(old, row[column.name])
        return row

"""What the database itself refuses, on both engines: triggers that hold for every hand, not only for the use cases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.engine import Connection

_OFFICE_DAY: Final = re.compile(r"OFFICE_DAY\(([\w.]+)\)")
# Moments are kept in UTC; the office is eight hours ahead, all year.
_OFFICE_DAYS: Final = {
    "sqlite": r"date(\1, '+8 hours')",
    "postgresql": r"CAST(\1 AT TIME ZONE 'Asia/Shanghai' AS date)",
}


@dataclass(frozen=True)
class Guard:
    """Refuses an event on a table when the condition on the rows NEW and OLD is true.

    With `alone_for`, an expression that gives an integer, writers of the same number wait for each other before the
    condition is looked at: for conditions on other rows that are being written at the same moment. SQLite has one
    writer at a time and need not.
    """

    name: str
    event: str
    table: str
    when: str
    message: str
    alone_for: str = ""


def create_triggers(connection: Connection, guards: Iterable[Guard]) -> None:
    """For migrations: create the triggers. What they refuse raises IntegrityError from SQLAlchemy on both engines
    where the guard is `alone_for` something, an error of the database otherwise."""
    for guard in guards:
        when = _OFFICE_DAY.sub(_OFFICE_DAYS[connection.dialect.name], guard.when)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
            )
            continue
        row = "OLD" if guard.event == "DELETE" else "NEW"
        wait, kind = "", ""
        if guard.alone_for:
            wait = f"PERFORM pg_advisory_xact_lock(hashtext('{guard.table}'), {guard.alone_for}); "
            kind = " USING ERRCODE = 'exclusion_violation'"
        connection.exec_driver_sql(
            f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {wait}"
            f"IF {when} THEN RAISE EXCEPTION '{guard.message}'{kind}; END IF; RETURN {row}; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
        )


def drop_triggers(connection: Connection, guards: Iterable[Guard]) -> None:
    """For migrations: take guards away that an earlier version made, to put others in their place."""
    for guard in guards:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {guard.name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {guard.name} ON {guard.table}")
            connection.exec_driver_sql(f"DROP FUNCTION {guard.name}()")

"""Bringing a database's schema to the version this program knows.

A newer database is refused before any write; an older one is copied and the copy verified before it is touched; a
migration is one transaction, so that a crash leaves the old schema or the new one.
"""

import contextlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from officer_app import paths
from officer_app.core.database import said_plainly
from officer_app.core.errors import DatabaseUnavailable, NewerDatabase, NotFound, reason_of
from officer_app.i18n import N_

if TYPE_CHECKING:
    from officer_app.core.database import Database


def head() -> str:
    """The schema this program knows: the number of the last migration, such as 0001."""
    versions = paths.database_files() / "migrations" / "versions"
    return max(match[1] for file in versions.iterdir() if (match := re.match(r"(\d{4})_\w+\.py$", file.name)))


def found(connection: Connection, place: str) -> str | None:
    """The schema of the open database; None if it is empty. `place` is for people."""
    inspector = sa.inspect(connection)
    if inspector.has_table("alembic_version"):
        version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        if version is not None:
            return version
    if inspector.get_table_names():
        raise DatabaseUnavailable(
            N_("{place} holds a database of another program."),
            remedy=N_("Choose another place."),
            place=place,
        )
    return None


def prepare(database: "Database", *, create: bool = True) -> None:
    """Create the schema, upgrade it, or refuse. See Database.prepare."""
    if database.path is not None:
        try:
            database.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(place=database.place, reason=reason_of(error)) from error
    known = head()
    with said_plainly(database.place):
        with database.transaction(writes=False) as connection:
            present = found(connection, database.place)
        if present == known:
            return
        if present is None and not create:
            raise NotFound(
                N_("There is no office in {place} yet."),
                remedy=N_("Start the program once to create the office, or name another one with --database."),
                place=database.place,
            )
        if present is not None and present > known:
            raise NewerDatabase(found=present, known=known)
        if present is not None and database.path is not None:
            _copy_verified(database, database.path, present)
        upgrade(database)


def _copy_verified(database: "Database", path: Path, schema: str) -> Path:
    """A copy beside the database, checked before it counts."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = path.with_name(f"{path.stem}-schema{schema}-{stamp}{path.suffix}")
    unverified = target.with_name(target.name + ".part")
    unverified.unlink(missing_ok=True)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _driver(connection).execute("VACUUM INTO ?", (str(unverified),))
    copy = type(database)(str(unverified), key=database._key)
    try:
        with copy.engine.connect() as connection:
            verdict = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    finally:
        copy.close()
    if verdict != "ok":
        unverified.unlink(missing_ok=True)
        raise DatabaseUnavailable(place=database.place, reason=str(verdict))
    for companion in ("-wal", "-shm"):
        Path(str(unverified) + companion).unlink(missing_ok=True)
    unverified.replace(target)
    with contextlib.suppress(OSError):  # not every platform can sync a folder
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return target


def upgrade(database: "Database", target: str = "head") -> None:
    """Run the migrations up to one of them, in one transaction."""
    # alembic is needed only here, and takes a tenth of a second to import
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.database_files() / "migrations").replace("%", "%%"))
    with database.connect(writes=True) as connection:
        # Rebuilding a table would otherwise fire the rules of tables that point to it. The switch has no effect
        # inside a transaction, hence before it.
        _foreign_keys(database, connection, "OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, target)
                if database.is_sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    if broken is not None:
                        raise DatabaseUnavailable(place=database.place, reason=f"foreign key: {tuple(broken)}")
        finally:
            _foreign_keys(database, connection, "ON")


def _foreign_keys(database: "Database", connection: Connection, switch: str) -> None:
    if database.is_sqlite:
        _driver(connection).execute(f"PRAGMA foreign_keys = {switch}")


def _driver(connection: Connection) -> Any:  # the driver ships no types
    """The driver's own connection, outside SQLAlchemy's transactions."""
    return connection.connection.dbapi_connection


def append_only(table: str) -> None:
    """For migrations: forbid changing and deleting rows of a table, on both engines."""
    from alembic import op

    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
        )

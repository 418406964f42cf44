"""Bringing a database's schema to the version this program knows.

A newer database is refused before any write; of an older one a backup is made and proven before it is touched; a
migration is one transaction, so that a crash leaves the old schema or the new one.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from officer_app import paths
from officer_app.core.database import said_plainly
from officer_app.core.errors import DamagedDatabase, DatabaseUnavailable, NewerDatabase, NotFound, reason_of
from officer_app.core.schema_record import record_schema
from officer_app.i18n import N_, _

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


def refuse_newer(present: str) -> None:
    """Raises NewerDatabase for a schema that this program does not know."""
    if present > (known := head()):
        raise NewerDatabase(found=present, known=known)


def prepare(database: "Database", *, create: bool = True) -> None:
    """Create the schema, upgrade it, or refuse. See Database.prepare."""
    if database.path is not None:
        try:
            database.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(place=database.place, reason=reason_of(error)) from error
        _look_first(database, database.path)
    known = head()
    with said_plainly(database.place):
        present = _present(database)
        if present == known:
            return
        if present is None and not create:
            raise NotFound(
                N_("There is no office in {place} yet."),
                remedy=N_("Start the program once to create the office, or name another one with --database."),
                place=database.place,
            )
        if present is not None:
            refuse_newer(present)
        if database.view_only:
            raise DatabaseUnavailable(place=database.place, reason=_("it needs an upgrade, and is read-only"))
        if present is not None and database.path is not None:
            _back_up(database, database.path, present)
        upgrade(database)


def _present(database: "Database") -> str | None:
    try:
        with database.transaction(writes=False) as connection:
            return found(connection, database.place)
    except DatabaseUnavailable as error:
        # The key was proven before: it is the first page that is not what was written.
        if database.is_keyed and "not a database" in str(error.__cause__):
            reason = _("what it holds is not what was written")
            raise DamagedDatabase(place=database.place, reason=reason) from error
        raise


def _back_up(database: "Database", path: Path, schema: str) -> None:
    """A backup of what is there, proven before anything is changed."""
    from officer_app.core.backup.making import make
    from officer_app.core.backup.manifest import Why
    from officer_app.core.backup.places import places, require_usable

    place = places().first
    require_usable(place, path)
    make(database, place, Why.MIGRATION, datetime.now(UTC), schema=schema)


def _look_first(database: "Database", path: Path) -> None:
    """What speaks against opening a file at all, before anything of it is read or written."""
    from officer_app.core.backup.checking import look_at
    from officer_app.core.backup.restoring import finish
    from officer_app.core.backup.shares import refuse_share

    refuse_share(path)
    if not database.view_only:
        finish(path)
    look_at(path, keyed=database.is_keyed)


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
                if target == "head":
                    record_schema(connection, head(), datetime.now(UTC))
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

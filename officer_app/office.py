"""Opens an office: every feature's tables, the permission table and the database put together."""

from officer_app.core.database import Database
from officer_app.core.work import Clock, Office, utc_now
from officer_app.people.access import AccessTable


def load_models() -> None:
    """Import every feature's tables, so that mappers and the schema are complete."""
    from officer_app.core import policy  # noqa: F401
    from officer_app.people import model  # noqa: F401


def open_office(url: str, *, clock: Clock = utc_now) -> Office:
    """Open the database at the URL or path, creating or upgrading its schema first. Raises AppError."""
    load_models()
    database = Database(url)
    try:
        database.prepare()
    except BaseException:
        database.close()
        raise
    return Office(database, AccessTable(), clock)

"""Stopping a statement that takes long once nobody wants its outcome any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

from officer_app.core.progress import Cancelled, Progress

# Steps of SQLite's machine between two questions: some milliseconds.
_STEPS: Final = 100_000


@contextmanager
def stopping(connection: sa.Connection, progress: Progress) -> Iterator[None]:
    """Ask meanwhile whether the work is still wanted; raises Cancelled in place of the driver's error.

    One statement that reads file pages without SQLite's machine is not stopped before its end.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection  # the driver ships no types
    stopped = False

    def ask() -> int:
        nonlocal stopped
        try:
            progress(0, None)
        except Cancelled:
            stopped = True
        return int(stopped)

    driver.set_progress_handler(ask, _STEPS)
    try:
        yield
    except sa.exc.DBAPIError as error:
        if stopped:
            raise Cancelled from error
        raise
    finally:
        driver.set_progress_handler(None, 0)

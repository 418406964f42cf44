"""Opening the office behind the first painted window: what is slow is imported a piece at a time, while nothing waits.

A thread that imports holds the interpreter for more than a tenth of a second, so that typing would stutter; pieces
between two events do not.
"""

import gc
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from officer_app.core.progress import Progress
    from officer_app.core.work import Clock, Office

# From the bottom up, so that no piece drags the following ones in. The window itself uses none of the libraries.
PIECES: Final = (
    "sqlalchemy",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "sqlcipher3.dbapi2",
    "officer_app.core.database",
    "officer_app.core.work",
    "officer_app.people.service",
    "officer_app.directory.model",
    "officer_app.assignments.model",
    "officer_app.demands.model",
    "officer_app.visits.model",
    "officer_app.cases.model",
    "officer_app.quota.model",
    "officer_app.office",
    "argon2",
)


class Opening(QObject):
    """Imports the pieces one between two events; emits `ready` once, when all are there."""

    ready = Signal()

    def __init__(self, pieces: tuple[str, ...] = PIECES) -> None:
        super().__init__()
        self._left = list(pieces)
        self._begun = False
        self.is_ready = False

    def begin(self) -> None:
        """Start; doing so again changes nothing."""
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, self._next)

    def _next(self) -> None:
        if not self._left:
            keep_loaded()
            self.is_ready = True
            self.ready.emit()
            return
        import_module(self._left.pop(0))
        QTimer.singleShot(0, self, self._next)


def keep_loaded() -> None:
    """Take what has been loaded out of the garbage collector's walk; none of it will ever be garbage.

    A full walk over the libraries holds every thread for more than a tenth of a second, and the window with them.
    """
    gc.freeze()


def open_at(url: str, clock: "Clock | None" = None) -> "Callable[[Progress], Office]":
    """Work for Jobs: open the database at the URL, creating or upgrading its schema. Raises AppError."""

    def work(_progress: "Progress") -> "Office":
        from officer_app.office import open_office
        from officer_app.ui.enterprise.opened_papers import copies

        # Papers that were open when the program was last killed do not stay readable.
        copies()
        return open_office(url) if clock is None else open_office(url, clock=clock)

    return work


def file_of(database: str) -> Path | None:
    """The file of an embedded database; None for a server's."""
    if "://" not in database:
        return Path(database)
    return Path(database.removeprefix("sqlite:///")) if database.startswith("sqlite:///") else None


def shown_place(database: str) -> str:
    """The place of a database for people, without a password."""
    file = file_of(database)
    return str(file) if file is not None else database.rpartition("@")[2]


class NotOpen:
    """Stands for the office until it is open; nothing asks it anything."""

    def perform(self, *_args: object, **_kw: object) -> object:
        raise RuntimeError("the office is not open yet")

    def read(self, *_args: object, **_kw: object) -> object:
        raise RuntimeError("the office is not open yet")

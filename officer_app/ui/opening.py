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

from officer_app.core.errors import AppError
from officer_app.i18n import _

if TYPE_CHECKING:
    from officer_app.core.progress import Progress
    from officer_app.core.work import Clock, Office
    from officer_app.office import OfficeState

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
    """Work for Jobs: open the database of a server, creating or upgrading its schema. Raises AppError."""

    def work(_progress: "Progress") -> "Office":
        from officer_app.office import open_office

        return open_office(url) if clock is None else open_office(url, clock=clock)

    return work


def look_at(url: str) -> "Callable[[Progress], OfficeState]":
    """Work for Jobs: what lies there, without opening it.

    Raises DatabaseUnavailable, DamagedDatabase, KeyFileMissing, KeyFileDamaged, KeyFileForeign.
    """

    def work(_progress: "Progress") -> "OfficeState":
        from officer_app.core.errors import DamagedDatabase
        from officer_app.core.keyfile import KeyFile, KeyFileForeign, beside
        from officer_app.office import OfficeState, state_of

        state, file = state_of(url), file_of(url)
        if file is None:
            return state
        if state in (OfficeState.KEYS_MISSING, OfficeState.KEYS_DAMAGED):
            KeyFile.read(beside(file))
        if state is OfficeState.KEYS_FOREIGN:
            raise KeyFileForeign(path=beside(file))
        if state is OfficeState.DAMAGED:
            raise DamagedDatabase(place=file, reason=_("it does not begin or end as a database does"))
        return state

    return work


def is_about_keys(error: AppError) -> bool:
    """Whether another copy of the key file may help."""
    from officer_app.core.keyfile import KeyFileDamaged, KeyFileForeign, KeyFileMissing

    return isinstance(error, KeyFileDamaged | KeyFileForeign | KeyFileMissing)


def put_keys(database: Path, copy: Path) -> "Callable[[Progress], None]":
    """Work for Jobs: lay a copy of the key file beside its database; what lies there is kept under another name.

    Raises KeyFileMissing, KeyFileDamaged, KeyFileForeign, DiskTrouble; then nothing has changed.
    """

    def work(_progress: "Progress") -> None:
        from officer_app.core.keyfile import KeyFile, KeyFileForeign, beside, mark_of

        file = KeyFile.read(copy)
        if file.mark != mark_of(database):
            raise KeyFileForeign(path=copy)
        file.at(beside(database)).save()

    return work


def file_of(database: str) -> Path | None:
    """The file of an embedded database; None for a server's."""
    if "://" not in database:
        return Path(database)
    return Path(database.removeprefix("sqlite:///")) if database.startswith("sqlite:///") else None


def is_encrypted(database: str) -> bool:
    """Whether a key file lies beside the database, and not for later: its first bytes say so."""
    file = file_of(database)
    if file is None or not file.with_suffix(".keys").is_file():
        return False
    try:
        with file.open("rb") as content:
            return content.read(len(_PLAIN_HEAD)) != _PLAIN_HEAD
    except OSError:
        return True


_PLAIN_HEAD: Final = b"SQLite format 3\x00"


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

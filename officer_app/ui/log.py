"""The log, kept in a file of limited size."""

import logging
from pathlib import Path
from typing import Final

_BYTES: Final = 1_000_000
_FILES: Final = 3


class LogFile(logging.Handler):
    """The log in a file, where there may be one; without, it goes nowhere.

    The file and the library that limits its size are opened at the first record: a start without trouble needs neither.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            self._file = self._opened()
        self._file.emit(record)

    def _opened(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = RotatingFileHandler(
                self._folder / "officer.log", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
            )
        except OSError:
            return logging.NullHandler()
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        return file

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

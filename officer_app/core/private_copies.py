"""Copies of papers for the programs that show them: readable by their owner alone, gone when the program ends.

What a crash leaves behind goes at the next start.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from officer_app.core.errors import DiskTrouble

_PREFIX: Final = "running-"


class PrivateCopies:
    """A folder of copies under `base`, one per running program."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._own: Path | None = None

    def put(self, name: str, content: bytes) -> Path:
        """A copy under a name that must be harmless already. Raises DiskTrouble.

        Each lies in a folder of its own, so that no name meets another and no link is followed; it cannot be written
        to, since a change there would be lost.
        """
        try:
            folder = Path(tempfile.mkdtemp(dir=self._folder()))
            path = folder / name
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o400)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except OSError as error:
            raise DiskTrouble(path=name, reason=error.strerror or str(error)) from error
        return path

    def clear(self) -> None:
        """Remove this program's copies; one still open elsewhere goes at the next start."""
        if self._own is not None:
            _remove(self._own)
            self._own = None

    def clear_left(self) -> None:
        """Remove what programs that have ended left behind."""
        if not self._base.is_dir():
            return
        for folder in self._base.glob(f"{_PREFIX}*"):
            number = folder.name.removeprefix(_PREFIX).split("-")[0]
            if folder != self._own and not (number.isdecimal() and is_running(int(number))):
                _remove(folder)

    def _folder(self) -> Path:
        if self._own is None or not self._own.is_dir():
            self._base.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._own = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=self._base))
        return self._own


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        with contextlib.suppress(OSError):
            folder.unlink()
        return
    if sys.platform == "win32":  # there, what cannot be written to cannot be removed
        for path in folder.rglob("*"):
            with contextlib.suppress(OSError):
                path.chmod(0o600)
    shutil.rmtree(folder, ignore_errors=True)


def is_running(number: int) -> bool:
    if sys.platform == "win32":
        # Asking would end it. What another program holds open cannot be removed there anyway.
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True

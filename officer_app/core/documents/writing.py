"""A file is written whole or not at all."""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from officer_app.core.errors import DiskTrouble, reason_of


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part; for oneself if `private`.

    Raises DiskTrouble; nothing half-written remains then, and an older file of that name is untouched.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600 if private else 0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
        _settle(path.parent)
    except OSError as trouble:
        raise DiskTrouble(path=str(path), reason=reason_of(trouble)) from trouble
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def check_place(path: Path) -> None:
    """Whether a file can be written there, for work that must not find out at its end. Raises DiskTrouble."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as trouble:
        raise DiskTrouble(path=str(path), reason=reason_of(trouble)) from trouble


def _umask() -> int:
    """The permissions new files do not get; mkstemp would leave the file to its owner alone."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _settle(folder: Path) -> None:
    """Make the new name itself durable, where the system can sync a folder."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

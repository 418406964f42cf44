"""Which program keeps a database file locked, as far as the system tells.

Linux lists every lock with its process and file. Elsewhere nobody is named.
"""

from collections.abc import Iterator
from contextlib import suppress
from os import getpid
from pathlib import Path
from typing import Final

from officer_app.i18n import _

_LOCKS: Final = Path("/proc/locks")


def holder(path: Path) -> str:
    """The program that may write to the file and keeps others from it, in words; empty if nobody is known."""
    for process in _writers(path):
        if process != getpid():
            with suppress(OSError):
                program = Path(f"/proc/{process}/comm").read_text(encoding="utf-8", errors="replace").strip()
                return _("“{program}” (process {number})").format(program=program, number=process)
    return ""


def _writers(path: Path) -> Iterator[int]:
    files = set()
    # In the log's mode the lock of who writes lies on the shared index.
    for name in (path, Path(f"{path}-shm")):
        with suppress(OSError):
            files.add(str(name.stat().st_ino))
    with suppress(OSError):
        for line in _LOCKS.read_text(encoding="ascii", errors="replace").splitlines():
            # 7: POSIX  ADVISORY  WRITE 4711 08:01:131 120 120
            parts = line.split()
            if len(parts) >= 8 and parts[3] == "WRITE" and parts[5].rpartition(":")[2] in files and int(parts[4]) > 0:
                yield int(parts[4])

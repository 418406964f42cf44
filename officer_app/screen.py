"""Whether there is a screen to open a window on. Standard library only: set-up asks before anything is installed."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

_PATIENCE = 3.0  # seconds for a display on another machine to answer


def is_there(environment: Mapping[str, str] = os.environ) -> bool:
    """True if a window can be opened: always on Windows and macOS, elsewhere if a display server answers."""
    if sys.platform in ("win32", "darwin"):
        return True
    return wayland_answers(environment) or x11_answers(environment)


def wayland_answers(environment: Mapping[str, str] = os.environ) -> bool:
    """True if the socket named by WAYLAND_DISPLAY takes a connection."""
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    # An absolute WAYLAND_DISPLAY replaces the folder.
    return _answers(socket.AF_UNIX, str(Path(environment.get("XDG_RUNTIME_DIR") or "/") / name))


def x11_answers(environment: Mapping[str, str] = os.environ) -> bool:
    """True if the X server named by DISPLAY takes a connection.

    A DISPLAY left over from a closed session names nobody, and Qt would abort on it.
    """
    host, _, rest = environment.get("DISPLAY", "").rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdecimal():
        return False
    if host in ("", "unix"):
        place = f"/tmp/.X11-unix/X{number}"
        # Linux servers also listen on a socket without a file.
        return _answers(socket.AF_UNIX, place) or _answers(socket.AF_UNIX, f"\0{place}")
    return _answers(socket.AF_INET, (host, 6000 + int(number)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(_PATIENCE)
            line.connect(address)
            return True
    except (OSError, OverflowError, ValueError):
        return False

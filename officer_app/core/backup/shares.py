"""Folders of another machine: SQLite's locks and its log cannot be relied on there, so no database is opened in one.

Known from the kind of mount on Linux, and from the path and the kind of drive on Windows. On macOS such a folder is not
recognised.
"""

import re
import sys
from pathlib import Path
from typing import Final

from officer_app.core.errors import DatabaseUnavailable
from officer_app.i18n import N_

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "coda", "9p", "ceph", "davfs"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.glusterfs", "fuse.s3fs", "fuse.curlftpfs", "fuse.smbnetfs"}
)
_MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE_DRIVE: Final = 4


class NetworkFolder(DatabaseUnavailable):
    """The database lies in a folder of another machine."""

    message = N_("The database {place} lies in a network folder ({kind}), where two programs can destroy it.")
    remedy = N_("Copy it with its key file to a disk of this machine, or have it kept by a PostgreSQL server.")


def share_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kind of network folder a file or folder lies in, such as nfs; empty for a disk of this machine."""
    if sys.platform == "win32":
        return _on_windows(path)
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    place = _existing(path).resolve()
    best, found = -1, ""
    for line in lines:
        # 36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw
        before, _dash, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")[0]
        if len(fields) < 5:
            continue
        mount = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        # Of two on the same place the later one hides the other.
        if place.is_relative_to(mount) and len(mount.parts) >= best:
            best, found = len(mount.parts), kind
    return found if found in _NETWORK else ""


def refuse_share(database: Path) -> None:
    """Raises NetworkFolder for a database in a folder of another machine; nothing of it is read before."""
    if kind := share_of(database):
        raise NetworkFolder(place=database, kind=kind)


def _existing(path: Path) -> Path:
    path = path.absolute()
    while not path.exists() and path.parent != path:
        path = path.parent
    return path


def _on_windows(path: Path) -> str:
    drive = path.absolute().drive
    if drive.startswith("\\\\"):
        return "UNC"
    import ctypes

    kernel = getattr(ctypes, "windll", None)  # only there
    return "SMB" if kernel is not None and kernel.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE else ""

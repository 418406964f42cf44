"""What was removed, told outside the database: a backup made before is restored without what was removed since.

One line a removal, in the user's data folder: which kind, which keys, whose proposal, sealed with the office's own
key, so that nobody who can write the file can have anything removed. No personal data stands in it.

A copy lies with the backups, so that what was removed goes again on a new machine as well.
"""

import contextlib
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from officer_app import paths

_FOLDER: Final = "removed"
# With the backups of an office, in each place.
_COPY: Final = "removed.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """A removal: the draft id of its proposal, its kind, its keys, when (ISO), and the two who decided."""

    draft_id: str
    kind: str
    keys: tuple[str, ...]
    cutoff: str
    at: str
    proposed_by: int
    decided_by: int


class Journal:
    """The removals of one office, as this machine knows them."""

    def __init__(self, office: str, key: bytes, folder: Path | None = None) -> None:
        self._path = journal_of(office) if folder is None else folder / f"{office}.jsonl"
        self._key = key

    def add(self, line: Line) -> None:
        """Write one down for good. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps({**asdict(line), "seal": self._seal(line)}, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> Iterable[Line]:
        """Those whose seal is right, in order; a line that was cut off or altered is passed over."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return
        for written in text.splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError):
                told = json.loads(written)
                seal = str(told.pop("seal"))
                line = Line(**{**told, "keys": tuple(str(key) for key in told["keys"])})
                if hmac.compare_digest(seal, self._seal(line)):
                    yield line

    def _seal(self, line: Line) -> str:
        text = json.dumps(asdict(line), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def journal_of(office: str) -> Path:
    """Where this machine keeps the removals of an office."""
    return paths.user_data() / _FOLDER / f"{office}.jsonl"


def keep_with(office: str, backups: Path) -> None:
    """Add what this machine knows to the copy that lies with the backups of the office. Raises OSError."""
    if backups.is_dir():
        _join(journal_of(office), backups / _COPY)


def learn_from(office: str, backups: Path) -> None:
    """Add what the copy beside a backup knows to what this machine knows; seals are looked at when it is read.

    Raises OSError.
    """
    _join(backups / _COPY, journal_of(office))


def _join(source: Path, target: Path) -> None:
    known = set(_written(target))
    if new := [one for one in dict.fromkeys(_written(source)) if one not in known]:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            # The line end first: what was cut off there stays apart.
            file.write(b"".join(b"\n" + one for one in new) + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _written(path: Path) -> list[bytes]:
    try:
        return [one for one in path.read_bytes().splitlines() if one.strip()]
    except FileNotFoundError:
        return []

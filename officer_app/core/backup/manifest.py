"""What a backup says of itself, and the backups in a place.

Backups are numbered in the order they were made, and the number, not the clock, says which is the newest: a clock can
be set back. A manifest carries a SHA-256 over itself, so that a damaged one is told from a foreign one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from officer_app.core.progress import Progress, unwatched
from officer_app.core.signing import canonical
from officer_app.core.words import Word
from officer_app.i18n import N_

FORMAT: Final = 1
DATABASE: Final = "office.db"
KEYS: Final = "office.keys"
MANIFEST: Final = "manifest.json"
# What is being made; no list shows it.
UNFINISHED: Final = ".making-"
_LARGEST: Final = 1_000_000
_PIECE: Final = 1 << 20

# What is counted in a backup, so that people see what it holds: tables, and what they are called.
COUNTED: Final = {
    "enterprise": N_("Enterprises"),
    "visit": N_("Visits"),
    "demand": N_("Demands"),
    "talent_case": N_("Special-talent cases"),
    "quota_entry": N_("Ledger entries"),
    "issued_paper": N_("Issued papers"),
    "account": N_("Accounts"),
}


class Why(Word):
    """What a backup was made for."""

    ASKED = "asked", N_("made by hand")
    DAILY = "daily", N_("once a day")
    EXIT = "exit", N_("on leaving")
    MIGRATION = "migration", N_("before an upgrade")
    CHANGE = "change", N_("before a large change")
    CONVERSION = "conversion", N_("before encryption")

    @property
    def is_before(self) -> bool:
        """Whether it was made so that one step can be taken back."""
        return self in (Why.MIGRATION, Why.CHANGE, Why.CONVERSION)


@dataclass(frozen=True)
class Facts:
    """What an office holds at one moment: schema, the head of its trail (0 and empty before it was chained), rows."""

    office: str
    schema: str
    seq: int
    chain: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `at` is UTC; `size` in bytes; `sha256` of the database and `keys` of its key file
    (empty: it has none).
    """

    number: int
    at: datetime
    why: Why
    program: str
    facts: Facts
    sha256: str
    size: int
    keys: str = ""
    encrypted: bool = False

    def text(self) -> str:
        """As it is written."""
        body: dict[str, object] = {"format": FORMAT, **asdict(self)}
        body |= {"at": self.at.astimezone(UTC).isoformat(), "why": self.why.value}
        return json.dumps({**body, "check": _check(body)}, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


@dataclass(frozen=True)
class BackupRow:
    """A backup in a place. `manifest` is None for one whose manifest cannot be read."""

    folder: Path
    manifest: Manifest | None

    @property
    def database(self) -> Path:
        """The file of the database in it."""
        return self.folder / DATABASE

    @property
    def key_file(self) -> Path:
        """The key file in it, if it is encrypted."""
        return self.folder / KEYS

    @property
    def number(self) -> int:
        """Its place in the order in which backups were made."""
        return self.manifest.number if self.manifest is not None else _numbered(self.folder)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a backup; None if there is none that this program wrote."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            body: Any = json.loads(file.read(_LARGEST).decode())  # believed only as far as it is looked at below
        if body.pop("check") != _check(body) or body.pop("format") != FORMAT:
            return None
        facts = Facts(**body.pop("facts"))
        at = datetime.fromisoformat(body["at"])
        whole = replace(Manifest(**{**body, "facts": facts}), at=at, why=Why(body["why"]))
        numbers = (whole.number, whole.size, facts.seq, *facts.counts.values())
        return whole if at.tzinfo is not None and all(type(one) is int for one in numbers) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def listed(place: Path, office: str) -> list[BackupRow]:
    """The backups of an office in a place, the newest first; none where the place is not there."""
    try:
        folders = [one for one in (place / office).iterdir() if one.is_dir() and not one.name.startswith(".")]
    except OSError:
        return []
    rows = [BackupRow(folder, read_manifest(folder)) for folder in folders]
    ours = [row for row in rows if row.manifest is None or row.manifest.facts.office == office]
    return sorted(ours, key=lambda row: row.number, reverse=True)


def known_by_path(database: Path) -> str:
    """What stands for an office that had no identifier yet when a backup of it was made."""
    return f"file-{hashlib.sha256(str(database.absolute()).encode()).hexdigest()[:16]}"


def offices_in(place: Path) -> list[str]:
    """The offices of which a place holds backups."""
    try:
        return sorted(one.name for one in place.iterdir() if one.is_dir() and not one.name.startswith("."))
    except OSError:
        return []


def sha256_of(path: Path, progress: Progress = unwatched) -> str:
    """The SHA-256 of a file, hexadecimal. Raises OSError."""
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            done += len(piece)
            progress(done, size)
    return digest.hexdigest()


def _numbered(folder: Path) -> int:
    head = folder.name.partition("-")[0]
    return int(head) if head.isdecimal() else 0


def _check(body: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()

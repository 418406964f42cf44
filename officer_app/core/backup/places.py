"""Where this machine keeps the backups of its offices: a folder, and a second one such as a stick.

The choice belongs to the machine, not to the office, and stands beside the user's settings.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from officer_app import paths
from officer_app.core.errors import AppError, DiskTrouble, reason_of
from officer_app.i18n import N_, _

_FILE: Final = "backup-places.json"


class PlaceRefused(AppError):
    """Backups cannot be kept in this folder."""

    message = N_("Backups cannot be kept in {place}: {reason}")
    remedy = N_("Choose a folder on another disk or stick, to which you may write.")


@dataclass(frozen=True)
class Places:
    """The folder for backups, and the second one if any."""

    first: Path
    second: Path | None = None

    @property
    def every(self) -> tuple[Path, ...]:
        """Both, the first one first."""
        return (self.first,) if self.second is None else (self.first, self.second)


def own_place() -> Path:
    """Where backups are kept unless another folder was chosen."""
    return paths.user_data() / "backups"


def places() -> Places:
    """As chosen on this machine."""
    try:
        kept: Any = json.loads((paths.user_data() / _FILE).read_text("utf-8"))  # looked at below
        first, second = kept.get("first"), kept.get("second")
    except (OSError, ValueError, AttributeError):
        first = second = None
    return Places(Path(first) if first else own_place(), Path(second) if second else None)


def choose(chosen: Places, database: Path | None) -> Places:
    """Keep backups there from now on. Raises PlaceRefused, DiskTrouble."""
    for place in chosen.every:
        require_usable(place, database)
    if chosen.second is not None and _same(chosen.first, chosen.second):
        raise PlaceRefused(place=chosen.second, reason=_("it is the first folder"))
    kept = {
        "first": "" if chosen.first == own_place() else str(chosen.first),
        "second": "" if chosen.second is None else str(chosen.second),
    }
    file = paths.user_data() / _FILE
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(kept, ensure_ascii=False) + "\n", "utf-8")
        part.replace(file)
    except OSError as error:
        raise DiskTrouble(path=file, reason=reason_of(error)) from error
    return chosen


def require_usable(place: Path, database: Path | None) -> None:
    """Raises PlaceRefused for a folder in which backups cannot be kept, with the reason."""
    if not place.is_absolute():
        raise PlaceRefused(place=place, reason=_("the whole path is needed"))
    if database is not None and _same(place, database.parent) and place != own_place():
        raise PlaceRefused(place=place, reason=_("the database itself lies there"))
    trial = place / f".try-{uuid4().hex[:8]}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        trial.mkdir()
        trial.rename(trial.with_name(trial.name + "-"))
        trial.with_name(trial.name + "-").rmdir()
    except OSError as error:
        raise PlaceRefused(place=place, reason=reason_of(error)) from error


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()

"""What this machine remembers between two starts: the look, and who signs in where. No personal data but names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCryptographicHash, QSettings

from officer_app import i18n, paths
from officer_app.ui.theme import Mode
from officer_app.ui.theme.metrics import LARGEST_POINTS, SMALLEST_POINTS, TEXT_POINTS

_MOST: Final = 8
_MODES: Final[tuple[Mode, ...]] = ("light", "dark", "system")


def kept_settings() -> QSettings:
    """The window's own settings, beside the user's data."""
    return QSettings(str(paths.user_data() / "window.ini"), QSettings.Format.IniFormat)


def kept_mode(settings: QSettings) -> Mode:
    """Light, dark, or as the desktop."""
    kept = settings.value("look/theme")
    return next((mode for mode in _MODES if mode == kept), "system")


def kept_language(settings: QSettings) -> str:
    """The language chosen last; Chinese at first."""
    kept = settings.value("look/language")
    return kept if isinstance(kept, str) and kept in i18n.LANGUAGES else i18n.language()


def kept_text_size(settings: QSettings) -> float:
    """The text size chosen last, in points; the design's own at first."""
    kept = settings.value("look/text")
    try:
        points = float(str(kept))
    except ValueError:
        return TEXT_POINTS
    return points if SMALLEST_POINTS <= points <= LARGEST_POINTS else TEXT_POINTS


def place_key(url: str) -> str:
    """What stands for a database where something of it is remembered: a URL may hold a server's password."""
    # Qt's own: Python's would load another library for it before the window shows.
    digest = QCryptographicHash.hash(url.encode(), QCryptographicHash.Algorithm.Sha256)
    return bytes(digest.toHex().data()).decode()[:16]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has signed in on this machine; `role` is the msgid of their role."""

    name: str
    role: str


class KnownPeople:
    """Who has signed in to one database on this machine, the latest first."""

    def __init__(self, settings: QSettings, url: str) -> None:
        self._settings = settings
        self._group = f"people/{place_key(url)}"

    def everybody(self) -> list[KnownPerson]:
        """Names with their roles."""
        kept = self._settings.value(f"{self._group}/names")
        lines = kept if isinstance(kept, list) else [kept] if isinstance(kept, str) else []
        return [KnownPerson(name, role) for name, _tab, role in (str(line).partition("\t") for line in lines) if name]

    def last_at(self) -> datetime | None:
        """When somebody signed in last."""
        kept = self._settings.value(f"{self._group}/at")
        try:
            return datetime.fromisoformat(str(kept)) if kept else None
        except ValueError:
            return None

    def remember(self, person: KnownPerson, at: datetime) -> None:
        """Somebody has signed in."""
        others = [known for known in self.everybody() if known.name != person.name]
        lines = [f"{known.name}\t{known.role}" for known in (person, *others)][:_MOST]
        self._settings.setValue(f"{self._group}/names", lines)
        self._settings.setValue(f"{self._group}/at", at.isoformat())

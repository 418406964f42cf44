"""Pictures of every page, dialog and empty state: `python -m tests.gallery OUT [NAME …]`, without a screen.

Each is drawn in Chinese and English, light and dark, at 1440 × 900. A scene is a function
that returns a window or a widget, given a `Stage`. Scenes are found in the SCENES of every tests/gallery_*.py.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from officer_app import i18n
from officer_app.core.errors import NotFound
from officer_app.i18n import _
from officer_app.ui import theme
from officer_app.ui.jobs import ImmediateJobs, Jobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.page import Account, Desk

SIZE = (1440, 900)
TODAY = date(2026, 9, 17)
Scene = Callable[["Stage"], QWidget]


class NoOffice:
    """An office with nothing in it, for scenes that bring their own rows."""

    def perform(self, *_args: Any, **_kw: Any) -> Any:
        raise NotFound

    def read(self, *_args: Any, **_kw: Any) -> Any:
        raise NotFound


@dataclass
class Stage:
    """What scenes are built on."""

    folder: Path

    def desk(self, office: Any = None, actor: Any = None) -> Desk:
        """A desk on its own settings, with jobs that run at once."""
        settings = QSettings(str(self.folder / "gallery.ini"), QSettings.Format.IniFormat)
        jobs: Jobs = ImmediateJobs(office or NoOffice(), actor)
        return Desk(jobs, Notices(), settings, lambda: TODAY)

    def window(self, desk: Desk, pages: Any, account: Account) -> MainWindow:
        """The whole window, somebody signed in."""
        window = MainWindow(pages, desk)
        show_foot(window)
        window.sign_in(account)
        return window


def show_foot(window: MainWindow) -> None:
    """What stands below: where the data are, how old the last backup is."""
    window.status.show_place(_("Database on this machine, encrypted"), _("Backed up just now"))


def settle(seconds: float = 0.4) -> None:
    """Let the window finish what it has begun."""
    until = monotonic() + seconds
    while monotonic() < until:
        QApplication.processEvents()
        sleep(0.01)


def draw(scene: Scene, stage: Stage, file: Path, size: tuple[int, int] = SIZE) -> None:
    """Draw one scene into a file."""
    widget = scene(stage)
    widget.resize(*size)
    widget.show()
    settle()
    widget.grab().save(str(file))
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


def scenes() -> dict[str, Scene]:
    """All scenes by name: the SCENES of every tests/gallery_*.py."""
    found: dict[str, Scene] = {}
    for file in sorted(Path(__file__).parent.glob("gallery_*.py")):
        found |= getattr(import_module(f"tests.{file.stem}"), "SCENES", {})
    return found


def _size(text: str) -> tuple[int, int]:
    width, _by, height = text.partition("x")
    return int(width), int(height)


def main(arguments: list[str]) -> int:
    """Draw what was asked for; returns 0 when all was drawn."""
    parser = argparse.ArgumentParser(prog="tests.gallery", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", help="only these scenes")
    parser.add_argument("--language", choices=i18n.LANGUAGES, action="append")
    parser.add_argument("--theme", choices=("light", "dark"), action="append")
    parser.add_argument("--size", type=_size, default=SIZE, metavar="1280x720")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme.start(application, "light")
    stage = Stage(asked.out)
    modes: tuple[Literal["light", "dark"], ...] = tuple(asked.theme or ("light", "dark"))
    for name, scene in scenes().items():
        if asked.names and name not in asked.names:
            continue
        for language in asked.language or i18n.LANGUAGES:
            i18n.use(language)
            for mode in modes:
                theme.apply(mode)
                draw(scene, stage, asked.out / f"{name}-{language}-{mode}.png", asked.size)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

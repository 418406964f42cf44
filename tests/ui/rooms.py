"""The whole window on a small real office, for tests that work as an officer does: by keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core.database import Database
from officer_app.core.work import OFFICE_ZONE, Actor
from officer_app.people.access import GRANTS, Role
from officer_app.ui.jobs import ImmediateJobs, Jobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.page import Account, Desk
from officer_app.ui.pages import PAGES
from tests.casework import Casework
from tests.fieldwork import Fieldwork, fieldwork

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
# What the platform without a screen cannot do, and says of every window and of every menu that opens.
NO_SCREEN = ("propagateSizeHints", r"does not support raise\(\)", "does not support grabbing the keyboard")


@dataclass
class Room:
    """A window with somebody signed in; `keys` counts what they pressed, modifiers included."""

    qtbot: QtBot
    work: Fieldwork
    window: MainWindow
    keys: int = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the focus is."""
        self.keys += 1 + modifiers.value.bit_count()
        QTest.keyClick(self.focused(), key, modifiers)
        QApplication.processEvents()

    def type(self, text: str, *, counted: bool = True) -> None:
        """Type; Chinese arrives as an input method commits it."""
        self.keys += len(text) if counted else 0
        if text.isascii():
            QTest.keyClicks(self.focused(), text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(self.focused(), event)
        QApplication.processEvents()

    def focused(self) -> QWidget:
        """What has the keyboard."""
        return QApplication.focusWidget() or self.window


def settings_in(folder: Path) -> QSettings:
    """The window's settings, kept in a folder."""
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def open_window(qtbot: QtBot, work: Fieldwork, actor: Actor, folder: Path, jobs: Jobs | None = None) -> Room:
    """The window with this person signed in, in view."""
    office = work.bureau.office
    jobs = jobs or ImmediateJobs(office, actor)

    def today() -> object:
        return office.clock().astimezone(OFFICE_ZONE).date()

    desk = Desk(jobs, Notices(), settings_in(folder), today)  # type: ignore[arg-type] # a date
    window = MainWindow(PAGES, desk)
    window.visit_wanted.connect(lambda: window.go("visit"))
    role = Role(actor.role)
    window.sign_in(Account(actor.name, role.label, frozenset(str(one) for one in GRANTS[role]), ""))
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Room(qtbot, work, window)


def case_window(qtbot: QtBot, house: Casework, actor: Actor, folder: Path) -> MainWindow:
    """The window on an office that decides cases, this person signed in, in view; it goes with the test."""
    settings = QSettings(str(folder / f"{actor.id}.ini"), QSettings.Format.IniFormat)
    desk = Desk(ImmediateJobs(house.bureau.office, actor), Notices(), settings, lambda: house.today)
    window = MainWindow(PAGES, desk)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    role = Role(actor.role)
    window.sign_in(Account(actor.name, role.label, frozenset(str(one) for one in GRANTS[role])))
    return window


def close_window(room: Room) -> None:
    """Close it for good, as leaving the program does."""
    room.window.close()
    room.window.deleteLater()
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


@contextmanager
def small_office(url: str) -> Iterator[Fieldwork]:
    """An office on a migrated, empty database."""
    database = Database(url)
    try:
        yield fieldwork(database)
    finally:
        database.close()

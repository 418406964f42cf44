"""The look and a desk for every test of the window; noise from Qt fails a test."""

import gc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.ui import theme
from officer_app.ui.jobs import ImmediateJobs
from officer_app.ui.notices import Notices
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from tests.fieldwork import Fieldwork
from tests.ui.rooms import NO_SCREEN, Room, close_window, open_window, small_office

HERE = Path(__file__).parent
_kept: list[QWidget] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen says this about every window; anything else from Qt fails the test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(*NO_SCREEN, extend=True))


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """The widgets in a window in view, from top to bottom; the window lives until the test ends."""
    window = QWidget()
    layout = QVBoxLayout(window)
    for widget in widgets:
        layout.addWidget(widget)
    window.resize(800, 600)
    _kept.append(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


class Outcome:
    def __init__(self, value: Any, changed: frozenset[str]) -> None:
        self.value, self.changed = value, changed


class PlainOffice:
    """Calls the function with the actor first; writes say that a "thing" changed."""

    def perform(self, use_case: Callable[..., Any], actor: Any, *args: Any, **kw: Any) -> Outcome:
        return Outcome(use_case(actor, *args, **kw), frozenset({"thing"}))

    def read(self, query: Callable[..., Any], actor: Any, *args: Any, **kw: Any) -> Any:
        return query(actor, *args, **kw)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    metrics.set_text_points(9.75)
    if not qapp.property("styled"):
        theme.start(qapp, "light")
        qapp.setProperty("styled", True)
    else:
        theme.apply("light")
    yield
    for window in _kept:
        window.close()
        window.deleteLater()
    _kept.clear()
    # A window left alive would be styled anew for every test that follows.
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    # A program that was opened has kept what was loaded; here it would keep what tests left behind, too.
    gc.unfreeze()


@pytest.fixture
def office() -> PlainOffice:
    return PlainOffice()


@pytest.fixture
def desk(office: PlainOffice, tmp_path: Path) -> Desk:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    return Desk(ImmediateJobs(office, "actor"), Notices(), settings, lambda: date(2026, 9, 17))


def compose(widget: QWidget, preedit: str, commit: str = "") -> None:
    """What an input method sends while a word is being composed, and when it is committed."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    """A small office on the embedded database."""
    with small_office(sqlite_url) as office:
        yield office


@pytest.fixture
def enter(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Callable[[Actor], Room]]:
    """Sign somebody in."""
    opened: list[Room] = []

    def open_for(actor: Actor) -> Room:
        opened.append(open_window(qtbot, work, actor, tmp_path))
        return opened[-1]

    yield open_for
    for room in opened:
        close_window(room)

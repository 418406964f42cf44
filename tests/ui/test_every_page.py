"""Every page of daily contact can be worked without eyes and without a mouse: names, ways in and out, keys told."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.ui.main_window import EVERYWHERE
from officer_app.ui.page import Key
from officer_app.ui.pages import PAGES
from officer_app.ui.targets import CorrectVisit
from officer_app.ui.widgets import PushButton, Segmented
from tests.fieldwork import Fieldwork
from tests.ui.rooms import Room, close_window, open_window

# Pages with the parts that a row of segments at their head switches between.
_PAGES: Final = (
    "today",
    "visits",
    "calendar",
    "route",
    "months",
    "questions",
    "import-visits",
    "visit",
    "demands",
    "reports",
    "directory",
    "retention",
)
# The same key twice, for the two Enter keys of a keyboard, and keys that belong to whatever list or field is there.
_SAME: Final = {
    "Ctrl+Enter": "Ctrl+Return",
    "Ctrl+Shift+Enter": "Ctrl+Shift+Return",
    "Escape": "Esc",
    "Enter": "Return",
}


@pytest.fixture
def supervisor(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    yield from _signed_in(qtbot, work, work.supervisor, tmp_path)


@pytest.fixture
def liaison(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    yield from _signed_in(qtbot, work, work.liaison, tmp_path)


def _signed_in(qtbot: QtBot, work: Fieldwork, actor: Actor, folder: Path) -> Iterator[Room]:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(key, "刘芳")
    work.visit(key)
    work.demand(key)
    work.enterprise("上海澜启材料有限公司", work.liaison)
    room = open_window(qtbot, work, actor, folder)
    yield room
    close_window(room)


def views(room: Room) -> Iterator[tuple[str, QWidget]]:
    """Every page and every part of it in view, one after the other."""
    for key in _PAGES:
        room.window.go(key)
        page = room.window.current_page()
        assert page is not None
        QApplication.processEvents()
        yield key, page
        switches = [one for one in page.findChildren(Segmented) if one.isVisible()]
        for switch in switches[:1] if key in ("calendar", "demands", "reports") else ():
            for button in switch.findChildren(QAbstractButton):
                button.click()
                QApplication.processEvents()
                yield f"{key} {button.text()}", page


def reached_by_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()


def shortcuts(page: QWidget) -> list[QShortcut]:
    """Those that would act now."""
    return [
        one
        for one in page.findChildren(QShortcut)
        if one.isEnabled() and isinstance(parent := one.parent(), QWidget) and parent.isVisible()
    ]


def written(keys: QKeySequence | str) -> str:
    text = keys if isinstance(keys, str) else keys.toString()
    return _SAME.get(text, text)


def written_of(shortcut: QShortcut) -> str:
    return written(shortcut.key())


def told(keys: tuple[Key, ...]) -> set[str]:
    """Every sequence that an entry stands for: `Alt+1 2 3` is three of them."""
    found = set()
    for key in keys:
        first, *others = key.keys.split(" ")
        modifiers = first.rpartition("+")[0] if not first.endswith("+") else ""
        found |= {written(QKeySequence(first))}
        rest = (f"{modifiers}+{other}" if modifiers and "+" not in other else other for other in others)
        found |= {written(QKeySequence(one)) for one in rest}
    return found


def nameless(page: QWidget) -> set[str]:
    """What Tab reaches without saying what it is; what only scrolls has its content to speak for it."""
    found = set()
    for widget in filter(reached_by_tab, page.findChildren(QWidget)):
        interface = QAccessible.queryAccessibleInterface(widget)
        silent = interface is None or interface.role() is QAccessible.Role.NoRole
        if silent or not (widget.accessibleName() or isinstance(widget, QScrollArea)):
            found.add(type(widget).__name__)
    return found


def said_twice(page: QWidget) -> set[str]:
    """Keys with two meanings, and keys painted on two buttons."""
    anywhere = [one for one in shortcuts(page) if one.context() is not Qt.ShortcutContext.WidgetShortcut]
    acting = Counter(one.key().toString() for one in anywhere)
    painted = Counter(one.keys_shown for one in page.findChildren(PushButton) if one.isVisible() and one.isEnabled())
    return {keys for counted in (acting, painted) for keys, count in counted.items() if keys and count > 1}


def test_every_page_says_what_is_on_it_and_which_keys_work(supervisor: Room) -> None:
    pages, everywhere = {page.key: page for page in PAGES}, told(EVERYWHERE)
    wrong = set()
    for name, page in views(supervisor):
        key = name.split(" ")[0]
        wrong |= {(name, "without a name", kind) for kind in nameless(page)}
        wrong |= {(name, "two meanings", keys) for keys in said_twice(page)}
        known = told(pages[key].keys) | everywhere
        wrong |= {
            (key, "not in the list of keys", keys) for keys in map(written_of, shortcuts(page)) if keys not in known
        }
        filled = [one for one in page.findChildren(PushButton) if one.isVisible() and one.kind == "primary"]
        if len(filled) > 1:
            wrong.add((name, "filled twice", filled[1].text()))
    assert sorted(wrong) == []


def test_the_tab_key_goes_round_every_page_and_is_caught_nowhere(liaison: Room) -> None:
    for name, page in views(liaison):
        stops: list[QWidget] = []
        for _press in range(120):
            liaison.press(Qt.Key.Key_Tab)
            here = liaison.focused()
            if here in stops:
                break
            stops.append(here)
        inside = [one for one in stops if page.isAncestorOf(one)]
        assert len(stops) > len(inside) or not inside, (name, [type(one).__name__ for one in stops])


def test_a_correction_can_be_left_by_keys(liaison: Room) -> None:
    visits = liaison.window.current_page()
    liaison.window.go("visit", CorrectVisit(1))
    assert liaison.window.current_page() is not visits
    liaison.press(Qt.Key.Key_Escape)
    assert liaison.window.current_page() is visits

"""A supervisor decides by keyboard: queue, read, choose, confirm in four strokes; Enter approves nothing anywhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officer_app.cases.words import State, Step
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.quota.evaluation import score
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.forms import ReasonForm
from officer_app.ui.main_window import MainWindow
from tests.casework import FULL_SCORES, Casework, casework
from tests.ui.conftest import compose
from tests.ui.rooms import case_window

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
CONFIRM = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


class Keyboard:
    """Presses keys on whatever has the focus, and counts them."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.strokes = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.strokes += 1
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)
        QApplication.processEvents()


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    made = casework(database)
    made.grant(5)
    yield made
    database.close()


@pytest.fixture
def sign_in(house: Casework, qtbot: QtBot, tmp_path: Path) -> Callable[[Actor], Keyboard]:
    def enter(actor: Actor) -> Keyboard:
        window = case_window(qtbot, house, actor, tmp_path)
        QApplication.processEvents()
        return Keyboard(window)

    return enter


def queue_key(window: MainWindow) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """The key of the navigation that opens the queue, as the window gives it to this role."""
    place = [page.key for page in window.listed()].index("cases") + 1
    return Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.ControlModifier


def case_page(window: MainWindow) -> CaseView:
    page = window.current_page()
    assert isinstance(page, CaseView)
    return page


def decided_in_waiting(house: Casework, count: int) -> list[int]:
    cases = [house.walk(State.PUBLICITY) for _ in range(count)]
    house.later(30)
    return cases


def test_a_case_is_opened_read_and_approved_in_four_strokes_and_the_next_one_in_three(
    house: Casework, sign_in: Callable[[Actor], Keyboard]
) -> None:
    first, second = decided_in_waiting(house, 2)
    keyboard = sign_in(house.decider)
    keyboard.press(*queue_key(keyboard.window))
    keyboard.press(Qt.Key.Key_Return)
    page = case_page(keyboard.window)
    assert page.file is not None
    assert page.file.id == first
    keyboard.press(Qt.Key.Key_A)
    assert page.decision.opinion.toPlainText() == "经评审、公示无异议，同意。"
    assert house.state(first) is State.PUBLICITY
    keyboard.press(*CONFIRM)
    assert keyboard.strokes == 4
    assert house.state(first) is State.SETTLEMENT
    assert house.counters() == (5, 1, 1)
    assert "下一件" in page.error_bar.message()
    for key in (Qt.Key.Key_N, Qt.Key.Key_A):
        keyboard.press(key)
    assert page.file.id == second
    keyboard.press(*CONFIRM)
    assert keyboard.strokes == 7
    assert house.state(second) is State.SETTLEMENT


def test_enter_approves_nothing_wherever_the_keyboard_is(house: Casework, sign_in: Callable[[Actor], Keyboard]) -> None:
    (case_id,) = decided_in_waiting(house, 1)
    keyboard = sign_in(house.decider)
    keyboard.window.go("case", case_id)
    page = case_page(keyboard.window)
    keyboard.press(Qt.Key.Key_A)
    for place in (page.decision.opinion, page.decision.main_button, page.papers.table, page):
        place.setFocus()
        for key in ENTER:
            for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
                keyboard.press(key, modifier)
    assert house.state(case_id) is State.PUBLICITY
    page.decision.opinion.setFocus()
    page.decision.leave_choice()
    assert page.decision.choose_other(Step.REJECT)
    form = page.decision.form
    assert isinstance(form, ReasonForm)
    form.reason.setPlainText("不属实。")
    for place in (form.reason, form.submit_button):
        place.setFocus()
        for key in ENTER:
            keyboard.press(key)
    assert house.state(case_id) is State.PUBLICITY


def test_nothing_is_confirmed_that_was_not_chosen_or_while_a_word_is_being_composed(
    house: Casework, sign_in: Callable[[Actor], Keyboard]
) -> None:
    (case_id,) = decided_in_waiting(house, 1)
    keyboard = sign_in(house.decider)
    keyboard.window.go("case", case_id)
    page = case_page(keyboard.window)
    page.decision.opinion.setPlainText("同意。")
    keyboard.press(*CONFIRM)
    assert house.state(case_id) is State.PUBLICITY
    page.papers.table.setFocus()
    keyboard.press(Qt.Key.Key_A)
    compose(page.decision.opinion, "ni hao", "")
    keyboard.press(*CONFIRM)
    assert house.state(case_id) is State.PUBLICITY
    compose(page.decision.opinion, "", "你好")
    keyboard.press(Qt.Key.Key_Escape)
    keyboard.press(*CONFIRM)
    assert house.state(case_id) is State.PUBLICITY
    assert "你好" in page.decision.opinion.toPlainText()


def test_a_step_that_is_not_possible_says_why_when_it_is_chosen(
    house: Casework, sign_in: Callable[[Actor], Keyboard]
) -> None:
    case_id = house.walk(State.PUBLICITY)
    keyboard = sign_in(house.decider)
    keyboard.window.go("case", case_id)
    page = case_page(keyboard.window)
    keyboard.press(Qt.Key.Key_A)
    assert "公示至" in page.error_bar.message()
    keyboard.press(*CONFIRM)
    assert house.state(case_id) is State.PUBLICITY


def test_first_review_is_passed_by_the_same_strokes(house: Casework, sign_in: Callable[[Actor], Keyboard]) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES)
    keyboard = sign_in(house.reviewer)
    keyboard.press(*queue_key(keyboard.window))
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_A)
    keyboard.press(*CONFIRM)
    assert keyboard.strokes == 4
    assert house.state(case_id) is State.PANEL


def test_the_keys_are_named_where_they_work(house: Casework, sign_in: Callable[[Actor], Keyboard]) -> None:
    (case_id,) = decided_in_waiting(house, 1)
    keyboard = sign_in(house.decider)
    keyboard.window.go("case", case_id)
    page = case_page(keyboard.window)
    assert page.decision.main_button.keys_shown == "A"
    assert "按 A" in page.decision.hint()
    keyboard.press(Qt.Key.Key_A)
    assert page.decision.main_button.keys_shown == "Ctrl Enter"
    shown = [one.keys for one in (*page.keys(),)]
    assert {"A", "Ctrl+Return", "N"} <= set(shown)
    assert all(QKeySequence(keys.split()[0]).toString() for keys in shown)

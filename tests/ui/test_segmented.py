"""A few exclusive choices are one stop of the Tab key; arrows choose among them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from officer_app.ui.widgets import Segment, Segmented


def test_tab_comes_to_the_choice_made_and_arrows_choose_from_there(qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    column = QVBoxLayout(room)
    before, after = QLineEdit(), QLineEdit()
    switch = Segmented([Segment(word, word) for word in ("甲", "乙", "丙", "丁")], "分栏", "乙")
    for widget in (before, switch, after):
        column.addWidget(widget)
    chosen: list[str] = []
    switch.chosen.connect(chosen.append)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    before.setFocus()

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert chosen == ["丙", "丁"]
    press(Qt.Key.Key_Tab)
    assert after.hasFocus()
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Left)
    assert switch.value() == "丙"

"""Typing as people type: input methods, quick dates and times, people as tokens."""

from collections.abc import Sequence
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QStyle, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from officer_app.ui.widgets import Choice, DateEdit, Entry, Hit, Picker, Prose, SearchBox, TimeEdit, Token, TokenField
from officer_app.ui.widgets.date_edit import read_date
from officer_app.ui.widgets.search_box import Deliver
from officer_app.ui.widgets.sheet import Sheet
from officer_app.ui.widgets.time_edit import read_time
from tests.ui.conftest import compose, shown

TODAY = date(2026, 9, 17)
FIRMS = [Hit(1, "上海澜启生物科技有限公司"), Hit(2, "上海黎勤商务服务有限公司")]


def test_enter_within_a_composition_submits_nothing(qtbot: QtBot) -> None:
    line = Entry("名称")
    shown(qtbot, line)
    said: list[str] = []
    line.submitted.connect(lambda: said.append(line.text()))
    compose(line, "bao shan")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert said == []
    compose(line, "", "宝山")
    # The Enter that committed the word arrives in the same turn.
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert said == []
    QApplication.processEvents()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert said == ["宝山"]


def test_a_long_composition_is_never_cut(qtbot: QtBot) -> None:
    line = Entry("名称")
    shown(qtbot, line)
    compose(line, "x", "宝" * 5000)
    assert len(line.text()) == 5000


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1330", time(13, 30)),
        ("930", time(9, 30)),
        ("9", time(9)),
        ("9：30", time(9, 30)),
        ("9点", time(9)),
        ("24:00", None),
        ("1370", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, meant: time | None) -> None:
    assert read_time(typed) == meant


@given(st.text(max_size=12))
def test_no_text_breaks_a_date_or_a_time(typed: str) -> None:
    read_time(typed)
    read_date(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-09-18", date(2026, 9, 18)),
        ("20260918", date(2026, 9, 18)),
        ("0918", date(2026, 9, 18)),
        ("9.18", date(2026, 9, 18)),
        ("9月18日", date(2026, 9, 18)),
        ("2026年9月18日", date(2026, 9, 18)),
        ("18", date(2026, 9, 18)),
        ("0231", None),
        ("abc", None),
    ],
)
def test_a_date_is_read_as_it_is_typed(typed: str, meant: date | None) -> None:
    assert read_date(typed, TODAY) == meant


def test_the_lines_for_date_and_time_tidy_up_and_keep_what_they_cannot_read(qtbot: QtBot) -> None:
    day, start = DateEdit("日期", lambda: TODAY, TODAY), TimeEdit("开始")
    shown(qtbot, day, start)
    start.setFocus()
    qtbot.keyClicks(start, "1330")
    qtbot.keyClick(start, Qt.Key.Key_Tab)
    assert start.text() == "13:30"
    qtbot.keyClick(day, Qt.Key.Key_Up)
    assert day.value() == date(2026, 9, 18)
    day.setText("99月")
    assert day.wrong()
    assert day.text() == "99月"


def test_search_is_driven_by_keys_and_never_asked_while_composing(qtbot: QtBot) -> None:
    asked: list[str] = []

    def find(text: str, deliver: Deliver) -> None:
        asked.append(text)
        deliver(FIRMS)

    box = SearchBox("搜索", "", find)
    shown(qtbot, box)
    box.setFocus()
    compose(box, "lan qi")
    qtbot.wait(80)
    assert asked == []
    compose(box, "", "澜启")
    qtbot.waitUntil(lambda: asked == ["澜启"])
    chosen: list[Hit] = []
    box.chosen.connect(chosen.append)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert [hit.value for hit in chosen] == [2]
    assert not box.popup().isVisible()


def test_enter_before_the_answer_takes_the_first_that_arrives(qtbot: QtBot) -> None:
    waiting: list[Deliver] = []
    box = SearchBox("搜索", "", lambda _text, deliver: waiting.append(deliver))
    shown(qtbot, box)
    chosen: list[Hit] = []
    box.chosen.connect(chosen.append)
    qtbot.keyClicks(box, "lq")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen == []
    waiting[-1](FIRMS)
    assert [hit.value for hit in chosen] == [1]


def test_a_late_answer_to_an_older_text_is_ignored(qtbot: QtBot) -> None:
    waiting: dict[str, Deliver] = {}
    box = SearchBox("搜索", "", waiting.__setitem__)
    shown(qtbot, box)
    box.setText("l")
    box.search()
    box.setText("lq")
    box.search()
    waiting["lq"](FIRMS[1:])
    waiting["l"](FIRMS[:1])
    hit = box.popup().current()
    assert hit is not None
    assert hit.value == 2


def test_escape_closes_the_list_first_then_clears_the_line(qtbot: QtBot) -> None:
    box = SearchBox("搜索", "", lambda _text, deliver: deliver(FIRMS))
    shown(qtbot, box)
    box.setText("lq")
    box.search()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.popup().isVisible()
    assert box.text() == "lq"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_picking_with_enter_moves_on_to_the_next_field(qtbot: QtBot) -> None:
    picker = Picker("企业", "", lambda _text, deliver: deliver(FIRMS))
    follower = Entry("下一项")
    shown(qtbot, picker, follower)
    picker.setFocus()
    qtbot.waitUntil(picker.box.hasFocus)
    picker.box.setText("lq")
    picker.box.search()
    qtbot.keyClick(picker.box, Qt.Key.Key_Return)
    assert picker.hit() == FIRMS[0]
    qtbot.waitUntil(follower.hasFocus)


def test_people_become_tokens_and_the_last_one_goes_with_backspace(qtbot: QtBot) -> None:
    field = TokenField("见到", "")
    shown(qtbot, field)
    field.set_tokens([Token("王敏", "联络员", 1, fixed=True)])
    compose(field.line, "liu fang")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert [token.words for token in field.tokens()] == ["王敏"]
    compose(field.line, "", "刘芳")
    QApplication.processEvents()
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    field.line.setText("何建平")
    assert [token.words for token in field.tokens()] == ["王敏", "刘芳", "何建平"]
    field.line.clear()
    for _press in range(3):
        qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    assert [token.words for token in field.tokens()] == ["王敏"]


def test_suggested_people_are_taken_with_their_key(qtbot: QtBot) -> None:
    def find(_text: str, deliver: Deliver) -> None:
        deliver([Hit(7, "刘芳", "人事经理")])

    field = TokenField("见到", "", find)
    shown(qtbot, field)
    field.line.setText("lf")
    field.line.search()
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.tokens() == [Token("刘芳", "人事经理", 7)]


def test_tab_leaves_every_field(qtbot: QtBot) -> None:
    fields: Sequence[QWidget] = (
        Entry("a"),
        Prose("b"),
        DateEdit("c", lambda: TODAY),
        TimeEdit("d"),
        TokenField("e", ""),
        SearchBox("f", "", lambda _text, deliver: deliver(())),
        Entry("g"),
    )
    window = shown(qtbot, *fields)
    fields[0].setFocus()
    seen: list[str] = []
    for _press in fields:
        focused = window.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == ["a", "b", "c", "d", "e", "f", "g"]


def test_a_choice_whose_words_come_late_is_as_wide_as_they_are(qtbot: QtBot) -> None:
    page = QWidget()
    row = QHBoxLayout(page)
    choice = Choice("街镇", [(None, "–")])
    row.addWidget(choice)
    row.addStretch(1)
    qtbot.addWidget(page)
    page.resize(600, 60)
    page.show()
    narrow = choice.width()
    choice.set_choices([(None, "–"), (1, "宝山工业园区与友谊路街道")], 1)
    QApplication.processEvents()
    words = choice.fontMetrics().horizontalAdvance("宝山工业园区与友谊路街道")
    assert choice.width() > narrow
    assert choice.width() > words


def test_a_choice_with_room_shows_its_longest_words_whole(qtbot: QtBot) -> None:
    line, choice = QWidget(), Choice("承办", [(0, "not yet handed on")])
    row = QHBoxLayout(line)
    row.addWidget(choice)
    row.addStretch(1)
    shown(qtbot, line)
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    part, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = choice.style().subControlRect(part, option, field, choice).width()
    assert room > choice.fontMetrics().horizontalAdvance("not yet handed on") + 4


def test_a_sheet_opens_inside_its_window_however_near_the_edge_its_button_is(qtbot: QtBot) -> None:
    button, field = QPushButton("退回"), Entry("说明")
    window = shown(qtbot, button)
    window.resize(400, 200)
    sheet = Sheet(button, [field], lambda: True)
    for place in (QPoint(390, 190), QPoint(-500, -500)):
        sheet.open_at(place)
        # A platform without frames adds one of two pixels to what is shown first.
        inside = window.rect().translated(window.mapToGlobal(QPoint(0, 0))).adjusted(-2, -2, 2, 2)
        assert inside.contains(sheet.geometry())
    sheet.close()

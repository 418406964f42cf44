"""The page of demands: the board by arrows, every step in the panel."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from officer_app.demands.service import DemandState, answer_demand
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.widgets import Choice, Picker, Segmented
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.ui.rooms import CTRL, SHIFT, Room, close_window, open_window, small_office


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        yield office


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, work, work.liaison, tmp_path)
    yield opened
    close_window(opened)


def opened(room: Room) -> DemandsView:
    room.window.go("demands")
    page = room.window.current_page()
    assert isinstance(page, DemandsView)
    return page


def state_of(room: Room, demand_id: int) -> DemandState:
    return room.work.of_demand(demand_id).state


def test_arrows_lead_over_the_board_and_shift_right_takes_the_next_step(room: Room) -> None:
    key = room.work.enterprise()
    room.work.demand(key, "第一件")
    handed = room.work.demand(key, "第二件", handler=room.work.specialist)
    page = opened(room)
    first = page.current()
    assert first is not None
    assert first.text == "第一件"
    room.press(Qt.Key.Key_Right)
    second = page.current()
    assert second is not None
    assert second.text == "第二件"
    room.press(Qt.Key.Key_Right, SHIFT)
    assert state_of(room, handed.id) is DemandState.IN_PROGRESS
    room.press(Qt.Key.Key_Left)
    assert [len(column.cards._cards.rows) for column in page.columns] == [1, 0, 1, 0, 0]


def test_a_demand_is_led_to_its_end_in_the_panel(room: Room) -> None:
    demand = room.work.demand(room.work.enterprise()).id
    page = opened(room)
    room.press(Qt.Key.Key_Right, SHIFT)
    chosen = page.panel.findChild(Choice)
    assert chosen is not None
    room.press(Qt.Key.Key_Return, CTRL)
    assert page.panel._form is not None
    assert page.panel._form.error_of("handler")
    chosen.set_value(room.work.specialist.id)
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, demand) is DemandState.ASSIGNED
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, demand) is DemandState.IN_PROGRESS
    room.press(Qt.Key.Key_Return, CTRL)
    assert page.panel._form is not None
    assert page.panel._form.error_of("answer")
    room.type("已排入 12 月批次", counted=False)
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, demand) is DemandState.ANSWERED
    page.panel.submit()
    assert state_of(room, demand) is DemandState.CLOSED
    room.press(Qt.Key.Key_Escape)
    assert not page.panel.isVisible()


def test_an_enterprise_that_is_not_content_brings_the_card_back(room: Room) -> None:
    demand = room.work.demand(room.work.enterprise()).id
    room.work.bureau.office.perform(answer_demand, room.work.liaison, demand, "无房源", version=1)
    page = opened(room)
    page.opened(demand)
    verdict = page.panel.findChild(Segmented)
    assert verdict is not None
    verdict.choose("not_content")
    page.panel.submit()
    assert state_of(room, demand) is DemandState.IN_PROGRESS


def test_a_demand_by_phone_is_noted_from_the_keyboard(room: Room) -> None:
    room.work.enterprise("上海澜启生物科技有限公司", room.work.liaison)
    page = opened(room)
    room.press(Qt.Key.Key_D, CTRL | SHIFT)
    room.press(Qt.Key.Key_Return, CTRL)
    assert page.panel._form is not None
    assert page.panel._form.error_of("enterprise")
    page.panel.findChildren(Picker)[-1].box.setFocus()
    room.type("lqsw")
    room.press(Qt.Key.Key_Return)
    page.panel.findChildren(QPlainTextEdit)[-1].setFocus()
    room.type("来电咨询居住证积分", counted=False)
    room.press(Qt.Key.Key_Return, CTRL)
    (row,) = page.columns[0].cards._cards.rows
    assert (row.text, row.category.value, row.visit_id) == ("来电咨询居住证积分", "points", None)


def test_the_list_holds_closed_ones_too_and_the_choice_of_view_is_kept(room: Room) -> None:
    key = room.work.enterprise()
    room.work.bureau.clock.set(days_ago(40))
    room.work.demand(key, "早已超时")
    room.work.bureau.clock.set(TODAY)
    page = opened(room)
    page.view.choose("list")
    row = page.table.current_row()
    assert row is not None
    assert (row.text, page.current()) == ("早已超时", row)
    assert page._figures[1].text() == "1 件逾期"
    assert room.window.desk.settings.value("demands/view") == "list"


def test_an_empty_board_says_where_demands_come_from(room: Room) -> None:
    page = opened(room)
    assert page._body.currentIndex() == 2

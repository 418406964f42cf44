"""The balance of loads and the suggestions in the window: seen, ticked and confirmed by keyboard or by mouse."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from officer_app.assignments.model import Duty
from officer_app.assignments.service import AssignResult, assign, duties_of, gaps
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.network.balance import BalanceSegment
from officer_app.ui.network.page import NetworkPage
from officer_app.ui.network.suggestions import SuggestionsPage, why
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.ui.rooms import CTRL, Room, close_window, open_window, small_office


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        for _number in range(3):
            office.visit(office.enterprise(liaison=office.liaison), office.liaison, days_ago(1))
        office.visit(office.enterprise(liaison=office.colleague), office.colleague, days_ago(1))
        yield office


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, work, work.supervisor, tmp_path)
    yield opened
    close_window(opened)


def balance_of(room: Room) -> BalanceSegment:
    room.window.go("network", "officers")
    page = room.window.current_page()
    assert isinstance(page, NetworkPage)
    segment = page.shown()
    assert isinstance(segment, BalanceSegment)
    return segment


def suggestions(room: Room) -> SuggestionsPage:
    page = room.window.current_page()
    assert isinstance(page, SuggestionsPage)
    return page


def test_the_heaviest_load_comes_first_and_leads_to_its_enterprises(room: Room) -> None:
    segment = balance_of(room)
    first = segment.table.current_row()
    assert first is not None
    assert (first.officer, first.liaison) == ("王敏", 3)
    assert "平均负荷 2.0" in segment.summary.text()
    assert "1 人偏重" in segment.summary.text()
    segment.take_focus()
    room.press(Qt.Key.Key_Return)
    page = room.window.current_page()
    assert isinstance(page, DirectoryPage)
    assert page.filters.officer.value() == room.work.liaison.id


def test_suggestions_are_ticked_and_confirmed_by_keyboard(room: Room) -> None:
    work = room.work
    keys = [work.bureau.enterprise(), work.bureau.enterprise()]
    balance_of(room).take_focus()
    room.press(Qt.Key.Key_S)
    page = suggestions(room)
    assert page.table.rows_model.rowCount() == 2
    row = page.table.current_row()
    assert row is not None
    assert (row.officer, why(row)) == ("何静", "负荷最轻·分配后负荷 2.0，平均 2.0")
    assert not page.button.isEnabled()
    room.press(Qt.Key.Key_Space)
    assert page.button.text() == "指定 1 家"
    room.press(Qt.Key.Key_Return, CTRL)
    assert page.form.error_of("reason")
    room.type("补缺", counted=False)
    room.press(Qt.Key.Key_Return, CTRL)
    assert [one.result for one in page._results.values()] == [AssignResult.ASSIGNED]
    (duty,) = work.bureau.office.read(duties_of, work.supervisor, keys[0])
    assert (duty.officer, duty.reason, duty.starts_on) == ("何静", "补缺", TODAY)
    assert work.bureau.office.read(gaps, work.supervisor)[0] == 1
    page.more.click()
    assert page.table.rows_model.rowCount() == 1


def test_a_click_ticks_and_a_ticks_all(room: Room) -> None:
    for _number in range(3):
        room.work.bureau.enterprise()
    room.window.go("suggestions")
    page = suggestions(room)
    place = page.table.visualRect(page.table.rows_model.index(1, 0)).center()
    room.qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    assert len(page._ticked) == 1
    page.table.setFocus()
    room.press(Qt.Key.Key_A)
    assert len(page._ticked) == 3
    room.press(Qt.Key.Key_A)
    assert page._ticked == set()


def test_one_that_was_given_an_officer_meanwhile_is_left_and_said(room: Room) -> None:
    work = room.work
    key = work.bureau.enterprise()
    room.window.go("suggestions")
    page = suggestions(room)
    work.bureau.office.perform(
        assign, work.supervisor, [key], work.specialist.id or 0, Duty.LIAISON, starts_on=date(2026, 9, 1), reason="先分"
    )
    page._toggle_all()
    page.reason.setText("补缺")
    page.button.click()
    assert page._results[key].result is AssignResult.KEPT
    assert "周颖" in page._why_cell(page._rows[0]).spoken()


def test_an_office_without_gaps_says_so(room: Room) -> None:
    room.window.go("suggestions")
    page = suggestions(room)
    assert page.stack.currentWidget() is page.none


def test_others_see_the_balance_and_suggest_nothing(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> None:
    room = open_window(qtbot, work, work.liaison, tmp_path)
    assert balance_of(room).buttons == ()
    close_window(room)

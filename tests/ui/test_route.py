"""The page that proposes a route: by sub-district, without whom one leaves out, planned at a key and taken back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.ui.cells import Group
from officer_app.ui.route import Line, RoutePage
from officer_app.visits.plans import plans_between
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.ui.rooms import CTRL, Room, close_window, open_window, small_office

NEXT = date(2026, 9, 21)
LAST = date(2026, 9, 27)


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        for _ in range(3):
            key = office.enterprise(liaison=office.liaison)
            office.visit(key, day=days_ago(60), next_contact_on=days_ago(5))
        yield office


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, work, work.liaison, tmp_path)
    yield opened
    close_window(opened)


def page(room: Room) -> RoutePage:
    room.window.go("route")
    found = room.window.current_page()
    assert isinstance(found, RoutePage)
    return found


def rows(view: RoutePage) -> list[Line | Group]:
    model = view.table.rows_model
    return [row for n in range(model.rowCount()) if isinstance(row := model.row(n), Line | Group)]


def planned(room: Room) -> int:
    return len(room.work.bureau.office.read(plans_between, room.work.liaison, TODAY, LAST))


def test_late_in_the_week_the_next_one_is_proposed_and_planned_by_keys_alone(room: Room) -> None:
    view = page(room)
    heads = [row.title for row in rows(view) if isinstance(row, Group)]
    # The Friday is a holiday.
    assert heads == ["9月21日 星期一", "9月22日 星期二", "9月23日 星期三", "9月24日 星期四"]
    assert view._count.text() == "拟走访 3 家"
    view.table.setFocus()
    room.press(Qt.Key.Key_Delete)
    assert view._count.text() == "拟走访 2 家"
    room.press(Qt.Key.Key_Return, CTRL)
    assert planned(room) == 2
    room.window.desk.undo.undo()
    assert planned(room) == 0


def test_the_week_that_runs_can_be_chosen(room: Room) -> None:
    view = page(room)
    view.weeks.choose("this")
    assert next(row.title for row in rows(view) if isinstance(row, Group)) == "9月17日 星期四"


def test_with_nobody_due_it_says_so(room: Room) -> None:
    view = page(room)
    view.plan_all()
    assert planned(room) == 3
    view.reload()
    assert view._stack.currentWidget() is view._empty
    assert not view.accept.isEnabled()


def test_a_supervisor_chooses_whose_route_it_is(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> None:
    opened = open_window(qtbot, work, work.supervisor, tmp_path)
    view = page(opened)
    assert not view.accept.isEnabled()
    view.officer.choose(work.liaison.id)
    assert view._count.text() == "拟走访 3 家"
    view.plan_all()
    assert planned(opened) == 3
    close_window(opened)

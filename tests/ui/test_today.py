"""Today's page: what is late comes first, and one key leads to the visit."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from officer_app.i18n import ENGLISH, use
from officer_app.people.access import Role
from officer_app.people.service import change_account
from officer_app.ui.cells import Group
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.today import Task, TodayView
from officer_app.ui.visits.editor import VisitEditorView
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.ui.rooms import Room, close_window, open_window, small_office


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        yield office


@pytest.fixture
def busy(work: Fieldwork) -> Fieldwork:
    late = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    now = work.enterprise("上海苒芯微电子有限公司", work.liaison)
    work.contact(late, "刘芳")
    work.visit(late, day=days_ago(30), next_contact_on=days_ago(6))
    work.visit(now, day=days_ago(30), next_contact_on=TODAY)
    work.bureau.clock.set(date(2026, 9, 3))
    work.demand(now, "两名骨干子女入学咨询")
    work.bureau.clock.set(date(2026, 8, 3))
    work.demand(late, "申请 6 套人才公寓")
    work.bureau.clock.set(TODAY)
    return work


@pytest.fixture
def room(qtbot: QtBot, busy: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, busy, busy.liaison, tmp_path)
    yield opened
    close_window(opened)


def page(room: Room) -> TodayView:
    found = room.window.current_page()
    assert isinstance(found, TodayView)
    return found


def lines(view: TodayView) -> list[str]:
    model = view.table.rows_model
    rows = [model.row(number) for number in range(model.rowCount())]
    return [
        f"[{row.title} {row.count}]" if isinstance(row, Group) else row.what
        for row in rows
        if isinstance(row, Group | Task)
    ]


def test_one_list_holds_the_day_with_what_is_late_first(room: Room) -> None:
    assert lines(page(room)) == [
        "[已逾期 2]",
        "约定联系·上次 2026-08-18，上门",
        "人才公寓·申请 6 套人才公寓",
        "[今日 1]",
        "约定联系·上次 2026-08-18，上门",
        "[临近时限的诉求 1]",
        "人才公寓·两名骨干子女入学咨询",
    ]
    assert page(room)._sentence.text() == "今天应访 1 家；1 家逾期未访；1 件诉求已超时限；1 件诉求今天到期。"
    assert page(room)._greeting.text() == "上午好，王敏"


def test_the_groups_can_be_narrowed(room: Room) -> None:
    page(room).groups.choose("demands")
    assert lines(page(room))[0] == "[已逾期 1]"
    page(room).groups.choose("cases")
    assert page(room)._body.currentIndex() == 1


def test_v_opens_the_editor_with_the_enterprise(room: Room) -> None:
    page(room).table.setFocus()
    room.press(Qt.Key.Key_V)
    view = room.window.current_page()
    assert isinstance(view, VisitEditorView)
    hit = view.fields.enterprise.hit()
    assert hit is not None
    assert hit.title == "上海澜启生物科技有限公司"


def test_enter_opens_a_demand_in_its_page(room: Room) -> None:
    table = page(room).table
    table.setFocus()
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Return)
    view = room.window.current_page()
    assert isinstance(view, DemandsView)
    assert view.panel.isVisible()
    assert view.panel.shown_id() is not None


def test_saving_a_visit_takes_it_off_the_list(room: Room) -> None:
    first = page(room).table.current_row()
    assert first is not None
    room.work.visit(first.enterprise_id)
    page(room).reload()
    assert len([line for line in lines(page(room)) if "约定" in line]) == 1


def test_a_supervisor_assigns_an_officer_to_a_gap_from_here(qtbot: QtBot, busy: Fieldwork, tmp_path: Path) -> None:
    busy.enterprise("上海珂域诊断技术有限公司")
    opened = open_window(qtbot, busy, busy.supervisor, tmp_path)
    button = next(one for one in page(opened).side.findChildren(QAbstractButton) if "珂域" in one.accessibleName())
    button.click()
    assert opened.window.current_key() == "assign"
    close_window(opened)


def test_what_somebody_who_left_still_holds_is_handed_over_from_here(
    qtbot: QtBot, busy: Fieldwork, tmp_path: Path
) -> None:
    leaving = (change_account, busy.administrator, busy.liaison.id or 0)
    busy.bureau.office.perform(*leaving, role=Role.LIAISON, active=False, version=1)
    opened = open_window(qtbot, busy, busy.supervisor, tmp_path)
    words = f"移交{busy.liaison.name}的企业"
    button = next(one for one in page(opened).side.findChildren(QAbstractButton) if one.accessibleName() == words)
    button.click()
    assert opened.window.current_key() == "handover"
    close_window(opened)


def test_a_day_without_work_says_what_to_do(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> None:
    opened = open_window(qtbot, work, work.liaison, tmp_path)
    assert page(opened)._body.currentIndex() == 1
    close_window(opened)


def test_the_day_reads_in_english_too(qtbot: QtBot, busy: Fieldwork, tmp_path: Path) -> None:
    use(ENGLISH)
    opened = open_window(qtbot, busy, busy.liaison, tmp_path)
    assert page(opened)._sentence.text().startswith("1 visit is due today; 1 enterprise is overdue;")
    assert "17 September, Thursday" in page(opened)._date.text()
    close_window(opened)


def test_an_unfinished_visit_is_offered_again(room: Room) -> None:
    room.window.go("visit")
    editor = room.window.current_page()
    assert isinstance(editor, VisitEditorView)
    editor.fields.content.setPlainText("写到一半")
    room.window.go("today")
    view = page(room)
    assert view._drafts.isVisible()
    view._drafts.clicked.emit()
    assert room.window.current_page() is editor
    assert editor.fields.content.toPlainText() == "写到一半"


def test_in_a_narrow_window_the_work_keeps_its_room(room: Room) -> None:
    room.window.resize(1024, 700)
    for key in ("today", "visits", "network", "visit", "cases"):
        room.window.go(key)
        QApplication.processEvents()
        assert room.window.width() == 1024, key
    room.window.go("today")
    view = page(room)
    assert not view.side.isVisible()
    assert view.table._needed() <= view.table.viewport().width()
    room.window.resize(1440, 900)
    QApplication.processEvents()
    assert view.side.isVisible()

"""Today's page: what is late comes first, and one key leads to the visit."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from officer_app.i18n import ENGLISH, use
from officer_app.people.access import Role
from officer_app.people.service import change_account
from officer_app.ui.calendar.proposal import ProposalPage
from officer_app.ui.cells import Group
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.schedule import ScheduleSheet
from officer_app.ui.targets import NewVisit, RouteWanted
from officer_app.ui.today import Task, TodayView
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.ui.widgets import Link
from officer_app.visits.plans import PlanDraft, plan_visit, plans_between, plans_of
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
        "[今日应访 1]",
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


def sheet_of(room: Room) -> ScheduleSheet:
    found = QApplication.activePopupWidget() or page(room).findChild(ScheduleSheet)
    assert isinstance(found, ScheduleSheet)
    return found


def test_s_plans_a_visit_from_the_list_by_keys_alone_and_it_can_be_taken_back(room: Room, busy: Fieldwork) -> None:
    view = page(room)
    assert view._shown is not None
    assert view._shown.no_plan_count == 2
    view.table.setFocus()
    room.press(Qt.Key.Key_S)
    sheet = sheet_of(room)
    assert sheet.day.value() == TODAY
    sheet.day.setText("0921")
    sheet.starts_at.setText("930")
    sheet.words.setText("了解用工")
    QTest.keyClick(sheet.words, Qt.Key.Key_Return)
    (plan,) = busy.bureau.office.read(plans_between, busy.liaison, TODAY, date(2026, 9, 30))
    assert (plan.planned_on, plan.starts_at, plan.purpose, plan.enterprise) == (
        date(2026, 9, 21),
        time(9, 30),
        "了解用工",
        "上海澜启生物科技有限公司",
    )
    assert "已定 09-21·约定联系·上次 2026-08-18，上门" in lines(view)
    assert view._shown.no_plan_count == 1
    room.window.desk.undo.undo()
    assert busy.bureau.office.read(plans_between, busy.liaison, TODAY, date(2026, 9, 30)) == []


def test_what_cannot_be_planned_is_said_in_the_sheet_and_nothing_is_lost(room: Room) -> None:
    page(room).table.setFocus()
    room.press(Qt.Key.Key_S)
    sheet = sheet_of(room)
    for day, at, words in (
        ("二十一号", "", "请填日期。"),
        ("0921", "二点", "请填时间，如 9:30。"),
        ("0901", "", "2026-09-01 已过"),
    ):
        sheet.day.setText(day)
        sheet.starts_at.setText(at)
        sheet.words.setText("了解用工")
        sheet.take()
        assert words in sheet.wrong.text()
        assert sheet.words.text() == "了解用工"
    sheet.close()


def test_a_visit_planned_for_today_stands_first_and_is_moved_or_called_off(room: Room, busy: Fieldwork) -> None:
    office, view = busy.bureau.office, page(room)
    first = view.table.current_row()
    assert first is not None
    key = first.enterprise_id
    draft = PlanDraft("p1", key, busy.liaison.id or 0, TODAY, time(14), time(15, 30))
    office.perform(plan_visit, busy.liaison, draft)
    view.reload()
    assert lines(view)[:4] == ["[已逾期 1]", "人才公寓·申请 6 套人才公寓", "[今日计划 1]", "计划走访"]
    view.table.setFocus()
    view.table.set_current(3)
    room.press(Qt.Key.Key_S)
    sheet = sheet_of(room)
    assert (sheet.starts_at.text(), sheet.off.isVisibleTo(sheet)) == ("14:00", True)
    sheet.call_off()
    assert "原因" in sheet.wrong.text()
    sheet.day.setText("0922")
    sheet.words.setText("企业要求")
    sheet.take()
    (plan,) = office.read(plans_of, busy.liaison, key)
    assert (plan.planned_on, plan.ends_at, plan.reason) == (date(2026, 9, 22), time(15, 30), "企业要求")
    room.window.desk.undo.undo()
    assert office.read(plans_of, busy.liaison, key)[0].planned_on == TODAY
    view.table.setFocus()
    view.table.set_current(3)
    room.press(Qt.Key.Key_S)
    again = sheet_of(room)
    again.words.setText("企业停产")
    again.call_off()
    assert office.read(plans_of, busy.liaison, key) == []
    room.window.desk.undo.undo()
    assert len(office.read(plans_of, busy.liaison, key)) == 1


def test_v_on_a_planned_visit_logs_that_plan(room: Room, busy: Fieldwork) -> None:
    view = page(room)
    row = view.table.current_row()
    assert row is not None
    draft = PlanDraft("p1", row.enterprise_id, busy.liaison.id or 0, TODAY, time(14))
    plan = busy.bureau.office.perform(plan_visit, busy.liaison, draft).value.plan_id
    view.reload()
    task = view.table.rows_model.row(3)
    assert isinstance(task, Task)
    assert task.target == NewVisit(row.enterprise_id, plan)


def test_a_plan_of_an_earlier_day_that_nobody_logged_is_not_forgotten(room: Room, busy: Fieldwork) -> None:
    view, office = page(room), busy.bureau.office
    row = view.table.current_row()
    assert row is not None
    busy.bureau.clock.set(date(2026, 9, 15))
    office.perform(
        plan_visit, busy.liaison, PlanDraft("p1", row.enterprise_id, busy.liaison.id or 0, date(2026, 9, 15))
    )
    busy.bureau.clock.set(TODAY)
    view.reload()
    assert "已定 09-15·计划走访" in lines(view)
    task = view.table.rows_model.row(1)
    assert isinstance(task, Task)
    assert task.when.spoken() == "未登记"


def test_the_gap_of_plans_is_mended_beside_it(room: Room, busy: Fieldwork) -> None:
    button = next(one for one in page(room).side.findChildren(QAbstractButton) if "排走访计划" in one.accessibleName())
    button.click()
    sheet = sheet_of(room)
    sheet.take()
    assert len(busy.bureau.office.read(plans_between, busy.liaison, TODAY, TODAY)) == 1


def test_from_the_gap_of_plans_a_route_is_proposed_for_the_coming_week(room: Room) -> None:
    link = next(one for one in page(room).side.findChildren(Link) if one.text() == "一周建议")
    link.clicked.emit()
    assert room.window.current_key() == "route"
    view = room.window.current_page()
    assert isinstance(view, ProposalPage)
    assert view._wanted == RouteWanted(room.work.liaison.id or 0, "王敏", date(2026, 9, 24))

"""Handing over, asking for another day and undoing, as a supervisor does it in the window."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officer_app.assignments.handover import HandoverDraft, HandoverState
from officer_app.assignments.service import Duty, assign, assign_subdistrict, subdistricts
from officer_app.core.work import NOBODY, Actor
from officer_app.demands.service import Category, DemandDraft, Urgency, list_demands, raise_demand
from officer_app.overview.handover import hand_over, preview_handover
from officer_app.people.access import Role
from officer_app.people.service import change_account
from officer_app.ui.daybreak import Daybreak
from officer_app.ui.jobs import ImmediateJobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.network.balance import BalanceSegment
from officer_app.ui.network.day import DaySegment
from officer_app.ui.network.duties import DutiesPage
from officer_app.ui.network.gaps import GapsSegment
from officer_app.ui.network.handover import HandoverPage
from officer_app.ui.network.handovers import HandoversSegment
from officer_app.ui.network.page import DAY, GAPS, HANDOVERS, OFFICERS, NetworkPage
from officer_app.ui.targets import HandoverWanted
from tests.ui.offices import Behind, office_behind

LATER = date(2026, 10, 12)


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


@pytest.fixture
def boss(behind: Behind) -> Actor:
    return behind.bureau.person(Role.SUPERVISOR, "李国强")


@pytest.fixture
def old(behind: Behind) -> Actor:
    return behind.bureau.person(Role.LIAISON, "王敏")


@pytest.fixture
def new(behind: Behind) -> Actor:
    return behind.bureau.person(Role.LIAISON, "何静")


def give(behind: Behind, boss: Actor, officer: Actor, *names: str) -> list[int]:
    keys = [behind.enterprise(name) for name in names]
    behind.bureau.office.perform(
        assign, boss, keys, officer.id or 0, Duty.LIAISON, starts_on=date(2026, 1, 5), reason="分工"
    )
    return keys


def handing(window: MainWindow, officer: Actor) -> HandoverPage:
    window.go("handover", HandoverWanted(officer.id))
    page = window.current_page()
    assert isinstance(page, HandoverPage)
    return page


def network(window: MainWindow, part: str) -> NetworkPage:
    window.go("network", part)
    page = window.current_page()
    assert isinstance(page, NetworkPage)
    return page


def day_of(page: NetworkPage) -> DaySegment:
    segment = page.segments[DAY]
    assert isinstance(segment, DaySegment)
    return segment


def made(window: MainWindow) -> HandoversSegment:
    page = window.current_page()
    assert isinstance(page, NetworkPage)
    segment = page.shown()
    assert isinstance(segment, HandoversSegment)
    return segment


def test_a_portfolio_is_handed_over_by_keyboard_and_undone_by_one_key(
    behind: Behind, boss: Actor, old: Actor, new: Actor
) -> None:
    give(behind, boss, old, "甲公司", "乙公司", "丙公司")
    window = behind.window(boss)
    page = network(window, OFFICERS)
    officers = page.shown()
    assert isinstance(officers, BalanceSegment)
    names = [officers.table.rows_model.row(place).officer for place in range(officers.table.rows_model.rowCount())]
    officers.table.setFocus()
    officers.table.set_current(names.index("王敏"))
    QTest.keyClick(officers.table, Qt.Key.Key_H)
    handing_page = window.current_page()
    assert isinstance(handing_page, HandoverPage)
    assert handing_page.giver.value() == old.id
    handing_page.to.set_value(new.id)
    handing_page.effective_on.set_value(LATER)
    handing_page._read()
    handing_page.table.setFocus()
    handing_page.table.set_current(1)
    left = handing_page.table.current_row()
    assert left is not None
    QTest.keyClick(handing_page.table, Qt.Key.Key_Space)
    assert "2" in handing_page.button.text()
    handing_page.reason.setText("岗位调整")
    QTest.keyClick(handing_page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    segment = made(window)
    row = segment.table.current_row()
    assert row is not None
    assert (row.from_name, row.to_name, row.enterprises, row.state) == ("王敏", "何静", 2, HandoverState.PLANNED)
    segment.table.setFocus()
    QTest.keyClick(segment.table, Qt.Key.Key_U)
    again = segment.table.current_row()
    assert again is not None
    assert (again.id, again.state) == (row.id, HandoverState.UNDONE)


def test_what_is_missing_is_said_and_nothing_is_written(behind: Behind, boss: Actor, old: Actor, new: Actor) -> None:
    give(behind, boss, old, "甲公司")
    window = behind.window(boss)
    page = handing(window, old)
    page.button.click()
    assert page.error_bar.isVisible()
    page.to.set_value(new.id)
    page.button.click()
    assert page.form.error_of("reason")
    page.reason.setText("调整")
    page.effective_on.set_value(date(2026, 9, 1))
    page._read()
    page.button.click()
    assert page.form.error_of("effective_on")
    page.none_link.clicked.emit()
    assert not page.button.isEnabled()
    for check in page.roles.values():
        check.setChecked(False)
    page._read()
    assert page.stack.currentWidget() is page.nothing


def test_a_duty_changed_meanwhile_stops_the_handover_by_name(
    behind: Behind, boss: Actor, old: Actor, new: Actor
) -> None:
    (key,) = give(behind, boss, old, "甲公司")
    window = behind.window(boss)
    page = handing(window, old)
    page.to.set_value(new.id)
    page.reason.setText("调整")
    page._read()
    third = behind.bureau.person(Role.LIAISON, "钱程")
    behind.bureau.office.perform(
        assign, boss, [key], third.id or 0, Duty.LIAISON, starts_on=date(2026, 9, 17), reason="先行", hand_over=True
    )
    page.button.click()
    assert window.current_page() is page
    assert "甲公司" in page.error_bar.message()
    assert page.stack.currentWidget() is page.nothing


def test_another_day_is_asked_for_and_said_to_be_another(behind: Behind, boss: Actor, old: Actor) -> None:
    give(behind, boss, old, "甲公司")
    behind.enterprise("乙公司")
    window = behind.window(boss)
    segment = day_of(network(window, DAY))
    row = segment.table.rows_model.row(0)
    assert {segment.table.rows_model.row(place).enterprise for place in range(2)} == {"甲公司", "乙公司"}
    assert row is not None
    segment.day.set_value(date(2025, 12, 31))
    segment.reload()
    assert all(segment.table.rows_model.row(place).liaison is None for place in range(2))
    assert segment.when.accessibleName() != "今天"
    segment.officer.choose(old.id)
    assert segment.stack.currentWidget() is segment.nobody
    segment.table.setFocus()
    segment.today()
    assert segment.table.rows_model.rowCount() == 1


def test_a_gap_to_come_is_listed_with_its_day(behind: Behind, boss: Actor, old: Actor) -> None:
    key = behind.enterprise("甲公司")
    behind.bureau.office.perform(
        assign,
        boss,
        [key],
        old.id or 0,
        Duty.LIAISON,
        starts_on=date(2026, 1, 5),
        ends_on=date(2026, 9, 30),
        reason="借调期间",
    )
    segment = network(behind.window(boss), GAPS).segments[GAPS]
    assert isinstance(segment, GapsSegment)
    assert segment.table.rows_model.rowCount() == 0
    segment.ahead.choose(True)
    row = segment.table.current_row()
    assert row is not None
    assert (row.enterprise, row.since) == ("甲公司", date(2026, 9, 30))


def test_the_sheet_is_shown_before_and_after(behind: Behind, boss: Actor, old: Actor, new: Actor) -> None:
    give(behind, boss, old, "甲公司")
    window = behind.window(boss)
    page = handing(window, old)
    page.to.set_value(new.id)
    page.reason.setText("调整")
    page._read()
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page() is not page
    window.desk.back()
    assert window.current_page() is page
    assert (page.to.value(), page.reason.text()) == (new.id, "调整")
    page.button.click()
    segment = made(window)
    segment.table.setFocus()
    QTest.keyClick(segment.table, Qt.Key.Key_P)
    assert not isinstance(window.current_page(), NetworkPage)


def test_who_may_not_assign_sees_the_handovers_and_changes_nothing(behind: Behind, old: Actor) -> None:
    segment = network(behind.window(old), HANDOVERS).shown()
    assert isinstance(segment, HandoversSegment)
    assert not segment.new_button.isVisible()
    assert segment.stack.currentWidget() is segment.none


def test_what_is_due_is_done_when_somebody_comes_and_once_a_day(
    behind: Behind, boss: Actor, old: Actor, new: Actor
) -> None:
    (key,) = give(behind, boss, old, "甲公司")
    office = behind.bureau.office
    demand = office.perform(
        raise_demand,
        old,
        key,
        DemandDraft("d1", Category.APARTMENT, "申请人才公寓", Urgency.NORMAL, old.id),
    ).value
    preview = office.read(preview_handover, boss, old.id or 0, new.id, LATER)
    duties = tuple((line.duty.id, line.duty.version) for line in preview.lines)
    office.perform(hand_over, boss, HandoverDraft("h1", old.id or 0, new.id or 0, LATER, "轮岗", duties))
    jobs = ImmediateJobs(office, NOBODY)
    daybreak = Daybreak(jobs, lambda: behind.bureau.clock.now.date(), jobs)

    def handler() -> int | None:
        return next(row.handler_id for row in office.read(list_demands, boss) if row.id == demand)

    behind.bureau.clock.set(LATER)
    daybreak.begin()
    assert handler() == old.id
    jobs.actor = new
    daybreak.look()
    assert handler() == new.id
    jobs.actor = None
    daybreak.look()


def test_a_duty_is_ended_in_the_list_of_duties(behind: Behind, boss: Actor, old: Actor) -> None:
    give(behind, boss, old, "甲公司")
    window = behind.window(boss)
    segment = day_of(network(window, DAY))
    segment.table.setFocus()
    QTest.keyClick(segment.table, Qt.Key.Key_E)
    page = window.current_page()
    assert isinstance(page, DutiesPage)
    page.ends_on.set_value(date(2026, 9, 30))
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.form.error_of("reason")
    page.reason.setText("退休")
    page.button.click()
    row = page.table.current_row()
    assert row is not None
    assert (row.officer, row.ends_on, row.end_reason) == ("王敏", date(2026, 9, 30), "退休")
    page.ends_on.set_value(date(2025, 1, 1))
    page.reason.setText("退休")
    page.button.click()
    assert page.form.error_of("starts_on")
    behind.bureau.clock.set(date(2026, 10, 8))
    page.reload()
    assert not page.button.isEnabled()


def test_the_sub_districts_go_along_when_asked_for_and_of_whoever_has_left_by_themselves(
    behind: Behind, boss: Actor, old: Actor, new: Actor
) -> None:
    office = behind.bureau.office
    town = office.read(subdistricts, boss)[0].id
    office.perform(assign_subdistrict, boss, town, old.id or 0, starts_on=date(2026, 1, 5), reason="一员一街镇")
    give(behind, boss, old, "甲公司")
    window = behind.window(boss)
    page = handing(window, old)
    assert not page.towns.isHidden()
    page.to.set_value(new.id)
    page.effective_on.set_value(LATER)
    page._read()
    page.none_link.clicked.emit()
    assert not page.button.isEnabled()
    page.towns.setChecked(True)
    assert page.button.isEnabled()
    page.reason.setText("调离")
    page.button.click()
    row = office.read(subdistricts, boss)[0]
    assert (row.officer, row.next, row.next_on) == ("王敏", "何静", LATER)
    clerk = behind.bureau.person(Role.ADMINISTRATOR)
    office.perform(change_account, clerk, old.id or 0, role=Role.LIAISON, active=False, version=1)
    assert handing(window, new).towns.isChecked() is False
    page = handing(window, old)
    page.effective_on.set_value(date(2026, 9, 17))
    page._read()
    assert page.towns.isChecked()

"""The contact network: gaps, sub-districts, officers, and giving many enterprises an officer at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.assignments.service import (
    AssignResult,
    Duty,
    assign,
    assign_subdistrict,
    gaps,
    portfolios,
    subdistricts,
)
from officer_app.people.access import Role
from officer_app.ui.main_window import MainWindow
from officer_app.ui.network.assign import AssignPage
from officer_app.ui.network.gaps import GapsSegment
from officer_app.ui.network.page import GAPS, OFFICERS, TOWNS, NetworkPage
from officer_app.ui.network.towns import TownsSegment
from officer_app.ui.targets import AssignWanted, Chosen
from officer_app.ui.widgets import PushButton
from tests.ui.offices import Behind, office_behind


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


def network(window: MainWindow, part: str = GAPS) -> NetworkPage:
    window.go("network", part)
    page = window.current_page()
    assert isinstance(page, NetworkPage)
    return page


def gaps_of(page: NetworkPage) -> GapsSegment:
    segment = page.segments[GAPS]
    assert isinstance(segment, GapsSegment)
    return segment


def towns_of(page: NetworkPage) -> TownsSegment:
    segment = page.segments[TOWNS]
    assert isinstance(segment, TownsSegment)
    return segment


def test_gaps_are_counted_in_the_navigation_and_closed_by_assigning(behind: Behind, qtbot: QtBot) -> None:
    officer = behind.bureau.person(Role.LIAISON, "何静")
    boss = behind.bureau.person(Role.SUPERVISOR)
    behind.enterprise("甲公司")
    behind.enterprise("乙公司", "罗店镇")
    window = behind.window(boss)
    page = network(window)
    assert gaps_of(page).summary.text() == "2 家企业没有联络员"
    gaps_of(page).table.selectAll()
    gaps_of(page).table.setFocus()
    qtbot.keyClick(gaps_of(page).table, "a")
    assigning = window.current_page()
    assert isinstance(assigning, AssignPage)
    assigning.button.click()
    assert assigning.form.error_of("officer")
    assigning.officer.set_value(officer.id)
    assigning.button.click()
    assert assigning.form.error_of("reason")
    qtbot.keyClicks(assigning.reason, "2026")
    qtbot.keyClick(assigning.reason, Qt.Key.Key_Return)
    assert {row.result for row in assigning._results.values()} == {AssignResult.ASSIGNED}
    assert behind.bureau.office.read(gaps, boss)[0] == 0
    assigning._leave()
    assert window.current_page() is page
    assert gaps_of(page).stack.currentWidget() is gaps_of(page).covered


def test_an_enterprise_with_a_liaison_officer_keeps_them_unless_asked(behind: Behind) -> None:
    old, new = behind.bureau.person(Role.LIAISON), behind.bureau.person(Role.LIAISON)
    boss = behind.bureau.person(Role.SUPERVISOR)
    key = behind.enterprise("甲公司")
    behind.bureau.office.perform(
        assign, boss, [key], old.id or 0, Duty.LIAISON, starts_on=date(2026, 1, 1), reason="分工"
    )
    window = behind.window(boss)
    wanted = AssignWanted((Chosen(key, "甲公司", "顾村镇", old.name),), new.id)
    for hand_over, result in ((False, AssignResult.KEPT), (True, AssignResult.HANDED_OVER)):
        window.go("assign", wanted)
        page = window.current_page()
        assert isinstance(page, AssignPage)
        assert page.officer.value() == new.id
        page.reason.setText("调整")
        page.hand_over.setChecked(hand_over)
        page.button.click()
        assert page._results[key].result is result


def test_a_sub_district_gets_its_officer(behind: Behind) -> None:
    officer = behind.bureau.person(Role.LIAISON, "何静")
    boss = behind.bureau.person(Role.SUPERVISOR)
    page = network(behind.window(boss), TOWNS)
    towns_of(page).side.town_form.officer.set_value(officer.id)
    towns_of(page).side.town_form.reason.setText("一员一街镇")
    towns_of(page).side.town_form.button.click()
    first = behind.bureau.office.read(subdistricts, boss)[0]
    assert (first.officer, first.since) == ("何静", date(2026, 9, 17))


def test_a_sub_district_is_left_vacant_from_a_day_on(behind: Behind) -> None:
    officer = behind.bureau.person(Role.LIAISON, "何静")
    boss = behind.bureau.person(Role.SUPERVISOR)
    page = network(behind.window(boss), TOWNS)
    form = towns_of(page).side.town_form
    assert form.end_button.isHidden()
    form.officer.set_value(officer.id)
    form.reason.setText("一员一街镇")
    form.button.click()
    assert not form.end_button.isHidden()
    form.starts_on.set_value(date(2026, 10, 12))
    form.end_button.click()
    assert behind.bureau.office.read(subdistricts, boss)[0].until is None
    assert form.form.error_of("reason")
    form.reason.setText("调离")
    form.end_button.click()
    assert behind.bureau.office.read(subdistricts, boss)[0].until == date(2026, 10, 12)


def test_the_officer_of_the_sub_district_is_proposed(behind: Behind) -> None:
    officer = behind.bureau.person(Role.LIAISON, "何静")
    boss = behind.bureau.person(Role.SUPERVISOR)
    window = behind.window(boss)
    page = network(window, TOWNS)
    towns_of(page).side.town_form.officer.set_value(officer.id)
    towns_of(page).side.town_form.reason.setText("一员一街镇")
    towns_of(page).side.town_form.button.click()
    first = behind.bureau.office.read(subdistricts, boss)[0]
    behind.enterprise("甲公司", first.name)
    page.reload()
    page.switch.choose(GAPS)
    gaps_of(page).table.set_current(0)
    assert gaps_of(page).side.proposed_officer() == officer.id


def test_who_may_not_assign_is_told_who_does(behind: Behind) -> None:
    behind.enterprise("甲公司")
    page = network(behind.window(behind.bureau.person(Role.LIAISON)))
    assert not gaps_of(page).assign_button.isVisible()


def test_the_parts_of_the_page_are_a_key_apart(behind: Behind, qtbot: QtBot) -> None:
    window = behind.window(behind.bureau.person(Role.SUPERVISOR))
    page = network(window)
    shown = []
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_1):
        qtbot.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
        shown.append(page.switch.value())
    assert shown == [TOWNS, OFFICERS, GAPS]


def test_the_nearest_officer_is_proposed_also_when_the_gaps_are_read_first(behind: Behind) -> None:
    boss, officer = behind.bureau.person(Role.SUPERVISOR), behind.bureau.person(Role.LIAISON, "何静")
    office = behind.bureau.office
    behind.enterprise("甲公司", "罗店镇")
    town = next(row for row in office.read(subdistricts, boss) if row.name == "罗店镇")
    office.perform(assign_subdistrict, boss, town.id, officer.id or 0, starts_on=date(2026, 1, 5), reason="分工")
    segment = gaps_of(network(behind.window(boss)))
    towns, officers = office.read(subdistricts, boss), office.read(portfolios, boss)
    segment.know([], [])
    assert segment.side.findChildren(PushButton)[-1].text() == "指定联络人员…"
    segment.know(towns, officers)
    assert segment.side.findChildren(PushButton)[-1].text() == "指定何静…"


def test_without_a_day_nobody_is_appointed_and_the_day_is_asked_for(behind: Behind) -> None:
    boss = behind.bureau.person(Role.SUPERVISOR)
    behind.bureau.person(Role.LIAISON, "何静")
    segment = towns_of(network(behind.window(boss), TOWNS))
    segment.table.set_current(0)
    form = segment.side.town_form
    form.reason.setText("分工")
    form.starts_on.setText("")
    form.button.click()
    assert form.starts_on.hasFocus()
    assert form.reason.text() == "分工"
    assert all(not row.officer for row in behind.bureau.office.read(subdistricts, boss))

"""What leaves the office from the calendar: a file that follows the plans, a list to take along, a proposed week."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from icalendar import Calendar
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.ui.calendar.feed import FeedKeeper, feed_place, keep_feed_at
from officer_app.ui.calendar.page import CalendarPage
from officer_app.ui.calendar.proposal import ProposalPage
from officer_app.ui.calendar.take_along import TakeAlongPage
from officer_app.ui.targets import ListToTake, RouteWanted
from officer_app.ui.widgets.sheet import Sheet
from officer_app.visits.plans import PlanDraft, plan_visit, plans_between
from tests.fieldwork import TODAY, Fieldwork
from tests.pdf_reading import Reading
from tests.ui.rooms import CTRL, Room

Enter = Callable[[Actor], Room]


def planned(work: Fieldwork, enterprise: int, day: date = TODAY) -> int:
    draft = PlanDraft(str(uuid4()), enterprise, work.liaison.id or 0, day)
    return work.bureau.office.perform(plan_visit, work.liaison, draft).value.plan_id


def plans(work: Fieldwork) -> list[tuple[str, date]]:
    rows = work.bureau.office.read(plans_between, work.liaison, TODAY, date(2027, 12, 31))
    return [(row.enterprise, row.planned_on) for row in rows]


def calendar_of(room: Room) -> CalendarPage:
    room.window.go("calendar")
    page = room.window.current_page()
    assert isinstance(page, CalendarPage)
    return page


def keeper(room: Room) -> FeedKeeper:
    desk = room.window.desk
    return FeedKeeper(desk.jobs, desk.settings, desk.notices, room.window)


def days_in(file: Path) -> list[date]:
    return [event["DTSTART"].dt for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]


def test_a_kept_file_is_written_at_once_and_follows_every_change_of_the_plans(
    work: Fieldwork, enter: Enter, qtbot: QtBot, tmp_path: Path
) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    room = enter(work.liaison)
    page, file = calendar_of(room), tmp_path / "visits.ics"
    keeper(room).begin()
    assert not file.exists()
    page.outputs.keep(file)
    assert days_in(file) == [TODAY]
    room.press(Qt.Key.Key_Right, CTRL)
    qtbot.waitUntil(lambda: days_in(file) == [date(2026, 9, 18)])
    assert list(tmp_path.glob(".*.part")) == []
    page.outputs.stop()
    room.press(Qt.Key.Key_Right, CTRL)
    qtbot.wait(600)
    assert days_in(file) == [date(2026, 9, 18)]


def test_signing_in_brings_the_file_up_to_date(work: Fieldwork, enter: Enter, tmp_path: Path) -> None:
    room = enter(work.liaison)
    file = tmp_path / "visits.ics"
    keep_feed_at(room.window.desk.settings, room.window.desk.jobs, file)
    planned(work, work.enterprise("甲公司", work.liaison))
    keeper(room).begin()
    assert days_in(file) == [TODAY]


def test_a_place_that_is_gone_is_mentioned_once_and_stops_nothing(
    work: Fieldwork, enter: Enter, tmp_path: Path
) -> None:
    room = enter(work.liaison)
    page = calendar_of(room)
    keep_feed_at(room.window.desk.settings, room.window.desk.jobs, tmp_path / "gone" / "visits.ics")
    watch = keeper(room)
    watch.begin()
    assert page.error_bar.kind() == "warn"
    page.error_bar.clear()
    watch.write()
    assert page.error_bar.isHidden()
    assert not any(widget.isModal() for widget in QApplication.topLevelWidgets() if widget.isVisible())


def test_a_place_that_cannot_be_written_is_not_remembered(work: Fieldwork, enter: Enter, tmp_path: Path) -> None:
    room = enter(work.liaison)
    page = calendar_of(room)
    page.outputs.keep(tmp_path / "nowhere" / "visits.ics")
    assert page.error_bar.kind() == "danger"
    assert feed_place(room.window.desk.settings, room.window.desk.jobs) is None


def test_each_person_of_each_office_has_a_file_of_their_own(work: Fieldwork, enter: Enter, tmp_path: Path) -> None:
    first = enter(work.liaison).window.desk
    keep_feed_at(first.settings, first.jobs, tmp_path / "visits.ics")
    other = enter(work.colleague).window.desk
    assert feed_place(first.settings, first.jobs) == tmp_path / "visits.ics"
    assert feed_place(first.settings, other.jobs) is None


def test_an_unchanged_calendar_is_not_written_again(work: Fieldwork, enter: Enter, tmp_path: Path) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    room = enter(work.liaison)
    file = tmp_path / "visits.ics"
    keep_feed_at(room.window.desk.settings, room.window.desk.jobs, file)
    watch = keeper(room)
    watch.begin()
    before = file.stat().st_ino
    watch.write()
    assert file.stat().st_ino == before


def test_saving_a_calendar_file_asks_where_and_adds_the_ending(
    work: Fieldwork, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    page = calendar_of(enter(work.liaison))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "my visits"), ""))
    page.outputs.save_as(work.liaison.id)
    assert days_in(tmp_path / "my visits.ics") == [TODAY]
    assert page.error_bar.kind() == "ok"
    menu = page.outputs.menu(page.export_button, None)
    assert len([action for action in menu.actions() if not action.isSeparator()]) == 2
    menu.deleteLater()


def test_the_list_to_take_along_shows_phones_only_once_a_purpose_is_said(work: Fieldwork, enter: Enter) -> None:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(key, "何总监", "13812345678")
    planned(work, key)
    room = enter(work.liaison)
    calendar_of(room)
    room.press(Qt.Key.Key_P, CTRL)
    page = room.window.current_page()
    assert isinstance(page, TakeAlongPage)
    with Reading(page.pdf) as paper:
        assert "138****5678" in paper.squeezed()
        assert "13812345678" not in paper.squeezed()
    room.press(Qt.Key.Key_T, CTRL)
    (sheet,) = page.phones.findChildren(Sheet)
    sheet._apply()
    assert sheet.wrong.isVisible()
    sheet._fields[0].text.setText("本周走访联络")  # type: ignore[attr-defined] # a PurposeAsk
    sheet._apply()
    with Reading(page.pdf) as paper:
        assert "13812345678" in paper.squeezed()
        assert "本周走访联络" in paper.squeezed()


def test_staff_print_the_list_without_a_way_to_the_phones(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.staff)
    room.window.go("take-along", ListToTake(TODAY, TODAY))
    page = room.window.current_page()
    assert isinstance(page, TakeAlongPage)
    assert page.phones.isHidden()
    assert page.pdf


def test_a_proposed_week_is_ticked_by_space_planned_in_one_go_and_taken_back_in_one(
    work: Fieldwork, enter: Enter
) -> None:
    for name in ("甲公司", "乙公司", "丙公司"):
        work.enterprise(name, work.liaison)
    room = enter(work.liaison)
    calendar_of(room)
    room.press(Qt.Key.Key_P)
    page = room.window.current_page()
    assert isinstance(page, ProposalPage)
    assert len(page._chosen()) == 3
    room.press(Qt.Key.Key_Space)
    assert len(page._chosen()) == 2
    room.press(Qt.Key.Key_Return, CTRL)
    assert len(plans(work)) == 2
    assert room.window.current_key() == "calendar"
    room.press(Qt.Key.Key_Z, CTRL)
    assert plans(work) == []


def test_nothing_ticked_plans_nothing_and_says_why(work: Fieldwork, enter: Enter) -> None:
    work.enterprise("甲公司", work.liaison)
    room = enter(work.liaison)
    room.window.go("route", RouteWanted(work.liaison.id or 0, "王敏", TODAY))
    page = room.window.current_page()
    assert isinstance(page, ProposalPage)
    room.press(Qt.Key.Key_A)
    assert not page.button.isEnabled()
    room.press(Qt.Key.Key_Return, CTRL)
    assert plans(work) == []


def test_everybodys_calendar_asks_for_one_officer_before_it_proposes(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.supervisor)
    page = calendar_of(room)
    room.press(Qt.Key.Key_P)
    assert room.window.current_page() is page
    assert page.error_bar.kind() == "warn"

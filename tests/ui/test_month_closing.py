"""Closing a month in the window, what that means for its visits, and opening it again with a reason."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from officer_app.core.work import Actor
from officer_app.ui.visits.list import VisitsView
from officer_app.ui.visits.months import MonthsPage
from officer_app.visits.closing import month_closings
from tests.fieldwork import Fieldwork
from tests.ui.rooms import Room

Enter = Callable[[Actor], Room]
CTRL = Qt.KeyboardModifier.ControlModifier


def months(room: Room) -> MonthsPage:
    """The page of months, in view."""
    room.window.go("months")
    page = room.window.current_page()
    assert isinstance(page, MonthsPage)
    return page


def choose(page: MonthsPage, month: date) -> None:
    """Make a month current."""
    for number in range(page.table.rows_model.rowCount()):
        row = page.table.rows_model.row(number)
        if getattr(row, "month", None) == month:
            page.table.set_current(number)


def test_a_month_is_closed_by_keys_and_its_visits_show_a_lock_and_say_why(work: Fieldwork, enter: Enter) -> None:
    enterprise = work.enterprise("上海澜启科技有限公司", work.liaison)
    work.visit(enterprise, day=date(2026, 7, 2), content="谈了落户")
    room = enter(work.supervisor)
    page = months(room)
    choose(page, date(2026, 7, 1))
    page.table.setFocus()
    room.press(Qt.Key.Key_Return, CTRL)
    (closing,) = work.bureau.office.read(month_closings, work.supervisor)
    assert (closing.month, closing.closed_by) == (date(2026, 7, 1), "李国强")
    room.window.go("visits")
    visits = room.window.current_page()
    assert isinstance(visits, VisitsView)
    row = visits.table.current_row()
    assert row is not None
    assert row.closed
    QTest.keyClick(visits.table, Qt.Key.Key_E)
    assert room.window.current_page() is visits
    assert row.number in visits.error_bar.message()


def test_a_month_is_reopened_only_with_a_reason_which_stays_in_its_history(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.supervisor)
    page = months(room)
    choose(page, date(2026, 6, 1))
    page.act()
    choose(page, date(2026, 6, 1))
    page.act()
    assert work.bureau.office.read(month_closings, work.supervisor)[0].reopened_at is None
    page.reason.setText("漏记一次走访")
    page.act()
    (closing,) = work.bureau.office.read(month_closings, work.supervisor)
    assert (closing.reopened_by, closing.reason) == ("李国强", "漏记一次走访")


def test_the_current_month_is_not_closed_and_other_years_are_turned_to(work: Fieldwork, enter: Enter) -> None:
    page = months(enter(work.supervisor))
    page.table.set_current(0)
    page.act()
    assert work.bureau.office.read(month_closings, work.supervisor) == []
    page.before.click()
    assert page.year.text() == "2025"
    assert page.table.rows_model.rowCount() == 12
    page.after.click()
    assert page.year.text() == "2026"


def test_an_officer_looks_at_the_months_and_closes_none(work: Fieldwork, enter: Enter) -> None:
    page = months(enter(work.liaison))
    choose(page, date(2026, 6, 1))
    assert page.button is None
    page.act()
    assert work.bureau.office.read(month_closings, work.supervisor) == []

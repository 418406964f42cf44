"""The calendar as people use it: by keys, by mouse, dragging a plan to another day and taking it back."""

from collections.abc import Callable
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from officer_app.core.work import Actor
from officer_app.ui.calendar.board import Board
from officer_app.ui.calendar.diary import month_later, month_span, short_name
from officer_app.ui.calendar.page import CalendarPage
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.widgets.sheet import Sheet
from officer_app.visits.plans import PlanDraft, PlanRow, PlanWarning, plan_visit, plans_between
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.ui.rooms import CTRL, SHIFT, Room

Enter = Callable[[Actor], Room]
LEFT = Qt.MouseButton.LeftButton
FAR = date(2027, 12, 31)


def planned(work: Fieldwork, enterprise: int, day: date = TODAY, **more: object) -> int:
    draft = PlanDraft(str(uuid4()), enterprise, work.liaison.id or 0, day, **more)  # type: ignore[arg-type] # by name
    return work.bureau.office.perform(plan_visit, work.liaison, draft).value.plan_id


def plans(work: Fieldwork) -> list[PlanRow]:
    return work.bureau.office.read(plans_between, work.liaison, days_ago(100), FAR)


def calendar_of(room: Room, view: str = "month") -> CalendarPage:
    room.window.go("calendar")
    page = room.window.current_page()
    assert isinstance(page, CalendarPage)
    page.show_view(view)
    QApplication.processEvents()
    return page


def mouse(widget: QWidget, kind: QEvent.Type, where: QPointF) -> None:
    held = LEFT if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, where, QPointF(widget.mapToGlobal(where)), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


def drag(widget: QWidget, begin: QPointF, end: QPointF) -> None:
    """As a hand does: press, several moves, let go."""
    mouse(widget, QEvent.Type.MouseButtonPress, begin)
    for share in (0.2, 0.6, 1.0):
        mouse(widget, QEvent.Type.MouseMove, begin + (end - begin) * share)
    mouse(widget, QEvent.Type.MouseButtonRelease, end)


def in_cell(board: Board, day: date) -> QPointF:
    """The lower part of a day, where nothing stands."""
    rect = board.day_rect(day)
    return QPointF(rect.center().x(), rect.bottom() - 6)


def test_it_begins_on_today_with_ones_own_visits_and_says_so_aloud(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("上海澜启生物科技有限公司", work.liaison), starts_at=time(10))
    other = work.enterprise("他人公司", work.colleague)
    work.visit(other, work.colleague)
    page = calendar_of(enter(work.liaison))
    assert page.diary.day == TODAY
    assert [entry.enterprise for entry in page.diary.of_day(TODAY)] == ["上海澜启生物科技有限公司"]
    assert "9月17日" in page.month.accessibleName()
    assert "今天" in page.month.accessibleName()
    assert "10:00" in page.month.accessibleDescription()
    assert "上海澜启生物科技有限公司" in page.month.accessibleDescription()


def test_arrows_walk_by_day_and_week_pages_by_month_and_t_comes_back(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.liaison)
    page = calendar_of(room)
    for key, day in (
        (Qt.Key.Key_Right, date(2026, 9, 18)),
        (Qt.Key.Key_Down, date(2026, 9, 25)),
        (Qt.Key.Key_Left, date(2026, 9, 24)),
        (Qt.Key.Key_Up, date(2026, 9, 17)),
        (Qt.Key.Key_Home, date(2026, 9, 14)),
        (Qt.Key.Key_End, date(2026, 9, 20)),
        (Qt.Key.Key_PageDown, date(2026, 10, 20)),
        (Qt.Key.Key_PageUp, date(2026, 9, 20)),
        (Qt.Key.Key_T, TODAY),
    ):
        room.press(key)
        assert page.diary.day == day
    assert "国庆" in next(day for day in page.diary.days.values() if day.day == date(2026, 10, 1)).name


def test_the_letters_and_numbers_change_the_view_and_the_view_is_remembered(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.liaison)
    page = calendar_of(room)
    for key, view in (
        (Qt.Key.Key_2, "week"),
        (Qt.Key.Key_3, "agenda"),
        (Qt.Key.Key_1, "month"),
        (Qt.Key.Key_W, "week"),
        (Qt.Key.Key_M, "month"),
        (Qt.Key.Key_A, "agenda"),
    ):
        room.press(key)
        assert page.views.value() == view
        assert page.board().hasFocus() or page.board().isAncestorOf(room.focused())
    assert room.window.desk.settings.value("calendar/view") == "agenda"


@pytest.mark.parametrize("view", ["month", "week"])
def test_a_plan_dragged_to_another_day_moves_there_and_undo_brings_it_back(
    work: Fieldwork, enter: Enter, view: str
) -> None:
    planned(work, work.enterprise("甲公司", work.liaison), starts_at=time(10), ends_at=time(11))
    room = enter(work.liaison)
    page = calendar_of(room, view)
    board = page.month if view == "month" else page.week
    begin = page.month.entry_rects(TODAY)[0] if view == "month" else page.week.entry_rects(TODAY)[0][1]
    friday = board.day_rect(date(2026, 9, 18))
    drag(board, begin.center(), QPointF(friday.center().x(), begin.center().y()))
    (row,) = plans(work)
    lasts = (row.ends_at.hour - row.starts_at.hour) if row.ends_at and row.starts_at else None
    assert (row.planned_on, lasts) == (date(2026, 9, 18), 1)
    assert page.diary.day == date(2026, 9, 18)
    room.press(Qt.Key.Key_Z, CTRL)
    (row,) = plans(work)
    assert (row.planned_on, row.starts_at, row.ends_at) == (TODAY, time(10), time(11))


def test_a_plan_dragged_up_and_down_the_week_changes_its_time(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("甲公司", work.liaison), starts_at=time(10), ends_at=time(10, 45))
    page = calendar_of(enter(work.liaison), "week")
    _entry, rect = page.week.entry_rects(TODAY)[0]
    five_hours = page.week._y(15 * 60) - page.week._y(10 * 60)
    drag(page.week, rect.center(), rect.center() + QPointF(0, five_hours))
    (row,) = plans(work)
    assert (row.planned_on, row.starts_at, row.ends_at) == (TODAY, time(15), time(15, 45))


def test_control_and_an_arrow_move_the_chosen_plan_and_a_day_off_is_said_not_asked(
    work: Fieldwork, enter: Enter
) -> None:
    planned(work, work.enterprise("甲公司", work.liaison), date(2026, 9, 18))
    room = enter(work.liaison)
    page = calendar_of(room)
    room.press(Qt.Key.Key_Right)
    room.press(Qt.Key.Key_Right, CTRL)
    assert [row.planned_on for row in plans(work)] == [date(2026, 9, 19)]
    assert PlanWarning.DAY_OFF.label in page.error_bar._step.text()
    assert page.error_bar.kind() == "warn"
    room.press(Qt.Key.Key_Z, CTRL)
    assert [row.planned_on for row in plans(work)] == [date(2026, 9, 18)]


def test_a_plan_cannot_be_moved_into_the_past_and_stays(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    room = enter(work.liaison)
    page = calendar_of(room)
    room.press(Qt.Key.Key_Left, CTRL)
    assert [row.planned_on for row in plans(work)] == [TODAY]
    assert page.error_bar.isVisible()
    assert page.diary.of_day(TODAY)


def test_somebody_without_a_date_is_dragged_onto_a_day(work: Fieldwork, enter: Enter) -> None:
    key = work.enterprise("逾期公司", work.liaison)
    room = enter(work.liaison)
    page = calendar_of(room)
    cards, board = page.side.undated, page.month
    assert [row.enterprise for row in page.side._undated] == ["逾期公司"]
    begin = cards.card_rect(0).center()
    there = board.mapToGlobal(in_cell(board, date(2026, 9, 23)).toPoint())
    drag(cards, begin, QPointF(cards.mapFromGlobal(there)))
    (row,) = plans(work)
    assert (row.enterprise_id, row.planned_on, row.starts_at) == (key, date(2026, 9, 23), None)
    assert page.side._undated == ()
    room.press(Qt.Key.Key_Z, CTRL)
    assert plans(work) == []
    assert [row.enterprise for row in page.side._undated] == ["逾期公司"]


def test_a_card_let_go_beside_the_calendar_plans_nothing(work: Fieldwork, enter: Enter) -> None:
    work.enterprise("逾期公司", work.liaison)
    page = calendar_of(enter(work.liaison))
    cards = page.side.undated
    drag(cards, cards.card_rect(0).center(), QPointF(cards.card_rect(0).center() + QPointF(0, 60)))
    assert plans(work) == []
    assert page.month.over() is None


def test_s_gives_whoever_has_no_date_the_day_in_view(work: Fieldwork, enter: Enter) -> None:
    work.enterprise("逾期公司", work.liaison)
    room = enter(work.liaison)
    page = calendar_of(room)
    room.press(Qt.Key.Key_Right)
    page.side.undated.setFocus()
    room.press(Qt.Key.Key_S)
    assert [(row.enterprise, row.planned_on) for row in plans(work)] == [("逾期公司", date(2026, 9, 18))]


def test_n_opens_the_form_and_it_plans_by_keys_alone(work: Fieldwork, enter: Enter) -> None:
    work.enterprise("上海澜启生物科技有限公司", work.liaison)
    room = enter(work.liaison)
    page = calendar_of(room)
    room.press(Qt.Key.Key_Right)
    room.press(Qt.Key.Key_N)
    room.type("澜启生物")
    room.press(Qt.Key.Key_Return)
    page.form.starts_at.setFocus()
    room.type("1330")
    room.press(Qt.Key.Key_Return, CTRL)
    (row,) = plans(work)
    assert (row.enterprise, row.planned_on, row.starts_at) == (
        "上海澜启生物科技有限公司",
        date(2026, 9, 18),
        time(13, 30),
    )
    assert page.form.isHidden()
    assert page.month.hasFocus()
    assert page.diary.entry() is not None


def test_an_end_before_the_beginning_is_said_beside_its_field_and_what_was_typed_stays(
    work: Fieldwork, enter: Enter
) -> None:
    work.enterprise("上海澜启生物科技有限公司", work.liaison)
    room = enter(work.liaison)
    page = calendar_of(room)
    room.press(Qt.Key.Key_N)
    room.type("澜启生物")
    room.press(Qt.Key.Key_Return)
    page.form.starts_at.setText("15:00")
    page.form.ends_at.setText("14:00")
    room.press(Qt.Key.Key_Return, CTRL)
    assert page.form.form.error_of("ends_at")
    assert page.form.starts_at.text() == "15:00"
    room.press(Qt.Key.Key_Escape)
    assert page.form.isHidden()
    assert plans(work) == []


def test_delete_asks_why_calls_off_and_undo_reinstates(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    room = enter(work.liaison)
    page = calendar_of(room)
    room.press(Qt.Key.Key_Delete)
    (sheet,) = page.month.findChildren(Sheet)
    QTest.keyClick(sheet._fields[0], Qt.Key.Key_Return)
    assert len(plans(work)) == 1
    sheet._fields[0].setText("企业改期")  # type: ignore[attr-defined] # an Entry
    QTest.keyClick(sheet._fields[0], Qt.Key.Key_Return)
    QApplication.processEvents()
    assert plans(work) == []
    assert page.diary.of_day(TODAY) == ()
    room.window.desk.undo.undo()
    assert len(plans(work)) == 1


def test_enter_opens_a_visit_made_in_the_list_and_a_plan_as_the_enterprises_file(
    work: Fieldwork, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = work.enterprise("甲公司", work.liaison), work.enterprise("乙公司", work.liaison)
    visit = work.visit(one, starts_at=time(9))
    planned(work, other, starts_at=time(14))
    room = enter(work.liaison)
    page = calendar_of(room)
    went: list[tuple[str, object]] = []
    monkeypatch.setattr(page.desk, "go", lambda key, target: went.append((key, target)))
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Down, SHIFT)
    room.press(Qt.Key.Key_Return)
    assert went[0] == ("enterprise", EnterpriseWanted(other))
    assert (went[1][0], getattr(went[1][1], "visit_id", None)) == ("visits", visit)


def test_a_full_day_tells_how_many_more_and_opens_them_in_the_panel(work: Fieldwork, enter: Enter) -> None:
    for number in range(9):
        planned(work, work.enterprise(f"上海第{number}公司", work.liaison))
    page = calendar_of(enter(work.liaison))
    shown = len(page.month.entry_rects(TODAY))
    assert 0 < shown < 9
    more = page.month._more_rect(TODAY)
    assert more is not None
    assert page.diary.hidden(TODAY, shown) == 9 - shown
    mouse(page.month, QEvent.Type.MouseButtonPress, more.center())
    mouse(page.month, QEvent.Type.MouseButtonRelease, more.center())
    assert page.side.entries.hasFocus()
    assert len(page.side.entries._cards) == 9


def test_a_supervisor_sees_everybody_and_chooses_one_officer(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    room = enter(work.supervisor)
    page = calendar_of(room)
    assert [entry.officer for entry in page.diary.of_day(TODAY)] == ["王敏"]
    page.officer.choose(work.colleague.id)
    assert page.diary.of_day(TODAY) == ()
    assert [row.enterprise for row in page.side._undated] == []
    page.officer.choose(None)
    assert page.diary.of_day(TODAY)


def test_somebody_who_may_not_plan_drags_nothing(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("甲公司", work.liaison))
    room = enter(work.staff)
    page = calendar_of(room)
    begin = page.month.entry_rects(TODAY)[0].center()
    drag(page.month, begin, in_cell(page.month, date(2026, 9, 18)))
    room.press(Qt.Key.Key_N)
    room.press(Qt.Key.Key_Delete)
    assert [row.planned_on for row in plans(work)] == [TODAY]
    assert page.form.isHidden()
    assert page.month.findChildren(Sheet) == []


def test_the_agenda_lists_the_days_and_moves_by_keys(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("甲公司", work.liaison), date(2026, 9, 18))
    room = enter(work.liaison)
    page = calendar_of(room, "agenda")
    page.agenda.setFocus()
    row = page.agenda.current_row()
    assert row is not None
    assert row.enterprise == "甲公司"
    room.press(Qt.Key.Key_Right, CTRL)
    assert [one.planned_on for one in plans(work)] == [date(2026, 9, 19)]


def test_a_year_without_holidays_is_marked_as_provisional(work: Fieldwork, enter: Enter) -> None:
    page = calendar_of(enter(work.liaison))
    assert page.side._unsure.isHidden()
    page.diary.go(date(2027, 1, 15))
    assert not page.side._unsure.isHidden()
    assert "2027" in page.side._unsure._words.text()


def test_the_calendar_is_the_sixth_page_and_ctrl_6_opens_it(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.liaison)
    place = [page.key for page in room.window.listed()].index("calendar")
    assert room.window.listed()[place - 1].key == "visits"
    room.press(Qt.Key(Qt.Key.Key_1 + place), CTRL)
    assert room.window.current_key() == "calendar"


def test_every_tooltip_shows_markup_literally(work: Fieldwork, enter: Enter) -> None:
    planned(work, work.enterprise("<b>甲</b>公司", work.liaison))
    page = calendar_of(enter(work.liaison))
    rect = page.month.entry_rects(TODAY)[0]
    spot = page.month.spot_at(rect.center())
    assert spot is not None
    assert spot.entry is not None
    assert spot.entry.enterprise == "<b>甲</b>公司"
    QTest.mouseMove(page.month, QPoint(3, 3))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("上海澜启生物科技有限公司", "澜启生物科技"),
        ("上海市宝山区澜启（集团）有限公司", "澜启"),
        ("筠恒工业软件（上海）有限公司", "筠恒工业软件"),
        ("上海一有限公司", "上海一有限公司"),
    ],
)
def test_a_short_name_is_what_tells_an_enterprise_from_others(name: str, short: str) -> None:
    assert short_name(name) == short


def test_months_begin_on_monday_and_keep_the_day_where_they_can() -> None:
    assert month_span(date(2026, 9, 17)) == (date(2026, 8, 31), date(2026, 10, 4))
    assert month_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert month_later(date(2026, 12, 5), 1) == date(2027, 1, 5)
    assert month_later(date(2026, 1, 5), -1) == date(2025, 12, 5)
    assert timedelta(days=6) == month_span(date(2026, 2, 10))[1] - month_span(date(2026, 2, 10))[0] - timedelta(days=28)

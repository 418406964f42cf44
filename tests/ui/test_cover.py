"""Cover in the window: arranged by keyboard, shortened, called off; the stand-in's day and the trail say for whom."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from officer_app.assignments.cover import CoverState, arrange_cover, list_covers
from officer_app.core.work import Actor
from officer_app.people.access import Role
from officer_app.ui.audit import AuditPage
from officer_app.ui.network.cover import CoverSegment
from officer_app.ui.network.page import NetworkPage
from officer_app.ui.today import Task, TodayView
from officer_app.ui.visits.list import VisitsView
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.test_cover import A_WEEK, draft
from tests.ui.rooms import Room


def covers(room: Room) -> CoverSegment:
    room.window.go("network", "cover")
    page = room.window.current_page()
    assert isinstance(page, NetworkPage)
    segment = page.shown()
    assert isinstance(segment, CoverSegment)
    return segment


def test_a_supervisor_arranges_cover_by_keyboard(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    work.bureau.office.perform(
        arrange_cover,
        work.supervisor,
        draft(work.specialist, work.colleague, TODAY + timedelta(days=9), TODAY + timedelta(days=12)),
    )
    room = enter(work.supervisor)
    segment = covers(room)
    segment.take_focus()
    room.press(Qt.Key.Key_N)
    form = segment.side.form
    assert form.absent.hasFocus()
    form.absent.set_value(work.liaison.id)
    form.other.set_value(work.colleague.id)
    form.reason.setFocus()
    room.type("年休假", counted=False)
    room.press(Qt.Key.Key_Return)
    row = segment.table.current_row()
    assert row is not None
    assert (row.absent, row.stand_in, row.first_on, row.last_on) == ("王敏", "何静", TODAY, A_WEEK)
    assert row.state is CoverState.RUNNING
    assert not segment.side.asking()
    assert segment.table.hasFocus()


def test_what_does_not_fit_is_said_beside_its_field(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    segment = covers(enter(work.supervisor))
    segment.ask_new()
    form = segment.side.form
    form.absent.set_value(work.liaison.id)
    form.other.set_value(work.colleague.id)
    form.save.click()
    assert form.form.error_of("reason")
    form.reason.setText("进修")
    form.last_on.set_value(TODAY + timedelta(days=90))
    form.save.click()
    assert "60" in form.form.error_of("last_on")
    assert work.bureau.office.read(list_covers, work.supervisor) == []


def test_a_cover_ends_earlier_and_is_called_off(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    work.bureau.office.perform(arrange_cover, work.supervisor, draft(work.liaison, work.colleague))
    segment = covers(enter(work.supervisor))
    segment.side.last_on.set_value(TODAY + timedelta(days=1))
    segment.side.change.click()
    row = segment.table.current_row()
    assert row is not None
    assert row.last_on == TODAY + timedelta(days=1)
    segment.side.last_on.set_value(days_ago(1))
    segment.side.change.click()
    assert segment.side.end_form.error_of("last_on")
    segment.side.call_off.click()
    row = segment.table.current_row()
    assert row is not None
    assert row.state is CoverState.CANCELLED
    assert segment.side.ending.isHidden()


def test_in_a_narrow_window_the_panel_takes_the_place_of_the_list(
    work: Fieldwork, enter: Callable[[Actor], Room]
) -> None:
    work.bureau.office.perform(arrange_cover, work.supervisor, draft(work.liaison, work.colleague))
    room = enter(work.supervisor)
    segment = covers(room)
    room.window.resize(1024, 700)
    room.qtbot.waitUntil(lambda: not segment.side.isVisible())
    segment.take_focus()
    room.press(Qt.Key.Key_N)
    assert segment.side.form.isVisible()
    assert not segment.table.isVisible()
    room.press(Qt.Key.Key_Escape)
    assert segment.table.isVisible()
    room.press(Qt.Key.Key_Return)
    assert segment.side.last_on.hasFocus()
    assert segment.side.back.isVisible()
    segment.side.back.click()
    assert segment.table.hasFocus()
    assert not segment.side.isVisible()


def test_an_office_without_cover_offers_the_form_to_those_who_arrange(
    work: Fieldwork, enter: Callable[[Actor], Room]
) -> None:
    segment = covers(enter(work.supervisor))
    assert segment.stack.currentWidget() is segment.none
    assert segment.side.asking()


def test_others_see_who_covers_and_change_nothing(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    work.bureau.office.perform(arrange_cover, work.supervisor, draft(work.liaison, work.colleague))
    segment = covers(enter(work.liaison))
    assert segment.table.rows_model.rowCount() == 2
    assert segment.buttons == ()
    assert segment.side.ending.isHidden()


def test_the_stand_ins_day_marks_what_is_somebody_elses(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    theirs = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.visit(theirs, day=days_ago(30), next_contact_on=TODAY)
    work.bureau.office.perform(arrange_cover, work.supervisor, draft(work.liaison, work.colleague))
    page = enter(work.colleague).window.current_page()
    assert isinstance(page, TodayView)
    tasks = [row for place in range(9) if isinstance(row := page.table.rows_model.row(place), Task)]
    assert [task.what.partition("·")[0] for task in tasks] == ["代 王敏"]
    assert "代管王敏的工作" in page._sentence.text()


def test_lists_and_the_trail_say_for_whom(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    theirs = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.bureau.office.perform(arrange_cover, work.supervisor, draft(work.liaison, work.colleague))
    work.visit(theirs, work.colleague)
    room = enter(work.colleague)
    room.window.go("visits")
    visits = room.window.current_page()
    assert isinstance(visits, VisitsView)
    names = [column.key for column in visits.table.rows_model.columns]
    index = visits.table.rows_model.index(visits.table.currentIndex().row(), names.index("officer"))
    assert index.data() == "何静（代 王敏）"
    room = enter(work.bureau.person(Role.AUDITOR))
    room.window.go("audit")
    trail = room.window.current_page()
    assert isinstance(trail, AuditPage)
    assert trail.table.rows_model.index(0, 2).data() == "何静（代 王敏）"

"""The panel's meetings as a secretary and a chair hold them: by keyboard, from planning to the minutes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from officer_app.cases.words import MeetingState, State, Vote
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.quota.meetings.paper import MeetingPaper
from officer_app.quota.meetings.planning import Invited
from officer_app.quota.service import withdraw
from officer_app.ui.panel.forms import AttendanceForm, ChooseCases, CloseForm, ReasonForm, TallyForm
from officer_app.ui.panel.list import MeetingsPage
from officer_app.ui.panel.page import MeetingPage
from officer_app.ui.panel.planning import PlanForm, read_members
from officer_app.ui.targets import MeetingWanted
from tests.casework import Casework, casework
from tests.panelwork import EXPERTS, item_of, opened
from tests.test_panel import before_panel
from tests.ui.rooms import CTRL, Room, close_window, open_window

Key = Qt.Key


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    made = casework(database)
    made.grant(10)
    made.ask_for_one_paper()
    yield made
    database.close()


@pytest.fixture
def enter(qtbot: QtBot, house: Casework, tmp_path: Path) -> Iterator[Callable[[Actor], Room]]:
    rooms: list[Room] = []

    def open_for(actor: Actor) -> Room:
        rooms.append(open_window(qtbot, house, actor, tmp_path / str(actor.id)))  # type: ignore[arg-type] # has a bureau
        return rooms[-1]

    yield open_for
    for room in rooms:
        close_window(room)


def meeting_page(room: Room, meeting_id: int | None = None) -> MeetingPage:
    if meeting_id is not None:
        room.window.go("meeting", MeetingWanted(meeting_id))
    page = room.window.current_page()
    assert isinstance(page, MeetingPage)
    # Forms that were closed go, as they do between two keystrokes.
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    return page


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_a_meeting_is_planned_filled_opened_and_voted_on_by_keys_alone(
    house: Casework, enter: Callable[[Actor], Room]
) -> None:
    cases = [before_panel(house) for _number in range(3)]
    room = enter(house.staff)
    room.window.go("meetings")
    listed = room.window.current_page()
    assert isinstance(listed, MeetingsPage)
    assert listed.body.currentIndex() == 1
    listed.plan()
    assert isinstance(listed.form, PlanForm)
    listed.form.chair.set_value(house.chair.id)
    room.type("局三楼会议室")
    listed.form.members.setFocus()
    room.type("钱怀瑾，高校教授")
    room.press(Key.Key_Return)
    room.type("王敏（联络员）")
    room.press(Key.Key_Return)
    room.type("蒋文渊")
    room.press(Key.Key_Return, CTRL)

    page = meeting_page(room)
    assert page.meeting is not None
    assert [seat.account_id for seat in page.meeting.seats] == [house.chair.id, None, house.liaison.id, None]
    # The agenda is empty: the key works without a table to take it, and Enter puts nothing on.
    room.press(Key.Key_C)
    assert isinstance(page.form, ChooseCases)
    room.press(Key.Key_A, CTRL)
    room.press(Key.Key_Return)
    assert page.meeting.items == ()
    room.press(Key.Key_Return, CTRL)
    page = meeting_page(room)
    assert [item.case_id for item in page.meeting.items] == cases  # type: ignore[union-attr] # shown above
    assert page.next.isEnabled()
    page.open_or_close()
    assert isinstance(page.form, AttendanceForm)
    room.press(Key.Key_Return, CTRL)

    page = meeting_page(room)
    assert page.meeting is not None
    assert page.meeting.state is MeetingState.OPEN
    assert page.table.hasFocus()
    # The liaison officer pre-reviewed the cases and stands aside; the keys record nothing for them.
    room.press(Key.Key_3)
    room.press(Key.Key_F)
    assert not page.meeting.items[0].votes
    page.table.set_current(0)
    room.press(Key.Key_1)
    for key in (Key.Key_F, Key.Key_A, Key.Key_S):
        room.press(key)
    votes = [item.votes.get("chair") for item in page.meeting.items]
    assert votes == [Vote.FOR, Vote.AGAINST, Vote.ABSTAIN]
    page.table.set_current(0)
    for _number in range(3):
        room.press(Key.Key_U)
    assert [item.complete for item in page.meeting.items] == [True, True, True]
    assert [item.votes_for for item in page.meeting.items] == [3, 2, 2]
    # Whoever keeps the record does not close.
    assert not page.next.isVisible()


def test_the_chair_closes_by_a_button_and_never_by_enter_and_is_told_case_by_case(
    house: Casework, enter: Callable[[Actor], Room]
) -> None:
    wins, gone = before_panel(house), before_panel(house)
    meeting_id = opened(house, [wins, gone], units=1)
    room = enter(house.chair)
    page = meeting_page(room, meeting_id)
    assert "2" in page.next.toolTip()
    for _number in range(2):
        room.press(Key.Key_U)
    assert page.view.isVisible()
    page.view.choose("ranked")
    assert page.ranked.isVisible()
    page.view.choose("agenda")
    house.do(withdraw, house.filer, gone, "企业撤回")
    page.reload()
    page.open_or_close()
    assert isinstance(page.form, CloseForm)
    # The space bar that pressed the button before presses nothing more.
    room.press(Key.Key_Space)
    page.form.button.setFocus()
    room.press(Key.Key_Return)
    assert house.state(wins) is State.PANEL
    room.press(Key.Key_Return, CTRL)
    assert house.state(wins) is State.PUBLICITY_DUE
    assert item_of(house, meeting_id, gone).number in words_of(page.error_bar)
    page = meeting_page(room)
    assert page.meeting is not None
    assert page.meeting.state is MeetingState.CLOSED
    assert not page.choose.isVisible()
    page.show_paper(MeetingPaper.MINUTES)
    assert room.window.current_page() is not page


def test_secret_votes_are_entered_as_sums_and_reasons_are_asked_for(
    house: Casework, enter: Callable[[Actor], Room]
) -> None:
    case_id, other = before_panel(house), before_panel(house)
    meeting_id = opened(house, [case_id, other], secret=True, members=(*EXPERTS, Invited("卢思远")))
    room = enter(house.staff)
    page = meeting_page(room, meeting_id)
    room.press(Key.Key_F)
    assert isinstance(page.form, TallyForm)
    room.type("3")
    page.form.votes[1].setFocus()
    room.type("9")
    room.press(Key.Key_Return, CTRL)
    assert page.form.form.error_of("votes_for")
    page.form.votes[1].setText("1")
    room.press(Key.Key_Return, CTRL)
    page = meeting_page(room)
    item = item_of(house, meeting_id, case_id)
    assert (item.votes_for, item.votes_against, item.votes) == (3, 1, {})
    # A member stands aside: the sums have to be counted anew.
    page.table.set_current(0)
    room.press(Key.Key_2)
    room.press(Key.Key_R)
    assert isinstance(page.form, ReasonForm)
    room.press(Key.Key_Return, CTRL)
    assert page.form.form.error_of("reason")
    room.type("曾任该企业顾问")
    room.press(Key.Key_Return, CTRL)
    assert item_of(house, meeting_id, case_id).votes_for is None
    page.table.set_current(1)
    room.press(Key.Key_P)
    room.type("待核实")
    room.press(Key.Key_Escape)
    assert page.form is None
    room.press(Key.Key_P)
    room.type("待核实")
    room.press(Key.Key_Return, CTRL)
    assert item_of(house, meeting_id, other).remark == "待核实"
    room.press(Key.Key_T)
    assert item_of(house, meeting_id, other).remark == ""


def test_what_is_typed_while_planning_is_kept_and_members_are_read_as_people_write_them(
    house: Casework, enter: Callable[[Actor], Room]
) -> None:
    assert read_members("钱怀瑾，高校教授\n\n 蒋文渊（行业协会秘书长）\n卢思远") == (
        ("钱怀瑾", "高校教授"),
        ("蒋文渊", "行业协会秘书长"),
        ("卢思远", ""),
    )
    room = enter(house.staff)
    room.window.go("meetings")
    listed = room.window.current_page()
    assert isinstance(listed, MeetingsPage)
    listed.plan()
    assert listed.form is not None
    listed.form.members.setFocus()
    room.type("钱怀瑾，高校教授")
    room.press(Key.Key_Escape)
    assert listed.form is None
    listed.plan()
    assert isinstance(listed.form, QWidget)
    assert listed.form.members.toPlainText() == "钱怀瑾，高校教授"

"""A correction that somebody else overtook: compared field by field, saved on top, and nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.overview.merging.service import merge_enterprises, merge_preview
from officer_app.ui.targets import CorrectVisit, ResumeVisit
from officer_app.ui.visits.differences import differences, merged
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.visits.browsing import VisitFilter, count_visits, list_visits
from officer_app.visits.closing import close_month
from officer_app.visits.drafts import Outcome, PersonMet, keep_draft, own_drafts
from officer_app.visits.logging import save_visit
from officer_app.visits.reading import VisitFile, visit_file
from officer_app.visits.returning import return_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.mergework import as_proposed
from tests.ui.rooms import CTRL, Room, close_window, open_window

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def enterprise(work: Fieldwork) -> int:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(key, "刘芳", "13812345678")
    return key


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, enterprise: int, tmp_path: Path) -> Iterator[Room]:
    assert enterprise
    opened = open_window(qtbot, work, work.liaison, tmp_path)
    yield opened
    close_window(opened)


def editor(room: Room) -> VisitEditorView:
    page = room.window.current_page()
    assert isinstance(page, VisitEditorView)
    return page


def drafts(room: Room) -> list[dict[str, object]]:
    return [dict(one.payload) for one in room.work.bureau.office.read(own_drafts, room.work.liaison)]


def theirs(room: Room, visit_id: int, **changes: object) -> VisitFile:
    """The supervisor corrects the visit meanwhile."""
    office, boss = room.work.bureau.office, room.work.supervisor
    file = office.read(visit_file, boss, visit_id)
    base = room.work.draft(
        file.row.enterprise_id,
        visit_id=visit_id,
        version=file.version,
        content=file.row.content,
        people=file.people,
        companions=file.companions,
        starts_at=file.row.starts_at,
    )
    office.perform(save_visit, boss, replace(base, **changes))  # type: ignore[arg-type] # fields by name
    return office.read(visit_file, boss, visit_id)


def test_a_stale_correction_is_compared_and_nothing_is_overwritten(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    room.window.go("visit", CorrectVisit(visit))
    page = editor(room)
    theirs(room, visit, content="主管先改了", follow_up="周五回电")
    page.fields.content.setPlainText("我的更正")
    page.fields.ends.setText("16:00")
    room.press(ENTER, CTRL)
    assert page._stack.currentWidget() is page.conflict
    assert page.conflict.sides() == {"times": "mine", "content": None, "follow_up": "theirs"}
    # Saving waits for the one choice that nobody can make but the person.
    room.press(ENTER, CTRL)
    assert room.work.file(visit).row.content == "主管先改了"
    assert room.focused() is page.conflict.option("content", "mine")
    room.window.go("visits")
    assert [kept["content"] for kept in drafts(room)] == ["我的更正"]


def test_each_field_is_chosen_by_arrows_and_saved_on_top_of_theirs(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    room.window.go("visit", CorrectVisit(visit))
    page = editor(room)
    theirs(room, visit, content="主管先改了", follow_up="周五回电", next_contact_on=date(2026, 10, 20))
    page.fields.content.setPlainText("我的更正")
    page.fields.next.setText("2026-11-03")
    room.press(ENTER, CTRL)
    room.press(Qt.Key.Key_Left)
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Right)
    assert page.conflict.sides() == {"content": "mine", "follow_up": "theirs", "next": "theirs"}
    room.press(ENTER, CTRL)
    file = room.work.file(visit)
    assert (file.row.content, file.follow_up) == ("我的更正", "周五回电")
    assert file.row.next_contact_on == date(2026, 10, 20)
    assert drafts(room) == []


def test_where_only_others_fields_changed_the_page_proposes_to_keep_both(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人", people=(PersonMet("刘芳"),))
    room.window.go("visit", CorrectVisit(visit))
    page = editor(room)
    theirs(room, visit, starts_at=time(9, 30), outcome=Outcome.DONE)
    page.fields.content.setPlainText("更正后")
    room.press(ENTER, CTRL)
    assert page.conflict.sides() == {"times": "theirs", "content": "mine"}
    room.press(ENTER, CTRL)
    file = room.work.file(visit)
    assert (file.row.content, file.row.starts_at) == ("更正后", time(9, 30))
    assert [person.name for person in file.people] == ["刘芳"]


def test_the_same_change_on_both_sides_is_no_conflict(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    room.window.go("visit", CorrectVisit(visit))
    theirs(room, visit, content="缺口 15 人")
    editor(room).fields.content.setPlainText("缺口 15 人")
    room.press(ENTER, CTRL)
    assert not isinstance(room.window.current_page(), VisitEditorView)


def test_escape_leads_back_to_the_form_as_it_was(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    room.window.go("visit", CorrectVisit(visit))
    page = editor(room)
    theirs(room, visit, content="主管先改了")
    page.fields.content.setPlainText("我的更正")
    room.press(ENTER, CTRL)
    room.press(ESCAPE)
    assert page._stack.currentWidget() is not page.conflict
    assert page.fields.content.toPlainText() == "我的更正"


def test_a_kept_correction_remembers_how_the_visit_was_when_it_began(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    room.window.go("visit", CorrectVisit(visit))
    editor(room).fields.content.setPlainText("我的更正")
    room.window.go("visits")
    theirs(room, visit, follow_up="周五回电")
    (draft,) = room.work.bureau.office.read(own_drafts, room.work.liaison)
    room.window.go("visit", ResumeVisit(draft.draft_id))
    room.press(ENTER, CTRL)
    # Theirs changed the follow-up only, which the original tells: the notes are mine without asking.
    assert editor(room).conflict.sides() == {"content": "mine", "follow_up": "theirs"}


def test_overtaken_a_second_time_the_page_asks_again(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    room.window.go("visit", CorrectVisit(visit))
    page = editor(room)
    theirs(room, visit, content="第一次")
    page.fields.content.setPlainText("我的更正")
    room.press(ENTER, CTRL)
    theirs(room, visit, content="第二次")
    room.press(Qt.Key.Key_Left)
    room.press(ENTER, CTRL)
    assert room.work.file(visit).row.content == "第二次"
    assert page.conflict.sides() == {"content": None}
    room.press(Qt.Key.Key_Left)
    room.press(ENTER, CTRL)
    assert room.work.file(visit).row.content == "我的更正"


def payload(**changes: Any) -> dict[str, Any]:
    """A form as a draft keeps it."""
    base: dict[str, Any] = {
        "enterprise": [1, "澜启", ""], "mode": "on_site", "trigger": "periodic", "outcome": "done", "place": "",
        "day": "2026-09-17", "starts": "", "ends": "", "plan": None, "planned_starts": "", "planned_ends": "",
        "people": [], "newcomers": {}, "companions": [], "departments": [], "officer": 1, "content": "", "answered": "",
        "policies": [], "follow_up": "", "next": "", "demands": [], "papers": 0, "answers": {},
    }  # fmt: skip
    return {**base, **changes}


def test_answers_are_compared_question_by_question_and_new_demands_stay() -> None:
    original = payload(answers={"1": True, "2": "12"})
    mine = payload(answers={"1": True, "2": "15"}, demands=[{"text": "公寓"}])
    their = payload(answers={"1": False})
    found = differences(original, mine, their, {"1": "已宣讲", "2": "缺口人数"})
    assert [(one.title, one.side) for one in found] == [("已宣讲", "theirs"), ("缺口人数", None)]
    whole = merged(mine, their, found, {"answer.1": "theirs", "answer.2": "mine"})
    assert (whole["answers"], whole["demands"]) == ({"1": False, "2": "15"}, [{"text": "公寓"}])


def test_the_enterprise_was_merged_away_meanwhile_and_the_visit_goes_to_the_one_that_was_kept(
    room: Room, enterprise: int
) -> None:
    kept = room.work.enterprise("上海澜启生物医药有限公司", room.work.liaison)
    room.window.go("visit", enterprise)
    room.type("谈到一半", counted=False)
    office, boss = room.work.bureau.office, room.work.supervisor
    office.perform(merge_enterprises, boss, as_proposed(office.read(merge_preview, boss, kept, enterprise), {}))
    room.press(ENTER, CTRL)
    assert office.read(count_visits, boss, VisitFilter()) == 0
    page = editor(room)
    assert "上海澜启生物医药有限公司" in page.error_bar.message()
    assert page.fields.content.toPlainText() == "谈到一半"
    page._move_to(kept)
    room.press(ENTER, CTRL)
    (row,) = office.read(list_visits, boss, VisitFilter())
    assert (row.enterprise_id, row.content) == (kept, "谈到一半")


def test_the_month_was_closed_meanwhile_and_the_text_stays(room: Room, enterprise: int) -> None:
    day = days_ago(30)
    room.window.go("visit", enterprise)
    room.type("上月的走访", counted=False)
    editor(room).fields.day.set_value(day)
    room.work.bureau.office.perform(close_month, room.work.supervisor, day)
    room.press(ENTER, CTRL)
    page = editor(room)
    assert "2026-08" in page.error_bar.message()
    page.leave()
    assert [kept["content"] for kept in drafts(room)] == ["上月的走访"]


def test_the_liaison_officer_changed_meanwhile_and_the_page_says_so(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("谈到一半", counted=False)
    office, boss = room.work.bureau.office, room.work.supervisor
    other = room.work.colleague.id or 0
    office.perform(assign, boss, [enterprise], other, Duty.LIAISON, starts_on=TODAY, reason="分工", hand_over=True)
    room.window.refresh(frozenset({"assignment"}))
    assert "何静" in editor(room).error_bar.message()
    assert editor(room).fields.content.toPlainText() == "谈到一半"
    room.press(ENTER, CTRL)
    assert office.read(count_visits, boss, VisitFilter()) == 1


def test_a_returned_visit_shows_the_note_until_it_is_completed(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    office, boss = room.work.bureau.office, room.work.supervisor
    office.perform(return_visit, boss, visit, "请写明岗位", version=room.work.file(visit).version)
    room.window.go("visit", CorrectVisit(visit))
    assert "请写明岗位" in editor(room).error_bar.message()
    assert editor(room).error_bar.kind() == "warn"
    editor(room).fields.content.setPlainText("缺口 12 人，均为工艺岗")
    room.press(ENTER, CTRL)
    assert room.work.file(visit).returned is None


def test_a_correction_shows_who_changed_what_before(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="缺口 12 人")
    theirs(room, visit, content="缺口 15 人")
    room.window.go("visit", CorrectVisit(visit))
    said = " ".join(label.text() for label in editor(room).aside._history_part.findChildren(QLabel))
    assert "李国强" in said
    assert "缺口 12 人 → 缺口 15 人" in said


def test_a_draft_of_an_enterprise_that_is_gone_still_opens_and_can_be_moved(room: Room, enterprise: int) -> None:
    office, liaison = room.work.bureau.office, room.work.liaison
    gone = {"enterprise": [987654, "已注销企业", ""], "officer": liaison.id, "day": "2026-09-17", "content": "谈到一半"}
    office.perform(keep_draft, liaison, "gone", gone)
    room.window.go("visit", ResumeVisit("gone"))
    page = editor(room)
    assert page.error_bar.message()
    assert page.fields.content.toPlainText() == "谈到一半"
    page._move_to(enterprise)
    room.press(ENTER, CTRL)
    assert office.read(count_visits, liaison, VisitFilter()) == 1


def test_a_draft_of_the_first_edition_opens_too(room: Room, enterprise: int) -> None:
    """Kept by the program before plans, replies and papers were known."""
    office, liaison = room.work.bureau.office, room.work.liaison
    old = {
        "enterprise": [enterprise, "上海澜启生物科技有限公司", ""], "officer": liaison.id, "mode": "phone",
        "trigger": "periodic", "outcome": "done", "day": "2026-09-17", "starts": "09:00", "ends": "",
        "people": [["刘芳", "人事经理", 1]], "companions": [["王敏", "联络员", liaison.id, True]], "content": "旧稿",
        "demands": [], "follow_up": "", "next": "", "place": None, "visit_id": None, "version": None,
    }  # fmt: skip
    office.perform(keep_draft, liaison, "old", old)
    room.window.go("visit", ResumeVisit("old"))
    room.press(ENTER, CTRL)
    (row,) = office.read(list_visits, liaison, VisitFilter())
    assert (row.content, row.people) == ("旧稿", "刘芳")

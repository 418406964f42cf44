"""Logging a visit: by keyboard alone, nothing typed is lost, stored once."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.demands.service import Category
from officer_app.ui.jobs import Jobs
from officer_app.ui.paper.page import PaperView
from officer_app.ui.targets import CorrectVisit, NewVisit, ShowVisit
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.ui.visits.list import VisitsView
from officer_app.visits.browsing import VisitFilter, count_visits, list_visits
from officer_app.visits.drafts import Mode, Outcome, Trigger, own_drafts
from officer_app.visits.reading import VisitFile
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.ui.conftest import compose
from tests.ui.rooms import ALT, CTRL, SHIFT, Room, close_window, open_window, small_office

LONGEST_WAIT = 0.1  # seconds
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        yield office


@pytest.fixture
def enterprise(work: Fieldwork) -> int:
    work.enterprise("上海澜启材料有限公司", work.colleague)
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


def stored(room: Room) -> list[VisitFile]:
    rows = room.work.bureau.office.read(list_visits, room.work.liaison, VisitFilter())
    return [room.work.file(row.id) for row in rows]


def drafts(room: Room, actor: Actor | None = None) -> list[dict[str, object]]:
    kept = room.work.bureau.office.read(own_drafts, actor or room.work.liaison)
    return [dict(one.payload) for one in kept]


def test_a_visit_takes_at_most_25_keystrokes_and_the_text(room: Room, enterprise: int) -> None:
    room.press(Qt.Key.Key_N, CTRL)
    room.type("lqsw")
    room.press(ENTER)
    room.type("企业二期厂房 10 月投产。", counted=False)
    room.press(ENTER, CTRL)
    (visit,) = stored(room)
    assert room.keys <= 25
    row = visit.row
    assert (row.enterprise_id, row.officer, row.visited_on) == (enterprise, "王敏", TODAY)
    assert (row.mode, row.trigger, row.outcome) == (Mode.ON_SITE, Trigger.PERIODIC, Outcome.DONE)
    assert (row.starts_at, row.content) == (time(9), "企业二期厂房 10 月投产。")


def test_with_time_people_and_a_demand_it_is_still_a_matter_of_keys(room: Room) -> None:
    room.press(Qt.Key.Key_N, CTRL)
    room.type("澜启生物", counted=False)
    room.press(ENTER)
    room.type("需要公寓", counted=False)
    room.press(Qt.Key.Key_2, ALT)
    room.press(Qt.Key.Key_D, CTRL)
    room.type("申请 6 套人才公寓", counted=False)
    room.press(ENTER)
    fields = editor(room).fields
    fields.starts.setFocus()
    fields.starts.selectAll()
    room.type("0830")
    fields.people.setFocus()
    room.type("lf")
    fields.people.line.search()
    room.press(ENTER)
    room.type("何建平，", counted=False)
    room.press(ENTER, CTRL)
    assert room.keys <= 25
    (visit,) = stored(room)
    assert (visit.row.mode, visit.row.starts_at) == (Mode.PHONE, time(8, 30))
    assert [(person.name, person.phone) for person in visit.people] == [("刘芳", "138****5678"), ("何建平", "")]
    assert [(demand.text, demand.category) for demand in visit.demands] == [("申请 6 套人才公寓", Category.APARTMENT)]


def test_after_saving_the_list_shows_where_it_went(room: Room, enterprise: int) -> None:
    room.window.go("visit", NewVisit(enterprise))
    room.type("二期投产", counted=False)
    room.press(ENTER, CTRL)
    page = room.window.current_page()
    assert isinstance(page, VisitsView)
    assert "ZF-2026-0001" in page.error_bar.message()
    row = page.table.current_row()
    assert row is not None
    assert row.enterprise_id == enterprise


def test_finish_and_next_stays_with_an_empty_form(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("二期投产", counted=False)
    room.press(ENTER, CTRL | SHIFT)
    assert len(stored(room)) == 1
    assert editor(room).fields.enterprise.hit() is None
    assert editor(room).fields.content.toPlainText() == ""
    assert room.focused() is editor(room).fields.enterprise.box
    assert "澜启" in editor(room).error_bar.message()
    assert drafts(room) == []


def test_enter_in_a_composition_neither_saves_nor_loses_the_word(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    content = editor(room).fields.content
    compose(content, "er qi")
    room.press(ENTER, CTRL)
    assert stored(room) == []
    compose(content, "", "二期")
    room.press(ENTER, CTRL)
    assert [visit.row.content for visit in stored(room)] == ["二期"]


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(room: Room, enterprise: int) -> None:
    room.press(Qt.Key.Key_N, CTRL)
    room.press(ENTER, CTRL)
    form = editor(room).fields.form
    assert form.error_of("enterprise")
    assert room.focused() is editor(room).fields.enterprise.box
    room.window.go("visit", enterprise)
    fields = editor(room).fields
    fields.content.setPlainText("谈了落户")
    fields.starts.setText("25点")
    room.press(ENTER, CTRL)
    assert form.error_of("starts_at")
    assert fields.starts.text() == "25点"
    fields.starts.setText("14")
    fields.ends.setText("1330")
    room.press(ENTER, CTRL)
    assert form.error_of("ends_at")
    assert (stored(room), fields.content.toPlainText()) == ([], "谈了落户")
    fields.ends.setText("1500")
    room.press(ENTER, CTRL)
    assert len(stored(room)) == 1


def test_a_visit_in_the_future_is_refused_by_the_office_beside_the_date(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("谈了落户", counted=False)
    editor(room).fields.day.setText("2026-09-18")
    room.press(ENTER, CTRL)
    assert "2026-09-18" in editor(room).fields.form.error_of("visited_on")
    assert stored(room) == []


def test_a_draft_is_kept_while_typing_and_found_again_after_a_crash(
    room: Room, enterprise: int, tmp_path: Path, qtbot: QtBot
) -> None:
    room.window.go("visit", enterprise)
    room.type("二期厂房", counted=False)
    room.press(Qt.Key.Key_D, CTRL)
    room.type("子女入学", counted=False)
    editor(room).drafting.timing.pause.setInterval(1)
    editor(room)._edited()
    qtbot.waitUntil(lambda: len(drafts(room)) == 1)
    # The program dies here; another window comes up.
    later = open_window(qtbot, room.work, room.work.liaison, tmp_path)
    later.press(Qt.Key.Key_N, CTRL)
    assert editor(later).fields.content.toPlainText() == ""
    (kept,) = editor(later)._drafts
    editor(later).aside.resumed.emit(kept.draft_id)
    fields = editor(later).fields
    hit = fields.enterprise.hit()
    assert hit is not None
    assert (hit.value, fields.content.toPlainText()) == (enterprise, "二期厂房")
    assert [demand.text for demand in fields.demands.drafts()] == ["子女入学"]
    later.press(ENTER, CTRL)
    assert len(stored(room)) == 1
    assert drafts(room) == []
    close_window(later)


@pytest.mark.parametrize("way", ["escape", "page", "lock", "close", "new"])
def test_no_way_out_loses_what_was_typed(room: Room, enterprise: int, way: str) -> None:
    room.window.go("visits")
    room.window.go("visit", enterprise)
    room.type("谈到一半", counted=False)
    if way == "escape":
        room.press(ESCAPE)
        assert isinstance(room.window.current_page(), VisitsView)
    elif way == "page":
        room.window.go("today")
    elif way == "lock":
        from PySide6.QtWidgets import QWidget

        room.window.show_outside(QWidget())
    elif way == "close":
        room.window.close()
    else:
        room.press(Qt.Key.Key_N, CTRL)
        assert editor(room).fields.content.toPlainText() == ""
    assert [kept["content"] for kept in drafts(room)] == ["谈到一半"]


def test_a_form_in_which_nothing_was_written_leaves_no_draft(room: Room, enterprise: int) -> None:
    room.press(Qt.Key.Key_N, CTRL)
    room.press(ESCAPE)
    room.window.go("visit", enterprise)
    room.press(ESCAPE)
    assert drafts(room) == []


def test_discarding_can_be_undone(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("不想要了", counted=False)
    editor(room).keep()
    editor(room).discard()
    assert drafts(room) == []
    room.press(Qt.Key.Key_Z, CTRL)
    assert editor(room).fields.content.toPlainText() == "不想要了"
    assert len(drafts(room)) == 1


def test_a_double_finish_on_slow_storage_stores_one_visit(
    qtbot: QtBot, work: Fieldwork, enterprise: int, tmp_path: Path
) -> None:
    jobs = Jobs(work.bureau.office, work.liaison)
    room = open_window(qtbot, work, work.liaison, tmp_path, jobs)
    try:
        room.window.go("visit", enterprise)
        qtbot.waitUntil(lambda: editor(room).fields.enterprise.hit() is not None)
        view = editor(room)
        view.fields.content.setPlainText("二期投产")
        view.keep()
        view.save()
        view.save()
        view.keep()
        qtbot.waitUntil(lambda: not jobs.busy())
        assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 1
        assert drafts(room) == []
    finally:
        jobs.close()
        close_window(room)


def test_a_correction_that_was_only_looked_at_leaves_no_draft(room: Room, enterprise: int) -> None:
    room.window.go("visit", CorrectVisit(room.work.visit(enterprise)))
    editor(room).keep()
    editor(room).leave()
    assert drafts(room) == []


def test_a_correction_keeps_what_the_form_does_not_show(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, place="友谊路 1 号", starts_at=time(13, 30), ends_at=time(14, 45))
    room.window.go("visit", CorrectVisit(visit))
    editor(room).fields.content.setPlainText("更正后")
    room.press(ENTER, CTRL)
    (file,) = stored(room)
    assert (file.row.content, file.place, file.row.ends_at) == ("更正后", "友谊路 1 号", time(14, 45))


def test_the_panel_says_what_is_open_and_what_saving_will_do(room: Room, enterprise: int) -> None:
    room.work.visit(enterprise, day=days_ago(20), content="希望了解骨干激励")
    room.work.demand(enterprise, "研发人员公寓 4 套")
    room.window.go("visit", enterprise)
    said = " ".join(_texts(editor(room)))
    assert "希望了解骨干激励" in said
    assert "研发人员公寓 4 套" in said
    assert "2027-03-10" in said
    editor(room).fields.outcome.set_value(Outcome.REFUSED)
    editor(room)._edited()
    assert "2027-03-10" not in " ".join(_texts(editor(room)))


def _texts(view: VisitEditorView) -> list[str]:
    from PySide6.QtWidgets import QLabel

    from officer_app.ui.widgets import ElidedText

    QApplication.sendPostedEvents(None, 0)
    labels = [label.text() for label in view.aside.findChildren(QLabel) if label.isVisibleTo(view)]
    return labels + [text.text() for text in view.aside.findChildren(ElidedText)]


def test_the_list_narrows_and_says_what_to_do_when_nothing_is_left(room: Room, enterprise: int) -> None:
    room.work.visit(enterprise, content="谈了落户")
    room.work.visit(enterprise, room.work.colleague, content="同事去过")
    room.window.go("visits")
    page = room.window.current_page()
    assert isinstance(page, VisitsView)
    # An officer begins with their own.
    assert page.table.rows_model.rowCount() == 1
    page.officer.choose(None)
    assert page.table.rows_model.rowCount() == 2
    page.search.setText("没有的事")
    page.reload()
    assert page.body.currentIndex() == 1
    page.clear_filters()
    assert page.body.currentIndex() == 0
    assert page.table.rows_model.rowCount() == 2


def test_a_record_is_shown_as_it_will_be_printed(room: Room, enterprise: int) -> None:
    visit = room.work.visit(enterprise, content="谈了落户")
    room.window.go("visits", ShowVisit(visit))
    room.press(Qt.Key.Key_P, CTRL)
    page = room.window.current_page()
    assert isinstance(page, PaperView)
    assert page.preview.pages() == 1
    room.press(ESCAPE)
    assert isinstance(room.window.current_page(), VisitsView)


def test_every_control_of_the_editor_has_a_name(room: Room) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

    room.window.go("visit")
    for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit):
        for control in editor(room).findChildren(kind):
            assert control.accessibleName(), control


def test_twenty_thousand_characters_never_make_a_key_wait(room: Room, enterprise: int) -> None:
    """The best of a few keys: another process may take the processor in between."""
    room.window.go("visit", enterprise)
    content = editor(room).fields.content
    for text in ("企业二期厂房建设顺利。" * 2_000, "一句话一行。\n" * 3_400):
        content.setPlainText(text)
        QApplication.processEvents()
        content.moveCursor(QTextCursor.MoveOperation.End)
        taken = []
        for _key in range(8):
            begun = perf_counter()
            room.type("字", counted=False)
            taken.append(perf_counter() - begun)
        begun = perf_counter()
        editor(room)._payload()
        assert perf_counter() - begun < LONGEST_WAIT
        assert min(taken) < LONGEST_WAIT
    assert editor(room).fields.what._letters.text()


def test_saving_is_said_at_once_and_again_when_it_waits(
    qtbot: QtBot, work: Fieldwork, enterprise: int, tmp_path: Path
) -> None:
    jobs = Jobs(work.bureau.office, work.liaison)
    room = open_window(qtbot, work, work.liaison, tmp_path, jobs)
    try:
        room.window.go("visit", enterprise)
        qtbot.waitUntil(lambda: editor(room).fields.enterprise.hit() is not None)
        view = editor(room)
        view.fields.content.setPlainText("二期投产")
        with work.bureau.office.database.transaction(writes=True):
            # Somebody else writes meanwhile.
            view.save()
            assert view.heading.state()
            assert not view.foot.save.isEnabled()
            said = view.heading.state()
            view.saving._slow.setInterval(10)
            view.saving._slow.start()
            qtbot.waitUntil(lambda: view.heading.state() != said)
            assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 0
        qtbot.waitUntil(lambda: not jobs.busy())
        assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 1
    finally:
        jobs.close()
        close_window(room)

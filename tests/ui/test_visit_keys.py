"""A whole visit by keys alone: counted, safe for input methods, with everything that belongs to it."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core import apart
from officer_app.directory.file import enterprise_file
from officer_app.directory.questions import list_questions
from officer_app.people.settings import store_setting
from officer_app.ui.targets import CorrectVisit, NewVisit, ResumeVisit
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.ui.visits.thumbnails import thumbnail
from officer_app.ui.visits.who import name_and_rest
from officer_app.ui.widgets import Entry, Prose
from officer_app.visits.answers import AnswerKind
from officer_app.visits.browsing import VisitFilter, list_visits
from officer_app.visits.checklists import ChecklistDraft, QuestionDraft, publish_checklist
from officer_app.visits.drafts import Mode, Outcome, Trigger, own_drafts
from officer_app.visits.papers import PaperKind, draft_papers
from officer_app.visits.plans import PlanDraft, plan_visit
from officer_app.visits.reading import VisitFile
from tests.fieldwork import TODAY, Fieldwork
from tests.ui.conftest import compose
from tests.ui.rooms import ALT, CTRL, Room, close_window, open_window

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
MOST_KEYS = 25


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


def stored(room: Room) -> VisitFile:
    rows = room.work.bureau.office.read(list_visits, room.work.liaison, VisitFilter())
    assert len(rows) == 1
    return room.work.file(rows[0].id)


def number_of_visits(room: Room) -> int:
    return len(room.work.bureau.office.read(list_visits, room.work.liaison, VisitFilter()))


def test_a_whole_visit_with_a_person_a_demand_and_the_next_contact_takes_at_most_25_keystrokes(
    room: Room, enterprise: int
) -> None:
    room.press(Qt.Key.Key_N, CTRL)
    room.type("lqsw")
    room.press(ENTER)
    room.type("企业二期厂房 10 月投产，工艺岗缺口 12 人。", counted=False)
    room.press(Qt.Key.Key_M, ALT)
    room.type("lf")
    editor(room).fields.people.line.search()
    room.press(ENTER)
    room.press(Qt.Key.Key_D, CTRL)
    room.type("申请 6 套人才公寓", counted=False)
    room.press(ENTER)
    room.press(Qt.Key.Key_N, ALT)
    room.type("1217")
    room.press(ENTER, CTRL)
    visit = stored(room)
    assert room.keys <= MOST_KEYS, room.keys
    row = visit.row
    assert (row.enterprise_id, row.officer, row.visited_on) == (enterprise, "王敏", TODAY)
    assert (row.content, row.next_contact_on) == ("企业二期厂房 10 月投产，工艺岗缺口 12 人。", date(2026, 12, 17))
    assert [person.name for person in visit.people] == ["刘芳"]
    assert [demand.text for demand in visit.demands] == ["申请 6 套人才公寓"]


def test_a_visit_that_was_planned_begins_with_mode_and_time_of_its_plan(room: Room, enterprise: int) -> None:
    office, liaison = room.work.bureau.office, room.work.liaison
    plan = PlanDraft("plan", enterprise, liaison.id or 0, TODAY, time(14), time(15), Mode.VIDEO, "讲解落户政策")
    key = office.perform(plan_visit, liaison, plan).value.plan_id
    room.window.go("visit", NewVisit(enterprise, key))
    fields = editor(room).fields
    assert Mode(fields.mode.value()) is Mode.VIDEO
    assert (fields.when.planned_starts.text(), fields.when.planned_ends.text()) == ("14:00", "15:00")
    assert "讲解落户政策" in fields.when.plan.currentText()
    room.press(ESCAPE)
    assert office.read(own_drafts, liaison) == []
    room.window.go("visit", enterprise)
    room.type("讲了落户政策", counted=False)
    room.press(ENTER, CTRL)
    visit = stored(room)
    assert (visit.plan_id, visit.planned_starts_at, visit.planned_ends_at) == (key, time(14), time(15))


def test_a_plan_of_another_week_is_offered_but_not_taken(room: Room, enterprise: int) -> None:
    office, liaison = room.work.bureau.office, room.work.liaison
    later = PlanDraft("plan", enterprise, liaison.id or 0, TODAY + timedelta(days=12), mode=Mode.PHONE)
    office.perform(plan_visit, liaison, later)
    room.window.go("visit", enterprise)
    when = editor(room).fields.when
    assert when.plan_id() is None
    assert when.plan.count() == 2
    assert Mode(editor(room).fields.mode.value()) is Mode.ON_SITE


def test_a_typed_person_becomes_a_contact_only_where_that_is_wanted(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("见了两位", counted=False)
    room.press(Qt.Key.Key_M, ALT)
    room.type("何建平 副总经理，钱伟，", counted=False)
    who = editor(room).fields.who
    assert who._lines["何建平"].title.text() == "副总经理"
    who._lines["何建平"].phone.setText("13900001111")
    who._lines["何建平"].keep.setChecked(True)
    room.press(ENTER, CTRL)
    people = {person.name: person for person in stored(room).people}
    assert people["何建平"].title == "副总经理"
    assert people["何建平"].contact_id is not None
    assert people["钱伟"].contact_id is None
    file = room.work.bureau.office.read(enterprise_file, room.work.liaison, enterprise)
    assert {contact.name for contact in file.contacts} == {"刘芳", "何建平"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("周颖 医保局", ("周颖", "医保局")),
        ("周颖（区医保局）", ("周颖", "区医保局")),
        ("周颖", ("周颖", "")),
        ("Anna Zhou", ("Anna Zhou", "")),
        ("欧阳·努尔  税务所 一科", ("欧阳·努尔", "税务所 一科")),
    ],
)
def test_what_is_typed_after_a_name_is_a_department(typed: str, read: tuple[str, str]) -> None:
    assert name_and_rest(typed) == read


def test_who_of_us_came_along_is_kept_with_the_department(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("联合走访", counted=False)
    room.press(Qt.Key.Key_C, ALT)
    room.type("周颖 医保局，", counted=False)
    room.press(Qt.Key.Key_6, ALT)
    room.press(ENTER, CTRL)
    visit = stored(room)
    assert [(one.name, one.department) for one in visit.companions] == [("周颖", "医保局")]
    assert visit.row.trigger is Trigger.ON_DEMAND


def test_each_outcome_says_what_it_does_and_one_that_found_nobody_asks_the_directory(
    room: Room, enterprise: int
) -> None:
    room.window.go("visit", enterprise)
    fields = editor(room).fields
    assert fields.when._does.text() == ""
    for outcome in Outcome:
        fields.outcome.set_value(outcome)
        assert bool(fields.when._does.text()) is (outcome is not Outcome.DONE)
    fields.outcome.set_value(Outcome.MOVED)
    room.press(ENTER, CTRL)
    assert stored(room).row.outcome is Outcome.MOVED
    (question,) = room.work.bureau.office.read(list_questions, room.work.supervisor)
    assert question.enterprise_id == enterprise


def test_a_template_is_put_where_the_cursor_is_and_can_be_taken_back(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    content = editor(room).fields.content
    room.type("先谈了近况", counted=False)
    editor(room).fields.what.insert("用工需求：\n政策需求：\n")
    assert content.toPlainText() == "先谈了近况\n用工需求：\n政策需求：\n"
    content.undo()
    assert content.toPlainText() == "先谈了近况"
    room.press(Qt.Key.Key_T, CTRL)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == list(editor(room).fields.what._templates)
    menu.close()


def test_policies_are_found_by_initials_and_kept_with_the_replies(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("讲了政策", counted=False)
    room.press(Qt.Key.Key_A, ALT)
    room.type("基数按上年月均工资核定", counted=False)
    room.press(Qt.Key.Key_P, ALT)
    room.type("rcgy")
    editor(room).fields.what.policies.line.search()
    room.press(ENTER)
    room.type("本区新政，", counted=False)
    room.press(ENTER, CTRL)
    visit = stored(room)
    assert (visit.answered, visit.policies) == ("基数按上年月均工资核定", ("人才公寓", "本区新政"))


def test_the_office_decides_which_policies_are_offered(room: Room, enterprise: int) -> None:
    office, administrator = room.work.bureau.office, room.work.administrator
    office.perform(store_setting, administrator, "visit.policies", TODAY, ["人才码"], "局务会纪要")
    room.window.go("visit", enterprise)
    assert editor(room).fields.what._policies == ("人才码",)


@pytest.fixture
def asked(work: Fieldwork) -> None:
    """One checklist with a question of each kind, in the place of those the office begins with."""
    from officer_app.visits.checklists import all_checklists, retire_checklist

    office, administrator = work.bureau.office, work.administrator
    for row in office.read(all_checklists, administrator):
        office.perform(retire_checklist, administrator, row.id, version=row.version)
    questions = (
        QuestionDraft("已宣讲新政", AnswerKind.YES_NO),
        QuestionDraft("在职人数", AnswerKind.NUMBER, unit="人"),
        QuestionDraft("招聘难度", AnswerKind.CHOICE, choices=("不难", "较难", "很难")),
        QuestionDraft("主要缺口", AnswerKind.TEXT),
    )
    draft = ChecklistDraft("用工", TODAY, questions)
    office.perform(publish_checklist, administrator, draft)


@pytest.mark.usefixtures("asked")
def test_the_checklist_is_answered_by_keys_and_counted(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("问了用工", counted=False)
    part = editor(room).checklist
    assert part._count.text().startswith("0")
    room.press(Qt.Key.Key_K, ALT)
    room.press(Qt.Key.Key_Y)
    room.press(ENTER)
    room.type("120")
    room.press(ENTER)
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Down)
    assert part._count.text().startswith("3")
    room.press(Qt.Key.Key_K, ALT)
    assert room.focused() is editor(room).fields.content
    room.press(Qt.Key.Key_K, ALT)
    room.type("工艺岗", counted=False)
    room.press(ENTER, CTRL)
    answers = {row.question.text: row.value for row in stored(room).answers}
    assert answers == {"已宣讲新政": True, "在职人数": 120, "招聘难度": "较难", "主要缺口": "工艺岗"}


@pytest.mark.usefixtures("asked")
def test_in_a_narrow_window_the_checklist_takes_the_place_of_the_form_and_gives_it_back(
    room: Room, enterprise: int
) -> None:
    room.window.resize(1000, 720)
    room.window.go("visit", enterprise)
    room.type("问了用工", counted=False)
    view = editor(room)
    assert not view.aside.isVisible()
    room.press(Qt.Key.Key_K, ALT)
    assert view.aside.isVisible()
    room.press(Qt.Key.Key_Y)
    room.press(ESCAPE)
    assert not view.aside.isVisible()
    assert room.focused() is view.fields.content
    room.press(ENTER, CTRL)
    assert [row.value for row in stored(room).answers] == [True]


@pytest.mark.usefixtures("asked")
def test_a_number_that_is_none_is_said_beside_its_question_and_the_answers_survive_in_the_draft(
    room: Room, enterprise: int
) -> None:
    room.window.go("visit", enterprise)
    room.type("问了用工", counted=False)
    part = editor(room).checklist
    number = part.folds[0].asked[1]
    assert isinstance(number.control, Entry)
    number.control.setText("一百二")
    room.press(ENTER, CTRL)
    assert number.said()
    assert room.focused() is number.control
    room.window.go("today")
    (draft,) = room.work.bureau.office.read(own_drafts, room.work.liaison)
    room.window.go("visit", ResumeVisit(draft.draft_id))
    again = editor(room).checklist.folds[0].asked[1].control
    assert isinstance(again, Entry)
    assert again.text() == "一百二"
    again.setText("120")
    room.press(ENTER, CTRL)
    assert [row.value for row in stored(room).answers] == [120]


@pytest.mark.usefixtures("asked")
def test_a_correction_shows_the_answers_given_and_can_take_one_back(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("问了用工", counted=False)
    room.press(Qt.Key.Key_K, ALT)
    room.press(Qt.Key.Key_N)
    room.press(ENTER, CTRL)
    room.window.go("visit", CorrectVisit(stored(room).row.id))
    assert editor(room).checklist._count.text().startswith("1")
    room.press(Qt.Key.Key_K, ALT)
    part = editor(room).checklist
    part.folds[0].asked[0].show_typed(None)
    part.folds[0].asked[0].changed.emit()
    editor(room).fields.content.setPlainText("更正")
    room.press(ENTER, CTRL)
    assert stored(room).answers == ()


@pytest.mark.usefixtures("asked")
def test_answers_whose_questions_are_not_asked_yet_are_kept_by_a_correction(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("问了用工", counted=False)
    room.press(Qt.Key.Key_K, ALT)
    room.press(Qt.Key.Key_N)
    room.press(ENTER, CTRL)
    room.window.go("visit", CorrectVisit(stored(room).row.id))
    # Saved before the questions of the visit's day have come.
    editor(room).checklist.ask(())
    editor(room).fields.content.setPlainText("更正")
    room.press(ENTER, CTRL)
    assert [row.value for row in stored(room).answers] == [False]


def photo(folder: Path, name: str = "现场.jpg") -> Path:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    path = folder / name
    image.save(str(path))
    return path


def test_photos_and_the_signed_page_go_with_the_draft_and_then_with_the_visit(
    room: Room, enterprise: int, tmp_path: Path
) -> None:
    room.window.go("visit", enterprise)
    signed = tmp_path / "签到页.pdf"
    signed.write_bytes(b"%PDF-1.4 signed")
    editor(room).papers.add_files([photo(tmp_path), signed])
    assert editor(room).papers.count() == 2
    room.window.go("today")
    (draft,) = room.work.bureau.office.read(own_drafts, room.work.liaison)
    assert draft.payload["papers"] == 2
    room.window.go("visit", ResumeVisit(draft.draft_id))
    assert [line.name.text() for line in editor(room).papers.lines] == ["现场.jpg", "签到页.pdf"]
    room.type("附照片", counted=False)
    room.press(ENTER, CTRL)
    kinds = {paper.name: paper.kind for paper in stored(room).papers}
    assert kinds == {"现场.jpg": PaperKind.PHOTO, "签到页.pdf": PaperKind.SIGNED}


def test_a_file_that_cannot_be_taken_says_why_and_the_others_and_the_text_stay(
    room: Room, enterprise: int, tmp_path: Path
) -> None:
    room.window.go("visit", enterprise)
    room.type("附照片", counted=False)
    program, large = tmp_path / "安装.exe", tmp_path / "扫描.tif"
    program.write_bytes(b"MZ\x90\x00")
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    editor(room).papers.add_files([program, large, tmp_path / "没有.jpg", photo(tmp_path)])
    said = editor(room).papers.troubles
    assert said.count() == 3
    assert editor(room).papers.count() == 1
    assert editor(room).fields.content.toPlainText() == "附照片"


def test_a_paper_taken_off_comes_back_with_undo_and_so_do_those_of_a_discarded_visit(
    room: Room, enterprise: int, tmp_path: Path
) -> None:
    room.window.go("visit", enterprise)
    papers = editor(room).papers
    papers.add_files([photo(tmp_path)])
    papers.lines[0].removed.emit()
    assert papers.count() == 0
    room.press(Qt.Key.Key_Z, CTRL)
    assert papers.count() == 1
    draft_id = editor(room).drafting.id
    editor(room).discard()
    office, liaison = room.work.bureau.office, room.work.liaison
    assert (office.read(own_drafts, liaison), office.read(draft_papers, liaison, draft_id)) == ([], [])
    room.press(Qt.Key.Key_Z, CTRL)
    assert editor(room).papers.count() == 1


def test_only_a_picture_that_can_be_shown_small_is_shown_small_and_it_is_decoded_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert thumbnail(photo(tmp_path).read_bytes()) is not None
    assert thumbnail(b"no picture at all") is None
    # A picture of 30,000 by 30,000 points in a few bytes: looked at by its head only.
    flood = b"P6 30000 30000 255\n" + b"\x00" * 64
    assert thumbnail(flood) is None
    # A strip that is small as it is, and would be of four hundred million points at the height of a line.
    strip = b"P5 100000 3 255\n" + b"\x00" * 300_000
    assert thumbnail(strip) is None
    monkeypatch.setattr(apart, "SECONDS", 0.0)
    assert thumbnail(photo(tmp_path).read_bytes()) is None


def _composed(view: VisitEditorView) -> list[QWidget]:
    fields = view.fields
    fields.people.add(fields.people._from_typed("钱伟"))
    line = fields.who._lines["钱伟"]
    return [
        fields.content, fields.what.answered, fields.what.policies.line, fields.people.line, fields.companions.line,
        fields.follow_up, line.title, line.phone, fields.demands._text,
    ]  # fmt: skip


def test_enter_in_a_composition_never_acts_in_any_field(room: Room, enterprise: int) -> None:
    room.window.go("visit", enterprise)
    room.type("谈了落户", counted=False)
    editor(room).fields.demands.begin()
    for widget in _composed(editor(room)):
        widget.setFocus()
        compose(widget, "er qi")
        room.press(ENTER, CTRL)
        room.press(ENTER)
        room.press(ESCAPE)
        assert isinstance(room.window.current_page(), VisitEditorView), widget.accessibleName()
        assert number_of_visits(room) == 0, widget.accessibleName()
        compose(widget, "", "二期")
        typed = (
            widget.toPlainText() if isinstance(widget, Prose) else widget.text() if isinstance(widget, Entry) else ""
        )
        assert "二期" in typed
        QApplication.processEvents()

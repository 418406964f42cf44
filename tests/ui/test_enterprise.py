"""One enterprise's file in the window: papers dropped and opened, years typed, values brought back, own fields."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from officer_app.core.private_copies import PrivateCopies
from officer_app.core.work import Actor
from officer_app.directory.attachments import PaperDraft, PaperRow, add_paper, papers_of
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.custom_fields import FieldKind, all_fields
from officer_app.directory.defining_fields import FieldDraft, define_field
from officer_app.directory.file import EnterpriseFile, enterprise_file
from officer_app.directory.service import draft_of, save_enterprise
from officer_app.directory.years import YearDraft, save_year
from officer_app.i18n import _
from officer_app.people.access import Role
from officer_app.ui.administration.page import FIELDS, AdministrationPage
from officer_app.ui.enterprise import opened_papers
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.enterprise.neighbours import NeighboursPage
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import EditEnterprise, EnterpriseWanted
from officer_app.ui.widgets import Choice, DateEdit, Entry
from tests.ui.offices import Behind, office_behind

SCAN = b"%PDF-1.7 a scan"


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


@pytest.fixture
def boss(behind: Behind) -> Actor:
    return behind.bureau.person(Role.SUPERVISOR)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The copies that would have been handed to the system."""
    shown: list[Path] = []
    kept = PrivateCopies(tmp_path / "opened")
    monkeypatch.setattr(opened_papers, "copies", lambda: kept)

    def open_url(url: QUrl) -> bool:
        shown.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return shown


def file_page(behind: Behind, by: Actor, key: int, tab: str = "overview") -> tuple[MainWindow, EnterprisePage]:
    window = behind.window(by)
    window.go("enterprise", EnterpriseWanted(key, tab))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    return window, page


def form_page(window: MainWindow, key: int | None) -> EnterpriseFormPage:
    window.go("edit-enterprise", EditEnterprise(key) if key else None)
    page = window.current_page()
    assert isinstance(page, EnterpriseFormPage)
    return page


def papers(behind: Behind, by: Actor, key: int) -> tuple[PaperRow, ...]:
    return behind.bureau.office.read(papers_of, by, key)


def file_of(behind: Behind, by: Actor, key: int) -> EnterpriseFile:
    return behind.bureau.office.read(enterprise_file, by, key)


def store(behind: Behind, by: Actor, key: int, name: str, content: bytes = SCAN) -> int:
    return behind.bureau.office.perform(add_paper, by, PaperDraft(str(uuid4()), key, name, content)).value.id


def drop(page: EnterprisePage, *paths: Path) -> bool:
    """Drop files in the middle of the page; whether they are accepted."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(200, 200), actions, mime, button, none)
    QApplication.sendEvent(page, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPointF(200, 200), actions, mime, button, none)
    QApplication.sendEvent(page, dropping)
    return dropping.isAccepted()


def troubles(page: EnterprisePage) -> int:
    return page.parts.papers.troubles.count()


def test_what_was_said_of_a_deed_goes_with_the_deed(behind: Behind, boss: Actor) -> None:
    key = behind.enterprise("甲公司")
    store(behind, boss, key, "执照.pdf")
    window, page = file_page(behind, boss, key, "papers")
    page.parts.papers.lines[0].remove.click()
    assert "执照.pdf" in page.error_bar.message()
    behind.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.error_bar.message() == ""
    assert [row.removed_at for row in papers(behind, boss, key)] == [None]
    page.error_bar.say("坏了")
    window.desk.undo.offer("x", lambda: None)
    behind.qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.error_bar.message() != "", "an error stays until it is closed"


def test_files_dropped_anywhere_on_the_page_are_stored_with_a_word_on_each(
    behind: Behind, boss: Actor, tmp_path: Path
) -> None:
    key = behind.enterprise("甲公司")
    _window, page = file_page(behind, boss, key)
    good, empty, folder = tmp_path / "执照.pdf", tmp_path / "空.pdf", tmp_path / "夹"
    good.write_bytes(SCAN)
    empty.touch()
    folder.mkdir()
    assert drop(page, good, empty, folder, tmp_path / "没了.pdf")
    assert page.parts.tab() == "papers"
    assert [row.name for row in papers(behind, boss, key)] == ["执照.pdf"]
    assert [line.name.text() for line in page.parts.papers.lines] == ["执照.pdf"]
    assert troubles(page) == 3
    drop(page, good)
    assert troubles(page) == 0
    assert len(papers(behind, boss, key)) == 1


def test_who_may_not_edit_drops_nothing(behind: Behind, tmp_path: Path) -> None:
    key = behind.enterprise("甲公司")
    _window, page = file_page(behind, behind.bureau.person(Role.ADMINISTRATOR), key)
    (tmp_path / "a.pdf").write_bytes(SCAN)
    assert not drop(page, tmp_path / "a.pdf")
    assert "papers" not in [page.parts.tabs.tabData(place) for place in range(page.parts.tabs.count())]


def test_papers_are_chosen_by_key(
    behind: Behind, boss: Actor, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = behind.enterprise("甲公司")
    _window, page = file_page(behind, boss, key)
    chosen = tmp_path / "章程.pdf"
    chosen.write_bytes(SCAN)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(chosen)], ""))
    qtbot.keyClick(page.parts.tabs, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in papers(behind, boss, key)] == ["章程.pdf"]


def test_a_paper_opens_as_a_private_copy_when_asked_for(
    behind: Behind, boss: Actor, opened: list[Path], qtbot: QtBot
) -> None:
    key = behind.enterprise("甲公司")
    store(behind, boss, key, "../../CON.pdf")
    _window, page = file_page(behind, boss, key, "papers")
    assert opened == []
    line = page.parts.papers.lines[0]
    line.name.setFocus()
    qtbot.keyClick(line.name, Qt.Key.Key_Return)
    assert [path.name for path in opened] == ["_CON.pdf"]
    assert opened[0].read_bytes() == SCAN
    opened_papers.copies().clear()
    assert not opened[0].exists()


def test_a_program_is_not_opened_and_macros_are_asked_about_first(
    behind: Behind, boss: Actor, opened: list[Path]
) -> None:
    key = behind.enterprise("甲公司")
    store(behind, boss, key, "发票.pdf.exe")
    _window, page = file_page(behind, boss, key, "papers")
    page.parts.papers.lines[0].opened.emit()
    assert opened == []
    assert "发票.pdf.exe" in page.error_bar.message()
    store(behind, boss, key, "预算.xlsm", b"PK a workbook")
    page.reload()
    line = next(line for line in page.parts.papers.lines if line.name.text() == "预算.xlsm")
    line.opened.emit()
    assert opened == []
    assert "预算.xlsm" in page.error_bar.message()
    way = page.error_bar._ways.itemAt(0)
    assert way is not None
    way.widget().click()
    assert [path.name for path in opened] == ["预算.xlsm"]


@pytest.mark.usefixtures("opened")
def test_a_paper_without_a_program_for_it_says_so(behind: Behind, boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    key = behind.enterprise("甲公司")
    store(behind, boss, key, "图纸.dwg")
    _window, page = file_page(behind, boss, key, "papers")
    page.parts.papers.lines[0].opened.emit()
    assert "图纸.dwg" in page.error_bar.message()


def test_a_paper_is_saved_described_removed_and_put_back(
    behind: Behind, boss: Actor, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = behind.enterprise("甲公司")
    store(behind, boss, key, "执照.pdf")
    window, page = file_page(behind, boss, key, "papers")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "存.pdf"), ""))
    page.parts.papers.lines[0].save.click()
    assert (tmp_path / "存.pdf").read_bytes() == SCAN
    page.parts.papers.lines[0].describe.click()
    line = page.parts.papers.lines[0]
    qtbot.keyClicks(line.note, "2026")
    qtbot.keyClick(line.note, Qt.Key.Key_Return)
    assert papers(behind, boss, key)[0].note == "2026"
    page.parts.papers.lines[0].remove.click()
    assert page.parts.papers.lines == []
    assert papers(behind, boss, key)[0].removed_at is not None
    window.desk.undo.undo()
    assert papers(behind, boss, key)[0].removed_at is None
    assert len(page.parts.papers.lines) == 1


def test_years_are_typed_by_keyboard_and_removed_with_a_way_back(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    key = behind.enterprise("甲公司")
    window, page = file_page(behind, boss, key, "years")
    form = page.year_form
    assert form.isVisible()
    assert not page.contact_form.isVisible()
    for heads, revenue in (("120", "1,250.5"), ("100", "1000")):
        form.headcount.setFocus()
        qtbot.keyClicks(form.headcount, heads)
        qtbot.keyClicks(form.revenue, revenue)
        qtbot.keyClick(form.revenue, Qt.Key.Key_Return)
    rows = file_of(behind, boss, key).years
    assert [(row.year, row.headcount, str(row.revenue)) for row in rows] == [
        (2025, 120, "12505000"), (2024, 100, "10000000")
    ]  # fmt: skip
    table = page.parts.years.table
    shown = [str(table.rows_model.data(table.rows_model.index(0, column))) for column in range(5)]
    assert shown == ["2025", "120", "+20.0 %", "1,250.5", "+25.0 %"]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert form.headcount.text() == "120"
    form.headcount.setText("abc")
    form.save.click()
    assert form.form.error_of("headcount")
    form.headcount.setText("121")
    qtbot.keyClick(form.headcount, Qt.Key.Key_Return)
    assert file_of(behind, boss, key).headcount == 121
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [row.year for row in file_of(behind, boss, key).years] == [2024]
    window.desk.undo.undo()
    assert [row.year for row in file_of(behind, boss, key).years] == [2025, 2024]


def test_what_is_typed_for_a_year_survives_a_change_elsewhere(behind: Behind, boss: Actor) -> None:
    key = behind.enterprise("甲公司")
    _window, page = file_page(behind, boss, key, "years")
    page.year_form.headcount.setText("77")
    behind.bureau.office.perform(save_year, boss, YearDraft(key, 2025, 5))
    page.reload()
    assert page.year_form.headcount.text() == "77"


def test_an_earlier_value_is_brought_back_by_a_link_and_that_is_undone(behind: Behind, boss: Actor) -> None:
    key = behind.enterprise("甲公司")
    for heads in (300, 412):
        draft = behind.bureau.office.read(draft_of, boss, key)
        behind.bureau.office.perform(save_enterprise, boss, replace(draft, headcount=heads))
    window, page = file_page(behind, boss, key, "history")
    links = page.parts.history.links
    newest = max(entry for entry, _column in links)
    links[newest, "headcount"].clicked.emit()
    assert file_of(behind, boss, key).headcount == 300
    assert "300" in page.error_bar.message()
    window.desk.undo.undo()
    assert file_of(behind, boss, key).headcount == 412


def test_when_the_first_to_call_leaves_the_form_asks_who_follows(behind: Behind, boss: Actor) -> None:
    key = behind.enterprise("甲公司")
    for name in ("刘芳", "何静", "周颖"):
        behind.bureau.office.perform(save_contact, boss, ContactDraft(str(uuid4()), key, name))
    window, page = file_page(behind, boss, key, "contacts")
    first = file_of(behind, boss, key).contacts[0]
    form = page.contact_form
    form.change(first)
    form.left.click()
    assert form.following.isVisible()
    form.left.click()
    assert form.following.error_of("successor")
    form.successor.setCurrentIndex(2)
    form.left.click()
    file = file_of(behind, boss, key)
    assert [(row.name, row.is_primary) for row in file.contacts] == [("周颖", True), ("何静", False)]
    window.desk.undo.undo()
    assert file_of(behind, boss, key).contacts[0].name == "刘芳"


def test_those_at_the_same_address_are_listed_from_the_file(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    keys = [behind.enterprise(name) for name in ("甲公司", "乙公司")]
    for key in keys:
        draft = behind.bureau.office.read(draft_of, boss, key)
        behind.bureau.office.perform(save_enterprise, boss, replace(draft, registered_address="沪太路8885号"))
    window, _page = file_page(behind, boss, keys[0])
    window.go("neighbours", keys[0])
    page = window.current_page()
    assert isinstance(page, NeighboursPage)
    assert page.table.rowAt(0) == 0
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    shown = window.current_page()
    assert isinstance(shown, EnterprisePage)
    assert shown.name.text() == "乙公司"


def own_fields(behind: Behind) -> dict[str, int]:
    admin = behind.bureau.person(Role.ADMINISTRATOR)
    drafts = (
        FieldDraft("备案号", FieldKind.TEXT),
        FieldDraft("研发投入", FieldKind.NUMBER),
        FieldDraft("签约日", FieldKind.DATE),
        FieldDraft("轮次", FieldKind.CHOICE, ("A轮", "B轮")),
    )
    return {draft.name: behind.bureau.office.perform(define_field, admin, draft).value for draft in drafts}


def test_own_fields_and_recognitions_are_filled_in_the_form_and_stand_in_the_file(behind: Behind, boss: Actor) -> None:
    fields, key = own_fields(behind), behind.enterprise("甲公司")
    window = behind.window(boss)
    page = form_page(window, key)
    lines = {name: page.own.inputs[field] for name, field in fields.items()}
    text, number, day, pick = (lines[name] for name in ("备案号", "研发投入", "签约日", "轮次"))
    assert isinstance(text, Entry)
    assert isinstance(number, Entry)
    assert isinstance(day, DateEdit)
    assert isinstance(pick, Choice)
    text.setText("沪 1")
    day.setText("2026-3-1")
    pick.set_value("B轮")
    number.setText("许多")
    page._save()
    assert page.own.form.error_of(f"custom.{fields['研发投入']}")
    number.setText("12.5")
    page.high_tech[0].set_value(date(2024, 1, 1))
    page.high_tech[1].set_value(date(2023, 1, 1))
    page._save()
    assert page.form.error_of("high_tech_until")
    page.high_tech[1].set_value(date(2026, 12, 31))
    page._save()
    file = file_of(behind, boss, key)
    assert [str(value) for _field, value in file.own] == ["沪 1", "12.5", "2026-03-01", "B轮"]
    assert file.high_tech is not None
    assert file.high_tech.until == date(2026, 12, 31)
    assert isinstance(window.current_page(), EnterprisePage)


def test_a_new_enterprise_is_entered_with_its_own_fields(behind: Behind, boss: Actor) -> None:
    fields = own_fields(behind)
    window = behind.window(boss)
    page = form_page(window, None)
    page.uscc.setText(behind.code())
    page.name.setText("上海新启科技有限公司")
    line = page.own.inputs[fields["备案号"]]
    assert isinstance(line, Entry)
    line.setText("沪 9")
    page._save()
    shown = window.current_page()
    assert isinstance(shown, EnterprisePage)
    assert shown._id is not None
    assert file_of(behind, boss, shown._id).own[0][1] == "沪 9"
    assert not line.text() or form_page(window, None).own.values()[fields["备案号"]] is None


def test_two_who_change_an_own_field_see_both_values(behind: Behind, boss: Actor) -> None:
    fields, key = own_fields(behind), behind.enterprise("甲公司")
    page = form_page(behind.window(boss), key)
    line = page.own.inputs[fields["备案号"]]
    assert isinstance(line, Entry)
    line.setText("我的")
    draft = behind.bureau.office.read(draft_of, boss, key)
    behind.bureau.office.perform(save_enterprise, boss, replace(draft, custom={fields["备案号"]: "别人的"}))
    page._save()
    assert page.error_bar.message()
    way = page.error_bar._ways.itemAt(0)
    assert way is not None
    way.widget().click()
    assert "别人的" in page.own.form.error_of(f"custom.{fields['备案号']}")
    assert line.text() == "我的"
    page._save()
    assert file_of(behind, boss, key).own[0][1] == "我的"


def test_the_administrator_defines_orders_and_retires_fields(behind: Behind, qtbot: QtBot) -> None:
    admin = behind.bureau.person(Role.ADMINISTRATOR)
    window = behind.window(admin)
    window.go("administration", FIELDS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    side = page.fields_side

    def known() -> list[tuple[str, bool]]:
        return [(field.name, field.active) for field in behind.bureau.office.read(all_fields, admin)]

    qtbot.keyClicks(side.name, "beianhao")
    qtbot.keyClick(side.name, Qt.Key.Key_Return)
    offered = page.keys()
    assert "新增字段" in [_(key.words) for key in offered]
    qtbot.keyClick(page.fields, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert side.name.hasFocus()
    side.name.setText("轮次")
    side.kind.set_value(FieldKind.CHOICE)
    side.save.click()
    assert side.choice_form.error_of("choices")
    assert side.name.text() == "轮次"
    side.choices.setPlainText("A轮\nB轮")
    side.save.click()
    assert known() == [("beianhao", True), ("轮次", True)]
    page.fields.setFocus()
    page.fields.set_current(1)
    qtbot.keyClick(page.fields, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert known() == [("轮次", True), ("beianhao", True)]
    page.fields.set_current(1)
    side.name.setText("备案号")
    side.save.click()
    side.retire.click()
    assert known() == [("轮次", True), ("备案号", False)]
    window.desk.undo.undo()
    assert ("备案号", True) in known()

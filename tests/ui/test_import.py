"""Importing as a clerk does, by keyboard and mouse: columns, verdicts, what was refused, and taking it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.directory.imports.columns import How
from officer_app.directory.imports.verdicts import Verdict
from officer_app.directory.lists.browsing import list_enterprises
from officer_app.people.access import Role
from officer_app.ui.imports.page import ImportPage
from officer_app.ui.imports.past import PastImportsPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import ImportWanted
from tests.ui.offices import Behind, office_behind


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


def importing(window: MainWindow, file: Path) -> ImportPage:
    window.go("import", ImportWanted(file))
    page = window.current_page()
    assert isinstance(page, ImportPage)
    return page


def file_of(behind: Behind, text: str, name: str = "名单.csv", encoding: str = "utf-8") -> Path:
    path = behind.folder / name
    path.write_text(text, encoding=encoding)
    return path


def count(behind: Behind) -> int:
    clerk = behind.bureau.person(Role.STAFF)
    return behind.bureau.office.read(list_enterprises, clerk).count


def test_an_import_shows_every_verdict_before_it_writes_and_saves_what_was_refused(behind: Behind) -> None:
    good, again = behind.code(), behind.code()
    text = f"企业名称,统一社会信用代码\n甲,{good}\n乙,310113000123456\n丙,{again.lower()}\n丁,{good}\n"
    page = importing(behind.window(behind.bureau.person(Role.STAFF)), file_of(behind, text, encoding="gb18030"))
    assert page.rows.counts.value() == Verdict.REFUSED, "what is to be mended comes first"
    page.rows.counts.choose("all")
    assert page.rows.table.rows_model.rowCount() == 4
    shown = [page.rows.table.rows_model.row(number) for number in range(4)]
    assert [(row.row, row.verdict) for row in shown if row is not None] == [  # type: ignore[union-attr] # no groups
        (2, Verdict.NEW),
        (3, Verdict.REFUSED),
        (4, Verdict.NEW),
        (5, Verdict.DUPLICATE),
    ]
    assert count(behind) == 0
    assert page.go_button.text() == "导入 2 行"
    page.go_button.click()
    assert count(behind) == 2
    refused = behind.folder / "refused.xlsx"
    page.save_refused_to(refused)
    assert refused.exists()


def test_columns_are_said_by_keyboard_when_their_headings_are_not_known(behind: Behind, qtbot: QtBot) -> None:
    text = f"甲方,编号,备考\n上海甲公司,{behind.code()},x\n"
    page = importing(behind.window(behind.bureau.person(Role.STAFF)), file_of(behind, text))
    assert page.error_bar.message()
    assert page.columns.isVisible()
    assert not page.go_button.isEnabled()
    for key in ("name", "uscc"):
        page.columns.setFocus()
        qtbot.keyClick(page.columns, Qt.Key.Key_Home if key == "name" else Qt.Key.Key_Down)
        page.side.holds.set_value(key)
    assert [column.how for column in (page._glance.columns if page._glance else ())] == [
        How.CHOSEN,
        How.CHOSEN,
        How.UNKNOWN,
    ]
    assert page.go_button.isEnabled()
    qtbot.keyClick(page.columns, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.go_button.text() == "导入 1 行"
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert count(behind) == 1


def test_two_columns_for_the_same_ask_and_leaving_one_out_answers(behind: Behind, qtbot: QtBot) -> None:
    text = f"企业名称,信用代码,电话,手机\n上海甲公司,{behind.code()},021,139\n"
    page = importing(behind.window(behind.bureau.person(Role.STAFF)), file_of(behind, text))
    assert "电话" in page.error_bar.message()
    assert not page.go_button.isEnabled()
    page.columns.set_current(2)
    page.columns.setFocus()
    qtbot.keyClick(page.columns, "x")
    assert page._glance is not None
    assert [column.how for column in page._glance.columns][2:] == [How.LEFT_OUT, How.HEADING]
    qtbot.keyClick(page.columns, "h")
    assert not page.go_button.isEnabled()
    page.columns.set_current(2)
    qtbot.keyClick(page.columns, Qt.Key.Key_Delete)
    page.go_button.click()
    page.go_button.click()
    assert count(behind) == 1
    again = importing(behind.window(behind.bureau.person(Role.STAFF)), file_of(behind, text))
    assert again._glance is not None
    assert again._glance.choices.remembered
    assert again._result is not None


def test_the_current_row_tells_what_it_changes(behind: Behind) -> None:
    code = behind.code()
    clerk = behind.bureau.person(Role.STAFF)
    window = behind.window(clerk)
    importing(window, file_of(behind, f"企业名称,信用代码,职工人数\n甲,{code},10\n")).go_button.click()
    page = importing(window, file_of(behind, f"企业名称,信用代码,职工人数\n甲,{code},12\n", "b.csv"))
    texts = " ".join(label.text() for label in page.side._row_part.findChildren(type(page.rows.sum)))
    assert "10 → 12" in texts
    assert page.go_button.text() == "导入 1 行"


def test_a_file_that_is_no_workbook_is_told_plainly(behind: Behind) -> None:
    file = behind.folder / "letter.xlsx"
    file.write_bytes(b"dear colleagues")
    page = importing(behind.window(behind.bureau.person(Role.STAFF)), file)
    assert "letter.xlsx" in page.error_bar.message()


def test_an_import_is_taken_back_after_a_look_at_what_stays(behind: Behind, qtbot: QtBot) -> None:
    text = f"企业名称,信用代码\n甲,{behind.code()}\n乙,{behind.code()}\n"
    window = behind.window(behind.bureau.person(Role.STAFF))
    importing(window, file_of(behind, text)).go_button.click()
    with behind.bureau.office.database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE enterprise SET note = 'x', version = version + 1 WHERE name = '甲'")
    window.go("imports", None)
    page = window.current_page()
    assert isinstance(page, PastImportsPage)
    page.table.setFocus()
    qtbot.keyClick(page.table, "t")
    assert page.confirm.isVisible()
    assert page.revert_button.text() == "撤销 1 行"
    assert page.bar.isVisible()
    assert count(behind) == 2
    qtbot.keyClick(page.revert_button, Qt.Key.Key_Return)
    assert count(behind) == 2, "a deliberate button ignores Enter"
    page.revert_button.click()
    assert count(behind) == 1
    assert page.staying.isVisible()
    assert page.staying.current_row() is not None
    assert not page.ask_button.isVisible()

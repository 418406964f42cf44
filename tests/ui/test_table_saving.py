"""Any list can be saved as a workbook: what is seen, whole, and nothing that is masked on the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from officer_app.core.audit import AuditEntry
from officer_app.core.sheets import open_sheet
from officer_app.core.work import Actor
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.table import Table
from officer_app.ui.table_saving import save_table, table_in_view
from officer_app.ui.widgets import Text
from tests.fieldwork import Fieldwork
from tests.ui.rooms import Room


def saved(path: Path) -> list[list[str]]:
    return [[str(cell) for cell in row] for _number, row in open_sheet(path).rows()]


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place somebody chooses for the file."""
    path = tmp_path / "list.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path), ""))
    return path


def test_a_list_read_by_the_page_is_saved_whole_with_the_columns_in_view(
    work: Fieldwork, enter: Callable[[Actor], Room], qtbot: QtBot, chosen: Path
) -> None:
    for number in range(230):
        work.enterprise(f"=甲{number:03}有限公司")
    room = enter(work.liaison)
    room.window.go("directory")
    page = room.window.current_page()
    assert isinstance(page, DirectoryPage)
    table = table_in_view(page)
    assert table is page.table
    hidden = next(n for n, column in enumerate(page.table.rows_model.columns) if column.key == "subdistrict")
    page.table.setColumnHidden(hidden, True)
    room.window.save_list()
    qtbot.waitUntil(chosen.exists)
    head, *rows = saved(chosen)
    assert len(rows) == 230
    assert {row[0] for row in rows} == {f"=甲{number:03}有限公司" for number in range(230)}
    assert page.table.rows_model.columns[hidden].heading() not in head
    with work.bureau.office.database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.actor_name, AuditEntry.entity, AuditEntry.after)
        left = connection.execute(query.where(AuditEntry.action == "export")).all()
    assert [tuple(one) for one in left] == [(work.liaison.name, "list", {"about": page.accessibleName(), "rows": 230})]


def test_an_empty_list_says_so_and_asks_for_no_file(
    work: Fieldwork, enter: Callable[[Actor], Room], chosen: Path
) -> None:
    room = enter(work.liaison)
    room.window.go("visits")
    page = room.window.current_page()
    assert page is not None
    table: Table[object] = Table((), "列表")
    save_table(page, table)
    assert any("列表为空" in text.text() for text in page.error_bar.findChildren(Text))
    assert not chosen.exists()


def test_who_may_not_export_saves_nothing(work: Fieldwork, enter: Callable[[Actor], Room], chosen: Path) -> None:
    room = enter(work.administrator)
    room.window.go("administration")
    room.window.save_list()
    assert not chosen.exists()

"""Tables: a million rows, groups, the keyboard, what is painted for a screen reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from officer_app.i18n import _
from officer_app.ui import theme
from officer_app.ui.cells import CELL_ROLE, Cell, Group
from officer_app.ui.page import Desk
from officer_app.ui.rows import PAGE, PAGES_KEPT
from officer_app.ui.table import Column, Table, TableModel
from officer_app.ui.theme.metrics import ROW, dp
from officer_app.ui.widgets import Entry, PillSpec
from tests.ui.conftest import shown

pytestmark = pytest.mark.usefixtures("qapp")
MILLION = 1_000_000


@dataclass(frozen=True)
class Firm:
    number: int
    name: str


COLUMNS: tuple[Column[Firm], ...] = (
    Column("name", "Name", lambda firm: firm.name, 200, sort="name", stretch=True),
    Column("number", "Number", lambda firm: Cell(str(firm.number), pill=PillSpec("逾期")), 100, "right"),
)


def firms(offset: int, limit: int) -> list[Firm]:
    return [Firm(number, f"企业 {number}") for number in range(offset, offset + limit)]


def at_once(offset: int, limit: int, deliver: Callable[[Sequence[Firm]], None]) -> None:
    deliver(firms(offset, limit))


def checked(model: TableModel[Firm]) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_model_keeps_qts_rules() -> None:
    model: TableModel[Firm] = TableModel(COLUMNS)
    checker = checked(model)
    model.show_rows([Group("组", 2), *firms(0, 2)])
    model.show_query(450, at_once)
    for number in (0, 449, 200, 5):
        model.data(model.index(number, 0))
    model.show_rows([])
    assert checker is not None


def test_a_million_rows_hold_only_the_pages_seen() -> None:
    model: TableModel[Firm] = TableModel(COLUMNS)
    model.show_query(MILLION, at_once)
    for number in range(0, MILLION, 9_973):
        model.data(model.index(number, 0))
        assert model.data(model.index(number, 0)) == f"企业 {number}"
    assert model.rowCount() == MILLION
    assert model.loaded() <= PAGE * PAGES_KEPT


def test_a_jump_asks_for_what_is_seen_and_forgets_what_was_passed() -> None:
    asked: list[tuple[int, Callable[[Sequence[Firm]], None]]] = []
    model: TableModel[Firm] = TableModel(COLUMNS)
    model.show_query(MILLION, lambda offset, _limit, deliver: asked.append((offset, deliver)))
    for number in range(0, 40 * PAGE, PAGE):
        model.data(model.index(number, 0), CELL_ROLE)
    assert len(asked) == 2
    while asked:
        offset, deliver = asked.pop(0)
        deliver(firms(offset, PAGE))
    assert model.row(39 * PAGE) == Firm(39 * PAGE, f"企业 {39 * PAGE}")
    assert model.loaded() < 10 * PAGE


def test_rows_of_an_older_query_are_dropped() -> None:
    waiting: list[Callable[[Sequence[Firm]], None]] = []
    model: TableModel[Firm] = TableModel(COLUMNS)
    model.show_query(10, lambda _offset, _limit, deliver: waiting.append(deliver))
    model.data(model.index(0, 0))
    model.show_query(3, at_once)
    waiting[0](firms(100, 10))
    model.data(model.index(0, 0))
    assert model.row(0) == Firm(0, "企业 0")


def test_arrows_skip_group_heads_and_enter_opens(qtbot: QtBot) -> None:
    table: Table[Firm] = Table(COLUMNS, "企业")
    shown(qtbot, table)
    table.show_rows([Group("一", 1), *firms(0, 1), Group("二", 2), *firms(1, 2)])
    assert table.current_row() == Firm(0, "企业 0")
    table.setFocus()
    opened: list[Firm] = []
    table.opened.connect(opened.append)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.current_row() == Firm(1, "企业 1")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.current_row() == Firm(0, "企业 0")
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    assert opened == [Firm(1, "企业 1"), Firm(2, "企业 2")]


def test_single_letters_work_only_while_the_table_has_the_focus(qtbot: QtBot) -> None:
    table: Table[Firm] = Table(COLUMNS, "企业")
    line = Entry("行")
    shown(qtbot, table, line)
    table.show_rows(firms(0, 3))
    pressed: list[str] = []
    table.on_key("V", lambda: pressed.append("V"))
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_V)
    assert pressed == []
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_V)
    assert pressed == ["V"]


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    table: Table[Firm] = Table(COLUMNS, "企业")
    line = Entry("行")
    shown(qtbot, table, line)
    table.show_rows(firms(0, 3))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert line.hasFocus()


def test_a_click_on_a_heading_asks_for_an_order_and_marks_it(qtbot: QtBot) -> None:
    table: Table[Firm] = Table(COLUMNS, "企业")
    shown(qtbot, table)
    wanted: list[tuple[str, bool]] = []
    table.sort_wanted.connect(lambda key, descending: wanted.append((key, descending)))
    for section in (0, 0, 0, 1):
        table.horizontalHeader().sectionClicked.emit(section)
    assert wanted == [("name", False), ("name", True), ("name", False)]
    assert table.rows_model.headerData(0, Qt.Orientation.Horizontal) == _("Name") + " ↑"


def test_the_current_row_stays_where_it_was_after_a_reload(qtbot: QtBot) -> None:
    table: Table[Firm] = Table(COLUMNS, "企业")
    shown(qtbot, table)
    table.show_rows(firms(0, 9))
    table.set_current(4)
    table.show_rows(firms(0, 9))
    assert table.current_row() == Firm(4, "企业 4")
    table.show_rows(firms(0, 2))
    assert table.current_row() == Firm(1, "企业 1")
    table.show_rows([])
    assert table.current_row() is None


def test_a_screen_reader_hears_the_whole_cell() -> None:
    model: TableModel[Firm] = TableModel(COLUMNS)
    model.show_rows(firms(5, 1))
    assert model.data(model.index(0, 1), int(Qt.ItemDataRole.AccessibleTextRole)) == "5 逾期"


def test_widths_and_hidden_columns_are_remembered(qtbot: QtBot, desk: Desk) -> None:
    settings: QSettings = desk.settings
    table: Table[Firm] = Table(COLUMNS, "企业")
    shown(qtbot, table)
    table.keep(settings, "firms")
    table.setColumnWidth(1, 177)
    table.column_menu(table).actions()[1].setChecked(True)
    again: Table[Firm] = Table(COLUMNS, "企业")
    shown(qtbot, again)
    again.keep(settings, "firms")
    assert again.columnWidth(1) == 177


@pytest.mark.parametrize("points", [9.0, 12.0, 16.0])
def test_rows_grow_with_the_text(qtbot: QtBot, points: float) -> None:
    table: Table[Firm] = Table(COLUMNS, "企业")
    shown(qtbot, table)
    table.show_rows(firms(0, 3))
    theme.set_text_size(points)
    assert table.rowHeight(0) == dp(ROW)


def test_columns_less_needed_give_way_in_a_narrow_window_and_come_back(qtbot: QtBot) -> None:
    columns: tuple[Column[str], ...] = (
        Column("name", "Name", lambda row: row, 200),
        Column("words", "Words", lambda row: row, 100, stretch=True),
        Column("who", "Who", lambda row: row, 80),
        Column("day", "Day", lambda row: row, 90),
    )
    table: Table[str] = Table(columns, "列表")
    qtbot.addWidget(table)
    table.give_way("who")
    table.resize(900, 300)
    table.show()
    assert not table.isColumnHidden(2)
    table.resize(420, 300)
    assert table.isColumnHidden(2)
    assert not table.isColumnHidden(3)
    table.resize(900, 300)
    assert not table.isColumnHidden(2)


def test_columns_that_share_what_is_left_do_not_run_over_the_edge(qtbot: QtBot) -> None:
    columns: tuple[Column[str], ...] = (
        Column("name", "Name", lambda row: row, 260, stretch=True),
        Column("words", "Words", lambda row: row, 100, stretch=True),
        Column("day", "Day", lambda row: row, 90),
    )
    table: Table[str] = Table(columns, "列表")
    qtbot.addWidget(table)
    table.resize(dp(500), 300)
    table.show()
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert table.columnWidth(0) >= dp(260)

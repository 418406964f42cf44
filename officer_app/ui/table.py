"""Tables: columns as data, rows by the page, one delegate, the keyboard.

A table of a million rows holds only the pages near what is seen. Rows come either whole (`show_rows`) or through
`show_query(count, fetch)`, where `fetch(offset, limit, deliver)` looks rows up (through Jobs) and calls `deliver`.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from officer_app.i18n import _
from officer_app.ui.cells import CELL_ROLE, Cell, CellDelegate, Group
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Align = Literal["left", "right"]
PAGE = 200
PAGES_KEPT = 24
IN_FLIGHT = 2
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: `title` is a msgid, `width` a design size, `cell` makes its content from a row.

    `sort` names the order a query understands; None if it cannot be sorted. The column with `stretch` takes the rest.
    """

    key: str
    title: str
    cell: Callable[[Row], Cell | str]
    width: int = 100
    align: Align = "left"
    sort: str | None = None
    stretch: bool = False
    hidden: bool = False


Deliver = Callable[[Sequence[Row]], None]
Fetch = Callable[[int, int, Callable[[Sequence[Row]], None]], None]


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows by the page. A row still on its way shows empty cells."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.sorted_by: tuple[str, bool] | None = None  # column key, descending
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Row | Group]] = OrderedDict()
        self._fetch: Fetch[Row] | None = None
        self._ticket = 0
        self._in_flight: set[int] = set()
        self._waiting: list[int] = []

    def show_rows(self, rows: Sequence[Row | Group]) -> None:
        """Show these rows; they are all there is."""
        self.beginResetModel()
        self._restart(len(rows), None)
        self._pages[0] = tuple(rows)
        self.endResetModel()

    def show_query(self, count: int, fetch: Fetch[Row], first: Sequence[Row] = ()) -> None:
        """Show `count` rows looked up by the page; `first` are rows already known from the start."""
        self.beginResetModel()
        self._restart(count, fetch)
        if first and len(first) >= min(PAGE, count):
            self._pages[0] = tuple(first[:PAGE])
        self.endResetModel()

    def row(self, number: int) -> Row | Group | None:
        """The row, or None while it is on its way."""
        page, place = self._place(number)
        rows = self._pages.get(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def heads(self) -> frozenset[int]:
        """The rows that head groups."""
        if self._fetch is not None or not self._pages:
            return frozenset()
        return frozenset(number for number, row in enumerate(self._pages[0]) if isinstance(row, Group))

    def loaded(self) -> int:
        """How many rows are held now."""
        return sum(len(rows) for rows in self._pages.values())

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        if role == CELL_ROLE:
            return self._cell(index)
        if role == _ALIGN:
            return int(_RIGHT if self.columns[index.column()].align == "right" else _LEFT)
        if role in (_DISPLAY, _SPOKEN):
            cell = self._cell(index)
            return cell.spoken() if isinstance(cell, Cell) else cell.title if isinstance(cell, Group) else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            arrow = ""
            if self.sorted_by is not None and self.sorted_by[0] == column.key:
                arrow = " ↓" if self.sorted_by[1] else " ↑"
            return _(column.title) + arrow
        if role == _ALIGN:
            return int(_RIGHT if column.align == "right" else _LEFT)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.row(index.row()), Group):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _cell(self, index: Index) -> Cell | Group | None:
        page, place = self._place(index.row())
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        if self._fetch is not None:
            self._pages.move_to_end(page)
        if place >= len(rows):
            return None
        row = rows[place]
        if isinstance(row, Group):
            return row
        cell = self.columns[index.column()].cell(row)
        return Cell(cell) if isinstance(cell, str) else cell

    def _place(self, number: int) -> tuple[int, int]:
        return divmod(number, PAGE) if self._fetch is not None else (0, number)

    def _restart(self, count: int, fetch: Fetch[Row] | None) -> None:
        self._ticket += 1
        self._count, self._fetch = count, fetch
        self._pages.clear()
        self._in_flight.clear()
        self._waiting.clear()

    def _want(self, page: int) -> None:
        if page in self._in_flight or page in self._waiting:
            return
        # What was asked for last is what is seen now; far older wishes are forgotten.
        self._waiting.append(page)
        del self._waiting[:-4]
        self._ask()

    def _ask(self) -> None:
        while self._waiting and len(self._in_flight) < IN_FLIGHT and self._fetch is not None:
            page, ticket = self._waiting.pop(), self._ticket
            self._in_flight.add(page)

            def deliver(rows: Sequence[Row], page: int = page, ticket: int = ticket) -> None:
                self._arrived(page, ticket, rows)

            self._fetch(page * PAGE, min(PAGE, self._count - page * PAGE), deliver)

    def _arrived(self, page: int, ticket: int, rows: Sequence[Row]) -> None:
        if ticket != self._ticket:
            return
        self._in_flight.discard(page)
        self._pages[page] = tuple(rows)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(self._count, (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        self._ask()


class Table(QTableView, Generic[Row]):
    """The view. Enter and a double click open the current row; single letters work while it has the focus."""

    opened = Signal(object)
    current_changed = Signal(object)
    sort_wanted = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        name: str,
        *,
        row_height: int = metrics.ROW,
        header: bool = True,
        inset: int = 0,
        many: bool = False,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._row_height = row_height
        self._delegate = CellDelegate(self, inset=dp(inset))
        self._measured = 0.0
        self._had_heads = False
        self._settings: tuple[QSettings, str] | None = None
        self.rows_model: TableModel[Row] = TableModel(columns)
        self.rows_model.setParent(self)
        self.setModel(self.rows_model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_header(header)
        self._measure()
        self.doubleClicked.connect(self._open)
        self.rows_model.dataChanged.connect(self._page_arrived)

    def show_rows(self, rows: Sequence[Row | Group]) -> None:
        """Show these rows; the current row stays where it was as far as it can."""
        kept = self.currentIndex().row()
        self.rows_model.show_rows(rows)
        self.clearSpans()
        self._row_heights()
        self.set_current(max(kept, 0))

    def show_query(self, count: int, fetch: Fetch[Row], first: Sequence[Row] = ()) -> None:
        """Show a query's rows by the page; see TableModel."""
        kept = self.currentIndex().row()
        self.clearSpans()
        self.rows_model.show_query(count, fetch, first)
        self.set_current(max(kept, 0))

    def current_row(self) -> Row | None:
        """The current row, if it is there."""
        row = self.rows_model.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return None if isinstance(row, Group) else row

    def chosen_rows(self) -> list[Row]:
        """The selected rows that are loaded, from top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = (self.rows_model.row(number) for number in numbers)
        return [row for row in rows if row is not None and not isinstance(row, Group)]

    def set_current(self, number: int) -> None:
        """Make a row current, the next one where it is a group's head."""
        last = self.rows_model.rowCount() - 1
        number = min(number, last)
        while 0 <= number < last and isinstance(self.rows_model.row(number), Group):
            number += 1
        if number >= 0:
            index = self.rows_model.index(number, 0)
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.current_changed.emit(self.current_row())

    def on_key(self, keys: str, act: Callable[[], object]) -> QShortcut:
        """A key that works only while the table has the focus."""
        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(act)
        return shortcut

    def show_sort(self, key: str, descending: bool) -> None:
        """Mark the column the rows are sorted by."""
        self.rows_model.sorted_by = (key, descending)
        self.rows_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows_model.columns) - 1)

    def keep(self, settings: QSettings, key: str) -> None:
        """Remember widths, order and hidden columns under this key."""
        self._settings = (settings, f"tables/{key}")
        kept = settings.value(f"tables/{key}")
        if isinstance(kept, QByteArray):
            self.horizontalHeader().restoreState(kept)
        self.horizontalHeader().sectionResized.connect(self._remember)
        self.horizontalHeader().sectionMoved.connect(self._remember)

    def column_menu(self, parent: QWidget) -> QMenu:
        """The menu that chooses columns."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, column in enumerate(self.rows_model.columns):
            action = menu.addAction(_(column.title))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setEnabled(number > 0)
            action.toggled.connect(lambda shown, number=number: self._show_column(number, shown))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._open()
            return
        if key == Qt.Key.Key_Home and not event.modifiers():
            self.set_current(0)
            return
        if key == Qt.Key.Key_End and not event.modifiers():
            self.set_current(self.rows_model.rowCount() - 1)
            return
        # Letters are keys of the page, not a search through the first column.
        if event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)
        if isinstance(self.rows_model.row(self.currentIndex().row()), Group):
            self._skip_group(-1 if key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and current.row() != previous.row():
            self.current_changed.emit(self.current_row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._measured not in (0.0, metrics.scale()):
            self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.set_current(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: Any) -> None:  # Qt passes QEvent
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if self.property("hovered") != row:
            self.setProperty("hovered", row)
            self.viewport().update()

    def _open(self) -> None:
        row = self.current_row()
        if row is not None:
            self.opened.emit(row)

    def _skip_group(self, step: int) -> None:
        number = self.currentIndex().row()
        while 0 <= number < self.rows_model.rowCount() and isinstance(self.rows_model.row(number), Group):
            number += step
        self.set_current(max(number, 0))

    def _page_arrived(self, top: QModelIndex, bottom: QModelIndex) -> None:
        if top.row() <= self.currentIndex().row() <= bottom.row():
            self.current_changed.emit(self.current_row())

    def _set_up_header(self, shown: bool) -> None:
        head = self.horizontalHeader()
        head.setVisible(shown)
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setFirstSectionMovable(False)
        head.setMinimumSectionSize(dp(40))
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        stretches = [number for number, column in enumerate(self.rows_model.columns) if column.stretch]
        for number, column in enumerate(self.rows_model.columns):
            self.setColumnHidden(number, column.hidden)
        self._stretches = stretches
        head.setStretchLastSection(not stretches)
        head.sectionResized.connect(self._resized)
        head.setSectionsClickable(any(column.sort for column in self.rows_model.columns))
        head.sectionClicked.connect(self._sort)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(lambda at: self.column_menu(self).popup(head.mapToGlobal(at)))

    def _measure(self) -> None:
        """Sizes of the present text size."""
        self._measured = metrics.scale()
        self._delegate.restyle()
        self.verticalHeader().setMinimumSectionSize(dp(self._row_height))
        self.verticalHeader().setDefaultSectionSize(dp(self._row_height))
        self._row_heights()
        self.horizontalHeader().setFixedHeight(dp(metrics.HEADER))
        for number, column in enumerate(self.rows_model.columns):
            self.setColumnWidth(number, dp(column.width))
        self._fit()

    def _row_heights(self) -> None:
        """Heads of groups stand higher; only whole lists have them."""
        heads = self.rows_model.heads()
        if heads or self._had_heads:
            self.verticalHeader().setDefaultSectionSize(dp(self._row_height))
            for number in range(self.rows_model.rowCount()):
                head = number in heads
                self.setRowHeight(number, dp((44 if number == 0 else 50) if head else self._row_height))
                if head:
                    self.setSpan(number, 0, 1, len(self.rows_model.columns))
        self._had_heads = bool(heads)

    def _fit(self) -> None:
        """Give the stretching columns what is left, but never less than their own width."""
        shown = [number for number in self._stretches if not self.isColumnHidden(number)]
        if not shown:
            return
        others = sum(self.columnWidth(number) for number in range(len(self.rows_model.columns)) if number not in shown)
        room = (self.viewport().width() - others) // len(shown)
        for number in shown:
            self.setColumnWidth(number, max(room, dp(self.rows_model.columns[number].width)))

    def _resized(self, section: int, _old: int, _new: int) -> None:
        if section not in self._stretches:
            self._fit()

    def _sort(self, section: int) -> None:
        column = self.rows_model.columns[section]
        if column.sort is None:
            return
        known = self.rows_model.sorted_by
        descending = known is not None and known == (column.key, False)
        self.show_sort(column.key, descending)
        self.sort_wanted.emit(column.sort, descending)

    def _show_column(self, number: int, shown: bool) -> None:
        self.setColumnHidden(number, not shown)
        self._fit()
        self._remember()

    def _remember(self) -> None:
        if self._settings is not None:
            settings, key = self._settings
            settings.setValue(key, self.horizontalHeader().saveState())

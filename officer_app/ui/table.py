"""Tables: columns as data, one delegate, the keyboard. The rows are in ui/rows.py."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSettings,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from officer_app.ui.cells import CellDelegate, Group
from officer_app.ui.rows import Column, Fetch, Index, Row, TableModel
from officer_app.ui.table_layout import ColumnPlace, as_plain, completed, from_plain, parsed
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint

__all__ = ["Column", "Fetch", "Row", "Table", "TableModel"]


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
        self._less_needed: tuple[int, ...] = ()
        self._given_way: list[int] = []
        self._had_heads = False
        self._settings: tuple[QSettings, str] | None = None
        self._widths: dict[str, int] = {}  # chosen by the person, by key, as design sizes
        self._arranging = False
        self._stood = 0  # the current row before the rows were let go
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
        kept = max(self.currentIndex().row(), self._stood)
        self.rows_model.show_rows(rows)
        self.clearSpans()
        self._row_heights()
        self._stand_at(kept)

    def show_query(self, count: int, fetch: Fetch[Row], first: Sequence[Row] = ()) -> None:
        """Show a query's rows by the page; see TableModel."""
        kept = max(self.currentIndex().row(), self._stood)
        self.clearSpans()
        self.rows_model.show_query(count, fetch, first)
        self._stand_at(kept)

    def cover(self) -> None:
        """Let go of the rows, and tell nobody; those shown next begin where these stood."""
        self._stood = max(self.currentIndex().row(), 0)
        with QSignalBlocker(self):
            self.clearSpans()
            self.rows_model.show_rows(())

    def _stand_at(self, kept: int) -> None:
        self._stood = 0
        self.set_current(kept)

    def current_row(self) -> Row | None:
        """The current row, if it is there."""
        row = self.rows_model.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return None if isinstance(row, Group) else row

    def chosen_ranges(self) -> list[tuple[int, int]]:
        """The selected rows as (first, one after the last), from top to bottom; quick however many there are."""
        chosen = self.selectionModel().selection()
        parts = sorted((chosen.at(n).top(), chosen.at(n).bottom() + 1) for n in range(chosen.size()))
        joined: list[tuple[int, int]] = []
        for first, end in parts:
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((first, end))
        return joined

    def chosen_count(self) -> int:
        """How many rows are selected."""
        return sum(end - first for first, end in self.chosen_ranges())

    def chosen_rows(self) -> list[Row]:
        """The selected rows that are loaded, from top to bottom."""
        ranges = self.chosen_ranges()
        return [
            row
            for number, row in self.rows_model.loaded_rows()
            if not isinstance(row, Group) and any(first <= number < end for first, end in ranges)
        ]

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
        if isinstance(kept, str) and (places := from_plain(parsed(kept))):
            self.arrange(places)
        self.horizontalHeader().sectionMoved.connect(self._remember)

    def places(self) -> list[ColumnPlace]:
        """The columns from left to right as the person wants them; those that only give way count as shown."""
        head, columns = self.horizontalHeader(), self.rows_model.columns
        order = sorted(range(len(columns)), key=head.visualIndex)
        return [
            ColumnPlace(
                columns[number].key,
                self._widths.get(columns[number].key, 0),
                not self.isColumnHidden(number) or number in self._given_way,
            )
            for number in order
        ]

    def arrange(self, places: Sequence[ColumnPlace]) -> None:
        """Show the columns so; columns that are not named keep their own way, after the others."""
        columns, head = self.rows_model.columns, self.horizontalHeader()
        numbers = {column.key: number for number, column in enumerate(columns)}
        own = [ColumnPlace(column.key, 0, not column.hidden) for column in columns]
        self._arranging = True
        self._given_way = []
        self._widths = {}
        for place, one in enumerate(completed(places, own)):
            number = numbers[one.key]
            head.moveSection(head.visualIndex(number), place)
            self.setColumnHidden(number, not one.shown)
            if one.width:
                self._widths[one.key] = one.width
        for number in range(len(columns)):
            self.setColumnWidth(number, self._own_width(number))
        self._arranging = False
        self._make_room()
        self._fit()
        self._remember()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Other columns, for rows yet to be shown; those known before stay as they were arranged."""
        kept = self.places()
        self._given_way, self._less_needed = [], ()
        self.rows_model.set_columns(columns)
        self._stretches = [number for number, column in enumerate(columns) if column.stretch]
        self.arrange(kept)

    def give_way(self, *keys: str) -> None:
        """Hide these columns, in this order, while the table is too narrow for all of them."""
        places = {column.key: number for number, column in enumerate(self.rows_model.columns)}
        self._less_needed = tuple(places[key] for key in keys if key in places)
        self._make_room()
        self._fit()

    def column_menu(self, parent: QWidget) -> QMenu:
        """The menu that chooses columns."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, column in enumerate(self.rows_model.columns):
            action = menu.addAction(column.heading().replace("&", "&&"))
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
        if key == Qt.Key.Key_Space and self.selectionMode() == QAbstractItemView.SelectionMode.ExtendedSelection:
            self._toggle()
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
        self._make_room()
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

    def _toggle(self) -> None:
        """Take the current row into the selection, or out of it."""
        index = self.currentIndex()
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(index, flags.Toggle | flags.Rows)

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
        self._arranging = True
        for number in range(len(self.rows_model.columns)):
            self.setColumnWidth(number, self._own_width(number))
        self._arranging = False
        self._fit()

    def _own_width(self, number: int) -> int:
        """As the person chose it, else what the column needs."""
        chosen = self._widths.get(self.rows_model.columns[number].key)
        return dp(chosen) if chosen else self._least(number)

    def _least(self, number: int) -> int:
        """The column's own width, and never less than its title needs, which in English may be more."""
        column = self.rows_model.columns[number]
        edges = dp(metrics.PAGE if number in (0, len(self.rows_model.columns) - 1) else metrics.GAP) + dp(metrics.GAP)
        title = (
            paint.width_of(metrics.font("caption"), column.heading())
            if self.horizontalHeader().isVisibleTo(self)
            else 0
        )
        # The heading keeps a little more from its edges than a cell does.
        return max(dp(column.width), int(title) + edges + dp(8))

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

    def _make_room(self) -> None:
        """Hide what is less needed where the rows would be cut off; show it again where there is room."""
        # Who chose the columns is not asked: what was hidden by hand is not among those that gave way.
        self._arranging = True
        for number in self._given_way:
            self.setColumnHidden(number, False)
        self._given_way = []
        for number in self._less_needed:
            if self._needed() <= self.viewport().width():
                break
            if not self.isColumnHidden(number):
                self._given_way.append(number)
                self.setColumnHidden(number, True)
        self._arranging = False

    def _needed(self) -> int:
        """What the columns in view need at least."""
        return sum(
            self._least(number) if column.stretch else self.columnWidth(number)
            for number, column in enumerate(self.rows_model.columns)
            if not self.isColumnHidden(number)
        )

    def _fit(self) -> None:
        """Give the stretching columns what is left, but never less than their own width."""
        shown = [number for number in self._stretches if not self.isColumnHidden(number)]
        if not shown:
            return
        others = sum(self.columnWidth(number) for number in range(len(self.rows_model.columns)) if number not in shown)
        room = self.viewport().width() - others
        # Who needs most is served first: what one cannot give up, the others do.
        for done, number in enumerate(sorted(shown, key=self._least, reverse=True)):
            width = max(room // (len(shown) - done), self._least(number))
            self.setColumnWidth(number, width)
            room -= width

    def _resized(self, section: int, _old: int, new: int) -> None:
        if section in self._stretches or self._arranging:
            return
        if new > 0:
            self._widths[self.rows_model.columns[section].key] = round(new / metrics.scale())
            self._remember()
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
        self._arranging = True
        if number in self._given_way:
            self._given_way.remove(number)
        self.setColumnHidden(number, not shown)
        self._arranging = False
        self._fit()
        self._remember()

    def _remember(self) -> None:
        if self._settings is not None and not self._arranging:
            settings, key = self._settings
            settings.setValue(key, json.dumps(as_plain(self.places())))

"""Choosing the columns of a list: which, in what order, how wide; by mouse or keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.ui.table_layout import LEAST_WIDTH, MOST_WIDTH, ColumnPlace
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import KeyCap, PushButton, Text
from officer_app.ui.widgets.placing import open_inside

_STEP: Final = 8  # design size by which a key makes a column wider
_KEY: Final = int(Qt.ItemDataRole.UserRole)


class _Places(QListWidget):
    """Space shows or hides, Alt with the arrows moves, + and - make wider and narrower."""

    moved = Signal(int)
    wider = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.text() in ("+", "=", "-"):
            self.wider.emit(-_STEP if event.text() == "-" else _STEP)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.window().close()
        else:
            super().keyPressEvent(event)


class ColumnChooser(QFrame):
    """A sheet below `below`; every change is passed on at once. `titles` names the columns, `own` is how they begin."""

    arranged = Signal(object)  # list[ColumnPlace]

    def __init__(
        self,
        below: QWidget,
        places: Sequence[ColumnPlace],
        titles: dict[str, str],
        own: Callable[[str], int],
        begun: Sequence[ColumnPlace],
    ) -> None:
        super().__init__(below, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("sheet")
        self._below, self._places, self._titles, self._own, self._begun = below, list(places), titles, own, begun
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(12), dp(12), dp(12), dp(12))
        column.setSpacing(dp(8))
        column.addWidget(Text(_("Columns"), "section"))
        self.list = _Places()
        self.list.setAccessibleName(_("Columns"))
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setMinimumSize(dp(320), dp(400))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.moved.connect(self.move_current)
        self.list.wider.connect(self.widen_current)
        self.list.itemChanged.connect(lambda _item: self._ticked())
        self.list.model().rowsMoved.connect(lambda *_moved: self._dragged())
        column.addWidget(self.list)
        hints = QHBoxLayout()
        hints.setSpacing(dp(12))
        for keys in ((("Space",), _("show or hide")), (("Alt ↑", "Alt ↓"), _("move")), (("+", "-"), _("width"))):
            hints.addLayout(self._hint(*keys))
        hints.addStretch(1)
        column.addLayout(hints)
        again = PushButton(_("As it was at first"), "rotate-ccw", kind="quiet", height=metrics.SMALL)
        again.clicked.connect(self.begin_anew)
        column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        self._fill(0)

    def open_below(self) -> None:
        """Show it, its right edge at that of the button."""
        self.adjustSize()
        corner = self._below.mapToGlobal(QPoint(self._below.width() - self.width(), self._below.height() + 2))
        open_inside(self, self._below.window(), corner)
        self.list.setFocus()

    def places(self) -> list[ColumnPlace]:
        """As it stands now."""
        return list(self._places)

    def move_current(self, step: int) -> None:
        """Move the current column; the first one stays the first."""
        row = self.list.currentRow()
        target = row + step
        if row > 0 and 0 < target < len(self._places):
            self._places[row], self._places[target] = self._places[target], self._places[row]
            self._fill(target)
            self.arranged.emit(self.places())

    def widen_current(self, by: int) -> None:
        """Make the current column wider or narrower."""
        row = self.list.currentRow()
        if row >= 0:
            place = self._places[row]
            width = (place.width or self._own(place.key)) + by
            self._places[row] = replace(place, width=max(LEAST_WIDTH, min(MOST_WIDTH, width)))
            self.arranged.emit(self.places())

    def begin_anew(self) -> None:
        """As the program shows the columns to begin with."""
        self._places = list(self._begun)
        self._fill(0)
        self.arranged.emit(self.places())

    def _fill(self, current: int) -> None:
        self.list.blockSignals(True)
        self.list.model().blockSignals(True)
        self.list.clear()
        for row, place in enumerate(self._places):
            item = QListWidgetItem(self._titles.get(place.key, place.key))
            item.setData(_KEY, place.key)
            item.setCheckState(Qt.CheckState.Checked if place.shown else Qt.CheckState.Unchecked)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if row:
                flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled
            item.setFlags(flags)
            self.list.addItem(item)
        self.list.model().blockSignals(False)
        self.list.blockSignals(False)
        self.list.model().layoutChanged.emit()
        self.list.setCurrentRow(current)

    def _ticked(self) -> None:
        for row, place in enumerate(self._places):
            item = self.list.item(row)
            if item is not None and item.data(_KEY) == place.key:
                self._places[row] = replace(place, shown=item.checkState() == Qt.CheckState.Checked)
        self.arranged.emit(self.places())

    def _dragged(self) -> None:
        by_key = {place.key: place for place in self._places}
        order = [self.list.item(row).data(_KEY) for row in range(self.list.count())]
        first = self._places[0].key
        self._places = [by_key[first], *(by_key[key] for key in order if key != first)]
        self.arranged.emit(self.places())

    @staticmethod
    def _hint(keys: Sequence[str], words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(dp(6))
        for key in keys:
            row.addWidget(KeyCap(key))
        row.addWidget(Text(words, "caption", "text2"))
        return row

"""The cards of a column of the board: their height follows their title; they can be dragged to another column."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QPainter, QPixmap, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from officer_app.demands.board import Sign
from officer_app.demands.service import OPEN_STATES, PAUSED_STATES, DemandRow
from officer_app.ui.demands.standing import one_line, signs, standing
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import ICON_CAPTION, dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.avatar import paint_avatar
from officer_app.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
DEMAND_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
DEMAND_MIME: Final = "application/x-demand"
_LINES: Final = 2
_SPLIT: Final = 30  # a bar has at most so many pieces
_NARROW: Final = 15  # from so many on the gaps between them are thin


class _Cards(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[DemandRow, ...] = ()
        self.signs: Mapping[int, Sequence[Sign]] = {}
        self.today = date.min

    def show(self, rows: Sequence[DemandRow], signs_of: Mapping[int, Sequence[Sign]], today: date) -> None:
        self.beginResetModel()
        self.rows, self.signs, self.today = tuple(rows), signs_of, today
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt calls it
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == DEMAND_ROLE:
            return row
        unusual = [words for _icon, _tone, words in signs(self.signs.get(row.id, ()))]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            said = [standing(row, self.today)[1], *unusual]
            return " ".join([one_line(row.text), row.enterprise, *said])
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [
                row.number,
                row.text,
                row.enterprise,
                *unusual,
            ]
            return plain_tip("\n".join(lines))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class _CardDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else dp(220)
        row = index.data(DEMAND_ROLE)
        lines = len(_title_lines(row.text, width - dp(26)))
        tall = dp(10) + lines * dp(20) + dp(22) + (dp(10) if row.state in OPEN_STATES else dp(2)) + dp(24) + dp(8)
        return QSize(width, tall + dp(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, t = index.data(DEMAND_ROLE), tokens()
        model = index.model()
        today = model.today if isinstance(model, _Cards) else date.min
        whole = QRectF(option.rect)
        view = option.widget
        state = option.state
        card = whole.adjusted(0.5, 0, -0.5, -dp(8))
        painter.save()
        focused = isinstance(view, QWidget) and view.hasFocus()
        if state & QStyle.StateFlag.State_Selected:
            paint.box(painter, card, t.raised, t.accent if focused else t.edge, width=2.0)
        else:
            paint.box(painter, card, t.raised, t.line)
        inner = card.adjusted(dp(12), dp(9), -dp(12), -dp(8))
        y = inner.top()
        face = metrics.font("body", 500)
        for line in _title_lines(row.text, int(inner.width())):
            paint.text(painter, face, t.text, QRectF(inner.left(), y, inner.width() + 1, dp(20)), line)
            y += dp(20)
        found = model.signs.get(row.id, ()) if isinstance(model, _Cards) else ()
        right = self._signs(painter, found, inner.right(), y + dp(10))
        place = QRectF(inner.left(), y, right - inner.left(), dp(20))
        paint.text(painter, metrics.font("caption"), t.text2, place, row.enterprise)
        y += dp(22)
        icon, words, tone = standing(row, today)
        if row.state in OPEN_STATES:
            self._bar(painter, row, QRectF(inner.left(), y + dp(2), inner.width(), dp(3)), tone)
            y += dp(10)
        else:
            y += dp(2)
        self._foot(painter, row, QRectF(inner.left(), y, inner.width(), dp(22)), (icon, words, tone))
        painter.restore()

    @staticmethod
    def _signs(painter: QPainter, found: Sequence[Sign], right: float, middle: float) -> float:
        """What is out of the unusual, as icons at the right end; returns where they begin."""
        for icon, tone, _words in signs(found):
            right -= dp(ICON_CAPTION)
            paint_icon(painter, icon, tokens().named(tone), right, middle, ICON_CAPTION)
            right -= dp(4)
        return right

    def _bar(self, painter: QPainter, row: DemandRow, rect: QRectF, tone: str) -> None:
        """One piece per working day of the limit; grey while the clock stands."""
        t, limit = tokens(), max(1, row.limit_days)
        pieces = min(limit, _SPLIT)
        used = limit - (row.days_left or 0)
        full = max(0, min(pieces, round(used * pieces / limit)))
        ink = t.edge if row.state in PAUSED_STATES else t.accent if tone == "text2" else t.named(tone)
        gap = dp(2) if pieces < _NARROW else 1
        width = (rect.width() - gap * (pieces - 1)) / pieces
        for piece in range(pieces):
            x = rect.left() + piece * (width + gap)
            place = QRectF(x, rect.top(), width, rect.height())
            paint.box(painter, place, ink if piece < full else t.rest, None, 1)

    def _foot(self, painter: QPainter, row: DemandRow, rect: QRectF, said: tuple[str, str, str]) -> None:
        t, small, (icon, words, tone) = tokens(), metrics.font("caption"), said
        right = rect.right()
        paint_icon(painter, icon, t.named(tone), rect.left(), rect.center().y(), ICON_CAPTION)
        left = rect.left() + dp(ICON_CAPTION + 5)
        wide = paint.width_of(small, words)
        # The words go before the face: who handles it stands in the panel, too.
        if row.handler and left + wide <= right - dp(26):
            paint_avatar(painter, row.handler, right - dp(20), rect.center().y(), 20, quiet=True)
            right -= dp(26)
        paint.text(painter, small, t.named(tone), QRectF(left, rect.top(), right - left, rect.height()), words)
        # The limit is never shortened for the category.
        width = paint.width_of(small, row.category.label)
        if left + wide + dp(8) + width <= right:
            place = QRectF(right - width, rect.top(), width + 1, rect.height())
            paint.text(painter, small, t.text2, place, row.category.label)


def _title_lines(text: str, width: int) -> list[str]:
    """The title over at most two lines, broken as the script wants."""
    words = one_line(text)
    layout = QTextLayout(words, metrics.font("body", 500))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 40))
        line.setPosition(QPointF(0, 0))
        start = line.textStart()
        if len(lines) == _LINES - 1:
            lines.append(words[start:])
            break
        lines.append(words[start : start + line.textLength()])
    layout.endLayout()
    return lines or [""]


class CardList(QListView):
    """The cards of a column. Left and right are the board's; Enter opens a card; letters are keys of the page."""

    opened = Signal(object)
    sideways = Signal(int, bool)  # step, with Shift
    focused = Signal()
    lettered = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._cards = _Cards()
        self._cards.setParent(self)
        self.setModel(self._cards)
        self.setItemDelegate(_CardDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "side")
        self.viewport().setAutoFillBackground(False)
        # The column takes what is dropped, wherever in it.
        self.setDragEnabled(True)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.clicked.connect(lambda index: self.opened.emit(index.data(DEMAND_ROLE)))

    def show_rows(self, rows: Sequence[DemandRow], signs_of: Mapping[int, Sequence[Sign]], today: date) -> None:
        """Show these cards; the current one stays as far as it can."""
        kept = self.current()
        self._cards.show(rows, signs_of, today)
        if kept is not None:
            self.choose(kept.id)

    def current(self) -> DemandRow | None:
        """The current card."""
        row = self.currentIndex().row()
        return self._cards.rows[row] if 0 <= row < len(self._cards.rows) else None

    def choose(self, demand_id: int) -> bool:
        """Make a card current; False if it is not here."""
        for number, row in enumerate(self._cards.rows):
            if row.id == demand_id:
                self.setCurrentIndex(self._cards.index(number))
                return True
        return False

    def leave(self) -> None:
        """No card is current."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def enter(self) -> None:
        """Take the keyboard, with a card current."""
        if not self.currentIndex().isValid() and self._cards.rows:
            self.setCurrentIndex(self._cards.index(0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.sideways.emit(1 if key == Qt.Key.Key_Right else -1, shift)
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            if (row := self.current()) is not None:
                self.opened.emit(row)
        elif event.text() and event.text().isprintable():
            # No search through the cards.
            if event.text().isalpha() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
                self.lettered.emit(event.text().upper())
            else:
                event.ignore()
        else:
            super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Carry the current card; where it is let go says what is to be done with it."""
        if (row := self.current()) is None:
            return
        drag = QDrag(self)
        drag.setMimeData(mime_of(row.id))
        place = self.visualRect(self.currentIndex())
        shot = QPixmap(self.viewport().grab(place))
        drag.setPixmap(shot)
        drag.setHotSpot(self.viewport().mapFromGlobal(self.cursor().pos()) - place.topLeft())
        drag.exec(Qt.DropAction.MoveAction)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._cards.rows:
            self.setCurrentIndex(self._cards.index(0))
        self.focused.emit()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def mime_of(demand_id: int) -> QMimeData:
    """What a dragged card carries."""
    data = QMimeData()
    data.setData(DEMAND_MIME, str(demand_id).encode())
    return data


def demand_in(data: QMimeData) -> int | None:
    """The demand that is being dragged, if it is one."""
    carried = bytes(data.data(DEMAND_MIME).data()).decode() if data.hasFormat(DEMAND_MIME) else ""
    return int(carried) if carried.isdecimal() else None

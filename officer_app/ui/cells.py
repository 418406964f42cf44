"""What a table's cell shows, and the one delegate that paints every table."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import GAP, ICON, dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.key_cap import key_width, paint_key
from officer_app.ui.widgets.pill import PillSpec, paint_pill, pill_width
from officer_app.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_BAR_NUMBER: Final = 40
_BAR_LEAST: Final = 60
_BAR_PILL: Final = 96
SPACE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A small bar after a cell's number: its share of the room (0 to 1), its colour, and a line at another share."""

    share: float
    token: str
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: icon or dot, text, then a pill; `tail` is a quieter text after it. `small` is for
    codes and names of kinds. With a `bar` the text is a number, right-aligned before it.

    `keys` are (key, words) shown at the right end while the row is current.
    """

    text: str = ""
    tone: Tone = "text"
    weight: int = 400
    icon: str | None = None
    icon_tone: Tone = "text2"
    dot: Tone | None = None
    pill: PillSpec | None = None
    tail: str = ""
    small: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    tooltip: str = ""
    bar: Bar | None = None
    prose: bool = False  # too long, it loses its end and not its middle

    def spoken(self) -> str:
        """The cell in words."""
        return " ".join(part for part in (self.text, self.tail, self.pill.words if self.pill else "") if part)


@dataclass(frozen=True, slots=True)
class Group:
    """A row that heads the rows below it."""

    title: str
    count: int | None = None
    tone: Tone = "text"
    icon: str | None = None
    note: str = ""


class CellDelegate(QStyledItemDelegate):
    """Hairline, accent bar, elision in the middle with the whole in the tooltip."""

    def __init__(self, parent: QWidget, *, inset: int = 0) -> None:
        super().__init__(parent)
        self._inset = inset
        self.restyle()

    def restyle(self) -> None:
        """Take the fonts of the present text size."""
        self._fonts: dict[int, QFont] = {w: metrics.font("body", w) for w in (400, 500, 600)}
        self._small = metrics.font("caption")

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return QSize(dp(80), dp(metrics.ROW))
        return QSize(int(self._wanted(cell)) + dp(18), dp(metrics.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell, t = index.data(CELL_ROLE), tokens()
        rect = QRectF(option.rect)
        painter.save()
        if isinstance(cell, Group):
            self._paint_group(painter, rect, cell)
            painter.restore()
            return
        state = option.state
        view = option.widget
        first, last = self._edges(view, index)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(t.sel))
            if first:
                focused = isinstance(view, QWidget) and view.hasFocus()
                painter.fillRect(
                    QRectF(rect.left(), rect.top(), 3, rect.height()), colour(t.accent if focused else t.edge)
                )
        elif isinstance(view, QAbstractItemView) and index.row() == view.property("hovered"):
            painter.fillRect(rect, colour(t.hover))
        left = self._inset if first else 0
        right = self._inset if last else 0
        painter.fillRect(QRectF(rect.left() + left, rect.bottom() - 1, rect.width() - left - right, 1), colour(t.line2))
        if isinstance(cell, Cell):
            inner = self._inner(rect, first, last)
            current = isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row()
            self._paint_cell(painter, inner, cell, index, current)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            first, last = self._edges(view, index)
            rect = QRectF(option.rect)
            clipped = self._wanted(cell) > self._inner(rect, first, last).width()
            words = cell.tooltip or (cell.spoken() if clipped else "")
            if words:
                # A tag-free tooltip: Qt would take markup in user text for HTML.
                QToolTip.showText(event.globalPos(), plain_tip(words), view)
                return True
        QToolTip.hideText()
        return True

    def _font(self, cell: Cell) -> QFont:
        return self._small if cell.small else self._fonts[cell.weight]

    def _edges(self, view: object, index: Index) -> tuple[bool, bool]:
        header = getattr(view, "horizontalHeader", None)
        if header is None:
            return True, True
        head = header()
        place = head.visualIndex(index.column())
        # Hidden columns keep their place, so the last one in view is not the one counted last.
        after = range(place + 1, head.count())
        return place == 0, all(head.isSectionHidden(head.logicalIndex(later)) for later in after)

    def _inner(self, rect: QRectF, first: bool, last: bool) -> QRectF:
        side = dp(metrics.PAGE)
        return rect.adjusted(side if first else dp(GAP), 0, -(side if last else dp(GAP)), -1)

    def _wanted(self, cell: Cell) -> float:
        width = paint.width_of(self._font(cell), cell.text) if cell.text else 0.0
        width += dp(ICON) + dp(GAP) if cell.icon else 0
        width += dp(7) + dp(7) if cell.dot else 0
        width += paint.width_of(self._small, cell.tail) + dp(GAP) if cell.tail else 0
        width += pill_width(cell.pill) + (dp(GAP) if cell.text else 0) if cell.pill else 0
        return width + (_BAR_NUMBER + _BAR_LEAST if cell.bar else 0)

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell, index: Index, current: bool) -> None:
        t, middle = tokens(), rect.center().y()
        if current and cell.keys:
            rect = rect.adjusted(0, 0, -self._paint_keys(painter, rect, cell), 0)
        x = rect.left()
        if cell.icon:
            paint_icon(painter, cell.icon, t.named(cell.icon_tone), x, middle)
            x += dp(ICON) + dp(GAP) - 2
        if cell.dot:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(t.named(cell.dot)))
            painter.drawEllipse(QRectF(x, middle - dp(7) / 2, dp(7), dp(7)))
            x += dp(14)
        pill = pill_width(cell.pill) if cell.pill else 0
        if cell.bar:
            self._paint_bar(painter, QRectF(x, rect.top(), rect.width(), rect.height()), cell, cell.bar)
            return
        room = rect.right() - x
        font = self._font(cell)
        if cell.text:
            width = paint.width_of(font, cell.text)
            align = index.data(int(Qt.ItemDataRole.TextAlignmentRole))
            text_room = max(0.0, room - (pill + dp(GAP) if pill else 0))
            to_right = align is not None and bool(Qt.AlignmentFlag(align) & Qt.AlignmentFlag.AlignRight)
            start = max(x, rect.right() - width) if to_right else x
            shown = min(width, text_room)
            line = QRectF(start, rect.top(), shown + 1, rect.height())
            modes = Qt.TextElideMode
            where = modes.ElideRight if cell.prose else modes.ElideMiddle
            paint.text(painter, font, t.named(cell.tone), line, cell.text, where=where)
            x = start + shown + dp(GAP)
        if cell.tail and rect.right() - x > dp(24):
            line = QRectF(x, rect.top(), rect.right() - x, rect.height())
            paint.text(painter, self._small, t.text2, line, cell.tail)
            x += paint.width_of(self._small, cell.tail) + dp(GAP)
        if cell.pill:
            paint_pill(painter, cell.pill, x, middle, max(0.0, rect.right() - x))

    def _paint_bar(self, painter: QPainter, rect: QRectF, cell: Cell, bar: Bar) -> None:
        """Number, bar, then the pill in a place of its own, so that all bars of a column share one scale."""
        t, middle = tokens(), rect.center().y()
        number = QRectF(rect.left(), rect.top(), dp(_BAR_NUMBER), rect.height())
        paint.text(painter, self._font(cell), t.named(cell.tone), number, cell.text, Qt.AlignmentFlag.AlignRight)
        left = number.right() + dp(GAP)
        room = max(0.0, rect.right() - left - dp(_BAR_PILL))
        paint.box(painter, QRectF(left, middle - dp(4), room, dp(8)), t.neutralsoft, None, 2)
        if bar.share > 0:
            paint.box(
                painter, QRectF(left, middle - dp(4), max(2.0, room * bar.share), dp(8)), t.named(bar.token), None, 2
            )
        if bar.mark is not None:
            painter.fillRect(QRectF(left + room * min(1.0, bar.mark), middle - dp(7), 1, dp(14)), colour(t.text2))
        if cell.pill:
            paint_pill(painter, cell.pill, rect.right() - dp(_BAR_PILL) + dp(GAP), middle, dp(_BAR_PILL) - dp(GAP))

    def _paint_keys(self, painter: QPainter, rect: QRectF, cell: Cell) -> float:
        t, used = tokens(), 0.0
        for keys, words in reversed(cell.keys):
            width = paint.width_of(self._small, words)
            x = rect.right() - used - width
            line = QRectF(x, rect.top(), width + 1, rect.height())
            paint.text(painter, self._small, t.accent, line, words, elide=False)
            x -= key_width(keys) + dp(5)
            paint_key(painter, keys, x, rect.center().y())
            used = rect.right() - x + dp(12)
        return used

    def _paint_group(self, painter: QPainter, rect: QRectF, group: Group) -> None:
        t = tokens()
        side = dp(metrics.PAGE)
        line = QRectF(rect.left() + side, rect.bottom() - dp(36), rect.width() - 2 * side, dp(35))
        x = line.left()
        if group.icon:
            paint_icon(painter, group.icon, t.named(group.tone), x, line.center().y())
            x += dp(ICON) + dp(GAP)
        font = self._fonts[600]
        width = paint.width_of(font, group.title)
        paint.text(painter, font, t.named(group.tone), QRectF(x, line.top(), width + 1, line.height()), group.title)
        x += width + dp(GAP)
        if group.count is not None:
            count = QRectF(x, line.top(), dp(60), line.height())
            paint.text(painter, self._small, t.text2, count, str(group.count))
        right = Qt.AlignmentFlag.AlignRight
        paint.text(painter, self._small, t.text2, line, group.note, right)
        painter.fillRect(QRectF(line.left(), rect.bottom() - 1, line.width(), 1), colour(t.line))

"""One column of the board: a heading, and cards whose height follows their title."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from officer_app.demands.board import days_waiting
from officer_app.demands.service import OPEN_STATES, DemandRow, DemandState
from officer_app.i18n import _, ngettext
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import ICON_CAPTION, dp
from officer_app.ui.widgets import Icon, Text, paint
from officer_app.ui.widgets.avatar import paint_avatar
from officer_app.ui.wording import limit_pill

Index = QModelIndex | QPersistentModelIndex
DEMAND_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
STATE_ICONS: Final = {
    DemandState.COLLECTED: "inbox",
    DemandState.ASSIGNED: "send",
    DemandState.IN_PROGRESS: "loader",
    DemandState.ANSWERED: "reply",
    DemandState.RATED: "star",
    DemandState.CLOSED: "circle-check",
}
_LINES: Final = 2
_SPLIT: Final = 12  # a bar has at most so many pieces


def standing(row: DemandRow, today: date) -> tuple[str, str, str]:
    """Icon, words and tone that say how a demand stands."""
    if row.state is DemandState.ANSWERED:
        n = days_waiting(row, today)
        return "clock", ngettext("unrated·day {n}", "unrated·day {n}", n).format(n=n), "text2"
    if row.state is DemandState.RATED and row.rating is not None:
        return "check", _("{rating}·can be closed").format(rating=row.rating.label), "ok"
    if row.days_left is None:
        return "circle-check", row.state.label, "ok"
    pill = limit_pill(row.days_left, late=row.due_on < today)
    words = _("{limit} (provisional)").format(limit=pill.words) if row.due_provisional else pill.words
    return pill.icon or "clock", words, pill.tone if pill.tone in ("danger", "warn") else "text2"


class _Cards(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[DemandRow, ...] = ()
        self.today = date.min

    def show(self, rows: Sequence[DemandRow], today: date) -> None:
        self.beginResetModel()
        self.rows, self.today = tuple(rows), today
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt calls it
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == DEMAND_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.text} {row.enterprise} {standing(row, self.today)[1]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.number}\n{row.text}\n{row.enterprise}".replace("<", "‹").replace(">", "›")
        return None


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
        place = QRectF(inner.left(), y, inner.width(), dp(20))
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

    def _bar(self, painter: QPainter, row: DemandRow, rect: QRectF, tone: str) -> None:
        t, limit = tokens(), max(1, row.limit_days)
        pieces = min(limit, _SPLIT)
        used = limit - (row.days_left or 0)
        full = max(0, min(pieces, round(used * pieces / limit)))
        ink = t.accent if tone == "text2" else t.named(tone)
        gap = dp(2)
        width = (rect.width() - gap * (pieces - 1)) / pieces
        for piece in range(pieces):
            x = rect.left() + piece * (width + gap)
            place = QRectF(x, rect.top(), width, rect.height())
            paint.box(painter, place, ink if piece < full else t.rest, None, 1)

    def _foot(self, painter: QPainter, row: DemandRow, rect: QRectF, said: tuple[str, str, str]) -> None:
        t, small, (icon, words, tone) = tokens(), metrics.font("caption"), said
        right = rect.right()
        if row.handler:
            paint_avatar(painter, row.handler, right - dp(20), rect.center().y(), 20, quiet=True)
            right -= dp(26)
        paint_icon(painter, icon, t.named(tone), rect.left(), rect.center().y(), ICON_CAPTION)
        left = rect.left() + dp(ICON_CAPTION + 5)
        wide = paint.width_of(small, words)
        paint.text(painter, small, t.named(tone), QRectF(left, rect.top(), right - left, rect.height()), words)
        # The limit is never shortened for the category.
        width = paint.width_of(small, row.category.label)
        if left + wide + dp(8) + width <= right:
            place = QRectF(right - width, rect.top(), width + 1, rect.height())
            paint.text(painter, small, t.text2, place, row.category.label)


def _title_lines(text: str, width: int) -> list[str]:
    """The title over at most two lines, broken as the script wants."""
    words = " ".join(text.split())
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
    """The cards of a column. Left and right are the board's; Enter opens a card."""

    opened = Signal(object)
    sideways = Signal(int, bool)  # step, with Shift
    focused = Signal()

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
        self.clicked.connect(lambda index: self.opened.emit(index.data(DEMAND_ROLE)))

    def show_rows(self, rows: Sequence[DemandRow], today: date) -> None:
        """Show these cards; the current one stays as far as it can."""
        kept = self.current()
        self._cards.show(rows, today)
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
            event.ignore()  # letters are keys of the page, not a search
        else:
            super().keyPressEvent(event)

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


class BoardColumn(QWidget):
    """Heading and cards of one state."""

    def __init__(self, state: DemandState) -> None:
        super().__init__()
        self.state = state
        self.setMinimumWidth(dp(184))
        self._count = Text("0", "body", "text2")
        self._more = Text("", "caption", "text2", wrap=True)
        self._none = Text(_("Nothing here"), "caption", "text3")
        self.cards = CardList(state.label)
        heading = QHBoxLayout()
        heading.setContentsMargins(0, dp(10), 0, dp(6))
        heading.setSpacing(dp(8))
        heading.addWidget(Icon(STATE_ICONS[state], "text2"))
        heading.addWidget(Text(state.label, weight=600))
        heading.addWidget(self._count)
        heading.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(self._none)
        layout.addWidget(self.cards, 1)
        layout.addWidget(self._more)

    def show_rows(self, rows: Sequence[DemandRow], count: int, today: date) -> None:
        """Show the cards of this state; `count` may be more than are shown."""
        self._count.setText(str(count))
        self._none.setVisible(not rows)
        rest = count - len(rows)
        self._more.setVisible(rest > 0)
        self._more.setText(ngettext("{n} more in the list", "{n} more in the list", rest).format(n=rest))
        self.cards.show_rows(rows, today)


class ClosedStrip(QFrame):
    """What is done, folded: how many were closed this month."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(dp(40))
        self._count = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """So many were closed this month."""
        self._count = count
        self.setAccessibleName(ngettext("{n} closed this month", "{n} closed this month", count).format(n=count))
        self.setToolTip(self.accessibleName())
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        rect = QRectF(self.rect())
        paint.box(painter, rect, t.neutralsoft)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        paint_icon(painter, "circle-check", t.text2, (rect.width() - dp(16)) / 2, dp(20))
        centre = Qt.AlignmentFlag.AlignHCenter
        face = metrics.font("body", 600)
        word, y = DemandState.CLOSED.label, float(dp(38))
        if all(ord(character) > 0x2E80 for character in word):
            for character in word:
                paint.text(painter, face, t.text, QRectF(0, y, rect.width(), dp(20)), character, centre, elide=False)
                y += dp(19)
        painter.setPen(colour(t.text2))
        place = QRectF(0, y, rect.width(), dp(20))
        paint.text(painter, metrics.font("caption"), t.text2, place, str(self._count), centre, elide=False)

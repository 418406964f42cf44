"""Painted cards on the panel: the day's entries, and those without a date, which can be carried onto a day."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PillSpec, paint
from officer_app.ui.widgets.inputs import ENTER
from officer_app.ui.widgets.pill import paint_pill, pill_width

_CARD = 54
_GAP = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what stands at its left (a time), a title, a caption, and at the right an icon or a pill."""

    title: str
    caption: str = ""
    lead: str = ""
    icon: str = ""
    pill: PillSpec | None = None

    def spoken(self) -> str:
        """The card in words."""
        parts = (self.lead, self.title, self.caption, self.pill.words if self.pill else "")
        return _(", ").join(part for part in parts if part)


class CardList(QWidget):
    """Cards one walks with ↑↓ and opens with Enter; with `draggable` each can be carried away."""

    chosen = Signal(int)
    opened = Signal(int)
    letter = Signal(str)
    carried = Signal(int, QPoint)  # over a place of the screen
    dropped = Signal(int, QPoint)
    let_go = Signal()  # put back without being dropped

    def __init__(self, name: str, *, draggable: bool = False) -> None:
        super().__init__()
        self._name, self._draggable = name, draggable
        self._cards: tuple[Card, ...] = ()
        self._place = -1
        self._pressed: tuple[QPointF, int] | None = None
        self._carrying = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_cards(())

    def show_cards(self, cards: Sequence[Card], place: int | None = None) -> None:
        """Show these; `place` says which one is chosen, else the place stays."""
        self._cards = tuple(cards)
        wanted = self._place if place is None else place
        self._place = min(wanted, len(cards) - 1)
        if self._draggable and cards:
            self._place = max(self._place, 0)
        self.setVisible(bool(cards))
        self._say()
        self.updateGeometry()
        self.update()

    def place(self) -> int:
        """Which card is chosen; -1 for none."""
        return self._place

    def card_rect(self, place: int) -> QRectF:
        """Where a card is drawn."""
        return QRectF(0, place * dp(_CARD + _GAP), self.width(), dp(_CARD))

    def sizeHint(self) -> QSize:
        return QSize(dp(240), max(0, len(self._cards) * dp(_CARD + _GAP) - dp(_GAP)))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(180), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        for place, card in enumerate(self._cards):
            rect = self.card_rect(place)
            here = place == self._place
            paint.box(painter, rect, t.sel if here else t.raised, t.line)
            if here and self.hasFocus():
                paint.focus_ring(painter, rect, t.accent)
            if here and self._carrying:
                painter.setOpacity(0.5)
            self._paint(painter, rect, card)
            painter.setOpacity(1.0)

    def _paint(self, painter: QPainter, rect: QRectF, card: Card) -> None:
        t = tokens()
        x, middle = rect.left() + dp(10), rect.center().y()
        if self._draggable:
            paint_icon(painter, "grip-vertical", t.text3, x, middle, metrics.ICON_CAPTION)
            x += dp(metrics.ICON_CAPTION + 10)
        elif card.lead or any(other.lead for other in self._cards):
            lead = QRectF(x, rect.top(), dp(44), rect.height())
            paint.text(painter, metrics.font("body", 500), t.text, lead, card.lead, elide=False)
            x += dp(52)
        right = rect.right() - dp(10)
        if card.pill is not None:
            width = pill_width(card.pill)
            paint_pill(painter, card.pill, right - width, middle)
            right -= width + dp(8)
        elif card.icon:
            paint_icon(painter, card.icon, t.text2, right - dp(metrics.ICON), middle)
            right -= dp(metrics.ICON + 8)
        title = QRectF(x, rect.top() + dp(7), right - x, dp(20))
        paint.text(painter, metrics.font("body", 500), t.text, title, card.title)
        caption = QRectF(x, rect.top() + dp(27), right - x, dp(19))
        end = Qt.TextElideMode.ElideRight
        paint.text(painter, metrics.font("caption"), t.text2, caption, card.caption, where=end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000}
        if key in steps and plain and self._cards:
            self._stand(min(max(self._place + steps[key], 0), len(self._cards) - 1))
        elif key in ENTER and plain and self._place >= 0:
            self.opened.emit(self._place)
        elif key == Qt.Key.Key_Delete and plain:
            self.letter.emit("Delete")
        elif Qt.Key.Key_A <= key <= Qt.Key.Key_Z and plain:
            self.letter.emit(chr(key))
        elif key == Qt.Key.Key_Escape and self._carrying:
            self._end_carrying()
            self.let_go.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._stand(place)
            self._pressed = event.position(), place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not self._draggable:
            return
        began, place = self._pressed
        far = (event.position() - began).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._carrying:
            self._carrying = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._carrying:
            self.carried.emit(place, event.globalPosition().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, carrying = self._pressed, self._carrying
        self._end_carrying()
        if carrying and pressed is not None:
            self.dropped.emit(pressed[1], event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if (place := self._at(event.position())) >= 0:
            self.opened.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._place < 0 and self._cards:
            self._stand(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _at(self, where: QPointF) -> int:
        return next((n for n in range(len(self._cards)) if self.card_rect(n).contains(where)), -1)

    def _stand(self, place: int) -> None:
        self._place = place
        self._say()
        self.update()
        self.chosen.emit(place)

    def _end_carrying(self) -> None:
        self._pressed, self._carrying = None, False
        self.unsetCursor()
        self.update()

    def _say(self) -> None:
        here = self._cards[self._place] if 0 <= self._place < len(self._cards) else None
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(here.spoken() if here is not None else "")

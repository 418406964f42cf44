"""The columns of the board: heading, cards, and the strips that fold what needs no room."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from officer_app.demands.board import Sign
from officer_app.demands.service import DemandRow, DemandState
from officer_app.i18n import _, ngettext
from officer_app.ui.demands.cards import CardList, demand_in
from officer_app.ui.demands.standing import STATE_ICONS
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, PushButton, Text, paint
from officer_app.ui.widgets.tips import plain_tip

_IDEOGRAPHS = 0x2E80  # from here on a word is written downwards


class DropPlace(QFrame):
    """Takes cards that are dragged onto it; `dropped` tells which demand."""

    dropped = Signal(int)

    def __init__(self, states: Sequence[DemandState]) -> None:
        super().__init__()
        self.states = tuple(states)
        self._aimed = False
        self.setAcceptDrops(True)

    def aimed_at(self) -> bool:
        """Whether a card hovers over it."""
        return self._aimed

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if demand_in(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._aim(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if demand_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(False)
        if (demand_id := demand_in(event.mimeData())) is not None:
            event.acceptProposedAction()
            self.dropped.emit(demand_id)

    def _aim(self, on: bool) -> None:
        if on is not self._aimed:
            self._aimed = on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._aimed:
            painter, t = QPainter(self), tokens()
            paint.box(painter, QRectF(self.rect()), t.soft, t.accent, dashed=True)


class BoardColumn(DropPlace):
    """Heading and cards of the states that stand together under one word; `plus` is a button at its head."""

    def __init__(self, title: str, icon: str, states: Sequence[DemandState], plus: PushButton | None = None) -> None:
        super().__init__(states)
        self.title = title
        self.setMinimumWidth(dp(184))
        self._count = Text("0", "body", "text2")
        self._more = Text("", "caption", "text2", wrap=True)
        self._none = Text(_("Nothing here"), "caption", "text3")
        self.cards = CardList(title)
        heading = QHBoxLayout()
        heading.setContentsMargins(0, dp(8), 0, dp(4))
        heading.setSpacing(dp(8))
        heading.addStrut(dp(metrics.SMALL))
        heading.addWidget(Icon(icon, "text2"))
        heading.addWidget(Text(title, weight=600))
        heading.addWidget(self._count)
        heading.addStretch(1)
        if plus is not None:
            heading.addWidget(plus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(self._none)
        layout.addWidget(self.cards, 1)
        layout.addWidget(self._more)

    def show_rows(
        self, rows: Sequence[DemandRow], count: int, today: date, signs_of: Mapping[int, Sequence[Sign]]
    ) -> None:
        """Show the cards of this column; `count` may be more than are shown."""
        self._count.setText(f"{count:,}")
        self._none.setVisible(not rows)
        rest = count - len(rows)
        self._more.setVisible(rest > 0)
        self._more.setText(ngettext("{n} more in the table", "{n} more in the table", rest).format(n=f"{rest:,}"))
        self.cards.show_rows(rows, signs_of, today)


class FoldedStrip(DropPlace):
    """A column folded to its name and count; a click tells that its demands are wanted."""

    clicked = Signal()

    def __init__(self, title: str, states: Sequence[DemandState], icon: str = "") -> None:
        super().__init__(states)
        self.setFixedWidth(dp(40))
        self._title, self._icon, self._lines = title, icon or STATE_ICONS[states[0]], [""]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_count(self, said: str, *lines: str) -> None:
        """`said` is for tooltip and screen readers; the lines stand below the name."""
        self._lines = list(lines)
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
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
        paint.box(painter, rect, t.soft if self.aimed_at() else t.neutralsoft, t.accent if self.aimed_at() else None)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        paint_icon(painter, self._icon, t.text2, (rect.width() - dp(16)) / 2, dp(20))
        centre = Qt.AlignmentFlag.AlignHCenter
        face, y = metrics.font("body", 600), float(dp(38))
        if all(ord(character) > _IDEOGRAPHS for character in self._title):
            for character in self._title:
                place = QRectF(0, y, rect.width(), dp(20))
                paint.text(painter, face, t.text, place, character, centre, elide=False)
                y += dp(19)
        else:
            width = paint.width_of(face, self._title)
            painter.save()
            painter.translate(rect.width() / 2 + dp(10), y)
            painter.rotate(90)
            paint.text(painter, face, t.text, QRectF(0, 0, width + 1, dp(20)), self._title, elide=False)
            painter.restore()
            y += width + dp(8)
        painter.setPen(colour(t.text2))
        for line in self._lines:
            place = QRectF(0, y, rect.width(), dp(20))
            paint.text(painter, metrics.font("caption"), t.text2, place, line, centre, elide=False)
            y += dp(17)

"""People as tokens in one line that grows: typed names or suggestions, each removable with × or Backspace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLayout, QLayoutItem, QSizePolicy, QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import ICON_PILL, dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.inputs import ENTER
from officer_app.ui.widgets.search_box import Deliver, Fetch, SearchBox
from officer_app.ui.widgets.search_popup import Hit

_BETWEEN: Final = frozenset(",，、;；")  # what ends one name and begins the next


@dataclass(frozen=True, slots=True)
class Token:
    """One person or word; `value` is the caller's key, None for a name typed freely."""

    words: str
    caption: str = ""
    value: object = None
    fixed: bool = False


class Flow(QLayout):
    """Children from left to right, over as many lines as they need; with `fills` the last takes the rest of its line.

    Hidden ones take no room.
    """

    def __init__(self, parent: QWidget, margins: QMargins, gap: int, *, fills: bool = True) -> None:
        super().__init__(parent)
        self._fills = fills
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(margins)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the item at `place`."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return QSize(dp(240), self.heightForWidth(dp(10_000)))

    def minimumSize(self) -> QSize:
        return QSize(dp(120), dp(metrics.CONTROL))

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        left, right = rect.left() + margins.left(), rect.right() - margins.right()
        x, y, tall = left, rect.top() + margins.top(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for place, item in enumerate(self._items):
            if item.isEmpty():
                continue
            size = item.sizeHint()
            wide = max(size.width(), item.minimumSize().width())
            if x > left and x + wide > right:
                self._settle(line, tall, move=move)
                x, y, tall = left, y + tall + self._gap, 0
            if self._fills and place == len(self._items) - 1:
                wide = max(wide, right - x)
            line.append((item, QRect(QPoint(x, y), QSize(min(wide, right - left), size.height()))))
            x, tall = x + wide + self._gap, max(tall, size.height())
        self._settle(line, tall, move=move)
        return y + tall + margins.bottom() - rect.top()

    @staticmethod
    def _settle(line: list[tuple[QLayoutItem, QRect]], tall: int, *, move: bool) -> None:
        """Put a line's children beside each other, on one middle."""
        if move:
            for item, place in line:
                item.setGeometry(place.translated(0, (tall - place.height()) // 2))
        line.clear()


class _TokenButton(QAbstractButton):
    def __init__(self, token: Token) -> None:
        super().__init__()
        self.token = token
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{token.words} {token.caption}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = dp(16) + paint.width_of(metrics.font(), self.token.words)
        if self.token.caption:
            width += dp(6) + paint.width_of(metrics.font("caption"), self.token.caption)
        if not self.token.fixed:
            width += dp(6) + dp(ICON_PILL)
        return QSize(int(width), dp(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, rect = QPainter(self), tokens(), QRectF(self.rect())
        paint.box(painter, rect, t.neutralsoft, None, metrics.RADIUS_SMALL)
        x, face = float(dp(8)), metrics.font()
        width = paint.width_of(face, self.token.words)
        paint.text(painter, face, t.text, QRectF(x, 0, width + 1, rect.height()), self.token.words)
        x += width + dp(6)
        if self.token.caption:
            face = metrics.font("caption")
            width = paint.width_of(face, self.token.caption)
            paint.text(painter, face, t.text2, QRectF(x, 0, width + 1, rect.height()), self.token.caption)
            x += width + dp(6)
        if not self.token.fixed:
            ink = t.text if self.underMouse() else t.text2
            paint_icon(painter, "x", ink, x, rect.height() / 2, ICON_PILL)


class TokenField(QFrame):
    """Tokens and a line after them. Enter, comma and 、 turn what is typed into a token, read by `from_typed`."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        placeholder: str,
        fetch: Fetch | None = None,
        *,
        free: bool = True,
        from_hit: Callable[[Hit], Token] | None = None,
        from_typed: Callable[[str], Token] = Token,
    ) -> None:
        super().__init__()
        self._free, self._fetch, self._from_typed = free, fetch, from_typed
        self._from_hit = from_hit or (lambda hit: Token(hit.title, hit.caption, hit.value))
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self, QMargins(dp(4), dp(4), dp(4), dp(4)), dp(4))
        self.line = SearchBox(name, placeholder, self._suggest, lead_icon=None)
        self.line.setObjectName("bare")
        self.line.setMinimumWidth(dp(110))
        self.line.setFixedHeight(dp(24))
        self.line.chosen.connect(lambda hit: self.add(self._from_hit(hit)))
        self.line.textEdited.connect(self._split)
        self.line.installEventFilter(self)
        self._flow.addWidget(self.line)
        self.setFocusProxy(self.line)

    def tokens(self) -> list[Token]:
        """What the field holds; a name still being typed counts."""
        held = [button.token for button in self._buttons()]
        typed = self.line.text().strip()
        return [*held, self._from_typed(typed)] if typed and self._free else held

    def set_tokens(self, held: Sequence[Token]) -> None:
        """Hold these, without a signal."""
        for button in self._buttons():
            self._drop(button)
        for token in held:
            self._put(token)

    def add(self, token: Token) -> None:
        """Hold one more, unless it is there already."""
        self.line.clear()
        known = {(button.token.words, button.token.value) for button in self._buttons()}
        if token.words and (token.words, token.value) not in known:
            self._put(token)
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            if event.type() == QEvent.Type.FocusOut and self._free and not self.line.composing():
                self._take_typed(self.line.text())
            self.update()
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.line.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, rect = QPainter(self), tokens(), QRectF(self.rect())
        focused = self.line.hasFocus()
        wrong = bool(self.property("wrong"))
        border = t.accent if focused else t.danger if wrong else t.edge
        paint.box(painter, rect, t.field, border, width=2.0 if focused else 1.0)

    def _key(self, event: QKeyEvent) -> bool:
        typed = self.line.text().strip()
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and not self.line.composing():
            loose = [button for button in self._buttons() if not button.token.fixed]
            if loose:
                self._drop(loose[-1])
                self.changed.emit()
            return True
        popup_hit = self.line.popup().current() if self._fetch and self.line.popup().isVisible() else None
        if event.key() in ENTER and typed and self._free and popup_hit is None and not self.line.composing():
            if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                return False
            self.line.close_popup()
            self._take_typed(typed)
            return True
        return False

    def _split(self, typed: str) -> None:
        if self._free and typed[-1:] in _BETWEEN:
            self._take_typed(typed[:-1])

    def _take_typed(self, typed: str) -> None:
        # Several at once, where an input method or a paste brings them so.
        for part in "".join("," if letter in _BETWEEN else letter for letter in typed).split(","):
            self.add(self._from_typed(part.strip()))

    def _suggest(self, typed: str, deliver: Deliver) -> None:
        if self._fetch is not None:
            self._fetch(typed, lambda hits: deliver(hits) if hits or not self._free else self.line.close_popup())

    def _buttons(self) -> list[_TokenButton]:
        held = (item.widget() for place in range(self._flow.count()) if (item := self._flow.itemAt(place)))
        return [widget for widget in held if isinstance(widget, _TokenButton)]

    def _put(self, token: Token) -> None:
        button = _TokenButton(token)
        if not token.fixed:
            button.clicked.connect(lambda: self._remove(button))
        self._flow.insert(self._flow.count() - 1, button)
        button.show()
        self.updateGeometry()

    def _remove(self, button: _TokenButton) -> None:
        self._drop(button)
        self.changed.emit()

    def _drop(self, button: _TokenButton) -> None:
        self._flow.removeWidget(button)
        button.hide()
        button.deleteLater()
        self.updateGeometry()

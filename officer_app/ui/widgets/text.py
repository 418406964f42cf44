"""Text on the window: always plain, by role of the type scale and tone."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from officer_app.core.folding import made_visible
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.tips import plain_tip


class Text(QLabel):
    """A label that shows user text literally; role and tone by name."""

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        tone: Tone = "text",
        *,
        weight: int | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._role, self._weight = role, weight
        self.setFont(metrics.font(role, weight))
        self.set_tone(tone)
        self.setText(words)

    def setText(self, words: str) -> None:
        super().setText(made_visible(words))

    def set_tone(self, tone: Tone) -> None:
        """Change the ink."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            # A new style sheet comes with a new text size.
            wanted = metrics.font(self._role, self._weight)
            if wanted != self.font():
                self.setFont(wanted)


class ElidedText(QWidget):
    """One line that shortens in the middle, with the whole in the tooltip."""

    def __init__(self, words: str = "", role: str = "body", tone: Tone = "text", *, weight: int | None = None) -> None:
        super().__init__()
        self._words, self._role, self._tone, self._weight = words, role, tone, weight
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(words)

    def setText(self, words: str) -> None:
        """Show another text."""
        self._words = words
        self.setAccessibleName(words)
        self._tell()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The whole text."""
        return self._words

    def set_tone(self, tone: Tone) -> None:
        """Change the ink."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        face = metrics.font(self._role, self._weight)
        return QSize(int(paint.width_of(face, self._words)) + 1, dp(metrics.SIZES[self._role] * 1.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(dp(48), self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        face = metrics.font(self._role, self._weight)
        paint.text(QPainter(self), face, tokens().named(self._tone), QRectF(self.rect()), self._words)

    def _tell(self) -> None:
        self.setToolTip(plain_tip(self._words) if self.sizeHint().width() > self.width() + 1 else "")


class Link(QLabel):
    """A word that does something: mouse, Enter and Space."""

    clicked = Signal()

    def __init__(self, words: str, role: str = "caption", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(metrics.font(role))
        self.setText(words)
        self.setAccessibleName(words)
        self.setProperty("tone", "accent")
        self.setContentsMargins(2, 1, 1, 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint.focus_ring(QPainter(self), QRectF(self.rect()), tokens().accent, metrics.RADIUS_SMALL)


class Icon(QWidget):
    """An icon that stands alone; `means` is for a screen reader, `line` the height of the text it stands beside."""

    def __init__(
        self, name: str, tone: str = "text2", size: int = metrics.ICON, *, means: str = "", line: int = 0
    ) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.setAccessibleName(means)
        self.setToolTip(plain_tip(means))
        self.setFixedSize(dp(size), dp(max(size, line)) + 2)

    def show_icon(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        from officer_app.ui.theme.icons import paint_icon

        paint_icon(QPainter(self), self._name, tokens().named(self._tone), 0, self.height() / 2 + 1, self._size)


class Rule(QFrame):
    """A hairline."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        self.setProperty("rule", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

"""A few exclusive choices side by side; arrows move between them, each may carry an icon and a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import GAP, ICON, dp
from officer_app.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice: its value, its word, an icon, and the key shown small beside the word."""

    value: str
    words: str
    icon: str | None = None
    hint: str = ""


class _SegmentButton(QAbstractButton):
    def __init__(self, segment: Segment, height: int) -> None:
        super().__init__()
        self.segment, self._height = segment, height
        self.setText(segment.words)
        self.setAccessibleName(segment.words)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        width = paint.width_of(metrics.font("body", 500), self.text()) + dp(24)
        width += dp(ICON) + dp(GAP) if self.segment.icon else 0
        hint = self.segment.hint
        width += paint.width_of(metrics.font("caption"), hint) + dp(GAP) if hint else 0
        return QSize(int(width), dp(self._height - 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, segment = QPainter(self), tokens(), self.segment
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        ink = t.disabled if not self.isEnabled() else t.accent if chosen else t.text2
        if chosen:
            paint.box(painter, rect, t.surface, t.ctl)
        elif self.underMouse():
            ink = t.text
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        x, middle = float(dp(12)), rect.height() / 2
        if segment.icon:
            paint_icon(painter, segment.icon, ink, x, middle)
            x += dp(ICON) + dp(GAP)
        face = metrics.font("body", 500 if chosen else 400)
        width = paint.width_of(metrics.font("body", 500), self.text())
        paint.text(painter, face, ink, QRectF(x, 0, width, rect.height()), self.text(), elide=False)
        if segment.hint:
            place = QRectF(x + width + dp(GAP), 0, rect.width(), rect.height())
            paint.text(painter, metrics.font("caption"), t.text3, place, segment.hint, elide=False)


class Segmented(QWidget):
    """Exactly one of the segments is chosen."""

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[Segment], name: str, value: str | None = None, *, height: int = metrics.CONTROL
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons = [_SegmentButton(segment, height) for segment in segments]
        for button in self._buttons:
            self._group.addButton(button)
            layout.addWidget(button)
            # Tab comes to the one chosen, arrows go on from there, as with radio buttons.
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.toggled.connect(partial(_let_tab_come, button))
        self.set_value(value if value is not None else segments[0].value)
        self._group.buttonClicked.connect(self._clicked)

    def value(self) -> str:
        """The value chosen."""
        return next(button.segment.value for button in self._buttons if button.isChecked())

    def chosen_button(self) -> QAbstractButton:
        """The button of the choice, where the focus belongs."""
        return next(button for button in self._buttons if button.isChecked())

    def set_value(self, value: str) -> None:
        """Choose without a signal."""
        for button in self._buttons:
            if button.segment.value == value:
                button.setChecked(True)

    def choose(self, value: str) -> None:
        """Choose as a click would."""
        before = self.value()
        self.set_value(value)
        if self.value() != before:
            self.chosen.emit(self.value())

    def set_words(self, value: str, words: str) -> None:
        """Change the word of a choice, for counts."""
        for button in self._buttons:
            if button.segment.value == value:
                button.setText(words)
                button.setAccessibleName(words)
                button.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.box(QPainter(self), QRectF(self.rect()), tokens().neutralsoft)

    def _clicked(self) -> None:
        self.chosen.emit(self.value())


def _let_tab_come(button: _SegmentButton, chosen: bool) -> None:
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

"""Inputs that are safe for Chinese input methods, and the closed choices: combo box and check box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import GAP, dp
from officer_app.ui.widgets import paint

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

_OFF_ARROW: Final = 4  # what a choice keeps free before its arrow
_NARROWEST: Final = 280  # of a choice with long words


class Entry(QLineEdit):
    """A line that emits `submitted` on Enter, but never for the Enter that ends a composition.

    Some input methods hand the Enter that committed their text on to the program; it arrives in the same turn
    of the event loop as the commit and is swallowed here.
    """

    submitted = Signal()

    def __init__(self, name: str, placeholder: str = "", lead_icon: str | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._composing = False
        self._just_committed = False
        self._lead_icon = lead_icon
        if lead_icon:
            self.setTextMargins(dp(metrics.ICON + 10), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._lead_icon:
            paint_icon(QPainter(self), self._lead_icon, tokens().text2, dp(10), self.height() / 2)

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word, or has only just ended it."""
        return self._composing or self._just_committed

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        if event.commitString():
            self._just_committed = True
            QTimer.singleShot(0, self, self._settled)
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            if not self.composing():
                if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                    event.ignore()
                else:
                    self.submitted.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)  # type: ignore[arg-type]  # the stub knows QFocusEvent only

    def _settled(self) -> None:
        self._just_committed = False


class Prose(QPlainTextEdit):
    """Long plain text; Tab leaves it, so that it is no trap for the keyboard.

    With `most` it begins with `lines` and grows with what is typed up to so many.
    """

    def __init__(self, name: str, placeholder: str = "", lines: int = 4, most: int | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._composing = False
        self._grows = most is not None
        if most is not None:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.document().documentLayout().documentSizeChanged.connect(
                lambda size: self._grow(max(lines, min(most, int(size.height()))), whole=size.height() <= most)
            )

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return self._composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _grow(self, lines: int, *, whole: bool) -> None:
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if whole else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(bar)
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        if self._grows:
            # Exactly its lines: what is cut off could not be scrolled to.
            frame = self.height() - self.viewport().height() if self.isVisible() else dp(8)
            margins = 2 * self.document().documentMargin()
            return QSize(dp(320), int(self.fontMetrics().lineSpacing() * self._lines + margins + frame + 1))
        return QSize(dp(320), dp(20) * self._lines + dp(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(120), dp(20) * min(2, self._lines) + dp(14))


@dataclass(frozen=True, slots=True)
class _Held:
    """A value inside an item: Qt would turn members of a closed list into plain text."""

    value: object


class Choice(QComboBox):
    """A closed list of `(value, words)`; the wheel does not change it by accident."""

    def __init__(self, name: str, choices: Sequence[tuple[object, str]] = (), value: object = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Choices are read after the form is in view; the longest must not be cut for that.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_choices(choices, value)

    def set_choices(self, choices: Sequence[tuple[object, str]], value: object = None) -> None:
        """Offer other choices, with `value` chosen where it is among them."""
        self.clear()
        for own, words in choices:
            self.addItem(words, _Held(own))
        if value is not None:
            self.set_value(value)

    def value(self) -> object:
        """The value chosen."""
        return self._value_at(self.currentIndex())

    def set_value(self, value: object) -> None:
        """Choose a value."""
        for row in range(self.count()):
            if self._value_at(row) == value:
                self.setCurrentIndex(row)
                return

    def _value_at(self, row: int) -> object:
        held = self.itemData(row)
        return held.value if isinstance(held, _Held) else held

    def sizeHint(self) -> QSize:
        # The words keep a little off the arrow (see paintEvent), which Qt's own hint knows nothing of.
        hint = super().sizeHint()
        return QSize(hint.width() + dp(_OFF_ARROW + 1), hint.height())

    def minimumSizeHint(self) -> QSize:
        # A very long choice is cut before the panel around it is.
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), dp(_NARROWEST)), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(part, option, field, self).width() - dp(_OFF_ARROW)
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideMiddle, room)
        control = QStylePainter(self)
        control.drawComplexControl(part, option)
        control.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        control.end()
        ink = tokens().text2 if self.isEnabled() else tokens().disabled
        paint_icon(QPainter(self), "chevron-down", ink, self.width() - dp(24), self.height() / 2)


class Check(QCheckBox):
    """A check box with its words, painted so that the tick is sharp at every scale."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        width = paint.width_of(metrics.font(), self.text()) + dp(18 + GAP) if self.text() else dp(18)
        return QSize(int(width) + 2, dp(metrics.SMALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _pos: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        middle = self.height() / 2
        rect = QRectF(0, middle - dp(18) / 2, dp(18), dp(18))
        ink = t.text if self.isEnabled() else t.disabled
        if self.isChecked():
            paint.box(painter, rect, t.accentfill if self.isEnabled() else t.ctl, None, 4)
            paint_icon(painter, "check", t.onfill, rect.left() + dp(3), middle, metrics.ICON_PILL)
        else:
            paint.box(painter, rect, t.field, t.edge if self.isEnabled() else t.ctl, 4)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.text if self.isChecked() else t.accent, 4)
        words = QRectF(dp(18 + GAP), 0, self.width() - dp(18 + GAP), self.height())
        paint.text(painter, metrics.font(), ink, words, self.text())

"""A filter: outlined with a menu while it is open to all, filled with a cross once it narrows the list."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import GAP, ICON_CAPTION, SMALL, dp
from officer_app.ui.widgets import paint


class FilterChip(QAbstractButton):
    """One filter with named choices `(value, words)`; `value()` is None while it lets everything through."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[object, str]] = (), value: object = None) -> None:
        super().__init__()
        self._name, self._choices, self._value = name, list(choices), value
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)
        self._say()

    def value(self) -> object:
        """The value chosen, None for all."""
        return self._value

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer other values."""
        self._choices = list(choices)
        self._say()

    def set_value(self, value: object) -> None:
        """Choose without a signal."""
        self._value = value
        self._say()

    def choose(self, value: object) -> None:
        """Choose as the menu does."""
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)

    def open_menu(self) -> None:
        """Offer all choices."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, words in [(None, _("All")), *self._choices]:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self._value)
            action.triggered.connect(lambda _checked=False, chosen=value: self.choose(chosen))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def sizeHint(self) -> QSize:
        width = paint.width_of(metrics.font("body"), self._name) + dp(GAP)
        width += paint.width_of(metrics.font("body", 500), self._words()) + dp(10 + GAP + ICON_CAPTION + 8)
        return QSize(int(width), dp(SMALL))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cross = self.width() - dp(10 + ICON_CAPTION)
        if self._value is not None and event.position().x() >= cross and self.isDown():
            self.setDown(False)
            self.choose(None)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.choose(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, rect = QPainter(self), tokens(), QRectF(self.rect())
        active = self._value is not None
        paint.box(painter, rect, t.soft if active else t.hover if self.underMouse() else t.surface, None)
        if not active:
            paint.box(painter, rect, None, t.ctl)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        x = float(dp(10))
        width = paint.width_of(metrics.font("body"), self._name)
        place = QRectF(x, 0, width + 1, rect.height())
        paint.text(painter, metrics.font("body"), t.accent if active else t.text2, place, self._name)
        x += width + dp(GAP)
        face = metrics.font("body", 500)
        width = paint.width_of(face, self._words())
        paint.text(painter, face, t.accent if active else t.text, QRectF(x, 0, width + 1, rect.height()), self._words())
        x += width + dp(GAP)
        ink = t.accent if active else t.text2
        paint_icon(painter, "x" if active else "chevron-down", ink, x, rect.height() / 2, ICON_CAPTION)

    def _words(self) -> str:
        return next((words for value, words in self._choices if value == self._value), _("All"))

    def _say(self) -> None:
        self.setAccessibleName(_("Filter {name}: {value}").format(name=self._name, value=self._words()))
        self.updateGeometry()
        self.update()

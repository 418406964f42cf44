"""The button: plain, primary (at most one a screen), danger, quiet; normal, small or decision height."""

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import GAP, ICON, dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.key_cap import key_width, paint_key
from officer_app.ui.widgets.tips import plain_tip

Kind = Literal["plain", "primary", "danger", "quiet"]


class PushButton(QPushButton):
    """A painted push button with icon, words and the key that does the same.

    Enter presses it only while it has focus; `deliberate` buttons (approvals) ignore Enter altogether.
    `wide` ones take the whole width they are given.
    """

    def __init__(
        self,
        words: str = "",
        icon: str | None = None,
        *,
        kind: Kind = "plain",
        keys: str = "",
        height: int = metrics.CONTROL,
        deliberate: bool = False,
        menu_arrow: bool = False,
        wide: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._icon, self._kind, self._keys, self._height = icon, kind, keys, height
        self._deliberate, self._arrow = deliberate, menu_arrow
        self.setAutoDefault(False)
        self._named = bool(name)
        self.setAccessibleName(name or words)
        self._compact = False
        self._tip = f"{name}  {keys}".rstrip() if name and not words else ""
        self.setToolTip(plain_tip(self._tip))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    @property
    def kind(self) -> Kind:
        """How it is drawn; a primary one is filled."""
        return self._kind

    @property
    def keys_shown(self) -> str:
        """The key painted on it, where its words are."""
        return self._keys if self._words() else ""

    def set_kind(self, kind: Kind) -> None:
        """Make it plain or primary, as the page wants."""
        self._kind = kind
        self.update()

    def setText(self, text: str) -> None:
        """Show other words; a screen reader hears them too, unless the button has a name of its own."""
        super().setText(text)
        if not self._named:
            self.setAccessibleName(text)

    def set_keys(self, keys: str) -> None:
        """Show another key beside the words."""
        if keys != self._keys:
            self._keys = keys
            self.updateGeometry()
            self.update()

    def set_icon(self, icon: str | None) -> None:
        """Show another icon, or none."""
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

    def set_compact(self, on: bool) -> None:
        """Show the icon alone, the words as its tooltip; only those that `can_shrink`."""
        if on is not self._compact:
            self._compact = on
            if self.isEnabled():
                self.setToolTip(plain_tip(self.text() if on else self._tip))
            self.updateGeometry()
            self.update()

    def can_shrink(self) -> bool:
        """Whether its icon says enough where room is short."""
        return bool(self._icon and self.text()) and self._kind != "primary"

    def spared(self) -> int:
        """How much narrower it is, or would be, as an icon alone."""
        was, self._compact = self._compact, False
        full = self.sizeHint().width()
        self._compact = True
        small = self.sizeHint().width()
        self._compact = was
        return full - small

    def compact(self) -> bool:
        """Whether it shows its icon alone."""
        return self._compact

    def set_reason(self, reason: str) -> None:
        """Disable with the reason in the tooltip; an empty reason enables again."""
        self.setEnabled(not reason)
        self.setToolTip(plain_tip(reason or (self.text() if self._compact else self._tip)))
        self.setAccessibleDescription(reason)

    def _words(self) -> str:
        return "" if self._compact else self.text()

    def sizeHint(self) -> QSize:
        return QSize(self._content() + dp(10 if self._words() == "" else 24), dp(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._deliberate:
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        rect = QRectF(self.rect())
        pressed, hovered = self.isDown() or self.isChecked(), self.underMouse() and self.isEnabled()
        filled = self._kind == "primary" and self.isEnabled()
        ink = t.danger if self._kind == "danger" else t.text
        if filled:
            paint.box(painter, rect, t.accentpress if pressed or hovered else t.accentfill)
            ink = t.onfill
        elif not self.isEnabled():
            if self._kind != "quiet":
                paint.box(painter, rect, t.neutralsoft if self._kind == "primary" else t.sub, t.line)
            ink = t.disabled
        elif self._kind == "quiet":
            ink = t.text2
            if pressed or hovered:
                paint.box(painter, rect, t.neutralsoft)
        else:
            paint.box(painter, rect, t.neutralsoft if pressed else t.hover if hovered else t.surface, t.ctl)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.onfill if filled else t.accent)
            if filled:
                paint.box(painter, rect, None, t.accent)
        self._paint_content(painter, rect, ink, filled)

    def _paint_content(self, painter: QPainter, rect: QRectF, ink: str, filled: bool) -> None:
        x, middle = max(dp(5), (rect.width() - self._content()) / 2), rect.height() / 2
        if self._icon:
            paint_icon(painter, self._icon, ink, x, middle)
            x += dp(ICON) + dp(GAP)
        if self._words():
            face = self._face()
            width = paint.width_of(face, self._words())
            paint.text(painter, face, ink, QRectF(x, 0, width + 1, rect.height()), self._words())
            x += width + dp(GAP)
        if self._keys and self._words():
            x += paint_key(painter, self._keys, x, middle, filled=filled) + dp(GAP)
        if self._arrow:
            paint_icon(painter, "chevron-down", ink, x, middle, metrics.ICON_CAPTION)

    def _face(self) -> QFont:
        return metrics.font("body", 500 if self._kind == "primary" else 400)

    def _content(self) -> int:
        parts = [dp(ICON)] if self._icon else []
        if self._words():
            parts.append(int(paint.width_of(self._face(), self._words())))
            if self._keys:
                parts.append(key_width(self._keys))
        if self._arrow:
            parts.append(dp(metrics.ICON_CAPTION))
        return sum(parts) + dp(GAP) * (len(parts) - 1)

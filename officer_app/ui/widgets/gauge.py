"""How a total divides: used, reserved, left, as one bar with its legend in words."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import GAP, INNER, dp
from officer_app.ui.widgets import paint


class Gauge(QWidget):
    """used + reserved + left units on one bar; the words stand below unless `legend` is off."""

    def __init__(self, used: int = 0, reserved: int = 0, left: int = 0, *, legend: bool = True) -> None:
        super().__init__()
        self._legend = legend
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_units(used, reserved, left)

    def show_units(self, used: int, reserved: int, left: int) -> None:
        """Show other numbers of units."""
        self._parts = (
            ("accentfill", _("Used"), used),
            ("reserved", _("Reserved"), reserved),
            ("rest", _("Left"), left),
        )
        self.setAccessibleName(", ".join(f"{word} {units}" for _token, word, units in self._parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(200), dp(32 if self._legend else 10))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        total = sum(max(0, units) for _token, _word, units in self._parts)
        shown = [(token, units) for token, _word, units in self._parts if units > 0] or [("rest", 1)]
        room = self.width() - 2 * (len(shown) - 1)
        x = 0.0
        for token, units in shown:
            width = room * units / max(1, total)
            ink = t.accent if token == "accentfill" else t.named(token)
            paint.box(painter, QRectF(x, 0, width, dp(10)), ink, None, 2)
            x += width + 2
        if not self._legend:
            return
        x, line = 0.0, QRectF(0, dp(14), self.width(), dp(18))
        for token, word, units in self._parts:
            ink = t.accent if token == "accentfill" else t.named(token)
            paint.box(painter, QRectF(x, line.center().y() - dp(4), dp(8), dp(8)), ink, None, 2)
            x += dp(8) + dp(INNER)
            for words, face, tone in (
                (word, metrics.font("caption"), t.text2),
                (str(units), metrics.font("caption", 500), t.text),
            ):
                width = paint.width_of(face, words)
                paint.text(painter, face, tone, QRectF(x, line.top(), width + 1, line.height()), words, elide=False)
                x += width + dp(INNER)
            x += dp(GAP)

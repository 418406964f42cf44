"""What the marks of the calendar mean, in one line; it leaves where there is no room for it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint

_GAP = 14


class Legend(QWidget):
    """Visited, planned, overdue, day off, make-up workday."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Legend"))
        self.setAccessibleDescription(
            _("A tick: visited. A soft bar: planned. Red: overdue or not made. Grey ground: day off.")
        )

    def sizeHint(self) -> QSize:
        return QSize(int(self._width()), dp(metrics.SMALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, dp(metrics.SMALL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.width() < self._width():
            return
        painter, t, face = QPainter(self), tokens(), metrics.font("caption")
        x, middle = 0.0, self.height() / 2
        inks = {"done": t.ok, "planned": t.accent, "late": t.danger, "off": t.ok, "work": t.warn}
        grounds = {"planned": t.soft, "late": t.dangersoft}
        for kind, icon, words in _parts():
            width = paint.width_of(face, words)
            whole = width + (dp(metrics.ICON_CAPTION + 5) if icon else 0)
            if kind in grounds:
                rect = QRectF(x, middle - dp(10), whole + dp(12), dp(20))
                paint.box(painter, rect, grounds[kind], None, metrics.RADIUS_SMALL)
                x += dp(6)
            if icon:
                paint_icon(painter, icon, inks[kind], x, middle, metrics.ICON_CAPTION)
                x += dp(metrics.ICON_CAPTION + 5)
            ink = t.text2 if kind == "done" else inks[kind]
            paint.text(painter, face, ink, QRectF(x, 0, width + 1, self.height()), words, elide=False)
            x += width + (dp(6) if kind in grounds else 0) + dp(_GAP)

    def _width(self) -> float:
        face = metrics.font("caption")
        width = 0.0
        for kind, icon, words in _parts():
            width += paint.width_of(face, words) + (dp(metrics.ICON_CAPTION + 5) if icon else 0) + dp(_GAP)
            width += dp(12) if kind in ("planned", "late") else 0
        return width - dp(_GAP)


def _parts() -> tuple[tuple[str, str, str], ...]:
    return (
        ("done", "check", _("Visited")),
        ("planned", "", _("10:00 planned")),
        ("late", "clock-alert", _("Overdue")),
        ("off", "", _("off: public holiday")),
        ("work", "", _("work: make-up workday")),
    )

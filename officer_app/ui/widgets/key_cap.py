"""A key as it stands on the keyboard, painted or as a widget."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint


def key_width(keys: str) -> int:
    """How wide the cap of a key is."""
    return max(dp(18), int(paint.width_of(metrics.font("key"), keys)) + dp(10))


def paint_key(painter: QPainter, keys: str, x: float, middle: float, *, filled: bool = False) -> int:
    """Paint a cap with its left edge at x; on a filled button it is part of the fill. Returns its width."""
    t, width = tokens(), key_width(keys)
    rect = QRectF(x, middle - dp(18) / 2, width, dp(18))
    if filled:
        paint.box(painter, rect, t.fillkey, None, metrics.RADIUS_SMALL)
    else:
        paint.box(painter, rect, t.raised, t.line, metrics.RADIUS_SMALL)
    ink = t.onfill if filled else t.text3
    paint.text(painter, metrics.font("key"), ink, rect, keys, Qt.AlignmentFlag.AlignHCenter, elide=False)
    return width


class KeyCap(QWidget):
    """One key: `Ctrl K`."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self._keys = keys
        self.setAccessibleName(_("Key {keys}").format(keys=keys))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(key_width(self._keys), dp(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_key(QPainter(self), self._keys, 0, self.height() / 2)

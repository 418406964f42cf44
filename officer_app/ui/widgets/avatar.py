"""A person as the first character of the name on a soft disc."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint


def paint_avatar(painter: QPainter, name: str, x: float, middle: float, size: int, *, quiet: bool = False) -> None:
    """Paint the disc with its left edge at x; size is a design size."""
    t = tokens()
    rect = QRectF(x, middle - dp(size) / 2, dp(size), dp(size))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(t.neutralsoft if quiet else t.soft))
    painter.drawEllipse(rect)
    face = metrics.font("section" if size >= 28 else "caption" if size >= 24 else "key", 500)
    ink = t.text2 if quiet else t.accent
    paint.text(painter, face, ink, rect, name[:1], Qt.AlignmentFlag.AlignHCenter, elide=False)


class Avatar(QWidget):
    """The disc as a widget."""

    def __init__(self, name: str, size: int = 20, *, quiet: bool = False) -> None:
        super().__init__()
        self._size, self._quiet = size, quiet
        self.setFixedSize(dp(size), dp(size))
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show another person."""
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_avatar(QPainter(self), self._name, 0, self.height() / 2, self._size, quiet=self._quiet)

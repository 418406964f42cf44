"""The key of a chart: a small square or a stroke in a token's colour, beside its word."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from officer_app.ui.theme import tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint


class Swatch(QWidget):
    """Decoration only: the word beside it is what a screen reader hears."""

    def __init__(self, token: str, *, line: bool = False, dashed: bool = False) -> None:
        super().__init__()
        self._token, self._line, self._dashed = token, line, dashed
        self.setFixedSize(dp(18 if line else 8), dp(12 if line else 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, ink = QPainter(self), tokens().named(self._token)
        if not self._line:
            paint.box(painter, QRectF(self.rect()), ink, None, 2)
            return
        pen = QPen(colour(ink), 1 if self._dashed else 2)
        if self._dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        middle = self.height() / 2
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))

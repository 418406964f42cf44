"""A chart on the screen, drawn from the same shapes as on paper.

Pointing at a bar says its numbers; with the focus, ← and → walk from place to place, and a line below says each.
"""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from officer_app.core.charts import Bar, Chart, Dot, Drawing, Spot, Stroke, Words, draw, in_words
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.tips import plain_tip

# Design pixels for a point of the paper: its smallest text becomes the caption.
_PIXELS: Final = 1.5
_SAYING: Final = 22
_PADDING: Final = 8


class ChartView(QWidget):
    """Draws one chart in whatever room it has."""

    def __init__(self, chart: Chart | None = None, height: int = 240) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._height = height
        self._drawing = Drawing((), ())
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        if chart is not None:
            self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Draw another chart."""
        self._chart, self._at = chart, -1
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(in_words(chart))
        self.update()

    def chart(self) -> Chart | None:
        """What is drawn."""
        return self._chart

    def said(self) -> str:
        """What the line below says: the place the keys have come to; empty without one."""
        return self._drawing.spots[self._at].words if 0 <= self._at < len(self._drawing.spots) else ""

    def sizeHint(self) -> QSize:
        return QSize(dp(420), dp(self._height + _SAYING))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(260), dp(self._height + _SAYING))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._chart is None:
            return
        unit = dp(100) * _PIXELS / 100
        high = (self.height() - dp(_SAYING) - dp(_PADDING)) / unit
        self._drawing = draw(self._chart, (self.width() - 2 * dp(_PADDING)) / unit, high, self._measure)
        painter.save()
        painter.translate(dp(_PADDING), dp(_PADDING))
        if 0 <= self._at < len(self._drawing.spots):
            paint.box(painter, self._rect(self._drawing.spots[self._at]), tokens().hover, None, metrics.RADIUS_SMALL)
        for shape in self._drawing.shapes:
            self._paint(painter, shape, unit)
        painter.restore()
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), tokens().accent)
        if self.said():
            place = QRectF(dp(8), self.height() - dp(_SAYING), self.width() - dp(16), dp(_SAYING) - 2)
            paint.text(painter, metrics.font("caption"), tokens().text2, place, self.said())

    def _rect(self, spot: Spot) -> QRectF:
        unit = dp(100) * _PIXELS / 100
        return QRectF(spot.x * unit, spot.y * unit, spot.width * unit, spot.height * unit)

    def _measure(self, words: str, size: float, strong: bool) -> float:
        unit = dp(100) * _PIXELS / 100
        return float(QFontMetricsF(_font(size, strong)).horizontalAdvance(words)) / unit

    def _paint(self, painter: QPainter, shape: Bar | Stroke | Dot | Words, unit: float) -> None:
        t = tokens()
        if isinstance(shape, Bar):
            painter.setPen(Qt.PenStyle.NoPen if shape.tone != _EMPTY else QPen(colour(t.edge), 1))
            painter.setBrush(colour(_fill(shape.tone)))
            painter.drawRect(QRectF(shape.x * unit, shape.y * unit, shape.width * unit, shape.height * unit))
        elif isinstance(shape, Stroke):
            painter.setPen(QPen(colour(t.line if shape.grid else t.text2), max(1.0, shape.weight * unit)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([QPointF(x * unit, y * unit) for x, y in shape.points]))
        elif isinstance(shape, Dot):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(t.text))
            painter.drawEllipse(QPointF(shape.x * unit, shape.y * unit), shape.radius * unit, shape.radius * unit)
        else:
            face = _font(shape.size, shape.strong)
            ink = t.text if shape.strong else t.text2
            painter.setPen(colour(ink if shape.on is None else _ink_on(shape.on)))
            painter.setFont(face)
            wide = QFontMetricsF(face).horizontalAdvance(shape.text)
            left = {"left": 0.0, "center": wide / 2, "right": wide}[shape.align]
            painter.drawText(QPointF(shape.x * unit - left, shape.baseline * unit), shape.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key not in steps or not self._drawing.spots:
            super().keyPressEvent(event)
            return
        self._at = max(0, min(len(self._drawing.spots) - 1, self._at + steps[key]))
        self.setAccessibleDescription(self.said())
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._at = -1
        if self._chart is not None:
            self.setAccessibleDescription(in_words(self._chart))
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            point = QPointF(event.pos()) - QPointF(dp(_PADDING), dp(_PADDING))
            found = next((spot.words for spot in self._drawing.spots if self._rect(spot).contains(point)), "")
            QToolTip.showText(event.globalPos(), plain_tip(found), self)
            return True
        return super().event(event)


# The tone without ink on paper: the ground with an outline.
_EMPTY: Final = 3


def _fill(tone: int | None) -> str:
    t = tokens()
    return t.surface if tone is None else (t.accent, t.reserved, t.rest, t.surface)[tone]


def _ink_on(tone: int) -> str:
    t = tokens()
    return t.surface if tone == 0 else t.text


def _font(size: float, strong: bool) -> QFont:
    face = metrics.font("caption", 600 if strong else 400)
    face.setPixelSize(round(dp(100) * _PIXELS / 100 * size))
    return face

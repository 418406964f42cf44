"""Small strokes the painted controls share: rounded boxes, text on a middle line, the focus ring."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from officer_app.core.folding import made_visible
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import RADIUS, dp


def box(
    painter: QPainter,
    rect: QRectF,
    fill: str | None,
    border: str | None = None,
    radius: float = RADIUS,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box whose border lies inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = rect
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(colour(border), width)
        if dashed:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setBrush(colour(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, dp(radius), dp(radius))


def focus_ring(painter: QPainter, rect: QRectF, accent: str, radius: float = RADIUS) -> None:
    """The visible focus: a 2 px accent border in the place of the control's own."""
    box(painter, rect, None, accent, radius, width=2.0)


def width_of(font: QFont, text: str) -> float:
    """How wide a text is, rounded up so that it is never clipped."""
    return float(-(-QFontMetricsF(font).horizontalAdvance(made_visible(text)) // 1))


def text(
    painter: QPainter,
    font: QFont,
    ink: str,
    rect: QRectF,
    words: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    *,
    elide: bool = True,
    where: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
) -> None:
    """One line of plain text on the middle line of `rect`, elided in the middle (or `where`) if it is too long."""
    metrics = QFontMetricsF(font)
    words = made_visible(words)
    if elide and metrics.horizontalAdvance(words) > rect.width() + 0.5:
        words = metrics.elidedText(words, where, rect.width())
    painter.setFont(font)
    painter.setPen(colour(ink))
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)

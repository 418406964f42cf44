"""One mark per working day of a limit; and the dots of a day in the week strip."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.i18n import _
from officer_app.ui.theme import tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import paint

Mark = Literal["done", "planned", "missed"]


class DayDots(QWidget):
    """`used` of `limit` working days, as squares or, with `bar`, as a segmented line over the whole width."""

    def __init__(self, used: int, limit: int, tone: Tone = "accent", *, bar: bool = False) -> None:
        super().__init__()
        self._bar = bar
        policy = QSizePolicy.Policy.Expanding if bar else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.show_days(used, limit, tone)

    def show_days(self, used: int, limit: int, tone: Tone = "accent") -> None:
        """Show other numbers of working days."""
        self._used, self._limit, self._tone = used, max(1, limit), tone
        self.setAccessibleName(_("Working day {used} of {limit}").format(used=used, limit=limit))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(100), dp(3)) if self._bar else QSize(self._limit * dp(10) - dp(2), dp(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, count = QPainter(self), tokens(), self._limit
        gap = dp(2)
        width = (self.width() - gap * (count - 1)) / count if self._bar else dp(8)
        for day in range(count):
            ink = t.named(self._tone) if day < self._used else t.rest
            paint.box(painter, QRectF(day * (width + gap), 0, width, self.height()), ink, None, 1 if self._bar else 2)


def paint_marks(painter: QPainter, marks: Sequence[Mark], centre: float, middle: float) -> None:
    """The visits of one day: filled = done, ring = planned, red ring = missed; four at most, then a plus."""
    t, step, shown = tokens(), dp(8), marks[:4]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = centre - (len(shown) * step - dp(2)) / 2
    inks = {"done": t.ok, "planned": t.accent, "missed": t.danger}
    for mark in shown:
        dot = QRectF(x, middle - dp(6) / 2, dp(6), dp(6))
        if mark == "done":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(inks[mark]))
            painter.drawEllipse(dot)
        else:
            painter.setPen(QPen(colour(inks[mark]), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(0.75, 0.75, -0.75, -0.75))
        x += step

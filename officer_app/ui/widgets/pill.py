"""A short fact on a soft ground: a word, with an icon or a dot where it warns."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import ICON_PILL, INNER, PILL, dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import paint

PillTone = Literal["neutral", "accent", "danger", "warn", "ok"]
GROUNDS: dict[PillTone, tuple[str, str]] = {
    "neutral": ("neutralsoft", "text2"),
    "accent": ("soft", "accent"),
    "danger": ("dangersoft", "danger"),
    "warn": ("warnsoft", "warn"),
    "ok": ("oksoft", "ok"),
}


@dataclass(frozen=True, slots=True)
class PillSpec:
    """What a pill shows; the same in tables and on panels."""

    words: str
    tone: PillTone = "neutral"
    icon: str | None = None
    dot: Tone | None = None


def pill_width(spec: PillSpec) -> int:
    """How wide it is."""
    width = paint.width_of(metrics.font("caption"), spec.words) + dp(12)
    if spec.icon:
        width += dp(ICON_PILL) + dp(INNER)
    if spec.dot:
        width += dp(7) + dp(6)
    return int(width)


def paint_pill(painter: QPainter, spec: PillSpec, x: float, middle: float, width: float | None = None) -> int:
    """Paint it with its left edge at x, narrower than it wants if `width` says so. Returns its width."""
    t, wide = tokens(), min(pill_width(spec), width if width is not None else 10_000.0)
    ground, ink = GROUNDS[spec.tone]
    rect = QRectF(x, middle - dp(PILL) / 2, wide, dp(PILL))
    paint.box(painter, rect, t.named(ground), None, metrics.RADIUS_SMALL)
    inner = x + dp(6)
    if spec.icon:
        paint_icon(painter, spec.icon, t.named(ink), inner, middle, ICON_PILL)
        inner += dp(ICON_PILL) + dp(INNER)
    if spec.dot:
        painter.setBrush(colour(t.named(spec.dot)))
        painter.drawEllipse(QRectF(inner, middle - dp(7) / 2, dp(7), dp(7)))
        inner += dp(7) + dp(6)
    words = QRectF(inner, rect.top(), rect.right() - dp(6) - inner + 1, rect.height())
    paint.text(painter, metrics.font("caption"), t.named(ink), words, spec.words)
    return int(wide)


class Pill(QWidget):
    """A pill on a panel."""

    def __init__(self, spec: PillSpec) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_pill(spec)

    def show_pill(self, spec: PillSpec) -> None:
        """Show another fact."""
        self._spec = spec
        self.setAccessibleName(spec.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._spec), dp(PILL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_pill(QPainter(self), self._spec, 0, self.height() / 2)

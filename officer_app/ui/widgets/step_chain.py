"""The steps of a case from top to bottom: who did what, when; the present step filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its dates and up to three lines about it."""

    title: str
    state: Literal["done", "now", "ahead", "stopped"]
    when: str = ""
    lines: tuple[str, ...] = ()


class StepChain(QWidget):
    """The chain; its height follows the lines of each step."""

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show another chain."""
        self._steps = tuple(steps)
        self.setAccessibleName("; ".join(f"{s.title} {s.when}".strip() for s in steps))
        self.setAccessibleDescription("; ".join(" ".join(s.lines) for s in steps if s.lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(208), sum(self._height(step) for step in self._steps))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 0.0
        for place, step in enumerate(self._steps):
            height = self._height(step)
            if place + 1 < len(self._steps):
                ink = t.okline if step.state == "done" else t.line
                painter.fillRect(QRectF(dp(10), y + dp(25), 2, height - dp(28)), colour(ink))
            self._mark(painter, step, QRectF(dp(1), y + dp(2), dp(20), dp(20)))
            title = QRectF(dp(34), y, self.width() - dp(34), dp(24))
            when = paint.width_of(metrics.font("caption"), step.when)
            ink = {"now": t.accent, "stopped": t.danger}.get(step.state, t.text)
            face = metrics.font("body", 500)
            paint.text(painter, face, ink, title.adjusted(0, 0, -when - dp(6), 0), step.title)
            right = Qt.AlignmentFlag.AlignRight
            paint.text(painter, metrics.font("caption"), t.text2, title, step.when, right, elide=False)
            for number, words in enumerate(step.lines):
                line = QRectF(dp(34), y + dp(24) + number * dp(19), self.width() - dp(34), dp(19))
                tone = t.text2 if number == 0 else t.text3
                paint.text(painter, metrics.font("caption"), tone, line, words)
            y += height

    def _mark(self, painter: QPainter, step: Step, rect: QRectF) -> None:
        t = tokens()
        fill, border = {
            "done": (t.oksoft, None),
            "now": (t.accentfill, None),
            "ahead": (t.surface, t.ctl),
            "stopped": (t.dangersoft, None),
        }[step.state]
        paint.box(painter, rect, fill, border, 10)
        if step.state == "done":
            paint_icon(painter, "check", t.ok, rect.left() + dp(4), rect.center().y(), metrics.ICON_PILL)
        elif step.state == "stopped":
            paint_icon(painter, "x", t.danger, rect.left() + dp(4), rect.center().y(), metrics.ICON_PILL)
        elif step.state == "now":
            paint.box(painter, rect.adjusted(dp(7), dp(7), -dp(7), -dp(7)), t.onfill, None, 3)

    def _height(self, step: Step) -> int:
        return max(dp(24) + dp(19) * len(step.lines) + dp(10), dp(44))

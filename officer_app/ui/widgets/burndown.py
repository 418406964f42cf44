"""Units left over the year as a step line, against an even pace that starts anew at each grant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.i18n import N_, _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint

MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Balance:
    """Units left from `day` on; `granted` > 0 where the entry was a grant."""

    day: date
    left: int
    granted: int = 0


class Burndown(QWidget):
    """The chart of one year."""

    def __init__(self, balances: Sequence[Balance] = (), today: date | None = None) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_balances(balances, today)

    def show_balances(self, balances: Sequence[Balance], today: date | None) -> None:
        """Show other entries, in the order of days, all of one year."""
        self._balances, self._today = tuple(balances), today
        left = balances[-1].left if balances else 0
        self.setAccessibleName(_("Units left over the year; now {left}").format(left=left))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(480), dp(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(240), dp(140))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._balances:
            return
        painter, t = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._plot = QRectF(dp(32), dp(10), self.width() - dp(40), self.height() - dp(34))
        self._year = self._balances[0].day.year
        highest = max(1, *(b.left for b in self._balances))
        step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if highest <= s * 4), highest)
        self._top = step * max(1, -(-highest // step))
        self._axes(painter, step)
        end = self._today if self._today and self._today.year == self._year else date(self._year, 12, 31)
        line = self._steps(end)
        floor = self._plot.bottom()
        ground = QPolygonF([QPointF(line[0].x(), floor), *line, QPointF(line[-1].x(), floor)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(t.neutralsoft))
        painter.drawPolygon(ground)
        self._pace(painter)
        painter.setPen(QPen(colour(t.accent), 2))
        painter.drawPolyline(QPolygonF(line))
        self._now(painter, line[-1])

    def _point(self, day: date, left: float) -> QPointF:
        length = (date(self._year, 12, 31) - date(self._year, 1, 1)).days
        part = (day - date(self._year, 1, 1)).days / length
        plot = self._plot
        return QPointF(plot.left() + part * plot.width(), plot.bottom() - left / self._top * plot.height())

    def _axes(self, painter: QPainter, step: int) -> None:
        t, plot, face = tokens(), self._plot, metrics.font("caption")
        for units in range(0, self._top + 1, step):
            y = self._point(date(self._year, 1, 1), units).y()
            painter.setPen(QPen(colour(t.ctl if units == 0 else t.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            label = QRectF(0, y - dp(9), plot.left() - dp(8), dp(18))
            paint.text(painter, face, t.text2, label, str(units), Qt.AlignmentFlag.AlignRight)
        for month in range(1, 13, 2):
            x = self._point(date(self._year, month, 1), 0).x()
            below = QRectF(x, plot.bottom() + dp(4), dp(60), dp(18))
            paint.text(painter, face, t.text2, below, _(MONTHS[month - 1]))

    def _steps(self, end: date) -> list[QPointF]:
        points: list[QPointF] = []
        for before, balance in zip((None, *self._balances), self._balances, strict=False):
            if before is not None:
                points.append(self._point(balance.day, before.left))
            points.append(self._point(balance.day, balance.left))
        points.append(self._point(max(end, self._balances[-1].day), self._balances[-1].left))
        return points

    def _pace(self, painter: QPainter) -> None:
        t = tokens()
        grants = [b for b in self._balances if b.granted] or [self._balances[0]]
        pen = QPen(colour(t.text3), 1)
        pen.setDashPattern([4, 3])
        last = date(self._year, 12, 31)
        for grant, until in zip(grants, (*grants[1:], None), strict=True):
            painter.setPen(pen)
            stop = until.day if until else last
            share = (stop - grant.day).days / max(1, (last - grant.day).days)
            start = self._point(grant.day, grant.left)
            painter.drawLine(start, self._point(stop, grant.left * (1 - share)))
            if grant is not grants[0]:
                words = _("{day:%m-%d} +{units}").format(day=grant.day, units=grant.granted)
                place = QRectF(start.x() + dp(4), start.y() - dp(20), dp(120), dp(18))
                paint.text(painter, metrics.font("caption"), t.text2, place, words)

    def _now(self, painter: QPainter, point: QPointF) -> None:
        t = tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(t.accent))
        painter.drawEllipse(point, dp(3), dp(3))
        words = _("today, {left} left").format(left=self._balances[-1].left)
        face = metrics.font("caption", 500)
        width = paint.width_of(face, words)
        x = min(point.x() + dp(8), self.width() - width - dp(2))
        place = QRectF(x, point.y(), width + 1, dp(18))
        # The even pace goes on below the words.
        painter.fillRect(place, QColor(t.surface))
        paint.text(painter, face, t.accent, place, words, elide=False)

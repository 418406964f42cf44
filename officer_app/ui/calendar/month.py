"""The month: a row per week, free days grey, of a full day the first entries and how many there are more."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from officer_app.i18n import _, ngettext
from officer_app.ui.calendar.board import Board, Spot
from officer_app.ui.calendar.diary import Diary, month_span
from officer_app.ui.calendar.painting import LINE, paint_day_head, paint_entry
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint
from officer_app.ui.wording import weekday

HEAD: Final = 27
_WEEK: Final = 36
_DAY_HEAD: Final = 34
_INSET: Final = 5


class MonthBoard(Board):
    """The month of the diary's day, whole weeks."""

    def __init__(self, diary: Diary) -> None:
        super().__init__(diary, _("Month view"))

    def day_rect(self, day: date) -> QRectF:
        first, last = month_span(self._diary.day)
        if not first <= day <= last:
            return QRectF()
        row, column = divmod((day - first).days, 7)
        width, height = self._cell()
        return QRectF(dp(_WEEK) + column * width, dp(HEAD) + row * height, width, height)

    def entry_rects(self, day: date) -> list[QRectF]:
        """Where the entries of a day are drawn, as many as fit."""
        rect, count = self.day_rect(day), self._fitting(day)
        inner = rect.adjusted(dp(_INSET), dp(_DAY_HEAD), -dp(_INSET), 0)
        step = dp(LINE)
        return [QRectF(inner.left(), inner.top() + step * n, inner.width(), step - dp(2)) for n in range(count)]

    def spot_at(self, where: QPointF) -> Spot | None:
        first, last = month_span(self._diary.day)
        width, height = self._cell()
        column, row = int((where.x() - dp(_WEEK)) // width), int((where.y() - dp(HEAD)) // height)
        if not 0 <= column < 7 or not 0 <= row * 7 + column <= (last - first).days:
            return None
        day = first + timedelta(days=row * 7 + column)
        rects = self.entry_rects(day)
        for rect, entry in zip(rects, self._diary.of_day(day), strict=False):
            if rect.contains(where):
                return Spot(day, entry=entry)
        more = self._more_rect(day)
        return Spot(day, more=more is not None and more.contains(where))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.surface))
        first, last = month_span(self._diary.day)
        self._paint_heads(painter)
        for offset in range((last - first).days + 1):
            self._paint_day(painter, first + timedelta(days=offset))
        width, height = self._cell()
        for row in range(self._rows()):
            monday = first + timedelta(days=row * 7)
            place = QRectF(0, dp(HEAD) + row * height + dp(6), dp(_WEEK), dp(22))
            words = str(monday.isocalendar().week)
            paint.text(painter, metrics.font("key"), t.text3, place, words, Qt.AlignmentFlag.AlignHCenter, elide=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(colour(t.line), 1))
        for column in range(7):
            x = round(dp(_WEEK) + column * width)
            painter.drawLine(x, dp(HEAD), x, self.height())
        for row in range(self._rows()):
            y = round(dp(HEAD) + row * height)
            painter.drawLine(0, y, self.width(), y)
        self._paint_marks(painter)

    def _paint_heads(self, painter: QPainter) -> None:
        t = tokens()
        painter.fillRect(QRectF(0, 0, self.width(), dp(HEAD)), colour(t.sub))
        width, _height = self._cell()
        face = metrics.font("caption")
        centre = Qt.AlignmentFlag.AlignHCenter
        paint.text(painter, face, t.text3, QRectF(0, 0, dp(_WEEK), dp(HEAD)), _("Wk"), centre, elide=False)
        monday = month_span(self._diary.day)[0]
        for column in range(7):
            place = QRectF(dp(_WEEK) + column * width + dp(9), 0, width - dp(9), dp(HEAD))
            paint.text(painter, face, t.text2, place, weekday(monday + timedelta(days=column)))

    def _paint_day(self, painter: QPainter, on: date) -> None:
        t, diary = tokens(), self._diary
        rect, day = self.day_rect(on), diary.days.get(on)
        other = (on.year, on.month) != (diary.day.year, diary.day.month)
        if day is not None and not day.working:
            painter.fillRect(rect, colour(t.sub))
        painter.setOpacity(0.62 if other else 1.0)
        head = QRectF(rect.left(), rect.top() + dp(3), rect.width(), dp(30))
        paint_day_head(painter, head, day, on, today=on == diary.today)
        chosen = diary.entry() if on == diary.day and self.hasFocus() else None
        for place, entry in zip(self.entry_rects(on), diary.of_day(on), strict=False):
            if entry is self.dragged:
                painter.setOpacity(0.4)
            paint_entry(painter, place, entry, chosen=entry is chosen)
            painter.setOpacity(0.62 if other else 1.0)
        if (rest := self._more_rect(on)) is not None:
            n = diary.hidden(on, self._fitting(on))
            words = ngettext("{n} more", "{n} more", n).format(n=n)
            paint.text(painter, metrics.font("caption"), t.accent, rest.adjusted(dp(5), 0, 0, 0), words)
        painter.setOpacity(1.0)

    def _paint_marks(self, painter: QPainter) -> None:
        """The day one stands on, and where something dragged would come to lie."""
        t = tokens()
        here = self.day_rect(self._diary.day)
        ink = t.accent if self.hasFocus() else t.edge
        paint.box(painter, here.adjusted(0, 0, 1, 1), None, ink, 0, width=2.0)
        over = self.over()
        if over is not None:
            rect = self.day_rect(over.day).adjusted(2, 2, -1, -1)
            paint.box(painter, rect, None, t.accent, metrics.RADIUS_SMALL, width=2.0, dashed=True)
            if self.dragged is not None:
                row = min(len(self._diary.of_day(over.day)), self._room())
                top = rect.top() + dp(_DAY_HEAD) + row * dp(LINE)
                ghost = QRectF(rect.left() + dp(3), top, rect.width() - dp(6), dp(LINE) - dp(2))
                paint_entry(painter, ghost, self.dragged, chosen=True)

    def _rows(self) -> int:
        first, last = month_span(self._diary.day)
        return ((last - first).days + 1) // 7

    def _cell(self) -> tuple[float, float]:
        return (self.width() - dp(_WEEK)) / 7, (self.height() - dp(HEAD)) / self._rows()

    def _room(self) -> int:
        """How many lines a day has room for."""
        return max(0, int((self._cell()[1] - dp(_DAY_HEAD) - dp(2)) // dp(LINE)))

    def _fitting(self, day: date) -> int:
        room, known = self._room(), len(self._diary.of_day(day))
        every = known if self._diary.hidden(day, known) == 0 else known + 1
        return known if every <= room else max(0, min(known, room - 1))

    def _more_rect(self, day: date) -> QRectF | None:
        fitting = self._fitting(day)
        if self._diary.hidden(day, fitting) == 0:
            return None
        rect = self.day_rect(day).adjusted(dp(_INSET), dp(_DAY_HEAD) + fitting * dp(LINE), -dp(_INSET), 0)
        return QRectF(rect.left(), rect.top(), rect.width(), dp(LINE) - dp(2))

"""The week: a column per day; above what has no time, below the hours with a bar as long as each visit."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from officer_app.i18n import _, ngettext
from officer_app.ui.calendar.board import Board, Spot
from officer_app.ui.calendar.diary import Diary, week_span
from officer_app.ui.calendar.painting import LINE, paint_day_head, paint_entry, paint_ground, paint_line
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint
from officer_app.ui.wording import weekday
from officer_app.visits.calendar import CalendarEntry

_HOURS: Final = 48
_HEAD: Final = 58
_MOST_UNTIMED: Final = 6
_FIRST: Final = 8
_LAST: Final = 18
# Minutes: how long a bar without an end is drawn, and the steps one drags in.
_USUAL: Final = 45
_SNAP: Final = 30


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _from_minutes(minutes: int) -> time:
    minutes = min(max(minutes, 0), 23 * 60 + 59)
    return time(minutes // 60, minutes % 60)


def _lanes(entries: Sequence[CalendarEntry]) -> list[tuple[CalendarEntry, int, int]]:
    """Which of how many lanes each entry with a time stands in, so that none covers another."""
    placed: list[tuple[CalendarEntry, int, int]] = []
    group: list[tuple[CalendarEntry, int]] = []
    ends: list[int] = []

    def close() -> None:
        placed.extend((entry, lane, len(ends)) for entry, lane in group)
        group.clear()
        ends.clear()

    for entry in sorted(
        (one for one in entries if one.starts_at), key=lambda one: (one.starts_at, one.ends_at or time.max)
    ):
        begin, end = _span(entry)
        if ends and begin >= max(ends):
            close()
        lane = next((number for number, until in enumerate(ends) if until <= begin), len(ends))
        ends[lane : lane + 1] = [end]
        group.append((entry, lane))
    close()
    return placed


def _span(entry: CalendarEntry) -> tuple[int, int]:
    begin = _minutes(entry.starts_at or time(_FIRST))
    end = _minutes(entry.ends_at) if entry.ends_at is not None else begin + _USUAL
    return begin, max(end, begin + _SNAP)


class WeekBoard(Board):
    """The week of the diary's day."""

    by_month = False

    def __init__(self, diary: Diary) -> None:
        super().__init__(diary, _("Week view"))

    def day_rect(self, day: date) -> QRectF:
        monday, sunday = week_span(self._diary.day)
        if not monday <= day <= sunday:
            return QRectF()
        width = self._width()
        return QRectF(dp(_HOURS) + (day - monday).days * width, 0, width, self.height())

    def entry_rects(self, day: date) -> list[tuple[CalendarEntry, QRectF]]:
        """The entries of a day and where they are drawn."""
        rect, entries = self.day_rect(day), self._diary.of_day(day)
        step, top = dp(LINE), dp(_HEAD) + dp(4)
        untimed = [entry for entry in entries if entry.starts_at is None][: self._untimed_lines()]
        placed = [
            (entry, QRectF(rect.left() + dp(4), top + step * n, rect.width() - dp(8), step - dp(2)))
            for n, entry in enumerate(untimed)
        ]
        for entry, lane, lanes in _lanes(entries):
            begin, end = _span(entry)
            width = (rect.width() - dp(8)) / lanes
            bar_top = self._y(begin) + 1
            height = max(self._y(end) - bar_top - 1, dp(LINE) - dp(2))
            placed.append((entry, QRectF(rect.left() + dp(4) + lane * width, bar_top, width - dp(2), height)))
        return placed

    def spot_at(self, where: QPointF) -> Spot | None:
        monday = week_span(self._diary.day)[0]
        column = int((where.x() - dp(_HOURS)) // self._width())
        if not 0 <= column < 7 or where.y() < 0 or where.y() > self.height():
            return None
        day = monday + timedelta(days=column)
        for entry, rect in reversed(self.entry_rects(day)):
            if rect.contains(where):
                return Spot(day, self._time_at(where.y()), entry)
        more = self._more_rect(day)
        return Spot(day, self._time_at(where.y()), more=more is not None and more.contains(where))

    def grip_of(self, entry: CalendarEntry, where: QPointF) -> QPointF:
        """A visit lies where its bar begins."""
        if entry.starts_at is None:
            return QPointF(0, 0)
        return QPointF(0, where.y() - self._y(_minutes(entry.starts_at)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.surface))
        monday = week_span(self._diary.day)[0]
        days = [monday + timedelta(days=offset) for offset in range(7)]
        painter.fillRect(QRectF(0, 0, self.width(), dp(_HEAD)), colour(t.sub))
        for day in days:
            self._paint_ground(painter, day)
        self._paint_hours(painter)
        for day in days:
            self._paint_day(painter, day)
        here = self.day_rect(self._diary.day)
        ink = t.accent if self.hasFocus() else t.edge
        paint.box(painter, here.adjusted(0, 0, 1, 0), None, ink, 0, width=2.0)
        self._paint_drop(painter)

    def _paint_ground(self, painter: QPainter, on: date) -> None:
        t, rect, day = tokens(), self.day_rect(on), self._diary.days.get(on)
        if day is not None and not day.working:
            painter.fillRect(rect.adjusted(0, dp(_HEAD), 0, 0), colour(t.sub))
        words = QRectF(rect.left() + dp(9), dp(6), rect.width() - dp(12), dp(18))
        paint.text(painter, metrics.font("caption"), t.text3, words, weekday(on))
        head = QRectF(rect.left(), dp(24), rect.width(), dp(30))
        paint_day_head(painter, head, day, on, today=on == self._diary.today)

    def _paint_hours(self, painter: QPainter) -> None:
        t = tokens()
        first, last = self._hours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for hour in range(first, last + 1):
            y = round(self._y(hour * 60))
            painter.setPen(QPen(colour(t.line2), 1))
            painter.drawLine(dp(_HOURS), y, self.width(), y)
            if hour < last:
                place = QRectF(0, y, dp(_HOURS) - dp(7), dp(18))
                align = Qt.AlignmentFlag.AlignRight
                paint.text(painter, metrics.font("key"), t.text3, place, f"{hour:02d}:00", align, elide=False)
        painter.setPen(QPen(colour(t.line), 1))
        for line in (dp(_HEAD), round(self._y(first * 60))):
            painter.drawLine(0, line, self.width(), line)
        for column in range(7):
            x = round(dp(_HOURS) + column * self._width())
            painter.drawLine(x, 0, x, self.height())

    def _paint_day(self, painter: QPainter, day: date) -> None:
        t = tokens()
        chosen = self._diary.entry() if day == self._diary.day and self.hasFocus() else None
        for entry, rect in self.entry_rects(day):
            if entry is self.dragged:
                painter.setOpacity(0.4)
            if entry.starts_at is None or rect.height() < dp(2 * LINE - 4):
                paint_entry(painter, rect, entry, chosen=entry is chosen)
            else:
                self._paint_block(painter, rect, entry, chosen=entry is chosen)
            painter.setOpacity(1.0)
        if (place := self._more_rect(day)) is not None:
            n = self._unshown(day)
            words = ngettext("{n} more", "{n} more", n).format(n=n)
            paint.text(painter, metrics.font("caption"), t.accent, place.adjusted(dp(5), 0, 0, 0), words)

    def _paint_block(self, painter: QPainter, rect: QRectF, entry: CalendarEntry, *, chosen: bool) -> None:
        """A bar with room for more than one line: the name, then how and with whom."""
        paint_ground(painter, rect, entry, chosen=chosen, block=True)
        paint_line(painter, QRectF(rect.left(), rect.top(), rect.width(), dp(LINE)), entry)
        facts = "·".join(part for part in (entry.mode.label if entry.mode else "", entry.officer) if part)
        second = QRectF(rect.left() + dp(5), rect.top() + dp(LINE) - dp(2), rect.width() - dp(8), dp(LINE) - dp(4))
        end = Qt.TextElideMode.ElideRight
        paint.text(painter, metrics.font("key"), tokens().text2, second, facts, where=end)

    def _paint_drop(self, painter: QPainter) -> None:
        over = self.over()
        if over is None:
            return
        t, rect = tokens(), self.day_rect(over.day)
        paint.box(painter, rect.adjusted(2, 2, -1, -2), None, t.accent, metrics.RADIUS_SMALL, width=2.0, dashed=True)
        if over.at is not None:
            top = self._y(_minutes(over.at))
            begin, end = _span(self.dragged) if self.dragged is not None else (0, _USUAL)
            ghost = QRectF(rect.left() + dp(4), top, rect.width() - dp(8), max(self._y(end) - self._y(begin), dp(LINE)))
            paint.box(painter, ghost, t.soft, t.accent, metrics.RADIUS_SMALL)
            words = QRectF(ghost.left() + dp(6), ghost.top(), ghost.width(), dp(LINE))
            paint.text(painter, metrics.font("caption", 500), t.accent, words, f"{over.at:%H:%M}", elide=False)

    def _width(self) -> float:
        return (self.width() - dp(_HOURS)) / 7

    def _of_week(self) -> list[CalendarEntry]:
        monday = week_span(self._diary.day)[0]
        return [one for offset in range(7) for one in self._diary.of_day(monday + timedelta(days=offset))]

    def _hours(self) -> tuple[int, int]:
        """The first hour shown and the one after the last: the office's day, longer where a visit is."""
        spans = [_span(entry) for entry in self._of_week() if entry.starts_at is not None]
        first = min([_FIRST, *(begin // 60 for begin, _end in spans)])
        return first, min(24, max([_LAST, *(-(-end // 60) for _begin, end in spans)]))

    def _untimed_lines(self) -> int:
        monday = week_span(self._diary.day)[0]
        most = max(
            sum(1 for one in self._diary.of_day(monday + timedelta(days=offset)) if one.starts_at is None)
            for offset in range(7)
        )
        return min(most, _MOST_UNTIMED)

    def _unshown(self, day: date) -> int:
        return self._diary.hidden(day, len(self.entry_rects(day)))

    def _top(self) -> float:
        """Where the hours begin; a line more than needed, so that something can be dropped there."""
        return float(dp(_HEAD) + dp(8) + dp(LINE) * (self._untimed_lines() + 1))

    def _y(self, minutes: int) -> float:
        first, last = self._hours()
        top = self._top()
        return top + (self.height() - top) * (minutes - first * 60) / ((last - first) * 60)

    def _time_at(self, y: float) -> time | None:
        """The time at a height, in steps of half an hour; None above the hours.

        What is dragged keeps its own time while it is not moved by more than half a step.
        """
        first, last = self._hours()
        top = self._top()
        if y < top - 1:
            return None
        minutes = first * 60 + (y - top) / (self.height() - top) * (last - first) * 60
        own = self.dragged.starts_at if self.dragged is not None else None
        if own is not None and abs(minutes - _minutes(own)) <= _SNAP / 2:
            return own
        return _from_minutes(round(minutes / _SNAP) * _SNAP)

    def _more_rect(self, day: date) -> QRectF | None:
        if self._unshown(day) == 0:
            return None
        rect = self.day_rect(day)
        top = dp(_HEAD) + dp(4) + dp(LINE) * self._untimed_lines()
        return QRectF(rect.left() + dp(4), top, rect.width() - dp(8), dp(LINE) - dp(2))

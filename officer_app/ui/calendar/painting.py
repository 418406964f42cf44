"""How an entry and the head of a day are drawn, the same in the month and in the week."""

from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from officer_app.i18n import _
from officer_app.ui.calendar.diary import entry_word, short_name
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint
from officer_app.ui.wording import day_in_prose
from officer_app.visits.calendar import CalendarEntry, DayKind, DayOfCalendar, EntryKind

LINE: Final = 22  # an entry's height, the gap below it included
_NARROW: Final = 84  # a bar with room for a time and some of a name
_ICONS: Final = {
    EntryKind.DONE: "check",
    EntryKind.FRUITLESS: "circle-minus",
    EntryKind.OVERDUE: "clock-alert",
    EntryKind.MISSED: "clock-alert",
}


def paint_ground(painter: QPainter, rect: QRectF, entry: CalendarEntry, *, chosen: bool, block: bool = False) -> None:
    """The ground of an entry: a soft bar for what is planned, a red one for what is late; a `block` always has one."""
    t = tokens()
    late = entry.kind in (EntryKind.OVERDUE, EntryKind.MISSED)
    ground = t.dangersoft if late else t.soft if entry.kind is EntryKind.PLANNED else t.neutralsoft if block else None
    if ground is not None or chosen:
        paint.box(painter, rect, ground or t.hover, t.accent if chosen else None, metrics.RADIUS_SMALL)


def paint_entry(painter: QPainter, rect: QRectF, entry: CalendarEntry, *, chosen: bool = False) -> None:
    """One line: planned as a soft bar with its time, done with a tick, what is late in red with its word."""
    paint_ground(painter, rect, entry, chosen=chosen)
    paint_line(painter, rect, entry)


def paint_line(painter: QPainter, rect: QRectF, entry: CalendarEntry) -> None:
    """What stands in an entry's line, without its ground; a narrow bar leaves its time out before its name."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    _paint_words(painter, rect, entry, timed=rect.width() >= dp(_NARROW))
    painter.restore()


def _paint_words(painter: QPainter, rect: QRectF, entry: CalendarEntry, *, timed: bool) -> None:
    t = tokens()
    late = entry.kind in (EntryKind.OVERDUE, EntryKind.MISSED)
    face = metrics.font("caption")
    x, middle = rect.left() + dp(5), rect.center().y() + 0.5
    ink = t.danger if late else t.text if entry.kind is EntryKind.PLANNED else t.text2
    if (icon := _ICONS.get(entry.kind)) is not None:
        tone = t.danger if late else t.ok if entry.kind is EntryKind.DONE else t.text3
        paint_icon(painter, icon, tone, x, middle, metrics.ICON_CAPTION)
        x += dp(metrics.ICON_CAPTION + 6)
    elif entry.starts_at is not None and timed:
        words = f"{entry.starts_at:%H:%M}"
        width = paint.width_of(face, words)
        paint.text(painter, face, t.accent, QRectF(x, rect.top(), width + 1, rect.height()), words, elide=False)
        x += width + dp(7)
    room = rect.right() - dp(4) - x
    word = entry_word(entry.kind)
    tail = paint.width_of(face, word) + dp(5) if word else 0
    name = short_name(entry.enterprise)
    width = min(paint.width_of(face, name), max(room - tail, 0))
    end = Qt.TextElideMode.ElideRight
    paint.text(painter, face, ink, QRectF(x, rect.top(), width + 1, rect.height()), name, where=end)
    if word and tail < room:
        place = QRectF(x + width + dp(5), rect.top(), tail, rect.height())
        paint.text(painter, face, t.danger, place, word, elide=False)


def paint_badge(painter: QPainter, right: float, middle: float, *, work: bool) -> float:
    """休 or 班 with its right end there; returns its left edge."""
    t, face = tokens(), metrics.font("key", 500)
    words = _("work") if work else _("off")
    width = paint.width_of(face, words) + dp(8)
    rect = QRectF(right - width, middle - dp(9), width, dp(18))
    paint.box(painter, rect, t.warnsoft if work else t.oksoft, None, metrics.RADIUS_SMALL)
    centre = Qt.AlignmentFlag.AlignHCenter
    paint.text(painter, face, t.warn if work else t.ok, rect, words, centre, elide=False)
    return rect.left()


def paint_day_head(painter: QPainter, rect: QRectF, day: DayOfCalendar | None, on: date, *, today: bool) -> None:
    """The day's number, the month with the first, today in a disc; at the right what makes the day special."""
    t = tokens()
    middle = rect.center().y()
    free = day is not None and not day.working
    words = day_in_prose(on) if on.day == 1 else str(on.day)
    face = metrics.font("body", 500 if today else 400)
    width = paint.width_of(face, words)
    x = rect.left() + dp(9)
    if today:
        disc = dp(24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(t.accentfill))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = x + width / 2 if on.day != 1 else x + dp(9)
        painter.drawEllipse(QRectF(centre - disc / 2, middle - disc / 2, disc, disc))
        number = QRectF(centre - disc / 2, rect.top(), disc, rect.height())
        align = Qt.AlignmentFlag.AlignHCenter
        paint.text(painter, face, t.onfill, number, str(on.day), align, elide=False)
        left = centre + disc / 2 + dp(6)
        note = paint.width_of(metrics.font("caption"), _("today"))
        if left + note < rect.right() - dp(30):
            place = QRectF(left, rect.top(), note + 1, rect.height())
            paint.text(painter, metrics.font("caption"), t.accent, place, _("today"), elide=False)
            left += note
    else:
        ink = t.text3 if free else t.text
        paint.text(painter, face, ink, QRectF(x, rect.top(), width + 1, rect.height()), words, elide=False)
        left = x + width
    if day is None:
        return
    right = rect.right() - dp(7)
    if day.special is not None:
        right = paint_badge(painter, right, middle, work=day.special is DayKind.WORK) - dp(5)
        room = right - left - dp(8)
        if room > dp(24):
            caption = metrics.font("caption")
            name = QRectF(right - room, rect.top(), room, rect.height())
            end = Qt.TextElideMode.ElideRight
            paint.text(painter, caption, t.text3, name, day.name, Qt.AlignmentFlag.AlignRight, where=end)
    elif not day.certain:
        # Nobody knows yet whether this is a day off.
        paint_icon(painter, "circle-question-mark", t.warn, right - dp(14), middle, metrics.ICON_CAPTION)

"""The week at a glance: weekday, date, the visits as dots, and what makes the day special."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.i18n import N_, _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.day_dots import Mark, paint_marks

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day: its visits and its note (holiday, make-up workday)."""

    day: date
    marks: tuple[Mark, ...] = ()
    note: str = ""
    note_tone: Tone = "text3"
    free: bool = False


class WeekStrip(QWidget):
    """Seven days; today has a soft ground."""

    def __init__(self, days: Sequence[StripDay] = (), today: date | None = None) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_days(days, today)

    def show_days(self, days: Sequence[StripDay], today: date | None) -> None:
        """Show another week."""
        self._days, self._today = tuple(days), today
        visits = sum(len(day.marks) for day in days)
        done = sum(mark == "done" for day in days for mark in day.marks)
        self.setAccessibleName(_("This week: {done} of {visits} visits made").format(done=done, visits=visits))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(264), dp(84))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        width = self.width() / 7
        centre = Qt.AlignmentFlag.AlignHCenter
        for place, day in enumerate(self._days[:7]):
            rect = QRectF(place * width, 0, width, self.height())
            today = day.day == self._today
            if today:
                paint.box(painter, rect.adjusted(1, 0, -1, 0), t.soft)
            ink = t.accent if today else t.text3 if day.free else t.text2
            weekday = QRectF(rect.left(), dp(6), width, dp(18))
            faint = t.accent if today else t.text3
            paint.text(painter, metrics.font("caption"), faint, weekday, _(WEEKDAYS[day.day.weekday()]), centre)
            figure = QRectF(rect.left(), dp(25), width, dp(24))
            face = metrics.font("record", 600 if today else 400)
            paint.text(painter, face, ink, figure, str(day.day.day), centre, elide=False)
            paint_marks(painter, day.marks, rect.center().x(), dp(57))
            note = _("today") if today and not day.note else day.note
            tone = t.accent if today else t.named(day.note_tone)
            words = QRectF(rect.left(), dp(64), width, dp(18))
            paint.text(painter, metrics.font("key"), tone, words, note, centre)

"""The agenda: every entry of the month as a list, grouped by day."""

from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from officer_app.i18n import N_, _, ngettext
from officer_app.ui.calendar.diary import Diary, day_note
from officer_app.ui.cells import Cell, Group
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.today import MODE_ICONS
from officer_app.ui.widgets import PillSpec, paint
from officer_app.ui.widgets.pill import PillTone
from officer_app.ui.wording import day_in_prose, time_span, weekday
from officer_app.visits.calendar import CalendarEntry, DayOfCalendar, EntryKind

_TONES: Final[dict[EntryKind, tuple[PillTone, str]]] = {
    EntryKind.OVERDUE: ("danger", "clock-alert"),
    EntryKind.MISSED: ("danger", "clock-alert"),
    EntryKind.PLANNED: ("accent", "calendar-check"),
    EntryKind.DONE: ("ok", "check"),
    EntryKind.FRUITLESS: ("neutral", "circle-minus"),
}


def _columns() -> tuple[Column[CalendarEntry], ...]:
    return (
        Column("time", N_("Time"), lambda one: Cell(time_span(one.starts_at, one.ends_at), "text2"), 112),
        Column("enterprise", N_("Enterprise"), lambda one: Cell(one.enterprise, weight=500), 260, stretch=True),
        Column("mode", N_("Mode"), _mode, 96),
        Column("purpose", N_("What for"), lambda one: Cell(one.purpose, "text2", prose=True), 200),
        Column("officer", N_("Our officer"), lambda one: Cell(one.officer, "text2"), 84),
        Column("town", N_("Sub-district or town"), lambda one: Cell(one.subdistrict, "text2"), 110),
        Column("state", N_("State"), _state, 140),
    )


def _mode(one: CalendarEntry) -> Cell:
    return Cell(one.mode.label, "text2", icon=MODE_ICONS[one.mode]) if one.mode else Cell()


def _state(one: CalendarEntry) -> Cell:
    tone, icon = _TONES[one.kind]
    return Cell(pill=PillSpec(one.kind.label, tone, icon))


class Agenda(Table[CalendarEntry]):
    """The list; it stands where the diary stands, and takes the diary along."""

    def __init__(self, diary: Diary) -> None:
        super().__init__(_columns(), _("Agenda"))
        self._diary = diary
        self._showing = False
        self.give_way("town", "purpose", "officer")
        self.current_changed.connect(self._take_along)

    def show_month(self, first: date, last: date) -> None:
        """The days from the first to the last that have anything on them, and today."""
        self._showing = True
        rows: list[CalendarEntry | Group] = []
        for day in self._diary.days.values():
            if first <= day.day <= last and day.entries:
                rows += [_head(day, self._diary), *day.entries]
        self.show_rows(rows)
        self._stand(rows)
        self._showing = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.rows_model.rowCount() == 0:
            # The keys go on working: an empty month is left by them.
            painter, rect = QPainter(self.viewport()), QRectF(self.viewport().rect())
            words = _("Nothing planned or visited in this month. ← and → go to another one, N plans a visit.")
            place = QRectF(rect.left(), rect.top() + dp(48), rect.width(), dp(24))
            centre = Qt.AlignmentFlag.AlignHCenter
            paint.text(painter, metrics.font("prose"), tokens().text2, place, words, centre)

    def _stand(self, rows: list[CalendarEntry | Group]) -> None:
        """At the diary's entry, else at the first of its day or of the next one that has any."""
        wanted, day = self._diary.entry(), self._diary.day
        entries = [(number, one) for number, one in enumerate(rows) if not isinstance(one, Group)]
        found = next((number for number, one in entries if one is wanted), None)
        if found is None:
            found = next((number for number, one in entries if one.day >= day), None)
        if found is None and entries:
            found = entries[-1][0]
        if found is not None:
            self.set_current(found)
            # The day's head in view above it.
            self.scrollTo(self.rows_model.index(max(found - 1, 0), 0), self.ScrollHint.PositionAtTop)

    def _take_along(self, entry: CalendarEntry | None) -> None:
        if entry is not None and not self._showing:
            self._diary.choose(entry)


def _head(day: DayOfCalendar, diary: Diary) -> Group:
    title = _("{date} {weekday}").format(date=day_in_prose(day.day), weekday=weekday(day.day))
    notes = [_("today") if day.day == diary.today else "", day_note(day)]
    n = diary.hidden(day.day, len(day.entries))
    notes.append(ngettext("{n} more", "{n} more", n).format(n=n) if n else "")
    tone: Tone = "accent" if day.day == diary.today else "text"
    return Group(title, len(day.entries) + n, tone, note="·".join(filter(None, notes)))

"""Beside today's work: the week, the contact gaps, the figures of the month."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.overview.today import DayMark, DayOfWeek, MonthFigures, Today
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.today_gaps import show_gaps, show_unplanned
from officer_app.ui.widgets import SectionHeader, SidePanel, StripDay, Text, WeekStrip, clear
from officer_app.ui.widgets.day_dots import Mark
from officer_app.ui.wording import weekday

_MARKS: Final[dict[DayMark, Mark]] = {
    DayMark.DONE: "done",
    DayMark.PLANNED: "planned",
    DayMark.MISSED: "missed",
}


class TodaySide(SidePanel):
    """Shown anew with each day that is read."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(304)
        self._desk, self._page = desk, page

    def show_day(self, day: Today) -> None:
        """This day's week, gaps and month."""
        column = self.column
        clear(column)
        makeup = next((one for one in day.week if one.makeup), None)
        note = _("{weekday} is a make-up workday").format(weekday=weekday(makeup.day)) if makeup else ""
        column.addWidget(SectionHeader(_("This week"), "", Text(note, "caption", "text3")))
        column.addWidget(WeekStrip([_strip_day(one) for one in day.week], day.day))
        self.add_rule()
        show_unplanned(self._desk, self._page, column, day)
        self.add_rule()
        show_gaps(self._desk, column, day)
        self.add_rule()
        column.addWidget(SectionHeader(_("This month"), "", Text(_("up to today"), "caption", "text3")))
        column.addSpacing(dp(4))
        for label, figure, caption in _figures(day.month):
            column.addLayout(_figure(label, figure, caption))
        column.addStretch(1)


def _strip_day(one: DayOfWeek) -> StripDay:
    note = _("work") if one.makeup else "" if one.working else _("off")
    return StripDay(
        one.day,
        tuple(_MARKS[mark] for mark in one.marks),
        note,
        "warn" if one.makeup else "text3",
        not one.working,
    )


def _figures(month: MonthFigures) -> list[tuple[str, str, str]]:
    in_time = month.held - month.overdue
    share = f"{in_time * 100 // month.held} %" if month.held else "–"
    days = _("{days} days").format(days=f"{month.answered_days:.1f}") if month.answered_days is not None else "–"
    return [
        (_("Visits made"), f"{month.done} / {month.planned}", _("planned")),
        (_("Contact in time"), share, f"{in_time} / {month.held}"),
        (_("Time to answer"), days, _("workdays, n = {n}").format(n=month.answered)),
        (_("Enterprises content"), f"{month.content} / {month.rated}", _("rated")),
    ]


def _figure(label: str, figure: str, caption: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    line.addWidget(Text(label, "body", "text2"))
    line.addStretch(1)
    number = Text(figure, weight=500)
    number.setAlignment(Qt.AlignmentFlag.AlignRight)
    number.setAccessibleName(f"{label}: {figure}, {caption}")
    line.addWidget(number)
    note = Text(caption, "caption", "text2")
    note.setFixedWidth(dp(104))
    line.addWidget(note)
    return line

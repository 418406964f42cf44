"""Holidays: the years loaded with their source, the days of each, another year from a list."""

from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.core.holidays import DayKind, HolidayYear
from officer_app.i18n import N_, _
from officer_app.people.holidays import holiday_years, load_shipped_holidays, remove_holiday_year, save_holiday_year
from officer_app.people.notices import read_file, read_year
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Entry,
    Facts,
    Prose,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)


def _days(year: HolidayYear, kind: DayKind) -> str:
    return str(sum(1 for special in year.days if special.kind is kind))


COLUMNS: Final[tuple[Column[HolidayYear], ...]] = (
    Column("year", N_("Year"), lambda year: Cell(str(year.year), weight=500), 80),
    Column("off", N_("Days off"), lambda year: _days(year, DayKind.OFF), 90, "right"),
    Column("work", N_("Make-up workdays"), lambda year: _days(year, DayKind.WORK), 130, "right"),
    Column("source", N_("Source"), lambda year: Cell(_(year.source), "text2"), 300, stretch=True),
)


class HolidaysList(Table[HolidayYear]):
    """The years loaded, the latest first."""

    def __init__(self, desk: Desk, side: "HolidaysSide") -> None:
        super().__init__(COLUMNS, _("Years with holidays"))
        self._desk, self._side = desk, side
        self.keep(desk.settings, "administration/holidays")
        self.current_changed.connect(side.show_year)

    def reload(self) -> None:
        """Read them anew."""
        self._desk.jobs.read(holiday_years, then=self._show, owner=self, latest="years")

    def _show(self, years: list[HolidayYear]) -> None:
        self._side.know(years)
        self.show_rows(years)


class HolidaysSide(SidePanel):
    """The days of the current year, or the form for another year."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._year: HolidayYear | None = None
        self._days = QWidget()
        self._list = QVBoxLayout(self._days)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(dp(12))
        self.new = self._new_form()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._days)
        self._stack.addWidget(self.new)
        self.column.addWidget(self._stack)
        self.column.addStretch(1)

    def know(self, years: list[HolidayYear]) -> None:
        """Propose the year after the last one."""
        self._next = max((year.year for year in years), default=self._desk.today().year - 1) + 1

    def show_year(self, year: HolidayYear | None) -> None:
        """The days of a year."""
        self._year = year
        clear(self._list)
        if year is None:
            words = _("No year is loaded: every deadline is provisional until its year is.")
            self._list.addWidget(Text(words, "body", "text2", wrap=True))
            shipped = PushButton(_("Load the shipped years"), "download")
            shipped.clicked.connect(lambda: self._desk.jobs.perform(load_shipped_holidays, owner=self))
            self._list.addWidget(shipped)
            return
        self._list.addWidget(Text(_("{year}: days that differ").format(year=year.year), "record"))
        for kind in DayKind:
            names: dict[str, list[str]] = {}
            for special in year.days:
                if special.kind is kind:
                    names.setdefault(special.name, []).append(f"{special.day:%m-%d}")
            if names:
                self._list.addWidget(SectionHeader(kind.label))
                self._list.addWidget(Facts([(name or "–", "、".join(days)) for name, days in names.items()], 64))
        self._list.addWidget(Rule())
        self._list.addWidget(Text(_("Source") + "：" + _(year.source), "caption", "text2", wrap=True))
        replace = PushButton(_("Load it anew…"), "pencil")
        replace.clicked.connect(self._replace)
        remove = PushButton(_("Remove the year"), "trash-2", kind="danger")
        remove.clicked.connect(self._remove)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        buttons.addWidget(replace)
        buttons.addWidget(remove)
        buttons.addStretch(1)
        self._list.addLayout(buttons)

    def ask_new(self) -> None:
        """Ask for another year."""
        self.year.setText(str(self._next))
        self._stack.setCurrentWidget(self.new)
        self.source.setFocus()

    def _new_form(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        self._next = self._desk.today().year
        self.year = Entry(_("Year"))
        self.source = Entry(_("Source"), _("number or address of the notice"))
        self.days = Prose(_("Days"), _("2027-01-01,休,元旦 — one day a line"), lines=12)
        self.form = Form(label_width=48)
        self.form.add("year", _("Year"), self.year, needed=True)
        self.form.add("source", _("Source"), self.source, needed=True)
        self.form.add("days", _("Days"), self.days, needed=True)
        pick = PushButton(_("From a file…"), "file-input")
        pick.clicked.connect(self._pick)
        load, cancel = PushButton(_("Load the year"), "check"), PushButton(_("Cancel"), kind="quiet")
        load.clicked.connect(self._load)
        cancel.clicked.connect(self._leave_new)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for button in (load, pick, cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addWidget(SectionHeader(_("Holidays of another year")))
        words = _(
            "Date, 休 (off) or 班 (make-up workday), and the name of the holiday, as the State Council's notice says."
        )
        column.addWidget(Text(words, "caption", "text2", wrap=True))
        column.addWidget(self.form)
        column.addLayout(buttons)
        column.addStretch(1)
        return body

    def _replace(self) -> None:
        year = self._year
        if year is None:
            return
        self.year.setText(str(year.year))
        self.source.setText(year.source)
        signs = {DayKind.OFF: "休", DayKind.WORK: "班"}
        self.days.setPlainText(
            "\n".join(f"{special.day.isoformat()},{signs[special.kind]},{special.name}" for special in year.days)
        )
        self._stack.setCurrentWidget(self.new)
        self.days.setFocus()

    def _pick(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, _("List of holidays"), "", "CSV (*.csv *.txt)")
        if chosen:
            self.take_file(chosen)

    def take_file(self, path: str) -> None:
        """Show a file's lines for checking; nothing is loaded yet."""
        try:
            self.days.setPlainText(read_file(path))
        except AppError as error:
            self._desk.notices.show_error(error, self)

    def _load(self) -> None:
        self.form.clear_errors()
        try:
            number = self.year.text().strip()
            if not number.isdecimal():
                raise Invalid(N_("Type the year in four digits."), field="year")
            year = read_year(int(number), self.source.text(), self.days.toPlainText())
        except AppError as error:
            self.form.show_error(error)
            return
        self._desk.jobs.perform(save_holiday_year, year, then=self._loaded, owner=self.form)

    def _loaded(self, _nothing: object) -> None:
        year = self.year.text().strip()
        self._leave_new()
        self._desk.notices.say(_("The holidays of {year} are loaded.").format(year=year))

    def _leave_new(self) -> None:
        for line in (self.year, self.source):
            line.clear()
        self.days.clear()
        self.form.clear_errors()
        self._stack.setCurrentWidget(self._days)

    def _remove(self) -> None:
        year = self._year
        if year is not None:
            self._desk.jobs.perform(
                remove_holiday_year, year.year, then=lambda _nothing: self._removed(year), owner=self
            )

    def _removed(self, year: HolidayYear) -> None:
        words = _("The holidays of {year}").format(year=year.year)
        self._desk.undo.offer(words, lambda: self._desk.jobs.perform(save_holiday_year, year, owner=self))
        self._desk.notices.say(
            _("The holidays of {year} were removed; its deadlines are provisional now.").format(year=year.year),
            _("Undo brings them back."),
        )

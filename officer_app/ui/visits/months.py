"""Closing months: each with its visits and what still waits, closed when all is there, reopened with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from PySide6.QtWidgets import QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.widgets import (
    Entry,
    Facts,
    FilterBar,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.visits.closing import ClosingRow, MonthRow, close_month, month_closings, months_of, reopen_month


def _state(row: MonthRow) -> Cell:
    if row.closing is not None:
        return Cell(pill=PillSpec(_("closed"), "neutral", "lock"))
    return Cell(pill=PillSpec(_("not closed"), "ok", "lock-open"))


def _quiet(text: str) -> Cell:
    return Cell(text, "text2") if text else Cell("–", "text3")


def _returned(row: MonthRow) -> Cell:
    return Cell(str(row.returned), "warn") if row.returned else Cell("–", "text3")


COLUMNS: Final[tuple[Column[MonthRow], ...]] = (
    Column("month", N_("Month"), lambda row: Cell(f"{row.month:%Y-%m}", weight=500), 120),
    Column("visits", N_("Visits"), lambda row: Cell(f"{row.visits:,}"), 90, "right"),
    Column("returned", N_("To complete"), _returned, 110, "right"),
    Column("state", N_("State"), _state, 110),
    Column("by", N_("Closed by"), lambda row: _quiet(row.closing.closed_by if row.closing else ""), 120),
    Column(
        "at",
        N_("Closed at"),
        lambda row: _quiet(f"{row.closing.closed_at:%Y-%m-%d %H:%M}" if row.closing else ""),
        150,
        stretch=True,
    ),
)


class MonthsPage(PageView):
    """The months of a year; the panel says what closing means, does it, and takes the reason to reopen."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"visit", "month_closing"})
    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._year = desk.today().year
        self._closings: list[ClosingRow] = []
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Close months"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.before = PushButton(icon="chevron-left", kind="quiet", name=_("The year before"), keys="Alt Left")
        self.after = PushButton(icon="chevron-right", kind="quiet", name=_("The year after"), keys="Alt Right")
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.year = Text("", "body")
        words = Text(_("In a closed month no visit is entered, corrected or deleted."), "body", "text2")
        self.main.addWidget(FilterBar((self.before, self.year, self.after), (words,)))
        self.main.addWidget(Rule())
        self.table: Table[MonthRow] = Table(COLUMNS, _("Months"))
        self.table.current_changed.connect(self._show_month)
        self.table.opened.connect(lambda _row: self._enter())
        self.main.addWidget(self.table, 1)
        self.side = SidePanel()
        self.reason = self._new_reason()
        self.button: PushButton | None = None
        self._form: Form | None = None
        self._asked: date | None = None
        self.put_side(self.side)
        self.on_key("Esc", desk.back)
        self.on_key("Alt+Left", lambda: self._turn(-1))
        self.on_key("Alt+Right", lambda: self._turn(1))
        self.on_key("Ctrl+Return", self.act)

    def opened(self, _target: object = None) -> None:
        self.reload()
        self.table.setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Ctrl+Return", N_("close or reopen")),
            Key("Alt+Left", N_("the year before")),
            Key("Escape", N_("back")),
        )

    def reload(self) -> None:
        self.desk.jobs.read(month_closings, then=self._know_closings, owner=self, latest="closings")
        self.desk.jobs.read(months_of, self._year, then=self._show, owner=self, latest="months")

    def act(self) -> None:
        """Close the month chosen, or reopen it for the reason typed."""
        row = self.table.current_row()
        if row is None or self.button is None or not self.button.isEnabled():
            return
        if row.closing is None:
            self.desk.jobs.perform(
                close_month, row.month, then=lambda _id: self._done(row.month), failed=self._failed, owner=self
            )
            return
        self.desk.jobs.perform(
            reopen_month,
            row.month,
            self.reason.text(),
            then=lambda _none: self._reopened(row.month),
            failed=self._failed,
            owner=self,
        )

    def _turn(self, years: int) -> None:
        if self._year + years <= self.desk.today().year:
            self._year += years
            self.reload()

    def _enter(self) -> None:
        if self._form is not None:
            self.reason.setFocus()
        elif self.button is not None:
            self.button.setFocus()

    def _know_closings(self, closings: list[ClosingRow]) -> None:
        self._closings = closings
        self._show_month(self.table.current_row())

    def _show(self, months: list[MonthRow]) -> None:
        self.year.setText(str(self._year))
        self.after.setEnabled(self._year < self.desk.today().year)
        self.table.show_rows(months)

    def _show_month(self, row: MonthRow | None) -> None:
        column = self.side.column
        typed = self.reason.text() if self._form is not None and row is not None and row.month == self._asked else ""
        clear(column)
        self.button, self._form = None, None
        if row is None:
            column.addStretch(1)
            return
        column.addWidget(Text(f"{row.month:%Y-%m}", "record"))
        column.addWidget(Facts([(_("Visits"), f"{row.visits:,}"), (_("To complete"), str(row.returned))]))
        if self.desk.may("visit_close_month"):
            self.side.add_rule()
            self._add_deed(row)
            self._asked = row.month
            self.reason.setText(typed)
        past = [one for one in self._closings if one.month == row.month]
        if past:
            self.side.add_rule()
            column.addWidget(SectionHeader(_("History"), str(len(past))))
            for one in past:
                column.addWidget(_told(one))
        column.addStretch(1)

    def _add_deed(self, row: MonthRow) -> None:
        column = self.side.column
        self.reason = self._new_reason()
        if row.closing is None:
            self.button = PushButton(_("Close the month"), "lock", kind="primary", keys="Ctrl Enter", wide=True)
            self.button.set_reason(self._why_not(row))
        else:
            self.button = PushButton(_("Reopen the month"), "lock-open", keys="Ctrl Enter", wide=True)
            self._form = Form(labels_above=True)
            self._form.add("reason", _("Reason for reopening"), self.reason)
            column.addWidget(self._form)
        self.button.clicked.connect(self.act)
        column.addWidget(self.button)
        if row.closing is None and (why := self._why_not(row)):
            column.addWidget(Text(why, "caption", "text2", wrap=True))

    def _why_not(self, row: MonthRow) -> str:
        """Why a month cannot be closed yet; empty if it can."""
        if row.month >= self.desk.today().replace(day=1):
            return _("A month is closed after its last day.")
        words = ngettext("{n} visit waits to be completed.", "{n} visits wait to be completed.", row.returned)
        return words.format(n=row.returned) if row.returned else ""

    @staticmethod
    def _new_reason() -> Entry:
        return Entry(_("Reason for reopening"), _("such as: a visit of the 28th was left out"))

    def _done(self, month: date) -> None:
        self.error_bar.say(_("{month} is closed.").format(month=f"{month:%Y-%m}"), kind="ok")

    def _reopened(self, month: date) -> None:
        self.error_bar.say(_("{month} is open again.").format(month=f"{month:%Y-%m}"), kind="ok")

    def _failed(self, error: AppError) -> None:
        self.desk.notices.show_error(error, self._form or self)


def _told(one: ClosingRow) -> QWidget:
    words = _("closed by {name}, {moment}").format(name=one.closed_by, moment=f"{one.closed_at:%Y-%m-%d %H:%M}")
    if one.reopened_at is not None:
        again = _("reopened by {name}, {moment}: {reason}").format(
            name=one.reopened_by, moment=f"{one.reopened_at:%Y-%m-%d %H:%M}", reason=one.reason
        )
        words = f"{words}\n{again}"
    return Text(words, "body", "text2", wrap=True)

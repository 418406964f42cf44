"""Headcount and revenue by year: the table on the file, and the form beside it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.directory.years import YearDraft, YearRow, remove_year, save_year
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form, read_number
from officer_app.ui.kept_form import FormKeeping
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, PushButton, SectionHeader, Text

TEN_THOUSAND: Final = 10_000


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def revenue_words(revenue: Decimal | None) -> str:
    """A revenue in units of ten thousand yuan, as the office reports it."""
    if revenue is None:
        return "–"
    words = f"{revenue / TEN_THOUSAND:,.6f}".rstrip("0").rstrip(".")
    return words.replace("-", "−")


def change_words(change: Decimal | None) -> str:
    """A change over the year before: `+12.3 %`, `−4.0 %`."""
    if change is None:
        return ""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change):,.1f} %"


def _change(change: Decimal | None) -> Cell:
    return Cell(change_words(change) or "–", "text2" if change is not None else "text3")


COLUMNS: Final[tuple[Column[YearRow], ...]] = (
    Column("year", N_("Year"), lambda row: Cell(str(row.year), weight=500), 72),
    Column("headcount", N_("Headcount"), lambda row: _count(row.headcount), 96, "right"),
    Column("headcount_change", N_("Over the year before"), lambda row: _change(row.headcount_change), 108, "right"),
    Column("revenue", N_("Revenue (10,000 yuan)"), lambda row: revenue_words(row.revenue), 140, "right"),
    Column("revenue_change", N_("Over the year before"), lambda row: _change(row.revenue_change), 108, "right"),
    Column("source", N_("Source"), lambda row: Cell(row.source, "text2", prose=True), 200, stretch=True),
)


class YearsPart(QWidget):
    """The years, the latest first. Enter changes the current one, Delete removes it."""

    def __init__(self, desk: Desk, form: "YearForm | None") -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self.table: Table[YearRow] = Table(COLUMNS, _("Headcount and revenue by year"))
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = Text(_("No year has been entered yet."), "body", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(self._nothing)
        column.addWidget(self.table)
        if form is not None:
            self.table.opened.connect(form.change)
            self.table.on_key("Delete", self._remove)
            words = _("Enter changes the current year beside, Delete removes it.")
            column.addWidget(Text(words, "caption", "text3", wrap=True))

    def show_years(self, years: Sequence[YearRow]) -> None:
        """Those of an enterprise."""
        self._nothing.setVisible(not years)
        self.table.setVisible(bool(years))
        self.table.show_rows(years)
        height = self.table.horizontalHeader().sizeHint().height() + dp(metrics.ROW) * len(years)
        self.table.setFixedHeight(height + 2)

    def _remove(self) -> None:
        row = self.table.current_row()
        if row is not None and self._form is not None:
            self._form.remove(row)


class YearForm(QWidget):
    """A year to enter or to change; Enter in any field saves."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._enterprise_id = 0
        self._row: YearRow | None = None
        self._known: set[int] = set()
        self.title = SectionHeader(_("Enter a year"))
        self.year, self.headcount = Entry(_("Year")), Entry(_("Headcount"))
        self.revenue, self.source = Entry(_("Revenue")), Entry(_("Source"), _("return, report, what was said"))
        self.form = Form(label_width=56)
        self.form.add_row(_("Year"), {"year": self.year}, _short(self.year), needed=True)
        self.form.add_row(_("Headcount"), {"headcount": self.headcount}, _short(self.headcount))
        unit = Text(_("× 10,000 yuan"), "body", "text2")
        self.form.add_row(_("Revenue"), {"revenue": self.revenue}, _short(self.revenue, unit))
        self.form.add("source", _("Source"), self.source)
        self.save = PushButton(_("Add"), "plus")
        self.save.clicked.connect(self._save)
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.cancel.clicked.connect(self.begin_new)
        self.gone = PushButton(_("Remove"), kind="danger")
        self.gone.clicked.connect(self._remove_this)
        for line in (self.year, self.headcount, self.revenue, self.source):
            line.submitted.connect(self._save)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for button in (self.save, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.gone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self.title)
        column.addWidget(self.form)
        column.addLayout(buttons)
        fields = {"year": self.year, "headcount": self.headcount, "revenue": self.revenue, "source": self.source}
        self.kept = FormKeeping.of(desk, self, "year", fields)

    def show_years(self, enterprise_id: int, years: Sequence[YearRow]) -> None:
        """Whose years; what was typed for another enterprise is kept until that one is shown again."""
        self._known = {row.year for row in years}
        if enterprise_id != self._enterprise_id:
            self.kept.leave()
            self._enterprise_id = enterprise_id
            self._fill(None)
        elif self._row is None and not self._typed():
            self.year.setText(str(self._next()))
            self.kept.sent()

    def begin_new(self) -> None:
        """An empty form for the latest year that is missing; what was typed for another is forgotten."""
        self.kept.sent()
        self._fill(None)

    def change(self, row: YearRow) -> None:
        """Change a year."""
        self.kept.leave()
        self._fill(row)
        self.headcount.setFocus()
        self.headcount.selectAll()

    def remove(self, row: YearRow) -> None:
        """Remove a year; it can be brought back."""
        key = self._enterprise_id
        self._desk.jobs.perform(
            remove_year, row.id, version=row.version, then=lambda _nothing: self._removed(key, row), owner=self.form
        )

    def _remove_this(self) -> None:
        if self._row is not None:
            self.remove(self._row)

    def _removed(self, enterprise_id: int, row: YearRow) -> None:
        self.begin_new()
        back = YearDraft(enterprise_id, row.year, row.headcount, row.revenue, row.source)
        self._desk.undo.offer(
            _("{year} removed").format(year=row.year), partial(self._desk.jobs.perform, save_year, back, owner=self)
        )
        self._desk.notices.say(_("{year} is removed.").format(year=row.year), _("Undo brings it back."))

    def _fill(self, row: YearRow | None) -> None:
        self._row = row
        self.form.clear_errors()
        self.year.setText(str(row.year if row else self._next()))
        self.year.setReadOnly(row is not None)
        self.headcount.setText("" if row is None or row.headcount is None else str(row.headcount))
        revenue = row.revenue if row else None
        self.revenue.setText("" if revenue is None else f"{(revenue / TEN_THOUSAND).normalize():f}")
        self.source.setText(row.source if row else "")
        self.title.title.setText(_("Change {year}").format(year=row.year) if row else _("Enter a year"))
        self.save.setText(_("Save") if row else _("Add"))
        self.save.set_icon("check" if row else "plus")
        self.cancel.setVisible(row is not None)
        self.gone.setVisible(row is not None)
        if self._enterprise_id:
            self.kept.about(f"{self._enterprise_id}.{row.year if row else 0}")

    def _typed(self) -> bool:
        return any(line.text().strip() for line in (self.headcount, self.revenue, self.source))

    def _next(self) -> int:
        """The latest year that has ended and is not known."""
        year = self._desk.today().year - 1
        while year in self._known:
            year -= 1
        return year

    def _save(self) -> None:
        self.form.clear_errors()
        try:
            draft = self._draft()
        except AppError as error:
            self.form.show_error(error)
            return
        self._desk.jobs.perform(save_year, draft, then=self._saved, owner=self.form)

    def _draft(self) -> YearDraft:
        year = self.year.text().strip()
        if not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise Invalid(N_("Type the year in four digits."), field="year")
        headcount = read_number(self.headcount.text(), "headcount", whole=True)
        revenue = read_number(self.revenue.text(), "revenue", below_zero=True)
        return YearDraft(
            self._enterprise_id,
            int(year),
            None if headcount is None else int(headcount),
            None if revenue is None else revenue * TEN_THOUSAND,
            self.source.text(),
            self._row.version if self._row else None,
        )

    def _saved(self, _id: int) -> None:
        self._known.add(int(self.year.text()))
        self.begin_new()
        self.headcount.setFocus()
        self.done.emit()


def _short(line: Entry, *after: QWidget) -> QHBoxLayout:
    """A short line at the left, with what belongs to it."""
    line.setFixedWidth(dp(120))
    row = QHBoxLayout()
    row.setSpacing(dp(8))
    for widget in (line, *after):
        row.addWidget(widget)
    row.addStretch(1)
    return row

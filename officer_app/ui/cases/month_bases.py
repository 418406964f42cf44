"""The contribution base as it is typed: one for all months, or month by month, a column of figures pasted at once."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final  # Any: a kept form is JSON of any shape

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.bases import month_of, reckoned
from officer_app.cases.drafts import MonthBase
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Entry, Text, clear

_COLUMNS: Final = 4


def amount_of(typed: str) -> Decimal | None:
    """Yuan as typed, thousands separated or not."""
    plain = typed.strip().replace(",", "").replace("，", "").replace(" ", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


class _MonthEntry(Entry):
    """The base of a month; several lines pasted into it go to the months from here on."""

    pasted = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        figures = QGuiApplication.clipboard().text().split() if event.matches(QKeySequence.StandardKey.Paste) else []
        if len(figures) > 1:
            self.pasted.emit(figures)
            return
        super().keyPressEvent(event)


class MonthBases(QWidget):
    """`quick` is the base of every month; ticking `by_month` opens a line for each. `changed` tells every edit."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._months: tuple[tuple[date, int], ...] = ()
        self._line = 3
        self._joined_on: date | None = None
        self.entries: list[Entry] = []
        self._captions: list[Text] = []
        self.quick = Entry(_("Monthly base"), _("yuan a month"))
        self.by_month = Check(_("differs by month"))
        self.by_month.toggled.connect(self._open)
        self.said = Text("", "caption", "text2")
        self.quick.textChanged.connect(self._edited)
        self._cells = QWidget()
        self._grid = QGridLayout(self._cells)
        self._grid.setContentsMargins(0, dp(8), 0, 0)
        self._grid.setHorizontalSpacing(dp(12))
        self._grid.setVerticalSpacing(dp(8))
        self._trouble = Text("", "caption", "danger", wrap=True)
        self._hint = Text(
            _("Paste a column of figures into a month: it fills the months after it."), "caption", "text3"
        )
        top = QHBoxLayout()
        top.setSpacing(dp(12))
        top.addWidget(self.quick, 1)
        top.addWidget(self.by_month)
        top.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        column.addLayout(top)
        column.addWidget(self._cells)
        column.addWidget(self._hint)
        column.addWidget(self._trouble)
        for widget in (self._cells, self._hint, self._trouble):
            widget.hide()
        self.setFocusProxy(self.quick)

    def know(self, months: Sequence[tuple[date, int]], line: int) -> None:
        """The months asked for, each with the average wage in force in it; the line in multiples of it."""
        self._line = line
        if tuple(months) != self._months:
            typed = self.typed()
            self._months = tuple(months)
            self._lay_out()
            self.put(typed)
        self._edited()

    def know_joined(self, day: date | None) -> None:
        """Since when the applicant is here: one base for all stands for the months since then."""
        self._joined_on = day
        self._edited()

    def drafts(self) -> tuple[MonthBase, ...]:
        """The months typed, where they differ. Raises Invalid, naming the line, for one that is no amount.

        Empty lines before the first one filled are months before joining; an empty one after it is missing, which the
        office says.
        """
        if not self.by_month.isChecked():
            return ()
        found: list[MonthBase] = []
        for place, ((month, _wage), entry) in enumerate(zip(self._months, self.entries, strict=True)):
            if not entry.text().strip():
                continue
            amount = amount_of(entry.text())
            if amount is None:
                words = N_("Month {month}: enter the base in yuan, zero if nothing was paid.")
                raise Invalid(words, field=f"month.{place}", month=f"{month:%Y-%m}")
            found.append(MonthBase(month, amount))
        if not found:
            raise Invalid(N_("Enter the monthly base in yuan, above zero."), field="month.0")
        return tuple(found)

    def base(self) -> Decimal | None:
        """The one base for all months."""
        return amount_of(self.quick.text())

    def fill(self, base: Decimal, bases: Sequence[MonthBase]) -> None:
        """Show what was filed; months that all have the same base as that one base."""
        self.quick.setText(_plain(base))
        differ = len({row.base for row in bases}) > 1
        self.by_month.setChecked(differ)
        known = {month_of(row.month): row.base for row in bases}
        for (month, _wage), entry in zip(self._months, self.entries, strict=True):
            entry.setText(_plain(known[month]) if differ and month in known else "")

    def clear_all(self) -> None:
        """Nothing is typed."""
        self.quick.clear()
        self.by_month.setChecked(False)
        for entry in self.entries:
            entry.clear()
        self.clear_error()

    def typed(self) -> dict[str, Any]:
        """What stands in the lines, by month."""
        lines = {month.isoformat(): entry.text() for (month, _w), entry in zip(self._months, self.entries, strict=True)}
        return {"differ": self.by_month.isChecked(), "months": {day: text for day, text in lines.items() if text}}

    def put(self, typed: dict[str, Any]) -> None:
        """Show it again."""
        self.by_month.setChecked(bool(typed.get("differ")))
        texts = typed.get("months") or {}
        for (month, _wage), entry in zip(self._months, self.entries, strict=True):
            if month.isoformat() in texts:
                entry.setText(str(texts[month.isoformat()]))

    def show_error(self, error: AppError) -> bool:
        """Show an error at its month; False if it is about something else."""
        name, _dot, place = (error.field or "").partition(".")
        if name not in ("bases", "month") or not place.isdigit():
            return False
        lines = self.entries
        if name == "bases":
            lines = [entry for entry in self.entries if entry.text().strip()]
        self._trouble.setText(str(error))
        self._trouble.show()
        if self.by_month.isChecked() and lines:
            entry = lines[min(int(place), len(lines) - 1)]
            entry.setAccessibleDescription(str(error))
            entry.setFocus()
        else:
            self.quick.setFocus()
        return True

    def clear_error(self) -> None:
        """Forget the error."""
        self._trouble.hide()
        for entry in self.entries:
            entry.setAccessibleDescription("")

    def _lay_out(self) -> None:
        clear(self._grid)
        self.entries, self._captions = [], []
        rows = -(-len(self._months) // _COLUMNS)
        for place, (month, _wage) in enumerate(self._months):
            # Down the columns, as a record of months is read.
            column, row = divmod(place, rows)
            caption = Text(f"{month:%Y-%m}", "caption", "text2")
            entry = _MonthEntry(_("Base of {month}").format(month=f"{month:%Y-%m}"), _("yuan"))
            entry.setMinimumWidth(dp(84))
            entry.textChanged.connect(self._edited)
            entry.pasted.connect(lambda figures, place=place: self._paste(place, figures))
            cell = QVBoxLayout()
            cell.setSpacing(dp(2))
            cell.addWidget(caption)
            cell.addWidget(entry)
            self._grid.addLayout(cell, row, column)
            self.entries.append(entry)
            self._captions.append(caption)

    def _open(self, on: bool) -> None:
        if on and not any(entry.text() for entry in self.entries):
            for (month, _wage), entry in zip(self._months, self.entries, strict=True):
                if self._joined_on is None or month >= month_of(self._joined_on):
                    entry.setText(self.quick.text())
        for widget in (self._cells, self._hint):
            widget.setVisible(on)
        self.quick.setVisible(not on)
        self.setFocusProxy(self.entries[0] if on and self.entries else self.quick)
        self.clear_error()
        self._edited()
        if on and self.entries and self.isVisible():
            self.entries[0].setFocus()

    def _paste(self, place: int, figures: list[str]) -> None:
        for entry, figure in zip(self.entries[place:], figures, strict=False):
            entry.setText(figure)
        self.entries[min(place + len(figures), len(self.entries)) - 1].setFocus()

    def _edited(self, *_what: object) -> None:
        """Say what the months come to."""
        wages = dict(self._months)
        pairs: list[tuple[date, Decimal | None]]
        if self.by_month.isChecked():
            pairs = [(month, amount_of(entry.text())) for month, entry in zip(wages, self.entries, strict=True)]
        else:
            since = month_of(self._joined_on) if self._joined_on is not None else date.min
            months = [month for month in wages if month >= since] or list(wages)[-1:]
            pairs = [(month, self.base()) for month in months]
        known = tuple((month, base, wages[month]) for month, base in pairs if base is not None and base >= 0)
        found = reckoned(known) if known and any(base > 0 for _month, base, _wage in known) else None
        shown = {row.month: row.multiple for row in found.months} if found is not None else {}
        for (month, _wage), caption in zip(self._months, self._captions, strict=True):
            times = f"·{shown[month]:.2f}" if month in shown else ""
            caption.setText(f"{month:%Y-%m}{times}")
        words = ""
        if found is not None:
            reached = found.multiple >= self._line
            self.said.set_tone("ok" if reached else "text2")
            words = _("{n} times the average wage, below {line}")
            if reached:
                words = _("{n} times the average wage, reaches {line}")
            words = words.format(n=f"{found.multiple:.2f}", line=self._line)
        self.said.setText(words)
        self.changed.emit()


def _plain(amount: Decimal) -> str:
    return f"{amount:f}".removesuffix(".00")

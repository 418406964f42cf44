"""Any list as a workbook: every row, the columns in view in their order, the words as shown, so masked too."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal  # Any: the rows of any table

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from officer_app.core import sheets
from officer_app.core.filenames import harmless_name
from officer_app.core.progress import Progress
from officer_app.i18n import _, ngettext
from officer_app.overview.taking_out import list_leaves
from officer_app.ui.cells import Cell
from officer_app.ui.page import PageView
from officer_app.ui.rows import PAGE
from officer_app.ui.table import Table

# What a workbook may hold is more; so many rows nobody reads, and each is made in the window.
MOST: Final = 50_000
_NUMBER: Final = re.compile(r"[−-]?\d{1,3}(,?\d{3})*(\.\d+)?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_WIDEST: Final = 60
_Kind = Literal["text", "number", "date"]


class TableSaver(QObject):
    """Saves one table of a page once; it is the page's child until it is done."""

    def __init__(self, page: PageView, table: Table[Any], path: Path) -> None:
        super().__init__(page)
        self._page, self._path = page, path
        header = table.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        columns = table.rows_model.columns
        self._columns = [columns[number] for number in order if not table.isColumnHidden(number)]
        self._count = table.rows_model.rowCount() - len(table.rows_model.heads())
        self._read = table.rows_model.reading()
        self._rows: list[list[str]] = []

    def start(self) -> None:
        """Read what is not read yet, page by page, then write."""
        self._next(0)

    def _next(self, first: int) -> None:
        if first >= self._count:
            self._write()
        else:
            self._read(first, min(PAGE, self._count - first), self._take)

    def _take(self, rows: Sequence[Any]) -> None:
        self._rows += [self._words(row) for row in rows]
        # Fewer than there were: the rest has gone meanwhile.
        following = len(self._rows) if rows else self._count
        # The window breathes between two pages.
        QTimer.singleShot(0, self, lambda: self._next(following))

    def _words(self, row: Any) -> list[str]:
        cells = (column.cell(row) for column in self._columns)
        return [cell.spoken() if isinstance(cell, Cell) else cell for cell in cells]

    def _write(self) -> None:
        headings = [column.heading() for column in self._columns]
        rows, path, jobs = self._rows, self._path, self._page.desk.jobs
        about = self._page.accessibleName() or _("List")

        def write(progress: Progress) -> int:
            # It is on record before it is written.
            jobs.office.read(list_leaves, jobs.actor, about, len(rows))
            sheet = _sheet(headings, rows)
            return sheets.write_workbook(path, sheet, progress=lambda done: progress(done, len(rows)))

        jobs.long(_("Saving the list"), write, then=self._written, failed=self._failed, owner=self._page)

    def _written(self, rows: int) -> None:
        words = ngettext("{n} row saved: {path}", "{n} rows saved: {path}", rows)
        self._page.error_bar.say(words.format(n=f"{rows:,}", path=self._path), kind="ok")
        self.deleteLater()

    def _failed(self, error: Any) -> None:
        self._page.desk.notices.show_error(error, self._page)
        self.deleteLater()


def save_table(page: PageView, table: Table[Any]) -> None:
    """Ask where, and save what the table shows as a workbook."""
    count = table.rows_model.rowCount()
    if not count:
        page.error_bar.say(_("The list is empty; there is nothing to save."), kind="warn")
        return
    if count > MOST:
        page.error_bar.say(
            _("The list has {n} rows; at most {most} can be saved.").format(n=f"{count:,}", most=f"{MOST:,}"),
            _("Narrow it with filters."),
            kind="warn",
        )
        return
    folder = Path(str(page.desk.settings.value("exports/folder") or Path.home()))
    name = harmless_name(f"{page.accessibleName() or _('List')} {page.desk.today():%Y-%m-%d}.xlsx")
    chosen, _filter = QFileDialog.getSaveFileName(
        page, _("Save the list"), str(folder / name), _("Workbooks") + " (*.xlsx)"
    )
    if chosen:
        path = Path(chosen)
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
        page.desk.settings.setValue("exports/folder", str(path.parent))
        TableSaver(page, table, path).start()


def table_in_view(page: PageView) -> Table[Any] | None:
    """The table with the focus, else the largest one that is seen."""
    seen = [table for table in page.findChildren(Table) if table.isVisible()]
    focused = [table for table in seen if table.hasFocus()]
    return max(focused or seen, key=lambda table: table.width() * table.height(), default=None)


def _sheet(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> sheets.SheetToWrite:
    kinds = [_kind([row[place] for row in rows]) for place in range(len(headings))]
    longest = [max((len(row[place]) for row in rows), default=0) for place in range(len(headings))]
    columns = [
        sheets.Column(heading, min(max(longest[place], len(heading)) * 1.6 + 2, _WIDEST), kinds[place])
        for place, heading in enumerate(headings)
    ]
    return sheets.SheetToWrite(
        _("List"), columns, ([_cell(t, k) for t, k in zip(row, kinds, strict=True)] for row in rows)
    )


def _kind(texts: Sequence[str]) -> _Kind:
    """A column is one of numbers or of days only if every cell is."""
    said = [text for text in texts if text]
    if said and all(_DAY.fullmatch(text) for text in said):
        return "date"
    # A number that begins with a nought is a code.
    if said and all(_NUMBER.fullmatch(text) and not (text.startswith("0") and len(text) > 1) for text in said):
        return "number"
    return "text"


def _cell(text: str, kind: _Kind) -> sheets.Cell:
    if not text:
        return None
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "number":
        plain = text.replace(",", "").replace("−", "-")
        return float(plain) if "." in plain else int(plain)
    return text

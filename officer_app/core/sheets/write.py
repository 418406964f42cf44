"""Writing workbooks: text stays text, and a file is there whole or not at all."""

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from officer_app.core.errors import DiskTrouble, reason_of
from officer_app.core.sheets.cells import Cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_TEXT: Final = 32_767
_DATE_FORMAT: Final = "yyyy-mm-dd"
_TOLD_EVERY: Final = 1_000
# Of a header or footer of a printed page.
_LONGEST_HEADER: Final = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, and what it holds.

    A text column is formatted as text, so that a code typed into it later keeps its leading zeros.
    """

    title: str
    width: float = 14
    kind: Literal["text", "number", "date"] = "text"


@dataclass(frozen=True, slots=True)
class SheetToWrite:
    """A sheet with a header row and rows of cells in the order of the columns."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def write_workbook(path: Path, *sheets: SheetToWrite, progress: Callable[[int], None] | None = None) -> int:
    """Write the sheets and return the number of rows below the headers.

    Replaces an existing file only when the new one is complete. Memory stays flat however many rows there are.
    `progress` is told the rows written so far and may raise to cancel. Raises DiskTrouble.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
            unfinished = Path(folder) / "workbook.xlsx"
            book = xlsxwriter.Workbook(str(unfinished), {"constant_memory": True, "tmpdir": folder})
            count = 0
            try:
                for sheet in sheets:
                    count += _write_sheet(book, sheet, count, progress)
            except BaseException:
                _abandon(book)
                raise
            book.close()
            with unfinished.open("rb+") as written:
                os.fsync(written.fileno())
            unfinished.replace(path)
    except (OSError, XlsxWriterException) as error:
        # The library wraps what the system said.
        system = next((one for one in (error, *error.args) if isinstance(one, OSError)), None)
        raise DiskTrouble(path=str(path), reason=reason_of(system) if system else str(error)) from error
    return count


def write_into(file: BytesIO, *sheets: SheetToWrite, watermark: str = "") -> int:
    """Write the sheets into memory, nothing of them on the disk, and return the number of rows.

    The watermark stands above the rows of every sheet and on every printed page.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"in_memory": True})
    count = sum(_write_sheet(book, sheet, 0, None, watermark) for sheet in sheets)
    book.close()
    return count


def _write_sheet(
    book: "Workbook",
    sheet: SheetToWrite,
    before: int,
    progress: Callable[[int], None] | None,
    watermark: str = "",
) -> int:
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F4F7", "valign": "vcenter"})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "number": book.add_format({}),
        "date": book.add_format({"num_format": _DATE_FORMAT, "align": "left"}),
    }
    page = book.add_worksheet(sheet.name)
    top = 0
    if watermark:
        top = 1
        page.write_string(0, 0, watermark, book.add_format({"italic": True, "font_color": "#B42318"}))
        # What begins with & is an instruction there.
        marked = watermark.replace("&", "&&")[:_LONGEST_HEADER]
        page.set_header(f"&C{marked}")
        page.set_footer(f"&C{marked}")
    page.freeze_panes(top + 1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, formats[column.kind])
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, column.title, header)
    by_place = [formats[column.kind] for column in sheet.columns]
    date_format = formats["date"]
    row = top
    for row, cells in enumerate(sheet.rows, top + 1):
        for place, cell in enumerate(cells):
            # Each kind is written by its own method: the general one guesses formulas, links and numbers.
            if isinstance(cell, str):
                if cell:
                    page.write_string(row, place, cell[:_LONGEST_TEXT], by_place[place])
            elif cell is None:
                continue
            elif isinstance(cell, bool):
                page.write_boolean(row, place, cell)
            elif isinstance(cell, int | float):
                page.write_number(row, place, cell)
            elif isinstance(cell, dt.timedelta):
                page.write_string(row, place, str(cell))
            else:
                page.write_datetime(row, place, cell, date_format)
        if progress is not None and row % _TOLD_EVERY == 0:
            progress(before + row)
    page.autofilter(top, 0, max(row, top + 1), len(sheet.columns) - 1)
    return row - top


def _abandon(book: "Workbook") -> None:
    """Close the sheets begun; what they hold goes with its folder.

    The library has no public way to give a workbook up, and finishing a large one would keep the person waiting.
    """
    for page in book.worksheets():
        with contextlib.suppress(OSError):
            page._opt_close()
    book.fileclosed = 1

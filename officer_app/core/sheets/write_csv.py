"""Writing CSV as spreadsheet programs read it: UTF-8 with its mark, text that never becomes a formula."""

import csv
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from officer_app.core.errors import DiskTrouble, reason_of
from officer_app.core.sheets.cells import Cell, as_text, guarded
from officer_app.core.sheets.write import SheetToWrite

_TOLD_EVERY: Final = 1_000


def write_csv(path: Path, sheet: SheetToWrite, *, progress: Callable[[int], None] | None = None) -> int:
    """Write a sheet and return the number of rows below the header.

    Replaces an existing file only when the new one is complete. `progress` may raise to cancel. Raises DiskTrouble.
    """
    count = 0
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
            unfinished = Path(folder) / "sheet.csv"
            with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
                lines = csv.writer(file)
                lines.writerow([guarded(column.title) for column in sheet.columns])
                for cells in sheet.rows:
                    lines.writerow([_plain(cell) for cell in cells])
                    count += 1
                    if progress is not None and count % _TOLD_EVERY == 0:
                        progress(count)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
    except OSError as error:
        raise DiskTrouble(path=str(path), reason=reason_of(error)) from error
    return count


def _plain(cell: Cell) -> str:
    text = as_text(cell)
    return guarded(text) if isinstance(cell, str) else text

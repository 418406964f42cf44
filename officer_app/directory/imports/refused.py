"""The refused rows of an import as a workbook to mend."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.directory.imports.importing import ImportResult
from officer_app.i18n import _


def save_refused(result: ImportResult, path: Path) -> int:
    """Write the refused rows to a workbook to mend and import again; returns how many. Raises DiskTrouble."""
    told = [
        Column(_("Row in the file"), 12, "number"),
        Column(_("Why refused"), 50),
        Column(_("How to mend it"), 50),
    ]
    width = max((len(refused.cells) for refused in result.verdicts.refused()), default=0)
    titles = [*result.titles, *[""] * (width - len(result.titles))]
    # A workbook mended only in part comes back with what was told the last time: that is told anew.
    last_time = {column.title for column in told}
    kept = [place for place, title in enumerate(titles) if title not in last_time]
    columns = [*(Column(titles[place], 22) for place in kept), *told]

    def rows() -> Iterator[Sequence[Cell]]:
        for refused in result.verdicts.refused():
            cells = [refused.cells[place] if place < len(refused.cells) else None for place in kept]
            why = " ".join(f"{p.column}：{p.message}" if p.column else p.message for p in refused.problems)
            remedies = dict.fromkeys(p.remedy for p in refused.problems if p.remedy)
            yield [*cells, refused.row, why, " ".join(remedies)]

    return write_workbook(path, SheetToWrite(_("Refused rows"), columns, rows()))

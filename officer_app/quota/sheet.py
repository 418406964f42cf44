"""The ledger as a workbook, every entry with its balances."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets.cells import Cell
from officer_app.core.sheets.write import Column, SheetToWrite, write_workbook
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.quota.lists import GENERAL, count_ledger_rows, ledger_rows

_AT_ONCE: Final = 2_000


@asks(Permission.QUOTA_READ)
def export_ledger(work: Work, year: int, path: Path, *, pool: str = GENERAL, progress: Progress = unwatched) -> int:
    """Write a pool's ledger of a year to a workbook, the latest entry first; returns the rows. Raises DiskTrouble.

    Applicants are not named: the ledger knows cases by number and enterprise.
    """
    total = count_ledger_rows(work, year, pool=pool)
    columns = [
        Column(_("No."), 8, "number"),
        Column(_("Time"), 18),
        Column(_("Kind"), 12),
        Column(_("Case"), 22),
        Column(_("Enterprise"), 36),
        Column(_("Particulars"), 36),
        Column(_("By"), 10),
        *(
            Column(title, 10, "number")
            for title in (
                _("Granted ±"),
                _("Reserved ±"),
                _("Used ±"),
                _("Left ±"),
                _("Granted"),
                _("Reserved"),
                _("Used"),
                _("Balance"),
            )
        ),
    ]
    title = _("Quota ledger {year}").format(year=year)
    work.took_out(title, total)
    sheet = SheetToWrite(title, columns, _rows(work, year, pool, total))
    return write_workbook(path, sheet, progress=lambda done: progress(done, total))


def _rows(work: Work, year: int, pool: str, total: int) -> Iterator[Sequence[Cell]]:
    for offset in range(0, total, _AT_ONCE):
        for row in ledger_rows(work, year, pool=pool, offset=offset, limit=_AT_ONCE):
            yield (
                row.seq,
                f"{row.at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}",
                row.kind.label,
                row.case_number or None,
                row.enterprise or None,
                row.text,
                row.by,
                row.d_total,
                row.d_reserved,
                row.d_used,
                row.d_left,
                row.total,
                row.reserved,
                row.used,
                row.left,
            )

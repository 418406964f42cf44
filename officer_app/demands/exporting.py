"""The table of demands as a workbook or CSV: exactly what is shown, in its order and with its columns."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from officer_app.core.privacy import with_numbers_masked
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.work import Work, asks
from officer_app.demands.listing import DemandList, listed_ids, rows_of
from officer_app.demands.service import DemandRow
from officer_app.i18n import N_, _
from officer_app.people.access import Permission

_AT_ONCE: Final = 1_000
_COLUMNS: Final[dict[str, tuple[tuple[str, Column], Callable[[DemandRow], Cell]]]] = {
    "number": ((N_("Demand no."), Column("", 14)), lambda row: row.number),
    "text": ((N_("Demand"), Column("", 60)), lambda row: with_numbers_masked(row.text)),
    "enterprise": ((N_("Enterprise"), Column("", 36)), lambda row: row.enterprise),
    "category": ((N_("Category"), Column("", 14)), lambda row: row.category.label),
    "urgency": ((N_("Urgency"), Column("", 10)), lambda row: row.urgency.label),
    "state": ((N_("State"), Column("", 12)), lambda row: row.state.label),
    "handler": ((N_("Handled by"), Column("", 12)), lambda row: row.handler),
    "collector": ((N_("Collected by"), Column("", 12)), lambda row: row.collector),
    "collected": ((N_("Collected"), Column("", 12, "date")), lambda row: row.collected_on),
    "due": ((N_("Due"), Column("", 12, "date")), lambda row: row.due_on),
    "answered": ((N_("Answered on"), Column("", 12, "date")), lambda row: row.answered_on),
    "rating": ((N_("Rating"), Column("", 12)), lambda row: row.rating.label if row.rating is not None else None),
}


@asks(Permission.DEMAND_READ)
def export_demands(
    work: Work,
    path: Path,
    wanted: DemandList | None = None,
    columns: Sequence[str] | None = None,
    progress: Progress = unwatched,
) -> int:
    """Write a list to a workbook, or to CSV where the name ends so; returns the rows. Raises DiskTrouble.

    `columns` are named as the table names them, in their order; all of them where none are named.
    """
    chosen = [name for name in columns or _COLUMNS if name in _COLUMNS]
    heads = [Column(_(title), shape.width, shape.kind) for (title, shape), _cell in (_COLUMNS[name] for name in chosen)]
    ids = listed_ids(work, wanted or DemandList())
    work.took_out(_("Demands"), len(ids))
    sheet = SheetToWrite(_("Demands"), heads, _rows(work, ids, chosen))
    progress(0, len(ids))
    if path.suffix.lower() == ".csv":
        from officer_app.core.sheets.write_csv import write_csv

        return write_csv(path, sheet, progress=lambda done: progress(done, len(ids)))
    return write_workbook(path, sheet, progress=lambda done: progress(done, len(ids)))


def _rows(work: Work, ids: Sequence[int], columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
    for start in range(0, len(ids), _AT_ONCE):
        for row in rows_of(work, ids[start : start + _AT_ONCE]):
            yield [_COLUMNS[name][1](row) for name in columns]

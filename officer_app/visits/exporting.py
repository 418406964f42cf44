"""Visits as a workbook or CSV: exactly the list that is shown, in its order and with its columns.

Who was met is told by name, never by phone: a file travels, and personal data is shown for a purpose only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from officer_app.core.privacy import with_numbers_masked
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.visits.browsing import EVERYTHING, VisitFilter, VisitRow, VisitSort, all_visits, visit_rows

_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Told:
    """A column of the file."""

    title: str
    width: int
    kind: Literal["text", "number", "date"]
    cell: Callable[[VisitRow], Cell]


# As the list calls its columns, in the order of a file with all of them.
_COLUMNS: Final[dict[str, _Told]] = {
    "number": _Told(N_("Number"), 14, "text", lambda row: row.number),
    "day": _Told(N_("Date"), 12, "date", lambda row: row.visited_on),
    "starts": _Told(N_("Start"), 8, "text", lambda row: f"{row.starts_at:%H:%M}" if row.starts_at else None),
    "ends": _Told(N_("End"), 8, "text", lambda row: f"{row.ends_at:%H:%M}" if row.ends_at else None),
    "enterprise": _Told(N_("Enterprise"), 34, "text", lambda row: row.enterprise),
    "mode": _Told(N_("Mode"), 12, "text", lambda row: row.mode.label),
    "trigger": _Told(N_("Trigger"), 12, "text", lambda row: row.trigger.label),
    "outcome": _Told(N_("Outcome"), 14, "text", lambda row: row.outcome.label),
    "officer": _Told(N_("Our officer"), 14, "text", lambda row: row.by),
    "people": _Told(N_("Met"), 24, "text", lambda row: row.people),
    "content": _Told(N_("What was said"), 60, "text", lambda row: with_numbers_masked(row.content)),
    "demands": _Told(N_("Demands"), 9, "number", lambda row: row.demands),
    "next": _Told(N_("Next contact"), 12, "date", lambda row: row.next_contact_on),
}


@asks(Permission.DIRECTORY_EXPORT)
def export_visits(
    work: Work,
    path: Path,
    wanted: VisitFilter = EVERYTHING,
    sort: VisitSort = VisitSort.DAY,
    columns: Sequence[str] | None = None,
    progress: Progress = unwatched,
    *,
    descending: bool = True,
) -> int:
    """Write a list of visits to a workbook, or to CSV where the name ends so; returns the rows. Raises DiskTrouble.

    `columns` are named as the list names them, in their order; without them all. Those nobody knows are left out.
    """
    work.require(Permission.VISIT_READ)
    names = list(_COLUMNS) if columns is None else [name for name in columns if name in _COLUMNS]
    chosen = [_COLUMNS[name] for name in names]
    ids = all_visits(work, wanted, sort, descending=descending)
    heads = [Column(_(told.title), told.width, told.kind) for told in chosen]
    work.took_out(_("Visits"), len(ids))
    sheet = SheetToWrite(_("Visits"), heads, _rows(work, ids, chosen))
    progress(0, len(ids))
    if path.suffix.lower() == ".csv":
        from officer_app.core.sheets.write_csv import write_csv

        return write_csv(path, sheet, progress=lambda done: progress(done, len(ids)))
    return write_workbook(path, sheet, progress=lambda done: progress(done, len(ids)))


def _rows(work: Work, ids: Sequence[int], columns: Sequence[_Told]) -> Iterator[Sequence[Cell]]:
    for start in range(0, len(ids), _AT_ONCE):
        for row in visit_rows(work, ids[start : start + _AT_ONCE]):
            yield [told.cell(row) for told in columns]

"""Past imports, and taking one back as a whole: what it stored goes, what it changed becomes what it was.

A row of the file is taken back with everything it did, or not at all (reverting.py). Each row that stays is named.
"""

from collections.abc import Iterator
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.progress import Progress, unwatched
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.directory.imports.reverting import BatchRow, Reverting, RevertResult, of_batch
from officer_app.directory.model import ImportBatch, ImportChange
from officer_app.directory.serving import ASSIGNMENT
from officer_app.i18n import N_
from officer_app.people.access import Permission

_ROWS: Final = 1_000


@asks(Permission.DIRECTORY_IMPORT)
def list_batches(work: Work, limit: int = 200) -> list[BatchRow]:
    """Past imports, the latest first."""
    query = sa.select(ImportBatch).order_by(ImportBatch.id.desc()).limit(limit)
    return [_told(batch) for batch in work.session.scalars(query)]


@asks(Permission.DIRECTORY_IMPORT)
def preview_revert(work: Work, batch_id: int, progress: Progress = unwatched) -> RevertResult:
    """What taking an import back would do; nothing is written. Raises Invalid for one taken back already."""
    return _run(work, work.get(ImportBatch, batch_id), progress, writes=False)


@changes(Permission.DIRECTORY_IMPORT, many=True)
def revert_batch(
    work: Work, batch_id: int, *, version: int | None = None, progress: Progress = unwatched
) -> RevertResult:
    """Take an import back in one transaction: everything that nobody has touched since. What stays is named.

    Where the import handed duties over, taking it back is a supervisor's act too. Raises Invalid for one taken back
    already, Conflict if somebody else did meanwhile, Forbidden, Cancelled.
    """
    batch = work.get(ImportBatch, batch_id, version=version, lock=True)
    duties = sa.exists().where(
        of_batch(batch_id), ImportChange.entity == ASSIGNMENT.name, ImportChange.before.is_not(None)
    )
    if work.session.scalar(sa.select(duties)):
        work.require(Permission.ASSIGN)
    result = _run(work, batch, progress, writes=True)
    batch = work.get(ImportBatch, batch_id, lock=True)
    batch.reverted_at, batch.reverted_by = work.now, work.actor.name
    work.session.flush()
    counts = {"removed": result.removed, "restored": result.restored, "left": result.left}
    work.note("revert", "import_batch", batch_id, after={"file_name": batch.file_name, **counts})
    return result


def _told(batch: ImportBatch) -> BatchRow:
    return BatchRow(
        batch.id,
        batch.file_name,
        batch.sheet,
        batch.imported_at,
        batch.imported_by,
        {name: int(count) for name, count in batch.counts.items()},
        batch.reverted_at,
        batch.reverted_by,
        batch.version,
    )


def _run(work: Work, batch: ImportBatch, progress: Progress, *, writes: bool) -> RevertResult:
    told = _told(batch)
    if batch.reverted_at is not None:
        day = batch.reverted_at.astimezone(OFFICE_ZONE).date().isoformat()
        raise Invalid(
            N_("{name} has taken back the import of {file} on {day} already."),
            name=batch.reverted_by,
            file=batch.file_name,
            day=day,
        )
    result = RevertResult(told)
    total = max(work.session.scalar(sa.select(sa.func.max(ImportChange.row)).where(of_batch(batch.id))) or 0, 1)
    reverting = Reverting(work, result, writes=writes)
    for rows in _pieces(work, batch.id):
        reverting.take(rows)
        progress(min(max(rows), total), total)
    if writes:
        reverting.close()
    return result


def _pieces(work: Work, batch_id: int) -> Iterator[dict[int, list[sa.Row[Any]]]]:
    """The changes of a batch by the row of the file, some hundred rows at a time; row 0 is the edition begun."""
    last = 0
    table = ImportChange.__table__
    while True:
        rows = list(
            work.session.scalars(
                sa.select(table.c.row)
                .where(of_batch(batch_id), table.c.row > last)
                .group_by(table.c.row)
                .order_by(table.c.row)
                .limit(_ROWS)
            )
        )
        if not rows:
            return
        query = sa.select(table).where(of_batch(batch_id), table.c.row.between(rows[0], rows[-1]))
        piece: dict[int, list[sa.Row[Any]]] = {row: [] for row in rows}
        for change in work.session.execute(query.order_by(table.c.row, table.c.id)):
            piece[change.row].append(change)
        yield piece
        last = rows[-1]

"""Import of enterprises: every row gets a verdict; a preview writes nothing, an import is one transaction.

This is the part that knows the directory. The use cases stand above, where officers are known: what else a file tells
is planned by parts that are handed in.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar  # column values of any type

import sqlalchemy as sa

from officer_app.core.folding import fold
from officer_app.core.progress import Progress
from officer_app.core.sheets import EmptySheet, SheetReader
from officer_app.core.work import Work
from officer_app.directory.editions.service import draft_of, draft_present
from officer_app.directory.headings import Words
from officer_app.directory.imports.columns import Choices, Header
from officer_app.directory.imports.mapping import own_fields, remember, remembered, words_of
from officer_app.directory.imports.opening import open_directory
from officer_app.directory.imports.parts import LISTED, Contacts, Listings, OwnFields, Years
from officer_app.directory.imports.planning import Entry, Part, says
from officer_app.directory.imports.rows import JudgedRow, RowJudge, judged_rows
from officer_app.directory.imports.storing import TOLD, Store
from officer_app.directory.imports.verdicts import RowVerdict, Verdict, Verdicts
from officer_app.directory.merged import merged_codes
from officer_app.directory.model import Enterprise, ImportBatch, Subdistrict
from officer_app.directory.reasons import Problem, Reason

_BATCH: Final = 2_000
_COMPARED: Final = ("large_client", *TOLD)
_COUNTS: Final = ("rows", "accepted", "updated", "unchanged", "duplicates", "refused", "warnings", "fields")


@dataclass(frozen=True)
class ImportRequest:
    """Which file to import and how.

    `columns` gives the label of the column that holds something, by its key, where its heading alone does not say so;
    `left_out` the labels of columns that do not count. Without either, what was said for the same headings the last
    time counts, unless `remembered` is off. With an `edition` (a year) the enterprises are also listed in that year's
    draft. With `hand_over`, a liaison officer named in the file takes over from another who is in charge.
    """

    path: Path
    edition: int | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    remembered: bool = True
    hand_over: bool = False

    def choices(self, work: Work, reader: SheetReader, words: Words) -> Choices:
        """What counts for a sheet."""
        if self.remembered and not self.columns and not self.left_out:
            return remembered(work, reader, words)
        return Choices(self.columns, self.left_out)


@dataclass
class ImportResult:
    """The verdicts on a file: accepted (new) + updated + unchanged + duplicates + refused = rows.

    `warnings` counts remarks on rows that are taken, `fields` the values that differ from what was there; `notes` are
    remarks on the file as a whole. `batch_id` names what was written, to take it back; None for a preview.
    """

    titles: tuple[str, ...]
    sheet: str
    columns: dict[str, str]
    rows: int = 0
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    refused: int = 0
    warnings: int = 0
    fields: int = 0
    batch_id: int | None = None
    notes: list[Problem] = field(default_factory=list)
    verdicts: Verdicts = field(default_factory=Verdicts)

    @property
    def problems(self) -> list[Problem]:
        """Every remark, in the order of the file."""
        return [*self.notes, *self.verdicts.problems()]

    def counts(self) -> dict[str, int]:
        """Every count by its name."""
        return {name: getattr(self, name) for name in _COUNTS}

    def begin(self, work: Work, file_name: str) -> int:
        """Begin to write: the batch as a whole, without a trail of its own; `finish` notes it. Returns its id."""
        values = {
            "file_name": file_name[:255],
            "sheet": self.sheet[:80],
            "imported_at": work.now,
            "imported_by": work.actor.name,
            "counts": {},
            "reverted_by": "",
            "version": 1,
        }
        batch_id: int = work.session.scalars(sa.insert(ImportBatch).values(values).returning(ImportBatch.id)).one()
        self.batch_id = batch_id
        return batch_id

    def finish(self, work: Work, entity: str) -> None:
        """One entry for the whole, besides those of the rows."""
        counts = self.counts()
        work.session.execute(sa.update(ImportBatch).where(ImportBatch.id == self.batch_id).values(counts=counts))
        work.changed.add("import_batch")
        work.note("import", entity, after={"batch": self.batch_id, "sheet": self.sheet, **counts})

    def as_json(self) -> dict[str, object]:
        """For machines."""
        told = [
            {"row": p.row, "column": p.column, "code": p.code, "message": p.message, "remedy": p.remedy}
            for p in self.problems
        ]
        return {**self.counts(), "problems": told}


Judged = TypeVar("Judged")
# The rows of a file as they are judged, one by one, and what takes a batch of them.
Taking = tuple[Iterator[Judged], Callable[[list[Judged]], None]]
# Begins with a file whose columns are known.
Begin = Callable[[SheetReader, Header, ImportResult], Taking[Judged]]

# Makes the part that stands above the directory, once the columns of the file are known; None if there is nothing.
PartMaker = Callable[[Work, ImportRequest, Header], Part | None]


def run_import(
    work: Work, request: ImportRequest, progress: Progress, above: PartMaker, *, writes: bool
) -> ImportResult:
    """Judge every row, and write what is accepted.

    Raises what reading a file raises, NoHeader, AmbiguousColumns, Invalid for an edition already published, Cancelled.
    """
    own = own_fields(work)
    begun: list[_Batches] = []

    def begin(reader: SheetReader, header: Header, result: ImportResult) -> Taking[JudgedRow]:
        begun.append(_Batches(work, result, request, header, above, writes=writes))
        rows = judged_rows(reader, RowJudge(header, _subdistricts(work), own, merged_codes(work)), header)
        return rows, begun[-1].take

    result = run_through(work, request, words_of(own), progress, begin, writes=writes)
    if writes:
        begun[-1].finish()
    return result


def run_through(
    work: Work, request: ImportRequest, words: Words, progress: Progress, begin: Begin[Judged], *, writes: bool
) -> ImportResult:
    """Read a file with these words for its columns, batch by batch, and remember the columns if it `writes`.

    Raises what reading a file raises, NoHeader, AmbiguousColumns, Cancelled.
    """
    used: list[Choices] = []

    def choices(reader: SheetReader) -> Choices:
        used.append(request.choices(work, reader, words))
        return used[-1]

    reader, header = open_directory(request.path, request.sheet, words, choices, progress)
    header.require_answers(words)
    result = ImportResult(header.titles, reader.name, {key: header.title(key) for key in header.places})
    rows, take = begin(reader, header, result)
    total = max(reader.expected_rows - header.row, 1)
    while batch := list(itertools.islice(rows, _BATCH)):
        take(batch)
        progress(min(result.rows, total), total)
    if not result.rows:
        raise EmptySheet(path=request.path.name)
    if writes:
        remember(work, header, used[-1])
    return result


def _subdistricts(work: Work) -> dict[str, int]:
    """Ids by code, by name, and by name without 街道 or 镇."""
    found: dict[str, int] = {}
    for subdistrict_id, code, name in work.session.execute(
        sa.select(Subdistrict.id, Subdistrict.code, Subdistrict.name)
    ):
        found |= {code: subdistrict_id, fold(name): subdistrict_id}
        found.setdefault(fold(name.removesuffix("街道").removesuffix("镇")), subdistrict_id)
    return found


class _Batches:
    """Compares judged rows with the database, batch by batch, and writes what is new or changed."""

    def __init__(
        self,
        work: Work,
        result: ImportResult,
        request: ImportRequest,
        header: Header,
        above: PartMaker,
        *,
        writes: bool,
    ) -> None:
        self._work = work
        self._result = result
        self._store: Store | None = None
        if writes:
            self._store = self._begin(request)
        self._parts: list[Part] = []
        if "contact_name" in header.places:
            self._parts.append(Contacts(work))
        if request.edition is not None:
            self._parts.append(self._listings(request.edition, header))
        elif told := [key for key in LISTED if key in header.places]:
            result.notes.append(Problem(header.row, header.title(told[0]), Reason.NO_EDITION))
        if any("." in key for key in header.places):
            self._parts += [Years(work, request.path.name[:200]), OwnFields(work)]
        part = above(work, request, header)
        if part is not None:
            self._parts.append(part)

    def _begin(self, request: ImportRequest) -> Store:
        """The batch as a whole, without a trail of its own: `finish` notes it."""
        batch_id = self._result.begin(self._work, request.path.name)
        return Store(self._work, batch_id, self._result.columns)

    def _listings(self, year: int, header: Header) -> Listings:
        # A preview refuses a published edition too, and begins none.
        draft = draft_present(self._work, year)
        if draft is None and self._store is not None:
            draft = draft_of(self._work, year)
            self._store.remember(0, draft, None)
        return Listings(self._work, header, draft.id if draft is not None else None)

    def take(self, batch: Sequence[JudgedRow]) -> None:
        entries = [Entry(row, row.record) for row in batch if row.record is not None]
        self._compare(entries)
        self._warn_of_names(entries)
        for part in self._parts:
            part.plan(entries)
        by_row = {entry.judged.row: entry for entry in entries}
        for judged in batch:
            self._count(judged, by_row.get(judged.row))
        if self._store is not None:
            self._store.write([entry for entry in entries if _does_something(entry)])

    def finish(self) -> None:
        """One entry for the whole, besides those of the rows."""
        self._result.finish(self._work, Enterprise.__tablename__)

    def _count(self, judged: JudgedRow, entry: Entry | None) -> None:
        result = self._result
        result.rows += 1
        changes = entry.changes if entry is not None else []
        result.fields += len(changes)
        if entry is not None:
            result.warnings += len(judged.problems)
            if entry.enterprise_id is None:
                verdict = Verdict.NEW
                result.accepted += 1
            elif _does_something(entry):
                verdict = Verdict.UPDATED
                result.updated += 1
            else:
                verdict = Verdict.UNCHANGED
                result.unchanged += 1
        elif judged.duplicate_of is not None:
            verdict = Verdict.DUPLICATE
            result.duplicates += 1
        else:
            verdict = Verdict.REFUSED
            result.refused += 1
        told = RowVerdict(judged.row, judged.uscc, judged.name, verdict, tuple(changes), tuple(judged.problems))
        result.verdicts.add(told, judged.cells if verdict is Verdict.REFUSED else ())

    def _compare(self, entries: Sequence[Entry]) -> None:
        """Find the enterprises that are there already, and what differs."""
        if not entries:
            return
        columns = [Enterprise.__table__.c[name] for name in ("id", "uscc", *_COMPARED)]
        query = sa.select(*columns).where(Enterprise.uscc.in_([entry.record.uscc for entry in entries]))
        stored: dict[str, sa.Row[Any]] = {row.uscc: row for row in self._work.session.execute(query)}
        if not stored:
            return
        for entry in entries:
            row = stored.get(entry.record.uscc)
            if row is None:
                continue
            entry.enterprise_id = row.id
            changed: dict[str, Any] = {}
            for name in _COMPARED:
                value, before = getattr(entry.record, name), getattr(row, name)
                if value != before and says(value):
                    changed[name] = value
                    if name != "name_key":
                        entry.tell(name, before, value)
            if changed:
                entry.alter(Enterprise, row.id, changed)

    def _warn_of_names(self, entries: Sequence[Entry]) -> None:
        keys = {entry.record.name_key for entry in entries}
        query = sa.select(Enterprise.name_key, Enterprise.uscc).where(Enterprise.name_key.in_(keys))
        others: dict[str, list[str]] = {}
        for name_key, uscc in self._work.session.execute(query.order_by(Enterprise.id)):
            others.setdefault(name_key, []).append(uscc)
        for entry in entries if others else ():
            if any(problem.reason is Reason.SAME_NAME for problem in entry.judged.problems):
                continue
            record = entry.record
            other = next((uscc for uscc in others.get(record.name_key, ()) if uscc != record.uscc), None)
            if other is not None:
                entry.remark(self._result.columns.get("name", ""), Reason.SAME_NAME, other=other)


def _does_something(entry: Entry) -> bool:
    return entry.enterprise_id is None or bool(entry.alterations or entry.additions)

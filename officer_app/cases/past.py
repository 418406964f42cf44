"""Import of past cases of every channel, for figures: every row gets a verdict; an import is one transaction and can be
taken back whole (directory/imports/batches.py).

A number is stored once, in whatever file it comes; a number of one of the office's own cases is refused, so that no
case is counted twice. What the columns may hold is told in cases/past_columns.py.
"""

import dataclasses
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.cases.model import PastCase, TalentCase, case_number
from officer_app.cases.past_columns import PastField, PastWords
from officer_app.cases.past_rows import JudgedPast, PastJudge, PastRecord, number_key
from officer_app.core.holidays import calendar_in_force
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import SheetReader
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.directory.imports.columns import Choices, Header
from officer_app.directory.imports.glance import Glance, glance_at
from officer_app.directory.imports.importing import ImportRequest, ImportResult, Taking, run_through
from officer_app.directory.imports.storing import Store
from officer_app.directory.imports.verdicts import RowVerdict, Verdict
from officer_app.directory.merged import merged_codes
from officer_app.directory.model import Enterprise, ImportBatch
from officer_app.directory.reasons import Problem, Reason
from officer_app.people.access import Permission

_PIECE: Final = 1 << 20
_WORDS: Final = PastWords()
_TOLD: Final = ("number", "channel", "condition", "uscc", "enterprise_id", "finished_on", "state", "import_id")
# What is compared with the row that is there under the same number, and what the file calls it.
_COMPARED: Final = {
    "channel": PastField.CHANNEL,
    "condition": PastField.CONDITION,
    "applicant_code": PastField.APPLICANT,
    "uscc": PastField.USCC,
    "enterprise_name": PastField.ENTERPRISE,
    "subdistrict": PastField.SUBDISTRICT,
    "base_multiple": PastField.BASE,
    "accepted_on": PastField.ACCEPTED,
    "reviewed_on": PastField.REVIEWED,
    "review_days": PastField.REVIEW_DAYS,
    "finished_on": PastField.FINISHED,
    "state": PastField.STATE,
    "note": PastField.NOTE,
}
_OWN_NUMBER: Final = re.compile(r".*?(\d{4})\D+(\d{1,6})号?")


@asks(Permission.CASE_IMPORT)
def look_into_history(
    work: Work, path: Path, sheet: str | None = None, choices: Choices | None = None, progress: Progress = unwatched
) -> Glance:
    """A first look at a file of past cases; without `choices` those of the last time count.

    Raises as `open_sheet` does.
    """
    return glance_at(work, _WORDS, path, sheet, choices, progress)


@asks(Permission.CASE_IMPORT)
def preview_history(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """What an import would do; nothing is written. Raises what an import raises."""
    return _run(work, request, progress, writes=False)


@changes(Permission.CASE_IMPORT, many=True)
def import_history(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """Store the past cases that are accepted, in one transaction: an error or a cancel leaves nothing of it.

    Raises what reading a file raises, NoHeader, AmbiguousColumns, Invalid for columns that do not exist, Cancelled.
    """
    return _run(work, request, progress, writes=True)


def _run(work: Work, request: ImportRequest, progress: Progress, *, writes: bool) -> ImportResult:
    def begin(reader: SheetReader, header: Header, result: ImportResult) -> Taking[JudgedPast]:
        content = _hash_of(request.path)
        _tell_known(work, result, header, content)
        judge = PastJudge(header, work.today, calendar_in_force(work.session))
        store = _begin(work, result, request.path.name, content) if writes else None
        rows = (judge.judge(number, cells) for number, cells in reader.rows() if number > header.row)
        return rows, _Batches(work, result, judge, store).take

    result = run_through(work, request, _WORDS, progress, begin, writes=writes)
    if writes:
        result.finish(work, PastCase.__tablename__)
    return result


def _hash_of(path: Path) -> str:
    """SHA-256 of the file; that it is not too large was checked when it was opened."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _begin(work: Work, result: ImportResult, file_name: str, content: str) -> Store:
    batch_id = result.begin(work, file_name)
    work.session.execute(sa.update(ImportBatch).where(ImportBatch.id == batch_id).values(content_hash=content))
    return Store(work, batch_id, ())


def _tell_known(work: Work, result: ImportResult, header: Header, content: str) -> None:
    """Say so where the same bytes were imported before and not taken back."""
    query = (
        sa.select(ImportBatch.imported_at, ImportBatch.imported_by)
        .where(ImportBatch.content_hash == content, ImportBatch.reverted_at.is_(None))
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )
    known = work.session.execute(query).one_or_none()
    if known is not None:
        at, name = known
        told: dict[str, object] = {"day": at.astimezone(OFFICE_ZONE).date().isoformat(), "name": name}
        result.notes.append(Problem(header.row, "", Reason.PAST_FILE_KNOWN, told))


class _Batches:
    """Finds which cases are there already and whose they are, batch by batch, and writes what is new."""

    def __init__(self, work: Work, result: ImportResult, judge: PastJudge, store: Store | None) -> None:
        self._work, self._result, self._judge, self._store = work, result, judge, store
        self._merged = merged_codes(work)
        self._row_of: dict[str, int] = {}

    def take(self, batch: Sequence[JudgedPast]) -> None:
        numbers = {judged.number for judged in batch if judged.record is not None}
        there, own = self._there(numbers), self._own(numbers)
        column = self._judge.title(PastField.NUMBER)
        fresh: list[tuple[int, PastRecord]] = []
        for judged in batch:
            record, verdict = judged.record, Verdict.REFUSED
            if record is not None:
                first = self._row_of.setdefault(record.number, judged.row)
                if first != judged.row:
                    judged.refuse(column, Reason.PAST_TWICE, other=first)
                    verdict = Verdict.DUPLICATE
                elif record.number in own:
                    judged.refuse(column, Reason.PAST_OWN_CASE, number=record.number)
                elif record.number in there:
                    verdict = Verdict.UNCHANGED
                    self._compare(judged, record, there[record.number])
                else:
                    verdict = Verdict.NEW
                    fresh.append((judged.row, record))
            self._count(judged, verdict)
        if self._store is not None and fresh:
            self._write(self._store, fresh)

    def _count(self, judged: JudgedPast, verdict: Verdict) -> None:
        result = self._result
        result.rows += 1
        result.warnings += len(judged.problems) if judged.record is not None else 0
        result.accepted += verdict is Verdict.NEW
        result.unchanged += verdict is Verdict.UNCHANGED
        result.duplicates += verdict is Verdict.DUPLICATE
        result.refused += verdict is Verdict.REFUSED
        told = RowVerdict(judged.row, judged.number, judged.enterprise, verdict, (), tuple(judged.problems))
        result.verdicts.add(told, judged.cells if verdict is Verdict.REFUSED else ())

    def _there(self, numbers: set[str]) -> dict[str, sa.Row[Any]]:
        """The past cases that are stored under these numbers."""
        columns = PastCase.__table__.c
        query = sa.select(columns.number, *(columns[name] for name in _COMPARED))
        return {row.number: row for row in self._work.session.execute(query.where(columns.number.in_(numbers)))}

    def _own(self, numbers: set[str]) -> set[str]:
        """Those of the numbers that belong to the office's own cases."""
        found = (_OWN_NUMBER.fullmatch(number) for number in numbers)
        meant = {(int(one[1]), int(one[2])) for one in found if one is not None}
        if not meant:
            return set()
        case = TalentCase.__table__.c
        query = sa.select(case.prefix, case.year, case.sequence).where(sa.tuple_(case.year, case.sequence).in_(meant))
        own = {number_key(case_number(*row)) for row in self._work.session.execute(query)}
        return own & numbers

    def _compare(self, judged: JudgedPast, record: PastRecord, stored: "sa.Row[Any]") -> None:
        told = dataclasses.asdict(record)
        other = [field.label for name, field in _COMPARED.items() if told[name] != getattr(stored, name)]
        if other:
            column = self._judge.title(PastField.NUMBER)
            judged.remark(column, Reason.PAST_DIFFERS, number=record.number, fields="、".join(other))

    def _write(self, store: Store, fresh: Sequence[tuple[int, PastRecord]]) -> None:
        linked = self._linked({record.uscc for _row, record in fresh if record.uscc})
        batch_id = self._result.batch_id
        store.add(
            PastCase,
            [
                (row, {**dataclasses.asdict(record), "enterprise_id": linked.get(record.uscc), "import_id": batch_id})
                for row, record in fresh
            ],
            _TOLD,
        )
        store.keep_changes()

    def _linked(self, codes: set[str]) -> Mapping[str, int]:
        """The enterprises of the directory by these codes; that of a merged one is the one that was kept."""
        meant = {code: self._merged[code][0] if code in self._merged else code for code in codes}
        query = sa.select(Enterprise.uscc, Enterprise.id)
        found = self._work.session.execute(query.where(Enterprise.uscc.in_(set(meant.values()))))
        ids = {row.uscc: row.id for row in found}
        return {code: ids[kept] for code, kept in meant.items() if kept in ids}

"""Import of past visits: every row gets a verdict; an import is one transaction and can be taken back.

A visit keeps its author and its day; who imports it is told beside. The same visit is stored once, in whatever file it
comes.
"""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.folding import fold
from officer_app.core.numbering import next_numbers
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import SheetReader
from officer_app.core.work import Work, asks, changes
from officer_app.demands.guess import likely_category
from officer_app.demands.model import Category, Demand, DemandEvent
from officer_app.demands.service import DemandDraft, collect_demand
from officer_app.directory.imports.columns import Choices, Header
from officer_app.directory.imports.glance import Glance, glance_at
from officer_app.directory.imports.importing import ImportRequest, ImportResult, Taking, run_through
from officer_app.directory.imports.storing import Store
from officer_app.directory.imports.verdicts import RowVerdict, Verdict
from officer_app.directory.likeness import former_names
from officer_app.directory.merged import merged_codes, parts_of_kept
from officer_app.directory.model import Enterprise
from officer_app.directory.reasons import Reason
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.closing import month_closings, require_open
from officer_app.visits.import_columns import VisitField, VisitWords
from officer_app.visits.import_rows import JudgedVisit, VisitJudge, VisitRecord
from officer_app.visits.model import VISIT_TEXTS, Visit, VisitCompanion, VisitPerson, VisitPolicy

_WORDS: Final = VisitWords()
_TOLD: Final = (
    "enterprise_id",
    "officer_id",
    "visited_on",
    "mode",
    "trigger",
    "outcome",
    "entered_by",
    "imported_from",
)


@asks(Permission.VISIT_IMPORT)
def look_into_visits(
    work: Work, path: Path, sheet: str | None = None, choices: Choices | None = None, progress: Progress = unwatched
) -> Glance:
    """A first look at a file of visits; without `choices` those of the last time count. Raises as `open_sheet` does."""
    return glance_at(work, _WORDS, path, sheet, choices, progress)


@asks(Permission.VISIT_IMPORT)
def preview_visits(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """What an import would do; nothing is written. Raises what an import raises."""
    return _run(work, request, progress, writes=False)


@changes(Permission.VISIT_IMPORT, many=True)
def import_visits(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """Store the visits that are accepted, in one transaction: an error or a cancel leaves nothing of it.

    Raises what reading a file raises, NoHeader, AmbiguousColumns, Invalid for columns that do not exist, Cancelled.
    """
    return _run(work, request, progress, writes=True)


def _run(work: Work, request: ImportRequest, progress: Progress, *, writes: bool) -> ImportResult:
    def begin(reader: SheetReader, header: Header, result: ImportResult) -> Taking[JudgedVisit]:
        closed = frozenset(row.month for row in month_closings(work) if row.reopened_at is None)
        judge = VisitJudge(header, work.today, closed)
        store = Store(work, result.begin(work, request.path.name), ()) if writes else None
        rows = (judge.judge(number, cells) for number, cells in reader.rows() if number > header.row)
        return rows, _Batches(work, result, judge, request.path.name, store).take

    result = run_through(work, request, _WORDS, progress, begin, writes=writes)
    if writes:
        result.finish(work, Visit.__tablename__)
    return result


class _Batches:
    """Finds whose visits they are and which are there already, batch by batch, and writes what is new."""

    def __init__(
        self, work: Work, result: ImportResult, judge: VisitJudge, file_name: str, store: Store | None
    ) -> None:
        self._work, self._result, self._judge, self._store = work, result, judge, store
        self._file_name = file_name[:255]
        self._merged = merged_codes(work)
        self._parts = parts_of_kept(work)
        self._row_of: dict[str, int] = {}
        self._officers: dict[str, list[int]] = {}
        for key, name in work.session.execute(sa.select(Account.id, Account.name).order_by(Account.id)):
            self._officers.setdefault(fold(name), []).append(key)
        self._former: Mapping[str, set[int]] | None = None

    def take(self, batch: Sequence[JudgedVisit]) -> None:
        self._name(batch)
        keys = {judged.row: judged.record.draft_id() for judged in batch if judged.record is not None}
        there = self._there(keys, batch)
        fresh: list[tuple[JudgedVisit, VisitRecord, str]] = []
        for judged in batch:
            record = judged.record
            verdict = Verdict.REFUSED
            if record is not None:
                key = keys[judged.row]
                first = self._row_of.setdefault(key, judged.row)
                if first != judged.row:
                    judged.refuse("", Reason.VISIT_TWICE, other=first)
                    verdict = Verdict.DUPLICATE
                elif key in there:
                    verdict = Verdict.UNCHANGED
                else:
                    verdict = Verdict.NEW
                    fresh.append((judged, record, key))
            self._count(judged, verdict)
        if self._store is not None and fresh:
            self._write(self._store, fresh)

    def _count(self, judged: JudgedVisit, verdict: Verdict) -> None:
        result = self._result
        result.rows += 1
        result.warnings += len(judged.problems) if judged.record is not None else 0
        result.accepted += verdict is Verdict.NEW
        result.unchanged += verdict is Verdict.UNCHANGED
        result.duplicates += verdict is Verdict.DUPLICATE
        result.refused += verdict is Verdict.REFUSED
        told = RowVerdict(judged.row, judged.day, judged.enterprise, verdict, (), tuple(judged.problems))
        result.verdicts.add(told, judged.cells if verdict is Verdict.REFUSED else ())

    def _name(self, batch: Sequence[JudgedVisit]) -> None:
        """Say of each record which enterprise and which officer are meant; refuse what is not known."""
        records = [judged.record for judged in batch if judged.record is not None]
        by_code, by_name = self._by_code(records), self._by_name(records)
        for judged in batch:
            record = judged.record
            if record is None:
                continue
            code = self._code(record)
            found = by_code.get(code, set()) if code else by_name.get(fold(record.enterprise), set())
            if not found and not code:
                found = self._formerly(fold(record.enterprise))
            column = self._judge.title(VisitField.ENTERPRISE)
            if not found:
                judged.refuse(column, Reason.VISIT_ENTERPRISE_UNKNOWN, text=(record.enterprise or record.uscc)[:40])
            elif len(found) > 1:
                judged.refuse(column, Reason.VISIT_ENTERPRISE_AMBIGUOUS, text=record.enterprise[:40])
            officers = self._officers.get(fold(record.officer), [])
            if len(officers) != 1:
                title = self._judge.title(VisitField.OFFICER)
                judged.refuse(title, Reason.VISIT_OFFICER_UNKNOWN, name=record.officer[:40])
            if judged.record is not None:
                record.enterprise_id, record.officer_id = next(iter(found)), officers[0]

    def _code(self, record: VisitRecord) -> str:
        """The credit code that is told, in the column of codes or in that of names; of a merged one, the kept one's."""
        for text in (record.uscc, record.enterprise):
            code = fold(text).upper()
            if len(code) == 18 and code.isascii() and code.isalnum():
                return self._merged[code][0] if code in self._merged else code
        return ""

    def _by_code(self, records: Sequence[VisitRecord]) -> dict[str, set[int]]:
        codes = {code for record in records if (code := self._code(record))}
        query = sa.select(Enterprise.uscc, Enterprise.id).where(Enterprise.uscc.in_(codes))
        return _sets(self._work.session.execute(query)) if codes else {}

    def _by_name(self, records: Sequence[VisitRecord]) -> dict[str, set[int]]:
        names = {fold(record.enterprise) for record in records}
        query = sa.select(Enterprise.name_key, Enterprise.id).where(Enterprise.name_key.in_(names))
        return _sets(self._work.session.execute(query)) if names else {}

    def _formerly(self, name: str) -> set[int]:
        """The enterprises that were called so once."""
        if self._former is None:
            query = sa.select(Enterprise.former_names, Enterprise.id).where(Enterprise.former_names != "")
            rows = self._work.session.execute(query)
            self._former = _sets((fold(one), key) for names, key in rows for one in former_names(names))
        return set(self._former.get(name, ()))

    def _there(self, keys: Mapping[int, str], batch: Sequence[JudgedVisit]) -> set[str]:
        """Those of the keys under which a visit is stored, or was before its enterprise became part of another."""
        meant = {key: key for key in keys.values()}
        for judged in batch:
            record = judged.record
            if record is not None:
                meant |= {record.draft_id(gone): keys[judged.row] for gone in self._parts.get(record.enterprise_id, ())}
        query = sa.select(Visit.draft_id).where(Visit.draft_id.in_(meant))
        return {meant[key] for key in self._work.session.scalars(query)} if meant else set()

    def _write(self, store: Store, fresh: Sequence[tuple[JudgedVisit, VisitRecord, str]]) -> None:
        work = self._work
        require_open(work, *{record.visited_on for _judged, record, _key in fresh})
        numbers = self._numbers([record.visited_on.year for _judged, record, _key in fresh])
        rows = [
            (judged.row, self._values(record, key, sequence))
            for (judged, record, key), sequence in zip(fresh, numbers, strict=True)
        ]
        ids = store.add(Visit, rows, _TOLD)
        texts = [(key, values["content"]) for key, (_row, values) in zip(ids, rows, strict=True)]
        VISIT_TEXTS.put(work.session.connection(), texts)
        people, companions, policies = [], [], []
        for visit_id, (judged, record, _key) in zip(ids, fresh, strict=True):
            row = judged.row
            people += [
                (row, {"visit_id": visit_id, "name": one.name, "title": one.title, "phone": one.phone})
                for one in record.people
            ]
            companions += [
                (row, {"visit_id": visit_id, "name": name, "role": "", "department": ""}) for name in record.companions
            ]
            policies += [(row, {"visit_id": visit_id, "name": name}) for name in record.policies]
        for model, some, noted in (
            (VisitPerson, people, ("visit_id", "name", "title")),
            (VisitCompanion, companions, ("visit_id", "name")),
            (VisitPolicy, policies, ("visit_id", "name")),
        ):
            if some:
                store.add(model, some, noted)
        for visit_id, (judged, record, key) in zip(ids, fresh, strict=True):
            if record.demand:
                self._demand(store, judged.row, visit_id, record, key)
        store.keep_changes()

    def _values(self, record: VisitRecord, key: str, sequence: int) -> dict[str, Any]:
        work = self._work
        return {
            "draft_id": key,
            "year": record.visited_on.year,
            "sequence": sequence,
            "enterprise_id": record.enterprise_id,
            "officer_id": record.officer_id,
            "on_behalf_of": "",
            "visited_on": record.visited_on,
            "starts_at": record.starts_at,
            "ends_at": record.ends_at,
            "mode": record.mode,
            "trigger": record.trigger,
            "outcome": record.outcome,
            "place": record.place,
            "content": record.content,
            "follow_up": record.follow_up,
            "next_contact_on": record.next_contact_on,
            "answered": record.answered,
            "entered_by": work.actor.name,
            "imported_from": self._file_name,
            "returned_by": "",
            "return_note": "",
            "created_at": work.now,
            "version": 1,
        }

    def _numbers(self, years: Sequence[int]) -> "array[int]":
        """The next numbers of their years, in the order of the file."""
        firsts = {year: next_numbers(self._work, "ZF", year, years.count(year)) for year in sorted(set(years))}
        told = array("q")
        for year in years:
            told.append(firsts[year])
            firsts[year] += 1
        return told

    def _demand(self, store: Store, row: int, visit_id: int, record: VisitRecord, key: str) -> None:
        """A demand is collected as one is today, but on the day of the visit."""
        session = self._work.session
        category = likely_category(record.demand) or Category.OTHER
        demand_id = collect_demand(
            self._work, record.enterprise_id, visit_id, DemandDraft(key, category, record.demand)
        )
        demand = session.get_one(Demand, demand_id)
        demand.collected_on = record.visited_on
        session.flush()
        store.remember(row, demand, None)
        for event in session.scalars(sa.select(DemandEvent).where(DemandEvent.demand_id == demand_id)):
            store.remember_plain(row, event)


def _sets(pairs: Any) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name, key in pairs:
        found.setdefault(name, set()).add(key)
    return found

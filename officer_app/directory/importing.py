"""Import of enterprises: every row gets a verdict; a preview writes nothing, an import is one transaction."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.bulk import insert_rows
from officer_app.core.database import Base
from officer_app.core.folding import fold
from officer_app.core.progress import Progress, unwatched
from officer_app.core.search import ENTERPRISES, grams, name_initials, prepared
from officer_app.core.sheets import Cell, Column, EmptySheet, SheetToWrite, write_workbook
from officer_app.core.work import Work, asks, changes
from officer_app.directory.columns import Header
from officer_app.directory.editions import draft_of, draft_present
from officer_app.directory.model import Contact, Enterprise, Listing, Money, Subdistrict
from officer_app.directory.reasons import Problem, Reason
from officer_app.directory.rows import EnterpriseRecord, JudgedRow, judged_rows, open_directory
from officer_app.i18n import _
from officer_app.people.access import Permission

_BATCH: Final = 2_000
# What a file may change of an enterprise that is there already; a cell left empty changes nothing.
_COLUMNS: Final = (
    "name",
    "name_key",
    "enterprise_type",
    "founded_on",
    "capital_amount",
    "capital_currency",
    "business_scope",
    "registered_address",
    "actual_site",
    "former_names",
    "subdistrict_id",
    "industry",
    "headcount",
    "large_client",
)
_ENTERPRISE: Final = Base.metadata.tables[Enterprise.__tablename__]
_TOLD: Final = tuple(column for column in _COLUMNS if column != "large_client")
_STORED: Final = ("id", "uscc", "initials", "created_at", "version", "note", "large_client", *_TOLD)
_columns_of: Final = attrgetter(*_TOLD)


@dataclass(frozen=True)
class ImportRequest:
    """Which file to import and how.

    `columns` maps a field's value to a heading of the file, where the heading is not recognised by itself. With an
    `edition` (a year) the enterprises are also listed in that year's draft.
    """

    path: Path
    edition: int | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedRow:
    """A row to mend: its number, its cells as they stand in the file, and what is the matter."""

    row: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]


@dataclass
class ImportResult:
    """The verdicts on a file. accepted + updated + duplicates + refused = rows; `warnings` counts remarks."""

    titles: tuple[str, ...]
    sheet: str
    columns: dict[str, str]
    rows: int = 0
    accepted: int = 0
    updated: int = 0
    duplicates: int = 0
    refused: int = 0
    warnings: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused_rows: list[RefusedRow] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """For machines."""
        counts = ("rows", "accepted", "updated", "duplicates", "refused", "warnings")
        return {name: getattr(self, name) for name in counts} | {
            "problems": [
                {"row": p.row, "column": p.column, "code": p.code, "message": p.message, "remedy": p.remedy}
                for p in self.problems
            ]
        }


@asks(Permission.DIRECTORY_IMPORT)
def preview_import(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """What an import would do; nothing is written."""
    return _run(work, request, progress, writes=False)


@changes(Permission.DIRECTORY_IMPORT)
def import_enterprises(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """Import what is accepted, in one transaction: an error or a cancel leaves nothing of it.

    Raises what reading a file raises, NoHeader, Invalid for an edition already published, Cancelled.
    """
    return _run(work, request, progress, writes=True)


def save_refused(result: ImportResult, path: Path) -> int:
    """Write the refused rows to a workbook to mend and import again; returns how many. Raises DiskTrouble."""
    told = [
        Column(_("Row in the file"), 12, "number"),
        Column(_("Why refused"), 50),
        Column(_("How to mend it"), 50),
    ]
    width = max((len(refused.cells) for refused in result.refused_rows), default=0)
    titles = [*result.titles, *[""] * (width - len(result.titles))]
    # A workbook mended only in part comes back with what was told the last time: that is told anew.
    last_time = {column.title for column in told}
    kept = [place for place, title in enumerate(titles) if title not in last_time]
    columns = [*(Column(titles[place], 22) for place in kept), *told]

    def rows() -> Iterator[Sequence[Cell]]:
        for refused in result.refused_rows:
            cells = [refused.cells[place] if place < len(refused.cells) else None for place in kept]
            why = " ".join(f"{p.column}：{p.message}" if p.column else p.message for p in refused.problems)
            remedies = dict.fromkeys(p.remedy for p in refused.problems if p.remedy)
            yield [*cells, refused.row, why, " ".join(remedies)]

    return write_workbook(path, SheetToWrite(_("Refused rows"), columns, rows()))


def _run(work: Work, request: ImportRequest, progress: Progress, *, writes: bool) -> ImportResult:
    reader, header = open_directory(request.path, request.sheet, request.columns)
    result = ImportResult(header.titles, reader.name, _used_columns(header))
    batches = _Batches(work, result, request.edition, writes=writes)
    total = max(reader.expected_rows - header.row, 1)
    rows = judged_rows(reader, header, _subdistricts(work))
    while batch := list(itertools.islice(rows, _BATCH)):
        batches.take(batch)
        progress(min(result.rows, total), total)
    if not result.rows:
        raise EmptySheet(path=request.path.name)
    if writes:
        batches.finish()
    return result


def _used_columns(header: Header) -> dict[str, str]:
    return {column.value: header.titles[place] for column, place in header.places.items()}


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

    def __init__(self, work: Work, result: ImportResult, edition: int | None, *, writes: bool) -> None:
        self._work = work
        self._result = result
        self._writes = writes
        self._edition_id: int | None = None
        if edition is not None:
            # A preview refuses a published edition too.
            draft = draft_of(work, edition) if writes else draft_present(work, edition)
            self._edition_id = draft.id if draft is not None else None
        self._next_id: int | None = None
        # What an entry for a new enterprise holds: what the file tells. The business scope is left to the row itself:
        # whatever changes it later records it then, and it would double the trail.
        told = {"capital_amount": "capital", "capital_currency": "capital"}
        self._noted = ["uscc", *(name for name in _TOLD if told.get(name, name) in result.columns)]
        self._noted = [name for name in self._noted if name != "business_scope"]

    def take(self, batch: Sequence[JudgedRow]) -> None:
        result = self._result
        good = [row for row in batch if row.record is not None]
        known = self._known(good)
        self._warn_of_names(good)
        for row in batch:
            if row.record is not None:
                result.warnings += len(row.problems)
            elif row.duplicate_of is not None:
                result.duplicates += 1
            else:
                result.refused += 1
                result.refused_rows.append(RefusedRow(row.row, tuple(row.cells), tuple(row.problems)))
            result.problems.extend(row.problems)
        result.rows += len(batch)
        fresh = [row.record for row in good if row.record is not None and row.record.uscc not in known]
        again = [row.record for row in good if row.record is not None and row.record.uscc in known]
        result.accepted += len(fresh)
        result.updated += len(again)
        if self._writes:
            ids = self._insert(fresh)
            ids |= self._update(again, known)
            if self._edition_id is not None:
                self._list(itertools.chain(fresh, again), ids)

    def finish(self) -> None:
        """One entry for the whole, besides those of the rows."""
        result = self._result
        counts = {name: getattr(result, name) for name in ("rows", "accepted", "updated", "duplicates", "refused")}
        self._work.note("import", "enterprise", after={"sheet": result.sheet, **counts})

    def _known(self, rows: Iterable[JudgedRow]) -> dict[str, int]:
        codes = [row.record.uscc for row in rows if row.record is not None]
        query = sa.select(Enterprise.uscc, Enterprise.id).where(Enterprise.uscc.in_(codes))
        return {row.uscc: row.id for row in self._work.session.execute(query)}

    def _warn_of_names(self, rows: Sequence[JudgedRow]) -> None:
        keys = {row.record.name_key for row in rows if row.record is not None}
        query = sa.select(Enterprise.name_key, Enterprise.uscc).where(Enterprise.name_key.in_(keys))
        others: dict[str, list[str]] = {}
        for name_key, uscc in self._work.session.execute(query):
            others.setdefault(name_key, []).append(uscc)
        if not others:
            return
        for row in rows:
            if row.record is None or any(problem.reason is Reason.SAME_NAME for problem in row.problems):
                continue
            other = next((uscc for uscc in others.get(row.record.name_key, ()) if uscc != row.record.uscc), None)
            if other is not None:
                column = self._result.columns.get("name", "")
                row.problems.append(Problem(row.row, column, Reason.SAME_NAME, {"other": other}))

    def _insert(self, records: Sequence[EnterpriseRecord]) -> dict[str, int]:
        """Store new enterprises; bulk statements, with an audit entry for each."""
        if not records:
            return {}
        work = self._work
        ids = self._reserve(len(records))
        rows: list[tuple[object, ...]] = []
        indexed: list[tuple[int, str]] = []
        for enterprise_id, record in zip(ids, records, strict=True):
            letters, pieces = prepared(record.name_key, record.uscc)
            rows.append(
                (enterprise_id, record.uscc, letters, work.now, 1, "", bool(record.large_client), *_columns_of(record))
            )
            indexed.append((enterprise_id, pieces))
        connection = work.session.connection()
        insert_rows(connection, _ENTERPRISE, _STORED, rows)
        ENTERPRISES.put(connection, indexed, new=True)
        self._note_new(Enterprise, Enterprise.id.in_(ids), self._noted)
        by_code = {record.uscc: enterprise_id for enterprise_id, record in zip(ids, records, strict=True)}
        contacts = [_contact(by_code[record.uscc], record) for record in records if record.contact_name]
        if contacts:
            connection.execute(sa.insert(Contact), contacts)
            self._note_new(Contact, Contact.enterprise_id.in_(ids), ("enterprise_id", "name", "title"))
        return by_code

    def _update(self, records: Sequence[EnterpriseRecord], known: Mapping[str, int]) -> dict[str, int]:
        """Change what differs; the session writes the audit entries."""
        if not records:
            return {}
        session = self._work.session
        found = session.scalars(sa.select(Enterprise).where(Enterprise.id.in_([known[r.uscc] for r in records])))
        by_code = {enterprise.uscc: enterprise for enterprise in found}
        renamed: list[Enterprise] = []
        for record in records:
            enterprise = by_code[record.uscc]
            for column in _COLUMNS:
                value = getattr(record, column)
                if value is None or value == "" or value == getattr(enterprise, column):
                    continue
                setattr(enterprise, column, value)
                if column == "name":
                    enterprise.initials = name_initials(record.name)
                    renamed.append(enterprise)
        session.flush()
        indexed = [(e.id, grams(e.name, e.uscc, e.initials)) for e in renamed]
        ENTERPRISES.put(session.connection(), indexed)
        self._meet(records, known)
        session.expunge_all()
        return {record.uscc: known[record.uscc] for record in records}

    def _meet(self, records: Sequence[EnterpriseRecord], known: Mapping[str, int]) -> None:
        """Add or complete the contacts that a file names for enterprises already there."""
        named = [record for record in records if record.contact_name]
        if not named:
            return
        session = self._work.session
        ids = [known[record.uscc] for record in named]
        there: dict[int, list[Contact]] = {}
        for contact in session.scalars(
            sa.select(Contact).where(Contact.enterprise_id.in_(ids), Contact.left_on.is_(None))
        ):
            there.setdefault(contact.enterprise_id, []).append(contact)
        for record in named:
            present = there.get(known[record.uscc], [])
            same = next((contact for contact in present if fold(contact.name) == fold(record.contact_name)), None)
            if same is None:
                row = _contact(known[record.uscc], record)
                row["is_primary"] = not any(contact.is_primary for contact in present)
                session.add(Contact(**row))
                continue
            same.title = record.contact_title or same.title
            same.phone = record.contact_phone or same.phone
        session.flush()

    def _list(self, records: Iterable[EnterpriseRecord], ids: Mapping[str, int]) -> None:
        """List enterprises in the edition, or confirm what the file says of a listing."""
        assert self._edition_id is not None
        session = self._work.session
        told = {ids[record.uscc]: record for record in records}
        listed = {
            listing.enterprise_id: listing
            for listing in session.scalars(
                sa.select(Listing).where(
                    Listing.edition_id == self._edition_id,
                    Listing.removed_on.is_(None),
                    Listing.enterprise_id.in_(list(told)),
                )
            )
        }
        for enterprise_id, listing in listed.items():
            record = told[enterprise_id]
            listing.industry = record.industry or listing.industry
            listing.tier = record.tier or listing.tier
            listing.reason = record.reason or listing.reason
        session.flush()
        today = self._work.today
        rows = [
            _listing(self._edition_id, enterprise_id, record, today)
            for enterprise_id, record in told.items()
            if enterprise_id not in listed
        ]
        if rows:
            session.connection().execute(sa.insert(Listing), rows)
            fresh = sa.and_(
                Listing.edition_id == self._edition_id,
                Listing.removed_on.is_(None),
                Listing.enterprise_id.in_([row["enterprise_id"] for row in rows]),
            )
            self._note_new(Listing, fresh, ("edition_id", "enterprise_id", "industry", "tier", "reason", "entered_on"))
        session.expunge_all()

    def _reserve(self, count: int) -> range | list[int]:
        """Ids for new enterprises, ascending."""
        session = self._work.session
        if not self._work.on_sqlite:
            query = sa.text(
                "SELECT nextval(pg_get_serial_sequence('enterprise', 'id')) FROM generate_series(1, :count)"
            )
            return sorted(session.scalars(query, {"count": count}))
        if self._next_id is None:
            self._next_id = (session.scalar(sa.select(sa.func.max(Enterprise.id))) or 0) + 1
        first = self._next_id
        self._next_id += count
        return range(first, self._next_id)

    def _note_new(self, model: type[Base], which: sa.ColumnElement[bool], columns: Sequence[str]) -> None:
        """An audit entry for each row just stored by a bulk statement, written by the database itself."""
        work = self._work
        table = Base.metadata.tables[model.__tablename__]
        work.changed.add(table.name)
        actor_id, actor_name = work.author
        values = itertools.chain.from_iterable((sa.literal(name), _as_noted(table.c[name])) for name in columns)
        build = sa.func.json_object if work.on_sqlite else sa.func.jsonb_build_object
        entry = {
            "at": sa.literal(work.now, AuditEntry.at.type),
            "actor_id": sa.literal(actor_id, sa.Integer),
            "actor_name": sa.literal(actor_name),
            "use_case": sa.literal(work.use_case),
            "action": sa.literal("insert"),
            "entity": sa.literal(table.name),
            "entity_id": table.c.id,
            "after": sa.type_coerce(build(*values), AuditEntry.after.type),
        }
        chosen = sa.select(*entry.values()).where(which).order_by(table.c.id)
        work.session.connection().execute(sa.insert(AuditEntry).from_select(list(entry), chosen))


def _as_noted(column: sa.Column[Any]) -> sa.ColumnElement[Any]:  # columns of several types
    """A column as the trail keeps it: as text where JSON has no such kind."""
    if isinstance(column.type, Money):
        return sa.cast(sa.cast(column, sa.BigInteger) / sa.literal(100.0, sa.Float), sa.String)
    if isinstance(column.type, sa.Boolean | sa.Integer):
        return column
    return sa.cast(column, sa.String)


def _contact(enterprise_id: int, record: EnterpriseRecord) -> dict[str, Any]:  # column values of any type
    return {
        "enterprise_id": enterprise_id,
        "name": record.contact_name,
        "title": record.contact_title,
        "phone": record.contact_phone,
        "is_primary": True,
    }


def _listing(
    edition_id: int, enterprise_id: int, record: EnterpriseRecord, today: date
) -> dict[str, Any]:  # column values of any type
    return {
        "edition_id": edition_id,
        "enterprise_id": enterprise_id,
        "industry": record.industry,
        "tier": record.tier or 3,
        "reason": record.reason,
        "entered_on": today,
    }

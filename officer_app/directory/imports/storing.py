"""Writing what an import has planned: in bulk, with its trail, and with what is needed to take it back."""

import itertools
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.audit import AuditEntry, as_json
from officer_app.core.bulk import insert_columns, insert_rows
from officer_app.core.database import Base
from officer_app.core.search import ENTERPRISES
from officer_app.core.work import Work
from officer_app.directory.addresses import address_key
from officer_app.directory.imports.planning import Alteration, Entry
from officer_app.directory.lists.indexing import how_found, index
from officer_app.directory.merged import next_id
from officer_app.directory.model import (
    Contact,
    CustomValue,
    Enterprise,
    EnterpriseYear,
    ImportChange,
    Listing,
    Money,
)

# What a file may say of an enterprise; a cell left empty changes nothing.
TOLD: Final = (
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
    "high_tech_since",
    "high_tech_until",
    "key_body_since",
    "key_body_until",
    "gbt4754",
)
_CHANGE: Final = ("batch_id", "row", "entity", "entity_id", "before", "version_after")
# So few rows are not worth a statement of their own.
_FEW: Final = 100
# What the trail says of rows stored in bulk, besides the columns the file has; never a phone.
_NOTED: Final[dict[type[Base], tuple[str, ...]]] = {
    Contact: ("enterprise_id", "name", "title"),
    Listing: ("edition_id", "enterprise_id", "industry", "tier", "reason", "evidence", "entered_on", "removed_on"),
    EnterpriseYear: ("enterprise_id", "year", "headcount", "revenue", "source"),
    CustomValue: ("enterprise_id", "field_id", "text", "number", "day"),
}


class Store:
    """Writes planned entries, one batch of rows at a time, as one import."""

    def __init__(self, work: Work, batch_id: int, columns: Iterable[str]) -> None:
        """`columns` are the keys of the columns the file has."""
        self._work = work
        self._batch_id = batch_id
        self._connection = work.session.connection()
        self._next: dict[str, int] = {}
        self._changes: list[tuple[object, ...]] = []
        # What an entry for a new enterprise holds: what the file tells. The business scope is left to the row itself:
        # whatever changes it later records it then, and it would double the trail.
        told = {"capital_amount": "capital", "capital_currency": "capital", "subdistrict_id": "subdistrict"}
        has = set(columns)
        table = Base.metadata.tables[Enterprise.__tablename__]
        # A column the file does not have stays empty by itself.
        self._told = tuple(name for name in TOLD if told.get(name, name) in has or not table.c[name].nullable)
        self._values_of = attrgetter(*self._told)
        self._noted = ["uscc", *(name for name in TOLD if told.get(name, name) in has and name != "business_scope")]

    def write(self, entries: Sequence[Entry]) -> None:
        """Store a batch. Alterations come before additions: a former officer's duty ends before the next begins."""
        fresh = [entry for entry in entries if entry.enterprise_id is None]
        self._add_enterprises(fresh)
        altered: dict[type[Base], list[tuple[int, Alteration]]] = {}
        added: dict[type[Base], list[tuple[int, dict[str, Any]]]] = {}  # column values of any type
        for entry in entries:
            row = entry.judged.row
            for alteration in entry.alterations:
                altered.setdefault(alteration.model, []).append((row, alteration))
            for addition in entry.additions:
                values = {"enterprise_id": entry.enterprise_id, **addition.values}
                added.setdefault(addition.model, []).append((row, values))
        for model, planned in altered.items():
            self._alter(model, planned)
        for model, rows in added.items():
            self.add(model, rows)
        # A new enterprise was indexed with its contact.
        index(
            self._work,
            {values["enterprise_id"] for _row, values in added.get(Contact, ())}
            - {entry.enterprise_id for entry in fresh},
        )
        self.keep_changes()

    def keep_changes(self) -> None:
        """Store what is needed to take back what was written since the last time."""
        insert_rows(self._connection, Base.metadata.tables["import_change"], _CHANGE, self._changes)
        self._changes.clear()

    def remember(self, row: int, entity: Any, before: dict[str, object] | None) -> None:  # any versioned row
        """Keep what is needed to take back a row that was stored or changed one by one."""
        self._changes.append((self._batch_id, row, entity.__tablename__, entity.id, before, entity.version))

    def remember_plain(self, row: int, entity: Any) -> None:  # any row without a version
        """The same for a row that nobody edits."""
        self._changes.append((self._batch_id, row, entity.__tablename__, entity.id, None, 1))

    def _add_enterprises(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        work = self._work
        ids = self._reserve(Enterprise, len(entries))
        records = [entry.record for entry in entries]
        found = [
            how_found(record.name_key, record.uscc, record.former_names, record.contact_name, record.contact_phone)
            for record in records
        ]
        columns: dict[str, Iterable[object]] = {
            "id": ids,
            "uscc": [record.uscc for record in records],
            "sound": [one.sound for one in found],
            "found_by": [one.found_by for one in found],
            "address_key": [address_key(record.registered_address) for record in records],
            "large_client": [bool(record.large_client) for record in records],
            "created_at": [work.now] * len(records),
            "version": [1] * len(records),
            "note": [""] * len(records),
            **dict(zip(self._told, zip(*map(self._values_of, records), strict=True), strict=True)),
        }
        insert_columns(self._connection, Base.metadata.tables[Enterprise.__tablename__], columns)
        for key, entry in zip(ids, entries, strict=True):
            entry.enterprise_id = key
        self._remember_new(ids, [entry.judged.row for entry in entries])
        grams = [one.grams for one in found]
        ENTERPRISES.put(self._connection, list(zip(ids, grams, strict=True)), new=True)
        note_rows(work, Enterprise, ids, self._noted, "insert")

    def _remember_new(self, ids: Sequence[int], rows: Sequence[int]) -> None:
        """The same for new enterprises. Rows that follow each other, as nearly all do, the database notes by itself."""
        places = [*(place for place in range(1, len(ids)) if not _follows(ids, rows, place)), len(ids)]
        first = 0
        for end in places:
            enterprise = Enterprise.__table__.c
            columns = {
                "batch_id": sa.literal(self._batch_id),
                "row": enterprise.id + sa.literal(rows[first] - ids[first]),
                "entity": sa.literal(Enterprise.__tablename__),
                "entity_id": enterprise.id,
                "version_after": sa.literal(1),
            }
            if end - first < _FEW:
                self._changes.extend(
                    (self._batch_id, rows[place], Enterprise.__tablename__, ids[place], None, 1)
                    for place in range(first, end)
                )
            else:
                these = enterprise.id.between(ids[first], ids[end - 1])
                chosen = sa.select(*columns.values()).where(these).order_by(enterprise.id)
                self._connection.execute(sa.insert(ImportChange).from_select(list(columns), chosen))
            first = end

    def add(
        self,
        model: type[Base],
        rows: Sequence[tuple[int, dict[str, Any]]],  # values of any type
        noted: Sequence[str] | None = None,
    ) -> Sequence[int]:
        """Store rows as (row of the file, values), all of the same columns; returns their ids, in order.

        `noted` are the columns that the trail tells.
        """
        ids = self._reserve(model, len(rows))
        columns = tuple(rows[0][1])
        table = Base.metadata.tables[model.__tablename__]
        values = [(key, *(told[name] for name in columns)) for key, (_row, told) in zip(ids, rows, strict=True)]
        insert_rows(self._connection, table, ("id", *columns), values)
        noted = noted or _NOTED.get(model, tuple(name for name in columns if name != "version"))
        note_rows(self._work, model, ids, noted, "insert")
        self._changes.extend(
            (self._batch_id, row, table.name, key, None, 1) for key, (row, _told) in zip(ids, rows, strict=True)
        )
        return ids

    def _alter(self, model: type[Base], planned: Sequence[tuple[int, Alteration]]) -> None:
        """Change stored rows; the session writes their entries in the trail."""
        session = self._work.session
        ids = [alteration.id for _row, alteration in planned]
        found = {entity.id: entity for entity in session.scalars(sa.select(model).where(model.id.in_(ids)))}  # type: ignore[attr-defined] # every audited table has one
        kept: list[tuple[int, Any, dict[str, object]]] = []  # versioned rows of any kind
        for row, alteration in planned:
            entity: Any = found[alteration.id]
            kept.append((row, entity, {name: as_json(getattr(entity, name)) for name in alteration.values}))
            for name, value in alteration.values.items():
                setattr(entity, name, value)
            if not alteration.values:
                entity.version += 1
        session.flush()
        for row, entity, before in kept:
            self.remember(row, entity, before)
        session.expunge_all()

    def _reserve(self, model: type[Base], count: int) -> Sequence[int]:
        """Ids for new rows, ascending."""
        session = self._work.session
        table = model.__tablename__
        if not self._work.on_sqlite:
            query = sa.text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
            return sorted(session.scalars(query, {"table": table, "count": count}))
        if table not in self._next:
            column = Base.metadata.tables[table].c.id
            # An id that led to a merged enterprise is not given again.
            fresh = next_id(self._work) if model is Enterprise else None
            self._next[table] = fresh or (session.scalar(sa.select(sa.func.max(column))) or 0) + 1
        first = self._next[table]
        self._next[table] += count
        return range(first, first + count)


def _follows(ids: Sequence[int], rows: Sequence[int], place: int) -> bool:
    return ids[place] - ids[place - 1] == 1 == rows[place] - rows[place - 1]


def note_rows(work: Work, model: type[Base], ids: Sequence[int], columns: Sequence[str], action: str) -> None:
    """An audit entry for each of these rows, written by the database itself: bulk statements pass the session by.

    What the columns hold stands under `after`; under `before` for rows about to be deleted.
    """
    table = Base.metadata.tables[model.__tablename__]
    work.changed.add(table.name)
    actor_id, actor_name = work.author
    values = itertools.chain.from_iterable((sa.literal(name), _as_noted(table.c[name])) for name in columns)
    build = sa.func.json_object if work.on_sqlite else sa.func.jsonb_build_object
    side = "before" if action == "delete" else "after"
    entry = {
        "at": sa.literal(work.now, AuditEntry.at.type),
        "actor_id": sa.literal(actor_id, sa.Integer),
        "actor_name": sa.literal(actor_name),
        "on_behalf_of": sa.literal(work.on_behalf_of),
        "use_case": sa.literal(work.use_case),
        "action": sa.literal(action),
        "entity": sa.literal(table.name),
        "entity_id": table.c.id,
        side: sa.type_coerce(build(*values), AuditEntry.after.type),
    }
    chosen = sa.select(*entry.values()).where(among(table.c.id, ids)).order_by(table.c.id)
    written = sa.insert(AuditEntry).from_select(list(entry), chosen).returning(AuditEntry.id)
    work.session.track(work.session.connection().scalars(written))


def _as_noted(column: sa.Column[Any]) -> sa.ColumnElement[Any]:  # columns of several types
    """A column as the trail keeps it: as text where JSON has no such kind."""
    if isinstance(column.type, Money):
        return sa.cast(sa.cast(column, sa.BigInteger) / sa.literal(100.0, sa.Float), sa.String)
    if isinstance(column.type, sa.Boolean | sa.Integer):
        return column
    return sa.cast(column, sa.String)

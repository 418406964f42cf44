"""Taking the rows of an import back, each with everything it did, or not at all.

A row stays where somebody has edited it since, where something was attached to it, where a published edition lists it,
or where its month was closed.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.database import Base
from officer_app.core.kept_rows import as_stored
from officer_app.core.spool import Spool
from officer_app.core.words import Word
from officer_app.core.work import Work
from officer_app.directory.imports.storing import note_rows
from officer_app.directory.lists.indexing import forget, index
from officer_app.directory.model import (
    Contact,
    DirectoryEdition,
    EditionStatus,
    Enterprise,
    ImportChange,
    Listing,
)
from officer_app.i18n import N_

# Ids in one statement.
_IDS: Final = 1_000
_FORGOTTEN: Final = 20_000
# What a row of a file is about.
_WHOLE: Final = frozenset({"enterprise", "visit", "past_case"})
# Closed months are kept by a layer above; the name of their table is enough to ask.
_CLOSING: Final = sa.table("month_closing", sa.column("month", sa.Date), sa.column("reopened_at"))


class Stays(Word):
    """Why a row cannot be taken back."""

    EDITED = "edited", N_("edited since")
    ATTACHED = "attached", N_("something was added since")
    PUBLISHED = "published", N_("listed in a published edition")
    GONE = "gone", N_("no longer there")
    CLOSED = "closed", N_("in a month that was closed")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A past import. `counts` are its verdicts by name."""

    id: int
    file_name: str
    sheet: str
    imported_at: datetime
    imported_by: str
    counts: dict[str, int]
    reverted_at: datetime | None
    reverted_by: str
    version: int


@dataclass(frozen=True, slots=True)
class StayingRow:
    """A row of the file that is left as it is: the enterprise, and why."""

    row: int
    enterprise_id: int | None
    enterprise: str
    why: Stays


@dataclass
class RevertResult:
    """What taking back does: enterprises taken out, enterprises made what they were, and the rows that stay.

    `removed` counts new enterprises, `restored` rows of enterprises that were there before, `left` those that stay.
    """

    batch: BatchRow
    removed: int = 0
    restored: int = 0
    left: int = 0
    _staying: Spool[tuple[int, int | None, str, str]] = field(default_factory=Spool)

    def stay(self, row: int, enterprise_id: int | None, name: str, why: Stays) -> None:
        """One more that stays."""
        self.left += 1
        self._staying.append((row, enterprise_id, name, why.value))

    def staying(self, first: int = 0, most: int | None = None) -> list[StayingRow]:
        """The rows that stay, in the order of the file."""
        last = self.left if most is None else min(first + most, self.left)
        chosen = self._staying.chosen(range(first, last))
        return [StayingRow(row, key, name, Stays(why)) for row, key, name, why in chosen]

    def as_json(self) -> dict[str, object]:
        """For machines."""
        staying = [{"row": s.row, "enterprise": s.enterprise, "why": s.why.value} for s in self.staying()]
        return {
            "batch": self.batch.id,
            "removed": self.removed,
            "restored": self.restored,
            "left": self.left,
            "rows": staying,
        }


def of_batch(batch_id: int) -> sa.ColumnElement[bool]:
    """The changes an import made."""
    return ImportChange.batch_id == batch_id


class Reverting:
    """Takes rows back piece by piece."""

    def __init__(self, work: Work, result: RevertResult, *, writes: bool) -> None:
        self._work = work
        self._result = result
        self._writes = writes
        # Enterprises that are gone. They leave the index together: in small parts it would be sorted anew each time.
        self._gone = array("q")
        tables = Base.metadata.sorted_tables
        self._order = [table.name for table in reversed(tables)]
        # Every column that points to a row an import may store.
        self._pointing: dict[str, list[sa.Column[Any]]] = {}
        for table in tables:
            for key in table.foreign_keys:
                if table.name != "import_change":
                    self._pointing.setdefault(key.column.table.name, []).append(key.parent)

    def take(self, rows: dict[int, list[sa.Row[Any]]]) -> None:
        changes = [change for told in rows.values() for change in told]
        blocked = self._blocked(changes)
        names = self._names(changes)
        going: list[sa.Row[Any]] = []
        for row, told in rows.items():
            whys = [blocked[change.entity, change.entity_id] for change in told if _key(change) in blocked]
            key, name = next((names[_key(change)] for change in told if _key(change) in names), (None, ""))
            if whys:
                self._result.stay(row, key, name, min(whys, key=list(Stays).index))
                continue
            going += told
            if any(change.entity in _WHOLE and change.before is None for change in told):
                self._result.removed += 1
            else:
                self._result.restored += 1
        if self._writes:
            self._delete([change for change in going if change.before is None])
            self._restore([change for change in going if change.before is not None])

    def _blocked(self, changes: Sequence[sa.Row[Any]]) -> dict[tuple[str, int], Stays]:
        """Which stored rows cannot be taken back, and why."""
        own = {_key(change) for change in changes if change.before is None}
        found: dict[tuple[str, int], Stays] = {}
        for entity, told in _by_entity(changes).items():
            versions = self._versions(entity, [change.entity_id for change in told])
            for change in told:
                now = versions.get(change.entity_id)
                if now is None:
                    found[_key(change)] = Stays.GONE
                elif now != change.version_after:
                    found[_key(change)] = Stays.EDITED
            new = [change.entity_id for change in told if change.before is None]
            for column in self._pointing.get(entity, []):
                found |= self._pointed_at(entity, column, new, own)
        self._add_published(changes, found)
        self._add_closed(changes, found)
        return found

    def _versions(self, entity: str, ids: Sequence[int]) -> dict[int, int]:
        table = Base.metadata.tables[entity]
        version = table.c.version if "version" in table.c else sa.literal(1)
        query = sa.select(table.c.id, version).order_by(table.c.id)
        if self._writes:
            # Nobody edits a row between this look at it and its being taken back.
            query = query.with_for_update()
        return {
            key: version
            for some in _some(ids)
            for key, version in self._work.session.execute(query.where(among(table.c.id, some)))
        }

    def _pointed_at(
        self, entity: str, column: sa.Column[Any], ids: Sequence[int], own: set[tuple[str, int]]
    ) -> dict[tuple[str, int], Stays]:
        """The rows that others than the import's own point to."""
        table = column.table
        key = table.c.id if "id" in table.c else sa.literal(0)
        return {
            (entity, target): Stays.ATTACHED
            for some in _some(ids)
            for target, source in self._work.session.execute(sa.select(column, key).where(among(column, some)))
            if (table.name, source) not in own
        }

    def _add_published(self, changes: Sequence[sa.Row[Any]], found: dict[tuple[str, int], Stays]) -> None:
        for some in _some([change.entity_id for change in changes if change.entity == "listing"]):
            query = sa.select(Listing.id).join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
            published = query.where(
                among(Listing.__table__.c.id, some), DirectoryEdition.status == EditionStatus.PUBLISHED
            )
            for key in self._work.session.scalars(published):
                found["listing", key] = Stays.PUBLISHED

    def _add_closed(self, changes: Sequence[sa.Row[Any]], found: dict[tuple[str, int], Stays]) -> None:
        months = set(self._work.session.scalars(sa.select(_CLOSING.c.month).where(_CLOSING.c.reopened_at.is_(None))))
        visits = [change.entity_id for change in changes if change.entity == "visit"]
        for some in _some(visits if months else []):
            visit = Base.metadata.tables["visit"].c
            for key, day in self._work.session.execute(
                sa.select(visit.id, visit.visited_on).where(among(visit.id, some))
            ):
                if day.replace(day=1) in months:
                    found["visit", key] = Stays.CLOSED

    def _names(self, changes: Sequence[sa.Row[Any]]) -> dict[tuple[str, int], tuple[int, str]]:
        """The enterprise that a stored row belongs to."""
        found: dict[tuple[str, int], tuple[int, str]] = {}
        for entity, told in _by_entity(changes).items():
            table = Base.metadata.tables[entity]
            query = sa.select(table.c.id, Enterprise.id, Enterprise.name)
            if entity != Enterprise.__tablename__:
                if "enterprise_id" not in table.c:
                    continue
                query = query.join_from(table, Enterprise, table.c.enterprise_id == Enterprise.id)
            for some in _some([change.entity_id for change in told]):
                for key, enterprise_id, name in self._work.session.execute(query.where(among(table.c.id, some))):
                    found[entity, key] = (enterprise_id, name)
        return found

    def _delete(self, changes: Sequence[sa.Row[Any]]) -> None:
        by_entity = _by_entity(changes)
        connection = self._work.session.connection()
        met: set[int] = set()
        for entity in sorted(by_entity, key=self._order.index):
            table = Base.metadata.tables[entity]
            noted = [column.name for column in table.c if not {"derived", "personal"} & set(column.info)]
            for some in _some([change.entity_id for change in by_entity[entity]]):
                if entity == Contact.__tablename__:
                    met |= set(
                        connection.scalars(sa.select(Contact.enterprise_id).where(among(Contact.__table__.c.id, some)))
                    )
                if entity == Enterprise.__tablename__:
                    self._gone.extend(some)
                    met -= set(some)
                note_rows(self._work, _model(entity), some, noted, "delete")
                connection.execute(sa.delete(table).where(among(table.c.id, some)))
        index(self._work, met)

    def _restore(self, changes: Sequence[sa.Row[Any]]) -> None:
        """Make stored rows what they were; the session writes their entries in the trail."""
        session = self._work.session
        for entity, told in _by_entity(changes).items():
            model, table = _model(entity), Base.metadata.tables[entity]
            loaded: dict[int, Any] = {}
            for some in _some([change.entity_id for change in told]):
                rows: Iterable[Any] = session.scalars(sa.select(model).where(among(table.c.id, some)))
                loaded |= {row.id: row for row in rows}
            for change in told:
                before = as_stored(table, change.before)
                for name, value in before.items():
                    setattr(loaded[change.entity_id], name, value)
                if not before:
                    loaded[change.entity_id].version += 1
            session.flush()
            self._follow(entity, {change.entity_id: (change, loaded[change.entity_id].version) for change in told})
        session.expunge_all()

    def _follow(self, entity: str, restored: Mapping[int, tuple[sa.Row[Any], int]]) -> None:
        """The imports before this one can be taken back as if this one had never been.

        Their versions all move by as much as the row's has, so that what lies between two of them still shows.
        """
        earlier = sa.select(ImportChange.entity_id).where(
            ImportChange.entity == entity, ImportChange.batch_id < self._result.batch.id
        )
        for some in _some(list(restored)):
            for key in set(self._work.session.scalars(earlier.where(among(ImportChange.__table__.c.entity_id, some)))):
                change, version = restored[key]
                self._work.session.execute(
                    sa.update(ImportChange)
                    .where(
                        ImportChange.entity_id == key,
                        ImportChange.entity == entity,
                        ImportChange.batch_id < change.batch_id,
                        ImportChange.version_after < change.version_after,
                    )
                    .values(version_after=ImportChange.version_after + version - change.version_after + 1)
                    .execution_options(synchronize_session=False)
                )

    def close(self) -> None:
        """What is left to do at the end. An edition that the import began goes when it is empty and still a draft."""
        session = self._work.session
        for some in _some(self._gone, _FORGOTTEN):
            forget(self._work, some)
        query = sa.select(ImportChange.entity_id, ImportChange.version_after).where(
            of_batch(self._result.batch.id), ImportChange.row == 0
        )
        for key, version in session.execute(query).all():
            edition = session.get(DirectoryEdition, key)
            listed = session.scalar(sa.select(sa.func.count()).where(Listing.edition_id == key))
            if edition is not None and edition.version == version and not listed:
                session.delete(edition)
        session.flush()


def _key(change: sa.Row[Any]) -> tuple[str, int]:
    return change.entity, change.entity_id


def _by_entity(changes: Iterable[sa.Row[Any]]) -> dict[str, list[sa.Row[Any]]]:
    found: dict[str, list[sa.Row[Any]]] = {}
    for change in changes:
        found.setdefault(change.entity, []).append(change)
    return found


def _some(ids: Sequence[int], most: int = _IDS) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), most):
        yield ids[start : start + most]


def _model(entity: str) -> type[Base]:
    """The mapped class of a table."""
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == entity)  # type: ignore[attr-defined] # mapped classes have tables

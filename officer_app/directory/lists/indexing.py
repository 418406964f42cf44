"""By what an enterprise is found: its name and code, former names, what was merged into it, and the people there.

Enterprises and contacts that the session stores are indexed when the transaction ends, whoever stores them. Whoever
writes rows in bulk, past the session, calls `index`, or for new enterprises `how_found` with what is in hand.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction

from officer_app.core.audit import OfficeSession
from officer_app.core.database import Base
from officer_app.core.folding import fold
from officer_app.core.grams import BETWEEN_PHONES, END_OF_PHONE, SEPARATORS, Indexed, indexed, names_in
from officer_app.core.search import ENTERPRISES, Columns
from officer_app.core.work import Work
from officer_app.directory.model import Contact, Enterprise, EnterpriseMerge

_BATCH: Final = 2_000
_WAITING: Final = "enterprises to index"
_enterprise = Base.metadata.tables[Enterprise.__tablename__]
_contact = Base.metadata.tables[Contact.__tablename__]
_merge = Base.metadata.tables[EnterpriseMerge.__tablename__]
_TOLD: Final = {
    Enterprise: ("name", "uscc", "former_names"),
    Contact: ("name", "phone", "left_on", "enterprise_id"),
}


def how_found(name_key: str, uscc: str, former_names: str = "", contact: str = "", phone: str = "") -> Indexed:
    """How a new enterprise is found; `name_key` is its folded name. For imports: at most one contact."""
    return indexed(
        name_key,
        uscc,
        names_in(former_names) if former_names else (),
        (),
        (fold(contact),) if contact else (),
        (phone,) if phone else (),
    )


def columns_of(*, sqlite: bool) -> Columns:
    """Where enterprises keep what they are found by."""
    place = sa.func.instr if sqlite else sa.func.strpos

    def phone(digits: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        number: sa.ColumnElement[str] = _contact.c.phone
        for separator in SEPARATORS:
            number = sa.func.replace(number, separator, "")
        for between in BETWEEN_PHONES:
            number = sa.func.replace(number, between, END_OF_PHONE)
        return sa.exists().where(
            _contact.c.enterprise_id == _enterprise.c.id,
            _contact.c.left_on.is_(None),
            place(number.concat(END_OF_PHONE), digits.concat(END_OF_PHONE)) > 0,
        )

    return Columns(_enterprise.c.name_key, _enterprise.c.sound, _enterprise.c.found_by, _enterprise.c.uscc, phone)


def index(work: Work, ids: Iterable[int]) -> None:
    """Index enterprises anew, after rows were changed past the mapper."""
    work.session.flush()
    index_rows(work.session.connection(), ids)


def forget(work: Work, ids: Sequence[int]) -> None:
    """Take enterprises out of the index, before their rows go."""
    ENTERPRISES.remove(work.session.connection(), ids)


def index_rows(connection: sa.Connection, ids: Iterable[int]) -> None:
    """The same without a session: gathers all by which enterprises are found, and stores it. Memory is bounded."""
    chosen = iter(sorted(set(ids)))
    while batch := list(itertools.islice(chosen, _BATCH)):
        _index(connection, batch)


def index_everything(connection: sa.Connection) -> None:
    """Index all enterprises from nothing, for migrations."""
    ENTERPRISES.empty(connection)
    last = 0
    while batch := _ids_after(connection, last):
        _index(connection, batch, new=True)
        last = batch[-1]


def _ids_after(connection: sa.Connection, last: int) -> list[int]:
    query = sa.select(_enterprise.c.id).where(_enterprise.c.id > last).order_by(_enterprise.c.id).limit(_BATCH)
    return list(connection.execute(query).scalars())


def _index(connection: sa.Connection, ids: Sequence[int], *, new: bool = False) -> None:
    people: dict[int, list[tuple[str, str]]] = {}
    there = sa.select(_contact.c.enterprise_id, _contact.c.name, _contact.c.phone).where(
        _contact.c.enterprise_id.in_(ids), _contact.c.left_on.is_(None)
    )
    for enterprise_id, name, phone in connection.execute(there.order_by(_contact.c.id)):
        people.setdefault(enterprise_id, []).append((name, phone))
    gone: dict[int, list[tuple[str, str]]] = {}
    merged = sa.select(_merge.c.kept_id, _merge.c.gone_name, _merge.c.gone_uscc).where(
        _merge.c.kept_id.in_(ids), _merge.c.undone_at.is_(None)
    )
    for kept_id, name, code in connection.execute(merged.order_by(_merge.c.id)):
        gone.setdefault(kept_id, []).append((name, code))
    rows: list[tuple[int, str]] = []
    derived: list[dict[str, object]] = []
    columns = (_enterprise.c.id, _enterprise.c.name, _enterprise.c.uscc, _enterprise.c.former_names)
    for row in connection.execute(sa.select(*columns).where(_enterprise.c.id.in_(ids))):
        key = fold(row.name)
        others = [name for name, _code in gone.get(row.id, ())]
        found = indexed(
            key,
            row.uscc,
            list(dict.fromkeys([*names_in(row.former_names), *(fold(name) for name in others)])),
            [code for _name, code in gone.get(row.id, ())],
            [fold(name) for name, _phone in people.get(row.id, ())],
            [phone for _name, phone in people.get(row.id, ()) if phone],
        )
        rows.append((row.id, found.grams))
        derived.append({"its_id": row.id, "its_key": key, "its_sound": found.sound, "its_others": found.found_by})
    if not new:
        ENTERPRISES.remove(connection, set(ids).difference(row_id for row_id, _grams in rows))
    if not rows:
        return
    # Nothing else has changed: no version of the row, nothing for the trail.
    connection.execute(
        sa.update(_enterprise)
        .where(_enterprise.c.id == sa.bindparam("its_id"))
        .values(name_key=sa.bindparam("its_key"), sound=sa.bindparam("its_sound"), found_by=sa.bindparam("its_others")),
        derived,
    )
    ENTERPRISES.put(connection, rows, new=new)


@event.listens_for(OfficeSession, "after_flush")
def _remember(session: OfficeSession, _context: UOWTransaction) -> None:
    waiting: set[int] = session.info.setdefault(_WAITING, set())
    for entity in itertools.chain(session.new, session.dirty, session.deleted):
        told = _TOLD.get(type(entity))
        if told is None:
            continue
        history = sa.inspect(entity).attrs
        if entity in session.deleted or any(history[name].history.has_changes() for name in told):
            waiting.add(entity.enterprise_id if isinstance(entity, Contact) else entity.id)


@event.listens_for(OfficeSession, "before_commit")
def _index_what_waits(session: OfficeSession) -> None:
    session.flush()
    waiting: set[int] = session.info.pop(_WAITING, set())
    if waiting:
        index_rows(session.connection(), waiting)

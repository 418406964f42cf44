"""The directory as a workbook or CSV: exactly the list that is shown, in its order and with its columns, or all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.work import Work, asks
from officer_app.directory.custom_fields import FieldDef, FieldKind, Value, fields_of
from officer_app.directory.headings import Field
from officer_app.directory.lists.exporting import EXPORTED, Kind, exported
from officer_app.i18n import N_, _
from officer_app.overview.register import (
    ContactSort,
    RegisterRow,
    Wanted,
    all_ids,
    enterprise_rows,
    with_contacts,
)
from officer_app.people.access import Permission, may

_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column of the file that the list shows, beyond what the file of an enterprise says."""

    title: str
    width: int
    kind: Kind
    cell: Callable[[RegisterRow], Cell]


# What the list calls its columns, as columns of the file; some are two there.
_FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "name": (Field.NAME,),
    "uscc": (Field.USCC,),
    "subdistrict": (Field.SUBDISTRICT,),
    "headcount": (Field.HEADCOUNT,),
    "founded": (Field.FOUNDED_ON,),
    "capital": (Field.CAPITAL,),
    "large": (Field.LARGE_CLIENT,),
    "high_tech": (Field.HIGH_TECH_SINCE, Field.HIGH_TECH_UNTIL),
    "key_body": (Field.KEY_BODY_SINCE, Field.KEY_BODY_UNTIL),
}
_OF_ROWS: Final[dict[str, _Shown]] = {
    # The industry and the tier are those of the edition that is shown.
    "industry": _Shown(
        N_("Industry"), 20, "text", lambda row: row.enterprise.industry.label if row.enterprise.industry else None
    ),
    "tier": _Shown(N_("Tier"), 8, "number", lambda row: row.enterprise.tier),
    "liaison": _Shown(N_("Liaison officer"), 12, "text", lambda row: row.enterprise.liaison),
    "last": _Shown(N_("Last visit"), 12, "date", lambda row: row.last_on),
    "due": _Shown(N_("Next due"), 12, "date", lambda row: row.due_on),
    "demands": _Shown(N_("Demands"), 10, "number", lambda row: row.open_demands),
}
_OF_CONTACTS: Final = frozenset(ContactSort)
_KINDS: Final[dict[FieldKind, Kind]] = {FieldKind.NUMBER: "number", FieldKind.DATE: "date"}


@asks(Permission.DIRECTORY_EXPORT)
def export_enterprises(
    work: Work,
    path: Path,
    wanted: Wanted | None = None,
    columns: Sequence[str] | None = None,
    progress: Progress = unwatched,
) -> int:
    """Write a list to a workbook, or to CSV where the name ends so; returns the rows. Raises DiskTrouble.

    `columns` are named as the list names them (`name`, `due`, `custom.3`), in their order; without them all that the
    file of an enterprise says, and the office's own fields. Those nobody knows any more are left out.
    """
    wanted = wanted or Wanted()
    own = {field.key: field for field in fields_of(work)}
    chosen = _readable(work, columns, own)
    heads = [column for name in chosen for column in _heads(name, own)]
    ids = all_ids(work, wanted)
    work.took_out(_("Enterprises"), len(ids))
    sheet = SheetToWrite(_("Enterprises"), heads, _rows(work, wanted, ids, chosen, own))
    progress(0, len(ids))
    if path.suffix.lower() == ".csv":
        from officer_app.core.sheets.write_csv import write_csv

        return write_csv(path, sheet, progress=lambda done: progress(done, len(ids)))
    return write_workbook(path, sheet, progress=lambda done: progress(done, len(ids)))


def _readable(work: Work, columns: Sequence[str] | None, own: dict[str, FieldDef]) -> list[str]:
    if columns is None:
        return [*(field.value for field in EXPORTED), *own]
    hidden = set()
    if not may(work.actor.role, Permission.VISIT_READ):
        hidden |= {ContactSort.DUE.value, ContactSort.LAST.value}
    if not may(work.actor.role, Permission.DEMAND_READ):
        hidden.add(ContactSort.DEMANDS.value)
    known = {*_FIELDS, *_OF_ROWS, *own}
    return [name for name in columns if name in known and name not in hidden]


def _fields(name: str) -> tuple[Field, ...]:
    return _FIELDS.get(name) or ((Field(name),) if name in set(Field) else ())


def _heads(name: str, own: dict[str, FieldDef]) -> Iterator[Column]:
    if name in own:
        yield Column(own[name].name, 16, _KINDS.get(own[name].kind, "text"))
    elif name in _OF_ROWS:
        shown = _OF_ROWS[name]
        yield Column(_(shown.title), shown.width, shown.kind)
    else:
        for field in _fields(name):
            yield Column(field.label, *EXPORTED[field])


def _rows(
    work: Work, wanted: Wanted, ids: Sequence[int], columns: Sequence[str], own: dict[str, FieldDef]
) -> Iterator[Sequence[Cell]]:
    contacts = not _OF_CONTACTS.isdisjoint(columns)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        files = exported(work, part)
        lines = enterprise_rows(work, part, wanted.filter)
        rows = {row.enterprise.id: row for row in with_contacts(work, lines, contacts=contacts)}
        for key in part:
            if key in rows and key in files:
                yield [cell for name in columns for cell in _cells(name, rows[key], files[key], own)]


def _cells(name: str, row: RegisterRow, file: dict[Field, Cell], own: dict[str, FieldDef]) -> Iterator[Cell]:
    if name in own:
        yield _plain(row.values.get(own[name].id))
    elif name in _OF_ROWS:
        yield _OF_ROWS[name].cell(row)
    else:
        for field in _fields(name):
            yield file[field]


def _plain(value: Value | None) -> Cell:
    return float(value) if isinstance(value, Decimal) else value

"""Lists of people that leave the program, in three profiles: for the public, for use in the office, and whole.

`PUBLIC` names nobody so that they could be found: masked names, no numbers. `INTERNAL` is how lists are exported unless
somebody says otherwise: names, numbers and amounts masked. `FULL` has everything: for a supervisor, for a purpose, with
the name and the moment on every page, in a file that its password alone opens. What leaves is put on record before it
is written; a whole list with every person on it, so that "who read this applicant" finds it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final  # Any: rows of columns of several types

import sqlalchemy as sa

from officer_app.cases.model import PastCase, TalentCase
from officer_app.core.audit import AuditEntry
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.numbering import case_number
from officer_app.core.privacy import mask_amount, mask_id, mask_name, mask_phone
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.sheets.closed import new_password, write_closed_workbook
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Actor, Office, Work, asks, changes
from officer_app.directory.model import Contact, Enterprise
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.revealing import stated_purpose

# A whole list is made in memory, and each of its people goes on record.
MOST_FULL: Final = 5_000
# How soon after it went on record a whole list is written.
_SOON: Final = timedelta(minutes=10)
_READ_AT_ONCE: Final = 2_000


class Profile(Word):
    """How much of a person a list tells."""

    PUBLIC = "public", N_("For a public notice: masked names only")
    INTERNAL = "internal", N_("For the office: numbers masked")
    FULL = "full", N_("Whole: encrypted, on record")


class PeopleList(Word):
    """Which list."""

    CASES = "cases", N_("Special-talent cases")
    CONTACTS = "contacts", N_("Contacts of enterprises")
    PAST_CASES = "past-cases", N_("Past cases")


@dataclass(frozen=True, slots=True)
class Taking:
    """A list to take out; `year` narrows cases to those filed (past ones: finished) in it.

    `purpose` is for a whole one.
    """

    people: PeopleList
    profile: Profile = Profile.INTERNAL
    year: int | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A list that was written: how many rows, and the password of a whole one, which is shown once and kept nowhere."""

    rows: int
    password: str = ""


def take_out(office: Office, actor: Actor, taking: Taking, path: Path, progress: Progress = unwatched) -> Taken:
    """Write a list of people to a workbook. Raises Forbidden, Invalid, DiskTrouble.

    First it goes on record, then it is written: a list that could not be written is on record all the same.
    """
    if taking.profile is not Profile.FULL:
        office.perform(record_masked, actor, taking)
        return Taken(office.read(write_masked, actor, taking, path, progress))
    entry = office.perform(record_full, actor, taking).value
    password = new_password()
    return Taken(office.read(write_full, actor, taking, entry, path, password), password)


@changes(Permission.DIRECTORY_EXPORT)
def record_masked(work: Work, taking: Taking) -> None:
    """A masked list is about to leave. Raises Invalid for a whole one, Forbidden."""
    _require_reader(work, taking)
    if taking.profile is Profile.FULL:
        raise Invalid(N_("A whole list is taken out with a purpose."), field="profile")
    _note(work, taking, None)


@asks(Permission.DIRECTORY_EXPORT)
def write_masked(work: Work, taking: Taking, path: Path, progress: Progress = unwatched) -> int:
    """Write a masked list; returns its rows. Raises Invalid for a whole one, DiskTrouble."""
    _require_reader(work, taking)
    if taking.profile is Profile.FULL:
        raise Invalid(N_("A whole list is taken out with a purpose."), field="profile")
    return write_workbook(path, _sheet(work, taking), progress=lambda done: progress(done, -1))


@changes(Permission.FULL_EXPORT)
def record_full(work: Work, taking: Taking) -> int:
    """A whole list is about to leave: what for, and everybody on it. Returns the entry's number. Raises Invalid."""
    purpose = stated_purpose(taking.purpose, N_("Say what the list is needed for."))
    ids = list(work.session.scalars(_query(taking).with_only_columns(_TABLES[taking.people].id)))
    if not ids:
        raise Invalid(N_("There is nobody on this list."))
    if len(ids) > MOST_FULL:
        raise Invalid(
            N_("The list has {n} people; at most {most} can be taken out whole."),
            remedy=N_("Choose a year."),
            field="year",
            n=len(ids),
            most=MOST_FULL,
        )
    entity = _TABLES[taking.people].__tablename__
    for key in ids:
        work.note("reveal", entity, key, after={"field": "list", "purpose": purpose})
    return _note(work, taking, purpose)


@asks(Permission.FULL_EXPORT)
def write_full(work: Work, taking: Taking, entry: int, path: Path, password: str) -> int:
    """Write a whole list that has just gone on record under this number; returns its rows.

    Raises Forbidden for one that has not, DiskTrouble.
    """
    found = work.session.get(AuditEntry, entry)
    if (
        found is None
        or (found.action, found.entity, found.actor_id) != ("export", taking.people.value, work.actor.id)
        or not timedelta(0) <= work.now - found.at < _SOON
        or found.after != _told(taking, stated_purpose(taking.purpose))
    ):
        raise Forbidden()
    when = work.now.astimezone(OFFICE_ZONE)
    words = _("Taken out by {name} on {when:%Y-%m-%d %H:%M} for: {purpose}. Personal data; delete it when done.")
    mark = words.format(name=work.actor.name, when=when, purpose=stated_purpose(taking.purpose))
    return write_closed_workbook(path, password, _sheet(work, taking), watermark=mark)


@asks(Permission.DIRECTORY_EXPORT)
def list_leaves(work: Work, about: str, rows: int) -> None:
    """A list is about to be saved as it stands on a page, masked as there: what it shows, and how many rows."""
    work.took_out(about, rows)


def _require_reader(work: Work, taking: Taking) -> None:
    work.require(Permission.DIRECTORY_READ if taking.people is PeopleList.CONTACTS else Permission.CASE_READ)


def _note(work: Work, taking: Taking, purpose: str | None) -> int:
    work.note("export", taking.people.value, after=_told(taking, purpose))
    last = sa.select(sa.func.max(AuditEntry.id)).where(
        AuditEntry.action == "export", AuditEntry.actor_id == work.actor.id
    )
    return work.session.scalar(last) or 0


def _told(taking: Taking, purpose: str | None) -> dict[str, object]:
    about = f"{taking.people.label}{'' if taking.year is None else f' {taking.year}'}"
    told: dict[str, object] = {"profile": taking.profile.value, "about": about}
    return told | ({"purpose": purpose, "field": "list"} if purpose is not None else {})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column: its title, and its cell of a row in each profile; None leaves it out of one."""

    title: str
    public: Callable[[Any], Cell] | None
    internal: Callable[[Any], Cell]
    full: Callable[[Any], Cell]
    width: float = 16

    def cell(self, profile: Profile) -> Callable[[Any], Cell] | None:
        return {Profile.PUBLIC: self.public, Profile.INTERNAL: self.internal, Profile.FULL: self.full}[profile]


def _alike(title: str, cell: Callable[[Any], Cell], *, public: bool = False, width: float = 16) -> _Shown:
    return _Shown(title, cell if public else None, cell, cell, width)


def _named(title: str, cell: Callable[[Any], str]) -> _Shown:
    return _Shown(title, lambda row: mask_name(cell(row)), cell, cell)


def _masked(title: str, cell: Callable[[Any], Any], mask: Callable[[Any], str], width: float = 20) -> _Shown:
    def hidden(row: Any) -> Cell:
        value = cell(row)
        return "" if value is None else mask(value)

    def whole(row: Any) -> Cell:
        value = cell(row)
        return value if isinstance(value, str) or value is None else f"{value:f}"

    return _Shown(title, None, hidden, whole, width)


_TABLES: Final[dict[PeopleList, type[TalentCase] | type[Contact] | type[PastCase]]] = {
    PeopleList.CASES: TalentCase,
    PeopleList.CONTACTS: Contact,
    PeopleList.PAST_CASES: PastCase,
}
_COLUMNS: Final[dict[PeopleList, tuple[_Shown, ...]]] = {
    PeopleList.CASES: (
        _alike(N_("Number"), lambda row: case_number(row[0].prefix, row[0].year, row[0].sequence), width=22),
        _named(N_("Full name"), lambda row: str(row[0].name)),
        _alike(N_("Enterprise"), lambda row: row.enterprise, public=True, width=34),
        _masked(N_("Identity number"), lambda row: row[0].id_number, mask_id, 22),
        _alike(N_("Post held"), lambda row: row[0].post, width=24),
        _alike(N_("Education"), lambda row: row[0].education.label),
        _alike(N_("Multiple of the average wage"), lambda row: float(row[0].base_multiple)),
        _masked(N_("Monthly base"), lambda row: row[0].contribution_base, mask_amount),
        _masked(N_("Yearly income"), lambda row: row[0].income, mask_amount),
        _masked(N_("Income tax"), lambda row: row[0].income_tax, mask_amount),
        _alike(N_("State"), lambda row: row[0].state.label),
        _alike(N_("Filed"), lambda row: row[0].filed_on),
        _alike(N_("Decided on"), lambda row: row[0].decided_on),
    ),
    PeopleList.CONTACTS: (
        _alike(N_("Enterprise"), lambda row: row.enterprise, public=True, width=34),
        _named(N_("Full name"), lambda row: str(row[0].name)),
        _alike(N_("Post or title"), lambda row: row[0].title, public=True, width=20),
        _masked(N_("Phone"), lambda row: row[0].phone, mask_phone),
        _alike(N_("First to call"), lambda row: _("yes") if row[0].is_primary else None),
        _alike(N_("Left on"), lambda row: row[0].left_on),
    ),
    PeopleList.PAST_CASES: (
        _alike(N_("Number"), lambda row: row[0].number, width=22),
        _masked(N_("Code of the applicant"), lambda row: row[0].applicant_code, mask_id),
        _alike(N_("Enterprise"), lambda row: row[0].enterprise_name, public=True, width=34),
        _alike(N_("Channel"), lambda row: row[0].channel.label, public=True),
        _alike(N_("State"), lambda row: row[0].state.label, public=True),
        _alike(N_("Finished on"), lambda row: row[0].finished_on, public=True),
    ),
}


def _query(taking: Taking) -> sa.Select[Any]:
    table = _TABLES[taking.people]
    query: sa.Select[Any] = sa.select(table).order_by(table.id)
    if table is not PastCase:
        query = query.add_columns(Enterprise.name.label("enterprise")).join(
            Enterprise, Enterprise.id == table.enterprise_id
        )
    if taking.year is not None and taking.people is PeopleList.CASES:
        query = query.where(TalentCase.year == taking.year)
    if taking.year is not None and taking.people is PeopleList.PAST_CASES:
        query = query.where(sa.extract("year", PastCase.finished_on) == taking.year)
    return query


def _sheet(work: Work, taking: Taking) -> SheetToWrite:
    shown = [(column, cell) for column in _COLUMNS[taking.people] if (cell := column.cell(taking.profile)) is not None]

    def rows() -> Iterator[Sequence[Cell]]:
        for row in work.session.execute(_query(taking).execution_options(yield_per=_READ_AT_ONCE)):
            yield [cell(row) for _column, cell in shown]

    return SheetToWrite(
        taking.people.label[:31], [Column(_(column.title), column.width) for column, _cell in shown], rows()
    )

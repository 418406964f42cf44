"""Who read which applicant, and what one person read: pages opened, numbers shown whole, lists taken out.

The entries are those of the trail (core/readings.py, people/revealing.py, overview/taking_out.py), told with the number
of the case and the masked name; those of contacts and objections are told with whom they belong to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final  # Any: questions whose columns have several types

import sqlalchemy as sa

from officer_app.cases.model import Objection, TalentCase
from officer_app.core.audit import LOOKS, AuditEntry
from officer_app.core.numbering import case_number
from officer_app.core.privacy import mask_name
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.words import Word, acted_by
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Contact, Enterprise
from officer_app.i18n import N_, _
from officer_app.overview.model import IssuedPaper
from officer_app.overview.papers import ABOUT_AN_APPLICANT, PaperWish
from officer_app.people.access import Permission

_CASE: Final = "talent_case"
_PAPER: Final = IssuedPaper.__tablename__
_NO_DAY: Final = date(2000, 1, 1)
_AT_ONCE: Final = 1_000


class Look(Word):
    """What somebody did."""

    READ = "read", N_("read")
    REVEAL = "reveal", N_("shown whole")
    EXPORT = "export", N_("taken out")


# What was shown whole, by the name the trail gives it.
_FIELDS: Final = {
    "id_number": N_("Identity number"),
    "pay": N_("Pay"),
    "income": N_("Yearly income"),
    "phone": N_("Phone"),
    "contact": N_("How to reach them"),
    "list": N_("Full list"),
}


@dataclass(frozen=True, slots=True)
class ReadingFilter:
    """Which entries: about one case (its number, or a part of it), by one person, of one kind, from day to day."""

    case_id: int | None = None
    by: str = ""
    look: Look | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One look; `at` is local time, `about` the number of a case or the enterprise, `whose` a masked name."""

    number: int
    at: datetime
    by: str
    on_behalf_of: str
    look: Look
    entity: str
    entity_id: int | None
    about: str
    whose: str
    field: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Some of them, the latest first, and how many there are."""

    rows: tuple[ReadingRow, ...]
    count: int


_EVERY: Final = ReadingFilter()


@asks(Permission.READINGS)
def readings(work: Work, wanted: ReadingFilter = _EVERY, *, offset: int = 0, limit: int = 200) -> ReadingPage:
    """A page of the reading log."""
    conditions = _conditions(wanted)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*conditions)) or 0
    return ReadingPage(tuple(_page(work, conditions, offset, limit)), count)


@asks(Permission.READINGS)
def readers(work: Work) -> list[str]:
    """Everybody who looked at anything, by name."""
    query = sa.select(AuditEntry.actor_name).where(AuditEntry.action.in_(LOOKS)).distinct()
    return sorted(name for name in work.session.scalars(query) if name)


@asks(Permission.READINGS)
def case_read(work: Work, typed: str) -> tuple[int, str] | None:
    """The id and the number of the case that is meant by `2026-3`, `3`, or its number as printed; None for none."""
    digits = [int(part) for part in "".join(c if c.isdigit() else " " for c in typed).split()]
    if not digits:
        return None
    year = digits[0] if len(digits) > 1 else work.today.year
    case = work.session.execute(
        sa.select(TalentCase.id, TalentCase.prefix, TalentCase.year, TalentCase.sequence).where(
            TalentCase.year == year, TalentCase.sequence == digits[-1]
        )
    ).one_or_none()
    return None if case is None else (case.id, case_number(case.prefix, case.year, case.sequence))


@asks(Permission.READINGS)
def export_readings(work: Work, path: Path, wanted: ReadingFilter = _EVERY, progress: Progress = unwatched) -> int:
    """Write them to a workbook; returns how many. Raises DiskTrouble."""
    conditions = _conditions(wanted)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*conditions)) or 0
    work.took_out(_("Reading log"), count)
    columns = (
        Column(_("Moment"), 20),
        Column(_("Who"), 16),
        Column(_("Did"), 12),
        Column(_("Case or enterprise"), 24),
        Column(_("Whose data"), 14),
        Column(_("What was shown"), 16),
        Column(_("Purpose"), 40),
    )

    def cells() -> Iterator[Sequence[Cell]]:
        offset = 0
        while part := list(_page(work, conditions, offset, _AT_ONCE)):
            yield from map(_cells, part)
            offset += len(part)

    return write_workbook(path, SheetToWrite(_("Reading log"), columns, cells()), progress=lambda n: progress(n, -1))


def _cells(row: ReadingRow) -> Sequence[Cell]:
    who = acted_by(row.by, row.on_behalf_of)
    return (f"{row.at:%Y-%m-%d %H:%M:%S}", who, row.look.label, row.about, row.whose, row.field, row.purpose)


def _conditions(wanted: ReadingFilter) -> list[sa.ColumnElement[bool]]:
    # Written out, so that the index of looks serves it.
    looks = sa.literal_column("action").in_([sa.literal_column(f"'{action}'") for action in LOOKS])
    found: list[sa.ColumnElement[bool]] = [looks]
    if wanted.look is not None:
        found.append(AuditEntry.action == wanted.look.value)
    if wanted.by:
        found.append((AuditEntry.actor_name == wanted.by) | (AuditEntry.on_behalf_of == wanted.by))
    if wanted.case_id is not None:
        # An issued paper is known by the digest of its kind and subject.
        keys = [PaperWish(kind, _NO_DAY, _NO_DAY, subject_id=wanted.case_id).key for kind in ABOUT_AN_APPLICANT]
        papers = sa.select(IssuedPaper.id).where(IssuedPaper.scope_key.in_(keys))
        objections = sa.select(Objection.id).where(Objection.case_id == wanted.case_id)
        found.append(
            sa.and_(AuditEntry.entity == _CASE, AuditEntry.entity_id == wanted.case_id)
            | sa.and_(AuditEntry.entity == "objection", AuditEntry.entity_id.in_(objections))
            | sa.and_(AuditEntry.entity == _PAPER, AuditEntry.entity_id.in_(papers))
        )
    for day, later in ((wanted.first, False), (wanted.last, True)):
        if day is not None:
            moment = datetime.combine(day, time(), OFFICE_ZONE) + timedelta(days=later)
            found.append(AuditEntry.at < moment if later else AuditEntry.at >= moment)
    return found


def _page(work: Work, conditions: list[sa.ColumnElement[bool]], offset: int, limit: int) -> Iterator[ReadingRow]:
    query = sa.select(AuditEntry).where(*conditions).order_by(AuditEntry.id.desc()).offset(offset).limit(limit)
    entries = work.session.scalars(query).all()
    told = _told(work, entries)
    for entry in entries:
        values = entry.after or {}
        about, whose = told.get((entry.entity, entry.entity_id), ("", ""))
        yield ReadingRow(
            entry.id,
            entry.at.astimezone(OFFICE_ZONE),
            entry.actor_name,
            entry.on_behalf_of,
            Look(entry.action),
            entry.entity,
            entry.entity_id,
            about or str(values.get("about", "")),
            whose,
            _(_FIELDS[field]) if (field := str(values.get("field", ""))) in _FIELDS else "",
            str(values.get("purpose", "")),
        )


def _told(work: Work, entries: Iterable[AuditEntry]) -> dict[tuple[str, int | None], tuple[str, str]]:
    """What the entries are about and whose data it was, by table and id: three questions, however many there are."""
    ids: dict[str, set[int]] = {_CASE: set(), "contact": set(), "objection": set(), _PAPER: set()}
    for entry in entries:
        if entry.entity in ids and entry.entity_id is not None:
            ids[entry.entity].add(entry.entity_id)
    number = (TalentCase.prefix, TalentCase.year, TalentCase.sequence, TalentCase.name)
    queries: dict[str, Any] = {
        _CASE: sa.select(TalentCase.id, *number).where(TalentCase.id.in_(ids[_CASE])),
        "objection": sa.select(Objection.id, *number)
        .join(TalentCase, TalentCase.id == Objection.case_id)
        .where(Objection.id.in_(ids["objection"])),
        "contact": sa.select(Contact.id, Enterprise.name, Contact.name)
        .join(Enterprise, Enterprise.id == Contact.enterprise_id)
        .where(Contact.id.in_(ids["contact"])),
        _PAPER: sa.select(IssuedPaper.id, IssuedPaper.number, sa.literal("")).where(IssuedPaper.id.in_(ids[_PAPER])),
    }
    found: dict[tuple[str, int | None], tuple[str, str]] = {}
    for entity, query in queries.items():
        for row in work.session.execute(query) if ids[entity] else ():
            key, *said, name = row
            about = case_number(*said) if len(said) == 3 else str(said[0])
            found[entity, key] = (about, mask_name(name))
    return found

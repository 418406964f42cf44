"""Public holidays and make-up workdays, loaded year by year, each year with the notice it comes from."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from officer_app import paths
from officer_app.core.audit import Audited
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.database import Base, choice
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.words import Word
from officer_app.core.work import Work
from officer_app.i18n import N_

# A day of another year is a slip of the keyboard.
EARLIEST: Final = 1990
LATEST: Final = 2100
# The days the database can count with, both included; what lies beyond is not asked of it.
COUNTED_FROM: Final = date(2010, 1, 4)
COUNTED_UNTIL: Final = date(2045, 12, 31)
# Where a session keeps the calendar it has read.
_KNOWN: Final = "working_calendar"


class DayKind(Word):
    """How a day differs from its weekday."""

    OFF = "off", N_("Day off")
    WORK = "work", N_("Make-up workday")


class CalendarYear(Audited, Base):
    """A year whose holidays have been loaded. Its id is the year."""

    __tablename__ = "calendar_year"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(sa.String(400))


class CalendarDay(Base):
    """A day that differs from its weekday, by the notice for a year; some lie in the December before."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(choice(DayKind))
    name: Mapped[str] = mapped_column(sa.String(40))
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_year.id"), index=True)


class WorkingDay(Base):
    """The working days in order, for the database to count with; derived from the years loaded.

    `ordinal` is the number of working days from the beginning of time to this day, itself included: the n-th working
    day after a day is the one whose ordinal is greater by n than that of the last working day up to it. The days from
    COUNTED_FROM to COUNTED_UNTIL are there.
    """

    __tablename__ = "working_day"

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(unique=True)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off or a make-up workday."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """A year's notice: where it was published, and its days."""

    year: int
    source: str
    days: tuple[SpecialDay, ...]


def calendar_in_force(session: Session) -> WorkingCalendar:
    """The calendar of the years loaded; read once per transaction, since every deadline asks for it."""
    known = session.info.get(_KNOWN)
    if isinstance(known, WorkingCalendar):
        return known
    calendar = _calendar(session.connection())
    session.info[_KNOWN] = calendar
    return calendar


def _calendar(connection: sa.Connection) -> WorkingCalendar:
    kinds = sa.type_coerce(CalendarDay.__table__.c.kind, sa.String)
    days: dict[str, list[date]] = {kind.value: [] for kind in DayKind}
    for day, kind in connection.execute(sa.select(CalendarDay.__table__.c.day, kinds)):
        days[kind].append(day)
    return WorkingCalendar(
        years=frozenset(connection.scalars(sa.select(CalendarYear.__table__.c.id))),
        off=frozenset(days[DayKind.OFF]),
        work=frozenset(days[DayKind.WORK]),
    )


def count_working_days(connection: sa.Connection, first: date = COUNTED_FROM) -> None:
    """Write down the working days from a day on, by the years loaded; those before it stand as they are.

    For migrations, and for whatever changes a year: every later day gets another ordinal then.
    """
    first = max(first, COUNTED_FROM)
    table = WorkingDay.__table__
    connection.execute(sa.delete(WorkingDay).where(table.c.day >= first))
    calendar = _calendar(connection)
    days = (first + timedelta(days=n) for n in range((COUNTED_UNTIL - first).days + 1))
    ordinal = calendar.ordinal(first - timedelta(days=1))
    rows = [{"ordinal": n, "day": day} for n, day in enumerate(filter(calendar.is_working, days), ordinal + 1)]
    if connection.dialect.name == "sqlite":
        connection.execute(sa.insert(WorkingDay), rows)
        return
    # As two arrays: thousands of single rows would keep a server several times as long.
    arrays = {"ordinals": [row["ordinal"] for row in rows], "days": [row["day"] for row in rows]}
    connection.execute(
        sa.text("INSERT INTO working_day SELECT * FROM unnest(CAST(:ordinals AS int[]), CAST(:days AS date[]))"), arrays
    )


def loaded_years(session: Session) -> list[HolidayYear]:
    """The years loaded, latest first."""
    days: dict[int, list[SpecialDay]] = {}
    for row in session.scalars(sa.select(CalendarDay).order_by(CalendarDay.day)):
        days.setdefault(row.year_id, []).append(SpecialDay(row.day, row.kind, row.name))
    years = session.scalars(sa.select(CalendarYear).order_by(CalendarYear.id.desc()))
    return [HolidayYear(year.id, year.source, tuple(days.get(year.id, ()))) for year in years]


def shipped_years() -> list[HolidayYear]:
    """The years the program comes with."""
    found: dict[int, tuple[str, list[SpecialDay]]] = {}
    kinds = {kind.value: kind for kind in DayKind}
    with (paths.database_files() / "seed" / "holidays.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            _source, days = found.setdefault(int(row["notice_year"]), (row["papers"], []))
            days.append(SpecialDay(date.fromisoformat(row["date"]), kinds[row["kind"]], row["name"]))
    return [HolidayYear(year, source, tuple(days)) for year, (source, days) in sorted(found.items())]


def shipped_calendar() -> WorkingCalendar:
    """The calendar of the years the program comes with, for a count without an office."""
    years = shipped_years()
    days = [special for year in years for special in year.days]
    return WorkingCalendar(
        years=frozenset(year.year for year in years),
        off=frozenset(special.day for special in days if special.kind is DayKind.OFF),
        work=frozenset(special.day for special in days if special.kind is DayKind.WORK),
    )


# What counts its days anew when a year is loaded, changed or forgotten.
_FOLLOWING: Final[list[Callable[[Work, int], None]]] = []


def follow_calendar(count_anew: Callable[[Work, int], None]) -> Callable[[Work, int], None]:
    """Have this done in the same transaction whenever the working days change, by the notice for a year."""
    _FOLLOWING.append(count_anew)
    return count_anew


def store_year(work: Work, year: HolidayYear) -> None:
    """Load a year's notice, in place of what was loaded for that year. Raises Invalid.

    A day must lie in the year or in the weeks around its ends, and occur once. A weekday may be named as a workday: a
    later notice has taken a holiday back.
    """
    _store(work, year)
    _recount(work, year.year)


def _recount(work: Work, year: int) -> None:
    """Count anew from the first day that the notice for a year can touch."""
    work.session.flush()
    work.session.info.pop(_KNOWN, None)
    count_working_days(work.session.connection(), date(year - 1, 12, 1))
    for count_anew in _FOLLOWING:
        count_anew(work, year)


def _store(work: Work, year: HolidayYear) -> None:
    _check(year)
    taken = work.session.scalars(
        sa.select(CalendarDay.day).where(
            CalendarDay.day.in_([special.day for special in year.days]), CalendarDay.year_id != year.year
        )
    ).first()
    if taken is not None:
        raise Invalid(N_("{day} is already set by the notice of another year."), field="days", day=taken.isoformat())
    kept = work.session.get(CalendarYear, year.year)
    if kept is None:
        work.add(CalendarYear(id=year.year, source=year.source))
    else:
        kept.source = year.source
    before = _replace_days(work, year.year, year.days)
    work.note("days", "calendar_year", year.year, before=before, after=_as_notes(year.days))


def remove_year(work: Work, year: int) -> None:
    """Forget a year; deadlines in it become provisional. Raises NotFound."""
    kept = work.session.get(CalendarYear, year)
    if kept is None:
        raise NotFound()
    before = _replace_days(work, year, ())
    work.note("days", "calendar_year", year, before=before)
    work.session.delete(kept)
    _recount(work, year)


def store_shipped_years(work: Work) -> int:
    """Load the years the program comes with, except those loaded already; tells how many were added."""
    known = set(work.session.scalars(sa.select(CalendarYear.id)))
    missing = [year for year in shipped_years() if year.year not in known]
    for year in missing:
        _store(work, year)
    if missing:
        _recount(work, min(year.year for year in missing))
    return len(missing)


def _replace_days(work: Work, year: int, days: Iterable[SpecialDay]) -> dict[str, str]:
    old = work.session.scalars(sa.select(CalendarDay).where(CalendarDay.year_id == year)).all()
    before = _as_notes(SpecialDay(row.day, row.kind, row.name) for row in old)
    work.session.execute(sa.delete(CalendarDay).where(CalendarDay.year_id == year))
    rows = [{"day": d.day, "kind": d.kind, "name": d.name, "year_id": year} for d in days]
    if rows:
        work.session.execute(sa.insert(CalendarDay), rows)
    work.changed.add("calendar_day")
    return before


def _as_notes(days: Iterable[SpecialDay]) -> dict[str, str]:
    return {special.day.isoformat(): f"{special.kind} {special.name}" for special in days}


def check_year(year: int, field: str) -> None:
    """Raises Invalid naming the field for a year so long ago, or so far ahead, that it is a slip of the keyboard."""
    if not EARLIEST <= year <= LATEST:
        raise Invalid(N_("The year {year} cannot be right."), field=field, year=year)


def _check(year: HolidayYear) -> None:
    check_year(year.year, "year")
    if not year.source.strip():
        raise Invalid(N_("Say which notice the holidays come from."), field="source")
    if not year.days:
        raise Invalid(N_("The year {year} has no holidays in this list."), field="days", year=year.year)
    seen: set[date] = set()
    for special in year.days:
        day = special.day
        if not date(year.year - 1, 12, 1) <= day <= date(year.year + 1, 1, 31):
            raise Invalid(N_("{day} does not belong to {year}."), field="days", day=day.isoformat(), year=year.year)
        if day in seen:
            raise Invalid(N_("{day} occurs twice."), field="days", day=day.isoformat())
        seen.add(day)

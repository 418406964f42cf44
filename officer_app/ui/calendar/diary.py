"""What the calendar shows and where the person stands in it: the day, and the entry chosen on it.

Month, week, agenda and the panel all show the same diary; whoever moves in one of them moves in all.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QObject, Signal

from officer_app.i18n import _, ngettext
from officer_app.ui.wording import day_in_prose, time_span, weekday
from officer_app.visits.calendar import CalendarEntry, DayKind, DayOfCalendar, EntryKind, Undated, with_overdue

# What every enterprise's name here begins or ends with, and a narrow cell has no room for.
_BEFORE: Final = re.compile("^(?:上海市?)?(?:宝山区?)?")
_AFTER: Final = re.compile(
    "(?:（集团）|（上海）)?(?:股份有限公司|有限责任公司|有限公司|（有限合伙）|合伙企业（有限合伙）)$"
)
_LEAST: Final = 2


def short_name(enterprise: str) -> str:
    """An enterprise by what tells it from others, for a cell of the calendar; whole where little would be left."""
    short = _AFTER.sub("", _BEFORE.sub("", enterprise))
    return short if len(short) >= _LEAST else enterprise


def entry_word(kind: EntryKind) -> str:
    """What is said of an entry beside its name, where its colour says it too."""
    return {EntryKind.OVERDUE: _("late"), EntryKind.MISSED: _("not made")}.get(kind, "")


def spoken_entry(entry: CalendarEntry) -> str:
    """An entry in words, for a screen reader and for tooltips."""
    facts = (
        time_span(entry.starts_at, entry.ends_at),
        entry.enterprise,
        entry.kind.label,
        entry.mode.label if entry.mode else "",
        entry.officer,
        entry.subdistrict,
        entry.purpose,
    )
    return _(", ").join(fact for fact in facts if fact)


def day_note(day: DayOfCalendar) -> str:
    """What makes a day special, in words."""
    if day.special is DayKind.WORK:
        return _("{name}, make-up workday").format(name=day.name)
    if day.special is DayKind.OFF:
        return _("{name}, day off").format(name=day.name)
    return "" if day.working else _("day off")


def spoken_day(day: DayOfCalendar, *, today: bool) -> str:
    """A day in words: which, what makes it special, how much is on it."""
    many = len(day.entries)
    facts = (
        f"{day_in_prose(day.day)} {weekday(day.day)}",
        _("today") if today else "",
        day_note(day),
        "" if day.certain else _("holidays of {year} not loaded").format(year=day.day.year),
        ngettext("{n} entry", "{n} entries", many).format(n=many) if many else _("nothing planned"),
    )
    return _(", ").join(fact for fact in facts if fact)


class Diary(QObject):
    """`changed` tells of other contents, `moved` of another day or entry."""

    changed = Signal()
    moved = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.day = today
        self.days: dict[date, DayOfCalendar] = {}
        self._plain: tuple[DayOfCalendar, ...] = ()
        self._undated: tuple[Undated, ...] = ()
        self._place = 0
        self._wanted: tuple[int | None, int] | None = None

    def show_days(self, days: Iterable[DayOfCalendar]) -> None:
        """Show these days in place of those before."""
        self._plain = tuple(days)
        self._merge()

    def show_undated(self, rows: Iterable[Undated]) -> None:
        """Who is due without a date; those overdue stand on their days too."""
        self._undated = tuple(rows)
        self._merge()

    def of_day(self, day: date) -> tuple[CalendarEntry, ...]:
        """The entries of a day."""
        known = self.days.get(day)
        return known.entries if known is not None else ()

    def hidden(self, day: date, shown: int) -> int:
        """How many of a day's are not among the first so many."""
        known = self.days.get(day)
        if known is None:
            return 0
        overdue = sum(1 for entry in known.entries if entry.kind is EntryKind.OVERDUE)
        return max(0, known.visits + known.plans + overdue - shown)

    def entry(self) -> CalendarEntry | None:
        """The entry chosen on the current day; its first one until another is."""
        entries = self.of_day(self.day)
        return entries[min(self._place, len(entries) - 1)] if entries else None

    def go(self, day: date, place: int = 0) -> None:
        """Stand on a day, at an entry of it."""
        if (day, place) != (self.day, self._place):
            self.day, self._place = day, place
            self.moved.emit()

    def choose(self, entry: CalendarEntry) -> None:
        """Stand at an entry."""
        entries = self.of_day(entry.day)
        self.go(entry.day, entries.index(entry) if entry in entries else 0)

    def step_entry(self, step: int) -> None:
        """To the entry before or after on the same day."""
        entries = self.of_day(self.day)
        if entries:
            self.go(self.day, min(max(self._place + step, 0), len(entries) - 1))

    def expect(self, day: date, plan_id: int) -> None:
        """Once it is shown there, stand at this plan."""
        self._wanted = (plan_id, day.toordinal())
        self.go(day)

    def working_days(self, first: date, last: date) -> int:
        """How many of these days the office works, as far as they are shown."""
        return sum(1 for day in self._between(first, last) if day.working)

    def visits(self, first: date, last: date) -> int:
        """How many visits were logged on these days."""
        return sum(day.visits for day in self._between(first, last))

    def uncertain_years(self) -> list[int]:
        """The years shown whose holidays are not loaded."""
        return sorted({day.day.year for day in self.days.values() if not day.certain})

    def _between(self, first: date, last: date) -> list[DayOfCalendar]:
        return [day for day in self.days.values() if first <= day.day <= last]

    def _merge(self) -> None:
        merged = with_overdue(self._plain, self._undated, self.today)
        self.days = {day.day: day for day in merged}
        if self._wanted is not None and self._wanted[1] == self.day.toordinal():
            for place, entry in enumerate(self.of_day(self.day)):
                if entry.plan_id == self._wanted[0]:
                    self._place, self._wanted = place, None
                    break
        self.changed.emit()
        self.moved.emit()


def month_span(month: date) -> tuple[date, date]:
    """The Monday on or before the first of the month, and the Sunday on or after its last."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def week_span(day: date) -> tuple[date, date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_later(day: date, months: int) -> date:
    """The same day of another month, its last day where it is shorter."""
    ordinal = day.year * 12 + day.month - 1 + months
    year, month = divmod(ordinal, 12)
    last = (date(year, month + 1, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date(year, month + 1, min(day.day, last.day))

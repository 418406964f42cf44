"""Working days: weekdays without public holidays, and the weekend days that make up for them.

Only years whose holidays have been published and loaded are certain. A result that touches another year counts its
weekdays and is marked provisional; it must be shown as such, never as certain.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from officer_app.core.errors import Invalid
from officer_app.i18n import N_

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
# Some forty years; a longer deadline is a slip of the keyboard.
_MOST_DAYS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date reached by counting working days."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class DayCount:
    """A number of working days."""

    days: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stands still: the days after `stopped` up to and including `resumed` do not count.

    `resumed` is None while it still stands.
    """

    stopped: date
    resumed: date | None = None

    def covers(self, day: date) -> bool:
        return self.stopped < day and (self.resumed is None or day <= self.resumed)


@dataclass(frozen=True)
class WorkingCalendar:
    """The office's calendar, from the years loaded."""

    years: frozenset[int]
    off: frozenset[date]
    work: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)

    def is_certain(self, day: date) -> bool:
        """Whether the holidays of this day's year are loaded."""
        return day.year in self.years

    def add_working_days(self, start: date, days: int, pauses: Iterable[Pause] = ()) -> Deadline:
        """The day on which the n-th working day after `start` falls; `start` itself is not counted.

        A negative number counts backwards; zero gives `start`. Raises Invalid beyond 10,000 days, and while a pause
        has no end.
        """
        if abs(days) > _MOST_DAYS:
            raise Invalid(N_("At most {most} working days can be counted."), field="days", most=_MOST_DAYS)
        standing = tuple(pauses)
        if not standing:
            return self._counted(start, days)
        step = _DAY if days >= 0 else -_DAY
        day, left, provisional = start, abs(days), False
        while left:
            try:
                day += step
            except OverflowError:
                raise Invalid(N_("The deadline lies outside the calendar."), field="days") from None
            if any(pause.covers(day) for pause in standing):
                if days > 0 and any(pause.resumed is None and pause.covers(day) for pause in standing):
                    raise Invalid(N_("The clock stands still; the deadline is known when it runs again."))
                continue
            provisional = provisional or not self.is_certain(day)
            left -= self.is_working(day)
        return Deadline(day, provisional)

    def _counted(self, start: date, days: int) -> Deadline:
        """As add_working_days where no clock stands still: by the ordinals, not day after day."""
        if not days:
            return Deadline(start, provisional=False)
        try:
            wanted = self.ordinal(start) + days if days > 0 else self.ordinal(start - _DAY) + days + 1
            day = start
            # In so many days there are at most as many working days: it never goes past the one that is wanted.
            while gap := wanted - self.ordinal(day):
                day += timedelta(days=gap)
            while not self.is_working(day):
                day -= _DAY
        except OverflowError:
            raise Invalid(N_("The deadline lies outside the calendar."), field="days") from None
        first, last = (start + _DAY, day) if days > 0 else (day, start - _DAY)
        return Deadline(day, any(year not in self.years for year in range(first.year, last.year + 1)))

    def working_days_between(self, after: date, until: date, pauses: Iterable[Pause] = ()) -> DayCount:
        """The working days after `after` up to and including `until`; negative if `until` comes first."""
        if until < after:
            back = self.working_days_between(until, after, pauses)
            return DayCount(-back.days, back.provisional)
        count = self.ordinal(until) - self.ordinal(after)
        for stopped, resumed in _joined(pauses, after, until):
            count -= self.ordinal(resumed) - self.ordinal(stopped)
        touched = range((after + _DAY).year, until.year + 1) if until > after else range(0)
        return DayCount(count, any(year not in self.years for year in touched))

    def ordinal(self, until: date) -> int:
        """The working days from the beginning of time to a day, itself included."""
        weeks, rest = divmod(until.toordinal(), 7)  # day 1 of the first year was a Monday
        return (
            weeks * 5
            + min(rest, 5)
            - bisect_right(self._weekdays_off, until)
            + bisect_right(self._weekends_worked, until)
        )

    @cached_property
    def _weekdays_off(self) -> list[date]:
        return sorted(day for day in self.off - self.work if day.weekday() < _SATURDAY)

    @cached_property
    def _weekends_worked(self) -> list[date]:
        return sorted(day for day in self.work if day.weekday() >= _SATURDAY)


def _joined(pauses: Iterable[Pause], after: date, until: date) -> list[tuple[date, date]]:
    """The pauses within a period, overlaps joined, so that no day is taken off twice."""
    joined: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda pause: pause.stopped):
        stopped = max(pause.stopped, after)
        resumed = min(pause.resumed or until, until)
        if joined and stopped <= joined[-1][1]:
            stopped, previous = joined.pop()
            resumed = max(resumed, previous)
        if stopped < resumed:
            joined.append((stopped, resumed))
    return joined

"""The time a report is about: a month, a quarter, a year or any days; how it is called and divided."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# More weeks than this are told by months; more months or quarters by what is longer.
MOST_WEEKS: Final = 16
MOST_SPANS: Final = 18
_QUARTERS: Final = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @property
    def months(self) -> int:
        """How many whole months it is, 0 if it is cut otherwise."""
        if self.first.day != 1 or (self.last + timedelta(days=1)).day != 1:
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def is_quarter(self) -> bool:
        """Whether it is a quarter of the calendar."""
        return self.months == 3 and self.first.month % 3 == 1

    @property
    def in_chinese(self) -> str:
        """As papers call it: 2026年10月, 2026年第三季度, 2026年度, else its days."""
        year = f"{self.first.year}年"
        if self.months == 1:
            return f"{year}{self.first.month}月"
        if self.is_quarter:
            return f"{year}第{_QUARTERS[self.first.month // 3]}季度"
        if self.months == 12 and self.first.month == 1:
            return f"{year}度"
        first, last = self.first, self.last
        if first == last:
            return f"{year}{first.month}月{first.day}日"
        until = f"{last.month}月{last.day}日" if last.year == first.year else f"{last.year}年{last.month}月{last.day}日"
        return f"{year}{first.month}月{first.day}日至{until}"

    @property
    def words(self) -> tuple[str, str, str]:
        """What papers call it afterwards, the one before it, and its end: 本月, 上月, 月末."""
        if self.months == 1:
            return "本月", "上月", "月末"
        if self.is_quarter:
            return "本季度", "上季度", "季末"
        if self.months == 12 and self.first.month == 1:
            return "本年", "上年", "年末"
        return "本期", "上期", "期末"

    @property
    def code(self) -> str:
        """In file names and foot lines: 2026-10, 2026-Q3, 2026, else the days."""
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        if self.is_quarter:
            return f"{self.first.year}-Q{self.first.month // 3 + 1}"
        if self.months == 12 and self.first.month == 1:
            return str(self.first.year)
        return self.first.isoformat() if self.first == self.last else f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    @property
    def before(self) -> "Period":
        """The period of the same kind before it: as many months, else as many days."""
        last = self.first - timedelta(days=1)
        if self.months:
            return Period(_months_before(self.first, self.months), last)
        return Period(self.first - (self.last - self.first) - timedelta(days=1), last)

    @property
    def year_ago(self) -> "Period | None":
        """The same period of the year before; None where it would be the period before, or share days with this."""
        if self.months:
            first = _months_before(self.first, 12)
            found = Period(first, month_end(_months_before(self.last.replace(day=1), 12)))
        else:
            found = Period(_same_day_before(self.first), _same_day_before(self.last))
        return None if found.last >= self.first or found == self.before else found

    @property
    def unit(self) -> str:
        """What it is divided into, so that a chart can be read: "week", "month", "quarter" or "year"."""
        if (self.last - self.first).days // 7 + 1 <= MOST_WEEKS:
            return "week"
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return "month" if months <= MOST_SPANS else "quarter" if months <= 3 * (MOST_SPANS - 1) else "year"

    @property
    def is_within_a_month(self) -> bool:
        """Whether its days can be named without their month."""
        return (self.first.year, self.first.month) == (self.last.year, self.last.month)

    def spans(self) -> tuple["Span", ...]:
        """The weeks, Monday to Sunday, cut to the period; of a long one its months, quarters or years."""
        found = []
        start, unit, short = self.first, self.unit, self.is_within_a_month
        while start <= self.last:
            end = min(_end_of(start, unit), self.last)
            found.append(Span(start, end, _span_name(start, end, unit, short=short)))
            start = end + timedelta(days=1)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Span:
    """A week or a month of a period, cut to it; `name` stands under its bar: 12—16, or 10.12 in a longer one."""

    first: date
    last: date
    name: str


def month_of(day: date) -> Period:
    """The month a day lies in."""
    first = day.replace(day=1)
    return Period(first, month_end(first))


def quarter_of(day: date) -> Period:
    """The quarter a day lies in."""
    first = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    return Period(first, month_end(first.replace(month=first.month + 2)))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _months_before(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _same_day_before(day: date) -> date:
    """The day a year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _end_of(day: date, unit: str) -> date:
    """The last day of a day's week, month, quarter or year."""
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    if unit == "year":
        return date(day.year, 12, 31)
    return month_end(day) if unit == "month" else quarter_of(day).last


def _span_name(first: date, last: date, unit: str, *, short: bool) -> str:
    """12—16 or 10.12 for a week, 26.10 for a month, 26.Q4 for a quarter, 2026 for a year."""
    if unit == "week" and short:
        return f"{first.day}" if first == last else f"{first.day}—{last.day}"
    return {
        "week": f"{first.month}.{first.day}",
        "month": f"{first.year % 100:02d}.{first.month}",
        "quarter": f"{first.year % 100:02d}.Q{first.month // 3 + (first.month % 3 > 0)}",
        "year": str(first.year),
    }[unit]

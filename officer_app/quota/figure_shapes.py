"""What the figures of special talent are: counts, shares with numerator and denominator, days, and their arithmetic."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from officer_app.core.words import Word
from officer_app.directory.industries import Industry
from officer_app.i18n import N_
from officer_app.quota.city import CityRow
from officer_app.visits.periods import Period, month_end

_HUNDRED: Final = Decimal(100)
_CENT: Final = Decimal("0.01")


class Business(Word):
    """What is counted; residence points are told as one, as the bureau's reply does."""

    INTRODUCTION = "introduction", N_("Talent introduction")
    RESIDENT = "resident", N_("Residence permit to household registration")
    POINTS = "points", N_("Residence points, new and renewed")
    OVERSEAS = "overseas", N_("Settlement of returned students")
    SPECIAL = "special", N_("Special talent")
    URGENT = "urgent", N_("Urgently needed by key bodies")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many in a period, and in the same days a year before; None where nothing is on record for that year."""

    what: Business
    now: int | None
    before: int | None

    @property
    def change(self) -> Decimal | None:
        """By how many per cent of the year before; None where that cannot be told."""
        return None if self.now is None or not self.before else percent_change(self.now, self.before)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; `untold` more of which it is not known are in neither."""

    part: int
    whole: int
    untold: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Half-up to two places; None without a whole."""
        return percent(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """How many first reviews took how many working days; `untold` are those of which it is not known."""

    counts: tuple[tuple[int, int], ...]
    untold: int
    target: int
    limit: int

    @property
    def reviews(self) -> int:
        return sum(count for _days, count in self.counts)

    @property
    def median(self) -> Decimal | None:
        """The middle one; between two, their mean."""
        if not self.counts:
            return None
        low, high = (self._at(place) for place in ((self.reviews - 1) // 2, self.reviews // 2))
        return (Decimal(low + high) / 2).normalize()

    def within(self, days: int) -> Share:
        """Those that took so many days at most."""
        return Share(sum(count for took, count in self.counts if took <= days), self.reviews, self.untold)

    def _at(self, place: int) -> int:
        for days, count in self.counts:
            if place < count:
                return days
            place -= count
        raise IndexError(place)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The special talent admitted in a period: `posts` and `industries` by count; None as industry is not listed.

    `market` is the mean of the points for market recognition of the `scored` cases. `edition` is the edition of the
    directory that was asked for industries; None where that year has none.
    """

    count: int | None
    base: Share
    base_line: int
    posts: tuple[tuple[str, int], ...]
    posts_untold: int
    market: Decimal | None
    scored: int
    introduced: Share
    introduced_years: int
    industries: tuple[tuple[Industry | None, int], ...]
    unlinked: int
    edition: int | None
    review: ReviewDays


@dataclass(frozen=True, slots=True)
class TalentFigures:
    """Everything told of a period. `as_of` is today while it is not over, and `before` then ends a year before today.

    `years` is the course of special talent.
    """

    period: Period
    before: Period
    as_of: date | None
    counts: tuple[Counted, ...]
    admitted: Admitted
    base_before: Share
    introduced_before: Share
    review: ReviewDays
    years: tuple[tuple[int, int], ...]
    city: tuple[CityRow, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is on record for these days."""
        return all(one.now is None for one in self.counts)

    def counted(self, what: Business) -> Counted:
        return next(one for one in self.counts if one.what is what)


def percent(part: int, whole: int) -> Decimal:
    """`part` of `whole` in per cent, half-up to two places."""
    return (Decimal(part) * _HUNDRED / Decimal(whole)).quantize(_CENT, ROUND_HALF_UP)


def percent_change(now: int, before: int) -> Decimal:
    """(now − before) ÷ before in per cent, half-up to two places."""
    return percent(now - before, before)


def year_before(period: Period) -> Period:
    """The same days a year before; the end of a month stays the end of the month."""
    first, last = _year_before(period.first), _year_before(period.last)
    return Period(first, month_end(last) if period.last == month_end(period.last) else last)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)

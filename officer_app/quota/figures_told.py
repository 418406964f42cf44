"""The figures in sentences and charts: the window, the command line and the paper say the same, each in its language.

Every percentage comes with its fraction. A sentence whose number is missing is refused by name (FigureMissing); it is
never told with a zero or a blank. Points and relative differences are both given, each under its own name: a letter's
"20 % above the city" may mean either.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Final

from officer_app.core.charts import Chart, Mark, Ranked, Spread
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _, ngettext
from officer_app.quota.city import CityMeasure, CityRow
from officer_app.quota.figure_shapes import (
    Admitted,
    Business,
    Counted,
    ReviewDays,
    Share,
    TalentFigures,
    percent_change,
)
from officer_app.visits.periods import Period

_CENT: Final = Decimal("0.01")
_GROUPS: Final = {
    "management": N_("Founders and general management"),
    "technology": N_("Research and technology"),
    "department": N_("Heads of departments"),
    "": N_("Other posts"),
}


class FigureMissing(AppError):
    """A sentence needs a number that nobody has; it is refused."""

    message = N_("{what}: nothing is on record for {days}; the sentence is left out.")
    remedy = N_("Import the past cases of these days, or leave the figure to who has it.")


class NothingBefore(FigureMissing):
    """There is no number of the year before, or it is zero."""

    message = N_("{what}: nothing is on record for {days}; no change can be told.")


class DividedByNone(FigureMissing):
    """There was none in the year before: no percentage leads from nothing to something."""

    message = N_("{what}: there was none in {days}; a change cannot be told in per cent.")
    remedy = N_("Tell both numbers without a percentage.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or why there is none."""

    text: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours against the city's, in per cent: `points` is ours less the city's, `relative` that divided by the city's."""

    row: CityRow
    ours: Share
    points: Decimal
    relative: Decimal | None


def days_in_words(period: Period) -> str:
    """2026年1月1日至4月30日 in words of the language in force."""
    if period.first == period.last:
        return period.first.isoformat()
    # On paper no space stands beside a Chinese sign.
    return _("{first} through {last}").format(first=period.first.isoformat(), last=period.last.isoformat())


def count_sentence(counted: Counted, figures: TalentFigures) -> str:
    """How many, and how many more than in the same days a year before. Raises FigureMissing."""
    what = counted.what.label
    if counted.now is None:
        raise FigureMissing(what=what, days=days_in_words(figures.period))
    if counted.before is None:
        raise NothingBefore(what=what, days=days_in_words(figures.before))
    if not counted.before:
        raise DividedByNone(what=what, days=days_in_words(figures.before))
    more = counted.now - counted.before
    told = {"what": what, "n": counted.now, "m": counted.before, "more": abs(more)}
    if not more:
        return _("{what}: {n} cases, as many as in the same days a year before.").format(**told)
    told["percent"] = abs(percent_change(counted.now, counted.before))
    words = (
        _("{what}: {n} cases, up {percent}% ({more}/{m}) on {m} in the same days a year before.")
        if more > 0
        else _("{what}: {n} cases, down {percent}% ({more}/{m}) on {m} in the same days a year before.")
    )
    return words.format(**told)


def plain_count(counted: Counted, figures: TalentFigures) -> str:
    """How many, without a change. Raises FigureMissing."""
    if counted.now is None:
        raise FigureMissing(what=counted.what.label, days=days_in_words(figures.period))
    return _("{what}: {n} cases.").format(what=counted.what.label, n=counted.now)


def share_words(share: Share) -> str:
    """70.69% (41/58)."""
    return _("{percent}% ({part}/{whole})").format(percent=share.percent, part=share.part, whole=share.whole)


def share_sentence(what: str, share: Share, before: Share, figures: TalentFigures) -> str:
    """A share with its fraction, and that of the year before where there is one. Raises FigureMissing."""
    if share.percent is None:
        raise FigureMissing(what=what, days=days_in_words(figures.period))
    text = _("{what}: {share}").format(what=what, share=share_words(share))
    if before.percent is not None:
        change = share.percent - before.percent
        words = (
            _("; a year before {share}, now {points} percentage points more")
            if change >= 0
            else _("; a year before {share}, now {points} percentage points less")
        )
        text += words.format(share=share_words(before), points=abs(change))
    if share.untold:
        text += ngettext("; of {n} more it is not known", "; of {n} more it is not known", share.untold).format(
            n=share.untold
        )
    return _("{text}.").format(text=text)


def market_sentence(admitted: Admitted, figures: TalentFigures) -> str:
    """The mean for market recognition, of how many. Raises FigureMissing."""
    if admitted.market is None:
        raise FigureMissing(what=_("Market recognition"), days=days_in_words(figures.period))
    words = _("Market recognition: {points} of 100 points on average, over {scored} of {count} admitted cases.")
    return words.format(points=admitted.market, scored=admitted.scored, count=admitted.count)


def review_sentence(review: ReviewDays, figures: TalentFigures, what: str) -> str:
    """The days in first review: median, and the shares within target and limit. Raises FigureMissing."""
    median = review.median
    if median is None:
        raise FigureMissing(what=what, days=days_in_words(figures.period))
    return _(
        "{what}: median {median} working days; within the target of {target}: {in_target}, "
        "within the limit of {limit}: {in_limit}."
    ).format(
        what=what,
        median=f"{median:f}",
        target=review.target,
        in_target=share_words(review.within(review.target)),
        limit=review.limit,
        in_limit=share_words(review.within(review.limit)),
    )


def differences(figures: TalentFigures) -> Iterator[Difference]:
    """The city's figures of the year against ours of the period, where there are both."""
    admitted = figures.admitted
    ours = {
        CityMeasure.BASE: admitted.base,
        CityMeasure.INTRODUCED: admitted.introduced,
        CityMeasure.TARGET: admitted.review.within(admitted.review.target),
    }
    for row in figures.city:
        share = ours[row.measure]
        if share.percent is not None:
            points = share.percent - row.value
            relative = (points * 100 / row.value).quantize(_CENT, ROUND_HALF_UP) if row.value else None
            yield Difference(row, share, points, relative)


def city_sentence(difference: Difference) -> str:
    """Ours and the city's, the difference in percentage points and relatively, each by its name, with the source."""
    told = {
        "what": difference.row.measure.label,
        "ours": share_words(difference.ours),
        "city": f"{difference.row.value:f}",
        "points": abs(difference.points),
        "source": difference.row.source,
    }
    above = difference.points >= 0
    if difference.relative is None:
        words = _("{what}: {ours}; the city {city}% ({source}): {points} percentage points higher.")
        return words.format(**told)
    told["relative"] = abs(difference.relative)
    if above:
        words = _(
            "{what}: {ours}; the city {city}% ({source}): "
            "{points} percentage points higher, relatively {relative}% more."
        )
    else:
        words = _(
            "{what}: {ours}; the city {city}% ({source}): "
            "{points} percentage points lower, relatively {relative}% less."
        )
    return words.format(**told)


def base_words(admitted: Admitted) -> str:
    """What the share of bases is of."""
    return _("Special talent with a contribution base of {line} times the average wage or more").format(
        line=admitted.base_line
    )


def introduced_words(admitted: Admitted) -> str:
    """What the share of newly introduced enterprises is of."""
    words = ngettext(
        "Special talent from enterprises introduced within {n} year",
        "Special talent from enterprises introduced within {n} years",
        admitted.introduced_years,
    )
    return words.format(n=admitted.introduced_years)


def count_sentences(figures: TalentFigures) -> list[Sentence]:
    """By channel; last those urgently needed, who are among the others and are not added to them."""
    found: list[Sentence] = []
    for one in figures.counts:
        if one.what is _URGENT:
            continue
        told = _said(partial(count_sentence, one, figures))
        if told.refused and one.now is not None:
            # The number stands, though nothing can be said of its change.
            found.append(Sentence(plain_count(one, figures)))
        found.append(told)
    urgent = figures.counted(_URGENT)
    found.append(_said(partial(plain_count, urgent, figures)))
    if urgent.now:
        found.append(Sentence(_("Those urgently needed are among the channels above and are not added to them.")))
    return found


_URGENT: Final = Business.URGENT


def talent_sentences(figures: TalentFigures) -> list[Sentence]:
    """Of the special talent admitted."""
    now = figures.admitted
    found = [
        _said(lambda: share_sentence(base_words(now), now.base, figures.base_before, figures)),
        _said(lambda: share_sentence(introduced_words(now), now.introduced, figures.introduced_before, figures)),
        _said(lambda: market_sentence(now, figures)),
        _said(lambda: review_sentence(now.review, figures, _("First review of special talent"))),
        _said(lambda: review_sentence(figures.review, figures, _("First review of all channels"))),
    ]
    if now.count and now.edition is None:
        words = _("Industries: there is no published edition of the directory for {year}; the sentence is left out.")
        found.append(Sentence(words.format(year=figures.period.last.year), refused=True))
    return found


def city_sentences(figures: TalentFigures) -> list[Sentence]:
    """Against the city."""
    told = list(differences(figures))
    found = [Sentence(city_sentence(one)) for one in told]
    if not told:
        found.append(
            Sentence(_("City: no figure of the city is entered for this year; nothing is compared."), refused=True)
        )
    return found


def _said(tell: Callable[[], str]) -> Sentence:
    try:
        return Sentence(tell())
    except FigureMissing as missing:
        return Sentence(missing.cause, refused=True)


def industries_words(admitted: Admitted) -> list[tuple[str, int]]:
    """The industries by name."""
    return [
        (industry.label if industry is not None else _("Not in the directory"), count)
        for industry, count in admitted.industries
    ]


def posts_words(admitted: Admitted) -> list[tuple[str, int]]:
    """The groups of posts by name; a group that an administrator named is called so."""
    return [(_(_GROUPS[group]) if group in _GROUPS else group, count) for group, count in admitted.posts]


def counts_chart(figures: TalentFigures) -> Chart | None:
    """Each channel now; None without a number."""
    told = [one for one in figures.counts if one.now is not None and one.what is not _URGENT]
    if not told:
        return None
    return Ranked(
        _("Cases finished by channel"),
        _("Unit: cases"),
        tuple(one.what.label for one in told),
        tuple(one.now or 0 for one in told),
    )


def years_chart(figures: TalentFigures) -> Chart | None:
    """The course of the years."""
    if not figures.years:
        return None
    return Spread(
        _("Special talent admitted by year"),
        _("Unit: people"),
        tuple(str(year) for year, _count in figures.years),
        tuple(count for _year, count in figures.years),
    )


def review_chart(review: ReviewDays, title: str) -> Chart | None:
    """How many working days first review took, with target and limit marked."""
    median = review.median
    if median is None:
        return None
    last = max(review.limit, *(days for days, _count in review.counts))
    first = min(1, *(days for days, _count in review.counts))
    shown = range(first, min(last, review.limit + _BEYOND) + 1)
    counts = dict(review.counts)
    values = [counts.get(days, 0) for days in shown]
    places = [str(days) for days in shown]
    beyond = sum(count for days, count in review.counts if days > shown[-1])
    if beyond:
        values.append(beyond)
        places.append(f">{shown[-1]}")
    place = min(int(median), shown[-1]) - shown[0]
    marks = (Mark(max(place, 0), _("median {days}").format(days=f"{median:f}")),)
    return Spread(title, _("Unit: cases"), tuple(places), tuple(values), marks, _("working days"))


# Days beyond the limit that get a bar of their own.
_BEYOND: Final = 3


def named_chart(title: str, rows: list[tuple[str, int]]) -> Chart | None:
    """A bar for each name."""
    if not rows:
        return None
    return Ranked(title, _("Unit: people"), tuple(name for name, _n in rows), tuple(n for _name, n in rows))


def charts_of(figures: TalentFigures) -> list[Chart]:
    """Every chart that has a number."""
    admitted = figures.admitted
    found = [
        counts_chart(figures),
        years_chart(figures),
        review_chart(figures.review, _("Working days in first review, all channels")),
        named_chart(_("Special talent by industry"), industries_words(admitted)),
        named_chart(_("Special talent by post"), posts_words(admitted)),
    ]
    return [chart for chart in found if chart is not None]

"""The charts of a report: on paper in Chinese, on the screen with the window's words, from the same figures."""

from dataclasses import dataclass
from typing import Final

from officer_app.core.charts import Flow, Mark, Ranked, Series, Spread, Stacked
from officer_app.visits.figures import ANSWER_SPANS, ReportFigures
from officer_app.visits.periods import Span
from officer_app.visits.printed import MODES, SHORT_INDUSTRIES

# More places than this are told together as the rest.
_MOST_PLACES: Final = 8
_UNITS: Final = ("week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What stands on the charts; the defaults are those of the paper."""

    visits: str = "各{span}走访次数（按方式）"
    demands: str = "各{span}诉求登记与办结"
    industries: str = "各产业走访次数（共{total}次）"
    towns: str = "各街镇走访次数（共{total}次）"
    answers: str = "诉求首次答复用时（工作日）"
    times: str = "单位：次"
    pieces: str = "单位：件"
    units: tuple[str, ...] = ("周", "月", "季", "年")
    days: str = "日"
    modes: tuple[str, ...] = tuple(MODES.values())
    registered: str = "登记"
    closed: str = "办结"
    still_open: str = "{span}末在办"
    other: str = "其他"
    unknown: str = "未分类"
    median: str = "中位数：{days}"
    most: str = "九成：≤{days}"


PAPER: Final = ChartWords()


def _shown(figures: ReportFigures) -> list[int]:
    """The spans worth a bar: neither the weekend at the edge of a month nor what is still to come says anything."""
    counted = figures.visits.spans
    until = figures.as_of or figures.period.last
    demands = figures.demands.spans
    return [
        index
        for index, one in enumerate(counted)
        if one.total
        or (index < len(demands) and (demands[index].registered or demands[index].closed))
        or (one.span.first <= until and not _is_weekend(one.span))
    ]


def _is_weekend(span: Span) -> bool:
    return span.first.weekday() >= 5 and (span.last - span.first).days < 2


def _span_word(figures: ReportFigures, words: ChartWords) -> str:
    return words.units[_UNITS.index(figures.period.unit)]


def _along(figures: ReportFigures, words: ChartWords) -> str:
    return words.days if figures.period.unit == "week" and figures.period.is_within_a_month else ""


def visits_chart(figures: ReportFigures, words: ChartWords = PAPER) -> Stacked:
    """Visits per week, or per month in a long period, stacked by mode."""
    spans = figures.visits.spans
    shown = _shown(figures)
    return Stacked(
        words.visits.format(span=_span_word(figures, words)),
        words.times,
        tuple(spans[index].span.name for index in shown),
        tuple(
            Series(name, tuple(spans[index].by_mode[place] for index in shown))
            for place, name in enumerate(words.modes)
        ),
        _along(figures, words),
    )


def demands_chart(figures: ReportFigures, words: ChartWords = PAPER) -> Flow:
    """Demands that came and were closed, and those open at each end."""
    spans, demands = figures.visits.spans, figures.demands.spans
    shown = [index for index in _shown(figures) if index < len(demands)]
    span = _span_word(figures, words)
    return Flow(
        words.demands.format(span=span),
        words.pieces,
        tuple(spans[index].span.name for index in shown),
        Series(words.registered, tuple(demands[index].registered for index in shown)),
        Series(words.closed, tuple(demands[index].closed for index in shown)),
        Series(
            words.still_open.format(span=span),
            tuple(demands[index].still_open for index in shown),
        ),
        _along(figures, words),
    )


def places_chart(
    figures: ReportFigures, words: ChartWords = PAPER, *, by_town: bool = False, names: dict[str, str] | None = None
) -> Ranked:
    """Visits by industry, or by sub-district where the report is of one industry; `names` are those of industries."""
    if by_town:
        counts = dict(figures.visits.by_subdistrict)
        title = words.towns
    else:
        known = names or SHORT_INDUSTRIES
        counts = {known.get(code, words.unknown): n for code, n in figures.visits.by_industry.items()}
        counts = dict(sorted(counts.items(), key=lambda one: -one[1]))
        title = words.industries
    listed = list(counts.items())
    if len(listed) > _MOST_PLACES:
        rest = sum(count for _name, count in listed[_MOST_PLACES - 1 :])
        listed = [*listed[: _MOST_PLACES - 1], (words.other, rest)]
    title = title.format(total=sum(counts.values()))
    return Ranked(title, words.times, tuple(name for name, _n in listed), tuple(n for _name, n in listed))


def answers_chart(figures: ReportFigures, words: ChartWords = PAPER) -> Spread:
    """How many working days first answers took."""
    answers = figures.demands.answers
    marks = (
        Mark(_place(answers.median), words.median.format(days=f"{answers.median:g}")),
        Mark(_place(answers.most), words.most.format(days=answers.most)),
    )
    return Spread(
        words.answers,
        words.pieces,
        tuple(name for _low, _high, name in ANSWER_SPANS),
        answers.by_span,
        marks if answers.answered else (),
    )


def _place(days: float) -> int:
    return next(index for index, (_low, high, _name) in enumerate(ANSWER_SPANS) if high is None or days <= high)

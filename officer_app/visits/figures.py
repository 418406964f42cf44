"""The figures of a report, counted from plain facts: one counting for the paper, the screen and the tests."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from officer_app.demands.statistics import Spread
from officer_app.visits.periods import Period, Span
from officer_app.visits.printed import INDUSTRIES, MODES, OUTCOMES, TRIGGERS, VisitPrint

# Working days to an answer, as the chart of answers divides them: from, to, and the name.
ANSWER_SPANS: Final = (
    (0, 0, "0"), (1, 1, "1"), (2, 2, "2"), (3, 5, "3—5"), (6, 10, "6—10"), (11, None, ">10"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VisitFact:
    """What of a visit is counted; the words of closed lists by their codes, `enterprise` by any key."""

    day: date
    mode: str
    trigger: str
    outcome: str
    enterprise: Hashable
    industry: str = ""
    subdistrict: str = ""
    demands: int = 0
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemandFact:
    """What of a demand is counted; `answer_days` are working days from its day to its first answer."""

    collected_on: date
    closed_on: date | None
    category: str
    rating: str = ""
    answered_on: date | None = None
    answer_days: int = 0


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """Visits of one span by mode, in the order of MODES."""

    span: Span
    by_mode: tuple[int, ...]

    @property
    def total(self) -> int:
        """All visits of the span."""
        return sum(self.by_mode)


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """Counts of visits by the codes of the closed lists, none missing; of others those that occur, most first."""

    visits: int
    enterprises: int
    by_mode: Mapping[str, int]
    by_trigger: Mapping[str, int]
    by_outcome: Mapping[str, int]
    by_industry: Mapping[str, int]
    by_subdistrict: Mapping[str, int]
    demands: int
    policies: Mapping[str, int]
    spans: tuple[SpanFigures, ...]


@dataclass(frozen=True, slots=True)
class DemandSpan:
    """Demands of one span of the period, in that order; `still_open` at its end."""

    registered: int
    closed: int
    still_open: int


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How long first answers given in the period took, in working days; half and nine of ten took no longer than …"""

    answered: int
    median: float = 0
    most: int = 0  # nine of ten
    within_most: int = 0
    by_span: tuple[int, ...] = (0,) * len(ANSWER_SPANS)


@dataclass(frozen=True, slots=True)
class DemandFigures:
    """Demands of a period: carried over + registered − closed = still open; `content` of `rated` were content."""

    registered: int
    closed: int
    carried_over: int
    still_open: int
    rated: int = 0
    content: int = 0
    spans: tuple[DemandSpan, ...] = ()
    by_category: tuple[tuple[str, int], ...] = ()  # the name and the number, most first
    answers: AnswerTimes = AnswerTimes(0)


@dataclass(frozen=True, slots=True)
class Compared:
    """Another period's visits and the enterprises they reached."""

    visits: int
    enterprises: int


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """Everything a report says in numbers. What is not known is None, and the paper says nothing of it.

    `due` enterprises were to be visited, `visited_due` of them were. `as_of` is the day of counting while the period
    still runs.
    """

    period: Period
    visits: VisitFigures
    demands: DemandFigures
    due: int
    visited_due: int
    before: Compared | None = None
    year_ago: Compared | None = None
    as_of: date | None = None


def count_facts(facts: Sequence[VisitFact], period: Period) -> VisitFigures:
    """Count visits. Raises ValueError for one outside the period or of an unknown mode; empty spans count zero."""
    modes, triggers, outcomes, industries, towns, policies = (Counter[str]() for _counter in range(6))
    by_day: Counter[tuple[date, str]] = Counter()
    for fact in facts:
        modes[fact.mode] += 1
        triggers[fact.trigger] += 1
        outcomes[fact.outcome] += 1
        industries[fact.industry] += 1
        towns[fact.subdistrict] += 1
        policies.update(fact.policies)
        by_day[fact.day, fact.mode] += 1

    def of_span(span: Span, mode: str) -> int:
        return sum(count for (day, code), count in by_day.items() if code == mode and span.first <= day <= span.last)

    spans = tuple(SpanFigures(span, tuple(of_span(span, mode) for mode in MODES)) for span in period.spans())
    if sum(span.total for span in spans) != len(facts):
        raise ValueError("a visit lies outside the period or has an unknown mode")
    return VisitFigures(
        visits=len(facts),
        enterprises=len({fact.enterprise for fact in facts}),
        by_mode={code: modes[code] for code in MODES},
        by_trigger={code: triggers[code] for code in TRIGGERS},
        by_outcome={code: outcomes[code] for code in OUTCOMES},
        by_industry={code: industries[code] for code in (*INDUSTRIES, "") if industries[code]},
        by_subdistrict=_most_first(towns),
        demands=sum(fact.demands for fact in facts),
        policies=_most_first(policies),
        spans=spans,
    )


def facts_of(visits: Iterable[VisitPrint]) -> list[VisitFact]:
    """The facts of visits as they are printed."""
    return [
        VisitFact(
            visit.visited_on,
            visit.mode,
            visit.trigger,
            visit.outcome,
            visit.uscc or visit.enterprise,
            visit.industry,
            visit.subdistrict,
            len(visit.demands),
            visit.policies,
        )
        for visit in visits
    ]


def count_demands_of(facts: Sequence[DemandFact], carried_over: int, period: Period) -> DemandFigures:
    """Count the demands that came, were closed or answered in a period; `carried_over` were open when it began."""
    came = [fact.collected_on for fact in facts if period.first <= fact.collected_on <= period.last]
    gone = [fact for fact in facts if fact.closed_on is not None and period.first <= fact.closed_on <= period.last]
    rated = [fact.rating for fact in gone if fact.rating]
    spans: list[DemandSpan] = []
    left = carried_over
    for span in period.spans():
        registered = sum(1 for day in came if span.first <= day <= span.last)
        closed = sum(1 for fact in gone if fact.closed_on and span.first <= fact.closed_on <= span.last)
        left += registered - closed
        spans.append(DemandSpan(registered, closed, left))
    categories = Counter(fact.category for fact in facts if period.first <= fact.collected_on <= period.last)
    answered = [
        fact.answer_days for fact in facts if fact.answered_on and period.first <= fact.answered_on <= period.last
    ]
    return DemandFigures(
        registered=len(came),
        closed=len(gone),
        carried_over=carried_over,
        still_open=left,
        rated=len(rated),
        content=sum(1 for rating in rated if rating in ("content", "mostly")),
        spans=tuple(spans),
        by_category=tuple(_most_first(categories).items()),
        answers=answer_times(answered),
    )


def answer_times(days: Sequence[int]) -> AnswerTimes:
    """The spread of answers that took so many working days."""
    if not days:
        return AnswerTimes(0)
    spread = Spread(tuple(sorted(Counter(days).items())))
    most = spread.ninth_tenth or 0
    return AnswerTimes(
        answered=len(days),
        median=spread.median or 0,
        most=most,
        within_most=sum(1 for one in days if one <= most),
        by_span=tuple(
            sum(1 for one in days if low <= one and (high is None or one <= high)) for low, high, _name in ANSWER_SPANS
        ),
    )


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(((name, count) for name, count in counts.items() if name), key=lambda one: (-one[1], one[0])))

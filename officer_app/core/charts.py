"""Charts as plain shapes, computed once: documents/charts.py paints them on paper, ui/widgets/chart.py on the screen.

Axes begin at zero, every value is written, and nothing depends on colour alone. Lengths are points on paper and
design pixels on the screen, from the upper left corner; who paints says how wide words are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Align = Literal["left", "center", "right"]
# How wide words are in a size, strong or not.
Measure = Callable[[str, float, bool], float]

TONES: Final = 4
SMALL: Final = 8.0
_TITLE: Final = 9.5
# Han glyphs reach from −0.12 to 0.88 em: their middle stands this far above the baseline.
_RISE: Final = 0.38


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle; `tone` is the number of its series, None the ground of the paper (no outline)."""

    x: float
    y: float
    width: float
    height: float
    tone: int | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; a `grid` line is pale."""

    points: tuple[tuple[float, float], ...]
    weight: float
    grid: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `on` is the tone of the bar it stands in, None the ground."""

    text: str
    x: float
    baseline: float
    size: float = SMALL
    strong: bool = False
    align: Align = "left"
    on: int | None = None


Shape = Bar | Stroke | Dot | Words


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the chart and what it says in words, for who points at it or walks through it with the keys."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be painted, in this order, and what can be read where."""

    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of value, one number per place on the axis."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars stacked by series, the sum above each; `along` is the unit of the places."""

    title: str
    unit: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    along: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Two bars side by side for what came in and what was settled, and a line for what was open at each end."""

    title: str
    unit: str
    places: tuple[str, ...]
    came: Series
    went: Series
    left: Series
    along: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Bars lying below each other, one per name, in the order given."""

    title: str
    unit: str
    places: tuple[str, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A value marked in a spread: at which place of it, and in words."""

    place: int
    words: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How many fell into each span of a measure, with marks such as the median."""

    title: str
    unit: str
    places: tuple[str, ...]
    values: tuple[int, ...]
    marks: tuple[Mark, ...] = ()
    along: str = ""


Chart = Stacked | Flow | Ranked | Spread


def draw(chart: Chart, width: float, height: float, measure: Measure) -> Drawing:
    """The shapes of a chart of this size."""
    board = _Board(width, height, measure)
    if isinstance(chart, Stacked):
        _stacked(board, chart)
    elif isinstance(chart, Flow):
        _flow(board, chart)
    elif isinstance(chart, Ranked):
        _ranked(board, chart)
    else:
        _spread(board, chart)
    return Drawing(tuple(board.shapes), tuple(board.spots))


def table_of(chart: Chart) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The chart's numbers: heads and rows, the first column the places."""
    if isinstance(chart, Stacked):
        columns = [*chart.series]
    elif isinstance(chart, Flow):
        columns = [chart.came, chart.went, chart.left]
    else:
        columns = [Series(chart.unit, chart.values)]
    heads = ("", *(one.name for one in columns))
    return heads, [(place, *(str(one.values[index]) for one in columns)) for index, place in enumerate(chart.places)]


def in_words(chart: Chart) -> str:
    """The whole chart in words, for who cannot see it."""
    heads, rows = table_of(chart)
    lines = ["; ".join(_said(heads, row) for row in rows)]
    if isinstance(chart, Spread):
        lines += [mark.words for mark in chart.marks]
    return ". ".join([chart.title, *(line for line in lines if line)])


def _said(heads: Sequence[str], row: Sequence[str]) -> str:
    return f"{row[0]}: " + ", ".join(f"{head} {value}" for head, value in zip(heads[1:], row[1:], strict=True))


def scale_top(highest: int) -> tuple[int, int]:
    """The top of an axis from zero that holds `highest`, and its step: 1, 2 or 5 times a power of ten, ≤ 6 steps."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            each = factor * step
            top = -(-max(highest, 1) // each) * each
            if top // each <= 5:
                # Room for the number above the highest bar.
                return (top if top - highest >= each * 0.35 else top + each), each
        step *= 10


@dataclass(slots=True)
class _Board:
    """A chart being drawn: the area of the bars is found by `axes`."""

    width: float
    height: float
    measure: Measure
    shapes: list[Shape] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    x: float = 16.0
    y: float = 37.0
    wide: float = 0.0
    tall: float = 0.0

    @property
    def foot(self) -> float:
        """Where the bars stand."""
        return self.y + self.tall

    def words(
        self, text: str, x: float, baseline: float, align: Align = "left", *,
        strong: bool = False, on: int | None = None, size: float = SMALL,
    ) -> None:  # fmt: skip
        if text:
            self.shapes.append(Words(text, x, baseline, size, strong, align, on))

    def line(self, points: Sequence[tuple[float, float]], weight: float, *, grid: bool = False) -> None:
        self.shapes.append(Stroke(tuple(points), weight, grid))

    def head(self, title: str, unit: str) -> None:
        self.words(title, 0, 8, strong=True, size=_TITLE)
        self.words(unit, self.width, 8, "right")

    def axes(self, chart: Stacked | Flow | Spread, highest: int) -> int:
        """Title, unit, grid and places; the top value of the axis."""
        self.head(chart.title, chart.unit)
        top, step = scale_top(highest)
        self.x = max(16.0, self.measure(str(top), SMALL, False) + 6)
        self.wide, self.tall = self.width - self.x, self.height - self.y - 15
        for value in range(0, top + 1, step):
            y = self.foot - self.tall * value / top
            if value:
                self.line([(self.x, y), (self.width, y)], 0.5, grid=True)
            self.words(str(value), self.x - 4, y + SMALL * _RISE - 0.3, "right")
        each = self.wide / max(len(chart.places), 1)
        widest = max((self.measure(place, SMALL, False) for place in chart.places), default=0.0)
        # Where the places stand too close for their names, every second or third is named.
        every = max(1, -(-int(widest + 4) // max(int(each), 1)))
        for index, place in enumerate(chart.places):
            if index % every == 0:
                self.words(place, self.x + each * (index + 0.5), self.foot + 11.5, "center")
        self.words(chart.along, self.x - 4, self.foot + 11.5, "right")
        self.line([(self.x, self.foot), (self.width, self.foot)], 0.8)
        return top

    def legend(self, entries: Sequence[tuple[str, int]], line: str = "") -> None:
        x, baseline = self.x, 23.5
        for name, tone in entries:
            self.shapes.append(Bar(x, baseline - 6.8, 8, 7.4, tone))
            self.words(name, x + 11, baseline)
            x += 11 + self.measure(name, SMALL, False) + 12
        if line:
            self.line([(x, baseline - 3), (x + 14, baseline - 3)], 1.1)
            self.shapes.append(Dot(x + 7, baseline - 3, 2.4))
            self.words(line, x + 17, baseline)

    def place(self, index: int, count: int) -> tuple[float, float]:
        """The left edge of a place, and how wide it is."""
        each = self.wide / max(count, 1)
        return self.x + each * index, each

    def tell(self, chart: Chart) -> None:
        """A spot for every place along the axis."""
        heads, rows = table_of(chart)
        for index, row in enumerate(rows):
            x, each = self.place(index, len(rows))
            self.spots.append(Spot(x, self.y, each, self.tall, _said(heads, row)))


def _stacked(board: _Board, chart: Stacked) -> None:
    totals = [sum(one.values[index] for one in chart.series) for index in range(len(chart.places))]
    top = board.axes(chart, max(totals, default=0))
    board.legend([(one.name, index % TONES) for index, one in enumerate(chart.series)])
    for index, total in enumerate(totals):
        left, each = board.place(index, len(totals))
        bar = min(each * 0.52, 30.0)
        x, y = left + (each - bar) / 2, board.foot
        for number, one in enumerate(chart.series):
            amount = one.values[index]
            if not amount:
                continue
            tall = board.tall * amount / top
            y -= tall
            board.shapes.append(Bar(x, y, bar, tall, number % TONES))
            if tall >= 9.5 and board.measure(str(amount), SMALL, False) <= bar:
                middle = y + tall / 2 + SMALL * _RISE
                board.words(str(amount), x + bar / 2, middle, "center", on=number % TONES)
        board.words(str(total), x + bar / 2, y - 3.5, "center", strong=True)
    board.tell(chart)


def _flow(board: _Board, chart: Flow) -> None:
    came, went, left = chart.came.values, chart.went.values, chart.left.values
    top = board.axes(chart, max((*came, *went, *left), default=0))
    board.legend([(chart.came.name, 2), (chart.went.name, 0)], line=chart.left.name)
    points: list[tuple[float, float]] = []
    size = SMALL - 0.5
    for index in range(len(chart.places)):
        start, each = board.place(index, len(chart.places))
        bar, middle = min(each * 0.26, 15.0), start + each / 2
        for amount, x, tone in ((came[index], middle - bar - 1, 2), (went[index], middle + 1, 0)):
            tall = board.tall * amount / top
            if amount:
                board.shapes.append(Bar(x, board.foot - tall, bar, tall, tone))
            inside = tall >= 10 and board.measure(str(amount), size, False) <= bar + 1
            baseline = board.foot - tall + (8.5 if inside else -2.5)
            board.words(str(amount), x + bar / 2, baseline, "center", on=tone if inside else None, size=size)
        points.append((middle, board.foot - board.tall * left[index] / top))
    _joined(board, points, left)
    board.tell(chart)


def _joined(board: _Board, points: list[tuple[float, float]], values: Sequence[int]) -> None:
    """A line through points, their values beside it: to the left of a rise, above a fall, lower left at a turn up."""
    before = [*points[:1], *points[:-1]]
    following = [*points[1:], *points[-1:]]
    labels: list[Words] = []
    for (x, y), (_last, fell_from), (_next, rises_to), value in zip(points, before, following, values, strict=True):
        width = board.measure(str(value), SMALL, True)
        rises, fell = rises_to < y - 4, fell_from < y - 4
        aside = x - width * (1.3 if fell else 0.5) - (2 if fell else 0) if rises else x
        baseline = y + 7.5 if rises and fell else y - 5.5
        board.shapes.append(Bar(aside - width / 2 - 1, baseline - 7.5, width + 2, 9, None))
        labels.append(Words(str(value), aside, baseline, SMALL, True, "center"))
    if len(points) > 1:
        board.line(points, 1.1)
    board.shapes += [Dot(x, y, 2.6) for x, y in points]
    board.shapes += labels


def _ranked(board: _Board, chart: Ranked) -> None:
    board.head(chart.title, chart.unit)
    names = max((board.measure(place, SMALL + 0.5, False) for place in chart.places), default=0.0)
    highest, total = max(chart.values, default=0), sum(chart.values)
    shares = [f"{value}（{value * 100 / total:.1f}%）" if total else str(value) for value in chart.values]
    numbers = max((board.measure(words, SMALL, True) for words in shares), default=0.0)
    board.x, board.y = min(names + 6, board.width * 0.45), 18.0
    board.wide, board.tall = board.width - board.x - numbers - 6, board.height - board.y - 4
    each = board.tall / max(len(chart.places), 1)
    bar = min(each * 0.6, 14.0)
    for index, (place, value, words) in enumerate(zip(chart.places, chart.values, shares, strict=True)):
        y = board.y + each * index
        long = board.wide * value / highest if highest else 0.0
        baseline = y + each / 2 + SMALL * _RISE
        name = _fitted(place, board.x - 6, lambda part: board.measure(part, SMALL + 0.5, False))
        board.words(name, board.x - 6, baseline, "right", size=SMALL + 0.5)
        if long:
            board.shapes.append(Bar(board.x, y + (each - bar) / 2, long, bar, 1))
        board.words(words, board.x + long + 4, baseline, strong=True)
        board.spots.append(Spot(0, y, board.width, each, f"{place}: {words}"))
    board.line([(board.x, board.y), (board.x, board.y + board.tall)], 0.8)


def _fitted(name: str, room: float, width: Callable[[str], float]) -> str:
    """A name that fits, cut at its end where it is too long; its spot says it whole."""
    if width(name) <= room:
        return name
    kept = len(name) - 1
    while kept > 1 and width(f"{name[:kept].rstrip()}…") > room:
        kept -= 1
    return f"{name[:kept].rstrip()}…"


def _spread(board: _Board, chart: Spread) -> None:
    top = board.axes(chart, max(chart.values, default=0))
    count = len(chart.places)
    tops: list[float] = []
    for index, value in enumerate(chart.values):
        left, each = board.place(index, count)
        bar, tall = min(each * 0.62, 30.0), board.tall * value / top
        if value:
            board.shapes.append(Bar(left + (each - bar) / 2, board.foot - tall, bar, tall, 1))
        board.words(str(value), left + each / 2, board.foot - tall - 3.5, "center", strong=True)
        tops.append(board.foot - tall - 13)
    for number, mark in enumerate(chart.marks):
        left, each = board.place(mark.place, count)
        x, baseline = left + each / 2, 22.0 + number * 10
        # The mark stands over its bar, its words on the side where there is room.
        board.line([(x, baseline - 7), (x, max(tops[mark.place], baseline))], 0.9)
        wide = board.measure(mark.words, SMALL, True)
        beside: Align = "left" if x + 3 + wide <= board.width else "right"
        board.words(mark.words, x + 3 if beside == "left" else x - 3, baseline, beside, strong=True)
    board.tell(chart)

"""Charts for a page that will be photocopied: greys far apart, outlined, values written, axes from zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.documents.faces import STRONG, VALUE
from officer_app.core.documents.house import RISE
from officer_app.core.documents.paper import Page

# Ink from light to full; the last is paper white.
GREYS: Final = (0.12, 0.55, 0.82, 1.0)
_GRID: Final = 0.82
_SMALL: Final = 8.0
_DARK: Final = 0.5


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of value, one number per place on the axis."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a chart stands: upper left corner and size, pt."""

    x: float
    y: float
    width: float
    height: float


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


def stacked(
    page: Page, plot: Plot, title: str, unit: str, places: Sequence[str], series: Sequence[Series], along: str = ""
) -> None:
    """Bars stacked by series, the sum above each; `along` is the unit of the places."""
    totals = [sum(one.values[index] for one in series) for index in range(len(places))]
    area, top = _axes(page, plot, title, unit, places, along, max(totals, default=0))
    _legend(page, plot, [(one.name, GREYS[index % 4]) for index, one in enumerate(series)])
    step = area.width / max(len(places), 1)
    bar = min(step * 0.52, 30.0)
    for index in range(len(places)):
        x = area.x + step * (index + 0.5) - bar / 2
        y = area.y + area.height
        for number, one in enumerate(series):
            amount = one.values[index]
            if not amount:
                continue
            tall = area.height * amount / top
            y -= tall
            grey = GREYS[number % 4]
            page.fill(x, y, bar, tall, grey)
            page.box(x, y, bar, tall, 0.5)
            if tall >= 9.5:
                page.text(
                    str(amount), VALUE, _SMALL, x + bar / 2, y + tall / 2 + _SMALL * RISE, "center", white=grey < _DARK
                )
        page.text(str(totals[index]), STRONG, _SMALL, x + bar / 2, y - 3.5, "center")


def in_and_out(
    page: Page, plot: Plot, title: str, unit: str, places: Sequence[str], came: Series, went: Series, left: Series,
    along: str = "",
) -> None:  # fmt: skip
    """Two bars side by side for what came in and what was settled, and a line for what was open at each end."""
    highest = max((*came.values, *went.values, *left.values), default=0)
    area, top = _axes(page, plot, title, unit, places, along, highest)
    _legend(page, plot, [(came.name, GREYS[2]), (went.name, GREYS[0])], line=left.name)
    step = area.width / max(len(places), 1)
    bar = min(step * 0.26, 15.0)
    foot = area.y + area.height
    points: list[tuple[float, float]] = []
    for index in range(len(places)):
        middle = area.x + step * (index + 0.5)
        for amount, x, grey in (
            (came.values[index], middle - bar - 1, GREYS[2]),
            (went.values[index], middle + 1, 0.12),
        ):
            tall = area.height * amount / top
            if amount:
                page.fill(x, foot - tall, bar, tall, grey)
                page.box(x, foot - tall, bar, tall, 0.5)
            inside = tall >= 10
            page.text(
                str(amount), VALUE, _SMALL - 0.5, x + bar / 2, foot - tall + (8.5 if inside else -2.5), "center",
                white=inside and grey < _DARK,
            )  # fmt: skip
        points.append((middle, foot - area.height * left.values[index] / top))
    # A number stands clear of its own line: to the left of a rise, above a fall, lower left where it turns upwards.
    before = [*points[:1], *points[:-1]]
    following = [*points[1:], *points[-1:]]
    labels: list[tuple[float, float, str]] = []
    for (x, y), (_last, fell_from), (_next, rises_to), amount in zip(
        points, before, following, left.values, strict=True
    ):
        width, _code = page.paper.single(str(amount), STRONG, _SMALL)
        rises, fell = rises_to < y - 4, fell_from < y - 4
        aside = x - width * (1.3 if fell else 0.5) - (2 if fell else 0) if rises else x
        baseline = y + 7.5 if rises and fell else y - 5.5
        page.fill(aside - width / 2 - 1, baseline - 7.5, width + 2, 9, 1.0)
        labels.append((aside, baseline, str(amount)))
    if len(points) > 1:
        page.path(points, 1.1)
    for x, y in points:
        page.dot(x, y, 2.6)
    for x, y, words in labels:
        page.text(words, STRONG, _SMALL, x, y, "center")


def _axes(
    page: Page, plot: Plot, title: str, unit: str, places: Sequence[str], along: str, highest: int
) -> tuple[Plot, int]:
    """Title, unit, grid and places; returns the area of the bars and the top value of the axis."""
    page.text(title, STRONG, 9.5, plot.x, plot.y + 8)
    page.text(f"单位：{unit}", VALUE, 8, plot.x + plot.width, plot.y + 8, "right")
    top, step = scale_top(highest)
    area = Plot(plot.x + 16, plot.y + 37, plot.width - 16, plot.height - 37 - 15)
    for value in range(0, top + 1, step):
        y = area.y + area.height * (1 - value / top)
        if value:
            page.rule(area.x, y, area.x + area.width, y, 0.5, _GRID)
        page.text(str(value), VALUE, _SMALL, area.x - 4, y + _SMALL * RISE - 0.3, "right")
    foot = area.y + area.height
    each = area.width / max(len(places), 1)
    for index, place in enumerate(places):
        page.text(place, VALUE, _SMALL, area.x + each * (index + 0.5), foot + 11.5, "center")
    page.text(along, VALUE, _SMALL, area.x - 4, foot + 11.5, "right")
    page.rule(area.x, foot, area.x + area.width, foot, 0.8)
    return area, top


def _legend(page: Page, plot: Plot, entries: list[tuple[str, float]], line: str = "") -> None:
    x, baseline = plot.x + 16, plot.y + 23.5
    for name, grey in entries:
        page.fill(x, baseline - 6.8, 8, 7.4, grey)
        page.box(x, baseline - 6.8, 8, 7.4, 0.5)
        x += 11 + page.text(name, VALUE, _SMALL, x + 11, baseline) + 12
    if line:
        page.path([(x, baseline - 3), (x + 14, baseline - 3)], 1.1)
        page.dot(x + 7, baseline - 3, 2.4)
        page.text(line, VALUE, _SMALL, x + 17, baseline)

"""Charts on a page that will be photocopied: greys far apart, outlined, black grid lines kept pale."""

from dataclasses import dataclass
from typing import Final

from officer_app.core.charts import Bar, Chart, Dot, Stroke, draw
from officer_app.core.documents.faces import STRONG, VALUE
from officer_app.core.documents.paper import Page

# Ink by tone, from full to none.
GREYS: Final = (0.12, 0.55, 0.82, 1.0)
_GRID: Final = 0.82
_WHITE: Final = 1.0
_DARK: Final = 0.5


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a chart stands: upper left corner and size, pt."""

    x: float
    y: float
    width: float
    height: float


def paint(page: Page, plot: Plot, chart: Chart) -> None:
    """Draw a chart on a page."""

    def measure(words: str, size: float, strong: bool) -> float:
        return page.paper.single(words, STRONG if strong else VALUE, size)[0]

    for shape in draw(chart, plot.width, plot.height, measure).shapes:
        if isinstance(shape, Bar):
            grey = _WHITE if shape.tone is None else GREYS[shape.tone]
            page.fill(plot.x + shape.x, plot.y + shape.y, shape.width, shape.height, grey)
            if shape.tone is not None:
                page.box(plot.x + shape.x, plot.y + shape.y, shape.width, shape.height, 0.5)
        elif isinstance(shape, Stroke):
            points = [(plot.x + x, plot.y + y) for x, y in shape.points]
            if len(points) == 2:
                page.rule(*points[0], *points[1], shape.weight, _GRID if shape.grid else 0)
            else:
                page.path(points, shape.weight)
        elif isinstance(shape, Dot):
            page.dot(plot.x + shape.x, plot.y + shape.y, shape.radius)
        else:
            page.text(
                shape.text,
                STRONG if shape.strong else VALUE,
                shape.size,
                plot.x + shape.x,
                plot.y + shape.baseline,
                shape.align,
                white=shape.on is not None and GREYS[shape.on] < _DARK,
            )

"""Charts under the text of a letter, on its grid."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from officer_app.core.charts import Chart
from officer_app.core.documents.charts import Plot, paint
from officer_app.core.documents.letter import LEAD, LEFT, MEASURE, TOP, Letter

# Grid lines a row of charts takes, one over the whole measure, and the least any can do with.
_CHART_LINES: Final = 8
_WIDE_LINES: Final = 7
_LEAST_CHART_LINES: Final = 5
_GAP: Final = 22.0
# What a chart leaves to the text below it, pt.
_BELOW: Final = 14.0


class LetterCharts:
    """Places charts under the text, numbered through the letter."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._number = 0

    def wide(self, charts: Sequence[Chart]) -> None:
        """Each over the whole measure."""
        for chart in charts:
            self._row([chart], MEASURE, _WIDE_LINES)

    def beside(self, charts: Sequence[Chart]) -> None:
        """Two side by side."""
        if charts:
            self._row(charts, (MEASURE - _GAP) / 2, _CHART_LINES)

    def _row(self, charts: Sequence[Chart], width: float, lines: int) -> None:
        letter = self._letter
        if letter.room() < _LEAST_CHART_LINES:
            letter.turn()
        # Down to the foot of the page, unless more text finds room below.
        lines = letter.room() if letter.room() - lines < 4 else lines
        y = TOP + LEAD * letter.row + 6
        height = LEAD * lines - (6 if lines == letter.room() else _BELOW)
        for place, chart in enumerate(charts):
            self._number += 1
            named = replace(chart, title=f"图{self._number}　{chart.title}")
            paint(letter.page, Plot(LEFT + place * (width + _GAP), y, width, height), named)
        letter.row += lines

"""The figures: how many came, how many were answered in time, how content the enterprises are; by handler and more."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from officer_app.core import charts
from officer_app.demands.board import DemandFilter
from officer_app.demands.service import Rating
from officer_app.demands.statistics import (
    DemandFigures,
    DemandStatistics,
    Dimension,
    Flow,
    Share,
    Spread,
    StatisticsRow,
    demand_flows,
    demand_statistics,
)
from officer_app.i18n import N_, _
from officer_app.ui.cells import Bar, Cell
from officer_app.ui.demands.part import DemandsPart
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import BoundsChip, ChartView, EmptyState, FilterChip, PillSpec, Segment, Segmented, Text

_MONTH, _LAST_MONTH, _QUARTER, _YEAR = "month", "last month", "quarter", "year"
_CHART: Final = 220
_WEEKS: Final = 13  # at most so many stand side by side
# Working days to an answer, as the chart counts them together.
_SPANS: Final = ((0, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 15), (16, 25), (26, 10_000))
_POOR: Final = 0.8  # a share below is pointed out


class FiguresPart(DemandsPart):
    """A table with numerator and denominator of every share; the first row is all of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        periods = [(_LAST_MONTH, _("last month")), (_QUARTER, _("this quarter")), (_YEAR, _("this year"))]
        self.period = FilterChip(_("Period"), periods, otherwise=_("this month"))
        self.days = BoundsChip(_("Days"), desk.today)
        self.by = Segmented([Segment(one.value, one.label) for one in Dimension], _("By"), height=metrics.SMALL)
        self.said = Text("", "body", "text2")
        bar = QHBoxLayout()
        bar.setContentsMargins(dp(metrics.PAGE), dp(8), dp(metrics.PAGE), dp(8))
        bar.setSpacing(dp(8))
        for widget in (self.by, self.period, self.days):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.said)
        self.table: Table[StatisticsRow] = Table(_columns(), _("Figures"), row_height=metrics.WORK_ROW)
        self._nothing = EmptyState("chart-column", _("Nothing to count"), _("No demand falls into these days."))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        self.flow, self.spread = ChartView(height=_CHART), ChartView(height=_CHART)
        pictures = QHBoxLayout()
        pictures.setContentsMargins(dp(metrics.PAGE), dp(8), dp(metrics.PAGE), dp(12))
        pictures.setSpacing(dp(24))
        for picture in (self.flow, self.spread):
            pictures.addWidget(picture, 1)
            picture.hide()
        column.addLayout(pictures)
        self.by.chosen.connect(lambda _value: self.load(DemandFilter()))
        self.period.chosen.connect(self._period_chosen)
        self.days.chosen.connect(lambda _value: self.load(DemandFilter()))

    def load(self, filter_: DemandFilter) -> None:
        first, last = self.bounds()
        self.said.setText(_("{first} to {last}").format(first=first.isoformat(), last=last.isoformat()))
        dimension = Dimension(self.by.value())
        jobs = self.desk.jobs
        jobs.read(demand_statistics, first, last, dimension, then=self._show, owner=self, latest="statistics")
        jobs.read(demand_flows, first, last, then=self._show_flows, owner=self, latest="flows")

    def bounds(self) -> tuple[date, date]:
        """The first and the last day that are counted."""
        today = self.desk.today()
        chosen = self.days.value()
        if isinstance(chosen, tuple):
            first, last = chosen
            return first or date(today.year, 1, 1), last or today
        begins = today.replace(day=1)
        if self.period.value() == _LAST_MONTH:
            ended = begins - timedelta(days=1)
            return ended.replace(day=1), ended
        if self.period.value() == _QUARTER:
            return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today
        if self.period.value() == _YEAR:
            return today.replace(month=1, day=1), today
        return begins, today

    def enter(self) -> None:
        self.table.setFocus()

    def keys(self) -> tuple[Key, ...]:
        return (Key("Up Down", N_("choose")), Key("Ctrl+E", N_("export")))

    def _period_chosen(self, _value: object) -> None:
        # Days chosen by hand are days of another period.
        self.days.set_value(None)
        self.load(DemandFilter())

    def _show(self, found: DemandStatistics) -> None:
        whole = StatisticsRow("all", _("All together"), found.total)
        self.table.show_rows([whole, *found.rows] if found.rows else [])
        self._stack.setCurrentIndex(0 if found.rows else 1)
        self.spread.show_chart(_spread(found.total.to_answer))
        self.spread.setVisible(bool(found.total.to_answer.of))
        self.shown.emit(1)

    def _show_flows(self, flows: list[Flow]) -> None:
        shown = flows[-_WEEKS:]
        self.flow.show_chart(
            charts.Flow(
                _("Demands by week, from its Monday"),
                _("demands"),
                tuple(f"{week.monday:%m-%d}" for week in shown),
                charts.Series(_("came"), tuple(week.came for week in shown)),
                charts.Series(_("answered"), tuple(week.done for week in shown)),
                charts.Series(_("open at the end"), tuple(week.open for week in shown)),
            )
        )
        self.flow.setVisible(any(week.came or week.done or week.open for week in shown))


def _columns() -> tuple[Column[StatisticsRow], ...]:
    return (
        Column("name", N_("Who or what"), _name, 150, stretch=True),
        Column("collected", N_("Collected"), lambda row: _number(row.figures.collected), 84, "right"),
        Column("open", N_("Open at the end"), lambda row: _number(row.figures.open), 84, "right"),
        Column("in_time", N_("Answered in time"), lambda row: _share(row.figures.answered), 204),
        Column("days", N_("Workdays to answer"), _days, 150, "right"),
        Column("content", N_("Enterprises content"), lambda row: _share(_content(row.figures)), 204),
        Column("again", N_("Reopened"), lambda row: _share(row.figures.taken_up_again, good=False), 204),
    )


def _spread(days: Spread) -> charts.Spread:
    """How many working days the answers took."""
    values = tuple(sum(count for n, count in days.counts if low <= n <= high) for low, high in _SPANS)
    places = [str(high) if low == high else f"{low}–{high}" for low, high in _SPANS[:-1]]
    places.append(_("over {days}").format(days=_SPANS[-2][1]))
    marks: tuple[charts.Mark, ...] = ()
    if (middle := days.median) is not None:
        place = next(number for number, (_low, high) in enumerate(_SPANS) if middle <= high)
        marks = (charts.Mark(place, _("median {days}").format(days=f"{middle:g}")),)
    return charts.Spread(_("Workdays to answer"), _("demands"), tuple(places), values, marks)


def _name(row: StatisticsRow) -> Cell:
    return Cell(row.name, weight=600 if row.key == "all" else 500)


def _number(value: int) -> Cell:
    return Cell(f"{value:,}", "text" if value else "text3")


def _content(figures: DemandFigures) -> Share:
    """Content or mostly so, of all that gave a verdict."""
    return figures.share(Rating.CONTENT, Rating.MOSTLY)


def _days(row: StatisticsRow) -> Cell:
    """The middle of the working days to the answer, and within how many nine of ten were answered."""
    spread = row.figures.to_answer
    if spread.median is None:
        return Cell("–", "text3")
    return Cell(_("{median}·nine of ten in {days}").format(median=f"{spread.median:g}", days=spread.ninth_tenth))


def _share(share: Share, *, good: bool = True) -> Cell:
    """A share as a bar with its percentage, and what it was made of."""
    if share.part is None:
        return Cell("–", "text3")
    poor = share.part < _POOR if good else share.part > 1 - _POOR
    token = "warn" if poor else "accent"
    said = f"{share.count:,} / {share.of:,}"
    percent = f"{share.part * 100:.0f} %"
    return Cell(percent, bar=Bar(share.part, token), pill=PillSpec(said), tooltip=f"{percent}  {said}")

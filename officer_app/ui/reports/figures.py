"""Reports, the figures: what the report of the days chosen says in numbers, with the same charts as on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.charts import Chart, table_of
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.page import Desk, Key
from officer_app.ui.reports.choosing import Chooser
from officer_app.ui.reports.key_figures import key_figures
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ChartView, EmptyState, Text, clear
from officer_app.visits.drafts import Mode
from officer_app.visits.figures import Compared, ReportFigures
from officer_app.visits.period_charts import ChartWords, answers_chart, demands_chart, places_chart, visits_chart
from officer_app.visits.reporting import report_figures


class FiguresPart(QWidget):
    """Key figures, then each chart with its numbers beside it."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        super().__init__()
        self._desk, self._chooser = desk, chooser
        self.charts: list[ChartView] = []
        self.shown: ReportFigures | None = None
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(dp(metrics.PAGE), dp(12), dp(metrics.PAGE), dp(24))
        self._column.setSpacing(dp(12))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)

    def keys(self) -> Sequence[Key]:
        """The keys that work in it."""
        return (Key("Left Right", N_("value in the chart")), Key("Tab", N_("next chart")))

    def reload(self) -> None:
        """Read the figures of the days and the scope chosen."""
        period = self._chooser.period()
        if period is not None:
            self._desk.jobs.read(
                report_figures, period.first, period.last, self._chooser.scope(),
                then=self._show, owner=self, latest="figures",
            )  # fmt: skip

    def take_focus(self) -> None:
        """Give the keyboard to the first chart."""
        if self.charts:
            self.charts[0].setFocus()

    def _show(self, figures: ReportFigures) -> None:
        self.shown = figures
        held = any(chart.hasFocus() for chart in self.charts)
        self.charts = []
        clear(self._column)
        demands = figures.demands
        if not (figures.visits.visits or demands.registered or demands.closed or demands.carried_over or figures.due):
            nothing = _("No visit and no demand falls into these days; choose others at the right.")
            self._column.addWidget(EmptyState("chart-column", _("Nothing to count"), nothing))
            if held:
                # The chart that had the keyboard is gone; other days are what is asked for next.
                self._chooser.kind.chosen_button().setFocus()
            return
        self._column.addLayout(_key_figures(figures))
        words = screen_words()
        industries = {one.value: one.label for one in Industry}
        charts: list[Chart] = []
        if figures.visits.visits:
            charts.append(visits_chart(figures, words))
            charts.append(
                places_chart(figures, words, by_town=self._chooser.scope().industry is not None, names=industries)
            )
        if demands.registered or demands.closed or demands.carried_over:
            charts.append(demands_chart(figures, words))
        if demands.answers.answered:
            charts.append(answers_chart(figures, words))
        for chart in charts:
            self._add(chart)
        self._column.addStretch(1)
        if held and self.charts:
            # What was just laid out takes no focus before it is in view.
            self.charts[0].show()
            self.take_focus()

    def _add(self, chart: Chart) -> None:
        view = ChartView(chart)
        self.charts.append(view)
        row = QHBoxLayout()
        row.setSpacing(dp(24))
        row.addWidget(view, 3, Qt.AlignmentFlag.AlignTop)
        row.addLayout(numbers_of(chart), 2)
        self._column.addLayout(row)


def _key_figures(figures: ReportFigures) -> QGridLayout:
    """The figures of the letter, a number large over what it counts."""
    visits, demands = figures.visits, figures.demands
    entries = [
        (str(visits.visits), _("visits"), _compared(figures)),
        (str(visits.enterprises), _("enterprises reached"), ""),
    ]
    if figures.due:
        entries.append((_share(figures.visited_due, figures.due), _("of those due were visited"),
                        f"{figures.visited_due}/{figures.due}"))  # fmt: skip
    entries += [
        (str(demands.registered), _("demands registered"), ""),
        (str(demands.closed), _("demands closed"), ""),
        (str(demands.still_open), _("demands open at the end"), ""),
    ]
    if demands.rated:
        entries.append(
            (_share(demands.content, demands.rated), _("enterprises content"), f"{demands.content}/{demands.rated}")
        )
    if demands.answers.answered:
        entries.append((f"{demands.answers.median:g}", _("working days to the first answer (median)"),
                        ngettext("{n} demand answered", "{n} demands answered", demands.answers.answered)
                        .format(n=demands.answers.answered)))  # fmt: skip
    return key_figures(entries)


def _share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%"


def _compared(figures: ReportFigures) -> str:
    known: list[tuple[str, Compared | None]] = [
        (_("the period before: {n}"), figures.before),
        (_("a year ago: {n}"), figures.year_ago),
    ]
    return "  ".join(words.format(n=other.visits) for words, other in known if other is not None)


def numbers_of(chart: Chart) -> QVBoxLayout:
    """The numbers of a chart as a table."""
    heads, rows = table_of(chart)
    if len(heads) == 2:
        heads = ()  # the unit stands on the chart
    grid = QGridLayout()
    grid.setHorizontalSpacing(dp(16))
    grid.setVerticalSpacing(dp(4))
    right = Qt.AlignmentFlag.AlignRight
    for place, head in enumerate(heads):
        if head and place:
            grid.addWidget(Text(head, "caption", "text3"), 0, place, right)
    for line, row in enumerate(rows, 1):
        for place, words in enumerate(row):
            text = Text(words, "caption", "text2" if place == 0 else "text")
            grid.addWidget(text, line, place, right if place else Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(0, 1)
    column = QVBoxLayout()
    column.addSpacing(dp(8))
    column.addLayout(grid)
    column.addStretch(1)
    return column


def screen_words() -> ChartWords:
    """The words of the charts in the language of the window."""
    return ChartWords(
        visits=_("Visits by mode"),
        demands=_("Demands registered and closed"),
        industries=_("Visits by industry"),
        towns=_("Visits by sub-district"),
        answers=_("Working days to the first answer"),
        times=_("Unit: visits"),
        pieces=_("Unit: demands"),
        units=("", "", "", ""),
        days="",
        modes=tuple(mode.label for mode in Mode),
        registered=_("Registered"),
        closed=_("Closed"),
        still_open=_("Open at the end"),
        other=_("Others"),
        unknown=_("Not classified"),
        median=_("median {days}"),
        most=_("nine of ten ≤ {days}"),
    )

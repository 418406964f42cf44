"""Reports, special talent: cases by channel, the special talent admitted, against the year before and the city."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.charts import Chart
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.figure_shapes import Business, TalentFigures
from officer_app.quota.figures import talent_figures
from officer_app.quota.figures_sheet import export_talent_figures
from officer_app.quota.figures_told import (
    Sentence,
    charts_of,
    city_sentences,
    count_sentences,
    talent_sentences,
)
from officer_app.ui.page import Desk, Key
from officer_app.ui.reports.choosing import Chooser
from officer_app.ui.reports.city_form import CityForm
from officer_app.ui.reports.figures import numbers_of
from officer_app.ui.reports.key_figures import key_figures
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ChartView,
    EmptyState,
    FilterBar,
    Icon,
    PushButton,
    SectionHeader,
    Text,
    Way,
    clear,
)


class TalentPart(QWidget):
    """Key figures, sentences with every fraction, what was left out and why, charts, and the city's figures."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        super().__init__()
        self._desk, self._chooser = desk, chooser
        self.charts: list[ChartView] = []
        self.shown: TalentFigures | None = None
        self.told: list[Sentence] = []
        self.import_button = PushButton(_("Import past cases…"), "file-input")
        self.import_button.clicked.connect(self.import_cases)
        self.export_button = PushButton(_("Export…"), "file-down", keys="Ctrl E")
        self.export_button.clicked.connect(self.export)
        self._days = Text("", "body", "text2")
        self.city = CityForm(desk)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(dp(metrics.PAGE), dp(12), dp(metrics.PAGE), dp(24))
        self._column.setSpacing(dp(12))
        self._found = QVBoxLayout()
        self._found.setSpacing(dp(12))
        self._column.addLayout(self._found)
        self._column.addWidget(self.city)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(FilterBar((self._days,), (self.import_button, self.export_button)))
        # Only once it stands in the page: shown before, it would be a window of its own and take the keyboard.
        self.import_button.setVisible(desk.may(Permission.CASE_IMPORT))
        column.addWidget(self._scroll, 1)

    def keys(self) -> Sequence[Key]:
        """The keys that work in it."""
        return (
            Key("Left Right", N_("value in the chart")),
            Key("Tab", N_("next chart")),
            Key("Ctrl+E", N_("export")),
        )

    def reload(self) -> None:
        """Read the figures of the days chosen."""
        period = self._chooser.period()
        if period is not None:
            self._desk.jobs.read(
                talent_figures, period.first, period.last, then=self._show, owner=self, latest="talent"
            )

    def take_focus(self) -> None:
        """Give the keyboard to the first chart, or to the way out of having none."""
        if self.charts:
            self.charts[0].setFocus()
        else:
            self._chooser.kind.chosen_button().setFocus()

    def import_cases(self) -> None:
        """Bring in past cases from a file."""
        if self._desk.may(Permission.CASE_IMPORT):
            self._desk.go("import-cases", None)

    def export(self) -> None:
        """Save the figures as a workbook."""
        period = self._chooser.period()
        if period is None:
            return
        name = _("Special talent {period}").format(period=period.code) + ".xlsx"
        kinds = "Excel (*.xlsx);;CSV (*.csv)"
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Export the figures"), name, kinds)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the figures of the days chosen to a file."""
        period = self._chooser.period()
        if period is not None:
            self._desk.jobs.read(export_talent_figures, path, period.first, period.last, then=self._saved, owner=self)

    def _saved(self, _rows: int) -> None:
        self._desk.notices.mention(_("The figures are saved."))

    def _show(self, figures: TalentFigures) -> None:
        self.shown, self.charts, self.told = figures, [], []
        clear(self._found)
        first, last = figures.period.first.isoformat(), figures.period.last.isoformat()
        self._days.setText(_("{first} to {last}").format(first=first, last=last))
        self.export_button.set_reason(_("Nothing is on record for these days.") if figures.nothing else "")
        self.city.setVisible(not figures.nothing)
        if figures.nothing:
            self._found.addWidget(self._nothing())
            return
        self._found.addLayout(_key_figures(figures))
        for title, sentences in (
            (_("Cases finished by channel"), count_sentences(figures)),
            (_("Special talent admitted"), talent_sentences(figures)),
            (_("Against the city"), city_sentences(figures)),
        ):
            self.told += sentences
            self._found.addWidget(SectionHeader(title))
            self._found.addLayout(_lines(sentences))
        for chart in charts_of(figures):
            self._add(chart)
        self.city.show_year(figures.period.last.year, figures.city)

    def _nothing(self) -> EmptyState:
        ways = []
        if self._desk.may(Permission.CASE_IMPORT):
            caption = _("A workbook or CSV with one case a line; every row is checked first.")
            ways.append(Way("file-input", _("Past cases"), caption, _("Import past cases…"), self.import_cases))
        return EmptyState(
            "chart-column",
            _("Nothing is on record for these days"),
            _("Choose other days at the right, or bring in past cases: own cases count from their decision on."),
            ways,
        )

    def _add(self, chart: Chart) -> None:
        view = ChartView(chart)
        self.charts.append(view)
        row = QHBoxLayout()
        row.setSpacing(dp(24))
        row.addWidget(view, 3, Qt.AlignmentFlag.AlignTop)
        row.addLayout(numbers_of(chart), 2)
        self._found.addLayout(row)


def _lines(sentences: Sequence[Sentence]) -> QGridLayout:
    """A line for each sentence; one that was left out says so and why."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(dp(8))
    grid.setVerticalSpacing(dp(6))
    grid.setColumnStretch(1, 1)
    for line, one in enumerate(sentences):
        icon = Icon("circle-alert" if one.refused else "check", "warn" if one.refused else "text3")
        grid.addWidget(icon, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Text(one.text, "body", "text2" if one.refused else "text", wrap=True), line, 1)
    return grid


def _key_figures(figures: TalentFigures) -> QGridLayout:
    """A number large over what it counts, with its change or fraction."""
    entries: list[tuple[str, str, str]] = []
    for one in figures.counts:
        if one.now is not None and one.what is not Business.URGENT:
            change = one.change
            note = "" if change is None else _("{change}% on {m}").format(change=f"{change:+f}", m=one.before)
            entries.append((f"{one.now:,}", one.what.label, note))
    base = figures.admitted.base
    if base.percent is not None:
        words = _("base of {line} times or more").format(line=figures.admitted.base_line)
        entries.append((f"{base.percent}%", words, f"{base.part}/{base.whole}"))
    median = figures.review.median
    if median is not None:
        entries.append((f"{median:f}", _("working days in first review (median)"), ""))
    return key_figures(entries)

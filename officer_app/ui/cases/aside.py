"""What stands beside a case wherever it is shown: the units of the year, and the chain of its stages."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.quota.lists import QuotaStatus
from officer_app.quota.stages import Stage
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Gauge, Icon, Link, Rule, SectionHeader, SidePanel, Step, StepChain, Text


class QuotaView(QWidget):
    """The year's units: what is left of what was granted, the bar with its legend, and a word about this case."""

    ledger_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._year = 0
        self._link = Link(_("Ledger"))
        self._link.setAccessibleName(_("Open the quota ledger"))
        self._link.clicked.connect(lambda: self.ledger_wanted.emit(self._year))
        self._header = SectionHeader("", "", self._link)
        self._left = Text("", "figure")
        self._of = Text("", "body", "text2")
        self._note = Text("", "caption", "text2")
        self._gauge = Gauge()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(self._header)
        line = QHBoxLayout()
        line.setSpacing(dp(6))
        base = Qt.AlignmentFlag.AlignBottom
        for words in (Text(_("left"), "body", "text2"), self._left, self._of):
            line.addWidget(words, 0, base)
            if words is not self._left:
                words.setContentsMargins(0, 0, 0, dp(5))
        self._note.setContentsMargins(0, 0, 0, dp(5))
        line.addStretch(1)
        line.addWidget(self._note, 0, base)
        column.addLayout(line)
        column.addWidget(self._gauge)

    def show_status(self, status: QuotaStatus, note: str = "") -> None:
        """Show a year's figures; `note` says what becomes of them with this case."""
        self._year = status.year
        self._header.title.setText(_("Quota {year}").format(year=status.year))
        self._left.setText(str(status.left))
        self._left.set_tone("text" if status.left else "danger")
        self._of.setText(f"/ {status.granted}")
        self._note.setText(note)
        self._gauge.show_units(status.used, status.reserved, status.left)
        words = _("{left} of {granted} units left").format(left=status.left, granted=status.granted)
        self.setAccessibleName(words)


class StagesPanel(SidePanel):
    """At the left of a case: its stages, and below them the employer's trips."""

    def __init__(self) -> None:
        super().__init__(236, left=True)
        self.setFixedWidth(dp(236))
        self.chain = StepChain()
        self._trips = Text("", "caption", "text2", wrap=True)
        kept = Text(_("Every step stays on record; a mistake is reversed"), "caption", "text2", wrap=True)
        self.column.addWidget(Text(_("Stages"), "body", weight=600))
        self.column.addSpacing(dp(6))
        self.column.addWidget(self.chain)
        self.column.addStretch(1)
        self.column.addWidget(Rule())
        for icon, words in (("footprints", self._trips), ("shield-check", kept)):
            line = QHBoxLayout()
            line.setSpacing(dp(8))
            line.addWidget(Icon(icon, "text3", metrics.ICON_CAPTION, line=18), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            self.column.addLayout(line)

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        self.chain.show_steps(chain_steps(file.stages))
        trips = _("Trips of the employer: {n}, at most {limit}")
        self._trips.setText(trips.format(n=file.window_visits, limit=file.window_limit))
        self._trips.set_tone("warn" if file.window_visits > file.window_limit else "text2")


def chain_steps(stages: Sequence[Stage]) -> list[Step]:
    """The stages as the chain paints them."""
    return [Step(stage.title, stage.status, _when(stage), stage.lines) for stage in stages]


def _when(stage: Stage) -> str:
    if stage.status == "done" and stage.since and stage.until and stage.since != stage.until:
        return _("{since} to {until}").format(since=_short(stage.since), until=_short(stage.until))
    if stage.status == "done" and stage.until:
        return _short(stage.until)
    if stage.status in ("now", "stopped") and stage.since:
        return _("since {day}").format(day=_short(stage.since))
    return ""


def _short(day: date) -> str:
    return f"{day:%m-%d}"

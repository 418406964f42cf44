"""The one-off notice of gaps: every paper that lacks something, with the code of its defect and words."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from officer_app.cases.gaps import Gap
from officer_app.cases.service import request_supplement
from officer_app.cases.words import DefectCode
from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile, PaperRow
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.cases.submissions import trip_warning
from officer_app.ui.form import Form
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, Entry, Prose


def defect_choices() -> list[tuple[object, str]]:
    """The codes to choose from; nothing is chosen for anybody, since they are counted."""
    return [(None, _("Choose the defect")), *((code, code.label) for code in DefectCode)]


@dataclass(frozen=True)
class GapLine:
    """A paper on the form: whether it lacks something, the code, the words."""

    paper: PaperRow
    tick: Check
    code: Choice
    lacks: Entry
    known: bool

    def gap(self) -> Gap | None:
        """What is lacking as far as it is said: a code, and words where the code does not say it all."""
        code, words = self.code.value(), self.lacks.text().strip()
        if not isinstance(code, DefectCode) or (code is DefectCode.OTHER and not words):
            return None
        return Gap(code, words)


class SupplementForm(StepForm):
    """The one notice: tick what is lacking and say what; gaps on record are in it anyway."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("One-off notice of gaps"), _("Send the notice, stop the clock"))
        self._ticks = QVBoxLayout()
        self._ticks.setSpacing(dp(4))
        self.body.addLayout(self._ticks)
        self.lines = [self._line(paper) for paper in file.papers]
        self.opinion = Prose(_("Why the clock stops"), _("optional; printed in the notice"), lines=2)
        bottom = Form(labels_above=True)
        bottom.add("opinion", _("Why the clock stops"), self.opinion)
        self.body.addWidget(bottom)
        if warning := trip_warning(file):
            self.say(warning, "warn")
        self._trouble = self.say(
            _("Each stage has one notice, so it lists every gap. The clock stops until all arrive.")
        )

    def call(self) -> Call | None:
        ticked = [line for line in self.lines if line.tick.isChecked()]
        gaps = {line.paper.id: line.gap() for line in ticked if not line.known}
        unsaid = next((line for line in ticked if line.paper.id in gaps and gaps[line.paper.id] is None), None)
        if not ticked or unsaid is not None:
            self._trouble.set_tone("danger")
            self._trouble.setText(_("Tick what is lacking, and choose the defect; another defect needs words."))
        if unsaid is not None:
            (unsaid.lacks if isinstance(unsaid.code.value(), DefectCode) else unsaid.code).setFocus()
        if not ticked or unsaid is not None:
            return None
        named = {"opinion": self.opinion.toPlainText()}
        said = _("The notice is on record; the clock stands still.")
        return Call(request_supplement, (self.file.id, gaps), said, named)

    def _line(self, paper: PaperRow) -> GapLine:
        missing = paper.needed and paper.received_on is None
        known = bool(paper.gap) or missing
        tick = Check(paper.label)
        code = Choice(_("{paper}: defect").format(paper=paper.label), defect_choices())
        lacks = Entry(_("{paper}: what is lacking").format(paper=paper.label), _("what is lacking"))
        # The longest word of the list must not make the panel wider than it is.
        code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(dp(26), 0, 0, dp(4))
        column.setSpacing(dp(4))
        column.addWidget(code)
        column.addWidget(lacks)
        if known:
            code.set_value(paper.defect or (DefectCode.MISSING if missing else DefectCode.OTHER))
            lacks.setText(paper.gap or _("Not handed in"))
            tick.setChecked(True)
            for widget in (tick, code, lacks):
                widget.setEnabled(False)
            tick.setToolTip(_("On record already; it is in the notice."))
        else:
            both.hide()
        tick.toggled.connect(partial(self._ticked, both, code))
        self._ticks.addWidget(tick)
        self._ticks.addWidget(both)
        return GapLine(paper, tick, code, lacks, known)

    @staticmethod
    def _ticked(both: QWidget, code: Choice, on: bool) -> None:
        both.setVisible(on)
        if on:
            code.setFocus()

"""Forms between colleagues: countersigning, sending a case back to an earlier step, standing aside from it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from officer_app.cases.recusal import stand_aside
from officer_app.cases.words import State, Step
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile
from officer_app.quota.countersigning import countersign
from officer_app.quota.sending_back import send_back
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.widgets import Choice, Prose, Segment, Segmented

_AGREE: Final = "agree"


class CountersignForm(StepForm):
    """Another supervisor agrees to the approval, or does not; said once and never changed."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("Countersign"), "")
        self.verdict = Segmented(
            [Segment(_AGREE, _("Agree")), Segment("oppose", _("Do not agree"))], _("Countersignature"), height=28
        )
        self.verdict.chosen.connect(lambda _value: self._say())
        line = QHBoxLayout()
        line.addWidget(self.verdict)
        line.addStretch(1)
        self.form.add_row(_("Countersignature"), {}, line)
        self.opinion = Prose(_("Opinion"), _("why you agree, or do not"), lines=4)
        self.form.add("opinion", _("Opinion"), self.opinion, needed=True)
        self.say(_("Made once and never changed. Whoever countersigns does not decide."))
        self._consequence = self.say(_("Nothing is approved until the case is sent back or rejected."), "warn")
        self._say()

    def call(self) -> Call | None:
        agrees = self.verdict.value() == _AGREE
        said = _("Countersigned.") if agrees else _("On record: you do not agree.")
        return Call(countersign, (self.file.id, agrees, self.opinion.toPlainText()), said)

    def _say(self) -> None:
        agrees = self.verdict.value() == _AGREE
        self._consequence.setVisible(not agrees)
        self.submit_button.setText(_("Countersign it") if agrees else _("Put on record"))


_TARGETS: Final[dict[Step, tuple[State, str]]] = {
    Step.BACK_TO_PANEL: (State.PANEL, N_("The panel votes again; the unit stays reserved.")),
    Step.BACK_TO_FIRST_REVIEW: (
        State.FIRST_REVIEW,
        N_("The reserved unit is given back, and reserved again when the case passes anew."),
    ),
    Step.BACK_TO_PRE_REVIEW: (
        State.PRE_REVIEW,
        N_("It is pre-reviewed and accepted anew; the first-review clock runs on."),
    ),
}


class SendBackForm(StepForm):
    """How far back, and why."""

    def __init__(self, file: CaseFile, steps: Sequence[Step]) -> None:
        super().__init__(file, _("Send back"), _("Send it back"))
        self.target = Choice(_("Back to"), [(step, step.label) for step in steps])
        self.target.currentIndexChanged.connect(lambda _place: self._say())
        self.reason = Prose(_("Reason"), _("what has to be done again, and why"), lines=4)
        self.form.add("target", _("Back to"), self.target)
        self.form.add("opinion", _("Reason"), self.reason, needed=True)
        self._consequence = self.say("")
        self._say()

    def call(self) -> Call | None:
        state, _does = _TARGETS[Step(str(self.target.value()))]
        said = _("Sent back: {state}.").format(state=state.label)
        return Call(send_back, (self.file.id, state, self.reason.toPlainText()), said)

    def _say(self) -> None:
        _state, does = _TARGETS[Step(str(self.target.value()))]
        self._consequence.setText(_(does) + _("What was done since stays on record and counts no more."))


class StandAsideForm(StepForm):
    """Whoever has an interest in a case leaves it to others, for good."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("Stand aside"), _("Stand aside from this case"))
        self.reason = Prose(_("Reason"), _("which interest, or which relation"), lines=3)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.say(_("For good: the case waits for you no more, and nobody acts on it in your place."), "warn")

    def call(self) -> Call | None:
        arguments = (self.file.id, self.reason.toPlainText())
        return Call(stand_aside, arguments, _("You stand aside from this case."))

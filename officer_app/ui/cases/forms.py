"""Forms of the steps that ask for papers, send a case back or end it."""

from typing import Final  # Any: use cases take what they take

from officer_app.cases.service import return_case, supplement_arrived
from officer_app.cases.words import State, Step, Verdict
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile, PaperRow
from officer_app.quota.service import decide, expire, first_review, withdraw
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.cases.steps import ENDING
from officer_app.ui.cases.submissions import trip_warning
from officer_app.ui.widgets import (
    Check,
    Entry,
    Prose,
)
from officer_app.ui.widgets.tips import plain_tip

REASONS: Final[dict[Step, tuple[str, str, str]]] = {
    Step.RETURN: (
        N_("Return to the employer"),
        N_("The employer may mend it and file it again; it is pre-reviewed anew."),
        N_("Return"),
    ),
    Step.WITHDRAW: (N_("The employer withdraws"), N_("The case ends and cannot be reopened."), N_("Record withdrawal")),
    Step.EXPIRE: (N_("The time has run out"), N_("The case ends and cannot be reopened."), N_("End the case")),
    Step.REJECT: (N_("Reject"), N_("The case ends and cannot be reopened."), N_("Reject for good")),
}
_SAID: Final = {
    Step.RETURN: N_("Returned to the employer."),
    Step.WITHDRAW: N_("Withdrawal recorded; the case has ended."),
    Step.EXPIRE: N_("The case has ended."),
    Step.REJECT: N_("Rejected; the case has ended."),
}


class ReasonForm(StepForm):
    """Steps that send a case back or end it: the consequence in words, and a reason."""

    def __init__(self, file: CaseFile, step: Step, typed: str = "") -> None:
        title, consequence, button = REASONS[step]
        super().__init__(file, _(title), _(button), ends=step in ENDING)
        self._step = step
        words = _(consequence)
        if file.holds_unit and step in ENDING:
            words += _("Its reserved unit is given back.")
        self.reason = Prose(_("Reason"), _("printed on the approval form and kept on record"), lines=4)
        self.reason.setPlainText(typed)
        self.reason.selectAll()  # typing replaces an opinion that was meant for another step
        self.form.add("opinion", _("Reason"), self.reason, needed=step is not Step.EXPIRE)
        self.say(words, "warn" if step in ENDING else "text2")

    def call(self) -> Call | None:
        reason = self.reason.toPlainText()
        said = _(_SAID[self._step])
        match self._step:
            case Step.RETURN:
                return Call(return_case, (self.file.id, reason), said)
            case Step.WITHDRAW:
                return Call(withdraw, (self.file.id, reason), said)
            case Step.EXPIRE:
                return Call(expire, (self.file.id, reason), said)
            case _:
                use_case = first_review if self.file.state is State.FIRST_REVIEW else decide
                return Call(use_case, (self.file.id, Verdict.REJECT, reason), said)


class ArrivedForm(StepForm):
    """What the notice asked for has arrived, with pages."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("Completed papers"), _("All have arrived; the clock runs again"))
        self._pages: list[tuple[PaperRow, Entry]] = []
        wanted = [p for p in file.papers if p.gap or (p.needed and p.received_on is None)]
        for paper in wanted:
            pages = Entry(_("{paper}: pages").format(paper=paper.label), _("pages"))
            pages.setText(str(paper.pages) if paper.pages else "")
            self.form.add(f"paper{paper.id}", paper.label, pages, needed=True)
            self.form.field(f"paper{paper.id}").setToolTip(plain_tip(paper.gap))
            self._pages.append((paper, pages))
        self.at_window = Check(_("The employer came to the window"))
        self.body.addWidget(self.at_window)
        if warning := trip_warning(file):
            self.say(warning, "warn")

    def call(self) -> Call | None:
        pages: dict[int, int] = {}
        errors: list[AppError] = []
        for paper, entry in self._pages:
            typed = entry.text().strip()
            if typed.isdigit() and int(typed) > 0:
                pages[paper.id] = int(typed)
            else:
                errors.append(Invalid(N_("Enter the number of pages."), field=f"paper{paper.id}"))
        if errors:
            self.form.show_errors(errors)
            return None
        named = {"at_window": self.at_window.isChecked()}
        return Call(supplement_arrived, (self.file.id, pages), _("Recorded; the papers are to be checked."), named)

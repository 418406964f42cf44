"""The panel beside a case: the quota in view, what is next and why not, the opinion, then what is possible now.

A step of judgement is taken in two deliberate strokes: it is chosen (A), which puts in the usual opinion and the
keyboard into it, then confirmed (Ctrl+Enter), or its button is pressed. Enter takes none.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.service import accept, pre_review
from officer_app.cases.words import PAUSED, RESERVED, State, Step, Verdict
from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
from officer_app.quota.case_file import CaseFile
from officer_app.quota.outlook import Outlook
from officer_app.quota.reasons import Condition
from officer_app.quota.service import decide, first_review
from officer_app.ui.cases.aside import QuotaView
from officer_app.ui.cases.asides import AsideButtons
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.cases.step_forms import form_of
from officer_app.ui.cases.steps import LEADS, Lead
from officer_app.ui.cases.why import UNSAVED, WhyView, lacking
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Icon, Prose, PushButton, SidePanel, Text, clear

_NEEDS_OPINION = frozenset({Step.FIRST_REVIEW, Step.DECIDE})


class DecisionPanel(SidePanel):
    """`wanted` carries a Call; `place_wanted` where a condition can be met (about, key); `refile_wanted`."""

    wanted = Signal(object)
    place_wanted = Signal(str, str)
    refile_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(312)
        self._desk = desk
        self._file: CaseFile | None = None
        self._lead: Lead | None = None
        self._outlook: Outlook | None = None
        self._unsaved = False
        self._chosen = False
        self.form: StepForm | None = None
        self.quota = QuotaView()
        self.quota.ledger_wanted.connect(lambda year: desk.go("ledger", year))
        self.column.addWidget(self.quota)
        self.add_rule()
        self.why = WhyView()
        self.why.place_wanted.connect(self.place_wanted)
        self.column.addWidget(self.why)
        self._act = QWidget()
        act = QVBoxLayout(self._act)
        act.setContentsMargins(0, dp(4), 0, 0)
        act.setSpacing(dp(6))
        self._opinion_title = Text(_("Opinion"), "body", weight=600)
        self.opinion = Prose(_("Opinion"), "", lines=3)
        self.opinion.textChanged.connect(self._say_button)
        self.at_window = Check(_("The employer came to the window"))
        self.main_button = PushButton("", kind="primary", height=metrics.DECISION, deliberate=True, wide=True)
        self.main_button.clicked.connect(self._take_lead)
        self._hint = Text("", "caption", "text2", wrap=True)
        self.asides = AsideButtons()
        self.asides.chosen.connect(self.open_form)
        for widget in (
            self._opinion_title, self.opinion, self.at_window, self.main_button, self._hint, self.asides,
        ):  # fmt: skip
            act.addWidget(widget)
        self.column.addWidget(self._act)
        self._form_place = QVBoxLayout()
        self.column.addLayout(self._form_place)
        self.column.addStretch(1)
        self._as_of = Text("", "caption", "text3", wrap=True)
        for icon, words in (
            ("keyboard", Text(_("Enter approves nothing"), "caption", "text3")),
            ("refresh-cw", self._as_of),
        ):
            line = QHBoxLayout()
            line.setSpacing(dp(6))
            line.addWidget(Icon(icon, "text3", metrics.ICON_CAPTION, line=18), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            self.column.addLayout(line)

    def show_file(self, file: CaseFile, opinion: str) -> None:
        """Show another case, or the same anew; `opinion` is what was typed for it."""
        if self._file is None or (self._file.id, self._file.state) != (file.id, file.state):
            self.close_form()
            self._chosen = False
            self._outlook = None
        self._file, self._lead = file, LEADS.get(file.state)
        self.quota.show_status(file.quota, self._effect(file))
        at = file.read_at.astimezone(OFFICE_ZONE)
        self._as_of.setText(_("As of {time}; what others change must be reloaded").format(time=f"{at:%H:%M}"))
        if self.opinion.toPlainText() != opinion:
            self.opinion.setPlainText(opinion)
        self._show_act()
        self._show_why()

    def show_outlook(self, outlook: Outlook) -> None:
        """What is next with the case that is shown, and what keeps this person from each step."""
        if self._file is not None and outlook.case_id == self._file.id:
            self._outlook = outlook
            self._show_why()
            self._show_asides()
            self._say_button()

    def show_unsaved(self, unsaved: bool) -> None:
        """Scores typed and not saved hold the step back too."""
        if unsaved != self._unsaved:
            self._unsaved = unsaved
            self._show_why()
            self._say_button()

    def choose(self) -> str:
        """Choose the leading step by key: its form, or the usual opinion to confirm; else why it cannot be taken."""
        lead, file = self._lead, self._file
        if lead is None or file is None or self.form is not None:
            return ""
        if not self._may_lead():
            return self._outlook.next.sentence if self._outlook is not None else ""
        following = self._outlook.next if self._outlook is not None else None
        if following is not None and following.mine and following.step and self.choose_other(following.step):
            # What has to come before the leading step: an objection to answer, a countersignature.
            return ""
        missing = [one.text for one in self._conditions() if not one.met]
        if missing:
            return _("; ").join(missing)
        if lead.form:
            self.open_form(lead.step)
            return ""
        usual = self._outlook.usual if self._outlook is not None else ""
        self._chosen = True
        if not self.opinion.toPlainText().strip() and usual:
            # Not selected: Enter, which approves nothing, would put an empty line in its place.
            self.opinion.setPlainText(usual)
            self.opinion.moveCursor(QTextCursor.MoveOperation.End)
        self.opinion.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._say_button()
        return ""

    def confirm(self) -> bool:
        """Take the step that was chosen, or that whose form is open; False if neither is, or it cannot be taken."""
        if self.form is not None:
            return self.form.confirm()
        if not self._chosen or not self.main_button.isEnabled() or self.opinion.composing():
            return False
        self._take_lead()
        return True

    def hint(self) -> str:
        """What stands below the button; empty while nothing does."""
        return "" if self._hint.isHidden() else self._hint.text()

    def remind(self) -> None:
        """Say that a step is chosen before it is confirmed."""
        if self._may_lead() and not self._chosen:
            self._hint.set_tone("warn")
            self._hint.setText(_("Choose it first: A, then Ctrl+Enter."))
            self._hint.show()

    def choose_other(self, step: Step) -> bool:
        """Open the form of a step beside the leading one, if its button is on."""
        if self.form is not None or not self.asides.usable(step):
            return False
        self.open_form(step)
        return True

    def leave_choice(self) -> bool:
        """Forget that the leading step was chosen; what was typed stays. False if it was not."""
        was, self._chosen = self._chosen, False
        if was:
            self._say_button()
        return was

    def open_form(self, step: Step) -> None:
        """Show the form of a step in place of the actions."""
        if self._file is None:
            return
        if step is Step.REFILE:
            self.refile_wanted.emit()
            return
        hindrances = self._outlook.hindrances if self._outlook is not None else {}
        # The usual words speak for the leading step: they are no reason to end the case or to send it back.
        typed, usual = self.opinion.toPlainText(), self._outlook.usual if self._outlook is not None else ""
        form = form_of(self._desk, self._file, step, "" if typed.strip() == usual.strip() else typed, hindrances)
        if form is not None:
            self.show_form(form)

    def show_form(self, form: StepForm) -> None:
        """Show a form in place of the actions."""
        self.close_form()
        self.form = form
        form.wanted.connect(self.wanted)
        form.cancelled.connect(self.close_form)
        self._act.hide()
        self.why.hide()
        self._form_place.addWidget(form)
        form.show()
        form.take_keyboard()

    def close_form(self) -> bool:
        """Back to the actions; False if no form was open."""
        if self.form is None:
            return False
        clear(self._form_place)
        self.form = None
        self._act.show()
        self.why.show()
        return True

    def failed(self, error: AppError) -> bool:
        """Show an error beside its field; False if it belongs to none here."""
        self._say_button()
        if self.form is not None:
            return self.form.failed(error)
        if error.field == "opinion":
            self._hint.set_tone("danger")
            self._hint.setText(str(error))
            self.opinion.setFocus()
            return True
        return False

    def _effect(self, file: CaseFile) -> str:
        if file.state is State.FIRST_REVIEW and file.quota.left:
            return _("{left} after passing").format(left=file.quota.left - 1)
        if file.holds_unit:
            return _("1 reserved for this case") if file.state in RESERVED else _("1 used by this case")
        return "" if file.quota.granted else _("none granted yet")

    def _may_lead(self) -> bool:
        return self._file is not None and self._lead is not None and self._lead.step in self._file.possible

    def _conditions(self) -> Sequence[Condition]:
        """What the leading step needs; scores that are typed and not saved first, in place of what they will mend."""
        found = self._outlook.conditions if self._outlook is not None else ()
        if not self._unsaved:
            return found
        unsaved = Condition("score", False, _("Scores have been typed and not saved"), UNSAVED)
        return (unsaved, *(condition for condition in found if condition.about != "score"))

    def _show_act(self) -> None:
        lead, file = self._lead, self._file
        may = self._may_lead()
        takes = may and lead is not None and bool(lead.opinion)
        self._opinion_title.setVisible(takes)
        self.opinion.setVisible(takes)
        self.opinion.setPlaceholderText(_(lead.opinion) if takes and lead is not None else "")
        self.at_window.setVisible(may and lead is not None and lead.step is Step.ACCEPT)
        self.at_window.setChecked(False)
        self.main_button.setVisible(may)
        if lead is not None:
            self.main_button.setText(_(lead.button))
        self._act.setVisible(self.form is None and file is not None)
        self._show_asides()
        self._say_button()

    def _show_asides(self) -> None:
        if self._file is not None:
            hindrances = self._outlook.hindrances if self._outlook is not None else {}
            self.asides.show_steps(self._file, hindrances, [one.text for one in self._conditions()])

    def _show_why(self) -> None:
        if self._file is None:
            return
        if self._lead is None:
            self.why.show_ended()
            return
        following = self._outlook.next if self._outlook is not None else None
        self.why.show_lead(self._lead, following, self._conditions() if self._may_lead() else None)

    def _say_button(self) -> None:
        lead = self._lead
        if lead is None or not self._may_lead():
            self._hint.hide()
            return
        missing = lacking(self._conditions())
        self._hint.set_tone("text2")
        reason = ""
        if missing:
            words = ngettext(
                "Possible once the {n} thing above is there", "Possible once the {n} things above are there", missing
            )
            reason = words.format(n=missing)
        elif lead.opinion and lead.step in _NEEDS_OPINION and not self.opinion.toPlainText().strip():
            reason = _("Write the opinion first")
        self.main_button.set_reason(reason)
        # What is still missing cannot be mended by the key; the opinion can.
        self.main_button.set_keys("" if missing else "Ctrl Enter" if self._chosen and not reason else "A")
        self.main_button.set_icon("lock" if reason else None)
        usual = self._outlook.usual if self._outlook is not None else ""
        if reason and not missing and usual:
            reason = _("Write the opinion first; A puts in the usual one")
        words = reason or (_(lead.does) if lead.does else "")
        if self._file is not None and self._file.state in PAUSED and not reason and self._file.expires_on:
            words = _("Papers are awaited until {day}").format(day=self._file.expires_on.isoformat())
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def _take_lead(self) -> None:
        lead, file = self._lead, self._file
        if lead is None or file is None:
            return
        if lead.form:
            self.open_form(lead.step)
            return
        opinion = self.opinion.toPlainText()
        match lead.step:
            case Step.PRE_REVIEW:
                call = Call(pre_review, (file.id, opinion), _("Passed pre-review; it awaits acceptance."))
            case Step.ACCEPT:
                named = {"at_window": self.at_window.isChecked()}
                call = Call(accept, (file.id, opinion), _("Accepted; the first-review clock runs."), named)
            case Step.FIRST_REVIEW:
                said = _("Passed first review; 1 unit is reserved.")
                call = Call(first_review, (file.id, Verdict.PASS, opinion), said)
            case _:
                call = Call(decide, (file.id, Verdict.PASS, opinion), _("Approved; 1 unit is used."))
        self.main_button.set_reason(_("Being saved"))
        self.wanted.emit(call)

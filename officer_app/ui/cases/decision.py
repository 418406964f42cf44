"""The panel beside a case: the quota in view, why the button is off, the opinion, then exactly what is possible now."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.service import accept, pre_review
from officer_app.cases.words import PAUSED, RESERVED, ObjectionState, State, Step, Verdict
from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
from officer_app.quota.case_file import CaseFile
from officer_app.quota.reasons import Condition
from officer_app.quota.service import decide, first_review
from officer_app.ui.cases.aside import QuotaView
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.cases.step_forms import form_of
from officer_app.ui.cases.steps import ASIDE, ASIDE_BUTTONS, LEADS, Lead, who_leads
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Icon,
    Link,
    Pill,
    PillSpec,
    Prose,
    PushButton,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)

_LINKED = {"score", "paper", "objection"}


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
        self._conditions: tuple[Condition, ...] = ()
        self._unsaved = False
        self.form: StepForm | None = None
        self.quota = QuotaView()
        self.quota.ledger_wanted.connect(lambda year: desk.go("ledger", year))
        self.column.addWidget(self.quota)
        self.add_rule()
        self._why = QWidget()
        self._why_column = QVBoxLayout(self._why)
        self._why_column.setContentsMargins(0, 0, 0, 0)
        self._why_column.setSpacing(dp(8))
        self.column.addWidget(self._why)
        self._act = QWidget()
        act = QVBoxLayout(self._act)
        act.setContentsMargins(0, dp(8), 0, 0)
        act.setSpacing(dp(8))
        self._opinion_title = Text(_("Opinion"), "body", weight=600)
        self.opinion = Prose(_("Opinion"), "", lines=3)
        self.opinion.textChanged.connect(self._say_button)
        self.at_window = Check(_("The employer came to the window"))
        self.main_button = PushButton("", kind="primary", height=metrics.DECISION, deliberate=True, wide=True)
        self.main_button.clicked.connect(self._take_lead)
        self._hint = Text("", "caption", "text2", wrap=True)
        self._others = QWidget()
        self._grid = QGridLayout(self._others)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(dp(8))
        for widget in (
            self._opinion_title, self.opinion, self.at_window, self.main_button, self._hint, self._others,
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
        self._file, self._lead = file, LEADS.get(file.state)
        self._conditions = ()
        self.quota.show_status(file.quota, self._effect(file))
        at = file.read_at.astimezone(OFFICE_ZONE)
        self._as_of.setText(_("As of {time}; what others change must be reloaded").format(time=f"{at:%H:%M}"))
        if self.opinion.toPlainText() != opinion:
            self.opinion.setPlainText(opinion)
        self._show_act()
        self._show_why()

    def show_conditions(self, conditions: Sequence[Condition]) -> None:
        """What the leading step needs, the unmet first."""
        self._conditions = tuple(conditions)
        self._show_why()
        self._show_others()
        self._say_button()

    def show_unsaved(self, unsaved: bool) -> None:
        """Scores typed and not saved hold the step back too."""
        if unsaved != self._unsaved:
            self._unsaved = unsaved
            self._show_why()
            self._say_button()

    def open_form(self, step: Step) -> None:
        """Show the form of a step in place of the actions."""
        if self._file is None:
            return
        if step is Step.REFILE:
            self.refile_wanted.emit()
            return
        form = form_of(self._desk, self._file, step, self.opinion.toPlainText())
        if form is None:
            return
        self.close_form()
        self.form = form
        form.wanted.connect(self.wanted)
        form.cancelled.connect(self.close_form)
        self._act.hide()
        self._why.hide()
        self._form_place.addWidget(form)
        form.show()
        first = next(
            (
                w
                for w in form.findChildren(QWidget)
                if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled() and not isinstance(w, PushButton)
            ),
            None,
        )
        if first is not None:
            first.setFocus()

    def close_form(self) -> bool:
        """Back to the actions; False if no form was open."""
        if self.form is None:
            return False
        clear(self._form_place)
        self.form = None
        self._act.show()
        self._why.show()
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
            self.main_button.setAccessibleName(_(lead.button))
        self._act.setVisible(self.form is None and file is not None)
        self._show_others()
        self._say_button()

    def _show_others(self) -> None:
        clear(self._grid)
        file = self._file
        if file is None:
            return
        steps = [step for step in ASIDE if step in file.possible and self._fits(file, step)]
        quiet = [step for step in steps if step is not Step.REJECT]
        for place, step in enumerate(quiet):
            alone = place == len(quiet) - 1 and place % 2 == 0
            self._grid.addWidget(self._button(step), place // 2, place % 2, 1, 2 if alone else 1)
        if Step.REJECT in steps:
            self._grid.addWidget(self._button(Step.REJECT), len(quiet), 0, 1, 2)
        self._others.setVisible(bool(steps))

    def _fits(self, file: CaseFile, step: Step) -> bool:
        match step:
            case Step.DISMISS_OBJECTION:
                return any(row.state is ObjectionState.OPEN for row in file.objections)
            case Step.REQUEST_SUPPLEMENT:
                return not self._barred()
            case Step.RETURN:
                return not self._barred()
            case Step.REJECT:
                # The panel rejects by its vote.
                return file.state is not State.PANEL and not self._barred()
            case Step.EXPIRE:
                return file.expires_on is not None and self._desk.today() > file.expires_on
            case _:
                return True

    def _barred(self) -> bool:
        """Whether this person acted on the case in another capacity: then nothing of this stage is theirs."""
        return any(condition.about == "person" and not condition.met for condition in self._conditions)

    def _button(self, step: Step) -> PushButton:
        words = _(ASIDE_BUTTONS[step])
        button = PushButton(words, kind="danger" if step is Step.REJECT else "plain", wide=True)
        button.setProperty("step", step.value)
        button.clicked.connect(lambda _on=False, step=step: self.open_form(step))
        return button

    def _show_why(self) -> None:
        column, file, lead = self._why_column, self._file, self._lead
        clear(column)
        if file is None:
            return
        if lead is None:
            column.addWidget(SectionHeader(_("This case has ended")))
            column.addWidget(
                Text(_("Nothing more is done with it; all of it stays on record."), "body", "text2", wrap=True)
            )
            return
        if not self._may_lead():
            column.addWidget(SectionHeader(_(lead.question)))
            column.addWidget(Text(who_leads(lead.step), "body", "text2", wrap=True))
            return
        lacking = self._lacking()
        pill = PillSpec(_("Ready"), "ok", "check")
        if lacking:
            words = ngettext("{n} missing", "{n} missing", lacking).format(n=lacking)
            pill = PillSpec(words, "warn", "hourglass")
        right = (Pill(pill),) if self._conditions or lacking else ()
        column.addWidget(SectionHeader(_(lead.question), "", *right))
        if self._unsaved:
            column.addLayout(self._line(Condition("score", False, _("Scores have been typed and not saved"))))
        for condition in self._conditions:
            if not (self._unsaved and condition.about == "score"):
                column.addLayout(self._line(condition))

    def _line(self, condition: Condition) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        icon = Icon("circle-check" if condition.met else "circle-alert", "ok" if condition.met else "warn", line=18)
        icon.setAccessibleName(_("met") if condition.met else _("missing"))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(condition.text, "body", "text2" if condition.met else "text", wrap=True), 1)
        if not condition.met and condition.about in _LINKED:
            words = {"score": _("Score it"), "paper": _("Check it"), "objection": _("Answer it")}[condition.about]
            link = Link(words)
            link.setAccessibleName(f"{words}: {condition.text}")
            link.clicked.connect(lambda: self.place_wanted.emit(condition.about, condition.key))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _lacking(self) -> int:
        if self._unsaved:
            return 1 + sum(not condition.met for condition in self._conditions if condition.about != "score")
        return sum(not condition.met for condition in self._conditions)

    def _say_button(self) -> None:
        lead = self._lead
        if lead is None or not self._may_lead():
            self._hint.hide()
            return
        lacking = self._lacking()
        self._hint.set_tone("text2")
        reason = ""
        if lacking:
            words = ngettext(
                "Possible once the {n} thing above is there", "Possible once the {n} things above are there", lacking
            )
            reason = words.format(n=lacking)
        elif lead.opinion and lead.step in (Step.FIRST_REVIEW, Step.DECIDE) and not self.opinion.toPlainText().strip():
            reason = _("Write the opinion first")
        self.main_button.set_reason(reason)
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

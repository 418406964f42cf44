"""The forms of the steps that need more than an opinion; they stand in the panel beside the case, never before it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final  # Any: use cases take what they take
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.service import request_supplement, return_case, supplement_arrived
from officer_app.cases.words import ObjectionState, State, Step, Verdict
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile, PaperRow
from officer_app.quota.objections import ObjectionDraft, answer_objection, record_objection
from officer_app.quota.publicity import PublicityPlan, publicity_plan, publish
from officer_app.quota.service import decide, expire, first_review, settle, withdraw
from officer_app.ui.cases.steps import ENDING
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    DateEdit,
    Entry,
    Prose,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    Text,
)


@dataclass(frozen=True)
class Call:
    """A use case ready to be performed, and what is said when it has been."""

    use_case: Callable[..., Any]
    arguments: tuple[Any, ...]
    said: str
    named: dict[str, Any] = field(default_factory=dict)


class StepForm(QWidget):
    """Title, fields, consequence, button. Subclasses fill `self.body` and answer `call()`."""

    wanted = Signal(object)  # Call
    cancelled = Signal()

    def __init__(self, file: CaseFile, title: str, button: str, *, ends: bool = False) -> None:
        super().__init__()
        self.file = file
        self.form = Form(labels_above=True)
        self.setAccessibleName(title)
        close = PushButton(icon="x", kind="quiet", height=28, name=_("Close the form"), keys="Esc")
        close.clicked.connect(self.cancelled)
        self.submit_button = PushButton(
            button,
            kind="danger" if ends else "primary",
            height=metrics.DECISION,
            deliberate=True,
            wide=True,
        )
        self.submit_button.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(10))
        column.addWidget(SectionHeader(title, "", close))
        self.body = QVBoxLayout()
        self.body.setSpacing(dp(10))
        column.addLayout(self.body)
        self.body.addWidget(self.form)
        column.addWidget(self.submit_button)

    def say(self, words: str, tone: str = "text2") -> Text:
        """A line below the fields."""
        line = Text(words, "body" if tone == "warn" else "caption", "warn" if tone == "warn" else "text2", wrap=True)
        self.body.addWidget(line)
        return line

    def submit(self) -> None:
        """Hand the step over, unless something typed cannot be right."""
        self.form.clear_errors()
        call = self.call()
        if call is not None:
            self.submit_button.set_reason(_("Being saved"))
            self.wanted.emit(call)

    def failed(self, error: AppError) -> bool:
        """Show the error beside its field; False if it belongs to none here."""
        self.submit_button.set_reason("")
        return self.form.show_error(error)

    def call(self) -> Call | None:
        """The step as typed, or None after showing what is wrong; the bare form has nothing to hand over."""
        return None

    def refuse(self, field: str, msgid: str) -> None:
        """Show what is wrong with a field."""
        self.form.show_error(Invalid(msgid, field=field))


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


class SupplementForm(StepForm):
    """The one notice: tick what is lacking and say what; gaps on record are in it anyway."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("One-off notice of gaps"), _("Send the notice, stop the clock"))
        self._lines: list[tuple[PaperRow, Check, Entry]] = []
        for paper in file.papers:
            tick = Check(paper.label)
            lacks = Entry(_("{paper}: what is lacking").format(paper=paper.label), _("what is lacking"))
            known = paper.gap or ("" if paper.received_on or not paper.needed else _("Not handed in"))
            lacks.setText(known)
            tick.setChecked(bool(known))
            tick.toggled.connect(partial(self._ticked, lacks))
            if known:
                tick.setEnabled(False)
                tick.setToolTip(_("On record already; it is in the notice."))
            self.body.addWidget(tick)
            self.body.addWidget(lacks)
            lacks.setVisible(bool(known))
            self._lines.append((paper, tick, lacks))
        self.opinion = Prose(_("Remark"), _("optional"), lines=2)
        bottom = Form(labels_above=True)
        bottom.add("remark", _("Remark"), self.opinion)
        self.body.addWidget(bottom)
        self._trouble = self.say(
            _("Each stage has one notice, so it lists every gap. The clock stops until all arrive.")
        )

    def call(self) -> Call | None:
        gaps = {paper.id: lacks.text().strip() for paper, tick, lacks in self._lines if tick.isChecked()}
        empty = next((lacks for paper, _t, lacks in self._lines if paper.id in gaps and not gaps[paper.id]), None)
        if empty is not None:
            empty.setFocus()
        if not gaps or empty is not None:
            self._trouble.set_tone("danger")
            self._trouble.setText(_("Tick what is lacking, and say what."))
            return None
        named = {"opinion": self.opinion.toPlainText()}
        return Call(
            request_supplement, (self.file.id, gaps), _("The notice is on record; the clock stands still."), named
        )

    @staticmethod
    def _ticked(lacks: Entry, on: bool) -> None:
        lacks.setVisible(on)
        if on:
            lacks.setFocus()


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
            self.form.field(f"paper{paper.id}").setToolTip(paper.gap)
            self._pages.append((paper, pages))
        self.at_window = Check(_("The employer came to the window"))
        self.body.addWidget(self.at_window)
        if file.one_trip_too_many:
            words = _("Trips of the employer so far: {n}; the promise is {limit} at most.")
            self.say(words.format(n=file.window_visits, limit=file.window_limit), "warn")

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


class PublishForm(StepForm):
    """The first day of the notice; the last one is reckoned from it."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Publicity"), _("Put up the notice"))
        self._desk = desk
        self.starts_on = DateEdit(_("First day"), desk.today, desk.today())
        self.starts_on.changed.connect(self._reckon)
        self.form.add("starts_on", _("First day"), self.starts_on, needed=True)
        self.period = self.say("")
        self.say(_("The name is masked in the notice. Objections are recorded on this case."))
        self._reckon()

    def call(self) -> Call | None:
        day = self.starts_on.value()
        if day is None:
            self.refuse("starts_on", N_("Enter a date."))
            return None
        return Call(publish, (self.file.id, day), _("The notice is up."))

    def _reckon(self) -> None:
        day = self.starts_on.value()
        if day is not None:
            self._desk.jobs.read(publicity_plan, day, then=self._show, owner=self, latest="plan")

    def _show(self, plan: PublicityPlan) -> None:
        words = _("{days} {unit}, until {day}").format(
            days=plan.days, unit=plan.unit.label, day=plan.ends_on.isoformat()
        )
        self.period.setText(
            words + ("·" + _("provisional: the holidays of that year are not loaded") if plan.provisional else "")
        )


class ObjectionForm(StepForm):
    """An objection raised while the notice is up."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Objection"), _("Record the objection"))
        self._draft_id = str(uuid4())
        self.day = DateEdit(_("Received"), desk.today, desk.today())
        self.by = Entry(_("Raised by"), _("name or body"))
        self.content = Prose(_("Objection in words"), _("what is objected to, and on what grounds"), lines=5)
        self.form.add("received_on", _("Received"), self.day, needed=True)
        self.form.add("raised_by", _("Raised by"), self.by, needed=True)
        self.form.add("content", _("Objection in words"), self.content, needed=True)
        self.say(_("Nothing is approved while an objection is open."))

    def call(self) -> Call | None:
        day = self.day.value()
        if day is None:
            self.refuse("received_on", N_("Enter a date."))
            return None
        draft = ObjectionDraft(self._draft_id, day, self.by.text(), self.content.toPlainText())
        return Call(record_objection, (self.file.id, draft), _("The objection is on record."))


class AnswerForm(StepForm):
    """The answer to an objection; a sustained one ends the case."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("Answer an objection"), "")
        self._open = {row.id: row for row in file.objections if row.state is ObjectionState.OPEN}
        choices = [(row.id, f"{row.received_on:%m-%d} {row.raised_by}") for row in self._open.values()]
        self.objection = Choice(_("Objection"), choices)
        self.objection.currentIndexChanged.connect(lambda _place: self._say())
        self.form.add("objection", _("Objection"), self.objection)
        self.content = Text("", "body", "text2", wrap=True)
        self.form.add_wide(self.content)
        self.result = Segmented(
            [Segment("no", _("Not sustained")), Segment("yes", _("Sustained"))], _("Result"), height=28
        )
        self.result.chosen.connect(lambda _value: self._say())
        line = QHBoxLayout()
        line.addWidget(self.result)
        line.addStretch(1)
        self.form.add_row(_("Result"), {}, line)
        self.answer = Prose(_("Answer to it"), _("what was found, and what was answered"), lines=4)
        self.form.add("opinion", _("Answer to it"), self.answer, needed=True)
        self._consequence = self.say("", "warn")
        self._say()

    def call(self) -> Call | None:
        sustained = self.result.value() == "yes"
        said = _("Sustained; the case has ended.") if sustained else _("The answer is on record.")
        arguments = (self.objection.value(), self.answer.toPlainText())
        return Call(answer_objection, arguments, said, {"sustained": sustained})

    def _say(self) -> None:
        row = self._open.get(self.objection.value())  # type: ignore[call-overload]  # the choice holds an id
        self.content.setText(row.content if row is not None else "")
        sustained = self.result.value() == "yes"
        words = _("The case ends and cannot be reopened.") + _("Its reserved unit is given back.")
        self._consequence.setText(words if sustained else "")
        self._consequence.setVisible(sustained)
        self.submit_button.setText(_("Sustain, end the case") if sustained else _("Record the answer"))
        self.submit_button.setAccessibleName(self.submit_button.text())
        self.submit_button.set_kind("danger" if sustained else "primary")


class SettleForm(StepForm):
    """What the police recorded."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Settlement"), _("Record the settlement"))
        self.day = DateEdit(_("Settled on"), desk.today, desk.today())
        self.permit = Entry(_("Permit"), _("number of the permit"))
        self.note = Entry(_("Note"), _("optional"))
        self.form.add("settled_on", _("Settled on"), self.day, needed=True)
        self.form.add("permit_number", _("Permit"), self.permit, needed=True)
        self.form.add("note", _("Note"), self.note)
        self.say(_("The police decide; only the result is recorded here."))

    def call(self) -> Call | None:
        day = self.day.value()
        if day is None:
            self.refuse("settled_on", N_("Enter a date."))
            return None
        arguments = (self.file.id, day, self.permit.text(), self.note.text())
        return Call(settle, arguments, _("The settlement is on record; the case is closed."))

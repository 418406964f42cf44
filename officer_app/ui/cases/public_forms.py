"""Forms of what happens in public: the notice, objections and their answers, the settlement."""

from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout

from officer_app.cases.words import ObjectionState
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile
from officer_app.quota.objections import ObjectionDraft, answer_objection, record_objection
from officer_app.quota.publicity import PublicityPlan, publicity_plan, publish
from officer_app.quota.service import settle
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.page import Desk
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    Entry,
    Prose,
    Segment,
    Segmented,
    Text,
)


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

"""Forms of what happens in public: the notice, objections and their answers, the settlement."""

from functools import partial
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout

from officer_app.cases.words import Masking, ObjectionChannel, ObjectionState
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _, ngettext
from officer_app.quota.case_file import CaseFile
from officer_app.quota.objections import (
    ObjectionDraft,
    answer_objection,
    note_handling,
    record_objection,
    reveal_contact,
)
from officer_app.quota.publicity import (
    NoticeDraft,
    NoticeLine,
    PublicityPlan,
    awaiting_publicity,
    publicity_plan,
    publish_cases,
)
from officer_app.quota.record import ObjectionRow
from officer_app.quota.service import settle
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.page import Desk
from officer_app.ui.revealing import PurposeAsk, Unmasked
from officer_app.ui.widgets import Check, Choice, DateEdit, Entry, Prose, Segment, Segmented, Text
from officer_app.ui.widgets.tips import plain_tip


class PublishForm(StepForm):
    """The first day, what the notice shows, and which other cases go into the same notice."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Publicity"), _("Put up the notice"))
        self._desk = desk
        self._draft_id = str(uuid4())
        self._asked = False
        self._ticked: set[int] = set()
        self.starts_on = DateEdit(_("First day"), desk.today, desk.today())
        self.starts_on.changed.connect(self._reckon)
        self.masking = Choice(_("The notice shows"), [(one, one.label) for one in Masking])
        self.masking.currentIndexChanged.connect(lambda _place: self._read())
        self.form.add("starts_on", _("First day"), self.starts_on, needed=True)
        self.period = self.say("")
        self.form.add("masking", _("The notice shows"), self.masking)
        self._lines: dict[int, Check] = {}
        self._heading = Text("", "body", weight=600)
        self.body.addWidget(self._heading)
        self.say(_("Never a number, a telephone or an address. Objections are recorded on each case."))
        self._reckon()
        self._read()

    def lines(self) -> dict[int, Check]:
        """The other cases that could go into the same notice."""
        return dict(self._lines)

    def call(self) -> Call | None:
        day = self.starts_on.value()
        if day is None:
            self.refuse("starts_on", N_("Enter a date."))
            return None
        cases = (self.file.id, *(case_id for case_id in self._lines if case_id in self._ticked))
        masking = Masking(str(self.masking.value()))
        draft = NoticeDraft(self._draft_id, cases, day, masking, {self.file.id: self.file.version})
        said = ngettext("The notice is up.", "The notice for {n} cases is up.", len(cases)).format(n=len(cases))
        return Call(publish_cases, (draft,), said, versioned=False)

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
        if not self._asked:
            self._asked = True
            self.masking.set_value(plan.masking)

    def _read(self) -> None:
        masking = Masking(str(self.masking.value()))
        self._desk.jobs.read(awaiting_publicity, masking, then=self._list, owner=self, latest="lines")

    def _list(self, lines: list[NoticeLine]) -> None:
        """As the notice would print them; this case is in it, the others may be."""
        for tick in self._lines.values():
            self.body.removeWidget(tick)
            tick.deleteLater()
        self._lines = {}
        place = self.body.indexOf(self._heading) + 1
        for line in sorted(lines, key=lambda line: line.case_id != self.file.id):
            tick = Check("·".join(part for part in (line.name, line.employer) if part))
            tick.setToolTip(plain_tip(line.case_number))
            if line.case_id == self.file.id:
                tick.setChecked(True)
                tick.setEnabled(False)
                self.body.insertWidget(place, tick)
                place += 1
                continue
            tick.setChecked(line.case_id in self._ticked)
            tick.toggled.connect(partial(self._tick, line.case_id))
            self.body.insertWidget(place, tick)
            self._lines[line.case_id] = tick
            place += 1
        self._say_count()

    def _tick(self, case_id: int, on: bool) -> None:
        (self._ticked.add if on else self._ticked.discard)(case_id)
        self._say_count()

    def _say_count(self) -> None:
        count = 1 + len(self._ticked & self._lines.keys())
        words = ngettext("In this notice: {n} case", "In this notice: {n} cases", count)
        self._heading.setText(words.format(n=count))


class ObjectionForm(StepForm):
    """An objection raised while the notice is up, or after."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Objection"), _("Record the objection"))
        self._draft_id = str(uuid4())
        self.day = DateEdit(_("Received"), desk.today, desk.today())
        self.channel = Choice(_("How it came in"), [(one, one.label) for one in ObjectionChannel])
        self.by = Entry(_("Raised by"), _("name or body"))
        self.contact = Entry(_("How to reach them"), _("telephone or e-mail, for the answer"))
        self.content = Prose(_("Objection in words"), _("what is objected to, and on what grounds"), lines=5)
        self.form.add("received_on", _("Received"), self.day, needed=True)
        self.form.add("channel", _("How it came in"), self.channel)
        self.form.add("raised_by", _("Raised by"), self.by, needed=True)
        self.form.add("contact", _("How to reach them"), self.contact)
        self.form.add("content", _("Objection in words"), self.content, needed=True)
        self.say(_("Nothing is approved while an objection is open."))
        if file.publicity is not None and desk.today() > file.publicity.last_day:
            words = _("The notice was up until {day}: this one is recorded as late.")
            self.say(words.format(day=file.publicity.last_day.isoformat()), "warn")

    def call(self) -> Call | None:
        day = self.day.value()
        if day is None:
            self.refuse("received_on", N_("Enter a date."))
            return None
        draft = ObjectionDraft(
            self._draft_id,
            day,
            self.by.text(),
            self.content.toPlainText(),
            self.contact.text(),
            ObjectionChannel(str(self.channel.value())),
        )
        return Call(record_objection, (self.file.id, draft), _("The objection is on record."))


class HandlingForm(StepForm):
    """What was done to look into an objection, before it is answered."""

    def __init__(self, file: CaseFile, objection: ObjectionRow) -> None:
        super().__init__(file, _("Looking into an objection"), _("Put on record"))
        self._objection = objection
        self.form.add_wide(Text(objection.content, "body", "text2", wrap=True))
        self.handling = Prose(_("What was done"), _("who was asked, what was checked, what was found"), lines=5)
        self.handling.setPlainText(objection.handling)
        self.form.add("handling", _("What was done"), self.handling, needed=True)
        self.say(_("A supervisor who has not acted on the case answers it."))

    def call(self) -> Call | None:
        return Call(note_handling, (self._objection.id, self.handling.toPlainText()), _("On record."))


class ContactForm(StepForm):
    """How to reach whoever objected, whole, for a purpose that goes on record; for half a minute, and on this page."""

    def __init__(self, desk: Desk, file: CaseFile, objection: ObjectionRow) -> None:
        super().__init__(file, _("How to reach them"), _("Show with a purpose"))
        self._desk, self._objection = desk, objection
        self.question = PurposeAsk(desk, _("Purpose"))
        self.question.show_button.hide()
        self.purpose = self.question.text
        self.form.add("purpose", _("Purpose"), self.question, needed=True)
        self.question.begin()
        self.contact = Text(objection.contact, "section")
        self.body.addWidget(self.contact)
        self.say(_("Who asked, and what for, stays on record."))
        self.left = self.say("")
        self.unmasked = Unmasked(self)
        self.unmasked.ticked.connect(self._say_left)
        self.unmasked.ended.connect(self._mask)

    def call(self) -> Call | None:
        """It is shown here; nothing of the case changes."""
        purpose = self.question.purpose()
        self._desk.jobs.perform(
            reveal_contact, self._objection.id, purpose, then=self._show, failed=self._failed, owner=self
        )
        return None

    def _show(self, contact: str) -> None:
        self.submit_button.set_reason("")
        self.contact.setText(contact)
        self.unmasked.begin(self.question.seconds)

    def _say_left(self, seconds: int) -> None:
        self.left.setText(_("Masked again in {n} s; the look is on record").format(n=seconds))

    def _mask(self) -> None:
        self.contact.setText(self._objection.contact)
        self.left.setText("")

    def _failed(self, error: AppError) -> None:
        if not self.failed(error):
            self._desk.notices.show_error(error, self)


class AnswerForm(StepForm):
    """The answer to an objection; a sustained one ends the case."""

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file, _("Answer an objection"), "")
        self._open = {row.id: row for row in file.objections if row.state is ObjectionState.OPEN}
        choices = [(row.id, f"{row.received_on:%m-%d} {row.raised_by}") for row in self._open.values()]
        self.objection = Choice(_("Objection"), choices)
        self.objection.currentIndexChanged.connect(lambda _place: self._turn())
        self.form.add("objection", _("Objection"), self.objection)
        self.content = Text("", "body", "text2", wrap=True)
        self.form.add_wide(self.content)
        self.handling = Prose(_("What was done"), _("who was asked, what was checked, what was found"), lines=3)
        self.form.add("handling", _("What was done"), self.handling)
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
        self._turn()

    def call(self) -> Call | None:
        sustained = self.result.value() == "yes"
        said = _("Sustained; the case has ended.") if sustained else _("The answer is on record.")
        arguments = (self.objection.value(), self.answer.toPlainText())
        named = {"sustained": sustained, "handling": self.handling.toPlainText()}
        return Call(answer_objection, arguments, said, named)

    def _turn(self) -> None:
        row = self._open.get(self.objection.value())  # type: ignore[call-overload]  # the choice holds an id
        words = ""
        if row is not None:
            late = _("after the last day") if row.late else ""
            about = "·".join(part for part in (row.channel.label, row.contact, late) if part)
            words = f"{row.content}\n{about}"
        self.content.setText(words)
        self.handling.setPlainText(row.handling if row is not None else "")
        self._say()

    def _say(self) -> None:
        sustained = self.result.value() == "yes"
        words = _("The case ends and cannot be reopened.") + _("Its reserved unit is given back.")
        self._consequence.setText(words if sustained else "")
        self._consequence.setVisible(sustained)
        self.submit_button.setText(_("Sustain, end the case") if sustained else _("Record the answer"))
        self.submit_button.set_kind("danger" if sustained else "primary")


class SettleForm(StepForm):
    """What the police recorded."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Settlement"), _("Record the settlement"))
        self.day = DateEdit(_("Settled on"), desk.today, desk.today())
        self.station = Entry(_("Police station"), _("where it was recorded"))
        self.permit = Entry(_("Permit"), _("number of the permit"))
        self.note = Entry(_("Note"), _("optional"))
        self.form.add("settled_on", _("Settled on"), self.day, needed=True)
        self.form.add("station", _("Police station"), self.station)
        self.form.add("permit_number", _("Permit"), self.permit, needed=True)
        self.form.add("note", _("Note"), self.note)
        self.say(_("The police decide; only the result is recorded here."))

    def call(self) -> Call | None:
        day = self.day.value()
        if day is None:
            self.refuse("settled_on", N_("Enter a date."))
            return None
        arguments = (self.file.id, day, self.permit.text(), self.note.text())
        said = _("The settlement is on record; the case is closed.")
        return Call(settle, arguments, said, {"station": self.station.text()})

"""The checklists: what is asked during visits, by topic; the administrator publishes another edition from a day on."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.administration.questions import QuestionsEdit
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import DateEdit, Entry, PillSpec, PushButton, Rule, SidePanel, Text
from officer_app.visits.checklists import (
    ChecklistDraft,
    ChecklistRow,
    QuestionDraft,
    all_checklists,
    bring_checklist_back,
    publish_checklist,
    retire_checklist,
)


def _questions(row: ChecklistRow) -> Cell:
    return Cell("、".join(question.text for question in row.questions), "text2", prose=True)


def _state(row: ChecklistRow) -> Cell:
    return Cell(pill=PillSpec(_("retired")) if row.retired_on else PillSpec(_("in use"), "ok"))


COLUMNS: Final[tuple[Column[ChecklistRow], ...]] = (
    Column("title", N_("Checklist"), lambda row: Cell(row.title, weight=500), 150),
    Column("edition", N_("Edition"), lambda row: Cell(_("No. {n}").format(n=row.edition)), 70),
    Column("from", N_("From"), lambda row: Cell(row.valid_from.isoformat(), "text2"), 100),
    Column("answered", N_("Answers"), lambda row: Cell(f"{row.answered:,}"), 80, "right"),
    Column("state", N_("State"), _state, 90),
    Column("questions", N_("Questions"), _questions, 240, stretch=True),
)


@dataclass(frozen=True)
class _Typed:
    """What is typed for a checklist and not published."""

    title: str
    day: str
    questions: tuple[QuestionDraft, ...]


class ChecklistsList(Table[ChecklistRow]):
    """Every topic with its latest edition, those in use first."""

    def __init__(self, desk: Desk, side: "ChecklistsSide") -> None:
        super().__init__(COLUMNS, _("Checklists"))
        self._desk, self._side = desk, side
        self.give_way("questions", "answered", "from")
        self.keep(desk.settings, "administration/checklists")
        self.current_changed.connect(side.show_checklist)
        self.opened.connect(lambda _row: side.begin_change())

    def reload(self) -> None:
        """Read them anew."""
        self._desk.jobs.read(all_checklists, then=self._show, owner=self, latest="checklists")

    def _show(self, rows: list[ChecklistRow]) -> None:
        self.show_rows(rows)
        if not rows:
            self._side.ask_new()


class ChecklistsSide(SidePanel):
    """The current checklist as the next edition, or the form for a new one. What was typed waits while another is
    looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: ChecklistRow | None = None
        self._adding = False
        self._waiting: dict[int, _Typed] = {}
        self.heading = Text("", "record", wrap=True)
        self._note = Text("", "caption", "text2", wrap=True)
        self.title = Entry(_("Checklist"))
        self.valid_from = DateEdit(_("From"), desk.today, desk.today())
        self.form = Form(label_width=68)
        self.form.add("title", _("Checklist"), self.title, needed=True)
        self.form.add("valid_from", _("From"), self.valid_from, needed=True)
        self.questions = QuestionsEdit()
        self.publish = PushButton(_("Publish the edition"), "check")
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.retire = PushButton(_("Retire"), kind="danger")
        self.back = PushButton(_("Bring back"), "rotate-ccw")
        for button, act in (
            (self.publish, self._publish),
            (self.cancel, self._leave),
            (self.retire, self._retire),
            (self.back, self._bring_back),
        ):
            button.clicked.connect(act)
        self.title.textEdited.connect(self._edited)
        self.valid_from.textEdited.connect(self._edited)
        self.questions.changed.connect(self._edited)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for button in (self.publish, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.retire)
        buttons.addWidget(self.back)
        self.column.setSpacing(dp(12))
        for widget in (self.heading, self._note, self.form, Rule(), self.questions, Rule()):
            self.column.addWidget(widget)
        self.column.addLayout(buttons)
        self.column.addStretch(1)
        self.show_checklist(None)

    def show_checklist(self, row: ChecklistRow | None) -> None:
        """The current checklist, with what was typed for it before."""
        if row is not None and row == self._row and not self._adding:
            return
        self._row, self._adding = row, row is None
        self._fill()

    def ask_new(self) -> None:
        """Ask for a checklist of another topic."""
        self._adding = True
        self._fill()
        self.title.setFocus()

    def begin_change(self) -> None:
        """Go to the questions."""
        self.questions.table.setFocus()

    def _key(self) -> int:
        """What is typed waits under the edition it follows; for a new topic under 0."""
        return 0 if self._adding or self._row is None else self._row.id

    def _stored(self) -> _Typed:
        row = None if self._adding else self._row
        if row is None:
            return _Typed("", self._desk.today().isoformat(), ())
        asked = (QuestionDraft(q.text, q.kind, q.code, q.choices, q.unit) for q in row.questions)
        return _Typed(row.title, max(self._desk.today(), row.valid_from).isoformat(), tuple(asked))

    def _fill(self) -> None:
        row, typed = None if self._adding else self._row, self._waiting.get(self._key(), self._stored())
        self.form.clear_errors()
        self.heading.setText(row.title if row else _("New checklist"))
        if row is None:
            note = _("It is asked during every visit from its day on.")
        elif row.retired_on:
            note = _("Retired on {day}; what was answered stays on record.").format(day=row.retired_on.isoformat())
        else:
            answers = ngettext("{n} answer", "{n} answers", row.answered).format(n=f"{row.answered:,}")
            note = _("Edition {n} since {day}, {answers}. Answers stay with the edition they were given to.").format(
                n=row.edition, day=row.valid_from.isoformat(), answers=answers
            )
        self._note.setText(note)
        self.title.setText(typed.title)
        self.valid_from.setText(typed.day)
        self.questions.show_questions(typed.questions)
        retired = row is not None and row.retired_on is not None
        for widget in (self.form, self.questions, self.publish):
            widget.setVisible(not retired)
        self.retire.setVisible(row is not None and not retired)
        self.back.setVisible(retired)
        self._fit()

    def _fit(self) -> None:
        dirty = self._key() in self._waiting
        self.publish.setEnabled(dirty)
        self.cancel.setVisible(dirty or (self._adding and self._row is not None))

    def _edited(self, *_what: object) -> None:
        typed = _Typed(self.title.text(), self.valid_from.text(), self.questions.questions())
        if typed == self._stored():
            self._waiting.pop(self._key(), None)
        else:
            self._waiting[self._key()] = typed
        self._fit()

    def _publish(self) -> None:
        self.form.clear_errors()
        self.questions.clear_errors()
        day = self.valid_from.value()
        if day is None:
            wrong = Invalid(N_("This is not a date."), remedy=N_("Type it like 0917."), field="valid_from")
            self.form.show_error(wrong)
            return
        row = None if self._adding else self._row
        key = self._key()
        draft = ChecklistDraft(self.title.text(), day, self.questions.questions(), row.id if row else None)
        self._desk.jobs.perform(
            publish_checklist,
            draft,
            then=lambda _id: self._published(draft, key),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: AppError) -> None:
        if not self.questions.show_error(error):
            self._desk.notices.show_error(error, self.form)

    def _published(self, draft: ChecklistDraft, key: int) -> None:
        self._waiting.pop(key, None)
        self._adding = False
        self._desk.notices.say(
            _("“{title}” is published.").format(title=draft.title.strip()),
            _("It is asked from {day} on.").format(day=draft.valid_from.isoformat()),
        )
        self._fill()

    def _leave(self) -> None:
        self._waiting.pop(self._key(), None)
        self._adding = self._row is None
        self._fill()

    def _retire(self) -> None:
        row = self._row
        if row is not None:
            self._desk.jobs.perform(
                retire_checklist, row.id, version=row.version, then=lambda _nothing: self._retired(row), owner=self
            )

    def _retired(self, row: ChecklistRow) -> None:
        self._desk.undo.offer(
            _("“{name}” retired").format(name=row.title),
            partial(self._desk.jobs.perform, bring_checklist_back, row.id, version=row.version + 1, owner=self),
        )
        self._desk.notices.say(
            _("“{title}” is asked no more; what was answered stays on record.").format(title=row.title),
            _("Undo brings it back."),
        )

    def _bring_back(self) -> None:
        if self._row is not None:
            self._desk.jobs.perform(bring_checklist_back, self._row.id, version=self._row.version, owner=self)

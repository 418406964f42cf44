"""The questions of a checklist as they are edited: a list of them, and a form for the current one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Prose, PushButton, SectionHeader
from officer_app.visits.checklists import AnswerKind, QuestionDraft

_COLUMNS: Final[tuple[Column[QuestionDraft], ...]] = (
    Column("text", N_("Question"), lambda question: Cell(question.text or "…"), 190, stretch=True),
    Column("kind", N_("Kind"), lambda question: Cell(question.kind.label, "text2", small=True), 72),
)
_SHOWN: Final = 8  # so many lines before the list scrolls


class QuestionsEdit(QWidget):
    """`changed` tells every edit. Ctrl+↑ and Ctrl+↓ move the current question, Delete takes it out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._questions: list[QuestionDraft] = []
        self._filling = False
        self.table: Table[QuestionDraft] = Table(_COLUMNS, _("Questions"), row_height=metrics.ROW, header=False)
        self.table.current_changed.connect(lambda _question: self._fill())
        self.table.opened.connect(self._to_text)
        self.add = PushButton(_("Add"), "plus", kind="quiet", height=28, name=_("Add a question"))
        self.up = PushButton(icon="arrow-up", kind="quiet", height=28, name=_("Move up"), keys="Ctrl ↑")
        self.down = PushButton(icon="arrow-down", kind="quiet", height=28, name=_("Move down"), keys="Ctrl ↓")
        self.remove = PushButton(icon="trash-2", kind="quiet", height=28, name=_("Take the question out"), keys="Del")
        for button, act in (
            (self.add, self.begin),
            (self.up, lambda: self.move_current(-1)),
            (self.down, lambda: self.move_current(1)),
            (self.remove, self.remove_current),
        ):
            button.clicked.connect(act)
        self.table.on_key("Ctrl+Up", lambda: self.move_current(-1))
        self.table.on_key("Ctrl+Down", lambda: self.move_current(1))
        self.table.on_key("Delete", self.remove_current)
        self.text = Entry(_("Question"))
        self.kind = Choice(_("Kind"), [(kind, kind.label) for kind in AnswerKind])
        self.unit = Entry(_("Unit"))
        self.choices = Prose(_("Choices"), _("one a line"), lines=9)
        self.form, self.unit_form, self.choice_form = (Form(label_width=68) for _number in range(3))
        self.form.add("text", _("Question"), self.text, needed=True)
        self.form.add("kind", _("Kind"), self.kind, needed=True)
        self.unit_form.add("unit", _("Unit"), self.unit)
        self.choice_form.add("choices", _("Choices"), self.choices, needed=True)
        self.text.textEdited.connect(self._edited)
        self.unit.textEdited.connect(self._edited)
        self.kind.activated.connect(self._edited)
        self.choices.textChanged.connect(self._edited)
        self.text.submitted.connect(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(SectionHeader(_("Questions"), "", self.add, self.up, self.down, self.remove))
        column.addWidget(self.table)
        column.addSpacing(dp(4))
        lines = QVBoxLayout()
        lines.setSpacing(dp(12))
        for form in (self.form, self.unit_form, self.choice_form):
            lines.addWidget(form)
        column.addLayout(lines)

    def questions(self) -> tuple[QuestionDraft, ...]:
        """As they are typed; one without any words is not there."""
        return tuple(question for question in self._questions if question != _BLANK)

    def show_questions(self, questions: Sequence[QuestionDraft]) -> None:
        """Edit these."""
        self._questions = list(questions) or [_BLANK]
        self._show(0)

    def begin(self) -> None:
        """Another question at the end; one that is still empty is it already."""
        if not self._questions or self._questions[-1] != _BLANK:
            self._questions.append(_BLANK)
            self._told()
        self._show(len(self._questions) - 1)
        self.text.setFocus()

    def remove_current(self) -> None:
        """Take the current question out."""
        place = self._place()
        if 0 <= place < len(self._questions):
            del self._questions[place]
            self._questions = self._questions or [_BLANK]
            self._show(min(place, len(self._questions) - 1))
            self._told()

    def move_current(self, by: int) -> None:
        """Move the current question up or down."""
        place = self._place()
        if 0 <= place < len(self._questions) and 0 <= place + by < len(self._questions):
            self._questions.insert(place + by, self._questions.pop(place))
            self._show(place + by)
            self._told()

    def show_error(self, error: AppError) -> bool:
        """Show it at the question it names; False if it names none."""
        name, _dot, place = (error.field or "").partition(".")
        if name != "question" or not place.isdigit():
            return False
        written = [number for number, question in enumerate(self._questions) if question != _BLANK]
        self._show(written[int(place)] if int(place) < len(written) else max(len(self._questions) - 1, 0))
        about_choices = self.kind.value() is AnswerKind.CHOICE and bool(self.text.text().strip())
        error.field = "choices" if about_choices else "text"
        return (self.choice_form if about_choices else self.form).show_error(error)

    def clear_errors(self) -> None:
        """Take back what was said at the questions."""
        for form in (self.form, self.unit_form, self.choice_form):
            form.clear_errors()

    def _to_text(self, _question: object) -> None:
        self.text.setFocus()

    def _place(self) -> int:
        return self.table.currentIndex().row()

    def _show(self, place: int) -> None:
        self._filling = True
        self.table.show_rows(self._questions)
        self.table.set_current(place)
        self._filling = False
        # As high as its lines, so that the form stands right below.
        rows = min(len(self._questions), _SHOWN)
        self.table.setFixedHeight(dp(metrics.ROW) * rows + 2)
        self._fill()

    def _fill(self) -> None:
        if self._filling or not 0 <= self._place() < len(self._questions):
            return
        self._filling = True
        question = self._questions[self._place()]
        self.text.setText(question.text)
        self.kind.set_value(question.kind)
        # Answers under one code are counted together.
        self.kind.setEnabled(not question.code)
        self.kind.setToolTip(_("A question that was asked already keeps its kind.") if question.code else "")
        self.unit.setText(question.unit)
        self.choices.setPlainText("\n".join(question.choices))
        self._filling = False
        self.clear_errors()
        self._fit()

    def _fit(self) -> None:
        self.unit_form.setVisible(self.kind.value() is AnswerKind.NUMBER)
        self.choice_form.setVisible(self.kind.value() is AnswerKind.CHOICE)
        self.up.setEnabled(self._place() > 0)
        self.down.setEnabled(self._place() < len(self._questions) - 1)

    def _edited(self, *_what: object) -> None:
        place = self._place()
        if self._filling or not 0 <= place < len(self._questions):
            return
        kind = self.kind.value()
        assert isinstance(kind, AnswerKind)
        self._questions[place] = replace(
            self._questions[place],
            text=self.text.text(),
            kind=kind,
            unit=self.unit.text() if kind is AnswerKind.NUMBER else "",
            choices=tuple(self.choices.toPlainText().splitlines()) if kind is AnswerKind.CHOICE else (),
        )
        self._filling = True
        self.table.show_rows(self._questions)
        self._filling = False
        self._fit()
        self._told()

    def _told(self) -> None:
        self._fit()
        self.changed.emit()


_BLANK: Final = QuestionDraft("", AnswerKind.YES_NO)

"""The questions of a checklist as they are edited: a list of them, and a form for the current one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.ui.administration.ordered import OrderedEdit
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.table import Column
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Prose
from officer_app.visits.checklists import AnswerKind, QuestionDraft

_COLUMNS: Final[tuple[Column[QuestionDraft], ...]] = (
    Column("text", N_("Question"), lambda question: Cell(question.text or "…"), 190, stretch=True),
    Column("kind", N_("Kind"), lambda question: Cell(question.kind.label, "text2", small=True), 72),
)
_BLANK: Final = QuestionDraft("", AnswerKind.YES_NO)


class QuestionsEdit(OrderedEdit[QuestionDraft]):
    """The questions; there is always one to be typed."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, _("Questions"), add=_("Add a question"), remove=_("Take the question out"))
        self.table.opened.connect(self._to_text)
        self.text = Entry(_("Question"))
        self.kind = Choice(_("Kind"), [(kind, kind.label) for kind in AnswerKind])
        self.unit = Entry(_("Unit"))
        self.choices = Prose(_("Choices"), _("one a line"), lines=9)
        self.form, self.unit_form, self.choice_form = (Form(label_width=68) for _number in range(3))
        self.form.add("text", _("Question"), self.text, needed=True)
        self.form.add("kind", _("Kind"), self.kind, needed=True)
        self.unit_form.add("unit", _("Unit"), self.unit)
        self.choice_form.add("choices", _("Choices"), self.choices, needed=True)
        self.text.textEdited.connect(self.edited)
        self.unit.textEdited.connect(self.edited)
        self.kind.activated.connect(self.edited)
        self.choices.textChanged.connect(self.edited)
        self.text.submitted.connect(self.begin)
        lines = QVBoxLayout()
        lines.setSpacing(dp(12))
        for form in (self.form, self.unit_form, self.choice_form):
            lines.addWidget(form)
        self.column.addLayout(lines)

    def questions(self) -> tuple[QuestionDraft, ...]:
        """As they are typed; one without any words is not there."""
        return tuple(question for question in self.lines if question != _BLANK)

    def show_questions(self, questions: Sequence[QuestionDraft]) -> None:
        """Edit these."""
        self.put(questions or [_BLANK])

    def begin(self) -> None:
        """Another question at the end; one that is still empty is it already."""
        added = not self.lines or self.lines[-1] != _BLANK
        if added:
            self.lines.append(_BLANK)
        self.show_at(len(self.lines) - 1)
        if added:
            self.told()
        self.text.setFocus()

    def remove_current(self) -> None:
        if len(self.lines) == 1 and self.place() == 0:
            self.lines.append(_BLANK)
        super().remove_current()

    def show_error(self, error: AppError) -> bool:
        """Show it at the question it names; False if it names none."""
        name, _dot, place = (error.field or "").partition(".")
        if name != "question" or not place.isdigit():
            return False
        written = [number for number, question in enumerate(self.lines) if question != _BLANK]
        self.show_at(written[int(place)] if int(place) < len(written) else max(len(self.lines) - 1, 0))
        about_choices = self.kind.value() is AnswerKind.CHOICE and bool(self.text.text().strip())
        error.field = "choices" if about_choices else "text"
        return (self.choice_form if about_choices else self.form).show_error(error)

    def clear_errors(self) -> None:
        """Take back what was said at the questions."""
        for form in (self.form, self.unit_form, self.choice_form):
            form.clear_errors()

    def _to_text(self, _question: object) -> None:
        self.text.setFocus()

    def fill(self, line: QuestionDraft) -> None:
        self.text.setText(line.text)
        self.kind.set_value(line.kind)
        # Answers under one code are counted together.
        self.kind.setEnabled(not line.code)
        self.kind.setToolTip(_("A question that was asked already keeps its kind.") if line.code else "")
        self.unit.setText(line.unit)
        self.choices.setPlainText("\n".join(line.choices))
        self.clear_errors()

    def fit(self, place: int) -> None:
        super().fit(place)
        self.unit_form.setVisible(self.kind.value() is AnswerKind.NUMBER)
        self.choice_form.setVisible(self.kind.value() is AnswerKind.CHOICE)

    def edit(self, line: QuestionDraft) -> QuestionDraft:
        kind = self.kind.value()
        assert isinstance(kind, AnswerKind)
        return replace(
            line,
            text=self.text.text(),
            kind=kind,
            unit=self.unit.text() if kind is AnswerKind.NUMBER else "",
            choices=tuple(self.choices.toPlainText().splitlines()) if kind is AnswerKind.CHOICE else (),
        )

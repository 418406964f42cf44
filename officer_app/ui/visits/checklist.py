"""The questions of the checklists beside a visit: folded by topic, answered by keys, counted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final  # Any: a kept draft is JSON of any shape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import _
from officer_app.ui.form import read_number
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, PushButton, Rule, SectionHeader, Segment, Segmented, Text, clear
from officer_app.visits.answers import AnswerKind, AnswerRow, AnswerValue, ItemAnswer, Question
from officer_app.visits.checklists import ChecklistRow

_KEYS: Final = {"y": "yes", "1": "yes", "是": "yes", "n": "no", "0": "no", "否": "no"}
_CLEARS: Final = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class _YesNo(Segmented):
    """Yes, no or nothing yet; Y and N answer, Backspace takes the answer back."""

    def __init__(self, name: str) -> None:
        segments = [Segment("", "–"), Segment("yes", _("Yes")), Segment("no", _("No"))]
        super().__init__(segments, name, "", height=metrics.SMALL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (answer := _KEYS.get(event.text().lower())) is not None:
            self._answer(answer)
        elif event.key() in _CLEARS:
            self._answer("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _answer(self, value: str) -> None:
        self.choose(value)
        self.chosen_button().setFocus(Qt.FocusReason.TabFocusReason)


class _Asked(QWidget):
    """One question and the control of its kind."""

    changed = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.control = self._made()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(8))
        line.addWidget(self.control)
        if question.unit:
            line.addWidget(Text(question.unit, "caption", "text2"))
        if question.kind in (AnswerKind.NUMBER, AnswerKind.YES_NO):
            line.addStretch(1)
        words = Text(question.text, "body", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, dp(4))
        column.setSpacing(dp(4))
        column.addWidget(words)
        column.addWidget(row)
        self._trouble = Text("", "caption", "danger", wrap=True)
        self._trouble.hide()
        column.addWidget(self._trouble)

    def typed(self) -> object:
        """The answer as it stands there; None for none."""
        if isinstance(self.control, _YesNo):
            return {"yes": True, "no": False}.get(self.control.value())
        if isinstance(self.control, Choice):
            return self.control.value() or None
        assert isinstance(self.control, Entry)
        return self.control.text().strip() or None

    def show_typed(self, value: object) -> None:
        """Put an answer back."""
        if isinstance(self.control, _YesNo):
            self.control.set_value({True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else "")
        elif isinstance(self.control, Choice):
            self.control.set_value(value or "")
        else:
            assert isinstance(self.control, Entry)
            self.control.setText("" if value is None else str(value))

    def value(self) -> AnswerValue | None:
        """The answer as it is stored. Raises Invalid for what is no number."""
        typed = self.typed()
        if self.question.kind is AnswerKind.NUMBER and isinstance(typed, str):
            return read_number(typed, f"answer.{self.question.item_id}")
        return typed if isinstance(typed, bool | str) else None

    def say(self, words: str) -> None:
        """What is wrong with the answer."""
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))
        self.control.setAccessibleDescription(words)

    def said(self) -> str:
        """What stands below the answer."""
        return self._trouble.text()

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return isinstance(self.control, Entry) and self.control.composing()

    def _made(self) -> QWidget:
        name = self.question.text
        if self.question.kind is AnswerKind.YES_NO:
            control = _YesNo(name)
            control.chosen.connect(self._edited)
            return control
        if self.question.kind is AnswerKind.CHOICE:
            choice = Choice(name, [("", "–"), *((words, words) for words in self.question.choices)])
            choice.activated.connect(self._edited)
            return choice
        entry = Entry(name)
        if self.question.kind is AnswerKind.NUMBER:
            entry.setFixedWidth(dp(96))
            entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        entry.textChanged.connect(self._edited)
        entry.submitted.connect(entry.focusNextChild)
        return entry

    def _edited(self, *_what: object) -> None:
        self.say("")
        self.changed.emit()


class _Fold(QWidget):
    """A topic: a line with its count, which opens and closes its questions."""

    def __init__(self, topic: ChecklistRow) -> None:
        super().__init__()
        self.topic = topic
        self.asked = [_Asked(question) for question in topic.questions]
        self.head = PushButton(topic.title, "chevron-right", kind="quiet", height=metrics.SMALL)
        self.head.clicked.connect(lambda: self.unfold(not self.is_open()))
        self._count = Text("", "caption", "text2")
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        line.addWidget(self.head)
        line.addStretch(1)
        line.addWidget(self._count)
        self._inner = QWidget()
        questions = QVBoxLayout(self._inner)
        questions.setContentsMargins(dp(8), dp(2), 0, dp(4))
        questions.setSpacing(dp(6))
        for asked in self.asked:
            questions.addWidget(asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self._inner)
        self.unfold(False)

    def is_open(self) -> bool:
        """Whether its questions are in view."""
        return not self._inner.isHidden()

    def unfold(self, wanted: bool) -> None:
        """Show its questions, or hide them."""
        self._inner.setVisible(wanted)
        self.head.set_icon("chevron-down" if wanted else "chevron-right")
        said = _("{topic}, open") if wanted else _("{topic}, folded")
        self.head.setAccessibleName(said.format(topic=self.topic.title))

    def count(self) -> int:
        """How many are answered; said at the right."""
        done = sum(asked.typed() is not None for asked in self.asked)
        self._count.setText(_("{n} of {all}").format(n=done, all=len(self.asked)))
        self._count.set_tone("ok" if done == len(self.asked) else "text2")
        return done


class ChecklistPart(QWidget):
    """All topics. `changed` tells each edit."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folds: list[_Fold] = []
        self._answers: dict[str, Any] = {}
        self._stored: dict[str, AnswerValue] = {}
        self._count = Text("", "caption", "text2")
        self._header = SectionHeader(_("Not to forget"), "", self._count)
        self._list = QVBoxLayout()
        self._list.setSpacing(dp(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(6))
        column.addWidget(self._header)
        column.addLayout(self._list)
        column.addWidget(Rule())
        self.hide()

    def ask(self, topics: Sequence[ChecklistRow]) -> None:
        """Ask these; answers given already stay."""
        if [fold.topic for fold in self.folds] == list(topics):
            return
        self._answers = self.payload()
        clear(self._list)
        self.folds = [_Fold(topic) for topic in topics]
        for fold in self.folds:
            self._list.addWidget(fold)
            for asked in fold.asked:
                asked.changed.connect(self._edited)
        self.fill(self._answers)
        self.setVisible(bool(self.folds))

    def know(self, rows: Sequence[AnswerRow]) -> None:
        """What was answered before; an answer whose question is not asked here stays as it is."""
        self._stored = {str(row.question.item_id): row.value for row in rows}

    def go_on(self) -> None:
        """To the first question that is not answered, its topic unfolded; to the first of all if none is."""
        for fold in self.folds:
            for asked in fold.asked:
                if asked.typed() is None:
                    self._go_to(fold, asked)
                    return
        if self.folds and self.folds[0].asked:
            self._go_to(self.folds[0], self.folds[0].asked[0])

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return any(asked.composing() for asked in self._asked())

    def payload(self) -> dict[str, Any]:
        """What is answered, as it was typed, by question; of questions that are not asked here, too."""
        shown = {str(asked.question.item_id): asked.typed() for asked in self._asked()}
        return {key: value for key, value in {**self._answers, **shown}.items() if value is not None}

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Put kept answers back; topics begun and not finished are unfolded."""
        self._answers = dict(answers)
        for fold in self.folds:
            for asked in fold.asked:
                asked.show_typed(self._answers.get(str(asked.question.item_id)))
            fold.unfold(0 < fold.count() < len(fold.asked))
        self._tell()

    def answers(self) -> tuple[ItemAnswer, ...]:
        """What is answered; ask `mistakes` first."""
        shown = [asked.question.item_id for asked in self._asked()]
        given = [(asked.question.item_id, asked.value()) for asked in self._asked()]
        given += [(int(key), value) for key, value in self._stored.items() if int(key) not in shown]
        return tuple(ItemAnswer(key, value) for key, value in given if value is not None)

    def mistakes(self) -> list[Invalid]:
        """What is no number."""
        found = []
        for asked in self._asked():
            try:
                asked.value()
            except Invalid as error:
                found.append(error)
        return found

    def questions(self) -> dict[str, str]:
        """The words of the questions, by the key of their answer."""
        return {str(asked.question.item_id): asked.question.text for asked in self._asked()}

    def show_error(self, error: AppError) -> bool:
        """Say what is wrong beside the question it names; False for another one."""
        for fold in self.folds:
            for asked in fold.asked:
                if error.field == f"answer.{asked.question.item_id}":
                    asked.say(str(error))
                    self._go_to(fold, asked)
                    return True
        return False

    def _go_to(self, fold: _Fold, asked: _Asked) -> None:
        fold.unfold(True)
        control = asked.control
        (control.chosen_button() if isinstance(control, _YesNo) else control).setFocus(Qt.FocusReason.TabFocusReason)

    def _asked(self) -> list[_Asked]:
        return [asked for fold in self.folds for asked in fold.asked]

    def _edited(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        done, of = sum(fold.count() for fold in self.folds), len(self._asked())
        self._count.setText(_("{n} of {all}").format(n=done, all=of))


def answers_payload(rows: Sequence[AnswerRow]) -> dict[str, Any]:
    """The answers of a stored visit, as a kept draft holds them."""
    return {str(row.question.item_id): _as_typed(row.value) for row in rows}


def _as_typed(value: AnswerValue) -> object:
    # 12.00 as it was typed: 12.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value

"""The way in with the recovery paper: both halves typed or pasted, then a one-time code for an administrator."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.core.recovery import GROUPS, sheet_of
from officer_app.i18n import N_, _
from officer_app.people.codes import IssuedCode
from officer_app.ui.form import Form
from officer_app.ui.outside import Outside
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, ErrorBar, Link, Prose, PushButton, Steps, Text

_PAUSE: Final = 400  # milliseconds


class RecoveryView(Outside):
    """Three steps: `halves_typed(first, second)` → `ask_whom`, `person_chosen(name)` → `show_code`, `went_on()`.

    `failed` says what is wrong with the step in view; `left()` at any time. Nothing typed here is kept anywhere.
    """

    halves_typed = Signal(str, str)
    person_chosen = Signal(str)
    went_on = Signal()
    left = Signal()

    def __init__(self, place: str) -> None:
        super().__init__(place, "", width=620)
        self.setAccessibleName(_("Recovery"))
        self.error_bar = ErrorBar(closable=False)
        self._parts = (self._halves(), self._whom(), self._code())
        self._steps = Steps(*self._parts)
        leave = Link(_("Back to the sign-in"))
        leave.clicked.connect(self.left)
        self.put_bar(self.error_bar)
        self.card.addWidget(self._steps)
        self.card.addSpacing(dp(12))
        ways = QHBoxLayout()
        ways.addWidget(leave)
        ways.addStretch(1)
        self.card.addLayout(ways)
        self.below.setText(_("Each half lies with somebody else; neither opens anything alone."))
        self.setFocusProxy(self.first)

    def ask_whom(self, administrators: Sequence[str]) -> None:
        """The paper is right: which administrator is to be let in?"""
        self._go.set_reason("")
        self.error_bar.clear()
        for line in (self.first, self.second):
            line.clear()
        self.person.set_choices(
            [(name, name) for name in administrators], administrators[0] if administrators else None
        )
        self._steps.show_step(self._parts[1])
        self.person.setFocus()

    def show_code(self, issued: IssuedCode) -> None:
        """The code with which that administrator signs in once and chooses a password."""
        self.error_bar.clear()
        self._whose.setText(_("One-time code for {name}").format(name=issued.name))
        self.code.setText(issued.code)
        self._steps.show_step(self._parts[2])
        self._on.setFocus()

    def failed(self, error: AppError) -> None:
        """Say what is wrong, beside the half where it is one's."""
        self._go.set_reason("")
        self._let_in.set_reason("")
        if not self.form.show_error(error):
            self.error_bar.say(error.cause, error.next_step)

    def _halves(self) -> QWidget:
        step, column = _step()
        column.addWidget(Text(_("Open the office with the recovery paper"), "record"))
        words = _(
            "For when no administrator can sign in any more. Type both halves as they stand on the sheets: capitals or "
            "not, with or without dashes; O and 0, I, L and 1 are not told apart."
        )
        column.addWidget(Text(words, "body", "text2", wrap=True))
        self.first, self.second = _Half(_("First half")), _Half(_("Second half"))
        self.form = Form(label_width=72)
        for number, (name, line) in enumerate((("first", self.first), ("second", self.second)), 1):
            holder, told = QVBoxLayout(), Text("", "caption", "text2", wrap=True)
            holder.setSpacing(dp(3))
            holder.addWidget(line)
            holder.addWidget(told)
            self.form.add_row(line.accessibleName(), {name: line}, holder)
            line.watch(number, told)
        column.addWidget(self.form)
        self._go = PushButton(_("Open the office"), "lock-open", kind="primary", keys="Ctrl Enter")
        self._go.setShortcut("Ctrl+Return")
        self._go.clicked.connect(self._send)
        column.addLayout(_at_left(self._go))
        return step

    def _whom(self) -> QWidget:
        step, column = _step()
        column.addWidget(Text(_("The paper is right"), "record"))
        words = _(
            "Choose the administrator who is to sign in again. They get a one-time code; that the paper was used, and "
            "for whom, stays in the audit trail."
        )
        column.addWidget(Text(words, "body", "text2", wrap=True))
        self.person = Choice(_("Administrator"), [])
        form = Form(label_width=72)
        form.add("name", _("Administrator"), self.person)
        column.addWidget(form)
        self._let_in = PushButton(_("Make a one-time code"), "key-round", kind="primary")
        self._let_in.clicked.connect(self._choose)
        column.addLayout(_at_left(self._let_in))
        return step

    def _code(self) -> QWidget:
        step, column = _step()
        self._whose = Text("", "record")
        self.code = Text("", "figure")
        words = _(
            "Sign in with this code in place of the password and choose a new one. Then print a new recovery paper: "
            "this one has been seen by both its keepers."
        )
        column.addWidget(self._whose)
        column.addWidget(self.code)
        column.addWidget(Text(words, "body", "text2", wrap=True))
        self._on = PushButton(_("Sign in"), kind="primary")
        self._on.clicked.connect(self._leave)
        column.addLayout(_at_left(self._on))
        return step

    def _send(self) -> None:
        self.error_bar.clear()
        errors: list[AppError] = []
        for name, line in (("first", self.first), ("second", self.second)):
            if not line.toPlainText().strip():
                errors.append(Invalid(N_("This is needed."), field=name))
        self.form.show_errors(errors)
        if not errors and self._go.isEnabled():
            self._go.set_reason(_("One moment…"))
            self.halves_typed.emit(self.first.toPlainText(), self.second.toPlainText())

    def _choose(self) -> None:
        if isinstance(name := self.person.value(), str):
            self._let_in.set_reason(_("One moment…"))
            self.person_chosen.emit(name)

    def _leave(self) -> None:
        self.code.setText("")
        self.went_on.emit()


class _Half(Prose):
    """Some lines for a half; it says whether what stands in it is one."""

    def __init__(self, name: str) -> None:
        super().__init__(name, _("13 groups of 5 signs"), lines=3)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._number = 1
        self._told: Text | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.look)
        self.textChanged.connect(self._soon.start)

    def watch(self, number: int, told: Text) -> None:
        """It is this half; say how it stands there."""
        self._number, self._told = number, told
        self.look()

    def look(self) -> None:
        """Say how many groups are there, whether the half is whole, and which group is mistyped."""
        if self._told is None:
            return
        typed = self.toPlainText()
        signs = sum(character.isalnum() for character in typed)
        words, well = _("{n} of {all} groups").format(n=signs // 5, all=GROUPS), False
        if signs >= GROUPS * 5:
            try:
                words, well = _("This half is whole: sheet {number}").format(number=sheet_of(typed, self._number)), True
            except Invalid as error:
                words = error.cause
        self._told.setText(words)
        self._told.set_tone("ok" if well else "danger" if signs >= GROUPS * 5 else "text2")


def _step() -> tuple[QWidget, QVBoxLayout]:
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(dp(14))
    return step, column


def _at_left(button: PushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row

"""What the form of every step is made of: title, fields, the consequence in words, the button."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any  # Any: use cases take what they take

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.ui.form import Form
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, Prose, PushButton, SectionHeader, Text


@dataclass(frozen=True)
class Call:
    """A use case ready to be performed, and what is said when it has been.

    `versioned` ones take the version of the case as it was read.
    """

    use_case: Callable[..., Any]
    arguments: tuple[Any, ...]
    said: str
    named: dict[str, Any] = field(default_factory=dict)
    versioned: bool = True


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
            keys="Ctrl Enter",
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

    def take_keyboard(self) -> None:
        """The first field gets the focus."""
        fields = (
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isEnabled()
            and not isinstance(widget, PushButton)
        )
        first = next(fields, None)
        if first is not None:
            first.setFocus()

    def confirm(self) -> bool:
        """Hand the step over by key; not in the middle of a word of an input method, nor while it is being saved."""
        fields: tuple[Entry | Prose, ...] = (*self.findChildren(Entry), *self.findChildren(Prose))
        if not self.submit_button.isEnabled() or any(field.composing() for field in fields):
            return False
        self.submit()
        return True

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

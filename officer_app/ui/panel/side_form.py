"""What the forms beside a meeting are made of: title, fields, consequence in words, the button."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, Prose, PushButton, SectionHeader, Text


class SideForm(QWidget):
    """`done` carries what the use case answered, `left` says that the form was closed without."""

    done = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, title: str, button: str, *, ends: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self.form = Form(labels_above=True)
        # Where one begins to type.
        self.first: QWidget = self
        self.setAccessibleName(title)
        close = PushButton(icon="x", kind="quiet", height=28, name=_("Close the form"), keys="Esc")
        close.clicked.connect(self.left)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(dp(8))
        self.column.addWidget(SectionHeader(title, "", close))
        self.column.addWidget(self.form)
        self.button = PushButton(
            button,
            kind="danger" if ends else "primary",
            height=metrics.DECISION,
            deliberate=True,
            wide=True,
            keys="Ctrl Enter",
        )
        self.button.clicked.connect(self.submit)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            send = QShortcut(QKeySequence(keys), self, context=context)
            # Held down, it confirms once.
            send.setAutoRepeat(False)
            send.activated.connect(self._confirm)

    def begin(self) -> None:
        """The form has come into view."""
        self.show()
        self.first.setFocus()
        if isinstance(self.first, Entry):
            self.first.selectAll()

    def _confirm(self) -> None:
        """By key; not in the middle of a word of an input method."""
        fields: tuple[Entry | Prose, ...] = (*self.findChildren(Entry), *self.findChildren(Prose))
        if not any(field.composing() for field in fields):
            self.submit()

    def end(self) -> None:
        """Put the button below what has been added."""
        self.column.addSpacing(dp(4))
        self.column.addWidget(self.button)
        self.column.addWidget(
            Text(_("Enter does nothing here; press the button or Ctrl+Enter."), "caption", "text3", wrap=True)
        )

    def say(self, words: str, tone: str = "text2") -> Text:
        """A consequence in words."""
        text = Text(words, "caption", tone, wrap=True)  # type: ignore[arg-type] # a tone by its name
        self.column.addWidget(text)
        return text

    def submit(self) -> None:
        """Check what was typed and perform it; subclasses do."""
        raise AssertionError("every form says what it does")

    def perform(self, use_case: Callable[..., object], *arguments: object, **named: object) -> None:
        """Perform a use case; trouble is shown beside its field, else by the window."""
        if not self.button.isEnabled():
            return
        self.form.clear_errors()
        self.button.set_reason(_("Being saved"))
        self.desk.jobs.perform(use_case, *arguments, then=self._ended, failed=self._failed, owner=self, **named)

    def _ended(self, answer: object) -> None:
        self.button.set_reason("")
        self.done.emit(answer)

    def _failed(self, error: AppError) -> None:
        self.button.set_reason("")
        if not self.form.show_error(error):
            self.desk.notices.show_error(error, self)

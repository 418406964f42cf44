"""What is masked, the identity number and the pay: whole for half a minute to whoever says what for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.clipboard import copy_briefly
from officer_app.ui.page import Desk
from officer_app.ui.revealing import PurposeAsk, Unmasked
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Link, PushButton, Text


class IdentityFact(QWidget):
    """`reveal_wanted` carries the purpose; the page answers with `show_whole` or `show_error`.

    `masked_again` says that the time is over.
    """

    reveal_wanted = Signal(str)
    masked_again = Signal()

    def __init__(self, desk: Desk, title: str | None = None, *, within: bool = False) -> None:
        """`title` stands above it, that of the identity number without one; `within` facts it has none."""
        super().__init__()
        title = _("Identity number") if title is None else title
        self._masked = ""
        self._may_reveal = False
        self.unmasked = Unmasked(self)
        self.unmasked.ticked.connect(self._say_left)
        self.unmasked.ended.connect(self.hide_number)
        self.number = Text("", "body") if within else Text("", "section", weight=500)
        self.copy = PushButton(icon="copy", kind="quiet", height=24, name=_("Copy the number"))
        self.copy.clicked.connect(lambda: copy_briefly(self.number.text()))
        self.note = Text("", "caption", "text2", wrap=True)
        self.ask = Link(_("Show, with a purpose"))
        self.ask.clicked.connect(self.ask_purpose)
        self.question = PurposeAsk(desk, _("Purpose of showing: {what}").format(what=title))
        self.question.submitted.connect(self._submit)
        self.purpose = self.question.text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(2))
        if not within:
            column.addWidget(Text(title, "caption", "text2"))
        line = QHBoxLayout()
        line.setSpacing(dp(4))
        line.addWidget(self.number)
        line.addWidget(self.copy)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.question)
        column.addWidget(self.note)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.hide_number()

    def show_masked(self, masked: str, *, may_reveal: bool) -> None:
        """Show the number as the page may show it."""
        self._may_reveal = may_reveal
        if masked != self._masked:
            self._masked = masked
            self.hide_number()
        self.ask.setVisible(may_reveal and self.question.isHidden() and not self.unmasked.left)

    def show_whole(self, number: str) -> None:
        """Show it whole; it is masked again by itself."""
        self.question.clear()
        self.question.hide()
        self.ask.hide()
        self.number.setText(number)
        self.copy.show()
        self.copy.setFocus()
        self.unmasked.begin(self.question.seconds)

    def show_error(self, error: AppError) -> bool:
        """Show why it is not shown."""
        self.note.set_tone("danger")
        self.note.setText(error.cause)
        self.note.show()
        return True

    def ask_purpose(self) -> None:
        """Ask what the number is needed for."""
        self.ask.hide()
        self.question.begin()

    def hide_number(self) -> None:
        """Hide the number again."""
        if self.unmasked.left:
            self.unmasked.end()
            return
        had_focus = self.copy.hasFocus()
        self.number.setText(self._masked)
        self.copy.hide()
        self.question.clear()
        self.question.hide()
        self.note.hide()
        self.ask.setVisible(self._may_reveal)
        if had_focus:
            # What had the focus is gone; it must not fall to something else in the window.
            self.ask.setFocus()
        self.masked_again.emit()

    def _submit(self) -> None:
        self.reveal_wanted.emit(self.question.purpose())

    def _say_left(self, seconds: int) -> None:
        self.note.set_tone("text2")
        self.note.setText(_("Masked again in {n} s; the look is on record").format(n=seconds))
        self.note.show()

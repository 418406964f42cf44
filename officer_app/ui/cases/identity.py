"""What is masked, the identity number and the income: whole for half a minute to whoever says what for."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, Link, PushButton, Text

SECONDS: Final = 30


class IdentityFact(QWidget):
    """`reveal_wanted` carries the purpose; the page answers with `show_whole` or `show_error`."""

    reveal_wanted = Signal(str)

    def __init__(self, title: str | None = None, *, within: bool = False) -> None:
        """`title` stands above it, that of the identity number without one; `within` facts it has none."""
        super().__init__()
        title = _("Identity number") if title is None else title
        self._masked = ""
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.number = Text("", "body") if within else Text("", "section", weight=500)
        self.note = Text("", "caption", "text2")
        self.ask = Link(_("Show, with a purpose"))
        self.ask.clicked.connect(self.ask_purpose)
        self.purpose = Entry(_("Purpose of showing: {what}").format(what=title), _("what for"))
        self.purpose.submitted.connect(self._submit)
        self._show = PushButton(_("Show"), height=metrics.SMALL)
        self._show.clicked.connect(self._submit)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(4))
        line.addWidget(self.purpose, 1)
        line.addWidget(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(2))
        if not within:
            column.addWidget(Text(title, "caption", "text2"))
        column.addWidget(self.number)
        column.addWidget(self._line)
        column.addWidget(self.note)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.hide_number()

    def show_masked(self, masked: str, *, may_reveal: bool) -> None:
        """Show the number as the page may show it."""
        if masked != self._masked:
            self._masked = masked
            self.hide_number()
        self.ask.setVisible(may_reveal and self._line.isHidden() and not self._left)

    def show_whole(self, number: str) -> None:
        """Show it whole; it is masked again by itself."""
        self.purpose.clear()
        self._line.hide()
        self.number.setText(number)
        self._left = SECONDS
        self._timer.start()
        self._say_left()

    def show_error(self, error: AppError) -> bool:
        """Show why it is not shown."""
        self.note.set_tone("danger")
        self.note.setText(error.cause)
        self.note.show()
        return True

    def ask_purpose(self) -> None:
        """Ask what the number is needed for."""
        self.ask.hide()
        self._line.show()
        self.purpose.setFocus()

    def hide_number(self) -> None:
        """Hide the number again."""
        self._timer.stop()
        self._left = 0
        self.number.setText(self._masked)
        self.purpose.clear()
        self._line.hide()
        self.note.hide()
        self.ask.show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hide_number()

    def _submit(self) -> None:
        self.reveal_wanted.emit(self.purpose.text().strip())

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_number()
        else:
            self._say_left()

    def _say_left(self) -> None:
        self.note.set_tone("text2")
        self.note.setText(_("Masked again in {n} s; the look is on record").format(n=self._left))
        self.note.show()

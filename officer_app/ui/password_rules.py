"""The rules of a password beside the line it is chosen in: each is ticked while one types."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.login import PasswordLine
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, Text

# Until the office's own figure is known; the use case has the last word.
USUAL_LEAST: Final = 10
_PAUSE: Final = 120  # milliseconds


class PasswordRules(QWidget):
    """Watches a new password and its repetition; `errors()` when it is to be sent."""

    def __init__(self, new: PasswordLine, again: PasswordLine, least: int = USUAL_LEAST) -> None:
        super().__init__()
        self._new, self._again, self._least = new, again, least
        self._icons: list[Icon] = []
        self._words: list[Text] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(dp(6))
        grid.setVerticalSpacing(dp(4))
        grid.setColumnStretch(1, 1)
        for row in range(3):
            icon, words = Icon("circle", "text3", metrics.ICON_CAPTION), Text("", "caption", "text2")
            grid.addWidget(icon, row, 0)
            grid.addWidget(words, row, 1)
            self._icons.append(icon)
            self._words.append(words)
        hint = Text(_("A short sentence is easy to remember and hard to guess."), "caption", "text2", wrap=True)
        grid.addWidget(hint, 3, 0, 1, 2)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.look)
        for line in (new, again):
            line.textChanged.connect(self._soon.start)
        self.look()

    def know(self, least: int) -> None:
        """The office asks for so many characters."""
        self._least = least
        self.look()

    def kept(self) -> tuple[bool, bool, bool]:
        """Whether each rule is kept by what is typed: long enough, not a common one, typed twice alike."""
        new = self._new.text()
        return len(new) >= self._least, bool(new) and not _is_common(new), bool(new) and new == self._again.text()

    def look(self) -> None:
        """Tick what is kept by now."""
        words = (
            _("At least {least} characters").format(least=self._least),
            _("None of those that are guessed first"),
            _("Typed twice alike"),
        )
        for icon, label, said, kept in zip(self._icons, self._words, words, self.kept(), strict=True):
            icon.show_icon("circle-check" if kept else "circle", "ok" if kept else "text3")
            label.setText(said)
            label.set_tone("text" if kept else "text2")
            label.setAccessibleName(f"{said}：{_('kept') if kept else _('not yet')}")

    def errors(self, field: str = "password", again: str = "again") -> list[AppError]:
        """What forbids sending it: nothing typed, or two that differ. The rest the office says itself."""
        if not self._new.text():
            return [Invalid(N_("This is needed."), field=field)]
        if self._new.text() != self._again.text():
            return [Invalid(N_("The two passwords differ."), field=again)]
        return []


def _is_common(password: str) -> bool:
    # The list is read when somebody types, not when the program starts.
    from officer_app.people.password_rules import is_common

    return is_common(password)

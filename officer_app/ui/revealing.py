"""What every number that is shown whole has in common: it is asked for with a purpose, and masked again by itself.

`Unmasked` is the half minute; it ends as well when the page is left, when the program is locked, and when somebody
works in another program for a while. `PurposeAsk` is where the purpose is chosen, or said.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.people.revealing import RevealTerms, reveal_terms
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, PushButton

# Seconds in another program after which a number is masked.
AWAY: Final = 5


class Unmasked(QObject):
    """The time in which `owner` shows something whole: `ticked` says the seconds left, `ended` that it is over."""

    ticked = Signal(int)
    ended = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.left = 0
        self._owner = owner
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(AWAY * 1000)
        self._away.timeout.connect(self.end)

    def begin(self, seconds: int) -> None:
        """It is shown now."""
        if not self.left:
            self._owner.installEventFilter(self)
            application = QGuiApplication.instance()
            if isinstance(application, QGuiApplication):
                application.applicationStateChanged.connect(self._moved, Qt.ConnectionType.UniqueConnection)
        self.left = seconds
        self._second.start()
        self.ticked.emit(self.left)

    def tick(self) -> None:
        """A second has passed."""
        self.left -= 1
        if self.left <= 0:
            self.end()
        else:
            self.ticked.emit(self.left)

    def end(self) -> None:
        """Mask it now."""
        self._second.stop()
        self._away.stop()
        self._owner.removeEventFilter(self)
        self.left = 0
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and self.left:
            self.end()
        return super().eventFilter(watched, event)

    def _moved(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive or not self.left:
            self._away.stop()
        elif not self._away.isActive():
            self._away.start()


class PurposeAsk(QWidget):
    """What a number is needed for: one of the office's purposes, words of one's own, or both; `submitted` when said."""

    submitted = Signal()

    def __init__(self, desk: Desk, name: str, placeholder: str = "", words: str = "", icon: str = "") -> None:
        super().__init__()
        self._desk = desk
        self.seconds = RevealTerms().seconds
        self.usual = Choice(_("Usual purposes"), [("", _("Choose what for…"))])
        self.text = Entry(name, placeholder or _("more about it"))
        self.text.submitted.connect(self.submitted)
        self.show_button = PushButton(words or _("Show"), icon or None, height=metrics.SMALL)
        self.show_button.clicked.connect(self.submitted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        column.addWidget(self.usual)
        line = QHBoxLayout()
        line.setSpacing(dp(4))
        line.addWidget(self.text, 1)
        line.addWidget(self.show_button)
        column.addLayout(line)

    def begin(self) -> None:
        """Ask, with the office's purposes as they are today."""
        self._desk.jobs.read(reveal_terms, then=self._offer, owner=self, latest="terms")
        self.show()
        self.usual.setFocus()

    def purpose(self) -> str:
        """What was chosen and said; empty where nothing was."""
        return "：".join(part for part in (str(self.usual.value() or ""), self.text.text().strip()) if part)

    def clear(self) -> None:
        """Nothing is said yet."""
        self.usual.setCurrentIndex(0)
        self.text.clear()

    def _offer(self, terms: RevealTerms) -> None:
        self.seconds = terms.seconds
        chosen = self.usual.value()
        choices: list[tuple[object, str]] = [("", _("Choose what for…")), *((one, one) for one in terms.purposes)]
        self.usual.set_choices(choices, chosen)

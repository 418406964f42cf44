"""Enterprises that may be the same as the one in question: shown while one is entered, and in a file."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from officer_app.directory.duplicates import Candidate, Described, likely_duplicates
from officer_app.i18n import _
from officer_app.ui.page import Desk
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ElidedText, Icon, Link, Text, clear

_PAUSE = 250  # milliseconds without a key before anything is compared
_SHOWN = 3


class AlikeList(QWidget):
    """What may be the same, the likeliest first, each with its reasons and a way to open it; hidden while empty.

    `chosen` carries the candidate whose link was used; `way` are the words of the link.
    """

    chosen = Signal(object)  # Candidate

    def __init__(
        self, title: str, *, way: str, second: tuple[str, Callable[[Candidate], object]] | None = None
    ) -> None:
        super().__init__()
        self._way, self._second = way, second
        self.shown: tuple[Candidate, ...] = ()
        self._title = Text(title, "body", "warn", weight=500)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(dp(6))
        head = QHBoxLayout()
        head.setSpacing(dp(6))
        head.addWidget(Icon("triangle-alert", "warn"))
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, dp(4), 0, 0)
        column.setSpacing(dp(8))
        column.addLayout(head)
        column.addLayout(self._rows)
        self.hide()

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """Show others; none hides the list."""
        if tuple(found) == self.shown:
            return
        self.shown = tuple(found)
        clear(self._rows)
        for candidate in self.shown:
            self._rows.addWidget(self._row(candidate))
        self.setVisible(bool(self.shown))

    def _row(self, candidate: Candidate) -> QWidget:
        row = QWidget()
        name = ElidedText(candidate.name, "body", weight=500)
        facts = [*candidate.reasons, candidate.subdistrict]
        why = Text("·".join(fact for fact in facts if fact), "caption", "text2", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        line.addWidget(name, 1)
        ways = [(self._way, self.chosen.emit), *([self._second] if self._second else [])]
        for words, act in ways:
            link = Link(words)
            link.setAccessibleName(f"{words} {candidate.name}")
            link.clicked.connect(lambda act=act: act(candidate))
            line.addWidget(link)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(2))
        column.addLayout(line)
        column.addWidget(why)
        row.setAccessibleName(f"{candidate.name} {why.text()}")
        return row


class AlikeHint(AlikeList):
    """The same while somebody types: it looks things up after a pause, and never stands in the way of saving.

    `described` tells what is typed, and the id of the enterprise where one is being changed.
    """

    def __init__(self, desk: Desk, described: Callable[[], tuple[Described, int | None]]) -> None:
        super().__init__(_("This enterprise may be in the directory already:"), way=_("Open"))
        self._desk, self._described = desk, described
        self.setFixedWidth(dp(300))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)
        self.chosen.connect(self._open)

    def watch(self, *lines: QLineEdit) -> None:
        """Look again when one of these is changed by hand."""
        for line in lines:
            line.textEdited.connect(self._pause.start)
            line.textChanged.connect(self._forget_empty)

    def look(self) -> None:
        """Compare what is typed now."""
        typed, own = self._described()
        self._desk.jobs.read(
            likely_duplicates,
            typed,
            but=own,
            limit=_SHOWN,
            then=self.show_candidates,
            owner=self,
            latest="alike",
        )

    def _forget_empty(self) -> None:
        if not self._described()[0].name.strip():
            self._pause.stop()
            self.show_candidates(())

    def _open(self, candidate: Candidate) -> None:
        self._desk.go("enterprise", EnterpriseWanted(candidate.id))

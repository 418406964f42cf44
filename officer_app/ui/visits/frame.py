"""The heading of the visit editor, which says where the draft stands, and the bar at its foot."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.aside import draft_title
from officer_app.ui.widgets import Icon, Link, PageHeading, PushButton, Rule, Text
from officer_app.visits.drafts import StoredDraft


class Foot(QFrame):
    """The bar with the ways to finish; they go into `row`."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(dp(56))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(dp(metrics.FORM - 10), 0, dp(metrics.FORM), 0)
        self.row.setSpacing(dp(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.sub))
        painter.fillRect(0, 0, self.width(), 1, colour(t.line))


class EditorFoot(Foot):
    """Discard, save and go on, save."""

    discarded = Signal()
    next_wanted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        discard = PushButton(_("Discard"), kind="quiet")
        discard.clicked.connect(self.discarded)
        self.next = PushButton(_("Save and log the next"), keys="Ctrl Shift Enter")
        self.next.clicked.connect(self.next_wanted)
        self.save = PushButton(_("Finish and save"), kind="primary", keys="Ctrl Enter")
        self.save.clicked.connect(self.save_wanted)
        self.row.addWidget(discard)
        self.row.addStretch(1)
        self.row.addWidget(self.next)
        self.row.addWidget(self.save)

    def wait(self, reason: str) -> None:
        """Why saving is not possible just now; empty when it is."""
        for button in (self.next, self.save):
            button.set_reason(reason)


class EditorHeading(QWidget):
    """Title, state of the draft, and the way to unfinished ones."""

    left = Signal()
    resumed = Signal(str)  # draft id

    def __init__(self) -> None:
        super().__init__()
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back, the draft is kept"), keys="Esc")
        back.clicked.connect(self.left)
        self._cloud = Icon("cloud", "text3")
        self._state = Text("", "caption", "text2")
        self._reassurance = Text("", "caption", "text2")
        self.unfinished = Link("")
        self.unfinished.clicked.connect(self.offer_drafts)
        self._drafts: Sequence[StoredDraft] = ()
        heading = PageHeading("", (self._cloud, self._state, self._reassurance), (self.unfinished,))
        heading.row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.FORM), 0)
        heading.row.insertWidget(0, back)
        self._title = heading.title
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(Rule())

    def show_title(self, words: str) -> None:
        """What is being done."""
        self._title.setText(words)

    def title(self) -> str:
        """What it says is being done."""
        return self._title.text()

    def state(self) -> str:
        """What it says of the draft."""
        return self._state.text()

    def say(self, icon: str, icon_tone: str, words: str, more: str = "") -> None:
        """Where the draft stands."""
        self._cloud.show_icon(icon, icon_tone)
        self._state.set_tone("ok" if icon_tone == "ok" else "text2")
        self._state.setText(words)
        self._reassurance.setText(more)

    def show_drafts(self, drafts: Sequence[StoredDraft]) -> None:
        """The others that are unfinished."""
        self._drafts = drafts
        n = len(drafts)
        words = ngettext("{n} unfinished draft", "{n} unfinished drafts", n).format(n=n)
        self.unfinished.setText(words)
        self.unfinished.setAccessibleName(words)
        self.unfinished.setVisible(n > 0)

    def offer_drafts(self) -> None:
        """Let one of them be chosen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for draft in self._drafts:
            at = f"{draft.saved_at.astimezone(OFFICE_ZONE):%m-%d %H:%M}"
            action = menu.addAction(f"{draft_title(draft)}   {at}".replace("&", "&&"))
            action.triggered.connect(partial(self._choose, draft.draft_id))
        menu.popup(self.unfinished.mapToGlobal(QPoint(0, self.unfinished.height() + 2)))

    def _choose(self, draft_id: str, _on: bool = False) -> None:
        self.resumed.emit(draft_id)

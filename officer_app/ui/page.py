"""What a page is: its entry in the navigation (`Page`), what it is given (`Desk`), and its widget (`PageView`)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QSettings, QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from officer_app.ui.jobs import Jobs
from officer_app.ui.notices import Notices
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.undo import Undo
from officer_app.ui.widgets import EmptyState, ErrorBar


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does, as the status bar and the list of keys show it; `words` is a msgid.

    `keys` is written as QKeySequence reads it: "Ctrl+Shift+D"; several keys are separated by spaces: "Up Down".
    With a `permission` it is shown only to those who hold it.
    """

    keys: str
    words: str
    permission: str = ""

    def caps(self) -> list[str]:
        """As printed on the caps."""
        printed = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
        printed |= {"Return": "Enter", "Escape": "Esc", "PgDown": "PgDn"}
        parts = self.keys.split(" ")
        return [" ".join(printed.get(key, key) for key in part.split("+") if key) for part in parts]


@dataclass(frozen=True)
class Account:
    """Who has signed in, as the window needs to know them: permissions by name."""

    name: str
    caption: str
    permissions: frozenset[str] = frozenset()
    office: str = ""


@dataclass
class Desk:
    """What every page is given. `go(page key, target)` opens another page, `back()` the one before; `today` is the
    office's date."""

    jobs: Jobs
    notices: Notices
    settings: QSettings
    today: Callable[[], date]
    undo: Undo = field(default_factory=Undo)
    account: Account = field(default_factory=lambda: Account("", ""))
    go: Callable[[str, object], None] = lambda _key, _target: None
    back: Callable[[], None] = lambda: None
    restore: Callable[[], None] = lambda: None  # leave the office, to put a backup in its place

    def may(self, permission: str) -> bool:
        """Whether the person signed in holds this permission; the use case checks again."""
        return permission in self.account.permissions

    def usable(self, keys: Iterable[Key]) -> tuple[Key, ...]:
        """Those of the keys that do something for the person signed in."""
        return tuple(key for key in keys if not key.permission or self.may(key.permission))


@dataclass(frozen=True)
class Page:
    """A page of the navigation; `title` is a msgid, `build` is called when the page is first opened.

    `permission` None shows it to everybody; `listed` False keeps it out of the navigation (reached by `go`), with
    `under` naming the page whose entry is marked meanwhile. Pages with `at_foot` stand below the others. The first
    page with `begins` that a person may see is where their day begins.
    """

    key: str
    title: str
    icon: str
    build: Callable[[Desk], "PageView"]
    permission: str | None = None
    keys: tuple[Key, ...] = ()
    listed: bool = True
    under: str = ""
    at_foot: bool = False
    begins: bool = False


class PageView(QWidget):
    """The widget of a page: a main column with a bar for errors, and a panel beside it where wanted.

    Fill `self.main`; call `put_heading` first and `put_side` last.
    """

    count_changed = Signal(int)  # shown in the navigation; negative hides it
    keys_changed = Signal()
    filled_changed = Signal()
    has_primary: ClassVar[bool] = False  # the page has a filled button of its own, so 记走访 is plain
    hides_visit_button: ClassVar[bool] = False
    reload_on: ClassVar[frozenset[str]] = frozenset()  # entities whose change makes the page reload

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.error_bar = ErrorBar()
        self._yielding: QWidget | None = None
        self._panel_wanted = False
        self._column = QWidget()
        self.main = QVBoxLayout(self._column)
        self.main.setContentsMargins(0, 0, 0, 0)
        self.main.setSpacing(0)
        self._bar_place = QHBoxLayout()
        self._bar_place.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), dp(8))
        self._bar_place.addWidget(self.error_bar)
        self.main.addLayout(self._bar_place)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._column)
        self.splitter.setStretchFactor(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def fit_filled(self) -> None:
        """An empty state has come or gone; its first way is a filled button."""
        self.filled_changed.emit()

    def has_filled(self) -> bool:
        """Whether the page has a filled button in view."""
        return self.has_primary or any(
            state.has_ways and state.isVisibleTo(self) for state in self.findChildren(EmptyState)
        )

    def put_heading(self, widget: QWidget, *, ruled: bool = False) -> None:
        """Place the heading above the bar for errors; `ruled` where it ends with a hairline that columns hang from."""
        self.main.insertWidget(0, widget)
        if ruled:
            self._bar_place.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), 0)

    def put_side(self, panel: QWidget, *, gives_way: bool = False) -> None:
        """Place a panel at the right, on a splitter.

        With `gives_way` it leaves the room to the work where the window is narrow: for a panel that only accompanies.
        """
        self.splitter.addWidget(panel)
        self.splitter.setStretchFactor(self.splitter.count() - 1, 0)
        self._yielding = panel if gives_way else None

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        # A panel that gives way does not keep the window wide.
        return hint if self._yielding is None else QSize(self._column.minimumSizeHint().width(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()

    def show_panel(self, wanted: bool) -> None:
        """In a narrow window, let the panel that gives way take the place of the work, and leave it again.

        In a wide one both are in view anyhow.
        """
        self._panel_wanted = wanted
        self._fit_panel()

    def _fit_panel(self) -> None:
        if self._yielding is not None:
            narrow = self.width() < dp(metrics.BESIDE)
            self._yielding.setVisible(self._panel_wanted or not narrow)
            self._column.setVisible(not (narrow and self._panel_wanted))

    def opened(self, target: object = None) -> None:
        """Called each time the page comes into view; `target` is what `go` was given."""

    def reload(self) -> None:
        """Read what the page shows anew; called on opening and when an entity of `reload_on` changed."""

    def locked(self) -> None:
        """Called when the window is locked: what is shown once only is forgotten."""

    def keys(self) -> Sequence[Key]:
        """The keys that work here now; empty for those of the Page entry."""
        return ()

    def on_key(self, keys: str, act: Callable[[], object]) -> QShortcut:
        """A key that works anywhere on this page while it is in view; for keys with Ctrl or Alt."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)
        return shortcut

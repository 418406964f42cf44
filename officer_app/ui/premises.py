"""What the parts of the program share: the window, the view in its place before signing in, the office while open."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from officer_app.i18n import _
from officer_app.ui.jobs import Jobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.opening import NotOpen, file_of, is_encrypted
from officer_app.ui.page import Account
from officer_app.ui.sample_stay import SampleStay

if TYPE_CHECKING:
    from datetime import date

    from officer_app.core.work import Actor, Clock, Office


class Premises:
    """`url` names the database; `office` is None while nobody is signed in to a file, or the window is locked."""

    def __init__(self, settings: QSettings, jobs: Jobs, build: Callable[["Premises"], MainWindow]) -> None:
        self.settings, self.jobs = settings, jobs
        self.notices = Notices()
        self.sample = SampleStay()
        self.url = ""
        self.clock: Clock | None = None
        self.office: Office | None = None
        self.account: Account | None = None
        self.view: QWidget | None = None
        self._build = build
        self.window = build(self)

    @property
    def is_file(self) -> bool:
        """Whether the database is a file on this machine, or of the network."""
        return file_of(self.url) is not None

    @property
    def stays_open(self) -> bool:
        """Whether the office is not closed when nobody works in it: a server's, and one to look round in."""
        return self.sample.folder is not None or not self.is_file

    def put(self, view: QWidget) -> None:
        """Show a view in place of the pages."""
        self.view = view
        self.window.show_outside(view)

    def build_anew(self) -> MainWindow:
        """Another window in the place of this one, whose widths fit other words; answers the one before."""
        before = self.window
        self.window = self._build(self)
        self.window.restoreGeometry(before.saveGeometry())
        self.show_place()
        return before

    def today(self) -> "date":
        """The office's date."""
        from officer_app.core.work import OFFICE_ZONE, utc_now

        clock = self.office.clock if self.office is not None else self.clock or utc_now
        return clock().astimezone(OFFICE_ZONE).date()

    def place(self) -> str:
        """Where the data are, for the foot of a view outside."""
        if self.sample.folder is not None:
            return _("Sample data, removed when you leave")
        if not self.is_file:
            return _("The data are on a server")
        return (
            _("The data stay on this machine, encrypted")
            if is_encrypted(self.url)
            else _("The data stay on this machine")
        )

    def show_place(self) -> None:
        """The same for the status bar."""
        sample = self.sample.folder is not None
        here = _("Database on a server")
        if self.is_file:
            here = _("Database on this machine, encrypted") if is_encrypted(self.url) else _("Database on this machine")
        self.window.status.show_place(_("Sample office") if sample else here, "")

    def take(self, office: "Office", actor: "Actor | None" = None) -> None:
        """This is the office from now on; with somebody signed in to it, work begins again."""
        if self.office is not office:
            self.drop_office()
        self.office = self.jobs.office = office
        if actor is not None:
            self.jobs.actor = actor
            self.jobs.wake()
        self.show_place()

    def drop_office(self) -> None:
        """Let go of the office, its connections and its keys."""
        from officer_app.core.work import NOBODY

        # What looks at the clock asks for whoever is signed in: in an office that is let go there is nobody.
        self.jobs.actor = NOBODY
        if self.office is not None:
            self.office.close()
            self.office = None
            self.jobs.office = NotOpen()

"""The program as a window: its parts put together.

What they are about: the start (ui/starting.py), who works here (ui/sessions.py), the window's own look
(ui/preferences.py); what they share is ui/premises.py. The first painted view needs neither the database nor its
libraries; they are loaded behind it (ui/opening.py).
"""

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from officer_app import i18n, paths
from officer_app.ui import theme
from officer_app.ui.jobs import Jobs
from officer_app.ui.known import kept_language, kept_mode, kept_settings, kept_text_size
from officer_app.ui.log import LogFile
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import LOG, catch_all
from officer_app.ui.opening import NotOpen
from officer_app.ui.page import Desk
from officer_app.ui.pages import PAGES
from officer_app.ui.preferences import Preferences
from officer_app.ui.premises import Premises
from officer_app.ui.sessions import Sessions
from officer_app.ui.starting import Starting
from officer_app.ui.undo import Undo
from officer_app.ui.widgets.search_box import Deliver
from officer_app.ui.widgets.search_popup import Hit

if TYPE_CHECKING:
    from officer_app.core.work import Office


def run(database: str) -> int:
    """Open the office at this path or URL in a window; returns the exit code."""
    return _run(lambda program: program.start(database))


def run_sample() -> int:
    """Open a throw-away sample office in a window; it is removed at the end."""
    return _run(lambda program: program.start_sample())


def _run(start: Callable[["Program"], None]) -> int:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("officer-app")
    settings = kept_settings()
    LOG.setLevel(logging.INFO)
    LOG.addHandler(LogFile(paths.user_data() / "log"))
    i18n.use(kept_language(settings))
    theme.start(application, kept_mode(settings), kept_text_size(settings))
    program = Program(settings)
    catch_all(program.premises.notices)
    start(program)
    try:
        return application.exec()
    finally:
        program.close()


class Program(QObject):
    """Leads from the start to the signed-in window, and back when it is locked."""

    def __init__(self, settings: QSettings, jobs: Jobs | None = None) -> None:
        super().__init__()
        jobs = jobs if jobs is not None else Jobs(NotOpen())
        self.premises = Premises(settings, jobs, self._new_window)
        self.sessions = Sessions(self.premises, self)
        self.starting = Starting(self.premises, self.sessions, self)
        self.preferences = Preferences(self.premises)
        self.preferences.built_anew.connect(self._return_to)
        self._serve(self.window)

    @property
    def window(self) -> MainWindow:
        """The one window."""
        return self.premises.window

    @property
    def view(self) -> QWidget | None:
        """What stands in place of the pages, if anything does."""
        return self.premises.view

    @property
    def office(self) -> "Office | None":
        """The office while it is open."""
        return self.premises.office

    @property
    def jobs(self) -> Jobs:
        """The lanes that everything runs on."""
        return self.premises.jobs

    def start(self, database: str) -> None:
        """Show the first view for this database."""
        self.starting.start(database)

    def start_sample(self) -> None:
        """Show a throw-away office."""
        self.starting.start_sample()

    def close(self) -> None:
        """Finish the writes, let go of the database, remove a sample office."""
        self.starting.stop()
        self.sessions.watch.end()
        self.jobs.close()
        self.premises.drop_office()
        self.premises.sample.drop()

    def _new_window(self, premises: Premises) -> MainWindow:
        desk = Desk(premises.jobs, premises.notices, premises.settings, premises.today, Undo())
        window = MainWindow(PAGES, desk, self._search)
        window.keep_place(premises.settings)
        window.visit_wanted.connect(self._new_visit)
        window.hit_chosen.connect(self._hit_chosen)
        return window

    def _serve(self, window: MainWindow) -> None:
        self.sessions.serve(window)
        self.preferences.serve(window)

    def _return_to(self, key: str) -> None:
        """The same person sees the same page in the window that was built anew."""
        self._serve(self.window)
        if self.premises.account is not None and self.jobs.actor is not None:
            self.sessions.enter(self.jobs.actor)
            if any(page.key == key for page in self.window.listed()):
                self.window.go(key)

    def _search(self, text: str, deliver: Deliver) -> None:
        from officer_app.ui.finder import find

        find(self.window, text, deliver)

    def _hit_chosen(self, hit: Hit) -> None:
        from officer_app.ui.finder import follow

        follow(self.window, hit)

    def _new_visit(self) -> None:
        # Needed only by somebody signed in; it brings the database's libraries.
        from officer_app.ui.targets import NewVisit

        self.window.go("visit", NewVisit())

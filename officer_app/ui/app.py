"""The program as a window: start, first office, sign-in, lock, and the errors in between.

The first painted view needs neither the database nor its libraries; they are loaded behind it (ui/opening.py).
"""

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QEvent, QLocale, QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from officer_app import i18n, paths
from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui import theme
from officer_app.ui.jobs import Job, Jobs
from officer_app.ui.known import (
    KnownPeople,
    KnownPerson,
    kept_language,
    kept_mode,
    kept_settings,
    kept_text_size,
)
from officer_app.ui.log import LogFile
from officer_app.ui.login import LoginView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import LOG, Notices, catch_all
from officer_app.ui.opening import NotOpen, Opening, file_of, open_at, shown_place
from officer_app.ui.page import Account, Desk
from officer_app.ui.pages import PAGES
from officer_app.ui.sample_stay import SampleStay
from officer_app.ui.trouble import PreparingView, TroubleView
from officer_app.ui.undo import Undo
from officer_app.ui.welcome import NewOffice, WelcomeView
from officer_app.ui.widgets.search_box import Deliver
from officer_app.ui.widgets.search_popup import Hit

if TYPE_CHECKING:
    from datetime import date

    from officer_app.core.work import Actor, Clock, Office
    from officer_app.sample.build import SampleOffice


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
    catch_all(program.notices)
    start(program)
    try:
        return application.exec()
    finally:
        program.close()


class Program(QObject):
    """Leads from the start to the signed-in window, and back when it is locked."""

    painted = Signal()  # the first view stands on the screen

    def __init__(self, settings: QSettings, jobs: Jobs | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.notices = Notices()
        self.jobs = jobs if jobs is not None else Jobs(NotOpen())
        self.office: Office | None = None
        self.view: QWidget | None = None
        self.opening = Opening()
        self.window = self._new_window()
        self._url = ""
        self._clock: Clock | None = None
        self._sample = SampleStay()
        self._waiting: tuple[str, str] | None = None
        self._account: Account | None = None
        self._wish: Callable[[], object] | None = None
        self._building: Job | None = None
        self._is_painted = False
        self.jobs.progressed.connect(self._progressed)
        self.opening.ready.connect(self._ready)

    # From the start to an open office.

    def start(self, database: str) -> None:
        """Show the first view for this database: sign in, or the first start."""
        self._url = database
        file = file_of(database)
        if file is not None and not file.exists():
            self._welcome()
        else:
            self._login()
            self._wish = self._open
        self._show()

    def start_sample(self) -> None:
        """Prepare a throw-away office and show its people."""
        self._prepare_sample()
        self._show()

    def close(self) -> None:
        """Finish the writes, let go of the database, remove a sample office."""
        if self._building is not None:
            self._building.cancel()
        self.jobs.close()
        self._drop_office()
        self._sample.drop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            self.window.removeEventFilter(self)
            self.painted.emit()
            self.opening.begin()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self.window.installEventFilter(self)
        self.window.show()

    def _when_ready(self, wish: Callable[[], object]) -> None:
        """Do it as soon as the libraries are there."""
        self._wish = wish
        if self.opening.is_ready:
            self._ready()

    def _ready(self) -> None:
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    def _open(self, then: Callable[[], object] | None = None) -> None:
        self.jobs.long(
            _("Opening the office"),
            open_at(self._url, self._clock),
            then=lambda office: self._opened(office, then),
            failed=self._not_opened,
            owner=self,
        )

    def _opened(self, office: "Office", then: Callable[[], object] | None) -> None:
        from officer_app.people.service import office_exists

        self._drop_office()
        self.office = self.jobs.office = office
        self._show_place()
        if then is not None:
            then()
        else:
            self.jobs.read(office_exists, then=self._exists, failed=self._not_opened, owner=self)

    def _exists(self, founded: bool) -> None:
        if not founded:
            self._welcome()
        elif not isinstance(self.view, LoginView):
            self._login()
        elif (waiting := self._waiting) is not None:
            self._waiting = None
            self._sign_in(*waiting)

    def _not_opened(self, error: AppError) -> None:
        LOG.warning("the office did not open: %s", error.code)
        if isinstance(self.view, WelcomeView):
            self.view.failed(error)
            return
        view = TroubleView(self._place(), shown_place(self._url), error)
        view.again_wanted.connect(self._try_again)
        view.other_wanted.connect(self._choose_other)
        view.leave_wanted.connect(self.window.close)
        self._put(view)

    def _try_again(self) -> None:
        self._login()
        self._when_ready(self._open)

    def _choose_other(self) -> None:
        words = _("Databases") + " (*.db *.sqlite)"
        chosen, _filter = QFileDialog.getOpenFileName(self.window, _("Open another database"), self._url, words)
        if chosen:
            self._url = chosen
            self._try_again()

    # The first start.

    def _welcome(self) -> None:
        view = WelcomeView(self._place())
        view.office_wanted.connect(self._found)
        view.sample_wanted.connect(self._prepare_sample)
        self._put(view)

    def _found(self, wanted: NewOffice) -> None:
        self._when_ready(lambda: self._open(lambda: self._found_now(wanted)))

    def _found_now(self, wanted: NewOffice) -> None:
        from officer_app.overview.founding import found

        self.jobs.perform(
            found,
            wanted.office,
            wanted.administrator,
            wanted.password,
            then=self._signed_in,
            failed=self._not_opened,
            owner=self,
        )

    def _prepare_sample(self) -> None:
        view = PreparingView(_("Sample data, removed when you leave"), _("Preparing the sample office…"))
        view.cancel_wanted.connect(self._stop_sample)
        self._put(view)
        self._when_ready(self._build_sample)

    def _build_sample(self) -> None:
        self._sample.begin()
        self._building = self.jobs.long(
            _("Preparing the sample office"),
            self._sample.build,
            then=self._sample_built,
            failed=self._not_opened,
            owner=self,
        )

    def _sample_built(self, sample: "SampleOffice") -> None:
        self._building = None
        self._drop_office()
        self.office = self.jobs.office = sample.office
        self._clock = sample.diary
        self._show_place()
        self._sample.know(sample)
        self._login()

    def _stop_sample(self) -> None:
        if self._building is not None:
            self._building.cancel()
            self._building = None
        self._wish = None
        if self._url:
            self.start(self._url)
        else:
            self.window.close()

    def _progressed(self, job: Job, done: int, total: int) -> None:
        if job is self._building and isinstance(self.view, PreparingView):
            self.view.show_progress(done, total)

    # Signing in, and coming back.

    def _login(self, locked_for: str = "") -> None:
        people, facts = self._people()
        view = LoginView(self._place(), "", people, () if locked_for else facts, locked_for)
        if self._sample.people:
            view.offer(self._sample.password)
        view.sign_in_wanted.connect(self._sign_in)
        view.sign_out_wanted.connect(self._sign_out)
        self._put(view)

    def _people(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Who may sign in here, and what the login page says about it."""
        if self._sample.people:
            from officer_app.people.access import Role

            words = _("Invented people: choose anybody, the password is filled in")
            return [(name, Role(role).label) for name, role in self._sample.people], [("flask-conical", words)]
        known = KnownPeople(self.settings, self._url)
        facts = []
        if (at := known.last_at()) is not None:
            when = at.strftime("%Y-%m-%d %H:%M")
            facts.append(("history", _("Last sign-in: {when}, on this machine").format(when=when)))
        return [(person.name, _(person.role)) for person in known.everybody()], facts

    def _sign_in(self, name: str, password: str) -> None:
        if self.office is None:
            # Typed before the database was open: done as soon as it is.
            self._waiting = name, password
            return
        from officer_app.ui.entering import enter

        enter(self.jobs, name, password, then=self._signed_in, failed=self._refused, owner=self)

    def _refused(self, error: AppError) -> None:
        if isinstance(self.view, LoginView):
            self.view.failed(error)

    def _signed_in(self, actor: "Actor") -> None:
        from officer_app.core.work import OFFICE_ZONE
        from officer_app.people.access import GRANTS, Role
        from officer_app.ui.attending import begin_day

        assert self.office is not None
        self.jobs.actor = actor
        role = Role(actor.role)
        permissions = frozenset(str(permission) for permission in GRANTS[role])
        known = KnownPeople(self.settings, self._url)
        if self._sample.folder is None:
            known.remember(KnownPerson(actor.name, role.msgid), self.office.clock().astimezone(OFFICE_ZONE))
        self._account = Account(actor.name, role.label, permissions, _("Key enterprises"))
        self.view = None
        self.window.sign_in(self._account)
        begin_day(self.jobs, self._today, self.settings, self.notices, self)

    def _lock(self) -> None:
        if self._account is not None and self.window.current_page() is not None:
            self._close_key()
            self._login(locked_for=self._account.name)

    def _close_key(self) -> None:
        """Nothing is signed until the password has been typed again."""
        if self.office is not None and self.jobs.actor is not None:
            self.office.keyring.forget(self.jobs.actor.id)

    def _sign_out(self) -> None:
        from officer_app.core.work import NOBODY
        from officer_app.ui.enterprise.opened_papers import copies

        copies().clear()
        self._close_key()
        self._account = None
        # The pages keep their drafts when they leave the view, in the name of who wrote them.
        self._login()
        self.jobs.actor = NOBODY

    # The window and what it asks for.

    def _new_window(self) -> MainWindow:
        desk = Desk(self.jobs, self.notices, self.settings, self._today, Undo())
        window = MainWindow(PAGES, desk, self._search)
        window.keep_place(self.settings)
        window.lock_wanted.connect(self._lock)
        window.sign_out_wanted.connect(self._sign_out)
        window.visit_wanted.connect(self._new_visit)
        window.password_wanted.connect(lambda: window.go("password"))
        window.hit_chosen.connect(self._hit_chosen)
        window.theme_wanted.connect(self._use_theme)
        window.language_wanted.connect(self._use_language)
        window.text_size_wanted.connect(self._use_text_size)
        return window

    def _put(self, view: QWidget) -> None:
        self.view = view
        self.window.show_outside(view)

    def _use_theme(self, mode: str) -> None:
        self.settings.setValue("look/theme", mode)
        theme.apply(cast(Literal["light", "dark", "system"], mode))

    def _use_language(self, language: str) -> None:
        """Everything says the other language."""
        if language == i18n.language():
            return
        self.settings.setValue("look/language", language)
        i18n.use(language)
        if isinstance(application := QApplication.instance(), QApplication):
            theme.speak(application)
        QLocale.setDefault(QLocale("zh_CN" if language == i18n.CHINESE else "en_GB"))
        self._build_anew()

    def _use_text_size(self, points: float) -> None:
        self.settings.setValue("look/text", points)
        theme.set_text_size(points)
        self._build_anew()

    def _build_anew(self) -> None:
        """The same person sees the same page in another window, whose widths fit its words."""
        old, key = self.window, self.window.current_key()
        self.window = self._new_window()
        self.window.restoreGeometry(old.saveGeometry())
        self._show_place()
        if self._account is not None and self.jobs.actor is not None:
            self._signed_in(self.jobs.actor)
            if any(page.key == key for page in self.window.listed()):
                self.window.go(key)
        self.window.show()
        old.hide()
        old.deleteLater()

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

    def _today(self) -> "date":
        from officer_app.core.work import OFFICE_ZONE

        assert self.office is not None
        return self.office.clock().astimezone(OFFICE_ZONE).date()

    def _place(self) -> str:
        if self._sample.folder is not None:
            return _("Sample data, removed when you leave")
        return _("The data stay on this machine") if file_of(self._url) is not None else _("The data are on a server")

    def _show_place(self) -> None:
        sample = self._sample.folder is not None
        here = _("Database on this machine") if file_of(self._url) is not None else _("Database on a server")
        self.window.status.show_place(_("Sample office") if sample else here, "" if sample else _("No backup yet"))

    def _drop_office(self) -> None:
        from officer_app.core.work import NOBODY

        # What looks at the clock asks for whoever is signed in: in an office that is let go there is nobody.
        self.jobs.actor = NOBODY
        if self.office is not None:
            self.office.close()
            self.office = None

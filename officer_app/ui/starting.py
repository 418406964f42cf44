"""From the start to a sign-in: what lies at the place of the database decides what is shown first."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFileDialog

from officer_app.core.errors import AppError, DamagedDatabase
from officer_app.i18n import _
from officer_app.ui.jobs import Job
from officer_app.ui.notices import LOG
from officer_app.ui.opening import Opening, file_of, is_about_keys, look_at, open_at, put_keys, shown_place
from officer_app.ui.premises import Premises
from officer_app.ui.recovery import RecoveryView
from officer_app.ui.sessions import Sessions
from officer_app.ui.trouble import PreparingView, TroubleView
from officer_app.ui.welcome import NewOffice, WelcomeView

if TYPE_CHECKING:
    from officer_app.core.work import Office
    from officer_app.office import OfficeState
    from officer_app.people.codes import IssuedCode
    from officer_app.sample.build import SampleOffice
    from officer_app.ui.entering import Entered


class Starting(QObject):
    """Shows the first view at once and loads the libraries behind it; `painted` when that view stands on the screen."""

    painted = Signal()

    def __init__(self, premises: Premises, sessions: Sessions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._premises, self._sessions = premises, sessions
        self.opening = Opening()
        self._wish: Callable[[], object] | None = None
        self._building: Job | None = None
        self._is_painted = False
        premises.jobs.progressed.connect(self._progressed)
        self.opening.ready.connect(self._ready)
        sessions.restore_wanted.connect(self.restore)
        sessions.not_opened.connect(self._not_opened)
        sessions.recovery_wanted.connect(self._recover)

    def start(self, database: str) -> None:
        """Show the first view for this database: sign in, or the first start."""
        self._premises.url = database
        file = file_of(database)
        if file is not None and not file.exists():
            self._welcome()
        else:
            self._sessions.login()
            self._wish = self._look
        self._show()

    def start_sample(self) -> None:
        """Prepare a throw-away office and show its people."""
        self._prepare_sample()
        self._show()

    def stop(self) -> None:
        """Give up what is being prepared."""
        if self._building is not None:
            self._building.cancel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            self._premises.window.removeEventFilter(self)
            self.painted.emit()
            self.opening.begin()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self._premises.window.installEventFilter(self)
        self._premises.window.show()

    def _when_ready(self, wish: Callable[[], object]) -> None:
        """Do it as soon as the libraries are there."""
        self._wish = wish
        if self.opening.is_ready:
            self._ready()

    def _ready(self) -> None:
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    # What is there.

    def _look(self) -> None:
        """Find out what lies at the place of the database; nothing is opened yet."""
        premises = self._premises
        premises.jobs.long(
            "", look_at(premises.url), then=self._found_there, failed=self._not_opened, owner=self, opens=True
        )

    def _found_there(self, state: "OfficeState") -> None:
        from officer_app.office import OfficeState

        if state is OfficeState.ABSENT:
            self._welcome()
        elif state is OfficeState.SERVER:
            self._open_server()
        else:
            self._sessions.open()

    def _open_server(self) -> None:
        """A server's office is open for as long as the program runs: its password is not the people's."""
        self._premises.jobs.long(
            _("Opening the office"),
            open_at(self._premises.url, self._premises.clock),
            then=self._opened,
            failed=self._not_opened,
            owner=self,
            opens=True,
        )

    def _opened(self, office: "Office") -> None:
        from officer_app.people.service import office_exists

        self._premises.take(office)
        self._premises.jobs.read(office_exists, then=self._exists, failed=self._not_opened, owner=self)

    def _exists(self, founded: bool) -> None:
        if founded:
            self._sessions.open()
        else:
            self._premises.drop_office()
            self._welcome()

    def _not_opened(self, error: AppError) -> None:
        LOG.warning("the office did not open: %s", error.code)
        premises = self._premises
        if isinstance(premises.view, WelcomeView):
            premises.view.failed(error)
            return
        view = TroubleView(premises.place(), shown_place(premises.url), error)
        view.again_wanted.connect(self._try_again)
        view.other_wanted.connect(self._choose_other)
        view.leave_wanted.connect(premises.window.close)
        if file_of(premises.url) is not None:
            view.restore_wanted.connect(self.restore)
            view.offer_restore(first=isinstance(error, DamagedDatabase))
        if is_about_keys(error):
            view.offer_keys()
            view.keys_wanted.connect(self._choose_keys)
        premises.put(view)

    def restore(self) -> None:
        """Show the backups that can be put in the place of the database."""
        from officer_app.ui.backups.restoring import Restoring

        premises = self._premises
        if premises.account is not None:
            self._sessions.sign_out()
        (self.findChild(Restoring) or Restoring(premises, self._try_again, self)).begin()

    def _choose_keys(self) -> None:
        """Put another copy of the key file beside the database: from a backup, or the one before."""
        file = file_of(self._premises.url)
        assert file is not None
        words = _("Key files") + " (*.keys *.keys.before)"
        chosen, _filter = QFileDialog.getOpenFileName(
            self._premises.window, _("Choose a copy of the key file"), str(file.parent), words
        )
        if chosen:
            self._premises.jobs.long(
                "", put_keys(file, Path(chosen)), then=self._keys_put, failed=self._not_opened, owner=self, opens=True
            )

    def _keys_put(self, _nothing: object) -> None:
        self._try_again()

    def _try_again(self) -> None:
        self._sessions.shut()
        self._sessions.login()
        self._when_ready(self._look)

    def _choose_other(self) -> None:
        words = _("Databases") + " (*.db *.sqlite)"
        window, url = self._premises.window, self._premises.url
        chosen, _filter = QFileDialog.getOpenFileName(window, _("Open another database"), url, words)
        if chosen:
            self._premises.url = chosen
            self._try_again()

    # The recovery paper.

    def _recover(self) -> None:
        view = RecoveryView(self._premises.place())
        view.halves_typed.connect(self._open_with_paper)
        view.person_chosen.connect(self._let_in_again)
        view.left.connect(self._leave_recovery)
        view.went_on.connect(self._leave_recovery)
        self._premises.put(view)

    def _open_with_paper(self, first: str, second: str) -> None:
        from officer_app.ui.entering import open_with_paper

        open_with_paper(self._premises, first, second, then=self._paper_opened, failed=self._not_recovered, owner=self)

    def _paper_opened(self, opened: "tuple[Office, list[str]]") -> None:
        office, administrators = opened
        if isinstance(view := self._premises.view, RecoveryView):
            self._premises.take(office)
            view.ask_whom(administrators)
        else:
            office.close()

    def _let_in_again(self, name: str) -> None:
        from officer_app.ui.entering import let_in_with_paper

        let_in_with_paper(self._premises, name, then=self._code_made, failed=self._not_recovered, owner=self)

    def _code_made(self, issued: "IssuedCode") -> None:
        self._premises.drop_office()
        if isinstance(view := self._premises.view, RecoveryView):
            view.show_code(issued)

    def _not_recovered(self, error: AppError) -> None:
        if isinstance(view := self._premises.view, RecoveryView):
            view.failed(error)

    def _leave_recovery(self) -> None:
        self._premises.drop_office()
        self._sessions.login()

    # The first start.

    def _welcome(self) -> None:
        view = WelcomeView(self._premises.place())
        view.office_wanted.connect(self._found)
        view.sample_wanted.connect(self._prepare_sample)
        self._premises.put(view)

    def _found(self, wanted: NewOffice) -> None:
        self._when_ready(lambda: self._found_now(wanted))

    def _found_now(self, wanted: NewOffice) -> None:
        from officer_app.ui.entering import establish

        establish(self._premises, wanted, then=self._established, failed=self._not_opened, owner=self)

    def _established(self, entered: "Entered") -> None:
        """The first thing in a new office is its recovery paper; it can be left for later, and is reminded of then."""
        self._sessions.let_in(entered)
        if self._premises.is_file:
            self._premises.window.go("keys")

    def _prepare_sample(self) -> None:
        view = PreparingView(_("Sample data, removed when you leave"), _("Preparing the sample office…"))
        view.cancel_wanted.connect(self._stop_sample)
        self._premises.put(view)
        self._when_ready(self._build_sample)

    def _build_sample(self) -> None:
        self._premises.sample.begin()
        self._building = self._premises.jobs.long(
            _("Preparing the sample office"),
            self._premises.sample.build,
            then=self._sample_built,
            failed=self._not_opened,
            owner=self,
        )

    def _sample_built(self, sample: "SampleOffice") -> None:
        self._building = None
        premises = self._premises
        premises.clock = sample.diary
        premises.sample.know(sample)
        premises.take(sample.office)
        self._sessions.login()
        self._sessions.open()

    def _stop_sample(self) -> None:
        if self._building is not None:
            self._building.cancel()
            self._building = None
        self._wish = None
        if self._premises.url:
            self.start(self._premises.url)
        else:
            self._premises.window.close()

    def _progressed(self, job: Job, done: int, total: int) -> None:
        if job is self._building and isinstance(view := self._premises.view, PreparingView):
            view.show_progress(done, total)

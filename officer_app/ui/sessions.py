"""Who works here: signing in, locking, coming back, signing out.

Locked, the office is closed and its keys are gone from this process; unlocking opens it again with the password. The
pages stay as they were, hidden and without the rows of their lists, so that nothing typed is lost.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from officer_app.core.errors import AppError, SignInFailed
from officer_app.i18n import _
from officer_app.ui.choosing import ChoosingView
from officer_app.ui.clipboard import OwnClipboard
from officer_app.ui.jobs import Job
from officer_app.ui.known import KnownPeople, KnownPerson
from officer_app.ui.login import LoginView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.opening import is_encrypted
from officer_app.ui.page import Account
from officer_app.ui.premises import Premises
from officer_app.ui.watching import Watch

if TYPE_CHECKING:
    from officer_app.core.work import Actor
    from officer_app.overview.trail_heads import BreakRow
    from officer_app.ui.entering import Entered


class Sessions(QObject):
    """`is_ready` says whether what is typed can be tried already; else it waits. `entered` when somebody is in."""

    entered = Signal(bool)  # whether the same person comes back
    not_opened = Signal(object)  # AppError
    recovery_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, premises: Premises, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._premises = premises
        self.watch = Watch()
        self._clipboard = OwnClipboard(self)
        self.watch.lock_wanted.connect(self.lock)
        self.is_ready = False
        self._closing = False
        self._waiting: tuple[str, str] | None = None
        self._entering: Job | None = None
        self._broken = False
        premises.jobs.progressed.connect(self._progressed)
        premises.jobs.changed.connect(self._changed)

    def serve(self, window: MainWindow) -> None:
        """Do what its menu asks for."""
        window.lock_wanted.connect(self.lock)
        window.sign_out_wanted.connect(self.sign_out)

    # Signing in.

    def login(self, locked_for: str = "") -> None:
        """Ask for a name and a password; after a lock for the password of who was at work."""
        people, facts = self._people()
        view = LoginView(self._premises.place(), "", people, () if locked_for else facts, locked_for)
        if self._premises.sample.people:
            view.offer(self._premises.sample.password)
        view.sign_in_wanted.connect(self.sign_in)
        view.sign_out_wanted.connect(self.sign_out)
        view.recovery_wanted.connect(self.recovery_wanted)
        if is_encrypted(self._premises.url):
            view.offer_recovery()
        self._premises.put(view)

    def open(self) -> None:
        """What was typed meanwhile is tried now."""
        self.is_ready = True
        self._go_on()

    def shut(self) -> None:
        """It is not known yet what to sign in to."""
        self.is_ready, self._waiting = False, None

    def sign_in(self, name: str, password: str) -> None:
        """Let somebody in, or say why not."""
        if not self.is_ready or self._closing:
            # Typed before the libraries were there, or while the last writes are being finished.
            self._waiting = name, password
            return
        from officer_app.ui.entering import enter

        self._entering = enter(
            self._premises,
            name,
            password,
            then=lambda entered: self.let_in(entered, password),
            failed=self._refused,
            owner=self,
        )

    def _go_on(self) -> None:
        if self.is_ready and not self._closing and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.sign_in(*waiting)

    def _people(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Who may sign in here, and what the login page says about it."""
        premises = self._premises
        if premises.sample.people:
            from officer_app.people.access import Role

            words = _("Invented people: choose anybody, the password is filled in")
            return [(name, Role(role).label) for name, role in premises.sample.people], [("flask-conical", words)]
        known = KnownPeople(premises.settings, premises.url)
        facts = []
        if (at := known.last_at()) is not None:
            when = at.strftime("%Y-%m-%d %H:%M")
            facts.append(("history", _("Last sign-in: {when}, on this machine").format(when=when)))
        return [(person.name, _(person.role)) for person in known.everybody()], facts

    def _refused(self, error: AppError) -> None:
        self._entering = None
        if not isinstance(error, SignInFailed):
            # Not the password's fault: the office itself cannot be opened.
            self.not_opened.emit(error)
        elif isinstance(view := self._premises.view, LoginView):
            view.failed(error)

    def _progressed(self, job: Job, done: int, total: int) -> None:
        if job is self._entering and isinstance(view := self._premises.view, LoginView):
            view.show_progress(done, total)

    def let_in(self, entered: "Entered", password: str = "") -> None:
        """Somebody's password was right; whoever typed a one-time code chooses a password first."""
        self._entering = None
        self.is_ready = True
        self._premises.take(entered.office, entered.actor)
        if not entered.has_code:
            self.enter(entered.actor)
            return
        from officer_app.people.codes import read_code
        from officer_app.people.password_rules import password_least

        view = ChoosingView(self._premises.place(), entered.actor.name, expired=not read_code(password))
        view.chosen.connect(lambda chosen: self._choose(entered, password, chosen))
        view.left.connect(self.sign_out)
        self._premises.put(view)
        self._premises.jobs.read(password_least, then=view.rules.know, owner=view, latest="rules")
        self.watch.begin()

    def _choose(self, entered: "Entered", code: str, password: str) -> None:
        from officer_app.ui.entering import choose

        choose(self._premises, entered, code, password, then=self.let_in, failed=self._not_chosen, owner=self)

    def _not_chosen(self, error: AppError) -> None:
        if isinstance(view := self._premises.view, ChoosingView):
            view.failed(error)

    def enter(self, actor: "Actor") -> None:
        """Somebody is in: show the pages of their role, or again those they were at."""
        from officer_app.people.access import GRANTS, Role
        from officer_app.people.locking import idle_minutes
        from officer_app.ui.attending import begin_day

        premises = self._premises
        premises.jobs.actor = actor
        role = Role(actor.role)
        self._remember(actor.name, role.msgid)
        permissions = frozenset(str(permission) for permission in GRANTS[role])
        account = Account(actor.name, role.label, permissions, _("Key enterprises"))
        returns = account == premises.account
        premises.account = account
        premises.view = None
        premises.window.sign_in(account)
        self._say_view_only()
        self._ask_for_breaks()
        premises.jobs.read(idle_minutes, then=self.watch.allow, owner=self.watch, latest="idle")
        self.watch.begin()
        begin_day(premises.jobs, premises.today, premises.settings, premises.notices, self)
        if premises.sample.folder is None:
            from officer_app.ui.backups.attending import attend

            attend(premises, self, self.restore_wanted.emit)
        self.entered.emit(returns)

    def _say_view_only(self) -> None:
        """Where nothing can be stored, it stands above every page."""
        office = self._premises.office
        reason = office.view_only if office is not None else ""
        words = _("For viewing only: {reason}. Nothing can be stored.").format(reason=reason) if reason else ""
        step = _("Make the file and its folder writable, then lock the window and come back.")
        self._premises.window.say_over_all(words, step)

    def _ask_for_breaks(self) -> None:
        """Whether entries that were stored are gone and nobody has answered for it: everybody is told, everywhere."""
        from officer_app.overview.trail_heads import trail_breaks

        self._premises.jobs.read(
            trail_breaks, unanswered=True, then=self._say_broken, owner=self, latest="breaks of the trail"
        )

    def _changed(self, tables: frozenset[str]) -> None:
        if "trail_break" in tables:
            self._ask_for_breaks()

    def _say_broken(self, rows: "list[BreakRow]") -> None:
        if rows:
            step = _("Nothing is approved until an administrator or auditor has answered for it.")
            self._premises.window.say_over_all(rows[0].sentence, step)
            self._broken = True
        elif self._broken:
            self._broken = False
            self._say_view_only()

    def _remember(self, name: str, role: str) -> None:
        from officer_app.core.work import OFFICE_ZONE

        premises = self._premises
        if premises.sample.folder is None and premises.office is not None:
            known = KnownPeople(premises.settings, premises.url)
            known.remember(KnownPerson(name, role), premises.office.clock().astimezone(OFFICE_ZONE))

    # Leaving.

    def lock(self) -> None:
        """Hide the pages and close the office; what was typed is kept first."""
        premises = self._premises
        if premises.account is not None and premises.window.current_page() is not None:
            self.login(locked_for=premises.account.name)
            premises.window.cover()
            self._close()
        elif isinstance(premises.view, ChoosingView):
            self.sign_out()

    def sign_out(self) -> None:
        """The pages keep their drafts, in the name of who wrote them, and go."""
        premises = self._premises
        premises.account = None
        self.login()
        premises.window.forget()
        self._close()

    def _close(self) -> None:
        """Let go of the office once what has been typed is stored."""
        from officer_app.ui.enterprise.opened_papers import copies

        self.watch.end()
        copies().clear()
        self._clipboard.clear()
        if not self._closing:
            self._closing = True
            self._premises.jobs.rest(self._closed)

    def _closed(self) -> None:
        from officer_app.core.work import NOBODY

        self._closing = False
        premises = self._premises
        if premises.stays_open and premises.office is not None:
            premises.office.keyring.clear()
            premises.jobs.actor = NOBODY
        else:
            premises.drop_office()
        self._go_on()

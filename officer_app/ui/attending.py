"""What attends to somebody who has signed in without being asked, whichever page is in view."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QObject, QSettings

from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
from officer_app.people.access import Permission, may
from officer_app.people.database_keys import KeysRow, database_keys
from officer_app.people.holding import HeldRow, list_held
from officer_app.people.standing import Standing, my_standing
from officer_app.ui.calendar.feed import FeedKeeper
from officer_app.ui.daybreak import Daybreak
from officer_app.ui.jobs import Jobs
from officer_app.ui.ledger_check import check_ledger
from officer_app.ui.notices import Notices


def begin_day(jobs: Jobs, today: Callable[[], date], settings: QSettings, notices: Notices, parent: QObject) -> None:
    """Somebody has signed in: handovers of the day are carried out, their calendar file is brought up to date, the
    ledger of the quota is proven, and they are told what concerns their account."""
    (parent.findChild(Daybreak) or Daybreak(jobs, today, parent)).begin()
    (parent.findChild(FeedKeeper) or FeedKeeper(jobs, settings, notices, parent)).begin()
    check_ledger(jobs, notices, parent)
    Greeting(jobs, notices, parent).begin()


@dataclass
class Word:
    """Something to be told on coming in; `page` is where one does something about it, with the words of the way."""

    words: str
    step: str = ""
    page: str = ""
    way: str = ""


class Greeting(QObject):
    """Gathers what concerns the one who came in, and says all of it in one bar."""

    def __init__(self, jobs: Jobs, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._notices = jobs, notices
        self._said: list[Word] = []

    def begin(self) -> None:
        """Ask the office, one after the other."""
        self._jobs.read(my_standing, then=self._know_standing, owner=self)

    def _know_standing(self, standing: Standing) -> None:
        self._said += _about(standing)
        if may(getattr(self._jobs.actor, "role", ""), Permission.ACCOUNTS):
            self._jobs.read(database_keys, then=self._know_keys, failed=self._no_keys, owner=self)
        elif may(getattr(self._jobs.actor, "role", ""), Permission.VOUCH) and not standing.held:
            self._jobs.read(list_held, then=self._know_held, owner=self)
        else:
            self._tell()

    def _know_keys(self, keys: KeysRow) -> None:
        if keys.encrypted and keys.shut_out:
            names = "、".join(keys.shut_out)
            words = _("These colleagues cannot open the database yet: {names}.").format(names=names)
            step = _("The database is encrypted now; each needs a one-time code to choose a password.")
            self._said.append(Word(words, step, "keys", _("Issue codes…")))
        current = getattr(self._notices.window, "current_key", None)
        here = current() if callable(current) else ""
        if keys.encrypted and keys.recovery_at is None and here != "keys":
            words = _("There is no recovery paper yet.")
            step = _("Should no administrator be able to sign in, nobody could open the data any more.")
            self._said.append(Word(words, step, "keys", _("Make it now…")))
        self._tell()

    def _no_keys(self, error: AppError) -> None:
        self._said.append(Word(error.cause, error.next_step))
        self._tell()

    def _know_held(self, rows: list[HeldRow]) -> None:
        waiting = [row.name for row in rows if row.has_password and not row.is_own]
        if waiting:
            words = ngettext(
                "{n} account waits to be confirmed: {names}.",
                "{n} accounts wait to be confirmed: {names}.",
                len(waiting),
            )
            said = words.format(n=len(waiting), names="、".join(waiting))
            self._said.append(
                Word(said, _("They decide nothing until you say that it is them."), "vouching", _("Confirm…"))
            )
        self._tell()

    def _tell(self) -> None:
        go = getattr(self._notices.window, "go", None)
        ways = {one.page: (one.way, partial(go, one.page)) for one in self._said if one.page and callable(go)}
        if self._said:
            self._notices.mention(
                " ".join(one.words for one in self._said),
                " ".join(one.step for one in self._said if one.step),
                tuple(ways.values()),
            )
        self.deleteLater()


def _about(standing: Standing) -> list[Word]:
    """Wrong passwords for one's name, a password that runs out, a hold."""
    said: list[Word] = []
    if standing.refused:
        words = ngettext(
            "{n} wrong password was typed for your name since you were here last.",
            "{n} wrong passwords were typed for your name since you were here last.",
            standing.refused,
        ).format(n=standing.refused)
        last = _("Last time you were here: {when}.").format(when=_when(standing.last_at)) if standing.last_at else ""
        step = _("If it was not you, tell the administrator and change the password.")
        said.append(Word(words, f"{last} {step}".strip(), "password", _("Change password…")))
    if standing.days_left is not None:
        words = ngettext(
            "Your password runs out in {n} day.", "Your password runs out in {n} days.", standing.days_left
        ).format(n=standing.days_left)
        said.append(Word(words, "", "password", _("Change password…")))
    if standing.held:
        said.append(
            Word(
                _("You decide nothing until a colleague has confirmed that this account is yours."),
                _("Ask another supervisor or an auditor: they do it in the menu at their name."),
            )
        )
    return said


def _when(at: datetime) -> str:
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")

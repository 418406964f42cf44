"""What attends to somebody who has signed in without being asked, whichever page is in view."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, QSettings

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
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
    jobs.read(my_standing, then=lambda standing: _tell(standing, notices), owner=parent, latest="standing")


def _tell(standing: Standing, notices: Notices) -> None:
    """Say what concerns the one who came in: wrong passwords for their name, a password that runs out, a hold."""
    said: list[tuple[str, str]] = []
    if standing.refused:
        words = ngettext(
            "{n} wrong password was typed for your name since you were here last.",
            "{n} wrong passwords were typed for your name since you were here last.",
            standing.refused,
        ).format(n=standing.refused)
        last = _("Last time you were here: {when}.").format(when=_when(standing.last_at)) if standing.last_at else ""
        said.append((words, f"{last}{_('If it was not you, tell the administrator and change the password.')}"))
    if standing.days_left is not None:
        words = ngettext(
            "Your password runs out in {n} day.", "Your password runs out in {n} days.", standing.days_left
        ).format(n=standing.days_left)
        said.append((words, _("Change it from the menu at your name.")))
    if standing.held:
        said.append(
            (
                _("You decide nothing until a colleague has confirmed that this account is yours."),
                _("Ask another supervisor or an auditor: they do it in the menu at their name."),
            )
        )
    if said:
        notices.mention(" ".join(words for words, _step in said), " ".join(step for _words, step in said))


def _when(at: datetime) -> str:
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")

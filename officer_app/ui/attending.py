"""What attends to somebody who has signed in without being asked, whichever page is in view."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QSettings

from officer_app.ui.calendar.feed import FeedKeeper
from officer_app.ui.daybreak import Daybreak
from officer_app.ui.jobs import Jobs
from officer_app.ui.ledger_check import check_ledger
from officer_app.ui.notices import Notices


def begin_day(jobs: Jobs, today: Callable[[], date], settings: QSettings, notices: Notices, parent: QObject) -> None:
    """Somebody has signed in: handovers of the day are carried out, their calendar file is brought up to date, and the
    ledger of the quota is proven."""
    (parent.findChild(Daybreak) or Daybreak(jobs, today, parent)).begin()
    (parent.findChild(FeedKeeper) or FeedKeeper(jobs, settings, notices, parent)).begin()
    check_ledger(jobs, notices, parent)

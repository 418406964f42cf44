"""Joins the keeper of backups to the window: the age in the status bar, the last backup before it closes."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from officer_app.core.errors import AppError
from officer_app.overview.backups import Overlook
from officer_app.ui.backups.keeper import BackupKeeper, status_words
from officer_app.ui.premises import Premises


def attend(premises: Premises, parent: QObject, restore: Callable[[], None]) -> None:
    """Somebody has signed in: backups of the office are kept while they work. `restore` leaves it to restore one."""
    keeper = parent.findChild(BackupKeeper)
    if keeper is None:
        keeper = BackupKeeper(premises.jobs, premises.notices, parent)
        _Joined(premises, keeper)
    premises.window.may_close = lambda: keeper.may_leave(premises.window.close)
    premises.window.desk.restore = restore
    if premises.office is not None:
        keeper.begin(premises.office)


class _Joined(QObject):
    """Shows what the keeper finds in whichever window is there."""

    def __init__(self, premises: Premises, keeper: BackupKeeper) -> None:
        super().__init__(keeper)
        self._premises = premises
        keeper.seen.connect(self._show)
        keeper.damaged.connect(self._warn)

    def _show(self, seen: Overlook) -> None:
        words, late = status_words(seen)
        self._premises.window.status.show_backup(words, late=late)

    def _warn(self, error: AppError) -> None:
        self._premises.window.say_over_all(error.cause, error.next_step)

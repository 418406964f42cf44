"""Backups made by themselves while somebody is signed in: once a day, before large changes, on leaving; and the drill.

All of it runs on the lane for long work, with its progress and a way to cancel in the status bar.
"""

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from officer_app.core.backup.checking import damage
from officer_app.core.backup.making import NoBackupOfServer
from officer_app.core.backup.manifest import Why
from officer_app.core.errors import AppError, DamagedDatabase
from officer_app.core.progress import Progress
from officer_app.core.work import Actor, Office
from officer_app.i18n import _
from officer_app.overview.backups import (
    ENTITY,
    Made,
    Overlook,
    Safeguard,
    back_up,
    is_wanted,
    note_drill,
    overlook,
)
from officer_app.overview.bringing_back import practise
from officer_app.people.access import Permission, may
from officer_app.ui.backups.words import age, is_late
from officer_app.ui.jobs import Failed, Job, Jobs
from officer_app.ui.notices import Notices

LOG: Final = logging.getLogger("officer_app")
# After signing in the window is busy with what was asked for.
_SETTLED: Final = 15_000
_EVERY: Final = 10 * 60_000


class BackupKeeper(QObject):
    """`seen` is emitted with an Overlook whenever something about the backups may have changed."""

    seen = Signal(object)
    damaged = Signal(object)  # DamagedDatabase

    def __init__(self, jobs: Jobs, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._notices = jobs, notices
        self._office: Office | None = None
        self._checked: Office | None = None
        self._drilled = False
        self._leaving: Job | None = None
        self._waits = False
        self._leave: Callable[[], object] = lambda: None
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.look)
        self._settled = QTimer(self, interval=_SETTLED, singleShot=True)
        self._settled.timeout.connect(self._begin_work)
        jobs.finished.connect(self._finished)
        jobs.changed.connect(self._changed)

    def begin(self, office: Office) -> None:
        """Somebody has signed in to this office."""
        self._office = office
        if office.database.path is not None and not office.view_only:
            office.before_many = Safeguard(office)
        self.tell()
        self._settled.start()
        self._timer.start()

    def attend(self, office: Office) -> None:
        """Do for this office what is asked for, and nothing by itself."""
        self._office = office

    def tell(self) -> None:
        """Read how things stand, for the status bar."""
        if (office := self._open()) is not None:
            self._jobs.quietly(
                overlook, office, self._actor(), then=self.seen.emit, failed=_not_now, owner=self, latest="seen"
            )

    def _open(self) -> Office | None:
        """The office, unless it was closed meanwhile."""
        return self._office if self._office is self._jobs.office else None

    def _changed(self, entities: frozenset[str]) -> None:
        if ENTITY in entities:
            self.tell()

    def look(self) -> None:
        """Make what is due: the day's backup, else the month's drill; a little later where something is running."""
        office = self._open()
        if office is not None and self._jobs.busy():
            self._settled.start()
        elif office is not None:
            self._jobs.quietly(
                is_wanted, office, self._actor(), Why.DAILY, then=self._wanted, failed=_not_now, owner=self
            )

    def make(self, why: Why, then: Callable[[Made], object] | None = None, failed: Failed | None = None) -> Job | None:
        """Make one now; the job, or nothing while nobody is signed in."""
        office, actor = self._open(), self._actor()
        if office is None:
            return None

        def work(progress: Progress) -> Made:
            rules = overlook(office, actor).state.rules
            return back_up(office.database, why, office.clock(), rules=rules, progress=progress)

        def made(done: Made) -> None:
            if done.trouble is not None:
                self._notices.mention(done.trouble.cause, done.trouble.next_step)
            self._jobs.changed.emit(frozenset({ENTITY}))
            if then is not None:
                then(done)

        return self._jobs.long(_("Backing up"), work, then=made, failed=failed or self._failed, owner=self)

    def drill(self, then: Callable[[str], object] | None = None) -> None:
        """Practise a restore of the newest backup, and put on record what came of it."""
        office, actor = self._open(), self._actor()
        if office is None or not may(actor.role, Permission.BACKUP_NOTE):
            return
        self._drilled = True

        def work(progress: Progress) -> str:
            rows = overlook(office, actor).rows
            if not rows:
                return _("There is no backup yet.")
            fault = practise(rows[0], office.database.key, progress)
            office.perform(note_drill, actor, rows[0].number, fault)
            return fault

        def done(fault: str) -> None:
            self._jobs.changed.emit(frozenset({ENTITY}))
            if fault:
                words = _("The drill of restoring failed: {reason}").format(reason=fault)
                self._notices.mention(words, _("Make a backup now and have it checked; tell the administrator."))
            if then is not None:
                then(fault)

        self._jobs.long(_("Practising a restore"), work, then=done, failed=self._failed, owner=self)

    def may_leave(self, leave: Callable[[], object]) -> bool:
        """Asked before the window closes: False where a backup is made first; `leave` is called after it."""
        office = self._open()
        if self._waits or office is None:
            return True
        try:
            if not is_wanted(office, self._actor(), Why.EXIT):
                return True
        except AppError:
            return True
        self._leave, self._waits = leave, True
        self._leaving = self.make(Why.EXIT, failed=self._not_left)
        words = _("A backup is being made; the window closes by itself after it.")
        self._notices.mention(words, _("Cancel in the status bar, or close the window again, to leave without it."))
        return False

    def _begin_work(self) -> None:
        office = self._open()
        if office is None or office is self._checked or office.database.path is None:
            self.look()
        else:
            self._check_whole(office)

    def _check_whole(self, office: Office) -> None:
        """Every page of the file is proven once after it was opened; then comes what is due."""
        self._checked = office
        self._jobs.quietly(damage, office.database, then=self._found, failed=self._found_broken, owner=self)

    def _found(self, faults: list[str]) -> None:
        if faults and (office := self._open()) is not None:
            self._found_broken(DamagedDatabase(place=office.database.place, reason=faults[0]))
        else:
            self.look()

    def _found_broken(self, error: AppError) -> None:
        LOG.error("the database is damaged: %s", error.code)
        office = self._open()
        if office is not None and isinstance(error, DamagedDatabase):
            office.view_only = _("the file is damaged")
            office.before_many = None
            self.damaged.emit(error)

    def _wanted(self, wanted: bool) -> None:
        if wanted:
            self.make(Why.DAILY, then=lambda _made: self._drill_if_due())
        else:
            self._drill_if_due()

    def _drill_if_due(self) -> None:
        office = self._open()
        if not self._drilled and office is not None and not office.view_only:
            self._jobs.quietly(overlook, office, self._actor(), then=self._due, failed=_not_now, owner=self)

    def _due(self, seen: Overlook) -> None:
        if seen.state.drill_overdue and seen.rows:
            self.drill()

    def _failed(self, error: AppError) -> None:
        LOG.warning("no backup was made: %s", error.code)
        if not isinstance(error, NoBackupOfServer):
            self._notices.mention(error.cause, error.next_step)

    def _not_left(self, error: AppError) -> None:
        self._leave = lambda: None
        self._failed(error)

    def _finished(self, job: Job) -> None:
        if self._waits and self._leaving in (None, job):
            # Told after this, whether it was made or cancelled; one that failed keeps the window open, once.
            QTimer.singleShot(0, self, lambda: self._leave())

    def _actor(self) -> Actor:
        actor: Actor = self._jobs.actor
        return actor


def _not_now(_error: AppError) -> None:
    """What the program asks for itself and cannot be told is asked again later."""


def status_words(seen: Overlook) -> tuple[str, bool]:
    """What the status bar says, and whether it is late; nothing about a server's."""
    return ("", False) if seen.on_server else (age(seen.newest, seen.now), is_late(seen))

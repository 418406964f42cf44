"""The calendar file that is kept up to date for whoever chose a place for it, so that other programs can follow it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSettings, QTimer

from officer_app.core.documents.writing import write_whole
from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.people.access import Permission, may
from officer_app.ui.jobs import Jobs
from officer_app.ui.known import place_key
from officer_app.ui.notices import Notices
from officer_app.visits.calendar_feed import Feed, as_calendar, calendar_feed

# What a calendar file tells of.
_TOLD: Final = frozenset({"visit_plan", "enterprise", "assignment"})
_PAUSE: Final = 400  # milliseconds: several changes in a row are written once


def feed_place(settings: QSettings, jobs: Jobs) -> Path | None:
    """Where the file of the person signed in is kept on this machine; None if no place was chosen."""
    kept = settings.value(_key(jobs))
    return Path(kept) if isinstance(kept, str) and kept else None


def keep_feed_at(settings: QSettings, jobs: Jobs, place: Path | None) -> None:
    """Keep the file there from now on, or no longer."""
    if place is None:
        settings.remove(_key(jobs))
    else:
        settings.setValue(_key(jobs), str(place))


def _key(jobs: Jobs) -> str:
    """Each person of each office has a place of their own: a sample office must not write over a real calendar."""
    database = getattr(jobs.office, "database", None)
    return f"calendar/file/{place_key(str(getattr(database, 'place', '')))}/{getattr(jobs.actor, 'id', None) or 0}"


def write_feed(place: Path, feed: Feed) -> bool:
    """Write the file whole; False if it says the same already. Raises DiskTrouble."""
    content = as_calendar(feed)
    try:
        same = place.read_bytes() == content
    except OSError:
        same = False
    if not same:
        write_whole(place, content)
    return not same


class FeedKeeper(QObject):
    """Writes the file on signing in and after plans changed; what fails is mentioned once, and tried at the next."""

    def __init__(self, jobs: Jobs, settings: QSettings, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._settings, self._notices = jobs, settings, notices
        self._failed = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.write)
        jobs.changed.connect(self._changed)

    def begin(self) -> None:
        """Somebody has signed in."""
        self._failed = False
        self.write()

    def write(self) -> None:
        """Bring the file up to date, if there is one."""
        place = feed_place(self._settings, self._jobs)
        actor = self._jobs.actor
        if place is None or not may(getattr(actor, "role", ""), Permission.VISIT_READ):
            return
        # Whose file it is was settled when the plans were asked for, not when they arrive.
        self._jobs.read(
            calendar_feed,
            actor.id,
            then=lambda feed: self._put(place, feed),
            failed=self._mention,
            owner=self,
            latest="feed",
        )

    def _put(self, place: Path, feed: Feed) -> None:
        self._jobs.quietly(write_feed, place, feed, then=self._written, failed=self._mention, owner=self)

    def _changed(self, changed: frozenset[str]) -> None:
        if changed & _TOLD and feed_place(self._settings, self._jobs) is not None:
            self._soon.start()

    def _written(self, _new: bool) -> None:
        self._failed = False

    def _mention(self, error: AppError) -> None:
        if not self._failed:
            self._failed = True
            words = _("The calendar file was not brought up to date: {cause}").format(cause=error.cause)
            self._notices.mention(words, error.next_step)

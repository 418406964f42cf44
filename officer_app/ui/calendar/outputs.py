"""What leaves the office from the calendar: a file for other calendars, one kept up to date, a list to take along."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from officer_app.i18n import _
from officer_app.ui.calendar.feed import feed_place, keep_feed_at, write_feed
from officer_app.ui.page import PageView
from officer_app.ui.theme.icons import icon
from officer_app.ui.widgets.tips import plain_tip
from officer_app.visits.calendar_feed import Feed, calendar_feed

_ENDING = ".ics"


class Outputs(QObject):
    """On behalf of the calendar page."""

    def __init__(self, page: PageView) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk

    def menu(self, below: QWidget, officer_id: int | None) -> QMenu:
        """The ways to export, for the calendar of this officer or of everybody."""
        menu = QMenu(below)
        save = menu.addAction(icon("download"), _("Save as a calendar file…"))
        save.triggered.connect(lambda: self.save_as(officer_id))
        kept = feed_place(self._desk.settings, self._desk.jobs)
        words = _("Keep a calendar file up to date…") if kept is None else _("Keep it at another place…")
        menu.addAction(icon("calendar-sync"), words).triggered.connect(self.choose_place)
        if kept is not None:
            menu.addSeparator()
            stop = menu.addAction(
                icon("circle-x"), _("No longer keep {file}").format(file=kept.name).replace("&", "&&")
            )
            stop.setToolTip(plain_tip(str(kept)))
            stop.triggered.connect(self.stop)
        return menu

    def save_as(self, officer_id: int | None) -> None:
        """Ask where, and write the file there once."""
        place = self._ask(_("Save as a calendar file"))
        if place is not None:
            self.write(place, officer_id)

    def write(self, place: Path, officer_id: int | None) -> None:
        """Write the calendar of an officer, or of everybody, to a file."""
        said = _("Saved: {path}").format(path=place)
        self._read(place, officer_id, said, "")

    def choose_place(self) -> None:
        """Ask where the file is to be kept."""
        place = self._ask(_("Keep a calendar file up to date"))
        if place is not None:
            self.keep(place)

    def keep(self, place: Path) -> None:
        """Keep one's own calendar there from now on."""
        said = _("Kept up to date from now on: {path}").format(path=place)
        step = _("Let the other calendar follow this file; it is written anew after every change of your plans.")
        self._read(place, getattr(self._desk.jobs.actor, "id", None), said, step, keep=True)

    def stop(self) -> None:
        """The file stays as it is."""
        keep_feed_at(self._desk.settings, self._desk.jobs, None)
        self._page.error_bar.say(_("The calendar file is no longer kept; it stays as it is."), kind="ok")

    def _read(self, place: Path, officer_id: int | None, said: str, step: str, *, keep: bool = False) -> None:
        self._desk.settings.setValue("calendar/folder", str(place.parent))

        def written(_new: bool) -> None:
            if keep:
                # Only a place that can be written to is remembered.
                keep_feed_at(self._desk.settings, self._desk.jobs, place)
            self._page.error_bar.say(said, step, kind="ok")

        def put(feed: Feed) -> None:
            self._desk.jobs.quietly(write_feed, place, feed, then=written, owner=self._page)

        self._desk.jobs.read(calendar_feed, officer_id, then=put, owner=self._page, latest="feed")

    def _ask(self, title: str) -> Path | None:
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(str(self._desk.settings.value("calendar/folder") or home))
        words = _("Calendar files") + f" (*{_ENDING})"
        chosen, _filter = QFileDialog.getSaveFileName(self._page, title, str(folder / _("visits.ics")), words)
        if not chosen:
            return None
        place = Path(chosen)
        return place if place.suffix.lower() == _ENDING else place.with_name(place.name + _ENDING)

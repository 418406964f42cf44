"""What can be done with the list of visits and with the one chosen in it: printing, exporting, returning."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from officer_app.core.errors import AppError
from officer_app.core.progress import Progress, portion
from officer_app.i18n import _, ngettext
from officer_app.people.access import Permission
from officer_app.ui.targets import PaperWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry
from officer_app.ui.widgets.sheet import Sheet
from officer_app.visits.browsing import browse_visits
from officer_app.visits.exporting import export_visits
from officer_app.visits.prints import visit_print, visit_prints
from officer_app.visits.reading import VisitFile
from officer_app.visits.report import visit_record, visit_records
from officer_app.visits.returning import return_visit, take_return_back

if TYPE_CHECKING:
    from officer_app.ui.visits.list import VisitsView


class VisitDeeds:
    """Those of the page."""

    def __init__(self, page: "VisitsView") -> None:
        self._page, self._desk = page, page.desk
        self._sheet: Sheet | None = None

    def print_record(self) -> None:
        """Show the record of the chosen visit as it will be printed; of several, all in one print."""
        row = self._page.table.current_row()
        if row is None or not self._desk.may(Permission.REPORT):
            return
        if self._page.table.chosen_count() > 1:
            self._print_chosen()
            return
        office, actor = self._desk.jobs.office, self._desk.jobs.actor

        def make(progress: Progress) -> bytes:
            progress(0)
            return visit_record(office.read(visit_print, actor, row.id))

        title = _("Visit record {number}").format(number=row.number)
        self._desk.go("paper", PaperWanted(title, f"{row.number}.pdf", make))

    def _print_chosen(self) -> None:
        office, actor = self._desk.jobs.office, self._desk.jobs.actor
        wanted, (sort, descending) = self._page.wanted(), self._page.order()
        ranges, n = self._page.table.chosen_ranges(), self._page.table.chosen_count()

        def make(progress: Progress) -> bytes:
            ids: list[int] = []
            # Not all rows that were chosen need be loaded.
            for first, end in ranges:
                part = office.read(
                    browse_visits, actor, wanted, sort, descending=descending, offset=first, limit=end - first
                )
                ids += [row.id for row in part.rows]
            found = office.read(visit_prints, actor, ids, portion(progress, 0, 0.3))
            return visit_records(found, portion(progress, 0.3, 1))

        title = ngettext("{n} visit record", "{n} visit records", n).format(n=n)
        self._desk.go("paper", PaperWanted(title, f"visit-records-{self._desk.today().isoformat()}.pdf", make))

    def export_shown(self) -> None:
        """Export the list as it is shown, with the columns in view."""
        if not self._desk.may(Permission.DIRECTORY_EXPORT):
            return
        name = _("visits {day}").format(day=self._desk.today().isoformat()) + ".xlsx"
        chosen, kind = QFileDialog.getSaveFileName(
            self._page, _("Export the visits"), name, "Excel (*.xlsx);;CSV (*.csv)"
        )
        if chosen:
            path = Path(chosen)
            wanted = ".csv" if "csv" in kind else ".xlsx"
            self.export_to(path if path.suffix.lower() in (".xlsx", ".csv") else path.with_suffix(wanted))

    def export_to(self, path: Path) -> None:
        """Write the list to a workbook or CSV, with progress."""
        sort, descending = self._page.order()
        columns = tuple(place.key for place in self._page.table.places() if place.shown)
        self._desk.jobs.long_read(
            _("Exporting visits"),
            export_visits,
            path,
            self._page.wanted(),
            sort,
            columns,
            descending=descending,
            then=lambda rows: self._page.error_bar.say(
                ngettext("{n} visit exported.", "{n} visits exported.", rows).format(n=f"{rows:,}"),
                str(path),
                kind="ok",
            ),
            owner=self._page,
        )

    def ask_return(self) -> None:
        """Ask what is missing, and return the chosen visit to its officer."""
        file = self._page.shown()
        if file is None or file.row.closed or not self._desk.may(Permission.VISIT_RETURN):
            return
        note = Entry(_("What is missing"), _("such as: whom you met, and the number of vacancies"))
        note.setMinimumWidth(dp(300))

        def take() -> bool:
            self.give_back(file, note.text())
            return False  # it closes once the visit is returned, and says why it is not

        self._sheet = Sheet(self._page.side.return_button or self._page, [note], take, words=_("Return"), icon="reply")
        self._sheet.destroyed.connect(self._sheet_gone)
        self._sheet.open_below()

    def give_back(self, file: VisitFile, note: str) -> None:
        """Return a visit with a note."""
        self._desk.jobs.perform(
            return_visit,
            file.row.id,
            note,
            version=file.version,
            then=lambda _done: self._given_back(file),
            failed=self._not_given_back,
            owner=self._page,
        )

    def _given_back(self, file: VisitFile) -> None:
        if self._sheet is not None:
            self._sheet.close()
        words = _("{number} was returned to {officer}.").format(number=file.row.number, officer=file.row.officer)
        self._page.error_bar.say(words, kind="ok")

    def _not_given_back(self, error: AppError) -> None:
        if self._sheet is not None and error.field == "note":
            self._sheet.show_wrong(str(error))
        else:
            self._desk.notices.show_error(error, self._page)

    def withdraw(self) -> None:
        if (file := self._page.shown()) is not None:
            self._desk.jobs.perform(
                take_return_back, file.row.id, version=file.version, then=lambda _done: None, owner=self._page
            )

    def _sheet_gone(self) -> None:
        self._sheet = None

"""Reports, the paper: made as it will be printed, saved, printed, issued; records also as a file each."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.core.progress import Progress, portion
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.archive import IssuedFile, PaperWish, draft_paper
from officer_app.ui.jobs import Job
from officer_app.ui.page import Key, PageView
from officer_app.ui.paper.actions import PaperActions
from officer_app.ui.paper.issuing import Issuing
from officer_app.ui.paper.preview import PaperPreview
from officer_app.ui.reports.choosing import Chooser
from officer_app.ui.widgets import EmptyState, PushButton, Text, clear
from officer_app.visits.periods import Period
from officer_app.visits.prints import visit_prints, visits_to_print
from officer_app.visits.report import visit_records, write_visit_records


class PaperPart(QWidget):
    """The preview with its buttons; the choice is made in the panel beside it."""

    def __init__(self, page: PageView, chooser: Chooser) -> None:
        super().__init__()
        self._page, self._desk, self._chooser = page, page.desk, chooser
        self.pdf = b""
        self.job: Job | None = None
        self._shown: PaperWish | None = None
        self._records = False
        self.issuing = Issuing(page, self.title, self._show_issued)
        self.issue = self.issuing.button
        self._actions = PaperActions(page)
        self.place = Text("", "caption", "text2")
        self.each = PushButton(_("A file each…"), "folder")
        self.save = PushButton(_("Save as PDF…"), "download", keys="Ctrl S")
        self.print = PushButton(_("Print"), "printer", keys="Ctrl P")
        for button, act in (
            (self.each, self.save_each),
            (self.save, self.save_as),
            (self.print, self.print_it),
        ):
            button.clicked.connect(act)
        self.buttons = (self.issue, self.each, self.save, self.print)
        self.preview = PaperPreview(self._desk.jobs)
        self.preview.page_changed.connect(self._say_place)
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self._body = QStackedWidget()
        self._body.addWidget(self._empty)
        self._body.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body)
        self._desk.jobs.finished.connect(self._ended)
        self._take(b"")

    def keys(self) -> Sequence[Key]:
        """The keys that work in it."""
        return (
            Key("Ctrl+Return", N_("make the paper")),
            Key("PgUp PgDown", N_("page")),
            Key("Ctrl+S", N_("save")),
            Key("Ctrl+P", N_("print")),
        )

    def make(self) -> None:
        """Make the paper chosen, as a draft."""
        wish = self._chooser.wish()
        self._page.error_bar.clear()
        if wish is None:
            self._page.error_bar.say(_("The period ends before it begins."), _("Correct the dates."), kind="warn")
            return
        if self.job is not None:
            self.job.cancel()
        self._shown, self._records = wish, self._chooser.wants_records
        self.issuing.begin(wish)
        self._take(b"", _("The paper is being made."))
        title = _("Making {title}").format(title=self.title())
        if self._records:
            self.job = self._desk.jobs.long(
                title, self._made_of_records, wish, then=self._made, failed=self._failed, owner=self
            )
        else:
            self.job = self._desk.jobs.long_read(
                title, draft_paper, wish, then=self._made, failed=self._failed, owner=self
            )

    def save_as(self) -> None:
        """Save it as a file."""
        if self.pdf:
            self._actions.save_as(self.pdf, self.file_name())

    def print_it(self) -> None:
        """Print it."""
        if self.pdf:
            self._actions.print(self.pdf, self.title(), self.file_name())

    def save_each(self) -> None:
        """Ask for a folder, and write every record there as a file of its own."""
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for the records"))
        if chosen:
            self.write_each(Path(chosen))

    def write_each(self, folder: Path) -> None:
        """Write every record shown to a file of its own, named by its number."""
        wish = self._shown
        if wish is None:
            return
        office, actor = self._desk.jobs.office, self._desk.jobs.actor

        def produce(progress: Progress) -> list[Path]:
            ids = office.read(visits_to_print, actor, wish.first, wish.last, wish.scope)
            found = office.read(visit_prints, actor, ids, portion(progress, 0, 0.3))
            return write_visit_records(found, folder, portion(progress, 0.3, 1))

        def said(paths: list[Path]) -> None:
            n = len(paths)
            words = ngettext("{n} record saved in {path}", "{n} records saved in {path}", n)
            self._page.error_bar.say(words.format(n=n, path=folder), kind="ok")

        self._desk.jobs.long(_("Saving the records"), produce, then=said, failed=self._told, owner=self)

    def title(self) -> str:
        """What the paper is called on the window."""
        wish = self._shown or self._chooser.wish()
        if wish is None:
            return ""
        name = _("Visit records") if self._records else wish.kind.label
        return f"{name} {Period(wish.first, wish.last).code}"

    def file_name(self) -> str:
        """As it is offered for saving."""
        if self.issuing.issued is not None:
            return self.issuing.issued.file_name
        wish = self._shown
        assert wish is not None
        kind = "visit-records" if self._records else wish.kind.value.replace("_", "-")
        return f"{kind}-{Period(wish.first, wish.last).code}.pdf"

    def _made_of_records(self, progress: Progress, wish: PaperWish) -> bytes:
        office, actor = self._desk.jobs.office, self._desk.jobs.actor
        ids = office.read(visits_to_print, actor, wish.first, wish.last, wish.scope)
        if not ids:
            return b""
        found = office.read(visit_prints, actor, ids, portion(progress, 0, 0.3))
        return visit_records(found, portion(progress, 0.3, 1))

    def _ended(self, job: Job) -> None:
        if job is self.job:
            # Also when it was cancelled: then nothing more is heard of it.
            self.job = None
            self._take(b"")

    def _made(self, pdf: bytes) -> None:
        self.job = None
        self._take(pdf, nothing=not pdf)
        if pdf:
            self.preview.show_pdf(pdf)
            self.preview.setFocus()

    def _show_issued(self, found: IssuedFile) -> None:
        self._made(found.content)

    def _failed(self, error: AppError) -> None:
        self.job = None
        self._take(b"")
        self._desk.notices.show_error(error, self._page, [(_("Try again"), self.make)])

    def _told(self, error: AppError) -> None:
        self._desk.notices.show_error(error, self._page)

    def _take(self, pdf: bytes, waiting: str = "", *, nothing: bool = False) -> None:
        self.pdf = pdf
        reason = "" if pdf else waiting or _("Make the paper first.")
        for button in (self.save, self.print, self.each):
            button.set_reason(reason)
        self.issue.set_reason(reason or self._why_not_issued())
        self.fit_buttons()
        if not pdf:
            self.place.setText("")
            clear(self._empty_place)
            if nothing:
                title, words = _("No visit to print"), _("No visit falls into these days; choose others at the right.")
            elif waiting:
                title, words = _("One moment…"), waiting
            else:
                title = _("No paper yet")
                words = _("Choose a paper and its days at the right; it appears here as it will be printed.")
            self._empty_place.addWidget(EmptyState("chart-column", title, words))
        self._body.setCurrentIndex(1 if pdf else 0)

    def _why_not_issued(self) -> str:
        """Why what is shown cannot be issued; empty if it can."""
        if self._records and self.issuing.issued is None:
            return _("Records are printed; reports are issued.")
        return self.issuing.why_not()

    def fit_buttons(self) -> None:
        """Show the buttons that apply to the paper shown."""
        here = self.isVisibleTo(self._page)
        self.each.setVisible(here and self._records)
        self.issue.setVisible(here and not self._records and self.issuing.allowed)
        self.save.setVisible(here)
        self.print.setVisible(here)

    def _say_place(self, page: int, pages: int) -> None:
        words = _("Page {page} of {pages}").format(page=page, pages=pages)
        self.place.setText(f"{self.issuing.issued.number if self.issuing.issued else self.title()}·{words}")

"""The page "paper": one paper as it will be printed. Its target is a PaperWanted."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.overview.archive import IssuedFile
from officer_app.ui.jobs import Job
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.paper.actions import PaperActions
from officer_app.ui.paper.issuing import Issuing
from officer_app.ui.paper.preview import PaperPreview
from officer_app.ui.targets import PaperWanted
from officer_app.ui.widgets import EmptyState, PageHeading, PushButton, Rule, Text, Way, clear


class PaperView(PageView):
    """Title, pages, and the ways to save and print them."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: PaperWanted | None = None
        self._pdf = b""
        self._job: Job | None = None
        self._actions = PaperActions(self)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self.leave)
        self._place = Text("", "caption", "text2")
        self._save = PushButton(_("Save as PDF…"), "download", keys="Ctrl S")
        self._print = PushButton(_("Print"), "printer", kind="primary", keys="Ctrl P")
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.print)
        self.issuing = Issuing(self, lambda: self._title.text(), self._show_issued)
        heading = self._heading = PageHeading("", (self._place,), (self.issuing.button, self._save, self._print))
        heading.row.insertWidget(0, back)
        self._title = heading.title
        self.put_heading(heading)
        self.main.addWidget(Rule())
        self.preview = PaperPreview(desk.jobs)
        self.preview.page_changed.connect(self._say_place)
        self._waiting = QWidget()
        self._waiting_place = QVBoxLayout(self._waiting)
        self._body = QStackedWidget()
        self._body.addWidget(self.preview)
        self._body.addWidget(self._waiting)
        self.main.addWidget(self._body, 1)
        self.on_key("Ctrl+S", self.save)
        self.on_key("Ctrl+P", self.print)
        self.on_key("Escape", self.leave)
        desk.jobs.finished.connect(self._ended)

    def keys(self) -> Sequence[Key]:
        return (
            Key("PgUp PgDown", N_("page")),
            Key("Ctrl+S", N_("save")),
            Key("Ctrl+P", N_("print")),
            Key("Escape", N_("back")),
        )

    @property
    def pdf(self) -> bytes:
        """The paper as it is shown; empty while it is being made."""
        return self._pdf

    def add_actions_before(self, *buttons: PushButton) -> None:
        """Place buttons before those every paper has."""
        for button in buttons:
            self._heading.row.insertWidget(self._heading.row.indexOf(self._save), button)

    def opened(self, target: object = None) -> None:
        if isinstance(target, PaperWanted):
            self.show_paper(target)
        self.preview.setFocus()

    def show_paper(self, wanted: PaperWanted | None) -> None:
        """Make this paper and show it; None while it is not known yet which."""
        self._wanted = wanted
        self.issuing.begin(wanted.wish if wanted is not None else None)
        self.issuing.button.setVisible(self.issuing.wish is not None and self.issuing.allowed)
        if wanted is None:
            self._title.setText("")
            self._take(b"")
        else:
            self.make()

    def make(self) -> None:
        """Make the paper anew."""
        if self._wanted is None:
            return
        self.error_bar.clear()
        self._title.setText(self._wanted.title)
        self._take(b"")
        words = _("Making {title}").format(title=self._wanted.title)
        if self._job is not None:
            self._job.cancel()
        self._job = self.desk.jobs.long(words, self._wanted.make, then=self._made, failed=self._failed, owner=self)

    def save(self) -> None:
        """Save it as a file."""
        if self._pdf and self._wanted is not None:
            self._actions.save_as(self._pdf, self._file_name(self._wanted))

    def print(self) -> None:
        """Print it."""
        if self._pdf and self._wanted is not None:
            self._actions.print(self._pdf, self._wanted.title, self._file_name(self._wanted))

    def _file_name(self, wanted: PaperWanted) -> str:
        """As it is offered for saving: by its number once it has one."""
        return self.issuing.issued.file_name if self.issuing.issued is not None else wanted.file_name

    def leave(self) -> None:
        """Back to where the paper was asked for."""
        if self._job is not None:
            self._job.cancel()
        self.desk.back()

    def _ended(self, job: Job) -> None:
        if job is self._job:
            # Also when it was cancelled: then nothing more is heard of it.
            self._job = None
            self._say_none("")

    def _made(self, pdf: bytes) -> None:
        self._job = None
        self._take(pdf)
        self.preview.show_pdf(pdf)

    def _show_issued(self, found: IssuedFile) -> None:
        self._made(found.content)

    def _failed(self, error: AppError) -> None:
        self._job = None
        self.desk.notices.show_error(error, self, [(_("Try again"), self.make)])
        self._say_none(_("After what stands above is mended."))

    def _say_none(self, when: str) -> None:
        clear(self._waiting_place)
        way = Way("rotate-ccw", _("Make it again"), when, _("Try again"), self.make)
        self._waiting_place.addWidget(EmptyState("file-text", _("No paper was made"), "", (way,)))

    def _take(self, pdf: bytes) -> None:
        self._pdf = pdf
        reason = "" if pdf else _("The paper is being made.")
        self._save.set_reason(reason)
        self._print.set_reason(reason)
        self.issuing.button.set_reason(reason or self.issuing.why_not())
        if not pdf:
            self._place.setText("")
            clear(self._waiting_place)
            self._waiting_place.addWidget(EmptyState("file-text", _("One moment…"), _("The paper is being made.")))
        self._body.setCurrentIndex(0 if pdf else 1)

    def _say_place(self, page: int, pages: int) -> None:
        self._place.setText(_("Page {page} of {pages}").format(page=page, pages=pages))

"""Importing enterprises: choose a file, see every verdict before anything is written, import, mend what was refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from officer_app.assignments.importing import import_enterprises, preview_import
from officer_app.core.errors import AppError
from officer_app.directory.columns import NoHeader
from officer_app.directory.glance import Glance, look_into
from officer_app.directory.importing import ImportRequest, ImportResult
from officer_app.directory.reasons import Problem, Reason
from officer_app.directory.refused import save_refused
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.import_side import ImportSide
from officer_app.ui.jobs import Job
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import ImportWanted
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    Segment,
    Segmented,
    Text,
    Way,
)

Verdict = Literal["refused", "duplicate", "warning"]
_ALL: Final = "all"
_KINDS: Final[tuple[Verdict, ...]] = ("refused", "duplicate", "warning")
_FILES: Final = (".xlsx", ".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on a row with what it means for the row."""

    problem: Problem
    verdict: Verdict


def _verdict(remark: Remark) -> Cell:
    if remark.verdict == "refused":
        return Cell(pill=PillSpec(_("refused"), "danger", "ban"))
    if remark.verdict == "duplicate":
        return Cell(pill=PillSpec(_("duplicate"), "neutral", "copy"))
    return Cell(pill=PillSpec(_("accepted, remark"), "warn", "triangle-alert"))


COLUMNS: Final[tuple[Column[Remark], ...]] = (
    Column("row", N_("Row"), lambda r: Cell(str(r.problem.row)), 64, "right"),
    Column("verdict", N_("Verdict"), _verdict, 120),
    Column("column", N_("Column"), lambda r: Cell(r.problem.column or "–", "text2"), 130),
    Column("message", N_("What is the matter"), lambda r: Cell(r.problem.message), 190, stretch=True),
    Column("remedy", N_("How to mend it"), lambda r: Cell(r.problem.remedy or "–", "text2"), 190, stretch=True),
)


def remarks(result: ImportResult) -> list[Remark]:
    """Every remark in the order of the file."""
    refused = {row.row for row in result.refused_rows}

    def verdict(problem: Problem) -> Verdict:
        if problem.row in refused:
            return "refused"
        return "duplicate" if problem.reason is Reason.DUPLICATE_IN_FILE else "warning"

    made = [Remark(problem, verdict(problem)) for problem in result.problems]
    return sorted(made, key=lambda remark: remark.problem.row)


class ImportPage(PageView):
    """Chooser, preview and result in one place; the panel holds the file, its sheet, edition and columns."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._glance: Glance | None = None
        self._result: ImportResult | None = None
        self._remarks: list[Remark] = []
        self._job: Job | None = None
        self._done = False
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self._leave)
        self.other = PushButton(_("Another file…"), "folder-open")
        self.other.clicked.connect(self.choose)
        self.save_button = PushButton(_("Save refused rows…"), "file-down")
        self.save_button.clicked.connect(self._save_refused)
        self.go_button = PushButton(_("Import"), "upload", kind="primary", keys="Ctrl Enter")
        self.go_button.clicked.connect(self._import)
        self.heading = PageHeading(_("Import enterprises"), (), (self.other, self.save_button, self.go_button))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.counts = Segmented(
            [Segment(_ALL, _("All")), *(Segment(kind, self._word(kind)) for kind in _KINDS)], _("Verdicts")
        )
        self.counts.chosen.connect(lambda _kind: self._show_remarks())
        self.sum = Text("", "body", "text2")
        self.bar = FilterBar((self.counts,), (self.sum,))
        self.main.addWidget(self.bar)
        self.rule = Rule()
        self.main.addWidget(self.rule)
        self.table: Table[Remark] = Table(COLUMNS, _("Remarks on rows"))
        self.chooser = self._chooser()
        self.clean = EmptyState(
            "circle-check", _("Nothing to remark"), _("Every row of the file can be taken as it is.")
        )
        self.working = EmptyState("file-spreadsheet", _("Reading the file…"), _("Nothing is written yet."))
        self.body = QStackedWidget()
        for widget in (self.chooser, self.table, self.clean, self.working):
            self.body.addWidget(widget)
        self.main.addWidget(self.body, 1)
        self.side = ImportSide(desk)
        self.side.changed.connect(self._preview)
        self.side.sheet_changed.connect(self._look)
        self.put_side(self.side)
        self.on_key("Esc", self._leave)
        self.on_key("Ctrl+Return", self._import)
        self.on_key("Ctrl+I", self.choose)
        self._begin()

    def opened(self, target: object = None) -> None:
        self.side.know_year(self.desk.today().year)
        if isinstance(target, ImportWanted):
            self.take(target.path)
        elif self._done:
            self._begin()
        shown = self.body.currentWidget()
        if shown is not None:
            shown.setFocus()

    def keys(self) -> Sequence[Key]:
        if self._result is None:
            return (Key("Ctrl+I", N_("choose a file")), Key("Esc", N_("back")))
        return (Key("Up Down", N_("choose")), Key("Ctrl+Return", N_("import")), Key("Esc", N_("back")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := self._dropped(event)) is not None:
            event.acceptProposedAction()
            self.take(path)

    def choose(self) -> None:
        """Ask for a file."""
        words = _("Workbooks and CSV") + " (*.xlsx *.csv *.txt)"
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose the file to import"), "", words)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Begin with a file: look into it, then preview it."""
        self._begin()
        self._glance = None
        self._look(path, None)

    def _chooser(self) -> EmptyState:
        caption = _("UTF-8 or GB18030; the encoding is recognised")
        ways = [
            Way("file-spreadsheet", _("Excel workbook or CSV"), caption, _("Choose a file…"), self.choose, "Ctrl I")
        ]
        sentence = _("Every row is checked first; nothing is written before you say so.")
        return EmptyState("upload", _("Import enterprises"), sentence, ways, _("A file can also be dropped here"))

    def _begin(self) -> None:
        self._result, self._remarks, self._done = None, [], False
        self.side.setEnabled(True)
        self.error_bar.clear()
        self.body.setCurrentWidget(self.chooser)
        self.side.hide()
        for widget in (self.bar, self.rule, self.other, self.save_button, self.go_button):
            widget.hide()
        self.heading.title.setText(_("Import enterprises"))
        self.keys_changed.emit()

    def _look(self, path: Path | None = None, sheet: str | None = None) -> None:
        path = path if path is not None else self._glance.path if self._glance is not None else None
        if path is None:
            return
        self._wait(_("Reading the file"))
        self._job = self.desk.jobs.long_read(
            _("Reading {file}").format(file=path.name),
            look_into,
            path,
            sheet,
            then=self._looked,
            failed=self._failed,
            owner=self,
        )

    def _looked(self, seen: Glance) -> None:
        self._glance = seen
        self.side.show_glance(seen)
        self.heading.title.setText(_("Import {file}").format(file=seen.path.name))
        self._preview()

    def _request(self) -> ImportRequest | None:
        if self._glance is None:
            return None
        return ImportRequest(self._glance.path, self.side.edition(), self._glance.sheet, self.side.columns())

    def _preview(self) -> None:
        request = self._request()
        if request is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._wait(_("Checking every row"))
        self._job = self.desk.jobs.long_read(
            _("Checking {file}").format(file=request.path.name),
            preview_import,
            request,
            then=self._previewed,
            failed=self._failed,
            owner=self,
        )

    def _previewed(self, result: ImportResult) -> None:
        self._show_result(result)
        self.side.show_used(result.columns)
        count = result.accepted + result.updated
        self.go_button.setText(ngettext("Import {n} row", "Import {n} rows", count).format(n=f"{count:,}"))
        self.go_button.set_reason("" if count else _("No row can be taken"))
        self.go_button.show()
        self.go_button.updateGeometry()

    def _import(self) -> None:
        request = self._request()
        if request is None or self._result is None or self._done or not self.go_button.isEnabled():
            return
        self.go_button.set_reason(_("The import is running; cancel it in the status bar"))
        self.side.setEnabled(False)
        self._job = self.desk.jobs.long_perform(
            _("Importing {file}").format(file=request.path.name),
            import_enterprises,
            request,
            then=self._imported,
            failed=self._not_imported,
            owner=self,
        )
        # A cancelled import answers nobody; its end shows in `finished`.
        self.desk.jobs.finished.connect(self._ended)

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self.desk.jobs.finished.disconnect(self._ended)
            if job.is_cancelled() and not self._done:
                self.side.setEnabled(True)
                self.go_button.set_reason("")
                self.error_bar.say(_("Cancelled: nothing was imported."), kind="warn")

    def _imported(self, result: ImportResult) -> None:
        self._done = True
        self._show_result(result)
        self.side.setEnabled(False)
        self.go_button.hide()
        words = _("Imported: {accepted} new, {updated} updated.").format(
            accepted=f"{result.accepted:,}", updated=f"{result.updated:,}"
        )
        left = result.refused
        step = ngettext("{n} row was refused; save it, mend it and import it again.",
                        "{n} rows were refused; save them, mend them and import them again.", left)  # fmt: skip
        ways: list[tuple[str, Callable[[], object]]] = [(_("Show the directory"), self._show_directory)]
        self.error_bar.say(words, step.format(n=f"{left:,}") if left else "", ways, kind="ok")

    def _not_imported(self, error: AppError) -> None:
        self.side.setEnabled(True)
        self.go_button.set_reason("")
        self.desk.notices.show_error(error, self)

    def _failed(self, error: AppError) -> None:
        self.error_bar.say(error.cause, error.next_step, [(_("Another file…"), self.choose)])
        for widget in (self.bar, self.rule, self.save_button, self.go_button):
            widget.hide()
        self._result = None
        self.body.setCurrentWidget(self.chooser)
        # Headings that are not recognised can be named on the panel.
        self.side.setVisible(isinstance(error, NoHeader) and self._glance is not None)
        self.other.show()

    def _wait(self, words: str) -> None:
        self.error_bar.clear()
        self.working.setAccessibleName(words)
        if self._result is None:
            self.body.setCurrentWidget(self.working)
        self.other.show()

    def _show_result(self, result: ImportResult) -> None:
        self._result, self._remarks = result, remarks(result)
        figures = {"refused": result.refused, "duplicate": result.duplicates, "warning": result.warnings}
        for kind, count in figures.items():
            self.counts.set_words(kind, f"{self._word(kind)} {count:,}")
        self.counts.set_words(_ALL, _("All remarks {n}").format(n=f"{len(self._remarks):,}"))
        self.sum.setText(
            _("{rows} rows: {accepted} new, {updated} known").format(
                rows=f"{result.rows:,}", accepted=f"{result.accepted:,}", updated=f"{result.updated:,}"
            )
        )
        for widget in (self.bar, self.rule, self.side, self.other):
            widget.show()
        self.save_button.setVisible(bool(result.refused_rows))
        self._show_remarks()
        self.keys_changed.emit()

    def _show_remarks(self) -> None:
        kind = self.counts.value()
        shown = [remark for remark in self._remarks if kind in (_ALL, remark.verdict)]
        self.table.show_rows(shown)
        self.body.setCurrentWidget(self.table if shown else self.clean)

    def _save_refused(self) -> None:
        if self._result is None:
            return
        name = _("refused rows") + ".xlsx"
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Save refused rows"), name, "Excel (*.xlsx)")
        if chosen:
            self.save_refused_to(Path(chosen))

    def save_refused_to(self, path: Path) -> None:
        """Write the refused rows with their reasons to a workbook."""
        result = self._result
        assert result is not None
        self.desk.jobs.long(
            _("Saving refused rows"),
            lambda _progress: save_refused(result, path),
            then=lambda rows: self.error_bar.say(
                ngettext("{n} refused row saved.", "{n} refused rows saved.", rows).format(n=rows), str(path), kind="ok"
            ),
            owner=self,
        )

    def _show_directory(self) -> None:
        self._begin()
        self.desk.go("directory", None)

    def _leave(self) -> None:
        if self._job is not None and self._result is None:
            self._job.cancel()
        self.desk.back()

    @staticmethod
    def _word(kind: str) -> str:
        return {"refused": _("Rows refused"), "duplicate": _("Duplicates"), "warning": _("With remarks")}[kind]

    @staticmethod
    def _dropped(event: Any) -> Path | None:  # Qt's drag and drop events share no typed base
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            if url.isLocalFile() and path.suffix.lower() in _FILES:
                return path
        return None

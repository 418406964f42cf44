"""Importing enterprises: choose a file, say what its columns hold, see every verdict before anything is written,
import, mend what was refused."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from officer_app.core.errors import AppError
from officer_app.directory.imports.glance import Glance
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from officer_app.directory.imports.refused import save_refused
from officer_app.directory.imports.verdicts import RowVerdict
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.imports.kinds import ENTERPRISES, ImportKind
from officer_app.ui.imports.rows import RowsOfFile
from officer_app.ui.imports.side import ENDINGS, LEFT_OUT, ImportSide
from officer_app.ui.imports.tables import MAPPING, FileColumn, file_columns
from officer_app.ui.jobs import Job
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Table
from officer_app.ui.targets import ImportsWanted, ImportWanted
from officer_app.ui.widgets import (
    DropArea,
    EmptyState,
    FilterBar,
    PageHeading,
    PushButton,
    Rule,
    Segment,
    Segmented,
    Way,
)
from officer_app.ui.widgets.drop_area import ends_with

_COLUMNS: Final = "columns"
_ROWS: Final = "rows"


class ImportPage(PageView):
    """Chooser, columns, rows and result in one place; the panel holds the file and what is current in the table."""

    has_primary: ClassVar[bool] = True
    kind: ClassVar[ImportKind] = ENTERPRISES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        DropArea(self, _("Let go to look into the file"), lambda files: self.take(files[0]), ends_with(ENDINGS))
        self._glance: Glance | None = None
        self._result: ImportResult | None = None
        self._job: Job | None = None
        self._done = False
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self._leave)
        self.other = PushButton(_("Another file…"), "folder-open")
        self.other.clicked.connect(self.choose)
        self.save_button = PushButton(_("Save refused rows…"), "file-down")
        self.save_button.clicked.connect(self._save_refused)
        self.go_button = PushButton(_("Import"), "upload", kind="primary", keys="Ctrl Enter")
        self.go_button.clicked.connect(self._go)
        self.past = PushButton(_("Past imports"), "history")
        self.past.clicked.connect(lambda: self.desk.go("imports", None))
        self.heading = PageHeading(_(self.kind.title), (), (self.past, self.other, self.save_button, self.go_button))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.views = Segmented(
            [Segment(_COLUMNS, _("Columns")), Segment(_ROWS, _("Rows"))], _("What is shown of the file")
        )
        self.views.chosen.connect(self._show_view)
        self.rows = RowsOfFile(self.kind.rows)
        self.rows.row_changed.connect(self._show_row)
        self.bar = FilterBar((self.views, self.rows.counts), (self.rows.sum,))
        self.main.addWidget(self.bar)
        self.rule = Rule()
        self.main.addWidget(self.rule)
        self.columns: Table[FileColumn] = Table(MAPPING, _("Columns of the file"))
        self.columns.give_way("sample2", "sample1")
        self.columns.current_changed.connect(self._show_column)
        self.columns.opened.connect(lambda _column: self._choose_holds())
        self.columns.on_key("X", lambda: self._say_of_current(LEFT_OUT))
        self.columns.on_key("Delete", lambda: self._say_of_current(LEFT_OUT))
        self.columns.on_key("H", lambda: self._say_of_current(""))
        self.chooser = self._chooser()
        self.working = EmptyState("file-spreadsheet", _("Reading the file…"), _("Nothing is written yet."))
        self.body = QStackedWidget()
        for widget in (self.chooser, self.columns, self.rows, self.working):
            self.body.addWidget(widget)
        self.main.addWidget(self.body, 1)
        self.side = ImportSide(desk, listed=self.kind.listed)
        self.side.changed.connect(self._preview)
        self.side.column_changed.connect(self._column_said)
        self.side.sheet_changed.connect(self._look)
        self.put_side(self.side)
        self.on_key("Esc", self._leave)
        self.on_key("Ctrl+Return", self._go)
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
        if self._glance is None:
            return (Key("Ctrl+I", N_("choose a file")), Key("Esc", N_("back")))
        if self.views.value() == _COLUMNS:
            return (
                Key("Up Down", N_("choose")),
                Key("Return", N_("say what it holds")),
                Key("X", N_("leave out")),
                Key("H", N_("as its heading says")),
                Key("Ctrl+Return", N_("check the rows")),
            )
        if self._done:
            return (Key("Up Down", N_("choose")), Key("Ctrl+I", N_("choose a file")), Key("Esc", N_("back")))
        return (Key("Up Down", N_("choose")), Key("Ctrl+Return", N_("import")), Key("Esc", N_("back")))

    def choose(self) -> None:
        """Ask for a file."""
        words = _("Workbooks and CSV") + " (*.xlsx *.csv *.txt *.csv.gz)"
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose the file to import"), "", words)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Begin with a file: look into it, then preview it."""
        self._begin()
        self._look(path, None)

    def _chooser(self) -> EmptyState:
        caption = _("UTF-8 or GB18030; the encoding is recognised")
        ways = [
            Way("file-spreadsheet", _("Excel workbook or CSV"), caption, _("Choose a file…"), self.choose, "Ctrl I")
        ]
        sentence = _("Every row is checked first; nothing is written before you say so.")
        foot = "\n".join([_("A file can also be dropped here"), *self.kind.columns()])
        return EmptyState("upload", _(self.kind.title), sentence, ways, foot)

    def _begin(self) -> None:
        self._glance, self._result, self._done = None, None, False
        self.side.setEnabled(True)
        self.error_bar.clear()
        self.body.setCurrentWidget(self.chooser)
        self.side.hide()
        for widget in (self.bar, self.rule, self.other, self.save_button, self.go_button):
            widget.hide()
        self.heading.title.setText(_(self.kind.title))
        self.keys_changed.emit()

    def _look(self, path: Path | None = None, sheet: str | None = None) -> None:
        path = path if path is not None else self._glance.path if self._glance is not None else None
        if path is None:
            return
        self._wait(_("Reading the file"))
        self._job = self.desk.jobs.long_read(
            _("Reading {file}").format(file=path.name),
            self.kind.look,
            path,
            sheet,
            then=self._looked,
            failed=self._failed,
            owner=self,
        )

    def _looked(self, seen: Glance) -> None:
        self.heading.title.setText(_("Import {file}").format(file=seen.path.name))
        self._show_glance(seen)
        self.columns.set_current(0)
        if seen.recognised and not seen.questions:
            self._preview()
            return
        self._show_columns()
        if seen.questions:
            labels = " / ".join(column.label for column in seen.questions)
            self.error_bar.say(
                _("Several columns may hold the same: {questions}.").format(questions=labels),
                _("Say which column counts, or leave the others out."),
                kind="warn",
            )
        else:
            self.error_bar.say(
                _(self.kind.unrecognised),
                _("Choose those columns below and say what they hold."),
                kind="warn",
            )

    def _show_glance(self, seen: Glance) -> None:
        self._glance = seen
        self.side.show_glance(seen)
        shown = file_columns(seen)
        self.columns.show_rows(shown)
        known = sum(1 for column in seen.columns if column.key)
        self.views.set_words(_COLUMNS, f"{_('Columns')} {known}/{len(shown)}")

    def _show_columns(self) -> None:
        for widget in (self.bar, self.rule, self.side, self.other, self.go_button):
            widget.show()
        self.views.set_value(_COLUMNS)
        self._show_view(_COLUMNS)

    def _show_view(self, view: str) -> None:
        rows = view == _ROWS
        if rows and self._result is None:
            self.views.set_value(_COLUMNS)
            self._preview()
            return
        self.rows.counts.setVisible(rows)
        self.rows.sum.setVisible(rows)
        if rows:
            self.body.setCurrentWidget(self.rows)
            self._show_row(self.rows.table.current_row())
            self.rows.table.setFocus()
        else:
            self.body.setCurrentWidget(self.columns)
            self._show_column(self.columns.current_row())
            self.columns.setFocus()
        self._name_go()
        self.keys_changed.emit()

    def _show_column(self, column: FileColumn | None) -> None:
        if self.views.value() == _COLUMNS:
            self.side.show_column(column)

    def _show_row(self, row: RowVerdict | None) -> None:
        if self._glance is not None and self.views.value() == _ROWS:
            self.side.show_row(row, dict(self._glance.fields))

    def _choose_holds(self) -> None:
        self.side.holds.setFocus()
        self.side.holds.showPopup()

    def _say_of_current(self, key: str) -> None:
        column = self.columns.current_row()
        if column is not None:
            self._column_said(column.match.label, key)

    def _column_said(self, label: str, key: str) -> None:
        """Somebody has said what a column holds."""
        seen = self._glance
        if seen is None or self._done:
            return
        self._show_glance(seen.saying(label, None if key == LEFT_OUT else key))
        self._result = None
        self.error_bar.clear()
        self._show_columns()

    def _request(self) -> ImportRequest | None:
        seen = self._glance
        if seen is None:
            return None
        return ImportRequest(
            seen.path,
            self.side.edition(),
            seen.sheet,
            seen.choices.columns,
            seen.choices.left_out,
            remembered=False,
            hand_over=not self.side.hand_over.isHidden() and self.side.hand_over.isChecked(),
        )

    def _preview(self) -> None:
        request, seen = self._request(), self._glance
        if request is None or seen is None or seen.questions or not seen.recognised:
            return
        if self._job is not None:
            self._job.cancel()
        self._wait(_("Checking every row"))
        self._job = self.desk.jobs.long_read(
            _("Checking {file}").format(file=request.path.name),
            self.kind.check,
            request,
            then=self._show_result,
            failed=self._failed,
            owner=self,
        )

    def _name_go(self) -> None:
        """What the filled button does now."""
        seen, result = self._glance, self._result
        if seen is None or self._done:
            self.go_button.hide()
            return
        if result is None or self.views.value() == _COLUMNS:
            self.go_button.setText(_("Check the rows"))
            open_ = bool(seen.questions) or not seen.recognised
            self.go_button.set_reason(_("Say first what the columns hold") if open_ else "")
        else:
            count = result.accepted + result.updated
            self.go_button.setText(ngettext("Import {n} row", "Import {n} rows", count).format(n=f"{count:,}"))
            self.go_button.set_reason("" if count else _("No row brings anything new"))
        self.go_button.show()
        self.go_button.updateGeometry()

    def _go(self) -> None:
        if not self.go_button.isVisible() or not self.go_button.isEnabled():
            return
        if self.views.value() == _ROWS:
            self._import()
        elif self._result is not None:
            self.views.choose(_ROWS)
        else:
            self._preview()

    def _import(self) -> None:
        request = self._request()
        if request is None or self._result is None or self._done or not self.go_button.isEnabled():
            return
        self.go_button.set_reason(_("The import is running; cancel it in the status bar"))
        self.side.setEnabled(False)
        self._job = self.desk.jobs.long_perform(
            _("Importing {file}").format(file=request.path.name),
            self.kind.store,
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
                self._name_go()
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
        ways: list[tuple[str, Callable[[], object]]] = [
            (_(self.kind.show), self._show_imported),
            (_("Take it back…"), lambda: self.desk.go("imports", ImportsWanted(result.batch_id))),
        ]
        self.error_bar.say(words, step.format(n=f"{left:,}") if left else "", ways, kind="ok")

    def _not_imported(self, error: AppError) -> None:
        self.side.setEnabled(True)
        self._name_go()
        self.desk.notices.show_error(error, self)

    def _failed(self, error: AppError) -> None:
        self.error_bar.say(error.cause, error.next_step, [(_("Another file…"), self.choose)])
        self._result = None
        self.save_button.hide()
        self.other.show()
        if self._glance is not None:
            self._show_columns()
            return
        for widget in (self.bar, self.rule, self.go_button, self.side):
            widget.hide()
        self.body.setCurrentWidget(self.chooser)

    def _wait(self, words: str) -> None:
        self.error_bar.clear()
        self.working.setAccessibleName(words)
        if self._result is None:
            self.body.setCurrentWidget(self.working)
        self.other.show()

    def _show_result(self, result: ImportResult) -> None:
        self._result = result
        for widget in (self.bar, self.rule, self.side, self.other):
            widget.show()
        self.save_button.setVisible(bool(result.refused))
        self.views.set_words(_ROWS, f"{_('Rows')} {result.rows:,}")
        self.views.set_value(_ROWS)
        self.rows.show_result(result)
        self._show_view(_ROWS)
        for note in result.notes:
            self.error_bar.say(note.message, note.remedy, kind="warn")

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

    def _show_imported(self) -> None:
        self._begin()
        self.desk.go(self.kind.page, self.kind.target)

    def _leave(self) -> None:
        if self._job is not None and self._result is None:
            self._job.cancel()
        self.desk.back()

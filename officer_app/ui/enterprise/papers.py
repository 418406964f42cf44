"""The papers of an enterprise's file: dropped or chosen, opened only when asked for, removed and put back."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import delete

from officer_app.core.errors import AppError
from officer_app.core.filenames import harmless_name, may_act
from officer_app.directory.attachments import (
    LARGEST,
    FileResult,
    Paper,
    PaperRow,
    note_paper,
    open_paper,
    put_paper_back,
    remove_paper,
    store_files,
    write_paper,
)
from officer_app.i18n import _, ngettext
from officer_app.ui.enterprise.opened_papers import show_paper
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ElidedText,
    Entry,
    ErrorBar,
    Icon,
    Link,
    PushButton,
    Rule,
    SectionHeader,
    Text,
    clear,
)
from officer_app.ui.widgets.tips import plain_tip

_KILOBYTE = 1024
_PICTURES = ("jpg", "jpeg", "png", "gif", "bmp", "webp", "heic", "tif", "tiff")
_SHEETS = ("xls", "xlsx", "xlsm", "csv", "et")


def size_words(size: int) -> str:
    """A size as people say it: `3 KB`, `1.2 MB`."""
    if size < _KILOBYTE * _KILOBYTE:
        return f"{max(1, round(size / _KILOBYTE))} KB"
    return f"{size / _KILOBYTE / _KILOBYTE:.1f} MB"


class PaperLine(QWidget):
    """A paper: its name opens it, the buttons after it save, describe and remove it."""

    opened = Signal()
    saved = Signal()
    removed = Signal()
    described = Signal(str)

    def __init__(self, paper: PaperRow, *, edits: bool) -> None:
        super().__init__()
        ending = paper.name.rpartition(".")[2].lower()
        icon = "file-spreadsheet" if ending in _SHEETS else "file-text" if ending not in _PICTURES else "file"
        self.name = Link(paper.name, "body")
        self.name.setToolTip(plain_tip(paper.name))
        self.name.clicked.connect(self.opened)
        facts = (size_words(paper.size), f"{paper.added_at:%Y-%m-%d}", paper.added_by, paper.note)
        self._facts = ElidedText("·".join(fact for fact in facts if fact), "caption", "text2")
        words = QVBoxLayout()
        words.setSpacing(0)
        # A long name loses its end in the tooltip's favour; it never widens the page.
        words.addWidget(self.name)
        words.addWidget(self._facts)
        row = QHBoxLayout()
        row.setSpacing(dp(4))
        row.addWidget(Icon(icon, "text2"))
        row.addSpacing(dp(6))
        row.addLayout(words, 1)
        self.save = PushButton(icon="download", kind="quiet", height=28, name=_("Save {name}").format(name=paper.name))
        self.save.clicked.connect(self.saved)
        row.addWidget(self.save)
        self.describe = PushButton(
            icon="pencil", kind="quiet", height=28, name=_("Say what {name} is").format(name=paper.name)
        )
        self.describe.clicked.connect(self.ask)
        self.remove = PushButton(
            icon="trash-2", kind="quiet", height=28, name=_("Remove {name}").format(name=paper.name)
        )
        self.remove.clicked.connect(self.removed)
        for button in (self.describe, self.remove):
            row.addWidget(button)
            button.setVisible(edits)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(6))
        self._column.addLayout(row)
        self._note = paper.note
        self._question: Form | None = None

    def ask(self) -> None:
        """Ask what the paper is."""
        if self._question is None:
            self._question = Form(label_width=44)
            self.note = Entry(_("Note"), _("what it is, until when it holds"))
            self.note.setText(self._note)
            self.note.submitted.connect(self._described)
            keep = PushButton(_("Save"), height=metrics.SMALL)
            keep.clicked.connect(self._described)
            self._question.add("note", _("Note"), self.note, beside=keep)
            self._column.addWidget(self._question)
        self.note.setFocus()

    def question(self) -> QWidget:
        """Where an error of the note belongs."""
        return self._question or self

    def _described(self) -> None:
        self.described.emit(self.note.text())


class PapersPart(QWidget):
    """The list, the way in, and what became of the files that were given. `wide` offers more than reading."""

    def __init__(self, desk: Desk, bar: ErrorBar | None = None, *, wide: bool) -> None:
        super().__init__()
        self._desk, self._bar = desk, bar
        self._wide = wide
        self._edits = wide and desk.may("directory_edit") and desk.may("paper_read")
        self._enterprise_id = 0
        self._shows_removed = False
        self.lines: list[PaperLine] = []
        self.add_button = PushButton(_("Add papers…"), "paperclip", keys="Ctrl O")
        self.add_button.clicked.connect(self.choose)
        limit = _("Drop files anywhere on this page; up to {n} MB each.").format(n=LARGEST // _KILOBYTE // _KILOBYTE)
        self._header = SectionHeader(_("Papers"), limit if self._edits else "", self.add_button)
        self._header.setVisible(wide)
        self.add_button.setVisible(self._edits)
        self.troubles = QVBoxLayout()
        self.troubles.setSpacing(dp(4))
        self._list = QVBoxLayout()
        self._list.setSpacing(dp(10))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self._header)
        column.addLayout(self.troubles)
        column.addLayout(self._list)

    def show_papers(self, enterprise_id: int, papers: Sequence[PaperRow]) -> None:
        """Those of an enterprise."""
        if enterprise_id != self._enterprise_id:
            self._enterprise_id, self._shows_removed = enterprise_id, False
            clear(self.troubles)
        clear(self._list)
        self.lines = []
        present = [paper for paper in papers if paper.removed_at is None]
        for paper in present:
            self._list.addWidget(self._line(paper))
        if not present:
            words = _("No papers yet.") if self._desk.may("paper_read") else _("Your role does not read papers.")
            self._list.addWidget(Text(words, "body", "text2", wrap=True))
        gone = [paper for paper in papers if paper.removed_at is not None]
        if gone and self._wide:
            self._list.addWidget(self._removed(gone))

    def choose(self) -> None:
        """Ask which files."""
        chosen, _filter = QFileDialog.getOpenFileNames(self, _("Choose papers"), "")
        if chosen:
            self.add_files([Path(path) for path in chosen])

    def add_files(self, files: Sequence[Path]) -> None:
        """Take files in, each by itself, with progress in the status bar."""
        if not self._edits or not self._enterprise_id or not files:
            return
        jobs = self._desk.jobs
        clear(self.troubles)
        jobs.long(
            _("Storing papers"),
            lambda progress: store_files(jobs.office, jobs.actor, self._enterprise_id, files, progress),  # type: ignore[arg-type] # the window knows the office by its protocol
            then=self._stored,
            owner=self,
            writes=True,
        )

    def _stored(self, results: list[FileResult]) -> None:
        new = sum(1 for result in results if result.taken is not None and not result.taken.known)
        known = [result.taken.name for result in results if result.taken is not None and result.taken.known]
        left = sum(1 for result in results if result.taken is None and result.error is None)
        said = []
        if new:
            said.append(ngettext("{n} paper stored.", "{n} papers stored.", new).format(n=new))
        if known:
            said.append(_("Here already: {names}.").format(names="、".join(known)))
        if left:
            said.append(ngettext("{n} left out.", "{n} left out.", left).format(n=left))
        if said:
            self._desk.notices.say(" ".join(said))
        for result in results:
            if result.error is not None:
                self.troubles.addWidget(Trouble(result.error))

    def _line(self, paper: PaperRow) -> PaperLine:
        line = PaperLine(paper, edits=self._edits)
        line.opened.connect(partial(self._open, paper))
        line.saved.connect(partial(self._save, paper))
        line.removed.connect(partial(self._remove, paper))
        line.described.connect(partial(self._describe, paper, line))
        self.lines.append(line)
        return line

    def _removed(self, gone: Sequence[PaperRow]) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, dp(4), 0, 0)
        column.setSpacing(dp(6))
        column.addWidget(Rule())
        words = ngettext("{n} removed paper", "{n} removed papers", len(gone)).format(n=len(gone))
        show = Link(_("hide") if self._shows_removed else _("show"))
        show.clicked.connect(lambda: self._show_removed(gone))
        head = QHBoxLayout()
        head.setSpacing(dp(8))
        head.addWidget(Text(words, "caption", "text2"))
        head.addWidget(show)
        head.addStretch(1)
        column.addLayout(head)
        for paper in gone if self._shows_removed else ():
            assert paper.removed_at is not None
            row = QHBoxLayout()
            row.setSpacing(dp(8))
            row.addWidget(ElidedText(paper.name, "body", "text2"), 1)
            row.addWidget(Text(_("removed {day}").format(day=f"{paper.removed_at:%Y-%m-%d}"), "caption", "text2"))
            if self._edits:
                back = Link(_("put back"))
                back.clicked.connect(partial(self._put_back, paper.id, paper.version))
                row.addWidget(back)
            column.addLayout(row)
        return part

    def _show_removed(self, gone: Sequence[PaperRow]) -> None:
        self._shows_removed = not self._shows_removed
        last = self._list.takeAt(self._list.count() - 1)
        if last is not None and (widget := last.widget()) is not None:
            widget.deleteLater()
            delete(last)
        self._list.addWidget(self._removed(gone))

    def _open(self, paper: PaperRow) -> None:
        if may_act(paper.name) and self._bar is not None:
            self._bar.say(
                _("“{name}” may run something when it is opened.").format(name=paper.name),
                _("Open it only if you know who made it."),
                [(_("Open all the same"), partial(self._open_now, paper))],
                kind="warn",
            )
            return
        self._open_now(paper)

    def _open_now(self, paper: PaperRow) -> None:
        if self._bar is not None:
            self._bar.clear()
        self._desk.jobs.perform(open_paper, paper.id, then=self._opened, owner=self)

    def _opened(self, paper: Paper) -> None:
        try:
            shown = show_paper(paper)
        except AppError as error:
            self._desk.notices.show_error(error, self)
            return
        if not shown:
            self._desk.notices.say(
                _("No program here opens “{name}”.").format(name=paper.name), _("Save it and open it elsewhere.")
            )

    def _save(self, paper: PaperRow) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Save the paper"), harmless_name(paper.name))
        if chosen:
            self.save_to(paper.id, Path(chosen))

    def save_to(self, paper_id: int, path: Path) -> None:
        """Save a paper at a place that was chosen."""
        self._desk.jobs.perform(
            open_paper, paper_id, trusted=True, then=lambda paper: self._write(paper, path), owner=self
        )

    def _write(self, paper: Paper, path: Path) -> None:
        self._desk.jobs.quietly(
            write_paper,
            paper,
            path,
            then=lambda _nothing: self._desk.notices.say(_("Saved as {path}.").format(path=path)),
            owner=self,
        )

    def _describe(self, paper: PaperRow, line: PaperLine, note: str) -> None:
        self._desk.jobs.perform(note_paper, paper.id, note, version=paper.version, owner=line.question())

    def _remove(self, paper: PaperRow) -> None:
        self._desk.jobs.perform(
            remove_paper,
            paper.id,
            version=paper.version,
            then=lambda version: self._gone(paper, version),
            owner=self,
        )

    def _gone(self, paper: PaperRow, version: int) -> None:
        self._desk.undo.offer(_("{name} removed").format(name=paper.name), partial(self._put_back, paper.id, version))
        self._desk.notices.say(
            _("“{name}” is removed; it stays on record.").format(name=paper.name), _("Undo brings it back.")
        )

    def _put_back(self, paper_id: int, version: int) -> None:
        self._desk.jobs.perform(put_paper_back, paper_id, version=version, owner=self)


class Trouble(QWidget):
    """Why a file was not taken."""

    def __init__(self, error: AppError) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        row.addWidget(Icon("circle-alert", "danger", metrics.ICON_CAPTION))
        row.addWidget(Text(str(error), "body", "danger", wrap=True), 1)

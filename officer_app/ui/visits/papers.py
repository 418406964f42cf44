"""Photos and signed pages of a visit: dropped or chosen, kept with the draft at once, removed and brought back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.core.filenames import is_program
from officer_app.core.progress import Cancelled, Progress
from officer_app.core.work import Actor, Done, Office
from officer_app.directory.attachments import LARGEST, Paper, open_paper, read_paper
from officer_app.i18n import N_, _
from officer_app.ui.enterprise.opened_papers import show_paper
from officer_app.ui.enterprise.papers import Trouble, size_words
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import pixmap
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.thumbnails import thumbnail
from officer_app.ui.widgets import Choice, KeyCap, Link, PushButton, Text, clear, paint
from officer_app.visits.papers import (
    DraftPaperRow,
    PaperKind,
    add_draft_paper,
    change_draft_paper,
    draft_papers,
    open_draft_paper,
    remove_draft_paper,
)
from officer_app.visits.reading import VisitPaperRow

_PICTURES: Final = ("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "heic")
_SIGNED: Final = ("签", "盖章", "sign")
_THUMB: Final = 28


def kind_of(name: str) -> PaperKind:
    """What a file most likely is, by its name."""
    ending = name.rpartition(".")[2].lower()
    if any(mark in name.lower() for mark in _SIGNED):
        return PaperKind.SIGNED
    return PaperKind.PHOTO if ending in _PICTURES else PaperKind.OTHER


def keep_files(
    office: Office, actor: Actor, draft_id: str, paths: Sequence[Path], progress: Progress
) -> Done[list[AppError]]:
    """Keep several files with a draft, each by itself; returns why some could not be."""
    troubles: list[AppError] = []
    changed: set[str] = set()
    for number, path in enumerate(paths):
        try:
            progress(number, len(paths))
            name, content = read_paper(path)
            if is_program(name, content):
                raise Invalid(
                    N_("“{name}” can run as a program, so it is not taken."),
                    remedy=N_("A visit takes photos, scans and documents."),
                    name=name,
                )
            done = office.perform(add_draft_paper, actor, draft_id, name, content, kind_of(name))
            changed |= done.changed
        except Cancelled:
            break
        except AppError as error:
            troubles.append(error)
    return Done(troubles, frozenset(changed))


class _Line(QWidget):
    """A paper: small picture, name, size, kind, and a way to take it off."""

    opened = Signal()
    removed = Signal()
    kind_changed = Signal(object)

    def __init__(self, name: str, size: int, kind: PaperKind, *, edits: bool) -> None:
        super().__init__()
        self._thumb = QLabel()
        self._thumb.setFixedSize(dp(_THUMB), dp(_THUMB))
        self._thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._thumb.setPixmap(pixmap("paperclip", tokens().text2, metrics.ICON))
        self.name = Link(name, "body")
        self.name.clicked.connect(self.opened)
        self.kind = Choice(_("What {name} is").format(name=name), [(one, one.label) for one in PaperKind], kind)
        self.kind.setEnabled(edits)
        self.kind.activated.connect(lambda _row: self.kind_changed.emit(self.kind.value()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        row.addWidget(self._thumb)
        row.addWidget(self.name, 1)
        row.addWidget(Text(size_words(size), "caption", "text2"))
        row.addWidget(self.kind)
        if edits:
            drop = PushButton(icon="x", kind="quiet", height=metrics.SMALL, name=_("Take {name} off").format(name=name))
            drop.clicked.connect(self.removed)
            row.addWidget(drop)

    def show_picture(self, image: QImage | None) -> None:
        """The picture small, in the place of the icon."""
        if image is not None:
            side = int(dp(_THUMB) * self.devicePixelRatioF())
            shown = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                 Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            cut = shown.copy((shown.width() - side) // 2, (shown.height() - side) // 2, side, side)
            cut.setDevicePixelRatio(self.devicePixelRatioF())
            self._thumb.setPixmap(QPixmap.fromImage(cut))


class PapersField(QFrame):
    """The papers of a draft, and those the visit has already. `changed` tells that their number did."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._draft_id = ""
        self._rows: tuple[DraftPaperRow, ...] = ()
        self._stored: tuple[VisitPaperRow, ...] = ()
        self.lines: list[_Line] = []
        self.setAccessibleName(_("Papers"))
        self._list = QVBoxLayout()
        self._list.setSpacing(dp(4))
        self.troubles = QVBoxLayout()
        self.troubles.setSpacing(dp(4))
        self.add = PushButton(_("Add photos or papers…"), "paperclip", kind="quiet", height=metrics.SMALL)
        self.add.clicked.connect(self.choose)
        most = LARGEST // 1024 // 1024
        hint = Text(_("or drop them anywhere on the page; up to {n} MB each").format(n=most), "caption", "text2")
        foot = QHBoxLayout()
        foot.setSpacing(dp(8))
        foot.addWidget(self.add)
        foot.addWidget(hint, 1)
        foot.addWidget(KeyCap("Ctrl O"))
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(8), dp(4), dp(8), dp(4))
        column.setSpacing(dp(4))
        column.addLayout(self._list)
        column.addLayout(self.troubles)
        column.addLayout(foot)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        paint.box(QPainter(self), QRectF(self.rect()), t.sub, t.ctl, dashed=True)

    def begin(self, draft_id: str, stored: Sequence[VisitPaperRow] = ()) -> None:
        """Another visit; what was kept with its draft is read."""
        self._draft_id, self._rows, self._stored = draft_id, (), tuple(stored)
        clear(self.troubles)
        self._show()
        self.reload()

    def show_stored(self, stored: Sequence[VisitPaperRow]) -> None:
        """The papers that the visit has already."""
        self._stored = tuple(stored)
        self._show()

    def count(self) -> int:
        """How many are kept with the draft."""
        return len(self._rows)

    def reload(self) -> None:
        """Read what is kept with the draft."""
        draft_id = self._draft_id
        self._desk.jobs.read(
            draft_papers, draft_id, then=lambda rows: self._found(draft_id, rows), owner=self, latest="papers"
        )

    def choose(self) -> None:
        """Ask which files."""
        chosen, _filter = QFileDialog.getOpenFileNames(self, _("Choose photos or papers"), "")
        if chosen:
            self.add_files([Path(path) for path in chosen])

    def add_files(self, files: Sequence[Path]) -> None:
        """Keep files with the draft, with progress in the status bar."""
        jobs, draft_id = self._desk.jobs, self._draft_id
        clear(self.troubles)
        jobs.long(
            _("Adding papers"),
            lambda progress: keep_files(jobs.office, jobs.actor, draft_id, files, progress),  # type: ignore[arg-type] # the window knows the office by its protocol
            then=lambda troubles: self._kept(draft_id, troubles),
            owner=self,
            writes=True,
        )

    def contents(self, then: Callable[[list[tuple[str, bytes, PaperKind]]], object]) -> None:
        """All that is kept with the draft, for bringing it back after it was discarded."""
        found: list[tuple[str, bytes, PaperKind]] = []
        left = list(self._rows)

        def read_next() -> None:
            if not left:
                then(found)
                return
            row = left.pop(0)

            def read(paper: Paper) -> None:
                found.append((row.name, paper.content, row.kind))
                read_next()

            # What cannot be read any more cannot be brought back either.
            self._desk.jobs.read(open_draft_paper, row.id, then=read, failed=lambda _error: read_next(), owner=self)

        read_next()

    def _kept(self, draft_id: str, troubles: list[AppError]) -> None:
        if draft_id == self._draft_id:
            for error in troubles:
                self.troubles.addWidget(Trouble(error))
            self.reload()

    def _found(self, draft_id: str, rows: list[DraftPaperRow]) -> None:
        if draft_id != self._draft_id:
            return
        more = tuple(rows) != self._rows
        self._rows = tuple(rows)
        if more:
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        clear(self._list)
        self.lines = []
        for stored in self._stored:
            line = _Line(stored.name, stored.size, stored.kind, edits=False)
            line.opened.connect(partial(self._open_stored, stored))
            self._list.addWidget(line)
        for row in self._rows:
            line = _Line(row.name, row.size, row.kind, edits=True)
            line.opened.connect(partial(self._open, row))
            line.removed.connect(partial(self._remove, row))
            line.kind_changed.connect(partial(self._other_kind, row))
            self._list.addWidget(line)
            self.lines.append(line)
            if row.name.rpartition(".")[2].lower() in _PICTURES:
                self._desk.jobs.read(
                    open_draft_paper, row.id, then=partial(self._draw, line), failed=_plain, owner=line
                )

    def _draw(self, line: _Line, paper: Paper) -> None:
        self._desk.jobs.quietly(thumbnail, paper.content, then=line.show_picture, failed=_plain, owner=line)

    def _other_kind(self, row: DraftPaperRow, kind: object) -> None:
        if isinstance(kind, PaperKind):
            self._desk.jobs.perform(change_draft_paper, row.id, kind, then=lambda _n: self.reload(), owner=self)

    def _remove(self, row: DraftPaperRow) -> None:
        """Take it off; its content is held until it is brought back or the day ends."""
        self._desk.jobs.read(open_draft_paper, row.id, then=partial(self._remove_now, row),
                             failed=lambda _error: self._remove_now(row, None), owner=self)  # fmt: skip

    def _remove_now(self, row: DraftPaperRow, paper: Paper | None) -> None:
        draft_id = self._draft_id
        # Away from the text, whose own undo would take Ctrl+Z.
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._desk.jobs.perform(remove_draft_paper, row.id, then=lambda _n: self.reload(), owner=self)
        if paper is not None:

            def back() -> None:
                self._desk.jobs.perform(
                    add_draft_paper, draft_id, row.name, paper.content, row.kind, then=lambda _id: self.reload()
                )

            self._desk.undo.offer(_("{name} taken off").format(name=row.name), back)

    def _open(self, row: DraftPaperRow) -> None:
        self._desk.jobs.read(open_draft_paper, row.id, then=self._opened, owner=self)

    def _open_stored(self, row: VisitPaperRow) -> None:
        self._desk.jobs.perform(open_paper, row.attachment_id, then=self._opened, owner=self)

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


def _plain(_error: AppError) -> None:
    """A picture that cannot be shown small keeps its icon."""

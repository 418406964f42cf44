"""Restoring a backup: choose one and see what it holds and what would be lost, open it, done.

Nobody is signed in and the office is closed meanwhile; the present database is set aside, never overwritten.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from officer_app.core.backup.manifest import BackupRow
from officer_app.core.errors import AppError, Invalid
from officer_app.core.progress import Progress
from officer_app.core.recovery import join
from officer_app.core.work import utc_now
from officer_app.i18n import N_, _, ngettext
from officer_app.office import load_models
from officer_app.overview.bringing_back import (
    Credentials,
    Restored,
    backups_under,
    restorable,
    restore,
    what_is_lost,
)
from officer_app.ui.backups.words import holds, lost_rows, lost_sentence, when
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.jobs import Job
from officer_app.ui.login import PasswordLine
from officer_app.ui.opening import file_of
from officer_app.ui.outside import Outside
from officer_app.ui.premises import Premises
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ElidedText, Entry, ErrorBar, Facts, Link, PushButton, Text, clear

_LINES: Final = 6  # of the list in view


def _when(row: BackupRow) -> Cell:
    return Cell(when(row.manifest.at) if row.manifest else row.folder.name, weight=500)


def _why(row: BackupRow) -> Cell:
    return Cell(row.manifest.why.label if row.manifest else _("its manifest cannot be read"), "text2")


def _holds(row: BackupRow) -> Cell:
    return Cell(holds(row.manifest) if row.manifest else "–", "text2")


COLUMNS: Final[tuple[Column[BackupRow], ...]] = (
    Column("when", N_("Made"), _when, 140),
    Column("why", N_("Made for"), _why, 150),
    Column("holds", N_("Holds"), _holds, 240, stretch=True),
)


class RestoreView(Outside):
    """Emits `wanted(row, Credentials)`, `left`, `cancelled`, `went_on`; tell it the outcome with `done` or `failed`."""

    wanted = Signal(object, object)
    left = Signal()
    cancelled = Signal()
    went_on = Signal()

    def __init__(self, place: str, database: str, rows: Sequence[BackupRow]) -> None:
        super().__init__(place, "", width=760)
        self.setAccessibleName(_("Restore a backup"))
        self.error_bar = ErrorBar(closable=False)
        self.card.addWidget(Text(_("Restore a backup"), "record"))
        self.card.addSpacing(dp(4))
        words = _("The present database is set aside under another name. Nothing is overwritten.")
        self._promise = Text(words, "body", "text2", wrap=True)
        self.card.addWidget(self._promise)
        self.card.addSpacing(dp(12))
        self.put_bar(self.error_bar)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        self.card.addWidget(self._body)
        self.below.setText(database)
        self.table: Table[BackupRow] = Table(COLUMNS, _("Backups"))
        self.table.current_changed.connect(self._show)
        column.addWidget(self.table)
        self._told = QVBoxLayout()
        self._told.setSpacing(dp(8))
        column.addLayout(self._told)
        column.addWidget(self._credentials())
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Restoring"))
        self._progress.hide()
        column.addWidget(self._progress)
        column.addLayout(self._ways())
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        """Offer these."""
        self.error_bar.clear()
        self.table.show_rows(list(rows))
        self.table.setFixedHeight(dp(metrics.ROW) * (max(2, min(_LINES, len(rows))) + 1) + dp(4))
        if rows:
            self.table.set_current(0)
            self.setFocusProxy(self.table)
        else:
            none = _("No backup of this office was found in the places of this machine.")
            self.error_bar.say(none, _("Plug the stick in on which backups are kept, or choose their folder."))
            self.restore.set_reason(none)
            self.setFocusProxy(self._other)

    def failed(self, error: AppError) -> None:
        """Say why nothing was restored; what was chosen stays."""
        self._set_busy(False)
        if not self.form.show_error(error):
            self.error_bar.say(error.cause, error.next_step)
        self.password.selectAll()
        self.password.setFocus()

    def stopped(self) -> None:
        """It was cancelled."""
        self._set_busy(False)
        self.error_bar.say(_("Cancelled; nothing was changed."), "", kind="ok")

    def show_progress(self, done: int, total: int) -> None:
        """Say how far it is; total negative if unknown."""
        self._progress.setRange(0, max(total, 0))
        self._progress.setValue(done)

    def done(self, outcome: Restored) -> None:
        """Say what was done."""
        self._body.hide()
        self._promise.hide()
        self.error_bar.say(
            _("The backup of {when} is in its place.").format(when=when(outcome.manifest.at)), "", kind="ok"
        )
        facts = []
        if outcome.aside is not None:
            facts.append((_("Set aside"), outcome.aside.name))
        if outcome.entries_lost:
            lost = ngettext("{n} entry of the audit trail", "{n} entries of the audit trail", outcome.entries_lost)
            facts.append((_("Lost"), lost.format(n=f"{outcome.entries_lost:,}")))
        facts.append((_("On record"), _("in the audit trail")))
        self.card.addSpacing(dp(12))
        self.card.addWidget(Facts(facts, 88))
        self.card.addSpacing(dp(16))
        go = PushButton(_("Sign in"), kind="primary", keys="Enter", height=metrics.DECISION, wide=True)
        go.clicked.connect(self.went_on)
        self.card.addWidget(go)
        go.setFocus()

    def row(self) -> BackupRow | None:
        """The one that is chosen."""
        return self.table.current_row()

    def _credentials(self) -> QWidget:
        self.name = Entry(_("Administrator"), _("Your name"))
        self.password = PasswordLine(_("Password"))
        self.password.submitted.connect(self._ask)
        self.first, self.second = Entry(_("First sheet")), Entry(_("Second sheet"))
        self.form = Form(label_width=88)
        self.form.add("name", _("Administrator"), self.name)
        words = _("the password that was good when the backup was made")
        self.form.add("password", _("Password"), self.password, beside=Text(words, "caption", "text2"))
        self.sheets = Form(label_width=88)
        self.sheets.add("first", _("First sheet"), self.first)
        self.sheets.add("second", _("Second sheet"), self.second)
        self.sheets.hide()
        self._paper = Link(_("Use the recovery key on paper"))
        self._paper.clicked.connect(self._switch)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        for widget in (self.form, self.sheets):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self._paper)
        row.addStretch(1)
        column.addLayout(row)
        return box

    def _ways(self) -> QHBoxLayout:
        self.restore = PushButton(_("Restore this backup"), "history", kind="primary")
        self.restore.clicked.connect(self._ask)
        self._back = PushButton(_("Back"))
        self._back.clicked.connect(self.left)
        self._other = PushButton(_("Other folder…"), "folder-open")
        self._other.clicked.connect(self._choose)
        self._cancel = PushButton(_("Cancel"))
        self._cancel.clicked.connect(self.cancelled)
        self._cancel.hide()
        ways = QHBoxLayout()
        ways.setSpacing(dp(8))
        ways.addWidget(self.restore)
        ways.addWidget(self._other)
        ways.addWidget(self._cancel)
        ways.addStretch(1)
        ways.addWidget(self._back)
        return ways

    def _show(self, row: BackupRow | None) -> None:
        clear(self._told)
        if row is None or row.manifest is None:
            self.restore.set_reason(_("The manifest of this backup cannot be read."))
            return
        self.restore.set_reason("")
        lost = what_is_lost(row.manifest, None)
        self._told.addWidget(Text(lost_sentence(lost), "body", "warn" if lost.entries else "text2", wrap=True))
        counts = "·".join(f"{words} {told}" for words, told in lost_rows(row.manifest, lost))
        trail = _("Trail up to no. {seq}").format(seq=f"{row.manifest.facts.seq:,}")
        self._told.addWidget(Text(f"{counts}·{trail}", "caption", "text2", wrap=True))
        self._told.addWidget(ElidedText(str(row.folder), "caption", "text3"))

    def _choose(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, _("Folder for backups")):
            self.show_rows(backups_under(Path(chosen)))

    def _switch(self) -> None:
        paper = self.form.isVisibleTo(self)
        self.form.setVisible(not paper)
        self.sheets.setVisible(paper)
        self._paper.setText(_("Use name and password") if paper else _("Use the recovery key on paper"))
        (self.first if paper else self.name).setFocus()

    def _ask(self) -> None:
        row = self.row()
        if row is None or not self.restore.isEnabled():
            return
        self.error_bar.clear()
        for form in (self.form, self.sheets):
            form.clear_errors()
        try:
            by = self._typed()
        except AppError as error:
            (self.form if self.form.isVisibleTo(self) else self.sheets).show_error(error)
            return
        self._set_busy(True)
        self.wanted.emit(row, by)

    def _typed(self) -> Credentials:
        if not self.form.isVisibleTo(self):
            return Credentials(recovery=join(self.first.text(), self.second.text()))
        if not self.name.text().strip():
            raise Invalid(N_("Type the name of an administrator."), field="name")
        if not self.password.text():
            raise Invalid(N_("Type the password."), field="password")
        return Credentials(self.name.text().strip(), self.password.text())

    def _set_busy(self, busy: bool) -> None:
        self.restore.set_reason(_("Restoring…") if busy else "")
        self._progress.setRange(0, 0)
        self._progress.setVisible(busy)
        self._cancel.setVisible(busy)
        for way in (self._back, self._other):
            way.setVisible(not busy)
        self.table.setEnabled(not busy)


class Restoring(QObject):
    """Shows the view, carries the restore out, and goes back to signing in."""

    def __init__(self, premises: Premises, leave: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._premises, self._leave = premises, leave
        self._job: Job | None = None
        premises.jobs.progressed.connect(self._progressed)
        premises.jobs.finished.connect(self._finished)

    def begin(self) -> None:
        """Show the backups there are."""
        target = self._target()
        view = RestoreView(self._premises.place(), str(target), restorable(target))
        view.wanted.connect(self._restore)
        view.left.connect(self._leave)
        view.went_on.connect(self._leave)
        view.cancelled.connect(self._cancel)
        self._premises.put(view)

    def _target(self) -> Path:
        file = file_of(self._premises.url)
        assert file is not None
        return file

    def _restore(self, row: BackupRow, by: Credentials) -> None:
        target, clock = self._target(), self._premises.clock or utc_now

        def work(progress: Progress) -> Restored:
            load_models()
            return restore(row, target, by, clock(), progress)

        self._job = self._premises.jobs.long(
            _("Restoring"), work, then=self._done, failed=self._failed, owner=self, opens=True
        )

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _progressed(self, job: Job, done: int, total: int) -> None:
        if job is self._job and (view := self._view()) is not None:
            view.show_progress(done, total)

    def _done(self, outcome: Restored) -> None:
        self._job = None
        if (view := self._view()) is not None:
            view.done(outcome)

    def _failed(self, error: AppError) -> None:
        self._job = None
        if (view := self._view()) is not None:
            view.failed(error)

    def _finished(self, job: Job) -> None:
        if job is self._job and job.is_cancelled() and (view := self._view()) is not None:
            view.stopped()

    def _view(self) -> RestoreView | None:
        return self._premises.view if isinstance(self._premises.view, RestoreView) else None

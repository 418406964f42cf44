"""Backups: how old the last is, what each holds and would lose, checking, the drill, where they are kept."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.backup.making import NoBackupOfServer
from officer_app.core.backup.manifest import BackupRow, Manifest, Why
from officer_app.core.backup.places import Places, own_place, places
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.overview.backups import ENTITY, Made, Overlook, check, choose_places, overlook
from officer_app.overview.bringing_back import what_is_lost
from officer_app.ui.backups.keeper import BackupKeeper
from officer_app.ui.backups.words import age, holds, is_late, lost_rows, lost_sentence, size, when
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ElidedText,
    EmptyState,
    ErrorBar,
    Facts,
    PageHeading,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)


def _when(row: BackupRow) -> Cell:
    return Cell(when(row.manifest.at) if row.manifest else row.folder.name, weight=500)


def _holds(row: BackupRow) -> Cell:
    return Cell(holds(row.manifest) if row.manifest else "–", "text2")


def _trail(row: BackupRow) -> str:
    return f"{row.manifest.facts.seq:,}" if row.manifest else "–"


def _state(row: BackupRow) -> Cell:
    if row.manifest is None:
        return Cell(pill=PillSpec(_("manifest unreadable"), "danger", "circle-x"))
    if row.manifest.encrypted:
        return Cell(pill=PillSpec(_("encrypted"), "ok", "lock"))
    return Cell(pill=PillSpec(_("not encrypted"), "warn", "lock-open"))


COLUMNS: Final[tuple[Column[BackupRow], ...]] = (
    Column("number", N_("No."), lambda row: str(row.number), 60, "right"),
    Column("when", N_("Made"), _when, 140),
    Column("why", N_("Made for"), lambda row: Cell(row.manifest.why.label if row.manifest else "–", "text2"), 150),
    Column("holds", N_("Holds"), _holds, 240, stretch=True),
    Column(
        "trail", N_("Trail up to no."), lambda row: f"{row.manifest.facts.seq:,}" if row.manifest else "–", 110, "right"
    ),
    Column("size", N_("Size"), lambda row: size(row.manifest.size) if row.manifest else "–", 90, "right"),
    Column("state", N_("State"), _state, 130),
)


class BackupsPage(PageView):
    """The list, and beside it how things stand, the current one, and the places."""

    reload_on: ClassVar[frozenset[str]] = frozenset({ENTITY, "setting"})
    has_primary: ClassVar[bool] = True
    hides_visit_button: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.keeper = BackupKeeper(desk.jobs, desk.notices, self)
        self._seen: Overlook | None = None
        self.make = PushButton(_("Back up now"), "save", kind="primary", keys="Ctrl Enter")
        self.make.clicked.connect(self.back_up)
        self.drill = PushButton(_("Practise a restore"), "refresh-cw")
        self.drill.clicked.connect(self.practise)
        self.put_heading(PageHeading(_("Backups"), (), (self.drill, self.make)))
        self.main.addWidget(Rule())
        self.table: Table[BackupRow] = Table(COLUMNS, _("Backups"))
        self.table.keep(desk.settings, "backups")
        self.table.current_changed.connect(self._show_current)
        self.main.addWidget(self.table, 1)
        self.empty = EmptyState(
            "history", _("There is no backup yet."), _("One is made every day, on leaving, and before large changes.")
        )
        self.empty.hide()
        self.main.addWidget(self.empty, 1)
        self.side = SidePanel()
        self._standing, self._current, self._places = (self._section() for _number in range(3))
        self.side.column.addStretch(1)
        self.put_side(self.side)
        self.on_key("Ctrl+Return", self.back_up)
        self.on_key("Ctrl+E", self.check)

    def opened(self, _target: object = None) -> None:
        self.table.setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Ctrl+Return", N_("back up now")),
            Key("Ctrl+E", N_("check the chosen one")),
        )

    def reload(self) -> None:
        office: Any = self.desk.jobs.office  # the whole office, where pages see only a part of it
        self.keeper.attend(office)
        self.desk.jobs.quietly(
            lambda: overlook(office, self.desk.jobs.actor, counted=True), then=self._show, owner=self, latest="backups"
        )

    def back_up(self) -> None:
        """Make one now."""
        if self.make.isEnabled():
            self.make.set_reason(_("Backing up…"))
            if self.keeper.make(Why.ASKED, then=self._made, failed=self._not_made) is None:
                self.make.set_reason("")

    def practise(self) -> None:
        """Restore the newest into a place of its own, and prove everything in it."""
        if self.drill.isEnabled():
            self.drill.set_reason(_("Practising…"))
            self.keeper.drill(then=self._drilled)

    def check(self) -> None:
        """Read the chosen one through."""
        row = self.table.current_row()
        if row is not None:
            self.desk.jobs.long(
                _("Checking the backup"), lambda progress: check(row, progress), then=self._checked, owner=self
            )

    def _made(self, made: Made) -> None:
        self.make.set_reason("")
        words = _("Backup {number} was made and read back.").format(number=made.row.number)
        step = "" if made.second is None else _("A copy lies in the second place.")
        if made.trouble is None:
            self.desk.notices.say(words, step)

    def _not_made(self, error: AppError) -> None:
        self.make.set_reason("")
        self.desk.notices.show_error(error, self)

    def _drilled(self, fault: str) -> None:
        self.drill.set_reason("")
        if not fault:
            self.desk.notices.say(_("The newest backup was restored into a place of its own, and all of it proves."))

    def _checked(self, manifest: Manifest) -> None:
        self.desk.notices.say(_("Backup {number} is as it was written.").format(number=manifest.number))

    def _section(self) -> QVBoxLayout:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, dp(12))
        column.setSpacing(dp(8))
        self.side.column.addWidget(section)
        return column

    def _show(self, seen: Overlook) -> None:
        self._seen = seen
        # Cancelled work does not tell; what stands there now does.
        self.make.set_reason(_("A server keeps its own backups.") if seen.on_server else "")
        self.drill.set_reason("" if seen.rows else _("There is no backup yet."))
        self.table.show_rows(list(seen.rows))
        self.table.setVisible(bool(seen.rows) or seen.on_server)
        self.empty.setVisible(not seen.rows and not seen.on_server)
        self._show_standing(seen)
        self._show_places(seen)
        self._show_current(self.table.current_row())

    def _show_standing(self, seen: Overlook) -> None:
        clear(self._standing)
        self._standing.addWidget(SectionHeader(_("How things stand")))
        if seen.on_server:
            server = NoBackupOfServer()
            bar = ErrorBar(closable=False)
            bar.say(server.cause, server.next_step, kind="warn")
            self._standing.addWidget(bar)
            return
        rules, drill = seen.state.rules, seen.state.drill
        told = _("never yet") if drill is None else f"{when(drill.at)} {_('sound') if drill.sound else drill.fault}"
        kept = _("{daily} days, {weekly} weeks, {monthly} months").format(
            daily=rules.daily, weekly=rules.weekly, monthly=rules.monthly
        )
        facts: list[tuple[str, str | QWidget]] = [
            (_("Last backup"), age(seen.newest, seen.now)),
            (_("Last drill"), told),
            (_("Backups kept"), kept),
        ]
        self._standing.addWidget(Facts(facts))
        if is_late(seen):
            late = (
                _("A drill of restoring is overdue")
                if seen.state.drill_overdue and seen.rows
                else _("No recent backup")
            )
            self._standing.addWidget(Pill(PillSpec(late, "warn", "clock-alert")))

    def _show_current(self, row: BackupRow | None) -> None:
        clear(self._current)
        if row is None or self._seen is None:
            return
        self._current.addWidget(Rule())
        self._current.addSpacing(dp(4))
        if row.manifest is None:
            words = _("The manifest of this backup cannot be read: it is neither used nor removed.")
            self._current.addWidget(Text(words, "body", "danger", wrap=True))
        else:
            title = _("Backup {number} of {when}").format(number=row.number, when=when(row.manifest.at))
            self._current.addWidget(SectionHeader(title))
            lost = what_is_lost(row.manifest, self._seen.present)
            self._current.addWidget(Facts(lost_rows(row.manifest, lost), 112))
            self._current.addWidget(
                Text(lost_sentence(lost), "caption", "warn" if lost.entries else "text2", wrap=True)
            )
        self._current.addWidget(ElidedText(str(row.folder), "caption", "text3"))
        check = PushButton(_("Check this backup"), "shield-check")
        check.clicked.connect(self.check)
        restore = PushButton(_("Restore…"), "history")
        restore.clicked.connect(self.desk.restore)
        restore.setToolTip(_("Signs you out and closes the office first."))
        self._current.addLayout(_beside(check, restore))

    def _show_places(self, seen: Overlook) -> None:
        clear(self._places)
        if seen.on_server:
            return
        self._places.addWidget(Rule())
        self._places.addSpacing(dp(4))
        self._places.addWidget(SectionHeader(_("Places on this machine")))
        second = str(seen.places.second) if seen.places.second is not None else _("none: a stick or another disk")
        first = _("the program's data folder") if seen.places.first == own_place() else str(seen.places.first)
        self._places.addWidget(Facts([(_("First place"), first), (_("Second place"), second)]))
        change = PushButton(_("Other folder…"), "folder-open")
        change.clicked.connect(self._choose_first)
        other = PushButton(_("Second place…"), "folder")
        other.clicked.connect(self._choose_second)
        self._places.addLayout(_beside(change, other))
        if seen.places.second is not None:
            none = PushButton(_("No second place"), kind="quiet")
            none.clicked.connect(lambda: self.choose(Places(seen.places.first)))
            self._places.addLayout(_beside(none))

    def _choose_first(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, _("Folder for backups"), str(places().first)):
            self.choose(Places(Path(chosen), places().second))

    def _choose_second(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, _("Second place for backups")):
            self.choose(Places(places().first, Path(chosen)))

    def choose(self, chosen: Places) -> None:
        """Keep backups there from now on; refused with the reason in the page's bar."""
        self.desk.jobs.perform(choose_places, chosen, then=self._chosen, owner=self)

    def _chosen(self, _nothing: object) -> None:
        self.desk.notices.say(_("The next backups are kept there; those made before stay where they are."))


def _beside(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(dp(8))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row

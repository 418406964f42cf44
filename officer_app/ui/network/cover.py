"""The contact network, cover during leave: who stands in for whom, and arranging, shortening or calling it off."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.assignments.cover import (
    CoverDraft,
    CoverRow,
    CoverState,
    arrange_cover,
    cancel_cover,
    change_cover_end,
    list_covers,
    longest_cover,
)
from officer_app.assignments.service import PortfolioRow, SubdistrictRow
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell, Group
from officer_app.ui.form import Form
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    EmptyState,
    Entry,
    Facts,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_OPEN: Final = (CoverState.RUNNING, CoverState.PLANNED)
_TONES: Final[dict[CoverState, PillTone]] = {
    CoverState.RUNNING: "ok",
    CoverState.PLANNED: "accent",
    CoverState.ENDED: "neutral",
    CoverState.CANCELLED: "neutral",
}


def _pill(row: CoverRow) -> PillSpec:
    return PillSpec(row.state.label, _TONES[row.state])


def _quiet(row: CoverRow, words: str) -> Cell:
    return Cell(words, "text2" if row.state in _OPEN else "text3")


COLUMNS: Final[tuple[Column[CoverRow], ...]] = (
    Column("absent", N_("Officer away"), lambda row: Cell(row.absent, weight=500), 110),
    Column("stand_in", N_("Stands in"), lambda row: Cell(row.stand_in), 110),
    Column("first", N_("From day"), lambda row: _quiet(row, row.first_on.isoformat()), 110),
    Column("last", N_("Last day"), lambda row: _quiet(row, row.last_on.isoformat()), 110),
    Column("state", N_("State"), lambda row: Cell(pill=_pill(row)), 100),
    Column("reason", N_("Reason"), lambda row: Cell(row.reason, "text2", prose=True), 200, stretch=True),
    Column("made_by", N_("Arranged by"), lambda row: Cell(row.made_by, "text2"), 110),
)


class CoverForm(QWidget):
    """Arrange a cover: who is absent, who stands in, on which days, why; `arranged(id)` when it is stored."""

    arranged = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._draft_id = str(uuid4())
        self.absent, self.stand_in = Choice(_("Officer away")), Choice(_("Stands in"))
        self.first_on = DateEdit(_("From day"), desk.today, desk.today())
        self.last_on = DateEdit(_("Last day"), desk.today, desk.today() + timedelta(days=6))
        self.reason = Entry(_("Reason"), _("such as: annual leave"))
        self.form = Form()
        self.form.add("absent", _("Officer away"), self.absent, needed=True)
        self.form.add("stand_in", _("Stands in"), self.stand_in, needed=True)
        self.form.add("first_on", _("From day"), self.first_on, needed=True)
        self.form.add("last_on", _("Last day"), self.last_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.save = PushButton(_("Arrange the cover"), "user-check")
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.save.clicked.connect(self._save)
        self.reason.submitted.connect(self._save)
        self.cancel.clicked.connect(self.left)
        self._limit = Text("", "caption", "text2", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(SectionHeader(_("Arrange a cover")))
        column.addWidget(self.form)
        column.addWidget(self._limit)
        column.addLayout(buttons)

    def know(self, officers: Sequence[PortfolioRow]) -> None:
        """Who may be absent and who may stand in."""
        for choice in (self.absent, self.stand_in):
            before = choice.value()
            choice.set_choices([(row.account_id, f"{row.officer}·{row.role.label}") for row in officers], before)
        if self.stand_in.value() == self.absent.value():
            # Nobody stands in for themselves: the next one is offered.
            self.stand_in.setCurrentIndex((self.absent.currentIndex() + 1) % max(1, len(officers)))

    def know_limit(self, days: int) -> None:
        """How long a cover may last."""
        words = ngettext(
            "At most {n} calendar day; it ends by itself and is not passed on.",
            "At most {n} calendar days; it ends by itself and is not passed on.",
            days,
        )
        self._limit.setText(words.format(n=days))

    def begin(self) -> None:
        """Ask for a new one."""
        self._draft_id = str(uuid4())
        self.reason.clear()
        self.first_on.set_value(self._desk.today())
        self.last_on.set_value(self._desk.today() + timedelta(days=6))
        self.form.clear_errors()
        self.absent.setFocus()

    def _save(self) -> None:
        self.form.clear_errors()
        absent, stand_in = self.absent.value(), self.stand_in.value()
        first, last = self.first_on.value(), self.last_on.value()
        if first is None or last is None:
            (self.first_on if first is None else self.last_on).setFocus()
            return
        if isinstance(absent, int) and isinstance(stand_in, int):
            draft = CoverDraft(self._draft_id, absent, stand_in, first, last, self.reason.text())
            self._desk.jobs.perform(arrange_cover, draft, then=self.arranged.emit, owner=self.form)


class CoverSide(SidePanel):
    """The current cover with what can still be changed, or the form for a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._cover: CoverRow | None = None
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.last_on = DateEdit(_("Last day"), desk.today, desk.today())
        self.end_form = Form()
        self.end_form.add("last_on", _("Last day"), self.last_on, needed=True)
        self.change = PushButton(_("Change the last day"), "calendar-check")
        self.change.clicked.connect(self._change_end)
        self.last_on.submitted.connect(self._change_end)
        self.call_off = PushButton("", "ban", kind="danger")
        self.call_off.clicked.connect(self._call_off)
        self.ending = QWidget()
        column = QVBoxLayout(self.ending)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(Rule())
        for widget in (self.end_form, self.change, self.call_off):
            column.addWidget(widget)
        self.form = CoverForm(desk)
        self.back = PushButton(_("Back"), "arrow-left", kind="quiet")
        self.back.hide()
        self.column.addWidget(self.back)
        self.column.addLayout(self._content)
        self.column.addWidget(self.ending)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.form.hide()
        self.ending.hide()

    def ask_new(self) -> None:
        """Show the form for a new cover."""
        clear(self._content)
        self.ending.hide()
        self.form.show()
        self.form.begin()

    def asking(self) -> bool:
        """Whether a new cover is being typed."""
        return not self.form.isHidden()

    def show_cover(self, row: CoverRow | None) -> None:
        """This one, or nothing; leaves the form for a new one."""
        clear(self._content)
        self.form.hide()
        self._cover = row
        open_ = row is not None and row.state in _OPEN
        self.ending.setVisible(open_ and self._desk.may("assign"))
        if row is None:
            return
        self._content.addWidget(Text(acted_by(row.stand_in, row.absent), "record"))
        days = ngettext("{n} calendar day", "{n} calendar days", row.days).format(n=row.days)
        facts: list[tuple[str, str | QWidget]] = [
            (_("State"), Pill(_pill(row))),
            (_("Days"), _("{first} to {last}").format(first=row.first_on, last=row.last_on)),
            ("", days),
            (_("Reason"), row.reason),
            (_("Arranged by"), row.made_by),
        ]
        if row.cancelled_on is not None:
            facts.insert(3, (_("Cancelled on"), row.cancelled_on.isoformat()))
        self._content.addWidget(Facts(facts))
        if row.state is CoverState.RUNNING:
            words = _("What {name} does for {other} is recorded as “{name} (for {other})”.")
            note = Text(words.format(name=row.stand_in, other=row.absent), "caption", "text2", wrap=True)
            self._content.addWidget(note)
        self.end_form.clear_errors()
        self.last_on.set_value(row.last_on)
        self.call_off.setText(_("End it at once") if row.state is CoverState.RUNNING else _("Call it off"))

    def _change_end(self) -> None:
        self.end_form.clear_errors()
        day = self.last_on.value()
        if self._cover is not None and day is not None:
            self._desk.jobs.perform(
                change_cover_end,
                self._cover.id,
                day,
                version=self._cover.version,
                then=lambda _nothing: self._desk.notices.say(_("The cover ends on {day}.").format(day=day)),
                owner=self.end_form,
            )

    def _call_off(self) -> None:
        if self._cover is not None:
            self._desk.jobs.perform(
                cancel_cover,
                self._cover.id,
                version=self._cover.version,
                then=lambda _nothing: self._desk.notices.say(_("The cover has ended; what was done stays.")),
                owner=self,
            )


class CoverSegment(NetworkSegment):
    """The covers under way, planned and past."""

    key = "cover"
    title = N_("Cover")
    side: CoverSide

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, CoverSide(desk))
        self._may_assign = desk.may("assign")
        self.new = PushButton(_("Arrange cover…"), "user-plus", keys="N")
        self.new.clicked.connect(self.ask_new)
        self.buttons = (self.new,) if self._may_assign else ()
        self.table: Table[CoverRow] = Table(COLUMNS, _("Covers"))
        way = Way("user-plus", _("Arrange a cover"), _("for somebody on leave"), _("Arrange"), self.ask_new, "N")
        self.none = EmptyState(
            "calendar-check",
            _("Nobody is covered"),
            _("While an officer is away, a colleague can stand in for some days; acts are recorded for both."),
            (way,) if self._may_assign else (),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.none)
        self.column.addWidget(self.stack, 1)
        self.table.keep(desk.settings, "network/cover")
        self.table.give_way("made_by")
        self.table.current_changed.connect(self._show_current)
        self.side.form.arranged.connect(self._arranged)
        self.side.form.left.connect(self._leave)
        self.side.back.clicked.connect(self._leave)
        self.table.opened.connect(lambda _row: self._work_on())
        escape = QShortcut(QKeySequence("Esc"), self.side, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)
        self._wanted: int | None = None
        if self._may_assign:
            self.table.on_key("N", self.ask_new)

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        self.side.form.know(officers)

    def reload(self) -> None:
        self.desk.jobs.read(list_covers, then=self._show, owner=self, latest="covers")
        self.desk.jobs.read(longest_cover, then=self.side.form.know_limit, owner=self, latest="longest cover")

    def keys(self) -> Sequence[Key]:
        arrange = (Key("N", N_("arrange cover")),) if self._may_assign else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open")), *arrange)

    def take_focus(self) -> None:
        (self.table if self.table.rows_model.rowCount() else self.none).setFocus()

    def ask_new(self) -> None:
        """Ask who is absent and who stands in."""
        self._show_side()
        self.side.ask_new()

    def _show(self, rows: list[CoverRow]) -> None:
        current = self.table.current_row()
        kept = self._wanted if self._wanted is not None else current.id if current else None
        self._wanted = None
        running = [row for row in rows if row.state is CoverState.RUNNING]
        planned = [row for row in rows if row.state is CoverState.PLANNED]
        past = [row for row in rows if row.state not in _OPEN]
        shown: list[CoverRow | Group] = []
        for title, part in ((_("Covering now"), running), (_("To come"), planned), (_("Past"), past)):
            if part:
                shown += [Group(title, len(part)), *part]
        self.table.show_rows(shown)
        self.stack.setCurrentWidget(self.table if rows else self.none)
        place = next((at for at, row in enumerate(shown) if isinstance(row, CoverRow) and row.id == kept), None)
        if place is not None:
            self.table.set_current(place)
        words = ngettext("{n} officer is covered today", "{n} officers are covered today", len(running))
        self.summary.setText(words.format(n=len(running)) if running else "")
        if not rows and self._may_assign:
            # An empty panel would tell nothing.
            self.side.form.show()

    def _show_current(self, row: CoverRow | None) -> None:
        # What is being typed stays until it is stored or left.
        if not self.side.asking():
            self.side.show_cover(row)

    def _arranged(self, cover_id: int) -> None:
        self._wanted = cover_id
        self.desk.notices.say(_("The cover is arranged; it ends by itself."))
        self._leave()
        self.reload()

    def _work_on(self) -> None:
        """The current cover: its panel, with the keyboard where its end can be changed."""
        self._show_side()
        self.side.last_on.setFocus()

    def _show_side(self) -> None:
        self.side_wanted.emit(True)
        self.side.back.setVisible(not self.isVisible())

    def _leave(self) -> None:
        self.side_wanted.emit(False)
        self.side.back.hide()
        self.side.show_cover(self.table.current_row())
        self.take_focus()

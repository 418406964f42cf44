"""The contact network, delegation during leave: who acts on special-talent cases in whose place, and until when.

A supervisor gives and ends them; the officers see those in force.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.people.delegation import (
    Colleague,
    DelegationDraft,
    DelegationRow,
    DelegationStart,
    DelegationState,
    Task,
    delegate,
    delegation_start,
    end_delegation,
    list_delegations,
)
from officer_app.ui.cells import Cell, Group
from officer_app.ui.form import Form
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    DateEdit,
    EmptyState,
    Entry,
    Facts,
    Pill,
    PillSpec,
    PushButton,
    SectionHeader,
    SidePanel,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_OPEN: Final = (DelegationState.RUNNING, DelegationState.PLANNED)
_TONES: Final[dict[DelegationState, PillTone]] = {
    DelegationState.RUNNING: "ok",
    DelegationState.PLANNED: "accent",
    DelegationState.ENDED: "neutral",
    DelegationState.CANCELLED: "neutral",
}


def _pill(row: DelegationRow) -> PillSpec:
    return PillSpec(row.state.label, _TONES[row.state])


def _tasks(row: DelegationRow) -> str:
    return _(", ").join(task.label for task in row.tasks)


def _quiet(row: DelegationRow, words: str) -> Cell:
    return Cell(words, "text2" if row.state in _OPEN else "text3")


COLUMNS: Final[tuple[Column[DelegationRow], ...]] = (
    Column("absent", N_("Officer away"), lambda row: Cell(row.absent, weight=500), 100),
    Column("delegate", N_("Acts for them"), lambda row: Cell(row.delegate), 100),
    Column("tasks", N_("Left to them"), lambda row: Cell(_tasks(row), prose=True), 160, stretch=True),
    Column("first", N_("From day"), lambda row: _quiet(row, row.first_on.isoformat()), 104),
    Column("last", N_("Last day"), lambda row: _quiet(row, row.last_on.isoformat()), 104),
    Column("state", N_("State"), lambda row: Cell(pill=_pill(row)), 100),
    Column("reason", N_("Reason"), lambda row: Cell(row.reason, "text2", prose=True), 120),
)


class DelegationForm(QWidget):
    """Leave cases to a colleague: who is absent, who acts, what, on which days, why; `given(id)` when it is stored."""

    given = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._draft_id = str(uuid4())
        self._people: dict[int, Colleague] = {}
        self.absent, self.to = Choice(_("Officer away")), Choice(_("Acts for them"))
        self.tasks = {task: Check(task.label) for task in Task}
        self._none = Text(
            _("Nothing of the absent one's role can be left to this colleague."), "caption", "warn", wrap=True
        )
        ticks = QWidget()
        column = QVBoxLayout(ticks)
        column.setContentsMargins(0, dp(4), 0, 0)
        column.setSpacing(dp(4))
        for widget in (*self.tasks.values(), self._none):
            column.addWidget(widget)
        self.first_on = DateEdit(_("From day"), desk.today, desk.today())
        self.last_on = DateEdit(_("Last day"), desk.today, desk.today() + timedelta(days=6))
        self.reason = Entry(_("Reason"), _("such as: annual leave"))
        self.form = Form()
        self.form.add("absent", _("Officer away"), self.absent, needed=True)
        self.form.add("delegate", _("Acts for them"), self.to, needed=True)
        self.form.add("tasks", _("Left to them"), ticks, needed=True)
        self.form.add("first_on", _("From day"), self.first_on, needed=True)
        self.form.add("last_on", _("Last day"), self.last_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.save = PushButton(_("Leave the cases to them"), "user-check")
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.save.clicked.connect(self._save)
        self.reason.submitted.connect(self._save)
        self.cancel.clicked.connect(self.left)
        self.absent.currentIndexChanged.connect(self._offer)
        self.to.currentIndexChanged.connect(self._offer)
        self._limit = Text("", "caption", "text2", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(dp(12))
        outer.addWidget(SectionHeader(_("Leave cases to a colleague")))
        outer.addWidget(self.form)
        outer.addWidget(self._limit)
        outer.addLayout(buttons)

    def know(self, start: DelegationStart) -> None:
        """Who there is, and for how long at most."""
        self._people = {one.id: one for one in start.colleagues}
        words = ngettext(
            "At most {n} calendar day; it ends by itself and is not passed on. Both then count as having acted.",
            "At most {n} calendar days; it ends by itself and is not passed on. Both then count as having acted.",
            start.longest,
        )
        self._limit.setText(words.format(n=start.longest))
        own = next((one.id for one in start.colleagues if one.name == self._desk.account.name), None)
        people = [(one.id, f"{one.name}·{one.role.label}") for one in start.colleagues]
        self.absent.set_choices(people, self.absent.value() or own)
        # Nobody takes a place by their own act.
        self.to.set_choices([(key, words) for key, words in people if key != own], self.to.value())
        self._offer()

    def begin(self) -> None:
        """Ask for a new one."""
        self._draft_id = str(uuid4())
        self.reason.clear()
        self.first_on.set_value(self._desk.today())
        self.last_on.set_value(self._desk.today() + timedelta(days=6))
        self.form.clear_errors()
        self.absent.setFocus()

    def _offer(self) -> None:
        """Show what of the absent one's role the colleague may receive."""
        absent, to = (self._people.get(choice.value()) for choice in (self.absent, self.to))  # type: ignore[call-overload] # ids
        possible = {task for task in Task if absent and to and task in absent.own and task in to.receivable}
        for task, tick in self.tasks.items():
            if task not in possible:
                tick.setChecked(False)
            tick.setVisible(task in possible)
        self._none.setVisible(not possible)

    def _save(self) -> None:
        self.form.clear_errors()
        absent, to = self.absent.value(), self.to.value()
        first, last = self.first_on.value(), self.last_on.value()
        if first is None or last is None:
            (self.first_on if first is None else self.last_on).setFocus()
            return
        if isinstance(absent, int) and isinstance(to, int):
            tasks = tuple(task for task, tick in self.tasks.items() if tick.isChecked())
            draft = DelegationDraft(self._draft_id, absent, to, tasks, first, last, self.reason.text())
            self._desk.jobs.perform(delegate, draft, then=self.given.emit, owner=self.form)


class DelegationSide(SidePanel):
    """The current delegation with the way to end it, or the form for a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: DelegationRow | None = None
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.end = PushButton("", "ban", kind="danger")
        self.end.clicked.connect(self._end)
        self.form = DelegationForm(desk)
        self.back = PushButton(_("Back"), "arrow-left", kind="quiet")
        self.back.hide()
        self.column.addWidget(self.back)
        self.column.addLayout(self._content)
        self.column.addWidget(self.end)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.form.hide()
        self.end.hide()

    def ask_new(self) -> None:
        """Show the form for a new one."""
        clear(self._content)
        self.end.hide()
        self.form.show()
        self.form.begin()

    def asking(self) -> bool:
        """Whether a new one is being typed."""
        return not self.form.isHidden()

    def show_row(self, row: DelegationRow | None) -> None:
        """This one, or nothing; leaves the form for a new one."""
        clear(self._content)
        self.form.hide()
        self._row = row
        may_end = self._desk.may("case_delegate") and row is not None and row.delegate != self._desk.account.name
        self.end.setVisible(row is not None and row.state in _OPEN and may_end)
        if row is None:
            return
        self.end.setText(_("End it at once") if row.state is DelegationState.RUNNING else _("Call it off"))
        self._content.addWidget(Text(acted_by(row.delegate, row.absent), "record"))
        facts: list[tuple[str, str | QWidget]] = [
            (_("State"), Pill(_pill(row))),
            (_("Left to them"), _tasks(row)),
            (_("Days"), _("{first} to {last}").format(first=row.first_on, last=row.last_on)),
            (_("Reason"), row.reason),
            (_("Arranged by"), row.made_by),
        ]
        if row.ended_on is not None:
            facts.insert(3, (_("Ended on"), row.ended_on.isoformat()))
        self._content.addWidget(Facts(facts))
        words = _(
            "Who has acted on a case in another capacity, or for whom that is so, takes no step of it here either."
        )
        self._content.addWidget(Text(words, "caption", "text2", wrap=True))

    def _end(self) -> None:
        if self._row is not None:
            self._desk.jobs.perform(
                end_delegation,
                self._row.id,
                version=self._row.version,
                then=lambda _nothing: self._desk.notices.say(_("The delegation has ended; what was done stays.")),
                owner=self,
            )


class DelegationSegment(NetworkSegment):
    """The delegations in force, planned and past."""

    key = "delegations"
    title = N_("Delegation")
    permission = "case_read"
    side: DelegationSide

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, DelegationSide(desk))
        self._may_give = desk.may("case_delegate")
        self.new = PushButton(_("Leave cases…"), "user-plus", keys="N")
        self.new.clicked.connect(self.ask_new)
        self.buttons = (self.new,) if self._may_give else ()
        self.table: Table[DelegationRow] = Table(COLUMNS, _("Delegations"))
        way = Way(
            "user-plus", _("Leave cases to a colleague"), _("for somebody on leave"), _("Leave"), self.ask_new, "N"
        )
        self.none = EmptyState(
            "calendar-check",
            _("Nobody acts in another's place"),
            _("While a supervisor is away, a colleague who has not acted on a case can take their steps on it."),
            (way,) if self._may_give else (),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.none)
        self.column.addWidget(self.stack, 1)
        self.table.keep(desk.settings, "network/delegations")
        self.table.give_way("reason")
        self.table.current_changed.connect(self._show_current)
        self.side.form.given.connect(self._given)
        self.side.form.left.connect(self._leave)
        self.side.back.clicked.connect(self._leave)
        self.table.opened.connect(lambda _row: self._work_on())
        escape = QShortcut(QKeySequence("Esc"), self.side, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)
        self._wanted: int | None = None
        if self._may_give:
            self.table.on_key("N", self.ask_new)

    def reload(self) -> None:
        self.desk.jobs.read(list_delegations, then=self._show, owner=self, latest="delegations")
        if self._may_give:
            self.desk.jobs.read(delegation_start, then=self.side.form.know, owner=self, latest="delegation start")

    def keys(self) -> Sequence[Key]:
        give = (Key("N", N_("leave cases")),) if self._may_give else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open")), *give)

    def take_focus(self) -> None:
        (self.table if self.table.rows_model.rowCount() else self.none).setFocus()

    def ask_new(self) -> None:
        """Ask who is absent and who acts for them."""
        self._show_side()
        self.side.ask_new()

    def _show(self, rows: list[DelegationRow]) -> None:
        current = self.table.current_row()
        kept = self._wanted if self._wanted is not None else current.id if current else None
        self._wanted = None
        running = [row for row in rows if row.state is DelegationState.RUNNING]
        planned = [row for row in rows if row.state is DelegationState.PLANNED]
        past = [row for row in rows if row.state not in _OPEN]
        shown: list[DelegationRow | Group] = []
        for title, part in ((_("In force now"), running), (_("In force later"), planned), (_("Past"), past)):
            if part:
                shown += [Group(title, len(part)), *part]
        self.table.show_rows(shown)
        self.stack.setCurrentWidget(self.table if rows else self.none)
        place = next((at for at, row in enumerate(shown) if isinstance(row, DelegationRow) and row.id == kept), None)
        if place is not None:
            self.table.set_current(place)
        words = ngettext("{n} delegation in force today", "{n} delegations in force today", len(running))
        self.summary.setText(words.format(n=len(running)) if running else "")
        if not rows and self._may_give:
            # An empty panel would tell nothing.
            self.side.form.show()

    def _show_current(self, row: DelegationRow | None) -> None:
        # What is being typed stays until it is stored or left.
        if not self.side.asking():
            self.side.show_row(row)

    def _given(self, key: int) -> None:
        self._wanted = key
        self.desk.notices.say(_("The cases are left to them; it ends by itself."))
        self._leave()
        self.reload()

    def _work_on(self) -> None:
        self._show_side()
        self.side.end.setFocus()

    def _show_side(self) -> None:
        self.side_wanted.emit(True)
        self.side.back.setVisible(not self.isVisible())

    def _leave(self) -> None:
        self.side_wanted.emit(False)
        self.side.back.hide()
        self.side.show_row(self.table.current_row())
        self.take_focus()

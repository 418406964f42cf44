"""What cover and delegation share: a colleague acts for an absent one for some days, in a list with its side panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, Protocol, TypeVar
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.words import Word
from officer_app.i18n import N_, _
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
    PillSpec,
    PushButton,
    SectionHeader,
    SidePanel,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

# By the value of the state, which the words of both have in common.
_TONES: Final[Mapping[str, PillTone]] = {
    "running": "ok",
    "planned": "accent",
    "ended": "neutral",
    "cancelled": "neutral",
}
_RUNNING, _PLANNED = "running", "planned"


class LeaveRow(Protocol):
    """A row of the list: one absence with who acts meanwhile."""

    @property
    def id(self) -> int: ...
    @property
    def state(self) -> Word: ...


Row = TypeVar("Row", bound=LeaveRow)


def is_open(row: LeaveRow) -> bool:
    """Whether it holds today or is still to come."""
    return row.state in (_RUNNING, _PLANNED)


def is_running(row: LeaveRow) -> bool:
    """Whether it holds today."""
    return row.state == _RUNNING


def state_pill(row: LeaveRow) -> PillSpec:
    """Where it stands today."""
    return PillSpec(row.state.label, _TONES[row.state])


def quiet(row: LeaveRow, words: str) -> Cell:
    """A cell that steps back for what is over."""
    return Cell(words, "text2" if is_open(row) else "text3")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, every field of it given; the same draft is stored once."""

    draft_id: str
    absent_id: int
    other_id: int
    first_on: date
    last_on: date
    reason: str


class LeaveForm(QWidget):
    """Who is absent, who acts meanwhile, on which days, why; `given(id)` when it is stored.

    Subclasses store it (`store`), and may ask for more between the people and the days (`ask_more`).
    """

    given = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk, title: str, button: str, other: tuple[str, str]) -> None:
        """`other` is the field of who acts: the name that errors call it by, and its label."""
        super().__init__()
        self._desk = desk
        self._draft_id = str(uuid4())
        name, label = other
        self.absent, self.other = Choice(_("Officer away")), Choice(label)
        self.first_on = DateEdit(_("From day"), desk.today, desk.today())
        self.last_on = DateEdit(_("Last day"), desk.today, desk.today() + timedelta(days=6))
        self.reason = Entry(_("Reason"), _("such as: annual leave"))
        self.form = Form()
        self.form.add("absent", _("Officer away"), self.absent, needed=True)
        self.form.add(name, label, self.other, needed=True)
        self.ask_more()
        self.form.add("first_on", _("From day"), self.first_on, needed=True)
        self.form.add("last_on", _("Last day"), self.last_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.save = PushButton(button, "user-check")
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.save.clicked.connect(self._save)
        self.reason.submitted.connect(self._save)
        self.cancel.clicked.connect(self.left)
        self.limit = Text("", "caption", "text2", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(SectionHeader(title))
        column.addWidget(self.form)
        column.addWidget(self.limit)
        column.addLayout(buttons)

    def ask_more(self) -> None:
        """Add fields between the people and the days."""

    def store(self, asked: Asked) -> None:
        """Have it stored; `given` follows."""

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
        absent, other = self.absent.value(), self.other.value()
        first, last = self.first_on.value(), self.last_on.value()
        if first is None or last is None:
            (self.first_on if first is None else self.last_on).setFocus()
            return
        if isinstance(absent, int) and isinstance(other, int):
            self.store(Asked(self._draft_id, absent, other, first, last, self.reason.text()))


class LeaveSide(SidePanel, Generic[Row]):
    """The current row with the ways to end it (`ending`), or the form for a new one. Subclasses tell a row (`tell`)."""

    def __init__(self, desk: Desk, form: LeaveForm, ending: QWidget) -> None:
        super().__init__()
        self.desk = desk
        self.row: Row | None = None
        self.content = QVBoxLayout()
        self.content.setSpacing(dp(12))
        self.ending = ending
        self.form = form
        self.back = PushButton(_("Back"), "arrow-left", kind="quiet")
        self.back.hide()
        self.column.addWidget(self.back)
        self.column.addLayout(self.content)
        self.column.addWidget(ending)
        self.column.addWidget(form)
        self.column.addStretch(1)
        form.hide()
        ending.hide()

    def tell(self, row: Row) -> None:
        """Fill `content`."""

    def may_end(self, row: Row) -> bool:
        """Whether who is signed in may end an open one; nobody unless a subclass says so."""
        return False

    def ask_new(self) -> None:
        """Show the form for a new one."""
        clear(self.content)
        self.ending.hide()
        self.form.show()
        self.form.begin()

    def asking(self) -> bool:
        """Whether a new one is being typed."""
        return not self.form.isHidden()

    def show_row(self, row: Row | None) -> None:
        """This one, or nothing; leaves the form for a new one."""
        clear(self.content)
        self.form.hide()
        self.row = row
        self.ending.setVisible(row is not None and is_open(row) and self.may_end(row))
        if row is not None:
            self.tell(row)


@dataclass(frozen=True, slots=True)
class LeaveWords:
    """What a segment calls its things, in the language in force."""

    table: str
    new: str
    key: str  # msgid of what N does, for the line of keys
    way: tuple[str, str, str]
    none: tuple[str, str]
    groups: tuple[str, str, str]  # those that hold, those to come, those past
    given: str


class LeaveSegment(NetworkSegment, Generic[Row]):
    """Those that hold today, then those to come, then the past ones. Subclasses read them (`reload`)."""

    side: LeaveSide[Row]

    def __init__(
        self, side: LeaveSide[Row], columns: Sequence[Column[Row]], words: LeaveWords, *, gives_way: str, may_give: bool
    ) -> None:
        super().__init__(side.desk, side)
        self._words, self._may_give = words, may_give
        self.new = PushButton(words.new, "user-plus", keys="N")
        self.new.clicked.connect(self.ask_new)
        self.buttons = (self.new,) if may_give else ()
        self.table: Table[Row] = Table(columns, words.table)
        way = Way("user-plus", *words.way, self.ask_new, "N")
        self.none = EmptyState("calendar-check", *words.none, (way,) if may_give else ())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.none)
        self.column.addWidget(self.stack, 1)
        self.table.keep(self.desk.settings, f"network/{self.key}")
        self.table.give_way(gives_way)
        self.table.current_changed.connect(self._show_current)
        side.form.given.connect(self._given)
        side.form.left.connect(self._leave)
        side.back.clicked.connect(self._leave)
        self.table.opened.connect(lambda _row: self._work_on())
        escape = QShortcut(QKeySequence("Esc"), side, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)
        self._wanted: int | None = None
        if may_give:
            self.table.on_key("N", self.ask_new)

    def summarise(self, running: int) -> str:
        """How many hold today, in words; nothing unless a subclass says so."""
        return ""

    def first_to_end(self) -> QWidget:
        """What has the keyboard when a row is opened to be ended; the list unless a subclass says so."""
        return self.table

    def keys(self) -> Sequence[Key]:
        give = (Key("N", self._words.key),) if self._may_give else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open")), *give)

    def take_focus(self) -> None:
        (self.table if self.table.rows_model.rowCount() else self.none).setFocus()

    def ask_new(self) -> None:
        """Ask who is absent and who acts meanwhile."""
        self._show_side()
        self.side.ask_new()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These, in the order they come within each group."""
        current = self.table.current_row()
        kept = self._wanted if self._wanted is not None else current.id if current else None
        self._wanted = None
        running = [row for row in rows if is_running(row)]
        planned = [row for row in rows if is_open(row) and not is_running(row)]
        past = [row for row in rows if not is_open(row)]
        shown: list[Row | Group] = []
        for title, part in zip(self._words.groups, (running, planned, past), strict=True):
            if part:
                shown += [Group(title, len(part)), *part]
        self.table.show_rows(shown)
        self.stack.setCurrentWidget(self.table if rows else self.none)
        place = next((at for at, row in enumerate(shown) if not isinstance(row, Group) and row.id == kept), None)
        if place is not None:
            self.table.set_current(place)
        self.summary.setText(self.summarise(len(running)) if running else "")
        if not rows and self._may_give:
            # An empty panel would tell nothing.
            self.side.form.show()

    def _show_current(self, row: Row | None) -> None:
        # What is being typed stays until it is stored or left.
        if not self.side.asking():
            self.side.show_row(row)

    def _given(self, key: int) -> None:
        self._wanted = key
        self.desk.notices.say(self._words.given)
        self._leave()
        self.reload()

    def _work_on(self) -> None:
        """The current one: its panel, with the keyboard where it can be ended."""
        self._show_side()
        self.first_to_end().setFocus()

    def _show_side(self) -> None:
        self.side_wanted.emit(True)
        self.side.back.setVisible(not self.isVisible())

    def _leave(self) -> None:
        self.side_wanted.emit(False)
        self.side.back.hide()
        self.side.show_row(self.table.current_row())
        self.take_focus()

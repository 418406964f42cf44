"""A list whose lines are put in order and edited below it: the questions of a checklist, criteria, papers asked for."""

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PushButton, SectionHeader

_SHOWN: Final = 8  # so many lines before the list scrolls
Line = TypeVar("Line")


class OrderedEdit(QWidget, Generic[Line]):
    """`changed` tells every edit. Ctrl+↑ and Ctrl+↓ move the current line, Delete takes it out.

    Subclasses keep a form below: `begin` adds a line, `fill` shows one in it, `edit` reads it back, and `fit` says what
    the buttons may do; the signals of its fields are connected to `edited`.
    """

    changed = Signal()

    def __init__(self, columns: Sequence[Column[Line]], title: str, *, add: str, remove: str) -> None:
        """`add` and `remove` say in full what the two buttons do."""
        super().__init__()
        self.lines: list[Line] = []
        self._filling = False
        self.table: Table[Line] = Table(columns, title, row_height=metrics.ROW, header=False)
        self.table.current_changed.connect(lambda _line: self._fill())
        self.add = PushButton(_("Add"), "plus", kind="quiet", height=28, name=add)
        self.up = PushButton(icon="arrow-up", kind="quiet", height=28, name=_("Move up"), keys="Ctrl ↑")
        self.down = PushButton(icon="arrow-down", kind="quiet", height=28, name=_("Move down"), keys="Ctrl ↓")
        self.remove = PushButton(icon="trash-2", kind="quiet", height=28, name=remove, keys="Del")
        for button, act in (
            (self.add, self.begin),
            (self.up, lambda: self.move_current(-1)),
            (self.down, lambda: self.move_current(1)),
            (self.remove, self.remove_current),
        ):
            button.clicked.connect(act)
        self.table.on_key("Ctrl+Up", lambda: self.move_current(-1))
        self.table.on_key("Ctrl+Down", lambda: self.move_current(1))
        self.table.on_key("Delete", self.remove_current)
        self.header = SectionHeader(title, "", self.add, self.up, self.down, self.remove)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(dp(8))
        self.column.addWidget(self.header)
        self.column.addWidget(self.table)
        self.column.addSpacing(dp(4))

    def begin(self) -> None:
        """Add a line at the end, and let it be typed."""

    def fill(self, line: Line) -> None:
        """Show a line in the form."""

    def edit(self, line: Line) -> Line:
        """The line as the form has it now."""
        return line

    def fit(self, place: int) -> None:
        """Let the form and the buttons follow the lines; -1 without any."""
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < len(self.lines) - 1)

    def put(self, lines: Iterable[Line]) -> None:
        """Edit these, from the first one on."""
        self.lines = list(lines)
        self.show_at(0)

    def remove_current(self) -> None:
        """Take the current line out."""
        place = self.place()
        if 0 <= place < len(self.lines):
            del self.lines[place]
            self.show_at(min(place, len(self.lines) - 1))
            self.told()

    def move_current(self, by: int) -> None:
        """Move the current line up or down."""
        place = self.place()
        if 0 <= place < len(self.lines) and 0 <= place + by < len(self.lines):
            self.lines.insert(place + by, self.lines.pop(place))
            self.show_at(place + by)
            self.told()

    def place(self) -> int:
        """Which line is the current one; -1 for none."""
        return self.table.currentIndex().row()

    def show_at(self, place: int) -> None:
        """Show the lines anew, this one being the current one."""
        self._filling = True
        self.table.show_rows(self.lines)
        self.table.set_current(place)
        self._filling = False
        # As high as its lines, so that the form stands right below.
        self.table.setFixedHeight(dp(metrics.ROW) * min(len(self.lines), _SHOWN) + 2)
        self._fill()

    def edited(self, *_what: object) -> None:
        """A field of the form has been changed by hand."""
        place = self.place()
        if self._filling or not 0 <= place < len(self.lines):
            return
        self.lines[place] = self.edit(self.lines[place])
        self._filling = True
        self.table.show_rows(self.lines)
        self.table.set_current(place)
        self._filling = False
        self.told()

    def told(self) -> None:
        """Tell whoever listens that the lines are others now."""
        self.fit(self.place())
        self.changed.emit()

    def _fill(self) -> None:
        if self._filling:
            return
        place = self.place()
        if 0 <= place < len(self.lines):
            self._filling = True
            self.fill(self.lines[place])
            self._filling = False
        self.fit(place)

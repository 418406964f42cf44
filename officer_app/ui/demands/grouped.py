"""A view of demands in groups, one line each: what the queue and the overview share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from officer_app.demands.service import DemandRow, DemandStep
from officer_app.i18n import N_
from officer_app.ui.cells import Cell, Group
from officer_app.ui.demands.deeds import LETTERS
from officer_app.ui.demands.part import DemandsPart
from officer_app.ui.demands.standing import STATE_ICONS, one_line
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.widgets import EmptyState


@dataclass(frozen=True)
class Line:
    """A demand under one head: what is to be done with it, until when, and the step that does it."""

    demand: DemandRow
    what: str
    when: Cell
    icon: str = ""
    step: DemandStep | None = None


class GroupedPart(DemandsPart):
    """Heads with their lines; Enter opens a demand at the form of its line's step. `nothing` makes what stands in place
    of an empty list.
    """

    def __init__(self, desk: Desk, name: str, nothing: Callable[[], EmptyState]) -> None:
        super().__init__(desk)
        self._make_nothing = nothing
        self.table: Table[Line] = Table(_columns(), name, row_height=metrics.WORK_ROW, header=False)
        self.table.give_way("who", "category")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._nothing: EmptyState | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.table.opened.connect(self._open)
        for letter in LETTERS:
            self.table.on_key(letter, partial(self.lettered.emit, letter))

    def show_groups(self, groups: Sequence[tuple[Group, Sequence[Line]]]) -> None:
        """Show those that hold something, or why there is nothing to show."""
        rows: list[Line | Group] = []
        for head, lines in groups:
            if lines:
                rows += [head, *lines]
        kept = self.current()
        self.table.show_rows(rows)
        if kept is not None:
            self.choose(kept.id)
        self._show_emptiness(not rows)
        # An empty one says so itself.
        self.shown.emit(max(1, len(rows)))

    def enter(self) -> None:
        self.table.setFocus()

    def current(self) -> DemandRow | None:
        line = self.table.current_row()
        return line.demand if line is not None else None

    def choose(self, demand_id: int) -> None:
        for number, row in self.table.rows_model.loaded_rows():
            if isinstance(row, Line) and row.demand.id == demand_id:
                self.table.set_current(number)
                return

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open")),
            Key("A", N_("take up"), "demand_handle"),
            Key("F", N_("first answer"), "demand_handle"),
            Key("W", N_("answer"), "demand_handle"),
        )

    def _open(self, line: Line) -> None:
        if line.step is not None:
            self.step_wanted.emit(line.demand.id, line.step)
        else:
            self.opened.emit(line.demand.id)

    def _show_emptiness(self, empty: bool) -> None:
        if self._nothing is not None:
            self._stack.removeWidget(self._nothing)
            self._nothing.deleteLater()
            self._nothing = None
        if empty:
            self._nothing = self._make_nothing()
            self._stack.addWidget(self._nothing)
            self._stack.setCurrentWidget(self._nothing)
        else:
            self._stack.setCurrentWidget(self.table)


def _columns() -> tuple[Column[Line], ...]:
    return (
        Column("text", N_("Demand"), lambda line: Cell(
            one_line(line.demand.text), weight=500, icon=line.icon or STATE_ICONS[line.demand.state], prose=True,
        ), 220, stretch=True),
        Column("enterprise", N_("Enterprise"), lambda line: Cell(line.demand.enterprise, "text2"), 216),
        Column("what", N_("What is to be done"), lambda line: Cell(line.what, "text2", prose=True), 220),
        Column("category", N_("Category"), lambda line: Cell(line.demand.category.label, "text2"), 144),
        Column("who", N_("Handled by"), lambda line: Cell(line.demand.handler or "–", "text2"), 76),
        Column("when", N_("Until"), lambda line: line.when, 236),
    )  # fmt: skip

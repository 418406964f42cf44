"""The board: demands by where they stand; arrows lead over it, cards can be dragged, what needs no room is folded."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.demands.board import DemandBoard, DemandFilter, demand_board
from officer_app.demands.service import PAUSED_STATES, DemandRow, DemandState
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission
from officer_app.ui.demands.columns import BoardColumn, DropPlace, FoldedStrip
from officer_app.ui.demands.part import DemandsPart
from officer_app.ui.demands.standing import STATE_ICONS
from officer_app.ui.page import Desk, Key
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PushButton

_S = DemandState
COLUMNS: Final = (
    (N_("Collected"), (_S.COLLECTED,)),
    (N_("Handed on"), (_S.ASSIGNED,)),
    (N_("In progress"), (_S.IN_PROGRESS, _S.ACCEPTED)),
    (N_("Paused"), PAUSED_STATES),
    (N_("Answered"), (_S.ANSWERED,)),
    (N_("Rated"), (_S.RATED,)),
)
_FOLDED: Final = (_S.CLOSED, _S.MERGED)


class _Ground(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(tokens().side))


class BoardPart(DemandsPart):
    """`dropped` tells that a card was let go over a column: (demand's id, the column's states)."""

    dropped = Signal(int, object)
    advanced = Signal()
    wanted_in_table = Signal(object)  # states
    new_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[int, DemandRow] = {}
        plus = None
        if desk.may(Permission.DEMAND_HANDLE):
            plus = PushButton(icon="plus", kind="quiet", height=metrics.SMALL, name=_("New demand"))
            plus.clicked.connect(self.new_wanted)
        self.columns = [
            BoardColumn(_(title), STATE_ICONS[states[0]], states, plus if not place else None)
            for place, (title, states) in enumerate(COLUMNS)
        ]
        self.paused = next(column for column in self.columns if column.states == PAUSED_STATES)
        # Nothing is paused on most days: the column is a strip until there is something in it.
        self.folded_pause = FoldedStrip(_("Paused"), PAUSED_STATES, "pause")
        self.closed = FoldedStrip(_S.CLOSED.label, _FOLDED)
        self._lay_out()
        for column in self.columns:
            cards = column.cards
            cards.opened.connect(lambda row: self.opened.emit(row.id))
            cards.sideways.connect(self._sideways)
            cards.lettered.connect(self.lettered)
            cards.focused.connect(lambda cards=cards: self._one_card(cards))
        for place in self._places():
            place.dropped.connect(lambda demand_id, place=place: self.dropped.emit(demand_id, place.states))
        self.closed.clicked.connect(lambda: self.wanted_in_table.emit(_FOLDED))

    def load(self, filter_: DemandFilter) -> None:
        self.desk.jobs.read(demand_board, filter_, then=self._show, owner=self, latest="board")

    def enter(self) -> None:
        filled = [column for column in self.columns if column.cards.model().rowCount()]
        current = next((column for column in filled if column.cards.current() is not None), None)
        if (chosen := current or (filled[0] if filled else None)) is not None:
            chosen.cards.enter()

    def current(self) -> DemandRow | None:
        return next((column.cards.current() for column in self.columns if column.cards.hasFocus()), None)

    def choose(self, demand_id: int) -> None:
        for column in self.columns:
            if not column.cards.choose(demand_id):
                column.cards.leave()

    def row(self, demand_id: int) -> DemandRow | None:
        """A demand that has a card."""
        return self._rows.get(demand_id)

    def focused(self) -> bool:
        """Whether a card has the keyboard."""
        return any(column.cards.hasFocus() for column in self.columns)

    def keys(self) -> Sequence[Key]:
        return (
            Key("Left Right", N_("column")),
            Key("Up Down", N_("choose")),
            Key("Shift+Right", N_("next step"), "demand_handle"),
            Key("Enter", N_("open")),
            Key("Ctrl+Z", N_("Undo")),
        )

    def _places(self) -> list[DropPlace]:
        return [*self.columns, self.folded_pause, self.closed]

    def _lay_out(self) -> None:
        inner = _Ground()
        row = QHBoxLayout(inner)
        row.setContentsMargins(dp(metrics.PAGE), dp(2), dp(metrics.PAGE), dp(12))
        row.setSpacing(dp(12))
        for column in self.columns:
            row.addWidget(column, 1)
            if column is self.paused:
                row.addLayout(_hung(self.folded_pause))
        row.addLayout(_hung(self.closed))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _show(self, board: DemandBoard) -> None:
        self._rows = {row.id: row for rows in board.columns.values() for row in rows}
        for column in self.columns:
            rows = [row for state in column.states for row in board.columns.get(state, ())]
            rows.sort(key=lambda row: (row.due_on, row.id))
            count = sum(board.counts.get(state, 0) for state in column.states)
            column.show_rows(rows, count, self.desk.today(), board.signs)
        nothing_paused = not self.paused.cards.model().rowCount()
        self.paused.setVisible(not nothing_paused)
        self.folded_pause.setVisible(nothing_paused)
        self.folded_pause.show_count(_("Nothing is paused"), "0")
        closed = board.figures.closed
        said = ngettext("{n} closed this month", "{n} closed this month", closed).format(n=closed)
        self.closed.show_count(said, str(closed), *_this_month())
        self.shown.emit(sum(board.counts.values()) + closed)

    def _sideways(self, step: int, shift: bool) -> None:
        if shift and step > 0:
            self.advanced.emit()
            return
        here = next((place for place, column in enumerate(self.columns) if column.cards.hasFocus()), None)
        if here is None:
            return
        place = here + step
        while 0 <= place < len(self.columns):
            if self.columns[place].cards.model().rowCount():
                self.columns[place].cards.enter()
                return
            place += step

    def _one_card(self, cards: QWidget) -> None:
        for column in self.columns:
            if column.cards is not cards:
                column.cards.leave()


def _hung(strip: FoldedStrip) -> QVBoxLayout:
    """The strip begins where the cards' headings do."""
    column = QVBoxLayout()
    column.setContentsMargins(0, dp(10), 0, 0)
    column.addWidget(strip)
    return column


def _this_month() -> tuple[str, ...]:
    """In Chinese written downwards, as on a spine; other languages say it in the tooltip."""
    words = _("this month")
    return tuple(words) if not words.isascii() else ()

"""The page "demands": board or list, filters, and the panel of the one that is open. Target: a demand's id."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from officer_app.demands.board import (
    BOARD_STATES,
    BoardFigures,
    DemandBoard,
    DemandFilter,
    count_demands,
    demand_board,
    demand_figures,
    find_demands,
)
from officer_app.demands.service import Category, DemandRow, DemandState, take_up_demand
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.cells import Cell
from officer_app.ui.demands.cards import STATE_ICONS, BoardColumn, ClosedStrip, standing
from officer_app.ui.demands.panel import DemandPanel
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.rows import PAGE
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import NewVisit
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    Segment,
    Segmented,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_OWN = "own"


class _Ground(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(tokens().side))


class DemandsView(PageView):
    """Board and list of demands."""

    reload_on = frozenset({"demand", "demand_event", "visit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._officers_known = False
        self._any = True
        board = Segment("board", _("Board"), "columns-3")
        self.view = Segmented([Segment("list", _("List"), "list"), board], _("View"), "board")
        self.view.chosen.connect(self._change_view)
        buttons = []
        if desk.may(Permission.DEMAND_HANDLE):
            new = PushButton(_("New demand"), "plus", keys="Ctrl Shift D")
            new.clicked.connect(self.new)
            buttons.append(new)
        self.put_heading(PageHeading(_("Demands"), (self.view,), buttons))
        self.whose = FilterChip(_("Scope"), [(_OWN, _("Mine"))])
        self.category = FilterChip(_("Category"), [(word, word.label) for word in Category])
        self.handler = FilterChip(_("Handled by"))
        self.state = FilterChip(_("State"), [(word, word.label) for word in DemandState])
        self._chips = (self.whose, self.category, self.handler, self.state)
        for chip in self._chips:
            chip.chosen.connect(lambda _value: self.reload())
        self._figures = [Text("", "body", "text2"), Text("", "body", "danger"), Text("", "body", "warn")]
        self.main.addWidget(FilterBar(self._chips, self._figures))
        self.main.addWidget(Rule())
        self.columns = [BoardColumn(state) for state in BOARD_STATES]
        self.closed = ClosedStrip()
        self.table: Table[DemandRow] = Table(self._table_columns(), _("Demands"), row_height=metrics.WORK_ROW)
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self._body = QStackedWidget()
        self._body.addWidget(self._board())
        self._body.addWidget(self.table)
        self._body.addWidget(self._empty)
        self.main.addWidget(self._body, 1)
        self.panel = DemandPanel(desk, self)
        self.put_side(self.panel)
        self.panel.hide()
        self._watch()
        if getattr(desk.jobs.actor, "role", "") in (Role.LIAISON, Role.SPECIALIST):
            self.whose.set_value(_OWN)
        kept = desk.settings.value("demands/view")
        if kept in ("list", "board"):
            self.view.set_value(str(kept))
        self._change_view(self.view.value(), remember=False)

    def keys(self) -> Sequence[Key]:
        if self.view.value() == "list":
            return (
                Key("Up Down", N_("choose")),
                Key("Enter", N_("open")),
                Key("Ctrl+Shift+D", N_("new demand"), "demand_handle"),
            )
        return (
            Key("Left Right", N_("column")),
            Key("Up Down", N_("choose")),
            Key("Shift+Right", N_("next step"), "demand_handle"),
            Key("Enter", N_("open")),
        )

    def opened(self, target: object = None) -> None:
        if isinstance(target, int):
            self._open(target)
        elif self.view.value() == "list":
            self.table.setFocus()
        else:
            self._enter_board()

    def reload(self) -> None:
        if not self._officers_known and self.desk.may(Permission.ASSIGNMENT_READ):
            self._officers_known = True
            self.desk.jobs.read(list_officers, then=self._know_officers, owner=self)
        wanted = self.wanted()
        if self.view.value() == "list":
            self.desk.jobs.read(count_demands, wanted, then=self._counted, owner=self, latest="demands")
            self.desk.jobs.read(demand_figures, wanted, then=self._show_figures, owner=self, latest="figures")
        else:
            self.desk.jobs.read(demand_board, wanted, then=self._show_board, owner=self, latest="demands")
        if not self.panel.isHidden() and (shown := self.panel.shown_id()) is not None:
            self.panel.show_demand(shown)

    def wanted(self) -> DemandFilter:
        """What the filters say."""
        category, handler, state = self.category.value(), self.handler.value(), self.state.value()
        listed = self.view.value() == "list"
        return DemandFilter(
            of=self.desk.jobs.actor.id if self.whose.value() == _OWN else None,
            handler_id=handler if isinstance(handler, int) else None,
            category=Category(category) if isinstance(category, str) else None,
            state=DemandState(state) if listed and isinstance(state, str) else None,
        )

    def new(self) -> None:
        """Note a demand that came without a visit."""
        if self.desk.may(Permission.DEMAND_HANDLE):
            self.panel.show()
            self.panel.new()

    def current(self) -> DemandRow | None:
        """The demand the keyboard is at."""
        if self.view.value() == "list":
            return self.table.current_row()
        return next((column.cards.current() for column in self.columns if column.cards.hasFocus()), None)

    def advance(self) -> None:
        """The usual next step: at once where nothing needs to be said, else its field takes the keyboard."""
        row = self.current()
        if row is None or not self.desk.may(Permission.DEMAND_HANDLE):
            return
        if row.state is DemandState.ASSIGNED:
            self.desk.jobs.perform(take_up_demand, row.id, version=row.version, then=lambda _n: None, owner=self)
        else:
            self._open(row.id, focus=True)

    def _watch(self) -> None:
        for column in self.columns:
            column.cards.opened.connect(lambda row: self._open(row.id))
            column.cards.sideways.connect(
                lambda step, shift: self.advance() if shift and step > 0 else self._sideways(step)
            )
            column.cards.focused.connect(lambda cards=column.cards: self._one_card(cards))
        self.closed.clicked.connect(self._show_closed)
        self.table.opened.connect(lambda row: self._open(row.id))
        self.panel.closed.connect(self._close_panel)
        self.panel.done.connect(self._step_taken)
        if self.desk.may(Permission.DEMAND_HANDLE):
            self.on_key("Ctrl+Shift+D", self.new)
        self.on_key("Escape", self._close_panel)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, lambda: None if self.panel.isHidden() else self.panel.submit())

    def _board(self) -> QWidget:
        inner = _Ground()
        row = QHBoxLayout(inner)
        row.setContentsMargins(dp(metrics.PAGE), dp(2), dp(metrics.PAGE), dp(12))
        row.setSpacing(dp(12))
        for column in self.columns:
            row.addWidget(column, 1)
        strip = QVBoxLayout()
        strip.setContentsMargins(0, dp(10), 0, 0)
        strip.addWidget(self.closed)
        row.addLayout(strip)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def _table_columns(self) -> tuple[Column[DemandRow], ...]:
        today = self.desk.today

        def limit(row: DemandRow) -> Cell:
            icon, words, tone = standing(row, today())
            tones: dict[str, PillTone] = {"danger": "danger", "warn": "warn", "ok": "ok"}
            day = row.due_on.isoformat() if row.days_left is not None else ""
            return Cell(day, "text2", pill=PillSpec(words, tones.get(tone, "neutral"), icon))

        return (
            Column("text", N_("Demand"), lambda row: Cell(" ".join(row.text.split()), weight=500), 220, stretch=True),
            Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise, "text2"), 216),
            Column("category", N_("Category"), lambda row: Cell(row.category.label, "text2"), 130),
            Column("state", N_("State"), lambda row: Cell(row.state.label, "text2", icon=STATE_ICONS[row.state]), 116),
            Column("handler", N_("Handled by"), lambda row: Cell(row.handler or "–", "text2"), 80),
            Column("due", N_("Due"), limit, 256),
        )

    def _change_view(self, value: str, *, remember: bool = True) -> None:
        self.state.setVisible(value == "list")
        self._body.setCurrentIndex(1 if value == "list" else 0)
        if remember:
            self.desk.settings.setValue("demands/view", value)
            self.reload()
            self.opened()
        self.keys_changed.emit()

    def _know_officers(self, officers: list[AccountRow]) -> None:
        self.panel.know_officers(officers)
        self.handler.set_choices([(row.id, row.name) for row in officers])

    def _show_board(self, board: DemandBoard) -> None:
        self._show_figures(board.figures)
        any_at_all = any(board.counts.values()) or board.figures.closed > 0
        if not any_at_all:
            self._show_nothing()
            return
        self._body.setCurrentIndex(0)
        for column in self.columns:
            column.show_rows(board.columns[column.state], board.counts[column.state], self.desk.today())
        self.closed.show_count(board.figures.closed)
        if self.isVisible() and self.panel.isHidden() and not any(c.cards.hasFocus() for c in self.columns):
            self._enter_board()

    def _counted(self, count: int) -> None:
        if not count:
            self._show_nothing()
            return
        self._body.setCurrentIndex(1)
        wanted = self.wanted()

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[DemandRow]], None]) -> None:
            self.desk.jobs.read(find_demands, wanted, then=deliver, owner=self, offset=offset, limit=limit)

        self.desk.jobs.read(
            find_demands,
            wanted,
            then=lambda rows: self.table.show_query(count, fetch, rows),
            owner=self,
            latest="first",
            limit=PAGE,
        )

    def _show_figures(self, figures: BoardFigures) -> None:
        words = (
            ngettext("{n} open", "{n} open", figures.open).format(n=figures.open),
            ngettext("{n} past the limit", "{n} past the limit", figures.overdue).format(n=figures.overdue),
            ngettext("{n} near the limit", "{n} near the limit", figures.near).format(n=figures.near),
        )
        for text, said, shown in zip(self._figures, words, (True, figures.overdue, figures.near), strict=True):
            text.setText(said)
            text.setVisible(bool(shown))
        self.count_changed.emit(figures.open)

    def _show_nothing(self) -> None:
        clear(self._empty_place)
        others = (self.category, self.handler, self.state)
        if any(chip.value() for chip in others):
            way = Way("x", _("Clear the filters"), _("Show every demand again."), _("Clear"), self._show_all)
            self._empty_place.addWidget(
                EmptyState("message-square-text", _("No demand matches"), _("The filters leave nothing."), (way,))
            )
        else:
            log = Way(
                "footprints",
                _("Log a visit"),
                _("Ctrl D in the editor notes a demand."),
                _("Log a visit"),
                lambda: self.desk.go("visit", NewVisit()),
                "Ctrl N",
            )
            new = Way("plus", _("New demand"), _("For one that came by phone or letter."), _("New demand"), self.new)
            everybody = Way("users", _("Demands of others"), _("Show the whole office's."), _("Show"), self._show_all)
            ways: tuple[Way, ...] = (log, new) if self.desk.may(Permission.DEMAND_HANDLE) else ()
            ways += (everybody,) if self.whose.value() is not None else ()
            sentence = _("What enterprises ask for is followed up here until they are content.")
            self._empty_place.addWidget(EmptyState("message-square-text", _("No demand yet"), sentence, ways))
        self._body.setCurrentIndex(2)

    def _show_all(self) -> None:
        for chip in self._chips:
            chip.set_value(None)
        self.reload()

    def _show_closed(self) -> None:
        self.state.set_value(DemandState.CLOSED)
        self.view.choose("list")

    def _enter_board(self) -> None:
        filled = [column for column in self.columns if column.cards.model().rowCount()]
        current = next((column for column in filled if column.cards.current() is not None), None)
        chosen = current or (filled[0] if filled else None)
        if chosen is not None:
            chosen.cards.enter()

    def _sideways(self, step: int) -> None:
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

    def _open(self, demand_id: int, *, focus: bool = False) -> None:
        self.panel.show()
        self.panel.show_demand(demand_id, focus=focus)

    def _close_panel(self) -> None:
        if not self.panel.isHidden():
            self.panel.hide()
            self.opened()

    def _step_taken(self, demand_id: int) -> None:
        for column in self.columns:
            column.cards.choose(demand_id)
        self.panel.show_demand(demand_id)

"""The page "demands": five views of them, filters, and the panel of the one that is open.

Target: a demand's id, or `DemandsWanted`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final  # Any: what a saved view holds

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import IllegalTransition
from officer_app.demands.board import BoardFigures, demand_figures
from officer_app.demands.service import DEMAND_WORKFLOW, DemandRow, DemandState, DemandStep
from officer_app.i18n import N_, _
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.people.views import ViewRow
from officer_app.ui.demands.board import BoardPart
from officer_app.ui.demands.deeds import DEEDS, LETTERS, step_to, usual_step
from officer_app.ui.demands.figures import FiguresPart
from officer_app.ui.demands.filters import OWN, DemandFilters
from officer_app.ui.demands.overview import OverviewPart
from officer_app.ui.demands.panel import DemandPanel
from officer_app.ui.demands.part import DemandsPart
from officer_app.ui.demands.queue import QueuePart
from officer_app.ui.demands.sheet import sheet_of
from officer_app.ui.demands.table import TablePart
from officer_app.ui.directory.views_button import ViewsButton
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table_saving import save_table, table_in_view
from officer_app.ui.targets import DemandsWanted, NewVisit
from officer_app.ui.widgets import EmptyState, PageHeading, PushButton, Rule, Segment, Segmented, Way, clear

_FILTERED: Final = ("board", "table")  # the views that the filters narrow
_OLD_NAMES: Final = {"list": "table"}


class DemandsView(PageView):
    """Board, table, the handler's queue, the collector's overview, and figures."""

    reload_on = frozenset(
        {
            "demand", "demand_event", "demand_helper", "demand_extension", "demand_pause", "hurry_note", "visit",
            "saved_view",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._officers_known = self._views_known = False
        self.board, self.listing = BoardPart(desk), TablePart(desk)
        self.parts: dict[str, DemandsPart] = {"board": self.board, "table": self.listing}
        segments = [Segment("board", _("Board"), "columns-3"), Segment("table", _("Table"), "list")]
        if desk.may(Permission.DEMAND_HANDLE):
            self.parts |= {"queue": QueuePart(desk), "overview": OverviewPart(desk)}
            segments += [
                Segment("queue", _("To do"), "clipboard-list"),
                Segment("overview", _("Collected by me"), "inbox"),
            ]
        self.parts["figures"] = FiguresPart(desk)
        segments.append(Segment("figures", _("Figures"), "chart-column"))
        self.view = Segmented(segments, _("View"), "board")
        self.view.chosen.connect(self._change_view)
        self.views = ViewsButton(desk, "demands", self.state)
        self.export_button = PushButton(_("Export"), "download")
        self.export_button.clicked.connect(self.export)
        buttons = [self.export_button]
        if desk.may(Permission.DEMAND_HANDLE):
            new = PushButton(_("New demand"), "plus", keys="Ctrl Shift D")
            new.clicked.connect(self.new)
            buttons.append(new)
        self.put_heading(PageHeading(_("Demands"), (self.view, self.views), buttons))
        self.filters = DemandFilters(desk, self.listing.columns_button)
        self.main.addWidget(self.filters)
        self.main.addWidget(Rule())
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self._body = QStackedWidget()
        for part in self.parts.values():
            self._body.addWidget(part)
        self._body.addWidget(self._empty)
        self.main.addWidget(self._body, 1)
        self.panel = DemandPanel(desk)
        self.put_side(self.panel)
        self.panel.hide()
        self._watch()
        if getattr(desk.jobs.actor, "role", "") in (Role.LIAISON, Role.SPECIALIST):
            self.filters.whose.set_value(OWN)
        kept = str(desk.settings.value("demands/view"))
        kept = _OLD_NAMES.get(kept, kept)
        if kept in self.parts:
            self.view.set_value(kept)
        self._change_view(self.view.value(), remember=False)

    def keys(self) -> Sequence[Key]:
        keys = self.part().keys()
        if self.view.value() == "figures":
            return keys
        return (*keys, Key("Ctrl+P", N_("print its sheet"), "report"))

    def opened(self, target: object = None) -> None:
        if isinstance(target, DemandsWanted):
            self._go_to(target)
        elif isinstance(target, int):
            self._open(target)
        else:
            self.part().enter()

    def reload(self) -> None:
        if not self._officers_known and self.desk.may(Permission.ASSIGNMENT_READ):
            self._officers_known = True
            self.desk.jobs.read(list_officers, then=self._know_officers, owner=self)
        self.views.reload()
        self._load()
        if not self.panel.isHidden() and (shown := self.panel.shown_id()) is not None:
            self.panel.show_demand(shown)

    def part(self) -> DemandsPart:
        """The view in front."""
        return self.parts[self.view.value()]

    def new(self) -> None:
        """Note a demand that came without a visit."""
        if self.desk.may(Permission.DEMAND_HANDLE):
            self.panel.show()
            self.panel.new()

    def current(self) -> DemandRow | None:
        """The demand the keyboard is at."""
        return self.part().current()

    def advance(self) -> None:
        """The usual next step: at once where nothing needs to be said, else its field takes the keyboard."""
        row = self.current()
        step = usual_step(row.state) if row is not None else None
        if row is not None and step is not None:
            self._begin(row, step)

    def print_sheet(self) -> None:
        """Show the sheet of the demand in the panel, else of the one the keyboard is at, as a paper."""
        if not self.panel.isHidden() and self.panel.shown_id() is not None:
            self.panel.print_sheet()
        elif (row := self.current()) is not None and self.desk.may(Permission.REPORT):
            self.desk.go("paper", sheet_of(self.desk.jobs, row))

    def export(self) -> None:
        """Write what the table shows to a file."""
        if self.view.value() == "board":
            self.view.choose("table")
        elif self.view.value() != "table":
            if (table := table_in_view(self)) is not None:
                save_table(self, table)
            return
        self.listing.ask_place(lambda words, path: self.error_bar.say(words, path, kind="ok"))

    def state(self) -> dict[str, Any]:
        """What a saved view keeps."""
        return {"filters": self.filters.state(), **self.listing.state()}

    def _load(self) -> None:
        listed = self.view.value() == "table"
        self.filters.settle()
        self.filters.show_for(table=listed)
        self.views.tell()
        wanted = self.filters.wanted(table=listed)
        self.part().load(wanted)
        if not listed:
            self.desk.jobs.read(demand_figures, wanted, then=self._show_figures, owner=self, latest="figures")

    def _begin(self, row: DemandRow, step: DemandStep) -> None:
        """Take a step on a demand: at once where nothing needs to be said, else its form takes the keyboard."""
        if not self.desk.may(Permission.DEMAND_HANDLE):
            return
        if step not in DEMAND_WORKFLOW.steps(row.state):
            deed = DEEDS[step]
            error = IllegalTransition(step=deed.title(), state=row.state.label)
            self.error_bar.say(error.cause, error.next_step, kind="warn")
            return
        self.error_bar.clear()
        self.panel.show()
        self.panel.take_on(row.id, step)

    def _watch(self) -> None:
        for part in self.parts.values():
            part.opened.connect(self._open)
            part.lettered.connect(self._letter)
            part.step_wanted.connect(lambda demand_id, step: self._open(demand_id, step=step))
            part.shown.connect(lambda count, part=part: self._counted(part, count))
        self.board.advanced.connect(self.advance)
        self.board.dropped.connect(self._dropped)
        self.board.wanted_in_table.connect(self._show_states)
        self.board.new_wanted.connect(self.new)
        self.listing.watch(self._show_figures, self.views.tell)
        self.filters.changed.connect(self._load)
        self.filters.cleared.connect(self._show_all)
        self.filters.search.submitted.connect(lambda: self.part().enter())
        self.views.wanted.connect(self._show_view)
        self.views.changed_elsewhere.connect(self._show_view)
        self.panel.closed.connect(self._close_panel)
        self.panel.done.connect(lambda demand_id, _step: self._step_taken(demand_id))
        self.panel.stored.connect(self._stored)
        self.listing.table.on_key("/", self._to_search)
        self.listing.table.on_key("Shift+Right", self.advance)
        self.on_key("Ctrl+F", self._to_search)
        self.on_key("Ctrl+E", self.export)
        self.on_key("Ctrl+P", self.print_sheet)
        self.on_key("Alt+C", self._choose_columns)
        self.on_key("Alt+V", self.views.open_menu)
        self.on_key("Escape", self._close_panel)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, lambda: None if self.panel.isHidden() else self.panel.submit())
        for place, value in enumerate(self.parts, 1):
            self.on_key(f"Alt+{place}", partial(self.view.choose, value))

    def _change_view(self, value: str, *, remember: bool = True) -> None:
        listed = value == "table"
        self.filters.setVisible(value in _FILTERED)
        self.views.setVisible(listed)
        self.listing.columns_button.setVisible(listed)
        self._body.setCurrentWidget(self.parts[value])
        if remember:
            self.desk.settings.setValue("demands/view", value)
            self._load()
            self.part().enter()
        self.keys_changed.emit()

    def _go_to(self, target: DemandsWanted) -> None:
        if target.view in self.parts:
            self.view.choose(target.view)
        if target.demand_id is not None:
            self._open(target.demand_id, step=DemandStep(target.step) if target.step else None)
        elif target.new:
            self.new()
        else:
            self.part().enter()

    def _know_officers(self, officers: list[AccountRow]) -> None:
        self.panel.know_officers(officers)
        self.filters.show_officers(officers)

    def _show_figures(self, figures: BoardFigures) -> None:
        self.filters.show_figures(figures)
        self.count_changed.emit(figures.open)

    def _counted(self, part: DemandsPart, count: int) -> None:
        if part is not self.part():
            return
        if count:
            self._body.setCurrentWidget(part)
            if part is self.board and self.isVisible() and self.panel.isHidden() and not self.board.focused():
                part.enter()
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        clear(self._empty_place)
        if not self.filters.only_scope():
            way = Way("x", _("Clear the filters"), _("Show every demand again."), _("Clear"), self._show_all)
            nothing = EmptyState("message-square-text", _("No demand matches"), _("The filters leave nothing."), (way,))
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
            ways += (everybody,) if self.filters.whose.value() is not None else ()
            sentence = _("What enterprises ask for is followed up here until they are content.")
            nothing = EmptyState("message-square-text", _("No demand yet"), sentence, ways)
        self._empty_place.addWidget(nothing)
        self._body.setCurrentWidget(self._empty)

    def _show_all(self) -> None:
        self.filters.clear_all()
        self._load()

    def _show_states(self, states: tuple[DemandState, ...]) -> None:
        self.filters.states.set_value(states)
        self.view.choose("table")

    def _show_view(self, view: ViewRow | None) -> None:
        if view is None:
            self.filters.clear_all()
            self.listing.begin_anew()
        else:
            kept = view.state.get("filters")
            lost = self.filters.apply(kept if isinstance(kept, dict) else {})
            self.listing.apply(dict(view.state))
            if lost:
                words = _("The view “{name}” asks for what is no longer there; the rest is shown.")
                self.error_bar.say(words.format(name=view.name), _(", ").join(lost), kind="warn")
        self._load()

    def _to_search(self) -> None:
        if self.view.value() in _FILTERED:
            self.filters.search.setFocus()
            self.filters.search.selectAll()

    def _choose_columns(self) -> None:
        if self.view.value() == "table":
            self.listing.choose_columns()

    def _letter(self, letter: str) -> None:
        row, step = self.current(), LETTERS.get(letter)
        if row is not None and step is not None:
            self._begin(row, step)

    def _dropped(self, demand_id: int, states: tuple[DemandState, ...]) -> None:
        row = self.board.row(demand_id)
        if row is None or row.state in states:
            return
        step = step_to(row.state, states)
        if step is not None:
            self._begin(row, step)
            return
        words = _("From “{state}” no step leads there.").format(state=row.state.label)
        usual = usual_step(row.state)
        hint = _("The next step is: {step}.").format(step=usual.label) if usual is not None else ""
        self.error_bar.say(words, hint, kind="warn")

    def _open(self, demand_id: int, *, step: DemandStep | None = None, focus: bool = False) -> None:
        self.panel.show()
        self.panel.show_demand(demand_id, step=step, focus=focus or step is not None)

    def _close_panel(self) -> None:
        if not self.panel.isHidden():
            self.panel.hide()
            self.part().enter()

    def _step_taken(self, demand_id: int) -> None:
        self.error_bar.clear()
        self.part().choose(demand_id)
        self.panel.show_demand(demand_id)

    def _stored(self, demand_id: int) -> None:
        self.part().choose(demand_id)
        self.panel.show_demand(demand_id)
        # The board and the table are read anew by then.
        QTimer.singleShot(0, self, lambda: self.part().choose(demand_id))

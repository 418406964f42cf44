"""The table of demands: every column sorts, columns are chosen, views are kept, what is shown is exported."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any  # Any: what a saved view holds

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from officer_app.demands.board import BoardFigures, DemandFilter
from officer_app.demands.exporting import export_demands
from officer_app.demands.listing import DemandList, DemandPage, DemandSort, demand_page, listed_demands
from officer_app.demands.service import DemandRow
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.demands.deeds import LETTERS
from officer_app.ui.demands.part import DemandsPart
from officer_app.ui.demands.standing import STATE_ICONS, due_cell, one_line
from officer_app.ui.directory.column_chooser import ColumnChooser
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.table_layout import as_plain, from_plain
from officer_app.ui.theme import metrics
from officer_app.ui.widgets import PushButton


def table_columns(desk: Desk) -> tuple[Column[DemandRow], ...]:
    """The columns; a key that a file shall name differently is a matter of the export."""
    today = desk.today

    def quiet(words: str) -> Cell:
        return Cell(words or "–", "text2" if words else "text3")

    def day(value: object) -> Cell:
        return quiet(str(value) if value is not None else "")

    return (
        Column("number", N_("Demand no."), lambda row: Cell(row.number, "text2"), 112, sort="number"),
        Column("text", N_("Demand"), lambda row: Cell(one_line(row.text), weight=500, prose=True), 200, sort="text",
               stretch=True),
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise, "text2"), 200, sort="enterprise"),
        Column("category", N_("Category"), lambda row: Cell(row.category.label, "text2"), 146, sort="category"),
        Column("urgency", N_("Urgency"), lambda row: Cell(row.urgency.label, "text2"), 84, sort="urgency",
               hidden=True),
        Column("state", N_("State"), lambda row: Cell(row.state.label, "text2", icon=STATE_ICONS[row.state]), 112,
               sort="state"),
        Column("handler", N_("Handled by"), lambda row: quiet(row.handler), 80, sort="handler"),
        Column("collector", N_("Collected by"), lambda row: quiet(row.collector), 84, sort="collector", hidden=True),
        Column("collected", N_("Collected"), lambda row: day(row.collected_on), 100, sort="collected"),
        Column("due", N_("Due"), lambda row: due_cell(row, today()), 236, sort="due"),
        Column("answered", N_("Answered on"), lambda row: day(row.answered_on), 100, sort="answered", hidden=True),
        Column("rating", N_("Rating"), lambda row: quiet(row.rating.label if row.rating else ""), 96, sort="rating",
               hidden=True),
    )  # fmt: skip


class TablePart(DemandsPart):
    """The rows by the page; `arranged` tells that order or columns are others than before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sort, self.descending = DemandSort.SOONEST, False
        self._filter = DemandFilter()
        self._told: Callable[[BoardFigures], object] = lambda _figures: None
        self._changed: Callable[[], object] = lambda: None
        self.table: Table[DemandRow] = Table(table_columns(desk), _("Demands"), row_height=metrics.WORK_ROW)
        self.begun = self.table.places()
        self.table.give_way("collected", "number", "category", "handler")
        self.table.keep(desk.settings, f"demands/{desk.account.name}")
        self.columns_button = PushButton(
            icon="columns-3-cog", kind="quiet", height=metrics.SMALL, name=_("Choose columns"), keys="Alt C"
        )
        self.columns_button.clicked.connect(self.choose_columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.table.opened.connect(lambda row: self.opened.emit(row.id))
        self.table.sort_wanted.connect(self._sorted)
        for letter in LETTERS:
            self.table.on_key(letter, partial(self.lettered.emit, letter))

    def watch(self, figures: Callable[[BoardFigures], object], changed: Callable[[], object]) -> None:
        """`figures` is told what stands above the rows; `changed` that order or columns are others now."""
        self._told, self._changed = figures, changed

    def load(self, filter_: DemandFilter) -> None:
        self._filter = filter_
        self.desk.jobs.read(demand_page, self.wanted(), then=self._show, owner=self, latest="page")

    def wanted(self) -> DemandList:
        """What is shown, in its order."""
        return DemandList(self._filter, self.sort, self.descending)

    def enter(self) -> None:
        self.table.setFocus()

    def current(self) -> DemandRow | None:
        return self.table.current_row()

    def keys(self) -> Sequence[Key]:
        return (
            Key("/", N_("filter")),
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open")),
            Key("Shift+Right", N_("next step"), "demand_handle"),
            Key("Ctrl+E", N_("export")),
        )

    def state(self) -> dict[str, Any]:
        """What a saved view keeps besides the filters."""
        return {
            "sort": self.sort.value,
            "descending": self.descending,
            "columns": as_plain(self.table.places()),
        }

    def apply(self, state: dict[str, Any]) -> None:
        """Order and columns as a saved view says; they are read by the next `load`."""
        kept = str(state.get("sort") or "")
        self.sort = DemandSort(kept) if kept in set(DemandSort) else DemandSort.SOONEST
        self.descending = bool(state.get("descending"))
        self._mark()
        if places := from_plain(state.get("columns")):
            self.table.arrange(places)

    def begin_anew(self) -> None:
        """The order the table opens with."""
        self.sort, self.descending = DemandSort.SOONEST, False
        self._mark()

    def choose_columns(self) -> ColumnChooser:
        """Open the sheet that chooses columns."""
        columns = self.table.rows_model.columns
        own = {column.key: column.width for column in columns}
        titles = {column.key: column.heading() for column in columns}
        chooser = ColumnChooser(self.columns_button, self.table.places(), titles, own.__getitem__, self.begun)
        chooser.arranged.connect(self.table.arrange)
        chooser.arranged.connect(lambda _places: self._changed())
        chooser.open_below()
        return chooser

    def ask_place(self, say: Callable[[str, str], object]) -> None:
        """Ask where to write what is shown; `say` is told how many rows went where."""
        name = _("demands {day}").format(day=self.desk.today().isoformat()) + ".xlsx"
        kinds = "Excel (*.xlsx);;CSV (*.csv)"
        chosen, kind = QFileDialog.getSaveFileName(self, _("Export the demands"), name, kinds)
        if chosen:
            path = Path(chosen)
            ending = ".csv" if "csv" in kind else ".xlsx"
            self.export_to(path if path.suffix.lower() in (".xlsx", ".csv") else path.with_suffix(ending), say)

    def export_to(self, path: Path, say: Callable[[str, str], object]) -> None:
        """Write exactly what is shown, with progress: its rows, order and columns."""

        def done(rows: int) -> None:
            say(ngettext("{n} demand exported.", "{n} demands exported.", rows).format(n=f"{rows:,}"), str(path))

        columns = tuple(place.key for place in self.table.places() if place.shown)
        self.desk.jobs.long_read(
            _("Exporting the demands"), export_demands, path, self.wanted(), columns, then=done, owner=self
        )

    def _mark(self) -> None:
        self.table.show_sort("" if self.sort is DemandSort.SOONEST else self.sort.value, self.descending)

    def _sorted(self, key: str, descending: bool) -> None:
        self.sort, self.descending = DemandSort(key), descending
        self._changed()
        self.load(self._filter)

    def _show(self, page: DemandPage) -> None:
        wanted = self.wanted()

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[DemandRow]], None]) -> None:
            self.desk.jobs.read(listed_demands, wanted, then=deliver, owner=self, offset=offset, limit=limit)

        self.table.show_query(page.count, fetch, page.rows)
        self._told(page.figures)
        self.shown.emit(page.count)

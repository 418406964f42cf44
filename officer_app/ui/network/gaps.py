"""The contact network, enterprises without a liaison officer: who could take them, many at a time."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from officer_app.assignments.service import GapRow, PortfolioRow, SubdistrictRow, gaps
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import AssignWanted, Chosen, EnterpriseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    EmptyState,
    Facts,
    FilterChip,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)


def _follows(row: GapRow) -> Cell:
    """Who comes after the gap, if that is arranged."""
    if row.until is None:
        return Cell("–", "text3")
    return Cell(row.next, tail=_("from {day}").format(day=row.until.isoformat()))


COLUMNS: Final[tuple[Column[GapRow], ...]] = (
    Column("name", N_("Enterprise"), lambda row: Cell(row.enterprise, weight=500), 240, stretch=True),
    Column("uscc", N_("Credit code"), lambda row: Cell(row.uscc, "text2"), 170),
    Column("subdistrict", N_("Sub-district or town"), lambda row: Cell(row.subdistrict or "–", "text2"), 130),
    Column("last", N_("Last liaison officer"), lambda row: Cell(row.last or "–", "text2"), 120),
    Column("since", N_("Vacant since"), lambda row: Cell(row.since.isoformat() if row.since else "–", "text2"), 110),
    Column("next", N_("Follows"), lambda row: _follows(row), 170),
)


def say_who_assigns(column: QVBoxLayout) -> None:
    """For those who may only look."""
    column.addWidget(Rule())
    column.addWidget(Text(_("A supervisor assigns officers."), "caption", "text2"))


class GapsSide(SidePanel):
    """The enterprises chosen among the gaps, and the officer who lies nearest."""

    assign_wanted = Signal(object)  # the officer proposed, or None

    def __init__(self, may_assign: bool) -> None:
        super().__init__()
        self._may_assign = may_assign
        self._towns: dict[str, SubdistrictRow] = {}
        self._officers: Sequence[PortfolioRow] = ()
        self._gaps: Sequence[GapRow] = ()
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.column.addLayout(self._content)
        self.column.addStretch(1)

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        """Who serves which sub-district, and how much everybody holds."""
        self._towns = {row.name: row for row in towns}
        self._officers = officers

    def proposed_officer(self) -> int | None:
        """The officer of the sub-district in which all the chosen enterprises lie."""
        towns = {row.subdistrict for row in self._gaps}
        town = self._towns.get(towns.pop()) if len(towns) == 1 else None
        return town.officer_id if town is not None else None

    def show_gaps(self, rows: Sequence[GapRow]) -> None:
        """The enterprises chosen."""
        clear(self._content)
        self._gaps = rows
        if not rows:
            words = _("Choose an enterprise to see who could take it.")
            self._content.addWidget(Text(words, "body", "text2", wrap=True))
            return
        if len(rows) == 1:
            row = rows[0]
            self._content.addWidget(Text(row.enterprise, "record", wrap=True))
            self._content.addWidget(Text(row.uscc, "caption", "text2"))
            since = row.since.isoformat() if row.since else ""
            last = "·".join(part for part in (row.last, since) if part)
            facts = [(_("Sub-district"), row.subdistrict or "–"), (_("Last officer"), last or _("never had one"))]
            self._content.addWidget(Facts(facts))
        else:
            words = ngettext("{n} enterprise chosen", "{n} enterprises chosen", len(rows)).format(n=len(rows))
            self._content.addWidget(Text(words, "record"))
            names = [row.enterprise for row in rows[:6]]
            for name in names:
                self._content.addWidget(Text(name, "body", "text2", wrap=True))
            if len(rows) > len(names):
                self._content.addWidget(Text(_("and {n} more").format(n=len(rows) - len(names)), "body", "text3"))
        self._propose()

    def _propose(self) -> None:
        if not self._may_assign:
            say_who_assigns(self._content)
            return
        proposed = self.proposed_officer()
        officer = next((row for row in self._officers if row.account_id == proposed), None)
        self._content.addWidget(Rule())
        if officer is not None:
            self._content.addWidget(SectionHeader(_("Proposed"), _("officer of the sub-district")))
            holds = ngettext("holds {n} enterprise", "holds {n} enterprises", officer.liaison)
            self._content.addWidget(Facts([(officer.officer, holds.format(n=officer.liaison))]))
        button = PushButton(
            _("Assign {name}…").format(name=officer.officer) if officer else _("Assign officer…"), "user-plus", keys="A"
        )
        button.clicked.connect(lambda: self.assign_wanted.emit(proposed))
        self._content.addWidget(button)


class GapsSegment(NetworkSegment):
    """The gaps by name, of one sub-district where that is chosen."""

    key = "gaps"
    title = N_("Gaps")
    counted = True
    side: GapsSide

    def __init__(self, desk: Desk) -> None:
        may_assign = desk.may("assign")
        self.town_filter = FilterChip(_("Sub-district or town"))
        self.ahead = FilterChip(_("Contact gap"), [(True, _("to come"))], otherwise=_("now"))
        super().__init__(desk, GapsSide(may_assign), (self.town_filter, self.ahead))
        self.assign_button = PushButton(_("Assign officer…"), "user-plus", keys="A")
        self.assign_button.clicked.connect(self.assign_chosen)
        self.suggest_button = PushButton(_("Suggest officers…"), "scale", keys="S")
        self.suggest_button.clicked.connect(self.suggest)
        self.buttons = (self.suggest_button, self.assign_button) if may_assign else ()
        self.table: Table[GapRow] = Table(COLUMNS, _("Enterprises without a liaison officer"), many=True)
        self.covered = EmptyState("user-round-check", _("No gap"), _("Every enterprise here has a liaison officer."))
        self.nobody = EmptyState(
            "building-2",
            _("No enterprise in the directory yet"),
            _("Import the directory first; who is without a liaison officer then stands here."),
        )
        self.stack = QStackedWidget()
        for widget in (self.table, self.covered, self.nobody):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)
        self.table.give_way("next", "uscc")
        for chip in (self.town_filter, self.ahead):
            chip.chosen.connect(self.reload)
        self.table.keep(desk.settings, "network/gaps")
        self.table.current_changed.connect(self._show_chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._show_chosen())
        self.table.opened.connect(lambda row: desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.side.assign_wanted.connect(self._assign)
        if may_assign:
            self.table.on_key("A", self.assign_chosen)
            self.table.on_key("S", self.suggest)
        self._may_assign = may_assign
        self._anything = False
        self._show_chosen()

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        self.town_filter.set_choices([(row.id, row.name) for row in towns])
        self.side.know(towns, officers)
        # Those with an officer count as the officer's; in a new office nobody holds any.
        self._anything = any(row.enterprises for row in towns) or any(row.liaison for row in officers)
        self._choose_view()
        # The gaps may have come first; who lies nearest is known only now.
        self._show_chosen()

    def reload(self, _town: object = None) -> None:
        wanted: dict[str, Any] = {  # the values of the chips, as they hold them
            "subdistrict_id": self.town_filter.value(),
            "ahead": bool(self.ahead.value()),
        }

        def show(found: tuple[int, list[GapRow]]) -> None:
            self._show_gaps(wanted, found)

        self.desk.jobs.read(gaps, **wanted, then=show, owner=self, latest="gaps")

    def keys(self) -> Sequence[Key]:
        assign = (Key("A", N_("assign")), Key("S", N_("suggest officers"))) if self._may_assign else ()
        return (Key("Up Down", N_("choose")), *assign, Key("Enter", N_("open file")))

    def take_focus(self) -> None:
        self._view().setFocus()

    def _show_gaps(self, wanted: dict[str, Any], found: tuple[int, list[GapRow]]) -> None:  # as reload asks
        count, first = found
        ahead = wanted["ahead"]
        if not ahead and wanted["subdistrict_id"] is None:
            self.count_changed.emit(count)

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            def arrived(page: tuple[int, list[GapRow]]) -> None:
                deliver(page[1])

            self.desk.jobs.read(gaps, **wanted, offset=offset, limit=limit, then=arrived, owner=self)

        self.table.show_query(count, fetch, first)
        words = (
            ngettext("{n} enterprise will lose its officer", "{n} enterprises will lose their officer", count)
            if ahead
            else ngettext(
                "{n} enterprise without a liaison officer", "{n} enterprises without a liaison officer", count
            )
        )
        self.summary.setText(words.format(n=count))
        self._choose_view()
        self._show_chosen()

    def _choose_view(self) -> None:
        focused = self._view().hasFocus()
        empty = self.covered if self._anything else self.nobody
        self.stack.setCurrentWidget(self.table if self.table.rows_model.rowCount() else empty)
        if focused:
            self._view().setFocus()

    def _view(self) -> Table[GapRow] | EmptyState:
        shown = self.stack.currentWidget()
        assert isinstance(shown, Table | EmptyState)
        return shown

    def _show_chosen(self, _row: object = None) -> None:
        rows = self.table.chosen_rows()
        self.side.show_gaps(rows)
        self.assign_button.set_reason("" if rows else _("Choose an enterprise first"))

    def suggest(self) -> None:
        """Have officers suggested for the first gaps; nothing is assigned before they are confirmed."""
        self.desk.go("suggestions", None)

    def assign_chosen(self) -> None:
        """Ask for an officer for the enterprises chosen, the one who lies nearest proposed."""
        self._assign(self.side.proposed_officer())

    def _assign(self, officer_id: int | None) -> None:
        rows = self.table.chosen_rows()
        if rows:
            ahead = bool(self.ahead.value())
            chosen = tuple(
                Chosen(row.enterprise_id, row.enterprise, row.subdistrict, row.last if ahead else "") for row in rows
            )
            # Gaps to come begin each on its own day; one day serves them all only where they begin together.
            days = {row.since for row in rows}
            self.desk.go("assign", AssignWanted(chosen, officer_id, days.pop() if ahead and len(days) == 1 else None))

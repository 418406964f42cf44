"""The contact network: enterprises without a liaison officer, the officer of each sub-district, what officers hold."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from officer_app.assignments.service import (
    GapRow,
    PortfolioRow,
    SubdistrictRow,
    gaps,
    portfolios,
    subdistricts,
)
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.network_side import NetworkSide
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import AssignWanted, Chosen, DirectoryWanted, EnterpriseWanted
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PillSpec,
    PushButton,
    Segment,
    Segmented,
    Text,
)

GAPS: Final = "gaps"
TOWNS: Final = "towns"
PORTFOLIOS: Final = "portfolios"


def officer_cell(name: str) -> Cell:
    """An officer, or the gap."""
    return Cell(name) if name else Cell(pill=PillSpec(_("Vacant"), "warn", "user-round-x"))


def _count(number: int, tone: str = "text") -> Cell:
    return Cell(str(number), "warn" if tone == "warn" else "text") if number else Cell("–", "text3")


GAP_COLUMNS: Final[tuple[Column[GapRow], ...]] = (
    Column("name", N_("Enterprise"), lambda row: Cell(row.enterprise, weight=500), 240, stretch=True),
    Column("uscc", N_("Credit code"), lambda row: Cell(row.uscc, "text2"), 170),
    Column("subdistrict", N_("Sub-district or town"), lambda row: Cell(row.subdistrict or "–", "text2"), 130),
    Column("last", N_("Last liaison officer"), lambda row: Cell(row.last or "–", "text2"), 120),
    Column("since", N_("Vacant since"), lambda row: Cell(row.since.isoformat() if row.since else "–", "text2"), 110),
)
TOWN_COLUMNS: Final[tuple[Column[SubdistrictRow], ...]] = (
    Column("name", N_("Sub-district or town"), lambda row: Cell(row.name, weight=500), 180, stretch=True),
    Column("officer", N_("Officer in charge"), lambda row: officer_cell(row.officer), 120),
    Column("since", N_("Since"), lambda row: Cell(row.since.isoformat() if row.since else "–", "text2"), 110),
    Column("enterprises", N_("Enterprises"), lambda row: _count(row.enterprises), 100, "right"),
    Column("gaps", N_("Without a liaison officer"), lambda row: _count(row.gaps, "warn"), 180, "right"),
)
PORTFOLIO_COLUMNS: Final[tuple[Column[PortfolioRow], ...]] = (
    Column("officer", N_("Officer in charge"), lambda row: Cell(row.officer, weight=500), 180, stretch=True),
    Column("role", N_("Role"), lambda row: Cell(row.role.label, "text2"), 140),
    Column("liaison", N_("As liaison officer"), lambda row: _count(row.liaison), 140, "right"),
    Column("specialist", N_("As specialist"), lambda row: _count(row.specialist), 140, "right"),
)


class NetworkPage(PageView):
    """Three lists behind one switch; the panel beside them acts on the current row."""

    reload_on = frozenset({"assignment", "subdistrict_duty", "enterprise", "account"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.may_assign = desk.may("assign")
        self.switch = Segmented(
            [
                Segment(GAPS, _("Gaps")),
                Segment(TOWNS, _("Sub-districts")),
                Segment(PORTFOLIOS, _("Officers")),
            ],
            _("What to show"),
        )
        self.switch.chosen.connect(self._switched)
        self.assign_button = PushButton(_("Assign officer…"), "user-plus", keys="A")
        self.assign_button.clicked.connect(self._assign_chosen)
        self.put_heading(PageHeading(_("Contact network"), (self.switch,), (self.assign_button,)))
        self.town_filter = FilterChip(_("Sub-district or town"))
        self.town_filter.chosen.connect(self._load_gaps)
        self.summary = Text("", "body", "text2")
        self.filters = FilterBar((self.town_filter,), (self.summary,))
        self.main.addWidget(self.filters)
        self.gap_table: Table[GapRow] = Table(GAP_COLUMNS, _("Enterprises without a liaison officer"), many=True)
        self.town_table: Table[SubdistrictRow] = Table(TOWN_COLUMNS, _("Sub-districts and their officers"))
        self.portfolio_table: Table[PortfolioRow] = Table(PORTFOLIO_COLUMNS, _("Officers and their enterprises"))
        self.covered = EmptyState("user-round-check", _("No gap"), _("Every enterprise here has a liaison officer."))
        self.nobody = EmptyState(
            "building-2",
            _("No enterprise in the directory yet"),
            _("Import the directory first; who is without a liaison officer then stands here."),
        )
        self.stack = QStackedWidget()
        for widget in (self.gap_table, self.town_table, self.portfolio_table, self.covered, self.nobody):
            self.stack.addWidget(widget)
        self.main.addWidget(self.stack, 1)
        self.side = NetworkSide(desk, self.may_assign)
        self.side.assign_wanted.connect(self._assign)
        self.side.directory_wanted.connect(lambda wanted: desk.go("directory", wanted))
        self.put_side(self.side, gives_way=True)
        for table, name in (
            (self.gap_table, "network/gaps"),
            (self.town_table, "network/towns"),
            (self.portfolio_table, "network/officers"),
        ):
            table.keep(desk.settings, name)
            table.current_changed.connect(self._show_current)
        self.gap_table.selectionModel().selectionChanged.connect(lambda *_changed: self._show_current())
        self.gap_table.opened.connect(lambda row: desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.town_table.opened.connect(lambda row: desk.go("directory", DirectoryWanted(subdistrict_id=row.id)))
        self.portfolio_table.opened.connect(
            lambda row: desk.go("directory", DirectoryWanted(officer_id=row.account_id))
        )
        if self.may_assign:
            self.gap_table.on_key("A", self._assign_chosen)
        self._towns: list[SubdistrictRow] = []
        self._gap_count = 0
        self._held = 0
        self._switched(GAPS)

    def opened(self, target: object = None) -> None:
        if target in (GAPS, TOWNS, PORTFOLIOS):
            self.switch.choose(str(target))
        self._shown().setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(subdistricts, then=self._show_towns, owner=self, latest="towns")
        self.desk.jobs.read(portfolios, then=self._show_portfolios, owner=self, latest="portfolios")
        self._load_gaps()

    def keys(self) -> Sequence[Key]:
        shown = self.switch.value()
        if shown == GAPS:
            assign = (Key("A", N_("assign")),) if self.may_assign else ()
            return (Key("Up Down", N_("choose")), *assign, Key("Enter", N_("open file")))
        return (Key("Up Down", N_("choose")), Key("Enter", N_("its enterprises")))

    def _load_gaps(self, _town: object = None) -> None:
        town = self.town_filter.value()
        self.desk.jobs.read(gaps, subdistrict_id=town, then=self._show_gaps, owner=self, latest="gaps")

    def _show_gaps(self, found: tuple[int, list[GapRow]]) -> None:
        count, first = found
        town = self.town_filter.value()
        if town is None:
            self._gap_count = count
            self.count_changed.emit(count or -1)
            self.switch.set_words(GAPS, _("Gaps {n}").format(n=count))

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            def arrived(page: tuple[int, list[GapRow]]) -> None:
                deliver(page[1])

            self.desk.jobs.read(gaps, subdistrict_id=town, offset=offset, limit=limit, then=arrived, owner=self)

        self.gap_table.show_query(count, fetch, first)
        self._switched(self.switch.value())

    def _show_towns(self, rows: list[SubdistrictRow]) -> None:
        self._towns = rows
        self.town_filter.set_choices([(row.id, row.name) for row in rows])
        self.town_table.show_rows(rows)
        self.side.know_towns(rows)
        self._switched(self.switch.value())

    def _show_portfolios(self, rows: list[PortfolioRow]) -> None:
        self._held = sum(row.liaison for row in rows)
        self.side.know_officers(rows)
        self.portfolio_table.show_rows(rows)

    def _switched(self, shown: str) -> None:
        tables: dict[str, QWidget] = {GAPS: self.gap_table, TOWNS: self.town_table, PORTFOLIOS: self.portfolio_table}
        nothing = shown == GAPS and self.gap_table.rows_model.rowCount() == 0
        focused = self._shown().hasFocus()
        # Those with an officer count as the officer's; in a new office nobody holds any.
        empty = nothing and not self._held and not any(row.enterprises for row in self._towns)
        self.stack.setCurrentWidget((self.nobody if empty else self.covered) if nothing else tables[shown])
        if focused:
            self._shown().setFocus()
        self.town_filter.setVisible(shown == GAPS)
        self.assign_button.setVisible(self.may_assign and shown == GAPS)
        self._show_summary()
        self._show_current()
        self.keys_changed.emit()

    def _shown(self) -> QWidget:
        shown = self.stack.currentWidget()
        assert shown is not None
        return shown

    def _show_summary(self) -> None:
        shown = self.switch.value()
        if shown == GAPS:
            count = self.gap_table.rows_model.rowCount()
            words = ngettext(
                "{n} enterprise without a liaison officer", "{n} enterprises without a liaison officer", count
            ).format(n=count)
        elif shown == TOWNS:
            vacant = sum(1 for row in self._towns if row.officer_id is None)
            words = ngettext("{n} sub-district", "{n} sub-districts", len(self._towns)).format(n=len(self._towns))
            if vacant:
                words += "·" + _("{n} vacant").format(n=vacant)
        else:
            count = self.portfolio_table.rows_model.rowCount()
            words = ngettext("{n} officer", "{n} officers", count).format(n=count)
        self.summary.setText(words)

    def _show_current(self, _row: object = None) -> None:
        shown = self.switch.value()
        if shown == GAPS:
            rows = self.gap_table.chosen_rows()
            self.side.show_gaps(rows)
            self.assign_button.set_reason("" if rows else _("Choose an enterprise first"))
        elif shown == TOWNS:
            self.side.show_town(self.town_table.current_row())
        else:
            self.side.show_officer(self.portfolio_table.current_row())

    def _assign_chosen(self) -> None:
        self._assign(self.side.proposed_officer())

    def _assign(self, officer_id: int | None) -> None:
        rows = self.gap_table.chosen_rows()
        if rows:
            chosen = tuple(Chosen(row.enterprise_id, row.enterprise, row.subdistrict) for row in rows)
            self.desk.go("assign", AssignWanted(chosen, officer_id))

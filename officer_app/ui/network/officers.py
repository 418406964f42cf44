"""The contact network, what each officer holds."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from officer_app.assignments.cover import Standing, covered_today
from officer_app.assignments.service import PortfolioRow, SubdistrictRow
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.network.towns import add_enterprises_button, count_cell
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import DirectoryWanted, HandoverWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Facts, PillSpec, PushButton, SidePanel, Text, clear

COLUMNS: Final[tuple[Column[PortfolioRow], ...]] = (
    Column("role", N_("Role"), lambda row: Cell(row.role.label, "text2"), 140),
    Column("liaison", N_("As liaison officer"), lambda row: count_cell(row.liaison), 140, "right"),
    Column("specialist", N_("As specialist"), lambda row: count_cell(row.specialist), 140, "right"),
    Column("backup", N_("As backup"), lambda row: count_cell(row.backup), 120, "right"),
)


class OfficersSegment(NetworkSegment):
    """Every active officer with the number of enterprises in each role."""

    key = "officers"
    title = N_("Officers")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SidePanel())
        self._towns: Sequence[SubdistrictRow] = ()
        self._covered: dict[int, Standing] = {}
        name: Column[PortfolioRow] = Column("officer", N_("Officer in charge"), self._name, 180, stretch=True)
        self.table: Table[PortfolioRow] = Table((name, *COLUMNS), _("Officers and their enterprises"))
        self.column.addWidget(self.table, 1)
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.side.column.addLayout(self._content)
        self.side.column.addStretch(1)
        self.table.keep(desk.settings, "network/officers")
        self.table.current_changed.connect(self._show_current)
        if desk.may("assign"):
            self.table.on_key("H", self._hand_over)
        self.table.opened.connect(lambda row: desk.go("directory", DirectoryWanted(officer_id=row.account_id)))

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        self._towns = towns
        self.table.show_rows(officers)
        self.summary.setText(ngettext("{n} officer", "{n} officers", len(officers)).format(n=len(officers)))

    def reload(self) -> None:
        self.desk.jobs.read(covered_today, then=self._know_covered, owner=self, latest="covered")

    def _know_covered(self, covered: dict[int, Standing]) -> None:
        self._covered = covered
        self.table.viewport().update()
        self._show_current(self.table.current_row())

    def _name(self, row: PortfolioRow) -> Cell:
        standing = self._covered.get(row.account_id)
        pill = PillSpec(_("covered by {name}").format(name=standing.stand_in), "accent") if standing else None
        return Cell(row.officer, weight=500, pill=pill)

    def keys(self) -> Sequence[Key]:
        ours = (Key("H", N_("hand over")),) if self.desk.may("assign") else ()
        return (Key("Up Down", N_("choose")), *ours, Key("Enter", N_("its enterprises")))

    def take_focus(self) -> None:
        self.table.setFocus()

    def _show_current(self, row: PortfolioRow | None) -> None:
        clear(self._content)
        if row is None:
            return
        self._content.addWidget(Text(row.officer, "record"))
        towns = "、".join(town.name for town in self._towns if town.officer_id == row.account_id)
        facts = [
            (_("Role"), row.role.label),
            (_("Sub-districts"), towns or "–"),
            (_("As liaison"), str(row.liaison)),
            (_("As specialist"), str(row.specialist)),
            (_("As backup"), str(row.backup)),
        ]
        if (standing := self._covered.get(row.account_id)) is not None:
            until = _("by {name} until {day}").format(name=standing.stand_in, day=standing.last_on)
            facts.append((_("Covered"), until))
        self._content.addWidget(Facts(facts))
        add_enterprises_button(self.desk, self._content, DirectoryWanted(officer_id=row.account_id))
        if self.desk.may("assign"):
            button = PushButton(_("Hand over…"), "arrow-left-right", keys="H")
            button.clicked.connect(self._hand_over)
            button.set_reason("" if self._holds(row) else _("This officer holds no enterprise"))
            self._content.addWidget(button)

    @staticmethod
    def _holds(row: PortfolioRow) -> bool:
        return bool(row.liaison or row.specialist or row.backup)

    def _hand_over(self) -> None:
        row = self.table.current_row()
        if row is not None and self._holds(row):
            self.desk.go("handover", HandoverWanted(row.account_id))

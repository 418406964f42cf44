"""The enterprises registered at the address of one: often several hundred, at an incubator or an agency."""

from typing import ClassVar, Final

from officer_app.directory.neighbours import MOST, Neighbour, Neighbours, neighbours_of
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import EmptyState, FilterBar, PageHeading, PillSpec, PushButton, Rule, Text


def _industry(row: Neighbour) -> Cell:
    return Cell(row.industry.label, dot=INDUSTRY_DOTS[row.industry.value]) if row.industry else Cell("–", "text3")


def _liaison(row: Neighbour) -> Cell:
    return Cell(row.liaison) if row.liaison else Cell(pill=PillSpec(_("Vacant"), "warn", "user-round-x"))


COLUMNS: Final[tuple[Column[Neighbour], ...]] = (
    Column("name", N_("Enterprise"), lambda row: Cell(row.name, weight=500), 300, stretch=True),
    Column("uscc", N_("Credit code"), lambda row: Cell(row.uscc, "text2", small=True), 180),
    Column("industry", N_("Industry"), _industry, 200),
    Column("subdistrict", N_("Sub-district"), lambda row: Cell(row.subdistrict or "–"), 120),
    Column("liaison", N_("Liaison officer"), _liaison, 110),
    Column("address", N_("Registered at"), lambda row: Cell(row.address, "text2"), 260),
)


class NeighboursPage(PageView):
    """A list; Enter opens a file, Esc goes back."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"enterprise", "assignment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id: int | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.heading = PageHeading(_("At the same address"))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self._where, self._count = Text("", "body", "text2"), Text("", "body", "text2")
        self.main.addWidget(FilterBar((self._where,), (self._count,)))
        self.main.addWidget(Rule())
        self.table: Table[Neighbour] = Table(COLUMNS, _("Enterprises at the same address"))
        self.table.keep(desk.settings, "neighbours")
        self.table.give_way("address", "uscc", "subdistrict")
        self.table.opened.connect(lambda row: desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.main.addWidget(self.table, 1)
        self.nobody = EmptyState("building-2", _("Nobody else is registered here"), "")
        self.main.addWidget(self.nobody, 1)
        self.nobody.hide()
        self.on_key("Esc", desk.back)

    def opened(self, target: object = None) -> None:
        if isinstance(target, int):
            self._id = target
            self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        if self._id is not None:
            self.desk.jobs.read(neighbours_of, self._id, then=self._show, owner=self, latest="neighbours")

    def _show(self, found: Neighbours) -> None:
        self._where.setText("·".join(part for part in (found.address, found.name) if part))
        count = ngettext("{n} other enterprise", "{n} other enterprises", found.count).format(n=f"{found.count:,}")
        first = _("the first {n} by name").format(n=f"{MOST:,}") if found.count > MOST else ""
        self._count.setText("·".join(part for part in (count, first) if part))
        self.table.show_rows(found.rows)
        self.table.setVisible(bool(found.rows))
        self.nobody.setVisible(not found.rows)

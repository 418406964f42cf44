"""The work list of enterprises that may have been entered twice: each pair with its reasons, and the way to merge."""

from typing import ClassVar, Final

from officer_app.core.errors import AppError
from officer_app.directory.likely_pairs import MOST, LikelyPair, likely_pairs
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted, MergeWanted
from officer_app.ui.widgets import EmptyState, FilterBar, PageHeading, PushButton, Rule, Text

COLUMNS: Final[tuple[Column[LikelyPair], ...]] = (
    Column("name", N_("Enterprise"), lambda row: Cell(row.name, weight=500), 280, stretch=True),
    Column("uscc", N_("Credit code"), lambda row: Cell(row.uscc, "text2", small=True), 170),
    Column("other", N_("Perhaps the same as"), lambda row: Cell(row.other.name, weight=500), 280),
    Column("code", N_("Its code"), lambda row: Cell(row.other.uscc, "text2", small=True), 170),
    Column("why", N_("Why"), lambda row: Cell("·".join(row.other.reasons), "text2"), 240),
)


class DuplicatesPage(PageView):
    """A list; Enter compares the two where the person may merge, else opens the file; Esc goes back."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"enterprise_merge"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.heading = PageHeading(_("Perhaps entered twice"))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        words = _("Compared are the enterprises that are listed or served, and all that bear the same name.")
        self._count = Text("", "body", "text2")
        self.main.addWidget(FilterBar((Text(words, "body", "text2"),), (self._count,)))
        self.main.addWidget(Rule())
        self.table: Table[LikelyPair] = Table(COLUMNS, _("Pairs of enterprises"))
        self.table.give_way("code", "uscc")
        self.table.opened.connect(self._open)
        self.main.addWidget(self.table, 1)
        self.nothing = EmptyState("circle-check", _("Nothing seems to be entered twice"), "")
        self.main.addWidget(self.nothing, 1)
        self.nothing.hide()
        self.on_key("Esc", desk.back)

    def opened(self, _target: object = None) -> None:
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.long_read(
            _("Comparing enterprises"), likely_pairs, then=self._show, failed=self._stopped, owner=self
        )

    def _stopped(self, error: AppError) -> None:
        self.desk.notices.show_error(error, self)

    def _show(self, pairs: tuple[LikelyPair, ...]) -> None:
        count = ngettext("{n} pair", "{n} pairs", len(pairs)).format(n=len(pairs))
        self._count.setText(_("the likeliest {n}").format(n=MOST) if len(pairs) == MOST else count if pairs else "")
        self.table.show_rows(pairs)
        self.table.setVisible(bool(pairs))
        self.nothing.setVisible(not pairs)

    def _open(self, row: LikelyPair) -> None:
        if self.desk.may("directory_merge"):
            self.desk.go("merge", MergeWanted(row.id, row.other.id))
        else:
            self.desk.go("enterprise", EnterpriseWanted(row.id))

"""Who may do what: the permission table, to be read. It is part of the program; nobody changes it in the window."""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from officer_app.i18n import N_, _
from officer_app.overview.access_matrix import Mark, Matrix, PermissionRow, matrix
from officer_app.people.access import Area, Role
from officer_app.ui.cells import Cell, Group
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Facts, Rule, SectionHeader, SidePanel, Text, clear

_WORDS: Final = {Mark.ALL: N_("all"), Mark.OWN: N_("own")}


def _granted(role: Role) -> Column[PermissionRow]:
    def cell(row: PermissionRow) -> Cell:
        mark = row.mark(role)
        if mark is Mark.NONE:
            return Cell("–", "text3")
        return Cell(_(_WORDS[mark]), "warn" if mark is Mark.OWN else "text")

    return Column(role.value, role.msgid, cell, 76)


COLUMNS: Final[tuple[Column[PermissionRow], ...]] = (
    Column("words", N_("What can be done"), lambda row: Cell(row.words, weight=500), 300, stretch=True),
    *(_granted(role) for role in Role),
    Column("while", N_("While it stands"), lambda row: Cell(_(", ").join(row.while_), "text2"), 200),
)


class RightsList(Table[PermissionRow]):
    """Every permission under what it is about, with how far each role has it."""

    def __init__(self, desk: Desk, side: "RightsSide") -> None:
        super().__init__(COLUMNS, _("Who may do what"))
        self._side = side
        self.give_way("while")
        self.keep(desk.settings, "administration/rights")
        self.current_changed.connect(side.show_row)

    def reload(self) -> None:
        """Show the table as it holds."""
        found = matrix()
        self._side.show_matrix(found)
        rows: list[PermissionRow | Group] = []
        for area in Area:
            of_area = found.of(area)
            rows += [Group(area.label, len(of_area)), *of_area]
        self.show_rows(rows)


class RightsSide(SidePanel):
    """Who has the permission in view, and what each role is there for and must never do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._one, self._roles = QVBoxLayout(), QVBoxLayout()
        for layout in (self._one, self._roles):
            layout.setSpacing(dp(8))
            self.column.addLayout(layout)
        self.column.addStretch(1)

    def show_matrix(self, found: Matrix) -> None:
        """What each role does and must never do."""
        clear(self._roles)
        self._roles.addWidget(Rule())
        self._roles.addWidget(SectionHeader(_("What each is there for, and must never do")))
        for one in found.roles:
            self._roles.addWidget(Text(one.name, "body", wrap=True))
            self._roles.addWidget(Text(one.work, "caption", "text2", wrap=True))
            never = _("must never: {what}").format(what=one.never)
            self._roles.addWidget(Text(never, "caption", "text", wrap=True))

    def show_row(self, row: PermissionRow | None) -> None:
        """A permission."""
        clear(self._one)
        if row is None:
            return
        self._one.addWidget(Text(row.words, "record", wrap=True))
        facts = [
            (_(words), _(", ").join(role.label for role, given in row.cells if given is mark))
            for mark, words in _WORDS.items()
            if any(given is mark for _role, given in row.cells)
        ]
        states = _(", ").join(row.while_) or _("in every state")
        self._one.addWidget(Facts([*facts, (_("State"), states)], 48))
        if any(given is Mark.OWN for _role, given in row.cells):
            own = _("“Own” is what they are responsible for, and an absent colleague's they stand in for.")
            self._one.addWidget(Text(own, "caption", "text2", wrap=True))

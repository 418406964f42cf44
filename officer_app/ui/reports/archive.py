"""Reports, the archive: what was issued, found by number, title and kind, and printed again as it was."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.progress import Progress
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.archive import IssuedFilter, IssuedKind, IssuedRow, issued_papers, reprint
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import PaperWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import EmptyState, Entry, FilterBar, FilterChip, PillSpec, Text

_IN_FORCE: Final = "in force"


def _state(row: IssuedRow) -> Cell:
    return Cell(pill=PillSpec(_("Replaced"), "neutral") if row.replaced_by else PillSpec(_("In force"), "ok"))


def _beside(row: IssuedRow) -> Cell:
    """The papers before and after it."""
    said = [_("replaces {number}").format(number=row.replaces)] if row.replaces else []
    said += [_("replaced by {number}").format(number=row.replaced_by)] if row.replaced_by else []
    return Cell("  ".join(said), "text2")


COLUMNS: Final[tuple[Column[IssuedRow], ...]] = (
    Column("number", N_("Paper number"), lambda row: Cell(row.number, weight=500, small=True), 120),
    Column(
        "title", N_("Paper"), lambda row: Cell(row.title, "text3" if row.replaced_by else "text"), 300, stretch=True
    ),
    Column("kind", N_("Kind"), lambda row: Cell(row.kind.label, "text2"), 120),
    Column("state", N_("State"), _state, 90),
    Column("beside", N_("Replacement"), _beside, 300),
    Column("issued", N_("Issued"), lambda row: Cell(_when(row), "text2"), 130),
    Column("by", N_("Issued by"), lambda row: Cell(row.issued_by, "text2"), 90),
)


def _when(row: IssuedRow) -> str:
    return f"{row.issued_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"


class ArchivePart(QWidget):
    """The list; Enter shows a paper byte for byte as it was issued."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.text = Entry(_("Search"), _("Number or title"))
        self.text.setMinimumWidth(dp(220))
        self.kind = FilterChip(_("Kind"), [(one.value, one.label) for one in IssuedKind])
        self.state = FilterChip(_("State"), [(_IN_FORCE, _("In force"))])
        self._count = Text("", "body", "text2")
        self.table: Table[IssuedRow] = Table(COLUMNS, _("Issued papers"))
        self.table.opened.connect(self._open)
        self._none = EmptyState(
            "folder-open", _("Nothing issued yet"), _("Make a paper and issue it; it is kept here as it was.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(FilterBar((self.text, self.kind, self.state), (self._count,)))
        column.addWidget(self._stack, 1)
        self.text.textChanged.connect(lambda _text: self.reload())
        for chip in (self.kind, self.state):
            chip.chosen.connect(lambda _value: self.reload())

    def keys(self) -> Sequence[Key]:
        """The keys that work in it."""
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open")))

    def reload(self) -> None:
        """Read the list anew."""
        kind = self.kind.value()
        wanted = IssuedFilter(
            IssuedKind(str(kind)) if kind else None, self.text.text(), self.state.value() == _IN_FORCE
        )
        self._desk.jobs.read(issued_papers, wanted, then=self._show, owner=self, latest="issued")

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        (self.table if self._stack.currentIndex() == 0 else self.text).setFocus()

    def _show(self, rows: list[IssuedRow]) -> None:
        self.table.show_rows(rows)
        self._count.setText(ngettext("{n} paper", "{n} papers", len(rows)).format(n=len(rows)))
        narrowed = bool(self.text.text().strip() or self.kind.value() or self.state.value())
        self._stack.setCurrentIndex(0 if rows or narrowed else 1)

    def _open(self, row: object) -> None:
        if not isinstance(row, IssuedRow):
            return
        office, actor = self._desk.jobs.office, self._desk.jobs.actor

        def make(_progress: Progress) -> bytes:
            content: bytes = office.read(reprint, actor, row.id).content
            return content

        self._desk.go("paper", PaperWanted(f"{row.title} {row.number}", row.file_name, make))

"""What can be done with the directory's list and with the rows chosen in it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import _, ngettext
from officer_app.overview.exporting import export_enterprises
from officer_app.overview.register import Picked, pick
from officer_app.overview.taking_out import PeopleList
from officer_app.ui.imports.side import ENDINGS
from officer_app.ui.targets import AssignWanted, BulkWanted, Chosen, ImportWanted, MergeWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import DropArea, EmptyState, Link, PushButton, Text, Way
from officer_app.ui.widgets.drop_area import ends_with

if TYPE_CHECKING:
    from officer_app.ui.directory.page import DirectoryPage


class DirectoryActions:
    """The buttons of the page's heading, and the bar that says how many rows are chosen and what can be done."""

    def __init__(self, page: "DirectoryPage") -> None:
        self._page, self._desk = page, page.desk
        self._nothing: EmptyState | None = None
        self.import_button = PushButton(_("Import"), "upload")
        self.export_button = PushButton(_("Export"), "download", menu_arrow=True)
        self.new_button = PushButton(_("New enterprise"), "plus")
        self.assign_button = PushButton(_("Assign officer…"), "user-plus", keys="A", height=metrics.SMALL)
        self.bulk_button = PushButton(_("Change them…"), "pencil", keys="B", height=metrics.SMALL)
        self.merge_button = PushButton(_("Merge…"), keys="M", height=metrics.SMALL)
        self.chosen = Text("", "body", "text")
        none = Link(_("Choose none"), "body")
        none.clicked.connect(self._choose_none)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(dp(metrics.PAGE), dp(8), dp(metrics.PAGE), dp(8))
        row.setSpacing(dp(8))
        for widget in (self.chosen, self.assign_button, self.bulk_button, self.merge_button, none):
            row.addWidget(widget)
        row.addStretch(1)
        self.bar.hide()
        for button, permission, act in (
            (self.assign_button, "assign", self.assign),
            (self.bulk_button, "directory_edit", self.change_all),
            (self.merge_button, "directory_merge", self.merge),
            (self.import_button, "directory_import", self.bring_in),
            (self.export_button, "directory_export", self._export_menu),
            (self.new_button, "directory_edit", self.enter_new),
        ):
            button.clicked.connect(act)
            if not self._desk.may(permission):
                button.hide()

    def buttons(self) -> tuple[PushButton, ...]:
        """Those of the heading."""
        return self.import_button, self.export_button, self.new_button

    def connect_keys(self) -> None:
        """The keys that do the same."""
        page, may = self._page, self._desk.may
        for keys, permission, act in (
            ("A", "assign", self.assign),
            ("B", "directory_edit", self.change_all),
            ("M", "directory_merge", self.merge),
        ):
            if may(permission):
                page.table.on_key(keys, act)
        if may("directory_import"):
            words = _("Let go to look into the file")
            DropArea(page, words, lambda files: self._desk.go("import", ImportWanted(files[0])), ends_with(ENDINGS))
        for keys, permission, act in (
            ("Ctrl+I", "directory_import", self.bring_in),
            ("Ctrl+E", "directory_export", self.export_shown),
            ("Ctrl+Shift+E", "directory_edit", self.enter_new),
        ):
            if may(permission):
                page.on_key(keys, act)

    def show_chosen(self) -> None:
        """Say how many rows are chosen, and whether that is all there are."""
        table, shown = self._page.table, self._page.shown()
        count = table.chosen_count()
        self.bar.setVisible(count > 1)
        self.merge_button.setVisible(count == 2 and self._desk.may("directory_merge"))
        if count <= 1:
            return
        if count < shown.count:
            words = ngettext("{n} enterprise chosen", "{n} enterprises chosen", count).format(n=f"{count:,}")
        elif shown.more:
            words = _("All that match are chosen: more than {n}").format(n=f"{count:,}")
        else:
            words = _("All {n} that match are chosen").format(n=f"{count:,}")
        self.chosen.setText(words)

    def show_nothing(self, body: QStackedWidget, *, empty: bool, narrowed: bool) -> None:
        """In place of an empty list stands why it is empty, and what to do."""
        if self._nothing is not None:
            body.removeWidget(self._nothing)
            self._nothing.deleteLater()
            self._nothing = None
        if empty:
            self._nothing = self._no_match() if narrowed else self._no_data()
            body.addWidget(self._nothing)
            body.setCurrentWidget(self._nothing)
        else:
            body.setCurrentWidget(self._page.table)
        self.export_button.set_reason(_("There is nothing to export yet") if empty and not narrowed else "")

    def assign(self) -> None:
        """Give the rows chosen an officer."""
        self._with_chosen(lambda picked: self._desk.go("assign", AssignWanted(picked)))

    def change_all(self) -> None:
        """Change one thing for all rows chosen."""
        self._with_chosen(lambda picked: self._desk.go("bulk-edit", BulkWanted(picked)))

    def merge(self) -> None:
        """Make one of the two rows chosen; the upper one is kept unless the person decides otherwise."""
        if self._page.table.chosen_count() == 2:
            self._with_chosen(
                lambda picked: self._desk.go("merge", MergeWanted(picked[0].enterprise_id, picked[1].enterprise_id))
            )

    def bring_in(self) -> None:
        """Import a workbook."""
        self._desk.go("import", None)

    def enter_new(self) -> None:
        """Enter an enterprise."""
        self._desk.go("edit-enterprise", None)

    def export_shown(self) -> None:
        """Export the list with the columns in view."""
        self._ask_place(self.shown_columns())

    def shown_columns(self) -> tuple[str, ...]:
        """The columns in view, from left to right."""
        return tuple(place.key for place in self._page.table.places() if place.shown)

    def export_to(self, path: Path, columns: Sequence[str] | None = None) -> None:
        """Write the list to a workbook or CSV, with progress; all columns unless some are named."""
        self._desk.jobs.long_read(
            _("Exporting the directory"),
            export_enterprises,
            path,
            self._page.wanted(),
            columns,
            then=lambda rows: self._exported(rows, path),
            owner=self._page,
        )

    def _with_chosen(self, act: Callable[[tuple[Chosen, ...]], object]) -> None:
        page, table = self._page, self._page.table
        rows, count = table.chosen_rows(), table.chosen_count()
        if not count:
            return
        if len(rows) == count and not (count == page.shown().count and page.shown().more):
            act(
                tuple(
                    Chosen(row.enterprise.id, row.enterprise.name, row.enterprise.subdistrict, row.enterprise.liaison)
                    for row in rows
                )
            )
            return
        whole = count >= page.shown().count
        ranges: Sequence[tuple[int, int | None]] = [(0, None)] if whole else table.chosen_ranges()

        def go_on(picked: list[Picked]) -> None:
            act(tuple(Chosen(one.id, one.name, one.subdistrict, one.liaison) for one in picked))

        self._desk.jobs.read(pick, page.wanted(), ranges, then=go_on, failed=self._refused, owner=page, latest="chosen")

    def _refused(self, error: AppError) -> None:
        self._page.error_bar.say(error.cause, error.next_step, kind="warn")

    def _choose_none(self) -> None:
        table = self._page.table
        table.set_current(max(0, table.currentIndex().row()))
        table.setFocus()

    def _export_menu(self) -> None:
        menu = QMenu(self.export_button)
        for words, act in (
            (_("What is shown…"), self.export_shown),
            (_("These rows with all columns…"), lambda: self._ask_place(None)),
            (_("Contacts of enterprises…"), lambda: self._desk.go("taking-out", PeopleList.CONTACTS)),
        ):
            menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.export_button.mapToGlobal(QPoint(0, self.export_button.height())))

    def _ask_place(self, columns: Sequence[str] | None) -> None:
        name = _("directory {day}").format(day=self._desk.today().isoformat()) + ".xlsx"
        kinds = "Excel (*.xlsx);;CSV (*.csv)"
        chosen, kind = QFileDialog.getSaveFileName(self._page, _("Export the directory"), name, kinds)
        if chosen:
            path = Path(chosen)
            wanted = ".csv" if "csv" in kind else ".xlsx"
            self.export_to(path if path.suffix.lower() in (".xlsx", ".csv") else path.with_suffix(wanted), columns)

    def _exported(self, rows: int, path: Path) -> None:
        words = ngettext("{n} enterprise exported.", "{n} enterprises exported.", rows).format(n=f"{rows:,}")
        self._page.error_bar.say(words, str(path), kind="ok")

    def _no_match(self) -> EmptyState:
        clear = self._page.clear_all
        ways = [Way("rotate-ccw", _("Show all"), _("Take every filter away"), _("Clear"), clear)]
        return EmptyState("search", _("No enterprise fits"), _("Fewer filters, or another part of the name."), ways)

    def _no_data(self) -> EmptyState:
        ways = []
        if self._desk.may("directory_import"):
            caption = _("xlsx or csv; every row is checked and shown before anything is written")
            ways.append(
                Way("file-spreadsheet", _("Import a workbook"), caption, _("Choose a file…"), self.bring_in, "Ctrl I")
            )
        if self._desk.may("directory_edit"):
            caption = _("Type the credit code; its check digit is verified")
            ways.append(
                Way("plus", _("Enter one by one"), caption, _("New enterprise"), self.enter_new, "Ctrl Shift E")
            )
        sentence = _("Put enterprises in first; then officers, visits and demands can follow.")
        foot = _("A file can also be dropped onto the window") if ways else ""
        return EmptyState("building-2", _("The directory holds no enterprise yet"), sentence, ways, foot)

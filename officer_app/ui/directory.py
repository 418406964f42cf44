"""The directory: a list of any length behind filters, and the file of the current enterprise beside it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget

from officer_app.directory.browsing import SortBy, list_subdistricts
from officer_app.directory.editions import EditionRow, EditionStatus, list_editions
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.dossier import Dossier, dossier
from officer_app.overview.exporting import export_enterprises
from officer_app.overview.register import ContactSort, RegisterPage, RegisterRow, Wanted, register, register_rows
from officer_app.people.service import list_officers
from officer_app.ui.directory_columns import COLUMNS
from officer_app.ui.directory_filters import PAUSE, DirectoryFilters
from officer_app.ui.enterprise_side import EnterpriseSide
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Table
from officer_app.ui.targets import (
    AssignWanted,
    Chosen,
    DirectoryWanted,
    EditionWanted,
    EnterpriseWanted,
    ImportWanted,
    NewVisit,
    QueueWanted,
)
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import EmptyState, PageHeading, PushButton, Way

_NARROW: Final = 1230  # width of the page, without the navigation, that all columns need
_LESS_NEEDED: Final = ("uscc", "last")
_GIVEN_WAY: Final = "tables/directory-narrow"
_WORKBOOKS: Final = (".xlsx", ".csv", ".txt")
SheetDeliver = Callable[[Sequence[RegisterRow]], None]


class DirectoryPage(PageView):
    """The list with its filters; the file follows the current row."""

    reload_on = frozenset({"enterprise", "listing", "assignment", "visit", "demand", "directory_edition", "contact"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._editions: list[EditionRow] | None = None
        self._edition_id: int | None = None
        self._sort: SortBy | ContactSort = SortBy.ENTRY
        self._descending = False
        self._shown_id: int | None = None
        self._build_heading()
        self._build_filters()
        self.table: Table[RegisterRow] = Table(COLUMNS, _("Enterprises"), many=True)
        # Who may not read visits has other columns, and they do not become everybody's on this machine.
        self.table.keep(desk.settings, "directory" if desk.may("visit_read") else "directory-names")
        for number, column in enumerate(COLUMNS):
            unread = {"last": "visit_read", "due": "visit_read", "demands": "demand_read"}.get(column.key, "")
            if unread and not desk.may(unread):
                self.table.setColumnHidden(number, True)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self._nothing: EmptyState | None = None
        self.main.addWidget(self.body, 1)
        self.side = EnterpriseSide(desk)
        self.put_side(self.side)
        self._file_soon = QTimer(self)
        self._file_soon.setSingleShot(True)
        self._file_soon.setInterval(PAUSE)
        self._file_soon.timeout.connect(self._load_file)
        self._connect()

    def opened(self, target: object = None) -> None:
        if isinstance(target, DirectoryWanted):
            self.filters.take(target)
            self._sort_by_entry()
            # An officer holds what no edition may list.
            self._edition_id = None if target.officer_id is not None else self._edition_id
            self._load()
        self._focus_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def reload(self) -> None:
        jobs = self.desk.jobs
        jobs.read(list_subdistricts, then=self.filters.show_towns, owner=self, latest="towns")
        if self.desk.may("assignment_read"):
            jobs.read(list_officers, then=self.filters.show_officers, owner=self, latest="officers")
        jobs.read(list_editions, then=self._show_editions, owner=self, latest="editions")

    def keys(self) -> Sequence[Key]:
        if self.body.currentWidget() is not self.table:
            return (
                Key("Ctrl+I", N_("import"), "directory_import"),
                Key("Ctrl+Shift+E", N_("new enterprise"), "directory_edit"),
            )
        return (
            Key("/", N_("filter")),
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open file")),
            Key("V", N_("Log a visit"), "visit_log"),
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := self._dropped(event)) is not None:
            event.acceptProposedAction()
            self.desk.go("import", ImportWanted(path))

    def _build_heading(self) -> None:
        self.edition = PushButton(_("All enterprises"), kind="quiet", menu_arrow=True)
        self.edition.clicked.connect(self._edition_menu)
        self.import_button = PushButton(_("Import"), "upload")
        self.export_button = PushButton(_("Export"), "download")
        self.new_button = PushButton(_("New enterprise"), "plus")
        self.assign_button = PushButton(_("Assign officer…"), "user-plus")
        for button, permission, act in (
            (self.assign_button, "assign", self._assign),
            (self.import_button, "directory_import", self._import),
            (self.export_button, "directory_export", self._export),
            (self.new_button, "directory_edit", self._new),
        ):
            button.clicked.connect(act)
            if not self.desk.may(permission):
                button.hide()
        self.assign_button.hide()
        buttons = (self.assign_button, self.import_button, self.export_button, self.new_button)
        self.put_heading(PageHeading(_("Directory"), (self.edition,), buttons))

    def _build_filters(self) -> None:
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name=_("Choose columns"))
        columns.clicked.connect(
            lambda: self.table.column_menu(self).popup(columns.mapToGlobal(QPoint(0, columns.height())))
        )
        self.filters = DirectoryFilters(self.desk, columns)
        self.main.addWidget(self.filters)

    def _connect(self) -> None:
        self.filters.changed.connect(self._filtered)
        self.filters.cleared.connect(self._clear_all)
        self.filters.search.submitted.connect(self._focus_list)
        self.table.sort_wanted.connect(self._sorted)
        self.table.current_changed.connect(self._current_changed)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._selection_changed())
        self.table.opened.connect(lambda row: self.desk.go("enterprise", EnterpriseWanted(row.enterprise.id)))
        self.side.visit_wanted.connect(self._visit)
        self.side.open_wanted.connect(self._open)
        self.table.on_key("/", self._to_search)
        if self.desk.may("visit_log"):
            self.table.on_key("V", self._visit)
        if self.desk.may("assign"):
            self.table.on_key("A", self._assign)
        for keys, permission, act in (
            ("Ctrl+I", "directory_import", self._import),
            ("Ctrl+E", "directory_export", self._export),
            ("Ctrl+Shift+E", "directory_edit", self._new),
        ):
            if self.desk.may(permission):
                self.on_key(keys, act)
        self.on_key("Ctrl+F", self._to_search)

    def _show_editions(self, editions: list[EditionRow]) -> None:
        first = self._editions is None
        self._editions = editions
        if first:
            published = next((row for row in editions if row.status is EditionStatus.PUBLISHED), None)
            self._edition_id = published.id if published is not None and published.listed else None
        self._load()

    def _edition_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words in [
            (None, _("All enterprises")),
            *((row.id, edition_words(row)) for row in self._editions or ()),
        ]:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key == self._edition_id)
            action.triggered.connect(lambda _checked=False, key=key: self._choose_edition(key))
        menu.addSeparator()
        chosen = EditionWanted(self._edition_id)
        menu.addAction(_("Editions of the directory…")).triggered.connect(lambda: self.desk.go("editions", chosen))
        if self.desk.may("directory_edit"):
            queue = QueueWanted(self._edition_id)
            menu.addAction(_("Industries to confirm…")).triggered.connect(lambda: self.desk.go("industry-queue", queue))
        menu.popup(self.edition.mapToGlobal(QPoint(0, self.edition.height())))

    def _choose_edition(self, key: int | None) -> None:
        self._edition_id = key
        self._load()

    # The list.

    def _filtered(self) -> None:
        if self.filters.within() is not None and self._sort is SortBy.ENTRY:
            self._sort, self._descending = ContactSort.DUE, False
            self.table.show_sort("due", False)
        self._load()

    def _sort_by_entry(self) -> None:
        self._sort, self._descending = SortBy.ENTRY, False
        self.table.show_sort("", False)

    def _sorted(self, column: str, descending: bool) -> None:
        self._descending = descending
        self._sort = ContactSort(column) if column in set(ContactSort) else SortBy(column)
        self._load()

    def _load(self) -> None:
        shown = next((row for row in self._editions or () if row.id == self._edition_id), None)
        self.edition.setText(edition_words(shown) if shown is not None else _("All enterprises"))
        self.edition.updateGeometry()
        self.filters.settle()
        self.desk.jobs.read(
            register,
            self._wanted(),
            then=self._show,
            owner=self,
            latest="list",
        )

    def _wanted(self) -> Wanted:
        chosen, within = self.filters.wanted(self._edition_id), self.filters.within()
        return Wanted(chosen, within, sort=self._sort, descending=self._descending)

    def _show(self, page: RegisterPage) -> None:
        wanted = self._wanted()

        def fetch(offset: int, limit: int, deliver: SheetDeliver) -> None:
            self.desk.jobs.read(register_rows, wanted, offset=offset, limit=limit, then=deliver, owner=self)

        self.filters.show_count(page)
        self.table.show_query(page.count, fetch, page.rows)
        self._show_emptiness(page.count == 0)
        self._load_file()

    def _show_emptiness(self, empty: bool) -> None:
        focused = self.table.hasFocus()
        if self._nothing is not None:
            self.body.removeWidget(self._nothing)
            self._nothing.deleteLater()
            self._nothing = None
        if empty:
            self._nothing = (
                self._no_match() if self.filters.narrowed() or self._edition_id is not None else self._no_data()
            )
            self.body.addWidget(self._nothing)
            self.body.setCurrentWidget(self._nothing)
        else:
            self.body.setCurrentWidget(self.table)
            if focused:
                self.table.setFocus()
        self.side.setVisible(not empty)
        self.filters.setVisible(not empty or self.filters.narrowed() or self._edition_id is not None)
        self.export_button.set_reason(
            _("There is nothing to export yet") if empty and not self.filters.narrowed() else ""
        )
        self.keys_changed.emit()

    def _no_match(self) -> EmptyState:
        ways = [Way("rotate-ccw", _("Show all"), _("Take every filter away"), _("Clear"), self._clear_all)]
        return EmptyState("search", _("No enterprise fits"), _("Fewer filters, or another part of the name."), ways)

    def _no_data(self) -> EmptyState:
        ways = []
        if self.desk.may("directory_import"):
            caption = _("xlsx or csv; every row is checked and shown before anything is written")
            ways.append(
                Way("file-spreadsheet", _("Import a workbook"), caption, _("Choose a file…"), self._import, "Ctrl I")
            )
        if self.desk.may("directory_edit"):
            caption = _("Type the credit code; its check digit is verified")
            ways.append(Way("plus", _("Enter one by one"), caption, _("New enterprise"), self._new, "Ctrl Shift E"))
        sentence = _("Put enterprises in first; then officers, visits and demands can follow.")
        foot = _("A file can also be dropped onto the window") if ways else ""
        return EmptyState("building-2", _("The directory holds no enterprise yet"), sentence, ways, foot)

    def _clear_all(self) -> None:
        if not self.filters.narrowed():
            self._edition_id = None
        self.filters.clear_all()
        self._sort_by_entry()
        self._load()
        self._focus_list()

    def _focus_list(self) -> None:
        shown = self.body.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _to_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _fit_columns(self) -> None:
        """In a narrow window the code and the last visit make room for the day of the next one."""
        narrow = self.width() < dp(_NARROW)
        kept = self.desk.settings.value(_GIVEN_WAY)
        given_way = set(kept if isinstance(kept, list) else [kept] if kept else [])
        if narrow == bool(given_way):
            return
        for number, column in enumerate(COLUMNS):
            if narrow and column.key in _LESS_NEEDED and not self.table.isColumnHidden(number):
                self.table.setColumnHidden(number, True)
                given_way.add(column.key)
            elif not narrow and column.key in given_way:
                self.table.setColumnHidden(number, False)
        self.desk.settings.setValue(_GIVEN_WAY, sorted(given_way) if narrow else [])

    # The file beside the list.

    def _current_changed(self, _row: object) -> None:
        self._file_soon.start()

    def _load_file(self) -> None:
        self._file_soon.stop()
        row = self.table.current_row()
        if row is None:
            self._shown_id = None
            self.side.show_nothing()
            return
        self._shown_id = row.enterprise.id
        self.desk.jobs.read(dossier, row.enterprise.id, then=self._show_file, owner=self, latest="file")

    def _show_file(self, shown: Dossier) -> None:
        if shown.file.id == self._shown_id:
            self.side.show_dossier(shown)

    def _selection_changed(self) -> None:
        chosen = len(self.table.selectionModel().selectedRows())
        self.assign_button.setVisible(chosen > 1 and self.desk.may("assign"))
        if chosen > 1:
            self.assign_button.setText(_("Assign {n}…").format(n=chosen))
            self.assign_button.updateGeometry()

    # What can be done.

    def _visit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.desk.go("visit", NewVisit(row.enterprise.id))

    def _open(self) -> None:
        if self._shown_id is not None:
            tab = str(self.side.parts.tabs.tabData(self.side.parts.tabs.currentIndex()))
            self.desk.go("enterprise", EnterpriseWanted(self._shown_id, tab))

    def _assign(self) -> None:
        rows = self.table.chosen_rows()
        chosen = len(self.table.selectionModel().selectedRows())
        if len(rows) < chosen:
            words = _("Only {n} of the {all} chosen rows have been looked at.").format(n=len(rows), all=chosen)
            self.error_bar.say(words, _("Scroll through the others, or narrow the list first."), kind="warn")
        elif rows:
            picked = tuple(
                Chosen(row.enterprise.id, row.enterprise.name, row.enterprise.subdistrict, row.enterprise.liaison)
                for row in rows
            )
            self.desk.go("assign", AssignWanted(picked))

    def _import(self) -> None:
        self.desk.go("import", None)

    def _new(self) -> None:
        self.desk.go("edit-enterprise", None)

    def _export(self) -> None:
        name = _("directory {day}").format(day=self.desk.today().isoformat()) + ".xlsx"
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Export the directory"), name, "Excel (*.xlsx)")
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the directory to a workbook, with progress."""
        self.desk.jobs.long_read(
            _("Exporting the directory"),
            export_enterprises,
            path,
            then=lambda rows: self._exported(rows, path),
            owner=self,
        )

    def _exported(self, rows: int, path: Path) -> None:
        words = ngettext("{n} enterprise exported.", "{n} enterprises exported.", rows).format(n=f"{rows:,}")
        self.error_bar.say(words, str(path), kind="ok")

    @staticmethod
    def _dropped(event: Any) -> Path | None:  # Qt's drag and drop events share no typed base
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            if url.isLocalFile() and path.suffix.lower() in _WORKBOOKS:
                return path
        return None


def edition_words(row: EditionRow) -> str:
    """An edition by its year, its revision, and that it is a draft."""
    words = _("Edition {year}").format(year=row.year)
    if row.revision > 1:
        words = _("{edition}, revision {n}").format(edition=words, n=row.revision)
    return words if row.status is EditionStatus.PUBLISHED else _("{edition} (draft)").format(edition=words)

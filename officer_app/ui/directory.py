"""The directory: a list of any length behind filters, and the file of the current enterprise beside it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget

from officer_app.directory.browsing import DirectoryFilter, SortBy, SubdistrictName, list_subdistricts
from officer_app.directory.editions import EditionRow, EditionStatus, list_editions
from officer_app.directory.industries import Industry
from officer_app.directory.service import export_enterprises
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.dossier import Dossier, dossier
from officer_app.overview.register import RegisterPage, RegisterRow, Within, register
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.cells import Cell
from officer_app.ui.enterprise_lines import short_due
from officer_app.ui.enterprise_side import EnterpriseSide
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import AssignWanted, Chosen, DirectoryWanted, EnterpriseWanted, ImportWanted, NewVisit
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import (
    EmptyState,
    Entry,
    FilterBar,
    FilterChip,
    Link,
    PageHeading,
    PillSpec,
    PushButton,
    Text,
    Way,
)

_PAUSE: Final = 120  # milliseconds without a key before the list is filtered, or without a step before a file is read
_VACANT: Final = "vacant"
_WORKBOOKS: Final = (".xlsx", ".csv", ".txt")
SheetDeliver = Callable[[Sequence[RegisterRow]], None]


def _industry(row: RegisterRow) -> Cell:
    industry = row.enterprise.industry
    return Cell(industry.label, dot=INDUSTRY_DOTS[industry.value]) if industry else Cell("–", "text3")


def _due(row: RegisterRow) -> Cell:
    if row.due_on is None or row.days_left is None:
        return Cell("–", "text3")
    return Cell(
        row.due_on.isoformat(),
        "danger" if row.overdue else "text",
        pill=short_due(row.days_left, overdue=row.overdue),
    )


def _liaison(row: RegisterRow) -> Cell:
    name = row.enterprise.liaison
    return Cell(name) if name else Cell(pill=PillSpec(_("Vacant"), "warn", "user-round-x"))


COLUMNS: Final[tuple[Column[RegisterRow], ...]] = (
    Column("name", N_("Enterprise name"), lambda r: Cell(r.enterprise.name), 190, stretch=True, sort="name"),
    Column("uscc", N_("Unified social credit code"), lambda r: Cell(r.enterprise.uscc, "text2"), 162, sort="uscc"),
    Column("industry", N_("Industry"), _industry, 142, sort="industry"),
    Column(
        "subdistrict",
        N_("Sub-district"),
        lambda r: Cell(r.enterprise.subdistrict or "–", "text2"),
        100,
        sort="subdistrict",
    ),
    Column("liaison", N_("Liaison officer"), _liaison, 84, sort="liaison"),
    Column("last", N_("Last visit"), lambda r: Cell(r.last_on.isoformat() if r.last_on else "–", "text2"), 94),
    Column("due", N_("Next due"), _due, 150, sort="due"),
    Column(
        "demands",
        N_("Demands"),
        lambda r: Cell(str(r.open_demands)) if r.open_demands else Cell("–", "text3"),
        70,
        "right",
    ),
    Column(
        "headcount",
        N_("Headcount"),
        lambda r: Cell(f"{r.enterprise.headcount:,}" if r.enterprise.headcount is not None else "–", "text2"),
        80,
        "right",
        sort="headcount",
        hidden=True,
    ),
    Column(
        "founded",
        N_("Date of founding"),
        lambda r: Cell(r.enterprise.founded_on.isoformat() if r.enterprise.founded_on else "–", "text2"),
        94,
        sort="founded",
        hidden=True,
    ),
)


class DirectoryPage(PageView):
    """The list with its filters; the file follows the current row."""

    reload_on = frozenset({"enterprise", "listing", "assignment", "visit", "demand", "directory_edition", "contact"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._editions: list[EditionRow] | None = None
        self._edition_id: int | None = None
        self._sort: SortBy | None = SortBy.ENTRY
        self._descending = False
        self._shown_id: int | None = None
        self._build_heading()
        self._build_filters()
        self.table: Table[RegisterRow] = Table(COLUMNS, _("Enterprises"), many=True)
        self.table.keep(desk.settings, "directory")
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self._nothing: EmptyState | None = None
        self.main.addWidget(self.body, 1)
        self.side = EnterpriseSide(desk)
        self.put_side(self.side)
        self._soon = self._timer(self._load)
        self._file_soon = self._timer(self._load_file)
        self._connect()

    def opened(self, target: object = None) -> None:
        if isinstance(target, DirectoryWanted):
            self._clear_filters()
            self.town.set_value(target.subdistrict_id)
            self.officer.set_value(_VACANT if target.without_liaison else target.officer_id)
            # An officer holds what no edition may list.
            self._edition_id = None if target.officer_id is not None else self._edition_id
            self._load()
        self._focus_list()

    def reload(self) -> None:
        jobs = self.desk.jobs
        jobs.read(list_subdistricts, then=self._show_towns, owner=self, latest="towns")
        if self.desk.may("assignment_read"):
            jobs.read(list_officers, then=self._show_officers, owner=self, latest="officers")
        jobs.read(list_editions, then=self._show_editions, owner=self, latest="editions")

    def keys(self) -> Sequence[Key]:
        if self.body.currentWidget() is not self.table:
            return (Key("Ctrl+I", N_("import")), Key("Ctrl+Shift+E", N_("new enterprise")))
        return (
            Key("/", N_("filter")),
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open file")),
            Key("V", N_("Log a visit")),
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := self._dropped(event)) is not None:
            event.acceptProposedAction()
            self.desk.go("import", ImportWanted(path))

    def wanted(self) -> DirectoryFilter:
        """What the filters ask for."""
        officer = self.officer.value()
        industry, town = self.industry.value(), self.town.value()
        return DirectoryFilter(
            text=self.search.text().strip(),
            industry=industry if isinstance(industry, Industry) else None,
            subdistrict_id=town if isinstance(town, int) else None,
            officer_id=officer if isinstance(officer, int) else None,
            without_liaison=officer == _VACANT,
            edition_id=self._edition_id,
            large_client=True if self.large.value() is not None else None,
        )

    def within(self) -> Within | None:
        """The limit on the next contact."""
        chosen = self.due.value()
        return chosen if isinstance(chosen, Within) else None

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
            button.setVisible(self.desk.may(permission))
        self.assign_button.hide()
        buttons = (self.assign_button, self.import_button, self.export_button, self.new_button)
        self.put_heading(PageHeading(_("Directory"), (self.edition,), buttons))

    def _build_filters(self) -> None:
        self.search = Entry(_("Filter the list"), _("Name, initials or code"), "search")
        self.search.setFixedWidth(dp(180))
        self.due = FilterChip(_("Visit"), [(within, within.label) for within in Within])
        self.town = FilterChip(_("Sub-district"))
        self.industry = FilterChip(_("Industry"), [(industry, industry.label) for industry in Industry])
        self.officer = FilterChip(_("Officer"))
        self.large = FilterChip(_("Client"), [(True, _("large"))])
        self.clear_link = Link(_("Clear"), "body")
        self.count = Text("", "body", "text2")
        self.overdue = Text("", "body", "danger")
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name=_("Choose columns"))
        columns.clicked.connect(
            lambda: self.table.column_menu(self).popup(columns.mapToGlobal(QPoint(0, columns.height())))
        )
        self.due.setVisible(self.desk.may("visit_read"))
        self.officer.setVisible(self.desk.may("assignment_read"))
        self.filters = FilterBar(
            (self.search, self.due, self.town, self.industry, self.officer, self.large, self.clear_link),
            (self.count, self.overdue, columns),
        )
        self.main.addWidget(self.filters)
        self.clear_link.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._soon.start())
        self.search.submitted.connect(self._focus_list)
        for chip in (self.due, self.town, self.industry, self.officer, self.large):
            chip.chosen.connect(self._filtered)
        self.clear_link.clicked.connect(self._clear_all)
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

    def _timer(self, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(_PAUSE)
        timer.timeout.connect(act)
        return timer

    # What the filters offer.

    def _show_towns(self, towns: list[SubdistrictName]) -> None:
        self.town.set_choices([(town.id, town.name) for town in towns])

    def _show_officers(self, officers: list[AccountRow]) -> None:
        self.officer.set_choices([(_VACANT, _("vacant")), *((row.id, row.name) for row in officers)])

    def _show_editions(self, editions: list[EditionRow]) -> None:
        first = self._editions is None
        self._editions = editions
        if first:
            published = next((row for row in editions if row.status is EditionStatus.PUBLISHED), None)
            self._edition_id = published.id if published is not None and published.listed else None
        self._load()

    def _edition_menu(self) -> None:
        menu = QMenu(self)
        for key, words in [(None, _("All enterprises")), *((row.id, _edition(row)) for row in self._editions or ())]:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key == self._edition_id)
            action.triggered.connect(lambda _checked=False, key=key: self._choose_edition(key))
        menu.popup(self.edition.mapToGlobal(QPoint(0, self.edition.height())))

    def _choose_edition(self, key: int | None) -> None:
        self._edition_id = key
        self._load()

    # The list.

    def _filtered(self, _value: object = None) -> None:
        if self.due.value() is not None and self._sort is SortBy.ENTRY:
            self._sort, self._descending = None, False
            self.table.show_sort("due", False)
        elif self.due.value() is None and self._sort is None:
            self._sort = SortBy.ENTRY
            self.table.show_sort("", False)
        self._load()

    def _sorted(self, column: str, descending: bool) -> None:
        self._descending = descending
        if column == "due":
            self._sort = None
            if self.due.value() is None:
                # Days of contact are worked out, not stored: the farthest limit makes them a list to sort.
                self.due.set_value(Within.QUARTER)
        else:
            self._sort = SortBy(column)
        self._load()

    def _load(self) -> None:
        self._soon.stop()
        shown = next((row for row in self._editions or () if row.id == self._edition_id), None)
        self.edition.setText(_edition(shown) if shown is not None else _("All enterprises"))
        self.edition.updateGeometry()
        self.clear_link.setVisible(self._narrowed())
        self.desk.jobs.read(
            register,
            self.wanted(),
            self._sort,
            descending=self._descending,
            within=self.within(),
            then=self._show,
            owner=self,
            latest="list",
        )

    def _show(self, page: RegisterPage) -> None:
        wanted, sort, descending, within = self.wanted(), self._sort, self._descending, self.within()

        def fetch(offset: int, limit: int, deliver: SheetDeliver) -> None:
            self.desk.jobs.read(
                register,
                wanted,
                sort,
                descending=descending,
                offset=offset,
                limit=limit,
                within=within,
                then=lambda more: deliver(more.rows),
                owner=self,
            )

        more = "+" if page.more else ""
        self.count.setText(ngettext("{n} enterprise", "{n} enterprises", page.count).format(n=f"{page.count:,}{more}"))
        self.overdue.setVisible(bool(page.overdue))
        if page.overdue:
            self.overdue.setText(_("{n} overdue").format(n=page.overdue))
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
            self._nothing = self._no_match() if self._narrowed() or self._edition_id is not None else self._no_data()
            self.body.addWidget(self._nothing)
            self.body.setCurrentWidget(self._nothing)
        else:
            self.body.setCurrentWidget(self.table)
            if focused:
                self.table.setFocus()
        self.side.setVisible(not empty)
        self.filters.setVisible(not empty or self._narrowed() or self._edition_id is not None)
        self.export_button.set_reason(_("There is nothing to export yet") if empty and not self._narrowed() else "")
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

    def _narrowed(self) -> bool:
        chips = (self.due, self.town, self.industry, self.officer, self.large)
        return bool(self.search.text().strip()) or any(chip.value() is not None for chip in chips)

    def _clear_filters(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        for chip in (self.due, self.town, self.industry, self.officer, self.large):
            chip.set_value(None)
        if self._sort is None:
            self._sort = SortBy.ENTRY
            self.table.show_sort("", False)

    def _clear_all(self) -> None:
        if not self._narrowed():
            self._edition_id = None
        self._clear_filters()
        self._load()
        self._focus_list()

    def _focus_list(self) -> None:
        shown = self.body.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

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


def _edition(row: EditionRow) -> str:
    words = _("Edition {year}").format(year=row.year)
    if row.revision > 1:
        words += _(", revision {n}").format(n=row.revision)
    return words if row.status is EditionStatus.PUBLISHED else words + _(" (draft)")

"""The directory: a list of any length behind filters and views, and the file of the current enterprise beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final  # Any: what a saved view holds

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QStackedWidget

from officer_app.directory.custom_fields import FieldDef, fields_of
from officer_app.directory.editions.service import EditionRow, EditionStatus, list_editions
from officer_app.directory.lists.browsing import NO_ANCHORS, Anchors, Sort, SortBy, list_subdistricts
from officer_app.i18n import N_, _
from officer_app.overview.dossier import Dossier, dossier
from officer_app.overview.register import (
    ContactSort,
    RegisterPage,
    RegisterRow,
    Wanted,
    register,
    register_anchors,
    register_rows,
)
from officer_app.people.service import list_officers
from officer_app.people.views import ViewRow
from officer_app.ui.directory.actions import DirectoryActions
from officer_app.ui.directory.column_chooser import ColumnChooser
from officer_app.ui.directory.columns import columns_for, key_of, sort_of
from officer_app.ui.directory.filters import DirectoryFilters
from officer_app.ui.directory.views_button import ViewsButton
from officer_app.ui.enterprise.side import EnterpriseSide
from officer_app.ui.list_filters import PAUSE
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Table
from officer_app.ui.table_layout import ColumnPlace, as_plain, from_plain
from officer_app.ui.targets import (
    DirectoryWanted,
    EditionWanted,
    EnterpriseWanted,
    NewVisit,
    QueueWanted,
)
from officer_app.ui.widgets import PageHeading, PushButton
from officer_app.ui.wording import edition_words

# From so many rows on the places are looked up from which any row is near.
_MANY: Final = 2_000
SheetDeliver = Callable[[Sequence[RegisterRow]], None]


class DirectoryPage(PageView):
    """The list with its filters; the file follows the current row."""

    reload_on = frozenset(
        {
            "enterprise", "listing", "assignment", "visit", "demand", "directory_edition", "contact",
            "custom_field", "custom_value", "saved_view",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._editions: list[EditionRow] | None = None
        self._edition_id: int | None = None
        self._sort: Sort | ContactSort = SortBy.ENTRY
        self._descending = False
        self._shown_id: int | None = None
        self._fields: tuple[FieldDef, ...] = ()
        self._anchors: tuple[Wanted, Anchors] = (Wanted(), NO_ANCHORS)
        self._page = RegisterPage((), 0, more=False)
        self.deeds = DirectoryActions(self)
        self._build_heading()
        self._build_filters()
        self.table: Table[RegisterRow] = Table(columns_for(desk, ()), _("Enterprises"), many=True)
        self.begun = self.table.places()
        self.table.give_way("uscc", "last", "demands", "subdistrict", "industry")
        self.table.keep(desk.settings, f"directory/{desk.account.name}")
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.main.addWidget(self.body, 1)
        # Below the list: rows must not move away from under the mouse while they are chosen.
        self.main.addWidget(self.deeds.bar)
        self.side = EnterpriseSide(desk)
        self.put_side(self.side)
        self._file_soon = QTimer(self)
        self._file_soon.setSingleShot(True)
        self._file_soon.setInterval(PAUSE)
        self._file_soon.timeout.connect(self._load_file)
        self._connect()

    def opened(self, target: object = None) -> None:
        if isinstance(target, DirectoryWanted):
            self.views.choose(None)
            self.filters.take(target)
            self._sort_by_entry()
            # An officer holds what no edition may list.
            self._edition_id = None if target.officer_id is not None else self._edition_id
            self._load()
        self.focus_list()

    def reload(self) -> None:
        jobs = self.desk.jobs
        jobs.read(list_subdistricts, then=self.filters.show_towns, owner=self, latest="towns")
        if self.desk.may("assignment_read"):
            jobs.read(list_officers, then=self.filters.show_officers, owner=self, latest="officers")
        jobs.read(fields_of, then=self._show_fields, owner=self, latest="fields")
        self.views.reload()
        jobs.read(list_editions, then=self._show_editions, owner=self, latest="editions")

    def keys(self) -> Sequence[Key]:
        if self.body.currentWidget() is not self.table:
            return (
                Key("Ctrl+I", N_("import"), "directory_import"),
                Key("Ctrl+Shift+E", N_("new enterprise"), "directory_edit"),
            )
        if self.table.chosen_count() > 1:
            return (
                Key("A", N_("assign"), "assign"),
                Key("B", N_("change them all"), "directory_edit"),
                Key("Space", N_("in or out")),
                Key("Ctrl+A", N_("all of them")),
            )
        return (
            Key("/", N_("filter")),
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open file")),
            Key("V", N_("Log a visit"), "visit_log"),
        )

    def wanted(self) -> Wanted:
        """What the list shows, and in what order."""
        chosen = self.filters.wanted(self._edition_id)
        return Wanted(
            chosen, self.filters.within(), self.filters.open_demands(), sort=self._sort, descending=self._descending
        )

    def shown(self) -> RegisterPage:
        """The first page and the count of what is shown."""
        return self._page

    def state(self) -> dict[str, Any]:
        """What a saved view keeps."""
        return {
            "filters": self.filters.state(),
            "edition": self._edition_id,
            "sort": key_of(self._sort, self._fields),
            "descending": self._descending,
            "columns": as_plain(self.table.places()),
        }

    def _build_heading(self) -> None:
        self.edition = PushButton(_("All enterprises"), kind="quiet", menu_arrow=True)
        self.edition.clicked.connect(self._edition_menu)
        self.views = ViewsButton(self.desk, "directory", self.state)
        self.put_heading(PageHeading(_("Directory"), (self.edition, self.views), self.deeds.buttons()))

    def _build_filters(self) -> None:
        self.columns_button = PushButton(
            icon="columns-3-cog", kind="quiet", height=28, name=_("Choose columns"), keys="Alt C"
        )
        self.columns_button.clicked.connect(lambda: self.choose_columns())
        self.filters = DirectoryFilters(self.desk, self.columns_button)
        self.main.addWidget(self.filters)

    def _connect(self) -> None:
        self.filters.changed.connect(self._filtered)
        self.filters.cleared.connect(self.clear_all)
        self.filters.search.submitted.connect(self.focus_list)
        self.views.wanted.connect(self._show_view)
        self.views.changed_elsewhere.connect(self._view_changed)
        self.table.sort_wanted.connect(self._sorted)
        self.table.current_changed.connect(self._current_changed)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._selection_changed())
        self.table.opened.connect(lambda row: self.desk.go("enterprise", EnterpriseWanted(row.enterprise.id)))
        self.side.visit_wanted.connect(self._visit)
        self.side.open_wanted.connect(self._open)
        self.table.on_key("/", self._to_search)
        if self.desk.may("visit_log"):
            self.table.on_key("V", self._visit)
        self.on_key("Ctrl+F", self._to_search)
        self.on_key("Alt+C", self.choose_columns)
        self.on_key("Alt+V", self.views.open_menu)
        self.on_key("Alt+F", self.filters.open_more)
        self.deeds.connect_keys()

    def _show_fields(self, fields: list[FieldDef]) -> None:
        if tuple(fields) == self._fields:
            return
        self._fields = tuple(fields)
        self.filters.show_fields(fields)
        self.table.set_columns(columns_for(self.desk, fields))
        self.table.give_way("uscc", "last", "demands", "subdistrict", "industry")
        if not key_of(self._sort, self._fields):
            self._sort_by_entry()

    def _show_editions(self, editions: list[EditionRow]) -> None:
        first = self._editions is None
        self._editions = editions
        if first:
            published = next((row for row in editions if row.status is EditionStatus.PUBLISHED), None)
            self._edition_id = published.id if published is not None and published.listed else None
            if (view := self.views.opens_with()) is not None:
                self.views.choose(view)
                return
        self._load()

    def _edition_menu(self) -> None:
        menu = QMenu(self)
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
        words = _("Questions to the directory…")
        menu.addAction(words).triggered.connect(lambda: self.desk.go("questions", None))
        menu.popup(self.edition.mapToGlobal(QPoint(0, self.edition.height())))

    def _choose_edition(self, key: int | None) -> None:
        self._edition_id = key
        self._load()

    # Views and columns.

    def _show_view(self, view: ViewRow | None) -> None:
        if view is None:
            self.filters.clear_all()
            self._sort_by_entry()
        else:
            lost = self._apply(view.state)
            if lost:
                words = _("The view “{name}” asks for what is no longer there; the rest is shown.")
                self.error_bar.say(words.format(name=view.name), _(", ").join(dict.fromkeys(lost)), kind="warn")
        self._load()
        self.focus_list()

    def _apply(self, state: Mapping[str, Any]) -> list[str]:
        """Show what a view keeps, as far as it is still there; returns what is not, in words."""
        kept = state.get("filters")
        lost = self.filters.apply(kept if isinstance(kept, dict) else {})
        edition = state.get("edition")
        known = {row.id for row in self._editions or ()}
        if edition is not None and edition not in known:
            lost.append(_("an edition that is gone"))
        self._edition_id = edition if edition in known else None
        key = str(state.get("sort") or "")
        sort = sort_of(key, self._fields) if key else SortBy.ENTRY
        if sort is None:
            lost.append(_("a field that is no longer in use"))
        self._sort, self._descending = sort or SortBy.ENTRY, bool(state.get("descending")) and sort is not None
        self.table.show_sort(key_of(self._sort, self._fields), self._descending)
        places = from_plain(state.get("columns"))
        if places:
            self.table.arrange(places)
        return lost

    def _view_changed(self, view: ViewRow) -> None:
        self._show_view(view)
        if not self.error_bar.message():
            words = _("{owner} has changed the view “{name}”; it is shown as it is now.")
            self.error_bar.say(words.format(owner=view.owner, name=view.name), kind="ok")

    def choose_columns(self) -> ColumnChooser:
        """Open the sheet that chooses columns."""
        columns = self.table.rows_model.columns
        own = {column.key: column.width for column in columns}
        titles = {column.key: column.heading() for column in columns}
        known = {place.key for place in self.begun}
        begun = [*self.begun, *(ColumnPlace(column.key, 0, False) for column in columns if column.key not in known)]
        chooser = ColumnChooser(self.columns_button, self.table.places(), titles, own.__getitem__, begun)
        chooser.arranged.connect(self._arrange)
        chooser.open_below()
        return chooser

    def _arrange(self, places: Sequence[ColumnPlace]) -> None:
        self.table.arrange(places)
        self.views.tell()

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
        self._sort = sort_of(column, self._fields) or SortBy.ENTRY
        self._load()

    def _load(self) -> None:
        shown = next((row for row in self._editions or () if row.id == self._edition_id), None)
        self.edition.setText(edition_words(shown) if shown is not None else _("All enterprises"))
        self.edition.updateGeometry()
        self.filters.settle()
        self.views.tell()
        self.desk.jobs.read(register, self.wanted(), then=self._show, owner=self, latest="list")

    def _show(self, page: RegisterPage) -> None:
        wanted = self.wanted()
        self._page = page

        def fetch(offset: int, limit: int, deliver: SheetDeliver) -> None:
            known, anchors = self._anchors
            self.desk.jobs.read(
                register_rows,
                wanted,
                offset=offset,
                limit=limit,
                anchors=anchors if known == wanted else NO_ANCHORS,
                then=deliver,
                owner=self,
            )

        self._anchors = (wanted, NO_ANCHORS)
        if page.count > _MANY:
            jobs = self.desk.jobs
            # On the lane for long work: nobody waits for it, and the rows in view must not.
            jobs.quietly(
                lambda: (wanted, jobs.office.read(register_anchors, jobs.actor, wanted)),
                then=self._know_anchors,
                failed=lambda _error: None,
                owner=self,
                latest="anchors",
            )
        self.filters.show_count(page)
        self.table.show_query(page.count, fetch, page.rows)
        self._show_emptiness(page.count == 0)
        self._load_file()

    def _know_anchors(self, found: tuple[Wanted, Anchors]) -> None:
        self._anchors = found

    def _show_emptiness(self, empty: bool) -> None:
        focused = self.table.hasFocus()
        narrowed = self.filters.narrowed() or self._edition_id is not None
        self.deeds.show_nothing(self.body, empty=empty, narrowed=narrowed)
        if not empty and focused:
            self.table.setFocus()
        self.side.setVisible(not empty)
        self.filters.setVisible(not empty or narrowed)
        self.keys_changed.emit()

    def clear_all(self) -> None:
        """Take every filter away; a second time the edition too."""
        if not self.filters.narrowed():
            self._edition_id = None
        self.filters.clear_all()
        self._sort_by_entry()
        self._load()
        self.focus_list()

    def focus_list(self) -> None:
        """Put the focus where the keys of the list work."""
        shown = self.body.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _to_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

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
        self.deeds.show_chosen()
        self.keys_changed.emit()

    def _visit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.desk.go("visit", NewVisit(row.enterprise.id))

    def _open(self) -> None:
        if self._shown_id is not None:
            tab = str(self.side.parts.tabs.tabData(self.side.parts.tabs.currentIndex()))
            self.desk.go("enterprise", EnterpriseWanted(self._shown_id, tab))

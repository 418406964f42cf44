"""The visits made: filters, the list, and the one chosen whole at the side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final  # Any: what a saved view holds

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.walking import COUNT_CAP
from officer_app.directory.lists.browsing import list_subdistricts
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.visit_history import visit_history
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.people.views import ViewRow
from officer_app.ui.directory.column_chooser import ColumnChooser
from officer_app.ui.directory.views_button import ViewsButton
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.rows import PAGE
from officer_app.ui.table import Table
from officer_app.ui.table_layout import ColumnPlace, as_plain, from_plain
from officer_app.ui.targets import CorrectVisit, NewVisit, ResumeVisit, ShowVisit
from officer_app.ui.visits.aside import draft_title
from officer_app.ui.visits.filters import VisitFilters
from officer_app.ui.visits.list_columns import COLUMNS, GIVE_WAY
from officer_app.ui.visits.list_deeds import VisitDeeds
from officer_app.ui.visits.news import tell_saved
from officer_app.ui.visits.whole import WholeVisit
from officer_app.ui.widgets import EmptyState, PageHeading, PushButton, Way, clear
from officer_app.ui.widgets.tips import plain_tip
from officer_app.visits.browsing import (
    NO_ANCHORS,
    Anchors,
    VisitFilter,
    VisitPage,
    VisitRow,
    VisitSort,
    browse_visits,
    count_visits,
    visit_anchors,
)
from officer_app.visits.choices import VisitChoices, visit_choices
from officer_app.visits.drafts import StoredDraft, own_drafts
from officer_app.visits.reading import VisitFile, visit_file

# From so many rows on the places are looked up from which any row is near.
_MANY: Final = 2_000
# What a list is: which visits, in what order.
_Asked = tuple[VisitFilter, VisitSort, bool]


class VisitsView(PageView):
    """The page "visits". Target: ShowVisit, a VisitFilter's officer, or a visit's id."""

    reload_on = frozenset({"visit", "demand", "month_closing", "saved_view"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._target: ShowVisit | None = None
        self._shown: VisitFile | None = None
        self._begun_choices = False
        self._sort, self._descending = VisitSort.DAY, True
        self._anchors = NO_ANCHORS
        self._draft_list: list[StoredDraft] = []
        self.deeds = VisitDeeds(self)
        self._build_heading()
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name=_("Choose columns"), keys="Alt C")
        columns.clicked.connect(lambda: self.choose_columns())
        self.columns_button = columns
        self.filters = VisitFilters(desk, columns)
        self.search, self.officer = self.filters.search, self.filters.officer
        self.filters.changed.connect(self._load)
        self.filters.cleared.connect(self.clear_filters)
        self.search.submitted.connect(self._to_list)
        self.main.addWidget(self.filters)
        self.table: Table[VisitRow] = Table(COLUMNS, _("Visits"), many=True)
        self.begun = self.table.places()
        self.table.keep(desk.settings, f"visits/{desk.account.name}")
        self.table.give_way(*GIVE_WAY)
        self.table.show_sort("day", True)
        self.body = QStackedWidget()
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self.body.addWidget(self.table)
        self.body.addWidget(self._empty)
        self.main.addWidget(self.body, 1)
        self.side = WholeVisit(desk)
        self.put_side(self.side, gives_way=True)
        self._connect()
        self._own_first()

    def _build_heading(self) -> None:
        self._print = PushButton(_("Print record"), "printer", keys="Ctrl P")
        self._print.clicked.connect(self.print_record)
        self._export = PushButton(_("Export"), "download", keys="Ctrl E")
        self._export.clicked.connect(self.deeds.export_shown)
        self._months = PushButton(_("Close the month…"), "lock")
        self._months.clicked.connect(lambda: self.desk.go("months", None))
        self._import = PushButton(_("Import"), "upload", keys="Ctrl I")
        self._import.clicked.connect(lambda: self.desk.go("import-visits", None))
        self._drafts = PushButton("", "file-clock", kind="quiet")
        self._drafts.clicked.connect(self._go_on)
        self.views = ViewsButton(self.desk, "visits", self.state)
        buttons = (self._months, self._import, self._export, self._print)
        self.put_heading(PageHeading(_("Visits"), (self._drafts, self.views), buttons))
        self._drafts.hide()
        for button, permission in (
            (self._months, Permission.VISIT_CLOSE_MONTH),
            (self._import, Permission.VISIT_IMPORT),
            (self._export, Permission.DIRECTORY_EXPORT),
            (self._print, Permission.REPORT),
        ):
            button.setVisible(self.desk.may(permission))

    def _connect(self) -> None:
        self.table.current_changed.connect(self._current)
        self.table.sort_wanted.connect(self._sorted)
        self.table.opened.connect(lambda _row: self.correct())
        for keys, act in (
            ("V", self._log_here),
            ("E", self.correct),
            ("R", self.deeds.ask_return),
            ("/", self._to_search),
        ):
            self.table.on_key(keys, act)
        self.views.wanted.connect(self._show_view)
        self.views.changed_elsewhere.connect(self._show_view)
        self.side.correct_wanted.connect(self.correct)
        self.side.return_wanted.connect(self.deeds.ask_return)
        self.side.history_wanted.connect(self._tell_history)
        self.side.withdraw_wanted.connect(self.deeds.withdraw)
        for keys, deed in (
            ("Ctrl+P", self.print_record),
            ("Ctrl+E", self.deeds.export_shown),
            ("Ctrl+F", self._to_search),
            ("Alt+C", self.choose_columns),
            ("Alt+V", self.views.open_menu),
            ("Alt+F", self.filters.open_more),
        ):
            self.on_key(keys, deed)
        if self.desk.may(Permission.VISIT_IMPORT):
            self.on_key("Ctrl+I", lambda: self.desk.go("import-visits", None))

    def keys(self) -> Sequence[Key]:
        return (
            Key("/", N_("filter")),
            Key("Enter", N_("correct"), "visit_log"),
            Key("V", N_("log a visit"), "visit_log"),
            Key("R", N_("return"), "visit_return"),
            Key("Ctrl+P", N_("print"), "report"),
            Key("Ctrl+E", N_("export"), "directory_export"),
        )

    def opened(self, target: object = None) -> None:
        wanted = ShowVisit(target) if isinstance(target, int) else target
        if isinstance(wanted, ShowVisit):
            self._target = wanted
            # Whoever corrected the one in view goes on in the list as they had narrowed it.
            corrected = wanted.saved and self._shown is not None and self._shown.row.id == wanted.visit_id
            if not corrected:
                self.filters.clear_all()
                self._sort, self._descending = VisitSort.DAY, True
                self.table.show_sort("day", True)
            self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        jobs = self.desk.jobs
        if not self._begun_choices:
            self._begun_choices = True
            if self.desk.may(Permission.ASSIGNMENT_READ):
                jobs.read(list_officers, then=self._know_officers, owner=self)
            jobs.read(list_subdistricts, then=self.filters.show_towns, owner=self)
            jobs.read(visit_choices, then=self._know_choices, owner=self)
        self.views.reload()
        if self.desk.may(Permission.VISIT_LOG):
            jobs.read(own_drafts, then=self._know_drafts, owner=self, latest="drafts")
        self._load()

    def wanted(self) -> VisitFilter:
        """What the filters say."""
        return self.filters.wanted()

    def state(self) -> dict[str, Any]:
        """What a saved view keeps."""
        return {
            "filters": self.filters.state(),
            "sort": self._sort.value,
            "descending": self._descending,
            "columns": as_plain(self.table.places()),
        }

    def clear_filters(self) -> None:
        """Show everything."""
        self.filters.clear_all()
        self._load()
        self.table.setFocus()

    def choose_columns(self) -> ColumnChooser:
        """Open the sheet that chooses columns."""
        columns = self.table.rows_model.columns
        own = {column.key: column.width for column in columns}
        titles = {column.key: column.heading() for column in columns}
        chooser = ColumnChooser(self.columns_button, self.table.places(), titles, own.__getitem__, self.begun)
        chooser.arranged.connect(self._arrange)
        chooser.open_below()
        return chooser

    def correct(self) -> None:
        """Open the chosen visit in the editor; one of a closed month stays as it is."""
        row = self.table.current_row()
        if row is None or not self.desk.may(Permission.VISIT_LOG):
            return
        if row.closed:
            words = _("{number} lies in a month that was closed: it stays as it is.").format(number=row.number)
            self.error_bar.say(words, _("A supervisor can reopen the month, with a reason."), kind="warn")
            return
        self.desk.go("visit", CorrectVisit(row.id))

    def print_record(self) -> None:
        """Show the record of the chosen visit as it will be printed."""
        self.deeds.print_record()

    def shown(self) -> VisitFile | None:
        """The visit that stands beside the list."""
        return self._shown

    def order(self) -> tuple[VisitSort, bool]:
        """What the list is sorted by, and whether downwards."""
        return self._sort, self._descending

    def _own_first(self) -> None:
        actor = self.desk.jobs.actor
        if getattr(actor, "role", "") in (Role.LIAISON, Role.SPECIALIST):
            self.officer.set_choices([(actor.id, actor.name)])
            self.officer.set_value(actor.id)

    def _know_officers(self, officers: list[AccountRow]) -> None:
        self.filters.show_officers(officers)

    def _know_choices(self, choices: VisitChoices) -> None:
        self.filters.show_policies(choices.policies)
        self.filters.show_checklists(choices.checklists)

    def _know_drafts(self, drafts: list[StoredDraft]) -> None:
        self._draft_list = drafts
        n = len(drafts)
        self._drafts.setText(ngettext("{n} unfinished draft", "{n} unfinished drafts", n).format(n=n))
        if drafts:
            self._drafts.setToolTip(plain_tip("\n".join(draft_title(draft) for draft in drafts)))
        self._drafts.setVisible(n > 0)

    def _go_on(self) -> None:
        if self._draft_list:
            self.desk.go("visit", ResumeVisit(self._draft_list[0].draft_id))

    # The list.

    def _asked(self) -> _Asked:
        return self.wanted(), self._sort, self._descending

    def _sorted(self, column: str, descending: bool) -> None:
        self._sort, self._descending = VisitSort(column), descending
        self._load()

    def _arrange(self, places: Sequence[ColumnPlace]) -> None:
        self.table.arrange(places)
        self.views.tell()

    def _show_view(self, view: ViewRow | None) -> None:
        self.filters.clear_all()
        self._sort, self._descending = VisitSort.DAY, True
        if view is not None:
            self._apply(view.name, view.state)
        self.table.show_sort(self._sort.value, self._descending)
        self._load()
        self.table.setFocus()

    def _apply(self, name: str, state: Mapping[str, Any]) -> None:
        kept = state.get("filters")
        lost = self.filters.apply(kept if isinstance(kept, dict) else {})
        if state.get("sort") in set(VisitSort):
            self._sort, self._descending = VisitSort(state["sort"]), bool(state.get("descending"))
        if places := from_plain(state.get("columns")):
            self.table.arrange(places)
        if lost:
            words = _("The view “{name}” asks for what is no longer there; the rest is shown.")
            self.error_bar.say(words.format(name=name), _(", ").join(dict.fromkeys(lost)), kind="warn")

    def _load(self) -> None:
        self.filters.settle()
        self.views.tell()
        wanted, sort, descending = self._asked()
        self.desk.jobs.read(
            browse_visits, wanted, sort, descending=descending, limit=PAGE, then=self._show, owner=self, latest="list"
        )

    def _show(self, page: VisitPage) -> None:
        asked = self._asked()
        self._anchors = NO_ANCHORS
        self.filters.show_count(page.count, more=page.more)
        if not page.rows:
            clear(self._empty_place)
            self._empty_place.addWidget(self._nothing())
            self.body.setCurrentIndex(1)
            self._show_file(None)
            self._print.set_reason(_("Choose a visit first."))
            return
        self.body.setCurrentIndex(0)
        self._print.set_reason("")
        self._show_rows(page.count, asked, page.rows)
        if page.more:
            # On the lane for long work: nobody waits for it, and the rows in view must not.
            jobs = self.desk.jobs
            jobs.quietly(
                lambda: (
                    asked,
                    page.rows,
                    jobs.office.read(count_visits, jobs.actor, asked[0], capped=bool(asked[0].text)),
                ),
                then=self._counted,
                failed=lambda _error: None,
                owner=self,
                latest="count",
            )
        elif page.count > _MANY:
            self._look_for_anchors(asked)
        if self._target is not None:
            target, self._target = self._target, None
            self.desk.jobs.read(visit_file, target.visit_id, then=self._show_target(target), owner=self)

    def _show_rows(self, count: int, asked: _Asked, first: Sequence[VisitRow]) -> None:
        wanted, sort, descending = asked

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[VisitRow]], None]) -> None:
            self.desk.jobs.read(
                browse_visits,
                wanted,
                sort,
                descending=descending,
                offset=offset,
                limit=limit,
                anchors=self._anchors if asked == self._asked() else NO_ANCHORS,
                then=lambda page: deliver(page.rows),
                owner=self,
            )

        self.table.show_query(count, fetch, first)

    def _counted(self, told: tuple[_Asked, Sequence[VisitRow], int]) -> None:
        asked, first, count = told
        if asked == self._asked():
            # Of what is searched no more than so many are counted.
            more = bool(asked[0].text) and count > COUNT_CAP
            count = COUNT_CAP if more else count
            self.filters.show_count(count, more=more)
            if count != self.table.rows_model.rowCount():
                self._show_rows(count, asked, first)
            if count > _MANY:
                self._look_for_anchors(asked)

    def _look_for_anchors(self, asked: _Asked) -> None:
        wanted, sort, descending = asked
        jobs = self.desk.jobs
        jobs.quietly(
            lambda: (asked, jobs.office.read(visit_anchors, jobs.actor, wanted, sort, descending=descending)),
            then=self._know_anchors,
            failed=lambda _error: None,
            owner=self,
            latest="anchors",
        )

    def _know_anchors(self, told: tuple[_Asked, Anchors]) -> None:
        asked, anchors = told
        if asked == self._asked():
            self._anchors = anchors

    def _show_target(self, target: ShowVisit) -> Callable[[VisitFile], None]:
        def show(file: VisitFile) -> None:
            self._bring(file.row.id)
            self._show_file(file)
            if target.saved:
                words = _("Saved as {number}: {enterprise}").format(
                    number=file.row.number, enterprise=file.row.enterprise
                )
                following = file.row.next_contact_on
                step = _("Next contact agreed for {date}.").format(date=following) if following else ""
                tell_saved(self, file.row.id, words, step)

        return show

    def _bring(self, visit_id: int) -> None:
        """Make the visit current where its row is loaded; a visit just saved is among the first."""
        model = self.table.rows_model
        for number in range(min(model.rowCount(), PAGE)):
            row = model.row(number)
            if isinstance(row, VisitRow) and row.id == visit_id:
                self.table.set_current(number)
                return

    def _nothing(self) -> EmptyState:
        if self.filters.beyond(getattr(self.desk.jobs.actor, "id", None)):
            way = Way("x", _("Clear the filters"), _("Show every visit again."), _("Clear"), self.clear_filters)
            return EmptyState("footprints", _("No visit matches"), _("The filters leave nothing."), (way,))
        log = Way(
            "footprints",
            _("Log the first visit"),
            _("Type a part of the enterprise's name, then what was said."),
            _("Log a visit"),
            lambda: self.desk.go("visit", NewVisit()),
            "Ctrl N",
        )
        all_of_us = Way(
            "users", _("Visits of others"), _("Show what colleagues wrote down."), _("Show"), self.clear_filters
        )
        ways: tuple[Way, ...] = (log,) if self.desk.may(Permission.VISIT_LOG) else ()
        ways += (all_of_us,) if self.officer.value() is not None else ()
        return EmptyState("footprints", _("No visit yet"), _("What is said at the door is written down here."), ways)

    # The visit beside the list.

    def _current(self, row: VisitRow | None) -> None:
        if row is not None:
            self.desk.jobs.read(visit_file, row.id, then=self._show_file, owner=self, latest="file")

    def _show_file(self, file: VisitFile | None) -> None:
        self._shown = file
        self.side.show_file(file)

    def _tell_history(self) -> None:
        if (file := self._shown) is not None:
            self.desk.jobs.read(visit_history, file.row.id, then=self.side.show_history, owner=self, latest="history")

    def _log_here(self) -> None:
        row = self.table.current_row()
        if row is not None and self.desk.may(Permission.VISIT_LOG):
            self.desk.go("visit", NewVisit(row.enterprise_id))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _to_list(self) -> None:
        self.table.setFocus()

"""The queue of cases: what waits for the person, what is under way, and all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, get_args  # Any: keyword arguments of a query, what a saved view holds

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.cases.lists import CaseFilter, CasePage, CaseRow, SortBy, case_pools, count_cases, list_cases
from officer_app.cases.words import FINAL, ClockLight, State
from officer_app.i18n import N_, _
from officer_app.overview.taking_out import PeopleList
from officer_app.people.access import Permission
from officer_app.people.views import ViewRow
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.lists import QuotaStatus, quota_status
from officer_app.quota.outlook import Outlook, outlook
from officer_app.ui.cases.aside import QuotaView, chain_steps
from officer_app.ui.cases.filters import CaseFilters
from officer_app.ui.cases.steps import state_pill
from officer_app.ui.cells import Cell
from officer_app.ui.directory.views_button import ViewsButton
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.paper.about import show_forms
from officer_app.ui.table import Column, Table
from officer_app.ui.table_layout import as_plain, from_plain
from officer_app.ui.targets import CaseWanted, FileCase
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ElidedText,
    EmptyState,
    PageHeading,
    Pill,
    PillSpec,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    StepChain,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone
from officer_app.ui.wording import limit_pill

WAITING: Final = "waiting"
OPEN: Final = "open"
ALL: Final = "all"
_UNDER_WAY: Final = frozenset(State) - FINAL
# The clock's colours beside its words; what is over is said by the pill of a limit itself.
_LIGHTS: Final[dict[ClockLight, tuple[PillTone, str]]] = {
    ClockLight.GREEN: ("ok", "timer"),
    ClockLight.AMBER: ("warn", "hourglass"),
}


def _columns() -> tuple[Column[CaseRow], ...]:
    return (
        Column("number", N_("Number"), lambda row: Cell(row.number, weight=500), 152, sort="number"),
        Column("state", N_("State"), lambda row: Cell(pill=state_pill(row.state)), 132),
        Column("applicant", N_("Applicant"), lambda row: Cell(row.applicant), 80, sort="applicant"),
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise), 190, sort="enterprise", stretch=True),
        Column("due", N_("First-review limit"), _due, 236, sort="queue"),
        Column("post", N_("Post held"), lambda row: Cell(row.post, "text2", prose=True), 120),
        Column("base", N_("Base multiple"), lambda row: Cell(f"{row.base_multiple:.2f}"), 88, "right", "base"),
        Column(
            "filed", N_("Filed"), lambda row: Cell(row.filed_on.isoformat(), "text2"), 100, sort="filed", hidden=True
        ),
    )


def _due(row: CaseRow) -> Cell:
    if row.standing:
        return Cell(pill=PillSpec(_("Clock stopped"), "warn", "pause"))
    if row.due_on is None or row.days_left is None:
        return Cell("–", "text3")
    day = row.due_on.isoformat()
    pill = limit_pill(row.days_left, late=row.light is ClockLight.RED)
    if row.light in _LIGHTS:
        tone, icon = _LIGHTS[row.light]
        pill = replace(pill, tone=tone, icon=icon)
    return Cell(_("{day} (provisional)").format(day=day) if row.due_provisional else day, pill=pill)


class CasesView(PageView):
    """The page "cases". Target: a CaseFilter, or None."""

    reload_on = frozenset({"talent_case", "case_step", "quota_entry", "quota", "enterprise", "saved_view"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: CaseFile | None = None
        self._begun = False
        self.scope = Segmented(
            [Segment(WAITING, _("Waiting for me")), Segment(OPEN, _("Under way")), Segment(ALL, _("All"))],
            _("What is shown"),
        )
        self.scope.chosen.connect(self._scoped)
        ledger = PushButton(_("Quota ledger"), "book-open")
        ledger.clicked.connect(lambda: desk.go("ledger", None))
        self.file = PushButton(_("File a case…"), "plus", keys="Ctrl Shift N")
        self.file.clicked.connect(self.file_one)
        self.meetings = PushButton(_("Meetings of the panel"), "users")
        self.meetings.clicked.connect(lambda: desk.go("meetings", None))
        buttons = [self.meetings, *([ledger] if desk.may(Permission.QUOTA_READ) else [])]
        if desk.may(Permission.DIRECTORY_EXPORT):
            out = PushButton(_("Take out…"), "download")
            out.clicked.connect(lambda: desk.go("taking-out", PeopleList.CASES))
            buttons.insert(0, out)
        if desk.may(Permission.CASE_FILE):
            buttons.append(self.file)
            self.on_key("Ctrl+Shift+N", self.file_one)
        self.views = ViewsButton(desk, "cases", self.state)
        self.views.wanted.connect(self._show_view)
        self.views.changed_elsewhere.connect(self._show_view)
        self.put_heading(PageHeading(_("Special talent"), (self.scope, self.views), buttons))
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name=_("Columns"))
        columns.clicked.connect(
            lambda: self.table.column_menu(columns).popup(columns.mapToGlobal(columns.rect().bottomLeft()))
        )
        self.forms = PushButton(icon="printer", kind="quiet", height=28, name=_("Print forms…"))
        self.forms.clicked.connect(self.print_forms)
        self.forms.setEnabled(False)
        may_print = desk.may(Permission.REPORT)
        self.filters = CaseFilters(desk, *([self.forms] if may_print else []), columns)
        self.search = self.filters.search
        self.filters.changed.connect(self._load)
        self.filters.cleared.connect(self.clear_filters)
        self.search.submitted.connect(self._to_list)
        self.main.addWidget(self.filters)
        self.table: Table[CaseRow] = Table(_columns(), _("Cases"))
        self.table.keep(desk.settings, "cases")
        self.table.give_way("post", "base")
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(lambda _row: self.open_current())
        self.table.sort_wanted.connect(self._sort_by)
        self.table.on_key("/", self._to_search)
        if may_print:
            self.on_key("Ctrl+P", self.print_forms)
        for keys, act in (
            ("Ctrl+F", self._to_search),
            ("Alt+V", self.views.open_menu),
            ("Alt+F", self.filters.open_more),
        ):
            self.on_key(keys, act)
        self._sort: tuple[SortBy, bool] | None = None
        self._count = 0
        self.body = QStackedWidget()
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self.body.addWidget(self.table)
        self.body.addWidget(self._empty)
        self.main.addWidget(self.body, 1)
        self.quota = QuotaView()
        self.quota.ledger_wanted.connect(lambda year: desk.go("ledger", year))
        self.side = SidePanel(304)
        self._summary = QWidget()
        self._summary_column = QVBoxLayout(self._summary)
        self._summary_column.setContentsMargins(0, 0, 0, 0)
        self._summary_column.setSpacing(dp(8))
        if desk.may(Permission.QUOTA_READ):
            self.side.column.addWidget(self.quota)
            self.side.add_rule()
        self.side.column.addWidget(self._summary)
        self.side.column.addStretch(1)
        self.put_side(self.side, gives_way=True)

    def keys(self) -> Sequence[Key]:
        file = (Key("Ctrl+Shift+N", N_("file a case")),) if self.desk.may(Permission.CASE_FILE) else ()
        forms = (Key("Ctrl+P", N_("print forms")),) if self.desk.may(Permission.REPORT) else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open case")), Key("/", N_("filter")), *file, *forms)

    def opened(self, target: object = None) -> None:
        if isinstance(target, CaseFilter):
            self._begun = True
            self.scope.set_value(WAITING if target.waiting else ALL)
            self.filters.clear_all()
            self.filters.show_text(target.text)
            self.filters.states.set_value(tuple(target.states) or None)
            self.filters.year.set_value(target.year)
            self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        jobs = self.desk.jobs
        self.views.reload()
        jobs.read(case_pools, then=self.filters.show_pools, owner=self, latest="pools")
        jobs.read(count_cases, CaseFilter(waiting=True), then=self._waiting, owner=self, latest="waiting")
        jobs.read(count_cases, CaseFilter(states=_UNDER_WAY), then=self._open, owner=self, latest="open")
        jobs.read(count_cases, then=self._all, owner=self, latest="all")
        if self.desk.may(Permission.QUOTA_READ):
            year = self.desk.today().year
            jobs.read(quota_status, year, then=self._show_quota, owner=self, latest="quota")
        self._load()

    def wanted(self) -> CaseFilter:
        """What the filters say."""
        scope = self.scope.value()
        return self.filters.wanted(waiting=scope == WAITING, within=_UNDER_WAY if scope == OPEN else frozenset[State]())

    def state(self) -> dict[str, Any]:
        """What a saved view keeps."""
        order, descending = self._order()
        return {
            "scope": self.scope.value(),
            "filters": self.filters.state(),
            "sort": order,
            "descending": descending,
            "columns": as_plain(self.table.places()),
        }

    def clear_filters(self) -> None:
        """Forget the filters; the scope stays."""
        self.filters.clear_all()
        self._load()
        self.table.setFocus()

    def _load(self) -> None:
        self.filters.settle()
        self.views.tell()
        self.desk.jobs.read(list_cases, self.wanted(), then=self._listed, owner=self, latest="list", **self._ordered())

    def _show_view(self, view: ViewRow | None) -> None:
        self.show_kept(view.name if view is not None else "", view.state if view is not None else {})

    def show_kept(self, name: str, state: Mapping[str, Any]) -> None:
        """Show the list as a saved view says; an empty one is the list as it begins."""
        self.filters.clear_all()
        self._sort, self._begun = None, True
        self._apply(name, state)
        self._load()
        self.table.setFocus()

    def _apply(self, name: str, state: Mapping[str, Any]) -> None:
        kept = state.get("filters")
        lost = self.filters.apply(kept if isinstance(kept, dict) else {})
        if state.get("scope") in (WAITING, OPEN, ALL):
            self.scope.set_value(state["scope"])
        if state.get("sort") in get_args(SortBy):
            self._sort = (state["sort"], bool(state.get("descending")))
        if places := from_plain(state.get("columns")):
            self.table.arrange(places)
        if lost:
            words = _("The view “{name}” asks for what is no longer there; the rest is shown.")
            self.error_bar.say(words.format(name=name), _(", ").join(dict.fromkeys(lost)), kind="warn")

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _to_list(self) -> None:
        self._load()
        self.table.setFocus()

    def open_current(self) -> None:
        """Open the case chosen; the page goes on through this list."""
        row = self.table.current_row()
        if row is not None:
            order, descending = self._order()
            self.desk.go("case", CaseWanted(row.id, self.wanted(), order, descending))

    def file_one(self) -> None:
        """Open the form for a new case."""
        self.desk.go("file-case", FileCase())

    def print_forms(self) -> None:
        """Show the approval forms of the cases listed, in their order, as they will be printed."""
        if self.forms.isEnabled():
            order, descending = self._order()
            show_forms(self.desk, self.wanted(), order, self._count, descending=descending)

    def _order(self) -> tuple[SortBy, bool]:
        return self._sort or (("number", True) if self.scope.value() == ALL else ("queue", False))

    def _ordered(self) -> dict[str, Any]:
        order, descending = self._order()
        return {"sort": order, "descending": descending}

    def _sort_by(self, order: SortBy, descending: bool) -> None:
        self._sort = (order, descending)
        self._load()

    def _scoped(self, _scope: str) -> None:
        self._load()
        self.table.setFocus()

    def _listed(self, page: CasePage) -> None:
        if not page.count and self.scope.value() == WAITING and not self._begun:
            # Nobody waits: what is under way says more than an empty list.
            self._begun = True
            self.scope.choose(OPEN)
            return
        self._begun = True
        self._count = page.count
        self.forms.setEnabled(bool(page.count))
        self.filters.show_count(page.count)
        if not page.count:
            clear(self._empty_place)
            self._empty_place.addWidget(self._nothing())
            self.body.setCurrentIndex(1)
            self._show_file(None)
            return
        self.body.setCurrentIndex(0)
        wanted, ordered = self.wanted(), self._ordered()

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[CaseRow]], None]) -> None:
            def arrived(found: CasePage) -> None:
                deliver(found.rows)

            self.desk.jobs.read(list_cases, wanted, then=arrived, owner=self, offset=offset, limit=limit, **ordered)

        self.table.show_query(page.count, fetch, page.rows)

    def _nothing(self) -> EmptyState:
        if self.filters.narrowed():
            way = Way("x", _("Clear the filters"), _("Show every case again."), _("Clear"), self.clear_filters)
            return EmptyState("award", _("No case matches"), _("The filters leave nothing."), (way,))
        if self.scope.value() == WAITING:
            way = Way(
                "layers", _("Cases under way"), _("See where they stand."), _("Show"), lambda: self.scope.choose(OPEN)
            )
            sentence = _("No case waits for you now.")
            return EmptyState("circle-check", _("Nothing waits"), sentence, (way,))
        ways = []
        if self.desk.may(Permission.CASE_FILE):
            words = _("For an enterprise registered in the district; a person never files alone.")
            ways.append(Way("plus", _("File a case"), words, _("File…"), self.file_one, "Ctrl Shift N"))
        if self.desk.may(Permission.QUOTA_GRANT):
            words = _("Without units nothing can pass first review.")
            ways.append(Way("book-open", _("Quota ledger"), words, _("Open"), lambda: self.desk.go("ledger", None)))
        sentence = _("Applications for the special-talent quota are kept here, from filing to settlement.")
        return EmptyState("award", _("No case yet"), sentence, ways)

    def _waiting(self, count: int) -> None:
        self.scope.set_words(WAITING, f"{_('Waiting for me')} {count}")
        self.count_changed.emit(count or -1)

    def _open(self, count: int) -> None:
        self.scope.set_words(OPEN, f"{_('Under way')} {count}")

    def _all(self, count: int) -> None:
        self.scope.set_words(ALL, f"{_('All')} {count}")

    def _show_quota(self, status: QuotaStatus) -> None:
        self.quota.show_status(status, _("all pools together") if status.granted else _("none granted yet"))

    def _current(self, row: CaseRow | None) -> None:
        if row is not None:
            self.desk.jobs.read(case_file, row.id, then=self._show_file, owner=self, latest="file")
            self.desk.jobs.read(outlook, row.id, then=self._show_next, owner=self, latest="outlook")

    def _show_next(self, found: Outlook) -> None:
        """What is next with the case chosen, and by whom."""
        if self._shown is not None and self._shown.id == found.case_id:
            self._next.setText(found.next.sentence)
            self._next.set_tone("text" if found.next.mine else "warn" if found.next.stuck else "text2")

    def _show_file(self, file: CaseFile | None) -> None:
        self._shown = file
        column = self._summary_column
        clear(column)
        if file is None:
            column.addWidget(Text(_("The chosen case stands here in short."), "body", "text2", wrap=True))
            return
        column.addWidget(Text(file.applicant.name, "record", wrap=True))
        column.addWidget(ElidedText(file.applicant.post, "body", "text2"))
        column.addWidget(ElidedText(file.enterprise, "body", "text2"))
        marks = QHBoxLayout()
        marks.addWidget(Pill(state_pill(file.state)))
        marks.addStretch(1)
        column.addLayout(marks)
        self._next = Text("", "body", "text2", wrap=True)
        column.addWidget(self._next)
        open_it = PushButton(_("Open case"), "file-pen-line", keys="Enter")
        open_it.clicked.connect(self.open_current)
        line = QHBoxLayout()
        line.addWidget(open_it)
        line.addStretch(1)
        column.addSpacing(dp(4))
        column.addLayout(line)
        column.addSpacing(dp(12))
        column.addWidget(SectionHeader(_("Stages")))
        column.addWidget(StepChain(chain_steps(file.stages)))

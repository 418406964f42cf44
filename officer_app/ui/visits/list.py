"""The visits made: filters, the list, and the one chosen whole at the side."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.progress import Progress
from officer_app.demands.service import DemandRow
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.rows import PAGE
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import CorrectVisit, NewVisit, PaperWanted, ResumeVisit, ShowVisit
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.visits.aside import draft_title
from officer_app.ui.visits.fields import MODE_ICONS
from officer_app.ui.widgets import (
    EmptyState,
    Entry,
    Facts,
    FilterBar,
    FilterChip,
    Icon,
    Link,
    PageHeading,
    Pill,
    PillSpec,
    PushButton,
    SectionHeader,
    SidePanel,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill_flow import PillFlow
from officer_app.ui.wording import limit_pill, time_span
from officer_app.visits.browsing import VisitFilter, VisitRow, count_visits, list_visits
from officer_app.visits.drafts import Mode, Outcome, StoredDraft, own_drafts
from officer_app.visits.prints import visit_print
from officer_app.visits.reading import VisitFile, visit_file
from officer_app.visits.report import visit_record

OUTCOME_TONES: Final[dict[Outcome, Tone]] = {
    Outcome.DONE: "ok",
    Outcome.RESCHEDULED: "warn",
    Outcome.NOT_FOUND: "danger",
    Outcome.MOVED: "danger",
    Outcome.REFUSED: "danger",
}


def _columns() -> tuple[Column[VisitRow], ...]:
    return (
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise, weight=500), 234),
        Column("day", N_("Date"), lambda row: Cell(row.visited_on.isoformat(), "text2"), 90),
        Column("mode", N_("Mode"), lambda row: Cell(row.mode.label, "text2", icon=MODE_ICONS[row.mode]), 96),
        Column("content", N_("What was said"), _content, 110, stretch=True),
        Column("people", N_("Met"), lambda row: Cell(row.people, "text2"), 76),
        Column("officer", N_("Our officer"), lambda row: Cell(row.by, "text2"), 72),
        Column("demands", N_("Demands"), _demands, 64, "right"),
        Column("number", N_("Number"), lambda row: Cell(row.number, "text2"), 104, hidden=True),
    )


def _content(row: VisitRow) -> Cell:
    words = " ".join(row.content.split())
    if row.outcome is Outcome.DONE:
        return Cell(words, "text2", prose=True)
    return Cell(
        pill=PillSpec(row.outcome.label, "warn" if row.outcome is Outcome.RESCHEDULED else "danger"), tail=words
    )


def _demands(row: VisitRow) -> Cell:
    return Cell(str(row.demands)) if row.demands else Cell("–", "text3")


class VisitsView(PageView):
    """The page "visits". Target: ShowVisit, or a visit's id."""

    reload_on = frozenset({"visit", "demand"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._target: ShowVisit | None = None
        self._shown: VisitFile | None = None
        self._officers_known = False
        self._print = PushButton(_("Print record"), "printer", keys="Ctrl P")
        self._print.clicked.connect(self.print_record)
        self._drafts = PushButton("", "file-clock", kind="quiet")
        self._drafts.clicked.connect(self._go_on)
        self.put_heading(PageHeading(_("Visits"), (self._drafts,), (self._print,)))
        self._drafts.hide()
        self._draft_list: list[StoredDraft] = []
        self.search = Entry(_("Filter by text"), _("Enterprise or content"), "search")
        self.search.setMinimumWidth(dp(112))
        self.search.setMaximumWidth(dp(200))
        self.search.submitted.connect(self.reload)
        self.search.textChanged.connect(lambda text: None if text else self.reload())
        self.period = FilterChip(_("Period"), self._periods())
        self.officer = FilterChip(_("Our officer"))
        self.mode = FilterChip(_("Mode"), [(mode, mode.label) for mode in Mode])
        self.outcome = FilterChip(_("Outcome"), [(outcome, outcome.label) for outcome in Outcome])
        self._chips = (self.period, self.officer, self.mode, self.outcome)
        for chip in self._chips:
            chip.chosen.connect(lambda _value: self.reload())
        self._clear = Link(_("Clear"), "body")
        self._clear.clicked.connect(self.clear_filters)
        self._count = Text("", "body", "text2")
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name=_("Columns"))
        columns.clicked.connect(
            lambda: self.table.column_menu(columns).popup(columns.mapToGlobal(columns.rect().bottomLeft()))
        )
        self.main.addWidget(FilterBar((self.search, *self._chips, self._clear), (self._count, columns)))
        self.table: Table[VisitRow] = Table(_columns(), _("Visits"))
        self.table.keep(desk.settings, "visits")
        self.table.give_way("people", "officer", "mode")
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(lambda _row: self.correct())
        for keys, act in (("V", self._log_here), ("E", self.correct), ("/", self.search.setFocus)):
            self.table.on_key(keys, act)
        self.on_key("Ctrl+P", self.print_record)
        self.body = QStackedWidget()
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self.body.addWidget(self.table)
        self.body.addWidget(self._empty)
        self.main.addWidget(self.body, 1)
        self.side = SidePanel(312)
        self.put_side(self.side, gives_way=True)
        self._own_first()

    def keys(self) -> Sequence[Key]:
        return (
            Key("/", N_("filter")),
            Key("Enter", N_("correct"), "visit_log"),
            Key("V", N_("log a visit"), "visit_log"),
            Key("Ctrl+P", N_("print"), "report"),
        )

    def opened(self, target: object = None) -> None:
        wanted = ShowVisit(target) if isinstance(target, int) else target
        if isinstance(wanted, ShowVisit):
            self._target = wanted
            self._show_all()
            self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        if not self._officers_known and self.desk.may(Permission.ASSIGNMENT_READ):
            self._officers_known = True
            self.desk.jobs.read(list_officers, then=self._know_officers, owner=self)
        self.desk.jobs.read(count_visits, self.wanted(), then=self._counted, owner=self, latest="count")
        if self.desk.may(Permission.VISIT_LOG):
            self.desk.jobs.read(own_drafts, then=self._know_drafts, owner=self, latest="drafts")
        self._clear.setVisible(bool(self.search.text().strip()) or any(chip.value() for chip in self._chips))

    def wanted(self) -> VisitFilter:
        """What the filters say."""
        first, last = self._span(self.period.value())
        mode, outcome, officer = self.mode.value(), self.outcome.value(), self.officer.value()
        return VisitFilter(
            officer_id=officer if isinstance(officer, int) else None,
            first=first,
            last=last,
            mode=Mode(mode) if isinstance(mode, str) else None,
            outcome=Outcome(outcome) if isinstance(outcome, str) else None,
            text=self.search.text().strip(),
        )

    def clear_filters(self) -> None:
        """Show everything."""
        self._show_all()
        self.reload()
        self.table.setFocus()

    def correct(self) -> None:
        """Open the chosen visit in the editor."""
        row = self.table.current_row()
        if row is not None and self.desk.may(Permission.VISIT_LOG):
            self.desk.go("visit", CorrectVisit(row.id))

    def print_record(self) -> None:
        """Show the record of the chosen visit as it will be printed."""
        row = self.table.current_row()
        if row is not None and self.desk.may(Permission.REPORT):
            office, actor = self.desk.jobs.office, self.desk.jobs.actor

            def make(progress: Progress) -> bytes:
                progress(0)
                return visit_record(office.read(visit_print, actor, row.id))

            title = _("Visit record {number}").format(number=row.number)
            self.desk.go("paper", PaperWanted(title, f"{row.number}.pdf", make))

    def _own_first(self) -> None:
        actor = self.desk.jobs.actor
        if getattr(actor, "role", "") in (Role.LIAISON, Role.SPECIALIST):
            self.officer.set_choices([(actor.id, actor.name)])
            self.officer.set_value(actor.id)

    def _show_all(self) -> None:
        for chip in self._chips:
            chip.set_value(None)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)

    def _periods(self) -> list[tuple[object, str]]:
        return [
            ("month", _("This month")),
            ("last", _("Last month")),
            ("quarter", _("Last 90 days")),
            ("year", _("This year")),
        ]

    def _span(self, period: object) -> tuple[date | None, date | None]:
        today = self.desk.today()
        first = today.replace(day=1)
        if period == "month":
            return first, None
        if period == "last":
            last = first - timedelta(days=1)
            return last.replace(day=1), last
        if period == "quarter":
            return today - timedelta(days=90), None
        if period == "year":
            return today.replace(month=1, day=1), None
        return None, None

    def _know_officers(self, officers: list[AccountRow]) -> None:
        self.officer.set_choices([(row.id, row.name) for row in officers])

    def _know_drafts(self, drafts: list[StoredDraft]) -> None:
        self._draft_list = drafts
        n = len(drafts)
        self._drafts.setText(ngettext("{n} unfinished draft", "{n} unfinished drafts", n).format(n=n))
        if drafts:
            self._drafts.setToolTip("\n".join(draft_title(draft) for draft in drafts))
        self._drafts.setVisible(n > 0)

    def _go_on(self) -> None:
        if self._draft_list:
            self.desk.go("visit", ResumeVisit(self._draft_list[0].draft_id))

    def _counted(self, count: int) -> None:
        self._count.setText(ngettext("{n} visit", "{n} visits", count).format(n=count))
        if not count:
            clear(self._empty_place)
            self._empty_place.addWidget(self._nothing())
            self.body.setCurrentIndex(1)
            self._show_file(None)
            self._print.set_reason(_("Choose a visit first."))
            return
        self.body.setCurrentIndex(0)
        self._print.set_reason("")
        wanted = self.wanted()

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[VisitRow]], None]) -> None:
            self.desk.jobs.read(list_visits, wanted, then=deliver, owner=self, offset=offset, limit=limit)

        def first(rows: Sequence[VisitRow]) -> None:
            self.table.show_query(count, fetch, rows)
            if self._target is not None:
                target, self._target = self._target, None
                self.desk.jobs.read(visit_file, target.visit_id, then=self._show_target(target), owner=self)

        self.desk.jobs.read(list_visits, wanted, then=first, owner=self, latest="first", limit=PAGE)

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
                self.error_bar.say(words, step, kind="ok")

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
        others = (self.period, self.mode, self.outcome)
        narrowed = bool(self.search.text().strip()) or any(chip.value() for chip in others)
        if narrowed or self.officer.value() not in (None, getattr(self.desk.jobs.actor, "id", None)):
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

    def _current(self, row: VisitRow | None) -> None:
        if row is None:
            return
        if self._shown is None or self._shown.row.id != row.id:
            self.desk.jobs.read(visit_file, row.id, then=self._show_file, owner=self, latest="file")

    def _log_here(self) -> None:
        row = self.table.current_row()
        if row is not None and self.desk.may(Permission.VISIT_LOG):
            self.desk.go("visit", NewVisit(row.enterprise_id))

    def _show_file(self, file: VisitFile | None) -> None:
        self._shown = file
        column = self.side.column
        clear(column)
        if file is None:
            column.addWidget(Text(_("The chosen visit stands here whole."), "body", "text2", wrap=True))
            column.addStretch(1)
            return
        row = file.row
        name = Text(row.enterprise, "record", wrap=True)
        column.addWidget(name)
        tone = OUTCOME_TONES[row.outcome]
        outcome = PillSpec(row.outcome.label, "ok" if tone == "ok" else "warn" if tone == "warn" else "danger")
        mode = PillSpec(row.mode.label, icon=MODE_ICONS[row.mode])
        column.addWidget(PillFlow((mode, PillSpec(row.trigger.label), outcome)))
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for words, icon, act, may in (
            (_("Correct"), "pencil", self.correct, Permission.VISIT_LOG),
            (_("Enterprise"), "building-2", lambda: self.desk.go("enterprise", row.enterprise_id), None),
        ):
            if may is None or self.desk.may(may):
                button = PushButton(words, icon, height=28)
                button.clicked.connect(lambda _on=False, act=act: act())
                buttons.addWidget(button)
        buttons.addStretch(1)
        column.addSpacing(dp(4))
        column.addLayout(buttons)
        self.side.add_rule()
        column.addWidget(Facts(_facts(file)))
        self.side.add_rule()
        column.addWidget(SectionHeader(_("What was said")))
        content = Text(row.content or "–", "prose", wrap=True)
        content.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(content)
        if file.follow_up:
            self.side.add_rule()
            column.addWidget(SectionHeader(_("To follow up")))
            column.addWidget(Text(file.follow_up, "body", "text2", wrap=True))
        if file.demands:
            self.side.add_rule()
            column.addWidget(SectionHeader(_("Demands"), str(len(file.demands))))
            for demand in file.demands:
                column.addWidget(self._demand_line(demand))
        column.addStretch(1)

    def _demand_line(self, demand: DemandRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(8))
        line.addWidget(Icon("message-square-text", "text2"), 0, Qt.AlignmentFlag.AlignTop)
        link = Link(" ".join(demand.text.split()), "body")
        link.setWordWrap(True)
        link.clicked.connect(lambda: self.desk.go("demands", demand.id))
        line.addWidget(link, 1)
        pill = limit_pill(demand.days_left) if demand.days_left is not None else PillSpec(demand.state.label, "ok")
        line.addWidget(Pill(pill), 0, Qt.AlignmentFlag.AlignTop)
        return holder


def _facts(file: VisitFile) -> list[tuple[str, str | QWidget]]:
    row = file.row
    met = "、".join(f"{person.name} {person.title}".strip() for person in file.people)
    ours = "、".join([row.by, *(one.name for one in file.companions)])
    when = f"{row.visited_on:%Y-%m-%d} {time_span(row.starts_at, row.ends_at)}".strip()
    facts: list[tuple[str, str | QWidget]] = [(_("Number"), row.number), (_("Time"), when)]
    for label, words in (
        (_("Met"), met),
        (_("Our side"), ours),
        (_("Where"), file.place),
        (_("Next contact"), row.next_contact_on.isoformat() if row.next_contact_on else ""),
    ):
        if words:
            facts.append((label, words))
    return facts

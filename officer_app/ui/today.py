"""Today: one sentence that says the day, one list by urgency, and the week at the side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.demands.service import DemandRow
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.today import DayMark, DayOfWeek, MonthFigures, Today, WaitingCase, today
from officer_app.people.access import Permission
from officer_app.ui.cells import Cell, Group
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import NewVisit, ResumeVisit
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.today_gaps import show_gaps
from officer_app.ui.widgets import (
    EmptyState,
    Link,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    StripDay,
    Text,
    Way,
    WeekStrip,
    clear,
)
from officer_app.ui.widgets.day_dots import Mark
from officer_app.ui.wording import day_in_prose, limit_pill, weekday
from officer_app.visits.drafts import Mode, StoredDraft, own_drafts
from officer_app.visits.plan import DueRow

MODE_ICONS: Final = {
    Mode.ON_SITE: "map-pin",
    Mode.PHONE: "phone",
    Mode.VIDEO: "video",
    Mode.AT_OFFICE: "door-open",
}
_MARKS: Final[dict[DayMark, Mark]] = {
    DayMark.DONE: "done",
    DayMark.PLANNED: "planned",
    DayMark.MISSED: "missed",
}
VISIT_KEY: Final = (("V", N_("Log a visit")),)


@dataclass(frozen=True)
class Task:
    """One line of the work list: which page it opens, with what."""

    enterprise_id: int
    enterprise: str
    icon: str
    what: str
    who: str
    when: Cell
    opens: str
    target: object
    visit: bool


def _columns() -> tuple[Column[Task], ...]:
    return (
        Column("enterprise", N_("Enterprise"), lambda task: Cell(task.enterprise, weight=500, icon=task.icon), 276),
        Column("what", N_("Matter"), _what, 120, stretch=True),
        Column("who", N_("Person"), lambda task: Cell(task.who, "text2"), 104),
        Column("when", N_("When"), lambda task: task.when, 172),
    )


def _what(task: Task) -> Cell:
    keys = tuple((key, _(words)) for key, words in VISIT_KEY) if task.visit else (("Enter", _("Open")),)
    return Cell(task.what, "text2", keys=keys)


class TodayView(PageView):
    """The first page of the day."""

    reload_on = frozenset(
        {"visit", "demand", "assignment", "talent_case", "enterprise", "contact", "visit_draft", "cover"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: Today | None = None
        self._greeting = Text("", "greeting")
        self._date = Text("", "body", "text2")
        self._sentence = Text("", "prose", "text2", wrap=True)
        self.groups = Segmented(
            [
                Segment("all", _("All")),
                Segment("visits", _("Visits")),
                Segment("demands", _("Demands")),
                Segment("cases", _("Cases")),
            ],
            _("What is shown"),
        )
        self.groups.chosen.connect(lambda _value: self._show_tasks())
        self._drafts = Link("", "body")
        self._drafts.hide()
        self._drafts.clicked.connect(self._go_on)
        self._newest = ""
        self.put_heading(self._head())
        self.table: Table[Task] = Table(
            _columns(), _("Today's work"), row_height=metrics.WORK_ROW, header=False, inset=16
        )
        self.table.opened.connect(lambda task: self.desk.go(task.opens, task.target))
        self.table.on_key("V", self._log_visit)
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        holder = QWidget()
        around = QHBoxLayout(holder)
        around.setContentsMargins(dp(8), 0, dp(8), 0)
        around.addWidget(self.table)
        self._body = QStackedWidget()
        self._body.addWidget(holder)
        self._body.addWidget(self._empty)
        self.main.addWidget(self._body, 1)
        self.side = SidePanel(304)
        self.put_side(self.side, gives_way=True)

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(today, then=self._show, owner=self, latest="today")
        if self.desk.may(Permission.VISIT_LOG):
            self.desk.jobs.read(own_drafts, then=self._show_drafts, owner=self, latest="drafts")

    def keys(self) -> Sequence[Key]:
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open")), Key("V", N_("log a visit"), "visit_log"))

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(dp(metrics.FORM), dp(16), dp(metrics.FORM), dp(2))
        column.setSpacing(dp(6))
        first = QHBoxLayout()
        first.addWidget(self._greeting)
        first.addStretch(1)
        first.addWidget(self._date)
        column.addLayout(first)
        column.addWidget(self._sentence)
        column.addSpacing(dp(6))
        third = QHBoxLayout()
        third.addWidget(self.groups)
        third.addWidget(self._drafts)
        third.addStretch(1)
        third.addWidget(Text(_("Sorted by limit"), "caption", "text2"))
        column.addLayout(third)
        return head

    def _show(self, day: Today) -> None:
        self._shown = day
        name = self.desk.account.name
        self._greeting.setText(
            (_("Good morning, {name}") if day.hour < 12 else _("Good afternoon, {name}")).format(name=name)
        )
        words = _("{date}, {weekday}·week {week}")
        week = day.day.isocalendar().week
        self._date.setText(words.format(date=day_in_prose(day.day), weekday=weekday(day.day), week=week))
        self._sentence.setText(_sentence(day))
        visits = len(day.overdue) + len(day.due_today) + len(day.soon)
        total = visits + len(day.demands) + len(day.cases)
        for value, text, count in (
            ("all", _("All"), total),
            ("visits", _("Visits"), visits),
            ("demands", _("Demands"), len(day.demands)),
            ("cases", _("Cases"), len(day.cases)),
        ):
            self.groups.set_words(value, f"{text} {count}")
        self.count_changed.emit(total)
        self._show_tasks()
        self._show_side(day)

    def _show_drafts(self, drafts: Sequence[StoredDraft]) -> None:
        n = len(drafts)
        self._newest = drafts[0].draft_id if drafts else ""
        self._drafts.setText(
            ngettext("Go on with {n} unfinished visit", "Go on with {n} unfinished visits", n).format(n=n)
        )
        self._drafts.setAccessibleName(self._drafts.text())
        self._drafts.setVisible(n > 0)

    def _go_on(self) -> None:
        if self._newest:
            self.desk.go("visit", ResumeVisit(self._newest))

    def _show_tasks(self) -> None:
        if self._shown is None:
            return
        rows = _rows(self._shown, self.groups.value())
        if rows:
            self.table.show_rows(rows)
            self._body.setCurrentIndex(0)
            return
        clear(self._empty_place)
        self._empty_place.addWidget(self._nothing(self._shown))
        self._body.setCurrentIndex(1)

    def _nothing(self, day: Today) -> EmptyState:
        may_log = self.desk.may(Permission.VISIT_LOG)
        log = Way(
            "footprints", _("Log a visit"), _("Something always comes up."), _("Log a visit"), self._log_any, "Ctrl N"
        )
        look = Way("building-2", _("Directory"), _("See who has not been met for long."), _("Open"), self._directory)
        if not day.month.held:
            sentence = _("No enterprise has a liaison officer here yet; visits are planned from there.")
            may_assign = self.desk.may(Permission.ASSIGN)
            words = (
                _("Say who looks after which enterprise.") if may_assign else _("A supervisor assigns the officers.")
            )
            assign = Way("network", _("Contact network"), words, _("Open"), self._network)
            return EmptyState("sun", _("Nothing to do yet"), sentence, (assign, look))
        sentence = _("Nothing is overdue, nothing is due this week.")
        return EmptyState("circle-check", _("All done"), sentence, (log, look) if may_log else (look,))

    def _show_side(self, day: Today) -> None:
        column = self.side.column
        clear(column)
        makeup = next((one for one in day.week if one.makeup), None)
        note = _("{weekday} is a make-up workday").format(weekday=weekday(makeup.day)) if makeup else ""
        column.addWidget(SectionHeader(_("This week"), "", Text(note, "caption", "text3")))
        column.addWidget(WeekStrip([_strip_day(one) for one in day.week], day.day))
        self.side.add_rule()
        show_gaps(self.desk, column, day)
        self.side.add_rule()
        column.addWidget(SectionHeader(_("This month"), "", Text(_("up to today"), "caption", "text3")))
        column.addSpacing(dp(4))
        for label, figure, caption in _figures(day.month):
            column.addLayout(_figure(label, figure, caption))
        column.addStretch(1)

    def _log_visit(self) -> None:
        task = self.table.current_row()
        if task is not None and self.desk.may(Permission.VISIT_LOG):
            self.desk.go("visit", NewVisit(task.enterprise_id))

    def _log_any(self) -> None:
        self.desk.go("visit", NewVisit())

    def _directory(self) -> None:
        self.desk.go("directory", None)

    def _network(self) -> None:
        self.desk.go("network", None)


def _sentence(day: Today) -> str:
    parts = []
    if day.due_today:
        n = len(day.due_today)
        parts.append(ngettext("{n} visit is due today", "{n} visits are due today", n).format(n=n))
    if day.overdue:
        n = len(day.overdue)
        parts.append(ngettext("{n} enterprise is overdue", "{n} enterprises are overdue", n).format(n=n))
    if n := sum(1 for demand in day.demands if demand.due_on < day.day):
        parts.append(ngettext("{n} demand is past its limit", "{n} demands are past their limit", n).format(n=n))
    n = sum(1 for demand in day.demands if demand.due_on == day.day)
    if n:
        parts.append(
            ngettext("{n} demand reaches its limit today", "{n} demands reach their limit today", n).format(n=n)
        )
    if day.covering:
        parts.append(_("you stand in for {names}").format(names="、".join(day.covering.values())))
    if not parts:
        return _("Nothing has to be done today.")
    return _("{facts}.").format(facts=_("; ").join(parts))


def _rows(day: Today, wanted: str) -> list[Task | Group]:
    """The groups by urgency; visits and demands that are late stand together."""
    visits, demands = wanted in ("all", "visits"), wanted in ("all", "demands")
    late = [demand for demand in day.demands if demand.due_on < day.day]
    near = [demand for demand in day.demands if demand.due_on >= day.day]
    overdue = [_visit(row, day) for row in day.overdue] if visits else []
    overdue += [_demand(row, day) for row in late] if demands else []
    groups = [
        (_("Overdue"), "danger", "clock-alert", _("these first"), overdue),
        (_("Today"), "accent", "sun", "", [_visit(row, day) for row in day.due_today] if visits else []),
        (
            _("Demands near their limit"),
            "warn",
            "hourglass",
            "",
            [_demand(row, day) for row in near] if demands else [],
        ),
        (
            _("Cases waiting for me"),
            "text",
            "award",
            "",
            [_case(case, day) for case in day.cases] if wanted in ("all", "cases") else [],
        ),
        (
            _("Later this week"),
            "text",
            "calendar-days",
            "",
            [_visit(row, day) for row in day.soon] if visits else [],
        ),
    ]
    rows: list[Task | Group] = []
    for title, tone, icon, note, tasks in groups:
        if tasks:
            rows += [Group(title, len(tasks), cast(Tone, tone), icon, note), *tasks]
    return rows


def _visit(row: DueRow, day: Today) -> Task:
    if row.last_on is None:
        what = _("First visit")
    else:
        kind = _("Agreed contact") if row.agreed else _("Periodic visit")
        mode = row.last_mode.label if row.last_mode else ""
        what = _("{kind}·last {date}, {mode}").format(kind=kind, date=row.last_on.isoformat(), mode=mode)
    if row.due_on < day.day:
        when = Cell(pill=limit_pill(row.days_left, late=True))
    elif row.due_on == day.day:
        when = Cell(_("today"), "text2")
    else:
        when = Cell(f"{row.due_on:%Y-%m-%d}", "text2", tail=weekday(row.due_on))
    own = day.contacts.get(row.enterprise_id) or row.officer
    icon = MODE_ICONS[row.last_mode] if row.last_mode else "map-pin"
    what = _marked(what, day.covering.get(row.officer_id))
    return Task(
        row.enterprise_id, row.enterprise, icon, what, own, when, "visit", NewVisit(row.enterprise_id), visit=True
    )


def _marked(what: str, for_whom: str | None) -> str:
    """What is somebody else's says so first."""
    return _("for {name}").format(name=for_whom) + f"·{what}" if for_whom else what


def _demand(row: DemandRow, day: Today) -> Task:
    left = row.days_left or 0
    return Task(
        row.enterprise_id,
        row.enterprise,
        "message-square-text",
        _marked(f"{row.category.label}·{' '.join(row.text.split())}", day.demands_for.get(row.id)),
        _("{name} handles").format(name=row.handler) if row.handler else _("not handed on"),
        Cell(pill=limit_pill(left, late=row.due_on < day.day)),
        "demands",
        row.id,
        visit=False,
    )


def _case(case: WaitingCase, day: Today) -> Task:
    what = _marked(f"{case.number}·{case.what}", day.cases_for.get(case.case_id))
    when = Cell(f"{case.since:%Y-%m-%d}", "text2")
    return Task(
        case.enterprise_id,
        case.enterprise,
        "file-pen-line",
        what,
        case.applicant,
        when,
        "case",
        case.case_id,
        visit=False,
    )


def _strip_day(one: DayOfWeek) -> StripDay:
    note = _("work") if one.makeup else "" if one.working else _("off")
    return StripDay(
        one.day,
        tuple(_MARKS[mark] for mark in one.marks),
        note,
        "warn" if one.makeup else "text3",
        not one.working,
    )


def _figures(month: MonthFigures) -> list[tuple[str, str, str]]:
    in_time = month.held - month.overdue
    share = f"{in_time * 100 // month.held} %" if month.held else "–"
    days = _("{days} days").format(days=f"{month.answered_days:.1f}") if month.answered_days is not None else "–"
    return [
        (_("Visits made"), f"{month.done} / {month.planned}", _("planned")),
        (_("Contact in time"), share, f"{in_time} / {month.held}"),
        (_("Time to answer"), days, _("workdays, n = {n}").format(n=month.answered)),
        (_("Enterprises content"), f"{month.content} / {month.rated}", _("rated")),
    ]


def _figure(label: str, figure: str, caption: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    line.addWidget(Text(label, "body", "text2"))
    line.addStretch(1)
    number = Text(figure, weight=500)
    number.setAlignment(Qt.AlignmentFlag.AlignRight)
    number.setAccessibleName(f"{label}: {figure}, {caption}")
    line.addWidget(number)
    note = Text(caption, "caption", "text2")
    note.setFixedWidth(dp(104))
    line.addWidget(note)
    return line

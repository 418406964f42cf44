"""Today: one sentence that says the day, one list by urgency, and the week at the side."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.i18n import N_, _, ngettext
from officer_app.overview.today import Today, today
from officer_app.people.access import Permission
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.schedule import ScheduleSheet
from officer_app.ui.table import Table
from officer_app.ui.targets import NewVisit, ResumeVisit
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.today_side import TodaySide
from officer_app.ui.today_tasks import MODE_ICONS as MODE_ICONS
from officer_app.ui.today_tasks import Task as Task
from officer_app.ui.today_tasks import demand_count, task_columns, task_rows, visit_count
from officer_app.ui.widgets import EmptyState, Link, Segment, Segmented, Text, Way, clear
from officer_app.ui.wording import day_in_prose, weekday
from officer_app.visits.drafts import StoredDraft, own_drafts


class TodayView(PageView):
    """The first page of the day."""

    reload_on = frozenset(
        {
            "visit",
            "visit_plan",
            "demand",
            "assignment",
            "talent_case",
            "enterprise",
            "contact",
            "visit_draft",
            "cover",
            "calendar_day",
            "setting",
        }
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
            task_columns(), _("Today's work"), row_height=metrics.WORK_ROW, header=False, inset=16
        )
        self.table.opened.connect(lambda task: self.desk.go(task.opens, task.target))
        self.table.on_key("V", self._log_visit)
        self.table.on_key("S", self._schedule)
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
        self.side = TodaySide(desk, self)
        self.put_side(self.side, gives_way=True)

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(today, then=self._show, owner=self, latest="today")
        if self.desk.may(Permission.VISIT_LOG):
            self.desk.jobs.read(own_drafts, then=self._show_drafts, owner=self, latest="drafts")

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open")),
            Key("V", N_("log a visit"), Permission.VISIT_LOG),
            Key("S", N_("plan or move"), Permission.VISIT_PLAN),
        )

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
        visits, demands = visit_count(day), demand_count(day)
        total = visits + demands + len(day.cases)
        for value, text, count in (
            ("all", _("All"), total),
            ("visits", _("Visits"), visits),
            ("demands", _("Demands"), demands),
            ("cases", _("Cases"), len(day.cases)),
        ):
            self.groups.set_words(value, f"{text} {count}")
        self.count_changed.emit(total)
        self._show_tasks()
        self.side.show_day(day)

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
        rows = task_rows(self._shown, self.groups.value())
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
        sentence = _("Nothing is overdue, nothing is due soon.")
        return EmptyState("circle-check", _("All done"), sentence, (log, look) if may_log else (look,))

    def _log_visit(self) -> None:
        task = self.table.current_row()
        if task is not None and self.desk.may(Permission.VISIT_LOG):
            plan = task.about.plan_id if task.about is not None else None
            self.desk.go("visit", NewVisit(task.enterprise_id, plan))

    def _schedule(self) -> None:
        """Plan a visit to the enterprise of the current line, or move the one planned."""
        task = self.table.current_row()
        if task is None or task.about is None or not self.desk.may(Permission.VISIT_PLAN):
            return
        below = self.table.visualRect(self.table.currentIndex()).bottomLeft()
        ScheduleSheet(self.desk, self, task.about).open_at(self.table.viewport().mapToGlobal(below))

    def _log_any(self) -> None:
        self.desk.go("visit", NewVisit())

    def _directory(self) -> None:
        self.desk.go("directory", None)

    def _network(self) -> None:
        self.desk.go("network", None)


def _sentence(day: Today) -> str:
    parts = []
    if n := sum(1 for plan in day.planned if plan.planned_on == day.day):
        parts.append(ngettext("{n} visit is planned for today", "{n} visits are planned for today", n).format(n=n))
    if n := day.due_today_count:
        parts.append(ngettext("{n} visit is due today", "{n} visits are due today", n).format(n=n))
    if n := day.overdue_count:
        parts.append(ngettext("{n} enterprise is overdue", "{n} enterprises are overdue", n).format(n=n))
    if n := sum(1 for due_on in day.limits.values() if due_on < day.day):
        parts.append(ngettext("{n} demand is past its limit", "{n} demands are past their limit", n).format(n=n))
    n = sum(1 for due_on in day.limits.values() if due_on == day.day)
    if n:
        parts.append(
            ngettext("{n} demand reaches its limit today", "{n} demands reach their limit today", n).format(n=n)
        )
    if day.covering:
        parts.append(_("you stand in for {names}").format(names="、".join(day.covering.values())))
    if not parts:
        return _("Nothing has to be done today.")
    return _("{facts}.").format(facts=_("; ").join(parts))

"""The page "route": a week's visits as proposed, one sub-district after another; accepting plans them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.cells import Cell, Group
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PushButton,
    Rule,
    Segment,
    Segmented,
    Text,
    Way,
    clear,
)
from officer_app.ui.wording import day_in_prose, weekday
from officer_app.visits.plans import PlanDraft, Planned
from officer_app.visits.route import Route, Stop, accept_route, call_off_route, propose_route

_THIS, _NEXT = "this", "next"
# From this weekday on, the coming week is proposed: little is left of the one that runs.
_LATE_IN_WEEK = 3


@dataclass(frozen=True)
class Line:
    """A stop on its day; without a day the week has no room for it."""

    day: date | None
    stop: Stop
    late: bool


COLUMNS: tuple[Column[Line], ...] = (
    Column("enterprise", N_("Enterprise"), lambda line: Cell(line.stop.enterprise, weight=500), 300, stretch=True),
    Column("town", N_("Sub-district"), lambda line: Cell(line.stop.subdistrict, "text2"), 160),
    Column(
        "due",
        N_("Due"),
        lambda line: Cell(line.stop.due_on.isoformat(), "danger" if line.late else "text2"),
        130,
    ),
)


class RoutePage(PageView):
    """See the module. Whoever plans for others chooses the officer."""

    has_primary = True
    reload_on = frozenset({"visit", "visit_plan", "assignment", "enterprise", "calendar_day", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._route: Route | None = None
        self._dropped: set[int] = set()
        self._own_id: int | None = getattr(desk.jobs.actor, "id", None)
        self._for_all = getattr(desk.jobs.actor, "role", "") == Role.SUPERVISOR
        self.weeks = Segmented([Segment(_THIS, _("This week")), Segment(_NEXT, _("Next week"))], _("Week"))
        self.weeks.chosen.connect(lambda _week: self._start_anew())
        self.officer = FilterChip(_("Our officer"), otherwise=_("choose"))
        self.officer.chosen.connect(lambda _officer: self._start_anew())
        self.officer.setVisible(self._for_all)
        self.accept = PushButton(_("Plan them all"), "calendar-check", kind="primary", keys="Ctrl Enter")
        self.accept.clicked.connect(self.plan_all)
        self.put_heading(PageHeading(_("Propose a route"), (self.weeks,), (self.accept,)))
        self._count = Text("", "body", "text2")
        self.main.addWidget(FilterBar((self.officer, self._count)))
        self.main.addWidget(Rule())
        self.table: Table[Line] = Table(COLUMNS, _("Visits proposed"))
        self.table.opened.connect(lambda line: desk.go("enterprise", EnterpriseWanted(line.stop.enterprise_id)))
        self.table.on_key("Delete", self.drop)
        self._empty = QWidget()
        self._place = QVBoxLayout(self._empty)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.main.addWidget(self._stack, 1)
        self.on_key("Ctrl+Return", self.plan_all)
        self.weeks.set_value(_NEXT if desk.today().weekday() >= _LATE_IN_WEEK else _THIS)

    def opened(self, target: object = None) -> None:
        self._dropped = set()
        if isinstance(target, date):
            this = target <= self._sunday()
            self.weeks.set_value(_THIS if this else _NEXT)
        self.table.setFocus()

    def reload(self) -> None:
        if self._for_all and not self.officer.choices():
            self.desk.jobs.read(list_officers, then=self._know_officers, owner=self)
        officer = self.officer.value() if self._for_all else self._own_id
        if not isinstance(officer, int):
            self._show_empty(_("Choose an officer"), _("The route is made of the enterprises the officer serves."))
            return
        day = self.desk.today() if self.weeks.value() == _THIS else self._sunday() + timedelta(days=1)
        self.desk.jobs.read(propose_route, officer, day, then=self._show, owner=self, latest="route")

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Delete", N_("take off the route"), Permission.VISIT_PLAN),
            Key("Ctrl+Return", N_("plan them all"), Permission.VISIT_PLAN),
        )

    def drop(self) -> None:
        """Leave the current line out; its place stays free."""
        line = self.table.current_row()
        if line is None or line.day is None:
            return
        place = self.table.currentIndex().row()
        self._dropped.add(line.stop.enterprise_id)
        self._show_lines()
        self.table.set_current(min(place, self.table.rows_model.rowCount() - 1))

    def plan_all(self) -> None:
        """Plan every line that was not left out."""
        route = self._route
        if route is None or not self.accept.isEnabled():
            return
        drafts = [
            PlanDraft(str(uuid4()), line.stop.enterprise_id, route.officer_id, line.day)
            for line in self._lines()
            if line.day is not None
        ]
        self.accept.setEnabled(False)
        self.desk.jobs.perform(accept_route, drafts, then=self._planned, failed=self._refused, owner=self)

    def _planned(self, made: list[Planned]) -> None:
        words = ngettext("{n} visit is planned", "{n} visits are planned", len(made)).format(n=len(made))

        def back() -> None:
            self.desk.jobs.perform(call_off_route, made, _("Taken back at once"), owner=self)

        self.desk.undo.offer(words, back)
        self.desk.notices.say(words, _("They stand in the calendar."))

    def _refused(self, error: Exception) -> None:
        self.accept.setEnabled(True)
        self.desk.notices.show_error(error, self)

    def _sunday(self) -> date:
        today = self.desk.today()
        return today + timedelta(days=6 - today.weekday())

    def _start_anew(self) -> None:
        self._dropped = set()
        self.reload()

    def _know_officers(self, officers: list[AccountRow]) -> None:
        self.officer.set_choices([(row.id, row.name) for row in officers])

    def _show(self, route: Route) -> None:
        self._route = route
        if not route.count and not route.left:
            self._count.setText("")
            self._show_empty(_("Nobody to propose"), _("Everybody who is due has a plan."))
            return
        self._stack.setCurrentWidget(self.table)
        self._show_lines()
        self.fit_filled()

    def _lines(self) -> list[Line]:
        if self._route is None:
            return []
        today = self.desk.today()
        placed = [(day.day, stop) for day in self._route.days for stop in day.stops]
        lines: list[tuple[date | None, Stop]] = [*placed, *((None, stop) for stop in self._route.left)]
        kept = [(day, stop) for day, stop in lines if stop.enterprise_id not in self._dropped]
        return [Line(day, stop, stop.due_on < today) for day, stop in kept]

    def _show_lines(self) -> None:
        route, lines = self._route, self._lines()
        if route is None:
            return
        rows: list[Line | Group] = []
        for day in route.days:
            own = [line for line in lines if line.day == day.day]
            title = _("{date} {weekday}").format(date=day_in_prose(day.day), weekday=weekday(day.day))
            note = ngettext("{n} planned already", "{n} planned already", day.planned).format(n=day.planned)
            rows += [Group(title, len(own), "accent", "calendar-days", note if day.planned else ""), *own]
        left = [line for line in lines if line.day is None]
        if left:
            rows += [Group(_("No room this week"), len(left), "text", "hourglass", _("most urgent first")), *left]
        self.table.show_rows(rows)
        n = sum(1 for line in lines if line.day is not None)
        self._count.setText(ngettext("{n} visit proposed", "{n} visits proposed", n).format(n=n))
        self.accept.setEnabled(n > 0 and self.desk.may(Permission.VISIT_PLAN))

    def _show_empty(self, title: str, sentence: str) -> None:
        clear(self._place)
        ways = (
            Way(
                "calendar-days",
                _("Calendar"),
                _("See what is planned."),
                _("Open"),
                lambda: self.desk.go("calendar", None),
            ),
        )
        self._place.addWidget(EmptyState("calendar-check", title, sentence, ways))
        self._stack.setCurrentWidget(self._empty)
        self.accept.setEnabled(False)
        self.fit_filled()

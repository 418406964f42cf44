"""A week's visits as proposed, by day and sub-district: tick those to be planned, and plan them all at once."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget

from officer_app.i18n import N_, _, ngettext
from officer_app.ui.calendar.diary import week_span
from officer_app.ui.cells import Cell, Group
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted, RouteWanted
from officer_app.ui.theme import metrics
from officer_app.ui.widgets import (
    EmptyState,
    Facts,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
)
from officer_app.ui.wording import day_in_prose, weekday
from officer_app.visits.plans import PlanDraft, Planned
from officer_app.visits.route import Route, Stop, accept_route, call_off_route, propose_route

_TICK: Final = 0


class ProposalPage(PageView):
    """The page "route". Its target is a RouteWanted; it is a proposal until it is accepted."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: RouteWanted | None = None
        self._route: Route | None = None
        self._left_out: set[int] = set()
        self._drafts: dict[int, str] = {}
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self._whose = Text("", "body", "text2")
        before = PushButton(icon="chevron-left", name=_("Week before"))
        after = PushButton(icon="chevron-right", name=_("Week after"))
        before.clicked.connect(lambda: self._turn(-7))
        after.clicked.connect(lambda: self._turn(7))
        heading = PageHeading(_("Proposed visits"), (self._whose,), (before, after))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        columns: tuple[Column[Stop], ...] = (
            Column("tick", "", self._tick_cell, 44),
            Column("name", N_("Enterprise"), lambda stop: Cell(stop.enterprise, weight=500), 280, stretch=True),
            Column("town", N_("Sub-district or town"), lambda stop: Cell(stop.subdistrict or "–", "text2"), 160),
            Column("due", N_("Due"), self._due_cell, 180),
        )
        self.table: Table[Stop] = Table(columns, _("Proposed visits"))
        self.table.opened.connect(lambda stop: desk.go("enterprise", EnterpriseWanted(stop.enterprise_id)))
        self.table.clicked.connect(self._clicked)
        self.table.on_key("Space", self._toggle_current)
        self.table.on_key("A", self._toggle_all)
        self._none = EmptyState(
            "route",
            _("Nothing to propose for this week"),
            _("Whoever is due by then has a date, or no working day of the week has room left."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._none)
        self.main.addWidget(self._stack, 1)
        self.put_side(self._panel())
        self.on_key("Esc", desk.back)
        self.on_key("Ctrl+Return", self.accept)

    def opened(self, target: object = None) -> None:
        if isinstance(target, RouteWanted):
            self._wanted = target
            self._left_out.clear()
            self._drafts.clear()
            self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        if self._wanted is not None:
            wanted = self._wanted
            self.desk.jobs.read(
                propose_route, wanted.officer_id, wanted.day, then=self._show, owner=self, latest="route"
            )

    def keys(self) -> Sequence[Key]:
        return (
            Key("Space", N_("tick")),
            Key("A", N_("all or none")),
            Key("Ctrl+Return", N_("plan them")),
            Key("Escape", N_("back")),
        )

    def accept(self) -> None:
        """Plan all that is ticked, in one go."""
        route, chosen = self._route, self._chosen()
        if route is None or not chosen or not self.button.isEnabled():
            return
        drafts = [
            PlanDraft(
                self._drafts.setdefault(stop.enterprise_id, str(uuid4())), stop.enterprise_id, route.officer_id, day
            )
            for day, stop in chosen
        ]
        self.button.set_reason(_("One moment…"))
        self.desk.jobs.perform(accept_route, drafts, then=self._accepted, failed=self._refused, owner=self)

    def _panel(self) -> SidePanel:
        panel = SidePanel()
        self._facts = Facts(label_width=110)
        self.button = PushButton(
            _("Plan them"), "calendar-check", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self.accept)
        words = _(
            "Proposed are those overdue or due soon without a date, one sub-district after another. Nothing is "
            "planned before you accept; afterwards each visit can be moved, or all taken back at once."
        )
        self._left = Text("", "caption", "text2", wrap=True)
        panel.column.addWidget(SectionHeader(_("What is ticked")))
        panel.column.addWidget(self._facts)
        panel.column.addWidget(Rule())
        panel.column.addWidget(Text(words, "caption", "text2", wrap=True))
        panel.column.addWidget(self._left)
        panel.column.addWidget(self.button)
        panel.column.addStretch(1)
        return panel

    def _show(self, route: Route) -> None:
        self._route = route
        assert self._wanted is not None
        first, last = week_span(self._wanted.day)
        span = _("{first} to {last}").format(first=day_in_prose(first), last=day_in_prose(last))
        self._whose.setText("·".join(part for part in (self._wanted.officer, span) if part))
        rows: list[Stop | Group] = []
        for day in route.days:
            if day.stops:
                title = _("{date} {weekday}").format(date=day_in_prose(day.day), weekday=weekday(day.day))
                n = day.planned
                note = ngettext("{n} planned already", "{n} planned already", n).format(n=n) if n else ""
                rows += [Group(title, len(day.stops), note=note), *day.stops]
        self.table.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self._none)
        n = len(route.left)
        words = ngettext("{n} more has no room in this week.", "{n} more have no room in this week.", n)
        self._left.setText(words.format(n=n) if n else "")
        self._left.setVisible(n > 0)
        self._show_ticked()

    def _chosen(self) -> list[tuple[date, Stop]]:
        days = self._route.days if self._route is not None else ()
        return [(day.day, stop) for day in days for stop in day.stops if stop.enterprise_id not in self._left_out]

    def _tick_cell(self, stop: Stop) -> Cell:
        ticked = stop.enterprise_id not in self._left_out
        spoken = _("ticked") if ticked else _("not ticked")
        icon = "circle-check" if ticked else "circle"
        return Cell(icon=icon, icon_tone="accent" if ticked else "text3", tooltip=spoken)

    def _due_cell(self, stop: Stop) -> Cell:
        late = stop.due_on < self.desk.today()
        pill = PillSpec(_("Overdue"), "danger", "clock-alert") if late else None
        return Cell(stop.due_on.isoformat(), "text2", pill=pill)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == _TICK:
            self._toggle_current()

    def _toggle_current(self) -> None:
        stop = self.table.current_row()
        if stop is not None:
            self._left_out ^= {stop.enterprise_id}
            self._show_ticked()

    def _toggle_all(self) -> None:
        days = self._route.days if self._route is not None else ()
        every = {stop.enterprise_id for day in days for stop in day.stops}
        self._left_out = set() if self._left_out else every
        self._show_ticked()

    def _show_ticked(self) -> None:
        self.table.viewport().update()
        chosen = self._chosen()
        shares: dict[date, list[Stop]] = {}
        for day, stop in chosen:
            shares.setdefault(day, []).append(stop)
        facts = []
        for day, stops in shares.items():
            towns = "、".join(dict.fromkeys(stop.subdistrict for stop in stops if stop.subdistrict))
            facts.append((day_in_prose(day), "·".join(part for part in (str(len(stops)), towns) if part)))
        self._facts.show_rows(facts)
        n = len(chosen)
        words = ngettext("Plan {n} visit", "Plan {n} visits", n).format(n=n) if n else _("Plan them")
        self.button.setText(words)
        self.button.set_reason("" if n else _("Tick a visit first"))

    def _refused(self, error: Exception) -> None:
        self._show_ticked()
        self.desk.notices.show_error(error, self)

    def _accepted(self, planned: list[Planned]) -> None:
        n = len(planned)
        words = ngettext("{n} visit planned", "{n} visits planned", n).format(n=n)
        self.desk.undo.offer(words, partial(self.desk.jobs.perform, call_off_route, planned, _("Taken back at once")))
        first = self._chosen()[0][0]
        self._left_out.clear()
        self._drafts.clear()
        self.desk.go("calendar", first)
        self.desk.notices.say(words, _("Ctrl+Z takes all of them back."))

    def _turn(self, days: int) -> None:
        if self._wanted is not None:
            wanted = self._wanted
            day = max(wanted.day + timedelta(days=days), self.desk.today())
            self.opened(RouteWanted(wanted.officer_id, wanted.officer, day))

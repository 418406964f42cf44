"""The page "meetings": every meeting of the panel, and the form that plans another one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.cases.words import MeetingState
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission
from officer_app.quota.meetings.lists import MeetingRow, list_meetings
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.panel.planning import PlanForm
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import MeetingWanted
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PillSpec,
    PushButton,
    SidePanel,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_YEARS: Final = 5
_TONES: Final[dict[MeetingState, tuple[PillTone, str | None]]] = {
    MeetingState.PLANNED: ("accent", "calendar-clock"),
    MeetingState.OPEN: ("warn", "users"),
    MeetingState.CLOSED: ("ok", "check"),
    MeetingState.CANCELLED: ("neutral", "x"),
}


def state_pill(state: MeetingState) -> PillSpec:
    """Where a meeting stands."""
    tone, icon = _TONES[state]
    return PillSpec(state.label, tone, icon)


def how_it_votes(*, secret: bool, units: int | None) -> str:
    """Open or secret, and how many units the ranked list may give out."""
    vote = _("secret vote") if secret else _("open vote")
    if units is None:
        return vote
    offered = ngettext("{n} unit offered", "{n} units offered", units).format(n=units)
    return f"{vote}{_(', ')}{offered}"


def when(moment: datetime) -> str:
    """Day and time on the office's clock."""
    return f"{moment.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"


def _how(row: MeetingRow) -> Cell:
    return Cell(how_it_votes(secret=row.secret, units=row.units), "text2", prose=True)


def _came_of(row: MeetingRow) -> Cell:
    if row.state is not MeetingState.CLOSED:
        return Cell("–", "text3")
    waiting = row.cases - row.passed - row.rejected
    parts = [
        _("{n} passed").format(n=row.passed),
        _("{n} not passed").format(n=row.rejected) if row.rejected else "",
        _("{n} wait").format(n=waiting) if waiting else "",
    ]
    return Cell(_(", ").join(part for part in parts if part), "text2")


def _columns() -> tuple[Column[MeetingRow], ...]:
    return (
        Column("number", N_("Number"), lambda row: Cell(row.number, weight=500), 124),
        Column("state", N_("State"), lambda row: Cell(pill=state_pill(row.state)), 136),
        Column("when", N_("Day and time"), lambda row: Cell(when(row.meets_at)), 136),
        Column("title", N_("Meeting"), lambda row: Cell(row.title), 150, stretch=True),
        Column("place", N_("Place"), lambda row: Cell(row.place, "text2"), 130),
        Column("chair", N_("Who chairs"), lambda row: Cell(row.chair), 76),
        Column("vote", N_("How it votes"), _how, 184),
        Column("cases", N_("Cases"), lambda row: Cell(str(row.cases)), 60, "right"),
        Column("came", N_("What came of it"), _came_of, 150),
    )


class MeetingsPage(PageView):
    """Nobody has a meeting by heart: the latest stands first, and Enter opens it."""

    reload_on = frozenset({"panel_meeting", "agenda_item"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form: PlanForm | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.plan_button = PushButton(_("Plan a meeting…"), "plus", keys="N")
        self.plan_button.clicked.connect(self.plan)
        may_plan = desk.may(Permission.CASE_MEETING)
        heading = PageHeading(_("Meetings of the panel"), (), (self.plan_button,) if may_plan else ())
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        year = desk.today().year
        self.year = FilterChip(_("Year"), [(number, str(number)) for number in range(year + 1, year - _YEARS, -1)])
        self.year.chosen.connect(lambda _value: self.reload())
        self._count = Text("", "body", "text2")
        self.main.addWidget(FilterBar((self.year,), (self._count,)))
        self.table: Table[MeetingRow] = Table(_columns(), _("Meetings of the panel"))
        self.table.keep(desk.settings, "meetings")
        self.table.give_way("place", "vote", "chair")
        self.table.opened.connect(lambda row: desk.go("meeting", MeetingWanted(row.id)))
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self._empty)
        self.main.addWidget(self.body, 1)
        self.side = SidePanel(336)
        self.side.hide()
        self.put_side(self.side)
        self.on_key("Escape", self._escape)
        if may_plan:
            self.table.on_key("N", self.plan)

    def keys(self) -> Sequence[Key]:
        plan = (Key("N", N_("plan a meeting")),) if self.desk.may(Permission.CASE_MEETING) else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open meeting")), *plan)

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        year = self.year.value()
        self.desk.jobs.read(
            list_meetings, then=self._show, owner=self, latest="list", year=year if isinstance(year, int) else None
        )

    def plan(self) -> None:
        """Show the form."""
        if self.form is None:
            clear(self.side.column)
            self.form = PlanForm(self.desk)
            self.form.left.connect(self.leave)
            self.form.done.connect(self._planned)
            self.side.column.addWidget(self.form)
            self.side.column.addStretch(1)
        self.side.show()
        self.form.begin()

    def leave(self) -> None:
        """Hide the form; what was typed stays."""
        if self.form is not None:
            self.form.keeping.keep()
        self.form = None
        self.side.hide()
        self.table.setFocus()

    def _escape(self) -> None:
        if self.form is not None:
            self.leave()
        else:
            self.desk.back()

    def _planned(self, meeting_id: object) -> None:
        self.form = None
        self.side.hide()
        self.desk.go(
            "meeting", MeetingWanted(int(str(meeting_id)), said=_("The meeting is planned; choose its cases."))
        )

    def _show(self, rows: tuple[MeetingRow, ...]) -> None:
        self.table.show_rows(rows)
        self._count.setText(ngettext("{n} meeting", "{n} meetings", len(rows)).format(n=len(rows)))
        self.body.setCurrentIndex(0 if rows else 1)
        if not rows:
            clear(self._empty_place)
            self._empty_place.addWidget(self._nothing())
        self.fit_filled()

    def _nothing(self) -> EmptyState:
        ways = []
        if self.desk.may(Permission.CASE_MEETING):
            words = _("Day, place, chair, members; cases are chosen after that.")
            ways.append(Way("plus", _("Plan the first meeting"), words, _("Plan…"), self.plan))
        sentence = _("A meeting votes on cases that have passed first review, and decides them when it is closed.")
        return EmptyState("users", _("No meeting yet"), sentence, ways)

"""Today, the gaps: enterprises without a liaison officer, now or from a day on, and those due without a plan."""

from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.assignments.holders import HolderRow
from officer_app.assignments.service import GapRow
from officer_app.i18n import _, ngettext
from officer_app.overview.today import Today
from officer_app.people.access import Permission
from officer_app.ui.page import Desk
from officer_app.ui.schedule import About, ScheduleSheet
from officer_app.ui.targets import AssignWanted, Chosen, HandoverWanted, RouteWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ElidedText, Link, Pill, PillSpec, PushButton, SectionHeader, Text
from officer_app.ui.wording import day_in_prose
from officer_app.visits.plan import DueRow

# From this weekday on (Thursday), the coming week is proposed: little is left of the one that runs.
_LATE_IN_WEEK: Final = 3


def show_gaps(desk: Desk, column: QVBoxLayout, day: Today) -> None:
    """How many there are and the first of them, each with the way to give it an officer."""
    everything = Link(_("All"))
    everything.setAccessibleName(_("All enterprises without a liaison officer"))
    everything.clicked.connect(lambda: desk.go("network", None))
    if day.gap_count:
        words = ngettext("{n} enterprise", "{n} enterprises", day.gap_count).format(n=day.gap_count)
        pill = Pill(PillSpec(words, "warn", "user-x"))
        column.addWidget(SectionHeader(_("Contact gaps"), "", everything, after=pill))
        column.addWidget(Text(_("Enterprises nobody looks after"), "caption", "text2", wrap=True))
        for gap in day.gaps:
            since = day_in_prose(gap.since) if gap.since else ""
            last = _("{name} until {date}").format(name=gap.last, date=since) if gap.last else gap.subdistrict
            _add(desk, column, gap, last or _("Never had one"))
    else:
        column.addWidget(SectionHeader(_("Contact gaps"), _("none"), everything))
        if not day.ahead_count:
            column.addWidget(Text(_("Every enterprise has its liaison officer."), "caption", "text2", wrap=True))
    if day.ahead_count:
        words = ngettext("{n} more will have none:", "{n} more will have none:", day.ahead_count)
        column.addWidget(Text(words.format(n=day.ahead_count), "caption", "text2", wrap=True))
    for gap in day.ahead:
        since = gap.since.isoformat() if gap.since else ""
        _add(desk, column, gap, _("from {day}").format(day=since) + f"·{gap.last}")
    if day.vacant_towns:
        towns = _("Sub-districts without an officer: {names}").format(names="、".join(day.vacant_towns))
        column.addWidget(Text(towns, "caption", "warn", wrap=True))
    if day.questions:
        words = ngettext("{n} question to the directory", "{n} questions to the directory", day.questions)
        asked = Link(words.format(n=day.questions))
        asked.clicked.connect(lambda: desk.go("questions", None))
        column.addWidget(asked)
    for holder in day.left_behind:
        _add_left(desk, column, holder)


def _add_left(desk: Desk, column: QVBoxLayout, holder: HolderRow) -> None:
    """Somebody who can no longer serve, with what still stands in their name, and the way to hand it over."""
    enterprises = ngettext("{n} enterprise", "{n} enterprises", holder.enterprises).format(n=holder.enterprises)
    towns = ngettext("{n} sub-district", "{n} sub-districts", holder.towns).format(n=holder.towns)
    held = [words for words, count in ((enterprises, holder.enterprises), (towns, holder.towns)) if count]
    note = "·".join((_("works in another capacity") if holder.active else _("has left"), *held))
    button = None
    if desk.may(Permission.ASSIGN):
        button = PushButton(_("Hand over"), height=28, name=_("Hand over from {name}").format(name=holder.name))
        button.clicked.connect(lambda: desk.go("handover", HandoverWanted(holder.account_id)))
    _line(column, holder.name, note, button)


def _add(desk: Desk, column: QVBoxLayout, gap: GapRow, note: str) -> None:
    button = None
    if desk.may(Permission.ASSIGN):
        button = PushButton(_("Assign"), height=28, name=_("Assign {enterprise}").format(enterprise=gap.enterprise))
        button.clicked.connect(partial(_assign, desk, gap))
    _line(column, gap.enterprise, note, button)


def show_unplanned(desk: Desk, page: QWidget, column: QVBoxLayout, day: Today) -> None:
    """How many are overdue or due soon with no visit planned, and the first of them, each with the way to plan it."""
    may_plan = desk.may(Permission.VISIT_PLAN)
    if not day.no_plan_count:
        column.addWidget(SectionHeader(_("No plan"), _("none")))
        column.addWidget(Text(_("Everybody who is due has a plan."), "caption", "text2", wrap=True))
        return
    words = ngettext("{n} enterprise", "{n} enterprises", day.no_plan_count).format(n=day.no_plan_count)
    pill = Pill(PillSpec(words, "warn", "calendar-clock"))
    ways = []
    if may_plan:
        route = Link(_("Propose a week"))
        route.clicked.connect(partial(_propose, desk, day))
        ways.append(route)
    column.addWidget(SectionHeader(_("No plan"), "", *ways, after=pill))
    column.addWidget(Text(_("Overdue or due soon, and no visit is planned"), "caption", "text2", wrap=True))
    for row in day.no_plan:
        note = _("due {day}").format(day=row.due_on.isoformat())
        if row.officer != desk.account.name:
            note += f"·{row.officer}"
        button = None
        if may_plan:
            name = _("Plan a visit to {enterprise}").format(enterprise=row.enterprise)
            button = PushButton(_("Plan it"), height=28, name=name)
            button.clicked.connect(partial(_plan, desk, page, row, button))
        _line(column, row.enterprise, note, button)


def _propose(desk: Desk, day: Today) -> None:
    """One's own week; whoever has none of their own finds everybody's in the calendar."""
    own = getattr(desk.jobs.actor, "id", None)
    if isinstance(own, int) and any(row.officer_id == own for row in day.no_plan):
        late = day.day.weekday() >= _LATE_IN_WEEK
        desk.go("route", RouteWanted(own, desk.account.name, day.day + timedelta(days=7 if late else 0)))
    else:
        desk.go("calendar", None)


def _plan(desk: Desk, page: QWidget, row: DueRow, button: PushButton, _checked: bool = False) -> None:
    about = About(row.enterprise_id, row.enterprise, row.officer_id, max(row.due_on, desk.today()))
    ScheduleSheet(desk, page, about).open_at(button.mapToGlobal(button.rect().bottomLeft()))


def _line(column: QVBoxLayout, title: str, note: str, button: PushButton | None) -> None:
    """What is missing, and the way to mend it for those who may."""
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    both = QVBoxLayout()
    both.setSpacing(0)
    both.addWidget(ElidedText(title))
    both.addWidget(ElidedText(note, "caption", "text2"))
    line.addLayout(both, 1)
    if button is not None:
        line.addWidget(button)
    column.addLayout(line)
    column.addSpacing(dp(2))


def _assign(desk: Desk, gap: GapRow, _checked: bool = False) -> None:
    ahead = gap.since if gap.since is not None and gap.since > desk.today() else None
    chosen = Chosen(gap.enterprise_id, gap.enterprise, gap.subdistrict, gap.last if ahead else "")
    desk.go("assign", AssignWanted((chosen,), starts_on=ahead))

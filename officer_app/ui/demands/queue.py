"""The handler's queue: what must be replied to, taken up, answered for now, solved; the soonest due first."""

from typing import Final

from officer_app.demands.board import DemandFilter
from officer_app.demands.listing import DemandList, listed_demands
from officer_app.demands.reminders import Reminder, ReminderRow, demand_reminders
from officer_app.demands.service import DemandRow, DemandState, DemandStep
from officer_app.i18n import _
from officer_app.ui.cells import Cell, Group
from officer_app.ui.demands.grouped import GroupedPart, Line
from officer_app.ui.demands.reminded import STEP_OF
from officer_app.ui.demands.standing import STEP_ICONS, due_cell, one_line
from officer_app.ui.page import Desk
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import EmptyState, PillSpec
from officer_app.ui.wording import limit_pill

_HEADS: Final[dict[Reminder, tuple[Tone, str]]] = {
    Reminder.HURRIED: ("danger", "zap"),
    Reminder.SILENT: ("danger", "clock-alert"),
    Reminder.TO_ACCEPT: ("accent", "hand"),
    Reminder.FIRST_ANSWER: ("warn", "message-square-text"),
    Reminder.RETURNED: ("warn", "corner-down-left"),
    Reminder.EXTENSION: ("accent", "calendar-plus"),
    Reminder.NO_HANDLER: ("warn", "user-x"),
    Reminder.MY_PART: ("text", "users"),
    Reminder.LOOK_AGAIN: ("text", "pause"),
}
# The work itself stands between what is asked of it and what is beside it.
_FIRST: Final = (Reminder.HURRIED, Reminder.SILENT, Reminder.TO_ACCEPT, Reminder.FIRST_ANSWER, Reminder.EXTENSION)
_AFTER: Final = (Reminder.MY_PART, Reminder.RETURNED, Reminder.NO_HANDLER, Reminder.LOOK_AGAIN)
_IN_HAND: Final = (DemandState.ACCEPTED, DemandState.IN_PROGRESS)
_MOST: Final = 500


class QueuePart(GroupedPart):
    """What the person signed in has to do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("To do"), _nothing)
        self._reminders: list[ReminderRow] = []

    def load(self, filter_: DemandFilter) -> None:
        self.desk.jobs.read(demand_reminders, then=self._reminded, owner=self, latest="reminders")

    def _reminded(self, reminders: list[ReminderRow]) -> None:
        self._reminders = reminders
        mine = DemandFilter(handler_id=self.desk.jobs.actor.id, states=_IN_HAND)
        self.desk.jobs.read(
            listed_demands, DemandList(mine), limit=_MOST, then=self._show, owner=self, latest="in hand"
        )

    def _show(self, rows: list[DemandRow]) -> None:
        today = self.desk.today()
        work = [Line(row, _next(row), due_cell(row, today), step=_step(row)) for row in rows]
        solve = (Group(_("To solve"), len(work), "text", "loader", _("the soonest due first")), work)
        self.show_groups([*map(self._group, _FIRST), solve, *map(self._group, _AFTER)])

    def _group(self, kind: Reminder) -> tuple[Group, list[Line]]:
        (tone, icon), step = _HEADS[kind], STEP_OF[kind]
        lines = [
            Line(
                one.demand, self._what(one), Cell(one.due_on.isoformat(), "text2", pill=self._pill(one)),
                icon=STEP_ICONS[step], step=step,
            )
            for one in self._reminders
            if one.kind is kind
        ]  # fmt: skip
        lines.sort(key=lambda line: line.when.text)
        return Group(kind.label, len(lines), tone, icon), lines

    def _pill(self, one: ReminderRow) -> PillSpec | None:
        if one.kind is Reminder.LOOK_AGAIN:
            return None
        return limit_pill(one.days_left, late=one.due_on < self.desk.today())

    @staticmethod
    def _what(one: ReminderRow) -> str:
        said = one_line(one.said)
        if one.for_whom:
            return "·".join(part for part in (_("for {name}").format(name=one.for_whom), said) if part)
        return said or one.demand.number


def _nothing() -> EmptyState:
    return EmptyState("circle-check", _("All done"), _("No demand waits for you."))


def _next(row: DemandRow) -> str:
    """What is to be done with a demand in hand."""
    if row.state is DemandState.ACCEPTED:
        return _("begin the work")
    if row.first_answered_on is None and row.first_answer_due_on is not None:
        return _("first answer by {day}").format(day=row.first_answer_due_on.isoformat())
    return _("answer")


def _step(row: DemandRow) -> DemandStep:
    return DemandStep.TAKE_UP if row.state is DemandState.ACCEPTED else DemandStep.ANSWER

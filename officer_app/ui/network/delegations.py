"""The contact network, delegation during leave: who acts on special-talent cases in whose place, and until when.

A supervisor gives and ends them; the officers see those in force.
"""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.people.delegation import (
    Colleague,
    DelegationDraft,
    DelegationRow,
    DelegationStart,
    Task,
    delegate,
    delegation_start,
    end_delegation,
    list_delegations,
)
from officer_app.ui.cells import Cell
from officer_app.ui.network.leave import (
    Asked,
    LeaveForm,
    LeaveSegment,
    LeaveSide,
    LeaveWords,
    is_running,
    quiet,
    state_pill,
)
from officer_app.ui.page import Desk
from officer_app.ui.table import Column
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Facts, Pill, PushButton, Text


def _tasks(row: DelegationRow) -> str:
    return _(", ").join(task.label for task in row.tasks)


COLUMNS: Final[tuple[Column[DelegationRow], ...]] = (
    Column("absent", N_("Officer away"), lambda row: Cell(row.absent, weight=500), 100),
    Column("delegate", N_("Acts for them"), lambda row: Cell(row.delegate), 100),
    Column("tasks", N_("Left to them"), lambda row: Cell(_tasks(row), prose=True), 160, stretch=True),
    Column("first", N_("From day"), lambda row: quiet(row, row.first_on.isoformat()), 104),
    Column("last", N_("Last day"), lambda row: quiet(row, row.last_on.isoformat()), 104),
    Column("state", N_("State"), lambda row: Cell(pill=state_pill(row)), 100),
    Column("reason", N_("Reason"), lambda row: Cell(row.reason, "text2", prose=True), 120),
)


class DelegationForm(LeaveForm):
    """Leave cases to a colleague, and what of them."""

    def __init__(self, desk: Desk) -> None:
        self._people: dict[int, Colleague] = {}
        title, other = _("Leave cases to a colleague"), ("delegate", _("Acts for them"))
        super().__init__(desk, title, _("Leave the cases to them"), other)
        self.absent.currentIndexChanged.connect(self._offer)
        self.other.currentIndexChanged.connect(self._offer)

    def ask_more(self) -> None:
        self.tasks = {task: Check(task.label) for task in Task}
        self._none = Text(
            _("Nothing of the absent one's role can be left to this colleague."), "caption", "warn", wrap=True
        )
        ticks = QWidget()
        column = QVBoxLayout(ticks)
        column.setContentsMargins(0, dp(4), 0, 0)
        column.setSpacing(dp(4))
        for widget in (*self.tasks.values(), self._none):
            column.addWidget(widget)
        self.form.add("tasks", _("Left to them"), ticks, needed=True)

    def know(self, start: DelegationStart) -> None:
        """Who there is, and for how long at most."""
        self._people = {one.id: one for one in start.colleagues}
        words = ngettext(
            "At most {n} calendar day; it ends by itself and is not passed on. Both then count as having acted.",
            "At most {n} calendar days; it ends by itself and is not passed on. Both then count as having acted.",
            start.longest,
        )
        self.limit.setText(words.format(n=start.longest))
        own = next((one.id for one in start.colleagues if one.name == self._desk.account.name), None)
        people = [(one.id, f"{one.name}·{one.role.label}") for one in start.colleagues]
        self.absent.set_choices(people, self.absent.value() or own)
        # Nobody takes a place by their own act.
        self.other.set_choices([(key, words) for key, words in people if key != own], self.other.value())
        self._offer()

    def _offer(self) -> None:
        """Show what of the absent one's role the colleague may receive."""
        absent, to = (self._people.get(choice.value()) for choice in (self.absent, self.other))  # type: ignore[call-overload] # ids
        possible = {task for task in Task if absent and to and task in absent.own and task in to.receivable}
        for task, tick in self.tasks.items():
            if task not in possible:
                tick.setChecked(False)
            tick.setVisible(task in possible)
        self._none.setVisible(not possible)

    def store(self, asked: Asked) -> None:
        tasks = tuple(task for task, tick in self.tasks.items() if tick.isChecked())
        draft = DelegationDraft(
            asked.draft_id, asked.absent_id, asked.other_id, tasks, asked.first_on, asked.last_on, asked.reason
        )
        self._desk.jobs.perform(delegate, draft, then=self.given.emit, owner=self.form)


class DelegationSide(LeaveSide[DelegationRow]):
    """The current delegation with the way to end it, or the form for a new one."""

    form: DelegationForm

    def __init__(self, desk: Desk) -> None:
        self.end = PushButton("", "ban", kind="danger")
        super().__init__(desk, DelegationForm(desk), self.end)
        self.end.clicked.connect(self._end)

    def may_end(self, row: DelegationRow) -> bool:
        return self.desk.may("case_delegate") and row.delegate != self.desk.account.name

    def tell(self, row: DelegationRow) -> None:
        self.end.setText(_("End it at once") if is_running(row) else _("Call it off"))
        self.content.addWidget(Text(acted_by(row.delegate, row.absent), "record"))
        facts: list[tuple[str, str | QWidget]] = [
            (_("State"), Pill(state_pill(row))),
            (_("Left to them"), _tasks(row)),
            (_("Days"), _("{first} to {last}").format(first=row.first_on, last=row.last_on)),
            (_("Reason"), row.reason),
            (_("Arranged by"), row.made_by),
        ]
        if row.ended_on is not None:
            facts.insert(3, (_("Ended on"), row.ended_on.isoformat()))
        self.content.addWidget(Facts(facts))
        words = _(
            "Who has acted on a case in another capacity, or for whom that is so, takes no step of it here either."
        )
        self.content.addWidget(Text(words, "caption", "text2", wrap=True))

    def _end(self) -> None:
        if self.row is not None:
            self.desk.jobs.perform(
                end_delegation,
                self.row.id,
                version=self.row.version,
                then=lambda _nothing: self.desk.notices.say(_("The delegation has ended; what was done stays.")),
                owner=self,
            )


class DelegationSegment(LeaveSegment[DelegationRow]):
    """The delegations in force, planned and past."""

    key = "delegations"
    title = N_("Delegation")
    permission = "case_read"
    side: DelegationSide

    def __init__(self, desk: Desk) -> None:
        words = LeaveWords(
            table=_("Delegations"),
            new=_("Leave cases…"),
            key=N_("leave cases"),
            way=(_("Leave cases to a colleague"), _("for somebody on leave"), _("Leave")),
            none=(
                _("Nobody acts in another's place"),
                _("While a supervisor is away, a colleague who has not acted on a case can take their steps on it."),
            ),
            groups=(_("In force now"), _("In force later"), _("Past")),
            given=_("The cases are left to them; it ends by itself."),
        )
        super().__init__(DelegationSide(desk), COLUMNS, words, gives_way="reason", may_give=desk.may("case_delegate"))

    def reload(self) -> None:
        self.desk.jobs.read(list_delegations, then=self.show_rows, owner=self, latest="delegations")
        if self._may_give:
            self.desk.jobs.read(delegation_start, then=self.side.form.know, owner=self, latest="delegation start")

    def summarise(self, running: int) -> str:
        words = ngettext("{n} delegation in force today", "{n} delegations in force today", running)
        return words.format(n=running)

    def first_to_end(self) -> QWidget:
        return self.side.end

"""When a visit took place, what had been planned, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final  # Any: a kept draft is JSON of any shape

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.form import Form
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, Link, Text, TimeEdit
from officer_app.visits.drafts import Outcome
from officer_app.visits.plans import PlanRow
from officer_app.visits.reading import VisitFile

_LEAST: Final = 5  # minutes to which the present time is rounded down
_LONGEST: Final = 24  # characters of a purpose in the list of plans
# What each outcome does, said beside it.
_DOES: Final = {
    Outcome.DONE: "",
    Outcome.RESCHEDULED: N_("The contact stays due; say in “Next contact” when it will be."),
    Outcome.NOT_FOUND: N_("Asks in the directory whether the enterprise still exists; the contact stays due."),
    Outcome.MOVED: N_("Asks in the directory where the enterprise has gone; the contact stays due."),
    Outcome.REFUSED: N_("Tells the directory that contact was refused; say in “Next contact” when you try again."),
}


def planned_words(plan: PlanRow) -> str:
    """09-17 14:00–15:00·二期用工: an open plan in a list."""
    times = [f"{at:%H:%M}" for at in (plan.starts_at, plan.ends_at) if at]
    purpose = plan.purpose if len(plan.purpose) <= _LONGEST else plan.purpose[:_LONGEST] + "…"
    parts = (f"{plan.planned_on:%m-%d} {'–'.join(times)}".strip(), plan.mode.label, purpose)
    return "·".join(part for part in parts if part)


class WhenFields(QObject):
    """Day, times, plan and outcome. `planned` tells that another plan was chosen (PlanRow or None)."""

    changed = Signal()
    planned = Signal(object)

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self._today = today
        self._plans: dict[int, PlanRow] = {}
        self._plan_id: int | None = None
        self.day = DateEdit(_("Date"), lambda: self._today)
        self.starts, self.ends = TimeEdit(_("From")), TimeEdit(_("To"))
        self.outcome = Choice(_("Outcome"), [(outcome, outcome.label) for outcome in Outcome])
        self.outcome.setMinimumWidth(dp(150))
        self.plan = Choice(_("Plan"), [(0, _("not planned"))])
        self.planned_starts, self.planned_ends = TimeEdit(_("Planned from")), TimeEdit(_("Planned to"))
        self._length = Text("", "caption", "text2")
        self._length.hide()
        self._does = Text("", "caption", "warn", wrap=True)
        self._does.hide()
        self._more = Link(_("Planned time"))
        self._more.clicked.connect(self.ask_planned)
        self._plan_row = QWidget()
        self._watch()

    def lay_out(self, form: Form) -> None:
        """The row of the form."""
        times = QHBoxLayout()
        times.setSpacing(dp(8))
        times.addWidget(self.day)
        times.addSpacing(dp(4))
        times.addWidget(self.starts)
        times.addWidget(Text(_("to"), "body", "text2"))
        times.addWidget(self.ends)
        times.addWidget(self._length)
        times.addWidget(self._more)
        times.addStretch(1)
        times.addWidget(Text(_("Outcome"), "body", "text2"))
        times.addWidget(self.outcome)
        row = QHBoxLayout(self._plan_row)
        row.setContentsMargins(0, dp(8), 0, 0)
        row.setSpacing(dp(8))
        row.addWidget(self.plan, 1)
        row.addWidget(Text(_("Planned"), "body", "text2"))
        row.addWidget(self.planned_starts)
        row.addWidget(Text(_("to"), "body", "text2"))
        row.addWidget(self.planned_ends)
        row.addStretch()
        self._plan_row.hide()
        cell = QVBoxLayout()
        cell.setSpacing(0)
        cell.addLayout(times)
        cell.addWidget(self._plan_row)
        cell.addSpacing(dp(2))
        cell.addWidget(self._does)
        named: dict[str, QWidget] = {
            "visited_on": self.day,
            "starts_at": self.starts,
            "ends_at": self.ends,
            "outcome": self.outcome,
            "planned_starts_at": self.planned_starts,
            "planned_ends_at": self.planned_ends,
        }
        form.add_row(_("Time"), named, cell, needed=True)

    def start(self, now: datetime, *, fresh: bool) -> None:
        """Today; with `fresh` the defaults of a new visit as well."""
        self._today = now.date()
        if fresh:
            self.day.set_value(self._today)
            self.starts.set_value(time(now.hour, now.minute - now.minute % _LEAST))

    def know(self, plans: Sequence[PlanRow]) -> None:
        """The open plans of the enterprise."""
        self._plans = {plan.id: plan for plan in plans}
        self._show_plans()

    def take_plan(self, plan: PlanRow | None) -> None:
        """The visit makes this plan; its times are those planned."""
        self._plan_id = plan.id if plan else None
        self.planned_starts.set_value(plan.starts_at if plan else None)
        self.planned_ends.set_value(plan.ends_at if plan else None)
        if plan and plan.starts_at and not self.starts.isModified() and plan.planned_on == self.day.value():
            self.starts.set_value(plan.starts_at)
        self._show_plans()

    def ask_planned(self) -> None:
        """Ask for the planned time of a visit without a plan."""
        self._plan_row.show()
        self._more.hide()
        self.planned_starts.setFocus()

    def result(self) -> Outcome:
        """What came of it."""
        return Outcome(str(self.outcome.value()))

    def plan_id(self) -> int | None:
        """The plan that the visit makes."""
        return self._plan_id

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return any(line.composing() for line in self._lines().values())

    def mistakes(self) -> list[Invalid]:
        """What is no date and no time."""
        found = []
        if self.day.value() is None:
            found.append(Invalid(N_("This is not a date."), remedy=N_("Type it like 0917."), field="visited_on"))
        for name, line in (
            ("starts_at", self.starts),
            ("ends_at", self.ends),
            ("planned_starts_at", self.planned_starts),
            ("planned_ends_at", self.planned_ends),
        ):
            if line.wrong():
                found.append(Invalid(N_("This is not a time."), remedy=N_("Type it like 1330."), field=name))
        return found

    def payload(self) -> dict[str, Any]:
        """All that was typed, as it was typed."""
        texts = {name: line.text() for name, line in self._lines().items()}
        return {**texts, "outcome": str(self.outcome.value()), "plan": self._plan_id}

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Put a kept draft back."""
        self.outcome.set_value(Outcome(kept.get("outcome", Outcome.DONE.value)))
        for name, line in self._lines().items():
            line.setText(str(kept.get(name, "")))
        self._plan_id = kept.get("plan")
        self._show_plans()
        self._show_outcome()

    def _lines(self) -> dict[str, DateEdit | TimeEdit]:
        return {
            "day": self.day,
            "starts": self.starts,
            "ends": self.ends,
            "planned_starts": self.planned_starts,
            "planned_ends": self.planned_ends,
        }

    def _watch(self) -> None:
        for line in self._lines().values():
            line.textChanged.connect(self._edited)
        for line in (self.starts, self.ends):
            line.textChanged.connect(self._show_length)
        self.day.textEdited.connect(self._other_day)
        self.outcome.currentIndexChanged.connect(self._show_outcome)
        self.outcome.activated.connect(self._edited)
        self.plan.activated.connect(self._plan_chosen)

    def _edited(self, *_what: object) -> None:
        self.changed.emit()

    def _plan_chosen(self) -> None:
        chosen = self.plan.value()
        plan = self._plans.get(chosen) if isinstance(chosen, int) else None
        self.take_plan(plan)
        self.planned.emit(plan)
        self.changed.emit()

    def _show_plans(self) -> None:
        choices: list[tuple[object, str]] = [(plan.id, planned_words(plan)) for plan in self._plans.values()]
        if self._plan_id is not None and self._plan_id not in self._plans:
            choices.append((self._plan_id, _("as planned")))
        self.plan.set_choices([*choices, (0, _("not planned"))], self._plan_id or 0)
        self.plan.setVisible(bool(choices))
        planned = bool(choices or self.planned_starts.text() or self.planned_ends.text())
        self._plan_row.setVisible(planned)
        self._more.setVisible(not planned)

    def _show_outcome(self, *_row: object) -> None:
        words = _DOES[self.result()]
        self._does.setText(_(words) if words else "")
        self._does.setVisible(bool(words))
        self.outcome.setAccessibleDescription(self._does.text())

    def _other_day(self, _text: str) -> None:
        # The present time belongs to today; on another day it would be invented.
        if self.day.value() not in (None, self._today) and not self.ends.text() and not self.starts.isModified():
            self.starts.clear()

    def _show_length(self) -> None:
        starts, ends = self.starts.value(), self.ends.value()
        minutes = _minutes(ends) - _minutes(starts) if starts and ends else 0
        words = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
        self._length.setText(words if minutes > 0 else "")
        self._length.setVisible(minutes > 0)


def when_payload(file: VisitFile) -> dict[str, Any]:
    """When a stored visit was, as a kept draft holds it."""
    row = file.row
    return {
        "day": row.visited_on.isoformat(),
        "starts": _time_words(row.starts_at),
        "ends": _time_words(row.ends_at),
        "planned_starts": _time_words(file.planned_starts_at),
        "planned_ends": _time_words(file.planned_ends_at),
        "outcome": row.outcome.value,
        "plan": file.plan_id,
    }


def plan_meant(plans: Sequence[PlanRow], officer_id: int, day: date, wanted: int | None) -> PlanRow | None:
    """The plan that a visit made on this day carries out: the one wanted, else the officer's nearest of the week."""
    if wanted is not None:
        return next((plan for plan in plans if plan.id == wanted), None)
    week = day.isocalendar()[:2]
    near = [plan for plan in plans if plan.officer_id == officer_id and plan.planned_on.isocalendar()[:2] == week]
    return min(near, key=lambda plan: abs((plan.planned_on - day).days), default=None)


def _time_words(at: time | None) -> str:
    return f"{at:%H:%M}" if at else ""


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute

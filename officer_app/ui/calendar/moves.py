"""What is done to plans from the calendar, each with its way back."""

from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import QObject, Signal

from officer_app.i18n import _
from officer_app.ui.calendar.diary import short_name
from officer_app.ui.page import Desk
from officer_app.ui.wording import day_in_prose, weekday
from officer_app.visits.calendar import CalendarEntry
from officer_app.visits.plans import (
    PlanDraft,
    Planned,
    PlanWarning,
    call_off_plan,
    move_plan,
    plan_visit,
    reinstate_plan,
)


class Moves(QObject):
    """Plans, moves and calls off; `done` tells which plan stands where now, with what is to be said of it."""

    done = Signal(object, int, str, str)  # date, plan id, words, what is odd about it

    def __init__(self, desk: Desk, owner: QObject) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner

    def plan(self, draft: PlanDraft, enterprise: str) -> None:
        """A new plan."""

        def planned(made: Planned) -> None:
            self.planned(draft, made, enterprise)

        self._desk.jobs.perform(plan_visit, draft, then=planned, owner=self._owner)

    def planned(self, draft: PlanDraft, made: Planned, enterprise: str) -> None:
        """A plan was made: offer the way back."""
        name = short_name(enterprise)
        words = _("{name} planned for {day}").format(name=name, day=_day(draft.planned_on))

        def back() -> None:
            self._desk.jobs.perform(
                call_off_plan, made.plan_id, _("Taken back at once"), version=made.version, owner=self._owner
            )

        self._desk.undo.offer(words, back)
        self.done.emit(draft.planned_on, made.plan_id, words, _odd(made))

    def move(self, entry: CalendarEntry, day: date, at: time | None) -> None:
        """A plan to another day, or another time of the day; it takes as long as before."""
        if entry.plan_id is None:
            return
        plan_id, ends_at = entry.plan_id, _end_of(entry, at)

        def moved(made: Planned) -> None:
            words = _("{name} moved to {day}").format(name=short_name(entry.enterprise), day=_day(day))
            if day == entry.day and at is not None:
                words = _("{name} moved to {time}").format(name=short_name(entry.enterprise), time=f"{at:%H:%M}")
            self._desk.undo.offer(words, self._put_back(entry, made.version))
            self.done.emit(day, plan_id, words, _odd(made))

        self._desk.jobs.perform(
            move_plan, plan_id, day, at, ends_at, version=entry.version, then=moved, owner=self._owner
        )

    def call_off(self, entry: CalendarEntry, reason: str, then: Callable[[], object]) -> None:
        """A plan is called off, for a reason."""
        if entry.plan_id is None:
            return
        plan_id = entry.plan_id

        def called_off(made: Planned) -> None:
            words = _("{name} called off").format(name=short_name(entry.enterprise))

            def back() -> None:
                self._desk.jobs.perform(
                    reinstate_plan,
                    plan_id,
                    version=made.version,
                    then=lambda _made: self.done.emit(entry.day, plan_id, "", ""),
                    owner=self._owner,
                )

            self._desk.undo.offer(words, back)
            then()
            self.done.emit(entry.day, plan_id, words, "")

        self._desk.jobs.perform(
            call_off_plan, plan_id, reason, version=entry.version, then=called_off, owner=self._owner
        )

    def _put_back(self, entry: CalendarEntry, version: int) -> Callable[[], None]:
        def back() -> None:
            plan_id = entry.plan_id or 0
            self._desk.jobs.perform(
                reinstate_plan,
                plan_id,
                version=version,
                planned_on=entry.day,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
                then=lambda _made: self.done.emit(entry.day, plan_id, "", ""),
                owner=self._owner,
            )

        return back


def _day(day: date) -> str:
    return _("{date} {weekday}").format(date=day_in_prose(day), weekday=weekday(day))


def _odd(made: Planned) -> str:
    """What somebody should know of a plan, the day off first."""
    order = list(PlanWarning)
    return " ".join(warning.label for warning in sorted(made.warnings, key=order.index))


def _end_of(entry: CalendarEntry, at: time | None) -> time | None:
    """When it ends if it begins at that time: as long after as before, on the same day at the latest."""
    if at is None or entry.starts_at is None or entry.ends_at is None:
        return entry.ends_at if at is not None and at == entry.starts_at else None
    lasts = datetime.combine(entry.day, entry.ends_at) - datetime.combine(entry.day, entry.starts_at)
    end = datetime.combine(entry.day, at) + lasts
    return end.time() if end.date() == entry.day else time(23, 59)

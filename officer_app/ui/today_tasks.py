"""Today's lines: what is to be done, by urgency, and which page each line opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from officer_app.demands.reminders import ReminderRow
from officer_app.demands.service import DemandRow
from officer_app.i18n import N_, _
from officer_app.overview.today import Today, WaitingCase
from officer_app.ui.cells import Cell, Group
from officer_app.ui.demands.reminded import reminded
from officer_app.ui.schedule import About
from officer_app.ui.table import Column
from officer_app.ui.targets import CorrectVisit, NewVisit
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import PillSpec
from officer_app.ui.wording import limit_pill, weekday
from officer_app.visits.drafts import Mode
from officer_app.visits.plan import DueRow
from officer_app.visits.plans import PlanRow
from officer_app.visits.returning import ReturnedRow

MODE_ICONS: Final = {
    Mode.ON_SITE: "map-pin",
    Mode.PHONE: "phone",
    Mode.VIDEO: "video",
    Mode.AT_OFFICE: "door-open",
}


@dataclass(frozen=True)
class Task:
    """One line of the work list: which page it opens, with what; `about` is set where a visit can be planned."""

    enterprise_id: int
    enterprise: str
    icon: str
    what: str
    who: str
    when: Cell
    opens: str
    target: object
    about: About | None = None

    @property
    def visit(self) -> bool:
        """Whether a visit is to be made."""
        return self.about is not None


def task_columns() -> tuple[Column[Task], ...]:
    """Enterprise, matter, person, when."""
    return (
        Column("enterprise", N_("Enterprise"), lambda task: Cell(task.enterprise, weight=500, icon=task.icon), 276),
        Column("what", N_("Matter"), _what, 120, stretch=True),
        Column("who", N_("Person"), lambda task: Cell(task.who, "text2"), 104),
        Column("when", N_("When"), lambda task: task.when, 172),
    )


def _what(task: Task) -> Cell:
    if task.about is None:
        return Cell(task.what, "text2", keys=(("Enter", _("Open")),))
    plan = ("S", _("Plan it") if task.about.plan_id is None else _("Move"))
    return Cell(task.what, "text2", keys=(("V", _("Log a visit")), plan))


def task_rows(day: Today, wanted: str) -> list[Task | Group]:
    """The groups by urgency; visits and demands that are late stand together.

    `wanted` is "all" or the one kind shown.
    """
    visits, demands = wanted in ("all", "visits"), wanted in ("all", "demands")
    late = [demand for demand in day.demands if demand.due_on < day.day]
    near = [demand for demand in day.demands if demand.due_on >= day.day]
    missed = [plan for plan in day.planned if plan.planned_on < day.day]
    planned = [plan for plan in day.planned if plan.planned_on >= day.day]
    rows: list[Task | Group] = []

    def group(title: str, tone: Tone, icon: str, note: str, tasks: Iterable[Task], more: int = 0) -> None:
        found = list(tasks)
        if not found:
            return
        if more > 0:
            note = _("the first {n}").format(n=len(found))
        rows.append(Group(title, len(found) + max(0, more), tone, icon, note))
        rows.extend(found)

    overdue = [_plan(plan, day) for plan in missed] if visits else []
    overdue += [_due(row, day) for row in day.overdue] if visits else []
    overdue += [_demand(row, day) for row in late] if demands else []
    hidden = day.overdue_count - len(day.overdue) if visits else 0
    hidden_late = sum(1 for due_on in day.limits.values() if due_on < day.day) - len(late)
    hidden += hidden_late if demands else 0
    # Few, and a supervisor waits: below a long list of what is overdue nobody would see them.
    returned = [_returned(row, day) for row in day.returned] if visits else []
    group(_("Returned for completion"), "warn", "file-pen-line", "", returned)
    group(_("Overdue"), "danger", "clock-alert", _("these first"), overdue, hidden)
    group(
        _("Planned for today"), "accent", "calendar-check", "", [_plan(plan, day) for plan in planned] if visits else []
    )
    today = [_due(row, day) for row in day.due_today] if visits else []
    group(_("Visits due today"), "accent", "sun", "", today, day.due_today_count - len(today))
    tasks = [_demand(row, day) for row in near] if demands else []
    hidden_near = len(day.limits) - len(day.demands) - hidden_late
    group(_("Demands near their limit"), "warn", "hourglass", "", tasks, hidden_near)
    reminders = [_reminder(row, day) for row in _reminders(day)] if demands else []
    group(_("Demands to see to"), "text", "message-square-text", "", reminders)
    cases = [_case(case, day) for case in day.cases] if wanted in ("all", "cases") else []
    group(_("Cases waiting for me"), "text", "award", "", cases)
    soon = [_due(row, day) for row in day.soon] if visits else []
    group(_("Due in the coming days"), "text", "calendar-days", "", soon, day.soon_count - len(soon))
    return rows


def visit_count(day: Today) -> int:
    """How many visits the day asks for, those not shown included."""
    return day.overdue_count + day.due_today_count + day.soon_count + len(day.planned) + len(day.returned)


def demand_count(day: Today) -> int:
    """How many demands."""
    return len(day.limits) + len(_reminders(day))


def _reminders(day: Today) -> list[ReminderRow]:
    """One line for each demand that is not in the list for its limit: for the most pressing reason."""
    first = {row.demand.id: row for row in reversed(day.reminders) if row.demand.id not in day.limits}
    return [row for row in day.reminders if first.get(row.demand.id) is row]


def _due(row: DueRow, day: Today) -> Task:
    if row.last_on is None:
        what = _("First visit")
    else:
        kind = _("Agreed contact") if row.agreed else _("Periodic visit")
        mode = row.last_mode.label if row.last_mode else ""
        what = _("{kind}·last {date}, {mode}").format(kind=kind, date=row.last_on.isoformat(), mode=mode)
    if row.planned_on is not None:
        what = _("planned for {date}").format(date=f"{row.planned_on:%m-%d}") + f"·{what}"
    if row.due_on < day.day:
        when = Cell(pill=limit_pill(row.days_left, late=True))
    elif row.due_on == day.day:
        when = Cell(_("today"), "text2")
    else:
        when = Cell(f"{row.due_on:%Y-%m-%d}", "text2", tail=weekday(row.due_on))
    icon = MODE_ICONS[row.last_mode] if row.last_mode else "map-pin"
    return Task(
        row.enterprise_id,
        row.enterprise,
        icon,
        _marked(what, day.covering.get(row.officer_id)),
        day.contacts.get(row.enterprise_id) or row.officer,
        when,
        "visit",
        NewVisit(row.enterprise_id),
        About(row.enterprise_id, row.enterprise, row.officer_id, max(row.due_on, day.day)),
    )


def _plan(plan: PlanRow, day: Today) -> Task:
    what = plan.purpose or _("Planned visit")
    if plan.planned_on < day.day:
        what = _("planned for {date}").format(date=f"{plan.planned_on:%m-%d}") + f"·{what}"
        when = Cell(pill=PillSpec(_("Not logged"), "danger", "clock-alert"))
    else:
        times = [f"{at:%H:%M}" for at in (plan.starts_at, plan.ends_at) if at is not None]
        when = Cell("–".join(times) or _("today"), "text2")
    return Task(
        plan.enterprise_id,
        plan.enterprise,
        MODE_ICONS[plan.mode],
        _marked("·".join(filter(None, (what, plan.subdistrict))), day.covering.get(plan.officer_id)),
        day.contacts.get(plan.enterprise_id) or plan.officer,
        when,
        "visit",
        NewVisit(plan.enterprise_id, plan.id),
        About(
            plan.enterprise_id,
            plan.enterprise,
            plan.officer_id,
            max(plan.planned_on, day.day),
            plan.id,
            plan.version,
            plan.planned_on,
            plan.starts_at,
            plan.ends_at,
        ),
    )


def _returned(row: ReturnedRow, day: Today) -> Task:
    what = _("{number}·{note}").format(number=row.number, note=row.note)
    since = Cell(f"{row.at:%Y-%m-%d}", "text2", tail=row.by)
    contact = day.contacts.get(row.enterprise_id, "")
    target = CorrectVisit(row.visit_id)
    return Task(row.enterprise_id, row.enterprise, "file-pen-line", what, contact, since, "visit", target)


def _reminder(row: ReminderRow, day: Today) -> Task:
    task = _demand(row.demand, day)
    when = Cell(pill=limit_pill(row.days_left, late=row.due_on < day.day))
    return Task(
        task.enterprise_id,
        task.enterprise,
        task.icon,
        f"{row.kind.label}·{task.what}",
        task.who,
        when,
        task.opens,
        reminded(row),
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
    )

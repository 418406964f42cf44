"""The filters of the list of visits."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final  # Any: the ends of a range

from PySide6.QtWidgets import QWidget

from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import SubdistrictName
from officer_app.i18n import _, ngettext
from officer_app.people.service import AccountRow
from officer_app.ui.list_filters import ListFilters
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import BoundsChip, Entry, FilterChip, ManyChip, Text
from officer_app.ui.widgets.filter_chip import Chip
from officer_app.visits.browsing import VisitFilter
from officer_app.visits.checklists import ChecklistRow
from officer_app.visits.drafts import Mode, Outcome, Trigger

_MONTH: Final = "month"


class VisitFilters(ListFilters):
    """Those of visits; beside them stands how many there are."""

    def __init__(self, desk: Desk, columns: QWidget) -> None:
        super().__init__(Entry(_("Filter by text"), _("Enterprise or content"), "search"))
        self._desk = desk
        self.search.setMinimumWidth(dp(112))
        self.search.setMaximumWidth(dp(200))
        periods = ((_MONTH, _("This month")), ("last", _("Last month")), ("quarter", _("Last 90 days")))
        self.period = FilterChip(_("Period"), [*periods, ("year", _("This year"))])
        self.officer = FilterChip(_("Our officer"))
        self.mode = FilterChip(_("Mode"), [(mode, mode.label) for mode in Mode])
        self.outcome = FilterChip(_("Outcome"), [(outcome, outcome.label) for outcome in Outcome])
        self.trigger = FilterChip(_("Trigger"), [(trigger, trigger.label) for trigger in Trigger])
        self.days = BoundsChip(_("Date"), desk.today)
        self.town = ManyChip(_("Sub-district"))
        self.industry = ManyChip(_("Industry"), [*((one, one.label) for one in Industry), (None, _("none"))])
        self.returned = FilterChip(_("Completion"), [(True, _("returned, to be completed"))])
        self.demands = FilterChip(_("Demands"), [(True, _("brought some"))])
        self.policy = FilterChip(_("Policy explained"))
        self.checklist = FilterChip(_("Checklist answered"))
        always: dict[str, Chip] = {
            "period": self.period,
            "officer": self.officer,
            "mode": self.mode,
            "outcome": self.outcome,
        }
        rare: dict[str, Chip] = {
            "days": self.days,
            "trigger": self.trigger,
            "town": self.town,
            "industry": self.industry,
            "returned": self.returned,
            "demands": self.demands,
            "policy": self.policy,
            "checklist": self.checklist,
        }
        self.count = Text("", "body", "text2")
        self.lay_out(always, rare, self.count, columns)

    def wanted(self) -> VisitFilter:
        """What the filters ask for."""
        first, last = self._span()
        chosen: dict[str, Any] = {
            "officer_id": self.officer.value(),
            "mode": self.mode.value(),
            "outcome": self.outcome.value(),
            "trigger": self.trigger.value(),
        }
        policy, checklist = self.policy.value(), self.checklist.value()
        return VisitFilter(
            first=first,
            last=last,
            text=self.search.text().strip(),
            subdistrict_ids=tuple(one for one in self.town.values() if one is None or isinstance(one, int)),
            industries=tuple(one for one in self.industry.values() if one is None or isinstance(one, Industry)),
            returned=self.returned.value() is not None,
            with_demands=self.demands.value() is not None,
            policy=policy if isinstance(policy, str) else "",
            checklist=checklist if isinstance(checklist, str) else "",
            **chosen,
        )

    def usable(self, key: str) -> bool:
        """What the person may not read, the list is not filtered by."""
        needs = {"demands": "demand_read", "officer": "assignment_read"}.get(key)
        return needs is None or self._desk.may(needs)

    def beyond(self, officer_id: int | None) -> bool:
        """Whether the list is narrowed by more than being one officer's."""
        others = [chip for key, chip in self.chips().items() if key != "officer"]
        narrowed = bool(self.search.text().strip()) or any(chip.value() is not None for chip in others)
        return narrowed or self.officer.value() not in (None, officer_id)

    def show_count(self, count: int, *, more: bool) -> None:
        """How many visits there are; at least so many with `more`."""
        words = ngettext("{n} visit", "{n} visits", count)
        self.count.setText(words.format(n=f"{count:,}{'+' if more else ''}"))

    def show_officers(self, officers: Sequence[AccountRow]) -> None:
        """The officers to choose from."""
        self.officer.set_choices([(row.id, row.name) for row in officers])

    def show_towns(self, towns: Sequence[SubdistrictName]) -> None:
        """The sub-districts to choose from."""
        self.town.set_choices([*((town.id, town.name) for town in towns), (None, _("none"))])

    def show_policies(self, names: Sequence[str]) -> None:
        """The policies to choose from."""
        self.policy.set_choices([(name, name) for name in names])

    def show_checklists(self, checklists: Sequence[ChecklistRow]) -> None:
        """The checklists to choose from."""
        self.checklist.set_choices([(row.topic, row.title) for row in checklists])

    def _span(self) -> tuple[date | None, date | None]:
        typed = self.days.value()
        if isinstance(typed, tuple):
            return typed
        today, period = self._desk.today(), self.period.value()
        first = today.replace(day=1)
        if period == "last":
            last = first - timedelta(days=1)
            return last.replace(day=1), last
        begins = {_MONTH: first, "quarter": today - timedelta(days=90), "year": today.replace(month=1, day=1)}
        return begins.get(str(period)), None

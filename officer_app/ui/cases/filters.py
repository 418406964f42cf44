"""The filters of the queue of cases."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from officer_app.cases.lists import CaseFilter
from officer_app.cases.words import ClockLight, State
from officer_app.directory.industries import Industry
from officer_app.i18n import _, ngettext
from officer_app.quota.lists import pool_label
from officer_app.ui.list_filters import ListFilters
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, FilterChip, ManyChip, Text
from officer_app.ui.widgets.filter_chip import Chip


class CaseFilters(ListFilters):
    """Those of cases; beside them stands how many there are, and what is done with the list."""

    def __init__(self, desk: Desk, *beside: QWidget) -> None:
        super().__init__(Entry(_("Filter by text"), _("Applicant, enterprise or number"), "search"))
        self.search.setFixedWidth(dp(220))
        year = desk.today().year
        self.states = ManyChip(_("State"), [(state, state.label) for state in State])
        self.light = FilterChip(_("First-review clock"), [(light, light.label) for light in ClockLight])
        self.industry = ManyChip(_("Industry"), [*((one, one.label) for one in Industry), (None, _("none"))])
        self.pool = FilterChip(_("Pool"))
        self.year = FilterChip(_("Year filed"), [(number, str(number)) for number in range(year, year - 10, -1)])
        always: dict[str, Chip] = {"states": self.states, "light": self.light, "year": self.year}
        rare: dict[str, Chip] = {"industry": self.industry, "pool": self.pool}
        self.count = Text("", "body", "text2")
        self.lay_out(always, rare, self.count, *beside)

    def wanted(self, *, waiting: bool, within: frozenset[State]) -> CaseFilter:
        """What the filters ask for, of those that wait for the person or of the states `within`."""
        states = frozenset(state for state in self.states.values() if isinstance(state, State))
        year, light, pool = self.year.value(), self.light.value(), self.pool.value()
        return CaseFilter(
            text=self.search.text().strip(),
            states=states or within,
            year=year if isinstance(year, int) else None,
            waiting=waiting,
            light=light if isinstance(light, ClockLight) else None,
            pool=pool if isinstance(pool, str) else "",
            industries=tuple(one for one in self.industry.values() if one is None or isinstance(one, Industry)),
        )

    def show_count(self, count: int) -> None:
        """How many cases there are."""
        self.count.setText(ngettext("{n} case", "{n} cases", count).format(n=f"{count:,}"))

    def show_pools(self, names: Sequence[str]) -> None:
        """The pools to choose from."""
        self.pool.set_choices([(name, pool_label(name)) for name in names])

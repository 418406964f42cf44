"""The filters of the page of demands, and the figures beside them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from officer_app.demands.board import BoardFigures, DemandFilter
from officer_app.demands.service import Category, DemandState, Urgency
from officer_app.directory.industries import Industry
from officer_app.i18n import _, ngettext
from officer_app.people.service import AccountRow
from officer_app.ui.list_filters import ListFilters
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import BoundsChip, Entry, FilterChip, ManyChip, Text
from officer_app.ui.widgets.filter_chip import Chip

OWN: Final = "own"


class DemandFilters(ListFilters):
    """Those of demands; beside them stands how many are open, late and nearly so."""

    def __init__(self, desk: Desk, columns: QWidget) -> None:
        super().__init__(Entry(_("Filter the demands"), _("Text, number, enterprise"), "search"))
        self._desk = desk
        self.search.setFixedWidth(dp(190))
        self.whose = FilterChip(_("Scope"), [(OWN, _("Mine"))])
        self.category = ManyChip(_("Category"), [(word, word.label) for word in Category])
        self.handler = FilterChip(_("Handled by"))
        self.states = ManyChip(_("State"), [(word, word.label) for word in DemandState])
        self.urgency = FilterChip(_("Urgency"), [(word, word.label) for word in Urgency])
        self.collector = FilterChip(_("Collected by"))
        self.late = FilterChip(_("Limit"), [(True, _("past"))])
        self.unheld = FilterChip(_("Handler"), [(True, _("none, or left"))])
        self.industry = FilterChip(_("Industry"), [(word, word.label) for word in Industry])
        self.period = BoundsChip(_("Collected"), desk.today)
        always: dict[str, Chip] = {
            "whose": self.whose,
            "category": self.category,
            "handler": self.handler,
            "states": self.states,
        }
        rare: dict[str, Chip] = {
            "urgency": self.urgency,
            "late": self.late,
            "collector": self.collector,
            "unheld": self.unheld,
            "industry": self.industry,
            "period": self.period,
        }
        self.figures = [Text("", "body", "text2"), Text("", "body", "danger"), Text("", "body", "warn")]
        self.lay_out(always, rare, *self.figures, columns)

    def wanted(self, *, table: bool) -> DemandFilter:
        """What the filters say; the state is a matter of the `table`, elsewhere it would leave columns empty."""
        handler, collector, urgency = self.handler.value(), self.collector.value(), self.urgency.value()
        states = tuple(one for one in self.states.values() if isinstance(one, DemandState)) if table else ()
        industry, period = self.industry.value(), self.period.value()
        first, last = period if isinstance(period, tuple) else (None, None)
        return DemandFilter(
            of=self._desk.jobs.actor.id if self.whose.value() == OWN else None,
            handler_id=handler if isinstance(handler, int) else None,
            collected_by=collector if isinstance(collector, int) else None,
            states=states,
            categories=tuple(one for one in self.category.values() if isinstance(one, Category)),
            urgency=urgency if isinstance(urgency, Urgency) else None,
            late=self.late.value() is not None,
            unheld=self.unheld.value() is not None,
            industry=industry if isinstance(industry, Industry) else None,
            collected_from=first,
            collected_until=last,
            text=self.search.text().strip(),
        )

    def only_scope(self) -> bool:
        """Whether nothing but the scope narrows what is shown."""
        others = (chip.value() for key, chip in self.chips().items() if key != "whose")
        return not self.search.text().strip() and all(value is None for value in others)

    def show_for(self, *, table: bool) -> None:
        """The state is filtered in the table alone; on the board it is the columns."""
        self.states.setVisible(table)

    def show_figures(self, figures: BoardFigures) -> None:
        """How many are open, late and nearly so."""
        words = (
            ngettext("{n} open", "{n} open", figures.open).format(n=f"{figures.open:,}"),
            ngettext("{n} past the limit", "{n} past the limit", figures.overdue).format(n=f"{figures.overdue:,}"),
            ngettext("{n} near the limit", "{n} near the limit", figures.near).format(n=f"{figures.near:,}"),
        )
        for place, (text, said) in enumerate(zip(self.figures, words, strict=True)):
            text.setText(f"·{said}" if place else said)
        self.figures[1].setVisible(bool(figures.overdue))
        self.figures[2].setVisible(bool(figures.near))

    def show_officers(self, officers: Sequence[AccountRow]) -> None:
        """The officers to choose from."""
        people = [(row.id, row.name) for row in officers]
        self.handler.set_choices(people)
        self.collector.set_choices(people)

"""The contact network: one switch, and behind it a segment for each question, a module of this package each."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QStackedWidget

from officer_app.assignments.service import PortfolioRow, SubdistrictRow, portfolios, subdistricts
from officer_app.i18n import _
from officer_app.ui.network.balance import BalanceSegment
from officer_app.ui.network.cover import CoverSegment
from officer_app.ui.network.day import DaySegment
from officer_app.ui.network.delegations import DelegationSegment
from officer_app.ui.network.gaps import GapsSegment
from officer_app.ui.network.handovers import HandoversSegment
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.network.towns import TownsSegment
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.widgets import FilterBar, PageHeading, Segment, Segmented

# In the order of the switch. Each is built with the desk alone.
SEGMENTS: Final[tuple[Callable[[Desk], NetworkSegment], ...]] = (
    GapsSegment,
    TownsSegment,
    BalanceSegment,
    DaySegment,
    HandoversSegment,
    CoverSegment,
    DelegationSegment,
)

GAPS: Final = GapsSegment.key
TOWNS: Final = TownsSegment.key
OFFICERS: Final = BalanceSegment.key
DAY: Final = DaySegment.key
HANDOVERS: Final = HandoversSegment.key


class NetworkPage(PageView):
    """The segments behind one switch, each with its own list, panel and buttons."""

    reload_on = frozenset(
        {"assignment", "subdistrict_duty", "enterprise", "account", "handover", "cover", "demand", "visit"}
        | {"delegation"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.segments = {
            segment.key: segment for segment in (build(desk) for build in SEGMENTS) if desk.may(segment.permission)
        }
        self.switch = Segmented(
            [Segment(key, _(segment.title)) for key, segment in self.segments.items()], _("What to show")
        )
        self.switch.chosen.connect(self._switched)
        buttons = [button for segment in self.segments.values() for button in segment.buttons]
        self.put_heading(PageHeading(_("Contact network"), (), buttons))
        for number, key in enumerate(self.segments, start=1):
            self.on_key(f"Alt+{number}", partial(self._choose, key))
        # On a line of its own: in a narrow window there is no room for it beside the buttons.
        self.main.addWidget(FilterBar((self.switch,)))
        self.stack, self.sides = QStackedWidget(), QStackedWidget()
        for segment in self.segments.values():
            self.stack.addWidget(segment)
            self.sides.addWidget(segment.side)
            segment.keys_changed.connect(self.keys_changed)
            segment.side_wanted.connect(self.show_panel)
            segment.count_changed.connect(lambda count, segment=segment: self._counted(segment, count))
        self.main.addWidget(self.stack, 1)
        self.put_side(self.sides, gives_way=True)
        self._towns: list[SubdistrictRow] = []
        self._stale: set[str] = set()
        self._switched(self.switch.value())

    def opened(self, target: object = None) -> None:
        wanted = getattr(target, "segment", target)
        if isinstance(wanted, str) and wanted in self.segments:
            self.switch.choose(wanted)
        if target is not None:
            self.shown().opened(target)
        self.shown().take_focus()

    def reload(self) -> None:
        self.desk.jobs.read(subdistricts, then=self._know_towns, owner=self, latest="towns")
        shown = self.switch.value()
        self._stale = set(self.segments)
        for key, segment in self.segments.items():
            if segment.counted or key == shown:
                self._reload(key)

    def keys(self) -> Sequence[Key]:
        return self.shown().keys()

    def _choose(self, key: str) -> None:
        self.switch.choose(key)
        self.shown().take_focus()

    def shown(self) -> NetworkSegment:
        """The segment in view."""
        return self.segments[self.switch.value()]

    def _reload(self, key: str) -> None:
        self._stale.discard(key)
        self.segments[key].reload()

    def _know_towns(self, rows: list[SubdistrictRow]) -> None:
        self._towns = rows
        self.desk.jobs.read(portfolios, then=self._know_officers, owner=self, latest="portfolios")

    def _know_officers(self, rows: list[PortfolioRow]) -> None:
        for segment in self.segments.values():
            segment.know(self._towns, rows)

    def _counted(self, segment: NetworkSegment, count: int) -> None:
        if segment.key == GAPS:
            self.count_changed.emit(count or -1)
        self.switch.set_words(segment.key, f"{_(segment.title)} {count}" if count else _(segment.title))

    def _switched(self, shown: str) -> None:
        segment = self.segments[shown]
        self.show_panel(False)
        before, holder = self.stack.currentWidget(), self.focusWidget()
        focused = before is not None and holder is not None and before.isAncestorOf(holder)
        self.stack.setCurrentWidget(segment)
        self.sides.setCurrentWidget(segment.side)
        for other in self.segments.values():
            for button in other.buttons:
                button.setVisible(other is segment)
        if shown in self._stale:
            self._reload(shown)
        if focused:
            segment.take_focus()
        self.keys_changed.emit()

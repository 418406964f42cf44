"""The collector's overview: what one has collected, and where each demand stands; what waits for a call first."""

from typing import Final

from officer_app.demands.board import DemandFilter
from officer_app.demands.listing import DemandList, DemandSort, listed_demands
from officer_app.demands.service import PAUSED_STATES, DemandRow, DemandState, DemandStep
from officer_app.i18n import _
from officer_app.ui.cells import Cell, Group
from officer_app.ui.demands.grouped import GroupedPart, Line
from officer_app.ui.demands.standing import due_cell, paused_words
from officer_app.ui.page import Desk
from officer_app.ui.targets import NewVisit
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import EmptyState, Way

_S = DemandState
_MOST: Final = 500
_CLOSED: Final = 20  # so many of those closed last are shown


class OverviewPart(GroupedPart):
    """The demands that the person signed in has collected."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Collected by me"), self._none_yet)
        self._rows: list[DemandRow] = []

    def load(self, filter_: DemandFilter) -> None:
        alive = tuple(state for state in DemandState if state not in (_S.CLOSED, _S.MERGED))
        mine = DemandFilter(collected_by=self.desk.jobs.actor.id, states=alive)
        self.desk.jobs.read(
            listed_demands, DemandList(mine, DemandSort.DUE), limit=_MOST, then=self._alive, owner=self, latest="alive"
        )

    def _none_yet(self) -> EmptyState:
        log = Way(
            "footprints",
            _("Log a visit"),
            _("Ctrl D in the editor notes a demand."),
            _("Log a visit"),
            lambda: self.desk.go("visit", NewVisit()),
            "Ctrl N",
        )
        sentence = _("What enterprises ask you for stands here until they are content.")
        return EmptyState("inbox", _("No demand collected by you yet"), sentence, (log,))

    def _alive(self, rows: list[DemandRow]) -> None:
        self._rows = rows
        closed = DemandFilter(collected_by=self.desk.jobs.actor.id, states=(_S.CLOSED,))
        last = DemandList(closed, DemandSort.NUMBER, descending=True)
        self.desk.jobs.read(listed_demands, last, limit=_CLOSED, then=self._show, owner=self, latest="closed")

    def _show(self, closed: list[DemandRow]) -> None:
        self.show_groups(
            [
                self._group(_("Waiting for my call-back"), "accent", "phone", (_S.ANSWERED,), DemandStep.RATE),
                self._group(_("Rated, to close"), "ok", "star", (_S.RATED,), DemandStep.CLOSE),
                self._group(_("Not handed on"), "warn", "inbox", (_S.COLLECTED,), DemandStep.ASSIGN),
                self._group(_("With a handler"), "text", "loader", (_S.ASSIGNED, _S.ACCEPTED, _S.IN_PROGRESS)),
                self._group(_("Paused"), "text", "pause", PAUSED_STATES),
                self._head(_("Closed lately"), "text", "circle-check", [self._line(row, None) for row in closed]),
            ]
        )

    def _group(
        self, title: str, tone: Tone, icon: str, states: tuple[DemandState, ...], step: DemandStep | None = None
    ) -> tuple[Group, list[Line]]:
        return self._head(title, tone, icon, [self._line(row, step) for row in self._rows if row.state in states])

    @staticmethod
    def _head(title: str, tone: Tone, icon: str, lines: list[Line]) -> tuple[Group, list[Line]]:
        return Group(title, len(lines), tone, icon), lines

    def _line(self, row: DemandRow, step: DemandStep | None) -> Line:
        today = self.desk.today()
        if row.state is _S.CLOSED:
            when = Cell(row.closed_on.isoformat() if row.closed_on else "", "text2")
            return Line(row, row.rating.label if row.rating else row.state.label, when)
        what = paused_words(row, today) if row.paused else row.state.label
        if row.state in (_S.ANSWERED, _S.RATED):
            what = row.answer
        return Line(row, what, due_cell(row, today), step=step)

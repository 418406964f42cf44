"""The contact network, handovers: planned, carried out, undone; the sheet to print and the way back."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from officer_app.assignments.handover import HandoverRow, HandoverState, handovers
from officer_app.core.progress import Progress
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.handover import undo_handover
from officer_app.overview.handover_sheet import handover_sheet
from officer_app.ui.cells import Cell
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import HandoverWanted, PaperWanted, ShowHandover
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import EmptyState, Facts, PillSpec, PushButton, SidePanel, Text, clear

_PILLS: Final = {
    HandoverState.PLANNED: ("accent", "calendar-clock"),
    HandoverState.CARRIED_OUT: ("ok", "check"),
    HandoverState.UNDONE: ("neutral", "undo-2"),
}


def _state(row: HandoverRow) -> Cell:
    tone, icon = _PILLS[row.state]
    return Cell(pill=PillSpec(row.state.label, tone, icon))  # type: ignore[arg-type]  # the tones of the table above


COLUMNS: Final[tuple[Column[HandoverRow], ...]] = (
    Column("day", N_("Effective day"), lambda row: Cell(row.effective_on.isoformat(), weight=500), 108),
    Column("from", N_("Hands over"), lambda row: Cell(row.from_name), 100),
    Column("to", N_("Takes over"), lambda row: Cell(row.to_name), 100),
    Column("enterprises", N_("Enterprises"), lambda row: Cell(str(row.enterprises)), 90, "right"),
    Column("state", N_("State"), _state, 96),
    Column("reason", N_("Reason"), lambda row: Cell(row.reason, "text2", prose=True), 96, stretch=True),
)


class HandoversSegment(NetworkSegment):
    """The latest first. A planned one can be undone until its day."""

    key = "handovers"
    title = N_("Handovers")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SidePanel())
        self.may_assign = desk.may("assign")
        self.new_button = PushButton(_("New handover…"), "arrow-left-right", keys="H")
        self.new_button.clicked.connect(self._begin)
        self.buttons = (self.new_button,) if self.may_assign else ()
        self.table: Table[HandoverRow] = Table(COLUMNS, _("Handovers"))
        self.table.give_way("enterprises")
        self.none = EmptyState(
            "arrow-left-right",
            _("No handover yet"),
            _("When an officer leaves or moves on, their enterprises pass to another in one step."),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.none)
        self.column.addWidget(self.stack, 1)
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.side.column.addLayout(self._content)
        self.side.column.addStretch(1)
        self.table.keep(desk.settings, "network/handovers")
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(self._print)
        self.table.on_key("P", lambda: self._print(self.table.current_row()))
        if self.may_assign:
            self.table.on_key("H", self._begin)
            self.table.on_key("U", self._undo)
        self._wanted: int | None = None

    def opened(self, target: object) -> None:
        if isinstance(target, ShowHandover):
            self._wanted = target.handover_id
            if target.said:
                self.desk.notices.say(target.said)
            self.reload()

    def reload(self) -> None:
        self.desk.jobs.read(handovers, then=self._show, owner=self, latest="handovers")

    def keys(self) -> Sequence[Key]:
        ours = (Key("H", N_("new handover")), Key("U", N_("undo"))) if self.may_assign else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("print the sheet")), *ours)

    def take_focus(self) -> None:
        shown = self.stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _show(self, found: tuple[int, list[HandoverRow]]) -> None:
        count, first = found

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            def arrived(page: tuple[int, list[HandoverRow]]) -> None:
                deliver(page[1])

            self.desk.jobs.read(handovers, offset=offset, limit=limit, then=arrived, owner=self)

        self.table.show_query(count, fetch, first)
        self.stack.setCurrentWidget(self.table if count else self.none)
        self.summary.setText(ngettext("{n} handover", "{n} handovers", count).format(n=count))
        places = [place for place, row in enumerate(first) if row.id == self._wanted]
        if places:
            self.table.set_current(places[0])
        self._wanted = None
        self._show_current(self.table.current_row())

    def _show_current(self, row: HandoverRow | None) -> None:
        clear(self._content)
        if row is None:
            return
        self._content.addWidget(Text(f"{row.from_name} → {row.to_name}", "record", wrap=True))
        made = _("{name}, {day}").format(name=row.made_by, day=row.made_at.date().isoformat())
        facts = [
            (_("Effective day"), row.effective_on.isoformat()),
            (_("State"), row.state.label),
            (_("Enterprises"), str(row.enterprises)),
            *([(_("Sub-districts"), str(row.towns))] if row.towns else []),
            (_("Reason"), row.reason),
            (_("Arranged by"), made),
        ]
        if row.state is HandoverState.CARRIED_OUT:
            facts.insert(3, (_("Demands"), str(row.demands)))
        if row.undone_by:
            facts.append((_("Undone by"), row.undone_by))
        self._content.addWidget(Facts(facts))
        if self.desk.may("report"):
            sheet = PushButton(_("Handover sheet"), "printer", keys="Enter")
            sheet.clicked.connect(lambda: self._print(row))
            self._content.addWidget(sheet)
        if self.may_assign and row.undoable:
            undo = PushButton(_("Undo the handover"), "undo-2", keys="U")
            undo.clicked.connect(self._undo)
            self._content.addWidget(undo)
            words = _("Until the end of that day everything can be put back as it was, unless work went on since.")
            self._content.addWidget(Text(words, "caption", "text2", wrap=True))

    def _begin(self) -> None:
        self.desk.go("handover", HandoverWanted())

    def _print(self, row: HandoverRow | None) -> None:
        if row is None or not self.desk.may("report"):
            return
        office, actor = self.desk.jobs.office, self.desk.jobs.actor

        def make(progress: Progress) -> bytes:
            from officer_app.overview.handover_paper import handover_paper

            progress(0)
            return handover_paper(office.read(handover_sheet, actor, row.id))

        title = _("Handover sheet {giver} → {name}").format(giver=row.from_name, name=row.to_name)
        name = _("Handover sheet") + f"-{row.from_name}-{row.effective_on.isoformat()}.pdf"
        self.desk.go("paper", PaperWanted(title, name, make))

    def _undo(self) -> None:
        row = self.table.current_row()
        if row is not None and row.undoable:
            self._wanted = row.id
            self.desk.jobs.perform(undo_handover, row.id, then=self._undone, owner=self)

    def _undone(self, _nothing: object) -> None:
        self.desk.notices.say(_("The handover has been undone; everything is as it was before."))

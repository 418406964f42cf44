"""The contact network, cover during leave: who stands in for whom, and arranging, shortening or calling it off."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.assignments.cover import (
    CoverDraft,
    CoverRow,
    arrange_cover,
    cancel_cover,
    change_cover_end,
    list_covers,
    longest_cover,
)
from officer_app.assignments.service import PortfolioRow, SubdistrictRow
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
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
from officer_app.ui.widgets import DateEdit, Facts, Pill, PushButton, Rule, Text

COLUMNS: Final[tuple[Column[CoverRow], ...]] = (
    Column("absent", N_("Officer away"), lambda row: Cell(row.absent, weight=500), 110),
    Column("stand_in", N_("Stands in"), lambda row: Cell(row.stand_in), 110),
    Column("first", N_("From day"), lambda row: quiet(row, row.first_on.isoformat()), 110),
    Column("last", N_("Last day"), lambda row: quiet(row, row.last_on.isoformat()), 110),
    Column("state", N_("State"), lambda row: Cell(pill=state_pill(row)), 100),
    Column("reason", N_("Reason"), lambda row: Cell(row.reason, "text2", prose=True), 200, stretch=True),
    Column("made_by", N_("Arranged by"), lambda row: Cell(row.made_by, "text2"), 110),
)


class CoverForm(LeaveForm):
    """Arrange a cover."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Arrange a cover"), _("Arrange the cover"), ("stand_in", _("Stands in")))

    def know(self, officers: Sequence[PortfolioRow]) -> None:
        """Who may be absent and who may stand in."""
        for choice in (self.absent, self.other):
            before = choice.value()
            choice.set_choices([(row.account_id, f"{row.officer}·{row.role.label}") for row in officers], before)
        if self.other.value() == self.absent.value():
            # Nobody stands in for themselves: the next one is offered.
            self.other.setCurrentIndex((self.absent.currentIndex() + 1) % max(1, len(officers)))

    def know_limit(self, days: int) -> None:
        """How long a cover may last."""
        words = ngettext(
            "At most {n} calendar day; it ends by itself and is not passed on.",
            "At most {n} calendar days; it ends by itself and is not passed on.",
            days,
        )
        self.limit.setText(words.format(n=days))

    def store(self, asked: Asked) -> None:
        draft = CoverDraft(asked.draft_id, asked.absent_id, asked.other_id, asked.first_on, asked.last_on, asked.reason)
        self._desk.jobs.perform(arrange_cover, draft, then=self.given.emit, owner=self.form)


class CoverSide(LeaveSide[CoverRow]):
    """The current cover with what can still be changed, or the form for a new one."""

    form: CoverForm

    def __init__(self, desk: Desk) -> None:
        self.last_on = DateEdit(_("Last day"), desk.today, desk.today())
        self.end_form = Form()
        self.end_form.add("last_on", _("Last day"), self.last_on, needed=True)
        self.change = PushButton(_("Change the last day"), "calendar-check")
        self.call_off = PushButton("", "ban", kind="danger")
        ending = QWidget()
        column = QVBoxLayout(ending)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(Rule())
        for widget in (self.end_form, self.change, self.call_off):
            column.addWidget(widget)
        super().__init__(desk, CoverForm(desk), ending)
        self.change.clicked.connect(self._change_end)
        self.last_on.submitted.connect(self._change_end)
        self.call_off.clicked.connect(self._call_off)

    def may_end(self, row: CoverRow) -> bool:
        return self.desk.may("assign")

    def tell(self, row: CoverRow) -> None:
        self.content.addWidget(Text(acted_by(row.stand_in, row.absent), "record"))
        days = ngettext("{n} calendar day", "{n} calendar days", row.days).format(n=row.days)
        facts: list[tuple[str, str | QWidget]] = [
            (_("State"), Pill(state_pill(row))),
            (_("Days"), _("{first} to {last}").format(first=row.first_on, last=row.last_on)),
            ("", days),
            (_("Reason"), row.reason),
            (_("Arranged by"), row.made_by),
        ]
        if row.cancelled_on is not None:
            facts.insert(3, (_("Cancelled on"), row.cancelled_on.isoformat()))
        self.content.addWidget(Facts(facts))
        if is_running(row):
            words = _("What {name} does for {other} is recorded as “{name} (for {other})”.")
            note = Text(words.format(name=row.stand_in, other=row.absent), "caption", "text2", wrap=True)
            self.content.addWidget(note)
        self.end_form.clear_errors()
        self.last_on.set_value(row.last_on)
        self.call_off.setText(_("End it at once") if is_running(row) else _("Call it off"))

    def _change_end(self) -> None:
        self.end_form.clear_errors()
        day = self.last_on.value()
        if self.row is not None and day is not None:
            self.desk.jobs.perform(
                change_cover_end,
                self.row.id,
                day,
                version=self.row.version,
                then=lambda _nothing: self.desk.notices.say(_("The cover ends on {day}.").format(day=day)),
                owner=self.end_form,
            )

    def _call_off(self) -> None:
        if self.row is not None:
            self.desk.jobs.perform(
                cancel_cover,
                self.row.id,
                version=self.row.version,
                then=lambda _nothing: self.desk.notices.say(_("The cover has ended; what was done stays.")),
                owner=self,
            )


class CoverSegment(LeaveSegment[CoverRow]):
    """The covers under way, planned and past."""

    key = "cover"
    title = N_("Cover")
    side: CoverSide

    def __init__(self, desk: Desk) -> None:
        words = LeaveWords(
            table=_("Covers"),
            new=_("Arrange cover…"),
            key=N_("arrange cover"),
            way=(_("Arrange a cover"), _("for somebody on leave"), _("Arrange")),
            none=(
                _("Nobody is covered"),
                _("While an officer is away, a colleague can stand in for some days; acts are recorded for both."),
            ),
            groups=(_("Covering now"), _("To come"), _("Past")),
            given=_("The cover is arranged; it ends by itself."),
        )
        super().__init__(CoverSide(desk), COLUMNS, words, gives_way="made_by", may_give=desk.may("assign"))

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        self.side.form.know(officers)

    def reload(self) -> None:
        self.desk.jobs.read(list_covers, then=self.show_rows, owner=self, latest="covers")
        self.desk.jobs.read(longest_cover, then=self.side.form.know_limit, owner=self, latest="longest cover")

    def summarise(self, running: int) -> str:
        words = ngettext("{n} officer is covered today", "{n} officers are covered today", running)
        return words.format(n=running)

    def first_to_end(self) -> QWidget:
        return self.side.last_on

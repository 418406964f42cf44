"""The contact network, the officers: what each holds, the load beside the mean, and the way to hand it over."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.i18n import N_, _, ngettext
from officer_app.overview.balance import Balance, LoadRow, Verdict, balance
from officer_app.ui.cells import Bar, Cell
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.network.towns import add_enterprises_button, count_cell
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import DirectoryWanted, HandoverWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Facts, Pill, PillSpec, PushButton, SectionHeader, SidePanel, Text, clear
from officer_app.ui.widgets.pill import PillTone

_PILLS: Final[dict[Verdict, PillTone]] = {Verdict.OVER: "warn", Verdict.EVEN: "neutral", Verdict.UNDER: "accent"}
_BARS: Final = {Verdict.OVER: "warn", Verdict.EVEN: "reserved", Verdict.UNDER: "reserved"}
_SHOWN: Final = 8


def points(number: float) -> str:
    """A load, with one decimal."""
    return f"{number:.1f}"


def _name(row: LoadRow) -> Cell:
    if not row.active:
        return Cell(row.officer, "text3", 500, pill=PillSpec(_("Account ended"), "danger"))
    if row.covered is not None:
        words = _("covered by {name}").format(name=row.covered.stand_in)
        return Cell(row.officer, weight=500, pill=PillSpec(words, "accent"))
    return Cell(row.officer, weight=500)


class BalanceSide(SidePanel):
    """One officer: the load against the mean, and the enterprises by industry and by sub-district."""

    hand_over_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.column.addLayout(self._content)
        self.column.addStretch(1)

    def show_load(self, row: LoadRow | None, whole: Balance) -> None:
        """This one, or nothing."""
        clear(self._content)
        if row is None:
            return
        self._content.addWidget(Text(row.officer, "record"))
        load = _("{points}, the mean is {mean}").format(points=points(row.points), mean=points(whole.mean))
        verdict: str | QWidget = Pill(PillSpec(row.verdict.label, _PILLS[row.verdict])) if row.counted else "–"
        facts: list[tuple[str, str | QWidget]] = [
            (_("Role"), row.role.label),
            (_("Load"), load),
            (_("Verdict"), verdict),
            (_("In charge of"), "、".join(row.in_charge) or "–"),
        ]
        if row.backup:
            facts.append((_("As backup"), str(row.backup)))
        if row.covered is not None:
            until = _("by {name} until {day}").format(name=row.covered.stand_in, day=row.covered.last_on)
            facts.append((_("Covered"), until))
        self._content.addWidget(Facts(facts))
        industries = [(one.label if one else _("not confirmed"), number) for one, number in row.industries]
        towns = [(town or _("no sub-district"), number) for town, number in row.towns]
        for title, parts in ((_("By industry"), industries), (_("By sub-district"), towns)):
            if parts:
                self._content.addWidget(SectionHeader(title))
                shown = [(words, str(number)) for words, number in parts[:_SHOWN]]
                rest = sum(number for _words, number in parts[_SHOWN:])
                self._content.addWidget(Facts([*shown, *([(_("others"), str(rest))] if rest else [])], 132))
        add_enterprises_button(self._desk, self._content, DirectoryWanted(officer_id=row.account_id))
        if self._desk.may("assign"):
            button = PushButton(_("Hand over…"), "arrow-left-right", keys="H")
            button.clicked.connect(self.hand_over_wanted)
            button.set_reason("" if _holds(row) else _("This officer holds no enterprise"))
            self._content.addWidget(button)


def _holds(row: LoadRow) -> bool:
    return bool(row.liaison or row.specialist or row.backup or row.in_charge)


class BalanceSegment(NetworkSegment):
    """Every officer with what they carry, the heaviest load first."""

    key = "officers"
    title = N_("Officers")
    side: BalanceSide

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, BalanceSide(desk))
        self._whole = Balance((), 0.0, 0.0, 0.0)
        self._may_assign = desk.may("assign")
        self.suggest = PushButton(_("Suggest officers…"), "scale", keys="S")
        self.suggest.clicked.connect(self.ask_suggestions)
        self.buttons = (self.suggest,) if self._may_assign else ()
        columns: tuple[Column[LoadRow], ...] = (
            Column("officer", N_("Officer in charge"), _name, 170),
            Column("role", N_("Role"), lambda row: Cell(row.role.label, "text2"), 88),
            Column("liaison", N_("Liaison"), lambda row: count_cell(row.liaison), 72, "right"),
            Column("specialist", N_("Specialist"), lambda row: count_cell(row.specialist), 84, "right"),
            Column("backup", N_("Backup"), lambda row: count_cell(row.backup), 72, "right"),
            Column("demands", N_("Demands"), lambda row: count_cell(row.demands), 84, "right"),
            Column("overdue", N_("Overdue"), lambda row: count_cell(row.overdue, "warn"), 72, "right"),
            Column("planned", N_("Due soon"), lambda row: count_cell(row.planned), 92, "right"),
            Column("load", N_("Load"), self._load, 192, stretch=True),
        )
        self.table: Table[LoadRow] = Table(columns, _("Officers and their load"))
        self.column.addWidget(self.table, 1)
        self.table.keep(desk.settings, "network/balance")
        self.table.give_way("backup", "role", "specialist")
        self.table.current_changed.connect(lambda row: self.side.show_load(row, self._whole))
        self.table.opened.connect(lambda row: desk.go("directory", DirectoryWanted(officer_id=row.account_id)))
        if self._may_assign:
            self.table.on_key("S", self.ask_suggestions)
            self.table.on_key("H", self._hand_over)
            self.side.hand_over_wanted.connect(self._hand_over)

    def reload(self) -> None:
        self.desk.jobs.read(balance, then=self._show, owner=self, latest="balance")

    def keys(self) -> Sequence[Key]:
        ours = (Key("H", N_("hand over")), Key("S", N_("suggest officers"))) if self._may_assign else ()
        return (Key("Up Down", N_("choose")), *ours, Key("Enter", N_("its enterprises")))

    def take_focus(self) -> None:
        self.table.setFocus()

    def ask_suggestions(self) -> None:
        """Who could take the enterprises that nobody serves."""
        self.desk.go("suggestions", None)

    def _hand_over(self) -> None:
        row = self.table.current_row()
        if row is not None and _holds(row):
            self.desk.go("handover", HandoverWanted(row.account_id))

    def _load(self, row: LoadRow) -> Cell:
        heaviest = self._whole.heaviest or 1.0
        bar = Bar(row.points / heaviest, _BARS[row.verdict], self._whole.mean / heaviest)
        pill = PillSpec(row.verdict.label, _PILLS[row.verdict]) if row.verdict is not Verdict.EVEN else None
        return Cell(points(row.points), bar=bar, pill=pill)

    def _show(self, whole: Balance) -> None:
        self._whole = whole
        self.table.show_rows(whole.rows)
        counted = [row for row in whole.rows if row.counted]
        over = sum(1 for row in counted if row.verdict is Verdict.OVER)
        under = sum(1 for row in counted if row.verdict is Verdict.UNDER)
        words = ngettext("{n} officer", "{n} officers", len(counted)).format(n=len(counted))
        words += "·" + _("mean load {mean}").format(mean=points(whole.mean))
        if over or under:
            words += "·" + _("{over} overloaded, {under} underloaded").format(over=over, under=under)
        self.summary.setText(words)

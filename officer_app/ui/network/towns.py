"""The contact network, the officer of each sub-district: since when, and another one appointed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.assignments.service import PortfolioRow, SubdistrictRow, assign_subdistrict, end_subdistrict
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.network.gaps import say_who_assigns
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import DirectoryWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    Entry,
    Facts,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)


def officer_cell(name: str) -> Cell:
    """An officer, or the gap."""
    return Cell(name) if name else Cell(pill=PillSpec(_("Vacant"), "warn", "user-round-x"))


def count_cell(number: int, tone: str = "text") -> Cell:
    """A number, quiet where there is none."""
    return Cell(str(number), "warn" if tone == "warn" else "text") if number else Cell("–", "text3")


def _officer(row: SubdistrictRow) -> Cell:
    """Its officer, and from when there will be none or another."""
    if row.officer and row.until is not None:
        return Cell(row.officer, tail=_("until {day}").format(day=row.until.isoformat()))
    if row.officer and row.next_on is not None:
        return Cell(row.officer, tail=_next_words(row))
    return officer_cell(row.officer)


def _next_words(row: SubdistrictRow) -> str:
    """Who follows, from when."""
    day = row.next_on.isoformat() if row.next_on else ""
    return _("{name} from {day} on").format(name=row.next, day=day)


COLUMNS: Final[tuple[Column[SubdistrictRow], ...]] = (
    Column("name", N_("Sub-district or town"), lambda row: Cell(row.name, weight=500), 180, stretch=True),
    Column("officer", N_("Officer in charge"), lambda row: _officer(row), 120),
    Column("since", N_("Since"), lambda row: Cell(row.since.isoformat() if row.since else "–", "text2"), 110),
    Column("enterprises", N_("Enterprises"), lambda row: count_cell(row.enterprises), 100, "right"),
    Column("gaps", N_("Without a liaison officer"), lambda row: count_cell(row.gaps, "warn"), 180, "right"),
)


class TownForm(QWidget):
    """Give a sub-district its officer, or leave it without one, from a day on and with a reason."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._town: SubdistrictRow | None = None
        self.officer = Choice(_("Officer in charge"))
        self.starts_on = DateEdit(_("From"), desk.today, desk.today())
        self.reason = Entry(_("Reason"), _("such as: division of work of 2026"))
        self.form = Form()
        self.form.add("officer", _("Officer in charge"), self.officer, needed=True)
        self.form.add("starts_on", _("From"), self.starts_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.button = PushButton(_("Appoint"), "user-check")
        self.button.clicked.connect(self._save)
        self.reason.submitted.connect(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        self.end_button = PushButton(_("Leave it vacant"), "user-round-x", kind="quiet")
        self.end_button.clicked.connect(self._end)
        column.addWidget(self.form)
        column.addWidget(self.button)
        column.addWidget(self.end_button)

    def show_town(self, town: SubdistrictRow, officers: Sequence[PortfolioRow]) -> None:
        """Ask for this sub-district; what was typed for another is gone."""
        if self._town is None or self._town.id != town.id:
            self.reason.clear()
            self.form.clear_errors()
        self._town = town
        self.end_button.setVisible(bool(town.officer or town.next))
        before = self.officer.value()
        self.officer.set_choices(
            [(row.account_id, row.officer) for row in officers if row.account_id != town.officer_id], before
        )

    def _save(self) -> None:
        self.form.clear_errors()
        day = self.starts_on.value()
        if day is None:
            self.starts_on.setFocus()
        elif self._town is not None:
            self._desk.jobs.perform(
                assign_subdistrict,
                self._town.id,
                self.officer.value(),
                starts_on=day,
                reason=self.reason.text(),
                then=self._saved,
                owner=self.form,
            )

    def _end(self) -> None:
        self.form.clear_errors()
        day = self.starts_on.value()
        if day is None:
            self.starts_on.setFocus()
        elif self._town is not None:
            self._desk.jobs.perform(
                end_subdistrict,
                self._town.id,
                ends_on=day,
                reason=self.reason.text(),
                then=self._ended,
                owner=self.form,
            )

    def _ended(self, _nothing: object) -> None:
        self.reason.clear()
        self._desk.notices.say(_("The end of the duty has been noted."))

    def _saved(self, _nothing: object) -> None:
        self.reason.clear()
        self._desk.notices.say(_("The officer of the sub-district has been appointed."))


class TownsSide(SidePanel):
    """A sub-district, and the form to appoint its officer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.town_form = TownForm(desk)
        self.column.addLayout(self._content)
        self.column.addWidget(self.town_form)
        self.column.addStretch(1)
        self.town_form.hide()

    def show_town(self, row: SubdistrictRow | None, officers: Sequence[PortfolioRow]) -> None:
        """This one, or nothing."""
        clear(self._content)
        self.town_form.hide()
        if row is None:
            return
        self._content.addWidget(Text(row.name, "record"))
        if row.officer:
            since = row.since.isoformat() if row.since else ""
            officer: str | QWidget = f"{row.officer} {_('since {day}').format(day=since)}"
        else:
            officer = Pill(PillSpec(_("Vacant"), "warn", "user-round-x"))
        facts: list[tuple[str, str | QWidget]] = [
            (_("Officer in charge"), officer),
            (_("Enterprises"), str(row.enterprises)),
            (_("Gaps"), str(row.gaps)),
        ]
        if row.next:
            facts.insert(1, (_("To follow"), _next_words(row)))
        if row.until is not None:
            facts.insert(1, (_("Vacant"), _("from {day} on").format(day=row.until.isoformat())))
        self._content.addWidget(Facts(facts))
        add_enterprises_button(self._desk, self._content, DirectoryWanted(subdistrict_id=row.id))
        if self._desk.may("assign"):
            self._content.addWidget(Rule())
            self._content.addWidget(
                SectionHeader(_("Appoint another officer") if row.officer else _("Appoint an officer"))
            )
            self.town_form.show_town(row, officers)
            self.town_form.show()
        else:
            say_who_assigns(self._content)


def add_enterprises_button(desk: Desk, column: QVBoxLayout, wanted: DirectoryWanted) -> None:
    """The way to the enterprises meant, for those who may see the directory."""
    if desk.may("directory_read"):
        button = PushButton(_("Show the enterprises"), "building-2", keys="Enter")
        button.clicked.connect(lambda: desk.go("directory", wanted))
        column.addWidget(button)


class TownsSegment(NetworkSegment):
    """Every sub-district with its officer, its enterprises and its gaps."""

    key = "towns"
    title = N_("Sub-districts")
    side: TownsSide

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TownsSide(desk))
        self._officers: Sequence[PortfolioRow] = ()
        self.table: Table[SubdistrictRow] = Table(COLUMNS, _("Sub-districts and their officers"))
        self.column.addWidget(self.table, 1)
        self.table.keep(desk.settings, "network/towns")
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(lambda row: desk.go("directory", DirectoryWanted(subdistrict_id=row.id)))

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        self._officers = officers
        self.table.show_rows(towns)
        vacant = sum(1 for row in towns if row.officer_id is None)
        self.count_changed.emit(vacant)
        words = ngettext("{n} sub-district", "{n} sub-districts", len(towns)).format(n=len(towns))
        if vacant:
            words += "·" + _("{n} vacant").format(n=vacant)
        self.summary.setText(words)

    def keys(self) -> Sequence[Key]:
        return (Key("Up Down", N_("choose")), Key("Enter", N_("its enterprises")))

    def take_focus(self) -> None:
        self.table.setFocus()

    def _show_current(self, row: SubdistrictRow | None) -> None:
        self.side.show_town(row, self._officers)

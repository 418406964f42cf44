"""The contact network on any day: who was responsible then, is today, or will be as arranged so far."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from officer_app.assignments.responsible import InCharge, ResponsibleRow, responsible_on
from officer_app.assignments.service import Duty, PortfolioRow, SubdistrictRow
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.network.segment import NetworkSegment
from officer_app.ui.network.towns import officer_cell
from officer_app.ui.page import Desk, Key
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import DutiesWanted, EnterpriseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    DateEdit,
    EmptyState,
    Entry,
    Facts,
    FilterChip,
    Pill,
    PillSpec,
    PushButton,
    SidePanel,
    Text,
    clear,
)

_PAUSE: Final = 200  # milliseconds without a key before the list is read


def _names(people: Sequence[InCharge]) -> Cell:
    return Cell("、".join(one.officer for one in people)) if people else Cell("–", "text3")


COLUMNS: Final[tuple[Column[ResponsibleRow], ...]] = (
    Column("name", N_("Enterprise"), lambda row: Cell(row.enterprise, weight=500), 240, stretch=True),
    Column("subdistrict", N_("Sub-district or town"), lambda row: Cell(row.subdistrict or "–", "text2"), 130),
    Column("liaison", N_("Liaison officer"), lambda row: officer_cell(row.liaison.officer if row.liaison else ""), 120),
    Column("specialists", N_("Specialist"), lambda row: _names(row.specialists), 120),
    Column("backup", N_("Backup"), lambda row: _names((row.backup,) if row.backup else ()), 100),
    Column("town", N_("Officer of the sub-district"), lambda row: Cell(row.town_officer or "–", "text2"), 172),
)


class DaySegment(NetworkSegment):
    """Enterprises with who serves them on the day chosen; it says so when that day is not today."""

    key = "day"
    title = N_("On a day")

    def __init__(self, desk: Desk) -> None:
        self.day = DateEdit(_("As of"), desk.today, desk.today())
        self.text = Entry(_("Filter the list"), _("Name or code"), "search")
        self.text.setMaximumWidth(dp(170))
        self.officer = FilterChip(_("Officer in charge"))
        self.town = FilterChip(_("Sub-district or town"))
        self.when = Pill(PillSpec(_("Today")))
        super().__init__(desk, SidePanel(), (self.day, self.when, self.text, self.officer, self.town))
        self.table: Table[ResponsibleRow] = Table(COLUMNS, _("Who is responsible on the day"))
        self.table.give_way("town", "backup")
        self.nobody = EmptyState("search", _("Nothing found"), _("No enterprise fits these filters on that day."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nobody)
        self.column.addWidget(self.stack, 1)
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.side.column.addLayout(self._content)
        self.side.column.addStretch(1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.reload)
        self.day.changed.connect(self._soon.start)
        self.text.textChanged.connect(lambda _text: self._soon.start())
        for chip in (self.officer, self.town):
            chip.chosen.connect(lambda _value: self.reload())
        self.table.keep(desk.settings, "network/day")
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(lambda row: desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.table.on_key("T", self.today)
        self.table.on_key("D", self.day.setFocus)
        self.table.on_key("E", self._duties)

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        self.town.set_choices([(row.id, row.name) for row in towns])
        self.officer.set_choices([(row.account_id, row.officer) for row in officers])

    def opened(self, target: object) -> None:
        if isinstance(target, date):
            self.day.set_value(target)
            self.reload()

    def today(self) -> None:
        """Back to the present."""
        self.day.set_value(self.desk.today())
        self.reload()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("D", N_("another day")),
            Key("T", N_("today")),
            Key("E", N_("duties")),
            Key("Enter", N_("open file")),
        )

    def take_focus(self) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        self._soon.stop()
        day = self.day.value()
        if day is None:
            return
        wanted: dict[str, Any] = {  # ids of the chips, as they hold them
            "text": self.text.text(),
            "officer_id": self.officer.value(),
            "subdistrict_id": self.town.value(),
        }

        def show(found: tuple[int, list[ResponsibleRow]]) -> None:
            self._show(day, wanted, found)

        self.desk.jobs.read(responsible_on, day, **wanted, then=show, owner=self, latest="day")

    def _show(self, day: date, wanted: dict[str, Any], found: tuple[int, list[ResponsibleRow]]) -> None:
        count, first = found

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            def arrived(page: tuple[int, list[ResponsibleRow]]) -> None:
                deliver(page[1])

            self.desk.jobs.read(responsible_on, day, **wanted, offset=offset, limit=limit, then=arrived, owner=self)

        self.table.show_query(count, fetch, first)
        self.stack.setCurrentWidget(self.table if count else self.nobody)
        self.when.show_pill(self._said_of(day))
        self.summary.setText(ngettext("{n} enterprise", "{n} enterprises", count).format(n=count))
        self._show_current(self.table.current_row())

    def _said_of(self, day: date) -> PillSpec:
        today = self.desk.today()
        if day == today:
            return PillSpec(_("Today"), "ok")
        if day < today:
            return PillSpec(_("A past day: as it was"), "warn", "history")
        return PillSpec(_("A day to come: as arranged so far"), "warn", "calendar-clock")

    def _show_current(self, row: ResponsibleRow | None) -> None:
        clear(self._content)
        if row is None:
            return
        self._content.addWidget(Text(row.enterprise, "record", wrap=True))
        day = self.day.value() or self.desk.today()
        self._content.addWidget(Text(_("As of {day}").format(day=day.isoformat()), "caption", "text2"))
        facts: list[tuple[str, str]] = []
        served = [(Duty.LIAISON, (row.liaison,)), (Duty.SPECIALIST, row.specialists), (Duty.BACKUP, (row.backup,))]
        for role, people in served:
            facts += [(role.label, self._tenure(one)) for one in people if one is not None]
        if row.liaison is None:
            facts.insert(0, (Duty.LIAISON.label, _("nobody")))
        facts.append((_("Sub-district"), row.subdistrict or "–"))
        facts.append((_("Its officer"), row.town_officer or "–"))
        self._content.addWidget(Facts(facts))
        if self.desk.may("directory_read"):
            button = PushButton(_("Open file"), "building-2", keys="Enter")
            button.clicked.connect(lambda: self.desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
            self._content.addWidget(button)
        duties = PushButton(_("Past and planned duties"), "users", keys="E")
        duties.clicked.connect(self._duties)
        self._content.addWidget(duties)

    def _duties(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.desk.go("duties", DutiesWanted(row.enterprise_id, row.enterprise, row.subdistrict))

    @staticmethod
    def _tenure(one: InCharge) -> str:
        since = one.since.isoformat()
        if one.until is not None:
            return f"{one.officer}\n{since} – {one.until.isoformat()}"
        return f"{one.officer}\n" + _("since {day}").format(day=since)

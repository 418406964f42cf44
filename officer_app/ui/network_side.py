"""The panel beside the contact network: about the current row, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.assignments.service import GapRow, PortfolioRow, SubdistrictRow, assign_subdistrict
from officer_app.i18n import _, ngettext
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
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


class TownForm(QWidget):
    """Give a sub-district its officer, from a day on and with a reason."""

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
        column.addWidget(self.form)
        column.addWidget(self.button)

    def show_town(self, town: SubdistrictRow, officers: Sequence[PortfolioRow]) -> None:
        """Ask for this sub-district; what was typed for another is gone."""
        if self._town is None or self._town.id != town.id:
            self.reason.clear()
            self.form.clear_errors()
        self._town = town
        before = self.officer.value()
        self.officer.set_choices(
            [(row.account_id, row.officer) for row in officers if row.account_id != town.officer_id], before
        )

    def _save(self) -> None:
        self.form.clear_errors()
        if self._town is not None and (day := self.starts_on.value()) is not None:
            self._desk.jobs.perform(
                assign_subdistrict,
                self._town.id,
                self.officer.value(),
                starts_on=day,
                reason=self.reason.text(),
                then=self._saved,
                owner=self.form,
            )

    def _saved(self, _nothing: object) -> None:
        self.reason.clear()
        self._desk.notices.say(_("The officer of the sub-district has been appointed."))


class NetworkSide(SidePanel):
    """Shows one of: the enterprises chosen among the gaps, a sub-district, an officer."""

    assign_wanted = Signal(object)  # the officer proposed, or None
    directory_wanted = Signal(object)  # DirectoryWanted

    def __init__(self, desk: Desk, may_assign: bool) -> None:
        super().__init__()
        self._desk, self._may_assign = desk, may_assign
        self._towns: dict[str, SubdistrictRow] = {}
        self._officers: list[PortfolioRow] = []
        self._gaps: Sequence[GapRow] = ()
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.town_form = TownForm(desk)
        self.column.addLayout(self._content)
        self.column.addWidget(self.town_form)
        self.column.addStretch(1)
        self.town_form.hide()

    def know_towns(self, rows: Sequence[SubdistrictRow]) -> None:
        """Who serves which sub-district."""
        self._towns = {row.name: row for row in rows}

    def know_officers(self, rows: Sequence[PortfolioRow]) -> None:
        """Who may be appointed, and how much they hold."""
        self._officers = list(rows)

    def proposed_officer(self) -> int | None:
        """The officer of the sub-district in which all the chosen enterprises lie."""
        towns = {row.subdistrict for row in self._gaps}
        town = self._towns.get(towns.pop()) if len(towns) == 1 else None
        return town.officer_id if town is not None else None

    def show_gaps(self, rows: Sequence[GapRow]) -> None:
        """The enterprises chosen."""
        self._begin()
        self._gaps = rows
        if not rows:
            words = _("Choose an enterprise to see who could take it.")
            self._content.addWidget(Text(words, "body", "text2", wrap=True))
            return
        if len(rows) == 1:
            row = rows[0]
            self._content.addWidget(Text(row.enterprise, "record", wrap=True))
            self._content.addWidget(Text(row.uscc, "caption", "text2"))
            since = row.since.isoformat() if row.since else ""
            last = "·".join(part for part in (row.last, since) if part)
            facts = [(_("Sub-district"), row.subdistrict or "–"), (_("Last officer"), last or _("never had one"))]
            self._content.addWidget(Facts(facts))
        else:
            words = ngettext("{n} enterprise chosen", "{n} enterprises chosen", len(rows)).format(n=len(rows))
            self._content.addWidget(Text(words, "record"))
            names = [row.enterprise for row in rows[:6]]
            for name in names:
                self._content.addWidget(Text(name, "body", "text2", wrap=True))
            if len(rows) > len(names):
                self._content.addWidget(Text(_("and {n} more").format(n=len(rows) - len(names)), "body", "text3"))
        self._propose()

    def show_town(self, row: SubdistrictRow | None) -> None:
        """A sub-district, and the form to appoint its officer."""
        self._begin()
        if row is None:
            return
        self._content.addWidget(Text(row.name, "record"))
        if row.officer:
            since = row.since.isoformat() if row.since else ""
            officer: str | QWidget = f"{row.officer} {_('since {day}').format(day=since)}"
        else:
            officer = Pill(PillSpec(_("Vacant"), "warn", "user-round-x"))
        facts = [
            (_("Officer in charge"), officer),
            (_("Enterprises"), str(row.enterprises)),
            (_("Gaps"), str(row.gaps)),
        ]
        self._content.addWidget(Facts(facts))
        self._enterprises_button(DirectoryWanted(subdistrict_id=row.id))
        if self._may_assign:
            self._content.addWidget(Rule())
            self._content.addWidget(
                SectionHeader(_("Appoint another officer") if row.officer else _("Appoint an officer"))
            )
            self.town_form.show_town(row, self._officers)
            self.town_form.show()
        else:
            self._say_who_assigns()

    def show_officer(self, row: PortfolioRow | None) -> None:
        """An officer and what they hold."""
        self._begin()
        if row is None:
            return
        self._content.addWidget(Text(row.officer, "record"))
        towns = "、".join(name for name, town in self._towns.items() if town.officer_id == row.account_id)
        facts = [
            (_("Role"), row.role.label),
            (_("Sub-districts"), towns or "–"),
            (_("As liaison"), str(row.liaison)),
            (_("As specialist"), str(row.specialist)),
        ]
        self._content.addWidget(Facts(facts))
        self._enterprises_button(DirectoryWanted(officer_id=row.account_id))

    def _begin(self) -> None:
        clear(self._content)
        self._gaps = ()
        self.town_form.hide()

    def _propose(self) -> None:
        if not self._may_assign:
            self._say_who_assigns()
            return
        proposed = self.proposed_officer()
        officer = next((row for row in self._officers if row.account_id == proposed), None)
        self._content.addWidget(Rule())
        if officer is not None:
            self._content.addWidget(SectionHeader(_("Proposed"), _("officer of the sub-district")))
            holds = ngettext("holds {n} enterprise", "holds {n} enterprises", officer.liaison)
            self._content.addWidget(Facts([(officer.officer, holds.format(n=officer.liaison))]))
        button = PushButton(
            _("Assign {name}…").format(name=officer.officer) if officer else _("Assign officer…"), "user-plus", keys="A"
        )
        button.clicked.connect(lambda: self.assign_wanted.emit(proposed))
        self._content.addWidget(button)

    def _enterprises_button(self, wanted: DirectoryWanted) -> None:
        if self._desk.may("directory_read"):
            button = PushButton(_("Show the enterprises"), "building-2", keys="Enter")
            button.clicked.connect(lambda: self.directory_wanted.emit(wanted))
            self._content.addWidget(button)

    def _say_who_assigns(self) -> None:
        self._content.addWidget(Rule())
        self._content.addWidget(Text(_("A supervisor assigns officers."), "caption", "text2"))

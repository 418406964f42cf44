"""The parts of an enterprise's file behind its tabs: on the panel beside the list, and on a page of its own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from officer_app.assignments.service import Duty, DutyRow
from officer_app.directory.columns import Field
from officer_app.directory.file import ContactRow
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.dossier import Dossier
from officer_app.overview.history import Change
from officer_app.ui.enterprise_lines import ContactLine, FileLine, case_line, demand_line, visit_line
from officer_app.ui.page import Desk
from officer_app.ui.targets import CaseWanted, ShowVisit
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Avatar, ElidedText, Facts, Link, Pill, PillSpec, Rule, SectionHeader, Text, clear

TABS: Final = (
    ("overview", N_("Overview")),
    ("contacts", N_("Contacts")),
    ("visits", N_("Visits")),
    ("demands", N_("Demands")),
    ("cases", N_("Cases")),
    ("history", N_("History")),
)
_FEW: Final = 3
_COLUMN_WORDS: Final = {field.value: field.msgid for field in Field} | {
    "subdistrict_id": N_("Sub-district or town"),
    "capital_amount": N_("Registered capital"),
    "capital_currency": N_("Currency"),
    "note": N_("Note"),
}
_ACTIONS: Final = {"insert": N_("entered"), "update": N_("changed"), "delete": N_("removed")}


def tenure(spent: DutyRow) -> str:
    """From when to when."""
    start = spent.starts_on.isoformat()
    if spent.ends_on is not None:
        return f"{start} – {spent.ends_on.isoformat()}"
    return (_("since {day}") if spent.serving else _("from {day}")).format(day=start)


def capital_words(amount: Decimal, currency: str) -> str:
    """A registered capital as people write it, in units of ten thousand."""
    units = f"{amount / 10_000:,.6f}".rstrip("0").rstrip(".")
    if currency in ("", "CNY"):
        return _("{n} × 10,000 yuan").format(n=units)
    return _("{n} × 10,000 {currency}").format(n=units, currency=currency)


class FileParts(QWidget):
    """The tab bar and the part chosen. `wide` shows everything, else the overview shows a few of each."""

    tab_changed = Signal(str)

    def __init__(
        self, desk: Desk, *, wide: bool = False, edit_contact: Callable[[ContactRow], object] | None = None
    ) -> None:
        super().__init__()
        self._desk, self._wide, self._edit_contact = desk, wide, edit_contact
        self._dossier: Dossier | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setProperty("compact", not wide)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("Parts of the file"))
        for key, title in TABS:
            self.tabs.setTabData(self.tabs.addTab(_(title)), key)
        self.tabs.currentChanged.connect(self._show)
        self.body = QVBoxLayout()
        self.body.setSpacing(dp(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(Rule())
        column.addSpacing(dp(14))
        column.addLayout(self.body)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show another enterprise on the same tab."""
        self._dossier = dossier
        self._show()

    def choose(self, tab: str) -> None:
        """Go to a tab by its key."""
        for place in range(self.tabs.count()):
            if self.tabs.tabData(place) == tab:
                self.tabs.setCurrentIndex(place)

    def _show(self, _place: int = 0) -> None:
        clear(self.body)
        shown = self._dossier
        if shown is None:
            return
        tab = self.tabs.tabData(self.tabs.currentIndex())
        parts: dict[str, Callable[[Dossier], None]] = {
            "overview": self._overview,
            "contacts": self._contacts,
            "visits": self._visits,
            "demands": self._demands,
            "cases": self._cases,
            "history": self._history,
        }
        parts[tab](shown)

    def _overview(self, shown: Dossier) -> None:
        self.body.addWidget(Facts(self._facts(shown)))
        few = None if self._wide else _FEW
        contacts = shown.file.contacts
        self._section(_("Contacts"), "contacts", len(contacts))
        for contact in contacts[: few or len(contacts)]:
            self.body.addWidget(ContactLine(self._desk, contact))
        if not contacts:
            self._nothing(_("Nobody is known there yet."))
        waiting = shown.open_demands
        if waiting:
            self._section(_("Open demands"), "demands", len(shown.demands))
            for demand in waiting[: few or len(waiting)]:
                self._add(demand_line(demand), "demands", demand.id)
        if self._desk.may("visit_read"):
            self._section(_("Latest visits"), "visits", shown.visit_count)
            for visit in shown.visits[: few or 5]:
                self._add(visit_line(visit), "visits", ShowVisit(visit.id))
            if not shown.visits:
                self._nothing(_("Not visited yet."))
        if shown.cases.rows:
            self._section(_("Cases"), "cases", shown.cases.count)
            for case in shown.cases.rows[: few or 5]:
                self._add(case_line(case), "case", CaseWanted(case.id))

    def _facts(self, shown: Dossier) -> list[tuple[str, str | QWidget]]:
        file = shown.file
        facts: list[tuple[str, str | QWidget]] = []
        serving = [duty for duty in shown.duties if duty.serving]
        liaison = next((duty for duty in serving if duty.role is Duty.LIAISON), None)
        vacant: QWidget = Pill(PillSpec(_("Vacant"), "warn", "user-round-x"))
        facts.append((_("Liaison officer"), self._person(liaison) if liaison else vacant))
        facts += [(duty.role.label, self._person(duty)) for duty in serving if duty.role is not Duty.LIAISON]
        facts.append((_("Sub-district"), file.subdistrict or "–"))
        if shown.cadence_days is not None:
            facts.append((_("Cadence"), _("every {n} days").format(n=shown.cadence_days)))
        if file.headcount is not None:
            people = ngettext("{n} person", "{n} people", file.headcount).format(n=f"{file.headcount:,}")
            facts.append((_("Headcount"), people))
        if file.capital_amount is not None:
            facts.append((_("Capital"), capital_words(file.capital_amount, file.capital_currency)))
        if file.founded_on is not None:
            facts.append((_("Founded"), file.founded_on.isoformat()))
        site = file.actual_site or file.registered_address
        if site:
            facts.append((_("Site"), site))
        if self._wide:
            facts += [
                (label, text)
                for label, text in (
                    (_("Registered at"), file.registered_address),
                    (_("Type"), file.enterprise_type),
                    (_("Former names"), file.former_names),
                    (_("Scope"), file.business_scope),
                    (_("Note"), file.note),
                )
                if text
            ]
        return facts

    def _person(self, duty: DutyRow) -> QWidget:
        person = QWidget()
        row = QHBoxLayout(person)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        row.addWidget(Avatar(duty.officer))
        row.addWidget(Text(duty.officer))
        row.addWidget(ElidedText(tenure(duty), "caption", "text2"), 1)
        return person

    def _contacts(self, shown: Dossier) -> None:
        for contact in shown.file.contacts:
            self.body.addWidget(ContactLine(self._desk, contact, self._edit_contact))
        if not shown.file.contacts:
            self._nothing(_("Nobody is known there yet."))

    def _visits(self, shown: Dossier) -> None:
        for visit in shown.visits:
            self._add(visit_line(visit), "visits", ShowVisit(visit.id))
        if not shown.visits:
            self._nothing(_("Not visited yet."))
        elif shown.visit_count > len(shown.visits):
            self._nothing(_("The latest {n} of {all}.").format(n=len(shown.visits), all=shown.visit_count))

    def _demands(self, shown: Dossier) -> None:
        for demand in shown.demands:
            self._add(demand_line(demand), "demands", demand.id)
        if not shown.demands:
            self._nothing(_("No demand has been collected."))

    def _cases(self, shown: Dossier) -> None:
        for case in shown.cases.rows:
            self._add(case_line(case), "case", CaseWanted(case.id))
        if not shown.cases.rows:
            self._nothing(_("No special-talent case."))

    def _history(self, shown: Dossier) -> None:
        self.body.addWidget(SectionHeader(_("Officers")))
        for duty in shown.duties:
            facts = "·".join(part for part in (duty.role.label, tenure(duty), duty.end_reason or duty.reason) if part)
            self._entry(duty.officer, facts)
        if not shown.duties:
            self._nothing(_("Nobody has been assigned yet."))
        if shown.file.listings:
            self._rule()
            self.body.addWidget(SectionHeader(_("Editions")))
        for listing in shown.file.listings:
            title = _("Edition {year}").format(year=listing.year)
            ended = _("taken off {day}").format(day=listing.removed_on.isoformat()) if listing.removed_on else ""
            said = (
                listing.industry.label if listing.industry else _("industry not confirmed"),
                _("tier {n}").format(n=listing.tier),
                ended or _("since {day}").format(day=listing.entered_on.isoformat()),
                listing.removal_reason or listing.reason,
            )
            self._entry(title, "·".join(part for part in said if part))
        self._rule()
        self.body.addWidget(SectionHeader(_("Changes of the record")))
        for change in shown.changes:
            who = f"{change.at:%Y-%m-%d %H:%M} {change.by} {_(_ACTIONS.get(change.action, change.action))}"
            self._entry(who, _said(change))

    def _entry(self, title: str, facts: str) -> None:
        self.body.addWidget(Text(title, weight=500))
        if facts:
            self.body.addWidget(Text(facts, "caption", "text2", wrap=True))
        self.body.addSpacing(dp(4))

    def _section(self, title: str, tab: str, count: int) -> None:
        self._rule()
        link = Link(_("all {n}").format(n=count))
        link.clicked.connect(lambda: self.choose(tab))
        if count == 0:
            link.hide()
        self.body.addWidget(SectionHeader(title, "", link))

    def _rule(self) -> None:
        self.body.addSpacing(dp(6))
        self.body.addWidget(Rule())
        self.body.addSpacing(dp(6))

    def _nothing(self, words: str) -> None:
        self.body.addWidget(Text(words, "body", "text2", wrap=True))

    def _add(self, line: FileLine, page: str, target: object) -> None:
        line.opened.connect(lambda: self._desk.go(page, target))
        self.body.addWidget(line)


def _said(change: Change) -> str:
    """`name: before → after` of each column; of a new record only its columns."""
    said = []
    for field in change.fields:
        words = _(_COLUMN_WORDS.get(field.column, field.column))
        if change.action == "update":
            said.append(f"{words}：{_short(field.before)} → {_short(field.after)}")
        else:
            said.append(words)
    return "；".join(said) if change.action == "update" else "、".join(said)


def _short(text: str) -> str:
    shown = text or "–"
    return shown if len(shown) <= 40 else shown[:39] + "…"

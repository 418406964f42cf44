"""The parts of an enterprise's file behind its tabs: on the panel beside the list, and on a page of its own."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from officer_app.directory.contacts import contact_back
from officer_app.directory.file import ContactRow
from officer_app.i18n import N_, _
from officer_app.overview.dossier import Dossier
from officer_app.ui.enterprise.contact_form import ContactForm
from officer_app.ui.enterprise.facts import duties_link, facts_of, tenure
from officer_app.ui.enterprise.history import HistoryPart
from officer_app.ui.enterprise.lines import ContactLine, FileLine, case_line, demand_line, visit_line
from officer_app.ui.enterprise.papers import PapersPart
from officer_app.ui.enterprise.years import YearForm, YearsPart
from officer_app.ui.page import Desk
from officer_app.ui.targets import CaseWanted, ShowVisit
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ElidedText, ErrorBar, Facts, Link, Rule, SectionHeader, Text, clear
from officer_app.ui.wording import edition_words

TABS: Final = (
    ("overview", N_("Overview")),
    ("contacts", N_("Contacts")),
    ("years", N_("By year")),
    ("visits", N_("Visits")),
    ("demands", N_("Demands")),
    ("cases", N_("Cases")),
    ("papers", N_("Papers")),
    ("history", N_("History")),
)
_FEW: Final = 3


class FileParts(QWidget):
    """The tab bar and the part chosen. `wide` shows everything, else the overview shows a few of each."""

    tab_changed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        *,
        wide: bool = False,
        contacts: ContactForm | None = None,
        years: YearForm | None = None,
        bar: ErrorBar | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._wide, self._contact_form = desk, wide, contacts
        self._dossier: Dossier | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setProperty("compact", not wide)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("Parts of the file"))
        # What holds something typed or chosen outlives a reload; the rest is built anew from what was read.
        self.years, self.papers = YearsPart(desk, years), PapersPart(desk, bar, wide=wide)
        self.history = HistoryPart(desk, restores=wide)
        self._lasting: dict[str, QWidget] = {"years": self.years, "papers": self.papers, "history": self.history}
        for key, title in TABS:
            if (key != "papers" or desk.may("paper_read")) and (key != "years" or wide):
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
        for part in self._lasting.values():
            part.hide()
            column.addWidget(part)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show another enterprise on the same tab."""
        if dossier == self._dossier:
            # What is typed or shown in a line meanwhile, and the focus, stay.
            return
        self._dossier = dossier
        self.years.show_years(dossier.file.years)
        self.papers.show_papers(dossier.file.id, dossier.papers)
        self.history.show_changes(dossier.changes)
        self._show()

    def tab(self) -> str:
        """The key of the tab chosen."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

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
        parts: dict[str, Callable[[Dossier], None]] = {
            "overview": self._overview,
            "contacts": self._contacts,
            "visits": self._visits,
            "demands": self._demands,
            "cases": self._cases,
            "history": self._past,
        }
        tab = self.tab()
        if tab in parts:
            parts[tab](shown)
        for key, part in self._lasting.items():
            part.setVisible(key == tab)
        self.tab_changed.emit(tab)

    def _overview(self, shown: Dossier) -> None:
        self.body.addWidget(Facts(facts_of(self._desk, shown, wide=self._wide), 96 if self._wide else 84))
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

    def _contacts(self, shown: Dossier) -> None:
        edit = self._contact_form.change if self._contact_form is not None else None
        for contact in shown.file.contacts:
            self.body.addWidget(ContactLine(self._desk, contact, edit))
        if not shown.file.contacts:
            self._nothing(_("Nobody is known there yet."))
        if shown.file.former_contacts:
            self._rule()
            self.body.addWidget(SectionHeader(_("Were there before")))
        for contact in shown.file.former_contacts:
            self.body.addWidget(self._former(contact))

    def _former(self, contact: ContactRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        row.addWidget(Text(contact.name, "body", "text2"))
        until = _("until {day}").format(day=contact.left_on.isoformat()) if contact.left_on else ""
        row.addWidget(ElidedText("·".join(part for part in (contact.title, until) if part), "body", "text2"), 1)
        if self._contact_form is not None:
            back = Link(_("there again"))
            back.clicked.connect(partial(self._back_again, contact))
            row.addWidget(back)
        return line

    def _back_again(self, contact: ContactRow) -> None:
        self._desk.jobs.perform(contact_back, contact.id, version=contact.version, owner=self)

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

    def _past(self, shown: Dossier) -> None:
        ways = [duties_link(self._desk, shown)] if self._desk.may("assignment_read") else []
        self.body.addWidget(SectionHeader(_("Officers"), "", *ways))
        for duty in shown.duties:
            facts = "·".join(part for part in (duty.role.label, tenure(duty), duty.end_reason or duty.reason) if part)
            self._entry(duty.officer, facts)
        if not shown.duties:
            self._nothing(_("Nobody has been assigned yet."))
        if shown.file.listings:
            self._rule()
            self.body.addWidget(SectionHeader(_("Editions")))
        for listing in shown.file.listings:
            title = edition_words(listing)
            ended = _("taken off {day}").format(day=listing.removed_on.isoformat()) if listing.removed_on else ""
            said = (
                listing.industry.label if listing.industry else _("industry not confirmed"),
                _("tier {n}").format(n=listing.tier),
                ended or _("since {day}").format(day=listing.entered_on.isoformat()),
                listing.removal_reason or listing.reason,
                "" if listing.removed_on else listing.evidence,
            )
            self._entry(title, "·".join(part for part in said if part))
        self._rule()
        self.body.addWidget(SectionHeader(_("Changes of the file")))
        self.body.addSpacing(dp(8))

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

"""Reports: choose a paper, its days and whose; see it as it will be printed, its figures, and what was issued."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from officer_app.directory.lists.browsing import SubdistrictName, list_subdistricts
from officer_app.i18n import _, ngettext
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.reports.answers import AnswersPart
from officer_app.ui.reports.archive import ArchivePart
from officer_app.ui.reports.choosing import Chooser
from officer_app.ui.reports.figures import FiguresPart
from officer_app.ui.reports.paper import PaperPart
from officer_app.ui.reports.talent import TalentPart
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    FilterBar,
    Icon,
    Link,
    PageHeading,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
)
from officer_app.visits.reporting import visits_counted

PAPER, FIGURES, ANSWERS, ARCHIVE, TALENT = "paper", "figures", "answers", "archive", "talent"
_PARTS: Final = (PAPER, FIGURES, ANSWERS, ARCHIVE, TALENT)


class ReportsView(PageView):
    """The page "reports". Its target is a day of the month wanted, or the name of a part."""

    has_primary = True
    reload_on = frozenset({"visit", "demand", "account", "issued_paper", "past_case", "talent_case", "city_figure"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chooser = Chooser(desk)
        self.paper = PaperPart(self, self.chooser)
        self.figures = FiguresPart(desk, self.chooser)
        self.answers = AnswersPart(desk, self.chooser)
        self.archive = ArchivePart(desk)
        self.talent = TalentPart(desk, self.chooser)
        # Read when they come into view; a paper is made when that is wanted.
        self._lists: dict[str, FiguresPart | AnswersPart | ArchivePart | TalentPart] = {
            FIGURES: self.figures,
            ANSWERS: self.answers,
            ARCHIVE: self.archive,
            TALENT: self.talent,
        }
        self.switch = Segmented(
            [
                Segment(PAPER, _("Paper")),
                Segment(FIGURES, _("Figures")),
                Segment(ANSWERS, _("Checklists")),
                Segment(ARCHIVE, _("Issued papers")),
                Segment(TALENT, _("Special talent")),
            ],
            _("What to show"),
        )
        self.switch.chosen.connect(self._switched)
        self.put_heading(PageHeading(_("Reports"), (self.paper.place,), self.paper.buttons))
        self.main.addWidget(FilterBar((self.switch,)))
        self.stack = QStackedWidget()
        for part in (self.paper, *self._lists.values()):
            self.stack.addWidget(part)
        self.main.addWidget(self.stack, 1)
        self._side = self._panel()
        self.put_side(self._side)
        self.chooser.changed.connect(self._changed)
        self.on_key("Ctrl+S", partial(self._in_paper, self.paper.save_as))
        self.on_key("Ctrl+P", partial(self._in_paper, self.paper.print_it))
        self.on_key("Ctrl+E", self._export)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, self.make)
        for number, part_name in enumerate(_PARTS, start=1):
            self.on_key(f"Alt+{number}", partial(self.switch.choose, part_name))
        self._own_first()
        self._switched(PAPER)

    def keys(self) -> Sequence[Key]:
        return (self._lists.get(str(self.switch.value())) or self.paper).keys()

    def opened(self, target: object = None) -> None:
        if isinstance(target, date):
            self.chooser.choose_month(target)
        elif isinstance(target, str) and target in _PARTS:
            self.switch.choose(target)
        if self.switch.value() == PAPER:
            self.chooser.paper.setFocus()

    def reload(self) -> None:
        jobs = self.desk.jobs
        jobs.read(list_officers, then=self._know_officers, owner=self, latest="officers")
        jobs.read(list_subdistricts, then=self._know_towns, owner=self, latest="towns")
        self._read()

    def make(self) -> None:
        """Make the paper chosen, and show it."""
        self.switch.choose(PAPER)
        self.paper.make()

    def _export(self) -> None:
        if self.switch.value() == TALENT:
            self.talent.export()

    def _in_paper(self, act: Callable[[], object]) -> None:
        if self.switch.value() == PAPER:
            act()

    def _panel(self) -> SidePanel:
        side = SidePanel()
        column = side.column
        self._about = Text("", "body", "text2", wrap=True)
        column.addWidget(SectionHeader(_("Contents and scope")))
        column.addWidget(self._about)
        column.addSpacing(dp(8))
        column.addWidget(self.chooser)
        column.addSpacing(dp(4))
        self.found = Text("", "caption", "text2", wrap=True)
        column.addWidget(self.found)
        column.addSpacing(dp(8))
        self._make = PushButton(_("Make the paper"), "file-text", kind="primary", keys="Ctrl Enter")
        self._make.clicked.connect(self.make)
        row = QHBoxLayout()
        row.addWidget(self._make)
        row.addStretch(1)
        column.addLayout(row)
        side.add_rule()
        column.addWidget(SectionHeader(_("Other papers")))
        others = [
            ("building-2", _("An enterprise's whole file: in its page"), "directory"),
            ("message-square-text", _("Sheet of a demand: in Demands"), "demands"),
        ]
        if self.desk.may(Permission.CASE_READ):
            others.append(("award", _("Approval form of a case: in Special talent"), "cases"))
        for icon, words, key in others:
            line = QHBoxLayout()
            line.setSpacing(dp(8))
            line.addWidget(Icon(icon, "text2"))
            link = Link(words, "body")
            link.setWordWrap(True)
            link.clicked.connect(lambda key=key: self.desk.go(key, None))
            line.addWidget(link, 1)
            column.addLayout(line)
        column.addStretch(1)
        return side

    def _own_first(self) -> None:
        """An officer begins with their own visits."""
        actor = self.desk.jobs.actor
        if getattr(actor, "role", "") in (Role.LIAISON, Role.SPECIALIST):
            self.chooser.choose_officer(actor.id, actor.name)

    def _know_officers(self, officers: list[AccountRow]) -> None:
        self.chooser.know_officers(officers)

    def _know_towns(self, towns: list[SubdistrictName]) -> None:
        self.chooser.know_towns(towns)

    def _changed(self) -> None:
        self._read()

    def _read(self) -> None:
        """Read what depends on the choice: the count, the figures if they are in view, the archive likewise."""
        shown = self.switch.value()
        self._about.setText(self.chooser.about())
        period = self.chooser.period()
        self.found.setVisible(self.chooser.counts_visits and shown == PAPER)
        if period is not None:
            self.desk.jobs.read(
                visits_counted, period.first, period.last, self.chooser.scope(),
                then=self._counted, owner=self, latest="count",
            )  # fmt: skip
        if (part := self._lists.get(str(shown))) is not None:
            part.reload()

    def _counted(self, n: int) -> None:
        words = ngettext("{n} visit in these days", "{n} visits in these days", n).format(n=n)
        self.found.setText(words if n else _("No visit in these days; the report will say so."))

    def _switched(self, shown: str) -> None:
        self.stack.setCurrentIndex(_PARTS.index(shown))
        self._side.setVisible(shown != ARCHIVE)
        self.chooser.only_figures(shown in (FIGURES, ANSWERS, TALENT), talent=shown == TALENT)
        self._make.setVisible(shown == PAPER)
        self.paper.place.setVisible(shown == PAPER)
        self.paper.fit_buttons()
        self._read()
        if shown != PAPER:
            self._lists[shown].take_focus()
        self.keys_changed.emit()

"""The middle of a case's page: the parts one turns to, each in a scroll of its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.ui.cases.facts import ApplicationView, KeyFacts
from officer_app.ui.cases.papers import PapersView
from officer_app.ui.cases.record import RecordView
from officer_app.ui.cases.scores import ScoresView
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Rule

WORK, APPLICATION, RECORD = range(3)


class CaseParts(QWidget):
    """What is worked on (key facts, papers, scores), the application whole, and the record."""

    def __init__(self, desk: Desk, *, may_handle: bool = False, may_reveal: bool = False) -> None:
        super().__init__()
        self.facts, self.papers, self.scores = KeyFacts(desk), PapersView(), ScoresView()
        self.application = ApplicationView(desk)
        self.record = RecordView(may_handle=may_handle, may_reveal=may_reveal)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Parts of the case"))
        self._pages = QStackedWidget()
        self._work_scroll = self.add_part(_("Papers and scores"), self._worked_on(), dp(metrics.FORM - metrics.PAGE))
        self.add_part(_("Application"), self.application)
        self.add_part(_("Opinions and record"), self.record)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QHBoxLayout()
        strip.setContentsMargins(dp(metrics.FORM), dp(2), dp(metrics.FORM), 0)
        strip.addWidget(self.tabs)
        strip.addStretch(1)
        column.addLayout(strip)
        column.addWidget(Rule())
        column.addWidget(self._pages, 1)

    def add_part(self, title: str, page: QWidget, side: int | None = None) -> QScrollArea:
        """Add a part at the right end of the tabs; `side` is its margin where it is not that of a form."""
        self.tabs.addTab(title)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        around = QVBoxLayout(holder)
        side = dp(metrics.FORM) if side is None else side
        around.setContentsMargins(side, dp(16), side, dp(16))
        around.addWidget(page)
        scroll.setWidget(holder)
        self._pages.addWidget(scroll)
        return scroll

    def show_file(self, file: CaseFile) -> None:
        """Show what is only read of another case."""
        self.application.show_file(file)
        self.record.show_file(file)

    def show_scores(self, key: str = "") -> None:
        """Bring the evaluation sheet into view, at a criterion."""
        self.tabs.setCurrentIndex(WORK)
        if not self.scores.isHidden():
            self.scores.focus_criterion(key)
            self._work_scroll.ensureWidgetVisible(self.scores)

    def show_papers(self) -> None:
        """Bring the papers into view."""
        self.tabs.setCurrentIndex(WORK)
        self.papers.table.setFocus()
        self._work_scroll.ensureWidgetVisible(self.papers)

    def _worked_on(self) -> QWidget:
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(16))
        # The table brings an inset of its own; everything else gets the same, so that all text stands in one line.
        for part in (self.facts, Rule(), self.papers, self.scores):
            line = QHBoxLayout()
            inset = 0 if part is self.papers else dp(metrics.PAGE)
            line.setContentsMargins(inset, 0, inset, 0)
            line.addWidget(part)
            column.addLayout(line)
        column.addStretch(1)
        return work

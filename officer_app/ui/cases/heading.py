"""The heading of a case: number, state, the first-review clock, and what can be had from it."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from officer_app.cases.deadlines import ReviewClock
from officer_app.cases.words import FINAL, ClockLight
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.quota.case_file import CaseFile
from officer_app.quota.pools import BEFORE_RESERVING
from officer_app.ui.cases.steps import LEADS, state_pill
from officer_app.ui.page import Desk
from officer_app.ui.paper.about import offer_papers
from officer_app.ui.targets import EnterpriseWanted, ReadingsWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import DayDots, ElidedText, Icon, Pill, PushButton, Rule, Text
from officer_app.ui.widgets.tips import plain_tip

# Never colour alone: the words beside it say the same.
LIGHTS: Final[dict[ClockLight, Tone]] = {ClockLight.GREEN: "ok", ClockLight.AMBER: "warn", ClockLight.RED: "danger"}


class ClockStrip(QFrame):
    """Which working day of first review it is, of how many."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "strip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(dp(metrics.CONTROL + 2))
        self._icon = Icon("timer", "accent")
        self._day = Text("", "body", weight=600)
        self._limit = Text("", "caption", "text2")
        self._dots = DayDots(0, 5)
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(12), dp(6), dp(10), dp(6))
        row.setSpacing(dp(8))
        for widget in (self._icon, self._day, self._limit):
            row.addWidget(widget)
        row.addSpacing(dp(8))
        row.addWidget(self._dots)

    def show_clock(self, clock: ReviewClock | None) -> None:
        """Show it while it runs or stands still."""
        self.setVisible(clock is not None and not clock.finished)
        if clock is None or clock.finished:
            return
        tone = "accent" if clock.standing else LIGHTS[clock.light]
        self._icon.show_icon("pause" if clock.standing else "timer", tone)
        words = _("Working day {n}").format(n=clock.days)
        if clock.days == 0:
            words = _("Starts the next working day")
        if clock.standing:
            words += "·" + _("clock stopped")
        elif clock.light is ClockLight.RED:
            words += "·" + _("over by {n}").format(n=-clock.days_left)
        elif clock.light is ClockLight.AMBER:
            words += "·" + _("past the target of {n}").format(n=clock.target)
        self.setToolTip(plain_tip(clock.light.label))
        self._day.setText(words)
        limit = _("limit {n}, provisional") if clock.provisional else _("limit {n}")
        self._limit.setText(limit.format(n=clock.limit))
        self._dots.show_days(min(clock.days, clock.limit), clock.limit, tone)


class CaseHeading(QWidget):
    """Stands over all parts of the case."""

    preview_wanted = Signal()
    reload_wanted = Signal()
    aside_wanted = Signal()
    pool_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: CaseFile | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self._number = Text("", "record")
        self._state = Pill(state_pill(next(iter(LEADS))))
        self._about = ElidedText("", "caption", "text2")
        self.clock = ClockStrip()
        form = PushButton(_("Approval form"), "printer", keys="Ctrl P")
        form.clicked.connect(self.preview_wanted)
        papers = PushButton(_("Papers about the case"), "file-text")
        papers.clicked.connect(lambda: self._offer_papers(papers))
        more = PushButton(icon="ellipsis", kind="quiet", name=_("More"))
        more.clicked.connect(lambda: self._more(more))
        names = QVBoxLayout()
        names.setSpacing(dp(2))
        names.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(dp(8))
        first.addWidget(self._number)
        first.addWidget(self._state)
        first.addStretch(1)
        names.addLayout(first)
        names.addWidget(self._about)
        names.addStretch(1)
        line = QWidget()
        line.setMinimumHeight(dp(metrics.HEADING + 8))
        row = QHBoxLayout(line)
        row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), 0)
        row.setSpacing(dp(12))
        row.addWidget(back)
        row.addLayout(names, 1)
        for widget in (self.clock, papers, form, more):
            row.addWidget(widget)
        for button in (papers, form):
            button.setVisible(desk.may(Permission.REPORT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(Rule())

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        self._file = file
        self._number.setText(file.number)
        self._state.show_pill(state_pill(file.state))
        self._about.setText("·".join((file.enterprise, file.applicant.name, file.applicant.post)))
        self.clock.show_clock(file.clock)

    def _offer_papers(self, button: PushButton) -> None:
        if self._file is not None:
            offer_papers(self._desk, self._file.id, self._file.number, button)

    def _more(self, button: PushButton) -> None:
        file = self._file
        if file is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open enterprise")).triggered.connect(
            lambda: self._desk.go("enterprise", EnterpriseWanted(file.enterprise_id))
        )
        menu.addAction(_("Copy the number")).triggered.connect(lambda: QGuiApplication.clipboard().setText(file.number))
        if file.state in BEFORE_RESERVING and self._desk.may(Permission.CASE_FILE):
            menu.addAction(_("Choose the pool of the unit…")).triggered.connect(self.pool_wanted)
        if file.state not in FINAL and self._desk.may(Permission.CASE_FILE):
            menu.addAction(_("Stand aside from this case…")).triggered.connect(self.aside_wanted)
        if self._desk.may(Permission.READINGS):
            menu.addAction(_("Who read this applicant")).triggered.connect(
                lambda: self._desk.go("readings", ReadingsWanted(file.id, file.number))
            )
        menu.addAction(_("Reload")).triggered.connect(self.reload_wanted)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

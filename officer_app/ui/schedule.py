"""A small sheet over a list: when an enterprise is visited; or a planned visit to another day, or called off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from uuid import uuid4

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import DateEdit, Entry, PushButton, Text, TimeEdit
from officer_app.ui.widgets.placing import open_inside
from officer_app.ui.wording import day_in_prose, weekday
from officer_app.visits.plans import PlanDraft, Planned, call_off_plan, move_plan, plan_visit, reinstate_plan

_WIDTH = 344


@dataclass(frozen=True)
class About:
    """Whom the sheet is about, and the day it proposes; with `plan_id` a plan, as it stands."""

    enterprise_id: int
    enterprise: str
    officer_id: int
    day: date
    plan_id: int | None = None
    version: int = 0
    planned_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None


class ScheduleSheet(QFrame):
    """Enter in a line takes what was typed, Esc closes the sheet; what was done can be taken back.

    `page` is the page it opens over: results are told there, though the sheet has gone.
    """

    def __init__(self, desk: Desk, page: QWidget, about: About) -> None:
        super().__init__(page, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("sheet")
        self._desk, self._page, self._about = desk, page, about
        self._draft_id = str(uuid4())
        self._open = True
        moving = about.plan_id is not None
        title = _("Move the visit") if moving else _("Plan a visit")
        self.setAccessibleName(f"{title}: {about.enterprise}")
        self.setFixedWidth(dp(_WIDTH))
        self.day = DateEdit(_("Day"), desk.today, about.day)
        self.starts_at = TimeEdit(_("From"), about.starts_at)
        self.ends_at = TimeEdit(_("To"), about.ends_at)
        self.words = Entry(_("Reason") if moving else _("What for"), _("Reason") if moving else _("What for"))
        self.wrong = Text("", "caption", "danger", wrap=True)
        self.wrong.hide()
        take = PushButton(
            _("Move") if moving else _("Plan it"), "calendar-plus", kind="primary", height=metrics.SMALL, keys="Enter"
        )
        take.clicked.connect(self.take)
        self.off = PushButton(_("Call it off"), height=metrics.SMALL)
        self.off.clicked.connect(self.call_off)
        if not moving:
            self.off.hide()
        for entry in (self.day, self.starts_at, self.ends_at, self.words):
            entry.submitted.connect(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(16), dp(12), dp(16), dp(12))
        column.setSpacing(dp(8))
        column.addWidget(Text(title, "caption", "text2"))
        column.addWidget(Text(about.enterprise, weight=500, wrap=True))
        when = QHBoxLayout()
        when.setSpacing(dp(6))
        for widget in (self.day, self.starts_at, Text("–", "body", "text3"), self.ends_at):
            when.addWidget(widget)
        when.addStretch(1)
        column.addLayout(when)
        column.addWidget(self.words)
        column.addWidget(self.wrong)
        foot = QHBoxLayout()
        foot.addWidget(self.off)
        foot.addStretch(1)
        foot.addWidget(take)
        column.addLayout(foot)

    def open_at(self, place: QPoint) -> None:
        """Show it there, inside the window, ready to type the day."""
        open_inside(self, self._page.window(), place)
        self.day.setFocus()
        self.day.selectAll()

    def take(self) -> None:
        """Plan or move."""
        about, day = self._about, self.day.value()
        if day is None:
            self._say(_("Type a day."), self.day)
            return
        for edit in (self.starts_at, self.ends_at):
            if edit.wrong():
                self._say(_("Type a time, such as 9:30."), edit)
                return
        times = (self.starts_at.value(), self.ends_at.value())
        perform, words = self._desk.jobs.perform, self.words.text()

        def done(made: Planned) -> None:
            self._planned(made, day)

        if about.plan_id is None:
            draft = PlanDraft(self._draft_id, about.enterprise_id, about.officer_id, day, *times, purpose=words)
            perform(plan_visit, draft, then=done, failed=self._refuse, owner=self._page)
            return
        moved = {"version": about.version, "reason": words}
        perform(move_plan, about.plan_id, day, *times, **moved, then=done, failed=self._refuse, owner=self._page)

    def call_off(self) -> None:
        """Call the plan off, for the reason typed."""
        about = self._about
        perform, reason = self._desk.jobs.perform, self.words.text()

        def back(version: int) -> None:
            perform(reinstate_plan, about.plan_id, version=version, owner=self._page)

        def done(made: Planned) -> None:
            words = _("{name}: called off").format(name=about.enterprise)
            self._said(words, made, lambda: back(made.version))

        perform(
            call_off_plan,
            about.plan_id,
            reason,
            version=about.version,
            then=done,
            failed=self._refuse,
            owner=self._page,
        )

    def _planned(self, made: Planned, day: date) -> None:
        about, perform = self._about, self._desk.jobs.perform
        when = _("{date} {weekday}").format(date=day_in_prose(day), weekday=weekday(day))

        def back() -> None:
            if about.plan_id is None:
                reason = _("Taken back at once")
                perform(call_off_plan, made.plan_id, reason, version=made.version, owner=self._page)
                return
            perform(
                reinstate_plan,
                made.plan_id,
                version=made.version,
                planned_on=about.planned_on,
                starts_at=about.starts_at,
                ends_at=about.ends_at,
                owner=self._page,
            )

        words = _("{name} planned for {day}") if about.plan_id is None else _("{name} moved to {day}")
        self._said(words.format(name=about.enterprise, day=when), made, back)

    def _said(self, words: str, made: Planned, back: Callable[[], object]) -> None:
        if self._open:
            self.close()
        self._desk.undo.offer(words, back)
        self._desk.notices.say(words, " ".join(warning.label for warning in made.warnings))

    def _refuse(self, error: AppError) -> None:
        fields: dict[str | None, QWidget] = {
            "planned_on": self.day,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }
        if not self._open:
            self._desk.notices.show_error(error, self._page)
            return
        self._say(str(error), fields.get(error.field, self.words))

    def closeEvent(self, event: QCloseEvent) -> None:
        # An answer may still come when the sheet has gone.
        self._open = False
        super().closeEvent(event)

    def _say(self, words: str, at: QWidget) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        self.adjustSize()
        at.setFocus()

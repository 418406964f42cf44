"""The lines of an enterprise's file: a contact whose phone can be revealed, a visit, a demand, a case, a change."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.assignments.reveal import reveal_phone
from officer_app.cases.lists import CaseRow
from officer_app.demands.service import DemandRow, DemandState
from officer_app.directory.file import ContactRow, HrLevel
from officer_app.directory.industries import Industry
from officer_app.i18n import _
from officer_app.ui.clipboard import copy_briefly
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.revealing import PurposeAsk, Unmasked
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import ElidedText, Icon, Pill, PillSpec, PushButton, Text, paint
from officer_app.ui.widgets.pill import PillTone
from officer_app.ui.wording import limit_pill
from officer_app.visits.browsing import VisitRow
from officer_app.visits.drafts import Mode, Outcome

MODE_ICONS: Final = {
    Mode.ON_SITE: "map-pin",
    Mode.PHONE: "phone",
    Mode.VIDEO: "video",
    Mode.AT_OFFICE: "door-open",
}


def industry_pill(industry: Industry) -> PillSpec:
    """An industry with its dot."""
    return PillSpec(industry.label, dot=INDUSTRY_DOTS[industry.value])


def short_due(days_left: int, *, overdue: bool) -> PillSpec | None:
    """How near the next contact is, in a word that fits beside its date; None while there is time."""
    if overdue:
        late = _("late {n}").format(n=-days_left) if days_left < 0 else _("overdue")
        return PillSpec(late, "danger")
    if days_left == 0:
        return PillSpec(_("today"), "warn")
    if days_left == 1:
        return PillSpec(_("1 left"), "warn")
    return PillSpec(_("{n} left").format(n=days_left), "warn") if days_left <= 3 else None


class FileLine(QWidget):
    """One line that opens something: icon, date, words, pill. A click or Enter opens it."""

    opened = Signal()

    def __init__(self, words: str, *, icon: str = "", lead: str = "", pill: PillSpec | None = None) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(dp(metrics.SIZES["body"] + metrics.GAP))
        self.setAccessibleName(" ".join(part for part in (lead, words, pill.words if pill else "") if part))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        if icon:
            row.addWidget(Icon(icon, "text2", metrics.ICON_CAPTION))
        if lead:
            row.addWidget(Text(lead, "body", "text2"))
        row.addWidget(ElidedText(words), 1)
        if pill is not None:
            row.addWidget(Pill(pill))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            rect = QRectF(self.rect())
            paint.focus_ring(QPainter(self), rect, tokens().accent, metrics.RADIUS_SMALL)


def visit_line(visit: VisitRow) -> FileLine:
    """A visit: how, when, with whom, and how it ended where it did not take place."""
    who = _("met {people}").format(people=visit.people) if visit.people else ""
    ended = visit.outcome.label if visit.outcome is not Outcome.DONE else ""
    words = "·".join(part for part in (visit.mode.label, visit.by, ended or who) if part)
    return FileLine(words, icon=MODE_ICONS[visit.mode], lead=visit.visited_on.isoformat())


def demand_line(demand: DemandRow) -> FileLine:
    """A demand with what is left of its time, or how it stands."""
    if demand.days_left is not None:
        pill = limit_pill(demand.days_left)
    else:
        tone: PillTone = "ok" if demand.state is DemandState.CLOSED else "neutral"
        pill = PillSpec(demand.state.label, tone, "pause" if demand.paused else None)
    return FileLine(demand.text, pill=pill)


def case_line(case: CaseRow) -> FileLine:
    """A special-talent case and where it stands."""
    return FileLine(
        f"{case.number}·{case.applicant}", pill=PillSpec(case.state.label, "accent" if case.standing else "neutral")
    )


class ContactLine(QWidget):
    """A contact; the eye asks what the number is needed for and then shows it for half a minute."""

    def __init__(self, desk: Desk, contact: ContactRow, edit: Callable[[ContactRow], object] | None = None) -> None:
        super().__init__()
        self._desk, self._contact = desk, contact
        self._phone = Text(contact.phone, "body", "text2")
        self.eye = PushButton(
            icon="eye", kind="quiet", height=24, name=_("Show the phone of {name}").format(name=contact.name)
        )
        self.eye.clicked.connect(self.ask)
        self.copy = PushButton(icon="copy", kind="quiet", height=24, name=_("Copy the number"))
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        if not contact.phone or not desk.may("reveal"):
            self.eye.hide()
        facts = [contact.title]
        if contact.hr_level is HrLevel.NEW:
            facts.append(_("new to HR"))
        row = QHBoxLayout()
        row.setSpacing(dp(6))
        name = Text(contact.name, weight=500)
        name.setMinimumWidth(dp(39))
        row.addWidget(name)
        if contact.is_primary:
            row.addWidget(Icon("star", "text3", metrics.ICON_PILL, means=_("first to call")))
        row.addWidget(ElidedText("·".join(fact for fact in facts if fact), "body", "text2"), 1)
        row.addWidget(self._phone)
        row.addWidget(self.eye)
        row.addWidget(self.copy)
        if edit is not None:
            pencil = PushButton(
                icon="pencil", kind="quiet", height=24, name=_("Change {name}").format(name=contact.name)
            )
            pencil.clicked.connect(lambda: edit(contact))
            row.addWidget(pencil)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(4))
        self._column.addLayout(row)
        self._question: Form | None = None
        self._left = Text("", "caption", "text2")
        self._left.hide()
        self._column.addWidget(self._left)
        self._unmasked = Unmasked(self)
        self._unmasked.ticked.connect(self._say_left)
        self._unmasked.ended.connect(self._mask)

    def ask(self) -> None:
        """Ask for the purpose, once."""
        if self._question is None:
            self._question = Form(label_width=44)
            self._ask = PurposeAsk(self._desk, _("Purpose"))
            self._ask.submitted.connect(self._reveal)
            self.purpose = self._ask.text
            self._question.add("purpose", _("Purpose"), self._ask)
            self._column.addWidget(self._question)
            note = Text(_("Who looks, when and what for is written down."), "caption", "text3", wrap=True)
            self._question.add_wide(note)
        self._question.show()
        self._ask.begin()

    def shown_phone(self) -> str:
        """What stands there now."""
        return self._phone.text()

    def _reveal(self) -> None:
        assert self._question is not None
        self._question.clear_errors()
        self._desk.jobs.perform(
            reveal_phone, self._contact.id, self._ask.purpose(), then=self._show, owner=self._question
        )

    def _show(self, phone: str) -> None:
        if self._question is not None:
            self._question.hide()
            self._ask.clear()
        self._phone.setText(phone)
        self._phone.set_tone("text")
        self.eye.hide()
        self.copy.show()
        # What had the focus is gone; it must not fall to something else in the window.
        self.copy.setFocus()
        self._unmasked.begin(self._ask.seconds)

    def _copy(self) -> None:
        copy_briefly(self._phone.text())

    def _say_left(self, seconds: int) -> None:
        self._left.setText(_("Masked again in {n} s; the look is on record").format(n=seconds))
        self._left.show()

    def _mask(self) -> None:
        self._left.hide()
        self._phone.setText(self._contact.phone)
        self._phone.set_tone("text2")
        self.eye.show()
        if self.copy.hasFocus():
            self.eye.setFocus()
        self.copy.hide()

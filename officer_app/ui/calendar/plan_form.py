"""Planning a visit on the panel: which enterprise, when, how, what for."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.ui.enterprise_search import enterprise_fetch
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    Entry,
    Hit,
    Picker,
    PushButton,
    SectionHeader,
    Text,
    TimeEdit,
)
from officer_app.visits.drafts import Mode
from officer_app.visits.plans import PlanDraft, Planned, plan_visit


class PlanForm(QWidget):
    """The form; `planned` carries the draft and what planning came to, `left` says that nothing was planned."""

    planned = Signal(object, object)  # PlanDraft, Planned
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._draft_id = ""
        self.form = Form(labels_above=True)
        self.enterprise = Picker(_("Enterprise"), _("Name, initials or code"), enterprise_fetch(desk, self))
        self.day = DateEdit(_("Day"), desk.today)
        self.starts_at = TimeEdit(_("From"))
        self.ends_at = TimeEdit(_("To"))
        self.mode = Choice(_("Mode"), [(mode.value, mode.label) for mode in Mode])
        self.officer = Choice(_("Our officer"))
        self.purpose = Entry(_("What for"), _("such as: follow up the application for flats"))
        self.button = PushButton(_("Plan it"), "calendar-plus", kind="primary", keys="Ctrl Enter", wide=True)
        self.button.clicked.connect(self.submit)
        cancel = PushButton(_("Cancel"), kind="plain", keys="Esc")
        cancel.clicked.connect(self.left)
        self._build(cancel)
        for keys, act in (("Ctrl+Return", self.submit), ("Escape", self.left.emit)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def offer_officers(self, officers: Sequence[tuple[object, str]]) -> None:
        """Whose plan it can be: one's own, or anybody's for whoever plans for others."""
        self.officer.set_choices(officers)

    def begin(self, day: date, officer_id: int, hit: Hit | None = None) -> None:
        """A new plan on this day, of this officer, of an enterprise if one is known."""
        self._draft_id = str(uuid4())
        self.officer.set_value(officer_id)
        self.form.clear_errors()
        self.day.set_value(day)
        self.starts_at.set_value(None)
        self.ends_at.set_value(None)
        self.purpose.setText("")
        self.enterprise.set_hit(hit)
        (self.starts_at if hit is not None else self.enterprise.box).setFocus()

    def submit(self) -> None:
        """Plan it."""
        hit, day = self.enterprise.hit(), self.day.value()
        if hit is None:
            self.enterprise.box.setFocus()
            return
        if day is None:
            self.day.setFocus()
            return
        for edit in (self.starts_at, self.ends_at):
            if edit.wrong():
                edit.setFocus()
                return
        draft = PlanDraft(
            self._draft_id,
            int(str(hit.value)),
            int(str(self.officer.value())),
            day,
            self.starts_at.value(),
            self.ends_at.value(),
            Mode(str(self.mode.value())),
            self.purpose.text(),
        )

        def done(planned: Planned) -> None:
            self.planned.emit(draft, planned)

        self.form.clear_errors()
        self._desk.jobs.perform(plan_visit, draft, then=done, owner=self.form)

    def _build(self, cancel: PushButton) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(SectionHeader(_("Plan a visit")))
        self.form.add("enterprise_id", _("Enterprise"), self.enterprise, needed=True)
        self.form.add("planned_on", _("Day"), self.day, needed=True)
        times = QHBoxLayout()
        times.setSpacing(dp(8))
        times.addWidget(self.starts_at)
        times.addWidget(Text(_("to"), "body", "text2"))
        times.addWidget(self.ends_at)
        times.addStretch(1)
        self.form.add_row(_("Time"), {"starts_at": self.starts_at, "ends_at": self.ends_at}, times)
        self.form.add("mode", _("Mode"), self.mode)
        self.form.add("officer_id", _("Our officer"), self.officer)
        self.form.add("purpose", _("What for"), self.purpose)
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        row.addWidget(self.button, 1)
        row.addWidget(cancel)
        column.addLayout(row)
        column.addStretch(1)

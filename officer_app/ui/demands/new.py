"""A demand that reached the office without a visit: by phone, by letter, at the counter."""

from collections.abc import Sequence
from typing import Any  # Any: what a use case returns
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.demands.clock import Limit, all_demand_limits
from officer_app.demands.guess import likely_category
from officer_app.demands.service import Category, DemandDraft, Urgency, raise_demand
from officer_app.i18n import N_, _, ngettext
from officer_app.people.service import AccountRow
from officer_app.ui.enterprise_search import enterprise_fetch
from officer_app.ui.form import Form
from officer_app.ui.kept_form import FormKeeping
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Picker, Prose, PushButton, Segment, Segmented, Text


class NewDemand(QWidget):
    """Emits `stored` with the id. What is typed stays until it is stored, and is stored once however often tried."""

    stored = Signal(int)

    def __init__(self, desk: Desk, officers: Sequence[AccountRow]) -> None:
        super().__init__()
        self._desk = desk
        self._draft_id = str(uuid4())
        self._limits: dict[Category, dict[Urgency, Limit]] = {}
        self._chose_category = False
        self.form = Form(labels_above=True)
        hint = _("Name, pinyin, code, contact or phone")
        self.enterprise = Picker(_("Enterprise"), hint, enterprise_fetch(desk, self))
        self.text = Prose(_("Demand"), _("What the enterprise asks for"), lines=5)
        self.category = Choice(_("Category"), [(word, word.label) for word in Category], Category.OTHER)
        self.urgency = Segmented([Segment(word.value, word.label) for word in Urgency], _("Urgency"), Urgency.NORMAL)
        people: list[tuple[object, str]] = [(row.id, f"{row.name}·{row.role.label}") for row in officers]
        self.handler = Choice(_("Handled by"), [(0, _("not yet handed on")), *people], 0)
        self.limit = Text("", "caption", "text2", wrap=True)
        self.form.add("enterprise", _("Enterprise"), self.enterprise, needed=True)
        self.form.add("demand", _("Demand"), self.text, needed=True)
        self.form.add("category", _("Category"), self.category)
        self.form.add("urgency", _("Urgency"), self.urgency)
        self.form.add("handler", _("Handled by"), self.handler)
        self.button = PushButton(_("Save"), "check", keys="Ctrl Enter")
        self.button.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self.form)
        column.addWidget(self.limit)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        column.addLayout(foot)
        self.enterprise.picked.connect(lambda hit: self.text.setFocus() if hit else None)
        self.text.textChanged.connect(self._guess)
        self.category.activated.connect(lambda _row: self._category_chosen())
        self.urgency.chosen.connect(lambda _value: self._say_limit())
        desk.jobs.read(all_demand_limits, then=self._know_limits, owner=self)
        self.kept = FormKeeping.of(desk, self, "demand.new", self.form.fields())
        self.enterprise.picked.connect(self.kept.edited)
        self.kept.about("")

    def begin(self) -> None:
        """The first field takes the keyboard."""
        self.enterprise.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Store it, if all that is needed is there."""
        if self.text.composing() or self.enterprise.box.composing():
            return
        hit = self.enterprise.hit()
        if hit is None:
            error = Invalid(N_("Choose the enterprise."), remedy=N_("Type a part of its name."), field="enterprise")
            self.form.show_error(error)
            return
        handler = self.handler.value()
        draft = DemandDraft(
            self._draft_id,
            Category(str(self.category.value())),
            self.text.toPlainText(),
            Urgency(self.urgency.value()),
            handler if isinstance(handler, int) and handler else None,
        )
        self.form.clear_errors()
        self._desk.jobs.perform(raise_demand, hit.value, draft, then=self._stored, failed=self._refused, owner=self)

    def _stored(self, demand_id: int) -> None:
        self.kept.sent()
        self.stored.emit(demand_id)

    def _refused(self, error: AppError) -> None:
        if not self.form.show_error(error):
            self._desk.notices.show_error(error, self)

    def _guess(self) -> None:
        # Who has chosen knows better than the words.
        if not self._chose_category and (found := likely_category(self.text.toPlainText())) is not None:
            self.category.set_value(found)
            self._say_limit()

    def _category_chosen(self) -> None:
        self._chose_category = True
        self._say_limit()

    def _know_limits(self, limits: Any) -> None:
        self._limits = limits
        self._say_limit()

    def _say_limit(self) -> None:
        known = self._limits.get(Category(str(self.category.value())), {})
        for urgency, of in known.items():
            self.urgency.set_words(urgency.value, f"{urgency.label} {of.days}")
        limit = known.get(Urgency(self.urgency.value()))
        if limit is None:
            self.limit.setText("")
            return
        words = ngettext("{n} workday: to be solved by {day}", "{n} workdays: to be solved by {day}", limit.days)
        words = words.format(n=limit.days, day=limit.due_on.isoformat())
        self.limit.setText(_("{limit} (provisional)").format(limit=words) if limit.provisional else words)

"""The fields of a visit in the order of talking, what they hold as a draft, and what is wrong with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, cast  # Any: a kept draft is JSON of any shape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.i18n import CHINESE, N_, _, language
from officer_app.ui.form import Form
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.demand_lines import DemandLines, as_payload, from_payload
from officer_app.ui.visits.papers import PapersField
from officer_app.ui.visits.what import WhatFields, what_payload
from officer_app.ui.visits.when import WhenFields, plan_meant, when_payload
from officer_app.ui.visits.who import WhoFields, who_payload
from officer_app.ui.widgets import Hit, Picker, Segment, Segmented, Text
from officer_app.ui.widgets.search_box import Fetch
from officer_app.visits.answers import ItemAnswer
from officer_app.visits.brief import Brief, VisitStart
from officer_app.visits.drafts import Mode, Trigger, VisitDraft
from officer_app.visits.plans import PlanRow
from officer_app.visits.reading import VisitFile

MODE_ICONS: Final = {Mode.ON_SITE: "map-pin", Mode.PHONE: "phone", Mode.VIDEO: "video", Mode.AT_OFFICE: "door-open"}
TRIGGER_ICONS: Final = {Trigger.PERIODIC: "repeat", Trigger.ON_DEMAND: "zap"}
_ROOMY: Final = 860  # wide enough for every label of the form
_NARROW: Final = 600


class VisitFields(QWidget):
    """`changed` tells every edit, `picked` the enterprise chosen (its id, or None)."""

    changed = Signal()
    picked = Signal(object)

    def __init__(self, fetch: Fetch, today: date, papers: PapersField) -> None:
        super().__init__()
        self.papers = papers
        self._site = ""
        self._place_kept: str | None = None
        self.enterprise = Picker(_("Enterprise"), _("Name, pinyin, code, contact or phone"), fetch)
        self.mode = Segmented(
            [
                Segment(mode.value, mode.label, MODE_ICONS[mode], hint)
                for mode, hint in zip(Mode, _mode_hints(), strict=True)
            ],
            _("Mode"),
        )
        self.trigger = Segmented(
            [Segment(trigger.value, trigger.label, TRIGGER_ICONS[trigger]) for trigger in Trigger], _("Occasion")
        )
        self._occasion = Text(_("Occasion"), "body", "text2")
        self.when, self.who, self.what = WhenFields(self, today), WhoFields(self), WhatFields(self, today)
        self.day, self.starts, self.ends, self.outcome = (
            self.when.day,
            self.when.starts,
            self.when.ends,
            self.when.outcome,
        )
        self.people, self.companions = self.who.people, self.who.companions
        self.content, self.follow_up, self.next = self.what.content, self.what.follow_up, self.what.next
        self.demands = DemandLines()
        self.form = Form()
        self._lay_out()
        self._watch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # On a narrow window the two choices explain themselves.
        self._occasion.setVisible(self.width() > dp(_ROOMY))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(_NARROW), super().minimumSizeHint().height())

    def start(self, start: VisitStart, *, fresh: bool) -> None:
        """Take who acts and who can be asked; with `fresh` the defaults of a new visit as well."""
        officers = {row.id: row.name for row in start.officers}
        self.demands.offer(officers, start.limits)
        self.who.start(officers)
        self.when.start(start.now, fresh=fresh)
        self.what.start(start.now.date(), start.templates, start.policies)
        if fresh:
            self.who.be(start.officer_id, start.officer, start.role.label)

    def know(self, brief: Brief | None) -> None:
        """Take what is known of the enterprise: whom one meets there, where, and what is planned."""
        self.who.know(brief.contacts if brief else ())
        self.when.know(brief.plans if brief else ())
        self._site = brief.site if brief else ""

    def propose(self, brief: Brief, wanted: int | None) -> None:
        """Begin as it was planned: by the plan wanted, else the officer's own of this week."""
        day = self.day.value()
        plan = plan_meant(brief.plans, self.who.officer_id, day, wanted) if day else None
        if plan is not None:
            self.when.take_plan(plan)
            self.follow_plan(plan)

    def follow_plan(self, plan: PlanRow | None) -> None:
        """How the plan wants contact to be made."""
        if plan is not None:
            self.mode.set_value(plan.mode.value)

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word somewhere on the form."""
        parts = (self.enterprise.box, self.who, self.when, self.what, self.demands)
        return any(part.composing() for part in parts)

    def mistakes(self) -> list[Invalid]:
        """What can be said without asking the office; nothing that was typed is dropped unseen."""
        found = []
        if self.enterprise.hit() is None:
            found.append(
                Invalid(N_("Choose the enterprise."), remedy=N_("Type a part of its name."), field="enterprise")
            )
        return [*found, *self.when.mistakes(), *self.what.mistakes()]

    def draft(
        self, draft_id: str, visit_id: int | None, version: int | None, answers: tuple[ItemAnswer, ...] = ()
    ) -> VisitDraft:
        """The visit as it stands on the form; ask `mistakes` first."""
        hit, day = self.enterprise.hit(), self.day.value()
        assert hit is not None
        assert day is not None
        mode = Mode(self.mode.value())
        place = self._site if mode is Mode.ON_SITE else ""
        return VisitDraft(
            draft_id=draft_id,
            enterprise_id=cast(int, hit.value),
            officer_id=self.who.officer_id,
            visited_on=day,
            mode=mode,
            trigger=Trigger(self.trigger.value()),
            outcome=self.when.result(),
            content=self.content.toPlainText(),
            starts_at=self.starts.value(),
            ends_at=self.ends.value(),
            place=place if self._place_kept is None else self._place_kept,
            follow_up=self.follow_up.text(),
            next_contact_on=self.next.value(),
            people=self.who.people_met(),
            companions=self.who.companions_along(),
            demands=self.demands.drafts(),
            visit_id=visit_id,
            version=version,
            plan_id=self.when.plan_id(),
            planned_starts_at=self.when.planned_starts.value(),
            planned_ends_at=self.when.planned_ends.value(),
            answered=self.what.answered.toPlainText(),
            policies=self.what.policy_names(),
            answers=answers,
        )

    def payload(self) -> dict[str, Any]:
        """All that was typed, as it was typed."""
        hit = self.enterprise.hit()
        return {
            "enterprise": [hit.value, hit.title, hit.caption] if hit else None,
            "mode": self.mode.value(),
            "trigger": self.trigger.value(),
            "place": self._place_kept,
            "demands": as_payload(self.demands.drafts()),
            "papers": self.papers.count(),
            **self.who.payload(),
            **self.when.payload(),
            **self.what.payload(),
        }

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Put a kept draft back."""
        enterprise = kept.get("enterprise")
        self.enterprise.set_hit(Hit(*enterprise) if enterprise else None)
        self.enterprise.box.clear()
        self.mode.set_value(str(kept.get("mode", Mode.ON_SITE.value)))
        self.trigger.set_value(str(kept.get("trigger", Trigger.PERIODIC.value)))
        self._place_kept = kept.get("place")
        self.demands.set_drafts(from_payload(kept.get("demands")))
        self.who.fill(kept)
        self.when.fill(kept)
        self.what.fill(kept)
        self.form.clear_errors()

    def clear_all(self) -> None:
        """An empty form; the defaults come with `start`."""
        self.know(None)
        self.fill({})

    def _lay_out(self) -> None:
        self.form.add("enterprise", _("Enterprise"), self.enterprise, needed=True)
        kinds = QHBoxLayout()
        kinds.setSpacing(dp(8))
        kinds.addWidget(self.mode)
        kinds.addSpacing(dp(12))
        kinds.addWidget(self._occasion)
        kinds.addWidget(self.trigger)
        kinds.addStretch(1)
        self.form.add_row(_("Mode"), {"mode": self.mode}, kinds)
        self.when.lay_out(self.form)
        self.who.lay_out(self.form)
        self.what.lay_out_notes(self.form)
        self.form.add("demand", _("Demands"), self.demands)
        self.what.lay_out_follow_up(self.form)
        self.form.add("papers", _("Papers"), self.papers)
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(metrics.FORM), dp(metrics.FORM - 4), dp(metrics.FORM), dp(metrics.PAGE))
        column.addWidget(self.form)
        column.addStretch(1)

    def _watch(self) -> None:
        self.enterprise.picked.connect(self._picked)
        for choice in (self.mode, self.trigger):
            choice.chosen.connect(self._edited)
        for part in (self.when, self.who, self.what, self.demands, self.papers):
            part.changed.connect(self._edited)
        self.when.planned.connect(self.follow_plan)

    def _edited(self, *_what: object) -> None:
        self.changed.emit()

    def _picked(self, hit: Hit | None) -> None:
        self.form.clear_errors()
        self.picked.emit(hit.value if hit else None)
        self.changed.emit()


def payload_of(file: VisitFile) -> dict[str, Any]:
    """A stored visit as a kept draft holds it; its demands go their own way, only new ones are noted on the form."""
    row = file.row
    return {
        "enterprise": [row.enterprise_id, row.enterprise, ""],
        "mode": row.mode.value,
        "trigger": row.trigger.value,
        "place": file.place,
        "demands": [],
        "papers": 0,
        **who_payload(file),
        **when_payload(file),
        **what_payload(file),
    }


def _mode_hints() -> tuple[str, ...]:
    """Keys beside the modes; the longer English words leave no room for them."""
    return ("Alt 1", "2", "3", "4") if language() == CHINESE else ("", "", "", "")


def focus(widget: QWidget) -> None:
    """Give it the keyboard."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)

"""The fields of a visit in the order of talking, what they hold as a draft, and what is wrong with them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final, cast  # Any: a kept draft is JSON of any shape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.core.folding import fold
from officer_app.core.marking import answers
from officer_app.core.search import Query
from officer_app.i18n import CHINESE, N_, _, language, ngettext
from officer_app.ui.form import Form
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.demand_lines import DemandLines, as_payload, from_payload
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    Entry,
    Hit,
    Picker,
    Prose,
    Segment,
    Segmented,
    Text,
    TimeEdit,
    Token,
    TokenField,
)
from officer_app.ui.widgets.search_box import Deliver, Fetch
from officer_app.visits.brief import Brief, ContactRow, VisitStart
from officer_app.visits.drafts import Companion, Mode, Outcome, PersonMet, Trigger, VisitDraft
from officer_app.visits.reading import VisitFile

MODE_ICONS: Final = {Mode.ON_SITE: "map-pin", Mode.PHONE: "phone", Mode.VIDEO: "video", Mode.AT_OFFICE: "door-open"}
TRIGGER_ICONS: Final = {Trigger.PERIODIC: "repeat", Trigger.ON_DEMAND: "zap"}
_ROOMY: Final = 860  # wide enough for every label of the form
_NARROW: Final = 600
_LEAST: Final = 5  # minutes to which the present time is rounded down


class VisitFields(QWidget):
    """`changed` tells every edit, `picked` the enterprise chosen (its id, or None)."""

    changed = Signal()
    picked = Signal(object)

    def __init__(self, fetch: Fetch, today: date) -> None:
        super().__init__()
        self._today = today
        self._contacts: tuple[ContactRow, ...] = ()
        self._officers: dict[int, str] = {}
        self._site = ""
        self._place_kept: str | None = None
        self.officer_id = 0
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
        self.day = DateEdit(_("Date"), lambda: self._today)
        self.starts, self.ends = TimeEdit(_("From")), TimeEdit(_("To"))
        self._length = Text("", "caption", "text2")
        self.outcome = Choice(_("Outcome"), [(outcome, outcome.label) for outcome in Outcome])
        self.outcome.setMinimumWidth(dp(150))
        self.people = TokenField(_("People met"), _("Add somebody…"), self._suggest_contacts)
        self.companions = TokenField(_("Our side"), _("Add a colleague…"), self._suggest_officers)
        self.content = Prose(_("What was said"), _("What was discussed, answered and promised"), lines=6)
        self._letters = Text("", "caption", "text2")
        self.demands = DemandLines()
        self.next = DateEdit(_("Next contact"), lambda: self._today)
        self.follow_up = Entry(_("To follow up"), _("What we promised to do"))
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
        self._today = start.now.date()
        self._officers = {row.id: row.name for row in start.officers}
        self.demands.offer(self._officers, start.limits)
        if fresh:
            self.officer_id = start.officer_id
            self.companions.set_tokens([Token(start.officer, start.role.label, start.officer_id, fixed=True)])
            self.day.set_value(self._today)
            self.starts.set_value(_rounded(start.now))

    def know(self, brief: Brief | None) -> None:
        """Take what is known of the enterprise: whom one meets there, and where."""
        self._contacts = brief.contacts if brief else ()
        self._site = brief.site if brief else ""

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word somewhere on the form."""
        lines = (self.enterprise.box, self.people.line, self.companions.line, self.follow_up, self.starts, self.ends)
        return self.content.composing() or self.demands.composing() or any(line.composing() for line in lines)

    def mistakes(self) -> list[Invalid]:
        """What can be said without asking the office; nothing that was typed is dropped unseen."""
        found = []
        if self.enterprise.hit() is None:
            found.append(
                Invalid(N_("Choose the enterprise."), remedy=N_("Type a part of its name."), field="enterprise")
            )
        if self.day.value() is None:
            found.append(Invalid(N_("This is not a date."), remedy=N_("Type it like 0917."), field="visited_on"))
        for name, line in (("starts_at", self.starts), ("ends_at", self.ends)):
            if line.wrong():
                found.append(Invalid(N_("This is not a time."), remedy=N_("Type it like 1330."), field=name))
        if self.next.wrong():
            found.append(Invalid(N_("This is not a date."), remedy=N_("Type it like 0917."), field="next_contact_on"))
        return found

    def draft(self, draft_id: str, visit_id: int | None, version: int | None) -> VisitDraft:
        """The visit as it stands on the form; ask `mistakes` first."""
        hit, day = self.enterprise.hit(), self.day.value()
        assert hit is not None
        assert day is not None
        mode = Mode(self.mode.value())
        place = self._site if mode is Mode.ON_SITE else ""
        people = [token for token in self.people.tokens() if token.words]
        ours = [token for token in self.companions.tokens() if token.words and token.value != self.officer_id]
        return VisitDraft(
            draft_id=draft_id,
            enterprise_id=cast(int, hit.value),
            officer_id=self.officer_id,
            visited_on=day,
            mode=mode,
            trigger=Trigger(self.trigger.value()),
            outcome=Outcome(str(self.outcome.value())),
            content=self.content.toPlainText(),
            starts_at=self.starts.value(),
            ends_at=self.ends.value(),
            place=place if self._place_kept is None else self._place_kept,
            follow_up=self.follow_up.text(),
            next_contact_on=self.next.value(),
            people=tuple(PersonMet(token.words, token.caption, "", _id(token)) for token in people),
            companions=tuple(Companion(token.words, token.caption, _id(token)) for token in ours),
            demands=self.demands.drafts(),
            visit_id=visit_id,
            version=version,
        )

    def payload(self) -> dict[str, Any]:
        """All that was typed, as it was typed."""
        hit = self.enterprise.hit()
        return {
            "enterprise": [hit.value, hit.title, hit.caption] if hit else None,
            "officer": self.officer_id,
            "mode": self.mode.value(),
            "trigger": self.trigger.value(),
            "outcome": str(self.outcome.value()),
            "day": self.day.text(),
            "starts": self.starts.text(),
            "ends": self.ends.text(),
            "people": [[token.words, token.caption, token.value] for token in self.people.tokens()],
            "companions": [
                [token.words, token.caption, token.value, token.fixed] for token in self.companions.tokens()
            ],
            "content": self.content.toPlainText(),
            "demands": as_payload(self.demands.drafts()),
            "follow_up": self.follow_up.text(),
            "next": self.next.text(),
            "place": self._place_kept,
        }

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Put a kept draft back."""
        enterprise = kept.get("enterprise")
        self.enterprise.set_hit(Hit(*enterprise) if enterprise else None)
        self.enterprise.box.clear()
        self.officer_id = int(kept.get("officer") or self.officer_id)
        self.mode.set_value(str(kept.get("mode", Mode.ON_SITE.value)))
        self.trigger.set_value(str(kept.get("trigger", Trigger.PERIODIC.value)))
        self.outcome.set_value(Outcome(kept.get("outcome", Outcome.DONE.value)))
        for line, name in ((self.day, "day"), (self.starts, "starts"), (self.ends, "ends"), (self.next, "next")):
            line.setText(str(kept.get(name, "")))
        self.people.set_tokens([Token(*entry) for entry in kept.get("people", ())])
        self.companions.set_tokens(
            [Token(entry[0], entry[1], entry[2], fixed=bool(entry[3])) for entry in kept.get("companions", ())]
        )
        self.content.setPlainText(str(kept.get("content", "")))
        self.content.moveCursor(QTextCursor.MoveOperation.End)
        self.demands.set_drafts(from_payload(kept.get("demands")))
        self.follow_up.setText(str(kept.get("follow_up", "")))
        self._place_kept = kept.get("place")
        self.form.clear_errors()

    def clear_all(self) -> None:
        """An empty form; the defaults come with `start`."""
        self._contacts, self._site = (), ""
        self.fill({})

    def fill_from(self, file: VisitFile) -> None:
        """Show a stored visit for correction; its demands go their own way, only new ones are noted here."""
        row = file.row
        self.fill({})
        self._place_kept = file.place
        self.officer_id = row.officer_id
        self.enterprise.set_hit(Hit(row.enterprise_id, row.enterprise))
        self.mode.set_value(row.mode.value)
        self.trigger.set_value(row.trigger.value)
        self.outcome.set_value(row.outcome)
        self.day.set_value(row.visited_on)
        self.starts.set_value(row.starts_at)
        self.ends.set_value(row.ends_at)
        self.people.set_tokens([Token(person.name, person.title, person.contact_id) for person in file.people])
        ours = [Token(one.name, one.role, one.account_id) for one in file.companions]
        self.companions.set_tokens([Token(row.officer, "", row.officer_id, fixed=True), *ours])
        self.content.setPlainText(row.content)
        self.follow_up.setText(file.follow_up)
        self.next.set_value(row.next_contact_on)

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
        times = QHBoxLayout()
        times.setSpacing(dp(8))
        times.addWidget(self.day)
        times.addSpacing(dp(4))
        times.addWidget(self.starts)
        times.addWidget(Text(_("to"), "body", "text2"))
        times.addWidget(self.ends)
        times.addWidget(self._length)
        times.addStretch(1)
        times.addWidget(Text(_("Outcome"), "body", "text2"))
        times.addWidget(self.outcome)
        named = {"visited_on": self.day, "starts_at": self.starts, "ends_at": self.ends, "outcome": self.outcome}
        self.form.add_row(_("Time"), named, times, needed=True)
        self.form.add("people", _("Met"), self.people)
        self.form.add("companions", _("Our side"), self.companions)
        text = QVBoxLayout()
        text.setSpacing(dp(4))
        text.addWidget(self.content, 1)
        text.addWidget(self._letters)
        self.form.add_row(_("Notes"), {"content": self.content}, text, needed=True)
        self.form.add("demand", _("Demands"), self.demands)
        after = QHBoxLayout()
        after.setSpacing(dp(8))
        after.addWidget(self.follow_up, 1)
        after.addSpacing(dp(4))
        after.addWidget(Text(_("Next contact"), "body", "text2"))
        after.addWidget(self.next)
        self.form.add_row(_("Follow-up"), {"follow_up": self.follow_up, "next_contact_on": self.next}, after)
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(metrics.FORM), dp(metrics.FORM - 4), dp(metrics.FORM), dp(metrics.PAGE))
        column.addWidget(self.form)
        column.addStretch(1)
        self.setTabOrder(self.content, self.demands)

    def _watch(self) -> None:
        self.enterprise.picked.connect(self._picked)
        for choice in (self.mode, self.trigger):
            choice.chosen.connect(self._edited)
        for line in (self.day, self.starts, self.ends, self.follow_up, self.next):
            line.textChanged.connect(self._edited)
        for line in (self.starts, self.ends):
            line.textChanged.connect(self._show_length)
        self.day.textEdited.connect(self._other_day)
        self.outcome.activated.connect(self._edited)
        self.people.changed.connect(self._edited)
        self.people.line.textChanged.connect(self._edited)
        self.companions.changed.connect(self._edited)
        self.content.textChanged.connect(self._edited)
        self.content.textChanged.connect(self._show_letters)
        self.demands.changed.connect(self._edited)
        self._show_letters()

    def _edited(self, *_what: object) -> None:
        self.changed.emit()

    def _picked(self, hit: Hit | None) -> None:
        self.form.clear_errors()
        self.picked.emit(hit.value if hit else None)
        self.changed.emit()

    def _other_day(self, _text: str) -> None:
        # The present time belongs to today; on another day it would be invented.
        if self.day.value() not in (None, self._today) and not self.ends.text() and not self.starts.isModified():
            self.starts.clear()

    def _show_length(self) -> None:
        starts, ends = self.starts.value(), self.ends.value()
        minutes = _minutes(ends) - _minutes(starts) if starts and ends else 0
        words = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
        self._length.setText(words if minutes > 0 else "")

    def _show_letters(self) -> None:
        n = len(self.content.toPlainText())
        self._letters.setText(ngettext("{n} character", "{n} characters", n).format(n=n))

    def _suggest_contacts(self, typed: str, deliver: Deliver) -> None:
        known = [(row.id, row.name, row.title) for row in self._contacts]
        deliver([Hit(key, name, title, icon="user") for key, name, title in known if _means(typed, name)])

    def _suggest_officers(self, typed: str, deliver: Deliver) -> None:
        known = [(key, name) for key, name in self._officers.items() if key != self.officer_id]
        deliver([Hit(key, name, icon="user") for key, name in known if _means(typed, name)])


def _mode_hints() -> tuple[str, ...]:
    """Keys beside the modes; the longer English words leave no room for them."""
    return ("Alt 1", "2", "3", "4") if language() == CHINESE else ("", "", "", "")


def focus(widget: QWidget) -> None:
    """Give it the keyboard."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _means(typed: str, name: str) -> bool:
    query = Query.of(typed)
    return not query or all(answers(fold(name), term) for term in query.words)


def _id(token: Token) -> int | None:
    return token.value if isinstance(token.value, int) else None


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _rounded(now: datetime) -> time:
    return time(now.hour, now.minute - now.minute % _LEAST)

"""Demands heard during a visit: what has been noted, and a line in which the next one is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.demands.guess import likely_category
from officer_app.demands.service import Category, DemandDraft, Limit, Urgency
from officer_app.i18n import _, ngettext
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Avatar,
    Choice,
    ElidedText,
    Entry,
    KeyCap,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    Text,
    clear,
)


def limit_words(limit: Limit | None) -> str:
    """10 workdays·by 10-08; a limit in a year whose holidays are not loaded says that it is provisional."""
    if limit is None:
        return ""
    words = ngettext("{n} workday·by {date}", "{n} workdays·by {date}", limit.days)
    said = words.format(n=limit.days, date=f"{limit.due_on:%m-%d}")
    return _("{limit} (provisional)").format(limit=said) if limit.provisional else said


class _Clickable(QWidget):
    clicked = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()


class DemandLines(QFrame):
    """Noted demands as quiet lines; Ctrl+D opens the line below them, Enter there notes what was typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "strip")
        self.setAccessibleName(_("Demands"))
        self._noted: list[DemandDraft] = []
        self._limits: Mapping[Category, Mapping[Urgency, Limit]] = {}
        self._officers: dict[int, str] = {}
        self._editing = ""
        self._guessing = True
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(self._lines)
        outer.addWidget(self._make_line())
        outer.addWidget(self._make_invitation())
        self._line.hide()

    def offer(self, officers: Mapping[int, str], limits: Mapping[Category, Mapping[Urgency, Limit]]) -> None:
        """Who may be asked to handle a demand, and how long each urgency gives them."""
        self._officers, self._limits = dict(officers), limits
        kept = self._handler.value()
        self._handler.set_choices([(0, _("not yet handed on")), *self._officers.items()], kept)
        self._show_limit()
        self._show_noted()

    def begin(self) -> None:
        """Open the line for a new demand; what stands in it already is noted first."""
        self._note()
        self._open_line(DemandDraft("", Category.OTHER, ""))
        self._guessing = True

    def drafts(self) -> tuple[DemandDraft, ...]:
        """All demands, the one still being typed included."""
        typed = self._typed()
        return (*self._noted, typed) if typed.text else tuple(self._noted)

    def count(self) -> int:
        """How many there are, the one still being typed included."""
        return len(self._noted) + bool(self._text.text().strip())

    def set_drafts(self, drafts: Sequence[DemandDraft]) -> None:
        """Show these; nothing is being typed then."""
        self._noted = list(drafts)
        self._close_line()
        self._show_noted()

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return self._text.composing()

    def _make_invitation(self) -> QWidget:
        row = _Clickable()
        row.clicked.connect(self.begin)
        row.setCursor(Qt.CursorShape.PointingHandCursor)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(dp(10), dp(2), dp(8), dp(2))
        layout.setSpacing(dp(8))
        self._add = PushButton(_("Note a demand"), "plus", kind="quiet", height=metrics.SMALL)
        self._add.clicked.connect(self.begin)
        layout.setContentsMargins(0, dp(2), dp(8), dp(2))
        layout.addWidget(self._add)
        layout.addStretch(1)
        layout.addWidget(KeyCap("Ctrl D"))
        return row

    def _make_line(self) -> QWidget:
        self._line = QWidget()
        self._category = Choice(_("Category"), [(category, category.label) for category in Category])
        self._text = Entry(_("Demand"), _("What the enterprise asks for; Enter notes it"))
        self._urgency = Choice(_("Urgency"), [(urgency, urgency.label) for urgency in Urgency], Urgency.NORMAL)
        self._handler = Choice(_("Handled by"), [(0, _("not yet handed on"))])
        for choice, width in ((self._category, 128), (self._urgency, 104), (self._handler, 152)):
            choice.setMinimumWidth(dp(width))
        self._limit = Text("", "caption", "text2")
        done = PushButton(icon="check", kind="quiet", height=metrics.SMALL, name=_("Note this demand"))
        drop = PushButton(icon="x", kind="quiet", height=metrics.SMALL, name=_("Drop this demand"))
        self._text.submitted.connect(self._note)
        done.clicked.connect(self._note)
        drop.clicked.connect(self._drop_typed)
        self._text.textChanged.connect(self._text_changed)
        self._category.activated.connect(lambda _row: self._chosen())
        self._urgency.currentIndexChanged.connect(self._urgency_chosen)
        self._handler.activated.connect(lambda _row: self.changed.emit())
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(dp(8))
        second.setSpacing(dp(8))
        first.addWidget(self._text, 1)
        first.addWidget(done)
        first.addWidget(drop)
        second.addWidget(self._category)
        second.addWidget(self._urgency)
        second.addWidget(self._handler)
        second.addStretch(1)
        second.addWidget(self._limit)
        layout = QVBoxLayout(self._line)
        layout.setContentsMargins(dp(8), dp(8), dp(8), dp(8))
        layout.setSpacing(dp(8))
        layout.addLayout(first)
        layout.addLayout(second)
        return self._line

    def _typed(self) -> DemandDraft:
        handler = self._handler.value()
        return DemandDraft(
            self._editing or str(uuid4()),
            Category(str(self._category.value())),
            self._text.text().strip(),
            Urgency(str(self._urgency.value())),
            handler if isinstance(handler, int) and handler else None,
        )

    def _open_line(self, draft: DemandDraft) -> None:
        self._editing = draft.draft_id or str(uuid4())
        self._guessing = False
        self._text.setText(draft.text)
        self._category.set_value(draft.category)
        self._urgency.set_value(draft.urgency)
        self._handler.set_value(draft.handler_id or 0)
        self._line.show()
        self._show_limit()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_line(self) -> None:
        self._editing = ""
        self._text.clear()
        self._line.hide()

    def _note(self) -> None:
        typed = self._typed()
        if typed.text:
            self._noted.append(typed)
        had_focus = self._line.isAncestorOf(self.focusWidget() or self) and self._line.isVisible()
        self._close_line()
        self._show_noted()
        if had_focus:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop_typed(self) -> None:
        self._close_line()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _edit(self, place: int) -> None:
        self._note()
        draft = self._noted.pop(place)
        self._show_noted()
        self._open_line(draft)

    def _remove(self, place: int) -> None:
        self._noted.pop(place)
        self._show_noted()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _text_changed(self, text: str) -> None:
        if self._guessing and (category := likely_category(text)) is not None:
            self._category.set_value(category)
            self._show_limit()
        self.changed.emit()

    def _chosen(self) -> None:
        self._guessing = False
        self._show_limit()
        self.changed.emit()

    def _urgency_chosen(self) -> None:
        self._show_limit()
        self.changed.emit()

    def _show_limit(self) -> None:
        category, urgency = Category(str(self._category.value())), Urgency(str(self._urgency.value()))
        self._limit.setText(limit_words(self._limits.get(category, {}).get(urgency)))

    def _show_noted(self) -> None:
        clear(self._lines)
        for place, draft in enumerate(self._noted):
            self._lines.addWidget(self._shown(place, draft))
            self._lines.addWidget(Rule())

    def _shown(self, place: int, draft: DemandDraft) -> QWidget:
        row = _Clickable()
        row.clicked.connect(lambda: self._edit(place))
        row.setMinimumHeight(dp(metrics.WORK_ROW))
        row.setAccessibleName(f"{draft.category.label}: {draft.text}")
        layout = QHBoxLayout(row)
        layout.setContentsMargins(dp(10), 0, dp(4), 0)
        layout.setSpacing(dp(10))
        layout.addWidget(Text(str(place + 1), "caption", "text3"))
        layout.addWidget(Pill(PillSpec(draft.category.label)))
        layout.addWidget(ElidedText(draft.text), 1)
        if draft.urgency is not Urgency.NORMAL:
            layout.addWidget(Pill(PillSpec(draft.urgency.label, "warn")))
        if draft.handler_id in self._officers:
            name = self._officers[draft.handler_id]
            layout.addWidget(Avatar(name))
            layout.addWidget(Text(name, "body", "text2"))
        layout.addWidget(Text(limit_words(self._limits.get(draft.category, {}).get(draft.urgency)), "caption", "text2"))
        edit = PushButton(icon="pencil", kind="quiet", height=metrics.SMALL, name=_("Change this demand"))
        edit.clicked.connect(lambda: self._edit(place))
        drop = PushButton(icon="x", kind="quiet", height=metrics.SMALL, name=_("Drop this demand"))
        drop.clicked.connect(lambda: self._remove(place))
        layout.addWidget(edit)
        layout.addWidget(drop)
        return row


def as_payload(drafts: Sequence[DemandDraft]) -> list[dict[str, object]]:
    """Demands as a kept draft holds them."""
    return [
        {
            "draft_id": draft.draft_id,
            "category": draft.category.value,
            "text": draft.text,
            "urgency": draft.urgency.value,
            "handler_id": draft.handler_id,
        }
        for draft in drafts
    ]


def from_payload(kept: object) -> list[DemandDraft]:
    """The same, read back; what cannot be understood is left out."""
    drafts: list[DemandDraft] = []
    for entry in kept if isinstance(kept, list) else []:
        try:
            base = DemandDraft(str(entry["draft_id"]), Category(entry["category"]), str(entry["text"]))
            drafts.append(replace(base, urgency=Urgency(entry["urgency"]), handler_id=entry["handler_id"]))
        except (KeyError, TypeError, ValueError):
            continue
    return drafts

"""What was talked about: the notes with the office's templates, answers given, policies explained, what follows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any  # a kept draft is JSON of any shape

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.core.folding import fold
from officer_app.core.marking import answers
from officer_app.core.search import Query
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.form import Form
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import DateEdit, Entry, Hit, KeyCap, Link, Prose, Text, Token, TokenField
from officer_app.ui.widgets.search_box import Deliver
from officer_app.visits.reading import VisitFile


class WhatFields(QObject):
    """Notes, answers, policies, follow-up and next contact; demands and papers stand between them on the form."""

    changed = Signal()

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self._today = today
        self._templates: Mapping[str, str] = {}
        self._policies: Sequence[str] = ()
        self.content = Prose(_("What was said"), _("What was discussed, answered and promised"), lines=5)
        self.template = Link(_("Template"))
        self.template.clicked.connect(self.offer_templates)
        self._template_key = KeyCap("Ctrl T")
        self._letters = Text("", "caption", "text2")
        self.answered = Prose(
            _("Answered on the spot"), _("What was asked and answered there and then"), lines=1, most=4
        )
        self.policies = TokenField(
            _("Policies explained"), _("Add a policy…"), self._suggest_policies, from_hit=lambda hit: Token(hit.title)
        )
        self.next = DateEdit(_("Next contact"), lambda: self._today)
        self.follow_up = Entry(_("To follow up"), _("What we promised to do"))
        for text in (self.content, self.answered):
            text.textChanged.connect(self._edited)
        self.content.textChanged.connect(self._show_letters)
        for line in (self.follow_up, self.next, self.policies.line):
            line.textChanged.connect(self._edited)
        self.policies.changed.connect(self._edited)
        self._show_letters()

    def lay_out_notes(self, form: Form) -> None:
        """The rows of what was said."""
        below = QHBoxLayout()
        below.setSpacing(dp(8))
        below.addWidget(self._letters)
        below.addStretch(1)
        below.addWidget(self.template)
        below.addWidget(self._template_key)
        text = QVBoxLayout()
        text.setSpacing(dp(4))
        text.addWidget(self.content, 1)
        text.addLayout(below)
        form.add_row(_("Notes"), {"content": self.content}, text, needed=True)
        form.add("answered", _("Replies"), self.answered)
        form.add("policies", _("Policies"), self.policies)

    def lay_out_follow_up(self, form: Form) -> None:
        """The row of what comes after."""
        after = QHBoxLayout()
        after.setSpacing(dp(8))
        after.addWidget(self.follow_up, 1)
        after.addSpacing(dp(4))
        after.addWidget(Text(_("Next contact"), "body", "text2"))
        after.addWidget(self.next)
        form.add_row(_("Follow-up"), {"follow_up": self.follow_up, "next_contact_on": self.next}, after)

    def start(self, today: date, templates: Mapping[str, str], policies: Sequence[str]) -> None:
        """What the office offers."""
        self._today, self._templates, self._policies = today, templates, policies
        for shown in (self.template, self._template_key):
            shown.setVisible(bool(templates))

    def offer_templates(self) -> None:
        """Let a template be chosen; a single one is inserted at once."""
        if not self._templates or self.content.composing():
            return
        if len(self._templates) == 1:
            self.insert(next(iter(self._templates.values())))
            return
        menu = QMenu(self.template)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, text in self._templates.items():
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, text=text: self.insert(text))
        menu.popup(self.template.mapToGlobal(QPoint(0, self.template.height() + 2)))
        menu.setActiveAction(menu.actions()[0])

    def insert(self, text: str) -> None:
        """Put a template where the cursor is, on a line of its own; it can be taken back like typing."""
        cursor = self.content.textCursor()
        if cursor.block().text().strip() and not cursor.hasSelection():
            text = "\n" + text
        cursor.insertText(text)
        self.content.setTextCursor(cursor)
        self.content.setFocus(Qt.FocusReason.OtherFocusReason)

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        texts = (self.content, self.answered, self.policies.line, self.follow_up, self.next)
        return any(text.composing() for text in texts)

    def mistakes(self) -> list[Invalid]:
        """What is no date."""
        if not self.next.wrong():
            return []
        return [Invalid(N_("This is not a date."), remedy=N_("Type it like 0917."), field="next_contact_on")]

    def policy_names(self) -> tuple[str, ...]:
        """The policies explained."""
        return tuple(token.words for token in self.policies.tokens() if token.words)

    def payload(self) -> dict[str, Any]:
        """All that was typed, as it was typed."""
        return {
            "content": self.content.toPlainText(),
            "answered": self.answered.toPlainText(),
            "policies": list(self.policy_names()),
            "follow_up": self.follow_up.text(),
            "next": self.next.text(),
        }

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Put a kept draft back."""
        for text, name in ((self.content, "content"), (self.answered, "answered")):
            text.setPlainText(str(kept.get(name, "")))
            text.moveCursor(QTextCursor.MoveOperation.End)
        self.policies.set_tokens([Token(str(name)) for name in kept.get("policies") or ()])
        self.policies.line.clear()
        self.follow_up.setText(str(kept.get("follow_up", "")))
        self.next.setText(str(kept.get("next", "")))

    def _edited(self, *_what: object) -> None:
        self.changed.emit()

    def _show_letters(self) -> None:
        # The document knows its length; the text itself would be built anew at every key. It counts one end too many.
        n = max(0, self.content.document().characterCount() - 1)
        self._letters.setText(ngettext("{n} character", "{n} characters", n).format(n=n))

    def _suggest_policies(self, typed: str, deliver: Deliver) -> None:
        query = Query.of(typed)
        held = set(self.policy_names())
        found = [name for name in self._policies if all(answers(fold(name), term) for term in query.words)]
        deliver([Hit(name, name, icon="book-open") for name in found if name not in held])


def what_payload(file: VisitFile) -> dict[str, Any]:
    """What was said during a stored visit, as a kept draft holds it."""
    return {
        "content": file.row.content,
        "answered": file.answered,
        "policies": list(file.policies),
        "follow_up": file.follow_up,
        "next": file.row.next_contact_on.isoformat() if file.row.next_contact_on else "",
    }

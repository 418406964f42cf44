"""Who took part in a visit: those met, each new name offered as a contact, and those of us who came along."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final  # Any: a kept draft is JSON of any shape

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.folding import fold
from officer_app.core.marking import answers
from officer_app.core.search import Query
from officer_app.i18n import _
from officer_app.ui.form import Form
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, ElidedText, Entry, Hit, Token, TokenField
from officer_app.ui.widgets.search_box import Deliver
from officer_app.visits.brief import ContactRow
from officer_app.visits.drafts import Companion, PersonMet
from officer_app.visits.reading import VisitFile

# 周颖（医保局）, 周颖 医保局; a Latin name keeps its blanks.
_BRACKETS: Final = re.compile(r"\s*(?P<name>[^（(]+?)\s*[（(](?P<rest>[^）)]*)[）)]?\s*")
_WITHOUT_PHONE: Final = 3  # entries of somebody met in drafts of old
_BLANK: Final = re.compile(r"\s*(?P<name>[\u3400-\u9fff·]{2,})\s+(?P<rest>\S.*?)\s*")


def name_and_rest(typed: str) -> tuple[str, str]:
    """A name and what was typed after it: a title, a department. 周颖 医保局 → 周颖, 医保局."""
    for pattern in (_BRACKETS, _BLANK):
        if found := pattern.fullmatch(typed):
            return found["name"].strip(), found["rest"].strip()
    return typed.strip(), ""


def _read(typed: str) -> Token:
    return Token(*name_and_rest(typed))


@dataclass
class _Newcomer:
    """What is typed about somebody who is no contact yet."""

    title: str = ""
    phone: str = ""
    keep: bool = False


class _NewcomerLine(QWidget):
    """Somebody whose name was typed: title, telephone, and whether the enterprise's file is to know them."""

    changed = Signal()

    def __init__(self, name: str, known: _Newcomer) -> None:
        super().__init__()
        self.known = known
        words = ElidedText(name, "body", "text2")
        words.setFixedWidth(dp(96))
        self.title = Entry(_("Title of {name}").format(name=name), _("Title"))
        self.phone = Entry(_("Phone of {name}").format(name=name), _("Phone"))
        self.keep = Check(_("Also keep as a contact"))
        self.keep.setAccessibleName(_("Also keep {name} as a contact").format(name=name))
        self.title.setText(known.title)
        self.phone.setText(known.phone)
        self.keep.setChecked(known.keep)
        self.title.setMaximumWidth(dp(180))
        self.phone.setMaximumWidth(dp(180))
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(8), dp(4), 0, 0)
        row.setSpacing(dp(8))
        row.addWidget(words)
        row.addWidget(self.title, 1)
        row.addWidget(self.phone, 1)
        row.addWidget(self.keep)
        row.addStretch(1)
        self.title.textChanged.connect(self._edited)
        self.phone.textChanged.connect(self._edited)
        self.keep.toggled.connect(self._edited)

    def _edited(self, *_what: object) -> None:
        self.known.title, self.known.phone = self.title.text(), self.phone.text()
        self.known.keep = self.keep.isChecked()
        self.changed.emit()


class WhoFields(QObject):
    """The two rows of people. `officer_id` is whose visit it is."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.officer_id = 0
        self._contacts: Sequence[ContactRow] = ()
        self._officers: dict[int, str] = {}
        self._newcomers: dict[str, _Newcomer] = {}
        # What is known of those shown besides what their tokens say: their telephone, masked; role and department.
        self._phones: dict[tuple[str, object], str] = {}
        self._ours: dict[tuple[str, object], Companion] = {}
        self._lines: dict[str, _NewcomerLine] = {}
        self.people = TokenField(_("People met"), _("Add somebody…"), self._suggest_contacts, from_typed=_read)
        self.companions = TokenField(
            _("Our side"), _("Add a colleague, with the department…"), self._suggest_officers, from_typed=_read
        )
        self._new = QVBoxLayout()
        self._new.setSpacing(0)
        self.people.changed.connect(self._people_changed)
        self.people.line.textChanged.connect(self._edited)
        self.companions.changed.connect(self._edited)
        self.companions.line.textChanged.connect(self._edited)

    def lay_out(self, form: Form) -> None:
        """The rows of the form."""
        met = QVBoxLayout()
        met.setSpacing(0)
        met.addWidget(self.people)
        met.addLayout(self._new)
        form.add_row(_("Met"), {"people": self.people}, met)
        form.add("companions", _("Our side"), self.companions)

    def start(self, officers: Mapping[int, str]) -> None:
        """Who of us may come along."""
        self._officers = dict(officers)

    def be(self, officer_id: int, name: str, role: str) -> None:
        """Whose visit it is, who stands first on our side."""
        self.officer_id = officer_id
        self.companions.set_tokens([Token(name, role, officer_id, fixed=True)])

    def know(self, contacts: Sequence[ContactRow]) -> None:
        """Whom one meets there."""
        self._contacts = contacts

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        lines = [line for shown in self._lines.values() for line in (shown.title, shown.phone)]
        return any(line.composing() for line in (self.people.line, self.companions.line, *lines))

    def people_met(self) -> tuple[PersonMet, ...]:
        """Those met, as the visit stores them."""
        return tuple(self._person(token) for token in self.people.tokens() if token.words)

    def companions_along(self) -> tuple[Companion, ...]:
        """Those of us who came along, besides the officer."""
        held = [token for token in self.companions.tokens() if token.words and token.value != self.officer_id]
        return tuple(self._ours.get((token.words, token.value)) or _companion(token) for token in held)

    def payload(self) -> dict[str, Any]:
        """All that was typed, as it was typed."""
        ours = {(token.words, token.value) for token in self.companions.tokens()}
        return {
            "officer": self.officer_id,
            "people": [
                [token.words, token.caption, token.value, self._phones.get((token.words, token.value), "")]
                for token in self.people.tokens()
            ],
            "newcomers": {name: [new.title, new.phone, new.keep] for name, new in self._present().items()},
            "companions": [
                [token.words, token.caption, token.value, token.fixed] for token in self.companions.tokens()
            ],
            "departments": [
                [one.name, one.account_id, one.role, one.department] for key, one in self._ours.items() if key in ours
            ],
        }

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Put a kept draft back."""
        self.officer_id = int(kept.get("officer") or self.officer_id)
        for name in list(self._lines):
            self._forget(name)
        self._newcomers = {name: _Newcomer(*entry) for name, entry in dict(kept.get("newcomers") or {}).items()}
        self._ours = {
            (name, key): Companion(name, role, key, department)
            for name, key, role, department in kept.get("departments") or ()
        }
        people = list(kept.get("people", ()))
        self._phones = {(entry[0], entry[2]): entry[3] for entry in people if len(entry) > _WITHOUT_PHONE}
        self.people.set_tokens([Token(*entry[:_WITHOUT_PHONE]) for entry in people])
        self.companions.set_tokens(
            [Token(entry[0], entry[1], entry[2], fixed=bool(entry[3])) for entry in kept.get("companions", ())]
        )
        self._show_newcomers()

    def _person(self, token: Token) -> PersonMet:
        key = _id(token)
        new = self._newcomers.get(token.words) if key is None else None
        if new is None:
            return PersonMet(token.words, token.caption, self._phones.get((token.words, key), ""), key)
        return PersonMet(token.words, new.title.strip(), new.phone.strip(), None, new_contact=new.keep)

    def _present(self) -> dict[str, _Newcomer]:
        """Those who are typed and no contacts; what was typed of others who were taken out again is forgotten."""
        return {
            token.words: self._newcomers.setdefault(token.words, _Newcomer(token.caption))
            for token in self.people.tokens()
            if token.words and token.value is None and token.words in self._lines
        }

    def _people_changed(self) -> None:
        self._show_newcomers()
        self._edited()

    def _show_newcomers(self) -> None:
        wanted = {token.words: token.caption for token in self.people.tokens() if token.words and token.value is None}
        for name in [name for name in self._lines if name not in wanted]:
            self._forget(name)
        before: QWidget = self.people.line
        for name, caption in wanted.items():
            line = self._lines.get(name)
            if line is None:
                line = _NewcomerLine(name, self._newcomers.setdefault(name, _Newcomer(caption)))
                line.changed.connect(self._edited)
                self._new.addWidget(line)
                self._lines[name] = line
            for widget in (line.title, line.phone, line.keep):
                QWidget.setTabOrder(before, widget)
                before = widget

    def _forget(self, name: str) -> None:
        line = self._lines.pop(name)
        self._new.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _edited(self, *_what: object) -> None:
        self.changed.emit()

    def _suggest_contacts(self, typed: str, deliver: Deliver) -> None:
        known = [(row.id, row.name, row.title) for row in self._contacts]
        deliver([Hit(key, name, title, icon="user") for key, name, title in known if _means(typed, name)])

    def _suggest_officers(self, typed: str, deliver: Deliver) -> None:
        known = [(key, name) for key, name in self._officers.items() if key != self.officer_id]
        deliver([Hit(key, name, icon="user") for key, name in known if _means(typed, name)])


def who_payload(file: VisitFile) -> dict[str, Any]:
    """The people of a stored visit, as a kept draft holds them."""
    ours = [[one.name, one.department or one.role, one.account_id, False] for one in file.companions]
    return {
        "officer": file.row.officer_id,
        "people": [[person.name, person.title, person.contact_id, person.phone] for person in file.people],
        "newcomers": {
            person.name: [person.title, person.phone, False] for person in file.people if person.contact_id is None
        },
        "companions": [[file.row.officer, "", file.row.officer_id, True], *ours],
        "departments": [[one.name, one.account_id, one.role, one.department] for one in file.companions],
    }


def _companion(token: Token) -> Companion:
    key = _id(token)
    if key is None:
        return Companion(token.words, "", None, token.caption)
    return Companion(token.words, token.caption, key)


def _means(typed: str, name: str) -> bool:
    query = Query.of(typed)
    return not query or all(answers(fold(name), term) for term in query.words)


def _id(token: Token) -> int | None:
    return token.value if isinstance(token.value, int) else None

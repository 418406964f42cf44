"""The form beside an enterprise's file in which a contact is added, changed, or said to be there no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.directory.contacts import ContactDraft, contact_back, contact_left, save_contact
from officer_app.directory.file import ContactRow, HrLevel
from officer_app.i18n import _
from officer_app.ui.form import Form
from officer_app.ui.kept_form import FormKeeping
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, Entry, PushButton, SectionHeader


@dataclass
class _Editing:
    """The contact in the form: a new one while `contact` is None. The draft's id outlives a failed save."""

    draft_id: str
    contact: ContactRow | None = None


class ContactForm(QWidget):
    """A contact to add or to change."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._enterprise_id = 0
        self._others: Sequence[ContactRow] = ()
        self._editing = _Editing(str(uuid4()))
        self.title = SectionHeader(_("Add a contact"))
        self.name, self.post = Entry(_("Full name")), Entry(_("Post"))
        self.phone = Entry(_("Phone"))
        self.level = Choice(_("Experience"), [(None, _("not known")), *((level, level.label) for level in HrLevel)])
        self.first = Check(_("First to call"))
        self.successor = Choice(_("Who follows"))
        self.form = Form(label_width=56)
        self.form.add("name", _("Full name"), self.name, needed=True)
        self.form.add("title", _("Post"), self.post)
        self.form.add("phone", _("Phone"), self.phone)
        self.form.add("hr_level", _("HR"), self.level)
        self.form.add("is_primary", "", self.first)
        # Asked when the first to call leaves and several others are there.
        self.following = Form(label_width=56)
        self.following.add("successor", _("Follows"), self.successor, needed=True)
        self.following.hide()
        self.save = PushButton(_("Add"), "plus")
        self.save.clicked.connect(self._save)
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.cancel.clicked.connect(self.begin_new)
        self.left = PushButton(_("No longer there"), kind="danger")
        self.left.clicked.connect(self._left)
        for line in (self.name, self.post, self.phone):
            line.submitted.connect(self._save)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for button in (self.save, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self.title)
        column.addWidget(self.form)
        column.addWidget(self.following)
        column.addLayout(buttons)
        fields = {"name": self.name, "title": self.post, "phone": self.phone, "level": self.level, "first": self.first}
        self.kept = FormKeeping.of(desk, self, "contact", fields)
        self.begin_new()

    def show_contacts(self, enterprise_id: int, contacts: Sequence[ContactRow]) -> None:
        """Whose contacts; what was typed for another enterprise is kept until that one is shown again."""
        self._others = contacts
        if enterprise_id != self._enterprise_id:
            self.kept.leave()
            self._enterprise_id = enterprise_id
            self._fill(None)

    def begin_new(self) -> None:
        """An empty form; what was typed for a change that is not wanted is forgotten."""
        self.kept.sent()
        self._fill(None)

    def change(self, contact: ContactRow) -> None:
        """Change a contact; the phone stands masked and stays as it is unless typed anew."""
        self.kept.leave()
        self._fill(contact)
        self.name.setFocus()

    def _fill(self, contact: ContactRow | None) -> None:
        self._editing = _Editing(str(uuid4()), contact)
        self.form.clear_errors()
        self.following.hide()
        self.name.setText(contact.name if contact else "")
        self.post.setText(contact.title if contact else "")
        self.phone.setText(contact.phone if contact else "")
        self.level.set_value(contact.hr_level if contact else None)
        if contact is None or contact.hr_level is None:
            self.level.setCurrentIndex(0)
        self.first.setChecked(contact is not None and contact.is_primary)
        self.title.title.setText(_("Change the contact") if contact else _("Add a contact"))
        self.save.setText(_("Save") if contact else _("Add"))
        self.save.set_icon("check" if contact else "plus")
        self.cancel.setVisible(contact is not None)
        self.left.setVisible(contact is not None)
        if self._enterprise_id:
            self.kept.about(f"{self._enterprise_id}.{contact.id if contact else 0}")

    def _save(self) -> None:
        contact, level = self._editing.contact, self.level.value()
        self.form.clear_errors()
        draft = ContactDraft(
            draft_id=self._editing.draft_id,
            enterprise_id=self._enterprise_id,
            name=self.name.text(),
            title=self.post.text(),
            phone=self.phone.text(),
            is_primary=self.first.isChecked(),
            hr_level=level if isinstance(level, HrLevel) else None,
            id=contact.id if contact else None,
            version=contact.version if contact else None,
        )
        self._desk.jobs.perform(save_contact, draft, then=self._saved, owner=self.form)

    def _saved(self, _id: int) -> None:
        self.begin_new()
        self.done.emit()

    def _left(self) -> None:
        contact = self._editing.contact
        if contact is None:
            return
        others = [other for other in self._others if other.id != contact.id]
        asks = contact.is_primary and len(others) > 1
        if asks and self.following.isHidden():
            self.successor.set_choices(
                [(None, _("choose")), *((o.id, f"{o.name}·{o.title}".rstrip("·")) for o in others)]
            )
            self.following.show()
            self.successor.setFocus()
            return
        chosen = self.successor.value() if asks else None
        self._desk.jobs.perform(
            contact_left,
            contact.id,
            version=contact.version,
            successor_id=chosen if isinstance(chosen, int) else None,
            then=lambda version: self._gone(contact, version),
            owner=self.following if asks else self.form,
        )

    def _gone(self, contact: ContactRow, version: int) -> None:
        self._desk.undo.offer(
            _("{name} is no longer there").format(name=contact.name),
            partial(
                self._desk.jobs.perform, contact_back, contact.id, version=version, first=contact.is_primary, owner=self
            ),
        )
        self._saved(contact.id)

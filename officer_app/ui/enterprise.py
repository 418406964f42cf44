"""One enterprise's file on a page of its own: everything known, and where contacts are kept."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.directory.file import ContactRow, HrLevel
from officer_app.directory.contacts import ContactDraft, contact_left, save_contact
from officer_app.i18n import _
from officer_app.overview.dossier import Dossier, dossier
from officer_app.ui.enterprise_parts import FileParts
from officer_app.ui.enterprise_side import DueStrip, show_pills
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, PageView
from officer_app.ui.targets import AssignWanted, Chosen, EditEnterprise, EnterpriseWanted, NewVisit
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    ElidedText,
    Entry,
    PageHeading,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
)


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
        self._editing = _Editing(str(uuid4()))
        self.title = SectionHeader(_("Add a contact"))
        self.name, self.post = Entry(_("Name")), Entry(_("Post"))
        self.phone = Entry(_("Phone"))
        self.level = Choice(_("Experience"), [(None, _("not known")), *((level, level.label) for level in HrLevel)])
        self.first = Check(_("First to call"))
        self.form = Form(label_width=56)
        self.form.add("name", _("Name"), self.name, needed=True)
        self.form.add("title", _("Post"), self.post)
        self.form.add("phone", _("Phone"), self.phone)
        self.form.add("hr_level", _("HR"), self.level)
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
        column.addWidget(self.first)
        column.addLayout(buttons)
        self.begin_new()

    def show_enterprise(self, enterprise_id: int) -> None:
        """Whose contacts; what was typed for another is gone."""
        if enterprise_id != self._enterprise_id:
            self._enterprise_id = enterprise_id
            self.begin_new()

    def begin_new(self) -> None:
        """An empty form."""
        self._fill(None)

    def change(self, contact: ContactRow) -> None:
        """Change a contact; the phone stands masked and stays as it is unless typed anew."""
        self._fill(contact)
        self.name.setFocus()

    def _fill(self, contact: ContactRow | None) -> None:
        self._editing = _Editing(str(uuid4()), contact)
        self.form.clear_errors()
        self.name.setText(contact.name if contact else "")
        self.post.setText(contact.title if contact else "")
        self.phone.setText(contact.phone if contact else "")
        self.level.set_value(contact.hr_level if contact else None)
        if contact is None or contact.hr_level is None:
            self.level.setCurrentIndex(0)
        self.first.setChecked(contact is not None and contact.is_primary)
        self.title.title.setText(_("Change the contact") if contact else _("Add a contact"))
        self.save.setText(_("Save") if contact else _("Add"))
        self.cancel.setVisible(contact is not None)
        self.left.setVisible(contact is not None)

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
        if contact is not None:
            self._desk.jobs.perform(
                contact_left, contact.id, version=contact.version, then=self._saved, owner=self.form
            )


class EnterprisePage(PageView):
    """The file with all its parts; at the side what is due, and the form for contacts."""

    reload_on: ClassVar[frozenset[str]] = frozenset(
        {"enterprise", "contact", "listing", "assignment", "visit", "demand", "talent_case"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id: int | None = None
        self._shown: Dossier | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.name = ElidedText("", "title")
        self._code = Text("", "body", "text2")
        self.edit = PushButton(_("Edit"), "pencil", keys="Ctrl Shift E")
        self.edit.clicked.connect(self._edit)
        self.assign = PushButton(_("Assign officer…"), "user-plus")
        self.assign.clicked.connect(self._assign)
        if not desk.may("directory_edit"):
            self.edit.hide()
        if not desk.may("assign"):
            self.assign.hide()
        heading = PageHeading("", (), (self.assign, self.edit))
        heading.title.hide()
        heading.row.insertWidget(0, back)
        heading.row.insertWidget(1, self.name, 100)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        self.contact_form = ContactForm(desk)
        edits = desk.may("directory_edit")
        self.parts = FileParts(desk, wide=True, edit_contact=self.contact_form.change if edits else None)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(dp(6))
        body = QWidget()
        column = QVBoxLayout(body)
        side = dp(metrics.FORM)
        column.setContentsMargins(side, dp(16), side, side)
        column.setSpacing(dp(12))
        top = QHBoxLayout()
        top.setSpacing(dp(12))
        top.addWidget(self._code)
        top.addLayout(self._pills, 1)
        column.addLayout(top)
        column.addWidget(self.parts)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self.main.addWidget(scroll, 1)
        panel = SidePanel()
        self.due = DueStrip(desk)
        self.due.visit_wanted.connect(self._visit)
        if not desk.may("visit_read"):
            self.due.hide()
        panel.column.addWidget(self.due)
        if edits:
            panel.add_rule()
            panel.column.addWidget(self.contact_form)
        else:
            self.contact_form.setParent(panel)
            self.contact_form.hide()
        panel.column.addStretch(1)
        self.put_side(panel)
        self.on_key("Esc", desk.back)
        if edits:
            self.on_key("Ctrl+Shift+E", self._edit)

    def opened(self, target: object = None) -> None:
        wanted = EnterpriseWanted(target) if isinstance(target, int) else target
        if isinstance(wanted, EnterpriseWanted):
            self._id = wanted.enterprise_id
            self.parts.choose(wanted.tab)
            self.contact_form.show_enterprise(self._id)
            self.error_bar.clear()
            self.reload()
        self.parts.tabs.setFocus()

    def reload(self) -> None:
        if self._id is not None:
            self.desk.jobs.read(dossier, self._id, then=self._show, owner=self, latest="file")

    def _show(self, shown: Dossier) -> None:
        self._shown = shown
        self.name.setText(shown.file.name)
        self._code.setText(shown.file.uscc)
        show_pills(self._pills, shown)
        self.due.show_due(shown)
        self.parts.show_dossier(shown)

    def _visit(self) -> None:
        if self._id is not None:
            self.desk.go("visit", NewVisit(self._id))

    def _edit(self) -> None:
        if self._id is not None:
            self.desk.go("edit-enterprise", EditEnterprise(self._id))

    def _assign(self) -> None:
        if self._shown is not None:
            file = self._shown.file
            self.desk.go("assign", AssignWanted((Chosen(file.id, file.name, file.subdistrict, file.liaison),)))

"""A listing of an edition: its facts, its category, tier, reason and evidence; taking it off and putting it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.directory.editions.listings import (
    TIERS,
    ListingDraft,
    ListingLine,
    list_enterprise,
    remove_listing,
    restore_listing,
    save_listing,
)
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _
from officer_app.ui.editions.columns import tier_words
from officer_app.ui.enterprise_search import enterprise_fetch
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Facts, Link, Picker, Prose, PushButton, Rule, Text


class Fields:
    """Category, tier, reason and evidence, as rows of a form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.industry = Choice(
            _("Category"), [(None, _("To confirm")), *((industry, industry.label) for industry in Industry)]
        )
        self.tier = Choice(_("Tier"), [(tier, tier_words(tier)) for tier in TIERS], TIERS[-1])
        self.reason = Entry(_("Reason of entry"), _("such as: high-tech, small in capital, quick in growth"))
        self.evidence = Prose(_("Evidence"), _("Documents, figures, decisions it rests on"), lines=3)
        self.form.add("industry", _("Category"), self.industry)
        self.form.add("tier", _("Tier"), self.tier)
        self.form.add("reason", _("Reason of entry"), self.reason)
        self.form.add("evidence", _("Evidence"), self.evidence)

    def take(self, draft: ListingDraft) -> None:
        """Show what is stored."""
        self.form.clear_errors()
        self.industry.setCurrentIndex(0)
        if draft.industry is not None:
            self.industry.set_value(draft.industry)
        self.tier.set_value(draft.tier)
        self.reason.setText(draft.reason)
        self.evidence.setPlainText(draft.evidence)

    def draft(self, version: int | None = None) -> ListingDraft:
        """What is typed."""
        industry, tier = self.industry.value(), self.tier.value()
        return ListingDraft(
            industry=industry if isinstance(industry, Industry) else None,
            tier=tier if isinstance(tier, int) else TIERS[-1],
            reason=self.reason.text(),
            evidence=self.evidence.toPlainText(),
            version=version,
        )


class ListingForm(QWidget):
    """The current listing of an edition; in a published one it is only shown."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.line: ListingLine | None = None
        self._may = desk.may("directory_edit")
        self.name = Text("", "section", wrap=True)
        self.file_link = Link(_("Open the file"), "body")
        self.file_link.clicked.connect(self._open)
        self.facts = Facts()
        self.fields = Fields(Form(labels_above=True))
        self.save_button = PushButton(_("Save"), "check", keys="Ctrl Enter")
        self.save_button.clicked.connect(self.save)
        self.own = Link("", "body")
        self.own.clicked.connect(self._take_own)
        self.removal = QWidget()
        self.removal_reason = Entry(_("Reason of removal"), _("such as: moved out of the district"))
        self.removal_form = Form(labels_above=True)
        self.removal_form.add("removal_reason", _("Reason of removal"), self.removal_reason, needed=True)
        self.remove_button = PushButton(_("Take off the edition"), "x", kind="danger")
        self.remove_button.clicked.connect(self._remove)
        self.removal_reason.submitted.connect(self._remove)
        below = QVBoxLayout(self.removal)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(dp(12))
        below.addWidget(Rule())
        below.addWidget(self.removal_form)
        below.addLayout(_at_left(self.remove_button))
        self.restore_button = PushButton(_("Put back"), "undo-2")
        self.restore_button.clicked.connect(self._restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self.name)
        column.addWidget(self.file_link)
        column.addWidget(self.facts)
        column.addWidget(self.fields.form)
        column.addWidget(self.own)
        column.addLayout(_at_left(self.save_button))
        column.addWidget(self.removal)
        column.addLayout(_at_left(self.restore_button))

    def show_line(self, line: ListingLine | None, *, draft: bool) -> None:
        """Show a listing; the same one keeps what was typed until it has been changed elsewhere."""
        same = (
            line is not None and self.line is not None and (line.id, line.version) == (self.line.id, self.line.version)
        )
        self.line = line
        if line is None:
            return
        removed = line.removed_on is not None
        may = draft and self._may
        self.name.setText(line.name)
        facts: list[tuple[str, str | QWidget]] = [
            (_("Credit code"), line.uscc),
            (_("Sub-district"), line.subdistrict or "–"),
            (_("Liaison officer"), line.liaison or "–"),
            (_("Listed since"), line.entered_on.isoformat()),
        ]
        if removed:
            assert line.removed_on is not None
            facts.append((_("Taken off"), line.removed_on.isoformat()))
            facts.append((_("Reason"), line.removal_reason or "–"))
        if removed or not may:
            facts.append((_("Category"), line.industry.label if line.industry else "–"))
            facts.append((_("Tier"), tier_words(line.tier)))
            facts.append((_("Reason of entry"), line.reason or "–"))
            facts.append((_("Evidence"), line.evidence or "–"))
        self.facts.show_rows(facts)
        differs = line.own_industry is not None and line.own_industry is not line.industry
        self.own.setVisible(may and not removed and differs)
        if line.own_industry is not None:
            self.own.setText(_("Its file says: {industry}").format(industry=line.own_industry.label))
        for widget in (self.fields.form, self.save_button, self.removal):
            widget.setVisible(may and not removed)
        self.restore_button.setVisible(may and removed)
        if not same:
            self.fields.take(ListingDraft(line.industry, line.tier, line.reason, line.evidence))
            self.removal_form.clear_errors()
            self.removal_reason.clear()

    def to_fields(self) -> None:
        """Begin to change it."""
        if self.fields.form.isVisibleTo(self):
            self.fields.industry.setFocus()

    def to_removal(self) -> None:
        """Begin to take it off."""
        if self.removal.isVisibleTo(self):
            self.removal_reason.setFocus()

    def save(self) -> None:
        """Store what was typed."""
        if self.line is not None and self.save_button.isVisibleTo(self):
            self.fields.form.clear_errors()
            draft = self.fields.draft(self.line.version)
            self._desk.jobs.perform(save_listing, self.line.id, draft, then=self._saved, owner=self.fields.form)

    def _saved(self, _nothing: object) -> None:
        self._desk.notices.say(_("The listing is saved."))
        self.done.emit()

    def _take_own(self) -> None:
        if self.line is not None and self.line.own_industry is not None:
            self.fields.industry.set_value(self.line.own_industry)
            self.fields.industry.setFocus()

    def _remove(self) -> None:
        line = self.line
        if line is None:
            return
        self.removal_form.clear_errors()

        def removed(_nothing: object) -> None:
            words = _("Put {name} back into the edition").format(name=line.name)
            self._desk.undo.offer(words, lambda: self._desk.jobs.perform(restore_listing, line.id))
            self._desk.notices.say(_("{name} is taken off; it stays on record.").format(name=line.name))
            self.done.emit()

        self._desk.jobs.perform(
            remove_listing,
            line.id,
            reason=self.removal_reason.text(),
            version=line.version,
            then=removed,
            owner=self.removal_form,
        )

    def _restore(self) -> None:
        if self.line is not None:
            self._desk.jobs.perform(restore_listing, self.line.id, then=lambda _n: self.done.emit(), owner=self)

    def _open(self) -> None:
        if self.line is not None:
            self._desk.go("enterprise", EnterpriseWanted(self.line.enterprise_id))


class AddForm(QWidget):
    """Find an enterprise and list it in a draft."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._edition_id: int | None = None
        fetch = enterprise_fetch(desk, self)
        self.enterprise = Picker(_("Enterprise"), _("Name, pinyin, code, contact or phone"), fetch)
        self.form = Form(labels_above=True)
        self.form.add("enterprise_id", _("Enterprise"), self.enterprise, needed=True)
        self.fields = Fields(self.form)
        self.add_button = PushButton(_("Add to the edition"), "plus", keys="Ctrl Enter")
        self.add_button.clicked.connect(self.save)
        self.cancel_button = PushButton(_("Cancel"))
        self.cancel_button.clicked.connect(self.done)
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        row.addWidget(self.add_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(Text(_("Add an enterprise"), "section"))
        column.addWidget(self.form)
        column.addLayout(row)

    def begin(self, edition_id: int) -> None:
        """Empty fields for this draft."""
        self._edition_id = edition_id
        self.form.clear_errors()
        self.enterprise.set_hit(None)
        self.enterprise.box.clear()
        self.fields.take(ListingDraft(None))

    def save(self) -> None:
        """List it."""
        hit = self.enterprise.hit()
        self.form.clear_errors()
        if hit is None or not isinstance(hit.value, int) or self._edition_id is None:
            self.form.show_error(Invalid(N_("Choose the enterprise."), field="enterprise_id"))
            return
        draft = self.fields.draft()
        self._desk.jobs.perform(
            list_enterprise,
            self._edition_id,
            hit.value,
            industry=draft.industry,
            tier=draft.tier,
            reason=draft.reason,
            evidence=draft.evidence,
            anew=True,
            then=self._added,
            owner=self.form,
        )

    def _added(self, _listing: object) -> None:
        self._desk.notices.say(_("The enterprise is listed."))
        self.done.emit()


def _at_left(button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row

"""The forms beside the ledger: units granted or adjusted by a document, and the reversal of a wrong entry."""

from typing import Final
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.quota.lists import GENERAL, EntryKind, LedgerRow, pool_label
from officer_app.quota.pool import GrantDraft, adjust_quota, grant_quota, reverse_entry
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Entry,
    Facts,
    Prose,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
    clear,
)

_GRANT: Final = "grant"
_ADJUST: Final = "adjust"
# What a reversal does beside the balances.
_CONSEQUENCES: Final = {
    EntryKind.GRANT: N_("The units granted by it are taken back."),
    EntryKind.ADJUST: N_("The adjustment is taken back."),
    EntryKind.RESERVE: N_("The unit is free again, and the case goes back to first review."),
    EntryKind.CONSUME: N_("The unit is reserved again, and the case goes back to publicity."),
}


class LedgerSide(SidePanel):
    """Hidden until one of the forms is asked for; `entered` says what was written."""

    entered = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(320)
        self._desk = desk
        self._row: LedgerRow | None = None
        self._draft_id = ""
        self._year, self._pool = desk.today().year, GENERAL
        self.form = Form(labels_above=True)
        self.save = PushButton("")
        self.hide()

    def ask_grant(self, year: int, pool: str = GENERAL) -> None:
        """Show the form for units granted to a pool; an adjustment is one switch away."""
        self._year, self._pool, self._draft_id = year, pool, str(uuid4())
        column = self._begin(_("Units granted or adjusted"))
        self.kind = Segmented(
            [Segment(_GRANT, _("Granted")), Segment(_ADJUST, _("Adjusted"))], _("What the document does"), height=28
        )
        self.kind.chosen.connect(lambda _kind: self._say_kind())
        if pool != GENERAL:
            column.addWidget(Facts([(_("Pool"), pool_label(pool))], label_width=56))
        line = QHBoxLayout()
        line.addWidget(self.kind)
        line.addStretch(1)
        column.addLayout(line)
        self.form = Form(labels_above=True)
        self.year = Entry(_("Year"))
        self.year.setText(str(year))
        self.count = Entry(_("Units"), _("for instance 8"))
        self.document = Entry(_("Document"), _("number of the document"))
        self.reason = Prose(_("Reason"), _("needed for an adjustment"), lines=3)
        both = QHBoxLayout()
        both.setSpacing(dp(8))
        both.addWidget(self.year)
        both.addWidget(self.count)
        self.form.add_row(_("Year and units"), {"year": self.year, "count": self.count}, both, needed=True)
        self.form.add("document", _("Document"), self.document, needed=True)
        self.form.add("opinion", _("Reason"), self.reason)
        column.addWidget(self.form)
        self._words = Text("", "caption", "text2", wrap=True)
        column.addWidget(self._words)
        self.save = PushButton(_("Enter"), "check", kind="primary", height=metrics.DECISION, deliberate=True, wide=True)
        self.save.clicked.connect(self._grant)
        self._end()
        self._say_kind()
        self.count.setFocus()

    def ask_reverse(self, row: LedgerRow) -> None:
        """Show the form that reverses an entry."""
        self._row = row
        column = self._begin(_("Reverse entry {seq}").format(seq=row.seq))
        facts: list[tuple[str, str | QWidget]] = [(_("Kind"), row.kind.label)]
        if row.case_number:
            facts += [(_("Case"), row.case_number), (_("Enterprise"), row.enterprise)]
        facts += [(_("Particulars"), row.text), (_("By"), row.by)]
        column.addWidget(Facts(facts, label_width=56))
        column.addSpacing(dp(4))
        words = _(_CONSEQUENCES[row.kind]) + _("The entry stays and names the reversal.")
        column.addWidget(Text(words, "body", "warn", wrap=True))
        self.form = Form(labels_above=True)
        self.reason = Prose(_("Reason"), _("what was wrong with it"), lines=4)
        self.form.add("opinion", _("Reason"), self.reason, needed=True)
        column.addSpacing(dp(4))
        column.addWidget(self.form)
        self.save = PushButton(
            _("Reverse"), "undo-2", kind="primary", height=metrics.DECISION, deliberate=True, wide=True
        )
        self.save.clicked.connect(self._reverse)
        self._end()
        self.reason.setFocus()

    def leave(self) -> None:
        """Hide the form."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _begin(self, title: str) -> QVBoxLayout:
        clear(self.column)
        close = PushButton(icon="x", kind="quiet", height=28, name=_("Close the form"), keys="Esc")
        close.clicked.connect(self.leave)
        self.column.addWidget(SectionHeader(title, "", close))
        return self.column

    def _end(self) -> None:
        self.column.addSpacing(dp(4))
        self.column.addWidget(self.save)
        self.column.addWidget(Text(_("Enter writes nothing; press the button."), "caption", "text3", wrap=True))
        self.column.addStretch(1)
        self.show()

    def _say_kind(self) -> None:
        adjusting = self.kind.value() == _ADJUST
        words = (
            _("Up or down (−3); never below what is used and reserved.")
            if adjusting
            else _("The first grant of a year opens its ledger; a further one starts the even pace anew.")
        )
        self._words.setText(words)
        self.save.setText(_("Enter the adjustment") if adjusting else _("Enter the grant"))
        self.save.setAccessibleName(self.save.text())

    def _grant(self) -> None:
        self.form.clear_errors()
        year, count = whole(self.year.text()), whole(self.count.text())
        errors: list[AppError] = []
        if year is None:
            errors.append(Invalid(N_("Enter a year."), field="year"))
        if count is None:
            errors.append(Invalid(N_("Enter a whole number of units."), field="count"))
        self.form.show_errors(errors)
        if year is None or count is None:
            return
        draft = GrantDraft(self._draft_id, year, count, self.document.text(), self.reason.toPlainText(), self._pool)
        use_case = adjust_quota if self.kind.value() == _ADJUST else grant_quota
        self._perform(use_case, draft)

    def _reverse(self) -> None:
        if self._row is not None:
            self.form.clear_errors()
            self._perform(reverse_entry, self._row.id, self.reason.toPlainText())

    def _perform(self, use_case: object, *arguments: object) -> None:
        self.save.set_reason(_("Being saved"))
        assert callable(use_case)
        self._desk.jobs.perform(use_case, *arguments, then=self._done, failed=self._failed, owner=self)

    def _done(self, seq: int) -> None:
        self.leave()
        self.entered.emit(_("Entered as no. {seq}.").format(seq=seq))

    def _failed(self, error: AppError) -> None:
        self.save.set_reason("")
        if not self.form.show_error(error):
            self._desk.notices.show_error(error, self.parentWidget())


def whole(typed: str) -> int | None:
    """A whole number as it is typed, with either minus sign."""
    try:
        return int(typed.strip().replace("−", "-").replace("＋", "+"))
    except ValueError:
        return None

"""Making one of two enterprises: side by side, field by field, with what moves and what must be decided."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Conflict
from officer_app.directory.duplicates import Candidate, duplicates_of
from officer_app.directory.file import EnterpriseFile, enterprise_file
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.merging.rules import OPEN_CASES, Pick
from officer_app.overview.merging.service import MergeDraft, MergePreview, merge_enterprises, merge_preview, undo_merge
from officer_app.ui.enterprise_search import enterprise_fetch
from officer_app.ui.form import Form
from officer_app.ui.merging.alike import AlikeList
from officer_app.ui.merging.choices import Choices, Row
from officer_app.ui.merging.undo import say_undone
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import EnterpriseWanted, MergeWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.trail_things import entity_word
from officer_app.ui.trail_words import field_word
from officer_app.ui.widgets import (
    Check,
    Entry,
    Facts,
    Hit,
    PageHeading,
    Picker,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
)

# Two days that belong together are one field.
_TITLES: Final = {"high_tech_since": N_("High-tech enterprise"), "key_body_since": N_("Key body")}


class MergePage(PageView):
    """First the other enterprise is chosen, then the two stand side by side; Ctrl+Enter merges."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._preview: MergePreview | None = None
        self._kept_id: int | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.swap = PushButton(_("Keep the other"), "arrow-left-right", keys="Ctrl Shift X")
        self.swap.clicked.connect(self._swap)
        self.heading = PageHeading(_("Merge two enterprises"), (), (self.swap,))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.main.addWidget(Rule())
        self.body = QStackedWidget()
        self.body.addWidget(self._choosing())
        self.body.addWidget(self._comparing())
        self.main.addWidget(self.body, 1)
        self.side = self._deciding()
        self.put_side(self.side)
        self.on_key("Esc", desk.back)
        self.on_key("Ctrl+Return", self._merge)
        self.on_key("Ctrl+Shift+X", self._swap)

    def keys(self) -> Sequence[Key]:
        if self._preview is None:
            return (Key("Esc", N_("back")),)
        return (
            Key("Left Right", N_("choose a side")),
            Key("Ctrl+Shift+X", N_("keep the other")),
            Key("Ctrl+Return", N_("merge")),
            Key("Esc", N_("back")),
        )

    def opened(self, target: object = None) -> None:
        if not isinstance(target, MergeWanted):
            return
        self.error_bar.clear()
        self.reason.setText("")
        self._kept_id = target.kept_id
        if target.gone_id is None:
            self._begin()
        else:
            self._ask(target.kept_id, target.gone_id)

    # The other enterprise.

    def _choosing(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = dp(metrics.FORM)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(dp(12))
        self._first = Text("", "body", wrap=True)
        self.picker = Picker(
            _("The other enterprise"), _("name, pinyin, code or contact"), enterprise_fetch(self.desk, self)
        )
        self.picker.setMaximumWidth(dp(560))
        self.picker.picked.connect(self._picked)
        self.alike = AlikeList(_("These may be the same:"), way=_("compare"))
        self.alike.setMaximumWidth(dp(560))
        self.alike.chosen.connect(self._chosen)
        column.addWidget(self._first)
        column.addWidget(self.picker)
        column.addWidget(self.alike)
        column.addStretch(1)
        return holder

    def _begin(self) -> None:
        self._preview = None
        self._first.setText("")
        self.picker.clear()
        self.alike.show_candidates(())
        self.body.setCurrentIndex(0)
        self.side.hide()
        self.swap.hide()
        read = self.desk.jobs.read
        read(enterprise_file, self._kept_id, then=self._show_first, owner=self, latest="first")
        read(duplicates_of, self._kept_id, then=self.alike.show_candidates, owner=self, latest="alike")
        self.picker.setFocus()
        self.keys_changed.emit()

    def _show_first(self, file: EnterpriseFile) -> None:
        words = _("Which other record is {name} ({code})?")
        self._first.setText(words.format(name=file.name, code=file.uscc))

    def _picked(self, hit: object) -> None:
        if isinstance(hit, Hit) and self._kept_id is not None:
            self._ask(self._kept_id, int(str(hit.value)))

    def _chosen(self, candidate: Candidate) -> None:
        if self._kept_id is not None:
            self._ask(self._kept_id, candidate.id)

    def _ask(self, kept_id: int, gone_id: int) -> None:
        self.desk.jobs.read(
            merge_preview, kept_id, gone_id, then=self._show, failed=self._cannot, owner=self, latest="preview"
        )

    def _cannot(self, error: AppError) -> None:
        self._preview = None
        self.button.set_reason(_("Choose two enterprises first"))
        self.desk.notices.show_error(error, self)

    # Side by side.

    def _comparing(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = dp(metrics.FORM)
        column.setContentsMargins(side, dp(16), side, side)
        column.setSpacing(dp(12))
        self.fields, self.questions = Choices(), Choices()
        self._fields_head = SectionHeader(_("What the one record will say"))
        self._questions_head = SectionHeader(_("What both have and one can have once"))
        column.addWidget(self._questions_head)
        column.addWidget(self.questions)
        column.addWidget(self._fields_head)
        column.addWidget(self.fields)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(holder)
        return self._scroll

    def _deciding(self) -> SidePanel:
        panel = SidePanel()
        self._what = Text("", "body", wrap=True)
        self._moves_head = SectionHeader(_("What moves along"))
        self.moves = Facts(label_width=112)
        self.cases = Check(_("I have seen the open cases on both sides"))
        self._cases_words = Text("", "caption", "text2", wrap=True)
        self.reason = Entry(_("Reason"), _("such as: renamed, entered twice"))
        self.reason.submitted.connect(self._merge)
        self.form = Form(label_width=44)
        self.form.add("reason", _("Reason"), self.reason)
        self.button = PushButton(
            _("Merge"), "check", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self._merge)
        self._until = Text("", "caption", "text2", wrap=True)
        panel.column.addWidget(self._what)
        panel.add_rule()
        panel.column.addWidget(self._moves_head)
        panel.column.addWidget(self.moves)
        panel.column.addWidget(self._cases_words)
        panel.column.addWidget(self.cases)
        panel.add_rule()
        panel.column.addWidget(self.form)
        panel.column.addSpacing(dp(8))
        panel.column.addWidget(self.button)
        panel.column.addWidget(self._until)
        panel.column.addStretch(1)
        return panel

    def _show(self, preview: MergePreview) -> None:
        self._preview, self._kept_id = preview, preview.pair.kept_id
        kept, gone = preview.pair.kept_name, preview.pair.gone_name
        titles = {
            Pick.KEPT: "\n".join((_("Stays"), kept)),
            Pick.GONE: "\n".join((_("Goes"), gone)),
            Pick.BOTH: _("Both"),
        }
        differing = [field for field in preview.fields if field.differs]
        self.fields.show_rows(
            [
                Row(
                    field.key,
                    _(_TITLES[field.key]) if field.key in _TITLES else field_word(field.key),
                    tuple(
                        (pick, {Pick.KEPT: field.kept, Pick.GONE: field.gone, Pick.BOTH: field.joined}[pick])
                        for pick in field.picks
                    ),
                    field.pick,
                )
                for field in differing
            ],
            titles,
        )
        same = len(preview.fields) - len(differing)
        self._fields_head.note.setText(
            ngettext("{n} field is the same on both sides", "{n} fields are the same on both sides", same).format(
                n=same
            )
        )
        asked = [question for question in preview.questions if question.key != OPEN_CASES]
        self.questions.show_rows(
            [Row(one.key, one.title, ((Pick.KEPT, one.kept), (Pick.GONE, one.gone)), one.pick) for one in asked],
            titles,
        )
        for widget in (self._questions_head, self.questions):
            widget.setVisible(bool(asked))
        self._show_side(preview)
        self.body.setCurrentIndex(1)
        self.swap.show()
        self.side.show()
        self._scroll.verticalScrollBar().setValue(0)
        (self.questions if asked else self.fields).focus_first()
        self.keys_changed.emit()

    def _show_side(self, preview: MergePreview) -> None:
        pair = preview.pair
        self._what.setText(_("“{gone}” goes, “{kept}” stays.").format(gone=pair.gone_name, kept=pair.kept_name))
        moving = [(entity_word(row.entity), str(row.gone)) for row in preview.attached if row.gone]
        self.moves.show_rows(moving)
        self._moves_head.note.setText("" if moving else _("nothing is attached to it"))
        open_cases = next((one for one in preview.questions if one.key == OPEN_CASES), None)
        self.cases.setChecked(False)
        self.cases.setVisible(open_cases is not None)
        self._cases_words.setVisible(open_cases is not None)
        if open_cases is not None:
            self._cases_words.setText(f"{open_cases.title}: {open_cases.kept}; {open_cases.gone}")
        self.form.clear_errors()
        self.button.set_reason("")
        self._until.setText(
            _("Can be undone until {day}, in the file of the one kept.").format(day=preview.undo_until.isoformat())
        )

    def _swap(self) -> None:
        if self._preview is not None:
            pair = self._preview.pair
            self._ask(pair.gone_id, pair.kept_id)

    def _merge(self) -> None:
        preview = self._preview
        if preview is None or not self.button.isEnabled():
            return
        self.form.clear_errors()
        picks = self.fields.picks() | self.questions.picks()
        if self.cases.isChecked():
            picks[OPEN_CASES] = Pick.BOTH
        draft = MergeDraft(
            preview.pair.kept_id,
            preview.versions[0],
            preview.pair.gone_id,
            preview.versions[1],
            picks,
            self.reason.text(),
        )
        self.button.set_reason(_("One moment…"))
        self.desk.jobs.perform(merge_enterprises, draft, then=self._merged, failed=self._refused, owner=self.form)

    def _refused(self, error: AppError) -> None:
        self.button.set_reason("")
        ways = []
        if isinstance(error, Conflict) and self._preview is not None:
            pair = self._preview.pair
            ways = [(_("Compare anew"), lambda: self._ask(pair.kept_id, pair.gone_id))]
        self.desk.notices.show_error(error, self.form, ways)

    def _merged(self, merge_id: int) -> None:
        assert self._preview is not None
        pair = self._preview.pair
        self._preview = None
        jobs = self.desk.jobs
        words = _("Merging “{gone}” into “{kept}”").format(gone=pair.gone_name, kept=pair.kept_name)
        undone = partial(say_undone, self.desk, pair.gone_name)
        self.desk.undo.offer(words, lambda: jobs.perform(undo_merge, merge_id, then=undone))
        self.desk.back()
        self.desk.go("enterprise", EnterpriseWanted(pair.kept_id))
        self.desk.notices.say(_("“{gone}” is part of “{kept}” now.").format(gone=pair.gone_name, kept=pair.kept_name))

"""The form that files a case for an employer: who, what the employer says, and the papers by checklist."""

from collections.abc import Mapping
from functools import partial
from typing import Any  # Any: a kept form is JSON of any shape
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.cases.filed import Refiling, begin_refiling
from officer_app.cases.filing import FilingStart, file_case, filing_start, refile_case
from officer_app.cases.words import ApplicantKind
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.ui.cases.filing_fields import FilingFields
from officer_app.ui.cases.filing_papers import FilingPapers
from officer_app.ui.enterprise_search import enterprise_fetch, enterprise_hit
from officer_app.ui.kept_form import FormKeeping, put_in, typed_in
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import CaseWanted, FileCase
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PageHeading, PushButton, Rule, Text
from officer_app.visits.brief import Brief, enterprise_brief


class _Foot(QFrame):
    """The bar with the ways to finish."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(dp(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.sub))
        painter.fillRect(0, 0, self.width(), 1, colour(t.line))


class FilingView(PageView):
    """The page "file-case". Target: FileCase; None goes on with what was being typed."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._draft_id = str(uuid4())
        self._refile: Refiling | None = None
        # The returned case asked for, and which of its submissions.
        self._about: FileCase | None = None
        self._saving = False
        self.fields = FilingFields(desk, enterprise_fetch(desk, self))
        self.papers = FilingPapers()
        self.papers.refused.connect(self.error_bar.say)
        self.fields.case_changed.connect(self._know_case)
        self.fields.former.wanted.connect(lambda case_id: desk.go("case", CaseWanted(case_id)))
        self._watched: object = None
        self.kept = FormKeeping(desk, self, "filing", self._typed, self._put_back)
        self.fields.rows_changed.connect(self.kept.edited)
        self.put_heading(self._heading())
        self.scrolled = self._scrolled()
        self.main.addWidget(self.scrolled, 1)
        self.main.addWidget(self._foot())
        self.put_side(self.papers)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, self.save)
        self.on_key("Escape", desk.back)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("Tab", N_("next field")),
            Key("Ctrl+Return", N_("file")),
            Key("Escape", N_("back, what was typed stays")),
        )

    def opened(self, target: object = None) -> None:
        again = isinstance(target, FileCase) and target.refile is not None and target != self._about
        if isinstance(target, FileCase):
            if target.refile is None and self._refile is not None:
                self._begin()
            self._about = target if target.refile is not None else None
        self.desk.jobs.read(filing_start, then=partial(self._started, again), owner=self, latest="start")
        if isinstance(target, FileCase) and target.enterprise_id is not None:
            self.desk.jobs.read(enterprise_brief, target.enterprise_id, then=self._know, owner=self, latest="brief")
        fields = self.fields
        first = fields.name if fields.enterprise.hit() is not None else fields.enterprise.box
        first.setFocus()

    def save(self) -> None:
        """File the case, unless something typed cannot be right."""
        if self._saving:
            return
        self.error_bar.clear()
        self.fields.clear_errors()
        papers = self.papers.drafts()
        draft = self.fields.draft(self._draft_id, papers or (), keeps_number=self._refile is not None)
        if draft is None or papers is None:
            return
        self._saving = True
        if self._refile is not None:
            case_id, version = self._refile.case_id, self._refile.version
            done = partial(self._filed, case_id)
            self.desk.jobs.perform(
                refile_case, case_id, draft, version=version, then=done, failed=self._refused, owner=self
            )
        else:
            self.desk.jobs.perform(file_case, draft, then=self._filed, failed=self._refused, owner=self)

    def show_error(self, error: AppError) -> bool:
        """Show an error beside its field; False if it belongs to none here."""
        return self.fields.show_error(error)

    def _heading(self) -> QWidget:
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back, what was typed stays"), keys="Esc")
        back.clicked.connect(self.desk.back)
        self._note = Text(_("The employer files; a person never files alone"), "body", "text2")
        heading = PageHeading(_("File a case"), (self._note,))
        heading.row.insertWidget(0, back)
        self._title = heading.title
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(Rule())
        return holder

    def _scrolled(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.fields)
        return scroll

    def _foot(self) -> QWidget:
        foot = _Foot()
        row = QHBoxLayout(foot)
        row.setContentsMargins(dp(metrics.FORM - 10), 0, dp(metrics.FORM), 0)
        row.setSpacing(dp(8))
        discard = PushButton(_("Discard"), kind="quiet")
        discard.clicked.connect(self._discard)
        self.save_button = PushButton(_("File the case"), kind="primary", keys="Ctrl Enter")
        self.save_button.clicked.connect(self.save)
        row.addWidget(discard)
        row.addStretch(1)
        row.addWidget(self.save_button)
        return foot

    def _started(self, again: bool, start: FilingStart) -> None:
        self.fields.know(start)
        self.papers.know(start.checklist)
        if self._watched is not self.papers.lines:
            self._watched = self.papers.lines
            self.kept.watch(self.papers)
        self._know_case()
        if again and self._about is not None:
            # The months are known only now.
            wanted = self._about
            self.desk.jobs.perform(
                begin_refiling, wanted.refile, wanted.submission, then=self._fill, failed=self._not_again, owner=self
            )
        elif self._about is None:
            self._know_new()

    def _know_new(self) -> None:
        """What was typed for a new application before, if that is what the form is for."""
        if self._refile is None and not self.kept.is_about("new"):
            self.kept.about("new")

    def _know(self, brief: Brief) -> None:
        self.fields.enterprise.set_hit(enterprise_hit(brief.candidate))
        self.fields.name.setFocus()

    def _fill(self, refiling: Refiling) -> None:
        """Take over what was filed before; the identity number stays masked and is kept unless typed anew."""
        about = self._about
        self._clear()
        self._refile, self._about = refiling, about
        self._title.setText(_("File {number} again").format(number=refiling.number))
        said = _("The employer has mended it; it is pre-reviewed anew")
        submission = self._about.submission if self._about is not None else None
        if submission is not None:
            said = _("As it stood at submission {n}; it is pre-reviewed anew").format(n=submission)
        self._note.setText(said)
        self.save_button.setText(_("File again"))
        self.save_button.setAccessibleName(self.save_button.text())
        self.fields.fill(refiling)
        # What was typed for the case as it stands is not put over an earlier submission.
        self.kept.about(f"refile.{refiling.case_id}" + (f".{submission}" if submission is not None else ""))
        self.fields.name.setFocus()

    def _not_again(self, error: AppError) -> None:
        """The case is not there to be filed again: the form is that of a new one."""
        self._begin()
        self._know_new()
        self.error_bar.say(error.cause, error.next_step)

    def _know_case(self) -> None:
        kind = self.fields.applicant_kind.value()
        assert isinstance(kind, ApplicantKind)
        self.papers.know_case(kind, len(self.fields.family.rows) or self.fields.family.unnamed()[0])

    def _begin(self) -> None:
        """An empty form with a draft id of its own."""
        self._clear()
        self._know_new()

    def _clear(self) -> None:
        self.kept.leave()
        self._draft_id = str(uuid4())
        self._refile = None
        self._about = None
        self.error_bar.clear()
        self._title.setText(_("File a case"))
        self._note.setText(_("The employer files; a person never files alone"))
        self.save_button.setText(_("File the case"))
        self.save_button.setAccessibleName(self.save_button.text())
        self.fields.clear()
        self.papers.clear_all()

    def _discard(self) -> None:
        """Empty the form; Undo brings a new application back as it was typed."""
        if self._refile is None:
            draft_id, typed = self._draft_id, self._typed()

            def bring_back() -> None:
                self.desk.go("file-case", FileCase())
                self._begin()
                self._draft_id = draft_id
                self._put_back(typed)

            self.desk.undo.offer(_("Discarded application"), bring_back)
        self.kept.sent()
        self._begin()
        self.desk.back()

    def _typed(self) -> dict[str, Any]:
        """All that stands in the form; the papers are those of the checklist in force."""
        return {**self.fields.typed(), **typed_in(self.papers.inputs())}

    def _put_back(self, kept: Mapping[str, Any]) -> None:
        self.fields.put(dict(kept))
        put_in(self.papers.inputs(), kept)

    def _refused(self, error: AppError) -> None:
        self._saving = False
        if not self.show_error(error):
            self.desk.notices.show_error(error, self)

    def _filed(self, case_id: int, _nothing: object = None) -> None:
        self._saving = False
        self.kept.sent()
        self._begin()
        self.desk.go("case", CaseWanted(case_id))

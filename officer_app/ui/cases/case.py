"""The page of one case: its stages, what is known and judged, and what this person can do with it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final  # Any: a use case's own result

from PySide6.QtWidgets import QHBoxLayout

from officer_app.cases.filed import reveal_pay
from officer_app.cases.lists import CaseFilter, CasePage, list_cases
from officer_app.cases.service import check_paper, reveal_id_number
from officer_app.cases.words import Criterion, Step
from officer_app.core.errors import AppError, Conflict, IllegalTransition
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.evaluation import ScoreDraft, score
from officer_app.quota.outlook import Outlook, outlook
from officer_app.quota.record import ObjectionRow
from officer_app.ui.cases.aside import StagesPanel
from officer_app.ui.cases.checking import Check, Checks
from officer_app.ui.cases.decision import DecisionPanel
from officer_app.ui.cases.heading import CaseHeading
from officer_app.ui.cases.parts import CaseParts
from officer_app.ui.cases.peer_forms import StandAsideForm
from officer_app.ui.cases.pool_form import PoolForm
from officer_app.ui.cases.public_forms import ContactForm, HandlingForm
from officer_app.ui.cases.score_line import Typed
from officer_app.ui.cases.step_form import Call
from officer_app.ui.cases.submissions import SubmissionsView
from officer_app.ui.kept_form import FormKeeping
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.paper.about import approval_form, evaluation_sheet, show_paper
from officer_app.ui.targets import CaseWanted, FileCase
from officer_app.ui.theme.metrics import dp

_MOST: Final = 500  # cases through which one goes on from one to the next


@dataclass
class _Typed:
    """What was typed about a case and not saved yet; it waits until the case is shown again."""

    opinion: str = ""
    scores: dict[Criterion, Typed] = field(default_factory=dict)


class CaseView(PageView):
    """The page "case". Target: CaseWanted, or a case's id."""

    has_primary = True
    reload_on = frozenset(
        {
            "talent_case", "case_paper", "case_score", "case_step", "supplement_notice", "panel", "publicity",
            "objection", "settlement", "countersignature", "case_recusal", "quota", "quota_entry", "enterprise",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.file: CaseFile | None = None
        self._wanted = CaseWanted(0)
        self._queue: list[int] = []
        self._waiting: int | None = None
        self._typed: dict[int, _Typed] = {}
        self._showing = False
        self._checks = Checks(self._send_check)
        self.heading = CaseHeading(desk)
        self.heading.preview_wanted.connect(self.preview)
        self.heading.reload_wanted.connect(self._reload_anew)
        self.heading.aside_wanted.connect(self._stand_aside)
        self.heading.pool_wanted.connect(self._choose_pool)
        self.put_heading(self.heading, ruled=True)
        self.stages = StagesPanel()
        self.parts = CaseParts(
            desk, may_handle=desk.may(Permission.CASE_PUBLICITY), may_reveal=desk.may(Permission.REVEAL)
        )
        self.parts.record.handling_wanted.connect(self._handle)
        self.parts.record.contact_wanted.connect(self._show_contact)
        self.parts.application.let_reveal(may_reveal=desk.may(Permission.REVEAL))
        self.parts.application.income_wanted.connect(self._reveal_income)
        self.submissions = SubmissionsView(desk)
        self.submissions.refile_wanted.connect(self._refile)
        self.parts.add_part(_("Submissions and trips"), self.submissions)
        self.facts, self.papers, self.scores = self.parts.facts, self.parts.papers, self.parts.scores
        self.tabs = self.parts.tabs
        self.facts.identity.reveal_wanted.connect(self._reveal)
        self.papers.check_wanted.connect(lambda *what: self._checks.ask(Check(*what)))
        self.scores.save_wanted.connect(self._score)
        self.scores.changed.connect(self._remember)
        self.scores.print_wanted.connect(self.preview_scores)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.stages)
        body.addWidget(self.parts, 1)
        self.main.addLayout(body, 1)
        self.decision = DecisionPanel(desk)
        self.decision.wanted.connect(self._perform)
        self.decision.place_wanted.connect(self._go_to)
        self.decision.refile_wanted.connect(self._refile)
        self.decision.opinion.textChanged.connect(self._remember)
        self.kept = FormKeeping(desk, self, "case", self._typed_here, self._put_back)
        # Below the heading, not beside it: the heading belongs to the whole case.
        self.decision.setFixedWidth(dp(312))
        body.addWidget(self.decision)
        for keys, act in (
            ("Ctrl+Down", lambda: self.step_on(1)),
            ("Ctrl+Up", lambda: self.step_on(-1)),
            ("Ctrl+P", self.preview),
            ("Ctrl+S", self._save_scores),
            ("Escape", self._escape),
            # Letters reach the page only while nothing is being typed: inputs take them first.
            ("G", self.go_to_scores),
            ("E", self.go_to_papers),
            ("A", self.choose),
            ("R", lambda: self.decision.choose_other(Step.REJECT)),
            ("N", self.go_to_waiting),
        ):
            self.on_key(keys, act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            # Held down, it confirms once.
            self.on_key(keys, self.confirm).setAutoRepeat(False)

    def keys(self) -> Sequence[Key]:
        return (
            Key("Ctrl+Up Down", N_("case before, next")),
            Key("A", N_("choose the step")),
            Key("Ctrl+Return", N_("confirm")),
            Key("G", N_("scores")),
            Key("E", N_("papers")),
            Key("R", N_("reject"), Permission.CASE_DECIDE),
            Key("N", N_("next that waits")),
            Key("Ctrl+P", N_("preview form")),
        )

    def opened(self, target: object = None) -> None:
        wanted = CaseWanted(target) if isinstance(target, int) else target
        if isinstance(wanted, CaseWanted):
            self._wanted = wanted
            self.desk.jobs.read(
                list_cases,
                wanted.wanted,
                then=self._know_queue,
                owner=self,
                latest="queue",
                sort=wanted.sort,
                descending=wanted.descending,
                limit=_MOST,
            )
            self._load(wanted.case_id)
        self.papers.table.setFocus()

    def reload(self) -> None:
        if self._wanted.case_id:
            self._load(self._wanted.case_id)

    def step_on(self, by: int) -> None:
        """Show the case before or after this one in the list it was opened from."""
        if self.file is None or self.file.id not in self._queue:
            return
        if self.decision.form is not None:
            self.error_bar.say(
                _("A form is open."), _("Finish it or close it first; nothing typed is lost."), kind="warn"
            )
            return
        place = self._queue.index(self.file.id) + by
        if 0 <= place < len(self._queue):
            self.error_bar.clear()
            self._load(self._queue[place])

    def choose(self) -> None:
        """Choose the leading step, or say why it cannot be taken; nothing is done before it is confirmed."""
        why_not = self.decision.choose()
        if why_not:
            self.error_bar.say(_("Not possible now."), why_not, kind="warn")

    def confirm(self) -> None:
        """Take the step that was chosen, or that whose form is open."""
        if not self.decision.confirm() and self.decision.form is None:
            self.decision.remind()

    def go_to_waiting(self) -> None:
        """Show the next case that waits for this person."""
        if self._waiting is not None and self.decision.form is None:
            self.error_bar.clear()
            self._load(self._waiting)
            self.papers.table.setFocus()

    def preview(self) -> None:
        """Show the approval form as it will be printed."""
        if self.file is None or not self.desk.may(Permission.REPORT):
            return
        show_paper(self.desk, approval_form(self.file.id), self.file.number)

    def preview_scores(self) -> None:
        """Show the evaluation sheet as it will be printed."""
        if self.file is not None and self.desk.may(Permission.REPORT):
            show_paper(self.desk, evaluation_sheet(self.file.id), self.file.number)

    def go_to_scores(self, key: str = "") -> None:
        """Bring the evaluation sheet into view, at a criterion."""
        self.parts.show_scores(key)

    def go_to_papers(self) -> None:
        """Bring the papers into view."""
        self.parts.show_papers()

    def _load(self, case_id: int) -> None:
        self.desk.jobs.read(case_file, case_id, then=self._show, owner=self, latest="case")

    def _show(self, file: CaseFile) -> None:
        self._showing = True
        if self.file is None or self.file.id != file.id:
            self._checks.forget()
            self.kept.leave()
            self.facts.identity.hide_number()
        self.file = file
        self._wanted = CaseWanted(file.id, self._wanted.wanted, self._wanted.sort, self._wanted.descending)
        typed = self._typed.setdefault(file.id, _Typed())
        self.heading.show_file(file)
        self.stages.show_file(file)
        self.facts.show_applicant(file.applicant, may_reveal=self.desk.may(Permission.REVEAL))
        self.papers.show_file(file, may_check=Step.CHECK_PAPER in file.possible)
        self.scores.setVisible(file.sheet is not None)
        if file.sheet is not None:
            since = _("in force since {day}").format(day=file.sheet_from.isoformat()) if file.sheet_from else ""
            self.scores.print.setVisible(self.desk.may(Permission.REPORT))
            self.scores.show_sheet(
                file.sheet,
                since,
                typed.scores,
                editable=Step.SCORE in file.possible,
                papers=[(paper.id, paper.label) for paper in file.papers],
                reader=getattr(self.desk.jobs.actor, "id", None),
                tilt=file.tilt,
            )
        self.parts.show_file(file)
        self.submissions.show_file(file)
        self.decision.show_file(file, typed.opinion)
        self._showing = False
        self._checks.read_anew()
        self._remember()
        self.kept.about(str(file.id), {"opinion": "", "scores": {}})
        self.desk.jobs.read(outlook, file.id, then=self._show_outlook, owner=self, latest="outlook")

    def _show_outlook(self, found: Outlook) -> None:
        self.decision.show_outlook(found)
        if self.file is not None and found.case_id == self.file.id:
            self.papers.show_hindrance(_("; ").join(found.hindrances.get(Step.CHECK_PAPER, ())))

    def _know_queue(self, page: CasePage) -> None:
        self._queue = [row.id for row in page.rows]

    def _remember(self) -> None:
        """Keep what is typed with its case."""
        if self.file is not None and not self._showing:
            typed = self._typed.setdefault(self.file.id, _Typed())
            typed.opinion = self.decision.opinion.toPlainText()
            typed.scores = self.scores.unsaved() if self.file.sheet is not None else {}
            self.decision.show_unsaved(bool(typed.scores))
            self.kept.edited()

    def _typed_here(self) -> dict[str, Any]:
        """What is typed and not saved, as it is kept."""
        typed = self._typed.get(self.file.id, _Typed()) if self.file is not None else _Typed()
        scores = {criterion.value: list(pair) for criterion, pair in typed.scores.items()}
        return {"opinion": typed.opinion, "scores": scores}

    def _put_back(self, kept: Mapping[str, Any]) -> None:
        """Show what was kept; criteria that the sheet does not ask for any more are left out."""
        if self.file is not None:
            scores = dict(kept.get("scores") or {})
            known = {word: Typed(*scores[word.value]) for word in Criterion if word.value in scores}
            self._typed[self.file.id] = _Typed(str(kept.get("opinion") or ""), known)
            self._show(self.file)

    def _perform(self, call: Call) -> None:
        file = self.file
        if file is None:
            return

        def done(_value: Any) -> None:
            self._typed.pop(file.id, None)
            self.kept.sent()
            self._showing = True
            self.decision.opinion.clear()
            self._showing = False
            self.decision.close_form()
            self.error_bar.say(call.said, kind="ok")
            # The keyboard stays on the page, so that its letters work.
            self.papers.table.setFocus()
            self.desk.jobs.read(
                list_cases,
                CaseFilter(waiting=True),
                then=lambda page: self._offer_next(call.said, page),
                owner=self,
                latest="waiting",
                limit=2,
            )

        named = {**call.named, "version": file.version} if call.versioned else call.named
        self.desk.jobs.perform(call.use_case, *call.arguments, then=done, failed=self._failed, owner=self, **named)

    def _offer_next(self, said: str, page: CasePage) -> None:
        """After a step, the next case that waits for this person."""
        following = next((row for row in page.rows if self.file is None or row.id != self.file.id), None)
        self._waiting = following.id if following is not None else None
        if following is not None:
            words = _("Next for you: {number}, {name}").format(number=following.number, name=following.applicant)
            self.error_bar.say(said, words, [(_("Show it (N)"), self.go_to_waiting)], kind="ok")

    def _failed(self, error: AppError) -> None:
        taken = self.decision.failed(error)
        if isinstance(error, Conflict | IllegalTransition):
            # What was typed stays; the case is read anew only when the person has seen that it changed.
            self.error_bar.say(error.cause, error.next_step, [(_("Reload"), self._reload_anew)], kind="warn")
        elif not taken:
            self.desk.notices.show_error(error, self)

    def _reload_anew(self) -> None:
        self.error_bar.clear()
        self.reload()

    def _send_check(self, check: Check) -> None:
        file = self.file
        if file is None:
            return

        def done(_nothing: Any) -> None:
            if self.file is not None and self.file.id == file.id:
                self._checks.saved()
                self.reload()

        def refused(error: AppError) -> None:
            self._checks.forget()
            self._failed(error)

        named = {"gap": check.gap, "code": check.code, "version": file.version}
        self.desk.jobs.perform(check_paper, file.id, check.paper_id, then=done, failed=refused, owner=self, **named)

    def _score(self, drafts: list[ScoreDraft]) -> None:
        file = self.file
        if file is None:
            return

        def done(_nothing: Any) -> None:
            self._typed.setdefault(file.id, _Typed()).scores = {}

        def refused(error: AppError) -> None:
            if not self.scores.show_error(error):
                self._failed(error)

        self.desk.jobs.perform(score, file.id, drafts, version=file.version, then=done, failed=refused, owner=self)

    def _save_scores(self) -> None:
        if not self.scores.isHidden():
            self.scores.ask_save()

    def _reveal(self, purpose: str) -> None:
        if self.file is not None:
            identity = self.facts.identity
            self.desk.jobs.perform(
                reveal_id_number,
                self.file.id,
                purpose,
                then=identity.show_whole,
                failed=identity.show_error,
                owner=self,
            )

    def _reveal_income(self, purpose: str) -> None:
        if self.file is not None:
            shown = self.parts.application
            fact = shown.income
            self.desk.jobs.perform(
                reveal_pay, self.file.id, purpose, then=shown.show_pay, failed=fact.show_error, owner=fact
            )

    def _go_to(self, about: str, key: str) -> None:
        if about == "score":
            self.go_to_scores(key)
        elif about == "paper":
            self.go_to_papers()
            self.papers.focus_paper(int(key))
        elif self.file is not None and Step.DISMISS_OBJECTION in self.file.possible:
            self.decision.open_form(Step.DISMISS_OBJECTION)

    def _refile(self, submission: int | None = None) -> None:
        if self.file is not None:
            self.desk.go("file-case", FileCase(refile=self.file.id, submission=submission))

    def _escape(self) -> None:
        if self.papers.leave_gap() or self.decision.close_form():
            return
        if self.decision.leave_choice():
            self.papers.table.setFocus()
            return
        self.desk.back()

    def _stand_aside(self) -> None:
        if self.file is not None:
            self.decision.show_form(StandAsideForm(self.file))

    def _choose_pool(self) -> None:
        if self.file is not None:
            self.decision.show_form(PoolForm(self.desk, self.file))

    def _handle(self, objection: ObjectionRow) -> None:
        if self.file is not None:
            self.decision.show_form(HandlingForm(self.file, objection))

    def _show_contact(self, objection: ObjectionRow) -> None:
        if self.file is not None:
            self.decision.show_form(ContactForm(self.desk, self.file, objection))

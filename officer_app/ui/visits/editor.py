"""Writing a visit down: everything by keyboard, drafts kept while typing, stored once however often it is sent."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final  # Any: a kept draft is JSON of any shape

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Conflict, MergedAway, NotFound
from officer_app.i18n import _
from officer_app.overview.visit_history import visit_history
from officer_app.ui.enterprise_search import enterprise_fetch, enterprise_hit
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import CorrectVisit, NewVisit, ResumeVisit, ShowVisit
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.aside import VisitAside
from officer_app.ui.visits.checklist import answers_payload
from officer_app.ui.visits.conflict import ConflictView
from officer_app.ui.visits.correcting import Correcting
from officer_app.ui.visits.differences import Side
from officer_app.ui.visits.drafting import Drafting
from officer_app.ui.visits.fields import VisitFields, focus, payload_of
from officer_app.ui.visits.frame import EditorFoot, EditorHeading
from officer_app.ui.visits.keys import CONFLICT_KEYS, KEYS, bind
from officer_app.ui.visits.news import tell_saved
from officer_app.ui.visits.papers import PapersField
from officer_app.ui.visits.saving import VisitSaving
from officer_app.ui.widgets import DropArea
from officer_app.visits.brief import Brief, VisitStart, enterprise_brief, visit_start
from officer_app.visits.checklists import checklists_in_force
from officer_app.visits.closing import MonthClosed
from officer_app.visits.drafts import Outcome, StoredDraft
from officer_app.visits.reading import VisitFile, visit_file

_AROUND: Final = 96  # kept in view above and below a field that a key leads to


class VisitEditorView(PageView):
    """The page "visit". Targets: None or NewVisit, an enterprise's id, ResumeVisit, CorrectVisit."""

    has_primary = True
    hides_visit_button = True
    reload_on = frozenset({"assignment", "enterprise", "contact"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._correcting = Correcting()
        self._start: VisitStart | None = None
        self._brief: Brief | None = None
        self._drafts: tuple[StoredDraft, ...] = ()
        self._wanted: object = None
        self._untouched: dict[str, Any] = {}
        self._and_next = False
        self.papers = PapersField(desk)
        self.fields = VisitFields(enterprise_fetch(desk, self), desk.today(), self.papers)
        self.fields.changed.connect(self._edited)
        self.fields.picked.connect(self._picked)
        self.heading = EditorHeading()
        self.heading.left.connect(self.leave)
        self.heading.resumed.connect(lambda key: self.opened(ResumeVisit(key)))
        self.put_heading(self.heading)
        self.drafting = Drafting(desk, self, self.heading, lambda: self.saving.busy())
        self.drafting.timing.due.connect(self.keep)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.fields)
        self.saving = VisitSaving(desk, self)
        self.saving.waits.connect(self._say_saving)
        self.saving.saved.connect(self._saved)
        self.saving.refused.connect(self._refused)
        self.conflict = ConflictView()
        self.conflict.settled.connect(self._settled)
        self.conflict.left.connect(self._back_to_form)
        self._stack = QStackedWidget()
        self._stack.currentChanged.connect(lambda _place: self.keys_changed.emit())
        self._form_side = QWidget()
        column = QVBoxLayout(self._form_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        self.foot = EditorFoot()
        self.foot.discarded.connect(self.discard)
        self.foot.next_wanted.connect(self.save_and_next)
        self.foot.save_wanted.connect(self.save)
        column.addWidget(self.foot)
        self._stack.addWidget(self._form_side)
        self._stack.addWidget(self.conflict)
        self.main.addWidget(self._stack, 1)
        self.aside = VisitAside()
        self.aside.chosen.connect(self._take)
        self.aside.resumed.connect(lambda key: self.opened(ResumeVisit(key)))
        self.checklist = self.aside.checklist
        self.checklist.changed.connect(self._edited)
        self.put_side(self.aside, gives_way=True)
        DropArea(self, _("Let go to add the files to this visit"), self.papers.add_files)
        bind(self)

    def keys(self) -> Sequence[Key]:
        return CONFLICT_KEYS if self._stack.currentWidget() is self.conflict else KEYS

    def opened(self, target: object = None) -> None:
        self.keep()
        self._wanted = NewVisit(target) if isinstance(target, int) else target if target is not None else NewVisit()
        self._begin()
        self.desk.jobs.read(visit_start, then=self._started, owner=self, latest="start")

    def reload(self) -> None:
        """What is known of the enterprise may have changed: somebody was assigned, it was renamed or merged."""
        if self._brief is not None and not self.saving.busy():
            key = self._brief.candidate.enterprise_id
            self._ask_brief(key, self._known_anew)

    def keep(self) -> None:
        """Keep what has been typed, or forget a draft that was emptied again."""
        self.drafting.timing.stop()
        if self.saving.busy() or not self._untouched:
            return
        if self._is_written(self._payload()):
            self.drafting.keep(self._as_draft())
        else:
            self.drafting.empty()

    def _payload(self) -> dict[str, Any]:
        """All that was typed."""
        return {**self.fields.payload(), "answers": self.checklist.payload()}

    def _as_draft(self) -> dict[str, Any]:
        """The same; for a correction also of which visit, and as it was when the correction began."""
        return {**self._payload(), **self._correcting.as_draft()}

    def _is_written(self, payload: dict[str, Any]) -> bool:
        """Whether anything was typed; an enterprise that was only looked at is no unfinished visit."""
        before = self._untouched
        names = set(payload) - {"enterprise"}
        if any(payload[name] != before.get(name) for name in names):
            return True
        own, was = payload["enterprise"], before.get("enterprise")
        return self._correcting.visit_id is not None and (own and own[0]) != (was and was[0])

    def save(self) -> None:
        """Store the visit and show where it went; on the page of a conflict, go on with what is chosen there."""
        if self._stack.currentWidget() is self.conflict:
            self.conflict.settle()
        else:
            self._save(and_next=False)

    def save_and_next(self) -> None:
        """Store the visit and begin the next one."""
        if self._correcting.visit_id is None:
            self._save(and_next=True)

    def leave(self) -> None:
        """One step back: from the checklist or a conflict to the form, from there to the page before, draft kept."""
        if self._composing():
            return
        if self._stack.currentWidget() is self.conflict:
            self._back_to_form()
        elif self._panel_wanted:
            self.show_panel(False)
            focus(self.fields.content)
        else:
            self.keep()
            self.desk.back()

    def go_on_asking(self) -> None:
        """To the first open question of the checklists, and back; a narrow window shows them in the form's place."""
        inside = self.checklist.isAncestorOf(self.focusWidget() or self)
        if not self.checklist.folds:
            return
        if inside:
            self.show_panel(False)
            focus(self.fields.content)
        else:
            self.show_panel(True)
            self.checklist.go_on()

    def discard(self) -> None:
        """Forget what was typed; Undo brings it back, papers included."""
        if self._untouched and self._is_written(self._payload()):
            self.drafting.discard(self._as_draft(), self.papers)
        self._untouched = {}
        self.desk.back()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keep()
        if self.saving.busy() and self._correcting.visit_id is None:
            # Should saving not succeed after all, the draft is there; after it did, this is late and forgotten.
            self.drafting.keep(self._as_draft())

    def _begin(self) -> None:
        """A new form with a draft id of its own."""
        self._correcting = Correcting()
        self._brief = None
        self._untouched = {}
        self.drafting.begin()
        self.error_bar.clear()
        self.fields.clear_all()
        self.checklist.know(())
        self.checklist.fill({})
        self.papers.begin(self.drafting.id)
        self.aside.clear_all()
        self._stack.setCurrentWidget(self._form_side)
        self.show_panel(False)
        self.heading.show_title(_("Log a visit"))
        self.foot.next.show()
        focus(self.fields.enterprise)

    def _started(self, start: VisitStart) -> None:
        self._start, wanted = start, self._wanted
        resumed = next(
            (d for d in start.drafts if isinstance(wanted, ResumeVisit) and d.draft_id == wanted.draft_id), None
        )
        self.fields.start(start, fresh=not isinstance(wanted, CorrectVisit))
        self.checklist.ask(start.checklists)
        self._untouched = self._payload()
        self._drafts = tuple(draft for draft in start.drafts if resumed is None or draft.draft_id != resumed.draft_id)
        self.heading.show_drafts(self._drafts)
        self.aside.invite(start, self._drafts)
        if isinstance(wanted, CorrectVisit):
            self.desk.jobs.read(visit_file, wanted.visit_id, then=self._correct, owner=self, latest="file")
        elif resumed is not None:
            self._resume(resumed)
        elif isinstance(wanted, NewVisit) and wanted.enterprise_id is not None:
            self._take(wanted.enterprise_id)

    def _resume(self, draft: StoredDraft) -> None:
        kept = draft.payload
        self._correcting.resume(kept)
        self.drafting.resume(draft.draft_id, draft.saved_at)
        self.fields.fill(kept)
        self.checklist.fill(kept.get("answers") or {})
        self.papers.begin(self.drafting.id)
        self.drafting.timing.stop()
        if self._correcting.visit_id is not None:
            self._untouched = self._correcting.original or self._untouched
            self.foot.next.hide()
            self.desk.jobs.read(visit_file, self._correcting.visit_id, then=self._know_file, owner=self, latest="file")
        if (hit := self.fields.enterprise.hit()) is not None:
            self._know(hit.value)
            focus(self.fields.content)

    def _correct(self, file: VisitFile) -> None:
        self._correcting.begin(file, {})
        self._know_file(file)
        self.fields.fill(payload_of(file))
        self.checklist.fill(answers_payload(file.answers))
        self.drafting.timing.stop()
        self._untouched = self._payload()
        self._correcting.begin(file, self._untouched)
        self.foot.next.hide()
        self.heading.say("history", "text3", _("The former values stay on record"))
        self._know(file.row.enterprise_id)
        # A correction is most often something that was forgotten.
        focus(self.fields.content)

    def _know_file(self, file: VisitFile) -> None:
        """What belongs to the stored visit and is not typed here: papers, questions of its day, why it came back."""
        if file.row.id != self._correcting.visit_id:
            return
        self.papers.show_stored(file.papers)
        self.checklist.know(file.answers)
        self.desk.jobs.read(
            checklists_in_force,
            file.row.visited_on,
            file.row.id,
            then=self.checklist.ask,
            owner=self,
            latest="checklists",
        )
        self.desk.jobs.read(visit_history, file.row.id, then=self.aside.show_history, owner=self, latest="changes")
        self.heading.show_title(_("Correct {number}").format(number=file.row.number))
        if (returned := file.returned) is not None:
            words = _("Returned by {name} on {day}: {note}")
            self.error_bar.say(
                words.format(name=returned.by, day=f"{returned.at:%Y-%m-%d}", note=returned.note),
                _("Complete the visit and save it; that answers the request."),
                kind="warn",
            )

    def _picked(self, enterprise_id: object) -> None:
        self._brief = None
        if enterprise_id is None:
            self.fields.know(None)
            self.fields.when.take_plan(None)
            if self._start is not None:
                self.aside.invite(self._start, self._drafts)
            return
        self._take(enterprise_id)

    def _take(self, enterprise_id: object) -> None:
        """Choose an enterprise without the search."""
        self._know(enterprise_id)
        focus(self.fields.content)

    def _know(self, enterprise_id: object) -> None:
        self._ask_brief(enterprise_id, self._known)

    def _ask_brief(self, enterprise_id: object, then: Callable[[Brief], None]) -> None:
        visit_id = self._correcting.visit_id
        self.desk.jobs.read(
            enterprise_brief, enterprise_id, visit_id, then=then, failed=self._gone, owner=self, latest="brief"
        )

    def _known(self, brief: Brief) -> None:
        self._brief = brief
        written = bool(self._untouched) and self._is_written(self._payload())
        self.fields.know(brief)
        self.fields.enterprise.set_hit(enterprise_hit(brief.candidate))
        if self._untouched and not written:
            if self._correcting.visit_id is None:
                self.fields.propose(brief, self._wanted.plan_id if isinstance(self._wanted, NewVisit) else None)
            # What the brief adds is not typed: what was only looked at is no unfinished visit.
            self._untouched = self._payload()
        self.aside.show_brief(brief, self._start.officer if self._start else "")
        self._show_plan()
        self._edited()

    def _known_anew(self, brief: Brief) -> None:
        before = self._brief.candidate if self._brief else None
        self._known(brief)
        if before is not None and before.liaison != brief.candidate.liaison:
            now = brief.candidate.liaison or _("nobody")
            self.error_bar.say(
                _("The liaison officer changed while you were writing: now {name}.").format(name=now),
                _("The visit stays yours; what you typed is kept."),
                ((_("Go on"), self.error_bar.clear), (_("Leave it as a draft"), self.leave)),
                kind="warn",
            )

    def _gone(self, error: AppError) -> None:
        """The enterprise was merged away or is not there any more; what was typed stays."""
        self._and_next = False
        ways = [(_("Choose another enterprise"), self.fields.enterprise.clear)]
        if isinstance(error, MergedAway):
            words = _("Go on with {name}").format(name=error.params["kept"])
            ways.insert(0, (words, partial(self._move_to, error.kept_id)))
        elif not isinstance(error, NotFound):
            self.desk.notices.show_error(error, self)
            return
        self.error_bar.say(error.cause, _("What you typed stays as a draft."), ways)

    def _move_to(self, enterprise_id: int) -> None:
        self.error_bar.clear()
        self.fields.when.take_plan(None)
        self._take(enterprise_id)

    def _edited(self) -> None:
        self._show_plan()
        if self._untouched and not self.saving.busy():
            self.drafting.timing.edited()

    def _show_plan(self) -> None:
        if self._brief is not None:
            fields = self.fields
            done = fields.when.result() is Outcome.DONE
            self.aside.show_plan(
                self._brief, fields.day.value(), fields.next.value(), fields.demands.count(), done=done
            )

    def _composing(self) -> bool:
        return self.fields.composing() or self.checklist.composing()

    def to(self, widget: QWidget) -> None:
        """Bring a field into view and give it the keyboard."""
        if self._stack.currentWidget() is self._form_side:
            self.show_panel(False)
            focus(widget)
            self._scroll.ensureWidgetVisible(widget, 0, dp(_AROUND))

    def _save(self, *, and_next: bool) -> None:
        if self.saving.busy() or self._composing():
            return
        self.error_bar.clear()
        self.fields.form.clear_errors()
        mistakes: list[AppError] = [*self.fields.mistakes(), *self.checklist.mistakes()]
        if mistakes:
            rest = self.fields.form.show_errors(mistakes)
            if len(rest) == len(mistakes):
                self.show_panel(True)
                self.checklist.show_error(rest[0])
            return
        if self._correcting.visit_id is not None and self.drafting.timing.waits():
            # Until the correction is stored, its draft is what a power cut leaves.
            self.drafting.keep(self._as_draft())
        self.drafting.timing.stop()
        self._and_next = and_next
        draft = self.fields.draft(
            self.drafting.id, self._correcting.visit_id, self._correcting.version, self.checklist.answers()
        )
        self.saving.save(draft)

    def _say_saving(self, words: str) -> None:
        """Saving is under way, and what it waits for; empty when it is over."""
        self.foot.wait(words)
        if words:
            self.heading.say("loader", "text3", words, _("Nothing typed is lost meanwhile"))

    def _refused(self, error: AppError) -> None:
        self.heading.say("triangle-alert", "warn", _("Not saved; what you typed is kept"))
        self.drafting.timing.edited()
        if isinstance(error, MergedAway):
            self._gone(error)
        elif isinstance(error, MonthClosed):
            ways = ((_("Correct the date"), partial(self.to, self.fields.day)), (_("Leave it as a draft"), self.leave))
            self.error_bar.say(error.cause, error.next_step, ways)
        elif isinstance(error, Conflict) and self._correcting.visit_id is not None:
            self.desk.jobs.read(visit_file, self._correcting.visit_id, then=self._compare, owner=self, latest="theirs")
        elif self.checklist.show_error(error):
            self.show_panel(True)
        elif not self.fields.form.show_error(error):
            self.desk.notices.show_error(error, self)

    def _compare(self, file: VisitFile) -> None:
        """Show where mine and what is stored now differ; where they do not, saving simply goes on."""
        if file.row.id != self._correcting.visit_id:
            return
        self._know_file(file)
        found = self._correcting.compare(file, self._payload(), self.checklist.questions())
        if not found:
            self._settled({})
            return
        words = _("{number} was changed by somebody else while you corrected it; nothing was overwritten.")
        self.conflict.show_differences(found, words.format(number=file.row.number))
        self._stack.setCurrentWidget(self.conflict)
        self.conflict.focus_first()

    def _settled(self, sides: dict[str, Side]) -> None:
        """Save what was chosen on top of what is stored now."""
        whole = self._correcting.settle(self._payload(), self.checklist.questions(), sides)
        self.fields.fill(whole)
        self.checklist.fill(whole["answers"])
        self._back_to_form()
        self._save(and_next=False)

    def _back_to_form(self) -> None:
        self._stack.setCurrentWidget(self._form_side)
        focus(self.fields.content)

    def _saved(self, visit_id: int) -> None:
        name = hit.title if (hit := self.fields.enterprise.hit()) is not None else ""
        self._untouched = {}
        if self._and_next:
            self.opened(NewVisit())
            tell_saved(self, visit_id, _("Saved: {enterprise}").format(enterprise=name))
        else:
            self.desk.go("visits", ShowVisit(visit_id, name))

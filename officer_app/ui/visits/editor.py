"""Writing a visit down: everything by keyboard, drafts kept while typing, stored once however often it is sent."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final  # Any: a kept draft is JSON of any shape
from uuid import uuid4

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Conflict
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.enterprise_search import enterprise_fetch, enterprise_hit
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import CorrectVisit, NewVisit, ResumeVisit, ShowVisit
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.aside import VisitAside, draft_title
from officer_app.ui.visits.fields import VisitFields, focus
from officer_app.ui.widgets import Icon, Link, PageHeading, PushButton, Rule, Text
from officer_app.ui.wording import moment
from officer_app.visits.brief import Brief, VisitStart, enterprise_brief, visit_start
from officer_app.visits.drafts import Mode, Outcome, StoredDraft, drop_draft, keep_draft
from officer_app.visits.logging import save_visit
from officer_app.visits.reading import VisitFile, visit_file

PAUSE: Final = 1000  # milliseconds without an edit before the draft is kept


class _Foot(QFrame):
    """The bar with the ways to finish."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(dp(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.sub))
        painter.fillRect(0, 0, self.width(), 1, colour(t.line))


class VisitEditorView(PageView):
    """The page "visit". Targets: None or NewVisit, an enterprise's id, ResumeVisit, CorrectVisit."""

    has_primary = True
    hides_visit_button = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._draft_id = str(uuid4())
        self._visit_id: int | None = None
        self._version: int | None = None
        self._start: VisitStart | None = None
        self._brief: Brief | None = None
        self._drafts: tuple[StoredDraft, ...] = ()
        self._wanted: object = None
        self._untouched: dict[str, Any] = {}
        self._kept = False
        self._saving = False
        self._and_next = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self.fields = VisitFields(enterprise_fetch(desk, self), desk.today())
        self.fields.changed.connect(self._edited)
        self.fields.picked.connect(self._picked)
        self.put_heading(self._heading())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.fields)
        self.main.addWidget(scroll, 1)
        self.main.addWidget(self._foot())
        self.aside = VisitAside()
        self.aside.chosen.connect(self._take)
        self.aside.resumed.connect(lambda key: self.opened(ResumeVisit(key)))
        self.put_side(self.aside, gives_way=True)
        for place, mode in enumerate(Mode, 1):
            self.on_key(f"Alt+{place}", partial(self.fields.mode.choose, mode.value))
        self.on_key("Ctrl+D", self.fields.demands.begin)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, self.save)
        for keys in ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"):
            self.on_key(keys, self.save_and_next)
        self.on_key("Escape", self.leave)

    def keys(self) -> Sequence[Key]:
        return (
            Key("Tab", N_("next field")),
            Key("Alt+1 2 3 4", N_("mode")),
            Key("Ctrl+D", N_("demand")),
            Key("Escape", N_("back, draft kept")),
        )

    def opened(self, target: object = None) -> None:
        self.keep()
        self._wanted = NewVisit(target) if isinstance(target, int) else target if target is not None else NewVisit()
        self._begin()
        self.desk.jobs.read(visit_start, then=self._started, owner=self, latest="start")

    def keep(self) -> None:
        """Keep what has been typed, or forget a draft that was emptied again."""
        self._pause.stop()
        if self._saving or not self._untouched:
            return
        payload = self._payload()
        if self._is_written(payload):
            self._kept = True
            draft_id = self._draft_id
            self.desk.jobs.perform(
                keep_draft, draft_id, payload, then=lambda at: self._draft_kept(draft_id, at), owner=self
            )
        elif self._kept:
            self._kept = False
            self.desk.jobs.perform(drop_draft, self._draft_id, owner=self)

    def _payload(self) -> dict[str, Any]:
        """All that was typed; for a correction also of which visit, as it was then."""
        return {**self.fields.payload(), "visit_id": self._visit_id, "version": self._version}

    def _is_written(self, payload: dict[str, Any]) -> bool:
        """Whether anything was typed; an enterprise that was only looked at is no unfinished visit."""
        before = self._untouched
        if self._visit_id is None:
            return any(payload[name] != before[name] for name in payload if name != "enterprise")
        return payload != before

    def save(self) -> None:
        """Store the visit and show where it went."""
        self._save(and_next=False)

    def save_and_next(self) -> None:
        """Store the visit and begin the next one."""
        self._save(and_next=True)

    def leave(self) -> None:
        """Go back; what was typed stays as a draft."""
        if not self.fields.composing():
            self.keep()
            self.desk.back()

    def discard(self) -> None:
        """Forget what was typed; Undo brings it back."""
        payload, draft_id = self._payload(), self._draft_id
        if self._untouched and self._is_written(payload):
            self._pause.stop()
            self.desk.jobs.perform(drop_draft, draft_id, owner=self)
            words = _("Discarded visit")

            def restore() -> None:
                self.desk.jobs.perform(
                    keep_draft, draft_id, payload, then=lambda _at: self.desk.go("visit", ResumeVisit(draft_id))
                )

            self.desk.undo.offer(words, restore)
        self._untouched = {}
        self.desk.back()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keep()

    def _heading(self) -> QWidget:
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back, the draft is kept"), keys="Esc")
        back.clicked.connect(self.leave)
        self._cloud = Icon("cloud", "text3")
        self._state = Text("", "caption", "text2")
        self._reassurance = Text("", "caption", "text2")
        self._unfinished = Link("")
        self._unfinished.clicked.connect(self._offer_drafts)
        heading = PageHeading(_("Log a visit"), (self._cloud, self._state, self._reassurance), (self._unfinished,))
        heading.row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.FORM), 0)
        heading.row.insertWidget(0, back)
        self._title = heading.title
        holder = QWidget()

        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(Rule())
        return holder

    def _foot(self) -> QWidget:
        foot = _Foot()
        row = QHBoxLayout(foot)
        row.setContentsMargins(dp(metrics.FORM - 10), 0, dp(metrics.FORM), 0)
        row.setSpacing(dp(8))
        self._discard = PushButton(_("Discard"), kind="quiet")
        self._discard.clicked.connect(self.discard)
        self._next_button = PushButton(_("Save and log the next"), keys="Ctrl Shift Enter")
        self._next_button.clicked.connect(self.save_and_next)
        self._save_button = PushButton(_("Finish and save"), kind="primary", keys="Ctrl Enter")
        self._save_button.clicked.connect(self.save)
        row.addWidget(self._discard)
        row.addStretch(1)
        row.addWidget(self._next_button)
        row.addWidget(self._save_button)
        return foot

    def _begin(self) -> None:
        """A new form with a draft id of its own."""
        self._draft_id = str(uuid4())
        self._visit_id = self._version = self._brief = None
        self._kept = False
        self._untouched = {}
        self.error_bar.clear()
        self.fields.clear_all()
        self.aside.clear_all()
        self._title.setText(_("Log a visit"))
        self._next_button.show()
        self._say_draft("cloud", "text3", _("Saved as a draft while you type"), "text2")
        focus(self.fields.enterprise)

    def _started(self, start: VisitStart) -> None:
        self._start, wanted = start, self._wanted
        resumed = next(
            (d for d in start.drafts if isinstance(wanted, ResumeVisit) and d.draft_id == wanted.draft_id), None
        )
        self.fields.start(start, fresh=not isinstance(wanted, CorrectVisit))
        self._untouched = self._payload()
        self._drafts = tuple(draft for draft in start.drafts if resumed is None or draft.draft_id != resumed.draft_id)
        n = len(self._drafts)
        self._unfinished.setText(ngettext("{n} unfinished draft", "{n} unfinished drafts", n).format(n=n))
        self._unfinished.setAccessibleName(self._unfinished.text())
        self._unfinished.setVisible(n > 0)
        self.aside.invite(start, self._drafts)
        if isinstance(wanted, CorrectVisit):
            self.desk.jobs.read(visit_file, wanted.visit_id, then=self._correct, owner=self, latest="file")
        elif resumed is not None:
            self._resume(resumed)
        elif isinstance(wanted, NewVisit) and wanted.enterprise_id is not None:
            self._take(wanted.enterprise_id)

    def _resume(self, draft: StoredDraft) -> None:
        self._draft_id, self._kept = draft.draft_id, True
        self._visit_id, self._version = draft.payload.get("visit_id"), draft.payload.get("version")
        self.fields.fill(draft.payload)
        self._pause.stop()
        if self._visit_id is not None:
            self._title.setText(_("Correct a visit"))
            self._next_button.hide()
        self._draft_kept(draft.draft_id, draft.saved_at)
        if (hit := self.fields.enterprise.hit()) is not None:
            self._know(hit.value)
            focus(self.fields.content)

    def _correct(self, file: VisitFile) -> None:
        self._visit_id, self._version = file.row.id, file.version
        self.fields.fill_from(file)
        self._pause.stop()
        self._untouched = self._payload()
        self._title.setText(_("Correct {number}").format(number=file.row.number))
        self._next_button.hide()
        self._say_draft("history", "text3", _("The former values stay on record"), "text2")
        self._know(file.row.enterprise_id)
        # A correction is most often something that was forgotten.
        self.fields.content.moveCursor(QTextCursor.MoveOperation.End)
        focus(self.fields.content)

    def _picked(self, enterprise_id: object) -> None:
        self._brief = None
        if enterprise_id is None:
            self.fields.know(None)
            if self._start is not None:
                self.aside.invite(self._start, self._drafts)
            return
        self._know(enterprise_id)
        focus(self.fields.content)

    def _take(self, enterprise_id: int) -> None:
        """Choose an enterprise without the search."""
        self._know(enterprise_id)
        focus(self.fields.content)

    def _know(self, enterprise_id: object) -> None:
        self.desk.jobs.read(enterprise_brief, enterprise_id, then=self._known, owner=self, latest="brief")

    def _known(self, brief: Brief) -> None:
        self._brief = brief
        written = bool(self._untouched) and self._is_written(self._payload())
        self.fields.know(brief)
        self.fields.enterprise.set_hit(enterprise_hit(brief.candidate))
        if self._untouched and not written:
            # What the brief adds is not typed: a correction that was only looked at is no unfinished visit.
            self._untouched = self._payload()
        self.aside.show_brief(brief, self._start.officer if self._start else "")
        self._show_plan()
        self._edited()

    def _edited(self) -> None:
        self._show_plan()
        if self._untouched and not self._saving:
            self._pause.start()

    def _show_plan(self) -> None:
        if self._brief is not None:
            done = Outcome(str(self.fields.outcome.value())) is Outcome.DONE
            drafts = self.fields.demands.drafts()
            fields = self.fields
            self.aside.show_plan(self._brief, fields.day.value(), fields.next.value(), len(drafts), done=done)

    def _draft_kept(self, draft_id: str, at: datetime) -> None:
        if draft_id == self._draft_id and not self._saving:
            local = at.astimezone(OFFICE_ZONE)
            words = _("Draft saved {time}").format(time=moment(local))
            self._say_draft("cloud-check", "ok", words, "ok", _("Closing or a power cut loses nothing"))

    def _say_draft(self, icon: str, icon_tone: str, words: str, tone: str, more: str = "") -> None:
        self._cloud.show_icon(icon, icon_tone)
        self._state.set_tone("ok" if tone == "ok" else "text2")
        self._state.setText(words)
        self._reassurance.setText(more)

    def _offer_drafts(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for draft in self._drafts:
            at = f"{draft.saved_at.astimezone(OFFICE_ZONE):%m-%d %H:%M}"
            action = menu.addAction(f"{draft_title(draft)}   {at}".replace("&", "&&"))
            action.triggered.connect(lambda _on=False, key=draft.draft_id: self.opened(ResumeVisit(key)))
        menu.popup(self._unfinished.mapToGlobal(QPoint(0, self._unfinished.height() + 2)))

    def _save(self, *, and_next: bool) -> None:
        if self._saving or self.fields.composing():
            return
        self.error_bar.clear()
        self.fields.form.clear_errors()
        mistakes = self.fields.mistakes()
        if mistakes:
            self.fields.form.show_errors(list(mistakes))
            return
        self._saving, self._and_next = True, and_next
        self._pause.stop()
        draft = self.fields.draft(self._draft_id, self._visit_id, self._version)
        self.desk.jobs.perform(save_visit, draft, then=self._saved, failed=self._refused, owner=self)

    def _refused(self, error: AppError) -> None:
        self._saving = False
        self._pause.start()
        if self.fields.form.show_error(error):
            return
        if isinstance(error, Conflict) and self._visit_id is not None:
            ways = ((_("See what is stored"), self._see_theirs), (_("Save mine over it"), self._save_over))
            self.error_bar.say(error.cause, _("What you typed stays as a draft."), ways)
        else:
            self.desk.notices.show_error(error, self)

    def _see_theirs(self) -> None:
        """Begin again from what is stored; what was typed stays among the unfinished."""
        if self._visit_id is not None:
            self.opened(CorrectVisit(self._visit_id))

    def _save_over(self) -> None:
        """Having seen that somebody else changed it, save all the same; the trail keeps both."""
        if self._visit_id is not None:
            self.desk.jobs.read(visit_file, self._visit_id, then=self._over, owner=self, latest="over")

    def _over(self, file: VisitFile) -> None:
        if file.row.id == self._visit_id:
            self._version = file.version
            self.save()

    def _saved(self, visit_id: int) -> None:
        hit = self.fields.enterprise.hit()
        name = hit.title if hit is not None else ""
        self._saving = False
        self._untouched = {}
        if self._and_next:
            self.opened(NewVisit())
            self.error_bar.say(_("Saved: {enterprise}").format(enterprise=name), kind="ok")
        else:
            self.desk.go("visits", ShowVisit(visit_id, name))

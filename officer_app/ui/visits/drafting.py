"""The draft of the visit on the form: kept while it is typed, forgotten when it is emptied, brought back by Undo."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any  # a kept draft is JSON of any shape
from uuid import uuid4

from PySide6.QtCore import QObject

from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.ui.keeping import Keeping
from officer_app.ui.page import Desk, PageView
from officer_app.ui.targets import ResumeVisit
from officer_app.ui.visits.frame import EditorHeading
from officer_app.ui.visits.papers import PapersField
from officer_app.ui.wording import moment
from officer_app.visits.drafts import drop_draft, keep_draft
from officer_app.visits.papers import PaperKind, add_draft_paper


class Drafting(QObject):
    """`id` is that of the draft; `timing.due` says that it is time to keep. `quiet()` silences late answers."""

    def __init__(self, desk: Desk, page: PageView, heading: EditorHeading, quiet: Callable[[], bool]) -> None:
        super().__init__(page)
        self._desk, self._page, self._heading, self._quiet = desk, page, heading, quiet
        self.id = str(uuid4())
        self._kept = False
        self.timing = Keeping(self)

    def begin(self) -> None:
        """A new one, of which nothing is kept."""
        self.timing.stop()
        self.id, self._kept = str(uuid4()), False
        self._heading.say("cloud", "text3", _("Saved as a draft while you type"))

    def resume(self, draft_id: str, saved_at: datetime) -> None:
        """One that was kept before."""
        self.timing.stop()
        self.id, self._kept = draft_id, True
        self._said(draft_id, saved_at)

    def keep(self, payload: dict[str, Any]) -> None:
        """Keep it as it is now."""
        self.timing.stop()
        self._kept = True
        draft_id = self.id
        self._desk.jobs.perform(
            keep_draft,
            draft_id,
            payload,
            then=partial(self._said, draft_id),
            failed=partial(self._not_kept, draft_id),
            owner=self,
        )

    def empty(self) -> None:
        """Nothing is typed any more: what was kept is forgotten."""
        self.timing.stop()
        if self._kept:
            self._kept = False
            self._desk.jobs.perform(drop_draft, self.id, owner=self)

    def discard(self, payload: dict[str, Any], papers: PapersField) -> None:
        """Forget it on purpose; Undo brings it back, its papers included."""
        self.timing.stop()
        papers.contents(partial(self._discard, self.id, payload))

    def _discard(self, draft_id: str, payload: dict[str, Any], papers: list[tuple[str, bytes, PaperKind]]) -> None:
        desk = self._desk
        desk.jobs.perform(drop_draft, draft_id, owner=self)

        def restore() -> None:
            for name, content, kind in papers:
                desk.jobs.perform(add_draft_paper, draft_id, name, content, kind)
            desk.jobs.perform(keep_draft, draft_id, payload, then=lambda _at: desk.go("visit", ResumeVisit(draft_id)))

        desk.undo.offer(_("Discarded visit"), restore)

    def _said(self, draft_id: str, at: datetime) -> None:
        if draft_id == self.id and not self._quiet():
            words = _("Draft saved {time}").format(time=moment(at.astimezone(OFFICE_ZONE)))
            self._heading.say("cloud-check", "ok", words, _("Closing or a power cut loses nothing"))

    def _not_kept(self, draft_id: str, error: AppError) -> None:
        """Say that the draft was not stored, and try again; the text stays on the form."""
        self._desk.notices.show_error(error, self._page)
        if draft_id == self.id and not self._quiet():
            self._heading.say("triangle-alert", "warn", _("The draft could not be saved yet; trying again"))
            self.timing.edited()

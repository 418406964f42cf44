"""Storing the visit: said at once, said again when it waits for somebody else, and never begun twice."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.page import Desk
from officer_app.visits.drafts import VisitDraft
from officer_app.visits.logging import save_visit

_SLOW: Final = 1000  # milliseconds after which somebody else is writing


class VisitSaving(QObject):
    """`waits` says what is going on, empty when it is over; then `saved` (the visit's id) or `refused` (AppError)."""

    waits = Signal(str)
    saved = Signal(int)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy = False
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW)
        self._slow.timeout.connect(self._say_slow)

    def busy(self) -> bool:
        """Whether a visit is being stored."""
        return self._busy

    def save(self, draft: VisitDraft) -> None:
        """Store it."""
        self._busy = True
        self._slow.start()
        self.waits.emit(_("Saving…"))
        self._desk.jobs.perform(save_visit, draft, then=self._done, failed=self._failed, owner=self)

    def _say_slow(self) -> None:
        self.waits.emit(_("Saving; waiting until another program has finished writing…"))

    def _done(self, visit_id: int) -> None:
        self._over()
        self.saved.emit(visit_id)

    def _failed(self, error: AppError) -> None:
        self._over()
        self.refused.emit(error)

    def _over(self) -> None:
        self._busy = False
        self._slow.stop()
        self.waits.emit("")

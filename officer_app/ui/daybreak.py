"""What a new day brings without anybody asking: handovers whose day has come let their demands go along."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, QTimer

from officer_app.core.errors import AppError
from officer_app.overview.handover import carry_out_handovers, handovers_due
from officer_app.people.access import Permission, may
from officer_app.ui.jobs import Jobs

_OFTEN: Final = 60_000  # milliseconds between two looks at the date


class Daybreak(QObject):
    """Looks once on signing in and once after midnight; what does not succeed is tried again at the next look."""

    def __init__(self, jobs: Jobs, today: Callable[[], date], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._today = jobs, today
        self._seen: date | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_OFTEN)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Somebody has signed in."""
        self._seen = None
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Ask whether anything is due, if that was not asked yet today; nobody signed in, nothing asked."""
        if not may(getattr(self._jobs.actor, "role", ""), Permission.ASSIGNMENT_READ):
            return
        day = self._today()
        if self._seen == day:
            return
        self._seen = day
        self._jobs.read(handovers_due, then=self._due, failed=self._again, owner=self)

    def _due(self, due: bool) -> None:
        if due:
            self._jobs.perform(carry_out_handovers, failed=self._again, owner=self)

    def _again(self, _error: AppError) -> None:
        self._seen = None

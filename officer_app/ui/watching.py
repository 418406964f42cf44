"""When a window that nobody uses is to be locked: after minutes without a key or a movement, and after a sleep.

The desktop's own signal before a sleep is not to be had everywhere, so the sleep is noticed when it ends: the clock
that counts it has gone on, the one that does not has stood still, or the regular look at both comes far too late.
Before anything typed after it reaches a page, the window is locked.
"""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

LONGEST: Final = 10  # minutes; no setting makes it longer
_LOOK: Final = 5_000  # milliseconds between two looks
_SLEPT: Final = 20.0  # seconds between two looks, or of difference between the clocks, that were a sleep
_USES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        # A key that is a shortcut comes as these, and never as a press.
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.Drop,
    }
)

Seconds = Callable[[], float]


def counting_sleep() -> float:
    """Seconds that go on while the machine sleeps: a clock that nobody sets where there is one, else the wall's."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    if boot is not None:
        return time.clock_gettime(boot)
    from officer_app.core.work import utc_now

    return utc_now().timestamp()


class Watch(QObject):
    """Emits `lock_wanted` once; `begin` it anew for whoever comes back. Clocks are passed in for tests."""

    lock_wanted = Signal()

    def __init__(self, *, awake: Seconds = time.monotonic, asleep: Seconds = counting_sleep) -> None:
        super().__init__()
        self._awake, self._asleep = awake, asleep
        self.minutes = LONGEST
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look)
        self._used = self._seen_awake = self._seen_asleep = 0.0

    def begin(self) -> None:
        """Somebody works here from now on."""
        self._used = self._asleep()
        self._seen_awake, self._seen_asleep = self._awake(), self._used
        self._timer.start()
        if (application := QCoreApplication.instance()) is not None:
            application.installEventFilter(self)

    def allow(self, minutes: int) -> None:
        """So many minutes without use, ten at most."""
        self.minutes = max(1, min(minutes, LONGEST))

    def end(self) -> None:
        """Nobody works here."""
        self._timer.stop()
        if (application := QCoreApplication.instance()) is not None:
            application.removeEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether it watches."""
        return self._timer.isActive()

    def look(self) -> bool:
        """Whether the window had to be locked."""
        due = self._is_due()
        self._seen_awake, self._seen_asleep = self._awake(), self._asleep()
        if due:
            self.end()
            self.lock_wanted.emit()
        return due

    def _is_due(self) -> bool:
        awake, asleep = self._awake(), self._asleep()
        passed, counted = awake - self._seen_awake, asleep - self._seen_asleep
        slept = counted - passed > _SLEPT or passed > _SLEPT + _LOOK / 1000
        return self.is_on and (slept or asleep - self._used >= self.minutes * 60 or asleep < self._used)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_due():
            # No shortcut, then; the press that comes next locks.
            event.accept()
            return True
        if event.type() in _USES:
            if self.look():
                # Typed by whoever opened the lid: it must not reach the page.
                return True
            self._used = self._asleep()
        return super().eventFilter(watched, event)

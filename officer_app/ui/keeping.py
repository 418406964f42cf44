"""When what is typed is to be kept: after a pause, and at the latest some seconds after the first key."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE: Final = 1000  # milliseconds without an edit
LATEST: Final = 3000  # milliseconds from the first edit on, for somebody who types without a pause


class Keeping(QObject):
    """`due` says that it is time; `edited` is called at every edit, `stop` when it was kept otherwise."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pause, self._latest = QTimer(self), QTimer(self)
        for timer, length in ((self.pause, PAUSE), (self._latest, LATEST)):
            timer.setSingleShot(True)
            timer.setInterval(length)
            timer.timeout.connect(self._due)

    def edited(self) -> None:
        """Something was typed."""
        self.pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def waits(self) -> bool:
        """Whether something typed was not kept yet."""
        return self._latest.isActive()

    def stop(self) -> None:
        """Nothing waits to be kept."""
        self.pause.stop()
        self._latest.stop()

    def _due(self) -> None:
        self.stop()
        self.due.emit()

"""Copying a personal number: it leaves the clipboard by itself, if it is still there by then."""

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

# However long a number itself is in view.
SECONDS: Final = 30
_copied: set[str] = set()


def copy_briefly(text: str, seconds: int = SECONDS) -> None:
    """Put a number into the clipboard for so many seconds."""
    clipboard = QGuiApplication.clipboard()
    _copied.add(text)
    clipboard.setText(text)
    QTimer.singleShot(seconds * 1000, clipboard, lambda: _forget(text))


def forget_copied() -> None:
    """Take out of the clipboard what was copied here and is still there: on locking, signing out and leaving."""
    for text in tuple(_copied):
        _forget(text)


def _forget(text: str) -> None:
    _copied.discard(text)
    clipboard = QGuiApplication.clipboard()
    for place in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        if clipboard.text(place) == text:
            clipboard.clear(place)


class OwnClipboard(QObject):
    """Knows whether what is in the clipboard was put there here: what changes it while a window has the keyboard."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours = False
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def clear(self) -> None:
        """Empty it if it is ours; what another program put there stays."""
        forget_copied()
        clipboard = QGuiApplication.clipboard()
        if self._ours or clipboard.ownsClipboard():
            clipboard.clear()
            self._ours = False

    def _changed(self) -> None:
        self._ours = QGuiApplication.focusWindow() is not None

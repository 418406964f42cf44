"""What can be taken back: the last things done, newest first."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

DEPTH = 20


class Undo(QObject):
    """Pages offer a way back after each change that has one; the window's button and Ctrl+Z use it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ways: list[tuple[str, Callable[[], object]]] = []

    def offer(self, words: str, act: Callable[[], object]) -> None:
        """`words` say what would be taken back; `act` does it."""
        self._ways.append((words, act))
        del self._ways[:-DEPTH]
        self.changed.emit()

    def next(self) -> str:
        """What would be taken back now; empty if nothing."""
        return self._ways[-1][0] if self._ways else ""

    def undo(self) -> None:
        """Take the last thing back."""
        if self._ways:
            _words, act = self._ways.pop()
            self.changed.emit()
            act()

    def clear(self) -> None:
        """Forget all, when another person signs in."""
        self._ways.clear()
        self.changed.emit()

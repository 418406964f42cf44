"""Steps of which one is in view; what holds them is as tall as that one, not as the tallest."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Steps(QWidget):
    """Add the steps in order; the first is shown.

    A QStackedWidget keeps the height of its tallest page as soon as words wrap on any of them.
    """

    def __init__(self, *steps: QWidget) -> None:
        super().__init__()
        self._steps = steps
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for step in steps:
            column.addWidget(step)
        self.show_step(steps[0])

    def show_step(self, shown: QWidget) -> None:
        """Show this one in place of the others."""
        for step in self._steps:
            if step is not shown:
                step.hide()
        self._current = shown
        shown.show()

    def current(self) -> QWidget:
        """The step in view."""
        return self._current

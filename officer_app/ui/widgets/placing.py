"""Where small sheets open: wholly inside the window they belong to."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget


def open_inside(sheet: QWidget, window: QWidget, place: QPoint) -> None:
    """Show a sheet at this place of the screen, moved as far as it takes to stand inside the window."""
    sheet.adjustSize()
    first = window.mapToGlobal(QPoint(0, 0))
    last = window.mapToGlobal(QPoint(window.width() - sheet.width(), window.height() - sheet.height()))
    # One that is larger than the window begins where the window does.
    sheet.move(max(first.x(), min(place.x(), last.x())), max(first.y(), min(place.y(), last.y())))
    sheet.show()

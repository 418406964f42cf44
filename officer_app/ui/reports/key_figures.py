"""The figures a report begins with: a number large over what it counts, with its change or fraction."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Text

_ACROSS: Final = 4


def key_figures(entries: Sequence[tuple[str, str, str]]) -> QGridLayout:
    """Number, what it counts and a note (may be empty) of each, four in a line; each is read out in one sentence."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(dp(24))
    grid.setVerticalSpacing(dp(16))
    for place, (number, name, note) in enumerate(entries):
        cell = QVBoxLayout()
        cell.setSpacing(0)
        figure = Text(number, "figure")
        figure.setAccessibleName(f"{number} {name} {note}".strip())
        cell.addWidget(figure)
        cell.addWidget(Text(name, "body", "text2", wrap=True))
        cell.addWidget(Text(note, "caption", "text3", wrap=True))
        cell.addStretch(1)
        grid.addLayout(cell, place // _ACROSS, place % _ACROSS)
    for column in range(_ACROSS):
        grid.setColumnStretch(column, 1)
    return grid

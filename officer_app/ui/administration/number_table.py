"""Whole numbers by row and column: what a setting says for each category, tier by tier."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.i18n import N_
from officer_app.people.settings import MOST_DAYS
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, Text

_WIDTH = 52
# Characters; a longer number is none that could be meant.
_LONGEST = 8


class NumberTable(QWidget):
    """A line for every number; a row with fewer numbers than there are heads has its lines at the left."""

    submitted = Signal()

    def __init__(self, heads: Sequence[str], rows: Mapping[str, tuple[str, Sequence[int]]]) -> None:
        super().__init__()
        self.entries: dict[str, list[Entry]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(dp(6))
        grid.setVerticalSpacing(dp(6))
        grid.setColumnStretch(0, 1)
        for place, head in enumerate(heads, 1):
            grid.addWidget(Text(head, "caption", "text2"), 0, place, Qt.AlignmentFlag.AlignHCenter)
        for line, (key, (words, numbers)) in enumerate(rows.items(), 1):
            grid.addWidget(Text(words, "body", "text2", wrap=True), line, 0)
            self.entries[key] = [self._entry(words, head, n) for head, n in zip(heads, numbers, strict=False)]
            for place, entry in enumerate(self.entries[key], 1):
                grid.addWidget(entry, line, place)
        self.setFocusProxy(next(entry for own in self.entries.values() for entry in own))

    def _entry(self, words: str, head: str, number: int) -> Entry:
        entry = Entry(f"{words}, {head}")
        entry.setFixedWidth(dp(_WIDTH))
        entry.setText(str(number))
        entry.submitted.connect(self.submitted)
        return entry

    def value(self) -> dict[str, list[int]]:
        """The numbers by row. Raises Invalid, with the focus on the line that holds none."""
        found: dict[str, list[int]] = {}
        for key, own in self.entries.items():
            for entry in own:
                typed = entry.text().strip()
                if not (typed.isascii() and typed.isdigit() and len(typed) < _LONGEST and 0 < int(typed) <= MOST_DAYS):
                    entry.setFocus()
                    entry.selectAll()
                    raise Invalid(N_("Type a whole number from 1 to {most}."), field="value", most=MOST_DAYS)
                found.setdefault(key, []).append(int(typed))
        return found

"""A time of day as it is typed fastest: 1330, 930, 9 and 9：30 all become a time."""

import re
from datetime import time

from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from officer_app.i18n import _
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.inputs import ENTER, Entry


def read_time(typed: str) -> time | None:
    """The time meant by what was typed; None if there is none."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*[:：.点]\s*(\d{0,2})\s*分?\s*|\s*(\d{1,4})\s*", typed)
    if not found:
        return None
    if (digits := found[3]) is not None:
        hour, minute = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    else:
        hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeEdit(Entry):
    """A line for a time; `value()` is None while empty or unreadable, and what was typed stays."""

    def __init__(self, name: str, value: time | None = None) -> None:
        super().__init__(name, _("hh:mm"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(dp(66))
        self.set_value(value)

    def value(self) -> time | None:
        """The time, if one is there."""
        return read_time(self.text())

    def set_value(self, value: time | None) -> None:
        """Show a time."""
        self.setText(f"{value:%H:%M}" if value else "")

    def wrong(self) -> bool:
        """Whether something is typed that is no time."""
        return bool(self.text().strip()) and self.value() is None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self._tidy()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # type: ignore[override]  # narrower, as Qt calls it
        self._tidy()
        super().focusOutEvent(event)

    def _tidy(self) -> None:
        if value := self.value():
            self.set_value(value)

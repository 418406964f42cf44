"""A date as it is typed fastest: 2026-09-17, 20260917, 0917, 9.17, 9月17日, 17; or from the month's sheet."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.ui.theme.icons import icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.inputs import ENTER, Entry
from officer_app.ui.widgets.placing import open_inside


def read_date(typed: str, today: date) -> date | None:
    """The date meant by what was typed, missing parts taken from today; None if there is none."""
    plain = typed.strip()
    if re.fullmatch(r"\d{8}", plain):
        parts = [int(plain[:4]), int(plain[4:6]), int(plain[6:])]
    elif re.fullmatch(r"\d{4}", plain):
        parts = [int(plain[:2]), int(plain[2:])]
    else:
        if not re.fullmatch(r"\d{1,4}([-/.年月]\d{1,2}){0,2}日?", plain):
            return None
        parts = [int(part) for part in re.findall(r"\d+", plain)]
    try:
        return date(*([today.year, today.month][: 3 - len(parts)] + parts))
    except ValueError:
        return None


class DateEdit(Entry):
    """A line for a date with the month's sheet behind its icon; ↑ and ↓ move by a day."""

    changed = Signal()

    def __init__(self, name: str, today: Callable[[], date], value: date | None = None) -> None:
        super().__init__(name, _("yyyy-mm-dd"))
        self._today = today
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(dp(136))
        sheet = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        sheet.setText(_("Choose from the calendar"))
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(sheet.text())
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet.triggered.connect(self.open_sheet)
        self.set_value(value)
        self.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> date | None:
        """The date, if one is there."""
        return read_date(self.text(), self._today())

    def set_value(self, value: date | None) -> None:
        """Show a date."""
        self.setText(value.isoformat() if value else "")

    def wrong(self) -> bool:
        """Whether something is typed that is no date."""
        return bool(self.text().strip()) and self.value() is None

    def open_sheet(self) -> None:
        """Offer the month."""
        shown = self.value() or self._today()
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet = QCalendarWidget()
        sheet.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        sheet.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        sheet.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(sheet)

        def take(day: QDate) -> None:
            self.set_value(date(day.year(), day.month(), day.day()))
            popup.close()

        sheet.clicked.connect(take)
        sheet.activated.connect(take)
        open_inside(popup, self.window(), self.mapToGlobal(QPoint(0, self.height() + 2)))
        sheet.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        key = Qt.Key(event.key())
        if key in steps and (value := self.value() or self._today()):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.open_sheet()
            else:
                self.set_value(value + timedelta(days=steps[key]))
            return
        if key in ENTER:
            self._tidy()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # type: ignore[override]  # narrower, as Qt calls it
        self._tidy()
        super().focusOutEvent(event)

    def _tidy(self) -> None:
        if value := self.value():
            self.set_value(value)

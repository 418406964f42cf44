"""Filters: outlined while they are open to all, filled with a cross once they narrow the list.

A FilterChip takes one of its choices, a ManyChip any of several, a BoundsChip a range of numbers or days, a WordsChip
a text. Delete takes any of them back.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any  # Any: two numbers or two days

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import GAP, ICON_CAPTION, SMALL, dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.check_menu import CheckMenu
from officer_app.ui.widgets.date_edit import DateEdit
from officer_app.ui.widgets.inputs import Entry
from officer_app.ui.widgets.sheet import Sheet

_MOST_WORDS = 10  # characters of a value before it is told by its number


class Chip(QAbstractButton):
    """What all filters share; `value()` is None while it lets everything through."""

    chosen = Signal(object)

    def __init__(self, name: str, value: object = None) -> None:
        super().__init__()
        self._name, self._value = name, value
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)

    def name(self) -> str:
        """What it filters by."""
        return self._name

    def value(self) -> object:
        """The value chosen, None for all."""
        return self._value

    def set_value(self, value: object) -> None:
        """Choose without a signal."""
        self._value = value
        self._say()

    def choose(self, value: object) -> None:
        """Choose as the menu does."""
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)

    def open_menu(self) -> None:
        """Offer what can be chosen; each kind in its own way."""

    def sizeHint(self) -> QSize:
        width = paint.width_of(metrics.font("body"), self._name) + dp(GAP)
        width += paint.width_of(metrics.font("body", 500), self._words()) + dp(10 + GAP + ICON_CAPTION + 8)
        return QSize(int(width), dp(SMALL))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cross = self.width() - dp(10 + ICON_CAPTION)
        if self._value is not None and event.position().x() >= cross and self.isDown():
            self.setDown(False)
            self.choose(None)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.choose(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, rect = QPainter(self), tokens(), QRectF(self.rect())
        active = self._value is not None
        paint.box(painter, rect, t.soft if active else t.hover if self.underMouse() else t.surface, None)
        if not active:
            paint.box(painter, rect, None, t.ctl)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        x = float(dp(10))
        width = paint.width_of(metrics.font("body"), self._name)
        place = QRectF(x, 0, width + 1, rect.height())
        paint.text(painter, metrics.font("body"), t.accent if active else t.text2, place, self._name)
        x += width + dp(GAP)
        face = metrics.font("body", 500)
        width = paint.width_of(face, self._words())
        paint.text(painter, face, t.accent if active else t.text, QRectF(x, 0, width + 1, rect.height()), self._words())
        x += width + dp(GAP)
        ink = t.accent if active else t.text2
        paint_icon(painter, "x" if active else "chevron-down", ink, x, rect.height() / 2, ICON_CAPTION)

    def _words(self) -> str:
        return _("All")

    def _say(self) -> None:
        self.setAccessibleName(_("Filter {name}: {value}").format(name=self._name, value=self._words()))
        self.updateGeometry()
        self.update()

    def _below(self) -> QPoint:
        return self.mapToGlobal(QPoint(0, self.height() + 2))


class FilterChip(Chip):
    """One of named choices `(value, words)`; `otherwise` says what None means, where that is not all."""

    def __init__(
        self, name: str, choices: Sequence[tuple[object, str]] = (), value: object = None, *, otherwise: str = ""
    ) -> None:
        super().__init__(name, value)
        self._choices = list(choices)
        self._otherwise = otherwise or _("All")
        self._say()

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer other values."""
        self._choices = list(choices)
        self._say()

    def choices(self) -> list[tuple[object, str]]:
        """What can be chosen."""
        return list(self._choices)

    def open_menu(self) -> None:
        """Offer all choices."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, words in [(None, self._otherwise), *self._choices]:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self._value)
            action.triggered.connect(lambda _checked=False, chosen=value: self.choose(chosen))
        menu.popup(self._below())

    def _words(self) -> str:
        return next((words for value, words in self._choices if value == self._value), self._otherwise)


class ManyChip(FilterChip):
    """Any of several choices; the value is a tuple of theirs, or None."""

    def open_menu(self) -> None:
        menu = CheckMenu(self)
        for value, words in self._choices:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value in self.values())
            action.toggled.connect(lambda ticked, one=value: self.tick(one, ticked))
        menu.popup(self._below())

    def values(self) -> tuple[object, ...]:
        """What is ticked."""
        return self._value if isinstance(self._value, tuple) else ()

    def tick(self, one: object, ticked: bool) -> None:
        """Take a choice in or out, as the menu does."""
        wanted = {*self.values(), one} if ticked else {*self.values()} - {one}
        self.choose(tuple(value for value, _words in self._choices if value in wanted) or None)

    def _words(self) -> str:
        named = [words for value, words in self._choices if value in self.values()]
        if not named:
            return _("All") if not self.values() else _("{n} chosen").format(n=len(self.values()))
        words = _(", ").join(named)
        return words if len(named) == 1 or len(words) <= _MOST_WORDS else _("{n} chosen").format(n=len(named))


class BoundsChip(Chip):
    """A range of numbers or days, both ends included: the value is (least, most), either of them None.

    Without `today` it takes numbers, `whole` ones or with decimal places.
    """

    def __init__(self, name: str, today: Callable[[], date] | None = None, *, whole: bool = True) -> None:
        super().__init__(name)
        self._today, self._whole = today, whole
        self._say()

    def open_menu(self) -> None:
        least, most = self._ends()
        fields: list[Entry] = []
        for name, value in ((_("from"), least), (_("to"), most)):
            field = DateEdit(name, self._today) if self._today else Entry(name, name)
            field.setAccessibleName(f"{self._name} {name}")
            if value is not None:
                field.setText(str(value))
            if not self._today:
                field.setFixedWidth(dp(96))
            fields.append(field)
        sheet = Sheet(self, fields, lambda: self._typed(fields, sheet))
        sheet.open_below()

    def takes_days(self) -> bool:
        """Whether it is a range of days."""
        return self._today is not None

    def takes_whole(self) -> bool:
        """Whether its numbers have no decimal places."""
        return self._whole

    def _typed(self, fields: Sequence[Entry], sheet: Sheet) -> bool:
        try:
            ends: list[Any] = [self._read(field) for field in fields]
        except (ValueError, InvalidOperation):
            sheet.show_wrong(_("Type a date as 2026-09-17.") if self._today else _("Type a number."))
            return False
        if None not in ends:
            ends.sort()
        self.choose(tuple(ends) if ends != [None, None] else None)
        return True

    def _read(self, field: Entry) -> date | int | Decimal | None:
        plain = field.text().strip().replace(",", "").replace("，", "")
        if not plain:
            return None
        if isinstance(field, DateEdit):
            if (day := field.value()) is None:
                raise ValueError
            return day
        number = Decimal(plain)
        if not number.is_finite() or abs(number) >= 10**13 or (self._whole and number != int(number)):
            raise ValueError
        return int(number) if self._whole else number

    def _ends(self) -> tuple[object, object]:
        return self._value if isinstance(self._value, tuple) and len(self._value) == 2 else (None, None)

    def _words(self) -> str:
        least, most = self._ends()
        if least is None and most is None:
            return _("All")
        if least is None:
            return _("to {most}").format(most=most)
        if most is None:
            return _("from {least}").format(least=least)
        return str(least) if least == most else _("{least} to {most}").format(least=least, most=most)


class WordsChip(Chip):
    """A text that must be contained; the value is the text."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._say()

    def open_menu(self) -> None:
        field = Entry(_("{name} contains").format(name=self._name), _("contains"))
        field.setText(str(self._value or ""))
        field.setMinimumWidth(dp(200))

        def take() -> bool:
            self.choose(field.text().strip() or None)
            return True

        sheet = Sheet(self, [field], take)
        sheet.open_below()

    def _words(self) -> str:
        text = str(self._value or "")
        return _("All") if not text else text if len(text) <= _MOST_WORDS else text[: _MOST_WORDS - 1] + "…"

"""The form of one step: its fields as the step asks for them, what the step does, and the button that takes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, cast  # Any: what fields hold

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.demands.service import Rating
from officer_app.i18n import N_, _
from officer_app.ui.demands.deeds import Ask, Deed, Kind
from officer_app.ui.demands.standing import STEP_ICONS
from officer_app.ui.form import Form, read_number
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    DateEdit,
    Entry,
    Prose,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    Text,
)
from officer_app.ui.widgets.tips import plain_tip

Values = Mapping[str, Any]
Choices = Sequence[tuple[object, str]]


class Ticks(QWidget):
    """Several things to tick; the value is the tuple of those ticked."""

    def __init__(self, name: str, choices: Choices, nothing: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        self._boxes: list[tuple[object, Check]] = []
        for value, words in choices:
            box = Check(words)
            box.setToolTip(plain_tip(words))
            self._boxes.append((value, box))
            column.addWidget(box)
        if self._boxes:
            self.setFocusProxy(self._boxes[0][1])
        else:
            column.addWidget(Text(nothing, "body", "text2", wrap=True))

    def value(self) -> tuple[object, ...]:
        """What is ticked."""
        return tuple(value for value, box in self._boxes if box.isChecked())

    def set_value(self, values: object) -> None:
        """Tick these."""
        wanted = values if isinstance(values, tuple) else ()
        for value, box in self._boxes:
            box.setChecked(value in wanted)


class StepForm(QWidget):
    """One step ready to be taken. Emits `wanted` with the values; `begun` holds what was typed before.

    `choices(ask)` gives what a field offers to choose from.
    """

    wanted = Signal(object)

    def __init__(
        self,
        deed: Deed,
        choices: Callable[[Ask], Choices],
        today: Callable[[], date],
        *,
        begun: Values,
        reason: str = "",
    ) -> None:
        super().__init__()
        self.deed, self._choices, self._today = deed, choices, today
        self.form = Form(labels_above=True)
        self._fields: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(SectionHeader(deed.title()))
        for ask in deed.asks:
            widget = self._fields[ask.name] = self._field(ask)
            self.form.add(ask.name, _(ask.label), widget, needed=ask.needed)
        if deed.asks:
            column.addWidget(self.form)
        self.said = Text("", "caption", "text2", wrap=True)
        column.addWidget(self.said)
        # At most one filled button a screen, and that is the page's; this one has a key instead.
        keys = "" if deed.deliberate else "Ctrl Enter"
        self.button = PushButton(deed.title(), STEP_ICONS[deed.step], keys=keys, deliberate=deed.deliberate)
        self.button.clicked.connect(self.submit)
        self.button.set_reason(reason)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        column.addLayout(foot)
        if reason:
            column.addWidget(Text(reason, "caption", "warn", wrap=True))
        for name, value in begun.items():
            self._put(name, value)
        self._say()

    def values(self) -> dict[str, Any]:
        """What stands in the fields now, as it was typed."""
        return {name: _held(widget) for name, widget in self._fields.items()}

    def field(self, name: str) -> QWidget:
        """The widget of a field."""
        return self._fields[name]

    def take_keyboard(self) -> None:
        """The first field gets the focus, else the button."""
        first = next(iter(self._fields.values()), None)
        (first or self.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Take the step, if all that is needed is there."""
        if not self.button.isEnabled() or self.composing():
            return
        try:
            values = self._read()
        except AppError as error:
            self.form.show_error(error)
            return
        self.form.clear_errors()
        self.wanted.emit(values)

    def composing(self) -> bool:
        """Whether an input method is in the middle of a word in one of the fields."""
        return any(isinstance(one, Entry | Prose) and one.composing() for one in self._fields.values())

    def show_error(self, error: AppError) -> bool:
        """Show it beside its field; False if it belongs to none."""
        return self.form.show_error(error)

    def _field(self, ask: Ask) -> QWidget:
        label, hint = _(ask.label), _(ask.hint) if ask.hint else ""
        if ask.kind is Kind.PROSE:
            return Prose(label, hint, lines=ask.lines)
        if ask.kind is Kind.DAY:
            return DateEdit(label, self._today)
        if ask.kind is Kind.VERDICT:
            verdict = Segmented([Segment(rating.value, rating.label) for rating in Rating], label)
            verdict.chosen.connect(self._say)
            return verdict
        if ask.kind in (Kind.ONE, Kind.PERSON):
            return Choice(label, [(None, hint), *self._choices(ask)])
        if ask.kind is Kind.MANY:
            return Ticks(label, self._choices(ask), hint)
        if ask.kind is Kind.TICK:
            box = Check(hint)
            box.setChecked(True)
            return box
        entry = Entry(label, hint)
        entry.submitted.connect(partial(self.focusNextChild))
        if ask.kind is Kind.DAYS:
            entry.setFixedWidth(dp(96))
        return entry

    def _read(self) -> dict[str, Any]:
        values = self.values()
        for ask in self.deed.asks:
            typed = values[ask.name]
            if ask.kind is Kind.DAYS:
                number = read_number(str(typed), ask.name, whole=True)
                values[ask.name] = int(number) if number is not None else None
            elif ask.kind is Kind.DAY:
                field = cast(DateEdit, self._fields[ask.name])
                values[ask.name] = field.value()
                if field.text().strip() and values[ask.name] is None:
                    raise Invalid(N_("Type a date as 2026-09-17."), field=ask.name)
            if ask.needed and values[ask.name] in (None, "", ()):
                raise Invalid(ask.missing or N_("This is needed."), field=ask.name)
        return values

    def _put(self, name: str, value: object) -> None:
        widget = self._fields.get(name)
        if isinstance(widget, Prose):
            widget.setPlainText(str(value))
        elif isinstance(widget, Entry):
            widget.setText(str(value))
        elif isinstance(widget, Segmented):
            widget.set_value(str(value))
        elif isinstance(widget, Check):
            widget.setChecked(bool(value))
        elif isinstance(widget, Choice | Ticks):
            widget.set_value(value)

    def _say(self, _value: object = None) -> None:
        words = self.deed.consequence
        verdict = next((one for one in self._fields.values() if isinstance(one, Segmented)), None)
        if verdict is not None and verdict.value() == Rating.NOT_CONTENT:
            words = N_("It is taken up again, with a limit counted from today.")
        self.said.setText(_(words) if words else "")
        self.said.setVisible(bool(words))


def _held(widget: QWidget) -> object:
    if isinstance(widget, Prose):
        return widget.toPlainText()
    if isinstance(widget, Entry):
        return widget.text()
    if isinstance(widget, Check):
        return widget.isChecked()
    if isinstance(widget, Choice | Segmented | Ticks):
        return widget.value()
    raise TypeError(widget)

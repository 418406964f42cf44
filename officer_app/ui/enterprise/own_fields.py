"""The office's own fields in a form: one line each, by its kind."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.directory.custom_fields import FieldDef, FieldKind, Value, parse_value, value_text
from officer_app.i18n import N_, _
from officer_app.ui.form import Form
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, Entry, SectionHeader, clear


class OwnFields(QWidget):
    """Hidden while the office has no fields of its own."""

    def __init__(self, today: Callable[[], date], label_width: int) -> None:
        super().__init__()
        self._today, self._width = today, label_width
        self._fields: tuple[FieldDef, ...] = ()
        self.inputs: dict[int, QWidget] = {}
        self.form = Form(label_width=label_width)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(12))
        self.hide()

    def show_fields(self, held: Sequence[tuple[FieldDef, Value | None]]) -> None:
        """The fields with what they say."""
        fields = tuple(field for field, _value in held)
        if fields != self._fields:
            self._build(fields)
        for field, value in held:
            self._fill(self.inputs[field.id], value)

    def clear(self) -> None:
        """Nothing is said yet."""
        for line in self.inputs.values():
            self._fill(line, None)

    def know(self, fields: Sequence[FieldDef]) -> None:
        """The fields of an enterprise that is not stored yet; what was typed stays where its field does."""
        if tuple(fields) == self._fields:
            return
        typed = {key: self._text(line) for key, line in self.inputs.items()}
        self._build(tuple(fields))
        for key, text in typed.items():
            line = self.inputs.get(key)
            if isinstance(line, Entry):
                line.setText(text)
            elif isinstance(line, Choice) and text:
                line.set_value(text)

    def values(self) -> dict[int, Value | None]:
        """What stands there. Raises Invalid naming the field."""
        values: dict[int, Value | None] = {}
        for field in self._fields:
            line = self.inputs[field.id]
            if isinstance(line, DateEdit):
                if line.wrong():
                    raise Invalid(N_("This is no date."), field=field.key)
                values[field.id] = line.value()
            else:
                values[field.id] = parse_value(field, self._text(line))
        return values

    def show_error(self, error: AppError) -> bool:
        """Show it beside its field; False if it belongs to none here."""
        return self.form.show_error(error)

    def _build(self, fields: tuple[FieldDef, ...]) -> None:
        clear(self._column)
        self._fields = fields
        self.form = Form(label_width=self._width)
        self.inputs = {}
        for field in fields:
            line = self.inputs[field.id] = self._line(field)
            self.form.add(field.key, field.name, line)
        self._column.addWidget(SectionHeader(_("The office's own fields")))
        self._column.addWidget(self.form)
        self.setVisible(bool(fields))

    def _line(self, field: FieldDef) -> QWidget:
        if field.kind is FieldKind.CHOICE:
            return Choice(field.name, [(None, "–"), *((choice, choice) for choice in field.choices)])
        if field.kind is FieldKind.DATE:
            return DateEdit(field.name, self._today)
        line = Entry(field.name)
        if field.kind is FieldKind.NUMBER:
            line.setFixedWidth(dp(160))
        return line

    @staticmethod
    def _fill(line: QWidget, value: Value | None) -> None:
        if isinstance(line, Choice):
            line.setCurrentIndex(0)
            if value is not None:
                line.set_value(value)
        elif isinstance(line, Entry):
            line.setText(value_text(value))

    @staticmethod
    def _text(line: QWidget) -> str:
        if isinstance(line, Choice):
            chosen = line.value()
            return chosen if isinstance(chosen, str) else ""
        return line.text() if isinstance(line, Entry) else ""

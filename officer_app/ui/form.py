"""Forms: labels at the left, each field's error beside it, the first error gets the focus."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, Text


class _FieldError(QWidget):
    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, dp(2), 0, 0)
        layout.setSpacing(dp(6))
        layout.addWidget(Icon("circle-alert", "danger", metrics.ICON_CAPTION, line=18), 0, Qt.AlignmentFlag.AlignTop)
        self.words = Text("", "caption", "danger", wrap=True)
        layout.addWidget(self.words, 1)
        self.hide()


class Form(QWidget):
    """Rows of label and field; `field` names are those that errors carry."""

    def __init__(self, label_width: int = metrics.LABEL_WIDTH, *, labels_above: bool = False) -> None:
        super().__init__()
        self._above = labels_above
        self._fields: dict[str, QWidget] = {}
        self._errors: dict[str, _FieldError] = {}
        self._labels: dict[str, QWidget] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(dp(8))
        self._grid.setVerticalSpacing(dp(12))
        if not labels_above:
            self._grid.setColumnMinimumWidth(0, dp(label_width))
        self._grid.setColumnStretch(0 if labels_above else 1, 1)

    def add(
        self, field: str, label: str, widget: QWidget, *, needed: bool = False, beside: QWidget | None = None
    ) -> None:
        """A row with one field; `beside` is shown at the right end of its label (labels above) or of its row."""
        self.add_row(label, {field: widget}, widget, needed=needed, beside=beside)

    def add_row(
        self,
        label: str,
        fields: Mapping[str, QWidget],
        content: QWidget | QLayout,
        *,
        needed: bool = False,
        beside: QWidget | None = None,
    ) -> None:
        """A row whose content holds several fields; errors of all of them stand below it."""
        row = self._grid.rowCount()
        cell = QVBoxLayout()
        cell.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        if isinstance(content, QLayout):
            line.addLayout(content, 1)
        else:
            line.addWidget(content)
            fixed = content.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed
            if fixed or content.minimumWidth() == content.maximumWidth():
                # A short field stands at the left, not in the middle of its row.
                line.addStretch(1)
        if beside is not None and not self._above:
            line.addWidget(beside)
        cell.addLayout(line)
        trouble = _FieldError()
        cell.addWidget(trouble)
        for name, widget in fields.items():
            self._fields[name] = widget
            self._errors[name] = trouble
            if not widget.accessibleName():
                widget.setAccessibleName(label)
        words = QHBoxLayout()
        words.setSpacing(dp(3))
        caption = Text(label, "body", "text2")
        first = next(iter(fields.values()), None)
        if first is not None:
            caption.setBuddy(first)
        words.addWidget(caption)
        if needed:
            star = Text("*", "body", "danger")
            star.setToolTip(_("Needed"))
            words.addWidget(star)
        words.addStretch(1)
        if self._above:
            if beside is not None:
                words.addWidget(beside)
            whole = QVBoxLayout()
            whole.setSpacing(dp(6))
            whole.addLayout(words)
            whole.addLayout(cell)
            self._grid.addLayout(whole, row, 0)
            return
        holder = QWidget()
        holder.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        holder.setFixedHeight(dp(metrics.CONTROL))
        self._labels |= dict.fromkeys(fields, holder)
        self._grid.addWidget(holder, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(cell, row, 1)

    def add_wide(self, widget: QWidget) -> None:
        """A widget over both columns."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 1 if self._above else 2)

    def stretch(self) -> None:
        """Keep the rows together at the top."""
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def show_row(self, name: str, *, shown: bool) -> None:
        """Show or hide a field that may not apply, with its label beside it."""
        self._fields[name].setVisible(shown)
        self._labels[name].setVisible(shown)

    def fields(self) -> Mapping[str, QWidget]:
        """The widgets of all fields by name."""
        return self._fields

    def field(self, name: str) -> QWidget:
        """The field's widget."""
        return self._fields[name]

    def show_error(self, error: AppError) -> bool:
        """Show it beside its field and move the focus there; False if the form has no such field."""
        if error.field not in self._fields:
            return False
        self.show_errors([error])
        return True

    def show_errors(self, errors: list[AppError]) -> list[AppError]:
        """Show several at once, focus on the first; returns those that belong to no field here."""
        self.clear_errors()
        rest = [error for error in errors if error.field not in self._fields]
        first: QWidget | None = None
        for error in errors:
            if error.field is None or error.field not in self._fields:
                continue
            trouble, widget = self._errors[error.field], self._fields[error.field]
            said = trouble.words.text() if not trouble.isHidden() else ""
            trouble.words.setText(f"{said}\n{error}".strip())
            trouble.show()
            self._mark(widget, wrong=True)
            widget.setAccessibleDescription(str(error))
            first = first or widget
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return rest

    def clear_errors(self) -> None:
        """Forget the errors; what was typed stays."""
        for name, trouble in self._errors.items():
            if not trouble.isHidden():
                trouble.hide()
                trouble.words.setText("")
            if self._fields[name].property("wrong"):
                self._fields[name].setAccessibleDescription("")
                self._mark(self._fields[name], wrong=False)

    def error_of(self, name: str) -> str:
        """What stands beside a field now."""
        return self._errors[name].words.text() if not self._errors[name].isHidden() else ""

    @staticmethod
    def _mark(widget: QWidget, *, wrong: bool) -> None:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def read_number(text: str, field: str, *, whole: bool = False, below_zero: bool = False) -> Decimal | None:
    """The number typed into a field, thousands separated or not; None for nothing. Raises Invalid naming the field."""
    typed = text.strip().replace(",", "").replace("，", "").replace("−", "-")
    if not typed:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        raise Invalid(N_("Type a number."), field=field) from None
    if not number.is_finite() or (number < 0 and not below_zero) or (whole and number != number.to_integral_value()):
        raise Invalid(N_("Type a number."), field=field)
    return number

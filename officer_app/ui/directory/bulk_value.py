"""What a change for many sets: the fitting field for each kind of value."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from officer_app.directory.custom_fields import FieldDef, FieldKind
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import SubdistrictName
from officer_app.directory.lists.bulk_edit import BulkChange, BulkField
from officer_app.i18n import _
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, Entry, Prose, Text

_NOTHING = object()  # chosen where a value is to be taken away


class BulkValue(QStackedWidget):
    """One field after the other, as what is changed asks for it; emits `changed` as it is filled in."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._asked: BulkChange | None = None
        self._fields: dict[int, FieldDef] = {}
        name = _("What it becomes")
        self.choice = Choice(name)
        self.choice.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.line = Entry(name)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.day = DateEdit(name, desk.today)
        self.day.changed.connect(self.changed)
        self.words = Prose(name, _("such as: spoke at the autumn meeting"), lines=4)
        self.words.textChanged.connect(self.changed)
        self.since, self.until = DateEdit(_("From"), desk.today), DateEdit(_("Until"), desk.today)
        for edge in (self.since, self.until):
            edge.changed.connect(self.changed)
        self._towns: list[tuple[object, str]] = []
        self._period = QWidget()
        row = QHBoxLayout(self._period)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        for widget in (self.since, Text(_("to"), "body", "text2"), self.until):
            row.addWidget(widget)
        row.addStretch(1)
        self._pages: dict[QWidget, QWidget] = {}
        for field in (self.choice, self.line, self.day, self.words, self._period):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(field)
            self._pages[field] = page
            self.addWidget(page)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.choice)

    def set_towns(self, towns: Sequence[SubdistrictName]) -> None:
        """The sub-districts to choose from."""
        self._towns = [(town.id, town.name) for town in towns]
        if self._asked is not None and self._asked.what is BulkField.SUBDISTRICT:
            self.ask(self._asked)

    def set_fields(self, fields: Sequence[FieldDef]) -> None:
        """The office's own fields."""
        self._fields = {field.id: field for field in fields}

    def sizeHint(self) -> QSize:
        # As high as what is shown; the others must not hold it open.
        return self._shown().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._shown().minimumSizeHint()

    def _shown(self) -> QWidget:
        page = self.currentWidget()
        assert page is not None
        return page

    def asked(self) -> BulkChange | None:
        """What is changed, without its value."""
        return self._asked

    def ask(self, what: BulkChange) -> None:
        """Show the field for this."""
        self._asked = what
        field = self._fields.get(what.field_id or 0)
        shown: QWidget = self.line
        if what.what is BulkField.NOTE:
            shown = self.words
        elif what.what in (BulkField.HIGH_TECH, BulkField.KEY_BODY):
            shown = self._period
        elif field is not None and field.kind is FieldKind.DATE:
            shown = self.day
        elif (choices := self._choices(what, field)) is not None:
            shown = self.choice
            self.choice.blockSignals(True)
            self.choice.set_choices([(None, _("Choose…")), *choices])
            self.choice.blockSignals(False)
        self.line.clear()
        self.setCurrentWidget(self._pages[shown])
        self.updateGeometry()
        self.setFocusProxy(self.since if shown is self._period else shown)
        self.changed.emit()

    def change(self) -> BulkChange | None:
        """The change as it is filled in; None while nothing is."""
        if self._asked is None:
            return None
        shown = self.currentWidget()
        if shown is self._pages[self.choice]:
            value = self.choice.value()
            if value is None:
                return None
            return replace(self._asked, value=None if value is _NOTHING else value)
        if shown is self._pages[self.words]:
            words = self.words.toPlainText().strip()
            return replace(self._asked, value=words) if words else None
        if shown is self._pages[self._period]:
            if self.since.wrong() or self.until.wrong():
                return None
            return replace(self._asked, value=(self.since.value(), self.until.value()))
        if shown is self._pages[self.day]:
            return None if self.day.wrong() else replace(self._asked, value=self.day.value())
        return replace(self._asked, value=self.line.text().strip())

    def _choices(self, what: BulkChange, field: FieldDef | None) -> list[tuple[object, str]] | None:
        none: tuple[object, str] = (_NOTHING, _("none"))
        if what.what is BulkField.SUBDISTRICT:
            return [*self._towns, none]
        if what.what is BulkField.INDUSTRY:
            return [*((one, one.label) for one in Industry), none]
        if what.what is BulkField.LARGE_CLIENT:
            return [(True, _("yes")), (False, _("no"))]
        if what.what is BulkField.TIER:
            return [(tier, str(tier)) for tier in (1, 2, 3)]
        if field is not None and field.kind is FieldKind.CHOICE:
            return [*((word, word) for word in field.choices), none]
        return None

"""The checklist of papers as it is edited: the list of them, and a form for the current one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.checklist import ChecklistEntry
from officer_app.cases.words import PaperCondition, PaperForm, PaperKind, PaperSource
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, Entry, PushButton, SectionHeader

_COLUMNS: Final[tuple[Column[ChecklistEntry], ...]] = (
    Column("kind", N_("Paper of the list"), lambda entry: Cell(entry.kind.label), 150, stretch=True),
    Column(
        "when",
        N_("Asked of"),
        lambda entry: Cell(_("every case") if entry.condition is None else _("conditional"), "text2", small=True),
        72,
    ),
)
_SHOWN: Final = 8  # so many lines before the list scrolls


class PaperListEdit(QWidget):
    """`changed` tells every edit. Ctrl+↑ and Ctrl+↓ move the current paper, Delete takes it out."""

    changed = Signal()

    def __init__(self, entries: Sequence[ChecklistEntry]) -> None:
        super().__init__()
        self._entries = list(entries)
        self._filling = False
        self.table: Table[ChecklistEntry] = Table(
            _COLUMNS, _("Papers of the list"), row_height=metrics.ROW, header=False
        )
        self.table.current_changed.connect(lambda _entry: self._fill())
        self.table.opened.connect(self._to_kind)
        self.add = PushButton(_("Add"), "plus", kind="quiet", height=28, name=_("Add a paper"))
        self.up = PushButton(icon="arrow-up", kind="quiet", height=28, name=_("Move up"), keys="Ctrl ↑")
        self.down = PushButton(icon="arrow-down", kind="quiet", height=28, name=_("Move down"), keys="Ctrl ↓")
        self.remove = PushButton(icon="trash-2", kind="quiet", height=28, name=_("Take the paper out"), keys="Del")
        for button, act in (
            (self.add, self.begin),
            (self.up, lambda: self.move_current(-1)),
            (self.down, lambda: self.move_current(1)),
            (self.remove, self.remove_current),
        ):
            button.clicked.connect(act)
        self.table.on_key("Ctrl+Up", lambda: self.move_current(-1))
        self.table.on_key("Ctrl+Down", lambda: self.move_current(1))
        self.table.on_key("Delete", self.remove_current)
        self.kind = Choice(_("Paper of the list"), [(kind, kind.label) for kind in PaperKind])
        conditions: list[tuple[object, str]] = [("", _("every case"))]
        conditions += [(condition, condition.label) for condition in PaperCondition]
        self.condition = Choice(_("Asked of"), conditions)
        self.words = Entry(_("Condition in words"), _("as it stands on the list; optional"))
        self.forms = {form: Check(form.label) for form in PaperForm}
        self.source = Choice(_("Usually from"), [(source, source.label) for source in PaperSource])
        self.form = Form(label_width=68)
        self.form.add("kind", _("Paper of the list"), self.kind, needed=True)
        self.form.add("condition", _("Asked of"), self.condition, needed=True)
        self.form.add("words", _("Condition in words"), self.words)
        accepted = QHBoxLayout()
        accepted.setSpacing(dp(10))
        for check in self.forms.values():
            accepted.addWidget(check)
        accepted.addStretch(1)
        self.form.add_row(_("Accepted as"), {"forms": next(iter(self.forms.values()))}, accepted, needed=True)
        self.form.add("source", _("Usually from"), self.source, needed=True)
        for choice in (self.kind, self.condition, self.source):
            choice.activated.connect(self._edited)
        self.words.textEdited.connect(self._edited)
        for check in self.forms.values():
            check.clicked.connect(self._edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(SectionHeader(_("Papers of the list"), "", self.add, self.up, self.down, self.remove))
        column.addWidget(self.table)
        column.addSpacing(dp(4))
        column.addWidget(self.form)
        self.setFocusProxy(self.table)
        self._show(0)

    def entries(self) -> tuple[ChecklistEntry, ...]:
        """The papers as they are typed."""
        return tuple(self._entries)

    def begin(self) -> None:
        """Begin another paper: the first one that is not on the list yet."""
        known = {entry.kind for entry in self._entries}
        kind = next((kind for kind in PaperKind if kind not in known), PaperKind.OTHER)
        self._entries.append(ChecklistEntry(kind, forms=(PaperForm.COPY, PaperForm.ELECTRONIC)))
        self._show(len(self._entries) - 1)
        self.kind.setFocus()
        self.changed.emit()

    def remove_current(self) -> None:
        """Take the current paper out of the list."""
        place = self._place()
        if 0 <= place < len(self._entries):
            del self._entries[place]
            self._show(min(place, len(self._entries) - 1))
            self.changed.emit()

    def move_current(self, by: int) -> None:
        """Move the current paper up or down."""
        place = self._place()
        if 0 <= place < len(self._entries) and 0 <= place + by < len(self._entries):
            self._entries.insert(place + by, self._entries.pop(place))
            self._show(place + by)
            self.changed.emit()

    def show_error(self, error: AppError) -> bool:
        """Show it at the paper it names; False if it names none."""
        name, _dot, place = (error.field or "").partition(".")
        if name != "entry" or not place.isdigit():
            return False
        self._show(min(int(place), len(self._entries) - 1))
        error.field = "words" if self._entries[self._place()].condition is PaperCondition.JUDGED else "kind"
        return self.form.show_error(error)

    def _to_kind(self, _entry: object) -> None:
        self.kind.setFocus()

    def _place(self) -> int:
        return self.table.currentIndex().row()

    def _show(self, place: int) -> None:
        self._filling = True
        self.table.show_rows(self._entries)
        self.table.set_current(place)
        self._filling = False
        # As high as its lines, so that the form stands right below.
        self.table.setFixedHeight(dp(metrics.ROW) * min(len(self._entries), _SHOWN) + 2)
        self._fill()

    def _fill(self) -> None:
        if self._filling:
            return
        place = self._place()
        there = 0 <= place < len(self._entries)
        self.form.setVisible(there)
        self.up.setEnabled(there and place > 0)
        self.down.setEnabled(there and place < len(self._entries) - 1)
        self.remove.setEnabled(there)
        if not there:
            return
        self._filling = True
        entry = self._entries[place]
        self.kind.set_value(entry.kind)
        self.condition.set_value(entry.condition or "")
        self.words.setText(entry.words)
        for form, check in self.forms.items():
            check.setChecked(form in entry.forms)
        self.source.set_value(entry.source)
        self._filling = False
        self.form.clear_errors()
        self.form.show_row("words", shown=entry.condition is not None)

    def _edited(self, *_what: object) -> None:
        place = self._place()
        if self._filling or not 0 <= place < len(self._entries):
            return
        kind, condition, source = self.kind.value(), self.condition.value(), self.source.value()
        assert isinstance(kind, PaperKind)
        assert isinstance(source, PaperSource)
        before = self._entries[place].forms
        ticked = [form for form, check in self.forms.items() if check.isChecked()]
        # The first one is the preferred one: those accepted before keep their order.
        forms = (*(form for form in before if form in ticked), *(form for form in ticked if form not in before))
        wanted = condition if isinstance(condition, PaperCondition) else None
        self._entries[place] = replace(
            self._entries[place],
            kind=kind,
            condition=wanted,
            words=self.words.text() if wanted is not None else "",
            forms=forms,
            source=source,
        )
        self._filling = True
        self.table.show_rows(self._entries)
        self.table.set_current(place)
        self._filling = False
        self.form.clear_errors()
        self.form.show_row("words", shown=wanted is not None)
        self.changed.emit()

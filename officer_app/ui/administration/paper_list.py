"""The checklist of papers as it is edited: the list of them, and a form for the current one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from officer_app.cases.checklist import ChecklistEntry
from officer_app.cases.words import PaperCondition, PaperForm, PaperKind, PaperSource
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _
from officer_app.ui.administration.ordered import OrderedEdit
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.table import Column
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, Entry

_COLUMNS: Final[tuple[Column[ChecklistEntry], ...]] = (
    Column("kind", N_("Paper of the list"), lambda entry: Cell(entry.kind.label), 150, stretch=True),
    Column(
        "when",
        N_("Asked of"),
        lambda entry: Cell(_("every case") if entry.condition is None else _("conditional"), "text2", small=True),
        72,
    ),
)


class PaperListEdit(OrderedEdit[ChecklistEntry]):
    """The papers asked for, in the order of the list."""

    def __init__(self, entries: Sequence[ChecklistEntry]) -> None:
        super().__init__(_COLUMNS, _("Papers of the list"), add=_("Add a paper"), remove=_("Take the paper out"))
        self.table.opened.connect(self._to_kind)
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
            choice.activated.connect(self.edited)
        self.words.textEdited.connect(self.edited)
        for check in self.forms.values():
            check.clicked.connect(self.edited)
        self.column.addWidget(self.form)
        self.setFocusProxy(self.table)
        self.put(entries)

    def entries(self) -> tuple[ChecklistEntry, ...]:
        """The papers as they are typed."""
        return tuple(self.lines)

    def begin(self) -> None:
        """Begin another paper: the first one that is not on the list yet."""
        known = {entry.kind for entry in self.lines}
        kind = next((kind for kind in PaperKind if kind not in known), PaperKind.OTHER)
        self.lines.append(ChecklistEntry(kind, forms=(PaperForm.COPY, PaperForm.ELECTRONIC)))
        self.show_at(len(self.lines) - 1)
        self.kind.setFocus()
        self.told()

    def show_error(self, error: AppError) -> bool:
        """Show it at the paper it names; False if it names none."""
        name, _dot, place = (error.field or "").partition(".")
        if name != "entry" or not place.isdigit():
            return False
        self.show_at(min(int(place), len(self.lines) - 1))
        error.field = "words" if self.lines[self.place()].condition is PaperCondition.JUDGED else "kind"
        return self.form.show_error(error)

    def _to_kind(self, _entry: object) -> None:
        self.kind.setFocus()

    def fill(self, line: ChecklistEntry) -> None:
        self.kind.set_value(line.kind)
        self.condition.set_value(line.condition or "")
        self.words.setText(line.words)
        for form, check in self.forms.items():
            check.setChecked(form in line.forms)
        self.source.set_value(line.source)
        self.form.clear_errors()

    def fit(self, place: int) -> None:
        super().fit(place)
        there = 0 <= place < len(self.lines)
        self.form.setVisible(there)
        self.remove.setEnabled(there)
        if there:
            self.form.show_row("words", shown=self.lines[place].condition is not None)

    def edit(self, line: ChecklistEntry) -> ChecklistEntry:
        kind, condition, source = self.kind.value(), self.condition.value(), self.source.value()
        assert isinstance(kind, PaperKind)
        assert isinstance(source, PaperSource)
        ticked = [form for form, check in self.forms.items() if check.isChecked()]
        # The first one is the preferred one: those accepted before keep their order.
        forms = (*(form for form in line.forms if form in ticked), *(form for form in ticked if form not in line.forms))
        wanted = condition if isinstance(condition, PaperCondition) else None
        self.form.clear_errors()
        return replace(
            line,
            kind=kind,
            condition=wanted,
            words=self.words.text() if wanted is not None else "",
            forms=forms,
            source=source,
        )

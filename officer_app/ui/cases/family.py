"""Who moves along, one row each."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any  # Any: a kept form is JSON of any shape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.drafts import DependantDraft
from officer_app.cases.words import Relation
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, Entry, PushButton, Text


class _Row(QWidget):
    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.relation = Choice(_("Relation"), [(one, one.label) for one in Relation])
        self.name = Entry(_("Name of who moves along"), _("name"))
        self.born_on = DateEdit(_("Born"), today)
        self.remove = PushButton(icon="x", kind="quiet", height=metrics.SMALL, name=_("Take out of the list"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(8))
        line.addWidget(self.relation)
        line.addWidget(self.name, 1)
        line.addWidget(self.born_on)
        line.addWidget(self.remove)


class FamilyRows(QWidget):
    """Enter in a row begins the next one. `changed` tells every edit."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.rows: list[_Row] = []
        # A case filed before those who move along were named: how many, and the note about them.
        self._unnamed = (0, "")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(dp(8))
        self.add = PushButton(_("Add a person"), "plus", kind="quiet", height=metrics.SMALL)
        self.add.clicked.connect(self._begin)
        self._note = Text("", "caption", "text2")
        self._trouble = Text("", "caption", "danger", wrap=True)
        self._trouble.hide()
        foot = QHBoxLayout()
        foot.setSpacing(dp(8))
        foot.addWidget(self.add)
        foot.addWidget(self._note)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        column.addLayout(self._lines)
        column.addLayout(foot)
        column.addWidget(self._trouble)
        self.setFocusProxy(self.add)
        self._say()

    def drafts(self) -> tuple[DependantDraft, ...]:
        """The people typed. Raises Invalid, naming the row, for a birth that is no date."""
        found: list[DependantDraft] = []
        for place, row in enumerate(self.rows):
            if row.born_on.wrong():
                raise Invalid(N_("Enter a date."), field=f"family.{place}")
            relation = row.relation.value()
            assert isinstance(relation, Relation)
            found.append(DependantDraft(relation, row.name.text().strip(), row.born_on.value()))
        return tuple(found)

    def unnamed(self) -> tuple[int, str]:
        """How many are on record without a name, and the note about them; none once somebody is named."""
        return (0, "") if self.rows else self._unnamed

    def fill(self, family: Sequence[DependantDraft], count: int = 0, note: str = "") -> None:
        """Show these people, or how many are on record without a name."""
        self.clear_all()
        self._unnamed = (0, "") if family else (count, note)
        for one in family:
            row = self._row()
            row.relation.set_value(one.relation)
            row.name.setText(one.name)
            row.born_on.set_value(one.born_on)
        self._say()

    def clear_all(self) -> None:
        """Nobody moves along."""
        self._unnamed = (0, "")
        for row in list(self.rows):
            self._take_out(row)
        self.clear_error()

    def typed(self) -> list[list[str]]:
        """What stands in the rows."""
        return [[row.relation.currentText(), row.name.text(), row.born_on.text()] for row in self.rows]

    def put(self, typed: Sequence[Any]) -> None:
        """Show it again."""
        for row in list(self.rows):
            self._take_out(row)
        for relation, name, born in typed:
            row = self._row()
            row.relation.setCurrentIndex(max(0, row.relation.findText(str(relation))))
            row.name.setText(str(name))
            row.born_on.setText(str(born))
        self._say()

    def show_error(self, error: AppError) -> bool:
        """Show an error at its row; False if it is about something else."""
        name, _dot, place = (error.field or "").partition(".")
        if name not in ("family", "dependants"):
            return False
        self._trouble.setText(str(error))
        self._trouble.show()
        if place.isdigit() and int(place) < len(self.rows):
            self.rows[int(place)].name.setFocus()
        else:
            self.add.setFocus()
        return True

    def clear_error(self) -> None:
        """Forget the error."""
        self._trouble.hide()

    def _begin(self) -> None:
        row = self._row()
        if len(self.rows) > 1:
            row.relation.set_value(Relation.CHILD)
        self._say()
        row.relation.setFocus()
        self.changed.emit()

    def _row(self) -> _Row:
        row = _Row(self._today)
        row.remove.clicked.connect(lambda: self._remove(row))
        for entry in (row.name, row.born_on):
            entry.submitted.connect(self._begin)
            entry.textChanged.connect(lambda _text: self.changed.emit())
        row.relation.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.rows.append(row)
        self._lines.addWidget(row)
        return row

    def _remove(self, row: _Row) -> None:
        self._take_out(row)
        self.add.setFocus()
        self.changed.emit()

    def _take_out(self, row: _Row) -> None:
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._say()

    def _say(self) -> None:
        count, note = self._unnamed
        words = _("nobody moves along") if not self.rows else ""
        if count and not self.rows:
            words = _("{n} on record without names").format(n=count) + (f"（{note}）" if note else "")
        self._note.setText(words)

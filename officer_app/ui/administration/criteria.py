"""The criteria of an evaluation sheet as they are edited: a list with their weights, and a form for the current one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.cases.evaluation_sheet import SheetCriterion, bands_text, bands_typed
from officer_app.cases.words import Criterion
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Prose, PushButton, SectionHeader


@dataclass(frozen=True)
class CriterionTyped:
    """A criterion as it is typed; the scale has a band a line."""

    criterion: Criterion
    weight: str = ""
    question: str = ""
    scale: str = ""
    evidence: bool = False

    @classmethod
    def of(cls, stored: SheetCriterion) -> "CriterionTyped":
        """A stored one, to be edited."""
        scale = bands_text(stored.bands)
        return cls(stored.criterion, str(stored.weight), stored.question, scale, stored.evidence)

    @property
    def points(self) -> int:
        """The weight as a number; 0 for what is none."""
        return int(self.weight) if self.weight.isascii() and self.weight.isdigit() else 0

    def read(self, place: int) -> SheetCriterion:
        """As it is stored. Raises Invalid with the field `criterion.<place>`."""
        try:
            bands = bands_typed(self.scale)
        except Invalid as error:
            error.field = f"criterion.{place}"
            raise
        return SheetCriterion(self.criterion, self.points, self.question, bands, self.evidence)


_COLUMNS: Final[tuple[Column[CriterionTyped], ...]] = (
    Column("name", N_("Criterion"), lambda one: Cell(one.criterion.label), 190, stretch=True),
    Column("weight", N_("Weight"), lambda one: Cell(f"{one.points} %", "text2"), 72, "right"),
)


class CriteriaEdit(QWidget):
    """`changed` tells every edit. Ctrl+↑ and Ctrl+↓ move the current criterion, Delete takes it out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._criteria: list[CriterionTyped] = []
        self._filling = False
        self.table: Table[CriterionTyped] = Table(_COLUMNS, _("Criteria"), row_height=metrics.ROW, header=False)
        self.table.current_changed.connect(lambda _one: self._fill())
        self.table.opened.connect(self._to_weight)
        self.add = PushButton(_("Add"), "plus", kind="quiet", height=28, name=_("Add a criterion"))
        self.up = PushButton(icon="arrow-up", kind="quiet", height=28, name=_("Move up"), keys="Ctrl ↑")
        self.down = PushButton(icon="arrow-down", kind="quiet", height=28, name=_("Move down"), keys="Ctrl ↓")
        self.remove = PushButton(icon="trash-2", kind="quiet", height=28, name=_("Take the criterion out"), keys="Del")
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
        self.criterion = Choice(_("Criterion"), [(one, one.label) for one in Criterion])
        self.weight = Entry(_("Weight (%)"))
        self.question = Entry(_("Looked at"))
        self.evidence = Choice(_("Papers"), [(True, _("wanted as proof")), (False, _("not asked for"))])
        self.scale = Prose(_("Scale"), _("a band a line: 90-100 when these points are right"), lines=5, most=9)
        self.form = Form(label_width=78)
        for key, label, field in (
            ("criterion", _("Criterion"), self.criterion),
            ("weight", _("Weight (%)"), self.weight),
            ("question", _("Looked at"), self.question),
            ("evidence", _("Papers"), self.evidence),
            ("scale", _("Scale"), self.scale),
        ):
            self.form.add(key, label, field, needed=True)
        self.criterion.activated.connect(self._edited)
        self.evidence.activated.connect(self._edited)
        self.weight.textEdited.connect(self._edited)
        self.question.textEdited.connect(self._edited)
        self.scale.textChanged.connect(self._edited)
        self.weight.submitted.connect(self._next)
        self.header = SectionHeader(_("Criteria"), "", self.add, self.up, self.down, self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(self.header)
        column.addWidget(self.table)
        column.addSpacing(dp(4))
        column.addWidget(self.form)

    def criteria(self) -> tuple[CriterionTyped, ...]:
        """As they are typed."""
        return tuple(self._criteria)

    def show_criteria(self, criteria: Sequence[CriterionTyped]) -> None:
        """Edit these."""
        self._criteria = list(criteria)
        self._show(0)

    def begin(self) -> None:
        """Another criterion at the end: the first that is not on the sheet yet."""
        missing = next((one for one in Criterion if all(one is not known.criterion for known in self._criteria)), None)
        if missing is not None:
            self._criteria.append(CriterionTyped(missing))
            self._show(len(self._criteria) - 1)
            self._told()
            self.weight.setFocus()

    def remove_current(self) -> None:
        """Take the current criterion out; one stays."""
        place = self._place()
        if 0 <= place < len(self._criteria) > 1:
            del self._criteria[place]
            self._show(min(place, len(self._criteria) - 1))
            self._told()

    def move_current(self, by: int) -> None:
        """Move the current criterion up or down."""
        place = self._place()
        if 0 <= place < len(self._criteria) and 0 <= place + by < len(self._criteria):
            self._criteria.insert(place + by, self._criteria.pop(place))
            self._show(place + by)
            self._told()

    def show_error(self, error: AppError) -> bool:
        """Show it at the criterion it names; False if it names none."""
        name, _dot, place = (error.field or "").partition(".")
        if name == "criterion" and place.isdigit() and int(place) < len(self._criteria):
            self._show(int(place))
            error.field = "scale" if self.question.text().strip() else "question"
        elif name == "weights":
            error.field = "weight"
        else:
            return False
        return self.form.show_error(error)

    def clear_errors(self) -> None:
        """Take back what was said at the criteria."""
        self.form.clear_errors()

    def _to_weight(self, _one: object) -> None:
        self.weight.setFocus()
        self.weight.selectAll()

    def _next(self) -> None:
        place = self._place() + 1
        if place < len(self._criteria):
            self._show(place)
            self._to_weight(None)

    def _place(self) -> int:
        return self.table.currentIndex().row()

    def _show(self, place: int) -> None:
        self._filling = True
        self.table.show_rows(self._criteria)
        self.table.set_current(place)
        self._filling = False
        # As high as its lines, so that the form stands right below.
        self.table.setFixedHeight(dp(metrics.ROW) * len(self._criteria) + 2)
        self._fill()

    def _fill(self) -> None:
        if self._filling or not 0 <= self._place() < len(self._criteria):
            return
        self._filling = True
        one = self._criteria[self._place()]
        self.criterion.set_value(one.criterion)
        self.weight.setText(one.weight)
        self.question.setText(one.question)
        self.question.setCursorPosition(0)
        self.evidence.set_value(one.evidence)
        self.scale.setPlainText(one.scale)
        self._filling = False
        self.clear_errors()
        self._fit()

    def _fit(self) -> None:
        self.up.setEnabled(self._place() > 0)
        self.down.setEnabled(self._place() < len(self._criteria) - 1)
        self.remove.setEnabled(len(self._criteria) > 1)
        self.add.setEnabled(len(self._criteria) < len(Criterion))
        weight = sum(one.points for one in self._criteria)
        self.header.note.setText(_("together {sum} %").format(sum=weight))
        self.header.note.set_tone("text3" if weight == 100 else "warn")

    def _edited(self, *_what: object) -> None:
        place = self._place()
        if self._filling or not 0 <= place < len(self._criteria):
            return
        criterion = self.criterion.value()
        assert isinstance(criterion, Criterion)
        self._criteria[place] = replace(
            self._criteria[place],
            criterion=criterion,
            weight=self.weight.text().strip(),
            question=self.question.text(),
            scale=self.scale.toPlainText(),
            evidence=bool(self.evidence.value()),
        )
        self._filling = True
        self.table.show_rows(self._criteria)
        self._filling = False
        self._told()

    def _told(self) -> None:
        self._fit()
        self.changed.emit()

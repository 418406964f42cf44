"""The criteria of an evaluation sheet as they are edited: a list with their weights, and a form for the current one."""

from dataclasses import dataclass, replace
from typing import Final

from officer_app.cases.evaluation_sheet import SheetCriterion, bands_text, bands_typed
from officer_app.cases.words import Criterion
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.administration.ordered import OrderedEdit
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.table import Column
from officer_app.ui.widgets import Choice, Entry, Prose


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


class CriteriaEdit(OrderedEdit[CriterionTyped]):
    """The criteria, none twice, and what their weights make together; one always stays."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, _("Criteria"), add=_("Add a criterion"), remove=_("Take the criterion out"))
        self.table.opened.connect(self._to_weight)
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
        self.criterion.activated.connect(self.edited)
        self.evidence.activated.connect(self.edited)
        self.weight.textEdited.connect(self.edited)
        self.question.textEdited.connect(self.edited)
        self.scale.textChanged.connect(self.edited)
        self.weight.submitted.connect(self._next)
        self.column.addWidget(self.form)

    def criteria(self) -> tuple[CriterionTyped, ...]:
        """As they are typed."""
        return tuple(self.lines)

    def begin(self) -> None:
        """Another criterion at the end: the first that is not on the sheet yet."""
        missing = next((one for one in Criterion if all(one is not known.criterion for known in self.lines)), None)
        if missing is not None:
            self.lines.append(CriterionTyped(missing))
            self.show_at(len(self.lines) - 1)
            self.told()
            self.weight.setFocus()

    def remove_current(self) -> None:
        if len(self.lines) > 1:
            super().remove_current()

    def show_error(self, error: AppError) -> bool:
        """Show it at the criterion it names; False if it names none."""
        name, _dot, place = (error.field or "").partition(".")
        if name == "criterion" and place.isdigit() and int(place) < len(self.lines):
            self.show_at(int(place))
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
        place = self.place() + 1
        if place < len(self.lines):
            self.show_at(place)
            self._to_weight(None)

    def fill(self, line: CriterionTyped) -> None:
        self.criterion.set_value(line.criterion)
        self.weight.setText(line.weight)
        self.question.setText(line.question)
        self.question.setCursorPosition(0)
        self.evidence.set_value(line.evidence)
        self.scale.setPlainText(line.scale)
        self.clear_errors()

    def fit(self, place: int) -> None:
        super().fit(place)
        self.remove.setEnabled(len(self.lines) > 1)
        self.add.setEnabled(len(self.lines) < len(Criterion))
        weight = sum(one.points for one in self.lines)
        self.header.note.setText(_("together {sum} %").format(sum=weight))
        self.header.note.set_tone("text3" if weight == 100 else "warn")

    def edit(self, line: CriterionTyped) -> CriterionTyped:
        criterion = self.criterion.value()
        assert isinstance(criterion, Criterion)
        return replace(
            line,
            criterion=criterion,
            weight=self.weight.text().strip(),
            question=self.question.text(),
            scale=self.scale.toPlainText(),
            evidence=bool(self.evidence.value()),
        )

"""Reports, the checklists: what the answers given during the visits of the days chosen come to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell, Group
from officer_app.ui.page import Desk, Key
from officer_app.ui.reports.choosing import Chooser
from officer_app.ui.table import Column, Table
from officer_app.ui.widgets import Check, EmptyState, FilterBar, Text
from officer_app.visits.answer_counts import AnswerCount, AnswerKind, CountFilter, count_answers


def _outcome(count: AnswerCount) -> Cell:
    """What was answered, as far as the kind of the question can be counted."""
    if not count.answered:
        return Cell("–", "text3")
    if count.kind is AnswerKind.YES_NO:
        return Cell(_("yes {yes}, no {no}").format(yes=count.yes, no=count.no))
    if count.kind is AnswerKind.CHOICE:
        return Cell("、".join(f"{word} {number}" for word, number in count.choices))
    if count.kind is AnswerKind.NUMBER:
        least, most = _number(count.least), _number(count.most)
        return Cell(_("from {least} to {most}").format(least=least, most=most), "text2")
    return Cell(_("texts, in the records"), "text3")


def _number(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


COLUMNS: Final[tuple[Column[AnswerCount], ...]] = (
    Column("question", N_("Question"), lambda count: Cell(count.question), 320, stretch=True),
    Column("answered", N_("Answered in visits"), lambda count: Cell(f"{count.answered:,}"), 96, "right"),
    Column("total", N_("Sum"), lambda count: Cell(_number(count.total)), 96, "right"),
    Column("mean", N_("Mean"), lambda count: Cell(_number(count.mean)), 96, "right"),
    Column("unit", N_("Unit"), lambda count: Cell(count.unit, "text2"), 64),
    Column("outcome", N_("Answers"), _outcome, 300),
)


class AnswersPart(QWidget):
    """A line for each question, by checklist, for the days and the scope chosen at the right."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        super().__init__()
        self._desk, self._chooser = desk, chooser
        self.latest = Check(_("Only the last answer of each enterprise"))
        self.latest.setToolTip(_("People of an enterprise visited twice are then not added up twice."))
        self._count = Text("", "body", "text2")
        self.table: Table[AnswerCount] = Table(COLUMNS, _("Answers to the checklists"))
        self._none = EmptyState(
            "clipboard-list",
            _("Nothing was answered"),
            _("Checklists are answered beside a visit (Alt+K); choose other days at the right."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(FilterBar((self.latest,), (self._count,)))
        column.addWidget(self._stack, 1)
        self.latest.toggled.connect(lambda _on: self.reload())

    def keys(self) -> Sequence[Key]:
        """The keys that work in it."""
        return (Key("Up Down", N_("choose")), Key("Ctrl+Shift+S", N_("save the list")))

    def reload(self) -> None:
        """Count the answers of the days and the scope chosen."""
        period, scope = self._chooser.period(), self._chooser.scope()
        if period is not None:
            wanted = CountFilter(
                period.first, period.last, scope.officer_id, scope.subdistrict_id, scope.industry,
                latest=self.latest.isChecked(),
            )  # fmt: skip
            self._desk.jobs.read(count_answers, wanted, then=self._show, owner=self, latest="answers")

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        (self.table if self._stack.currentIndex() == 0 else self.latest).setFocus()

    def _show(self, counts: list[AnswerCount]) -> None:
        rows: list[AnswerCount | Group] = []
        topic = ""
        for count in counts:
            if count.topic != topic:
                rows.append(Group(count.title))
                topic = count.topic
            rows.append(count)
        self.table.show_rows(rows)
        answered = sum(count.answered for count in counts)
        self._count.setText(ngettext("{n} answer", "{n} answers", answered).format(n=f"{answered:,}"))
        self._stack.setCurrentIndex(0 if answered else 1)

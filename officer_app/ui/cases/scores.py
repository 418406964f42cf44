"""The evaluation sheet: points from 0 to 100 by criterion with what they rest on, and the total so far."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.cases.words import Criterion
from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.quota.evaluation import MOST, Mark, ScoreDraft, Sheet, SheetForm, SheetLine, weigh
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ElidedText,
    Entry,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    Text,
    clear,
    paint,
)


class _Bar(QWidget):
    """The points as a thin line; decoration, the number stands beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.points = -1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(dp(72), dp(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        paint.box(painter, QRectF(self.rect()), t.rest, None, 2)
        if self.points > 0:
            paint.box(painter, QRectF(0, 0, self.width() * self.points / MOST, self.height()), t.accent, None, 2)


class _Basis(Entry):
    """Reads as plain text until it is being written."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(name, hint)
        self.setObjectName("bare")
        self.setTextMargins(dp(6), 0, dp(6), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint.focus_ring(QPainter(self), QRectF(self.rect()), tokens().accent)

    def sizeHint(self) -> QSize:
        return QSize(dp(160), dp(metrics.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(80), dp(metrics.CONTROL))


class _Line:
    """The widgets of one criterion."""

    def __init__(self, line: SheetLine, *, editable: bool) -> None:
        self.criterion, self.weight = line.criterion, line.weight
        label = line.criterion.label
        self.name = Text(label, "body", weight=500)
        self.share = Text(f"{line.weight} %", "body", "text2")
        self.points = Entry(_("{criterion}: points").format(criterion=label))
        self.points.setValidator(QIntValidator(0, 999))
        self.points.setFixedWidth(dp(56))
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.points.setMaxLength(5)
        self.basis = _Basis(_("{criterion}: what the points rest on").format(criterion=label), line.form.question)
        self.bar = _Bar()
        self.trouble = Text("", "caption", "warn")
        self.said = ("" if line.points is None else f"{line.points:f}".removesuffix(".0"), line.basis)
        for entry in (self.points, self.basis):
            entry.setReadOnly(not editable)
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.ClickFocus)
        self.points.setText(self.said[0])
        self.basis.setText(self.said[1])
        self.basis.setCursorPosition(0)

    def typed(self) -> tuple[str, str]:
        """What stands there now."""
        return self.points.text().strip(), self.basis.text().strip()

    def dirty(self) -> bool:
        """Whether it differs from what is stored."""
        return self.typed() != self.said

    def number(self) -> int | None:
        """The points, if they can be right."""
        typed = self.points.text().strip()
        return int(typed) if typed.isdigit() and int(typed) <= MOST else None


class ScoresView(QWidget):
    """`save_wanted` carries the ScoreDrafts that changed; `changed` tells every edit."""

    save_wanted = Signal(object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._sheet: Sheet | None = None
        self._editable = False
        self.header = SectionHeader(_("Evaluation sheet"))
        self._grid_place = QWidget()
        self._grid = QGridLayout(self._grid_place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(dp(12))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(4, 1)
        self._so_far = Text("", "body", "text2")
        self.total = Text("", "title")
        self._of = ElidedText("", "caption", "text2")
        self._pill = Pill(PillSpec(""))
        self.save = PushButton(_("Save scores"), "check", keys="Ctrl S")
        self.save.clicked.connect(self.ask_save)
        foot = QHBoxLayout()
        foot.setSpacing(dp(8))
        for widget in (self._so_far, self.total, self._of):
            foot.addWidget(widget, 1 if widget is self._of else 0)
        foot.addWidget(self._pill)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(self.header)
        column.addWidget(self._grid_place)
        column.addLayout(foot)

    def show_sheet(self, sheet: Sheet, since: str, kept: dict[Criterion, tuple[str, str]], *, editable: bool) -> None:
        """Show a sheet; `kept` is what was typed and not saved yet."""
        self._sheet, self._editable = sheet, editable
        self.header.note.setText(since)
        clear(self._grid)
        self._lines = [_Line(line, editable=editable) for line in sheet.lines]
        self._put_heads()
        for place, line in enumerate(self._lines):
            if line.criterion in kept:
                line.points.setText(kept[line.criterion][0])
                line.basis.setText(kept[line.criterion][1])
            self._put(line, 2 * place + 2)
        self._edited()

    def unsaved(self) -> dict[Criterion, tuple[str, str]]:
        """What was typed and not saved yet, by criterion."""
        return {line.criterion: line.typed() for line in self._lines if line.dirty()} if self._editable else {}

    def focus_criterion(self, key: str = "") -> None:
        """Go to a criterion, by default to the first without points."""
        line = next((line for line in self._lines if line.criterion.value == key), None)
        line = line or next((line for line in self._lines if line.number() is None), None)
        line = line or next(iter(self._lines), None)
        if line is not None:
            line.points.setFocus(Qt.FocusReason.ShortcutFocusReason)
            line.points.selectAll()

    def ask_save(self) -> None:
        """Hand over what changed, if all of it can be right; else go to the first that cannot."""
        drafts: list[ScoreDraft] = []
        first: Entry | None = None
        for line in self._lines:
            number, basis = line.number(), line.basis.text().strip()
            if not line.dirty():
                continue
            if number is None:
                self._complain(line, _("0–100"))
                first = first or line.points
            elif not basis:
                self._complain(line, _("basis?"))
                first = first or line.basis
            else:
                drafts.append(ScoreDraft(line.criterion, number, basis))
        if first is not None:
            first.setFocus()
        elif drafts:
            self.save_wanted.emit(drafts)

    def show_error(self, error: AppError) -> bool:
        """Show an error beside its criterion."""
        for line in self._lines:
            if line.criterion.value == error.field:
                self._complain(line, error.cause)
                line.points.setFocus()
                return True
        return False

    def lines(self) -> Sequence[tuple[Criterion, Entry, Entry]]:
        """The inputs, for whoever fills them."""
        return [(line.criterion, line.points, line.basis) for line in self._lines]

    def _put_heads(self) -> None:
        for column, words in ((0, _("Criterion")), (1, _("Weight")), (2, _("Points")), (4, _("What they rest on"))):
            head = Text(words, "caption", "text3")
            head.setFixedHeight(dp(metrics.HEADER))
            if column == 4:
                head.setContentsMargins(dp(7), 0, 0, 0)
            right = Qt.AlignmentFlag.AlignRight if column == 1 else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(head, 0, column, right | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(Rule(), 1, 0, 1, 5)
        self._grid.setColumnMinimumWidth(0, dp(96))

    def _put(self, line: _Line, row: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.setRowMinimumHeight(row, dp(metrics.SCORE_ROW))
        self._grid.addWidget(line.name, row, 0, middle)
        self._grid.addWidget(line.share, row, 1, Qt.AlignmentFlag.AlignRight | middle)
        self._grid.addWidget(line.points, row, 2, middle)
        beside = QWidget()
        beside.setFixedWidth(dp(80))
        both = QHBoxLayout(beside)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(line.bar)
        both.addWidget(line.trouble)
        self._grid.addWidget(beside, row, 3, middle)
        self._grid.addWidget(line.basis, row, 4, middle)
        self._grid.addWidget(Rule(), row + 1, 0, 1, 5)
        line.points.textChanged.connect(lambda _text: self._edited())
        line.basis.textChanged.connect(lambda _text: self._edited())
        line.points.submitted.connect(line.basis.setFocus)
        following = row // 2  # the line after this one
        line.basis.submitted.connect(lambda: self._after(following))

    def _after(self, place: int) -> None:
        if place < len(self._lines):
            self._lines[place].points.setFocus()
            self._lines[place].points.selectAll()
        else:
            self.save.setFocus()

    def _complain(self, line: _Line, words: str) -> None:
        line.trouble.setText(words)
        line.trouble.set_tone("danger")
        line.trouble.show()
        line.bar.hide()

    def _edited(self) -> None:
        if self._sheet is None:
            return
        scores: list[tuple[Criterion, int, str]] = []
        for line in self._lines:
            number = line.number()
            if number is not None:
                scores.append((line.criterion, number, ""))
            line.trouble.set_tone("warn")
            line.trouble.setText(_("0–100") if line.points.text().strip() else _("no points"))
            # The mean of several reviewers has a decimal place; it is no entry of one's own.
            wanting = number is None and "." not in line.points.text()
            line.trouble.setVisible(wanting)
            line.bar.setVisible(not wanting)
            line.bar.points = number or 0
            line.bar.update()
        dirty = bool(self.unsaved())
        form = SheetForm("", self._sheet.reference, tuple(line.form for line in self._sheet.lines))
        marks = [Mark(criterion, 0, "", points) for criterion, points, _basis in scores]
        sheet = weigh(form, marks) if dirty else self._sheet
        complete = sheet.complete and not dirty
        words = (
            _("total") if complete else _("{n} of {all} scored, so far").format(n=sheet.scored, all=len(self._lines))
        )
        self._so_far.setText(words)
        self.total.setText(f"{sheet.total}")
        self._of.setText(_("/ 100, reference line {line}").format(line=sheet.reference))
        self._pill.setVisible(not complete)
        self._pill.show_pill(PillSpec(_("Not saved yet") if dirty else _("Provisional"), "warn", "hourglass"))
        self.save.setVisible(self._editable)
        self.save.set_reason("" if dirty else _("Nothing to save"))
        self.changed.emit()

"""The evaluation sheet: points from 0 to 100 by criterion with what they rest on, and the total so far."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.cases.words import Criterion
from officer_app.core.errors import AppError
from officer_app.i18n import _, ngettext
from officer_app.quota.evaluation import Mark, ScoreDraft, Sheet, SheetForm, weigh
from officer_app.quota.evaluation.tilt import TiltFacts
from officer_app.ui.cases.score_line import ScoreLine, Typed
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ElidedText,
    Entry,
    Link,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    Text,
    clear,
)


class ScoresView(QWidget):
    """`save_wanted` carries the ScoreDrafts that changed, `changed` tells every edit, `print_wanted` asks for a paper.

    The criterion being scored is open: its scale, the papers that prove it, and a remark stand below it.
    """

    save_wanted = Signal(object)
    changed = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[ScoreLine] = []
        self._open: ScoreLine | None = None
        self._sheet: Sheet | None = None
        self._editable = False
        self.print = Link(_("Print the evaluation sheet"))
        self.print.clicked.connect(self.print_wanted)
        self.header = SectionHeader(_("Evaluation sheet"), "", self.print)
        self._grid_place = QWidget()
        self._grid = QGridLayout(self._grid_place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(dp(12))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(4, 1)
        self._reviewers = Text("", "caption", "text2", wrap=True)
        self._hidden = Text("", "caption", "warn", wrap=True)
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
        for words in (self._hidden, self._reviewers):
            column.addWidget(words)
        column.addLayout(foot)

    def show_sheet(
        self,
        sheet: Sheet,
        since: str,
        kept: Mapping[Criterion, Typed],
        *,
        editable: bool,
        papers: Sequence[tuple[int, str]] = (),
        reader: int | None = None,
        tilt: TiltFacts | None = None,
    ) -> None:
        """Show a sheet; `kept` is what was typed and not saved yet, `papers` those of the case, `reader` who reads."""
        opened = self._open.criterion if self._open is not None else None
        self._sheet, self._editable, self._open = sheet, editable, None
        self.header.note.setText("·".join(part for part in (sheet.title, since) if part))
        clear(self._grid)
        self._lines = [
            ScoreLine(
                line,
                papers,
                reader=reader,
                editable=editable,
                tilt=tilt if line.criterion is Criterion.TILT else None,
            )
            for line in sheet.lines
        ]
        self._put_heads()
        for place, line in enumerate(self._lines):
            if line.criterion in kept:
                line.show_typed(kept[line.criterion])
            self._put(line, 3 * place + 2)
            if line.criterion is opened:
                self._open = line
                line.detail.show()
        self._show_reviewers(sheet)
        self._edited()

    def unsaved(self) -> dict[Criterion, Typed]:
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
        first: tuple[ScoreLine, Entry] | None = None
        for line in self._lines:
            if not line.dirty():
                continue
            draft = line.draft()
            if draft is not None:
                drafts.append(draft)
                continue
            words, entry = self._wrong(line)
            self._complain(line, words)
            first = first or (line, entry)
        if first is not None:
            self._unfold(first[0])
            first[1].setFocus()
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

    def _reveal(self) -> None:
        """Scroll so that all of the open criterion is in view."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea) and self._open is not None:
            above.ensureWidgetVisible(self._open.detail, 0, dp(8))

    @staticmethod
    def _wrong(line: ScoreLine) -> tuple[str, Entry]:
        """What of a line cannot be right, in two words, and where."""
        if line.number() is None:
            return _("0–100"), line.points
        if not line.basis.text().strip():
            return _("basis?"), line.basis
        return _("papers?"), line.papers

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

    def _put(self, line: ScoreLine, row: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.setRowMinimumHeight(row, dp(metrics.SCORE_ROW))
        self._grid.addWidget(line.name, row, 0, middle)
        self._grid.addWidget(line.share, row, 1, Qt.AlignmentFlag.AlignRight | middle)
        self._grid.addWidget(line.points, row, 2, middle)
        beside = QWidget()
        several = any(len(one.line.marks) > 1 for one in self._lines)
        beside.setFixedWidth(dp(112 if several else 80))
        both = QHBoxLayout(beside)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(line.bar)
        both.addWidget(line.trouble)
        self._grid.addWidget(beside, row, 3, middle)
        self._grid.addWidget(line.basis, row, 4, middle)
        self._grid.addWidget(line.detail, row + 1, 0, 1, 5)
        self._grid.addWidget(Rule(), row + 2, 0, 1, 5)
        for entry in (line.points, line.basis, line.papers, line.remark):
            entry.textChanged.connect(lambda _text: self._edited())
        line.points.entered.connect(lambda: self._unfold(line))
        line.basis.entered.connect(lambda: self._unfold(line))
        line.points.moved.connect(lambda by: self._go(line, by))
        line.points.submitted.connect(line.basis.setFocus)
        # Papers that are wanted come next, else the next criterion does.
        line.basis.submitted.connect(lambda: line.papers.setFocus() if line.papers_wanted() else self._go(line, 1))
        line.papers.submitted.connect(lambda: self._go(line, 1))
        line.remark.submitted.connect(lambda: self._go(line, 1))

    def _unfold(self, line: ScoreLine) -> None:
        if line is self._open:
            return
        if self._open is not None:
            self._open.detail.hide()
        self._open = line
        line.detail.show()
        # Not before it has its place.
        QTimer.singleShot(0, self, self._reveal)

    def _go(self, line: ScoreLine, by: int) -> None:
        """To the points of the criterion so many lines on; after the last one to the button."""
        place = self._lines.index(line) + by
        if 0 <= place < len(self._lines):
            self._lines[place].points.setFocus()
            self._lines[place].points.selectAll()
        elif by > 0:
            self.save.setFocus()

    def _complain(self, line: ScoreLine, words: str) -> None:
        line.trouble.setText(words)
        line.trouble.set_tone("danger")
        line.trouble.show()
        line.bar.hide()

    def _show_reviewers(self, sheet: Sheet) -> None:
        """Who came to which total, and how far they are apart."""
        told = [f"{one.name} {one.total}" for one in sheet.handed_in]
        if sheet.totals is not None and len(told) > 1:
            lowest, highest = sheet.totals
            told.append(_("spread {n}").format(n=highest - lowest))
        unfinished = [one for one in sheet.reviewers if not one.handed_in]
        if sheet.handed_in:
            count = _("{name}: {n} of {all} so far")
            told += [count.format(name=one.name, n=one.scored, all=len(sheet.lines)) for one in unfinished]
        self._reviewers.setText("　".join(told))
        self._reviewers.setVisible(len(told) > 1)
        words = ngettext(
            "{n} colleague has scored; the points are hidden until you have scored.",
            "{n} colleagues have scored; their points are hidden until you have scored.",
            sheet.hidden,
        )
        self._hidden.setText(words.format(n=sheet.hidden))
        self._hidden.setVisible(bool(sheet.hidden))

    def _edited(self) -> None:
        if self._sheet is None:
            return
        marks: list[Mark] = []
        for line in self._lines:
            number = line.number()
            if number is not None:
                marks.append(Mark(line.criterion, 0, "", number))
            self._show_beside(line, number)
        dirty = bool(self.unsaved())
        form = SheetForm("", self._sheet.reference, tuple(line.form for line in self._sheet.lines))
        sheet = weigh(form, marks) if dirty else self._sheet
        complete = sheet.complete and not dirty
        whole = _("mean of {n}").format(n=len(sheet.handed_in)) if len(sheet.handed_in) > 1 else _("total")
        so_far = _("{n} of {all} scored, so far").format(n=sheet.scored, all=len(self._lines))
        self._so_far.setText(whole if complete else so_far)
        self.total.setText(f"{sheet.total}")
        self._of.setText(_("/ 100, reference line {line}").format(line=sheet.reference))
        self._pill.setVisible(not complete)
        self._pill.show_pill(PillSpec(_("Not saved yet") if dirty else _("Provisional"), "warn", "hourglass"))
        self.save.setVisible(self._editable)
        self.save.set_reason("" if dirty else _("Nothing to save"))
        self.changed.emit()

    def _show_beside(self, line: ScoreLine, number: int | None) -> None:
        """The bar; the mean and the ends where several scored; or what is missing."""
        assert self._sheet is not None
        # The mean of several reviewers has a decimal place; it is no entry of one's own.
        wanting = number is None and "." not in line.points.text()
        several = len(line.line.marks) > 1 and not wanting
        if several:
            far = 0 < self._sheet.allowed < line.line.spread
            line.trouble.set_tone("warn" if far else "text2")
            text = _("mean {mean}, {n} apart") if far else _("mean {mean}, {lowest}–{highest}")
            shown = line.line
            words = text.format(mean=shown.points, lowest=shown.lowest, highest=shown.highest, n=shown.spread)
            line.trouble.setText(words)
        else:
            line.trouble.set_tone("warn")
            line.trouble.setText(_("0–100") if line.points.text().strip() else _("no points"))
        line.trouble.setVisible(wanting or several)
        line.bar.setVisible(not wanting and not several)
        line.bar.points = number or 0
        line.bar.update()

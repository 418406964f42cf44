"""One criterion of the evaluation sheet: its inputs, and what opens below them while it is being scored."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.quota.evaluation import MOST, Band, Mark, ScoreDraft, SheetLine
from officer_app.quota.evaluation.tilt import TiltFacts
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, Text, paint
from officer_app.ui.widgets.tips import plain_tip

_BAR: Final = 72


class Typed(NamedTuple):
    """What stands in a line: points, basis, numbers of papers, remark."""

    points: str = ""
    basis: str = ""
    papers: str = ""
    remark: str = ""


class Bar(QWidget):
    """The points as a thin line; decoration, the number stands beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.points = -1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(dp(_BAR), dp(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        paint.box(painter, QRectF(self.rect()), t.rest, None, 2)
        if self.points > 0:
            paint.box(painter, QRectF(0, 0, self.width() * self.points / MOST, self.height()), t.accent, None, 2)


class PointsEntry(Entry):
    """Points; ↑ and ↓ go to the criterion above and below."""

    entered = Signal()
    moved = Signal(int)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.moved.emit(step)
            return
        super().keyPressEvent(event)


class BareEntry(Entry):
    """Reads as plain text until it is being written."""

    entered = Signal()

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(name, hint)
        self.setObjectName("bare")
        self.setTextMargins(dp(6), 0, dp(6), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus() and paint.width_of(self.font(), self.text()) > self.width() - dp(16):
            # What is longer than its place says so, and is read whole from the tooltip.
            place = QRectF(self.rect()).adjusted(dp(8), 0, -dp(8), 0)
            paint.text(QPainter(self), self.font(), tokens().text, place, self.text())
            return
        super().paintEvent(event)
        if self.hasFocus():
            paint.focus_ring(QPainter(self), QRectF(self.rect()), tokens().accent)

    def sizeHint(self) -> QSize:
        return QSize(dp(160), dp(metrics.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(80), dp(metrics.CONTROL))


class _BandLine(QWidget):
    """A band of the scale; the one the points lie in stands on a ground of its own."""

    def __init__(self, band: Band) -> None:
        super().__init__()
        self.band, self._chosen = band, False
        self._range, self._words = Text(band.range, "caption", "text2"), Text(band.words, "caption", "text2", wrap=True)
        self._range.setFixedWidth(dp(46))
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(6), dp(2), dp(6), dp(2))
        row.setSpacing(dp(6))
        row.addWidget(self._range, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.choose(None)

    def choose(self, points: int | None) -> None:
        """Stand out if the points lie here."""
        self._chosen = points is not None and self.band.lowest <= points <= self.band.highest
        for text in (self._range, self._words):
            text.set_tone("text" if self._chosen else "text2")
        chosen = _("these points")
        name = f"{self.band.range} {self.band.words}"
        self.setAccessibleName(f"{name} ({chosen})" if self._chosen else name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._chosen:
            t = tokens()
            paint.box(QPainter(self), QRectF(self.rect()), t.soft, t.accent, metrics.RADIUS)


class ScoreLine:
    """The widgets of one criterion. `papers` are those of the case as (id, name), in their order: numbered from 1."""

    def __init__(
        self,
        line: SheetLine,
        papers: Sequence[tuple[int, str]],
        *,
        reader: int | None,
        editable: bool,
        tilt: TiltFacts | None,
    ) -> None:
        self.line, self.criterion = line, line.criterion
        self._papers = papers
        label = line.criterion.label
        self.name = Text(label, "body", weight=500)
        self.share = Text(f"{line.weight} %", "body", "text2")
        self.points = PointsEntry(_("{criterion}: points").format(criterion=label))
        self.points.setValidator(QIntValidator(0, 999))
        self.points.setFixedWidth(dp(56))
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.points.setMaxLength(5)
        self.basis = BareEntry(_("{criterion}: what the points rest on").format(criterion=label), line.form.question)
        self.papers = Entry(_("{criterion}: numbers of the papers").format(criterion=label), _("numbers, like 3, 7"))
        self.remark = Entry(
            _("{criterion}: remark").format(criterion=label), _("why, where others may see it otherwise")
        )
        self.bar = Bar()
        self.trouble = Text("", "caption", "warn")
        own = next((mark for mark in line.marks if mark.reviewer_id == reader), None)
        self.said = self._own(own) if editable else self._mean()
        for entry in (self.points, self.basis, self.papers, self.remark):
            entry.setReadOnly(not editable)
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.ClickFocus)
        self.show_typed(self.said)
        self.detail = _Detail(self, own, editable=editable, tilt=tilt)
        self.detail.hide()

    def show_typed(self, typed: Typed) -> None:
        """Fill the inputs."""
        for entry, words in zip((self.points, self.basis, self.papers, self.remark), typed, strict=True):
            entry.setText(words)
            entry.setCursorPosition(0)
        self.basis.setToolTip(plain_tip(typed[1]))

    def typed(self) -> Typed:
        """What stands there now."""
        entries = (self.points, self.basis, self.papers, self.remark)
        return Typed(*(entry.text().strip() for entry in entries))

    def dirty(self) -> bool:
        """Whether it differs from what is stored."""
        return self.typed() != self.said

    def number(self) -> int | None:
        """The points, if they can be right."""
        typed = self.points.text().strip()
        return int(typed) if typed.isdigit() and int(typed) <= MOST else None

    def paper_ids(self) -> tuple[int, ...] | None:
        """The papers whose numbers are typed; None if a number is none of theirs."""
        words = self.papers.text().replace("，", " ").replace("、", " ").replace(",", " ").split()
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(self._papers) for word in words):
            return None
        return tuple(dict.fromkeys(self._papers[int(word) - 1][0] for word in words))

    def draft(self) -> ScoreDraft | None:
        """The points as they are saved; None while something in the line cannot be right."""
        number, papers, basis = self.number(), self.paper_ids(), self.basis.text().strip()
        if number is None or papers is None or not basis:
            return None
        return ScoreDraft(self.criterion, number, basis, self.remark.text().strip(), papers)

    def papers_wanted(self) -> bool:
        """Whether the sheet asks for papers and none is named yet."""
        return self.line.form.evidence and not self.papers.text().strip()

    def names(self, paper_ids: Sequence[int]) -> str:
        """Papers with their numbers: 3 劳动合同、7 个税清单."""
        numbered = {key: f"{place} {name}" for place, (key, name) in enumerate(self._papers, 1)}
        return _(", ").join(numbered[key] for key in paper_ids if key in numbered)

    def numbers(self, paper_ids: Sequence[int]) -> str:
        """The numbers of papers, as they are typed."""
        places = {key: place for place, (key, _name) in enumerate(self._papers, 1)}
        return ", ".join(str(places[key]) for key in paper_ids if key in places)

    def _own(self, mark: Mark | None) -> Typed:
        if mark is None:
            return Typed()
        return Typed(str(mark.points), mark.basis, self.numbers(mark.paper_ids), mark.remark)

    def _mean(self) -> Typed:
        line = self.line
        mean = "" if line.points is None else f"{line.points:f}".removesuffix(".0")
        papers = tuple(dict.fromkeys(key for mark in line.marks for key in mark.paper_ids))
        remarks = "；".join(mark.remark for mark in line.marks if mark.remark)
        return Typed(mean, line.basis, self.numbers(papers), remarks)


class _Detail(QWidget):
    """What is looked at, the scale, the papers, a remark; what the program knows; what colleagues gave."""

    def __init__(self, line: ScoreLine, own: Mark | None, *, editable: bool, tilt: TiltFacts | None) -> None:
        super().__init__()
        self._line, self._editable = line, editable
        form = line.line.form
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(dp(2))
        if form.question:
            question = Text(form.question, "caption", "text3", wrap=True)
            question.setContentsMargins(dp(6), 0, dp(6), dp(2))
            left.addWidget(question)
        self._bands = [_BandLine(band) for band in form.bands]
        for band in self._bands:
            left.addWidget(band)
        left.addStretch(1)
        self._named = Text("", "caption", "text3", wrap=True)
        for words, entry in ((_("Papers that prove it"), line.papers), (_("Remark"), line.remark)):
            right.addWidget(Text(words, "caption", "text2"))
            right.addWidget(entry)
            if entry is line.papers:
                right.addWidget(self._named)
                right.addSpacing(dp(4))
        right.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, dp(10))
        grid.setHorizontalSpacing(dp(20))
        grid.setVerticalSpacing(dp(6))
        grid.setColumnStretch(0, 11)
        grid.setColumnStretch(1, 10)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        if tilt is not None:
            grid.addWidget(self._known(tilt), 1, 0, 1, 2)
        # Whoever scored alone reads nothing anew here.
        if any(mark is not own for mark in line.line.marks):
            grid.addWidget(self._given(), 2, 0, 1, 2)
        line.points.textChanged.connect(self.refresh)
        line.papers.textChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Follow what is typed."""
        line = self._line
        number = line.number()
        if number is None and not self._editable and line.line.band is not None:
            number = line.line.band.lowest
        for band in self._bands:
            band.choose(number)
        papers = line.paper_ids()
        if papers is None:
            self._named.setText(_("There is no paper of that number."))
        elif papers:
            self._named.setText(line.names(papers))
        elif self._editable:
            every = line.names([key for key, _name in line._papers])
            wanted = _("Say which: {papers}").format(papers=every)
            self._named.setText(wanted if line.papers_wanted() and number is not None else every)
        self._named.set_tone("danger" if papers is None else "text3")
        self._named.setVisible(bool(self._named.text()))

    def _known(self, tilt: TiltFacts) -> QWidget:
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(dp(6), 0, 0, 0)
        column.setSpacing(dp(2))
        words = _("On record, as a suggestion: {n} of {all} fit").format(n=tilt.fitting, all=len(tilt.facts))
        column.addWidget(Text(words, "caption", "text2", weight=500))
        marks = {True: _("fits"), False: _("does not fit"), None: _("not known")}
        for fact in tilt.facts:
            text = Text(f"{fact.text}·{marks[fact.fits]}", "caption", "ok" if fact.fits else "text2", wrap=True)
            column.addWidget(text)
        return rows

    def _given(self) -> QWidget:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(dp(6), 0, 0, 0)
        grid.setHorizontalSpacing(dp(10))
        grid.setVerticalSpacing(dp(2))
        grid.setColumnStretch(2, 1)
        for row, mark in enumerate(self._line.line.marks):
            papers = self._line.numbers(mark.paper_ids)
            said = [
                mark.basis,
                _("papers {numbers}").format(numbers=papers) if papers else "",
                _("remark: {words}").format(words=mark.remark) if mark.remark else "",
            ]
            grid.addWidget(Text(mark.reviewer, "caption", "text2"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(str(mark.points), "caption"), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text("·".join(part for part in said if part), "caption", "text2", wrap=True), row, 2)
        return rows

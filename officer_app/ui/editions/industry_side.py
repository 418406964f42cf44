"""The panel beside the queue: why an industry is suggested, with the words marked where they stand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.directory.industries import Industry
from officer_app.directory.industry_queue import QueueRow
from officer_app.directory.suggesting import Where, Why, place_of
from officer_app.i18n import _
from officer_app.ui.enterprise.lines import industry_pill
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    KeyCap,
    Link,
    MarkedText,
    Pill,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)


class IndustrySide(SidePanel):
    """Emits `chosen` with an industry, `open_wanted` for the whole file."""

    chosen = Signal(object)
    open_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = MarkedText(_("Enterprise name"), most=3)
        self._code = Text("", "caption", "text2")
        self._file = Link(_("Open the file"), "body")
        self._file.clicked.connect(self.open_wanted)
        self._suggested = QHBoxLayout()
        self._suggested.setSpacing(dp(8))
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(dp(4))
        self.scope = MarkedText(_("Business scope"))
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(self.name)
        head = QHBoxLayout()
        head.addWidget(self._code)
        head.addStretch(1)
        head.addWidget(self._file)
        column.addLayout(head)
        column.addSpacing(dp(4))
        column.addLayout(self._suggested)
        column.addLayout(self._reasons)
        column.addSpacing(dp(4))
        column.addWidget(SectionHeader(_("Business scope")))
        column.addWidget(self.scope)
        column.addSpacing(dp(8))
        column.addWidget(SectionHeader(_("Another industry")))
        for number, industry in enumerate(Industry, 1):
            column.addLayout(self._way(number, industry))
        self.column.addWidget(self._whole)
        self.column.addStretch(1)
        self._whole.hide()

    def _way(self, number: int, industry: Industry) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        row.addWidget(KeyCap(str(number)))
        link = Link(industry.label, "body")
        link.clicked.connect(lambda: self.chosen.emit(industry))
        row.addWidget(link)
        row.addStretch(1)
        return row

    def show_row(self, row: QueueRow | None) -> None:
        """Show another enterprise."""
        self._whole.setVisible(row is not None)
        clear(self._suggested)
        clear(self._reasons)
        if row is None:
            return
        reasons = row.suggestion.reasons if row.suggestion is not None else ()
        self._code.setText(row.uscc)
        self.name.show_text(row.name, _places(reasons, Where.NAME, row.name))
        self.scope.show_text(row.business_scope or "–", _places(reasons, Where.SCOPE, row.business_scope))
        if row.suggestion is None:
            self._suggested.addWidget(Text(_("Neither name nor scope speak for one of the industries."), wrap=True))
        else:
            self._suggested.addWidget(Pill(industry_pill(row.suggestion.industry)))
            self._suggested.addWidget(Text(_("{n} points").format(n=row.suggestion.score), "caption", "text2"))
            self._suggested.addStretch(1)
        for why in reasons:
            self._reasons.addLayout(_reason(why))
        if row.industry is not None:
            words = _("Confirmed until now: {industry}").format(industry=row.industry.label)
            self._reasons.addWidget(Text(words, "caption", "text2", wrap=True))
        if row.declined is not None:
            words = _("Declined before: {industry}").format(industry=row.declined.label)
            self._reasons.addWidget(Text(words, "caption", "text2", wrap=True))


def _reason(why: Why) -> QHBoxLayout:
    """`+3 Business scope “药品”`, against `−4 Name “贸易”`."""
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    points = Text(
        f"+{why.points}" if why.points > 0 else f"−{-why.points}", "caption", "ok" if why.points > 0 else "danger"
    )
    points.setFixedWidth(dp(22))
    points.setAlignment(Qt.AlignmentFlag.AlignRight)
    line.addWidget(points)
    words = f"{why.where.label}“{why.word}”"
    if why.where is Where.CODE:
        words = f"{why.where.label} {why.word} {why.clause}".rstrip()
    line.addWidget(Text(words, "body", wrap=True), 1)
    return line


def _places(reasons: tuple[Why, ...], where: Where, text: str) -> list[tuple[int, int]]:
    found = (place_of(why, text) for why in reasons if why.where is where and why.points > 0)
    return [place for place in found if place is not None]

"""Two records side by side: for each row one of the values is chosen, by a click or with the arrow keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from officer_app.i18n import _
from officer_app.overview.merging.rules import Pick
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Text, clear, paint
from officer_app.ui.widgets.tips import plain_tip

_LINES = 4  # of a long text; the tooltip has all of it
# At words and by the rules of Chinese lines; a long code anywhere.
_WRAP = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


class Option(QAbstractButton):
    """One of the values of a row, with a mark that says whether it is chosen."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self.setText(words or "–")
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(dp(metrics.CONTROL), self._words_height(width) + dp(12))

    def sizeHint(self) -> QSize:
        width = dp(200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(96), dp(metrics.CONTROL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        rect, chosen = QRectF(self.rect()), self.isChecked()
        paint.box(painter, rect, t.soft if chosen else t.field, t.accent if chosen else t.line)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        mark = QRectF(dp(10), dp(6) + (dp(20) - dp(14)) / 2, dp(14), dp(14))
        paint.box(painter, mark, t.accentfill if chosen else t.field, None if chosen else t.edge, 7)
        if chosen:
            paint.box(painter, mark.adjusted(dp(4), dp(4), -dp(4), -dp(4)), t.onfill, None, 7)
        painter.setFont(metrics.font("body", 500 if chosen else 400))
        painter.setPen(colour(t.text if chosen else t.text2))
        place = QRectF(dp(32), dp(6), rect.width() - dp(42), rect.height() - dp(8))
        painter.drawText(place, _WRAP | Qt.AlignmentFlag.AlignTop, self._shown(place.width()))

    def _face(self) -> QFontMetricsF:
        return QFontMetricsF(metrics.font("body", 500))

    def _words_height(self, width: int) -> int:
        room = QRectF(0, 0, width - dp(42), 10_000)
        shown = self._shown(room.width())
        return int(self._face().boundingRect(room, _WRAP, shown).height()) + 1

    def _shown(self, width: float) -> str:
        """As much of the words as fits in the lines there are."""
        face, words = self._face(), self.text()
        most = face.lineSpacing() * _LINES + 1
        room = QRectF(0, 0, max(width, 1), 10_000)

        def fits(text: str) -> bool:
            return face.boundingRect(room, _WRAP, text).height() <= most

        if fits(words):
            self.setToolTip("")
            return words
        self.setToolTip(plain_tip(words))
        low, high = 0, len(words)
        while low < high - 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(words[:middle] + "…") else (low, middle)
        return words[:low].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the comparison: what it is about, the values by pick, and which is chosen at first."""

    key: str
    title: str
    values: tuple[tuple[Pick, str], ...]
    pick: Pick


class Choices(QWidget):
    """Rows of a label and two or three values. `changed` tells that another one was chosen."""

    changed = Signal()

    def __init__(self, label_width: int = 112) -> None:
        super().__init__()
        self._groups: dict[str, tuple[QButtonGroup, dict[Pick, Option]]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(dp(8))
        self._grid.setVerticalSpacing(dp(8))
        self._grid.setColumnMinimumWidth(0, dp(label_width))

    def show_rows(self, rows: Sequence[Row], titles: dict[Pick, str]) -> None:
        """Show other rows; `titles` stand above the columns."""
        clear(self._grid)
        self._groups = {}
        picks = [pick for pick in Pick if any(pick in dict(row.values) for row in rows)]
        for column, pick in enumerate(picks, 1):
            head = Text(titles[pick], "caption", "text2", wrap=True)
            self._grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignBottom)
            self._grid.setColumnStretch(column, 1)
        for place, row in enumerate(rows, 1):
            label = Text(row.title, "body", "text2", wrap=True)
            label.setContentsMargins(0, dp(6), 0, 0)
            self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            group, options = QButtonGroup(self), {}
            for pick, words in row.values:
                side = titles[pick].split("\n")[0]
                option = Option(words, _("{field}: {side}").format(field=row.title, side=side))
                group.addButton(option)
                options[pick] = option
                self._grid.addWidget(option, place, 1 + picks.index(pick), Qt.AlignmentFlag.AlignTop)
            options[row.pick].setChecked(True)
            group.buttonToggled.connect(lambda _button, chosen: self.changed.emit() if chosen else None)
            self._groups[row.key] = group, options

    def picks(self) -> dict[str, Pick]:
        """What is chosen, by row."""
        return {
            key: next(pick for pick, option in options.items() if option.isChecked())
            for key, (_group, options) in self._groups.items()
        }

    def option(self, key: str, pick: Pick) -> Option:
        """One value of a row."""
        return self._groups[key][1][pick]

    def focus_first(self) -> None:
        """Begin with the first row."""
        for _group, options in self._groups.values():
            next(option for option in options.values() if option.isChecked()).setFocus()
            return

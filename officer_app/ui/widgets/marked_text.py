"""Running text with words marked in it, to read and to copy; whatever stands in it is shown literally."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp


class MarkedText(QPlainTextEdit):
    """As high as its text, up to `most` lines; then it scrolls."""

    def __init__(self, name: str, most: int = 16) -> None:
        super().__init__()
        self._most = most
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("MarkedText { background: transparent; border: none; padding: 0; }")
        self.document().setDocumentMargin(0)

    def show_text(self, text: str, places: Iterable[tuple[int, int]] = ()) -> None:
        """Show a text; each place is marked from its first character up to the one behind its last."""
        self.setFont(metrics.font("body"))
        self.setPlainText(text)
        look = QTextCharFormat()
        look.setBackground(colour(tokens().soft))
        look.setForeground(colour(tokens().accent))
        look.setFontWeight(QFont.Weight.DemiBold)
        marks = []
        for first, last in places:
            cursor = QTextCursor(self.document())
            # Qt counts in halves of characters beyond the first plane.
            cursor.setPosition(_units(text[:first]))
            cursor.setPosition(_units(text[:last]), QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.setExtraSelections(marks)
        self._fit()

    def marked(self) -> list[str]:
        """The words marked now."""
        return [mark.cursor.selectedText() for mark in self.extraSelections()]

    def sizeHint(self) -> QSize:
        return QSize(dp(240), dp(60))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(120), dp(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        # The layout of plain text counts in lines.
        lines = min(max(1, int(self.document().size().height())), self._most)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 4)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

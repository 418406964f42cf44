"""Files dropped anywhere on a page: what is taken, and a frame that says so while they are held over it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint


class DropArea(QObject):
    """Lets `page` take files: `fit` says which of those held over it are taken, `take` gets them when they are let go.

    `words` stand in the frame meanwhile.
    """

    def __init__(
        self,
        page: QWidget,
        words: str,
        take: Callable[[list[Path]], object],
        fit: Callable[[Path], bool] = lambda _path: True,
    ) -> None:
        super().__init__(page)
        self._page, self._take, self._fit = page, take, fit
        self.mark = _Mark(page, words)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.DragLeave:
            self.mark.hide()
        elif kind in (QEvent.Type.DragEnter, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            files = [path for path in _files(event) if self._fit(path)]
            self.mark.setVisible(bool(files) and kind is QEvent.Type.DragEnter)
            if not files:
                event.ignore()
                return True
            event.acceptProposedAction()
            if kind is QEvent.Type.DragEnter:
                self.mark.cover()
            else:
                self._take(files)
            return True
        elif kind is QEvent.Type.Resize and self.mark.isVisible():
            self.mark.cover()
        return super().eventFilter(watched, event)


def ends_with(endings: Sequence[str]) -> Callable[[Path], bool]:
    """Takes files whose names end so, whatever the case."""
    return lambda path: path.name.lower().endswith(tuple(endings))


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class _Mark(QWidget):
    """The frame around the page; it never takes the mouse."""

    def __init__(self, page: QWidget, words: str) -> None:
        super().__init__(page)
        self._words = words
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole page."""
        page = self.parentWidget()
        assert page is not None
        self.setGeometry(page.rect())
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown, painter = tokens(), QPainter(self)
        paint.box(painter, QRectF(self.rect()).adjusted(4, 4, -4, -4), None, shown.accent, metrics.RADIUS, width=2.0)
        font = metrics.font("section")
        wide, high = paint.width_of(font, self._words) + dp(40), dp(44)
        box = QRectF((self.width() - wide) / 2, self.height() - high - dp(24), wide, high)
        paint.box(painter, box, shown.soft, shown.accent)
        painter.setFont(font)
        painter.setPen(colour(shown.accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._words)

"""The preview: the pages below each other, drawn when they come into view, at the sharpness of the screen."""

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from officer_app.i18n import _
from officer_app.ui.jobs import Jobs
from officer_app.ui.paper.sheets import SheetSize, pictures, sizes
from officer_app.ui.theme import tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp

# How wide an A4 page is shown at most; smaller pages are shown smaller, but not by more than this.
_WIDEST: Final = 820
_A4: Final = 595.0
_SMALLEST: Final = 0.62
_KEPT: Final = 24
_AT_ONCE: Final = 3


class _Sheets(QWidget):
    """All pages; asks for the pictures of those in view."""

    wanted = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[SheetSize] = []
        self.pictures: OrderedDict[int, QImage] = OrderedDict()
        self._places: list[QRect] = []

    def arrange(self, width: int) -> None:
        """Lay the pages out in this width."""
        gap, y = dp(16), dp(16)
        share = max(_SMALLEST, min(1.0, self.sizes[0].width / _A4)) if self.sizes else 1.0
        wide = min(width - 2 * gap, dp(round(_WIDEST * share)))
        self._places = []
        for size in self.sizes:
            tall = round(wide * size.height / size.width)
            self._places.append(QRect((width - wide) // 2, y, wide, tall))
            y += tall + gap
        self.setFixedHeight(max(y, 1))
        self.update()

    def sheet_width(self) -> int:
        """In pixels of the screen."""
        return round(self._places[0].width() * self.devicePixelRatioF()) if self._places else 0

    def page_at(self, y: int) -> int:
        """The page at this height, counted from 0."""
        return next((number for number, place in enumerate(self._places) if place.bottom() >= y), 0)

    def top_of(self, number: int) -> int:
        """Where a page begins."""
        return self._places[number].top() - dp(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, missing = QPainter(self), tokens(), []
        painter.fillRect(event.rect(), colour(t.side))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, place in enumerate(self._places):
            if not place.intersects(event.rect()):
                continue
            picture = self.pictures.get(number)
            if picture is None or abs(picture.width() - self.sheet_width()) > 1:
                missing.append(number)
            if picture is not None:
                painter.drawImage(place, picture)
            else:
                painter.fillRect(place, colour(t.onfill))
                painter.setPen(colour(t.edge))
                painter.drawText(QRectF(place), Qt.AlignmentFlag.AlignCenter, str(number + 1))
            painter.setPen(colour(t.line))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if missing:
            self.wanted.emit(missing[:_AT_ONCE])


class PaperPreview(QScrollArea):
    """Shows a PDF's pages; `page_changed` carries the page in view and their number, both counted from 1."""

    page_changed = Signal(int, int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setAccessibleName(_("Preview"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._jobs, self._pdf = jobs, b""
        self._asked: set[int] = set()
        self._sheets = _Sheets()
        self._sheets.wanted.connect(self._draw)
        self.setWidget(self._sheets)
        self.setWidgetResizable(True)
        self.setProperty("ground", "side")
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell())

    def show_pdf(self, pdf: bytes) -> None:
        """Show these pages, from the first one."""
        self._pdf = pdf
        self._asked.clear()
        self._sheets.pictures.clear()
        self._jobs.quietly(sizes, pdf, then=self._measured, owner=self, latest="sizes")

    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sheets.sizes)

    def sizeHint(self) -> QSize:
        return QSize(dp(600), dp(600))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheets.arrange(self.viewport().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self._sheets.page_at(self.verticalScrollBar().value() + dp(17))
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Space: 1}
        key = Qt.Key(event.key())
        if key in steps and self.pages():
            number = max(0, min(self.pages() - 1, here + steps[key]))
            self.verticalScrollBar().setValue(self._sheets.top_of(number))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar = self.verticalScrollBar()
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def _measured(self, found: list[SheetSize]) -> None:
        self._sheets.sizes = found
        self._sheets.arrange(self.viewport().width())
        self.verticalScrollBar().setValue(0)
        self._tell()

    def _draw(self, numbers: list[int]) -> None:
        wanted = [number for number in numbers if number not in self._asked]
        if not wanted:
            return
        self._asked.update(wanted)
        pdf = self._pdf

        def drawn(found: dict[int, QImage]) -> None:
            self._asked.difference_update(wanted)
            if pdf is not self._pdf:
                return
            self._sheets.pictures.update(found)
            while len(self._sheets.pictures) > _KEPT:
                self._sheets.pictures.popitem(last=False)
            self._sheets.update()

        self._jobs.quietly(pictures, pdf, wanted, self._sheets.sheet_width(), then=drawn, owner=self)

    def _tell(self) -> None:
        if self.pages():
            middle = self.verticalScrollBar().value() + self.viewport().height() // 2
            self.page_changed.emit(self._sheets.page_at(middle) + 1, self.pages())

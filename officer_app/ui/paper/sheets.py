"""The pages of a PDF as pictures. Everything here may run off the window's thread, one caller at a time.

pdfium is not safe for threads, so a lock stands before it.
"""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from officer_app.core.documents.printed_codes import PDFIUM
from officer_app.core.errors import AppError
from officer_app.core.progress import Progress
from officer_app.i18n import N_

PRINT_DPI: Final = 300
_POINTS: Final = 72


class PrinterTrouble(AppError):
    """The printer did not take the paper."""

    message = N_("The printer does not take the paper.")
    remedy = N_("Check that it is switched on, or save the PDF and print it elsewhere.")


@dataclass(frozen=True, slots=True)
class SheetSize:
    """A page's size in points."""

    width: float
    height: float


def _open(pdf: bytes) -> Any:  # pypdfium2 has no types
    # Imported here: start-up does not pay for it.
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def sizes(pdf: bytes) -> list[SheetSize]:
    """The size of every page."""
    with PDFIUM:
        document = _open(pdf)
        try:
            return [SheetSize(*document.get_page_size(number)) for number in range(len(document))]
        finally:
            document.close()


def pictures(pdf: bytes, numbers: list[int], width: int) -> dict[int, QImage]:
    """Some pages, each `width` pixels wide."""
    with PDFIUM:
        document = _open(pdf)
        try:
            return {number: _picture(document, number, width) for number in numbers}
        finally:
            document.close()


def _picture(document: Any, number: int, width: int) -> QImage:
    page = document[number]
    bitmap = page.render(scale=width / page.get_width(), prefer_bgrx=True)
    data = bytes(bitmap.buffer)
    image = QImage(data, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    # A picture of its own: the data above go with this call.
    copied = image.copy()
    bitmap.close()
    page.close()
    return copied


def fit_printer(printer: QPrinter, pdf: bytes) -> None:
    """Tell the printer how large the paper is, as its first page says, and that it brings its own margins."""
    first = sizes(pdf)[0]
    size = QPageSize(QSizeF(first.width, first.height), QPageSize.Unit.Point)
    printer.setPageSize(size)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)


def print_pages(progress: Progress, pdf: bytes, printer: QPrinter) -> int:
    """Print the pages the person chose; returns how many. Raises PrinterTrouble, Cancelled."""
    every = sizes(pdf)
    first = max(1, printer.fromPage() or 1)
    last = min(len(every), printer.toPage() or len(every))
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterTrouble()
    try:
        for done, number in enumerate(range(first - 1, last)):
            progress(done, last - first + 1)
            if done and not printer.newPage():
                raise PrinterTrouble()
            width = round(every[number].width / _POINTS * PRINT_DPI)
            picture = pictures(pdf, [number], width)[number]
            paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
            fitted = picture.size().scaled(paper.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRectF(0, 0, fitted.width(), fitted.height()), picture)
    finally:
        painter.end()
    progress(last - first + 1, last - first + 1)
    return last - first + 1

"""Saving and printing a paper, the same on every page that shows one."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog

from officer_app.core.documents.writing import write_whole
from officer_app.i18n import _, ngettext
from officer_app.ui.page import PageView
from officer_app.ui.paper.sheets import fit_printer, print_pages


class PaperActions:
    """What can be done with a finished PDF, on behalf of a page."""

    def __init__(self, page: PageView) -> None:
        self._page = page

    def save_as(self, pdf: bytes, file_name: str) -> None:
        """Ask where, and write it whole or not at all."""
        folder = str(self._page.desk.settings.value("papers/folder") or _documents())
        words = _("PDF documents") + " (*.pdf)"
        chosen, _filter = QFileDialog.getSaveFileName(
            self._page, _("Save as PDF"), str(Path(folder) / file_name), words
        )
        if chosen:
            self.write(pdf, Path(chosen))

    def write(self, pdf: bytes, path: Path) -> None:
        """Write it to a file, and say where it is."""
        path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        self._page.desk.settings.setValue("papers/folder", str(path.parent))
        jobs = self._page.desk.jobs
        said = _("Saved: {path}").format(path=path)
        jobs.quietly(
            write_whole, path, pdf, then=lambda _n: self._page.error_bar.say(said, kind="ok"), owner=self._page
        )

    def print(self, pdf: bytes, title: str, file_name: str) -> None:
        """Print it; where there is no printer, say so and offer the file."""
        if not QPrinterInfo.availablePrinterNames():
            self._page.error_bar.say(
                _("No printer is set up on this machine."),
                _("Save the PDF and print it elsewhere, or set up a printer in the system."),
                [(_("Save as PDF…"), lambda: self.save_as(pdf, file_name))],
                kind="warn",
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        fit_printer(printer, pdf)
        printer.setDocName(title)
        dialog = QPrintDialog(printer, self._page)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._page.desk.jobs.long(
                _("Printing {title}").format(title=title),
                print_pages,
                pdf,
                printer,
                then=self._printed,
                failed=lambda error: self._page.desk.notices.show_error(error, self._page),
                owner=self._page,
            )

    def _printed(self, pages: int) -> None:
        words = ngettext("{n} page sent to the printer", "{n} pages sent to the printer", pages).format(n=pages)
        self._page.error_bar.say(words, kind="ok")


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

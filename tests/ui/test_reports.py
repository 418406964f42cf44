"""Reports in the window: what is seen is what is printed and saved."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from pytestqt.qtbot import QtBot

from officer_app.core.progress import Cancelled, unwatched
from officer_app.ui.jobs import Jobs
from officer_app.ui.paper.actions import PaperActions
from officer_app.ui.paper.sheets import fit_printer, pictures, print_pages, sizes
from officer_app.ui.reports import ReportsView
from tests.fieldwork import Fieldwork
from tests.ui.rooms import CTRL, Room, close_window, open_window, small_office


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        key = office.enterprise("上海澜启生物科技有限公司", office.liaison)
        for day in (3, 14, 20):
            office.visit(key, day=date(2026, 8, day), content="二期厂房十月投产。")
        yield office


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, work, work.supervisor, tmp_path)
    yield opened
    close_window(opened)


def reports(room: Room) -> ReportsView:
    if room.window.current_key() != "reports":
        room.window.go("reports")
    page = room.window.current_page()
    assert isinstance(page, ReportsView)
    return page


def test_the_month_that_has_ended_is_offered_with_its_number_of_visits(room: Room) -> None:
    page = reports(room)
    assert page.chosen_month() == date(2026, 8, 1)
    assert page._found.text() == "本月走访 3 次"
    page.officer.set_value(room.work.colleague.id)
    assert "没有走访" in page._found.text()
    assert not page._save.isEnabled()
    assert page._save.toolTip()


def test_the_report_is_shown_page_by_page_and_saved_as_it_is(room: Room, tmp_path: Path) -> None:
    page = reports(room)
    room.press(Qt.Key.Key_Return, CTRL)
    assert page._pdf.startswith(b"%PDF")
    assert page.preview.pages() == len(sizes(page._pdf)) >= 3
    PaperActions(page).write(page._pdf, tmp_path / "八月")
    assert (tmp_path / "八月.pdf").read_bytes() == page._pdf
    assert str(tmp_path / "八月.pdf") in page.error_bar.message()


def test_a_folder_that_is_not_there_is_an_error_with_a_next_step(room: Room, tmp_path: Path) -> None:
    page = reports(room)
    page.make()
    PaperActions(page).write(page._pdf, tmp_path / "没有" / "八月.pdf")
    assert "八月.pdf" in page.error_bar.message()


def test_without_a_printer_the_file_is_offered(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    page = reports(room)
    page.make()
    room.press(Qt.Key.Key_P, CTRL)
    assert "没有打印机" in page.error_bar.message()


def test_the_print_has_the_pages_of_the_preview(room: Room, tmp_path: Path) -> None:
    page = reports(room)
    page.make()
    printer = QPrinter()
    fit_printer(printer, page._pdf)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_pages(unwatched, page._pdf, printer) == page.preview.pages()
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert len(sizes(printed)) == page.preview.pages()
    # Seen from afar, both have the same grey in the same places.
    seen, on_paper = (
        pictures(pdf, [0], 1200)[0].scaled(60, 85, mode=Qt.TransformationMode.SmoothTransformation)
        for pdf in (page._pdf, printed)
    )
    farthest = max(
        abs(seen.pixelColor(x, y).lightness() - on_paper.pixelColor(x, y).lightness())
        for x in range(60)
        for y in range(85)
    )
    assert farthest < 48


def test_a_cancelled_report_leaves_the_page_ready_for_another(
    qtbot: QtBot, work: Fieldwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs(work.bureau.office, work.supervisor)
    room = open_window(qtbot, work, work.supervisor, tmp_path, jobs)

    def stopped(_report: object, *_rest: object) -> bytes:
        raise Cancelled

    try:
        page = reports(room)
        with monkeypatch.context() as patch:
            patch.setattr("officer_app.ui.reports.period_report", stopped)
            page.make()
            qtbot.waitUntil(lambda: not jobs.busy())
        assert page._pdf == b""
        assert page._job is None
        assert "生成报告" in page._save.toolTip()
        page.make()
        qtbot.waitUntil(lambda: page._pdf != b"")
    finally:
        jobs.close()
        close_window(room)

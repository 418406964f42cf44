"""The page of reports, worked by hand: make, read, save, print, issue, figures, archive."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from pytestqt.qtbot import QtBot

from officer_app.core.progress import Cancelled, unwatched
from officer_app.overview.archive import IssuedKind, issued_papers, reprint
from officer_app.ui.jobs import Jobs
from officer_app.ui.paper.actions import PaperActions
from officer_app.ui.paper.page import PaperView
from officer_app.ui.paper.sheets import fit_printer, pictures, print_pages, sizes
from officer_app.ui.reports.choosing import DAYS, QUARTER, RECORDS
from officer_app.ui.reports.page import ARCHIVE, FIGURES, ReportsView
from officer_app.ui.visits.list import VisitsView
from officer_app.visits.answer_counts import AnswerCount, AnswerKind
from officer_app.visits.answers import ItemAnswer
from officer_app.visits.checklists import checklists_in_force
from tests.fieldwork import Fieldwork
from tests.pdf_reading import Reading
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


def text(pdf: bytes) -> str:
    with Reading(pdf) as reading:
        return reading.squeezed()


def test_the_month_that_has_ended_is_offered_with_its_number_of_visits(room: Room) -> None:
    page = reports(room)
    assert page.chooser.period_words() == "2026年8月"
    assert page.found.text() == "期间走访 3 次"
    page.chooser.officer.set_value(room.work.colleague.id)
    assert "没有走访" in page.found.text()
    assert not page.paper.save.isEnabled()
    assert page.paper.save.toolTip()


def test_the_report_is_shown_page_by_page_and_saved_as_it_is(room: Room, tmp_path: Path) -> None:
    page = reports(room)
    room.press(Qt.Key.Key_Return, CTRL)
    assert page.paper.pdf.startswith(b"%PDF")
    assert "（草稿）" in text(page.paper.pdf)
    assert page.paper.preview.pages() == len(sizes(page.paper.pdf)) >= 3
    PaperActions(page).write(page.paper.pdf, tmp_path / "八月")
    assert (tmp_path / "八月.pdf").read_bytes() == page.paper.pdf
    assert str(tmp_path / "八月.pdf") in page.error_bar.message()


def test_a_quarter_and_any_days_can_be_chosen(room: Room) -> None:
    page = reports(room)
    page.chooser.kind.choose(QUARTER)
    page.chooser.quarter.set_value("2026-07-01")
    assert page.found.text() == "期间走访 3 次"
    page.make()
    assert "2026年第三季度企业走访情况报告" in text(page.paper.pdf)
    # It is still running.
    assert not page.paper.issue.isEnabled()
    assert "尚未结束" in page.paper.issue.toolTip()
    page.chooser.kind.choose(DAYS)
    page.chooser.first.set_value(date(2026, 8, 10))
    page.chooser.last.set_value(date(2026, 8, 16))
    assert page.found.text() == "期间走访 1 次"
    page.make()
    assert "2026年8月10日至8月16日" in text(page.paper.pdf)
    page.chooser.last.set_value(date(2026, 8, 1))
    page.make()
    assert "日期" in page.error_bar.message()


def test_a_folder_that_is_not_there_is_an_error_with_a_next_step(room: Room, tmp_path: Path) -> None:
    page = reports(room)
    page.make()
    PaperActions(page).write(page.paper.pdf, tmp_path / "没有" / "八月.pdf")
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
    pdf = page.paper.pdf
    printer = QPrinter()
    fit_printer(printer, pdf)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_pages(unwatched, pdf, printer) == page.paper.preview.pages()
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert len(sizes(printed)) == page.paper.preview.pages()
    # Seen from afar, both have the same grey in the same places.
    seen, on_paper = (
        pictures(one, [0], 1200)[0].scaled(60, 85, mode=Qt.TransformationMode.SmoothTransformation)
        for one in (pdf, printed)
    )
    farthest = max(
        abs(seen.pixelColor(x, y).lightness() - on_paper.pixelColor(x, y).lightness())
        for x in range(60)
        for y in range(85)
    )
    assert farthest < 48


def test_records_of_many_visits_are_one_print_or_a_file_each(room: Room, tmp_path: Path) -> None:
    page = reports(room)
    page.chooser.paper.set_value(RECORDS)
    page.make()
    with Reading(page.paper.pdf) as reading:
        assert len(reading) == 3
        assert len(reading.outline()) == 3
        assert reading.squeezed().count("第1页共1页") == 3
    assert page.paper.each.isVisible()
    assert not page.paper.issue.isVisible()
    page.paper.write_each(tmp_path)
    assert sorted(file.name for file in tmp_path.glob("ZF-*.pdf")) == [f"ZF-2026-000{n}.pdf" for n in (1, 2, 3)]
    assert "3 份走访记录" in page.error_bar.message()
    page.chooser.officer.set_value(room.work.colleague.id)
    page.make()
    assert page.paper.pdf == b""


def test_an_issued_report_has_its_number_and_stands_in_the_archive(room: Room) -> None:
    page = reports(room)
    page.make()
    page.paper.issue.click()
    assert "编号" in page.error_bar.message()
    assert room.work.bureau.office.read(issued_papers, room.work.liaison) == []
    page.paper.issuing.issue()
    row = room.work.bureau.office.read(issued_papers, room.work.liaison)[0]
    assert row.number in page.error_bar.message()
    assert row.number in text(page.paper.pdf)
    assert not page.paper.issue.isEnabled()
    page.switch.choose(ARCHIVE)
    assert page.archive.table.current_row() == row
    page.archive.table.setFocus()
    room.press(Qt.Key.Key_Return)
    paper = room.window.current_page()
    assert isinstance(paper, PaperView)
    assert paper.pdf == room.work.bureau.office.read(reprint, room.work.liaison, row.id).content


def test_the_archive_is_narrowed_by_number_kind_and_force(room: Room) -> None:
    page = reports(room)
    for _time in range(2):
        page.make()
        page.paper.issuing.issue()
    page.switch.choose(ARCHIVE)
    shown = page.archive.table.rows_model
    assert shown.rowCount() == 2
    page.archive.state.choose("in force")
    assert shown.rowCount() == 1
    page.archive.text.setText("0001")
    assert shown.rowCount() == 0
    page.archive.state.choose(None)
    page.archive.kind.choose(IssuedKind.VISIT_REPORT.value)
    assert shown.rowCount() == 1


def test_who_may_not_issue_has_no_button_for_it(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> None:
    room = open_window(qtbot, work, work.liaison, tmp_path)
    try:
        page = reports(room)
        page.make()
        # An officer begins with their own visits.
        assert "联络员王敏" in text(page.paper.pdf)
        assert not page.paper.issue.isVisible()
    finally:
        close_window(room)


def test_the_figures_are_those_of_the_paper_and_can_be_read_with_the_keys(room: Room) -> None:
    page = reports(room)
    page.make()
    room.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.switch.value() == FIGURES
    figures = page.figures.shown
    assert figures is not None
    assert figures.visits.visits == 3
    assert f"共走访重点企业{figures.visits.enterprises}家、3次" in text(page.paper.pdf)
    chart = page.figures.charts[0]
    chart.grab()
    chart.setFocus()
    room.press(Qt.Key.Key_Right)
    assert chart.said() == "3—9: 上门 1, 电话 0, 视频 0, 来访 0"
    assert "上门" in chart.accessibleDescription()
    page.figures.reload()
    assert room.focused() is page.figures.charts[0]
    page.chooser.kind.choose(DAYS)
    page.chooser.first.set_value(date(2020, 1, 1))
    page.chooser.last.set_value(date(2020, 1, 2))
    assert page.figures.charts == []
    # Where the keyboard was is gone; it goes on where other days are chosen.
    assert page.chooser.isAncestorOf(room.focused())


def test_a_cancelled_report_leaves_the_page_ready_for_another(
    qtbot: QtBot, work: Fieldwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs(work.bureau.office, work.supervisor)
    room = open_window(qtbot, work, work.supervisor, tmp_path, jobs)

    def stopped(_report: object, _progress: object) -> bytes:
        raise Cancelled

    try:
        page = reports(room)
        with monkeypatch.context() as patch:
            patch.setattr("officer_app.overview.papers.period_report", stopped)
            page.make()
            qtbot.waitUntil(lambda: not jobs.busy())
        assert page.paper.pdf == b""
        assert page.paper.job is None
        assert "生成材料" in page.paper.save.toolTip()
        page.make()
        qtbot.waitUntil(lambda: page.paper.pdf != b"")
    finally:
        jobs.close()
        close_window(room)


def test_the_visits_chosen_in_the_list_are_one_print(room: Room) -> None:
    room.window.go("visits")
    page = room.window.current_page()
    assert isinstance(page, VisitsView)
    page.officer.choose(None)
    page.table.selectAll()
    room.press(Qt.Key.Key_P, CTRL)
    paper = room.window.current_page()
    assert isinstance(paper, PaperView)
    with Reading(paper.pdf) as reading:
        assert [title.split(" ")[0] for _level, title in reading.outline()] == [f"ZF-2026-000{n}" for n in (3, 2, 1)]


def answered(page: ReportsView) -> list[AnswerCount]:
    rows: list[AnswerCount] = []
    page.answers.table.rows_model.reading()(0, 200, rows.extend)
    return [row for row in rows if row.answered]


def test_what_was_answered_to_the_checklists_is_counted_for_the_days_chosen(room: Room) -> None:
    office, work = room.work.bureau.office, room.work
    heads = next(item for one in office.read(checklists_in_force, work.liaison) for item in one.questions
                 if item.kind is AnswerKind.NUMBER)  # fmt: skip
    firm = work.enterprise("上海岚恒信息技术有限公司", work.liaison)
    for day, number in ((5, 120), (19, 130)):
        work.visit(firm, day=date(2026, 8, day), answers=(ItemAnswer(heads.item_id, Decimal(number)),))
    page = reports(room)
    page.switch.choose("answers")
    (row,) = answered(page)
    assert (row.question, row.answered, row.total, row.mean) == (heads.text, 2, 250, 125)
    page.answers.latest.setChecked(True)
    (row,) = answered(page)
    assert (row.answered, row.total) == (1, 130)
    page.chooser.choose_month(date(2026, 6, 1))
    assert not page.answers.table.isVisible()

"""Ways in and out of an enterprise's file: files held over a page, who stands in for its officers, all its duties."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.directory.service import draft_of, save_enterprise
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.imports.page import ImportPage
from officer_app.ui.network.duties import DutiesPage
from officer_app.ui.page import PageView
from officer_app.ui.paper.page import PaperView
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.widgets import ElidedText, Link, PageHeading, PushButton, Text
from officer_app.ui.widgets.drop_area import DropArea
from tests.fieldwork import TODAY, Fieldwork
from tests.pdf_reading import Reading
from tests.test_cover import cover
from tests.ui.rooms import Room

_COPY, _LEFT, _NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


P = TypeVar("P", bound=PageView)


def page_of(room: Room, kind: type[P]) -> P:
    page = room.window.current_page()
    assert isinstance(page, kind)
    return page


def file_page(room: Room, key: int) -> EnterprisePage:
    room.window.go("enterprise", EnterpriseWanted(key))
    return page_of(room, EnterprisePage)


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(Text) if label.isVisible())


def held(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def test_a_frame_says_what_becomes_of_files_while_they_are_held_over_a_page(
    work: Fieldwork, enter: Callable[[Actor], Room], tmp_path: Path
) -> None:
    key = work.enterprise("甲公司", work.liaison)
    page = file_page(enter(work.supervisor), key)
    mark = page.drops.mark
    mime = held(tmp_path / "执照.pdf")
    assert not mark.isVisible()
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), _COPY, mime, _LEFT, _NONE))
    assert mark.isVisible()
    assert mark.geometry() == page.rect()
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert not mark.isVisible()
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), _COPY, mime, _LEFT, _NONE))
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), _COPY, mime, _LEFT, _NONE))
    assert not mark.isVisible()


@pytest.mark.parametrize(("name", "taken"), [("名单.CSV.GZ", True), ("名单.xlsx", True), ("执照.pdf", False)])
def test_the_directory_takes_the_same_files_as_the_import(
    name: str, taken: bool, work: Fieldwork, enter: Callable[[Actor], Room], tmp_path: Path
) -> None:
    work.enterprise("甲公司", work.liaison)
    room = enter(work.supervisor)
    room.window.go("directory", None)
    page = page_of(room, DirectoryPage)
    mime = held(tmp_path / name)
    entering = QDragEnterEvent(QPoint(9, 9), _COPY, mime, _LEFT, _NONE)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted() is taken
    if taken:
        QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), _COPY, mime, _LEFT, _NONE))
        page_of(room, ImportPage)


def test_who_may_not_import_is_not_offered_to_drop_a_workbook(
    work: Fieldwork, enter: Callable[[Actor], Room], tmp_path: Path
) -> None:
    work.enterprise("甲公司", work.liaison)
    room = enter(work.liaison)
    room.window.go("directory", None)
    page = page_of(room, DirectoryPage)
    entering = QDragEnterEvent(QPoint(9, 9), _COPY, held(tmp_path / "名单.xlsx"), _LEFT, _NONE)
    QApplication.sendEvent(page, entering)
    assert not entering.isAccepted()
    assert not page.findChildren(DropArea)


def test_the_file_names_who_acts_for_an_officer_that_is_away(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    key = work.enterprise("甲公司", work.liaison)
    room = enter(work.supervisor)
    assert "代管" not in texts(file_page(room, key).parts)
    cover(work, work.liaison, work.colleague)
    page = file_page(room, key)
    assert f"由 {work.colleague.name} 代管至" in texts(page.parts)


def test_the_officers_of_a_file_lead_to_all_their_duties(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    key = work.enterprise("甲公司", work.liaison)
    room = enter(work.supervisor)
    page = file_page(room, key)
    for tab in ("overview", "history"):
        page = file_page(room, key)
        page.parts.choose(tab)
        QApplication.processEvents()
        shown = [link for link in page.parts.findChildren(Link) if link.isVisible()]
        link = next(link for link in shown if link.text().startswith("历任与任期"))
        link.clicked.emit()
        duties = page_of(room, DutiesPage)
        assert duties.heading.title.text() == "甲公司"
        assert [row.officer for row in duties.table.chosen_rows()] == [work.liaison.name]


def test_the_panel_keeps_its_width_whatever_a_recognition_says(work: Fieldwork, enter: Callable[[Actor], Room]) -> None:
    key, other = work.enterprise("甲公司", work.liaison), work.enterprise("乙公司", work.liaison)
    office = work.bureau.office
    draft = office.read(draft_of, work.supervisor, key)
    first, last = TODAY - timedelta(days=900), TODAY - timedelta(days=5)
    office.perform(save_enterprise, work.supervisor, replace(draft, high_tech_since=first, high_tech_until=last))
    room = enter(work.supervisor)
    room.window.go("directory", None)
    page = page_of(room, DirectoryPage)
    assert other
    widths = set()
    for place in range(2):
        page.table.set_current(place)
        page._load_file()
        QApplication.processEvents()
        widths.add(page.side.width())
        assert page.side.minimumSizeHint().width() <= page.side.width()
    assert len(widths) == 1


def test_a_button_is_read_out_with_the_words_it_shows() -> None:
    plain, named = PushButton("添加"), PushButton("…", name="更多")
    plain.setText("保存")
    named.setText("x")
    assert (plain.accessibleName(), named.accessibleName()) == ("保存", "更多")


def test_where_room_is_short_a_heading_keeps_its_words_and_its_buttons_their_icons(qtbot: QtBot) -> None:
    plain, wordy = PushButton("另存拒收行", "file-down"), PushButton("没有图标")
    first = PushButton("导入 3 行", "upload", kind="primary")
    heading = PageHeading("导入企业名单", (), (plain, wordy, first))
    page = QWidget()
    QVBoxLayout(page).addWidget(heading)
    qtbot.addWidget(page)
    page.resize(900, 90)
    page.show()
    QApplication.processEvents()
    full = plain.width()
    assert not plain.compact()
    assert heading.minimumSizeHint().width() < heading.sizeHint().width()
    page.resize(page.minimumSizeHint())
    QApplication.processEvents()
    assert [button.compact() for button in (plain, wordy, first)] == [True, False, False]
    assert plain.width() < full
    assert (plain.toolTip(), plain.accessibleName()) == ("另存拒收行", "另存拒收行")
    plain.set_reason("还没有")
    plain.set_reason("")
    assert plain.toolTip() == "另存拒收行"
    page.resize(900, 90)
    QApplication.processEvents()
    assert not plain.compact()
    assert plain.toolTip() == ""


def test_the_name_of_an_enterprise_is_cut_only_after_the_buttons_gave_up_their_words(qtbot: QtBot) -> None:
    name, plain = ElidedText("上海澜启生物科技（集团）股份有限公司", "title"), PushButton("打印档案", "printer")
    heading = PageHeading("", (), (plain,))
    heading.row.insertWidget(0, name, 100)
    heading.keep_whole(name)
    page = QWidget()
    QVBoxLayout(page).addWidget(heading)
    qtbot.addWidget(page)
    page.resize(name.sizeHint().width() + plain.sizeHint().width() + 200, 90)
    page.show()
    QApplication.processEvents()
    assert not plain.compact()
    page.resize(page.width() - 150, 90)
    QApplication.processEvents()
    assert plain.compact()
    assert name.width() >= name.sizeHint().width()


def test_the_whole_file_is_printed_with_a_key_and_shown_as_it_will_be_printed(
    work: Fieldwork, enter: Callable[[Actor], Room]
) -> None:
    key = work.enterprise("甲公司", work.liaison)
    room = enter(work.liaison)
    page = file_page(room, key)
    page.buttons["print"].click()
    paper = page_of(room, PaperView)
    assert paper.pdf.startswith(b"%PDF")
    with Reading(paper.pdf) as reading:
        assert "企业服务档案" in reading.squeezed()

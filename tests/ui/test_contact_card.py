"""The contact card in the window: seen as it is printed, and copied as a message or a picture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from officer_app.ui.enterprise.contact_card import ContactCardPage
from officer_app.ui.paper.sheets import sizes
from officer_app.ui.targets import CardWanted
from tests.fieldwork import Fieldwork
from tests.ui.rooms import CTRL, Room, close_window, open_window, small_office


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        yield office


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, work, work.liaison, tmp_path)
    yield opened
    close_window(opened)


def test_the_card_is_shown_and_copied(room: Room) -> None:
    key = room.work.enterprise("上海澜启生物科技有限公司", room.work.liaison)
    room.window.go("contact-card", CardWanted(key))
    page = room.window.current_page()
    assert isinstance(page, ContactCardPage)
    assert page.pdf.startswith(b"%PDF")
    assert len(sizes(page.pdf)) == 1
    room.press(Qt.Key.Key_T, CTRL)
    assert QGuiApplication.clipboard().text().startswith("【服务联系卡】上海澜启生物科技有限公司\n联络员：王敏")
    assert "已复制" in page.error_bar.message()
    room.press(Qt.Key.Key_I, CTRL)
    picture = QGuiApplication.clipboard().image()
    assert picture.width() == 1240
    assert picture.height() > picture.width()


def test_a_card_of_an_enterprise_that_is_gone_says_so(room: Room) -> None:
    room.window.go("contact-card", CardWanted(999))
    page = room.window.current_page()
    assert isinstance(page, ContactCardPage)
    assert page.pdf == b""
    assert page.error_bar.message()

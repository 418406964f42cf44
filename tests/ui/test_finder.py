"""What the search leads to beside enterprises: colleagues, and parts of pages, also by how they sound."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.finder import find, follow
from officer_app.ui.network.page import NetworkPage
from officer_app.ui.widgets.search_popup import Hit
from tests.fieldwork import Fieldwork
from tests.ui.rooms import Room, close_window, open_window, small_office


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Fieldwork]:
    with small_office(sqlite_url) as office:
        yield office


@pytest.fixture
def room(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Room]:
    opened = open_window(qtbot, work, work.supervisor, tmp_path)
    yield opened
    close_window(opened)


def found(room: Room, text: str) -> list[Hit]:
    told: list[list[Hit]] = []
    find(room.window, text, lambda hits: told.append(list(hits)))
    return told[-1]


@pytest.mark.parametrize("text", ["王敏", "wm"])
def test_a_colleague_is_found_and_leads_to_the_enterprises_served(room: Room, text: str) -> None:
    hit = next(hit for hit in found(room, text) if hit.title == "王敏")
    assert hit.caption == "联络员·看企业"
    assert hit.marks == {0, 1}
    follow(room.window, hit)
    page = room.window.current_page()
    assert isinstance(page, DirectoryPage)
    assert page.filters.officer.value() == room.work.liaison.id


@pytest.mark.parametrize("text", ["代管", "dg"])
def test_a_part_of_a_page_is_found_by_its_name(room: Room, text: str) -> None:
    hit = next(hit for hit in found(room, text) if hit.title == "代管")
    follow(room.window, hit)
    page = room.window.current_page()
    assert isinstance(page, NetworkPage)
    assert page.switch.value() == "cover"


def test_parts_somebody_may_not_use_are_not_found(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> None:
    room = open_window(qtbot, work, work.staff, tmp_path)
    try:
        assert [hit.title for hit in found(room, "补缺建议")] == []
        assert "移交" in [hit.title for hit in found(room, "移交")]
    finally:
        close_window(room)

"""The queue of industries by keyboard alone: confirm, decline, choose another, skip, many at once, take back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.directory.file import enterprise_file
from officer_app.directory.industries import Industry
from officer_app.directory.industry_queue import Answer, Waiting, answer_industries
from officer_app.directory.model import Enterprise
from officer_app.people.access import Role
from officer_app.ui.editions.industry_queue import IndustryQueuePage
from officer_app.ui.main_window import MainWindow
from tests.ui.offices import Behind, office_behind

ENTERPRISES = (
    ("上海屿安药业有限公司", "货物进出口；片剂的生产。"),
    ("上海朗序商贸有限公司", "日用百货的销售。"),
    ("上海衡枢机器人有限公司", "机器人的制造。"),
    ("上海序曲软件有限公司", "软件开发。"),
)


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    for name, scope in ENTERPRISES:
        key = made.enterprise(name)
        with made.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(business_scope=scope))
    yield made
    made.bureau.office.close()


@pytest.fixture
def window(behind: Behind) -> MainWindow:
    return behind.window(behind.bureau.person(Role.LIAISON, "何静"))


def queue(window: MainWindow) -> IndustryQueuePage:
    window.go("industry-queue")
    page = window.current_page()
    assert isinstance(page, IndustryQueuePage)
    page.table.setFocus()
    return page


def names(page: IndustryQueuePage) -> list[str]:
    return [row.name for row in page.rows]


def industry_of(behind: Behind, name: str) -> Industry | None:
    reader = behind.bureau.person(Role.STAFF)
    with behind.bureau.office.database.transaction(writes=False) as connection:
        key: int = connection.execute(sa.select(Enterprise.id).where(Enterprise.name == name)).scalar_one()
    return behind.bureau.office.read(enterprise_file, reader, key).industry


def test_suggestions_are_confirmed_one_after_the_other_with_one_key(
    behind: Behind, window: MainWindow, qtbot: QtBot
) -> None:
    page = queue(window)
    assert names(page) == ["上海屿安药业有限公司", "上海衡枢机器人有限公司", "上海序曲软件有限公司"]
    for _row in range(3):
        qtbot.keyClick(page.table, "y")
    assert industry_of(behind, "上海屿安药业有限公司") is Industry.BIOMEDICINE
    assert industry_of(behind, "上海序曲软件有限公司") is Industry.NEXT_GEN_IT
    assert page.stack.currentWidget() is page.nothing
    window.desk.undo.undo()
    assert names(page) == ["上海序曲软件有限公司"]
    assert industry_of(behind, "上海序曲软件有限公司") is None
    page.table.setFocus()
    qtbot.keyClick(page.table, "y")
    assert industry_of(behind, "上海序曲软件有限公司") is Industry.NEXT_GEN_IT


def test_declined_skipped_and_chosen_otherwise(behind: Behind, window: MainWindow, qtbot: QtBot) -> None:
    page = queue(window)
    qtbot.keyClick(page.table, "n")
    assert names(page)[0] == "上海衡枢机器人有限公司"
    qtbot.keyClick(page.table, "s")
    row = page.table.current_row()
    assert row is not None
    assert row.name == "上海序曲软件有限公司"
    qtbot.keyClick(page.table, "6")
    assert industry_of(behind, "上海序曲软件有限公司") is Industry.OTHER_CONTRIBUTOR
    page.start()
    assert names(page) == ["上海衡枢机器人有限公司"]
    page.switch.choose(Waiting.UNKNOWN.value)
    assert names(page) == ["上海屿安药业有限公司", "上海朗序商贸有限公司"]
    assert not page.accept_button.isEnabled() or page.rows[0].suggestion is not None


def test_many_are_confirmed_at_once_and_taken_back_at_once(behind: Behind, window: MainWindow) -> None:
    page = queue(window)
    page.table.selectAll()
    assert page.accept_button.text() == "采纳 3 家"
    page.accept_button.click()
    assert industry_of(behind, "上海衡枢机器人有限公司") is Industry.ROBOTICS
    assert names(page) == []
    window.desk.undo.undo()
    assert len(names(page)) == 3
    assert industry_of(behind, "上海衡枢机器人有限公司") is None


def test_the_words_that_speak_for_it_are_marked(window: MainWindow) -> None:
    page = queue(window)
    assert page.side.scope.toPlainText() == "货物进出口；片剂的生产。"
    assert page.side.scope.marked() == ["片剂"]
    assert page.side.name.marked() == ["药业"]


def test_markup_in_a_scope_is_shown_as_it_stands(window: MainWindow) -> None:
    page = queue(window)
    hostile = page.rows[0]._replace(business_scope="<b>片剂</b>的生产 𬭎片剂")
    page.side.show_row(hostile)
    assert page.side.scope.toPlainText() == "<b>片剂</b>的生产 𬭎片剂"


def test_what_somebody_else_answered_meanwhile_is_named(behind: Behind, window: MainWindow, qtbot: QtBot) -> None:
    page = queue(window)
    row = page.rows[0]
    other = behind.bureau.person(Role.LIAISON)
    answer = Answer(row.enterprise_id, row.version, industry=Industry.CRUISE)
    behind.bureau.office.perform(answer_industries, other, [answer])
    qtbot.keyClick(page.table, "y")
    assert "已被他人改动" in page.error_bar.message()
    assert industry_of(behind, row.name) is Industry.CRUISE
    assert names(page)[0] == "上海衡枢机器人有限公司"


def test_the_filters_narrow_and_an_empty_queue_says_so(window: MainWindow, qtbot: QtBot) -> None:
    page = queue(window)
    page.industry.choose(Industry.ROBOTICS)
    assert names(page) == ["上海衡枢机器人有限公司"]
    page.industry.choose(Industry.CRUISE)
    assert page.stack.currentWidget() is page.nothing
    page.industry.choose(None)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.current_page() is not page

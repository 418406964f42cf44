"""Special talent in Reports, worked by hand: import past cases, read the figures, enter the city's, export."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.ui.imports.past_cases import ImportPastCasesPage
from officer_app.ui.reports.choosing import YEAR
from officer_app.ui.reports.page import TALENT, ReportsView
from officer_app.ui.targets import ImportWanted
from tests.ui.rooms import ALT, Room, close_window, open_window, small_office

FILE = """案件编号,业务类型,企业名称,社保缴费基数倍数,初审工作日,办结日期,状态
TS1,特殊人才,上海某某科技有限公司,3.20,2,2025-03-04,办结
TS2,特殊人才,上海某某科技有限公司,2.20,4,2025-05-04,办结
TS3,特殊人才,上海某某科技有限公司,3.00,3,2026-03-04,办结
YJ1,引进,上海某某科技有限公司,,3,2026-03-04,办结
"""


@pytest.fixture
def room(qtbot: QtBot, sqlite_url: str, tmp_path: Path) -> Iterator[Room]:
    with small_office(sqlite_url) as work:
        opened = open_window(qtbot, work, work.supervisor, tmp_path)
        yield opened
        close_window(opened)


def reports(room: Room) -> ReportsView:
    page = room.window.current_page()
    assert isinstance(page, ReportsView)
    return page


def test_past_cases_are_brought_in_told_compared_and_exported(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "历史.csv"
    path.write_text(FILE, encoding="utf-8")
    room.window.go("reports")
    room.press(Qt.Key.Key_5, ALT)
    page = reports(room)
    assert page.switch.value() == TALENT
    assert page.chooser.kind.value() == YEAR
    assert page.talent.shown is not None
    assert page.talent.shown.nothing
    assert not page.talent.export_button.isEnabled()
    room.window.go("import-cases", ImportWanted(path))
    brought = room.window.current_page()
    assert isinstance(brought, ImportPastCasesPage)
    assert brought.go_button.isEnabled()
    brought.go_button.click()
    room.window.go("reports", TALENT)
    page = reports(room)
    told = [one.text for one in page.talent.told]
    assert any("特殊人才1件，同比下降50.00%" in text and "1/2" in text for text in told)
    assert any(one.refused and "全市" in one.text for one in page.talent.told)
    city = page.talent.city
    city.value.setText("五十")
    city.enter()
    assert city.form.error_of("value")
    city.value.setText("50%")
    city.source.setText("全市通报")
    city.enter()
    assert any("全市50%（全市通报）" in one.text.replace(".00", "") for one in page.talent.told)
    page.talent.export_to(tmp_path / "统计.xlsx")
    assert (tmp_path / "统计.xlsx").stat().st_size > 1_000


def test_who_may_not_enter_the_citys_figures_sees_them_only(qtbot: QtBot, sqlite_url: str, tmp_path: Path) -> None:
    with small_office(sqlite_url) as work:
        room = open_window(qtbot, work, work.liaison, tmp_path)
        room.window.go("reports", TALENT)
        part = reports(room).talent
        assert part.import_button.isHidden()
        assert part.city.enter_button.isHidden()
        close_window(room)

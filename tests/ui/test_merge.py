"""Merging two enterprises in the window, by mouse and by keys; what may be the same, and the way back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.directory.file import enterprise_file
from officer_app.directory.lists.browsing import list_enterprises
from officer_app.directory.lists.filters import DirectoryFilter
from officer_app.overview.merging.rules import Pick
from officer_app.people.access import Role
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.merging.duplicates import DuplicatesPage
from officer_app.ui.merging.merge import MergePage
from officer_app.ui.merging.undo import UndoMergePage
from officer_app.ui.targets import EnterpriseWanted, MergeWanted, NewVisit, UndoMergeWanted
from officer_app.ui.widgets import Link
from tests.mergework import Mergework, Side
from tests.ui.conftest import compose
from tests.ui.offices import Behind, office_behind


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


@pytest.fixture
def boss(behind: Behind) -> Actor:
    return behind.bureau.person(Role.SUPERVISOR)


def merging(window: MainWindow, kept: int, gone: int | None = None) -> MergePage:
    window.go("merge", MergeWanted(kept, gone))
    page = window.current_page()
    assert isinstance(page, MergePage)
    return page


def names(behind: Behind, actor: Actor) -> list[str]:
    return [row.name for row in behind.bureau.office.read(list_enterprises, actor, DirectoryFilter()).rows]


def test_the_file_offers_what_may_be_the_same_and_the_two_are_merged_by_keys(
    behind: Behind, boss: Actor, qtbot: QtBot
) -> None:
    kept, _gone = behind.enterprise("上海澜启科技有限公司"), behind.enterprise("上海澜启科技有限责任公司")
    window = behind.window(boss)
    window.go("enterprise", EnterpriseWanted(kept))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    assert [one.name for one in page.merges.alike.shown] == ["上海澜启科技有限责任公司"]
    merge = next(link for link in page.merges.alike.findChildren(Link) if link.text() == "合并…")
    merge.setFocus()
    qtbot.keyClick(merge, Qt.Key.Key_Return)
    side = window.current_page()
    assert isinstance(side, MergePage)
    # The arrow keys choose the other name; Ctrl+Enter merges.
    name = side.fields.option("name", Pick.KEPT)
    assert name.hasFocus()
    qtbot.keyClick(name, Qt.Key.Key_Right)
    assert side.fields.picks()["name"] is Pick.GONE
    qtbot.keyClick(side, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.current_page() is page)
    assert page.error_bar.message().startswith("“上海澜启科技有限责任公司”已并入")
    assert names(behind, boss) == ["上海澜启科技有限责任公司"]
    assert page.merges.alike.isHidden()
    # What was done can be taken back at once.
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(names(behind, boss)) == 2)


def test_the_other_record_is_found_by_typing(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    kept, gone = behind.enterprise("上海澜启科技有限公司"), behind.enterprise("上海完全不同贸易有限公司")
    page = merging(behind.window(boss), kept)
    assert page.picker.box.hasFocus()
    qtbot.keyClicks(page.picker.box, "wqbt")
    qtbot.waitUntil(page.picker.box.popup().isVisible)
    qtbot.keyClick(page.picker.box, Qt.Key.Key_Return)
    assert page.body.currentIndex() == 1
    assert page._preview is not None
    assert (page._preview.pair.kept_id, page._preview.pair.gone_id) == (kept, gone)


def test_the_other_one_can_be_kept_instead(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    kept, gone = behind.enterprise("甲公司"), behind.enterprise("乙公司")
    window = behind.window(boss)
    page = merging(window, kept, gone)
    qtbot.mouseClick(page.swap, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert names(behind, boss) == ["乙公司"]
    assert behind.bureau.office.read(enterprise_file, boss, gone).former_names == "甲公司"


def test_open_cases_on_both_sides_are_shown_and_must_be_confirmed(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    house = Mergework(behind.bureau)
    kept, gone = house.enterprise(Side(cases=1)), house.enterprise(Side(cases=1))
    window = behind.window(boss)
    page = merging(window, kept, gone)
    assert page.cases.isVisible()
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert "未办结" in page.error_bar.message()
    page.cases.setChecked(True)
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert isinstance(window.current_page(), EnterprisePage)
    assert {row["enterprise_id"] for row in house.tables()["talent_case"].values()} == {kept}


def test_what_changed_meanwhile_is_compared_anew(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    house = Mergework(behind.bureau)
    kept, gone = house.enterprise(Side(headcount=1)), house.enterprise(Side(headcount=2))
    page = merging(behind.window(boss), kept, gone)
    with behind.bureau.office.database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE enterprise SET headcount = 77, version = version + 1")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert "他人" in page.error_bar.message()
    page._ask(kept, gone)
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert behind.bureau.office.read(enterprise_file, boss, kept).headcount == 77


def test_a_merge_is_undone_from_the_file(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    house = Mergework(behind.bureau)
    kept, gone = house.enterprise(Side(), "甲公司"), house.enterprise(Side(), "乙公司")
    house.merge(kept, gone)
    window = behind.window(boss)
    window.go("enterprise", EnterpriseWanted(kept))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    undo = next(link for link in page.merges.findChildren(Link) if link.text() == "撤销…")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    undoing = window.current_page()
    assert isinstance(undoing, UndoMergePage)
    qtbot.keyClick(undoing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.current_page(), EnterprisePage)
    assert "“乙公司”已恢复" in page.error_bar.message()
    assert page.name.text() == "乙公司"


def test_a_merge_taken_back_with_ctrl_z_says_so_and_not_that_it_stands(
    behind: Behind, boss: Actor, qtbot: QtBot
) -> None:
    house = Mergework(behind.bureau)
    kept, gone = house.enterprise(Side(), "甲公司"), house.enterprise(Side(), "乙公司")
    window = behind.window(boss)
    qtbot.mouseClick(merging(window, kept, gone).button, Qt.MouseButton.LeftButton)
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    assert "已并入" in page.error_bar.message()
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "“乙公司”已恢复" in page.error_bar.message()


def test_undoing_too_late_says_until_when_it_could_be(behind: Behind, boss: Actor) -> None:
    house = Mergework(behind.bureau)
    merge = house.merge(house.enterprise(Side()), house.enterprise(Side()))
    behind.bureau.clock.now = behind.bureau.clock.now.replace(month=12)
    window = behind.window(boss)
    window.go("undo-merge", UndoMergeWanted(merge))
    page = window.current_page()
    assert isinstance(page, UndoMergePage)
    assert "2026-10-17" in page.error_bar.message()
    assert not page.button.isEnabled()


def test_a_link_to_a_merged_enterprise_leads_to_the_one_kept(behind: Behind, boss: Actor) -> None:
    house = Mergework(behind.bureau)
    kept, gone = house.enterprise(Side(), "甲公司"), house.enterprise(Side(), "乙公司")
    window = behind.window(boss)
    house.merge(kept, gone)
    window.go("enterprise", EnterpriseWanted(gone))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    assert page.name.text() == "甲公司"
    assert page.error_bar.message() == "“乙公司”已于 2026-09-17 并入“甲公司”。"
    # Elsewhere a button leads there.
    window.go("visit", NewVisit(gone))
    assert window.current_page() is not page


def test_a_form_shows_what_may_be_there_already_and_never_stops_anybody(
    behind: Behind, boss: Actor, qtbot: QtBot
) -> None:
    behind.enterprise("上海澜启生物科技有限公司")
    window = behind.window(boss)
    window.go("edit-enterprise")
    form = window.current_page()
    assert isinstance(form, EnterpriseFormPage)
    assert form.alike.isHidden()
    form.name.setFocus()
    compose(form.name, "lanqi", "澜启生物科技股份有限公司")
    qtbot.waitUntil(form.alike.isVisible)
    (candidate,) = form.alike.shown
    assert candidate.reasons[0] == "除地名、组织形式外名称相同"
    form.uscc.setText(behind.code())
    form._save()
    assert sorted(names(behind, boss)) == ["上海澜启生物科技有限公司", "澜启生物科技股份有限公司"]


def test_two_rows_of_the_list_are_compared_with_a_key(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    one, other = behind.enterprise("甲公司"), behind.enterprise("乙公司")
    window = behind.window(boss)
    window.go("directory")
    page = window.current_page()
    assert isinstance(page, DirectoryPage)
    page.table.setFocus()
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_M)
    side = window.current_page()
    assert isinstance(side, MergePage)
    assert side._preview is not None
    assert {side._preview.pair.kept_id, side._preview.pair.gone_id} == {one, other}


def test_the_work_list_leads_from_a_pair_to_the_comparison(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    window = behind.window(boss)
    window.go("duplicates")
    page = window.current_page()
    assert isinstance(page, DuplicatesPage)
    assert page.nothing.isVisible()
    one, other = behind.enterprise("上海同名贸易有限公司"), behind.enterprise("上海同名贸易有限公司")
    page.reload()
    assert page.table.isVisible()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    side = window.current_page()
    assert isinstance(side, MergePage)
    assert side._preview is not None
    assert {side._preview.pair.kept_id, side._preview.pair.gone_id} == {one, other}


def test_who_may_not_merge_is_not_offered_it(behind: Behind) -> None:
    kept = behind.enterprise("上海澜启科技有限公司")
    behind.enterprise("上海澜启科技有限责任公司")
    window = behind.window(behind.bureau.person(Role.LIAISON))
    window.go("enterprise", EnterpriseWanted(kept))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    assert [link.text() for link in page.merges.alike.findChildren(Link)] == ["打开"]
    assert not page.merges.other.isVisible()

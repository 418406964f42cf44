"""The directory's list by keyboard and mouse: filters, views, columns, choosing many, changing and exporting them."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.directory.defining_fields import FieldDraft, define_field, retire_field
from officer_app.directory.industries import Industry
from officer_app.directory.lists import bulk_edit as bulk_rules
from officer_app.directory.lists.bulk_edit import BulkChange, BulkField, BulkVerdict
from officer_app.directory.model import CustomValue, Enterprise, FieldKind
from officer_app.overview.register import ContactSort
from officer_app.people.access import Role
from officer_app.people.views import change_view, list_views, share_view
from officer_app.ui.directory.bulk_edit import BulkEditPage
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.table_layout import ColumnPlace
from officer_app.ui.targets import AssignWanted
from officer_app.ui.widgets import Entry
from officer_app.ui.widgets.filter_chip import BoundsChip, ManyChip
from officer_app.ui.widgets.sheet import Sheet
from tests.ui.offices import Behind, office_behind


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


@pytest.fixture
def boss(behind: Behind) -> Actor:
    for place in range(6):
        behind.enterprise(f"企业{place}", "顾村镇" if place % 2 else "罗店镇")
    with behind.bureau.office.database.transaction(writes=True) as connection:
        for key in range(1, 7):
            values = {"headcount": key * 10, "industry": Industry.ROBOTICS if key > 4 else None}
            connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(**values))
    return behind.bureau.person(Role.SUPERVISOR)


def directory(window: MainWindow) -> DirectoryPage:
    window.go("directory")
    page = window.current_page()
    assert isinstance(page, DirectoryPage)
    page.table.setFocus()
    return page


def names(page: DirectoryPage) -> list[str]:
    model = page.table.rows_model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def sheet_of(page: DirectoryPage) -> Sheet:
    return [sheet for sheet in page.findChildren(Sheet) if sheet.isVisible()][-1]


def typed(qtbot: QtBot, sheet: Sheet, *texts: str) -> None:
    fields = sheet.findChildren(Entry)
    for field, text in zip(fields, texts, strict=True):
        field.setText(text)
    qtbot.keyClick(fields[0], Qt.Key.Key_Return)


def test_several_towns_and_none_are_ticked_in_a_menu_that_stays_open(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    town = page.filters.town
    qtbot.keyClick(town, Qt.Key.Key_Return)
    menu = next(menu for menu in town.findChildren(QMenu) if menu.isVisible())
    luodian = next(action for action in menu.actions() if action.text() == "罗店镇")
    menu.setActiveAction(luodian)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    assert names(page) == ["企业0", "企业2", "企业4"]
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert len(names(page)) == 6
    menu.close()
    page.filters.town.choose((None,))
    assert page.shown().count == 0
    qtbot.keyClick(town, Qt.Key.Key_Delete)
    assert len(names(page)) == 6


def test_a_filter_is_added_typed_into_and_taken_back_by_key(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    chip = page.filters.headcount
    assert chip.isHidden()
    page.filters.add(chip)
    qtbot.waitUntil(lambda: bool([one for one in page.findChildren(Sheet) if one.isVisible()]))
    typed(qtbot, sheet_of(page), "many", "")
    assert sheet_of(page).wrong.isVisible()
    typed(qtbot, sheet_of(page), "50", "20")
    assert names(page) == ["企业1", "企业2", "企业3", "企业4"]
    assert chip.accessibleName() == "筛选 职工人数：20 至 50"
    assert page.filters.count.text() == "4 家"
    qtbot.keyClick(chip, Qt.Key.Key_Backspace)
    assert len(names(page)) == 6


def test_fields_of_the_offices_own_filter_sort_and_are_columns(behind: Behind, boss: Actor) -> None:
    admin = behind.bureau.person(Role.ADMINISTRATOR)
    field = behind.bureau.office.perform(define_field, admin, FieldDraft("税额", FieldKind.NUMBER)).value
    with behind.bureau.office.database.transaction(writes=True) as connection:
        rows = [
            {"field_id": field, "enterprise_id": key, "number": Decimal(10 - key), "version": 1} for key in (1, 2, 3)
        ]
        connection.execute(sa.insert(CustomValue), rows)
    page = directory(behind.window(boss))
    key = f"custom.{field}"
    chip = page.filters.chips()[key]
    assert isinstance(chip, BoundsChip)
    page.table.sort_wanted.emit(key, False)
    assert names(page)[:3] == ["企业2", "企业1", "企业0"]
    chip.choose((Decimal(8), None))
    assert names(page) == ["企业1", "企业0"]
    page.table.arrange([ColumnPlace("name"), ColumnPlace(key, 90)])
    number = next(n for n, column in enumerate(page.table.rows_model.columns) if column.key == key)
    assert page.table.rows_model.data(page.table.rows_model.index(0, number)) == "8"
    assert page.table.columnWidth(number) == 90


def test_a_view_keeps_filters_order_and_columns_and_brings_them_back(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    page.filters.town.choose(tuple(value for value, words in page.filters.town.choices() if words == "顾村镇"))
    page.table.sort_wanted.emit("headcount", True)
    page.table.arrange([ColumnPlace("name"), ColumnPlace("headcount", 88), ColumnPlace("uscc", 0, False)])
    page.views.ask_name()
    typed(qtbot, sheet_of(page), "顾村人数")
    assert page.views.text() == "视图：顾村人数"
    shown = names(page)
    page.views.choose(None)
    assert len(names(page)) == 6
    (view,) = page.views.views()
    page.views.choose(view)
    assert names(page) == shown == ["企业5", "企业3", "企业1"]
    assert [place.key for place in page.table.places()][:3] == ["name", "headcount", "uscc"]
    page.filters.town.choose(None)
    assert page.views.text().endswith("（已改动）")
    page.views.save()
    assert not page.views.changed()
    page.desk.undo.undo()
    assert names(page) == shown


def test_a_deleted_view_is_taken_back_with_ctrl_z(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    page.views.keep("我的")
    page.views.delete()
    assert page.views.views() == []
    page.desk.undo.undo()
    assert [view.name for view in page.views.views()] == ["我的"]
    page.views.ask_name()
    typed(qtbot, sheet_of(page), "我的")
    assert "我的" in sheet_of(page).wrong.text()


def test_the_list_opens_with_the_view_one_has_chosen_for_it(behind: Behind, boss: Actor) -> None:
    page = directory(behind.window(boss))
    page.filters.industry.choose((Industry.ROBOTICS,))
    page.views.keep("机器人")
    page.views.toggle_default()
    again = directory(behind.window(boss))
    assert names(again) == ["企业4", "企业5"]
    assert again.views.text() == "视图：机器人"


def test_a_shared_view_changed_by_somebody_else_is_shown_as_it_is_now(behind: Behind, boss: Actor) -> None:
    office, other = behind.bureau.office, behind.bureau.person(Role.STAFF)
    page = directory(behind.window(boss))
    page.filters.industry.choose((Industry.ROBOTICS,))
    page.views.keep("机器人")
    page.views.share()
    (view,) = office.read(list_views, other, "directory")
    state = {**view.state, "filters": {"headcount": [10, 20]}}
    office.perform(change_view, other, view.id, version=view.version, state=state)
    page.reload()
    assert names(page) == ["企业0", "企业1"]
    assert "机器人" in page.error_bar.message()


def test_a_view_that_names_what_is_gone_says_so_and_shows_the_rest(behind: Behind, boss: Actor) -> None:
    office, admin = behind.bureau.office, behind.bureau.person(Role.ADMINISTRATOR)
    field = office.perform(define_field, admin, FieldDraft("税额", FieldKind.NUMBER)).value
    leaver = behind.bureau.person(Role.LIAISON)
    page = directory(behind.window(boss))
    page.filters.chips()[f"custom.{field}"].set_value((Decimal(1), Decimal(2)))
    page.filters.officer.set_value(leaver.id)
    page.filters.industry.choose((Industry.ROBOTICS,))
    page.table.sort_wanted.emit(f"custom.{field}", False)
    page.views.keep("旧视图")
    office.perform(retire_field, admin, field, version=1)
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE account SET active = false WHERE id = :id"), {"id": leaver.id})
    again = directory(behind.window(boss))
    again.views.choose(again.views.views()[0])
    assert names(again) == ["企业4", "企业5"]
    assert "旧视图" in again.error_bar.message()
    assert "已停用的字段" in again.error_bar.message()
    assert "联络人员" in again.error_bar.message()


def test_columns_are_chosen_moved_and_widened_by_key_and_remembered(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    chooser = page.choose_columns()
    chooser.list.setCurrentRow(2)
    key = chooser.places()[2].key
    qtbot.keyClick(chooser.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert chooser.places()[1].key == key
    qtbot.keyClick(chooser.list, Qt.Key.Key_Plus)
    width = chooser.places()[1].width
    assert width == next(column.width for column in page.table.rows_model.columns if column.key == key) + 8
    chooser.list.setCurrentRow(4)
    gone = chooser.places()[4].key
    qtbot.keyClick(chooser.list, Qt.Key.Key_Space)
    qtbot.keyClick(chooser.list, Qt.Key.Key_Return)
    again = directory(behind.window(boss))
    places = again.table.places()
    assert (places[1].key, places[1].width) == (key, width)
    assert not next(place.shown for place in places if place.key == gone)
    other = directory(behind.window(behind.bureau.person(Role.LIAISON)))
    assert other.table.places()[1].key != key


def test_all_that_match_are_chosen_in_words_and_assigned_beyond_the_rows_seen(
    behind: Behind, boss: Actor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind.bureau.office.database.transaction(writes=True) as connection:
        rows = [
            {"id": number, "uscc": f"X{number:017d}", "name": f"大批{number}", "name_key": f"大批{number}"}
            | {"initials": "dp", "created_at": behind.bureau.clock.now, "version": 1}
            for number in range(100, 700)
        ]
        connection.execute(sa.insert(Enterprise), rows)
    page = directory(behind.window(boss))
    went: list[object] = []
    monkeypatch.setattr(page.desk, "go", lambda _where, target: went.append(target))
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.table.rows_model.loaded() < 606
    assert page.deeds.chosen.text() == "已选全部符合条件的 606 家"
    qtbot.keyClick(page.table, "a")
    (wanted,) = went
    assert isinstance(wanted, AssignWanted)
    assert len(wanted.enterprises) == 606
    monkeypatch.setattr(bulk_rules, "MOST_AT_ONCE", 605)
    qtbot.keyClick(page.table, "b")
    assert "605" in page.error_bar.message()
    assert len(went) == 1


def test_rows_are_taken_in_and_out_by_space_and_shift(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    table, control = page.table, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.chosen_count() == 2
    assert page.deeds.bar.isVisible()
    for _step in range(2):
        qtbot.keyClick(table, Qt.Key.Key_Down, control)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.chosen_ranges() == [(0, 2), (3, 4)]
    assert page.deeds.chosen.text() == "已选 3 家"
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.chosen_ranges() == [(0, 2)]


def test_many_are_changed_after_a_look_and_taken_back_in_one_step(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    window = behind.window(boss)
    page = directory(window)
    page.table.selectAll()
    qtbot.keyClick(page.table, "b")
    bulk = window.current_page()
    assert isinstance(bulk, BulkEditPage)
    bulk.what.set_value(BulkChange(BulkField.INDUSTRY))
    bulk.value.choice.set_value(Industry.ROBOTICS)
    qtbot.waitUntil(lambda: bulk.button.isEnabled())
    assert bulk.button.text() == "更改 4 家企业"
    model = bulk.table.rows_model
    assert [model.data(model.index(0, column)) for column in (1, 2, 3)] == ["–", "机器人及智能制造", "将更改"]
    assert model.data(model.index(5, 3)) == "已是此值"
    qtbot.keyClick(bulk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "已更改 4 家企业" in bulk.error_bar.message()
    assert [row.verdict for row in bulk._rows].count(BulkVerdict.DONE) == 4
    assert not bulk.button.isEnabled()
    page.desk.undo.undo()
    with behind.bureau.office.database.transaction(writes=False) as connection:
        query = sa.select(sa.func.count()).where(Enterprise.industry == Industry.ROBOTICS)
        assert connection.scalar(query) == 2


def test_a_change_that_makes_no_sense_is_told_beside_its_field(behind: Behind, boss: Actor) -> None:
    window = behind.window(boss)
    page = directory(window)
    page.table.selectAll()
    page.deeds.change_all()
    bulk = window.current_page()
    assert isinstance(bulk, BulkEditPage)
    bulk.what.set_value(BulkChange(BulkField.HIGH_TECH))
    bulk.value.since.set_value(date(2027, 1, 1))
    bulk.value.until.set_value(date(2026, 1, 1))
    bulk.preview()
    assert bulk.form.error_of("value")
    assert not bulk.button.isEnabled()


def test_what_is_exported_is_what_is_shown(behind: Behind, boss: Actor) -> None:
    page = directory(behind.window(boss))
    page.table.sort_wanted.emit("headcount", True)
    page.filters.headcount.choose((30, None))
    page.table.arrange([ColumnPlace("name"), ColumnPlace("headcount"), ColumnPlace("uscc", 0, False)])
    hidden = {place.key for place in page.table.places() if not place.shown}
    columns = page.deeds.shown_columns()
    assert columns[:2] == ("name", "headcount")
    assert hidden.isdisjoint(columns)
    out = behind.folder / "out.csv"
    page.deeds.export_to(out, columns[:2])
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["企业名称", rows[0][1]], ["企业5", "60"], ["企业4", "50"], ["企业3", "40"], ["企业2", "30"]]
    assert "已导出 4 家" in page.error_bar.message()


def test_a_list_can_be_sorted_by_what_is_due_without_a_filter(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    page = directory(behind.window(boss))
    due = next(n for n, column in enumerate(page.table.rows_model.columns) if column.key == "due")
    head = page.table.horizontalHeader()
    middle = QPoint(head.sectionViewportPosition(due) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert page.wanted().sort is ContactSort.DUE
    assert page.filters.within() is None
    assert len(names(page)) == 6


def test_who_may_not_edit_or_share_is_not_offered_it(behind: Behind, boss: Actor) -> None:
    office, officer = behind.bureau.office, behind.bureau.person(Role.LIAISON)
    page = directory(behind.window(boss))
    page.views.keep("共用")
    (view,) = office.read(list_views, boss, "directory")
    office.perform(share_view, boss, view.id, shared=True, version=view.version)
    theirs = directory(behind.window(officer))
    theirs.views.choose(theirs.views.views()[0])
    words = [action.text() for action in theirs.views.menu_now().actions()]
    assert not any("删除" in text or "共享给" in text or "重命名" in text for text in words)
    assert isinstance(theirs.filters.town, ManyChip)
    admin = directory(behind.window(behind.bureau.person(Role.ADMINISTRATOR)))
    admin.table.selectAll()
    assert admin.deeds.bulk_button.isHidden()
    assert "due" not in {place.key for place in admin.table.places()}

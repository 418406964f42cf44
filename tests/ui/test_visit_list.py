"""The list of visits by keys: filtering, sorting, keeping views, returning, exporting, the import and questions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from officer_app.core.work import Actor
from officer_app.directory.questions import Settlement, list_questions
from officer_app.overview.today import today
from officer_app.ui.directory.questions import QuestionsPage
from officer_app.ui.imports.visits import ImportVisitsPage
from officer_app.ui.targets import ImportWanted, ShowVisit
from officer_app.ui.today_tasks import Task, task_rows
from officer_app.ui.visits.list import VisitsView
from officer_app.ui.widgets.sheet import Sheet
from officer_app.visits.browsing import VisitRow, VisitSort
from officer_app.visits.cautions import Caution
from officer_app.visits.drafts import Mode, Outcome
from officer_app.visits.reading import visit_file
from officer_app.visits.returning import return_visit
from tests.fieldwork import Fieldwork, days_ago
from tests.ui.rooms import Room

Enter = Callable[[Actor], Room]


def listed(room: Room) -> VisitsView:
    """The list of visits, in view."""
    room.window.go("visits")
    page = room.window.current_page()
    assert isinstance(page, VisitsView)
    return page


def rows(page: VisitsView) -> list[VisitRow]:
    """What the list shows."""
    return [row for _number, row in page.table.rows_model.loaded_rows() if isinstance(row, VisitRow)]


@pytest.fixture
def boss(work: Fieldwork, enter: Enter) -> Room:
    """A supervisor at the window; three visits to two enterprises."""
    first = work.enterprise("上海澜启科技有限公司", work.liaison)
    second = work.enterprise("上海琮琤装备有限公司", work.colleague)
    work.visit(first, day=days_ago(3), content="谈了落户")
    work.visit(second, work.colleague, day=days_ago(2), content="招聘缺口", mode=Mode.PHONE)
    work.visit(second, work.colleague, day=days_ago(40), content="谈了公寓")
    return enter(work.supervisor)


def test_chips_and_words_narrow_the_list_and_are_cleared_together(boss: Room) -> None:
    page = listed(boss)
    assert len(rows(page)) == 3
    page.filters.period.choose("month")
    page.filters.mode.choose(Mode.PHONE)
    assert [row.content for row in rows(page)] == ["招聘缺口"]
    assert page.filters.count.text().startswith("1 ")
    page.clear_filters()
    page.search.setText("琮琤 公寓")
    page.reload()
    assert [row.content for row in rows(page)] == ["谈了公寓"]
    page.filters.clear_link.clicked.emit()
    assert len(rows(page)) == 3


def test_whoever_corrected_the_visit_in_view_finds_the_list_as_it_was_and_hears_what_is_odd(
    boss: Room, work: Fieldwork
) -> None:
    key = work.enterprise("上海翊泰医药有限公司", work.liaison)
    work.visit(key, work.colleague, day=days_ago(1), mode=Mode.VIDEO)
    page = listed(boss)
    page.filters.mode.choose(Mode.VIDEO)
    (row,) = rows(page)
    page.table.set_current(0)
    boss.window.go("visits", ShowVisit(row.id, row.enterprise))
    assert [one.id for one in rows(page)] == [row.id]
    assert (page.error_bar.kind(), Caution.NOT_SERVED.label in page.error_bar.message()) == ("warn", True)
    boss.window.go("visits", ShowVisit(row.id))
    assert len(rows(page)) == 4


def test_a_header_sorts_and_a_view_keeps_how_the_list_was(boss: Room) -> None:
    page = listed(boss)
    head = page.table.horizontalHeader()
    head.sectionClicked.emit(0)
    assert [row.enterprise for row in rows(page)] == sorted(row.enterprise for row in rows(page))
    page.filters.mode.choose(Mode.PHONE)
    page.views.keep("电话走访")
    page.views.choose(None)
    assert page.order() == (VisitSort.DAY, True)
    assert len(rows(page)) == 3
    page.views.choose(page.views.views()[0])
    assert [row.mode for row in rows(page)] == [Mode.PHONE]
    assert page.order() == (VisitSort.ENTERPRISE, False)


def test_r_returns_a_visit_with_a_note_and_its_officer_sees_it(boss: Room) -> None:
    page = listed(boss)
    row = page.table.current_row()
    assert row is not None
    QTest.keyClick(page.table, Qt.Key.Key_R)
    sheet = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Sheet) and one.isVisible())
    QTest.keyClick(QApplication.focusWidget() or sheet, Qt.Key.Key_Return)
    assert sheet.wrong.isVisibleTo(sheet), "a note is needed"
    QTest.keyClicks(sheet.findChildren(type(page.search))[0], "who was met")
    QTest.keyClick(sheet.findChildren(type(page.search))[0], Qt.Key.Key_Return)
    file = boss.work.bureau.office.read(visit_file, boss.work.liaison, row.id)
    assert file.returned is not None
    assert (file.returned.by, file.returned.note) == ("李国强", "who was met")
    page.filters.returned.choose(True)
    assert [one.id for one in rows(page)] == [row.id]
    page.side.withdraw_wanted.emit()
    assert boss.work.bureau.office.read(visit_file, boss.work.liaison, row.id).returned is None


def test_what_is_exported_is_what_is_shown(boss: Room, tmp_path: Path) -> None:
    from officer_app.core.sheets import open_sheet

    page = listed(boss)
    page.search.setText("谈了")
    page.reload()
    for name in ("visits.xlsx", "visits.csv"):
        page.deeds.export_to(tmp_path / name)
        cells = [row for _number, row in open_sheet(tmp_path / name).rows()]
        assert len(cells) == 3
        assert len(cells[0]) == sum(1 for place in page.table.places() if place.shown)
        assert not any("138" in str(cell) for row in cells for cell in row)


def test_the_side_tells_who_changed_what(boss: Room) -> None:
    page = listed(boss)
    page.side.history_wanted.emit()
    words = " ".join(label.text() for label in page.side.findChildren(QLabel))
    assert "2026-09-15" in words


def test_past_visits_come_in_through_the_window(boss: Room, tmp_path: Path) -> None:
    path = tmp_path / "走访.csv"
    path.write_text(
        "企业名称,走访日期,联络员,走访内容\n上海澜启科技有限公司,2026-03-02,何静,投产。\n无,2026-03-02,何静,无。\n",
        "utf-8",
    )
    boss.window.go("import-visits", ImportWanted(path))
    page = boss.window.current_page()
    assert isinstance(page, ImportVisitsPage)
    assert page.rows.table.rows_model.rowCount() == 1, "what is to be mended comes first"
    page._go()
    assert "1" in page.error_bar.message()
    shown = listed(boss)
    assert sorted(row.content for row in rows(shown)) == sorted(["谈了落户", "招聘缺口", "谈了公寓", "投产。"])


def test_questions_are_settled_by_keys(boss: Room, work: Fieldwork) -> None:
    enterprise = work.enterprise("上海旻沧邮轮服务有限公司", work.liaison)
    work.visit(enterprise, outcome=Outcome.MOVED, content="门牌已换。")
    boss.window.go("questions")
    page = boss.window.current_page()
    assert isinstance(page, QuestionsPage)
    QTest.keyClick(page.table, Qt.Key.Key_K)
    assert boss.work.bureau.office.read(list_questions, work.supervisor), "a reason is needed to keep it"
    page.note.setText("已电话核实")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_K)
    assert boss.work.bureau.office.read(list_questions, work.supervisor) == []
    (settled,) = boss.work.bureau.office.read(list_questions, work.supervisor, settled=True)
    assert (settled.settlement, settled.settlement_note) == (Settlement.KEPT, "已电话核实")


def test_a_visit_returned_stands_first_on_its_officers_today(boss: Room, work: Fieldwork) -> None:
    late = work.enterprise("上海久未走访有限公司", work.liaison, since=days_ago(400))
    row = next(row for row in rows(listed(boss)) if row.officer == work.liaison.name)
    work.bureau.office.perform(return_visit, work.supervisor, row.id, "缺签字页", version=1)
    tasks = [one for one in task_rows(work.bureau.office.read(today, work.liaison), "all") if isinstance(one, Task)]
    assert [one.enterprise_id for one in tasks][:2] == [row.enterprise_id, late]

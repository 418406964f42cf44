"""The directory as an officer works with it: the list, a file, entering, importing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officer_app.assignments.service import Duty, assign
from officer_app.core.audit import AuditEntry
from officer_app.core.work import Actor
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.file import enterprise_file
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.overview.register import Within
from officer_app.people.access import Role
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.enterprise.lines import ContactLine
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.imports.page import ImportPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import DirectoryWanted, EditEnterprise, EnterpriseWanted, ImportWanted, NewVisit
from officer_app.ui.widgets import EmptyState, PushButton
from tests.ui.offices import Behind, office_behind


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


def directory(window: MainWindow) -> DirectoryPage:
    window.go("directory")
    page = window.current_page()
    assert isinstance(page, DirectoryPage)
    return page


def names(page: DirectoryPage) -> list[str]:
    model = page.table.rows_model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def give(behind: Behind, enterprise: int, officer: Actor, since: date = date(2025, 1, 1)) -> None:
    boss = behind.bureau.person(Role.SUPERVISOR)
    behind.bureau.office.perform(
        assign, boss, [enterprise], officer.id or 0, Duty.LIAISON, starts_on=since, reason="分工"
    )


def test_an_empty_directory_says_what_to_do_first(behind: Behind) -> None:
    page = directory(behind.window(behind.bureau.person(Role.SUPERVISOR)))
    assert isinstance(page.body.currentWidget(), EmptyState)
    assert page.body.currentWidget().accessibleName() == "目录里还没有企业"


def test_one_button_is_filled_whether_the_directory_is_empty_or_not(behind: Behind) -> None:
    window = behind.window(behind.bureau.person(Role.SUPERVISOR))
    page = directory(window)
    empty = page.body.currentWidget()
    assert empty is not None
    assert [button.kind for button in empty.findChildren(PushButton)].count("primary") == 1
    assert window.top.visit.kind == "plain"
    behind.enterprise("上海澜启生物科技有限公司")
    page.reload()
    assert not isinstance(page.body.currentWidget(), EmptyState)
    assert window.top.visit.kind == "primary"


def test_typing_filters_by_initials_and_the_slash_leads_there(behind: Behind, qtbot: QtBot) -> None:
    behind.enterprise("上海澜启生物科技有限公司")
    behind.enterprise("上海朔明智能装备有限公司")
    page = directory(behind.window(behind.bureau.person(Role.LIAISON)))
    page.table.setFocus()
    qtbot.keyClick(page.table, "/")
    assert page.filters.search.hasFocus()
    qtbot.keyClicks(page.filters.search, "lqsw")
    qtbot.waitUntil(lambda: names(page) == ["上海澜启生物科技有限公司"])
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()


def test_chips_narrow_the_list_and_one_link_brings_everything_back(behind: Behind) -> None:
    behind.enterprise("甲公司", "顾村镇")
    behind.enterprise("乙公司", "罗店镇")
    page = directory(behind.window(behind.bureau.person(Role.SUPERVISOR)))
    towns = {words: value for value, words in page.filters.town._choices}
    page.filters.town.choose((towns["罗店镇"],))
    assert names(page) == ["乙公司"]
    assert page.filters.clear_link.isVisible()
    page.filters.clear_link.clicked.emit()
    assert names(page) == ["甲公司", "乙公司"]


def test_what_is_overdue_comes_first_and_is_counted(behind: Behind) -> None:
    officer = behind.bureau.person(Role.LIAISON)
    late, later = behind.enterprise("晚了的"), behind.enterprise("更晚的")
    behind.enterprise("没有联络员的")
    give(behind, late, officer, date(2026, 3, 1))
    give(behind, later, officer, date(2026, 2, 1))
    page = directory(behind.window(officer))
    page.filters.due.choose(Within.OVERDUE)
    assert names(page) == ["更晚的", "晚了的"]
    assert page.filters.overdue.text() == "2 家逾期"


def test_the_file_follows_the_current_row(behind: Behind, qtbot: QtBot) -> None:
    behind.enterprise("甲公司")
    behind.enterprise("乙公司")
    page = directory(behind.window(behind.bureau.person(Role.LIAISON)))
    assert page.side.shown is not None
    assert page.side.shown.file.name == "甲公司"
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.side.shown is not None and page.side.shown.file.name == "乙公司")


def test_v_logs_a_visit_and_enter_opens_the_file(behind: Behind, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    key = behind.enterprise("甲公司")
    window = behind.window(behind.bureau.person(Role.LIAISON))
    page = directory(window)
    went: list[tuple[str, object]] = []
    monkeypatch.setattr(page.desk, "go", lambda where, target: went.append((where, target)))
    page.table.setFocus()
    qtbot.keyClick(page.table, "v")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert went == [("visit", NewVisit(key)), ("enterprise", EnterpriseWanted(key))]


def test_many_rows_are_fetched_by_the_page(behind: Behind) -> None:
    clerk = behind.bureau.person(Role.STAFF)
    rows = "\n".join(f"企业{number},{behind.code()}" for number in range(450))
    file = behind.folder / "many.csv"
    file.write_text(f"企业名称,统一社会信用代码\n{rows}\n", encoding="utf-8")
    window = behind.window(clerk)
    window.go("import", ImportWanted(file))
    importing = window.current_page()
    assert isinstance(importing, ImportPage)
    importing._import()
    page = directory(window)
    assert page.table.rows_model.rowCount() == 450
    assert page.table.rows_model.loaded() < 450
    page.table.set_current(449)
    assert (
        page.table.current_row() is not None
        or page.table.rows_model.data(page.table.rows_model.index(449, 0)) is not None
    )


def test_another_page_opens_the_list_of_one_officer(behind: Behind) -> None:
    officer = behind.bureau.person(Role.LIAISON)
    mine = behind.enterprise("我的")
    behind.enterprise("别人的")
    give(behind, mine, officer)
    window = behind.window(officer)
    window.go("directory", DirectoryWanted(officer_id=officer.id))
    page = window.current_page()
    assert isinstance(page, DirectoryPage)
    assert names(page) == ["我的"]
    assert page.filters.officer.isVisible()


def test_a_phone_is_shown_for_a_purpose_only_and_that_is_written_down(behind: Behind, qtbot: QtBot) -> None:
    officer = behind.bureau.person(Role.LIAISON)
    key = behind.enterprise("甲公司")
    give(behind, key, officer)
    behind.bureau.office.perform(save_contact, officer, ContactDraft("d1", key, "刘芳", "人事经理", "13800002046"))
    window = behind.window(officer)
    window.go("enterprise", EnterpriseWanted(key, "contacts"))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    line = page.parts.findChild(ContactLine)
    assert isinstance(line, ContactLine)
    assert line.shown_phone() == "138****2046"
    line.eye.click()
    qtbot.keyClick(line.purpose, Qt.Key.Key_Return)
    assert line.shown_phone() == "138****2046"
    qtbot.keyClicks(line.purpose, "appointment")
    qtbot.keyClick(line.purpose, Qt.Key.Key_Return)
    assert line.shown_phone() == "13800002046"
    assert line.copy.hasFocus()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [shown.shown_phone() for shown in page.parts.findChildren(ContactLine)] == ["13800002046"]
    page.reload()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [shown.shown_phone() for shown in page.parts.findChildren(ContactLine)] == ["13800002046"]
    with behind.bureau.office.database.transaction(writes=False) as connection:
        notes = connection.scalars(sa.select(AuditEntry.after).where(AuditEntry.action == "reveal")).all()
    assert notes == [{"field": "phone", "purpose": "appointment"}]


def test_a_phone_of_somebody_elses_enterprise_stays_masked(behind: Behind, qtbot: QtBot) -> None:
    owner, other = behind.bureau.person(Role.LIAISON), behind.bureau.person(Role.LIAISON)
    key = behind.enterprise("甲公司")
    give(behind, key, owner)
    behind.bureau.office.perform(save_contact, owner, ContactDraft("d1", key, "刘芳", phone="13800002046"))
    window = behind.window(other)
    window.go("enterprise", EnterpriseWanted(key, "contacts"))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    line = page.parts.findChild(ContactLine)
    assert isinstance(line, ContactLine)
    line.eye.click()
    qtbot.keyClicks(line.purpose, "curious")
    qtbot.keyClick(line.purpose, Qt.Key.Key_Return)
    assert line.shown_phone() == "138****2046"
    assert page.error_bar.message()


def test_a_contact_changed_without_touching_the_phone_keeps_it(behind: Behind) -> None:
    officer = behind.bureau.person(Role.SUPERVISOR)
    key = behind.enterprise("甲公司")
    behind.bureau.office.perform(save_contact, officer, ContactDraft("d1", key, "刘芳", phone="13800002046"))
    window = behind.window(officer)
    window.go("enterprise", EnterpriseWanted(key, "contacts"))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    (contact,) = behind.bureau.office.read(enterprise_file, officer, key).contacts
    page.contact_form.change(contact)
    page.contact_form.post.setText("人事总监")
    page.contact_form.save.click()
    (changed,) = behind.bureau.office.read(enterprise_file, officer, key).contacts
    assert (changed.title, changed.phone) == ("人事总监", "138****2046")
    with behind.bureau.office.database.transaction(writes=False) as connection:
        assert connection.scalar(sa.text("SELECT phone FROM contact")) == "13800002046"


def test_a_wrong_code_is_told_beside_its_field_and_nothing_typed_is_lost(behind: Behind) -> None:
    window = behind.window(behind.bureau.person(Role.STAFF))
    window.go("edit-enterprise")
    page = window.current_page()
    assert isinstance(page, EnterpriseFormPage)
    page.uscc.setText("310113000123456")
    page.name.setText("上海旧码贸易有限公司")
    page._save()
    assert "15" in page.form.error_of("uscc")
    assert page.name.text() == "上海旧码贸易有限公司"
    page.uscc.setText(behind.code())
    page._save()
    assert window.current_key() == "enterprise"


def test_what_somebody_else_saved_is_shown_and_not_overwritten_unseen(behind: Behind) -> None:
    clerk = behind.bureau.person(Role.STAFF)
    key = behind.enterprise("甲公司")
    window = behind.window(clerk)
    window.go("edit-enterprise", EditEnterprise(key))
    page = window.current_page()
    assert isinstance(page, EnterpriseFormPage)
    file = behind.bureau.office.read(enterprise_file, clerk, key)
    theirs = EnterpriseDraft("x", "甲公司", file.uscc, headcount=10, id=key, version=file.version)
    behind.bureau.office.perform(save_enterprise, clerk, theirs)
    page.headcount.setText("99")
    page._save()
    assert "看两处差异" in [button.text() for button in page.error_bar.findChildren(type(page.save_button))]
    page.error_bar.findChildren(type(page.save_button))[1].click()
    assert "10" in page.form.error_of("headcount")
    page._save()
    assert behind.bureau.office.read(enterprise_file, clerk, key).headcount == 99


def test_the_directory_is_exported_as_a_workbook(behind: Behind) -> None:
    behind.enterprise("甲公司")
    page = directory(behind.window(behind.bureau.person(Role.STAFF)))
    out = behind.folder / "out.xlsx"
    page.deeds.export_to(out)
    assert out.exists()
    assert str(out) in page.error_bar.message()

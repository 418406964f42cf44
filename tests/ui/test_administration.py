"""Administration: accounts, holidays, settings in force, one's own password."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officer_app.core.errors import Invalid
from officer_app.core.holidays import DayKind
from officer_app.core.policy import shipped
from officer_app.core.work import NOBODY, Actor
from officer_app.people.access import WITH_CODE, Role
from officer_app.people.holidays import holiday_years
from officer_app.people.notices import read_file, read_year
from officer_app.people.service import list_accounts, sign_in
from officer_app.people.settings import settings_on
from officer_app.quota.evaluation.versions import all_sheets
from officer_app.ui.administration import setting_words
from officer_app.ui.administration.number_table import NumberTable
from officer_app.ui.administration.page import ACCOUNTS, CHECKLISTS, HOLIDAYS, SETTINGS, SHEETS, AdministrationPage
from officer_app.ui.administration.settings_in_force import SettingsSide
from officer_app.ui.main_window import MainWindow
from officer_app.ui.password import PasswordPage
from officer_app.ui.widgets import Choice, Prose
from officer_app.visits.checklists import AnswerKind, all_checklists
from tests.factories import hired
from tests.ui.offices import Behind, office_behind

PASSWORD = "a-long-password"


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


def administration(window: MainWindow, part: str) -> AdministrationPage:
    window.go("administration", part)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    return page


def test_nobody_but_the_administrator_sees_it(behind: Behind) -> None:
    window = behind.window(behind.bureau.person(Role.SUPERVISOR))
    assert "administration" not in [page.key for page in window.pages()]


def test_a_new_account_can_sign_in(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), ACCOUNTS)
    page.new_account.click()
    side = page.accounts_side
    side.new_name.setText("王敏")
    side.new_role.set_value(Role.LIAISON)
    side._create()
    code = side.code.code.text()
    actor = behind.bureau.office.perform(sign_in, NOBODY, "王敏", code).value
    assert actor.role == WITH_CODE
    assert side.code.isVisible()
    # A second Enter must not let go of a code that nobody has read.
    assert page.window().focusWidget() is side.code.copy
    side.code.copy.click()
    assert QApplication.clipboard().text() == code
    side.code.print.click()
    assert page.desk.notices.window.current_key() == "slip"
    page.desk.back()
    # It is shown once: handed over, it is nowhere any more.
    side.code.finish.click()
    assert (side.code.code.text(), side.code.isVisible()) == ("", False)


def test_a_new_account_begins_without_the_role_of_the_last_and_is_then_in_view(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), ACCOUNTS)
    side = page.accounts_side
    for name, role in (("王敏", Role.SUPERVISOR), ("周颖", None)):
        page.new_account.click()
        side.new_name.setText(name)
        if role is not None:
            side.new_role.set_value(role)
        side._create()
        current = page.accounts.current_row()
        assert current is not None
        assert current.name == name
    roles = {row.name: row.role for row in behind.bureau.office.read(list_accounts, chief)}
    assert (roles["王敏"], roles["周颖"]) == (Role.SUPERVISOR, Role.LIAISON)


def test_after_a_change_of_role_the_same_person_stays_current(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR, "甲")
    for name in ("乙", "丙", "丁"):
        behind.bureau.person(Role.AUDITOR, name)
    page = administration(behind.window(chief), ACCOUNTS)
    page.accounts.set_current(1)
    chosen = page.accounts.current_row()
    page.accounts_side.role.set_value(Role.SUPERVISOR)
    page.accounts_side._save()
    current = page.accounts.current_row()
    assert chosen is not None
    assert current is not None
    assert (current.id, page.accounts_side.name.text()) == (chosen.id, chosen.name)


def test_an_administrator_begins_with_the_accounts(behind: Behind) -> None:
    assert behind.window(behind.bureau.person(Role.ADMINISTRATOR)).current_key() == "administration"


def test_an_account_changes_its_role_and_ends(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR, "甲")
    behind.bureau.person(Role.LIAISON, "乙")
    page = administration(behind.window(chief), ACCOUNTS)
    rows = [page.accounts.rows_model.row(n) for n in range(page.accounts.rows_model.rowCount())]
    page.accounts.set_current(next(n for n, row in enumerate(rows) if getattr(row, "name", "") == "乙"))
    page.accounts_side.role.set_value(Role.SPECIALIST)
    page.accounts_side.active.setChecked(False)
    page.accounts_side._save()
    changed = next(row for row in behind.bureau.office.read(list_accounts, chief) if row.name == "乙")
    assert (changed.role, changed.active) == (Role.SPECIALIST, False)


def test_a_year_pasted_in_is_loaded_and_can_be_taken_back_after_removal(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    window = behind.window(chief)
    page = administration(window, HOLIDAYS)
    page.new_year.click()
    side = page.holidays_side
    assert side.year.text() == "2027"
    side.source.setText("国办发明电〔2026〕7 号")
    side.days.setPlainText("日期,类型,名称\n2027-01-01,休,元旦\n2027年1月3日\t班\t元旦")
    side._load()
    years = behind.bureau.office.read(holiday_years, chief)
    assert [(day.day, day.kind) for day in years[0].days] == [
        (date(2027, 1, 1), DayKind.OFF),
        (date(2027, 1, 3), DayKind.WORK),
    ]
    page.holidays.set_current(0)
    side._remove()
    assert behind.bureau.office.read(holiday_years, chief)[0].year == 2026
    window.desk.undo.undo()
    assert behind.bureau.office.read(holiday_years, chief)[0].year == 2027


def test_a_line_without_a_date_is_named(behind: Behind) -> None:
    page = administration(behind.window(behind.bureau.person(Role.ADMINISTRATOR)), HOLIDAYS)
    page.new_year.click()
    page.holidays_side.source.setText("通知")
    page.holidays_side.days.setPlainText("2027-01-01,休,元旦\n春节放假八天")
    page.holidays_side._load()
    assert "第 2 行" in page.holidays_side.form.error_of("days")


def test_a_days_list_of_a_spreadsheet_program_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_bytes("2027/2/5,放假,春节\n2027/2/6,调休上班,春节\n".encode("gb18030"))
    year = read_year(2027, "通知", read_file(str(file)))
    assert [(day.kind, day.name) for day in year.days] == [(DayKind.OFF, "春节"), (DayKind.WORK, "春节")]
    with pytest.raises(Invalid):
        read_year(2027, "通知", "2027-02-30,休,春节")


def setting(page: AdministrationPage, key: str) -> SettingsSide:
    rows = [page.settings.rows_model.row(n) for n in range(page.settings.rows_model.rowCount())]
    page.settings.set_current(next(n for n, row in enumerate(rows) if getattr(row, "key", "") == key))
    return page.settings_side


def in_force(behind: Behind, actor: Actor, key: str) -> tuple[object, str]:
    values = behind.bureau.office.read(settings_on, actor, date(2026, 9, 17))
    return next((value.value, value.source) for value in values if value.key == key)


def test_a_setting_gets_another_value_from_a_day_on_with_its_source(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), SETTINGS)
    side = setting(page, "balance.limits")
    first = side.fields["over"]
    first.setText("abc")  # type: ignore[attr-defined]  # an Entry
    side._save()
    assert side.form.error_of("value")
    first.setText("145")  # type: ignore[attr-defined]  # an Entry
    side._save()
    assert side.form.error_of("source")
    side.source.setText("局务会 2026-09-10")
    side._save()
    assert in_force(behind, chief, "balance.limits") == ({"over": 145, "under": 70}, "局务会 2026-09-10")


def test_the_cadence_is_set_category_by_category_and_tier_by_tier(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), SETTINGS)
    side = setting(page, "visit.cadence")
    table = side.fields[""]
    assert isinstance(table, NumberTable)
    assert [len(own) for own in table.entries.values()] == [3] * 6 + [1]
    assert table.entries["biomedicine"][1].accessibleName() == "生物医药, 二级"
    side.source.setText("局务会")
    for wrong in ("", "六十", "0", "-5", "4.5", "²", "1001", "9" * 5000):
        table.entries["biomedicine"][1].setText(wrong)
        side._save()
        assert side.form.error_of("value"), wrong
    table.entries["biomedicine"][1].setText("45")
    table.entries["unlisted"][0].setText("150")
    side._save()
    value, source = in_force(behind, chief, "visit.cadence")
    assert isinstance(value, dict)
    assert (value["biomedicine"], value["cruise"], value["unlisted"], source) == (
        [40, 45, 120],
        [40, 60, 120],
        [150],
        "局务会",
    )


def test_a_yes_or_no_is_chosen(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), SETTINGS)
    side = setting(page, "visit.on_demand_resets")
    choice = side.fields[""]
    assert isinstance(choice, Choice)
    choice.set_value(False)
    side.source.setText("局务会")
    side._save()
    assert in_force(behind, chief, "visit.on_demand_resets") == (False, "局务会")


def test_every_shipped_setting_has_a_name_and_a_translated_source() -> None:
    for value in shipped():
        assert setting_words.title(value.key) != value.key, value.key
        assert setting_words.source(value.source) != value.source, value.source


def test_one_changes_ones_own_password(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    actor = hired(behind.bureau.office, chief, "王敏", Role.LIAISON, PASSWORD)
    assert behind.bureau.office.perform(sign_in, NOBODY, "王敏", PASSWORD).value == actor
    window = behind.window(actor)
    window.go("password")
    page = window.current_page()
    assert isinstance(page, PasswordPage)
    page.old.setText("wrong-password")
    page.new.setText("another-password")
    page.again.setText("another-password")
    page._change()
    assert page.form.error_of("old")
    page.old.setText(PASSWORD)
    page._change()
    assert behind.bureau.office.perform(sign_in, NOBODY, "王敏", "another-password").value == actor


def test_the_administrator_publishes_another_edition_of_a_checklist_by_keyboard(behind: Behind, qtbot: QtBot) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), CHECKLISTS)
    side, table = page.checklists_side, page.checklists
    control = Qt.KeyboardModifier.ControlModifier

    def stored(topic: str) -> list[str]:
        rows = {row.topic: row for row in behind.bureau.office.read(all_checklists, chief)}
        return [question.text for question in rows[topic].questions]

    table.set_current(4)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    edit = side.questions
    assert edit.table.hasFocus()
    assert not side.publish.isEnabled()
    assert not edit.kind.isEnabled()
    qtbot.keyClick(edit.table, Qt.Key.Key_Down, control)
    qtbot.keyClick(edit.table, Qt.Key.Key_Return)
    assert edit.text.hasFocus()
    qtbot.keyClick(edit.text, Qt.Key.Key_Return)
    # The line below is empty and waits for the next question.
    edit.text.setFocus()
    edit.kind.set_value(AnswerKind.CHOICE)
    edit.kind.activated.emit(0)
    qtbot.keyClicks(edit.text, "jieshi")
    edit.choices.setPlainText("一")
    # What is typed waits while another checklist is looked at.
    table.set_current(0)
    assert side.heading.text() == "政策宣讲"
    table.set_current(4)
    assert [question.text for question in edit.questions()] == ["具体说明", "当前最主要的需求", "jieshi"]
    side.publish.click()
    assert edit.choice_form.error_of("choices")
    edit.choices.setPlainText("一\n二")
    side.publish.click()
    assert stored("needs") == ["具体说明", "当前最主要的需求", "jieshi"]
    assert "主要需求" in page.error_bar.message()
    assert not side.publish.isEnabled()
    edit.table.set_current(0)
    edit.table.setFocus()
    qtbot.keyClick(edit.table, Qt.Key.Key_Delete)
    side.cancel.click()
    assert len(edit.questions()) == 3
    side.retire.click()
    assert side.back.isVisibleTo(side)
    side.back.click()
    assert stored("needs")


def test_a_checklist_of_another_topic_begins_with_an_empty_question(behind: Behind, qtbot: QtBot) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), CHECKLISTS)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.checklists, Qt.Key.Key_A, modifiers)
    side = page.checklists_side
    assert side.title.hasFocus()
    qtbot.keyClicks(side.title, "anquan")
    side.publish.click()
    assert side.questions.form.error_of("text")
    qtbot.keyClicks(side.questions.text, "peixun")
    side.publish.click()
    titles = [row.title for row in behind.bureau.office.read(all_checklists, chief)]
    assert titles[-1] == "anquan"


def test_a_template_of_notes_is_written_over_in_lines(behind: Behind) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    side = setting(administration(behind.window(chief), SETTINGS), "visit.templates")
    text = side.fields["政策宣讲"]
    assert isinstance(text, Prose)
    text.setPlainText("宣讲内容：\n听众人数：")
    side.source.setText("局务会")
    side._save()
    value, _source = in_force(behind, chief, "visit.templates")
    assert isinstance(value, dict)
    assert value["政策宣讲"] == "宣讲内容：\n听众人数：\n"
    assert value["定期走访"].startswith("企业近况：\n")


def test_the_administrator_makes_another_version_of_the_evaluation_sheet(behind: Behind, qtbot: QtBot) -> None:
    chief = behind.bureau.person(Role.ADMINISTRATOR)
    page = administration(behind.window(chief), SHEETS)
    side, edit = page.sheets_side, page.sheets_side.criteria

    def stored() -> list[tuple[str, list[int]]]:
        rows = behind.bureau.office.read(all_sheets, chief)
        return [(row.form.title, [one.weight for one in row.form.criteria]) for row in rows]

    qtbot.keyClick(page.sheets, Qt.Key.Key_Return)
    assert side.title.hasFocus()
    assert not side.store.isEnabled()
    qtbot.keyClicks(side.title, "2027")
    # The tilt goes, and what is left has to add up again.
    edit.table.set_current(5)
    edit.table.setFocus()
    qtbot.keyClick(edit.table, Qt.Key.Key_Delete)
    assert edit.header.note.text() == "合计 90 %"
    side.store.click()
    assert "权重合计为 90" in edit.form.error_of("weight")
    edit.table.set_current(0)
    edit.weight.setText("35")
    edit.edited()
    edit.scale.setPlainText("50-100 好\n0-48 差")
    side.store.click()
    assert "49 分不属于任何一段" in edit.form.error_of("scale")
    edit.scale.setPlainText("50-100 好\n0-49 差")
    side.store.click()
    assert side.form.error_of("source")
    side.source.setText("局长办公会纪要")
    side._edited()
    # What is typed waits while another version is looked at.
    page.sheets.set_current(1)
    page.sheets.set_current(0)
    side.store.click()
    assert stored()[0] == ("2027", [35, 20, 20, 15, 10])
    assert "2027" in page.error_bar.message()
    page.sheets.set_current(0)
    side.withdraw.click()
    assert len(stored()) == 2

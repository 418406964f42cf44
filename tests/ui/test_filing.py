"""The form of an application and what the page of a case shows of it, as a person works with them."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from officer_app.cases.checklist import current_checklist
from officer_app.cases.service import return_case
from officer_app.cases.words import ApplicantKind, IdKind, PaperCondition, PaperForm, PaperKind, Relation, State, Step
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.service import withdraw
from officer_app.ui.administration.page import SETTINGS, AdministrationPage
from officer_app.ui.administration.paper_list import PaperListEdit
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.filing import FilingView
from officer_app.ui.cases.gaps_form import SupplementForm
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import FileCase
from officer_app.ui.widgets import Hit, Link
from tests.casework import Casework, a_draft, casework, identity
from tests.ui.rooms import case_window

SignIn = Callable[[Actor], MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    yield casework(database)
    database.close()


@pytest.fixture
def sign_in(house: Casework, qtbot: QtBot, tmp_path: Path) -> SignIn:
    def enter(actor: Actor) -> MainWindow:
        return case_window(qtbot, house, actor, tmp_path)

    return enter


def form_in(window: MainWindow, target: FileCase | None = None) -> FilingView:
    window.go("file-case", target or FileCase())
    view = window.current_page()
    assert isinstance(view, FilingView)
    QApplication.processEvents()
    return view


def fill(view: FilingView, house: Casework, number: str) -> None:
    fields = view.fields
    fields.enterprise.set_hit(Hit(house.enterprise_id, "上海衡枢机器人有限公司"))
    fields.name.setText("孙启航")
    fields.id_number.setText(number)
    fields.post.setText("首席算法专家")
    fields.joined_on.set_value(date(2024, 7, 1))
    fields.contribution_base.setText("42,000")
    fields.income.setText("512,000")
    fields.income_tax.setText("86000")
    fields.reason.setPlainText("主持算法研发。")


def said(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def file_of(house: Casework, view: CaseView) -> CaseFile:
    assert view.file is not None
    found = house.ask(case_file, house.reviewer, view.file.id)
    assert isinstance(found, CaseFile)
    return found


def test_an_application_in_full_is_filed_by_keys_alone(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    view = form_in(sign_in(house.filer))
    fields = view.fields
    fill(view, house, identity(71))
    assert (fields.born_on.value(), fields.sex.currentText()) == (date(1988, 4, 1), "男")
    # Month by month: the box is ticked by Space, a column of figures pasted into the fourth month.
    fields.bases.by_month.setFocus()
    qtbot.keyClick(fields.bases.by_month, Qt.Key.Key_Space)
    assert fields.bases.entries[0].hasFocus()
    assert {entry.text() for entry in fields.bases.entries} == {"42,000"}
    QGuiApplication.clipboard().setText("30000\n30000\n30000\n")
    fields.bases.entries[3].setFocus()
    qtbot.keyClick(fields.bases.entries[3], Qt.Key.Key_V, CTRL)
    assert [entry.text() for entry in fields.bases.entries[2:7]] == ["42,000", "30000", "30000", "30000", "42,000"]
    assert "3.13 倍" in said(fields.bases)
    # Who moves along: Enter in a name begins the next row.
    qtbot.keyClick(fields.family.add, Qt.Key.Key_Space)
    fields.family.rows[0].name.setText("周岚")
    qtbot.keyClick(fields.family.rows[0].name, Qt.Key.Key_Return)
    assert fields.family.rows[1].relation.hasFocus()
    assert fields.family.rows[1].relation.value() is Relation.CHILD
    fields.family.rows[1].name.setText("孙予安")
    fields.applicant_kind.set_value(ApplicantKind.ENTREPRENEUR)
    fields.urgently_needed.setChecked(True)
    fields.recommendation.setPlainText("商会推荐")
    here, pages = view.papers.lines[PaperKind.DEPENDANTS]
    here.setChecked(True)
    pages.setText("2")
    qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    page = view.desk and view.window().current_page()  # type: ignore[attr-defined] # the main window
    assert isinstance(page, CaseView), said(view)
    file = file_of(house, page)
    assert (file.applicant.base_multiple, file.applicant.dependants_note) == (Decimal("3.13"), "配偶、子女")
    assert (file.filed.applicant_kind, file.filed.urgently_needed) == (ApplicantKind.ENTREPRENEUR, True)
    arrived = next(row for row in file.papers if row.kind is PaperKind.DEPENDANTS)
    assert (arrived.needed, arrived.pages, arrived.form) == (True, 2, PaperForm.COPY)
    page.tabs.setCurrentIndex(1)
    words = said(page.parts.application)
    assert "创业者·紧缺急需" in words or "紧缺急需" in words
    assert "2025-12：3**** 元，2.41 倍" in words
    assert "商会推荐" in words
    assert "周岚" not in words


def test_a_month_left_out_and_a_second_spouse_are_said_at_their_row(house: Casework, sign_in: SignIn) -> None:
    view = form_in(sign_in(house.filer))
    fill(view, house, identity(72))
    bases = view.fields.bases
    bases.by_month.setChecked(True)
    bases.entries[5].clear()
    view.save()
    assert bases.entries[6].hasFocus()
    assert "缺 2026-02 的缴费基数" in said(bases)
    bases.entries[5].setText("四万")
    view.save()
    assert bases.entries[5].hasFocus()
    bases.by_month.setChecked(False)
    view.fields.family.put([["配偶", "甲", ""], ["配偶", "乙", ""]])
    view.save()
    assert view.fields.family.rows[1].name.hasFocus()
    assert "第 2 行" in said(view.fields.family)


def test_a_former_case_is_shown_while_the_number_is_typed_and_leads_to_its_page(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    draft = a_draft(house.enterprise_id)
    case_id = house.file(id_number=draft.id_number, born_on=draft.born_on)
    house.do(withdraw, house.filer, case_id, "企业另行安排")
    window = sign_in(house.filer)
    view = form_in(window)
    view.fields.id_number.setFocus()
    qtbot.keyClicks(view.fields.id_number, draft.id_number[:17])
    assert view.fields.former.isHidden()
    qtbot.keyClicks(view.fields.id_number, draft.id_number[17])
    assert "宝人特〔2026〕1 号" in said(view.fields.former)
    link = view.fields.former.findChild(Link)
    assert isinstance(link, Link)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    page = window.current_page()
    assert isinstance(page, CaseView)
    assert page.file is not None
    assert page.file.id == case_id
    window.go_back()
    view.fields.id_kind.set_value(IdKind.PASSPORT)
    assert view.fields.former.isHidden()
    assert "护照" in said(view.fields)


def test_the_papers_follow_what_is_typed_and_say_when_the_form_is_another(house: Casework, sign_in: SignIn) -> None:
    view = form_in(sign_in(house.filer))
    assert "应交 9 项" in said(view.papers)
    view.fields.applicant_kind.set_value(ApplicantKind.INVESTOR)
    view.fields.family.put([["子女", "孙予安", "2018-09-03"]])
    view.fields.family.changed.emit()
    assert "应交 11 项" in said(view.papers)
    here, _pages = view.papers.lines[PaperKind.APPLICATION]
    here.setChecked(True)
    assert "清单要求" not in said(view.papers)
    choice = view.papers.inputs()[f"form.{PaperKind.APPLICATION}"]
    choice.set_value(PaperForm.COPY)  # type: ignore[attr-defined] # a closed choice
    assert "清单要求：原件" in said(view.papers)


def test_a_returned_case_goes_back_to_its_first_submission_from_its_page(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.file(post="首席工程师")
    house.do(return_case, house.liaison, case_id, "请更正")
    window = sign_in(house.filer)
    view = form_in(window, FileCase(refile=case_id))
    view.fields.post.setText("总监")
    view.save()
    assert house.state(case_id) is State.PRE_REVIEW
    house.do(return_case, house.liaison, case_id, "还是原来的对")
    window.go("case", case_id)
    page = window.current_page()
    assert isinstance(page, CaseView)
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    words = said(page.submissions)
    assert "首席工程师" in words
    assert "总监" in words
    (link,) = (one for one in page.submissions.findChildren(Link) if one.isVisible())
    qtbot.keyClick(link, Qt.Key.Key_Space)
    again = window.current_page()
    assert isinstance(again, FilingView)
    assert again.fields.post.text() == "首席工程师"
    qtbot.keyClick(again, Qt.Key.Key_Return, CTRL)
    window.go("case", case_id)
    assert isinstance(page.file, CaseFile)
    assert (page.file.applicant.post, len(page.file.filed.submissions)) == ("首席工程师", 3)
    assert page.submissions._compared.isVisibleTo(page.submissions)
    assert "内容无变化" in said(page.submissions)


def test_a_further_trip_warns_on_the_page_and_in_the_notice(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.file()
    window = sign_in(house.liaison)
    window.go("case", case_id)
    view = window.current_page()
    assert isinstance(view, CaseView)
    view.tabs.setCurrentIndex(view.tabs.count() - 1)
    trips = view.submissions.trips
    assert trips.warning.isHidden()
    qtbot.keyClick(trips.purpose, Qt.Key.Key_Return)
    assert trips.form.error_of("purpose")
    qtbot.keyClicks(trips.purpose, "x")
    trips.purpose.setText("递交原件")
    qtbot.keyClick(trips.purpose, Qt.Key.Key_Return)
    assert file_of(house, view).window_visits == 1
    assert "递交原件" in said(trips)
    assert "不再要求到窗" in said(trips)
    view.decision.open_form(Step.REQUEST_SUPPLEMENT)
    form = view.decision.form
    assert isinstance(form, SupplementForm)
    assert "不再要求到窗" in said(form)


def test_the_income_is_shown_whole_to_whoever_says_what_for(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.file()
    window = sign_in(house.reviewer)
    window.go("case", case_id)
    view = window.current_page()
    assert isinstance(view, CaseView)
    view.tabs.setCurrentIndex(1)
    fact = view.parts.application.income
    assert "5*****" in said(view.parts.application)
    qtbot.keyClick(fact.ask, Qt.Key.Key_Return)
    qtbot.keyClick(fact.purpose, Qt.Key.Key_Return)
    assert "512,000" not in said(fact)
    fact.purpose.setText("核对市场化评价")
    qtbot.keyClick(fact.purpose, Qt.Key.Key_Return)
    assert "512,000" in said(fact)
    assert "512,000" not in said(view.facts)


def test_an_administrator_changes_the_checklist_from_a_day_on(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    window = sign_in(house.admin)
    window.go("administration", SETTINGS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    model = page.settings.rows_model
    keys = [getattr(model.row(place), "key", "") for place in range(model.rowCount())]
    page.settings.set_current(keys.index("case.checklist"))
    side = page.settings_side
    edit = side.fields[""]
    assert isinstance(edit, PaperListEdit)
    edit.table.set_current(1)
    edit.table.setFocus()
    QApplication.processEvents()
    qtbot.keyClick(edit.table, Qt.Key.Key_Delete)
    assert len(edit.entries()) == 10
    edit.begin()
    edit.kind.set_value(PaperKind.OTHER)
    edit.condition.set_value(PaperCondition.JUDGED)
    edit.condition.activated.emit(edit.condition.currentIndex())
    side.source.setText("局务会 2026-09-17")
    qtbot.keyClick(side.source, Qt.Key.Key_Return)
    assert edit.form.error_of("words")
    edit.words.setFocus()
    edit.words.setText("从事涉密岗位的")
    edit.words.textEdited.emit(edit.words.text())
    qtbot.keyClick(side.source, Qt.Key.Key_Return)
    found = house.ask(current_checklist, house.filer)
    assert [entry.kind for entry in found][:2] == [PaperKind.APPLICATION, PaperKind.IDENTITY]  # type: ignore[attr-defined] # entries
    assert found[-1].condition_label == "从事涉密岗位的"  # type: ignore[index] # as above

"""Special talent as a person works with it: the queue, a case from filing to settlement, what is off and why."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from officer_app.cases.recusal import stand_aside
from officer_app.cases.service import check_paper, request_supplement, return_case, supplement_arrived
from officer_app.cases.words import Attendance, Criterion, DefectCode, IdKind, PaperKind, Sex, State, Step, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.evaluation import score
from officer_app.quota.objections import ObjectionDraft, record_objection
from officer_app.quota.service import first_review
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.checking import Check, Checks
from officer_app.ui.cases.filing import FilingView
from officer_app.ui.cases.forms import ArrivedForm, ReasonForm
from officer_app.ui.cases.gaps_form import SupplementForm
from officer_app.ui.cases.list import CasesView
from officer_app.ui.cases.panel_form import PanelForm
from officer_app.ui.cases.parts import APPLICATION
from officer_app.ui.cases.public_forms import AnswerForm, ObjectionForm, SettleForm
from officer_app.ui.main_window import MainWindow
from officer_app.ui.paper.page import PaperView
from officer_app.ui.targets import CaseWanted, FileCase
from officer_app.ui.widgets import Hit, Link, PushButton
from tests.casework import FULL_SCORES, Casework, casework, identity
from tests.pdf_reading import Reading
from tests.ui.conftest import compose
from tests.ui.rooms import case_window

SignIn = Callable[[Actor], MainWindow]


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    made = casework(database)
    made.grant(3)
    yield made
    database.close()


@pytest.fixture
def sign_in(house: Casework, qtbot: QtBot, tmp_path: Path) -> SignIn:
    def enter(actor: Actor) -> MainWindow:
        return case_window(qtbot, house, actor, tmp_path)

    return enter


def open_case(window: MainWindow, case_id: int) -> CaseView:
    window.go("case", case_id)
    view = window.current_page()
    assert isinstance(view, CaseView)
    QApplication.processEvents()
    return view


def write(widget: QWidget, words: str) -> None:
    """Type Chinese as an input method does."""
    widget.setFocus()
    compose(widget, "", words)
    QApplication.processEvents()


def click(qtbot: QtBot, widget: QWidget) -> None:
    QApplication.processEvents()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QApplication.processEvents()


def step_button(view: CaseView, step: Step) -> PushButton:
    QApplication.processEvents()
    buttons = view.decision.findChildren(PushButton)
    return next(button for button in buttons if button.property("step") == step.value and button.isVisible())


def offered(view: CaseView) -> set[str]:
    """The steps whose buttons beside the leading one can be pressed."""
    QApplication.processEvents()
    buttons = view.decision.findChildren(PushButton)
    shown = [button for button in buttons if button.property("step") and button.isVisible()]
    return {str(button.property("step")) for button in shown if button.isEnabled()}


def words_of(widget: QWidget) -> str:
    QApplication.processEvents()  # what was just put into a layout comes into view now
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def file_of(house: Casework, case_id: int) -> CaseFile:
    found = house.ask(case_file, house.reviewer, case_id)
    assert isinstance(found, CaseFile)
    return found


# --- the queue ---


def test_the_queue_begins_with_what_waits_for_the_person_and_counts_it_in_the_navigation(
    house: Casework, sign_in: SignIn
) -> None:
    mine = house.walk(State.FIRST_REVIEW)
    house.walk(State.PUBLICITY_DUE)
    window = sign_in(house.reviewer)
    window.go("cases")
    view = window.current_page()
    assert isinstance(view, CasesView)
    row = view.table.current_row()
    assert row is not None
    assert row.id == mine
    assert view.scope.findChildren(QWidget)[0].accessibleName() == "等我办 1"
    view.scope.choose("open")
    assert view.table.rows_model.rowCount() == 2


def test_enter_opens_the_case_and_ctrl_down_goes_on_through_the_list(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    first, second = house.walk(State.FIRST_REVIEW), house.walk(State.FIRST_REVIEW)
    window = sign_in(house.reviewer)
    window.go("cases")
    view = window.current_page()
    assert isinstance(view, CasesView)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    page = window.current_page()
    assert isinstance(page, CaseView)
    assert page.file is not None
    assert page.file.id == first
    qtbot.keyClick(page, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert page.file.id == second
    qtbot.keyClick(page, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert page.file.id == second
    qtbot.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert page.file.id == first


def test_the_forms_of_the_cases_listed_are_shown_in_one_print_in_their_order(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    numbers = [file_of(house, house.walk(State.PUBLICITY_DUE)).number, file_of(house, house.file()).number]
    window = sign_in(house.reviewer)
    window.go("cases")
    view = window.current_page()
    assert isinstance(view, CasesView)
    view.scope.choose("all")
    qtbot.keyClick(view.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    paper = window.current_page()
    assert isinstance(paper, PaperView)
    with Reading(paper.pdf) as reading:
        assert len(reading) == 2
        # The latest stands first where all are listed.
        for page, number in enumerate(reversed(numbers)):
            assert number.replace(" ", "") in reading.squeezed(page)
    window.go("cases")
    view.search.setText("无此申请")
    view.search.submitted.emit()
    assert not view.forms.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page() is view


def test_an_empty_queue_says_what_to_do_first(house: Casework, sign_in: SignIn) -> None:
    window = sign_in(house.filer)
    window.go("cases")
    view = window.current_page()
    assert isinstance(view, CasesView)
    view.scope.choose("all")
    assert view.body.currentIndex() == 1
    assert "登记申请" in words_of(view)
    assert "从申报到落户" in words_of(view)


# --- why the button is off ---


def test_the_button_is_off_with_its_reasons_first_and_on_when_they_are_met(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    view = open_case(sign_in(house.reviewer), case_id)
    button = view.decision.main_button
    assert not button.isEnabled()
    assert "成长性还没有评分" in words_of(view.decision)
    link = next(link for link in view.decision.findChildren(Link) if "成长性" in link.accessibleName())
    click(qtbot, link)
    growth = next(points for criterion, points, _basis in view.scores.lines() if criterion is Criterion.GROWTH)
    assert growth.hasFocus()
    for _criterion, points, basis in view.scores.lines():
        points.setText("80")
        basis.setText("有据")
    assert "评分已填，还没有保存" in words_of(view.decision)
    qtbot.keyClick(view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    sheet = file_of(house, case_id).sheet
    assert sheet is not None
    assert sheet.complete
    assert not button.isEnabled()
    assert button.toolTip() == "请先填写意见"
    view.decision.opinion.setPlainText("同意提交评审会。")
    assert button.isEnabled()


def test_enter_approves_nothing_and_a_click_reserves_one_unit(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES)
    view = open_case(sign_in(house.reviewer), case_id)
    view.choose()
    usual = view.decision.opinion.toPlainText()
    assert usual
    qtbot.keyClick(view.decision.opinion, Qt.Key.Key_Return)
    assert view.decision.opinion.toPlainText().strip() == usual
    view.decision.opinion.setPlainText("同意。")
    button = view.decision.main_button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Enter)
    assert house.state(case_id) is State.FIRST_REVIEW
    click(qtbot, button)
    assert house.state(case_id) is State.PANEL
    assert house.counters() == (3, 1, 0)
    assert "预留 1 个额度" in view.error_bar.message()
    assert view.decision.opinion.toPlainText() == ""


def test_whoever_acted_before_is_told_so_and_is_offered_nothing_of_this_stage(house: Casework, sign_in: SignIn) -> None:
    case_id = house.walk(State.PANEL)
    view = open_case(sign_in(house.reviewer), case_id)
    assert not view.decision.main_button.isEnabled()
    assert "你已" in words_of(view.decision) or "经手" in words_of(view.decision)
    assert Step.REJECT.value not in offered(view)


def test_a_role_without_the_step_sees_who_takes_it_and_no_button(house: Casework, sign_in: SignIn) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    view = open_case(sign_in(house.liaison), case_id)
    assert not view.decision.main_button.isVisible()
    assert "通过初审，由李国强、何静、赵建华办理" in words_of(view.decision)
    assert all(points.isReadOnly() for _criterion, points, _basis in view.scores.lines())


def test_an_exhausted_quota_holds_first_review_back_in_words(house: Casework, sign_in: SignIn) -> None:
    for _unit in range(3):
        house.walk(State.PANEL)
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES)
    view = open_case(sign_in(house.reviewer), case_id)
    view.decision.opinion.setPlainText("同意。")
    assert not view.decision.main_button.isEnabled()
    assert "额度尚余 0 个" in words_of(view.decision)


# --- stale data ---


def test_a_case_changed_by_somebody_else_is_refused_and_what_was_typed_stays(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES)
    view = open_case(sign_in(house.reviewer), case_id)
    view.decision.opinion.setPlainText("同意提交评审会。")
    house.do(check_paper, house.reviewer, case_id, house.papers(case_id)[PaperKind.TAX], gap="缺近三个月")
    click(qtbot, view.decision.main_button)
    assert house.state(case_id) is State.FIRST_REVIEW
    assert "改" in view.error_bar.message()
    assert view.decision.opinion.toPlainText() == "同意提交评审会。"
    reload = next(button for button in view.error_bar.findChildren(PushButton) if button.text() == "重新载入")
    click(qtbot, reload)
    assert not view.decision.main_button.isEnabled()
    assert view.decision.opinion.toPlainText() == "同意提交评审会。"


def test_a_case_that_moved_on_is_told_and_reloaded_on_wish(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES)
    view = open_case(sign_in(house.reviewer), case_id)
    view.decision.opinion.setPlainText("同意。")
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "先行通过")
    click(qtbot, view.decision.main_button)
    assert house.counters() == (3, 1, 0)
    assert "待评审" in view.error_bar.message()


def test_typed_scores_and_opinion_wait_while_another_case_is_shown(house: Casework, sign_in: SignIn) -> None:
    first, second = house.walk(State.FIRST_REVIEW), house.walk(State.FIRST_REVIEW)
    view = open_case(sign_in(house.reviewer), first)
    view.decision.opinion.setPlainText("草稿")
    view.scores.lines()[0][1].setText("77")
    view.opened(second)
    assert view.decision.opinion.toPlainText() == ""
    assert view.scores.lines()[0][1].text() == ""
    view.opened(first)
    assert view.decision.opinion.toPlainText() == "草稿"
    assert view.scores.lines()[0][1].text() == "77"


# --- papers and scores ---


def test_papers_are_checked_by_key_and_a_gap_is_noted_in_words(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.PRE_REVIEW)
    window = sign_in(house.liaison)
    view = open_case(window, case_id)
    qtbot.keyClick(view, Qt.Key.Key_E)
    table = view.papers.table
    assert table.hasFocus()
    first = table.current_row()
    assert first is not None
    qtbot.keyClick(table, Qt.Key.Key_C)
    assert next(paper for paper in file_of(house, case_id).papers if paper.id == first.id).checked_by == "王敏"
    second = table.current_row()
    assert second is not None
    assert second.id != first.id
    qtbot.keyClick(table, Qt.Key.Key_Q)
    assert view.papers.code.hasFocus()
    view.papers.code.set_value(DefectCode.INCOMPLETE)
    write(view.papers.gap, "缺末页")
    qtbot.keyClick(view.papers.gap, Qt.Key.Key_Return)
    assert next(paper for paper in file_of(house, case_id).papers if paper.id == second.id).gap == "缺末页"
    assert next(paper for paper in file_of(house, case_id).papers if paper.id == second.id).defect is not None
    assert not view.decision.main_button.isEnabled()


def test_what_is_lacking_comes_first_and_whoever_may_not_check_is_told_why(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PRE_REVIEW)
    last = file_of(house, case_id).papers[-1]
    house.do(check_paper, house.reviewer, case_id, last.id, gap="缺末页")
    house.do(stand_aside, house.liaison, case_id, "亲属")
    view = open_case(sign_in(house.liaison), case_id)
    row = view.papers.table.current_row()
    assert row is not None
    assert row.id == last.id
    # Nothing stands below them yet, so all are shown.
    assert view.papers.table.rows_model.rowCount() == len(file_of(house, case_id).papers)
    for button in (view.papers.in_order, view.papers.lacking):
        assert not button.isEnabled()
        assert "回避" in button.toolTip()
    for key in (Qt.Key.Key_C, Qt.Key.Key_Q):
        qtbot.keyClick(view.papers.table, key)
    assert view.papers.gap.isHidden()
    assert file_of(house, case_id).papers_checked == 0


def test_checks_quicker_than_they_are_stored_go_one_after_the_other() -> None:
    sent: list[Check] = []
    checks = Checks(sent.append)
    first, second = (Check(number, "", None) for number in (1, 2))
    for check in (first, first, second):
        checks.ask(check)
    # The case as it stood before the first was stored is not that on which the second is judged.
    checks.read_anew()
    assert sent == [first]
    checks.saved()
    checks.read_anew()
    checks.read_anew()
    assert sent == [first, second]
    checks.forget()
    checks.ask(first)
    assert sent == [first, second, first]


def test_enter_on_a_paper_checks_nothing_and_escape_leaves_the_line_before_the_page(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PRE_REVIEW)
    window = sign_in(house.liaison)
    view = open_case(window, case_id)
    table = view.papers.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert file_of(house, case_id).papers_checked == 0
    qtbot.keyClick(table, Qt.Key.Key_Q)
    qtbot.keyClick(view.papers.gap, Qt.Key.Key_Escape)
    assert view.papers.gap.isHidden()
    assert window.current_page() is view


def test_a_form_that_is_open_is_not_lost_by_checking_a_paper_or_going_on(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    house.walk(State.PRE_REVIEW)
    case_id = house.walk(State.PRE_REVIEW)
    view = open_case(sign_in(house.liaison), case_id)
    view.decision.open_form(Step.RETURN)
    form = view.decision.form
    assert isinstance(form, ReasonForm)
    form.reason.setPlainText("岗位不符")
    view.papers.check()
    assert file_of(house, case_id).papers_checked == 1
    view.step_on(-1)
    assert view.file is not None
    assert view.file.id == case_id
    assert view.decision.form is form
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.RETURNED


def test_points_outside_their_range_are_refused_beside_the_criterion(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    view = open_case(sign_in(house.reviewer), case_id)
    qtbot.keyClick(view, Qt.Key.Key_G)
    _criterion, points, basis = view.scores.lines()[0]
    assert points.hasFocus()
    qtbot.keyClicks(points, "101")
    qtbot.keyClick(points, Qt.Key.Key_Return)
    assert basis.hasFocus()
    write(basis, "年薪居前")
    click(qtbot, view.scores.save)
    sheet = file_of(house, case_id).sheet
    assert sheet is not None
    assert sheet.scored == 0
    assert "0–100" in words_of(view.scores)
    assert points.hasFocus()
    assert points.text() == "101"


def test_the_total_says_that_it_is_provisional_until_all_is_scored_and_saved(house: Casework, sign_in: SignIn) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES[:5])
    view = open_case(sign_in(house.reviewer), case_id)
    assert "已评 5 / 6 项，暂计" in words_of(view.scores)
    view.scores.lines()[5][1].setText("78")
    assert "还没有保存" in view.scores._pill.accessibleName()
    view.scores.lines()[5][2].setText("研发投入高")
    view.scores.ask_save()
    assert "总分" in words_of(view.scores)
    assert "暂计" not in words_of(view.scores)


# --- the identity number ---


def test_the_identity_number_is_masked_and_shown_for_half_a_minute_with_a_purpose_on_record(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    number = identity(77)
    case_id = house.file(
        id_number=number, born_on=_born(number), sex=Sex.FEMALE if int(number[16]) % 2 == 0 else Sex.MALE
    )
    view = open_case(sign_in(house.reviewer), case_id)
    fact = view.facts.identity
    assert number not in words_of(view)
    click(qtbot, fact.ask)
    qtbot.keyClick(fact.purpose, Qt.Key.Key_Return)
    assert number not in words_of(view)
    assert "用" in fact.note.text()
    write(fact.purpose, "核对身份证件")
    qtbot.keyClick(fact.purpose, Qt.Key.Key_Return)
    assert fact.number.text() == number
    assert "30" in fact.note.text()
    for _second in range(30):
        fact.unmasked.tick()
    assert number not in words_of(view)
    with house.bureau.office.database.transaction(writes=False) as connection:
        purposes = connection.execute(sa.select(AuditEntry.after).where(AuditEntry.action == "reveal")).scalars().all()
    assert "核对身份证件" in str(purposes)


def _born(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def test_leaving_the_page_masks_the_number_at_once(house: Casework, sign_in: SignIn) -> None:
    case_id = house.file()
    window = sign_in(house.reviewer)
    view = open_case(window, case_id)
    view.facts.identity.show_whole("310113198804010011")
    window.go("cases")
    window.go("case", case_id)
    assert "310113198804010011" not in words_of(view)


# --- every step by its form ---


def test_the_one_notice_lists_what_was_ticked_and_completed_papers_end_the_pause(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PRE_REVIEW)
    view = open_case(sign_in(house.liaison), case_id)
    click(qtbot, step_button(view, Step.REQUEST_SUPPLEMENT))
    form = view.decision.form
    assert isinstance(form, SupplementForm)
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.PRE_REVIEW
    line, bare = form.lines[3], form.lines[4]
    paper = line.paper
    click(qtbot, line.tick)
    assert line.code.hasFocus()
    write(line.lacks, "缺末页签字")
    # No code is chosen for anybody, since codes are counted.
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.PRE_REVIEW
    line.code.set_value(DefectCode.UNSEALED)
    click(qtbot, bare.tick)
    bare.code.set_value(DefectCode.EXPIRED)
    form.opinion.setPlainText("材料补正期间停止计时")
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.SUPPLEMENT
    notice = file_of(house, case_id).notices[0]
    assert dict(notice.gaps) == {paper.label: "缺末页签字", bare.paper.label: DefectCode.EXPIRED.label}
    assert (set(notice.codes), notice.reason) == ({DefectCode.UNSEALED, DefectCode.EXPIRED}, "材料补正期间停止计时")
    click(qtbot, view.decision.main_button)
    arrived = view.decision.form
    assert isinstance(arrived, ArrivedForm)
    arrived._pages[0][1].setText("x")
    click(qtbot, arrived.submit_button)
    assert house.state(case_id) is State.SUPPLEMENT
    assert arrived.form.error_of(f"paper{paper.id}")
    for _paper, pages in arrived._pages:
        pages.setText("4")
    click(qtbot, arrived.at_window)
    click(qtbot, arrived.submit_button)
    assert house.state(case_id) is State.PRE_REVIEW
    assert file_of(house, case_id).window_visits == 1


def test_the_panel_is_recorded_with_a_recused_member_and_its_votes(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PANEL)
    view = open_case(sign_in(house.chair), case_id)
    click(qtbot, view.decision.main_button)
    form = view.decision.form
    assert isinstance(form, PanelForm)
    for line, name in zip(form.lines, ("专家甲", "专家乙", "专家丙"), strict=True):
        write(line.name, name)
    form.lines[2].attendance.set_value(Attendance.RECUSED)
    assert form.votes[0].text() == "3"
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.PANEL
    assert "专家丙" in form.form.error_of("members")
    write(form.lines[2].reason, "与申请人同校")
    write(form.opinion, "同意公示。")
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.PUBLICITY_DUE
    panel = file_of(house, case_id).panel
    assert panel is not None
    assert (panel.present, panel.recused, panel.votes_for) == (3, 1, 3)


def test_a_colleague_who_acted_on_the_case_cannot_vote_on_it(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.PANEL)
    view = open_case(sign_in(house.chair), case_id)
    view.decision.open_form(Step.PANEL)
    form = view.decision.form
    assert isinstance(form, PanelForm)
    form.lines[0].name.setText(house.reviewer.name)
    form.lines[1].name.setText("专家乙")
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.PANEL
    assert house.reviewer.name in form.form.error_of("members")


def test_a_lost_vote_is_foretold_with_its_consequence(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.PANEL)
    view = open_case(sign_in(house.chair), case_id)
    view.decision.open_form(Step.PANEL)
    form = view.decision.form
    assert isinstance(form, PanelForm)
    form.lines[0].name.setText("专家甲")
    form.lines[1].name.setText("专家乙")
    form.votes[0].clear()
    qtbot.keyClicks(form.votes[0], "1")
    form.votes[1].setText("2")
    assert "预留额度释放" in words_of(form)
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.REJECTED
    assert house.counters() == (3, 0, 0)


def test_publicity_objection_answer_decision_and_settlement_run_through_the_page(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PUBLICITY_DUE)
    staff = sign_in(house.staff)
    view = open_case(staff, case_id)
    click(qtbot, view.decision.main_button)
    form = view.decision.form
    assert form is not None
    assert "5 个工作日，至 2026-" in words_of(form)
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.PUBLICITY
    click(qtbot, step_button(view, Step.OBJECTION))
    objection = view.decision.form
    assert isinstance(objection, ObjectionForm)
    click(qtbot, objection.submit_button)
    assert objection.form.error_of("raised_by")
    write(objection.by, "某单位")
    write(objection.content, "任职时间有出入")
    click(qtbot, objection.submit_button)
    assert len(file_of(house, case_id).objections) == 1
    house.later(30)
    view = open_case(sign_in(house.decider), case_id)
    view.decision.opinion.setPlainText("同意。")
    assert not view.decision.main_button.isEnabled()
    link = next(link for link in view.decision.findChildren(Link) if link.text() == "去答复")
    click(qtbot, link)
    answer = view.decision.form
    assert isinstance(answer, AnswerForm)
    write(answer.answer, "经查属实无误，异议不成立。")
    click(qtbot, answer.submit_button)
    assert file_of(house, case_id).objections[0].answer
    view.decision.opinion.setPlainText("公示期满无异议，同意。")
    click(qtbot, view.decision.main_button)
    assert house.state(case_id) is State.SETTLEMENT
    assert house.counters() == (3, 0, 1)
    view = open_case(staff, case_id)
    view.reload()
    click(qtbot, view.decision.main_button)
    settled = view.decision.form
    assert isinstance(settled, SettleForm)
    click(qtbot, settled.submit_button)
    assert settled.form.error_of("permit_number")
    write(settled.permit, "准迁字第 8 号")
    click(qtbot, settled.submit_button)
    assert house.state(case_id) is State.SETTLED
    assert "本案已办结" in words_of(view.decision)


def test_a_sustained_objection_names_its_consequence_and_ends_the_case(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PUBLICITY)
    house.do(record_objection, house.staff, case_id, ObjectionDraft(str(uuid4()), house.today, "某单位", "不实"))
    view = open_case(sign_in(house.decider), case_id)
    view.decision.open_form(Step.DISMISS_OBJECTION)
    form = view.decision.form
    assert isinstance(form, AnswerForm)
    assert "不能恢复" not in words_of(form)
    form.result.choose("yes")
    assert "不能恢复" in words_of(form)
    form.answer.setPlainText("经查属实。")
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.REJECTED
    assert house.counters() == (3, 0, 0)


def test_rejecting_asks_once_with_the_consequence_and_escape_leaves_everything_as_it_was(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    view = open_case(sign_in(house.reviewer), case_id)
    # The usual words for passing are no reason for rejecting.
    view.decision.opinion.setPlainText("符合条件，建议提交评审会。")
    click(qtbot, step_button(view, Step.REJECT))
    form = view.decision.form
    assert isinstance(form, ReasonForm)
    assert not form.reason.toPlainText()
    assert "不能恢复" in words_of(form)
    form.submit_button.setFocus()
    qtbot.keyClick(form.submit_button, Qt.Key.Key_Return)
    assert house.state(case_id) is State.FIRST_REVIEW
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.decision.form is None
    assert view.decision.main_button.isVisible()
    click(qtbot, step_button(view, Step.REJECT))
    form = view.decision.form
    assert isinstance(form, ReasonForm)
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.FIRST_REVIEW
    assert form.form.error_of("opinion")
    form.reason.setPlainText("不属于紧缺岗位。")
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.REJECTED


def test_a_withdrawal_gives_the_unit_back_and_says_so_before(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.PANEL)
    view = open_case(sign_in(house.staff), case_id)
    click(qtbot, step_button(view, Step.WITHDRAW))
    form = view.decision.form
    assert isinstance(form, ReasonForm)
    assert "额度同时释放" in words_of(form)
    form.reason.setPlainText("企业撤回")
    click(qtbot, form.submit_button)
    assert house.state(case_id) is State.WITHDRAWN
    assert house.counters() == (3, 0, 0)


def test_time_that_has_not_run_out_offers_no_end(house: Casework, sign_in: SignIn) -> None:
    case_id = house.walk(State.SUPPLEMENT)
    view = open_case(sign_in(house.staff), case_id)
    assert Step.EXPIRE.value not in offered(view)
    house.later(400)
    view.reload()
    assert Step.EXPIRE.value in offered(view)


def test_the_approval_form_is_shown_as_it_will_be_printed(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    window = sign_in(house.reviewer)
    view = open_case(window, case_id)
    qtbot.keyClick(view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key() == "paper"
    paper = window.current_page()
    assert paper is not None
    assert paper.error_bar.message() == ""


# --- filing ---


def fill(view: FilingView, house: Casework, serial: int) -> None:
    view.fields.enterprise.set_hit(Hit(house.enterprise_id, "上海衡枢机器人有限公司"))
    view.fields.name.setText("孙启航")
    view.fields.id_number.setText(identity(serial))
    view.fields.read_number()
    view.fields.post.setText("首席算法专家")
    view.fields.joined_on.set_value(house.today.replace(year=house.today.year - 2))
    view.fields.contribution_base.setText("42,000")
    view.fields.income.setText("512000")
    view.fields.income_tax.setText("126480.50")
    view.fields.reason.setPlainText("主持算法研发。")


def test_an_empty_form_names_every_needed_field_beside_it_and_goes_to_the_first(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    window = sign_in(house.filer)
    window.go("file-case", FileCase())
    view = window.current_page()
    assert isinstance(view, FilingView)
    click(qtbot, view.save_button)
    employer, person, post = view.fields.forms
    assert employer.error_of("enterprise")
    assert person.error_of("name")
    assert post.error_of("contribution_base")
    assert view.fields.enterprise.box.hasFocus()


def test_an_enterprise_is_found_by_typing_and_a_case_is_filed_with_its_papers(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    enterprise = EnterpriseDraft(
        str(uuid4()),
        "上海朗衡机器人有限公司",
        "91310113MA1GK1428A",
        subdistrict_id=1,
        id=house.enterprise_id,
        version=1,
    )
    house.do(save_enterprise, house.filer, enterprise)
    window = sign_in(house.filer)
    window.go("file-case", FileCase())
    view = window.current_page()
    assert isinstance(view, FilingView)
    write(view.fields.enterprise.box, "朗衡")
    qtbot.keyClick(view.fields.enterprise.box, Qt.Key.Key_Return)
    hit = view.fields.enterprise.hit()
    assert hit is not None
    assert hit.value == house.enterprise_id
    fill(view, house, 41)
    assert "达到 3 倍" in words_of(view)
    assert view.fields.born_on.value() is not None
    here, pages = view.papers.lines[PaperKind.CONTRACT]
    click(qtbot, here)
    assert pages.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page() is view, "pages are missing"
    pages.setText("12")
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page = window.current_page()
    assert isinstance(page, CaseView)
    assert page.file is not None
    assert page.file.applicant.name == "孙启航"
    assert page.file.state is State.PRE_REVIEW
    contract = next(paper for paper in page.file.papers if paper.kind is PaperKind.CONTRACT)
    assert contract.pages == 12


def test_a_wrong_identity_number_is_refused_beside_it_and_nothing_typed_is_lost(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    window = sign_in(house.filer)
    window.go("file-case", FileCase())
    view = window.current_page()
    assert isinstance(view, FilingView)
    fill(view, house, 42)
    right = view.fields.id_number.text()
    view.fields.id_number.setText(right[:17] + ("0" if right[17] != "0" else "1"))
    click(qtbot, view.save_button)
    assert view.fields.forms[1].error_of("id_number")
    assert view.fields.name.text() == "孙启航"
    window.go("cases")
    window.go("file-case", None)
    assert view.fields.name.text() == "孙启航"


def test_a_discarded_form_comes_back_by_undo(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    window = sign_in(house.filer)
    window.go("cases")
    window.go("file-case", FileCase())
    view = window.current_page()
    assert isinstance(view, FilingView)
    fill(view, house, 43)
    view.papers.lines[PaperKind.CONTRACT][0].setChecked(True)
    view.papers.lines[PaperKind.CONTRACT][1].setText("7")
    view._discard()
    assert window.current_key() == "cases"
    assert view.fields.name.text() == ""
    window.desk.undo.undo()
    assert window.current_page() is view
    assert view.fields.name.text() == "孙启航"
    click(qtbot, view.save_button)
    page = window.current_page()
    assert isinstance(page, CaseView)
    assert page.file is not None
    assert next(paper.pages for paper in page.file.papers if paper.kind is PaperKind.CONTRACT) == 7


def test_a_returned_case_is_filed_again_without_typing_the_number_anew(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.file()
    house.do(return_case, house.liaison, case_id, "岗位不符")
    window = sign_in(house.filer)
    view = open_case(window, case_id)
    click(qtbot, view.decision.main_button)
    form = window.current_page()
    assert isinstance(form, FilingView)
    assert form.fields.id_number.text() == ""
    assert form.fields.post.text() == "首席算法工程师"
    form.fields.post.setText("算法总监")
    window.go("cases")
    window.go_back()
    assert form.fields.post.text() == "算法总监"
    click(qtbot, form.save_button)
    assert house.state(case_id) is State.PRE_REVIEW
    again = file_of(house, case_id)
    assert again.applicant.post == "算法总监"
    assert again.applicant.id_kind is IdKind.CITIZEN


# --- everything else on the page ---


def test_all_parts_of_a_settled_case_can_be_read(house: Casework, sign_in: SignIn) -> None:
    case_id = house.walk(State.SETTLED)
    view = open_case(sign_in(house.liaison), case_id)
    view.tabs.setCurrentIndex(APPLICATION)
    assert "主持关节驱动算法研发" in words_of(view.parts.application)
    view.tabs.setCurrentIndex(2)
    assert "准迁字第 1 号" in words_of(view.parts.record)
    assert "评审会" in words_of(view.parts.record)


def test_every_control_has_a_name_for_a_screen_reader(house: Casework, sign_in: SignIn) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    window = sign_in(house.reviewer)
    for key, target in (("cases", None), ("case", CaseWanted(case_id)), ("file-case", FileCase()), ("ledger", None)):
        window.go(key, target)
        page = window.current_page()
        assert page is not None
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QTableView):
            for control in page.findChildren(kind):
                inside = isinstance(control.parentWidget(), QTableView)
                if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus and not inside:
                    assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), (
                        control
                    )


def test_a_second_notice_of_the_same_stage_is_refused_in_words(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.SUPPLEMENT)
    contract = house.papers(case_id)[PaperKind.CONTRACT]
    house.do(supplement_arrived, house.liaison, case_id, {contract: 5})
    with pytest.raises(Exception, match=r"."):
        house.do(request_supplement, house.liaison, case_id, {contract: "仍缺"})
    view = open_case(sign_in(house.liaison), case_id)
    view.decision.open_form(Step.REQUEST_SUPPLEMENT)
    form = view.decision.form
    assert isinstance(form, SupplementForm)
    form.lines[0].tick.setChecked(True)
    form.lines[0].code.set_value(DefectCode.OTHER)
    form.lines[0].lacks.setText("仍缺")
    click(qtbot, form.submit_button)
    assert view.error_bar.message()
    assert house.state(case_id) is State.PRE_REVIEW


def test_a_criterion_is_scored_by_keys_with_its_scale_and_the_papers_that_prove_it(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.chair, case_id, FULL_SCORES)
    view = open_case(sign_in(house.reviewer), case_id)
    assert "1 名同事已评分，你评完各项后可见。" in words_of(view.scores)
    assert "86" not in words_of(view.scores)
    qtbot.keyClick(view, Qt.Key.Key_G)
    lines = view.scores._lines
    first, second = lines[0], lines[1]
    assert first.points.hasFocus()
    assert first.detail.isVisibleTo(view.scores)
    qtbot.keyClicks(first.points, "88")
    chosen = [band for band in first.detail._bands if "所评分数" in band.accessibleName()]
    assert [band.band.range for band in chosen] == ["75–89"]
    qtbot.keyClick(first.points, Qt.Key.Key_Return)
    write(first.basis, "缴费基数 3.4 倍")
    # The sheet wants papers here, so they come next; then the criterion below.
    qtbot.keyClick(first.basis, Qt.Key.Key_Return)
    assert first.papers.hasFocus()
    qtbot.keyClicks(first.papers, "99")
    assert "没有这个编号的材料" in words_of(first.detail)
    view.scores.ask_save()
    assert first.trouble.text() == "材料？"
    first.papers.setText("2，3")
    qtbot.keyClick(first.papers, Qt.Key.Key_Return)
    assert second.points.hasFocus()
    assert not first.detail.isVisibleTo(view.scores)
    qtbot.keyClick(second.points, Qt.Key.Key_Up)
    assert first.points.hasFocus()
    for line in lines[1:]:
        line.points.setText("60")
        line.basis.setText("有据")
    qtbot.keyClick(view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    sheet = file_of(house, case_id).sheet
    assert sheet is not None
    (own,) = [mark for mark in sheet.lines[0].marks if mark.points == 88]
    assert len(own.paper_ids) == 2
    # Now that both have scored, each sees the other's points, the mean and how far they are apart.
    said = words_of(view.scores)
    assert "均 87.0（86–88）" in said
    assert "2 人平均" in said
    assert view.scores._lines[0].points.text() == "88"

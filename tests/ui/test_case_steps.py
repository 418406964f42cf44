"""The steps of a case between colleagues and in public, as they are taken on its page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from officer_app.cases.words import Masking, ObjectionState, State, Step
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.people.access import Role
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.pools import PoolDraft, PoolKind, open_pool
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.list import CasesView
from officer_app.ui.cases.parts import RECORD
from officer_app.ui.cases.peer_forms import CountersignForm, SendBackForm, StandAsideForm
from officer_app.ui.cases.pool_form import PoolForm
from officer_app.ui.cases.public_forms import AnswerForm, ContactForm, HandlingForm, ObjectionForm, PublishForm
from officer_app.ui.cases.step_form import StepForm
from officer_app.ui.main_window import MainWindow
from officer_app.ui.widgets import Link
from tests.casework import Casework, casework
from tests.ui.rooms import case_window

T = TypeVar("T", bound=StepForm)
SignIn = Callable[[Actor], MainWindow]


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    made = casework(database)
    made.grant(5)
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


def press(qtbot: QtBot, widget: QWidget) -> None:
    QApplication.processEvents()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QApplication.processEvents()


def words_of(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def opened(view: CaseView, step: Step, kind: type[T]) -> T:
    assert view.decision.choose_other(step)
    form = view.decision.form
    assert isinstance(form, kind)
    return form


def file_of(house: Casework, case_id: int) -> CaseFile:
    found = house.ask(case_file, house.reviewer, case_id)
    assert isinstance(found, CaseFile)
    return found


def test_one_notice_is_put_up_for_this_case_and_another_that_waits(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    first, second = house.walk(State.PUBLICITY_DUE), house.walk(State.PUBLICITY_DUE)
    view = open_case(sign_in(house.staff), first)
    view.choose()
    form = view.decision.form
    assert isinstance(form, PublishForm)
    form.masking.set_value(Masking.NAME)
    ((other, tick),) = form.lines().items()
    assert other == second
    assert "衡枢" not in tick.text()
    form.masking.set_value(Masking.MASKED)
    tick = form.lines()[second]
    assert "*" in tick.text()
    tick.setChecked(True)
    press(qtbot, form.submit_button)
    assert house.state(first) is house.state(second) is State.PUBLICITY
    assert file_of(house, first).publicity == file_of(house, second).publicity
    assert "2 件" in view.error_bar.message()


def test_an_objection_is_recorded_looked_into_from_the_record_and_answered_before_anything_else(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    case_id = house.walk(State.PUBLICITY)
    house.later(30)
    view = open_case(sign_in(house.staff), case_id)
    form = opened(view, Step.OBJECTION, ObjectionForm)
    assert "逾期" in words_of(form)
    form.by.setText("李某")
    form.contact.setText("13912345678")
    form.content.setPlainText("学历存疑")
    press(qtbot, form.submit_button)
    view.tabs.setCurrentIndex(RECORD)
    record = view.parts.record
    assert "139****5678" in words_of(record)
    press(qtbot, next(link for link in record.findChildren(Link) if link.isVisible()))
    handling = view.decision.form
    assert isinstance(handling, HandlingForm)
    handling.handling.setPlainText("向学信网核验")
    press(qtbot, handling.submit_button)
    assert "向学信网核验" in words_of(record)

    boss = open_case(sign_in(house.decider), case_id)
    boss.tabs.setCurrentIndex(RECORD)
    press(qtbot, next(link for link in boss.parts.record.findChildren(Link) if link.isVisible()))
    contact = boss.decision.form
    assert isinstance(contact, ContactForm)
    press(qtbot, contact.submit_button)
    assert contact.contact.text() == "139****5678"  # a purpose is needed
    contact.purpose.setText("当面核实")
    press(qtbot, contact.submit_button)
    assert contact.contact.text() == "13912345678"
    contact.hide()
    assert contact.contact.text() == "139****5678"
    boss.decision.close_form()
    boss.choose()
    answer = boss.decision.form
    assert isinstance(answer, AnswerForm)
    assert answer.handling.toPlainText() == "向学信网核验"
    answer.answer.setPlainText("学历属实。")
    assert boss.decision.confirm()
    assert file_of(house, case_id).objections[0].state is ObjectionState.DISMISSED
    boss.choose()
    assert boss.decision.form is None
    assert boss.decision.main_button.isEnabled()


def test_a_case_is_countersigned_sent_back_and_left_to_others(house: Casework, sign_in: SignIn, qtbot: QtBot) -> None:
    case_id = house.walk(State.PUBLICITY)
    other = house.bureau.person(Role.SUPERVISOR, "会签主管")
    view = open_case(sign_in(other), case_id)
    form = opened(view, Step.COUNTERSIGN, CountersignForm)
    form.verdict.choose("oppose")
    assert "不能批准" in words_of(form)
    press(qtbot, form.submit_button)
    assert view.decision.form is form  # an opinion is needed
    form.opinion.setPlainText("材料有疑点。")
    press(qtbot, form.submit_button)
    assert [row.agrees for row in file_of(house, case_id).countersignatures] == [False]
    assert not view.decision.asides.usable(Step.COUNTERSIGN)

    boss = open_case(sign_in(house.decider), case_id)
    back = opened(boss, Step.BACK_TO_PANEL, SendBackForm)
    back.target.set_value(Step.BACK_TO_FIRST_REVIEW)
    back.reason.setPlainText("补充核实")
    press(qtbot, back.submit_button)
    assert house.state(case_id) is State.FIRST_REVIEW
    assert house.counters() == (5, 0, 0)

    chair = open_case(sign_in(house.bureau.person(Role.SUPERVISOR, "回避主管")), case_id)
    chair.heading.aside_wanted.emit()
    aside = chair.decision.form
    assert isinstance(aside, StandAsideForm)
    aside.reason.setPlainText("亲属")
    press(qtbot, aside.submit_button)
    assert [row.reason for row in file_of(house, case_id).aside] == ["亲属"]
    assert not chair.decision.main_button.isEnabled()
    assert "亲属" in words_of(chair.decision)


def test_the_queue_is_filtered_kept_as_a_view_and_names_what_is_next(house: Casework, sign_in: SignIn) -> None:
    first, _second = house.walk(State.FIRST_REVIEW), house.walk(State.PANEL)
    window = sign_in(house.decider)
    window.go("cases")
    view = window.current_page()
    assert isinstance(view, CasesView)
    view.scope.choose("all")
    view.filters.states.choose((State.FIRST_REVIEW,))
    assert view.table.rows_model.rowCount() == 1
    row = view.table.current_row()
    assert row is not None
    assert row.id == first
    kept = view.state()
    view.clear_filters()
    assert view.table.rows_model.rowCount() == 2
    view.show_kept("初审", kept)
    assert view.table.rows_model.rowCount() == 1
    assert "下一步" in words_of(view.side)
    view.filters.light.choose(next(iter(view.filters.light.choices()))[0])
    assert view.table.rows_model.rowCount() <= 1


def test_the_pool_of_the_unit_is_chosen_until_first_review_passes(
    house: Casework, sign_in: SignIn, qtbot: QtBot
) -> None:
    house.do(open_pool, house.decider, PoolDraft(2026, PoolKind.CAMPAIGN, "攻坚专项"))
    case_id = house.walk(State.FIRST_REVIEW)
    view = open_case(sign_in(house.reviewer), case_id)
    view.heading.pool_wanted.emit()
    form = view.decision.form
    assert isinstance(form, PoolForm)
    form.pool.set_value("攻坚专项")
    press(qtbot, form.submit_button)
    assert file_of(house, case_id).filed.pool == "攻坚专项"

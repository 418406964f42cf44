"""The page of demands: every view by keyboard, every step in the panel, cards dragged, nothing typed lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from officer_app.core.sheets import open_sheet
from officer_app.core.work import Actor
from officer_app.demands.reminders import Reminder, demand_reminders
from officer_app.demands.service import (
    DemandState,
    DemandStep,
    accept_demand,
    answer_demand,
    ask_extension,
    assign_demand,
    hurry_demand,
    join_handler,
    resume_demand,
    suspend_demand,
    take_up_demand,
)
from officer_app.ui.demands.cards import mime_of
from officer_app.ui.demands.columns import DropPlace
from officer_app.ui.demands.deeds import DEEDS, LETTERS
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.demands.queue import QueuePart
from officer_app.ui.demands.reminded import reminded
from officer_app.ui.demands.step_form import Ticks
from officer_app.ui.pages import PAGES
from officer_app.ui.paper.page import PaperView
from officer_app.ui.targets import DemandsWanted
from officer_app.ui.widgets import Choice, Prose, PushButton, Segmented
from tests.fieldwork import TODAY, Fieldwork, days_ago
from tests.pdf_reading import Reading
from tests.ui.conftest import compose
from tests.ui.rooms import CTRL, SHIFT, Room

Enter = Callable[[Actor], Room]


def opened(room: Room, view: str = "board") -> DemandsView:
    room.window.desk.settings.setValue("demands/view", view)
    room.window.go("demands")
    page = room.window.current_page()
    assert isinstance(page, DemandsView)
    return page


def state_of(room: Room, demand_id: int) -> DemandState:
    return room.work.of_demand(demand_id).state


def handed(work: Fieldwork, text: str = "申请人才公寓 6 套") -> int:
    """A demand that waits for the specialist to take it up."""
    return work.demand(work.enterprise(), text, handler=work.specialist).id


def in_progress(work: Fieldwork, text: str = "申请人才公寓 6 套") -> int:
    """A demand the specialist works on."""
    key = handed(work, text)
    work.bureau.office.perform(take_up_demand, work.specialist, key, version=work.of_demand(key).version)
    return key


def drop(place: DropPlace, demand_id: int) -> None:
    """Let a card go over a column."""
    carried, move = mime_of(demand_id), Qt.DropAction.MoveAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(place, QDragEnterEvent(QPointF(9, 9).toPoint(), move, carried, left, none))
    QApplication.sendEvent(place, QDropEvent(QPointF(9, 9), move, carried, left, none))
    QApplication.processEvents()


def column_of(page: DemandsView, state: DemandState) -> DropPlace:
    return next(place for place in page.board._places() if state in place.states)


def form_error(page: DemandsView, field: str) -> str:
    assert page.panel.form is not None
    return page.panel.form.form.error_of(field)


def test_arrows_lead_over_the_board_and_shift_right_takes_the_next_step(work: Fieldwork, enter: Enter) -> None:
    key = work.enterprise()
    work.demand(key, "第一件")
    second = work.demand(key, "第二件", handler=work.specialist)
    room = enter(work.supervisor)
    page = opened(room)
    assert page.current() is not None
    assert page.current().text == "第一件"  # type: ignore[union-attr] # said above
    room.press(Qt.Key.Key_Right)
    assert page.current().text == "第二件"  # type: ignore[union-attr] # a card is there
    room.press(Qt.Key.Key_Right, SHIFT)
    assert state_of(room, second.id) is DemandState.ACCEPTED


def test_a_demand_is_led_to_its_end_in_the_panel(work: Fieldwork, enter: Enter) -> None:
    demand = work.demand(work.enterprise()).id
    room = enter(work.supervisor)
    page = opened(room)
    room.press(Qt.Key.Key_Right, SHIFT)
    room.press(Qt.Key.Key_Return, CTRL)
    assert form_error(page, "handler")
    assert page.panel.form is not None
    chosen = page.panel.form.field("handler")
    assert isinstance(chosen, Choice)
    chosen.set_value(work.specialist.id)
    for state in (DemandState.ASSIGNED, DemandState.ACCEPTED, DemandState.IN_PROGRESS):
        room.press(Qt.Key.Key_Return, CTRL)
        assert state_of(room, demand) is state
    room.press(Qt.Key.Key_Return, CTRL)
    assert form_error(page, "answer")
    room.type("已排入 12 月批次", counted=False)
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, demand) is DemandState.ANSWERED
    page.panel.submit()
    assert state_of(room, demand) is DemandState.CLOSED
    room.press(Qt.Key.Key_Escape)
    assert not page.panel.isVisible()


def test_an_enterprise_that_is_not_content_brings_the_card_back(work: Fieldwork, enter: Enter) -> None:
    demand = work.demand(work.enterprise()).id
    work.bureau.office.perform(answer_demand, work.liaison, demand, "无房源", version=1)
    room = enter(work.liaison)
    page = opened(room)
    page.opened(demand)
    assert page.panel.form is not None
    verdict, by = page.panel.form.field("rating"), page.panel.form.field("by")
    assert isinstance(verdict, Segmented)
    verdict.choose("not_content")
    assert "今日" in page.panel.form.said.text()
    by.setFocus()
    room.type("刘芳 人事经理", counted=False)
    page.panel.submit()
    row = work.of_demand(demand)
    assert (row.state, row.rated_by, row.reopened) == (DemandState.IN_PROGRESS, "刘芳 人事经理", 1)


def test_a_card_let_go_over_a_column_takes_the_step_or_asks_what_it_needs(work: Fieldwork, enter: Enter) -> None:
    demand = handed(work)
    room = enter(work.specialist)
    page = opened(room)
    drop(column_of(page, DemandState.IN_PROGRESS), demand)
    assert state_of(room, demand) is DemandState.ACCEPTED
    drop(page.board.folded_pause, demand)
    assert state_of(room, demand) is DemandState.ACCEPTED
    assert page.panel.form is not None
    assert page.panel.form.deed.step is DemandStep.SUSPEND
    room.type("等市级新政", counted=False)
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, demand) is DemandState.SUSPENDED
    assert not page.board.folded_pause.isVisible()
    drop(column_of(page, DemandState.RATED), demand)
    assert state_of(room, demand) is DemandState.SUSPENDED
    assert "暂缓" in page.error_bar.message()


def test_somebody_else_was_faster_and_what_was_typed_stays(work: Fieldwork, enter: Enter) -> None:
    demand = in_progress(work)
    room = enter(work.supervisor)
    page = opened(room)
    page.opened(demand)
    assert page.panel.form is not None
    page.panel.form.take_keyboard()
    room.type("拟答复：十二月安排", counted=False)
    for step, words in ((suspend_demand, "等房源"), (resume_demand, "有房源了")):
        work.bureau.office.perform(step, work.specialist, demand, words, version=work.of_demand(demand).version)
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, demand) is DemandState.IN_PROGRESS
    assert page.error_bar.message()
    answer = page.panel.form.field("answer")
    assert isinstance(answer, Prose)
    assert answer.toPlainText() == "拟答复：十二月安排"
    room.press(Qt.Key.Key_Return, CTRL)
    assert work.of_demand(demand).answer == "拟答复：十二月安排"


def test_what_was_typed_is_there_again_after_another_demand(work: Fieldwork, enter: Enter) -> None:
    first, second = in_progress(work, "第一件"), in_progress(work, "第二件")
    room = enter(work.specialist)
    page = opened(room)
    page.opened(first)
    page.panel.take(DemandStep.SUSPEND)
    room.type("等新政", counted=False)
    page.opened(second)
    page.opened(DemandsWanted(demand_id=first, step=DemandStep.SUSPEND))
    field = page.panel.form.field("note")  # type: ignore[union-attr] # a form is open
    assert isinstance(field, Prose)
    assert field.toPlainText() == "等新政"


def test_letters_take_steps_while_a_list_has_the_focus(work: Fieldwork, enter: Enter) -> None:
    demand = handed(work)
    room = enter(work.specialist)
    page = opened(room)
    room.press(Qt.Key.Key_A)
    assert state_of(room, demand) is DemandState.ACCEPTED
    page.opened()
    room.press(Qt.Key.Key_F)
    assert page.panel.form is not None
    assert page.panel.form.deed.step is DemandStep.FIRST_ANSWER
    room.type("a", counted=False)
    field = page.panel.form.field("answer")
    assert isinstance(field, Prose)
    assert field.toPlainText() == "a"
    assert state_of(room, demand) is DemandState.ACCEPTED


def test_every_letter_is_unique_and_stands_on_the_page_of_keys() -> None:
    lettered = [deed.key for deed in DEEDS.values() if deed.key]
    assert len(lettered) == len(set(lettered)) == len(LETTERS)
    listed = {key.keys for page in PAGES if page.key == "demands" for key in page.keys}
    assert set(lettered) <= listed
    assert set(DEEDS) == set(DemandStep)


def test_nothing_is_approved_by_a_key_alone(work: Fieldwork, enter: Enter) -> None:
    demand = in_progress(work)
    version = work.of_demand(demand).version
    work.bureau.office.perform(ask_extension, work.specialist, demand, 5, "等房源", version=version)
    due = work.of_demand(demand).due_on
    room = enter(work.supervisor)
    page = opened(room)
    page.opened(demand)
    page.panel.take(DemandStep.EXTEND)
    assert page.panel.form is not None
    room.press(Qt.Key.Key_Return, CTRL)
    page.panel.form.button.setFocus()
    room.press(Qt.Key.Key_Return)
    assert work.of_demand(demand).due_on == due
    room.press(Qt.Key.Key_Space)
    assert work.of_demand(demand).due_on > due


def test_who_asked_for_an_extension_reads_why_the_button_is_off(work: Fieldwork, enter: Enter) -> None:
    demand = in_progress(work)
    version = work.of_demand(demand).version
    work.bureau.office.perform(ask_extension, work.specialist, demand, 5, "等房源", version=version)
    page = opened(enter(work.specialist))
    page.opened(demand)
    assert page.panel.offered()[DemandStep.EXTEND].reason == "延期由主管审批。"
    page.panel.take(DemandStep.EXTEND)
    assert page.panel.form is not None
    assert not page.panel.form.button.isEnabled()


@pytest.mark.parametrize("who", ["colleague", "staff"])
def test_others_are_told_whose_it_is_or_offered_nothing(work: Fieldwork, enter: Enter, who: str) -> None:
    demand = in_progress(work)
    page = opened(enter(getattr(work, who)))
    page.filters.clear_all()
    page.opened(demand)
    offers = page.panel.offered()
    if who == "staff":
        assert offers == {}
    else:
        assert "周颖" in offers[DemandStep.SUSPEND].reason
        assert offers[DemandStep.ASSIGN].reason == ""


def test_an_input_methods_enter_sends_nothing(work: Fieldwork, enter: Enter) -> None:
    demand = in_progress(work)
    room = enter(work.specialist)
    page = opened(room)
    page.opened(demand)
    assert page.panel.form is not None
    answer = page.panel.form.field("answer")
    answer.setFocus()
    room.type("已安排", counted=False)
    compose(answer, "ban li")
    page.panel.submit()
    assert state_of(room, demand) is DemandState.IN_PROGRESS
    compose(answer, "", "办理")
    page.panel.submit()
    assert work.of_demand(demand).answer == "已安排办理"


def test_the_queue_says_what_to_do_first_and_enter_opens_its_form(work: Fieldwork, enter: Enter) -> None:
    hurried = in_progress(work, "被督办")
    handed(work, "待接办")
    part = work.demand(work.enterprise(), "要协办", handler=work.colleague).id
    office = work.bureau.office
    office.perform(hurry_demand, work.supervisor, hurried, "请抓紧", TODAY, version=work.of_demand(hurried).version)
    office.perform(
        join_handler, work.colleague, part, work.specialist.id or 0, "核政策", version=work.of_demand(part).version
    )
    room = enter(work.specialist)
    page = opened(room, "queue")
    queue = page.part()
    assert isinstance(queue, QueuePart)
    heads = [row.title for row in (queue.table.rows_model.row(n) for n in queue.table.rows_model.heads()) if row]  # type: ignore[union-attr] # heads
    assert set(heads) >= {"督办待回复", "待接办", "待办理", "协办意见待交"}
    assert queue.current() is not None
    assert queue.current().id == hurried  # type: ignore[union-attr] # said above
    room.press(Qt.Key.Key_Return)
    assert page.panel.form is not None
    assert page.panel.form.deed.step is DemandStep.REPLY
    room.type("本周五前答复", counted=False)
    room.press(Qt.Key.Key_Return, CTRL)
    assert "督办待回复" not in [
        row.title  # type: ignore[union-attr] # heads
        for row in (queue.table.rows_model.row(n) for n in queue.table.rows_model.heads())
    ]


def test_the_overview_begins_with_those_to_call_back(work: Fieldwork, enter: Enter) -> None:
    handed(work, "承办中")
    answered = work.demand(work.enterprise(), "已反馈").id
    work.bureau.office.perform(answer_demand, work.liaison, answered, "可以办理", version=1)
    page = opened(enter(work.liaison), "overview")
    row = page.current()
    assert row is not None
    assert row.id == answered


def test_the_figures_show_numerator_and_denominator(work: Fieldwork, enter: Enter) -> None:
    demand = work.demand(work.enterprise()).id
    work.bureau.office.perform(answer_demand, work.liaison, demand, "可以办理", version=1)
    page = opened(enter(work.supervisor), "figures")
    table = page.parts["figures"].table  # type: ignore[attr-defined] # the figures have a table
    model = table.rows_model
    words = [str(model.index(0, n).data()) for n in range(model.columnCount())]
    assert "100 % 1 / 1" in words


def test_a_demand_by_phone_is_noted_from_the_keyboard(work: Fieldwork, enter: Enter) -> None:
    work.enterprise("上海澜启生物科技有限公司", work.liaison)
    room = enter(work.liaison)
    page = opened(room)
    room.press(Qt.Key.Key_D, CTRL | SHIFT)
    room.press(Qt.Key.Key_Return, CTRL)
    fresh = page.panel.fresh
    assert fresh is not None
    assert fresh.form.error_of("enterprise")
    fresh.enterprise.box.setFocus()
    room.type("lqsw")
    room.press(Qt.Key.Key_Return)
    page.panel.findChildren(QPlainTextEdit)[-1].setFocus()
    room.type("来电咨询居住证积分", counted=False)
    assert "前办理完毕" in fresh.limit.text()
    room.press(Qt.Key.Key_Return, CTRL)
    (row,) = page.board.columns[0].cards._cards.rows
    assert (row.text, row.category.value, row.visit_id) == ("来电咨询居住证积分", "points", None)


def test_a_demand_is_noted_from_any_page_by_whoever_may(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.liaison)
    room.window.go("visits")
    room.press(Qt.Key.Key_D, CTRL | SHIFT)
    assert room.window.current_key() == "demands"
    page = room.window.current_page()
    assert isinstance(page, DemandsView)
    assert page.panel.fresh is not None
    assert page.panel.fresh.enterprise.box.hasFocus()


def test_who_handles_no_demands_notes_none(work: Fieldwork, enter: Enter) -> None:
    room = enter(work.staff)
    room.window.go("visits")
    room.press(Qt.Key.Key_D, CTRL | SHIFT)
    assert room.window.current_key() == "visits"


def test_the_table_sorts_by_any_column_and_keeps_the_choice_of_view(work: Fieldwork, enter: Enter) -> None:
    key = work.enterprise()
    work.bureau.clock.set(days_ago(40))
    work.demand(key, "早已超时")
    work.bureau.clock.set(TODAY)
    work.demand(key, "今天收集")
    room = enter(work.liaison)
    page = opened(room)
    page.view.choose("table")
    assert page.current() is not None
    assert page.current().text == "早已超时"  # type: ignore[union-attr] # said above
    assert page.filters.figures[1].text() == "·1 件逾期"
    assert room.window.desk.settings.value("demands/view") == "table"
    for column, descending in (("collected", True), ("text", False), ("state", True), ("enterprise", False)):
        page.listing._sorted(column, descending)
        assert page.listing.table.rows_model.rowCount() == 2
    page.listing._sorted("collected", True)
    assert page.listing.table.rows_model.row(0).text == "今天收集"  # type: ignore[union-attr] # a row


def test_exactly_what_the_table_shows_is_written(work: Fieldwork, enter: Enter, tmp_path: Path) -> None:
    key = work.enterprise("上海澜启生物科技有限公司")
    work.demand(key, "=1+1 请看")
    work.demand(key, "另一件")
    page = opened(enter(work.liaison), "table")
    page.filters.search.setText("请看")
    page._load()
    said: list[str] = []
    page.listing.export_to(tmp_path / "demands.xlsx", lambda words, _path: said.append(words))
    assert said == ["已导出 1 件诉求。"]
    rows = [list(cells) for _number, cells in open_sheet(tmp_path / "demands.xlsx").rows()]
    assert "=1+1 请看" in rows[-1]


def test_an_empty_board_says_where_demands_come_from(work: Fieldwork, enter: Enter) -> None:
    page = opened(enter(work.liaison))
    assert page._body.currentWidget() is page._empty


def test_who_has_been_handed_something_else_meanwhile_copies_what_was_typed(work: Fieldwork, enter: Enter) -> None:
    demand = handed(work)
    office = work.bureau.office
    office.perform(accept_demand, work.specialist, demand, version=work.of_demand(demand).version)
    room = enter(work.supervisor)
    page = opened(room)
    page.opened(demand)
    page.panel.take(DemandStep.SUSPEND)
    room.type("等新政出台", counted=False)
    version = work.of_demand(demand).version
    office.perform(assign_demand, work.liaison, demand, work.colleague.id or 0, version=version)
    room.press(Qt.Key.Key_Return, CTRL)
    shown = [label.text() for label in page.panel.findChildren(type(page.filters.figures[0])) if label.isVisible()]
    assert "等新政出台" in shown


def test_who_was_brought_in_is_released_again_by_undo(work: Fieldwork, enter: Enter) -> None:
    demand = in_progress(work)
    room = enter(work.specialist)
    page = opened(room)
    page.opened(demand)
    page.panel.take(DemandStep.JOIN)
    assert page.panel.form is not None
    who = page.panel.form.field("handler")
    assert isinstance(who, Choice)
    who.set_value(work.colleague.id)
    room.press(Qt.Key.Key_Return, CTRL)
    file = page.panel.file()
    assert file is not None
    assert [one.name for one in file.helpers] == ["何静"]
    room.window.desk.undo.undo()
    file = page.panel.file()
    assert file is not None
    assert file.helpers == ()


def test_a_reminder_leads_to_the_form_that_settles_it(work: Fieldwork, enter: Enter) -> None:
    demand = handed(work)
    room = enter(work.specialist)
    reminders = work.bureau.office.read(demand_reminders, work.specialist)
    waiting = next(row for row in reminders if row.kind is Reminder.TO_ACCEPT)
    room.window.go("demands", reminded(waiting))
    page = room.window.current_page()
    assert isinstance(page, DemandsView)
    assert page.panel.form is not None
    assert page.panel.form.deed.step is DemandStep.ACCEPT
    assert state_of(room, demand) is DemandState.ASSIGNED


def test_two_demands_of_one_matter_become_one_in_the_panel(work: Fieldwork, enter: Enter) -> None:
    key = work.enterprise()
    kept, gone = work.demand(key, "人才公寓 6 套").id, work.demand(key, "公寓六套").id
    room = enter(work.liaison)
    page = opened(room)
    page.opened(kept)
    page.panel.take(DemandStep.MERGE)
    assert page.panel.form is not None
    ticks = page.panel.form.field("ids")
    assert isinstance(ticks, Ticks)
    room.press(Qt.Key.Key_Return, CTRL)
    assert form_error(page, "ids")
    ticks.set_value((gone,))
    room.press(Qt.Key.Key_Return, CTRL)
    assert state_of(room, gone) is DemandState.MERGED
    file = page.panel.file()
    assert file is not None
    assert [row.id for row in file.merged] == [gone]


@pytest.mark.parametrize("in_panel", [True, False])
def test_the_sheet_of_a_demand_is_printed_from_the_panel_and_from_its_card(
    work: Fieldwork, enter: Enter, in_panel: bool
) -> None:
    demand = work.demand(work.enterprise("上海澄原生物医药有限公司"), "申请人才公寓 6 套")
    room = enter(work.liaison)
    page = opened(room)
    if in_panel:
        page.opened(demand.id)
        button = next(one for one in page.panel.findChildren(PushButton) if one.accessibleName() == "打印办理单")
        assert button.isEnabled()
    else:
        page.board.choose(demand.id)
        page.part().enter()
    room.press(Qt.Key.Key_P, CTRL)
    paper = room.window.current_page()
    assert isinstance(paper, PaperView)
    with Reading(paper.pdf) as reading:
        assert "企业诉求办理单" in reading.squeezed(0)
        assert demand.number in reading.squeezed(0)
    room.press(Qt.Key.Key_Escape)
    assert room.window.current_page() is page


def test_a_short_field_of_a_step_stands_at_the_left(work: Fieldwork, enter: Enter) -> None:
    demand = in_progress(work)
    room = enter(work.specialist)
    page = opened(room)
    page.opened(DemandsWanted(demand_id=demand, step="ask_extension"))
    QApplication.processEvents()
    assert page.panel.form is not None
    days, why = page.panel.form.field("days"), page.panel.form.field("note")
    assert days.mapTo(page, QPoint()).x() == why.mapTo(page, QPoint()).x()

"""What the page of a case says is next, by whom, and why each other step is off; and its record as one line of time."""

from typing import cast
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.cases.recusal import stand_aside
from officer_app.cases.words import State, Step
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Role
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.countersigning import countersign
from officer_app.quota.objections import ObjectionDraft, answer_objection, note_handling, record_objection
from officer_app.quota.outlook import Outlook, outlook
from officer_app.quota.panel import hold_panel
from officer_app.quota.publicity import publish
from officer_app.quota.sending_back import send_back
from officer_app.quota.timeline import timeline
from tests.casework import Casework, casework


@pytest.fixture
def house(sqlite_url: str) -> Casework:
    made = casework(Database(sqlite_url))
    made.grant(20)
    return made


def seen(house: Casework, actor: Actor, case_id: int) -> Outlook:
    return cast(Outlook, house.ask(outlook, actor, case_id))


def object_to(house: Casework, case_id: int) -> int:
    draft = ObjectionDraft(str(uuid4()), house.today, "李某", "学历存疑", "13912345678")
    return cast(int, house.do(record_objection, house.staff, case_id, draft))


def test_in_every_state_each_person_reads_one_sentence_of_what_is_next_and_by_whom(house: Casework) -> None:
    people = (house.filer, house.liaison, house.acceptor, house.reviewer, house.chair, house.decider)
    due = {
        State.PRE_REVIEW: (Step.PRE_REVIEW, {house.liaison, house.reviewer, house.chair, house.decider}),
        State.ACCEPTANCE: (Step.ACCEPT, {house.acceptor}),
        State.FIRST_REVIEW: (Step.FIRST_REVIEW, {house.reviewer, house.chair, house.decider}),
        State.PANEL: (Step.PANEL, {house.chair, house.decider}),
        State.PUBLICITY_DUE: (Step.PUBLISH, {house.filer}),
        State.PUBLICITY: (Step.DECIDE, {house.decider}),
        State.SETTLEMENT: (Step.SETTLE, {house.filer}),
        State.SETTLED: (None, set()),
        State.REJECTED: (None, set()),
    }
    for state, (step, able) in due.items():
        case_id = house.walk(state)
        for person in people:
            found = seen(house, person, case_id).next
            assert found.sentence
            assert found.step is step
            assert found.mine is (person in able), (state, person.name)
            assert not found.stuck


def test_a_step_that_nobody_is_left_for_is_said_to_be_stuck(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    house.later(30)
    house.do(stand_aside, house.decider, case_id, "亲属")
    found = seen(house, house.decider, case_id)
    assert found.next.stuck
    assert any("亲属" in reason for reason in found.hindrances[Step.DECIDE])
    house.bureau.person(Role.SUPERVISOR, "新主管")
    assert not seen(house, house.decider, case_id).next.stuck


def test_an_open_objection_comes_before_the_decision_and_each_button_says_why_it_is_off(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    with speaking(CHINESE):
        running = seen(house, house.decider, case_id)
        assert "公示至" in running.next.sentence
        assert any("公示至" in reason for reason in running.hindrances[Step.DECIDE])
        assert running.hindrances[Step.DISMISS_OBJECTION]
        assert running.hindrances[Step.EXPIRE]
        assert running.usual
        objection = object_to(house, case_id)
        assert seen(house, house.decider, case_id).next.step is Step.DISMISS_OBJECTION
        assert not seen(house, house.decider, case_id).hindrances[Step.DISMISS_OBJECTION]
        house.do(answer_objection, house.decider, objection, "不实。", sustained=False)
        house.later(30)
        assert not seen(house, house.decider, case_id).hindrances[Step.DECIDE]
        # Whoever reviewed it may still record a withdrawal, and nothing of the decider's.
        reviewer = seen(house, house.reviewer, case_id).hindrances
        assert reviewer[Step.DECIDE]
        assert reviewer[Step.REJECT]
        assert not reviewer[Step.WITHDRAW]


def test_the_record_is_one_line_of_time_with_every_round(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    objection = object_to(house, case_id)
    house.do(note_handling, house.staff, objection, "向学信网核验")
    house.later(1)
    house.do(answer_objection, house.decider, objection, "学历属实。", sustained=False)
    house.do(send_back, house.decider, case_id, State.PANEL, "补充讨论")
    house.later(1)
    house.do(hold_panel, house.chair, case_id, house.panel())
    house.do(publish, house.staff, case_id)
    other = house.bureau.person(Role.SUPERVISOR, "会签主管")
    house.do(countersign, other, case_id, True, "同意。")
    with speaking(CHINESE):
        file = cast(CaseFile, house.ask(case_file, house.decider, case_id))
        events = timeline(file)
    assert [publicity.round for publicity in file.publicities] == [1, 2]
    assert len(file.panels) == 2
    assert file.publicity == file.publicities[1]
    titles = [event.title for event in events]
    with speaking(CHINESE):
        assert titles[0] == Step.COUNTERSIGN.label
        assert titles.count(Step.PUBLISH.label) == 2
        assert titles.count(Step.PANEL.label) == 2
        assert titles.count(Step.CHECK_PAPER.label) == 1
    told = next(event for event in events if any("学历存疑" in line for line in event.lines))
    assert any("向学信网核验" in line for line in told.lines)
    assert any("学历属实" in line for line in told.lines)
    assert not any("13912345678" in line for event in events for line in event.lines)
    days = [event.day for event in events]
    assert days == sorted(days, reverse=True)


def test_the_page_asks_the_same_number_of_questions_however_many_cases_there_are(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)

    def questions() -> int:
        counted: list[str] = []
        engine = house.bureau.office.database.engine

        def count(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        sa.event.listen(engine, "before_cursor_execute", count)
        try:
            house.ask(case_file, house.decider, case_id)
            seen(house, house.decider, case_id)
        finally:
            sa.event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    # The first look is put on record, those soon after it are the same look.
    questions()
    few = questions()
    for _more in range(3):
        house.walk(State.PUBLICITY)
    assert questions() == few

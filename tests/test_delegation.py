"""In whose place somebody acts: delegation during leave, and standing aside from a case."""

from dataclasses import replace
from datetime import timedelta
from typing import cast
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from officer_app.cases.chain import ActedBefore, StandsAside
from officer_app.cases.filing import file_case
from officer_app.cases.lists import CaseFilter, CasePage, list_cases
from officer_app.cases.recusal import stand_aside
from officer_app.cases.service import (
    accept,
)
from officer_app.cases.words import (
    State,
    Step,
    Verdict,
)
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.work import Actor, Work, changes
from officer_app.people.access import Permission, Role
from officer_app.people.delegation import (
    DelegationDraft,
    DelegationStart,
    DelegationState,
    Task,
    delegate,
    delegation_start,
    end_delegation,
    list_delegations,
)
from officer_app.quota.evaluation import score
from officer_app.quota.panel import hold_panel
from officer_app.quota.paper import case_print
from officer_app.quota.printed import CasePrint
from officer_app.quota.reasons import why_not
from officer_app.quota.service import first_review
from tests.casework import FULL_SCORES, Casework, a_draft, casework
from tests.fairwork import another, inserted, raw_step, seen


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


def leave(house: Casework, absent: Actor, to: Actor, *tasks: Task, days: int = 7, **changes: object) -> DelegationDraft:
    assert absent.id is not None
    assert to.id is not None
    last = house.today + timedelta(days=days - 1)
    draft = DelegationDraft(str(uuid4()), absent.id, to.id, tasks, house.today, last, "年休假")
    return replace(draft, **changes)  # type: ignore[arg-type] # fields by name


def test_a_delegate_acts_in_the_absent_ones_place_and_both_have_acted(house: Casework) -> None:
    house.grant(3)
    officer = house.bureau.person(Role.SPECIALIST, "沈砚")
    house.bureau.give_key(officer)
    case_id, other = house.walk(State.FIRST_REVIEW), house.walk(State.FIRST_REVIEW)
    with pytest.raises(Forbidden):
        house.do(score, officer, case_id, FULL_SCORES)
    key = house.do(delegate, house.reviewer, leave(house, house.reviewer, officer, Task.FIRST_REVIEW))
    # It waits for the delegate, who sees the step as possible.
    waiting = cast(CasePage, house.ask(list_cases, officer, CaseFilter(waiting=True)))
    assert {row.id for row in waiting.rows} == {case_id, other}
    assert Step.SCORE in seen(house, case_id, officer).possible
    house.do(score, officer, case_id, FULL_SCORES)
    house.do(first_review, officer, case_id, Verdict.PASS, "符合")
    step = seen(house, case_id).steps[-1]
    assert (step.by, step.in_place_of) == ("沈砚", "李国强")
    assert "沈砚·专员，代李国强" in seen(house, case_id).stages[2].lines
    assert cast(CasePrint, house.ask(case_print, house.staff, case_id)).first_review.signed_by == "沈砚（代 李国强）"
    # The absent one has reviewed it as well, and decides it no more; nor does the delegate.
    for actor in (house.reviewer, officer):
        with pytest.raises(Forbidden):
            house.do(hold_panel, actor, case_id, house.panel())
    assert house.ask(why_not, house.reviewer, case_id, Step.PANEL)
    # Never on a case on which the absent one acted otherwise.
    house.do(score, house.decider, other, FULL_SCORES)
    house.do(end_delegation, house.decider, key)
    with pytest.raises(Forbidden):
        house.do(score, officer, other, FULL_SCORES)


def test_neither_the_delegates_nor_the_absent_ones_other_acts_are_forgotten(house: Casework) -> None:
    """Refused by the service, and by the database where somebody goes past it."""
    house.grant(3)
    case_id = house.walk(State.FIRST_REVIEW)
    # The one who accepted it does not review it in anybody's place.
    house.do(delegate, house.reviewer, leave(house, house.reviewer, house.acceptor, Task.FIRST_REVIEW))
    with pytest.raises(ActedBefore):
        house.do(score, house.acceptor, case_id, FULL_SCORES)
    as_reviewer = {"account_id": house.acceptor.id, "for_account_id": house.reviewer.id}
    said = raw_step(house, case_id, house.acceptor, Step.SCORE, State.FIRST_REVIEW, **as_reviewer)
    assert "two capacities" in said
    # Somebody free stands in for one who accepted it.
    boss, officer = another(house), house.bureau.person(Role.LIAISON)
    house.do(delegate, boss, leave(house, house.chair, officer, Task.FIRST_REVIEW))
    assert raw_step(house, case_id, officer, Step.SCORE, State.FIRST_REVIEW, for_account_id=house.chair.id) == ""
    filed = house.walk(State.ACCEPTANCE, cast(int, house.do(_filed_by, house.admin, house, house.chair)))
    house.do(accept, house.acceptor, filed)
    with pytest.raises(ActedBefore, match="何静"):
        house.do(score, officer, filed, FULL_SCORES)
    said = raw_step(house, filed, officer, Step.SCORE, State.FIRST_REVIEW, for_account_id=house.chair.id)
    assert "two capacities" in said
    waiting = cast(CasePage, house.ask(list_cases, officer, CaseFilter(waiting=True)))
    assert filed not in {row.id for row in waiting.rows}
    # What was not left to them, and a day on which it does not hold.
    for away in (timedelta(days=30), timedelta(days=-2)):
        at = house.bureau.clock.now + away
        said = raw_step(house, case_id, officer, Step.SCORE, State.FIRST_REVIEW, for_account_id=house.chair.id, at=at)
        assert "leave it to them" in said
    house.later(7)
    with pytest.raises(Forbidden):
        house.do(score, officer, case_id, FULL_SCORES)


@changes(Permission.SETTINGS)
def _filed_by(work: Work, house: Casework, actor: Actor) -> int:
    work.actor = actor
    return file_case(work, a_draft(house.enterprise_id))


def test_a_supervisor_goes_on_with_what_an_absent_colleague_began_in_their_place(house: Casework) -> None:
    """Who may do it in their own right does so, but for what the absent one had begun."""
    house.grant(2)
    begun, untouched = house.walk(State.FIRST_REVIEW), house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, begun, FULL_SCORES)
    stand_in = another(house)
    house.do(delegate, house.decider, leave(house, house.reviewer, stand_in, Task.FIRST_REVIEW, Task.DECIDE))
    for case_id, name in ((begun, "李国强"), (untouched, "")):
        house.do(score, stand_in, case_id, FULL_SCORES)
        house.do(first_review, stand_in, case_id, Verdict.PASS, "符合")
        assert seen(house, case_id).steps[-1].in_place_of == name


def test_a_delegation_is_of_ones_own_role_for_some_days_and_passed_on_to_nobody(house: Casework) -> None:
    boss, free, officer = another(house), another(house), house.bureau.person(Role.LIAISON)
    for wrong, field in (
        (leave(house, boss, officer), "tasks"),
        (leave(house, boss, officer, Task.DECIDE), "tasks"),  # a liaison officer never approves
        (leave(house, boss, officer, Task.PANEL), "tasks"),
        (leave(house, boss, officer, Task.COUNTERSIGN), "tasks"),
        (leave(house, boss, free, Task.ACCEPT), "tasks"),  # not of the supervisor's own role
        (leave(house, officer, free, Task.FIRST_REVIEW), "tasks"),
        (leave(house, boss, house.staff, Task.PRE_REVIEW), "delegate"),
        (leave(house, boss, house.admin, Task.PRE_REVIEW), "delegate"),
        (leave(house, boss, house.bureau.person(Role.AUDITOR), Task.DECIDE), "delegate"),
        (leave(house, house.staff, officer, Task.PRE_REVIEW), "absent"),
        (leave(house, boss, boss, Task.PRE_REVIEW), "delegate"),
        (leave(house, free, boss, Task.DECIDE), "delegate"),  # nobody takes a place by their own act
        (leave(house, boss, officer, Task.FIRST_REVIEW, days=31), "last_on"),
        (leave(house, boss, officer, Task.FIRST_REVIEW, days=0), "last_on"),
        (leave(house, boss, officer, Task.FIRST_REVIEW, reason=" "), "reason"),
        (leave(house, boss, officer, Task.FIRST_REVIEW, first_on=house.today - timedelta(days=1)), "first_on"),
    ):
        with pytest.raises(Invalid) as refused:
            house.do(delegate, boss, wrong)
        assert refused.value.field == field
    for nobody in (officer, house.staff, house.admin, house.acceptor):
        with pytest.raises(Forbidden):
            house.do(delegate, nobody, leave(house, boss, officer, Task.FIRST_REVIEW))
    draft = leave(house, boss, free, Task.FIRST_REVIEW, Task.DECIDE)
    key = house.do(delegate, boss, draft)
    assert house.do(delegate, boss, draft) == key
    # One delegate at a time; who acts for somebody leaves nothing to others; who is absent acts for nobody.
    for wrong in (
        leave(house, boss, officer, Task.FIRST_REVIEW),
        leave(house, free, officer, Task.FIRST_REVIEW),
        leave(house, house.chair, boss, Task.FIRST_REVIEW),
    ):
        with pytest.raises(Invalid):
            house.do(delegate, house.chair, wrong)
        said = raw_delegation(house, wrong)
        assert "not passed on" in said
    assert "supervisor alone" in raw_delegation(house, leave(house, house.chair, officer, Task.DECIDE))
    with pytest.raises(Forbidden):
        house.do(end_delegation, free, key)
    with house.bureau.office.database.transaction(writes=True) as connection:
        for statement in ("UPDATE delegation SET last_on = '2030-01-01'", "DELETE FROM delegation"):
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(sa.text(statement))
    house.do(end_delegation, boss, key)
    with pytest.raises(Invalid):
        house.do(end_delegation, boss, key)
    (row,) = house.ask(list_delegations, officer)  # type: ignore[misc] # one row
    assert (row.absent, row.delegate, row.state, row.made_by) == (
        boss.name,
        free.name,
        DelegationState.CANCELLED,
        boss.name,
    )
    start = cast(DelegationStart, house.ask(delegation_start, boss))
    assert {one.name: one.receivable for one in start.colleagues}[officer.name] == (
        Task.PRE_REVIEW,
        Task.ACCEPT,
        Task.FIRST_REVIEW,
    )
    # After that the officer may be left something again.
    house.do(delegate, boss, leave(house, boss, officer, Task.FIRST_REVIEW))


def raw_delegation(house: Casework, draft: DelegationDraft) -> str:
    tasks = ", ".join(f'"{task.value}"' for task in draft.tasks)
    return inserted(
        house,
        "delegation",
        draft_id=draft.draft_id,
        from_id=draft.from_id,
        to_id=draft.to_id,
        permissions=f"[{tasks}]",
        first_on=draft.first_on,
        last_on=draft.last_on,
        reason=draft.reason,
        made_at=house.bureau.clock.now,
        made_by=draft.from_id,
        version=1,
    )


def test_whoever_stands_aside_acts_on_the_case_no_more_nor_anybody_in_their_place(house: Casework) -> None:
    house.grant(1)
    case_id = house.walk(State.FIRST_REVIEW)
    with pytest.raises(Invalid):
        house.do(stand_aside, house.reviewer, case_id, "")
    house.do(stand_aside, house.reviewer, case_id, "申请人系本人近亲属")
    with pytest.raises(StandsAside, match="近亲属"):
        house.do(score, house.reviewer, case_id, FULL_SCORES)
    assert "stands aside" in raw_step(house, case_id, house.reviewer, Step.SCORE, State.FIRST_REVIEW)
    waiting = cast(CasePage, house.ask(list_cases, house.reviewer, CaseFilter(waiting=True)))
    assert waiting.count == 0
    officer = house.bureau.person(Role.LIAISON)
    house.do(delegate, house.decider, leave(house, house.reviewer, officer, Task.FIRST_REVIEW))
    with pytest.raises(StandsAside):
        house.do(score, officer, case_id, FULL_SCORES)
    assert "近亲属" in "".join(cast(list[str], house.ask(why_not, house.reviewer, case_id, Step.SCORE)))
    assert [one.name for one in seen(house, case_id).aside] == ["李国强"]
    house.do(score, house.decider, case_id, FULL_SCORES)

"""Who may take which step from where: every state, step and role, and what the database refuses by itself."""

from datetime import timedelta
from itertools import product

import pytest

from officer_app.cases.chain import ActedBefore
from officer_app.cases.guards import CHAIN_0004
from officer_app.cases.words import (
    CHAIN,
    State,
    Step,
    capacity_of,
)
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, IllegalTransition, Invalid, NotFound
from officer_app.core.work import Actor, Work, changes
from officer_app.people.access import Permission, Role
from officer_app.quota.reasons import NotReady
from tests.casework import Casework, casework
from tests.fairwork import ALLOWED, in_every_state, raw_step, take


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


class Tried(Exception):  # it carries what was found, and takes everything back
    """What came of every try; raised so that none of them lasts."""

    def __init__(self, found: dict[tuple[State, Step, str], str]) -> None:
        self.found = found


@changes(Permission.SETTINGS)
def try_everything(work: Work, house: Casework, cases: dict[State, list[int]], actors: dict[str, Actor]) -> None:
    found: dict[tuple[State, Step, str], str] = {}
    for state, step in product(State, Step):
        if step is Step.FILE:
            continue
        for who, actor in actors.items():
            # What is refused because of the state is refused before anything is stored, on both engines alike.
            illegal = step not in ALLOWED[state]
            if illegal and (" " in who or not work.on_sqlite):
                continue
            for case_id in cases[state]:
                work.actor, work.on_behalf_of = actor, ""
                attempt = None if illegal else work.session.begin_nested()
                try:
                    take(work, house, case_id, state, step)
                    work.session.flush()
                    outcome = "done"
                except NotReady as error:
                    outcome = f"not ready: {error.cause}"
                except ActedBefore:
                    outcome = "acted before"
                except Forbidden:
                    outcome = "forbidden"
                except (IllegalTransition, Invalid, NotFound) as error:
                    outcome = f"{type(error).__name__}: {error.cause}"
                if attempt is not None:
                    attempt.rollback()
                # Of two cases in a state, one has what the step needs.
                if found.get((state, step, who)) != "done":
                    found[state, step, who] = outcome
    raise Tried(found)


def test_every_step_is_open_from_its_states_to_its_roles_and_to_nobody_who_acted_otherwise(house: Casework) -> None:
    """Every state × every step × every role, and each person who has acted on the case."""
    cases = in_every_state(house)
    strangers = {role.value: house.bureau.person(role) for role in Role}
    acted: dict[str, tuple[Actor, set[State]]] = {
        # As whom, and where what they do next is in the capacity they had.
        "liaison who pre-reviewed": (house.liaison, {State.PRE_REVIEW}),
        "specialist who accepted": (house.acceptor, {State.ACCEPTANCE}),
        "supervisor who reviewed": (house.reviewer, {State.FIRST_REVIEW}),
        "supervisor who chaired": (house.chair, {State.PANEL}),
    }
    actors = strangers | {who: actor for who, (actor, _own) in acted.items()}
    with pytest.raises(Tried) as tried:
        house.do(try_everything, house.admin, house, cases, actors)
    found = tried.value.found
    wrong = [
        (state, step, role, found.get((state, step, role.value)))
        for state, step, role in product(State, Step, Role)
        if step is not Step.FILE
        and (found.get((state, step, role.value)) == "done") is not (role in ALLOWED[state].get(step, set()))
    ]
    assert "\n".join(map(str, wrong)) == ""
    # Whoever acted on the case takes no step of another capacity; a step that only records is open to them.
    recording = {
        Step.SUPPLEMENT_ARRIVED,
        Step.WITHDRAW,
        Step.EXPIRE,
        Step.PUBLISH,
        Step.OBJECTION,
        Step.SETTLE,
        Step.CORRECT,
    }
    later = list(ALLOWED).index
    for who, (actor, own) in acted.items():
        for state, step in product(ALLOWED, Step):
            if Role(actor.role) not in ALLOWED[state].get(step, set()) or step in recording:
                continue
            has_acted = later(state) > min(map(later, own))
            if state is State.RETURNED:  # it was returned from pre-review
                has_acted = actor == house.liaison
            expected = "acted before" if has_acted and state not in own else "done"
            assert found[state, step, who] == expected, (who, state, step)


def test_the_chain_in_the_database_is_the_chain_of_the_program() -> None:
    declared = {
        f"{state.value}>{one.step.value}>{one.target.value}>{capacity_of(one.step, state) or ''}"
        for one in CHAIN.transitions()
        for state in one.sources
    }
    assert set(CHAIN_0004) == declared | {">file>pre_review>filer"}


def test_the_database_refuses_every_step_outside_the_chain_and_every_false_capacity(house: Casework) -> None:
    house.grant(5)
    stranger = house.bureau.person(Role.SUPERVISOR)
    # When the publicity is over: before, no decision is let in at all.
    over = house.bureau.clock.now + timedelta(days=30)
    for state in (State.PRE_REVIEW, State.FIRST_REVIEW, State.PANEL, State.PUBLICITY):
        case_id = house.walk(state)
        for step, after in product(Step, State):
            legal = step in CHAIN.steps(state) and CHAIN.after(state, step) is after
            said = raw_step(house, case_id, stranger, step, after, at=over)
            assert (said == "") is legal, (state, step, after, said)
    assert "does not lead" in raw_step(house, case_id, stranger, Step.DECIDE, State.SETTLEMENT, at=over, capacity=None)
    assert "does not lead" in raw_step(
        house, case_id, stranger, Step.DECIDE, State.SETTLEMENT, at=over, capacity="reviewer"
    )
    assert "two capacities" in raw_step(house, case_id, house.chair, Step.DECIDE, State.SETTLEMENT, at=over)
    for actor in (house.staff, house.admin, house.liaison, house.bureau.person(Role.AUDITOR)):
        assert "supervisor decides" in raw_step(house, case_id, actor, Step.DECIDE, State.SETTLEMENT, at=over)
    assert "leave it to them" in raw_step(
        house, case_id, stranger, Step.DECIDE, State.SETTLEMENT, at=over, for_account_id=house.decider.id
    )

"""The chain of a special-talent case as a table: what is not in it cannot happen."""

import pytest

from officer_app.cases.words import (
    CHAIN,
    FINAL,
    RESERVED,
    USED,
    Capacity,
    State,
    Step,
    capacity_of,
)
from officer_app.core.errors import IllegalTransition
from officer_app.core.words import Word
from officer_app.core.workflow import Workflow
from officer_app.i18n import N_


def test_the_chain_leads_from_filing_to_settlement_without_a_gap() -> None:
    state = State.PRE_REVIEW
    for step, after in (
        (Step.PRE_REVIEW, State.ACCEPTANCE),
        (Step.ACCEPT, State.FIRST_REVIEW),
        (Step.FIRST_REVIEW, State.PANEL),
        (Step.PANEL, State.PUBLICITY_DUE),
        (Step.PUBLISH, State.PUBLICITY),
        (Step.DECIDE, State.SETTLEMENT),
        (Step.SETTLE, State.SETTLED),
    ):
        state = CHAIN.after(state, step)
        assert state is after


def test_no_step_of_the_chain_can_be_skipped() -> None:
    leading = (Step.PRE_REVIEW, Step.ACCEPT, Step.FIRST_REVIEW, Step.PANEL, Step.PUBLISH, Step.DECIDE, Step.SETTLE)
    for step in leading:
        assert sum(step in CHAIN.steps(state) for state in State) == 1, step


def test_every_pair_outside_the_table_is_refused() -> None:
    for state in State:
        for step in Step:
            if step not in CHAIN.steps(state):
                with pytest.raises(IllegalTransition):
                    CHAIN.after(state, step)


def test_an_ended_case_stays_ended() -> None:
    for state in FINAL:
        assert CHAIN.steps(state) == ()


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {transition.target for transition in CHAIN.transitions()}
    assert reached == set(State)
    for state in set(State) - FINAL:
        assert CHAIN.steps(state)


def test_a_unit_is_held_from_first_review_to_the_end_and_nowhere_else() -> None:
    for transition in CHAIN.transitions():
        (source,) = transition.sources
        held, holds = source in RESERVED | USED, transition.target in RESERVED | USED
        if not held and holds:
            assert transition.step is Step.FIRST_REVIEW
        if source in RESERVED and transition.target in USED:
            assert transition.step is Step.DECIDE
        if source in USED and transition.target not in USED:
            assert transition.step is Step.CORRECT


def test_whoever_judges_a_case_does_it_in_a_capacity() -> None:
    assert capacity_of(Step.REJECT, State.FIRST_REVIEW) is Capacity.REVIEWER
    assert capacity_of(Step.REJECT, State.PANEL) is Capacity.CHAIR
    assert capacity_of(Step.REJECT, State.PUBLICITY) is Capacity.DECIDER
    assert capacity_of(Step.RETURN, State.PRE_REVIEW) is Capacity.PRE_REVIEWER
    for step in (Step.RETURN, Step.REJECT, Step.REQUEST_SUPPLEMENT, Step.CHECK_PAPER):
        for state in State:
            if step in CHAIN.steps(state):
                assert capacity_of(step, state) is not None


def test_a_step_declared_twice_from_one_state_is_a_mistake() -> None:
    class Lamp(Word):
        ON = "on", N_("Pass")
        OFF = "off", N_("Reject")

    with pytest.raises(ValueError, match="twice"):
        Workflow[Lamp, Lamp]([(Lamp.ON, [Lamp.OFF], Lamp.ON), (Lamp.ON, [Lamp.OFF], Lamp.OFF)])

"""The ledger: what it records, what it refuses, and that it always adds up."""

import pytest

from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.quota.verify import ledger_verdict
from tests.casework import Casework, casework


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


def test_a_case_reserves_at_first_review_and_uses_at_the_decision(house: Casework) -> None:
    house.grant(2)
    case_id = house.walk(State.FIRST_REVIEW)
    assert house.counters() == (2, 0, 0)
    other = house.walk(State.PANEL)
    assert house.counters() == (2, 1, 0)
    settled = house.walk(State.SETTLED)
    assert house.counters() == (2, 1, 1)
    assert house.entries(settled) == ["reserve", "consume"]
    assert (house.state(case_id), house.state(other), house.state(settled)) == (
        State.FIRST_REVIEW,
        State.PANEL,
        State.SETTLED,
    )
    verdict = house.ask(ledger_verdict, house.decider)
    assert verdict.sound
    assert verdict.entries == 4

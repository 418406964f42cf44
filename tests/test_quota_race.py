"""Units under competition: real processes on both engines, and never one unit too many."""

import time
from collections import Counter
from typing import cast

import pytest

from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.quota.verify import LedgerVerdict, ledger_verdict
from tests.casework import Casework, casework
from tests.race_quota import last_unit, race

PROCESSES = 4
ROUNDS = 12


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.ask_for_one_paper()
    return made


def sound(house: Casework) -> bool:
    return cast(LedgerVerdict, house.ask(ledger_verdict, house.decider)).sound


def test_the_last_unit_goes_to_exactly_one_of_several_supervisors(database_url: str, house: Casework) -> None:
    with race(database_url, house, PROCESSES) as runners:
        last_unit(house, runners, PROCESSES, ROUNDS)
    assert sound(house)


def test_one_case_gets_one_of_decision_and_withdrawal_however_many_click(database_url: str, house: Casework) -> None:
    house.grant(50)
    reserved, used = 0, 0
    with race(database_url, house, PROCESSES) as runners:
        for _ in range(4):
            case_id = house.ready()
            results = Counter(runners.run([("review", (case_id,))] * PROCESSES))
            assert results == {"won": 1, "IllegalTransition": PROCESSES - 1}
            reserved += 1
        # The clock of the competitors stands at the day on which this publicity has run out.
        now = house.bureau.clock.now
        house.later(-30)
        published = [house.walk(State.PUBLICITY) for _ in range(4)]
        house.bureau.clock.now = now
        for case_id in published:
            acts = [("withdraw" if number % 2 else "decide", (case_id,)) for number in range(PROCESSES)]
            assert Counter(runners.run(acts)) == {"won": 1, "IllegalTransition": PROCESSES - 1}
            assert house.entries(case_id) in (["reserve", "consume"], ["reserve", "release"])
            used += house.state(case_id) is State.SETTLEMENT
    assert house.counters() == (50, reserved, used)
    assert sound(house)


def test_approvals_withdrawals_grants_and_lowered_totals_never_overdraw(database_url: str, house: Casework) -> None:
    house.grant(3)
    shares = [[house.ready() for _ in range(8)] for _ in range(PROCESSES)]
    with race(database_url, house, PROCESSES) as runners:
        runners.begin([("mixed", (share, seed)) for seed, share in enumerate(shares)])
        while runners.running():
            total, reserved, used = house.counters()
            assert 0 <= reserved + used <= total
            time.sleep(0.01)
        done = sum(cast(list[Counter[str]], runners.results()), Counter[str]())
    assert set(done) <= {
        "approve won",
        "approve QuotaExhausted",
        "withdraw won",
        "grant won",
        "lower won",
        "lower Invalid",
    }
    total, reserved, used = house.counters()
    assert total == 3 + done["grant won"] - done["lower won"]
    assert reserved == done["approve won"] - done["withdraw won"]
    assert used == 0
    assert len(house.entries()) == 1 + sum(count for what, count in done.items() if what.endswith("won"))
    assert sound(house)

"""Units under competition: real processes on both engines, and never one unit too many."""

import random
import time
from collections import Counter
from typing import cast

import pytest

from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.quota.model import GENERAL, PoolKind
from officer_app.quota.pools import PoolDraft, open_pool
from officer_app.quota.verify import LedgerVerdict, ledger_verdict
from tests.casework import Casework, casework
from tests.race_quota import counters, killed, last_units, race, sums

ROUNDS = 200
# More than two are no other race, and each is a process that has to be begun.
COMPETITORS = 3
KILLS = 3


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.ask_for_one_paper()
    return made


def sound(house: Casework) -> bool:
    return cast(LedgerVerdict, house.ask(ledger_verdict, house.decider)).sound


def test_the_last_unit_goes_to_exactly_one_whatever_else_happens(database_url: str, house: Casework) -> None:
    units = last_units(database_url, house, ROUNDS, processes=2)
    assert sum(units.wins.values()) == units.rounds == ROUNDS
    # Who wins which race is for the clock to say; that each was run is not.
    assert set(units.kinds) == {
        "only_approvals",
        "against_takers",
        "after_grant",
        "while_frozen",
        "given_back",
        "decided_or_not",
    }
    assert {"approve", "lower", "move"} <= set(units.wins)
    assert sums(house)["used"] == units.wins["decide"]


def test_a_process_killed_while_it_approves_leaves_all_or_nothing(database_url: str, house: Casework) -> None:
    assert sum(killed(database_url, house, KILLS, random.Random(7)).values()) == KILLS


def test_one_case_gets_one_of_decision_and_withdrawal_however_many_click(database_url: str, house: Casework) -> None:
    house.grant(50)
    reserved, used = 0, 0
    with race(database_url, house, COMPETITORS) as runners:
        for _ in range(4):
            case_id = house.ready()
            results = Counter(runners.run([("review", (case_id,))] * COMPETITORS))
            assert results == {"won": 1, "IllegalTransition": COMPETITORS - 1}
            reserved += 1
        # The clock of the competitors stands at the day on which this publicity has run out.
        now = house.bureau.clock.now
        house.later(-30)
        published = [house.walk(State.PUBLICITY) for _ in range(4)]
        house.bureau.clock.now = now
        for case_id in published:
            acts = [("withdraw" if number % 2 else "decide", (case_id,)) for number in range(COMPETITORS)]
            assert Counter(runners.run(acts)) == {"won": 1, "IllegalTransition": COMPETITORS - 1}
            assert house.entries(case_id) in (["reserve", "consume"], ["reserve", "release"])
            used += house.state(case_id) is State.SETTLEMENT
    assert house.counters() == (50, reserved, used)
    assert sound(house)


def test_acts_in_any_order_never_overdraw(database_url: str, house: Casework) -> None:
    house.grant(3)
    house.do(open_pool, house.decider, PoolDraft(2026, PoolKind.CAMPAIGN, "活动"))
    shares = [[house.ready() for _ in range(8)] for _ in range(COMPETITORS)]
    with race(database_url, house, COMPETITORS) as runners:
        runners.begin([("mixed", (share, seed)) for seed, share in enumerate(shares)])
        while runners.running():
            total, reserved, used = counters(house, GENERAL)
            assert 0 <= reserved + used <= total
            time.sleep(0.01)
        done = sum(cast(list[Counter[str]], runners.results()), Counter[str]())
    assert set(done) <= {
        *(f"approve {came}" for came in ("won", "QuotaExhausted", "PoolFrozen")),
        *(f"{what} won" for what in ("withdraw", "grant", "freeze", "thaw")),
        *(f"{what} {came}" for what in ("lower", "away", "back") for came in ("won", "Invalid")),
        "freeze Invalid",
    }
    won = {what: done[f"{what} won"] for what in ("approve", "withdraw", "grant", "lower", "away", "back")}
    assert counters(house, GENERAL) == (
        3 + won["grant"] - won["lower"] - won["away"] + won["back"],
        won["approve"] - won["withdraw"],
        0,
    )
    assert counters(house, "活动") == (won["away"] - won["back"], 0, 0)
    # A move is two entries.
    assert len(house.entries()) == 1 + sum(won.values()) + won["away"] + won["back"]
    assert sound(house)

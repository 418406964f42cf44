"""Pools of industries and campaigns: opened, frozen, units moved between them and into the next year."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, cast
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from officer_app.cases.words import State, Step, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError, IllegalTransition, Invalid, QuotaExhausted
from officer_app.directory.industries import Industry
from officer_app.people.settings import store_setting
from officer_app.quota.accounts import UnitAccount, booking_of, changes_of
from officer_app.quota.case_file import case_file
from officer_app.quota.forecast import Forecast, TooLittleHistory, forecast
from officer_app.quota.ledger import PoolFrozen
from officer_app.quota.lists import LedgerRow, ledger_rows, left_series
from officer_app.quota.model import GENERAL, PoolKind
from officer_app.quota.moving import CarryDraft, MoveDraft, carry_over, carry_rule, move_units
from officer_app.quota.outlook import outlook
from officer_app.quota.pool import GrantDraft, adjust_quota, grant_quota, reverse_entry
from officer_app.quota.pools import (
    NoPool,
    PoolDraft,
    PoolRow,
    choose_pool,
    freeze_pool,
    list_pools,
    open_pool,
    thaw_pool,
)
from officer_app.quota.reasons import why_not
from officer_app.quota.service import decide, first_review, withdraw
from officer_app.quota.verify import LedgerBroken, ledger_verdict
from tests.casework import Casework, casework

SPRING = "春季专项"


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


def units(count: int, pool: str = GENERAL, year: int = 2026) -> GrantDraft:
    return GrantDraft(str(uuid4()), year, count, "沪人社〔2026〕1号", "调剂", pool)


def campaign(house: Casework, count: int = 0, year: int = 2026) -> None:
    house.do(open_pool, house.decider, PoolDraft(year, PoolKind.CAMPAIGN, SPRING))
    if count:
        house.do(grant_quota, house.decider, units(count, SPRING, year))


def move(house: Casework, count: int, source: str = GENERAL, target: str = SPRING, **more: str) -> int:
    values = {"draft_id": str(uuid4()), "reason": "专项不足", **more}
    draft = MoveDraft(year=2026, source=source, target=target, count=count, **values)
    return cast(int, house.do(move_units, house.decider, draft))


def pools(house: Casework, year: int = 2026) -> dict[str, PoolRow]:
    return {row.name: row for row in cast(list[PoolRow], house.ask(list_pools, house.decider, year))}


def lines(house: Casework, pool: str = GENERAL, year: int = 2026) -> list[LedgerRow]:
    return cast(list[LedgerRow], house.ask(ledger_rows, house.decider, year, pool=pool))[::-1]


def balances(booked: Iterable[LedgerRow]) -> dict[UnitAccount, int]:
    """What the accounts hold after these entries, each giving and taking as many units."""
    found = dict.fromkeys(UnitAccount, 0)
    for row in booked:
        found[row.source] -= row.units
        found[row.target] += row.units
    return found


def sound(house: Casework) -> bool:
    return cast(Any, house.ask(ledger_verdict, house.decider)).sound


def sql(house: Casework, statement: str) -> None:
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text(statement))


def test_a_year_has_a_general_pool_one_for_each_industry_and_campaigns(house: Casework) -> None:
    house.grant(5)
    house.do(open_pool, house.decider, PoolDraft(2026, PoolKind.INDUSTRY, industry=Industry.CRUISE))
    campaign(house)
    found = cast(list[PoolRow], house.ask(list_pools, house.decider, 2026))
    assert [(row.kind, row.label, row.granted, row.left) for row in found] == [
        (PoolKind.GENERAL, "特殊人才落户专用额度", 5, 5),
        (PoolKind.INDUSTRY, "邮轮经济", 0, 0),
        (PoolKind.CAMPAIGN, SPRING, 0, 0),
    ]
    for draft, field in (
        (PoolDraft(2026, PoolKind.CAMPAIGN, f" {SPRING} "), "name"),
        (PoolDraft(2026, PoolKind.INDUSTRY, industry=Industry.CRUISE), "name"),
        (PoolDraft(2026, PoolKind.INDUSTRY), "industry"),
        (PoolDraft(2026, PoolKind.CAMPAIGN, " "), "name"),
        (PoolDraft(2026, PoolKind.CAMPAIGN, "cruise"), "name"),
        (PoolDraft(2026, PoolKind.CAMPAIGN, "长" * 41), "name"),
        (PoolDraft(1999, PoolKind.CAMPAIGN, "甲"), "year"),
        (PoolDraft(2026, PoolKind.GENERAL), "name"),
    ):
        with pytest.raises(Invalid) as refused:
            house.do(open_pool, house.decider, draft)
        assert refused.value.field == field, draft
    # The same names are free in another year.
    campaign(house, year=2027)
    with pytest.raises(NoPool, match="2027"):
        house.do(grant_quota, house.decider, units(1, "没有的池", 2027))


def test_a_move_is_a_pair_of_entries_with_a_reason(house: Casework) -> None:
    house.grant(5)
    campaign(house)
    draft_id = str(uuid4())
    assert move(house, 2, draft_id=draft_id) == move(house, 2, draft_id=draft_id) == 2
    assert (pools(house)[GENERAL].granted, pools(house)[SPRING].granted) == (3, 2)
    (given,), (taken,) = lines(house)[1:], lines(house, SPRING)
    assert (given.source, given.target, given.units) == (UnitAccount.LEFT, UnitAccount.POOLS, 2)
    assert (taken.source, taken.target, taken.units) == (UnitAccount.POOLS, UnitAccount.LEFT, 2)
    assert (given.text, taken.text) == (f"调往{SPRING}：专项不足", "调自特殊人才落户专用额度：专项不足")
    for row in (given, taken):
        with pytest.raises(Invalid, match="调剂"):
            house.do(reverse_entry, house.decider, row.id, "误点")
    for wrong in ({"count": 4}, {"count": 0}, {"count": 1, "target": GENERAL}, {"count": 1, "reason": " "}):
        with pytest.raises(Invalid):
            move(house, **wrong)  # type: ignore[arg-type] # one of each kind
    with pytest.raises(NoPool):
        move(house, 1, target="没有的池")
    move(house, 2, SPRING, GENERAL)
    assert (pools(house)[GENERAL].granted, pools(house)[SPRING].granted) == (5, 0)
    assert sound(house)


def test_a_frozen_pool_reserves_and_uses_nothing_but_takes_back(house: Casework) -> None:
    house.grant(5)
    waiting, panel = house.ready(), house.walk(State.PANEL)
    published = house.walk(State.PUBLICITY)
    house.later(30)
    house.do(freeze_pool, house.decider, 2026, GENERAL, "核查{2025}年度数据")
    row = pools(house)[GENERAL]
    assert (row.frozen_by, row.freeze_reason) == ("赵建华", "核查{2025}年度数据")
    for act in (
        lambda: house.do(first_review, house.reviewer, waiting, Verdict.PASS, "同意"),
        lambda: house.do(decide, house.decider, published, Verdict.PASS, "同意"),
    ):
        with pytest.raises(PoolFrozen, match="核查"):
            act()
    # Their buttons are off beforehand, and say why.
    for actor, case_id, step in (
        (house.reviewer, waiting, Step.FIRST_REVIEW),
        (house.decider, published, Step.DECIDE),
    ):
        (reason,) = house.ask(why_not, actor, case_id, step)
        assert "核查{2025}年度数据" in reason
    with pytest.raises(sa.exc.DBAPIError, match="frozen"):
        sql(
            house,
            "INSERT INTO quota_entry (quota_id, seq, kind, d_total, d_reserved, d_used, total, reserved, used, case_id,"
            " document, reason, account_id, at) SELECT quota_id, seq + 1, 'reserve', 0, 1, 0, total, reserved + 1,"
            f" used, {waiting}, '', '', account_id, at FROM quota_entry WHERE seq = 3",
        )
    house.do(withdraw, house.filer, panel, "企业撤回")
    house.grant(1)
    with pytest.raises(Invalid):
        house.do(freeze_pool, house.decider, 2026, GENERAL, "再冻")
    house.do(thaw_pool, house.decider, 2026, GENERAL, "核查完毕")
    with pytest.raises(Invalid):
        house.do(thaw_pool, house.decider, 2026, GENERAL, "再解")
    house.do(decide, house.decider, published, Verdict.PASS, "同意")
    assert house.counters() == (6, 0, 1)
    with house.bureau.office.database.transaction(writes=False) as connection:
        trail = connection.execute(
            sa.select(AuditEntry.action).where(AuditEntry.entity == "quota").order_by(AuditEntry.id)
        ).scalars()
        assert list(trail) == ["create", "freeze", "thaw"]


def test_a_case_gets_its_unit_from_the_pool_it_names(house: Casework) -> None:
    house.grant(1)
    campaign(house, 1)
    first, second = house.ready(), house.ready()
    house.do(choose_pool, house.filer, first, SPRING)
    house.do(first_review, house.reviewer, first, Verdict.PASS, "同意")
    assert {name: row.reserved for name, row in pools(house).items()} == {GENERAL: 0, SPRING: 1}
    with pytest.raises(IllegalTransition):
        house.do(choose_pool, house.filer, first, GENERAL)
    with pytest.raises(NoPool):
        house.do(choose_pool, house.filer, second, "没有的池")
    house.do(choose_pool, house.filer, second, SPRING)
    # Its page shows the pool it names: there is nothing left in it, though there is in the general one.
    assert house.ask(case_file, house.reviewer, second).quota.left == 0
    told = house.ask(outlook, house.reviewer, second).conditions
    assert [one.met for one in told if one.about == "quota"] == [False]
    with pytest.raises(QuotaExhausted, match=SPRING):
        house.do(first_review, house.reviewer, second, Verdict.PASS, "同意")
    # In another year the campaign is not open: a person decides where the unit comes from.
    third = house.ready()
    house.do(choose_pool, house.filer, third, SPRING)
    house.bureau.clock.set(date(2027, 1, 8))
    with pytest.raises(NoPool, match="2027"):
        house.do(first_review, house.reviewer, third, Verdict.PASS, "同意")
    house.do(withdraw, house.filer, first, "企业撤回")
    assert pools(house)[SPRING].reserved == 0
    assert sound(house)


def rule_of(house: Casework, kind: str, most: int = 5) -> None:
    for key, value in (("quota.carry_over", kind), ("quota.carry_over_most", most)):
        house.do(store_setting, house.admin, key, date(2026, 1, 1), value, "区人社局 2026 年办公会")


def test_units_are_carried_over_by_the_rule_in_force(house: Casework) -> None:
    house.grant(9)
    house.walk(State.PANEL)

    def carry(count: int | None = None, **more: str) -> object:
        draft = CarryDraft(more.get("draft_id", str(uuid4())), 2026, "上年结余", count=count)
        return house.do(carry_over, house.decider, draft)

    house.bureau.clock.set(date(2027, 1, 8))
    with pytest.raises(Invalid, match="不结转"):
        carry()
    rule_of(house, "limited", 3)
    house.bureau.clock.set(date(2026, 12, 30))
    with pytest.raises(Invalid, match="2026"):
        carry()
    house.bureau.clock.set(date(2027, 4, 1))
    with pytest.raises(Invalid, match="2027-03-31"):
        carry()
    house.bureau.clock.set(date(2027, 3, 31))
    assert cast(Any, house.ask(carry_rule, house.decider, 2026)).most == 3
    with pytest.raises(Invalid, match="3"):
        carry(4)
    draft_id = str(uuid4())
    assert carry(2, draft_id=draft_id) == carry(2, draft_id=draft_id)
    carry()
    with pytest.raises(Invalid, match="3"):
        carry()
    assert (house.counters(2026), house.counters(2027)) == ((6, 1, 0), (3, 0, 0))
    rule_of(house, "all")
    carry()
    assert (house.counters(2026), house.counters(2027)) == ((1, 1, 0), (8, 0, 0))
    with pytest.raises(Invalid):
        carry()
    assert [row.other_pool for row in lines(house, year=2027)] == ["特殊人才落户专用额度"] * 3
    assert "2026" in lines(house, year=2027)[0].text
    assert sound(house)


ENTRY = (
    "INSERT INTO quota_entry (quota_id, seq, kind, d_total, d_reserved, d_used, total, reserved, used, case_id, "
    "document, reason, account_id, at, move_id, reverses_id) SELECT q.id, q.entries + 1, {shape}, {case}, 'x', 'x', "
    "e.account_id, {at}, {move}, {reverses} FROM quota q, quota_entry e "
    "WHERE q.name = '{pool}' AND e.seq = 1 AND e.quota_id = (SELECT MIN(id) FROM quota)"
)
GIVE = "'adjust', -1, 0, 0, q.total - 1, q.reserved, q.used"
TAKE = "'adjust', 1, 0, 0, q.total + 1, q.reserved, q.used"
RESERVE = "'reserve', 0, 1, 0, q.total, q.reserved + 1, q.used"
CONSUME = "'consume', 0, -1, 1, q.total, q.reserved - 1, q.used + 1"
RELEASE = "'release', 0, -1, 0, q.total, q.reserved - 1, q.used"
BACK = "'reverse', 1, 0, 0, q.total + 1, q.reserved, q.used"


def test_the_database_refuses_foul_play_between_pools(house: Casework) -> None:
    house.grant(4)
    campaign(house, 3)
    general, other = house.walk(State.PANEL), house.ready()
    house.do(choose_pool, house.filer, other, SPRING)
    house.do(first_review, house.reviewer, other, Verdict.PASS, "同意")
    move(house, 1)
    free = house.ready()

    def entry(shape: str, pool: str, case: object = "NULL", **more: str) -> str:
        values = {"at": "e.at", "move": "NULL", "reverses": "NULL", **more}
        return ENTRY.format(shape=shape, pool=pool, case=case, **values)

    half = "(SELECT MAX(id) FROM quota_entry WHERE move_id IS NOT NULL AND d_total < 0)"
    last_year = "'2025-09-01 01:00:00'"
    before = [lines(house), lines(house, SPRING), pools(house)]
    for statement in (
        # A second unit from another pool; one pool's unit used, or given back, in the other.
        entry(RESERVE, SPRING, general),
        entry(CONSUME, SPRING, general),
        entry(RELEASE, GENERAL, other),
        # Half a move that gives; one that repeats, or is no adjustment; its reversal.
        entry(TAKE, SPRING, move="'new'"),
        entry(TAKE, SPRING, move="(SELECT MAX(move_id) FROM quota_entry)"),
        entry(GIVE, GENERAL, move="(SELECT MAX(move_id) FROM quota_entry)"),
        entry(BACK, GENERAL, reverses=half),
        # A unit of another year's pool.
        entry(
            RESERVE,
            GENERAL,
            free,
            at=last_year if house.bureau.office.database.is_sqlite else f"{last_year}::timestamptz",
        ),
        "UPDATE quota SET year = 2025",
        "UPDATE quota SET name = 'x' WHERE name <> 'general'",
        "UPDATE quota SET kind = 'industry', industry = 'cruise' WHERE name <> 'general'",
        "UPDATE quota SET frozen_at = CURRENT_TIMESTAMP",
        "INSERT INTO quota (year, name, kind, total, reserved, used, entries, claims) "
        "VALUES (2026, 'general', 'general', 0, 0, 0, 0, 0)",
        "INSERT INTO quota (year, name, kind, total, reserved, used, entries, claims) "
        "VALUES (2026, 'x', 'industry', 0, 0, 0, 0, 0)",
        "INSERT INTO quota (year, name, kind, total, reserved, used, entries, claims) "
        "VALUES (2026, ' x', 'campaign', 0, 0, 0, 0, 0)",
    ):
        with pytest.raises(sa.exc.DBAPIError):
            sql(house, statement)
    if house.bureau.office.database.is_sqlite:
        replacing = "INSERT OR REPLACE INTO quota (id, year, name, kind, total, reserved, used, entries, claims) "
        with pytest.raises(sa.exc.DBAPIError):
            sql(house, replacing + "VALUES (1, 2026, 'general', 'general', 0, 0, 0, 0, 0)")
    assert [lines(house), lines(house, SPRING), pools(house)] == before
    assert sound(house)


def test_half_a_move_is_found(house: Casework) -> None:
    """The database takes the half that gives, for the other must follow; the ledger does not add up without it."""
    house.grant(2)
    campaign(house)
    values = {"at": "e.at", "move": "'lone'", "reverses": "NULL", "case": "NULL"}
    sql(house, ENTRY.format(shape=GIVE, pool=GENERAL, **values))
    sql(house, "UPDATE quota SET total = 1, entries = 2 WHERE name = 'general'")
    (fault,) = cast(Any, house.ask(ledger_verdict, house.decider)).faults
    assert (fault.seq, fault.pool) == (2, GENERAL)
    assert "调剂" in fault.text


def test_a_clock_that_was_set_back_is_marked_and_the_order_stays(house: Casework) -> None:
    house.grant(3)
    now = house.bureau.clock.now
    house.later(-40)
    house.grant(2)
    house.bureau.clock.now = now
    house.grant(1)
    assert [(row.seq, row.total, row.behind) for row in lines(house)] == [(1, 3, False), (2, 5, True), (3, 6, False)]
    series = cast(Any, house.ask(left_series, house.decider, 2026))
    assert [(one.day, one.left) for one in series] == [(house.today, 3), (house.today, 5), (house.today, 6)]
    assert sound(house)


def test_every_entry_moves_units_from_one_account_to_another(house: Casework) -> None:
    house.grant(6)
    campaign(house)
    move(house, 1)
    house.do(adjust_quota, house.decider, units(-1))
    settled, given_back = house.walk(State.SETTLEMENT), house.walk(State.PANEL)
    house.do(withdraw, house.filer, given_back, "企业撤回")
    house.walk(State.PANEL)
    found = lines(house)
    assert [(row.source.value, row.target.value, row.units) for row in found] == [
        ("city", "left", 6),
        ("left", "pools", 1),
        ("left", "city", 1),
        ("left", "reserved", 1),
        ("reserved", "used", 1),
        ("left", "reserved", 1),
        ("reserved", "left", 1),
        ("left", "reserved", 1),
    ]
    assert house.state(settled) is State.SETTLEMENT
    for row in found:
        assert sum(changes_of(row.d_total, row.d_reserved, row.d_used, moved=row.moved).values()) == 0
    # Five came from the city and stayed, one went to the campaign; two are taken.
    assert balances(found) == {
        UnitAccount.CITY: -5,
        UnitAccount.POOLS: 1,
        UnitAccount.LEFT: 2,
        UnitAccount.RESERVED: 1,
        UnitAccount.USED: 1,
    }
    with pytest.raises(ValueError, match="one account"):
        booking_of(1, 1, 1)


def test_a_forecast_rests_on_what_became_of_earlier_cases(house: Casework) -> None:
    house.ask_for_one_paper()
    house.bureau.clock.set(date(2026, 1, 5))
    house.grant(30)
    for ended in range(9):
        case_id = house.walk(State.SETTLEMENT) if ended < 6 else house.walk(State.REJECTED)
        assert case_id
    with pytest.raises(TooLittleHistory, match="9"):
        house.ask(forecast, house.decider, 2026)
    house.bureau.clock.set(date(2026, 9, 1))
    house.walk(State.REJECTED)
    house.file()
    house.walk(State.PANEL)
    told = cast(Forecast, house.ask(forecast, house.decider, 2026))
    assert (told.overall.approved, told.overall.ended) == (6, 10)
    pipe = {row.state: (row.count, row.share.approved, row.share.ended) for row in told.pipe}
    # All that reached the panel were approved; of those filed, six of ten.
    assert pipe[State.PANEL] == (1, 6, 6)
    assert pipe[State.PRE_REVIEW] == (1, 6, 10)
    assert (told.unused, told.left, told.filed) == (24, 23, 12)
    assert [month.first.month for month in told.months] == [9, 10, 11, 12]
    assert told.months[-1].left == told.unused - told.expected
    assert told.empty_on is None
    house.do(adjust_quota, house.decider, units(-23))
    told = cast(Forecast, house.ask(forecast, house.decider, 2026))
    assert told.unused == 1
    assert told.empty_on is not None
    assert told.empty_on.year == 2026


def test_two_hundred_decisions_prove_a_long_ledger_once(house: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    from officer_app.core.work import Work, changes
    from officer_app.people.access import Permission
    from officer_app.quota import verify

    @changes(Permission.QUOTA_GRANT)
    def many(work: Work, tamper: bool) -> None:
        for _ in range(20):
            grant_quota(work, units(1))
        if tamper:
            work.session.execute(sa.text("UPDATE quota SET claims = claims + 1"))
            work.session.info.clear()

    proofs: list[object] = []
    whole: Callable[..., object] = verify._faults_in

    def counted(*args: object) -> object:
        proofs.append(args)
        return whole(*args)

    monkeypatch.setattr(verify, "_faults_in", counted)
    house.grant(1)
    proofs.clear()
    house.do(many, house.decider, False)
    assert len(proofs) == 1
    # Another transaction proves it anew.
    house.grant(1)
    assert len(proofs) == 2


class PoolsMachine(RuleBasedStateMachine):
    """Grants, adjustments, moves, carry-overs and freezes over two pools and two years, against plain numbers."""

    house: Casework
    last_year = 2030

    @initialize()
    def open_two_years(self) -> None:
        type(self).last_year += 3
        self.year = self.last_year
        self.house.bureau.clock.set(date(self.year + 1, 2, 3))
        self.total: dict[tuple[int, str], int] = {}
        for year in (self.year, self.year + 1):
            self.house.do(grant_quota, self.house.decider, units(4, year=year))
            campaign(self.house, 2, year)
            self.total |= {(year, GENERAL): 4, (year, SPRING): 2}

    def attempt(self, allowed: bool, act: Callable[[], object]) -> bool:
        if not allowed:
            with pytest.raises(AppError):
                act()
            return False
        act()
        return True

    @rule(count=st.integers(-6, 6).filter(bool), later=st.booleans(), pool=st.sampled_from([GENERAL, SPRING]))
    def change(self, count: int, later: bool, pool: str) -> None:
        key = (self.year + later, pool)
        draft = units(count, pool, key[0])
        if self.attempt(self.total[key] + count >= 0, lambda: self.house.do(adjust_quota, self.house.decider, draft)):
            self.total[key] += count

    @rule(count=st.integers(0, 5), later=st.booleans(), there=st.booleans())
    def move(self, count: int, later: bool, there: bool) -> None:
        year = self.year + later
        source, target = (GENERAL, SPRING) if there else (SPRING, GENERAL)
        draft = MoveDraft(str(uuid4()), year, source, target, count, "调剂")
        allowed = 0 < count <= self.total[year, source]
        if self.attempt(allowed, lambda: self.house.do(move_units, self.house.decider, draft)):
            # The same draft again changes nothing.
            self.house.do(move_units, self.house.decider, draft)
            self.total[year, source] -= count
            self.total[year, target] += count

    @rule(count=st.integers(1, 5), pool=st.sampled_from([GENERAL, SPRING]))
    def carry(self, count: int, pool: str) -> None:
        draft = CarryDraft(str(uuid4()), self.year, "结余", pool, count)
        allowed = count <= self.total[self.year, pool]
        if self.attempt(allowed, lambda: self.house.do(carry_over, self.house.decider, draft)):
            self.total[self.year, pool] -= count
            self.total[self.year + 1, pool] += count

    @invariant()
    def adds_up(self) -> None:
        for year in (self.year, self.year + 1):
            for name, row in pools(self.house, year).items():
                assert (row.granted, row.left) == (self.total[year, name],) * 2
                assert balances(lines(self.house, name, year))[UnitAccount.LEFT] == row.left

    def teardown(self) -> None:
        assert sound(self.house)


def test_pools_add_up_after_any_order_of_moves(house: Casework) -> None:
    class Machine(PoolsMachine):
        pass

    rule_of(house, "all")
    Machine.house = house
    quick = house.bureau.office.database.is_sqlite
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=8 if quick else 4,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_tampered_pool_stops_only_its_own_approvals(house: Casework) -> None:
    house.grant(3)
    campaign(house, 3)
    database = house.bureau.office.database
    with database.transaction(writes=True) as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER quota_follows_ledger")
        else:
            connection.exec_driver_sql("ALTER TABLE quota DISABLE TRIGGER USER")
        connection.execute(sa.text("UPDATE quota SET total = total + 1 WHERE name <> 'general'"))
    house.grant(1)
    with pytest.raises(LedgerBroken):
        house.do(grant_quota, house.decider, units(1, SPRING))
    assert not sound(house)

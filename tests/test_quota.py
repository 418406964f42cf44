"""The ledger: what it records, what it refuses, and that it always adds up."""

from datetime import date
from typing import cast
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from officer_app.cases.words import State, Verdict
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid, QuotaExhausted
from officer_app.people.access import Role
from officer_app.quota.guards import GUARDS
from officer_app.quota.lists import (
    Balance,
    LedgerRow,
    Pace,
    QuotaStatus,
    count_ledger_rows,
    ledger_rows,
    left_series,
    pace,
    quota_status,
    quota_years,
)
from officer_app.quota.model import EntryKind, QuotaEntry
from officer_app.quota.panel import hold_panel
from officer_app.quota.pool import GrantDraft, adjust_quota, grant_quota, reverse_entry
from officer_app.quota.publicity import publish
from officer_app.quota.service import decide, first_review, settle, withdraw
from officer_app.quota.verify import LedgerBroken, LedgerVerdict, ledger_audit, ledger_verdict
from tests.casework import Casework, casework


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


def verdict(house: Casework) -> LedgerVerdict:
    return cast(LedgerVerdict, house.ask(ledger_verdict, house.decider))


def rows(house: Casework) -> list[LedgerRow]:
    """The ledger of 2026, the first line first."""
    return cast(list[LedgerRow], house.ask(ledger_rows, house.decider, 2026))[::-1]


def adjust(house: Casework, count: int) -> object:
    return house.do(adjust_quota, house.decider, GrantDraft(str(uuid4()), 2026, count, "沪人社〔2026〕9号", "调剂"))


def test_a_case_reserves_at_first_review_and_uses_at_the_decision(house: Casework) -> None:
    house.grant(2)
    house.walk(State.FIRST_REVIEW)
    assert house.counters() == (2, 0, 0)
    house.walk(State.PANEL)
    assert house.counters() == (2, 1, 0)
    settled = house.walk(State.SETTLED)
    assert house.counters() == (2, 1, 1)
    assert house.entries(settled) == ["reserve", "consume"]
    found = verdict(house)
    assert (found.pools, found.entries, found.faults) == (1, 4, ())


def test_reject_and_withdrawal_release_the_unit(house: Casework) -> None:
    house.grant(1)
    for end in (
        lambda case_id: house.do(withdraw, house.filer, case_id, "企业撤回"),
        lambda case_id: house.do(decide, house.decider, case_id, Verdict.REJECT, "材料不实"),
    ):
        case_id = house.walk(State.PUBLICITY)
        house.later(30)
        end(case_id)
        assert house.entries(case_id) == ["reserve", "release"]
        assert house.counters() == (1, 0, 0)
    assert verdict(house).sound


def test_a_case_that_ends_before_first_review_touches_no_unit(house: Casework) -> None:
    house.grant(1)
    for state in (State.REJECTED, State.WITHDRAWN, State.RETURNED):
        assert house.entries(house.walk(state)) == []


def test_when_no_unit_is_left_the_case_stays_in_first_review(house: Casework) -> None:
    house.grant(1)
    house.walk(State.PANEL)
    second = house.walk(State.FIRST_REVIEW)
    with pytest.raises(QuotaExhausted) as refused:
        house.walk(State.PANEL)
    assert refused.value.params == {"year": 2026, "granted": 1, "used": 0, "reserved": 1}
    assert house.state(second) is State.FIRST_REVIEW
    assert house.counters() == (1, 1, 0)


def test_without_a_grant_nothing_can_be_reserved(house: Casework) -> None:
    with pytest.raises(QuotaExhausted):
        house.walk(State.PANEL)


def test_the_four_figures_add_up_for_machines(house: Casework) -> None:
    house.grant(5)
    house.grant(3)
    house.walk(State.PANEL)
    house.walk(State.SETTLEMENT)
    assert house.ask(quota_status, house.staff, 2026) == QuotaStatus(2026, 8, 1, 1, 6, 5)
    assert house.ask(quota_status, house.staff, 2031) == QuotaStatus(2031, 0, 0, 0, 0, 0)
    assert house.ask(quota_years, house.staff) == [2026]


def test_entries_are_numbered_without_a_gap_and_carry_their_balances(house: Casework) -> None:
    house.grant(2)
    withdrawn = house.walk(State.PANEL)
    house.do(withdraw, house.filer, withdrawn, "企业撤回")
    house.walk(State.SETTLEMENT)
    # A refused approval leaves no gap.
    house.walk(State.PANEL)
    with pytest.raises(QuotaExhausted):
        house.walk(State.PANEL)
    house.grant(1)
    assert [(row.seq, row.kind, row.d_left, row.left) for row in rows(house)] == [
        (1, EntryKind.GRANT, 2, 2),
        (2, EntryKind.RESERVE, -1, 1),
        (3, EntryKind.RELEASE, 1, 2),
        (4, EntryKind.RESERVE, -1, 1),
        (5, EntryKind.CONSUME, 0, 1),
        (6, EntryKind.RESERVE, -1, 0),
        (7, EntryKind.GRANT, 1, 1),
    ]
    assert rows(house)[2].text == "企业撤回"
    assert rows(house)[1].case_number == "宝人特〔2026〕1 号"


def test_the_same_grant_saved_twice_is_stored_once(house: Casework) -> None:
    draft = GrantDraft(str(uuid4()), 2026, 5, "沪人社〔2026〕1号")
    assert house.do(grant_quota, house.decider, draft) == house.do(grant_quota, house.decider, draft) == 1
    assert house.counters() == (5, 0, 0)


def test_a_grant_needs_a_document_and_units(house: Casework) -> None:
    for field, draft in (
        ("count", GrantDraft("a", 2026, 0, "x")),
        ("count", GrantDraft("a", 2026, -1, "x")),
        ("document", GrantDraft("a", 2026, 1, " ")),
        ("year", GrantDraft("a", 1999, 1, "x")),
    ):
        with pytest.raises(Invalid) as refused:
            house.do(grant_quota, house.decider, draft)
        assert refused.value.field == field
    for role in set(Role) - {Role.SUPERVISOR}:
        with pytest.raises(Forbidden):
            house.do(grant_quota, house.bureau.person(role), GrantDraft("a", 2026, 1, "x"))


def test_the_total_is_never_lowered_below_what_is_used_and_reserved(house: Casework) -> None:
    house.grant(3)
    house.walk(State.SETTLEMENT)
    house.walk(State.PANEL)
    with pytest.raises(Invalid, match="至多核减 1 个"):
        adjust(house, -2)
    adjust(house, -1)
    assert house.counters() == (2, 1, 1)
    with pytest.raises(QuotaExhausted):
        house.walk(State.PANEL)
    assert verdict(house).sound


def test_a_wrong_reservation_is_corrected_by_a_reversing_entry(house: Casework) -> None:
    house.grant(1)
    case_id = house.walk(State.PANEL)
    entry = rows(house)[1]
    with pytest.raises(Invalid):
        house.do(reverse_entry, house.chair, entry.id, " ")
    assert house.do(reverse_entry, house.chair, entry.id, "同案重复") == 3
    assert house.state(case_id) is State.FIRST_REVIEW
    assert house.counters() == (1, 0, 0)
    assert [(row.text, row.reverses, row.reversed_by) for row in rows(house)[1:]] == [
        ("初审通过（已被第 3 笔冲正）", None, 3),
        ("冲正第 2 笔：同案重复", 2, None),
    ]
    with pytest.raises(Invalid, match="已被第 3 笔冲正"):
        house.do(reverse_entry, house.chair, entry.id, "再来一次")
    # The case goes on from first review.
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    assert house.counters() == (1, 1, 0)
    assert verdict(house).sound


def test_a_wrong_decision_is_corrected_while_settlement_is_pending(house: Casework) -> None:
    house.grant(1)
    case_id = house.walk(State.SETTLEMENT)
    used = rows(house)[-1]
    house.do(reverse_entry, house.chair, used.id, "误点")
    assert house.state(case_id) is State.PUBLICITY
    assert house.counters() == (1, 1, 0)
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    house.do(settle, house.staff, case_id, house.today, "准迁字第 1 号")
    with pytest.raises(Invalid):
        house.do(reverse_entry, house.chair, rows(house)[-1].id, "误点")
    assert verdict(house).sound


def test_what_cannot_be_undone_is_refused(house: Casework) -> None:
    house.grant(1)
    case_id = house.walk(State.PUBLICITY)
    with pytest.raises(Invalid, match="推进"):
        house.do(reverse_entry, house.chair, rows(house)[1].id, "误点")
    with pytest.raises(Invalid, match="核减"):
        house.do(reverse_entry, house.chair, rows(house)[0].id, "文号有误")
    house.do(withdraw, house.filer, case_id, "企业撤回")
    with pytest.raises(Invalid):
        house.do(reverse_entry, house.chair, rows(house)[2].id, "误点")
    house.do(reverse_entry, house.chair, rows(house)[0].id, "文号有误")
    assert house.counters() == (0, 0, 0)
    assert verdict(house).sound


FOUL_PLAY = (
    "UPDATE quota SET used = used - 1",
    "UPDATE quota SET total = total + 1",
    "UPDATE quota SET total = 0",
    "UPDATE quota SET reserved = 0, entries = entries + 1",
    "UPDATE quota SET used = 99",
    "DELETE FROM quota",
    "INSERT INTO quota (year, name, total, reserved, used, entries, claims) VALUES (2027, 'general', 9, 0, 0, 0, 0)",
    "UPDATE quota_entry SET d_total = 9 WHERE seq = 1",
    "UPDATE quota_entry SET reason = 'x' WHERE seq = 1",
    "DELETE FROM quota_entry WHERE seq = 3",
    # A reservation without the balances that follow, out of order, or for a case that holds a unit already.
    "INSERT INTO quota_entry (quota_id, seq, kind, d_total, d_reserved, d_used, total, reserved, used, case_id, "
    "document, reason, account_id, at) SELECT quota_id, seq + 1, 'reserve', 0, 1, 0, total, reserved, used, 1, '', '', "
    "account_id, at FROM quota_entry WHERE seq = 3",
    "INSERT INTO quota_entry (quota_id, seq, kind, d_total, d_reserved, d_used, total, reserved, used, case_id, "
    "document, reason, account_id, at) SELECT quota_id, seq + 2, 'reserve', 0, 1, 0, total, reserved + 1, used, 1, '', "
    "'', account_id, at FROM quota_entry WHERE seq = 3",
    "INSERT INTO quota_entry (quota_id, seq, kind, d_total, d_reserved, d_used, total, reserved, used, case_id, "
    "document, reason, account_id, at) SELECT quota_id, seq + 1, 'reserve', 0, 1, 0, total, reserved + 1, used, "
    "case_id, '', '', account_id, at FROM quota_entry WHERE seq = 3",
    # Units that nobody granted.
    "INSERT INTO quota_entry (quota_id, seq, kind, d_total, d_reserved, d_used, total, reserved, used, document, "
    "reason, account_id, at) SELECT quota_id, seq + 1, 'grant', -1, 0, 0, total - 1, reserved, used, '', '', "
    "account_id, at FROM quota_entry WHERE seq = 3",
)


def test_the_database_refuses_a_ledger_that_does_not_add_up(house: Casework) -> None:
    house.grant(3)
    house.walk(State.PANEL)
    house.walk(State.PANEL)
    before = (house.counters(), rows(house))
    for statement in FOUL_PLAY:
        with pytest.raises(sa.exc.DBAPIError), house.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(sa.text(statement))
    assert (house.counters(), rows(house)) == before


def disarm(house: Casework) -> None:
    """Take the guards and the signatures that refer to entries away, as somebody with the database in hand could."""
    database = house.bureau.office.database
    with database.transaction(writes=True) as connection:
        if database.is_sqlite:
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.exec_driver_sql(query).scalars().all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            for table in {guard.table for guard in GUARDS} | {"decision_signature"}:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.exec_driver_sql("DELETE FROM decision_signature")


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE quota SET used = used + 1", None),
        ("UPDATE quota SET total = total + 1", None),
        ("UPDATE quota SET entries = entries + 1", None),
        ("UPDATE quota_entry SET d_total = 5, total = 5 WHERE seq = 1", 2),
        ("UPDATE quota_entry SET total = total + 1 WHERE seq = 3", 3),
        ("DELETE FROM quota_entry WHERE seq = 3", 4),
        ("DELETE FROM quota_entry WHERE seq = 4", None),
    ],
)
def test_tampering_is_found_and_freezes_approvals(house: Casework, statement: str, seq: int | None) -> None:
    house.grant(4)
    for _ in range(3):
        house.walk(State.PANEL)
    waiting = house.ready()
    disarm(house)
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text(statement))
    (fault,) = verdict(house).faults
    assert (fault.year, fault.seq) == (2026, seq)
    with pytest.raises(LedgerBroken, match="已停止审批"):
        house.do(first_review, house.reviewer, waiting, Verdict.PASS, "同意")
    with pytest.raises(LedgerBroken):
        house.grant(1)
    assert house.state(waiting) is State.FIRST_REVIEW


def test_a_case_moved_by_hand_is_found(house: Casework) -> None:
    house.grant(4)
    case_id = house.walk(State.PANEL)
    disarm(house)
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE talent_case SET state = 'settlement' WHERE id = :id"), {"id": case_id})
    auditor = house.bureau.person(Role.AUDITOR)
    found = cast(LedgerVerdict, house.ask(ledger_audit, auditor))
    assert "宝人特〔2026〕1 号" in found.faults[0].text


def test_the_ledger_is_filtered_by_kind_and_month(house: Casework) -> None:
    house.grant(5)
    house.walk(State.SETTLEMENT)  # a month later
    september = cast(list[LedgerRow], house.ask(ledger_rows, house.decider, 2026, month=9))
    assert [row.kind for row in september] == [EntryKind.RESERVE, EntryKind.GRANT]
    assert house.ask(count_ledger_rows, house.decider, 2026, month=10) == 1
    assert house.ask(count_ledger_rows, house.decider, 2026, kinds=[EntryKind.GRANT]) == 1
    assert house.ask(count_ledger_rows, house.decider, 2027) == 0


def test_the_course_of_the_year_is_told_day_by_day(house: Casework) -> None:
    house.grant(3)
    house.walk(State.SETTLEMENT)
    house.grant(8)
    day = house.today
    series = cast(list[Balance], house.ask(left_series, house.decider, 2026))
    assert [(one.left, one.granted) for one in series] == [(3, 3), (2, 0), (10, 8)]
    assert series[-1].day == day
    # One unit in 60 days, ten left.
    running = cast(Pace, house.ask(pace, house.decider, 2026))
    assert (running.taken, running.empty_on) == (1, day.replace(year=2028, month=6, day=8))


class LedgerMachine(RuleBasedStateMachine):
    """Grants, adjustments, approvals, withdrawals and corrections in any order, against three plain numbers.

    Every run takes a year of its own in one database: making an office takes longer than the run.
    """

    house: Casework
    last_year = 2026
    reserved_cases = Bundle("reserved_cases")
    decided_cases = Bundle("decided_cases")

    @initialize(units=st.integers(0, 3))
    def open_the_year(self, units: int) -> None:
        type(self).last_year += 1
        self.year = self.last_year
        self.house.bureau.clock.set(date(self.year, 1, 4))
        self.total = self.reserved = self.used = self.entries = 0
        if units:
            self.grant(units)

    def left(self) -> int:
        return self.total - self.reserved - self.used

    @rule(units=st.integers(1, 3))
    def grant(self, units: int) -> None:
        self.house.grant(units, self.year)
        self.total += units
        self.entries += 1

    @rule(units=st.integers(-3, 2).filter(bool))
    def adjust(self, units: int) -> None:
        draft = GrantDraft(str(uuid4()), self.year, units, "文号", "调剂")
        if not self.entries or self.left() + units < 0:
            with pytest.raises(Invalid):
                self.house.do(adjust_quota, self.house.decider, draft)
            return
        self.house.do(adjust_quota, self.house.decider, draft)
        self.total += units
        self.entries += 1

    @rule(target=reserved_cases)
    def approve(self) -> MultipleResults[int]:
        case_id = self.house.ready()
        if self.left() < 1:
            with pytest.raises(QuotaExhausted):
                self.house.do(first_review, self.house.reviewer, case_id, Verdict.PASS, "同意")
            return multiple()
        self.house.do(first_review, self.house.reviewer, case_id, Verdict.PASS, "同意")
        self.reserved += 1
        self.entries += 1
        return multiple(case_id)

    @rule(case_id=consumes(reserved_cases), how=st.sampled_from(["withdraw", "panel", "reverse"]))
    def give_back(self, case_id: int, how: str) -> None:
        if how == "withdraw":
            self.house.do(withdraw, self.house.filer, case_id, "企业撤回")
        elif how == "panel":
            self.house.do(hold_panel, self.house.chair, case_id, self.house.panel((0, 3, 0)))
        else:
            self.house.do(reverse_entry, self.house.decider, self.last_entry(case_id), "误点")
            self.house.do(withdraw, self.house.filer, case_id, "企业撤回")
        self.reserved -= 1
        self.entries += 1

    @rule(target=decided_cases, case_id=consumes(reserved_cases))
    def decide(self, case_id: int) -> int:
        self.house.do(hold_panel, self.house.chair, case_id, self.house.panel())
        self.house.do(publish, self.house.staff, case_id)
        self.house.later(8)
        self.house.do(decide, self.house.decider, case_id, Verdict.PASS, "同意")
        self.reserved -= 1
        self.used += 1
        self.entries += 1
        return case_id

    @rule(case_id=consumes(decided_cases))
    def undo_and_reject(self, case_id: int) -> None:
        self.house.do(reverse_entry, self.house.chair, self.last_entry(case_id), "误点")
        self.house.do(decide, self.house.decider, case_id, Verdict.REJECT, "材料不实")
        self.used -= 1
        self.entries += 2

    def last_entry(self, case_id: int) -> int:
        with self.house.bureau.office.database.transaction(writes=False) as connection:
            query = sa.select(sa.func.max(QuotaEntry.id)).where(QuotaEntry.case_id == case_id)
            return connection.execute(query).scalar_one()

    @invariant()
    def adds_up(self) -> None:
        assert self.house.counters(self.year) == (self.total, self.reserved, self.used)
        assert 0 <= self.reserved + self.used <= self.total
        assert verdict(self.house).sound

    def teardown(self) -> None:
        status = cast(QuotaStatus, self.house.ask(quota_status, self.house.decider, self.year))
        assert status.entries == self.entries


def test_the_ledger_adds_up_after_any_order_of_acts(house: Casework) -> None:
    class Machine(LedgerMachine):
        pass

    house.ask_for_one_paper()
    Machine.house = house
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

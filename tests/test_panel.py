"""The panel's meetings: planned, held, voted in, closed as a whole, and what they leave behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Thread

import pytest
import sqlalchemy as sa

from officer_app.cases.chain import ActedBefore
from officer_app.cases.model import AgendaItem, Panel, PanelMember
from officer_app.cases.recusal import stand_aside
from officer_app.cases.words import Attendance, ItemOutcome, MeetingState, State, Step, Verdict, Vote
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict, Forbidden, Invalid
from officer_app.people.access import Role
from officer_app.people.settings import store_setting
from officer_app.quota.evaluation import score
from officer_app.quota.meetings.agenda import (
    candidates,
    conclude,
    move_on_agenda,
    postpone,
    put_on_agenda,
    take_off_agenda,
    take_up_again,
)
from officer_app.quota.meetings.closing import MeetingReport, close_meeting
from officer_app.quota.meetings.lists import list_meetings, panel_people
from officer_app.quota.meetings.planning import Invited, call_off, change_meeting, plan_meeting
from officer_app.quota.meetings.ranking import Marks, Standing, rank
from officer_app.quota.meetings.sitting import Attended, open_meeting, record_attendance, recuse, take_recusal_back
from officer_app.quota.meetings.voting import Cast, Tally, record_tallies, record_votes
from officer_app.quota.panel import hold_panel
from officer_app.quota.publicity import publish
from officer_app.quota.reasons import why_not
from officer_app.quota.service import decide, first_review, withdraw
from tests.casework import FULL_SCORES, Casework, casework
from tests.panelwork import EXPERTS, a_meeting, closed, item_of, opened, planned, seen, vote


@pytest.fixture
def house(database: Database) -> Iterator[Casework]:
    """Ten units, short checklists."""
    made = casework(database)
    made.grant(10)
    made.ask_for_one_paper()
    yield made
    made.bureau.office.close()


def before_panel(house: Casework, market: int = 86) -> int:
    """A case that awaits the panel; its market recognition scored so."""
    case_id = house.ready()
    if market != 86:
        house.do(score, house.reviewer, case_id, [replace(FULL_SCORES[0], points=market)])
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "建议提交评审会。")
    return case_id


def panels(house: Casework, case_id: int) -> list[tuple[int, bool, int | None]]:
    with house.bureau.office.database.transaction(writes=False) as connection:
        rows = connection.execute(
            sa.select(Panel.round, Panel.passed, Panel.meeting_id).where(Panel.case_id == case_id).order_by(Panel.round)
        )
        return [tuple(row) for row in rows]


def test_a_meeting_decides_all_its_cases_at_once_and_tells_what_came_of_each(house: Casework) -> None:
    wins, loses, waits, gone = (before_panel(house) for _number in range(4))
    meeting_id = opened(house, [wins, loses, waits, gone])
    vote(house, meeting_id, wins, "FFS")
    vote(house, meeting_id, loses, "FAA")
    house.do(conclude, house.staff, item_of(house, meeting_id, wins).id, "岗位关键，同意推荐。")
    house.do(postpone, house.staff, item_of(house, meeting_id, waits).id, "请企业补充说明团队情况")
    vote(house, meeting_id, gone, "FFF")
    house.do(withdraw, house.filer, gone, "企业撤回")

    report = closed(house, meeting_id)

    assert [result.outcome for result in report.results] == [
        ItemOutcome.PASSED,
        ItemOutcome.REJECTED,
        ItemOutcome.POSTPONED,
        ItemOutcome.GONE,
    ]
    assert [result.case_id for result in report.problems] == [gone]
    assert [house.state(case) for case in (wins, loses, waits, gone)] == [
        State.PUBLICITY_DUE,
        State.REJECTED,
        State.PANEL,
        State.WITHDRAWN,
    ]
    assert house.counters() == (10, 2, 0)
    assert panels(house, wins) == [(1, True, meeting_id)]
    assert panels(house, waits) == []
    meeting = seen(house, meeting_id)
    assert meeting.state is MeetingState.CLOSED
    assert meeting.rules.quorum == pytest.approx(0.6666)
    assert "的三分之二方可表决" in meeting.rule
    assert "的半数为通过" in meeting.rule
    # What was postponed may come before the next meeting, and this one changes no more.
    assert [one.case_id for one in house.ask(candidates, house.staff, house.chair.id)] == [waits]
    with pytest.raises(Invalid):
        house.do(postpone, house.staff, meeting.items[0].id, "x")
    with pytest.raises(Invalid):
        house.do(close_meeting, house.chair, meeting_id)
    # A second vote on a case that came back is another round.
    again = opened(house, [waits], members=(*EXPERTS, Invited("卢思远")))
    vote(house, again, waits, "FFFF")
    assert closed(house, again).count(ItemOutcome.PASSED) == 1
    rows = house.ask(list_meetings, house.liaison, year=2026)
    assert [(row.cases, row.passed, row.rejected) for row in rows] == [(1, 1, 0), (4, 1, 1)]


def test_planning_the_same_draft_twice_plans_one_meeting_and_numbers_go_up(house: Casework) -> None:
    draft = a_meeting(house)
    first = house.do(plan_meeting, house.staff, draft)
    assert house.do(plan_meeting, house.staff, draft) == first
    second = house.do(plan_meeting, house.staff, a_meeting(house))
    assert [seen(house, one).number for one in (first, second)] == ["PSH-2026-001", "PSH-2026-002"]
    house.do(change_meeting, house.staff, second, a_meeting(house, units=3, members=(EXPERTS[0], Invited("丁若水"))))
    assert [seat.name for seat in seen(house, second).seats] == ["何静", "钱怀瑾", "丁若水"]
    for changes in (
        {"chair_id": house.liaison.id},
        {"secretary_id": house.liaison.id},
        {"members": ()},
        {"members": (Invited("钱怀瑾"), Invited("钱怀瑾"))},
        {"members": (Invited("何静", account_id=house.chair.id),)},
        {"units": -1},
        {"meets_at": house.bureau.clock.now - timedelta(days=3)},
    ):
        with pytest.raises(Invalid):
            house.do(plan_meeting, house.staff, a_meeting(house, **changes))
    with pytest.raises(Forbidden):
        house.do(plan_meeting, house.liaison, a_meeting(house))
    assert {one.name for one in house.ask(panel_people, house.staff) if one.chairs} == {"何静", "李国强", "赵建华"}


def test_a_case_stands_on_one_agenda_and_never_before_a_chair_who_acted_on_it(house: Casework) -> None:
    case_id, other = before_panel(house), before_panel(house)
    first, second = planned(house, [case_id]), planned(house, [])
    with pytest.raises(Invalid) as refused:
        house.do(put_on_agenda, house.staff, second, [case_id])
    assert "PSH-2026-001" in str(refused.value)
    with pytest.raises(Invalid):
        house.do(hold_panel, house.chair, case_id, house.panel())
    why = house.ask(why_not, house.chair, case_id, Step.PANEL)
    assert isinstance(why, list)
    assert "PSH-2026-001" in why[0]
    own = planned(house, [], chair_id=house.reviewer.id)
    with pytest.raises(ActedBefore):
        house.do(put_on_agenda, house.staff, own, [other])
    assert [bool(one.hindrance) for one in house.ask(candidates, house.staff, house.reviewer.id)] == [True]
    with pytest.raises(ActedBefore):
        house.do(change_meeting, house.staff, first, a_meeting(house, chair_id=house.reviewer.id))
    with pytest.raises(Invalid):
        house.do(put_on_agenda, house.staff, second, [house.file()])
    house.do(put_on_agenda, house.staff, first, [other, case_id])
    house.do(move_on_agenda, house.staff, item_of(house, first, other).id, -1)
    assert [item.case_id for item in seen(house, first).items] == [other, case_id]
    house.do(take_off_agenda, house.staff, item_of(house, first, other).id)
    assert [(item.case_id, item.position) for item in seen(house, first).items] == [(case_id, 1)]
    house.do(call_off, house.staff, first, "改期")
    assert house.do(put_on_agenda, house.staff, second, [case_id, other]) == 2


def test_a_member_who_acted_on_a_case_stands_aside_and_the_record_says_why(house: Casework) -> None:
    case_id = before_panel(house)
    members = (*EXPERTS, Invited("王敏", "联络员", house.liaison.id), Invited("周喆", "专员", house.acceptor.id))
    meeting_id = opened(house, [case_id], members=members, absent=("周喆",))
    item = item_of(house, meeting_id, case_id)
    liaison = next(seat.key for seat in seen(house, meeting_id).seats if seat.name == "王敏")
    assert liaison not in item.voters
    assert len(item.voters) == 3
    assert item.quorum is False
    assert "2026-09-17" in item.recusals[liaison]
    with pytest.raises(Invalid):
        house.do(take_recusal_back, house.staff, item.id, liaison)
    with pytest.raises(Invalid):
        house.do(record_votes, house.staff, meeting_id, [Cast(item.id, liaison, Vote.FOR)])
    with pytest.raises(Invalid):
        house.do(recuse, house.staff, item.id, "chair", "亲属")
    # Three of five are no quorum: the case waits, whatever was voted.
    report = closed(house, meeting_id)
    assert report.results[0].outcome is ItemOutcome.POSTPONED
    assert "3" in report.results[0].problem
    assert house.state(case_id) is State.PANEL


def test_recusals_change_the_quorum_and_a_vote_of_who_stands_aside_is_taken_out(house: Casework) -> None:
    case_id = before_panel(house)
    meeting_id = opened(house, [case_id])
    vote(house, meeting_id, case_id, "FFF")
    item = item_of(house, meeting_id, case_id)
    expert = item.voters[1]
    house.do(recuse, house.staff, item.id, expert, "曾任该企业独立董事")
    item = item_of(house, meeting_id, case_id)
    assert item.quorum
    assert (item.votes_for, item.complete) == (2, True)
    house.do(take_recusal_back, house.staff, item.id, expert)
    assert item_of(house, meeting_id, case_id).complete is False
    with pytest.raises(Invalid):
        house.do(close_meeting, house.chair, meeting_id)
    gone = {int(item.voters[1]): Attended(Attendance.ABSENT, "先离席")}
    with pytest.raises(Invalid):
        house.do(record_attendance, house.staff, meeting_id, gone)
    house.do(recuse, house.staff, item.id, expert, "曾任该企业独立董事")
    closed(house, meeting_id)
    with house.bureau.office.database.transaction(writes=False) as connection:
        rows = connection.execute(sa.select(PanelMember.name, PanelMember.attendance, PanelMember.vote)).all()
    assert {(row.name, row.attendance, row.vote) for row in rows} == {
        ("钱怀瑾", Attendance.RECUSED, None),
        ("蒋文渊", Attendance.PRESENT, Vote.FOR),
    }


def test_a_member_votes_once_and_a_vote_recorded_meanwhile_is_not_written_over(house: Casework) -> None:
    case_id = before_panel(house)
    meeting_id = opened(house, [case_id])
    item = item_of(house, meeting_id, case_id)
    house.do(record_votes, house.staff, meeting_id, [Cast(item.id, "chair", Vote.FOR)])
    house.do(record_votes, house.staff, meeting_id, [Cast(item.id, "chair", Vote.FOR)])
    with pytest.raises(Invalid) as refused:
        house.do(record_votes, house.filer, meeting_id, [Cast(item.id, "chair", Vote.AGAINST)])
    assert "何静" in str(refused.value)
    house.do(record_votes, house.staff, meeting_id, [Cast(item.id, "chair", Vote.AGAINST, instead_of=Vote.FOR)])
    assert item_of(house, meeting_id, case_id).votes == {"chair": Vote.AGAINST}
    with pytest.raises(Invalid):
        house.do(record_tallies, house.staff, meeting_id, [Tally(item.id, 3, 0, 0)])


def test_of_a_secret_vote_only_sums_are_kept_in_the_record_and_in_the_trail(house: Casework) -> None:
    case_id = before_panel(house)
    meeting_id = opened(house, [case_id], secret=True)
    item = item_of(house, meeting_id, case_id)
    with pytest.raises(Invalid):
        house.do(record_votes, house.staff, meeting_id, [Cast(item.id, "chair", Vote.FOR)])
    with pytest.raises(Invalid):
        house.do(record_tallies, house.staff, meeting_id, [Tally(item.id, 3, 1, 0)])
    house.do(record_tallies, house.staff, meeting_id, [Tally(item.id, 2, 1, 0)], versions=[item.version])
    with pytest.raises(Conflict):
        house.do(record_tallies, house.staff, meeting_id, [Tally(item.id, 1, 2, 0)], versions=[item.version])
    assert closed(house, meeting_id).count(ItemOutcome.PASSED) == 1
    with house.bureau.office.database.transaction(writes=False) as connection:
        assert connection.execute(sa.select(PanelMember.vote)).scalars().all() == [None, None]
        assert connection.execute(sa.select(AgendaItem.votes)).scalars().all() == [{}]
        trail = connection.execute(
            sa.select(AuditEntry.before, AuditEntry.after).where(AuditEntry.entity.in_(["agenda_item", "panel_member"]))
        ).all()
    for before, after in trail:
        for values in (before or {}, after or {}):
            assert not values.get("votes")
            assert values.get("vote") is None


def test_cases_beyond_the_units_offered_are_ranked_and_those_behind_the_line_wait_with_their_unit(
    house: Casework,
) -> None:
    best, tied, twin, last = (before_panel(house, market) for market in (96, 86, 86, 60))
    meeting_id = opened(house, [last, twin, best, tied], units=2)
    for case_id in (best, tied, twin, last):
        vote(house, meeting_id, case_id, "FFF")
    preview = seen(house, meeting_id)
    assert [item.case_id for item in preview.ranked] == [best, tied, twin, last]
    assert [item.within for item in preview.ranked] == [True, True, False, False]

    report = closed(house, meeting_id)

    assert {result.case_id: (result.rank, result.outcome) for result in report.results} == {
        best: (1, ItemOutcome.PASSED),
        tied: (2, ItemOutcome.PASSED),
        twin: (3, ItemOutcome.NO_UNIT),
        last: (4, ItemOutcome.NO_UNIT),
    }
    after = seen(house, meeting_id)
    assert [item.case_id for item in after.ranked] == [best, tied, twin, last]
    twins = [item for item in after.ranked if item.tie]
    assert [item.case_id for item in twins] == [tied, twin]
    assert twins[0].number in twins[1].tie
    assert house.state(twin) is State.PANEL
    assert house.counters() == (10, 4, 0)
    # The next meeting takes them up again, and whoever voted on them votes again.
    again = opened(house, [twin, last], chair_id=house.decider.id)
    for case_id in (twin, last):
        vote(house, again, case_id, "FFF")
    report = house.do(close_meeting, house.decider, again)
    assert isinstance(report, MeetingReport)
    assert report.count(ItemOutcome.PASSED) == 2
    assert panels(house, twin) == [(1, True, meeting_id), (2, True, again)]
    # Whoever chaired the vote that found no unit has acted on the case all the same.
    house.do(publish, house.staff, twin)
    house.later(30)
    with pytest.raises(ActedBefore):
        house.do(decide, house.chair, twin, Verdict.PASS, "同意。")


def test_ties_are_resolved_by_the_stated_rules_in_their_order_whatever_order_the_cases_come_in() -> None:
    def one(number: int, market: str, base: str, day: date) -> Standing:
        marks = Marks(Decimal("80.0"), {"market": Decimal(market)})
        return Standing(number, f"SH-{number}", (2026, number), marks, Decimal(base), day)

    early, late = date(2026, 9, 1), date(2026, 9, 8)
    cases = [
        one(1, "20", "3", late),
        one(2, "25", "2", late),
        one(3, "20", "4", late),
        one(4, "20", "3", early),
        one(5, "20", "3", late),
    ]
    rules = ("market", "base_multiple", "accepted_on", "number")
    wanted = [2, 3, 4, 1, 5]
    for shift in range(5):
        assert [found.case_id for found in rank(cases[shift:] + cases[:shift], rules)] == wanted
    assert [found.tie.split("|")[0] for found in rank(cases, rules)] == [
        "market",
        "base_multiple",
        "accepted_on",
        "number",
        "number",
    ]
    assert [found.case_id for found in rank(cases, ("number",))] == [1, 2, 3, 4, 5]


def test_a_rule_for_ties_that_nobody_knows_is_refused_by_name(house: Casework) -> None:
    case_id = before_panel(house)
    meeting_id = opened(house, [case_id], units=1)
    vote(house, meeting_id, case_id, "FFF")
    house.do(store_setting, house.admin, "panel.ties", date(2026, 9, 1), ["beauty"], "试验")
    with pytest.raises(Invalid) as refused:
        house.do(close_meeting, house.chair, meeting_id)
    assert "beauty" in str(refused.value)


def test_only_the_chair_closes_and_nobody_opens_a_meeting_before_its_day(house: Casework) -> None:
    case_id = before_panel(house)
    later = planned(house, [case_id], meets_at=house.bureau.clock.now + timedelta(days=3))
    with pytest.raises(Invalid):
        house.do(open_meeting, house.staff, later, {})
    house.later(3)
    with pytest.raises(Invalid):
        house.do(open_meeting, house.staff, later, {})
    keys = [int(seat.key) for seat in seen(house, later).seats[1:]]
    with pytest.raises(Invalid):
        house.do(open_meeting, house.staff, later, {key: Attended(Attendance.ABSENT) for key in keys})
    house.do(open_meeting, house.staff, later, {key: Attended(Attendance.PRESENT) for key in keys})
    vote(house, later, case_id, "FFF")
    for other in (house.decider, house.staff):
        with pytest.raises(Forbidden):
            house.do(close_meeting, other, later)
    house.do(postpone, house.staff, item_of(house, later, case_id).id, "材料待核")
    house.do(take_up_again, house.staff, item_of(house, later, case_id).id)
    assert closed(house, later).count(ItemOutcome.PASSED) == 1


def test_whoever_stands_aside_during_the_meeting_holds_up_that_case_alone(house: Casework) -> None:
    case_id, other = before_panel(house), before_panel(house)
    substitute = house.bureau.person(Role.SUPERVISOR, "沈砚秋")
    members = (*EXPERTS, Invited("沈砚秋", "主管", substitute.id))
    meeting_id = opened(house, [case_id, other], members=members)
    for one in (case_id, other):
        vote(house, meeting_id, one, "FFFF")
    house.do(stand_aside, substitute, case_id, "配偶任职于该企业")
    report = closed(house, meeting_id)
    assert [result.outcome for result in report.results] == [ItemOutcome.POSTPONED, ItemOutcome.PASSED]
    assert "沈砚秋" in report.results[0].problem


def test_two_who_close_a_meeting_while_a_case_is_withdrawn_leave_one_record_and_a_sound_ledger(house: Casework) -> None:
    cases = [before_panel(house) for _number in range(4)]
    meeting_id = opened(house, cases)
    for case_id in cases:
        vote(house, meeting_id, case_id, "FFF")
    done: list[object] = []

    def attempt(*call: object) -> None:
        try:
            done.append(house.do(*call))  # type: ignore[arg-type] # a use case, its actor and arguments
        except AppError as error:
            done.append(error)

    threads = [
        Thread(target=attempt, args=(close_meeting, house.chair, meeting_id)),
        Thread(target=attempt, args=(withdraw, house.filer, cases[2], "企业撤回")),
        Thread(target=attempt, args=(close_meeting, house.chair, meeting_id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, Invalid) for one in done) == 1, done
    assert house.state(cases[2]) is State.WITHDRAWN
    assert all(house.state(case_id) is State.PUBLICITY_DUE for case_id in cases if case_id != cases[2])
    assert house.counters() == (10, 3, 0)
    assert all(len(panels(house, case_id)) == 1 for case_id in cases if case_id != cases[2])


def test_two_recorders_of_one_members_vote_leave_one_vote_and_tell_the_other(house: Casework) -> None:
    case_id = before_panel(house)
    meeting_id = opened(house, [case_id])
    item = item_of(house, meeting_id, case_id)
    refused: list[AppError] = []

    def attempt(vote: Vote) -> None:
        try:
            house.do(record_votes, house.staff, meeting_id, [Cast(item.id, "chair", vote)])
        except AppError as error:
            refused.append(error)

    threads = [Thread(target=attempt, args=(vote,)) for vote in (Vote.FOR, Vote.AGAINST, Vote.ABSTAIN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2
    assert len(item_of(house, meeting_id, case_id).votes) == 1

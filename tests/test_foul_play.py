"""What a hand past the program cannot do to votes, publicity and signatures, and what many hands at once come to."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from officer_app.cases.model import AgendaItem, CaseStep, Panel
from officer_app.cases.words import ItemOutcome, ObjectionChannel, State, Step, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.work import Actor, Office, UseCase
from officer_app.people.access import AccessTable
from officer_app.people.delegation import DelegationDraft, Task, delegate
from officer_app.people.settings import store_setting
from officer_app.quota.countersigning import countersign
from officer_app.quota.meetings.closing import MeetingReport, close_meeting
from officer_app.quota.meetings.planning import plan_meeting
from officer_app.quota.meetings.sitting import recuse
from officer_app.quota.meetings.voting import Tally, record_tallies
from officer_app.quota.model import PoolKind
from officer_app.quota.moving import MoveDraft, move_units
from officer_app.quota.objections import ObjectionDraft, record_objection
from officer_app.quota.pools import PoolDraft, choose_pool, open_pool
from officer_app.quota.proving import ChainVerdict, chain_verdict
from officer_app.quota.publicity import NoticeDraft, publish_cases
from officer_app.quota.service import first_review
from officer_app.quota.signatures import ClockBehind
from tests.casework import Casework, casework
from tests.factories import open_keys
from tests.fairwork import another, inserted, raw_step
from tests.panelwork import a_meeting, closed, item_of, opened, vote


@pytest.fixture
def house(database: Database) -> Iterator[Casework]:
    """Twenty units, short checklists."""
    made = casework(database)
    made.grant(20)
    made.ask_for_one_paper()
    yield made
    made.bureau.office.close()


@pytest.fixture
def second(house: Casework) -> Iterator[Office]:
    """Another program on the same office."""
    url = house.bureau.office.database.url.render_as_string(hide_password=False)
    office = Office(Database(url), AccessTable(), house.bureau.clock)
    open_keys(office)
    yield office
    office.close()


def refused(house: Casework, statement: str, **values: object) -> str:
    """What the database says to a statement; empty if it lets it in. Nothing lasts."""
    with house.bureau.office.database.transaction(writes=True) as connection:
        try:
            with connection.begin_nested() as attempt:
                connection.execute(sa.text(statement), values)
                attempt.rollback()
        except DBAPIError as error:
            return str(error.orig).splitlines()[0]
    return ""


def before_panel(house: Casework, pool: str = "") -> int:
    case_id = house.ready()
    if pool:
        house.do(choose_pool, house.filer, case_id, pool)
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "建议提交评审会。")
    return case_id


def test_votes_publicity_answers_and_keys_stay_as_they_were_recorded(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    objection = ObjectionDraft(str(uuid4()), house.today, "某", "异议", channel=ObjectionChannel.LETTER)
    house.do(record_objection, house.staff, case_id, objection)
    met = opened(house, [before_panel(house)])
    item = item_of(house, met, before := max(case_ids(house)))
    vote(house, met, before, "FFF")
    closed(house, met)
    for statement in (
        "UPDATE panel_member SET attendance = 'absent'",
        "DELETE FROM panel_member",
        "UPDATE panel SET chair_id = 1",
        "UPDATE publicity SET ends_on = '2026-09-18'",
        "DELETE FROM publicity",
        "UPDATE objection SET state = 'dismissed', answered_by = :decider",
        "DELETE FROM objection",
        "UPDATE signing_key SET created_at = '2020-01-01'",
        "DELETE FROM signing_key",
        "UPDATE panel_meeting SET chair_id = :decider",
        f"UPDATE agenda_item SET outcome = 'rejected' WHERE id = {item.id}",
    ):
        bound = {"decider": house.decider.id} if ":decider" in statement else {}
        assert refused(house, statement, **bound), statement
    votes = {"expected": 3, "present": 3, "recused": 0, "votes_for": 3, "votes_against": 0, "abstentions": 0}
    row = {"case_id": case_id, "round": 2, "held_on": house.today, "passed": True, "rule": "", "secret": False, **votes}
    assert "chairs the vote" in inserted(house, "panel", chair_id=house.reviewer.id, **row)
    assert inserted(house, "panel", chair_id=house.chair.id, **row) == ""


def case_ids(house: Casework) -> list[int]:
    with house.bureau.office.database.transaction(writes=False) as connection:
        return list(connection.execute(sa.select(Panel.case_id)).scalars()) + list(
            connection.execute(sa.select(AgendaItem.case_id)).scalars()
        )


def test_nothing_is_published_without_a_vote_or_decided_before_the_publicity_is_over(house: Casework) -> None:
    due = house.walk(State.PANEL)
    database = house.bureau.office.database
    assert raw_step(house, due, house.chair, Step.PANEL, State.PUBLICITY_DUE) == ""
    with database.transaction(writes=True) as connection:
        step = {"case_id": due, "step": Step.PANEL, "capacity": "chair", "state_before": State.PANEL}
        at = {"state_after": State.PUBLICITY_DUE, "account_id": house.chair.id, "at": house.bureau.clock.now}
        connection.execute(sa.insert(CaseStep).values(**step, **at, opinion=""))
        connection.execute(sa.text("UPDATE talent_case SET state = 'publicity_due' WHERE id = :key"), {"key": due})
    assert "did not pass" in raw_step(house, due, house.staff, Step.PUBLISH, State.PUBLICITY)
    case_id = house.walk(State.PUBLICITY)
    decided = (case_id, house.decider, Step.DECIDE, State.SETTLEMENT)
    assert "after its publicity" in raw_step(house, *decided)
    later = house.bureau.clock.now + timedelta(days=30)
    assert raw_step(house, *decided, at=later) == ""
    house.do(record_objection, house.staff, case_id, ObjectionDraft(str(uuid4()), house.today, "某", "异议"))
    assert "every objection answered" in raw_step(house, *decided, at=later)


def test_a_step_put_among_the_others_with_an_early_day_is_found(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.walk(State.PANEL)
    early = house.bureau.clock.now - timedelta(days=900)
    with house.bureau.office.database.transaction(writes=True) as connection:
        step = {"case_id": case_id, "step": Step.REJECT, "capacity": "reviewer", "state_before": State.FIRST_REVIEW}
        at = {"state_after": State.REJECTED, "account_id": house.reviewer.id, "at": early, "opinion": ""}
        connection.execute(sa.insert(CaseStep).values(**step, **at))
    verdict = house.ask(chain_verdict, house.decider)
    assert isinstance(verdict, ChainVerdict)
    assert verdict.fault is not None
    assert (verdict.fault.field, verdict.before) == ("unsigned", 0)


def test_a_clock_set_back_before_the_key_was_made_decides_nothing(house: Casework) -> None:
    case_id = house.ready()
    house.later(-400)
    with pytest.raises(ClockBehind) as told:
        house.do(first_review, house.reviewer, case_id, Verdict.REJECT, "不符合")
    assert "2025-08-13 09:00" in str(told.value.cause)
    assert house.state(case_id) is State.FIRST_REVIEW
    house.later(400)
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "符合")
    verdict = house.ask(chain_verdict, house.decider)
    assert isinstance(verdict, ChainVerdict)
    assert verdict.sound


def test_who_stands_aside_after_a_secret_count_leaves_no_trace_of_their_vote(house: Casework) -> None:
    case_id = before_panel(house)
    meeting_id = opened(house, [case_id], secret=True)
    item = item_of(house, meeting_id, case_id)
    house.do(record_tallies, house.staff, meeting_id, [Tally(item.id, 2, 1, 0)])
    house.do(recuse, house.staff, item.id, item.voters[1], "亲属")
    house.do(record_tallies, house.staff, meeting_id, [Tally(item.id, 2, 0, 0)])
    assert closed(house, meeting_id).count(ItemOutcome.PASSED) == 1
    with house.bureau.office.database.transaction(writes=False) as connection:
        trail = connection.execute(
            sa.select(AuditEntry.before, AuditEntry.after).where(AuditEntry.entity == "agenda_item")
        ).all()
    told = [values.get(name) for row in trail for values in row if values for name in ("votes_for", "votes_against")]
    assert set(told) == {None, "***"}


def test_a_colleague_countersigns_in_their_own_name_what_the_absent_one_has_countersigned(house: Casework) -> None:
    house.do(store_setting, house.admin, "decision.countersign", date(2026, 1, 1), 2, "会议纪要")
    case_id = house.walk(State.PUBLICITY)
    one, other = another(house), another(house)
    assert one.id is not None
    assert other.id is not None
    house.do(countersign, one, case_id, True, "同意")
    leave = DelegationDraft(str(uuid4()), one.id, other.id, (Task.COUNTERSIGN,), house.today, house.today, "年休假")
    house.do(delegate, house.decider, leave)
    house.do(countersign, other, case_id, True, "同意")
    with house.bureau.office.database.transaction(writes=False) as connection:
        places = connection.execute(sa.select(CaseStep.for_account_id).where(CaseStep.step == Step.COUNTERSIGN))
        assert list(places.scalars()) == [None, None]


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """The answers of tasks that begin together, or the errors they end with."""
    gate = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        gate.wait()
        try:
            return task()
        except Exception as error:  # whatever it is, it is what is asked for
            return error

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def saved(office: Office, use_case: UseCase[..., object], actor: Actor, *arguments: object) -> object:
    return office.perform(use_case, actor, *arguments).value


def test_the_same_draft_saved_twice_at_once_is_stored_once_and_both_are_told_so(
    house: Casework, second: Office
) -> None:
    house.do(open_pool, house.decider, PoolDraft(2026, PoolKind.CAMPAIGN, "甲"))
    due, public = house.walk(State.PUBLICITY_DUE), house.walk(State.PUBLICITY)
    absent, to = another(house).id, another(house).id
    assert absent is not None
    assert to is not None
    day, draft = house.today, str(uuid4())
    saves: tuple[tuple[UseCase[..., object], Actor, tuple[object, ...]], ...] = (
        (plan_meeting, house.staff, (a_meeting(house),)),
        (publish_cases, house.staff, (NoticeDraft(draft, (due,)),)),
        (move_units, house.decider, (MoveDraft(draft, 2026, "general", "甲", 2, "调剂"),)),
        (delegate, house.decider, (DelegationDraft(draft, absent, to, (Task.DECIDE,), day, day, "年休假"),)),
        (record_objection, house.staff, (public, ObjectionDraft(draft, day, "某", "异议"))),
    )
    for use_case, actor, arguments in saves:
        offices = (house.bureau.office, second)
        answers = at_once(*(partial(saved, office, use_case, actor, *arguments) for office in offices))
        assert answers == [answers[0]] * 2, use_case.__name__
        assert isinstance(answers[0], int), answers[0]


def test_two_meetings_that_give_units_of_two_pools_back_crosswise_both_close(house: Casework, second: Office) -> None:
    house.do(open_pool, house.decider, PoolDraft(2026, PoolKind.CAMPAIGN, "甲"))
    house.do(move_units, house.decider, MoveDraft(str(uuid4()), 2026, "general", "甲", 8, "调剂"))
    other = another(house)
    open_keys(second)
    errors: list[sa.engine.ExceptionContext] = []
    for office in (house.bureau.office, second):
        sa.event.listen(office.database.engine, "handle_error", errors.append)
    for _turn in range(2):
        agendas = [before_panel(house), before_panel(house, "甲")], [before_panel(house, "甲"), before_panel(house)]
        meetings = opened(house, agendas[0]), opened(house, agendas[1], chair_id=other.id)
        for meeting_id, cases in zip(meetings, agendas, strict=True):
            for case_id in cases:
                vote(house, meeting_id, case_id, "AAA")
        reports = at_once(
            partial(saved, house.bureau.office, close_meeting, house.chair, meetings[0]),
            partial(saved, second, close_meeting, other, meetings[1]),
        )
        for report in reports:
            assert isinstance(report, MeetingReport), report
            assert report.count(ItemOutcome.REJECTED) == 2
    # The server had to end no deadlock, which the office would have tried again after a second.
    assert not errors
    assert house.entries().count("release") == 8

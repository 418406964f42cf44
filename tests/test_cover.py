"""代管: a colleague stands in for an absent officer for some days, in their own name and for the other."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import hypothesis
import hypothesis.strategies as st
import pytest
import sqlalchemy as sa

from officer_app.assignments.cover import (
    CoverDraft,
    CoverState,
    arrange_cover,
    cancel_cover,
    change_cover_end,
    covered_today,
    list_covers,
)
from officer_app.assignments.model import Cover, Duty
from officer_app.assignments.reveal import reveal_phone
from officer_app.assignments.service import assign
from officer_app.cases.chain import ActedBefore
from officer_app.cases.service import accept, check_paper, pre_review
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.demands.board import demand_file
from officer_app.demands.service import answer_demand, assign_demand, take_up_demand
from officer_app.overview.today import today
from officer_app.overview.trail import TrailFilter, audit_trail
from officer_app.people.access import Role
from officer_app.people.service import change_account
from officer_app.quota.case_file import case_file
from officer_app.quota.service import Verdict, first_review
from officer_app.visits.browsing import VisitFilter, list_visits
from officer_app.visits.logging import save_visit
from officer_app.visits.prints import visit_print
from tests.casework import casework
from tests.factories import bureau
from tests.fieldwork import TODAY, Fieldwork, fieldwork

A_WEEK = TODAY + timedelta(days=6)


@pytest.fixture
def field(database: Database) -> Fieldwork:
    return fieldwork(database)


def draft(absent: Actor, stand_in: Actor, first: date = TODAY, last: date = A_WEEK, **changes: object) -> CoverDraft:
    """A cover that was not arranged yet."""
    base = CoverDraft(str(uuid4()), absent.id or 0, stand_in.id or 0, first, last, "年休假")
    return replace(base, **changes)  # type: ignore[arg-type] # fields by name


def cover(field: Fieldwork, absent: Actor, stand_in: Actor, first: date = TODAY, last: date = A_WEEK) -> int:
    """A cover, arranged by the supervisor."""
    return field.bureau.office.perform(arrange_cover, field.supervisor, draft(absent, stand_in, first, last)).value


def refused(field: Fieldwork, wanted: CoverDraft) -> str:
    """The field by which an arrangement is refused."""
    with pytest.raises(Invalid) as refusal:
        field.bureau.office.perform(arrange_cover, field.supervisor, wanted)
    return refusal.value.field or ""


def last_entries(field: Fieldwork, entity: str) -> list[tuple[str, str]]:
    """Who changed things of a kind, and for whom, the latest first."""
    auditor = field.bureau.person(Role.AUDITOR)
    return [
        (row.by, row.on_behalf_of)
        for row in field.bureau.office.read(audit_trail, auditor, TrailFilter(entity=entity)).rows
    ]


def test_while_it_holds_the_stand_in_corrects_the_absent_officers_visit_and_is_recorded_so(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    visit = field.visit(enterprise, field.liaison)
    cover(field, field.liaison, field.colleague)
    correction = field.draft(enterprise, field.liaison, content="更正：三期厂房。", visit_id=visit, version=1)
    field.bureau.office.perform(save_visit, field.colleague, correction)
    assert last_entries(field, "visit")[0] == ("何静", "王敏")
    # The visit itself is the one the absent officer made.
    assert (field.file(visit).row.officer, field.file(visit).row.by) == ("王敏", "王敏")


def test_without_a_cover_and_after_its_end_the_visit_belongs_to_another_officer(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    visit = field.visit(enterprise, field.liaison)
    correction = field.draft(enterprise, field.liaison, content="更正。", visit_id=visit, version=1)
    with pytest.raises(Forbidden):
        field.bureau.office.perform(save_visit, field.colleague, correction)
    cover(field, field.liaison, field.colleague)
    field.bureau.clock.set(A_WEEK, 23)
    field.bureau.office.perform(save_visit, field.colleague, correction)
    field.bureau.clock.set(A_WEEK + timedelta(days=1), 0)
    with pytest.raises(Forbidden):
        field.bureau.office.perform(save_visit, field.colleague, replace(correction, version=2, content="再更正。"))
    assert field.bureau.office.read(list_covers, field.liaison)[0].state is CoverState.ENDED


def test_before_its_first_day_a_cover_gives_nothing(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    visit = field.visit(enterprise, field.liaison)
    cover(field, field.liaison, field.colleague, TODAY + timedelta(days=1))
    correction = field.draft(enterprise, field.liaison, content="更正。", visit_id=visit, version=1)
    with pytest.raises(Forbidden):
        field.bureau.office.perform(save_visit, field.colleague, correction)


def test_a_visit_in_the_absent_officers_place_is_the_stand_ins_for_them(field: Fieldwork) -> None:
    theirs, own = field.enterprise(liaison=field.liaison), field.enterprise(liaison=field.colleague)
    cover(field, field.liaison, field.colleague)
    visit = field.visit(theirs, field.colleague)
    assert (field.file(visit).row.by, field.file(visit).row.on_behalf_of) == ("何静（代 王敏）", "王敏")
    assert last_entries(field, "visit")[0] == ("何静", "王敏")
    assert field.file(field.visit(own, field.colleague)).row.by == "何静"
    assert last_entries(field, "visit")[0] == ("何静", "")
    assert {row.by for row in field.bureau.office.read(list_visits, field.staff, VisitFilter())} == {
        "何静",
        "何静（代 王敏）",
    }
    printed = field.bureau.office.read(visit_print, field.staff, visit)
    assert [(one.name, one.role) for one in printed.our_people] == [("何静", "代 王敏")]


def test_a_visit_logged_in_the_absent_officers_name_was_made_by_the_stand_in(field: Fieldwork) -> None:
    """Somebody on leave visits nobody; a visit before the leave, written down late, stays theirs."""
    enterprise = field.enterprise(liaison=field.liaison)
    cover(field, field.liaison, field.colleague)
    logged = field.draft(enterprise, field.liaison)
    visit = field.bureau.office.perform(save_visit, field.colleague, logged).value
    assert field.file(visit).row.by == "何静（代 王敏）"
    before = field.draft(enterprise, field.liaison, TODAY - timedelta(days=3))
    visit = field.bureau.office.perform(save_visit, field.colleague, before).value
    assert field.file(visit).row.by == "王敏"


def test_a_visit_of_the_covers_last_day_logged_the_day_after_says_for_whom_it_was(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    cover(field, field.liaison, field.colleague)
    field.bureau.clock.set(A_WEEK + timedelta(days=1))
    done = field.bureau.office.perform(save_visit, field.colleague, field.draft(enterprise, field.colleague, A_WEEK))
    assert field.file(done.value).row.by == "何静（代 王敏）"


def test_a_visit_moved_to_another_enterprise_says_anew_for_whom_it_was(field: Fieldwork) -> None:
    theirs, own = field.enterprise(liaison=field.liaison), field.enterprise(liaison=field.colleague)
    cover(field, field.liaison, field.colleague)
    visit = field.visit(theirs, field.colleague)
    field.bureau.office.perform(
        save_visit, field.colleague, field.draft(own, field.colleague, visit_id=visit, version=1)
    )
    assert field.file(visit).row.by == "何静"


def test_whoever_serves_the_enterprise_too_acts_in_their_own_right(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    field.bureau.office.perform(
        assign, field.supervisor, [enterprise], field.colleague.id or 0, Duty.BACKUP, starts_on=TODAY, reason="备份"
    )
    cover(field, field.liaison, field.colleague)
    assert field.file(field.visit(enterprise, field.colleague)).row.by == "何静"


def test_a_step_on_the_absent_officers_demand_is_taken_for_them(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.specialist)
    demand = field.demand(enterprise, handler=field.liaison)
    cover(field, field.liaison, field.colleague)
    office = field.bureau.office
    office.perform(take_up_demand, field.colleague, demand.id, version=demand.version)
    office.perform(answer_demand, field.colleague, demand.id, "已受理", version=demand.version + 1)
    history = office.read(demand_file, field.staff, demand.id).history
    assert [event.by for event in history] == ["王敏", "何静（代 王敏）", "何静（代 王敏）", "何静（代 王敏）"]
    assert last_entries(field, "demand")[0] == ("何静", "王敏")


def test_a_demand_of_ones_own_is_handled_in_ones_own_name(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    demand = field.demand(enterprise, handler=field.colleague)
    cover(field, field.liaison, field.colleague)
    office = field.bureau.office
    office.perform(take_up_demand, field.colleague, demand.id, version=demand.version)
    office.perform(assign_demand, field.specialist, demand.id, field.specialist.id or 0, version=demand.version + 1)
    history = office.read(demand_file, field.staff, demand.id).history
    assert [event.on_behalf_of for event in history] == ["", "", "", ""]


def test_a_phone_of_the_absent_officers_enterprise_is_shown_to_the_stand_in_for_the_time(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    contact = field.contact(enterprise, "陈芳")
    with pytest.raises(Forbidden):
        field.bureau.office.perform(reveal_phone, field.colleague, contact, "约走访")
    cover(field, field.liaison, field.colleague)
    assert field.bureau.office.perform(reveal_phone, field.colleague, contact, "约走访").value == "13800138000"
    assert last_entries(field, "contact")[0] == ("何静", "王敏")


def test_cover_gives_the_absent_officers_enterprises_and_not_their_role(field: Fieldwork) -> None:
    """A liaison officer who stands in for a supervisor assigns nobody."""
    cover(field, field.supervisor, field.liaison)
    enterprise = field.enterprise()
    with pytest.raises(Forbidden):
        field.bureau.office.perform(
            assign, field.liaison, [enterprise], field.liaison.id or 0, Duty.LIAISON, starts_on=TODAY, reason="代"
        )


@pytest.mark.parametrize("role", [Role.LIAISON, Role.SPECIALIST, Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_a_supervisor_arranges_cover(field: Fieldwork, role: Role) -> None:
    somebody = field.bureau.person(role)
    arranged = cover(field, field.liaison, field.colleague)
    office = field.bureau.office
    for attempt in (
        lambda: office.perform(arrange_cover, somebody, draft(field.colleague, field.liaison)),
        lambda: office.perform(change_cover_end, somebody, arranged, A_WEEK, version=1),
        lambda: office.perform(cancel_cover, somebody, arranged, version=1),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_cover_is_not_passed_on(field: Fieldwork) -> None:
    cover(field, field.liaison, field.colleague)
    # The stand-in goes on leave as well; somebody absent is asked to stand in.
    assert refused(field, draft(field.colleague, field.specialist)) == "absent"
    assert refused(field, draft(field.specialist, field.liaison)) == "stand_in"
    after = A_WEEK + timedelta(days=1)
    cover(field, field.colleague, field.specialist, after, after)


def test_one_officer_is_covered_by_one_colleague_at_a_time(field: Fieldwork) -> None:
    cover(field, field.liaison, field.colleague)
    assert refused(field, draft(field.liaison, field.specialist, A_WEEK, A_WEEK)) == "first_on"
    # One colleague may stand in for two.
    cover(field, field.specialist, field.colleague)
    names = {row.stand_in for row in field.bureau.office.read(covered_today, field.staff).values()}
    assert names == {"何静"}


@pytest.mark.parametrize(
    ("changes", "field_name"),
    [
        ({"first_on": TODAY - timedelta(days=1)}, "first_on"),
        ({"last_on": TODAY - timedelta(days=1)}, "last_on"),
        ({"last_on": TODAY + timedelta(days=60)}, "last_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_days_and_reason_must_make_sense(field: Fieldwork, changes: dict[str, object], field_name: str) -> None:
    assert refused(field, replace(draft(field.liaison, field.colleague), **changes)) == field_name  # type: ignore[arg-type] # fields by name


def test_sixty_days_are_the_longest(field: Fieldwork) -> None:
    cover(field, field.liaison, field.colleague, TODAY, TODAY + timedelta(days=59))
    assert field.bureau.office.read(list_covers, field.staff)[0].days == 60


def test_who_cannot_hold_enterprises_takes_no_part(field: Fieldwork) -> None:
    assert refused(field, draft(field.liaison, field.staff)) == "stand_in"
    assert refused(field, draft(field.staff, field.liaison)) == "absent"
    assert refused(field, draft(field.liaison, field.liaison)) == "stand_in"
    field.bureau.office.perform(
        change_account, field.administrator, field.colleague.id or 0, role=Role.LIAISON, active=False, version=1
    )
    assert refused(field, draft(field.liaison, field.colleague)) == "stand_in"


def test_the_same_cover_sent_twice_is_stored_once(field: Fieldwork) -> None:
    wanted = draft(field.liaison, field.colleague)
    office = field.bureau.office
    assert (
        office.perform(arrange_cover, field.supervisor, wanted).value
        == office.perform(arrange_cover, field.supervisor, wanted).value
    )
    assert len(office.read(list_covers, field.staff)) == 1


def test_a_cover_ends_earlier_or_at_once_and_leaves_room_for_another(field: Fieldwork) -> None:
    office, arranged = field.bureau.office, cover(field, field.liaison, field.colleague)
    office.perform(change_cover_end, field.supervisor, arranged, TODAY + timedelta(days=2), version=1)
    cover(field, field.liaison, field.specialist, TODAY + timedelta(days=3), A_WEEK)
    with pytest.raises(Invalid, match="周颖"):
        office.perform(change_cover_end, field.supervisor, arranged, A_WEEK, version=2)
    office.perform(cancel_cover, field.supervisor, arranged, version=2)
    assert office.read(covered_today, field.staff) == {}
    cover(field, field.liaison, field.specialist, TODAY, TODAY + timedelta(days=2))
    with pytest.raises(Invalid):
        office.perform(cancel_cover, field.supervisor, arranged, version=3)
    states = [row.state for row in office.read(list_covers, field.staff)]
    assert states == [CoverState.RUNNING, CoverState.PLANNED, CoverState.CANCELLED]


def test_a_cover_whose_stand_in_has_left_is_not_prolonged(field: Fieldwork) -> None:
    key, office = cover(field, field.liaison, field.colleague), field.bureau.office
    (row,) = office.read(list_covers, field.supervisor)
    leaving = (change_account, field.administrator, field.colleague.id or 0)
    office.perform(*leaving, role=Role.LIAISON, active=False, version=1)
    with pytest.raises(Invalid):
        office.perform(change_cover_end, field.supervisor, key, A_WEEK + timedelta(days=1), version=row.version)
    office.perform(change_cover_end, field.supervisor, key, TODAY, version=row.version)


def test_a_cover_does_not_end_in_the_past_nor_by_a_stale_hand(field: Fieldwork) -> None:
    office, arranged = field.bureau.office, cover(field, field.liaison, field.colleague)
    with pytest.raises(Invalid):
        office.perform(change_cover_end, field.supervisor, arranged, TODAY - timedelta(days=1), version=1)
    office.perform(change_cover_end, field.supervisor, arranged, TODAY, version=1)
    with pytest.raises(Conflict):
        office.perform(cancel_cover, field.supervisor, arranged, version=1)


def test_today_of_the_stand_in_holds_what_is_due_at_the_absent_officers(field: Fieldwork) -> None:
    theirs = field.enterprise("澜启生物", liaison=field.liaison)
    own = field.enterprise("澜启机电", liaison=field.colleague)
    demand = field.demand(theirs, "申请人才公寓", handler=field.liaison)
    field.bureau.clock.set(demand.due_on - timedelta(days=1))
    first = demand.due_on - timedelta(days=1)
    before = field.bureau.office.read(today, field.colleague)
    assert ([row.enterprise_id for row in before.overdue], before.demands) == ([own], ())
    cover(field, field.liaison, field.colleague, first, first + timedelta(days=3))
    day = field.bureau.office.read(today, field.colleague)
    assert {row.enterprise_id: day.covering.get(row.officer_id, "") for row in day.overdue} == {theirs: "王敏", own: ""}
    assert [(row.id, day.demands_for[row.id]) for row in day.demands] == [(demand.id, "王敏")]
    # The month's figures stay one's own.
    assert day.month.held == 1
    field.bureau.clock.set(first + timedelta(days=4))
    assert field.bureau.office.read(today, field.colleague).covering == {}


def test_the_database_keeps_one_stand_in_a_day_and_no_chain(field: Fieldwork) -> None:
    cover(field, field.liaison, field.colleague)
    row = {
        "draft_id": "x",
        "absent_id": field.liaison.id,
        "stand_in_id": field.specialist.id,
        "first_on": A_WEEK,
        "last_on": A_WEEK,
        "reason": "x",
        "made_by": "x",
        "version": 1,
    }
    for changes in (
        {},
        {"absent_id": field.colleague.id},
        {"absent_id": field.specialist.id, "stand_in_id": field.liaison.id},
    ):
        with (
            pytest.raises(sa.exc.DBAPIError, match="one stand-in at a time"),
            field.bureau.office.database.transaction(writes=True) as connection,
        ):
            connection.execute(sa.insert(Cover).values(**(row | changes)))
    with (
        pytest.raises(sa.exc.DBAPIError, match="never deleted"),
        field.bureau.office.database.transaction(writes=True) as connection,
    ):
        connection.execute(sa.delete(Cover))


def test_of_many_supervisors_at_once_one_arranges_cover_for_an_officer(field: Fieldwork) -> None:
    """Two covers that cross, and two stand-ins for one: whoever comes too late is told so."""
    pairs = [
        (field.liaison, field.colleague),
        (field.colleague, field.liaison),
        (field.liaison, field.specialist),
        (field.specialist, field.liaison),
    ]
    bosses = [field.bureau.person(Role.SUPERVISOR) for _pair in pairs]
    results: list[Exception | int] = []
    barrier = threading.Barrier(len(pairs))

    def race(boss: Actor, absent: Actor, stand_in: Actor) -> None:
        barrier.wait()
        try:
            results.append(field.bureau.office.perform(arrange_cover, boss, draft(absent, stand_in)).value)
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=race, args=(boss, *pair)) for boss, pair in zip(bosses, pairs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refusals = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(refusal, Invalid) for refusal in refusals), refusals
    held = field.bureau.office.read(covered_today, field.staff)
    assert len(held) == len(pairs) - len(refusals) >= 1
    assert not set(held) & {standing.stand_in_id for standing in held.values()}


def test_who_pre_reviews_in_somebodys_place_has_acted_themselves(database: Database) -> None:
    """Nobody acts in two capacities: the stand-in counts, not the one they stand in for."""
    house = casework(database)
    office = house.bureau.office
    office.perform(
        assign,
        house.decider,
        [house.enterprise_id],
        house.liaison.id or 0,
        Duty.LIAISON,
        starts_on=TODAY - timedelta(days=30),
        reason="分工",
    )
    office.perform(arrange_cover, house.decider, draft(house.liaison, house.reviewer))
    case_id = house.file()
    for paper in office.read(case_file, house.reviewer, case_id).papers:
        house.do(check_paper, house.reviewer, case_id, paper.id)
    house.do(pre_review, house.reviewer, case_id, "齐全")
    house.do(accept, house.acceptor, case_id)
    with pytest.raises(ActedBefore):
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    trail = office.read(audit_trail, house.bureau.person(Role.AUDITOR), TrailFilter(entity="talent_case")).rows
    assert {(row.use_case, row.by, row.on_behalf_of) for row in trail if row.action in ("insert", "update")} == {
        ("file_case", house.filer.name, ""),
        ("check_paper", house.reviewer.name, house.liaison.name),
        ("pre_review", house.reviewer.name, house.liaison.name),
        ("accept", house.acceptor.name, ""),
    }


def test_the_trail_of_a_person_holds_what_others_did_for_them(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    cover(field, field.liaison, field.colleague)
    field.visit(enterprise, field.colleague)
    auditor = field.bureau.person(Role.AUDITOR)
    rows = field.bureau.office.read(audit_trail, auditor, TrailFilter(by="王敏")).rows
    assert [(row.by, row.on_behalf_of, row.entity) for row in rows] == [("何静", "王敏", "visit")]
    with field.bureau.office.database.transaction(writes=False) as connection:
        for_whom = connection.execute(sa.select(AuditEntry.on_behalf_of).where(AuditEntry.entity == "visit")).scalars()
        assert set(for_whom) == {"王敏"}


days = st.integers(0, 20)
plans = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), days, days, st.one_of(st.none(), days)), min_size=1, max_size=8
)


@hypothesis.given(plans)
@hypothesis.settings(
    max_examples=40, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_is_arranged_on_no_day_has_anybody_two_stand_ins_or_one_who_is_absent(
    database: Database, plan: list[tuple[int, int, int, int, int | None]]
) -> None:
    """What the use case lets through the database lets through as well: it never raises anything but Invalid."""
    here = bureau(database)
    people = [here.person(Role.LIAISON) for _ in range(4)]
    supervisor = here.person(Role.SUPERVISOR)
    for absent, stand_in, first, length, cancelled in plan:
        here.clock.set(TODAY)
        wanted = draft(
            people[absent], people[stand_in], TODAY + timedelta(days=first), TODAY + timedelta(days=first + length)
        )
        try:
            key = here.office.perform(arrange_cover, supervisor, wanted).value
        except Invalid:
            continue
        if cancelled is not None:
            here.clock.set(TODAY + timedelta(days=cancelled))
            try:
                here.office.perform(cancel_cover, supervisor, key, version=1)
            except Invalid:
                continue
    for offset in range(42):
        here.clock.set(TODAY + timedelta(days=offset))
        ours = {person.id for person in people}
        with here.office.database.transaction(writes=False) as connection:
            table = sa.inspect(Cover).local_table
            day = TODAY + timedelta(days=offset)
            running = connection.execute(
                sa.select(table.c.absent_id, table.c.stand_in_id).where(
                    table.c.absent_id.in_(ours),
                    table.c.first_on <= day,
                    table.c.last_on >= day,
                    sa.or_(table.c.cancelled_on.is_(None), table.c.cancelled_on > day),
                )
            ).all()
        absent_ids = [row.absent_id for row in running]
        assert len(absent_ids) == len(set(absent_ids))
        assert not set(absent_ids) & {row.stand_in_id for row in running}
        held = here.office.read(covered_today, supervisor)
        assert {key: row.stand_in_id for key, row in held.items() if key in ours} == dict(running)

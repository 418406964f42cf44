"""Planned visits: who may plan, move and call off; what is odd is said; a handover takes them along."""

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest

from officer_app.assignments.cover import CoverDraft, arrange_cover
from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, IllegalTransition, Invalid, MergedAway
from officer_app.core.work import Actor
from officer_app.overview.merging.service import merge_enterprises, merge_preview
from officer_app.visits.logging import save_visit
from officer_app.visits.model import Mode, Outcome, PlanState
from officer_app.visits.plans import (
    PlanDraft,
    Planned,
    PlanRow,
    PlanWarning,
    call_off_plan,
    move_plan,
    plan_row,
    plan_visit,
    plans_between,
    plans_of,
    reinstate_plan,
)
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.mergework import as_proposed

FRIDAY = date(2026, 9, 18)
MONDAY = date(2026, 9, 21)
# A Friday off, and a Sunday that makes up for it.
HOLIDAY = date(2026, 9, 25)
MAKE_UP = date(2026, 9, 20)


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def draft(enterprise: int, officer: Actor, day: date = MONDAY, **changes: Any) -> PlanDraft:
    base = PlanDraft(str(uuid4()), enterprise, officer.id or 0, day)
    return replace(base, **changes)


def planned(work: Fieldwork, wanted: PlanDraft, actor: Actor | None = None) -> Planned:
    return work.bureau.office.perform(plan_visit, actor or work.liaison, wanted).value


def open_plans(work: Fieldwork, enterprise: int) -> list[PlanRow]:
    return work.bureau.office.read(plans_of, work.liaison, enterprise)


def test_a_plan_stands_in_its_week_with_its_place(work: Fieldwork) -> None:
    key = work.enterprise("上海澜启科技有限公司", work.liaison)
    wanted = draft(key, work.liaison, starts_at=time(9, 30), ends_at=time(11), mode=Mode.VIDEO, purpose="了解二期用工")
    made = planned(work, wanted)
    assert made.warnings == ()
    (row,) = work.bureau.office.read(plans_between, work.liaison, MONDAY, MONDAY, work.liaison.id)
    assert (row.id, row.enterprise, row.officer, row.starts_at, row.mode, row.purpose, row.state) == (
        made.plan_id,
        "上海澜启科技有限公司",
        "王敏",
        time(9, 30),
        Mode.VIDEO,
        "了解二期用工",
        PlanState.PLANNED,
    )
    assert work.bureau.office.read(plans_between, work.liaison, MONDAY, MONDAY, work.colleague.id) == []
    assert work.bureau.office.read(plans_between, work.liaison, TODAY, FRIDAY) == []


def test_the_same_draft_sent_twice_is_planned_once(work: Fieldwork) -> None:
    wanted = draft(work.enterprise(liaison=work.liaison), work.liaison)
    assert planned(work, wanted).plan_id == planned(work, wanted).plan_id
    assert len(open_plans(work, wanted.enterprise_id)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"planned_on": days_ago(1)}, "planned_on"),
        ({"starts_at": time(11), "ends_at": time(9)}, "ends_at"),
        ({"ends_at": time(9)}, "starts_at"),
        ({"purpose": "长" * 201}, "purpose"),
        ({"purpose": "前\x00后"}, "purpose"),
        ({"planned_on": date(9999, 12, 31)}, "planned_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(work: Fieldwork, changes: dict[str, Any], field: str) -> None:
    key = work.enterprise(liaison=work.liaison)
    with pytest.raises(Invalid) as refused:
        planned(work, replace(draft(key, work.liaison), **changes))
    assert refused.value.field == field
    assert open_plans(work, key) == []


def test_what_is_odd_is_said_and_planned_all_the_same(work: Fieldwork) -> None:
    first, second, foreign = (work.enterprise(liaison=who) for who in (work.liaison, work.liaison, work.colleague))
    assert planned(work, draft(first, work.liaison, HOLIDAY)).warnings == (PlanWarning.DAY_OFF,)
    assert planned(work, draft(second, work.liaison, MAKE_UP)).warnings == ()
    at_nine = draft(second, work.liaison, starts_at=time(9), ends_at=time(10))
    assert planned(work, at_nine).warnings == (PlanWarning.TWICE,)
    overlapping = draft(foreign, work.liaison, starts_at=time(9, 30), ends_at=time(10, 30))
    assert planned(work, overlapping).warnings == (PlanWarning.OVERLAPS, PlanWarning.NOT_SERVED)
    after = draft(first, work.liaison, FRIDAY, starts_at=time(10), ends_at=time(11))
    assert PlanWarning.OVERLAPS not in planned(work, after).warnings


def test_visits_that_follow_each_other_do_not_overlap(work: Fieldwork) -> None:
    first, second = work.enterprise(liaison=work.liaison), work.enterprise(liaison=work.liaison)
    planned(work, draft(first, work.liaison, starts_at=time(9), ends_at=time(10)))
    assert planned(work, draft(second, work.liaison, starts_at=time(10), ends_at=time(11))).warnings == ()


def test_an_officer_plans_for_themselves_a_supervisor_for_everybody(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    with pytest.raises(Forbidden):
        planned(work, draft(key, work.colleague))
    with pytest.raises(Forbidden):
        planned(work, draft(key, work.staff), work.staff)
    made = planned(work, draft(key, work.liaison), work.supervisor)
    with pytest.raises(Forbidden):
        work.bureau.office.perform(call_off_plan, work.colleague, made.plan_id, "出差", version=made.version)
    work.bureau.office.perform(call_off_plan, work.liaison, made.plan_id, "出差", version=made.version)
    with pytest.raises(Invalid):
        planned(work, draft(key, work.staff), work.supervisor)


def test_a_stand_in_plans_for_the_absent_officer_and_sees_what_is_planned(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    ids = (work.liaison.id or 0, work.colleague.id or 0)
    office.perform(arrange_cover, work.supervisor, CoverDraft(str(uuid4()), *ids, TODAY, MONDAY, "年休"))
    planned(work, draft(key, work.liaison), work.colleague)
    rows = office.read(plans_between, work.colleague, TODAY, MONDAY, ids[1], standing_for=ids[:1])
    assert [row.officer for row in rows] == ["王敏"]


def test_a_plan_is_moved_called_off_and_stands_again(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison))
    moved = office.perform(
        move_plan, work.liaison, made.plan_id, HOLIDAY, time(14), None, version=made.version, reason="企业要求"
    ).value
    assert moved.warnings == (PlanWarning.DAY_OFF,)
    (row,) = open_plans(work, key)
    assert (row.planned_on, row.starts_at, row.reason) == (HOLIDAY, time(14), "企业要求")
    with pytest.raises(Conflict):
        office.perform(move_plan, work.liaison, made.plan_id, FRIDAY, None, None, version=made.version)
    with pytest.raises(Invalid):
        office.perform(move_plan, work.liaison, made.plan_id, days_ago(1), None, None, version=moved.version)
    with pytest.raises(Invalid) as refused:
        office.perform(call_off_plan, work.liaison, made.plan_id, " ", version=moved.version)
    assert refused.value.field == "reason"
    gone = office.perform(call_off_plan, work.liaison, made.plan_id, "企业停产", version=moved.version).value
    assert open_plans(work, key) == []
    with pytest.raises(IllegalTransition):
        office.perform(move_plan, work.liaison, made.plan_id, FRIDAY, None, None, version=gone.version)
    back = office.perform(reinstate_plan, work.liaison, made.plan_id, version=gone.version).value
    (row,) = open_plans(work, key)
    assert (row.planned_on, row.reason, row.version) == (HOLIDAY, "", back.version)


def test_taking_a_move_back_may_lead_to_a_day_that_has_passed(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, FRIDAY, starts_at=time(9)))
    work.bureau.clock.set(MONDAY)
    moved = office.perform(move_plan, work.liaison, made.plan_id, HOLIDAY, None, None, version=made.version).value
    office.perform(
        reinstate_plan,
        work.liaison,
        made.plan_id,
        version=moved.version,
        planned_on=FRIDAY,
        starts_at=time(9),
    )
    (row,) = open_plans(work, key)
    assert (row.planned_on, row.starts_at) == (FRIDAY, time(9))


def hand_over(work: Fieldwork, key: int, to: Actor, day: date) -> None:
    work.bureau.office.perform(
        assign, work.supervisor, [key], to.id or 0, Duty.LIAISON, starts_on=day, reason="轮岗", hand_over=True
    )


def test_open_plans_go_with_the_enterprise_to_its_new_officer_on_the_day(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    before, after = planned(work, draft(key, work.liaison, FRIDAY)), planned(work, draft(key, work.liaison, HOLIDAY))
    hand_over(work, key, work.colleague, MONDAY)
    assert [row.officer for row in open_plans(work, key)] == ["王敏", "何静"]
    assert [row.id for row in office.read(plans_between, work.liaison, TODAY, HOLIDAY, work.colleague.id)] == [
        after.plan_id
    ]
    with pytest.raises(Forbidden):
        office.perform(call_off_plan, work.liaison, after.plan_id, "转交", version=after.version)
    moved = office.perform(
        move_plan, work.colleague, after.plan_id, date(2026, 9, 28), None, None, version=after.version
    ).value
    assert moved.warnings == (PlanWarning.TWICE,)
    # What was left undone is the new officer's too, once the day has come.
    work.bureau.clock.set(MONDAY)
    assert {row.officer for row in open_plans(work, key)} == {"何静"}
    office.perform(move_plan, work.colleague, before.plan_id, MONDAY, None, None, version=before.version)


def test_a_specialists_own_plan_stays_theirs_when_the_liaison_changes(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    planned(work, draft(key, work.specialist), work.specialist)
    hand_over(work, key, work.colleague, FRIDAY)
    assert [row.officer for row in open_plans(work, key)] == ["周颖"]


def test_a_row_of_a_plan_names_no_officer_of_a_done_visit_but_its_own(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, FRIDAY))
    work.bureau.office.perform(call_off_plan, work.liaison, made.plan_id, "停电", version=made.version)
    hand_over(work, key, work.colleague, FRIDAY)
    (row,) = work.bureau.office.read(
        plans_between, work.liaison, FRIDAY, FRIDAY, states=(PlanState.CANCELLED, PlanState.DONE)
    )
    assert (row.officer, row.reason) == ("王敏", "停电")


def plan_of(work: Fieldwork, plan_id: int) -> PlanRow:
    return work.bureau.office.read(plan_row, work.liaison, plan_id)


def test_a_visit_carries_its_plan_out_and_keeps_what_was_planned(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, MONDAY, starts_at=time(9), ends_at=time(10)))
    # The plan is carried out by the visit that names it, on whatever day.
    visit = work.visit(key, day=FRIDAY, plan_id=made.plan_id, starts_at=time(14))
    row = plan_of(work, made.plan_id)
    assert (row.state, row.visit_id) == (PlanState.DONE, visit)
    file = work.file(visit)
    assert (file.planned_starts_at, file.planned_ends_at) == (time(9), time(10))
    with pytest.raises(IllegalTransition):
        work.bureau.office.perform(call_off_plan, work.liaison, made.plan_id, "晚了", version=row.version)
    with pytest.raises(IllegalTransition):
        work.bureau.office.perform(reinstate_plan, work.liaison, made.plan_id, version=row.version)


def test_a_visit_on_the_day_planned_carries_the_plan_out_though_nobody_named_it(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    today, later = planned(work, draft(key, work.liaison, TODAY)), planned(work, draft(key, work.liaison, MONDAY))
    work.visit(key)
    assert [plan_of(work, made.plan_id).state for made in (today, later)] == [PlanState.DONE, PlanState.PLANNED]


def test_a_visit_of_a_colleague_leaves_the_plan_open(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, TODAY))
    work.visit(key, work.specialist)
    assert plan_of(work, made.plan_id).state is PlanState.PLANNED


def test_a_stand_in_carries_out_the_plan_of_the_absent_officer(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    ids = (work.liaison.id or 0, work.colleague.id or 0)
    office.perform(arrange_cover, work.supervisor, CoverDraft(str(uuid4()), *ids, TODAY, MONDAY, "年休"))
    made = planned(work, draft(key, work.liaison, TODAY), work.colleague)
    work.visit(key, work.colleague)
    assert plan_of(work, made.plan_id).state is PlanState.DONE


def test_a_visit_put_off_leaves_its_plan_open_to_be_moved(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, TODAY))
    work.visit(key, plan_id=made.plan_id, outcome=Outcome.RESCHEDULED, content="")
    row = plan_of(work, made.plan_id)
    assert row.state is PlanState.PLANNED
    work.bureau.office.perform(move_plan, work.liaison, row.id, MONDAY, None, None, version=row.version)
    second = work.visit(key, day=MONDAY, plan_id=made.plan_id)
    assert plan_of(work, made.plan_id).visit_id == second


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.MOVED, Outcome.REFUSED])
def test_where_nobody_was_met_the_plan_is_used_up_all_the_same(work: Fieldwork, outcome: Outcome) -> None:
    key = work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, TODAY))
    work.visit(key, outcome=outcome, content="")
    assert plan_of(work, made.plan_id).state is PlanState.DONE


def test_a_correction_gives_the_plan_back_or_takes_it(work: Fieldwork) -> None:
    office = work.bureau.office
    key, other = work.enterprise(liaison=work.liaison), work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, TODAY))
    visit = work.visit(key)
    put_off = work.draft(key, visit_id=visit, version=work.file(visit).version, outcome=Outcome.RESCHEDULED)
    office.perform(save_visit, work.liaison, put_off)
    assert plan_of(work, made.plan_id).state is PlanState.PLANNED
    done = work.draft(key, visit_id=visit, version=work.file(visit).version)
    office.perform(save_visit, work.liaison, done)
    assert plan_of(work, made.plan_id).state is PlanState.DONE
    # It was another enterprise after all.
    elsewhere = work.draft(other, visit_id=visit, version=work.file(visit).version)
    office.perform(save_visit, work.liaison, elsewhere)
    row = plan_of(work, made.plan_id)
    assert (row.state, row.visit_id) == (PlanState.PLANNED, None)


def test_a_plan_is_carried_out_by_one_visit_only(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison)
    made = planned(work, draft(key, work.liaison, TODAY))
    first = work.visit(key, plan_id=made.plan_id)
    work.visit(key, plan_id=made.plan_id)
    assert plan_of(work, made.plan_id).visit_id == first


def test_no_plan_is_made_for_an_enterprise_that_was_merged(work: Fieldwork) -> None:
    kept, gone = work.enterprise(liaison=work.liaison), work.enterprise()
    standing = planned(work, draft(gone, work.liaison))
    office = work.bureau.office
    office.perform(
        merge_enterprises, work.supervisor, as_proposed(office.read(merge_preview, work.supervisor, kept, gone), {})
    )
    with pytest.raises(MergedAway):
        planned(work, draft(gone, work.liaison))
    # What was planned goes on with the enterprise that was kept.
    assert [row.id for row in open_plans(work, kept)] == [standing.plan_id]

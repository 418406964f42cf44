"""A portfolio passes to another officer in one step: previewed, on a day, with what goes along; undone until then."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest

from officer_app.assignments.handover import HandoverDraft, HandoverState, Obstacle, handovers
from officer_app.assignments.responsible import responsible_on
from officer_app.assignments.service import Duty, assign, duties_of, end_duty, gaps
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict, Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.demands.file import demand_file
from officer_app.demands.service import answer_demand, demand_history, join_handler
from officer_app.overview.handover import (
    HandoverPreview,
    carry_out_handovers,
    hand_over,
    handovers_due,
    preview_handover,
    undo_handover,
)
from officer_app.overview.handover_paper import handover_paper
from officer_app.overview.handover_sheet import handover_sheet, preview_sheet
from officer_app.people.access import Role
from officer_app.visits.plans import PlanDraft, plan_visit, plans_of
from tests.fieldwork import TODAY, Fieldwork, fieldwork
from tests.pdf_reading import Reading

LATER = date(2026, 10, 12)
Duties = list[tuple[str, Duty, date, date | None]]


@pytest.fixture
def here(database: Database) -> Fieldwork:
    return fieldwork(database)


def preview(here: Fieldwork, day: date = LATER, to: Actor | None = None) -> HandoverPreview:
    to = to or here.colleague
    return here.bureau.office.read(preview_handover, here.supervisor, here.liaison.id or 0, to.id, day)


def draft(here: Fieldwork, day: date = LATER, to: Actor | None = None, reason: str = "岗位调整") -> HandoverDraft:
    duties = tuple((line.duty.id, line.duty.version) for line in preview(here, day, to).lines)
    return HandoverDraft(str(uuid4()), here.liaison.id or 0, (to or here.colleague).id or 0, day, reason, duties)


def done(here: Fieldwork, wanted: HandoverDraft) -> int:
    return here.bureau.office.perform(hand_over, here.supervisor, wanted).value


def duties(here: Fieldwork, enterprise: int) -> Duties:
    rows = here.bureau.office.read(duties_of, here.supervisor, enterprise)
    return sorted(((row.officer, row.role, row.starts_on, row.ends_on) for row in rows), key=lambda row: row[2])


def liaison_on(here: Fieldwork, enterprise: int, day: date) -> str:
    _count, rows = here.bureau.office.read(responsible_on, here.supervisor, day, enterprise_id=enterprise)
    return rows[0].liaison.officer if rows[0].liaison else ""


def handler(here: Fieldwork, demand: int) -> str:
    return here.of_demand(demand).handler


def test_the_preview_names_what_goes_along(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    here.enterprise("乙公司", here.colleague)
    here.contact(enterprise, "周岚")
    here.demand(enterprise, handler=here.liaison)
    here.demand(enterprise, handler=here.specialist)
    (line,) = preview(here).lines
    assert (line.duty.enterprise, line.duty.role, line.duty.obstacle) == ("甲公司", Duty.LIAISON, None)
    assert line.along.contact.startswith("周岚")
    assert len(line.along.demands) == 1


def test_a_portfolio_passes_on_its_day_and_stays_until_then(here: Fieldwork) -> None:
    first, second = here.enterprise("甲公司", here.liaison), here.enterprise("乙公司", here.liaison)
    done(here, draft(here))
    for enterprise in (first, second):
        assert liaison_on(here, enterprise, TODAY) == here.liaison.name
        assert liaison_on(here, enterprise, date(2026, 10, 11)) == here.liaison.name
        assert liaison_on(here, enterprise, LATER) == here.colleague.name
    assert here.bureau.office.read(gaps, here.supervisor)[0] == 0
    assert here.bureau.office.read(gaps, here.supervisor, ahead=True)[0] == 0
    row = here.bureau.office.read(handovers, here.supervisor)[1][0]
    assert (row.state, row.enterprises, row.undoable) == (HandoverState.PLANNED, 2, True)


def test_demands_go_along_on_the_day_and_only_once(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    demand = here.demand(enterprise, handler=here.liaison).id
    done(here, draft(here))
    assert handler(here, demand) == here.liaison.name
    assert not here.bureau.office.read(handovers_due, here.liaison)
    here.bureau.clock.set(LATER)
    assert here.bureau.office.read(handovers_due, here.liaison)
    assert [here.bureau.office.perform(carry_out_handovers, here.liaison).value for _twice in range(2)] == [1, 0]
    assert handler(here, demand) == here.colleague.name
    last = here.bureau.office.read(demand_history, here.supervisor, demand)[-1]
    assert last.note == "岗位调整"
    row = here.bureau.office.read(handovers, here.supervisor)[1][0]
    assert (row.state, row.demands) == (HandoverState.CARRIED_OUT, 1)


def test_a_part_of_a_demand_that_was_not_handed_in_goes_along_and_comes_back(here: Fieldwork) -> None:
    enterprise, office = here.enterprise("甲公司", here.liaison), here.bureau.office
    demand = here.demand(enterprise, handler=here.specialist)
    office.perform(join_handler, here.specialist, demand.id, here.liaison.id or 0, "核对", version=demand.version)
    key = done(here, draft(here, TODAY))

    def parts() -> list[str]:
        return [row.name for row in office.read(demand_file, here.supervisor, demand.id).helpers]

    assert parts() == [here.colleague.name]
    assert office.read(handovers, here.supervisor)[1][0].demands == 0
    office.perform(undo_handover, here.supervisor, key)
    assert parts() == [here.liaison.name]


def test_a_handover_of_today_is_carried_out_at_once(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    demand = here.demand(enterprise, handler=here.liaison).id
    done(here, draft(here, TODAY))
    assert (handler(here, demand), liaison_on(here, enterprise, TODAY)) == (here.colleague.name,) * 2


def test_undoing_restores_exactly_what_was(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    other = here.enterprise("乙公司", here.liaison)
    office = here.bureau.office
    to_end = office.read(duties_of, here.supervisor, other)[0].id
    office.perform(end_duty, here.supervisor, to_end, ends_on=date(2026, 12, 1), reason="退休")
    office.perform(
        assign, here.supervisor, [enterprise], here.colleague.id or 0, Duty.BACKUP, starts_on=TODAY, reason="AB角"
    )
    demand = here.demand(enterprise, handler=here.liaison).id
    for day in (LATER, TODAY):
        before = {key: office.read(duties_of, here.supervisor, key) for key in (enterprise, other)}
        made = done(here, draft(here, day))
        assert liaison_on(here, other, date(2026, 11, 30)) == here.colleague.name
        assert liaison_on(here, other, date(2026, 12, 1)) == ""
        assert [role for _n, role, start, end in duties(here, enterprise) if end is None] == [Duty.LIAISON]
        office.perform(undo_handover, here.supervisor, made)
        assert {key: office.read(duties_of, here.supervisor, key) for key in (enterprise, other)} == before
        assert handler(here, demand) == here.liaison.name
        assert office.read(handovers, here.supervisor)[1][0].state is HandoverState.UNDONE
        with pytest.raises(Invalid):
            office.perform(undo_handover, here.supervisor, made)


def test_nothing_is_undone_once_the_day_is_over_or_something_was_done(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    office = here.bureau.office
    made = done(here, draft(here))
    new = next(row for row in office.read(duties_of, here.supervisor, enterprise) if row.officer == here.colleague.name)
    office.perform(end_duty, here.supervisor, new.id, ends_on=date(2026, 11, 2), reason="借调")
    with pytest.raises(Conflict):
        office.perform(undo_handover, here.supervisor, made)
    here.bureau.clock.set(date(2026, 10, 13))
    with pytest.raises(Invalid):
        office.perform(undo_handover, here.supervisor, made)


def test_a_demand_worked_on_since_keeps_the_handover(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    demand = here.demand(enterprise, handler=here.liaison).id
    made = done(here, draft(here, TODAY))
    office = here.bureau.office
    version = here.of_demand(demand).version
    office.perform(answer_demand, here.colleague, demand, "已答复", version=version)
    with pytest.raises(Conflict):
        office.perform(undo_handover, here.supervisor, made)


def test_the_same_handover_sent_twice_is_made_once(here: Fieldwork) -> None:
    here.enterprise("甲公司", here.liaison)
    wanted = draft(here)
    assert done(here, wanted) == done(here, wanted)
    assert here.bureau.office.read(handovers, here.supervisor)[0] == 1


def test_what_cannot_be_is_refused_by_name(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    office = here.bureau.office
    wanted = draft(here)
    refused = {
        "reason": draft(here, reason=" "),
        "effective_on": HandoverDraft("a", wanted.from_id, wanted.to_id, date(2026, 9, 16), "调整", wanted.duties),
        "officer": HandoverDraft("b", wanted.from_id, here.staff.id or 0, LATER, "调整", wanted.duties),
        "duties": HandoverDraft("c", wanted.from_id, wanted.to_id, LATER, "调整", ()),
    }
    for field, one in refused.items():
        with pytest.raises(Invalid) as said:
            done(here, one)
        assert said.value.field == field
    with pytest.raises(Invalid):
        done(here, HandoverDraft("d", wanted.from_id, wanted.from_id, LATER, "调整", wanted.duties))
    duty = office.read(duties_of, here.supervisor, enterprise)[0]
    office.perform(end_duty, here.supervisor, duty.id, ends_on=date(2026, 12, 1), reason="退休")
    with pytest.raises(Conflict) as changed:
        done(here, wanted)
    assert "甲公司" in changed.value.cause
    assert office.read(handovers, here.supervisor)[0] == 0
    with pytest.raises(Forbidden):
        office.perform(hand_over, here.liaison, wanted)


def test_two_handovers_of_the_same_enterprise_do_not_meet(here: Fieldwork) -> None:
    here.enterprise("甲公司", here.liaison)
    third = here.bureau.person(Role.LIAISON, "钱程")
    mine, theirs = draft(here), draft(here, to=third)
    done(here, mine)
    with pytest.raises(AppError):
        done(here, theirs)
    assert not preview(here).lines


def test_a_backup_is_not_handed_to_the_liaison_officer(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.colleague)
    office = here.bureau.office
    office.perform(
        assign, here.supervisor, [enterprise], here.liaison.id or 0, Duty.BACKUP, starts_on=TODAY, reason="AB角"
    )
    assert [line.duty.obstacle for line in preview(here).lines] == [Obstacle.IS_LIAISON]
    with pytest.raises(Invalid) as said:
        done(here, draft(here))
    assert said.value.field == "duties"


def test_a_specialist_who_serves_there_already_goes_on(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司")
    office = here.bureau.office
    for officer in (here.liaison, here.colleague):
        office.perform(
            assign, here.supervisor, [enterprise], officer.id or 0, Duty.SPECIALIST, starts_on=TODAY, reason="分管"
        )
    before = office.read(duties_of, here.supervisor, enterprise)
    made = done(here, draft(here))
    assert [(name, end) for name, _role, _start, end in duties(here, enterprise)] == [
        (here.liaison.name, LATER),
        (here.colleague.name, None),
    ]
    office.perform(undo_handover, here.supervisor, made)
    assert office.read(duties_of, here.supervisor, enterprise) == before


def test_the_sheet_says_the_same_before_and_after(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    here.enterprise("乙公司", here.liaison)
    here.demand(enterprise, handler=here.liaison)
    wanted = draft(here)
    office = here.bureau.office
    before = office.read(preview_sheet, here.supervisor, wanted)
    made = done(here, wanted)
    planned = office.read(handover_sheet, here.supervisor, made)
    here.bureau.clock.set(LATER)
    office.perform(carry_out_handovers, here.liaison)
    after = office.read(handover_sheet, here.supervisor, made)
    for sheet in (before, planned, after):
        lines = sorted((line.enterprise, line.roles, len(line.along.demands)) for line in sheet.lines)
        assert lines == [("乙公司", ("liaison",), 0), ("甲公司", ("liaison",), 1)]
    assert (before.number, bool(after.number)) == ("", True)


def test_of_two_supervisors_at_once_one_hands_over(here: Fieldwork) -> None:
    here.enterprise("甲公司", here.liaison)
    here.enterprise("乙公司", here.liaison)
    third = here.bureau.person(Role.LIAISON, "钱程")
    drafts = [draft(here), draft(here, to=third)]
    results: list[object] = []
    barrier = threading.Barrier(len(drafts))

    def race(wanted: HandoverDraft) -> None:
        barrier.wait()
        try:
            results.append(done(here, wanted))
        except AppError as error:
            results.append(error)

    threads = [threading.Thread(target=race, args=(wanted,)) for wanted in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "int"]
    assert here.bureau.office.read(handovers, here.supervisor)[0] == 1


def test_the_paper_names_everything_and_both_who_sign(here: Fieldwork) -> None:
    keys = [here.enterprise(f"上海澜启{place}科技有限公司", here.liaison) for place in range(40)]
    here.contact(keys[0], "周岚", "13800138000")
    number = here.demand(keys[1], handler=here.liaison).number
    made = done(here, draft(here, reason="王敏借调市局"))
    sheet = here.bureau.office.read(handover_sheet, here.supervisor, made)
    pdf = handover_paper(sheet)
    assert pdf == handover_paper(sheet)
    with Reading(pdf) as reading:
        words, last = reading.squeezed(), reading.squeezed(len(reading) - 1)
    for part in (here.liaison.name, here.colleague.name, "王敏借调市局", "2026年10月12日起", "138****8000", number):
        assert part in words
    assert "13800138000" not in words
    assert all(f"澜启{place}科技" in words for place in range(40))
    assert all(part in last for part in ("移交人（签字）", "接收人（签字）", "主管（签字）", "澜启"))


def test_planned_visits_go_along_on_the_day_and_come_back_when_it_is_undone(here: Fieldwork) -> None:
    office, key = here.bureau.office, here.enterprise(liaison=here.liaison)
    for day in (LATER - timedelta(days=1), LATER):
        office.perform(plan_visit, here.liaison, PlanDraft(str(uuid4()), key, here.liaison.id or 0, day))

    def goers() -> list[str]:
        return [row.officer for row in office.read(plans_of, here.supervisor, key)]

    made = done(here, draft(here))
    assert goers() == [here.liaison.name, here.colleague.name]
    office.perform(undo_handover, here.supervisor, made)
    assert goers() == [here.liaison.name] * 2

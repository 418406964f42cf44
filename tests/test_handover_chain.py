"""Handovers that meet others: in a chain, undone in their order, with sub-districts along, and what lies between."""

import threading
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from officer_app.assignments.handover import HandoverDraft, HandoverState, handovers
from officer_app.assignments.holders import holders
from officer_app.assignments.service import (
    Duty,
    assign,
    assign_subdistrict,
    duties_of,
    end_duty,
    end_subdistrict,
    subdistricts,
)
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.directory.service import load_subdistricts
from officer_app.overview.gap_suggestions import suggest_officers
from officer_app.overview.handover import carry_out_handovers, hand_over, preview_handover, undo_handover
from officer_app.overview.handover_paper import handover_paper
from officer_app.overview.handover_sheet import handover_sheet, preview_sheet
from officer_app.people.access import Role
from tests.fieldwork import TODAY, Fieldwork, fieldwork
from tests.pdf_reading import Reading
from tests.test_handover import duties, handler, liaison_on

DAY = date(2026, 10, 12)


@pytest.fixture
def here(database: Database) -> Fieldwork:
    return fieldwork(database)


@pytest.fixture
def third(here: Fieldwork) -> Actor:
    return here.bureau.person(Role.LIAISON, "沈立")


@pytest.fixture
def town(here: Fieldwork) -> int:
    """A sub-district the liaison officer is responsible for."""
    here.bureau.office.perform(load_subdistricts, here.administrator)
    key = here.bureau.office.read(subdistricts, here.supervisor)[0].id
    appoint(here, key, here.liaison, date(2026, 1, 5))
    return key


def appoint(here: Fieldwork, town: int, officer: Actor, day: date) -> None:
    here.bureau.office.perform(assign_subdistrict, here.supervisor, town, officer.id or 0, starts_on=day, reason="分工")


def draft(here: Fieldwork, giver: Actor, taker: Actor, day: date) -> HandoverDraft:
    """Everything the giver holds on the day."""
    seen = here.bureau.office.read(preview_handover, here.supervisor, giver.id or 0, taker.id or 0, day)
    return HandoverDraft(
        str(uuid4()),
        giver.id or 0,
        taker.id or 0,
        day,
        "轮岗",
        tuple((line.duty.id, line.duty.version) for line in seen.lines),
        tuple((duty.id, duty.version) for duty in seen.towns),
    )


def pass_all(here: Fieldwork, giver: Actor, taker: Actor, day: date) -> int:
    return here.bureau.office.perform(hand_over, here.supervisor, draft(here, giver, taker, day)).value


def undo(here: Fieldwork, handover: int) -> None:
    here.bureau.office.perform(undo_handover, here.supervisor, handover)


def in_charge(here: Fieldwork) -> tuple[str, date | None, str, date | None]:
    row = here.bureau.office.read(subdistricts, here.supervisor)[0]
    return row.officer, row.until, row.next, row.next_on


@pytest.mark.parametrize("second", [DAY, date(2026, 10, 14)])
def test_demands_go_on_to_whoever_the_chain_ends_with_however_late_it_is_carried_out(
    here: Fieldwork, third: Actor, second: date
) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    demand = here.demand(enterprise, handler=here.liaison).id
    pass_all(here, here.liaison, here.colleague, DAY)
    pass_all(here, here.colleague, third, second)
    here.bureau.clock.set(date(2026, 10, 20))
    assert here.bureau.office.perform(carry_out_handovers, here.specialist).value == 2
    assert handler(here, demand) == third.name
    assert liaison_on(here, enterprise, second) == third.name


def test_demands_stay_where_somebody_else_was_assigned_before_the_day(here: Fieldwork, third: Actor) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    demand = here.demand(enterprise, handler=here.liaison).id
    pass_all(here, here.liaison, here.colleague, DAY)
    give = (assign, here.supervisor, [enterprise], third.id or 0, Duty.LIAISON)
    here.bureau.office.perform(*give, starts_on=DAY, reason="改派", hand_over=True)
    here.bureau.clock.set(DAY)
    here.bureau.office.perform(carry_out_handovers, here.liaison)
    assert handler(here, demand) == here.liaison.name
    assert liaison_on(here, enterprise, DAY) == third.name


@pytest.mark.parametrize("day", [TODAY, DAY])
def test_a_chain_is_undone_from_its_end_and_only_from_there(here: Fieldwork, third: Actor, day: date) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    demand = here.demand(enterprise, handler=here.liaison).id
    before = duties(here, enterprise)
    first = pass_all(here, here.liaison, here.colleague, day)
    second = pass_all(here, here.colleague, third, day)
    with pytest.raises(Conflict):
        undo(here, first)
    undo(here, second)
    undo(here, first)
    assert duties(here, enterprise) == before
    assert handler(here, demand) == here.liaison.name


def test_a_handover_that_was_undone_does_nothing_when_it_arrives_again(here: Fieldwork) -> None:
    demand = here.demand(here.enterprise("甲公司", here.liaison), handler=here.liaison).id
    wanted = draft(here, here.liaison, here.colleague, DAY)
    undo(here, here.bureau.office.perform(hand_over, here.supervisor, wanted).value)
    here.bureau.clock.set(DAY)
    here.bureau.office.perform(hand_over, here.supervisor, wanted)
    assert handler(here, demand) == here.liaison.name
    (row,) = here.bureau.office.read(handovers, here.supervisor)[1]
    assert row.state is HandoverState.UNDONE


def test_whoever_comes_first_carries_out_and_the_others_find_nothing(here: Fieldwork) -> None:
    here.demand(here.enterprise("甲公司", here.liaison), handler=here.liaison)
    pass_all(here, here.liaison, here.colleague, DAY)
    here.bureau.clock.set(DAY)
    done: list[int] = []
    together = threading.Barrier(6)

    def come() -> None:
        together.wait()
        done.append(here.bureau.office.perform(carry_out_handovers, here.liaison).value)

    comers = [threading.Thread(target=come) for _each in range(6)]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join()
    assert sorted(done) == [0, 0, 0, 0, 0, 1]


def test_a_reason_that_is_too_long_is_refused_beside_its_field(here: Fieldwork) -> None:
    enterprise = here.enterprise("甲公司", here.liaison)
    wanted = replace(draft(here, here.liaison, here.colleague, DAY), reason="长" * 201)
    with pytest.raises(Invalid) as refused:
        here.bureau.office.perform(hand_over, here.supervisor, wanted)
    assert refused.value.field == "reason"
    give = (assign, here.supervisor, [enterprise], here.colleague.id or 0, Duty.SPECIALIST)
    with pytest.raises(Invalid):
        here.bureau.office.perform(*give, starts_on=TODAY, reason="长" * 201)


def test_a_duty_called_off_before_it_began_hides_no_gap(here: Fieldwork) -> None:
    enterprise, office = here.enterprise("甲公司"), here.bureau.office
    give = (assign, here.supervisor, [enterprise], here.liaison.id or 0, Duty.LIAISON)
    office.perform(*give, starts_on=DAY, reason="分工")
    (duty,) = office.read(duties_of, here.supervisor, enterprise)
    office.perform(end_duty, here.supervisor, duty.id, ends_on=DAY, reason="取消")
    assert office.read(suggest_officers, here.supervisor).gaps == 1
    assert office.read(holders, here.supervisor) == []


def test_a_sub_district_can_be_left_vacant_from_a_day_on_and_says_so(here: Fieldwork, town: int, third: Actor) -> None:
    office = here.bureau.office
    end = (end_subdistrict, here.supervisor, town)
    with pytest.raises(Invalid):
        office.perform(*end, ends_on=DAY, reason=" ")
    with pytest.raises(Invalid):
        office.perform(*end, ends_on=date(2026, 1, 1), reason="调离")
    with pytest.raises(Forbidden):
        office.perform(end_subdistrict, here.liaison, town, ends_on=DAY, reason="调离")
    office.perform(*end, ends_on=DAY, reason="调离")
    assert in_charge(here) == (here.liaison.name, DAY, "", None)
    appoint(here, town, third, date(2026, 10, 20))
    assert in_charge(here) == (here.liaison.name, DAY, third.name, date(2026, 10, 20))
    office.perform(*end, ends_on=date(2026, 10, 20), reason="取消")
    assert in_charge(here) == (here.liaison.name, DAY, "", None)
    here.bureau.clock.set(DAY)
    assert in_charge(here) == ("", None, "", None)
    with pytest.raises(Invalid):
        office.perform(*end, ends_on=DAY, reason="调离")


def test_an_earlier_start_for_whoever_begins_later_is_refused_and_not_passed_over(
    here: Fieldwork, town: int, third: Actor
) -> None:
    appoint(here, town, third, DAY)
    assert in_charge(here) == (here.liaison.name, None, third.name, DAY)
    with pytest.raises(Invalid):
        appoint(here, town, third, TODAY)


@pytest.mark.usefixtures("town")
def test_the_sub_districts_of_an_officer_go_along_and_come_back(here: Fieldwork, third: Actor) -> None:
    office = here.bureau.office
    assert [(row.name, row.enterprises, row.towns) for row in office.read(holders, here.supervisor)] == [
        (here.liaison.name, 0, 1)
    ]
    wanted = draft(here, here.liaison, third, DAY)
    assert not wanted.duties
    name = office.read(subdistricts, here.supervisor)[0].name
    assert office.read(preview_sheet, here.supervisor, wanted).towns == (name,)
    handover = office.perform(hand_over, here.supervisor, wanted).value
    assert in_charge(here) == (here.liaison.name, None, third.name, DAY)
    sheet = office.read(handover_sheet, here.supervisor, handover)
    assert sheet.towns == (name,)
    (row,) = office.read(handovers, here.supervisor)[1]
    assert (row.enterprises, row.towns) == (0, 1)
    with Reading(handover_paper(sheet)) as paper:
        assert name in paper.text()
    undo(here, handover)
    assert in_charge(here) == (here.liaison.name, None, "", None)


def test_a_sub_district_given_to_somebody_else_meanwhile_keeps_them(here: Fieldwork, town: int, third: Actor) -> None:
    late = draft(here, here.liaison, third, DAY)
    handover = pass_all(here, here.liaison, third, DAY)
    appoint(here, town, here.colleague, DAY)
    with pytest.raises(Conflict):
        undo(here, handover)
    with pytest.raises(Conflict):
        here.bureau.office.perform(hand_over, here.supervisor, replace(late, draft_id=str(uuid4())))
    here.bureau.clock.set(DAY)
    assert in_charge(here)[0] == here.colleague.name

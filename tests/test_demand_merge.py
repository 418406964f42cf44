"""The same demand collected twice becomes one; a demand may belong to a case of its enterprise."""

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import Conflict, IllegalTransition, Invalid, MergedAway, NotFound
from officer_app.demands.file import demand_file
from officer_app.demands.service import (
    DemandState,
    DemandStep,
    answer_demand,
    ask_extension,
    link_case,
    merge_demands,
    raise_demand,
    separate_demand,
    suspend_demand,
    take_up_demand,
    unlink_case,
)
from officer_app.overview.merging.service import MergeDraft, merge_enterprises, undo_merge
from officer_app.people.holidays import remove_holiday_year
from tests.casework import casework
from tests.fieldwork import Fieldwork, a_demand, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def version(work: Fieldwork, demand_id: int) -> int:
    return work.of_demand(demand_id).version


def test_a_merged_demand_shows_the_answer_of_the_one_that_was_kept(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    kept, twice, thrice = (work.demand(key, text).id for text in ("公寓 6 套", "公寓六套", "六套公寓"))
    office.perform(merge_demands, work.liaison, kept, [twice, thrice], version=1, note="同一事项")
    file = office.read(demand_file, work.liaison, kept)
    assert [row.id for row in file.merged] == [twice, thrice]
    office.perform(answer_demand, work.liaison, kept, "已排入 12 月批次", version=version(work, kept))
    merged = office.read(demand_file, work.liaison, twice)
    assert merged.row.state is DemandState.MERGED
    assert merged.row.days_left is None
    assert merged.kept is not None
    assert merged.kept.answer == "已排入 12 月批次"
    assert file.row.number in merged.history[-1].note


def test_what_had_become_part_of_a_merged_demand_goes_along(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    first, second, third = (work.demand(key, text).id for text in ("甲", "乙", "丙"))
    office.perform(merge_demands, work.liaison, second, [third], version=1)
    office.perform(merge_demands, work.liaison, first, [second], version=1)
    assert {row.id for row in office.read(demand_file, work.liaison, first).merged} == {second, third}


def test_only_open_demands_of_one_enterprise_are_merged(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    kept, other = work.demand(key).id, work.demand(work.enterprise()).id
    with pytest.raises(Invalid):
        office.perform(merge_demands, work.liaison, kept, [other], version=1)
    with pytest.raises(Invalid):
        office.perform(merge_demands, work.liaison, kept, [kept], version=1)
    answered = work.demand(key, "已答").id
    office.perform(answer_demand, work.liaison, answered, "已答复", version=1)
    with pytest.raises(IllegalTransition):
        office.perform(merge_demands, work.liaison, kept, [answered], version=1)
    with pytest.raises(Invalid):
        office.perform(merge_demands, work.liaison, answered, [kept], version=version(work, answered))
    with pytest.raises(Conflict):
        office.perform(merge_demands, work.liaison, kept, [work.demand(key, "又一件").id], version=7)
    assert work.of_demand(other).state is work.of_demand(kept).state is DemandState.COLLECTED


def test_merging_ends_the_pause_and_the_request_of_what_is_merged(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    kept = work.demand(key).id
    gone = work.demand(key, "另记", handler=work.specialist)
    office.perform(take_up_demand, work.specialist, gone.id, version=gone.version)
    office.perform(ask_extension, work.specialist, gone.id, 3, "等待", version=version(work, gone.id))
    office.perform(suspend_demand, work.specialist, gone.id, "等待", version=version(work, gone.id))
    office.perform(merge_demands, work.liaison, kept, [gone.id], version=1)
    file = office.read(demand_file, work.liaison, gone.id)
    assert file.extension is None
    assert file.pauses[0].resumed is not None
    assert file.row.paused_since is None


def test_a_separated_demand_goes_back_to_whoever_collected_it(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    kept, gone = work.demand(key).id, work.demand(key, "另记", handler=work.specialist)
    office.perform(merge_demands, work.liaison, kept, [gone.id], version=1)
    with pytest.raises(Invalid):
        office.perform(separate_demand, work.liaison, gone.id, " ", version=version(work, gone.id))
    office.perform(separate_demand, work.liaison, gone.id, "并非同一事项", version=version(work, gone.id))
    row = work.of_demand(gone.id)
    assert (row.state, row.merged_into_id, row.handler_id, row.due_on) == (
        DemandState.COLLECTED,
        None,
        None,
        gone.due_on,
    )
    assert office.read(demand_file, work.liaison, kept).merged == ()


def test_a_demand_is_tied_to_a_case_of_its_enterprise_only(database: Database) -> None:
    cases = casework(database)
    case_id, office, officer = cases.file(), cases.bureau.office, cases.liaison
    demand = office.perform(raise_demand, officer, cases.enterprise_id, a_demand()).value
    with pytest.raises(NotFound):
        office.perform(link_case, officer, demand, 999, version=1)
    with pytest.raises(Invalid):
        office.perform(unlink_case, officer, demand, version=1)
    stranger = office.perform(raise_demand, officer, cases.bureau.enterprise(), a_demand()).value
    with pytest.raises(Invalid) as refused:
        office.perform(link_case, officer, stranger, case_id, version=1)
    assert refused.value.field == "case"
    office.perform(link_case, officer, demand, case_id, version=1)
    tied = office.read(demand_file, officer, demand)
    assert tied.case_number.startswith("宝人特〔2026〕")
    assert DemandStep.LINK_CASE not in tied.steps
    office.perform(unlink_case, officer, demand, version=tied.row.version)
    untied = office.read(demand_file, officer, demand)
    assert (untied.case_number, untied.row.case_id) == ("", None)
    assert [event.note for event in untied.history] == [tied.case_number] * 2


def test_a_separated_demand_has_its_limits_by_the_calendar_of_that_day(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    kept, gone = work.demand(key).id, work.demand(key, "另记", handler=work.specialist)
    office.perform(merge_demands, work.liaison, kept, [gone.id], version=1)
    office.perform(remove_holiday_year, work.administrator, 2026)
    office.perform(separate_demand, work.liaison, gone.id, "并非同一事项", version=version(work, gone.id))
    assert work.of_demand(gone.id).due_on == work.of_demand(kept).due_on != gone.due_on


def test_demands_merged_while_their_enterprises_were_one_stand_apart_when_that_is_taken_back(work: Fieldwork) -> None:
    office, one, other = work.bureau.office, work.enterprise("甲公司"), work.enterprise("乙公司")
    kept, gone = work.demand(one, "甲的"), work.demand(other, "乙的", handler=work.specialist)
    merge = office.perform(merge_enterprises, work.supervisor, MergeDraft(one, 1, other, 1, reason="同一家")).value
    with pytest.raises(MergedAway):
        office.perform(raise_demand, work.liaison, other, a_demand())
    office.perform(merge_demands, work.liaison, kept.id, [gone.id], version=version(work, kept.id))
    office.perform(undo_merge, work.supervisor, merge)
    row = work.of_demand(gone.id)
    assert (row.enterprise, row.state, row.merged_into_id) == ("乙公司", DemandState.COLLECTED, None)
    assert office.read(demand_file, work.liaison, gone.id).history[-1].step is DemandStep.SEPARATE
    assert office.read(demand_file, work.liaison, kept.id).merged == ()

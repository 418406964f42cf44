"""Corrections keep history: who changed what of a visit, from what to what; and what a return and its answer leave."""

from decimal import Decimal

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.overview.visit_history import VisitDeed, visit_history
from officer_app.visits.answers import ItemAnswer
from officer_app.visits.checklists import checklists_in_force
from officer_app.visits.drafts import Companion, Mode, PersonMet
from officer_app.visits.logging import save_visit
from officer_app.visits.returning import return_visit, returned_visits, take_return_back
from tests.fieldwork import TODAY, Fieldwork, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def test_a_correction_tells_every_value_before_and_after_in_words(work: Fieldwork) -> None:
    office, wrong, right = (
        work.bureau.office,
        work.enterprise("上海甲科技有限公司"),
        work.enterprise("上海乙科技有限公司"),
    )
    asked = office.read(checklists_in_force, work.liaison, TODAY)[1].questions[0].item_id
    visit = work.visit(
        wrong,
        people=(PersonMet("刘芳", "人事经理", "13812345678"),),
        policies=("居转户",),
        answers=(ItemAnswer(asked, Decimal(300)),),
    )
    shown = work.file(visit)
    correction = work.draft(
        right,
        visit_id=visit,
        version=shown.version,
        mode=Mode.PHONE,
        people=(*shown.people, PersonMet("何建平", "副总经理")),
        companions=(Companion("周颖", "专员", work.specialist.id, "人才服务中心"),),
        policies=("居转户", "人才公寓"),
        answers=(ItemAnswer(asked, Decimal(312)),),
    )
    office.perform(save_visit, work.supervisor, correction)
    last, first = office.read(visit_history, work.staff, visit)
    assert (first.by, first.deed, first.fields) == ("王敏", VisitDeed.LOGGED, ())
    assert (last.by, last.deed) == ("李国强", VisitDeed.CORRECTED)
    assert {field.column: (field.before, field.after) for field in last.fields} == {
        "enterprise_id": ("上海甲科技有限公司", "上海乙科技有限公司"),
        "mode": (Mode.ON_SITE.label, Mode.PHONE.label),
        "people": ("刘芳（人事经理）", "刘芳（人事经理）、何建平（副总经理）"),
        "companions": ("", "周颖（人才服务中心 专员）"),
        "policies": ("居转户", "居转户、人才公寓"),
        "职工总数": ("300", "312"),
    }
    assert "13812345678" not in str(last)


def test_of_two_who_correct_only_what_was_answered_the_second_is_told(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    asked = office.read(checklists_in_force, work.liaison, TODAY)[1].questions[0].item_id
    visit = work.visit(key)
    seen = work.file(visit).version
    mine, theirs = (
        work.draft(key, visit_id=visit, version=seen, answers=(ItemAnswer(asked, Decimal(n)),)) for n in (1, 2)
    )
    office.perform(save_visit, work.supervisor, theirs)
    with pytest.raises(Conflict):
        office.perform(save_visit, work.liaison, mine)
    assert [row.value for row in work.file(visit).answers] == [2]


def test_a_correction_that_changes_nothing_leaves_nothing(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit = work.visit(key)
    office.perform(save_visit, work.liaison, work.draft(key, visit_id=visit, version=1))
    assert [change.deed for change in office.read(visit_history, work.liaison, visit)] == [VisitDeed.LOGGED]
    assert work.file(visit).version == 1


def test_a_returned_visit_waits_for_its_officer_until_it_is_completed_and_the_history_says_both(
    work: Fieldwork,
) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit = work.visit(key)
    for actor in (work.liaison, work.staff):
        with pytest.raises(Forbidden):
            office.perform(return_visit, actor, visit, "缺参加人员", version=1)
    with pytest.raises(Invalid) as refused:
        office.perform(return_visit, work.supervisor, visit, " ", version=1)
    assert refused.value.field == "note"
    office.perform(return_visit, work.supervisor, visit, "缺参加人员", version=1)
    with pytest.raises(Conflict):
        office.perform(return_visit, work.supervisor, visit, "再次", version=1)
    [row] = office.read(returned_visits, work.liaison, work.liaison.id)
    assert (row.visit_id, row.by, row.note) == (visit, "李国强", "缺参加人员")
    assert office.read(returned_visits, work.liaison, work.colleague.id) == []
    returned = work.file(visit)
    assert returned.returned is not None
    assert returned.returned.note == "缺参加人员"
    people = (PersonMet("刘芳"),)
    office.perform(save_visit, work.liaison, work.draft(key, visit_id=visit, version=returned.version, people=people))
    assert office.read(returned_visits, work.supervisor) == []
    assert work.file(visit).returned is None
    history = office.read(visit_history, work.supervisor, visit)
    assert [(change.deed, change.by, change.note) for change in history] == [
        (VisitDeed.COMPLETED, "王敏", ""),
        (VisitDeed.RETURNED, "李国强", "缺参加人员"),
        (VisitDeed.LOGGED, "王敏", ""),
    ]


def test_a_return_can_be_taken_back(work: Fieldwork) -> None:
    office = work.bureau.office
    visit = work.visit(work.enterprise())
    office.perform(return_visit, work.supervisor, visit, "误退", version=1)
    office.perform(take_return_back, work.supervisor, visit, version=work.file(visit).version)
    assert office.read(returned_visits, work.supervisor) == []

"""A visit that finds an enterprise gone or unwilling asks the directory, once; somebody settles it, on record."""

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.directory.editions.listings import list_enterprise
from officer_app.directory.editions.service import begin_edition, publish_edition
from officer_app.directory.industries import Industry
from officer_app.directory.questions import (
    QuestionKind,
    QuestionRow,
    Settlement,
    count_questions,
    list_questions,
    settle_question,
)
from officer_app.visits.drafts import Outcome
from officer_app.visits.logging import save_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def _open(work: Fieldwork) -> list[QuestionRow]:
    rows = work.bureau.office.read(list_questions, work.staff)
    assert work.bureau.office.read(count_questions, work.staff) == len(rows)
    return rows


def test_what_a_visit_found_is_asked_once_with_who_when_and_what(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise("上海澜启生物科技有限公司")
    draft = work.draft(key, day=days_ago(3), outcome=Outcome.MOVED, content="门卫称六月已搬往嘉定。")
    visit = office.perform(save_visit, work.liaison, draft).value
    office.perform(save_visit, work.liaison, draft)
    work.visit(key)
    work.visit(key, outcome=Outcome.RESCHEDULED, content="")
    [question] = _open(work)
    assert (question.enterprise, question.visit_id, question.kind) == (
        "上海澜启生物科技有限公司",
        visit,
        QuestionKind.MOVED,
    )
    assert (question.raised_by, question.raised_on, question.note) == ("王敏", days_ago(3), "门卫称六月已搬往嘉定。")


def test_a_corrected_outcome_changes_or_withdraws_what_was_asked(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit = work.visit(key, outcome=Outcome.NOT_FOUND, content="")

    def correct(version: int, **changed: object) -> None:
        office.perform(save_visit, work.liaison, work.draft(key, visit_id=visit, version=version, **changed))

    correct(1, outcome=Outcome.REFUSED, content="前台拒绝。")
    assert [(row.kind, row.note) for row in _open(work)] == [(QuestionKind.REFUSED, "前台拒绝。")]
    correct(2, outcome=Outcome.DONE)
    assert _open(work) == []
    correct(3, outcome=Outcome.MOVED)
    [question] = _open(work)
    office.perform(settle_question, work.staff, question.id, Settlement.CORRECTED, version=question.version)
    # Settled is settled: the same finding is not asked again, another one is.
    correct(4, outcome=Outcome.MOVED, content="已搬。")
    assert _open(work) == []
    correct(5, outcome=Outcome.REFUSED)
    assert [row.kind for row in _open(work)] == [QuestionKind.REFUSED]


def test_a_question_is_settled_once_with_a_reason_and_stays_on_record(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    work.visit(key, outcome=Outcome.REFUSED, content="")
    [question] = _open(work)
    with pytest.raises(Forbidden):
        office.perform(settle_question, work.administrator, question.id, Settlement.KEPT, "一", version=1)
    with pytest.raises(Invalid) as refused:
        office.perform(settle_question, work.staff, question.id, Settlement.KEPT, " ", version=question.version)
    assert refused.value.field == "note"
    office.perform(settle_question, work.staff, question.id, Settlement.KEPT, "改由街镇联系", version=question.version)
    with pytest.raises(Conflict):
        office.perform(settle_question, work.staff, question.id, Settlement.KEPT, "再次", version=question.version)
    with pytest.raises(Invalid):
        office.perform(settle_question, work.staff, question.id, Settlement.KEPT, "再次", version=question.version + 1)
    assert _open(work) == []
    [settled] = office.read(list_questions, work.staff, settled=True, enterprise_id=key)
    assert (settled.settled_by, settled.settlement, settled.settlement_note) == (
        "许知行",
        Settlement.KEPT,
        "改由街镇联系",
    )
    assert settled.settled_at is not None
    assert settled.settled_at.hour == 9


def test_taking_off_the_directory_goes_through_the_edition_in_preparation(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    other = work.enterprise(liaison=work.liaison)
    edition = office.perform(begin_edition, work.supervisor, TODAY.year).value
    for one in (key, other):
        office.perform(list_enterprise, work.staff, edition, one, industry=Industry.ROBOTICS, tier=2, reason="重点")
    for one in (key, other):
        work.visit(one, outcome=Outcome.NOT_FOUND, content="")
    first, second = _open(work)
    office.perform(settle_question, work.staff, first.id, Settlement.REMOVED, "查无此企", version=first.version)
    office.perform(publish_edition, work.supervisor, edition, version=1)
    with pytest.raises(Invalid) as refused:
        office.perform(settle_question, work.staff, second.id, Settlement.REMOVED, "查无此企", version=second.version)
    assert (refused.value.field, refused.value.params["year"]) == ("settlement", TODAY.year)
    assert [row.id for row in _open(work)] == [second.id]
    # Nothing lists it any more: it can be settled so.
    again = work.visit(key, outcome=Outcome.NOT_FOUND, content="")
    question = next(row for row in _open(work) if row.visit_id == again)
    office.perform(settle_question, work.staff, question.id, Settlement.REMOVED, "已撤出", version=question.version)

"""Checklists: asked in editions, answered during visits, and counted."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.visits.answer_counts import AnswerCount, CountFilter, count_answers
from officer_app.visits.answers import AnswerKind, ItemAnswer
from officer_app.visits.checklists import (
    ChecklistDraft,
    ChecklistRow,
    QuestionDraft,
    all_checklists,
    bring_checklist_back,
    checklists_in_force,
    editions_of,
    publish_checklist,
    retire_checklist,
)
from officer_app.visits.logging import save_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork

YEAR = CountFilter(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def _in_force(work: Fieldwork, day: date = TODAY, visit: int | None = None) -> dict[str, ChecklistRow]:
    return {row.topic: row for row in work.bureau.office.read(checklists_in_force, work.liaison, day, visit)}


def _asked(work: Fieldwork, day: date = TODAY) -> dict[str, int]:
    """The question's id by its code."""
    return {q.code: q.item_id for row in _in_force(work, day).values() for q in row.questions}


def _next(row: ChecklistRow, *questions: QuestionDraft, day: date = TODAY) -> ChecklistDraft:
    """The edition after one, with other questions."""
    return ChecklistDraft(row.title, day, questions, row.id)


def _as_asked(row: ChecklistRow) -> list[QuestionDraft]:
    return [QuestionDraft(q.text, q.kind, q.code, q.choices, q.unit) for q in row.questions]


def _counted(work: Fieldwork, wanted: CountFilter = YEAR) -> dict[str, AnswerCount]:
    return {row.code: row for row in work.bureau.office.read(count_answers, work.staff, wanted)}


def test_a_new_office_has_the_checklists_the_program_comes_with(work: Fieldwork) -> None:
    rows = _in_force(work)
    assert [(row.title, row.edition) for row in rows.values()] == [
        ("政策宣讲", 1),
        ("用工情况", 1),
        ("高层次人才", 1),
        ("落户意向", 1),
        ("主要需求", 1),
    ]
    total = rows["staffing"].questions[0]
    assert (total.code, total.text, total.kind, total.unit) == ("staffing.total", "职工总数", AnswerKind.NUMBER, "人")


def test_answers_are_kept_by_their_kind_and_read_with_their_questions(work: Fieldwork) -> None:
    asked = _asked(work)
    given = (
        ItemAnswer(asked["policy.known"], False),
        ItemAnswer(asked["staffing.total"], Decimal(312)),
        ItemAnswer(asked["needs.first"], "人才公寓"),
        ItemAnswer(asked["needs.words"], "  近期 12 人需要住房 "),
    )
    file = work.file(work.visit(work.enterprise(), answers=given))
    assert [(row.title, row.question.text, row.value) for row in file.answers] == [
        ("政策宣讲", "此前是否了解本区人才政策", False),
        ("用工情况", "职工总数", Decimal(312)),
        ("主要需求", "当前最主要的需求", "人才公寓"),
        ("主要需求", "具体说明", "近期 12 人需要住房"),
    ]


def test_a_correction_changes_answers_and_leaves_the_former_in_the_trail(work: Fieldwork) -> None:
    office, key, asked = work.bureau.office, work.enterprise(), _asked(work)
    total, known, first = asked["staffing.total"], asked["policy.known"], asked["needs.first"]
    visit = work.visit(key, answers=(ItemAnswer(total, Decimal(300)), ItemAnswer(known, True)))
    correction = work.draft(
        key, visit_id=visit, version=1, answers=(ItemAnswer(total, Decimal(312)), ItemAnswer(first, "无"))
    )
    office.perform(save_visit, work.liaison, correction)
    assert {row.question.item_id: row.value for row in work.file(visit).answers} == {total: Decimal(312), first: "无"}
    with office.database.transaction(writes=False) as connection:
        entries = connection.execute(
            sa.select(AuditEntry.action, AuditEntry.before, AuditEntry.after)
            .where(AuditEntry.entity == "visit_answer")
            .order_by(AuditEntry.id)
        ).all()
    assert sorted(entry.action for entry in entries) == ["delete", "insert", "insert", "insert", "update"]
    changed = next(entry for entry in entries if entry.action == "update")
    assert (changed.before["number"], changed.after["number"]) == ("300", "312.00")


def test_an_answer_that_does_not_fit_its_question_is_refused_beside_it(work: Fieldwork) -> None:
    asked, key = _asked(work), work.enterprise()
    wrong: list[tuple[str, bool | Decimal | str]] = [
        ("staffing.total", Decimal(-1)),
        ("staffing.total", Decimal("1.234")),
        ("staffing.total", Decimal("NaN")),
        ("staffing.total", Decimal("Infinity")),
        ("staffing.total", Decimal(10) ** 13),
        ("staffing.total", "312"),
        ("staffing.total", True),
        ("policy.known", "yes"),
        ("policy.known", Decimal(1)),
        ("needs.first", "游艇"),
        ("needs.first", ""),
        ("needs.words", " "),
        ("needs.words", "长" * 2001),
        ("needs.words", "a\x00b"),
    ]
    for code, value in wrong:
        draft = work.draft(key, answers=(ItemAnswer(asked[code], value),))
        with pytest.raises(Invalid) as refused:
            work.bureau.office.perform(save_visit, work.liaison, draft)
        assert refused.value.field == f"answer.{asked[code]}"
        assert str(refused.value)


def test_a_new_edition_asks_from_its_day_on_and_old_answers_stay_with_the_former(work: Fieldwork) -> None:
    office, admin = work.bureau.office, work.administrator
    before = _in_force(work)["staffing"]
    visit = work.visit(work.enterprise(), answers=(ItemAnswer(before.questions[0].item_id, Decimal(20)),))
    _total, hiring, *_rest = _as_asked(before)
    draft = _next(
        before,
        replace(hiring, text="本年计划招聘"),
        QuestionDraft("外籍职工", AnswerKind.NUMBER, unit="人"),
        day=TODAY + timedelta(days=3),
    )
    office.perform(publish_checklist, admin, draft)
    assert _in_force(work)["staffing"].id == before.id
    after = _in_force(work, TODAY + timedelta(days=3))["staffing"]
    assert (after.edition, [(q.code, q.text) for q in after.questions]) == (
        2,
        [("staffing.hiring", "本年计划招聘"), ("staffing.1", "外籍职工")],
    )
    answer = work.file(visit).answers[0]
    assert (answer.edition, answer.question.text, answer.value) == (1, "职工总数", Decimal(20))
    # Whoever corrects that visit later is asked what was asked then.
    assert _in_force(work, TODAY + timedelta(days=5), visit)["staffing"].id == before.id
    assert [row.edition for row in office.read(editions_of, admin, "staffing")] == [2, 1]
    listed = {row.topic: row for row in office.read(all_checklists, admin)}
    assert (listed["staffing"].edition, listed["staffing"].answered) == (2, 0)


def test_an_edition_that_somebody_followed_already_is_not_followed_twice(work: Fieldwork) -> None:
    office, admin = work.bureau.office, work.administrator
    row = _in_force(work)["talent"]
    office.perform(publish_checklist, admin, _next(row, *_as_asked(row)[:2]))
    with pytest.raises(Conflict):
        office.perform(publish_checklist, admin, _next(row, *_as_asked(row)[1:]))
    assert _in_force(work)["talent"].edition == 2


def test_what_cannot_be_asked_is_refused_beside_its_line(work: Fieldwork) -> None:
    office, admin = work.bureau.office, work.administrator
    row = _in_force(work)["staffing"]
    good = _as_asked(row)
    wrong: list[tuple[ChecklistDraft, str]] = [
        (_next(row), "question.0"),
        (_next(row, good[0], QuestionDraft(" ", AnswerKind.TEXT)), "question.1"),
        (_next(row, good[0], replace(good[1], text="职工总数")), "question.1"),
        (_next(row, replace(good[0], kind=AnswerKind.TEXT)), "question.0"),
        (_next(row, replace(good[0], code="policy.known")), "question.0"),
        (_next(row, QuestionDraft("何种", AnswerKind.CHOICE, choices=("甲",))), "question.0"),
        (_next(row, QuestionDraft("何种", AnswerKind.CHOICE, choices=("甲", "甲"))), "question.0"),
        (_next(row, QuestionDraft("问" * 201, AnswerKind.TEXT)), "question.0"),
        (_next(row, *(QuestionDraft(f"第{n}问", AnswerKind.TEXT) for n in range(31))), "question.30"),
        (_next(row, *good, day=days_ago(1)), "valid_from"),
        (replace(_next(row, *good), title=" "), "title"),
        (replace(_next(row, *good), title="主要需求"), "title"),
        (ChecklistDraft("用工情况", TODAY, tuple(good)), "title"),
    ]
    for draft, field in wrong:
        with pytest.raises(Invalid) as refused:
            office.perform(publish_checklist, admin, draft)
        assert refused.value.field == field
    assert _in_force(work)["staffing"].edition == 1
    with pytest.raises(Forbidden):
        office.perform(publish_checklist, work.supervisor, _next(row, *good))


def test_a_topic_of_the_offices_own_is_asked_retired_and_brought_back(work: Fieldwork) -> None:
    office, admin = work.bureau.office, work.administrator
    draft = ChecklistDraft("安全生产", TODAY, (QuestionDraft("是否开展培训", AnswerKind.YES_NO),))
    key = office.perform(publish_checklist, admin, draft).value
    own = _in_force(work)["own1"]
    assert (own.title, own.questions[0].code, list(_in_force(work))[-1]) == ("安全生产", "own1.1", "own1")
    office.perform(retire_checklist, admin, key, version=own.version)
    assert "own1" not in _in_force(work)
    assert "own1" not in _in_force(work, TODAY + timedelta(days=30))
    retired = office.read(all_checklists, admin)[-1]
    assert (retired.id, retired.retired_on) == (key, TODAY)
    office.perform(bring_checklist_back, admin, key, version=retired.version)
    assert "own1" in _in_force(work)


def test_answers_are_counted_by_question_period_officer_sub_district_and_industry(work: Fieldwork) -> None:
    office, asked = work.bureau.office, _asked(work)
    one, two = work.enterprise(), work.enterprise()
    with office.database.transaction(writes=True) as connection:
        table = sa.inspect(Enterprise).local_table
        town = connection.execute(
            sa.insert(Subdistrict).values(code="310113003", name="大场镇").returning(Subdistrict.id)
        ).scalar_one()
        connection.execute(sa.update(table).where(table.c.id == one).values(subdistrict_id=town))
        connection.execute(sa.update(table).where(table.c.id == two).values(industry=Industry.ROBOTICS))

    def visit(key: int, total: int, known: bool, need: str, **more: object) -> None:
        given = (
            ItemAnswer(asked["staffing.total"], Decimal(total)),
            ItemAnswer(asked["policy.known"], known),
            ItemAnswer(asked["needs.first"], need),
        )
        work.visit(key, answers=given, **more)

    visit(one, 100, True, "人才公寓", day=days_ago(40))
    visit(one, 110, True, "无", day=days_ago(3))
    visit(two, 30, False, "人才公寓", day=days_ago(2), officer=work.colleague)
    work.visit(two)
    all_of = _counted(work)
    total = all_of["staffing.total"]
    assert (total.answered, total.total, total.mean, total.least, total.most) == (3, 240, 80, 30, 110)
    assert (all_of["policy.known"].yes, all_of["policy.known"].no) == (2, 1)
    needs = dict(all_of["needs.first"].choices)
    assert (needs["人才公寓"], needs["无"], needs["子女入学"]) == (2, 1, 0)
    assert (all_of["talent.high"].answered, all_of["talent.high"].total) == (0, None)
    for narrower, expected in (
        (replace(YEAR, first=days_ago(10)), 140),
        (replace(YEAR, officer_id=work.colleague.id), 30),
        (replace(YEAR, subdistrict_id=town), 210),
        (replace(YEAR, industry=Industry.ROBOTICS), 30),
        # Of an enterprise that was asked twice only what it said last.
        (replace(YEAR, latest=True), 140),
    ):
        assert _counted(work, narrower)["staffing.total"].total == expected


def test_answers_to_several_editions_of_a_question_are_counted_together(work: Fieldwork) -> None:
    office, admin = work.bureau.office, work.administrator
    row = _in_force(work)["needs"]
    work.visit(work.enterprise(), answers=(ItemAnswer(row.questions[0].item_id, "职称评定"),))
    asked = replace(_as_asked(row)[0], text="最主要的一项需求", choices=("人才落户", "其他"))
    office.perform(publish_checklist, admin, _next(row, asked))
    item = _in_force(work)["needs"].questions[0].item_id
    work.visit(work.enterprise(), answers=(ItemAnswer(item, "其他"),))
    counted = _counted(work)
    first = counted["needs.first"]
    assert (first.question, first.answered) == ("最主要的一项需求", 2)
    assert first.choices == (("人才落户", 0), ("其他", 1), ("职称评定", 1))
    # What is neither asked nor was answered is left out.
    assert "needs.words" not in counted

"""A visit's record as it is printed from the office: all that was written down, one page in the usual case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import NotFound
from officer_app.core.progress import Cancelled
from officer_app.visits.answers import AnswerKind, AnswerValue, ItemAnswer
from officer_app.visits.checklists import checklists_in_force
from officer_app.visits.drafts import Companion, PersonMet
from officer_app.visits.logging import save_visit
from officer_app.visits.model import PaperKind
from officer_app.visits.papers import add_visit_paper
from officer_app.visits.printed import CheckLine, VisitPrint
from officer_app.visits.prints import visit_print, visit_prints
from officer_app.visits.report import visit_record, visit_records
from officer_app.visits.returning import return_visit
from tests.fieldwork import Fieldwork, fieldwork
from tests.paper_samples import CONTENT, a_visit, an_empty_visit
from tests.pdf_reading import Reading

DAY = date(2026, 9, 15)


@pytest.fixture
def work(database: Database) -> Iterator[Fieldwork]:
    office = fieldwork(database)
    yield office
    office.bureau.office.close()


def printed(work: Fieldwork, visit_id: int) -> VisitPrint:
    return work.bureau.office.read(visit_print, work.staff, visit_id)


def a_full_visit(work: Fieldwork) -> int:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    return work.visit(
        key,
        day=DAY,
        content="二期厂房十月投产。",
        starts_at=time(14),
        ends_at=time(15, 20),
        planned_starts_at=time(13, 30),
        planned_ends_at=time(14, 30),
        people=(PersonMet("何㛃", "总监", "13800130026"),),
        companions=(Companion("周颖", "专员", department="人才科"),),
        policies=("特殊人才落户", "安居资助"),
        answered="材料清单当场交给何总监。",
        next_contact_on=date(2026, 10, 15),
        answers=tuple(answers(work)),
    )


def answers(work: Fieldwork) -> Iterator[ItemAnswer]:
    """An answer of each kind there is."""
    given: dict[AnswerKind, AnswerValue] = {AnswerKind.YES_NO: True, AnswerKind.NUMBER: Decimal("214.00")}
    given[AnswerKind.TEXT] = "希望尽快明确所学专业不在目录内的技术骨干能否申报"
    for checklist in work.bureau.office.read(checklists_in_force, work.liaison):
        for question in checklist.questions:
            value = question.choices[0] if question.kind is AnswerKind.CHOICE else given.pop(question.kind, None)
            if value is not None:
                yield ItemAnswer(question.item_id, value)


def test_the_record_says_all_that_was_written_down(work: Fieldwork) -> None:
    visit = a_full_visit(work)
    for name, kind in (("a.png", PaperKind.PHOTO), ("b.png", PaperKind.PHOTO), ("c.pdf", PaperKind.SIGNED)):
        work.bureau.office.perform(add_visit_paper, work.liaison, visit, name, name.encode(), kind)
    with Reading(visit_record(printed(work, visit))) as reading:
        assert len(reading) == 1
        text = reading.squeezed()
    for words in (
        "14:00—15:20（计划13:30—14:30）", "宣讲政策特殊人才落户、安居资助", "周颖（人才科，专员）",
        "材料清单当场交给何总监。", "214", "希望尽快明确", "照片2份、签字页1份", "2026年10月15日前",
        "138****0026", "企业确认：", "走访人员：",
    ):  # fmt: skip
        assert words in text, words
    assert "13800130026" not in text
    assert "已更正" not in text


def test_a_record_corrected_or_returned_says_so(work: Fieldwork) -> None:
    visit = a_full_visit(work)
    file = work.file(visit)
    draft = work.draft(file.row.enterprise_id, day=DAY, visit_id=visit, version=file.version, content="改过的。")
    work.bureau.office.perform(save_visit, work.liaison, draft)
    with Reading(visit_record(printed(work, visit))) as reading:
        assert "（已更正）" in reading.squeezed()
    version = work.file(visit).version
    work.bureau.office.perform(return_visit, work.supervisor, visit, "请写明在场人员", version=version)
    with Reading(visit_record(printed(work, visit))) as reading:
        assert "（退回待补充）" in reading.squeezed()
        assert "退回补充：请写明在场人员" in reading.squeezed()


def test_what_just_does_not_fit_is_set_closer_and_a_long_one_keeps_its_size() -> None:
    tight = a_visit(policies=("特殊人才落户",), answered="材料清单当场交给何总监。", papers="照片2份")
    with Reading(visit_record(tight)) as reading:
        assert len(reading) == 1
        assert all(sign.y < 286 * 72 / 25.4 for sign in reading.signs(0))
    with Reading(visit_record(replace(tight, content=CONTENT * 3))) as reading:
        assert len(reading) == 2
        assert "企业确认" in reading.squeezed(1)
        assert "下次走访" in reading.squeezed(1)


def test_questions_of_every_kind_are_printed_in_order() -> None:
    lines = (
        CheckLine("在册员工", None, "1286人"),
        CheckLine("有拟申报人才", True),
        CheckLine("当前最主要的诉求", None, "所学专业不在目录内的技术骨干如何申报"),
        CheckLine("知晓一网通办", False),
    )
    with Reading(visit_record(a_visit(checklist=lines, content="短。"))) as reading:
        text = reading.squeezed()
    places = [
        text.index(words) for words in ("1.在册员工", "1286人", "2.有拟申报", "3.当前最主要", "所学专业不", "4.知晓")
    ]
    assert places == sorted(places)


def test_many_records_are_one_file_with_pages_of_their_own() -> None:
    visits = [an_empty_visit(), a_visit(content=CONTENT * 8), replace(an_empty_visit(), number="ZF-2026-0003")]
    with Reading(visit_records(visits)) as reading:
        text = [reading.squeezed(page) for page in range(len(reading))]
        assert len(text) == 5
        assert "第1页共1页" in text[0]
        assert ["第1页共3页" in text[1], "第3页共3页" in text[3]] == [True, True]
        assert "ZF-2026-0003" in text[4]
        assert [title.split(" ")[0] for _level, title in reading.outline()] == [
            "ZF-2026-0001", "ZF-2026-1147", "ZF-2026-0003",
        ]  # fmt: skip


def test_many_records_stop_when_they_are_cancelled() -> None:
    def stop(done: int, _total: int | None = None, /) -> None:
        if done > 400:
            raise Cancelled

    with pytest.raises(Cancelled):
        visit_records([an_empty_visit()] * 20, stop)


def test_a_record_of_a_visit_that_is_not_there_is_refused(work: Fieldwork) -> None:
    with pytest.raises(NotFound):
        work.bureau.office.read(visit_prints, work.staff, [a_full_visit(work), 999])

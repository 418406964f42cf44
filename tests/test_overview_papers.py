"""Papers for the office's own desk: an enterprise's file, the sheet of a demand, the ledger, what is late."""

from datetime import date

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.progress import Cancelled
from officer_app.demands.service import Rating, answer_demand, assign_demand, rate_demand, take_up_demand
from officer_app.overview import demand_ledger as ledger_module
from officer_app.overview.demand_ledger import demand_ledger, demand_ledger_paper
from officer_app.overview.demand_sheet import demand_sheet
from officer_app.overview.demand_sheet_paper import demand_sheet_paper
from officer_app.overview.dossier_paper import DossierPrint, dossier_paper, dossier_print
from officer_app.overview.overdue_list import overdue_list, overdue_paper
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.pdf_reading import Reading

_MARKUP = "<b>粗</b>&amp; <img src=file:///etc/passwd> <para>"


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def squeezed(pdf: bytes) -> str:
    with Reading(pdf) as reading:
        return reading.squeezed()


def settled(work: Fieldwork, enterprise: int) -> int:
    """A demand that went all its way."""
    key = work.demand(enterprise, "申请人才公寓 6 套").id
    office = work.bureau.office
    office.perform(assign_demand, work.liaison, key, work.specialist.id or 0, version=1, note="请周颖牵头")
    office.perform(take_up_demand, work.specialist, key, version=2)
    office.perform(answer_demand, work.specialist, key, "已排入十二月批次", version=3)
    office.perform(rate_demand, work.liaison, key, Rating.CONTENT, version=4)
    return key


def test_the_sheet_of_a_demand_tells_every_step_the_answer_and_the_verdict(work: Fieldwork) -> None:
    enterprise = work.enterprise("上海澄原生物医药有限公司", work.liaison)
    work.contact(enterprise, "陈志远", "13812345678")
    key = settled(work, enterprise)
    text = squeezed(demand_sheet_paper(work.bureau.office.read(demand_sheet, work.staff, key)))
    for words in (
        "企业诉求办理单",
        "上海澄原生物医药有限公司",
        "陈志远（人事经理，138****5678）",
        "申请人才公寓6套",
        "请周颖牵头",
        "周颖",
        "已排入十二月批次",
        "企业评价满意",
        "承办人（签字）",
    ):
        assert words in text, words
    assert "13812345678" not in text
    # The answer stands once, not again among the steps.
    assert text.count("已排入十二月批次") == 1


def test_a_demand_as_long_as_a_book_is_printed_whole_and_its_signatures_stand_once(work: Fieldwork) -> None:
    enterprise = work.enterprise()
    long = "".join(chr(0x4E00 + n * 7 % 5000) for n in range(6000))
    key = work.demand(enterprise, _MARKUP + long).id
    pdf = demand_sheet_paper(work.bureau.office.read(demand_sheet, work.staff, key))
    with Reading(pdf) as reading:
        pages = [reading.squeezed(page) for page in range(len(reading))]
    text = "".join(pages)
    assert "".join(_MARKUP.split()) in text
    assert text.count("承办人（签字）") == 1
    assert len(pages) > 3
    assert all("（续）" in page for page in pages[1:])
    printed = "".join(page.split("生成")[0] for page in pages)
    assert sum(printed.count(sign) for sign in set(long)) >= len(long)


def test_the_ledger_counts_what_it_lists(work: Fieldwork) -> None:
    office = work.bureau.office
    first, second = work.enterprise("上海岚恒信息技术有限公司"), work.enterprise("上海沅衍医药科技有限公司")
    settled(work, first)
    work.demand(second, "两名骨干子女入学", handler=work.specialist)
    late = work.demand(second, "居住证积分咨询")
    work.bureau.clock.set(date(2026, 10, 12))
    ledger = office.read(demand_ledger, work.staff, TODAY, date(2026, 10, 12))
    counts = ledger.counts
    assert (counts.all, counts.open, counts.overdue, counts.rated, counts.content) == (3, 2, 2, 1, 1)
    assert [line.number for line in ledger.lines] == sorted(line.number for line in ledger.lines)
    text = squeezed(demand_ledger_paper(ledger))
    assert "共3件，在办2件（逾期2件，暂停计时0件）；已评价1件，满意和基本满意1件。" in text
    assert f"【{late.category.label}】居住证积分咨询" in text
    of_one = office.read(demand_ledger, work.staff, TODAY, TODAY, work.specialist.id)
    assert {line.handler for line in of_one.lines} == {"周颖"}
    assert "承办人：周颖" in squeezed(demand_ledger_paper(of_one))


def test_a_ledger_of_an_empty_period_says_so_and_one_that_ends_before_it_begins_is_refused(work: Fieldwork) -> None:
    office = work.bureau.office
    text = squeezed(demand_ledger_paper(office.read(demand_ledger, work.staff, days_ago(30), days_ago(1))))
    assert "本期未收集到诉求" in text
    with pytest.raises(Invalid, match="起始"):
        office.read(demand_ledger, work.staff, TODAY, days_ago(1))


def test_a_former_answer_is_told_among_the_steps_and_the_one_that_stands_in_its_place(work: Fieldwork) -> None:
    office, enterprise = work.bureau.office, work.enterprise()
    key = work.demand(enterprise).id
    office.perform(assign_demand, work.liaison, key, work.specialist.id or 0, version=1)
    office.perform(take_up_demand, work.specialist, key, version=2)
    office.perform(answer_demand, work.specialist, key, "模板已经发出", version=3)
    office.perform(rate_demand, work.liaison, key, Rating.NOT_CONTENT, version=4, note="企业要求上门说明")
    office.perform(answer_demand, work.specialist, key, "已经上门说明", version=work.of_demand(key).version)
    text = squeezed(demand_sheet_paper(office.read(demand_sheet, work.staff, key)))
    assert text.count("模板已经发出") == text.count("已经上门说明") == 1
    assert "企业要求上门说明" in text
    assert "回访意见—" in text


def test_a_ledger_of_too_many_demands_is_refused_before_they_are_read(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    enterprise = work.enterprise()
    for _n in range(3):
        work.demand(enterprise)
    monkeypatch.setattr(ledger_module, "MOST_DEMANDS", 2)
    with pytest.raises(ledger_module.TooManyDemands) as refused:
        work.bureau.office.read(demand_ledger, work.staff, TODAY, TODAY)
    assert refused.value.params == {"n": 3, "most": 2}


def test_a_ledger_can_be_cancelled(work: Fieldwork) -> None:
    work.demand(work.enterprise())
    ledger = work.bureau.office.read(demand_ledger, work.staff, TODAY, TODAY)

    def cancel(_done: int, _all: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        demand_ledger_paper(ledger, cancel)


def test_what_is_late_is_listed_by_officer_and_nothing_else(work: Fieldwork) -> None:
    office = work.bureau.office
    late = work.enterprise("上海沅越环境工程有限公司", work.liaison, since=date(2025, 1, 6))
    fresh = work.enterprise("上海璟衡精密模具有限公司", work.colleague, since=date(2025, 1, 6))
    work.visit(fresh, work.colleague)
    work.demand(late, "厂区公交末班时间过早", handler=work.specialist)
    found = office.read(overdue_list, work.supervisor)
    assert [(one.officer, one.enterprise) for one in found.contacts] == [("王敏", "上海沅越环境工程有限公司")]
    assert found.contacts[0].late > 0
    assert found.demands == ()
    work.bureau.clock.set(date(2026, 10, 12))
    found = office.read(overdue_list, work.supervisor)
    assert [(one.handler, one.late) for one in found.demands] == [("周颖", 3)]
    text = squeezed(overdue_paper(found))
    assert "一、应联系未联系的企业（1家）" in text
    assert "二、逾期未办结的诉求（1件）" in text
    of_one = office.read(overdue_list, work.supervisor, work.colleague.id)
    assert (of_one.contacts, of_one.demands) == ((), ())
    text = squeezed(overdue_paper(of_one))
    assert "没有逾期的联系。" in text
    assert "没有逾期的诉求。" in text


def test_an_enterprise_s_file_on_paper_holds_what_the_file_holds(work: Fieldwork) -> None:
    office = work.bureau.office
    enterprise = work.enterprise("上海澄原生物医药有限公司", work.liaison)
    work.contact(enterprise, "陈志远", "13812345678")
    work.visit(enterprise, content=_MARKUP)
    settled(work, enterprise)
    text = squeezed(dossier_paper(office.read(dossier_print, work.staff, enterprise)))
    for words in (
        "企业服务档案",
        "联络员王敏",
        "陈志远人事经理138****5678首要联系人",
        "ZF-2026-0001",
        "【人才公寓】申请人才公寓6套",
        "尚无归档材料",
        "".join(_MARKUP.split()),
    ):
        assert words in text, words
    assert "13812345678" not in text


def test_an_empty_file_says_what_is_missing_and_an_unknown_enterprise_is_refused(work: Fieldwork) -> None:
    office = work.bureau.office
    text = squeezed(dossier_paper(office.read(dossier_print, work.staff, work.enterprise())))
    for words in ("尚无走访记录", "尚未收集到诉求", "尚未分配联络员", "尚未登记联系人"):
        assert words in text, words
    with pytest.raises(NotFound):
        office.read(dossier_print, work.staff, 999_999)


def test_the_same_file_is_the_same_paper_byte_for_byte(work: Fieldwork) -> None:
    found: DossierPrint = work.bureau.office.read(dossier_print, work.staff, work.enterprise())
    assert dossier_paper(found) == dossier_paper(found)

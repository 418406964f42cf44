"""The three papers: what stands on them, where, and that nothing typed can spoil them."""

import errno
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pypdfium2.raw as raw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_app import i18n
from officer_app.core.documents.paper import MM
from officer_app.core.errors import DiskTrouble
from officer_app.core.privacy import mask_id, mask_name, mask_phone, with_numbers_masked
from officer_app.quota.printed import CasePrint, Opinion, QuotaLine, Score
from officer_app.quota.report import approval_form, write_approval_form
from officer_app.visits.printed import (
    DemandLine,
    OurPerson,
    PersonMet,
)
from officer_app.visits.report import period_report, visit_record, write_period_report, write_visit_record
from tests.paper_samples import CONTENT, MADE, OFFICE, a_case, a_month, a_visit, an_empty_visit, with_visits
from tests.pdf_reading import Reading

FACES = {
    "NotoSansSC-Regular", "NotoSansSC-SemiBold", "NotoSerifSC-Bold", "NotoSerifSC-Light", "NotoSerifSC-Medium",
    "NotoSansSCNames-Regular", "NotoSansSCNames-SemiBold",
    "OfficeKai-Regular", "OfficeKai-Light", "OfficeKaiRare-Regular",
}  # fmt: skip

HOSTILE = (
    "<b>粗</b>", "A & B &amp; &lt;C&gt;", "<font color=red>红</font>", '<img src="file:///etc/passwd"/>',
    '<a href="http://example.invalid/">链</a>', "<para>", "</para></b><i>未闭", "%(x)s {y} %d", "(括号\\)", "]]>",
)  # fmt: skip


def han(text: str) -> list[str]:
    return sorted(sign for sign in text if "\u3400" <= sign <= "\u9fff" or sign >= "\U00020000")


# ---- all papers ----------------------------------------------------------------------------------------------------

PAPERS: dict[str, Callable[[], bytes]] = {
    "visit": lambda: visit_record(a_visit()),
    "month": lambda: period_report(a_month()),
    "case": lambda: approval_form(a_case()),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_small_uses_only_shipped_faces_and_copies_out_clean(name: str) -> None:
    data = PAPERS[name]()
    assert 40_000 < len(data) < 300_000
    with Reading(data) as reading:
        assert reading.faces() <= FACES
        text = reading.text()
        assert not re.search("[\ufffd\ufffe\ue000-\uf8ff\x00-\x09\x0b-\x1f]", text)
        assert "宋龑" in text or "骆龑" in text


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_made_twice_is_the_same_file(name: str) -> None:
    assert PAPERS[name]() == PAPERS[name]()


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_chinese_whatever_language_the_window_speaks(name: str) -> None:
    with i18n.speaking("en"):
        assert PAPERS[name]() == PAPERS[name]()
        with Reading(PAPERS[name]()) as reading:
            assert not re.search(r"(On site|Done|Periodic|Closed)", reading.text())


@pytest.mark.parametrize("name", PAPERS)
def test_metadata_name_the_office_and_the_paper_but_nobody(name: str) -> None:
    with Reading(PAPERS[name]()) as reading:
        said = reading.metadata()
    assert said["Author"] == OFFICE
    assert said["CreationDate"].startswith("D:20261119084200")
    assert not any(person in value for value in said.values() for person in ("龑", "何", "衡枢", "沪北"))


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_drawn_outside_the_margins(name: str) -> None:
    with Reading(PAPERS[name]()) as reading:
        for page in range(len(reading)):
            for sign in reading.signs(page):
                assert sign.left >= 25 * MM - 0.6, sign
                assert sign.right <= 190 * MM + 0.6, sign
                assert 12 * MM < sign.y < 286 * MM, sign


@pytest.mark.parametrize(
    ("write", "paper"),
    [
        (write_visit_record, a_visit()),
        (write_period_report, a_month(3)),
        (write_approval_form, a_case()),
    ],
)
def test_a_full_disk_during_a_paper_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[object, Path], None], paper: object
) -> None:
    target = tmp_path / "文件.pdf"
    write(paper, target)
    assert target.read_bytes().startswith(b"%PDF")
    target.unlink()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskTrouble):
        write(paper, target)
    assert not list(tmp_path.iterdir())


# ---- markup --------------------------------------------------------------------------------------------------------


def _spoilt(text: str) -> dict[str, bytes]:
    person, ours = PersonMet(text, text, "13800130026"), OurPerson(text, text)
    visit = a_visit(
        enterprise=text, address=text, place=text, content=text, follow_up=text,
        people_met=(person,), our_people=(ours,),
        demands=(DemandLine("SQ-1", text, text, "closed", None, "content"),), subdistrict=text, liaison=text,
    )  # fmt: skip
    case = a_case(
        enterprise=text, applicant=text, reason=text, papers=text, school=text, title=text,
        employer=Opinion(text, text, date(2026, 1, 2)),
    )  # fmt: skip
    month = with_visits(a_month(2, officer=text, subdistrict=text), replace(visit, visited_on=date(2026, 10, 8)))
    return {"visit": visit_record(visit), "case": approval_form(case), "month": period_report(month)}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_printed_as_it_was_typed(text: str) -> None:
    wanted = "".join(text.split())
    for data in _spoilt(text).values():
        with Reading(data) as reading:
            # A reader may give a hyphen or a bracket at a line's end otherwise; letters it must give as they are.
            assert wanted in reading.squeezed()
            assert reading.annotations() == 0
            assert raw.FPDF_PAGEOBJ_IMAGE not in reading.kinds()
        assert b"/URI" not in data
        assert b"/JavaScript" not in data


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60))
def test_any_ascii_in_a_visit_copies_out_as_typed(text: str) -> None:
    with Reading(visit_record(a_visit(content=text))) as reading:
        assert "".join(text.split()).replace("-", "") in reading.squeezed().replace("-", "").replace("\ufffe", "")


def test_bidirectional_controls_cannot_turn_a_name_round() -> None:
    with Reading(visit_record(a_visit(enterprise="上海\u202e司公限有"))) as reading:
        assert "上海[U+202E]司公限有" in reading.squeezed()


# ---- visit record --------------------------------------------------------------------------------------------------


def test_a_visit_fits_one_page_with_everything_on_it() -> None:
    with Reading(visit_record(a_visit())) as reading:
        assert len(reading) == 1
        text = reading.squeezed()
        for words in (
            OFFICE, "ZF-2026-1147",
            "上海沪北长屿供应链管理（集团）有限公司", "91310113MA1GK1946J", "2026年版其他贡献突出",
            "月浦镇", "富锦路8800弄16号3号楼", "宋龑（自2026年3月1日）", "周喆（安居资助）",
            "2026年11月19日14:00—15:20",
            "何㛃（人力资源总监，138****0026）、陈屹（行政经理）", "宋龑（联络员）、陆𬭎（专员）", "□✓上门", "□电话",
            "□✓即时",
            "□✓完成", "SQ-2026-0388", "办结", "2026-12-03", "2026年12月17日前", "第1页共1页",
            "第3稿2026-11-1916:42生成",
        ):  # fmt: skip
            assert words in text, words
        assert "13800130026" not in text
        body = text[text.index("企业今年新设") : text.index("薪酬信息。") + 5]
        assert han(body.replace("走访内容", "")) == han(CONTENT)
        assert [title for _level, title in reading.outline()] == ["ZF-2026-1147 上海沪北长屿供应链管理（集团）有限公司"]


def test_an_empty_visit_looks_deliberate() -> None:
    with Reading(visit_record(an_empty_visit())) as reading:
        text = reading.squeezed()
        assert len(reading) == 1
    assert text.count("—") >= 9
    assert "本次走访未收集到诉求" in text
    assert "未登记走访内容" in text
    assert "None" not in text


def test_a_long_visit_goes_on_and_its_signatures_never_stand_alone() -> None:
    for times in range(1, 14):
        with Reading(visit_record(a_visit(content=CONTENT * times))) as reading:
            pages = [reading.squeezed(page) for page in range(len(reading))]
        for page in pages[1:]:
            assert "走访记录（续）" in page
            assert "上海沪北长屿供应链管理（集团）有限公司" in page
        assert sum("企业确认：" in page for page in pages) == 1
        assert "待办事项" in pages[-1]
        assert "企业确认：" in pages[-1]


def test_twenty_thousand_characters_in_a_visit_are_all_there() -> None:
    content = ("企业反映人才公寓名额不足，希望增加。" * 1200)[:20_000]
    with Reading(visit_record(a_visit(content=content, demands=()))) as reading:
        text = reading.squeezed()
        assert len(reading) > 10
        assert text.count("反映") >= content.count("反映")
        assert text.count("。") >= content.count("。")
        body = sum(text.count(sign) for sign in "映寓名额")
        assert body >= sum(content.count(sign) for sign in "映寓名额")


def test_a_demand_of_thousands_of_characters_is_split_over_rows_and_pages() -> None:
    demands = tuple(DemandLine(f"SQ-{number}", "公寓名额" * 600, "宋", "closed") for number in range(4))
    with Reading(visit_record(a_visit(content="短。", demands=demands, follow_up=""))) as reading:
        assert len(reading) >= 3
        text = reading.squeezed()
        assert text.count("额") == 4 * 600
        for number in range(4):
            assert text.count(f"SQ-{number}") == 1
        assert text.count("诉求编号") == sum("公寓" in reading.squeezed(page) for page in range(len(reading)))


LONG_FIELDS = (
    "enterprise",
    "address",
    "place",
    "subdistrict",
    "liaison",
    "specialist",
    "follow_up",
    "content",
    "edition",
)


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_no_field_of_a_visit_is_too_long_to_be_printed_whole(field: str) -> None:
    with Reading(visit_record(a_visit(**{field: "鑫" * 2000}))) as reading:
        assert reading.squeezed().count("鑫") >= 2000
        for page in range(len(reading)):
            assert all(12 * MM < sign.y < 286 * MM for sign in reading.signs(page))


@pytest.mark.parametrize("field", ["enterprise", "subdistrict", "liaison", "content", "follow_up"])
def test_no_field_of_a_month_s_visit_is_too_long_to_be_printed_whole(field: str) -> None:
    visit = a_visit(visited_on=date(2026, 10, 9), **{field: "鑫" * 600})
    with Reading(period_report(with_visits(a_month(1), visit))) as reading:
        assert reading.squeezed().count("鑫") >= 600
        for page in range(1, len(reading)):
            assert all(12 * MM < sign.y < 286 * MM for sign in reading.signs(page))


@pytest.mark.parametrize("field", ["enterprise", "papers", "reason", "school", "post", "title", "contact", "liaison"])
def test_no_field_of_a_case_is_too_long_to_be_printed_whole(field: str) -> None:
    with Reading(approval_form(a_case(**{field: "鑫" * 1200}))) as reading:
        assert reading.squeezed().count("鑫") >= 1200
        assert "审批意见" in reading.squeezed()
        for page in range(len(reading)):
            assert all(12 * MM < sign.y < 286 * MM for sign in reading.signs(page))


def test_times_are_printed_as_far_as_they_are_known() -> None:
    for start, end, words in (
        (time(9, 5), None, "2026年11月19日09:05"),
        (None, time(10, 0), "2026年11月19日至10:00"),
        (None, None, "2026年11月19日"),
    ):
        with Reading(visit_record(a_visit(starts_at=start, ends_at=end))) as reading:
            assert words + "走访地点" in reading.squeezed()


# ---- approval form -------------------------------------------------------------------------------------------------


def test_an_approval_form_fits_one_page_with_its_numbers_masked() -> None:
    with Reading(approval_form(a_case())) as reading:
        assert len(reading) == 1
        text = reading.squeezed()
    for words in (
        "TR-2026-0042", "受理日期2026-11-09", "上海衡枢机器人有限公司", "310113********0417", "139****4471", "骆龑",
        "1989-04",
        "首席算法工程师（关节驱动）", "3****", "3.00", "1*****", "2（配偶、子女）", "应交9项", "86.8",
        "核定60=已用41+预留7（含本件）+剩余12",
        "QE-2026-0061", "用人单位意见", "顾承昊（签字）", "2026年11月6日", "公示期为2026年11月19日至25日",
        "审批意见", "第1页共1页",
    ):  # fmt: skip
        assert words in text, words
    assert "198904010417" not in text
    assert "13900004471" not in text


def test_points_stand_under_points() -> None:
    with Reading(approval_form(a_case())) as reading:
        signs = list(reading.signs(0))
    row = {round(sign.y) for sign in signs if sign.face == "NotoSansSC-SemiBold" and sign.text == "6" and sign.size > 9}
    full = [sign for sign in signs if sign.text == "0" and 9.4 < sign.size < 9.6]
    points = [sign.x for sign in signs if sign.text == "." and 9.4 < sign.size < 9.6 and round(sign.y) in row]
    assert len(points) == 6
    first = points[0]
    assert any(sign.x + 0.555 * 9.5 == pytest.approx(first, abs=0.1) for sign in full)


def test_a_long_opinion_goes_whole_to_an_attached_page() -> None:
    long = CONTENT * 2
    with Reading(approval_form(a_case(panel=Opinion(long, "王", date(2026, 1, 1)), reason=CONTENT * 3))) as reading:
        pages = [reading.squeezed(page) for page in range(len(reading))]
    assert pages[0].count("（见附页）") == 2
    attached = "".join(pages[1:])
    assert "附页" in attached
    assert attached.count("薪酬信息。") == 5
    assert "审批意见" in pages[0]


def test_an_empty_case_prints_places_to_write_in() -> None:
    case = CasePrint(OFFICE, "TR-2026-0001", 1, MADE, "上海沐衍医疗器械有限公司", "91310113MA1GK0001X", "骆龑")
    with Reading(approval_form(case)) as reading:
        text = reading.squeezed()
        assert len(reading) == 1
    assert "尚未评价" in text
    assert "尚未预留额度" in text
    assert text.count("年月日") == 6
    assert "None" not in text


def test_an_unscored_criterion_leaves_the_total_open() -> None:
    scores = (Score("市场化评价", Decimal(60), Decimal("27.5")), Score("成长性", Decimal(40)))
    with Reading(approval_form(a_case(scores=scores))) as reading:
        text = reading.squeezed()
    assert "6040100" in text
    assert "27.5——" in text


def test_the_quota_line_of_another_year_is_printed_as_given() -> None:
    with Reading(approval_form(a_case(quota=QuotaLine(2027, 58, 57, 1, 0)))) as reading:
        assert "2027年度专用额度核定58=已用57+预留1+剩余0" in reading.squeezed()


# ---- masks ---------------------------------------------------------------------------------------------------------


def test_identity_numbers_and_phones_are_masked() -> None:
    assert mask_id("310113198904010417") == "310113********0417"
    assert mask_phone("13800130026") == "138****0026"
    assert mask_phone("138-0013-0026") == "138****0026"
    assert mask_id("") == mask_phone("") == ""
    assert mask_phone("110") == "**0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("身份证310113198904010417，电话138 0013 0026", "身份证310113********0417，电话138****0026"),
        ("310113 19890401 041x", "310113********041x"),
        ("310113-19890401-0417。", "310113********0417。"),
        ("３１０１１３１９８９０４０１０４１７", "310113********0417"),
        ("１３８－００１３－００２６转３", "138****0026转３"),
        ("310113198913410417 mistyped", "310113********0417 mistyped"),
        ("old: 310113890401041", "old: 310113*****1041"),
        # Codes of enterprises and amounts are nobody's.
        ("91310113740000123X 913101137400001234", "91310113740000123X 913101137400001234"),
        ("注册资本 310113199001010 元，2026-03-04", "注册资本 310113199001010 元，2026-03-04"),
    ],
)
def test_numbers_typed_into_a_text_are_masked_however_they_are_written(typed: str, shown: str) -> None:
    assert with_numbers_masked(typed) == shown
    # A sign of a mask beside a whole number does not make it one that is masked.
    assert mask_phone("13800130026*") == mask_phone("138****0026") == "138****0026"


@given(st.text("0123456789Xx", min_size=1, max_size=20))
def test_a_mask_hides_most_of_a_number_and_keeps_its_length(number: str) -> None:
    for masked in (mask_id(number), mask_phone(number)):
        assert len(masked) == len(number)
        assert masked.count("*") >= min(3, len(number) - len(number) // 3)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("骆明", "骆*"),
        ("林清溪", "林*溪"),
        ("欧阳明", "欧阳*"),
        ("欧阳明月", "欧阳*月"),
        ("古丽娜扎尔", "古***尔"),
        ("买买提·阿不都", "买买提·***"),
        ("John Smith", "J*** S****"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_name_on_a_list_keeps_what_tells_people_apart_and_no_more(name: str, shown: str) -> None:
    assert mask_name(name) == shown

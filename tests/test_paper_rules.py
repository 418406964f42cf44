"""What holds for every list and form of the whole office, however long and hostile what they print."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from officer_app.core.documents.breaking import CLOSING, NO_END, compose
from officer_app.core.documents.faces import VALUE, MissingGlyph
from officer_app.core.documents.house import BOTTOM
from officer_app.core.documents.paper import MM
from tests import letter_samples as letters
from tests import overview_samples as samples
from tests import panel_samples as panel
from tests.paper_samples import NAMES
from tests.pdf_reading import Reading
from tests.test_papers import FACES

Made = Callable[..., bytes]

PAPERS: dict[str, tuple[Made, str, str]] = {
    # The paper, the head of the table that grows, and what each of its rows is known by.
    "dossier": (samples.a_dossier, "诉求内容", r"SQ-2026-20\d\d"),
    "demand sheet": (samples.a_demand_sheet, "经办人说明", r"步30\d\d"),
    "ledger": (samples.a_ledger, "诉求编号", r"SQ-2026-20\d\d"),
    "overdue list": (samples.an_overdue_list, "办理期限", r"SQ-2026-20\d\d"),
    "take along": (samples.a_take_along, "计划走访24家|（续）", r"SQ-2026-20\d\d"),
    "handover": (samples.a_handover, "移交职责", r"SQ-2026-2001"),
    "gap notice": (letters.a_gap_notice, "原因代码", r"材料10\d\d"),
    "checklist": (letters.a_checklist, "审核情况(?!栏)", r"材料10\d\d"),
    "public notice": (letters.a_public_notice, "工作单位", r"宋\*10\d\d"),
    "evaluation sheet": (panel.an_evaluation, "特殊人才评价表", r"项目10\d\d"),
    "agenda": (panel.an_agenda, "用人单位", r"TR-2026-10\d\d"),
    "minutes": (panel.minutes, "用人单位", r"申10\d\d"),
    "ranked list": (panel.a_ranked_list, "同分处理", r"TR-2026-10\d\d"),
    "quota ledger": (panel.a_quota_ledger, "转出→转入", r"10\d\d(?=(?:2027年)?\d\d-19)"),
}
LETTERS: dict[str, Made] = {
    "objection answer": letters.an_objection_answer,
    "decision": letters.a_decision,
    "summary": panel.a_summary,
    "approval form": panel.an_approval_form,
}
EVERY: dict[str, Made] = {**{name: made for name, (made, _head, _key) in PAPERS.items()}, **LETTERS}
HOSTILE = {
    "markup": "<b>粗</b>&amp; <img src=file:///etc/passwd> <para>%(x)s {y}",
    "rare": "陆𬭎宋龑周喆何㛃𫚉𠮷",
    "a long word": "W" * 240,
    "a long text": "".join(chr(0x4E00 + n * 7 % 5000) for n in range(3000)),
    "marks": "（“《》”）——……，。" * 20,
}


_REPLACING = re.compile(r"（替代2026年11月19日印发的(SP|PJ|JY|ED|NJ)-2026-0001）")


def _rows(reading: Reading, page: int) -> list[str]:
    """The words of each line of each cell: signs of one height that follow each other."""
    found: list[list[str]] = []
    before = None
    for sign in reading.signs(page):
        if before is None or abs(sign.y - before.y) > 0.5 or sign.left - before.right > sign.size:
            found.append([])
        found[-1].append(sign.text)
        before = sign
    return ["".join(signs) for signs in found]


@pytest.mark.parametrize("name", EVERY)
def test_a_paper_uses_the_shipped_faces_keeps_its_margins_and_breaks_lines_by_the_rules(name: str) -> None:
    data = EVERY[name]()
    assert len(data) < 300_000
    with Reading(data) as reading:
        assert reading.faces() <= FACES
        text = reading.text()
        assert not re.search("[\ufffd\ufffe\ue000-\uf8ff\x00-\x09\x0b-\x1f]", text)
        assert "龑" in text
        for page in range(len(reading)):
            for sign in reading.signs(page):
                assert sign.left >= 25 * MM - 0.6, sign
                assert sign.right <= 190 * MM + 0.6, sign
            for line in _rows(reading, page):
                assert line[0] not in CLOSING, line
                assert line[-1] not in NO_END, line


@pytest.mark.parametrize("name", EVERY)
def test_what_stands_in_the_foot_of_a_page_stands_beside_each_other(name: str) -> None:
    with Reading(EVERY[name]()) as reading:
        for page in range(len(reading)):
            foot = sorted((sign.left, sign.right, sign.text) for sign in reading.signs(page) if sign.y > BOTTOM + 1)
            for one, two in pairwise(foot):
                assert two[0] > one[1] - 0.5, (one, two)


@pytest.mark.parametrize(
    "made",
    [
        panel.an_evaluation,
        panel.an_agenda,
        panel.minutes,
        panel.a_ranked_list,
        panel.a_quota_ledger,
        panel.a_summary,
        panel.an_approval_form,
    ],
)
def test_a_paper_that_replaces_another_names_it(made: Made) -> None:
    with Reading(made()) as reading:
        assert _REPLACING.search(reading.squeezed(0))


@pytest.mark.parametrize("many", range(24, 40))
def test_a_ledger_and_a_ranked_list_keep_total_note_and_signatures_with_their_last_rows(many: int) -> None:
    for made, closing in (
        (panel.a_quota_ledger, ("期末结余", "台账只增不改", "编制人（签字）", "2027年")),
        (panel.a_ranked_list, ("粗线以下为额度不足", "候补")),
    ):
        with Reading(made(samples.WORD, many)) as reading:
            last = reading.squeezed(len(reading) - 1)
            for words in closing:
                assert words in last, (words, last)


@pytest.mark.parametrize("name", PAPERS)
def test_the_head_stands_on_every_page_of_a_table_and_every_row_once(name: str) -> None:
    make, head, key = PAPERS[name]
    with Reading(make()) as reading:
        pages = [reading.squeezed(page) for page in range(len(reading))]
    if name != "handover":
        found = [row for page in pages for row in re.findall(key, page)]
        assert len(found) == len(set(found)) > 20
        assert found == sorted(found)
    else:
        assert sum(len(re.findall(key, page)) for page in pages) == 60
    for page in pages:
        if re.search(key, page):
            assert len(re.findall(head, page)) == 1


@pytest.mark.parametrize("name", EVERY)
def test_a_paper_made_twice_is_the_same_bytes(name: str) -> None:
    make = EVERY[name]
    assert make(samples.WORD, 3) == make(samples.WORD, 3)


@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", EVERY)
def test_nothing_typed_overlaps_leaves_its_cell_or_the_page(name: str, word: str) -> None:
    with Reading(EVERY[name](word, 3)) as reading:
        assert reading.annotations() == 0
        for page in range(len(reading)):
            signs = [sign for sign in reading.signs(page) if sign.y < BOTTOM + 1]
            for sign in signs:
                assert sign.left >= 25 * MM - 0.6, sign
                assert sign.right <= 190 * MM + 0.6, sign
            lines: dict[float, list[tuple[float, float, str]]] = {}
            for sign in signs:
                # The second half of a rare character stands where its first one does.
                if not "\udc00" <= sign.text <= "\udfff":
                    lines.setdefault(round(sign.y, 1), []).append((sign.left, sign.right, sign.text))
            for line in lines.values():
                line.sort()
                for one, two in pairwise(line):
                    assert two[0] > one[1] - 2.2, (one, two)


def test_the_list_of_a_handover_begins_below_its_terms_however_long_the_names_are() -> None:
    with Reading(samples.a_handover("很长的名字" * 16, 2)) as reading:
        signs = list(reading.signs(0))
        above = "".join(sign.text for sign in signs)
        assert above.index("移交职责") > 0
        head = next(sign.y for one, sign in enumerate(signs) if above[one : one + 4] == "移交职责")
        reason = next(sign.y for one, sign in enumerate(signs) if above[one : one + 4] == "移交事由")
        assert head > reason + 25


@pytest.mark.parametrize(
    ("name", "number"),
    [("ledger", "SQ-2026-2001"), ("overdue list", "SQ-2026-2001"), ("take along", NAMES[0]), ("handover", NAMES[0])],
)
def test_a_list_names_the_row_with_a_character_that_cannot_be_printed(name: str, number: str) -> None:
    with pytest.raises(MissingGlyph, match=number) as refused:
        PAPERS[name][0](samples.WORD + "🏭", 3)
    assert refused.value.params["code"] == "U+1F3ED"


def test_a_short_bracket_stays_whole_in_a_name() -> None:
    lines = compose("上海泓越数控机床（集团）有限公司", VALUE, 9, 10.7 * 9, company=True)
    assert [line.text for line in lines] == ["上海泓越数控机床", "（集团）有限公司"]


# A public notice or a meeting about nobody is not made, and their headings fill more than one page.
@pytest.mark.parametrize("name", [name for name in PAPERS if name not in ("public notice", "agenda", "minutes")])
def test_a_paper_without_rows_is_a_page(name: str) -> None:
    with Reading(PAPERS[name][0](many=0)) as reading:
        assert len(reading) == 1

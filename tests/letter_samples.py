"""Invented letters and notices about cases for tests; `word` stands in every field that somebody types."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from officer_app.core.documents.stamp import Stamp
from officer_app.quota.letters.checklist_paper import draw_checklist
from officer_app.quota.letters.drawing import draw_decision, draw_gap_notice, draw_objection_answer, draw_public_notice
from officer_app.quota.letters.printed import (
    DecisionLetter,
    GapLine,
    GapNotice,
    Letterpaper,
    ListedPaper,
    NamedPerson,
    ObjectionAnswer,
    PaperChecklist,
    PublicNotice,
)
from tests.overview_samples import WORD
from tests.paper_samples import NAMES, OFFICE

HEAD = Letterpaper(
    office=OFFICE,
    made_at=datetime(2026, 11, 19, 16, 42, tzinfo=ZoneInfo("Asia/Shanghai")),
    contact="顾承昊",
    phone="021-5600 0134",
    stamp=Stamp("宝人社补告〔2026〕31 号"),
)
CASE = "宝人特〔2026〕47 号"
# Fields for names take fewer signs than those for texts.
_NAME = 80


def _enterprise(word: str) -> str:
    return NAMES[0] if word.startswith(WORD) else word[:200]


def _person(word: str) -> str:
    return "宋龑" if word.startswith(WORD) else word[:_NAME]


def a_gap_notice(word: str = WORD, many: int = 24) -> bytes:
    """With so many gaps."""
    gaps = tuple(GapLine(f"材料10{n:02d}", word[:200], "按清单要求的形式提交", "F-07") for n in range(many))
    return draw_gap_notice(
        GapNotice(
            HEAD, _enterprise(word), CASE, date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 18), 13, gaps, word
        )
    )


def a_checklist(word: str = WORD, many: int = 60) -> bytes:
    """With so many papers."""
    papers = tuple(
        ListedPaper(f"材料10{n:02d}", "必要", "复印件", "企业上传", 3, date(2026, 11, 4), "", word[:200])
        for n in range(many)
    )
    return draw_checklist(PaperChecklist(HEAD, CASE, _enterprise(word), _person(word), date(2026, 1, 1), papers))


def a_public_notice(word: str = WORD, many: int = 40) -> bytes:
    """With so many people."""
    people = tuple(NamedPerson(f"宋*{10_00 + n}", _enterprise(word)) for n in range(many))
    return draw_public_notice(
        PublicNotice(
            HEAD,
            2026,
            4,
            (date(2026, 11, 18),),
            people,
            date(2026, 11, 19),
            date(2026, 11, 25),
            5,
            "工作日",
            True,
            f"宝山区友谊路 15 号（{word[:_NAME]}）",
        )
    )


def an_objection_answer(word: str = WORD, _many: int = 0) -> bytes:
    """To one whose words run over pages where `word` is long."""
    return draw_objection_answer(
        ObjectionAnswer(
            HEAD,
            _person(word),
            date(2026, 11, 20),
            "来信",
            "2026年第四批特殊人才引进公示名单",
            "宋*",
            word,
            word,
            word,
            False,
            date(2026, 11, 24),
        )
    )


def a_decision(word: str = WORD, _many: int = 0) -> bytes:
    """One that was not passed."""
    return draw_decision(
        DecisionLetter(
            HEAD,
            _enterprise(word),
            CASE,
            date(2026, 11, 4),
            _person(word),
            word[:120],
            False,
            date(2026, 11, 26),
            date(2026, 11, 18),
            (date(2026, 11, 19), date(2026, 11, 25)),
            word,
            2026,
            "7F3K-9QWD-M2XA-0V8R",
        )
    )

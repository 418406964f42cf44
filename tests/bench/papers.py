"""The same papers as somebody in a hurry would make them: reportlab's canvas alone, and Platypus with paragraphs.

The canvas gets every line already broken and placed, so it shows what drawing alone costs; Platypus breaks and places
the text itself, every cell a paragraph, as its manual shows.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple
from unittest import mock

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from officer_app import paths
from officer_app.core.documents import faces
from officer_app.core.documents.breaking import Line
from officer_app.core.documents.paper import HEIGHT, MM, Page
from officer_app.core.privacy import mask_phone
from officer_app.visits.printed import (
    DASH,
    DEMAND_STATES,
    INDUSTRIES,
    MODES,
    OUTCOMES,
    SHORT_INDUSTRIES,
    TRIGGERS,
    PeriodPrint,
    VisitPrint,
    visit_times,
)
from officer_app.visits.record_paper import TITLE

_GRID = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]


class DrawnText(NamedTuple):
    """A piece of text where it stands on a page."""

    page: int
    x: float
    baseline: float
    font: str
    size: float
    words: str


@contextmanager
def _watched() -> Iterator[list[DrawnText]]:
    """Every text drawn meanwhile."""
    seen: list[DrawnText] = []
    text, line = Page.text, Page.line

    def watch_text(
        page: Page, words: str, role: faces.Role, size: float, x: float, baseline: float, *rest: Any, **more: Any
    ) -> float:
        seen.append(DrawnText(page.number, x, baseline, role.base.key, size, words))
        return text(page, words, role, size, x, baseline, *rest, **more)

    def watch_line(page: Page, drawn: Line, x: float, baseline: float) -> None:
        paragraph = drawn.paragraph
        font = paragraph.role.base.key
        seen.append(DrawnText(page.number, x + drawn.shift, baseline, font, paragraph.size, drawn.text))
        line(page, drawn, x, baseline)

    with mock.patch.object(Page, "text", watch_text), mock.patch.object(Page, "line", watch_line):
        yield seen


def text_of(make: Callable[[], object]) -> list[DrawnText]:
    """The text of a paper of ours, line by line, in the order of its pages."""
    with _watched() as seen:
        make()
    return sorted((one for one in seen if one.words), key=lambda one: one.page)


@cache
def register_fonts() -> None:
    """Give reportlab the shipped faces under our names."""
    for face in vars(faces).values():
        if isinstance(face, faces.Face):
            pdfmetrics.registerFont(TTFont(face.key, str(paths.resources() / "fonts" / face.file)))


def on_canvas(drawn: list[DrawnText]) -> bytes:
    """The text drawn line by line, nothing else."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, pageCompression=1)
    page = 1
    font: tuple[str, float] | None = None
    for one in drawn:
        if one.page != page:
            canvas.showPage()
            page, font = one.page, None
        if font != (one.font, one.size):
            font = (one.font, one.size)
            canvas.setFont(*font)
        canvas.drawString(one.x, HEIGHT - one.baseline, one.words)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _cells(rows: list[list[str]], widths: list[float], style: ParagraphStyle, *, head: int = 0) -> Table:
    cells = [[Paragraph(escape(words or DASH), style) for words in row] for row in rows]
    return Table(cells, [width * MM for width in widths], style=_GRID, repeatRows=head)


def _record(visit: VisitPrint, small: ParagraphStyle, running: ParagraphStyle) -> list[Flowable]:
    theirs = "、".join(f"{one.name}（{one.title}，{one.phone}）" for one in visit.people_met)
    ours = "、".join(f"{one.name}（{one.role}）" for one in visit.our_people)
    when = f"{visit.visited_on} {visit.starts_at}—{visit.ends_at}"
    rows = [
        ["编号", visit.number, "企业", visit.enterprise],
        ["信用代码", visit.uscc, "类别", SHORT_INDUSTRIES.get(visit.industry, "")],
        ["街镇", visit.subdistrict, "地址", visit.address],
        ["时间", when, "地点", visit.place],
        ["方式", MODES[visit.mode], "触发", TRIGGERS[visit.trigger]],
        ["企业方", theirs, "我方", ours],
        ["结果", OUTCOMES[visit.outcome], "下次走访", str(visit.next_contact or "")],
    ]
    parts: list[Flowable] = [_cells(rows, [18, 64, 18, 64], small)]
    parts += [Paragraph(escape(words), running) for words in visit.content.split("\n")]
    if visit.demands:
        demands = [[one.number, one.text, one.handler, one.state, str(one.due)] for one in visit.demands]
        parts.append(_cells(demands, [30, 74, 18, 20, 22], small))
    return [*parts, Spacer(1, 12)]


def _styles() -> tuple[ParagraphStyle, ParagraphStyle]:
    register_fonts()
    small = ParagraphStyle("small", fontName=faces.VALUE.base.key, fontSize=9, leading=12.2, wordWrap="CJK")
    running = ParagraphStyle(
        "running", small, fontName=faces.RUNNING.base.key, fontSize=11, leading=17.8, firstLineIndent=22
    )
    return small, running


def _built(story: list[Flowable]) -> bytes:
    target = io.BytesIO()
    margins = {"leftMargin": 25 * MM, "rightMargin": 20 * MM, "topMargin": 20 * MM, "bottomMargin": 20 * MM}
    SimpleDocTemplate(target, pagesize=A4, pageCompression=1, **margins).build(story)
    return target.getvalue()


def _form(rows: list[list[str]], widths: list[float]) -> Table:
    """Labels and values by turns, each in its own face, as the form prints them."""
    label = ParagraphStyle("label", fontName=faces.STRONG.base.key, fontSize=9, leading=12.2, wordWrap="CJK")
    value = ParagraphStyle("value", label, fontName=faces.VALUE.base.key, fontSize=9.5)
    cells = [
        [Paragraph(escape(words or DASH), value if place % 2 else label) for place, words in enumerate(row)]
        for row in rows
    ]
    return Table(cells, [width * MM for width in widths], style=_GRID)


def record_in_platypus(visit: VisitPrint) -> bytes:
    """The record of a visit with all that the form shows."""
    small, running = _styles()
    title = ParagraphStyle("title", small, fontName=faces.FORM_TITLE.base.key, fontSize=20, leading=28, alignment=1)

    def choice(words: dict[str, str], chosen: str) -> str:
        return "　".join(f"{'✓' if code == chosen else '□'}{word}" for code, word in words.items())

    theirs = "、".join(f"{one.name}（{one.title}，{mask_phone(one.phone)}）" for one in visit.people_met)
    ours = "、".join(f"{one.name}（{one.role}）" for one in visit.our_people)
    halves = [20.0, 58.5, 20.0, 58.5]
    demands = [["序", "诉求编号", "诉求内容", "承办", "办理状态", "办理期限"]]
    demands += [
        [str(number), one.number, one.text, one.handler, DEMAND_STATES.get(one.state, ""), str(one.due)]
        for number, one in enumerate(visit.demands, 1)
    ]
    asked = [f"{number}. {one.question}" for number, one in enumerate(visit.checklist, 1)]
    answers = [choice({"y": "是", "n": "否"}, "y" if one.answer else "n") for one in visit.checklist]
    checks = [[*one, *other] for one, other in pairwise(zip(asked, answers, strict=True))][::2]
    story: list[Flowable] = [
        _form([["", visit.office, "编号", visit.number]], halves),
        Paragraph(TITLE, title),
        _form([["企业名称", visit.enterprise]], [20, 137]),
        _form(
            [
                ["信用代码", visit.uscc, "目录类别", f"{visit.edition}　{INDUSTRIES[visit.industry]}"],
                ["所在街镇", visit.subdistrict, "经营地址", visit.address],
                ["联络员", f"{visit.liaison}（自{visit.liaison_since}）", "专员", visit.specialist],
                ["走访时间", f"{visit.visited_on}　{visit_times(visit)}", "走访地点", visit.place],
                ["走访方式", choice(MODES, visit.mode), "触发方式", choice(TRIGGERS, visit.trigger)],
            ],
            halves,
        ),
        _form(
            [["走访结果", choice(OUTCOMES, visit.outcome)], ["企业参加", theirs], ["我方参加", ours]],
            [20, 137],
        ),
        *(Paragraph(escape(words), running) for words in visit.content.split("\n")),
        _cells(demands, [8, 30, 61, 17, 19, 22], small),
        _cells(checks, [52, 26, 52, 26], small),
        _form([["下次走访", str(visit.next_contact)], ["待办事项", visit.follow_up]], [20, 137]),
        _form([["企业确认：", "（签字、盖章）", "走访人员：", "（签字）　　　　年　　月　　日"]], halves),
        Paragraph(f"走访记录 {visit.number}　第 {visit.draft} 稿　{visit.made_at}　第 1 页　共 1 页", small),
    ]
    return _built(story)


def month_in_platypus(report: PeriodPrint) -> bytes:
    """The table of a month's visits and their records."""
    small, running = _styles()
    rows = [["序", "日期", "企业名称", "街镇", "行业", "方式", "触发", "结果", "联络员", "诉求"]]
    rows += [
        [
            str(number),
            f"{visit.visited_on:%m-%d}",
            visit.enterprise,
            visit.subdistrict,
            SHORT_INDUSTRIES.get(visit.industry, ""),
            MODES[visit.mode],
            TRIGGERS[visit.trigger],
            OUTCOMES[visit.outcome],
            visit.liaison,
            str(len(visit.demands)),
        ]
        for number, visit in enumerate(report.visits, 1)
    ]
    story: list[Flowable] = [_cells(rows, [10, 14, 44, 20, 18, 12, 12, 14, 16, 10], small, head=1), PageBreak()]
    for visit in report.visits:
        story += _record(visit, small, running)
    return _built(story)

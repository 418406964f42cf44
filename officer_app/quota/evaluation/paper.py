"""特殊人才评价表 on the house form: each criterion with its scale and every reviewer's points, totals, signatures."""

from decimal import Decimal
from typing import Final

from officer_app.core.documents.breaking import Line, compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.house import (
    HEAD,
    LEFT,
    MIDDLE,
    RIGHT,
    RISE,
    SPAN,
    STRIP,
    Cell,
    Frame,
    Row,
    Text,
    check_code,
    feet,
    label,
    made,
    value,
)
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.quota.evaluation.printed import EvaluationPrint, PrintedCriterion

TITLE: Final = "特殊人才评价表"
_ROW: Final = 7.2 * MM
_INSIDE: Final = SPAN - STRIP
_NAME, _POINTS, _FIGURE = 28 * MM, 16 * MM, 18 * MM
_WORDS: Final = _INSIDE - _NAME - _POINTS
_QUESTION: Final = _WORDS - 3 * _FIGURE
_SIGNED: Final = 24 * MM
_LEAD: Final = 12.0
_PLACES: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def draw_evaluation(sheet: EvaluationPrint) -> bytes:
    """The PDF of one case's evaluation sheet. Raises MissingGlyph for a character that no shipped face has."""
    title = f"{TITLE} {sheet.number}"
    paper = Paper(title=title, author=sheet.office, subject=TITLE, made_at=sheet.made_at)
    frame = Frame(lambda: _open(paper, sheet))
    frame.whole("案件", _case(sheet))
    for place, criterion in enumerate(sheet.criteria):
        frame.whole(_PLACES[place] if place < len(_PLACES) else str(place + 1), _criterion(criterion))
    totals, signatures = _totals(sheet), _signatures(sheet)
    # Nobody signs a page that does not say what for.
    if sum(row.height() for row in (*totals, *signatures)) > frame.room():
        frame.turn()
    frame.whole("总分", totals)
    frame.whole("签字", signatures)
    frame.close()
    paper.mark(title, paper.pages[0])
    feet(paper.pages, f"评价表 {sheet.number}  {made(sheet.made_at)}", check_code(sheet), len(paper.pages))
    return paper.finish()


def _open(paper: Paper, sheet: EvaluationPrint) -> tuple[Page, float]:
    page = paper.new_page()
    page.text(sheet.office, VALUE, 9, LEFT, HEAD)
    page.text(sheet.stamp.mark, VALUE, 9, RIGHT, HEAD, "right")
    if page.number > 1:
        page.text(f"{TITLE}（续）　{sheet.number}", STRONG, 10.5, LEFT, 25 * MM)
        return page, 28 * MM
    page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28 * MM, "center")
    page.text(f"编号  {sheet.number}", VALUE, 9, LEFT, 36 * MM)
    page.text(f"{sheet.title}　{chinese_day(sheet.since)}起施行", VALUE, 9, RIGHT, 36 * MM, "right")
    return page, 38 * MM


def _case(sheet: EvaluationPrint) -> list[Row | Text]:
    wide = _INSIDE - 2 * 20 * MM
    name = [label("用人单位", 20 * MM, 8.5), value(sheet.enterprise, _INSIDE - 20 * MM, 9.5, strong=True)]
    person = [
        label("申请人", 20 * MM, 8.5),
        value(sheet.applicant, wide * 0.3, 9.5, strong=True),
        label("岗位职务", 20 * MM, 8.5),
        value(sheet.post, wide * 0.7, 9),
    ]
    dates = [
        label("受理日期", 20 * MM, 8.5),
        value(sheet.accepted_on.isoformat(), wide * 0.3, 9),
        label("说　明", 20 * MM, 8.5),
        value("各项 0 至 100 分；加权分 = 平均分 × 权重；总分为各项加权分之和", wide * 0.7, 8.5),
    ]
    return [Row(name, _ROW), Row(person, _ROW), Row(dates, _ROW)]


def _criterion(one: PrintedCriterion) -> list[Row | Text]:
    """The criterion with its figures, the band they lie in, and a row for every reviewer."""
    apart = "" if len(one.marks) < 2 else f"相差 {one.spread}"
    figures = [
        Cell(_FIGURE, _figure("平均", one.mean), VALUE, 9),
        Cell(_FIGURE, _figure("加权", one.weighted), STRONG, 9),
        Cell(_FIGURE, apart or "—", STRONG if one.far else VALUE, 9),
    ]
    head = [
        label(one.name, _NAME, 9),
        Cell(_POINTS, f"{one.weight} %", VALUE, 9, "center", shaded=True),
        Cell(_QUESTION, one.question or "—", VALUE, 8.5, shaded=True),
        *figures,
    ]
    rows: list[Row | Text] = [Row(head, _ROW)]
    if one.band:
        band = [
            Cell(_NAME, "评分标准", VALUE, 8.5, "center"),
            Cell(_POINTS, one.band, VALUE, 9, "center"),
            Cell(_WORDS, one.band_words, VALUE, 9),
        ]
        rows.append(Row(band, 6 * MM))
    for mark in one.marks:
        given = [
            Cell(_NAME, mark.reviewer, VALUE, 9, "center"),
            Cell(_POINTS, str(mark.points), VALUE, 9.5, "center"),
            Cell(_WORDS, mark.said, VALUE, 9),
        ]
        rows.append(Row(given, 6 * MM))
    if not one.marks:
        rows.append(Row([Cell(_INSIDE, "尚未评分", VALUE, 9)], 6 * MM))
    return rows


def _figure(title: str, amount: Decimal | None) -> str:
    return f"{title} {amount if amount is not None else '—'}"


def _totals(sheet: EvaluationPrint) -> list[Row | Text]:
    rows: list[Row | Text] = []
    if len(sheet.reviewers) > 1:
        each = "　".join(f"{one.name} {one.total if one.total is not None else '未完成'}" for one in sheet.reviewers)
        apart = f"　相差 {sheet.apart}" if sheet.apart is not None else ""
        rows.append(Row([label("各评审人总分", _NAME, 8.5), Cell(_INSIDE - _NAME, each + apart, VALUE, 9)], _ROW))
    if sheet.total is None:
        found = "尚未完成评分，不作结论"
    else:
        reached = "达到" if sheet.total >= sheet.reference else "未达到"
        found = f"{reached}参考线 {sheet.reference} 分"
    total = "—" if sheet.total is None else str(sheet.total)
    rows.append(
        Row(
            [
                label("总　分", _NAME, 9.5),
                Cell(_POINTS + 8 * MM, total, STRONG, 12, "center"),
                Cell(_WORDS - 8 * MM, found, VALUE, 9.5),
            ],
            9 * MM,
        )
    )
    return rows


def _signatures(sheet: EvaluationPrint) -> list[Row | Text]:
    """A place for every reviewer to sign, two in a row."""
    names = [one.name for one in sheet.reviewers] or ["", ""]
    names += [""] if len(names) % 2 else []
    half = _INSIDE / 2

    def named(name: str) -> list[Line]:
        return compose(f"评审人　{name}", VALUE, 9, half - 12)

    def place(name: str, *, needed: bool) -> Cell:
        def draw(page: Page, x: float, y: float, width: float, height: float) -> None:
            if not needed:
                return
            for number, line in enumerate(named(name)):
                page.line(line, x + 6, y + 13.5 + number * _LEAD)
            page.text("签字：", VALUE, 9, x + 6, y + height - _SIGNED / 2 + 9 * RISE)
            page.text("年　　月　　日", VALUE, 9, x + width - 6, y + height - 8, "right")

        return Cell(half, draw=draw)

    blank = not sheet.reviewers
    return [
        Row(
            [place(first, needed=True), place(second, needed=blank or bool(second))],
            _SIGNED + (max(len(named(first)), len(named(second))) - 1) * _LEAD,
        )
        for first, second in zip(names[::2], names[1::2], strict=True)
    ]

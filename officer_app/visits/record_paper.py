"""走访记录 on the house form: one page; only the content and the demands go on to further pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import RUNNING, STRONG, VALUE, MissingGlyph
from officer_app.core.documents.house import (
    BOTTOM,
    LEFT,
    SPAN,
    STRIP,
    Cell,
    Frame,
    Row,
    Text,
    check_code,
    chinese_day,
    feet,
    form_head,
    label,
    made,
    ticks,
    value,
)
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.privacy import mask_phone
from officer_app.core.progress import Progress, portion
from officer_app.visits.printed import (
    DASH,
    DEMAND_STATES,
    INDUSTRIES,
    MODES,
    OUTCOMES,
    TRIGGERS,
    CheckLine,
    VisitPrint,
    planned_times,
    visit_times,
)

TITLE = "企业走访记录"
_UNWRITTEN = "（未登记走访内容）"

_INSIDE = SPAN - STRIP
_LABEL = 20 * MM
_VALUE = _INSIDE / 2 - _LABEL
_WIDE = _INSIDE - _LABEL
_ANSWER = 26 * MM
_ANSWER_LEAD = 16.2
# Signs that fit beside a question, and a question beside its answer.
_SHORT_ANSWER = 7
_LONG_QUESTION = 17


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How close the form is set: rows, lines of the text and its padding, checks, the place to sign."""

    row: float
    lead: float
    pad: float
    check: float
    sign: float


_USUAL: Final = _Sizes(8 * MM, 17.8, 9, 7 * MM, 27 * MM)
_CLOSE: Final = _Sizes(7 * MM, 16, 6, 6.2 * MM, 24 * MM)
# The form fills the page down to here when everything fits on one.
_FULL = 268 * MM


def draw_record(visit: VisitPrint) -> bytes:
    """The PDF of one visit's record."""
    paper = Paper(title=f"{TITLE} {visit.number}", author=visit.office, subject=TITLE, made_at=visit.made_at)
    _draw(paper, visit)
    return paper.finish()


def draw_records_together(visits: Sequence[VisitPrint], progress: Progress) -> bytes:
    """One PDF of several records, each with pages of its own and an entry in the outline.

    Raises MissingGlyph naming the visit, Cancelled.
    """
    first = visits[0]
    paper = Paper(title=TITLE, author=first.office, subject=TITLE, made_at=first.made_at)
    drawing = portion(progress, 0, 0.8)
    for number, visit in enumerate(visits):
        drawing(number, len(visits))
        try:
            _draw(paper, visit)
        except MissingGlyph as error:
            raise error.within(visit.number) from error
    return paper.finish(portion(progress, 0.8, 1))


def _draw(paper: Paper, visit: VisitPrint) -> None:
    """Append the record; what just does not fit on one page is set a little closer, if that helps."""
    before, marks = len(paper.pages), len(paper.marks)

    def pages(sizes: _Sizes) -> int:
        del paper.pages[before:], paper.marks[marks:]
        _draw_in(paper, visit, sizes)
        return len(paper.pages) - before

    if pages(_USUAL) == 2 and pages(_CLOSE) > 1:
        pages(_USUAL)


def _draw_in(paper: Paper, visit: VisitPrint, sizes: "_Sizes") -> None:
    before = len(paper.pages)
    row = sizes.row
    frame = Frame(lambda: _open(paper, visit, first=len(paper.pages) == before))
    frame.whole("企业", _enterprise(visit, row))
    frame.whole("走访", _visit(visit, row))
    frame.whole("人员", _people(visit, row))
    head, demands = _demands(visit, row)
    checks = _checks(visit.checklist, sizes)
    later = _later(visit, row)
    answered = compose(visit.answered, RUNNING, 10.5, _INSIDE - 14, justify=True) if visit.answered else []
    answers: list[Row | Text] = [Text(answered, _ANSWER_LEAD, pad=sizes.pad)] if answered else []
    others = [*([head] if head else []), *answers, *demands, *checks, *later]
    below = sizes.sign + sum(one.height() for one in others)
    content = compose(visit.content or _UNWRITTEN, RUNNING, 11, _INSIDE - 14, indent=22, justify=True)
    text = Text(content, sizes.lead, pad=sizes.pad)
    if frame.y + text.height() + below <= BOTTOM:
        text.least = _FULL - frame.y - below
    frame.split("走访内容", [text])
    if answers:
        frame.split("答复", answers)
    frame.split("诉求", demands, head=head)
    if checks:
        frame.whole("核对", checks)
    # The signatures never stand on a page alone: what follows the visit goes with them.
    if sum(one.height() for one in later) + sizes.sign > frame.room():
        frame.turn()
    frame.whole("后续", later)
    _sign(frame, sizes.sign)
    frame.close()
    pages = paper.pages[before:]
    paper.mark(f"{visit.number} {visit.enterprise}", pages[0])
    foot = f"走访记录 {visit.number}  第 {visit.draft} 稿  {made(visit.made_at)}"
    feet(pages, foot, check_code(visit), len(pages), before=before)


def _open(paper: Paper, visit: VisitPrint, *, first: bool) -> tuple[Page, float]:
    page = paper.new_page()
    mark = "（退回待补充）" if visit.returned else "（已更正）" if visit.draft > 1 else ""
    later = f"走访记录（续）　{visit.enterprise}"
    return page, form_head(page, TITLE, visit.office, f"编号  {visit.number}{mark}", later, first=first)


def _enterprise(visit: VisitPrint, row: float) -> list[Row | Text]:
    since = f"（自{chinese_day(visit.liaison_since)}）" if visit.liaison and visit.liaison_since else ""
    field = f"（{visit.specialist_field}）" if visit.specialist and visit.specialist_field else ""
    industry = INDUSTRIES.get(visit.industry, visit.industry)
    listing = "　".join(part for part in (visit.edition, industry) if part)
    return [
        Row([label("企业名称", _LABEL), value(visit.enterprise, _WIDE, 10.5, strong=True)], row),
        _pair("信用代码", visit.uscc, "目录类别", listing, row),
        _pair("所在街镇", visit.subdistrict, "经营地址", visit.address, row),
        _pair("联络员", visit.liaison + since, "专员", visit.specialist + field, row),
    ]


def _visit(visit: VisitPrint, row: float) -> list[Row | Text]:
    planned = planned_times(visit)
    when = "　".join(part for part in (chinese_day(visit.visited_on), visit_times(visit)) if part)
    when += f"（计划{planned}）" if planned else ""
    policies = [Row([label("宣讲政策", _LABEL), value("、".join(visit.policies), _WIDE)], row)]
    return [
        _pair("走访时间", when, "走访地点", visit.place, row),
        Row(
            [
                label("走访方式", _LABEL),
                Cell(_VALUE, draw=ticks([(word, code == visit.mode) for code, word in MODES.items()], gap=8)),
                label("触发方式", _LABEL),
                Cell(_VALUE, draw=ticks([(word, code == visit.trigger) for code, word in TRIGGERS.items()], gap=16)),
            ],
            row,
        ),
        Row(
            [
                label("走访结果", _LABEL),
                Cell(_WIDE, draw=ticks([(word, code == visit.outcome) for code, word in OUTCOMES.items()], gap=16)),
            ],
            row,
        ),
        *(policies if visit.policies else []),
    ]


def _people(visit: VisitPrint, row: float) -> list[Row | Text]:
    def met(name: str, *details: str) -> str:
        known = "，".join(detail for detail in details if detail)
        return f"{name}（{known}）" if known else name

    theirs = "、".join(met(one.name, one.title, mask_phone(one.phone)) for one in visit.people_met)
    ours = "、".join(met(one.name, one.department, one.role) for one in visit.our_people)
    return [
        Row([label("企业参加", _LABEL), value(theirs, _WIDE)], row),
        Row([label("我方参加", _LABEL), value(ours, _WIDE)], row),
    ]


def _demands(visit: VisitPrint, row: float) -> tuple[Row | None, list[Row | Text]]:
    """The head row and the rows; without demands a single row that says so."""
    if not visit.demands:
        return None, [Row([Cell(_INSIDE, "本次走访未收集到诉求")], row)]
    widths = [width * MM for width in (8, 30, 61, 17, 19, 22)]
    names = ("序", "诉求编号", "诉求内容", "承办", "办理状态", "办理期限")
    head = Row([label(name, width, 8.5) for name, width in zip(names, widths, strict=True)], 6.5 * MM)
    rows: list[Row | Text] = []
    for index, one in enumerate(visit.demands, 1):
        state = DEMAND_STATES.get(one.state, one.state)
        texts = (str(index), one.number, one.text, one.handler, state, one.due.isoformat() if one.due else "")
        cells = [
            Cell(width, text or DASH, VALUE, 9, "left" if place == 2 else "center")
            for place, (text, width) in enumerate(zip(texts, widths, strict=True))
        ]
        rows.append(Row(cells, 7 * MM))
    return head, rows


def _checks(lines: tuple[CheckLine, ...], sizes: _Sizes) -> list[Row | Text]:
    """Two questions a row, each with its boxes or its answer; what is answered at length has a row to itself."""
    rows: list[Row | Text] = []
    beside: list[Cell] = []
    for number, line in enumerate(lines, 1):
        question = f"{number}. {line.question}"
        if len(line.said) > _SHORT_ANSWER or len(line.question) > _LONG_QUESTION:
            rows += _row_of(beside, sizes.check)
            beside = []
            if line.said:
                rows.append(Row([Cell(_INSIDE / 2, question), Cell(_INSIDE / 2, line.said)], sizes.check))
            else:
                rows.append(Row([Cell(_INSIDE - _ANSWER, question), _boxes(line)], sizes.check))
            continue
        beside += [Cell(_INSIDE / 2 - _ANSWER, question), _boxes(line)]
        if len(beside) == 4:
            rows += _row_of(beside, sizes.check)
            beside = []
    return rows + _row_of(beside, sizes.check)


def _row_of(cells: list[Cell], height: float) -> list[Row | Text]:
    if not cells:
        return []
    blank = [Cell(_INSIDE / 2 - _ANSWER, ""), Cell(_ANSWER, "", bare=True)] if len(cells) < 4 else []
    return [Row([*cells, *blank], height)]


def _boxes(line: CheckLine) -> Cell:
    if line.said:
        return Cell(_ANSWER, line.said, STRONG, 9.5, bare=True)
    return Cell(_ANSWER, draw=ticks([("是", line.answer is True), ("否", line.answer is False)], gap=11), bare=True)


def _later(visit: VisitPrint, row: float) -> list[Row | Text]:
    entered = "；".join(
        words
        for words, known in (
            (f"由{visit.entered_by}代为登记", visit.entered_by),
            ("由历史台账导入", visit.imported_from),
            (f"退回补充：{visit.returned}", visit.returned),
        )
        if known
    )
    following = chinese_day(visit.next_contact) + "前" if visit.next_contact else ""
    return [
        Row([label("下次走访", _LABEL), value(following, _WIDE)], row),
        Row([label("待办事项", _LABEL), value(visit.follow_up, _WIDE)], row),
        *([Row([label("所附材料", _LABEL), value(visit.papers, _WIDE)], row)] if visit.papers else []),
        *([Row([label("登记说明", _LABEL), value(entered, _WIDE)], row)] if entered else []),
    ]


def _pair(first: str, one: str, second: str, other: str, height: float) -> Row:
    """Two labels with their values side by side."""
    return Row([label(first, _LABEL), value(one, _VALUE), label(second, _LABEL), value(other, _VALUE)], height)


def _sign(frame: Frame, height: float) -> None:
    """Two places to sign, as wide as the frame."""
    page, y = frame.page, frame.y
    for title, note, x in (("企业确认：", "（签字、盖章）", LEFT), ("走访人员：", "（签字）", LEFT + SPAN / 2)):
        page.text(title, STRONG, 9.5, x + 6, y + 13)
        page.text(note, VALUE, 9.5, x + 6, y + height - 8)
        page.text("年　　月　　日", VALUE, 9.5, x + SPAN / 2 - 6, y + height - 8, "right")
    page.rule(LEFT + SPAN / 2, y, LEFT + SPAN / 2, y + height)
    frame.y += height

"""走访记录 on the house form: one page; only the content and the demands go on to further pages."""

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, RUNNING, STRONG, VALUE
from officer_app.core.documents.house import (
    BOTTOM,
    HEAD,
    LEFT,
    MIDDLE,
    RIGHT,
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
    ticks,
    value,
)
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.privacy import mask_phone
from officer_app.visits.printed import (
    DASH,
    DEMAND_STATES,
    INDUSTRIES,
    MODES,
    OUTCOMES,
    TRIGGERS,
    CheckLine,
    VisitPrint,
    chinese_date,
    visit_times,
)

TITLE = "企业走访记录"
_UNWRITTEN = "（未登记走访内容）"

_ROW = 8 * MM
_INSIDE = SPAN - STRIP
_LABEL = 20 * MM
_VALUE = _INSIDE / 2 - _LABEL
_WIDE = _INSIDE - _LABEL
_SIGN = 27 * MM
_ANSWER = 26 * MM
_LEAD = 17.8
# The form fills the page down to here when everything fits on one.
_FULL = 268 * MM


def draw_record(visit: VisitPrint) -> bytes:
    """The PDF of one visit's record."""
    paper = Paper(title=f"{TITLE} {visit.number}", author=visit.office, subject=TITLE, made_at=visit.made_at)
    frame = Frame(lambda: _open(paper, visit))
    frame.whole("企业", _enterprise(visit))
    frame.whole("走访", _visit(visit))
    frame.whole("人员", _people(visit))
    head, demands = _demands(visit)
    checks = _checks(visit.checklist)
    later = _later(visit)
    below = _SIGN + sum(row.height() for row in [*([head] if head else []), *demands, *checks, *later])
    text = Text(compose(visit.content or _UNWRITTEN, RUNNING, 11, _INSIDE - 14, indent=22, justify=True), _LEAD)
    if frame.y + text.height() + below <= BOTTOM:
        text.least = _FULL - frame.y - below
    frame.split("走访内容", [text])
    frame.split("诉求", demands, head=head)
    if checks:
        frame.whole("核对", checks)
    # The signatures never stand on a page alone: what follows the visit goes with them.
    if sum(row.height() for row in later) + _SIGN > frame.room():
        frame.turn()
    frame.whole("后续", later)
    _sign(frame)
    frame.close()
    paper.mark(f"{visit.number} {visit.enterprise}", paper.pages[0])
    foot = f"走访记录 {visit.number}  第 {visit.draft} 稿  {made(visit.made_at)}"
    feet(paper.pages, foot, check_code(visit), len(paper.pages))
    return paper.finish()


def _open(paper: Paper, visit: VisitPrint) -> tuple[Page, float]:
    page = paper.new_page()
    page.text(visit.office, VALUE, 9, LEFT, HEAD)
    page.text(f"编号  {visit.number}", VALUE, 9, RIGHT, HEAD, "right")
    if page.number == 1:
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        return page, 34 * MM
    # A later page says again whose record it is; two lines are enough for that.
    baseline = 25 * MM
    for line in compose(f"走访记录（续）　{visit.enterprise}", STRONG, 10.5, SPAN, company=True)[:2]:
        page.line(line, LEFT, baseline)
        baseline += 15
    return page, baseline - 15 + 3 * MM


def _enterprise(visit: VisitPrint) -> list[Row | Text]:
    since = f"（自{chinese_date(visit.liaison_since)}）" if visit.liaison and visit.liaison_since else ""
    field = f"（{visit.specialist_field}）" if visit.specialist and visit.specialist_field else ""
    industry = INDUSTRIES.get(visit.industry, visit.industry)
    listing = "　".join(part for part in (visit.edition, industry) if part)
    return [
        Row([label("企业名称", _LABEL), value(visit.enterprise, _WIDE, 10.5, strong=True)], _ROW),
        _pair("信用代码", visit.uscc, "目录类别", listing),
        _pair("所在街镇", visit.subdistrict, "经营地址", visit.address),
        _pair("联络员", visit.liaison + since, "专员", visit.specialist + field),
    ]


def _visit(visit: VisitPrint) -> list[Row | Text]:
    when = "　".join(part for part in (chinese_date(visit.visited_on), visit_times(visit)) if part)
    return [
        _pair("走访时间", when, "走访地点", visit.place),
        Row(
            [
                label("走访方式", _LABEL),
                Cell(_VALUE, draw=ticks([(word, code == visit.mode) for code, word in MODES.items()], gap=8)),
                label("触发方式", _LABEL),
                Cell(_VALUE, draw=ticks([(word, code == visit.trigger) for code, word in TRIGGERS.items()], gap=16)),
            ],
            _ROW,
        ),
        Row(
            [
                label("走访结果", _LABEL),
                Cell(_WIDE, draw=ticks([(word, code == visit.outcome) for code, word in OUTCOMES.items()], gap=16)),
            ],
            _ROW,
        ),
    ]


def _people(visit: VisitPrint) -> list[Row | Text]:
    def met(name: str, *details: str) -> str:
        known = "，".join(detail for detail in details if detail)
        return f"{name}（{known}）" if known else name

    theirs = "、".join(met(one.name, one.title, mask_phone(one.phone)) for one in visit.people_met)
    ours = "、".join(met(one.name, one.role) for one in visit.our_people)
    return [
        Row([label("企业参加", _LABEL), value(theirs, _WIDE)], _ROW),
        Row([label("我方参加", _LABEL), value(ours, _WIDE)], _ROW),
    ]


def _demands(visit: VisitPrint) -> tuple[Row | None, list[Row | Text]]:
    """The head row and the rows; without demands a single row that says so."""
    if not visit.demands:
        return None, [Row([Cell(_INSIDE, "本次走访未收集到诉求")], _ROW)]
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


def _checks(lines: tuple[CheckLine, ...]) -> list[Row | Text]:
    """Two questions a row, each with its two boxes."""
    asked = [_check(number, line) for number, line in enumerate(lines, 1)]
    if len(asked) % 2:
        asked.append([Cell(_INSIDE / 2 - _ANSWER, ""), Cell(_ANSWER, "", bare=True)])
    return [Row([*left, *right], 7 * MM) for left, right in zip(asked[::2], asked[1::2], strict=True)]


def _check(number: int, line: CheckLine) -> list[Cell]:
    boxes = ticks([("是", line.answer is True), ("否", line.answer is False)], gap=11)
    return [
        Cell(_INSIDE / 2 - _ANSWER, f"{number}. {line.question}"),
        Cell(_ANSWER, draw=boxes, bare=True),
    ]


def _later(visit: VisitPrint) -> list[Row | Text]:
    following = chinese_date(visit.next_contact) + "前" if visit.next_contact else ""
    return [
        Row([label("下次走访", _LABEL), value(following, _WIDE)], _ROW),
        Row([label("待办事项", _LABEL), value(visit.follow_up, _WIDE)], _ROW),
    ]


def _pair(first: str, one: str, second: str, other: str) -> Row:
    """Two labels with their values side by side."""
    return Row([label(first, _LABEL), value(one, _VALUE), label(second, _LABEL), value(other, _VALUE)], _ROW)


def _sign(frame: Frame) -> None:
    """Two places to sign, as wide as the frame."""
    page, y = frame.page, frame.y
    for title, note, x in (("企业确认：", "（签字、盖章）", LEFT), ("走访人员：", "（签字）", LEFT + SPAN / 2)):
        page.text(title, STRONG, 9.5, x + 6, y + 13)
        page.text(note, VALUE, 9.5, x + 6, y + _SIGN - 8)
        page.text("年　　月　　日", VALUE, 9.5, x + SPAN / 2 - 6, y + _SIGN - 8, "right")
    page.rule(LEFT + SPAN / 2, y, LEFT + SPAN / 2, y + _SIGN)
    frame.y += _SIGN

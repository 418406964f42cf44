"""特殊人才引进审批表 on the house form: one page with six places for opinions and seals.

What does not fit its box goes whole to an attached page, and the box says so. Under a verdict stands the short form of
its signature; the QR code carries the case's number, the latest signature's number and short form, and the check code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from officer_app.core.documents.breaking import Line, compose, take
from officer_app.core.documents.faces import FORM_TITLE, RUNNING, STRONG, VALUE
from officer_app.core.documents.house import (
    BOTTOM,
    HEAD,
    LEFT,
    MIDDLE,
    PAD,
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
from officer_app.core.privacy import mask_amount, mask_id, mask_phone
from officer_app.core.words import chinese_day
from officer_app.quota.printed import CasePrint, Opinion, Score, printed_code

TITLE = "特殊人才引进审批表"
_ATTACHED = "（见附页）"

_ROW = 7.2 * MM
_INSIDE = SPAN - STRIP
_HALF = SPAN / 2
# A seal is 42 mm across.
_BOX = 42.7 * MM
_LEAST_BOX = 34 * MM
_QR = 18 * MM
_REASON_SIZE, _REASON_LEAD = 10.5, 15.6
_REASON_PAD = 6.0
_REASON_LINES = 3
_OPINION_LEAD = 15.6


@dataclass(frozen=True, slots=True)
class _Step:
    """A box: its heading, what was said, and who is to sign if nobody has yet."""

    heading: str
    opinion: Opinion
    signs: str


def draw_approval(case: CasePrint) -> bytes:
    """The PDF of one case's approval form."""
    paper = Paper(title=f"{TITLE} {case.number}", author=case.office, subject=TITLE, made_at=case.made_at)
    code = check_code(case, without=("made_at", "stamp"))
    attached: list[tuple[str, str]] = []
    frame = Frame(lambda: _open(paper, case, code))
    frame.whole("单位", _enterprise(case))
    frame.whole("申请人", _applicant(case))
    steps = _steps(case)
    after: list[tuple[str, list[Row | Text], bool]] = [
        ("材料", [Row([Cell(_INSIDE, case.papers or "—", size=9)], _ROW)], False),
        ("评价", _scores(case.scores), True),
        ("额度", [Row([Cell(_INSIDE, _quota(case), size=9)], _ROW)], False),
    ]
    below = sum(row.height() for _title, rows, _upright in after for row in rows)
    frame.whole("理由", [_reason(case, BOTTOM - frame.y - below - 3 * _BOX, attached)])
    for title, rows, upright in after:
        frame.whole(title, rows, upright=upright)
    if frame.room() < 3 * _LEAST_BOX:
        frame.turn()
    height = min(_BOX, frame.room() / 3)
    for first, second in zip(steps[::2], steps[1::2], strict=True):
        _boxes(frame, (first, second), height, attached)
    frame.close()
    paper.mark(f"{TITLE} {case.number}", paper.pages[0])
    if attached:
        _attach(paper, case, attached)
    foot = f"审批表 {case.number}  第 {case.draft} 稿  {case.stamp.foot}  {made(case.made_at)}"
    feet(paper.pages, foot, code, len(paper.pages))
    return paper.finish()


def _open(paper: Paper, case: CasePrint, code: str) -> tuple[Page, float]:
    page = paper.new_page()
    page.text(case.office, VALUE, 9, LEFT, HEAD)
    page.text(case.stamp.replacing, VALUE, 7.5, RIGHT - _QR - 4 * MM, HEAD, "right")
    page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28 * MM, "center")
    page.text(f"编号  {case.number}", VALUE, 9, LEFT, 34 * MM)
    page.text(f"受理日期  {_day(case.accepted_on) or '—'}", VALUE, 9, MIDDLE, 34 * MM, "center")
    page.text("单位：元、人、分", VALUE, 8.5, RIGHT - _QR - 4 * MM, 34 * MM, "right")
    _code_square(page, printed_code(case.number, case.signed, code), RIGHT - _QR, 14 * MM)
    return page, 36 * MM


def _code_square(page: Page, text: str, x: float, y: float) -> None:
    """A QR code of error level M, `_QR` wide, without a quiet zone of its own: the margin around is white."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    side = _QR / count
    for row in range(count):
        column = 0
        while column < count:
            start = column
            while column < count and code.isDark(row, column):
                column += 1
            if column > start:
                # A hair more, or viewers show seams between the modules.
                page.fill(x + start * side, y + row * side, (column - start) * side, side + 0.05, 0)
            column += 1


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _masked(amount: Decimal | str | None) -> str:
    return "" if amount is None else mask_amount(amount)


def _number(amount: Decimal | int | None) -> str:
    """As typed, without a fraction that is nought."""
    return f"{amount:f}".removesuffix(".00") if isinstance(amount, Decimal) else "" if amount is None else str(amount)


def _cells(*parts: tuple[str, float, str, float]) -> list[Cell]:
    """Labels and values by turns, widths in mm."""
    cells: list[Cell] = []
    for title, wide, text, room in parts:
        cells += [label(title, wide * MM, 8.5), value(text, room * MM, 9)]
    return cells


def _enterprise(case: CasePrint) -> list[Row | Text]:
    name = [label("单位名称", 18 * MM, 8.5), value(case.enterprise, 79 * MM, 9.5, strong=True)]
    return [
        Row([*name, *_cells(("信用代码", 17, case.uscc, 43))], _ROW),
        Row(
            _cells(
                ("注册街镇", 18, case.subdistrict, 27),
                ("目录类别", 17, case.industry, 35),
                ("在职人数", 17, _number(case.employees), 12),
                ("联络员", 14, case.liaison, 17),
            ),
            _ROW,
        ),
        Row(_cells(("单位联系人", 18, case.contact, 79), ("联系电话", 17, mask_phone(case.phone), 43)), _ROW),
    ]


def _applicant(case: CasePrint) -> list[Row | Text]:
    note = f"（{case.dependants_note}）" if case.dependants_note else ""
    family = _number(case.dependants) + note if case.dependants is not None else ""
    name = [label("姓　名", 18 * MM, 8.5), value(case.applicant, 31 * MM, 9.5, strong=True)]
    return [
        Row(
            [
                *name,
                *_cells(
                    ("性　别", 13, case.gender, 13),
                    ("出生年月", 17, _month(case.born), 21),
                    ("证件类型", 17, case.identity_type, 27),
                ),
            ],
            _ROW,
        ),
        Row(
            _cells(
                ("证件号码", 18, mask_id(case.id_number), 48),
                ("学历学位", 17, case.education, 30),
                ("职称", 13, case.title, 31),
            ),
            _ROW,
        ),
        Row(
            _cells(
                ("毕业院校", 18, case.school, 48),
                ("专　业", 17, case.major, 30),
                ("毕业", 13, _month(case.graduated), 31),
            ),
            _ROW,
        ),
        Row(
            _cells(
                ("岗位职务", 18, case.post, 48),
                ("入职日期", 17, _day(case.joined), 30),
                ("合同至", 13, _day(case.contract_end), 31),
            ),
            _ROW,
        ),
        Row(
            _cells(
                ("社保基数", 18, _masked(case.insurance_base), 19),
                ("缴费倍数", 17, f"{case.base_multiple:.2f}" if case.base_multiple is not None else "", 12),
                ("近12月个税", 20, _masked(case.income_tax), 27),
                ("随迁人数", 17, family, 27),
            ),
            _ROW,
        ),
    ]


def _reason(case: CasePrint, room: float, attached: list[tuple[str, str]]) -> Text:
    """The employer's reason; what does not fit above the boxes is told in full on an attached page."""
    indent = 21 if case.reason else 0
    lines = compose(case.reason or "—", RUNNING, _REASON_SIZE, _INSIDE - 14, indent=indent, justify=True)
    least = 2 * _REASON_PAD + _REASON_LINES * _REASON_LEAD
    text = Text(lines, _REASON_LEAD, max(least, room), _REASON_PAD)
    if text.height() <= max(room, least):
        return text
    attached.append(("申报理由", case.reason))
    fitting = max(int((room - 2 * _REASON_PAD) / _REASON_LEAD), _REASON_LINES) - 1
    kept = lines[: take(lines, fitting)]
    return Text([*kept, *compose(_ATTACHED, RUNNING, _REASON_SIZE, _INSIDE)], _REASON_LEAD, least, _REASON_PAD)


def _scores(scores: tuple[Score, ...]) -> list[Row | Text]:
    """Criteria, full marks and points; decimal points stand under each other, the total is bold."""
    if not scores:
        return [Row([Cell(_INSIDE, "尚未评价")], _ROW)]
    first = 18 * MM
    each = (_INSIDE - first) / (len(scores) + 1)
    scored = [score.points for score in scores if score.points is not None]
    total = sum(scored, Decimal()) if len(scored) == len(scores) else None
    places = max([-_exponent(points) for points in scored] or [0])
    full = sum((score.full for score in scores), Decimal())

    def line(title: str, amounts: list[Decimal | None], digits: int) -> Row:
        cells = [label(title, first, 8.5)]
        for index, amount in enumerate(amounts):
            last = index == len(amounts) - 1
            text = f"{amount:.{digits}f}" if amount is not None else "—"
            cells.append(Cell(each, draw=_at_point(text, strong=last)))
        return Row(cells, 6 * MM)

    return [
        Row([label("评价项目", first, 8.5), *(label(score.criterion, each, 8.5) for score in scores),
             label("合计", each, 8.5)], 6 * MM),
        line("满　分", [*(score.full for score in scores), full], max(0, *(-_exponent(one.full) for one in scores))),
        line("得　分", [*(score.points for score in scores), total], places),
    ]  # fmt: skip


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _at_point(text: str, *, strong: bool) -> Callable[[Page, float, float, float, float], None]:
    """Draws a number so that its decimal point stands in the middle of the cell, a little to the right."""
    role = STRONG if strong else VALUE
    whole, point, rest = text.partition(".")

    def draw(page: Page, x: float, y: float, width: float, height: float) -> None:
        baseline = y + height / 2 + 9.5 * RISE
        at = x + width / 2 + 4
        page.text(whole + point + rest, role, 9.5, at - page.paper.single(whole, role, 9.5)[0], baseline)

    return draw


def _quota(case: CasePrint) -> str:
    quota = case.quota
    if quota is None:
        return "尚未预留额度"
    # A full-width bracket brings its own space.
    this = "（含本件）" if quota.includes_this else " "
    parts = [
        f"{quota.year}年度专用额度",
        f"核定{quota.granted} = 已用{quota.used} + 预留{quota.reserved}{this}+ 剩余{quota.left}",
        f"　台账 {quota.entry}" if quota.entry else "",
        f"预留于{quota.reserved_on.isoformat()}" if quota.reserved_on else "",
    ]
    return "  ".join(part for part in parts if part)


def _steps(case: CasePrint) -> list[_Step]:
    return [
        _Step("用人单位意见", case.employer, "（公章）　负责人："),
        _Step("预审意见（联络员）", case.pre_review, "联络员："),
        _Step("初审意见", case.first_review, "初审人："),
        _Step("评审会意见", case.panel, "主持人："),
        _Step("公示情况", case.publicity, "经办人："),
        _Step("审批意见", case.decision, "（局章）　审批人："),
    ]


def _boxes(frame: Frame, steps: tuple[_Step, _Step], height: float, attached: list[tuple[str, str]]) -> None:
    page, y = frame.page, frame.y
    for step, x in zip(steps, (LEFT, LEFT + _HALF), strict=True):
        page.text(step.heading, STRONG, 9, x + 6, y + 13.5)
        measure = _HALF - 12
        lines = compose(step.opinion.text, RUNNING, _REASON_SIZE, measure, indent=21, justify=True)
        room = int((height - 20 - 40) / _OPINION_LEAD)
        if len(lines) > room:
            attached.append((step.heading, step.opinion.text))
            lines = [*lines[: take(lines, room - 1)], *compose(_ATTACHED, RUNNING, _REASON_SIZE, measure)]
        _lines(page, lines, x + 6, y + 29.5)
        signer = f"{step.opinion.signed_by}（签字）" if step.opinion.signed_by else step.signs
        names = compose(signer, VALUE, 9, _HALF * 0.64 - 6)
        for index, line in enumerate(reversed(names)):
            page.line(line, x + _HALF * 0.36, y + height - 20.5 - 12 * index)
        signed = step.opinion.signed_on
        day = chinese_day(signed) if signed else "年　　月　　日"
        page.text(day, VALUE, 9, x + _HALF - PAD - 1, y + height - 8, "right")
        if step.opinion.signed is not None:
            seq, short = step.opinion.signed
            page.text(f"签名 {seq}：{short}", VALUE, 7, x + 6, y + height - 8)
    page.rule(LEFT + _HALF, y, LEFT + _HALF, y + height)
    frame.y += height
    if frame.y < frame.bottom - 1 or steps[1].heading != "审批意见":
        page.rule(LEFT, frame.y, RIGHT, frame.y)


def _lines(page: Page, lines: list[Line], x: float, baseline: float) -> None:
    for line in lines:
        page.line(line, x, baseline)
        baseline += _OPINION_LEAD


def _attach(paper: Paper, case: CasePrint, parts: list[tuple[str, str]]) -> None:
    """Attached pages with the texts that did not fit, whole."""

    def turn() -> Page:
        page = paper.new_page()
        page.text(case.office, VALUE, 9, LEFT, HEAD)
        page.text(f"编号  {case.number}", VALUE, 9, RIGHT, HEAD, "right")
        page.text(f"{TITLE}附页", STRONG, 12, LEFT, 26 * MM)
        page.rule(LEFT, 29 * MM, RIGHT, 29 * MM, 1.1)
        return page

    page = turn()
    paper.mark("附页", page)
    y = 36 * MM
    for heading, text in parts:
        lines = compose(text, RUNNING, 11, SPAN, indent=22, justify=True)
        if y + 3 * 17.8 > BOTTOM:
            page, y = turn(), 36 * MM
        page.text(heading, STRONG, 10.5, LEFT, y)
        y += 19
        while lines:
            count = take(lines, int((BOTTOM - y) / 17.8) + 1)
            for line in lines[:count]:
                page.line(line, LEFT, y)
                y += 17.8
            lines = lines[count:]
            if lines:
                page, y = turn(), 36 * MM
        y += 10

"""企业诉求办理单 on the house form: what was asked, the limits, every step, the answer, the verdict, the signatures."""

from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import RUNNING, STRONG, VALUE
from officer_app.core.documents.grid import INSIDE, Grid, GridColumn
from officer_app.core.documents.house import (
    LEFT,
    SPAN,
    Cell,
    Frame,
    Row,
    Text,
    check_code,
    feet,
    form_head,
    label,
    made,
    value,
)
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.overview.demand_sheet import DemandSheet, LimitLine

TITLE: Final = "企业诉求办理单"
_ROW: Final = 7.6 * MM
_LABEL: Final = 20 * MM
_HALF: Final = INSIDE / 2 - _LABEL
_WIDE: Final = INSIDE - _LABEL
_SIGN: Final = 26 * MM
_SIZE: Final = 11
_LEAD: Final = 17.8
_TEXT: Final = 24 * MM

_HELPERS: Final = Grid((GridColumn("协办人", 24), GridColumn("分工", 50, "left"), GridColumn("协办意见", 0, "left")))
_STEPS: Final = Grid(
    (GridColumn("时间", 30), GridColumn("环节", 26), GridColumn("经办人", 28), GridColumn("说明", 0, "left"))
)


def demand_sheet_paper(sheet: DemandSheet) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has."""
    paper = Paper(title=f"{TITLE} {sheet.number}", author=sheet.office, subject=TITLE, made_at=sheet.made_at)
    frame = Frame(lambda: _open(paper, sheet))
    frame.whole("企业", _enterprise(sheet))
    frame.whole("登记", _registered(sheet))
    frame.split("诉求", [_prose(sheet.text)])
    frame.whole("时限", [_limit(line) for line in sheet.limits])
    handled = [Row([label("主办人", _LABEL), value(sheet.handler, _HALF), *_standing(sheet)], _ROW)]
    frame.whole("承办", [*handled])
    if sheet.helpers:
        _HELPERS.section(frame, "协办", sheet.helpers, "")
    steps = [(f"{line.at:%Y-%m-%d %H:%M}", line.step, line.by, line.note) for line in sheet.steps]
    _STEPS.section(frame, "办理", steps, "尚未办理")
    frame.split("答复", [_prose(sheet.answer or "（尚未答复）")])
    verdict = _verdict(sheet)
    # The signatures never stand on a page alone: the verdict goes with them.
    if sum(row.height() for row in verdict) + _SIGN > frame.room():
        frame.turn()
    frame.whole("评价", verdict)
    _sign(frame)
    frame.close()
    paper.mark(f"{sheet.number} {sheet.enterprise}", paper.pages[0])
    foot = f"{TITLE} {sheet.number}  第 {sheet.draft} 稿  {made(sheet.made_at)}"
    feet(paper.pages, foot, check_code(sheet), len(paper.pages))
    return paper.finish()


def _open(paper: Paper, sheet: DemandSheet) -> tuple[Page, float]:
    page = paper.new_page()
    later = f"{TITLE}（续）　{sheet.enterprise}"
    return page, form_head(page, TITLE, sheet.office, f"编号  {sheet.number}", later, first=page.number == 1)


def _pair(first: str, one: str, second: str, other: str) -> Row:
    return Row([label(first, _LABEL), value(one, _HALF), label(second, _LABEL), value(other, _HALF)], _ROW)


def _enterprise(sheet: DemandSheet) -> list[Row | Text]:
    return [
        Row([label("企业名称", _LABEL), value(sheet.enterprise, _WIDE, 10.5, strong=True)], _ROW),
        _pair("信用代码", sheet.uscc, "所在街镇", sheet.subdistrict),
        _pair("联络员", sheet.liaison, "联系人", sheet.contact),
    ]


def _registered(sheet: DemandSheet) -> list[Row | Text]:
    collected = f"{chinese_day(sheet.collected_on)}　{sheet.collected_by}"
    return [
        _pair("诉求类别", sheet.category, "紧急程度", sheet.urgency),
        _pair("收集登记", collected, "来源", f"走访记录 {sheet.visit}" if sheet.visit else "非走访收集"),
    ]


def _prose(words: str) -> Text:
    lines = compose(words, RUNNING, _SIZE, INSIDE - 14, indent=2 * _SIZE, justify=True)
    return Text(lines, _LEAD, least=_TEXT)


def _limit(line: LimitLine) -> Row:
    until = chinese_day(line.due_on) + "前" if line.due_on else ""
    due = until + ("（暂定）" if until and line.provisional else "")
    met = chinese_day(line.met_on) + ("（逾期）" if line.late else "") if line.met_on else ""
    return _pair(line.name, due, "实际完成", met)


def _standing(sheet: DemandSheet) -> list[Cell]:
    paused = f"（{chinese_day(sheet.paused_since)}起暂停计时）" if sheet.paused_since else ""
    return [label("办理状态", _LABEL), value(sheet.state + paused, _HALF)]


def _verdict(sheet: DemandSheet) -> list[Row | Text]:
    again = f"（曾重新办理{sheet.reopened}次）" if sheet.reopened else ""
    when = "　".join(part for part in (chinese_day(sheet.rated_on) if sheet.rated_on else "", sheet.rated_by) if part)
    return [
        _pair("企业评价", sheet.rating + again, "回访", when),
        Row([label("回访意见", _LABEL), value(sheet.rating_note, _WIDE)], _ROW),
    ]


def _sign(frame: Frame) -> None:
    """Two places to sign: who handled it, who answers for it."""
    page, y = frame.page, frame.y
    for title, x in (("承办人（签字）：", LEFT), ("主管（签字）：", LEFT + SPAN / 2)):
        page.text(title, STRONG, 9.5, x + 6, y + 13)
        page.text("年　　月　　日", VALUE, 9.5, x + SPAN / 2 - 6, y + _SIGN - 8, "right")
    page.rule(LEFT + SPAN / 2, y, LEFT + SPAN / 2, y + _SIGN)
    frame.y += _SIGN

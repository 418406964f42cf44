"""走访清单 on the office's own page: a frame per enterprise, with a box to tick and room to write, by day and town."""

from datetime import date
from itertools import groupby
from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE, naming
from officer_app.core.documents.house import (
    BOTTOM,
    HEAD,
    LEFT,
    MIDDLE,
    PAD,
    RIGHT,
    SPAN,
    STRIP,
    Cell,
    Frame,
    Row,
    Text,
    check_code,
    chinese_day,
    feet,
    label,
    made,
    ticks,
    value,
)
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.visits.printed import DASH, DEMAND_STATES, MODES
from officer_app.visits.take_along import DayOut, LastVisit, OpenDemand, Stop, TakeAlong

TITLE: Final = "走访清单"
_WEEKDAYS: Final = "一二三四五六日"
_WIDE: Final = SPAN - STRIP
_LABEL: Final = 19 * MM
_VALUE: Final = _WIDE - _LABEL
_TIME: Final = 34 * MM
_TICKS: Final = 40 * MM
_ROW: Final = 7.4 * MM
_NOTES: Final = 21 * MM
_GROUP: Final = 7 * MM
_SIZE: Final = 9.5
# Of what was said last time so many lines are told; the whole stands in the program.
_TOLD: Final = 2


def draw_take_along(found: TakeAlong) -> bytes:
    """The PDF. Raises MissingGlyph."""
    paper = Paper(title=f"{TITLE} {found.first:%Y-%m-%d}", author=found.office, subject=TITLE, made_at=found.made_at)

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(found.office, VALUE, 9, LEFT, HEAD)
        page.text(_cut(found.officer, 20) or "全组", VALUE, 9, RIGHT, HEAD, "right")
        if found.purpose:
            # Whole numbers on paper say what they are for, and who answers for the sheet.
            words = f"含完整电话，用途：{_cut(found.purpose, 24)}；{_cut(found.made_by, 10)}保管，用后销毁"
            page.text(words, VALUE, 8.5, LEFT, HEAD + 4 * MM)
        if page.number > 1:
            page.text(f"{TITLE}（续）　{_span(found)}", STRONG, 10.5, LEFT, 25 * MM)
            return page, 28 * MM
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        page.text(f"{_span(found)}　计划走访 {found.count} 家", VALUE, 9.5, MIDDLE, 35 * MM, "center")
        return page, 39 * MM

    frame = Frame(open_page, BOTTOM - 2 * MM)
    number = 0
    for day in found.days:
        paper.mark(f"{_day(day.day)}", frame.page, frame.y)
        for town, group in groupby(day.stops, lambda stop: stop.subdistrict):
            stops = list(group)
            for place, stop in enumerate(stops):
                number += 1
                head = _group_head(day, town, len(stops)) if place == 0 else None
                with naming(stop.enterprise):
                    _stop(frame, head, number, stop, whole_office=not found.officer)
    if not found.days:
        frame.whole("", [Row([Cell(_WIDE, "该期间没有排期的走访。", VALUE, 10, "center")], 14 * MM)])
    frame.close()
    feet(paper.pages, f"{TITLE}  {made(found.made_at)}", check_code(found), len(paper.pages))
    return paper.finish()


def _group_head(day: DayOut, town: str, many: int) -> Row:
    note = f"（{day.note}）" if day.note else ""
    words = f"{_day(day.day)}{note}　{town or '街镇未定'}　{many} 家"
    return Row([Cell(_WIDE, words, STRONG, 10, shaded=True)], _GROUP)


def _stop(frame: Frame, head: Row | None, number: int, stop: Stop, *, whole_office: bool) -> None:
    """One enterprise; the head of its group stays with it, and neither is parted unless it is longer than a page."""
    rows = _rows(stop, whole_office=whole_office)
    needed = sum(row.height() for row in rows) + (head.height() if head is not None else 0)
    if needed > frame.room() and frame.y > frame.top:
        frame.turn()
    if head is not None:
        frame.split("", [head])
    frame.split(str(number), rows, upright=False)


def _rows(stop: Stop, *, whole_office: bool) -> list[Row | Text]:
    clock = Cell(_TIME, _times(stop), STRONG, 10.5, "center")
    name = Cell(_WIDE - _TIME - _TICKS, stop.enterprise, STRONG, 11, company=True)
    boxes = Cell(_TICKS, draw=ticks([("已走访", False), ("改期", False)], 9.5, 7))
    rows: list[Row | Text] = [Row([clock, name, boxes], 9 * MM)]
    who = f"{MODES[stop.mode]}{DASH}{stop.officer}" if whole_office else MODES[stop.mode]
    what = "　".join(part for part in (who, stop.purpose) if part)
    rows.append(_fact("方式、事由", what))
    rows.append(_fact("联系人", "\n".join(_person(one.name, one.title, one.phone) for one in stop.contacts)))
    rows.append(_fact("地址", stop.place))
    rows.append(_fact("上次走访", _last(stop.last)))
    rows.append(_fact("在办诉求", "\n".join(map(_demand, stop.demands)) or "无"))
    rows.append(Row([label("记录", _LABEL), Cell(_VALUE, draw=_nothing)], _NOTES))
    return rows


def _fact(name: str, words: str) -> Row:
    return Row([label(name, _LABEL), value(words, _VALUE, _SIZE)], _ROW)


def _nothing(_page: Page, _x: float, _y: float, _width: float, _height: float) -> None:
    """Room to write."""


def _person(name: str, title: str, phone: str) -> str:
    return "　".join(part for part in (name, title, phone) if part)


def _last(last: LastVisit | None) -> str:
    if last is None:
        return "首次走访"
    words = f"{chinese_day(last.day)}　{last.officer}　{MODES[last.mode]}：{' '.join(last.content.split())}"
    return _two_lines(words)


def _two_lines(words: str) -> str:
    """As much as two lines of a value hold, with an ellipsis where more was said."""
    width = _VALUE - 2 * PAD
    lines = compose(words, VALUE, _SIZE, width)
    if len(lines) <= _TOLD:
        return words
    kept = sum(len(line.text) for line in lines[:_TOLD])
    while kept > 1 and len(compose(f"{words[:kept]}……", VALUE, _SIZE, width)) > _TOLD:
        kept -= 1
    return f"{words[:kept]}……"


def _demand(demand: OpenDemand) -> str:
    state = DEMAND_STATES.get(demand.state, demand.state)
    late = "，已逾期" if demand.late else ""
    handler = f"，{demand.handler}承办" if demand.handler else ""
    return f"{demand.number}　{' '.join(demand.text.split())}（{state}，{demand.due_on:%m-%d} 到期{late}{handler}）"


def _times(stop: Stop) -> str:
    if stop.starts_at is None:
        return "时间待定"
    return f"{stop.starts_at:%H:%M}" + (f"{DASH}{stop.ends_at:%H:%M}" if stop.ends_at is not None else "")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def _span(found: TakeAlong) -> str:
    if found.first == found.last:
        return f"{found.first.year}年{_day(found.first)}"
    return f"{chinese_day(found.first)}{DASH}{found.last.month}月{found.last.day}日"


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"

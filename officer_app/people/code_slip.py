"""一次性登录码条: a slip of A6 to be folded, sealed and handed over; what it says is used up within hours."""

from datetime import datetime
from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.paper import INNER, MM, OUTER, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE
from officer_app.people.codes import IssuedCode

TITLE: Final = "一次性登录码"
SIZE: Final = (105 * MM, 148 * MM)

_SIDE: Final = 10 * MM
_RIGHT: Final = SIZE[0] - _SIDE
_SPAN: Final = _RIGHT - _SIDE
_MIDDLE: Final = SIZE[0] / 2
_LABEL: Final = 18 * MM
_ROW: Final = 9 * MM
_LEADING: Final = 5 * MM
_FOOT: Final = 138 * MM
_STEPS: Final = (
    "打开程序，选择或输入本人姓名，在密码栏输入上面的登录码。",
    "按提示设置本人密码。登录码只有这一个用途，设置后即作废。",
    "设置完毕，请当场销毁本条。",
)
_HELD: Final = "设置密码后，须由另一名主管或审计员在程序中当面核验、确认，方可审批。"


def draw_slip(issued: IssuedCode) -> bytes:
    """The PDF, one page. Raises MissingGlyph."""
    # Whoever files the PDF must not find the person in its properties.
    paper = Paper(title=TITLE, author=issued.office, subject=TITLE, made_at=issued.at, size=SIZE)
    page = paper.new_page()
    page.text(issued.office, VALUE, 8, _MIDDLE, 13 * MM, "center")
    page.text(TITLE, FORM_TITLE, 18, _MIDDLE, 23 * MM, "center")
    y = 29 * MM
    page.rule(_SIDE, y, _RIGHT, y, OUTER)
    for label, words in (("姓名", issued.name), ("有效期至", _moment(issued.until))):
        page.text(label, VALUE, 9, _SIDE, y + 6 * MM)
        page.line(compose(words, STRONG, 10.5, _SPAN - _LABEL)[0], _SIDE + _LABEL, y + 6 * MM)
        y += _ROW
        page.rule(_SIDE, y, _RIGHT, y, INNER)
    y = _code(page, issued.code, y + 5 * MM)
    page.text("怎样使用", STRONG, 9, _SIDE, y)
    y += 2 * MM
    for number, words in enumerate((*_STEPS, *((_HELD,) if issued.held else ())), 1):
        for place, line in enumerate(compose(words, VALUE, 9, _SPAN - 5 * MM)):
            y += _LEADING
            if not place:
                page.text(f"{number}.", VALUE, 9, _SIDE, y)
            page.line(line, _SIDE + 5 * MM, y)
        y += 1.2 * MM
    page.rule(_SIDE, _FOOT - 5 * MM, _RIGHT, _FOOT - 5 * MM, INNER)
    page.text("对折密封，当面交本人", VALUE, 7.5, _SIDE, _FOOT)
    page.text(f"{chinese_day(issued.at.astimezone(OFFICE_ZONE).date())}制", VALUE, 7.5, _RIGHT, _FOOT, "right")
    return paper.finish()


def _code(page: Page, code: str, y: float) -> float:
    """The code in a frame, large enough to be copied without a slip."""
    height = 17 * MM
    page.box(_SIDE, y, _SPAN, height, OUTER)
    page.text(code, STRONG, 21, _MIDDLE, y + height / 2 + 2.7 * MM, "center")
    y += height + 4.6 * MM
    page.text("不分大小写；其中没有字母 I、L、O、U，形近的是数字 1 和 0。", VALUE, 7.5, _MIDDLE, y, "center")
    return y + 8.5 * MM


def _moment(at: datetime) -> str:
    local = at.astimezone(OFFICE_ZONE)
    return f"{chinese_day(local.date())} {local:%H:%M}"

"""企业联络移交单: what passes from whom to whom and when, a row per enterprise, and three places to sign."""

from typing import Final

from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE, naming
from officer_app.core.documents.house import (
    BOTTOM,
    HEAD,
    LEFT,
    MIDDLE,
    RIGHT,
    SPAN,
    Frame,
    Row,
    check_code,
    feet,
    label,
    made,
    value,
)
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, OUTER, Page, Paper
from officer_app.core.privacy import mask_phone
from officer_app.core.words import chinese_day
from officer_app.overview.handover import Along
from officer_app.overview.handover_sheet import HandoverSheet, SheetLine

TITLE: Final = "企业联络移交单"
_DASH: Final = "—"
# Official papers are Chinese whatever language the window speaks.
_ROLES: Final = {"liaison": "联络员", "specialist": "专员", "backup": "后备"}
_LABEL: Final = 19 * MM
_HALF: Final = (SPAN - 8 * MM) / 2 - _LABEL
_WIDE: Final = SPAN - 8 * MM - _LABEL
_ROW: Final = 7.6 * MM
_SIGN: Final = 24 * MM
_NOTE: Final = 9 * MM
# So many signs of a name and a title stand side by side.
_BESIDE: Final = 8
# Of each name so much stands in the head of a later page; the terms tell it whole.
_NAME: Final = 12

_COLUMNS: Final = (
    Column("序", 25 * MM, 31 * MM, "right"),
    Column("企业名称", 33 * MM, 73 * MM, company=True),
    Column("街镇", 73.5 * MM, 92.5 * MM, "center"),
    Column("移交职责", 92.5 * MM, 106.5 * MM, "center"),
    Column("联系人", 107.5 * MM, 134.5 * MM),
    Column("上次走访", 135.5 * MM, 148.5 * MM, "center"),
    Column("下次联系", 149 * MM, 165 * MM, "center"),
    Column("在办诉求、个案", 166.5 * MM, 189.5 * MM),
)


def handover_paper(sheet: HandoverSheet) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has."""
    paper = Paper(title=f"{TITLE} {sheet.number}".strip(), author=sheet.office, subject=TITLE, made_at=sheet.made_at)
    page = _list(paper, sheet, _terms(paper, sheet) + 6 * MM)
    paper.mark(f"{TITLE} {sheet.from_name} → {sheet.to_name}", paper.pages[0])
    if sheet.undone:
        page.text("本次移交已撤销", STRONG, 9, MIDDLE, HEAD, "center")
    foot = f"{TITLE} {sheet.number or '预览稿'}  {made(sheet.made_at)}"
    feet(paper.pages, foot, check_code(sheet), len(paper.pages))
    return paper.finish()


def _head(paper: Paper, sheet: HandoverSheet) -> Page:
    page = paper.new_page()
    page.text(sheet.office, VALUE, 9, LEFT, HEAD)
    page.text(f"编号  {sheet.number}" if sheet.number else "预览稿，未生效", VALUE, 9, RIGHT, HEAD, "right")
    return page


def _terms(paper: Paper, sheet: HandoverSheet) -> float:
    """The title and the frame of who, when and why; where that ends."""

    def open_page() -> tuple[Page, float]:
        page = _head(paper, sheet)
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        return page, 34 * MM

    frame = Frame(open_page)
    day = f"{chinese_day(sheet.effective_on)}起"
    demands = sum(len(line.along.demands) for line in sheet.lines)
    cases = sum(len(line.along.cases) for line in sheet.lines)
    count = f"企业{len(sheet.lines)}家，诉求{demands}件，个案{cases}件"
    frame.whole(
        "移交事项",
        [
            Row(
                [
                    label("移交人", _LABEL),
                    value(sheet.from_name, _HALF, 10.5, strong=True),
                    label("接收人", _LABEL),
                    value(sheet.to_name, _HALF, 10.5, strong=True),
                ],
                _ROW,
            ),
            Row(
                [label("生效日期", _LABEL), value(day, _HALF), label("移交数量", _LABEL), value(count, _HALF)],
                _ROW,
            ),
            *_lower_terms(sheet),
        ],
    )
    frame.close()
    return frame.y


def _list(paper: Paper, sheet: HandoverSheet, top: float) -> Page:
    """The enterprises from `top`, then the signatures, which never stand on a page alone; returns the last page."""
    first = paper.pages[-1]
    begun = False

    def open_page() -> tuple[Page, float]:
        nonlocal begun
        if not begun:
            begun = True
            return first, top
        page = _head(paper, sheet)
        page.text(f"{TITLE}（续）　{sheet.from_name[:_NAME]} → {sheet.to_name[:_NAME]}", STRONG, 10.5, LEFT, 25 * MM)
        return page, 28 * MM

    listing = Listing(_COLUMNS, open_page, bottom=BOTTOM)
    last = len(sheet.lines) - 1
    for number, line in enumerate(sheet.lines):
        if number == last:
            # With the last enterprise or nowhere: what is signed stands above the signatures.
            listing.bottom = BOTTOM - _SIGN - _NOTE
        with naming(line.enterprise):
            listing.row(_cells(number + 1, line))
    listing.end("注：下次联系带“*”的为与企业约定的日期，其余按走访周期推算；联系电话见企业档案。")
    _sign(listing.page, listing.y + _NOTE)
    return listing.page


def _lower_terms(sheet: HandoverSheet) -> list[Row]:
    """The rows that are as high as their words."""
    rows = [Row([label("移交事由", _LABEL), value(sheet.reason, _WIDE)], _ROW)]
    if sheet.towns:
        rows.append(Row([label("负责街镇", _LABEL), value("、".join(sheet.towns), _WIDE)], _ROW))
    return rows


def _cells(number: int, line: SheetLine) -> tuple[str, ...]:
    along = line.along
    return (
        str(number),
        line.enterprise,
        line.subdistrict or _DASH,
        "\n".join(_ROLES.get(role, role) for role in line.roles),
        _contact(along),
        f"{along.last_visit_on:%y-%m-%d}" if along.last_visit_on else _DASH,
        (f"{along.next_contact_on:%y-%m-%d}" + ("*" if along.agreed else "")) if along.next_contact_on else _DASH,
        "\n".join((*along.demands, *along.cases)) or _DASH,
    )


def _contact(along: Along) -> str:
    # What does not fit beside the name stands below it, not broken in its middle.
    beside = len(along.contact) + len(along.title) <= _BESIDE
    person = (" " if beside else "\n").join(part for part in (along.contact, along.title) if part)
    return "\n".join(part for part in (person, mask_phone(along.phone)) if part) or _DASH


def _sign(page: Page, y: float) -> None:
    """Three places to sign: who gives, who takes, who answers for both."""
    width = SPAN / 3
    for place, title in enumerate(("移交人（签字）", "接收人（签字）", "主管（签字）")):
        x = LEFT + place * width
        page.text(title, STRONG, 9.5, x + 6, y + 14)
        page.text("年　　月　　日", VALUE, 9.5, x + width - 6, y + _SIGN - 8, "right")
        if place:
            page.rule(x, y, x, y + _SIGN)
    page.box(LEFT, y, SPAN, _SIGN, OUTER)

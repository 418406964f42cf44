"""特殊人才申报材料清单: what is asked for, in which form, what has come and what it lacks; signed when handed over."""

from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.house import HEAD, LEFT, MIDDLE, RIGHT, check_code, feet, made
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.quota.letters.printed import ListedPaper, PaperChecklist

TITLE: Final = "特殊人才申报材料清单"
_COLUMNS: Final = (
    Column("序号", 25 * MM, 32 * MM, "center"),
    Column("材料名称", 33.5 * MM, 70 * MM),
    Column("要求", 71.5 * MM, 91 * MM),
    Column("形式", 92 * MM, 105 * MM, "center"),
    Column("来源", 106 * MM, 125 * MM),
    Column("页数", 126 * MM, 134 * MM, "right"),
    Column("收到", 135.5 * MM, 147 * MM, "center"),
    Column("审核情况", 149 * MM, 189 * MM),
)


def draw_checklist(checklist: PaperChecklist) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has."""
    head = checklist.head
    title = f"{TITLE} {checklist.case_number}"
    paper = Paper(title=title, author=head.office, subject=TITLE, made_at=head.made_at)

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(head.office, VALUE, 9, LEFT, HEAD)
        page.text(head.stamp.mark, VALUE, 9, RIGHT, HEAD, "right")
        if page.number > 1:
            page.text(f"{TITLE}（续）　{checklist.case_number}", STRONG, 10.5, LEFT, 25 * MM)
            return page, 28 * MM
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        page.text(f"编号  {checklist.case_number}", VALUE, 9.5, LEFT, 37 * MM)
        page.text(f"清单版本  {chinese_day(checklist.version)}起", VALUE, 9.5, RIGHT, 37 * MM, "right")
        baseline = 42.5 * MM
        for said in (f"用人单位  {checklist.enterprise}", f"申请人  {checklist.applicant}"):
            for line in compose(said, VALUE, 9.5, RIGHT - LEFT, company=True):
                page.line(line, LEFT, baseline)
                baseline += 13.5
        return page, baseline - 13.5 + 3 * MM

    listing = Listing(_COLUMNS, open_page, bottom=paper.size[1] - 48 * MM)
    for place, row in enumerate(checklist.papers, 1):
        listing.row(_cells(place, row), strong=frozenset({7}) if row.gap else frozenset())
    listing.end("注：审核情况栏为空的，材料尚待审核；“√”为审核无误。原件核对后退还。", spare=12 * MM)
    page, y = listing.page, paper.size[1] - 30 * MM
    page.text("用人单位经办人（签字）：", STRONG, 9.5, LEFT, y)
    page.text("窗口收件人（签字）：", STRONG, 9.5, MIDDLE - 6 * MM, y)
    page.text("年　　月　　日", VALUE, 9.5, RIGHT, y, "right")
    paper.mark(title, paper.pages[0])
    foot = f"申报材料清单 {checklist.case_number}  {made(head.made_at)}"
    feet(paper.pages, foot, check_code(checklist), len(paper.pages))
    return paper.finish()


def _cells(place: int, row: ListedPaper) -> tuple[str, ...]:
    received = f"{row.received_on:%m-%d}" if row.received_on is not None else ""
    found = row.gap or (f"√ {row.checked_by}" if row.checked_by else "")
    return (str(place), row.name, row.need, row.form, row.source, str(row.pages or ""), received, found)

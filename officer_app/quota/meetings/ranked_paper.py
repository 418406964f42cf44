"""评审会额度排序表: rank, total, votes, how equal totals were told apart, and the line behind which no unit is left."""

from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE, naming
from officer_app.core.documents.house import BOTTOM, HEAD, LEFT, MIDDLE, RIGHT, check_code, feet, made
from officer_app.core.documents.listing import Column, Listing, note_height
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.privacy import mask_name
from officer_app.quota.meetings.printed import MeetingPrint

TITLE: Final = "特殊人才评审会额度排序表"
_COLUMNS: Final = (
    Column("名次", LEFT, LEFT + 10 * MM, "center"),
    Column("案件编号", LEFT + 12 * MM, LEFT + 46 * MM),
    Column("用人单位", LEFT + 47 * MM, LEFT + 88 * MM, company=True),
    Column("申请人", LEFT + 90 * MM, LEFT + 104 * MM),
    Column("总分", LEFT + 104 * MM, LEFT + 114 * MM, "right"),
    Column("同分处理", LEFT + 118 * MM, LEFT + 153 * MM),
    Column("额度", LEFT + 154 * MM, RIGHT, "center"),
)


def draw_ranked(found: MeetingPrint) -> bytes:
    """The PDF of a closed meeting's ranked list. Names are masked. Raises MissingGlyph."""
    meeting = found.meeting
    title = f"{TITLE} {meeting.number}"
    paper = Paper(title=title, author=found.office, subject=TITLE, made_at=found.made_at)

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(found.office, VALUE, 9, LEFT, HEAD)
        page.text(found.stamp.mark, VALUE, 9, RIGHT, HEAD, "right")
        if page.number > 1:
            page.text(f"{TITLE}（续）　{meeting.number}", STRONG, 10.5, LEFT, 25 * MM)
            return page, 28 * MM
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        units = f"可用额度{meeting.units}个，表决通过{len(meeting.ranked)}件"
        baseline = 36.5 * MM
        for line in compose(f"{meeting.number}　{meeting.title}　{found.day}　{units}", VALUE, 9.5, RIGHT - LEFT):
            page.line(line, LEFT, baseline)
            baseline += 13.5
        return page, baseline - 13.5 + 3 * MM

    behind = any(not item.within for item in meeting.ranked)
    waiting = "粗线以下为额度不足的案件，保留已预留额度，待下次会议评议。" if behind else ""
    note = f"{meeting.tie_rule}{waiting}"
    listing = Listing(_COLUMNS, open_page, bottom=BOTTOM - note_height(note))
    before = True
    for item in meeting.ranked:
        cells = (
            str(item.rank),
            item.number,
            item.enterprise,
            mask_name(item.applicant),
            "" if item.total is None else f"{item.total:.1f}",
            item.tie,
            "入选" if item.within else "候补",
        )
        with naming(item.enterprise):
            # The heavier rule is the line: below it no unit is left.
            listing.row(cells, strong=frozenset({0, 6}), parted=before and not item.within)
        before = item.within
    if not meeting.ranked:
        listing.row(("", "", "没有通过的案件。", "", "", "", ""))
    listing.end(note)
    paper.mark(title, paper.pages[0])
    feet(
        paper.pages,
        f"排序表 {meeting.number}  {found.stamp.foot}  {made(found.made_at)}",
        check_code(found),
        len(paper.pages),
    )
    return paper.finish()

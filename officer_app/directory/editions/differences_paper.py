"""目录对照表: what differs between two editions, as a list over pages."""

from typing import Final

from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.house import HEAD, LEFT, MIDDLE, RIGHT, check_code, feet, made
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.directory.editions.printed import CHANGES, DASH, INDUSTRIES, TIERS, DifferenceLine, Differences

_TITLE: Final = "目录对照表"
_COLUMNS: Final = (
    Column("序", 25 * MM, 31 * MM, "right"),
    Column("变动", 33 * MM, 48 * MM),
    Column("企业名称", 49 * MM, 103 * MM, company=True),
    Column("街镇", 104 * MM, 124 * MM),
    Column("原", 125 * MM, 142 * MM),
    Column("现", 143 * MM, 160 * MM),
    Column("原因", 161 * MM, 190 * MM),
)


def draw_differences(found: Differences) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has."""
    running = f"{found.before}与{found.after}重点企业目录对照"
    paper = Paper(title=running, author=found.office, subject=_TITLE, made_at=found.made_at)

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(found.office, VALUE, 9, LEFT, HEAD)
        page.text(_TITLE, STRONG, 9, RIGHT, HEAD, "right")
        if page.number > 1:
            return page, HEAD + 4 * MM
        page.text(running, FORM_TITLE, 16, MIDDLE, 29 * MM, "center")
        counts = {key: sum(1 for line in found.lines if line.change == key) for key in CHANGES}
        words = "，".join(f"{CHANGES[key]}{count}家" for key, count in counts.items())
        listed = f"{found.before}列入{found.listed_before}家，{found.after}列入{found.listed_after}家"
        page.text(listed, VALUE, 9.5, MIDDLE, 36.5 * MM, "center")
        page.text(words, VALUE, 9.5, MIDDLE, 41.5 * MM, "center")
        return page, 46 * MM

    listing = Listing(_COLUMNS, open_page)
    before = ""
    for number, line in enumerate(found.lines, 1):
        old, new = _sides(line)
        listing.row(
            (str(number), CHANGES[line.change], line.name, line.subdistrict or DASH, old, new, line.reason or DASH),
            parted=bool(before) and before != line.change,
        )
        before = line.change
    listing.end("" if found.lines else "两版目录列入的企业、产业和层级完全相同。")
    code = check_code(found)
    feet(paper.pages, f"{_TITLE}　{found.made_by}　{made(found.made_at)}", code, len(paper.pages))
    return paper.finish()


def _sides(line: DifferenceLine) -> tuple[str, str]:
    """What it was and what it is: the tier where that changed, the industry otherwise."""
    if line.change == "tier":
        return TIERS.get(line.tier_before, DASH), TIERS.get(line.tier_after, DASH)
    old = INDUSTRIES[line.industry_before][1] if line.tier_before else DASH
    return old, INDUSTRIES[line.industry_after][1] if line.tier_after else DASH

"""附表1: the visits of a period, one row each, weeks parted by a heavier rule."""

from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.house import HEAD, LEFT, MIDDLE, RIGHT
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.progress import Progress
from officer_app.visits.printed import (
    DASH,
    MODES,
    OUTCOMES,
    SHORT_INDUSTRIES,
    TRIGGERS,
    PeriodPrint,
)

_TITLE = "走访明细表"

_COLUMNS = (
    Column("序", 25 * MM, 31 * MM, "right"),
    Column("日期", 33 * MM, 43 * MM, "center"),
    Column("企业名称", 45 * MM, 96 * MM, company=True),
    Column("街镇", 96 * MM, 116.5 * MM, "center"),
    Column("产业", 116.5 * MM, 132 * MM, "center"),
    Column("方式", 132.5 * MM, 141.5 * MM, "center"),
    Column("触发", 142.5 * MM, 151.5 * MM, "center"),
    Column("结果", 152 * MM, 167 * MM, "center"),
    Column("联络员", 167 * MM, 181 * MM, "center"),
    Column("诉求", 181 * MM, 188.5 * MM, "right"),
)
_OUTCOME = 7
_BOLD = frozenset({_OUTCOME})
_NONE: frozenset[int] = frozenset()


def draw_table(paper: Paper, report: PeriodPrint, running: str, progress: Progress) -> None:
    """Append the table; its total equals what the letter says. `running` stands at the head of each page."""
    figures = report.figures.visits
    if figures.visits != len(report.visits):
        raise ValueError("the figures count other visits than those printed")

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(running, VALUE, 9, LEFT, HEAD)
        page.text("附表1", STRONG, 9, RIGHT, HEAD, "right")
        if page.number > first:
            return page, HEAD + 4 * MM
        page.text(_TITLE, FORM_TITLE, 18, MIDDLE, 27.2 * MM, "center")
        return page, 33 * MM

    first = len(paper.pages) + 1
    listing = Listing(_COLUMNS, open_page)
    paper.mark(f"附表1　{_TITLE}", listing.page)
    before: tuple[int, int] | None = None
    for number, visit in enumerate(report.visits, 1):
        progress(number, figures.visits)
        year, week, _day = visit.visited_on.isocalendar()
        listing.row(
            (
                str(number),
                f"{visit.visited_on:%m-%d}",
                visit.enterprise,
                visit.subdistrict or DASH,
                SHORT_INDUSTRIES.get(visit.industry, visit.industry) or DASH,
                MODES.get(visit.mode, visit.mode),
                TRIGGERS.get(visit.trigger, visit.trigger),
                OUTCOMES.get(visit.outcome, visit.outcome),
                visit.liaison or DASH,
                str(len(visit.demands)) if visit.demands else DASH,
            ),
            strong=_NONE if visit.outcome == "done" else _BOLD,
            parted=before is not None and before != (year, week),
        )
        before = (year, week)
    listing.total(
        [
            (2, f"合计　走访{figures.visits}次（完成{figures.by_outcome['done']}次）"),
            (9, str(figures.demands)),
        ]
    )
    listing.end("注：“触发”一栏，定期指按走访计划，即时指应企业需求；“—”表示无诉求或未登记。粗横线分隔各周。")

"""逾期清单: contacts and demands past their day, officer by officer, for the weekly meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE, naming
from officer_app.core.documents.house import HEAD, LEFT, MIDDLE, RIGHT, check_code, feet, made
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import RUNNING_STATES, Demand
from officer_app.demands.service import demand_rows
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.plan import due_rows

TITLE: Final = "逾期事项清单"

_CONTACTS: Final = (
    Column("序", 25 * MM, 32 * MM, "right"),
    Column("联络员", 34 * MM, 50 * MM),
    Column("企业名称", 51 * MM, 102 * MM, company=True),
    Column("街镇", 102.5 * MM, 124 * MM, "center"),
    Column("上次走访", 124.5 * MM, 145 * MM, "center"),
    Column("应联系日期", 145.5 * MM, 166 * MM, "center"),
    Column("逾期工作日", 168 * MM, 189 * MM, "right"),
)
_DEMANDS: Final = (
    Column("序", 25 * MM, 32 * MM, "right"),
    Column("承办人", 34 * MM, 50 * MM),
    Column("诉求编号", 51 * MM, 75 * MM),
    Column("企业名称", 76 * MM, 112 * MM, company=True),
    Column("诉求内容", 113 * MM, 152 * MM),
    Column("办理期限", 152.5 * MM, 172 * MM, "center"),
    Column("逾期工作日", 172.5 * MM, 189 * MM, "right"),
)


@dataclass(frozen=True, slots=True)
class LateContact:
    """An enterprise that should have been contacted; `late` counts working days."""

    officer: str
    enterprise: str
    subdistrict: str
    last_on: date | None
    due_on: date
    late: int


@dataclass(frozen=True, slots=True)
class LateDemand:
    """A demand past its limit; `late` counts working days. `handler` is empty where nobody has it."""

    handler: str
    number: str
    enterprise: str
    text: str
    due_on: date
    late: int


@dataclass(frozen=True, slots=True)
class OverdueList:
    """What is late on the day it was made, of one officer if named; the latest first within an officer."""

    office: str
    made_at: datetime
    officer: str
    contacts: tuple[LateContact, ...]
    demands: tuple[LateDemand, ...]
    number: str = ""
    replaces: str = ""


@asks(Permission.REPORT)
def overdue_list(work: Work, officer_id: int | None = None) -> OverdueList:
    """Everything late today; of one officer only the contacts they owe and the demands they handle. Raises NotFound."""
    whose = work.get(Account, officer_id).name if officer_id is not None else ""
    conditions = [serves_on(work.today, Duty.LIAISON)]
    late = [Demand.state.in_(RUNNING_STATES), Demand.due_on < work.today]
    if officer_id is not None:
        conditions.append(Assignment.account_id == officer_id)
        late.append(Demand.handler_id == officer_id)
    due = [row for row in due_rows(work, conditions) if row.due_on < work.today]
    towns = _towns(work, [row.enterprise_id for row in due])
    contacts = [
        LateContact(
            row.officer, row.enterprise, towns.get(row.enterprise_id, ""), row.last_on, row.due_on, -row.days_left
        )
        for row in due
    ]
    demands = [
        LateDemand(
            row.handler, row.number, row.enterprise, " ".join(row.text.split()), row.due_on, -(row.days_left or 0)
        )
        for row in demand_rows(work, late)
    ]
    with speaking(CHINESE):
        return OverdueList(
            office=OFFICE_NAME.on(work, work.today),
            made_at=work.now.astimezone(OFFICE_ZONE),
            officer=whose,
            contacts=tuple(sorted(contacts, key=lambda one: (one.officer, one.due_on, one.enterprise))),
            demands=tuple(sorted(demands, key=lambda one: (one.handler, one.due_on, one.number))),
        )


def _towns(work: Work, enterprises: list[int]) -> dict[int, str]:
    rows = work.session.execute(
        sa.select(Enterprise.id, Subdistrict.name)
        .join(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(Enterprise.id.in_(enterprises))
    )
    return dict(rows.all())


def overdue_paper(found: OverdueList) -> bytes:
    """The PDF: the contacts, then the demands. Raises MissingGlyph for a character that no shipped face has."""
    paper = Paper(title=f"{TITLE} {_day(found)}", author=found.office, subject=TITLE, made_at=found.made_at)
    listing = _contacts(paper, found)
    _demands(paper, found, listing)
    paper.mark(f"{TITLE} {_day(found)}", paper.pages[0])
    feet(paper.pages, f"{TITLE}  {made(found.made_at)}", check_code(found), len(paper.pages))
    return paper.finish()


def _head(paper: Paper, found: OverdueList) -> Page:
    page = paper.new_page()
    page.text(found.office, VALUE, 9, LEFT, HEAD)
    number = "  ".join(part for part in (found.number, found.replaces) if part)
    page.text(number or f"截至 {_day(found)}", VALUE, 9, RIGHT, HEAD, "right")
    return page


def _contacts(paper: Paper, found: OverdueList) -> Listing:
    heading = f"一、应联系未联系的企业（{len(found.contacts)}家）"

    def open_page() -> tuple[Page, float]:
        page = _head(paper, found)
        if page.number > 1:
            page.text(f"{heading}（续）", STRONG, 10.5, LEFT, 25 * MM)
            return page, 28 * MM
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        page.text(found.officer or "全体人员", VALUE, 10.5, MIDDLE, 35 * MM, "center")
        page.text(heading, STRONG, 10.5, LEFT, 43 * MM)
        return page, 46 * MM

    listing = Listing(_CONTACTS, open_page)
    before = ""
    for number, one in enumerate(found.contacts, 1):
        cells = (
            str(number),
            one.officer if one.officer != before else "",
            one.enterprise,
            one.subdistrict or "—",
            one.last_on.isoformat() if one.last_on else "—",
            one.due_on.isoformat(),
            str(one.late),
        )
        with naming(one.enterprise):
            listing.row(cells, parted=bool(before) and one.officer != before)
        before = one.officer
    if not found.contacts:
        listing.row(("", "", "没有逾期的联系。", "", "", "", ""))
    listing.end()
    return listing


def _demands(paper: Paper, found: OverdueList, above: Listing) -> None:
    """The second list, below the first where its head and three rows fit there."""
    heading = f"二、逾期未办结的诉求（{len(found.demands)}件）"
    begun = False

    def open_page() -> tuple[Page, float]:
        nonlocal begun
        first, begun = not begun, True
        if first and above.y + 45 * MM < above.bottom:
            above.page.text(heading, STRONG, 10.5, LEFT, above.y + 12 * MM)
            return above.page, above.y + 15 * MM
        page = _head(paper, found)
        page.text(heading if first else f"{heading}（续）", STRONG, 10.5, LEFT, 25 * MM)
        return page, 28 * MM

    listing = Listing(_DEMANDS, open_page)
    before: str | None = None
    for number, one in enumerate(found.demands, 1):
        cells = (
            str(number),
            "" if one.handler == before else one.handler or "（无）",
            one.number,
            one.enterprise,
            one.text,
            one.due_on.isoformat(),
            str(one.late),
        )
        with naming(one.number):
            listing.row(cells, parted=before is not None and one.handler != before)
        before = one.handler
    if not found.demands:
        listing.row(("", "", "", "没有逾期的诉求。", "", "", ""))
    listing.end("注：暂缓办理和上报市级的诉求暂停计时，不在此列。")


def _day(found: OverdueList) -> str:
    return chinese_day(found.made_at.date())

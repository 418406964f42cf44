"""企业诉求台账: the demands of a period, or all that are open, in a list with what became of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE, naming
from officer_app.core.documents.house import HEAD, LEFT, MIDDLE, RIGHT, check_code, feet, made
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.errors import AppError, Invalid
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.progress import Progress, unwatched
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import OPEN_STATES, PAUSED_STATES, Demand, Rating
from officer_app.demands.service import DemandRow, demand_rows
from officer_app.i18n import CHINESE, N_, speaking
from officer_app.people.access import Permission
from officer_app.people.model import Account

TITLE: Final = "企业诉求台账"
# More would make a paper of hundreds of pages that nobody turns; the table of demands holds them all.
MOST_DEMANDS: Final = 5_000
_TOLD_EVERY: Final = 200
# Of a handler's name so much stands in the line below the title; the rows tell it whole.
_NAME: Final = 10

_COLUMNS: Final = (
    Column("序", 25 * MM, 32 * MM, "right"),
    Column("诉求编号", 34 * MM, 58 * MM),
    Column("企业名称", 59 * MM, 93 * MM, company=True),
    Column("诉求内容", 95 * MM, 138 * MM),
    Column("承办", 138.5 * MM, 152 * MM, "center"),
    Column("收集、期限", 152.5 * MM, 171.5 * MM, "center"),
    Column("状态、评价", 172 * MM, 189.5 * MM, "center"),
)


class TooManyDemands(AppError):
    """A paper of so many demands is not made."""

    message = N_("This paper would hold {n} demands; at most {most} are printed in one.")
    remedy = N_("Choose a shorter period or one handler, or export the table of demands.")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A demand in the list; words are Chinese."""

    number: str
    enterprise: str
    category: str
    text: str
    handler: str
    collected_on: date
    due_on: date
    provisional: bool
    state: str
    rating: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """Of all that the list holds: open ones, of these past their limit and paused; rated ones, of these content."""

    all: int
    open: int
    overdue: int
    paused: int
    rated: int
    content: int


@dataclass(frozen=True, slots=True)
class DemandLedger:
    """The list: demands collected from `first` to `last`, both included, of one handler if named."""

    office: str
    made_at: datetime
    first: date
    last: date
    handler: str
    lines: tuple[LedgerLine, ...]
    counts: LedgerCounts
    number: str = ""
    replaces: str = ""


@asks(Permission.REPORT)
def demand_ledger(work: Work, first: date, last: date, handler_id: int | None = None) -> DemandLedger:
    """The demands collected in a period, the first one first. Raises Invalid, NotFound, TooManyDemands."""
    if last < first:
        raise Invalid(N_("The period ends before it begins."), remedy=N_("Correct the dates."), field="last")
    conditions: list[sa.ColumnElement[bool]] = [Demand.collected_on.between(first, last)]
    if handler_id is not None:
        conditions.append(Demand.handler_id == handler_id)
    count = work.session.scalar(sa.select(sa.func.count()).select_from(Demand).where(*conditions)) or 0
    if count > MOST_DEMANDS:
        raise TooManyDemands(n=count, most=MOST_DEMANDS)
    rows = sorted(demand_rows(work, conditions), key=lambda row: (row.collected_on, row.id))
    with speaking(CHINESE):
        return DemandLedger(
            office=OFFICE_NAME.on(work, work.today),
            made_at=work.now.astimezone(OFFICE_ZONE),
            first=first,
            last=last,
            handler=work.get(Account, handler_id).name if handler_id is not None else "",
            lines=tuple(_line(row, work.today) for row in rows),
            counts=_counts(rows, work.today),
        )


def demand_ledger_paper(ledger: DemandLedger, progress: Progress = unwatched) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has, Cancelled."""
    paper = Paper(title=f"{TITLE} {_period(ledger)}", author=ledger.office, subject=TITLE, made_at=ledger.made_at)

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(ledger.office, VALUE, 9, LEFT, HEAD)
        number = "  ".join(part for part in (ledger.number, ledger.replaces) if part)
        page.text(number or f"截至 {chinese_day(ledger.made_at.date())}", VALUE, 9, RIGHT, HEAD, "right")
        if page.number > 1:
            page.text(f"{TITLE}（续）　{_period(ledger)}", STRONG, 10.5, LEFT, 25 * MM)
            return page, 28 * MM
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        page.text(_period(ledger), VALUE, 10.5, MIDDLE, 35 * MM, "center")
        page.text(_summary(ledger.counts), VALUE, 9.5, LEFT, 42 * MM)
        return page, 45 * MM

    listing = Listing(_COLUMNS, open_page)
    for place, line in enumerate(ledger.lines):
        if place % _TOLD_EVERY == 0:
            progress(place, len(ledger.lines))
        with naming(line.number):
            listing.row(_cells(place + 1, line), strong=frozenset({6}) if line.overdue else frozenset())
    if not ledger.lines:
        listing.row(("", "", "", "本期未收集到诉求", "", "", ""))
    listing.end("注：期限带“*”的为暂定（该年度节假日安排尚未公布）；逾期未办结的状态以粗体标出。")
    paper.mark(f"{TITLE} {_period(ledger)}", paper.pages[0])
    feet(paper.pages, f"{TITLE}  {made(ledger.made_at)}", check_code(ledger), len(paper.pages))
    return paper.finish()


def _line(row: DemandRow, today: date) -> LedgerLine:
    return LedgerLine(
        number=row.number,
        enterprise=row.enterprise,
        category=row.category.label,
        text=" ".join(row.text.split()),
        handler=row.handler,
        collected_on=row.collected_on,
        due_on=row.due_on,
        provisional=row.due_provisional,
        state=row.state.label,
        rating=row.rating.label if row.rating else "",
        overdue=_is_overdue(row, today),
    )


def _is_overdue(row: DemandRow, today: date) -> bool:
    return row.state in OPEN_STATES and row.state not in PAUSED_STATES and row.due_on < today


def _counts(rows: list[DemandRow], today: date) -> LedgerCounts:
    states = Counter(row.state for row in rows)
    rated = [row.rating for row in rows if row.rating is not None]
    return LedgerCounts(
        all=len(rows),
        open=sum(states[state] for state in OPEN_STATES),
        overdue=sum(_is_overdue(row, today) for row in rows),
        paused=sum(states[state] for state in PAUSED_STATES),
        rated=len(rated),
        content=sum(rating is not Rating.NOT_CONTENT for rating in rated),
    )


def _period(ledger: DemandLedger) -> str:
    days = f"{chinese_day(ledger.first)}至{chinese_day(ledger.last)}收集"
    return f"{days}　承办人：{ledger.handler[:_NAME]}" if ledger.handler else days


def _summary(counts: LedgerCounts) -> str:
    said = f"共{counts.all}件，在办{counts.open}件"
    if counts.open:
        said += f"（逾期{counts.overdue}件，暂停计时{counts.paused}件）"
    if counts.rated:
        said += f"；已评价{counts.rated}件，满意和基本满意{counts.content}件"
    return said + "。"


def _cells(number: int, line: LedgerLine) -> tuple[str, ...]:
    due = line.due_on.isoformat() + ("*" if line.provisional else "")
    state = "\n".join(part for part in (line.state + ("·逾期" if line.overdue else ""), line.rating) if part)
    return (
        str(number),
        line.number,
        line.enterprise,
        f"【{line.category}】{line.text}",
        line.handler or "—",
        f"{line.collected_on.isoformat()}\n{due}",
        state,
    )

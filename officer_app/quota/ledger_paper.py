"""特殊人才落户专用额度台账 on paper: a pool's entries of a year or a month, from where to where, with every balance.

Cases stand by number and enterprise; applicants are not named. Official papers are Chinese whatever language the
window speaks.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.house import BOTTOM, HEAD, LEFT, MIDDLE, RIGHT, SPAN, check_code, feet, made
from officer_app.core.documents.listing import ROW, Column, Listing, note_height
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.documents.writing import write_whole
from officer_app.core.errors import Invalid
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.progress import Progress, unwatched
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.industries import Industry
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.accounts import UnitAccount
from officer_app.quota.lists import GENERAL, EntryKind, LedgerRow, count_ledger_rows, ledger_rows
from officer_app.quota.pools import known_pool

TITLE: Final = "特殊人才落户专用额度台账"
MOST: Final = 5_000  # lines of one paper
_AT_ONCE: Final = 1_000
_SIGN: Final = 22 * MM
_KINDS: Final = {
    EntryKind.GRANT: "下达",
    EntryKind.RESERVE: "预留",
    EntryKind.CONSUME: "转为已用",
    EntryKind.RELEASE: "释放",
    EntryKind.ADJUST: "调整",
    EntryKind.REVERSE: "冲正",
}
_ACCOUNTS: Final = {
    UnitAccount.CITY: "市核定",
    UnitAccount.POOLS: "他池",
    UnitAccount.LEFT: "剩余",
    UnitAccount.RESERVED: "预留",
    UnitAccount.USED: "已用",
}
_INDUSTRIES: Final = {
    Industry.BIOMEDICINE: "生物医药",
    Industry.ADVANCED_MATERIALS: "先进材料",
    Industry.ROBOTICS: "机器人及智能制造",
    Industry.NEXT_GEN_IT: "新一代信息技术",
    Industry.CRUISE: "邮轮经济",
    Industry.OTHER_CONTRIBUTOR: "其他贡献突出",
}
_COLUMNS: Final = (
    Column("序号", 25 * MM, 33 * MM, "right"),
    Column("日期", 35 * MM, 46 * MM, "center"),
    Column("类型", 48 * MM, 63 * MM),
    Column("摘要", 64 * MM, 119 * MM, company=True),
    Column("转出→转入", 120.5 * MM, 142 * MM, "center"),
    Column("数量", 143 * MM, 150.5 * MM, "right"),
    Column("下达", 152 * MM, 160.5 * MM, "right"),
    Column("预留", 162 * MM, 170 * MM, "right"),
    Column("已用", 171.5 * MM, 179.5 * MM, "right"),
    Column("结余", 181 * MM, 189 * MM, "right"),
)
_LEFT_OVER: Final = 9


@dataclass(frozen=True, slots=True)
class Balances:
    """Units granted, reserved and used at a moment; what is left follows."""

    granted: int
    reserved: int
    used: int

    @property
    def left(self) -> int:
        """Granted, neither reserved nor used."""
        return self.granted - self.reserved - self.used


@dataclass(frozen=True, slots=True)
class LedgerPrint:
    """A pool's lines of a year, or of a month of it, the first one first, with the balances before and after them."""

    office: str
    year: int
    pool: str
    made_at: datetime
    opening: Balances
    closing: Balances
    lines: tuple[LedgerRow, ...]
    month: int | None = None
    stamp: Stamp = DRAFT


@asks(Permission.QUOTA_READ)
def ledger_print(work: Work, year: int, *, pool: str = GENERAL, month: int | None = None) -> LedgerPrint:
    """What the paper says. Raises NoPool, and Invalid for more lines than one paper holds."""
    known_pool(work, year, pool)
    total = count_ledger_rows(work, year, pool=pool, month=month)
    if total > MOST:
        raise Invalid(
            N_("The ledger has {count} lines, a paper holds at most {most}."),
            remedy=N_("Print it month by month, or export it to a workbook."),
            count=total,
            most=MOST,
        )
    lines: list[LedgerRow] = []
    for offset in range(0, total, _AT_ONCE):
        lines += ledger_rows(work, year, pool=pool, month=month, offset=offset, limit=_AT_ONCE)
    lines.sort(key=lambda line: line.seq)
    opening = closing = Balances(0, 0, 0)
    if lines:
        first, last = lines[0], lines[-1]
        opening = Balances(first.total - first.d_total, first.reserved - first.d_reserved, first.used - first.d_used)
        closing = Balances(last.total, last.reserved, last.used)
    elif month is not None:
        opening = closing = _standing_before(work, year, pool, month)
    name = OFFICE_NAME.on(work, work.today)
    return LedgerPrint(name, year, _pool_name(pool), work.now, opening, closing, tuple(lines), month)


def _standing_before(work: Work, year: int, pool: str, month: int) -> Balances:
    """The balances at the end of the month before, for a month without lines."""
    for earlier in range(month - 1, 0, -1):
        for line in ledger_rows(work, year, pool=pool, month=earlier, limit=1):
            return Balances(line.total, line.reserved, line.used)
    return Balances(0, 0, 0)


@asks(Permission.QUOTA_READ)
def write_ledger_paper(
    work: Work,
    year: int,
    path: Path,
    *,
    pool: str = GENERAL,
    month: int | None = None,
    progress: Progress = unwatched,
) -> int:
    """Write the paper to `path`, whole or not at all; returns its lines. Raises DiskTrouble, MissingGlyph."""
    told = ledger_print(work, year, pool=pool, month=month)
    progress(0, len(told.lines))
    write_whole(path, draw_ledger(told))
    return len(told.lines)


def draw_ledger(told: LedgerPrint) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has."""
    span = f"{told.year}年度" if told.month is None else f"{told.year}年{told.month}月"
    paper = Paper(title=f"{TITLE} {span}", author=told.office, subject=TITLE, made_at=told.made_at)

    def open_page() -> tuple[Page, float]:
        page = paper.new_page()
        page.text(told.office, VALUE, 9, LEFT, HEAD)
        page.text(told.stamp.mark, VALUE, 9, RIGHT, HEAD, "right")
        if page.number > 1:
            return page, _named(page, f"{TITLE}（续）　{span}　{told.pool}", 25 * MM) + 3 * MM
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        page.text("单位：个", VALUE, 8.5, RIGHT, 36.5 * MM, "right")
        y = _named(page, f"{span}　{told.pool}", 36.5 * MM) + 5.5 * MM
        page.text(f"期初　{_equation(told.opening)}", VALUE, 9.5, LEFT, y)
        page.text(f"期末　{_equation(told.closing)}", VALUE, 9.5, LEFT + SPAN / 2, y)
        return page, y + 3 * MM

    listing, note = Listing(_COLUMNS, open_page, bottom=BOTTOM), _note(told)
    last = len(told.lines) - 1
    for place, line in enumerate(told.lines):
        if place == last:
            # What is signed stands above the signatures, with the sums.
            listing.bottom = BOTTOM - _SIGN - note_height(note) - ROW
        listing.row(_cells(line, told.year), strong=frozenset({_LEFT_OVER}))
    listing.bottom = BOTTOM - _SIGN - note_height(note)
    closing = told.closing
    listing.total(
        [
            (3, f"期末结余（{len(told.lines)}笔）"),
            (6, str(closing.granted)),
            (7, str(closing.reserved)),
            (8, str(closing.used)),
            (9, str(closing.left)),
        ]
    )
    listing.end(note)
    _sign(listing.page, BOTTOM - 4 * MM)
    paper.mark(f"{TITLE} {span} {told.pool}", paper.pages[0])
    feet(paper.pages, f"额度台账 {span}  {told.stamp.foot}  {made(told.made_at)}", check_code(told), len(paper.pages))
    return paper.finish()


def _named(page: Page, words: str, baseline: float) -> float:
    """What the page is about, at the left; returns the baseline of its last line. A campaign's name may be long."""
    lines = compose(words, STRONG, 10.5, SPAN - 20 * MM)
    for number, line in enumerate(lines):
        page.line(line, LEFT, baseline + number * 15)
    return baseline + (len(lines) - 1) * 15


def _equation(units: Balances) -> str:
    return f"下达{units.granted} = 已用{units.used} + 预留{units.reserved} + 剩余{units.left}"


def _cells(line: LedgerRow, year: int) -> tuple[str, ...]:
    kind = _KINDS[line.kind] if not line.moved else "调出" if line.d_total < 0 else "调入"
    day = line.at.astimezone(OFFICE_ZONE).date()
    return (
        str(line.seq),
        f"{day:%m-%d}" if day.year == year else f"{day.year}年\n{day:%m-%d}",
        kind,
        _about(line),
        f"{_ACCOUNTS[line.source]}→{_ACCOUNTS[line.target]}",
        str(line.units),
        str(line.total),
        str(line.reserved),
        str(line.used),
        str(line.left),
    )


def _about(line: LedgerRow) -> str:
    """The case and its enterprise, or document and reason."""
    parts = [line.case_number, line.enterprise, line.document]
    if line.reverses is not None:
        parts.append(f"冲正第{line.reverses}笔：{line.reason}")
    elif line.kind is not EntryKind.RESERVE and line.kind is not EntryKind.CONSUME:
        parts.append(line.reason)
    if line.reversed_by is not None:
        parts.append(f"（已被第{line.reversed_by}笔冲正）")
    if line.behind:
        parts.append("（记账时钟早于上一笔）")
    return " ".join(part for part in parts if part)


def _note(told: LedgerPrint) -> str:
    note = "注：每笔由一个科目转入另一个科目，各科目余额之和恒为零；台账只增不改，差错以冲正更正。"
    return note if told.lines else f"本期无记录。{note}"


def _sign(page: Page, baseline: float) -> None:
    third = SPAN / 3
    for place, who in enumerate(("编制人（签字）：", "复核人（签字）：", "负责人（签章）：")):
        page.text(who, STRONG, 9.5, LEFT + place * third, baseline - 9 * MM)
        page.text("年　　月　　日", VALUE, 9, LEFT + place * third + 12 * MM, baseline)


def _pool_name(pool: str) -> str:
    if pool == GENERAL:
        return "通用额度池"
    return f"{_INDUSTRIES[Industry(pool)]}额度池" if pool in set(Industry) else f"{pool}（专项）"

"""Invented papers of the whole office for tests: a file, a demand's sheet, lists, the list to take along.

`word` stands in every field that somebody types; `many` is how many rows the lists have.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from officer_app.overview.demand_ledger import DemandLedger, LedgerCounts, LedgerLine, demand_ledger_paper
from officer_app.overview.demand_sheet import DemandSheet, LimitLine, StepLine
from officer_app.overview.demand_sheet_paper import demand_sheet_paper
from officer_app.overview.dossier_paper import DossierPrint, dossier_paper
from officer_app.overview.handover import Along
from officer_app.overview.handover_paper import handover_paper
from officer_app.overview.handover_sheet import HandoverSheet, SheetLine
from officer_app.overview.overdue_list import LateContact, LateDemand, OverdueList, overdue_paper
from officer_app.visits.take_along import DayOut, LastVisit, OpenDemand, Stop, TakeAlong, TakenContact
from officer_app.visits.take_along_paper import draw_take_along
from tests.paper_samples import NAMES, OFFICE

NOON = datetime(2026, 11, 19, 16, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 11, 19)
WORD = "陆𬭎、宋龑希望了解专用额度申报条件（含“骨干激励”分档办法），预计2027年一季度再招聘30人，增长3.5%。"
# Fields for names take fewer signs than those for texts.
_NAME = 80


def _name(number: int, word: str) -> str:
    return NAMES[number % len(NAMES)] if word.startswith(WORD) else word[:200]


def a_dossier(word: str = WORD, many: int = 60) -> bytes:
    """An enterprise's file."""
    short = "宋龑" if word.startswith(WORD) else word[:_NAME]
    return dossier_paper(
        DossierPrint(
            office=OFFICE,
            made_at=NOON,
            name=_name(6, word),
            uscc="91310113MA1GK1946J",
            facts=(("所属产业", "邮轮经济"), ("所在街镇", "月浦镇"), ("曾用名", word[:200])),
            site=word[:200],
            scope=word,
            note=word,
            listings=(("2026年版", "其他贡献突出", "1", "2026-01-05", word[:200]),),
            years=(("2025", "214", "1,234.56", short),),
            duties=(("联络员", short, "2026-01-05至今", word[:200]),),
            contacts=((short, short, "138****0026", "首要联系人"),),
            next_contact="2026-12-17（按走访周期）",
            visits=tuple(
                (f"ZF-2026-{1001 + n}\n2026-10-{n % 28 + 1:02d}", "上门\n完成", short, word[:90]) for n in range(many)
            ),
            visit_count=many + 40,
            demands=tuple(
                (f"SQ-2026-{2001 + n}", f"【落户】{word}", short, "2026-12-03", "办理\n基本满意") for n in range(many)
            ),
            cases=(),
            papers=((word[:200], word[:200], "2026-11-02"),),
        )
    )


def a_demand_sheet(word: str = WORD, many: int = 60) -> bytes:
    """A demand's sheet with `many` steps."""
    short = "宋龑" if word.startswith(WORD) else word[:_NAME]
    return demand_sheet_paper(
        DemandSheet(
            office=OFFICE,
            made_at=NOON,
            number="SQ-2026-0388",
            draft=9,
            enterprise=_name(6, word),
            uscc="91310113MA1GK1946J",
            subdistrict="月浦镇",
            liaison=short,
            contact=f"{short}（{short}，138****0026）",
            category="落户",
            urgency="疑难",
            collected_on=DAY,
            collected_by=short,
            visit="ZF-2026-1147",
            text=word,
            state="办理",
            limits=(
                LimitLine("接办期限", DAY, False, DAY),
                LimitLine("首答期限", DAY, False, date(2026, 11, 20)),
                LimitLine("办结期限", date(2027, 1, 4), True, None),
            ),
            paused_since=DAY,
            handler=short,
            helpers=((short, word[:200], word),),
            steps=tuple(StepLine(NOON, f"步{3001 + n}", short, word[:500]) for n in range(many)),
            answer=word,
            rating="基本满意",
            rated_on=DAY,
            rated_by=short,
            rating_note=word[:500],
            reopened=1,
        )
    )


def a_ledger(word: str = WORD, many: int = 60) -> bytes:
    """A list of demands."""
    short = "宋龑" if word.startswith(WORD) else word[:_NAME]
    lines = tuple(
        LedgerLine(
            f"SQ-2026-{2001 + n}", _name(n, word), "落户", word, short, DAY, DAY, n % 3 == 0, "办理", "", n % 2 == 0
        )
        for n in range(many)
    )
    counts = LedgerCounts(many, many, many // 2, 0, 0, 0)
    return demand_ledger_paper(DemandLedger(OFFICE, NOON, date(2026, 10, 1), DAY, short, lines, counts, "TZ-2026-0001"))


def an_overdue_list(word: str = WORD, many: int = 60) -> bytes:
    """What is late."""
    short = "宋龑" if word.startswith(WORD) else word[:_NAME]
    contacts = tuple(LateContact(short, _name(n, word), "宝山工业园区", DAY, DAY, n) for n in range(many))
    demands = tuple(LateDemand(short, f"SQ-2026-{2001 + n}", _name(n, word), word, DAY, n) for n in range(many))
    return overdue_paper(OverdueList(OFFICE, NOON, "", contacts, demands, "YQ-2026-0001"))


def a_take_along(word: str = WORD, many: int = 24) -> bytes:
    """A list to take along."""
    short = "宋龑" if word.startswith(WORD) else word[:_NAME]
    stops = tuple(
        Stop(
            _name(n, word), "月浦镇", word[:200], "on_site", time(9, 30), time(10, 30), word[:200], short,
            (TakenContact(n, short, short, "138****0026"),), LastVisit(DAY, short, "phone", word),
            (OpenDemand(f"SQ-2026-{2001 + n}", word, "in_progress", DAY, short, True),),
        )
        for n in range(many)
    )  # fmt: skip
    return draw_take_along(TakeAlong(OFFICE, "", DAY, DAY, (DayOut(DAY, "", stops),), NOON, short, word[:200]))


def a_handover(word: str = WORD, many: int = 60) -> bytes:
    """A handover sheet."""
    known = word.startswith(WORD)
    short = "宋龑" if known else word[:_NAME]
    along = Along(
        contact=short,
        title="总经理助理" if word == WORD else word,
        phone="13800138000",
        last_visit_on=DAY,
        next_contact_on=DAY,
        agreed=True,
        demands=("SQ-2026-2001",),
    )
    lines = tuple(
        SheetLine(_name(n, word), "91310113MA1GK1946J", "宝山工业园区", ("liaison",), along) for n in range(many)
    )
    reason = "轮岗" if known else word[:200]
    return handover_paper(HandoverSheet(OFFICE, "YJ-2026-0001", NOON, short, short, DAY, reason, lines))

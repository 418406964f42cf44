"""Invented papers of the panel and the quota for tests; `word` stands in every field that somebody types."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from officer_app.cases.words import Attendance, ItemOutcome, MeetingState, State, Vote
from officer_app.core.documents.stamp import Stamp
from officer_app.directory.industries import Industry
from officer_app.i18n import CHINESE, speaking
from officer_app.quota.accounts import UnitAccount
from officer_app.quota.city import CityMeasure, CityRow
from officer_app.quota.evaluation.paper import draw_evaluation
from officer_app.quota.evaluation.printed import EvaluationPrint, PrintedCriterion, PrintedMark, PrintedReviewer
from officer_app.quota.figure_shapes import Admitted, Business, Counted, ReviewDays, Share, TalentFigures
from officer_app.quota.ledger_paper import Balances, LedgerPrint, draw_ledger
from officer_app.quota.lists import EntryKind, LedgerRow, QuotaStatus
from officer_app.quota.meetings.agenda_paper import draw_agenda
from officer_app.quota.meetings.lists import ItemRow, Meeting, SeatRow
from officer_app.quota.meetings.minutes_paper import draw_minutes
from officer_app.quota.meetings.printed import MeetingPrint
from officer_app.quota.meetings.ranked_paper import draw_ranked
from officer_app.quota.panel import PanelRules
from officer_app.quota.printed import Opinion
from officer_app.quota.report import approval_form
from officer_app.quota.summary_paper import SummaryPrint, draw_summary
from officer_app.visits.periods import Period
from tests.overview_samples import NOON, WORD
from tests.paper_samples import NAMES, OFFICE, a_case

_DAY = date(2026, 11, 19)
_NAME = 80


def _enterprise(word: str) -> str:
    return NAMES[6] if word.startswith(WORD) else word[:200]


def _person(word: str) -> str:
    return "宋龑" if word.startswith(WORD) else word[:_NAME]


def _stamp(series: str) -> Stamp:
    return Stamp(f"{series}-2026-0002", f"{series}-2026-0001", _DAY)


def an_evaluation(word: str = WORD, many: int = 24) -> bytes:
    """An evaluation sheet with so many criteria, each scored by three."""
    person = _person(word)
    marks = tuple(PrintedMark(person, points, word[:500]) for points in (70, 80, 95))
    criteria = tuple(
        PrintedCriterion(
            f"项目{10_00 + n}", 25, word[:200], Decimal("81.7"), Decimal("20.4"), 25, True, "75–89", word[:200], marks
        )
        for n in range(many)
    )
    reviewers = tuple(PrintedReviewer(person, Decimal("81.0")) for _one in range(3))
    return draw_evaluation(
        EvaluationPrint(
            office=OFFICE,
            number="宝人特〔2026〕47 号",
            made_at=NOON,
            stamp=_stamp("PJ"),
            enterprise=_enterprise(word),
            applicant=person,
            post=word[:120],
            accepted_on=_DAY,
            title="评分标准（2021年版）",
            since=date(2021, 1, 1),
            criteria=criteria,
            reviewers=reviewers,
            total=Decimal("81.7"),
            apart=Decimal("25.0"),
            reference=75,
            allowed=20,
        )
    )


def a_meeting(word: str, many: int) -> MeetingPrint:
    """A closed meeting with so many cases, the first half of which have a unit; an open vote."""
    person = _person(word)
    seats = tuple(
        SeatRow(key, person, word[:120], None, came, reason)
        for key, came, reason in (
            ("chair", Attendance.PRESENT, ""),
            ("1", Attendance.PRESENT, ""),
            ("2", Attendance.ABSENT, word[:200]),
        )
    )
    items = tuple(
        ItemRow(
            id=n,
            position=n + 1,
            case_id=n,
            number=f"TR-2026-{10_00 + n}",
            applicant=f"申{10_00 + n}",
            enterprise=_enterprise(word),
            post=word[:120],
            base_multiple=Decimal(3),
            state=State.PUBLICITY_DUE,
            outcome=ItemOutcome.PASSED if n < many / 2 else ItemOutcome.NO_UNIT,
            recusals={"1": word[:200]} if n == 0 else {},
            own_recusals=frozenset(),
            voters=("chair", "1") if n else ("chair",),
            votes={"chair": Vote.FOR, "1": Vote.ABSTAIN} if n == 1 else {},
            votes_for=1,
            votes_against=0,
            abstentions=1,
            complete=True,
            quorum=True,
            passes=True,
            total=Decimal("81.7"),
            rank=n + 1,
            tie="与前一名同分，比较受理日期" if n == 1 else "",
            within=n < many / 2,
            remark=word if n == 2 else "",
            version=1,
        )
        for n in range(many)
    )
    moment = datetime(2026, 11, 19, 6, tzinfo=UTC)
    meeting = Meeting(
        id=1,
        draft_id="",
        number="PSH-2026-001",
        title="宋龑等申请特殊人才评审会" if word == WORD else word[:120],
        typed_title="",
        meets_at=moment,
        place=word[:120],
        chair_id=1,
        chair=person,
        secretary_id=2,
        secretary=person,
        state=MeetingState.CLOSED,
        secret=False,
        units=many // 2,
        remarks=word,
        opened_at=moment,
        closed_at=moment,
        seats=seats,
        items=items,
        rules=PanelRules(0.6666, 0.5),
        ties=("market", "base_multiple", "accepted_on", "number"),
        version=1,
    )
    return MeetingPrint(OFFICE, NOON, meeting, _stamp("JY"))


def an_agenda(word: str = WORD, many: int = 40) -> bytes:
    """The agenda of a meeting on so many cases."""
    with speaking(CHINESE):
        return draw_agenda(a_meeting(word, many))


def minutes(word: str = WORD, many: int = 40) -> bytes:
    """The minutes of a meeting on so many cases."""
    with speaking(CHINESE):
        return draw_minutes(a_meeting(word, many))


def a_ranked_list(word: str = WORD, many: int = 60) -> bytes:
    """The ranked list of a meeting that passed so many."""
    with speaking(CHINESE):
        return draw_ranked(a_meeting(word, many))


def a_quota_ledger(word: str = WORD, many: int = 60) -> bytes:
    """A pool's ledger: a grant, then units reserved one by one, the last of them in January."""
    lines = tuple(
        LedgerRow(
            id=n,
            seq=10_00 + n,
            at=datetime(2026 if n < many - 1 else 2027, 11 if n < many - 1 else 1, 19, tzinfo=UTC),
            kind=EntryKind.GRANT if n == 0 else EntryKind.RESERVE,
            case_id=None,
            case_number="" if n == 0 else "宝人特〔2026〕47 号",
            case_sequence=None,
            enterprise="" if n == 0 else _enterprise(word),
            text="",
            document=word[:80] if n == 0 else "",
            reason=word[:500] if n == 0 else "",
            by=_person(word),
            d_total=100 if n == 0 else 0,
            d_reserved=0 if n == 0 else 1,
            d_used=0,
            d_left=100 if n == 0 else -1,
            total=100,
            reserved=n,
            used=0,
            left=100 - n,
            reverses=None,
            reversed_by=None,
            source=UnitAccount.CITY if n == 0 else UnitAccount.LEFT,
            target=UnitAccount.LEFT if n == 0 else UnitAccount.RESERVED,
            units=100 if n == 0 else 1,
            moved=False,
            other_pool="",
            behind=False,
        )
        for n in range(many)
    )
    end = Balances(100, many - 1, 0) if many else Balances(0, 0, 0)
    pool = "骨干激励专项" if word.startswith(WORD) else word[:40]
    return draw_ledger(
        LedgerPrint(OFFICE, 2026, f"{pool}（专项）", NOON, Balances(0, 0, 0), end, lines, stamp=_stamp("ED"))
    )


def a_summary(word: str = WORD, _many: int = 0) -> bytes:
    """The summary of a year; what is typed are a group of posts and where a figure of the city is from."""
    group = "创始人及高级管理" if word == WORD else word[:_NAME]
    review = ReviewDays(((1, 4), (2, 9), (3, 6), (5, 4)), 1, 3, 5)
    admitted = Admitted(
        count=23,
        base=Share(19, 23),
        base_line=3,
        posts=((group, 17), ("其他岗位", 6)),
        posts_untold=0,
        market=Decimal("83.3"),
        scored=23,
        introduced=Share(9, 23),
        introduced_years=3,
        industries=((Industry.ROBOTICS, 17), (None, 6)),
        unlinked=0,
        edition=2025,
        review=review,
    )
    figures = TalentFigures(
        period=Period(date(2025, 1, 1), date(2025, 12, 31)),
        before=Period(date(2024, 1, 1), date(2024, 12, 31)),
        as_of=None,
        counts=tuple(Counted(what, 30 + n, 20 + n if n else None) for n, what in enumerate(Business)),
        admitted=admitted,
        base_before=Share(20, 31),
        introduced_before=Share(0, 0),
        review=review,
        years=((2023, 12), (2024, 31), (2025, 23)),
        city=(CityRow(1, 2025, CityMeasure.BASE, Decimal("54.1"), word[:200], 1),),
    )
    made_at = datetime(2026, 11, 19, 16, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
    return draw_summary(SummaryPrint(OFFICE, made_at, figures, QuotaStatus(2025, 50, 5, 23, 22, 60), _stamp("NJ")))


def an_approval_form(word: str = WORD, _many: int = 0) -> bytes:
    """An issued form that replaces another."""
    person = _person(word)
    said = Opinion(word, person, _DAY, (4, "7F3K-9QWD-M2XA-0V8R"))
    return approval_form(
        a_case(
            number="宝人特〔2026〕147 号",
            enterprise=_enterprise(word),
            applicant=person,
            contact=word[:_NAME],
            education=word[:40],
            title=word[:_NAME],
            school=word[:_NAME],
            major=word[:_NAME],
            post=word[:120],
            dependants_note=word[:_NAME],
            reason=word,
            pre_review=said,
            first_review=said,
            panel=said,
            publicity=said,
            decision=said,
            signed=(4, "7F3K-9QWD-M2XA-0V8R"),
            stamp=_stamp("SP"),
        )
    )

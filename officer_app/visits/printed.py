"""What the papers about visits print, as plain values, and the figures of a month.

Words of closed lists are given by their stored codes (`on_site`, `periodic`, `done` …). Official papers are Chinese
whatever language the window speaks, so their words stand here.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

MODES: Final = {"on_site": "上门", "phone": "电话", "video": "视频", "at_office": "来访"}
TRIGGERS: Final = {"periodic": "定期", "on_demand": "即时"}
OUTCOMES: Final = {
    "done": "完成",
    "rescheduled": "改期",
    "not_found": "查无此企",
    "moved": "已搬离",
    "refused": "拒访",
}
INDUSTRIES: Final = {
    "biomedicine": "生物医药",
    "advanced_materials": "先进材料",
    "robotics": "机器人及智能制造",
    "next_gen_it": "新一代信息技术",
    "cruise": "邮轮经济",
    "other_contributor": "其他贡献突出",
}
SHORT_INDUSTRIES: Final = {
    "biomedicine": "生物医药",
    "advanced_materials": "先进材料",
    "robotics": "智能制造",
    "next_gen_it": "信息技术",
    "cruise": "邮轮经济",
    "other_contributor": "其他贡献",
}
DEMAND_STATES: Final = {
    "collected": "收集",
    "assigned": "交办",
    "in_progress": "办理",
    "answered": "反馈",
    "rated": "评价",
    "closed": "办结",
    "reopened": "重办",
}
RATINGS: Final = {"content": "满意", "mostly": "基本满意", "not_content": "不满意"}

DASH: Final = "—"


@dataclass(frozen=True, slots=True)
class PersonMet:
    """Somebody of the enterprise; the phone is printed masked."""

    name: str
    title: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OurPerson:
    """One of us: name and role in words, such as 联络员, or 代 and a name where somebody stands in."""

    name: str
    role: str = ""
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A demand as it stands on a visit's paper; `state` and `rating` are codes."""

    number: str
    text: str
    handler: str = ""
    state: str = ""
    due: date | None = None
    rating: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A question of the checklist; None is not answered."""

    question: str
    answer: bool | None = None


@dataclass(frozen=True, slots=True)
class VisitPrint:
    """One visit. `industry`, `mode`, `trigger` and `outcome` are codes; dates and times are local."""

    office: str
    number: str
    draft: int
    made_at: datetime
    enterprise: str
    uscc: str
    visited_on: date
    mode: str
    trigger: str
    outcome: str
    content: str
    edition: str = ""
    industry: str = ""
    subdistrict: str = ""
    address: str = ""
    liaison: str = ""
    liaison_since: date | None = None
    specialist: str = ""
    specialist_field: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    people_met: tuple[PersonMet, ...] = ()
    our_people: tuple[OurPerson, ...] = ()
    demands: tuple[DemandLine, ...] = ()
    checklist: tuple[CheckLine, ...] = ()
    next_contact: date | None = None
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class DemandWeek:
    """Demands of one week of `weeks_of(month)`, in that order; `still_open` at the week's end."""

    registered: int
    closed: int
    still_open: int


@dataclass(frozen=True, slots=True)
class DemandFigures:
    """Demands of a month: carried over + registered − closed = still open; `content` of `rated` were content."""

    registered: int
    closed: int
    carried_over: int
    still_open: int
    rated: int = 0
    content: int = 0
    weeks: tuple[DemandWeek, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthPrint:
    """A month's report: of one officer if `officer` is named, else of all.

    `month` is its first day; `due` enterprises were to be visited, `visited_due` of them were;
    `subdistricts` were reached by visits (0 leaves the clause out).
    """

    office: str
    month: date
    number: str
    draft: int
    made_at: datetime
    visits: tuple[VisitPrint, ...]
    due: int
    visited_due: int
    demands: DemandFigures
    officer: str = ""
    subdistricts: int = 0


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """Visits of one week of the month by mode, in the order of MODES."""

    first: date
    last: date
    by_mode: tuple[int, ...]

    @property
    def total(self) -> int:
        """All visits of the week."""
        return sum(self.by_mode)

    @property
    def name(self) -> str:
        """As under a bar, in days: 12—16."""
        return f"{self.first.day}" if self.first == self.last else f"{self.first.day}—{self.last.day}"


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What the cover says of a month's visits; counts by the codes of the closed lists, none missing."""

    visits: int
    enterprises: int
    by_mode: dict[str, int]
    by_trigger: dict[str, int]
    by_outcome: dict[str, int]
    demands: int
    weeks: tuple[WeekFigures, ...]


def weeks_of(month: date) -> tuple[tuple[date, date], ...]:
    """The weeks, Monday to Sunday, that share a day with the month, cut to the month."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    weeks: list[tuple[date, date]] = []
    start = first
    while start <= last:
        end = min(start + timedelta(days=6 - start.weekday()), last)
        weeks.append((start, end))
        start = end + timedelta(days=1)
    return tuple(weeks)


def month_figures(visits: tuple[VisitPrint, ...], month: date) -> MonthFigures:
    """Count a month's visits. Every visit must lie in the month; weeks without any count zero."""
    modes, triggers, outcomes = (
        Counter(visit.mode for visit in visits),
        Counter(visit.trigger for visit in visits),
        Counter(visit.outcome for visit in visits),
    )
    by_day = Counter((visit.visited_on, visit.mode) for visit in visits)

    def of_week(first: date, last: date, mode: str) -> int:
        return sum(count for (day, code), count in by_day.items() if first <= day <= last and code == mode)

    weeks = tuple(
        WeekFigures(first, last, tuple(of_week(first, last, mode) for mode in MODES)) for first, last in weeks_of(month)
    )
    if sum(week.total for week in weeks) != len(visits):
        raise ValueError("a visit lies outside the month or has an unknown mode")
    return MonthFigures(
        visits=len(visits),
        enterprises=len({visit.uscc or visit.enterprise for visit in visits}),
        by_mode={code: modes[code] for code in MODES},
        by_trigger={code: triggers[code] for code in TRIGGERS},
        by_outcome={code: outcomes[code] for code in OUTCOMES},
        demands=sum(len(visit.demands) for visit in visits),
        weeks=weeks,
    )


def chinese_date(day: date) -> str:
    """2026年11月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def visit_times(visit: VisitPrint) -> str:
    """14:00—15:20, or what of it is known."""
    start = f"{visit.starts_at:%H:%M}" if visit.starts_at else ""
    end = f"{visit.ends_at:%H:%M}" if visit.ends_at else ""
    return f"{start}{DASH}{end}" if start and end else start or (f"至{end}" if end else "")

"""What the papers about visits print, as plain values.

Words of closed lists are given by their stored codes (`on_site`, `periodic`, `done` …). Official papers are Chinese
whatever language the window speaks, so their words stand here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.visits.periods import Period

if TYPE_CHECKING:
    from officer_app.visits.figures import ReportFigures

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
    "accepted": "接办",
    "in_progress": "办理",
    "suspended": "暂缓",
    "escalated": "报市",
    "answered": "反馈",
    "rated": "评价",
    "closed": "办结",
    "merged": "并案",
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
    """One of us: name and role in words, such as 联络员, or 代 and a name where somebody stands in; from where."""

    name: str
    role: str = ""
    stands_in: bool = False
    department: str = ""


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
    """A question of a checklist: answered with yes or no, or else in words; with neither it is not answered."""

    question: str
    answer: bool | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class VisitPrint:
    """One visit. `industry`, `mode`, `trigger` and `outcome` are codes; dates and times are local.

    `answered` is what was answered on the spot; `papers` says how many papers of which kind belong to it; `entered_by`
    wrote it down where that was not the officer; `returned` says what it was sent back for and is not completed yet.
    """

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
    planned_starts_at: time | None = None
    planned_ends_at: time | None = None
    policies: tuple[str, ...] = ()
    answered: str = ""
    papers: str = ""
    entered_by: str = ""
    imported_from: str = ""
    returned: str = ""


@dataclass(frozen=True, slots=True)
class PeriodPrint:
    """The report of a period: of one officer, sub-district or industry if named, else of all.

    `figures` count the same visits; `visits` are printed whole if `records`, else only in the table.
    """

    office: str
    made_at: datetime
    figures: "ReportFigures"
    visits: tuple[VisitPrint, ...]
    officer: str = ""
    subdistrict: str = ""
    industry: str = ""
    stamp: Stamp = DRAFT
    records: bool = True

    @property
    def period(self) -> Period:
        """From the first day to the last."""
        return self.figures.period


def visit_times(visit: VisitPrint) -> str:
    """14:00—15:20, or what of it is known."""
    return _from_to(visit.starts_at, visit.ends_at)


def planned_times(visit: VisitPrint) -> str:
    """What was planned, where that is known and not how it came."""
    planned = _from_to(visit.planned_starts_at, visit.planned_ends_at)
    return planned if planned != visit_times(visit) else ""


def _from_to(starts: time | None, ends: time | None) -> str:
    start = f"{starts:%H:%M}" if starts else ""
    end = f"{ends:%H:%M}" if ends else ""
    return f"{start}{DASH}{end}" if start and end else start or (f"至{end}" if end else "")

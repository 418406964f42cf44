"""Demands that came by phone in the last weeks, each on a way of its own: put off, extended, hurried, merged …"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Actor, Office
from officer_app.demands.board import DemandFilter, find_demands
from officer_app.demands.file import demand_file
from officer_app.demands.model import Category, Rating, Urgency
from officer_app.demands.service import (
    DemandDraft,
    DemandRow,
    accept_demand,
    answer_demand,
    ask_extension,
    contribute,
    decide_extension,
    escalate_demand,
    first_answer,
    hurry_demand,
    join_handler,
    merge_demands,
    raise_demand,
    rate_demand,
    reply_to_hurry,
    return_demand,
    suspend_demand,
    take_up_demand,
)
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew

_FIRST_ANSWER: Final = "已收到，正在会同有关科室办理，进展将及时告知。"


@dataclass(frozen=True)
class _Call:
    """A demand somebody rang up with, so many working days before today, and what becomes of it when."""

    back: int
    category: Category
    text: str
    way: str
    after: int = 1
    urgency: Urgency = Urgency.NORMAL


_CALLS: Final = (
    _Call(14, Category.APARTMENT, "二期人才公寓 10 套整租需求，供新进研发人员入住", "suspended", 3),
    _Call(13, Category.SETTLEMENT, "2 名海外引进人才落户材料认定口径不明", "escalated", 4, Urgency.HARD),
    _Call(12, Category.RECRUITMENT, "组织 30 人规模的专场招聘，需协调高校资源", "shared", 3),
    _Call(11, Category.HOUSING, "新引进博士 4 人申请安居资助，发放进度查询", "taken_up_anew", 4),
    _Call(9, Category.APARTMENT, "新增人才公寓名额 8 套，靠近轨道交通", "extended", 5),
    _Call(8, Category.TITLES, "中级职称评审组班，企业内 12 人参加", "rated", 3),
    _Call(7, Category.SCHOOLING, "3 名骨干子女秋季转学衔接", "hurried_replied", 2),
    _Call(6, Category.POINTS, "批量办理居住证积分续签 26 人，错峰预约", "merged", 2),
    _Call(6, Category.INCENTIVE, "骨干人才激励申报中个税口径核对", "extension_asked", 4),
    _Call(5, Category.SETTLEMENT, "应届硕士 5 人直接落户政策辅导", "hurried", 3, Urgency.URGENT),
    _Call(4, Category.SCHOOLING, "外籍专家子女国际课程入学咨询", "returned", 1),
    _Call(3, Category.TRAINING, "HR 政策培训班名额 3 个", "accepted", 2),
    _Call(1, Category.RECRUITMENT, "大学生见习基地设岗 6 个", "handed_on"),
)


class ByWays:
    """The demands of _CALLS: raised by the liaison officer of an enterprise, worked on by the specialists by turns."""

    def __init__(self, office: Office, diary: Diary, crew: Crew, calendar: WorkingCalendar) -> None:
        self._office, self._diary, self._crew, self._calendar = office, diary, crew, calendar

    def plan(self, today: date) -> None:
        """Enter them for the last working days before today."""
        for place, call in enumerate(_CALLS):
            day = self._calendar.add_working_days(today, -call.back).day
            self._diary.enter(day, 11, place, partial(self._rings, place, call))

    def _rings(self, place: int, call: _Call) -> None:
        settled = self._office.read(find_demands, self._supervisor, DemandFilter(), limit=100)[-1 - 4 * place]
        officer = self._person(settled.collected_by)
        handler = self._crew.specialists[place % len(self._crew.specialists)]
        draft = DemandDraft(f"sample-call-{place}", call.category, call.text, call.urgency, handler.id)
        key = self._office.perform(raise_demand, officer, settled.enterprise_id, draft).value
        after = self._calendar.add_working_days(self._diary.today, call.after).day
        way: Callable[[int, Actor], None] = getattr(self, f"_{call.way}")
        if call.way not in ("handed_on", "accepted", "returned"):
            begins = self._calendar.add_working_days(self._diary.today, 1).day
            self._diary.enter(begins, 9, 30 + place, partial(self._begun, key, handler))
        self._diary.enter(after, 15, place, partial(way, key, handler))

    @property
    def _supervisor(self) -> Actor:
        return self._crew.supervisors[0]

    def _person(self, account_id: int | None) -> Actor:
        return next(actor for actor in self._crew.everyone if actor.id == account_id)

    def _row(self, demand_id: int) -> DemandRow:
        return self._office.read(demand_file, self._supervisor, demand_id).row

    def _version(self, demand_id: int) -> int:
        return self._row(demand_id).version

    def _begun(self, key: int, handler: Actor) -> None:
        self._office.perform(take_up_demand, handler, key, version=self._version(key))
        self._office.perform(first_answer, handler, key, _FIRST_ANSWER, version=self._version(key))

    def _handed_on(self, _key: int, _handler: Actor) -> None:
        """It waits to be taken up."""

    def _accepted(self, key: int, handler: Actor) -> None:
        self._office.perform(accept_demand, handler, key, version=self._version(key))

    def _returned(self, key: int, handler: Actor) -> None:
        reason = "该事项由教育部门主管，请转相应联系人。"
        self._office.perform(return_demand, handler, key, reason, version=self._version(key))

    def _suspended(self, key: int, handler: Actor) -> None:
        reason = "所需公寓房源预计下月交付，条件成熟后继续办理。"
        self._office.perform(suspend_demand, handler, key, reason, version=self._version(key))

    def _escalated(self, key: int, handler: Actor) -> None:
        self._office.perform(
            escalate_demand,
            handler,
            key,
            "市人才服务中心",
            "涉及市级政策口径，请予明确。",
            version=self._version(key),
        )

    def _shared(self, key: int, handler: Actor) -> None:
        helper = next(actor for actor in self._crew.specialists if actor.id != handler.id)
        task = "联系高校就业部门"
        self._office.perform(join_handler, handler, key, helper.id or 0, task, version=self._version(key))
        part = "已联系 2 所高校，确认参会意向。"
        self._office.perform(contribute, helper, key, part, version=self._version(key))

    def _extension_asked(self, key: int, handler: Actor) -> int:
        reason = "需与相关部门核定，时间较紧。"
        return self._office.perform(ask_extension, handler, key, 5, reason, version=self._version(key)).value

    def _extended(self, key: int, handler: Actor) -> None:
        asked = self._extension_asked(key, handler)
        self._office.perform(decide_extension, self._supervisor, asked, True, "同意，请按新期限办结。")

    def _hurried(self, key: int, _handler: Actor) -> int:
        until = self._calendar.add_working_days(self._diary.today, 2).day
        words = "企业两次来电询问，请抓紧办理并回复进展。"
        return self._office.perform(hurry_demand, self._supervisor, key, words, until, version=self._version(key)).value

    def _hurried_replied(self, key: int, handler: Actor) -> None:
        note = self._hurried(key, handler)
        self._office.perform(reply_to_hurry, handler, note, "已与企业联系，本周内书面答复。")

    def _merged(self, key: int, _handler: Actor) -> None:
        row = self._row(key)
        officer = self._person(row.collected_by)
        draft = DemandDraft(f"sample-again-{key}", row.category, f"企业再次来电：{row.text}")
        again = self._office.perform(raise_demand, officer, row.enterprise_id, draft).value
        self._office.perform(merge_demands, officer, key, [again], version=row.version, note="与前次来电为同一事项")

    def _answered(self, key: int, handler: Actor) -> DemandRow:
        answer = "已协调落实，具体安排由专员与企业人事对接。"
        self._office.perform(answer_demand, handler, key, answer, version=self._version(key))
        return self._row(key)

    def _rated(self, key: int, handler: Actor) -> None:
        row = self._answered(key, handler)
        officer = self._person(row.collected_by)
        self._office.perform(
            rate_demand, officer, key, Rating.CONTENT, version=row.version, by="人事负责人", close=False
        )

    def _taken_up_anew(self, key: int, handler: Actor) -> None:
        row = self._answered(key, handler)
        self._office.perform(
            rate_demand,
            self._person(row.collected_by),
            key,
            Rating.NOT_CONTENT,
            version=row.version,
            by="人事负责人",
            note="到账时间仍未明确，希望再作协调。",
        )

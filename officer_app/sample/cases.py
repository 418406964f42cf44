"""Invented special-talent cases, led through the chain by people who each act once on a case."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from officer_app.cases.filing import CaseDraft, file_case
from officer_app.cases.gaps import Gap
from officer_app.cases.service import (
    accept,
    check_paper,
    pre_review,
    request_supplement,
    return_case,
)
from officer_app.cases.words import (
    Attendance,
    Criterion,
    DefectCode,
    Degree,
    Education,
    IdKind,
    PaperKind,
    Sex,
    State,
    Step,
    Verdict,
)
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Actor, Office
from officer_app.people.delegation import DelegationDraft, Task, delegate
from officer_app.quota.case_file import case_file
from officer_app.quota.evaluation import ScoreDraft, score
from officer_app.quota.panel import Member, PanelDraft, hold_panel
from officer_app.quota.publicity import publish
from officer_app.quota.reasons import conditions
from officer_app.quota.sending_back import send_back
from officer_app.quota.service import decide, first_review, settle, withdraw
from officer_app.sample.applications import in_full
from officer_app.sample.diary import Diary, Happening
from officer_app.sample.enterprises import WOMENS, person
from officer_app.sample.objections import Objections
from officer_app.sample.panel import hold, passed, plan_sitting
from officer_app.sample.people import Crew
from officer_app.sample.visits import Host, draft_id

CASES: Final = 40
# The highest contribution base of the year 2025-07, rounded up to 50 yuan.
_CEILING: Final = 37_350

_TITLES: Final = (
    "首席算法工程师",
    "工艺总监",
    "研发副总经理",
    "首席科学家",
    "核心部件负责人",
    "联合创始人",
    "中试平台负责人",
)
_MAJORS: Final = ("控制科学与工程", "材料学", "生物化工", "微电子学", "船舶与海洋工程", "机械设计及理论")
_SCHOOLS: Final = ("江南理工大学", "东海工业大学", "临港科技大学", "长三角大学")
_REASONS: Final = (
    "申请人主持完成“{work}”，已获发明专利 {n} 项，带动企业上年订单同比增长 {pct}%；岗位为关键核心岗位，平均招聘周期"
    "超过九个月。因毕业专业未列入重点产业目录，不能适用条件式落户，现申请使用本区特殊人才落户专用额度。",
    "申请人系企业联合创始人，负责“{work}”的工程化，团队 {n} 人，近两年研发投入年均增长 {pct}%。企业注册资本小、成长快，"
    "所在细分领域尚无行业评价标准，现申请按多元评价使用专用额度。",
    "申请人为“{work}”项目负责人，牵头制定团体标准 {n} 项，年内销售收入增长 {pct}%。岗位紧缺，本市同岗位从业者不足百人，"
    "现申请使用专用额度。",
)
_WORKS: Final = (
    "谐波减速器在线补偿算法",
    "高模碳纤维连续化工艺",
    "国产质谱离子源",
    "邮轮内装轻量化板材",
    "车规级惯性传感芯片",
)
_BASES: Final = {
    Criterion.MARKET: "年薪与缴费基数居同岗前 10 %",
    Criterion.POST: "首席专家，带 {n} 人团队",
    Criterion.TECHNOLOGY: "发明专利 {n} 件，第一发明人",
    Criterion.GROWTH: "近三年营收年均增长 {n} 个百分点以上",
    Criterion.SCARCITY: "列入 2026 年紧缺目录",
    Criterion.TILT: "科技型企业，近三年研发投入占营收 {n} %",
}
# The papers that prove the points, as far as the case has them.
_PROOF: Final = {
    Criterion.MARKET: (PaperKind.CONTRIBUTION, PaperKind.TAX),
    Criterion.POST: (PaperKind.POST,),
    Criterion.TECHNOLOGY: (PaperKind.ACHIEVEMENT,),
}
# By how much a second reviewer is below the first, by criterion: about technology the two do not agree.
_BELOW: Final = {Criterion.MARKET: 4, Criterion.TECHNOLOGY: 26, Criterion.GROWTH: 3, Criterion.TILT: 5}
_EXPERTS: Final = ("钱怀瑾（高校教授）", "蒋文渊（行业协会）", "卢思远（投资机构）", "丁若水（检验机构）")
# What becomes of a case, as steps gone; together CASES.
_FATES: Final = (
    ("settled", 18),
    ("approved", 4),
    ("publicity", 3),
    ("behind", 1),
    ("panel", 2),
    ("review", 2),
    ("acceptance", 2),
    ("supplement", 2),
    ("filed", 2),
    ("returned", 1),
    ("rejected", 2),
    ("withdrawn", 1),
)
# Working days before today on which a case of an open fate is filed, so that it stands where it should.
_OPEN_SINCE: Final = {
    "publicity": 17,
    "behind": 17,
    "panel": 10,
    "review": 5,
    "acceptance": 3,
    "supplement": 5,
    "filed": 1,
}

# What a meeting of the panel decides, with the points that make two of them equal: the last one finds no unit.
_MET: Final = ("publicity", "behind")
_POINTS: Final = (88, 88, 84, 80)
_MET_BEFORE: Final = 9  # working days before today
_MEETS_NEXT: Final = 3


def id_number(draw: random.Random, born_on: date, sex: Sex) -> str:
    """An invented number of the right form: place code 999999 belongs to no place, so it is nobody's."""
    order = draw.randrange(0, 500) * 2 + (1 if sex is Sex.MALE else 0)
    body = f"999999{born_on:%Y%m%d}{order:03d}"
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    check = (12 - sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11) % 11
    return body + "0123456789X"[check]


@dataclass(frozen=True)
class _Hands:
    """Who acts on a case, each in one capacity."""

    host: Host
    acceptor: Actor
    reviewer: Actor
    chair: Actor
    decider: Actor


class Casework:
    """Cases entered into the diary."""

    def __init__(
        self, office: Office, diary: Diary, draw: random.Random, crew: Crew, calendar: WorkingCalendar
    ) -> None:
        self._office = office
        self._diary = diary
        self._draw = draw
        self._crew = crew
        self._calendar = calendar
        # Whether a case in first review has a second reviewer by now.
        self._seconded = False
        self._sent_back = False
        self._objections = Objections(office, diary, crew.staff, calendar)
        # Reviewed and waiting for a meeting of the panel: the case, who acts on it, what becomes of it.
        self._waiting: list[tuple[int, _Hands, str]] = []

    def plan(self, hosts: list[Host], today: date) -> None:
        """Enter CASES cases."""
        fates = [fate for fate, count in _FATES for _ in range(count)]
        # Settled cases were filed from January to July; open ones so lately that they stand where they stand.
        first = date(today.year, 1, 12)
        for number, fate in enumerate(fates):
            if fate in _OPEN_SINCE:
                back = _OPEN_SINCE[fate] + number % 2
                day = self._calendar.add_working_days(today, -back).day
            elif fate == "approved":
                day = self._calendar.add_working_days(today, -30 - number).day
            else:
                day = first + timedelta(days=self._draw.randrange(190))
                day = self._calendar.add_working_days(day, 1).day
            host = self._draw.choice(hosts)
            self._diary.enter(day, 9, 40 + number % 20, partial(self._file, host, fate))
        self._diary.enter(self._calendar.add_working_days(today, -_MET_BEFORE).day, 14, 0, self._meet)
        self._diary.enter(today, 8, 10, partial(self._plan_next, today))
        self._diary.enter(self._calendar.add_working_days(today, -2).day, 8, 40, self._leave_reviews)

    def _later(self, days: int, hour: int, happening: Happening) -> None:
        day = self._calendar.add_working_days(self._diary.today, days).day
        self._diary.enter(day, hour, self._draw.randrange(60), happening)

    def _file(self, host: Host, fate: str) -> None:
        case = self._office.perform(file_case, self._crew.staff, self._draft(host, missing=fate == "supplement")).value
        acceptor = self._draw.choice(self._crew.specialists)
        reviewer, chair, decider = self._draw.sample(self._crew.supervisors, 3)
        if fate in (*_MET, "panel"):
            reviewer, chair, decider = self._crew.supervisors[:3]
        hands = _Hands(host, acceptor, reviewer, chair, decider)
        if fate == "filed":
            return
        if fate == "supplement":
            self._later(1, 10, partial(self._ask_for_gaps, case, hands))
            return
        if fate == "returned":
            self._later(1, 10, partial(self._return, case, hands))
            return
        self._later(1, 10, partial(self._pre_review, case, hands, fate))

    def _check_papers(self, case: int, hands: _Hands) -> None:
        officer = hands.host.officer
        for paper in self._office.read(conditions, officer, case, Step.FIRST_REVIEW):
            if paper.about == "paper" and not paper.met:
                self._office.perform(check_paper, officer, case, int(paper.key))

    def _ask_for_gaps(self, case: int, hands: _Hands) -> None:
        # One paper lacks its seal, besides those that did not come.
        papers = self._office.read(case_file, hands.host.officer, case).papers
        contract = next((paper.id for paper in papers if paper.kind is PaperKind.CONTRACT and not paper.gap), None)
        gaps = {contract: Gap(DefectCode.UNSEALED)} if contract is not None else {}
        self._office.perform(request_supplement, hands.host.officer, case, gaps, "材料补正期间停止计时。")

    def _return(self, case: int, hands: _Hands) -> None:
        self._office.perform(return_case, hands.host.officer, case, "劳动合同期限不足两年，请企业说明后重新申报。")

    def _pre_review(self, case: int, hands: _Hands, fate: str) -> None:
        self._check_papers(case, hands)
        self._office.perform(pre_review, hands.host.officer, case, "材料齐全，单位登记地、岗位与实际一致，建议受理。")
        if fate != "acceptance":
            self._later(1, 9, partial(self._accept, case, hands, fate))
        elif not self._sent_back:
            self._sent_back = True
            day = self._calendar.add_working_days(self._diary.today, 1).day
            self._diary.enter(day, 9, 50, partial(self._send_back, case, hands))

    def _send_back(self, case: int, hands: _Hands) -> None:
        """One case goes back once before it is accepted."""
        reason = "劳动合同与社保缴费单位名称不一致，请核实后重新预审。"
        self._office.perform(send_back, hands.acceptor, case, State.PRE_REVIEW, reason)
        opinion = "已核实，系企业更名，材料一致，建议受理。"
        day = self._calendar.add_working_days(self._diary.today, 1).day
        self._diary.enter(day, 8, 20, partial(self._office.perform, pre_review, hands.host.officer, case, opinion))

    def _accept(self, case: int, hands: _Hands, fate: str) -> None:
        self._office.perform(accept, hands.acceptor, case, "予以受理。", at_window=True)
        if fate == "review":
            self._later(1, 14, partial(self._score, case, hands, both=not self._seconded))
            self._seconded = True
            return
        self._later(self._draw.choice((2, 2, 3)), 14, partial(self._review, case, hands, fate))

    def _score(self, case: int, hands: _Hands, points: int | None = None, *, both: bool = False) -> None:
        known = {paper.kind: paper.id for paper in self._office.read(case_file, hands.reviewer, case).papers}
        marks = [
            ScoreDraft(
                criterion,
                points or self._draw.randrange(74, 96),
                basis.format(n=self._draw.randrange(4, 19)),
                paper_ids=tuple(known[kind] for kind in _PROOF.get(criterion, ()) if kind in known),
            )
            for criterion, basis in _BASES.items()
        ]
        self._office.perform(score, hands.reviewer, case, marks)
        if both:
            others = [replace(mark, points=mark.points - _BELOW.get(mark.criterion, 0)) for mark in marks]
            self._office.perform(score, hands.chair, case, others)

    def _review(self, case: int, hands: _Hands, fate: str) -> None:
        self._score(case, hands, _POINTS[len(self._waiting)] if fate in _MET else None)
        if fate == "rejected":
            opinion = "岗位与专用额度受理范围不符，建议走条件式落户。"
            self._office.perform(first_review, hands.reviewer, case, Verdict.REJECT, opinion)
            return
        opinion = "符合专用额度受理范围，评价达到参考线，建议提交评审会。"
        self._office.perform(first_review, hands.reviewer, case, Verdict.PASS, opinion)
        if fate == "withdrawn":
            self._later(2, 11, partial(self._withdraw, case))
        elif fate in (*_MET, "panel"):
            self._waiting.append((case, hands, fate))
        else:
            self._later(3, 14, partial(self._panel, case, hands, fate))

    def _meet(self) -> None:
        """The panel meets: whoever accepted the first case sits in it, and stands aside from that one."""
        _case, hands, _fate = self._waiting[0]
        staff, cases = self._crew.staff, [case for case, _hands, _fate in self._waiting]
        day, key = self._diary.today, draft_id(self._draw)
        meeting = plan_sitting(self._office, staff, hands.chair, day, key, hands.acceptor, cases)
        going_on = passed(hold(self._office, staff, hands.chair, meeting))
        for case, hands, fate in self._waiting:
            if case in going_on:
                self._later(1, 9, partial(self._publish, case, hands, fate))
        self._waiting = [entry for entry in self._waiting if entry[0] not in going_on]

    def _plan_next(self, today: date) -> None:
        """The next meeting: what was left behind the line, and a case that has come since."""
        _case, hands, _fate = self._waiting[0]
        cases = [case for case, _hands, _fate in self._waiting[:2]]
        day = self._calendar.add_working_days(today, _MEETS_NEXT).day
        key = draft_id(self._draw)
        plan_sitting(self._office, self._crew.staff, hands.chair, day, key, hands.acceptor, cases)

    def _leave_reviews(self) -> None:
        """A supervisor on leave has a specialist review cases in their place, and another one plans to."""
        boss, second, third = self._crew.supervisors[:3]
        plans = (
            (third, self._crew.specialists[0], (Task.FIRST_REVIEW,), 0, 8, "年休假"),
            (second, self._crew.specialists[-1], (Task.PRE_REVIEW, Task.FIRST_REVIEW), 14, 23, "赴市局跟班学习"),
        )
        for place, (absent, to, tasks, first, last, reason) in enumerate(plans, 1):
            assert absent.id is not None
            assert to.id is not None
            days = (self._diary.today + timedelta(days=first), self._diary.today + timedelta(days=last))
            draft = DelegationDraft(f"sample-delegation-{place}", absent.id, to.id, tasks, *days, reason)
            self._office.perform(delegate, boss, draft)

    def _withdraw(self, case: int) -> None:
        self._office.perform(withdraw, self._crew.staff, case, "申请人已按人才引进渠道办理，企业撤回申请。")

    def _panel(self, case: int, hands: _Hands, fate: str) -> None:
        absent = self._draw.choice((None, *_EXPERTS))
        members = tuple(
            Member(
                expert,
                Attendance.ABSENT if expert == absent else Attendance.PRESENT,
                reason="出差" if expert == absent else "",
            )
            for expert in _EXPERTS
        )
        votes = 1 + sum(member.attendance is Attendance.PRESENT for member in members)
        draft = PanelDraft(self._diary.today, members, votes, 0, 0)
        self._office.perform(hold_panel, hands.chair, case, draft, "同意提交公示。")
        self._later(1, 9, partial(self._publish, case, hands, fate))

    def _publish(self, case: int, hands: _Hands, fate: str) -> None:
        self._office.perform(publish, self._crew.staff, case)
        if fate == "publicity":
            self._objections.expect(case, hands.decider)
        else:
            self._later(6, 10, partial(self._decide, case, hands, fate))

    def _decide(self, case: int, hands: _Hands, fate: str) -> None:
        self._office.perform(decide, hands.decider, case, Verdict.PASS, "公示期满无异议，同意使用专用额度 1 个。")
        if fate == "settled":
            self._later(self._draw.randrange(8, 16), 15, partial(self._settle, case))

    def _settle(self, case: int) -> None:
        permit = f"宝落{self._diary.today:%Y}{case:04d}"
        day, station = self._diary.today, "顾村派出所"
        self._office.perform(settle, self._crew.staff, case, day, permit, station=station)

    def _draft(self, host: Host, *, missing: bool) -> CaseDraft:
        draw = self._draw
        born_on = date(draw.randrange(1976, 1996), draw.randrange(1, 13), draw.randrange(1, 29))
        name = person(draw)
        sex = Sex.FEMALE if name[1:] in WOMENS else Sex.MALE
        doctor = draw.random() < 0.4
        # No base is above three times the average wage; most of those who apply reach it.
        base = Decimal(min(_CEILING, draw.randrange(31_000, 52_000, 50)))
        today = self._diary.today
        draft = CaseDraft(
            draft_id=draft_id(draw),
            enterprise_id=host.enterprise_id,
            name=name,
            id_kind=IdKind.CITIZEN,
            id_number=id_number(draw, born_on, sex),
            born_on=born_on,
            sex=sex,
            education=Education.DOCTOR if doctor else Education.MASTER,
            degree=Degree.DOCTOR if doctor else Degree.MASTER,
            post=draw.choice(_TITLES),
            joined_on=today - timedelta(days=draw.randrange(420, 1600)),
            contribution_base=base,
            income_tax=(base * draw.randrange(28, 44) / 10).quantize(Decimal(1)),
            reason=draw.choice(_REASONS).format(
                work=draw.choice(_WORKS), n=draw.randrange(2, 9), pct=round(draw.uniform(8, 46), 1)
            ),
            contract_end=today + timedelta(days=draw.randrange(500, 1500)),
            school=draw.choice(_SCHOOLS),
            major=draw.choice(_MAJORS),
            graduated_on=date(born_on.year + (29 if doctor else 26), 6, 30),
            title="高级工程师" if draw.random() < 0.5 else "",
            dependants=draw.choice((0, 1, 2)),
        )
        return in_full(draft, today, ceiling=_CEILING, missing=missing)

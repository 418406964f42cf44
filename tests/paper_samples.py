"""Invented papers for tests: full ones, empty ones, hostile ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from officer_app.core.documents.stamp import Stamp
from officer_app.quota.printed import CasePrint, Opinion, QuotaLine, Score
from officer_app.visits.figures import (
    Compared,
    DemandFigures,
    DemandSpan,
    ReportFigures,
    answer_times,
    count_facts,
    facts_of,
)
from officer_app.visits.periods import Period, month_of
from officer_app.visits.printed import CheckLine, DemandLine, OurPerson, PeriodPrint, PersonMet, VisitPrint

MADE = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)
OFFICE = "上海市宝山区人力资源和社会保障局"

CONTENT = (
    "企业今年新设供应链算法中心，现有员工1286人，其中研发人员214人，预计2027年一季度再招聘算法、港航仿真岗位30人。"
    "何总监反映，两名核心技术人员（分别为运筹优化、港口数字孪生方向）2026年9月到岗，社保缴费基数达到上年度职工平均工资的"
    "3倍以上，但所学专业不在目录内，希望了解“特殊人才落户专用额度”的申报条件和评价办法。\n"
    "已当场说明：申报由用人单位提出；材料按清单一次性告知；初审自受理次日起5个工作日内完成；评审结果公示后方可进入落户环节。"
    "企业同时提出人才公寓申请名额与员工子女入学咨询两项，均已登记为诉求。企业表示《月度走访情况报告》中的用工数据可以引用，"
    "但须隐去薪酬信息。"
)


def a_visit(**changes: object) -> VisitPrint:
    """A visit with everything on it."""
    visit = VisitPrint(
        office=OFFICE,
        number="ZF-2026-1147",
        draft=3,
        made_at=MADE,
        enterprise="上海沪北长屿供应链管理（集团）有限公司",
        uscc="91310113MA1GK1946J",
        edition="2026年版",
        industry="other_contributor",
        subdistrict="月浦镇",
        address="富锦路8800弄16号3号楼",
        liaison="宋龑",
        liaison_since=date(2026, 3, 1),
        specialist="周喆",
        specialist_field="安居资助",
        visited_on=date(2026, 11, 19),
        starts_at=time(14, 0),
        ends_at=time(15, 20),
        place="企业会议室（3号楼402室）",
        mode="on_site",
        trigger="on_demand",
        outcome="done",
        people_met=(
            PersonMet("何㛃", "人力资源总监", "138 0013 0026"),
            PersonMet("陈屹", "行政经理"),
        ),
        our_people=(OurPerson("宋龑", "联络员"), OurPerson("陆𬭎", "专员")),
        content=CONTENT,
        demands=(
            DemandLine(
                "SQ-2026-0388", "特殊人才落户专用额度申报条件咨询（2人）", "陆𬭎", "in_progress", date(2026, 11, 26)
            ),
            DemandLine("SQ-2026-0389", "人才公寓新增名额8套，靠近轨道交通1号线", "周喆", "assigned", date(2026, 12, 3)),
            DemandLine(
                "SQ-2026-0390",
                "员工子女义务教育阶段入学政策，转区教育部门",
                "宋龑",
                "closed",
                date(2026, 11, 19),
                "content",
            ),
        ),
        checklist=(
            CheckLine("登记信息与实际一致", True),
            CheckLine("本年度参保人数有变化", True),
            CheckLine("有拟申报人才引进人员", True),
            CheckLine("有安居资助在办事项", False),
            CheckLine("知晓一网通办零跑动渠道", True),
            CheckLine("同意接收政策推送", None),
        ),
        next_contact=date(2026, 12, 17),
        follow_up="11月26日前由专员送达特殊人才申报材料清单，并预约专用额度评价面谈；12月3日前反馈公寓名额。",
    )
    return replace(visit, **changes)  # type: ignore[arg-type]  # a test names the fields


def an_empty_visit() -> VisitPrint:
    """A visit with only what must be there."""
    return VisitPrint(
        office=OFFICE,
        number="ZF-2026-0001",
        draft=1,
        made_at=MADE,
        enterprise="上海沐衍医疗器械有限公司",
        uscc="91310113MA1GK0001X",
        visited_on=date(2026, 10, 8),
        mode="phone",
        trigger="periodic",
        outcome="not_found",
        content="",
    )


NAMES = (
    "上海钧陶特种陶瓷有限公司", "上海沐衍医疗器械有限公司", "上海澜舸邮轮服务有限公司", "上海铂澜石墨烯科技有限公司",
    "上海数澜微电子有限公司", "上海序曲自动化系统集成有限公司", "上海沪北长屿供应链管理（集团）有限公司",
    "上海启辙智能装备有限公司", "上海砺岩新材料股份有限公司", "上海霁川高分子材料有限公司",
)  # fmt: skip
PLACES = ("大场镇", "友谊路街道", "高境镇", "宝山工业园区", "张庙街道", "顾村镇", "月浦镇", "罗泾镇", "杨行镇")
FIELDS = ("advanced_materials", "biomedicine", "cruise", "next_gen_it", "robotics", "other_contributor")
PEOPLE = ("沈若溪", "宋龑", "顾承昊", "周喆", "梁书禾", "陆𬭎")


def a_month(count: int = 28, period: Period | None = None, **changes: object) -> PeriodPrint:
    """October 2026, or another period around it, with `count` visits."""
    visits = tuple(
        a_visit(
            number=f"ZF-2026-{1001 + index}",
            enterprise=NAMES[index % len(NAMES)],
            uscc=f"91310113MA1GK{index % 977:04d}X",
            subdistrict=PLACES[index * 7 % len(PLACES)],
            industry=FIELDS[index * 5 % len(FIELDS)],
            liaison=PEOPLE[index % len(PEOPLE)],
            visited_on=date(2026, 10, 8 + index * 22 // max(count, 1)),
            mode=("on_site", "on_site", "phone", "on_site", "video", "at_office", "phone")[index % 7],
            trigger="on_demand" if index % 5 == 2 else "periodic",
            outcome="not_found" if index % 23 == 9 else "rescheduled" if index % 23 == 20 else "done",
            content=CONTENT if index % 3 == 0 else CONTENT.split("\n")[1],
            demands=a_visit().demands[: index % 4],
            follow_up="",
            next_contact=None,
        )
        for index in range(count)
    )
    period = period or month_of(date(2026, 10, 1))
    spans = (
        DemandSpan(0, 0, 9),
        DemandSpan(4, 1, 12),
        DemandSpan(9, 5, 16),
        DemandSpan(8, 6, 18),
        DemandSpan(7, 8, 17),
    )
    demands = DemandFigures(
        registered=28,
        closed=20,
        carried_over=9,
        still_open=17,
        rated=19,
        content=18,
        spans=(spans * 4)[: len(period.spans())],
        by_category=(("人才引进", 12), ("人才公寓", 9), ("子女入学", 7)),
        answers=answer_times([0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5, 8, 12]),
    )
    report = PeriodPrint(
        office=OFFICE,
        made_at=MADE,
        figures=ReportFigures(
            period, count_facts(facts_of(visits), period), demands, 29, 26, Compared(23, 21), Compared(31, 28)
        ),
        visits=visits,
        stamp=Stamp("ZB-2026-0010"),
    )
    return replace(report, **changes)  # type: ignore[arg-type]  # a test names the fields


def with_visits(report: PeriodPrint, *visits: VisitPrint, **figures: object) -> PeriodPrint:
    """The report with other visits, its figures counted anew; other figures by name."""
    counted = replace(report.figures, visits=count_facts(facts_of(visits), report.period), **figures)  # type: ignore[arg-type]  # a test names the fields
    return replace(report, visits=visits, figures=counted)


def a_case(**changes: object) -> CasePrint:
    """A case up to its publicity."""
    case = CasePrint(
        office=OFFICE,
        number="TR-2026-0042",
        draft=5,
        made_at=MADE,
        enterprise="上海衡枢机器人有限公司",
        uscc="91310113MA1GK1428A",
        applicant="骆龑",
        accepted_on=date(2026, 11, 9),
        subdistrict="顾村镇",
        industry="机器人及智能制造",
        employees=318,
        liaison="顾承昊",
        contact="沈喆　人力资源经理",
        phone="13900004471",
        gender="男",
        born=date(1989, 4, 1),
        id_number="310113198904010417",
        education="研究生　博士",
        title="高级工程师",
        school="江南理工大学",
        major="控制科学与工程",
        graduated=date(2017, 6, 30),
        post="首席算法工程师（关节驱动）",
        joined=date(2023, 8, 1),
        contract_end=date(2028, 7, 31),
        insurance_base=Decimal(36921),
        base_multiple=Decimal(3),
        income_tax=Decimal("126480.00"),
        dependants=2,
        dependants_note="配偶、子女",
        reason=(
            "申请人主持完成“谐波减速器在线补偿算法”，已获发明专利4项，带动企业2025年订单同比增长41.6%；岗位为关键核心岗位，"
            "社会平均招聘周期超过9个月。因毕业专业未列入重点产业目录，不能适用条件式落户，现申请使用本区特殊人才落户专用额度。"
        ),
        papers="应交9项，已交9项，其中补正1项（2026-11-05一次性告知，2026-11-06补齐）；清单版本 2026-03",
        scores=(
            Score("市场化评价", Decimal(30), Decimal("27.0")),
            Score("职务岗位", Decimal(20), Decimal("16.5")),
            Score("科技含量", Decimal(20), Decimal("17.8")),
            Score("成长性", Decimal(15), Decimal("12.6")),
            Score("紧缺度", Decimal(15), Decimal("12.9")),
        ),
        quota=QuotaLine(2026, 60, 41, 7, 12, "QE-2026-0061", date(2026, 11, 12), includes_this=True),
        employer=Opinion("同意申报，所填内容及所附材料属实。"),
        pre_review=Opinion("材料齐全，单位登记地、岗位与实际一致，建议受理。", "顾承昊", date(2026, 11, 6)),
        first_review=Opinion(
            "受理后第3个工作日完成初审。符合专用额度受理范围，评价86.8分，建议提交评审会。", "陆𬭎", date(2026, 11, 12)
        ),
        panel=Opinion("2026年11月18日评审会：应到9人，实到8人，回避1人；同意7票、反对0票、弃权0票。"),
        publicity=Opinion("公示期为2026年11月19日至25日（5个工作日），收到异议0件。"),
    )
    return replace(case, **changes)  # type: ignore[arg-type]  # a test names the fields

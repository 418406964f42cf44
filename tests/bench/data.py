"""Invented data in any amount, the same on every run: enterprises with valid codes, visits with Chinese text.

Names are drawn from lists; nothing stands for a real enterprise or person.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from officer_app.core.documents.stamp import Stamp
from officer_app.visits.figures import DemandFigures, DemandSpan, ReportFigures, count_facts, facts_of
from officer_app.visits.periods import month_of
from officer_app.visits.printed import CheckLine, DemandLine, OurPerson, PeriodPrint, PersonMet, VisitPrint

SEED: Final = 20260917
OFFICE: Final = "上海市宝山区人力资源和社会保障局"
_CODE: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_STEM: Final = (
    "澜旻珂朔玖凌翊穹珩屹曜岚隽霁筠沅昉铎苒琮槿璟汐弘泓溯珺晟璨韫启拓域明戎沧川泊砺坼沛扬恒极衡芯光泰翱禾汀越衍辰曦睿桓"
    "楚长盛重厦乐华兴国海天正新安达信佳联合成远东方金银鑫源"
)
_TRADES: Final = (
    "生物科技", "诊断技术", "医药科技", "新材料", "碳纤维制品", "特种合金", "机器人", "智能装备", "精密模具", "微电子",
    "工业软件", "传感科技", "信息技术", "邮轮服务", "船舶配套", "供应链管理", "检测认证", "环境工程", "建筑装饰",
    "餐饮管理", "国际货物运输代理", "企业管理咨询", "机电设备", "电子商务", "钢铁贸易", "文化传播", "物业管理",
    "人力资源", "广告", "园林绿化",
)  # fmt: skip
_FORMS: Final = ("有限公司",) * 12 + ("股份有限公司", "（集团）有限公司", "有限责任公司", "合伙企业（有限合伙）")
_TOWNS: Final = (
    "友谊路街道", "吴淞街道", "张庙街道", "罗店镇", "大场镇", "杨行镇", "月浦镇", "罗泾镇", "顾村镇", "高境镇",
    "庙行镇", "淞南镇",
)  # fmt: skip
_ROADS: Final = ("友谊路", "淞滨路", "长江路", "罗太路", "沪太路", "水产西路", "富锦路", "潘泾路", "联杨路", "殷高西路")
_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
INDUSTRIES: Final = ("biomedicine", "advanced_materials", "robotics", "next_gen_it", "cruise", "other_contributor")
INDUSTRY_NAMES: Final = ("生物医药", "先进材料", "机器人及智能制造", "新一代信息技术", "邮轮经济", "其他贡献突出")
PEOPLE: Final = ("王敏", "赵建华", "何静", "陈思齐", "宋龑", "周颖", "吴倩", "陆𬭎")
SENTENCES: Final = (
    "企业今年新设算法中心，现有员工1286人，其中研发人员214人，预计明年一季度再招聘电气工程师岗位30人。",
    "企业二期厂房下月投产，工艺岗位缺口12人，其中3人拟走人才引进，材料由何总监牵头准备。",
    "上半年订单同比增长41.6%，招聘周期超过6个月，骨干流动集中在工作三至五年的人员。",
    "已当场说明：申报由用人单位提出；材料按清单一次性告知；初审自受理次日起5个工作日内完成。",
    "何总监反映，两名核心技术人员所学专业不在目录内，希望了解“特殊人才落户专用额度”的申报条件和评价办法。",
    "人事反映居住证积分续签高峰集中在11月，希望预约错峰办理；社保缴费基数已达上年度职工平均工资的3倍以上。",
    "企业同时提出人才公寓申请名额与员工子女入学咨询两项，均已登记为诉求。",
    "企业表示《月度走访情况报告》中的用工数据可以引用，但须隐去薪酬信息。",
)
WISHES: Final = (
    "特殊人才落户专用额度申报条件咨询（2人）",
    "人才公寓新增名额8套，靠近轨道交通1号线",
    "员工子女义务教育阶段入学政策，转区教育部门",
)
QUESTIONS: Final = (
    "登记信息与实际一致", "本年度参保人数有变化", "有拟申报人才引进人员", "有安居资助在办事项", "知晓零跑动渠道",
    "同意接收政策推送",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InventedEnterprise:
    """An enterprise as a register lists it."""

    name: str
    uscc: str
    industry: int
    town: str
    address: str
    founded_on: date
    capital: int
    scope: str
    headcount: int
    contact: str
    phone: str


def credit_code(number: int) -> str:
    """The number-th code: valid by GB 32100, registered in the district, each body once and none beside the last."""
    number = number * 470_201_353 % 31**6
    body = "MA" + "".join(_CODE[number // 31**place % 31] for place in (5, 4, 3, 2, 1, 0))
    total = sum((int(char, 36)) * weight for char, weight in zip(body, _BODY_WEIGHTS, strict=True))
    check = (11 - total % 11) % 11
    first = f"91310113{body}{'X' if check == 10 else check}"
    rest = sum(map(int.__mul__, map(_CODE.index, first), _CODE_WEIGHTS)) % 31
    return first + _CODE[(31 - rest) % 31]


def enterprises(count: int) -> Iterator[InventedEnterprise]:
    """So many enterprises, each with a code of its own; some names occur twice, as they do."""
    draw = random.Random(SEED)
    choice, below = draw.choice, draw.randrange
    newest = date(2026, 9, 1)
    for number in range(count):
        trade, town = choice(_TRADES), choice(_TOWNS)
        stem = "".join(draw.choices(_STEM, k=2 + number % 3))
        yield InventedEnterprise(
            name=f"上海{stem}{trade}{choice(_FORMS)}",
            uscc=credit_code(number),
            industry=below(len(INDUSTRIES)),
            town=town,
            address=f"上海市宝山区{choice(_ROADS)}{below(20, 4900)}弄{below(1, 30)}号{below(101, 1900)}室",
            founded_on=newest - timedelta(days=below(40, 9000)),
            capital=choice((10, 50, 100, 300, 500, 1000, 2000, 5000, 12000)),
            scope=f"许可项目：{trade}；技术服务、技术开发、技术咨询、技术转让；货物进出口；{choice(_TRADES)}。",
            headcount=int(draw.lognormvariate(3.5, 1.1)) + 1,
            contact=choice(PEOPLE),
            phone=f"1380000{below(10_000):04d}",
        )


def person(number: int) -> tuple[str, str]:
    """The number-th contact: a name of three characters, often borne by others too, and a phone."""
    mixed = number * 2_654_435_761 % 2**32
    given = (_STEM[mixed % len(_STEM)], _STEM[mixed // 97 % len(_STEM)])
    return _SURNAMES[mixed // 9_409 % len(_SURNAMES)] + "".join(given), f"13{mixed % 10**9:09d}"


def former_name(number: int) -> str:
    """What an enterprise was called once."""
    mixed = number * 2_246_822_519 % 2**32
    stem = "".join(_STEM[mixed // 101**place % len(_STEM)] for place in range(3))
    return f"上海{stem}{_TRADES[mixed % len(_TRADES)]}厂"


def visit_text(number: int) -> str:
    """What was discussed at the number-th visit: two paragraphs, about 150 characters."""
    draw = random.Random(SEED + number)
    first, second, third = draw.sample(SENTENCES, 3)
    return f"{first}\n{second}{third}"


def month(visits: int) -> PeriodPrint:
    """October 2026 with so many visits."""
    draw = random.Random(SEED)
    made = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)
    printed = tuple(
        VisitPrint(
            office=OFFICE,
            number=f"ZF-2026-{number:04d}",
            draft=1,
            made_at=made,
            enterprise=one.name,
            uscc=one.uscc,
            visited_on=date(2026, 10, 8 + number * 22 // visits),
            starts_at=time(9 + number % 8),
            ends_at=time(10 + number % 8, 20),
            mode=("on_site", "on_site", "phone", "on_site", "video", "at_office", "phone")[number % 7],
            trigger="on_demand" if number % 5 == 2 else "periodic",
            outcome="not_found" if number % 23 == 9 else "done",
            content=visit_text(number),
            industry=INDUSTRIES[one.industry],
            subdistrict=one.town,
            address=one.address,
            liaison=PEOPLE[number % 5],
            liaison_since=date(2026, 3, 1),
            specialist=PEOPLE[6],
            edition="2026年版",
            place="企业会议室（3号楼402室）",
            people_met=(PersonMet(one.contact, "人力资源总监", one.phone),),
            our_people=(OurPerson(PEOPLE[number % 5], "联络员"), OurPerson(PEOPLE[7], "专员")),
            demands=tuple(
                DemandLine(f"SQ-2026-{number * 3 + place:04d}", wish, PEOPLE[6], "in_progress", date(2026, 11, 26))
                for place, wish in enumerate(draw.sample(WISHES, number % 3))
            ),
            checklist=tuple(CheckLine(question, number % 3 > 0) for question in QUESTIONS),
            follow_up="由专员送达材料清单，并预约评价面谈；反馈公寓名额。" if number % 2 else "",
            next_contact=date(2026, 12, 17) if number % 2 else None,
        )
        for number, one in enumerate(enterprises(visits))
    )
    period = month_of(date(2026, 10, 1))
    spans = tuple(DemandSpan(5, 4, 10 + index) for index, _span in enumerate(period.spans()))
    topics = (("人才引进", 12), ("人才公寓", 9), ("子女入学", 7))
    demands = DemandFigures(28, 20, 9, 17, 19, 18, spans, topics)
    counted = count_facts(facts_of(printed), period)
    return PeriodPrint(
        office=OFFICE,
        made_at=made,
        figures=ReportFigures(period, counted, demands, visits, visits * 9 // 10),
        visits=printed,
        stamp=Stamp("ZB-2026-0010"),
    )

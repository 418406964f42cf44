"""What is said at invented visits."""

import random
from dataclasses import dataclass
from typing import Final

from officer_app.demands.model import Category, Urgency
from officer_app.directory.industries import Industry

_OPENING: Final = (
    "企业今年新设{dept}，现有员工 {staff} 人，其中研发人员 {rd} 人，预计明年一季度再招聘{post} {n} 人。",
    "企业二期厂房下月投产，{post}缺口 {n} 人，其中 {k} 人拟走人才引进，材料由{who}牵头准备。",
    "{who}介绍，上半年订单同比增长 {pct}%，{post}招聘周期超过 {k} 个月，骨干流动集中在工作三至五年的人员。",
    "走访了解用工情况：在岗 {staff} 人，硕博占 {share}%，{post}以校招为主，今年到岗 {n} 人。",
    "企业近期获评高新技术企业，研发投入占营收 {share}%。{who}希望了解引才政策的最新口径。",
)
_MIDDLE: Final = (
    "人事反映居住证积分续签高峰集中在 11 月，希望预约错峰办理。",
    "已发放《人才服务政策手册》，讲解了社保缴费基数的核定口径。",
    "当场说明：条件式落户由用人单位申报，材料按清单一次性告知，初审自受理次日起 5 个工作日内完成。",
    "{who}提出，两名核心技术人员所学专业不在目录内，希望了解“特殊人才落户专用额度”的申报条件和评价办法。",
    "介绍了大学生见习基地的申报条件，企业有意提供 {k} 个见习岗位。",
    "企业对骨干人才专项激励的分档算法有疑问，已当面演算并留下书面说明。",
)
_CLOSING: Final = (
    "约定材料备齐后先由联络员预审，避免来回跑。",
    "企业同意接收政策推送，联系方式已核对。",
    "下次走访时核对申请材料。",
    "企业表示走访中的用工数据可以引用，但须隐去薪酬信息。",
    "",
)
_DEPARTMENTS: Final = ("研发中心", "技术研究所", "海外事业部", "质量实验室", "创新工作室")
_JOBS: Final = {
    Industry.BIOMEDICINE: ("工艺工程师岗位", "临床注册岗位", "质量控制岗位"),
    Industry.ADVANCED_MATERIALS: ("材料工程师岗位", "中试工艺岗位", "检测工程师岗位"),
    Industry.ROBOTICS: ("电气工程师岗位", "运动控制算法岗位", "数控技师岗位"),
    Industry.NEXT_GEN_IT: ("嵌入式开发岗位", "算法岗位", "芯片测试岗位"),
    Industry.CRUISE: ("船舶电气岗位", "内装设计岗位", "国际采购岗位"),
    Industry.OTHER_CONTRIBUTOR: ("供应链管理岗位", "检验检测岗位", "项目管理岗位"),
}


def content(draw: random.Random, who: str, industry: Industry) -> str:
    """Two paragraphs about an invented visit to an enterprise of an industry."""
    facts = {
        "who": who,
        "dept": draw.choice(_DEPARTMENTS),
        "post": draw.choice(_JOBS[industry]),
        "staff": draw.randrange(60, 1400),
        "rd": draw.randrange(10, 60),
        "n": draw.randrange(3, 31),
        "k": draw.randrange(2, 7),
        "pct": round(draw.uniform(3, 42), 1),
        "share": draw.randrange(6, 48),
    }
    first = draw.choice(_OPENING).format(**facts)
    second = "".join(draw.sample(_MIDDLE, draw.choice((1, 2)))).format(**facts) + draw.choice(_CLOSING)
    return f"{first}\n{second}"


NOT_DONE: Final = {
    "rescheduled": "企业临时有客户接待，改约下周。",
    "not_found": "到达登记地址，门牌为其他单位，物业称该企业已迁出，待核实实际经营地址。",
    "moved": "企业已迁往外区经营，注册地址未变更，提请目录管理核对。",
    "refused": "企业以涉密项目交付为由婉拒，改由电话联系。",
}


@dataclass(frozen=True)
class Wish:
    """An invented demand with the answer it gets."""

    category: Category
    urgency: Urgency
    text: str
    answer: str


WISHES: Final = (
    Wish(
        Category.SETTLEMENT,
        Urgency.NORMAL,
        "3 名工艺岗骨干人才引进，需一对一指导材料",
        "已逐人核对材料清单，预约窗口错峰受理。",
    ),
    Wish(
        Category.SETTLEMENT,
        Urgency.HARD,
        "特殊人才落户专用额度申报条件咨询",
        "已说明申报条件与评价维度，企业准备申请材料。",
    ),
    Wish(
        Category.SETTLEMENT,
        Urgency.URGENT,
        "居转户社保缴费基数如何认定",
        "按上年度职工平均工资倍数认定，书面口径已送达。",
    ),
    Wish(Category.POINTS, Urgency.NORMAL, "11 月积分续签希望错峰预约，约 40 人", "已安排大客户专场，分两批办理。"),
    Wish(
        Category.APARTMENT,
        Urgency.NORMAL,
        "申请人才公寓 6 套，年底前入住",
        "已登记房源意向，先行安排 2 套，其余进入轮候。",
    ),
    Wish(Category.HOUSING, Urgency.HARD, "新引进人才安居资助何时受理", "本年度受理窗口已告知，材料模板已发。"),
    Wish(Category.INCENTIVE, Urgency.NORMAL, "骨干人才专项激励申报口径", "分档算法已书面说明，附演算示例。"),
    Wish(Category.SCHOOLING, Urgency.HARD, "两名骨干子女入学咨询", "已转教育部门，回复报名时间与所需材料。"),
    Wish(Category.RECRUITMENT, Urgency.NORMAL, "希望对接高校开展秋季校园招聘", "已纳入十月校招行程，岗位表已汇总。"),
    Wish(Category.TITLES, Urgency.NORMAL, "工程系列职称评审报名时间", "报名通知已转发，联系人已对接。"),
    Wish(Category.TRAINING, Urgency.NORMAL, "新任人事希望参加业务培训", "已登记下期菜鸟培训班名额 2 个。"),
    Wish(Category.OTHER, Urgency.NORMAL, "厂区周边公交末班时间过早", "已转街镇协调，线路调整方案征求意见中。"),
)

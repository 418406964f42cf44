"""Invented enterprises, one row per enterprise, as an office would keep them in a workbook."""

import random
from datetime import date, timedelta
from typing import Final

from officer_app.core.sheets import Cell

# Weights and characters of GB 32100 and GB 11714.
_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

HEADERS: Final = (
    "企业名称",
    "统一社会信用代码",
    "产业类别",
    "所属街镇",
    "注册地址",
    "经营地址",
    "成立日期",
    "注册资本",
    "经营范围",
    "职工人数",
    "联系人",
    "联系人职务",
    "联系电话",
    "大客户",
    "层级",
    "入选理由",
    "入选依据",
    "高新技术企业认定日期",
    "高新技术企业有效期至",
    "重点机构认定日期",
    "2023年末职工人数",
    "2024年末职工人数",
    "2023年营业收入（万元）",
    "2024年营业收入（万元）",
    "上市进展",
    "研发人员占比",
)
# Fields of the office's own: the second is in percent.
LISTING_STAGES: Final = ("未启动", "上市辅导", "科创板在审", "已上市")

_FIRST: Final = "澜旻珂朔玖凌翊穹珩屹曜岚隽霁筠沅昉铎苒琮槿璟汐弘泓溯珺晟璨韫"
_SECOND: Final = "启拓域明弘戎沧川泊砺坼沛扬恒拓极衡芯光泰翱禾汀越衍辰曦睿桓楚"

# Industry label → what such firms are called and do.
TRADES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "生物医药": (
        ("生物科技", "生物技术、医药中间体的研发、生产；技术服务"),
        ("诊断技术", "体外诊断试剂的研发、生产；第二类医疗器械生产"),
        ("细胞技术", "细胞治疗工艺的技术开发、技术服务；生物制品研发"),
        ("医药科技", "药品生产；原料药研发"),
    ),
    "先进材料": (
        ("新材料", "高分子材料、复合材料的研发、制造"),
        ("碳纤维制品", "碳纤维及其制品的制造、加工"),
        ("石墨烯应用研究", "石墨烯材料的技术开发、技术转让"),
        ("特种合金", "高温合金、钛合金制品的生产"),
    ),
    "机器人及智能制造": (
        ("机器人", "工业机器人的研发、制造、系统集成"),
        ("智能装备", "智能装备、自动化生产线的设计、制造"),
        ("精密模具", "精密模具的设计、制造"),
        ("数控机床", "数控机床及关键零部件的制造"),
    ),
    "新一代信息技术": (
        ("微电子", "集成电路设计；芯片测试技术服务"),
        ("工业软件", "工业软件开发；信息系统集成服务"),
        ("传感科技", "传感器的研发、制造"),
        ("信息技术", "云计算、大数据平台的软件开发、技术服务"),
    ),
    "邮轮经济": (
        ("邮轮服务", "邮轮码头服务；旅客运输代理"),
        ("邮轮供应链管理", "邮轮物资供应链管理；仓储服务"),
        ("船舶配套", "邮轮内装工程设计、施工；船舶配套设备制造"),
    ),
    "其他贡献突出": (
        ("供应链管理", "供应链管理服务；道路货物运输"),
        ("检测认证", "检验检测服务；认证咨询"),
        ("环境工程", "环境保护工程的设计、施工"),
    ),
}
_SHARES: Final = (
    ("生物医药", 44),
    ("先进材料", 46),
    ("机器人及智能制造", 52),
    ("新一代信息技术", 50),
    ("邮轮经济", 20),
    ("其他贡献突出", 28),
)
_STREETS: Final = {
    "友谊路街道": "友谊路",
    "吴淞街道": "淞滨路",
    "张庙街道": "长江路",
    "罗店镇": "罗太路",
    "大场镇": "沪太路",
    "杨行镇": "水产西路",
    "月浦镇": "富锦路",
    "罗泾镇": "潘泾路",
    "顾村镇": "联杨路",
    "高境镇": "殷高西路",
    "庙行镇": "长临路",
    "淞南镇": "淞南路",
    "宝山工业园区": "罗宁路",
}
SURNAMES: Final = (
    "刘何沈唐钱范周吴许郑马徐孙朱胡林郭罗高梁宋谢韩冯程曹曾彭萧田董袁潘蒋蔡余杜叶魏苏吕丁任卢姚姜崔钟谭陆汪石廖贾夏"
)
_GIVEN_NAMES: Final = (
    "芳 建平 国梁 晓岚 立 雨桐 颖 倩 知行 思源 文博 佳怡 志远 海燕 明哲 静怡 振华 丽娟 子轩 慧敏 "
    "一鸣 秋实 俊杰 婉清 伟东 雪梅 启航 若琳 天佑 梦瑶 家豪 诗涵 正阳 玉洁 浩然 春晓 龑 喆 宏图 书瑶"
)
GIVEN: Final = tuple(_GIVEN_NAMES.split())
_WOMENS_NAMES: Final = "芳 晓岚 雨桐 颖 倩 佳怡 海燕 静怡 丽娟 慧敏 秋实 婉清 雪梅 若琳 梦瑶 诗涵 玉洁 春晓 书瑶"
WOMENS: Final = frozenset(_WOMENS_NAMES.split())
_POSTS: Final = ("人事经理", "人力资源总监", "副总经理", "行政经理", "人事主管", "总经理助理")


def uscc(draw: random.Random) -> str:
    """A valid 统一社会信用代码 (GB 32100-2015) of an enterprise registered in the district, with an invented body."""
    body = "MA1" + "".join(draw.choice(_USCC) for _ in range(5))
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(body, _ORG_WEIGHTS, strict=True))
    check = (11 - total % 11) % 11
    first = "91310113" + body + ("X" if check == 10 else str(check))
    rest = sum(_USCC.index(character) * weight for character, weight in zip(first, _USCC_WEIGHTS, strict=True)) % 31
    return first + _USCC[(31 - rest) % 31]


def person(draw: random.Random) -> str:
    """An invented name."""
    return draw.choice(SURNAMES) + draw.choice(GIVEN)


def phone(draw: random.Random) -> str:
    """A number of the shape of a mobile number; the block 1380000 keeps it from being anybody's."""
    return f"1380000{draw.randrange(10_000):04d}"


_MERITS: Final = (
    ("专精特新“小巨人”", "工信部第五批公示名单"),
    ("高新技术企业", "高新技术企业证书"),
    ("年纳税超 3000 万元", "区税务局 2024 年度名单"),
    ("承担市级重大专项", "项目任务书"),
    ("设有博士后创新实践基地", "市博管办批复"),
    ("年度引进高层次人才 5 人以上", "人才服务中心台账"),
)


def _standing(draw: random.Random, row: dict[str, Cell], newest: date) -> dict[str, Cell]:
    """How an enterprise stands: its tier and merit, recognitions, the figures of two years, and the office's fields."""
    staff = int(str(row["职工人数"]))
    merit, evidence = draw.choice(_MERITS)
    certified = newest - timedelta(days=draw.randrange(30, 1000))
    before = int(staff * draw.uniform(0.8, 1.1)) + 1
    revenue = staff * draw.uniform(40, 180)
    innovates = row["产业类别"] not in ("邮轮经济", "其他贡献突出")
    return {
        "层级": 1 if staff > 350 else 2 if staff > 120 else 3,
        "入选理由": merit,
        "入选依据": evidence,
        "高新技术企业认定日期": certified if innovates and draw.random() < 0.6 else None,
        "重点机构认定日期": newest - timedelta(days=200) if draw.random() < 0.1 else None,
        "2023年末职工人数": int(before * draw.uniform(0.8, 1.05)) + 1,
        "2024年末职工人数": before,
        "2023年营业收入（万元）": round(revenue * draw.uniform(0.75, 1.1), 2),
        "2024年营业收入（万元）": round(revenue, 2),
        "上市进展": draw.choices(LISTING_STAGES, weights=(30, 5, 2, 3))[0] if staff > 150 else "",
        "研发人员占比": draw.randrange(5, 70) if innovates else None,
    }


def _until(since: Cell) -> Cell:
    """A high-tech certificate holds for three years."""
    return since.replace(year=since.year + 3) - timedelta(days=1) if isinstance(since, date) else None


def rows(draw: random.Random, newest: date) -> list[dict[str, Cell]]:
    """240 enterprises over the five industries, other contributors and the 13 sub-districts."""
    made: list[dict[str, Cell]] = []
    names: set[str] = set()
    streets = list(_STREETS)
    standing = random.Random(newest.toordinal())
    for industry, share in _SHARES:
        for _ in range(share):
            while (stem := draw.choice(_FIRST) + draw.choice(_SECOND)) in names:
                pass
            names.add(stem)
            trade, scope = draw.choice(TRADES[industry])
            name = draw.choice(
                (f"上海{stem}{trade}有限公司",) * 5
                + (
                    f"{stem}{trade}（上海）有限公司",
                    f"上海{stem}{trade}股份有限公司",
                    f"上海{stem}{trade}（集团）有限公司",
                )
            )
            town = draw.choices(streets, weights=[9, 5, 5, 9, 10, 10, 7, 5, 14, 6, 5, 4, 11])[0]
            address = f"上海市宝山区{_STREETS[town]}{draw.randrange(20, 4900)}号{draw.randrange(1, 30)}幢"
            staff = int(draw.lognormvariate(4.6, 0.9)) + 5
            capital = draw.choice((100, 300, 500, 1000, 2000, 5000, 12000))
            currency = draw.choices(("万元人民币", "万美元"), weights=(14, 1))[0]
            made.append(
                {
                    "企业名称": name,
                    "统一社会信用代码": uscc(draw),
                    "产业类别": industry,
                    "所属街镇": town,
                    "注册地址": address,
                    "经营地址": address
                    if draw.random() < 0.8
                    else f"宝山区{_STREETS[town]}{draw.randrange(20, 900)}弄6号楼",
                    "成立日期": newest - timedelta(days=draw.randrange(400, 9000)),
                    "注册资本": f"{capital}({currency})",
                    "经营范围": scope,
                    "职工人数": staff,
                    "联系人": person(draw),
                    "联系人职务": draw.choice(_POSTS),
                    "联系电话": phone(draw),
                    "大客户": "是" if staff > 400 else "",
                }
            )
            made[-1] |= _standing(standing, made[-1], newest)
            made[-1]["高新技术企业有效期至"] = _until(made[-1]["高新技术企业认定日期"])
    return made

"""What a column of a workbook may hold, and the headings by which it is recognised."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from officer_app.core.words import Word
from officer_app.i18n import N_, _

_OF_YEAR: Final = re.compile(
    r"((?:19|20)\d\d)年?度?末?(?:(职工人数|员工人数|从业人数|人数|职工数|headcount)|(营业收入|营收|销售收入|年?收入|revenue)(?:万元|亿元|元)?)"
)
YEAR_KEY: Final = re.compile(r"(headcount|revenue)\.((?:19|20)\d\d)")


class Field(Word):
    """What a column holds."""

    NAME = "name", N_("Enterprise name")
    USCC = "uscc", N_("Unified social credit code")
    INDUSTRY = "industry", N_("Industry")
    SUBDISTRICT = "subdistrict", N_("Sub-district or town")
    FOUNDED_ON = "founded_on", N_("Date of founding")
    ENTERPRISE_TYPE = "enterprise_type", N_("Type of enterprise")
    CAPITAL = "capital", N_("Registered capital")
    HEADCOUNT = "headcount", N_("Headcount")
    REGISTERED_ADDRESS = "registered_address", N_("Registered address")
    ACTUAL_SITE = "actual_site", N_("Actual site")
    BUSINESS_SCOPE = "business_scope", N_("Business scope")
    FORMER_NAMES = "former_names", N_("Former names")
    CONTACT_NAME = "contact_name", N_("Contact")
    CONTACT_TITLE = "contact_title", N_("Contact's post")
    CONTACT_PHONE = "contact_phone", N_("Contact's phone")
    LARGE_CLIENT = "large_client", N_("Large client")
    TIER = "tier", N_("Tier")
    REASON = "reason", N_("Reason of entry")
    EVIDENCE = "evidence", N_("Evidence of entry")
    ENTERED_ON = "entered_on", N_("Date of entry")
    REMOVED_ON = "removed_on", N_("Date of removal")
    REMOVAL_REASON = "removal_reason", N_("Reason of removal")
    HIGH_TECH_SINCE = "high_tech_since", N_("High-tech enterprise since")
    HIGH_TECH_UNTIL = "high_tech_until", N_("High-tech enterprise until")
    KEY_BODY_SINCE = "key_body_since", N_("Key body since")
    KEY_BODY_UNTIL = "key_body_until", N_("Key body until")
    GBT4754 = "gbt4754", N_("Industry code")
    LIAISON = "liaison", N_("Liaison officer")
    SPECIALIST = "specialist", N_("Specialist")
    BACKUP = "backup", N_("Backup")
    OFFICER_SINCE = "officer_since", N_("Officer since")


HEADINGS: Final[dict[Field, tuple[str, ...]]] = {
    Field.NAME: ("企业名称", "单位名称", "公司名称", "名称", "企业", "企业全称", "name", "enterprise", "company"),
    Field.USCC: (
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "统一信用代码",
        "统一代码",
        "统一社会信用代码证号",
        "uscc",
        "creditcode",
        "code",
    ),
    Field.INDUSTRY: ("产业", "所属产业", "产业类别", "重点产业", "类别", "industry", "category"),
    Field.SUBDISTRICT: (
        "街镇",
        "所属街镇",
        "街道",
        "所在街镇",
        "街道乡镇",
        "属地街镇",
        "属地",
        "园区",
        "subdistrict",
        "street",
        "town",
    ),
    Field.FOUNDED_ON: (
        "成立日期",
        "成立时间",
        "注册日期",
        "注册时间",
        "founddate",
        "foundedon",
        "founded",
        "dateoffounding",
    ),
    Field.ENTERPRISE_TYPE: (
        "企业类型",
        "公司类型",
        "主体类型",
        "enttype",
        "enterprisetype",
        "type",
        "typeofenterprise",
    ),
    Field.CAPITAL: ("注册资本", "注册资金", "注册资本万元", "registeredcapital", "capital"),
    Field.HEADCOUNT: ("职工人数", "员工人数", "从业人数", "人数", "员工数", "headcount", "employees"),
    Field.REGISTERED_ADDRESS: (
        "注册地址",
        "住所",
        "地址",
        "注册地",
        "企业地址",
        "address",
        "registeredaddress",
    ),
    Field.ACTUAL_SITE: ("实际经营地址", "经营地址", "实际经营地", "办公地址", "实际地址", "actualsite", "site"),
    Field.BUSINESS_SCOPE: ("经营范围", "businessscope", "scope"),
    Field.FORMER_NAMES: ("曾用名", "formernames", "formername"),
    Field.CONTACT_NAME: ("联系人", "企业联系人", "人事联系人", "contact", "contactname"),
    Field.CONTACT_TITLE: ("联系人职务", "职务", "contacttitle", "contactspost", "title"),
    Field.CONTACT_PHONE: ("联系电话", "联系人电话", "电话", "手机", "contactphone", "contactsphone", "phone"),
    Field.LARGE_CLIENT: ("大客户", "是否大客户", "largeclient"),
    Field.TIER: ("层级", "企业层级", "梯队", "tier"),
    Field.REASON: ("入选理由", "列入理由", "入选原因", "reason", "reasonofentry"),
    Field.EVIDENCE: ("入选依据", "列入依据", "依据", "evidence", "evidenceofentry"),
    Field.ENTERED_ON: ("列入日期", "入选日期", "纳入日期", "列入时间", "enteredon", "dateofentry"),
    Field.REMOVED_ON: ("移出日期", "退出日期", "调出日期", "移出时间", "removedon", "dateofremoval"),
    Field.REMOVAL_REASON: ("移出原因", "移出理由", "退出原因", "调出原因", "removalreason", "reasonofremoval"),
    Field.HIGH_TECH_SINCE: (
        "高新技术企业认定日期",
        "高新技术企业起始日期",
        "高新技术企业起",
        "高企认定日期",
        "hightechsince",
    ),
    Field.HIGH_TECH_UNTIL: (
        "高新技术企业有效期至",
        "高新技术企业到期日期",
        "高新技术企业止",
        "高企有效期至",
        "hightechuntil",
    ),
    Field.KEY_BODY_SINCE: ("重点机构认定日期", "重点机构起始日期", "重点机构起", "keybodysince"),
    Field.KEY_BODY_UNTIL: ("重点机构有效期至", "重点机构到期日期", "重点机构止", "keybodyuntil"),
    Field.GBT4754: ("行业代码", "国民经济行业代码", "行业小类代码", "gbt4754", "industrycode"),
    # 联系人 and 企业联络员 are people of the enterprise, not of the office.
    Field.LIAISON: (
        "联络员",
        "责任人",
        "联系责任人",
        "包联责任人",
        "责任联络员",
        "区联络员",
        "liaison",
        "liaisonofficer",
    ),
    Field.SPECIALIST: ("专员", "服务专员", "业务专员", "specialist"),
    Field.BACKUP: ("后备", "后备联络员", "备岗", "b角", "backup"),
    Field.OFFICER_SINCE: (
        "联系开始日期",
        "联络开始日期",
        "负责起始日期",
        "责任起始日期",
        "联系起始日期",
        "指定日期",
        "officersince",
        "since",
    ),
}


class Words:
    """The headings known here: those of every office, and the names of the office's own fields.

    A file must have the columns that are `required`.
    """

    required: tuple[str, ...] = (Field.NAME, Field.USCC)

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """`own` gives the name of a field of the office's own by its key."""
        self._own = dict(own or {})
        self._keys = {bare_heading(name): key for key, name in self._own.items()}

    def key(self, heading: str) -> str:
        """What a heading says the column holds; empty if it says nothing known."""
        bare = bare_heading(heading)
        known = _BY_HEADING.get(bare) or self._keys.get(bare)
        if known is not None:
            return str(known)
        match = _OF_YEAR.fullmatch(bare)
        return "" if match is None else f"{'headcount' if match[2] else 'revenue'}.{match[1]}"

    def is_known(self, key: str) -> bool:
        """Whether something is called so."""
        return key in FIELD_KEYS or key in self._own or YEAR_KEY.fullmatch(key) is not None

    def fields(self) -> list[str]:
        """The keys that every office knows."""
        return sorted(FIELD_KEYS)

    def label(self, key: str) -> str:
        """A key in words."""
        if key in FIELD_KEYS:
            return Field(key).label
        if key in self._own:
            return self._own[key]
        what, _dot, year = key.partition(".")
        words = _("Headcount of {year}") if what == "headcount" else _("Revenue of {year}")
        return words.format(year=year)

    def keys(self, year: int) -> list[str]:
        """Everything a column may hold, the last years' figures among it."""
        years = [f"{what}.{each}" for each in range(year, year - 4, -1) for what in ("headcount", "revenue")]
        return [*(field.value for field in Field), *self._own, *years]


def bare_heading(heading: str) -> str:
    """A heading without blanks, marks and what stands in brackets: `*企业名称（全称）` → `企业名称`."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text)
    return re.sub(r"[\W_]", "", text)


FIELD_KEYS: Final = frozenset(field.value for field in Field)
_BY_HEADING: Final = {
    bare_heading(heading): field for field, headings in HEADINGS.items() for heading in (*headings, field.msgid)
}


def is_built_in(heading: str) -> bool:
    """Whether a heading is recognised as a column that every enterprise has."""
    return Words().key(heading) != ""

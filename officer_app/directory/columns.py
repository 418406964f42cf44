"""The columns a workbook of enterprises may have, and how their headings are recognised."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from officer_app.core.errors import Invalid, UnreadableFile
from officer_app.core.sheets import Cell, as_text
from officer_app.core.words import Word
from officer_app.i18n import N_


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


REQUIRED: Final = (Field.NAME, Field.USCC)
_HEADER_WITHIN: Final = 10

_HEADINGS: Final[dict[Field, tuple[str, ...]]] = {
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
}


class NoHeader(UnreadableFile):
    """No row of the sheet carries the headings that are needed."""

    message = N_("The sheet “{sheet}” of {path} has no heading for: {missing}.")
    remedy = N_("Choose the sheet that lists the enterprises, or say which column holds what.")


def _bare(heading: str) -> str:
    """A heading without blanks, marks and what stands in brackets: `*企业名称（全称）` → `企业名称`."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text)
    return re.sub(r"[\W_]", "", text)


_BY_HEADING: Final = {
    _bare(heading): field for field, headings in _HEADINGS.items() for heading in (*headings, field.msgid)
}


class Header:
    """Where the columns of a sheet are.

    `row` is the row of the headings; `titles` are the headings as they stand there; `places` the column of each field.
    """

    def __init__(self, row: int, titles: Sequence[str], places: Mapping[Field, int]) -> None:
        self.row = row
        self.titles = tuple(titles)
        self.places = dict(places)

    def title(self, field: Field) -> str:
        """The heading of a field's column in this file."""
        place = self.places.get(field)
        return self.titles[place] if place is not None and place < len(self.titles) else field.label


def recognise(row: int, cells: Sequence[Cell], chosen: Mapping[str, str] | None = None) -> Header | None:
    """The header, if this row is one; `chosen` says for a field's value which heading holds it, before recognition."""
    titles = [as_text(cell).strip() for cell in cells]
    places: dict[Field, int] = {}
    for field in Field:
        wanted = (chosen or {}).get(field.value)
        if wanted and wanted in titles:
            places[field] = titles.index(wanted)
    for place, title in enumerate(titles):
        known = _BY_HEADING.get(_bare(title))
        if known is not None and known not in places and place not in places.values():
            places[known] = place
    return Header(row, titles, places) if all(field in places for field in REQUIRED) else None


def check_chosen(chosen: Mapping[str, str]) -> None:
    """Raises Invalid for a field that does not exist."""
    known = {field.value for field in Field}
    for name in chosen:
        if name not in known:
            raise Invalid(
                N_("There is no field “{name}”; the fields are: {fields}."), name=name, fields="、".join(sorted(known))
            )


def is_built_in(heading: str) -> bool:
    """Whether a heading is recognised as a column that every enterprise has."""
    return _bare(heading) in _BY_HEADING


def is_within_reach(rows_seen: int) -> bool:
    """Titles and notes may stand above the headings, but not many."""
    return rows_seen <= _HEADER_WITHIN

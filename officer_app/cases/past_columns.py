"""What the columns of a file of past cases may hold, how their headings say it, and what their words mean.

A number is stored once; the day of finishing counts a case. Applicants go by a code, never by a name or an identity
number. Where the working days of first review are left empty they are counted, if the calendar of the year is loaded.
Days are written 2026-09-17; the sheet is a workbook or CSV in UTF-8 or GB18030.
"""

from typing import Final

from officer_app.cases.words import Channel, PastState
from officer_app.core.words import Word
from officer_app.directory.headings import Words, bare_heading
from officer_app.i18n import N_, _


class PastField(Word):
    """What a column of past cases holds."""

    NUMBER = "number", N_("Case number")
    CHANNEL = "channel", N_("Channel")
    CONDITION = "condition", N_("Condition of the application")
    APPLICANT = "applicant", N_("Code of the applicant")
    USCC = "uscc", N_("Unified social credit code")
    ENTERPRISE = "enterprise", N_("Enterprise")
    SUBDISTRICT = "subdistrict", N_("Sub-district")
    BASE = "base", N_("Multiple of the average wage")
    ACCEPTED = "accepted", N_("Accepted on")
    REVIEWED = "reviewed", N_("First review ended on")
    REVIEW_DAYS = "review_days", N_("Working days of first review")
    FINISHED = "finished", N_("Finished on")
    STATE = "state", N_("State")
    NOTE = "note", N_("Note")


_HEADINGS: Final[dict[PastField, tuple[str, ...]]] = {
    PastField.NUMBER: ("案件编号", "编号", "受理编号", "业务编号", "申请编号", "办件编号", "caseno"),
    PastField.CHANNEL: ("业务类型", "案件类型", "渠道", "申请类型", "办理类型", "casetype"),
    PastField.CONDITION: ("申请条件", "条件", "适用条件", "引进条件"),
    PastField.APPLICANT: ("申请人代码", "申请人编码", "人员代码", "applicantcode"),
    PastField.USCC: ("统一社会信用代码", "信用代码", "社会信用代码", "creditcode"),
    PastField.ENTERPRISE: ("企业名称", "单位名称", "用人单位", "企业", "单位"),
    PastField.SUBDISTRICT: ("街镇", "所属街镇", "街道", "街道镇", "street"),
    PastField.BASE: ("社保缴费基数倍数", "缴费基数倍数", "社保基数倍数", "基数倍数", "sibasemultiple"),
    PastField.ACCEPTED: ("受理日期", "受理时间", "acceptdate"),
    PastField.REVIEWED: ("初审日期", "初审完成日期", "初审时间", "firstreviewdate"),
    PastField.REVIEW_DAYS: ("初审工作日", "初审工作日数", "初审用时", "初审天数", "firstreviewworkdays"),
    PastField.FINISHED: ("办结日期", "审批通过日期", "批准日期", "审定日期", "完成日期", "approveddate"),
    PastField.STATE: ("状态", "办理状态", "案件状态", "结果", "办理结果", "status"),
    PastField.NOTE: ("备注", "说明"),
}
_NEEDED: Final = {
    PastField.NUMBER: N_("always needed; stored once"),
    PastField.CHANNEL: N_("always needed"),
    PastField.STATE: N_("always needed"),
    PastField.FINISHED: N_("needed of a finished case; by this day it is counted"),
    PastField.ENTERPRISE: N_("needed where there is no credit code"),
    PastField.APPLICANT: N_("never a name or an identity number"),
    PastField.REVIEW_DAYS: N_("counted from the two days where it is empty and the calendar is loaded"),
}
_BY_HEADING: Final = {
    bare_heading(heading): field
    for field, headings in _HEADINGS.items()
    for heading in (*headings, field.msgid, field.value)
}
_KEYS: Final = frozenset(field.value for field in PastField)
_CHANNELS: Final[dict[Channel, tuple[str, ...]]] = {
    Channel.INTRODUCTION: ("人才引进", "国内人才引进", "人才引进落户"),
    Channel.RESIDENT: ("居转户", "居住证转办户籍", "居住证转户籍"),
    Channel.POINTS_NEW: ("居住证积分新办", "积分新办"),
    Channel.POINTS_RENEWED: ("居住证积分续办", "积分续办", "积分续签"),
    Channel.OVERSEAS: ("留学生落户", "留学回国人员落户", "留学人员落户"),
    Channel.SPECIAL: ("特殊人才", "特殊人才落户", "特殊人才引进"),
}
_STATES: Final[dict[PastState, tuple[str, ...]]] = {
    PastState.FINISHED: ("办结", "已办结", "通过", "已落户"),
    PastState.RETURNED: ("退回补正", "退回", "补正"),
    PastState.REJECTED: ("不予通过", "未通过", "不通过"),
    PastState.PUBLICITY: ("公示期", "公示中", "公示"),
}
CHANNELS: Final = {
    bare_heading(word): channel
    for channel, words in _CHANNELS.items()
    for word in (*words, channel.value, channel.msgid)
}
STATES: Final = {
    bare_heading(word): state for state, words in _STATES.items() for word in (*words, state.value, state.msgid)
}


def told_columns() -> list[str]:
    """For help on the command line: what a file may hold, a line for each column by its field."""
    lines = [_("Columns of a file of past cases, a workbook or CSV (UTF-8 or GB18030); days as 2026-09-17:")]
    lines += [f"  {field.value}: {_noted(_HEADINGS[field][0], field)}" for field in PastField]
    return [*lines, *_told_words()]


def needed_columns() -> list[str]:
    """The same for the page: what is to be known of columns, and which others may be there."""
    others = _(", ").join(field.label for field in PastField if field not in _NEEDED)
    return [
        *(_noted(field.label, field) for field in PastField if field in _NEEDED),
        _("May be there too: {columns}").format(columns=others),
        *_told_words(),
    ]


def _noted(name: str, field: PastField) -> str:
    return _("{name} ({note})").format(name=name, note=_(_NEEDED[field])) if field in _NEEDED else name


def _told_words() -> list[str]:
    lines = []
    for title, words in ((PastField.CHANNEL, _CHANNELS), (PastField.STATE, _STATES)):
        known = "、".join(told[0] for told in words.values())
        lines.append(_("{column} is one of: {words}").format(column=title.label, words=known))
    return lines


class PastWords(Words):
    """The headings of files of past cases."""

    required = (PastField.NUMBER, PastField.CHANNEL, PastField.STATE)

    def key(self, heading: str) -> str:
        return str(_BY_HEADING.get(bare_heading(heading), ""))

    def is_known(self, key: str) -> bool:
        return key in _KEYS

    def fields(self) -> list[str]:
        return sorted(_KEYS)

    def label(self, key: str) -> str:
        return PastField(key).label if key in _KEYS else key

    def keys(self, year: int) -> list[str]:
        return [field.value for field in PastField]

"""What the columns of a file of past visits may hold, and how their headings say it."""

from typing import Final

from officer_app.core.words import Word
from officer_app.directory.headings import Words, bare_heading
from officer_app.i18n import N_
from officer_app.visits.model import Mode, Outcome, Trigger


class VisitField(Word):
    """What a column of visits holds."""

    ENTERPRISE = "enterprise", N_("Enterprise")
    USCC = "uscc", N_("Unified social credit code")
    DAY = "day", N_("Date")
    STARTS = "starts", N_("Start")
    ENDS = "ends", N_("End")
    MODE = "mode", N_("Mode")
    TRIGGER = "trigger", N_("Trigger")
    OUTCOME = "outcome", N_("Outcome")
    OFFICER = "officer", N_("Our officer")
    PLACE = "place", N_("Where")
    CONTENT = "content", N_("What was said")
    PEOPLE = "people", N_("Met")
    COMPANIONS = "companions", N_("Came along")
    ANSWERED = "answered", N_("Answered on the spot")
    POLICIES = "policies", N_("Policies explained")
    FOLLOW_UP = "follow_up", N_("To follow up")
    NEXT = "next", N_("Next contact")
    DEMAND = "demand", N_("Demand")


_HEADINGS: Final[dict[VisitField, tuple[str, ...]]] = {
    VisitField.ENTERPRISE: ("企业名称", "企业", "单位名称", "走访企业", "被走访企业", "公司名称"),
    VisitField.USCC: ("统一社会信用代码", "信用代码", "社会信用代码", "uscc", "creditcode"),
    VisitField.DAY: ("走访日期", "日期", "走访时间", "联系日期", "拜访日期", "visitdate"),
    VisitField.STARTS: ("开始时间", "起始时间", "开始", "starttime"),
    VisitField.ENDS: ("结束时间", "终止时间", "结束", "endtime"),
    VisitField.MODE: ("走访方式", "方式", "联系方式类型", "走访形式", "形式"),
    VisitField.TRIGGER: ("触发", "走访类型", "类型", "触发方式"),
    VisitField.OUTCOME: ("走访结果", "结果", "情况"),
    VisitField.OFFICER: ("联络员", "走访人", "走访人员", "责任人", "走访干部", "officer"),
    VisitField.PLACE: ("地点", "走访地点", "place"),
    VisitField.CONTENT: ("走访内容", "内容", "走访情况", "谈话内容", "记录", "content"),
    VisitField.PEOPLE: ("企业参加人员", "会见人", "会见人员", "企业人员", "接待人", "接待人员", "企业联系人"),
    VisitField.COMPANIONS: ("同行人员", "陪同人员", "随行人员", "陪同"),
    VisitField.ANSWERED: ("当场答复", "现场答复", "当场解答"),
    VisitField.POLICIES: ("宣讲政策", "讲解政策", "政策宣讲", "政策"),
    VisitField.FOLLOW_UP: ("后续跟进", "待跟进", "后续工作", "跟进事项"),
    VisitField.NEXT: ("下次联系", "下次联系日期", "下次走访", "下次走访日期"),
    VisitField.DEMAND: ("诉求", "企业诉求", "诉求内容", "反映问题"),
}
_BY_HEADING: Final = {
    bare_heading(heading): field
    for field, headings in _HEADINGS.items()
    for heading in (*headings, field.msgid, field.value)
}
_KEYS: Final = frozenset(field.value for field in VisitField)
_WORDS: Final[dict[type[Word], dict[str, tuple[str, ...]]]] = {
    Mode: {
        Mode.ON_SITE: ("上门", "上门走访", "实地", "实地走访", "现场"),
        Mode.PHONE: ("电话", "电话联系", "电联"),
        Mode.VIDEO: ("视频", "视频会议", "线上"),
        Mode.AT_OFFICE: ("来访", "来局", "接待来访"),
    },
    Trigger: {Trigger.PERIODIC: ("定期", "定期走访", "例行"), Trigger.ON_DEMAND: ("即时", "即时走访", "应需", "按需")},
    Outcome: {
        Outcome.DONE: ("完成", "已完成", "正常", "已走访", "成功"),
        Outcome.RESCHEDULED: ("改期", "另约", "延期"),
        Outcome.NOT_FOUND: ("查无此企", "未找到", "查无企业"),
        Outcome.MOVED: ("已搬离", "搬离", "已搬迁", "搬迁"),
        Outcome.REFUSED: ("拒访", "拒绝", "拒绝走访"),
    },
}
_BY_WORD: Final = {
    kind: {
        bare_heading(word): member for member in kind for word in (*words.get(member, ()), member.value, member.msgid)
    }
    for kind, words in _WORDS.items()
}


class VisitWords(Words):
    """The headings of files of visits."""

    required = (VisitField.ENTERPRISE, VisitField.DAY)

    def key(self, heading: str) -> str:
        return str(_BY_HEADING.get(bare_heading(heading), ""))

    def is_known(self, key: str) -> bool:
        return key in _KEYS

    def fields(self) -> list[str]:
        return sorted(_KEYS)

    def label(self, key: str) -> str:
        return VisitField(key).label if key in _KEYS else key

    def keys(self, year: int) -> list[str]:
        return [field.value for field in VisitField]


def word_named(kind: type[Word], text: str) -> Word | None:
    """A mode, trigger or outcome as a file names it."""
    return _BY_WORD[kind].get(bare_heading(text))

"""Objections raised in publicity: one answered, one still looked into. Names and numbers are invented."""

from functools import partial
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from officer_app.cases.words import ObjectionChannel
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Actor, Office
from officer_app.quota.objections import ObjectionDraft, answer_objection, note_handling, record_objection
from officer_app.sample.diary import Diary, Happening

_RAISED: Final = (
    (
        "龚先生",
        "13800000016",
        ObjectionChannel.PHONE,
        "反映申请人上年度有半年不在本区上班，缴费单位与用人单位不一致。",
    ),
    ("曜弘公司职工", "letter@example.com", ObjectionChannel.LETTER, "反映申报的发明专利第一发明人另有其人，请核实。"),
)
_DONE: Final = (
    "调取社保缴费明细和门禁记录，电话询问企业人事负责人。",
    "已请企业提供专利证书原件，并向国家知识产权局网站查询著录项目。",
)
_ANSWER: Final = "经核，该时段系企业派往张江研发中心工作，劳动关系和缴费单位未变，异议不成立。已电话答复。"


class Objections:
    """The first case in publicity has an objection that was answered, the second one that is open."""

    def __init__(self, office: Office, diary: Diary, staff: Actor, calendar: WorkingCalendar) -> None:
        self._office, self._diary, self._staff, self._calendar = office, diary, staff, calendar
        self._count = 0

    def expect(self, case: int, decider: Actor) -> None:
        """Enter what comes in about a case that has just been published."""
        number, self._count = self._count, self._count + 1
        if number < len(_RAISED):
            self._later(2, 15, partial(self._raise, case, number, decider))

    def _raise(self, case: int, number: int, decider: Actor) -> None:
        by, contact, channel, content = _RAISED[number]
        draft = ObjectionDraft(
            str(uuid5(NAMESPACE_OID, f"objection {number}")), self._diary.today, by, content, contact, channel
        )
        objection = self._office.perform(record_objection, self._staff, case, draft).value
        self._later(1, 11, partial(self._handle, objection, number, decider))

    def _handle(self, objection: int, number: int, decider: Actor) -> None:
        self._office.perform(note_handling, self._staff, objection, _DONE[number])
        if number == 0:
            self._later(1, 14, partial(self._answer, objection, decider))

    def _answer(self, objection: int, decider: Actor) -> None:
        self._office.perform(answer_objection, decider, objection, _ANSWER, sustained=False)

    def _later(self, days: int, hour: int, happening: Happening) -> None:
        self._diary.enter(self._calendar.add_working_days(self._diary.today, days).day, hour, 20, happening)

"""What becomes of the sample office's visits: questions settled, months closed, a visit returned; what is answered."""

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from officer_app.core.work import Actor, Office
from officer_app.directory.questions import Settlement, list_questions, settle_question
from officer_app.people.access import Role
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew
from officer_app.visits.answers import AnswerKind, ItemAnswer
from officer_app.visits.browsing import VisitFilter, list_visits
from officer_app.visits.checklists import ChecklistRow, checklists_in_force
from officer_app.visits.closing import close_month
from officer_app.visits.reading import visit_file
from officer_app.visits.returning import return_visit

_RETURNED: Final = "请补充参加人员，并上传企业盖章的走访记录。"
_KEPT: Final = "已电话核实，企业仍在经营，继续联系。"
# Questions of the last days are still open.
_UNSETTLED: Final = timedelta(days=21)
_WORDS: Final = {
    "policy.wanted": ("特殊人才落户标准", "安居资助申请流程", "博士后站设站条件"),
    "staffing.posts": ("工艺工程师", "注册专员", "嵌入式软件工程师", "数控技工"),
    "needs.words": ("希望安排专场政策辅导。", "近期有员工子女入学。", "希望增加公寓房源。"),
}
_PEOPLE: Final = {
    "staffing.total": (38, 460),
    "staffing.hiring": (0, 30),
    "talent.high": (1, 24),
    "talent.doctors": (0, 9),
    "talent.masters": (3, 60),
    "settling.people": (0, 12),
}


class Asking:
    """The checklists as the officers of the sample office fill them in: a topic or two each time."""

    def __init__(self, office: Office, officer: Actor) -> None:
        # Its own dice: what else is invented stays as it is.
        self._draw = random.Random(2026)
        self._office, self._officer = office, officer
        self._checklists: list[ChecklistRow] = []

    def answers(self) -> tuple[ItemAnswer, ...]:
        """What an enterprise said this time."""
        draw = self._draw
        if not self._checklists:
            self._checklists = self._office.read(checklists_in_force, self._officer)
        given = []
        for checklist in draw.sample(self._checklists, draw.choice((1, 1, 2, 3))):
            for question in checklist.questions:
                value: bool | Decimal | str
                if question.kind is AnswerKind.YES_NO:
                    value = draw.random() < 0.6
                elif question.kind is AnswerKind.NUMBER:
                    value = Decimal(draw.randint(*_PEOPLE[question.code]))
                else:
                    value = draw.choice(question.choices or _WORDS[question.code])
                given.append(ItemAnswer(question.item_id, value))
        return tuple(given)

    def policies(self, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The policies explained this time."""
        return tuple(self._draw.sample(offered, self._draw.choice((0, 1, 1, 2))))


class Supervising:
    """What supervisors and staff do with the visits; `plan` enters it into the diary."""

    def __init__(self, office: Office, diary: Diary, crew: Crew) -> None:
        self._office, self._diary = office, diary
        self._supervisor, self._staff = crew.of(Role.SUPERVISOR)[0], crew.of(Role.STAFF)[0]

    def plan(self, today: date) -> None:
        """Months are closed two months later, questions settled on the way; yesterday a visit was returned."""
        month = (today - timedelta(days=330)).replace(day=1)
        while month < (today - timedelta(days=70)).replace(day=1):
            self._diary.enter(month + timedelta(days=68), 17, 30, partial(self._close, month))
            month = (month + timedelta(days=32)).replace(day=1)
        self._diary.enter(today - _UNSETTLED, 11, 0, self._settle)
        self._diary.enter(today - timedelta(days=1), 18, 30, self._return_one)

    def _close(self, month: date) -> None:
        self._settle()
        self._office.perform(close_month, self._supervisor, month)

    def _settle(self) -> None:
        for row in self._office.read(list_questions, self._staff):
            self._office.perform(settle_question, self._staff, row.id, Settlement.KEPT, _KEPT, version=row.version)

    def _return_one(self) -> None:
        """The latest visit lacks something."""
        yesterday = self._diary.today
        recent = VisitFilter(first=yesterday - timedelta(days=14), last=yesterday)
        row = self._office.read(list_visits, self._supervisor, recent, limit=1)[0]
        file = self._office.read(visit_file, self._supervisor, row.id)
        self._office.perform(return_visit, self._supervisor, row.id, _RETURNED, version=file.version)

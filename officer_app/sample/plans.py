"""The visits that the sample office's liaison officers have planned around the sample day."""

import random
from datetime import date, time, timedelta
from functools import partial
from typing import Final

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Actor, Office
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew
from officer_app.sample.visits import draft_id
from officer_app.visits.model import Mode
from officer_app.visits.plan import due_contacts
from officer_app.visits.plans import PlanDraft, plan_visit

# Its own draw, so that nothing else of the sample office changes with it.
_SEED: Final = 20260918
_AHEAD: Final = timedelta(days=45)
# The most urgent ones nobody has got round to yet.
_LEFT_OUT: Final = 3
# Visits a day, from the first of the days on.
_SOME_DAYS_AGO: Final = (1, 1)
_FROM_TODAY: Final = (3, 2, 1, 2, 1, 2, 1, 0, 2, 1, 1)
_TIMES: Final = ((time(10), 45), (time(14), 60), (time(15, 30), 45), (time(9, 30), 60))
_PURPOSES: Final = ("", "定期走访", "回访上次诉求", "讲解落户与安居政策", "核对本年度用工需求")


class Plans:
    """What is entered into the diary for it."""

    def __init__(self, office: Office, diary: Diary, crew: Crew, calendar: WorkingCalendar) -> None:
        self._office, self._diary, self._crew, self._calendar = office, diary, crew, calendar
        self._draw = random.Random(_SEED)

    def plan(self, today: date) -> None:
        """Some days before the sample day, and on its morning."""
        before = self._calendar.add_working_days(today, -3).day
        self._diary.enter(before, 8, 20, partial(self._arrange, _SOME_DAYS_AGO))
        self._diary.enter(today, 8, 30, partial(self._arrange, _FROM_TODAY))

    def _arrange(self, a_day: tuple[int, ...]) -> None:
        for officer in self._crew.liaisons:
            self._arrange_for(officer, a_day)

    def _arrange_for(self, officer: Actor, a_day: tuple[int, ...]) -> None:
        today = self._diary.today
        due = self._office.read(due_contacts, officer, officer_id=officer.id, until=today + _AHEAD)
        waiting = [row.enterprise_id for row in due if row.planned_on is None][_LEFT_OUT:]
        day = today if self._calendar.is_working(today) else self._calendar.add_working_days(today, 1).day
        for many in a_day:
            times = sorted(self._draw.sample(_TIMES, many))
            for (begin, minutes), enterprise_id in zip(times, waiting, strict=False):
                end = begin.hour * 60 + begin.minute + minutes
                mode = self._draw.choices([Mode.ON_SITE, Mode.PHONE, Mode.VIDEO], weights=[7, 2, 1])[0]
                draft = PlanDraft(
                    draft_id(self._draw),
                    enterprise_id,
                    officer.id or 0,
                    day,
                    begin,
                    time(end // 60, end % 60),
                    mode,
                    self._draw.choice(_PURPOSES),
                )
                self._office.perform(plan_visit, officer, draft)
            waiting = waiting[many:]
            day = self._calendar.add_working_days(day, 1).day

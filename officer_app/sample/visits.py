"""A year of invented visits and demands, logged by the officers whose enterprises they are."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Actor, Office
from officer_app.demands.model import DemandState, Rating
from officer_app.demands.service import (
    DemandDraft,
    DemandRow,
    answer_demand,
    list_demands,
    rate_demand,
    take_up_demand,
)
from officer_app.directory.industries import Industry
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew
from officer_app.sample.supervising import Asking
from officer_app.sample.talk import NOT_DONE, WISHES, Wish, content
from officer_app.visits.cadence import UNLISTED
from officer_app.visits.drafts import Companion, PersonMet, VisitDraft
from officer_app.visits.logging import save_visit
from officer_app.visits.model import Mode, Outcome, Trigger

VISITS: Final = 600
DEMANDS: Final = 150
_NEXT_FEW: Final = 5
# What is asked by checklist has been asked since the summer.
_ASKED_SINCE: Final = timedelta(days=75)
_EXPLAINED: Final = ("人才引进落户", "特殊人才落户", "安居资助", "人才公寓", "博士后创新实践基地")
_CALLED: Final = 0.12
# Working days between periodic contacts in the sample office, by tier: what its officers can keep up with.
_CADENCE: Final = (95, 105, 110)
# A demand older than this has come to its end; of younger ones, so many of a hundred go on to each next step.
_SETTLED_AFTER: Final = timedelta(days=50)
_GOES_ON: Final = 80
# In the last weeks a third of the visits end with a day agreed for the next contact, around the sample day.
_AGREED_SINCE: Final = timedelta(days=24)
_AGREED_ON: Final = (-2, -1, 0, 0, 0, 1, 1, 3, 4, 5, 8)


def cadence() -> dict[str, list[int]]:
    """How often the officers of the sample office come."""
    strict = {Industry.BIOMEDICINE.value: [_CADENCE[0] - 5, *_CADENCE[1:]]}
    return {**{industry.value: list(_CADENCE) for industry in Industry}, **strict, UNLISTED: [_CADENCE[-1]]}


# Where a demand stands before each step of the common way.
_EXPECTED: Final = (DemandState.ASSIGNED, DemandState.IN_PROGRESS, DemandState.ANSWERED)


@dataclass(frozen=True)
class Host:
    """An enterprise as a visitor needs it: its liaison officer and who is met there."""

    enterprise_id: int
    officer: Actor
    contact: PersonMet
    address: str
    industry: Industry


def draft_id(draw: random.Random) -> str:
    """An invented identifier of a form."""
    return str(UUID(int=draw.getrandbits(128), version=4))


class Year:
    """Visits over the year before today, and what becomes of the demands they bring home."""

    def __init__(
        self, office: Office, diary: Diary, draw: random.Random, crew: Crew, calendar: WorkingCalendar
    ) -> None:
        self._office = office
        self._diary = diary
        self._draw = draw
        self._crew = crew
        self._calendar = calendar
        self._end = date.max
        self._asking = Asking(office, crew.specialists[0])

    def plan(self, hosts: list[Host], today: date) -> None:
        """Enter VISITS visits with DEMANDS demands into the diary; mostly those not seen for long are seen next."""
        draw = self._draw
        self._end = today
        working = [day for back in range(364, 0, -1) if self._calendar.is_working(day := today - timedelta(days=back))]
        asked = set(draw.sample(range(VISITS), DEMANDS))
        waiting = draw.sample(hosts, len(hosts))
        for position, day in enumerate(sorted(draw.choices(working, k=VISITS))):
            # The one waiting longest, or nearly; now and then somebody calls.
            called = draw.random() < _CALLED
            host = waiting.pop(draw.randrange(len(waiting) if called else _NEXT_FEW))
            wish = draw.choice(WISHES) if position in asked else None
            outcome = Outcome.DONE if wish else draw.choices(list(Outcome), weights=[92, 3, 2, 1, 2])[0]
            # Where nothing came of a visit, the officer comes again within days.
            waiting.insert(len(waiting) if outcome is Outcome.DONE else _NEXT_FEW, host)
            trigger = Trigger.ON_DEMAND if called else Trigger.PERIODIC
            self._diary.enter(
                day, 16 + draw.randrange(2), draw.randrange(60), partial(self._visit, host, trigger, outcome, wish)
            )

    def _visit(self, host: Host, trigger: Trigger, outcome: Outcome, wish: Wish | None) -> None:
        visit = self._office.perform(save_visit, host.officer, self._draft(host, trigger, outcome, wish)).value
        if wish is not None:
            (demand,) = self._office.read(list_demands, host.officer, visit_id=visit)
            self._follow_up(demand, wish)

    def _draft(self, host: Host, trigger: Trigger, outcome: Outcome, wish: Wish | None) -> VisitDraft:
        draw = self._draw
        done = outcome is Outcome.DONE
        mode = draw.choices(list(Mode), weights=[58, 24, 9, 9])[0]
        start = draw.choice((9, 10, 13, 14)) * 60 + draw.choice((0, 30))
        end = start + draw.choice((30, 45, 60, 75, 90))
        colleague = draw.choice(self._crew.specialists)
        companion = Companion(colleague.name, "专员", colleague.id, "区人才服务中心")
        today = self._diary.today
        return VisitDraft(
            draft_id=draft_id(draw),
            enterprise_id=host.enterprise_id,
            officer_id=host.officer.id or 0,
            visited_on=today,
            mode=mode,
            trigger=trigger,
            outcome=outcome,
            content=content(draw, host.contact.name, host.industry) if done else NOT_DONE[outcome.value],
            starts_at=time(start // 60, start % 60),
            ends_at=time(end // 60, end % 60) if done else None,
            place={Mode.ON_SITE: host.address, Mode.AT_OFFICE: "区人才服务窗口"}.get(mode, ""),
            follow_up="按约定日期回访，核对材料准备情况。" if done and draw.random() < 0.4 else "",
            next_contact_on=self._agreed(today, outcome),
            people=(host.contact,) if done else (),
            policies=self._asking.policies(_EXPLAINED) if done else (),
            answers=self._asking.answers() if done and self._end - today < _ASKED_SINCE else (),
            companions=(companion,) if done and draw.random() < 0.3 else (),
            demands=(
                (
                    DemandDraft(
                        draft_id(draw), wish.category, wish.text, wish.urgency, draw.choice(self._crew.specialists).id
                    ),
                )
                if wish
                else ()
            ),
        )

    def _agreed(self, today: date, outcome: Outcome) -> date | None:
        """The day of the next contact, where one was agreed."""
        if outcome is Outcome.RESCHEDULED:
            return today + timedelta(days=7)
        if outcome is Outcome.DONE and self._end - today < _AGREED_SINCE and self._draw.randrange(3) == 0:
            return max(today, self._end + timedelta(days=self._draw.choice(_AGREED_ON)))
        return None

    def _follow_up(self, demand: DemandRow, wish: Wish) -> None:
        handler = next(actor for actor in self._crew.specialists if actor.id == demand.handler_id)
        officer = self._collector(demand)
        draw = self._draw
        rating = draw.choices(list(Rating), weights=[16, 3, 1])[0]
        steps: list[Callable[[int], object]] = [
            lambda version: self._office.perform(take_up_demand, handler, demand.id, version=version),
            lambda version: self._office.perform(answer_demand, handler, demand.id, wish.answer, version=version),
            lambda version: self._office.perform(rate_demand, officer, demand.id, rating, version=version),
        ]
        settled = self._end - self._diary.today > _SETTLED_AFTER
        day = self._calendar.add_working_days(self._diary.today, 1).day
        for number, step in enumerate(steps):
            if not settled and draw.randrange(100) >= _GOES_ON:
                return
            happening = partial(self._go_on, demand, _EXPECTED[number], step)
            self._diary.enter(day, 10, draw.randrange(60), happening)
            day = self._calendar.add_working_days(day, draw.randrange(2, 6)).day
        if rating is Rating.NOT_CONTENT and settled:
            self._diary.enter(day, 15, 0, partial(self._make_good, demand, handler.id or 0))

    def _collector(self, demand: DemandRow) -> Actor:
        """Who calls the enterprise back."""
        return next(actor for actor in self._crew.everyone if actor.id == demand.collected_by)

    def _go_on(self, demand: DemandRow, expected: DemandState, step: Callable[[int], object]) -> None:
        """The next step, unless the demand went a way of its own meanwhile (sample/demands.py)."""
        (row,) = self._office.read(list_demands, self._crew.supervisors[0], visit_id=demand.visit_id)
        if row.state is expected:
            step(row.version)

    def _make_good(self, demand: DemandRow, handler_id: int) -> None:
        """What an enterprise was not content with is answered better."""
        handler = next(actor for actor in self._crew.specialists if actor.id == handler_id)
        (row,) = self._office.read(list_demands, handler, visit_id=demand.visit_id)
        answer = "已重新对接，明确专人跟进并书面答复企业。"
        self._office.perform(answer_demand, handler, row.id, answer, version=row.version)
        self._office.perform(rate_demand, self._collector(row), row.id, Rating.MOSTLY, version=row.version + 1)

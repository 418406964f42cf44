"""A year of invented visits and demands, logged by the officers whose enterprises they are."""

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final
from uuid import UUID

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Actor, Office
from officer_app.demands.model import Rating
from officer_app.demands.service import (
    DemandDraft,
    answer_demand,
    list_demands,
    rate_demand,
    take_up_demand,
)
from officer_app.sample.clock import SampleClock
from officer_app.sample.people import Crew
from officer_app.sample.talk import NOT_DONE, WISHES, Wish, content
from officer_app.visits.model import Mode, Outcome, Trigger
from officer_app.visits.service import Companion, PersonMet, VisitDraft, save_visit

VISITS: Final = 600
DEMANDS: Final = 150


@dataclass(frozen=True)
class Host:
    """An enterprise as a visitor needs it: its liaison officer and who is met there."""

    enterprise_id: int
    officer: Actor
    contact: PersonMet
    address: str


def _uuid(draw: random.Random) -> str:
    return str(UUID(int=draw.getrandbits(128), version=4))


def _times(draw: random.Random) -> tuple[time, time]:
    start = draw.choice((9, 10, 13, 14, 15)) * 60 + draw.choice((0, 30))
    end = start + draw.choice((30, 45, 60, 75, 90))
    return time(start // 60, start % 60), time(end // 60, end % 60)


def _draft(draw: random.Random, host: Host, day: date, crew: Crew, wishes: list[Wish]) -> VisitDraft:
    outcome = draw.choices(list(Outcome), weights=[92, 3, 2, 1, 2])[0] if not wishes else Outcome.DONE
    mode = draw.choices(list(Mode), weights=[58, 24, 9, 9])[0]
    done = outcome is Outcome.DONE
    starts_at, ends_at = _times(draw)
    companion = draw.choice(crew.specialists)
    return VisitDraft(
        draft_id=_uuid(draw),
        enterprise_id=host.enterprise_id,
        officer_id=host.officer.id or 0,
        visited_on=day,
        mode=mode,
        trigger=draw.choices(list(Trigger), weights=[4, 1])[0],
        outcome=outcome,
        content=content(draw, host.contact.name) if done else NOT_DONE[outcome.value],
        starts_at=starts_at,
        ends_at=ends_at if done else None,
        place={Mode.ON_SITE: host.address, Mode.AT_OFFICE: "区人才服务窗口"}.get(mode, ""),
        follow_up="按约定日期回访，核对材料准备情况。" if done and draw.random() < 0.4 else "",
        next_contact_on=day + timedelta(days=draw.choice((7, 14, 30))) if outcome is Outcome.RESCHEDULED else None,
        people=(host.contact,) if done else (),
        companions=(Companion(companion.name, "专员", companion.id),) if done and draw.random() < 0.3 else (),
        demands=tuple(
            DemandDraft(_uuid(draw), wish.category, wish.text, wish.urgency, draw.choice(crew.specialists).id)
            for wish in wishes
        ),
    )


def log_a_year(
    office: Office,
    clock: SampleClock,
    draw: random.Random,
    crew: Crew,
    hosts: list[Host],
    calendar: WorkingCalendar,
    today: date,
) -> None:
    """Log VISITS visits over the year before today, with DEMANDS demands, in the order of their days.

    Demands older than a few weeks are worked on to their end, as an office would.
    """
    days = [today - timedelta(days=back) for back in range(365)]
    working = [day for day in days if calendar.is_working(day)]
    schedule = sorted(
        (draw.choices(working, weights=[3 if day > today - timedelta(days=60) else 1 for day in working])[0], number)
        for number in range(VISITS)
    )
    # Every enterprise is seen at least once as far as the number goes; then at random.
    order = hosts[:]
    draw.shuffle(order)
    # A demand for roughly one visit in four; the rest get none.
    asked = sorted(draw.sample(range(VISITS), DEMANDS))
    for position, (day, _number) in enumerate(schedule):
        host = order[position] if position < len(order) else draw.choice(hosts)
        wishes = [draw.choice(WISHES)] if position in set(asked) else []
        clock.set(day, 17, draw.randrange(60))
        office.perform(save_visit, host.officer, _draft(draw, host, day, crew, wishes))
    _follow_up(office, clock, draw, crew, today)


def _follow_up(office: Office, clock: SampleClock, draw: random.Random, crew: Crew, today: date) -> None:
    answers = {wish.text: wish.answer for wish in WISHES}
    handlers = {actor.id: actor for actor in crew.everyone}
    demands = office.read(list_demands, crew.staff, limit=DEMANDS)
    for demand in sorted(demands, key=lambda row: (row.collected_on, row.id)):
        age = (today - demand.collected_on).days
        handler = handlers[demand.handler_id]
        if draw.random() > age / 25:
            continue
        version = demand.version
        clock.set(min(today, demand.collected_on + timedelta(days=1)), 10)
        office.perform(take_up_demand, handler, demand.id, version=version)
        if draw.random() > age / 40:
            continue
        clock.set(min(today, demand.collected_on + timedelta(days=draw.randrange(2, 16))), 15)
        office.perform(answer_demand, handler, demand.id, answers[demand.text], version=version + 1)
        if draw.random() > 0.9:
            continue
        clock.set(min(today, demand.collected_on + timedelta(days=draw.randrange(16, 22))), 11)
        rating = draw.choices(list(Rating), weights=[16, 3, 1])[0]
        office.perform(rate_demand, handler, demand.id, rating, version=version + 2)

"""Any sequence of assigning, handing over, ending and undoing leaves no day to two, and no day lost."""

from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_app.assignments.handover import HandoverDraft
from officer_app.assignments.responsible import responsible_on
from officer_app.assignments.service import AssignResult, Duty, assign, duties_of, end_duty
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict, Invalid
from officer_app.core.work import Actor
from officer_app.overview.handover import carry_out_handovers, hand_over, preview_handover, undo_handover
from officer_app.people.access import Role
from tests.factories import Bureau, bureau

FIRST = date(2026, 9, 1)
DAYS = 12
DAY = st.integers(0, DAYS - 1)
OFFICER = st.integers(0, 2)
STEP = st.one_of(
    st.tuples(st.just("assign"), OFFICER, DAY, st.one_of(st.none(), st.integers(1, 6)), st.booleans()),
    st.tuples(st.just("end"), st.integers(0, 5), DAY),
    st.tuples(st.just("hand over"), OFFICER, OFFICER, DAY),
    st.tuples(st.just("undo"), st.integers(0, 3)),
    st.tuples(st.just("sleep"), st.integers(1, 3)),
)
# Who is responsible on each of the days; None is nobody.
Days = list[int | None]


def on(place: int) -> date:
    return FIRST + timedelta(days=place)


class Model:
    """The office as it should be: for each day one officer or none, and the handovers that can be put back."""

    def __init__(self, here: Bureau) -> None:
        self.here = here
        here.clock.set(FIRST)
        self.boss = here.person(Role.SUPERVISOR)
        self.officers = [here.person(Role.LIAISON) for _one in range(3)]
        self.enterprise = here.enterprise()
        self.days: Days = [None] * DAYS
        self.today = 0
        self.made: list[tuple[int, int, Days, Days]] = []
        self.stored: list[tuple[int, int, int]] = []

    def officer(self, place: int) -> Actor:
        return self.officers[place]

    def assign(self, officer: int, start: int, length: int | None, take_over: bool) -> None:
        end = DAYS if length is None else min(start + length, DAYS)
        until = None if length is None else on(start + length)
        with suppress(Invalid):
            (row,) = self.here.office.perform(
                assign,
                self.boss,
                [self.enterprise],
                self.officer(officer).id or 0,
                Duty.LIAISON,
                starts_on=on(start),
                ends_on=until,
                reason="分工",
                hand_over=take_over,
            ).value
            if row.result is AssignResult.ASSIGNED:
                assert set(self.days[start:end]) == {None}
            if row.result is AssignResult.HANDED_OVER:
                former = self.days[start]
                assert former not in (None, officer)
                # The former duty ends there, however long it was to go on.
                last = next(last for first, last, _officer in self.stored if first <= start < last)
                self.days[start:last] = [None] * (last - start)
            if row.result in (AssignResult.ASSIGNED, AssignResult.HANDED_OVER):
                self.days[start:end] = [officer] * (end - start)

    def remember(self) -> None:
        """The duties before a step, as (first day, day after the last, officer)."""
        known = {officer.id: place for place, officer in enumerate(self.officers)}
        self.stored = [
            (
                (row.starts_on - FIRST).days,
                DAYS if row.ends_on is None else min((row.ends_on - FIRST).days, DAYS),
                known[row.account_id],
            )
            for row in self.here.office.read(duties_of, self.boss, self.enterprise)
        ]

    def end(self, which: int, day: int) -> None:
        rows = self.here.office.read(duties_of, self.boss, self.enterprise)
        if not rows:
            return
        row = rows[which % len(rows)]
        first = (row.starts_on - FIRST).days
        last = DAYS if row.ends_on is None else min((row.ends_on - FIRST).days, DAYS)
        holder = next(place for place, officer in enumerate(self.officers) if officer.id == row.account_id)
        with suppress(Invalid):
            self.here.office.perform(end_duty, self.boss, row.id, ends_on=on(day), reason="调整")
            assert first <= day
            self.days[first:last] = [None] * (last - first)
            assert set(self.days[first:day]) <= {None}
            self.days[first:day] = [holder] * (day - first)

    def hand_over(self, giver: int, taker: int, day: int) -> None:
        start, other = self.officer(giver), self.officer(taker)
        preview = self.here.office.read(preview_handover, self.boss, start.id or 0, other.id, on(day))
        duties = tuple((line.duty.id, line.duty.version) for line in preview.lines)
        assert bool(duties) == (self.days[day] == giver)
        draft = HandoverDraft(str(uuid4()), start.id or 0, other.id or 0, on(day), "轮岗", duties)
        with suppress(Invalid):
            key = self.here.office.perform(hand_over, self.boss, draft).value
            before = list(self.days)
            last = next(end for first, end, officer in self.stored if first <= day < end and officer == giver)
            self.days[day:last] = [taker] * (last - day)
            self.made.append((key, day, before, list(self.days)))

    def undo(self, which: int) -> None:
        if not self.made:
            return
        key, day, before, after = self.made[which % len(self.made)]
        with suppress(Invalid, Conflict):
            self.here.office.perform(undo_handover, self.boss, key)
            assert day >= self.today
            changed = [place for place in range(DAYS) if before[place] != after[place]]
            for place in changed:
                assert self.days[place] == after[place]
                self.days[place] = before[place]
            self.made.remove((key, day, before, after))

    def sleep(self, nights: int) -> None:
        self.today = min(self.today + nights, DAYS - 1)
        self.here.clock.set(on(self.today))
        self.here.office.perform(carry_out_handovers, self.boss)

    def check(self) -> None:
        """The office says of every day what the model says, and no two duties share one."""
        covered: list[int] = []
        self.remember()
        for first, last, _officer in self.stored:
            covered += range(first, last)
        assert len(covered) == len(set(covered))
        for place in range(DAYS):
            _count, (row,) = self.here.office.read(responsible_on, self.boss, on(place), enterprise_id=self.enterprise)
            wanted = self.days[place]
            assert (row.liaison.account_id if row.liaison else None) == (
                None if wanted is None else self.officer(wanted).id
            )


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


@given(steps=st.lists(STEP, max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_belongs_to_whom_the_steps_say(here: Bureau, steps: list[tuple[object, ...]]) -> None:
    model = Model(here)
    for name, *arguments in steps:
        model.remember()
        with suppress(AppError):
            getattr(model, str(name).replace(" ", "_"))(*arguments)
        model.check()

"""The figures of demands are those a plain count of the demands gives."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, median

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.core.holidays import calendar_in_force
from officer_app.core.work import Work, asks
from officer_app.demands.model import OPEN_STATES, Category, Demand, DemandPause, DemandState, Rating, Urgency
from officer_app.demands.service import (
    answer_demand,
    merge_demands,
    rate_demand,
    reopen_demand,
    separate_demand,
)
from officer_app.demands.statistics import Dimension, Share, Spread, demand_flows, demand_statistics
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission
from tests.fieldwork import TODAY, Fieldwork, fieldwork

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


@dataclass(frozen=True)
class Told:
    """A demand as a test makes it up: days count from its collecting."""

    collected: date
    state: DemandState
    category: Category
    handled: bool
    first: int | None
    answered: int | None
    limit: int
    rating: Rating | None
    rated: int
    reopened: int
    pause: tuple[int, int] | None

    @property
    def answered_on(self) -> date | None:
        done = self.state in (DemandState.ANSWERED, DemandState.RATED, DemandState.CLOSED)
        return self.collected + timedelta(days=self.answered or 0) if done else None

    @property
    def first_on(self) -> date | None:
        if self.answered_on is not None:
            return self.collected + timedelta(days=min(self.first or 0, self.answered or 0))
        return self.collected + timedelta(days=self.first) if self.first is not None else None

    @property
    def rated_on(self) -> date | None:
        return self.collected + timedelta(days=self.rated) if self.rating is not None else None


demands = st.builds(
    Told,
    collected=st.dates(date(2026, 2, 1), date(2026, 7, 20)),
    state=st.sampled_from(DemandState),
    category=st.sampled_from([Category.APARTMENT, Category.TITLES]),
    handled=st.booleans(),
    first=st.none() | st.integers(0, 40),
    answered=st.integers(0, 60),
    limit=st.integers(0, 60),
    rating=st.none() | st.sampled_from(Rating),
    rated=st.integers(0, 80),
    reopened=st.integers(0, 2),
    pause=st.none() | st.tuples(st.integers(0, 10), st.integers(0, 20)),
)


def store(work: Fieldwork, told: list[Told]) -> None:
    """Put the demands into the database, in place of those that were there."""
    with work.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.delete(DemandPause))
        connection.execute(sa.delete(Demand))
        if connection.scalar(sa.select(sa.func.count()).select_from(Enterprise)) == 0:
            raise AssertionError("an enterprise is needed")
        enterprise = connection.scalar(sa.select(sa.func.min(Enterprise.id)))
        for number, one in enumerate(told, 1):
            key = connection.execute(
                sa.insert(Demand)
                .values(
                    draft_id=f"d{number}",
                    year=2026,
                    sequence=number,
                    enterprise_id=enterprise,
                    category=one.category,
                    urgency=Urgency.NORMAL,
                    text="诉求",
                    state=one.state,
                    handler_id=work.specialist.id if one.handled else None,
                    due_on=one.collected + timedelta(days=one.limit),
                    due_provisional=False,
                    collected_by=work.liaison.id,
                    collected_on=one.collected,
                    answer="",
                    rating=one.rating,
                    answered_on=one.answered_on,
                    first_answered_on=one.first_on,
                    rated_on=one.rated_on,
                    reopened=one.reopened,
                    limit_from=one.collected + timedelta(days=one.rated),
                    limit_days=10,
                    version=1,
                )
                .returning(Demand.id)
            ).scalar_one()
            if one.pause is not None:
                stopped = one.collected + timedelta(days=one.pause[0])
                resumed = stopped + timedelta(days=one.pause[1])
                connection.execute(
                    sa.insert(DemandPause).values(
                        demand_id=key, state=DemandState.SUSPENDED, stopped=stopped, resumed=resumed
                    )
                )


def days(calendar: WorkingCalendar, one: Told, until: date) -> int:
    """Day by day, the simple way."""
    standing: set[date] = set()
    if one.pause is not None:
        stopped = one.collected + timedelta(days=one.pause[0])
        standing = {stopped + timedelta(days=n) for n in range(1, one.pause[1] + 1)}
    span = (one.collected + timedelta(days=n) for n in range(1, (until - one.collected).days + 1))
    return sum(1 for day in span if calendar.is_working(day) and day not in standing)


def within(day: date | None) -> bool:
    return day is not None and FIRST <= day <= LAST


@asks(Permission.DEMAND_READ)
def _calendar(asking: Work) -> WorkingCalendar:
    return calendar_in_force(asking.session)


def handler_of(work: Fieldwork, one: Told) -> int | None:
    """Who had it in hand: what was answered on the spot, whoever collected it."""
    if one.handled:
        return work.specialist.id
    return None if one.answered_on is None else work.liaison.id


def check(work: Fieldwork, told: list[Told], by: Dimension) -> None:
    """Every row, and the total, against the plain count."""
    calendar = work.bureau.office.read(_calendar, work.liaison)
    statistics = work.bureau.office.read(demand_statistics, work.liaison, FIRST, LAST, by)
    counted = [one for one in told if one.state is not DemandState.MERGED and one.collected <= LAST]
    groups: list[tuple[list[Told], object]] = [(counted, statistics.total)]
    for row in statistics.rows:
        own = [
            one
            for one in counted
            if (one.category.value if by is Dimension.CATEGORY else handler_of(work, one)) == row.key
        ]
        groups.append((own, row.figures))
    for ones, figures in groups:
        answered = [one for one in ones if within(one.answered_on)]
        again = [
            one
            for one in ones
            if one.answered_on is None and one.reopened and within(one.collected + timedelta(days=one.rated))
        ]
        firsts = [
            days(calendar, one, one.first_on) for one in ones if one.first_on is not None and within(one.first_on)
        ]
        whole = [days(calendar, one, one.answered_on) for one in answered if one.answered_on is not None]
        ratings = Counter(one.rating for one in ones if within(one.rated_on))
        assert figures.collected == sum(1 for one in ones if within(one.collected))  # type: ignore[attr-defined] # the figures of a row
        assert figures.answered == Share(  # type: ignore[attr-defined] # the figures of a row
            sum(1 for one in answered if one.answered_on <= one.collected + timedelta(days=one.limit)),  # type: ignore[operator, misc] # answered ones have a day
            len(answered),
        )
        for spread, plain in ((figures.to_first_answer, firsts), (figures.to_answer, whole)):  # type: ignore[attr-defined] # the figures of a row
            assert spread.of == len(plain)
            assert spread.mean == (pytest.approx(mean(plain)) if plain else None)
            assert spread.median == (median(plain) if plain else None)
            if plain:
                fewest = spread.ninth_tenth
                assert sum(1 for one in plain if one <= fewest) * 10 >= 9 * len(plain)
                assert sum(1 for one in plain if one < fewest) * 10 < 9 * len(plain)
        assert dict(figures.ratings) == {rating: ratings[rating] for rating in Rating}  # type: ignore[attr-defined] # the figures of a row
        assert figures.taken_up_again == Share(  # type: ignore[attr-defined] # the figures of a row
            sum(1 for one in answered if one.reopened) + len(again), len(answered) + len(again)
        )
        assert figures.open == sum(1 for one in ones if one.answered_on is None or one.answered_on > LAST)  # type: ignore[attr-defined] # the figures of a row


@pytest.fixture
def prepared(work: Fieldwork) -> Fieldwork:
    work.enterprise()
    return work


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(demands, max_size=12), by=st.sampled_from([Dimension.CATEGORY, Dimension.HANDLER]))
def test_the_figures_are_those_of_a_plain_count(prepared: Fieldwork, told: list[Told], by: Dimension) -> None:
    store(prepared, told)
    check(prepared, told, by)


def test_figures_are_told_by_industry_and_sub_district_and_month(work: Fieldwork) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    known, unknown = work.enterprise(), work.enterprise()
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Enterprise).where(Enterprise.id == known).values(industry=Industry.BIOMEDICINE))
    clock.set(date(2026, 7, 30))
    early = work.demand(known)
    clock.set(date(2026, 8, 3))
    late = work.demand(unknown)
    office.perform(answer_demand, work.liaison, early.id, "已答复", version=1)
    clock.set(TODAY)
    office.perform(rate_demand, work.liaison, early.id, Rating.MOSTLY, version=2)

    def rows(by: Dimension) -> dict[str, tuple[int, int, int]]:
        found = office.read(demand_statistics, work.staff, date(2026, 7, 1), TODAY, by)
        assert (found.total.collected, found.total.answered, found.total.open) == (2, Share(1, 1), 1)
        return {row.name: (row.figures.collected, row.figures.answered.of, row.figures.open) for row in found.rows}

    assert rows(Dimension.INDUSTRY) == {"生物医药": (1, 1, 0), "产业未确认": (1, 0, 1)}
    assert rows(Dimension.SUBDISTRICT) == {"无": (2, 1, 1)}
    assert rows(Dimension.MONTH) == {"2026-07": (1, 0, 1), "2026-08": (1, 1, 1), "2026-09": (0, 0, 1)}
    with pytest.raises(Invalid):
        office.read(demand_statistics, work.staff, TODAY, FIRST, Dimension.MONTH)
    assert late.state in OPEN_STATES
    total = office.read(demand_statistics, work.staff, date(2026, 7, 1), TODAY, Dimension.MONTH).total
    assert total.share(Rating.CONTENT, Rating.MOSTLY) == Share(1, 1)
    assert total.share(Rating.CONTENT).part == 0


def test_the_flow_of_each_week_adds_up_to_what_is_open(work: Fieldwork) -> None:
    office, clock, key = work.bureau.office, work.bureau.clock, work.enterprise()
    clock.set(date(2026, 8, 24))
    first, second, third = (work.demand(key, text).id for text in ("甲", "乙", "丙"))
    clock.set(date(2026, 8, 31), hour=1)  # Monday, still Sunday in Greenwich
    office.perform(answer_demand, work.liaison, first, "已答复", version=1)
    office.perform(merge_demands, work.liaison, second, [third], version=1)
    clock.set(date(2026, 9, 8))
    office.perform(reopen_demand, work.liaison, first, "企业又来电", version=2)
    office.perform(separate_demand, work.liaison, third, "并非同一事项", version=2)
    clock.set(TODAY)
    work.demand(key, "丁")
    flows = office.read(demand_flows, work.liaison, date(2026, 8, 20), TODAY)
    assert [(flow.monday.day, flow.came, flow.done, flow.open) for flow in flows] == [
        (17, 0, 0, 0),
        (24, 3, 0, 3),
        (31, 0, 2, 1),
        (7, 2, 0, 3),
        (14, 1, 0, 4),
    ]
    assert office.read(demand_flows, work.liaison, date(2026, 9, 1), date(2026, 9, 6)) == [flows[2]]


def test_a_spread_of_nothing_has_no_middle() -> None:
    assert (Spread().of, Spread().mean, Spread().median, Spread().ninth_tenth) == (0, None, None, None)
    assert Spread(((1, 9), (30, 1))).ninth_tenth == 1
    assert Spread(((1, 8), (30, 2))).ninth_tenth == 30

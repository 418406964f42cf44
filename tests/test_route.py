"""A week's route: nobody twice, no day off, at most so many a day, one sub-district after another."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.directory.addresses import along_the_road
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.people.settings import store_setting
from officer_app.visits.plans import PlanDraft, plans_between
from officer_app.visits.route import Route, Stop, accept_route, call_off_route, propose_route, spread_over
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.test_plans import draft

MONDAY = date(2026, 9, 14)
NEXT = date(2026, 9, 21)
TOWNS = ("", "友谊路街道", "顾村镇", "罗店镇", "月浦镇")

STOPS = st.lists(
    st.builds(
        Stop,
        enterprise_id=st.integers(1, 10_000),
        enterprise=st.just("上海澜启科技有限公司"),
        subdistrict=st.sampled_from(TOWNS),
        due_on=st.dates(days_ago(60), TODAY + timedelta(days=7)),
        place=st.sampled_from(("", "蕰川路000001号", "沪太路000020号")),
    ),
    max_size=40,
    unique_by=lambda stop: stop.enterprise_id,
)
ROOM = st.dictionaries(st.dates(MONDAY, MONDAY + timedelta(days=6)), st.integers(0, 6), max_size=7)


@given(STOPS, ROOM)
def test_a_week_holds_what_it_has_room_for_and_keeps_sub_districts_together(
    stops: list[Stop], room: dict[date, int]
) -> None:
    spread = spread_over(stops, room)
    assert list(spread) == sorted(room)
    assert all(len(own) <= room[day] for day, own in spread.items())
    placed = [stop for own in spread.values() for stop in own]
    assert len({stop.enterprise_id for stop in placed}) == len(placed) == min(len(stops), sum(room.values()))
    towns = [town for town, _own in groupby(placed, lambda stop: stop.subdistrict)]
    assert len(towns) == len(set(towns))
    left = {stop.enterprise_id for stop in stops} - {stop.enterprise_id for stop in placed}
    if left and placed:
        assert min(s.due_on for s in stops if s.enterprise_id in left) >= max(s.due_on for s in placed)


def stop(key: int, town: str, place: str = "", due: date = TODAY) -> Stop:
    return Stop(key, f"第{key}家", town, due, place)


def keys(spread: dict[date, list[Stop]]) -> list[list[int]]:
    return [[one.enterprise_id for one in own] for own in spread.values()]


def test_a_sub_district_is_visited_on_one_day_where_it_fits() -> None:
    room = {MONDAY + timedelta(days=n): 4 for n in range(5)}
    stops = [stop(n, town) for n, town in enumerate(("甲", "乙", "甲", "乙", "甲", "丙"), 1)]
    assert keys(spread_over(stops, room)) == [[1, 3, 5], [2, 4], [6], [], []]


def test_the_sub_district_with_the_most_urgent_one_comes_first_and_neighbours_follow_each_other() -> None:
    room = {MONDAY + timedelta(days=n): 3 for n in range(2)}
    stops = [
        stop(1, "甲", "a2"),
        stop(2, "乙", "b", days_ago(30)),
        stop(3, "甲", "a1"),
        stop(4, "甲", "a10"),
    ]
    assert keys(spread_over(stops, room)) == [[2], [3, 4, 1]]


def test_house_numbers_of_a_road_sort_as_numbers() -> None:
    sites = ["上海市宝山区蕰川路 1002 号", "蕰川路99号", "宝山区友谊路 5 号"]
    assert sorted(sites, key=along_the_road) == [sites[2], sites[1], sites[0]]


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def in_town(work: Fieldwork, key: int, town: str) -> None:
    with work.bureau.office.database.transaction(writes=True) as connection:
        found = connection.scalar(sa.select(Subdistrict.id).where(Subdistrict.name == town))
        if found is None:
            code = f"3101130{len(town)}{ord(town[0]) % 10}"
            values = (
                {"code": code, "name": town, "kind": "镇"}
                if hasattr(Subdistrict, "kind")
                else {"code": code, "name": town}
            )
            found = connection.execute(sa.insert(Subdistrict).values(**values).returning(Subdistrict.id)).scalar_one()
        connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(subdistrict_id=found))


def route(work: Fieldwork, day: date = NEXT) -> Route:
    return work.bureau.office.read(propose_route, work.liaison, work.liaison.id or 0, day)


def overdue(work: Fieldwork, town: str = "", **agreed: Any) -> int:
    key = work.enterprise(liaison=work.liaison, since=days_ago(300))
    if town:
        in_town(work, key, town)
    work.visit(key, day=days_ago(60), next_contact_on=agreed.get("on", days_ago(10)))
    return key


def test_the_week_proposed_leaves_out_days_off_and_whom_is_planned(work: Fieldwork) -> None:
    first, second, planned = overdue(work, "顾村镇"), overdue(work, "罗店镇"), overdue(work, "顾村镇")
    later = overdue(work, on=date(2026, 12, 1))
    work.bureau.office.perform(accept_route, work.liaison, [draft(planned, work.liaison, NEXT)])
    found = route(work)
    # The Friday is a holiday; nobody is proposed for the weekend.
    assert [day.day for day in found.days] == [NEXT + timedelta(days=n) for n in range(4)]
    assert [day.planned for day in found.days] == [1, 0, 0, 0]
    proposed = [stop.enterprise_id for day in found.days for stop in day.stops]
    assert sorted(proposed) == [first, second]
    assert later not in proposed
    assert found.left == ()


def test_in_the_week_that_has_begun_only_what_is_left_of_it_is_proposed(work: Fieldwork) -> None:
    overdue(work)
    # Thursday, Friday, and the Sunday that makes up for the holiday.
    assert [day.day for day in route(work, TODAY).days] == [TODAY, date(2026, 9, 18), date(2026, 9, 20)]


def test_on_no_day_are_there_more_visits_than_the_setting_says(work: Fieldwork) -> None:
    office = work.bureau.office
    office.perform(store_setting, work.administrator, "visit.per_day", date(2026, 1, 1), 1, "科务会")
    own = [overdue(work) for _ in range(5)]
    office.perform(accept_route, work.liaison, [draft(own[0], work.liaison, NEXT)])
    found = route(work)
    assert [(day.planned, len(day.stops)) for day in found.days] == [(1, 0), (0, 1), (0, 1), (0, 1)]
    assert len(found.left) == 1


def drafts(found: Route) -> list[PlanDraft]:
    return [
        PlanDraft(str(uuid4()), stop.enterprise_id, found.officer_id, day.day)
        for day in found.days
        for stop in day.stops
    ]


def test_a_route_is_accepted_whole_and_taken_back_whole(work: Fieldwork) -> None:
    office = work.bureau.office
    for _ in range(3):
        overdue(work)
    wanted = drafts(route(work))
    made = office.perform(accept_route, work.liaison, wanted).value
    assert office.perform(accept_route, work.liaison, wanted).value[0].plan_id == made[0].plan_id
    assert route(work).count == 0
    assert len(office.read(plans_between, work.liaison, NEXT, NEXT + timedelta(days=6))) == 3
    office.perform(call_off_route, work.liaison, made, "撤销拟定路线")
    assert route(work).count == 3


def test_a_route_with_one_impossible_visit_plans_none(work: Fieldwork) -> None:
    office = work.bureau.office
    good = overdue(work)
    with pytest.raises(Invalid):
        office.perform(accept_route, work.liaison, [draft(good, work.liaison), draft(good, work.liaison, days_ago(1))])
    assert office.read(plans_between, work.liaison, days_ago(5), NEXT) == []

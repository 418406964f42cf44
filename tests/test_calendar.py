"""Working days."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_app.core.calendar import Pause, WorkingCalendar
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid, NotFound
from officer_app.core.holidays import (
    COUNTED_FROM,
    COUNTED_UNTIL,
    DayKind,
    HolidayYear,
    SpecialDay,
    WorkingDay,
    calendar_in_force,
    shipped_calendar,
    shipped_years,
)
from officer_app.core.work import Office, Work, asks
from officer_app.people.access import Permission, Role
from officer_app.people.holidays import (
    add_working_days,
    holiday_years,
    load_shipped_holidays,
    remove_holiday_year,
    save_holiday_year,
    working_days,
)
from tests.factories import Bureau, bureau

CALENDAR = shipped_calendar()


@asks(Permission.CALENDAR_READ)
def working_calendar(work: Work) -> WorkingCalendar:
    return calendar_in_force(work.session)


DAYS = st.dates(date(2018, 6, 1), date(2028, 1, 31))


def counted(calendar: WorkingCalendar, after: date, until: date, pauses: tuple[Pause, ...] = ()) -> int:
    """One day after another: slow and plainly right."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(calendar.is_working(day) and not any(pause.covers(day) for pause in pauses) for day in days)


def test_from_28_april_to_17_may_2021_there_are_11_working_days() -> None:
    count = CALENDAR.working_days_between(date(2021, 4, 28), date(2021, 5, 17))
    assert (count.days, count.provisional) == (11, False)
    deadline = CALENDAR.add_working_days(date(2021, 4, 28), 11)
    assert (deadline.day, deadline.provisional) == (date(2021, 5, 17), False)


def test_the_shipped_years_are_2019_to_2026_each_with_its_notice() -> None:
    years = shipped_years()
    assert [year.year for year in years] == list(range(2019, 2027))
    assert all("gov.cn" in year.source for year in years)
    assert sum(len(year.days) for year in years) == 286


def test_a_make_up_sunday_counts_and_a_holiday_does_not() -> None:
    assert CALENDAR.is_working(date(2026, 9, 20))
    assert not CALENDAR.is_working(date(2026, 10, 1))
    assert not CALENDAR.is_working(date(2026, 9, 19))


def test_a_deadline_in_a_year_not_loaded_is_provisional() -> None:
    assert CALENDAR.add_working_days(date(2026, 12, 30), 5).provisional
    assert not CALENDAR.add_working_days(date(2026, 12, 1), 5).provisional
    assert CALENDAR.working_days_between(date(2026, 12, 31), date(2027, 1, 4)).provisional
    assert not CALENDAR.working_days_between(date(2018, 12, 31), date(2019, 1, 4)).provisional


@given(DAYS, DAYS)
def test_counting_agrees_with_walking_day_by_day(one: date, other: date) -> None:
    after, until = sorted((one, other))
    assert CALENDAR.working_days_between(after, until).days == counted(CALENDAR, after, until)
    assert CALENDAR.working_days_between(until, after).days == -counted(CALENDAR, after, until)


@given(DAYS, st.integers(-300, 300))
def test_adding_days_and_counting_them_are_each_others_reverse(start: date, days: int) -> None:
    deadline = CALENDAR.add_working_days(start, days).day
    if days > 0:
        assert CALENDAR.is_working(deadline)
        assert CALENDAR.working_days_between(start, deadline).days == days
    if days < 0:
        assert CALENDAR.is_working(deadline)
        assert CALENDAR.working_days_between(deadline - timedelta(days=1), start - timedelta(days=1)).days == -days
    if days == 0:
        assert deadline == start


@given(DAYS, DAYS, st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=4))
def test_paused_days_do_not_count_and_overlapping_pauses_count_once(
    one: date, other: date, stops: list[tuple[date, int]]
) -> None:
    after, until = sorted((one, other))
    pauses = tuple(Pause(stop, stop + timedelta(days=length)) for stop, length in stops)
    assert CALENDAR.working_days_between(after, until, pauses).days == counted(CALENDAR, after, until, pauses)


@given(DAYS, st.integers(1, 60), st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=4))
def test_a_paused_deadline_has_as_many_counted_days_before_it(
    start: date, days: int, stops: list[tuple[date, int]]
) -> None:
    pauses = tuple(Pause(stop, stop + timedelta(days=length)) for stop, length in stops)
    deadline = CALENDAR.add_working_days(start, days, pauses).day
    assert CALENDAR.working_days_between(start, deadline, pauses).days == days


def test_while_the_clock_stands_there_is_no_deadline() -> None:
    with pytest.raises(Invalid):
        CALENDAR.add_working_days(date(2026, 9, 17), 5, [Pause(date(2026, 9, 18))])
    elapsed = CALENDAR.working_days_between(date(2026, 9, 16), date(2026, 9, 30), [Pause(date(2026, 9, 18))])
    assert elapsed.days == 2


def test_absurd_numbers_are_refused_not_waited_for() -> None:
    with pytest.raises(Invalid):
        CALENDAR.add_working_days(date(2026, 9, 17), 10**9)
    with pytest.raises(Invalid):
        CALENDAR.add_working_days(date(9999, 12, 30), 5)


def test_years_are_loaded_listed_changed_and_removed_with_their_source(database: Database) -> None:
    office = bureau(database)
    admin, staff = office.person(Role.ADMINISTRATOR), office.person(Role.STAFF)
    assert office.office.perform(load_shipped_holidays, admin).value == 8
    assert office.office.perform(load_shipped_holidays, admin).value == 0
    assert office.office.read(working_days, staff, date(2021, 4, 28), date(2021, 5, 17)).days == 11
    assert office.office.read(add_working_days, staff, date(2026, 12, 30), 5).provisional
    year = HolidayYear(2027, "国办通知", (SpecialDay(date(2027, 1, 1), DayKind.OFF, "元旦"),))
    office.office.perform(save_holiday_year, admin, year)
    assert not office.office.read(add_working_days, staff, date(2026, 12, 30), 5).provisional
    assert office.office.read(add_working_days, staff, date(2026, 12, 31), 1).day == date(2027, 1, 4)
    office.office.perform(save_holiday_year, admin, replace(year, source="国办通知（修订）"))
    assert office.office.read(holiday_years, staff)[0].source == "国办通知（修订）"
    with pytest.raises(Forbidden):
        office.office.perform(remove_holiday_year, staff, 2027)
    office.office.perform(remove_holiday_year, admin, 2027)
    assert [loaded.year for loaded in office.office.read(holiday_years, staff)] == list(range(2026, 2018, -1))
    with pytest.raises(NotFound):
        office.office.perform(remove_holiday_year, admin, 2027)


@pytest.mark.parametrize(
    "year",
    [
        HolidayYear(1800, "x", (SpecialDay(date(1800, 1, 1), DayKind.OFF, "元旦"),)),
        HolidayYear(2027, " ", (SpecialDay(date(2027, 1, 1), DayKind.OFF, "元旦"),)),
        HolidayYear(2027, "x", ()),
        HolidayYear(2027, "x", (SpecialDay(date(2028, 5, 1), DayKind.OFF, "劳动节"),)),
        HolidayYear(2027, "x", (SpecialDay(date(2027, 1, 1), DayKind.OFF, "元旦"),) * 2),
        HolidayYear(2027, "x", (SpecialDay(date(2026, 12, 31), DayKind.OFF, "元旦"),) * 2),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused(year: HolidayYear, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    office = bureau(database)
    with pytest.raises(Invalid):
        office.office.perform(save_holiday_year, office.person(Role.ADMINISTRATOR), year)
    database.close()


def working_days_counted(office: Office) -> dict[date, int]:
    with office.database.connect(writes=False) as connection:
        return {day: n for n, day in connection.execute(sa.select(WorkingDay.ordinal, WorkingDay.day))}


YEARS = st.lists(
    st.tuples(
        st.sampled_from((2025, 2026, 2027)),
        st.lists(
            st.tuples(st.integers(-20, 370), st.sampled_from(list(DayKind))), max_size=12, unique_by=lambda d: d[0]
        ),
    ),
    max_size=4,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(YEARS)
def test_the_database_counts_the_working_days_as_the_calendar_does(
    sqlite_url: str, notices: list[tuple[int, list[tuple[int, DayKind]]]]
) -> None:
    """Whatever years are loaded, loaded anew or removed."""
    here = bureau(Database(sqlite_url))
    chief = here.person(Role.ADMINISTRATOR)
    for year, days in notices:
        special = tuple(SpecialDay(date(year, 1, 1) + timedelta(days=n), kind, "日") for n, kind in days)
        with suppress(Invalid, NotFound):  # a day that another year has taken; a year that is not there
            if special:
                here.office.perform(save_holiday_year, chief, HolidayYear(year, "通知", special))
            else:
                here.office.perform(remove_holiday_year, chief, year)
    assert_counted(here)


def assert_counted(here: Bureau) -> None:
    calendar = here.office.read(working_calendar, here.person(Role.LIAISON))
    days = (COUNTED_FROM + timedelta(days=n) for n in range((COUNTED_UNTIL - COUNTED_FROM).days + 1))
    assert working_days_counted(here.office) == {day: calendar.ordinal(day) for day in days if calendar.is_working(day)}


def test_the_working_days_are_counted_from_the_start_and_when_the_shipped_years_are_loaded(database: Database) -> None:
    here = bureau(database)
    assert_counted(here)
    chief = here.person(Role.ADMINISTRATOR)
    here.office.perform(load_shipped_holidays, chief)
    assert_counted(here)
    here.office.perform(remove_holiday_year, chief, 2024)
    assert_counted(here)

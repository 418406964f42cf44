"""The administrator's holidays, and working days as anybody may ask for them."""

from datetime import date

from officer_app.core.calendar import DayCount, Deadline
from officer_app.core.holidays import (
    HolidayYear,
    calendar_in_force,
    loaded_years,
    remove_year,
    store_shipped_years,
    store_year,
)
from officer_app.core.work import Work, asks, changes
from officer_app.people.access import Permission


@asks(Permission.CALENDAR_READ)
def holiday_years(work: Work) -> list[HolidayYear]:
    """The years loaded, latest first, each with its days and its source."""
    return loaded_years(work.session)


@asks(Permission.CALENDAR_READ)
def add_working_days(work: Work, start: date, days: int) -> Deadline:
    """The day on which the n-th working day after `start` falls."""
    return calendar_in_force(work.session).add_working_days(start, days)


@asks(Permission.CALENDAR_READ)
def working_days(work: Work, after: date, until: date) -> DayCount:
    """The working days after `after` up to and including `until`."""
    return calendar_in_force(work.session).working_days_between(after, until)


@changes(Permission.SETTINGS)
def save_holiday_year(work: Work, year: HolidayYear) -> None:
    """Load a year's notice in place of what was loaded for that year. Raises Invalid."""
    store_year(work, year)


@changes(Permission.SETTINGS)
def remove_holiday_year(work: Work, year: int) -> None:
    """Forget a year; deadlines in it become provisional. Raises NotFound."""
    remove_year(work, year)


@changes(Permission.SETTINGS)
def load_shipped_holidays(work: Work) -> int:
    """Load the years the program comes with that are not loaded yet; tells how many."""
    return store_shipped_years(work)

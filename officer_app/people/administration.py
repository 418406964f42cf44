"""What the administrator keeps for everybody: the calendar's years and the dated settings, each with its source."""

from datetime import date

import sqlalchemy as sa

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.errors import Invalid
from officer_app.core.holidays import (
    HolidayYear,
    calendar_in_force,
    loaded_years,
    remove_year,
    store_shipped_years,
    store_year,
)
from officer_app.core.policy import Setting, Value, settings_in_force, shipped
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission


@asks(Permission.CALENDAR_READ)
def office_calendar(work: Work) -> WorkingCalendar:
    """The calendar of the years loaded."""
    return calendar_in_force(work.session)


@asks(Permission.CALENDAR_READ)
def holiday_years(work: Work) -> list[HolidayYear]:
    """The years loaded, the latest first."""
    return loaded_years(work.session)


@changes(Permission.SETTINGS)
def load_holidays(work: Work, year: HolidayYear) -> None:
    """Load a year's holidays with the notice they come from, in place of what was loaded for it. Raises Invalid."""
    store_year(work, year)


@changes(Permission.SETTINGS)
def load_shipped_holidays(work: Work) -> int:
    """Load the years the program comes with that are not loaded yet; tells how many."""
    return store_shipped_years(work)


@changes(Permission.SETTINGS)
def forget_holidays(work: Work, year: int) -> None:
    """Remove a year; deadlines in it become provisional. Raises NotFound."""
    remove_year(work, year)


@asks(Permission.CALENDAR_READ)
def settings_on(work: Work, day: date) -> list[Value]:
    """Every dated setting with the value in force on a day."""
    return settings_in_force(work, day)


@changes(Permission.SETTINGS)
def store_setting(work: Work, key: str, valid_from: date, value: object, source: str) -> None:
    """Give a setting another value from a day on. Raises Invalid for an unknown one, another kind, or no source."""
    known = next((entry for entry in shipped() if entry.key == key), None)
    if known is None:
        raise Invalid(N_("There is no setting called {key}."), field="key", key=key)
    if type(value) is not type(known.value) or (
        isinstance(value, dict) and isinstance(known.value, dict) and value.keys() != known.value.keys()
    ):
        raise Invalid(N_("The setting {key} has a value of the wrong kind."), field="value", key=key)
    if not source.strip():
        raise Invalid(
            N_("A setting needs its source."),
            remedy=N_("Name the document or decision it comes from."),
            field="source",
        )
    row = work.session.scalar(sa.select(Setting).where(Setting.key == key, Setting.valid_from == valid_from))
    if row is None:
        work.add(Setting(key=key, valid_from=valid_from, value=value, source=source.strip()))
    else:
        row.value = value
        row.source = source.strip()

"""On which days a duty holds: from `starts_on` up to the day before `ends_on`; without an end it goes on."""

from datetime import date

import sqlalchemy as sa

from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.directory.serving import serves


def serves_on(day: date, role: Duty | None = None) -> sa.ColumnElement[bool]:
    """The condition that an Assignment holds on a day, in any role or one."""
    return serves(day, role, of=Assignment.__table__)


def in_charge_on(day: date) -> sa.ColumnElement[bool]:
    """The condition that a SubdistrictDuty holds on a day."""
    return serves(day, of=SubdistrictDuty.__table__)


def in_charge_from(day: date) -> sa.ColumnElement[bool]:
    """The condition that a SubdistrictDuty holds on a day or any later one; a duty without days does not."""
    duty = SubdistrictDuty
    return sa.or_(duty.ends_on.is_(None), sa.and_(duty.ends_on > duty.starts_on, duty.ends_on > day))


def holds_on(day: date, starts_on: date, ends_on: date | None) -> bool:
    """Whether these days contain that one."""
    return starts_on <= day and (ends_on is None or ends_on > day)


def touch(starts_on: date, ends_on: date | None) -> sa.ColumnElement[bool]:
    """The condition that an Assignment has days in common with these; a duty without days has none."""
    goes_on = sa.and_(Assignment.ends_on > Assignment.starts_on, Assignment.ends_on > starts_on)
    begins = sa.true() if ends_on is None else Assignment.starts_on < ends_on
    return sa.and_(sa.or_(Assignment.ends_on.is_(None), goes_on), begins)

"""The administrator's dated settings."""

from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.policy import Setting, Value, settings_in_force, shipped
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.locking import LONGEST_IDLE
from officer_app.people.revealing import LONGEST_SECONDS

# The longest time that can be set, in working days: some four years. No part of a setting is a larger number.
MOST_DAYS: Final = 1_000
# The largest value of those that every morning's list counts with.
_MOST: Final = {
    "visit.due_soon": 250,
    "visit.per_day": 50,
    "decision.countersign": 5,
    "delegation.longest": 366,
    "reveal.seconds": LONGEST_SECONDS,
    "lock.idle_minutes": LONGEST_IDLE,
    "password.least": 64,
    "password.expires_days": MOST_DAYS,
    "password.code_hours": 168,
}
# The smallest of those that would mean nothing below; SP 800-63B-4 knows no password of less than 8 characters.
_LEAST: Final = {"password.least": 8, "password.code_hours": 1}
# Amounts of money in a setting's parts may be larger than times.
_MOST_IN_PARTS: Final = {"evaluation.tilt": 1_000_000}
# Those that are made on a page of their own, which knows what they may be.
OWN_PAGE: Final = frozenset({"evaluation.sheet"})


@asks(Permission.CALENDAR_READ)
def settings_on(work: Work, day: date) -> list[Value]:
    """Every dated setting with the value in force on a day."""
    return settings_in_force(work, day)


@changes(Permission.SETTINGS)
def store_setting(work: Work, key: str, valid_from: date, value: object, source: str) -> None:
    """Give a setting another value from a day on. Raises Invalid for an unknown one, another kind, or no source."""
    known = next((entry for entry in reversed(shipped()) if entry.key == key), None)
    if known is None or key in OWN_PAGE:
        raise Invalid(N_("There is no setting called {key}."), field="key", key=key)
    in_parts = _MOST_IN_PARTS.get(key, MOST_DAYS)
    in_bounds = not isinstance(value, int) or _LEAST.get(key, value) <= value <= _MOST.get(key, value)
    if not _fits(value, known.value, in_parts) or not in_bounds:
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


def as_days(value: object, otherwise: int, share: float = 1) -> int:
    """A number of days that an earlier version stored, or a share of it, in bounds; `otherwise` where it is no number.

    Those versions took any figure: none of them may keep an office from being opened.
    """
    try:
        days = float(value)  # type: ignore[arg-type] # whatever was stored; what is no number raises
        return max(1, min(round(days * share), MOST_DAYS))
    except (TypeError, ValueError, OverflowError):
        return otherwise


def _fits(value: object, known: object, most: int = MOST_DAYS) -> bool:
    """Whether a value has the shape of the shipped one: its kind, its parts, as many numbers and those in bounds."""
    if type(value) is not type(known):
        return False
    if isinstance(value, dict) and isinstance(known, dict):
        same = value.keys() == known.keys() and all(_fits(value[part], known[part]) for part in known)
        return same and all(part <= most for part in value.values() if isinstance(part, int))
    if isinstance(value, list) and isinstance(known, list) and all(isinstance(one, int) for one in known):
        return len(value) == len(known) and all(type(one) is int and 0 < one <= MOST_DAYS for one in value)
    if isinstance(value, list) and isinstance(known, list) and all(isinstance(one, dict) for one in known):
        return bool(value) and all(isinstance(one, dict) and one.keys() == known[0].keys() for one in value)
    return not isinstance(value, int) or value >= 0

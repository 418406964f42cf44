"""How often an enterprise is contacted: working days from one periodic contact to the next (setting visit.cadence).

By the category and the tier of its listing. An enterprise that stands in two editions is contacted as the stricter of
them asks; one whose category is not confirmed as the strictest category of its tier; one that is not in the directory
as the setting says under "unlisted". Whether a contact on demand starts the count anew is said by
visit.on_demand_resets.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final  # Any: settings of any shape

import sqlalchemy as sa

from officer_app.core.audit import json_value
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.holidays import COUNTED_FROM
from officer_app.core.policy import Dated
from officer_app.core.work import Work
from officer_app.directory.industries import Industry
from officer_app.directory.lists.filters import LISTING
from officer_app.people.settings import as_days
from officer_app.visits.model import Trigger, Visit

CADENCE: Final = Dated("visit.cadence", dict)
ON_DEMAND_RESETS: Final = Dated("visit.on_demand_resets", bool)
# A contact that falls due within so many working days is due soon.
DUE_SOON: Final = Dated("visit.due_soon", int)
UNLISTED: Final = "unlisted"
_TIERS: Final = 3
# By tier, where an earlier version stored no number.
_USUAL: Final = (40, 60, 120)
_VISIT: Final = sa.inspect(Visit).local_table


@dataclass(frozen=True)
class Cadence:
    """The cadence in force: working days by category, for the tiers in their order, and those of unlisted ones."""

    by_category: tuple[tuple[str, tuple[int, int, int]], ...]
    unlisted: int
    on_demand_resets: bool = True

    @classmethod
    def of(cls, value: Mapping[str, Sequence[int]], *, on_demand_resets: bool = True) -> "Cadence":
        """The setting's value as the rule reads it."""
        rows = tuple((key, (days[0], days[1], days[2])) for key, days in value.items() if key != UNLISTED)
        return cls(rows, value[UNLISTED][-1], on_demand_resets)

    def days(self, industry: Industry | None, tier: int) -> int:
        """The working days for a listing; without a confirmed category those of the strictest."""
        return next((days[tier - 1] for key, days in self.by_category if key == industry), self._strictest(tier))

    def _strictest(self, tier: int) -> int:
        return min(days[tier - 1] for _key, days in self.by_category)

    def of_listing(self) -> sa.ColumnElement[int]:
        """The working days for a row of the table of listings."""

        def at(tier: int) -> sa.ColumnElement[int]:
            strictest = self._strictest(tier)
            others = {key: days[tier - 1] for key, days in self.by_category if days[tier - 1] != strictest}
            default: sa.ColumnElement[int] = sa.literal(strictest)
            category = sa.type_coerce(LISTING.c.industry, sa.String)
            return sa.case(others, value=category, else_=default) if others else default

        return sa.case({1: at(1), 2: at(2)}, value=LISTING.c.tier, else_=at(_TIERS))

    def of_enterprise(self, enterprise_id: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
        """The working days for an enterprise of the query round it."""
        strictest = (
            sa.select(sa.func.min(self.of_listing()))
            .where(LISTING.c.enterprise_id == enterprise_id, LISTING.c.removed_on.is_(None))
            .correlate_except(LISTING)
            .scalar_subquery()
        )
        return sa.func.coalesce(strictest, self.unlisted)

    def resets(self, visit: sa.FromClause = _VISIT) -> list[sa.ColumnElement[bool]]:
        """The condition that a visit starts the count anew; none where every one does."""
        return [] if self.on_demand_resets else [visit.c.trigger == Trigger.PERIODIC.value]

    def speaks(self, visit: sa.FromClause = _VISIT) -> list[sa.ColumnElement[bool]]:
        """The condition that a visit says when the next contact is: on demand only where a day was agreed."""
        if self.on_demand_resets:
            return []
        return [sa.or_(visit.c.trigger == Trigger.PERIODIC.value, visit.c.next_contact_on.is_not(None))]


def cadence_in_force(work: Work) -> Cadence:
    """The cadence of today."""
    value = CADENCE.on(work, work.today)
    return Cadence.of(value, on_demand_resets=ON_DEMAND_RESETS.on(work, work.today))


def due_after(calendar: WorkingCalendar) -> Callable[[date, int], date]:
    """What tells the n-th working day after a contact, each counted once; as the database counts, which begins with
    COUNTED_FROM: contacts of before that have long been due.
    """

    @cache
    def after(since: date, days: int) -> date:
        return calendar.add_working_days(since, days).day if since >= COUNTED_FROM else COUNTED_FROM

    return after


def in_working_days(connection: sa.Connection) -> None:
    """For the migration: an administrator's cadences in calendar days by tier become working days of every category."""
    setting = sa.table(
        "setting", sa.column("id", sa.Integer), sa.column("key", sa.String), sa.column("value", json_value)
    )
    rows = connection.execute(sa.select(setting.c.id, setting.c.value).where(setting.c.key == CADENCE.key)).all()
    for key, value in rows:
        connection.execute(sa.update(setting).where(setting.c.id == key).values(value=_converted(value)))


def _converted(value: Mapping[str, Any]) -> dict[str, list[int]]:
    days = [as_days(value.get(f"tier{tier}"), usual, 5 / 7) for tier, usual in enumerate(_USUAL, 1)]
    return {**{industry.value: list(days) for industry in Industry}, UNLISTED: days[-1:]}

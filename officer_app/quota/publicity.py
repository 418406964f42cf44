"""The publicity of a case: the notice, and how long it is up."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.model import Publicity
from officer_app.cases.words import DayUnit, Step
from officer_app.core.errors import Invalid
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.reasons import publicity_end

PUBLICITY_DAYS: Final = Dated("publicity.days", int)
PUBLICITY_UNIT: Final = Dated("publicity.unit", str)


@dataclass(frozen=True)
class PublicityPlan:
    """How long a notice would be up: `ends_on` is the last day, both ends counted."""

    starts_on: date
    ends_on: date
    days: int
    unit: DayUnit
    provisional: bool


@asks(Permission.CASE_READ)
def publicity_plan(work: Work, starts_on: date | None = None) -> PublicityPlan:
    """The period of a notice put up on a day (today)."""
    starts_on = starts_on or work.today
    days, unit = PUBLICITY_DAYS.on(work, starts_on), DayUnit(PUBLICITY_UNIT.on(work, starts_on))
    end = publicity_end(calendar_in_force(work.session), starts_on, days, unit)
    return PublicityPlan(starts_on, end.day, days, unit, end.provisional)


@changes(Permission.CASE_PUBLICITY)
def publish(work: Work, case_id: int, starts_on: date | None = None, *, version: int | None = None) -> int:
    """Put up the notice from a day on (today); returns its id.

    The period is publicity.days in publicity.unit, the first day counted. It is provisional where the holidays of a
    year are not loaded; the decision waits for the later of the announced and the newly reckoned last day.
    """
    case = open_case(work, case_id, Step.PUBLISH, version)
    starts_on = starts_on or work.today
    if starts_on < work.today:
        raise Invalid(N_("A notice cannot be put up in the past."), field="starts_on")
    plan = publicity_plan(work, starts_on)
    take_step(work, case, Step.PUBLISH)
    return work.add(
        Publicity(
            case_id=case.id,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            days=plan.days,
            unit=plan.unit,
            provisional=plan.provisional,
            published_by=actor_id(work),
        )
    ).id

"""Trips of an employer to the window: the promise is one at most (reply 8E112, setting window.visits)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import actor_id
from officer_app.cases.model import CaseTrip, TalentCase
from officer_app.cases.words import FINAL
from officer_app.core.errors import Invalid
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class TripRow:
    """A trip to the window."""

    day: date
    purpose: str
    by: str


@changes(Permission.CASE_FILE)
def record_trip(work: Work, case_id: int, day: date, purpose: str, *, version: int | None = None) -> None:
    """The employer came to the window on a day. Raises Invalid for a day that cannot be, or without a purpose."""
    case = work.get(TalentCase, case_id, lock=True, version=version)
    if case.state in FINAL:
        raise Invalid(N_("The case has ended; no trip is counted any more."), field="day")
    if day > work.today:
        raise Invalid(N_("The day of the trip lies in the future."), field="day")
    if day < case.filed_on:
        raise Invalid(N_("The trip was before the case was filed, on {day}."), field="day", day=case.filed_on)
    if not purpose.strip():
        raise Invalid(N_("Say what the trip was for."), field="purpose")
    count_trip(work, case, day, purpose)


def count_trip(work: Work, case: TalentCase, day: date, purpose: str) -> None:
    """Put a trip on record and count it on the case."""
    work.add(
        CaseTrip(case_id=case.id, day=day, purpose=purpose.strip()[:_LENGTH], recorded_by=actor_id(work)),
    )
    case.window_visits += 1
    work.session.flush()


def trips_of(work: Work, case_id: int) -> tuple[TripRow, ...]:
    """The trips on record of a case, the first one first; those counted before they were kept by day are not there."""
    query = (
        sa.select(CaseTrip.day, CaseTrip.purpose, Account.name)
        .join(Account, Account.id == CaseTrip.recorded_by)
        .where(CaseTrip.case_id == case_id)
        .order_by(CaseTrip.day, CaseTrip.id)
    )
    return tuple(TripRow(*row) for row in work.session.execute(query))

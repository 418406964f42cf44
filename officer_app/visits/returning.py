"""Returning a visit to its officer for completion. A correction answers it; the history says both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.typed import checked_text
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.closing import require_open
from officer_app.visits.model import Visit, visit_number

_LONGEST_NOTE: Final = 400
_TOLD: Final = (
    Visit.id,
    Visit.year,
    Visit.sequence,
    Visit.enterprise_id,
    Visit.officer_id,
    Visit.visited_on,
    Visit.returned_at,
    Visit.returned_by,
    Visit.return_note,
)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A visit that waits to be completed: by whom it was returned, when (local time), and what is missing."""

    visit_id: int
    number: str
    enterprise_id: int
    enterprise: str
    officer_id: int
    officer: str
    visited_on: date
    at: datetime
    by: str
    note: str


@changes(Permission.VISIT_RETURN)
def return_visit(work: Work, visit_id: int, note: str, *, version: int) -> None:
    """Ask the officer to complete a visit. Raises Invalid for no note, Conflict, MonthClosed."""
    visit = work.get(Visit, visit_id, version=version, lock=True)
    require_open(work, visit.visited_on)
    plain = checked_text(note, "note", _LONGEST_NOTE)
    if not plain:
        raise Invalid(N_("Say what is missing."), field="note")
    visit.returned_at, visit.returned_by, visit.return_note = work.now, work.actor.name, plain


@changes(Permission.VISIT_RETURN)
def take_return_back(work: Work, visit_id: int, *, version: int) -> None:
    """The visit need not be completed after all."""
    clear_return(work.get(Visit, visit_id, version=version, lock=True))


def clear_return(visit: Visit) -> None:
    """The visit waits for nobody any more."""
    visit.returned_at, visit.returned_by, visit.return_note = None, "", ""


@asks(Permission.VISIT_READ)
def returned_visits(work: Work, officer_id: int | None = None, *, limit: int = 200) -> list[ReturnedRow]:
    """Visits that wait to be completed, of one officer or of all; the longest waiting first."""
    query = (
        sa.select(*_TOLD, Enterprise.name.label("enterprise"), Account.name.label("officer"))
        .join_from(Visit, Enterprise, Enterprise.id == Visit.enterprise_id)
        .join(Account, Account.id == Visit.officer_id)
        .where(Visit.returned_at.is_not(None))
        .order_by(Visit.returned_at, Visit.id)
        .limit(limit)
    )
    if officer_id is not None:
        # Not by the index of officers: what was returned is little, and an officer's visits are many.
        query = query.where((Visit.officer_id + 0) == officer_id)
    return [
        ReturnedRow(
            row.id,
            visit_number(row.year, row.sequence),
            row.enterprise_id,
            row.enterprise,
            row.officer_id,
            row.officer,
            row.visited_on,
            row.returned_at.astimezone(OFFICE_ZONE),
            row.returned_by,
            row.return_note,
        )
        for row in work.session.execute(query)
    ]

"""What whoever logged a visit should know of it: nothing of this keeps a visit from being stored."""

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment
from officer_app.core.holidays import calendar_in_force
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.model import Listing
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.visits.model import Visit


class Caution(Word):
    """Something out of the ordinary about a stored visit."""

    DELISTED = "delisted", N_("The enterprise was taken off the directory meanwhile; the visit is kept in its file.")
    NOT_SERVED = "not_served", N_("The enterprise has another officer by now; the visit is recorded as yours.")
    PROVISIONAL = "provisional", N_("The holidays of the next contact's year are not loaded: that day is provisional.")


@asks(Permission.VISIT_READ)
def visit_cautions(work: Work, visit_id: int) -> tuple[Caution, ...]:
    """What to say after a visit was saved. Raises NotFound."""
    visit = work.get(Visit, visit_id)
    listed = sa.select(Listing.removed_on.is_(None)).where(Listing.enterprise_id == visit.enterprise_id).distinct()
    standing = set(work.session.scalars(listed))
    serving = set(
        work.session.scalars(
            sa.select(Assignment.account_id).where(
                Assignment.enterprise_id == visit.enterprise_id, serves_on(visit.visited_on)
            )
        )
    )
    found = []
    if standing == {False}:
        found.append(Caution.DELISTED)
    # Whoever stands in is on record as doing so; where nobody serves it there is no other officer.
    if serving and visit.officer_id not in serving and not visit.on_behalf_of:
        found.append(Caution.NOT_SERVED)
    if visit.next_contact_on is not None and not calendar_in_force(work.session).is_certain(visit.next_contact_on):
        found.append(Caution.PROVISIONAL)
    return tuple(found)

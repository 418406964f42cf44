"""Showing a contact's phone whole, to those who serve the enterprise, for a purpose that is written down."""

from dataclasses import dataclass

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment
from officer_app.core.work import Work, changes
from officer_app.directory.model import Contact
from officer_app.people.access import Permission
from officer_app.people.revealing import put_on_record


@dataclass(frozen=True)
class _Served:
    """An enterprise as a target of permissions: owned by everybody who serves it now."""

    owner_ids: frozenset[int]


@changes(Permission.REVEAL)
def reveal_phone(work: Work, contact_id: int, purpose: str) -> str:
    """The phone whole; who asked, and what for, goes into the audit trail. Raises Invalid, Forbidden, NotFound."""
    contact = work.get(Contact, contact_id)
    serving = sa.select(Assignment.account_id).where(
        Assignment.enterprise_id == contact.enterprise_id, serves_on(work.today)
    )
    work.require(Permission.REVEAL, _Served(frozenset(work.session.scalars(serving))))
    put_on_record(work, "contact", contact.id, "phone", purpose)
    return contact.phone

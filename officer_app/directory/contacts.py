"""The people at an enterprise; among those present exactly one is the first to call."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.privacy import mask_phone
from officer_app.core.typed import checked_text
from officer_app.core.work import Work, changes
from officer_app.directory.model import Contact, Enterprise, HrLevel
from officer_app.i18n import N_
from officer_app.people.access import Permission

# The longest text of each, in characters.
_MOST: Final = {"name": 80, "title": 80, "phone": 40}


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A person at an enterprise as a page holds it."""

    draft_id: str
    enterprise_id: int
    name: str
    title: str = ""
    phone: str = ""
    is_primary: bool = False
    hr_level: HrLevel | None = None
    id: int | None = None
    version: int | None = None


@changes(Permission.DIRECTORY_EDIT)
def save_contact(work: Work, draft: ContactDraft) -> int:
    """Store or change a contact; a new first contact takes the place of the former one. Returns its id.

    Whoever is alone there is the first to call. A phone handed back as it is shown masked is left unchanged.
    Raises Invalid naming the field, Conflict, NotFound.
    """
    work.get(Enterprise, draft.enterprise_id, lock=True)
    if not draft.name.strip():
        raise Invalid(N_("The name of the contact is missing."), field="name")
    for name, most in _MOST.items():
        checked_text(getattr(draft, name), name, most)
    session = work.session
    if draft.id is None:
        stored = session.scalars(sa.select(Contact).where(Contact.draft_id == draft.draft_id)).one_or_none()
        if stored is not None:
            return stored.id
        contact = Contact(draft_id=draft.draft_id, enterprise_id=draft.enterprise_id)
    else:
        contact = work.get(Contact, draft.id, version=draft.version)
        if contact.enterprise_id != draft.enterprise_id:
            raise Invalid(N_("This contact belongs to another enterprise."))
    others = [other for other in _present(work, draft.enterprise_id) if other is not contact]
    first = draft.is_primary and contact.left_on is None
    if not first and contact.left_on is None and not any(other.is_primary for other in others):
        if contact.is_primary and others:
            raise Invalid(
                N_("Somebody must be the first to call."),
                remedy=N_("Open the contact who is to be it, and mark them."),
                field="is_primary",
            )
        first = True
    if first:
        _step_back(work, others)
    contact.name, contact.title = draft.name.strip(), draft.title.strip()
    # A page that shows the number masked hands the mask back: the number stays what it was.
    if not draft.phone.strip() or draft.phone.strip() != mask_phone(contact.phone or ""):
        contact.phone = draft.phone.strip()
    contact.is_primary, contact.hr_level = first, draft.hr_level
    return work.add(contact).id


@changes(Permission.DIRECTORY_EDIT)
def contact_left(work: Work, contact_id: int, *, version: int, successor_id: int | None = None) -> int:
    """A contact no longer works there; what they said stays on record. Returns the version with which they come back.

    After the first to call, `successor_id` is it; where one other person is there it is that one. Raises Invalid
    naming `successor` where several are there and none is named.
    """
    contact = work.get(Contact, contact_id, version=version)
    work.get(Enterprise, contact.enterprise_id, lock=True)
    others = [other for other in _present(work, contact.enterprise_id) if other is not contact]
    was_first = contact.is_primary
    contact.left_on, contact.is_primary = work.today, False
    work.session.flush()
    if not was_first or not others:
        return contact.version
    successor = next((other for other in others if other.id == successor_id), None)
    if successor is None and len(others) == 1:
        successor = others[0]
    if successor is None:
        raise Invalid(
            N_("{name} was the first to call."),
            remedy=N_("Say who is to be called first from now on."),
            field="successor",
            name=contact.name,
        )
    successor.is_primary = True
    return contact.version


@changes(Permission.DIRECTORY_EDIT)
def contact_back(work: Work, contact_id: int, *, version: int, first: bool = False) -> None:
    """A contact is there again, and the first to call if wanted or if nobody else is."""
    contact = work.get(Contact, contact_id, version=version)
    work.get(Enterprise, contact.enterprise_id, lock=True)
    others = [other for other in _present(work, contact.enterprise_id) if other is not contact]
    wanted = first or not any(other.is_primary for other in others)
    if wanted:
        _step_back(work, others)
    contact.left_on, contact.is_primary = None, wanted


def _present(work: Work, enterprise_id: int) -> list[Contact]:
    query = sa.select(Contact).where(Contact.enterprise_id == enterprise_id, Contact.left_on.is_(None))
    return list(work.session.scalars(query.order_by(Contact.id)))


def _step_back(work: Work, others: list[Contact]) -> None:
    """Before another one is the first to call: the database admits one."""
    for other in others:
        if other.is_primary:
            other.is_primary = False
    work.session.flush()

"""Entering and changing enterprises and their contacts; the reference data of the directory."""

import csv
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app import paths
from officer_app.core.errors import Conflict, Invalid
from officer_app.core.folding import fold
from officer_app.core.privacy import mask_phone
from officer_app.core.search import ENTERPRISES, grams, name_initials
from officer_app.core.work import Work, changes
from officer_app.directory.industries import Industry
from officer_app.directory.model import Contact, Enterprise, HrLevel, Subdistrict
from officer_app.directory.reasons import Problem
from officer_app.directory.uscc import check_uscc
from officer_app.i18n import N_
from officer_app.people.access import Permission

_MOST: Final = {
    "name": 200,
    "former_names": 400,
    "enterprise_type": 60,
    "registered_address": 300,
    "actual_site": 300,
    "business_scope": 20_000,
    "note": 20_000,
}


@dataclass(frozen=True, slots=True)
class EnterpriseDraft:
    """An enterprise as a page holds it. `draft_id` is a UUID: the same draft saved twice is stored once.

    For an enterprise already stored, `id` and the `version` the page was filled from.
    """

    draft_id: str
    name: str
    uscc: str
    former_names: str = ""
    enterprise_type: str = ""
    founded_on: date | None = None
    capital_amount: Decimal | None = None
    capital_currency: str = ""
    business_scope: str = ""
    registered_address: str = ""
    actual_site: str = ""
    subdistrict_id: int | None = None
    industry: Industry | None = None
    headcount: int | None = None
    large_client: bool = False
    note: str = ""
    id: int | None = None
    version: int | None = None


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


_KEPT: Final = tuple(f.name for f in fields(EnterpriseDraft) if f.name not in {"draft_id", "id", "version"})


@changes(Permission.DIRECTORY_EDIT)
def save_enterprise(work: Work, draft: EnterpriseDraft) -> int:
    """Store a new enterprise or change one; returns its id.

    Raises Invalid naming the field, and Conflict with mine and theirs if somebody saved it in between.
    """
    values = _checked(work, draft)
    session = work.session
    if draft.id is None:
        stored = session.scalars(sa.select(Enterprise).where(Enterprise.draft_id == draft.draft_id)).one_or_none()
        if stored is not None:
            return stored.id
        enterprise = Enterprise(draft_id=draft.draft_id, created_at=work.now)
    else:
        enterprise = work.get(Enterprise, draft.id)
        if draft.version != enterprise.version:
            theirs: dict[str, object] = {name: getattr(enterprise, name) for name in _KEPT}
            raise Conflict(mine=values, theirs=theirs)
    for name, value in values.items():
        if getattr(enterprise, name) != value:
            setattr(enterprise, name, value)
    key, letters = fold(enterprise.name), name_initials(enterprise.name)
    if enterprise.name_key != key:
        enterprise.name_key = key
    if enterprise.initials != letters:
        enterprise.initials = letters
    work.add(enterprise)
    ENTERPRISES.put(session.connection(), [(enterprise.id, grams(enterprise.name, enterprise.uscc, letters))])
    return enterprise.id


def _checked(work: Work, draft: EnterpriseDraft) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(draft, name) for name in _KEPT}
    for name, most in _MOST.items():
        text = str(values[name]).strip()
        if len(text) > most:
            message = N_("The text has {length} characters; at most {most} fit.")
            raise Invalid(message, field=name, length=len(text), most=most)
        values[name] = text
    if not values["name"]:
        raise Invalid(N_("The name of the enterprise is missing."), field="name")
    verdict = check_uscc(draft.uscc)
    if verdict.refusal is not None:
        problem = Problem(0, "uscc", verdict.refusal, {"length": len(draft.uscc.strip())})
        raise Invalid(problem.reason.msgid, remedy=problem.remedy_msgid, field="uscc", **problem.params)
    values["uscc"] = verdict.code
    taken = work.session.execute(
        sa.select(Enterprise.id, Enterprise.name).where(
            Enterprise.uscc == verdict.code,
            Enterprise.id != (draft.id or 0),
            sa.or_(Enterprise.draft_id.is_(None), Enterprise.draft_id != draft.draft_id),
        )
    ).first()
    if taken is not None:
        raise Invalid(
            N_("This code belongs to {name}, which is in the directory already."),
            remedy=N_("Open that enterprise, or compare the code with the licence."),
            field="uscc",
            name=taken.name,
        )
    if draft.headcount is not None and not 0 <= draft.headcount <= 10_000_000:
        raise Invalid(N_("The headcount cannot be right."), field="headcount")
    if draft.capital_amount is not None and not 0 <= draft.capital_amount < Decimal(10) ** 15:
        raise Invalid(N_("The registered capital cannot be right."), field="capital_amount")
    if draft.capital_amount is not None and not draft.capital_currency:
        values["capital_currency"] = "CNY"
    if draft.founded_on is not None and draft.founded_on > work.today:
        raise Invalid(N_("The date of founding lies in the future."), field="founded_on")
    if draft.subdistrict_id is not None and work.session.get(Subdistrict, draft.subdistrict_id) is None:
        raise Invalid(N_("This sub-district does not exist."), field="subdistrict_id")
    return values


@changes(Permission.DIRECTORY_EDIT)
def save_contact(work: Work, draft: ContactDraft) -> int:
    """Store or change a contact; a new first contact takes the place of the former one. Returns its id.

    A phone handed back as it is shown masked is left unchanged.
    """
    work.get(Enterprise, draft.enterprise_id)
    if not draft.name.strip():
        raise Invalid(N_("The name of the contact is missing."), field="name")
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
    if draft.is_primary:
        former = session.scalars(
            sa.select(Contact).where(
                Contact.enterprise_id == draft.enterprise_id, Contact.is_primary, Contact.left_on.is_(None)
            )
        ).one_or_none()
        if former is not None and former is not contact:
            former.is_primary = False
            session.flush()
    contact.name, contact.title = draft.name.strip(), draft.title.strip()
    # A page that shows the number masked hands the mask back: the number stays what it was.
    if not draft.phone.strip() or draft.phone.strip() != mask_phone(contact.phone or ""):
        contact.phone = draft.phone.strip()
    contact.is_primary, contact.hr_level = draft.is_primary, draft.hr_level
    return work.add(contact).id


@changes(Permission.DIRECTORY_EDIT)
def contact_left(work: Work, contact_id: int, *, version: int) -> None:
    """A contact no longer works there; what they said stays on record."""
    contact = work.get(Contact, contact_id, version=version)
    contact.left_on, contact.is_primary = work.today, False


@changes(Permission.SETTINGS)
def load_subdistricts(work: Work) -> int:
    """Load the district's sub-districts that are not loaded yet; tells how many."""
    return store_subdistricts(work)


def store_subdistricts(work: Work) -> int:
    """The same within another use case."""
    known = set(work.session.scalars(sa.select(Subdistrict.code)))
    with (paths.database_files() / "seed" / "subdistricts.csv").open(encoding="utf-8", newline="") as source:
        missing = [row for row in csv.DictReader(source) if row["code9"] not in known]
    for row in missing:
        work.add(Subdistrict(code=row["code9"], name=row["name"]))
    return len(missing)

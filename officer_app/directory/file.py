"""One enterprise's file 一企一档: what the directory itself keeps of an enterprise."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from officer_app.core.privacy import mask_phone
from officer_app.core.work import Work, asks
from officer_app.directory.custom_fields import FieldDef, Value, fields_of, values_of
from officer_app.directory.industries import Industry
from officer_app.directory.model import Contact, DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.directory.model import EditionStatus as EditionStatus
from officer_app.directory.model import HrLevel as HrLevel
from officer_app.directory.neighbours import count_neighbours
from officer_app.directory.recognition import Recognition, recognised
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.directory.suggesting import suggest_industry
from officer_app.directory.years import YearRow, years_of
from officer_app.people.access import Permission


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at an enterprise, or one who was there until a day; the phone is masked."""

    id: int
    name: str
    title: str
    phone: str
    is_primary: bool
    hr_level: HrLevel | None
    version: int
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListingRow:
    """An enterprise in an edition."""

    id: int
    edition_id: int
    year: int
    revision: int
    status: EditionStatus
    industry: Industry | None
    tier: int
    reason: str
    entered_on: date
    removed_on: date | None
    removal_reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """One enterprise's file 一企一档. The capital is in whole units of its currency.

    `same_address` counts the other enterprises registered at the same address; `own` are all fields of the office's
    own with what they say here.
    """

    id: int
    version: int
    name: str
    uscc: str
    former_names: str
    enterprise_type: str
    founded_on: date | None
    capital_amount: Decimal | None
    capital_currency: str
    business_scope: str
    registered_address: str
    actual_site: str
    subdistrict_id: int | None
    subdistrict: str
    industry: Industry | None
    suggested_industry: Industry | None
    gbt4754: str
    headcount: int | None
    large_client: bool
    high_tech: Recognition | None
    key_body: Recognition | None
    same_address: int
    note: str
    created_at: datetime
    liaison_id: int | None
    liaison: str
    specialists: tuple[tuple[int, str], ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    former_contacts: tuple[ContactRow, ...] = ()
    listings: tuple[ListingRow, ...] = field(default=())
    years: tuple[YearRow, ...] = ()
    own: tuple[tuple[FieldDef, Value | None], ...] = ()


@asks(Permission.DIRECTORY_READ)
def enterprise_file(work: Work, enterprise_id: int) -> EnterpriseFile:
    """Everything the directory knows of an enterprise. Raises NotFound."""
    enterprise = work.get(Enterprise, enterprise_id)
    session = work.session
    serving = session.execute(
        sa.select(ASSIGNMENT.c.role, ACCOUNT.c.id, ACCOUNT.c.name)
        .join_from(ASSIGNMENT, ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
        .where(ASSIGNMENT.c.enterprise_id == enterprise_id, serves(work.today))
        .order_by(ACCOUNT.c.name)
    ).all()
    liaison = next(((row.id, row.name) for row in serving if row.role == "liaison"), (None, ""))
    contacts = [
        ContactRow(c.id, c.name, c.title, mask_phone(c.phone), c.is_primary, c.hr_level, c.version, c.left_on)
        for c in session.scalars(
            sa.select(Contact)
            .where(Contact.enterprise_id == enterprise_id)
            .order_by(Contact.left_on.desc(), Contact.is_primary.desc(), Contact.id)
        )
    ]
    own = values_of(work, [enterprise_id]).get(enterprise_id, {})
    listings = session.execute(
        sa.select(Listing, DirectoryEdition)
        .join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
        .where(Listing.enterprise_id == enterprise_id)
        .order_by(DirectoryEdition.year.desc(), DirectoryEdition.revision.desc(), Listing.id.desc())
    )
    subdistrict = session.get(Subdistrict, enterprise.subdistrict_id) if enterprise.subdistrict_id else None
    return EnterpriseFile(
        id=enterprise.id,
        version=enterprise.version,
        name=enterprise.name,
        uscc=enterprise.uscc,
        former_names=enterprise.former_names,
        enterprise_type=enterprise.enterprise_type,
        founded_on=enterprise.founded_on,
        capital_amount=enterprise.capital_amount,
        capital_currency=enterprise.capital_currency,
        business_scope=enterprise.business_scope,
        registered_address=enterprise.registered_address,
        actual_site=enterprise.actual_site,
        subdistrict_id=enterprise.subdistrict_id,
        subdistrict=subdistrict.name if subdistrict else "",
        industry=enterprise.industry,
        suggested_industry=suggest_industry(enterprise.name, enterprise.business_scope, enterprise.gbt4754),
        gbt4754=enterprise.gbt4754,
        headcount=enterprise.headcount,
        large_client=enterprise.large_client,
        high_tech=recognised(enterprise.high_tech_since, enterprise.high_tech_until),
        key_body=recognised(enterprise.key_body_since, enterprise.key_body_until),
        same_address=count_neighbours(work, enterprise),
        note=enterprise.note,
        created_at=enterprise.created_at,
        liaison_id=liaison[0],
        liaison=liaison[1],
        specialists=tuple((row.id, row.name) for row in serving if row.role == "specialist"),
        contacts=tuple(contact for contact in contacts if contact.left_on is None),
        former_contacts=tuple(contact for contact in contacts if contact.left_on is not None),
        years=years_of(work, enterprise_id),
        own=tuple((known, own.get(known.id)) for known in fields_of(work)),
        listings=tuple(
            ListingRow(
                entry.id,
                edition.id,
                edition.year,
                edition.revision,
                edition.status,
                entry.industry,
                entry.tier,
                entry.reason,
                entry.entered_on,
                entry.removed_on,
                entry.removal_reason,
                entry.evidence,
            )
            for entry, edition in listings
        ),
    )

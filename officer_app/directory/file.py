"""One enterprise's file 一企一档: what the directory itself keeps of an enterprise."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from officer_app.core.privacy import mask_phone
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import Contact, DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.directory.model import EditionStatus as EditionStatus
from officer_app.directory.model import HrLevel as HrLevel
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.directory.suggesting import suggest_industry
from officer_app.people.access import Permission


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at an enterprise; the phone is masked."""

    id: int
    name: str
    title: str
    phone: str
    is_primary: bool
    hr_level: HrLevel | None
    version: int


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


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """One enterprise's file 一企一档. The capital is in whole units of its currency."""

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
    headcount: int | None
    large_client: bool
    note: str
    created_at: datetime
    liaison_id: int | None
    liaison: str
    specialists: tuple[tuple[int, str], ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    listings: tuple[ListingRow, ...] = field(default=())


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
    contacts = session.scalars(
        sa.select(Contact)
        .where(Contact.enterprise_id == enterprise_id, Contact.left_on.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.id)
    )
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
        headcount=enterprise.headcount,
        large_client=enterprise.large_client,
        note=enterprise.note,
        created_at=enterprise.created_at,
        liaison_id=liaison[0],
        liaison=liaison[1],
        specialists=tuple((row.id, row.name) for row in serving if row.role == "specialist"),
        contacts=tuple(
            ContactRow(c.id, c.name, c.title, mask_phone(c.phone), c.is_primary, c.hr_level, c.version)
            for c in contacts
        ),
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
            )
            for entry, edition in listings
        ),
    )

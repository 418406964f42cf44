"""What the papers of the directory print, read from the office."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from officer_app.core.policy import OFFICE_NAME
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.editions.comparing import EditionName, compare_editions
from officer_app.directory.editions.printed import Booklet, BookletEntry, DifferenceLine, Differences, EditionTitle
from officer_app.directory.industries import Industry
from officer_app.directory.model import Contact, DirectoryEdition, EditionStatus, Enterprise, Listing, Subdistrict
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.i18n import N_
from officer_app.people.access import Permission


class BookletOrder(Word):
    """How enterprises follow each other within an industry."""

    SUBDISTRICT = "subdistrict", N_("by sub-district")
    NAME = "name", N_("by name")


@asks(Permission.DIRECTORY_EXPORT)
def booklet_print(work: Work, edition_id: int, order: BookletOrder = BookletOrder.SUBDISTRICT) -> Booklet:
    """An edition as its booklet prints it, with the officers of the day it was published. Raises NotFound.

    Names are ordered by their pinyin. Of contacts only the name is printed.
    """
    edition = work.get(DirectoryEdition, edition_id)
    day = edition.published_on or work.today
    industries, last = list(Industry), len(Industry)
    rows = work.session.execute(_listed(edition_id)).all()
    people = _people(work, edition_id, day)
    by_town = order is BookletOrder.SUBDISTRICT
    keyed = sorted(
        rows,
        key=lambda row: (
            industries.index(row.industry) if row.industry else last,
            (row.town_code or "~") if by_town else "",
            row.sound,
            row.name,
        ),
    )
    return Booklet(
        office=OFFICE_NAME.on(work, day),
        edition=EditionTitle(edition.year, edition.revision, edition.status is EditionStatus.DRAFT),
        day=day,
        made_at=work.now.astimezone(OFFICE_ZONE),
        entries=tuple(_entry(row, people) for row in keyed),
        by_subdistrict=by_town,
    )


def _listed(edition_id: int) -> sa.Select[*tuple[Any, ...]]:  # columns of several types
    first = sa.and_(Contact.enterprise_id == Enterprise.id, Contact.is_primary, Contact.left_on.is_(None))
    return (
        sa.select(
            Enterprise.id,
            Enterprise.name,
            Enterprise.uscc,
            Enterprise.sound,
            Listing.industry,
            Listing.tier,
            Subdistrict.name.label("town"),
            Subdistrict.code.label("town_code"),
            Contact.name.label("contact"),
        )
        .join(Enterprise, Enterprise.id == Listing.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .outerjoin(Contact, first)
        .where(Listing.edition_id == edition_id, Listing.removed_on.is_(None))
    )


def _people(work: Work, edition_id: int, day: date) -> dict[tuple[int, str], tuple[str, str]]:
    """Name and office phone by enterprise and role, on a day; of several specialists the first by name."""
    listed = sa.select(Listing.enterprise_id).where(Listing.edition_id == edition_id, Listing.removed_on.is_(None))
    query = (
        sa.select(ASSIGNMENT.c.enterprise_id, ASSIGNMENT.c.role, ACCOUNT.c.name, ACCOUNT.c.phone)
        .join_from(ASSIGNMENT, ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
        .where(ASSIGNMENT.c.enterprise_id.in_(listed), serves(day))
        .order_by(ACCOUNT.c.name.desc())
    )
    return {(row.enterprise_id, row.role): (row.name, row.phone) for row in work.session.execute(query)}


def _entry(row: Any, people: dict[tuple[int, str], tuple[str, str]]) -> BookletEntry:  # a row
    liaison, phone = people.get((row.id, "liaison"), ("", ""))
    specialist, _phone = people.get((row.id, "specialist"), ("", ""))
    return BookletEntry(
        name=row.name,
        uscc=row.uscc,
        industry=row.industry.value if row.industry else "",
        subdistrict=row.town or "",
        tier=row.tier,
        contact=row.contact or "",
        liaison=liaison,
        specialist=specialist,
        phone=phone,
    )


@asks(Permission.DIRECTORY_EXPORT)
def differences_print(work: Work, before_id: int, after_id: int) -> Differences:
    """Two editions compared, as the list prints it. Raises NotFound."""
    found = compare_editions(work, before_id, after_id)
    return Differences(
        office=OFFICE_NAME.on(work, work.today),
        before=_title(found.before),
        after=_title(found.after),
        listed_before=found.listed_before,
        listed_after=found.listed_after,
        made_at=work.now.astimezone(OFFICE_ZONE),
        made_by=work.actor.name,
        lines=tuple(
            DifferenceLine(
                change=row.change.value,
                name=row.name,
                uscc=row.uscc,
                subdistrict=row.subdistrict,
                industry_before=row.industry_before.value if row.industry_before else "",
                industry_after=row.industry_after.value if row.industry_after else "",
                tier_before=row.tier_before or 0,
                tier_after=row.tier_after or 0,
                reason=row.reason,
            )
            for row in found.rows
        ),
    )


def _title(edition: EditionName) -> EditionTitle:
    return EditionTitle(edition.year, edition.revision, edition.draft)

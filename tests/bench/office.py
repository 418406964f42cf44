"""An office to measure: its people, the reference data, and as many enterprises as wanted."""

from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.model import Assignment, Duty
from officer_app.core.folding import fold
from officer_app.core.holidays import CalendarDay, CalendarYear, count_working_days, shipped_years
from officer_app.core.search import ENTERPRISES
from officer_app.core.work import Actor, Office
from officer_app.directory.industries import Industry
from officer_app.directory.lists.indexing import how_found
from officer_app.directory.model import Contact, DirectoryEdition, EditionStatus, Enterprise, Listing, Subdistrict
from officer_app.directory.service import load_subdistricts
from officer_app.office import open_office
from officer_app.people.access import Role
from officer_app.people.model import Account
from tests.bench import data

NOW: Final = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)
ADMINISTRATOR: Final = Actor(1, "郑予", Role.ADMINISTRATOR)
SUPERVISOR: Final = Actor(2, "李国强", Role.SUPERVISOR)
# The liaison officers of data.PEOPLE have the ids that follow.
FIRST_LIAISON: Final = 3
_BATCH: Final = 20_000
# What eight officers can serve, and what a directory of key enterprises lists.
_SERVED: Final = 4_000
_LISTED: Final = 2_000
# Every so many enterprises one has had another name.
_RENAMED: Final = 20


def furnish(path: Path, enterprises: int, *, password_hash: str = "!") -> Office:
    """A new office at the path with so many enterprises; as many as officers can serve have one, spread evenly.

    Nobody can sign in unless a hash is given. Rows are stored in bulk and without a trail, to be quick.
    """
    office = open_office(str(path), clock=lambda: NOW)
    people = [ADMINISTRATOR, SUPERVISOR]
    people += [Actor(FIRST_LIAISON + place, name, Role.LIAISON) for place, name in enumerate(data.PEOPLE)]
    with office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.insert(Account),
            [
                {"id": one.id, "name": one.name, "role": one.role, "password_hash": password_hash}
                | {"active": True, "created_at": NOW, "version": 1}
                for one in people
            ],
        )
        years = shipped_years()
        connection.execute(sa.insert(CalendarYear), [{"id": one.year, "source": one.source} for one in years])
        connection.execute(
            sa.insert(CalendarDay),
            [
                {"day": special.day, "kind": special.kind, "name": special.name, "year_id": one.year}
                for one in years
                for special in one.days
            ],
        )
        count_working_days(connection)
    office.perform(load_subdistricts, ADMINISTRATOR)
    _enter(office, enterprises)
    return office


def _enter(office: Office, count: int) -> None:
    industries = list(Industry)
    source = data.enterprises(count)
    with office.database.transaction(writes=True) as connection:
        towns = {name: key for key, name in connection.execute(sa.select(Subdistrict.id, Subdistrict.name))}
        edition = {"id": 1, "year": 2026, "revision": 1, "status": EditionStatus.PUBLISHED, "version": 1}
        connection.execute(sa.insert(DirectoryEdition), [edition])
        served, listed = max(2, count // _SERVED), max(10, count // _LISTED)
        first = 1
        while batch := list(islice(source, _BATCH)):
            rows, contacts, indexed, duties = [], [], [], []
            for key, one in enumerate(batch, first):
                name, phone = data.person(key)
                former = data.former_name(key) if key % _RENAMED == 0 else ""
                found = how_found(fold(one.name), one.uscc, former, name, phone)
                rows.append(
                    {
                        "id": key,
                        "uscc": one.uscc,
                        "name": one.name,
                        "name_key": fold(one.name),
                        "sound": found.sound,
                        "found_by": found.found_by,
                        "former_names": former,
                        "founded_on": one.founded_on,
                        "business_scope": one.scope,
                        "registered_address": one.address,
                        "subdistrict_id": towns[one.town],
                        "industry": industries[one.industry],
                        "headcount": one.headcount,
                        "large_client": one.headcount > 400,
                        "created_at": NOW,
                    }
                )
                contacts.append({"id": key, "enterprise_id": key, "name": name, "phone": phone, "is_primary": True})
                indexed.append((key, found.grams))
                if key % served == 0:
                    duties.append(
                        {
                            "enterprise_id": key,
                            "account_id": FIRST_LIAISON + key // served % len(data.PEOPLE),
                            "role": Duty.LIAISON,
                            "starts_on": date(2026, 3, 1),
                            "reason": "",
                            "version": 1,
                        }
                    )
            connection.execute(sa.insert(Enterprise), rows)
            listings = [
                {"edition_id": 1, "enterprise_id": row["id"], "industry": row["industry"], "entered_on": NOW.date()}
                for row in rows
                if row["id"] % listed == 0
            ]
            for table, made in ((Contact, contacts), (Assignment, duties), (Listing, listings)):
                if made:
                    connection.execute(sa.insert(table), made)
            ENTERPRISES.put(connection, indexed, new=True)
            first += len(batch)

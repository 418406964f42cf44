"""Who read which applicant: one entry per person, applicant and ten minutes, and no reader is turned away for it."""

from datetime import timedelta

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.quota.case_file import case_file
from tests.casework import Casework, casework


def readings(house: Casework) -> list[tuple[str, str, int | None]]:
    query = sa.select(AuditEntry.actor_name, AuditEntry.entity, AuditEntry.entity_id).where(AuditEntry.action == "read")
    with house.bureau.office.database.transaction(writes=False) as connection:
        return [tuple(row) for row in connection.execute(query.order_by(AuditEntry.id))]


def test_whoever_opens_a_case_is_on_record_once_in_ten_minutes(database: Database) -> None:
    house = casework(database)
    case_id = house.file()
    for _again in range(3):
        house.ask(case_file, house.reviewer, case_id)
    house.ask(case_file, house.staff, case_id)
    first = [(house.reviewer.name, "talent_case", case_id), (house.staff.name, "talent_case", case_id)]
    assert readings(house) == first
    house.bureau.clock.now += timedelta(minutes=11)
    house.ask(case_file, house.reviewer, case_id)
    assert readings(house) == [*first, first[0]]


def test_a_reader_is_not_held_up_by_a_writer_and_the_entry_follows(database: Database) -> None:
    house = casework(database)
    case_id = house.file()
    with database.transaction(writes=True) as connection:
        # What a writer of the trail holds on either engine.
        connection.execute(sa.text("UPDATE talent_case SET version = version"))
        if not database.is_sqlite:
            connection.execute(sa.text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))
        assert house.ask(case_file, house.reviewer, case_id).id == case_id
    assert readings(house) == []
    house.ask(case_file, house.reviewer, case_id)
    assert readings(house) == [(house.reviewer.name, "talent_case", case_id)]

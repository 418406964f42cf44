"""How long personal data is kept: what is past its period, and that it goes only by two people, and for good."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from officer_app.cases.former import former_cases
from officer_app.cases.model import CaseSnapshot, TalentCase
from officer_app.cases.snapshots import changes_between
from officer_app.cases.words import IdKind, State
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Forbidden, IllegalTransition, Invalid, NotFound
from officer_app.core.identity import audit_key, office_uuid
from officer_app.core.work import Actor, Work, asks
from officer_app.directory.model import Contact
from officer_app.overview.retention.journal import Journal, Line
from officer_app.overview.retention.kinds import GONE, Kind
from officer_app.overview.retention.service import (
    PurgeRow,
    decide_purge,
    due_items,
    list_purges,
    months_before,
    propose_purge,
    removals_lost,
    replay_removals,
    retention_kinds,
)
from officer_app.overview.verifying import verify
from officer_app.overview.words import PurgeState
from officer_app.people.access import Permission, Role
from officer_app.quota.case_file import case_file
from tests.casework import Casework, casework
from tests.fieldwork import fieldwork

YEARS_LATER = date(2040, 3, 2)


@asks(Permission.CASE_READ)
def _row(work: Work, case_id: int) -> dict[str, object]:
    return dict(work.session.execute(sa.select(TalentCase.__table__).where(TalentCase.id == case_id)).mappings().one())


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


def two(house: Casework) -> tuple[Actor, Actor]:
    return house.bureau.person(Role.STAFF), house.bureau.person(Role.SUPERVISOR)


def settled_and_years_later(house: Casework) -> int:
    house.grant(3)
    case_id = house.walk(State.SETTLED)
    house.bureau.clock.set(YEARS_LATER)
    return case_id


def proposed(house: Casework, kind: Kind, by: Actor) -> PurgeRow:
    office = house.bureau.office
    office.perform(propose_purge, by, str(uuid4()), kind, "保存期限届满")
    return office.read(list_purges, by)[0]


def test_an_applicant_is_due_when_the_period_is_over_and_not_a_day_before(house: Casework) -> None:
    house.grant(1)
    staff, _supervisor = two(house)
    office, clock = house.bureau.office, house.bureau.clock
    case_id = house.walk(State.SETTLED)
    ended = house.today
    months = next(row.months for row in office.read(retention_kinds, staff) if row.kind is Kind.SETTLED_CASE)
    due_on = next(
        day
        for day in (ended + timedelta(days=30 * months + step) for step in range(365))
        if months_before(day, months) >= ended
    )
    clock.set(due_on - timedelta(days=1))
    assert office.read(due_items, staff, Kind.SETTLED_CASE) == []
    clock.set(due_on)
    (item,) = office.read(due_items, staff, Kind.SETTLED_CASE)
    assert (item.key, item.since) == (str(case_id), ended)
    assert "*" in item.label.rpartition(" ")[2]


def test_one_proposes_and_another_removes_and_the_decision_can_still_be_proven(house: Casework) -> None:
    case_id = settled_and_years_later(house)
    office = house.bureau.office
    staff, supervisor = two(house)
    before = office.read(_row, supervisor, case_id)
    waiting = proposed(house, Kind.SETTLED_CASE, staff)
    assert office.perform(decide_purge, supervisor, waiting.id, agrees=True, version=waiting.version).value == 1
    after = office.read(_row, supervisor, case_id)
    assert (after["id_number"], after["income_tax"], after["contribution_base"], after["reason"]) == ("", 0, 0, GONE)
    assert (after["name"], after["decided_on"], after["base_multiple"]) == (
        before["name"],
        before["decided_on"],
        before["base_multiple"],
    )
    kept = [name for name, value in after.items() if isinstance(value, str) and str(before["id_number"]) in value]
    assert kept == []
    findings = {finding.about: finding for finding in office.read(verify, supervisor)}
    assert findings["signatures"].count >= 1
    assert findings["signatures"].sound, findings["signatures"].faults
    assert findings["ledger"].sound
    assert office.read(due_items, staff, Kind.SETTLED_CASE) == []
    assert all(one.sound and not one.changes for one in office.read(case_file, supervisor, case_id).filed.submissions)
    with pytest.raises(NotFound):
        office.read(changes_between, supervisor, case_id, 1, 1)
    # The number is nowhere to be found: not as a former case either.
    assert office.read(former_cases, supervisor, IdKind.CITIZEN, str(before["id_number"])) == ()


def test_nobody_removes_alone_nor_twice_and_what_is_kept_stays(house: Casework) -> None:
    case_id = settled_and_years_later(house)
    office = house.bureau.office
    staff, supervisor = two(house)
    own = proposed(house, Kind.SETTLED_CASE, supervisor)
    with pytest.raises(Forbidden):
        office.perform(decide_purge, supervisor, own.id, agrees=True, version=own.version)
    with pytest.raises(Forbidden):
        office.perform(decide_purge, staff, own.id, agrees=True, version=own.version)
    with pytest.raises(Invalid):
        office.perform(propose_purge, staff, str(uuid4()), Kind.SETTLED_CASE, "再提一次")
    other = house.bureau.person(Role.SUPERVISOR)
    assert office.perform(decide_purge, other, own.id, agrees=False, version=own.version).value == 0
    assert office.read(_row, other, case_id)["id_number"] != ""
    refused = office.read(list_purges, other)[0]
    assert refused.state is PurgeState.REFUSED
    with pytest.raises(IllegalTransition):
        office.perform(decide_purge, other, own.id, agrees=True, version=refused.version)


def test_a_proposal_names_its_reason_and_only_what_is_past_its_period_and_is_stored_once(house: Casework) -> None:
    case_id = settled_and_years_later(house)
    office = house.bureau.office
    staff, _supervisor = two(house)
    with pytest.raises(Invalid) as refused:
        office.perform(propose_purge, staff, str(uuid4()), Kind.SETTLED_CASE, " ")
    assert refused.value.field == "reason"
    with pytest.raises(Invalid):
        office.perform(propose_purge, staff, str(uuid4()), Kind.SETTLED_CASE, "届满", [str(case_id), "999"])
    with pytest.raises(Invalid):
        office.perform(propose_purge, staff, str(uuid4()), Kind.CONTACT, "届满")
    draft = str(uuid4())
    first = office.perform(propose_purge, staff, draft, Kind.SETTLED_CASE, "届满", [str(case_id)]).value
    assert office.perform(propose_purge, staff, draft, Kind.SETTLED_CASE, "届满", [str(case_id)]).value == first


def test_the_database_itself_refuses_to_empty_what_was_filed_or_to_undo_a_removal(house: Casework) -> None:
    case_id = settled_and_years_later(house)
    office = house.bureau.office
    staff, supervisor = two(house)

    def refused(statement: sa.Executable) -> None:
        with (
            pytest.raises((sa.exc.DBAPIError, AppError)),
            office.database.transaction(writes=True) as connection,
        ):
            connection.execute(statement)

    snapshot, case = CaseSnapshot.__table__, TalentCase.__table__
    emptied = sa.update(snapshot).where(snapshot.c.case_id == case_id).values(content={})
    refused(emptied)
    refused(sa.update(case).where(case.c.id == case_id).values(purged_on=house.today))
    waiting = proposed(house, Kind.SETTLED_CASE, staff)
    office.perform(decide_purge, supervisor, waiting.id, agrees=True, version=waiting.version)
    refused(sa.update(snapshot).where(snapshot.c.case_id == case_id).values(digest="0" * 64))
    refused(sa.update(case).where(case.c.id == case_id).values(purged_on=None))
    refused(sa.delete(snapshot).where(snapshot.c.case_id == case_id))
    refused(sa.text("DELETE FROM purge"))
    refused(sa.text("UPDATE purge SET state = 'refused'"))


def test_people_who_left_and_people_met_go_and_what_was_said_stays(database: Database) -> None:
    field = fieldwork(database)
    office, clock = field.bureau.office, field.bureau.clock
    staff, supervisor = field.bureau.person(Role.STAFF), field.bureau.person(Role.SUPERVISOR)
    enterprise = field.enterprise()
    contact = field.contact(enterprise, "周慧敏", "13912345678")
    visit = field.visit(enterprise)
    with database.transaction(writes=True) as connection:
        left = sa.update(Contact.__table__).where(Contact.__table__.c.id == contact)
        connection.execute(left.values(left_on=date(2026, 9, 1)))
        connection.execute(
            sa.text("INSERT INTO visit_person (visit_id, name, title, phone) VALUES (:v, '周慧敏', '人事经理', '139')"),
            {"v": visit},
        )
    clock.set(YEARS_LATER)
    for kind in (Kind.CONTACT, Kind.VISIT_PERSON):
        office.perform(propose_purge, staff, str(uuid4()), kind, "保存期限届满")
        waiting = next(row for row in office.read(list_purges, staff) if row.kind is kind)
        assert office.perform(decide_purge, supervisor, waiting.id, agrees=True, version=waiting.version).value >= 1
    with database.transaction(writes=False) as connection:
        told = connection.execute(sa.text("SELECT name, title, phone FROM contact")).all()
        met = connection.execute(sa.text("SELECT name, title, phone FROM visit_person WHERE title <> ''")).all()
        said = connection.scalar(sa.text("SELECT content FROM visit"))
        trail = connection.execute(sa.text("SELECT * FROM audit_entry WHERE action = 'purge'")).all()
    assert told == [(GONE, "", "")]
    assert met == [(GONE, "人事经理", "")]
    assert said
    assert len(trail) == 2
    assert "周慧敏" not in str(trail)


def test_a_backup_from_before_is_restored_without_what_was_removed_since(house: Casework) -> None:
    case_id = settled_and_years_later(house)
    office = house.bureau.office
    staff, supervisor = two(house)
    waiting = proposed(house, Kind.SETTLED_CASE, staff)
    before = {name: value for name, value in office.read(_row, staff, case_id).items() if name != "version"}
    office.perform(decide_purge, supervisor, waiting.id, agrees=True, version=waiting.version)
    assert not office.read(removals_lost, staff)
    # As a restored database stands: the row of the proposal waits again, the applicant is whole.
    with office.database.transaction(writes=True) as connection:
        guards = ("purge_decided_once", "talent_case_stays_purged", "case_snapshot_kept")
        for table, guard in zip(("purge", "talent_case", "case_snapshot"), guards, strict=True):
            on_table = "" if office.database.is_sqlite else f" ON {table}"
            connection.execute(sa.text(f"DROP TRIGGER {guard}{on_table}"))
        connection.execute(sa.text("UPDATE purge SET state = 'proposed', decided_by = NULL, decided_at = NULL"))
        case = TalentCase.__table__
        connection.execute(sa.update(case).where(case.c.id == case_id).values(before))
    assert office.read(removals_lost, staff)
    assert office.perform(replay_removals, staff).value == 1
    assert office.read(_row, staff, case_id)["id_number"] == ""
    assert not office.read(removals_lost, staff)
    assert office.read(list_purges, staff)[0].state is PurgeState.REPLAYED


def test_a_line_that_nobody_of_the_office_wrote_removes_nothing(house: Casework) -> None:
    settled_and_years_later(house)
    office = house.bureau.office
    staff, _supervisor = two(house)
    with office.database.transaction(writes=False) as connection:
        forged = Journal(office_uuid(connection), b"another key")
        right = Journal(office_uuid(connection), audit_key(connection))
    forged.add(Line("x", Kind.SETTLED_CASE.value, ("1",), "2030-01-01", "2030-01-01T00:00:00+00:00", 1, 2))
    with right._path.open("a", encoding="utf-8") as file:
        file.write('{"cut off')
    assert list(right.lines()) == []
    assert not office.read(removals_lost, staff)


def test_a_restored_row_that_is_at_work_is_not_removed_for_its_number(house: Casework) -> None:
    house.grant(3)
    case_id = house.walk(State.SETTLED)
    office, (staff, supervisor) = house.bureau.office, two(house)
    with office.database.transaction(writes=False) as connection:
        journal = Journal(office_uuid(connection), audit_key(connection))
    kind, at = Kind.SETTLED_CASE.value, "2026-01-02T00:00:00+00:00"
    assert staff.id is not None
    assert supervisor.id is not None
    journal.add(Line("x", kind, (str(case_id),), "2026-01-01", at, staff.id, supervisor.id))
    assert office.perform(replay_removals, staff).value == 0
    assert office.read(_row, staff, case_id)["id_number"]
    assert not office.read(removals_lost, staff)


@given(day=st.dates(date(1990, 1, 1), date(2090, 12, 31)), months=st.integers(1, 600))
def test_months_before_a_day_end_in_that_month_and_never_on_a_later_day(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day <= day.day

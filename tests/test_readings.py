"""Who read which applicant: one entry per person, applicant and ten minutes, and no reader is turned away for it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from officer_app.cases.former import former_cases
from officer_app.cases.model import TalentCase
from officer_app.cases.service import reveal_id_number
from officer_app.cases.snapshots import changes_between
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden
from officer_app.overview.archive import PaperWish, draft_paper
from officer_app.overview.model import IssuedKind
from officer_app.overview.readings import Look, ReadingFilter, case_read, export_readings, readers, readings
from officer_app.people.access import Role
from officer_app.quota.case_file import case_file
from officer_app.quota.paper import case_print
from tests.casework import Casework, casework


@pytest.fixture
def house(sqlite_url: str) -> Casework:
    return casework(Database(sqlite_url))


def reads(house: Casework) -> list[tuple[str, str, int | None]]:
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
    assert reads(house) == first
    house.bureau.clock.now += timedelta(minutes=11)
    house.ask(case_file, house.reviewer, case_id)
    assert reads(house) == [*first, first[0]]


def test_a_reader_is_not_held_up_by_a_writer_and_the_entry_follows(database: Database) -> None:
    house = casework(database)
    case_id = house.file()
    with database.transaction(writes=True) as connection:
        # What a writer of the trail holds on either engine.
        connection.execute(sa.text("UPDATE talent_case SET version = version"))
        if not database.is_sqlite:
            connection.execute(sa.text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))
        assert house.ask(case_file, house.reviewer, case_id).id == case_id
    assert reads(house) == []
    house.ask(case_file, house.reviewer, case_id)
    assert reads(house) == [(house.reviewer.name, "talent_case", case_id)]


def test_the_log_tells_who_read_whom_and_what_was_shown_whole(house: Casework, tmp_path: Path) -> None:
    one, other = house.file(name="骆思远"), house.file()
    auditor = house.bureau.person(Role.AUDITOR)
    house.ask(case_file, house.reviewer, one)
    house.do(reveal_id_number, house.reviewer, one, "核对证件：电话13800138000问询")
    house.ask(case_print, house.staff, other)
    page = house.ask(readings, auditor, ReadingFilter(case_id=one))
    assert [(row.by, row.look, row.whose, row.purpose) for row in page.rows] == [
        (house.reviewer.name, Look.REVEAL, "骆*远", "核对证件：电话138****8000问询"),
        (house.reviewer.name, Look.READ, "骆*远", ""),
    ]
    assert house.ask(readings, house.decider, ReadingFilter(by=house.staff.name)).count == 1
    assert house.ask(readers, auditor) == sorted({house.reviewer.name, house.staff.name})
    assert house.ask(case_read, auditor, page.rows[0].about) == (one, page.rows[0].about)
    with pytest.raises(Forbidden):
        house.ask(readings, house.admin)
    path = tmp_path / "读取.xlsx"
    assert house.ask(export_readings, auditor, path) == 3
    assert len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) == 4


def test_every_way_to_an_applicants_data_leaves_an_entry(house: Casework) -> None:
    """The page, the approval form, a comparison, the former cases of a number, other papers."""
    case_id = house.file()
    with house.bureau.office.database.transaction(writes=False) as connection:
        number, kind = connection.execute(sa.select(TalentCase.id_number, TalentCase.id_kind)).one()

    def paper(kind: IssuedKind) -> PaperWish:
        return PaperWish(kind, house.today, house.today, subject_id=case_id)

    ways: list[tuple[Callable[..., object], tuple[object, ...]]] = [
        (case_file, (case_id,)),
        (case_print, (case_id,)),
        (changes_between, (case_id, 1, 1)),
        (former_cases, (kind, number)),
        (draft_paper, (paper(IssuedKind.CASE_CHECKLIST),)),
        (draft_paper, (paper(IssuedKind.APPROVAL_FORM),)),
    ]
    for place, (query, arguments) in enumerate(ways):
        house.bureau.clock.now += timedelta(minutes=11)
        house.ask(query, house.filer, *arguments)
        assert len(reads(house)) == place + 1, query

"""Lists of people that leave: masked names for the public, masked numbers for the office, whole only closed."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import msoffcrypto
import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from officer_app.cases.model import TalentCase
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.overview.readings import ReadingFilter, readings
from officer_app.overview.taking_out import PeopleList, Profile, Taking, take_out, write_full
from tests.casework import Casework, casework

PHONE = "13912345678"


@pytest.fixture
def house(sqlite_url: str) -> Casework:
    house = casework(Database(sqlite_url))
    house.do(save_contact, house.staff, ContactDraft("d", house.enterprise_id, "刘芳婷", phone=PHONE))
    house.file(name="骆思远", contribution_base=Decimal(43217), income=Decimal(518231))
    return house


def rows(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_a_list_says_as_much_of_a_person_as_its_profile_allows(house: Casework, tmp_path: Path) -> None:
    office = house.bureau.office
    path = tmp_path / "名单.xlsx"
    take_out(office, house.staff, Taking(PeopleList.CASES, Profile.PUBLIC), path)
    assert rows(path)[1] == ["骆*远", "上海衡枢机器人有限公司"]
    assert take_out(office, house.staff, Taking(PeopleList.CASES), path).password == ""
    (shown,) = rows(path)[1:]
    assert "骆思远" in shown
    assert not {"43217", "518231"} & {str(cell).partition(".")[0] for cell in shown}
    assert "310113********" in str(shown)
    take_out(office, house.staff, Taking(PeopleList.CONTACTS), path)
    assert "139****5678" in rows(path)[1]
    take_out(office, house.staff, Taking(PeopleList.CONTACTS, Profile.PUBLIC), path)
    assert "刘*婷" in rows(path)[1]
    assert "刘芳婷" not in str(rows(path))
    take_out(office, house.staff, Taking(PeopleList.PAST_CASES), path)


def test_a_whole_list_is_closed_marked_and_on_record_with_everybody_on_it(house: Casework, tmp_path: Path) -> None:
    office, path = house.bureau.office, tmp_path / "名单.xlsx"
    wish = Taking(PeopleList.CASES, Profile.FULL, purpose="答复监督检查")
    with pytest.raises(Forbidden):
        take_out(office, house.staff, wish, path)
    with pytest.raises(Invalid):
        take_out(office, house.decider, Taking(PeopleList.CASES, Profile.FULL), path)
    # Nothing is written whole that has not gone on record just now, by the same person.
    with pytest.raises(Forbidden):
        office.read(write_full, house.decider, wish, 1, path, "x")
    assert not path.exists()
    taken = take_out(office, house.decider, wish, path)
    with house.bureau.office.database.transaction(writes=False) as connection:
        number = connection.execute(sa.select(TalentCase.id_number)).scalar_one()
        trail = str(connection.execute(sa.select(AuditEntry.before, AuditEntry.after)).all())
    assert number.encode() not in path.read_bytes()
    assert taken.password not in trail
    assert not zipfile.is_zipfile(path)
    opened = io.BytesIO()
    with path.open("rb") as file:
        closed = msoffcrypto.OfficeFile(file)
        closed.load_key(password=taken.password)
        closed.decrypt(opened)
    opened.seek(0)
    sheet = CalamineWorkbook.from_filelike(opened).get_sheet_by_index(0).to_python()
    assert house.decider.name in str(sheet[0][0])
    assert "答复监督检查" in str(sheet[0][0])
    assert number in sheet[2]
    with zipfile.ZipFile(opened) as book:
        assert house.decider.name in book.read("xl/worksheets/sheet1.xml").decode().split("<headerFooter>")[1]
        assert "<dc:creator></dc:creator>" in book.read("docProps/core.xml").decode()
        assert str(tmp_path).encode() not in b"".join(book.read(name) for name in book.namelist())
    page = office.read(readings, house.decider, ReadingFilter(case_id=1))
    assert [(row.by, row.field, row.purpose) for row in page.rows] == [(house.decider.name, "完整名单", "答复监督检查")]

"""The directory: import with verdicts, editing, editions, lists, export. On both engines."""

import csv
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from officer_app.assignments.importing import import_enterprises, preview_import
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from officer_app.core.progress import Cancelled
from officer_app.core.sheets import EmptySheet, open_sheet
from officer_app.core.work import Actor
from officer_app.directory.capital import parse_capital
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.editions.listings import list_enterprise, remove_listing
from officer_app.directory.editions.service import begin_edition, list_editions, publish_edition
from officer_app.directory.file import enterprise_file
from officer_app.directory.imports.columns import NoHeader
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from officer_app.directory.imports.refused import save_refused
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import DirectoryFilter, SortBy, list_enterprises
from officer_app.directory.lists.exporting import capital_text
from officer_app.directory.model import Contact, DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.directory.service import (
    EnterpriseDraft,
    load_subdistricts,
    save_enterprise,
)
from officer_app.directory.uscc import is_valid
from officer_app.overview.exporting import export_enterprises
from officer_app.people.access import Role
from tests.factories import Bureau, bureau

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(number: int) -> str:
    """A valid code of an invented enterprise."""
    start = f"91310113MA{number:07d}"
    return next(start + last for last in ALPHABET if is_valid(start + last))


HEADER = "企业名称,统一社会信用代码,产业,街镇,成立日期,注册资本,职工人数,联系人,联系电话,大客户"


def csv_file(folder: Path, *rows: str, header: str = HEADER, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


class Desk:
    """An office with its sub-districts and somebody who imports."""

    def __init__(self, database: Database) -> None:
        self.bureau: Bureau = bureau(database)
        self.office = self.bureau.office
        self.staff: Actor = self.bureau.person(Role.STAFF)
        self.supervisor: Actor = self.bureau.person(Role.SUPERVISOR)
        self.office.perform(load_subdistricts, self.bureau.person(Role.ADMINISTRATOR))

    def imports(self, path: Path, **kwargs: Any) -> ImportResult:  # whatever a request takes
        return self.office.perform(import_enterprises, self.staff, ImportRequest(path, **kwargs)).value

    def previews(self, path: Path, **kwargs: Any) -> ImportResult:  # whatever a request takes
        return self.office.read(preview_import, self.staff, ImportRequest(path, **kwargs))

    def names(self, **wanted: Any) -> list[str]:  # whatever a filter takes
        page = self.office.read(list_enterprises, self.staff, DirectoryFilter(**wanted))
        assert page.count == len(page.rows)
        return [row.name for row in page.rows]

    def count(self, model: type[Any]) -> int:  # any table
        with self.office.database.transaction(writes=False) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    def draft(self, number: int, **values: Any) -> EnterpriseDraft:  # whatever a draft takes
        return EnterpriseDraft(str(uuid.uuid4()), f"上海澜启{number}科技有限公司", code(number), **values)

    def saved(self, number: int, **values: Any) -> int:  # whatever a draft takes
        return self.office.perform(save_enterprise, self.staff, self.draft(number, **values)).value


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def counts(result: ImportResult) -> tuple[int, int, int, int, int, int]:
    return (result.rows, result.accepted, result.updated, result.duplicates, result.refused, result.warnings)


def test_every_row_gets_its_verdict_and_what_is_accepted_is_stored(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        f'澜启生物,{code(1)},生物医药,顾村镇,2015-03-02,"1,186.6000(万元人民币)",412,王芳,13800000001,是',
        f"朔明装备,{code(2).lower()},机器人及智能制造,吴淞,2015年3月2日,100万美元,,,,",
        f"旻拓模具,{code(1)},,,,,,,,",
        f",{code(3)},,,,,,,,",
        "玖弘新材料,310113000012345,,,,,,,,",
        f"澜启生物,{code(4)},,无此镇,昨天,很多,若干,,,",
    )
    result = desk.imports(path)
    assert counts(result) == (6, 3, 0, 1, 2, 6)
    assert [(p.row, p.column, p.code) for p in result.problems if p.row in (4, 5, 6)] == [
        (4, "统一社会信用代码", "duplicate_in_file"),
        (5, "企业名称", "name_missing"),
        (6, "统一社会信用代码", "uscc_old15"),
    ]
    assert "2" in result.problems[1].message
    assert {p.code for p in result.problems if p.row == 7} == {
        "same_name",
        "subdistrict_unknown",
        "date_unreadable",
        "capital_unreadable",
        "number_unreadable",
    }
    rows = desk.office.read(list_enterprises, desk.staff, DirectoryFilter()).rows
    assert [(row.name, row.uscc, row.industry, row.subdistrict) for row in rows] == [
        ("澜启生物", code(1), Industry.BIOMEDICINE, "顾村镇"),
        ("朔明装备", code(2), Industry.ROBOTICS, "吴淞街道"),
        ("澜启生物", code(4), None, ""),
    ]
    file = desk.office.read(enterprise_file, desk.staff, rows[0].id)
    assert (file.capital_amount, file.capital_currency) == (Decimal("11866000.00"), "CNY")
    assert (file.founded_on, file.headcount, file.large_client) == (date(2015, 3, 2), 412, True)
    assert [(c.name, c.phone, c.is_primary) for c in file.contacts] == [("王芳", "138****0001", True)]
    assert result.as_json()["refused"] == 2


def test_a_preview_tells_the_same_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)},,,,,,,,", "乙,x,,,,,,,,", f"丙,{code(1)},,,,,,,,")
    preview = desk.previews(path, edition=2026)
    assert counts(preview) == (3, 1, 0, 1, 1, 0)
    assert desk.count(Enterprise) == desk.count(Listing) == 0
    assert counts(desk.imports(path)) == counts(preview)
    assert counts(desk.previews(path)) == (3, 0, 0, 1, 1, 0)


def test_importing_again_changes_only_what_the_file_says_and_bumps_nothing_else(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},先进材料,罗店镇,2001-01-01,50万,10,王芳,1,"))
    before = desk.count(AuditEntry)
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},,,,,,王芳,,"))
    assert desk.count(AuditEntry) == before + 1, "only the import itself"
    result = desk.imports(csv_file(tmp_path, f"重甲,{code(1)},,顾村镇,,,12,王芳,13800000002,"))
    assert counts(result) == (1, 0, 1, 0, 0, 0)
    (row,) = desk.office.read(list_enterprises, desk.staff, DirectoryFilter(text="cj")).rows
    file = desk.office.read(enterprise_file, desk.staff, row.id)
    assert (file.name, file.subdistrict, file.headcount, file.version) == ("重甲", "顾村镇", 12, 2)
    assert (file.industry, file.founded_on) == (Industry.ADVANCED_MATERIALS, date(2001, 1, 1))
    assert [contact.phone for contact in file.contacts] == ["138****0002"]
    assert desk.names(text="甲") == ["重甲"]


def test_each_new_enterprise_and_the_import_itself_stand_in_the_audit_trail(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, *(f"企业{n},{code(n)},,,,,,王芳,13800000001," for n in range(3))), edition=2026)
    with desk.office.database.transaction(writes=False) as connection:
        entries = connection.execute(sa.select(AuditEntry).where(AuditEntry.use_case == "import_enterprises")).all()
    found = Counter((entry.entity, entry.action) for entry in entries)
    assert found["enterprise", "insert"] == found["contact", "insert"] == found["listing", "insert"] == 3
    assert found["enterprise", "import"] == 1
    assert all(entry.actor_name == desk.staff.name for entry in entries)
    assert not any("13800000001" in str(entry.after) for entry in entries)
    first = next(entry for entry in entries if (entry.entity, entry.action) == ("enterprise", "insert"))
    assert first.entity_id is not None
    assert first.after["name"] == "企业0"


def test_cancelling_in_the_middle_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, *(f"企业{n},{code(n)},,,,,,,," for n in range(4_500)))
    told: list[int] = []

    def cancel_late(done: int, _total: int | None = None, /) -> None:
        if done:
            told.append(done)
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        desk.office.perform(import_enterprises, desk.staff, ImportRequest(path, edition=2026), cancel_late)
    assert told[0] < told[1] < 4_500
    assert desk.count(Enterprise) == desk.count(Listing) == 0
    assert desk.names(text="企业1") == []


def test_refused_rows_can_be_mended_in_a_workbook_and_imported_again(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)},,,2001-01-01,,,,,", f"乙,{code(2)[:-1]},,,,,,,,", "丙,,,,2001-01-01,,,,,")
    result = desk.imports(path)
    out = tmp_path / "refused.xlsx"
    assert save_refused(result, out) == 2
    rows = [list(cells) for _, cells in open_sheet(out).rows()]
    assert rows[0][:10] == HEADER.split(",")
    assert [row[10] for row in rows[1:]] == [3, 4]
    assert all(row[11] and row[12] for row in rows[1:])
    assert counts(desk.previews(out)) == (2, 0, 0, 0, 2, 0)
    import openpyxl

    book = openpyxl.load_workbook(out)
    book.active["B2"], book.active["B3"] = code(2), code(3)
    book.save(out)
    assert counts(desk.imports(out)) == (2, 2, 0, 0, 0, 0)


def test_a_file_without_the_headings_is_refused_and_its_columns_can_be_named(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)}", header="Firma,Nummer")
    with pytest.raises(NoHeader) as caught:
        desk.imports(path)
    assert "统一社会信用代码" in caught.value.cause
    with pytest.raises(Invalid):
        desk.imports(path, columns={"nonsense": "Firma"})
    assert counts(desk.imports(path, columns={"name": "Firma", "uscc": "Nummer"}))[:2] == (1, 1)


def test_bare_numbers_under_a_heading_in_ten_thousands_are_ten_thousands(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)},500", f"乙,{code(2)},3亿元", header="企业名称,信用代码,注册资本（万元）")
    desk.imports(path)
    with desk.office.database.transaction(writes=False) as connection:
        amounts = connection.scalars(sa.select(Enterprise.capital_amount).order_by(Enterprise.id)).all()
    assert amounts == [Decimal(5_000_000), Decimal(300_000_000)]


def test_headings_under_a_title_and_on_another_sheet_are_found(desk: Desk, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "说明"
    page = book.create_sheet("名录")
    page.append(["2026 年重点企业目录"])
    page.append([])
    page.append(["序号", "*企业名称（全称）", "统一社会信用代码 "])
    page.append([1, "甲", code(1)])
    book.save(tmp_path / "in.xlsx")
    result = desk.imports(tmp_path / "in.xlsx")
    assert (result.sheet, counts(result)[:2]) == ("名录", (1, 1))


def test_ten_thousand_refused_rows_are_each_reported(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, *(f"企业{n},{n}," + "," * 7 for n in range(10_000)))
    result = desk.imports(path)
    assert counts(result) == (10_000, 0, 0, 0, 10_000, 0)
    assert [problem.row for problem in result.problems] == list(range(2, 10_002))
    assert save_refused(result, tmp_path / "out.xlsx") == 10_000


def test_an_edition_lists_what_is_imported_for_it_until_it_is_published(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)},生物医药,,,,,,,", f"乙,{code(2)},,,,,,,,")
    desk.imports(path, edition=2026)
    (edition,) = desk.office.read(list_editions, desk.staff)
    assert (edition.year, edition.revision, edition.listed, edition.unconfirmed) == (2026, 1, 2, 1)
    assert desk.names(edition_id=edition.id, industries=(Industry.BIOMEDICINE,)) == ["甲"]
    with pytest.raises(Invalid):
        desk.office.perform(publish_edition, desk.supervisor, edition.id, version=edition.version)
    desk.imports(csv_file(tmp_path, f"乙,{code(2)},邮轮经济,,,,,,,"), edition=2026)
    with pytest.raises(Forbidden):
        desk.office.perform(publish_edition, desk.staff, edition.id, version=edition.version)
    desk.office.perform(publish_edition, desk.supervisor, edition.id, version=edition.version)
    with pytest.raises(Invalid):
        desk.imports(path, edition=2026)
    revision = desk.office.perform(begin_edition, desk.supervisor, 2026).value
    assert desk.names(edition_id=revision) == ["甲", "乙"]
    with pytest.raises(Conflict):
        desk.office.perform(publish_edition, desk.supervisor, revision, version=9)


def test_a_listing_is_taken_off_a_draft_with_a_reason_and_may_come_back(desk: Desk) -> None:
    enterprise = desk.saved(1)
    edition = desk.office.perform(begin_edition, desk.staff, 2026).value
    listing = desk.office.perform(
        list_enterprise, desk.staff, edition, enterprise, industry=Industry.CRUISE, tier=1, reason="骨干"
    ).value
    with pytest.raises(Invalid):
        desk.office.perform(remove_listing, desk.staff, listing, reason=" ")
    desk.office.perform(remove_listing, desk.staff, listing, reason="迁出本区")
    assert desk.names(edition_id=edition) == []
    with pytest.raises(NotFound):
        desk.office.perform(remove_listing, desk.staff, listing, reason="again")
    desk.office.perform(list_enterprise, desk.staff, edition, enterprise, industry=Industry.CRUISE)
    file = desk.office.read(enterprise_file, desk.staff, enterprise)
    assert [(entry.tier, entry.removal_reason) for entry in file.listings] == [(3, ""), (1, "迁出本区")]


def test_the_same_draft_saved_twice_is_one_enterprise(desk: Desk) -> None:
    draft = desk.draft(1)
    first = desk.office.perform(save_enterprise, desk.staff, draft).value
    assert desk.office.perform(save_enterprise, desk.staff, draft).value == first
    assert desk.count(Enterprise) == 1


def test_a_stale_save_overwrites_nothing_and_shows_both_sides(desk: Desk) -> None:
    key = desk.saved(1)
    draft = desk.draft(1, id=key, version=1, note="mine")
    desk.office.perform(save_enterprise, desk.staff, replace(draft, note="theirs"))
    with pytest.raises(Conflict) as caught:
        desk.office.perform(save_enterprise, desk.staff, draft)
    assert (caught.value.mine["note"], caught.value.theirs["note"]) == ("mine", "theirs")
    assert desk.office.read(enterprise_file, desk.staff, key).note == "theirs"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"uscc": "310113000012345"}, "uscc"),
        ({"headcount": -1}, "headcount"),
        ({"founded_on": date(2026, 9, 18)}, "founded_on"),
        ({"subdistrict_id": 999}, "subdistrict_id"),
        ({"capital_amount": Decimal(-1)}, "capital_amount"),
    ],
)
def test_what_is_typed_wrongly_is_refused_at_its_field(desk: Desk, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        desk.office.perform(save_enterprise, desk.staff, replace(desk.draft(1), **values))
    assert caught.value.field == field
    assert "{" not in str(caught.value)


def test_a_code_belongs_to_one_enterprise(desk: Desk) -> None:
    desk.saved(1)
    with pytest.raises(Invalid) as caught:
        desk.saved(1)
    assert caught.value.field == "uscc"
    assert "澜启1" in caught.value.cause


def test_a_new_first_contact_takes_the_place_of_the_former(desk: Desk) -> None:
    key = desk.saved(1)
    for name in ("刘芳", "何建平"):
        draft = ContactDraft(str(uuid.uuid4()), key, name, phone="13800000001", is_primary=True)
        desk.office.perform(save_contact, desk.staff, draft)
        desk.office.perform(save_contact, desk.staff, draft)
    file = desk.office.read(enterprise_file, desk.staff, key)
    assert [(contact.name, contact.is_primary) for contact in file.contacts] == [("何建平", True), ("刘芳", False)]
    assert desk.count(Contact) == 2


def test_the_export_can_be_imported_again_without_a_change(desk: Desk, tmp_path: Path) -> None:
    row = f'=澜启,{code(1)},生物医药,顾村镇,2015-03-02,"1,186.6000(万美元)",412,王芳,13800000001,是'
    desk.imports(csv_file(tmp_path, row, f"乙,{code(2)},,,,,,,,"))
    out = tmp_path / "out.xlsx"
    assert desk.office.read(export_enterprises, desk.staff, out) == 2
    before = desk.count(AuditEntry)
    again = desk.imports(out)
    assert (counts(again), again.unchanged) == ((2, 0, 0, 0, 0, 0), 2)
    assert desk.count(AuditEntry) == before + 1
    assert "13800000001" not in str(list(open_sheet(out).rows()))


def test_a_list_is_sorted_and_cut_into_pages(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, *(f"企业{n},{code(n)},,,,,{n % 3 or ''},,," for n in range(10))))
    found = [
        desk.office.read(list_enterprises, desk.staff, DirectoryFilter(), SortBy.HEADCOUNT, offset=offset, limit=4)
        for offset in (0, 4, 8)
    ]
    assert [row.headcount for page in found for row in page.rows] == [1, 1, 1, 2, 2, 2, None, None, None, None]
    assert all((page.count, page.more) == (10, False) for page in found)
    last = desk.office.read(list_enterprises, desk.staff, DirectoryFilter(), SortBy.USCC, descending=True, limit=1)
    assert last.rows[0].name == "企业9"
    for sort in SortBy:
        for descending in (False, True):
            page = desk.office.read(
                list_enterprises, desk.staff, DirectoryFilter(text="qy"), sort, descending=descending
            )
            assert len(page.rows) == 10


def test_enterprises_without_a_liaison_and_of_an_officer_are_told_apart(desk: Desk) -> None:
    one, two = desk.saved(1), desk.saved(2)
    officer = desk.bureau.person(Role.LIAISON, "王敏")
    with desk.office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO assignment (enterprise_id, account_id, role, starts_on, reason, end_reason, version) "
                "VALUES (:enterprise, :officer, 'liaison', '2026-01-01', '', '', 1)"
            ),
            {"enterprise": one, "officer": officer.id},
        )
    assert len(desk.names(officer_id=officer.id)) == len(desk.names(without_liaison=True)) == 1
    page = desk.office.read(list_enterprises, desk.staff, DirectoryFilter(officer_id=officer.id), SortBy.LIAISON)
    assert (page.rows[0].id, page.rows[0].liaison) == (one, "王敏")
    assert desk.office.read(enterprise_file, desk.staff, one).liaison == "王敏"
    assert desk.office.read(enterprise_file, desk.staff, two).liaison_id is None


def test_the_thirteen_sub_districts_are_loaded_once(desk: Desk) -> None:
    assert desk.count(Subdistrict) == 13
    assert desk.office.perform(load_subdistricts, desk.bureau.person(Role.ADMINISTRATOR)).value == 0


REAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
AGREED = {
    "ok18": None,
    "lowercase18": None,
    "old15_ok": "uscc_old15",
    "old13": "uscc_old13",
    "org_code9": "uscc_org9",
    "other_length": "uscc_length",
    "bad_check18": "uscc_check_digit",
    "missing": "uscc_missing",
}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real registrations are not beside this checkout")
def test_the_real_file_is_judged_as_its_labels_say(desk: Desk) -> None:
    with (REAL / "enterprises_a.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with (REAL / "enterprises_a_labels.csv").open(encoding="utf-8", newline="") as source:
        labels = {row["source_row"]: row for row in csv.DictReader(source)}
    result = desk.imports(REAL / "enterprises_a.csv")
    told: dict[int, list[str]] = {}
    for problem in result.problems:
        told.setdefault(problem.row, []).append(problem.code)
    with desk.office.database.transaction(writes=False) as connection:
        stored = {row.uscc: row for row in connection.execute(sa.select(Enterprise))}
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        label, codes = labels[row["source_row"]], told.get(number, [])
        refusal = AGREED[label["uscc_status"]]
        if refusal is not None:
            assert codes == [refusal], number
            continue
        uscc = row["uscc"].upper()
        if uscc in seen:
            assert codes == ["duplicate_in_file"], number
            continue
        seen[uscc] = number
        assert ("uscc_lowercase" in codes) == (label["uscc_status"] == "lowercase18"), number
        wan = label["capital_amount_wan"]
        assert stored[uscc].capital_amount == (Decimal(wan) * 10_000 if wan else None), number
        assert stored[uscc].capital_currency == label["capital_currency"], number
        assert stored[uscc].name == row["name"].strip()
    assert len(stored) == len(seen) == result.accepted
    assert result.rows == len(rows) == result.accepted + result.duplicates + result.refused


@pytest.mark.skipif(not REAL.is_dir(), reason="the real registrations are not beside this checkout")
def test_rows_shifted_or_destroyed_in_the_real_file_are_refused_by_name(desk: Desk, tmp_path: Path) -> None:
    with (REAL / "enterprises_malformed.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(
            ["name", "uscc", "found_date", "ent_type", "registered_capital", "scope", "province", "district", "address"]
        )
        writer.writerows([row[f"c{n}"] for n in range(1, 12)] for row in rows)
    result = desk.imports(path)
    kinds = {"columns_shifted": "shifted_columns", "mojibake_U+FFFD": "unreadable_text"}
    assert [problem.code for problem in result.problems] == [kinds[row["kind"]] for row in rows]
    assert result.refused == len(rows)


def test_a_code_stored_as_a_number_is_refused_since_its_last_digits_are_lost(desk: Desk, tmp_path: Path) -> None:
    import openpyxl

    kept = (int(float(f"91310113{n:09d}0")) for n in range(10_000))
    lost = next(number for number in kept if is_valid(str(number)))
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "统一社会信用代码"])
    for number in (lost, lost + 128, 310113000012345):
        book.active.append(["甲", number])
    book.save(tmp_path / "in.xlsx")
    result = desk.imports(tmp_path / "in.xlsx")
    assert [problem.code for problem in result.problems] == ["uscc_number", "uscc_number", "uscc_old15"]


def test_a_workbook_mended_in_part_is_told_anew_without_what_was_told_before(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    save_refused(desk.imports(csv_file(tmp_path, f"乙,{code(2)[:-1]},,,,,,,,")), first)
    save_refused(desk.imports(first), second)
    rows = [list(cells) for _, cells in open_sheet(second).rows()]
    assert rows[0] == next(list(cells) for _, cells in open_sheet(first).rows())
    assert rows[1][10] == 2


def test_a_file_with_headings_alone_holds_nothing_to_import(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(EmptySheet):
        desk.imports(csv_file(tmp_path))


def test_a_preview_refuses_what_the_import_would_refuse(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)},生物医药,,,,,,,")
    with pytest.raises(Invalid):
        desk.previews(path, edition=1)
    desk.previews(path, edition=2026)
    assert desk.count(DirectoryEdition) == 0
    desk.imports(path, edition=2026)
    edition = desk.office.read(list_editions, desk.supervisor)[0]
    desk.office.perform(publish_edition, desk.supervisor, edition.id, version=edition.version)
    with pytest.raises(Invalid):
        desk.previews(path, edition=2026)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("11866000", "CNY", "1186.6万元人民币"),
        ("500000", "USD", "50万美元"),
        ("70000", "SEK", "7万SEK"),
        (None, "", ""),
    ],
)
def test_capital_is_exported_as_a_clerk_writes_it_and_an_import_reads_it(
    amount: str | None, currency: str, text: str
) -> None:
    decimal = Decimal(amount) if amount else None
    assert capital_text(decimal, currency) == text
    if currency in ("CNY", "USD"):
        assert parse_capital(text) == (decimal, currency)

"""Import: which column holds what, what every row changes, whom a file names. On both engines."""

import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from officer_app.assignments.importing import import_enterprises, preview_import
from officer_app.assignments.model import Assignment, Duty
from officer_app.assignments.service import assign
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Base, Database
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.directory.custom_fields import FieldKind
from officer_app.directory.defining_fields import FieldDraft, define_field
from officer_app.directory.imports.columns import AmbiguousColumns, Choices, How
from officer_app.directory.imports.glance import Glance, look_into
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from officer_app.directory.imports.verdicts import Change, Verdict, Verdicts
from officer_app.directory.model import (
    Contact,
    CustomValue,
    Enterprise,
    EnterpriseYear,
    ImportBatch,
    ImportMapping,
    Listing,
)
from officer_app.people.access import Role
from tests.test_directory import Desk, code, csv_file


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def glanced(desk: Desk, path: Path, choices: Choices | None = None) -> Glance:
    return desk.office.read(look_into, desk.staff, path, None, choices)


def how(glance: Glance) -> list[tuple[str, str, How]]:
    return [(column.label, column.key, column.how) for column in glance.columns]


def stored(desk: Desk, model: type[Base], *columns: str) -> list[tuple[Any, ...]]:  # values of any column
    table = Base.metadata.tables[model.__tablename__]
    with desk.office.database.transaction(writes=False) as connection:
        rows = connection.execute(sa.select(*(table.c[name] for name in columns)).order_by(table.c.id))
        return [tuple(row) for row in rows]


def codes(result: ImportResult) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in result.problems]


def duties(desk: Desk) -> list[tuple[int, int, Duty, dt.date, dt.date | None]]:
    return [
        tuple(row) for row in stored(desk, Assignment, "enterprise_id", "account_id", "role", "starts_on", "ends_on")
    ]  # type: ignore[misc] # rows of these five columns


def test_a_glance_tells_of_every_column_what_it_holds_and_how_that_is_known(desk: Desk, tmp_path: Path) -> None:
    field = desk.office.perform(
        define_field, desk.bureau.person(Role.ADMINISTRATOR), FieldDraft("园区楼宇", FieldKind.TEXT)
    ).value
    path = csv_file(tmp_path, f"甲,{code(1)},A座,3,x,90", header="企业名称,信用代码,园区楼宇,2025年营收(万元),,备考")
    seen = glanced(desk, path)
    assert how(seen) == [
        ("企业名称", "name", How.HEADING),
        ("信用代码", "uscc", How.HEADING),
        ("园区楼宇", f"custom.{field}", How.HEADING),
        ("2025年营收(万元)", "revenue.2025", How.HEADING),
        ("[E]", "", How.UNKNOWN),
        ("备考", "", How.UNKNOWN),
    ]
    assert seen.sample == (("甲", code(1), "A座", "3", "x", "90"),)
    words = dict(seen.fields)
    assert words[f"custom.{field}"] == "园区楼宇"
    assert words["revenue.2025"] == "2025年营收"


@pytest.mark.parametrize(
    ("header", "question"),
    [("企业名称,信用代码,电话,手机", "contact_phone"), ("企业名称,信用代码,电话,电话", "contact_phone")],
)
def test_two_columns_for_the_same_are_a_question_and_nothing_is_imported_before_its_answer(
    desk: Desk, tmp_path: Path, header: str, question: str
) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)},021-1,139", header=header)
    seen = glanced(desk, path)
    asked = [column for column in seen.columns if column.how is How.QUESTION]
    assert [column.key for column in asked] == [question, question]
    assert len({column.label for column in asked}) == 2
    for import_it in (desk.previews, desk.imports):
        with pytest.raises(AmbiguousColumns) as caught:
            import_it(path)
        assert all(column.label in caught.value.cause for column in asked)
    assert desk.imports(path, columns={question: asked[1].label}).accepted == 1
    assert desk.imports(path, left_out=frozenset({asked[0].label}), remembered=False).unchanged == 1


def test_what_was_said_of_the_columns_is_remembered_for_the_same_headings(desk: Desk, tmp_path: Path) -> None:
    header = "Firma,Nummer,所属产业,备注二"
    path = csv_file(tmp_path, f"甲,{code(1)},先进材料,罗店镇", header=header)
    said = {"name": "Firma", "uscc": "Nummer", "subdistrict": "备注二"}
    desk.imports(path, columns=said, left_out=frozenset({"所属产业"}))
    again = csv_file(
        tmp_path, f"乙,{code(2)},先进材料,罗店镇", header=header.replace("Firma", " ＦＩＲＭＡ "), name="b.csv"
    )
    assert [kind for _label, _key, kind in how(glanced(desk, path))] == [
        How.REMEMBERED,
        How.REMEMBERED,
        How.LEFT_OUT,
        How.REMEMBERED,
    ]
    assert desk.imports(path).unchanged == 1
    assert not glanced(desk, again).recognised, "labels are those of the file"
    assert stored(desk, Enterprise, "industry", "subdistrict_id")[0][0] is None
    assert desk.imports(path, columns={"name": "Firma", "uscc": "Nummer"}).updated == 1
    assert len(stored(desk, ImportMapping, "id")) == 1
    assert [kind for _l, _k, kind in how(glanced(desk, path))][2:] == [How.HEADING, How.UNKNOWN]


@pytest.mark.parametrize(
    "said", [{"name": "无此列", "uscc": "信用代码"}, {"name": "企业名称", "uscc": "企业名称"}, {"firm": "企业名称"}]
)
def test_a_choice_that_does_not_fit_the_file_is_refused(desk: Desk, tmp_path: Path, said: dict[str, str]) -> None:
    path = csv_file(tmp_path, f"甲,{code(1)}", header="企业名称,信用代码")
    with pytest.raises(Invalid):
        desk.previews(path, columns=said)


def test_a_dry_run_tells_of_every_row_what_it_changes_and_the_import_does_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},,,,,10,王芳,13800000001,", f"乙,{code(2)},,,,,,,,"))
    path = csv_file(
        tmp_path,
        f"甲,{code(1)},先进材料,,,,12,王芳,13800009999,",
        f"乙,{code(2)},,,,,,,,",
        f"丙,{code(3)},,,,,,,,",
        f"丁,{code(3)},,,,,,,,",
        "戊,x,,,,,,,,",
    )
    told = desk.previews(path)
    expected = {"rows": 5, "accepted": 1, "updated": 1, "unchanged": 1, "duplicates": 1, "refused": 1}
    assert expected.items() <= told.counts().items()
    assert told.fields == 3
    (row,) = told.verdicts.page(Verdict.UPDATED, 0, 10)
    assert (row.row, row.name) == (2, "甲")
    assert Change("headcount", "10", "12") in row.changes
    assert Change("contact_phone", "138****0001", "138****9999") in row.changes, "a phone is masked"
    assert [row.verdict for row in told.verdicts.page(None, 1, 3)] == [
        Verdict.UNCHANGED,
        Verdict.NEW,
        Verdict.DUPLICATE,
    ]
    assert told.verdicts.count(Verdicts.REMARKED) == 2
    assert desk.imports(path).counts() == told.counts()
    assert desk.imports(path).unchanged == 3


def test_every_verdict_of_a_long_file_can_be_looked_at(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, *(f"企业{n},{code(n) if n % 3 else 'x'},,,,,,,," for n in range(7_000)))
    told = desk.previews(path).verdicts
    assert told.count() == 7_000
    assert [row.row for row in told.page(None, 6_990, 100)] == list(range(6_992, 7_002))
    assert [row.row for row in told.page(Verdict.REFUSED, 2_000, 3)] == [6_002, 6_005, 6_008]
    assert told.count(Verdict.NEW) + told.count(Verdict.REFUSED) == 7_000


def test_years_own_fields_and_dated_flags_are_imported_and_what_is_wrong_is_told(desk: Desk, tmp_path: Path) -> None:
    administrator = desk.bureau.person(Role.ADMINISTRATOR)
    desk.office.perform(define_field, administrator, FieldDraft("上市板块", FieldKind.CHOICE, ("主板", "科创板")))
    header = "企业名称,信用代码,2025年营收(万元),2024年末职工人数,上市板块,高企认定日期,高企有效期至,行业代码"
    path = csv_file(
        tmp_path,
        f'甲,{code(1)},"1,234.5",300人,科创板,2023-12-12,2026-12-11,C2710',
        f"乙,{code(2)},很多,若干,创业板,2026-01-01,2025-01-01,Z",
        header=header,
    )
    result = desk.imports(path)
    assert result.accepted == 2
    assert [reason for _row, reason in codes(result)] == [
        "number_unreadable",
        "days_reversed",
        "number_unreadable",
        "number_unreadable",
        "own_field_refused",
    ]
    assert stored(desk, EnterpriseYear, "year", "headcount", "revenue", "source") == [
        (2024, 300, None, "in.csv"),
        (2025, None, Decimal("12345000.00"), "in.csv"),
    ]
    assert stored(desk, CustomValue, "text") == [("科创板",)]
    columns = ("high_tech_since", "high_tech_until", "gbt4754")
    assert stored(desk, Enterprise, *columns) == [
        (dt.date(2023, 12, 12), dt.date(2026, 12, 11), "2710"),
        (dt.date(2026, 1, 1), None, ""),
    ]
    assert desk.imports(path).unchanged == 2
    path.write_text(path.read_text(encoding="utf-8").replace("科创板", "主板"), encoding="utf-8")
    assert desk.imports(path).updated == 1
    assert stored(desk, CustomValue, "text") == [("主板",)]
    assert stored(desk, Enterprise, "version") == [(2,), (1,)], "a form opened before must not overwrite it"


def test_listings_keep_the_dates_reasons_and_evidence_of_the_file(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        f"甲,{code(1)},成长快,审计报告,2024-03-01,,",
        f"乙,{code(2)},成长快,,2023-03-01,2025-01-01,外迁",
        f"丙,{code(3)},,,2023-03-01,2025-01-01,",
        header="企业名称,信用代码,入选理由,入选依据,列入日期,移出日期,移出原因",
    )
    assert codes(desk.previews(path)) == [(1, "no_edition")]
    result = desk.imports(path, edition=2026)
    assert codes(result) == [(4, "removal_without_reason")]
    assert stored(desk, Listing, "reason", "evidence", "entered_on", "removed_on", "removal_reason") == [
        ("成长快", "审计报告", dt.date(2024, 3, 1), None, ""),
        ("成长快", "", dt.date(2023, 3, 1), dt.date(2025, 1, 1), "外迁"),
        ("", "", dt.date(2023, 3, 1), None, ""),
    ]
    assert desk.imports(path, edition=2026).unchanged == 3
    assert len(stored(desk, Listing, "id")) == 3


OFFICERS = "企业名称,信用代码,联络员,专员,后备,联系开始日期,联系人"


@pytest.fixture
def officers(desk: Desk) -> dict[str, Actor]:
    people = {name: desk.bureau.person(Role.LIAISON, name) for name in ("王敏", "赵静", "孙磊")}
    return people | {"许专": desk.bureau.person(Role.SPECIALIST, "许专")}


def test_the_officers_and_days_of_the_file_are_kept_and_nothing_is_credited_to_whoever_imports(
    desk: Desk, officers: dict[str, Actor], tmp_path: Path
) -> None:
    path = csv_file(
        tmp_path, f"甲,{code(1)},王敏,许专、赵静,孙磊,2024-05-01,李联系", f"乙,{code(2)},赵静,,,,", header=OFFICERS
    )
    result = desk.imports(path)
    assert (result.accepted, codes(result)) == (2, [])
    ids = {name: actor.id for name, actor in officers.items()}
    first, today = dt.date(2024, 5, 1), desk.bureau.clock.now.date()
    assert sorted(duties(desk)) == sorted(
        [
            (1, ids["王敏"], Duty.LIAISON, first, None),
            (1, ids["许专"], Duty.SPECIALIST, first, None),
            (1, ids["赵静"], Duty.SPECIALIST, first, None),
            (1, ids["孙磊"], Duty.BACKUP, first, None),
            (2, ids["赵静"], Duty.LIAISON, today, None),
        ]
    )
    assert {reason for (reason,) in stored(desk, Assignment, "reason")} == {"导入 in.csv"}
    assert [name for (name,) in stored(desk, Contact, "name")] == ["李联系"], "联系人 is a person of the enterprise"
    assert desk.imports(path).unchanged == 2
    assert len(duties(desk)) == 5
    with desk.office.database.transaction(writes=False) as connection:
        query = sa.select(sa.func.count()).where(AuditEntry.entity == "assignment", AuditEntry.action == "insert")
        assert connection.scalar(query) == 5


@pytest.mark.usefixtures("officers")
def test_an_officer_who_is_unknown_ambiguous_or_cannot_serve_is_told_by_row(desk: Desk, tmp_path: Path) -> None:
    desk.bureau.person(Role.STAFF, "内勤甲")
    desk.bureau.person(Role.SUPERVISOR, "赵 静")
    path = csv_file(
        tmp_path,
        f"甲,{code(1)},无此人,,,,",
        f"乙,{code(2)},赵静,,,,",
        f"丙,{code(3)},内勤甲,,,,",
        f"丁,{code(4)},王敏、孙磊,,,,",
        f"戊,{code(5)},王敏,,王敏,昨天,",
        f"己,{code(6)},王敏,,,,",
        f"己,{code(6)},孙磊,,,,",
        header=OFFICERS,
    )
    preview = desk.previews(path)
    assert codes(preview) == [
        (2, "officer_unknown"),
        (3, "officer_ambiguous"),
        (4, "officer_cannot_serve"),
        (5, "officer_several"),
        (6, "date_unreadable"),
        (6, "officer_both"),
        (8, "duplicate_in_file"),
        (8, "officer_twice"),
    ]
    assert "孙磊" in preview.problems[-1].message
    assert "王敏" in preview.problems[-1].message
    result = desk.imports(path)
    assert codes(result) == codes(preview)
    assert [(enterprise, role) for enterprise, _who, role, _since, _until in duties(desk)] == [
        (5, Duty.LIAISON),
        (6, Duty.LIAISON),
    ]


def test_another_liaison_officer_stays_unless_a_supervisor_lets_the_files_officer_take_over(
    desk: Desk, officers: dict[str, Actor], tmp_path: Path
) -> None:
    enterprise = desk.saved(1)
    began = dt.date(2026, 1, 1)
    wang, zhao = officers["王敏"].id or 0, officers["赵静"].id or 0
    desk.office.perform(assign, desk.supervisor, [enterprise], wang, Duty.LIAISON, starts_on=began, reason="分工")
    path = csv_file(tmp_path, f"上海澜启1科技有限公司,{code(1)},赵静,,,2026-06-01,", header=OFFICERS)
    kept = desk.imports(path)
    assert (kept.unchanged, codes(kept)) == (1, [(2, "officer_other")])
    assert "王敏" in kept.problems[0].message
    request = ImportRequest(path, hand_over=True)
    with pytest.raises(Forbidden):
        desk.office.read(preview_import, desk.staff, request)
    with pytest.raises(Forbidden):
        desk.office.perform(import_enterprises, desk.staff, request)
    result = desk.office.perform(import_enterprises, desk.supervisor, request).value
    assert (result.updated, codes(result)) == (1, [(2, "officer_handed_over")])
    taken = dt.date(2026, 6, 1)
    assert duties(desk) == [(1, wang, Duty.LIAISON, began, taken), (1, zhao, Duty.LIAISON, taken, None)]


@pytest.mark.parametrize("hand_over", [False, True])
def test_days_that_belong_to_a_former_duty_are_not_given_twice(
    desk: Desk, officers: dict[str, Actor], tmp_path: Path, hand_over: bool
) -> None:
    enterprise = desk.saved(1)
    wang = officers["王敏"].id or 0
    days = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2025, 7, 1)}
    desk.office.perform(assign, desk.supervisor, [enterprise], wang, Duty.LIAISON, reason="分工", **days)
    path = csv_file(tmp_path, f"上海澜启1科技有限公司,{code(1)},赵静,,,2024-06-01,", header=OFFICERS)
    request = ImportRequest(path, hand_over=hand_over)
    result = desk.office.perform(import_enterprises, desk.supervisor, request).value
    assert codes(result) == [(2, "officer_overlap")]
    path = csv_file(tmp_path, f"上海澜启1科技有限公司,{code(1)},王敏,,,2025-07-01,", header=OFFICERS)
    assert codes(desk.imports(path)) == []
    path = csv_file(tmp_path, f"上海澜启1科技有限公司,{code(1)},王敏,,,2025-08-01,", header=OFFICERS)
    assert codes(desk.imports(path)) == [(2, "officer_since")]
    assert len(duties(desk)) == 2


def test_a_packed_csv_file_is_read_as_it_is(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "企业.csv.gz"
    path.write_bytes(gzip.compress(f"企业名称,信用代码\n甲,{code(1)}\n".encode("gb18030")))
    assert desk.imports(path).accepted == 1
    assert stored(desk, ImportBatch, "file_name", "sheet") == [("企业.csv.gz", "企业")]

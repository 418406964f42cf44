"""Past visits brought in from a file: with author and day, once, every refused row named, taken back as a whole."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path

import pytest
import sqlalchemy as sa

from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.progress import Cancelled
from officer_app.core.sheets import Column, SheetToWrite, write_workbook
from officer_app.core.work import Actor
from officer_app.demands.model import Demand
from officer_app.directory.imports.batches import preview_revert, revert_batch
from officer_app.directory.imports.columns import How
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from officer_app.directory.imports.refused import save_refused
from officer_app.directory.model import Enterprise
from officer_app.overview.merging.service import merge_enterprises, merge_preview
from officer_app.visits.browsing import VisitFilter, VisitRow, list_visits
from officer_app.visits.closing import close_month, reopen_month
from officer_app.visits.import_rows import people_in
from officer_app.visits.importing import import_visits, look_into_visits, preview_visits
from officer_app.visits.model import Mode, Outcome, Trigger, Visit, VisitPerson
from officer_app.visits.reading import visit_file
from tests.fieldwork import Fieldwork, fieldwork
from tests.mergework import as_proposed

HEAD = ("企业名称", "走访日期", "开始时间", "结束时间", "走访方式", "联络员", "走访内容", "会见人", "诉求")
ROW = ("上海澜启科技有限公司", "2026-03-02", "14:00", "15:20", "上门", "何静", "二期投产。", "刘芳 人事经理", "")


@pytest.fixture
def work(database: Database) -> Iterator[Fieldwork]:
    made = fieldwork(database)
    made.enterprise("上海澜启科技有限公司", made.liaison)
    made.enterprise("上海琮琤装备有限公司", made.colleague)
    yield made
    made.bureau.office.close()


def file_of(folder: Path, *rows: Sequence[str], head: Sequence[str] = HEAD, name: str = "走访.csv") -> Path:
    """A file with these rows below the headings."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def bring_in(work: Fieldwork, path: Path, actor: Actor | None = None, **asked: object) -> ImportResult:
    """Import a file."""
    request = ImportRequest(path, **asked)  # type: ignore[arg-type] # fields by name
    return work.bureau.office.perform(import_visits, actor or work.staff, request).value


def visits(work: Fieldwork) -> list[VisitRow]:
    """All there are, the latest first."""
    return work.bureau.office.read(list_visits, work.staff, VisitFilter())


def changed(**cells: str) -> tuple[str, ...]:
    """The row with other cells, by heading."""
    return tuple(cells.get(head, cell) for head, cell in zip(HEAD, ROW, strict=True))


def codes(result: ImportResult) -> list[tuple[int, str, str]]:
    """The remarks: row, column, code."""
    return [(problem.row, problem.column, problem.code) for problem in result.problems]


def test_a_visit_keeps_its_author_and_its_day(work: Fieldwork, tmp_path: Path) -> None:
    result = bring_in(work, file_of(tmp_path, changed(诉求="申请人才公寓 6 套")))
    assert (result.rows, result.accepted, result.refused) == (1, 1, 0)
    (row,) = visits(work)
    assert (row.enterprise, row.officer, row.visited_on) == ("上海澜启科技有限公司", "何静", date(2026, 3, 2))
    assert (row.starts_at, row.ends_at, row.mode) == (time(14), time(15, 20), Mode.ON_SITE)
    assert (row.trigger, row.outcome, row.number) == (Trigger.PERIODIC, Outcome.DONE, "ZF-2026-0001")
    file = work.bureau.office.read(visit_file, work.staff, row.id)
    assert (file.entered_by, file.imported_from) == ("许知行", "走访.csv")
    assert [(person.name, person.title) for person in file.people] == [("刘芳", "人事经理")]
    assert [demand.text for demand in file.demands] == ["申请人才公寓 6 套"]
    assert work.bureau.office.read(list_visits, work.staff, VisitFilter(text="二期")) == [row]


def test_the_same_file_twice_stores_nothing_twice(work: Fieldwork, tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW, changed(走访日期="2026-03-09"), ROW)
    first = bring_in(work, path)
    assert (first.accepted, first.duplicates) == (2, 1)
    again = bring_in(work, file_of(tmp_path, ROW, changed(走访日期="2026-03-09"), name="again.csv"))
    assert (again.accepted, again.unchanged) == (0, 2)
    assert len(visits(work)) == 2


def test_nor_does_it_after_the_enterprise_became_part_of_another_though_the_month_is_closed(
    work: Fieldwork, tmp_path: Path
) -> None:
    office, path = work.bureau.office, file_of(tmp_path, ROW)
    bring_in(work, path)
    office.perform(close_month, work.supervisor, date(2026, 3, 1))
    with office.database.transaction(writes=False) as connection:
        table = Enterprise.__table__
        gone, kept = connection.execute(sa.select(table.c.id).order_by(table.c.name.contains("琮琤"))).scalars()
    preview = office.read(merge_preview, work.supervisor, kept, gone)
    office.perform(merge_enterprises, work.supervisor, as_proposed(preview, {}))
    assert [row.enterprise_id for row in visits(work)] == [kept]
    office.perform(reopen_month, work.supervisor, date(2026, 3, 1), "补录")
    again = bring_in(work, path)
    assert (again.accepted, again.unchanged) == (0, 1)


def test_refused_rows_are_named_by_number_column_and_cause(work: Fieldwork, tmp_path: Path) -> None:
    result = bring_in(
        work,
        file_of(
            tmp_path,
            changed(企业名称="无此企业有限公司"),
            changed(走访日期="三月初"),
            changed(走访日期="2027-01-01"),
            changed(联络员="无此人"),
            changed(联络员=""),
            changed(开始时间="16:00"),
            changed(走访方式="托梦"),
            changed(走访内容=""),
            changed(开始时间="午后"),
            changed(走访内容="乱\ufffd码"),
            (*ROW, "多出来的"),
            ROW,
        ),
    )
    assert codes(result) == [
        (2, "企业名称", "visit_enterprise_unknown"),
        (3, "走访日期", "visit_day_unreadable"),
        (4, "走访日期", "visit_day_to_come"),
        (5, "联络员", "visit_officer_unknown"),
        (6, "联络员", "visit_officer_missing"),
        (7, "结束时间", "visit_times_reversed"),
        (8, "走访方式", "visit_word_unknown"),
        (9, "走访内容", "visit_text_missing"),
        (10, "开始时间", "visit_time_unreadable"),
        (11, "走访内容", "unreadable_text"),
        (12, "", "shifted_columns"),
    ]
    assert (result.accepted, result.refused) == (1, 11)
    assert all(problem.remedy for problem in result.problems)
    assert save_refused(result, tmp_path / "refused.xlsx") == 11


def test_a_preview_and_a_cancelled_import_write_nothing(work: Fieldwork, tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW)
    assert work.bureau.office.read(preview_visits, work.staff, ImportRequest(path)).accepted == 1

    def cancel(_done: int, _total: int = 0) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        work.bureau.office.perform(import_visits, work.staff, ImportRequest(path), cancel)
    assert visits(work) == []


def test_an_enterprise_is_known_by_code_and_by_former_name(work: Fieldwork, tmp_path: Path) -> None:
    with work.bureau.office.database.transaction(writes=True) as connection:
        table = Enterprise.__table__
        connection.execute(
            sa.update(table).where(table.c.name.contains("琮琤")).values(former_names="上海琮琤厂；琮琤社")
        )
        code = connection.execute(sa.select(table.c.uscc).where(table.c.name.contains("琮琤"))).scalar_one()
    result = bring_in(work, file_of(tmp_path, changed(企业名称=code), changed(企业名称="琮琤社", 走访内容="另一次。")))
    assert result.accepted == 2
    assert {row.enterprise for row in visits(work)} == {"上海琮琤装备有限公司"}


def test_a_closed_month_takes_no_visit_in(work: Fieldwork, tmp_path: Path) -> None:
    work.bureau.office.perform(close_month, work.supervisor, date(2026, 3, 1))
    result = bring_in(work, file_of(tmp_path, ROW, changed(走访日期="2026-04-01")))
    assert codes(result) == [(2, "走访日期", "visit_month_closed")]
    assert [row.visited_on for row in visits(work)] == [date(2026, 4, 1)]


def test_an_import_is_taken_back_and_can_be_made_again(work: Fieldwork, tmp_path: Path) -> None:
    office = work.bureau.office
    path = file_of(tmp_path, changed(诉求="错峰预约"), changed(走访日期="2026-03-09"))
    result = bring_in(work, path)
    assert result.batch_id is not None
    assert office.read(preview_revert, work.staff, result.batch_id).removed == 2
    office.perform(revert_batch, work.staff, result.batch_id)
    assert visits(work) == []
    with office.database.transaction(writes=False) as connection:
        for table in (Demand, VisitPerson, Visit):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
    assert bring_in(work, path).accepted == 2
    assert len(office.read(list_visits, work.staff, VisitFilter(text="投产"))) == 2


def test_visits_of_a_month_closed_since_stay(work: Fieldwork, tmp_path: Path) -> None:
    office = work.bureau.office
    result = bring_in(work, file_of(tmp_path, ROW, changed(走访日期="2026-04-01")))
    office.perform(close_month, work.supervisor, date(2026, 3, 1))
    assert result.batch_id is not None
    done = office.perform(revert_batch, work.staff, result.batch_id).value
    assert (done.removed, [stays.why.value for stays in done.staying()]) == (1, ["closed"])
    assert [row.visited_on for row in visits(work)] == [date(2026, 3, 2)]


def test_columns_said_once_are_known_for_the_next_file(work: Fieldwork, tmp_path: Path) -> None:
    head = ("单位", "走访日期", "走访人", "走访内容")
    rows = [
        ("上海澜启科技有限公司", "2026/3/2", "王敏", "投产。"),
        ("上海澜启科技有限公司", "20260303", "王敏", "扩产。"),
    ]
    seen = work.bureau.office.read(look_into_visits, work.staff, file_of(tmp_path, *rows, head=head))
    assert not seen.recognised
    bring_in(work, file_of(tmp_path, rows[0], head=head), columns={"enterprise": "单位"})
    again = work.bureau.office.read(look_into_visits, work.staff, file_of(tmp_path, *rows, head=head))
    assert again.recognised
    assert [match.how for match in again.columns if match.key == "enterprise"] == [How.REMEMBERED]
    assert bring_in(work, file_of(tmp_path, *rows, head=head)).accepted == 1


@pytest.mark.parametrize("kind", ["xlsx", "gbk", "gz"])
def test_workbooks_old_encodings_and_packed_files_are_read(work: Fieldwork, tmp_path: Path, kind: str) -> None:
    path = file_of(tmp_path, ROW)
    if kind == "gbk":
        path.write_text(path.read_text("utf-8-sig"), "gbk")
    elif kind == "gz":
        packed = tmp_path / "visits.csv.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        path = packed
    else:
        path = tmp_path / "visits.xlsx"
        write_workbook(path, SheetToWrite("走访", [Column(title) for title in HEAD], [ROW]))
    assert bring_in(work, path).accepted == 1


def test_what_is_no_list_of_visits_is_refused_with_a_remedy(work: Fieldwork, tmp_path: Path) -> None:
    path = file_of(tmp_path, ("一", "二"), head=("甲", "乙"))
    with pytest.raises(AppError) as refused:
        bring_in(work, path)
    assert refused.value.next_step


def test_people_are_told_apart_from_titles_and_phones() -> None:
    people = people_in("刘芳 人事经理、何建平（副总经理）；陈工 13800138000")
    assert [(one.name, one.title, one.phone) for one in people] == [
        ("刘芳", "人事经理", ""),
        ("何建平", "副总经理", ""),
        ("陈工", "", "13800138000"),
    ]

"""Past cases brought in from a file: every row with its verdict, each number once, taken back whole."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.model import PastCase
from officer_app.cases.past import import_history, look_into_history, preview_history
from officer_app.cases.past_columns import needed_columns, told_columns
from officer_app.cases.words import Channel, PastState
from officer_app.core.database import Database
from officer_app.core.holidays import store_shipped_years
from officer_app.core.work import Work, changes
from officer_app.directory.imports.batches import list_batches, revert_batch
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from officer_app.directory.imports.refused import save_refused
from officer_app.people.access import Permission
from tests.casework import Casework, casework
from tests.mergework import a_code

HEAD = (
    "案件编号", "业务类型", "申请条件", "申请人代码", "统一社会信用代码", "企业名称", "街镇", "社保缴费基数倍数",
    "受理日期", "初审日期", "初审工作日", "办结日期", "状态", "备注",
)  # fmt: skip
ROW = (
    "TS202500001", "特殊人才", "区专用额度自主审批", "申请人001", "", "上海某某科技有限公司", "大场镇", "3.25",
    "2025-03-03", "2025-03-06", "3", "2025-03-28", "办结", "",
)  # fmt: skip


@changes(Permission.SETTINGS)
def _load_holidays(work: Work) -> None:
    store_shipped_years(work)


@pytest.fixture
def house(database: Database) -> Iterator[Casework]:
    made = casework(database)
    made.do(_load_holidays, made.admin)
    yield made
    made.bureau.office.close()


def file_of(folder: Path, *rows: Sequence[object], name: str = "历史.csv") -> Path:
    """A file with these rows below the headings."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def changed(**cells: str) -> tuple[str, ...]:
    """The row with other cells, by heading."""
    return tuple(cells.get(head, cell) for head, cell in zip(HEAD, ROW, strict=True))


def bring_in(house: Casework, path: Path) -> ImportResult:
    found = house.do(import_history, house.staff, ImportRequest(path))
    assert isinstance(found, ImportResult)
    return found


def codes(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in result.problems]


def stored(house: Casework) -> list[PastCase]:
    with Session(house.bureau.office.database.engine) as session:
        return list(session.scalars(sa.select(PastCase).order_by(PastCase.id)))


def test_a_case_is_kept_as_the_file_tells_it_and_linked_to_the_directory(house: Casework, tmp_path: Path) -> None:
    with house.bureau.office.database.transaction(writes=False) as connection:
        uscc = connection.exec_driver_sql("SELECT uscc FROM enterprise ORDER BY id").scalar_one()
    path = file_of(
        tmp_path,
        changed(统一社会信用代码=uscc.lower()),
        changed(
            案件编号="YJ2025 0002", 业务类型="人才引进", 社保缴费基数倍数="", 初审工作日="", 统一社会信用代码=a_code()
        ),
        changed(案件编号="JX20250003", 业务类型="居住证积分续办", 受理日期="2025/3/3", 状态="退回补正", 办结日期=""),
    )
    preview = house.ask(preview_history, house.staff, ImportRequest(path))
    assert isinstance(preview, ImportResult)
    assert (preview.accepted, stored(house)) == (3, [])
    result = bring_in(house, path)
    assert (result.accepted, result.refused, codes(result)) == (3, 0, [])
    first, second, third = stored(house)
    assert (first.number, first.channel, first.state) == ("TS202500001", Channel.SPECIAL, PastState.FINISHED)
    assert (first.base_multiple, first.review_days, first.finished_on) == (Decimal("3.25"), 3, date(2025, 3, 28))
    assert (first.enterprise_id, second.enterprise_id) == (house.enterprise_id, None)
    # What the file does not tell is counted by the calendar.
    assert (second.number, second.base_multiple, second.review_days) == ("YJ20250002", None, 3)
    assert (third.channel, third.state, third.finished_on) == (Channel.POINTS_RENEWED, PastState.RETURNED, None)


def test_refused_rows_are_named_by_number_column_cause_and_remedy(house: Casework, tmp_path: Path) -> None:
    rows = [
        changed(案件编号=""),
        changed(案件编号="A2", 业务类型="特殊引进"),
        changed(案件编号="A3", 状态="在办"),
        changed(案件编号="A4", 办结日期=""),
        changed(案件编号="A5", 初审日期="2025-02-28"),
        changed(案件编号="A6", 办结日期="2027-01-04"),
        changed(案件编号="A7", 受理日期="三月初"),
        changed(案件编号="A8", 社保缴费基数倍数="三倍"),
        changed(案件编号="A9", 企业名称=""),
        (*changed(案件编号="A10"), "多出来的"),
        changed(案件编号="A11", 备注="乱\ufffd码"),
        changed(案件编号="A12", 初审工作日="4"),
        changed(案件编号="A13", 统一社会信用代码="91310113757573273X"),
        ROW,
        ROW,
    ]
    result = bring_in(house, file_of(tmp_path, *rows))
    assert codes(result) == [
        (2, "案件编号", "past_number_missing"),
        (3, "业务类型", "past_word_unknown"),
        (4, "状态", "past_word_unknown"),
        (5, "办结日期", "past_day_missing"),
        (6, "初审日期", "past_days_reversed"),
        (7, "办结日期", "past_day_to_come"),
        (8, "受理日期", "past_day_unreadable"),
        (9, "社保缴费基数倍数", "past_figure_unreadable"),
        (10, "企业名称", "past_enterprise_missing"),
        (11, "", "shifted_columns"),
        (12, "备注", "unreadable_text"),
        (13, "初审工作日", "past_days_differ"),
        (14, "统一社会信用代码", "past_code_doubtful"),
        (16, "案件编号", "past_twice"),
    ]
    assert (result.accepted, result.warnings, result.duplicates, result.refused) == (3, 2, 1, 11)
    assert all(problem.message and problem.remedy for problem in result.problems)
    # What was told is kept, though the calendar counts otherwise.
    assert next(case.review_days for case in stored(house) if case.number == "A12") == 4
    assert save_refused(result, tmp_path / "refused.xlsx") == 11


def test_a_number_is_stored_once_and_the_same_file_is_recognised(house: Casework, tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW)
    assert bring_in(house, path).accepted == 1
    again = bring_in(house, path)
    assert (again.accepted, again.unchanged, [note.code for note in again.notes]) == (0, 1, ["past_file_known"])
    other = bring_in(house, file_of(tmp_path, changed(社保缴费基数倍数="2.00"), name="另一份.csv"))
    assert (other.unchanged, codes(other)) == (1, [(2, "案件编号", "past_differs")])
    assert [case.base_multiple for case in stored(house)] == [Decimal("3.25")]


def test_a_case_of_the_office_itself_is_not_counted_a_second_time(house: Casework, tmp_path: Path) -> None:
    house.file()
    result = bring_in(house, file_of(tmp_path, changed(案件编号="宝人特〔2026〕1号")))
    assert [problem.code for problem in result.problems] == ["past_own_case"]
    assert not stored(house)


def test_an_import_is_taken_back_whole(house: Casework, tmp_path: Path) -> None:
    result = bring_in(house, file_of(tmp_path, ROW, changed(案件编号="A2")))
    batches = house.ask(list_batches, house.staff)
    assert isinstance(batches, list)
    assert batches[0].counts["accepted"] == 2
    house.do(revert_batch, house.staff, result.batch_id)
    assert not stored(house)
    # It is no longer in force: the same file is as good as new.
    again = bring_in(house, file_of(tmp_path, ROW))
    assert (again.accepted, again.notes) == (1, [])


def test_what_a_file_may_hold_is_told(house: Casework, tmp_path: Path) -> None:
    seen = house.ask(look_into_history, house.staff, file_of(tmp_path, ROW))
    assert getattr(seen, "recognised", False)
    assert any("case_no" not in line and "案件编号" in line for line in told_columns())
    assert len(needed_columns()) == 10

"""Reading and writing `size` rows of 15 columns, against openpyxl in its streaming modes."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from officer_app.core.sheets import Cell, Column, SheetToWrite, open_sheet, write_workbook
from tests.bench import data
from tests.bench.measure import MIB, Report, alternate, peak_memory

COLUMNS = (
    *(Column(title, 22) for title in ("企业名称", "统一社会信用代码", "产业类别", "所属街镇", "注册地址")),
    Column("成立日期", 12, "date"),
    Column("注册资本（万元）", 14, "number"),
    *(Column(title, 22) for title in ("经营范围", "联系人", "联系电话")),
    *(Column(title, 10, "number") for title in ("职工人数", "序号", "走访次数", "诉求数", "层级")),
)


def rows(count: int) -> Iterator[Sequence[Cell]]:
    """Invented enterprises as 15 cells: ten of them text or dates, five numbers."""
    for number, one in enumerate(data.enterprises(count), 1):
        industry = data.INDUSTRY_NAMES[one.industry]
        yield (
            one.name, one.uscc, industry, one.town, one.address, one.founded_on, one.capital, one.scope, one.contact,
            one.phone, one.headcount, number, number % 12, number % 5, number % 3 + 1,
        )  # fmt: skip


def measure(size: int, folder: Path) -> Report:
    report = Report("workbook", size)
    made = list(rows(size))
    ours, theirs = folder / "ours.xlsx", folder / "theirs.xlsx"
    rounds = 1 if size < 1_000 else max(1, min(5, 100_000 // size))
    report.add(
        alternate(
            rounds,
            write=lambda: write_workbook(ours, SheetToWrite("企业", COLUMNS, made)),
            openpyxl_write=lambda: _write_openpyxl(theirs, made),
        )
    )
    report.faster("write", "openpyxl_write", 5)
    report.add(
        alternate(
            rounds,
            read=lambda: sum(1 for _row in open_sheet(ours).rows()),
            openpyxl_read=lambda: _read_openpyxl(ours),
            calamine=lambda: _read_calamine(ours),
        )
    )
    report.faster("read", "openpyxl_read", 8)
    report.takes("read", "calamine")
    grown = peak_memory("tests.bench.workbook", str(size), str(folder / "probe.xlsx")) - peak_memory(
        "tests.bench.workbook", "1", str(folder / "probe.xlsx")
    )
    report.facts = {"bytes": ours.stat().st_size, "memory_over_start_mib": round(grown / MIB, 1)}
    report.facts["memory_goal"] = "<= 50 MiB over start while writing"
    report.facts["memory_met"] = grown <= 50 * MIB
    return report


def _write_openpyxl(path: Path, made: Sequence[Sequence[Cell]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("企业")
    sheet.append([column.title for column in COLUMNS])
    for row in made:
        sheet.append(row)
    book.save(path)


def _read_openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    count = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


def _read_calamine(path: Path) -> int:
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return sum(1 for _row in book.get_sheet_by_index(0).iter_rows())


if __name__ == "__main__":
    # A process of its own, to see how much memory a workbook takes to write.
    write_workbook(Path(sys.argv[2]), SheetToWrite("企业", COLUMNS, rows(int(sys.argv[1]))))

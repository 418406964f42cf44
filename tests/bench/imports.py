"""Importing `size` enterprises, judged and with their trail, against reading the same file and nothing else."""

import csv
from pathlib import Path
from time import process_time
from typing import Final

from officer_app.assignments.importing import import_enterprises, preview_import
from officer_app.core.sheets import Column, SheetToWrite, write_workbook
from officer_app.core.work import Office
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from tests.bench import data
from tests.bench.measure import Report, once
from tests.bench.office import SUPERVISOR, furnish

TITLES: Final = (
    "企业名称", "统一社会信用代码", "产业类别", "所属街镇", "注册地址", "成立日期", "注册资本", "经营范围", "职工人数",
)  # fmt: skip


def measure(size: int, folder: Path) -> Report:
    report = Report("import", size)
    workbook, text = folder / "directory.xlsx", folder / "directory.csv"
    made = [
        (
            one.name, one.uscc, data.INDUSTRY_NAMES[one.industry], one.town, one.address, one.founded_on,
            f"{one.capital}(万元人民币)", one.scope, one.headcount,
        )
        for one in data.enterprises(size)
    ]  # fmt: skip
    write_workbook(workbook, SheetToWrite("企业", [Column(title) for title in TITLES], made))
    with text.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([TITLES, *made])
    for _turn in range(1 if size < 1_000 else 3 if size < 50_000 else 2):
        for kind, path in (("xlsx", workbook), ("csv", text)):
            database = folder / f"{kind}.sqlite"
            office = furnish(database, 0)
            _import(report, office, kind, path)
            office.close()
            report.facts[f"bytes of the office from {kind}"] = database.stat().st_size
            database.unlink()
        report.add({"calamine": [once(lambda: _calamine(workbook), process_time)]})
        report.add({"csv": [once(lambda: _csv(text), process_time)]})
        report.add({"openpyxl": [once(lambda: _openpyxl(workbook), process_time)]})
    report.faster("import xlsx", "openpyxl", 3)
    report.takes("import xlsx", "calamine")
    report.takes("import csv", "csv")
    report.facts["rows_per_second"] = round(size / report.middle("import xlsx"))
    return report


def _import(report: Report, office: Office, kind: str, path: Path) -> None:
    request = ImportRequest(path)
    results: list[ImportResult] = []

    def preview() -> None:
        results.append(office.read(preview_import, SUPERVISOR, request))

    def write() -> None:
        results.append(office.perform(import_enterprises, SUPERVISOR, request).value)

    report.add({f"preview {kind}": [once(preview, process_time)]})
    report.add({f"import {kind}": [once(write, process_time)]})
    report.add({f"import {kind} again": [once(write, process_time)]})
    report.facts["accepted"] = results[1].accepted
    report.facts["updated by the second"] = results[2].updated


def _calamine(path: Path) -> int:
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return len(book.get_sheet_by_index(0).to_python())


def _csv(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return sum(1 for _row in csv.reader(source))


def _openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    count = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count

"""Files from outside are parsed in a process of their own: capped, without a network, and without writing anything."""

import datetime as dt
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from officer_app.core import apart as module
from officer_app.core.apart import TooMuch, apart
from officer_app.core.errors import AppError, Invalid
from officer_app.core.sheets import SheetTooLarge, open_sheet
from officer_app.core.sheets.limits import LIMITS

MIB = 1024 * 1024


def told(*given: object) -> Iterator[object]:
    yield from given


def refusing() -> Iterator[object]:
    yield 1
    raise Invalid("{name} is wrong", remedy="Mend it.", name="甲")


def greedy() -> Iterator[object]:
    yield len(bytearray(2000 * MIB))


def endless() -> Iterator[object]:
    while True:
        time.sleep(1)
    yield None


def dying() -> Iterator[object]:
    yield 1
    os.abort()


def calling() -> Iterator[object]:
    socket.create_connection(("127.0.0.1", 9))
    yield "called"


def writing(place: str) -> Iterator[object]:
    Path(place).write_text("x")
    yield "written"


def starting() -> Iterator[object]:
    yield subprocess.run([sys.executable, "-c", "print(1)"], check=True).returncode


@pytest.fixture(autouse=True)
def _as_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of this file stand in for the parsers: the other side takes only what the program names."""
    monkeypatch.setattr(module, "_BEGIN", module._BEGIN.replace("serve()", "serve(('officer_app.', 'tests.'))"))


def test_what_a_task_yields_arrives_one_by_one_and_its_refusal_as_it_was_raised() -> None:
    with apart(told, 1, "企业", [2.5, None]) as found:
        assert list(found) == [1, "企业", [2.5, None]]
    with apart(refusing) as found:
        assert next(found) == 1
        with pytest.raises(Invalid, match="甲 is wrong"):
            next(found)


@pytest.mark.skipif(sys.platform != "linux", reason="a cap on memory is the system's")
def test_whatever_takes_too_much_dies_or_hangs_is_refused_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    for task in (greedy, dying):
        with apart(task) as found, pytest.raises(TooMuch):
            list(found)
    monkeypatch.setattr(module, "SECONDS", 2.0)
    with apart(endless) as found, pytest.raises(TooMuch):
        list(found)


def test_a_parser_reaches_no_network_writes_no_file_and_starts_no_program(tmp_path: Path) -> None:
    for task, given in ((calling, ()), (writing, (str(tmp_path / "left"),)), (starting, ())):
        with apart(task, *given) as found, pytest.raises(TooMuch):
            list(found)
    assert list(tmp_path.iterdir()) == []


def test_a_large_workbook_read_apart_has_the_same_rows_and_refusals(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, dated = book.add_worksheet("企业"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 1, ["名称", "人数", "日期"])
    for row in range(2, 1_300):
        sheet.write_row(row, 1, [f"上海澜启{row}科技有限公司", row])
        sheet.write_datetime(row, 3, dt.date(2026, 1, 1) + dt.timedelta(days=row % 300), dated)
    book.close()
    here, there = (open_sheet(path, limits=replace(LIMITS, apart_bytes=bytes_)) for bytes_ in (MIB * MIB, 0))
    assert type(here) is not type(there)
    assert (there.name, there.sheet_names, there.expected_rows) == (here.name, here.sheet_names, here.expected_rows)
    rows = [(number, list(cells)) for number, cells in here.rows()]
    # It may be walked more than once.
    for _time in range(2):
        assert [(number, list(cells)) for number, cells in there.rows()] == rows
    with pytest.raises(AppError, match="没有"):
        open_sheet(path, "另一张", limits=replace(LIMITS, apart_bytes=0))


def test_a_workbook_that_overwhelms_its_parser_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["企业名称", "信用代码"])
    monkeypatch.setattr(module, "SECONDS", 0.0)
    with pytest.raises(SheetTooLarge):
        open_sheet(path, limits=replace(LIMITS, apart_bytes=0))

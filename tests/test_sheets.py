"""Reading what people send, writing what they can open."""

import csv
import datetime as dt
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest

from officer_app.core.errors import DiskTrouble, UnreadableFile
from officer_app.core.sheets import (
    Column,
    EmptySheet,
    Limits,
    MissingFile,
    NotAWorkbook,
    SheetTooLarge,
    SheetToWrite,
    UnknownSheet,
    UnreadableEncoding,
    as_text,
    open_sheet,
    write_workbook,
)
from officer_app.core.sheets.write_csv import write_csv

TEXT = "企业名称,统一社会信用代码\r\n上海甲有限公司,91310113133219129H\n上海乙,0012\r上海丙,x\r\n"
ROWS = [
    (1, ["企业名称", "统一社会信用代码"]),
    (2, ["上海甲有限公司", "91310113133219129H"]),
    (3, ["上海乙", "0012"]),
    (4, ["上海丙", "x"]),
]


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_any_usual_encoding_and_with_mixed_line_ends_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.csv", TEXT, encoding)
    assert list(open_sheet(path).rows()) == ROWS


def test_quoted_line_ends_stay_in_the_cell_and_do_not_shift_row_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'a,b\n"one\ntwo","say ""hi"""\n\n,\nlast,1\n')
    assert list(open_sheet(path).rows()) == [(1, ["a", "b"]), (2, ["one\ntwo", 'say "hi"']), (5, ["last", "1"])]


def test_tab_and_semicolon_separated_text_is_read_as_columns(tmp_path: Path) -> None:
    for mark in "\t;":
        path = written(tmp_path / "a.txt", f"a{mark}b\n1,5{mark}2\n")
        assert list(open_sheet(path).rows()) == [(1, ["a", "b"]), (2, ["1,5", "2"])]


def test_a_row_with_destroyed_bytes_does_not_make_the_rest_unreadable(tmp_path: Path) -> None:
    good = "上海某某科技有限公司,91310113133219129H\n" * 50
    path = written(tmp_path / "a.csv", good.encode() + b"\xff\xfe\xc9,1\n" + good.encode())
    rows = list(open_sheet(path).rows())
    assert len(rows) == 101
    assert "\ufffd" in rows[50][1][0]
    assert rows[51][1][0] == "上海某某科技有限公司"


def test_replacement_characters_that_stand_in_a_file_do_not_make_it_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "企业名称\n" + "\ufffd\ufffd公司\n" * 9)
    assert [cells for _, cells in open_sheet(path).rows()] == [["企业名称"], *[["\ufffd\ufffd公司"]] * 9]


def test_every_way_a_file_can_be_wrong_is_told_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    book.active["A1"] = "x"
    book.save(tmp_path / "one.xlsx")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    whole = (tmp_path / "one.xlsx").read_bytes()
    cases: list[tuple[Path, str | None, type[UnreadableFile]]] = [
        (tmp_path / "absent.xlsx", None, MissingFile),
        (tmp_path, None, MissingFile),
        (written(tmp_path / "nothing.csv", b""), None, EmptySheet),
        (written(tmp_path / "blank.csv", b"\n \n"), None, EmptySheet),
        (tmp_path / "empty.xlsx", None, EmptySheet),
        (tmp_path / "one.xlsx", "企业", UnknownSheet),
        (tmp_path / "other.zip", None, NotAWorkbook),
        (written(tmp_path / "text.xlsx", b"a,b"), None, NotAWorkbook),
        (written(tmp_path / "old.xls", b"\xd0\xcf\x11\xe0" + bytes(600)), None, NotAWorkbook),
        (written(tmp_path / "cut.xlsx", whole[: len(whole) // 2]), None, NotAWorkbook),
        (written(tmp_path / "flipped.xlsx", whole[:60] + b"\xff" * 40 + whole[100:]), None, NotAWorkbook),
        (written(tmp_path / "picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0"), None, NotAWorkbook),
        (written(tmp_path / "noise.csv", b"\xff\x80\xfe," * 400), None, UnreadableEncoding),
        (written(tmp_path / "quote.csv", 'a\n"' + "x\n" * 100_000), None, NotAWorkbook),
    ]
    for path, sheet, error in cases:
        with pytest.raises(error) as caught:
            list(open_sheet(path, sheet).rows())
        assert caught.value.next_step, path.name
        assert "{" not in caught.value.cause, path.name


def test_cells_of_a_workbook_keep_their_kind_and_text_keeps_its_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名录"
    sheet.append(["code", "number", "day", "yes", "share"])
    sheet.append(["0012", 320621000090099, dt.date(2026, 9, 17), True, 1.5])
    sheet.append([None, None, dt.datetime.fromisoformat("2026-09-17 13:30"), None, ""])
    book.save(tmp_path / "a.xlsx")
    reader = open_sheet(tmp_path / "a.xlsx")
    assert reader.name == "名录"
    rows = dict(reader.rows())
    assert [as_text(cell) for cell in rows[2]] == ["0012", "320621000090099", "2026-09-17", "TRUE", "1.5"]
    assert rows[2][2] == dt.date(2026, 9, 17)
    assert as_text(rows[3][0]) == ""
    assert as_text(rows[3][2]) == "2026-09-17 13:30:00"


def test_rows_and_columns_that_start_late_keep_their_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["C4"] = "x"
    book.active["D9"] = "y"
    book.save(tmp_path / "a.xlsx")
    assert [(n, list(cells)) for n, cells in open_sheet(tmp_path / "a.xlsx").rows()] == [
        (4, ["", "", "x", ""]),
        (9, ["", "", "", "y"]),
    ]


def with_sheet(path: Path, cells: str, shared: str = "", change: Callable[[str], str] = str) -> Path:
    """A workbook whose only sheet holds this XML."""
    source = path.with_suffix(".template")
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = re.sub(r"<sheetData>.*</sheetData>", lambda _: f"<sheetData>{cells}</sheetData>", text)
                text = change(text)
            new.writestr(name, text)
        if shared:
            main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{shared}</sst>')
    return path


def number(reference: str) -> str:
    return f'<row r="1"><c r="{reference}"><v>1</v></c></row>'


FAR = {
    "last row": number("A1") + number("A1048576"),
    "last column": number("A1") + number("XFD1"),
    "both": number("A1") + number("ZZ500000"),
    "one far cell": number("A1") + number("Z999999"),
    "single quotes": number("A1") + "<row><c r='XFD1048576'><v>1</v></c></row>",
    "spaces": number("A1") + '<row><c r = "XFD1048576"><v>1</v></c></row>',
    "line end": number("A1") + '<row><c\nr="XFD1048576"><v>1</v></c></row>',
    "unnamed cells": number("ZZ1") + "<row><c><v>1</v></c></row>" * 400_000,
    "unnamed columns": "<row>" + "<c/>" * 100_000 + "<c><v>1</v></c></row>",
    "lower case": number("A1") + number("xfd1048576"),
    "prefix": number("A1") + '<x:row xmlns:x="a"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "many rows": "<row><c><v>1</v></c></row>" * 700_000,
}


@pytest.mark.parametrize("trick", FAR)
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_parsed(tmp_path: Path, trick: str) -> None:
    path = with_sheet(tmp_path / "a.xlsx", FAR[trick])
    begun = time.monotonic()
    with pytest.raises((SheetTooLarge, NotAWorkbook)):
        open_sheet(path)
    assert time.monotonic() - begun < 10


def test_an_archive_that_unpacks_to_gigabytes_is_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with_sheet(path, number("A1"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(300):
            part.write(b"<a/>" * 262_144)
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    with pytest.raises(SheetTooLarge):
        open_sheet(path)
    assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    tracemalloc.stop()


def test_one_long_text_in_a_million_cells_is_refused(tmp_path: Path) -> None:
    long = "<si><t>" + "长" * 100_000 + "</t></si>"
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 9_000))
    path = with_sheet(tmp_path / "a.xlsx", cells, long)
    with pytest.raises(SheetTooLarge):
        open_sheet(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    def with_entity(text: str) -> str:
        return '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + re.sub(r"<\?xml.*?\?>", "", text)

    with pytest.raises(NotAWorkbook):
        open_sheet(with_sheet(tmp_path / "a.xlsx", number("A1"), change=with_entity))


def test_rows_columns_and_long_cells_beyond_the_caps_are_refused(tmp_path: Path) -> None:
    few = Limits(rows=3, columns=4, cell_characters=5)
    for content in ("a\n" * 4, "a,b,c,d,e", "123456"):
        path = written(tmp_path / "a.csv", content)
        with pytest.raises(SheetTooLarge):
            list(open_sheet(path, limits=few).rows())


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://x")',
    "http://example.org",
    "0012",
    "1e5",
    "<b>&",
]


def sheet(rows: Iterable[list[object]]) -> SheetToWrite:
    columns = (Column("文本"), Column("数", kind="number"), Column("日期", kind="date"))
    return SheetToWrite("名录", columns, rows)  # type: ignore[arg-type] # cells of any kind


def test_text_is_written_as_text_whatever_it_looks_like_and_numbers_stay_numbers(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    day = dt.date(2026, 9, 17)
    assert write_workbook(path, sheet([[text, -5, day] for text in HOSTILE])) == len(HOSTILE)
    with zipfile.ZipFile(path) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"hyperlink" not in page
    rows = list(open_sheet(path).rows())
    assert [row[0] for _, row in rows[1:]] == HOSTILE
    assert all(row[1] == -5 and row[2] == day for _, row in rows[1:])
    loaded = openpyxl.load_workbook(path).active
    assert loaded["A2"].number_format == "@"
    assert loaded["A2"].data_type in {"s", "inlineStr"}


def test_what_was_written_as_csv_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    texts = [*HOSTILE, "'=1", "''+86 138", "'plain", "it's", "'"]
    # A heading may be a field's name, as somebody typed it.
    write_csv(path, SheetToWrite("名录", (Column("=1+1"),), ([text] for text in texts)))
    assert [row[0] for _, row in open_sheet(path).rows()] == ["=1+1", *texts]
    # As another program reads it, no cell begins like a formula.
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert not [row[0] for row in csv.reader(file) if row[0].startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_workbook_that_cannot_be_finished_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")

    def broken() -> Iterable[list[object]]:
        yield ["a", 1, None]
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskTrouble) as caught:
        write_workbook(path, sheet(broken()))
    assert "磁盘已满" in caught.value.cause
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["out.xlsx"]
    with pytest.raises(DiskTrouble):
        write_workbook(tmp_path / "no such folder" / "out.xlsx", sheet([]))


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(_done: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        write_workbook(tmp_path / "out.xlsx", sheet([["a", 1, None]] * 5_000), progress=stop)
    assert list(tmp_path.iterdir()) == []

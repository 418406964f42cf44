"""Dirty and hostile files: every row told, memory and time bounded, text kept as typed, no formula written."""

import gzip
import io
import json
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from officer_app.assignments.importing import import_enterprises
from officer_app.core.database import Database
from officer_app.core.folding import made_visible
from officer_app.core.progress import Cancelled
from officer_app.core.sheets import SheetTooLarge, open_sheet
from officer_app.directory.imports.columns import NoHeader
from officer_app.directory.imports.importing import ImportRequest, ImportResult
from officer_app.directory.imports.refused import save_refused
from officer_app.directory.model import Contact, Enterprise, ImportBatch
from officer_app.overview.exporting import export_enterprises
from tests.test_directory import Desk, code, csv_file

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data"
MIB = 1024 * 1024
READING = """
import json, re, sys
from pathlib import Path
from officer_app.core.errors import AppError
from officer_app.core.sheets import open_sheet
told = {"rows": 0, "error": "", "cause": ""}
try:
    told["rows"] = sum(1 for _row in open_sheet(Path(sys.argv[1])).rows())
except AppError as error:
    told["error"], told["cause"] = type(error).__name__, error.cause
# The peak of this program alone; what getrusage tells begins with the parent's.
told["peak"] = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps(told))
"""


@pytest.fixture
def desk(sqlite_url: str) -> Desk:
    return Desk(Database(sqlite_url))


def codes(result: ImportResult) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in result.problems]


# --- S1: files made to harm


def _package(path: Path, parts: dict[str, bytes]) -> Path:
    """A workbook of one sheet with two cells, some of its parts replaced."""
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "信用代码"])
    whole = io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return path


_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"


def _zip_bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(_package(path, {}), "a", zipfile.ZIP_DEFLATED) as target,
        target.open("xl/media/image1.xml", "w", force_zip64=True) as part,
    ):
        for _piece in range(900):
            part.write(b" " * MIB)


def _sparse(path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_048_577))
    _package(path, {_SHEET: _HEAD + rows + _TAIL})


def _far_cell(path: Path) -> None:
    _package(path, {_SHEET: _HEAD + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + _TAIL})


def _xxe(path: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    _package(path, {_SHEET: evil + _HEAD + b'<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>' + _TAIL})


def _entity_bomb(path: Path) -> None:
    lines = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    evil = b'<?xml version="1.0"?><!DOCTYPE x [' + lines + b"]>"
    _package(path, {_SHEET: evil + _HEAD + b'<row r="1"><c r="A1" t="str"><v>&a9;</v></c></row>' + _TAIL})


def _packed_bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(b"a,b\n" * (250 * MIB // 4)))


def _macros(path: Path) -> None:
    _package(path, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Shell calc" * 1_000})


def _picture(path: Path) -> None:
    noise = bytes(range(256)) * (40 * MIB // 256)
    with zipfile.ZipFile(_package(path, {}), "a", zipfile.ZIP_STORED) as target:
        target.writestr("xl/media/image1.png", b"\x89PNG" + noise)


def _one_endless_line(path: Path) -> None:
    path.write_bytes(b"x" * (200 * MIB))


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a child's memory is counted on Linux")
@pytest.mark.parametrize(
    ("make", "name", "error"),
    [
        (_zip_bomb, "a.xlsx", "SheetTooLarge"),
        (_sparse, "a.xlsx", "SheetTooLarge"),
        (_far_cell, "a.xlsx", "SheetTooLarge"),
        (_xxe, "a.xlsx", "NotAWorkbook"),
        (_entity_bomb, "a.xlsx", "NotAWorkbook"),
        (_packed_bomb, "a.csv.gz", "SheetTooLarge"),
        (_macros, "a.xlsx", ""),
        (_picture, "a.xlsx", ""),
        (_one_endless_line, "a.csv", "NotAWorkbook"),
    ],
)
def test_a_hostile_file_takes_little_memory_and_time_and_is_told_plainly(
    tmp_path: Path, make: Callable[[Path], None], name: str, error: str
) -> None:
    path = tmp_path / name
    make(path)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", READING, str(path)], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    told = json.loads(done.stdout)
    assert told["error"] == error
    assert told["peak"] * 1024 <= 512 * MIB
    assert time.monotonic() - began <= 30
    if error:
        assert name in told["cause"]
    else:
        assert told["rows"] == 1


def test_giving_up_while_a_file_is_looked_through_is_possible_at_once(tmp_path: Path) -> None:
    _picture(tmp_path / "a.xlsx")
    (tmp_path / "a.csv").write_bytes(b"\xe4\xb8\x8a,b\n" * MIB)

    def cancel(_done: int, _total: int | None = None, /) -> None:
        raise Cancelled

    for name in ("a.xlsx", "a.csv"):
        with pytest.raises(Cancelled):
            open_sheet(tmp_path / name, progress=cancel)


# --- S2: text that a spreadsheet program would run

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0")


def test_no_text_becomes_a_formula_in_any_file_that_is_written(desk: Desk, tmp_path: Path) -> None:
    header = "企业名称,信用代码,注册地址,联系人,曾用名,经营范围"
    quoted = ['"' + text.replace('"', '""') + '"' for text in FORMULAS]
    rows = [",".join([text, code(n), text, text, text, text]) for n, text in enumerate(quoted)]
    rows += [",".join([text, "x", text, text, text, text]) for text in quoted]
    result = desk.imports(csv_file(tmp_path, *rows, header=header))
    assert (result.accepted, result.refused) == (len(FORMULAS), len(FORMULAS))
    save_refused(result, tmp_path / "refused.xlsx")
    desk.office.read(export_enterprises, desk.staff, tmp_path / "export.xlsx")
    for name in ("refused.xlsx", "export.xlsx"):
        sheet = openpyxl.load_workbook(tmp_path / name).active
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
        assert {cell.data_type for cell in cells} == {"s"}, name
        kept = {cell.value.strip() for cell in cells}
        assert {text.strip() for text in FORMULAS} <= kept, name
    assert desk.imports(tmp_path / "export.xlsx").unchanged == len(FORMULAS)


# --- S6: characters that cannot be seen, or look like others

ODD = {
    "zero width": "上海\u200b甲\u200d有限公司",
    "direction": "上海\u202e甲\u202c有限公司",
    "full width": "ＡＢＣ（上海）有限公司",
    "decomposed": unicodedata.normalize("NFD", "Société é ガ 有限公司"),
    "beyond the BMP": "𠮷野家𣲗有限公司",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_characters_are_stored_as_typed_in_every_field(desk: Desk, tmp_path: Path, text: str) -> None:
    fields = ("former_names", "enterprise_type", "registered_address", "actual_site", "business_scope")
    header = "企业名称,信用代码,曾用名,企业类型,注册地址,经营地址,经营范围,联系人,职务,电话"
    result = desk.imports(csv_file(tmp_path, ",".join([text, code(1), *[text] * 8]), header=header))
    assert result.accepted == 1
    with desk.office.database.transaction(writes=False) as connection:
        stored = connection.execute(sa.select(Enterprise)).one()
        met = connection.execute(sa.select(Contact)).one()
    assert stored.name == text
    assert [getattr(stored, name) for name in fields] == [text] * 5
    assert [met.name, met.title, met.phone] == [text] * 3
    assert desk.imports(tmp_path / "in.csv").unchanged == 1
    hidden = not text.isprintable()
    assert ("hidden_character" in {reason for _row, reason in codes(result)}) == hidden
    shown = made_visible(text)
    assert (shown != text) == hidden
    assert shown.isprintable(), "nothing turns the direction unseen"


@pytest.mark.parametrize("kind", ["zero width", "direction", "full width", "decomposed"])
def test_the_same_name_is_found_however_it_was_typed(desk: Desk, tmp_path: Path, kind: str) -> None:
    text = ODD[kind]
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    assert plain != text
    desk.imports(csv_file(tmp_path, f"{plain},{code(1)}", header="企业名称,信用代码"))
    result = desk.imports(csv_file(tmp_path, f"{text},{code(2)}", header="企业名称,信用代码"))
    assert "same_name" in {reason for _row, reason in codes(result)}


def test_the_same_code_is_found_however_it_was_typed(desk: Desk, tmp_path: Path) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code(1))
    path = csv_file(
        tmp_path,
        f"甲,{code(1)}",
        f"乙,{wide}",
        f"丙,{code(1)[:9]}\u200b{code(1)[9:]}",
        f"丁,\u202a{code(1).lower()}\u202c",
        header="企业名称,信用代码",
    )
    result = desk.imports(path)
    assert (result.accepted, result.duplicates) == (1, 3)


# --- R14: ten thousand bad rows, every encoding, every line end

DEFECTS: dict[str, Callable[[int], tuple[str, str]]] = {
    "uscc_missing": lambda n: (f"企业{n},,2001-01-01", "信用代码"),
    "uscc_old15": lambda n: (f"企业{n},{310113000000000 + n},2001-01-01", "信用代码"),
    "uscc_old13": lambda n: (f"企业{n},{3101130000000 + n},2001-01-01", "信用代码"),
    "uscc_org9": lambda n: (f"企业{n},{n:08d}X,2001-01-01", "信用代码"),
    "uscc_length": lambda n: (f"企业{n},{code(n)[:17]},2001-01-01", "信用代码"),
    "uscc_characters": lambda n: (f"企业{n},{code(n)[:17]}中,2001-01-01", "信用代码"),
    "uscc_check_digit": lambda n: (
        f"企业{n},{code(n)[:17]}{'1' if code(n)[17] != '1' else '2'},2001-01-01",
        "信用代码",
    ),
    "name_missing": lambda n: (f",{code(n)},2001-01-01", "企业名称"),
    "too_long": lambda n: (f"{'企' * 201},{code(n)},2001-01-01", "企业名称"),
    "shifted_columns": lambda n: (f"企业{n},2001-01-01,{code(n)}", "信用代码"),
}


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-8"])
def test_ten_thousand_bad_rows_are_each_told_by_number_column_and_cause(
    desk: Desk, tmp_path: Path, encoding: str
) -> None:
    kinds = list(DEFECTS.items())
    lines = ["企业名称,信用代码,成立日期"]
    expected: list[tuple[int, str, str]] = []
    for n in range(10_000):
        reason, make = kinds[n % len(kinds)]
        line, column = make(n)
        lines.append(line)
        expected.append((n + 2, column, reason))
    ends = ("\r\n", "\n", "\r\n", "\n", "\n")
    text = "".join(line + ends[n % len(ends)] for n, line in enumerate(lines))
    path = tmp_path / "bad.csv"
    path.write_bytes(text.encode(encoding))
    result = desk.imports(path)
    assert (result.rows, result.refused, result.accepted) == (10_000, 10_000, 0)
    assert [(problem.row, problem.column, problem.code) for problem in result.problems] == expected
    assert all(problem.message and problem.remedy for problem in result.problems)
    assert desk.count(Enterprise) == 0


def test_cancelling_a_bad_file_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path, *(f"企业{n},{code(n)}" for n in range(5_000)), header="企业名称,信用代码")
    cancelled = 0.0

    def cancel(done: int, _total: int | None = None, /) -> None:
        nonlocal cancelled
        if done >= 4_000:
            cancelled = time.monotonic()
            raise Cancelled

    with pytest.raises(Cancelled):
        desk.office.perform(import_enterprises, desk.staff, ImportRequest(path), cancel)
    assert time.monotonic() - cancelled < 1
    assert desk.count(Enterprise) == desk.count(ImportBatch) == 0


# --- the real files

needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real registrations are not beside this checkout")


@needs_real
def test_cases_that_name_enterprises_bring_each_once(desk: Desk) -> None:
    result = desk.imports(REAL / "synthetic_cases_letter.csv")
    assert result.rows == result.accepted + result.duplicates + result.refused
    assert result.accepted > 100
    assert result.duplicates > result.accepted
    assert {reason for _row, reason in codes(result)} <= {"duplicate_in_file", "same_name", "subdistrict_unknown"}
    assert desk.imports(REAL / "synthetic_cases_letter.csv").unchanged == result.accepted


@needs_real
def test_a_file_without_telling_headings_asks_and_its_shifted_rows_are_refused(desk: Desk) -> None:
    path = REAL / "enterprises_malformed.csv"
    with pytest.raises(NoHeader):
        desk.previews(path)
    result = desk.previews(path, columns={"name": "c1", "uscc": "c2", "founded_on": "c3", "capital": "c5"})
    assert result.rows == 434
    assert result.refused > 400


@needs_real
def test_the_packed_file_of_a_whole_country_is_read_as_it_is(desk: Desk, tmp_path: Path) -> None:
    part = tmp_path / "part.csv.gz"
    with gzip.open(REAL / "enterprises_big.csv.gz", "rb") as source, gzip.open(part, "wb", 1) as target:
        for _line in range(5_001):
            target.write(source.readline())
    result = desk.imports(part)
    assert result.rows == 5_000
    assert result.accepted > 4_500
    assert result.accepted + result.duplicates + result.refused == result.rows


def test_a_packed_file_beyond_the_caps_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"0" * (70 * MIB)))
    with pytest.raises(SheetTooLarge):
        open_sheet(path)

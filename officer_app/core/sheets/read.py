"""Reading rows from an .xlsx workbook or a CSV file, whichever the content is."""

import csv
import gzip
import io
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final  # what passes between processes is any JSON value

from officer_app.core.apart import TooMuch, apart
from officer_app.core.errors import reason_of
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets.cells import Cell, as_plain, typed, unguarded
from officer_app.core.sheets.encoding import detect_encoding, open_bytes
from officer_app.core.sheets.errors import (
    EmptySheet,
    MissingFile,
    NotAWorkbook,
    SheetTooLarge,
    UnknownSheet,
)
from officer_app.core.sheets.guard import check_workbook
from officer_app.core.sheets.limits import LIMITS, Limits
from officer_app.i18n import _

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Row = tuple[int, Sequence[Cell]]

_PACKAGE: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = ",\t;"
# What a cell may be as it is in JSON; days and times are not.
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_PIECE: Final = 500


class SheetReader(ABC):
    """One sheet of rows; it may be walked more than once.

    Row numbers are those a spreadsheet program shows: the first row is 1, a quoted line end does not count, empty
    rows do.
    """

    path: Path
    name: str
    sheet_names: tuple[str, ...]

    @property
    @abstractmethod
    def expected_rows(self) -> int:
        """About how many rows there are, for a progress bar; exact for workbooks."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """(row number, cells) of each row that is not empty."""


def open_sheet(
    path: Path, sheet: str | None = None, *, limits: Limits = LIMITS, progress: Progress = unwatched
) -> SheetReader:
    """The first sheet, or the one named. A CSV file may be packed with gzip.

    `progress` is called while the file is looked through, so that a person can give up.

    Raises MissingFile, NotAWorkbook, EmptySheet, UnknownSheet, SheetTooLarge or UnreadableEncoding.
    """
    try:
        with path.open("rb") as source:
            head = source.read(4)
            size = source.seek(0, io.SEEK_END)
    except OSError as error:
        raise MissingFile(path=path.name, reason=reason_of(error)) from error
    if size == 0:
        raise EmptySheet(path=path.name)
    if size > limits.file_bytes:
        raise SheetTooLarge(path=path.name, reason=_("{size} MB").format(size=size // 1_000_000))
    if head == _PACKAGE:
        unpacked = check_workbook(path, limits, progress)
        return (_SheetApart if unpacked > limits.apart_bytes else _WorkbookSheet)(path, sheet, limits)
    if head == _OLD_WORKBOOK:
        raise NotAWorkbook(path=path.name, reason=_("it is in the old .xls format or protected by a password"))
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}:
        raise NotAWorkbook(path=path.name, reason=_("the package is damaged or protected by a password"))
    text = _TextSheet(path, limits, progress)
    if sheet is not None and sheet != text.name:
        raise UnknownSheet(path=path.name, sheet=sheet, sheets=text.name)
    return text


class _WorkbookSheet(SheetReader):
    def __init__(self, path: Path, sheet: str | None, limits: Limits) -> None:
        # Only whoever reads a workbook pays for loading the parser.
        import python_calamine

        self.path = path
        self._limits = limits
        try:
            with python_calamine.CalamineWorkbook.from_path(path) as workbook:
                self.sheet_names = tuple(
                    meta.name
                    for meta in workbook.sheets_metadata
                    if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
                )
                if not self.sheet_names:
                    raise EmptySheet(path=path.name)
                self.name = sheet if sheet is not None else self.sheet_names[0]
                if self.name not in self.sheet_names:
                    raise UnknownSheet(path=path.name, sheet=self.name, sheets=" · ".join(self.sheet_names))
                self._sheet: CalamineSheet = workbook.get_sheet_by_name(self.name)
        except python_calamine.PasswordError as error:
            raise NotAWorkbook(path=path.name, reason=_("it is protected by a password")) from error
        except (python_calamine.CalamineError, ValueError, OSError) as error:
            raise NotAWorkbook(path=path.name, reason=_("the package is damaged")) from error
        if self._sheet.start is None:
            raise EmptySheet(path=path.name)

    @property
    def expected_rows(self) -> int:
        return self._sheet.total_height

    def rows(self) -> Iterator[Row]:
        start = self._sheet.start
        # The parser's rows begin at the top of the sheet, but at the first column in use.
        indent: list[Cell] = [""] * (start[1] if start else 0)
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            if cells.count("") < len(cells):
                _check_cells(self.path, number, cells, self._limits)
                yield number, [*indent, *cells] if indent else cells


class _SheetApart(SheetReader):
    """A workbook whose parser runs in a process of its own each time it is walked."""

    def __init__(self, path: Path, sheet: str | None, limits: Limits) -> None:
        self.path = path
        self._limits = limits
        with self._parsed(sheet) as found:
            head = next(found)
        self.name, self.sheet_names = head["name"], tuple(head["sheets"])
        self._height: int = head["rows"]

    @contextmanager
    def _parsed(self, sheet: str | None) -> Iterator[Iterator[Any]]:
        try:
            with apart(sheet_in_pieces, str(self.path), sheet) as found:
                yield found
        except TooMuch as error:
            reason = _("it takes too much memory or time")
            raise SheetTooLarge(path=self.path.name, reason=reason) from error

    @property
    def expected_rows(self) -> int:
        return self._height

    def rows(self) -> Iterator[Row]:
        with self._parsed(self.name) as found:
            next(found)
            for piece in found:
                for number, told in piece:
                    cells = [typed(cell) if type(cell) is list else cell for cell in told]
                    _check_cells(self.path, number, cells, self._limits)
                    yield number, cells


def sheet_in_pieces(place: str, sheet: str | None) -> Iterator[Any]:
    """What the process apart answers: the sheet's name, its fellows and its height; then its rows, some at a time."""
    found = _WorkbookSheet(Path(place), sheet, LIMITS)
    yield {"name": found.name, "sheets": found.sheet_names, "rows": found.expected_rows}
    piece: list[tuple[int, list[object]]] = []
    for number, cells in found.rows():
        piece.append((number, [cell if type(cell) in _PLAIN else as_plain(cell) for cell in cells]))
        if len(piece) == _PIECE:
            yield piece
            piece = []
    yield piece


class _TextSheet(SheetReader):
    def __init__(self, path: Path, limits: Limits, progress: Progress) -> None:
        self.path = path
        self.name = path.name.removesuffix(".gz").removesuffix(".csv").removesuffix(".txt")
        self.sheet_names = (self.name,)
        self._limits = limits
        text = detect_encoding(path, limits, progress)
        self._encoding, self._errors = text.encoding, text.errors
        with self._open() as source:
            sample = source.read(64 * 1024)
        first_line = sample.partition("\n")[0]
        self._delimiter = max(_DELIMITERS, key=first_line.count)
        if not sample.strip():
            raise EmptySheet(path=path.name)
        lines = sample.count("\n") or 1
        self._expected = max(1, round(lines * text.size / len(sample.encode(self._encoding, "replace"))))

    @property
    def expected_rows(self) -> int:
        return self._expected

    def _open(self) -> io.TextIOWrapper:
        try:
            return io.TextIOWrapper(open_bytes(self.path), encoding=self._encoding, errors=self._errors, newline="")
        except OSError as error:
            raise MissingFile(path=self.path.name, reason=reason_of(error)) from error

    def rows(self) -> Iterator[Row]:
        number = 0
        try:
            with self._open() as source:
                for number, cells in enumerate(csv.reader(source, delimiter=self._delimiter), 1):
                    if number > self._limits.rows:
                        reason = _("more than {most} rows").format(most=self._limits.rows)
                        raise SheetTooLarge(path=self.path.name, reason=reason)
                    if any(cells):
                        _check_cells(self.path, number, cells, self._limits)
                        yield number, [unguarded(cell) if cell[:1] == "'" else cell for cell in cells]
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise NotAWorkbook(path=self.path.name, reason=_("the package is damaged")) from error
        except csv.Error as error:
            reason = _("a quotation mark after row {row} is never closed").format(row=number)
            raise NotAWorkbook(path=self.path.name, reason=reason) from error


def _check_cells(path: Path, number: int, cells: Sequence[Cell], limits: Limits) -> None:
    if len(cells) > limits.columns:
        reason = _("row {row} has {count} columns").format(row=number, count=len(cells))
        raise SheetTooLarge(path=path.name, reason=reason)
    most = limits.cell_characters
    for cell in cells:
        if type(cell) is str and len(cell) > most:
            reason = _("a cell in row {row} has {count} characters").format(row=number, count=len(cell))
            raise SheetTooLarge(path=path.name, reason=reason)

"""Looking at a workbook before it is parsed.

The parser allocates the rectangle between the first and the last cell, and copies a shared text for every cell
that uses it. One cell in the last row, or one long text used a million times, would take all memory. Every part
of the package is looked at, whatever it is called, since the package itself says which part is a sheet.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets.errors import NotAWorkbook, SheetTooLarge
from officer_app.core.sheets.limits import Limits
from officer_app.i18n import N_, _

# Small enough to stay in the processor's cache while it is looked at three times.
_CHUNK: Final = 256 * 1024
_PARTS: Final = 10_000
_SHARED: Final = "sharedstrings.xml"

# Capitals to A, digits to 0, one kind of quote and of white space, prefixes cut off: then three plain substring
# searches tell whether every cell names itself and stays within one-letter columns and few rows.
_SHAPE: Final = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'\t\r\n:",
    b"A" * 26 + b"0" * 10 + b'"   <',
)
_PLAIN_COLUMNS: Final = 26
_PLAIN_ROWS: Final = 99_999
_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^>]*)")
_ROW_OR_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^>]*)")
_NAME: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)(\d+)""")
_FAR_ROW: Final = re.compile(rb"""[A-Z](\d{6,})["']""")
_SHARED_USE: Final = re.compile(rb"""=\s*["']s["'][^>]*>\s*<(?:[\w.-]+:)?v[^>]*>\s*(\d+)""")
_SHARED_TEXT: Final = re.compile(rb"<(?:[\w.-]+:)?si[\s>].*?</(?:[\w.-]+:)?si\s*>", re.DOTALL)


class _UnnamedCells(Exception):
    """Cells without a reference occur, so that rows and cells must be counted."""


@dataclass(slots=True)
class _Extent:
    """How far the cells of one part reach at most."""

    count_all: bool = False
    columns: int = _PLAIN_COLUMNS
    rows: int = _PLAIN_ROWS
    cells: int = 0
    _column: int = 0
    _row: int = 0

    @property
    def covered(self) -> int:
        """The rectangle the parser allocates."""
        return self.rows * self.columns if self.cells else 0

    def look(self, chunk: bytes) -> None:
        if not self.count_all:
            shape = chunk.translate(_SHAPE)
            named = shape.count(b'<c r="A0')
            if named == shape.count(b"<c"):
                self.cells += named
                if b'000000"' in shape:
                    self.rows = max(self.rows, *map(int, _FAR_ROW.findall(chunk)), 0)
                return
        self._look_closely(chunk)

    def _look_closely(self, chunk: bytes) -> None:
        if self.count_all:
            self._follow(chunk)
            return
        for cell in _CELL.finditer(chunk):
            name = _NAME.search(cell[1])
            if name is None:
                raise _UnnamedCells
            self._reach(column_number(name[1]), int(name[2]))

    def _follow(self, chunk: bytes) -> None:
        """Cells and rows without a reference come right after the one before."""
        for tag in _ROW_OR_CELL.finditer(chunk):
            name = _NAME.search(tag[2])
            if tag[1] == b"row":
                self._row = int(name[2]) if name else self._row + 1
                self._column = 0
            else:
                self._column = column_number(name[1]) if name else self._column + 1
                self._reach(self._column, max(self._row, int(name[2]) if name else 0))

    def _reach(self, column: int, row: int) -> None:
        self.cells += 1
        self.columns = max(self.columns, column)
        self.rows = max(self.rows, row)


@dataclass(slots=True)
class _Package:
    """What was seen of the whole package so far."""

    unpacked: int = 0
    shared_sizes: list[int] = field(default_factory=list)
    extents: dict[str, _Extent] = field(default_factory=dict)


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def check_workbook(path: Path, limits: Limits, progress: Progress = unwatched) -> int:
    """Refuse what is not a workbook or would unpack beyond the limits; returns how many bytes it unpacks to.

    `progress` may raise to give up.
    """
    packed = path.stat().st_size
    seen = _Package()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if not any(name.endswith("workbook.xml") for name in names):
                raise NotAWorkbook(path=path.name, reason=_("it is a package of another kind"))
            if len(names) > _PARTS:
                raise SheetTooLarge(path=path.name, reason=_("too many parts"))
            for name in names:
                _look_at_part(path, archive, name, packed, seen, limits, progress)
            _check_extents(path, archive, seen, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotAWorkbook(path=path.name, reason=_("the package is damaged or protected by a password")) from error
    return seen.unpacked


def _look_at_part(
    path: Path,
    archive: zipfile.ZipFile,
    name: str,
    packed: int,
    seen: _Package,
    limits: Limits,
    progress: Progress,
) -> None:
    extent = seen.extents[name] = _Extent()
    shared = bytearray()
    for chunk in _chunks(archive, name):
        progress(0, None)
        seen.unpacked += len(chunk)
        swollen = seen.unpacked > max(limits.small_bytes, packed * limits.unpack_ratio)
        if swollen or seen.unpacked > limits.unpacked_bytes:
            raise SheetTooLarge(path=path.name, reason=_("it unpacks to an unreasonable size"))
        # The mark alone is rare and quickly found; "<" stands before every cell.
        if b"!" in chunk and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
            raise NotAWorkbook(path=path.name, reason=_("it defines entities, which no spreadsheet program does"))
        if name.lower().endswith(_SHARED):
            shared += chunk
            if len(shared) > limits.shared_text_bytes:
                raise SheetTooLarge(path=path.name, reason=_("too much text"))
        if not extent.count_all:
            try:
                extent.look(chunk)
            except _UnnamedCells:
                seen.extents[name] = extent = _recounted(archive, name)
    seen.shared_sizes.extend(len(text[0]) for text in _SHARED_TEXT.finditer(shared))


def _recounted(archive: zipfile.ZipFile, name: str) -> _Extent:
    extent = _Extent(count_all=True)
    for chunk in _chunks(archive, name):
        extent.look(chunk)
    return extent


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in pieces that end at a tag, so that no reference is cut in two."""
    rest = b""
    with archive.open(name) as part:
        while piece := part.read(_CHUNK):
            piece = rest + piece
            cut = piece.rfind(b"<")
            if cut <= 0 or len(piece) - cut > _CHUNK:
                cut = len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    if rest:
        yield rest


def _check_extents(path: Path, archive: zipfile.ZipFile, seen: _Package, limits: Limits) -> None:
    reasons = {
        "rows": N_("a sheet reaches down to row {number}; at most {most} are read"),
        "columns": N_("a sheet reaches to column {number}; at most {most} are read"),
        "cells": N_("a sheet covers {number} cells; at most {most} are read"),
    }
    for extent in seen.extents.values():
        for what, number in (("rows", extent.rows), ("columns", extent.columns), ("cells", extent.covered)):
            most: int = getattr(limits, what)
            if extent.cells and number > most:
                reason = _(reasons[what]).format(number=number, most=most)
                raise SheetTooLarge(path=path.name, reason=reason)
    longest = max(seen.shared_sizes, default=0)
    cells = sum(extent.cells for extent in seen.extents.values())
    if longest * cells > limits.unpacked_bytes:
        _check_shared_texts(path, archive, seen, limits)


def _check_shared_texts(path: Path, archive: zipfile.ZipFile, seen: _Package, limits: Limits) -> None:
    """Add up what the cells' shared texts come to when each cell holds a copy."""
    copied = 0
    sizes = seen.shared_sizes
    for name, extent in seen.extents.items():
        if not extent.cells:
            continue
        for chunk in _chunks(archive, name):
            copied += sum(sizes[i] for i in map(int, _SHARED_USE.findall(chunk)) if i < len(sizes))
            if copied > limits.unpacked_bytes:
                raise SheetTooLarge(path=path.name, reason=_("one text is repeated in too many cells"))

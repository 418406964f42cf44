"""Which encoding a text file is in: UTF-8 with or without a mark, UTF-16 with a mark, or GB18030."""

import codecs
import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from officer_app.core.progress import Progress
from officer_app.core.sheets.errors import NotAWorkbook, SheetTooLarge, UnreadableEncoding
from officer_app.core.sheets.limits import Limits
from officer_app.i18n import _

_CHUNK: Final = 1024 * 1024
_PACKED: Final = b"\x1f\x8b"
_LOST: Final = "\ufffd"
# A file with a few destroyed characters is still a file in its encoding; its damaged rows are refused one by one.
_TOLERATED: Final = 0.1


@dataclass(frozen=True, slots=True)
class TextFile:
    """The encoding and error handler with which a whole file can be read, and its size in bytes once unpacked.

    Strict where the file is clean; "replace" where a few characters are destroyed, so that the rest can be used.
    """

    encoding: str
    errors: str
    size: int


def open_bytes(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked if it is packed with gzip."""
    with path.open("rb") as source:
        packed = source.read(2) == _PACKED
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def detect_encoding(path: Path, limits: Limits, progress: Progress) -> TextFile:
    """How a text can be read. Raises NotAWorkbook, SheetTooLarge, UnreadableEncoding."""
    try:
        with open_bytes(path) as source:
            head = source.read(_CHUNK)
        return _detected(path, head, limits, progress)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise NotAWorkbook(path=path.name, reason=_("the package is damaged")) from error


def _detected(path: Path, head: bytes, limits: Limits, progress: Progress) -> TextFile:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _share, size = _damage(path, "utf-16", limits, progress)
        return TextFile("utf-16", "replace", size)
    if b"\0" in head and not head.startswith(codecs.BOM_UTF8):
        raise NotAWorkbook(path=path.name, reason=_("it is neither a workbook nor text"))
    utf8, size = _damage(path, "utf-8", limits, progress)
    if head.startswith(codecs.BOM_UTF8):
        return TextFile("utf-8-sig", "strict" if utf8 == 0 else "replace", size)
    if utf8 == 0:
        return TextFile("utf-8", "strict", size)
    # Chinese in GB18030 is mostly damage when read as UTF-8, but UTF-8 reads as GB18030 nearly without complaint.
    if utf8 <= _TOLERATED:
        return TextFile("utf-8", "replace", size)
    gb18030, size = _damage(path, "gb18030", limits, progress)
    if gb18030 > _TOLERATED:
        raise UnreadableEncoding(path=path.name)
    return TextFile("gb18030", "strict" if gb18030 == 0 else "replace", size)


def _damage(path: Path, encoding: str, limits: Limits, progress: Progress) -> tuple[float, int]:
    """The share of characters beyond ASCII that cannot be read in the encoding, and the bytes there are.

    What unpacks beyond the limits is not read to its end.
    """
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    own = _LOST.encode(encoding)
    lost = beyond = size = 0
    packed = path.stat().st_size
    most = min(limits.unpacked_bytes, max(limits.small_bytes, packed * limits.unpack_ratio))
    with open_bytes(path) as source:
        while True:
            piece = source.read(_CHUNK)
            size += len(piece)
            progress(0, None)
            if size > most:
                raise SheetTooLarge(path=path.name, reason=_("it unpacks to an unreasonable size"))
            if not piece or not piece.isascii():
                text = decoder.decode(piece, final=not piece)
                # A replacement character that stands in the file itself was lost elsewhere, not by this encoding.
                lost += text.count(_LOST) - piece.count(own)
                beyond += len(text) - len(text.encode("ascii", "ignore"))
            if not piece:
                break
    return (lost / beyond if beyond else 0.0), size

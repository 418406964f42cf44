"""Which encoding a text file is in: UTF-8 with or without a mark, UTF-16 with a mark, or GB18030."""

import codecs
from pathlib import Path
from typing import Final

from officer_app.core.sheets.errors import NotAWorkbook, UnreadableEncoding
from officer_app.i18n import _

_CHUNK: Final = 1024 * 1024
_LOST: Final = "\ufffd"
# A file with a few destroyed characters is still a file in its encoding; its damaged rows are refused one by one.
_TOLERATED: Final = 0.1


def detect_encoding(path: Path) -> tuple[str, str]:
    """(encoding, error handler) with which the whole file can be read.

    Strict where the file is clean; "replace" where a few characters are destroyed, so that the rest can be used.
    """
    with path.open("rb") as source:
        head = source.read(_CHUNK)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", "strict" if _damage(path, "utf-8") == 0 else "replace"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    if b"\0" in head:
        raise NotAWorkbook(path=path.name, reason=_("it is neither a workbook nor text"))
    utf8 = _damage(path, "utf-8")
    if utf8 == 0:
        return "utf-8", "strict"
    # Chinese in GB18030 is mostly damage when read as UTF-8, but UTF-8 reads as GB18030 nearly without complaint.
    if utf8 <= _TOLERATED:
        return "utf-8", "replace"
    gb18030 = _damage(path, "gb18030")
    if gb18030 > _TOLERATED:
        raise UnreadableEncoding(path=path.name)
    return "gb18030", "strict" if gb18030 == 0 else "replace"


def _damage(path: Path, encoding: str) -> float:
    """The share of characters beyond ASCII that cannot be read in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    own = _LOST.encode(encoding)
    lost = beyond = 0
    with path.open("rb") as source:
        while True:
            piece = source.read(_CHUNK)
            if not piece or not piece.isascii():
                text = decoder.decode(piece, final=not piece)
                # A replacement character that stands in the file itself was lost elsewhere, not by this encoding.
                lost += text.count(_LOST) - piece.count(own)
                beyond += len(text) - len(text.encode("ascii", "ignore"))
            if not piece:
                break
    return lost / beyond if beyond else 0.0

"""A font file with only the glyphs a paper uses.

reportlab's own cutter copies the whole outline table first and sums up checksums byte by byte, which takes most of the
time of a one-page paper. Here glyph numbers follow the order in which characters were used, so that a character's
code is its glyph; no character map is needed in the file, and tables a PDF never reads are left out.
"""

import struct
import sys
from array import array
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

_WORDS: Final = 0x0001
_SCALE: Final = 0x0008
_MORE: Final = 0x0020
_XY_SCALE: Final = 0x0040
_TWO_BY_TWO: Final = 0x0080

# Where values that a subset changes stand in their tables.
_HEAD_CHECKSUM: Final = 8
_HEAD_LOCA_FORMAT: Final = 50
_HHEA_METRICS: Final = 34
_MAXP_GLYPHS: Final = 4
_WHOLE_FILE: Final = 0xB1B0AFBA


def cut(ttf: "TTFontFace", codes: list[int]) -> bytes:
    """A TrueType file whose glyph n + 1 draws codes[n]; glyph 0 is the empty box."""
    glyphs = [0, *(ttf.charToGlyph[code] for code in codes)]
    start = ttf.get_table_pos("glyf")[0]
    data, places = ttf._ttf_data, ttf.glyphPos
    numbers: dict[int, int] = {}
    outlines: list[bytes] = []
    offsets = [0]
    at = 0
    # Parts of composite glyphs are added while the list is walked.
    for glyph in glyphs:
        outline = data[start + places[glyph] : start + places[glyph + 1]]
        if outline[:1] >= b"\x80":
            outline = _renumbered(outline, glyphs, numbers)
        outline += b"\0" * (-len(outline) % 4)
        outlines.append(outline)
        at += len(outline)
        offsets.append(at)
    metrics = ttf.hmetrics
    tables = {
        b"head": _patched(ttf, "head", {_HEAD_CHECKSUM: b"\0\0\0\0", _HEAD_LOCA_FORMAT: b"\0\1"}),
        b"hhea": _patched(ttf, "hhea", {_HHEA_METRICS: struct.pack(">H", len(glyphs))}),
        b"maxp": _patched(ttf, "maxp", {_MAXP_GLYPHS: struct.pack(">H", len(glyphs))}),
        b"hmtx": b"".join(struct.pack(">HH", int(metrics[glyph][0]), int(metrics[glyph][1])) for glyph in glyphs),
        b"loca": struct.pack(f">{len(offsets)}L", *offsets),
        b"glyf": b"".join(outlines),
    }
    for tag in ("cvt ", "fpgm", "prep"):
        if tag in ttf.table:
            tables[tag.encode()] = ttf.get_table(tag)
    return _file(tables)


def _renumbered(outline: bytes, glyphs: list[int], numbers: dict[int, int]) -> bytes:
    """A composite outline whose parts have their numbers in the new file; missing parts are added to `glyphs`."""
    mended = bytearray(outline)
    at = 10
    flags = _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", mended, at)
        if part not in numbers:
            numbers[part] = len(glyphs)
            glyphs.append(part)
        struct.pack_into(">H", mended, at + 2, numbers[part])
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return bytes(mended)


def _patched(ttf: "TTFontFace", tag: str, changes: dict[int, bytes]) -> bytes:
    table = bytearray(ttf.get_table(tag))
    for place, value in changes.items():
        table[place : place + len(value)] = value
    return bytes(table)


def _checksum(data: bytes) -> int:
    words = array("I", data)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def _file(tables: dict[bytes, bytes]) -> bytes:
    """The tables behind their directory, each on a four-byte edge, with the checksums the format asks for."""
    power = len(tables).bit_length() - 1
    reach = 16 << power
    header = struct.pack(">LHHHH", 0x00010000, len(tables), reach, power, len(tables) * 16 - reach)
    directory, body = b"", b""
    at = 12 + 16 * len(tables)
    head_at = total = 0
    for tag in sorted(tables):
        table = tables[tag]
        padded = table + b"\0" * (-len(table) % 4)
        checksum = _checksum(padded)
        total += checksum
        if tag == b"head":
            head_at = at
        directory += struct.pack(">4sLLL", tag, checksum, at, len(table))
        body += padded
        at += len(padded)
    total += _checksum(header + directory)
    file = bytearray(header + directory + body)
    struct.pack_into(">L", file, head_at + _HEAD_CHECKSUM, (_WHOLE_FILE - total) & 0xFFFFFFFF)
    return bytes(file)

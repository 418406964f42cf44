"""What a photo says besides its picture: where and when it was taken, with which camera, by whom. It is taken out.

The picture itself stays as it is, byte for byte; so do its colours, and which side of a JPEG is up. JPEG, PNG, WebP and
HEIC are understood; whatever else it is, or does not read as it should, is kept as it came. Formats: JPEG (ITU-T T.81),
Exif 2.32, PNG (W3C), RIFF, ISO/IEC 14496-12 and 23008-12.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

_EXIF: Final = b"Exif\x00\x00"
_KEPT_IN_JPEG: Final = ((0xE0, b""), (0xE2, b"ICC_PROFILE"), (0xEE, b"Adobe"))
_DROPPED_FROM_PNG: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_DROPPED_FROM_WEBP: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_SAYS_SO: Final = 0b1100  # the bits of VP8X that announce the two
_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1
# By kind of item: Exif without an entry (its offset, header, first directory), and XMP without a word.
_NOTHING: Final = {b"Exif": b"\x00\x00\x00\x00MM\x00*\x00\x00\x00\x08" + bytes(6), b"mime": b""}


def without_traces(content: bytes) -> bytes:
    """The same photo without them; anything else unchanged."""
    with suppress(struct.error, IndexError, ValueError):
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
        if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"):
            return _heic(content)
    return content


def _jpeg(content: bytes) -> bytes:
    kept, place, turned = [content[:2]], 2, _UPRIGHT
    while True:
        if content[place] != 0xFF:
            raise ValueError("no marker")
        marker = content[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        if marker == 0xD9:
            # What follows the picture is another one, with traces of its own.
            kept.append(content[place : place + 2])
            break
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        segment, body = content[place : place + 2 + length], content[place + 4 : place + 2 + length]
        place += 2 + length
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            if marker == 0xE1 and body.startswith(_EXIF):
                turned = _orientation(body[len(_EXIF) :])
            elif any(marker == number and body.startswith(start) for number, start in _KEPT_IN_JPEG):
                kept.append(segment)
            continue
        kept.append(segment)
        if marker == 0xDA:
            end = _end_of_scan(content, place)
            kept.append(content[place:end])
            place = end
    if turned != _UPRIGHT:
        kept.insert(1, _turned(turned))
    return b"".join(kept)


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the coded picture ends: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        place = content.index(b"\xff", place)
        following = content[place + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return place
        place += 2


def _orientation(tiff: bytes) -> int:
    order = ">" if tiff[:2] == b"MM" else "<"
    place = struct.unpack(order + "I", tiff[4:8])[0]
    count = struct.unpack(order + "H", tiff[place : place + 2])[0]
    for number in range(count):
        entry = tiff[place + 2 + 12 * number : place + 14 + 12 * number]
        if struct.unpack(order + "H", entry[:2])[0] == _ORIENTATION:
            found: int = struct.unpack(order + "H", entry[8:10])[0]
            return found if _UPRIGHT < found <= 8 else _UPRIGHT
    return _UPRIGHT


def _turned(orientation: int) -> bytes:
    """A segment that says nothing but which side is up."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = _EXIF + b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, place = [content[:8]], 8
    while place < len(content):
        length = struct.unpack(">I", content[place : place + 4])[0]
        kind, chunk = content[place + 4 : place + 8], content[place : place + 12 + length]
        if len(chunk) != 12 + length:
            raise ValueError("cut off")
        place += len(chunk)
        if kind not in _DROPPED_FROM_PNG:
            kept.append(chunk)
        if kind == b"IEND":
            kept.append(content[place:])
            break
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    if len(content) < struct.unpack("<I", content[4:8])[0] + 8:
        raise ValueError("cut off")
    kept, place = [], 12
    while place + 8 <= len(content):
        kind = content[place : place + 4]
        length = struct.unpack("<I", content[place + 4 : place + 8])[0]
        chunk = content[place : place + 8 + length + length % 2]
        place += len(chunk)
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_SAYS_SO]) + chunk[9:]
        if kind not in _DROPPED_FROM_WEBP:
            kept.append(chunk)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _heic(content: bytes) -> bytes:
    """Overwritten with what says nothing: places in the file stay where they are."""
    meta = next((box for kind, box in _boxes(content, 0, len(content)) if kind == b"meta"), None)
    if meta is None:
        return content
    inside = dict(_boxes(content, meta[0] + 4, meta[1]))
    traces = dict(_trace_items(content, *inside[b"iinf"]))
    cleaned = bytearray(content)
    for item, start, length in _extents(content, *inside[b"iloc"]):
        if item in traces:
            if start + length > len(content):
                raise ValueError("beyond the end")
            nothing = _NOTHING[traces[item]]
            cleaned[start : start + length] = nothing[:length].ljust(length, b"\x00" if nothing else b" ")
    return bytes(cleaned)


def _boxes(content: bytes, place: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """The boxes between two places: their kind, and where their bodies begin and end."""
    while place + 8 <= end:
        size, kind = struct.unpack(">I4s", content[place : place + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", content[place + 8 : place + 16])[0], 16
        size = size or end - place
        if size < head:
            raise ValueError("a box without a size")
        yield kind, (place + head, place + size)
        place += size


def _trace_items(content: bytes, place: int, end: int) -> Iterator[tuple[int, bytes]]:
    place += 6 if content[place] == 0 else 8
    for kind, (start, _stop) in _boxes(content, place, end):
        if kind != b"infe" or content[start] < 2:
            continue
        wide = content[start] == 3
        item = struct.unpack(">I" if wide else ">H", content[start + 4 : start + (8 if wide else 6)])[0]
        what = content[start + (10 if wide else 8) : start + (14 if wide else 12)]
        if what in (b"Exif", b"mime"):
            yield item, what


def _extents(content: bytes, place: int, _end: int) -> Iterator[tuple[int, int, int]]:
    """Of every item that lies in the file itself: its number, where, and how long."""

    def read(size: int) -> int:
        nonlocal place
        place += size
        return int.from_bytes(content[place - size : place], "big")

    version = read(1)
    place += 3
    sizes = read(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    for _item in range(read(4 if version == 2 else 2)):
        item = read(4 if version == 2 else 2)
        method = read(2) & 15 if version else 0
        place += 2
        base = read(base_size)
        for _extent in range(read(2)):
            read(index_size)
            start, length = base + read(offset_size), read(length_size)
            if method == 0:
                yield item, start, length

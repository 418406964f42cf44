"""The faces a paper is set in, by role, and which face a single character is taken from.

No role ever draws an empty box: a character that its face lacks is taken from the next face that has it, and a
character that no face has stops the paper and is named.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

from officer_app import paths
from officer_app.core.errors import Invalid
from officer_app.i18n import N_

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

HALF: Final = 500
# A mark narrower than this has no empty half to give up.
FULL: Final = 900

# A parsed font keeps a place in its file: one thread reads it at a time.
reading = threading.RLock()


class MissingGlyph(Invalid):
    """No shipped face has the character."""

    message = N_(
        "The character “{character}” ({code}) cannot be printed: no shipped font has it. It stands in “{around}”."
    )
    remedy = N_("Replace the character by another spelling, then print again.")

    def within(self, number: str) -> "MissingGlyph":
        """The same, naming the record it stands in: a report of a hundred visits is not searched by hand."""
        named = MissingGlyph(
            N_(
                "{number}: the character “{character}” ({code}) cannot be printed, no shipped font has it. "
                "It stands in “{around}”."
            )
        )
        named.params = {**self.params, "number": number}
        return named


@contextmanager
def naming(number: str) -> Iterator[None]:
    """What is drawn inside is part of this record: a character that cannot be printed is told with its number."""
    try:
        yield
    except MissingGlyph as error:
        raise error.within(number) from error


class _Outlines:
    """The table of outlines, copied by the outline only: a whole one is megabytes, and each paper asks for it."""

    def __init__(self, table: memoryview) -> None:
        self._table = table

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._table[part])


class Face:
    """One shipped font file; read when its first character is needed."""

    def __init__(self, key: str, file: str) -> None:
        self.key = key
        self.file = file

    @cached_property
    def ttf(self) -> "TTFontFace":
        """The parsed font."""
        from reportlab.pdfbase.ttfonts import TTFontFace

        class Parsed(TTFontFace):  # type: ignore[misc]  # reportlab ships no types
            """A font whose outlines are not copied as a whole."""

            def get_table(self, tag: str) -> bytes | _Outlines:
                if tag != "glyf":
                    table: bytes = super().get_table(tag)
                    return table
                start, length = self.get_table_pos(tag)
                return _Outlines(memoryview(self._ttf_data)[start : start + length])

        with reading:
            return Parsed(str(paths.resources() / "fonts" / self.file))

    @cached_property
    def widths(self) -> dict[int, float]:
        """Advance in 1/1000 em by code point, for the characters the face has."""
        ttf = self.ttf
        return {code: ttf.charWidths[code] for code in ttf.charToGlyph if code in ttf.charWidths}


SANS: Final = Face("sans", "NotoSansSC-Regular.ttf")
SANS_STRONG: Final = Face("strong", "NotoSansSC-SemiBold.ttf")
SANS_NAMES: Final = Face("names", "NotoSansSCNames-Regular.ttf")
SANS_NAMES_STRONG: Final = Face("names strong", "NotoSansSCNames-SemiBold.ttf")
SERIF_TITLE: Final = Face("title", "NotoSerifSC-Bold.ttf")
SERIF_LATIN: Final = Face("latin", "NotoSerifLatin-Light.ttf")
SERIF_FOLIO: Final = Face("folio", "NotoSerifLatin-Medium.ttf")
KAI: Final = Face("kai", "OfficeKai-Regular.ttf")
KAI_LIGHT: Final = Face("kai_light", "OfficeKai-Light.ttf")
RARE: Final = Face("rare", "OfficeKaiRare-Regular.ttf")

# In this order a character is looked for that its own face lacks; the big face is read last, since it costs 50 ms.
_FALLBACKS: Final = (SANS, KAI, RARE)
# Rarer characters in the same style, before any other face is asked.
_SIBLINGS: Final = {
    SANS.key: (SANS_NAMES,),
    SANS_STRONG.key: (SANS_NAMES_STRONG,),
    SERIF_TITLE.key: (SANS_STRONG, SANS_NAMES_STRONG),
}

_QUOTES: Final = frozenset("“”‘’")


def is_latin(character: str) -> bool:
    """Whether the character belongs to a run of Latin letters, digits and their signs, which is never stretched."""
    code = ord(character)
    return 0x20 < code < 0x250 and character not in "·×÷§¨±" and code != 0xA0


class _Placed(dict[str, tuple[Face, float]]):
    """Face and advance (1/1000 em, tracking included) of each character of a role, found once."""

    def __init__(self, role: "Role") -> None:
        super().__init__()
        self._role = role

    def __missing__(self, character: str) -> tuple[Face, float]:
        found = self[character] = self._role.find(character)
        return found


class _Widths(dict[str, float]):
    """The advances alone, for the inner loop of line breaking."""

    def __init__(self, placed: _Placed) -> None:
        super().__init__()
        self._placed = placed

    def __missing__(self, character: str) -> float:
        width = self[character] = self._placed[character][1]
        return width


class Role:
    """What a kind of text is set in.

    `latin` and `quotes` name other faces for runs of Latin and digits and for quotation marks.
    `tracking` (1/1000 em) is added after every character that is not Latin.
    """

    def __init__(
        self, name: str, base: Face, *, latin: Face | None = None, quotes: Face | None = None, tracking: float = 0
    ) -> None:
        self.name = name
        self.base = base
        self.latin = latin or base
        self.quotes = quotes or base
        self.tracking = tracking
        self.placed = _Placed(self)
        self.widths = _Widths(self.placed)

    def find(self, character: str) -> tuple[Face, float]:
        """The face and the advance of a character; raises MissingGlyph."""
        code = ord(character)
        latin = is_latin(character)
        wanted = self.latin if latin or character == " " else self.quotes if character in _QUOTES else self.base
        for face in (wanted, self.base, *_SIBLINGS.get(self.base.key, ()), *_FALLBACKS):
            width = face.widths.get(code)
            if width is not None:
                return face, width if latin else width + self.tracking
        raise MissingGlyph(character=character, code=f"U+{code:04X}", around=character)


# 28 characters in 156 mm: 16 pt glyphs on a pitch of 15.793 pt (GB/T 9704, see letter.py).
GRID_TRACKING: Final = (156 / 25.4 * 72 / 28) / 16 * 1000 - 1000

TITLE: Final = Role("title", SERIF_TITLE)
FORM_TITLE: Final = Role("form title", SERIF_TITLE, tracking=150)
LETTER: Final = Role("letter", KAI_LIGHT, latin=SERIF_LATIN, quotes=SERIF_LATIN, tracking=GRID_TRACKING)
LETTER_HEADING: Final = Role("letter heading", SANS_STRONG, tracking=GRID_TRACKING)
RUNNING: Final = Role("running", KAI, quotes=SANS)
STRONG: Final = Role("strong", SANS_STRONG)
VALUE: Final = Role("value", SANS)
FOLIO: Final = Role("folio", SERIF_FOLIO)

_INVISIBLE: Final = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        0xAD, 0x34F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF,
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)  # fmt: skip
_SHOWN: Final = {
    code: f"[U+{code:04X}]"
    # Bidirectional controls can make a name read as another one, so they are shown; the rest has no meaning left.
    for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFFF9, 0x10000))
}
_SPACES: Final = dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_BREAKS: Final = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n") | {0x0D: None}
_CLEANING: Final = _INVISIBLE | _SHOWN | _SPACES | _BREAKS


# Half of a pair that stands for one character: text damaged on its way here.
_LONE: Final = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """The text as it is printed: composed, one kind of space and line end, controls dropped or made visible."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = unicodedata.normalize("NFC", text).translate(_CLEANING)
    return _LONE.sub(lambda match: f"[U+{ord(match[0]):04X}]", cleaned)

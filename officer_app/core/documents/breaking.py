"""Lines of Chinese text: where they may break, how marks give way, how a line is filled to the measure.

Text goes in plain and comes out as lines of glyph runs; each character is measured once. The rules are those of
Chinese composition (GB/T 15834 for marks, the house's own for the rest):

1. No line starts with a closing mark or ends with an opening one; dashes, dots, Latin and digit runs stay whole;
   a digit keeps its unit.
2. Where two marks meet, half an em goes.
3. A mark at the end of a line counts half an em.
4. Marks are squeezed by at most 0.22 em each to pull a character back, if that is less than the stretch otherwise.
5. 0.14 em stand between Han and Latin or digits: a position, never a space character.
6. Lines are filled over the gaps beside Han.
7. A last line keeps at least three characters.
8. 有限公司 and its kin stay whole, in names, and so does （集团）.

All widths inside are in 1/1000 em.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

from officer_app.core.documents.faces import FULL, HALF, Face, MissingGlyph, Role, printable

CLOSING: Final = "，。、；：？！）》〉」』】〕］｝〗”’"
OPENING: Final = "（《〈「『【〔［｛〖“‘"
NO_START: Final = CLOSING + "…—·%％℃‰°,.;:?!)]}"
NO_END: Final = OPENING + "￥$#([{"
UNITS: Final = "年月日家次件人名项个套号万元分亿天时点"

SQUEEZE: Final = 220
HAN_LATIN: Final = 140
# Beyond this a reader's copy of the text gets a space there; Han and Latin stand apart already.
AIRY_STRETCH: Final = 20
# A line that would have to be stretched more than this between two characters is left ragged.
STRETCH: Final = 600

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇々"
_LATIN = "!-~\u00a1-\u00a6\u00a9-\u00b0\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_WORD = "0-9A-Za-z%‰℃€£$#@+\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

_RUNS = re.compile(f"[{_LATIN}]+|—{{2,}}|…{{2,}}")
_MARKS = re.compile(f"[{re.escape(CLOSING + OPENING)}]")
_PAIRS = re.compile(
    f"(?=[{re.escape(CLOSING)}][{re.escape(CLOSING + OPENING)}]|[{re.escape(OPENING)}][{re.escape(OPENING)}])"
)
_GAPS = re.compile(f"(?<=[{_HAN}])(?=[{_WORD}])|(?<=[{_WORD}])(?=[{_HAN}])")
_NO_BREAK = re.compile(
    f"(?=[{re.escape(NO_START)} ])|(?<=[{re.escape(NO_END)}])(?=.)|(?<=[0-9０-９])(?=[{UNITS}])"
    "|(?<=[０-９Ａ-Ｚａ-ｚ．－])(?=[０-９Ａ-Ｚａ-ｚ．－％])"
)
# What stays whole in a name: its legal form, and a short bracket such as （集团） or （上海）.
_COMPANY = re.compile("股份有限公司|有限责任公司|有限公司|事务所|合伙企业|（[^（）]{1,4}）")
_LATIN_STOPS: Final = frozenset("-/_.,;:@&?=+%")


@dataclass(slots=True)
class Line:
    """A line of a paragraph: characters `start` to `end`, set `shift` pt from the left edge of the measure.

    `stretch` goes into every gap beside Han (at most AIRY_STRETCH where Latin is beside it), `squeeze` out of
    every whole mark (1/1000 em each); `width` is what the line then takes (pt). `first` and `last` say where in
    its paragraph it stands.
    """

    paragraph: "Paragraph"
    start: int
    end: int
    stretch: float
    squeeze: float
    shift: float
    width: float
    first: bool
    last: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return self.paragraph.text[self.start : self.end]


class Piece(NamedTuple):
    """Characters of one face and one spacing: `wide` ones carry the role's tracking, `glued` ones never stretch."""

    start: int
    end: int
    face: Face
    wide: bool
    glued: bool


class Paragraph:
    """One paragraph of one role and size: measured once, broken to any measure, drawn by pieces."""

    __slots__ = (
        "_airy",
        "_breaks",
        "_glued",
        "_marks",
        "_pieces",
        "_sums",
        "adjust",
        "role",
        "size",
        "text",
        "whole",
    )

    def __init__(self, text: str, role: Role, size: float, *, company: bool = False) -> None:
        self.text = text
        self.role = role
        self.size = size
        try:
            widths = list(map(role.widths.__getitem__, text))
        except MissingGlyph as missing:
            at = text.index(str(missing.params["character"]))
            missing.params["around"] = text[max(0, at - 8) : at + 9]
            raise
        length = len(text)
        allowed = bytearray(b"\1") * (length + 1)
        adjust: dict[int, float] = {}
        glued: list[int] = []
        for run in _RUNS.finditer(text):
            first, end = run.span()
            if end - first > 1:
                allowed[first + 1 : end] = bytes(end - first - 1)
                glued.extend(range(first, end - 1))
        for match in _NO_BREAK.finditer(text):
            allowed[match.start()] = 0
        if company:
            for match in _COMPANY.finditer(text):
                first, end = match.span()
                allowed[first + 1 : end] = bytes(end - first - 1)
        self._airy = [match.start() - 1 for match in _GAPS.finditer(text)]
        for gap in self._airy:
            adjust[gap] = HAN_LATIN
        # The gap after character g can give way if it holds the empty half of a mark.
        marks: list[int] = []
        self.whole = set[int]()
        for match in _MARKS.finditer(text):
            at = match.start()
            if widths[at] >= FULL:
                self.whole.add(at)
                marks.append(at if text[at] in CLOSING else at - 1)
        for match in _PAIRS.finditer(text):
            at = match.start()
            if (at if text[at] in CLOSING else at + 1) in self.whole:
                adjust[at] = -HALF
        self._marks = sorted({gap for gap in marks if gap >= 0 and gap not in adjust})
        for gap, value in adjust.items():
            widths[gap] += value
        allowed[0] = 0
        allowed[length] = 1
        self.adjust = adjust
        self._sums = [0.0, *accumulate(widths)]
        self._breaks = allowed
        self._glued = glued
        self._pieces: dict[bool, tuple[list[Piece], list[int]]] = {}

    @property
    def width(self) -> float:
        """What the whole text takes on one line, pt."""
        return self.natural(0, len(self.text), end_mark=False) * self.size / 1000

    def natural(self, start: int, end: int, *, end_mark: bool = True) -> float:
        """Width of characters `start` to `end` as a line, unstretched; a mark at its end counts half an em."""
        if end <= start:
            return 0.0
        at = end - 1
        width = self._sums[end] - self._sums[start] - self.adjust.get(at, 0.0)
        if end_mark and at in self.whole and self.text[at] in CLOSING:
            width -= HALF
        return width

    def squeezable(self, start: int, end: int) -> int:
        """How many marks inside the line can give way."""
        return bisect_left(self._marks, end - 1) - bisect_left(self._marks, start)

    def stretch(self, start: int, end: int, spare: float) -> float:
        """What every gap of the line must take up so that `spare` is gone; 0 if that would be too much."""
        glued = bisect_left(self._glued, end - 1) - bisect_left(self._glued, start)
        airy = bisect_left(self._airy, end - 1) - bisect_left(self._airy, start)
        gaps = end - 1 - start - glued
        if gaps <= 0:
            return 0.0
        if spare <= AIRY_STRETCH * gaps:
            return spare / gaps
        each = (spare - AIRY_STRETCH * airy) / (gaps - airy) if gaps > airy else STRETCH + 1
        return each if each <= STRETCH else 0.0

    def is_airy(self, gap: int) -> bool:
        """Whether the gap after character `gap` parts Han from Latin."""
        at = bisect_left(self._airy, gap)
        return at < len(self._airy) and self._airy[at] == gap

    def is_glued(self, gap: int) -> bool:
        """Whether the gap after character `gap` never stretches."""
        at = bisect_left(self._glued, gap)
        return at < len(self._glued) and self._glued[at] == gap

    def can_give_way(self, gap: int) -> bool:
        """Whether the gap after character `gap` holds a mark that can be squeezed."""
        at = bisect_left(self._marks, gap)
        return at < len(self._marks) and self._marks[at] == gap

    def lines(self, measure: float, *, indent: float = 0, justify: bool = False) -> list[Line]:
        """The text broken to `measure` pt; the first line starts `indent` pt to the right.

        `justify` fills every line but the last. A run longer than the measure is cut after a sign, or anywhere.
        """
        scale = self.size / 1000
        full = measure / scale + 0.01
        spans = self._spans(full, indent / scale)
        lines: list[Line] = []
        for number, (start, end) in enumerate(spans):
            room = full - (indent / scale if number == 0 else 0)
            last = number == len(spans) - 1
            shown = end
            while shown > start and self.text[shown - 1] == " ":
                shown -= 1
            natural = self.natural(start, shown)
            squeeze = stretch = 0.0
            if natural > room:
                marks = self.squeezable(start, shown)
                squeeze = (natural - room) / marks if marks else 0.0
                natural = room
            elif justify and not last:
                stretch = self.stretch(start, shown, room - natural)
                natural = room if stretch else natural
            shift = indent if number == 0 else 0.0
            lines.append(Line(self, start, shown, stretch, squeeze, shift, natural * scale, number == 0, last))
        return lines

    def _spans(self, full: float, indent: float) -> list[tuple[int, int]]:
        """Where lines start and end."""
        text, length, allowed = self.text, len(self.text), self._breaks
        spans: list[tuple[int, int]] = []
        start = 0
        while start < length:
            room = full - (indent if start == 0 else 0)
            end = self._line_end(start, room)
            spans.append((start, end))
            start = end
        if len(spans) > 1:
            start, end = spans[-1]
            before = spans[-2][0]
            room = full - (indent if before == 0 else 0)
            if len(text[start:end].rstrip()) < 3:
                over = self.natural(before, end) - room
                if over <= SQUEEZE * self.squeezable(before, end):
                    spans[-2:] = [(before, end)]
                else:
                    earlier = allowed.rfind(1, before + 2, length - 2)
                    if earlier > 0:
                        spans[-2:] = [(before, earlier), (earlier, end)]
        return spans

    def _line_end(self, start: int, room: float) -> int:
        """The end of the line that starts at `start`."""
        sums, allowed, length = self._sums, self._breaks, len(self.text)
        reach = bisect_right(sums, sums[start] + room, start + 1) - 1
        end = allowed.rfind(1, start + 1, reach + 1)
        # Beyond the plain reach: an end mark counts half, a gap at the end counts nothing.
        while True:
            further = allowed.find(1, max(end, start) + 1)
            if further < 0 or self.natural(start, self._inked(start, further)) > room:
                break
            end = further
        if end >= length:
            return length
        if further > 0:
            inked = self._inked(start, further)
            over = self.natural(start, inked) - room
            spare = room - self.natural(start, self._inked(start, end)) if end > start else room
            if over < spare and over <= SQUEEZE * self.squeezable(start, inked):
                return further
        if end > start:
            return end
        # One run wider than the measure: cut after a sign in its second half, else wherever the measure ends.
        reach = max(reach, start + 1)
        for cut in range(reach, start + (reach - start) // 2, -1):
            if self.text[cut - 1] in _LATIN_STOPS and cut - 1 > start:
                return cut
        return reach

    def _inked(self, start: int, end: int) -> int:
        """`end` without the spaces before it."""
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return end

    def pieces(self, line: Line) -> list[Piece]:
        """The pieces that cover the line's characters, cut to them."""
        squeezed = line.squeeze > 0
        if squeezed not in self._pieces:
            pieces = self._cut(squeezed=squeezed)
            self._pieces[squeezed] = pieces, [piece[1] for piece in pieces]
        pieces, ends = self._pieces[squeezed]
        start, end = line.start, line.end
        found = pieces[bisect_right(ends, start) : bisect_left(ends, end) + 1]
        if found:
            begin, stop, face, wide, glued = found[0]
            if begin < start:
                found[0] = Piece(start, stop, face, wide, glued)
            begin, stop, face, wide, glued = found[-1]
            if stop > end:
                found[-1] = Piece(begin, end, face, wide, glued)
        return found

    def _cut(self, *, squeezed: bool) -> list[Piece]:
        """The text in pieces; marks end one only where they are squeezed."""
        text, placed = self.text, self.role.placed
        faces = {placed[character][0] for character in set(text)}
        only = faces.pop() if len(faces) == 1 else None
        cuts = sorted(gap + 1 for gap in {*self.adjust, *(self._marks if squeezed else ())})
        pieces: list[Piece] = []

        def add(first: int, end: int, wide: bool, glued: bool) -> None:
            inner = cuts[bisect_right(cuts, first) : bisect_left(cuts, end)]
            for a, b in pairwise((first, *inner, end)) if inner else ((first, end),):
                if only is not None:
                    pieces.append(Piece(a, b, only, wide, glued))
                    continue
                for face, group in groupby(text[a:b], key=lambda character: placed[character][0]):
                    begin, a = a, a + len(list(group))
                    pieces.append(Piece(begin, a, face, wide, glued))

        at = 0
        for run in _RUNS.finditer(text):
            first, end = run.span()
            if first > at:
                add(at, first, True, False)
            add(first, end, text[first] in "—…", True)
            at = end
        if at < len(text):
            add(at, len(text), True, False)
        return pieces


def compose(
    text: str,
    role: Role,
    size: float,
    measure: float,
    *,
    indent: float = 0,
    justify: bool = False,
    company: bool = False,
) -> list[Line]:
    """Any text broken to `measure` pt, one paragraph per typed line; blank lines and outer spaces are dropped."""
    lines: list[Line] = []
    for typed in printable(text).split("\n"):
        words = typed.strip(" \u3000")
        if words:
            lines += Paragraph(words, role, size, company=company).lines(measure, indent=indent, justify=justify)
    return lines


def take(lines: list[Line], room: int) -> int:
    """How many of `lines` go into `room` lines so that no paragraph leaves one line alone on either side."""
    if len(lines) <= room:
        return len(lines)
    count = room
    if count > 0 and lines[count].last and not lines[count].first:
        count -= 1
    if count > 0 and lines[count - 1].first and not lines[count - 1].last:
        count -= 1
    return max(count, 0)

"""The official letter's grid: 22 lines of 28 characters in 156 × 225 mm (GB/T 9704-2012).

16 pt glyphs stand on a pitch of 15.793 pt, lines on 28.991 pt; a title takes one grid line per line.
"""

import math
from collections.abc import Sequence
from typing import Final

from officer_app.core.documents.breaking import Line, compose, take
from officer_app.core.documents.faces import FOLIO, LETTER, LETTER_HEADING, TITLE
from officer_app.core.documents.paper import MM, Page, Paper

LEFT: Final = 28 * MM
TOP: Final = 37 * MM
MEASURE: Final = 156 * MM
DEPTH: Final = 225 * MM
LINES: Final = 22
SIGNS: Final = 28
PITCH: Final = MEASURE / SIGNS
LEAD: Final = DEPTH / LINES
# The first baseline below the top of the type area.
FIRST: Final = 20.575
SIZE: Final = 16
TITLE_SIZE: Final = 22
# The page number's line stands 7 mm under the type area.
FOLIO_SIZE: Final = 14
FOLIO_DROP: Final = 7 * MM
# What a table may take of the space above the letters of the grid line after it, pt.
_ABOVE: Final = 6.0
# Grid lines of a signature: the blank one before it, a name of a line, the date.
_SIGNED: Final = 3


class Letter:
    """A letter being written line by line on the grid; a new page opens when one is full."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.pages: list[Page] = []
        self.row = LINES
        # Pages at the beginning that carry no number: the first of a letter under a letterhead.
        self.unnumbered = 0

    @property
    def page(self) -> Page:
        """The page being written."""
        return self.pages[-1]

    def baseline(self, row: int) -> float:
        """Where letters stand on grid line `row` (0–21), from the top edge of the page."""
        return TOP + FIRST + LEAD * row

    def room(self) -> int:
        """Grid lines left on the page."""
        return LINES - self.row

    def turn(self) -> None:
        """Open the next page."""
        self.pages.append(self.paper.new_page())
        self.row = 0

    def skip(self, rows: int = 1) -> None:
        """Leave grid lines blank; none at the top of a page."""
        if 0 < self.row < LINES:
            self.row = min(self.row + rows, LINES)

    def title(self, text: str, ending: str = "") -> None:
        """The title, centred; one that needs more than a line breaks by its sense, before `ending`."""
        head = text.removesuffix(ending)
        if ending and head != text and len(compose(text, TITLE, TITLE_SIZE, MEASURE)) > 1:
            text = f"{head}\n{ending}"
        for line in compose(text, TITLE, TITLE_SIZE, MEASURE):
            self._next()
            self.page.line(line, LEFT + (MEASURE - line.width) / 2, self.baseline(self.row))
            self.row += 1

    def centred(self, text: str) -> None:
        """A line in the letter's hand, centred."""
        for line in compose(text, LETTER, SIZE, MEASURE):
            self._next()
            self.page.line(line, LEFT + (MEASURE - line.width) / 2, self.baseline(self.row))
            self.row += 1

    def heading(self, text: str) -> None:
        """A heading of the first level; it never stands at the foot of a page alone."""
        lines = compose(text, LETTER_HEADING, SIZE, MEASURE, indent=2 * PITCH)
        if self.room() < len(lines) + 2:
            self.turn()
        self._write(lines)

    def body(self, text: str, *, under: int = 0) -> None:
        """Paragraphs, each indented by two characters and filled to the measure.

        Where the `under` grid lines that follow have no room below them, their end goes to the next page with those.
        """
        lines = compose(text, LETTER, SIZE, MEASURE, indent=2 * PITCH, justify=True)
        under = min(under, LINES - _SIGNED)
        while lines:
            count = take(lines, self.room()) if self.pages else 0
            if count == len(lines) and count + under > self.room():
                count = take(lines, count - 1)
            if not count:
                self.turn()
                count = take(lines, self.room())
            self._write(lines[:count])
            lines = lines[count:]

    def addressee(self, text: str) -> None:
        """To whom the letter goes: flush left, ended by a colon."""
        self._write(compose(f"{text}：", LETTER, SIZE, MEASURE, company=True))

    def below(self, y: float) -> None:
        """Go on with the first grid line whose letters stand clear of `y`, measured from the top edge of the page."""
        self.row = min(LINES, max(self.row, math.ceil((y - TOP - _ABOVE) / LEAD)))

    def top(self) -> float:
        """Where the next grid line's space begins, from the top edge of the page."""
        self._next()
        return TOP + LEAD * self.row

    def close(self, paragraphs: Sequence[str], name: str, day: str, note: str = "") -> None:
        """The last paragraphs, blank ones left out, the signature, and a note under its date.

        The end of the last paragraph stands on the page of the signature, which so is never alone on one.
        """
        said = [text for text in paragraphs if text]
        noted = len(compose(note, LETTER, SIZE, MEASURE, indent=2 * PITCH)) if note else 0
        for text in said[:-1]:
            self.body(text)
        self.body(said[-1], under=lines_to_sign(name) + noted)
        self.sign(name, day)
        if note:
            self.body(note)

    def sign(self, name: str, day: str) -> None:
        """Name and date, with room for a seal over both: the date ends four characters from the right, the name is
        centred above it; a long name ends at the edge.
        """
        if self.room() < lines_to_sign(name):
            self.turn()
        self.skip(1)
        under = compose(day, LETTER, SIZE, MEASURE)[0]
        right = LEFT + MEASURE - 4 * PITCH
        centre = right - under.width / 2
        for line in compose(name, LETTER, SIZE, MEASURE, company=True):
            self._next()
            x = min(centre - line.width / 2, LEFT + MEASURE - line.width)
            self.page.line(line, max(LEFT, x), self.baseline(self.row))
            self.row += 1
        self._next()
        self.page.line(under, right - under.width, self.baseline(self.row))
        self.row += 1

    def _next(self) -> None:
        if self.row >= LINES or not self.pages:
            self.turn()

    def _write(self, lines: list[Line]) -> None:
        for line in lines:
            self._next()
            self.page.line(line, LEFT, self.baseline(self.row))
            self.row += 1

    def number_pages(self) -> None:
        """Write the page numbers: a dash on each side at half an em, one character in from the outer edge."""
        for page in self.pages[self.unnumbered :]:
            baseline = TOP + DEPTH + FOLIO_DROP + FOLIO_SIZE * 0.36
            number, _code = self.paper.single(str(page.number), FOLIO, FOLIO_SIZE)
            dash, _code = self.paper.single("—", FOLIO, FOLIO_SIZE)
            width = number + 2 * dash + FOLIO_SIZE
            x = LEFT + MEASURE - SIZE - width if page.number % 2 else LEFT + SIZE
            for words, step in (("—", dash), (str(page.number), number), ("—", 0.0)):
                page.text(words, FOLIO, FOLIO_SIZE, x, baseline)
                x += step + FOLIO_SIZE / 2


def lines_to_sign(name: str) -> int:
    """Grid lines of a signature: the blank one before it, the name's, the date's."""
    return len(compose(name, LETTER, SIZE, MEASURE, company=True)) + 2

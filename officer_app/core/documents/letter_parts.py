"""What letters carry beside their text: the letterhead, tables between paragraphs, the receipt to be torn off.

Source: GB/T 9704-2012, clause 10.1 (letter format) for the letterhead; tables and receipt are of the house.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.documents.breaking import Line, compose
from officer_app.core.documents.faces import LETTER, STRONG, TITLE, VALUE, Role
from officer_app.core.documents.house import LABEL_GREY, RISE
from officer_app.core.documents.letter import DEPTH, LEAD, LEFT, MEASURE, SIZE, TOP, Letter
from officer_app.core.documents.paper import INNER, MM, WIDTH, Align

# The office's name in red: its top edge 30 mm below that of the page, the double line 4 mm below the name.
_NAME_TOP: Final = 30 * MM
_NAME_SIZE: Final = 30.0
_NAME_LEAST: Final = 20.0
_LINES: Final = 170 * MM
_BELOW_NAME: Final = 4 * MM
_FOOT: Final = 20 * MM
_THICK, _THIN, _APART = 1.6, 0.5, 2.2
# Lines of a letter's table; a longer cell goes on in a further row.
_CELL_LINES: Final = 12
_PAD: Final = 5.0


def letterhead(letter: Letter, office: str, number: str) -> None:
    """Begin a letter under the office's red name, its `number` at the right; its first page carries no page number."""
    letter.turn()
    letter.unnumbered = 1
    page = letter.page
    size = _NAME_SIZE
    while size > _NAME_LEAST and page.paper.single(office, TITLE, size)[0] > MEASURE:
        size -= 1
    baseline = _NAME_TOP + size * 0.88
    page.text(office, TITLE, size, WIDTH / 2, baseline, "center", red=True)
    left, right = (WIDTH - _LINES) / 2, (WIDTH + _LINES) / 2
    y = baseline + size * 0.12 + _BELOW_NAME
    page.rule(left, y, right, y, _THICK, red=True)
    page.rule(left, y + _APART, right, y + _APART, _THIN, red=True)
    foot = page.height - _FOOT
    page.rule(left, foot - _APART, right, foot - _APART, _THIN, red=True)
    page.rule(left, foot, right, foot, _THICK, red=True)
    letter.row = 1
    page.text(number, LETTER, SIZE, LEFT + MEASURE, letter.baseline(letter.row), "right")
    letter.row = 4


@dataclass(frozen=True, slots=True)
class LetterColumn:
    """A column of a letter's table: its head, its share of the measure in mm, and how its text stands."""

    head: str
    width: float
    align: Align = "left"
    company: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A row broken into lines: its cells, and how high it stands."""

    cells: tuple[list[Line], ...]
    height: float


class LetterTable:
    """A ruled table in the measure of a letter; its head repeats on each page, no row is lost or split in mid-line.

    The widths of the columns add up to 156 mm. A row is never lower than `least` pt.
    """

    def __init__(self, columns: Sequence[LetterColumn], *, size: float, lead: float, least: float) -> None:
        if abs(sum(column.width for column in columns) * MM - MEASURE) > 0.5:
            raise ValueError("the columns of a letter's table take the whole measure")
        self.columns, self.size, self.lead, self.least = tuple(columns), size, lead, least

    def draw(self, letter: Letter, rows: Sequence[Sequence[str]]) -> None:
        """Draw the table below what is written; the letter goes on with the next free grid line."""
        head = self._broken([column.head for column in self.columns], STRONG)[0]
        y = letter.top()
        fresh = True
        for row in rows:
            for part in self._broken(row, VALUE):
                needed = part.height + (head.height if fresh else 0)
                if y + needed > TOP + DEPTH:
                    letter.turn()
                    y, fresh = letter.top(), True
                if fresh:
                    y = self._draw(letter, head, y, heading=True)
                    fresh = False
                y = self._draw(letter, part, y, heading=False)
        letter.below(y)

    def _broken(self, texts: Sequence[str], role: Role) -> list[_Set]:
        cells = [
            compose(text, role, self.size, column.width * MM - 2 * _PAD, company=column.company)
            for text, column in zip(texts, self.columns, strict=True)
        ]
        deepest = max(1, *map(len, cells))
        parts: list[_Set] = []
        for start in range(0, deepest, _CELL_LINES):
            part = tuple(lines[start : start + _CELL_LINES] for lines in cells)
            depth = max(1, *map(len, part))
            parts.append(_Set(part, max(self.least, depth * self.lead + 2 * _PAD)))
        return parts

    def _draw(self, letter: Letter, row: _Set, y: float, *, heading: bool) -> float:
        page, x = letter.page, LEFT
        if heading:
            page.shade(LEFT, y, MEASURE, row.height, LABEL_GREY)
        for column, lines in zip(self.columns, row.cells, strict=True):
            width = column.width * MM
            page.box(x, y, width, row.height, INNER)
            baseline = y + row.height / 2 - (len(lines) - 1) * self.lead / 2 + self.size * RISE
            align = "center" if heading else column.align
            for line in lines:
                shift = {"left": _PAD, "center": (width - line.width) / 2, "right": width - _PAD - line.width}[align]
                page.line(line, x + shift, baseline)
                baseline += self.lead
            x += width
        return y + row.height


# The receipt, and how far it may reach below the last grid line; the page number stands 7 mm below that.
_RECEIPT: Final = 2.3 * LEAD
_SPARE: Final = 9.0
_WAYS: Final = ("直接送达", "邮寄", "一网通办推送")


def receipt(letter: Letter, number: str) -> None:
    """送达回证 at the foot of the last page, below a dashed line; whole on the next page where there is no room."""
    if letter.room() * LEAD + _SPARE < _RECEIPT:
        letter.turn()
    page = letter.page
    y = TOP + DEPTH - _RECEIPT + _SPARE
    page.rule(LEFT, y, LEFT + MEASURE, y, 0.6, dash=3)
    page.text("送达回证", STRONG, 12, LEFT + MEASURE / 2, y + 15, "center")
    baseline = y + 37
    x = LEFT + page.text("送达方式：", STRONG, 10.5, LEFT, baseline) + 4
    for way in _WAYS:
        x += page.tick_box(x, baseline, 10.5, ticked=False)
        x += page.text(way, VALUE, 10.5, x, baseline) + 14
    page.text(number, VALUE, 10.5, LEFT + MEASURE, baseline, "right")
    page.text("受送达人（签字、盖章）：", STRONG, 10.5, LEFT, baseline + 22)
    page.text("年　　月　　日", VALUE, 10.5, LEFT + MEASURE, baseline + 22, "right")
    letter.row = 22

"""The office's own page: A4, a head line, the form frame with its section strips, and the foot line.

Margins: 25 mm left, 20 mm right. Rules are black, 1.1 pt outside and 0.5 pt inside, because grey hairlines are lost
in the copier. The foot tells which paper, which draft, which page of how many, and the check code.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from officer_app.core.documents.breaking import Line, compose, take
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE, Role
from officer_app.core.documents.paper import MM, OUTER, Align, Page
from officer_app.core.words import chinese_day as chinese_day

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LEFT: Final = 25 * MM
RIGHT: Final = 190 * MM
SPAN: Final = RIGHT - LEFT
MIDDLE: Final = (LEFT + RIGHT) / 2
STRIP: Final = 8 * MM
HEAD: Final = 17 * MM
BOTTOM: Final = 276 * MM
FOOT_RULE: Final = 280 * MM
FOOT: Final = 284 * MM

PAD: Final = 5.0
# Han glyphs reach from −0.12 to 0.88 em: their middle stands this far above the baseline.
RISE: Final = 0.38

LABEL_GREY: Final = 0.955
STRIP_GREY: Final = 0.9

# A cell longer than this is cut into rows, so that no row is taller than a page.
CELL_LINES: Final = 12

_ZONE: Final = ZoneInfo("Asia/Shanghai")

_CODE_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _plain(value: object, without: tuple[str, ...]) -> object:
    """A value as lists and texts only, fields of dataclasses in their order."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(one, without) for one in value]
    names = _names(type(value), without)
    return str(value) if names is None else [_plain(getattr(value, name), without) for name in names]


def _names(kind: type, without: tuple[str, ...]) -> tuple[str, ...] | None:
    """The fields of a dataclass that count; None for any other type."""
    key = kind, without
    if key not in _fields:
        counted = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else None
        _fields[key] = None if counted is None else tuple(one.name for one in counted if one.name not in without)
    return _fields[key]


# A month's report asks for the same few types thousands of times.
_fields: dict[tuple[type, tuple[str, ...]], tuple[str, ...] | None] = {}


def check_code(paper: "DataclassInstance", *, without: tuple[str, ...] = ("made_at",)) -> str:
    """Ten characters that change when anything on the paper changes: 7F3K-29QD-M4.

    They come from SHA-256 over the field values in order; `without` names fields that do not count, on the paper
    itself and on what it holds.
    """
    canonical = json.dumps(_plain(paper, without), ensure_ascii=True, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:8], "big")
    signs = "".join(_CODE_SIGNS[(number >> (5 * place)) & 31] for place in range(10))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def made(moment: datetime) -> str:
    """When the paper was made, on the office's clock, to the minute, as it stands in the foot line."""
    return f"{moment.astimezone(_ZONE):%Y-%m-%d %H:%M} 生成"


def feet(pages: list[Page], left: str, code: str, total: int, *, before: int = 0) -> None:
    """Draw the foot line of finished pages, which must know how many there are; `before` them are other papers'."""
    for page in pages:
        page.rule(LEFT, FOOT_RULE, RIGHT, FOOT_RULE)
        until = LEFT + page.text(left, VALUE, 7.5, LEFT, FOOT)
        pages_words = f"第 {page.number - before} 页  共 {total} 页"
        # In the middle, unless what stands before it reaches that far.
        room = page.paper.single(pages_words, VALUE, 7.5)[0] / 2 + 8
        page.text(pages_words, VALUE, 7.5, max(MIDDLE, until + room), FOOT, "center")
        page.text(f"校验码 {code}", VALUE, 7.5, RIGHT, FOOT, "right")


@dataclass(slots=True)
class Cell:
    """A cell of a form row, `width` pt wide. `draw` paints a cell that is not text: page, x, y, width, height.

    A `bare` cell has no rule on its left.
    """

    width: float
    text: str = ""
    role: Role = VALUE
    size: float = 9.5
    align: Align = "left"
    shaded: bool = False
    company: bool = False
    bare: bool = False
    pad: float = PAD
    draw: Callable[[Page, float, float, float, float], None] | None = None
    lines: list[Line] = field(default_factory=list)

    def compose(self) -> None:
        """Break the text to the cell's width."""
        self.lines = compose(self.text, self.role, self.size, self.width - 2 * self.pad, company=self.company)

    @property
    def lead(self) -> float:
        """Distance between baselines."""
        return self.size * 1.38

    @property
    def height(self) -> float:
        """What the text needs, padding included."""
        return len(self.lines) * self.lead + PAD if self.lines else 0.0

    def paint(self, page: Page, x: float, y: float, height: float) -> None:
        """Draw the cell's shade and text; its rules belong to the row."""
        if self.shaded:
            page.shade(x, y, self.width, height, LABEL_GREY)
        if self.draw is not None:
            self.draw(page, x, y, self.width, height)
            return
        baseline = y + height / 2 - (len(self.lines) - 1) * self.lead / 2 + self.size * RISE
        for line in self.lines:
            spare = self.width - 2 * self.pad - line.width
            shift = spare if self.align == "right" else spare / 2 if self.align == "center" else 0.0
            page.line(line, x + self.pad + shift, baseline)
            baseline += self.lead


def label(text: str, width: float, size: float = 9) -> Cell:
    """A shaded label."""
    return Cell(width, text, STRONG, size, "center", shaded=True, pad=2)


def value(text: str, width: float, size: float = 9.5, *, strong: bool = False, align: Align = "left") -> Cell:
    """A value; what is missing shows as a dash."""
    return Cell(width, text.strip() or "—", STRONG if strong else VALUE, size, align, company=strong)


@dataclass(slots=True)
class Row:
    """Cells side by side, at least `least` pt high. `joined` omits the rule above: the row continues a cell."""

    cells: list[Cell]
    least: float
    joined: bool = False

    def height(self) -> float:
        """The row's height, its texts broken."""
        for cell in self.cells:
            if cell.draw is None and not cell.lines:
                cell.compose()
        return max(self.least, *(cell.height for cell in self.cells))


@dataclass(slots=True)
class Text:
    """Running text over the whole width of the frame, which may go on over pages."""

    lines: list[Line]
    lead: float
    least: float = 0.0
    pad: float = 9.0

    def height(self) -> float:
        """What the text needs."""
        return max(self.least, len(self.lines) * self.lead + 2 * self.pad - self.lead * 0.15)


def _part(cell: Cell, start: int, longest: int) -> Cell:
    """The lines of a cell that stand in the row starting with line `start`; what is drawn stands in the first."""
    if longest <= CELL_LINES:
        return cell
    drawn = None if cell.draw is not None and start else cell.draw
    return dataclasses.replace(cell, text="", draw=drawn, lines=cell.lines[start : start + CELL_LINES])


def parted(cells: list[Cell], least: float) -> list[Row]:
    """A row, or several of it where a cell is longer than CELL_LINES lines; the later ones continue the first."""
    for cell in cells:
        if cell.draw is None and not cell.lines:
            cell.compose()
    longest = max((len(cell.lines) for cell in cells), default=0)
    return [
        Row([_part(cell, start, longest) for cell in cells], least, joined=start > 0)
        for start in range(0, max(longest, 1), CELL_LINES)
    ]


class Frame:
    """A form table growing downwards, over pages where a section may split.

    `open_page` draws the head of a new page and returns the page and the top of the frame on it.
    """

    def __init__(self, open_page: Callable[[], tuple[Page, float]], bottom: float = BOTTOM) -> None:
        self._open_page = open_page
        self.bottom = bottom
        self.page, self.top = open_page()
        self.y = self.top

    def room(self) -> float:
        """What is left on the page, pt."""
        return self.bottom - self.y

    def turn(self) -> None:
        """Close the frame on this page and go on on the next."""
        self.close()
        self.page, self.top = self._open_page()
        self.y = self.top

    def close(self) -> None:
        """Draw the frame's border around what the page holds."""
        if self.y > self.top:
            self.page.box(LEFT, self.top, SPAN, self.y - self.top, OUTER)

    def whole(self, title: str, rows: list[Row | Text], *, upright: bool = True) -> None:
        """A section that stays on one page unless it is longer than a page."""
        if sum(row.height() for row in rows) > self.room() and self.y > self.top:
            self.turn()
        self.split(title, rows, upright=upright)

    def split(self, title: str, rows: list[Row | Text], *, head: Row | None = None, upright: bool = True) -> None:
        """A section that may go on over pages; `head` is repeated on each."""
        start = self.y
        first = True
        pending: list[Row | Text] = []
        for row in rows:
            pending += [row] if isinstance(row, Text) else parted(row.cells, row.least)
        while pending:
            row = pending.pop(0)
            opening = head.height() if head is not None and self.y == start else 0.0
            height = row.height()
            if isinstance(row, Text) and opening + height > self.room():
                count = take(row.lines, int((self.room() - 2 * row.pad) / row.lead))
                if count >= min(2, len(row.lines)) and count < len(row.lines):
                    self._text(Text(row.lines[:count], row.lead, pad=row.pad), start)
                    row = Text(row.lines[count:], row.lead, pad=row.pad)
                    height = row.height()
                    self._strip(title, start, upright=upright)
                    self.turn()
                    start = self.y
                    pending.insert(0, row)
                    continue
            if opening + height > self.room() and self.y > self.top:
                if self.y > start:
                    self._strip(title, start, upright=upright)
                self.turn()
                start = self.y
                first = True
                opening = head.height() if head is not None else 0.0
            if opening and head is not None:
                self._row(head, start, first=True)
                first = False
            if isinstance(row, Text):
                self._text(row, start)
            else:
                self._row(row, start, first=first)
            first = False
        self._strip(title, start, upright=upright)

    def _row(self, row: Row, start: float, *, first: bool) -> None:
        height = row.height()
        x = LEFT + STRIP
        if self.y > start and not row.joined and not first:
            self.page.rule(x, self.y, RIGHT, self.y)
        for index, cell in enumerate(row.cells):
            cell.paint(self.page, x, self.y, height)
            if index and not cell.bare:
                self.page.rule(x, self.y, x, self.y + height)
            x += cell.width
        self.y += height

    def _text(self, text: Text, start: float) -> None:
        if self.y > start:
            self.page.rule(LEFT + STRIP, self.y, RIGHT, self.y)
        baseline = self.y + text.pad + text.lead * 0.72
        for line in text.lines:
            self.page.line(line, LEFT + STRIP + 7, baseline)
            baseline += text.lead
        self.y += text.height()

    def _strip(self, title: str, start: float, *, upright: bool) -> None:
        """The section's strip beside what has just been drawn of it, and the rule that ends it."""
        page, height = self.page, self.y - start
        page.shade(LEFT, start, STRIP, height, STRIP_GREY)
        page.rule(LEFT + STRIP, start, LEFT + STRIP, self.y)
        if self.y < self.bottom:
            page.rule(LEFT, self.y, RIGHT, self.y)
        # Two characters lie side by side where they cannot stand.
        if not upright or height < len(title) * 11.5:
            page.text(title, STRONG, 9, LEFT + STRIP / 2, start + height / 2 + 9 * RISE, "center")
            return
        lead = 13.0 if height >= len(title) * 13 + 3 else 11.5
        baseline = start + height / 2 - (len(title) - 1) * lead / 2 + 9.5 * RISE
        for sign in title:
            page.text(sign, STRONG, 9.5, LEFT + STRIP / 2, baseline, "center")
            baseline += lead


def form_head(page: Page, title: str, office: str, right: str, later: str, *, first: bool) -> float:
    """Draw the head of a form's page; returns where its frame begins.

    The office stands at the left, its number or day at the `right`; below it the title, on a later page `later` in its
    place, which says again whose form it is, in two lines at most.
    """
    page.text(office, VALUE, 9, LEFT, HEAD)
    page.text(right, VALUE, 9, RIGHT, HEAD, "right")
    if first:
        page.text(title, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        return 34 * MM
    baseline = 25 * MM
    for line in compose(later, STRONG, 10.5, SPAN, company=True)[:2]:
        page.line(line, LEFT, baseline)
        baseline += 15
    return baseline - 15 + 3 * MM


def ticks(options: list[tuple[str, bool]], size: float = 9.5, gap: float = 9) -> Callable[..., None]:
    """Draws check boxes with their words in a cell."""

    def draw(page: Page, x: float, y: float, _width: float, height: float) -> None:
        baseline = y + height / 2 + size * RISE
        x += PAD
        for word, ticked in options:
            x += page.tick_box(x, baseline, size, ticked=ticked)
            x += page.text(word, VALUE, size, x, baseline) + gap

    return draw

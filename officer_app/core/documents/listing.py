"""A list over pages: the head row on each, no row lost, none split in mid-line, no rules between columns.

Cells that repeat are set once; only a text too wide for its column is broken into lines. A cell longer than
CELL_LINES lines goes on in further rows of the same entry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.documents.breaking import Line, compose
from officer_app.core.documents.faces import STRONG, VALUE, Role
from officer_app.core.documents.house import BOTTOM, CELL_LINES, LABEL_GREY, LEFT, RIGHT, RISE
from officer_app.core.documents.paper import INNER, MM, OUTER, Align, Page

ROW: Final = 7.35 * MM
HEAD_ROW: Final = 8.2 * MM
SIZE: Final = 9.0
_LEAD: Final = 12.2
_BETWEEN: Final = 0.9


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its edges in pt from the left edge of the page, and how its text stands."""

    head: str
    left: float
    right: float
    align: Align = "left"
    company: bool = False

    @property
    def place(self) -> float:
        """Where text of this alignment is anchored."""
        if self.align == "left":
            return self.left
        return self.right if self.align == "right" else (self.left + self.right) / 2


class Listing:
    """Draws rows one by one. `open_page` draws a page's head and returns the page and where the list starts."""

    def __init__(
        self, columns: Sequence[Column], open_page: Callable[[], tuple[Page, float]], *, bottom: float = BOTTOM
    ) -> None:
        self.columns = columns
        self.bottom = bottom
        self._open_page = open_page
        self._turn()

    def _turn(self) -> None:
        self.page, y = self._open_page()
        self.page.shade(LEFT, y, RIGHT - LEFT, HEAD_ROW, LABEL_GREY - 0.03)
        self.page.rule(LEFT, y, RIGHT, y, OUTER)
        baseline = y + HEAD_ROW / 2 + SIZE * RISE
        for column in self.columns:
            self.page.text(column.head, STRONG, SIZE, column.place, baseline, column.align)
        self.y = y + HEAD_ROW
        self.page.rule(LEFT, self.y, RIGHT, self.y, _BETWEEN)
        self._fresh = True

    def row(self, cells: Sequence[str], *, strong: frozenset[int] = frozenset(), parted: bool = False) -> None:
        """One entry; `strong` numbers the columns set bold, `parted` draws a heavier rule above it."""
        page = self.page
        broken: dict[int, list[Line]] = {}
        for index, (column, words) in enumerate(zip(self.columns, cells, strict=True)):
            role = STRONG if index in strong else VALUE
            if words and ("\n" in words or page.paper.single(words, role, SIZE)[0] > column.right - column.left):
                broken[index] = compose(words, role, SIZE, column.right - column.left, company=column.company)
        deepest = max(map(len, broken.values()), default=1)
        for start in range(0, max(deepest, 1), CELL_LINES):
            part = {index: lines[start : start + CELL_LINES] for index, lines in broken.items()}
            depth = max(map(len, part.values()), default=1)
            height = max(ROW, depth * _LEAD + 5)
            if self.y + height > self.bottom:
                self._close()
                self._turn()
                page = self.page
            elif not self._fresh and not start:
                page.rule(LEFT, self.y, RIGHT, self.y, _BETWEEN if parted else INNER)
            self._fresh = False
            baseline = self.y + height / 2 + SIZE * RISE
            for index, (column, words) in enumerate(zip(self.columns, cells, strict=True)):
                if index in part:
                    below = self.y + height / 2 - (len(part[index]) - 1) * _LEAD / 2 + SIZE * RISE
                    for line in part[index]:
                        page.line(line, self._x(column, line.width), below)
                        below += _LEAD
                elif words and not start:
                    page.text(words, STRONG if index in strong else VALUE, SIZE, column.place, baseline, column.align)
            self.y += height

    @staticmethod
    def _x(column: Column, width: float) -> float:
        if column.align == "left":
            return column.left
        return column.right - width if column.align == "right" else (column.left + column.right - width) / 2

    def total(self, texts: Sequence[tuple[int, str]]) -> None:
        """The last row, bold; `texts` by column."""
        if self.y + ROW > self.bottom:
            self._close()
            self._turn()
        self.page.rule(LEFT, self.y, RIGHT, self.y, _BETWEEN)
        role: Role = STRONG
        for index, words in texts:
            column = self.columns[index]
            self.page.text(words, role, SIZE, column.place, self.y + ROW / 2 + SIZE * RISE, column.align)
        self.y += ROW

    def _close(self) -> None:
        self.page.rule(LEFT, self.y, RIGHT, self.y, OUTER)

    def end(self, note: str = "", *, spare: float = 8) -> None:
        """Close the list, with a note under it: whole on the next page where `spare` pt below the list are too few."""
        self._close()
        if note:
            lines = compose(note, VALUE, 8.5, RIGHT - LEFT)
            if self.y + note_height(note) > self.bottom + spare:
                self.page, self.y = self._open_page()
            baseline = self.y + 14
            for line in lines:
                self.page.line(line, LEFT, baseline)
                baseline += 12


def note_height(note: str) -> float:
    """What a note takes below a list, pt."""
    return len(compose(note, VALUE, 8.5, RIGHT - LEFT)) * 12 + 6

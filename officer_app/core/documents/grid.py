"""A table inside a section of the house frame: a head row that repeats on each page, and rows of the same widths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from officer_app.core.documents.faces import VALUE
from officer_app.core.documents.house import SPAN, STRIP, Cell, Frame, Row, label
from officer_app.core.documents.paper import MM, Align

INSIDE: Final = SPAN - STRIP
_HEAD: Final = 6.5 * MM
_ROW: Final = 7 * MM
_EMPTY: Final = 8 * MM


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: its head, its width in mm, and how its text stands; 0 mm takes what the others leave."""

    head: str
    width: float
    align: Align = "center"
    company: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a table; together they are as wide as the frame is inside its strip."""

    columns: Sequence[GridColumn]
    widths: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        fixed = sum(column.width for column in self.columns) * MM
        open_ = [column for column in self.columns if not column.width]
        if len(open_) != 1 or fixed >= INSIDE:
            raise ValueError("one column of a grid takes what the others leave")
        widths = tuple(column.width * MM if column.width else INSIDE - fixed for column in self.columns)
        object.__setattr__(self, "widths", widths)

    def section(self, frame: Frame, title: str, rows: Iterable[Sequence[str]], empty: str) -> None:
        """Draw a section of these rows, over pages where it must; without rows a single one says `empty`."""
        drawn: list[Row] = [self._row(texts) for texts in rows]
        if not drawn:
            frame.whole(title, [Row([Cell(INSIDE, empty)], _EMPTY)])
            return
        head = Row([label(one.head, width, 8.5) for one, width in zip(self.columns, self.widths, strict=True)], _HEAD)
        frame.split(title, [*drawn], head=head)

    def _row(self, texts: Sequence[str]) -> Row:
        return Row(
            [
                Cell(width, text.strip() or "—", VALUE, 9, column.align, company=column.company)
                for column, width, text in zip(self.columns, self.widths, texts, strict=True)
            ],
            _ROW,
        )

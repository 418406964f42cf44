"""The rows of a table, by the page.

A table of a million rows holds only the pages near what is seen. Rows come either whole (`show_rows`) or through
`show_query(count, fetch)`, where `fetch(offset, limit, deliver)` looks rows up (through Jobs) and calls `deliver`.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar  # Any: what Qt passes through a model

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from officer_app.i18n import _
from officer_app.ui.cells import CELL_ROLE, Cell, Group

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Align = Literal["left", "right"]
PAGE = 200
PAGES_KEPT = 24
IN_FLIGHT = 2
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: `title` is a msgid (what somebody named where it is `own`), `width` a design size, `cell` makes its
    content from a row.

    `sort` names the order a query understands; None if it cannot be sorted. The column with `stretch` takes the rest.
    """

    key: str
    title: str
    cell: Callable[[Row], Cell | str]
    width: int = 100
    align: Align = "left"
    sort: str | None = None
    stretch: bool = False
    hidden: bool = False
    own: bool = False

    def heading(self) -> str:
        """The title as it is shown."""
        return self.title if self.own else _(self.title)


Deliver = Callable[[Sequence[Row]], None]
Fetch = Callable[[int, int, Callable[[Sequence[Row]], None]], None]


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows by the page. A row still on its way shows empty cells."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.sorted_by: tuple[str, bool] | None = None  # column key, descending
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Row | Group]] = OrderedDict()
        self._fetch: Fetch[Row] | None = None
        self._ticket = 0
        self._in_flight: set[int] = set()
        self._waiting: list[int] = []

    def show_rows(self, rows: Sequence[Row | Group]) -> None:
        """Show these rows; they are all there is."""
        self.beginResetModel()
        self._restart(len(rows), None)
        self._pages[0] = tuple(rows)
        self.endResetModel()

    def show_query(self, count: int, fetch: Fetch[Row], first: Sequence[Row] = ()) -> None:
        """Show `count` rows looked up by the page; `first` are rows already known from the start."""
        self.beginResetModel()
        self._restart(count, fetch)
        if first and len(first) >= min(PAGE, count):
            self._pages[0] = tuple(first[:PAGE])
        self.endResetModel()

    def reading(self) -> Fetch[Row]:
        """Reads any of the rows shown now, also after others are shown; heads of groups are left out."""
        if self._fetch is not None:
            return self._fetch
        rows = tuple(row for row in self._pages.get(0, ()) if not isinstance(row, Group))
        return lambda first, most, deliver: deliver(rows[first : first + most])

    def row(self, number: int) -> Row | Group | None:
        """The row, or None while it is on its way."""
        page, place = self._place(number)
        rows = self._pages.get(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def heads(self) -> frozenset[int]:
        """The rows that head groups."""
        if self._fetch is not None or not self._pages:
            return frozenset()
        return frozenset(number for number, row in enumerate(self._pages[0]) if isinstance(row, Group))

    def loaded_rows(self) -> Iterator[tuple[int, Row | Group]]:
        """The rows held now with their numbers, from top to bottom."""
        for page in sorted(self._pages):
            start = page * PAGE if self._fetch is not None else 0
            yield from enumerate(self._pages[page], start)

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Other columns, and no rows until they are shown anew."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._restart(0, None)
        self.endResetModel()

    def loaded(self) -> int:
        """How many rows are held now."""
        return sum(len(rows) for rows in self._pages.values())

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        if role == CELL_ROLE:
            return self._cell(index)
        if role == _ALIGN:
            return int(_RIGHT if self.columns[index.column()].align == "right" else _LEFT)
        if role in (_DISPLAY, _SPOKEN):
            cell = self._cell(index)
            return cell.spoken() if isinstance(cell, Cell) else cell.title if isinstance(cell, Group) else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            arrow = ""
            if self.sorted_by is not None and self.sorted_by[0] == column.key:
                arrow = " ↓" if self.sorted_by[1] else " ↑"
            return column.heading() + arrow
        if role == _ALIGN:
            return int(_RIGHT if column.align == "right" else _LEFT)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.row(index.row()), Group):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _cell(self, index: Index) -> Cell | Group | None:
        page, place = self._place(index.row())
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        if self._fetch is not None:
            self._pages.move_to_end(page)
        if place >= len(rows):
            return None
        row = rows[place]
        if isinstance(row, Group):
            return row
        cell = self.columns[index.column()].cell(row)
        return Cell(cell) if isinstance(cell, str) else cell

    def _place(self, number: int) -> tuple[int, int]:
        return divmod(number, PAGE) if self._fetch is not None else (0, number)

    def _restart(self, count: int, fetch: Fetch[Row] | None) -> None:
        self._ticket += 1
        self._count, self._fetch = count, fetch
        self._pages.clear()
        self._in_flight.clear()
        self._waiting.clear()

    def _want(self, page: int) -> None:
        if page in self._in_flight or page in self._waiting:
            return
        # What was asked for last is what is seen now; far older wishes are forgotten.
        self._waiting.append(page)
        del self._waiting[:-4]
        self._ask()

    def _ask(self) -> None:
        while self._waiting and len(self._in_flight) < IN_FLIGHT and self._fetch is not None:
            page, ticket = self._waiting.pop(), self._ticket
            self._in_flight.add(page)

            def deliver(rows: Sequence[Row], page: int = page, ticket: int = ticket) -> None:
                self._arrived(page, ticket, rows)

            self._fetch(page * PAGE, min(PAGE, self._count - page * PAGE), deliver)

    def _arrived(self, page: int, ticket: int, rows: Sequence[Row]) -> None:
        if ticket != self._ticket:
            return
        self._in_flight.discard(page)
        self._pages[page] = tuple(rows)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(self._count, (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        self._ask()

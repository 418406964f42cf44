"""What becomes of each row of a file, kept so that the largest can be looked through."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.sheets import Cell
from officer_app.core.spool import Spool
from officer_app.core.words import Word
from officer_app.directory.reasons import Problem, Reason
from officer_app.i18n import N_


class Verdict(Word):
    """What becomes of a row."""

    NEW = "new", N_("new")
    UPDATED = "updated", N_("updated")
    UNCHANGED = "unchanged", N_("unchanged")
    DUPLICATE = "duplicate", N_("duplicate")
    REFUSED = "refused", N_("refused")


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes: the key of the column, and both values in words; phones are masked."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """A row with its verdict, what it changes of what is there, and the remarks on it.

    `name` is the enterprise's; `uscc` its code, or what else tells the row from others of that enterprise.
    """

    row: int
    uscc: str
    name: str
    verdict: Verdict
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row to mend: its number, its cells as they stand in the file, and what is the matter."""

    row: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]


_Plain = tuple[int, str, str, int, tuple[tuple[str, str, str], ...], tuple[tuple[str, str, dict[str, object]], ...]]
_VERDICTS: Final = tuple(Verdict)
_PLACE: Final = {verdict: place for place, verdict in enumerate(_VERDICTS)}


class Verdicts:
    """Every row's verdict in the order of the file. `None` as a kind means all, `REMARKED` those with remarks."""

    REMARKED: Final = "remarked"

    def __init__(self) -> None:
        self._rows: Spool[_Plain] = Spool()
        self._refused: Spool[tuple[int, tuple[Cell, ...]]] = Spool()
        # Which rows have a verdict, four bytes each.
        self._places = {verdict: array("I") for verdict in _VERDICTS}
        self._remarked = array("I")

    def add(self, told: RowVerdict, cells: Sequence[Cell] = ()) -> None:
        """One more row; `cells` as they stand in the file, for a row to mend."""
        place = len(self._rows)
        self._places[told.verdict].append(place)
        if told.problems:
            self._remarked.append(place)
        if told.verdict is Verdict.REFUSED:
            self._refused.append((place, tuple(cells)))
        self._rows.append(
            (
                told.row,
                told.uscc,
                told.name,
                _PLACE[told.verdict],
                tuple((change.key, change.before, change.after) for change in told.changes),
                tuple((problem.column, problem.reason.value, problem.params) for problem in told.problems),
            )
        )

    def count(self, kind: str | None = None) -> int:
        """How many there are of a kind."""
        return len(self._rows) if kind is None else len(self._of(kind))

    def page(self, kind: str | None, first: int, most: int) -> list[RowVerdict]:
        """Some of them, from the first wanted on."""
        places = range(len(self._rows)) if kind is None else self._of(kind)
        return [_told(plain) for plain in self._rows.chosen(places[first : first + most])]

    def problems(self) -> Iterator[Problem]:
        """Every remark."""
        for row, _uscc, _name, _verdict, _changes, problems in self._rows:
            for column, code, params in problems:
                yield Problem(row, column, Reason(code), params)

    def refused(self) -> Iterator[RefusedRow]:
        """The rows to mend."""
        for place, cells in self._refused:
            told = _told(self._rows[place])
            yield RefusedRow(told.row, cells, told.problems)

    def _of(self, kind: str) -> "array[int]":
        return self._remarked if kind == self.REMARKED else self._places[Verdict(kind)]


def _told(plain: _Plain) -> RowVerdict:
    row, uscc, name, verdict, changes, problems = plain
    return RowVerdict(
        row,
        uscc,
        name,
        _VERDICTS[verdict],
        tuple(Change(*change) for change in changes),
        tuple(Problem(row, column, Reason(code), params) for column, code, params in problems),
    )

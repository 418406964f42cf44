"""Which column of a workbook holds what: by its heading, as it was for the same headings before, or as chosen.

A column is named by its label: its heading, with a number where the same heading stands twice, and its letter where
there is none. What it holds is named by a key: a `Field`, `headcount.2025` or `revenue.2025` for what an enterprise was
in a year, or `custom.3` for a field of the office's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.errors import AppError, Invalid, UnreadableFile
from officer_app.core.sheets import Cell, as_text
from officer_app.core.words import Word
from officer_app.directory.headings import Words
from officer_app.i18n import N_

HEADER_WITHIN: Final = 10


class NoHeader(UnreadableFile):
    """No row of the sheet carries the headings that are needed."""

    message = N_("The sheet “{sheet}” of {path} has no heading for: {missing}.")
    remedy = N_("Choose the sheet that lists the enterprises, or say which column holds what.")


class AmbiguousColumns(AppError):
    """Several columns say they hold the same; nobody has decided which."""

    message = N_("Several columns may hold the same: {questions}.")
    remedy = N_("Say which column counts, or leave the others out.")


class How(Word):
    """How it is known what a column holds."""

    HEADING = "heading", N_("by its heading")
    REMEMBERED = "remembered", N_("as the last time")
    CHOSEN = "chosen", N_("chosen")
    QUESTION = "question", N_("to be decided")
    LEFT_OUT = "left_out", N_("left out")
    UNKNOWN = "unknown", N_("not recognised")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column with what it holds; `key` is empty where that is not known, or where it is left out."""

    place: int
    label: str
    key: str
    how: How


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody said of the columns: the label by key, and the labels of columns left out."""

    columns: Mapping[str, str]
    left_out: frozenset[str] = frozenset()
    remembered: bool = False


NO_CHOICES: Final = Choices({})


class Header:
    """Where the columns of a sheet are.

    `row` is the row of the headings; `titles` are the headings as they stand there, `labels` the same told apart;
    `places` is the column of each key; `questions` are the columns that claim the same key, nobody having decided.
    """

    def __init__(self, row: int, titles: Sequence[str], matches: Sequence[ColumnMatch], words: Words) -> None:
        self.row = row
        self._words = words
        self.titles = tuple(titles)
        self.matches = tuple(matches)
        self.places = {match.key: match.place for match in matches if match.key and match.how is not How.QUESTION}
        self.questions: dict[str, list[ColumnMatch]] = {}
        for match in matches:
            if match.how is How.QUESTION:
                self.questions.setdefault(match.key, []).append(match)

    @property
    def labels(self) -> list[str]:
        """What each column is called."""
        return [match.label for match in self.matches]

    def title(self, key: str) -> str:
        """The label of the column that holds something in this file."""
        place = self.places.get(key)
        return self.matches[place].label if place is not None else self._words.label(key)

    def require_answers(self, words: Words) -> None:
        """Raises AmbiguousColumns while something is to be decided."""
        if self.questions:
            told = (f"{words.label(key)} ← {' / '.join(m.label for m in ms)}" for key, ms in self.questions.items())
            raise AmbiguousColumns(questions="；".join(told))


def labels_of(titles: Sequence[str]) -> list[str]:
    """Every column by a name of its own: `电话`, `电话 (2)`, and `[C]` for the third without a heading."""
    seen: dict[str, int] = {}
    labels: list[str] = []
    for place, title in enumerate(titles):
        title = title or f"[{_letters(place)}]"
        seen[title] = seen.get(title, 0) + 1
        labels.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return labels


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def match_columns(titles: Sequence[str], words: Words, choices: Choices = NO_CHOICES) -> list[ColumnMatch]:
    """What each column of these headings holds."""
    labels = labels_of(titles)
    chosen = {label: key for key, label in choices.columns.items() if label in labels}
    taken = set(chosen.values())
    how_chosen = How.REMEMBERED if choices.remembered else How.CHOSEN
    said = [words.key(title) for title in titles]
    claims: dict[str, int] = {}
    for label, key in zip(labels, said, strict=True):
        if key and key not in taken and label not in chosen and label not in choices.left_out:
            claims[key] = claims.get(key, 0) + 1
    matches: list[ColumnMatch] = []
    for place, (label, key) in enumerate(zip(labels, said, strict=True)):
        if label in chosen:
            same = chosen[label] == key
            matches.append(ColumnMatch(place, label, chosen[label], How.HEADING if same else how_chosen))
        elif label in choices.left_out:
            matches.append(ColumnMatch(place, label, "", How.LEFT_OUT))
        elif not key or key in taken:
            matches.append(ColumnMatch(place, label, "", How.UNKNOWN))
        else:
            matches.append(ColumnMatch(place, label, key, How.QUESTION if claims[key] > 1 else How.HEADING))
    return matches


def recognise(row: int, cells: Sequence[Cell], words: Words, choices: Choices = NO_CHOICES) -> Header | None:
    """The header, if this row is one."""
    titles = [as_text(cell).strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    header = Header(row, titles, match_columns(titles, words, choices), words)
    return header if all(key in header.places or key in header.questions for key in words.required) else None


def check_chosen(choices: Choices, words: Words) -> None:
    """Raises Invalid for a key that does not exist, and for a column chosen twice."""
    for name in choices.columns:
        if not words.is_known(name):
            known = "、".join(words.fields())
            raise Invalid(N_("There is no field “{name}”; the fields are: {fields}."), name=name, fields=known)
    told = [*choices.columns.values(), *choices.left_out]
    for label in told:
        if told.count(label) > 1:
            raise Invalid(N_("The column “{name}” was chosen twice."), name=label)


def is_within_reach(rows_seen: int) -> bool:
    """Titles and notes may stand above the headings, but not many."""
    return rows_seen <= HEADER_WITHIN

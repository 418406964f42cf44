"""A first look into a file before it is imported: its sheets, its columns and what they hold, a few rows."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import as_text, open_sheet
from officer_app.core.work import Work, asks
from officer_app.directory.headings import Words
from officer_app.directory.imports.columns import (
    HEADER_WITHIN,
    Choices,
    ColumnMatch,
    How,
    match_columns,
    recognise,
)
from officer_app.directory.imports.mapping import own_fields, remembered, words_of
from officer_app.people.access import Permission

_SAMPLE: Final = 5


@dataclass(frozen=True, slots=True)
class Glance:
    """`columns` are those of the headings, recognised or else of the fullest of the first rows.

    `sample` holds the rows below, one text for each column; `fields` is everything a column may hold, key and words.
    """

    path: Path
    sheets: tuple[str, ...]
    sheet: str
    headings: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    choices: Choices
    sample: tuple[tuple[str, ...], ...]
    fields: tuple[tuple[str, str], ...]
    words: Words

    @property
    def recognised(self) -> bool:
        """Whether every column that is needed is there, or is one of those to be decided."""
        return set(self.words.required) <= {column.key for column in self.columns}

    @property
    def questions(self) -> tuple[ColumnMatch, ...]:
        """The columns to be decided between."""
        return tuple(column for column in self.columns if column.how is How.QUESTION)

    def saying(self, label: str, key: str | None) -> "Glance":
        """The same file once somebody has said what a column holds: None for nothing, empty for what it says itself."""
        columns = {each: held for each, held in self.choices.columns.items() if held != label and each != key}
        left_out = self.choices.left_out - {label}
        if key:
            columns[key] = label
        elif key is None:
            left_out |= {label}
        choices = Choices(columns, left_out)
        return replace(self, choices=choices, columns=tuple(match_columns(self.headings, self.words, choices)))

    @property
    def titles(self) -> tuple[str, ...]:
        """The label of each column."""
        return tuple(column.label for column in self.columns)


@asks(Permission.DIRECTORY_IMPORT)
def look_into(
    work: Work, path: Path, sheet: str | None = None, choices: Choices | None = None, progress: Progress = unwatched
) -> Glance:
    """Look at the first rows; without `choices` those of the last time count. Raises what `open_sheet` raises."""
    return glance_at(work, words_of(own_fields(work)), path, sheet, choices, progress)


def glance_at(
    work: Work, words: Words, path: Path, sheet: str | None, choices: Choices | None, progress: Progress
) -> Glance:
    """The same for a file of whatever has these headings; for use cases that have checked access."""
    reader = open_sheet(path, sheet, progress=progress)
    said = remembered(work, reader, words) if choices is None else choices
    top = list(itertools.islice(reader.rows(), HEADER_WITHIN + _SAMPLE))
    found = (
        (place, header)
        for place, (number, cells) in enumerate(top[:HEADER_WITHIN])
        if (header := recognise(number, cells, words, said)) is not None
    )
    place, header = next(found, (0, None))
    texts = [tuple(as_text(cell).strip() for cell in cells) for _number, cells in top]
    if header is None:
        place = max(range(len(texts)), key=lambda at: (_filled(texts[at]), -at), default=0)
        headings = texts[place] if texts else ()
    else:
        headings = header.titles
    matches = match_columns(headings, words, said)
    sample = [
        tuple(row[at] if at < len(row) else "" for at in range(len(matches)))
        for row in texts[place + 1 : place + 1 + _SAMPLE]
    ]
    keys = [*words.keys(work.today.year), *(match.key for match in matches if match.key)]
    fields = tuple((key, words.label(key)) for key in dict.fromkeys(map(str, keys)))
    sheets = tuple(reader.sheet_names)
    return Glance(path, sheets, reader.name, headings, tuple(matches), said, tuple(sample), fields, words)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)

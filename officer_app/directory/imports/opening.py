"""The sheet of a file that lists what is imported, and the row of its headings."""

from collections.abc import Callable
from pathlib import Path

from officer_app.core.errors import Invalid
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import EmptySheet, SheetReader, open_sheet
from officer_app.directory.headings import Words
from officer_app.directory.imports.columns import (
    NO_CHOICES,
    Choices,
    Header,
    NoHeader,
    check_chosen,
    is_within_reach,
    recognise,
)
from officer_app.i18n import N_


def find_header(reader: SheetReader, words: Words, choices: Choices = NO_CHOICES) -> Header | None:
    """The row of headings near the top of a sheet."""
    for seen, (number, cells) in enumerate(reader.rows(), 1):
        header = recognise(number, cells, words, choices)
        if header is not None:
            return header
        if not is_within_reach(seen):
            break
    return None


def open_directory(
    path: Path,
    sheet: str | None,
    words: Words,
    choices_of: Callable[[SheetReader], Choices],
    progress: Progress = unwatched,
) -> tuple[SheetReader, Header]:
    """The sheet to import: the one named, else the first with the headings that are needed.

    `choices_of` tells what somebody said of a sheet's columns.

    Raises what `open_sheet` raises, NoHeader, and Invalid for a choice that does not fit the file.
    """
    reader = open_sheet(path, sheet, progress=progress)
    for name in (reader.name,) if sheet is not None else (reader.name, *reader.sheet_names[1:]):
        if name != reader.name:
            try:
                reader = open_sheet(path, name, progress=progress)
            except EmptySheet:
                continue
        choices = choices_of(reader)
        check_chosen(choices, words)
        header = find_header(reader, words, choices)
        if header is not None:
            _check_fit(header, choices)
            return reader, header
    missing = "、".join(words.label(key) for key in words.required)
    raise NoHeader(path=path.name, sheet=reader.sheet_names[0] if sheet is None else sheet, missing=missing)


def _check_fit(header: Header, choices: Choices) -> None:
    for label in (*choices.columns.values(), *choices.left_out):
        if label not in header.labels:
            raise Invalid(
                N_("There is no column “{name}”; the columns are: {columns}."),
                name=label,
                columns="、".join(header.labels),
            )

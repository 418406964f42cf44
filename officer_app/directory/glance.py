"""A first look into a file before it is imported: its sheets, its headings, a few rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import as_text, open_sheet
from officer_app.directory.columns import is_within_reach, recognise

_SAMPLE: Final = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """`titles` are the headings recognised, else those of the fullest of the first rows; `sample` the rows below."""

    path: Path
    sheets: tuple[str, ...]
    sheet: str
    titles: tuple[str, ...]
    recognised: bool
    sample: tuple[tuple[str, ...], ...]


def glance(path: Path, sheet: str | None = None, progress: Progress = unwatched) -> Glance:
    """Look at the first rows. Raises what `open_sheet` raises."""
    progress(0, None)
    reader = open_sheet(path, sheet)
    top: list[tuple[str, ...]] = []
    heading: int | None = None
    for seen, (number, cells) in enumerate(reader.rows(), 1):
        top.append(tuple(as_text(cell).strip() for cell in cells))
        if heading is None and recognise(number, cells) is not None:
            heading = len(top) - 1
        if heading is not None and len(top) > heading + _SAMPLE:
            break
        if heading is None and not is_within_reach(seen):
            break
    recognised = heading is not None
    if heading is None:
        heading = max(range(len(top)), key=lambda place: (_filled(top[place]), -place), default=0)
    titles = tuple(title for title in top[heading] if title) if top else ()
    sample = tuple(top[heading + 1 : heading + 1 + _SAMPLE])
    return Glance(path, tuple(reader.sheet_names), reader.name, titles, recognised, sample)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)
